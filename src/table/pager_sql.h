/* The SQL of pages. Everything that varies is a bound value. */
#ifndef SLATOP_SRC_TABLE_PAGER_SQL_H
#define SLATOP_SRC_TABLE_PAGER_SQL_H

#include "slatop/table/filter.h"
#include "table/pager_row.h"

/* What a search looks for: a text in some fields, or the first row in order at
 * or behind a time. */
struct page_search {
	const char *text; /* NULL: the time */
	const uint16_t *fields;
	size_t field_count;
	size_t time_field;
	int64_t time;
	bool until; /* the time or before it; else or after it */
};

/* Which rows, in which order. */
struct page_shape {
	const struct model *model;
	const struct model_scope *scope;
	struct page_order order;
	const struct filter *filter;       /* NULL: none */
	const struct page_search *search;  /* NULL: none */
	uint32_t platform;                 /* that is asked */
};

struct page_sql {
	struct buf text;
	struct value *values; /* their texts are borrowed from shape and bound */
	size_t count, capacity;
	struct arena texts; /* those that had to be made */
};
void page_sql_release(struct page_sql *s);

/* Whether a shape has conditions that no index helps with: then its pages are
 * found by scanning, a bounded piece at a time. */
bool page_shape_scans(const struct page_shape *s);

/* The next rows behind a bound, or before it, at most so many. The columns are
 * the model's fields. */
void page_sql_next(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, bool before,
		   size_t limit);
/* The same among the next `piece` rows of the order only. One row more may come,
 * whose last column is true: the last that was looked at, where there are more;
 * of its fields only those of the order are there. Order is the reader's. */
void page_sql_scan(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, bool before,
		   size_t limit, size_t piece);
/* How many rows there are before a bound, counted up to a limit. One bigint. */
void page_sql_count(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, size_t limit);

/* filter_sql.c: a filter's parts as SQL. */
struct node;
/* The parts that are and-ed at the top; returns how many (at most most), their
 * root where there are more. */
size_t filter_parts(const struct filter *f, const struct node **parts, size_t most);
/* Whether an index of the source's, or the order, narrows the rows down by it. */
bool filter_part_indexed(const struct node *n, const struct page_shape *s);
void filter_part_sql(struct page_sql *out, const struct node *n, const struct model *m);
/* Appends $n for a value that is bound. */
void page_sql_value(struct page_sql *out, const struct value *v);
/* A field as it is compared: texts by bytes. */
void page_sql_field(struct page_sql *out, const struct model *m, size_t field);

#endif
