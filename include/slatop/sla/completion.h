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
/* answered / requested, a percentage x 1,000,000, truncated; false: no request. */
bool calls_response_rate(const struct calls *c, int64_t *percent);
/* Inputs requested, connected, answered. No request: no figure. */
void completion_outcome(const struct terms *t, const struct calls *c, struct outcome *out);

#endif
