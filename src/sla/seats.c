/* Clause 4.11: seat changes. */
#include "slatop/sla/seats.h"

#include "safe.h"

bool seat_change_faulty(const struct seat_change *s)
{
	return s->seats_before < 0 || s->seats_after < 0 || time_infinite(s->requested_at) ||
	       time_infinite(s->reviewed_at) || time_infinite(s->effective_at);
}

bool seat_change_counts(const struct seat_change *s, int64_t moment_us)
{
	return !seat_change_faulty(s) && s->effective_at <= moment_us && s->effective_at != TIME_NONE;
}

static size_t broken(const struct seat_change *s, enum rule rule, int64_t amount, struct violations *v)
{
	violations_add(v, (struct violation){.rule = rule, .at_us = s->effective_at,
					     .enterprise_no = s->enterprise_no, .row_id = s->change_id,
					     .amount = amount});
	return 1;
}

size_t seats_judge(const struct terms *t, const struct seat_change *s, struct violations *v)
{
	int64_t moved = s->seats_after > s->seats_before ? s->seats_after - s->seats_before
							 : s->seats_before - s->seats_after;
	bool reviewed = s->reviewed_at != TIME_NONE && !text_blank(s->reviewed_by);
	size_t count = 0;
	if (moved > t->seats_max_move)
		count += broken(s, RULE_SEATS_MOVED, moved - t->seats_max_move, v);
	if (s->seats_after < t->seats_min_left)
		count += broken(s, RULE_SEATS_LEFT, t->seats_min_left - s->seats_after, v);
	if (text_blank(s->request_ref))
		count += broken(s, RULE_SEATS_UNREQUESTED, 0, v);
	if (!reviewed)
		count += broken(s, RULE_SEATS_UNREVIEWED, 0, v);
	else if (s->reviewed_at > s->effective_at ||
		 (s->reviewed_at == s->effective_at && !t->seats_review_inclusive))
		count += broken(s, RULE_SEATS_UNREVIEWED,
				difference_clamped(s->reviewed_at, s->effective_at), v);
	return count;
}

void seats_outcome(const struct terms *t, const struct seat_change *list, size_t count, struct span span,
		   int64_t moment_us, struct outcome *out, struct violations *v)
{
	int64_t checked = 0, broke = 0;
	for (size_t i = 0; i < count; i++) {
		const struct seat_change *s = &list[i];
		if (!seat_change_counts(s, moment_us) || s->effective_at < span.start_us ||
		    s->effective_at >= span.end_us)
			continue;
		checked++;
		broke += (int64_t)seats_judge(t, s, v);
	}
	outcome_rules(COMMITMENT_SEATS, t, checked, broke, out);
}
