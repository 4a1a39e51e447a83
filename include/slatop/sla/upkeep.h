/* Clause 5: what became of a maintenance: notice, overrun, extension, early
 * end. Nothing of it is a verdict of its own but the notice, where the agreement
 * requires it (maintenance.notice). */
#ifndef SLATOP_SLA_UPKEEP_H
#define SLATOP_SLA_UPKEEP_H

#include "slatop/sla/commitment.h"

enum upkeep_state {
	UPKEEP_COMING,
	UPKEEP_RUNNING,
	UPKEEP_OVERRUNNING, /* past its announced end, or what it was extended to, and not said to be finished */
	UPKEEP_FINISHED,
	UPKEEP_CANCELLED,   /* before it started, or while it ran */
	UPKEEP_STATES
};
extern const char *const upkeep_state_names[UPKEEP_STATES]; /* "coming" ... */

struct upkeep {
	uint8_t state;        /* enum upkeep_state */
	bool announced;       /* there is a time of announcement, known by the moment */
	bool noticed;         /* as maintenance_notice_given: in time, whatever the key says */
	bool cancelled_before; /* it never started: nothing but the notice is of interest */
	int64_t notice_us;    /* from the announcement to the start; negative: announced late */
	int64_t end_us;       /* when it ended; the moment while it runs; its start before that */
	int64_t overrun_us;   /* past ends_at; 0: none. Clause 5 exempts none of it */
	int64_t beyond_us;    /* past what it was extended to; overrun_us where it was not */
	int64_t extension_us; /* extended_to - ends_at, where later; 0: none */
	int64_t early_us;     /* ended before ends_at by; 0: did not, or was cancelled before it started */
	struct span exempt;   /* maintenance_exempt */
	int64_t exempt_us;    /* its length */
};

/* A sound maintenance (maintenance_faulty). extended_to TIME_NONE: not. */
void upkeep_judge(const struct terms *t, const struct maintenance_window *m, int64_t extended_to,
		  int64_t moment_us, struct upkeep *out);

/* Whether a window of a covered account was open while the maintenance ran and
 * does not name it: a sign that something else broke, or was not recorded. */
bool upkeep_unnamed(const struct maintenance_window *m, const struct upkeep *u, const struct outage_window *w,
		    int64_t moment_us);

/* Adds one to the inputs of COMMITMENT_MAINTENANCE: windows, unannounced,
 * overrun, extended, early. */
void upkeep_add(const struct upkeep *u, int64_t inputs[OUTCOME_INPUTS]);
/* The verdict: missed where notice is required and was not given. */
void upkeep_outcome(const struct terms *t, const int64_t inputs[OUTCOME_INPUTS], struct outcome *out);

#endif
