/* Rows of the followed relations, from PostgreSQL's binary formats into the
 * store; the same for a COPY and for a query's result. */
#ifndef SLATOP_REPLICA_ROWS_H
#define SLATOP_REPLICA_ROWS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/store/store.h"

#define CELLS_MAX 24

/* A field: length -1 is null; a NUL stands behind it. */
struct cell {
	char *data;
	int length;
};

/* What is followed, in the order in which rows are put. */
enum followed {
	FOLLOW_TENANT, FOLLOW_MAINTENANCE, FOLLOW_COVER, FOLLOW_INCIDENT, FOLLOW_FAILOVER, FOLLOW_LINK,
	FOLLOW_CLAIM, FOLLOW_OUTAGE, FOLLOW_COUNT
};

/* Cells of an outage window that others than the decoder look at. */
enum { OUTAGE_ENTERPRISE_NO = 3, OUTAGE_STARTED_AT = 6, OUTAGE_VOIDED = 10 };

struct relation {
	const char *name;    /* in schema sla */
	const char *columns; /* those that are read, in the order of the decoder */
	int column_count;
	bool core;
	const char *audit_columns; /* in audit mode, which reads public texts; NULL: the same */
};
extern const struct relation followed_relations[FOLLOW_COUNT];
const char *relation_columns(enum followed what, bool audit);

/* Where rows go. */
struct row_sink {
	struct platform *platform;
	struct period *period; /* the period that is loaded; NULL: changes of the feed */
	struct arena scratch;  /* of one row: texts that had to be cleaned */
	/* Accounts of the maintenance that is being read. */
	int64_t cover_id;
	int64_t *cover;
	size_t cover_count, cover_capacity;
	/* Changed maintenance whose accounts have not come yet. */
	int64_t *changed;
	size_t changed_count, changed_capacity;
};
void row_sink_init(struct row_sink *s, struct platform *p);
void row_sink_release(struct row_sink *s);

/* Puts a row (column_count cells) into the store. */
void row_put(struct row_sink *s, enum followed what, const struct cell *cells);
/* After the last row of FOLLOW_COVER: the last list, and, in the feed, empty
 * ones for changed maintenance that covers nobody any more. */
void row_cover_end(struct row_sink *s);

/* The bytes of the network's order. */
static inline uint32_t get32(const char *data)
{
	const unsigned char *b = (const unsigned char *)data;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* PostgreSQL's microseconds since 2000 in ours; infinite ones as sla has them. */
static inline int64_t time_from_server(int64_t at)
{
	int64_t sum;

	if (at == INT64_MIN)
		return TIME_MINUS_INFINITE;
	if (__builtin_add_overflow(at, INT64_C(946684800000000), &sum) || sum >= TIME_INFINITE)
		return TIME_INFINITE;
	return sum;
}

/* Fields. Null, or of another width: 0 (TIME_NONE for a time). */
int64_t cell_int(const struct cell *c);  /* of 2, 4 or 8 bytes */
int64_t cell_time(const struct cell *c); /* timestamptz; infinite ones as sla has them */
bool cell_bool(const struct cell *c);
struct cell cell_of(const PGresult *r, int row, int column);

/* COPY (FORMAT binary), copy_rows.c. Skips the head, with which it begins; NULL:
 * it is none. */
char *copy_head(char *data, char *end);
/* Splits the row at data into cells and returns where it ends (the next one may
 * begin there: save the byte before writing the NUL behind the last cell); NULL:
 * it is none. *count is -1 for the COPY's end. */
char *copy_split(char *data, char *end, struct cell *cells, int *count);
/* The quick way for nearly every window: one without a text of its own, whose
 * words are the contract's. Returns where the row ends, NULL for any other row,
 * which copy_split then takes. */
char *copy_window(char *data, char *end, struct plain_window *w);

#endif
