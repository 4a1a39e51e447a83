/* Clause 6: months, and what is owed in them. */
#include "table/compensations.h"

#include <string.h>

#include "slatop/base/mem.h"

#define MONTHS_RUNNING 3 /* 30 days from a month's last day end in the next but one at the latest */

static bool whole_month(const struct calendar *c, struct span span, int *month)
{
	*month = calendar_month_number(c, span.start_us);
	return calendar_month_start(c, *month) == span.start_us && calendar_month_start(c, *month + 1) == span.end_us;
}

static const struct bills *bills_of(const struct platform *p, const struct summary *summary, uint32_t tenant)
{
	if (!summary || !summary_complete(p, summary) || tenant >= summary->data.row_count)
		return NULL;
	return summary->data.rows[tenant].kept;
}

void compensation_of(const struct sources *s, const struct summary *summary, size_t platform, uint32_t tenant,
		     const struct availability *a, struct span month, struct compensation *out,
		     const struct bills **bills, struct violations *v)
{
	const struct platform *p = source_platform(s, platform);
	const struct bills *b = bills_of(p, summary, tenant);
	struct availability nothing = {.status = STATUS_NO_DATA};
	struct compensation_input in = {
		.terms = source_terms(s, platform, tenant, month), .calendar = s->scope.calendar,
		.enterprise_no = p->tenants[tenant].enterprise_no, .moment_us = source_moment(s, platform),
		.availability = a, .invoice = b && b->billed ? &b->invoice : NULL,
		.claims = b ? b->claims : NULL, .claim_count = b ? b->claim_count : 0};

	if (bills)
		*bills = b;
	if (!whole_month(s->scope.calendar, month, &in.month) || !summary || !summary_complete(p, summary) ||
	    in.moment_us == TIME_NONE)
		in.availability = &nothing;
	compensation_compute(&in, out, v);
}

void compensation_outcome_of(const struct sources *s, const struct summary *summary, size_t platform,
			     uint32_t tenant, struct outcome *out)
{
	struct availability a;
	struct compensation c;

	source_verdict(s, platform, tenant, &a);
	compensation_of(s, summary, platform, tenant, &a, s->span, &c, NULL, NULL);
	compensation_outcome(source_terms(s, platform, tenant, s->span), &c, out);
}

/* --- the months ---------------------------------------------------------- */

static int newest_month(const struct model_scope *scope)
{
	if (scope->month >= 0)
		return scope->month;
	return calendar_month_number(scope->calendar, scope->span.end_us - 1);
}

static struct span span_of(const struct model_scope *scope, int month)
{
	return (struct span){calendar_month_start(scope->calendar, month),
			     calendar_month_start(scope->calendar, month + 1)};
}

static int64_t latest_moment(const struct model_scope *scope)
{
	int64_t latest = scope->as_of;

	for (size_t i = 0; scope->as_of == TIME_NONE && i < scope->store->count; i++) {
		int64_t moment = platform_moment(scope->store->platforms[i], scope->now);
		if (moment != TIME_NONE && (latest == TIME_NONE || moment > latest))
			latest = moment;
	}
	return latest;
}

static int64_t longest_days(const struct model_scope *scope, int month)
{
	int64_t longest = 0;

	for (unsigned i = 0; i < agreement_code_count(scope->store->agreement); i++) {
		int64_t days = agreement_terms_at(scope->store->agreement, i, month)->apply_days;
		longest = days > longest ? days : longest;
	}
	return longest;
}

/* Those before the current month whose last application day is not over. */
static size_t months_wanted(const struct model_scope *scope)
{
	int newest = newest_month(scope);
	int64_t moment = latest_moment(scope);
	size_t count = 1;

	if (scope->enterprise_no)
		return COMPENSATION_MONTHS;
	if (moment == TIME_NONE || calendar_month_number(scope->calendar, moment) != newest)
		return 1;
	for (; count < MONTHS_RUNNING; count++) {
		int month = newest - (int)count;
		int64_t last = span_of(scope, month).end_us - 1;
		if (moment >= calendar_day(scope->calendar, last, (int)longest_days(scope, month) + 1))
			break;
	}
	return count;
}

static struct model_scope month_scope(const struct model_scope *scope, int month)
{
	struct model_scope one = *scope;

	one.month = month;
	one.span = span_of(scope, month);
	return one;
}

static struct span year_of(const struct model_scope *scope)
{
	int newest = newest_month(scope);

	return (struct span){span_of(scope, newest - COMPENSATION_MONTHS + 1).start_us, span_of(scope, newest).end_us};
}

static void open_month(struct compensation_months *m, const struct model_scope *scope)
{
	size_t k = m->count++;
	struct model_scope one = month_scope(scope, newest_month(scope) - (int)k);

	m->list[k].number = one.month;
	m->list[k].span = one.span;
	held_open(&m->list[k].held, &one, COMMITMENT_COMPENSATION);
	if (!m->one_account)
		sources_open(&m->list[k].sources, &one, one.span, false);
}

static void close_month(struct compensation_months *m)
{
	size_t k = --m->count;

	held_close(&m->list[k].held);
	if (!m->one_account)
		sources_close(&m->list[k].sources);
}

void compensation_months_open(struct compensation_months *m, const struct model_scope *scope)
{
	size_t wanted = months_wanted(scope);

	*m = (struct compensation_months){.one_account = scope->enterprise_no != 0};
	if (m->one_account)
		sources_open(&m->year, scope, year_of(scope), true);
	while (m->count < wanted)
		open_month(m, scope);
}

void compensation_months_close(struct compensation_months *m)
{
	while (m->count)
		close_month(m);
	if (m->one_account)
		sources_close(&m->year);
}

void compensation_months_advance(struct compensation_months *m, const struct model_scope *scope)
{
	size_t wanted = months_wanted(scope);

	if (m->one_account)
		sources_advance(&m->year, scope, year_of(scope));
	while (m->count > wanted)
		close_month(m);
	for (size_t k = 0; k < m->count; k++) {
		struct model_scope one = month_scope(scope, newest_month(scope) - (int)k);
		m->list[k].number = one.month;
		m->list[k].span = one.span;
		held_advance(&m->list[k].held, &one);
		if (!m->one_account)
			sources_advance(&m->list[k].sources, &one, one.span);
	}
	while (m->count < wanted)
		open_month(m, scope);
}

uint64_t compensation_months_generation(const struct compensation_months *m)
{
	uint64_t g = m->one_account ? sources_generation(&m->year) : m->count;

	for (size_t k = 0; k < m->count; k++) {
		g = generation_mix(g, held_generation(&m->list[k].held));
		if (!m->one_account)
			g = generation_mix(g, sources_generation(&m->list[k].sources));
	}
	return g;
}

bool compensation_months_complete(const struct compensation_months *m)
{
	bool whole = !m->one_account || sources_complete(&m->year);

	for (size_t k = 0; whole && k < m->count; k++)
		whole = held_complete(&m->list[k].held) &&
			(m->one_account || sources_complete(&m->list[k].sources));
	return whole;
}

const struct summary *compensation_months_summary(const struct compensation_months *m, size_t month, size_t platform)
{
	return held_summary(&m->list[month].held, platform, COMMITMENT_COMPENSATION);
}

static void verdict_of(const struct compensation_months *m, size_t month, size_t platform, uint32_t tenant,
		       struct arena *scratch, struct availability *out)
{
	const struct period *d;
	struct account_detail detail;

	if (!m->one_account) {
		source_verdict(&m->list[month].sources, platform, tenant, out);
		return;
	}
	d = source_period(&m->year, platform);
	if (!d) {
		availability_no_data(source_terms(&m->year, platform, tenant, m->list[month].span),
				     m->list[month].span, out);
		return;
	}
	period_account_span(source_platform(&m->year, platform), d, tenant, m->list[month].span,
			    source_moment(&m->year, platform), scratch, &detail);
	*out = detail.verdict;
}

void compensation_months_of(const struct compensation_months *m, size_t month, size_t platform, uint32_t tenant,
			    struct arena *scratch, struct availability *a, struct compensation *out,
			    const struct bills **bills, struct violations *v)
{
	const struct sources *sources = m->one_account ? &m->year : &m->list[month].sources;

	verdict_of(m, month, platform, tenant, scratch, a);
	compensation_of(sources, compensation_months_summary(m, month, platform), platform, tenant, a,
			m->list[month].span, out, bills, v);
}

void compensation_month_enter(int month, int64_t enterprise_no, struct model_scope *scope)
{
	scope->enterprise_no = enterprise_no;
	scope->month = month;
	scope->span = span_of(scope, month);
	scope->span_given = true;
	scope->figure = commitments[COMMITMENT_COMPENSATION].name;
}
