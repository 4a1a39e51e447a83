/* Months behind: what became of each commitment in a month that was looked at in
 * passing. A year's history costs sums, not a year of windows: whoever wants it
 * reads a month, adds it up, keeps the sums here and drops the rows.
 *
 * What is kept is bounded: PAST_MONTHS of a sub-platform, each of all accounts or
 * of one (2.5 KiB each); the one used longest ago makes room. Sums are void once
 * the platform is loaded anew, or the feed brings a change that touches their
 * month; what the feed does not follow (calls, exports ...) is kept for the
 * session as it was read. */
#ifndef SLATOP_STORE_HISTORY_H
#define SLATOP_STORE_HISTORY_H

#include "slatop/sla/reliability.h"
#include "slatop/store/summary.h"

#define PAST_MONTHS 640

enum past_state {
	PAST_NONE,    /* not read */
	PAST_READ,
	PAST_LACKING, /* the sub-platform does not publish what it needs */
	PAST_FAILED   /* could not be read: to be tried again after a minute */
};
struct past {
	struct rollup rollup; /* no account: nobody was there in that month */
	uint64_t broken;      /* rules */
	int64_t moment_us;    /* at which it was judged */
	uint8_t state;        /* enum past_state */
};

/* What is known of a month by number (calendar_month_number); as_of, only_account
 * as of a summary, as_known as of a period. NULL: nothing. It stays until the next platform_keep_past. */
struct past_month;
const struct past_month *platform_past(struct platform *p, int month, int64_t as_of, bool as_known,
				       int64_t only_account);
/* A commitment of it, NULL: not known, or void. m may be NULL. max_age_us: how old
 * it may be at moment_us, INT64_MAX: any; then changes of the month do not matter
 * either, as it is the month that runs. */
const struct past *past_of(const struct platform *p, const struct past_month *m, enum commitment c,
			   int64_t moment_us, int64_t max_age_us);
/* Keeps one. changes: platform_changes of before it was read. */
void platform_keep_past(struct platform *p, enum commitment c, int month, int64_t as_of, bool as_known,
			int64_t only_account, uint64_t changes, const struct past *past);
/* A number that grows when the feed changes what touches the month: its windows
 * with their margins, maintenance, accounts, incidents, switch-overs; of 4.2 also
 * those of the look-back. A window that is moved into another month and was in no
 * period in memory touches only where it lies now: where it lay is not known. */
uint64_t platform_changes(const struct platform *p, enum commitment c, int month);

/* What the windows that started in a month did to the accounts, by the incident
 * that they name: what is left of a month for 4.2 of the sub-platform. */
struct past_effect {
	int64_t incident_id;
	int64_t first_us, last_us; /* from the first of its counted windows to the last; TIME_NONE: open */
	uint32_t accounts;         /* that these hit */
	uint32_t listed;           /* where they stand in past_effects.accounts; INDEX_NONE: they are enough for an event */
};
struct past_effects {
	struct past_effect *list; /* by incident_id */
	uint32_t *accounts;       /* tenant indices */
	size_t count, account_count;
	int64_t moment_us;        /* at which the windows were judged */
};
void past_effects_release(struct past_effects *e);
/* Of a month as it looks at its own end, or while it runs (at_end), and as it
 * looks from later months: windows that were too short for the one may count in
 * the other. NULL: not known, or void, as past_of has it. */
const struct past_effects *platform_past_effects(struct platform *p, int month, int64_t as_of, bool as_known,
						 bool at_end, int64_t moment_us, int64_t max_age_us);
/* Keeps them; *e is emptied. changes: platform_changes of 4.1 before the windows
 * were read. */
void platform_keep_effects(struct platform *p, int month, int64_t as_of, bool as_known, bool at_end, uint64_t changes,
			   struct past_effects *e);

/* What the months before one were to its accounts, for 4.2 of each: the month in
 * which an account's look-back begins stands as a list, since events leave it while
 * time goes on; what was before as its last event, what came later as sums. Some
 * 150 bytes an account, and 16 an event of one month. */
struct account_year {
	struct span before;      /* the last event before that month; 0, 0: none */
	uint32_t listed, count;  /* the events of that month, in past_year.events */
	struct event_tail later;
};
struct past_year {
	struct account_year *accounts; /* by tenant index */
	size_t account_count;
	struct span *events;
	size_t event_count, event_capacity;
	int *begins;             /* the month that each agreement code's look-back begins in */
};
void past_year_release(struct past_year *y);
/* Of a month; NULL: not known, or void. begins: as they are wanted. Two of a
 * sub-platform are kept. */
const struct past_year *platform_past_year(struct platform *p, int month, int64_t as_of, bool as_known, int first_month,
					   const int *begins);
/* Keeps one; *y is emptied. changes: platform_past_changes of before it was read. */
void platform_keep_year(struct platform *p, int month, int64_t as_of, bool as_known, uint64_t changes, struct past_year *y);
/* Grows with what touches the windows of any month from first_month to month - 1. */
uint64_t platform_past_changes(const struct platform *p, int first_month, int month);

#endif
