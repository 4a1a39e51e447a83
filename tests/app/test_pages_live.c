/* A paged list in a real terminal over a real standby while rows come and go, the
 * connection is cut, and files are wrong. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/said.h"
#include "support/slatop.h"

#define MINE "900000000" /* log_id of our rows: from here on */

static char folder[] = "/tmp/slatop-live.XXXXXX";

static void run_sql(const char *sql)
{
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", sql);
}

static void insert(int id, const char *at, const char *operator_name)
{
	char sql[300];

	snprintf(sql, sizeof sql,
		 "insert into sla.business_log (log_id, occurred_at, operator, action, object, result) values "
		 "(" MINE " + %d, %s, '%s', 'query', 'report', 'ok')", id, at, operator_name);
	run_sql(sql);
}

static void delete_ours(void)
{
	run_sql("delete from sla.business_log where log_id >= " MINE);
}

static void open_log(struct pty *p)
{
	slatop_on(p, 36, 120, "SLATOP_TEST_PLATFORM", "business-log");
	ck_assert(pty_wait_text(p, "row 1"));
}

START_TEST(rows_come_and_go)
{
	struct pty p;

	delete_ours();
	open_log(&p);
	insert(1, "now()", "zz.first");
	pty_see(&p, "", "zz.first"); /* live at the top */
	pty_see(&p, "jjjjj", "row 6");
	insert(2, "now()", "zz.second");
	pty_see(&p, "", "1 newer"); /* further down the rows stand still */
	ck_assert(!pty_shows(&p, "zz.second"));
	pty_see(&p, "g", "zz.second");
	pty_see(&p, "j", "row 2");
	run_sql("delete from sla.business_log where log_id = " MINE " + 2");
	pty_keys(&p, "gr");
	pty_see_gone(&p, "zz.second");
	pty_see(&p, "", "zz.first");
	pty_see(&p, "G", "last row");
	pty_see(&p, "g", "row 1");
	slatop_leave(&p);
	delete_ours();
}
END_TEST

START_TEST(goes_to_a_moment_and_searches)
{
	struct pty p;

	delete_ours();
	insert(3, "'2026-01-02 03:04:05+08'", "zz.old");
	insert(4, "'2026-01-02 03:04:04+08'", "zz.older");
	open_log(&p);
	pty_see(&p, "t2026-01-02 03:04:05\r", "zz.old");
	pty_see(&p, "g", "row 1");
	pty_see(&p, "/zz.older\r", "zz.older");
	pty_see(&p, "g", "row 1");
	pty_see(&p, "foperator = zz.old\r", "1 of 1");
	pty_see(&p, "", "no index: filter operator = zz.old");
	pty_see(&p, "f\025enterprise_no = 10001\r", " filter enterprise_no = 10001");
	ck_assert(!pty_shows(&p, "no index"));
	pty_see(&p, "f\025\r", "row 1");
	pty_see(&p, "tnonsense\r", "nonsense");
	pty_see(&p, "\033", "row 1");
	slatop_leave(&p);
	delete_ours();
}
END_TEST

/* A search that is typed before what was gone to is there begins at that. */
START_TEST(a_search_waits_for_where_one_goes)
{
	struct pty p;

	delete_ours();
	insert(6, "now() + interval '2 seconds'", "zz.top");
	insert(7, "now() + interval '1 second'", "zz.upper");
	insert(8, "'2026-01-02 03:04:05+08'", "zz.lower");
	open_log(&p);
	pty_see(&p, "G", "last row");
	pty_see(&p, "g/zz.upper\r", "row 2");
	pty_see(&p, "G/zz.upper\r", "no row further down holds \"zz.upper\"");
	pty_see(&p, "", "last row");
	pty_see(&p, "g/zz.lower\r", "zz.lower");
	slatop_leave(&p);
	delete_ours();
}
END_TEST

/* All connections of the login are cut, that of the pages too. */
START_TEST(a_cut_connection_is_made_anew)
{
	struct pty p;

	delete_ours();
	open_log(&p);
	PGconn *reader = platform_connect(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");
	for (int i = 0; i < 2; i++) {
		platform_run(reader, "select pg_terminate_backend(pid) from pg_stat_activity "
				     "where usename = current_user and pid <> pg_backend_pid()");
		pty_see(&p, "G", "last row");
		pty_see(&p, "g", "row 1");
	}
	PQfinish(reader);
	pty_see(&p, "", "LIVE");
	insert(5, "now()", "zz.after");
	pty_see(&p, "", "zz.after");
	slatop_leave(&p);
	delete_ours();
}
END_TEST

/* A screen of the site whose SQL no server takes says so where it is opened, and
 * takes nothing else down. */
START_TEST(wrong_sql_is_a_message)
{
	struct buf config = BUF_INIT, text = BUF_INIT;
	char path[200];
	struct pty p;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert(buf_read_file(&text, config.data, 65536, NULL));
	snprintf(path, sizeof path, "%s/slatop.json", folder);
	FILE *f = fopen(path, "w");
	fprintf(f, "{ \"screens\": \".\", %s", strchr(text.data, '{') + 1);
	fclose(f);
	snprintf(path, sizeof path, "%s/mine.json", folder);
	f = fopen(path, "w");
	fputs("{\"format\": 1, \"name\": \"mine\", \"title\": \"mine\", \"source\": {"
	      "\"sql\": \"select log_id, nope from sla.business_log\", \"fields\": [{\"name\": \"log_id\", \"type\": \"integer\"},"
	      "{\"name\": \"nope\", \"type\": \"text\"}], \"key\": [\"log_id\"], \"order\": [\"-log_id\"]},"
	      "\"columns\": [\"log_id\", \"nope\"]}", f);
	fclose(f);
	snprintf(path, sizeof path, "%s/slatop.json", folder);
	slatop_start(&p, 36, 120, path, (const char *const[]){"mine", NULL});
	pty_see(&p, "", "column \"nope\" does not exist");
	pty_see(&p, ":business-log\r", "row 1");
	slatop_leave(&p);
	unlink(path);
	snprintf(path, sizeof path, "%s/mine.json", folder);
	unlink(path);
	rmdir(folder);
	buf_release(&config);
	buf_release(&text);
}
END_TEST

START_TEST(reports_say_whose_rows_they_are)
{
	struct said *s = on_platform("report business-log --where \"platform = east2\" --limit 3 --format csv", "");

	ck_assert_int_eq(s->status, 0);
	ck_assert_msg(!strncmp(s->out.data, "platform,log_id,", 16), "%.80s", s->out.data);
	ck_assert_ptr_nonnull(strstr(s->out.data, "\neast2,"));
	ck_assert_ptr_null(strstr(s->out.data, "\nnorth1,"));
	s = on_platform("report business-log --limit 40 --format json", "");
	ck_assert_ptr_nonnull(strstr(s->out.data, "\"platform\": \"north1\""));
	ck_assert_ptr_nonnull(strstr(s->out.data, "\"platform\": \"east2\""));
}
END_TEST

TEST_MAIN("pages_live", 120, rows_come_and_go, goes_to_a_moment_and_searches, a_search_waits_for_where_one_goes,
	  a_cut_connection_is_made_anew, wrong_sql_is_a_message, reports_say_whose_rows_they_are)
