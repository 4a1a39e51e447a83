/* Broken rules, the same for every clause: what, when, whose, which row, how
 * bad. Each file of a clause adds its own to a list; the words come from one
 * table. */
#ifndef SLATOP_SLA_VIOLATION_H
#define SLATOP_SLA_VIOLATION_H

#include <stddef.h>
#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/sla/commitment.h"

enum rule {
	RULE_FUNCTION_FEE_WRONG, RULE_TOTAL_FEE_WRONG,
	RULE_BUSINESS_LOG_SHORT, RULE_SERVER_LOG_SHORT,
	RULE_LOGIN_PAST_BASTION, RULE_SESSION_UNRECORDED,
	RULE_PLACE_ELSEWHERE, RULE_BACKUP_MISSING, RULE_COLD_STANDBY_MISSING,
	RULE_ACCESS_UNGRANTED,
	RULE_EXPORT_FORMAT, RULE_EXPORT_UNFINISHED,
	RULE_DELETED_IN_RETENTION, RULE_DELETED_BY_METHOD, RULE_DELETED_PAST_BASTION, RULE_DELETED_RECOVERED,
	RULE_SEATS_MOVED, RULE_SEATS_LEFT, RULE_SEATS_UNREQUESTED, RULE_SEATS_UNREVIEWED,
	RULE_RECOVERY_LATE,
	RULE_CLAIM_NOT_ELIGIBLE, RULE_CLAIM_LATE, RULE_CLAIM_ABOVE_CAP, RULE_DEDUCTED_WRONG_MONTH,
	RULE_PAID_IN_CASH,
	RULE_COUNT
};

struct rule_info {
	const char *name;     /* "seats_moved" */
	enum commitment commitment;
	const char *relation; /* whose row breaks it: "seat_change" */
	const char *sentence; /* "a change moved more seats than it may" */
	enum measure measure; /* of amount */
	const char *amount;   /* what amount is: "seats too many"; NULL: it is 0 */
};
extern const struct rule_info rules[RULE_COUNT];
/* The rule of a name, or -1. */
int rule_find(const char *name);

struct violation {
	uint8_t rule;          /* enum rule */
	int64_t at_us;         /* when it was broken: this decides its month */
	int64_t enterprise_no; /* 0: no account's */
	/* The row: its primary key; of an invoice, whose key is account and month,
	 * the month's number; 0 where a row is missing. */
	int64_t row_id;
	int64_t amount;        /* how bad, of the rule's measure */
	const char *subject;   /* a place, a format, an operator; NULL: none. As long as the facts */
};

/* A growing list in an arena. Starts as {.arena = a}; without one it is the owner's to
 * free: a long list then moves by its pages, not by a copy that takes a turn too long. */
struct violations {
	struct arena *arena;
	struct violation *list;
	size_t count, capacity;
};
/* v may be NULL: then only what the judging function returns is wanted. */
void violations_add(struct violations *v, struct violation one);
/* Adds those that were broken inside a span (a month) to another list (may be
 * NULL); how many these are. */
int64_t violations_keep(const struct violations *v, struct span span, struct violations *kept);
/* Appends "moved more seats than a change may: 20 seats too many". */
void violation_write(struct buf *out, const struct violation *v);

/* A clause of rules: what was looked at, and how many rules that broke. */
void outcome_rules(enum commitment c, const struct terms *t, int64_t checked, int64_t broken,
		   struct outcome *out);

#endif
