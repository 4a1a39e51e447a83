/* The rules' table, and lists of what broke them. */
#include "slatop/sla/violation.h"

#include <string.h>

#include "slatop/base/mem.h"

const struct rule_info rules[RULE_COUNT] = {
	[RULE_FUNCTION_FEE_WRONG] = {"function_fee_wrong", COMMITMENT_SERVICE_FEE, "invoice",
				     "the functional fee is not seats times seat price", MEASURE_FEN, "off"},
	[RULE_TOTAL_FEE_WRONG] = {"total_fee_wrong", COMMITMENT_SERVICE_FEE, "invoice",
				  "the total is not functional fee plus phone bill", MEASURE_FEN, "off"},
	[RULE_BUSINESS_LOG_SHORT] = {"business_log_short", COMMITMENT_BUSINESS_LOGS, "business_log",
				     "business operation logs do not reach back as far as promised",
				     MEASURE_DAYS, "short"},
	[RULE_SERVER_LOG_SHORT] = {"server_log_short", COMMITMENT_SERVER_LOGS, "bastion_session",
				   "server logs do not reach back as far as promised", MEASURE_DAYS, "short"},
	[RULE_LOGIN_PAST_BASTION] = {"login_past_bastion", COMMITMENT_LOGINS, "bastion_session",
				     "a server login that did not go through the bastion", MEASURE_NUMBER, NULL},
	[RULE_SESSION_UNRECORDED] = {"session_unrecorded", COMMITMENT_LOGINS, "bastion_session",
				     "a session that ended without a recording", MEASURE_NUMBER, NULL},
	[RULE_PLACE_ELSEWHERE] = {"place_elsewhere", COMMITMENT_PLACES, "data_location",
				  "data lie at a place that was not named", MEASURE_NUMBER, NULL},
	[RULE_BACKUP_MISSING] = {"backup_missing", COMMITMENT_PLACES, "data_location",
				 "backups are missing", MEASURE_NUMBER, "too few"},
	[RULE_COLD_STANDBY_MISSING] = {"cold_standby_missing", COMMITMENT_PLACES, "data_location",
				       "cold standbys are missing", MEASURE_NUMBER, "too few"},
	[RULE_ACCESS_UNGRANTED] = {"access_ungranted", COMMITMENT_ACCESS, "private_access",
				   "private data were seen without an authorization in force", MEASURE_NUMBER,
				   NULL},
	[RULE_EXPORT_FORMAT] = {"export_format", COMMITMENT_EXPORTS, "export_job",
				"an export in another format than promised", MEASURE_NUMBER, NULL},
	[RULE_EXPORT_UNFINISHED] = {"export_unfinished", COMMITMENT_EXPORTS, "export_job",
				    "an export that was not finished in time", MEASURE_TIME, "late"},
	[RULE_DELETED_IN_RETENTION] = {"deleted_in_retention", COMMITMENT_DELETIONS, "deletion",
				       "a deletion while retention ran", MEASURE_TIME, "early"},
	[RULE_DELETED_BY_METHOD] = {"deleted_by_method", COMMITMENT_DELETIONS, "deletion",
				    "a deletion by another method than promised", MEASURE_NUMBER, NULL},
	[RULE_DELETED_PAST_BASTION] = {"deleted_past_bastion", COMMITMENT_DELETIONS, "deletion",
				       "a deletion without a bastion session", MEASURE_NUMBER, NULL},
	[RULE_DELETED_RECOVERED] = {"deleted_recovered", COMMITMENT_DELETIONS, "deletion",
				    "what was deleted was recovered", MEASURE_TIME, "after its deletion"},
	[RULE_SEATS_MOVED] = {"seats_moved", COMMITMENT_SEATS, "seat_change",
			      "a change moved more seats than it may", MEASURE_SEATS, "too many"},
	[RULE_SEATS_LEFT] = {"seats_left", COMMITMENT_SEATS, "seat_change",
			     "a change left fewer seats than it must", MEASURE_SEATS, "too few"},
	[RULE_SEATS_UNREQUESTED] = {"seats_unrequested", COMMITMENT_SEATS, "seat_change",
				    "a change that was not applied for in writing", MEASURE_NUMBER, NULL},
	[RULE_SEATS_UNREVIEWED] = {"seats_unreviewed", COMMITMENT_SEATS, "seat_change",
				   "a change that was not reviewed before it took effect", MEASURE_TIME,
				   "late"},
	[RULE_RECOVERY_LATE] = {"recovery_late", COMMITMENT_RECOVERY, "failover",
				"a switch-over took longer than promised", MEASURE_TIME, "over the limit"},
	[RULE_CLAIM_NOT_ELIGIBLE] = {"claim_not_eligible", COMMITMENT_COMPENSATION, "claim",
				     "a claim, not rejected, for a month that is not eligible", MEASURE_FEN,
				     "claimed"},
	[RULE_CLAIM_LATE] = {"claim_late", COMMITMENT_COMPENSATION, "claim",
			     "a claim that came too late was approved or deducted", MEASURE_DAYS, "late"},
	[RULE_CLAIM_ABOVE_CAP] = {"claim_above_cap", COMMITMENT_COMPENSATION, "claim",
				  "a claim's amount is above the cap", MEASURE_FEN, "above"},
	[RULE_DEDUCTED_WRONG_MONTH] = {"deducted_wrong_month", COMMITMENT_COMPENSATION, "claim",
				       "deducted from a bill before the month or later than the next",
				       MEASURE_MONTHS, "after the month"},
	[RULE_PAID_IN_CASH] = {"paid_in_cash", COMMITMENT_COMPENSATION, "claim", "paid in cash", MEASURE_FEN,
			       "paid"},
};

int rule_find(const char *name)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (!strcmp(rules[i].name, name))
			return i;
	return -1;
}

void violations_add(struct violations *v, struct violation one)
{
	if (!v)
		return;
	if (v->count == v->capacity) {
		size_t capacity = v->capacity ? v->capacity * 2 : 8;
		struct violation *larger = v->arena ? arena_alloc(v->arena, capacity * sizeof *larger)
						    : mem_resize(v->list, capacity, sizeof *larger);
		if (v->count && v->arena)
			memcpy(larger, v->list, v->count * sizeof *larger);
		v->list = larger;
		v->capacity = capacity;
	}
	v->list[v->count++] = one;
}

int64_t violations_keep(const struct violations *v, struct span span, struct violations *kept)
{
	int64_t count = 0;
	for (size_t i = 0; i < v->count; i++) {
		if (v->list[i].at_us < span.start_us || v->list[i].at_us >= span.end_us)
			continue;
		violations_add(kept, v->list[i]);
		count++;
	}
	return count;
}

void violation_write(struct buf *out, const struct violation *v)
{
	const struct rule_info *rule = &rules[v->rule];
	buf_add_text(out, rule->sentence);
	if (v->subject)
		buf_addf(out, " (%s)", v->subject);
	if (!rule->amount)
		return;
	buf_add_text(out, ": ");
	measure_write(out, rule->measure, v->amount);
	buf_addf(out, " %s", rule->amount);
}

void outcome_rules(enum commitment c, const struct terms *t, int64_t checked, int64_t broken,
		   struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {checked, broken};
	outcome_compute(c, t, inputs, out);
}
