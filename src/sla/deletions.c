/* Clause 4.8: destruction. */
#include "slatop/sla/deletions.h"

#include <string.h>
#include <strings.h>

#include "safe.h"

enum object_kind object_kind_from(const char *word)
{
	int k = 0;
	while (k < OBJECT_COUNT && strcmp(object_kind_names[k], word))
		k++;
	return (enum object_kind)k;
}

enum deletion_method deletion_method_from(const char *word)
{
	int m = 0;
	while (m < METHOD_COUNT && strcasecmp(deletion_method_names[m], word))
		m++;
	return (enum deletion_method)m;
}

bool deletion_faulty(const struct deletion *d)
{
	return d->kind >= OBJECT_COUNT || !time_sound(d->executed_at) || time_infinite(d->recovered_at) ||
	       d->recovered_at < d->executed_at;
}

int64_t deletion_allowed_from(const struct calendar *c, const struct deletion *d)
{
	int64_t last = later_of(d->retention_to, d->tenant_retention_to);
	struct civil local = {.year = 1970, .month = 1};
	if (last == DATE_NONE)
		return TIME_MINUS_INFINITE;
	if (last >= INT32_MAX - 2)
		return TIME_INFINITE;
	if (last <= INT32_MIN + 2)
		return TIME_MINUS_INFINITE;
	local.day = (int)last + 2; /* the day after: day 1 is number 0 */
	return calendar_moment(c, &local);
}

size_t deletion_judge(const struct terms *t, const struct calendar *c, const struct deletion *d,
		      int64_t moment_us, struct violations *v)
{
	int64_t from = deletion_allowed_from(c, d);
	bool method = d->method < METHOD_COUNT && t->deletion_methods[d->kind] >> d->method & 1;
	struct violation one = {.enterprise_no = d->enterprise_no, .row_id = d->deletion_id,
				.at_us = d->executed_at};
	size_t count = 0;
	if (d->executed_at < from) {
		one.rule = RULE_DELETED_IN_RETENTION;
		one.amount = difference_clamped(from, d->executed_at);
		violations_add(v, one);
		one.amount = 0;
		count++;
	}
	if (!method) {
		one.rule = RULE_DELETED_BY_METHOD;
		one.subject = d->method_word;
		violations_add(v, one);
		one.subject = NULL;
		count++;
	}
	if (!d->session_id) {
		one.rule = RULE_DELETED_PAST_BASTION;
		violations_add(v, one);
		count++;
	}
	if (d->recovered_at <= moment_us) {
		one.rule = RULE_DELETED_RECOVERED;
		one.at_us = d->recovered_at;
		one.amount = difference_clamped(d->recovered_at, d->executed_at);
		violations_add(v, one);
		count++;
	}
	return count;
}

void deletions_outcome(const struct terms *t, const struct calendar *c, const struct deletion *list,
		       size_t count, struct span span, int64_t moment_us, struct outcome *out,
		       struct violations *v)
{
	struct arena own = {0};
	struct violations found = {.arena = &own};
	int64_t checked = 0, broken;
	for (size_t i = 0; i < count; i++) {
		const struct deletion *d = &list[i];
		if (deletion_faulty(d) || d->executed_at > moment_us)
			continue;
		checked += d->executed_at >= span.start_us && d->executed_at < span.end_us;
		deletion_judge(t, c, d, moment_us, &found);
	}
	broken = violations_keep(&found, span, v);
	outcome_rules(COMMITMENT_DELETIONS, t, checked, broken, out);
	arena_release(&own);
}
