/* Clause 4.4: how far back logs reach, and how servers were entered. */
#include "slatop/sla/audit.h"

#include "safe.h"

const char *const kept_log_names[LOG_COUNT] = {"business", "server"};

/* ---- coverage ---- */

static int last_day_of_month(const struct calendar *c, int year, int month)
{
	struct civil next = {.year = year, .month = month + 1, .day = 1};
	return calendar_civil(c, calendar_moment(c, &next) - 1).day;
}

/* The whole local days back to the same day some months ago. */
static struct span months_back(const struct calendar *c, int64_t moment_us, int64_t months)
{
	struct civil today = calendar_civil(c, moment_us), first = {0};
	int64_t number = (int64_t)today.year * 12 + today.month - 1 - months;
	int last;
	first.year = (int)(number / 12);
	first.month = (int)(number % 12) + 1;
	last = last_day_of_month(c, first.year, first.month);
	first.day = today.day < last ? today.day : last;
	return (struct span){calendar_moment(c, &first), calendar_day(c, moment_us, 0)};
}

struct span audit_promised(const struct terms *t, const struct calendar *c, enum kept_log log, int64_t moment_us)
{
	struct span promised = months_back(c, moment_us, log == LOG_SERVER ? t->audit_server_months
									     : t->audit_business_months);
	if (log == LOG_SERVER && !t->audit_server_inclusive)
		promised.start_us = calendar_day(c, promised.start_us, -1);
	return promised;
}

struct span audit_legal(const struct terms *t, const struct calendar *c, int64_t moment_us)
{
	return months_back(c, moment_us, t->audit_legal_months);
}

struct span audit_call_records(const struct terms *t, const struct calendar *c, int64_t moment_us)
{
	return months_back(c, moment_us, t->metering_keep_months);
}

/* Whether the log reaches back to the local day that a span starts with. */
static bool reaches(const struct calendar *c, const struct log_facts *facts, struct span span)
{
	return facts->oldest_at != TIME_NONE && facts->oldest_at < calendar_day(c, span.start_us, 1);
}

static bool younger(const struct calendar *c, const struct log_facts *facts, struct span span)
{
	return facts->platform_since != TIME_NONE && facts->platform_since >= calendar_day(c, span.start_us, 1);
}

static void count_days(const struct calendar *c, const struct log_facts *facts, int64_t moment_us,
		       struct coverage *out)
{
	int64_t first = local_day_number(c, out->promised.start_us), today = local_day_number(c, moment_us);
	int64_t oldest = facts->oldest_at > moment_us ? today + 1 : local_day_number(c, facts->oldest_at);
	out->days = today - first;
	out->days_empty = later_of(0, out->days - facts->days_filled);
	out->days_kept = today + 1 - oldest;
	out->days_short = later_of(0, oldest - first);
}

void audit_coverage(const struct terms *t, const struct calendar *c, enum kept_log log,
		    const struct log_facts *facts, int64_t moment_us, struct coverage *out,
		    struct violations *v)
{
	*out = (struct coverage){.verdict = VERDICT_MET, .promised = audit_promised(t, c, log, moment_us)};
	count_days(c, facts, moment_us, out);
	out->legal = reaches(c, facts, audit_legal(t, c, moment_us));
	if (reaches(c, facts, out->promised))
		return;
	out->verdict = younger(c, facts, out->promised) ? VERDICT_TOO_EARLY : VERDICT_MISSED;
	if (out->verdict == VERDICT_MISSED)
		violations_add(v, (struct violation){
			.rule = log == LOG_SERVER ? RULE_SERVER_LOG_SHORT : RULE_BUSINESS_LOG_SHORT,
			.at_us = moment_us, .amount = out->days_short});
}

void audit_outcome(const struct terms *t, enum kept_log log, const struct coverage *c, struct outcome *out)
{
	outcome_rules(log == LOG_SERVER ? COMMITMENT_SERVER_LOGS : COMMITMENT_BUSINESS_LOGS, t, c->days,
		      c->verdict == VERDICT_MISSED, out);
	out->verdict = c->verdict;
}

/* ---- logins ---- */

bool bastion_session_faulty(const struct bastion_session *s)
{
	return !time_sound(s->started_at) || time_infinite(s->ended_at) || s->ended_at < s->started_at;
}

size_t session_judge(const struct bastion_session *s, int64_t moment_us, struct violations *v)
{
	struct violation one = {.row_id = s->session_id, .subject = s->operator_name};
	size_t count = 0;
	if (!s->via_bastion) {
		one.rule = RULE_LOGIN_PAST_BASTION;
		one.at_us = s->started_at;
		violations_add(v, one);
		count++;
	}
	if (!s->recorded && s->ended_at <= moment_us) {
		one.rule = RULE_SESSION_UNRECORDED;
		one.at_us = s->ended_at;
		violations_add(v, one);
		count++;
	}
	return count;
}

void logins_outcome(const struct terms *t, const struct bastion_session *list, size_t count, struct span span,
		    int64_t moment_us, struct outcome *out, struct violations *v)
{
	struct arena own = {0};
	struct violations found = {.arena = &own};
	int64_t checked = 0, broken;
	for (size_t i = 0; i < count; i++) {
		const struct bastion_session *s = &list[i];
		if (bastion_session_faulty(s) || s->started_at >= moment_us)
			continue;
		checked += s->started_at >= span.start_us && s->started_at < span.end_us;
		session_judge(s, moment_us, &found);
	}
	broken = violations_keep(&found, span, v);
	outcome_rules(COMMITMENT_LOGINS, t, checked, broken, out);
	arena_release(&own);
}
