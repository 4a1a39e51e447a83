/* A recording played in a real terminal: every key, and nothing that it holds gets
 * out but as cells. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/said.h"
#include "support/slatop.h"

#define OURS "tests/recording/recordings/"

static void start(struct pty *p, const char *file, int rows, int columns)
{
	char *argv[] = {(char *)slatop_binary(), (char *)"play", (char *)file, NULL};

	pty_init(p, rows, columns);
	pty_exec(p, argv);
	ck_assert(pty_wait_text(p, "REPLAY"));
}

static void end(struct pty *p)
{
	pty_keys(p, "q");
	slatop_ends(p, 0);
}

START_TEST(plays_and_moves)
{
	struct pty p;

	start(&p, OURS "session-v2.cast", 36, 120);
	pty_see(&p, "$", "■ end");
	pty_see(&p, "2.05g", "00:02.0 of");
	pty_see(&p, " ", "playing");
	pty_see(&p, " ", "paused");
	pty_see(&p, "1g", "00:01.0 of");
	pty_see(&p, ".", "00:01.0 of");
	pty_see(&p, ",,,", "00:00.9 of");
	pty_see(&p, "}}}", "8x");
	pty_see(&p, "{{{{{", "1/4x");
	pty_see(&p, "]", "00:02.3 of"); /* its marker */
	pty_see(&p, "", "before top");
	pty_see(&p, "]", "no marker after this");
	pty_see(&p, "[", "no marker before this");
	pty_see(&p, "g", "00:00.0 of");
	pty_see(&p, "[", "no marker before this");
	pty_see(&p, "i", "pauses cut to 2s");
	pty_see(&p, "i", "pauses are played whole");
	pty_see(&p, "5i", "pauses cut to 5s");
	pty_see(&p, "99:00g", "it ends before that");
	end(&p);
}
END_TEST

START_TEST(finds_what_was_ever_shown)
{
	struct pty p;

	start(&p, OURS "session-v2.cast", 36, 120);
	pty_see(&p, "$", "■ end");
	pty_see(&p, "/retry=3\r", "no further \"retry=3\" after this");
	pty_see(&p, "N", "00:28.2 of"); /* when the program that hid it has gone */
	pty_see(&p, "g", "00:00.0 of");
	pty_see(&p, "n", "00:01.9 of");
	pty_see(&p, "", "◇ 1 of 12, next 00:04.6");
	pty_see(&p, "n", "00:04.6 of");
	pty_see(&p, "", "◇ 2 of 12, next 00:04.7");
	pty_see(&p, "$", "◇ 12 of 12");
	pty_see(&p, "1.9g", "00:01.9 of");
	pty_see(&p, "/注册\r", "00:02.0 of"); /* the next line that has it */
	pty_see(&p, "/never shown\r", "no place shows \"never shown\"");
	end(&p);
}
END_TEST

START_TEST(goes_back_through_what_scrolled_off)
{
	struct pty p;

	start(&p, OURS "session-v2.cast", 24, 110);
	pty_see(&p, "s20x4\r", "20x4");
	pty_see(&p, "2.0g", "00:02.0 of");
	pty_see(&p, " ", "paused");
	pty_see(&p, "\033[A\033[A", "2 lines back");
	pty_see(&p, "\033[B\033[B\033[B", "event");
	pty_see(&p, "s2000x4\r", "no size");
	pty_see(&p, "s\r", "80x24");
	end(&p);
}
END_TEST

START_TEST(tells_its_keys)
{
	struct pty p;

	start(&p, OURS "session-v2.cast", 50, 160);
	pty_see(&p, "?", "Twice as fast, up to 64 times.");
	pty_resize(&p, 16, 80); /* it has more lines than that */
	pty_see(&p, "", "… ");
	pty_see(&p, "\033[6~", "To the next marker or command.");
	pty_see_gone(&p, "Twice as fast");
	pty_see(&p, "G", "Ends the replay.");
	pty_see(&p, "\033[5~", "… ");
	pty_see(&p, "g", "Twice as fast");
	pty_resize(&p, 50, 160);
	pty_see(&p, "q", "playing"); /* "paused" is a word of the page itself */
	pty_keys(&p, "z");
	pty_see(&p, "z", "REPLAY");
	pty_resize(&p, 8, 40);
	pty_see(&p, "", "REPLAY");
	pty_resize(&p, 4, 36);
	pty_see(&p, "", "slatop needs 40x8");
	end(&p);
}
END_TEST

/* What is not whole says so where there is least room, whatever it is called. */
START_TEST(says_what_is_not_whole)
{
	char path[] = "/tmp/a-recording-of-a-very-long-name-by-which-it-is-called-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct pty p;

	fputs("{\"version\":2,\"width\":20,\"height\":3}\n[1,\"o\",\"a\"]\nlol!\n", f);
	fclose(f);
	start(&p, path, 24, 80);
	pty_see(&p, "", "damaged at event 2 (line 3)");
	pty_see(&p, "", "event 1 of 1");
	end(&p);
	unlink(path);
}
END_TEST

/* Titles, clipboards, questions, bells, modes of the keyboard and the mouse: none
 * of it reaches the operator's terminal. */
START_TEST(lets_nothing_out_but_cells)
{
	static const char *const hostile[] = {
		"]0;owned", "]52;", "]8;;", "[6n", "[c", "[5n", "[?1000h", "[?2004h", "P+q", "[21t", "]4;1;?",
	};
	char path[] = "/tmp/slatop-play-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct pty p;

	fprintf(f, "{\"version\": 2, \"width\": 60, \"height\": 10}\n[0.1, \"o\", \"\\u0007");
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		fprintf(f, "\\u001b%s\\u001b\\\\\\u0007", hostile[i]);
	fprintf(f, "\\u009d0;owned\\u009c safe \\u202e at last\"]\n");
	fclose(f);
	start(&p, path, 24, 80);
	pty_see(&p, "$", "at last");
	ck_assert_int_eq(p.bells, 0);
	ck_assert_int_eq(p.titles, 0);
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		char sequence[32];
		snprintf(sequence, sizeof sequence, "\033%s", hostile[i]);
		ck_assert_msg(!memmem(p.raw.data, p.raw.length, sequence, strlen(sequence)), "it wrote %s", hostile[i]);
	}
	ck_assert(!memmem(p.raw.data, p.raw.length, "\xe2\x80\xae", 3));
	end(&p);
	unlink(path);
}
END_TEST

START_TEST(says_what_cannot_be_played)
{
	static const struct { const char *arguments; int status; const char *says; } cases[] = {
		{"play", 1, "play takes a file"},
		{"play /nowhere/x.cast", 1, "/nowhere/x.cast"},
		{"play README.md", 1, "README.md"},
		{"play tests/recording/recordings/session-v2.cast", 1, "play needs a terminal"},
		{"play --tenant 5 x", 2, "--tenant"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct said *s = slatop(cases[i].arguments);
		ck_assert_msg(s->status == cases[i].status && strstr(s->errors.data, cases[i].says), "%s: status %d, %s",
			      cases[i].arguments, s->status, s->errors.data);
	}
}
END_TEST

START_TEST(says_what_is_wrong_with_it_once)
{
	char path[] = "/tmp/slatop-play-cut.XXXXXX";
	int fd = mkstemp(path);
	struct pty p;

	dprintf(fd, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.5, \"o\", \"before it\"]\n[1.0, \"o\", \"x");
	close(fd);
	start(&p, path, 24, 120);
	pty_see(&p, "$", "before it");
	pty_see(&p, "", "  unfinished: its last line is cut off  ");
	end(&p);
	unlink(path);
}
END_TEST

static char home[] = "/tmp/slatop-play-journal.XXXXXX";

/* A journal of the test's own. */
static void begin_journal(void)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("XDG_STATE_HOME", home, 1);
}

static void end_journal(void)
{
	run_command(NULL, NULL, "rm -rf '%s'", home);
}

/* The journal, in which what was played stands by the hash that the command tells. */
static const char *journal_names(const char *command)
{
	struct buf sum = BUF_INIT;
	char want[128];

	run_command(&sum, NULL, "%s", command);
	snprintf(want, sizeof want, "\"file\":\"%.64s\"", sum.data);
	buf_release(&sum);
	struct said *s = slatop("journal show");
	ck_assert_msg(strstr(s->out.data, want), "no %s: %s", want, s->out.data);
	return s->out.data;
}

/* As a session's replay: start, each place, end, by what the file holds and not by its name. */
START_TEST(is_recorded_as_a_replay)
{
	static const char *const steps[] = {"start", "replay\",", "replay-seek", "replay-end", "end"};
	char want[128];
	struct pty p;

	begin_journal();
	start(&p, OURS "session-v2.cast", 24, 80);
	pty_see(&p, "9g", "00:09.0 of");
	end(&p);
	const char *journal = journal_names("sha256sum " OURS "session-v2.cast"), *at = journal;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		snprintf(want, sizeof want, "\"what\":\"%s", steps[i]);
		ck_assert_msg((at = strstr(at, want)), "no %s in its place: %s", want, journal);
	}
	ck_assert(strstr(journal, "\"at_s\":9") && strstr(journal, "\"mode\":\"play\""));
	ck_assert(!strstr(journal, "session-v2"));
	ck_assert_int_eq(slatop("journal verify")->status, 0);
	end_journal();
}
END_TEST

/* A folder counts with all of its files, in the order of their names. */
START_TEST(a_folder_is_recorded_by_all_of_its_files)
{
	struct pty p;

	begin_journal();
	start(&p, OURS "session.iolog", 24, 80);
	end(&p);
	journal_names("export LC_ALL=C; cat " OURS "session.iolog/* | sha256sum");
	end_journal();
}
END_TEST

/* Nothing is shown without its record, and nothing further once there can be none. */
START_TEST(is_not_played_without_its_record)
{
	char *argv[] = {(char *)slatop_binary(), (char *)"play", (char *)OURS "session-v2.cast", NULL};
	struct pty p;

	begin_journal();
	run_command(NULL, NULL, "touch '%s/slatop'", home); /* where the folder would be */
	pty_init(&p, 24, 80);
	pty_exec(&p, argv);
	ck_assert(pty_wait_text(&p, "nothing is played without its record"));
	ck_assert(!memmem(p.raw.data, p.raw.length, "REPLAY", 6));
	slatop_ends(&p, 1);

	run_command(NULL, NULL, "rm '%s/slatop'", home);
	start(&p, OURS "session-v2.cast", 24, 80);
	run_command(NULL, NULL, "mv '%s/slatop/journal' '%s/away'", home, home);
	pty_see(&p, "9g", "the replay has ended: ");
	slatop_ends(&p, 1);
	end_journal();
}
END_TEST

TEST_MAIN("play", 120, is_recorded_as_a_replay, a_folder_is_recorded_by_all_of_its_files, is_not_played_without_its_record, says_what_is_wrong_with_it_once, says_what_is_not_whole, plays_and_moves, finds_what_was_ever_shown, goes_back_through_what_scrolled_off, tells_its_keys,
	  lets_nothing_out_but_cells, says_what_cannot_be_played)
