/* Clause 4.6: access against grants. */
#include "slatop/sla/access.h"

#include <string.h>

#include "safe.h"

const char *const private_kind_names[PRIVATE_KINDS] = {"telephone_number", "caller_name", "recording",
						       "customer_record", "all"};
const char *const access_why_names[ACCESS_WHYS] = {"no_grant", "other_kind", "not_yet",
						   "expired", "revoked", "granted"};
const char *const access_why_words[ACCESS_WHYS] = {
	"no authorization", "an authorization for another kind of data", "authorized only later",
	"the authorization had expired", "the authorization had been revoked", "authorized"};

enum private_kind private_kind_from(const char *word)
{
	int k = 0;
	while (k < PRIVATE_KINDS && strcmp(private_kind_names[k], word))
		k++;
	return (enum private_kind)k;
}

enum access_why grant_covers(const struct private_grant *g, const struct private_access *a)
{
	if (g->enterprise_no != a->enterprise_no || strcmp(g->operator_name, a->operator_name) != 0)
		return ACCESS_NO_GRANT;
	if (g->kind != PRIVATE_ALL && (g->kind != a->kind || a->kind >= PRIVATE_ALL))
		return ACCESS_OTHER_KIND;
	if (a->occurred_at < g->granted_at)
		return ACCESS_NOT_YET;
	if (a->occurred_at >= g->revoked_at)
		return ACCESS_REVOKED;
	return a->occurred_at < g->expires_at ? ACCESS_GRANTED : ACCESS_EXPIRED;
}

enum access_why access_check(const struct private_grant *grants, size_t count, const struct private_access *a,
			     size_t *grant)
{
	enum access_why nearest = ACCESS_NO_GRANT;
	size_t which = count;
	for (size_t i = 0; i < count && nearest != ACCESS_GRANTED; i++) {
		enum access_why why = grant_covers(&grants[i], a);
		if (why <= nearest)
			continue;
		nearest = why;
		which = i;
	}
	if (grant)
		*grant = which;
	return nearest;
}

bool access_judge(const struct private_grant *grants, size_t count, const struct private_access *a,
		  struct violations *v)
{
	if (access_check(grants, count, a, NULL) == ACCESS_GRANTED)
		return true;
	violations_add(v, (struct violation){.rule = RULE_ACCESS_UNGRANTED, .at_us = a->occurred_at,
					     .enterprise_no = a->enterprise_no, .row_id = a->access_id,
					     .subject = a->operator_name});
	return false;
}

void access_outcome(const struct terms *t, const struct private_grant *grants, size_t grant_count,
		    const struct private_access *list, size_t count, struct span span, int64_t moment_us,
		    struct outcome *out, struct violations *v)
{
	int64_t checked = 0, broken = 0, until = earlier_of(span.end_us, moment_us);
	for (size_t i = 0; i < count; i++) {
		if (list[i].occurred_at < span.start_us || list[i].occurred_at >= until)
			continue;
		checked++;
		broken += !access_judge(grants, grant_count, &list[i], v);
	}
	outcome_rules(COMMITMENT_ACCESS, t, checked, broken, out);
}
