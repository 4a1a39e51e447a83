/* slatop report: what its options say. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/report.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static bool read_number(const char *text, const char *option, int64_t low, int64_t *value, struct err *e)
{
	char *end;
	errno = 0;
	*value = strtoll(text, &end, 10);
	if (errno || end == text || *end || *value < low)
		return err_set(e, "--%s: \"%s\" is not a whole number from %" PRId64 " on", option, text,
			       low);
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

static bool no_screen(const struct report *r, struct err *e)
{
	struct buf names = BUF_INIT;
	for (size_t i = 0; i < r->screens.count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", r->screens.all[i]->name);
	err_set(e, "report takes one screen: %s", names.data);
	buf_release(&names);
	return false;
}

static bool read_screen(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	screens_read(&r->screens, r->engine.config.screens);
	if (o->word_count != 1)
		return no_screen(r, e);
	r->screen = screens_need(&r->screens, o->words[0], e);
	if (!r->screen)
		return false;
	if (r->screen->needs_account && !o->tenant)
		return err_set(e, "screen \"%s\" is about one account: say --tenant N", r->screen->name);
	return true;
}

static bool read_format(struct report *r, struct err *e)
{
	const char *format = r->o->format ? r->o->format : "table";
	const char *names[16];
	size_t count = exporter_count < COUNT_OF(names) ? exporter_count : COUNT_OF(names);
	r->exporter = exporter_find(format);
	if (!r->exporter) {
		for (size_t i = 0; i < count; i++)
			names[i] = exporters[i]->name;
		const char *near = text_nearest(format, names, count);
		if (near)
			return err_set(e, "--format: unknown format \"%s\"; did you mean \"%s\"?", format,
				       near);
		return err_set(e, "--format: unknown format \"%s\"; there are table, csv, json, xlsx and md",
			       format);
	}
	if (r->exporter->binary && !r->o->output && isatty(STDOUT_FILENO))
		return err_set(e, "--format %s is not for a terminal: say -o FILE", format);
	return true;
}

bool report_options(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	if (!read_format(r, e))
		return false;
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
