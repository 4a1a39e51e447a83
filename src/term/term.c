#include "slatop/term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "term/background.h"
#include "term/copy.h"
#include "term/term_private.h"

#define LEAVE_MS 300 /* how long a terminal that takes nothing is waited for at the end */
#define ANSWER_US 200000 /* an answer that has not come by then is not waited for at the end */

#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

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

static void leave(struct term *t)
{
	if (t->suspended)
		return;
	output_finish(&t->output, LEAVE_MS);
	buf_add(&t->output.bytes, rescue.bytes, rescue.length);
	output_finish(&t->output, LEAVE_MS);
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
	rescue.taken = 0;
}

/* Leaves nothing undone where exit() is called with the terminal taken. */
static void leave_at_exit(void)
{
	if (at_exit)
		leave(at_exit);
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

/* Each byte as it is typed, and each that is written as it is. */
static void set_modes(void)
{
	struct termios raw = rescue.modes;

	raw.c_iflag &= ~(tcflag_t)(BRKINT | IGNBRK | ICRNL | INLCR | IGNCR | ISTRIP | IXON | PARMRK);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void enter(struct term *t)
{
	set_modes();
	rescue.taken = 1;
	t->suspended = false;
	buf_add_text(&t->output.bytes, t->caps.enter);
	if (t->mouse)
		buf_add_text(&t->output.bytes, MOUSE_ON);
	term_redraw(t);
}

/* What puts the terminal back; without a screen of its own the last picture
 * stays, and what comes goes below it. */
static void prepare_rescue(struct term *t)
{
	struct buf bytes = BUF_INIT;

	if (!t->caps.alternate)
		cap_put(&t->caps.place, t->rows - 1, 0, &bytes);
	if (t->mouse)
		buf_add_text(&bytes, MOUSE_OFF);
	buf_add_text(&bytes, t->caps.leave);
	rescue.length = bytes.length < sizeof rescue.bytes ? bytes.length : sizeof rescue.bytes;
	memcpy(rescue.bytes, bytes.data, rescue.length);
	buf_release(&bytes);
}

/* The size by the kernel, else by the environment, else by terminfo. */
static void take_size(struct term *t)
{
	struct winsize size = {0};
	const char *rows = getenv("LINES"), *columns = getenv("COLUMNS");

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col) {
		size.ws_row = (unsigned short)(rows ? atoi(rows) : 0);
		size.ws_col = (unsigned short)(columns ? atoi(columns) : 0);
	}
	t->rows = size.ws_row ? size.ws_row : t->caps.height;
	t->columns = size.ws_col ? size.ws_col : t->caps.width;
	prepare_rescue(t);
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
	struct term *t = mem_zero(1, sizeof *t);
	t->utf8 = utf8;
	terminfo_read(&t->caps, type);
	looks_init(&t->looks, &t->caps, mono);
	output_init(&t->output, STDOUT_FILENO);
	pen_init(&t->pen, &t->looks, &t->output.bytes);
	input_init(&t->input, utf8, o->escape_delay_ms > 0 ? o->escape_delay_ms : 50);
	terminfo_keys(&t->input);
	t->input.erase = modes.c_cc[VERASE];
	rescue.modes = modes;
	take_size(t);
	if (!at_exit)
		atexit(leave_at_exit);
	at_exit = t;
	term_set_theme(t, theme);
	enter(t);
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
		if (!t->input.asked || t->suspended || t->lost || left <= 0 || poll(&p, 1, (int)(left / 1000) + 1) <= 0)
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
	await_answer(t);
	leave(t);
	at_exit = NULL;
	glass_forget(&t->glass);
	pen_release(&t->pen);
	output_release(&t->output);
	terminfo_release();
	free(t);
}

void term_set_theme(struct term *t, const struct theme *theme)
{
	looks_set(&t->looks, theme);
	term_redraw(t);
}

void term_redraw(struct term *t)
{
	glass_forget(&t->glass);
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
	return t->lost || t->output.lost;
}

void term_size(struct term *t, int *rows, int *columns)
{
	*rows = t->rows;
	*columns = t->columns;
}

void term_resized(struct term *t)
{
	take_size(t);
	term_redraw(t);
}

void term_suspend(struct term *t)
{
	await_answer(t);
	leave(t);
	t->suspended = true;
}

void term_resume(struct term *t)
{
	if (!t->suspended)
		return;
	enter(t);
	term_resized(t); /* it may have another size by now */
	output_flush(&t->output);
}

int term_output_fd(const struct term *t)
{
	return t->output.fd;
}

bool term_ready(struct term *t)
{
	return output_flush(&t->output);
}

void term_mouse(struct term *t, bool on)
{
	t->mouse = on;
	buf_add_text(&t->output.bytes, on ? MOUSE_ON : MOUSE_OFF);
	prepare_rescue(t);
	output_flush(&t->output);
}

void term_bell(struct term *t)
{
	buf_add_byte(&t->output.bytes, '\a');
	output_flush(&t->output);
}

bool term_copy(struct term *t, const char *text)
{
	size_t length = strlen(text);

	if (length > TERM_COPY_MAX)
		return false;
	copy_sequence(&t->output.bytes, text, length, copy_way());
	output_flush(&t->output);
	return true;
}

bool term_utf8(const struct term *t)
{
	return t->utf8;
}

int term_depth(const struct term *t)
{
	return t->looks.depth;
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
	if (!t->looks.depth || t->input.asked || t->input.background_told || !background_may_ask(getenv("TERM")))
		return;
	t->input.asked = true;
	t->asked_at = clock_monotonic();
	buf_add_text(&t->output.bytes, BACKGROUND_QUESTION);
	output_flush(&t->output);
}
