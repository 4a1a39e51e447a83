/* The last hour of the carriers, asked of the sub-platforms' servers: a small
 * query each, again only after half a minute and only while somebody looks. */
#ifndef SLATOP_SRC_TABLE_CARRIER_HOURS_H
#define SLATOP_SRC_TABLE_CARRIER_HOURS_H

#include "slatop/sla/completion.h"
#include "table/sources.h"

struct carrier_hour {
	const char *carrier; /* cleaned */
	struct completion_hour hour;
};
/* Those of one sub-platform. */
struct carrier_hours {
	struct carrier_hours_private *own;
	struct arena memory;
	struct carrier_hour *list; /* by name */
	size_t count;
	int64_t last_us;   /* the start of the latest slot; TIME_NONE: nothing was read yet */
	const char *error; /* why the last query brought nothing; NULL: it did */
	bool answered;     /* the moment that is looked at was asked about, and an answer came */
};

struct carrier_hours_all {
	struct carrier_hours **list; /* by platform index. What was asked for points into them: they
					do not move */
	size_t count;
	uint64_t generation; /* grows with each answer */
	const struct sources *sources;
};

/* sources stay the caller's, and outlive it. */
void carrier_hours_open(struct carrier_hours_all *all, const struct sources *sources);
void carrier_hours_close(struct carrier_hours_all *all);
/* Asks what is due. */
void carrier_hours_advance(struct carrier_hours_all *all);
/* Whether every sub-platform that can be asked has answered. */
bool carrier_hours_complete(const struct carrier_hours_all *all);

#endif
