/* 4.3: the service fee, from the month's invoices. */
#include "slatop/sla/metering.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(MONTH, "month", FACT_DATE) C(CHARGED_ON, "charged_on", FACT_TEXT) C(SEATS, "seats", FACT_NUMBER) \
	C(PRICE, "seat_price", FACT_FEN) C(FUNCTION, "function_fee", FACT_FEN) \
	C(PHONE, "phone_bill", FACT_FEN) C(TOTAL, "total_service_fee", FACT_FEN) \
	C(DEDUCTION, "deduction", FACT_FEN) C(ISSUED, "issued_at", FACT_TIME) C(FIRST, "first_day", FACT_FLAG)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

/* An invoice that is wrong belongs to its month, whenever it was issued. */
static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const struct invoice invoice = {
			.enterprise_no = in->enterprise_no,
			.month = calendar_month_number(in->calendar, in->span.start_us),
			.charged_on = (uint8_t)charged_on_from(fact_text(f, C_CHARGED_ON)),
			.seats = fact_int(f, C_SEATS), .seat_price_fen = fact_int(f, C_PRICE),
			.function_fee_fen = fact_int(f, C_FUNCTION), .phone_bill_fen = fact_int(f, C_PHONE),
			.total_service_fee_fen = fact_int(f, C_TOTAL), .deduction_fen = fact_int(f, C_DEDUCTION),
			.issued_at = fact_time(f, C_ISSUED)};
		if (!fact_int(f, C_FIRST) || invoice_faulty(&invoice)) {
			lines[i].why = fact_int(f, C_FIRST) ? "a bad row" : "a bad row: its month is no first day";
			continue;
		}
		lines[i].inputs[0] = 1;
		lines[i].inputs[1] = !invoice_right(&invoice, v);
		if (lines[i].inputs[1])
			lines[i].why = "does not add up";
	}
}

const struct clause clause_service_fee = {
	.commitment = COMMITMENT_SERVICE_FEE,
	.needs = {"invoice"},
	.sql = "src/replica/facts_service_fee.sql",
	.proof = "src/replica/prove_service_fee.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
