/* Clause 4.1, step 5: of each counted window, what the provider answers for and
 * what is exempt by clauses 5 and 7. */
#include <string.h>

#include "reckon.h"

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- maintenance (clause 5) ---- */

bool maintenance_faulty(const struct maintenance_window *m, int64_t extended_to)
{
	return time_infinite(m->announced_at) || time_infinite(m->starts_at) || time_infinite(m->ends_at) ||
	       time_infinite(m->finished_at) || time_infinite(m->cancelled_at) || time_infinite(extended_to) ||
	       m->starts_at == TIME_NONE || m->ends_at == TIME_NONE || m->ends_at <= m->starts_at;
}

bool maintenance_notice_given(const struct terms *t, const struct maintenance_window *m)
{
	if (m->announced_at == TIME_NONE || m->announced_at >= m->starts_at)
		return false;
	return m->announced_at <= m->starts_at - t->maintenance_min_notice_us;
}

struct span maintenance_exempt(const struct terms *t, const struct maintenance_window *m)
{
	/* Not past the largest time, which real data reach. */
	int64_t end = m->ends_at < TIME_INFINITE - t->maintenance_reasonable_us
			      ? m->ends_at + t->maintenance_reasonable_us
			      : TIME_INFINITE;
	end = earlier(end, earlier(m->finished_at, m->cancelled_at)); /* TIME_NONE is the latest */
	if (t->maintenance_notice == NOTICE_REQUIRED && !maintenance_notice_given(t, m))
		end = m->starts_at;
	return (struct span){m->starts_at, later(m->starts_at, end)};
}

/* maintenance.link any: one list for all windows. */
static void collect_announced(struct reckoning *r)
{
	const struct availability_input *in = r->in;
	if (in->terms->maintenance_link != LINK_ANY || !in->maintenance_count)
		return;
	r->announced = SCRATCH(r, struct span, in->maintenance_count);
	for (size_t i = 0; i < in->maintenance_count; i++)
		r->announced[i] = maintenance_exempt(in->terms, &in->maintenance[i]);
	r->announced_count = span_unite(r->announced, in->maintenance_count);
}

/* maintenance.link linked: that of the one that the window names. */
static size_t named_maintenance(const struct reckoning *r, const struct outage_window *w, struct span *out)
{
	const struct availability_input *in = r->in;
	for (size_t i = 0; w->maintenance_id && i < in->maintenance_count; i++) {
		if (in->maintenance[i].maintenance_id != w->maintenance_id)
			continue;
		*out = maintenance_exempt(in->terms, &in->maintenance[i]);
		return out->start_us < out->end_us;
	}
	return 0;
}

/* ---- the nightly allowance (clause 5) ---- */

/* A local clock time of a local date, given as days since 1970-01-01. */
static int64_t night_edge(const struct calendar *c, int64_t local_day, int64_t clock_us)
{
	struct civil local = {.year = 1970, .month = 1, .day = (int)local_day + 1};
	int64_t seconds = clock_us / USEC;
	local.hour = (int)(seconds / 3600);
	local.minute = (int)(seconds / 60 % 60);
	local.second = (int)(seconds % 60);
	return calendar_moment(c, &local);
}

static struct span night_of(const struct availability_input *in, int64_t local_day)
{
	return (struct span){night_edge(in->calendar, local_day, in->terms->nightly_from_us),
			     night_edge(in->calendar, local_day, in->terms->nightly_to_us)};
}

static int64_t local_day_of(const struct calendar *c, int64_t at_us)
{
	int64_t local = at_us + calendar_offset(c, at_us) * USEC;
	return local / DAY_US - (local % DAY_US < 0);
}

/* The time in which windows of automatic maintenance are open in the groups
 * that make up the allowance. What lies more than a day before the span's
 * start can not share a night with it. */
static size_t automatic_time(const struct reckoning *r, struct span *out)
{
	const struct availability_input *in = r->in;
	struct span bounds = {in->span.start_us - 2 * DAY_US, in->span.end_us};
	size_t count = 0;
	for (size_t i = 0; i < r->cut_count; i++) {
		const struct cut *c = &r->cuts[i];
		if (in->windows[c->index].cause != CAUSE_AUTO_MAINTENANCE)
			continue;
		if (in->terms->nightly_groups & (c->call ? NIGHTLY_CALL : NIGHTLY_WEB))
			out[count++] = (struct span){c->start_us, c->end_us};
	}
	return span_clip(out, span_unite(out, count), bounds);
}

static void grow_nightly(struct reckoning *r, size_t *capacity)
{
	struct span *larger;
	if (r->nightly_count < *capacity)
		return;
	*capacity = *capacity ? *capacity * 2 : 8;
	larger = SCRATCH(r, struct span, *capacity);
	if (r->nightly_count)
		memcpy(larger, r->nightly, r->nightly_count * sizeof *larger);
	r->nightly = larger;
}

/* Gives out the allowance in time order: of each local night's automatic
 * maintenance the first nightly.allowance_s. */
static void collect_nightly(struct reckoning *r)
{
	const struct availability_input *in = r->in;
	struct span *open = SCRATCH(r, struct span, r->cut_count), night = {0, 0};
	size_t count = automatic_time(r, open), capacity = 0;
	int64_t day = INT64_MIN, left = 0;

	for (size_t i = 0; i < count; i++) {
		/* One day early: a clock change can push a night's end past midnight. */
		int64_t first = local_day_of(in->calendar, open[i].start_us) - 1;
		for (int64_t d = later(first, day);; d++) {
			struct span taken;
			if (d != day) {
				day = d;
				night = night_of(in, d);
				left = in->terms->nightly_allowance_us;
			}
			taken.start_us = later(open[i].start_us, night.start_us);
			taken.end_us = earlier(earlier(open[i].end_us, night.end_us), taken.start_us + left);
			if (taken.start_us < taken.end_us) {
				grow_nightly(r, &capacity);
				r->nightly[r->nightly_count++] = taken;
				left -= taken.end_us - taken.start_us;
			}
			if (night.end_us >= open[i].end_us)
				break;
		}
	}
	/* Two of one night or of neighbouring ones may touch. */
	r->nightly_count = span_unite(r->nightly, r->nightly_count);
}

/* ---- pieces ---- */

static void add_pieces(struct reckoning *r, size_t order, const struct span *s, size_t count, uint8_t kind)
{
	if (r->piece_count + count > r->piece_capacity) {
		struct piece *larger;
		r->piece_capacity = (r->piece_count + count + r->cut_count) * 2;
		larger = SCRATCH(r, struct piece, r->piece_capacity);
		if (r->piece_count)
			memcpy(larger, r->pieces, r->piece_count * sizeof *larger);
		r->pieces = larger;
	}
	r->kinds[kind] += count;
	for (size_t i = 0; i < count; i++)
		r->pieces[r->piece_count++] =
			(struct piece){s[i].start_us, s[i].end_us, (uint32_t)order, kind};
}

/* What a window is where neither maintenance nor the night exempts it. Clause 7:
 * only the carrier and the customer are exempt; null, unknown and any word that
 * the agreement does not know are the provider's. */
static uint8_t kind_of_cause(const struct terms *t, uint8_t cause)
{
	if (!(t->compensation_exempt & (1u << cause)))
		return PIECE_ACCOUNTABLE;
	return cause == CAUSE_CARRIER ? EXEMPT_CARRIER : EXEMPT_CUSTOMER;
}

/* Splits a stretch of a counted window by the reasons' precedence. room: three
 * arrays of room_size spans, of which any intersection or difference fits one. */
static void split(struct reckoning *r, size_t order, struct span stretch, struct span *room, size_t room_size)
{
	const struct outage_window *w = &r->in->windows[r->cuts[order].index];
	struct span *hit = room, *rest = room + room_size, *rest2 = room + 2 * room_size;
	struct span named;
	const struct span *announced = r->announced;
	size_t announced_count = r->announced_count, rest_count = 1;

	rest[0] = stretch;
	if (r->in->terms->maintenance_link == LINK_LINKED) {
		announced = &named;
		announced_count = named_maintenance(r, w, &named);
	}
	if (announced_count) {
		add_pieces(r, order, hit, span_intersect(&stretch, 1, announced, announced_count, hit),
			   EXEMPT_ANNOUNCED);
		rest_count = span_subtract(&stretch, 1, announced, announced_count, rest);
	}
	if (w->cause == CAUSE_AUTO_MAINTENANCE && r->nightly_count) {
		add_pieces(r, order, hit,
			   span_intersect(rest, rest_count, r->nightly, r->nightly_count, hit),
			   EXEMPT_NIGHTLY);
		rest_count = span_subtract(rest, rest_count, r->nightly, r->nightly_count, rest2);
		rest = rest2;
	}
	add_pieces(r, order, rest, rest_count, kind_of_cause(r->in->terms, w->cause));
}

/* The first outage of a unit that ends after a time. */
static size_t first_after(const struct outages *unit, int64_t at_us)
{
	size_t low = 0, high = unit->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (unit->list[middle].end_us > at_us)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool any_counted(const struct reckoning *r, const struct cut *c)
{
	const struct outages *unit = &r->units[c->unit];
	size_t i = first_after(unit, c->start_us);
	for (; i < unit->count && unit->list[i].start_us < c->end_us; i++)
		if (unit->list[i].passed)
			return true;
	return false;
}

static bool wants_nightly(const struct reckoning *r)
{
	for (size_t i = 0; i < r->cut_count; i++)
		if (r->in->windows[r->cuts[i].index].cause == CAUSE_AUTO_MAINTENANCE &&
		    any_counted(r, &r->cuts[i]))
			return true;
	return false;
}

void reckon_pieces(struct reckoning *r)
{
	const struct span bounds = r->in->span;
	struct span *room;
	size_t room_size;

	collect_announced(r);
	if (r->in->terms->nightly_allowance_us && r->in->terms->nightly_groups && wants_nightly(r))
		collect_nightly(r);
	room_size = r->announced_count + r->nightly_count + 3;
	room = SCRATCH(r, struct span, 3 * room_size);
	for (size_t order = 0; order < r->cut_count; order++) {
		const struct cut *c = &r->cuts[order];
		const struct outages *unit = &r->units[c->unit];
		for (size_t i = first_after(unit, c->start_us);
		     i < unit->count && unit->list[i].start_us < c->end_us; i++) {
			const struct outage *o = &unit->list[i];
			struct span s = {later(later(c->start_us, o->start_us), bounds.start_us),
					 earlier(earlier(c->end_us, o->end_us), bounds.end_us)};
			if (o->passed && s.start_us < s.end_us)
				split(r, order, s, room, room_size);
		}
	}
}
