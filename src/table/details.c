/* A cache of account details: a slot for each account by its index, so that the
 * rows on a screen and the windows of one account share what was computed. */
#include "table/details.h"

#include <stdlib.h>

#include "slatop/base/mem.h"

#define SLOTS 512 /* more than a screen has rows; a power of two */

struct slot {
	struct arena arena;
	struct account_detail detail;
	const struct period *period; /* NULL: empty */
	uint64_t generation;
	int64_t moment;
	uint32_t tenant;
};

struct details {
	struct slot slots[SLOTS];
};

struct details *details_create(void)
{
	return mem_zero(1, sizeof(struct details));
}

void details_destroy(struct details *d)
{
	for (size_t i = 0; d && i < SLOTS; i++)
		arena_release(&d->slots[i].arena);
	free(d);
}

const struct account_detail *details_account(struct details *d, const struct sources *s, size_t platform,
					     uint32_t tenant)
{
	const struct platform *p = source_platform(s, platform);
	const struct period *period = source_period(s, platform);
	struct slot *slot = &d->slots[(tenant + platform * 31) % SLOTS];
	int64_t moment = source_moment(s, platform);
	uint64_t generation;

	if (!period || tenant >= period->tenant_capacity || tenant >= p->tenant_count || moment == TIME_NONE)
		return NULL;
	generation = generation_mix(generation_mix(period->generation, p->generation), p->epoch);
	if (slot->period == period && slot->tenant == tenant && slot->generation == generation &&
	    slot->moment == moment)
		return &slot->detail;
	arena_reset(&slot->arena);
	period_account(p, period, tenant, moment, &slot->arena, &slot->detail);
	slot->period = period;
	slot->tenant = tenant;
	slot->generation = generation;
	slot->moment = moment;
	return &slot->detail;
}

/* Windows of a detail are in order of start: the first of the same start is
 * found by halving, the window itself is near. */
const struct window_part *details_window(struct details *d, const struct sources *s, size_t platform,
					 uint32_t window)
{
	const struct period *period = source_period(s, platform);
	const struct account_detail *a;
	size_t low = 0, high;

	if (!period || window >= period->window_count)
		return NULL;
	a = details_account(d, s, platform, period->windows[window].tenant);
	if (!a)
		return NULL;
	high = a->window_count;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (period->windows[a->windows[middle]].started_at < period->windows[window].started_at)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < a->window_count; low++)
		if (a->windows[low] == window)
			return &a->detail.parts[low];
	return NULL;
}
