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

struct colours { int fg, bg; };

/* A colour of a role at the terminal's depth. The eight of the oldest colour
 * terminals have their bright halves by bold. */
static struct colours pick(const struct term *t, const struct role_style *s, attr_t *attributes)
{
	struct colours c = {s->fg_16, s->bg_16};

	if (t->depth > 256) {
		c = (struct colours){s->fg_true, s->bg_true};
		/* In direct colour 0-7 stand for the terminal's own eight. */
		c.fg = c.fg >= 0 && c.fg < 8 ? 8 : c.fg;
		c.bg = c.bg >= 0 && c.bg < 8 ? 8 : c.bg;
	} else if (t->depth == 256) {
		c = (struct colours){s->fg_256, s->bg_256};
	} else if (t->colours < 16) {
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

static int pair_of(struct colours wanted, struct colours *pairs, int *count)
{
	if (wanted.fg < 0 && wanted.bg < 0)
		return 0;
	for (int i = 1; i < *count; i++)
		if (pairs[i].fg == wanted.fg && pairs[i].bg == wanted.bg)
			return i;
	if (*count >= COLOR_PAIRS || init_extended_pair(*count, wanted.fg, wanted.bg) == ERR)
		return 0;
	pairs[*count] = wanted;
	return (*count)++;
}

/* A role's look, in the selected row too: that gives the background, but a state
 * keeps its colour. */
static struct look make_look(struct term *t, const struct theme *theme, int role, bool over,
			     struct colours *pairs, int *count)
{
	const struct role_style *s = &theme->roles[role], *row = &theme->roles[ROLE_SELECTED];
	unsigned attributes = t->depth ? s->attributes : s->mono_attributes;
	struct look look = {0};
	struct colours c = {-1, -1};

	if (over)
		attributes |= t->depth ? row->attributes : row->mono_attributes;
	look.attributes = curses_attributes(t, attributes);
	if (t->depth) {
		c = pick(t, s, &look.attributes);
		struct colours under = over ? pick(t, row, &look.attributes) : c;
		if (over && under.bg >= 0)
			c.bg = under.bg;
		if (over && under.fg >= 0 && (c.fg < 0 || role == ROLE_TEXT))
			c.fg = under.fg;
		look.pair = pair_of(c, pairs, count);
	}
	look.covers = c.bg >= 0 || look.attributes & COVERING;
	return look;
}

void term_set_theme(struct term *t, const struct theme *theme)
{
	struct colours pairs[2 * ROLE_COUNT + 1];
	int count = 1;

	if (t->depth)
		reset_color_pairs();
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

static struct look look_of(const struct term *t, const struct cell *cell)
{
	struct look look =
		t->looks[cell->role < ROLE_COUNT ? cell->role : ROLE_TEXT][cell->over == ROLE_SELECTED];

	if (cell->attributes) {
		look.attributes |= curses_attributes(t, cell->attributes);
		look.covers |= (look.attributes & COVERING) != 0;
	}
	return look;
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

/* Writes cells [from, to) of a row; from and to lie on characters' edges. */
static void paint_run(const struct term *t, const struct cell *row, int line, int from, int to, cchar_t *run)
{
	int count = 0, blank_from = -1;
	struct look before = t->looks[ROLE_TEXT][0];

	for (int i = from; i < to; i++) {
		const struct cell *cell = &row[i];
		if (!cell->width)
			continue;
		struct look look = look_of(t, cell);
		bool blank = !cell->text[0];
		/* A blank between two words in one colour need not leave it. */
		if (blank && !look.covers && !before.covers)
			look = before;
		blank_from = blank && !look.covers ? (blank_from < 0 ? count : blank_from) : -1;
		wchar_t text[CCHARW_MAX + 2];
		int used = characters(t, cell, text);
		setcchar(&run[count++], text, look.attributes, 0, &look.pair);
		if (cell->width == 2 && used && (text[0] < 0x80 || wcwidth(text[0]) != 2))
			setcchar(&run[count++], L"?", look.attributes, 0, &look.pair);
		before = look;
	}
	/* At the end of the line plain blanks, so that curses may erase them. */
	if (to == t->painted_columns && blank_from >= 0) {
		struct look plain = {.pair = 0};
		for (int i = blank_from; i < count; i++)
			setcchar(&run[i], L" ", plain.attributes, 0, &plain.pair);
	}
	mvadd_wchnstr(line, from, run, count);
}

/* What differs from the last painting, row by row, as one run each. */
static void paint_row(const struct term *t, const struct cell *row, const struct cell *old, int line,
		      cchar_t *run)
{
	int columns = t->painted_columns, from = 0, to = columns;

	if (old) {
		if (!memcmp(row, old, (size_t)columns * sizeof *row))
			return;
		while (!memcmp(row + from, old + from, sizeof *row))
			from++;
		while (!memcmp(row + to - 1, old + to - 1, sizeof *row))
			to--;
		/* Blanks at the end take part as a whole: their look depends on it. */
		if (!row[to - 1].text[0] || !old[to - 1].text[0])
			to = columns;
	}
	while (from > 0 && (!row[from].width || (old && !old[from].width)))
		from--;
	while (to < columns && (!row[to].width || (old && !old[to].width)))
		to++;
	paint_run(t, row, line, from, to, run);
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
	bool known = t->painted && t->painted_rows == c->rows && t->painted_columns == c->columns;
	size_t cells = (size_t)c->rows * (size_t)c->columns;
	t->painted_rows = c->rows;
	t->painted_columns = c->columns;
	cchar_t *run = mem_alloc(((size_t)c->columns + 2) * sizeof *run);
	for (int i = 0; i < c->rows && i < rows; i++) {
		size_t at = (size_t)i * (size_t)c->columns;
		paint_row(t, c->cells + at, known ? t->painted + at : NULL, i, run);
	}
	free(run);
	if (!known)
		t->painted = mem_resize(t->painted, cells + 1, sizeof *t->painted);
	memcpy(t->painted, c->cells, cells * sizeof *t->painted);
	curs_set(c->cursor_visible ? 1 : 0);
	if (c->cursor_visible && c->cursor_row < rows && c->cursor_column < columns)
		move(c->cursor_row, c->cursor_column);
	else
		move(rows - 1, 0);
	refresh();
	struct pollfd p = {.fd = STDOUT_FILENO};
	if (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP | POLLNVAL))
		t->lost = true;
}
