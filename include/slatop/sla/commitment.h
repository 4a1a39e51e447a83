/* The commitments: what the agreement promises, one row of a table each.
 *
 * A commitment's outcome is made of a few numbers that can be added (its
 * inputs: calls requested, calls connected), so that the same row of the table
 * judges an account, a sub-platform and all of them, and says how: its clause
 * in a sentence, its formula with the numbers in it, the agreement's keys that
 * it used. A figure that sums do not decide alone (4.2 with fewer than two
 * events, an outage at risk) corrects the verdict in its own file.
 *
 * Another commitment is a row here, its keys, and the function that fills its
 * inputs from its facts. */
#ifndef SLATOP_SLA_COMMITMENT_H
#define SLATOP_SLA_COMMITMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/sla/verdict.h"

enum commitment {
	COMMITMENT_AVAILABILITY, /* 4.1 */
	COMMITMENT_RELIABILITY,  /* 4.2 */
	COMMITMENT_METERING, COMMITMENT_SERVICE_FEE, /* 4.3 */
	COMMITMENT_BUSINESS_LOGS, COMMITMENT_SERVER_LOGS, COMMITMENT_LOGINS, /* 4.4 */
	COMMITMENT_PLACES,       /* 4.5 */
	COMMITMENT_ACCESS,       /* 4.6 */
	COMMITMENT_EXPORTS,      /* 4.7 */
	COMMITMENT_DELETIONS,    /* 4.8 */
	COMMITMENT_DURABILITY,   /* 4.9 */
	COMMITMENT_COMPLETION,   /* 4.10 */
	COMMITMENT_SEATS,        /* 4.11 */
	COMMITMENT_RECOVERY,     /* 4.12 */
	COMMITMENT_MAINTENANCE,  /* 5 */
	COMMITMENT_COMPENSATION, /* 6, 7 */
	COMMITMENT_COUNT
};

/* How a figure and its verdict follow from the inputs. */
enum outcome_kind {
	OUTCOME_SHARE, /* part / whole, in percent; met at target and above */
	OUTCOME_KEPT,  /* (whole - part) / whole: part is what was lost */
	OUTCOME_MEAN,  /* part / whole, of part's measure; met at target and above */
	OUTCOME_RULES, /* part: the rules broken; met where none is */
	OUTCOME_AMOUNT /* part itself, a figure where whole, what is still open, is 0; judged by its own file */
};

#define OUTCOME_INPUTS 6

struct outcome_input {
	const char *name; /* "connected", as in the formula */
	enum measure measure;
	const char *help; /* "calls that reached the called number" */
};

struct commitment_info {
	const char *name;     /* "completion" */
	const char *clause;   /* "4.10" */
	const char *title;    /* "Call completion" */
	const char *sentence; /* what is promised */
	enum outcome_kind kind;
	enum measure measure; /* of the figure */
	const char *target;   /* the key that holds it, or NULL */
	size_t target_offset; /* in struct terms, an int64_t */
	int64_t target_scale; /* key's value x scale is of the figure's measure */
	const char *formula;  /* "{connected} / {requested}" */
	uint8_t part, whole;  /* inputs */
	struct outcome_input inputs[OUTCOME_INPUTS]; /* name NULL after the last */
	/* Keys of the agreement, NULL after the last: those that the verdict
	 * depends on, the target first; and those that only inputs beside it do. */
	const char *const *keys, *const *beside; /* beside may be NULL */
};
extern const struct commitment_info commitments[COMMITMENT_COUNT];
/* The commitment of a name, or -1. */
int commitment_find(const char *name);
/* An input by its name, or -1. */
int commitment_input(enum commitment c, const char *name);
/* Whether the verdict depends on a key / the verdict or anything beside it. */
bool commitment_decided_by(enum commitment c, const struct agreement_key *key);
bool commitment_uses(enum commitment c, const struct agreement_key *key);

/* What became of a commitment: of one account, or of many. */
struct outcome {
	uint8_t commitment; /* enum commitment */
	uint8_t verdict;    /* enum verdict */
	bool known;         /* there is a figure */
	int64_t figure;     /* of the commitment's measure, truncated */
	int64_t target;     /* likewise; 0 where there is none */
	int64_t inputs[OUTCOME_INPUTS];
};

/* Computes figure and verdict from inputs (OUTCOME_INPUTS of them, those that
 * the commitment has not are 0): the verdict on integers, by its kind. Nothing
 * to divide by: no figure, "no data". */
void outcome_compute(enum commitment c, const struct terms *t, const int64_t *inputs, struct outcome *out);
/* Of an account whose facts have not been read. */
void outcome_no_data(enum commitment c, const struct terms *t, struct outcome *out);
/* 4.1: from the figures of availability_compute. Inputs: span, unavailable,
 * allowed, accountable. */
void outcome_availability(const struct terms *t, const struct availability *a, struct outcome *out);

/* Many outcomes of one commitment: a sub-platform's, or all. Starts as {0}. */
struct rollup {
	int64_t inputs[OUTCOME_INPUTS];
	struct verdicts verdicts;
	uint64_t accounts; /* added; those without data too */
};
void rollup_add(struct rollup *r, const struct outcome *o);
void rollup_join(struct rollup *r, const struct rollup *other);
/* The figure recomputed from the sums, never an average of figures; the verdict
 * the worst that was added, r->verdicts.of[out->verdict] its number. t gives the
 * target that is shown: accounts were judged by their own. */
void rollup_outcome(const struct rollup *r, enum commitment c, const struct terms *t, struct outcome *out);

/* Appends "connected / requested = 971 / 1000 = 97.1000 %". */
void outcome_write_formula(struct buf *out, const struct outcome *o);
/* Appends "97.1000 % is at least 97.1000 %: met", or "no data". */
void outcome_write_verdict(struct buf *out, const struct outcome *o);

/* The combinations of the open readings that a verdict depends on. */
#define READINGS_KEYS 10
struct readings {
	const struct agreement_key *keys[READINGS_KEYS];
	size_t counts[READINGS_KEYS]; /* readings of each */
	size_t key_count;
	size_t total; /* combinations, at least 1 */
};
void readings_of(enum commitment c, struct readings *r);
/* Puts combination n of total into t (the first is the shipped one); the other
 * keys stay as they are. Returns in digits, which may be NULL, which reading of
 * each key that is. */
void readings_apply(const struct readings *r, size_t n, struct terms *t, size_t digits[READINGS_KEYS]);

#endif
