/* Signs about 4.10: calls that failed while no outage was recorded. Nobody is
 * judged by them: the rows are all that is wanted of these summaries. */
#include "slatop/store/falls.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(AT, "at", FACT_TIME) C(CARRIER, "carrier", FACT_TEXT) C(ACCOUNTS, "accounts", FACT_NUMBER) \
	C(ACCOUNT, "account", FACT_NUMBER) C(REQUESTED, "requested", FACT_NUMBER) \
	C(CONNECTED, "connected", FACT_NUMBER) C(USUAL, "usual", FACT_NUMBER) C(SLOTS, "slots", FACT_NUMBER)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	(void)v;
	for (size_t i = 0; i < in->count; i++) {
		lines[i].inputs[0] = fact_int(&in->facts[i], C_REQUESTED);
		lines[i].inputs[1] = fact_int(&in->facts[i], C_CONNECTED);
	}
}

const struct clause clause_falls = {
	.commitment = COMMITMENT_COMPLETION,
	.needs = {"call_stat"},
	.of_platform = true,
	.sql = "src/replica/facts_falls.sql",
	.by_code = true,
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};

const struct clause clause_sags = {
	.commitment = COMMITMENT_COMPLETION,
	.needs = {"call_rate"},
	.of_platform = true,
	.sql = "src/replica/facts_sags.sql",
	.by_code = true,
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};

void fall_of(const struct fact_row *f, struct fall *out)
{
	*out = (struct fall){
		.at_us = fact_time(f, C_AT), .carrier = fact_text(f, C_CARRIER),
		.accounts = fact_int(f, C_ACCOUNTS), .enterprise_no = fact_int(f, C_ACCOUNT),
		.calls = {.requested = fact_int(f, C_REQUESTED), .connected = fact_int(f, C_CONNECTED)},
		.usual = fact_int(f, C_USUAL), .slots = fact_int(f, C_SLOTS)};
}
