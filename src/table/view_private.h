/* What a view keeps to itself. */
#ifndef SLATOP_SRC_TABLE_VIEW_PRIVATE_H
#define SLATOP_SRC_TABLE_VIEW_PRIVATE_H

#include "slatop/table/view.h"
#include "table/pager.h"
#include "table/view_sort.h"

enum view_stage {
	STAGE_IDLE,
	STAGE_READ, /* the model lists its rows */
	STAGE_PICK, /* the filter, and the sort keys of what passes */
	STAGE_SORT,
	STAGE_GATHER, /* the order is written down */
	STAGE_FOLLOW  /* where the cursor's row is now */
};

struct view_private {
	struct pager *pager; /* of a paged model; then nothing below is used */
	/* What is shown: rows of `shown`, a model's state that is the same as
	 * `next` but while another scope is being read for the first time. */
	struct model_state *shown, *next;
	struct row_ref *rows;
	size_t row_count, row_capacity;
	uint32_t *epochs; /* of each platform, when its rows were taken */
	size_t epoch_count;

	enum view_stage stage;
	uint64_t relations;   /* of its scope, without what the model says itself */
	bool wanted;          /* something changed since the last pass began */
	bool complete;        /* as the pass found it */
	uint64_t generation;  /* of the model, as last seen */
	size_t position, at;  /* in the model's rows, in the stage's list */
	struct row_ref *read; /* all rows, as the model listed them */
	size_t read_count, read_capacity;
	struct row_ref *gathered;
	size_t gathered_count;
	struct view_sort sort;
	int64_t cost_us, not_before; /* of the last pass; when the next may begin */

	/* The row that the cursor stays on. */
	struct row_key key;
	struct row_ref row; /* the same, while its index holds */
	bool has_key, has_row;
	bool moved;   /* somebody put the cursor there */
	size_t found; /* where STAGE_FOLLOW found it; SIZE_MAX: not there */
};

/* view_pass.c: begins a pass, works on it. */
void view_pass_start(struct view *v);
bool view_pass_work(struct view *v, int64_t deadline_us);
/* Takes the row under the cursor as the one to stay on. */
void view_remember_cursor(struct view *v);
/* Rows of a sub-platform that is loaded anew are void: drops them. */
void view_drop_void_rows(struct view *v);
bool view_row_is_void(const struct view *v, struct row_ref row);

/* view_paged.c: of paged models. */
void paged_enter(struct view *v, size_t row, struct model_scope *scope);
bool paged_sort(struct view *v, const struct sort_key *keys, size_t count, struct err *e);

#endif
