/* Compensation: what is owed for account months, what waits for a claim, what is
 * about to lapse (clauses 6, 7). */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/compensations.h"
#include "table/figures.h"
#include "table/frame.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define FIGURE(F, id, name, type, title, help) F(id, name, type, FIELD_EXPLAIN | FIELD_TICKS, title, help, type == VALUE_TEXT ? "state" : NULL)

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, FIELD_KEY, "Month", "The natural month that it is for.", NULL) \
	F(STATE, "state", VALUE_TEXT, FIELD_TICKS, "State", \
	  "not_eligible, eligible, applied, approved, deducted, rejected, lapsed or no_data.", "state") \
	F(VERDICT, "verdict", VALUE_TEXT, FIELD_TICKS, "Verdict", \
	  "missed where a claim broke a rule, at_risk where the days run out, else met.", "state") \
	FIGURE(F, STATUS, "status", VALUE_TEXT, "4.1", "ok, at_risk, breached or no_data: the month under 4.1.") \
	FIGURE(F, UNAVAILABLE, "unavailable_s", VALUE_DURATION, "Unavailable", "What the account lived through.") \
	FIGURE(F, ACCOUNTABLE, "accountable_s", VALUE_DURATION, "Accountable", "What the provider answers for.") \
	FIGURE(F, ALLOWED, "allowed_s", VALUE_DURATION, "Allowed", "What the target of 4.1 leaves.") \
	FIGURE(F, ANNOUNCED, "exempt_announced_s", VALUE_DURATION, "Announced", "Exempt: announced maintenance (5).") \
	FIGURE(F, NIGHTLY, "exempt_nightly_s", VALUE_DURATION, "Nightly", "Exempt: the nightly allowance (5).") \
	FIGURE(F, CARRIER, "exempt_carrier_s", VALUE_DURATION, "Carrier", "Exempt: the carrier's fault (7).") \
	FIGURE(F, CUSTOMER, "exempt_customer_s", VALUE_DURATION, "Customer", "Exempt: the customer's own doing.") \
	F(RATIO, "ratio", VALUE_RATIO, FIELD_TICKS, "Ratio", "The judged time as a share of what is allowed.", NULL) \
	F(ELIGIBLE_AT, "eligible_at", VALUE_TIME, 0, "Eligible", "Since when; none where it is not.", NULL) \
	F(APPLY_BY, "apply_by", VALUE_DATE, 0, "Apply by", "The last day for the application.", NULL) \
	F(APPLY_BY_OTHER, "apply_by_other", VALUE_DATE, 0, "Other day", \
	  "The last day by the other reading of compensation.days_from.", NULL) \
	F(DAYS_LEFT, "days_left", VALUE_INTEGER, FIELD_TICKS, "Days left", \
	  "Days to the last one, 0 on it, less than nothing past it.", NULL) \
	F(BILLED, "billed", VALUE_BOOL, 0, "Billed", "Whether the month's invoice is there.", "mark") \
	F(AMOUNT, "amount_fen", VALUE_MONEY, 0, "Amount", "By the scale, within the cap; none until it is known.", NULL) \
	F(AMOUNT_STATE, "amount_state", VALUE_TEXT, 0, "Why none", "not billed yet, or amount to be agreed.", NULL) \
	F(CAP, "cap_fen", VALUE_MONEY, 0, "Cap", "What is owed at most; none before the invoice.", NULL) \
	F(BINDS, "cap_binds", VALUE_TEXT, 0, "Cap of", "The cap that binds: function_fee, phone_bill, both, total.", NULL) \
	F(FEE_CAP, "function_fee_cap_fen", VALUE_MONEY, 0, "Of the fee", "The functional service fee's share.", NULL) \
	F(BILL_CAP, "phone_bill_cap_fen", VALUE_MONEY, 0, "Of the bill", "The phone bill's share.", NULL) \
	F(CLAIM, "claim_id", VALUE_INTEGER, FIELD_ID, "Claim", "The claim that gives the state.", NULL) \
	F(CLAIMED, "claimed_fen", VALUE_MONEY, 0, "Claimed", "What that claim asks for.", NULL) \
	F(RECEIVED, "received_at", VALUE_TIME, 0, "Received", "When it came.", NULL) \
	F(CLAIMS, "claims", VALUE_INTEGER, 0, "Claims", "Claims for the month that are not voided.", NULL) \
	F(BROKEN, "violations", VALUE_INTEGER, 0, "Broken", "Rules that these broke.", NULL) \
	F(RANK, "rank", VALUE_INTEGER, S, "Rank", "What waits first: eligible, applied, approved, the rest.", NULL) \
	F(TO_PAY, "to_pay", VALUE_TEXT, S, "To pay", "The amount, or why there is none.", NULL) \
	F(DUE, "due", VALUE_TEXT, S, "Due", "at_risk where the days run out, lapsed where they have.", "state") \
	F(WHY, "why", VALUE_TEXT, S, "Why", "What a breach that is not eligible is exempt by.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	uint32_t platform, tenant;
	int number;                       /* calendar_month_number */
	int64_t enterprise_no;
	struct availability a;
	struct compensation c;
	struct claim claim;               /* that gives the state, where there is one */
	bool claimed;
};
struct entries {
	struct entry *list;
	size_t count, capacity;
};

struct model_state {
	MODEL_FRAME; /* without periods: which sub-platforms there are */
	struct compensation_months months;
	struct entries shown, next;
	size_t month, platform;
	uint32_t tenant;
	struct arena scratch, texts;
};
static const struct part parts[] = {PART(months, months), PART(list, shown.list), PART(list, next.list),
				    PART(kept, scratch), PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_plain, true);

	compensation_months_open(&s->months, scope);
	return s;
}

/* Whether the scope's incident had the account down in that month. */
static bool is_hit(const struct model_state *s, const struct entry *e)
{
	const struct platform *p = source_platform(&s->sources, e->platform);

	for (size_t k = 0; k < s->months.count; k++) {
		const struct period *d = source_period(&s->months.list[k].sources, e->platform);
		if (s->months.list[k].number != e->number || !d || e->tenant >= d->tenant_capacity)
			continue;
		for (uint32_t w = d->first[e->tenant]; w != INDEX_NONE; w = d->windows[w].next)
			if (!d->windows[w].voided && !d->windows[w].faulty &&
			    platform_incident_id(p, d->windows[w].incident) == s->sources.scope.incident_id)
				return true;
	}
	return false;
}

/* Of all accounts those with something to say: eligible, claimed, or breached and
 * yet not eligible. */
static bool listed(const struct model_state *s, const struct entry *e)
{
	const char *where = s->sources.scope.where;

	if (where && !strcmp(where, "lapsing"))
		return e->c.state == COMPENSATION_ELIGIBLE && e->c.verdict == VERDICT_AT_RISK;
	if (where && !strcmp(where, "open"))
		return e->c.state == COMPENSATION_ELIGIBLE || e->c.state == COMPENSATION_APPLIED ||
		       e->c.state == COMPENSATION_APPROVED;
	if (where && !strcmp(where, "hit") && !is_hit(s, e))
		return false;
	return s->months.one_account || e->c.eligible || e->c.breached_only || e->c.claims;
}

static void add(struct model_state *s, size_t month, size_t i, uint32_t tenant)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct bills *bills;
	struct entry e = {(uint32_t)i, tenant, s->months.list[month].number, p->tenants[tenant].enterprise_no,
			  .claimed = false};

	if (!tenant_in_span(&p->tenants[tenant], s->months.list[month].span))
		return;
	compensation_months_of(&s->months, month, i, tenant, &s->scratch, &e.a, &e.c, &bills, NULL);
	arena_reset(&s->scratch);
	if (!listed(s, &e))
		return;
	if (bills && e.c.claim < bills->claim_count) {
		e.claim = bills->claims[e.c.claim];
		e.claimed = true;
	}
	MEM_GROW(s->next.list, s->next.count, s->next.capacity);
	s->next.list[s->next.count++] = e;
}

/* Whether work is left. */
static bool collect(struct model_state *s, int64_t deadline_us)
{
	const struct model_scope *scope = &s->sources.scope;

	for (; s->month < s->months.count; s->month++, s->platform = sources_next(&s->sources, 0), s->tenant = 0)
		for (; s->platform < scope->store->count;
		     s->platform = sources_next(&s->sources, s->platform + 1), s->tenant = 0) {
			const struct platform *p = source_platform(&s->sources, s->platform);
			if (scope->enterprise_no) {
				uint32_t tenant = platform_tenant(p, scope->enterprise_no);
				if (tenant < p->tenant_count)
					add(s, s->month, s->platform, tenant);
				continue;
			}
			while (s->tenant < p->tenant_count) {
				add(s, s->month, s->platform, s->tenant);
				if (++s->tenant % 256 == 0 && clock_monotonic() >= deadline_us)
					return true;
			}
		}
	return false;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	struct entries before = s->shown;

	if (!*position) {
		*position = 1;
		s->next.count = s->month = s->tenant = 0;
		s->platform = sources_next(&s->sources, 0);
	}
	if (s->month < s->months.count && collect(s, deadline_us))
		return true;
	s->shown = s->next;
	s->next = before;
	s->next.count = 0;
	for (size_t i = 0; i < s->shown.count; i++)
		rows_add(list, count, capacity, s->shown.list[i].platform, (uint32_t)i);
	return false;
}

/* --- values -------------------------------------------------------------- */

/* The local date of its first instant, as days since 1970. */
static void put_day(const struct model_state *s, struct value *out, int64_t at_us)
{
	put_int(out, at_us == TIME_NONE ? 0
					: (at_us + calendar_offset(s->sources.scope.calendar, at_us) * USEC) / DAY_US);
	out->null = at_us == TIME_NONE;
}

static int rank_of(const struct compensation *c)
{
	static const int ranks[COMPENSATION_STATES] = {
		[COMPENSATION_ELIGIBLE] = 0, [COMPENSATION_APPLIED] = 1, [COMPENSATION_APPROVED] = 1,
		[COMPENSATION_LAPSED] = 3,   [COMPENSATION_REJECTED] = 3, [COMPENSATION_DEDUCTED] = 4,
		[COMPENSATION_NOT_ELIGIBLE] = 5, [COMPENSATION_NO_DATA] = 6};

	return c->broken ? (ranks[c->state] < 2 ? ranks[c->state] : 2) : ranks[c->state];
}

static void put_to_pay(struct model_state *s, struct value *out, const struct compensation *c)
{
	struct buf text = BUF_INIT;

	if (!c->eligible) {
		put_null(out);
		return;
	}
	if (c->amount_state == AMOUNT_KNOWN)
		measure_write(&text, MEASURE_FEN, c->amount_fen);
	else
		buf_add_text(&text, amount_state_words[c->amount_state]);
	put_text(out, arena_copy(&s->texts, text.data, text.length));
	buf_release(&text);
}

/* "exempt: carrier 1h 02m 00s, announced 10m 00s". */
static void put_why(struct model_state *s, struct value *out, const struct entry *e)
{
	struct buf text = BUF_INIT;

	for (int i = 0; e->c.breached_only && i < EXEMPT_COUNT; i++)
		if (e->a.exempt_us[i]) {
			buf_addf(&text, "%s%s ", text.length ? ", " : "exempt: ", exempt_reason_names[i]);
			duration_text(&text, e->a.exempt_us[i]);
		}
	put_text(out, text.length ? arena_copy(&s->texts, text.data, text.length) : NULL);
	buf_release(&text);
}

static void put_money(struct value *out, int64_t fen, bool known)
{
	put_known(out, fen, known && fen != AMOUNT_NONE);
}

static void put_bill(struct value *out, size_t field, const struct compensation *c)
{
	switch (field) {
	case F_BILLED: put_int(out, c->billed); break;
	case F_AMOUNT: put_money(out, c->amount_fen, c->amount_state == AMOUNT_KNOWN); break;
	case F_AMOUNT_STATE:
		put_text(out, amount_state_words[c->amount_state]);
		out->null = !*amount_state_words[c->amount_state];
		break;
	case F_CAP: put_money(out, c->cap_fen, c->billed); break;
	case F_BINDS:
		put_text(out, cap_binding_names[c->binds]);
		out->null = !c->billed;
		break;
	case F_FEE_CAP: put_money(out, c->function_fee_cap_fen, c->billed); break;
	default: put_money(out, c->phone_bill_cap_fen, c->billed); break;
	}
}

static void put_claim(struct value *out, size_t field, const struct entry *e)
{
	switch (field) {
	case F_CLAIM: put_id(out, e->claim.claim_id); break;
	case F_CLAIMED: put_money(out, e->claim.amount_fen, e->claimed); break;
	case F_RECEIVED: put_time(out, e->claim.received_at); break;
	case F_CLAIMS: put_int(out, (int64_t)e->c.claims); break;
	default: put_int(out, (int64_t)e->c.broken); break;
	}
	if (field < F_CLAIMS)
		out->null = out->null || !e->claimed;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	static const enum figure figures[] = {
		FIGURE_STATUS, FIGURE_UNAVAILABLE, FIGURE_ACCOUNTABLE, FIGURE_ALLOWED,
		FIGURE_ANNOUNCED, FIGURE_NIGHTLY, FIGURE_CARRIER, FIGURE_CUSTOMER};
	const struct entry *e = row.item < s->shown.count ? &s->shown.list[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !e ||
	    e->tenant >= source_platform(&s->sources, e->platform)->tenant_count) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, e->platform)->code); break;
	case F_ENTERPRISE_NO: put_int(out, e->enterprise_no); break;
	case F_NAME: put_text(out, source_platform(&s->sources, e->platform)->tenants[e->tenant].name); break;
	case F_MONTH: put_int(out, e->number); break;
	case F_STATE: put_text(out, compensation_state_names[e->c.state]); break;
	case F_VERDICT: put_text(out, verdict_names[e->c.verdict]); break;
	case F_RATIO:
		put_int(out, e->c.ratio);
		out->null = e->c.state == COMPENSATION_NO_DATA;
		break;
	case F_ELIGIBLE_AT: put_time(out, e->c.eligible_at); break;
	case F_APPLY_BY: put_day(s, out, e->c.apply_by); break;
	case F_APPLY_BY_OTHER: put_day(s, out, e->c.apply_by_other); break;
	case F_DAYS_LEFT:
		put_int(out, e->c.days_left);
		out->null = !e->c.eligible;
		break;
	case F_RANK: put_int(out, rank_of(&e->c)); break;
	case F_TO_PAY: put_to_pay(s, out, &e->c); break;
	case F_DUE:
		put_text(out, e->c.state == COMPENSATION_LAPSED		? "lapsed"
			      : e->c.verdict == VERDICT_AT_RISK ? "at_risk" : NULL);
		break;
	case F_WHY: put_why(s, out, e); break;
	default:
		if (field >= F_STATUS && field <= F_CUSTOMER)
			figure_put(out, figures[field - F_STATUS], &e->a);
		else if (field >= F_CLAIM)
			put_claim(out, field, e);
		else
			put_bill(out, field, &e->c);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct entry *e = row.item < s->shown.count ? &s->shown.list[row.item] : NULL;

	return (struct row_key){row.platform, e ? e->enterprise_no : -1, e ? e->number : (int64_t)row.item};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct entry *e = row.item < s->shown.count ? &s->shown.list[row.item] : NULL;

	scope->platform = (int)row.platform;
	if (e)
		compensation_month_enter(e->number, e->enterprise_no, scope);
}

const struct model model_compensation = {
	.name = "compensation",
	.help = "What is owed for account months, what waits for a claim and what is about to lapse; lapsing: only that.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "rank,days_left,-month,enterprise_no",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
	.wheres = "hit open lapsing",
};
