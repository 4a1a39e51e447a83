/* The trend of 4.1 and 4.2 of one account, of 4.2 of sub-platforms. */
#include "table/trend_own.h"

#include <string.h>

#include "table/outcome_words.h"
#include "table/reliabilities.h"

struct span trend_span(const struct model_scope *scope, int month)
{
	return (struct span){calendar_month_start(scope->calendar, month), calendar_month_start(scope->calendar, month + 1)};
}

bool trend_wants_effects(const struct trend *t)
{
	return !t->scope.enterprise_no && t->scope.period && (t->only < 0 || t->only == COMMITMENT_RELIABILITY);
}

struct span trend_year(const struct model_scope *scope, int last)
{
	struct model_scope oldest = *scope;

	oldest.span = trend_span(scope, last - (TREND_MONTHS - 1));
	return (struct span){reliability_span(&oldest).start_us, scope->span.end_us};
}

static void judge_availability(const struct trend *t, size_t i, uint32_t tenant, struct span span, struct arena *scratch,
			       struct trend_cell *cell)
{
	const struct period *d = source_period(&t->year, i);
	struct account_detail a;
	struct outcome o;

	period_account_span(source_platform(&t->year, i), d, tenant, span, source_moment(&t->year, i), scratch, &a);
	outcome_availability(source_terms(&t->year, i, tenant, span), &a.verdict, &o);
	rollup_add(&cell->rollup, &o);
}

static void judge_reliability(const struct trend *t, size_t i, uint32_t tenant, struct span span, struct arena *scratch,
			      struct trend_cell *cell)
{
	struct reliability r;
	struct outcome o;

	if (!reliability_of(&t->year, i, tenant, span, scratch, &r, NULL, NULL))
		return;
	reliability_outcome(source_terms(&t->year, i, tenant, span), &r, &o);
	rollup_add(&cell->rollup, &o);
}

static void judge_month(struct trend *t, size_t i, uint32_t tenant, int k)
{
	struct span span = trend_span(&t->scope, trend_month(t, k));
	struct trend_cell *own = t->own[k];
	struct arena scratch = {0};

	own[0].known = own[1].known = true;
	if (tenant_in_span(&source_platform(&t->year, i)->tenants[tenant], span)) {
		judge_availability(t, i, tenant, span, &scratch, &own[0]);
		arena_reset(&scratch);
		judge_reliability(t, i, tenant, span, &scratch, &own[1]);
	}
	arena_release(&scratch);
}

bool trend_wants_year(const struct trend *t)
{
	return t->only < 0 || t->with_last;
}

/* 4.2 of the sub-platforms in scope. */
static void judge_platforms(struct trend *t, int k)
{
	int month = trend_month(t, k);
	struct trend_cell *own = &t->own[k][1];
	struct arena scratch = {0};
	struct reliability r;
	struct outcome o;

	own->known = reliability_of_platforms(&t->year, month, &scratch, &r, NULL);
	if (own->known) {
		reliability_outcome(agreement_terms_at(t->scope.store->agreement, 0, month), &r, &o);
		rollup_add(&own->rollup, &o);
	}
	arena_release(&scratch);
}

/* Incidents are judged as they are now: that they change shows within seconds. */
static uint64_t own_now(const struct trend *t, size_t platform)
{
	uint64_t now = (uint64_t)(t->scope.now / WINDOWS_AGE_US);

	return generation_mix(t->scope.enterprise_no ? source_period(&t->year, platform)->generation : t->steps, now);
}

bool trend_judge_own(struct trend *t, int64_t deadline_us)
{
	size_t i = 0;
	uint32_t tenant = 0;

	if (t->scope.enterprise_no ? !sources_find_account(&t->year, &i, &tenant) || !source_period(&t->year, i)
				   : !trend_wants_effects(t) || !trend_wants_year(t))
		return false;
	uint64_t generation = own_now(t, i);
	if (t->own_generation != generation)
		t->own_done = 0;
	t->own_generation = generation;
	t->own_steps = t->steps;
	while (t->own_done < TREND_MONTHS) {
		int k = (int)t->own_done++; /* one at least: each call gets on */
		memset(t->own[k], 0, sizeof t->own[k]);
		if (t->scope.enterprise_no)
			judge_month(t, i, tenant, k);
		else
			judge_platforms(t, k);
		if (t->own_done < TREND_MONTHS && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

bool trend_own_judged(const struct trend *t)
{
	return t->own_done == TREND_MONTHS && t->own_steps == t->steps;
}
