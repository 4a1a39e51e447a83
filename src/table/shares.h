/* What each window of an account gives to a figure, so that the parts add up. */
#ifndef SLATOP_SRC_TABLE_SHARES_H
#define SLATOP_SRC_TABLE_SHARES_H

#include "table/figures.h"
#include "table/sources.h"

struct account_facts {
	const struct platform *platform;
	const struct period *period;
	const struct terms *terms;
	struct span span;
	int64_t moment_us;
	const struct account_detail *detail;
};

/* The figure that is a sum of windows' seconds and of which another is made:
 * unavailable_s for availability_pct, accountable_s for eligible_at ... */
enum figure shares_sum_of(enum figure figure);
/* What each window gives to that sum, in the order of the detail's windows, in
 * the arena. */
int64_t *shares_of(const struct account_facts *f, enum figure figure, struct arena *arena);

#endif
