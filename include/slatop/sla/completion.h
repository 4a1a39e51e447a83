/* Clause 4.10: call completion, connected / requested. Connected means that the
 * platform reached the called number and rang; the response rate (answered /
 * requested) is another figure beside it. The trunk's part of 4.1 is shown by
 * it too. */
#ifndef SLATOP_SLA_COMPLETION_H
#define SLATOP_SLA_COMPLETION_H

#include "slatop/sla/commitment.h"

/* Calls of an account and hour, of a carrier and slot, or sums of these. */
struct calls {
	int64_t requested, connected, answered;
};

/* A bad row: a negative count, connected > requested. */
bool calls_faulty(const struct calls *c);
/* Adds a row; a faulty one is left out and gives false. */
bool calls_add(struct calls *sum, const struct calls *row);
/* connected / requested, a percentage x 1,000,000, truncated; false: no request. */
bool calls_completion_rate(const struct calls *c, int64_t *percent);
/* answered / requested, likewise. */
bool calls_response_rate(const struct calls *c, int64_t *percent);
/* Whether there were requests and fewer than the target's share was connected; at
 * the target exactly it is met. */
bool calls_low(const struct terms *t, const struct calls *c);
/* Inputs requested, connected, answered. No request: no figure. */
void completion_outcome(const struct terms *t, const struct calls *c, struct outcome *out);

/* The last hour of a carrier's trunk, in slots of five minutes. Starts as {0}. */
#define COMPLETION_SLOT_US (5 * MINUTE_US)
#define COMPLETION_SLOTS 12
struct completion_hour {
	struct calls slots[COMPLETION_SLOTS]; /* the oldest first */
	bool known[COMPLETION_SLOTS];         /* there was a sound row */
	struct calls sum;
	uint32_t bad;                         /* faulty rows, left out */
};
/* The start of the slot in which a moment (microseconds since 1970) lies. */
int64_t completion_slot(int64_t at_us);
/* Adds the row of a slot where it is one of the twelve that end with last_us, the
 * start of a slot; of others nothing is taken. */
void completion_hour_add(struct completion_hour *h, int64_t last_us, int64_t slot_us, const struct calls *row);

#endif
