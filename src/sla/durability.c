/* Clause 4.9: durability. */
#include "slatop/sla/durability.h"

#include "safe.h"

const char *const stored_kind_names[STORED_COUNT] = {"recording", "call_record"};

bool storage_audit_faulty(const struct storage_audit *a)
{
	return a->kind >= STORED_COUNT || a->stored < 0 || a->lost < 0 || a->lost > a->stored ||
	       !time_sound(a->audited_at);
}

const struct storage_audit *storage_audit_latest(const struct storage_audit *list, size_t count,
						 enum stored_kind kind, int64_t moment_us)
{
	const struct storage_audit *latest = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct storage_audit *a = &list[i];
		if (a->kind != kind || a->audited_at > moment_us || storage_audit_faulty(a))
			continue;
		if (!latest || a->audited_at > latest->audited_at)
			latest = a;
	}
	return latest;
}

void durability_outcome(const struct terms *t, const struct storage_audit *a, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {a ? a->stored : 0, a ? a->lost : 0};
	outcome_compute(COMMITMENT_DURABILITY, t, inputs, out);
}

void durability_account(const struct terms *t, const struct storage_audit *list, size_t count,
			int64_t moment_us, struct outcome *out)
{
	struct rollup both = {0};
	for (int kind = 0; kind < STORED_COUNT; kind++) {
		struct outcome one;
		durability_outcome(t, storage_audit_latest(list, count, (enum stored_kind)kind, moment_us), &one);
		rollup_add(&both, &one);
	}
	rollup_outcome(&both, COMMITMENT_DURABILITY, t, out);
}
