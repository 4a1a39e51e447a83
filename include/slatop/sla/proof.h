/* The proof: one SQL query that lets the standby itself compute clause 4.1
 * (src/replica/prove_availability.sql), with multiranges, from its own rows.
 *
 * Here is what the query takes and gives, so that the replica layer and the
 * test bind the same values; nothing here speaks to a database. All parameters
 * are passed as text, of unknown type (the query casts each), in this order. */
#ifndef SLATOP_SLA_PROOF_H
#define SLATOP_SLA_PROOF_H

#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/sla/agreement.h"
#include "slatop/sla/interval.h"

enum proof_parameter { /* $1 ... */
	PROOF_ACCOUNT,      /* bigint; null: all accounts */
	PROOF_FROM,         /* timestamptz: the span */
	PROOF_TO,
	PROOF_MOMENT,       /* timestamptz: the moment of evaluation */
	PROOF_TIME_ZONE,    /* text */
	PROOF_TARGET_PPM,   /* bigint */
	PROOF_EXEMPT_CAUSES, /* text[]: availability.exempt_causes */
	PROOF_DOWN_WHEN,    /* text: any, each, both */
	PROOF_WEB_AFTER_US, /* bigint */
	PROOF_WEB_INCLUSIVE, /* boolean */
	PROOF_CALL_AFTER_US,
	PROOF_CALL_INCLUSIVE,
	PROOF_COMPENSATION_CAUSES, /* text[]: compensation.exempt_causes */
	PROOF_REASONABLE_US, /* bigint */
	PROOF_MIN_NOTICE_US, /* bigint */
	PROOF_LINK,         /* text: linked, any */
	PROOF_NOTICE,       /* text: best_effort, required */
	PROOF_NIGHTLY_GROUPS, /* text[]: web, call */
	PROOF_NIGHTLY_FROM, /* interval since local midnight */
	PROOF_NIGHTLY_TO,
	PROOF_ALLOWANCE_US, /* bigint */
	PROOF_PARAMETERS
};

/* The columns of its one row an account, accounts in ascending order. */
enum proof_column {
	PROOF_ENTERPRISE_NO, /* bigint, as all that end in _us */
	PROOF_ALLOWED_US, PROOF_UNAVAILABLE_US, PROOF_ACCOUNTABLE_US, PROOF_WEB_US, PROOF_CALL_US,
	PROOF_UNCOUNTED_US, PROOF_ANNOUNCED_US, PROOF_NIGHTLY_US, PROOF_CARRIER_US, PROOF_CUSTOMER_US,
	PROOF_OUTAGES,       /* bigint */
	PROOF_BREACHED_AT,   /* timestamptz or null */
	PROOF_ELIGIBLE_AT,
	PROOF_COLUMNS
};
extern const char *const proof_column_names[PROOF_COLUMNS];

/* Fills values, in order, with texts in the arena (NULL: SQL null). account:
 * NULL for all. zone: calendar_zone of the agreement. Times have to lie in the
 * years 1 to 9999. */
void proof_parameters(const struct terms *t, const char *zone, const int64_t *account, struct span span,
		      int64_t moment_us, struct arena *a, const char *values[PROOF_PARAMETERS]);

#endif
