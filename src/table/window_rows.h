/* Rows that are outage windows: walking over those of the scope in slices. */
#ifndef SLATOP_SRC_TABLE_WINDOW_ROWS_H
#define SLATOP_SRC_TABLE_WINDOW_ROWS_H

#include "table/sources.h"

/* A walk over the accounts whose windows may be rows. Kept over slices; the
 * accounts that tick are copied at its start, since their list changes. */
struct window_walk {
	uint32_t *accounts; /* of the platform that is walked; NULL: all of its accounts */
	size_t account_count;
};

void window_walk_release(struct window_walk *w);
/* Calls visit for each window of the scope that is an outage (source_is_outage),
 * account by account. position is that of rows(); returns whether work is left
 * at the deadline. */
bool window_walk_work(struct window_walk *walk, const struct sources *s, size_t *position,
		      void (*visit)(void *context, size_t platform, uint32_t window), void *context,
		      int64_t deadline_us);
/* Whether a window belongs to a group. */
bool window_in_group(const struct platform *p, const struct window *w, const struct outage_group_key *g);
/* The group that a window belongs to: its incident, else service, cause, start. */
struct outage_group_key window_group(const struct platform *p, const struct window *w);
/* Whether a window touches the span, whatever is wrong with it. A moment in the
 * past knows nothing of windows that began later. */
bool window_touches_span(const struct sources *s, const struct window *w);
/* The cause's word: its own where no agreement knows it; NULL for none. */
const char *window_cause_word(const struct platform *p, const struct window *w);
const char *window_service_word(const struct platform *p, const struct window *w);

/* What the platform did to a row after the moment that is looked at; null: nothing. */
void put_later(struct value *out, enum later later);

#endif
