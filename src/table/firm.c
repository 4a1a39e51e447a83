/* The verdict again under each combination of the open readings. Unavailable
 * time alone decides 4.1, so the maintenance need not be known. */
#include "table/firm.h"

#include <string.h>

#include "slatop/sla/commitment.h"

/* The combinations tried, and under which the verdict holds. */
struct trial {
	struct readings open;
	unsigned held[READINGS_KEYS]; /* 1u << reading: the verdict was met under it */
	size_t holding;
};

static struct outage_window *facts_of(const struct explained *x, struct arena *scratch)
{
	const struct account_detail *a = x->facts.detail;
	struct outage_window *facts = arena_zero(scratch, a->window_count + 1, sizeof *facts);

	for (size_t i = 0; i < a->window_count; i++) {
		const struct window *w = &x->facts.period->windows[a->windows[i]];

		facts[i] = (struct outage_window){.outage_id = w->outage_id,
						  .started_at = w->started_at,
						  .ended_at = w->ended_at,
						  .service = w->service,
						  .cause = w->cause,
						  .voided = w->voided,
						  .faulty = w->faulty != FAULT_NONE};
	}
	return facts;
}

static void try_one(struct trial *r, size_t n, struct availability_input *in,
		    enum availability_status verdict, struct arena *scratch)
{
	struct terms terms = *in->terms;
	struct availability_input own = *in;
	struct availability v;
	size_t digits[READINGS_KEYS];

	readings_apply(&r->open, n, &terms, digits);
	own.terms = &terms;
	availability_compute(&own, scratch, &v, NULL);
	if (v.status != verdict)
		return;
	r->holding++;
	for (size_t i = 0; i < r->open.key_count; i++)
		r->held[i] |= 1u << digits[i];
}

/* A reading as it stands in the file, without its quotes. */
static void add_reading(struct buf *out, const char *reading)
{
	size_t length = strlen(reading);

	if (length > 1 && reading[0] == '"')
		buf_add(out, reading + 1, length - 2);
	else
		buf_add_text(out, reading);
}

/* Without which readings the verdict is never met. */
static void add_conditions(struct buf *out, const struct trial *r)
{
	const char *before = ": only if ";

	for (size_t i = 0; i < r->open.key_count; i++) {
		bool first = true;

		if (r->held[i] == (1u << r->open.counts[i]) - 1)
			continue;
		buf_addf(out, "%s%s is ", before, r->open.keys[i]->name);
		for (size_t n = 0; n < r->open.counts[i]; n++) {
			if (!(r->held[i] >> n & 1))
				continue;
			buf_add_text(out, first ? "" : " or ");
			add_reading(out, r->open.keys[i]->readings[n]);
			first = false;
		}
		before = " and ";
	}
}

bool firm_write(struct buf *out, const struct explained *x)
{
	static const char *const words[STATUS_COUNT] = {"no data", "ok", "at risk", "breached"};
	struct trial r = {.holding = 0};
	struct arena scratch = {0}, facts = {0};
	struct availability_input in = {.terms = x->facts.terms,
					.calendar = x->calendar,
					.span = x->facts.span,
					.moment_us = x->facts.moment_us,
					.windows = facts_of(x, &facts),
					.window_count = x->facts.detail->window_count};

	readings_of(COMMITMENT_AVAILABILITY, &r.open);
	for (size_t n = 0; n < r.open.total; n++) {
		try_one(&r, n, &in, x->verdict->status, &scratch);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	arena_release(&facts);
	if (r.holding == r.open.total) {
		buf_addf(out, "%s under every open reading (%zu)", words[x->verdict->status], r.open.total);
	} else {
		buf_addf(out, "%s under %zu of %zu open readings", words[x->verdict->status], r.holding,
			 r.open.total);
		if (r.holding)
			add_conditions(out, &r);
	}
	return true;
}
