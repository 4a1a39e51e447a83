/* 4.3: metering, from the platform's daily sums. */
#include "slatop/sla/metering.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(DAY, "day", FACT_DATE) C(DAYS, "rows", FACT_NUMBER) C(BAD, "bad", FACT_FLAG) \
	C(RECORDS, "records", FACT_NUMBER) C(DIFFERING, "differing", FACT_NUMBER) \
	C(STAKE, "fen_at_stake", FACT_FEN)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	(void)v;
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct metering day = {fact_int(f, C_RECORDS), fact_int(f, C_DIFFERING),
					     fact_int(f, C_STAKE)};
		struct metering sum = {0};
		if (fact_int(f, C_BAD) || !metering_add_day(&sum, &day)) {
			lines[i].why = "bad rows: negative, or more differing than there are";
			continue;
		}
		lines[i].inputs[0] = sum.records;
		lines[i].inputs[1] = sum.differing;
		lines[i].inputs[2] = sum.fen_at_stake;
	}
}

const struct clause clause_metering = {
	.commitment = COMMITMENT_METERING,
	.needs = {"metering_day"},
	.sql = "src/replica/facts_metering.sql",
	.proof = "src/replica/prove_metering.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
