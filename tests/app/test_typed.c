/* What was typed in a bastion session (a password): in a real console over a real
 * standby it is in no byte for the terminal until the word was said, under grants
 * of every account that the session's rows name; and hidden again with the first
 * that ends. */
#include "support/check_main.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/replay.h"
#include "app/revealing.h"
#include "slatop/screen/replay.h"

#define SESSION "940000001"
#define SECRET "zzcanary"          /* what was typed, and never echoed */
#define LOGIN "typed_test"         /* a member of slatop_private */
#define ASKS "y show it"

static void remove_ours(void)
{
	run_sql("delete from sla.private_grant where operator = '" LOGIN "';"
		"delete from sla.private_access where session_id = " SESSION "; delete from sla.deletion where session_id = " SESSION ";"
		"delete from sla.bastion_recording where session_id = " SESSION ";"
		"delete from sla.bastion_session where session_id = " SESSION ";"
		"drop role if exists " LOGIN);
}

/* The latest session, in which two accounts were touched. */
static void make_ours(void)
{
	remove_ours();
	run_sql("insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion,"
		" commands, recording_format, recording_size) values (" SESSION ", 'li.min', 'ops', 'gw-07', '10.0.0.9',"
		" '2031-01-01 08:00+08', '2031-01-01 08:01+08', true, 0, 'asciicast', 300);"
		"insert into sla.bastion_recording (session_id, part, data) values (" SESSION ", 0, convert_to($r$"
		"{\"version\": 2, \"width\": 80, \"height\": 24}\n"
		"[0.5, \"o\", \"login: \"]\n"
		"[1.0, \"i\", \"wang\\r\"]\n"
		"[1.1, \"o\", \"wang\\r\\npassword: \"]\n"
		"[2.0, \"i\", \"" SECRET "\\r\"]\n"
		"[3.0, \"o\", \"\\r\\nops@gw-07:~$ \"]\n"
		"[4.0, \"i\", \"exit\"]\n"
		"[5.0, \"o\", \"logged out\"]\n"
		"$r$, 'UTF8'));"
		"create role " LOGIN " login in role slatop_private");
}

static void name_accounts(void)
{
	run_sql("insert into sla.private_access (access_id, occurred_at, enterprise_no, operator, kind, object, session_id) values"
		" (" SESSION ", '2031-01-01 08:00+08', 10001, 'li.min', 'customer_record', 'x', " SESSION ");"
		"insert into sla.deletion (deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id)"
		" values (" SESSION ", 10002, 'record', 'x', 'DELETE', '2031-01-01 08:00+08', 'li.min', " SESSION ")");
}

static void grant(int number, int account, const char *kind, const char *from, const char *to)
{
	char sql[500];

	snprintf(sql, sizeof sql,
		 "delete from sla.private_grant where grant_id = 9400000%02d;"
		 "insert into sla.private_grant (grant_id, grant_no, enterprise_no, operator, kind, granted_at, expires_at, signed_by)"
		 " values (9400000%02d, 'SQ-%d', %d, '" LOGIN "', '%s', now() + interval '%s', now() + interval '%s', 'li.min')",
		 number, number, number, account, kind, from, to);
	run_sql(sql);
}

static void grant_both(void)
{
	grant(77, 10001, "recording", "-1 day", "1 day");
	grant(78, 10002, "all", "-1 day", "1 day");
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

/* The recording at its end, paused. */
static void play(struct pty *p)
{
	slatop_start(p, 36, 120, config, (const char *const[]){"sessions", NULL});
	pty_see(p, "", SESSION);
	pty_see(p, "R", "REPLAY");
	pty_see(p, "$", "logged out");
}

static bool was_sent(struct pty *p)
{
	return memmem(p->raw.data, p->raw.length, SECRET, strlen(SECRET));
}

static void quit(struct pty *p)
{
	pty_see(p, "q", "bastion sessions");
	slatop_leave(p);
}

static void is_recorded(const char *want)
{
	static const char *const secrets[] = {SECRET, NULL};

	journal_tells(want, secrets);
}

START_TEST(it_is_shown_after_the_word_and_hidden_again)
{
	struct pty p;

	begin();
	name_accounts();
	grant_both();
	play(&p);
	pty_see(&p, "v", ASKS);
	pty_see(&p, "", "under grants SQ-77,");
	pty_see(&p, "", "The bastion itself records");
	pty_see(&p, "n", "it stays hidden");
	pty_see(&p, "v", ASKS);
	ck_assert(!was_sent(&p)); /* until the word */
	pty_see(&p, "y", "wang^M" SECRET "^Mexit");
	pty_see(&p, "", "hidden in ");
	is_recorded("reveal:SQ-77 reveal:SQ-78"); /* before the end */
	pty_see(&p, "1.5g", "00:01.5 of"); /* what was typed until then */
	pty_see_gone(&p, SECRET);
	pty_see(&p, "", "wang^M");
	pty_see(&p, "2g", "wang^M" SECRET);
	pty_see(&p, "v", "is hidden again");
	pty_see_gone(&p, SECRET);
	/* Help and another size lie over it, or take its place. */
	pty_see(&p, "v", ASKS);
	pty_see(&p, "y", SECRET);
	pty_see(&p, "?", "Moving in time");
	pty_see(&p, "?", "paused");
	pty_see_gone(&p, SECRET);
	pty_see(&p, "v", ASKS);
	pty_see(&p, "y", SECRET);
	pty_resize(&p, 24, 80);
	pty_see(&p, "", "the screen is another one");
	pty_see_gone(&p, SECRET);
	pty_see(&p, "v", ASKS);
	pty_see(&p, "y", SECRET);
	quit(&p);
	is_recorded("reveal-end=resized reveal:SQ-77 reveal:SQ-78 replay-end reveal-end=left end");
	end();
}
END_TEST

START_TEST(it_ends_with_the_first_grant)
{
	struct pty p;

	begin();
	name_accounts();
	grant_both();
	play(&p);
	pty_see(&p, "v", ASKS);
	pty_see(&p, "y", SECRET);
	run_sql("update sla.private_grant set revoked_at = now() where grant_id = 940000078");
	pty_see(&p, "", "a grant has ended");
	pty_see_gone(&p, SECRET);
	pty_see(&p, "v", "grant SQ-78 of account 10002 was revoked");
	/* One that ends before the minute does. */
	grant_both();
	pty_see(&p, "v", ASKS);
	pty_see(&p, "y", SECRET);
	pty_keys(&p, "\014");
	run_sql("update sla.private_grant set expires_at = clock_timestamp() + interval '3 s' where grant_id = 940000077");
	pty_see(&p, "", "a grant has ended");
	pty_see_gone(&p, SECRET);
	quit(&p);
	is_recorded("reveal-end=grant");
	end();
}
END_TEST

static void is_refused(const char *why)
{
	struct pty p;

	play(&p);
	pty_see(&p, "v", why);
	pty_see(&p, "", "stays hidden: ");
	ck_assert(!was_sent(&p) && !pty_shows(&p, ASKS));
	quit(&p);
	is_recorded("refused");
	is_recorded(why);
}

START_TEST(nobody_else_is_shown_anything)
{
	char rest[120];
	struct pty p;

	begin();
	grant_both();
	is_refused("no row names an account of session " SESSION);
	name_accounts();
	run_sql("delete from sla.private_grant where grant_id = 940000078");
	is_refused("account 10002 has granted login " LOGIN " no look at recording");
	grant(78, 10002, "customer_record", "-1 day", "1 day");
	is_refused("account 10002 has granted login " LOGIN " no look at recording");
	grant(78, 10002, "all", "-2 days", "-1 day");
	is_refused("grant SQ-78 of account 10002 has expired");
	grant_both();
	const struct passwd *me = getpwuid(getuid());
	snprintf(rest, sizeof rest, ", \"shared_accounts\": \"ops %s\"", me ? me->pw_name : "?");
	write_config(LOGIN, rest);
	is_refused("this is a shared account");
	write_config("slatop", "");
	is_refused("login slatop is no member of slatop_private");
	write_config(LOGIN, "");
	/* What cannot be recorded is not shown; the word comes too late. */
	play(&p);
	pty_see(&p, "v", ASKS);
	run_command(NULL, NULL, "mv '%s' '%s.away'", journal, journal);
	pty_see(&p, "y", "nothing is shown without its record");
	ck_assert(!was_sent(&p));
	quit(&p);
	end();
}
END_TEST

/* A file by itself has nobody who could grant it. */
START_TEST(of_a_file_it_stays_hidden)
{
	char path[] = "/tmp/slatop-typed-file.XXXXXX";
	int fd = mkstemp(path);
	struct pty p;

	dprintf(fd, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.5, \"i\", \"" SECRET "\\r\"]\n[1.0, \"o\", \"logged out\"]\n");
	close(fd);
	char *argv[] = {(char *)slatop_binary(), (char *)"play", path, NULL};
	pty_init(&p, 24, 80);
	pty_exec(&p, argv);
	pty_see(&p, "$", "logged out");
	pty_see(&p, "v", "no grant covers it");
	ck_assert(!was_sent(&p));
	pty_keys(&p, "q");
	ck_assert_int_eq(pty_end(&p), 0);
	pty_release(&p);
	unlink(path);
}
END_TEST

static bool is_drawn(struct replay *r, int64_t now, const char *text)
{
	struct draw_options o = {.now = now};
	struct buf out = BUF_INIT;
	struct canvas c;

	canvas_init(&c, 24, 80);
	replay_draw(r, &c, &o);
	canvas_dump(&c, &out);
	bool there = strstr(out.data, text);
	buf_release(&out);
	canvas_release(&c);
	return there;
}

/* Asked for and shown at now, until then; at the end of the recording. */
static void show(struct replay *r, int64_t now, int64_t until, bool by_grant)
{
	ck_assert_int_eq(replay_key(r, 'v', now), REPLAY_DONE_REVEAL);
	replay_input_ask(r, "grant SQ-77");
	ck_assert(!is_drawn(r, now, SECRET));
	ck_assert_int_eq(replay_key(r, 'y', now), REPLAY_DONE_REVEAL_SHOW);
	replay_input_show(r, until, by_grant);
	ck_assert(is_drawn(r, now, SECRET) && replay_input_is_shown(r, &until));
}

static void is_hidden_from(struct replay *r, int64_t until, const char *says, enum reveal_end why)
{
	int64_t unused;

	ck_assert(!replay_work(r, until - 1, INT64_MAX));
	ck_assert(is_drawn(r, until - 1, SECRET) && is_drawn(r, until - 1, "hidden in 1 s"));
	ck_assert_int_eq(replay_due(r, until - 1), until); /* nobody touches a key */
	ck_assert(!replay_work(r, until, INT64_MAX) && replay_changed(r));
	ck_assert(!replay_input_is_shown(r, &unused) && replay_input_ended(r) == why);
	ck_assert(!is_drawn(r, until, SECRET) && is_drawn(r, until, says));
	ck_assert_int_eq(replay_due(r, until), TIME_NONE);
}

/* Time is given here: a minute of it passes at once. */
START_TEST(its_time_ends_it)
{
	static const char text[] = "{\"version\": 2, \"width\": 80, \"height\": 8}\n[0.5, \"i\", \"" SECRET "\\r\"]\n[1.0, \"o\", \"x\"]\n";
	const int64_t start = 5 * USEC, minute = start + 60 * USEC;
	struct recording_file file = {.name = "typed", .bytes = BUF_INIT};
	struct key_map *keys = key_map_create(&replay_actions);
	struct err e = {""};

	buf_add_text(&file.bytes, text);
	struct recording *recording = recording_read(&file, 1, NULL, NULL, &e);
	ck_assert_msg(recording, "%s", e.text);
	struct replay *r = replay_create(recording, "typed", keys);
	replay_work(r, 0, INT64_MAX);
	replay_key(r, '$', 0);
	while (replay_work(r, 0, INT64_MAX))
		;
	show(r, start, minute, false);
	ck_assert(is_drawn(r, start, "hidden in 60 s"));
	ck_assert_int_eq(replay_due(r, start), start + USEC); /* the seconds count down */
	is_hidden_from(r, minute, "a minute is over", REVEAL_TIME);
	/* A grant that ends before it; and one that was cut short meanwhile. */
	show(r, start, start + 20 * USEC, true);
	is_hidden_from(r, start + 20 * USEC, "a grant has ended", REVEAL_GRANT);
	show(r, start, minute, false);
	replay_input_show(r, start + 7 * USEC, true);
	is_hidden_from(r, start + 7 * USEC, "a grant has ended", REVEAL_GRANT);
	replay_destroy(r);
	recording_destroy(recording);
	key_map_destroy(keys);
}
END_TEST

TEST_MAIN("typed", 120, it_is_shown_after_the_word_and_hidden_again, it_ends_with_the_first_grant, nobody_else_is_shown_anything,
	  of_a_file_it_stays_hidden, its_time_ends_it)
