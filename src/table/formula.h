/* A figure's formula with its numbers, and what stands beside it. */
#ifndef SLATOP_SRC_TABLE_FORMULA_H
#define SLATOP_SRC_TABLE_FORMULA_H

#include "table/shares.h"

/* What an explanation is of. */
struct explained {
	struct account_facts facts;
	const struct availability *verdict;
	const struct calendar *calendar;
	enum figure figure;
	bool month; /* the span is a natural month */
	uint32_t tenant;
};

/* Each writes a line's text; false where there is nothing to say. */
bool formula_own(struct buf *out, const struct explained *x);
bool formula_allowed(struct buf *out, const struct explained *x);
bool formula_ratio(struct buf *out, const struct explained *x);
bool formula_verdict(struct buf *out, const struct explained *x);
bool formula_accountable(struct buf *out, const struct explained *x);
bool formula_eligible(struct buf *out, const struct explained *x);
/* "web > 120 s, call >= 60 s ...": the readings in a sentence. */
bool formula_readings(struct buf *out, const struct explained *x);
/* What the own line is headed by: "availability". */
const char *formula_label(enum figure figure);

#endif
