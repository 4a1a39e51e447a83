/* Clause 4.1: the figures of an account, from its outages and pieces. */
#include "slatop/sla/availability.h"

#include <string.h>

#include "reckon.h"

const char *const availability_status_names[STATUS_COUNT] = {"no_data", "ok", "at_risk", "breached"};
const char *const exempt_reason_names[EXEMPT_COUNT] = {"announced", "nightly", "carrier", "customer"};
const char *const window_why_names[WHY_COUNT] = {
	"counts", "pending", "short", "voided", "faulty", "exempt_cause", "future", "empty", "outside",
	"not_both"};

#define MILLION 1000000

/* ---- integers ---- */

static int64_t length_of(struct span span)
{
	return span.end_us > span.start_us ? span.end_us - span.start_us : 0;
}

int64_t availability_allowed(struct span span, int64_t target_ppm)
{
	return (int64_t)((__int128)length_of(span) * (MILLION - target_ppm) / MILLION);
}

int64_t availability_percent(int64_t whole_us, int64_t lost_us)
{
	return (int64_t)((__int128)(whole_us - lost_us) * (100 * MILLION) / whole_us);
}

int64_t ratio_millionths(int64_t numerator, int64_t denominator)
{
	__int128 ratio;
	if (!denominator)
		return numerator > 0 ? INT64_MAX : 0;
	ratio = (__int128)numerator * MILLION / denominator;
	return ratio > INT64_MAX ? INT64_MAX : (int64_t)ratio;
}

/* ---- lists ---- */

/* The outages of some units that passed step 2, or that did not: united, cut to
 * the span. */
static size_t collect(const struct reckoning *r, size_t from, size_t to, bool passed, struct span *out)
{
	size_t count = 0;
	for (size_t u = from; u < to; u++) {
		for (size_t i = 0; i < r->units[u].count; i++) {
			const struct outage *o = &r->units[u].list[i];
			if (o->passed == passed && o->end_us > r->in->span.start_us &&
			    o->start_us < r->in->span.end_us)
				out[count++] = (struct span){o->start_us, o->end_us};
		}
	}
	return span_clip(out, span_unite(out, count), r->in->span);
}

/* The instant at which the running length of a list passes what is allowed. */
static int64_t crossing(const struct span *s, size_t count, int64_t allowed_us)
{
	int64_t before = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t length = s[i].end_us - s[i].start_us;
		if (before + length > allowed_us)
			return s[i].start_us + (allowed_us - before);
		before += length;
	}
	return TIME_NONE;
}

/* ---- figures ---- */

static void unavailable_figures(struct reckoning *r, struct availability *out)
{
	size_t room = 0, count;
	struct span *list, *failed, *rest;
	for (size_t u = 0; u < UNIT_COUNT; u++)
		room += r->units[u].count;
	r->unavailable = SCRATCH(r, struct span, 4 * room);
	failed = r->unavailable + room;
	rest = r->unavailable + 2 * room; /* twice the room: a difference */
	list = rest;
	out->web_us = span_sum(list, collect(r, UNIT_WEB, UNIT_CALL, true, list));
	out->call_us = span_sum(list, collect(r, UNIT_CALL, UNIT_COUNT, true, list));
	r->unavailable_count = collect(r, 0, UNIT_COUNT, true, r->unavailable);
	out->unavailable_us = span_sum(r->unavailable, r->unavailable_count);
	out->outages = (uint32_t)r->unavailable_count;
	count = collect(r, 0, UNIT_COUNT, false, failed);
	if (count) {
		count = span_subtract(failed, count, r->unavailable, r->unavailable_count, rest);
		out->uncounted_us = span_sum(rest, count);
	}
	out->breached_at = crossing(r->unavailable, r->unavailable_count, out->allowed_us);
}

static size_t pieces_of(const struct reckoning *r, uint8_t kind, struct span *out)
{
	size_t count = 0;
	for (size_t i = 0; i < r->piece_count; i++)
		if (r->pieces[i].kind == kind)
			out[count++] = (struct span){r->pieces[i].start_us, r->pieces[i].end_us};
	return span_unite(out, count);
}

/* The reasons: what is not accountable, by the first one in order of precedence
 * that a window has there. */
static void reason_figures(const struct reckoning *r, const struct span *accountable,
			   size_t accountable_count, struct availability *out)
{
	struct span *given = SCRATCH(r, struct span, r->piece_count);
	struct span *reason = SCRATCH(r, struct span, r->piece_count);
	struct span *part = SCRATCH(r, struct span, r->piece_count);
	size_t given_count = accountable_count;

	if (given_count)
		memcpy(given, accountable, given_count * sizeof *given);
	for (uint8_t kind = 0; kind < EXEMPT_COUNT; kind++) {
		size_t reason_count = r->kinds[kind] ? pieces_of(r, kind, reason) : 0, part_count;
		if (!reason_count)
			continue;
		part_count = span_subtract(reason, reason_count, given, given_count, part);
		out->exempt_us[kind] = span_sum(part, part_count);
		/* A union has no more intervals than the pieces it was made of, and
		 * each piece is of one kind: piece_count is room enough. */
		memcpy(given + given_count, reason, reason_count * sizeof *given);
		given_count = span_unite(given, given_count + reason_count);
	}
}

/* Step 5. Returns the accountable list. */
static struct span *accountable_figures(struct reckoning *r, struct availability *out, size_t *count)
{
	struct span *accountable;
	*count = r->unavailable_count;
	if (r->kinds[PIECE_ACCOUNTABLE] == r->piece_count)
		return r->unavailable;
	accountable = SCRATCH(r, struct span, r->piece_count);
	*count = pieces_of(r, PIECE_ACCOUNTABLE, accountable);
	out->accountable_us = span_sum(accountable, *count);
	out->eligible_at = crossing(accountable, *count, out->allowed_us);
	reason_figures(r, accountable, *count, out);
	return accountable;
}

static void open_figures(const struct reckoning *r, struct availability *out)
{
	const struct span span = r->in->span;
	const int64_t moment = r->in->moment_us;
	for (size_t u = 0; u < UNIT_COUNT; u++) {
		/* An open outage ends at the moment: it is its unit's last. */
		const struct outages *unit = &r->units[u];
		const struct outage *last = unit->count ? &unit->list[unit->count - 1] : NULL;
		if (!last || !last->open)
			continue;
		out->open_counted |= last->passed;
		out->open_pending |= !last->passed;
	}
	out->projected_us = out->unavailable_us;
	if (!out->open_counted || moment < span.start_us || moment >= span.end_us)
		return;
	out->projected_us += span.end_us - moment;
	if (out->breached_at == TIME_NONE) {
		int64_t left = out->allowed_us - out->unavailable_us;
		if (left < span.end_us - moment)
			out->breach_eta = moment + left;
	}
}

/* The verdict, on integers: ratio >= at_risk without a division. Nothing lost
 * of nothing allowed is no risk. */
static enum availability_status status_of(const struct terms *t, const struct availability *a)
{
	if (a->unavailable_us > a->allowed_us)
		return STATUS_BREACHED;
	if (!a->allowed_us)
		return t->at_risk_ppm ? STATUS_OK : STATUS_AT_RISK;
	if ((__int128)a->unavailable_us * MILLION >= (__int128)a->allowed_us * t->at_risk_ppm)
		return STATUS_AT_RISK;
	return STATUS_OK;
}

void availability_no_data(const struct terms *t, struct span span, struct availability *out)
{
	memset(out, 0, sizeof *out);
	out->span_us = length_of(span);
	out->allowed_us = availability_allowed(span, t->target_ppm);
	out->breached_at = out->eligible_at = out->breach_eta = TIME_NONE;
	out->status = STATUS_NO_DATA;
}

static void fill_detail(struct reckoning *r, struct availability_detail *detail, struct span *accountable,
			size_t accountable_count)
{
	detail->unavailable = r->unavailable;
	detail->unavailable_count = r->unavailable_count;
	detail->accountable = accountable;
	detail->accountable_count = accountable_count;
	detail->parts = SCRATCH(r, struct window_part, r->in->window_count);
	reckon_parts(r, detail->parts);
}

void availability_compute(const struct availability_input *in, struct arena *scratch,
			  struct availability *out, struct availability_detail *detail)
{
	struct reckoning r = {.in = in, .scratch = scratch};
	int64_t until = in->moment_us < in->span.end_us ? in->moment_us : in->span.end_us;
	struct span *accountable;
	size_t count;

	availability_no_data(in->terms, in->span, out);
	out->elapsed_us = length_of((struct span){in->span.start_us, until});
	reckon_outages(&r);
	unavailable_figures(&r, out);
	accountable = r.unavailable;
	count = r.unavailable_count;
	out->accountable_us = out->unavailable_us;
	out->eligible_at = out->breached_at;
	if ((r.may_be_exempt && out->unavailable_us) || detail) {
		reckon_pieces(&r);
		accountable = accountable_figures(&r, out, &count);
	}
	open_figures(&r, out);
	out->status = (uint8_t)status_of(in->terms, out);
	if (detail)
		fill_detail(&r, detail, accountable, count);
}

/* ---- which windows are needed ---- */

struct span availability_margin(const struct terms *t, const struct calendar *c, struct span span)
{
	int64_t longest = t->web_counts_after_us > t->call_counts_after_us ? t->web_counts_after_us
									     : t->call_counts_after_us;
	struct span margin = {span.start_us, span.end_us + longest};
	/* Where the span's end lies in a night, that night starts inside the span
	 * or is the one that its start lies in. One day early: a clock change can
	 * push a night's end past midnight. */
	for (int plus = -1; plus <= 0; plus++) {
		struct civil day = calendar_civil(c, calendar_day(c, span.start_us, plus));
		struct civil from = {day.year, day.month, day.day}, to = from;
		int64_t start;
		from.second = (int)(t->nightly_from_us / USEC);
		to.second = (int)(t->nightly_to_us / USEC);
		start = calendar_moment(c, &from);
		if (start < margin.start_us && span.start_us < calendar_moment(c, &to))
			margin.start_us = start;
	}
	margin.start_us -= longest;
	return margin;
}
