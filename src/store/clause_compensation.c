/* 6, 7: the month's invoice and claims. They are kept, not judged (bills.h). */
#include "slatop/store/bills.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(ROW, "row", FACT_TEXT) C(ID, "claim_id", FACT_NUMBER) C(MONTH, "month", FACT_DATE) \
	C(AT, "at", FACT_TIME) C(STATE, "state", FACT_TEXT) C(AMOUNT, "amount", FACT_FEN) \
	C(DEDUCTED, "deducted_month", FACT_DATE) C(CASH, "paid_in_cash", FACT_FLAG) \
	C(VOIDED, "voided", FACT_FLAG) C(FUNCTION, "function_fee", FACT_FEN) C(PHONE, "phone_bill", FACT_FEN) \
	C(TOTAL, "total_service_fee", FACT_FEN) C(SEATS, "seats", FACT_NUMBER) C(PRICE, "seat_price", FACT_FEN) \
	C(DEDUCTION, "deduction", FACT_FEN)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

/* A date's month, MONTH_NONE where it is no first day. */
static int month_of_date(const struct calendar *c, const struct fact_value *v)
{
	int64_t at = 0;

	if (v->null || v->i > INT32_MAX || v->i < INT32_MIN)
		return MONTH_NONE;
	at = v->i * DAY_US; /* midnight in Greenwich: within a day of the local one */
	at -= (int64_t)calendar_offset(c, at) * USEC;
	struct civil local = calendar_civil(c, at);
	return local.day == 1 ? calendar_month_number(c, at) : MONTH_NONE;
}

static bool is_claim(const struct fact_row *f)
{
	return !f->values[C_ID].null;
}

static struct claim claim_of(const struct clause_input *in, const struct fact_row *f)
{
	return (struct claim){
		.claim_id = fact_int(f, C_ID), .month = month_of_date(in->calendar, &f->values[C_MONTH]),
		.received_at = fact_time(f, C_AT), .state = (uint8_t)claim_state_from(fact_text(f, C_STATE)),
		.amount_fen = f->values[C_AMOUNT].null ? AMOUNT_NONE : fact_int(f, C_AMOUNT),
		.deducted_month = month_of_date(in->calendar, &f->values[C_DEDUCTED]),
		.paid_in_cash = fact_int(f, C_CASH) != 0, .voided = fact_int(f, C_VOIDED) != 0};
}

static struct invoice invoice_of(const struct clause_input *in, const struct fact_row *f)
{
	return (struct invoice){
		.enterprise_no = in->enterprise_no, .month = month_of_date(in->calendar, &f->values[C_MONTH]),
		.charged_on = (uint8_t)charged_on_from(fact_text(f, C_STATE)), .seats = fact_int(f, C_SEATS),
		.seat_price_fen = fact_int(f, C_PRICE), .function_fee_fen = fact_int(f, C_FUNCTION),
		.phone_bill_fen = fact_int(f, C_PHONE), .total_service_fee_fen = fact_int(f, C_TOTAL),
		.deduction_fen = fact_int(f, C_DEDUCTION), .issued_at = fact_time(f, C_AT)};
}

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	(void)v;
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		if (is_claim(f)) {
			const struct claim c = claim_of(in, f);
			lines[i].inputs[4] = !c.voided && !claim_faulty(&c);
			lines[i].why = c.voided ? "voided" : claim_faulty(&c) ? "a bad row" : NULL;
		} else {
			const struct invoice invoice = invoice_of(in, f);
			lines[i].why = invoice.month == MONTH_NONE || invoice_faulty(&invoice) ? "a bad row" : NULL;
		}
	}
}

static void decide(const struct clause_input *in, struct outcome *out)
{
	(void)in;
	out->verdict = VERDICT_NO_DATA;
	out->known = false;
}

static void *keep(const struct clause_input *in, struct arena *a)
{
	struct bills *b = in->count ? arena_zero(a, 1, sizeof *b) : NULL;

	if (!b)
		return NULL;
	b->claims = arena_zero(a, in->count, sizeof *b->claims);
	for (size_t i = 0; i < in->count; i++) {
		if (is_claim(&in->facts[i])) {
			b->claims[b->claim_count++] = claim_of(in, &in->facts[i]);
		} else {
			const struct invoice invoice = invoice_of(in, &in->facts[i]);
			if (invoice.month == MONTH_NONE || invoice_faulty(&invoice))
				continue;
			b->invoice = invoice;
			b->billed = true;
		}
	}
	return b;
}

const struct clause clause_compensation = {
	.commitment = COMMITMENT_COMPENSATION,
	.needs = {"claim", "invoice"},
	.sql = "src/replica/facts_compensation.sql",
	.proof = "src/replica/prove_compensation.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
	.decide = decide,
	.keep = keep,
};
