/* Windows of a month, added up by incident. */
#include "table/effects.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

struct effect_sum {
	struct incident_effect effect;
	uint32_t reference;
};

void effects_release(struct effects *e)
{
	free(e->sums);
	free(e->hits);
	arena_release(&e->scratch);
	*e = (struct effects){0};
}

void effects_start(struct effects *e, int64_t enough)
{
	if (e->sums)
		memset(e->sums, 0, e->sum_count * sizeof *e->sums);
	e->hit_count = 0;
	e->enough = enough;
}

static struct incident_effect *sum_of(struct effects *e, uint32_t reference)
{
	if (reference >= e->sum_count) {
		size_t count = reference + reference / 2 + 64;
		e->sums = mem_resize(e->sums, count, sizeof *e->sums);
		memset(e->sums + e->sum_count, 0, (count - e->sum_count) * sizeof *e->sums);
		e->sum_count = count;
	}
	e->sums[reference].reference = reference;
	return &e->sums[reference].effect;
}

static void add_window(struct effects *e, const struct window *w, uint32_t tenant)
{
	struct incident_effect *effect = sum_of(e, w->incident);
	int64_t before = effect->accounts;

	incident_effect_add(effect, (int64_t)tenant + 1, (struct span){w->started_at, w->ended_at});
	if (effect->accounts == before || before >= e->enough)
		return;
	MEM_GROW(e->hits, e->hit_count, e->hit_capacity);
	e->hits[e->hit_count++] = (struct hit){w->incident, tenant};
}

static bool names_one(const struct window *w, struct span month)
{
	return w->incident && !w->voided && !w->faulty && w->started_at >= month.start_us && w->started_at < month.end_us;
}

/* A second one may take the same. */
static void add_at(struct effects *e, struct effects *second, const struct sources *s, size_t platform, uint32_t tenant,
		   int64_t moment_us)
{
	const struct period *d = source_period(s, platform);
	struct account_detail a;

	period_account_span(source_platform(s, platform), d, tenant, s->span, moment_us, &e->scratch, &a);
	for (size_t i = 0; i < a.window_count; i++) {
		const struct window *w = &d->windows[a.windows[i]];
		if (!a.detail.parts[i].counts || !names_one(w, s->span) || w->started_at >= moment_us)
			continue;
		add_window(e, w, tenant);
		if (second)
			add_window(second, w, tenant);
	}
	arena_reset(&e->scratch);
}

void effects_add(struct effects *later, struct effects *at_end, const struct sources *s, size_t platform, uint32_t tenant)
{
	const struct period *d = source_period(s, platform);
	int64_t moment = source_moment(s, platform), end = s->span.end_us;
	bool any = false, differs = false;

	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next) {
		any = any || names_one(&d->windows[i], s->span);
		differs = differs || (d->windows[i].ended_at > end && end < moment);
	}
	if (!any)
		return;
	add_at(later, differs ? NULL : at_end, s, platform, tenant, moment);
	if (differs)
		add_at(at_end, NULL, s, platform, tenant, end);
}

static int by_incident(const void *a, const void *b)
{
	int64_t x = ((const struct effect_sum *)a)->effect.incident_id, y = ((const struct effect_sum *)b)->effect.incident_id;

	return (x > y) - (x < y);
}

/* Those that are not enough by themselves: who they hit, for the months beside. */
static void list_accounts(const struct effects *e, const uint32_t *places, struct past_effects *out)
{
	out->accounts = mem_zero(out->account_count + 1, sizeof *out->accounts);
	uint32_t *filled = mem_zero(out->count + 1, sizeof *filled);
	for (size_t i = 0; i < e->hit_count; i++) {
		const struct past_effect *one = &out->list[places[e->hits[i].incident]];
		if (one->listed != INDEX_NONE)
			out->accounts[one->listed + filled[one - out->list]++] = e->hits[i].tenant;
	}
	free(filled);
}

void effects_take(struct effects *e, const struct platform *p, int64_t moment_us, struct past_effects *out)
{
	size_t count = 0;

	*out = (struct past_effects){.moment_us = moment_us};
	struct effect_sum *kept = mem_zero(e->sum_count + 1, sizeof *kept);
	uint32_t *places = mem_zero(e->sum_count + 1, sizeof *places);
	for (size_t i = 0; i < e->sum_count; i++) {
		if (!e->sums[i].effect.accounts)
			continue;
		kept[count] = e->sums[i];
		kept[count++].effect.incident_id = platform_incident_id(p, (uint32_t)i);
	}
	qsort(kept, count, sizeof *kept, by_incident);
	out->list = mem_zero(count + 1, sizeof *out->list);
	for (size_t i = 0; i < count; i++) {
		const struct incident_effect *f = &kept[i].effect;
		bool listed = f->accounts < e->enough;
		places[kept[i].reference] = (uint32_t)i;
		out->list[i] = (struct past_effect){.incident_id = f->incident_id, .first_us = f->first_us, .last_us = f->last_us,
						    .accounts = (uint32_t)f->accounts,
						    .listed = listed ? (uint32_t)out->account_count : INDEX_NONE};
		out->account_count += listed ? (size_t)f->accounts : 0;
	}
	out->count = count;
	list_accounts(e, places, out);
	free(kept);
	free(places);
}
