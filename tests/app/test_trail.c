/* What an operator does in a real console and in reports stands in the journal, in
 * order and whole; a console that cannot write it says so and goes on. */
#include "support/check_main.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/said.h"
#include "slatop/base/mem.h"
#include "slatop/journal/journal.h"
#include "support/slatop.h"

#define MINE "910000001" /* session_id of our session */
#define BARE "910000002" /* and of one without a recording */

static char home[] = "/tmp/slatop-trail.XXXXXX", journal[64];

static void begin(void)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("XDG_STATE_HOME", home, 1);
	snprintf(journal, sizeof journal, "%s/slatop/journal", home);
}

static void end(void)
{
	run_command(NULL, NULL, "rm -rf '%s'", home);
}

static void start(struct pty *p, const char *screen)
{
	slatop_on(p, 36, 120, "SLATOP_TEST_PLATFORM", screen);
}

/* What was done, one word a record: "start view filter end". */
static bool add_what(void *context, const struct journal_record *r)
{
	struct buf *out = context;

	ck_assert_ptr_nonnull(r->node);
	buf_addf(out, "%s%s", out->length ? " " : "", json_get_text(r->node, "what", "?"));
	int64_t account = json_get_int(r->node, "account", 0, INT64_MAX, 0);
	if (account)
		buf_addf(out, ":%lld", (long long)account);
	ck_assert(json_get_text(r->node, "operator", "")[0]);
	return true;
}

static void is_recorded(const char *want)
{
	struct buf what = BUF_INIT;
	struct journal_verdict v;
	struct err e = {""};

	ck_assert_msg(journal_read(journal, add_what, &what, &e), "%s", e.text);
	ck_assert_str_eq(what.data, want);
	ck_assert(journal_verify(journal, NULL, &v, &e) && v.sound);
	buf_release(&what);
}

static void run_sql(const char *sql)
{
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", sql);
}

static void remove_session(void)
{
	run_sql("delete from sla.bastion_command where session_id in (" MINE ", " BARE "); "
		"delete from sla.bastion_recording where session_id = " MINE "; "
		"delete from sla.bastion_session where session_id in (" MINE ", " BARE ")");
}

/* A session whose recording lies in two parts, and one that has none. */
static void make_session(void)
{
	remove_session();
	run_sql("insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion,"
		" commands, recording_format, recording_size) values (" MINE ", 'li.min', 'ops', 'gw-07', '10.20.13.4',"
		" '2025-03-03 03:14:00+08', '2025-03-03 03:15:00+08', true, 1, 'asciicast', 200),"
		" (" BARE ", 'li.min', 'ops', 'gw-07', '10.20.13.4', '2025-03-03 03:24:00+08', '2025-03-03 03:25:00+08', true, 1, null, null);"
		"insert into sla.bastion_recording (session_id, part, data) values"
		" (" MINE ", 0, convert_to(E'{\"version\": 2, \"width\": 60, \"height\": 10}\\n[1.0, \"o\", \"before \"]\\n', 'UTF8')),"
		" (" MINE ", 1, convert_to('[20.0, \"o\", \"at last\"]', 'UTF8'));"
		"insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk) values"
		" (" MINE ", " MINE ", '2025-03-03 03:14:20+08', 'li.min', 'gw-07', 'systemctl restart zz-nginx', 2),"
		" (" BARE ", " BARE ", '2025-03-03 03:24:20+08', 'li.min', 'gw-07', 'systemctl restart zz-bare', 2)");
}

START_TEST(views_filters_and_reports_are_recorded)
{
	struct pty p;

	begin();
	start(&p, "tenants");
	pty_see(&p, "", "1 of ");
	pty_see(&p, "\r", "Contract");
	pty_see(&p, "q", "1 of ");
	pty_see(&p, "fenterprise_no > 10002\r", "1 of ");
	pty_see(&p, ":tenant 10002\r", "10002");
	pty_see(&p, "b", "business log");
	slatop_leave(&p);
	is_recorded("start view:10001 filter view:10002 view:10002 end");
	ck_assert_int_eq(on_platform("report windows --tenant 10002", "")->status, 0);
	is_recorded("start view:10001 filter view:10002 view:10002 end start export:10002 end");
	struct said *s = slatop("journal verify");
	ck_assert_msg(!s->status && strstr(s->out.data, "9 records, each as it was written"), "%s", s->out.data);
	s = slatop("journal show");
	ck_assert(!s->status && strstr(s->out.data, "\"what\":\"view\"") && !strstr(s->out.data, "\n\n"));
	run_command(NULL, NULL, "sed -i 's/10002/10003/' '%s'", journal);
	s = slatop("journal verify");
	ck_assert_int_eq(s->status, 5);
	ck_assert_msg(strstr(s->out.data, "what it holds is not what its hash says"), "%s", s->out.data);
	run_command(NULL, NULL, "sed -i '1s/.*/nothing/' '%s'", journal);
	s = slatop("journal verify");
	ck_assert_msg(s->status == 5 && strstr(s->out.data, "\nline 1: it is no record"), "%s", s->out.data);
	ck_assert_int_eq(slatop("journal verfy")->status, 2);
	end();
}
END_TEST

START_TEST(a_replay_is_recorded_before_it_is_shown)
{
	struct pty p;

	begin();
	make_session();
	start(&p, "commands");
	pty_see(&p, "", "row 1");
	pty_see(&p, "/zz-bare\r", "▸ 2025-03-03 03:24:20");
	pty_see(&p, "R", "it has no recording");
	pty_see(&p, "/\025zz-nginx\r", "▸ 2025-03-03 03:14:20");
	pty_see(&p, "R", "REPLAY");
	pty_see(&p, "", "before at last"); /* at the second of the command */
	pty_see(&p, "", "systemctl restart zz-nginx");
	pty_see(&p, "g", "00:00.0 of");
	pty_see(&p, "$", "end");
	pty_see(&p, "q", "bastion commands");
	slatop_leave(&p);
	is_recorded("start replay refused replay replay-seek replay-seek replay-end end");
	/* Numbers of sessions are a sub-platform's own. */
	struct said *s = slatop("journal show");
	HAS(s->out, "\"what\":\"replay-seek\",\"session\":" MINE ",\"platform\":\"north1\",\"at_s\":0,");
	HAS(s->out, "\"what\":\"refused\",\"session\":" BARE ",\"platform\":\"north1\",\"of\":\"replay\",\"why\":\"session " BARE
		    ": it has no recording\"");
	remove_session();
	end();
}
END_TEST

START_TEST(without_a_journal_nothing_is_replayed_and_the_rest_goes_on)
{
	struct buf path = BUF_INIT;
	struct pty p;

	begin();
	make_session();
	buf_addf(&path, "%s/slatop", home);
	ck_assert_int_eq(mkdir(path.data, 0700), 0);
	ck_assert_int_eq(mkdir(journal, 0700), 0); /* no file can be there */
	start(&p, "commands");
	pty_see(&p, "", "what you do is not recorded");
	pty_see(&p, "", "row 1");
	pty_see(&p, "/zz-nginx\r", "systemctl restart zz-nginx");
	pty_see(&p, "R", "nothing is played without its record");
	pty_see(&p, ":problems\r", "journal");
	pty_see(&p, ":tenant 10002\r", "Contract");
	pty_see(&p, "", "▲ what you do is not recorded"); /* still, and on every screen */
	slatop_leave(&p);
	remove_session();
	buf_release(&path);
	end();
}
END_TEST

START_TEST(what_could_not_be_recorded_is_counted)
{
	struct pty p;

	begin();
	start(&p, "tenants");
	pty_see(&p, "", "1 of ");
	run_command(NULL, NULL, "mv '%s' '%s.away'", journal, journal);
	pty_see(&p, "\r", "Contract");
	pty_see(&p, "", "▲ what you do is not recorded");
	pty_see(&p, "q", "1 of ");
	pty_see(&p, ":tenant 10002\r", "10002");
	pty_see(&p, "", "▲ what you do is not recorded");
	run_command(NULL, NULL, "mv '%s.away' '%s'", journal, journal);
	pty_see_gone(&p, "not recorded"); /* nobody touches a key */
	slatop_leave(&p);
	is_recorded("start unrecorded end");
	struct said *s = slatop("journal show");
	ck_assert_msg(strstr(s->out.data, "\"what\":\"unrecorded\",\"records\":2"), "%s", s->out.data);
	s = slatop("journal verify");
	ck_assert_msg(!s->status, "%s", s->out.data);
	end();
}
END_TEST

/* What stands in the journal's way at the start, and how it goes away. */
static const struct { const char *put, *take; } in_the_way[] = {
	{"rm -rf '%s/slatop' && touch '%s/slatop'", "rm '%s/slatop'"},                        /* a file for the folder */
	{"mkdir -p '%s/slatop/journal'", "rmdir '%s/slatop/journal'"},                        /* a folder for the file */
	{"mkdir -p '%s/slatop' && ln -s /nowhere '%s/slatop/journal'", "rm '%s/slatop/journal'"},
	{"mkdir -p '%s/slatop' && : >'%s/slatop/journal' && chown 65534 '%s/slatop/journal'", "chown 0 '%s/slatop/journal'"},
};

/* Each %s of it is the home. */
static void run_at_home(const char *command)
{
	struct buf line = BUF_INIT;

	for (const char *at = command, *next; *at; at = next) {
		next = strstr(at, "%s");
		buf_addf(&line, "%.*s%s", next ? (int)(next - at) : (int)strlen(at), at, next ? home : "");
		next = next ? next + 2 : at + strlen(at);
	}
	ck_assert_int_eq(run_command(NULL, NULL, "%s", line.data), 0);
	buf_release(&line);
}

START_TEST(a_journal_that_could_not_be_opened_is_tried_again)
{
	struct pty p;
	struct said *s;

	begin();
	make_session();
	for (size_t i = 0; i < COUNT_OF(in_the_way); i++) {
		if (strstr(in_the_way[i].put, "chown") && geteuid() != 0)
			continue;
		run_at_home(in_the_way[i].put);
		start(&p, "commands");
		pty_see(&p, "", "▲ what you do is not recorded");
		pty_see(&p, "", "row 1");
		pty_see(&p, "/zz-nginx\r", "systemctl restart zz-nginx");
		pty_see(&p, "R", "nothing is played without its record");
		run_at_home(in_the_way[i].take);
		pty_see_gone(&p, "not recorded"); /* nobody touches a key */
		pty_see(&p, "R", "REPLAY");
		pty_see(&p, "", "before at last");
		pty_see(&p, "q", "bastion commands");
		pty_see(&p, ":trail\r", "unrecorded"); /* its own screen has it too */
		slatop_leave(&p);
		is_recorded("unrecorded replay replay-end end");
		s = slatop("journal show");
		ck_assert_msg(strstr(s->out.data, "\"what\":\"unrecorded\",\"records\":2,"), "%s", s->out.data); /* start, refusal */
		run_at_home("rm -rf '%s/slatop'");
	}
	remove_session();
	end();
}
END_TEST

TEST_MAIN("trail", 120, views_filters_and_reports_are_recorded, a_replay_is_recorded_before_it_is_shown,
	  without_a_journal_nothing_is_replayed_and_the_rest_goes_on, a_journal_that_could_not_be_opened_is_tried_again,
	  what_could_not_be_recorded_is_counted)
