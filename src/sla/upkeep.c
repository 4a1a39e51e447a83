/* Clause 5: what became of a maintenance. */
#include "slatop/sla/upkeep.h"

#include "safe.h"

const char *const upkeep_state_names[UPKEEP_STATES] = {"coming", "running", "overrunning", "finished",
						       "cancelled"};

static int64_t over(int64_t end_us, int64_t limit_us)
{
	return end_us > limit_us ? difference_clamped(end_us, limit_us) : 0;
}

static enum upkeep_state state_of(const struct maintenance_window *m, int64_t until_us, int64_t moment_us)
{
	if (m->cancelled_at <= moment_us && m->cancelled_at < m->finished_at)
		return UPKEEP_CANCELLED;
	if (m->finished_at <= moment_us)
		return UPKEEP_FINISHED;
	if (moment_us < m->starts_at)
		return UPKEEP_COMING;
	return moment_us < until_us ? UPKEEP_RUNNING : UPKEEP_OVERRUNNING;
}

void upkeep_judge(const struct terms *t, const struct maintenance_window *m, int64_t extended_to,
		  int64_t moment_us, struct upkeep *out)
{
	bool extended = extended_to != TIME_NONE && extended_to > m->ends_at, ended;
	int64_t until = extended ? extended_to : m->ends_at;
	*out = (struct upkeep){.state = (uint8_t)state_of(m, until, moment_us)};
	out->announced = m->announced_at <= moment_us && m->announced_at != TIME_NONE;
	out->noticed = maintenance_notice_given(t, m);
	if (out->announced)
		out->notice_us = difference_clamped(m->starts_at, m->announced_at);
	ended = out->state == UPKEEP_FINISHED || out->state == UPKEEP_CANCELLED;
	out->end_us = ended ? earlier_of(m->finished_at, m->cancelled_at) : moment_us;
	out->cancelled_before = out->state == UPKEEP_CANCELLED && out->end_us <= m->starts_at;
	out->end_us = later_of(out->end_us, m->starts_at);
	out->overrun_us = over(out->end_us, m->ends_at);
	out->beyond_us = over(out->end_us, until);
	out->extension_us = extended ? difference_clamped(extended_to, m->ends_at) : 0;
	if (ended && !out->cancelled_before)
		out->early_us = over(m->ends_at, out->end_us);
	out->exempt = maintenance_exempt(t, m);
	out->exempt_us = difference_clamped(out->exempt.end_us, out->exempt.start_us);
}

bool upkeep_unnamed(const struct maintenance_window *m, const struct upkeep *u, const struct outage_window *w,
		    int64_t moment_us)
{
	if (w->voided || w->faulty || w->maintenance_id == m->maintenance_id || w->started_at >= moment_us)
		return false;
	return w->started_at < u->end_us && w->ended_at > m->starts_at && w->ended_at > w->started_at;
}

void upkeep_add(const struct upkeep *u, int64_t inputs[OUTCOME_INPUTS])
{
	inputs[0]++;
	inputs[1] += !u->noticed;
	inputs[2] += u->overrun_us > 0;
	inputs[3] += u->extension_us > 0;
	inputs[4] += u->early_us > 0;
}

void upkeep_outcome(const struct terms *t, const int64_t inputs[OUTCOME_INPUTS], struct outcome *out)
{
	outcome_compute(COMMITMENT_MAINTENANCE, t, inputs, out);
	if (!inputs[0])
		out->verdict = VERDICT_NO_DATA;
	else if (inputs[1] && t->maintenance_notice == NOTICE_REQUIRED)
		out->verdict = VERDICT_MISSED;
	out->known = inputs[0] > 0;
}
