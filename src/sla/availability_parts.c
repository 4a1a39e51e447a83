/* The explanation of clause 4.1: what of each window counted, adding up to the
 * account's figures. A shared instant belongs to the window that started first
 * (ties: web, then the smaller id), which is the order of the cuts. */
#include <stdlib.h>
#include <string.h>

#include "reckon.h"

/* ---- the outage of a window ---- */

/* A counted outage says most about a window, then a pending one. */
static int weight(const struct outage *o)
{
	return o->passed ? 2 : o->open;
}

static const struct outage *outage_of(const struct reckoning *r, const struct cut *c)
{
	const struct outages *unit = &r->units[c->unit];
	const struct outage *best = NULL;
	for (size_t i = unit->count; i-- && unit->list[i].end_us > c->start_us;)
		if (unit->list[i].start_us < c->end_us && (!best || weight(&unit->list[i]) > weight(best)))
			best = &unit->list[i];
	return best;
}

static void describe(const struct reckoning *r, const struct cut *c, struct window_part *part)
{
	const struct outage *o = outage_of(r, c);
	if (!o) {
		part->why = WHY_NOT_BOTH;
		return;
	}
	part->why = o->passed ? WHY_COUNTS : o->open ? WHY_PENDING : WHY_SHORT;
	part->counts = o->passed;
	part->merged = o->end_us - o->start_us > c->end_us - c->start_us;
	part->outage_start_us = o->start_us;
	part->outage_end_us = o->end_us;
	if (o->passed || o->open)
		part->counts_at = o->start_us + reckon_threshold(r->in->terms, c->unit);
}

/* ---- whose an instant is ---- */

static int by_start(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	return (a->start_us > b->start_us) - (a->start_us < b->start_us);
}

static int by_time(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

struct sweep {
	struct reckoning *r;
	struct window_part *parts;
	const struct piece **active; /* open at the instant, in order of their windows */
	size_t active_count;
	size_t kinds[PIECE_KINDS]; /* how many of them are of each kind */
};

static void enter(struct sweep *s, const struct piece *p)
{
	size_t to = s->active_count++;
	for (; to && s->active[to - 1]->order > p->order; to--)
		s->active[to] = s->active[to - 1];
	s->active[to] = p;
	s->kinds[p->kind]++;
}

static void leave(struct sweep *s, int64_t at_us)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->active_count; i++) {
		if (s->active[i]->end_us > at_us)
			s->active[kept++] = s->active[i];
		else
			s->kinds[s->active[i]->kind]--;
	}
	s->active_count = kept;
}

static struct window_part *part_of(const struct sweep *s, const struct piece *p)
{
	return &s->parts[s->r->cuts[p->order].index];
}

/* Gives a stretch in which nothing starts or ends to its owners. */
static void give(const struct sweep *s, int64_t length_us)
{
	struct window_part *owner;
	size_t i = 0;
	if (!s->active_count || !length_us)
		return;
	owner = part_of(s, s->active[0]);
	owner->counted_us += length_us;
	if (s->kinds[PIECE_ACCOUNTABLE]) {
		while (s->active[i]->kind != PIECE_ACCOUNTABLE)
			i++;
		part_of(s, s->active[i])->accountable_us += length_us;
		return;
	}
	while (!s->kinds[i]) /* the reasons stand in order of precedence */
		i++;
	owner->exempt_us[i] += length_us;
}

/* Walks the pieces' edges. Each end looks through what is open at that time:
 * quick as long as not thousands of one account's windows are open at once. */
static void share_out(struct sweep *s)
{
	struct reckoning *r = s->r;
	size_t count = r->piece_count;
	int64_t *ends = SCRATCH(r, int64_t, count), at = 0;

	if (!count)
		return;
	s->active = SCRATCH(r, const struct piece *, count);
	qsort(r->pieces, count, sizeof *r->pieces, by_start);
	for (size_t i = 0; i < count; i++)
		ends[i] = r->pieces[i].end_us;
	qsort(ends, count, sizeof *ends, by_time);
	for (size_t i = 0, j = 0; j < count;) {
		bool starts = i < count && r->pieces[i].start_us < ends[j];
		int64_t next = starts ? r->pieces[i].start_us : ends[j];
		give(s, next - at);
		at = next;
		if (starts) {
			enter(s, &r->pieces[i++]);
			continue;
		}
		leave(s, at);
		while (j < count && ends[j] == at)
			j++;
	}
}

/* What the account's figure would grow by, for each voided window, if that one
 * alone were not voided. */
static void fill_would_add(struct reckoning *r, struct window_part *parts)
{
	struct availability_input in = *r->in;
	struct outage_window *windows = NULL;
	struct arena own = {0}; /* a correction of thousands of windows must not pile up */
	struct availability with;
	for (size_t i = 0; i < in.window_count; i++) {
		if (parts[i].why != WHY_VOIDED)
			continue;
		if (!windows) {
			windows = SCRATCH(r, struct outage_window, in.window_count);
			memcpy(windows, in.windows, in.window_count * sizeof *windows);
			in.windows = windows;
		}
		windows[i].voided = false;
		availability_compute(&in, &own, &with, NULL);
		windows[i].voided = true;
		parts[i].would_add_us = with.unavailable_us - span_sum(r->unavailable, r->unavailable_count);
		arena_reset(&own);
	}
	arena_release(&own);
}

static void describe_all(struct reckoning *r, struct window_part *parts)
{
	const struct availability_input *in = r->in;
	for (size_t i = 0; i < in->window_count; i++) {
		const struct outage_window *w = &in->windows[i];
		struct window_part *part = &parts[i];
		int64_t end;
		memset(part, 0, sizeof *part);
		part->counts_at = TIME_NONE;
		part->why = (uint8_t)reckon_window(in->terms, in->moment_us, w, &end, &part->open);
		if (part->why == WHY_FUTURE || w->faulty || outage_window_faulty(w))
			part->open = false;
		else
			part->length_us = end - w->started_at;
	}
	for (size_t i = 0; i < r->cut_count; i++)
		describe(r, &r->cuts[i], &parts[r->cuts[i].index]);
}

void reckon_parts(struct reckoning *r, struct window_part *parts)
{
	struct sweep s = {.r = r, .parts = parts};
	describe_all(r, parts);
	fill_would_add(r, parts);
	share_out(&s);
	/* A window's own pieces never overlap: what of them went to others is the
	 * rest. */
	for (size_t i = 0; i < r->piece_count; i++)
		part_of(&s, &r->pieces[i])->also_down_us += r->pieces[i].end_us - r->pieces[i].start_us;
	for (size_t i = 0; i < r->in->window_count; i++) {
		if (parts[i].why == WHY_COUNTS && !parts[i].also_down_us)
			parts[i].why = WHY_OUTSIDE;
		parts[i].also_down_us -= parts[i].counted_us;
	}
}
