/* slatop report: what its options say. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/report.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"

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

static bool no_screen(const struct report *r, struct err *e)
{
	struct buf names = BUF_INIT;
	for (size_t i = 0; i < r->screens.count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", r->screens.all[i]->name);
	err_set(e, "report takes one screen: %s", names.data);
	buf_release(&names);
	return false;
}

/* Rows that stay on the server can be of any span, if they have a time. */
static bool has_time(const struct screen *s)
{
	const struct paged_source *p = s->panes[s->report_pane].model->paged;

	return p && p->time >= 0;
}

/* A number that several are made of ("broken") is none in particular. */
static bool is_of_one(const char *figure, struct err *e)
{
	struct buf names = BUF_INIT;
	int count = 0;

	for (int c = 0; commitment_find(figure) < 0 && c < COMMITMENT_COUNT; c++)
		if (commitment_input((enum commitment)c, figure) >= 0)
			buf_addf(&names, "%s%s", count++ ? ", " : "", commitments[c].name);
	if (count > 1)
		err_set(e, "--figure: \"%s\" is a number of several: name one of %s", figure, names.data);
	buf_release(&names);
	return count <= 1;
}

/* Figures of the other clauses have an explanation of their own. */
static bool read_figure(struct report *r, struct err *e)
{
	const char *figure = r->o->figure;
	int c = figure_commitment(figure);

	if (!figure || figure_of_availability(figure))
		return true;
	if (c < 0) {
		struct buf names = BUF_INIT;
		for (int i = 0; i < COMMITMENT_COUNT; i++)
			buf_addf(&names, "%s%s", i ? ", " : "", commitments[i].name);
		err_set(e, "--figure: \"%s\" is no figure; there are %s, the numbers that each is made of, and the "
			   "fields of availability", figure, names.data);
		buf_release(&names);
		return false;
	}
	if (!is_of_one(figure, e))
		return false;
	if (strcmp(r->screen->name, "explain") != 0 || c == COMMITMENT_AVAILABILITY)
		return true;
	r->screen = screens_need(&r->screens, clause_find((enum commitment)c) ? "figure" : commitments[c].name, e);
	return r->screen != NULL;
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
	if (!read_figure(r, e))
		return false;
	if (!r->screen->by_month && !has_time(r->screen) && when_is_given(&r->when))
		return err_set(e, "screen \"%s\" is always of the present: it takes no --month and no --from",
			       r->screen->name);
	if (r->screen->report_all && !r->exporter->for_people && !r->exporter->many)
		return err_set(e, "screen \"%s\" is of several lists, which no %s file holds: take --format xlsx, md or table",
			       r->screen->name, r->exporter->name);
	if (r->screen->report_all && !o->incident)
		return err_set(e, "screen \"%s\" is about one incident: say --incident N", r->screen->name);
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

/* Windows are loaded as far outside the span as the first agreement wants them. */
static bool reaches_no_further(const struct agreement *a, const struct agreement *b, struct err *e)
{
	int64_t most = 0, other = 0;
	for (unsigned i = 0; i < agreement_code_count(a); i++) {
		const struct terms *t = agreement_terms_at(a, i, INT32_MAX);
		most = t->web_counts_after_us > most ? t->web_counts_after_us : most;
		most = t->call_counts_after_us > most ? t->call_counts_after_us : most;
	}
	for (unsigned i = 0; i < agreement_code_count(b); i++) {
		const struct terms *t = agreement_terms_at(b, i, INT32_MAX);
		other = t->web_counts_after_us > other ? t->web_counts_after_us : other;
		other = t->call_counts_after_us > other ? t->call_counts_after_us : other;
	}
	return other <= most || err_set(e, "--compare-agreement: its thresholds are longer; name it as --agreement, and the other "
					   "one here");
}

static bool read_other(struct report *r, struct err *e)
{
	if (!r->o->compare_agreement)
		return true;
	if (strcmp(r->screen->name, "availability") != 0)
		return err_set(e, "--compare-agreement goes with \"slatop report availability\"");
	r->screen = screens_need(&r->screens, "comparison", e);
	r->other = agreement_read(r->o->compare_agreement, e);
	return r->screen && r->other && reaches_no_further(r->engine.agreement, r->other, e);
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
	return when_read(&r->when, r->o, agreement_calendar(r->engine.agreement), e) && read_screen(r, e) &&
	       read_other(r, e);
}
