/* Clause 4.12: switch-over within the limit of its fault class, from failed_at
 * to switched_at.
 *
 * Decided here: a failover that fails at or after the moment does not exist; a
 * switch-over later than the moment has not happened, it is open. An open one
 * counts up: "at risk" from recovery.at_risk_ppm of its limit (the limit
 * itself, the network's without its tolerance), "missed" once it is over limit
 * and tolerance, "met" before that: nothing was missed yet. One that was
 * switched in time is met, however narrowly. */
#ifndef SLATOP_SLA_RECOVERY_H
#define SLATOP_SLA_RECOVERY_H

#include "slatop/sla/violation.h"

struct switchover {
	int64_t failover_id;
	int64_t enterprise_no;           /* whose list this is for; 0: no account's */
	int64_t failed_at, switched_at;  /* TIME_NONE while open */
	uint8_t fault_class;             /* enum fault_class; others: unknown */
	bool voided;
};

/* "network" and so on; FAULT_CLASS_COUNT for an unknown word. */
enum fault_class fault_class_from(const char *word);

/* A bad row: switched_at < failed_at, an infinite time, an unknown class. */
bool switchover_faulty(const struct switchover *f);

struct recovery {
	uint8_t verdict;        /* enum verdict; VERDICT_NO_DATA: voided, faulty, not yet there */
	bool open;
	bool within_tolerance;  /* over the limit, but not by more than "about" allows */
	int64_t elapsed_us, limit_us, tolerance_us;
	int64_t ratio;          /* elapsed / limit x 1,000,000 (ratio_millionths) */
	int64_t missed_at;      /* when an open one is missed, or was; TIME_NONE where it was switched in time */
};

/* Judges one. Adds RULE_RECOVERY_LATE, at the instant at which it was broken,
 * to v (may be NULL). */
void recovery_judge(const struct terms *t, const struct switchover *f, int64_t moment_us, struct recovery *out,
		    struct violations *v);

/* Those that failed inside the span (a month): inputs checked, broken; the
 * worst verdict, "no data" where there is none. */
void recovery_outcome(const struct terms *t, const struct switchover *list, size_t count, struct span span,
		      int64_t moment_us, struct outcome *out, struct violations *v);

#endif
