/* 4.5: the places of an account's data. */
#include "slatop/sla/places.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(PLACE, "place", FACT_TEXT) C(ROLE, "role", FACT_TEXT) C(VERIFIED, "verified_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	struct violations found = {.arena = v->arena};
	struct data_location *list = arena_zero(v->arena, in->count + 1, sizeof *list);
	struct clause_line *last = &lines[in->count];

	for (size_t i = 0; i < in->count; i++)
		list[i] = (struct data_location){fact_text(&in->facts[i], C_PLACE),
						 (uint8_t)place_role_from(fact_text(&in->facts[i], C_ROLE)),
						 fact_time(&in->facts[i], C_VERIFIED)};
	/* Each place by itself, for its row; then all, for what is missing. */
	places_judge(in->terms, in->enterprise_no, list, in->count, clause_until(in), &found);
	last->inputs[0] = 1;
	last->why = "the account";
	for (size_t k = 0; k < found.count; k++) {
		struct clause_line *line = last;
		for (size_t i = 0; i < in->count && found.list[k].rule == RULE_PLACE_ELSEWHERE; i++)
			if (list[i].place == found.list[k].subject && list[i].verified_at == found.list[k].at_us &&
			    !lines[i].inputs[1]) {
				line = &lines[i];
				break;
			}
		line->inputs[1]++;
		line->why = rules[found.list[k].rule].sentence;
		violations_add(v, found.list[k]);
	}
}

const struct clause clause_places = {
	.commitment = COMMITMENT_PLACES,
	.needs = {"data_location"},
	.sql = "src/replica/facts_places.sql",
	.proof = "src/replica/prove_places.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
