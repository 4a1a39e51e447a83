/* Windows and the streams that fill them. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/pager.h"

#define PAGE_ROWS 200       /* of all sub-platforms together, roughly */
#define PAGE_ROWS_LEAST 64
#define PIECE_FIRST 2000    /* rows that a scan looks at first */
#define PIECE_MOST 64000    /* a tenth of a second, about */
#define RETRY_US (2 * USEC)
#define RETRY_LASTING_US (30 * USEC)

/* --- making -------------------------------------------------------------------------- */

struct page_shape pager_shape(const struct pager *p, const struct page_search *search)
{
	return (struct page_shape){p->view->model, &p->view->scope, p->order, p->view->filter, search};
}

static bool lacks(const struct page_window *w, uint32_t platform)
{
	struct model_scope scope = w->pager->view->scope;

	scope.platform = (int)platform;
	return model_lacking(w->pager->view->model, &scope) != NULL;
}

static void set_from(struct stream *s, const struct page_bound *b)
{
	const struct model *m = s->window->pager->view->model;
	bool whole = b->keys == s->window->pager->order.keys->count, inclusive = b->inclusive;

	/* Of rows that are equal by all keys the sub-platform decides. */
	if (b->at && whole && s->platform != b->at->platform)
		inclusive = s->direction == BEHIND ? s->platform > b->at->platform : s->platform < b->at->platform;
	page_bound_set(&s->from, b->at ? page_row_copy(m, b->at) : NULL, b->keys, inclusive);
}

static void make_streams(struct page_window *w, int direction, const struct page_bound *b)
{
	w->streams[direction] = mem_zero(w->stream_count + 1, sizeof *w->streams[direction]);
	for (size_t i = 0, n = 0; n < w->stream_count; i++) {
		const struct model_scope *scope = &w->pager->view->scope;
		if (scope->platform >= 0 && (size_t)scope->platform != i)
			continue;
		struct stream *s = &w->streams[direction][n++];
		*s = (struct stream){.window = w, .platform = (uint32_t)i, .direction = (uint8_t)direction,
				     .piece = PIECE_FIRST};
		s->ended = s->answered = !b || lacks(w, s->platform);
		if (b)
			set_from(s, b);
	}
}

struct page_window *window_create(struct pager *p, struct page_bound *behind, struct page_bound *before,
			     const struct page_search *search)
{
	struct page_window *w = mem_zero(1, sizeof *w);
	const struct model_scope *scope = &p->view->scope;

	w->pager = p;
	w->search = search;
	if (scope->platform < 0)
		w->stream_count = scope->store->count;
	else if ((size_t)scope->platform < scope->store->count)
		w->stream_count = 1;
	make_streams(w, BEHIND, behind);
	make_streams(w, BEFORE, before);
	if (behind)
		page_bound_release(behind);
	if (before)
		page_bound_release(before);
	return w;
}

static void drop_ask(struct stream *s)
{
	const struct model_scope *scope = &s->window->pager->view->scope;

	if (s->asked)
		scope->drop_page(scope->host, s->asked);
	s->asked = NULL;
}

static void drop_pending(struct stream *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->rows[s->first + i]);
	s->first = s->count = 0;
}

void window_stop(struct page_window *w)
{
	for (int d = 0; w && d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			drop_ask(&w->streams[d][i]);
}

void window_freeze(struct page_window *w)
{
	window_stop(w);
	for (int d = 0; w && d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			drop_pending(&w->streams[d][i]);
}

void window_destroy(struct page_window *w)
{
	if (!w)
		return;
	window_stop(w);
	for (int d = 0; d < DIRECTIONS; d++) {
		for (size_t i = 0; i < w->stream_count; i++) {
			drop_pending(&w->streams[d][i]);
			free(w->streams[d][i].rows);
			free(w->streams[d][i].error);
			free(w->streams[d][i].statement);
			page_bound_release(&w->streams[d][i].from);
		}
		free(w->streams[d]);
	}
	for (size_t i = 0; i < w->count; i++)
		free(w->rows[i]);
	free(w->rows);
	free(w);
}

/* --- answers ------------------------------------------------------------------------- */

static void fail(struct stream *s, const char *error, bool lasting)
{
	free(s->error);
	s->error = mem_copy(error);
	s->lasting = lasting;
	s->retry_at = s->window->pager->view->scope.now + (lasting ? RETRY_LASTING_US : RETRY_US);
	s->answered = true;
}

static void push(struct stream *s, struct page_row *row)
{
	if (s->first && !s->count)
		s->first = 0;
	size_t end = s->first + s->count;
	MEM_GROW(s->rows, end, s->capacity);
	s->rows[end] = row;
	s->count++;
}

/* A key of the order that is null but was not said to be so would be left out by
 * the comparisons. */
static const char *null_key(const struct stream *s, const struct page_row *row)
{
	const struct pager *p = s->window->pager;
	const struct model *m = p->view->model;

	for (size_t i = 0; i < p->order.keys->count; i++) {
		size_t field = p->order.keys->keys[i].field;
		if (row->cells[field].null && !(m->paged->traits[field] & PAGED_NULLABLE))
			return m->fields[field].name;
	}
	return NULL;
}

/* The reader's order, as far as a stream goes. */
static int in_order(const struct stream *s, const struct page_row *a, const struct page_row *b)
{
	const struct pager *p = s->window->pager;
	int order = page_row_compare(p->view->model, &p->order, p->order.keys->count, a, b);

	return s->direction == BEFORE ? -order : order;
}

/* The server's order is by its own reckoning; ours decides. Mostly it is sorted
 * already. */
static void put_in_order(struct stream *s)
{
	for (size_t i = 1; i < s->count; i++) {
		struct page_row *row = s->rows[s->first + i];
		size_t at = i;
		for (; at && in_order(s, s->rows[s->first + at - 1], row) > 0; at--)
			s->rows[s->first + at] = s->rows[s->first + at - 1];
		s->rows[s->first + at] = row;
	}
}

/* Reads on behind the last row that is known, or the last that was looked at. */
static void read_on(struct stream *s, const struct page_row *last)
{
	const struct pager *p = s->window->pager;

	page_bound_set(&s->from, page_row_copy(p->view->model, last), p->order.keys->count, false);
}

static bool take_row(struct stream *s, struct page_row *row)
{
	const char *field = null_key(s, row);

	if (!field) {
		push(s, row);
		return true;
	}
	struct buf why = BUF_INIT;
	buf_addf(&why, "%s: \"%s\" is part of the order and null in a row: say \"null\": true of the field",
		 s->window->pager->view->model->paged->place, field);
	fail(s, why.data, true);
	buf_release(&why);
	free(row);
	return false;
}

static void take_page(struct stream *s, const struct page_answer *a)
{
	const struct model *m = s->window->pager->view->model;

	for (size_t i = 0; i < a->row_count; i++)
		if (!take_row(s, page_row_read(m, s->platform, a, i)))
			return;
	put_in_order(s);
	if (a->row_count)
		read_on(s, s->rows[s->first + s->count - 1]);
	s->ended = a->row_count < s->wanted;
}

static void take_scan(struct stream *s, const struct page_answer *a)
{
	const struct model *m = s->window->pager->view->model;
	struct page_row *edge = NULL;
	size_t taken = 0;

	for (size_t i = 0; i < a->row_count; i++) {
		struct page_row *row = page_row_read(m, s->platform, a, i);
		struct value last = {0};
		a->get(a, i, m->field_count, &last);
		if (last.i) {
			free(edge);
			edge = row;
		} else if (!take_row(s, row)) {
			free(edge);
			return;
		} else {
			taken++;
		}
	}
	put_in_order(s);
	s->window->scanned += edge || taken < s->wanted ? s->piece : 0;
	if (taken == s->wanted)
		read_on(s, s->rows[s->first + s->count - 1]);
	else if (edge)
		read_on(s, edge);
	else
		s->ended = true;
	if (taken < s->wanted && s->piece < PIECE_MOST)
		s->piece *= 2;
	free(edge);
}

/* What is wrong with the statement is said with its place. */
static void fail_answer(struct stream *s, const struct page_answer *a)
{
	struct buf why = BUF_INIT;

	if (a->lasting)
		paged_error(&why, s->window->pager->view->model, s->statement, a->error, a->error_at);
	else
		buf_add_text(&why, a->error);
	fail(s, why.data, a->lasting);
	buf_release(&why);
}

static void answered(void *context, const struct page_answer *a)
{
	struct stream *s = context;
	struct pager *p = s->window->pager;

	s->asked = NULL;
	free(s->error);
	s->error = NULL;
	if (a->error) {
		fail_answer(s, a);
	} else {
		s->answered = true;
		if (s->scans)
			take_scan(s, a);
		else
			take_page(s, a);
	}
	p->view->generation++;
}

/* --- asking ---------------------------------------------------------------------------- */

static size_t page_rows(const struct page_window *w)
{
	size_t rows = w->stream_count > 2 ? 2 * PAGE_ROWS / w->stream_count : PAGE_ROWS;

	if (w->search)
		return 1;
	return rows > PAGE_ROWS_LEAST ? rows : PAGE_ROWS_LEAST;
}

static void ask(struct stream *s)
{
	struct view *v = s->window->pager->view;
	struct page_shape shape = pager_shape(s->window->pager, s->window->search);
	uint8_t types[64];
	struct page_sql sql;

	shape.platform = s->platform;
	s->scans = page_shape_scans(&shape);
	s->wanted = page_rows(s->window);
	if (s->scans)
		page_sql_scan(&sql, &shape, &s->from, s->direction == BEFORE, s->wanted, s->piece);
	else
		page_sql_next(&sql, &shape, &s->from, s->direction == BEFORE, s->wanted);
	for (size_t i = 0; i < v->model->field_count; i++)
		types[i] = v->model->fields[i].type;
	types[v->model->field_count] = VALUE_BOOL;
	s->asked = scope_ask_page(&v->scope,
				     &(struct page_ask){.platform = s->platform, .sql = sql.text.data,
							.values = sql.values, .value_count = sql.count,
							.types = types, .type_count = v->model->field_count + s->scans,
							.patient = s->scans, .answer = answered, .context = s});
	free(s->statement);
	s->statement = buf_take(&sql.text);
	page_sql_release(&sql);
}

static bool wants_more(const struct stream *s)
{
	return !s->asked && !s->ended && !s->error && s->count < page_rows(s->window) / 2 + 1;
}

void window_ask(struct page_window *w, size_t cursor, const size_t ahead[DIRECTIONS])
{
	const struct model_scope *scope = &w->pager->view->scope;
	const size_t there[DIRECTIONS] = {w->count > cursor ? w->count - cursor - 1 : 0, cursor};

	for (int d = 0; d < DIRECTIONS && scope->ask_page; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			if (there[d] < ahead[d] && wants_more(&w->streams[d][i]))
				ask(&w->streams[d][i]);
}

bool window_retry(const struct page_window *w, int64_t now)
{
	for (int d = 0; w && d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			if (w->streams[d][i].error && now >= w->streams[d][i].retry_at)
				return true;
	return false;
}

/* --- merging --------------------------------------------------------------------------- */

/* Whether a stream may still bring a row that comes before this one. */
static bool may_precede(const struct stream *s, const struct page_row *row)
{
	if (s->ended || s->error)
		return false;
	return !s->answered || !s->from.at || in_order(s, s->from.at, row) < 0;
}

/* The stream whose next row is the next of all; NULL: none, or not certain yet. */
static struct stream *next_stream(struct page_window *w, int direction)
{
	struct stream *best = NULL;

	for (size_t i = 0; i < w->stream_count; i++) {
		struct stream *s = &w->streams[direction][i];
		if (s->count && (!best || in_order(s, s->rows[s->first], best->rows[best->first]) < 0))
			best = s;
	}
	for (size_t i = 0; i < w->stream_count && best; i++) {
		struct stream *s = &w->streams[direction][i];
		if (!s->count && may_precede(s, best->rows[best->first]))
			return NULL;
	}
	return best;
}

void window_insert(struct page_window *w, size_t at, struct page_row **rows, size_t count)
{
	while (w->count + count > w->capacity) {
		w->capacity = w->capacity ? w->capacity * 2 : 256;
		w->rows = mem_resize(w->rows, w->capacity, sizeof *w->rows);
	}
	if (!count)
		return;
	memmove(w->rows + at + count, w->rows + at, (w->count - at) * sizeof *w->rows);
	memcpy(w->rows + at, rows, count * sizeof *w->rows);
	w->count += count;
	for (size_t i = 0; i < count; i++)
		w->bytes += rows[i]->size;
}

static size_t merge(struct page_window *w, int direction, size_t most)
{
	struct page_row **rows = NULL;
	size_t count = 0, capacity = 0;
	struct stream *s;

	while (count < most && (s = next_stream(w, direction))) {
		MEM_GROW(rows, count, capacity);
		rows[count++] = s->rows[s->first++];
		s->count--;
	}
	for (size_t i = 0; direction == BEFORE && i < count / 2; i++) {
		struct page_row *other = rows[i];
		rows[i] = rows[count - 1 - i];
		rows[count - 1 - i] = other;
	}
	window_insert(w, direction == BEFORE ? 0 : w->count, rows, count);
	free(rows);
	return count;
}

size_t window_merge(struct page_window *w, size_t cursor, const size_t most[DIRECTIONS], bool *changed)
{
	size_t behind = w->count > cursor ? w->count - cursor - 1 : 0, added, front;

	added = merge(w, BEHIND, most[BEHIND] > behind ? most[BEHIND] - behind : 0);
	front = merge(w, BEFORE, most[BEFORE] > cursor ? most[BEFORE] - cursor : 0);
	*changed = *changed || added || front;
	return front;
}

/* --- how it stands ----------------------------------------------------------------------- */

bool window_settled(const struct page_window *w)
{
	for (int d = 0; d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			if (!w->streams[d][i].answered)
				return false;
	return true;
}

bool window_ended(const struct page_window *w, int direction)
{
	for (size_t i = 0; i < w->stream_count; i++)
		if (!w->streams[direction][i].ended || w->streams[direction][i].count)
			return false;
	return true;
}

bool window_busy(const struct page_window *w)
{
	for (int d = 0; w && d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			if (w->streams[d][i].asked)
				return true;
	return false;
}

const char *window_error(const struct page_window *w, uint32_t *platform)
{
	for (int d = 0; w && d < DIRECTIONS; d++)
		for (size_t i = 0; i < w->stream_count; i++)
			if (w->streams[d][i].error) {
				*platform = w->streams[d][i].platform;
				return w->streams[d][i].error;
			}
	return NULL;
}

/* --- dropping ----------------------------------------------------------------------------- */

void window_begin_anew(struct page_window *w, int direction)
{
	const struct pager *p = w->pager;

	if (!w->count)
		return;
	struct page_row *edge = direction == BEHIND ? w->rows[w->count - 1] : w->rows[0];
	struct page_bound b = {edge, p->order.keys->count, false};
	for (size_t i = 0; i < w->stream_count; i++) {
		struct stream *s = &w->streams[direction][i];
		drop_ask(s);
		drop_pending(s);
		s->ended = lacks(w, s->platform);
		set_from(s, &b);
	}
}

void window_drop(struct page_window *w, int direction, size_t rows)
{
	size_t from = direction == BEFORE ? 0 : w->count - rows;

	if (!rows)
		return;
	for (size_t i = from; i < from + rows; i++) {
		w->bytes -= w->rows[i]->size;
		free(w->rows[i]);
	}
	memmove(w->rows + from, w->rows + from + rows, (w->count - from - rows) * sizeof *w->rows);
	w->count -= rows;
	window_begin_anew(w, direction);
}
