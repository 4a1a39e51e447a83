/* Clause 4.12: switch-overs against the limit of their class. */
#include "slatop/sla/recovery.h"

#include <string.h>

#include "safe.h"

#define MILLION 1000000

enum fault_class fault_class_from(const char *word)
{
	int c = 0;
	while (c < FAULT_CLASS_COUNT && strcmp(fault_class_names[c], word))
		c++;
	return (enum fault_class)c;
}

bool switchover_faulty(const struct switchover *f)
{
	return f->fault_class >= FAULT_CLASS_COUNT || !time_sound(f->failed_at) ||
	       time_infinite(f->switched_at) || f->switched_at < f->failed_at;
}

static enum verdict verdict_of(const struct terms *t, const struct recovery *r)
{
	if (r->elapsed_us > r->limit_us + r->tolerance_us)
		return VERDICT_MISSED;
	if (r->open && (__int128)r->elapsed_us * MILLION >= (__int128)r->limit_us * t->recovery_at_risk_ppm)
		return VERDICT_AT_RISK;
	return VERDICT_MET;
}

void recovery_judge(const struct terms *t, const struct switchover *f, int64_t moment_us, struct recovery *out,
		    struct violations *v)
{
	*out = (struct recovery){.verdict = VERDICT_NO_DATA, .missed_at = TIME_NONE};
	if (f->voided || switchover_faulty(f) || f->failed_at >= moment_us)
		return;
	out->open = f->switched_at > moment_us;
	out->elapsed_us = difference_clamped(out->open ? moment_us : f->switched_at, f->failed_at);
	out->limit_us = t->recovery_limit_us[f->fault_class];
	out->tolerance_us = f->fault_class == FAULT_CLASS_NETWORK ? t->recovery_network_tolerance_us : 0;
	out->ratio = ratio_millionths(out->elapsed_us, out->limit_us);
	out->verdict = (uint8_t)verdict_of(t, out);
	out->within_tolerance = out->elapsed_us > out->limit_us && out->verdict != VERDICT_MISSED;
	if (out->open || out->verdict == VERDICT_MISSED)
		out->missed_at = time_after(f->failed_at, out->limit_us + out->tolerance_us);
	if (out->verdict == VERDICT_MISSED)
		violations_add(v, (struct violation){.rule = RULE_RECOVERY_LATE, .at_us = out->missed_at,
						     .enterprise_no = f->enterprise_no,
						     .row_id = f->failover_id,
						     .amount = out->elapsed_us - out->limit_us,
						     .subject = fault_class_names[f->fault_class]});
}

void recovery_outcome(const struct terms *t, const struct switchover *list, size_t count, struct span span,
		      int64_t moment_us, struct outcome *out, struct violations *v)
{
	struct verdicts verdicts = {{0}};
	int64_t checked = 0;
	for (size_t i = 0; i < count; i++) {
		struct recovery r;
		if (list[i].failed_at < span.start_us || list[i].failed_at >= span.end_us)
			continue;
		recovery_judge(t, &list[i], moment_us, &r, v);
		verdicts.of[r.verdict]++;
		checked += r.verdict != VERDICT_NO_DATA;
	}
	outcome_rules(COMMITMENT_RECOVERY, t, checked, (int64_t)verdicts.of[VERDICT_MISSED], out);
	out->verdict = (uint8_t)verdict_worst(&verdicts);
	out->known = checked > 0;
}
