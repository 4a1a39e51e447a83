/* 5: maintenance of the sub-platform that starts in the span. */
#include "slatop/sla/upkeep.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "maintenance_id", FACT_NUMBER) C(TITLE, "title", FACT_TEXT) C(ANNOUNCED, "announced_at", FACT_TIME) \
	C(STARTS, "starts_at", FACT_TIME) C(ENDS, "ends_at", FACT_TIME) C(EXTENDED, "extended_to", FACT_TIME) \
	C(FINISHED, "finished_at", FACT_TIME) C(CANCELLED, "cancelled_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	(void)v;
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct maintenance_window m = {
			.maintenance_id = fact_int(f, C_ID), .announced_at = fact_time(f, C_ANNOUNCED),
			.starts_at = fact_time(f, C_STARTS), .ends_at = fact_time(f, C_ENDS),
			.finished_at = fact_time(f, C_FINISHED), .cancelled_at = fact_time(f, C_CANCELLED)};
		struct upkeep u;
		if (maintenance_faulty(&m, fact_time(f, C_EXTENDED))) {
			lines[i].why = "a bad row";
			continue;
		}
		upkeep_judge(in->terms, &m, fact_time(f, C_EXTENDED), in->moment_us, &u);
		upkeep_add(&u, lines[i].inputs);
		lines[i].why = upkeep_state_names[u.state];
	}
}

static void decide(const struct clause_input *in, struct outcome *out)
{
	int64_t inputs[OUTCOME_INPUTS];

	for (size_t i = 0; i < OUTCOME_INPUTS; i++)
		inputs[i] = out->inputs[i];
	upkeep_outcome(in->terms, inputs, out);
}

const struct clause clause_maintenance = {
	.commitment = COMMITMENT_MAINTENANCE,
	.of_platform = true,
	.sql = "src/replica/facts_maintenance.sql",
	.proof = "src/replica/prove_notice.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
	.decide = decide,
};
