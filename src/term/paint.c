/* Canvas to curses: looks of roles, and the cells that changed. */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "term/term_private.h"

/* Attributes that show on a blank; italics stand for strike-out. */
#define COVERING (A_REVERSE | A_UNDERLINE | A_ITALIC)

#define PLAIN 1 /* the first pair: no colours of ours */

struct colours { int fg, bg; };

/* The colours of a look as curses takes them here. The eight of the oldest colour
 * terminals have their bright halves by bold. */
static struct colours pick(const struct term *t, const struct role_look *look, attr_t *attributes)
{
	struct colours c = {look->fg, look->bg};

	if (t->depth > 256) {
		/* In direct colour 0-7 stand for the terminal's own eight. */
		c.fg = c.fg >= 0 && c.fg < 8 ? 8 : c.fg;
		c.bg = c.bg >= 0 && c.bg < 8 ? 8 : c.bg;
	} else if (t->depth == 16 && t->colours < 16) {
		if (c.fg >= 8) {
			c.fg -= 8;
			*attributes |= A_BOLD;
		}
		c.bg = c.bg >= 8 ? c.bg - 8 : c.bg;
	}
	if (!t->default_colours) {
		c.fg = c.fg < 0 ? COLOR_WHITE : c.fg;
		c.bg = c.bg < 0 ? COLOR_BLACK : c.bg;
	}
	return c;
}

static attr_t curses_attributes(const struct term *t, unsigned attributes)
{
	attr_t a = A_NORMAL;

	a |= attributes & THEME_BOLD ? A_BOLD : 0;
	a |= attributes & THEME_DIM ? A_DIM : 0;
	a |= attributes & THEME_REVERSE ? A_REVERSE : 0;
	a |= attributes & THEME_UNDERLINE ? A_UNDERLINE : 0;
	/* terminfo.c: italics are drawn as strike-out where that can be done. */
	a |= attributes & THEME_STRIKE ? (t->strike ? A_ITALIC : A_DIM) : 0;
	return a;
}

/* The terminal's own colours are a pair like others (PLAIN): curses leaves pair 0
 * by putting all attributes and colours back first, which is 19 bytes more each
 * time that a coloured word ends and another begins. */
static int pair_of(struct colours wanted, struct colours *pairs, int *count)
{
	for (int i = PLAIN; i < *count; i++)
		if (pairs[i].fg == wanted.fg && pairs[i].bg == wanted.bg)
			return i;
	if (*count >= COLOR_PAIRS || init_extended_pair(*count, wanted.fg, wanted.bg) == ERR)
		return 0;
	pairs[*count] = wanted;
	return (*count)++;
}

static void finish_look(struct look *look)
{
	look->covers = look->background || look->attributes & COVERING;
	setcchar(&look->blank, L" ", look->attributes, 0, &look->pair);
}

static struct look make_look(struct term *t, const struct theme *theme, int role, bool over,
			     struct colours *pairs, int *count)
{
	struct role_look shown = theme_look(theme, (enum role)role, over, t->depth);
	struct look look = {.attributes = curses_attributes(t, shown.attributes)};
	struct colours c = {-1, -1};

	if (t->depth) {
		c = pick(t, &shown, &look.attributes);
		look.pair = pair_of(c, pairs, count);
	}
	look.background = c.bg > (t->default_colours ? -1 : COLOR_BLACK);
	finish_look(&look);
	return look;
}

/* What is erased, and so the rows that nothing was written to, is plain too. */
static void set_plain(struct term *t, struct colours *pairs, int *count)
{
	struct colours own = {-1, -1};

	if (!t->default_colours)
		own = (struct colours){COLOR_WHITE, COLOR_BLACK};
	t->plain = (struct look){.pair = t->depth ? pair_of(own, pairs, count) : 0};
	finish_look(&t->plain);
	bkgrndset(&t->plain.blank);
}

void term_set_theme(struct term *t, const struct theme *theme)
{
	struct colours pairs[2 * ROLE_COUNT + 2];
	int count = PLAIN;

	if (t->depth)
		reset_color_pairs();
	set_plain(t, pairs, &count);
	for (int role = 0; role < ROLE_COUNT; role++)
		for (int over = 0; over < 2; over++)
			t->looks[role][over] = make_look(t, theme, role, over, pairs, &count);
	term_redraw(t);
}

void term_redraw(struct term *t)
{
	free(t->painted);
	t->painted = NULL;
	clearok(curscr, TRUE);
}

/* The cell's look; one with attributes of its own is made in room. */
static const struct look *look_of(const struct term *t, const struct cell *cell, struct look *room)
{
	const struct look *look =
		&t->looks[cell->role < ROLE_COUNT ? cell->role : ROLE_TEXT][cell->over == ROLE_SELECTED];

	if (!cell->attributes)
		return look;
	*room = *look;
	room->attributes |= curses_attributes(t, cell->attributes);
	finish_look(room);
	return room;
}

/* The cell's characters as curses takes them. What this locale cannot write, or
 * the C library measures differently from us, is replaced: a cell keeps its
 * width whatever happens. Returns how many stand in out. */
static int characters(const struct term *t, const struct cell *cell, wchar_t out[CCHARW_MAX + 1])
{
	const char *text = cell->text;
	int count = 0;

	for (size_t left = strnlen(text, sizeof cell->text), size; left && count < CCHARW_MAX;
	     text += size, left -= size) {
		uint32_t c;
		size = text_decode(text, left, &c);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			c = 0xfffd;
		if (c >= 0x80 && wcwidth((wchar_t)c) != (count ? 0 : cell->width)) {
			if (count)
				continue;
			c = t->utf8 && cell->width == 1 ? 0xfffd : '?';
		} else if (c >= 0x80 && !t->utf8) {
			char bytes[MB_LEN_MAX];
			mbstate_t state = {0};
			if (wcrtomb(bytes, (wchar_t)c, &state) == (size_t)-1) {
				if (count)
					continue;
				c = '?';
			}
		}
		out[count++] = (wchar_t)c;
	}
	if (!count)
		out[count++] = L' ';
	out[count] = L'\0';
	return count;
}

/* One cell; returns how many of curses' it takes. A plain character needs none of
 * the care that others do, and setcchar() is most of the cost of a full screen. */
static int put_cell(const struct term *t, const struct cell *cell, const struct look *look, cchar_t *out)
{
	wchar_t text[CCHARW_MAX + 2];

	if (cell->width == 1 && (unsigned char)cell->text[0] < 0x7f && !cell->text[1]) {
		*out = look->blank;
		if ((unsigned char)cell->text[0] > ' ')
			out->chars[0] = (wchar_t)cell->text[0];
		return 1;
	}
	characters(t, cell, text);
	setcchar(out, text, look->attributes, 0, &look->pair);
	if (cell->width == 1 || (text[0] >= 0x80 && wcwidth(text[0]) == 2))
		return 1;
	setcchar(out + 1, L"?", look->attributes, 0, &look->pair);
	return 2;
}

/* Writes a row whole: the same cells then always have the same looks, whatever
 * stood there before, and curses finds rows that only moved. */
static void paint_row(const struct term *t, const struct cell *row, int line, cchar_t *run)
{
	int count = 0, blank_from = -1;
	const struct look *before = &t->plain;
	struct look mixed[2]; /* the one that is not before */

	for (int i = 0; i < t->painted_columns; i++) {
		const struct cell *cell = &row[i];
		if (!cell->width)
			continue;
		const struct look *look = look_of(t, cell, &mixed[before == &mixed[0]]);
		bool blank = !cell->text[0];
		/* A blank between two words in one colour need not leave it. */
		if (blank && !look->covers && !before->covers)
			look = before;
		blank_from = blank && !look->covers ? (blank_from < 0 ? count : blank_from) : -1;
		count += put_cell(t, cell, look, run + count);
		before = look;
	}
	/* At the end of the line plain blanks, so that curses may erase them. */
	for (int i = blank_from; i >= 0 && i < count; i++)
		run[i] = t->plain.blank;
	mvadd_wchnstr(line, 0, run, count);
}

/* The rows that differ from the last painting. */
static void paint_rows(struct term *t, const struct canvas *c, int rows)
{
	bool known = t->painted && t->painted_rows == c->rows && t->painted_columns == c->columns;
	size_t width = (size_t)c->columns, size = width * sizeof *t->painted;
	cchar_t *run = mem_alloc((width + 2) * sizeof *run);

	t->painted_rows = c->rows;
	t->painted_columns = c->columns;
	if (!known)
		t->painted = mem_resize(t->painted, (size_t)c->rows * width + 1, sizeof *t->painted);
	for (int i = 0; i < c->rows; i++) {
		const struct cell *row = c->cells + (size_t)i * width;
		struct cell *old = t->painted + (size_t)i * width;
		if (known && !memcmp(row, old, size))
			continue;
		if (i < rows)
			paint_row(t, row, i, run);
		memcpy(old, row, size);
	}
	free(run);
}

void term_paint(struct term *t, const struct canvas *c)
{
	int rows, columns;

	if (t->suspended || t->lost)
		return;
	getmaxyx(stdscr, rows, columns);
	if (c->rows != rows || c->columns != columns) {
		/* A canvas of the size before: what fits of it, till the next one. */
		erase();
		free(t->painted);
		t->painted = NULL;
	}
	paint_rows(t, c, rows);
	frame_begin(&t->frame);
	curs_set(c->cursor_visible ? 1 : 0);
	if (c->cursor_visible && c->cursor_row < rows && c->cursor_column < columns)
		move(c->cursor_row, c->cursor_column);
	else
		move(rows - 1, 0);
	refresh();
	const struct buf *bytes = frame_end(&t->frame);
	term_write(t, bytes->data, bytes->length);
	struct pollfd p = {.fd = STDOUT_FILENO};
	if (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP | POLLNVAL))
		t->lost = true;
}
