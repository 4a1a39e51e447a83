/* Where the window is, and what goes on aside. */
#include "table/pager.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define AHEAD 150      /* rows beyond the cursor that are there before it gets to them */
#define AHEAD_SCAN 64  /* where each costs */
#define KEEP 400       /* rows beyond the cursor that are taken over, or kept when others go */
#define BYTES_MOST (INT64_C(8) << 20)

/* --- making ------------------------------------------------------------------------ */

struct pager *pager_create(struct view *v)
{
	struct pager *p = mem_zero(1, sizeof *p);

	p->view = v;
	p->order.keys = &v->model->paged->orders[0];
	buf_init(&p->note);
	pager_restart(p, false);
	return p;
}

static void drop_next(struct pager *p)
{
	window_destroy(p->next);
	p->next = NULL;
}

void pager_destroy(struct pager *p)
{
	if (!p)
		return;
	pager_live_stop(p);
	pager_search_release(p);
	drop_next(p);
	window_destroy(p->shown);
	free(p->newest);
	buf_release(&p->note);
	free(p);
}

/* --- going elsewhere ------------------------------------------------------------------ */

static void go(struct pager *p, enum page_target target, struct page_bound *behind, struct page_bound *before)
{
	pager_live_stop(p);
	pager_search_release(p);
	drop_next(p);
	window_freeze(p->shown);
	p->next = window_create(p, behind, before, NULL);
	p->target = target;
	p->owed = p->then = 0;
	p->stopped = p->moved = false;
	p->view->complete = false;
	p->view->generation++;
}

static void go_home(struct pager *p)
{
	struct page_bound start = {NULL, 0, false};

	go(p, TARGET_HOME, &start, NULL);
}

static void go_end(struct pager *p)
{
	struct page_bound end = {NULL, 0, false};

	go(p, TARGET_END, NULL, &end);
}

void pager_go_to_row(struct pager *p, const struct page_row *row, size_t offset)
{
	const struct model *m = p->view->model;
	size_t keys = p->order.keys->count;
	struct page_bound at = {page_row_copy(m, row), keys, true}, before = {page_row_copy(m, row), keys, false};

	p->offset = offset;
	go(p, TARGET_ROW, &at, &before);
}

/* To the first row at or past a value of the field that the order begins with. */
static void go_to_value(struct pager *p, size_t field, int64_t value)
{
	const struct model *m = p->view->model;
	struct page_bound at = {page_row_of(m, field, value), 1, true},
			  before = {page_row_of(m, field, value), 1, false};

	p->offset = 2; /* a little of what was before is in sight */
	go(p, TARGET_MOMENT, &at, &before);
}

void pager_go_to_time(struct pager *p, int64_t at_us)
{
	const struct model *m = p->view->model;
	size_t field = (size_t)m->paged->time;

	if (p->order.keys->keys[0].field != field) {
		pager_search_time(p, at_us);
		return;
	}
	go_to_value(p, field, at_us);
}

/* In the order that begins with the key, whichever it was. */
void pager_go_to_number(struct pager *p, int64_t number)
{
	const struct paged_source *s = p->view->model->paged;
	bool reversed;
	const struct paged_order *order = paged_order_by(s, s->key[0], true, &reversed);

	if (p->order.keys->keys[0].field != s->key[0])
		p->order = (struct page_order){order, reversed};
	go_to_value(p, s->key[0], number);
}

void pager_restart(struct pager *p, bool stay)
{
	struct view *v = p->view;

	pager_search_release(p);
	if (stay && p->shown && v->cursor < p->shown->count)
		pager_go_to_row(p, p->shown->rows[v->cursor], v->cursor > v->top ? v->cursor - v->top : 0);
	else
		go_home(p);
}

/* --- the cursor ------------------------------------------------------------------------- */

static bool has_ended(const struct pager *p, int direction)
{
	return p->shown && window_ended(p->shown, direction);
}

static void set_cursor(struct pager *p, size_t row)
{
	struct view *v = p->view;

	v->cursor = row < v->count ? row : v->count ? v->count - 1 : 0;
	p->stopped = false;
	if (v->cursor == 0 && has_ended(p, BEFORE))
		pager_note_newest(p);
}

void pager_move_to(struct pager *p, size_t row)
{
	bool elsewhere = p->next && p->target != TARGET_ROW;

	p->owed = 0;
	if (row == 0 && (elsewhere || !has_ended(p, BEFORE)))
		go_home(p);
	else if (row == SIZE_MAX && (elsewhere || !has_ended(p, BEHIND)) && !p->view->limit)
		go_end(p);
	else
		set_cursor(p, row);
}

/* What lies beyond the window is owed until it has come. */
void pager_move(struct pager *p, int64_t rows)
{
	struct view *v = p->view;
	int64_t target = (int64_t)v->cursor + p->owed + rows, last = v->count ? (int64_t)v->count - 1 : 0;

	/* From where the cursor goes to, not from where it is: End, then Up. */
	if (p->next && p->target != TARGET_ROW) {
		p->then += rows;
		p->stopped = false;
		return;
	}
	p->moved |= rows != 0;
	p->owed = 0;
	if (target < 0 && !has_ended(p, BEFORE))
		p->owed = target;
	else if (target > last && !has_ended(p, BEHIND) && !v->limit)
		p->owed = target - last;
	set_cursor(p, target < 0 ? 0 : (size_t)target);
}

static void pay_owed(struct pager *p)
{
	int64_t owed = p->owed;

	if (owed)
		pager_move(p, 0);
	if (p->owed == owed && p->shown && !window_busy(p->shown) && !p->stopped &&
	    has_ended(p, owed < 0 ? BEFORE : BEHIND))
		p->owed = 0;
}

/* --- work ---------------------------------------------------------------------------------- */

static void look_ahead(const struct pager *p, size_t ahead[DIRECTIONS])
{
	struct page_shape shape = pager_shape(p, NULL);
	size_t rows = page_shape_scans(&shape) ? AHEAD_SCAN : AHEAD;

	ahead[BEHIND] = ahead[BEFORE] = rows;
	if (p->view->limit)
		ahead[BEHIND] = p->view->limit;
	if (p->owed)
		ahead[p->owed < 0 ? BEFORE : BEHIND] += rows;
}

static void most_of(const struct pager *p, size_t most[DIRECTIONS])
{
	most[BEHIND] = p->view->limit ? SIZE_MAX : KEEP;
	most[BEFORE] = KEEP;
}

static void place(struct pager *p)
{
	struct view *v = p->view;
	size_t offset = p->target == TARGET_HOME ? 0 : p->target == TARGET_END ? SIZE_MAX : p->offset;

	v->cursor = p->shown->cursor < v->count ? p->shown->cursor : v->count ? v->count - 1 : 0;
	v->top = v->cursor > offset ? v->cursor - offset : 0;
}

static void count_rows(struct pager *p)
{
	struct view *v = p->view;
	size_t count = p->shown ? p->shown->count : 0;

	v->count = v->limit && v->limit < count ? v->limit : count;
	v->total = v->count;
}

/* The cursor went on while its surroundings were read anew: its row now is where
 * it belongs. False: that is not among them. */
static bool find_moved(struct pager *p)
{
	struct view *v = p->view;
	const struct page_row *row = p->shown && v->cursor < p->shown->count ? p->shown->rows[v->cursor] : NULL;

	for (size_t i = 0; row && i < p->next->count; i++)
		if (!page_row_compare(v->model, &p->order, p->order.keys->count, row, p->next->rows[i])) {
			p->next->cursor = i;
			p->offset = v->cursor > v->top ? v->cursor - v->top : 0;
			return true;
		}
	return !row;
}

static void work_next(struct pager *p)
{
	struct page_window *w = p->next;
	size_t ahead[DIRECTIONS], most[DIRECTIONS];
	bool changed = false;

	if (!w)
		return;
	look_ahead(p, ahead);
	most_of(p, most);
	w->cursor += window_merge(w, w->cursor, most, &changed);
	if (p->target == TARGET_END || w->cursor >= w->count)
		w->cursor = w->count ? w->count - 1 : 0;
	if (window_settled(w) && p->target == TARGET_ROW && p->moved && !find_moved(p)) {
		int64_t owed = p->owed;
		pager_restart(p, true);
		p->owed = owed;
	} else if (window_settled(w)) {
		int64_t then = p->then;
		window_destroy(p->shown);
		p->shown = w;
		p->next = NULL;
		count_rows(p);
		place(p);
		if (p->target == TARGET_HOME)
			pager_note_newest(p);
		p->view->generation++;
		if (then)
			pager_move(p, then);
		pager_search_arrived(p);
	} else if (!p->stopped) {
		window_ask(w, w->cursor, ahead);
	}
}

/* The far end goes where the window has grown too large; the streams there are
 * asked anew when the cursor comes back. */
static void trim(struct pager *p)
{
	struct view *v = p->view;
	struct page_window *w = p->shown;

	while (!v->limit && (w->count > PAGED_ROWS_MOST || w->bytes > BYTES_MOST)) {
		size_t before = v->cursor, behind = w->count - v->cursor - 1;
		int side = before > behind ? BEFORE : BEHIND;
		size_t there = side == BEFORE ? before : behind;
		size_t rows = w->count > PAGED_ROWS_MOST ? w->count - PAGED_ROWS_MOST : there / 2;
		size_t keep = w->bytes > BYTES_MOST ? AHEAD : KEEP;
		if (there <= keep)
			return;
		rows = rows < there - keep ? rows : there - keep;
		rows += !rows;
		window_drop(w, side, rows);
		if (side == BEFORE) {
			v->cursor -= rows;
			v->top -= v->top < rows ? v->top : rows;
		}
	}
}

static void work_shown(struct pager *p)
{
	struct view *v = p->view;
	size_t ahead[DIRECTIONS], most[DIRECTIONS];
	bool changed = false;

	if (!p->shown)
		return;
	look_ahead(p, ahead);
	most_of(p, most);
	size_t front = window_merge(p->shown, v->cursor, most, &changed);
	v->cursor += front;
	v->top += front;
	trim(p);
	count_rows(p);
	pay_owed(p);
	if (changed)
		v->generation++;
	if (!p->next && !p->stopped)
		window_ask(p->shown, v->cursor, ahead);
}

static bool is_complete(const struct pager *p)
{
	const struct page_window *w = p->shown;
	uint32_t platform;

	if (!w || p->next || !window_settled(w))
		return false;
	if (p->view->limit)
		return w->count >= p->view->limit || window_ended(w, BEHIND) || window_error(w, &platform);
	return w->count || !window_busy(w);
}

void pager_work(struct pager *p)
{
	bool before = p->view->complete;

	work_next(p);
	work_shown(p);
	pager_live_work(p);
	pager_search_work(p);
	p->view->complete = is_complete(p);
	p->view->generation += p->view->complete != before;
}

/* After a failure. Whoever went to an end of the list wants that of all sub-platforms,
 * and not to stay at the row where the list of those ended that answered. */
static void try_again(struct pager *p)
{
	const struct view *v = p->view;

	if (v->cursor == 0 && has_ended(p, BEFORE))
		go_home(p);
	else if (v->cursor + 1 >= v->count && has_ended(p, BEHIND))
		go_end(p);
	else
		pager_restart(p, true);
}

void pager_advance(struct pager *p, int64_t now)
{
	if (!p->next && !p->stopped && window_retry(p->shown, now))
		try_again(p);
	pager_live_advance(p, now);
	pager_work(p);
}

/* --- stopping -------------------------------------------------------------------------------- */

void pager_leave(struct pager *p)
{
	pager_live_stop(p);
	pager_search_release(p);
	window_stop(p->next);
	window_stop(p->shown);
}

bool pager_stop(struct pager *p)
{
	bool runs = window_busy(p->shown) || window_busy(p->next) || p->searching;

	if (!runs)
		return false;
	pager_leave(p);
	p->owed = 0;
	p->stopped = true;
	p->view->generation++;
	return true;
}
