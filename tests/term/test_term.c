/* The terminal layer through a real pseudo-terminal, its screen parsed back. */
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/screen/key.h"
#include "slatop/term/term.h"
#include "support/check_main.h"
#include "support/pty.h"

/* ---- children ---- */

static struct theme theme; /* plain, but for what tests look at */

static void make_theme(void)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		theme.roles[i] = (struct role_style){-1, -1, -1, -1, -1, -1, 0, 0};
	theme.roles[ROLE_BREACH] = (struct role_style){0xff5555, -1, 203, -1, 9, -1, THEME_BOLD, THEME_BOLD};
	theme.roles[ROLE_SELECTED] = (struct role_style){-1, 0x303030, -1, 237, -1, 4, 0, THEME_REVERSE};
	theme.roles[ROLE_VOIDED] = (struct role_style){-1, -1, -1, -1, -1, -1, THEME_STRIKE, THEME_STRIKE};
}

/* A canvas of pieces of text anywhere, one over the other, the same in child and
 * test for the same seed. Only characters that every width table agrees on. */
static void random_canvas(struct canvas *c, unsigned seed)
{
	static const char *const pieces[] = {
		"softswitch", "天润融通科技有限公司", "I-8841 软交换", "▸", "99.7988", " ",
		"银",	      "e\xcc\x81t\xc3\xa9",   "████··",	       "a"};

	canvas_clear(c);
	for (int i = 0; i < 60; i++) {
		int row = rand_r(&seed) % c->rows, column = rand_r(&seed) % c->columns;
		canvas_text(c, row, column, rand_r(&seed) % 30, (enum role)(rand_r(&seed) % ROLE_COUNT),
			    pieces[(size_t)rand_r(&seed) % COUNT_OF(pieces)]);
		if (rand_r(&seed) % 4 == 0)
			canvas_style(c, row, 0, c->columns, ROLE_SELECTED, 0);
	}
	/* libvterm loses a mark that comes after the last column was written. */
	for (int row = 0; row < c->rows; row++) {
		struct cell *last = &c->cells[(row + 1) * c->columns - 1];
		if (last->text[0] == 'e')
			last->text[1] = last->text[2] = '\0';
	}
	c->cursor_visible = true;
	c->cursor_row = rand_r(&seed) % c->rows;
	c->cursor_column = rand_r(&seed) % c->columns;
}

static struct term *take(int escape_delay_ms)
{
	struct term_options o = {.escape_delay_ms = escape_delay_ms};
	struct err e;

	make_theme();
	struct term *t = term_create(&o, &theme, &e);
	if (!t) {
		fprintf(stderr, "%s\n", e.text);
		exit(3);
	}
	return t;
}

static uint32_t next_key(struct term *t)
{
	for (;;) {
		int wait = -1;
		uint32_t key = term_read(t, &wait);
		if (key || term_lost(t))
			return key;
		struct pollfd p[2] = {{.fd = term_fd(t), .events = POLLIN}, {.fd = -1, .events = POLLOUT}};
		if (!term_ready(t))
			p[1].fd = term_output_fd(t);
		struct timespec most = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000L};
		sigset_t none; /* signals come here and nowhere else, so that none is missed */
		sigemptyset(&none);
		if (ppoll(p, 2, wait > 0 ? &most : NULL, &none) < 0 && errno == EINTR)
			return KEY_CODE_RESIZE;
	}
}

/* Paints a new random canvas for each key. */
static int paint_child(void *context)
{
	unsigned seed = *(unsigned *)context;
	struct term *t = take(50);
	struct canvas c;
	int rows, columns;

	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	do {
		random_canvas(&c, seed++);
		term_paint(t, &c);
	} while (next_key(t) != 'q');
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

static volatile sig_atomic_t resized;
static void on_winch(int signal)
{
	(void)signal;
	resized = 1;
}

/* Shows each key it reads, and its size. */
static int key_child(void *context)
{
	struct sigaction action = {.sa_handler = on_winch};
	struct term *t = take(*(int *)context);
	struct canvas c;
	char text[64];
	int rows, columns, count = 0;

	sigset_t winch;
	sigemptyset(&winch);
	sigaddset(&winch, SIGWINCH);
	sigprocmask(SIG_BLOCK, &winch, NULL);
	sigaction(SIGWINCH, &action, NULL);
	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	for (uint32_t key = 0;;) {
		canvas_clear(&c);
		snprintf(text, sizeof text, "%d: key %x, %d rows of %d.", count++, key, rows, columns);
		canvas_text(&c, 0, 0, columns, ROLE_TEXT, text);
		term_paint(t, &c);
		key = next_key(t);
		if (resized) {
			resized = 0;
			term_resized(t);
			term_size(t, &rows, &columns);
			canvas_resize(&c, rows, columns);
		}
		if (key == 'z') {
			term_suspend(t);
			printf("suspended\n");
			fflush(stdout);
			getchar();
			term_resume(t);
		}
		if (key == 'q' || term_lost(t))
			break;
	}
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

static void on_term(int signal)
{
	(void)signal;
	term_emergency();
	_exit(42);
}

static int killed_child(void *context)
{
	struct sigaction action = {.sa_handler = on_term};

	(void)context;
	sigaction(SIGTERM, &action, NULL);
	int delay = 50;
	return key_child(&delay);
}

static int exit_child(void *context)
{
	(void)context;
	take(50);
	exit(7); /* without putting anything back by hand */
}

static int hostile_child(void *context)
{
	struct term *t = take(50);
	struct canvas c;
	int rows, columns;

	(void)context;
	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	canvas_text(&c, 0, 0, columns, ROLE_TEXT, "\033]0;owned\a\033[2J\x9b" "31m\xc2\x9b" "5m\r\n\t.");
	canvas_text(&c, 1, 0, columns, ROLE_TEXT, "a\xe2\x80\xae" "b\xe2\x80\x8b" "c\xff\xfe" "d");
	canvas_text(&c, 2, 0, columns, ROLE_TEXT, "painted");
	term_paint(t, &c);
	next_key(t);
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

static int type_child(void *context)
{
	struct term_options o = {0};
	struct err e;

	if (context)
		setenv("TERM", context, 1);
	else
		unsetenv("TERM");
	make_theme();
	struct term *t = term_create(&o, &theme, &e);
	printf("%s\n", t ? "taken" : e.text);
	fflush(stdout);
	term_destroy(t);
	return t ? 0 : 3;
}

/* ---- what the terminal shows ---- */

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
		    p->cursor_column == want->canvas.cursor_column;
	buf_release(&all);
	return same;
}

/* Looks of cells: those of a breach are bold where shown in the selected row too. */
static void check_looks(struct pty *p, const struct canvas *c)
{
	for (int row = 0; row < c->rows; row++)
		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = &c->cells[row * c->columns + column];
			VTermScreenCell shown;
			VTermPos at = {.row = row, .col = column};
			if (!cell->text[0] || !cell->width)
				continue;
			vterm_screen_get_cell(p->screen, at, &shown);
			if (shown.width != cell->width || shown.attrs.bold != (cell->role == ROLE_BREACH) ||
			    shown.attrs.strike != (cell->role == ROLE_VOIDED))
				ck_abort_msg("row %d column %d (%s): width %d bold %u strike %u", row, column,
					     cell->text, shown.width, shown.attrs.bold, shown.attrs.strike);
			bool covered = VTERM_COLOR_IS_INDEXED(&shown.bg) && shown.bg.indexed.idx == 237;
			if (covered != (cell->over == ROLE_SELECTED || cell->role == ROLE_SELECTED))
				ck_abort_msg("row %d column %d (%s): selected", row, column, cell->text);
		}
}

START_TEST(painting_equals_the_canvas)
{
	static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}, {5, 9}};
	unsigned seed = (unsigned)clock_monotonic();
	printf("seed: %u\n", seed);
	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t s = 0; s < COUNT_OF(sizes); s++) {
		struct pty p;
		struct expected want = {.text = BUF_INIT};
		pty_init(&p, sizes[s][0], sizes[s][1]);
		canvas_init(&want.canvas, sizes[s][0], sizes[s][1]);
		pty_run(&p, paint_child, &seed);
		for (unsigned i = 0; i < 40; i++) {
			random_canvas(&want.canvas, seed + i);
			buf_clear(&want.text);
			canvas_dump(&want.canvas, &want.text);
			if (!pty_wait(&p, shows, &want)) {
				struct buf all = BUF_INIT;
				pty_dump(&p, &all);
				ck_abort_msg("%dx%d, canvas %u:\n%s\ninstead of:\n%s\ncursor %d,%d not %d,%d",
					     sizes[s][1], sizes[s][0], i, all.data, want.text.data,
					     p.cursor_row, p.cursor_column, want.canvas.cursor_row,
					     want.canvas.cursor_column);
			}
			check_looks(&p, &want.canvas);
			pty_keys(&p, "n");
		}
		pty_keys(&p, "q");
		ck_assert_int_eq(pty_end(&p), 0);
		ck_assert(pty_modes_restored(&p));
		ck_assert(!p.alternate);
		pty_release(&p);
		canvas_release(&want.canvas);
		buf_release(&want.text);
	}
}
END_TEST

static void expect_key(struct pty *p, int count, uint32_t key)
{
	char text[32];

	snprintf(text, sizeof text, "%d: key %x,", count, key);
	if (!pty_wait_text(p, text)) {
		struct buf all = BUF_INIT;
		pty_dump(p, &all);
		ck_abort_msg("waited for \"%s\"; there is:\n%s", text, all.data);
	}
}

START_TEST(keys_arrive)
{
	struct pty p;
	int delay = 50;

	pty_init(&p, 24, 80);
	pty_run(&p, key_child, &delay);
	expect_key(&p, 0, 0);
	pty_keys(&p, "\033OA");
	expect_key(&p, 1, KEY_CODE_UP);
	pty_keys(&p, "\033[6~");
	expect_key(&p, 2, KEY_CODE_PAGE_DOWN);
	pty_keys(&p, "\033OP");
	expect_key(&p, 3, KEY_CODE_F1);
	pty_keys(&p, "\003");
	expect_key(&p, 4, 3);
	pty_keys(&p, "\032");
	expect_key(&p, 5, 26);
	pty_keys(&p, "\023"); /* Ctrl-S stops nothing */
	expect_key(&p, 6, 19);
	pty_keys(&p, "\r");
	expect_key(&p, 7, 13);
	pty_keys(&p, "\033");
	expect_key(&p, 8, 27);
	pty_keys(&p, "行");
	expect_key(&p, 9, 0x884c);
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
}
END_TEST

START_TEST(sequences_in_pieces_are_put_together)
{
	struct pty p;
	int delay = 5000;

	pty_init(&p, 24, 80);
	pty_run(&p, key_child, &delay);
	expect_key(&p, 0, 0);
	pty_keys(&p, "\033");
	pty_keys(&p, "[");
	pty_keys(&p, "5");
	pty_keys(&p, "~");
	expect_key(&p, 1, KEY_CODE_PAGE_UP);
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
}
END_TEST

START_TEST(takes_another_size)
{
	static const int sizes[][2] = {{40, 132}, {10, 40}, {24, 80}, {3, 30}, {60, 200}};
	struct pty p;
	int delay = 50;

	pty_init(&p, 24, 80);
	pty_run(&p, key_child, &delay);
	ck_assert(pty_wait_text(&p, "24 rows of 80."));
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		char text[32];
		pty_resize(&p, sizes[i][0], sizes[i][1]);
		snprintf(text, sizeof text, "%d rows of %d.", sizes[i][0], sizes[i][1]);
		if (!pty_wait_text(&p, text)) {
			struct buf all = BUF_INIT;
			pty_dump(&p, &all);
			ck_abort_msg("waited for \"%s\"; there is:\n%s", text, all.data);
		}
	}
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
}
END_TEST

START_TEST(suspends_and_comes_back)
{
	struct pty p;
	int delay = 50;

	pty_init(&p, 24, 80);
	pty_run(&p, key_child, &delay);
	expect_key(&p, 0, 0);
	ck_assert(p.alternate);
	ck_assert(!pty_modes_restored(&p));
	pty_keys(&p, "z");
	ck_assert(pty_wait_text(&p, "suspended"));
	ck_assert(!p.alternate);
	ck_assert(pty_modes_restored(&p));
	pty_keys(&p, "\n");
	expect_key(&p, 1, 'z');
	ck_assert(p.alternate);
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	ck_assert(pty_modes_restored(&p));
	pty_release(&p);
}
END_TEST

START_TEST(a_crash_handler_puts_the_terminal_back)
{
	struct pty p;

	pty_init(&p, 24, 80);
	pty_run(&p, killed_child, NULL);
	expect_key(&p, 0, 0);
	ck_assert(p.alternate);
	kill(p.child, SIGTERM);
	int status = pty_end(&p);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 42);
	ck_assert(pty_modes_restored(&p));
	ck_assert(!p.alternate);
	ck_assert(p.cursor_visible);
	pty_release(&p);
}
END_TEST

START_TEST(exit_puts_the_terminal_back)
{
	struct pty p;

	pty_init(&p, 24, 80);
	pty_run(&p, exit_child, NULL);
	int status = pty_end(&p);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	ck_assert(pty_modes_restored(&p));
	ck_assert(!p.alternate);
	pty_release(&p);
}
END_TEST

static bool has_bytes(const struct buf *b, const char *bytes)
{
	return memmem(b->data, b->length, bytes, strlen(bytes)) != NULL;
}

START_TEST(foreign_text_commands_nothing)
{
	struct pty p;

	pty_init(&p, 24, 80);
	pty_run(&p, hostile_child, NULL);
	ck_assert(pty_wait_text(&p, "painted"));
	ck_assert_int_eq(p.titles, 0);
	ck_assert_int_eq(p.bells, 0);
	ck_assert(!has_bytes(&p.raw, "\033]"));
	ck_assert(!has_bytes(&p.raw, "\xc2\x9b"));
	ck_assert(!has_bytes(&p.raw, "\xe2\x80\xae"));
	ck_assert(!has_bytes(&p.raw, "\a"));
	ck_assert(!has_bytes(&p.raw, "\xff"));
	struct buf row = BUF_INIT;
	pty_row(&p, 0, &row);
	ck_assert_msg(strstr(row.data, "]0;owned") != NULL, "%s", row.data);
	buf_release(&row);
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
}
END_TEST

static void expect_refusal(const char *type, const char *message)
{
	struct pty p;

	pty_init(&p, 24, 132);
	pty_run(&p, type_child, (void *)(uintptr_t)type);
	ck_assert_msg(pty_wait_text(&p, message), "no \"%s\"", message);
	int status = pty_end(&p);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	ck_assert(pty_modes_restored(&p));
	ck_assert(!has_bytes(&p.raw, "\033"));
	pty_release(&p);
}

START_TEST(terminals_that_cannot_are_named)
{
	expect_refusal(NULL, "TERM is not set");
	expect_refusal("no-such-terminal", "\"no-such-terminal\" (TERM) cannot be used");
	expect_refusal("dumb", "\"dumb\" (TERM) cannot place the cursor");
}
END_TEST

START_TEST(plain_terminals_work)
{
	static const char *const types[] = {"vt100", "linux", "screen", "tmux-256color", "xterm"};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct pty p;
		int delay = 50;
		pty_init(&p, 24, 80);
		snprintf(p.type, sizeof p.type, "%s", types[i]);
		pty_run(&p, key_child, &delay);
		expect_key(&p, 0, 0);
		pty_keys(&p, "q");
		ck_assert_int_eq(pty_end(&p), 0);
		ck_assert(pty_modes_restored(&p));
		pty_release(&p);
	}
}
END_TEST

/* A terminal that goes away ends the program rather than having it spin. */
START_TEST(a_closed_terminal_is_noticed)
{
	struct pty p;
	int delay = 50;

	pty_init(&p, 24, 80);
	pty_run(&p, key_child, &delay);
	expect_key(&p, 0, 0);
	close(p.slave);
	close(p.master);
	struct pollfd ended = {.fd = p.child_fd, .events = POLLIN};
	ck_assert_int_eq(poll(&ended, 1, PTY_WAIT_MS), 1);
	p.slave = p.master = -1;
	pty_release(&p);
}
END_TEST

TEST_MAIN("term", 60, painting_equals_the_canvas, keys_arrive, sequences_in_pieces_are_put_together,
	  takes_another_size, suspends_and_comes_back, a_crash_handler_puts_the_terminal_back,
	  exit_puts_the_terminal_back, foreign_text_commands_nothing, terminals_that_cannot_are_named,
	  plain_terminals_work, a_closed_terminal_is_noticed)
