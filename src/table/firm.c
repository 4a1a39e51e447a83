/* The verdict again under each combination of the open readings. Unavailable
 * time alone decides 4.1, so the maintenance need not be known. */
#include "table/firm.h"

#include <string.h>

#include "slatop/base/mem.h"

#define KEYS_MAX 8

/* The open keys that 4.1 depends on: those of clauses 5 and 6 move only
 * accountable time. */
struct readings {
	const struct agreement_key *keys[KEYS_MAX];
	size_t counts[KEYS_MAX]; /* readings of each */
	unsigned held[KEYS_MAX]; /* 1u << reading: the verdict was met under it */
	size_t key_count, total, holding;
};

static bool bears_on_availability(const struct agreement_key *k)
{
	static const char *const groups[] = {"availability.", "web.", "call."};

	for (size_t i = 0; k->open && i < COUNT_OF(groups); i++)
		if (!strncmp(k->name, groups[i], strlen(groups[i])))
			return true;
	return false;
}

static void collect(struct readings *r)
{
	r->total = 1;
	for (size_t i = 0; i < agreement_key_count && r->key_count < KEYS_MAX; i++) {
		const struct agreement_key *k = &agreement_keys[i];
		size_t count = 0;

		if (!bears_on_availability(k))
			continue;
		while (count < AGREEMENT_READINGS && k->readings[count])
			count++;
		r->keys[r->key_count] = k;
		r->counts[r->key_count++] = count;
		r->total *= count;
	}
}

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

/* One combination, counted through like the digits of a number. */
static void try_one(struct readings *r, size_t n, struct availability_input *in,
		    enum availability_status verdict, struct arena *scratch)
{
	struct terms terms = *in->terms;
	struct availability_input own = *in;
	struct availability v;
	size_t rest = n;

	for (size_t i = 0; i < r->key_count; i++, rest /= r->counts[i - 1])
		agreement_key_set(r->keys[i], &terms, r->keys[i]->readings[rest % r->counts[i]], NULL);
	own.terms = &terms;
	availability_compute(&own, scratch, &v, NULL);
	if (v.status != verdict)
		return;
	r->holding++;
	rest = n;
	for (size_t i = 0; i < r->key_count; i++, rest /= r->counts[i - 1])
		r->held[i] |= 1u << rest % r->counts[i];
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
static void add_conditions(struct buf *out, const struct readings *r)
{
	const char *before = ": only if ";

	for (size_t i = 0; i < r->key_count; i++) {
		bool first = true;

		if (r->held[i] == (1u << r->counts[i]) - 1)
			continue;
		buf_addf(out, "%s%s is ", before, r->keys[i]->name);
		for (size_t n = 0; n < r->counts[i]; n++) {
			if (!(r->held[i] >> n & 1))
				continue;
			buf_add_text(out, first ? "" : " or ");
			add_reading(out, r->keys[i]->readings[n]);
			first = false;
		}
		before = " and ";
	}
}

bool firm_write(struct buf *out, const struct explained *x)
{
	static const char *const words[STATUS_COUNT] = {"no data", "ok", "at risk", "breached"};
	struct readings r = {.key_count = 0};
	struct arena scratch = {0}, facts = {0};
	struct availability_input in = {.terms = x->facts.terms,
					.calendar = x->calendar,
					.span = x->facts.span,
					.moment_us = x->facts.moment_us,
					.windows = facts_of(x, &facts),
					.window_count = x->facts.detail->window_count};

	collect(&r);
	for (size_t n = 0; n < r.total; n++) {
		try_one(&r, n, &in, x->verdict->status, &scratch);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
	arena_release(&facts);
	if (r.holding == r.total) {
		buf_addf(out, "%s under every open reading (%zu)", words[x->verdict->status], r.total);
	} else {
		buf_addf(out, "%s under %zu of %zu open readings", words[x->verdict->status], r.holding,
			 r.total);
		if (r.holding)
			add_conditions(out, &r);
	}
	return true;
}
