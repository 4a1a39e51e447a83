/* Clause 4.1, steps 0 to 2: which windows there are, what outages they make,
 * and which of those count. */
#include <stdlib.h>

#include "reckon.h"
#include "slatop/base/mem.h"

#define INSERTION_MAX 32

bool outage_window_faulty(const struct outage_window *w)
{
	if (w->service >= SERVICE_COUNT)
		return true;
	if (w->started_at == TIME_MINUS_INFINITE || w->started_at >= TIME_INFINITE)
		return true;
	return w->ended_at != TIME_NONE && (w->ended_at == TIME_INFINITE || w->ended_at < w->started_at);
}

/* ---- step 0 ---- */

enum window_why reckon_window(const struct terms *t, int64_t moment_us, const struct outage_window *w,
			      int64_t *end_us, bool *open)
{
	bool faulty = w->faulty || outage_window_faulty(w);
	*open = w->ended_at > moment_us; /* TIME_NONE is later than any moment */
	*end_us = *open ? moment_us : w->ended_at;
	if (!faulty && w->started_at >= moment_us)
		return WHY_FUTURE;
	if (w->voided)
		return WHY_VOIDED;
	if (faulty)
		return WHY_FAULTY;
	if (w->started_at == *end_us)
		return WHY_EMPTY;
	return t->availability_exempt & (1u << w->cause) ? WHY_EXEMPT_CAUSE : WHY_COUNTS;
}

static enum unit unit_of(const struct terms *t, uint8_t service)
{
	if (service >= SERVICE_SOFTSWITCH)
		return UNIT_CALL;
	/* "both" merges the halves by themselves first, as "each" does. */
	return service == SERVICE_WEB_BACK && t->web_down_when != WEB_DOWN_ANY ? UNIT_BACK : UNIT_WEB;
}

/* A cheap sign, wrong only on the safe side: most accounts have nothing that
 * step 5 could take away. */
static bool may_be_exempt(const struct availability_input *in, const struct outage_window *w)
{
	if (in->terms->compensation_exempt & (1u << w->cause) || w->cause == CAUSE_AUTO_MAINTENANCE)
		return true;
	return in->maintenance_count && (w->maintenance_id || in->terms->maintenance_link == LINK_ANY);
}

static bool before(const struct reckoning *r, const struct cut *a, const struct cut *b)
{
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us;
	if (a->call != b->call)
		return b->call;
	if (r->in->windows[a->index].outage_id != r->in->windows[b->index].outage_id)
		return r->in->windows[a->index].outage_id < r->in->windows[b->index].outage_id;
	return a->index < b->index;
}

static int compare(const void *a, const void *b, void *reckoning)
{
	return before(reckoning, a, b) ? -1 : 1;
}

static void sort(struct reckoning *r)
{
	if (r->cut_count > INSERTION_MAX) {
		qsort_r(r->cuts, r->cut_count, sizeof *r->cuts, compare, r);
		return;
	}
	for (size_t i = 1; i < r->cut_count; i++) {
		struct cut moved = r->cuts[i];
		size_t to = i;
		for (; to && before(r, &moved, &r->cuts[to - 1]); to--)
			r->cuts[to] = r->cuts[to - 1];
		r->cuts[to] = moved;
	}
}

static void cut_windows(struct reckoning *r)
{
	const struct availability_input *in = r->in;
	r->cuts = SCRATCH(r, struct cut, in->window_count);
	for (size_t i = 0; i < in->window_count; i++) {
		const struct outage_window *w = &in->windows[i];
		struct cut *c = &r->cuts[r->cut_count];
		if (reckon_window(in->terms, in->moment_us, w, &c->end_us, &c->open) != WHY_COUNTS)
			continue;
		c->start_us = w->started_at;
		c->index = (uint32_t)i;
		c->unit = (uint8_t)unit_of(in->terms, w->service);
		c->call = w->service >= SERVICE_SOFTSWITCH;
		r->may_be_exempt |= may_be_exempt(in, w);
		r->cut_count++;
	}
	sort(r);
}

/* ---- step 1 ---- */

static void merge(struct reckoning *r)
{
	for (size_t u = 0; u < UNIT_COUNT; u++)
		r->units[u].list = SCRATCH(r, struct outage, r->cut_count);
	for (size_t i = 0; i < r->cut_count; i++) {
		const struct cut *c = &r->cuts[i];
		struct outages *unit = &r->units[c->unit];
		struct outage *last = unit->count ? &unit->list[unit->count - 1] : NULL;
		if (!last || c->start_us > last->end_us) {
			unit->list[unit->count++] = (struct outage){c->start_us, c->end_us, c->open, false};
			continue;
		}
		if (c->end_us > last->end_us)
			last->end_us = c->end_us;
		last->open |= c->open;
	}
}

/* web.down_when both: web is down while both halves are. */
static void intersect_halves(struct reckoning *r)
{
	const struct outages *front = &r->units[UNIT_WEB], *back = &r->units[UNIT_BACK];
	struct outages web = {SCRATCH(r, struct outage, front->count + back->count), 0};
	for (size_t i = 0, j = 0; i < front->count && j < back->count;) {
		const struct outage *f = &front->list[i], *b = &back->list[j];
		int64_t start = f->start_us > b->start_us ? f->start_us : b->start_us;
		int64_t end = f->end_us < b->end_us ? f->end_us : b->end_us;
		if (start < end)
			web.list[web.count++] = (struct outage){start, end, f->open && b->open, false};
		if (f->end_us < b->end_us)
			i++;
		else
			j++;
	}
	r->units[UNIT_WEB] = web;
	r->units[UNIT_BACK].count = 0;
	for (size_t i = 0; i < r->cut_count; i++)
		if (r->cuts[i].unit == UNIT_BACK)
			r->cuts[i].unit = UNIT_WEB;
}

/* ---- step 2 ---- */

int64_t reckon_threshold(const struct terms *t, enum unit unit)
{
	return unit == UNIT_CALL ? t->call_counts_after_us : t->web_counts_after_us;
}

static void apply_threshold(struct reckoning *r)
{
	const struct terms *t = r->in->terms;
	for (size_t u = 0; u < UNIT_COUNT; u++) {
		int64_t least = reckon_threshold(t, u);
		bool inclusive = u == UNIT_CALL ? t->call_inclusive : t->web_inclusive;
		for (size_t i = 0; i < r->units[u].count; i++) {
			struct outage *o = &r->units[u].list[i];
			int64_t length = o->end_us - o->start_us;
			o->passed = inclusive ? length >= least : length > least;
		}
	}
}

void reckon_outages(struct reckoning *r)
{
	cut_windows(r);
	merge(r);
	if (r->in->terms->web_down_when == WEB_DOWN_BOTH)
		intersect_halves(r);
	apply_threshold(r);
}
