#include "slatop/term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "term/background.h"
#include "term/copy.h"
#include "term/term_private.h"
#include "term/terminfo.h"

#define ANSWER_US 200000 /* an answer that has not come by then is not waited for at the end */

static const int curses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};

/* For the crash handler: prepared beforehand, since nothing can be asked then. */
static struct {
	struct termios modes;
	char bytes[256];
	size_t length;
	volatile sig_atomic_t taken;
} rescue;

static struct term *at_exit;

void term_emergency(void)
{
	if (!rescue.taken)
		return;
	rescue.taken = 0;
	int saved = errno;
	for (size_t at = 0; at < rescue.length;) {
		ssize_t n = write(STDOUT_FILENO, rescue.bytes + at, rescue.length - at);
		if (n <= 0 && errno != EINTR)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
	errno = saved;
}

/* Leaves nothing undone where exit() is called with the terminal taken. */
static void leave_at_exit(void)
{
	if (at_exit && !at_exit->suspended)
		endwin();
	rescue.taken = 0;
}

/* The locale that the environment asks for. One that speaks UTF-8 but is not
 * installed (a name that ssh brought along) must not make everything ASCII. */
static bool take_locale(void)
{
	if (!setlocale(LC_CTYPE, "")) {
		static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
		const char *wanted = NULL;
		for (size_t i = 0; i < COUNT_OF(names) && !(wanted && *wanted); i++)
			wanted = getenv(names[i]);
		if (wanted && (strcasestr(wanted, "utf-8") || strcasestr(wanted, "utf8")))
			setlocale(LC_CTYPE, "C.UTF-8");
	}
	return !strcasecmp(nl_langinfo(CODESET), "UTF-8");
}

/* Where the terminal says that it takes 24-bit colours, its entry that writes
 * them, if there is one here; else TERM. GNU screen does not take them, but
 * hands COLORTERM on. */
static const char *choose_type(bool mono, char *room, size_t size)
{
	const char *type = getenv("TERM"), *says = getenv("COLORTERM");

	if (mono || !type || !says || (strcmp(says, "truecolor") && strcmp(says, "24bit")) ||
	    strstr(type, "direct") || !strncmp(type, "screen", 6))
		return type;
	int base = (int)strcspn(type, "-");
	snprintf(room, size, "%.*s-direct", base, type);
	return terminfo_check(room, NULL) ? room : type;
}

static void setup_colours(struct term *t)
{
	t->depth = 0;
	if (t->mono || start_color() == ERR || !has_colors())
		return;
	t->default_colours = use_default_colors() == OK;
	t->colours = COLORS;
	t->depth = COLORS > 256 ? 1 << 24 : COLORS >= 256 ? 256 : COLORS >= 8 ? 16 : 0;
}

static void setup_screen(void)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE); /* the terminal's mode; the keys are read by input.c */
	intrflush(stdscr, FALSE);
	typeahead(-1); /* the caller paints once for many keys; what is painted is painted whole */
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	set_escdelay(50);
}

struct term *term_create(const struct term_options *o, const struct theme *theme, struct err *e)
{
	const char *no_color = getenv("NO_COLOR");
	struct termios modes;
	char direct[80];

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(e, "%s is not a terminal; the console needs one (without: slatop report)",
			isatty(STDIN_FILENO) ? "standard output" : "standard input");
		return NULL;
	}
	bool utf8 = take_locale();
	bool mono = o->no_color || (no_color && *no_color);
	const char *type = choose_type(mono, direct, sizeof direct);
	if (!terminfo_check(type, e))
		return NULL;
	if (tcgetattr(STDIN_FILENO, &modes)) {
		err_set(e, "cannot read the terminal's modes: %s", strerror(errno));
		return NULL;
	}
	struct sigaction handlers[COUNT_OF(curses_signals)];
	for (size_t i = 0; i < COUNT_OF(curses_signals); i++)
		sigaction(curses_signals[i], NULL, &handlers[i]);
	struct frame frame;
	SCREEN *screen = frame_init(&frame) ? newterm(type, frame.out, stdin) : NULL;
	for (size_t i = 0; i < COUNT_OF(curses_signals); i++)
		sigaction(curses_signals[i], &handlers[i], NULL);
	if (!screen) {
		frame_release(&frame);
		err_set(e, "the terminal \"%s\" (TERM) cannot be used for a full screen", type);
		return NULL;
	}
	struct term *t = mem_zero(1, sizeof *t);
	t->screen = screen;
	t->frame = frame;
	t->utf8 = utf8;
	t->mono = mono;
	setup_screen();
	setup_colours(t);
	t->strike = terminfo_strike_for_italics();
	input_init(&t->input, utf8, o->escape_delay_ms > 0 ? o->escape_delay_ms : 50);
	terminfo_keys(&t->input);
	t->input.erase = modes.c_cc[VERASE];
	rescue.modes = modes;
	rescue.length = terminfo_leave(rescue.bytes, sizeof rescue.bytes);
	rescue.taken = 1;
	if (!at_exit)
		atexit(leave_at_exit);
	at_exit = t;
	term_set_theme(t, theme);
	return t;
}

/* Takes over the bytes that are there, without waiting. */
static void fill_input(struct term *t)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	char bytes[1024];

	while (!t->lost && sizeof t->input.bytes - (t->input.end - t->input.start) >= sizeof bytes &&
	       poll(&p, 1, 0) > 0) {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
		if (n > 0) {
			input_feed(&t->input, bytes, (size_t)n, clock_monotonic());
		} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
			t->lost = true;
		} else {
			break;
		}
	}
}

/* Whoever has the terminal next must not find an answer to us in it. */
static void await_answer(struct term *t)
{
	for (;;) {
		int64_t left = t->asked_at + ANSWER_US - clock_monotonic();
		struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
		if (!t->input.asked || t->lost || left <= 0 || poll(&p, 1, (int)(left / 1000) + 1) <= 0)
			return;
		fill_input(t);
		struct input copy = t->input; /* keys stay for whoever reads them */
		int wait_ms;
		while (input_next(&copy, clock_monotonic(), &wait_ms))
			;
		t->input.asked = copy.asked;
	}
}

void term_destroy(struct term *t)
{
	if (!t)
		return;
	if (!t->suspended) {
		await_answer(t);
		endwin();
	}
	rescue.taken = 0;
	at_exit = NULL;
	delscreen(t->screen);
	frame_release(&t->frame);
	free(t->painted);
	free(t);
}

int term_fd(const struct term *t)
{
	(void)t;
	return STDIN_FILENO;
}

uint32_t term_read(struct term *t, int *wait_ms)
{
	/* While a burst of keys is worked off the terminal need not be asked for more
	 * at each of them. */
	if (t->input.end - t->input.start < INPUT_SEQUENCE_MAX)
		fill_input(t);
	return input_next(&t->input, clock_monotonic(), wait_ms);
}

bool term_lost(const struct term *t)
{
	return t->lost;
}

void term_size(struct term *t, int *rows, int *columns)
{
	(void)t;
	getmaxyx(stdscr, *rows, *columns);
}

void term_resized(struct term *t)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		return;
	/* Not resizeterm(): that puts a key into curses' own queue. */
	resize_term(size.ws_row, size.ws_col);
	term_redraw(t);
}

void term_suspend(struct term *t)
{
	if (t->suspended)
		return;
	await_answer(t);
	endwin();
	rescue.taken = 0;
	t->suspended = true;
}

void term_resume(struct term *t)
{
	if (!t->suspended)
		return;
	t->suspended = false;
	rescue.taken = 1;
	term_redraw(t);
	term_resized(t); /* it may have another size by now */
	refresh();
}

void term_write(struct term *t, const char *bytes, size_t length)
{
	while (length && !t->lost) {
		ssize_t n = write(STDOUT_FILENO, bytes, length);
		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
			poll(&p, 1, 1000);
		} else if (n == 0 || errno != EINTR) {
			t->lost = true;
		}
	}
}

void term_bell(struct term *t)
{
	term_write(t, "\a", 1);
}

bool term_copy(struct term *t, const char *text)
{
	struct buf out = BUF_INIT;
	size_t length = strlen(text);

	if (length > TERM_COPY_MAX)
		return false;
	copy_sequence(&out, text, length, copy_way());
	term_write(t, out.data, out.length);
	buf_release(&out);
	return true;
}

bool term_utf8(const struct term *t)
{
	return t->utf8;
}

int term_depth(const struct term *t)
{
	return t->depth;
}

bool term_background(const struct term *t, int32_t *rgb)
{
	if (!t->input.background_told)
		return background_of_variable(getenv("COLORFGBG"), rgb);
	*rgb = t->input.background;
	return true;
}

void term_ask_background(struct term *t)
{
	if (t->mono || t->input.asked || t->input.background_told || !background_may_ask(getenv("TERM")))
		return;
	t->input.asked = true;
	t->asked_at = clock_monotonic();
	term_write(t, BACKGROUND_QUESTION, strlen(BACKGROUND_QUESTION));
}
