/* The rows that a figure of a clause is made of, with what each adds. The rows and
 * the figure come from one judgement, so that they add up. */
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/figure_model.h"
#include "table/models.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY, "#", "Place in the list.", NULL) \
	F(ROW, "row", VALUE_TEXT, 0, "Row", "The row as it was read: each column with its value.", NULL) \
	F(WHY, "why", VALUE_TEXT, 0, "Why", "Why it counts, or does not.", NULL) \
	F(ADDS, "adds", VALUE_TEXT, 0, "Adds", "What it adds to the numbers of the formula.", NULL) \
	F(1, "adds1", VALUE_INTEGER, 0, "1", "What it adds to the first input.", NULL) \
	F(2, "adds2", VALUE_INTEGER, 0, "2", "To the second.", NULL) \
	F(3, "adds3", VALUE_INTEGER, 0, "3", "To the third.", NULL) \
	F(4, "adds4", VALUE_INTEGER, 0, "4", "To the fourth.", NULL) \
	F(5, "adds5", VALUE_INTEGER, 0, "5", "To the fifth.", NULL) \
	F(6, "adds6", VALUE_INTEGER, 0, "6", "To the sixth.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells more of the row.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct figure_model of;
	size_t count;
	uint64_t built;          /* generation of what row numbers stand for */
	struct clause_line *own; /* of a clause that keeps: what each row adds, in the arena */
};
static const struct part parts[] = {FIGURE_PARTS, {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return figure_model_new(sizeof(struct model_state), scope, parts);
}

static void write_value(struct buf *out, const struct fact_value *v, enum fact_kind kind,
			const struct calendar *calendar)
{
	static const uint8_t types[] = {[FACT_NUMBER] = VALUE_INTEGER, [FACT_FEN] = VALUE_MONEY,
					[FACT_TIME] = VALUE_TIME, [FACT_DATE] = VALUE_DATE,
					[FACT_FLAG] = VALUE_BOOL, [FACT_TEXT] = VALUE_TEXT};
	const struct value value = {.type = types[kind], .null = v->null, .i = v->i, .text = v->text};
	const struct value_style style = {.calendar = calendar, .reference_us = INT64_MIN};

	if (kind == FACT_TIME)
		value_show(out, value_format_find("time_full"), &value, &style);
	else if (kind == FACT_NUMBER)
		value_show(out, value_format_find("id"), &value, &style);
	else
		value_show(out, value_format_default((enum value_type)value.type), &value, &style);
}

/* "change_id 17  seats_before 5 ..."; what is null is left out. */
static void put_row(struct model_state *s, struct value *out, const struct summary *summary, size_t i)
{
	const struct fact_column *columns = summary->clause->columns;
	struct buf text = BUF_INIT;

	for (size_t c = 0; i < summary->data.fact_count && columns[c].name; c++) {
		const struct fact_value *v = &summary->data.facts[i].values[c];
		if (v->null)
			continue;
		buf_addf(&text, "%s%s ", text.length ? "  " : "", columns[c].name);
		write_value(&text, v, (enum fact_kind)columns[c].kind, s->of.sources.scope.calendar);
	}
	if (i == summary->data.fact_count)
		buf_add_text(&text, "what no row shows");
	put_text(out, arena_copy(&s->of.arena, text.data, text.length));
	buf_release(&text);
}

static void put_adds(struct model_state *s, struct value *out, const struct clause_line *line)
{
	const struct outcome_input *inputs = commitments[s->of.commitment].inputs;
	struct buf text = BUF_INIT;

	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++) {
		if (!line->inputs[i])
			continue;
		buf_addf(&text, "%s%s ", text.length ? ", " : "", inputs[i].name);
		measure_write_exact(&text, inputs[i].measure, line->inputs[i]);
	}
	put_text(out, text.length ? arena_copy(&s->of.arena, text.data, text.length) : NULL);
	buf_release(&text);
}

static bool empty(const struct clause_line *line)
{
	bool adds = line->why != NULL;

	for (int i = 0; i < OUTCOME_INPUTS; i++)
		adds = adds || line->inputs[i];
	return !adds;
}

static int64_t claim_of_row(const struct summary *summary, size_t i)
{
	for (size_t c = 0; summary->clause->columns[c].name; c++)
		if (!strcmp(summary->clause->columns[c].name, "claim_id"))
			return summary->data.facts[i].values[c].null ? 0 : summary->data.facts[i].values[c].i;
	return 0;
}

/* 6: a claim adds itself and the rules that it broke, the invoice the cap and the
 * amount; whether the month is eligible, and open, is what no row shows. */
static void add_up_compensation(struct model_state *s, const struct summary *summary)
{
	size_t count = summary->data.fact_count;
	struct violations v = {.arena = &s->of.arena};
	struct availability a;
	struct compensation c;
	struct outcome o;

	s->own = NULL;
	if (!figure_model_compensation(&s->of, summary, &a, &c, &o, &v))
		return;
	s->own = arena_zero(&s->of.arena, count + 1, sizeof *s->own);
	memcpy(s->own, summary->data.lines, (count + 1) * sizeof *s->own);
	for (size_t i = 0; i < count; i++) {
		int64_t claim = claim_of_row(summary, i);
		for (size_t k = 0; k < v.count; k++)
			s->own[i].inputs[5] += claim && v.list[k].row_id == claim;
		if (claim && s->own[i].inputs[5])
			s->own[i].why = "breaks a rule of claims";
		if (!claim && !s->own[i].why && c.billed) {
			s->own[i].inputs[1] = o.inputs[1];
			s->own[i].inputs[2] = o.inputs[2];
		}
	}
	s->own[count].inputs[0] = o.inputs[0];
	s->own[count].inputs[3] = o.inputs[3];
	s->own[count].why = c.eligible ? "the month's windows: eligible" : "the month's windows: not eligible";
}

static const struct clause_line *lines_of(const struct model_state *s, const struct summary *summary)
{
	return s->own ? s->own : summary->data.lines;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	const struct summary *summary = figure_model_summary(&s->of);

	(void)deadline_us; /* SUMMARY_LINES at most */
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->of.arena);
	s->built = held_generation(&s->of.held);
	s->count = 0;
	if (!summary || !summary->data.lines ||
	    !summary_complete(source_platform(&s->of.sources, s->of.platform), summary))
		return false;
	if (figure_model_keeps(&s->of))
		add_up_compensation(s, summary);
	s->count = summary->data.fact_count + !empty(&lines_of(s, summary)[summary->data.fact_count]);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->of.platform, (uint32_t)i);
	return false;
}

/* 4.3: whether the row is the sum of a day, and which; day may be NULL. */
static bool day_of(const struct model_state *s, const struct summary *summary, struct row_ref row, int64_t *day)
{
	const struct fact_value *v;

	if (s->of.commitment != COMMITMENT_METERING || !summary || row.item >= summary->data.fact_count)
		return false;
	v = &summary->data.facts[row.item].values[0];
	if (day)
		*day = v->i;
	return !v->null;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct summary *summary = held_summary(&s->of.held, row.platform, s->of.commitment);

	if (!value_start(out, fields, F_COUNT, field) || !summary || row.item >= s->count ||
	    s->built != held_generation(&s->of.held)) {
		put_null(out);
		return;
	}
	const struct clause_line *line = &lines_of(s, summary)[row.item];
	if (field == F_POSITION) {
		put_int(out, row.item + 1);
	} else if (field == F_ROW) {
		put_row(s, out, summary, row.item);
	} else if (field == F_WHY) {
		put_text(out, line->why);
	} else if (field == F_OPENS) {
		put_text(out, day_of(s, summary, row, NULL) ? "rating" : NULL);
	} else if (field == F_ADDS) {
		put_adds(s, out, line);
	} else {
		put_int(out, line->inputs[field - F_1]);
		out->null = !commitments[s->of.commitment].inputs[field - F_1].name;
	}
}

/* A day's call records, each rated again. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct summary *summary = held_summary(&s->of.held, row.platform, s->of.commitment);
	struct civil local = {.hour = 0};
	int64_t day;

	figure_model_enter(s, row, scope);
	if (s->built != held_generation(&s->of.held) || !day_of(s, summary, row, &day))
		return;
	value_date_civil(day, &local.year, &local.month, &local.day);
	scope->span.start_us = calendar_moment(scope->calendar, &local);
	scope->span.end_us = calendar_day(scope->calendar, scope->span.start_us, 1);
	scope->month = -1;
	scope->span_given = true;
}

const struct model model_figure_rows = {
	.name = "figure_rows",
	.help = "The rows that a figure of a clause is made of, with what each adds.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = figure_model_key,
	.enter = enter,
};
