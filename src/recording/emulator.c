/* The emulator's state as a whole: made, resized, copied, looked at. */
#include <stdlib.h>
#include <string.h>

#include "recording/emulator_private.h"
#include "slatop/base/buf.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static int within(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* --- the block ------------------------------------------------------------- */

static size_t round_up(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static size_t cells_at(int rows, int columns)
{
	return round_up(sizeof(struct screen_state)) + round_up((size_t)rows * 2 * sizeof(uint16_t)) +
	       round_up((size_t)rows * 2) + round_up((size_t)columns);
}

static size_t block_size(int rows, int columns)
{
	return cells_at(rows, columns) + (size_t)rows * (size_t)columns * 2 * sizeof(struct emulator_cell);
}

void emulator_lay_out(struct emulator *m)
{
	size_t rows = (size_t)m->s->rows, columns = (size_t)m->s->columns, other = m->s->alternate;
	char *at = (char *)m->s + round_up(sizeof *m->s);

	m->order = (uint16_t *)(void *)at + other * rows;
	at += round_up(rows * 2 * sizeof(uint16_t));
	m->wraps = (uint8_t *)at + other * rows;
	at += round_up(rows * 2);
	m->tabs = (uint8_t *)at;
	at += round_up(columns);
	m->cells = (struct emulator_cell *)(void *)at + other * rows * columns;
}

/* A block is not needed any more: the larger one is kept for the next. */
static void retire_block(struct emulator *m, struct screen_state *s, size_t room)
{
	if (room <= m->spare_room) {
		free(s);
		return;
	}
	free(m->spare);
	m->spare = s;
	m->spare_room = room;
}

static void take_block(struct emulator *m, size_t size)
{
	m->size = size;
	if (m->spare_room < size) {
		m->s = mem_zero(1, size);
		m->room = size;
		return;
	}
	m->s = m->spare;
	m->room = m->spare_room;
	m->spare = NULL;
	m->spare_room = 0;
	memset(m->s, 0, size);
}

/* Both screens blank, their rows in order. */
static void make_block(struct emulator *m, int rows, int columns)
{
	take_block(m, block_size(rows, columns));
	m->s->rows = rows;
	m->s->columns = columns;
	for (int other = 0; other < 2; other++) {
		m->s->alternate = (uint8_t)other;
		emulator_lay_out(m);
		for (int i = 0; i < rows; i++)
			m->order[i] = (uint16_t)i;
		for (size_t i = 0; i < (size_t)rows * (size_t)columns; i++)
			m->cells[i].width = 1;
	}
	m->s->alternate = 0;
	emulator_lay_out(m);
}

void emulator_start(struct emulator *m)
{
	struct screen_state *s = m->s;

	s->row = s->column = 0;
	s->top = 0;
	s->bottom = s->rows - 1;
	s->pen = (struct pen){.shift = 0};
	s->saved = s->main_cursor = (struct saved_cursor){.row = 0};
	s->wrap = 1;
	s->insert = s->origin = s->hidden = 0;
	s->last = 0;
	for (int i = 0; i < s->columns; i++)
		m->tabs[i] = i % 8 == 0;
}

struct emulator *emulator_create(int rows, int columns)
{
	struct emulator *m = mem_zero(1, sizeof *m);

	emulator_reset(m, rows, columns);
	return m;
}

void emulator_destroy(struct emulator *m)
{
	if (!m)
		return;
	free(m->s);
	free(m->spare);
	free(m);
}

bool emulator_size_fits(int64_t rows, int64_t columns)
{
	return rows >= 1 && rows <= EMULATOR_ROWS_MOST && columns >= 1 && columns <= EMULATOR_COLUMNS_MOST &&
	       rows * columns <= EMULATOR_CELLS_MOST;
}

static void cut_size(int *rows, int *columns)
{
	*columns = within(*columns, 1, EMULATOR_COLUMNS_MOST);
	*rows = within(*rows, 1, within(EMULATOR_CELLS_MOST / *columns, 1, EMULATOR_ROWS_MOST));
}

void emulator_reset(struct emulator *m, int rows, int columns)
{
	uint8_t growing = m->s ? m->s->growing : 0;

	cut_size(&rows, &columns);
	retire_block(m, m->s, m->room);
	make_block(m, rows, columns);
	m->s->growing = growing;
	emulator_start(m);
	emulator_touch(m, 0, m->s->rows - 1);
}

void emulator_set_growing(struct emulator *m, bool growing)
{
	m->s->growing = growing;
}

void emulator_on_scroll(struct emulator *m, void (*fn)(void *context, const struct emulator_cell *row, int columns),
			void *context)
{
	m->on_scroll = fn;
	m->on_scroll_context = context;
}

/* --- resizing -------------------------------------------------------------- */

/* The rows of one screen of from, from row `skip` on, into the same screen of m. */
static void copy_screen(struct emulator *m, struct emulator *from, int skip)
{
	int rows = from->s->rows - skip < m->s->rows ? from->s->rows - skip : m->s->rows;
	int columns = from->s->columns < m->s->columns ? from->s->columns : m->s->columns;

	for (int i = 0; i < rows; i++) {
		struct emulator_cell *row = emulator_row(m, i);
		memcpy(row, emulator_row(from, i + skip), (size_t)columns * sizeof *row);
		if (columns < from->s->columns && row[columns - 1].width == 2) /* cut in half */
			row[columns - 1] = (struct emulator_cell){.width = 1};
		m->wraps[m->order[i]] = from->wraps[from->order[i + skip]];
	}
}

/* The numbers of the state for its new size. */
static void fit_state(struct screen_state *s, int rows, int columns, int skip)
{
	s->row = within(s->row - skip, 0, rows - 1);
	s->column = within(s->column, 0, columns - 1);
	s->main_cursor.row = within(s->main_cursor.row, 0, rows - 1);
	s->main_cursor.column = within(s->main_cursor.column, 0, columns - 1);
	s->saved.row = within(s->saved.row, 0, rows - 1);
	s->saved.column = within(s->saved.column, 0, columns - 1);
	s->rows = rows;
	s->columns = columns;
	s->top = 0;
	s->bottom = rows - 1;
}

void emulator_resize(struct emulator *m, int rows, int columns)
{
	struct emulator from = *m, to = *m;
	int skip = 0;

	cut_size(&rows, &columns);
	if (rows == m->s->rows && columns == m->s->columns)
		return;
	if (m->s->row >= rows)
		skip = m->s->row - rows + 1;
	make_block(&to, rows, columns);
	uint8_t alternate = m->s->alternate;
	memcpy(to.tabs, from.tabs, (size_t)(columns < from.s->columns ? columns : from.s->columns));
	for (int i = from.s->columns; i < columns; i++)
		to.tabs[i] = i % 8 == 0;
	for (uint8_t other = 0; other < 2; other++) {
		from.s->alternate = to.s->alternate = other;
		emulator_lay_out(&from);
		emulator_lay_out(&to);
		for (int i = 0; other == alternate && !other && m->on_scroll && i < skip; i++)
			m->on_scroll(m->on_scroll_context, emulator_row(&from, i), from.s->columns);
		copy_screen(&to, &from, other == alternate ? skip : 0);
	}
	from.s->alternate = alternate;
	memcpy(to.s, from.s, sizeof *to.s);
	fit_state(to.s, rows, columns, skip);
	to.work += 2 * (uint64_t)rows * (uint64_t)columns;
	retire_block(&to, from.s, from.room);
	*m = to;
	emulator_lay_out(m);
	emulator_touch(m, 0, rows - 1);
}

/* --- looking at it ----------------------------------------------------------- */

struct emulator_cell *emulator_row(const struct emulator *m, int row)
{
	return m->cells + (size_t)m->order[row] * (size_t)m->s->columns;
}

void emulator_size(const struct emulator *m, int *rows, int *columns)
{
	*rows = m->s->rows;
	*columns = m->s->columns;
}

const struct emulator_cell *emulator_cell(const struct emulator *m, int row, int column)
{
	return emulator_row(m, row) + column;
}

bool emulator_cursor(const struct emulator *m, int *row, int *column)
{
	*row = m->s->row;
	*column = within(m->s->column, 0, m->s->columns - 1);
	return !m->s->hidden;
}

bool emulator_row_wraps(const struct emulator *m, int row)
{
	return m->wraps[m->order[row]];
}

bool emulator_alternate(const struct emulator *m)
{
	return m->s->alternate;
}

void emulator_row_text(const struct emulator *m, int row, struct buf *out)
{
	const struct emulator_cell *cells = emulator_row(m, row);
	int end = m->s->columns;
	char bytes[4];

	while (end > 0 && cells[end - 1].width && (!cells[end - 1].c || cells[end - 1].c == ' '))
		end--;
	for (int i = 0; i < end; i++) {
		if (!cells[i].width)
			continue;
		buf_add(out, bytes, text_encode(cells[i].c ? cells[i].c : ' ', bytes));
		for (int k = 0; k < EMULATOR_MARKS && cells[i].marks[k]; k++)
			buf_add(out, bytes, text_encode(cells[i].marks[k], bytes));
	}
}

void emulator_touch(struct emulator *m, int first, int last)
{
	struct screen_state *s = m->s;

	if (s->changed_first > s->changed_last) {
		s->changed_first = first;
		s->changed_last = last;
		return;
	}
	if (first < s->changed_first)
		s->changed_first = first;
	if (last > s->changed_last)
		s->changed_last = last;
}

bool emulator_changed(struct emulator *m, int *first, int *last)
{
	struct screen_state *s = m->s;

	*first = s->changed_first;
	*last = s->changed_last < s->rows ? s->changed_last : s->rows - 1;
	s->changed_first = 1;
	s->changed_last = 0;
	return *first <= *last;
}

/* --- keyframes ------------------------------------------------------------- */

/* What stands before the cells as it is; of the cells runs: a number, whose lowest bit
 * tells whether so many cells follow, or one that stands for all of them. Most of a
 * screen is blank, so that several times as many keyframes fit into the same memory. */
static bool same(const struct emulator_cell *a, const struct emulator_cell *b)
{
	return !memcmp(a, b, sizeof *a);
}

static void add_run(struct buf *out, const struct emulator_cell *cells, size_t count, bool repeat)
{
	uint32_t head = (uint32_t)count << 1 | repeat;

	if (!count)
		return;
	buf_add(out, &head, sizeof head);
	buf_add(out, cells, (repeat ? 1 : count) * sizeof *cells);
}

static size_t run_of(const struct emulator_cell *cells, size_t count)
{
	size_t n = 1;

	while (n < count && same(&cells[n], &cells[0]))
		n++;
	return n;
}

void emulator_save(const struct emulator *m, struct buf *out)
{
	size_t head = cells_at(m->s->rows, m->s->columns), count = (m->size - head) / sizeof(struct emulator_cell);
	const struct emulator_cell *cells = (const void *)((const char *)m->s + head);
	size_t from = 0;

	buf_add(out, m->s, head);
	for (size_t i = 0, n; i < count; i += n) {
		n = run_of(cells + i, count - i);
		if (n < 3 && i + n < count)
			continue;
		if (n >= 3) {
			add_run(out, cells + from, i - from, false);
			add_run(out, cells + i, n, true);
		} else {
			add_run(out, cells + from, i + n - from, false);
		}
		from = i + n;
	}
}

static void load_cells(struct emulator_cell *to, const char *at, const char *end)
{
	while (at < end) {
		uint32_t head;
		memcpy(&head, at, sizeof head);
		size_t count = head >> 1, stored = head & 1 ? 1 : count;
		at += sizeof head;
		memcpy(to, at, stored * sizeof *to);
		for (size_t i = stored; i < count; i++)
			to[i] = to[0];
		to += count;
		at += stored * sizeof *to;
	}
}

void emulator_load(struct emulator *m, const void *state, size_t length)
{
	const struct screen_state *s = state;
	size_t head = cells_at(s->rows, s->columns), size = block_size(s->rows, s->columns);

	if (size > m->room) {
		retire_block(m, m->s, m->room);
		take_block(m, size);
	}
	m->size = size;
	memcpy(m->s, state, head);
	load_cells((void *)((char *)m->s + head), (const char *)state + head, (const char *)state + length);
	emulator_lay_out(m);
	emulator_touch(m, 0, m->s->rows - 1);
}
