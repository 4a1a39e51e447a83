/* Clauses 6 and 7: compensation. */
#include "slatop/sla/compensation.h"

#include <string.h>

#include "safe.h"

#define MILLION 1000000

const char *const claim_state_names[CLAIM_STATES] = {"applied", "approved", "rejected", "deducted"};
const char *const compensation_state_names[COMPENSATION_STATES] = {
	"no_data", "not_eligible", "eligible", "applied", "approved", "deducted", "rejected", "lapsed"};
const char *const cap_binding_names[CAP_BINDINGS] = {"", "function_fee", "phone_bill", "both", "total"};
const char *const amount_state_words[AMOUNT_STATES] = {"", "not billed yet", "amount to be agreed", ""};

enum claim_state claim_state_from(const char *word)
{
	int s = 0;
	while (s < CLAIM_STATES && strcmp(claim_state_names[s], word))
		s++;
	return (enum claim_state)s;
}

bool claim_faulty(const struct claim *c)
{
	return c->month == MONTH_NONE || c->state >= CLAIM_STATES || !time_sound(c->received_at) ||
	       (c->amount_fen < 0 && c->amount_fen != AMOUNT_NONE);
}

static bool claim_exists(const struct compensation_input *in, const struct claim *c)
{
	return !c->voided && !claim_faulty(c) && c->month == in->month && c->received_at <= in->moment_us;
}

/* ---- eligible, and how far above ---- */

static void eligibility(const struct compensation_input *in, struct compensation *out)
{
	const struct availability *a = in->availability;
	bool all = in->terms->ratio_of == RATIO_OF_UNAVAILABLE;
	out->judged_us = all ? a->unavailable_us : a->accountable_us;
	out->ratio = ratio_millionths(out->judged_us, a->allowed_us);
	out->eligible = out->judged_us > a->allowed_us && a->accountable_us > 0;
	if (out->eligible)
		out->eligible_at = all ? a->breached_at : a->eligible_at;
	out->breached_only = a->status == STATUS_BREACHED && !out->eligible;
}

/* ---- money ---- */

static int64_t share_of(int64_t fen, int64_t ppm)
{
	return (int64_t)((__int128)fen * ppm / MILLION);
}

int64_t compensation_cap(const struct terms *t, const struct invoice *i, enum cap_binding *binds)
{
	int64_t fee = share_of(i->function_fee_fen, t->function_fee_cap_ppm);
	int64_t bill = share_of(i->phone_bill_fen, t->phone_bill_cap_ppm), cap;
	*binds = CAP_FUNCTION_FEE;
	switch (t->cap_mode) {
	case CAP_CHARGED_ON:
		if (i->charged_on == CHARGED_PHONE_BILL)
			*binds = CAP_PHONE_BILL;
		break;
	case CAP_GREATER:
		if (bill > fee)
			*binds = CAP_PHONE_BILL;
		break;
	case CAP_LESSER:
		if (bill < fee)
			*binds = CAP_PHONE_BILL;
		break;
	case CAP_EACH:
		*binds = CAP_BOTH;
		break;
	}
	cap = *binds == CAP_BOTH ? sum_clamped(fee, bill) : *binds == CAP_PHONE_BILL ? bill : fee;
	if (cap <= i->total_service_fee_fen)
		return cap;
	*binds = CAP_TOTAL_FEE;
	return i->total_service_fee_fen;
}

/* The row with the greatest ratio_above below the ratio; -1: none. */
static int scale_row(const struct scale *s, int64_t judged_us, int64_t allowed_us)
{
	int row = -1;
	for (size_t i = 0; i < s->count; i++)
		if ((__int128)judged_us * MILLION > (__int128)allowed_us * s->rows[i].ratio_above_ppm)
			row = (int)i;
	return row;
}

static const struct invoice *invoice_of(const struct compensation_input *in)
{
	const struct invoice *i = in->invoice;
	if (!i || invoice_faulty(i) || i->month != in->month || i->issued_at > in->moment_us)
		return NULL;
	return i;
}

static void amount(const struct compensation_input *in, const struct invoice *i, struct compensation *out)
{
	const struct availability *a = in->availability;
	const struct scale *scale = &in->terms->scale;
	const struct scale_row *row;
	out->amount_state = i ? AMOUNT_TO_BE_AGREED : AMOUNT_NOT_BILLED;
	out->scale_row = scale_row(scale, out->judged_us, a->allowed_us);
	if (!i || out->scale_row < 0)
		return;
	row = &scale->rows[out->scale_row];
	out->scaled_fen = sum_clamped(share_of(i->function_fee_fen, row->function_fee_ppm),
				      share_of(i->phone_bill_fen, row->phone_bill_ppm));
	if (in->terms->ratio_of == RATIO_OF_UNAVAILABLE)
		out->scaled_fen = (int64_t)((__int128)out->scaled_fen * a->accountable_us / a->unavailable_us);
	out->amount_fen = earlier_of(out->scaled_fen, out->cap_fen);
	out->amount_state = AMOUNT_KNOWN;
}

static void money(const struct compensation_input *in, struct compensation *out)
{
	const struct invoice *i = invoice_of(in);
	enum cap_binding binds = CAP_NONE;
	out->billed = i != NULL;
	if (i) {
		out->function_fee_cap_fen = share_of(i->function_fee_fen, in->terms->function_fee_cap_ppm);
		out->phone_bill_cap_fen = share_of(i->phone_bill_fen, in->terms->phone_bill_cap_ppm);
		out->cap_fen = compensation_cap(in->terms, i, &binds);
	}
	out->binds = (uint8_t)binds;
	if (out->eligible)
		amount(in, i, out);
}

/* ---- the application ---- */

static void deadline(const struct compensation_input *in, struct compensation *out)
{
	const struct calendar *c = in->calendar;
	int days = (int)in->terms->apply_days;
	int64_t month_end = calendar_month_start(c, in->month + 1) - 1; /* in the last day of it */
	bool from_breach = in->terms->days_from == DAYS_FROM_BREACH;
	int64_t from = from_breach ? out->eligible_at : month_end;
	out->apply_by = calendar_day(c, from, days);
	out->late_from = calendar_day(c, from, days + 1);
	out->apply_by_other = calendar_day(c, from_breach ? month_end : out->eligible_at, days);
	out->days_left = local_day_number(c, out->apply_by) - local_day_number(c, in->moment_us);
}

/* The newest claim of the month that exists; counts all that do. */
static void newest(const struct compensation_input *in, struct compensation *out)
{
	out->claim = in->claim_count;
	for (size_t i = 0; i < in->claim_count; i++) {
		const struct claim *c = &in->claims[i], *best = &in->claims[out->claim];
		if (!claim_exists(in, c))
			continue;
		out->claims++;
		if (out->claim == in->claim_count || c->received_at > best->received_at ||
		    (c->received_at == best->received_at && c->claim_id > best->claim_id))
			out->claim = i;
	}
}

static enum compensation_state state_of(const struct compensation_input *in, const struct compensation *out)
{
	static const enum compensation_state states[CLAIM_STATES] = {
		COMPENSATION_APPLIED, COMPENSATION_APPROVED, COMPENSATION_REJECTED, COMPENSATION_DEDUCTED};
	const struct claim *c;
	if (!out->eligible)
		return COMPENSATION_NOT_ELIGIBLE;
	if (out->claim == in->claim_count)
		return in->moment_us >= out->late_from ? COMPENSATION_LAPSED : COMPENSATION_ELIGIBLE;
	c = &in->claims[out->claim];
	return c->received_at >= out->late_from ? COMPENSATION_LAPSED : states[c->state];
}

/* ---- rules of claims ---- */

static void broken(const struct compensation_input *in, const struct claim *c, enum rule rule, int64_t how_bad,
		   struct compensation *out, struct violations *v)
{
	out->broken++;
	violations_add(v, (struct violation){.rule = (uint8_t)rule, .at_us = c->received_at,
					     .enterprise_no = in->enterprise_no, .row_id = c->claim_id,
					     .amount = how_bad});
}

static void check_claim(const struct compensation_input *in, const struct claim *c, struct compensation *out,
			struct violations *v)
{
	int64_t asked = c->amount_fen == AMOUNT_NONE ? 0 : c->amount_fen;
	int64_t after = (int64_t)c->deducted_month - c->month;
	bool given = c->state == CLAIM_APPROVED || c->state == CLAIM_DEDUCTED;
	if (!out->eligible && c->state != CLAIM_REJECTED)
		broken(in, c, RULE_CLAIM_NOT_ELIGIBLE, asked, out, v);
	if (out->eligible && given && c->received_at >= out->late_from)
		broken(in, c, RULE_CLAIM_LATE,
		       local_day_number(in->calendar, c->received_at) -
			       local_day_number(in->calendar, out->apply_by),
		       out, v);
	if (out->billed && c->state != CLAIM_REJECTED && asked > out->cap_fen)
		broken(in, c, RULE_CLAIM_ABOVE_CAP, asked - out->cap_fen, out, v);
	if (c->deducted_month != MONTH_NONE && (after < 0 || after > in->terms->deduct_within_months))
		broken(in, c, RULE_DEDUCTED_WRONG_MONTH, after, out, v);
	if (c->paid_in_cash)
		broken(in, c, RULE_PAID_IN_CASH, asked, out, v);
}

static enum verdict verdict_of(const struct terms *t, const struct compensation *out)
{
	if (out->broken)
		return VERDICT_MISSED;
	if (out->state == COMPENSATION_ELIGIBLE && out->days_left <= t->apply_at_risk_days)
		return VERDICT_AT_RISK;
	return VERDICT_MET;
}

void compensation_compute(const struct compensation_input *in, struct compensation *out, struct violations *v)
{
	*out = (struct compensation){.state = COMPENSATION_NO_DATA, .verdict = VERDICT_NO_DATA,
				     .eligible_at = TIME_NONE, .apply_by = TIME_NONE,
				     .apply_by_other = TIME_NONE, .late_from = TIME_NONE, .scale_row = -1};
	newest(in, out);
	if (in->availability->status == STATUS_NO_DATA)
		return;
	eligibility(in, out);
	money(in, out);
	if (out->eligible)
		deadline(in, out);
	out->state = (uint8_t)state_of(in, out);
	for (size_t i = 0; i < in->claim_count; i++)
		if (claim_exists(in, &in->claims[i]))
			check_claim(in, &in->claims[i], out, v);
	out->verdict = (uint8_t)verdict_of(in->terms, out);
}

void compensation_outcome(const struct terms *t, const struct compensation *c, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {
		c->eligible, c->amount_fen, c->eligible ? c->cap_fen : 0,
		c->eligible && c->amount_state != AMOUNT_KNOWN, (int64_t)c->claims, (int64_t)c->broken};
	if (c->state == COMPENSATION_NO_DATA) {
		outcome_no_data(COMMITMENT_COMPENSATION, t, out);
		return;
	}
	outcome_compute(COMMITMENT_COMPENSATION, t, inputs, out);
	out->verdict = c->verdict;
}

/* ---- clause 7 ---- */

const char *carrier_report(const char *window_report, const char *incident_report)
{
	if (!text_blank(window_report))
		return window_report;
	return text_blank(incident_report) ? NULL : incident_report;
}
