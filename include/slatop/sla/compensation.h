/* Clauses 6 and 7: compensation of one account's natural month.
 *
 * Where the text leaves room, decided here:
 * - compensation.ratio_of unavailable: the ratio, and with it the row of the
 *   scale, is that of all unavailable time, from breached_at on; the amount is
 *   the provider's part of it, amount x accountable / unavailable, truncated. A
 *   month without accountable time is not eligible under either reading.
 * - The amount is the sum of both shares of the row, each truncated to the fen.
 *   No row below the ratio: to be agreed, as with an empty scale.
 * - Caps of equal size (greater, lesser): the functional fee's binds.
 * - A claim that is rejected may ask for any amount. Only claims that are not
 *   voided, not faulty and received by the moment exist.
 * - An invoice that is faulty, another month's, or issued after the moment is
 *   none: not billed yet. */
#ifndef SLATOP_SLA_COMPENSATION_H
#define SLATOP_SLA_COMPENSATION_H

#include "slatop/sla/metering.h"
#include "slatop/sla/violation.h"

#define MONTH_NONE INT32_MIN /* null, or no first day of a month */
#define AMOUNT_NONE INT64_MIN /* null */

enum claim_state { CLAIM_APPLIED, CLAIM_APPROVED, CLAIM_REJECTED, CLAIM_DEDUCTED, CLAIM_STATES };
extern const char *const claim_state_names[CLAIM_STATES]; /* "applied" ... */
enum claim_state claim_state_from(const char *word);      /* CLAIM_STATES: unknown */

struct claim { /* of the account */
	int64_t claim_id;
	int month;             /* calendar_month_number; MONTH_NONE: a bad row */
	int64_t received_at;
	uint8_t state;         /* enum claim_state */
	int64_t amount_fen;    /* AMOUNT_NONE */
	int deducted_month;    /* MONTH_NONE: not deducted */
	bool paid_in_cash, voided;
};

/* A bad row: a month that is none, an unknown state, a negative amount, an
 * infinite time. */
bool claim_faulty(const struct claim *c);

enum compensation_state {
	COMPENSATION_NO_DATA, /* the month's windows have not been read */
	COMPENSATION_NOT_ELIGIBLE, COMPENSATION_ELIGIBLE, COMPENSATION_APPLIED, COMPENSATION_APPROVED,
	COMPENSATION_DEDUCTED, COMPENSATION_REJECTED, COMPENSATION_LAPSED, COMPENSATION_STATES
};
extern const char *const compensation_state_names[COMPENSATION_STATES]; /* "no_data" "not_eligible" ... */

enum cap_binding { CAP_NONE, CAP_FUNCTION_FEE, CAP_PHONE_BILL, CAP_BOTH, CAP_TOTAL_FEE, CAP_BINDINGS };
extern const char *const cap_binding_names[CAP_BINDINGS]; /* "" "function_fee" "phone_bill" "both" "total" */

enum amount_state { AMOUNT_NOT_ELIGIBLE, AMOUNT_NOT_BILLED, AMOUNT_TO_BE_AGREED, AMOUNT_KNOWN, AMOUNT_STATES };
extern const char *const amount_state_words[AMOUNT_STATES]; /* "" "not billed yet" "amount to be agreed" "" */

struct compensation_input {
	const struct terms *terms; /* that hold for the month */
	const struct calendar *calendar;
	int64_t enterprise_no;
	int month;                 /* calendar_month_number */
	int64_t moment_us;
	const struct availability *availability; /* of the account and that month */
	const struct invoice *invoice;           /* NULL: none */
	const struct claim *claims;              /* of the account, of any month */
	size_t claim_count;
};

struct compensation {
	uint8_t state;        /* enum compensation_state */
	uint8_t verdict;      /* missed: a rule was broken; at_risk: about to lapse; else met, no_data */
	bool eligible;
	bool breached_only;   /* missed in 4.1, not eligible: the exempt reasons say why */
	int64_t judged_us;    /* the time whose ratio it is (ratio_of) */
	int64_t ratio;        /* to the allowed time x 1,000,000 (ratio_millionths) */
	int64_t eligible_at;  /* TIME_NONE */
	/* The cap, of any month that is billed. */
	bool billed;
	uint8_t binds;        /* enum cap_binding; CAP_NONE: not billed */
	int64_t function_fee_cap_fen, phone_bill_cap_fen; /* shares of the invoice */
	int64_t cap_fen;
	/* The amount. */
	uint8_t amount_state; /* enum amount_state */
	int64_t amount_fen;   /* where AMOUNT_KNOWN, within the cap */
	int64_t scaled_fen;   /* by the scale, before the cap */
	int scale_row;        /* that holds; -1: none */
	/* The application: local days, given as their first instant; TIME_NONE
	 * where not eligible. */
	int64_t apply_by;     /* the last day, by compensation.days_from */
	int64_t apply_by_other; /* by the other reading, shown beside */
	int64_t late_from;    /* the midnight after the last day */
	int64_t days_left;    /* apply_by - today; 0 on the last day, negative past it */
	size_t claim;         /* index of the claim that gives the state; claim_count: none */
	size_t claims;        /* that exist for the month */
	size_t broken;        /* violations */
};

/* Computes, and adds the violations of the month's claims, each when it was
 * received, to v (may be NULL). */
void compensation_compute(const struct compensation_input *in, struct compensation *out, struct violations *v);

/* Inputs: eligible, owed, cap, open (not billed yet or to be agreed), claims,
 * broken; owed and cap of an eligible month only. No figure while one is open. */
void compensation_outcome(const struct terms *t, const struct compensation *c, struct outcome *out);

/* The cap of an invoice, and which part of it binds. */
int64_t compensation_cap(const struct terms *t, const struct invoice *i, enum cap_binding *binds);

/* Clause 7: the operator's fault report number of a carrier's window: its own,
 * else its incident's; NULL where both are missing or blank. */
const char *carrier_report(const char *window_report, const char *incident_report);

#endif
