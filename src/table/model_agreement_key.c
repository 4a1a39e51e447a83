/* One key of the agreement, in words: what it says, what it is in force, what else
 * it could be, and what hangs on it. */
#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/terms_scope.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", "Place in the list.", NULL) \
	F(LABEL, "label", VALUE_TEXT, 0, "", "What the line is about.", NULL) \
	F(TEXT, "text", VALUE_TEXT, 0, "", "What there is to say.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

enum line { LINE_HELP, LINE_VALUE, LINE_OTHERS, LINE_USES, LINE_COUNT };

struct model_state {
	MODEL_FRAME;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return frame_new(sizeof(struct model_state), scope, parts, frame_plain, true);
}

static uint64_t generation(const struct model_state *s)
{
	(void)s;
	return 1; /* another key is another scope */
}

static const struct agreement_key *key_of(const struct model_state *s)
{
	const struct scope_with *with = scope_with_find(&s->sources.scope, WITH_KEY);

	return with ? agreement_key_find(with->text) : NULL;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	(void)deadline_us;
	if (*position || !key_of(s))
		return false;
	*position = 1;
	for (uint32_t i = 0; i < LINE_COUNT; i++)
		rows_add(list, count, capacity, s->sources.scope.store->count, i);
	return false;
}

static void write_value(const struct model_state *s, const struct agreement_key *k, struct buf *out)
{
	int code = terms_scope_code(&s->sources), month = terms_scope_month(&s->sources.scope);
	const struct terms *t = agreement_terms_at(s->sources.scope.store->agreement, code < 0 ? 0 : (unsigned)code, month);
	struct terms shipped;

	terms_init(&shipped);
	agreement_key_show(k, t, out);
	buf_addf(out, "%s%s in ", *k->unit ? " " : "", k->unit);
	agreement_version_text(t, month, out);
	if (agreement_key_same(k, t, &shipped))
		buf_add_text(out, ", as shipped");
	else
		buf_addf(out, "; shipped as %s", k->initial);
	buf_addf(out, "; range %s", k->range);
}

static void write_line(const struct model_state *s, const struct agreement_key *k, enum line line, struct buf *out)
{
	switch (line) {
	case LINE_HELP:
		buf_addf(out, "%s: %s", k->name, k->help);
		break;
	case LINE_VALUE:
		write_value(s, k, out);
		break;
	case LINE_OTHERS:
		key_write_others(k, out);
		buf_add_text(out, k->open ? ", as the text may be read too" : "none: the text leaves no room");
		break;
	default:
		key_write_uses(k, true, out);
		if (!out->length)
			buf_add_text(out, "no clause");
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	static const char *const labels[LINE_COUNT] = {"Meaning", "Value", "Others", "Used by"};
	const struct agreement_key *k = key_of(s);
	struct buf text = BUF_INIT;

	if (!value_start(out, fields, F_COUNT, field) || !k || row.item >= LINE_COUNT) {
		put_null(out);
	} else if (field == F_POSITION) {
		put_int(out, row.item);
	} else if (field == F_LABEL) {
		put_text(out, labels[row.item]);
	} else {
		write_line(s, k, (enum line)row.item, &text);
		put_text(out, arena_copy(&s->texts, text.data, text.length));
	}
	buf_release(&text);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s, (void)row, (void)scope;
}

const struct model model_agreement_key = {
	.name = "agreement_key",
	.help = "One key of the agreement in words.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = frame_close,
	.advance = frame_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_always_complete,
	.enter = enter,
};
