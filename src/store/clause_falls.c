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

#define SIGN(NAME, RELATION, SQL, THEN) \
	const struct clause NAME = { \
		.commitment = COMMITMENT_COMPLETION, \
		.needs = {RELATION}, \
		.of_platform = true, \
		.sql = "src/replica/" SQL, \
		.known_then = THEN, \
		.by_code = true, \
		.columns = {COLUMNS(CLAUSE_COLUMN){0}}, \
		.judge = judge, \
	}
SIGN(clause_falls, "call_stat", "facts_falls.sql", false);
SIGN(clause_falls_then, "call_stat", "facts_falls.sql", true);
SIGN(clause_sags, "call_rate", "facts_sags.sql", false);
SIGN(clause_sags_then, "call_rate", "facts_sags.sql", true);

void fall_of(const struct fact_row *f, struct fall *out)
{
	*out = (struct fall){
		.at_us = fact_time(f, C_AT), .carrier = fact_text(f, C_CARRIER),
		.accounts = fact_int(f, C_ACCOUNTS), .enterprise_no = fact_int(f, C_ACCOUNT),
		.calls = {.requested = fact_int(f, C_REQUESTED), .connected = fact_int(f, C_CONNECTED)},
		.usual = fact_int(f, C_USUAL), .slots = fact_int(f, C_SLOTS)};
}
