/* What has no history and changed after an earlier moment that is looked at: it is used
 * as it is known now, and whoever looks is told. */
#ifndef SLATOP_APP_LATER_H
#define SLATOP_APP_LATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/table/relations.h"

struct engine;
struct later_changes {
	int64_t as_of;   /* asked about; TIME_NONE: none */
	int64_t asked_at; /* monotonic */
	size_t waited;   /* sub-platforms whose answer is on its way */
	int64_t counts[RELATIONS_MOST]; /* by relation (relations.h); while some are waited for, not all */
	char error[200]; /* why it is not known; "" */
	struct engine *engine;
};
/* Asks about a moment; the engine's changed callback tells. */
void later_ask(struct engine *s, int64_t as_of);
/* Whether all have answered. */
bool later_known(const struct engine *s);

#endif
