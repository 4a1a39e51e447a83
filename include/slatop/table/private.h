/* Private data: what of a row stays masked, and the view through which one row of
 * it is shown under a grant (REPLICA.md, roles). One row each. */
#ifndef SLATOP_TABLE_PRIVATE_H
#define SLATOP_TABLE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#define PRIVATE_FIELDS_MOST 2
#define PRIVATE_TEXT_MOST 2048 /* bytes of one that are shown */

struct private_view {
	const char *name;     /* as screens name it: "call" */
	const char *thing;    /* what a row is, in words: "call" */
	const char *relation; /* of schema sla: "call_private" */
	const char *key;      /* its key's column, and the field of a list's row that it is found by */
	const char *kind;     /* of the grants that cover it; "all" does too */
	struct private_field {
		const char *column; /* NULL: no more */
		const char *title;
	} fields[PRIVATE_FIELDS_MOST];
};
extern const struct private_view private_views[];
extern const size_t private_view_count;
/* By name; NULL: there is none. */
const struct private_view *private_view_find(const char *name);

#endif
