/* What has no history and changed after an earlier moment that is looked at: it is used
 * as it is known now, and whoever looks is told. */
#ifndef SLATOP_APP_LATER_H
#define SLATOP_APP_LATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct engine;
struct later_changes {
	int64_t as_of;   /* asked about; TIME_NONE: none */
	int64_t asked_at; /* monotonic */
	size_t waited;   /* sub-platforms whose answer is on its way */
	int64_t counts[8]; /* by relation */
	char error[200]; /* why it is not known; "" */
	int64_t rows;    /* the sum */
	char text[240];  /* "2 accounts, 1 maintenance changed since"; "": nothing did, or it is not known yet */
	struct engine *engine;
};
/* Asks about a moment; the engine's changed callback tells. */
void later_ask(struct engine *s, int64_t as_of);
/* Whether all have answered. */
bool later_known(const struct engine *s);

#endif
