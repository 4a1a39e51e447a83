/* The steps of clause 4.1 on one account's windows, as the parts of
 * availability_compute share them. All memory is the scratch arena's. */
#ifndef SLATOP_SLA_RECKON_H
#define SLATOP_SLA_RECKON_H

#include "slatop/sla/availability.h"

/* What is merged by itself in step 1. web.down_when any and both have no
 * UNIT_BACK: there UNIT_WEB is the whole group. */
enum unit { UNIT_WEB, UNIT_BACK, UNIT_CALL, UNIT_COUNT };

/* A window that survived step 0, cut at the moment. */
struct cut {
	int64_t start_us, end_us;
	uint32_t index; /* in the input */
	uint8_t unit;
	bool call, open;
};

struct outage { /* of one unit, at full length */
	int64_t start_us, end_us;
	bool open, passed; /* passed: step 2 */
};

struct outages {
	struct outage *list; /* in order, apart from each other */
	size_t count;
};

/* A stretch of a counted window inside the span over which the window is of one
 * kind: accountable, or exempt by one reason. */
enum { PIECE_ACCOUNTABLE = EXEMPT_COUNT, PIECE_KINDS };
struct piece {
	int64_t start_us, end_us;
	uint32_t order; /* its window in cuts */
	uint8_t kind;   /* enum exempt_reason, or PIECE_ACCOUNTABLE */
};

struct reckoning {
	const struct availability_input *in;
	struct arena *scratch;
	struct cut *cuts; /* first started first; ties: web, then the smaller id */
	size_t cut_count;
	struct outages units[UNIT_COUNT];
	bool may_be_exempt; /* some window might not be accountable throughout */
	struct span *unavailable; /* after step 4 */
	size_t unavailable_count;
	struct span *announced; /* maintenance.link any: what maintenance exempts */
	size_t announced_count;
	struct span *nightly; /* the allowance's time */
	size_t nightly_count;
	struct piece *pieces;
	size_t piece_count, piece_capacity;
	size_t kinds[PIECE_KINDS]; /* pieces of each kind */
};

/* Step 0: what becomes of one window; open and end only where it survives or
 * could have (VOIDED, EXEMPT_CAUSE). WHY_COUNTS stands for "survives". */
enum window_why reckon_window(const struct terms *t, int64_t moment_us, const struct outage_window *w,
			      int64_t *end_us, bool *open);
/* Steps 0 to 2: fills cuts, units, may_be_exempt. */
void reckon_outages(struct reckoning *r);
/* How long an outage of a unit lasts before it counts. */
int64_t reckon_threshold(const struct terms *t, enum unit unit);
/* Step 5: the pieces of all counted windows inside the span. */
void reckon_pieces(struct reckoning *r);
/* Fills the window parts from outages and pieces; wants reckon_pieces. */
void reckon_parts(struct reckoning *r, struct window_part *parts);

/* An array in the scratch arena, not cleared. */
#define SCRATCH(r, type, count) ((type *)arena_alloc((r)->scratch, (count) * sizeof(type)))

#endif
