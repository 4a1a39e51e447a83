/* 4.11: changes of seats. */
#include "slatop/sla/seats.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "change_id", FACT_NUMBER) C(REQUESTED, "requested_at", FACT_TIME) \
	C(REF, "request_ref", FACT_TEXT) C(BEFORE, "seats_before", FACT_NUMBER) \
	C(AFTER, "seats_after", FACT_NUMBER) C(BY, "reviewed_by", FACT_TEXT) \
	C(REVIEWED, "reviewed_at", FACT_TIME) C(EFFECTIVE, "effective_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct seat_change s = {
			.change_id = fact_int(f, C_ID), .enterprise_no = in->enterprise_no,
			.requested_at = fact_time(f, C_REQUESTED), .reviewed_at = fact_time(f, C_REVIEWED),
			.effective_at = fact_time(f, C_EFFECTIVE), .seats_before = fact_int(f, C_BEFORE),
			.seats_after = fact_int(f, C_AFTER), .request_ref = fact_text(f, C_REF),
			.reviewed_by = fact_text(f, C_BY)};
		struct violations found = {.arena = v->arena};
		if (seat_change_faulty(&s)) {
			lines[i].why = "a bad row";
		} else if (!seat_change_counts(&s, in->moment_us) || !clause_within(in, s.effective_at)) {
			lines[i].why = "not in effect yet";
		} else {
			seats_judge(in->terms, &s, &found);
			clause_rules_line(in, true, &found, &lines[i], v);
		}
	}
}

const struct clause clause_seats = {
	.commitment = COMMITMENT_SEATS,
	.needs = {"seat_change"},
	.sql = "src/replica/facts_seats.sql",
	.proof = "src/replica/prove_seats.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
