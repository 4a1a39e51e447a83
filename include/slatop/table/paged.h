/* Paged sources: SELECTs over schema sla that a screen states, read in pages.
 *
 * The rows stay on the server; a view holds a window of them around the cursor.
 * Each page is found by the order's values of a row that is known (keyset), so
 * that one costs the same at any depth: never OFFSET, never count(*). Every
 * value is bound with its type. Rows of several sub-platforms are merged by the
 * order, then by sub-platform.
 *
 * A paged source is the part of a struct model that says where rows come from
 * instead of its functions; fields, formats, filters and columns are as for any
 * model. */
#ifndef SLATOP_TABLE_PAGED_H
#define SLATOP_TABLE_PAGED_H

#include "slatop/base/err.h"
#include "slatop/table/model.h"

#define PAGED_ORDER_MAX 6 /* keys of an order, those of the row's key included */
#define PAGED_KEY_MAX 2
#define PAGED_FIELDS_MOST 60
#define PAGED_PARAMETERS_MOST 22
#define PAGED_ROWS_MOST 2000 /* of a view's window */

enum paged_trait {
	PAGED_INDEXED = 1, /* an index begins with this field and goes on in the page order */
	PAGED_NULLABLE = 2 /* may be null in an order */
};

/* A name in the SQL, :tenant, and what is bound to it. */
enum parameter_kind {
	PARAMETER_TENANT, /* the account; null: all */
	PARAMETER_FROM,   /* the month or span that is looked at */
	PARAMETER_TO,
	PARAMETER_MONTH,  /* its first day; null where a span is no month */
	PARAMETER_PLATFORM, /* the code of the sub-platform that is asked */
	PARAMETER_UNIT,   /* metering.unit_s, by the agreement of the account */
	PARAMETER_ZONE,   /* the agreement's time zone */
	PARAMETER_WITH    /* given by the screen that this one was opened from; null: all */
};
struct paged_parameter {
	const char *name;
	uint8_t kind; /* enum parameter_kind */
	uint8_t type; /* enum value_type */
};
/* Rows are those whose field is what the parameter says, where it says anything. */
struct paged_match {
	uint16_t field, parameter;
};
struct paged_order {
	struct { uint16_t field; bool descending; } keys[PAGED_ORDER_MAX];
	size_t count; /* the row's key is among them */
};

struct paged_source {
	const char *sql; /* $1 is parameters[0] ... */
	const struct paged_parameter *parameters;
	size_t parameter_count;
	const struct paged_match *matches;
	size_t match_count;
	const struct paged_order *orders; /* the first is the usual one */
	size_t order_count;
	const uint8_t *traits; /* by field: set of enum paged_trait */
	uint16_t key[PAGED_KEY_MAX];
	size_t key_count;
	int time;    /* the field that is jumped to by time, -1: none */
	int account; /* the field that names an account (enterprise_no), -1: none */
	const char *place; /* "screens/logins.json: source.sql", for messages */
};

/* What came of a query. */
struct page_answer {
	const char *error; /* NULL: rows came */
	bool lasting;      /* asking again gives the same error */
	size_t error_at;   /* character in the ask's SQL, from 1; 0: not said */
	size_t row_count;
	/* A value, as the server has it (texts are not cleaned). Valid during the
	 * callback. */
	void (*get)(const struct page_answer *a, size_t row, size_t column, struct value *out);
	const void *own;
};

/* One query of one sub-platform, handed to the host (struct model_scope). All of
 * it is needed during the call only. */
struct page_ask {
	uint32_t platform;
	const char *sql;
	const struct value *values; /* $1 ... by their types */
	size_t value_count;
	const uint8_t *types; /* enum value_type of each column that is wanted */
	size_t type_count;
	bool patient; /* work that may take long: a scan */
	/* Called once from the loop, never from within the asking, unless the query
	 * was dropped. */
	void (*answer)(void *context, const struct page_answer *a);
	void *context;
};
/* The order whose keys begin as that field in either direction; NULL: none.
 * *reversed: it runs the other way. */
const struct paged_order *paged_order_by(const struct paged_source *s, size_t field, bool descending, bool *reversed);
/* Why a field cannot be sorted by: names those that can. */
bool paged_no_order(const struct model *m, size_t field, struct err *e);
/* The source's statement for being looked at only: every name and type in it is
 * checked, no row comes. Appends to sql; values has room for the parameters. */
void paged_check_sql(const struct model *m, const struct model_scope *scope, struct buf *sql,
		     struct value *values);
/* An error of the server as it is shown: with the source's place, and what of its
 * SQL stands where the server points. */
void paged_error(struct buf *out, const struct model *m, const char *statement, const char *error, size_t at);

#endif
