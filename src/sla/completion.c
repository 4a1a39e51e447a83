/* Clause 4.10: call completion. */
#include "slatop/sla/completion.h"

#include "safe.h"

bool calls_faulty(const struct calls *c)
{
	return c->requested < 0 || c->connected < 0 || c->answered < 0 || c->connected > c->requested;
}

bool calls_add(struct calls *sum, const struct calls *row)
{
	if (calls_faulty(row))
		return false;
	sum->requested = sum_clamped(sum->requested, row->requested);
	sum->connected = sum_clamped(sum->connected, row->connected);
	sum->answered = sum_clamped(sum->answered, row->answered);
	return true;
}

static bool share_of(int64_t part, int64_t whole, int64_t *percent)
{
	if (whole <= 0)
		return false;
	*percent = (int64_t)((__int128)part * 100000000 / whole);
	return true;
}

bool calls_completion_rate(const struct calls *c, int64_t *percent)
{
	return share_of(c->connected, c->requested, percent);
}

bool calls_response_rate(const struct calls *c, int64_t *percent)
{
	return share_of(c->answered, c->requested, percent);
}

bool calls_low(const struct terms *t, const struct calls *c)
{
	return c->requested > 0 &&
	       (__int128)c->connected * 1000000 < (__int128)c->requested * t->completion_target_ppm;
}

void completion_outcome(const struct terms *t, const struct calls *c, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {c->requested, c->connected, c->answered};
	outcome_compute(COMMITMENT_COMPLETION, t, inputs, out);
}

int64_t completion_slot(int64_t at_us)
{
	int64_t over = at_us % COMPLETION_SLOT_US;

	return at_us - (over < 0 ? over + COMPLETION_SLOT_US : over);
}

void completion_hour_add(struct completion_hour *h, int64_t last_us, int64_t slot_us, const struct calls *row)
{
	int64_t first = last_us - (COMPLETION_SLOTS - 1) * COMPLETION_SLOT_US;

	if (slot_us < first || slot_us >= last_us + COMPLETION_SLOT_US)
		return;
	size_t i = (size_t)((slot_us - first) / COMPLETION_SLOT_US);
	if (!calls_add(&h->slots[i], row)) {
		h->bad++;
		return;
	}
	h->known[i] = true;
	calls_add(&h->sum, row);
}
