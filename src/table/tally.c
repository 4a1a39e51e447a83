/* Sums over windows, kept between passes. */
#include "table/tally.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define WINDOWS_A_LOOK 512
#define RECOUNT_US (5 * USEC) /* all windows are looked at: not each second */
#define ROW_MOST 128          /* bytes of a row */

static const char nothing[ROW_MOST];

void tally_init(struct tally *t, size_t row_size)
{
	*t = (struct tally){.row_size = row_size < ROW_MOST ? row_size : ROW_MOST};
}

void tally_release(struct tally *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->list[i].rows);
	free(t->list);
	free(t->adding);
	*t = (struct tally){.row_size = t->row_size};
}

static struct tally_platform *of_platform(struct tally *t, const struct sources *s, size_t i)
{
	size_t count = s->scope.store->count;

	if (count > t->count) {
		t->list = mem_resize(t->list, count, sizeof *t->list);
		memset(t->list + t->count, 0, (count - t->count) * sizeof *t->list);
		t->count = count;
	}
	return &t->list[i];
}

static uint64_t facts_generation(const struct sources *s, size_t i)
{
	const struct platform *p = source_platform(s, i);
	const struct period *d = source_period(s, i);

	return generation_mix(generation_mix(p->generation, p->epoch), d ? d->generation + 1 : 0);
}

bool tally_is_fresh(struct tally *t, const struct sources *s, size_t i, size_t rows)
{
	const struct tally_platform *c = of_platform(t, s, i);

	/* What the last count did not see at all is counted at once. */
	if (!c->done || !source_period(s, i) || c->count != rows)
		return false;
	return c->generation == facts_generation(s, i) || s->scope.now - c->at < RECOUNT_US;
}

static void make_ready(struct tally *t, size_t rows)
{
	free(t->adding);
	t->adding = mem_zero(rows + 1, t->row_size); /* untouched: many rows do not cost a turn */
	t->adding_count = rows;
}

static void keep(struct tally *t, const struct sources *s, size_t i, size_t rows)
{
	struct tally_platform *c = of_platform(t, s, i);

	free(c->rows);
	c->rows = t->adding;
	t->adding = NULL;
	t->adding_count = 0;
	c->count = rows;
	c->generation = facts_generation(s, i);
	c->at = s->scope.now;
	c->done = source_period(s, i) != NULL;
}

bool tally_work(struct tally *t, const struct sources *s, size_t i, size_t rows, size_t *tenant,
		void (*start)(void *context, size_t platform),
		size_t (*account)(void *context, size_t platform, uint32_t tenant), void *context,
		int64_t deadline_us)
{
	const struct period *d = source_period(s, i);
	size_t looked = 0, at = *tenant, end = d ? source_platform(s, i)->tenant_count : 0;

	if (at == 0 || rows > t->adding_count) { /* rows came: from the start again */
		at = 0;
		make_ready(t, rows);
		start(context, i);
	}
	if (s->scope.enterprise_no && end) { /* only the one's */
		uint32_t one = source_account(s, i);
		at = one;
		end = one == INDEX_NONE ? 0 : (size_t)one + 1;
	}
	for (; at < end; at++) {
		looked += 1 + account(context, i, (uint32_t)at);
		if (looked <= WINDOWS_A_LOOK)
			continue;
		looked = 0;
		if (at + 1 < end && deadline_us != INT64_MAX && clock_monotonic() >= deadline_us) {
			*tenant = at + 1;
			return true;
		}
	}
	keep(t, s, i, rows);
	return false;
}

const void *tally_row(struct tally *t, size_t i, size_t row)
{
	const struct tally_platform *c = i < t->count ? &t->list[i] : NULL;

	return c && row < c->count ? c->rows + row * t->row_size : nothing;
}
