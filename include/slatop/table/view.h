/* A view: a model's rows, filtered and sorted, with a cursor that follows its
 * row.
 *
 * Reading and sorting are done in slices: what is shown stays the last whole
 * order until the next one is ready. */
#ifndef SLATOP_TABLE_VIEW_H
#define SLATOP_TABLE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/err.h"
#include "slatop/table/filter.h"
#include "slatop/table/model.h"

#define VIEW_SORT_MAX 4

struct sort_key {
	uint16_t field;
	bool descending;
};

struct view {
	const struct model *model;
	struct model_scope scope;
	struct sort_key sort[VIEW_SORT_MAX];
	size_t sort_count;
	struct filter *filter; /* NULL: none. Owned */
	size_t limit;          /* 0: none ("the worst ten") */

	size_t count;        /* rows shown */
	size_t cursor;       /* < count, or 0 */
	size_t top;          /* first row on the screen; draw keeps it in range */
	uint64_t generation; /* grows when what is shown changed */
	size_t total;        /* rows before the filter and the limit */
	bool complete;       /* everything that the model needs is read */
	struct view_private *own;
};

struct view *view_create(const struct model *model, const struct model_scope *scope);
void view_destroy(struct view *v);

/* Another scope (month, account): rows are read anew, the cursor stays on its
 * row where it is still there. */
void view_set_scope(struct view *v, const struct model_scope *scope);
/* Time went on: now is monotonic. Starts reading again if something changed; in
 * a view that took long to sort not at once, so that it takes a fifth of a core
 * at most (the values shown are always the present ones). */
void view_advance(struct view *v, int64_t now);
/* Works until deadline_us (INT64_MAX: to the end); returns whether work is left. */
bool view_work(struct view *v, int64_t deadline_us);

/* Whether nothing is shown, but rows may be on their way. */
bool view_awaits_rows(const struct view *v);
/* The value at a shown row; text is valid until the next call of view_work or
 * view_advance. */
void view_value(struct view *v, size_t row, size_t field, struct value *out);
struct row_ref view_row(const struct view *v, size_t row);
struct row_key view_key(struct view *v, size_t row);
/* The scope that entering a row gives. */
void view_enter(struct view *v, size_t row, struct model_scope *scope);

/* Parses "-elapsed,name" (a minus: descending) into the sort; names the field
 * that is not there, with a suggestion. */
bool view_sort_by(struct view *v, const char *spec, struct err *e);
/* One field first (again: reverses), or added behind. */
void view_sort_field(struct view *v, size_t field, bool add);
void view_set_filter(struct view *v, struct filter *f); /* takes it over; NULL: none */

/* The cursor; out of range is cut. */
void view_move(struct view *v, int64_t rows);
void view_move_to(struct view *v, size_t row);
/* Puts the cursor on the row of that key, where it is there; else as soon as it
 * appears, unless the cursor is moved before. */
bool view_find_key(struct view *v, struct row_key key);
/* The next (or previous) row, after the cursor and round, in one of whose fields
 * the text stands (ASCII case folded). False: none. */
bool view_search(struct view *v, const char *text, const uint16_t *fields, size_t field_count,
		 bool backwards);

#endif
