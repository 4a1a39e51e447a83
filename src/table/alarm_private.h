/* What the tracker's files share. */
#ifndef SLATOP_SRC_TABLE_ALARM_PRIVATE_H
#define SLATOP_SRC_TABLE_ALARM_PRIVATE_H

#include "slatop/table/alarms.h"
#include "table/groups.h"
#include "table/lapses.h"

enum share_flag { SHARE_PENDING = 1, SHARE_COUNTING = 2, SHARE_AT_RISK = 4, SHARE_BREACHED = 8, SHARE_NEWS = 16 };

/* What one account adds to one alarm. */
struct share {
	uint32_t tenant, alarm;
	uint32_t next;  /* of the same account, INDEX_NONE; of free ones, the next */
	int32_t seats;
	int64_t breach; /* to come, TIME_NONE */
	uint8_t flags;  /* set of enum share_flag; 0: the place is free */
	uint8_t tier;   /* rank */
};

/* What is known of a sub-platform. */
struct followed {
	const struct period *period; /* NULL: not looked at yet */
	uint32_t epoch;
	int64_t span_start;
	uint32_t serial;  /* of the reading: what was queued before it is void */
	bool built;       /* all accounts with an open window are in */
	bool was_built;   /* and were before, once */
	uint32_t *heads;  /* by tenant: first share + 1 */
	size_t head_count;
	struct share *shares;
	size_t share_count, share_capacity;
	uint32_t free;    /* first free share + 1 */
	uint64_t links_seen, claims_seen;
	int64_t links_at;
	bool was_live;
	int64_t gone_at, gone_utc; /* monotonic, 0: not lost; the same in UTC */
};

/* When an account that nothing holds down is no news any more. */
struct news {
	int64_t until;
	uint32_t platform, tenant, serial;
};

struct alarms {
	bool follows;
	struct lapses *lapses;
	struct alarm *list;
	size_t count, capacity;
	uint32_t *free;
	size_t free_count, free_capacity;
	int64_t last_id;
	struct group_table groups; /* of those about outages */
	bool table_old;            /* one of them was dropped */
	uint32_t last;             /* group asked for last */
	uint32_t *touched;
	size_t touched_count, touched_capacity;
	size_t cleared;            /* how many are shown as cleared */
	struct followed *followed; /* by platform */
	size_t followed_count;
	struct news *news;         /* in order of time, from news_first on */
	size_t news_count, news_capacity, news_first;
	struct share *found;       /* scratch: of the account that is looked at */
	struct outage_group_key *keys;
	size_t found_count, found_capacity;
	struct arena scratch;
	bool stale_any;
	int64_t freshened_at;
	bool bell_due, rung_at_start;
	int64_t rung_at;
	uint64_t generation;
};

/* Makes an alarm; returns its place. */
uint32_t alarm_add(struct alarms *a, const struct alarm *made);
/* It is judged again at the end of this turn. */
void alarm_touch(struct alarms *a, uint32_t place);

/* alarm_accounts.c */
void alarm_table_init(struct alarms *a);
void alarm_table_again(struct alarms *a);
void alarm_follow_release(struct followed *f);
/* Takes the accounts of a sub-platform that moved; whether some are left. */
bool alarm_follow(struct alarms *a, struct platform *p, uint32_t i, int64_t now, int64_t deadline_us);
/* Ends what is no news any more. */
bool alarm_end_news(struct alarms *a, const struct store *s, int64_t now, int64_t deadline_us);
/* The first breaches of alarms that lost the account that had it. */
void alarm_freshen(struct alarms *a, int64_t now);

/* A monotonic time by the sub-platform's clock; TIME_NONE: it never told one. */
static inline int64_t alarm_time_of(const struct platform *p, int64_t at)
{
	return p->status.replica_time == TIME_NONE || !p->status.received_at
		       ? TIME_NONE
		       : p->status.server_clock + at - p->status.received_at;
}

/* Infinite times are none that could be shown. */
static inline int64_t time_shown(int64_t at_us)
{
	return at_us >= TIME_INFINITE || at_us == TIME_MINUS_INFINITE ? TIME_NONE : at_us;
}

#endif
