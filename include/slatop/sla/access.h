/* Clause 4.6: access to private data against the accounts' written
 * authorizations.
 *
 * A grant covers an access when it is the same account's and operator's, of the
 * same kind or of all, and in force at that time: granted_at <= time <
 * expires_at, not revoked, or revoked later. A kind that is not known is covered
 * by a grant of all kinds only. */
#ifndef SLATOP_SLA_ACCESS_H
#define SLATOP_SLA_ACCESS_H

#include "slatop/sla/violation.h"

enum private_kind {
	PRIVATE_TELEPHONE_NUMBER, PRIVATE_CALLER_NAME, PRIVATE_RECORDING, PRIVATE_CUSTOMER_RECORD,
	PRIVATE_ALL, /* of a grant */
	PRIVATE_KINDS
};
extern const char *const private_kind_names[PRIVATE_KINDS]; /* "telephone_number" ... "all" */
enum private_kind private_kind_from(const char *word);      /* PRIVATE_KINDS: unknown */

struct private_access {
	int64_t access_id, enterprise_no, occurred_at;
	const char *operator_name;
	uint8_t kind; /* enum private_kind */
};

struct private_grant {
	int64_t grant_id, enterprise_no;
	int64_t granted_at, expires_at, revoked_at; /* revoked_at TIME_NONE: not; expires_at may be infinite */
	const char *operator_name;
	uint8_t kind;
};

/* How near the grants come to an access: the last that holds of any of them. */
enum access_why {
	ACCESS_NO_GRANT,       /* none of the account for that operator */
	ACCESS_OTHER_KIND,     /* one, but not of that kind */
	ACCESS_NOT_YET,        /* of the kind, granted later */
	ACCESS_EXPIRED,
	ACCESS_REVOKED,
	ACCESS_GRANTED,
	ACCESS_WHYS
};
extern const char *const access_why_names[ACCESS_WHYS]; /* "no_grant" ... */
extern const char *const access_why_words[ACCESS_WHYS]; /* "no grant" ... */

/* How near one grant comes. */
enum access_why grant_covers(const struct private_grant *g, const struct private_access *a);
/* How near any of them comes; *grant (may be NULL) is its index, count for none. */
enum access_why access_check(const struct private_grant *grants, size_t count, const struct private_access *a,
			     size_t *grant);
/* True where it is granted; else adds RULE_ACCESS_UNGRANTED with the operator. */
bool access_judge(const struct private_grant *grants, size_t count, const struct private_access *a,
		  struct violations *v);
/* Those inside the span and before the moment. */
void access_outcome(const struct terms *t, const struct private_grant *grants, size_t grant_count,
		    const struct private_access *list, size_t count, struct span span, int64_t moment_us,
		    struct outcome *out, struct violations *v);

#endif
