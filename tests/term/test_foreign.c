/* Cells with colours of their own, as a recording has them: painted, and read back
 * from the terminal. */
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/term/term.h"
#include "support/check_main.h"
#include "support/pty.h"

#define ROWS 12
#define COLUMNS 40
#define PICTURES 25

static uint32_t random_colour(unsigned *seed)
{
	switch (rand_r(seed) % 4) {
	case 0: return FOREIGN_DEFAULT;
	case 1: return FOREIGN_PALETTE | (uint32_t)(rand_r(seed) % 16);
	case 2: return FOREIGN_PALETTE | (uint32_t)(rand_r(seed) % 256);
	default: return FOREIGN_RGB | ((uint32_t)rand_r(seed) & 0xffffff);
	}
}

/* Some rows change from one picture to the next, others stay. */
static void draw(struct canvas *c, unsigned *seed)
{
	static const char *const texts[] = {"a", "Z", "", "融", "é", "\xe2\x96\x88", "0"};

	for (int row = 0; row < c->rows; row++) {
		if (rand_r(seed) % 3 == 0)
			continue;
		for (int column = 0; column < c->columns; column++) {
			const char *text = texts[(unsigned)rand_r(seed) % COUNT_OF(texts)];
			struct foreign_cell f = {.text = text, .width = strcmp(text, "融") ? 1 : 2,
						 .fg = random_colour(seed), .bg = random_colour(seed)};
			if (rand_r(seed) % 3 == 0)
				f.attributes = (uint8_t)(rand_r(seed) & (THEME_BOLD | THEME_REVERSE | THEME_UNDERLINE | THEME_ITALIC));
			canvas_foreign(c, row, column, &f);
			column += c->cells[row * c->columns + column].width == 2;
		}
	}
	c->cursor_visible = true;
	c->cursor_row = rand_r(seed) % c->rows;
	c->cursor_column = 0;
}

/* Waits for a key, writing on what waits. */
static uint32_t next_key(struct term *t)
{
	for (;;) {
		int wait = 0;
		uint32_t key = term_read(t, &wait);
		if (key || term_lost(t))
			return key;
		struct pollfd p[2] = {{.fd = term_fd(t), .events = POLLIN}, {.fd = -1, .events = POLLOUT}};
		if (!term_ready(t))
			p[1].fd = term_output_fd(t);
		poll(p, 2, wait > 0 ? wait : -1);
	}
}

static int paints(void *context)
{
	unsigned seed = *(unsigned *)context;
	struct theme theme = {0};
	struct term_options o = {0};
	struct canvas c;
	struct err e;

	for (int i = 0; i < ROLE_COUNT; i++)
		theme.roles[i] = (struct role_style){-1, -1, -1, -1, -1, -1, 0, 0};
	struct term *t = term_create(&o, &theme, &e);
	if (!t)
		return 3;
	canvas_init(&c, ROWS, COLUMNS);
	do {
		draw(&c, &seed);
		term_paint(t, &c);
	} while (next_key(t) == 'n');
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

/* What xterm-256color is to be told of a colour: a number, -1 its own. */
static int number_of(uint32_t colour)
{
	if (colour < FOREIGN_PALETTE)
		return -1;
	return colour < FOREIGN_RGB ? (int)(colour & 255) : colour_at_depth((int32_t)(colour & 0xffffff), 256);
}

static int number_shown(const VTermColor *c, bool own)
{
	return own ? -1 : VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : -2;
}

static bool cell_right(struct pty *p, const struct cell *cell, int row, int column)
{
	bool coloured = !strcmp(p->type, "xterm-256color");
	bool plain = !strcmp(p->type, "linux"); /* bright colours are bold there, underlined ones are not */
	VTermScreenCell shown;
	VTermPos at = {.row = row, .col = column};
	char text[8];

	if (!cell->width)
		return true;
	vterm_screen_get_cell(p->screen, at, &shown);
	uint32_t c = shown.chars[0];
	size_t length = c && c != ' ' ? text_encode(c, text) : 0;
	text[length] = '\0';
	bool blank = !cell->text[0];
	if (strcmp(text, cell->text) != 0 || shown.attrs.reverse != !!(cell->attributes & THEME_REVERSE) ||
	    (!plain && (shown.attrs.underline != 0) != !!(cell->attributes & THEME_UNDERLINE)) ||
	    (!blank && !plain && shown.attrs.bold != !!(cell->attributes & THEME_BOLD)))
		return false;
	if (!coloured)
		return true;
	if (!blank && (shown.attrs.italic != !!(cell->attributes & THEME_ITALIC) ||
		       number_shown(&shown.fg, VTERM_COLOR_IS_DEFAULT_FG(&shown.fg)) != number_of(cell_foreign_fg(cell))))
		return false;
	return number_shown(&shown.bg, VTERM_COLOR_IS_DEFAULT_BG(&shown.bg)) == number_of(cell_foreign_bg(cell));
}

static bool shows(struct pty *p, void *context)
{
	const struct canvas *c = context;

	if (p->cursor_row != c->cursor_row || p->cursor_column != c->cursor_column)
		return false;
	for (int i = 0; i < c->rows * c->columns; i++)
		if (c->cells[i].role >= CELL_FOREIGN && !cell_right(p, &c->cells[i], i / c->columns, i % c->columns))
			return false;
	return true;
}

START_TEST(foreign_cells_reach_the_terminal)
{
	static const char *const types[] = {"xterm-256color", "tmux-256color", "xterm-direct", "linux", "vt100"};
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		unsigned own = seed + (unsigned)i, given = own;
		struct canvas c;
		struct pty p;
		canvas_init(&c, ROWS, COLUMNS);
		pty_init(&p, ROWS, COLUMNS);
		snprintf(p.type, sizeof p.type, "%s", types[i]);
		pty_run(&p, paints, &given);
		for (int k = 0; k < PICTURES; k++) {
			draw(&c, &own);
			ck_assert_msg(pty_wait(&p, shows, &c), "%s: picture %d", types[i], k);
			pty_keys(&p, "n");
		}
		pty_keys(&p, "q");
		ck_assert_int_eq(pty_end(&p), 0);
		pty_release(&p);
		canvas_release(&c);
	}
}
END_TEST

TEST_MAIN("foreign", 120, foreign_cells_reach_the_terminal)
