/* Periods: which there are, and the arrays that each has. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define UNUSED_KEPT 2 /* periods that nobody looks at any more */

static int64_t window_key(const void *context, uint32_t index)
{
	return ((const struct period *)context)->windows[index].outage_id;
}

static int64_t orphan_key(const void *context, uint32_t index)
{
	return ((const struct period_private *)context)->orphans[index].enterprise_no;
}

/* --- making and emptying ------------------------------------------------- */

/* The terms of each agreement code in force, and how far windows are needed. */
static void read_terms(struct platform *p, struct period *d)
{
	const struct calendar *calendar = agreement_calendar(p->agreement);
	unsigned codes = agreement_code_count(p->agreement);
	int month = calendar_month_number(calendar, d->span.start_us);

	d->loaded = d->span;
	d->own->terms = mem_zero(codes, sizeof *d->own->terms);
	for (unsigned i = 0; i < codes; i++) {
		struct period_terms *t = &d->own->terms[i];
		t->terms = agreement_terms_at(p->agreement, i, month);
		struct span margin = availability_margin(t->terms, calendar, d->span);
		if (margin.start_us < d->loaded.start_us)
			d->loaded.start_us = margin.start_us;
		if (margin.end_us > d->loaded.end_us)
			d->loaded.end_us = margin.end_us;
		if (t->terms->maintenance_link == LINK_ANY)
			d->own->link_any = true;
		struct availability_input in = {.terms = t->terms, .calendar = calendar, .span = d->span,
						.moment_us = d->span.start_us};
		availability_compute(&in, &p->own->scratch, &t->clean, NULL);
		availability_no_data(t->terms, d->span, &t->no_data);
		arena_reset(&p->own->scratch);
	}
}

/* What a period is of, which tells it apart. */
struct wanted {
	struct span span;
	int64_t as_of, only_account;
	bool as_known;
};

/* Nobody reads a verdict before the period is complete: the end of its load, which
 * is sliced, writes that there are no data. */
static void start_accounts(struct platform *p, struct period *d)
{
	period_room(p, d);
	if (p->tenant_count)
		memset(d->first, 0xff, p->tenant_count * sizeof *d->first); /* INDEX_NONE */
	d->own->only = d->only_account ? platform_tenant(p, d->only_account) : INDEX_NONE;
}

static struct period *period_create(struct platform *p, const struct wanted *w)
{
	struct period *d = mem_zero(1, sizeof *d);

	d->span = w->span;
	d->as_of = w->as_of;
	d->as_known = w->as_known;
	d->only_account = w->only_account;
	d->ticked_at = TIME_NONE;
	d->own = mem_zero(1, sizeof *d->own);
	d->own->only = INDEX_NONE;
	d->own->moment = TIME_NONE;
	stamps_init(&d->own->stamps);
	idmap_init(&d->by_id, window_key, d);
	idmap_init(&d->own->orphan_by_no, orphan_key, d->own);
	read_terms(p, d);
	start_accounts(p, d);
	return d;
}

void period_load_release(struct period_private *own)
{
	free(own->ends);
	free(own->places);
	free(own->parts);
	free(own->direct);
	free(own->lost);
	free(own->lost_no);
	own->ends = own->places = own->direct = NULL;
	own->parts = NULL;
	own->lost = NULL;
	own->lost_no = NULL;
	own->lost_count = own->lost_capacity = own->lost_no_capacity = own->loaded = 0;
	own->step = STEP_NONE;
}

static void release_rows(struct period *d)
{
	struct period_private *own = d->own;

	period_load_release(own);
	stamps_release(&own->stamps);
	fault_rows_release(&own->faults);
	if (!own->place.at)
		free(d->windows);
	mem_place_close(&own->place);
	d->windows = NULL;
	d->window_count = d->window_capacity = 0;
	idmap_release(&d->by_id);
	free(d->first);
	free(d->verdicts);
	free(d->marks);
	free(own->open);
	free(own->wakes);
	own->wakes = NULL;
	own->wake_count = own->wake_capacity = 0;
	d->first = NULL;
	d->verdicts = NULL;
	d->marks = NULL;
	own->open = NULL;
	d->tenant_capacity = 0;
	free(own->orphans);
	own->orphans = NULL;
	own->orphan_count = own->orphan_capacity = 0;
	idmap_release(&own->orphan_by_no);
}

void period_empty(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;

	release_rows(d);
	moved_forget(d);
	d->dirty_count = d->ticking_count = 0;
	d->open_counted = d->open_pending = 0;
	d->ticked_at = TIME_NONE;
	d->complete = false;
	own->moment = TIME_NONE;
	own->tick_running = own->orphans_mixed = false;
	own->overlapping_changes = 0;
	start_accounts(p, d);
	period_changed(p, d);
}

void period_destroy(struct period *d)
{
	release_rows(d);
	free(d->dirty);
	free(d->ticking);
	free(d->own->terms);
	free(d->own->overlapping);
	free(d->own->moved);
	free(d->own);
	free(d);
}

void period_changed(struct platform *p, struct period *d)
{
	d->generation++;
	p->generation++;
}

/* --- windows -------------------------------------------------------------- */

#define PLACE_FROM 4096                  /* windows from which they have a place of their own */
#define PLACE_MOST ((size_t)1 << 28)     /* windows that it has addresses for: 12 GiB of them */
#define PLACE_STEP ((size_t)1 << 12)     /* windows by which it grows: memory that comes well within a turn */

/* Few windows are moved when they become more; many would take longer than a turn
 * of the loop may. */
void period_grow_windows(struct period *d, size_t count)
{
	struct mem_place *place = &d->own->place;
	const size_t size = sizeof *d->windows;

	if (count < d->window_capacity)
		return;
	if (!place->at && count >= PLACE_FROM && mem_place_open(place, PLACE_MOST * size)) {
		mem_place_grow(place, (count + PLACE_STEP) * size);
		memcpy(place->at, d->windows, count * size);
		free(d->windows);
		d->windows = place->at;
	} else if (place->at) {
		mem_place_grow(place, (count + PLACE_STEP) * size);
	} else {
		MEM_GROW(d->windows, count, d->window_capacity);
		return;
	}
	d->window_capacity = place->size / size;
}

/* --- by account ---------------------------------------------------------- */

/* A longer array, zero from count on; calloc, as what is never touched then
 * takes no memory. */
static void *grow_zero(void *old, size_t count, size_t capacity, size_t size)
{
	void *grown = mem_zero(capacity, size);

	if (count)
		memcpy(grown, old, count * size);
	free(old);
	return grown;
}

void period_room(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;
	size_t old = d->tenant_capacity, capacity = p->tenant_capacity;

	if (old >= capacity)
		return;
	d->first = mem_resize(d->first, capacity, sizeof *d->first);
	d->verdicts = grow_zero(d->verdicts, old, capacity, sizeof *d->verdicts);
	d->marks = grow_zero(d->marks, old, capacity, sizeof *d->marks);
	own->open = grow_zero(own->open, old, capacity, sizeof *own->open);
	if (own->ends)
		own->ends = grow_zero(own->ends, old, capacity, sizeof *own->ends);
	if (own->places)
		own->places = grow_zero(own->places, old, capacity, sizeof *own->places);
	d->tenant_capacity = capacity;
}

void period_add_tenant(struct platform *p, struct period *d, uint32_t tenant)
{
	period_room(p, d);
	d->first[tenant] = INDEX_NONE;
	if (d->only_account) {
		if (d->only_account != p->tenants[tenant].enterprise_no)
			return;
		d->own->only = tenant;
	}
	if (!d->complete)
		return;
	period_no_data(p, d, tenant);
	period_tenant_changed(p, d, tenant, true);
	period_mark(p, d, tenant);
	period_changed(p, d);
}

void period_mark(struct platform *p, struct period *d, uint32_t tenant)
{
	(void)p;
	if (!d->complete || d->marks[tenant] & MARK_DIRTY || (d->only_account && tenant != d->own->only))
		return;
	d->marks[tenant] |= MARK_DIRTY;
	MEM_GROW(d->dirty, d->dirty_count, d->dirty_capacity);
	d->dirty[d->dirty_count++] = tenant;
}

void period_mark_all(struct platform *p, struct period *d)
{
	if (d->only_account) {
		if (d->own->only != INDEX_NONE)
			period_mark(p, d, d->own->only);
		return;
	}
	for (uint32_t t = 0; t < p->tenant_count; t++)
		period_mark(p, d, t);
}

/* --- taking and releasing ------------------------------------------------ */

static struct period *period_find(const struct platform *p, const struct wanted *w)
{
	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (d->span.start_us == w->span.start_us && d->span.end_us == w->span.end_us &&
		    d->as_of == w->as_of && d->as_known == w->as_known && d->only_account == w->only_account)
			return d;
	}
	return NULL;
}

static struct period *period_take(struct platform *p, const struct wanted *w)
{
	struct period *d = period_find(p, w);

	if (!d) {
		d = period_create(p, w);
		MEM_GROW(p->periods, p->period_count, p->period_capacity);
		p->periods[p->period_count++] = d;
		p->generation++;
	}
	d->users++;
	d->passing = false; /* somebody wants it for longer; who does not says so */
	return d;
}

struct period *platform_period(struct platform *p, struct span span, int64_t as_of, int64_t only_account)
{
	return period_take(p, &(struct wanted){.span = span, .as_of = as_of, .only_account = only_account});
}

struct period *platform_period_known(struct platform *p, struct span span, int64_t as_of, int64_t only_account)
{
	return period_take(p, &(struct wanted){.span = span, .as_of = as_of, .only_account = only_account,
					       .as_known = true});
}

void platform_move_period(struct platform *p, struct period *d, int64_t as_of)
{
	if (d->as_of == as_of)
		return;
	d->as_of = as_of;
	period_changed(p, d);
}

bool platform_has_period(const struct platform *p, const struct period *d)
{
	for (size_t i = 0; i < p->period_count; i++)
		if (p->periods[i] == d)
			return true;
	return false;
}

static void drop(struct platform *p, struct period *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->period_count; i++)
		if (p->periods[i] != d)
			p->periods[kept++] = p->periods[i];
	p->period_count = kept;
	period_destroy(d);
	platform_sum_faults(p);
	p->generation++;
}

/* The unused period to drop next: one that was never read or read in passing, else, where there
 * are too many, the one released longest ago. */
static struct period *to_drop(const struct platform *p)
{
	struct period *oldest = NULL;
	size_t unused = 0;

	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (d->users > 0)
			continue;
		if (!d->complete || d->passing)
			return d;
		unused++;
		if (!oldest || d->own->last_used < oldest->own->last_used)
			oldest = d;
	}
	return unused > UNUSED_KEPT ? oldest : NULL;
}

void platform_release_period(struct platform *p, struct period *d)
{
	struct period *old;

	if (--d->users > 0)
		return;
	d->own->last_used = ++p->own->uses;
	while ((old = to_drop(p)))
		drop(p, old);
}

void platform_forget_period(struct platform *p, struct span span)
{
	struct period *d = period_find(p, &(struct wanted){.span = span, .as_of = TIME_NONE});

	if (d && !d->users && !d->own->current)
		drop(p, d);
}

struct period *platform_current(const struct platform *p)
{
	return p->period_count && p->periods[0]->own->current ? p->periods[0] : NULL;
}

struct period *platform_current_period(struct platform *p, struct span span)
{
	struct period *former = platform_current(p);
	struct period *d = platform_period(p, span, TIME_NONE, 0);

	if (d == former) {
		d->users--;
		return d;
	}
	for (size_t i = 0; i < p->period_count; i++)
		if (p->periods[i] == d)
			p->periods[i] = p->periods[0];
	p->periods[0] = d;
	d->own->current = true;
	p->generation++;
	if (former) {
		former->own->current = false;
		moved_forget(former);
		platform_release_period(p, former);
	}
	platform_sum_faults(p);
	return d;
}

/* --- figures ------------------------------------------------------------- */

int64_t period_moment(const struct period *d, int64_t platform_moment_us)
{
	return platform_moment_us == TIME_NONE || d->as_of == TIME_NONE ? platform_moment_us : d->as_of;
}

int64_t period_elapsed(const struct period *d, int64_t platform_moment_us)
{
	int64_t moment = period_moment(d, platform_moment_us);

	if (moment == TIME_NONE || moment <= d->span.start_us)
		return 0;
	return (moment < d->span.end_us ? moment : d->span.end_us) - d->span.start_us;
}

void period_verdict(const struct platform *p, const struct period *d, uint32_t tenant, int64_t moment_us,
		    struct availability *out)
{
	if (!d->complete) {
		*out = d->own->terms[p->tenants[tenant].code_index].no_data;
		return;
	}
	*out = d->verdicts[tenant];
	out->elapsed_us = out->status == STATUS_NO_DATA ? 0 : period_elapsed(d, moment_us);
}

size_t period_memory(const struct period *d)
{
	const struct period_private *own = d->own;
	size_t sum = sizeof *d + sizeof *own,
	       rows = d->window_count > own->loaded ? d->window_count : own->loaded;

	sum += rows * sizeof *d->windows + d->by_id.capacity * sizeof *d->by_id.slots;
	sum += d->tenant_capacity *
	       (sizeof *d->first + sizeof *d->verdicts + sizeof *d->marks + sizeof *own->open);
	sum += (d->dirty_capacity + d->ticking_capacity + own->overlapping_capacity +
		own->moved_capacity) * sizeof(uint32_t);
	sum += own->orphan_capacity * sizeof *own->orphans + own->orphan_by_no.capacity * sizeof(uint32_t);
	sum += own->faults.words * sizeof(uint64_t);
	sum += stamps_memory(&own->stamps) + own->wake_capacity * sizeof *own->wakes;
	return sum + own->lost_capacity * (sizeof *own->lost + sizeof *own->lost_no);
}
