/* Claims about to lapse (6): accounts that are eligible, have not applied, and
 * whose days to do so run out (compensation.at_risk_days).
 *
 * Days pass once a day, and so all accounts are looked at once a day: the months
 * whose application days run are read, those that may lapse are kept with their
 * verdicts, and the windows of the months before are dropped again. In between
 * only the claims are looked at, and only where somebody may lapse. A window that
 * is corrected later in a month that is over is seen the next day. */
#ifndef SLATOP_SRC_TABLE_LAPSES_H
#define SLATOP_SRC_TABLE_LAPSES_H

#include "table/compensations.h"
#include "table/groups.h"

/* After a sub-platform is read, so that this does not compete with what is shown
 * first. */
#define LAPSES_AFTER_US (INT64_C(2) * USEC)
/* How often claims are looked at. */
#define LAPSES_AGAIN_US (INT64_C(300) * USEC)

struct lapse_sums {
	uint32_t accounts, tiers[TIER_RANKS];
	int64_t seats;
	int64_t last_day; /* start of the last day of the first to lapse; TIME_NONE */
};

struct lapses;
struct lapses *lapses_create(bool follows); /* else what lapses is found once, at once */
void lapses_destroy(struct lapses *l);
/* Works for sub-platform i at monotonic time now; whether work is left that does
 * not wait for the server. The scope gives what is read (period(), summary()). */
bool lapses_work(struct lapses *l, const struct model_scope *scope, size_t i, int64_t now, int64_t deadline_us);
/* Whether a sub-platform was looked at, or cannot be; of what follows nothing:
 * whether all that it takes is read. */
bool lapses_ready(const struct lapses *l, const struct model_scope *scope, size_t i);
/* Sum of the sub-platforms' generations. */
uint64_t lapses_generation(const struct lapses *l);
/* What was found last; *generation grows with each look, 0: none yet. */
const struct lapse_sums *lapses_sums(const struct lapses *l, size_t i, uint64_t *generation);

#endif
