/* Kinds of terminals and surroundings: what is painted is read back from each and
 * compared with the canvas; keys as each of them sends them. */
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/screen/key.h"
#include "slatop/term/term.h"
#include "support/check_main.h"
#include "support/platform.h"
#include "support/pty.h"

#define CANVASES 6

struct kind {
	const char *type;
	const char *locale;   /* NULL: C.UTF-8 */
	bool no_color, variable; /* --no-color, NO_COLOR */
	int depth;            /* that it is painted in */
};

static void fill(struct canvas *c, unsigned seed)
{
	static const char *const pieces[] = {"softswitch", "天润融通科技有限公司", "I-8841 软交换", "▸", "99.7988",
					     "银", "café", "████··", "a"};

	canvas_clear(c);
	for (int i = 0; i < 50; i++) {
		int row = rand_r(&seed) % c->rows, column = rand_r(&seed) % c->columns;
		canvas_text(c, row, column, rand_r(&seed) % 30, (enum role)(rand_r(&seed) % ROLE_COUNT),
			    pieces[(size_t)rand_r(&seed) % COUNT_OF(pieces)]);
	}
	int row = rand_r(&seed) % c->rows;
	canvas_text(c, row, 1, 20, ROLE_TEXT, "selected");
	canvas_style(c, row, 0, c->columns, ROLE_SELECTED, 0);
	c->cursor_visible = true;
	c->cursor_row = row;
}

/* What the terminal should show: without UTF-8 a mark for each cell that cannot
 * be written, so that columns stay where they are. */
static void expected(const struct canvas *c, bool utf8, struct buf *out)
{
	buf_clear(out);
	for (int row = 0; row < c->rows; row++) {
		size_t end = out->length;
		for (int i = 0; i < c->columns; i++) {
			const struct cell *cell = &c->cells[row * c->columns + i];
			if (!cell->width)
				continue;
			bool plain = (unsigned char)cell->text[0] < 0x80;
			if (utf8 || plain)
				buf_add_text(out, cell->text[0] ? cell->text : " ");
			else
				buf_add_text(out, cell->width == 2 ? "??" : "?");
			if (cell->text[0] && strcmp(cell->text, " "))
				end = out->length;
		}
		out->length = end;
		buf_add_byte(out, '\n');
	}
}

static int paint(unsigned seed, bool no_color, unsigned count)
{
	struct term_options o = {.no_color = no_color};
	struct theme theme;
	struct err e = {""};
	struct canvas c;
	int rows, columns;

	if (!theme_read(&theme, "dark", NULL, false, &e))
		return 4;
	struct term *t = term_create(&o, &theme, &e);
	if (!t) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	term_size(t, &rows, &columns);
	canvas_init(&c, rows, columns);
	for (unsigned i = 0; i < count; i++) {
		fill(&c, seed + i);
		term_paint(t, &c);
		int wait = 0;
		struct pollfd p = {.fd = term_fd(t), .events = POLLIN};
		while (term_read(t, &wait) == 0 && !term_lost(t))
			poll(&p, 1, -1);
	}
	canvas_release(&c);
	term_destroy(t);
	return 0;
}

/* Started again by tmux, this program paints. */
static void __attribute__((constructor)) begin(void)
{
	const char *seed = getenv("SLATOP_TEST_PAINT");

	if (seed)
		_exit(paint((unsigned)strtoul(seed, NULL, 10), false, 1000));
}

struct child { const struct kind *kind; unsigned seed; };

static int kind_child(void *context)
{
	const struct child *child = context;

	if (child->kind->locale)
		setenv("LC_ALL", child->kind->locale, 1);
	if (child->kind->variable)
		setenv("NO_COLOR", "1", 1);
	return paint(child->seed, child->kind->no_color, CANVASES);
}

static bool shows(struct pty *p, void *context)
{
	struct buf all = BUF_INIT, *want = context;

	pty_dump(p, &all);
	bool same = !strcmp(all.data, want->data);
	buf_release(&all);
	return same;
}

static void check_selected(struct pty *p, const struct kind *k, int row)
{
	VTermScreenCell cell;
	VTermPos at = {.row = row, .col = 1};

	vterm_screen_get_cell(p->screen, at, &cell);
	bool seen = k->depth == 0    ? cell.attrs.reverse
		    : k->depth == 16 ? VTERM_COLOR_IS_INDEXED(&cell.bg) && cell.bg.indexed.idx == 7
		    : k->depth == 256 ? VTERM_COLOR_IS_INDEXED(&cell.bg) && cell.bg.indexed.idx == 237
				      /* libvterm reads the colours of this form as others */
				      : memmem(p->raw.data, p->raw.length, "48:2::44:53:71", 14) != NULL;
	ck_assert_msg(seen, "%s: the selected row is not seen", k->type);
}

static void check_kind(const struct kind *k, unsigned seed)
{
	struct child child = {k, seed};
	struct buf want = BUF_INIT;
	struct canvas c;
	struct pty p;

	pty_init(&p, 24, 80);
	snprintf(p.type, sizeof p.type, "%s", k->type);
	canvas_init(&c, 24, 80);
	pty_run(&p, kind_child, &child);
	for (unsigned i = 0; i < CANVASES; i++) {
		fill(&c, seed + i);
		expected(&c, !k->locale, &want);
		if (!pty_wait(&p, shows, &want)) {
			struct buf all = BUF_INIT;
			pty_dump(&p, &all);
			fprintf(stderr, "%s:\n%s\ninstead of:\n%s\n", k->type, all.data, want.data);
			ck_abort_msg("%s (%s) shows something else", k->type, k->locale ? k->locale : "UTF-8");
		}
		check_selected(&p, k, c.cursor_row);
		pty_keys(&p, "n");
	}
	ck_assert_int_eq(pty_end(&p), 0);
	ck_assert(pty_modes_restored(&p));
	ck_assert(!p.alternate && p.cursor_visible);
	pty_release(&p);
	canvas_release(&c);
	buf_release(&want);
}

START_TEST(each_kind_shows_the_canvas)
{
	static const struct kind kinds[] = {
		{.type = "xterm", .depth = 16},		 {.type = "xterm-256color", .depth = 256},
		{.type = "xterm-direct", .depth = 1 << 24}, {.type = "tmux-256color", .depth = 256},
		{.type = "screen", .depth = 16},	 {.type = "screen-256color", .depth = 256},
		{.type = "linux", .depth = 16},		 {.type = "vt100"},
		{.type = "vt220"},			 {.type = "xterm-256color", .no_color = true},
		{.type = "xterm-256color", .variable = true},
		/* Not xterm: libvterm loses the last cell of a row that is repeated (REP). */
		{.type = "screen-256color", .locale = "C", .depth = 256},
		{.type = "linux", .locale = "POSIX", .depth = 16},
		{.type = "vt100", .locale = "C"},
	};
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		check_kind(&kinds[i], seed);
}
END_TEST

/* --- within tmux, which says itself what it shows --------------------------------- */

static bool run_tmux(struct buf *out, const char *socket, const char *rest)
{
	struct buf errors = BUF_INIT;
	int status = run_command(out, &errors, "tmux -u -L %s -f /dev/null %s", socket, rest);

	buf_release(&errors);
	return status == 0;
}

START_TEST(tmux_shows_the_canvas)
{
	char socket[64], self[512], command[1024];
	unsigned seed = (unsigned)clock_monotonic();
	struct buf shown = BUF_INIT, want = BUF_INIT;
	struct canvas c;
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

	ck_assert_int_gt(length, 0);
	self[length] = '\0';
	printf("seed: %u\n", seed);
	setenv("LC_ALL", "C.UTF-8", 1);
	setlocale(LC_ALL, "C.UTF-8");
	snprintf(socket, sizeof socket, "slatop-test-%d", (int)getpid());
	snprintf(command, sizeof command, "new-session -d -x 80 -y 24 'SLATOP_TEST_PAINT=%u exec %s' \\; set status off",
		 seed, self);
	ck_assert(run_tmux(&shown, socket, command));
	run_tmux(&shown, socket, "resize-window -x 80 -y 24");
	canvas_init(&c, 24, 80);
	for (unsigned i = 0; i < CANVASES; i++) {
		int64_t deadline = clock_monotonic() + PTY_WAIT_MS * INT64_C(1000);
		fill(&c, seed + i);
		expected(&c, true, &want);
		do { /* each asks another process: that is pause enough */
			buf_clear(&shown);
			if (!run_tmux(&shown, socket, "capture-pane -p"))
				break;
		} while (strcmp(shown.data, want.data) && clock_monotonic() < deadline);
		bool same = !strcmp(shown.data, want.data);
		if (!same) {
			run_tmux(&shown, socket, "kill-server");
			fprintf(stderr, "%s\ninstead of:\n%s\n", shown.data, want.data);
		}
		ck_assert_msg(same, "tmux shows something else than canvas %u", i);
		ck_assert(run_tmux(&shown, socket, "send-keys n"));
	}
	run_tmux(&shown, socket, "kill-server");
	canvas_release(&c);
	buf_release(&shown);
	buf_release(&want);
}
END_TEST

TEST_MAIN("kinds", 120, each_kind_shows_the_canvas, tmux_shows_the_canvas)
