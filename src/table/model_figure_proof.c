/* The proof of a clause's figure: as slatop has it and as the standby computed it,
 * side by side. */
#include <stdlib.h>

#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/sources.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", "Place in the list.", NULL) \
	F(FIGURE_NAME, "figure", VALUE_TEXT, 0, "Figure", "A number of the formula, or the verdict.", NULL) \
	F(SLATOP, "slatop", VALUE_TEXT, 0, "slatop", "What slatop computed from the rows.", NULL) \
	F(STANDBY, "standby", VALUE_TEXT, 0, "Standby", "What the standby computed in SQL, in one snapshot.", NULL) \
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
	struct entry entries[OUTCOME_INPUTS + 3];
	size_t count, platform;
	enum commitment commitment;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = (struct model_state *)model_new_plain(sizeof *s, scope);
	int c = figure_commitment(scope->figure);

	s->commitment = c < 0 ? COMMITMENT_COMPLETION : (enum commitment)c;
	return s;
}

static void close_(struct model_state *s)
{
	arena_release(&s->arena);
	model_close(s);
}

static const struct clause_figures *proof_here(const struct model_state *s)
{
	const struct model_scope *scope = &s->sources.scope;

	for (size_t i = sources_next(&s->sources, 0); scope->clause_proof && i < scope->store->count;
	     i = sources_next(&s->sources, i + 1)) {
		const struct clause_figures *proof =
			scope->clause_proof(scope->host, (uint32_t)i, s->commitment, scope->enterprise_no);
		if (proof)
			return proof;
	}
	return NULL;
}

static uint64_t generation(const struct model_state *s)
{
	const struct clause_figures *proof = proof_here(s);

	return generation_mix(model_generation(s), !proof ? 0 : 1 + proof->running + (uint64_t)proof->took_us * 4);
}

static const char *number(struct model_state *s, enum measure measure, int64_t value)
{
	struct buf text = BUF_INIT;
	const char *copy;

	measure_write_exact(&text, measure, value);
	copy = arena_copy(&s->arena, text.data, text.length);
	buf_release(&text);
	return copy;
}

static void add_figures(struct model_state *s, const struct clause_figures *proof)
{
	const struct outcome_input *inputs = commitments[s->commitment].inputs;

	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++)
		s->entries[s->count++] = (struct entry){
			inputs[i].name, number(s, inputs[i].measure, proof->ours.inputs[i]),
			number(s, inputs[i].measure, proof->theirs[i]), true, proof->ours.inputs[i] == proof->theirs[i]};
	s->entries[s->count++] = (struct entry){"verdict", verdict_names[proof->ours.verdict], proof->verdict, true,
						!strcmp(verdict_names[proof->ours.verdict], proof->verdict)};
	s->entries[s->count++] = (struct entry){
		"snapshot", arena_printf(&s->arena, "%lld rows", (long long)proof->rows),
		arena_printf(&s->arena, "%s at %s", proof->snapshot, proof->lsn), false, false};
}

/* What of it is as it was known then. */
static void add_known(struct model_state *s)
{
	bool windows = s->commitment == COMMITMENT_RELIABILITY || s->commitment == COMMITMENT_COMPENSATION;

	s->entries[s->count++] = (struct entry){
		"known", windows ? "the windows as known then" : "the rows as known now",
		windows ? "and all other rows as known now" : "what it is made of has no history", false, false};
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	const struct clause_figures *proof = proof_here(s);

	(void)deadline_us;
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	s->count = 0;
	if (!proof)
		s->entries[s->count++] = (struct entry){"proof", NULL, "not asked for yet", false, false};
	else if (proof->error)
		s->entries[s->count++] = (struct entry){
			"proof", NULL, arena_printf(&s->arena, "failed: %s", proof->error), false, false};
	else if (proof->running)
		s->entries[s->count++] = (struct entry){"proof", NULL, "the standby is computing", false, false};
	else
		add_figures(s, proof);
	if (proof && proof->done && !proof->error && s->sources.scope.as_known)
		add_known(s);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, sources_next(&s->sources, 0), (uint32_t)i);
	return false;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *entry = row.item < s->count ? &s->entries[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !entry) {
		put_null(out);
	} else if (field == F_POSITION) {
		put_int(out, row.item + 1);
	} else if (field == F_EQUAL) {
		put_int(out, entry->equal);
		out->null = !entry->compared;
	} else {
		put_text(out, field == F_FIGURE_NAME ? entry->figure : field == F_SLATOP ? entry->ours : entry->theirs);
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	scope->figure = commitments[s->commitment].name;
}

const struct model model_figure_proof = {
	.name = "figure_proof",
	.help = "A clause's figure by slatop and by the standby itself.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = close_,
	.advance = model_advance_plain,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_complete,
	.enter = enter,
};
