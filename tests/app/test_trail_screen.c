/* The operators' trail as a screen and a report: what was done stands in it, also
 * of other operators; where a journal was changed it says so at that place; and from
 * an account and a session to who looked at it. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/said.h"
#include "support/slatop.h"

#define MINE "910000003" /* session_id of our sessions */

static char home[] = "/tmp/slatop-who.XXXXXX";
static char journal[100], other[100], config[100];

static void begin(void)
{
	struct buf text = BUF_INIT;
	struct err e = {""};

	snprintf(home, sizeof home, "/tmp/slatop-who.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("XDG_STATE_HOME", home, 1);
	snprintf(journal, sizeof journal, "%s/slatop/journal", home);
	snprintf(other, sizeof other, "%s/journals", home);
	snprintf(config, sizeof config, "%s/slatop.json", home);
	ck_assert_int_eq(mkdir(other, 0700), 0);
	/* The platform's own configuration, and where the journals of others are. */
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(buf_read_file(&text, path.data, 1 << 20, &e), "%s", e.text);
	FILE *f = fopen(config, "w");
	fprintf(f, "{ \"journals\": \"%s\", %s", other, strchr(text.data, '{') + 1);
	fclose(f);
	buf_release(&path);
	buf_release(&text);
}

static void end(void)
{
	run_command(NULL, NULL, "rm -rf %s", home);
}

static struct said *run(const char *command)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s --config %s", command, config);
	struct said *s = slatop(line.data);
	buf_release(&line);
	return s;
}

static cJSON *trail(const char *options)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "report trail --format json %s", options);
	struct said *s = run(line.data);
	STATUS(s, 0);
	buf_release(&line);
	cJSON *json = cJSON_Parse(s->out.data);
	ck_assert_ptr_nonnull(json);
	return json;
}

static int rows_of(const cJSON *json)
{
	return cJSON_GetArraySize(cJSON_GetObjectItem(json, "rows"));
}

static const char *text_of(const cJSON *json, int row, const char *field)
{
	const cJSON *v = cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "rows"), row), field);

	return cJSON_IsString(v) ? v->valuestring : "";
}

static int broken(const cJSON *json)
{
	int count = 0;

	for (int i = 0; i < rows_of(json); i++)
		count += !strcmp(text_of(json, i, "chain"), "broken");
	return count;
}

START_TEST(what_was_done_stands_in_it)
{
	begin();
	STATUS(run("report tenant --tenant north1/10001 --format json"), 0);
	STATUS(run("report tenant --tenant north1/10002 --format json"), 0);
	cJSON *json = trail("--where 'what = export and enterprise_no = 10001'");
	ck_assert_int_eq(rows_of(json), 1);
	ck_assert_str_eq(text_of(json, 0, "screen"), "tenant");
	ck_assert_str_eq(text_of(json, 0, "mode"), "report");
	ck_assert_str_eq(text_of(json, 0, "chain"), "whole");
	cJSON_Delete(json);
	/* What it holds besides, texts and numbers. */
	json = trail("--where 'what = start'");
	ck_assert_int_ge(rows_of(json), 2);
	ck_assert_msg(!strncmp(text_of(json, 0, "detail"), "version ", 8) && text_of(json, 0, "detail")[8], "%s", text_of(json, 0, "detail"));
	cJSON_Delete(json);
	json = trail("--where 'what = export and enterprise_no = 10001'");
	ck_assert_str_eq(text_of(json, 0, "detail"), "rows 1");
	cJSON_Delete(json);
	/* Newest first, of the account alone, and the reports themselves in it. */
	json = trail("--tenant north1/10002");
	ck_assert_int_eq(rows_of(json), 1);
	cJSON_Delete(json);
	/* Who shares an account is told apart by the key of SSH. */
	char key_file[100];
	snprintf(key_file, sizeof key_file, "%s/auth", home);
	FILE *f = fopen(key_file, "w");
	fputs("publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKcV4wwWvsNk\n", f);
	fclose(f);
	setenv("SSH_USER_AUTH", key_file, 1);
	STATUS(run("report tenant --tenant north1/10003 --format json"), 0);
	unsetenv("SSH_USER_AUTH");
	json = trail("--where 'enterprise_no = 10003 and what = export'");
	ck_assert_int_eq(rows_of(json), 1);
	ck_assert_msg(!strncmp(text_of(json, 0, "key"), "SHA256:", 7), "%s", text_of(json, 0, "key"));
	ck_assert_str_eq(text_of(json, 0, "platform"), "north1");
	cJSON_Delete(json);
	/* Another operator's journal, by its file's name. */
	ck_assert_int_eq(run_command(NULL, NULL, "cp %s %s/li.min", journal, other), 0);
	json = trail("--where 'journal = li.min and what = export and enterprise_no > 0'");
	ck_assert_int_eq(rows_of(json), 4); /* of the account 10002 was reported twice */
	cJSON_Delete(json);
	end();
}
END_TEST

static void change(const char *sed)
{
	ck_assert_int_eq(run_command(NULL, NULL, "sed -i '%s' %s", sed, journal), 0);
}

/* A record that was changed, one taken out, a line that is none: at their place, and
 * the rest is told all the same. */
START_TEST(a_broken_chain_is_shown_at_its_place)
{
	static const struct {
		const char *sed, *fault;
		int sequence;
	} cases[] = {
		{"2s/\"what\":\"export\"/\"what\":\"exporT\"/", "not what its hash says", 2},
		{"2d", "does not follow on record 1", 3},
		{"2s/.*/nothing/", "is no record", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin();
		STATUS(run("report tenant --tenant north1/10001 --format json"), 0);
		STATUS(run("report tenant --tenant north1/10002 --format json"), 0);
		cJSON *json = trail("");
		ck_assert_int_eq(broken(json), 0);
		cJSON_Delete(json);
		change(cases[i].sed);
		json = trail("--where 'chain = broken'");
		ck_assert_int_ge(rows_of(json), 1);
		int at = rows_of(json) - 1; /* the first of them in the file */
		if (cases[i].sequence)
			ck_assert_int_eq(cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "rows"), at), "sequence")->valueint,
					 cases[i].sequence);
		bool told = false;
		for (int k = 0; k < rows_of(json); k++)
			told |= strstr(text_of(json, k, "fault"), cases[i].fault) != NULL;
		ck_assert_msg(told, "no \"%s\"", cases[i].fault);
		cJSON_Delete(json);
		json = trail("--where 'what = end'");
		ck_assert_int_ge(rows_of(json), 2); /* what lies behind is told */
		cJSON_Delete(json);
		STATUS(run("journal verify"), 5);
		end();
	}
}
END_TEST

/* In a terminal: the look at an account is in the list that W opens on it. */
START_TEST(who_looked_at_this_account)
{
	struct pty p;

	begin();
	slatop_start(&p, 36, 120, config, (const char *const[]){"tenants", NULL});
	pty_see(&p, "", "10001");
	pty_see(&p, ":tenant north1/10001\r", "Outage windows");
	pty_see(&p, "W", "operators' trail");
	pty_see(&p, "", "view");
	pty_see(&p, "", "whole");
	pty_see(&p, "\r", "Outage windows"); /* Enter: the account, and back */
	pty_see(&p, "q", "whole");
	slatop_leave(&p);
	end();
}
END_TEST

/* Both sub-platforms have a session of that number: each has its own. */
static const char *const both[] = {"north1", "east2"};

static void session_sql(const char *code, const char *sql)
{
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), code, sql);
}

static void remove_sessions(void)
{
	for (size_t i = 0; i < 2; i++)
		session_sql(both[i], "delete from sla.bastion_command where session_id = " MINE ";"
				     "delete from sla.bastion_session where session_id = " MINE);
}

static void make_sessions(void)
{
	remove_sessions();
	for (size_t i = 0; i < 2; i++) {
		char sql[800];
		snprintf(sql, sizeof sql,
			 "insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion,"
			 " commands) values (" MINE ", 'zz.%s', 'ops', 'gw-07', '10.20.13.4', '2031-03-03 03:14:00+08', '2031-03-03 03:15:00+08',"
			 " true, 1);"
			 "insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk) values"
			 " (" MINE ", " MINE ", '2031-03-03 03:14:20+08', 'zz.%s', 'gw-07', 'zz-command', 2)",
			 both[i], both[i]);
		session_sql(both[i], sql);
	}
}

START_TEST(who_looked_at_this_session)
{
	struct pty p;

	begin();
	make_sessions();
	slatop_start(&p, 36, 200, config, (const char *const[]){"sessions", NULL});
	pty_see(&p, "", "zz.east2");
	pty_see(&p, "foperator = zz.east2\r", "1 of 1");
	pty_see(&p, "\r", "zz-command");
	pty_see(&p, "q", "bastion sessions");
	pty_see(&p, "W", "operators' trail");
	pty_see(&p, "", "commands"); /* which were looked at */
	pty_see(&p, "q", "zz.east2");
	pty_keys(&p, "f\025operator = zz.north1\r");
	pty_see_gone(&p, "zz.east2");
	pty_see(&p, "", "1 of 1");
	pty_see(&p, "W", "operators' trail");
	pty_see(&p, "", "north1     own"); /* this look itself: the other one's are not among them */
	ck_assert(!pty_shows(&p, "commands") && !pty_shows(&p, "east2"));
	slatop_leave(&p);
	cJSON *json = trail("--where 'session_id = " MINE " and what = view and platform = east2'");
	ck_assert_int_eq(rows_of(json), 2);
	cJSON_Delete(json);
	remove_sessions();
	end();
}
END_TEST

TEST_MAIN("trail screen", 120, what_was_done_stands_in_it, a_broken_chain_is_shown_at_its_place, who_looked_at_this_account,
	  who_looked_at_this_session)
