/* A figure explained in words: the clause in a sentence, the formula with its
 * numbers, the result, the agreement's keys. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/figure_model.h"
#include "table/models.h"

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
	struct figure_model of;
	struct line *lines;
	size_t count, capacity;
};
static const struct part parts[] = {FIGURE_PARTS, PART(list, lines), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return figure_model_new(sizeof(struct model_state), scope, parts);
}

static void say(struct model_state *s, const char *label, const char *text)
{
	MEM_GROW(s->lines, s->count, s->capacity);
	s->lines[s->count++] = (struct line){label, text};
}

static void say_buf(struct model_state *s, const char *label, struct buf *text)
{
	say(s, label, arena_copy(&s->of.arena, text->data, text->length));
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

static void say_basis(struct model_state *s, const struct summary *summary)
{
	const struct platform *p = source_platform(&s->of.sources, s->of.platform);
	const struct calendar *calendar = s->of.sources.scope.calendar;
	const struct terms *t = figure_model_terms(&s->of);
	struct buf version = BUF_INIT, moment = BUF_INIT;

	say_keys(s, "Keys", commitments[s->of.commitment].keys, t);
	say_keys(s, "Beside", commitments[s->of.commitment].beside, t);
	agreement_version_text(t, calendar_month_number(calendar, summary->span.start_us), &version);
	say_buf(s, "Agreement", &version);
	say(s, "File", agreement_hash(p->agreement));
	time_rfc3339(&moment, summary->data.moment_us);
	buf_addf(&moment, " on %s", p->code);
	say_buf(s, "Evaluated", &moment);
}

static void write_day(const struct model_state *s, struct buf *text, int64_t at_us)
{
	struct civil day = calendar_civil(s->of.sources.scope.calendar, at_us);

	buf_addf(text, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static void say_application(struct model_state *s, const struct compensation *c)
{
	struct buf text = BUF_INIT;

	if (!c->eligible)
		return;
	time_local(&text, s->of.sources.scope.calendar, c->eligible_at);
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

	if (figure_model_keeps(&s->of) && figure_model_compensation(&s->of, summary, &a, &c, &now, NULL)) {
		o = &now;
		say_compensation(s, &a, &c);
	}
	outcome_write_formula(&formula, o);
	say_buf(s, "Formula", &formula);
	outcome_write_verdict(&verdict, o);
	say_buf(s, "Verdict", &verdict);
	say_inputs(s, o);
	if (summary->data.facts_cut)
		say(s, "Rows", arena_printf(&s->of.arena, "%zu more are in the figure, but not in the list",
					    summary->data.facts_cut));
}

static void build(struct model_state *s)
{
	const struct summary *summary = figure_model_summary(&s->of);
	const char *where = s->of.sources.scope.where;
	bool basis = where && !strcmp(where, "basis");

	arena_reset(&s->of.arena);
	s->count = 0;
	if (!basis) {
		const struct commitment_info *c = &commitments[s->of.commitment];
		say(s, "Clause", arena_printf(&s->of.arena, "%s  %s", c->clause, c->title));
		say(s, "Promise", c->sentence);
	}
	if (!summary)
		say(s, "", clause_find(s->of.commitment) ? "there is no such account" : "see the screen explain");
	else if (!summary_complete(source_platform(&s->of.sources, s->of.platform), summary))
		say(s, "", summary->state == SUMMARY_LACKING && summary->closed
				   ? arena_printf(&s->of.arena, "audit mode does not see all of sla.%s, from which it is judged", summary->error)
			   : summary->state == SUMMARY_LACKING
				   ? arena_printf(&s->of.arena, "the sub-platform does not publish sla.%s", summary->error)
			   : summary->state == SUMMARY_FAILED ? arena_printf(&s->of.arena, "%s", summary->error)
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
		rows_add(list, count, capacity, s->of.platform, (uint32_t)i);
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

const struct model model_figure = {
	.name = "figure",
	.help = "How a figure of a clause came about, in words.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = figure_model_key,
	.enter = figure_model_enter,
	.wheres = "result basis",
};
