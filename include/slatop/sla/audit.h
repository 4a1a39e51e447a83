/* Clause 4.4: auditability.
 *
 * A log is kept for a number of months: its first entry has to lie on or before
 * the local day of the moment that many months ago (a day that its month has
 * not becomes the month's last: three months before 31 May is 28 or 29
 * February). "More than" 12 months of server logs: one day earlier
 * (audit.server_inclusive: that day will do). Days without an entry inside the
 * promised span are counted and shown, no rule by themselves: nobody has to
 * work every day. A platform that is younger than the promise: "too early". */
#ifndef SLATOP_SLA_AUDIT_H
#define SLATOP_SLA_AUDIT_H

#include "slatop/sla/violation.h"

enum kept_log { LOG_BUSINESS, LOG_SERVER, LOG_COUNT };
extern const char *const kept_log_names[LOG_COUNT]; /* "business" "server" */

/* The whole local days for which entries are promised: from the first one's
 * midnight to the midnight that starts the moment's day. */
struct span audit_promised(const struct terms *t, const struct calendar *c, enum kept_log log, int64_t moment_us);
/* The same for the law's months (audit.legal_months), shown beside. */
struct span audit_legal(const struct terms *t, const struct calendar *c, int64_t moment_us);
/* The same for call records (metering.keep_months, 4.3). */
struct span audit_call_records(const struct terms *t, const struct calendar *c, int64_t moment_us);

struct log_facts {
	int64_t oldest_at;      /* TIME_NONE: not one entry */
	int64_t days_filled;    /* local days of the promised span that have an entry */
	int64_t platform_since; /* when the platform began; TIME_NONE: unknown, so old enough */
};

struct coverage {
	uint8_t verdict;      /* met, missed, too_early */
	struct span promised;
	int64_t days;         /* local days of the promised span */
	int64_t days_empty;   /* of these, without an entry */
	int64_t days_kept;    /* from the oldest entry's local day to the moment's, 0: none */
	int64_t days_short;   /* by which the oldest entry is too young, 0: by none */
	bool legal;           /* it reaches back as far as the law wants */
};
/* Judges a log. Adds RULE_..._LOG_SHORT at the moment. */
void audit_coverage(const struct terms *t, const struct calendar *c, enum kept_log log,
		    const struct log_facts *facts, int64_t moment_us, struct coverage *out,
		    struct violations *v);
/* Inputs: days promised, 1 where it is short. */
void audit_outcome(const struct terms *t, enum kept_log log, const struct coverage *c, struct outcome *out);

/* ---- logins ---- */

struct bastion_session {
	int64_t session_id;
	int64_t started_at, ended_at; /* TIME_NONE while open */
	bool via_bastion, recorded;   /* recorded: there is a recording_format */
	const char *operator_name;    /* may be NULL */
};

/* A bad row: ended before it started, an infinite time. */
bool bastion_session_faulty(const struct bastion_session *s);
/* Judges a sound one that started before the moment: a login past the bastion
 * (when it started), no recording though it has ended by the moment (then). The
 * number of rules broken. */
size_t session_judge(const struct bastion_session *s, int64_t moment_us, struct violations *v);
/* Those that started inside the span are checked; what was broken in it counts. */
void logins_outcome(const struct terms *t, const struct bastion_session *list, size_t count, struct span span,
		    int64_t moment_us, struct outcome *out, struct violations *v);

#endif
