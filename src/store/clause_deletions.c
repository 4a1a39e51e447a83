/* 4.8: deletions. Those of no account (disks, logs) count in the sums of all. */
#include "slatop/sla/deletions.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "deletion_id", FACT_NUMBER) C(KIND, "object_kind", FACT_TEXT) C(METHOD, "method", FACT_TEXT) \
	C(EXECUTED, "executed_at", FACT_TIME) C(SESSION, "session_id", FACT_NUMBER) \
	C(RETENTION, "retention_to", FACT_DATE) C(TENANT_RETENTION, "account_retention_to", FACT_DATE) \
	C(RECOVERED, "recovered_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static int64_t date_of(const struct fact_row *f, int column)
{
	return f->values[column].null ? DATE_NONE : f->values[column].i;
}

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const char *method = fact_text(f, C_METHOD);
		const struct deletion d = {
			.deletion_id = fact_int(f, C_ID), .enterprise_no = in->enterprise_no,
			.kind = (uint8_t)object_kind_from(fact_text(f, C_KIND)),
			.method = (uint8_t)deletion_method_from(method),
			.executed_at = fact_time(f, C_EXECUTED), .recovered_at = fact_time(f, C_RECOVERED),
			.retention_to = date_of(f, C_RETENTION),
			.tenant_retention_to = date_of(f, C_TENANT_RETENTION),
			.session_id = fact_int(f, C_SESSION), .method_word = method};
		struct violations found = {.arena = v->arena};
		if (deletion_faulty(&d)) {
			lines[i].why = "a bad row";
			continue;
		}
		deletion_judge(in->terms, in->calendar, &d, in->moment_us, &found);
		clause_rules_line(in, clause_within(in, d.executed_at), &found, &lines[i], v);
	}
}

const struct clause clause_deletions = {
	.commitment = COMMITMENT_DELETIONS,
	.needs = {"deletion"},
	.sql = "src/replica/facts_deletions.sql",
	.proof = "src/replica/prove_deletions.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
