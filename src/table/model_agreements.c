/* The versions of the agreements: which holds in the month that is looked at, and
 * what of each is not as shipped. */
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/terms_scope.h"

#define FIELDS(F) \
	F(CODE, "code", VALUE_TEXT, FIELD_KEY, "Agreement", "Its code; \"standard\" goes for all accounts that have no other.", NULL) \
	F(FROM, "from", VALUE_MONTH, FIELD_KEY, "From", "The first month that the version holds for.", NULL) \
	F(UNTIL, "until", VALUE_MONTH, 0, "Until", "The last month; none: until another is made.", NULL) \
	F(STATE, "state", VALUE_TEXT, 0, "State", \
	  "in_force in the month that is looked at; earlier; later; earliest: in force for want of an earlier one.", "state") \
	F(HOLDS, "holds", VALUE_BOOL, 0, "Holds", "Whether it is what accounts of its code are judged by in that month.", "mark") \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts that have this agreement now.", NULL) \
	F(CHANGED, "changed", VALUE_INTEGER, 0, "Not as shipped", "Keys whose value is not the shipped one.", NULL) \
	F(CHANGES, "changes", VALUE_TEXT, 0, "Which", "Those keys with their values.", NULL) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_SCREEN_ONLY, "#", "Place in the file, standard first.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct version {
	unsigned code;
	const struct terms *terms, *next; /* next NULL: it is the last */
	bool first;
};
struct model_state {
	MODEL_FRAME;
	struct version *versions; /* by item; of the file, which does not change */
	size_t count;
	int64_t *accounts;        /* by code */
	struct terms shipped;
	struct arena arena;       /* of these, and */
	struct arena texts;       /* what was written since the last advance */
};
static const struct part parts[] = {PART(kept, arena), PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_plain, true);
	const struct agreement *a = scope->store->agreement;
	size_t capacity = 0;

	for (unsigned code = 0; code < agreement_code_count(a); code++)
		capacity += agreement_version_count(a, code);
	s->versions = arena_zero(&s->arena, capacity, sizeof *s->versions);
	s->accounts = arena_zero(&s->arena, agreement_code_count(a), sizeof *s->accounts);
	for (unsigned code = 0; code < agreement_code_count(a); code++)
		for (size_t n = 0, of = agreement_version_count(a, code); n < of; n++)
			s->versions[s->count++] = (struct version){
				code, agreement_version(a, code, n),
				n + 1 < of ? agreement_version(a, code, n + 1) : NULL, !n};
	terms_init(&s->shipped);
	return s;
}

/* Which account has which agreement changes with the accounts only. */
static uint64_t generation(const struct model_state *s)
{
	uint64_t g = 1;

	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1)) {
		const struct platform *p = source_platform(&s->sources, i);
		g = generation_mix(generation_mix(g, p->tenant_count), p->epoch);
	}
	return g;
}

static void count_accounts(struct model_state *s)
{
	unsigned codes = agreement_code_count(s->sources.scope.store->agreement);

	memset(s->accounts, 0, codes * sizeof *s->accounts);
	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1)) {
		const struct platform *p = source_platform(&s->sources, i);
		for (size_t t = 0; t < p->tenant_count; t++)
			if (!p->tenants[t].voided && p->tenants[t].code_index < codes)
				s->accounts[p->tenants[t].code_index]++;
	}
}

/* They are of no sub-platform. */
static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	int code = terms_scope_code(&s->sources);

	(void)deadline_us; /* a count of the accounts is all that takes any time: 0.2 ms for 100,000 */
	if (*position)
		return false;
	*position = 1;
	count_accounts(s);
	for (size_t i = 0; i < s->count; i++)
		if (code < 0 || s->versions[i].code == (unsigned)code)
			rows_add(list, count, capacity, s->sources.scope.store->count, (uint32_t)i);
	return false;
}

static const char *state_of(const struct model_state *s, const struct version *v)
{
	int month = terms_scope_month(&s->sources.scope);

	if (v->terms->from_month > month)
		return v->first ? "earliest" : "later";
	return v->next && v->next->from_month <= month ? "earlier" : "in_force";
}

static size_t write_changes(const struct model_state *s, const struct terms *t, struct buf *out)
{
	size_t changed = 0;

	for (size_t i = 0; i < agreement_key_count; i++) {
		if (agreement_key_same(&agreement_keys[i], t, &s->shipped))
			continue;
		buf_addf(out, "%s%s ", changed++ ? ", " : "", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], t, out);
	}
	return changed;
}

static void put_changes(struct model_state *s, const struct terms *t, size_t field, struct value *out)
{
	struct buf text = BUF_INIT;
	size_t changed = write_changes(s, t, &text);

	if (field == F_CHANGED)
		put_int(out, (int64_t)changed);
	else
		put_text(out, changed ? arena_copy(&s->texts, text.data, text.length) : NULL);
	buf_release(&text);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct version *v = row.item < s->count ? &s->versions[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !v) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_CODE: put_text(out, v->terms->code); break;
	case F_FROM: put_int(out, v->terms->from_month); break;
	case F_UNTIL:
		put_int(out, v->next ? v->next->from_month - 1 : 0);
		out->null = !v->next;
		break;
	case F_STATE: put_text(out, state_of(s, v)); break;
	case F_HOLDS: put_int(out, !strcmp(state_of(s, v), "in_force") || !strcmp(state_of(s, v), "earliest")); break;
	case F_POSITION: put_int(out, row.item); break;
	case F_ACCOUNTS: put_int(out, s->accounts[v->code]); break;
	default: put_changes(s, v->terms, field, out); break;
	}
}

/* The month that is looked at where the version holds for it, else its first. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	if (row.item >= s->count)
		return;
	const struct version *v = &s->versions[row.item];
	int month = terms_scope_month(scope);
	bool holds = month >= v->terms->from_month && !(v->next && month >= v->next->from_month);
	terms_scope_set(scope, v->terms->code, holds ? month : v->terms->from_month);
}

const struct model model_agreements = {
	.name = "agreements",
	.help = "The agreements of the agreement file by code and version.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-holds,position",
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
