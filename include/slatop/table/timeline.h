/* One timeline of an incident, or of a group of outages: lanes of outage windows,
 * what was done about it, the calls that got through, and what people did, all on
 * one axis of time.
 *
 * The model "timeline" makes it: its rows are the events, in order of time. The
 * lanes are kept so that a column of a picture costs two searches for each state,
 * however many accounts were hit and however far one has zoomed. */
#ifndef SLATOP_TABLE_TIMELINE_H
#define SLATOP_TABLE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/sla/interval.h"

struct view;

/* What a stretch of a window is, by its account's figures of the month (4.1),
 * the worst first. A window that counts is COUNTED at the instants that are
 * accountable of its account, EXEMPT at those that are only unavailable, OUTSIDE
 * where it lies in another month. */
enum timeline_state {
	TIMELINE_COUNTED,
	TIMELINE_PENDING,   /* open, and not long enough yet */
	TIMELINE_EXEMPT,
	TIMELINE_UNCOUNTED, /* too short, of a cause that does not count, or the other half was up */
	TIMELINE_OUTSIDE,
	TIMELINE_STATES
};
extern const char *const timeline_state_names[TIMELINE_STATES]; /* "counted" "pending" ... */

/* What the lanes are of. */
enum timeline_by { TIMELINE_BY_SERVICE, TIMELINE_BY_ACCOUNT, TIMELINE_BY_CARRIER, TIMELINE_BY_COUNT };
extern const char *const timeline_by_names[TIMELINE_BY_COUNT]; /* "service" "account" "carrier" */

/* Stretches [start, end), each of some length: their starts and their ends, each
 * in order for itself. */
struct timeline_ends {
	int64_t *starts, *ends;
	size_t count, capacity;
};
/* How many of them have an instant in a span. */
size_t timeline_overlaps(const struct timeline_ends *e, struct span s);

#define TIMELINE_LANES 8 /* of one name each; what is more is one lane, the last: "others" */
struct timeline_lane {
	char name[96];     /* cleaned */
	uint32_t accounts; /* that have a window in it */
	int64_t enterprise_no; /* by account; 0: none, or several */
	struct timeline_ends states[TIMELINE_STATES];
};

enum timeline_kind {
	TIMELINE_DOWN,      /* a lane's first window begins */
	TIMELINE_BACK,      /* its last one ends */
	TIMELINE_OPENED, TIMELINE_DETECTED, TIMELINE_SWITCHED, TIMELINE_RECOVERED, TIMELINE_CLOSED,
	TIMELINE_FAILED,    /* a node, that another takes over from (4.12) */
	TIMELINE_TAKEN,     /* the other has taken over */
	TIMELINE_LIMIT,     /* until when it had to */
	TIMELINE_UPKEEP, TIMELINE_UPKEEP_ENDS, /* maintenance */
	TIMELINE_COMMAND, TIMELINE_RELEASE, TIMELINE_OPERATION, TIMELINE_DELETION, TIMELINE_LOGIN,
	TIMELINE_KINDS
};
extern const char *const timeline_kind_names[TIMELINE_KINDS]; /* "goes_down" "back" ... */
/* Whether it is what a person did. */
static inline bool timeline_is_act(int kind)
{
	return kind >= TIMELINE_COMMAND && kind < TIMELINE_KINDS;
}

struct timeline_event {
	int64_t at_us;
	uint8_t kind;          /* enum timeline_kind */
	int8_t risk;           /* of a command, 0 to 3; else 0 */
	int8_t verdict;        /* enum verdict of a switch-over and of its limit; -1: none */
	bool broken, near;     /* a limit: it is broken; it still runs, and is nearly over */
	uint32_t platform;
	int64_t number;        /* of its row: the incident's, the command's ... */
	int64_t session_id;    /* of the bastion; 0: none */
	int64_t enterprise_no; /* 0: none */
	const char *who, *where, *what; /* cleaned; NULL: none */
};

/* Calls of all carriers together (4.10). */
struct timeline_rate {
	struct span slot;
	int64_t requested, connected;
};

struct timeline {
	struct span whole;     /* all of it, with what was shortly before and after */
	int64_t began_us;      /* the first failure; TIME_NONE: nothing is there */
	int64_t moment_us;     /* of evaluation; what comes later is not known */
	uint8_t by;            /* enum timeline_by */
	struct timeline_lane *lanes; /* the longest down first by account, else the first to fail */
	size_t lane_count;
	struct timeline_ends upkeep; /* maintenance */
	struct timeline_event *events; /* in order of time */
	size_t event_count;
	const struct timeline_rate *rates; /* in order of time */
	size_t rate_count;
	int64_t target_ppm;    /* of 4.10 */
	const char *note;      /* what of it is missing, and why; NULL: nothing */
};
/* The first event at or after a moment; event_count: none. */
size_t timeline_event_at(const struct timeline *t, int64_t at_us);
/* The connection rate of the calls in a span as a percentage x 1,000,000, false
 * where no slot with calls touches it. */
bool timeline_rate_in(const struct timeline *t, struct span s, int64_t *percent);

/* What is looked at: what people did is read as of the part in sight where there
 * is more of it than is read at once. */
struct timeline_look {
	struct span sight; /* {0, 0}: all of it */
	uint8_t by;        /* enum timeline_by */
};
/* The view's timeline, NULL where its model has none. Valid until the next
 * view_work or view_advance. */
const struct timeline *view_timeline(const struct view *v);
/* Tells it what is looked at; the next view_advance goes by that. */
void view_look(struct view *v, const struct timeline_look *look);

#endif
