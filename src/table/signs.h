/* Signs that the record itself is incomplete, found in the windows of a
 * sub-platform in one pass, an account at a time.
 *
 * The readings (AGREEMENT.md says what a window, an incident and a cause are):
 * - Windows are sound ones (not voided, not faulty, of some length, begun by the
 *   moment) that overlap the span; incidents and maintenance neither voided nor
 *   faulty.
 * - An incident is without windows in each month that its time touches, from its
 *   opening to recovery (else to its closing, else so far), and in which no window
 *   names it.
 * - A window is without an incident if it names none that is known, unless the
 *   record explains it otherwise: it names a maintenance, is the nightly
 *   maintenance's, or of a cause that is no interruption
 *   (availability.exempt_causes). A million of them are a few rows: those of a
 *   service and cause that began together and hit as many accounts as an event of
 *   the platform does (4.2, reliability.min_accounts) are a row, the others of a
 *   service and cause are one row together. "Together" is by slots of
 *   GROUP_START_US, adjoining ones joined, so that the order in which windows are
 *   read decides nothing.
 * - A window's cause is another one than its incident's if the words differ; none
 *   is as good as unknown (4.1 treats both alike).
 * - Something not named fell into a maintenance as model_maintenance counts it:
 *   a window of an account that it covers, open while it ran.
 * - Completion that fell is found by the server: slatop/store/falls.h. */
#ifndef SLATOP_SRC_TABLE_SIGNS_H
#define SLATOP_SRC_TABLE_SIGNS_H

#include "slatop/sla/completion.h"
#include "slatop/sla/verdict.h"
#include "table/sources.h"

enum sign {
	SIGN_NO_WINDOWS, SIGN_NO_INCIDENT, SIGN_OTHER_CAUSE, SIGN_UNNAMED, SIGN_COMPLETION, SIGN_COUNT
};

struct sign_info {
	const char *name;     /* "no_incident" */
	const char *sentence; /* what is odd about the record */
	const char *expected; /* what would be expected of a whole record */
	const char *relation; /* whose row it is about */
	enum measure measure; /* of a suspect's amount: how strong the sign is */
	const char *unit;     /* "windows"; NULL: the measure's own */
};
extern const struct sign_info signs[SIGN_COUNT];

/* One sign. */
struct suspect {
	uint8_t sign;
	uint8_t service, cause;     /* of the windows, SERVICE_COUNT, CAUSE_NONE: of none in particular */
	uint32_t row;               /* of the platform's incidents or maintenance; INDEX_NONE */
	uint32_t tenant;            /* where it is about one account only; INDEX_NONE */
	uint32_t windows, accounts;
	int64_t at_us;              /* when it began: of windows the first one's start */
	int64_t down_us;            /* the windows' time in the span; the incident's own */
	int64_t amount;
	int64_t outage_id;          /* where it is about one window only; 0 */
	struct span began;          /* SIGN_NO_INCIDENT: when its windows began; 0, 0: any time */
	const char *cause_word;     /* the first window's; NULL: none. The platform's */
	struct calls calls;         /* SIGN_COMPLETION, */
	int64_t share;              /* what of them was connected, a percentage x 1,000,000, */
	const char *carrier;        /* and by whom */
};
struct suspects {
	struct suspect *list;
	size_t count, capacity;
};

struct sign_search; /* of one sub-platform at a time */

struct sign_search *sign_search_create(void);
void sign_search_destroy(struct sign_search *s);
/* Makes ready for a sub-platform. */
void sign_search_begin(struct sign_search *s, const struct sources *sources, size_t platform);
/* Looks at an account's windows; returns how many there were. */
size_t sign_search_account(struct sign_search *s, const struct sources *sources, size_t platform, uint32_t tenant);
/* Adds what was found once all accounts were looked at. */
void sign_search_end(struct sign_search *s, const struct sources *sources, size_t platform, struct suspects *out);

/* Whether a window names no incident and ought to. exempt: the account's
 * availability.exempt_causes. */
bool sign_is_without_incident(const struct platform *p, const struct window *w, unsigned exempt);

#endif
