/* Clause 4.3: metering by started minutes, and the service fee.
 *
 * A call's billed minutes are right when they are ceil(talk time / unit), talk
 * time = ended - answered in microseconds; an unanswered call has 0. At stake is
 * fee x |billed - right| / billed, truncated to the fen for each record; a
 * record with billed 0 is counted, its fen are not. Months are judged on the
 * platform's daily sums, days re-rated record by record. */
#ifndef SLATOP_SLA_METERING_H
#define SLATOP_SLA_METERING_H

#include "slatop/sla/violation.h"

struct call_record {
	int64_t call_id;
	int64_t started_at, answered_at, ended_at; /* answered_at TIME_NONE: unanswered */
	int64_t billed_minutes, fee_fen;
};

/* A bad row: an infinite or missing time, an end before the answer or the
 * start, a negative number. */
bool call_record_faulty(const struct call_record *c);

struct rating {
	int64_t talk_us;
	int64_t right_minutes;
	bool right;
	int64_t at_stake_fen;
};
/* Rates one sound record. */
void metering_rate(const struct terms *t, const struct call_record *c, struct rating *out);

/* Sums of records, of a day (metering_day), a month, an account ... */
struct metering {
	int64_t records, differing, fen_at_stake;
};
/* Adds a record; a faulty one is left out and gives false. */
bool metering_add_record(const struct terms *t, struct metering *sum, const struct call_record *c);
/* Adds a daily sum; a faulty one (a negative count, more differing than
 * records) is left out and gives false. */
bool metering_add_day(struct metering *sum, const struct metering *day);
/* Inputs records, differing, at_stake. */
void metering_outcome(const struct terms *t, const struct metering *sum, struct outcome *out);

/* ---- the service fee ---- */

enum charged_on { CHARGED_FUNCTION_FEE, CHARGED_PHONE_BILL, CHARGED_UNKNOWN };
extern const char *const charged_on_names[CHARGED_UNKNOWN]; /* "function_fee" "phone_bill" */
enum charged_on charged_on_from(const char *word);

struct invoice {
	int64_t enterprise_no;
	int month; /* calendar_month_number */
	uint8_t charged_on;
	int64_t seats, seat_price_fen;
	int64_t function_fee_fen, phone_bill_fen, total_service_fee_fen, deduction_fen;
	int64_t issued_at;
};

/* A bad row: a negative number, an unknown charged_on, an infinite time. */
bool invoice_faulty(const struct invoice *i);
/* Whether functional fee and total are exact. A faulty invoice is neither right
 * nor wrong: no violation, true. Adds RULE_FUNCTION_FEE_WRONG and
 * RULE_TOTAL_FEE_WRONG, each with what it is off by (more is positive). */
bool invoice_right(const struct invoice *i, struct violations *v);
/* Sound invoices of a list: inputs invoices, wrong. */
void service_fee_outcome(const struct terms *t, const struct invoice *list, size_t count, struct outcome *out,
			 struct violations *v);

#endif
