/* Clause 4.9: durability of call recordings and call records, 1 - lost /
 * stored, from the latest audit of each account and kind: its counts are
 * cumulative over the contract period. The counts stand beside the figure: one
 * lost in less than a million breaks the promise. */
#ifndef SLATOP_SLA_DURABILITY_H
#define SLATOP_SLA_DURABILITY_H

#include "slatop/sla/commitment.h"

enum stored_kind { STORED_RECORDING, STORED_CALL_RECORD, STORED_COUNT };
extern const char *const stored_kind_names[STORED_COUNT]; /* "recording" "call_record" */

struct storage_audit { /* of one account */
	int64_t audited_at, stored, lost;
	uint8_t kind; /* enum stored_kind; others: unknown */
};

/* A bad row: a negative count, more lost than stored, an unknown kind, an
 * infinite time. */
bool storage_audit_faulty(const struct storage_audit *a);
/* The latest sound audit of a kind at or before the moment; NULL: none. */
const struct storage_audit *storage_audit_latest(const struct storage_audit *list, size_t count,
						 enum stored_kind kind, int64_t moment_us);
/* One audit (NULL: "no data"). Inputs stored, lost. */
void durability_outcome(const struct terms *t, const struct storage_audit *a, struct outcome *out);
/* An account: its kinds added up, the verdict the worst of them. */
void durability_account(const struct terms *t, const struct storage_audit *list, size_t count,
			int64_t moment_us, struct outcome *out);

#endif
