/* Clause 4.2: of one account its events of a year, from one period; of a
 * sub-platform or all the incidents of that year, from what the store keeps of
 * each month (history.h). */
#ifndef SLATOP_SRC_TABLE_RELIABILITIES_H
#define SLATOP_SRC_TABLE_RELIABILITIES_H

#include "slatop/sla/reliability.h"
#include "slatop/store/history.h"
#include "table/sources.h"

struct reliability_event {
	struct span at;     /* end_us TIME_NONE: it is open */
	int64_t quiet_us;   /* since the recovery before it; of the first 0 */
	bool counts;        /* both this event and the one before start in the look-back */
	bool inside;        /* it starts in the look-back */
};

/* The span whose windows are wanted: the look-back and a month before it, so that
 * an event that is cut at its start starts before the look-back in any case. */
struct span reliability_span(const struct model_scope *scope);
/* The moment that a month is judged at: its end, or the moment while it runs. */
int64_t reliability_moment(const struct sources *s, size_t platform, struct span month);
/* An account's failures in a span that its period holds, by the terms of the month
 * that is judged at the moment: in the arena, in order; what goes on then ends at
 * TIME_NONE. */
size_t reliability_failures(const struct sources *s, size_t platform, uint32_t tenant, const struct terms *t,
			    struct span span, int64_t moment_us, struct arena *arena, struct span **out);
/* Judges an account from sources of reliability_span; false: not read yet. An
 * account counts as opened at the span's start at the earliest: what was before
 * is not looked at. events (may be NULL) are in the arena, the oldest first. */
bool reliability_of(const struct sources *s, size_t platform, uint32_t tenant, struct span month, struct arena *arena,
		    struct reliability *out, struct reliability_event **events, size_t *count);

/* --- of a sub-platform, or all -------------------------------------------- */

enum failure_why {
	FAILURE_COUNTS,  /* the interval before it does */
	FAILURE_FIRST, FAILURE_OUTSIDE, FAILURE_BEFORE_OUTSIDE,
	FAILURE_WITHIN,  /* another failure went on: both are one event */
	FAILURE_FEW,     /* hits too few accounts */
	FAILURE_VOIDED, FAILURE_CAUSE, FAILURE_UNKNOWN
};
/* An incident whose counted windows started in the look-back or the month before it. */
struct failure {
	struct span at;     /* from the first of its counted windows to the last; end_us TIME_NONE: open */
	int64_t incident_id, accounts; /* accounts: where windows of several months are enough, the most in one */
	int64_t quiet_us;   /* since the recovery before it; 0 where it begins no event */
	uint32_t platform;
	uint8_t why;        /* enum failure_why */
};
struct failures {
	struct failure *list; /* by start, in the arena */
	size_t count;
	int64_t moment_us;
};
/* The first month whose windows are wanted for a month. */
int reliability_first_month(const struct model_scope *scope, int month);
/* Accounts that make an incident an event, whatever of these months is judged. */
int64_t reliability_enough(const struct model_scope *scope, int month);
/* What the store knows of a month's windows; NULL: not read, or void. last: the
 * month is the one that is judged. fresh: of one that runs, not what is seconds old. */
const struct past_effects *reliability_effects(const struct sources *s, size_t platform, int month, bool last, bool fresh);
/* Judges the sub-platforms of the scope; false: not all is read. */
bool reliability_of_platforms(const struct sources *s, int month, struct arena *arena, struct reliability *out,
			      struct failures *failures);

#endif
