/* What sequences do to the cells. Where the last column has been written the
 * cursor stands behind it (column == columns) until something moves it. */
#include <string.h>

#include "recording/emulator_private.h"
#include "slatop/base/text.h"

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* --- erasing ---------------------------------------------------------------- */

static struct emulator_cell blank(const struct emulator *m)
{
	return (struct emulator_cell){.bg = m->s->pen.bg, .width = 1};
}

static void fill(struct emulator *m, struct emulator_cell *cells, int count)
{
	struct emulator_cell b = blank(m);

	m->work += (uint64_t)count;
	for (int i = 0; i < count; i++)
		cells[i] = b;
}

/* Halves of a wide character whose other half is going become blanks. */
static void mend_edges(struct emulator *m, int row, int from, int to)
{
	struct emulator_cell *cells = emulator_row(m, row);

	if (from > 0 && from < m->s->columns && !cells[from].width)
		cells[from - 1] = (struct emulator_cell){.bg = cells[from - 1].bg, .width = 1};
	if (to < m->s->columns && !cells[to].width)
		cells[to] = (struct emulator_cell){.bg = cells[to].bg, .width = 1};
}

void grid_erase(struct emulator *m, int row, int from, int to)
{
	to = least(to, m->s->columns);
	if (from >= to)
		return;
	mend_edges(m, row, from, to);
	fill(m, emulator_row(m, row) + from, to - from);
	if (to == m->s->columns)
		m->wraps[m->order[row]] = 0;
	emulator_touch(m, row, row);
}

static void erase_rows(struct emulator *m, int from, int to)
{
	for (int i = from; i < to; i++)
		grid_erase(m, i, 0, m->s->columns);
}

void grid_erase_line(struct emulator *m, int what)
{
	int column = m->s->column;

	if (what == 0)
		grid_erase(m, m->s->row, column, m->s->columns);
	else
		grid_erase(m, m->s->row, 0, what == 1 ? column + 1 : m->s->columns);
}

void grid_erase_screen(struct emulator *m, int what)
{
	int row = m->s->row;

	if (what == 2) {
		erase_rows(m, 0, m->s->rows);
		return;
	}
	grid_erase_line(m, what);
	if (what == 0)
		erase_rows(m, row + 1, m->s->rows);
	else
		erase_rows(m, 0, row);
}

/* --- scrolling -------------------------------------------------------------- */

static void rotate(uint16_t *order, int count, int by)
{
	uint16_t kept[EMULATOR_ROWS_MOST];

	memcpy(kept, order, (size_t)by * sizeof *order);
	memmove(order, order + by, (size_t)(count - by) * sizeof *order);
	memcpy(order + count - by, kept, (size_t)by * sizeof *order);
}

void grid_scroll_up(struct emulator *m, int top, int bottom, int count)
{
	int rows = bottom - top + 1;

	count = least(count, rows);
	/* Only what leaves the main screen at its top is history. */
	for (int i = 0; top == 0 && !m->s->alternate && m->on_scroll && i < count; i++)
		m->on_scroll(m->on_scroll_context, emulator_row(m, i), m->s->columns);
	m->work += (uint64_t)rows;
	rotate(m->order + top, rows, count);
	erase_rows(m, bottom - count + 1, bottom + 1);
	emulator_touch(m, top, bottom);
}

void grid_scroll_down(struct emulator *m, int top, int bottom, int count)
{
	int rows = bottom - top + 1;

	count = least(count, rows);
	m->work += (uint64_t)rows;
	rotate(m->order + top, rows, rows - count);
	erase_rows(m, top, top + count);
	emulator_touch(m, top, bottom);
}

void grid_line_feed(struct emulator *m, bool wrapped)
{
	struct screen_state *s = m->s;

	if (wrapped)
		m->wraps[m->order[s->row]] = 1;
	if (s->row == s->bottom)
		grid_scroll_up(m, s->top, s->bottom, 1);
	else if (s->row < s->rows - 1)
		s->row++;
}

void grid_reverse_index(struct emulator *m)
{
	struct screen_state *s = m->s;

	if (s->row == s->top)
		grid_scroll_down(m, s->top, s->bottom, 1);
	else if (s->row > 0)
		s->row--;
}

/* Outside the region nothing is inserted or deleted. */
static bool inside_region(const struct screen_state *s)
{
	return s->row >= s->top && s->row <= s->bottom;
}

void grid_insert_lines(struct emulator *m, int count)
{
	if (inside_region(m->s))
		grid_scroll_down(m, m->s->row, m->s->bottom, count);
}

void grid_delete_lines(struct emulator *m, int count)
{
	struct screen_state *s = m->s;

	if (!inside_region(s))
		return;
	count = least(count, s->bottom - s->row + 1);
	/* Lines that are deleted are no history, also at the top. */
	rotate(m->order + s->row, s->bottom - s->row + 1, count);
	erase_rows(m, s->bottom - count + 1, s->bottom + 1);
	emulator_touch(m, s->row, s->bottom);
}

/* --- writing ---------------------------------------------------------------- */

static void grow_to(struct emulator *m, int row, int column)
{
	struct screen_state *s = m->s;
	/* Programs that ask for the size go to 999;999; that is no size. */
	bool rows = row >= s->rows && row < 300, columns = column >= s->columns && column < 500;

	if (s->growing && (rows || columns))
		emulator_resize(m, rows ? row + 1 : s->rows, columns ? column + 1 : s->columns);
}

void grid_insert_cells(struct emulator *m, int count)
{
	struct screen_state *s = m->s;
	struct emulator_cell *cells = emulator_row(m, s->row);

	count = least(count, s->columns - s->column);
	if (count <= 0)
		return;
	mend_edges(m, s->row, s->column, s->columns);
	m->work += (uint64_t)(s->columns - s->column);
	memmove(cells + s->column + count, cells + s->column,
		(size_t)(s->columns - s->column - count) * sizeof *cells);
	fill(m, cells + s->column, count);
	if (cells[s->columns - 1].width == 2) /* its right half went */
		cells[s->columns - 1] = blank(m);
	emulator_touch(m, s->row, s->row);
}

void grid_delete_cells(struct emulator *m, int count)
{
	struct screen_state *s = m->s;
	struct emulator_cell *cells = emulator_row(m, s->row);

	count = least(count, s->columns - s->column);
	if (count <= 0)
		return;
	mend_edges(m, s->row, s->column, s->column + count);
	m->work += (uint64_t)(s->columns - s->column);
	memmove(cells + s->column, cells + s->column + count,
		(size_t)(s->columns - s->column - count) * sizeof *cells);
	fill(m, cells + s->columns - count, count);
	emulator_touch(m, s->row, s->row);
}

/* A mark joins the character before the cursor, also a blank; at the edge it is
 * dropped. */
static void put_mark(struct emulator *m, uint32_t c)
{
	struct screen_state *s = m->s;
	struct emulator_cell *cell = emulator_row(m, s->row) + s->column - 1;

	if (s->column == 0)
		return;
	if (!cell->width && s->column > 1)
		cell--;
	if (!cell->c)
		cell->c = ' ';
	for (int i = 0; i < EMULATOR_MARKS; i++) {
		if (!cell->marks[i]) {
			cell->marks[i] = c;
			emulator_touch(m, s->row, s->row);
			return;
		}
	}
}

/* Cells of a character on the emulated screen: 0 for marks, -1 for what is
 * nothing on any terminal (format controls). */
static int width_of(uint32_t c)
{
	int width = text_char_width(c);

	if (width <= 2)
		return width;
	bool format = c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		      (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0x80 && c < 0xa0) ||
		      (c >= 0xe0000 && c < 0xe1000);
	return format ? -1 : 1;
}

static const uint16_t line_drawing[] = { /* of DEC's special graphics, from ` on */
	0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0x00b0, 0x00b1, 0x2424, 0x240b, 0x2518,
	0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524,
	0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7};

static void write_cell(struct emulator *m, uint32_t c, int width)
{
	struct screen_state *s = m->s;
	struct emulator_cell *cell = emulator_row(m, s->row) + s->column;

	mend_edges(m, s->row, s->column, s->column + width);
	*cell = (struct emulator_cell){.c = c,
				       .fg = s->pen.fg,
				       .bg = s->pen.bg,
				       .attributes = s->pen.attributes,
				       .width = (uint8_t)width};
	if (width == 2) {
		cell[1] = *cell;
		cell[1].c = 0;
		cell[1].width = 0;
	}
	emulator_touch(m, s->row, s->row);
	s->column += width;
	if (!s->wrap && s->column >= s->columns)
		s->column = s->columns - 1;
}

void grid_put(struct emulator *m, uint32_t c)
{
	struct screen_state *s = m->s;

	if (s->pen.lines[s->pen.shift] && c >= '`' && c <= '~')
		c = line_drawing[c - '`'];
	int width = width_of(c);
	if (width < 0)
		return;
	if (!width) {
		put_mark(m, c);
		return;
	}
	if (width > s->columns || (!s->wrap && width > 1 && s->column > s->columns - width))
		return;
	s->last = c;
	if (s->column > s->columns - width) {
		if (!s->wrap)
			s->column = s->columns - width;
		else {
			grid_line_feed(m, true);
			s->column = 0;
		}
	}
	if (s->insert)
		grid_insert_cells(m, width);
	write_cell(m, c, width);
}

/* --- the cursor --------------------------------------------------------------- */

void grid_back_space(struct emulator *m)
{
	struct screen_state *s = m->s;

	if (s->column > 0) {
		s->column--;
	} else if (s->row > 0 && m->wraps[m->order[s->row - 1]]) {
		s->row--;
		s->column = s->columns - 1;
	}
}

void grid_tab(struct emulator *m, int count)
{
	struct screen_state *s = m->s;

	for (; count > 0 && s->column < s->columns - 1; count--)
		do
			s->column++;
		while (s->column < s->columns - 1 && !m->tabs[s->column]);
}

void grid_tab_back(struct emulator *m, int count)
{
	struct screen_state *s = m->s;

	s->column = least(s->column, s->columns - 1);
	for (; count > 0 && s->column > 0; count--)
		do
			s->column--;
		while (s->column > 0 && !m->tabs[s->column]);
}

void grid_move(struct emulator *m, int row, int column, bool by_origin)
{
	if (by_origin && m->s->origin)
		row = row > m->s->bottom - m->s->top ? m->s->bottom : row + m->s->top;
	grow_to(m, row, column);
	m->s->row = least(row, m->s->rows - 1);
	m->s->column = least(column, m->s->columns - 1);
}

/* Moving up and down, the region's edges hold whoever is inside. */
void grid_up(struct emulator *m, int count)
{
	struct screen_state *s = m->s;
	int limit = s->row < s->top ? 0 : s->top;

	s->column = least(s->column, s->columns - 1);
	s->row = s->row - count < limit ? limit : s->row - count;
}

void grid_down(struct emulator *m, int count)
{
	struct screen_state *s = m->s;
	int limit = s->row > s->bottom ? s->rows - 1 : s->bottom;

	s->column = least(s->column, s->columns - 1);
	s->row = least(s->row + count, limit);
}

void grid_left(struct emulator *m, int count)
{
	m->s->column = count > m->s->column ? 0 : m->s->column - count;
}

void grid_right(struct emulator *m, int count)
{
	m->s->column = least(m->s->column + count, m->s->columns - 1);
}

void grid_region(struct emulator *m, int top, int bottom)
{
	if (bottom > top)
		grow_to(m, bottom, 0);
	top = least(top, m->s->rows - 1);
	bottom = least(bottom, m->s->rows - 1);
	if (top >= bottom)
		return;
	m->s->top = top;
	m->s->bottom = bottom;
	m->s->row = m->s->column = 0;
}

/* --- screens -------------------------------------------------------------------- */

void grid_save_cursor(struct emulator *m)
{
	struct screen_state *s = m->s;

	s->saved = (struct saved_cursor){s->pen, s->row, s->column, s->origin};
}

void grid_restore_cursor(struct emulator *m)
{
	struct screen_state *s = m->s;

	s->pen = s->saved.pen;
	s->origin = (uint8_t)s->saved.origin;
	s->row = least(s->saved.row, s->rows - 1);
	s->column = least(s->saved.column, s->columns - 1);
}

/* Going back with the cursor puts it where it was, also where the main screen is
 * shown already; nothing saved is home. */
static void restore_main_cursor(struct screen_state *s)
{
	s->pen = s->main_cursor.pen;
	s->row = least(s->main_cursor.row, s->rows - 1);
	s->column = least(s->main_cursor.column, s->columns - 1);
}

void grid_alternate(struct emulator *m, bool on, bool with_cursor)
{
	struct screen_state *s = m->s;

	if (!on && with_cursor)
		restore_main_cursor(s);
	if (on == (bool)s->alternate)
		return;
	if (on && with_cursor)
		s->main_cursor = (struct saved_cursor){s->pen, s->row, s->column, s->origin};
	s->alternate = on;
	emulator_lay_out(m);
	if (on)
		erase_rows(m, 0, s->rows);
	emulator_touch(m, 0, s->rows - 1);
}

void grid_align(struct emulator *m)
{
	struct screen_state *s = m->s;

	for (int i = 0; i < s->rows; i++) {
		struct emulator_cell *cells = emulator_row(m, i);
		for (int k = 0; k < s->columns; k++)
			cells[k] = (struct emulator_cell){.c = 'E', .width = 1};
		m->wraps[m->order[i]] = 0;
	}
	s->row = s->column = s->top = 0;
	s->bottom = s->rows - 1;
	emulator_touch(m, 0, s->rows - 1);
}
