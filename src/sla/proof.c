/* What the proving query takes, as text. */
#include "slatop/sla/proof.h"

#include <string.h>

#include "slatop/base/buf.h"

const char *const proof_column_names[PROOF_COLUMNS] = {
	"enterprise_no", "allowed_us", "unavailable_us", "accountable_us", "web_us", "call_us",
	"uncounted_us", "exempt_announced_us", "exempt_nightly_us", "exempt_carrier_us", "exempt_customer_us",
	"outages", "breached_at", "eligible_at"};

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static const char *at(struct arena *a, int64_t at_us)
{
	struct buf text = BUF_INIT;
	const char *kept;
	time_rfc3339(&text, at_us);
	kept = arena_copy(a, text.data, text.length);
	buf_release(&text);
	return kept;
}

/* A PostgreSQL array of plain words. */
static const char *set(struct arena *a, unsigned mask, const char *const *words, unsigned count)
{
	struct buf text = BUF_INIT;
	const char *kept;
	for (unsigned i = 0; i < count; i++)
		if (mask & (1u << i))
			buf_addf(&text, "%s%s", text.length ? "," : "", words[i]);
	kept = arena_printf(a, "{%s}", text.data);
	buf_release(&text);
	return kept;
}

static const char *flag(bool is)
{
	return is ? "true" : "false";
}

void proof_parameters(const struct terms *t, const char *zone, const int64_t *account, struct span span,
		      int64_t moment_us, struct arena *a, const char *values[PROOF_PARAMETERS])
{
	static const char *const groups[] = {"web", "call"};
	static const char *const down_when[] = {"any", "each", "both"};

	values[PROOF_ACCOUNT] = account ? number(a, *account) : NULL;
	values[PROOF_FROM] = at(a, span.start_us);
	values[PROOF_TO] = at(a, span.end_us);
	values[PROOF_MOMENT] = at(a, moment_us);
	values[PROOF_TIME_ZONE] = arena_copy(a, zone, strlen(zone));
	values[PROOF_TARGET_PPM] = number(a, t->target_ppm);
	values[PROOF_EXEMPT_CAUSES] = set(a, t->availability_exempt, cause_names, CAUSE_OTHER);
	values[PROOF_DOWN_WHEN] = down_when[t->web_down_when];
	values[PROOF_WEB_AFTER_US] = number(a, t->web_counts_after_us);
	values[PROOF_WEB_INCLUSIVE] = flag(t->web_inclusive);
	values[PROOF_CALL_AFTER_US] = number(a, t->call_counts_after_us);
	values[PROOF_CALL_INCLUSIVE] = flag(t->call_inclusive);
	values[PROOF_COMPENSATION_CAUSES] = set(a, t->compensation_exempt, cause_names, CAUSE_OTHER);
	values[PROOF_REASONABLE_US] = number(a, t->maintenance_reasonable_us);
	values[PROOF_MIN_NOTICE_US] = number(a, t->maintenance_min_notice_us);
	values[PROOF_LINK] = t->maintenance_link == LINK_ANY ? "any" : "linked";
	values[PROOF_NOTICE] = t->maintenance_notice == NOTICE_REQUIRED ? "required" : "best_effort";
	values[PROOF_NIGHTLY_GROUPS] = set(a, t->nightly_groups, groups, 2);
	values[PROOF_NIGHTLY_FROM] = arena_printf(a, "%lld seconds", (long long)(t->nightly_from_us / USEC));
	values[PROOF_NIGHTLY_TO] = arena_printf(a, "%lld seconds", (long long)(t->nightly_to_us / USEC));
	values[PROOF_ALLOWANCE_US] = number(a, t->nightly_allowance_us);
}
