/* Claims for compensation, with what is wrong with each (clause 6). */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/compensations.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(CLAIM, "claim_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Claim", "The claim's number.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", "Whose it is.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, 0, "Month", "The month that it is for.", NULL) \
	F(RECEIVED, "received_at", VALUE_TIME, 0, "Received", "When it came.", NULL) \
	F(STATE, "state", VALUE_TEXT, 0, "State", "applied, approved, rejected, deducted; voided or faulty.", "state") \
	F(AMOUNT, "amount_fen", VALUE_MONEY, 0, "Claimed", "What it asks for.", NULL) \
	F(DEDUCTED, "deducted_month", VALUE_MONTH, 0, "Deducted", "The month on whose bill it was deducted.", NULL) \
	F(CASH, "paid_in_cash", VALUE_BOOL, 0, "Cash", "Whether it was paid in cash.", "mark") \
	F(MONTH_STATE, "month_state", VALUE_TEXT, 0, "Month is", "What became of the month's compensation.", "state") \
	F(CAP, "cap_fen", VALUE_MONEY, 0, "Cap", "What is owed for the month at most.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, 0, "Verdict", "missed where it broke a rule.", "state") \
	F(BROKEN, "violations", VALUE_INTEGER, 0, "Broken", "Rules that it broke.", NULL) \
	F(WHAT, "what", VALUE_TEXT, 0, "What is wrong", "The rules, and how bad.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	uint32_t platform, tenant;
	int number; /* calendar_month_number */
	int64_t enterprise_no;
	struct claim claim;
	uint8_t state;  /* enum compensation_state, of the month */
	int64_t cap_fen;
	bool billed;
	int64_t broken;
	const char *what;
};

struct model_state {
	MODEL_FRAME; /* without periods */
	struct compensation_months months;
	struct entry *entries;
	size_t count, capacity;
	struct arena texts, scratch;
};
static const struct part parts[] = {PART(months, months), PART(list, entries), PART(kept, texts), PART(kept, scratch), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_plain, true);

	compensation_months_open(&s->months, scope);
	return s;
}

static const char *what_is_wrong(struct model_state *s, const struct violations *v, int64_t claim_id, int64_t *broken)
{
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	for (size_t i = 0; i < v->count; i++) {
		if (v->list[i].row_id != claim_id)
			continue;
		++*broken;
		buf_add_text(&text, text.length ? "; " : "");
		violation_write(&text, &v->list[i]);
	}
	if (text.length)
		copy = arena_copy(&s->texts, text.data, text.length);
	buf_release(&text);
	return copy;
}

static void add_account(struct model_state *s, size_t month, size_t i, uint32_t tenant)
{
	const struct compensation_months *m = &s->months;
	const struct platform *p = source_platform(&s->sources, i);
	struct violations v = {.arena = &s->scratch};
	const struct bills *bills;
	struct availability a;
	struct compensation c;

	compensation_months_of(m, month, i, tenant, &s->scratch, &a, &c, &bills, &v);
	for (size_t k = 0; bills && k < bills->claim_count; k++) {
		struct entry e = {(uint32_t)i, tenant, m->list[month].number, p->tenants[tenant].enterprise_no,
				  bills->claims[k], c.state, c.cap_fen, c.billed, 0, NULL};
		e.what = e.claim.voided ? NULL : what_is_wrong(s, &v, e.claim.claim_id, &e.broken);
		MEM_GROW(s->entries, s->count, s->capacity);
		s->entries[s->count++] = e;
	}
	arena_reset(&s->scratch);
}

static void add_month(struct model_state *s, size_t month, size_t i)
{
	const struct model_scope *scope = &s->sources.scope;
	const struct summary *summary = compensation_months_summary(&s->months, month, i);
	const struct platform *p = source_platform(&s->sources, i);

	for (uint32_t t = 0; summary && summary_complete(p, summary) && t < summary->data.row_count; t++)
		if (summary->data.rows[t].kept && ((struct bills *)summary->data.rows[t].kept)->claim_count &&
		    (!scope->enterprise_no || p->tenants[t].enterprise_no == scope->enterprise_no))
			add_account(s, month, i, t);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	(void)deadline_us; /* a look at each account, a verdict for those that claimed */
	if (*position)
		return false;
	*position = 1;
	s->count = 0;
	arena_reset(&s->texts);
	for (size_t month = 0; month < s->months.count; month++)
		for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count;
		     i = sources_next(&s->sources, i + 1))
			add_month(s, month, i);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->entries[i].platform, (uint32_t)i);
	return false;
}

static const struct entry *entry_of(const struct model_state *s, struct row_ref row)
{
	return row.item < s->count ? &s->entries[row.item] : NULL;
}

static const char *state_of(const struct claim *c)
{
	if (c->voided)
		return "voided";
	return claim_faulty(c) ? "faulty" : claim_state_names[c->state];
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *e = entry_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !e ||
	    e->tenant >= source_platform(&s->sources, e->platform)->tenant_count) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, e->platform)->code); break;
	case F_CLAIM: put_int(out, e->claim.claim_id); break;
	case F_ENTERPRISE_NO: put_int(out, e->enterprise_no); break;
	case F_NAME: put_text(out, source_platform(&s->sources, e->platform)->tenants[e->tenant].name); break;
	case F_MONTH:
		put_int(out, e->claim.month);
		out->null = e->claim.month == MONTH_NONE;
		break;
	case F_RECEIVED: put_time(out, e->claim.received_at); break;
	case F_STATE: put_text(out, state_of(&e->claim)); break;
	case F_AMOUNT:
		put_int(out, e->claim.amount_fen);
		out->null = e->claim.amount_fen == AMOUNT_NONE;
		break;
	case F_DEDUCTED:
		put_int(out, e->claim.deducted_month);
		out->null = e->claim.deducted_month == MONTH_NONE;
		break;
	case F_CASH: put_int(out, e->claim.paid_in_cash); break;
	case F_MONTH_STATE: put_text(out, compensation_state_names[e->state]); break;
	case F_CAP:
		put_int(out, e->cap_fen);
		out->null = !e->billed;
		break;
	case F_VERDICT:
		put_text(out, verdict_names[e->broken ? VERDICT_MISSED
					    : e->state == COMPENSATION_NO_DATA ? VERDICT_NO_DATA : VERDICT_MET]);
		out->null = e->claim.voided || claim_faulty(&e->claim);
		break;
	case F_BROKEN: put_int(out, e->broken); break;
	default: put_text(out, e->what); break;
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct entry *e = entry_of(s, row);

	return (struct row_key){row.platform, e ? e->claim.claim_id : -1, e ? 0 : row.item};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct entry *e = entry_of(s, row);

	scope->platform = (int)row.platform;
	if (e)
		compensation_month_enter(e->number, e->enterprise_no, scope);
}

const struct model model_claims = {
	.name = "claims",
	.help = "Claims for compensation, with the rules that each broke.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-received_at,claim_id",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};
