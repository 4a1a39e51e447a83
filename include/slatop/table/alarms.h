/* Alarms: what somebody on duty has to see now, grouped so that one cause is one
 * line, one bell and one acknowledgement, however many accounts it hits.
 *
 * The tracker follows the store: it takes the accounts that moved (store.h), in
 * slices, and never passes over all of them. An account belongs to an alarm while
 * a window of the alarm's group is open and counts, or will; once its promise is
 * at risk or broken by what was entered afterwards, for ALARM_NEWS_US. An alarm
 * is raised when the first of its subject's kinds holds, changes when another one
 * does (that rings no second time, and what was acknowledged stays so), is
 * cleared when none does, and goes ALARM_STAYS_US later; if it holds again before,
 * it is raised anew. Windows that are put under an incident later take their
 * alarm with them.
 *
 * What a console acknowledges is known to that console alone: the replica cannot
 * be written to.
 *
 * Claims about to lapse (6) are one alarm a sub-platform. Whether there are any is
 * found once a day (alarms_watch_claims), since it takes the months before.
 *
 * To add a kind: its row in alarm_kinds; if it is about something new, that
 * subject's sense in alarms.c. */
#ifndef SLATOP_TABLE_ALARMS_H
#define SLATOP_TABLE_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/table/model.h"

/* In order of weight: where several hold, an alarm is of the first. */
enum alarm_kind {
	ALARM_BREACHED, ALARM_REPLICA_LOST, ALARM_AT_RISK, ALARM_COUNTING, ALARM_LAPSING, ALARM_LINK_DOWN, ALARM_DOWN,
	ALARM_KIND_COUNT
};
enum alarm_subject { ALARM_OF_OUTAGES, ALARM_OF_LINK, ALARM_OF_REPLICA, ALARM_OF_CLAIMS, ALARM_SUBJECT_COUNT };

#define ALARM_TIERS 7 /* ranks of tiers, see groups.h */
/* A subject that comes and goes within this is a reconnect, not a loss. */
#define ALARM_LOST_US (INT64_C(5) * USEC)
/* How long a cleared one is still shown. */
#define ALARM_STAYS_US (INT64_C(300) * USEC)
/* How long an account that nothing holds down is news. */
#define ALARM_NEWS_US (INT64_C(900) * USEC)
/* The bell is quiet for so long after it rang: one storm, one ring. */
#define ALARM_BELL_US (INT64_C(10) * USEC)
/* So many accounts down are an alarm before it counts: what makes an incident an
 * event of the sub-platform (4.2). */
#define ALARM_MANY 10

/* Of the accounts that an alarm has. */
struct alarm_sums {
	uint32_t accounts, pending, counting, at_risk;
	uint32_t breached;   /* whose promise was broken while it lasted */
	int64_t seats;
	uint32_t tiers[ALARM_TIERS];
	int64_t first_breach; /* earliest to come; TIME_NONE */
};

/* Times of an alarm's own are monotonic; 0: not (yet). */
struct alarm {
	int64_t id;               /* 0: the place is free */
	uint32_t platform;
	uint8_t subject, kind;    /* kind: the last one that held */
	bool holds, seen;         /* seen: it was raised once; else it is none yet */
	struct outage_group_key group; /* ALARM_OF_OUTAGES */
	int32_t link_id;          /* ALARM_OF_LINK */
	int64_t last_day;         /* ALARM_OF_CLAIMS: start of the last day of the first to lapse */
	int64_t since;            /* when what it is about began, UTC; TIME_NONE */
	int64_t raised_at, changed_at, cleared_at, acknowledged_at;
	struct alarm_sums sums;   /* now */
	struct alarm_sums most;   /* when it had most accounts: shown once it is cleared */
	bool on;                  /* of a link, a replica, claims: it is down, lost; there are any */
	bool touched, stale, moved_on; /* the tracker's */
};

struct alarm_kind_info {
	const char *name, *words; /* "at_risk", "accounts at risk" */
	const char *help;         /* when it holds, and when it clears */
	uint8_t subject;          /* enum alarm_subject */
	uint8_t severity;         /* 1 critical - 4, as an incident's */
	bool (*holds)(const struct alarm *a);
};
extern const struct alarm_kind_info alarm_kinds[ALARM_KIND_COUNT];

struct alarms;
/* follows: it stays, and is told what moves: one such tracker for a store. Else
 * each alarms_work finds what holds at that moment, in one go. */
struct alarms *alarms_create(bool follows);
void alarms_destroy(struct alarms *a);
/* Takes in what happened, at monotonic time now, until deadline_us; returns
 * whether work is left. To be called when verdicts are up to date. */
bool alarms_work(struct alarms *a, const struct store *s, int64_t now, int64_t deadline_us);
/* Looks for claims about to lapse, by what the scope gives to read (store, calendar,
 * period(), summary()); returns whether work is left. To be called before
 * alarms_work; without it there is no such alarm. */
bool alarms_watch_claims(struct alarms *a, const struct model_scope *scope, int64_t now, int64_t deadline_us);
/* Grows with each look; and whether each sub-platform in scope was looked at (where
 * nothing is followed: can be). */
uint64_t alarms_claims_generation(const struct alarms *a);
bool alarms_claims_known(const struct alarms *a, const struct model_scope *scope);
/* Grows with each change of what is shown. */
uint64_t alarms_generation(const struct alarms *a);
/* Places of alarms; some are free, some not (yet) an alarm. */
size_t alarms_places(const struct alarms *a);
/* NULL where there is none. Valid until the next alarms_work. */
const struct alarm *alarms_at(const struct alarms *a, size_t place);
/* The weightiest that holds and is not acknowledged, and how many there are.
 * NULL: none. */
const struct alarm *alarms_first(const struct alarms *a, size_t *count);
/* Acknowledges one; false where there is nothing to acknowledge. */
bool alarms_acknowledge(struct alarms *a, int64_t id, int64_t now);
/* Whether the bell is to ring, once for each time it is asked. */
bool alarms_take_bell(struct alarms *a, int64_t now);

/* The sums to show. */
const struct alarm_sums *alarm_shown(const struct alarm *a);
/* 1 critical - 4 slight: its kind's; that few accounts count is one step less. */
int alarm_severity(const struct alarm *a);
/* Rank of the best tier of its accounts; ALARM_TIERS: it has none. */
int alarm_tier_rank(const struct alarm *a);
/* The name of that tier; NULL: none that is sold now. */
const char *alarm_tier(const struct alarm *a);
/* The weight of an alarm: the lower, the earlier it is listed. */
int64_t alarm_weight(const struct alarm *a);
const char *alarm_state(const struct alarm *a); /* "raised" "acknowledged" "cleared" */
/* A monotonic time of its own in UTC, by its sub-platform's clock; TIME_NONE for 0. */
int64_t alarm_time(const struct store *s, const struct alarm *a, int64_t at);
/* Appends what it is about: an incident's title, "softswitch provider", a link. */
void alarm_what(const struct store *s, const struct alarm *a, struct buf *out);
/* Appends it in a line of words: "softswitch down, north: 3,907 accounts (12 gold)
 * since 14:17:31, counting; first breach 14:30:16". */
void alarm_line(const struct store *s, const struct alarm *a, const struct value_style *style,
		struct buf *out);

#endif
