/* 4.4: logins to servers, from the bastion's sessions. Those that keep the rules
 * come as one row, their number. */
#include "slatop/sla/audit.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "session_id", FACT_NUMBER) C(OPERATOR, "operator", FACT_TEXT) C(HOST, "host", FACT_TEXT) \
	C(STARTED, "started_at", FACT_TIME) C(ENDED, "ended_at", FACT_TIME) \
	C(VIA, "via_bastion", FACT_FLAG) C(RECORDED, "recorded", FACT_FLAG) C(COUNT, "sessions", FACT_NUMBER)

enum { COLUMNS(CLAUSE_ENUM) C_COLUMNS };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct bastion_session s = {
			.session_id = fact_int(f, C_ID), .started_at = fact_time(f, C_STARTED),
			.ended_at = fact_time(f, C_ENDED), .via_bastion = fact_int(f, C_VIA),
			.recorded = fact_int(f, C_RECORDED), .operator_name = fact_text(f, C_OPERATOR)};
		struct violations found = {.arena = v->arena};
		if (f->values[C_ID].null) {
			lines[i].inputs[0] = fact_int(f, C_COUNT);
			lines[i].why = "through the bastion, and recorded or still open";
		} else if (bastion_session_faulty(&s)) {
			lines[i].why = "a bad row";
		} else {
			session_judge(&s, in->moment_us, &found);
			clause_rules_line(in, clause_within(in, s.started_at), &found, &lines[i], v);
		}
	}
}

const struct clause clause_logins = {
	.commitment = COMMITMENT_LOGINS,
	.needs = {"bastion_session"},
	.of_platform = true,
	.sql = "src/replica/facts_logins.sql",
	.proof = "src/replica/prove_logins.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
