/* The trend of 4.1 and 4.2 of one account, from its own year; of 4.2 of a
 * sub-platform or all, from what is kept of their incidents. */
#ifndef SLATOP_SRC_TABLE_TREND_OWN_H
#define SLATOP_SRC_TABLE_TREND_OWN_H

#include "table/trend.h"

/* How old what is known of the month that runs may be. */
#define WINDOWS_AGE_US (5 * USEC)

struct span trend_span(const struct model_scope *scope, int month);
/* 13 months, and what the look-back of the oldest wants. */
struct span trend_year(const struct model_scope *scope, int last);
/* Whether what incidents did is to be added up with the windows. */
bool trend_wants_effects(const struct trend *t);
/* Whether each of the thirteen months is to be judged, not the shown one alone. */
bool trend_wants_year(const struct trend *t);
/* Judges months again when what they are made of changed, and every few seconds,
 * as the month that runs goes on. Whether months are left at the deadline. */
bool trend_judge_own(struct trend *t, int64_t deadline_us);
/* Whether all months are judged, as they are known now. */
bool trend_own_judged(const struct trend *t);

#endif
