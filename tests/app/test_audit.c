/* Audit mode in a real terminal, beside real servers on which every text of every
 * other account is a canary word (support/room.h): no canary may come to the
 * terminal, over the wire, or into the journal; whatever is pressed, and also where
 * the console itself asks for another account. And what refuses, locks and ends. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/audit.h"
#include "app/commands.h"
#include "slatop/base/mem.h"
#include "slatop/journal/journal.h"
#include "slatop/replica/replica.h"
#include "support/platform.h"
#include "support/pty.h"
#include "support/room.h"
#include "support/walk.h"

#define KEYS SOME_OF(20000)

/* The program's own main is no part of the library. */
const struct command commands[] = {{NULL, "", "", command_console}};
const size_t command_count = COUNT_OF(commands);

int command_fail(int status, const char *message)
{
	fprintf(stderr, "slatop: %s\n", message);
	return status;
}

static struct room room;
static char home[160], journal[200], wire[200], config[200];
static struct pty pty;

/* ---- a console ---- */

struct run {
	const char *account; /* NULL: not in audit mode */
	const char *login;   /* conninfo */
	const char *config;  /* NULL: none */
	int64_t patched;     /* the account that it asks for instead */
};

static int run_console(void *context)
{
	const struct run *r = context;
	char *argv[12], **next = argv;
	struct options o;
	struct err e = {""};

	*next++ = (char *)"slatop";
	if (r->account) {
		*next++ = (char *)"--audit";
		*next++ = (char *)r->account;
	}
	if (r->config) {
		*next++ = (char *)"--config";
		*next++ = (char *)r->config;
	}
	*next++ = (char *)"-d";
	*next++ = (char *)r->login;
	*next = NULL;
	if (!options_read(&o, (int)(next - argv), argv, &e))
		return command_fail(EXIT_USAGE, e.text);
	setenv("PGUSER", "slatop", 1); /* counts for nothing */
	setenv("PGPASSWORD", "wrong", 1);
	audit_patched_account = r->patched;
	replica_wire = fopen(wire, "a");
	if (!replica_wire)
		return command_fail(99, wire);
	return command_console(&o);
}

static void fail_with_screen(const char *what, const char *text)
{
	struct buf screen = BUF_INIT;

	pty_dump(&pty, &screen);
	printf("%s", screen.data);
	ck_abort_msg("%s \"%s\" on the screen above", what, text);
}

static void see(const char *keys, const char *text)
{
	pty_keys(&pty, keys);
	if (!pty_wait_text(&pty, text))
		fail_with_screen("there is no", text);
}

static void begin(const struct run *r, const char *password)
{
	pty_init(&pty, 36, 130);
	pty_run(&pty, run_console, (void *)(uintptr_t)r);
	if (!r->account)
		return;
	see("", "Password of the audit login");
	pty_keys(&pty, password);
	pty_keys(&pty, "\r");
}

static int end(void)
{
	int status = pty_end(&pty);

	if (status < 0 || !WIFEXITED(status))
		ck_abort_msg("wait status %d, after %.*s", status, 1000, pty.raw.data + (pty.raw.length > 1000 ? pty.raw.length - 1000 : 0));
	ck_assert(pty_modes_restored(&pty));
	return WEXITSTATUS(status);
}

/* ---- leaks ---- */

static void must_not_leak(const char *bytes, size_t length, const char *where)
{
	size_t at;

	if (room_leaks(bytes, length, &at))
		ck_abort_msg("a text of another account %s: %.*s", where, 300, bytes + (at > 150 ? at - 150 : 0));
}

static bool file_leaks(const char *path, bool want)
{
	struct buf text = BUF_INIT;
	struct err e = {""};

	ck_assert_msg(buf_read_file(&text, path, (size_t)1 << 30, &e), "%s", e.text);
	ck_assert_uint_gt(text.length, 0);
	if (!want)
		must_not_leak(text.data, text.length, path);
	bool leaks = room_leaks(text.data, text.length, NULL);
	buf_release(&text);
	return leaks;
}

/* Painting writes only what differs, so a word may come in pieces: the screen as a
 * whole is looked at too. */
static void look(void)
{
	struct buf screen = BUF_INIT;

	pty_dump(&pty, &screen);
	must_not_leak(screen.data, screen.length, "on the screen");
	must_not_leak(pty.raw.data, pty.raw.length, "among the terminal's bytes");
	ck_assert_msg(!memmem(pty.raw.data, pty.raw.length, "\x1b]52", 4), "something was copied");
	buf_release(&screen);
}

static void must_be_tight(void)
{
	look();
	file_leaks(wire, false);
	file_leaks(journal, false);
}

/* ---- walks ---- */

static void go(const char *keys, const char *text)
{
	see(keys, text);
	look();
}

static void walk(void)
{
	go("1", "Service availability");
	go("e", "scorecard");
	go("\x1b\x1b:scorecard\r", "Service availability");
	go("2", "outages");
	go("3", "Calls failed for a while");
	go("/Calls failed\r\r", "A trunk was replaced");
	go("\x1b\x1b" "4", "Software update");
	go("/Software\r\r", "Outage windows that name it");
	go("\x1b\x1b" "5", "business log");
	go("6", "920000003");
	go("jR", "the cleared screen");
	go("\x1b", "920000003");
	go("gR", "has not been cleared");
	go("jj", "3 of 5");
	go("R", "session 920000001: its recording has not been cleared");
	go(":commands\r", "ls cleared");
	go("fsession_id = 920000004\r", "1 of 1"); /* cleared, though no row of the account names it */
	go("R", "session 920000004  li.min as ? on gw-04");
	go("\x1b", "1 of 1");
	go("7", "deletions");
	go("8", "places of the data");
	go("9", "grants");
	go(":logins\r", "logins");
	go(":private-access\r", "ticket 1");
	go(":windows\r", "windows");
	go("\r", "counts from");
	go(":explain\r", "What of it counts");
	go("P", "figures are equal");
	go("\x1b\x1b\x1b" "1", "Service availability");
	go("/Deletions\r\r", "what each adds");
	go("P", "Proved by the standby");
	go("\x1b\x1b:reliability\r", "reliability");
	go(":compensation\r", "compensation");
	go("?", "This page");
	go("\x1b", "compensation");
	/* What does not exist there. */
	go(":tenant 10002\r", "no screen or command \"tenant\"");
	go("\x1b\x1b:tenants\r", "no screen or command \"tenants\"");
	go("\x1b\x1b:keep x\r", "no screen or command \"keep\"");
	go("\x1b\x1b:replicas\r", "no screen or command \"replicas\"");
	go("\x1b\x1b:explain 10002\r", "no account 10002");
	go("\x1b\x1b:windows 10002\r", "no account 10002");
	go("\x1b\x1b:incident 1\r", "no incident 1");
	go("\x1b\x1b:\t\t\t\t\t", "business-log");
	go("\x1b\x1b:theme /tmp/x.json\r", "takes a theme by its name only");
	go("\x1b\x1bx", "x does nothing here");
	go("y", "y does nothing here");
	go("5", "business log");
	go("v", "v does nothing here");
	go(":audit\r", "of one account");
	go("H", "entries");
	go("\r", "business log");
	go(":coverage\r", "days of a log");
	go(":trail\r", "no screen or command \"trail\"");
	go("\x1b\x1b:compensation\r", "compensation");
	go("\x1a", "Ctrl-Z does nothing here");
	go("a", "a does nothing here");
	go("M", "M does nothing here");
}

/* But q and F10, which end it (what the line before F10 would begin is left out, too). */
static const char usual[] = "hjklgGsSeP<>Typrn?1234567890$\t\t\r\r\r\r\r\r\r\x1b\x7f\x15oaxvmcMRbiUVWCDLAKG.,[]{}z";
static const char *const lines[] = {
	":tenant 10002\r", ":explain\r", ":prove\r", ":windows\r", ":scorecard 10002\r", ":month 2026-10\r", ":month live\r",
	":sessions\r", ":commands\r", ":logins\r", ":private-access\r", ":availability\r", ":faults\r", ":overview\r",
	":incident 920000001\r", ":incident 3\r", ":change 920000001\r", ":change 2\r", ":explain 10003\r", ":t\t\t\t\r",
	":\t\t\t\t\t\r", "/a\r", "/10\r", "f\t\t\t\r", "fenterprise_no = 10002\r", "foperator ~ a\r", "f\r", "t-3d\r", ":sort -title\r",
	":figure\r", ":audit\r", ":coverage\r", ":trail\r", ":compensation\r", ":reliability\r", ":tenants\r", ":keep a\r", ":use a\r", ":theme dark\r", ":help\r"};
static struct walk random_walk = {.keys = usual, .lines = lines, .line_count = COUNT_OF(lines), .never = "q[O", .burst = 16};

/* ---- the journal ---- */

static bool add_view(void *context, const struct journal_record *r)
{
	struct buf *views = context;

	ck_assert_ptr_nonnull(r->node);
	if (!strcmp(json_get_text(r->node, "what", ""), "view"))
		buf_addf(views, " %s%s ", json_get_text(r->node, "screen", ""), json_get_int(r->node, "proof", 0, 1, 0) ? "+proof" : "");
	ck_assert_str_eq(json_get_text(r->node, "mode", ""), "audit 10001");
	return true;
}

/* The code that was printed is the head of the journal. */
static void code_is_the_head(void)
{
	struct journal_verdict v;
	struct err e = {""};
	struct buf code = BUF_INIT;

	ck_assert_msg(journal_verify(journal, NULL, &v, &e) && v.sound, "%s%s", e.text, v.why);
	buf_addf(&code, "record %llu, code %.4s-%.4s-%.4s-%.4s", (unsigned long long)v.head.sequence, v.head.hash, v.head.hash + 4,
		 v.head.hash + 8, v.head.hash + 12);
	ck_assert_msg(memmem(pty.raw.data, pty.raw.length, code.data, code.length) != NULL, "no \"%s\" at the end", code.data);
	buf_release(&code);
}

/* Every screen that there is. */
static const char *const walked[] = {" scorecard ", " outages ", " incidents ", " incident ", " maintenance ", " change ",
				     " business-log ", " sessions ", " commands ", " deletions ", " places ", " grants ",
				     " logins ", " private-access ", " windows ", " window ", " explain ", " explain+proof ",
				     " figure ", " figure+proof ", " reliability ", " compensation ",
				     " audit ", " coverage "};

static void nothing_of_others_is_shown(const struct run *r, bool random)
{
	struct buf views = BUF_INIT;
	struct err e = {""};

	unlink(wire);
	unlink(journal);
	begin(r, ROOM_PASSWORD);
	see("", "AUDIT account");
	see("", "scorecard");
	look();
	if (random)
		walk_on(&random_walk, &pty, KEYS, look);
	else if (r->patched)
		walk_on(&random_walk, &pty, KEYS / 8, look);
	else
		walk();
	pty_keys(&pty, "\x1b\x1b\x1b:quit\r");
	ck_assert_int_eq(end(), EXIT_FINE);
	must_be_tight();
	code_is_the_head();
	ck_assert(journal_read(journal, add_view, &views, &e));
	for (size_t i = 0; i < COUNT_OF(walked) && !random && !r->patched; i++)
		ck_assert_msg(strstr(views.data, walked[i]) != NULL, "no view%sin%s", walked[i], views.data);
	buf_release(&views);
	pty_release(&pty);
}

/* The same ways of looking find it where nothing is between. */
static void a_reader_meets_them(void)
{
	struct run r = {.login = room.replica};

	unlink(wire);
	begin(&r, NULL);
	see("", "slatop");
	see(":tenants\r", ROOM_CANARY);
	see(":incidents\r", ROOM_CANARY);
	ck_assert(room_leaks(pty.raw.data, pty.raw.length, NULL));
	pty_keys(&pty, "\x1b[21~");
	ck_assert_int_eq(end(), EXIT_FINE);
	pty_release(&pty);
	ck_assert(file_leaks(wire, true));
}

/* ---- refusing ---- */

/* The record before the last: "start refused end". */
static bool keep_refusal(void *context, const struct journal_record *r)
{
	struct buf *why = context;

	ck_assert_ptr_nonnull(r->node);
	if (strcmp(json_get_text(r->node, "what", ""), "end") != 0) {
		buf_clear(why);
		buf_addf(why, "%s %s: %s", json_get_text(r->node, "what", ""), json_get_text(r->node, "of", ""),
			 json_get_text(r->node, "why", ""));
	}
	return true;
}

static void is_recorded_as_refused(const char *why)
{
	struct buf last = BUF_INIT;
	struct err e = {""};

	ck_assert(journal_read(journal, keep_refusal, &last, &e));
	ck_assert_msg(!strncmp(last.data, "refused audit: ", 15) && strstr(last.data, why), "%s", last.data);
	buf_release(&last);
}

static void refuses(const struct run *r, const char *password, int status, const char *why)
{
	begin(r, password);
	int is = end();
	if (is != status || !memmem(pty.raw.data, pty.raw.length, why, strlen(why)))
		ck_abort_msg("status %d, no \"%s\" in:\n%.*s", is, why, (int)pty.raw.length, pty.raw.data);
	ck_assert_msg(!memmem(pty.raw.data, pty.raw.length, "AUDIT", 5), "a screen was shown");
	is_recorded_as_refused(why);
	pty_release(&pty);
}

static void other_logins_are_refused(void)
{
	struct run fine = {.account = "10001", .login = room.login};
	struct run other = {.account = "10002", .login = room.login};
	struct run reader = {.account = "10001", .login = room.replica};

	refuses(&fine, "wrong", EXIT_CONNECT, "password authentication failed");
	refuses(&other, ROOM_PASSWORD, EXIT_FAILED, "is not for account 10002");
	refuses(&reader, "x", EXIT_FAILED, "without its password");
	room_sql(&room, "grant slatop_reader to audit_10001");
	refuses(&fine, ROOM_PASSWORD, EXIT_FAILED, "it is a member of slatop_reader");
	room_sql(&room, "revoke slatop_reader from audit_10001; grant select (title) on sla.incident to audit_10001");
	refuses(&fine, ROOM_PASSWORD, EXIT_FAILED, "it may read sla.incident.title");
	room_sql(&room, "revoke select (title) on sla.incident from audit_10001; update sla.audit_role set valid_until = now()");
	refuses(&fine, ROOM_PASSWORD, EXIT_FAILED, "contract audit-login 10001 --until T");
	room_sql(&room, "update sla.audit_role set valid_until = '2099-01-01'");
}

/* ---- the lock, and the end ---- */

static void write_config(const char *text, mode_t mode)
{
	FILE *f = fopen(config, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	chmod(config, mode);
}

static void it_locks(void)
{
	struct run r = {.account = "10001", .login = room.login, .config = config};
	struct buf screen = BUF_INIT;

	write_config("{ \"format\": 1, \"audit_lock_s\": 301 }", 0644);
	pty_init(&pty, 36, 130);
	pty_run(&pty, run_console, &r);
	ck_assert_int_eq(end(), EXIT_USAGE); /* longer than five minutes, or not root's */
	pty_release(&pty);
	write_config("{ \"format\": 1, \"audit_lock_s\": 1 }", 0666);
	pty_init(&pty, 36, 130);
	pty_run(&pty, run_console, &r);
	ck_assert_int_eq(end(), EXIT_USAGE);
	ck_assert(memmem(pty.raw.data, pty.raw.length, "takes only root's files", 23));
	pty_release(&pty);
	if (geteuid() != 0) {
		printf("note: the lock is tested where files can be root's: run this as root\n");
		return;
	}
	write_config("{ \"format\": 1, \"audit_lock_s\": 1 }", 0644);
	begin(&r, ROOM_PASSWORD);
	see("", "Enter unlocks");
	pty_dump(&pty, &screen);
	ck_assert_msg(!strstr(screen.data, "Service") && !strstr(screen.data, "scorecard"), "%s", screen.data);
	see("nonsense\r", "password authentication failed");
	see(ROOM_PASSWORD "\r", "Service availability");
	see("", "Enter unlocks");
	see("\x1b[21~", "F10 once more ends the session"); /* nobody ends it unseen */
	see("x", "Enter unlocks");
	see("\x1b[21~", "F10 once more ends the session");
	pty_keys(&pty, "\x1b[21~");
	ck_assert_int_eq(end(), EXIT_FINE);
	code_is_the_head();
	pty_release(&pty);
	buf_release(&screen);
}

static void without_its_journal_it_ends(void)
{
	struct run r = {.account = "10001", .login = room.login};
	struct buf aside = BUF_INIT;

	begin(&r, ROOM_PASSWORD);
	see("", "Service availability");
	buf_addf(&aside, "%s.aside", journal);
	ck_assert_int_eq(rename(journal, aside.data), 0);
	pty_keys(&pty, "5");
	ck_assert_int_eq(end(), EXIT_FAILED);
	ck_assert(memmem(pty.raw.data, pty.raw.length, "could not be recorded", 21));
	ck_assert(!memmem(pty.raw.data, pty.raw.length, "business log", 12));
	pty_release(&pty);
	unlink(aside.data);
	buf_release(&aside);
}

static bool has_no_incident(struct pty *p, void *context)
{
	struct buf screen = BUF_INIT;

	(void)context;
	pty_dump(p, &screen);
	bool gone = strstr(screen.data, "incidents") && !strstr(screen.data, "Calls failed for a while");
	buf_release(&screen);
	return gone;
}

/* A window that was the account's by mistake takes its incident with it. */
static void what_was_voided_goes(void)
{
	struct run r = {.account = "10001", .login = room.login};

	begin(&r, ROOM_PASSWORD);
	see("", "Service availability");
	see("3", "Calls failed for a while");
	room_sql(&room, "update sla.outage set voided = true, void_reason = 'x' where outage_id = 920000001");
	if (!pty_wait(&pty, has_no_incident, NULL))
		fail_with_screen("there still is", "Calls failed for a while");
	pty_keys(&pty, "\x1b[21~");
	ck_assert_int_eq(end(), EXIT_FINE);
	pty_release(&pty);
}

static bool has_no_maintenance(struct pty *p, void *context)
{
	struct buf screen = BUF_INIT;

	(void)context;
	pty_dump(p, &screen);
	bool gone = strstr(screen.data, "maintenance") && !strstr(screen.data, "Software update");
	buf_release(&screen);
	return gone;
}

/* Maintenance that covers the account no more: the server does not show it, and the
 * console that had it before does not either. */
static void what_covers_no_more_goes(void)
{
	struct run r = {.account = "10001", .login = room.login};

	begin(&r, ROOM_PASSWORD);
	see("", "Service availability");
	see("4", "Software update");
	room_sql(&room, "delete from sla.maintenance_tenant where maintenance_id = 920000001 and enterprise_no = 10001");
	if (!pty_wait(&pty, has_no_maintenance, NULL))
		fail_with_screen("there still is", "Software update");
	room_sql(&room, "insert into sla.maintenance_tenant values (920000001, 10001)");
	see("", "Software update"); /* and again */
	pty_keys(&pty, "\x1b[21~");
	ck_assert_int_eq(end(), EXIT_FINE);
	pty_release(&pty);
}

static void it_ends_with_its_login(void)
{
	struct run r = {.account = "10001", .login = room.login};

	begin(&r, ROOM_PASSWORD);
	see("", "Service availability");
	room_sql(&room, "delete from sla.audit_role");
	int64_t deadline = clock_monotonic() + 60 * USEC;
	int status = -1;
	while (status < 0 && clock_monotonic() < deadline)
		status = pty_end(&pty);
	ck_assert_msg(status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILED, "wait status %d", status);
	ck_assert(memmem(pty.raw.data, pty.raw.length, "is not valid any more", 21));
	pty_release(&pty);
}

START_TEST(audit_mode)
{
	struct run mine = {.account = "10001", .login = NULL}, patched = {.account = "10001", .patched = ROOM_OTHER};

	room_open(&room);
	snprintf(home, sizeof home, "%s/state", room.folder);
	snprintf(journal, sizeof journal, "%s/slatop/journal", home);
	snprintf(wire, sizeof wire, "%s/wire", room.folder);
	snprintf(config, sizeof config, "%s/config.json", room.folder);
	setenv("XDG_STATE_HOME", home, 1);
	walk_seed(&random_walk);
	mine.login = patched.login = room.login;
	nothing_of_others_is_shown(&mine, false);
	nothing_of_others_is_shown(&mine, true);
	nothing_of_others_is_shown(&patched, false);
	a_reader_meets_them();
	it_locks();
	without_its_journal_it_ends();
	what_was_voided_goes();
	what_covers_no_more_goes();
	other_logins_are_refused();
	it_ends_with_its_login();
	room_close(&room);
}
END_TEST

TEST_MAIN("audit", 600, audit_mode)
