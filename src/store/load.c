/* The bulk load of a period.
 *
 * Rows are appended as they come and counted by account; at the end they are
 * moved to their accounts' places within the same array (a second one would
 * double the peak of memory), so that an account's windows lie together. First
 * coarsely, by runs of accounts, then within each run: a row's place is then
 * never far from memory that was just looked at. Until all is done views see an
 * empty period. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define ROWS_A_LOOK 64 /* between looks at the clock */
#define ACCOUNTS_A_LOOK 256
#define LEAST_LEFT_US 1000 /* of a slice, for another step to begin in it: some are done in one go */
#define MAP_STEP ((size_t)1 << 17) /* bytes of the map of numbers for which memory is asked for at once */
#define RUN_BITS 9      /* accounts of a run, as a power of two */
#define DIRECT_SPARSE 8 /* how many numbers there may be for each account in use */

static void *by_tenant(const struct period *d, size_t size)
{
	return mem_zero(d->tenant_capacity ? d->tenant_capacity : 1, size);
}

void period_load_begin(struct platform *p, struct period *d)
{
	period_empty(p, d);
	d->own->step = STEP_READ;
	d->own->stamps.from = period_stamped_from(d);
	d->own->stamps.to = d->as_of;
	d->own->ends = by_tenant(d, sizeof *d->own->ends);
}

/* Account numbers are given out one after the other: a plain table then finds
 * an account without a miss of the cache for each of a million rows. */
static void make_direct(const struct platform *p, struct period_private *own)
{
	int64_t low = INT64_MAX, high = INT64_MIN;

	for (size_t t = 0; t < p->tenant_count; t++) {
		int64_t no = p->tenants[t].enterprise_no;
		low = no < low ? no : low;
		high = no > high ? no : high;
	}
	uint64_t range = p->tenant_count ? (uint64_t)high - (uint64_t)low : UINT64_MAX;
	if (range / DIRECT_SPARSE >= p->tenant_count)
		return;
	own->direct_base = low;
	own->direct_count = (size_t)range + 1;
	own->direct = mem_zero(own->direct_count, sizeof *own->direct);
	for (uint32_t t = 0; t < p->tenant_count; t++)
		own->direct[p->tenants[t].enterprise_no - low] = t + 1;
}

/* Accounts that came after the table was made are in the platform's map. */
static uint32_t find_tenant(const struct platform *p, const struct period_private *own, int64_t enterprise_no)
{
	uint64_t at = (uint64_t)enterprise_no - (uint64_t)own->direct_base;

	if (own->direct && at < own->direct_count && own->direct[at])
		return own->direct[at] - 1;
	return platform_tenant(p, enterprise_no);
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

static void load_window(struct platform *p, struct period *d, struct window *w, int64_t enterprise_no)
{
	struct period_private *own = d->own;

	if (!own->loaded && !own->direct)
		make_direct(p, own);
	w->tenant = find_tenant(p, own, enterprise_no);
	if (w->tenant == INDEX_NONE) {
		load_lost(own, w, enterprise_no);
		return;
	}
	if (own->loaded == d->window_capacity)
		period_grow_windows(d, own->loaded);
	d->windows[own->loaded++] = *w;
	own->ends[w->tenant]++;
}

void period_load_row(struct platform *p, struct period *d, const struct window_row *row)
{
	struct window w = window_from_row(p, row);

	load_window(p, d, &w, row->enterprise_no);
}

void period_load_plain(struct platform *p, struct period *d, const struct plain_window *row)
{
	struct window w = window_from_plain(p, row);

	load_window(p, d, &w, row->enterprise_no);
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

	own->places = by_tenant(d, sizeof *own->places);
	own->parts = mem_zero((p->tenant_count >> RUN_BITS) + 1, sizeof *own->parts);
	for (size_t t = 0; t < p->tenant_count; t++) {
		own->places[t] = place;
		if (!(t & ((1u << RUN_BITS) - 1)))
			own->parts[t >> RUN_BITS].place = place;
		place += own->ends[t];
		own->ends[t] = own->parts[t >> RUN_BITS].end = place;
	}
	free(own->direct);
	own->direct = NULL;
	idmap_reserve(&d->by_id, own->loaded + own->lost_count);
}

/* Work between looks at the clock, in rows that were carried. */
struct pace {
	int64_t deadline_us;
	int carried;
};

static bool late(struct pace *pace)
{
	if (++pace->carried < ROWS_A_LOOK)
		return false;
	pace->carried = 0;
	return clock_monotonic() >= pace->deadline_us;
}

/* Puts the row at a place where another run's should lie on its way: each row
 * takes the next free place of its run, whose row goes on, until one of ours
 * turns up. Such a chain may be long: where it gets late the row that is on its
 * way waits here, and false is returned. */
static bool carry_to_run(struct period *d, struct window *home, uint32_t run, struct pace *pace)
{
	struct load_part *parts = d->own->parts;
	struct window w = *home;
	bool in_time = true;

	while (w.tenant >> RUN_BITS != run && in_time) {
		uint32_t place = parts[w.tenant >> RUN_BITS].place++;
		struct window next = d->windows[place];
		d->windows[place] = w;
		w = next;
		in_time = !late(pace);
	}
	*home = w;
	return w.tenant >> RUN_BITS == run;
}

/* The same for accounts, within a run. */
static bool carry_to_account(struct period *d, struct window *home, uint32_t tenant, struct pace *pace)
{
	uint32_t *places = d->own->places;
	struct window w = *home;
	bool in_time = true;

	while (w.tenant != tenant && in_time) {
		uint32_t place = places[w.tenant]++;
		struct window next = d->windows[place];
		d->windows[place] = w;
		w = next;
		in_time = !late(pace);
	}
	*home = w;
	return w.tenant == tenant;
}

static bool split_rows(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;
	size_t count = (p->tenant_count >> RUN_BITS) + 1;
	struct pace pace = {.deadline_us = deadline_us};

	for (; own->position < count; own->position++) {
		struct load_part *part = &own->parts[own->position];
		while (part->place < part->end) {
			if (!carry_to_run(d, &d->windows[part->place], (uint32_t)own->position, &pace))
				return true;
			part->place++;
			if (late(&pace))
				return true;
		}
	}
	return false;
}

/* Accounts that came during the load have no place of their own: theirs is
 * empty, as ends and places are 0. */
static bool move_rows(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;
	struct pace pace = {.deadline_us = deadline_us};

	for (; own->position < p->tenant_count; own->position++) {
		uint32_t t = (uint32_t)own->position;
		while (own->places[t] < own->ends[t]) {
			if (!carry_to_account(d, &d->windows[own->places[t]], t, &pace))
				return true;
			own->places[t]++;
			if (late(&pace))
				return true;
		}
	}
	return false;
}

static void link_row(struct platform *p, struct period *d, uint32_t index)
{
	struct window *w = &d->windows[index];

	w->next = index + 1 < d->own->loaded && d->windows[index + 1].tenant == w->tenant ? index + 1
											  : INDEX_NONE;
	if (!index || d->windows[index - 1].tenant != w->tenant)
		d->first[w->tenant] = index;
	w->faulty = (uint8_t)window_fault(p, w);
	if (w->faulty)
		fault_change(&d->own->faults, index, FAULT_NONE, window_counted_fault(d, w));
}

static bool link_rows(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	while (own->position < own->loaded) {
		uint32_t from = (uint32_t)own->position;
		uint32_t to = own->loaded - from < ROWS_A_LOOK ? (uint32_t)own->loaded : from + ROWS_A_LOOK;
		for (uint32_t i = from; i < to; i++)
			link_row(p, d, i);
		idmap_add_all(&d->by_id, from, to);
		own->position = to;
		if (clock_monotonic() >= deadline_us)
			return to < own->loaded;
	}
	return false;
}

/* All accounts are to be judged at the end, in one go: their list is made before. */
static void make_room_for_all(const struct platform *p, struct period *d)
{
	if (d->only_account || d->dirty_capacity >= p->tenant_count)
		return;
	d->dirty_capacity = p->tenant_count;
	d->dirty = mem_resize(d->dirty, d->dirty_capacity, sizeof *d->dirty);
	mem_bring(d->dirty, d->dirty_capacity * sizeof *d->dirty);
}

/* Until they are judged. */
static bool clean_accounts(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	make_room_for_all(p, d);
	while (own->position < p->tenant_count && (!d->only_account || own->only != INDEX_NONE)) {
		period_no_data(p, d, d->only_account ? own->only : (uint32_t)own->position);
		if (d->only_account)
			break;
		if (++own->position % ACCOUNTS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return own->position < p->tenant_count;
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
		period_grow_windows(d, d->window_count);
		d->windows[d->window_count++] = w;
		idmap_add(&d->by_id, index);
		fault_change(&own->faults, index, FAULT_NONE, window_counted_fault(d, &w));
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
	period_load_release(own);
	d->complete = true;
	period_mark_all(p, d);
	platform_sum_faults(p);
	period_changed(p, d);
}

/* The map of numbers is filled here and there from the first row on: memory is asked
 * for before, as it takes its time to come. */
static bool warm_map(struct period *d, int64_t deadline_us)
{
	const size_t step = MAP_STEP / sizeof *d->by_id.slots, capacity = d->by_id.capacity;

	while (d->own->position < capacity) {
		size_t left = capacity - d->own->position, count = left < step ? left : step;
		mem_bring(d->by_id.slots + d->own->position, count * sizeof *d->by_id.slots);
		d->own->position += count;
		if (clock_monotonic() >= deadline_us)
			break;
	}
	return d->own->position < capacity;
}

static bool places_found(struct platform *p, struct period *d, int64_t deadline_us)
{
	(void)deadline_us;
	find_places(p, d);
	return false;
}

static bool warmed(struct platform *p, struct period *d, int64_t deadline_us)
{
	(void)p;
	return warm_map(d, deadline_us);
}

static bool finished(struct platform *p, struct period *d, int64_t deadline_us)
{
	(void)deadline_us;
	finish(p, d);
	return false;
}

/* What is left to do after the last row, by step: whether there is more of it. A
 * step that was done ends the slice, unless the time is not limited. */
static bool (*const steps[])(struct platform *p, struct period *d, int64_t deadline_us) = {
	[STEP_READ] = places_found, [STEP_SPLIT] = split_rows, [STEP_MOVE] = move_rows,
	[STEP_WARM] = warmed,       [STEP_LINK] = link_rows,   [STEP_CLEAN] = clean_accounts,
	[STEP_FINISH] = finished,
};

bool period_load_finish(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	while (own->step != STEP_NONE) {
		bool last = own->step == STEP_FINISH;
		if (steps[own->step](p, d, deadline_us))
			return true;
		if (last)
			break;
		own->position = 0;
		own->step++;
		if (clock_monotonic() >= deadline_us - LEAST_LEFT_US)
			return true;
	}
	return false;
}

void period_load_end(struct platform *p, struct period *d)
{
	while (period_load_finish(p, d, INT64_MAX))
		;
}
