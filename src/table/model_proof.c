/* Proof: the figures of one account as slatop has them and as the standby
 * computed them, side by side. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/figures.h"
#include "table/models.h"
#include "table/proofs.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", "Place in the list.", \
	  NULL) \
	F(FIGURE_NAME, "figure", VALUE_TEXT, 0, "Figure", "The figure, as reports name it.", NULL) \
	F(SLATOP, "slatop", VALUE_TEXT, 0, "slatop", "What slatop computed, to the microsecond.", NULL) \
	F(STANDBY, "standby", VALUE_TEXT, 0, "Standby", \
	  "What the standby computed in SQL, in one snapshot.", NULL) \
	F(EQUAL, "equal", VALUE_BOOL, 0, "Equal", "Whether they are the same.", "yesno")

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	const char *figure, *ours, *theirs;
	bool compared, equal;
};

struct model_state {
	struct sources sources;
	struct arena arena;
	struct entry *entries;
	size_t count, capacity;
	size_t platform;
};

/* What the query computes. */
static const enum figure proved[] = {
	FIGURE_ALLOWED,   FIGURE_UNAVAILABLE, FIGURE_ACCOUNTABLE, FIGURE_WEB,         FIGURE_CALL,
	FIGURE_UNCOUNTED, FIGURE_ANNOUNCED,   FIGURE_NIGHTLY,     FIGURE_CARRIER,     FIGURE_CUSTOMER,
	FIGURE_OUTAGES,   FIGURE_PCT,         FIGURE_BREACHED_AT, FIGURE_ELIGIBLE_AT,
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

const struct proof_figures *proof_of(const struct sources *s)
{
	const struct model_scope *scope = &s->scope;
	size_t i;
	uint32_t tenant;

	if (!scope->proof || !sources_find_account(s, &i, &tenant))
		return NULL;
	return scope->proof(scope->host, (uint32_t)i, scope->enterprise_no);
}

uint64_t proof_generation(const struct sources *s)
{
	const struct proof_figures *proof = proof_of(s);

	if (!proof)
		return 8;
	return proof->running + proof->done * 2u + (proof->error != NULL) * 4u + (uint64_t)proof->took_us * 16;
}

static uint64_t generation(const struct model_state *s)
{
	return generation_mix(model_generation(s), proof_generation(&s->sources));
}

static struct entry *add(struct model_state *s, const char *figure)
{
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count] = (struct entry){.figure = figure};
	return &s->entries[s->count++];
}

/* Times to the microsecond, in UTC: what is compared is what is shown. */
static const char *shown(struct model_state *s, enum figure figure, const struct availability *v)
{
	struct value value = {.type = figure_fields[figure].type};
	struct buf text = BUF_INIT;
	const char *copy;

	figure_put(&value, figure, v);
	if (value.null)
		buf_add_text(&text, "none");
	else if (value.type == VALUE_DURATION)
		value_seconds(&text, value.i, true);
	else
		value_csv(&text, &value);
	copy = arena_copy(&s->arena, text.data, text.length);
	buf_release(&text);
	return copy;
}

/* What is given to the query, not computed by it, is the same. */
static struct availability theirs_of(const struct proof_figures *proof)
{
	struct availability theirs = proof->theirs;

	theirs.span_us = proof->ours.span_us;
	theirs.status = STATUS_OK;
	return theirs;
}

static bool is_equal(enum figure figure, const struct availability *ours, const struct availability *theirs)
{
	struct value a = {.type = figure_fields[figure].type}, b = a;

	figure_put(&a, figure, ours);
	figure_put(&b, figure, theirs);
	return !value_compare(&a, &b);
}

size_t proof_differing(const struct proof_figures *proof, size_t *compared)
{
	struct availability theirs = theirs_of(proof);
	size_t differing = 0;

	for (size_t i = 0; i < COUNT_OF(proved); i++)
		differing += !is_equal(proved[i], &proof->ours, &theirs);
	*compared = COUNT_OF(proved);
	return differing;
}

static void add_figures(struct model_state *s, const struct proof_figures *proof)
{
	struct availability theirs = theirs_of(proof);

	for (size_t i = 0; i < COUNT_OF(proved); i++) {
		struct entry *entry = add(s, figure_fields[proved[i]].name);

		entry->ours = shown(s, proved[i], &proof->ours);
		entry->theirs = shown(s, proved[i], &theirs);
		entry->compared = true;
		entry->equal = is_equal(proved[i], &proof->ours, &theirs);
	}
}

static void build(struct model_state *s, const struct proof_figures *proof)
{
	if (!proof)
		add(s, "proof")->theirs = "not asked for yet";
	else if (proof->error)
		add(s, "proof")->theirs = arena_printf(&s->arena, "failed: %s", proof->error);
	else if (proof->running)
		add(s, "proof")->theirs = "the standby is computing";
	if (proof && !proof->error && proof->done)
		add_figures(s, proof);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	uint32_t tenant;

	(void)deadline_us;
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	s->count = 0;
	if (!sources_find_account(&s->sources, &s->platform, &tenant))
		return false;
	build(s, proof_of(&s->sources));
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->platform, (uint32_t)i);
	return false;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *entry = row.item < s->count ? &s->entries[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !entry) {
		put_null(out);
	} else if (field == F_POSITION) {
		put_int(out, row.item + 1);
	} else if (field == F_FIGURE_NAME) {
		put_text(out, entry->figure);
	} else if (field == F_SLATOP) {
		put_text(out, entry->ours);
	} else if (field == F_STANDBY) {
		put_text(out, entry->theirs);
	} else {
		put_int(out, entry->equal);
		out->null = !entry->compared;
	}
}

const struct model model_proof = {
	.name = "proof",
	.help = "The figures of one account, by slatop and by the standby itself.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_complete,
	.enter = model_enter_platform,
};
