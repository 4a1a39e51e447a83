/* How firm a verdict is: under which of the open readings of the agreement's text
 * that of 4.1, and whether a month is eligible for compensation (6), hold. */
#ifndef SLATOP_SRC_TABLE_FIRM_H
#define SLATOP_SRC_TABLE_FIRM_H

#include "slatop/sla/commitment.h"
#include "table/formula.h"

#define FIRM_MOST 1024 /* combinations of readings */

/* The verdicts whose firmness is asked for, and the key of the readings of each. */
enum firm_verdict { FIRM_STATUS, FIRM_ELIGIBLE, FIRM_VERDICTS };

/* An agreement's terms under every combination of the open readings, made once:
 * reading them from their texts is most of the work for an account. The keys of 4.1
 * come first, so that its combinations are the first ones. */
struct firm_set {
	const struct terms *base;
	struct readings open;             /* of 6, which those of 4.1 are part of */
	size_t key_count[FIRM_VERDICTS];  /* the first so many keys */
	size_t total[FIRM_VERDICTS];      /* and combinations */
	struct terms *terms;              /* open.total of them */
	uint8_t (*digits)[READINGS_KEYS]; /* which reading of each key that is */
	size_t stride[READINGS_KEYS];     /* of a key's digit in the number of a combination */
};
void firm_set_make(struct firm_set *s, const struct terms *base);
void firm_set_release(struct firm_set *s);

/* An account's windows over a span, as the arithmetic wants them, in the arena; all
 * maintenance that covers it, which stays until the store is asked again. The terms
 * are not filled in. */
void firm_input(const struct platform *p, const struct period *d, uint32_t tenant, struct arena *a,
		struct availability_input *in);

/* What each combination says: of 6 whether the month is eligible. */
struct firm_figures {
	uint8_t status[FIRM_MOST]; /* enum availability_status */
	bool eligible[FIRM_MOST];
	size_t computed;           /* in how many the arithmetic was done */
};
/* Combinations that differ only in readings that nothing of the account depends on
 * are one; where all windows together are too little for any other verdict, none is
 * computed. scratch is reset. */
void firm_try(const struct firm_set *s, const struct availability_input *in, struct arena *scratch, struct firm_figures *out);
/* The figures of one combination. */
void firm_compute(const struct firm_set *s, size_t n, const struct availability_input *in, struct arena *scratch,
		  struct availability *v, bool *eligible);
/* Whether a month is eligible by its figures. */
bool firm_eligible(const struct terms *t, const struct availability *v);

/* Under which a verdict holds. */
struct firmness {
	uint16_t holding;             /* combinations, of set.total */
	uint8_t held[READINGS_KEYS];  /* by key: 1u << reading, it was met under it */
	uint16_t turns;               /* 1u << key: another reading of it alone makes it another verdict somewhere */
};
void firm_sum(const struct firm_set *s, const struct firm_figures *f, enum firm_verdict which, uint8_t verdict,
	      struct firmness *out);
/* Appends "web.down_when is any and call.inclusive is true": without which the
 * verdict is never met; nothing where there are no such. */
void firm_conditions(struct buf *out, const struct firm_set *s, enum firm_verdict which, const struct firmness *f);
/* Appends the names of the keys that turn it. */
void firm_turning(struct buf *out, const struct firm_set *s, const struct firmness *f);
/* Appends a reading as it stands in the file, without quotes. */
void firm_reading(struct buf *out, const struct firm_set *s, size_t key, size_t reading);

/* Appends "at risk under every open reading (24)", or "breached under 6 of 24:
 * only if web.down_when is any". */
bool firm_write(struct buf *out, const struct explained *x);

#endif
