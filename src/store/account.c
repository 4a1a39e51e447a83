/* One account: what the arithmetic is given, and its verdict with the parts. */
#include <stdlib.h>

#include "private.h"
#include "slatop/base/mem.h"

struct outage_window window_fact(const struct platform *p, const struct window *w)
{
	return (struct outage_window){.outage_id = w->outage_id,
				      .maintenance_id = platform_maintenance_id(p, w->maintenance),
				      .started_at = w->started_at, .ended_at = w->ended_at,
				      .service = w->service, .cause = w->cause,
				      .voided = w->voided, .faulty = w->faulty != FAULT_NONE};
}

struct outage_window *period_facts(const struct platform *p, const struct period *d, uint32_t tenant, struct arena *a,
				   size_t *count)
{
	struct outage_window *list;
	size_t n = 0;

	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		n++;
	list = arena_zero(a, n + 1, sizeof *list);
	*count = n;
	n = 0;
	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		list[n++] = window_fact(p, &d->windows[i]);
	return list;
}

static bool holds(const struct maintenance_window *list, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].maintenance_id == id)
			return true;
	return false;
}

/* Those that the windows name. */
static size_t named_maintenance(struct platform *p, uint32_t tenant, const struct outage_window *windows,
				size_t count)
{
	struct platform_private *own = p->own;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t id = windows[i].maintenance_id;
		if (!id || holds(own->cover, found, id))
			continue;
		uint32_t row = own->maintenance_numbers.list[numbers_find(&own->maintenance_numbers, id)].row;
		if (row == INDEX_NONE)
			continue;
		const struct maintenance *m = &p->maintenance[row];
		if (m->voided || m->faulty || !platform_covers(p, row, tenant))
			continue;
		MEM_GROW(own->cover, found, own->cover_capacity);
		own->cover[found++] = m->w;
	}
	return found;
}

static size_t overlapping_maintenance(struct platform *p, struct period *d, uint32_t tenant)
{
	struct platform_private *own = p->own;
	size_t found = 0;

	maintenance_rows_of(p, d);
	for (size_t i = 0; i < d->own->overlapping_count; i++) {
		uint32_t row = d->own->overlapping[i];
		if (!platform_covers(p, row, tenant))
			continue;
		MEM_GROW(own->cover, found, own->cover_capacity);
		own->cover[found++] = p->maintenance[row].w;
	}
	return found;
}

const struct maintenance_window *period_maintenance(const struct platform *p, const struct period *d, uint32_t tenant,
						    size_t *count)
{
	/* Views do not change facts: this is working memory. */
	*count = overlapping_maintenance((struct platform *)(uintptr_t)p, (struct period *)(uintptr_t)d, tenant);
	return p->own->cover;
}

size_t account_maintenance(struct platform *p, struct period *d, uint32_t tenant, const struct terms *terms,
			   const struct outage_window *windows, size_t count)
{
	if (terms->maintenance_link == LINK_LINKED)
		return named_maintenance(p, tenant, windows, count);
	return overlapping_maintenance(p, d, tenant);
}
/* --- with its parts ------------------------------------------------------ */

struct started { /* a window by its start, for sorting */
	int64_t started_at, outage_id;
	uint32_t index;
};

static int by_start(const void *a, const void *b)
{
	const struct started *x = a, *y = b;

	if (x->started_at != y->started_at)
		return x->started_at < y->started_at ? -1 : 1;
	return (x->outage_id > y->outage_id) - (x->outage_id < y->outage_id);
}

static uint32_t *windows_by_start(const struct period *d, uint32_t tenant, struct arena *scratch,
				  size_t *count)
{
	struct started *list;
	uint32_t *order;
	size_t n = 0;

	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		n++;
	list = arena_zero(scratch, n, sizeof *list);
	order = arena_zero(scratch, n, sizeof *order);
	n = 0;
	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		list[n++] = (struct started){d->windows[i].started_at, d->windows[i].outage_id, i};
	*count = n;
	if (n)
		qsort(list, n, sizeof *list, by_start);
	for (size_t i = 0; i < n; i++)
		order[i] = list[i].index;
	return order;
}

/* Windows that the period does not touch had their part in the reckoning (an
 * outage may have begun with them); nothing of theirs is shown. */
static void drop_outside(const struct period *d, struct account_detail *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->window_count; i++) {
		const struct window *w = &d->windows[out->windows[i]];
		if (!period_spans(d, w->started_at, w->ended_at))
			continue;
		out->windows[kept] = out->windows[i];
		out->detail.parts[kept++] = out->detail.parts[i];
	}
	out->window_count = kept;
}

void period_account_span(const struct platform *p, const struct period *d, uint32_t tenant, struct span span,
			 int64_t moment_us, struct arena *scratch, struct account_detail *out)
{
	const struct calendar *calendar = agreement_calendar(p->agreement);
	const struct terms *terms = agreement_terms_at(p->agreement, p->tenants[tenant].code_index,
						       calendar_month_number(calendar, span.start_us));
	int64_t fixed = period_moment(d, moment_us), moment = moment_us < fixed ? moment_us : fixed; /* a month's end may be before it */

	out->windows = windows_by_start(d, tenant, scratch, &out->window_count);
	struct outage_window *facts = arena_zero(scratch, out->window_count, sizeof *facts);
	for (size_t i = 0; i < out->window_count; i++)
		facts[i] = window_fact(p, &d->windows[out->windows[i]]);
	struct availability_input in = {.terms = terms,
					.calendar = calendar,
					.span = span,
					.moment_us = moment,
					.windows = facts,
					.window_count = out->window_count};
	/* Views do not change facts; what is written here is working memory of the
	 * store, which only one thread uses. */
	struct platform *writable = (struct platform *)(uintptr_t)p;
	in.maintenance_count = account_maintenance(writable, (struct period *)(uintptr_t)d, tenant, terms,
						   facts, out->window_count);
	in.maintenance = p->own->cover;
	if (!d->complete || moment == TIME_NONE)
		in.moment_us = INT64_MIN / 2; /* before everything: parts, but no figure */
	availability_compute(&in, scratch, &out->verdict, &out->detail);
	drop_outside(d, out);
	if (!d->complete || moment == TIME_NONE)
		availability_no_data(terms, span, &out->verdict);
}

void period_account(const struct platform *p, const struct period *d, uint32_t tenant, int64_t moment_us,
		    struct arena *scratch, struct account_detail *out)
{
	period_account_span(p, d, tenant, d->span, moment_us, scratch, out);
}
