#include "support/pty.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "slatop/base/calendar.h"
#include "slatop/base/text.h"

static int on_property(VTermProp property, VTermValue *value, void *context)
{
	struct pty *p = context;

	switch (property) {
	case VTERM_PROP_ALTSCREEN: p->alternate = value->boolean; break;
	case VTERM_PROP_CURSORVISIBLE: p->cursor_visible = value->boolean; break;
	case VTERM_PROP_TITLE: case VTERM_PROP_ICONNAME: p->titles++; break;
	default: break;
	}
	return 1;
}

static int on_cursor(VTermPos at, VTermPos before, int visible, void *context)
{
	struct pty *p = context;

	(void)before;
	(void)visible;
	p->cursor_row = at.row;
	p->cursor_column = at.col;
	return 1;
}

static int on_bell(void *context)
{
	((struct pty *)context)->bells++;
	return 1;
}

static void die(const char *what)
{
	fprintf(stderr, "pty: %s: %s\n", what, strerror(errno));
	abort();
}

void pty_init(struct pty *p, int rows, int columns)
{
	static const VTermScreenCallbacks callbacks = {
		.settermprop = on_property, .movecursor = on_cursor, .bell = on_bell,
	};
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	*p = (struct pty){
		.rows = rows, .columns = columns, .child = -1, .child_fd = -1, .cursor_visible = true};
	snprintf(p->type, sizeof p->type, "xterm-256color");
	buf_init(&p->raw);
	buf_init(&p->cut);
	if (openpty(&p->master, &p->slave, NULL, NULL, &size))
		die("openpty");
	fcntl(p->master, F_SETFD, FD_CLOEXEC);
	if (tcgetattr(p->slave, &p->before))
		die("tcgetattr");
	p->vterm = vterm_new(rows, columns);
	vterm_set_utf8(p->vterm, 1);
	p->screen = vterm_obtain_screen(p->vterm);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
}

/* In the child: the slave becomes its terminal. The test keeps a descriptor of
 * it too, so that the modes can be looked at after the child has gone. */
static void become_child(struct pty *p)
{
	int slave = dup(p->slave);

	close(p->slave);
	close(p->master); /* or the terminal could never hang up on the child */
	if (login_tty(slave))
		_exit(126);
	setenv("TERM", p->type, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	unsetenv("COLORTERM");
	unsetenv("TMUX");
	unsetenv("STY");
	unsetenv("LINES");
	unsetenv("COLUMNS");
}

static void started(struct pty *p)
{
	if (p->child < 0)
		die("fork");
	p->child_fd = (int)syscall(SYS_pidfd_open, p->child, 0);
	if (p->child_fd < 0)
		die("pidfd_open");
}

void pty_run(struct pty *p, int (*fn)(void *context), void *context)
{
	fflush(NULL);
	p->child = fork();
	if (p->child == 0) {
		become_child(p);
		exit(fn(context));
	}
	started(p);
}

void pty_exec(struct pty *p, char *const *argv)
{
	fflush(NULL);
	p->child = fork();
	if (p->child == 0) {
		become_child(p);
		execvp(argv[0], argv);
		_exit(127);
	}
	started(p);
}

void pty_send(struct pty *p, const char *bytes, size_t length)
{
	while (length) {
		ssize_t n = write(p->master, bytes, length);
		if (n < 0 && errno != EINTR)
			die("write");
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
}

void pty_keys(struct pty *p, const char *text)
{
	pty_send(p, text, strlen(text));
}

void pty_resize(struct pty *p, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	p->rows = rows;
	p->columns = columns;
	vterm_set_size(p->vterm, rows, columns);
	if (ioctl(p->master, TIOCSWINSZ, &size))
		die("TIOCSWINSZ");
}

/* libvterm 0.1.4 takes a character that comes in two pieces for two broken ones,
 * so it gets only whole ones. */
static void parse(struct pty *p, const char *bytes, size_t length)
{
	struct buf *b = &p->cut;
	size_t whole;

	buf_add(b, bytes, length);
	for (whole = b->length; whole && b->length - whole < 3 && ((unsigned char)b->data[whole - 1] & 0xc0) == 0x80;)
		whole--;
	unsigned char lead = whole ? (unsigned char)b->data[whole - 1] : 0;
	size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	/* All of it, but for a last character that is not complete. */
	whole = lead < 0xc0 || b->length - (whole - 1) >= size ? b->length : whole - 1;
	vterm_input_write(p->vterm, b->data, whole);
	memmove(b->data, b->data + whole, b->length - whole);
	b->length -= whole;
}

#define LAST_WORD "\033\\" /* ends a string where none was begun: no terminal shows it */

/* The kernel hands on what a child wrote a little later than it was written, its
 * end perhaps before. So we write a last word of our own behind it, and take in
 * what comes up to that. False: not all of it yet. */
static bool all_has_come(struct pty *p, int64_t deadline_us)
{
	struct pollfd fd = {.fd = p->master, .events = POLLIN};
	char bytes[65536];

	if (!p->silent && write(p->slave, LAST_WORD, strlen(LAST_WORD)) != (ssize_t)strlen(LAST_WORD))
		die("write of the last word");
	while (!p->silent) {
		int64_t left = deadline_us - clock_monotonic();
		if (left <= 0 || poll(&fd, 1, (int)(left / 1000) + 1) <= 0)
			return false;
		ssize_t n = read(p->master, bytes, sizeof bytes);
		if (n <= 0)
			return false;
		buf_add(&p->raw, bytes, (size_t)n);
		parse(p, bytes, (size_t)n);
		p->silent = p->raw.length >= strlen(LAST_WORD) &&
			    !memcmp(p->raw.data + p->raw.length - strlen(LAST_WORD), LAST_WORD, strlen(LAST_WORD));
		if (p->silent)
			p->raw.length -= strlen(LAST_WORD); /* it is not the child's */
	}
	return true;
}

/* Takes in what is there, waiting for it until the deadline. False: the time is
 * up. *ended: the child has gone and nothing more comes. */
static bool take_in(struct pty *p, int64_t deadline_us, bool *ended)
{
	struct pollfd fds[2] = {{.fd = p->master, .events = POLLIN}, {.fd = p->child_fd, .events = POLLIN}};
	int64_t left = deadline_us - clock_monotonic();
	char bytes[65536];

	if (left <= 0)
		return false;
	if (poll(fds, 2, (int)(left / 1000) + 1) < 0 && errno != EINTR)
		die("poll");
	if (fds[0].revents & POLLIN) {
		ssize_t n = read(p->master, bytes, sizeof bytes);
		if (n > 0) {
			buf_add(&p->raw, bytes, (size_t)n);
			parse(p, bytes, (size_t)n);
			return true;
		}
	}
	*ended = fds[1].revents & POLLIN && all_has_come(p, deadline_us);
	return true;
}

bool pty_wait(struct pty *p, bool (*holds)(struct pty *p, void *context), void *context)
{
	int64_t deadline = clock_monotonic() + PTY_WAIT_MS * INT64_C(1000);
	bool ended = false;

	while (!holds(p, context))
		if (ended || !take_in(p, deadline, &ended))
			return holds(p, context);
	return true;
}

bool pty_shows(struct pty *p, const char *text)
{
	struct buf all = BUF_INIT;

	pty_dump(p, &all);
	bool found = strstr(all.data, text) != NULL;
	buf_release(&all);
	return found;
}

static bool has_text(struct pty *p, void *context)
{
	return pty_shows(p, context);
}

static bool lacks_text(struct pty *p, void *context)
{
	return !pty_shows(p, context);
}

bool pty_wait_text(struct pty *p, const char *text)
{
	return pty_wait(p, has_text, (void *)(uintptr_t)text);
}

/* A screen is too long for a message of Check's. */
static void print_screen(struct pty *p)
{
	struct buf screen = BUF_INIT;

	pty_dump(p, &screen);
	printf("%s\n", screen.data);
	buf_release(&screen);
}

void pty_see(struct pty *p, const char *keys, const char *text)
{
	pty_keys(p, keys);
	if (pty_wait_text(p, text))
		return;
	print_screen(p);
	ck_abort_msg("after \"%s\" there is no \"%s\" on the screen above", keys, text);
}

void pty_see_gone(struct pty *p, const char *text)
{
	if (pty_wait(p, lacks_text, (void *)(uintptr_t)text))
		return;
	print_screen(p);
	ck_abort_msg("\"%s\" stays on the screen above", text);
}

int pty_end(struct pty *p)
{
	int64_t deadline = clock_monotonic() + PTY_WAIT_MS * INT64_C(1000);
	bool ended = false;
	int status = -1;

	while (!ended)
		if (!take_in(p, deadline, &ended))
			return -1;
	if (waitpid(p->child, &status, 0) != p->child)
		die("waitpid");
	close(p->child_fd);
	p->child = p->child_fd = -1;
	return status;
}

void pty_row(struct pty *p, int row, struct buf *out)
{
	size_t end = out->length;

	for (int column = 0; column < p->columns; column++) {
		VTermScreenCell cell;
		VTermPos at = {.row = row, .col = column};
		if (!vterm_screen_get_cell(p->screen, at, &cell) || cell.chars[0] == (uint32_t)-1)
			continue;
		if (!cell.chars[0] || cell.chars[0] == ' ') {
			buf_add_byte(out, ' ');
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
			char bytes[4];
			buf_add(out, bytes, text_encode(cell.chars[i], bytes));
		}
		end = out->length;
		column += cell.width > 1;
	}
	out->length = end;
	buf_room(out, 0)[0] = '\0';
}

void pty_dump(struct pty *p, struct buf *out)
{
	for (int row = 0; row < p->rows; row++) {
		pty_row(p, row, out);
		buf_add_byte(out, '\n');
	}
}

bool pty_modes_restored(struct pty *p)
{
	struct termios now;

	if (tcgetattr(p->slave, &now))
		return false;
	return now.c_iflag == p->before.c_iflag && now.c_oflag == p->before.c_oflag &&
	       now.c_cflag == p->before.c_cflag && now.c_lflag == p->before.c_lflag &&
	       !memcmp(now.c_cc, p->before.c_cc, sizeof now.c_cc);
}

void pty_release(struct pty *p)
{
	if (p->child > 0) {
		kill(p->child, SIGKILL);
		waitpid(p->child, NULL, 0);
		close(p->child_fd);
	}
	close(p->master);
	close(p->slave);
	vterm_free(p->vterm);
	buf_release(&p->raw);
	buf_release(&p->cut);
}
