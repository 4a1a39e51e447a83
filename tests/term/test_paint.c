/* What is painted, on terminals of many types, against the canvas: lists that
 * scroll, looks that change, and terminals that do not read. */
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/term/term.h"
#include "support/check_main.h"
#include "support/pty.h"

static struct theme theme;

static void make_theme(void)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		theme.roles[i] = (struct role_style){-1, -1, -1, -1, -1, -1, 0, 0};
	theme.roles[ROLE_BREACH] = (struct role_style){0xff5555, -1, 203, -1, 9, -1, THEME_BOLD, THEME_BOLD};
	theme.roles[ROLE_DIM] = (struct role_style){0x888888, -1, 102, -1, 7, -1, 0, 0};
	theme.roles[ROLE_HEADER] = (struct role_style){-1, -1, -1, -1, -1, -1, THEME_UNDERLINE, THEME_UNDERLINE};
	theme.roles[ROLE_SELECTED] = (struct role_style){-1, -1, -1, -1, -1, -1, THEME_REVERSE, THEME_REVERSE};
}

/* --- two lists, one over the other, that scroll --------------------------- */

struct lists {
	int first[2], selected[2];
	int shown; /* rows of the upper one */
};

static void change_lists(struct lists *l, unsigned *seed)
{
	for (int i = 0; i < 2; i++) {
		int by = rand_r(seed) % 9 - 4;
		if (rand_r(seed) % 3 == 0)
			by = rand_r(seed) % 41 - 20;
		l->first[i] = by < 0 && l->first[i] < -by ? 0 : l->first[i] + by;
		l->selected[i] = rand_r(seed) % 8;
	}
	if (rand_r(seed) % 10 == 0)
		l->shown = 2 + rand_r(seed) % 8;
}

static void draw_row(struct canvas *c, int row, int number, bool selected)
{
	static const char *const names[] = {"天润融通科技有限公司", "Pinecrest Education", "东方银行", "é\xcc\x81t\xc3\xa9"};
	unsigned seed = (unsigned)number * 2654435761u;
	char text[40];

	snprintf(text, sizeof text, "%d", 1000000 + number);
	canvas_text(c, row, 2, 8, ROLE_TEXT, text);
	canvas_text(c, row, 12, 20, ROLE_TEXT, names[rand_r(&seed) % COUNT_OF(names)]);
	int bar = rand_r(&seed) % 20;
	for (int i = 0; i < 20; i++)
		canvas_text(c, row, 34 + i, 1, bar > 15 ? ROLE_BREACH : ROLE_DIM, i < bar ? "█" : "·");
	snprintf(text, sizeof text, "%dm %02ds", rand_r(&seed) % 60, rand_r(&seed) % 60);
	canvas_text(c, row, 60, 10, bar > 15 ? ROLE_BREACH : ROLE_TEXT, text);
	if (c->columns > 90)
		canvas_text(c, row, 72, c->columns - 73, ROLE_DIM, "softswitch  carrier  not counted yet");
	if (selected)
		canvas_style(c, row, 0, c->columns, ROLE_SELECTED, 0);
}

static void draw_lists(struct canvas *c, const struct lists *l)
{
	canvas_clear(c);
	canvas_text(c, 0, 0, c->columns, ROLE_HEADER, "slatop");
	canvas_text(c, c->rows - 1, 0, c->columns, ROLE_DIM, "Enter opens  q quits");
	for (int row = 2; row < c->rows - 2; row++) {
		int list = row - 2 >= l->shown, at = list ? row - 2 - l->shown : row - 2;
		draw_row(c, row, 100 * list + l->first[list] + at, at == l->selected[list]);
	}
	c->cursor_visible = true;
	c->cursor_row = 2 + l->selected[0];
	c->cursor_column = 0;
}

struct job {
	unsigned seed;
	int steps;
	int pipe[2];
};

static struct term *take(void)
{
	struct term_options o = {0};
	struct err e;

	make_theme();
	struct term *t = term_create(&o, &theme, &e);
	if (!t) {
		fprintf(stderr, "%s\n", e.text);
		exit(3);
	}
	return t;
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

static int list_child(void *context)
{
	struct job *job = context;
	struct term *t = take();
	struct lists l = {.first = {50, 50}, .shown = 6};
	struct canvas c;
	int rows, columns;

	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	do {
		draw_lists(&c, &l);
		term_paint(t, &c);
		change_lists(&l, &job->seed);
	} while (next_key(t) != 'q');
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

/* Each cell's look, on blanks too, against what its role asks for. */
static bool looks_right(struct pty *p, const struct canvas *c)
{
	bool coloured = !strcmp(p->type, "xterm-256color");

	for (int row = 0; row < c->rows; row++)
		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = &c->cells[row * c->columns + column];
			VTermScreenCell shown;
			VTermPos at = {.row = row, .col = column};
			if (!cell->width)
				continue;
			vterm_screen_get_cell(p->screen, at, &shown);
			bool text = cell->text[0], fg = VTERM_COLOR_IS_INDEXED(&shown.fg);
			int colour = fg ? shown.fg.indexed.idx : -1;
			int wanted = cell->role == ROLE_BREACH ? 203 : cell->role == ROLE_DIM ? 102 : -1;
			if (shown.attrs.reverse != (cell->over == ROLE_SELECTED) ||
			    (shown.attrs.underline != 0) != (cell->role == ROLE_HEADER) ||
			    (text && shown.attrs.bold != (cell->role == ROLE_BREACH)) ||
			    (coloured && text && colour != wanted))
				return false;
		}
	return true;
}

struct expected {
	struct canvas canvas;
	struct buf text;
};

static bool shows(struct pty *p, void *context)
{
	struct expected *want = context;
	struct buf all = BUF_INIT;

	pty_dump(p, &all);
	bool same = !strcmp(all.data, want->text.data) && p->cursor_row == want->canvas.cursor_row &&
		    p->cursor_column == want->canvas.cursor_column && looks_right(p, &want->canvas);
	buf_release(&all);
	return same;
}

static void wait_for(struct pty *p, struct expected *want, const char *what)
{
	buf_clear(&want->text);
	canvas_dump(&want->canvas, &want->text);
	if (pty_wait(p, shows, want))
		return;
	struct buf all = BUF_INIT;
	pty_dump(p, &all);
	printf("%s\ninstead of:\n%s\n", all.data, want->text.data); /* too long for a message of Check */
	fflush(stdout);
	ck_abort_msg("%s: %s (or a look, where the text is the same)", p->type, what);
}

/* tmux does nothing where a character beyond ASCII is to be repeated. */
static void check_repetitions(const struct pty *p)
{
	for (size_t i = 0; i + 2 < p->raw.length; i++) {
		const char *at = p->raw.data + i;
		size_t number = strspn(at + 2, "0123456789");
		if (i && at[0] == '\033' && at[1] == '[' && at[2 + number] == 'b')
			ck_assert_msg((unsigned char)at[-1] < 0x80, "%s: a repetition at byte %zu", p->type, i);
	}
}

static void follow_lists(const char *type, int rows, int columns, unsigned seed, int steps)
{
	struct pty p;
	struct expected want = {.text = BUF_INIT};
	struct lists l = {.first = {50, 50}, .shown = 6};
	struct job job = {.seed = seed};

	pty_init(&p, rows, columns);
	snprintf(p.type, sizeof p.type, "%s", type);
	canvas_init(&want.canvas, rows, columns);
	pty_run(&p, list_child, &job);
	for (int i = 0; i < steps; i++) {
		draw_lists(&want.canvas, &l);
		char what[40];
		snprintf(what, sizeof what, "%dx%d, step %d", columns, rows, i);
		wait_for(&p, &want, what);
		change_lists(&l, &seed);
		pty_keys(&p, "n");
	}
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	ck_assert(pty_modes_restored(&p));
	check_repetitions(&p);
	pty_release(&p);
	canvas_release(&want.canvas);
	buf_release(&want.text);
}

/* Types that scroll regions, that only put lines in and out (ansi), that do not
 * erase in colour (tmux), that repeat characters or not, that end all attributes
 * at once (vt100); ansi also scrolls when its last cell is written. */
START_TEST(scrolled_lists_equal_the_canvas)
{
	static const char *const types[] = {"xterm-256color", "tmux-256color", "screen", "linux", "vt100",
		"vt220", "ansi", "xterm-direct", "putty", "rxvt"};
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	setlocale(LC_CTYPE, "C.UTF-8");
	make_theme();
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		follow_lists(types[i], 24, 80, seed, 40);
		follow_lists(types[i], 50, 200, seed + 1, 15);
	}
}
END_TEST

/* --- bytes ---------------------------------------------------------------- */

static int step_child(void *context)
{
	struct term *t = take();
	struct lists l = {.first = {50, 50}, .shown = 20, .selected = {7, 7}};
	struct canvas c;
	int rows, columns;

	(void)context;
	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	for (uint32_t key = 0; key != 'q'; key = next_key(t)) {
		l.first[0] += key == 'j';
		draw_lists(&c, &l);
		term_paint(t, &c);
	}
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

static size_t bytes_of_step(const char *type, size_t *whole)
{
	struct pty p;
	struct expected want = {.text = BUF_INIT};
	struct lists l = {.first = {50, 50}, .shown = 20, .selected = {7, 7}};

	make_theme();
	pty_init(&p, 24, 80);
	snprintf(p.type, sizeof p.type, "%s", type);
	canvas_init(&want.canvas, 24, 80);
	pty_run(&p, step_child, NULL);
	draw_lists(&want.canvas, &l);
	wait_for(&p, &want, "the first picture");
	*whole = p.raw.length;
	buf_clear(&p.raw);
	l.first[0]++;
	draw_lists(&want.canvas, &l);
	pty_keys(&p, "j");
	wait_for(&p, &want, "one line further");
	size_t step = p.raw.length;
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
	canvas_release(&want.canvas);
	buf_release(&want.text);
	return step;
}

/* Only the row that comes in and the two whose selection changes are written. */
START_TEST(a_scrolled_line_costs_few_bytes)
{
	static const char *const types[] = {"xterm-256color", "tmux-256color", "linux", "ansi"};

	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		size_t whole, step = bytes_of_step(types[i], &whole);
		ck_assert_msg(step * 3 < whole, "%s: %zu bytes for one line of a picture of %zu", types[i], step, whole);
	}
}
END_TEST

/* --- a terminal that does not read ---------------------------------------- */

static int busy_child(void *context)
{
	struct job *job = context;
	struct term *t = take();
	struct lists l = {.first = {50, 50}, .shown = 6};
	struct canvas c;
	int rows, columns, skipped = 0;

	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	for (int i = 0; i < job->steps; i++) {
		draw_lists(&c, &l);
		skipped += !term_ready(t);
		term_paint(t, &c);
		change_lists(&l, &job->seed);
	}
	if (write(job->pipe[1], &skipped, sizeof skipped) != sizeof skipped)
		exit(4);
	draw_lists(&c, &l);
	while (!term_ready(t)) {
		struct pollfd p = {.fd = term_output_fd(t), .events = POLLOUT};
		poll(&p, 1, -1);
	}
	term_paint(t, &c);
	next_key(t);
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

START_TEST(a_terminal_that_does_not_read_stops_nothing)
{
	struct pty p;
	struct expected want = {.text = BUF_INIT};
	struct lists l = {.first = {50, 50}, .shown = 6};
	struct job job = {.seed = (unsigned)clock_monotonic(), .steps = 500};
	unsigned seed = job.seed;
	int skipped = 0;

	printf("seed: %u\n", seed);
	setlocale(LC_CTYPE, "C.UTF-8");
	make_theme();
	ck_assert_int_eq(pipe(job.pipe), 0);
	pty_init(&p, 50, 200);
	canvas_init(&want.canvas, 50, 200);
	pty_run(&p, busy_child, &job);
	struct pollfd done = {.fd = job.pipe[0], .events = POLLIN};
	ck_assert_msg(poll(&done, 1, PTY_WAIT_MS) == 1, "it waits for a terminal that does not read");
	ck_assert_int_eq(read(job.pipe[0], &skipped, sizeof skipped), sizeof skipped);
	ck_assert_msg(skipped > job.steps / 2, "only %d pictures of %d left out", skipped, job.steps);
	for (int i = 0; i < job.steps; i++)
		change_lists(&l, &seed);
	draw_lists(&want.canvas, &l);
	wait_for(&p, &want, "the newest picture, once it reads again");
	/* What had piled up is little: one picture, not five hundred. */
	ck_assert_msg(p.raw.length < 60000, "%zu bytes", p.raw.length);
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
	canvas_release(&want.canvas);
	buf_release(&want.text);
}
END_TEST

/* A program that ends while its terminal takes nothing ends all the same. */
static int leaving_child(void *context)
{
	struct job job = *(struct job *)context;
	struct term *t = take();
	struct lists l = {.first = {50, 50}, .shown = 6};
	struct canvas c;
	int rows, columns;

	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	while (term_ready(t)) {
		change_lists(&l, &job.seed);
		draw_lists(&c, &l);
		term_paint(t, &c);
	}
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

START_TEST(leaving_waits_for_no_terminal)
{
	struct pty p;
	struct job job = {.seed = 1};

	pty_init(&p, 50, 200);
	pty_run(&p, leaving_child, &job);
	struct pollfd ended = {.fd = p.child_fd, .events = POLLIN};
	ck_assert_int_eq(poll(&ended, 1, PTY_WAIT_MS), 1);
	ck_assert(pty_modes_restored(&p));
	pty_release(&p);
}
END_TEST

TEST_MAIN("paint", 120, scrolled_lists_equal_the_canvas, a_scrolled_line_costs_few_bytes,
	  a_terminal_that_does_not_read_stops_nothing, leaving_waits_for_no_terminal)
