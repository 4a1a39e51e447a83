/* Verdicts, the same for every clause, and figures with their measures. */
#ifndef SLATOP_SLA_VERDICT_H
#define SLATOP_SLA_VERDICT_H

#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/sla/availability.h"

/* From the least to the most that somebody has to see: the worst of several is
 * the greatest. "No data" and "too early" are below "met", so that one account
 * without calls does not hide a hundred thousand with: their number stands
 * beside (struct verdicts). */
enum verdict {
	VERDICT_NO_DATA,   /* not read, or nothing to judge */
	VERDICT_TOO_EARLY, /* not long enough to tell */
	VERDICT_MET,
	VERDICT_AT_RISK,   /* 4.1, 4.12, 6: where a number says so */
	VERDICT_FAILING,   /* 4.2: an event is open and there are no two to average */
	VERDICT_MISSED,
	VERDICT_COUNT
};
extern const char *const verdict_names[VERDICT_COUNT]; /* "no_data" "too_early" ... */
extern const char *const verdict_words[VERDICT_COUNT]; /* "no data" "too early" ... */

/* How many of each. */
struct verdicts {
	uint64_t of[VERDICT_COUNT];
};
/* The worst that is there; VERDICT_NO_DATA for none at all. Its number is
 * v->of[worst]. */
enum verdict verdict_worst(const struct verdicts *v);

/* The verdict that a status of 4.1 is. */
enum verdict verdict_of_status(enum availability_status status);

/* What a number measures. */
enum measure {
	MEASURE_NUMBER,
	MEASURE_PERCENT, /* x 1,000,000: 99.78 % is 99780000 */
	MEASURE_TIME,    /* microseconds */
	MEASURE_FEN,
	MEASURE_SEATS,
	MEASURE_DAYS,
	MEASURE_MONTHS,
	MEASURE_COUNT
};
extern const char *const measure_names[MEASURE_COUNT]; /* "" "%" "s" "fen" "seats" "d" "months" */
/* Appends "971", "97.1000 %" (truncated, never rounded up), "1h 23m 04s", "123.45
 * yuan", "101 seats", "3 days", "2 months". */
void measure_write(struct buf *out, enum measure m, int64_t value);
/* The same with nothing left out, for formulas: times as "5702.4 s", percentages
 * with the decimals that they have, "99.78 %". */
void measure_write_exact(struct buf *out, enum measure m, int64_t value);

#endif
