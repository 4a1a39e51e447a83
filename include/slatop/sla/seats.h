/* Clause 4.11: seat changes.
 *
 * A change is judged once it took effect (effective_at not later than the
 * moment): before that it is an application, which may still be refused. It
 * moves at most seats.max_move seats and leaves at least seats.min_left; it was
 * applied for in writing (a mail reference that is not blank); it was reviewed,
 * by somebody and before it took effect (seats.review_inclusive: at that
 * instant will do). Each miss is a violation of its own. */
#ifndef SLATOP_SLA_SEATS_H
#define SLATOP_SLA_SEATS_H

#include "slatop/sla/violation.h"

struct seat_change {
	int64_t change_id, enterprise_no;
	int64_t requested_at, reviewed_at, effective_at; /* the last two TIME_NONE where null */
	int64_t seats_before, seats_after;
	const char *request_ref, *reviewed_by;           /* NULL where null */
};

/* A bad row: a negative number of seats, an infinite time. */
bool seat_change_faulty(const struct seat_change *s);
/* Whether it is judged at the moment. */
bool seat_change_counts(const struct seat_change *s, int64_t moment_us);
/* Judges one that counts: the number of rules that it broke, each added to v
 * (may be NULL) at effective_at. */
size_t seats_judge(const struct terms *t, const struct seat_change *s, struct violations *v);
/* Those that took effect inside the span (a month). */
void seats_outcome(const struct terms *t, const struct seat_change *list, size_t count, struct span span,
		   int64_t moment_us, struct outcome *out, struct violations *v);

#endif
