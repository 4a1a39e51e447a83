/* The console inside a real GNU screen and a real tmux: what they show is what it
 * shows by itself, at several sizes, while rows scroll and after a resize. */
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "support/platform.h"
#include "support/pty.h"

static char config[300], month[16], folder[] = "/tmp/slatop-mux.XXXXXX";

#define LIVE_LINES 4 /* the clock and the alarms: they change by themselves */

/* The words of all lines of a month that is over; the multiplexer has no line of
 * its own. How wide a column is depends on what it showed before, and with it
 * where names are cut and how long bars are: only words in ASCII count. */
static void picture(struct pty *p, struct buf *out)
{
	struct buf row = BUF_INIT;

	buf_clear(out);
	for (int i = LIVE_LINES; i < p->rows; i++) {
		char *rest = NULL;
		buf_clear(&row);
		pty_row(p, i, &row);
		for (char *word = strtok_r(row.data, " ", &rest); row.length && word; word = strtok_r(NULL, " ", &rest))
			if (text_width(word, strlen(word)) == (int)strlen(word) && !strpbrk(word, "()"))
				buf_addf(out, "%s ", word);
		buf_add_byte(out, '\n');
	}
	buf_release(&row);
}

struct wanted { struct buf now; const char *text; };

static bool is_same(struct pty *p, void *context)
{
	struct wanted *w = context;

	picture(p, &w->now);
	return !strcmp(w->now.data, w->text);
}

static void start(struct pty *p, char *const *before, size_t count, int rows, int columns)
{
	char *argv[16];
	size_t n = 0;

	for (; n < count; n++)
		argv[n] = before[n];
	argv[n++] = (char *)slatop_binary();
	argv[n++] = (char *)"--config";
	argv[n++] = config;
	argv[n++] = (char *)"availability";
	argv[n++] = (char *)"--month";
	argv[n++] = month;
	argv[n] = NULL;
	pty_init(p, rows, columns);
	pty_exec(p, argv);
	ck_assert(pty_wait_text(p, "1 of "));
}

static void compare(struct pty *alone, struct pty *inside, const char *name, const char *keys, const char *text)
{
	struct buf want = BUF_INIT;
	struct wanted w = {.now = BUF_INIT};

	pty_keys(alone, keys);
	pty_keys(inside, keys);
	ck_assert_msg(pty_wait_text(alone, text), "alone there is no \"%s\"", text);
	picture(alone, &want);
	w.text = want.data;
	if (!pty_wait(inside, is_same, &w)) {
		size_t at = 0;
		while (w.now.data[at] && w.now.data[at] == want.data[at])
			at++;
		printf("... %.160s\ninstead of\n... %.160s\n", w.now.data + at, want.data + at);
		ck_abort_msg("in %s another picture after \"%s\"", name, keys);
	}
	buf_release(&want);
	buf_release(&w.now);
}

/* "6 of 189" */
static int count_of(struct pty *p)
{
	struct buf screen = BUF_INIT;

	pty_dump(p, &screen);
	const char *at = strstr(screen.data, " of ");
	int count = at ? atoi(at + 4) : 0;
	buf_release(&screen);
	return count;
}

static void end(struct pty *p)
{
	pty_keys(p, "\033:q\r");
	int status = pty_end(p);
	ck_assert_msg(WIFEXITED(status), "wait status %d", status);
	pty_release(p);
}

static void check_in(const char *name, char *const *before, size_t count)
{
	static const struct { int rows, columns; } sizes[] = {{24, 80}, {36, 120}, {60, 200}};

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct pty alone, inside;
		start(&alone, NULL, 0, sizes[i].rows, sizes[i].columns);
		start(&inside, before, count, sizes[i].rows, sizes[i].columns);
		compare(&alone, &inside, name, "", "1 of ");
		compare(&alone, &inside, name, "jjjjj", "6 of ");
		char last[40];
		snprintf(last, sizeof last, "%d of %d", count_of(&alone), count_of(&alone));
		compare(&alone, &inside, name, "\033[F", last);
		compare(&alone, &inside, name, "\033[H", "1 of ");
		/* Which columns have room at another size depends on what was wide before. */
		pty_resize(&inside, 30, 100);
		pty_keys(&inside, "jj");
		ck_assert_msg(pty_wait_text(&inside, "3 of "), "%s: nothing comes at another size", name);
		end(&alone);
		end(&inside);
	}
}

static void prepare(void)
{
	snprintf(config, sizeof config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	time_t before = time(NULL) - 32 * 86400;
	struct tm t;
	gmtime_r(&before, &t);
	snprintf(month, sizeof month, "%04d-%02d", (t.tm_year + 1900) % 10000, t.tm_mon % 12 + 1);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	setenv("SCREENDIR", folder, 1);
	setenv("TMUX_TMPDIR", folder, 1);
	setenv("XDG_STATE_HOME", folder, 1);
	unsetenv("TMUX");
	unsetenv("STY");
}

static void clean_up(void)
{
	run_command(NULL, NULL, "rm -rf '%s'", folder);
}

START_TEST(in_gnu_screen)
{
	char *before[] = {(char *)"screen", (char *)"-q", (char *)"-U", (char *)"-m", (char *)"-c", (char *)"/dev/null"};

	prepare();
	check_in("GNU screen", before, COUNT_OF(before));
	clean_up();
}
END_TEST

START_TEST(in_tmux)
{
	char rc[360];

	prepare();
	snprintf(rc, sizeof rc, "%s/tmux.conf", folder);
	FILE *f = fopen(rc, "w");
	fputs("set -g status off\nset -sg escape-time 20\n", f);
	fclose(f);
	char *before[] = {(char *)"tmux", (char *)"-f", rc, (char *)"-L", (char *)"mux", (char *)"new-session", (char *)"--"};
	check_in("tmux", before, COUNT_OF(before));
	clean_up();
}
END_TEST

TEST_MAIN("multiplexers", 120, in_gnu_screen, in_tmux)
