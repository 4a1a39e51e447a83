/* What the command line says about time: a month, or a span, and a moment. */
#ifndef SLATOP_APP_WHEN_H
#define SLATOP_APP_WHEN_H

#include "app/options.h"
#include "slatop/base/calendar.h"

struct when {
	int month_number;        /* calendar_month_number; -1: not given */
	int64_t from, to, as_of; /* TIME_NONE: not given */
};

/* Reads --month, --from, --to and --as-of in the zone of c; refuses what does
 * not go together, naming the option. */
bool when_read(struct when *w, const struct options *o, const struct calendar *c, struct err *e);
/* Whether a month or a span is given. */
bool when_is_given(const struct when *w);

#endif
