/* Sources that are SQL, and what screens with them take over. */
#ifndef SLATOP_SRC_SCREEN_SCREEN_SQL_H
#define SLATOP_SRC_SCREEN_SCREEN_SQL_H

#include "slatop/base/arena.h"
#include "slatop/base/json.h"
#include "slatop/screen/screen.h"
#include "slatop/table/paged.h"

/* Reads a source that has "sql" as a paged model in the arena. Never NULL: errors
 * stay in the document. */
const struct model *screen_read_sql(const struct json_node *node, struct arena *a);
/* Puts the file in front of the places in messages about the screen's SQL. */
void screen_sql_place(struct screen *s, const char *file, struct arena *a);
/* The parameter of that name that a screen is given by the one that opens it;
 * NULL: it takes none such. */
const struct paged_parameter *screen_parameter(const struct screen *s, const char *name);

#endif
