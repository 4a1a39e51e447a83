/* Sorting a view's rows in slices: a bottom-up merge sort that can be left and
 * taken up again between any two comparisons. */
#ifndef SLATOP_SRC_TABLE_VIEW_SORT_H
#define SLATOP_SRC_TABLE_VIEW_SORT_H

#include "slatop/base/arena.h"
#include "slatop/table/view.h"

/* What is moved about: the first sort key in an order that integers have, and
 * the row. */
struct sort_item {
	uint64_t lead;
	uint32_t row;
};

union sort_value {
	int64_t i;
	const char *text;
};

struct view_sort {
	/* The rows that passed the filter, as they came, and their sort keys:
	 * key_count each; the bits of nulls say which are null. */
	struct row_ref *rows;
	union sort_value *keys;
	uint8_t *nulls;
	size_t count, row_capacity, key_capacity, null_capacity;
	struct arena texts; /* copies: a model's own text may change under the sort */

	struct sort_key by[VIEW_SORT_MAX];
	bool is_text[VIEW_SORT_MAX];
	size_t key_count;
	const struct model *model; /* for the row's identity, which breaks ties */
	struct model_state *state;

	struct sort_item *items, *other; /* merged from one into the other */
	size_t item_capacity;            /* of each */
	size_t width;                    /* of the runs in items; 0: not begun */
	size_t run, left, right, to;     /* where the merge stands */
};

/* Forgets the rows and starts over with these keys; memory is kept. */
void view_sort_begin(struct view_sort *s, const struct model *model, struct model_state *state,
		     const struct sort_key *by, size_t count);
void view_sort_add(struct view_sort *s, struct row_ref row);
/* Sorts until the deadline; true: work is left. */
bool view_sort_work(struct view_sort *s, int64_t deadline_us);
/* The row at a place of the order; only after view_sort_work said false. */
struct row_ref view_sort_row(const struct view_sort *s, size_t place);
void view_sort_release(struct view_sort *s);

#endif
