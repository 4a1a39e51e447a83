/* The bulk load of a period.
 *
 * Rows are appended as they come and counted by account; at the end they are
 * moved to their accounts' places within the same array (a second one would
 * double the peak of memory), so that an account's windows lie together. Until
 * then views see an empty period. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define ROWS_A_LOOK 512 /* between looks at the clock */

void period_load_begin(struct platform *p, struct period *d)
{
	period_empty(p, d);
	d->own->step = STEP_READ;
	d->own->ends = mem_zero(d->tenant_capacity ? d->tenant_capacity : 1, sizeof *d->own->ends);
}

static void load_lost(struct period_private *own, const struct window *w, int64_t enterprise_no)
{
	size_t count = own->lost_count;

	MEM_GROW(own->lost, count, own->lost_capacity);
	MEM_GROW(own->lost_no, count, own->lost_no_capacity);
	own->lost[count] = *w;
	own->lost_no[count] = enterprise_no;
	own->lost_count++;
}

void period_load_row(struct platform *p, struct period *d, const struct window_row *row)
{
	struct period_private *own = d->own;
	struct window w = window_from_row(p, row);

	w.tenant = platform_tenant(p, row->enterprise_no);
	if (w.tenant == INDEX_NONE) {
		load_lost(own, &w, row->enterprise_no);
		return;
	}
	MEM_GROW(d->windows, own->loaded, d->window_capacity);
	d->windows[own->loaded++] = w;
	own->ends[w.tenant]++;
}

void period_load_abandon(struct platform *p, struct period *d)
{
	if (d->own->step != STEP_NONE)
		period_empty(p, d);
}

/* --- the end ------------------------------------------------------------- */

static void find_places(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;
	uint32_t place = 0;

	own->places = mem_zero(d->tenant_capacity ? d->tenant_capacity : 1, sizeof *own->places);
	for (size_t t = 0; t < p->tenant_count; t++) {
		own->places[t] = place;
		place += own->ends[t];
		own->ends[t] = place;
	}
	idmap_reserve(&d->by_id, own->loaded + own->lost_count);
}

/* Puts the row at a place where another account's should lie on its way: each
 * row takes the next free place of its account, whose row goes on, until one of
 * ours turns up. */
static struct window carry(struct period *d, struct window w, uint32_t tenant)
{
	uint32_t *places = d->own->places;

	while (w.tenant != tenant) {
		uint32_t place = places[w.tenant]++;
		struct window next = d->windows[place];
		d->windows[place] = w;
		w = next;
	}
	return w;
}

/* Accounts that came during the load have no place of their own yet: theirs is
 * empty, as ends and places are 0. */
static bool move_rows(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;
	uint32_t moved = 0;

	for (; own->position < p->tenant_count; own->position++) {
		uint32_t t = (uint32_t)own->position;
		for (; own->places[t] < own->ends[t]; own->places[t]++) {
			struct window *w = &d->windows[own->places[t]];
			if (w->tenant != t)
				*w = carry(d, *w, t);
			if (++moved % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline_us) {
				own->places[t]++;
				return true;
			}
		}
	}
	return false;
}

static void link_row(struct platform *p, struct period *d, uint32_t index)
{
	struct window *w = &d->windows[index];

	w->next = index + 1 < d->own->loaded && d->windows[index + 1].tenant == w->tenant ? index + 1 : INDEX_NONE;
	if (!index || d->windows[index - 1].tenant != w->tenant)
		d->first[w->tenant] = index;
	w->faulty = (uint8_t)window_fault(p, w);
	fault_count(d->own->faults, FAULT_NONE, w->voided ? FAULT_NONE : (enum fault)w->faulty);
	idmap_add(&d->by_id, index);
}

static bool link_rows(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	while (own->position < own->loaded) {
		link_row(p, d, (uint32_t)own->position++);
		if (own->position % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

/* Their accounts may have come while the load ran. */
static void add_lost(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;

	for (size_t i = 0; i < own->lost_count; i++) {
		uint32_t index = (uint32_t)d->window_count;
		struct window w = own->lost[i];
		w.tenant = platform_tenant(p, own->lost_no[i]);
		w.faulty = (uint8_t)window_fault(p, &w);
		MEM_GROW(d->windows, d->window_count, d->window_capacity);
		d->windows[d->window_count++] = w;
		idmap_add(&d->by_id, index);
		fault_count(own->faults, FAULT_NONE, w.voided ? FAULT_NONE : (enum fault)w.faulty);
		if (w.tenant == INDEX_NONE)
			period_adopt_orphan(p, d, index, own->lost_no[i]);
		else
			period_link(d, index);
	}
}

static void finish(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;

	d->window_count = own->loaded;
	add_lost(p, d);
	free(own->ends);
	free(own->places);
	free(own->lost);
	free(own->lost_no);
	own->ends = own->places = NULL;
	own->lost = NULL;
	own->lost_no = NULL;
	own->lost_count = own->lost_capacity = own->lost_no_capacity = own->loaded = 0;
	own->step = STEP_NONE;
	d->complete = true;
	period_mark_all(p, d);
	platform_sum_faults(p);
	period_changed(p, d);
}

bool period_load_finish(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	if (own->step == STEP_READ) {
		find_places(p, d);
		own->position = 0;
		own->step = STEP_MOVE;
	}
	if (own->step == STEP_MOVE) {
		if (move_rows(p, d, deadline_us))
			return true;
		own->position = 0;
		own->step = STEP_LINK;
	}
	if (own->step == STEP_LINK) {
		if (link_rows(p, d, deadline_us))
			return true;
		finish(p, d);
	}
	return false;
}

void period_load_end(struct platform *p, struct period *d)
{
	while (period_load_finish(p, d, INT64_MAX))
		;
}
