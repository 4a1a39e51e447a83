/* The clauses that are computed from facts of their own, and what they share. */
#include <string.h>

#include "slatop/base/mem.h"
#include "store/clause.h"

const struct clause *const clauses[] = {
	&clause_metering, &clause_service_fee, &clause_business_logs, &clause_server_logs, &clause_logins,
	&clause_places,   &clause_access,      &clause_exports,       &clause_deletions,   &clause_durability,
	&clause_completion, &clause_seats,     &clause_recovery,      &clause_maintenance,
	&clause_compensation,
};
const size_t clause_count = COUNT_OF(clauses);

const struct clause *clause_find(enum commitment c)
{
	for (size_t i = 0; i < clause_count; i++)
		if (clauses[i]->commitment == c)
			return clauses[i];
	return NULL;
}

void clause_judge(const struct clause *c, const struct clause_input *in, struct clause_line *lines,
		  struct outcome *out, struct violations *v)
{
	int64_t inputs[OUTCOME_INPUTS] = {0};

	memset(lines, 0, (in->count + 1) * sizeof *lines);
	c->judge(in, lines, v);
	for (size_t i = 0; i <= in->count; i++)
		for (size_t k = 0; k < OUTCOME_INPUTS; k++)
			if (__builtin_add_overflow(inputs[k], lines[i].inputs[k], &inputs[k]))
				inputs[k] = INT64_MAX;
	outcome_compute(c->commitment, in->terms, inputs, out);
	if (c->decide)
		c->decide(in, out);
}

void clause_rules_line(const struct clause_input *in, bool checked, const struct violations *found,
		       struct clause_line *line, struct violations *v)
{
	line->inputs[0] = checked;
	line->inputs[1] = violations_keep(found, in->span, v);
	if (line->inputs[1])
		line->why = rules[found->list[0].rule].sentence;
	else if (found->count)
		line->why = "broken outside the month";
}
