/* A figure explained: the clause in a sentence, the formula with its numbers, the
 * rows with what each adds, the result, the agreement's keys. The rows and the
 * figure come from one judgement, so that they add up. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/compensations.h"
#include "table/field.h"
#include "table/held.h"
#include "table/models.h"

/* --- the words ----------------------------------------------------------- */

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", "Place in the list.", NULL) \
	F(LABEL, "label", VALUE_TEXT, 0, "", "What the line is about.", NULL) \
	F(TEXT, "text", VALUE_TEXT, 0, "", "What there is to say.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct line {
	const char *label, *text;
};

struct model_state {
	struct sources sources;
	struct held held;
	struct arena arena;
	struct line *lines;
	size_t count, capacity, platform;
	enum commitment commitment;
	uint64_t built; /* generation of what row numbers stand for */
	struct clause_line *own; /* of a clause that keeps: what each row adds, in the arena */
};

/* Whose figure depends on the month's windows as well. */
static bool keeps(int commitment)
{
	return commitment == COMMITMENT_COMPENSATION;
}

static struct model_state *open_(const struct model_scope *scope)
{
	int c = figure_commitment(scope->figure);
	struct model_state *s = (struct model_state *)(keeps(c) ? model_new(sizeof *s, scope, scope->enterprise_no != 0)
							       : model_new_plain(sizeof *s, scope));

	s->commitment = c < 0 ? COMMITMENT_COMPLETION : (enum commitment)c;
	held_open(&s->held, scope, (int)s->commitment);
	return s;
}

static void close_(struct model_state *s)
{
	held_close(&s->held);
	arena_release(&s->arena);
	free(s->lines);
	model_close(s);
}

static void advance(struct model_state *s, const struct model_scope *scope)
{
	if (keeps((int)s->commitment))
		model_advance(s, scope);
	else
		model_advance_plain(s, scope);
	if (clause_find(s->commitment))
		held_advance(&s->held, scope);
}

static uint64_t generation(const struct model_state *s)
{
	return generation_mix(model_generation(s), held_generation(&s->held));
}

static bool complete(const struct model_state *s)
{
	return model_complete(s) && held_complete(&s->held);
}

/* The first in scope that has it; NULL: there is none. */
static const struct summary *find(struct model_state *s)
{
	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count;
	     i = sources_next(&s->sources, i + 1)) {
		s->platform = i;
		if (held_summary(&s->held, i, s->commitment))
			return held_summary(&s->held, i, s->commitment);
	}
	return NULL;
}

static void say(struct model_state *s, const char *label, const char *text)
{
	MEM_GROW(s->lines, s->count, s->capacity);
	s->lines[s->count++] = (struct line){label, text};
}

static void say_buf(struct model_state *s, const char *label, struct buf *text)
{
	say(s, label, arena_copy(&s->arena, text->data, text->length));
	buf_release(text);
}

static void say_inputs(struct model_state *s, const struct outcome *o)
{
	const struct outcome_input *inputs = commitments[o->commitment].inputs;

	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++) {
		struct buf text = BUF_INIT;
		measure_write_exact(&text, inputs[i].measure, o->inputs[i]);
		buf_addf(&text, "  %s", inputs[i].help);
		say_buf(s, inputs[i].name, &text);
	}
}

static void say_keys(struct model_state *s, const char *label, const char *const *keys, const struct terms *t)
{
	for (; keys && *keys; keys++) {
		const struct agreement_key *key = agreement_key_find(*keys);
		struct buf text = BUF_INIT;
		if (!key)
			continue;
		buf_addf(&text, "%s = ", key->name);
		agreement_key_show(key, t, &text);
		say_buf(s, label, &text);
		label = "";
	}
}

static const struct terms *terms_of(const struct model_state *s)
{
	uint32_t tenant = source_account(&s->sources, s->platform);

	return source_terms(&s->sources, s->platform, tenant == INDEX_NONE ? 0 : tenant, s->held.scope.span);
}

static void say_basis(struct model_state *s, const struct summary *summary)
{
	const struct platform *p = source_platform(&s->sources, s->platform);
	const struct calendar *calendar = s->sources.scope.calendar;
	const struct terms *t = terms_of(s);
	struct buf version = BUF_INIT, moment = BUF_INIT;

	say_keys(s, "Keys", commitments[s->commitment].keys, t);
	say_keys(s, "Beside", commitments[s->commitment].beside, t);
	agreement_version_text(t, calendar_month_number(calendar, summary->span.start_us), &version);
	say_buf(s, "Agreement", &version);
	say(s, "File", agreement_hash(p->agreement));
	time_rfc3339(&moment, summary->data.moment_us);
	buf_addf(&moment, " on %s", p->code);
	say_buf(s, "Evaluated", &moment);
}

/* 6 of the account in scope; whether there is one. */
static bool compensation_here(const struct model_state *s, const struct summary *summary, struct availability *a,
			      struct compensation *c, struct outcome *o, struct violations *v)
{
	uint32_t tenant = source_account(&s->sources, s->platform);

	if (tenant == INDEX_NONE)
		return false;
	source_verdict(&s->sources, s->platform, tenant, a);
	compensation_of(&s->sources, summary, s->platform, tenant, a, s->sources.span, c, NULL, v);
	compensation_outcome(terms_of(s), c, o);
	return true;
}

static void write_day(const struct model_state *s, struct buf *text, int64_t at_us)
{
	struct civil day = calendar_civil(s->sources.scope.calendar, at_us);

	buf_addf(text, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static void say_application(struct model_state *s, const struct compensation *c)
{
	struct buf text = BUF_INIT;

	if (!c->eligible)
		return;
	time_local(&text, s->sources.scope.calendar, c->eligible_at);
	say_buf(s, "Eligible", &text);
	write_day(s, &text, c->apply_by);
	buf_addf(&text, ", %lld days left; by the other reading of compensation.days_from ", (long long)c->days_left);
	write_day(s, &text, c->apply_by_other);
	say_buf(s, "Apply by", &text);
	if (c->amount_state == AMOUNT_KNOWN) {
		buf_addf(&text, "row %d of the scale gives ", c->scale_row + 1);
		measure_write(&text, MEASURE_FEN, c->scaled_fen);
		buf_add_text(&text, ", within the cap ");
		measure_write(&text, MEASURE_FEN, c->amount_fen);
	} else {
		buf_add_text(&text, amount_state_words[c->amount_state]);
	}
	say_buf(s, "Amount", &text);
}

static void say_cap(struct model_state *s, const struct compensation *c)
{
	struct buf text = BUF_INIT;

	if (!c->billed)
		buf_add_text(&text, "not billed yet");
	else
		measure_write(&text, MEASURE_FEN, c->cap_fen);
	if (c->billed) {
		buf_addf(&text, " by %s: of the functional fee ", cap_binding_names[c->binds]);
		measure_write(&text, MEASURE_FEN, c->function_fee_cap_fen);
		buf_add_text(&text, ", of the phone bill ");
		measure_write(&text, MEASURE_FEN, c->phone_bill_cap_fen);
	}
	say_buf(s, "Cap", &text);
}

/* Clauses 6 and 7 in words: what is judged, what is exempt by which reason. */
static void say_compensation(struct model_state *s, const struct availability *a, const struct compensation *c)
{
	struct buf text = BUF_INIT;

	say(s, "State", compensation_state_names[c->state]);
	if (c->state == COMPENSATION_NO_DATA)
		return;
	duration_text(&text, c->judged_us);
	buf_addf(&text, " %s ", c->eligible ? "exceeds the allowed" : "does not exceed the allowed");
	duration_text(&text, a->allowed_us);
	say_buf(s, "Judged", &text);
	duration_text(&text, a->unavailable_us);
	buf_add_text(&text, " unavailable");
	for (int i = 0; i < EXEMPT_COUNT; i++)
		if (a->exempt_us[i]) {
			buf_add_text(&text, " - ");
			duration_text(&text, a->exempt_us[i]);
			buf_addf(&text, " %s", exempt_reason_names[i]);
		}
	buf_add_text(&text, " = ");
	duration_text(&text, a->accountable_us);
	buf_add_text(&text, " accountable");
	say_buf(s, "Windows", &text);
	say_application(s, c);
	say_cap(s, c);
}

static void say_result(struct model_state *s, const struct summary *summary)
{
	const struct outcome *o = &summary->data.whole;
	struct availability a;
	struct compensation c;
	struct outcome now;
	struct buf formula = BUF_INIT, verdict = BUF_INIT;

	if (keeps((int)s->commitment) && compensation_here(s, summary, &a, &c, &now, NULL)) {
		o = &now;
		say_compensation(s, &a, &c);
	}
	outcome_write_formula(&formula, o);
	say_buf(s, "Formula", &formula);
	outcome_write_verdict(&verdict, o);
	say_buf(s, "Verdict", &verdict);
	say_inputs(s, o);
	if (summary->data.facts_cut)
		say(s, "Rows", arena_printf(&s->arena, "%zu more are in the figure, but not in the list",
					    summary->data.facts_cut));
}

static void build(struct model_state *s)
{
	const struct summary *summary = find(s);
	const char *where = s->sources.scope.where;
	bool basis = where && !strcmp(where, "basis");

	arena_reset(&s->arena);
	s->count = 0;
	if (!basis) {
		const struct commitment_info *c = &commitments[s->commitment];
		say(s, "Clause", arena_printf(&s->arena, "%s  %s", c->clause, c->title));
		say(s, "Promise", c->sentence);
	}
	if (!summary)
		say(s, "", clause_find(s->commitment) ? "there is no such account" : "see the screen explain");
	else if (!summary_complete(source_platform(&s->sources, s->platform), summary))
		say(s, "", summary->state == SUMMARY_LACKING
				   ? arena_printf(&s->arena, "the sub-platform does not publish sla.%s", summary->error)
			   : summary->state == SUMMARY_FAILED ? arena_printf(&s->arena, "%s", summary->error)
							      : "being read");
	else if (basis)
		say_basis(s, summary);
	else
		say_result(s, summary);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	(void)deadline_us; /* a dozen lines */
	if (*position)
		return false;
	*position = 1;
	build(s);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->platform, (uint32_t)i);
	return false;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	if (!value_start(out, fields, F_COUNT, field) || row.item >= s->count)
		put_null(out);
	else if (field == F_POSITION)
		put_int(out, row.item + 1);
	else
		put_text(out, field == F_LABEL ? s->lines[row.item].label : s->lines[row.item].text);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){row.platform, row.item, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	scope->figure = commitments[s->commitment].name;
}

const struct model model_figure = {
	.name = "figure",
	.help = "How a figure of a clause came about, in words.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = complete,
	.enter = enter,
	.wheres = "result basis",
};

/* --- the rows ------------------------------------------------------------ */

#define ROW_FIELDS(F) \
	F(ROW_POSITION, "position", VALUE_INTEGER, FIELD_KEY, "#", "Place in the list.", NULL) \
	F(ROW_ROW, "row", VALUE_TEXT, 0, "Row", "The row as it was read: each column with its value.", NULL) \
	F(ROW_WHY, "why", VALUE_TEXT, 0, "Why", "Why it counts, or does not.", NULL) \
	F(ROW_ADDS, "adds", VALUE_TEXT, 0, "Adds", "What it adds to the numbers of the formula.", NULL) \
	F(ROW_1, "adds1", VALUE_INTEGER, 0, "1", "What it adds to the first input.", NULL) \
	F(ROW_2, "adds2", VALUE_INTEGER, 0, "2", "To the second.", NULL) \
	F(ROW_3, "adds3", VALUE_INTEGER, 0, "3", "To the third.", NULL) \
	F(ROW_4, "adds4", VALUE_INTEGER, 0, "4", "To the fourth.", NULL) \
	F(ROW_5, "adds5", VALUE_INTEGER, 0, "5", "To the fifth.", NULL)

enum { ROW_FIELDS(MODEL_ENUM) ROW_COUNT };
static const struct model_field row_fields[] = {ROW_FIELDS(MODEL_ROW)};

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
		write_value(&text, v, (enum fact_kind)columns[c].kind, s->sources.scope.calendar);
	}
	if (i == summary->data.fact_count)
		buf_add_text(&text, "what no row shows");
	put_text(out, arena_copy(&s->arena, text.data, text.length));
	buf_release(&text);
}

static void put_adds(struct model_state *s, struct value *out, const struct clause_line *line)
{
	const struct outcome_input *inputs = commitments[s->commitment].inputs;
	struct buf text = BUF_INIT;

	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++) {
		if (!line->inputs[i])
			continue;
		buf_addf(&text, "%s%s ", text.length ? ", " : "", inputs[i].name);
		measure_write_exact(&text, inputs[i].measure, line->inputs[i]);
	}
	put_text(out, text.length ? arena_copy(&s->arena, text.data, text.length) : NULL);
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
	struct violations v = {.arena = &s->arena};
	struct availability a;
	struct compensation c;
	struct outcome o;

	s->own = NULL;
	if (!compensation_here(s, summary, &a, &c, &o, &v))
		return;
	s->own = arena_zero(&s->arena, count + 1, sizeof *s->own);
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

static bool part_rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		      size_t *capacity, int64_t deadline_us)
{
	const struct summary *summary = find(s);

	(void)deadline_us; /* SUMMARY_LINES at most */
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	s->built = held_generation(&s->held);
	s->count = 0;
	if (!summary || !summary->data.lines ||
	    !summary_complete(source_platform(&s->sources, s->platform), summary))
		return false;
	if (keeps((int)s->commitment))
		add_up_compensation(s, summary);
	s->count = summary->data.fact_count + !empty(&lines_of(s, summary)[summary->data.fact_count]);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->platform, (uint32_t)i);
	return false;
}

static void part_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct summary *summary = held_summary(&s->held, row.platform, s->commitment);

	if (!value_start(out, row_fields, ROW_COUNT, field) || !summary || row.item >= s->count ||
	    s->built != held_generation(&s->held)) {
		put_null(out);
		return;
	}
	const struct clause_line *line = &lines_of(s, summary)[row.item];
	if (field == F_ROW_POSITION) {
		put_int(out, row.item + 1);
	} else if (field == F_ROW_ROW) {
		put_row(s, out, summary, row.item);
	} else if (field == F_ROW_WHY) {
		put_text(out, line->why);
	} else if (field == F_ROW_ADDS) {
		put_adds(s, out, line);
	} else {
		put_int(out, line->inputs[field - F_ROW_1]);
		out->null = !commitments[s->commitment].inputs[field - F_ROW_1].name;
	}
}

const struct model model_figure_rows = {
	.name = "figure_rows",
	.help = "The rows that a figure of a clause is made of, with what each adds.",
	.fields = row_fields,
	.field_count = ROW_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = generation,
	.rows = part_rows,
	.get = part_get,
	.key = key,
	.complete = complete,
	.enter = enter,
};
