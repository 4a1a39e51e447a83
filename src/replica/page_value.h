/* Values of pages in PostgreSQL's binary formats. */
#ifndef SLATOP_REPLICA_PAGE_VALUE_H
#define SLATOP_REPLICA_PAGE_VALUE_H

#include "slatop/base/arena.h"
#include "slatop/replica/page.h"
#include "rows.h"

/* A parameter: its type, and its bytes (*data NULL for null) in the arena. */
struct page_parameter {
	Oid type;
	const char *data;
	int length, format;
};
struct page_parameter page_parameter(const struct page_value *v, struct arena *a);

/* Whether a column of the server's type can be read as that kind. */
bool page_fits(Oid type, enum page_kind kind);
/* A type's name for messages. */
const char *page_type_name(Oid type);
/* How a column of that type could be written so that it fits; "": in no way that is known. */
const char *page_cast(Oid type, enum page_kind kind);
/* Reads a field of a fitting type. */
void page_read(const struct cell *c, Oid type, struct page_value *out);

#endif
