/* 4.12: switch-overs of the sub-platform. */
#include "slatop/sla/recovery.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "failover_id", FACT_NUMBER) C(CLASS, "fault_class", FACT_TEXT) C(FAILED, "failed_at", FACT_TIME) \
	C(SWITCHED, "switched_at", FACT_TIME) C(FROM, "from_node", FACT_TEXT) C(TO, "to_node", FACT_TEXT)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static struct switchover take(const struct fact_row *f)
{
	return (struct switchover){.failover_id = fact_int(f, C_ID), .failed_at = fact_time(f, C_FAILED),
				   .switched_at = fact_time(f, C_SWITCHED),
				   .fault_class = (uint8_t)fault_class_from(fact_text(f, C_CLASS))};
}

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct switchover s = take(&in->facts[i]);
		struct recovery r;
		struct outcome o;
		recovery_judge(in->terms, &s, in->moment_us, &r, NULL);
		recovery_outcome(in->terms, &s, 1, in->span, in->moment_us, &o, v);
		lines[i].inputs[0] = o.inputs[0];
		lines[i].inputs[1] = o.inputs[1];
		lines[i].why = switchover_faulty(&s)		    ? "a bad row"
			       : r.within_tolerance		    ? "over the limit, within what \"about\" allows"
			       : r.verdict == VERDICT_MISSED	    ? "later than promised"
			       : r.open				    ? "not switched over yet"
								    : "in time";
	}
}

static void decide(const struct clause_input *in, struct outcome *out)
{
	struct verdicts verdicts = {{0}};

	for (size_t i = 0; i < in->count; i++) {
		const struct switchover s = take(&in->facts[i]);
		struct recovery r;
		recovery_judge(in->terms, &s, in->moment_us, &r, NULL);
		verdicts.of[r.verdict]++;
	}
	out->verdict = (uint8_t)verdict_worst(&verdicts);
	out->known = out->verdict != VERDICT_NO_DATA;
}

const struct clause clause_recovery = {
	.commitment = COMMITMENT_RECOVERY,
	.needs = {"failover"},
	.of_platform = true,
	.sql = "src/replica/facts_recovery.sql",
	.proof = "src/replica/prove_recovery.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
	.decide = decide,
};
