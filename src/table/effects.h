/* Adding up what a month's windows did, by the incident that they name: clause 4.2
 * of a sub-platform (history.h keeps it). */
#ifndef SLATOP_SRC_TABLE_EFFECTS_H
#define SLATOP_SRC_TABLE_EFFECTS_H

#include "slatop/sla/reliability.h"
#include "slatop/store/history.h"
#include "table/sources.h"

struct effect_sum;
/* Starts as {0}. */
struct effects {
	struct effect_sum *sums; /* by reference of the incident */
	size_t sum_count;
	int64_t enough; /* accounts that are an event for sure: more are not listed */
	struct hit {
		uint32_t incident, tenant;
	} *hits;        /* below that */
	size_t hit_count, hit_capacity;
	struct arena scratch;
};
void effects_release(struct effects *e);
/* Makes ready for another month. */
void effects_start(struct effects *e, int64_t enough);
/* Adds those windows of an account that count, name an incident and started in
 * the sources' span: as they are at the moment to later, as they were at the span's
 * end to at_end. */
void effects_add(struct effects *later, struct effects *at_end, const struct sources *s, size_t platform, uint32_t tenant);
/* What was added, in order of incident_id. */
void effects_take(struct effects *e, const struct platform *p, int64_t moment_us, struct past_effects *out);

#endif
