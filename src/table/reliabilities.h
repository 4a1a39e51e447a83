/* Clause 4.2 of one account: its events of a year, from one period. */
#ifndef SLATOP_SRC_TABLE_RELIABILITIES_H
#define SLATOP_SRC_TABLE_RELIABILITIES_H

#include "slatop/sla/reliability.h"
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
/* Judges an account from sources of reliability_span; false: not read yet. An
 * account counts as opened at the span's start at the earliest: what was before
 * is not looked at. events (may be NULL) are in the arena, the oldest first. */
bool reliability_of(const struct sources *s, size_t platform, uint32_t tenant, struct span month, struct arena *arena,
		    struct reliability *out, struct reliability_event **events, size_t *count);

#endif
