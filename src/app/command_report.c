/* slatop report: the rows of a screen, without a terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/problems.h"
#include "app/report.h"
#include "app/trail.h"
#include "app/trail_rows.h"
#include "slatop/base/mem.h"

#define PAGED_REPORT_ROWS 100000 /* of a list that may have a thousand million */

/* The earliest and the latest moment of the replicas; TIME_NONE where none knows
 * the time. */
struct moments {
	int64_t earliest, latest;
	const char *code; /* of the earliest */
};

static struct moments moments_of(const struct store *s, int64_t now)
{
	struct moments m = {TIME_NONE, TIME_NONE, ""};
	for (size_t i = 0; i < s->count; i++) {
		int64_t moment = platform_moment(s->platforms[i], now);
		if (moment == TIME_NONE)
			continue;
		if (m.earliest == TIME_NONE || moment < m.earliest) {
			m.earliest = moment;
			m.code = s->platforms[i]->code;
		}
		if (m.latest == TIME_NONE || moment > m.latest)
			m.latest = moment;
	}
	return m;
}

static bool check_as_of(const struct report *r, const struct moments *m, struct err *e)
{
	if (r->when.as_of == TIME_NONE || m->earliest == TIME_NONE || r->when.as_of <= m->earliest)
		return true;
	struct buf latest = BUF_INIT;
	time_rfc3339(&latest, m->earliest);
	err_set(e, "--as-of %s lies after the latest moment that can be evaluated, %s (sub-platform %s)",
		r->o->as_of, latest.data, m->code);
	buf_release(&latest);
	return false;
}

/* What a sub-platform has not kept cannot be known again. */
static bool check_history(const struct report *r, struct err *e)
{
	const struct store *s = r->engine.store;
	for (size_t i = 0; r->o->as_known && i < s->count; i++)
		if (!platform_publishes(s->platforms[i], "outage_history"))
			return err_set(e, "--as-known: sub-platform %s does not publish sla.outage_history, in which stands "
					  "what was known when; without --as-known the windows are as they are recorded now",
				       s->platforms[i]->code);
	return true;
}

/* A span without an end ends at the moment of evaluation. That is the same one
 * for all sub-platforms, unless one of them is too far behind the others. */
static bool make_span(struct report *r, const struct moments *m, struct err *e)
{
	int64_t end = r->when.to != TIME_NONE ? r->when.to : r->when.as_of;
	if (end == TIME_NONE && m->latest == TIME_NONE)
		return err_set(e, "--from needs --to: no replica knows the time");
	if (end == TIME_NONE) {
		bool together = m->latest - m->earliest <= r->engine.config.lag_ok_s * USEC;
		end = together ? m->earliest : m->latest;
		r->scope.as_of = together ? end : TIME_NONE;
	}
	if (end <= r->when.from)
		return err_set(e, "--from %s is not before the moment of evaluation", r->o->from);
	r->scope.month = -1;
	r->scope.span = (struct span){r->when.from, end};
	return true;
}

static void make_month(struct report *r)
{
	if (r->when.month_number < 0 && r->when.as_of != TIME_NONE)
		r->when.month_number = calendar_month_number(r->scope.calendar, r->when.as_of);
	if (r->when.month_number >= 0) {
		r->scope.month = r->when.month_number;
		r->scope.span = engine_month_span(&r->engine, r->when.month_number);
	}
	snprintf(r->month_text, sizeof r->month_text, "%04d-%02d", r->scope.month / 12,
		 r->scope.month % 12 + 1);
	r->month = r->month_text;
}

/* The scope, now that the replicas have told the time. */
static bool make_scope(struct report *r, struct err *e)
{
	struct engine *s = &r->engine;
	r->scope = engine_scope(s);
	r->scope.other_agreement = r->other;
	problems_tell(&r->problems, &r->problem_texts, &r->screens, s, r->o, "", "", false);
	r->scope.problems = &r->problems;
	r->scope.trail = r->trail = trail_rows_create(&s->config);
	struct moments m = moments_of(s->store, r->scope.now);
	if (!check_as_of(r, &m, e) || !check_history(r, e))
		return false;
	r->scope.as_of = r->when.as_of;
	r->scope.as_known = r->o->as_known;
	r->of_moment = r->when.as_of != TIME_NONE;
	r->scope.figure = r->o->figure;
	r->scope.span_given = r->o->month || r->o->from;
	if (r->o->incident && !report_incident(r, e))
		return false;
	if (r->when.from == TIME_NONE)
		make_month(r);
	else if (!make_span(r, &m, e))
		return false;
	return !r->o->tenant ||
	       engine_account(s, r->o->tenant, &r->scope.platform, &r->scope.enterprise_no, e);
}

/* Characters before a byte, counted as people do. */
static size_t characters(const char *text, size_t bytes)
{
	size_t count = 0;
	for (size_t i = 0; i < bytes && text[i]; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
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
	if (view_is_paged(v) && !v->limit)
		v->limit = PAGED_REPORT_ROWS;
	if (apply_options && r->limit)
		v->limit = (size_t)r->limit;
	if (apply_options && r->o->where) {
		size_t at = 0;
		struct filter *f = filter_parse(r->o->where, pane->model, r->scope.calendar, &at, e);
		if (!f)
			return err_at(e, "--where, at character %zu", characters(r->o->where, at) + 1);
		view_set_filter(v, f);
	}
	return true;
}

/* Whether a pane other than the report's has something to show here. */
static bool is_shown(const struct report *r, const struct screen_pane *p)
{
	bool incident = r->scope.incident_id || r->scope.group_given;
	bool all = r->exporter->for_people || (r->screen->report_all && r->exporter->many);
	return all && p->follows < 0 && !p->on_proof && (!p->needs_incident || incident);
}

/* What is for people shows every pane of the screen; a file for programs holds
 * one dataset, the pane that the screen names for it. */
static bool make_views(struct report *r, struct err *e)
{
	const struct screen *s = r->screen;
	r->views = mem_zero(s->pane_count, sizeof(struct view *));
	r->panes = mem_zero(s->pane_count, sizeof(struct screen_pane *));
	for (size_t i = 0; i < s->pane_count; i++) {
		bool main_pane = (int)i == s->report_pane;
		if (!main_pane && !is_shown(r, &s->panes[i]))
			continue;
		if (!add_view(r, &s->panes[i], main_pane, e))
			return false;
	}
	return true;
}

/* A page that cannot be read is no page without rows. */
static bool pages_fine(const struct report *r, struct err *e)
{
	for (size_t i = 0; i < r->view_count; i++) {
		uint32_t platform;
		const char *error = view_error(r->views[i], &platform);
		if (error)
			return err_set(e, "sub-platform %s: %s", r->engine.store->platforms[platform]->code, error);
	}
	return true;
}

#define SLICE_US 4000
#define TICK_US 20000 /* what adds up months behind goes on by itself, not by what comes in */

/* Windows that have come are judged: some views add them up and let them go. */
static bool judge(struct report *r)
{
	int64_t now = clock_monotonic();
	bool left = engine_recompute(&r->engine, now, now + SLICE_US);
	for (size_t i = 0; i < r->view_count; i++)
		view_advance(r->views[i], clock_monotonic());
	return left;
}

/* A view rests between passes, as on the screen: each of a year's months that comes in would else be a pass over all
 * accounts. What is complete is read once more by freeze(). */
static int load_views(struct report *r, struct err *e)
{
	for (;;) {
		bool complete = true, left = judge(r);
		left |= trail_rows_work(r->trail, clock_monotonic() + SLICE_US);
		for (size_t i = 0; i < r->view_count; i++) {
			left |= view_work(r->views[i], clock_monotonic() + SLICE_US);
			complete = complete && r->views[i]->complete;
		}
		if (!pages_fine(r, e))
			return EXIT_FAILED;
		if (complete)
			return EXIT_FINE;
		engine_send_pages(&r->engine);
		for (size_t i = 0; i < r->engine.store->count; i++) {
			const struct replica_status *s = &r->engine.store->platforms[i]->status;
			if (s->state == REPLICA_REFUSED || s->state == REPLICA_LOST) {
				err_set(e, "sub-platform %s: %s", r->engine.store->platforms[i]->code,
					s->message);
				return EXIT_CONNECT;
			}
		}
		loop_turn(r->engine.loop, left ? 0 : TICK_US);
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
		struct buf text = BUF_INIT;
		if (age == TIME_NONE)
			buf_add_text(&text, "of unknown age");
		else
			value_seconds(&text, age / 1000 * 1000, false);
		err_set(e, "sub-platform %s: data are %s%s, more than --max-lag %s", s->platforms[i]->code,
			text.data, age == TIME_NONE ? "" : " s old", r->o->max_lag);
		buf_release(&text);
		return EXIT_LAG;
	}
	return EXIT_FINE;
}

/* No rows because nothing is published is not the same as no rows. */
static void warn_lacking(const struct report *r)
{
	for (size_t i = 0; i < r->view_count; i++) {
		const struct platform *p = model_lacking(r->panes[i]->model, &r->scope);
		if (p)
			fprintf(stderr, "slatop: sub-platform %s does not publish sla.%s: no rows of it\n", p->code,
				r->panes[i]->model->needs);
	}
}

/* A file for programs has no place for it. */
static void warn_later(const struct report *r)
{
	if (r->engine.later.error[0])
		fprintf(stderr, "slatop: what changed since that moment is not known: %s\n", r->engine.later.error);
	struct buf text = BUF_INIT;
	report_known(r, &text);
	if (text.length && r->scope.as_known)
		fprintf(stderr, "slatop: without a history, so %s\n", text.data);
	buf_release(&text);
}

/* Nobody asked for so few. */
static void warn_cut(const struct report *r)
{
	for (size_t i = 0; i < r->view_count; i++)
		if (view_is_paged(r->views[i]) && !r->limit && !r->panes[i]->limit && r->views[i]->count == PAGED_REPORT_ROWS)
			fprintf(stderr, "slatop: only the first %d rows are written; --limit N writes more\n",
				PAGED_REPORT_ROWS);
}

/* What leaves the platform's screens is recorded; a report is written all the same
 * where that cannot be, and says so. */
static void note(const struct report *r)
{
	struct trail *t = trail_create(&r->engine.config, "report");
	struct journal_field fields[2 + TRAIL_ABOUT] = {{"screen", r->screen->name, 0},
							{"rows", NULL, (int64_t)(r->view_count ? r->views[0]->count : 0)}};
	trail_note(t, "export", fields, 2 + trail_about(&r->scope, fields + 2));
	if (trail_error(t)[0])
		fprintf(stderr, "slatop: this report is not recorded: %s\n", trail_error(t));
	trail_destroy(t);
}

static int run(struct report *r, struct err *e)
{
	int status = command_connect(&r->engine, e);
	if (status != EXIT_FINE)
		return status;
	report_end_on_signals();
	if (!make_scope(r, e) || !make_views(r, e))
		return EXIT_USAGE;
	if (r->of_moment)
		later_ask(&r->engine, r->scope.as_of);
	status = load_views(r, e);
	if (status != EXIT_FINE)
		return status;
	while (!later_known(&r->engine))
		loop_turn(r->engine.loop, TICK_US);
	freeze(r);
	warn_later(r);
	warn_lacking(r);
	warn_cut(r);
	status = check_lag(r, e);
	if (status != EXIT_FINE)
		return status;
	note(r);
	return report_output(r, e);
}

int command_report(const struct options *o)
{
	struct report r = {.o = o};
	struct err e = {""};
	int status;
	if (!engine_open(&r.engine, o, &status, &e))
		return command_fail(status, e.text);
	if (o->word_count == 1 && !strcmp(o->words[0], "evidence"))
		status = report_evidence(&r, &e);
	else if (!report_options(&r, &e))
		status = EXIT_USAGE;
	else
		status = report_is_taken(&r, &e) ? EXIT_FAILED : run(&r, &e);
	for (size_t i = 0; i < r.view_count; i++)
		view_destroy(r.views[i]);
	free(r.views);
	free(r.panes);
	trail_rows_destroy(r.trail);
	free(r.problems.list);
	arena_release(&r.problem_texts);
	if (r.screens.memory)
		screens_release(&r.screens);
	agreement_destroy(r.other);
	engine_close(&r.engine);
	return status == EXIT_FINE ? status : command_fail(status, e.text);
}
