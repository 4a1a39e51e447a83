/* The keys of an agreement's version: each reading of the text with its value in
 * force, its default, range, unit, other values, and the clauses that it decides. */
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/terms_scope.h"

#define S FIELD_SCREEN_ONLY

#define FIELDS(F) \
	F(CODE, "code", VALUE_TEXT, FIELD_KEY, "Agreement", "Whose value it is: the agreement's code.", NULL) \
	F(FROM, "from", VALUE_MONTH, 0, "From", "The first month that the version holds for.", NULL) \
	F(KEY, "key", VALUE_TEXT, FIELD_KEY, "Key", "As it stands in the agreement file.", NULL) \
	F(VALUE, "value", VALUE_TEXT, 0, "Value", "In force, as it stands in the file.", NULL) \
	F(UNIT, "unit", VALUE_TEXT, 0, "Unit", "Of the value.", NULL) \
	F(DEFAULT, "default", VALUE_TEXT, 0, "Default", "The value as shipped.", NULL) \
	F(CHANGED, "changed", VALUE_BOOL, 0, "Changed", "Whether the value in force is not the shipped one.", "mark") \
	F(RANGE, "range", VALUE_TEXT, 0, "Range", "What may stand there.", NULL) \
	F(OPEN, "open", VALUE_BOOL, 0, "Open", "Whether it is an open reading of the text: then it is asked how firm a verdict is under the others.", "mark") \
	F(OTHERS, "others", VALUE_TEXT, 0, "Other readings", "The other values of an open reading.", NULL) \
	F(CLAUSES, "clauses", VALUE_TEXT, 0, "Clauses", "Whose figure or verdict it decides, or stands beside.", NULL) \
	F(USED, "used", VALUE_BOOL, 0, "Used", "Whether the figure that is looked at used it.", "mark") \
	F(HELP, "help", VALUE_TEXT, 0, "Meaning", "What it says.", NULL) \
	F(POSITION, "position", VALUE_INTEGER, S, "#", "Place in the file.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct terms shipped;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_plain, true);

	terms_init(&s->shipped);
	return s;
}

/* The account that it may be of has to be there. */
static uint64_t generation(const struct model_state *s)
{
	return (uint64_t)(terms_scope_code(&s->sources) + 2);
}

static bool complete(const struct model_state *s)
{
	return !s->sources.scope.enterprise_no || terms_scope_code(&s->sources) >= 0 || sources_complete(&s->sources);
}

/* Of every agreement where none is meant. An item is code x keys + key. */
static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	unsigned codes = agreement_code_count(s->sources.scope.store->agreement);
	int wanted = terms_scope_code(&s->sources);
	size_t first = wanted < 0 ? 0 : (size_t)wanted, end = wanted < 0 ? codes : first + 1;

	while (*position < (end - first) * agreement_key_count) {
		rows_add(list, count, capacity, s->sources.scope.store->count,
			 (uint32_t)(first * agreement_key_count + *position));
		if (++*position % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

static const struct agreement_key *key_of(struct row_ref row)
{
	return &agreement_keys[row.item % agreement_key_count];
}

static const struct terms *terms_of(const struct model_state *s, struct row_ref row)
{
	return agreement_terms_at(s->sources.scope.store->agreement, (unsigned)(row.item / agreement_key_count),
				  terms_scope_month(&s->sources.scope));
}

static void put_kept(struct model_state *s, struct buf *text, struct value *out)
{
	put_text(out, text->length ? arena_copy(&s->texts, text->data, text->length) : NULL);
	buf_release(text);
}

static const char *text_or_null(const char *text)
{
	return *text ? text : NULL;
}

static void put_words(struct model_state *s, const struct agreement_key *k, const struct terms *t, size_t field,
		      struct value *out)
{
	struct buf text = BUF_INIT;

	switch (field) {
	case F_CODE: put_text(out, t->code); return;
	case F_KEY: put_text(out, k->name); return;
	case F_UNIT: put_text(out, text_or_null(k->unit)); return;
	case F_DEFAULT: put_text(out, k->initial); return;
	case F_RANGE: put_text(out, k->range); return;
	case F_HELP: put_text(out, k->help); return;
	case F_VALUE: agreement_key_show(k, t, &text); break;
	case F_OTHERS: key_write_others(k, &text); break;
	default: key_write_uses(k, false, &text); break;
	}
	put_kept(s, &text, out);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct agreement_key *k = key_of(row);
	int commitment;

	if (!value_start(out, fields, F_COUNT, field)) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_FROM: put_int(out, terms_of(s, row)->from_month); break;
	case F_CHANGED: put_int(out, !agreement_key_same(k, terms_of(s, row), &s->shipped)); break;
	case F_OPEN: put_int(out, k->open); break;
	case F_USED:
		commitment = terms_scope_commitment(&s->sources.scope);
		put_int(out, commitment >= 0 && commitment_uses((enum commitment)commitment, k));
		break;
	case F_POSITION: put_int(out, row.item); break;
	default: put_words(s, k, terms_of(s, row), field, out); break;
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return (struct row_key){row.platform, row.item, terms_of(s, row)->from_month};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	terms_scope_set(scope, terms_of(s, row)->code, terms_scope_month(&s->sources.scope));
	scope_hand(scope, WITH_KEY, key_of(row)->name);
}

const struct model model_agreement = {
	.name = "agreement",
	.help = "The keys of the agreement that holds in the month, each with its value and what else could stand there.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-used,position",
	.open = open_,
	.close = frame_close,
	.advance = frame_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = complete,
	.enter = enter,
};
