/* The state folder, with the console on a pseudo-terminal and a home of its own:
 * what was arranged and typed is there in the next run, also with two consoles,
 * a damaged file and a folder that cannot be used. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/buf.h"
#include "support/platform.h"
#include "support/slatop.h"

static char home[64];

static void make_home(void)
{
	snprintf(home, sizeof home, "/tmp/slatop-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("HOME", home, 1);
	unsetenv("XDG_STATE_HOME");
}

/* Runs a line of shell; $1 is the home, $2 what is given. */
static void shell(const char *line, const char *given)
{
	int status;
	pid_t child = fork();

	if (!child) {
		execl("/bin/sh", "sh", "-ec", line, "sh", home, given, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(status == 0, "%s", line);
}

static void remove_home(void)
{
	shell("chmod -R u+rwx \"$1\"; rm -rf \"$1\"", "");
}

static void start(struct pty *p)
{
	slatop_on(p, 24, 100, "SLATOP_TEST_PLATFORM", "availability");
}

static void state_path(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/.local/state/slatop/%s", home, name);
}

static unsigned mode_of(const char *name)
{
	char path[256];
	struct stat s;

	state_path(path, sizeof path, name);
	ck_assert_msg(stat(path, &s) == 0, "%s is not there", path);
	return s.st_mode & 07777;
}

static void read_state(struct buf *text)
{
	char path[256];
	struct err e = {""};

	state_path(path, sizeof path, "console.json");
	buf_clear(text);
	ck_assert_msg(buf_read_file(text, path, 1 << 20, &e), "%s", e.text);
}

START_TEST(columns_and_history_come_again)
{
	struct pty p;

	make_home();
	start(&p);
	pty_see(&p, "", "Avail %");
	pty_see(&p, "c", "are shown");
	pty_keys(&p, "G +++f\r"); /* the last field: wider, frozen, shown */
	pty_see(&p, "", "are kept");
	pty_keys(&p, ":month 2026-10\r");
	slatop_leave(&p);
	ck_assert_uint_eq(mode_of(""), 0700);
	ck_assert_uint_eq(mode_of("console.json"), 0600);
	struct buf text = BUF_INIT;
	read_state(&text);
	ck_assert_ptr_nonnull(strstr(text.data, "\"freeze\": true, \"stays\": true"));
	ck_assert_ptr_nonnull(strstr(text.data, "month 2026-10"));
	start(&p);
	pty_see(&p, "", "Avail %");
	pty_see(&p, ":mon\033[A", ":month 2026-10");
	pty_see(&p, "\003c", "frozen");
	pty_see(&p, "r\r", "are kept");
	slatop_leave(&p);
	read_state(&text);
	ck_assert_ptr_null(strstr(text.data, "\"stays\""));
	buf_release(&text);
	remove_home();
}
END_TEST

START_TEST(two_consoles_keep_both)
{
	struct pty a, b;
	struct buf text = BUF_INIT;

	make_home();
	start(&a);
	start(&b);
	pty_see(&a, "", "Avail %");
	pty_see(&b, "", "Avail %");
	pty_keys(&a, ":sort name\r");
	pty_keys(&b, ":sort -ratio\r");
	pty_see(&b, "c", "are shown");
	pty_see(&b, "+\r", "are kept");
	slatop_leave(&b);
	slatop_leave(&a); /* it never saw what the other one did */
	read_state(&text);
	ck_assert_ptr_nonnull(strstr(text.data, "sort name"));
	ck_assert_ptr_nonnull(strstr(text.data, "sort -ratio"));
	ck_assert_ptr_nonnull(strstr(text.data, "\"stays\""));
	buf_release(&text);
	remove_home();
}
END_TEST

static void write_state(const char *content)
{
	shell("mkdir -p \"$1/.local/state/slatop\"; printf %s \"$2\" >\"$1/.local/state/slatop/console.json\"", content);
}

START_TEST(a_damaged_file_is_put_aside)
{
	struct pty p;
	char path[256];
	struct buf text = BUF_INIT;
	struct err e;

	make_home();
	write_state("{ \"format\": 1, \"lines\": { \"comm");
	start(&p);
	pty_see(&p, "", "console.json"); /* what is wrong, and where */
	pty_keys(&p, ":month 2026-10\r");
	slatop_leave(&p);
	state_path(path, sizeof path, "console.json.aside-1");
	ck_assert(buf_read_file(&text, path, 1 << 20, &e));
	ck_assert_str_eq(text.data, "{ \"format\": 1, \"lines\": { \"comm");
	read_state(&text);
	ck_assert_ptr_nonnull(strstr(text.data, "month 2026-10"));
	/* One of a later version likewise, beside the first. */
	write_state("{ \"format\": 7, \"other\": [] }");
	start(&p);
	pty_see(&p, "", "console.json");
	slatop_leave(&p);
	state_path(path, sizeof path, "console.json.aside-2");
	buf_clear(&text);
	ck_assert(buf_read_file(&text, path, 1 << 20, &e));
	ck_assert_ptr_nonnull(strstr(text.data, "\"format\": 7"));
	buf_release(&text);
	remove_home();
}
END_TEST

/* A file stands where the folder would be: said once, and the console works. */
START_TEST(works_without_a_folder)
{
	struct pty p;

	make_home();
	shell("mkdir \"$1/.local\"; touch \"$1/.local/state\"", "");
	start(&p);
	pty_see(&p, "", "nothing is kept after this run");
	pty_see(&p, "", "Avail %");
	pty_see(&p, "c", "are shown");
	pty_see(&p, "+\r", "are kept");
	slatop_leave(&p);
	remove_home();
}
END_TEST

/* --- files from the console ------------------------------------------------------------------ */

static void export_to(struct pty *p, const char *name)
{
	pty_see(p, "x", "export to");
	pty_keys(p, "\025"); /* Ctrl-U */
	pty_keys(p, name[0] == '/' ? "" : home);
	pty_keys(p, name[0] == '/' ? "" : "/");
	pty_keys(p, name);
	pty_keys(p, "\r");
}

static void has(const char *name, const char *start)
{
	char path[256];
	struct buf text = BUF_INIT;
	struct err e = {""};

	snprintf(path, sizeof path, "%s/%s", home, name);
	ck_assert_msg(buf_read_file(&text, path, 1 << 24, &e), "%s", e.text);
	ck_assert_msg(!strncmp(text.data, start, strlen(start)), "%s begins with %.40s", name, text.data);
	buf_release(&text);
}

START_TEST(exports_what_is_on_the_screen)
{
	struct pty p;

	make_home();
	start(&p);
	pty_see(&p, "", "Avail %");
	export_to(&p, "a.csv");
	pty_see(&p, "", "rows are in");
	has("a.csv", "platform,enterprise_no,name,");
	export_to(&p, "a.csv"); /* never over it: a free name is offered */
	pty_see(&p, "", "a-2.csv");
	pty_keys(&p, "\r");
	pty_see_gone(&p, "export to");
	pty_see(&p, "", "bytes");
	has("a-2.csv", "platform,enterprise_no,name,");
	export_to(&p, "a.xlsx");
	pty_see(&p, "", "a.xlsx, ");
	has("a.xlsx", "PK");
	export_to(&p, "a.odt");
	pty_see(&p, "", "tells no format");
	pty_keys(&p, "\003");
	export_to(&p, "no/such/folder/a.md");
	pty_see(&p, "", "could not be written");
	slatop_leave(&p);
	remove_home();
}
END_TEST

TEST_MAIN("state", 120, exports_what_is_on_the_screen, columns_and_history_come_again, two_consoles_keep_both, a_damaged_file_is_put_aside,
	  works_without_a_folder)
