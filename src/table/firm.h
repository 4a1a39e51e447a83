/* How firm a verdict of 4.1 is: under which of the open readings of the
 * agreement's text it holds. */
#ifndef SLATOP_SRC_TABLE_FIRM_H
#define SLATOP_SRC_TABLE_FIRM_H

#include "slatop/sla/commitment.h"
#include "table/formula.h"

/* An agreement's terms under every combination of the open readings, made once:
 * reading them from their texts is most of the work for an account. */
struct firm_set {
	const struct terms *base;
	struct readings open;
	struct terms *terms; /* open.total of them */
	uint8_t (*digits)[READINGS_KEYS]; /* which reading of each key that is */
};
void firm_set_make(struct firm_set *s, const struct terms *base);
void firm_set_release(struct firm_set *s);

/* Under which the verdict holds. */
struct firmness {
	uint16_t holding;             /* combinations, of set.open.total */
	uint8_t held[READINGS_KEYS];  /* by key: 1u << reading, it was met under it */
};
/* in: the account's windows over the span; its terms are not looked at. scratch
 * is reset. */
void firm_try(const struct firm_set *s, const struct availability_input *in, enum availability_status verdict,
	      struct arena *scratch, struct firmness *out);
/* Appends "web.down_when is any and call.inclusive is true": without which the
 * verdict is never met; nothing where there are no such. */
void firm_conditions(struct buf *out, const struct firm_set *s, const struct firmness *f);

/* A window as that arithmetic wants it. */
struct outage_window firm_window(const struct window *w);

/* An account's windows of a period, in the arena. */
const struct outage_window *firm_windows(const struct period *d, uint32_t tenant, struct arena *a, size_t *count);

/* Appends "at risk under every open reading (24)", or "breached under 6 of 24:
 * only if web.down_when is any". */
bool firm_write(struct buf *out, const struct explained *x);

#endif
