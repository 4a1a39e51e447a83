/* Canvas to bytes: only what differs from the glass, in the fewest bytes. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "term/shift.h"
#include "term/term_private.h"

#define GAP 8 /* unchanged cells at most that are written again rather than jumped over */
#define SHIFTS 3 /* lists that may have scrolled in one painting */
#define CELL_BYTES 64 /* the most that a cell takes */

/* One painting. */
struct painting {
	struct term *term;
	const struct cell *row, *old; /* wanted, and on the glass */
	int line, columns;
};

/* --- cells --------------------------------------------------------------- */

static const struct look *look_of(struct painting *p, const struct cell *cell, struct look *room)
{
	struct looks *l = &p->term->looks;
	const struct look *look = &l->ground;

	if (cell->role >= CELL_FOREIGN) {
		*room = *look_foreign(l, cell);
		return room;
	}
	if (cell->role < ROLE_COUNT)
		look = &l->roles[cell->role][cell->over == ROLE_SELECTED];
	if (!cell->attributes)
		return look;
	*room = look_with(l, look, cell->attributes);
	return room;
}

/* Whether both look the same on the glass. */
static bool same_cell(struct painting *p, const struct cell *a, const struct cell *b)
{
	struct look x, y;

	if (!memcmp(a, b, sizeof *a))
		return true;
	if (a->width != b->width || a->text[0] != b->text[0] || strcmp(a->text, b->text))
		return false;
	if (!a->width)
		return true; /* the right half goes with its left one */
	if (a->text[0])
		return look_same(look_of(p, a, &x), look_of(p, b, &y));
	return look_same_blank(look_of(p, a, &x), look_of(p, b, &y));
}

/* Blank as the ground is. */
static bool is_ground(struct painting *p, const struct cell *cell)
{
	struct look room;

	return cell->width == 1 && !cell->text[0] &&
	       look_same_blank(look_of(p, cell, &room), &p->term->looks.ground);
}

/* The bytes of a character beyond ASCII; what this locale cannot write becomes
 * "?" in each of its cells. Marks on it that cannot be written are left out. */
static size_t foreign_bytes(const struct term *t, uint32_t c, int cells, char *out)
{
	mbstate_t state = {0};

	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		c = 0xfffd;
	if (t->utf8)
		return text_encode(c, out);
	size_t length = wcrtomb(out, (wchar_t)c, &state);
	if (length != (size_t)-1)
		return length;
	memset(out, '?', (size_t)cells);
	return (size_t)cells;
}

/* A cell's bytes. *sure: the terminal certainly takes as many cells for them. */
static size_t cell_bytes(const struct term *t, const struct cell *cell, char out[CELL_BYTES], bool *sure)
{
	const char *text = cell->text;
	size_t length = 0;
	int cells = cell->width;

	*sure = true;
	if ((unsigned char)text[0] < 0x7f && !text[1]) {
		*out = (unsigned char)text[0] > ' ' ? text[0] : ' ';
		return 1;
	}
	for (size_t left = strnlen(text, sizeof cell->text), size; left; text += size, left -= size, cells = 0) {
		uint32_t c;
		size = text_decode(text, left, &c);
		if (length + MB_LEN_MAX > CELL_BYTES)
			break;
		if (c >= ' ' && c < 0x7f)
			out[length++] = (char)c;
		else
			length += foreign_bytes(t, c, cells, out + length);
		*sure &= cells && wcwidth((wchar_t)c) == cells;
	}
	return length;
}

/* --- a row --------------------------------------------------------------- */

/* The look to write a blank in: the pen's own where it shows no difference, else
 * that of the next word, if a blank of that shows none. */
static const struct look *blank_look(struct painting *p, int at, int end, struct look *room)
{
	const struct pen *pen = &p->term->pen;
	const struct look *own = look_of(p, &p->row[at], room);
	struct look next;

	if (pen->look_known && look_same_blank(&pen->look, own))
		return &pen->look;
	while (at < end && !p->row[at].text[0])
		at++;
	if (at >= end)
		return own;
	const struct look *word = look_of(p, &p->row[at], &next);
	if (!look_same_blank(word, own))
		return own;
	*room = *word;
	return room;
}

/* Whether the unchanged cells up to a column are best written again: in the look
 * that the pen has, and shorter than a movement. */
static bool writes_over(struct painting *p, int from, int to)
{
	const struct pen *pen = &p->term->pen;
	size_t bytes = 0;

	for (int i = from; i < to; i++) {
		const struct cell *cell = &p->row[i];
		struct look room;
		const struct look *look = look_of(p, cell, &room);
		if (cell->width != 1 || (unsigned char)cell->text[0] >= 0x7f || cell->text[1])
			return false;
		if (!(cell->text[0] ? look_same(look, &pen->look) : look_same_blank(look, &pen->look)))
			return false;
		bytes++;
	}
	return bytes <= pen_cost(&p->term->pen, to);
}

static void go_to(struct painting *p, int column)
{
	struct pen *pen = &p->term->pen;
	int from = pen->column;

	if (pen->row == p->line && pen->look_known && from >= 0 && from < column && column - from <= GAP &&
	    writes_over(p, from, column)) {
		for (int i = from; i < column; i++)
			pen_write(pen, p->row[i].text[0] ? p->row[i].text : " ", 1, 1, p->columns);
		return;
	}
	pen_move(pen, p->line, column);
}

/* How many cells from here on are the same as the first and have to be written:
 * up to the last that differs from the glass. */
static int run_length(struct painting *p, int at, int end)
{
	int needed = at + 1;

	for (int i = at + 1; i < end && !memcmp(&p->row[i], &p->row[at], sizeof *p->row); i++)
		if (!same_cell(p, &p->row[i], &p->old[i]))
			needed = i + 1;
	return needed - at;
}

static size_t digits(int n)
{
	return n < 10 ? 1 : n < 100 ? 2 : 3;
}

/* Writes a run of cells of one text: one, and the order to repeat it where that
 * is shorter. Of characters beyond ASCII no repetition is asked for: tmux takes
 * the order and does nothing, and its panes are often said to be an xterm. The
 * last two columns are written by themselves: what terminals do that repeat up
 * to the margin differs (libvterm wraps a column early). */
static void write_run(struct painting *p, int at, int count, const char *bytes, size_t length)
{
	struct term *t = p->term;
	int more = (at + count < p->columns - 1 ? at + count : p->columns - 2) - at - 1;

	pen_write(&t->pen, bytes, length, p->row[at].width, p->columns);
	if (t->caps.repeat.there && more > 0 && length == 1 && (size_t)more > 3 + digits(more)) {
		cap_put(&t->caps.repeat, more + 1, 0, t->pen.out);
		t->pen.column += more;
		count -= more;
	}
	while (--count > 0)
		pen_write(&t->pen, bytes, length, p->row[at].width, p->columns);
}

/* Blanks of the ground may be erased, which is short, but leaves the pen. */
static bool erase_run(struct painting *p, int at, int count)
{
	struct term *t = p->term;
	size_t by_erasing = 3 + digits(count) + 3 + digits(count);
	size_t by_writing = t->caps.repeat.there ? 4 + digits(count) : (size_t)count;

	if (!t->caps.erase.there || by_erasing >= by_writing || !is_ground(p, &p->row[at]))
		return false;
	pen_ground(&t->pen);
	cap_put(&t->caps.erase, count, 0, t->pen.out);
	return true;
}

/* Writes from a cell that differs; returns the next column. */
static int write_cells(struct painting *p, int at, int end)
{
	struct term *t = p->term;
	const struct cell *cell = &p->row[at];
	char bytes[CELL_BYTES];
	struct look room;
	bool sure;
	int count = cell->width == 1 ? run_length(p, at, end) : 1;

	go_to(p, at);
	if (!cell->text[0] && erase_run(p, at, count))
		return at + count;
	pen_look(&t->pen, cell->text[0] ? look_of(p, cell, &room) : blank_look(p, at, end, &room));
	size_t length = cell_bytes(t, cell, bytes, &sure);
	if (sure) {
		write_run(p, at, count, bytes, length);
	} else {
		pen_write(&t->pen, bytes, length, cell->width, p->columns);
		t->pen.column = -1; /* terminals may think otherwise of its width */
		count = 1;
	}
	return at + count + (cell->width == 2);
}

/* Where a terminal without the late wrap would scroll the whole screen. */
static bool is_forbidden(const struct painting *p, int column)
{
	const struct caps *c = &p->term->caps;

	return c->wraps && !c->wraps_late && p->line == p->term->rows - 1 && column == p->columns - 1;
}

/* From a column on the row is ground: erases what stands there. */
static void erase_rest(struct painting *p, int from)
{
	struct term *t = p->term;
	int last = p->columns;

	while (last > from && same_cell(p, &p->row[last - 1], &p->old[last - 1]))
		last--;
	while (from < last && same_cell(p, &p->row[from], &p->old[from]))
		from++;
	if (last - from < 3 || !t->caps.erase_line[0]) {
		for (int i = from; i < last; i++)
			if (!is_forbidden(p, i) && !same_cell(p, &p->row[i], &p->old[i]))
				i = write_cells(p, i, last) - 1;
		return;
	}
	go_to(p, from);
	pen_ground(&t->pen);
	buf_add_text(t->pen.out, t->caps.erase_line);
}

static void paint_row(struct painting *p)
{
	int end = p->columns;

	while (end > 0 && is_ground(p, &p->row[end - 1]))
		end--;
	for (int i = 0; i < end;) {
		if (is_forbidden(p, i) || same_cell(p, &p->row[i], &p->old[i]))
			i++;
		else
			i = write_cells(p, i, end);
	}
	erase_rest(p, end);
}

/* --- the glass ----------------------------------------------------------- */

void glass_forget(struct glass *g)
{
	free(g->cells);
	free(g->hashes);
	free(g->wanted);
	*g = (struct glass){0};
}

static void blank_rows(struct term *t, int first, int count)
{
	static const struct cell erased = {.width = 1, .role = ROLE_ERASED};
	struct cell *cells = t->glass.cells + (size_t)first * (size_t)t->columns;

	for (size_t i = 0; i < (size_t)count * (size_t)t->columns; i++)
		cells[i] = erased;
	for (int i = first; i < first + count; i++)
		t->glass.hashes[i] = row_hash(t->glass.cells + (size_t)i * (size_t)t->columns, t->columns);
}

/* Clears the screen, so that it is known. */
static void start_glass(struct term *t)
{
	struct glass *g = &t->glass;

	g->cells = mem_zero((size_t)t->rows * (size_t)t->columns, sizeof *g->cells);
	g->hashes = mem_zero((size_t)t->rows, sizeof *g->hashes);
	g->wanted = mem_zero((size_t)t->rows, sizeof *g->wanted);
	blank_rows(t, 0, t->rows);
	pen_forget(&t->pen);
	pen_look(&t->pen, &t->looks.ground);
	if (t->caps.clear[0]) {
		buf_add_text(t->pen.out, t->caps.clear);
		return;
	}
	for (int i = 0; i < t->rows; i++) {
		pen_move(&t->pen, i, 0);
		buf_add_text(t->pen.out, t->caps.erase_line);
	}
}

/* The glass after the terminal has moved rows. */
static void move_rows(struct term *t, const struct shift *s)
{
	struct glass *g = &t->glass;
	size_t width = (size_t)t->columns;
	int count = s->bottom - s->top + 1 - abs(s->by);
	int to = s->by > 0 ? s->top : s->top - s->by, from = s->by > 0 ? s->top + s->by : s->top;

	memmove(g->cells + (size_t)to * width, g->cells + (size_t)from * width,
		(size_t)count * width * sizeof *g->cells);
	memmove(g->hashes + to, g->hashes + from, (size_t)count * sizeof *g->hashes);
	blank_rows(t, s->by > 0 ? s->bottom + 1 - s->by : s->top, abs(s->by));
}

static void paint_shifts(struct term *t, const struct canvas *c)
{
	struct glass *g = &t->glass;
	struct picture from = {g->cells, g->hashes, t->rows, t->columns};
	struct picture to = {c->cells, g->wanted, t->rows, t->columns};
	struct shift s;

	for (int i = 0; i < SHIFTS && shift_find(&from, &to, &s); i++) {
		if (!pen_scroll(&t->pen, s.top, s.bottom, s.by, t->rows))
			return;
		move_rows(t, &s);
	}
}

static void paint_rows(struct term *t, const struct canvas *c)
{
	struct glass *g = &t->glass;
	size_t width = (size_t)c->columns;

	/* Most rows are as they were, which is told sooner than their hash. */
	for (int i = 0; i < c->rows; i++) {
		const struct cell *row = c->cells + (size_t)i * width;
		bool same = !memcmp(row, g->cells + (size_t)i * width, width * sizeof *row);
		g->wanted[i] = same ? g->hashes[i] : row_hash(row, c->columns);
	}
	paint_shifts(t, c);
	for (int i = 0; i < c->rows; i++) {
		struct painting p = {.term = t, .row = c->cells + (size_t)i * width,
				     .old = g->cells + (size_t)i * width, .line = i, .columns = c->columns};
		if (g->hashes[i] == g->wanted[i])
			continue;
		paint_row(&p);
		memcpy(g->cells + (size_t)i * width, p.row, width * sizeof *g->cells);
		g->hashes[i] = g->wanted[i];
	}
}

static void paint_cursor(struct term *t, const struct canvas *c)
{
	struct glass *g = &t->glass;

	if (c->cursor_visible && c->cursor_row < c->rows && c->cursor_column < c->columns)
		pen_move(&t->pen, c->cursor_row, c->cursor_column);
	else
		pen_move(&t->pen, c->rows - 1, 0);
	if (!g->cursor_known || g->cursor_visible != c->cursor_visible)
		buf_add_text(t->pen.out, c->cursor_visible ? t->caps.show_cursor : t->caps.hide_cursor);
	g->cursor_known = true;
	g->cursor_visible = c->cursor_visible;
}

void term_paint(struct term *t, const struct canvas *c)
{
	/* A canvas of the size before: the next one is on its way. */
	if (t->suspended || t->output.lost || c->rows != t->rows || c->columns != t->columns)
		return;
	/* What a slow terminal has not taken yet is not added to: this picture is left
	 * out, and the next one is painted over what will stand there by then. */
	if (!output_flush(&t->output))
		return;
	if (!t->glass.cells)
		start_glass(t);
	paint_rows(t, c);
	paint_cursor(t, c);
	output_flush(&t->output);
}
