/* Signs about call completion (4.10): it fell, and no outage window says why.
 *
 * The reading: an hour of an account's calls by one carrier with at least
 * completion.fall_calls (50) requested, of which completion.fall_ppm (20 points)
 * less were connected than of all the account's calls of the span, and no window of
 * the account, whatever its service and cause, open in that hour; and at least
 * completion.fall_slots (1) times five minutes of a carrier's trunks likewise, each
 * against the carrier's slots that are kept, with no trunk window of that carrier
 * or of none. Accounts are judged by their own agreement's keys, carriers by the
 * standard one's. Fewer calls, or a smaller fall, come about by chance: at 100,000
 * accounts of 97.1 % an hour of 50 calls does not lose eleven in a month. */
#ifndef SLATOP_STORE_FALLS_H
#define SLATOP_STORE_FALLS_H

#include "slatop/sla/completion.h"
#include "slatop/store/summary.h"

/* Accounts' hours, and carriers' slots: summaries of a sub-platform whose rows
 * (summary_data.facts) are falls. */
extern const struct clause clause_falls, clause_sags;
/* Likewise beside the windows as they were known at the moment. */
extern const struct clause clause_falls_then, clause_sags_then;

struct fall {
	int64_t at_us;         /* the hour's start, the first slot's */
	const char *carrier;   /* cleaned; as long as the fact */
	int64_t accounts;      /* that have it, and the first of them; 0: a carrier's slots */
	int64_t enterprise_no;
	struct calls calls;    /* requested and connected of these */
	int64_t usual;         /* their completion in the span, a percentage x 1,000,000 */
	int64_t slots;         /* of five minutes; 1 of an hour */
};
void fall_of(const struct fact_row *f, struct fall *out);

#endif
