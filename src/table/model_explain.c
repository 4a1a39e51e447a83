/* Explain: how a figure of one account came about, as labelled lines. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/sla/commitment.h"
#include "table/accounts.h"
#include "table/firm.h"
#include "table/formula.h"
#include "table/models.h"
#include "table/proofs.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", \
	  "Place in the explanation.", NULL) \
	F(SECTION, "section", VALUE_TEXT, 0, "Section", \
	  "clause, formula, proof, accountable, readings, agreement, data, keys.", NULL) \
	F(LABEL, "label", VALUE_TEXT, 0, "", "What the line is about.", NULL) \
	F(TEXT, "text", VALUE_TEXT, FIELD_TICKS, "", "The line.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	const char *section, *label, *text;
};

struct model_state {
	struct sources sources;
	struct arena arena;
	struct entry *entries;
	size_t count, capacity;
	size_t platform;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	arena_release(&s->arena);
	free(s->entries);
	model_close(s);
}

static void add(struct model_state *s, const char *section, const char *label, struct buf *text)
{
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count++] = (struct entry){section, label,
						arena_copy(&s->arena, text->data, text->length)};
	buf_clear(text);
}

static void add_line(struct model_state *s, const char *section, const char *label,
		     bool (*write)(struct buf *out, const struct explained *x), const struct explained *x)
{
	struct buf text = BUF_INIT;

	if (write(&text, x))
		add(s, section, label, &text);
	buf_release(&text);
}

static void add_clause(struct model_state *s, const struct explained *x)
{
	struct buf text = BUF_INIT;

	buf_add_text(&text, "Service availability, target ");
	value_seconds(&text, x->facts.terms->target_ppm * 100, false);
	buf_addf(&text, " %% a %s, for one account, whatever the cause.",
		 x->month ? "natural month" : "span");
	add(s, "clause", "Clause 4.1", &text);
	buf_release(&text);
}

/* The ratio's line says the verdict. */
static void add_formulas(struct model_state *s, const struct explained *x)
{
	add_line(s, "formula", formula_label(x->figure), formula_own, x);
	if (x->figure == FIGURE_SPAN)
		return;
	add_line(s, "formula", "allowed", formula_allowed, x);
	add_line(s, "formula", x->figure == FIGURE_ACCOUNTABLE_RATIO ? "unavailable" : "ratio", formula_ratio,
		 x);
}

/* What the standby said, while and after it was asked. */
static void add_proof(struct model_state *s, const struct explained *x)
{
	const struct proof_figures *proof = proof_of(&s->sources);
	struct buf text = BUF_INIT;
	size_t compared, differing;

	if (!proof)
		return;
	if (proof->error) {
		buf_addf(&text, "failed: %s", proof->error);
	} else if (!proof->done) {
		buf_add_text(&text, "the standby is computing");
	} else {
		differing = proof_differing(proof, &compared);
		if (differing)
			buf_addf(&text, "%zu of %zu figures differ", differing, compared);
		else
			buf_addf(&text, "all %zu figures are equal", compared);
		buf_addf(&text, ": %" PRId64 " windows, %" PRId64 ".%01d ms", proof->rows,
			 proof->took_us / 1000, (int)(proof->took_us % 1000 / 100));
		if (proof->moment_us != TIME_NONE) {
			buf_add_text(&text, ", as of ");
			time_short(&text, x->calendar, proof->moment_us, x->facts.moment_us);
		}
		buf_addf(&text, ", LSN %s, snapshot %s", proof->lsn ? proof->lsn : "unknown",
			 proof->snapshot ? proof->snapshot : "unknown");
	}
	add(s, "proof", "Proof", &text);
	buf_release(&text);
}

/* The keys that clause 4.1 and what stands beside it used, each with its value. */
static void add_keys(struct model_state *s, const struct explained *x)
{
	struct buf line = BUF_INIT;
	const char *between = "";

	for (size_t i = 0; i < agreement_key_count; i++) {
		const struct agreement_key *k = &agreement_keys[i];

		if (!commitment_uses(COMMITMENT_AVAILABILITY, k))
			continue;
		buf_addf(&line, "%s%s ", between, k->name);
		between = "   ";
		agreement_key_show(k, x->facts.terms, &line);
	}
	add(s, "keys", "Keys", &line);
	buf_release(&line);
}

static void add_agreement(struct model_state *s, const struct explained *x, const struct tenant *t)
{
	const struct terms *terms = x->facts.terms;
	struct buf text = BUF_INIT;

	agreement_version_text(terms, calendar_month_number(s->sources.scope.calendar, s->sources.span.start_us),
			       &text);
	buf_addf(&text, ", sha256 %s", agreement_hash(x->facts.platform->agreement));
	add(s, "agreement", "Agreement", &text);
	if (!t->agreement_known && t->agreement_code) {
		buf_addf(&text, "the account's own code \"%s\" is not in the agreement file",
			 t->agreement_code);
		add(s, "agreement", "", &text);
	}
	buf_release(&text);
}

static void add_data(struct model_state *s, const struct explained *x)
{
	const struct platform *p = x->facts.platform;
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s, %s, as of ", p->name ? p->name : p->code, replica_state_names[p->status.state]);
	if (x->facts.moment_us == TIME_NONE)
		buf_add_text(&text, "no known time");
	else
		time_local(&text, x->calendar, x->facts.moment_us);
	if (*p->status.lsn)
		buf_addf(&text, ", LSN %s", p->status.lsn);
	add(s, "data", "Data", &text);
	buf_release(&text);
}

static void build(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct period *d = source_period(&s->sources, i);
	enum figure figure = figure_find(s->sources.scope.figure);
	struct account_detail detail = {0};
	struct explained x = {
		.facts = {source_platform(&s->sources, i), d,
			  source_terms(&s->sources, i, tenant, s->sources.span), s->sources.span,
			  source_moment(&s->sources, i), &detail},
		.verdict = &detail.verdict,
		.calendar = s->sources.scope.calendar,
		.figure = figure == FIGURE_COUNT ? FIGURE_PCT : figure,
		.month = s->sources.scope.month >= 0,
		.tenant = tenant,
	};

	if (d && tenant < d->tenant_capacity)
		period_account(x.facts.platform, d, tenant, x.facts.moment_us, &s->arena, &detail);
	else
		availability_no_data(x.facts.terms, s->sources.span, &detail.verdict);
	s->platform = i;
	add_clause(s, &x);
	if (detail.verdict.status == STATUS_NO_DATA) {
		add_line(s, "formula", "verdict", formula_verdict, &x);
	} else {
		add_formulas(s, &x);
		add_proof(s, &x);
		add_line(s, "accountable", "Accountable", formula_accountable, &x);
		add_line(s, "accountable", "", formula_eligible, &x);
	}
	add_line(s, "readings", "Readings", formula_readings, &x);
	if (detail.verdict.status != STATUS_NO_DATA)
		add_line(s, "readings", "Firm", firm_write, &x);
	add_agreement(s, &x, &x.facts.platform->tenants[tenant]);
	add_data(s, &x);
	add_keys(s, &x);
}

/* Whether a line is one of those before the windows, or of those below them. */
static bool is_wanted(const struct model_state *s, const struct entry *entry)
{
	static const char *const before[] = {"clause", "formula", "proof"};
	const char *where = s->sources.scope.where;
	bool formula = false;

	for (size_t i = 0; i < COUNT_OF(before); i++)
		formula |= !strcmp(entry->section, before[i]);
	return !where || !strcmp(where, "formula") == formula;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i;
	uint32_t tenant;

	(void)deadline_us; /* one account */
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	s->count = 0;
	if (sources_find_account(&s->sources, &i, &tenant))
		build(s, i, tenant);
	for (size_t n = 0; n < s->count; n++)
		if (is_wanted(s, &s->entries[n]))
			rows_add(list, count, capacity, s->platform, (uint32_t)n);
	return false;
}

static uint64_t generation(const struct model_state *s)
{
	return generation_mix(model_generation(s), proof_generation(&s->sources));
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *entry = row.item < s->count ? &s->entries[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !entry)
		put_null(out);
	else if (field == F_POSITION)
		put_int(out, row.item + 1);
	else if (field == F_SECTION)
		put_text(out, entry->section);
	else if (field == F_LABEL)
		put_text(out, entry->label);
	else
		put_text(out, entry->text);
}

const struct model model_explain = {
	.name = "explain",
	.help = "How a figure of one account came about: clause, formula, agreement, data.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.beside = "incident",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_complete,
	.enter = model_enter_platform,
	.wheres = "formula basis",
};
