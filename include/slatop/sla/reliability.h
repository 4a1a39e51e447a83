/* Clause 4.2: mean time from a recovery to the next failure.
 *
 * An account's event is one interval after step 3 of 4.1 (united, not clipped);
 * a sub-platform's an incident that hits enough accounts (incident_events).
 * Events that overlap or touch are one. The mean is taken over the intervals
 * whose both events start inside the look-back, [moment - look_back_days x 24
 * h, moment). With fewer than two events there: "failing" while one is open;
 * else whole 24 h since the last recovery (also one before the look-back), or
 * since the account was opened, decide: "met", or "too early".
 *
 * Events are taken one by one, in order of their start, so that a year of an
 * account costs a struct event_run, not a list: months that are over go into it
 * once, the current one into a copy. */
#ifndef SLATOP_SLA_RELIABILITY_H
#define SLATOP_SLA_RELIABILITY_H

#include "slatop/sla/commitment.h"

struct event_run {
	int64_t since_us, moment_us;       /* the look-back */
	int64_t last_start, last_end;      /* of the last event; last_end TIME_NONE: it is open */
	int64_t events;                    /* that start in the look-back */
	int64_t between_us, intervals;     /* from each recovery to the next failure */
	int64_t shortest_us;               /* of these; TIME_NONE: none */
	bool any;                          /* there was an event, in the look-back or before it */
};

void event_run_init(struct event_run *r, const struct terms *t, int64_t moment_us);
/* Adds an event that starts no earlier than those before it; what touches the
 * last one continues it. end_us TIME_NONE, or later than the moment: open. What
 * starts at or after the moment, and what is empty, is left out. */
void event_run_add(struct event_run *r, struct span event);
/* A whole list, in any order; it is sorted and united in place. */
void event_run_add_list(struct event_run *r, struct span *events, size_t count);

/* Events that all start inside the look-back, but perhaps the first, which may go on
 * from before it: what is left of an account's months that are over, whatever the
 * moment. Starts as {0}. */
struct event_tail {
	struct span first, second, last; /* as many as there are */
	int64_t events;
	int64_t between_us, intervals, shortest_us; /* from the second event on */
};
/* Adds an event that starts no earlier than those before it; what touches the last
 * one continues it. */
void event_tail_add(struct event_tail *t, struct span event);
/* Adds all of them to a run, after what it has. They are over by its moment. */
void event_run_add_tail(struct event_run *r, const struct event_tail *t);

/* From when on windows are wanted for a month that starts at start_us: a month
 * before the look-back's, so that an event that is cut there starts before the
 * look-back in any case. By the longest look-back of the codes. */
int64_t reliability_since(const struct agreement *a, int64_t start_us);

struct reliability {
	uint8_t verdict;       /* met missed failing too_early; no_data: nothing is known to count from */
	bool known, open;      /* known: there is a mean; open: an event is */
	int64_t mean_us;       /* truncated; 0 where not known: ask known */
	int64_t events, intervals, between_us, shortest_us;
	int64_t recovered_at;  /* the last recovery; TIME_NONE: none, or one is open */
	int64_t quiet_us;      /* since that, or since opened_at; 0 while open */
	int64_t quiet_days;    /* whole 24 h of it */
};
/* opened_at: of the account; of a sub-platform its earliest account not voided;
 * TIME_NONE: unknown. */
void reliability_judge(const struct terms *t, const struct event_run *r, int64_t opened_at,
		       struct reliability *out);
/* Inputs between, intervals, events, and the verdict above. */
void reliability_outcome(const struct terms *t, const struct reliability *r, struct outcome *out);
/* Appends "92d 03h on average of 3 intervals", "failing", "no failure for 37 days". */
void reliability_write(struct buf *out, const struct reliability *r);

/* ---- incidents ---- */

/* What an incident did: its counted windows. Starts as {.incident_id, .cause,
 * .voided}, the rest 0. */
struct incident_effect {
	int64_t incident_id;
	uint8_t cause; /* enum cause */
	bool voided;
	int64_t accounts, last_account;
	int64_t first_us, last_us; /* from the first to the last of them; last_us TIME_NONE: open */
};
/* Adds a counted window (part.counts, in the month in which it started: under
 * web.down_when both the other half may be down later) of the incident; those of one account
 * come one after the other. end_us TIME_NONE: open. */
void incident_effect_add(struct incident_effect *e, int64_t enterprise_no, struct span window);
/* The events of a sub-platform: incidents, not voided, not of a cause in
 * availability.exempt_causes, that hit at least reliability.min_accounts. Into
 * out (room for count), in no order. */
size_t incident_events(const struct terms *t, const struct incident_effect *effects, size_t count,
		       struct span *out);

#endif
