/* Outages of one cause put together: what a pass over the windows adds up, kept
 * until the next pass is whole. */
#ifndef SLATOP_SRC_TABLE_GROUPS_H
#define SLATOP_SRC_TABLE_GROUPS_H

#include "table/group_table.h"

/* What is added up. Accounts are told apart because all windows of one come one
 * after another. */
struct group_sums {
	uint32_t windows, accounts, counting, pending; /* the last two: accounts */
	uint32_t tier_accounts;                        /* accounts of the best tier */
	uint32_t last, last_counting, last_pending;    /* account seen last, INDEX_NONE */
	int64_t since, until;                          /* first start, last end */
	int64_t counts_at, breach;                     /* the earliest to come, TIME_NONE */
	unsigned services, causes;                     /* 1u << each */
	uint32_t incident;                             /* reference; 0: none */
	const char *tier;
	const char *cause_word; /* of the first window */
	int tier_rank;
	bool open;
	bool judged; /* a window's cause is not exempt by itself */
};
struct group {
	uint32_t platform;
	struct outage_group_key key; /* without an incident: anchored at the window that it was made for */
	struct group_sums shown, adding;
	char service[40], cause[80]; /* as shown */
	uint8_t absent;              /* whole passes without a window; 2: the place is free */
};
struct groups {
	struct group *list; /* a group keeps its place while it is shown */
	size_t count, capacity;
	struct group_table table;
	uint32_t last;  /* place asked for last */
	uint32_t *free; /* places to use again */
	size_t free_count, free_capacity;
};

void groups_release(struct groups *g);
/* Starts adding up: what is shown stays. */
void groups_begin(struct groups *g);
/* The group that takes a key; made where it is not there yet. Valid until the
 * next call. */
struct group *groups_get(struct groups *g, uint32_t platform, const struct outage_group_key *key);
/* Shows what was added up. */
void groups_end(struct groups *g);
/* Counts an account's tier; the best is the first of those that are sold. */
void group_add_tier(struct group_sums *sums, const char *tier);
/* A tier's place among those that are sold, the best first; TIER_OTHER: sold no
 * more, or never; TIER_NONE: none is said. */
enum { TIER_OTHER = 5, TIER_NONE, TIER_RANKS };
int tier_rank(const char *tier);

#endif
