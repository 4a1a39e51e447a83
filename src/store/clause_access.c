/* 4.6: looks at private data, held against the grants. An account's grants come
 * before its accesses. */
#include "slatop/sla/access.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(WHAT, "row", FACT_TEXT) C(ID, "id", FACT_NUMBER) C(OPERATOR, "operator", FACT_TEXT) \
	C(KIND, "kind", FACT_TEXT) C(AT, "at", FACT_TIME) C(EXPIRES, "expires_at", FACT_TIME) \
	C(REVOKED, "revoked_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static bool is_grant(const struct fact_row *f)
{
	return fact_text(f, C_WHAT)[0] == 'g';
}

static size_t take_grants(const struct clause_input *in, struct private_grant *grants)
{
	size_t count = 0;

	for (; count < in->count && is_grant(&in->facts[count]); count++) {
		const struct fact_row *f = &in->facts[count];
		grants[count] = (struct private_grant){
			.grant_id = fact_int(f, C_ID), .enterprise_no = in->enterprise_no,
			.granted_at = fact_time(f, C_AT), .expires_at = fact_time(f, C_EXPIRES),
			.revoked_at = fact_time(f, C_REVOKED), .operator_name = fact_text(f, C_OPERATOR),
			.kind = (uint8_t)private_kind_from(fact_text(f, C_KIND))};
	}
	return count;
}

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	struct private_grant *grants = arena_zero(v->arena, in->count + 1, sizeof *grants);
	size_t count = take_grants(in, grants);

	for (size_t i = 0; i < count; i++)
		lines[i].why = "a grant";
	for (size_t i = count; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct private_access a = {
			.access_id = fact_int(f, C_ID), .enterprise_no = in->enterprise_no,
			.occurred_at = fact_time(f, C_AT), .operator_name = fact_text(f, C_OPERATOR),
			.kind = (uint8_t)private_kind_from(fact_text(f, C_KIND))};
		size_t grant;
		if (time_infinite(a.occurred_at)) {
			lines[i].why = "a bad row";
			continue;
		}
		lines[i].inputs[0] = 1;
		lines[i].why = access_why_words[access_check(grants, count, &a, &grant)];
		lines[i].inputs[1] = !access_judge(grants, count, &a, v);
	}
}

const struct clause clause_access = {
	.commitment = COMMITMENT_ACCESS,
	.needs = {"private_access", "private_grant"},
	.sql = "src/replica/facts_access.sql",
	.proof = "src/replica/prove_access.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
