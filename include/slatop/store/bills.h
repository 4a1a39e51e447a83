/* Clauses 6 and 7: what is kept of an account's month beside its windows: the
 * invoice and the claims (summary_row.kept of COMMITMENT_COMPENSATION). Whether
 * it is eligible follows from windows that are live; so the summary judges
 * nothing, and whoever shows a figure asks compensation_compute anew. */
#ifndef SLATOP_STORE_BILLS_H
#define SLATOP_STORE_BILLS_H

#include "slatop/sla/compensation.h"

struct bills {
	struct invoice invoice; /* where billed */
	bool billed;
	struct claim *claims;   /* voided and faulty ones too; received by the moment */
	size_t claim_count;
};

#endif
