/* One pass of a view: read, filter, sort, find the cursor's row, and only then
 * show. Every stage can be left at a deadline. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/view_private.h"

#define ROWS_A_LOOK 16 /* rows filtered between two looks at the clock: their figures may cost */
#define COPIES_A_LOOK 4096
#define REST_FACTOR 4 /* a pass is followed by four times its cost without one */

static bool is_late(int64_t deadline_us)
{
	return deadline_us != INT64_MAX && clock_monotonic() >= deadline_us;
}

static bool same_row(struct row_ref a, struct row_ref b)
{
	return a.platform == b.platform && a.item == b.item;
}

static bool same_key(struct row_key a, struct row_key b)
{
	return !row_key_compare(&a, &b);
}

bool view_row_is_void(const struct view *v, struct row_ref row)
{
	const struct store *store = v->scope.store;

	if (!store || row.platform >= store->count)
		return false; /* a row of no sub-platform */
	return row.platform >= v->own->epoch_count ||
		v->own->epochs[row.platform] != store->platforms[row.platform]->epoch;
}

static void note_epochs(struct view *v)
{
	const struct store *store = v->scope.store;

	v->own->epoch_count = store ? store->count : 0;
	v->own->epochs = mem_resize(v->own->epochs, v->own->epoch_count + 1, sizeof *v->own->epochs);
	for (size_t i = 0; i < v->own->epoch_count; i++)
		v->own->epochs[i] = store->platforms[i]->epoch;
}

void view_drop_void_rows(struct view *v)
{
	struct view_private *own = v->own;
	const struct store *store = v->scope.store;
	size_t kept = 0, changed = 0;

	for (size_t i = 0; store && i < own->epoch_count && i < store->count; i++)
		changed += own->epochs[i] != store->platforms[i]->epoch;
	if (!changed)
		return;
	own->has_row = false;
	for (size_t i = 0; i < own->row_count; i++)
		if (!view_row_is_void(v, own->rows[i]))
			own->rows[kept++] = own->rows[i];
	own->row_count = kept;
	v->count = v->limit && v->limit < kept ? v->limit : kept;
	if (v->cursor >= v->count)
		v->cursor = v->count ? v->count - 1 : 0;
	note_epochs(v);
	free(own->gathered);
	own->gathered = NULL;
	own->stage = STAGE_IDLE; /* what the pass read is void as well */
	own->wanted = true;
	own->not_before = 0;
	v->complete = false;
	v->generation++;
}

void view_remember_cursor(struct view *v)
{
	struct view_private *own = v->own;

	own->has_key = own->has_row = v->cursor < v->count && !view_row_is_void(v, own->rows[v->cursor]);
	if (!own->has_key)
		return;
	own->row = own->rows[v->cursor];
	own->has_row = own->shown == own->next; /* indices of another scope mean nothing */
	own->key = v->model->key(own->shown, own->row);
}

void view_pass_start(struct view *v)
{
	struct view_private *own = v->own;

	own->stage = STAGE_READ;
	own->wanted = false;
	own->position = own->at = own->read_count = 0;
	own->cost_us = 0;
	own->complete = v->model->complete(own->next);
	own->generation = v->model->generation(own->next);
	note_epochs(v);
	view_sort_begin(&own->sort, v->model, own->next, v->sort, v->sort_count);
}

static bool work_read(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;

	if (v->model->rows(own->next, &own->position, &own->read, &own->read_count, &own->read_capacity,
			   deadline_us))
		return true;
	own->stage = STAGE_PICK;
	return false;
}

struct picked {
	const struct view *v;
	struct row_ref row;
};

static void get_picked(void *context, size_t field, struct value *out)
{
	const struct picked *p = context;

	p->v->model->get(p->v->own->next, p->row, field, out);
}

static bool work_pick(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;

	while (own->at < own->read_count) {
		struct picked p = {v, own->read[own->at++]};

		if (!v->filter || filter_match(v->filter, get_picked, &p))
			view_sort_add(&own->sort, p.row);
		if (own->at % ROWS_A_LOOK == 0 && is_late(deadline_us))
			return true;
	}
	own->stage = STAGE_SORT;
	return false;
}

static bool work_sort(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;

	if (view_sort_work(&own->sort, deadline_us))
		return true;
	own->stage = STAGE_GATHER;
	own->gathered = mem_alloc((own->sort.count + 1) * sizeof *own->gathered);
	own->gathered_count = 0;
	return false;
}

static bool work_gather(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;

	while (own->gathered_count < own->sort.count) {
		own->gathered[own->gathered_count] = view_sort_row(&own->sort, own->gathered_count);
		if (++own->gathered_count % COPIES_A_LOOK == 0 && is_late(deadline_us))
			return true;
	}
	own->stage = STAGE_FOLLOW;
	own->at = 0;
	own->found = SIZE_MAX;
	return false;
}

/* Where the row to stay on is now: by its index where that still holds, which is
 * a walk over bare numbers, else by its key. */
static bool work_follow(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;
	size_t end = v->limit && v->limit < own->gathered_count ? v->limit : own->gathered_count;

	while (own->has_key && own->at < end) {
		struct row_ref row = own->gathered[own->at];

		if (own->has_row ? same_row(row, own->row)
				 : same_key(v->model->key(own->next, row), own->key)) {
			own->found = own->at;
			return false;
		}
		if (++own->at % COPIES_A_LOOK == 0 && is_late(deadline_us))
			return true;
	}
	return false;
}

static void place_cursor(struct view *v)
{
	struct view_private *own = v->own;
	bool settling = !own->moved && !v->complete; /* a list that fills up stays at its top */

	if (own->found < v->count && !(settling && v->cursor == 0))
		v->cursor = own->found;
	else if (v->cursor >= v->count)
		v->cursor = v->count ? v->count - 1 : 0;
	/* A row that is gone is waited for only while rows are still coming. */
	if (own->found < v->count || own->complete || !own->moved)
		view_remember_cursor(v);
}

/* The new order takes the place of the old one. */
static void publish(struct view *v)
{
	struct view_private *own = v->own;

	free(own->rows);
	own->rows = own->gathered;
	own->row_count = own->gathered_count;
	own->gathered = NULL;
	if (own->shown != own->next) {
		v->model->close(own->shown);
		own->shown = own->next;
	}
	v->total = own->read_count;
	v->count = v->limit && v->limit < own->row_count ? v->limit : own->row_count;
	place_cursor(v);
	v->complete = own->complete;
	v->generation++;
	own->stage = STAGE_IDLE;
}

static bool work_stage(struct view *v, int64_t deadline_us)
{
	switch (v->own->stage) {
	case STAGE_READ:
		return work_read(v, deadline_us);
	case STAGE_PICK:
		return work_pick(v, deadline_us);
	case STAGE_SORT:
		return work_sort(v, deadline_us);
	case STAGE_GATHER:
		return work_gather(v, deadline_us);
	case STAGE_FOLLOW:
		if (work_follow(v, deadline_us))
			return true;
		publish(v);
		return false;
	case STAGE_IDLE:
		break;
	}
	return false;
}

bool view_pass_work(struct view *v, int64_t deadline_us)
{
	int64_t start = clock_monotonic();

	while (v->own->stage != STAGE_IDLE) {
		bool left = work_stage(v, deadline_us);
		int64_t now = clock_monotonic();

		v->own->cost_us += now - start;
		start = now;
		if (v->own->stage == STAGE_IDLE)
			v->own->not_before = now + v->own->cost_us * REST_FACTOR;
		else if (left || (deadline_us != INT64_MAX && now >= deadline_us))
			return true;
	}
	return false;
}
