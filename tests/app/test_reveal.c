/* Private fields in a real console over a real standby: shown under a grant, after
 * the word, for its time, and to nobody else. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/revealing.h"

#define MINE "910000001"          /* number of our call, log entry and grants */
#define BARE "910000002"          /* of an entry without details */
#define CALLER "13900007731"
#define CALLEE "01082224455"
#define DETAIL "zz-private-detail"
#define LOGIN "reveal_test"        /* a member of slatop_private */
#define ASKS "y show it"

static PGconn *server(const char *name)
{
	char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "north1", name);
	PGconn *c = PQconnectdb(info);

	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s", PQerrorMessage(c));
	free(info);
	return c;
}

static char *ask(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(r);

	ck_assert_msg(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(c));
	char *text = mem_copy(PQntuples(r) ? PQgetvalue(r, 0, 0) : "");
	PQclear(r);
	return text;
}

static void grant(const char *kind, const char *from, const char *to, const char *revoked)
{
	char sql[500];

	snprintf(sql, sizeof sql,
		 "delete from sla.private_grant where operator = '" LOGIN "';"
		 "insert into sla.private_grant (grant_id, grant_no, enterprise_no, operator, kind, granted_at, expires_at, revoked_at,"
		 " signed_by) values (" MINE ", 'SQ-77', 10001, '" LOGIN "', '%s', now() + interval '%s', now() + interval '%s', %s, 'li.min')",
		 kind, from, to, revoked);
	run_sql(sql);
}

static void remove_ours(void)
{
	run_sql("delete from sla.private_grant where operator = '" LOGIN "';"
		"delete from sla.call_record where call_id = " MINE "; delete from sla.business_log where log_id in (" MINE ", " BARE ");"
		"drop role if exists " LOGIN);
}

/* A call, the first of its account's list, a log entry likewise, and the login. */
static void make_ours(void)
{
	remove_ours();
	run_sql("insert into sla.call_record (call_id, enterprise_no, started_at, ended_at, direction, caller, callee, billed_minutes, fee)"
		" values (" MINE ", 10001, '2031-01-01 08:00+08', '2031-01-01 08:01+08', 'in', '" CALLER "', '" CALLEE "', 1, 10);"
		"insert into sla.business_log (log_id, occurred_at, enterprise_no, operator, action, object, result, detail) values"
		" (" MINE ", '2031-01-01 08:00+08', 10001, 'li.min', 'query', 'zz-object', 'ok', '{\"what\": \"" DETAIL "\"}'),"
		" (" BARE ", '2031-01-01 07:59+08', 10001, 'li.min', 'query', 'zz-bare', 'ok', null);"
		"create role " LOGIN " login in role slatop_private");
}

static void begin(void)
{
	make_home(LOGIN);
	make_ours();
}

static void end(void)
{
	remove_ours();
	remove_home();
}

static void start(struct pty *p)
{
	slatop_start(p, 36, 120, config, (const char *const[]){NULL});
}

static bool stands(struct pty *p, const char *text)
{
	struct buf screen = BUF_INIT;

	pty_dump(p, &screen);
	bool there = strstr(screen.data, text);
	buf_release(&screen);
	return there;
}

static bool lacks_number(struct pty *p, void *context)
{
	(void)context;
	return !stands(p, CALLER);
}

/* A picture may come in two pieces; far within the minute. */
static void is_masked(struct pty *p)
{
	ck_assert_msg(pty_wait(p, lacks_number, NULL), "the number still stands there");
}

static void see(struct pty *p, const char *keys, const char *text)
{
	pty_keys(p, keys);
	if (pty_wait_text(p, text))
		return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	printf("%s", screen.data);
	ck_abort_msg("after \"%s\" there is no \"%s\" on the screen above", keys, text);
}

static void go_to_calls(struct pty *p)
{
	start(p);
	see(p, "", "live");
	see(p, ":calls 10001\r", "139****7731");
}

/* What came to the terminal, since it was cleared. */
static bool was_sent(struct pty *p, const char *text)
{
	return memmem(p->raw.data, p->raw.length, text, strlen(text));
}

static void is_recorded(const char *want)
{
	static const char *const secrets[] = {CALLER, DETAIL, NULL};

	journal_tells(want, secrets);
}

START_TEST(a_row_is_shown_after_the_word_and_masked_when_it_is_left)
{
	struct pty p;
	struct buf file = BUF_INIT;
	char keys[160];

	begin();
	grant("telephone_number", "-1 day", "1 day", "null");
	go_to_calls(&p);
	see(&p, "v", ASKS);
	see(&p, "", "The bastion itself records");
	see(&p, "n", "it stays masked");
	see(&p, "v", "under grant SQ-77");
	ck_assert(!was_sent(&p, CALLER) && !was_sent(&p, CALLEE)); /* until the word */
	see(&p, "y", CALLER);
	see(&p, "", CALLEE);
	see(&p, "", "masked in ");
	is_recorded("view reveal:SQ-77"); /* before the end */
	pty_keys(&p, "y"); /* copies what the list shows */
	see(&p, "", "is copied");
	ck_assert(!was_sent(&p, "MTM5MDAwMDc3Mz")); /* base64 of the number */
	see(&p, "x", "export to");
	is_masked(&p); /* a prompt lies over it */
	snprintf(keys, sizeof keys, "\025%s/calls.csv\r", home);
	see(&p, keys, "rows are in");
	snprintf(keys, sizeof keys, "%s/calls.csv", home);
	ck_assert(buf_read_file(&file, keys, 1 << 20, NULL));
	ck_assert(strstr(file.data, "139****7731") && !strstr(file.data, CALLER));
	/* Another row, help, another screen, another size, and the same key. */
	static const struct { const char *away, *seen, *back; } leaving[] = {
		{"j", "masked again", "g"}, {"?", "Moving", "?"}, {":sessions\r", "bastion sessions", ":calls 10001\r"},
		{"v", "masked again", ""},
	};
	for (size_t i = 0; i < COUNT_OF(leaving); i++) {
		see(&p, i ? leaving[i - 1].back : "g", "139****7731");
		see(&p, "v", ASKS);
		see(&p, "y", CALLER);
		see(&p, leaving[i].away, leaving[i].seen);
		is_masked(&p);
	}
	see(&p, "v", ASKS);
	see(&p, "y", CALLER);
	pty_resize(&p, 30, 100);
	see(&p, "", "the screen is another one");
	is_masked(&p);
	slatop_leave(&p);
	is_recorded("reveal:SQ-77 reveal-end:SQ-77=resized end");
	buf_release(&file);
	end();
}
END_TEST

START_TEST(a_contact_and_the_details_of_an_entry)
{
	struct pty p;
	PGconn *primary;

	begin();
	primary = server("primary.conninfo");
	char *contact = ask(primary, "select contact from sla.tenant where enterprise_no = 10001");
	PQfinish(primary);
	grant("customer_record", "-1 day", "1 day", "null");
	start(&p);
	see(&p, "", "live");
	see(&p, ":tenant 10001\r", "Contract");
	see(&p, "v", ASKS); /* from any pane of it */
	see(&p, "y", contact);
	see(&p, "b", "zz-object");
	see(&p, "v", "log entry " MINE);
	see(&p, "y", DETAIL);
	pty_resize(&p, 24, 80);
	see(&p, "", "another one");
	pty_resize(&p, 36, 120);
	/* Of a row that has none nobody has to be asked. */
	see(&p, "j", "2 of ");
	see(&p, "v", "nothing of this row is masked");
	/* The grant is for nothing else. */
	see(&p, ":calls 10001\r", "139****7731");
	see(&p, "v", "no look at telephone_number");
	slatop_leave(&p);
	free(contact);
	end();
}
END_TEST

START_TEST(it_ends_with_the_grant)
{
	struct pty p;

	begin();
	grant("all", "-1 day", "1 day", "null");
	go_to_calls(&p);
	see(&p, "v", ASKS);
	see(&p, "y", CALLER);
	run_sql("update sla.private_grant set revoked_at = now() where grant_id = " MINE);
	see(&p, "", "the grant has ended");
	is_masked(&p);
	see(&p, "v", "grant SQ-77 was revoked");
	/* One that ends before the minute does. */
	grant("all", "-1 day", "1 day", "null");
	see(&p, "v", ASKS);
	see(&p, "y", CALLER);
	pty_keys(&p, "\014");
	run_sql("update sla.private_grant set expires_at = clock_timestamp() + interval '3 s' where grant_id = " MINE);
	see(&p, "", "the grant has ended");
	is_masked(&p);
	slatop_leave(&p);
	is_recorded("reveal-end:SQ-77=grant end");
	end();
}
END_TEST

/* Asks, and is refused. */
static void is_refused(const char *why)
{
	struct pty p;

	go_to_calls(&p);
	see(&p, "v", why);
	see(&p, "", "not revealed: ");
	ck_assert(!was_sent(&p, CALLER) && !stands(&p, ASKS));
	slatop_leave(&p);
	is_recorded("refused");
	is_recorded(why);
}

START_TEST(nobody_else_is_shown_anything)
{
	char rest[120];
	struct pty p;

	begin();
	is_refused("has granted login " LOGIN " no look at telephone_number");
	grant("recording", "-1 day", "1 day", "null");
	is_refused("no look at telephone_number");
	grant("all", "-2 days", "-1 day", "null");
	is_refused("grant SQ-77 has expired");
	grant("all", "1 day", "2 days", "null");
	is_refused("grant SQ-77 is not in force yet");
	grant("all", "-1 day", "1 day", "now() - interval '1 hour'");
	is_refused("grant SQ-77 was revoked");
	grant("all", "-1 day", "1 day", "null");
	const struct passwd *me = getpwuid(getuid());
	snprintf(rest, sizeof rest, ", \"shared_accounts\": \"ops %s\"", me ? me->pw_name : "?");
	write_config(LOGIN, rest);
	is_refused("this is a shared account");
	write_config("slatop", "");
	is_refused("login slatop is no member of slatop_private");
	write_config(LOGIN, "");
	run_sql("alter view sla.call_private rename to call_private_gone");
	go_to_calls(&p);
	see(&p, "v", "does not publish sla.call_private");
	run_sql("alter view sla.call_private_gone rename to call_private");
	see(&p, "v", ASKS);
	/* What cannot be recorded is not shown; the word comes too late. */
	run_command(NULL, NULL, "mv '%s' '%s.away'", journal, journal);
	see(&p, "y", "nothing is shown without its record");
	ck_assert(!was_sent(&p, CALLER));
	slatop_leave(&p);
	end();
}
END_TEST

TEST_MAIN("reveal", 120, a_row_is_shown_after_the_word_and_masked_when_it_is_left, a_contact_and_the_details_of_an_entry,
	  it_ends_with_the_grant, nobody_else_is_shown_anything)
