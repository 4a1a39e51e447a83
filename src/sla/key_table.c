/* The keys of an agreement's version: the one list of them, in the order of
 * the clauses. */
#include "slatop/base/mem.h"
#include "slatop/sla/agreement.h"

static const char *const down_when_words[] = {"any", "each", "both"};
static const char *const link_words[] = {"linked", "any"};
static const char *const notice_words[] = {"best_effort", "required"};
static const char *const group_words[] = {"web", "call"};
static const char *const ratio_words[] = {"accountable", "unavailable"};
static const char *const cap_words[] = {"charged_on", "greater", "lesser", "each"};
static const char *const days_words[] = {"breach", "month_end"};

#define CAUSE_BIT(cause) (1u << (cause))

/* What follows name, unit, range, initial and help. */
#define IN(field) .offset = offsetof(struct terms, field)
#define NUMBER(from, to, times) .kind = KIND_NUMBER, .low = (from), .high = (to), .scale = (times)
#define FLAG .kind = KIND_FLAG
#define WORD(list) .kind = KIND_WORD, .words = (list), .word_count = COUNT_OF(list)
#define SET(list, count, mask) .kind = KIND_SET, .words = (list), .word_count = (count), .allowed = (mask)
#define OPEN(...) .open = true, .readings = {__VA_ARGS__}

/* Whole keys of the same form. */
#define SHARE(name, field, initial, help) \
	{name, "ppm", "0-1000000", initial, help, IN(field), NUMBER(0, 1000000, 1)}
#define METHODS(name, object, initial, help) \
	{name, "", "any of DELETE rm low_level_format scrap", initial, help, \
	 IN(deletion_methods[object]), SET(deletion_method_names, METHOD_COUNT, (1u << METHOD_COUNT) - 1)}
#define LIMIT(name, class, initial, help) \
	{name, "s", "0-604800", initial, help, IN(recovery_limit_us[class]), NUMBER(0, 604800, USEC)}

const struct agreement_key agreement_keys[] = {
	SHARE("availability.target_ppm", target_ppm, "997800",
	      "clause 4.1: availability promised for a natural month"),
	SHARE("availability.at_risk_ppm", at_risk_ppm, "800000",
	      "share of the allowed time from which an account is at risk"),
	{"availability.exempt_causes", "",
	 "any of provider carrier customer maintenance auto_maintenance unknown", "[\"customer\"]",
	 "causes that are no interruption of the service (clause 4.1 counts by effect)",
	 OPEN("[\"customer\"]", "[]"), IN(availability_exempt),
	 SET(cause_names, CAUSE_OTHER, (CAUSE_BIT(CAUSE_OTHER) - 1) & ~CAUSE_BIT(CAUSE_NONE))},
	{"web.down_when", "", "any each both", "\"any\"",
	 "when web is down: either of front and back, each by itself, or only both",
	 OPEN("\"any\"", "\"each\"", "\"both\""), IN(web_down_when), WORD(down_when_words)},
	{"web.counts_after_s", "s", "0-86400", "120", "how long a web outage lasts before it counts",
	 IN(web_counts_after_us), NUMBER(0, 86400, USEC)},
	{"web.inclusive", "", "true false", "false",
	 "whether a web outage of exactly that length counts (\"more than 2 minutes\")",
	 OPEN("false", "true"), IN(web_inclusive), FLAG},
	{"call.counts_after_s", "s", "0-86400", "60", "how long a call outage lasts before it counts",
	 IN(call_counts_after_us), NUMBER(0, 86400, USEC)},
	{"call.inclusive", "", "true false", "true",
	 "whether a call outage of exactly that length counts (\"from 1 minute on\")",
	 OPEN("true", "false"), IN(call_inclusive), FLAG},

	{"reliability.target_days", "d", "1-3650", "90",
	 "clause 4.2: mean time promised from one recovery to the next failure",
	 IN(reliability_target_days), NUMBER(1, 3650, 1)},
	{"reliability.min_accounts", "", "1-1000000000", "10",
	 "clause 4.2: accounts that an incident hits at least to be an event of its sub-platform",
	 IN(reliability_min_accounts), NUMBER(1, 1000000000, 1)},
	{"reliability.look_back_days", "d", "1-3650", "365",
	 "clause 4.2: how far back events are averaged, in days of 24 hours",
	 IN(reliability_look_back_days), NUMBER(1, 3650, 1)},

	SHARE("metering.target_ppm", metering_target_ppm, "994000",
	      "clause 4.3: share of call records that are charged right"),
	SHARE("metering.fee_target_ppm", metering_fee_target_ppm, "1000000",
	      "clause 4.3: share of invoices whose service fee is right"),
	{"metering.unit_s", "s", "1-3600", "60", "clause 4.3: what a call is charged by, once it has started",
	 IN(metering_unit_us), NUMBER(1, 3600, USEC)},
	{"metering.keep_months", "months", "0-1200", "12", "clause 4.3: how long call records are kept",
	 IN(metering_keep_months), NUMBER(0, 1200, 1)},

	{"audit.business_months", "months", "0-1200", "3", "clause 4.4: how long business operation logs are kept",
	 IN(audit_business_months), NUMBER(0, 1200, 1)},
	{"audit.server_months", "months", "0-1200", "12", "clause 4.4: how long server (bastion) logs are kept",
	 IN(audit_server_months), NUMBER(0, 1200, 1)},
	{"audit.server_inclusive", "", "true false", "false",
	 "clause 4.4: whether exactly that long is enough for server logs (\"more than 12 months\")",
	 IN(audit_server_inclusive), FLAG},
	{"audit.legal_months", "months", "0-1200", "6",
	 "what the Cybersecurity Law, article 21, wants of both, shown beside",
	 IN(audit_legal_months), NUMBER(0, 1200, 1)},

	{"data_location.places", "", "words of the platform",
	 "[\"new_halo\", \"century_internet\", \"xian_unicom\", \"shanghai_unicom\"]",
	 "clause 4.5: places at which data may lie", IN(places), .kind = KIND_TEXTS},
	{"data_location.min_backups", "", "0-16", "1", "clause 4.5: backups that an account has at least",
	 IN(min_backups), NUMBER(0, 16, 1)},
	{"data_location.min_cold_standbys", "", "0-16", "1",
	 "clause 4.5: cold standbys that an account has at least", IN(min_cold_standbys), NUMBER(0, 16, 1)},

	{"export.finish_within_s", "s", "0-31536000", "86400",
	 "clause 4.7: how long an export may take from its request on",
	 IN(export_finish_within_us), NUMBER(0, 31536000, USEC)},
	{"export.formats", "", "words of the platform", "[\"xlsx\", \"xls\"]",
	 "clause 4.7: formats of every export but recordings", IN(export_formats), .kind = KIND_TEXTS},
	{"export.recording_formats", "", "words of the platform", "[\"mp3\"]",
	 "clause 4.7: formats of exported recordings", IN(recording_formats), .kind = KIND_TEXTS},
	{"export.recording_bits", "bits", "1-64", "16", "clause 4.7: sample size of exported recordings",
	 IN(recording_bits), NUMBER(1, 64, 1)},
	{"export.recording_hz", "Hz", "1-1000000", "8000", "clause 4.7: sample rate of exported recordings",
	 IN(recording_hz), NUMBER(1, 1000000, 1)},
	{"export.recording_channels", "", "1-64", "1", "clause 4.7: channels of exported recordings",
	 IN(recording_channels), NUMBER(1, 64, 1)},

	METHODS("deletion.record_methods", OBJECT_RECORD, "[\"DELETE\"]", "clause 4.8: how records are deleted"),
	METHODS("deletion.recording_methods", OBJECT_RECORDING, "[\"rm\"]",
		"clause 4.8: how recordings are deleted"),
	METHODS("deletion.log_methods", OBJECT_LOG, "[\"DELETE\", \"rm\"]", "clause 4.8: how logs are deleted"),
	METHODS("deletion.disk_methods", OBJECT_DISK, "[\"low_level_format\", \"scrap\"]",
		"clause 4.8: how disks are destroyed"),

	SHARE("durability.target_ppm", durability_target_ppm, "999999",
	      "clause 4.9: share of recordings and call records that are not lost"),
	SHARE("completion.target_ppm", completion_target_ppm, "971000",
	      "clause 4.10: share of requested calls that are connected"),
	{"completion.fall_calls", "calls", "1-1000000000", "50",
	 "suspects: calls requested in an hour or slot that are enough to see a fall of completion in",
	 IN(completion_fall_calls), NUMBER(1, 1000000000, 1)},
	{"completion.fall_ppm", "ppm", "1-1000000", "200000",
	 "suspects: how far completion lies below the usual one where that is a fall",
	 IN(completion_fall_ppm), NUMBER(1, 1000000, 1)},
	{"completion.fall_slots", "slots", "1-576", "1",
	 "suspects: slots of 5 minutes in a row that a carrier's fall lasts at least",
	 IN(completion_fall_slots), NUMBER(1, 576, 1)},

	{"seats.max_move", "seats", "1-1000000000", "100", "clause 4.11: seats that one change moves at most",
	 IN(seats_max_move), NUMBER(1, 1000000000, 1)},
	{"seats.min_left", "seats", "0-1000000000", "1", "clause 4.11: seats that a change leaves at least",
	 IN(seats_min_left), NUMBER(0, 1000000000, 1)},
	{"seats.review_inclusive", "", "true false", "false",
	 "clause 4.11: whether a review at the instant of taking effect is in time (\"before\")",
	 IN(seats_review_inclusive), FLAG},

	LIMIT("recovery.application_s", FAULT_CLASS_APPLICATION, "2700",
	      "clause 4.12: time within which an application is switched over"),
	LIMIT("recovery.network_s", FAULT_CLASS_NETWORK, "120",
	      "clause 4.12: time within which the network is switched over (\"about\")"),
	LIMIT("recovery.relay_s", FAULT_CLASS_RELAY, "300", "clause 4.12: time within which a trunk is switched over"),
	{"recovery.network_tolerance_s", "s", "0-604800", "30",
	 "clause 4.12: time over recovery.network_s that is still \"about\" it",
	 IN(recovery_network_tolerance_us), NUMBER(0, 604800, USEC)},
	SHARE("recovery.at_risk_ppm", recovery_at_risk_ppm, "800000",
	      "clause 4.12: share of its limit from which an open switch-over is at risk"),

	{"maintenance.reasonable_s", "s", "0-604800", "0",
	 "clause 5: time after a maintenance's announced end that is still exempt",
	 IN(maintenance_reasonable_us), NUMBER(0, 604800, USEC)},
	{"maintenance.min_notice_s", "s", "0-2592000", "0",
	 "clause 5: how long before its start it must be announced, where notice is required",
	 IN(maintenance_min_notice_us), NUMBER(0, 2592000, USEC)},
	{"maintenance.link", "", "linked any", "\"linked\"",
	 "clause 5: exempt are windows that name the maintenance, or any during it",
	 OPEN("\"linked\"", "\"any\""), IN(maintenance_link), WORD(link_words)},
	{"maintenance.notice", "", "best_effort required", "\"best_effort\"",
	 "clause 5: whether a maintenance exempts without timely notice",
	 OPEN("\"best_effort\"", "\"required\""), IN(maintenance_notice), WORD(notice_words)},
	{"nightly.groups", "", "any of web call", "[\"web\", \"call\"]",
	 "clause 5: groups whose automatic maintenance makes up the nightly allowance",
	 OPEN("[\"web\", \"call\"]", "[\"web\"]", "[\"call\"]"), IN(nightly_groups),
	 SET(group_words, COUNT_OF(group_words), NIGHTLY_WEB | NIGHTLY_CALL)},
	{"nightly.from", "", "00:00-24:00, before nightly.to", "\"03:00\"",
	 "clause 5: local time at which the nightly maintenance may start", IN(nightly_from_us), .kind = KIND_CLOCK},
	{"nightly.to", "", "00:00-24:00, after nightly.from", "\"06:00\"",
	 "clause 5: local time by which it ends", IN(nightly_to_us), .kind = KIND_CLOCK},
	{"nightly.allowance_s", "s", "0-86400", "60",
	 "clause 5: time of each night's maintenance that is exempt (\"about one minute\")",
	 IN(nightly_allowance_us), NUMBER(0, 86400, USEC)},

	{"compensation.exempt_causes", "", "any of carrier customer", "[\"carrier\", \"customer\"]",
	 "clause 7: causes that the provider does not answer for", IN(compensation_exempt),
	 SET(cause_names, CAUSE_OTHER, CAUSE_BIT(CAUSE_CARRIER) | CAUSE_BIT(CAUSE_CUSTOMER))},
	{"compensation.ratio_of", "", "accountable unavailable", "\"accountable\"",
	 "clause 6: the time whose ratio to the allowed time makes a month eligible",
	 OPEN("\"accountable\"", "\"unavailable\""), IN(ratio_of), WORD(ratio_words)},
	{"compensation.scale", "", "rows of ratio_above_ppm share_of_function_fee_ppm share_of_phone_bill_ppm",
	 "[]", "clause 6: what is owed above a ratio; empty: to be agreed", IN(scale), .kind = KIND_SCALE},
	{"compensation.cap_mode", "", "charged_on greater lesser each", "\"charged_on\"",
	 "clause 6: which cap holds: the one that the invoice names, an extreme of the two, or both",
	 IN(cap_mode), WORD(cap_words)},
	SHARE("compensation.function_fee_cap_ppm", function_fee_cap_ppm, "250000",
	      "clause 6: cap, as a share of the month's functional service fee"),
	SHARE("compensation.phone_bill_cap_ppm", phone_bill_cap_ppm, "100000",
	      "clause 6: cap, as a share of the month's phone bill"),
	{"compensation.apply_days", "d", "0-3650", "30",
	 "clause 6: days within which it is applied for, the first one not counted",
	 IN(apply_days), NUMBER(0, 3650, 1)},
	{"compensation.days_from", "", "breach month_end", "\"breach\"",
	 "clause 6: what the days count from: the breach, or the end of its month", IN(days_from),
	 WORD(days_words)},
	{"compensation.at_risk_days", "d", "0-3650", "7",
	 "clause 6: days left from which an application is at risk", IN(apply_at_risk_days),
	 NUMBER(0, 3650, 1)},
	{"compensation.deduct_within_months", "months", "0-120", "1",
	 "clause 6: how many bills after the month's own may carry the deduction", IN(deduct_within_months),
	 NUMBER(0, 120, 1)},
	{"compensation.serious_severity", "", "1-4", "1",
	 "clause 6: severity from which an incident is listed as a serious failure", IN(serious_severity),
	 NUMBER(1, 4, 1)},
};
const size_t agreement_key_count = COUNT_OF(agreement_keys);
