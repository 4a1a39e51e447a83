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

bool calls_response_rate(const struct calls *c, int64_t *percent)
{
	if (c->requested <= 0)
		return false;
	*percent = (int64_t)((__int128)c->answered * 100000000 / c->requested);
	return true;
}

void completion_outcome(const struct terms *t, const struct calls *c, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {c->requested, c->connected, c->answered};
	outcome_compute(COMMITMENT_COMPLETION, t, inputs, out);
}
