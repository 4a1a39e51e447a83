/* slatop report: the rows of a screen, without a terminal. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/export/export.h"
#include "slatop/screen/screen.h"

struct report {
	const struct options *o;
	struct engine engine;
	struct screens screens;
	const struct screen *screen;
	const struct exporter *exporter;
	const char *month; /* "2026-11"; NULL with a span */
	char month_text[16];
	int64_t from, to, as_of; /* TIME_NONE: not given */
	int month_number;        /* -1: not given */
	int64_t limit, max_lag_us;
	struct model_scope scope;
	struct view **views; /* one for each pane that is printed */
	const struct screen_pane **panes;
	size_t view_count;
};

static bool read_number(const char *text, const char *option, int64_t low, int64_t *value, struct err *e)
{
	char *end;
	errno = 0;
	*value = strtoll(text, &end, 10);
	if (errno || end == text || *end || *value < low)
		return err_set(e, "--%s: \"%s\" is not a whole number from %" PRId64 " on", option, text, low);
	return true;
}

static bool read_time(struct report *r, const char *text, const char *option, int64_t *at, struct err *e)
{
	*at = TIME_NONE;
	if (text && !calendar_parse_time(agreement_calendar(r->engine.agreement), text, at, e))
		return err_at(e, "--%s", option);
	return true;
}

/* What the options say about time, before any replica is asked. */
static bool read_times(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	r->month_number = -1;
	if (o->month && (o->from || o->to))
		return err_set(e, "--month and --from/--to exclude each other");
	if (o->to && !o->from)
		return err_set(e, "--to needs --from: a span has a start");
	if (o->month && !calendar_parse_month(o->month, &r->month_number, e))
		return err_at(e, "--month");
	if (!read_time(r, o->from, "from", &r->from, e) || !read_time(r, o->to, "to", &r->to, e) ||
	    !read_time(r, o->as_of, "as-of", &r->as_of, e))
		return false;
	if (o->from && o->to && r->from >= r->to)
		return err_set(e, "--from %s is not before --to %s", o->from, o->to);
	return true;
}

static bool read_screen(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	if (o->word_count != 1)
		return err_set(e, "report takes one screen (slatop check lists them)");
	screens_read(&r->screens, r->engine.config.screens);
	r->screen = screens_need(&r->screens, o->words[0], e);
	if (!r->screen)
		return false;
	if (r->screen->needs_account && !o->tenant)
		return err_set(e, "screen \"%s\" is about one account: say --tenant N", r->screen->name);
	return true;
}

static bool read_options(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	const char *format = o->format ? o->format : "table";
	r->exporter = exporter_find(format);
	if (!r->exporter) {
		const char *names[16];
		size_t count = exporter_count < COUNT_OF(names) ? exporter_count : COUNT_OF(names);
		for (size_t i = 0; i < count; i++)
			names[i] = exporters[i]->name;
		const char *near = text_nearest(format, names, count);
		return err_set(e, "--format: unknown format \"%s\"%s%s%s", format, near ? "; did you mean \"" : "",
			       near ? near : "", near ? "\"?" : "");
	}
	r->max_lag_us = TIME_NONE;
	if (o->limit && !read_number(o->limit, "limit", 1, &r->limit, e))
		return false;
	if (o->max_lag) {
		if (!read_number(o->max_lag, "max-lag", 0, &r->max_lag_us, e))
			return false;
		r->max_lag_us *= USEC;
	}
	return read_times(r, e) && read_screen(r, e);
}

/* The moment that an as-of must not pass: the earliest of the replicas'. */
static int64_t earliest_moment(const struct store *s, int64_t now, const char **code)
{
	int64_t earliest = TIME_NONE;
	for (size_t i = 0; i < s->count; i++) {
		int64_t moment = platform_moment(s->platforms[i], now);
		if (moment != TIME_NONE && (earliest == TIME_NONE || moment < earliest)) {
			earliest = moment;
			*code = s->platforms[i]->code;
		}
	}
	return earliest;
}

/* The scope, now that the replicas have told the time. */
static bool make_scope(struct report *r, struct err *e)
{
	struct engine *s = &r->engine;
	r->scope = engine_scope(s);
	const char *code = "";
	int64_t moment = earliest_moment(s->store, r->scope.now, &code);
	if (r->as_of != TIME_NONE && moment != TIME_NONE && r->as_of > moment) {
		struct buf latest = BUF_INIT;
		time_rfc3339(&latest, moment);
		err_set(e, "--as-of %s lies after the latest moment that can be evaluated, %s (sub-platform %s)",
			r->o->as_of, latest.data, code);
		buf_release(&latest);
		return false;
	}
	r->scope.as_of = r->as_of;
	r->scope.span_given = r->o->month || r->o->from;
	if (r->month_number < 0 && r->as_of != TIME_NONE)
		r->month_number = calendar_month_number(r->scope.calendar, r->as_of);
	if (r->month_number >= 0) {
		r->scope.month = r->month_number;
		r->scope.span = engine_month_span(s, r->month_number);
	}
	if (r->from != TIME_NONE) {
		int64_t end = r->to != TIME_NONE ? r->to : r->as_of != TIME_NONE ? r->as_of : moment;
		if (end == TIME_NONE || end <= r->from)
			return err_set(e, "--from %s is not before the moment of evaluation", r->o->from);
		r->scope.month = -1;
		r->scope.span = (struct span){r->from, end};
	} else {
		snprintf(r->month_text, sizeof r->month_text, "%04d-%02d", r->scope.month / 12, r->scope.month % 12 + 1);
		r->month = r->month_text;
	}
	return !r->o->tenant ||
	       engine_account(s, r->o->tenant, &r->scope.platform, &r->scope.enterprise_no, e);
}

static bool add_view(struct report *r, const struct screen_pane *pane, bool apply_options, struct err *e)
{
	struct model_scope scope = r->scope;
	scope.where = pane->where;
	scope.span_given |= pane->whole_span;
	struct view *v = view_create(pane->model, &scope);
	r->panes[r->view_count] = pane;
	r->views[r->view_count++] = v;
	v->limit = pane->limit;
	const char *sort = pane->sort;
	if (apply_options && r->o->sort)
		sort = r->o->sort;
	if (sort && !view_sort_by(v, sort, e))
		return err_at(e, "--sort");
	if (apply_options && r->limit)
		v->limit = (size_t)r->limit;
	if (apply_options && r->o->where) {
		size_t at = 0;
		struct filter *f = filter_parse(r->o->where, pane->model, r->scope.calendar, &at, e);
		if (!f)
			return err_at(e, "--where, at character %zu", at + 1);
		view_set_filter(v, f);
	}
	return true;
}

/* A table for people shows every pane of the screen; a file for programs holds
 * one dataset, the pane that the screen names for it. */
static bool make_views(struct report *r, struct err *e)
{
	const struct screen *s = r->screen;
	r->views = mem_zero(s->pane_count, sizeof(struct view *));
	r->panes = mem_zero(s->pane_count, sizeof(struct screen_pane *));
	bool all = strcmp(r->exporter->name, "table") == 0;
	for (size_t i = 0; i < s->pane_count; i++) {
		bool main_pane = (int)i == s->report_pane;
		if (!main_pane && (!all || s->panes[i].follows >= 0 || s->panes[i].on_proof))
			continue;
		if (!add_view(r, &s->panes[i], main_pane, e))
			return false;
	}
	return true;
}

static int load_views(struct report *r, struct err *e)
{
	for (;;) {
		bool complete = true;
		for (size_t i = 0; i < r->view_count; i++) {
			while (view_work(r->views[i], INT64_MAX))
				;
			complete = complete && r->views[i]->complete;
		}
		if (complete)
			return EXIT_FINE;
		if (command_interrupted()) {
			err_set(e, "interrupted");
			return EXIT_INTERRUPTED;
		}
		for (size_t i = 0; i < r->engine.store->count; i++) {
			const struct replica_status *s = &r->engine.store->platforms[i]->status;
			if (s->state == REPLICA_REFUSED || s->state == REPLICA_LOST) {
				err_set(e, "sub-platform %s: %s", r->engine.store->platforms[i]->code, s->message);
				return EXIT_CONNECT;
			}
		}
		loop_turn(r->engine.loop, -1);
		for (size_t i = 0; i < r->view_count; i++)
			view_advance(r->views[i], clock_monotonic());
	}
}

/* One moment for everything: recompute, then read the views at that time. */
static void freeze(struct report *r)
{
	int64_t now = clock_monotonic();
	r->scope.now = now;
	while (engine_recompute(&r->engine, now, INT64_MAX))
		;
	for (size_t i = 0; i < r->view_count; i++) {
		view_advance(r->views[i], now);
		while (view_work(r->views[i], INT64_MAX))
			;
	}
}

static int check_lag(const struct report *r, struct err *e)
{
	const struct store *s = r->engine.store;
	for (size_t i = 0; r->max_lag_us != TIME_NONE && i < s->count; i++) {
		int64_t age = platform_data_age(s->platforms[i], r->scope.now);
		if (age != TIME_NONE && age <= r->max_lag_us)
			continue;
		err_set(e, "sub-platform %s: data are %" PRId64 " s old, more than --max-lag %s", s->platforms[i]->code,
			age == TIME_NONE ? -1 : age / USEC, r->o->max_lag);
		return EXIT_LAG;
	}
	return EXIT_FINE;
}

static size_t report_fields(const struct report *r, size_t view, uint16_t **fields)
{
	const struct model *m = r->views[view]->model;
	const struct screen_pane *pane = r->panes[view];
	bool table = strcmp(r->exporter->name, "table") == 0;
	size_t count = 0;
	*fields = mem_zero(table ? pane->column_count + 1 : m->field_count, sizeof **fields);
	if (table) {
		for (size_t i = 0; i < pane->column_count; i++)
			(*fields)[count++] = pane->columns[i].field;
		return count;
	}
	for (size_t i = 0; i < m->field_count; i++)
		if (!(m->fields[i].flags & FIELD_SCREEN_ONLY))
			(*fields)[count++] = (uint16_t)i;
	return count;
}

static void write_views(struct report *r, struct buf *out)
{
	const struct store *s = r->engine.store;
	struct export_platform *platforms = mem_zero(s->count, sizeof *platforms);
	for (size_t i = 0; i < s->count; i++) {
		const struct platform *p = s->platforms[i];
		platforms[i].code = p->code;
		platforms[i].as_of = r->as_of != TIME_NONE ? r->as_of : platform_moment(p, r->scope.now);
		platforms[i].data_age_us = platform_data_age(p, r->scope.now);
	}
	struct export_head head = {
		.screen = r->screen->name,
		.month = r->month,
		.from_us = r->scope.span.start_us,
		.to_us = r->scope.span.end_us,
		.agreement = agreement_hash(r->engine.agreement),
		.platforms = platforms,
		.platform_count = s->count,
		.calendar = r->scope.calendar,
		.reference_us = r->as_of != TIME_NONE ? r->as_of : clock_wall(),
		.ascii = r->o->ascii,
	};
	for (size_t i = 0; i < r->view_count; i++) {
		if (r->view_count > 1)
			buf_addf(out, "%s%s\n", i ? "\n" : "", r->panes[i]->title ? r->panes[i]->title : r->screen->title);
		uint16_t *fields;
		size_t count = report_fields(r, i, &fields);
		r->exporter->write(out, &head, r->views[i], fields, count);
		free(fields);
	}
	free(platforms);
}

static bool write_all(int fd, const struct buf *out)
{
	for (size_t done = 0; done < out->length;) {
		ssize_t n = write(fd, out->data + done, out->length - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* A file is made new, never written over, and not left behind half. */
static int put_out(const struct report *r, const struct buf *out, struct err *e)
{
	const char *path = r->o->output;
	if (!path) {
		if (write_all(STDOUT_FILENO, out))
			return EXIT_FINE;
		err_set(e, "standard output cannot be written: %s", strerror(errno));
		return EXIT_FAILED;
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err_set(e, errno == EEXIST ? "\"%s\" is there already; it is not overwritten" : "\"%s\": %s", path,
			strerror(errno));
		return EXIT_FAILED;
	}
	bool written = write_all(fd, out);
	int why = errno;
	if (close(fd) != 0 && written) {
		written = false;
		why = errno;
	}
	if (written)
		return EXIT_FINE;
	unlink(path);
	err_set(e, "\"%s\" could not be written: %s", path, strerror(why));
	return EXIT_FAILED;
}

static int run(struct report *r, struct err *e)
{
	int status = command_connect(&r->engine, e);
	if (status != EXIT_FINE)
		return status;
	if (!make_scope(r, e) || !make_views(r, e))
		return EXIT_USAGE;
	status = load_views(r, e);
	if (status != EXIT_FINE)
		return status;
	freeze(r);
	status = check_lag(r, e);
	if (status != EXIT_FINE)
		return status;
	struct buf out = BUF_INIT;
	write_views(r, &out);
	status = put_out(r, &out, e);
	buf_release(&out);
	return status;
}

int command_report(const struct options *o)
{
	struct report r = {.o = o};
	struct err e = {""};
	int status;
	if (!engine_open(&r.engine, o, &status, &e))
		return command_fail(status, e.text);
	status = read_options(&r, &e) ? run(&r, &e) : EXIT_USAGE;
	for (size_t i = 0; i < r.view_count; i++)
		view_destroy(r.views[i]);
	free(r.views);
	free(r.panes);
	if (r.screens.memory)
		screens_release(&r.screens);
	engine_close(&r.engine);
	return status == EXIT_FINE ? status : command_fail(status, e.text);
}
