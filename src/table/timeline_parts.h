/* How a timeline is put together: from the windows, from what is known of the
 * incident, and from what the servers are asked. */
#ifndef SLATOP_SRC_TABLE_TIMELINE_PARTS_H
#define SLATOP_SRC_TABLE_TIMELINE_PARTS_H

#include "slatop/table/timeline.h"
#include "table/sources.h"
#include "table/window_rows.h"

/* --- timeline_lanes.c --- */

/* A stretch of the account that is being looked at. */
struct lane_piece {
	struct span span;
	uint8_t state;
};
struct lane_gather {
	const struct sources *sources;
	uint8_t by;
	struct timeline_lane lanes[TIMELINE_LANES + 1]; /* the last: others */
	size_t count;
	int64_t down_us[TIMELINE_LANES]; /* by account: how long each was */
	uint32_t counted[TIMELINE_LANES + 1]; /* the account that each lane counted last */
	size_t platform;       /* of the account that is looked at */
	uint32_t tenant;       /* INDEX_NONE: none yet */
	struct account_detail detail;
	struct arena scratch;
	struct lane_piece *pieces; /* of it, by account */
	size_t piece_count, piece_capacity;
	struct window_walk walk;
	size_t sorted;         /* lists that are in order */
	size_t width, at;      /* of the one that is being put in order */
	int64_t *spare;
	size_t spare_capacity;
};
void lane_gather_begin(struct lane_gather *g, const struct sources *s, uint8_t by);
/* Looks at the windows of the scope in slices; position is that of rows().
 * Returns whether work is left. */
bool lane_gather_walk(struct lane_gather *g, size_t *position, int64_t deadline_us);
/* Then puts the lanes in order; returns whether work is left. */
bool lane_gather_sort(struct lane_gather *g, int64_t deadline_us);
/* Hands the lanes over to a timeline. */
void lane_gather_take(struct lane_gather *g, struct timeline *t);
void lane_gather_release(struct lane_gather *g);
void timeline_ends_add(struct timeline_ends *e, struct span s);
/* Puts few in order at once. */
void timeline_ends_sort(struct timeline_ends *e);
void timeline_lanes_release(struct timeline *t);

/* --- timeline_people.c --- */

struct timeline_people {
	const struct sources *sources;
	struct people_list **list; /* by platform */
	size_t count;
	struct timeline_rate *rates;
	size_t rate_count;
	uint64_t generation; /* grows with each answer */
};
void timeline_people_open(struct timeline_people *p, const struct sources *s);
void timeline_people_close(struct timeline_people *p);
/* Asks for what there is in a span, unless that is read already or on its way;
 * sight: what of it is looked at. */
void timeline_people_want(struct timeline_people *p, struct span whole, struct span sight);
/* Whether all that was asked for has come; false before anything was. */
bool timeline_people_complete(const struct timeline_people *p);
/* Appends what was read to the timeline's events, in no order, and sets its rates
 * and note, which stay valid until the next answer. */
void timeline_people_add(struct timeline_people *p, struct timeline *t, size_t *capacity, struct arena *texts);

/* --- timeline_marks.c --- */

/* Appends what is known of the incident, its switch-overs, maintenance and the
 * lanes, in no order; says how far all of it reaches (timeline.whole, began_us). */
void timeline_marks_add(const struct sources *s, struct timeline *t, size_t *capacity, struct arena *texts);

#endif
