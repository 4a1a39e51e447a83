/* 4.4: how far back the logs reach. Coverage is known as of now: a month that is
 * over is not judged by what was rightly thrown away since. */
#include "slatop/sla/audit.h"

#include "store/clause.h"

#define COLUMNS(C) \
	C(OLDEST, "oldest_at", FACT_TIME) C(FILLED, "days_filled", FACT_NUMBER) \
	C(SINCE, "platform_since", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static bool coverage_of(const struct clause_input *in, enum kept_log log, struct coverage *out,
			struct violations *v)
{
	const struct fact_row *f = in->facts;

	if (!in->count || !clause_within(in, in->moment_us))
		return false;
	const struct log_facts facts = {fact_time(f, C_OLDEST), fact_int(f, C_FILLED), fact_time(f, C_SINCE)};
	audit_coverage(in->terms, in->calendar, log, &facts, in->moment_us, out, v);
	return true;
}

static void judge_log(const struct clause_input *in, enum kept_log log, struct clause_line *lines,
		      struct violations *v)
{
	struct coverage coverage;
	struct outcome o;

	if (!coverage_of(in, log, &coverage, v)) {
		lines[0].why = "what is kept is known as of now only";
		return;
	}
	audit_outcome(in->terms, log, &coverage, &o);
	lines[0].inputs[0] = o.inputs[0];
	lines[0].inputs[1] = o.inputs[1];
	lines[0].why = coverage.verdict == VERDICT_TOO_EARLY ? "the platform is younger"
		       : coverage.days_short		     ? "the oldest entry is too young"
		       : coverage.days_empty		     ? "some days are empty"
							     : NULL;
}

static void decide_log(const struct clause_input *in, enum kept_log log, struct outcome *out)
{
	struct coverage coverage;

	if (coverage_of(in, log, &coverage, NULL))
		audit_outcome(in->terms, log, &coverage, out);
	else
		outcome_no_data((enum commitment)out->commitment, in->terms, out);
}

static int64_t reach_log(const struct terms *t, const struct calendar *c, enum kept_log log, int64_t moment_us)
{
	return moment_us - audit_promised(t, c, log, moment_us).start_us;
}

#define LOG(NAME, LOG_KIND, COMMITMENT, RELATION) \
	static void judge_##NAME(const struct clause_input *in, struct clause_line *lines, struct violations *v) \
	{ \
		judge_log(in, LOG_KIND, lines, v); \
	} \
	static void decide_##NAME(const struct clause_input *in, struct outcome *out) \
	{ \
		decide_log(in, LOG_KIND, out); \
	} \
	static int64_t reach_##NAME(const struct terms *t, const struct calendar *c, int64_t moment_us) \
	{ \
		return reach_log(t, c, LOG_KIND, moment_us); \
	} \
	const struct clause clause_##NAME = { \
		.commitment = COMMITMENT, \
		.needs = {RELATION}, \
		.of_platform = true, \
		.sql = "src/replica/facts_" #NAME ".sql", \
		.proof = "src/replica/prove_" #NAME ".sql", \
		.reach = reach_##NAME, \
		.columns = {COLUMNS(CLAUSE_COLUMN){0}}, \
		.judge = judge_##NAME, \
		.decide = decide_##NAME, \
	}

LOG(business_logs, LOG_BUSINESS, COMMITMENT_BUSINESS_LOGS, "business_log");
LOG(server_logs, LOG_SERVER, COMMITMENT_SERVER_LOGS, "bastion_command");
