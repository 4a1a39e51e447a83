/* 4.10: completion, from the hourly sums of calls. */
#include "slatop/sla/completion.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(DAY, "day", FACT_DATE) C(CARRIER, "carrier", FACT_TEXT) C(HOURS, "rows", FACT_NUMBER) \
	C(BAD, "bad", FACT_FLAG) C(REQUESTED, "requested", FACT_NUMBER) \
	C(CONNECTED, "connected", FACT_NUMBER) C(ANSWERED, "answered", FACT_NUMBER)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	(void)v;
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct calls row = {fact_int(f, C_REQUESTED), fact_int(f, C_CONNECTED),
					  fact_int(f, C_ANSWERED)};
		struct calls sum = {0};
		if (fact_int(f, C_BAD) || !calls_add(&sum, &row)) {
			lines[i].why = "bad rows: negative, or more connected than requested";
			continue;
		}
		lines[i].inputs[0] = sum.requested;
		lines[i].inputs[1] = sum.connected;
		lines[i].inputs[2] = sum.answered;
	}
}

const struct clause clause_completion = {
	.commitment = COMMITMENT_COMPLETION,
	.needs = {"call_stat"},
	.sql = "src/replica/facts_completion.sql",
	.proof = "src/replica/prove_completion.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
