/* The thirteen months of one commitment, a row each: what the scorecard has in a
 * column, with its figures. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/held.h"
#include "table/models.h"
#include "table/outcome_words.h"
#include "table/trend.h"

#define FIELDS(F) \
	F(COMMITMENT, "commitment", VALUE_TEXT, FIELD_KEY, "Commitment", "Its name, as reports want it.", NULL) \
	F(TITLE, "title", VALUE_TEXT, 0, "Promise", "The commitment.", NULL) \
	F(MONTH, "month", VALUE_MONTH, FIELD_KEY, "Month", "The natural month.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, 0, "Verdict", \
	  "As on the scorecard; absent: nothing was judged; unread: not read, or it cannot be.", "state") \
	F(FIGURE, "figure", VALUE_TEXT, 0, "Figure", "What became of it; of many recomputed from the sums.", NULL) \
	F(TARGET, "target", VALUE_TEXT, 0, "Target", "What was promised.", NULL) \
	F(WITH, "accounts_with", VALUE_INTEGER, 0, "With it", "Accounts that have this verdict.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts that were judged.", NULL) \
	F(VIOLATIONS, "violations", VALUE_INTEGER, 0, "Broken", "Rules broken in the month.", NULL) \
	F(FORMULA, "formula", VALUE_TEXT, 0, "Made of", "The formula with its numbers.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells what it is made of.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	struct trend_cell cell;
	struct outcome outcome;
	const char *word, *figure, *target, *formula;
};

struct model_state {
	MODEL_FRAME; /* takes no period: the trend does */
	struct trend trend;
	struct arena arena;
	struct entry entries[TREND_MONTHS];
	enum commitment commitment;
};
static const struct part parts[] = {PART(trend, trend), PART(kept, arena), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_plain, true);
	int c = scope->figure ? commitment_find(scope->figure) : -1;

	s->commitment = c < 0 ? COMMITMENT_AVAILABILITY : (enum commitment)c;
	trend_open(&s->trend, scope, (int)s->commitment, true);
	return s;
}

static void build(struct model_state *s, int k)
{
	const struct terms *t = trend_terms(&s->trend, trend_month(&s->trend, k));
	struct entry *e = &s->entries[k];

	*e = (struct entry){0};
	trend_cell(&s->trend, s->commitment, k, &e->cell);
	e->word = trend_word(s->commitment, t, &e->cell);
	if (e->cell.known && !e->cell.failed && e->cell.rollup.accounts)
		outcome_of_rollup(&e->cell.rollup, s->commitment, t, &e->outcome);
	else
		outcome_no_data(s->commitment, t, &e->outcome);
	e->figure = outcome_figure_text(&s->arena, &e->outcome);
	e->target = outcome_target_text(&s->arena, &e->outcome);
	e->formula = outcome_formula_text(&s->arena, &e->outcome);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	size_t platform = sources_next(&s->sources, 0);

	if (frame_work(s, deadline_us))
		return true;
	if (*position || s->trend.last < 0 || platform >= s->sources.scope.store->count)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	for (int k = 0; k < TREND_MONTHS; k++) {
		build(s, k);
		rows_add(list, count, capacity, platform, (uint32_t)k);
	}
	return false;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	if (!value_start(out, fields, F_COUNT, field) || row.item >= TREND_MONTHS || !s->entries[row.item].word) {
		put_null(out);
		return;
	}
	const struct entry *e = &s->entries[row.item];
	bool judged = e->cell.known && !e->cell.failed && e->cell.rollup.accounts;
	bool many = judged && !s->sources.scope.enterprise_no && !outcome_of_platform(s->commitment, &s->sources.scope);
	switch (field) {
	case F_COMMITMENT: put_text(out, commitments[s->commitment].name); break;
	case F_TITLE: put_text(out, commitments[s->commitment].title); break;
	case F_MONTH: put_int(out, trend_month(&s->trend, (int)row.item)); break;
	case F_VERDICT: put_text(out, e->word); break;
	case F_FIGURE: put_text(out, e->figure); break;
	case F_TARGET: put_text(out, e->target); break;
	case F_WITH: put_known(out, (int64_t)e->cell.rollup.verdicts.of[e->outcome.verdict], many); break;
	case F_ACCOUNTS: put_known(out, (int64_t)e->cell.rollup.accounts, many); break;
	case F_VIOLATIONS: put_known(out, (int64_t)e->cell.broken, judged && clause_find(s->commitment)); break;
	case F_FORMULA: put_text(out, e->formula); break;
	default: put_text(out, outcome_opens(s->commitment, &s->sources.scope)); break;
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return (struct row_key){row.platform, trend_month(&s->trend, (int)row.item), 0};
}

/* The month of the row, and the figure that it is of. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->figure = commitments[s->commitment].name;
	scope->month = trend_month(&s->trend, (int)row.item);
	scope->span = (struct span){calendar_month_start(scope->calendar, scope->month),
				    calendar_month_start(scope->calendar, scope->month + 1)};
	scope->span_given = true;
}

const struct model model_trend = {
	.name = "trend",
	.help = "The month and the twelve before it of one commitment, each with its figure and verdict.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-month",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};
