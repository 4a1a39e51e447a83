/* The table of commitments, and what each depends on. */
#include "slatop/sla/commitment.h"

/* ---- the keys of each, its target first ---- */

#define KEYS(name, ...) static const char *const name##_keys[] = {__VA_ARGS__, NULL}
#define COUNTING_KEYS                                                                              \
	"availability.exempt_causes", "web.down_when", "web.counts_after_s", "web.inclusive",     \
		"call.counts_after_s", "call.inclusive"
#define EXEMPTING_KEYS                                                                             \
	"compensation.exempt_causes", "maintenance.reasonable_s", "maintenance.min_notice_s",     \
		"maintenance.link", "maintenance.notice", "nightly.groups", "nightly.from",       \
		"nightly.to", "nightly.allowance_s"

KEYS(availability, "availability.target_ppm", "availability.at_risk_ppm", COUNTING_KEYS);
KEYS(accountable, EXEMPTING_KEYS);
KEYS(reliability, "reliability.target_days", "reliability.min_accounts", "reliability.look_back_days",
     COUNTING_KEYS);
KEYS(metering, "metering.target_ppm", "metering.unit_s");
KEYS(kept, "metering.keep_months");
KEYS(service_fee, "metering.fee_target_ppm");
KEYS(business_logs, "audit.business_months");
KEYS(server_logs, "audit.server_months", "audit.server_inclusive");
KEYS(legal, "audit.legal_months");
KEYS(no, NULL);
KEYS(places, "data_location.places", "data_location.min_backups", "data_location.min_cold_standbys");
KEYS(exports, "export.finish_within_s", "export.formats", "export.recording_formats",
     "export.recording_bits", "export.recording_hz", "export.recording_channels");
KEYS(deletions, "deletion.record_methods", "deletion.recording_methods", "deletion.log_methods",
     "deletion.disk_methods");
KEYS(durability, "durability.target_ppm");
KEYS(completion, "completion.target_ppm");
KEYS(fall, "completion.fall_calls", "completion.fall_ppm", "completion.fall_slots");
KEYS(seats, "seats.max_move", "seats.min_left", "seats.review_inclusive");
KEYS(recovery, "recovery.application_s", "recovery.network_s", "recovery.relay_s",
     "recovery.network_tolerance_s", "recovery.at_risk_ppm");
KEYS(maintenance, "maintenance.notice", "maintenance.min_notice_s");
KEYS(exempt, "maintenance.reasonable_s", "maintenance.link");
KEYS(compensation, "availability.target_ppm", COUNTING_KEYS, EXEMPTING_KEYS, "compensation.ratio_of",
     "compensation.cap_mode", "compensation.function_fee_cap_ppm", "compensation.phone_bill_cap_ppm",
     "compensation.apply_days", "compensation.days_from", "compensation.at_risk_days",
     "compensation.deduct_within_months");
KEYS(owed, "compensation.scale", "compensation.serious_severity");

/* ---- the table ---- */

#define TARGET(key, field, scale)                                                                  \
	.target = (key), .target_offset = offsetof(struct terms, field), .target_scale = (scale)
#define PERCENT_TARGET(key, field) .measure = MEASURE_PERCENT, TARGET(key, field, 100)
#define RULES_OF(rows)                                                                             \
	.kind = OUTCOME_RULES, .measure = MEASURE_NUMBER, .part = 1, .whole = 0,                  \
	.formula = "{broken} broken of {checked} checked",                                        \
	.inputs = {{"checked", MEASURE_NUMBER, rows},                                             \
		   {"broken", MEASURE_NUMBER, "rules that these broke"}}

const struct commitment_info commitments[COMMITMENT_COUNT] = {
	[COMMITMENT_AVAILABILITY] = {
		"availability", "4.1", "Service availability",
		"The services of an account are available for the promised share of a natural month.",
		.kind = OUTCOME_KEPT, PERCENT_TARGET("availability.target_ppm", target_ppm),
		.formula = "({span} - {unavailable}) / {span}", .part = 1, .whole = 0,
		.inputs = {{"span", MEASURE_TIME, "the month, or the span that is judged"},
			   {"unavailable", MEASURE_TIME, "time in which a counted outage was open"},
			   {"allowed", MEASURE_TIME, "what the target leaves of the span"},
			   {"accountable", MEASURE_TIME, "the part that the provider answers for"}},
		.keys = availability_keys, .beside = accountable_keys},
	[COMMITMENT_RELIABILITY] = {
		"reliability", "4.2", "Service reliability",
		"From one recovery to the next failure the promised number of days passes on average.",
		.kind = OUTCOME_MEAN, .measure = MEASURE_TIME,
		TARGET("reliability.target_days", reliability_target_days, DAY_US),
		.formula = "{between} / {intervals}", .part = 0, .whole = 1,
		.inputs = {{"between", MEASURE_TIME, "time from each recovery to the next failure"},
			   {"intervals", MEASURE_NUMBER, "intervals whose both events lie in the look-back"},
			   {"events", MEASURE_NUMBER, "events that started in the look-back"}},
		.keys = reliability_keys},
	[COMMITMENT_METERING] = {
		"metering", "4.3", "Metering",
		"Of the call records the promised share is charged by started minutes.",
		.kind = OUTCOME_KEPT, PERCENT_TARGET("metering.target_ppm", metering_target_ppm),
		.formula = "({records} - {differing}) / {records}", .part = 1, .whole = 0,
		.inputs = {{"records", MEASURE_NUMBER, "call records of the month"},
			   {"differing", MEASURE_NUMBER, "those charged for another number of minutes"},
			   {"at_stake", MEASURE_FEN, "what the difference comes to, each record truncated"}},
		.keys = metering_keys, .beside = kept_keys},
	[COMMITMENT_SERVICE_FEE] = {
		"service_fee", "4.3", "Service fee",
		"The functional fee is seats times price, the total that fee plus the phone bill, exactly.",
		.kind = OUTCOME_KEPT, PERCENT_TARGET("metering.fee_target_ppm", metering_fee_target_ppm),
		.formula = "({invoices} - {wrong}) / {invoices}", .part = 1, .whole = 0,
		.inputs = {{"invoices", MEASURE_NUMBER, "invoices of the month"},
			   {"wrong", MEASURE_NUMBER, "those that do not add up"}},
		.keys = service_fee_keys},
	[COMMITMENT_BUSINESS_LOGS] = {
		"business_logs", "4.4", "Business operation logs",
		"Logs of operations and releases are kept for the promised months.",
		RULES_OF("days promised"), .keys = business_logs_keys, .beside = legal_keys},
	[COMMITMENT_SERVER_LOGS] = {
		"server_logs", "4.4", "Server logs", "Logs of the servers are kept for the promised months.",
		RULES_OF("days promised"), .keys = server_logs_keys, .beside = legal_keys},
	[COMMITMENT_LOGINS] = {
		"logins", "4.4", "Server logins",
		"Every login to a server goes through the bastion, and every session has a recording.",
		RULES_OF("sessions"), .keys = no_keys},
	[COMMITMENT_PLACES] = {
		"places", "4.5", "Places of data",
		"Data lie at the places named, none abroad, with a backup and a cold standby.",
		RULES_OF("accounts"), .keys = places_keys},
	[COMMITMENT_ACCESS] = {
		"access", "4.6", "Access to private data",
		"Private data are seen under the account's written authorization in force only.",
		RULES_OF("accesses"), .keys = no_keys},
	[COMMITMENT_EXPORTS] = {
		"exports", "4.7", "Exports", "Data are exported in the formats promised, and in time.",
		RULES_OF("exports"), .keys = exports_keys},
	[COMMITMENT_DELETIONS] = {
		"deletions", "4.8", "Deletions",
		"Nothing is deleted while its retention runs, nothing comes back afterwards.",
		RULES_OF("deletions"), .keys = deletions_keys},
	[COMMITMENT_DURABILITY] = {
		"durability", "4.9", "Durability",
		"Of the recordings and call records the promised share is not lost.",
		.kind = OUTCOME_KEPT, PERCENT_TARGET("durability.target_ppm", durability_target_ppm),
		.formula = "({stored} - {lost}) / {stored}", .part = 1, .whole = 0,
		.inputs = {{"stored", MEASURE_NUMBER, "objects stored, by the latest audits"},
			   {"lost", MEASURE_NUMBER, "of these, lost"}},
		.keys = durability_keys},
	[COMMITMENT_COMPLETION] = {
		"completion", "4.10", "Call completion",
		"Of the calls requested the promised share reaches the called number.",
		.kind = OUTCOME_SHARE, PERCENT_TARGET("completion.target_ppm", completion_target_ppm),
		.formula = "{connected} / {requested}", .part = 1, .whole = 0,
		.inputs = {{"requested", MEASURE_NUMBER, "calls requested"},
			   {"connected", MEASURE_NUMBER, "calls that rang at the called number"},
			   {"answered", MEASURE_NUMBER, "calls that were answered: the response rate's"}},
		.keys = completion_keys, .beside = fall_keys},
	[COMMITMENT_SEATS] = {
		"seats", "4.11", "Seat changes",
		"A change moves and leaves as many seats as it may, applied for and reviewed before.",
		RULES_OF("changes that took effect"), .keys = seats_keys},
	[COMMITMENT_RECOVERY] = {
		"recovery", "4.12", "Switch-over",
		"After a failure the service is switched over within the limit of its class.",
		RULES_OF("switch-overs"), .keys = recovery_keys},
	[COMMITMENT_MAINTENANCE] = {
		"maintenance", "5", "Change and maintenance",
		"Maintenance is announced beforehand, as far as possible, and ends when it was said to.",
		.kind = OUTCOME_AMOUNT, .measure = MEASURE_NUMBER,
		.formula = "{unannounced} without timely notice of {windows}", .part = 1, .whole = 5,
		.inputs = {{"windows", MEASURE_NUMBER, "maintenance windows"},
			   {"unannounced", MEASURE_NUMBER, "without notice, or with less than is wanted"},
			   {"overrun", MEASURE_NUMBER, "that went on after their announced end"},
			   {"extended", MEASURE_NUMBER, "that were extended"},
			   {"early", MEASURE_NUMBER, "that ended early"}},
		.keys = maintenance_keys, .beside = exempt_keys},
	[COMMITMENT_COMPENSATION] = {
		"compensation", "6", "Compensation",
		"Beyond the allowed time the provider owes a part of the month's fees, applied for in time.",
		.kind = OUTCOME_AMOUNT, .measure = MEASURE_FEN,
		.formula = "{owed} owed to {eligible} eligible, at most {cap}", .part = 1, .whole = 3,
		.inputs = {{"eligible", MEASURE_NUMBER, "account months that are eligible"},
			   {"owed", MEASURE_FEN, "by the scale, within the cap"},
			   {"cap", MEASURE_FEN, "what is owed at most"},
			   {"open", MEASURE_NUMBER, "eligible, but not billed yet or to be agreed"},
			   {"claims", MEASURE_NUMBER, "claims that are not voided"},
			   {"broken", MEASURE_NUMBER, "rules that these broke"}},
		.keys = compensation_keys, .beside = owed_keys},
};
