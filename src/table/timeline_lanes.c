/* The lanes of a timeline: each window of the scope cut into stretches by what its
 * account's figures make of them, and all of a lane and state in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/timeline_parts.h"

#define OTHERS TIMELINE_LANES
#define CHUNK 1024 /* sorted at once; these are merged */

const char *const timeline_state_names[TIMELINE_STATES] = {"counted", "pending", "exempt", "uncounted", "outside"};
const char *const timeline_by_names[TIMELINE_BY_COUNT] = {"service", "account", "carrier"};

/* ---- stretches ---- */

void timeline_ends_add(struct timeline_ends *e, struct span s)
{
	if (s.end_us <= s.start_us)
		return;
	if (e->count == e->capacity) {
		e->capacity = e->capacity ? e->capacity * 2 : 8;
		e->starts = mem_resize(e->starts, e->capacity, sizeof *e->starts);
		e->ends = mem_resize(e->ends, e->capacity, sizeof *e->ends);
	}
	e->starts[e->count] = s.start_us;
	e->ends[e->count++] = s.end_us;
}

static void ends_release(struct timeline_ends *e)
{
	free(e->starts);
	free(e->ends);
	*e = (struct timeline_ends){0};
}

/* How many of a sorted list lie below a limit. */
static size_t below(const int64_t *list, size_t count, int64_t limit)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list[middle] < limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Those that have begun before its end, less those that have ended at its start. */
size_t timeline_overlaps(const struct timeline_ends *e, struct span s)
{
	if (s.end_us <= s.start_us)
		return 0;
	return below(e->starts, e->count, s.end_us) - below(e->ends, e->count, s.start_us + 1);
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void timeline_ends_sort(struct timeline_ends *e)
{
	if (!e->count)
		return;
	qsort(e->starts, e->count, sizeof *e->starts, compare);
	qsort(e->ends, e->count, sizeof *e->ends, compare);
}

/* ---- what a window is ---- */

void lane_gather_begin(struct lane_gather *g, const struct sources *s, uint8_t by)
{
	lane_gather_release(g);
	*g = (struct lane_gather){.sources = s, .by = by, .tenant = INDEX_NONE};
	for (size_t i = 0; i <= OTHERS; i++)
		g->counted[i] = INDEX_NONE;
}

/* A name that is too long is cut between characters. */
static void copy_name(char *out, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length >= size)
		for (length = size - 1; length && (text[length] & 0xC0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = 0;
}

static size_t lane_of_name(struct lane_gather *g, const char *name)
{
	size_t i = 0;

	while (i < g->count && strcmp(g->lanes[i].name, name) != 0)
		i++;
	if (i == g->count && i < OTHERS)
		snprintf(g->lanes[g->count++].name, sizeof g->lanes->name, "%s", name);
	return i; /* OTHERS where there is no lane left */
}

static size_t lane_of(struct lane_gather *g, const struct platform *p, const struct window *w)
{
	char name[sizeof g->lanes->name];
	const char *carrier = platform_detail(p, w->detail)->carrier, *service = window_service_word(p, w);

	copy_name(name, sizeof name, g->by == TIMELINE_BY_CARRIER ? (carrier ? carrier : "no carrier named") : service);
	return lane_of_name(g, name);
}

static void add_piece(struct lane_gather *g, size_t lane, enum timeline_state state, struct span s)
{
	if (s.end_us <= s.start_us)
		return;
	if (g->by != TIMELINE_BY_ACCOUNT) {
		timeline_ends_add(&g->lanes[lane].states[state], s);
		return;
	}
	MEM_GROW(g->pieces, g->piece_count, g->piece_capacity);
	g->pieces[g->piece_count++] = (struct lane_piece){s, (uint8_t)state};
}

static struct span cut(struct span s, struct span bounds)
{
	return (struct span){s.start_us > bounds.start_us ? s.start_us : bounds.start_us,
			     s.end_us < bounds.end_us ? s.end_us : bounds.end_us};
}

/* The instants of a stretch that a list has, and those in between. */
static void add_by_list(struct lane_gather *g, size_t lane, struct span s, const struct span *list, size_t count,
			enum timeline_state in, int between)
{
	int64_t at = s.start_us;

	for (size_t i = 0; i < count && at < s.end_us; i++) {
		struct span part = cut(s, list[i]);
		if (part.end_us <= part.start_us)
			continue;
		if (between >= 0)
			add_piece(g, lane, (enum timeline_state)between, (struct span){at, part.start_us});
		add_piece(g, lane, in, part);
		at = part.end_us;
	}
	if (between >= 0)
		add_piece(g, lane, (enum timeline_state)between, (struct span){at, s.end_us});
}

/* A window that counts: what of it is unavailable time of its account, and what of
 * that the provider answers for. */
static void add_counting(struct lane_gather *g, size_t lane, struct span s)
{
	const struct availability_detail *d = &g->detail.detail;
	struct span month = g->sources->span, inside = cut(s, month);
	int64_t at = inside.start_us;

	if (s.start_us < month.start_us)
		add_piece(g, lane, TIMELINE_OUTSIDE, cut(s, (struct span){s.start_us, month.start_us}));
	if (s.end_us > month.end_us)
		add_piece(g, lane, TIMELINE_OUTSIDE, cut(s, (struct span){month.end_us, s.end_us}));
	for (size_t i = 0; i < d->unavailable_count && at < inside.end_us; i++) {
		struct span part = cut(inside, d->unavailable[i]);
		if (part.end_us <= part.start_us)
			continue;
		/* under web.down_when "both" it counts only where the other half was down as well */
		add_piece(g, lane, TIMELINE_UNCOUNTED, (struct span){at, part.start_us});
		add_by_list(g, lane, part, d->accountable, d->accountable_count, TIMELINE_COUNTED, TIMELINE_EXEMPT);
		at = part.end_us;
	}
	add_piece(g, lane, TIMELINE_UNCOUNTED, (struct span){at, inside.end_us});
}

static void add_part(struct lane_gather *g, size_t lane, const struct window *w, const struct window_part *part,
		     int64_t moment)
{
	struct span s = {w->started_at, w->ended_at > moment ? moment : w->ended_at};

	if (part->counts)
		add_counting(g, lane, s);
	else
		add_piece(g, lane, part->why == WHY_PENDING ? TIMELINE_PENDING : TIMELINE_UNCOUNTED, s);
}

/* ---- one lane an account: those that were down longest ---- */

static void move_ends(struct timeline_ends *to, struct timeline_ends *from)
{
	for (size_t i = 0; i < from->count; i++)
		timeline_ends_add(to, (struct span){from->starts[i], from->ends[i]});
	from->count = 0;
}

/* The lane that an account down for so long gets: a free one, else that of the one
 * that was down least, whose stretches go to the others. */
static size_t lane_for(struct lane_gather *g, int64_t down_us)
{
	size_t least = 0;

	if (g->count < TIMELINE_LANES)
		return g->count++;
	for (size_t i = 1; i < TIMELINE_LANES; i++)
		if (g->down_us[i] < g->down_us[least])
			least = i;
	if (down_us <= g->down_us[least])
		return OTHERS;
	for (int k = 0; k < TIMELINE_STATES; k++)
		move_ends(&g->lanes[OTHERS].states[k], &g->lanes[least].states[k]);
	g->lanes[OTHERS].accounts++;
	return least;
}

static void end_account(struct lane_gather *g)
{
	int64_t down_us = 0;

	if (g->tenant == INDEX_NONE || g->by != TIMELINE_BY_ACCOUNT || !g->piece_count)
		return;
	for (size_t i = 0; i < g->piece_count; i++)
		down_us += g->pieces[i].span.end_us - g->pieces[i].span.start_us;
	size_t lane = lane_for(g, down_us);
	struct timeline_lane *l = &g->lanes[lane];
	if (lane != OTHERS) {
		const struct tenant *t = &source_platform(g->sources, g->platform)->tenants[g->tenant];
		char name[sizeof l->name - 24];
		copy_name(name, sizeof name, t->name ? t->name : "");
		snprintf(l->name, sizeof l->name, "%lld %s", (long long)t->enterprise_no, name);
		l->enterprise_no = t->enterprise_no;
		l->accounts = 0;
		g->down_us[lane] = down_us;
	}
	l->accounts++;
	for (size_t i = 0; i < g->piece_count; i++)
		timeline_ends_add(&l->states[g->pieces[i].state], g->pieces[i].span);
	g->piece_count = 0;
}

/* ---- walking ---- */

static void begin_account(struct lane_gather *g, size_t i, uint32_t tenant)
{
	const struct sources *s = g->sources;

	end_account(g);
	arena_reset(&g->scratch);
	g->platform = i;
	g->tenant = tenant;
	period_account(source_platform(s, i), source_period(s, i), tenant, source_moment(s, i), &g->scratch, &g->detail);
}

static void visit(void *context, size_t i, uint32_t window)
{
	struct lane_gather *g = context;
	const struct platform *p = source_platform(g->sources, i);
	const struct window *w = &source_period(g->sources, i)->windows[window];

	if (g->platform != i || g->tenant != w->tenant) {
		begin_account(g, i, w->tenant);
		for (size_t k = 0; k <= OTHERS; k++)
			g->counted[k] = INDEX_NONE;
	}
	size_t lane = g->by == TIMELINE_BY_ACCOUNT ? 0 : lane_of(g, p, w);
	if (g->by != TIMELINE_BY_ACCOUNT && g->counted[lane] != w->tenant) {
		g->lanes[lane].accounts++;
		g->counted[lane] = w->tenant;
	}
	for (size_t k = 0; k < g->detail.window_count; k++)
		if (g->detail.windows[k] == window)
			add_part(g, lane, w, &g->detail.detail.parts[k], source_moment(g->sources, i));
}

bool lane_gather_walk(struct lane_gather *g, size_t *position, int64_t deadline_us)
{
	if (window_walk_work(&g->walk, g->sources, position, visit, g, deadline_us))
		return true;
	end_account(g);
	g->tenant = INDEX_NONE;
	if (g->lanes[OTHERS].accounts)
		snprintf(g->lanes[OTHERS].name, sizeof g->lanes->name, "others");
	return false;
}

/* ---- order ---- */

/* The n-th list that has to be in order, NULL: there are no more. */
static int64_t *list_at(struct lane_gather *g, size_t n, size_t *count)
{
	size_t lane = n / 2 / TIMELINE_STATES;

	if (lane > OTHERS)
		return NULL;
	struct timeline_ends *e = &g->lanes[lane].states[n / 2 % TIMELINE_STATES];
	*count = e->count;
	return n % 2 ? e->ends : e->starts;
}

static bool is_late(int64_t deadline_us)
{
	return deadline_us != INT64_MAX && clock_monotonic() >= deadline_us;
}

/* Merges the two runs of a width at a place. */
static void merge(struct lane_gather *g, int64_t *list, size_t count)
{
	size_t middle = g->at + g->width, end = middle + g->width < count ? middle + g->width : count;
	size_t i = 0, k = middle, to = g->at;

	if (middle >= count || list[middle - 1] <= list[middle])
		return;
	size_t left = middle - g->at;
	memcpy(g->spare, list + g->at, left * sizeof *list);
	while (i < left && k < end)
		list[to++] = g->spare[i] <= list[k] ? g->spare[i++] : list[k++];
	memcpy(list + to, g->spare + i, (left - i) * sizeof *list);
}

/* One list, from where it was left; returns whether work is left. */
static bool sort_list(struct lane_gather *g, int64_t *list, size_t count, int64_t deadline_us)
{
	if (g->spare_capacity < count) {
		g->spare_capacity = count;
		g->spare = mem_resize(g->spare, count, sizeof *g->spare);
	}
	while (!g->width && g->at < count) {
		qsort(list + g->at, count - g->at < CHUNK ? count - g->at : CHUNK, sizeof *list, compare);
		g->at += CHUNK;
		if (is_late(deadline_us))
			return true;
	}
	if (!g->width) {
		g->width = CHUNK;
		g->at = 0;
	}
	for (; g->width < count; g->width *= 2, g->at = 0)
		while (g->at < count) {
			merge(g, list, count);
			g->at += 2 * g->width;
			if (is_late(deadline_us))
				return true;
		}
	g->width = g->at = 0;
	return false;
}

bool lane_gather_sort(struct lane_gather *g, int64_t deadline_us)
{
	size_t count = 0;

	for (int64_t *list; list = list_at(g, g->sorted, &count), g->sorted < 2 * TIMELINE_STATES * (OTHERS + 1);
	     g->sorted++)
		if (count && sort_list(g, list, count, deadline_us))
			return true;
	return false;
}

/* ---- handing over ---- */

static int64_t first_start(const struct timeline_lane *l)
{
	int64_t first = TIME_NONE;

	for (int k = 0; k < TIMELINE_STATES; k++)
		if (l->states[k].count && l->states[k].starts[0] < first)
			first = l->states[k].starts[0];
	return first;
}

struct ranked {
	size_t lane;
	int64_t rank;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->lane > y->lane) - (x->lane < y->lane);
}

void lane_gather_take(struct lane_gather *g, struct timeline *t)
{
	struct ranked order[TIMELINE_LANES];

	for (size_t i = 0; i < g->count; i++)
		order[i] = (struct ranked){i, g->by == TIMELINE_BY_ACCOUNT ? -g->down_us[i] : first_start(&g->lanes[i])};
	qsort(order, g->count, sizeof *order, by_rank);
	t->by = g->by;
	t->lanes = mem_zero(TIMELINE_LANES + 1, sizeof *t->lanes);
	t->lane_count = 0;
	for (size_t i = 0; i < g->count; i++)
		t->lanes[t->lane_count++] = g->lanes[order[i].lane];
	if (g->lanes[OTHERS].accounts)
		t->lanes[t->lane_count++] = g->lanes[OTHERS];
	else
		for (int k = 0; k < TIMELINE_STATES; k++)
			ends_release(&g->lanes[OTHERS].states[k]);
	memset(g->lanes, 0, sizeof g->lanes);
	g->count = 0;
}

void lane_gather_release(struct lane_gather *g)
{
	for (size_t i = 0; i <= OTHERS; i++)
		for (int k = 0; k < TIMELINE_STATES; k++)
			ends_release(&g->lanes[i].states[k]);
	window_walk_release(&g->walk);
	arena_release(&g->scratch);
	free(g->pieces);
	free(g->spare);
	*g = (struct lane_gather){.tenant = INDEX_NONE};
}

void timeline_lanes_release(struct timeline *t)
{
	for (size_t i = 0; i < t->lane_count; i++)
		for (int k = 0; k < TIMELINE_STATES; k++)
			ends_release(&t->lanes[i].states[k]);
	free(t->lanes);
	ends_release(&t->upkeep);
	free(t->events);
	*t = (struct timeline){.began_us = TIME_NONE};
}
