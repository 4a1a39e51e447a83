/* Keys that are drawn, over every screen of a console at work, at changing sizes: it
 * answers after each burst, and ends well, whatever they were. Under the sanitizers
 * above all. */
#include "support/check_main.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"
#include "support/walk.h"

#define KEYS SOME_OF(60000)

static char home[] = "/tmp/slatop-walk.XXXXXX";

/* What it exports lies in a folder of its own, which the program then is named from. */
static void begin(void)
{
	char *binary = realpath(slatop_binary(), NULL);

	ck_assert_ptr_nonnull(binary);
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("SLATOP_BIN", binary, 1);
	setenv("XDG_STATE_HOME", home, 1);
	ck_assert_int_eq(chdir(home), 0);
	free(binary);
}

/* Every screen that is shipped, of all and of one account, and some lines that are more than a key. */
static const char **all_lines(size_t *count)
{
	static const char *const more[] = {
		":month 2026-10\r", ":month live\r", ":t\t\t\t\r", ":\t\t\t\t\t\r", "/a\r", "/10\r", "/银行\r", "f\t\t\t\r", "f\025\r",
		"foperator ~ a\r", "fenterprise_no = 10002\r", "f\025budget > 50%\r", "f\025status = breached\r", "t-3d\r", "t\025-40d\r",
		"t\0252026-11-20 03:00\r", ":sort -title\r", ":keep a\r", ":use a\r", ":theme dark\r", ":help\r", "\x1b[6~", "\x1b[5~", "\x1b[Z",
		"\x1b[1;5C", "\x1b[200~pasted\x1b[201~"};
	const char **lines = NULL;
	size_t capacity = 0;
	glob_t found;

	*count = 0;
	ck_assert_int_eq(glob("screens/*.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		for (int with = 0; with < 2; with++) {
			const char *name = found.gl_pathv[i] + strlen("screens/");
			struct buf line = BUF_INIT;
			buf_addf(&line, ":%.*s%s\r", (int)strcspn(name, "."), name, with ? " 10001" : "");
			MEM_GROW(lines, *count, capacity);
			lines[(*count)++] = buf_take(&line);
		}
	globfree(&found);
	for (size_t i = 0; i < COUNT_OF(more); i++) {
		MEM_GROW(lines, *count, capacity);
		lines[(*count)++] = mem_copy(more[i]);
	}
	return lines;
}

static void walk_over(const char *variable)
{
	/* q and F10 end it, Ctrl-Z stops it; with [ and O begins what a terminal sends for F10. */
	struct walk w = {.keys = "hjklgGsSSeePP<<>>TTyYprn?1234567890$\t\t\r\r\r\r\r\r\r\r\x1b\x7f\025\x03oaxvmcMRbiUVWFHCDLAKEIGuwz.,{}()+-",
			 .never = "q[O\x1a", .burst = 4, .resizes = true, .settles = true};
	const char **lines = all_lines(&w.line_count);
	struct pty p;

	w.lines = lines;
	walk_seed(&w);
	begin();
	slatop_on(&p, 36, 120, variable, NULL);
	pty_see(&p, "", "overview"); /* before that Ctrl-C is the terminal's */
	walk_on(&w, &p, KEYS, NULL);
	pty_keys(&p, "\x1b\x1b\x1b\025:quit\r");
	slatop_ends(&p, 0);
	struct buf said = BUF_INIT;
	ck_assert_msg(run_command(&said, NULL, "'%s' journal verify", slatop_binary()) == 0, "%s", said.data);
	buf_release(&said);
	ck_assert_int_eq(run_command(NULL, NULL, "rm -rf '%s'", home), 0);
	for (size_t i = 0; i < w.line_count; i++)
		free((char *)(uintptr_t)lines[i]);
	free(lines);
}

START_TEST(a_platform_with_all_there_is)
{
	walk_over("SLATOP_TEST_PLATFORM");
}
END_TEST

START_TEST(a_platform_with_nothing)
{
	walk_over("SLATOP_TEST_EMPTY");
}
END_TEST

TEST_MAIN("walk", 240, a_platform_with_all_there_is, a_platform_with_nothing)
