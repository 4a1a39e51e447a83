/* The agreement file: what was promised, as numbers.
 *
 * A file holds several agreements by code ("standard", and what large accounts
 * negotiated), each a list of versions with the first month that they hold
 * for; a version is a struct terms. Every reading of the agreement's text is a
 * key of the file; the list of keys is one table (agreement_keys), from which
 * reading, checking, the defaults, help and explanations come.
 *
 *     { "format": 1, "time_zone": "Asia/Shanghai",
 *       "agreements": { "standard": [
 *         { "from": "2026-07", "availability": { "target_ppm": 997800 },
 *           "web": { "down_when": "any" } } ] } }
 *
 * A key that is missing takes its default (not the value of the version
 * before); an unknown one, another type or a value out of range is refused. */
#ifndef SLATOP_SLA_AGREEMENT_H
#define SLATOP_SLA_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/err.h"

enum service { SERVICE_WEB_FRONT, SERVICE_WEB_BACK, SERVICE_SOFTSWITCH, SERVICE_TRUNK, SERVICE_COUNT };
enum cause { /* of a window; CAUSE_OTHER is a word that no agreement knows */
	CAUSE_NONE, CAUSE_PROVIDER, CAUSE_CARRIER, CAUSE_CUSTOMER, CAUSE_MAINTENANCE,
	CAUSE_AUTO_MAINTENANCE, CAUSE_UNKNOWN, CAUSE_OTHER, CAUSE_COUNT
};
extern const char *const service_names[SERVICE_COUNT]; /* "web_front" ... */
extern const char *const cause_names[CAUSE_COUNT];     /* "" for none, "other" */
/* The value of a word; -1 for an unknown service, CAUSE_OTHER for an unknown
 * cause (the word "other" too: it is none of the platform's), CAUSE_NONE for
 * an empty one. */
int service_from(const char *word, size_t length);
enum cause cause_from(const char *word, size_t length);

/* A list of words that the file is free to choose: places, formats. */
#define TEXT_LIST_MAX 16
#define TEXT_LIST_BYTES 32 /* of one, with its NUL */
struct text_list {
	size_t count;
	char items[TEXT_LIST_MAX][TEXT_LIST_BYTES];
};
bool text_list_has(const struct text_list *list, const char *text);

/* A row of compensation.scale: what is owed above a ratio. */
#define SCALE_MAX 16
struct scale_row {
	int64_t ratio_above_ppm, function_fee_ppm, phone_bill_ppm;
};
struct scale {
	size_t count; /* 0: to be agreed */
	struct scale_row rows[SCALE_MAX]; /* by ratio_above_ppm, ascending */
};

enum fault_class { FAULT_CLASS_APPLICATION, FAULT_CLASS_NETWORK, FAULT_CLASS_RELAY, FAULT_CLASS_COUNT };
enum object_kind { OBJECT_RECORD, OBJECT_RECORDING, OBJECT_LOG, OBJECT_DISK, OBJECT_COUNT };
enum deletion_method { METHOD_DELETE, METHOD_RM, METHOD_LOW_LEVEL_FORMAT, METHOD_SCRAP, METHOD_COUNT };
extern const char *const fault_class_names[FAULT_CLASS_COUNT];       /* "application" ... */
extern const char *const object_kind_names[OBJECT_COUNT];      /* "record" ... */
extern const char *const deletion_method_names[METHOD_COUNT];  /* "DELETE" ... */

enum ratio_of { RATIO_OF_ACCOUNTABLE, RATIO_OF_UNAVAILABLE };
enum cap_mode { CAP_CHARGED_ON, CAP_GREATER, CAP_LESSER, CAP_EACH };
enum days_from { DAYS_FROM_BREACH, DAYS_FROM_MONTH_END };
enum web_down_when { WEB_DOWN_ANY, WEB_DOWN_EACH, WEB_DOWN_BOTH };
enum maintenance_link { LINK_LINKED, LINK_ANY };
enum maintenance_notice { NOTICE_BEST_EFFORT, NOTICE_REQUIRED };
#define NIGHTLY_WEB 1u
#define NIGHTLY_CALL 2u

/* One version of one agreement. Sets (causes, groups) are bit masks. */
struct terms {
	char code[64];      /* "standard" */
	int from_month;     /* first month it holds for (calendar_month_number) */
	int64_t target_ppm; /* availability.target_ppm, 997800 */
	int64_t at_risk_ppm;          /* availability.at_risk_ppm, 800000 */
	unsigned availability_exempt; /* availability.exempt_causes: 1u << cause */
	enum web_down_when web_down_when;
	int64_t web_counts_after_us, call_counts_after_us; /* 120 s, 60 s */
	bool web_inclusive, call_inclusive;                /* false, true */
	unsigned compensation_exempt; /* compensation.exempt_causes */
	int64_t maintenance_reasonable_us; /* 0 */
	int64_t maintenance_min_notice_us; /* 0 */
	enum maintenance_link maintenance_link;
	enum maintenance_notice maintenance_notice;
	unsigned nightly_groups;            /* NIGHTLY_WEB, NIGHTLY_CALL */
	int64_t nightly_from_us, nightly_to_us; /* since local midnight, from < to <= 24 h */
	int64_t nightly_allowance_us;       /* 60 s */
	/* 4.2 reliability */
	int64_t reliability_target_days;    /* 90 */
	int64_t reliability_min_accounts;   /* 10 */
	int64_t reliability_look_back_days; /* 365 */
	/* 4.3 metering */
	int64_t metering_target_ppm, metering_fee_target_ppm; /* 994000, 1000000 */
	int64_t metering_unit_us;     /* 60 s */
	int64_t metering_keep_months; /* 12 */
	/* 4.4 audit */
	int64_t audit_business_months, audit_server_months, audit_legal_months; /* 3, 12, 6 */
	bool audit_server_inclusive;  /* false: "more than 12 months" */
	/* 4.5 data_location */
	struct text_list places;
	int64_t min_backups, min_cold_standbys; /* 1, 1 */
	/* 4.7 export */
	int64_t export_finish_within_us; /* 86400 s */
	struct text_list export_formats, recording_formats; /* xlsx xls; mp3 */
	int64_t recording_bits, recording_hz, recording_channels; /* 16, 8000, 1 */
	/* 4.8 deletion: for each kind the methods, 1u << method */
	unsigned deletion_methods[OBJECT_COUNT];
	/* 4.9 durability, 4.10 completion */
	int64_t durability_target_ppm; /* 999999 */
	int64_t completion_target_ppm; /* 971000 */
	/* What is a fall of completion, of suspects (slatop/store/falls.h) */
	int64_t completion_fall_calls, completion_fall_ppm, completion_fall_slots; /* 50, 200000, 1 */
	/* 4.11 seats */
	int64_t seats_max_move, seats_min_left; /* 100, 1 */
	bool seats_review_inclusive; /* false: reviewed before it took effect */
	/* 4.12 recovery */
	int64_t recovery_limit_us[FAULT_CLASS_COUNT]; /* 2700 s, 120 s, 300 s */
	int64_t recovery_network_tolerance_us;  /* 30 s */
	int64_t recovery_at_risk_ppm;           /* 800000 */
	/* 6 compensation */
	enum ratio_of ratio_of;
	enum cap_mode cap_mode;
	enum days_from days_from;
	int64_t function_fee_cap_ppm, phone_bill_cap_ppm; /* 250000, 100000 */
	struct scale scale;                       /* empty */
	int64_t apply_days, apply_at_risk_days;   /* 30, 7 */
	int64_t deduct_within_months;             /* 1 */
	int64_t serious_severity;                 /* 1 */
};

/* How a key stands in the file and in struct terms. */
enum agreement_kind {
	KIND_NUMBER, /* an integer of the key's unit; int64_t, times scale */
	KIND_FLAG,   /* true or false; bool */
	KIND_WORD,   /* one of words; an enum */
	KIND_SET,    /* a list of words; a mask of 1u << the word's index */
	KIND_TEXTS,  /* a list of words, no two alike; struct text_list */
	KIND_SCALE,  /* a list of rows, ascending; struct scale */
	KIND_CLOCK   /* "HH:MM" or "HH:MM:SS", to "24:00"; int64_t since midnight */
};

#define AGREEMENT_READINGS 4 /* the most readings that a key has, and one */

/* One key of a version, for reading, help and explanation. */
struct agreement_key {
	const char *name;  /* "web.counts_after_s" */
	const char *unit;  /* "s", "ppm", "" */
	const char *range; /* "0-86400", "any each both" */
	const char *initial; /* the default, as it stands in the file: 120, "any", ["customer"] */
	const char *help;  /* a line */
	bool open;         /* an open reading of the text, varied by firmness */
	/* The readings of an open key, as they stand in the file, the shipped
	 * one first, NULL after the last. Empty for the others. */
	const char *readings[AGREEMENT_READINGS];
	enum agreement_kind kind;
	size_t offset;     /* in struct terms */
	int64_t low, high; /* of a number */
	int64_t scale;     /* of a number: file value x scale is kept */
	const char *const *words; /* of a word or set */
	size_t word_count;
	unsigned allowed;  /* of a set: which words may stand there */
};
extern const struct agreement_key agreement_keys[];
extern const size_t agreement_key_count;
/* The key of a name, or NULL. */
const struct agreement_key *agreement_key_find(const char *name);
/* Appends the value in force, as it stands in the file. */
void agreement_key_show(const struct agreement_key *key, const struct terms *t, struct buf *out);
/* Puts a value, written as in the file (a reading, say), into t; refuses what
 * the file's reader would refuse. */
bool agreement_key_set(const struct agreement_key *key, struct terms *t, const char *value, struct err *e);

/* The shipped values of every key; code "standard", first month 0. */
void terms_init(struct terms *t);

struct agreement; /* a whole file; immutable */

/* Reads a file, or (NULL) the shipped default, built in. Wants: "standard"
 * among the codes, versions in ascending order of first month, every key
 * known, each value in its range: else NULL, and a message with the place and
 * a suggestion. */
struct agreement *agreement_read(const char *path, struct err *e);
struct agreement *agreement_parse(const char *text, size_t length, const char *name, struct err *e);
void agreement_destroy(struct agreement *a);
/* The zone's calendar, owned by the agreement ("time_zone"). */
const struct calendar *agreement_calendar(const struct agreement *a);
/* SHA-256 of the file's bytes, in hex. */
const char *agreement_hash(const struct agreement *a);
/* The version of code (NULL, "" or unknown: "standard"; *known, which may be
 * NULL, says whether it is known; NULL and "" are) that holds for a month; the
 * earliest one for months before it. Never NULL. */
const struct terms *agreement_terms(const struct agreement *a, const char *code, int month_number,
				    bool *known);
/* Appends "standard from 2026-07"; where the version begins after the month that
 * it judges, for want of an earlier one, says so. */
void agreement_version_text(const struct terms *t, int month_number, struct buf *out);
/* A small number for a code, for compact tables: 0 is "standard", the others
 * follow in the order of the file; it fits 16 bits. Unknown gives 0 and *known
 * false. */
unsigned agreement_code_index(const struct agreement *a, const char *code, bool *known);
const struct terms *agreement_terms_at(const struct agreement *a, unsigned code_index, int month_number);
/* How many versions a code has, at least one, and each of them, the earliest first. */
size_t agreement_version_count(const struct agreement *a, unsigned code_index);
const struct terms *agreement_version(const struct agreement *a, unsigned code_index, size_t n);
/* Whether two versions have the same value of a key. */
bool agreement_key_same(const struct agreement_key *key, const struct terms *a, const struct terms *b);
/* How many codes there are, and each one's name. */
unsigned agreement_code_count(const struct agreement *a);
const char *agreement_code(const struct agreement *a, unsigned code_index);

#endif
