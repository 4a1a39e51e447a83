/* Outcomes: the accounts of one commitment, each with its figure and verdict. */
#include <stdlib.h>

#include "table/accounts.h"
#include "table/compensations.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/held.h"
#include "table/models.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(COMMITMENT, "commitment", VALUE_TEXT, 0, "Commitment", "The commitment that is judged.", NULL) \
	F(RANK, "rank", VALUE_INTEGER, FIELD_SCREEN_ONLY, "Rank", "The verdict as a number, the worst the greatest.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, FIELD_EXPLAIN, "Verdict", \
	  "met, at_risk, missed, too_early, failing or no_data.", "state") \
	F(TARGET, "target", VALUE_TEXT, 0, "Target", "What is promised to it.", NULL) \
	F(FIGURE, "figure", VALUE_TEXT, FIELD_EXPLAIN, "Figure", "What became of it.", NULL) \
	F(VALUE, "value", VALUE_INTEGER, 0, "Value", \
	  "The figure as a whole number: percent x 1,000,000, microseconds, fen, or a count.", NULL) \
	F(FORMULA, "formula", VALUE_TEXT, 0, "Made of", "The formula with its numbers.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells what it is made of.", NULL) \
	F(INPUT1, "input1", VALUE_INTEGER, 0, "Input 1", "The first number that it is made of.", NULL) \
	F(INPUT2, "input2", VALUE_INTEGER, 0, "Input 2", "The second.", NULL) \
	F(INPUT3, "input3", VALUE_INTEGER, 0, "Input 3", "The third.", NULL) \
	F(INPUT4, "input4", VALUE_INTEGER, 0, "Input 4", "The fourth.", NULL) \
	F(INPUT5, "input5", VALUE_INTEGER, 0, "Input 5", "The fifth.", NULL) \
	F(INPUT6, "input6", VALUE_INTEGER, 0, "Input 6", "The sixth.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct held held;
	struct arena texts; /* of values, until the rows are asked for again */
	enum commitment commitment;
};
static const struct part parts[] = {PART(held, held), PART(texts, texts), {NULL, 0}};

/* Accounts have outcomes of what is theirs; the default is 4.1. */
static struct model_state *open_(const struct model_scope *scope)
{
	int c = figure_commitment(scope->figure);
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_of_scope, scope->enterprise_no != 0);

	s->commitment = c < 0 ? COMMITMENT_AVAILABILITY : (enum commitment)c;
	held_open(&s->held, scope, (int)s->commitment);
	return s;
}

static bool wanted(struct model_state *s, size_t platform, uint32_t tenant)
{
	return tenant_in_span(&source_platform(&s->sources, platform)->tenants[tenant], s->sources.span);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	if (!*position)
		arena_reset(&s->texts);
	return accounts_rows(s, wanted, ROWS_A_LOOK, position, list, count, capacity, deadline_us);
}

static void outcome_of(const struct model_state *s, struct row_ref row, struct outcome *o)
{
	const struct summary *summary = held_summary(&s->held, row.platform, s->commitment);
	const struct terms *t = source_terms(&s->sources, row.platform, row.item, s->sources.span);
	struct availability a;

	if (s->commitment == COMMITMENT_AVAILABILITY) {
		source_verdict(&s->sources, row.platform, row.item, &a);
		outcome_availability(t, &a, o);
	} else if (s->commitment == COMMITMENT_COMPENSATION) {
		compensation_outcome_of(&s->sources, summary, row.platform, row.item, o);
	} else if (summary) {
		summary_outcome(source_platform(&s->sources, row.platform), summary, row.item, o);
	} else {
		outcome_no_data(s->commitment, t, o);
	}
}

/* The figure or the target, or (measure NULL) the formula. */
static void put_written(struct model_state *s, struct value *out, const struct outcome *o, const int64_t *measure)
{
	struct buf text = BUF_INIT;

	if (measure)
		measure_write(&text, commitments[o->commitment].measure, *measure);
	else
		outcome_write_formula(&text, o);
	put_text(out, arena_copy(&s->texts, text.data, text.length));
	buf_release(&text);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);
	struct outcome o;

	if (!value_start(out, fields, F_COUNT, field) || !t) {
		put_null(out);
		return;
	}
	outcome_of(s, row, &o);
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_ENTERPRISE_NO: put_int(out, t->enterprise_no); break;
	case F_NAME: put_text(out, t->name); break;
	case F_COMMITMENT: put_text(out, commitments[o.commitment].name); break;
	case F_RANK: put_int(out, o.verdict); break;
	case F_VERDICT: put_text(out, verdict_names[o.verdict]); break;
	case F_TARGET:
		put_written(s, out, &o, &o.target);
		out->null = !commitments[o.commitment].target;
		break;
	case F_FIGURE:
		put_written(s, out, &o, &o.figure);
		out->null = !o.known;
		break;
	case F_VALUE:
		put_known(out, o.figure, o.known);
		break;
	case F_FORMULA:
		put_written(s, out, &o, NULL);
		out->null = !o.known;
		break;
	case F_OPENS:
		put_text(out, s->commitment == COMMITMENT_COMPENSATION ? "compensation"
			      : clause_find(s->commitment)	       ? "figure" : "explain");
		break;
	default:
		put_int(out, o.inputs[field - F_INPUT1]);
		out->null = !commitments[o.commitment].inputs[field - F_INPUT1].name;
		break;
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	account_enter(s, row, scope);
	scope->figure = commitments[s->commitment].name;
}

const struct model model_outcomes = {
	.name = "outcomes",
	.help = "The accounts of one commitment, each with its figure and verdict.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-rank,enterprise_no",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = account_key,
	.enter = enter,
};
