/* A view: a model's rows, filtered and sorted, with a cursor that follows its
 * row.
 *
 * Reading and sorting are done in slices: what is shown stays the last whole
 * order until the next one is ready.
 *
 * Of a paged model (paged.h) the rows are a window of the server's, around the
 * cursor: count, cursor and top are places in it, and move with it as it is
 * read on and cut. Its first and last row are gone to by view_move_to. With a
 * limit it keeps all rows up to that, for a report. */
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
	uint64_t serial;     /* no other view of this program has it, also none that has gone */
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
/* The set (relations.h) of those without a history that its rows come from. */
uint64_t view_relations(const struct view *v);
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

/* --- of paged models; of the others most do nothing, and say so --- */
bool view_is_paged(const struct view *v);
/* Whether no index of the server helps with what it is asked for: it has to look through
 * its rows piece by piece. False for one that is not paged. */
bool view_scans(const struct view *v);
/* Whether the list can be sorted by a field; says why not. Always of others. */
bool view_can_sort(const struct view *v, size_t field, struct err *e);
/* Goes to the first row at or past a moment, in the list's order; of others to the
 * row that the model says. False: the rows have no time. */
bool view_go_to_time(struct view *v, int64_t at_us);
/* The moment by which view_go_to_time comes to a shown row; TIME_NONE: none. */
int64_t view_row_time(struct view *v, size_t row);
/* Puts the cursor on the row of a number: of a paged list whose key that is, and
 * which can be ordered by it; of others as view_find_key of the platform's row of
 * that number. False: the rows are not told apart by one number. */
bool view_go_to_number(struct view *v, uint32_t platform, int64_t number);
/* As view_go_to_time, or where there is no moment (TIME_NONE), or the rows have none, as
 * view_go_to_number. */
void view_go_to(struct view *v, int64_t at_us, uint32_t platform, int64_t number);
/* Reads the window anew around the cursor. */
void view_refresh(struct view *v);
/* The page is left: gives up what is on its way until the next view_work. */
void view_leave(struct view *v);
/* The user stops what takes long. False: nothing runs. */
bool view_stop(struct view *v);
/* Whether the list goes on above (or below) what is in memory. */
bool view_goes_on(const struct view *v, bool below);
/* Rows that have come above the first one since it was looked at; *least: there
 * are more than that. */
int64_t view_newer(const struct view *v, bool *least);
/* What is being done that takes long: "looked at 120,000 rows, back to ...".
 * False: nothing. */
bool view_progress(const struct view *v, struct buf *out);
/* Why rows of a sub-platform are missing; NULL: none are. */
const char *view_error(const struct view *v, uint32_t *platform);
/* What is to be told the user once; false: nothing. */
bool view_take_note(struct view *v, struct buf *out);
/* A field of a row as a scope hands it on; false: it is null, or too long. */
bool view_with(struct view *v, size_t row, size_t field, const char *name, struct scope_with *out);

#endif
