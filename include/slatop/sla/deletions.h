/* Clause 4.8: destruction.
 *
 * Retention runs through the local day of the later of the deletion's and the
 * account's retention_to; from the midnight after it what is left may be
 * deleted. Methods: deletion.*_methods by kind of object. Without a session of
 * the bastion is a violation, and so is any recovery afterwards, at the instant
 * of it. */
#ifndef SLATOP_SLA_DELETIONS_H
#define SLATOP_SLA_DELETIONS_H

#include "slatop/sla/violation.h"

/* Dates (PostgreSQL's date) as days since 1970-01-01. */
#define DATE_NONE INT64_MIN     /* null */
#define DATE_INFINITE INT64_MAX /* infinity: for ever */

struct deletion {
	int64_t deletion_id, enterprise_no; /* enterprise_no 0: of no account */
	uint8_t kind, method;               /* enum object_kind, enum deletion_method; others: unknown */
	int64_t executed_at, recovered_at;  /* recovered_at TIME_NONE: never */
	int64_t retention_to;               /* a date, DATE_NONE */
	int64_t tenant_retention_to;        /* the account's; DATE_NONE: none, or no account */
	int64_t session_id;                 /* 0: none */
	const char *method_word;            /* as it stands in the row, for the message; may be NULL */
};

/* OBJECT_COUNT, METHOD_COUNT for unknown words. Methods are compared without
 * regard to case ("delete"). */
enum object_kind object_kind_from(const char *word);
enum deletion_method deletion_method_from(const char *word);

/* A bad row: recovered before it was deleted, an infinite time, an unknown kind. */
bool deletion_faulty(const struct deletion *d);
/* The instant from which it may be deleted: midnight after the last retained
 * day; TIME_MINUS_INFINITE where nothing is retained, TIME_INFINITE for ever. */
int64_t deletion_allowed_from(const struct calendar *c, const struct deletion *d);
/* Judges one that is sound and was executed by the moment; a recovery after the
 * moment has not happened. Returns the number of rules broken. */
size_t deletion_judge(const struct terms *t, const struct calendar *c, const struct deletion *d,
		      int64_t moment_us, struct violations *v);
/* A span: those executed in it are checked; what was broken in it decides, a
 * recovery of an earlier deletion too. */
void deletions_outcome(const struct terms *t, const struct calendar *c, const struct deletion *list,
		       size_t count, struct span span, int64_t moment_us, struct outcome *out,
		       struct violations *v);

#endif
