/* Who is about to lapse. */
#include "table/lapses.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define ACCOUNTS_A_LOOK 256
#define FRESH_US (INT64_C(90) * USEC) /* so old may claims be that are looked at */

/* An account month that may lapse. */
struct watched {
	uint32_t tenant;
	uint8_t month; /* of spans */
	struct availability a;
};

enum look { LOOK_NONE, LOOK_ALL, LOOK_CLAIMS };

struct lapses_of {
	enum look look;              /* that is on its way */
	struct compensation_months months; /* LOOK_ALL */
	struct held held[COMPENSATION_MONTHS]; /* LOOK_CLAIMS */
	struct span spans[COMPENSATION_MONTHS];
	size_t span_count;
	size_t month;                /* where LOOK_ALL is */
	uint32_t tenant, epoch;
	int64_t asked_at;            /* the moment when it was begun */
	struct watched *list;
	size_t count, capacity;
	int64_t day;                 /* that all was looked at on: its start; TIME_NONE: never */
	int64_t seen_at, again_at;   /* monotonic; 0: not yet */
	struct lapse_sums sums;
	uint64_t generation;
};

struct lapses {
	bool follows;
	struct lapses_of *list;
	size_t count;
};

struct lapses *lapses_create(bool follows)
{
	struct lapses *l = mem_zero(1, sizeof *l);

	l->follows = follows;
	return l;
}

/* The windows of months that are over were read for this alone. */
static void forget_months(struct lapses_of *o, struct platform *p)
{
	size_t count = o->months.count;

	compensation_months_close(&o->months);
	for (size_t k = 1; p && k < count; k++)
		platform_forget_period(p, o->spans[k]);
}

static void stop(struct lapses_of *o, struct platform *p)
{
	if (o->look == LOOK_ALL)
		forget_months(o, p);
	for (size_t k = 0; o->look == LOOK_CLAIMS && k < o->span_count; k++)
		held_close(&o->held[k]);
	o->look = LOOK_NONE;
}

void lapses_destroy(struct lapses *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++) {
		stop(&l->list[i], NULL);
		free(l->list[i].list);
	}
	free(l->list);
	free(l);
}

static struct lapses_of *of_platform(struct lapses *l, const struct model_scope *scope, size_t i)
{
	size_t count = scope->store->count;

	if (count > l->count) {
		l->list = mem_resize(l->list, count, sizeof *l->list);
		memset(l->list + l->count, 0, (count - l->count) * sizeof *l->list);
		for (size_t k = l->count; k < count; k++) {
			l->list[k].day = TIME_NONE;
			l->list[k].sums.last_day = TIME_NONE;
		}
		l->count = count;
	}
	return &l->list[i];
}

/* All accounts of the sub-platform, in the month that is now. */
static struct model_scope whole_scope(const struct model_scope *scope, size_t i, int64_t moment, int64_t now)
{
	struct model_scope s = *scope;

	s.platform = (int)i;
	s.enterprise_no = 0;
	s.as_of = TIME_NONE;
	s.now = now;
	s.month = calendar_month_number(s.calendar, moment);
	s.span = (struct span){calendar_month_start(s.calendar, s.month), calendar_month_start(s.calendar, s.month + 1)};
	return s;
}

/* --- one account month --------------------------------------------------- */

static void start_sums(struct lapses_of *o)
{
	o->sums = (struct lapse_sums){.last_day = TIME_NONE};
}

static void compute(const struct model_scope *scope, const struct summary *summary, size_t i, const struct watched *w,
		    struct span month, struct compensation *out)
{
	const struct sources sources = {.scope = *scope, .span = month}; /* no period: the verdict is here */

	compensation_of(&sources, summary, i, w->tenant, &w->a, month, out, NULL, NULL);
}

static void add(struct lapses_of *o, const struct tenant *t, const struct compensation *c)
{
	if (c->state != COMPENSATION_ELIGIBLE || c->verdict != VERDICT_AT_RISK)
		return;
	o->sums.accounts++;
	o->sums.seats += t->seats > 0 ? t->seats : 0;
	o->sums.tiers[tier_rank(t->tier)]++;
	if (c->apply_by < o->sums.last_day)
		o->sums.last_day = c->apply_by;
}

static void look_at(struct lapses_of *o, const struct model_scope *scope, size_t i, size_t month, uint32_t tenant)
{
	const struct platform *p = scope->store->platforms[i];
	const struct sources *sources = &o->months.list[month].sources;
	struct watched w = {.tenant = tenant, .month = (uint8_t)month};
	struct compensation c;

	source_verdict(sources, i, tenant, &w.a);
	if (w.a.status == STATUS_NO_DATA || w.a.unavailable_us <= w.a.allowed_us ||
	    !tenant_in_span(&p->tenants[tenant], o->spans[month]))
		return; /* by no reading is it eligible */
	compute(scope, compensation_months_summary(&o->months, month, i), i, &w, o->spans[month], &c);
	if (!c.eligible || c.days_left < 0 ||
	    c.days_left > source_terms(sources, i, tenant, o->spans[month])->apply_at_risk_days)
		return;
	MEM_GROW(o->list, o->count, o->capacity);
	o->list[o->count++] = w;
	add(o, &p->tenants[tenant], &c);
}

/* --- all accounts, once a day -------------------------------------------- */

static void begin_all(struct lapses_of *o, const struct model_scope *scope, const struct platform *p, int64_t moment)
{
	compensation_months_open(&o->months, scope);
	o->look = LOOK_ALL;
	o->span_count = o->months.count;
	for (size_t k = 0; k < o->span_count; k++)
		o->spans[k] = o->months.list[k].span;
	o->epoch = p->epoch;
	o->asked_at = moment;
	o->month = o->tenant = 0;
	o->count = 0;
	start_sums(o);
}

static void end(struct lapses_of *o, struct platform *p, int64_t now)
{
	stop(o, p);
	o->again_at = now + LAPSES_AGAIN_US;
	o->generation++;
}

static bool are_judged(const struct lapses_of *o, size_t i)
{
	for (size_t k = 0; k < o->months.count; k++) {
		const struct period *d = source_period(&o->months.list[k].sources, i);
		if (d && d->dirty_count)
			return false;
	}
	return true;
}

static bool claims_failed(const struct lapses_of *o, const struct model_scope *scope, size_t i)
{
	for (size_t k = 0; k < o->months.count; k++) {
		const struct summary *s = compensation_months_summary(&o->months, k, i);
		if (s && s->state == SUMMARY_FAILED && !summary_complete(scope->store->platforms[i], s))
			return true;
	}
	return false;
}

static bool work_all(struct lapses_of *o, const struct model_scope *scope, size_t i, int64_t now, int64_t deadline_us)
{
	struct platform *p = scope->store->platforms[i];

	if (!compensation_months_complete(&o->months) || !are_judged(o, i))
		return false; /* the server is at work, or verdicts are computed */
	if (o->epoch != p->epoch) { /* loaded anew meanwhile */
		stop(o, p);
		return false;
	}
	for (; o->month < o->months.count; o->month++, o->tenant = 0)
		while (o->tenant < p->tenant_count) {
			look_at(o, scope, i, o->month, o->tenant);
			if (++o->tenant % ACCOUNTS_A_LOOK == 0 && deadline_us != INT64_MAX &&
			    clock_monotonic() >= deadline_us)
				return true;
		}
	if (!claims_failed(o, scope, i)) /* else again, soon */
		o->day = calendar_day(scope->calendar, o->asked_at, 0);
	end(o, p, now);
	return false;
}

/* --- the claims of those that may lapse ---------------------------------- */

static void begin_claims(struct lapses_of *o, const struct model_scope *scope, int64_t moment)
{
	for (size_t k = 0; k < o->span_count; k++) {
		struct model_scope one = *scope;
		one.span = o->spans[k];
		held_open(&o->held[k], &one, COMMITMENT_COMPENSATION);
	}
	o->look = LOOK_CLAIMS;
	o->asked_at = moment;
}

static bool is_fresh(const struct platform *p, const struct summary *s, int64_t asked_at)
{
	return s && summary_complete(p, s) && s->data.moment_us >= asked_at - FRESH_US;
}

/* What cannot be read leaves all as it was, until the next look. */
static void work_claims(struct lapses_of *o, const struct model_scope *scope, size_t i, int64_t now)
{
	struct platform *p = scope->store->platforms[i];
	bool failed = false;

	for (size_t k = 0; k < o->span_count; k++) {
		const struct summary *s = held_summary(&o->held[k], i, COMMITMENT_COMPENSATION);
		failed = failed || !s || s->state == SUMMARY_FAILED || s->state == SUMMARY_LACKING || o->epoch != p->epoch;
		if (!failed && !is_fresh(p, s, o->asked_at))
			return; /* on its way */
	}
	if (!failed)
		start_sums(o);
	for (size_t n = 0; n < o->count && !failed; n++) {
		const struct watched *w = &o->list[n];
		struct compensation c;
		compute(scope, held_summary(&o->held[w->month], i, COMMITMENT_COMPENSATION), i, w, o->spans[w->month], &c);
		add(o, &p->tenants[w->tenant], &c);
	}
	end(o, p, now);
}

/* --- when ---------------------------------------------------------------- */

static bool is_due(const struct lapses *l, const struct lapses_of *o, const struct platform *p, int64_t day, int64_t now)
{
	return (o->day != day || o->epoch != p->epoch) && now >= o->again_at &&
	       (!l->follows || now - o->seen_at >= LAPSES_AFTER_US);
}

bool lapses_work(struct lapses *l, const struct model_scope *scope, size_t i, int64_t now, int64_t deadline_us)
{
	struct lapses_of *o = of_platform(l, scope, i);
	struct platform *p = scope->store->platforms[i];
	const struct period *current = platform_current(p);
	int64_t moment = platform_moment(p, now);

	if (!scope->summary || !scope->period || moment == TIME_NONE || !current || !current->complete)
		return false;
	if (!o->seen_at)
		o->seen_at = now;
	struct model_scope whole = whole_scope(scope, i, moment, now);
	if (o->look == LOOK_NONE && is_due(l, o, p, calendar_day(scope->calendar, moment, 0), now))
		begin_all(o, &whole, p, moment);
	else if (o->look == LOOK_NONE && l->follows && o->count && now >= o->again_at)
		begin_claims(o, &whole, moment);
	if (o->look == LOOK_CLAIMS)
		work_claims(o, &whole, i, now);
	return o->look == LOOK_ALL && work_all(o, &whole, i, now, deadline_us);
}

bool lapses_ready(const struct lapses *l, const struct model_scope *scope, size_t i)
{
	const struct lapses_of *o = i < l->count ? &l->list[i] : NULL;

	if (!scope->summary || !scope->period || (o && o->generation) ||
	    platform_moment(scope->store->platforms[i], scope->now) == TIME_NONE)
		return true;
	/* A report computes verdicts once all is read. */
	return o && !l->follows && o->look == LOOK_ALL && compensation_months_complete(&o->months);
}

uint64_t lapses_generation(const struct lapses *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->count; i++)
		sum += l->list[i].generation;
	return sum;
}

const struct lapse_sums *lapses_sums(const struct lapses *l, size_t i, uint64_t *generation)
{
	static const struct lapse_sums none = {.last_day = TIME_NONE};

	*generation = i < l->count ? l->list[i].generation : 0;
	return *generation ? &l->list[i].sums : &none;
}
