/* Queries of pages: short reads for what is on the screen, on a connection of
 * their own, several in one round trip, cancelled when nobody waits for them any
 * more. The connection opens with the first and closes when it has been idle for
 * a minute. */
#ifndef SLATOP_REPLICA_PAGE_H
#define SLATOP_REPLICA_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/replica/replica.h"

/* What a column or a parameter is, on our side. */
enum page_kind {
	PAGE_TEXT,      /* text, varchar, char, name */
	PAGE_INTEGER,   /* int2, int4, int8 */
	PAGE_BOOL,
	PAGE_TIME,      /* timestamptz: microseconds since 1970 UTC, infinite ones as sla's */
	PAGE_DATE,      /* days since 1970-01-01; infinite ones the ends of int32 */
	PAGE_LENGTH,    /* interval: microseconds, with days of 24 hours and months of 30 days */
	PAGE_MILLIONTHS /* numeric, float or integer, times 1,000,000, truncated */
};
struct page_value {
	uint8_t kind; /* enum page_kind */
	bool null;
	int64_t i;
	const char *text; /* PAGE_TEXT */
};
struct page_reply {
	const char *error; /* NULL: it went well. Cleaned */
	bool lasting;      /* it will not go better the next time */
	size_t error_at;   /* the character in the SQL, from 1; 0: not said */
	size_t row_count, column_count;
	/* A value; texts as the server has them. Valid during the callback. */
	void (*get)(const struct page_reply *r, size_t row, size_t column, struct page_value *out);
	const void *own;
};
struct page_request {
	const char *sql; /* with $1 ... */
	const struct page_value *values;
	size_t value_count;
	const uint8_t *kinds; /* of the columns; those of other types are an error */
	size_t kind_count;
	bool alone; /* may take long: nothing else shares its round trip */
	void (*reply)(void *context, const struct page_reply *r);
	void *context;
};

struct page_query;
/* Asks; the request is needed during the call only. The reply comes once, from
 * the loop, unless it was dropped. Sent with the next turn of the loop, or by
 * replica_send_pages. */
struct page_query *replica_page(struct replica *r, const struct page_request *request);
void replica_drop_page(struct replica *r, struct page_query *q);
void replica_send_pages(struct replica *r);

#endif
