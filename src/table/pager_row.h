/* Rows of a page, as they are kept: one piece of memory each. */
#ifndef SLATOP_SRC_TABLE_PAGER_ROW_H
#define SLATOP_SRC_TABLE_PAGER_ROW_H

#include "slatop/table/paged.h"

#define TEXT_MOST 65536 /* bytes of one cell that are kept */

struct page_cell {
	bool null;
	int64_t i;
	const char *text; /* cleaned */
	const char *raw;  /* as the server has it, for finding the row again */
};
struct page_row {
	uint32_t platform;
	uint32_t size; /* bytes */
	struct page_cell cells[];
};

/* The order that a window is in. */
struct page_order {
	const struct paged_order *keys;
	bool reversed;
};
/* Where a reading goes on: behind (inclusive: at) a row, by its first keys of
 * the order. at NULL: from the very start. */
struct page_bound {
	struct page_row *at; /* owned */
	size_t keys;
	bool inclusive;
};

/* A row of an answer. */
struct page_row *page_row_read(const struct model *m, uint32_t platform, const struct page_answer *a, size_t row);
struct page_row *page_row_copy(const struct model *m, const struct page_row *row);
/* A row that is null but for one field. */
struct page_row *page_row_of(const struct model *m, size_t field, int64_t i);
void page_row_value(const struct model *m, const struct page_row *row, size_t field, struct value *out);
/* The value to bind: the text as the server has it. */
void page_row_raw(const struct model *m, const struct page_row *row, size_t field, struct value *out);
struct row_key page_row_key(const struct model *m, const struct page_row *row);
bool page_row_same(const struct model *m, const struct page_row *a, const struct page_row *b);

/* By so many keys of the order; all: then by sub-platform. Null is the greatest,
 * as PostgreSQL has it. */
int page_row_compare(const struct model *m, const struct page_order *o, size_t keys, const struct page_row *a,
		     const struct page_row *b);
bool page_order_descends(const struct page_order *o, size_t key);

void page_bound_set(struct page_bound *b, struct page_row *at, size_t keys, bool inclusive);
void page_bound_release(struct page_bound *b);

#endif
