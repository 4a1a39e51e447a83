/* What became of maintenance (5), as it was known at the platform's moment, and
 * the windows that fell into one. */
#ifndef SLATOP_SRC_TABLE_UPKEEPS_H
#define SLATOP_SRC_TABLE_UPKEEPS_H

#include "slatop/sla/upkeep.h"
#include "table/sources.h"

/* Its times as they were known: what came later has not happened. */
struct maintenance_window upkeep_known(const struct sources *s, size_t i, const struct maintenance *m);
/* Judged by the agreement of most accounts, of the month in which it starts. */
void upkeep_of(const struct sources *s, size_t i, const struct maintenance *m, struct upkeep *out);

/* One that a window of the span may fall into. */
struct upkeep_candidate {
	uint32_t row; /* of platform.maintenance */
	struct upkeep upkeep;
};
/* Those of a sub-platform. Starts as {0}; released by free(list). */
struct upkeep_candidates {
	struct upkeep_candidate *list;
	size_t count, capacity;
};
/* Finds those that had begun and touch what is loaded; none where it is not. */
void upkeep_candidates_find(struct upkeep_candidates *c, const struct sources *s, size_t i);
/* Whether a sound window [from, to) of an account that a candidate covers was
 * open while it ran and names another, or none (own: the row that it names). */
bool upkeep_has_unnamed(const struct platform *p, const struct upkeep_candidate *c, uint32_t own, int64_t from,
			int64_t to, uint32_t tenant);

#endif
