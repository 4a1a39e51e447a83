/* How far back the logs reach: the report and the calendar, held against what the
 * standby reckons by reading each log whole, with gaps made at random; and from a
 * day to the log at that day, in a real terminal. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/said.h"
#include "support/slatop.h"

#define MINE "930000000" /* the ids of our rows: from here on */

static const struct log {
	const char *name, *relation, *time, *id;
	int promised_months; /* 0: nothing is promised */
	int more_days;
} logs[] = {
	{"business-log", "business_log", "occurred_at", "log_id", 3, 0},
	{"logins", "bastion_session", "started_at", "session_id", 12, 1},
	{"sessions", "bastion_session", "started_at", "session_id", 12, 1},
	{"commands", "bastion_command", "occurred_at", "command_id", 12, 1},
	{"private-access", "private_access", "occurred_at", "access_id", 0, 0},
	{"deletions", "deletion", "executed_at", "deletion_id", 0, 0},
};

static void run_sql(const char *sql)
{
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", sql);
}

static void delete_ours(void)
{
	run_sql("delete from sla.business_log where log_id >= " MINE "; delete from sla.deletion where deletion_id >= " MINE
		"; delete from sla.bastion_session where session_id >= " MINE);
}

/* Entries on random days of the last 14 months, so that each log has gaps. */
static void make_gaps(unsigned seed)
{
	struct buf sql = BUF_INIT;

	srand(seed);
	for (int i = 0; i < 40; i++) {
		int minutes = rand() % (425 * 24 * 60) + 1;
		buf_addf(&sql, "insert into sla.business_log (log_id, occurred_at, operator, action, object, result) values "
			 "(" MINE " + %d, now() - interval '%d minutes', 'zz.gap', 'query', 'x', 'ok');", i, minutes / 3);
		buf_addf(&sql, "insert into sla.deletion (deletion_id, enterprise_no, object_kind, object, method, executed_at, operator) "
			 "values (" MINE " + %d, 10001, 'log', 'x', 'rm', now() - interval '%d minutes', 'zz.gap');", i, minutes);
		buf_addf(&sql, "insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, via_bastion, "
			 "commands) values (" MINE " + %d, 'zz.gap', 'root', 'h', '10.0.0.1', now() - interval '%d minutes', true, 0);",
			 i, minutes);
	}
	run_sql(sql.data);
	buf_release(&sql);
}

static cJSON *report(const char *arguments)
{
	struct said *s = on_platform("report", arguments);

	STATUS(s, 0);
	cJSON *json = cJSON_Parse(s->out.data);
	ck_assert_ptr_nonnull(json);
	return json;
}

static const cJSON *row_of(const cJSON *json, const char *log)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		if (!strcmp(cJSON_GetObjectItem(row, "log")->valuestring, log))
			return row;
	ck_abort_msg("no row of %s", log);
	return NULL;
}

static long number(const cJSON *row, const char *field)
{
	const cJSON *v = cJSON_GetObjectItem(row, field);

	return cJSON_IsNumber(v) ? (long)v->valuedouble : -1;
}

/* The whole log read, in SQL of the test's own, as of the report's moment. */
static void expect(PGconn *c, const struct log *l, const cJSON *row, const char *as_of)
{
	struct buf sql = BUF_INIT;
	const char *verdict;

	buf_addf(&sql,
		 "with t as (select '%s'::timestamptz as at), today as (select (at at time zone 'Asia/Shanghai')::date as day, at from t), "
		 "d as (select distinct (%s at time zone 'Asia/Shanghai')::date as day from sla.%s, t where %s <= at), "
		 "f as (select (day - interval '%d months')::date - %d as first from today) "
		 "select (select count(*) from sla.%s, today where %s <= at and (%s at time zone 'Asia/Shanghai')::date = day), "
		 "today.day - f.first, (select count(*) from generate_series(f.first::timestamp, today.day - interval '1 day', '1 day') g "
		 "where g::date not in (select day from d)), (select min(day) from d) <= f.first, "
		 "today.day - (select min(day) from d) + 1 from today, f",
		 as_of, l->time, l->relation, l->time, l->promised_months, l->more_days, l->relation, l->time, l->time);
	PGresult *r = PQexec(c, sql.data);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s", PQerrorMessage(c));
	ck_assert_int_eq(number(row, "rows_today"), strtol(PQgetvalue(r, 0, 0), NULL, 10));
	ck_assert_int_eq(number(row, "days_kept"), strtol(PQgetvalue(r, 0, 4), NULL, 10));
	if (l->promised_months) {
		verdict = cJSON_GetObjectItem(row, "verdict")->valuestring;
		ck_assert_int_eq(number(row, "days_promised"), strtol(PQgetvalue(r, 0, 1), NULL, 10));
		ck_assert_int_eq(number(row, "days_empty"), strtol(PQgetvalue(r, 0, 2), NULL, 10));
		ck_assert_msg(!strcmp(verdict, "met") == !strcmp(PQgetvalue(r, 0, 3), "t"), "%s is %s", l->name, verdict);
	} else {
		ck_assert(cJSON_IsNull(cJSON_GetObjectItem(row, "verdict")));
		ck_assert_int_eq(number(row, "days_promised"), -1);
	}
	PQclear(r);
	buf_release(&sql);
}

START_TEST(coverage_is_what_the_whole_log_says)
{
	unsigned seed = (unsigned)time(NULL);
	PGconn *c = platform_connect(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");

	printf("seed %u\n", seed);
	delete_ours();
	make_gaps(seed);
	cJSON *json = report("audit --format json --where 'platform = north1'");
	const char *as_of = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "as_of"), "north1")->valuestring;
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "rows")), (int)(sizeof logs / sizeof *logs));
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
		expect(c, &logs[i], row_of(json, logs[i].name), as_of);
	cJSON_Delete(json);
	PQfinish(c);
	delete_ours();
}
END_TEST

/* Day by day, of a log with gaps. */
START_TEST(each_day_is_what_the_log_has)
{
	PGconn *c = platform_connect(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");
	int entries = 0, empty = 0, before = 0;
	const cJSON *row;

	delete_ours();
	make_gaps(7);
	cJSON *json = report("coverage --format json --where 'platform = north1 and log = deletions'");
	PGresult *days = PQexec(c, "select distinct (executed_at at time zone 'Asia/Shanghai')::date::text from sla.deletion order by 1");
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows")) {
		const char *day = cJSON_GetObjectItem(row, "date")->valuestring, *state = cJSON_GetObjectItem(row, "state")->valuestring;
		bool there = false;
		for (int i = 0; i < PQntuples(days); i++)
			there |= !strcmp(PQgetvalue(days, i, 0), day);
		ck_assert_msg(!strcmp(state, "entries") == there, "%s is %s", day, state);
		if (!there && strcmp(state, "ahead"))
			ck_assert_msg(!strcmp(state, "before") == (strcmp(day, PQgetvalue(days, 0, 0)) < 0), "%s is %s", day, state);
		entries += there;
		empty += !strcmp(state, "empty");
		before += !strcmp(state, "before");
	}
	ck_assert_int_gt(entries, 20);
	ck_assert_int_gt(empty, 20);
	(void)before; /* there may be none: a gap row may lie before all that is shown */
	cJSON_Delete(json);
	PQclear(days);
	PQfinish(c);
	delete_ours();
}
END_TEST

/* From the log to its days, from a day to the log there, and back. */
START_TEST(a_day_opens_the_log_at_that_day)
{
	struct pty p;

	delete_ours();
	run_sql("insert into sla.business_log (log_id, occurred_at, operator, action, object, result) values "
		"(" MINE ", date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' - interval '6 days 1 second', "
		"'zz.seventh', 'query', 'x', 'ok'); "
		"insert into sla.business_log (log_id, occurred_at, operator, action, object, result) select " MINE
		" + 10 + n, now() - n * interval '1 second', 'zz.now', 'query', 'x', 'ok' from generate_series(1, 60) n");
	slatop_on(&p, 36, 120, "SLATOP_TEST_PLATFORM", "audit");
	pty_see(&p, "", "1 of 12");
	pty_see(&p, "fplatform = north1\r", "1 of 6");
	pty_see(&p, "", "business log");
	pty_see(&p, "H", "business log of");
	pty_see(&p, "", "entries, not promised"); /* it begins on today */
	pty_see(&p, "k", ", promised"); /* a week before */
	pty_see(&p, "\r", "zz.seventh"); /* which is the newest entry of that day */
	pty_see(&p, "q", "before the oldest");
	pty_see(&p, "q", "1 of 6");
	slatop_leave(&p);
	delete_ours();
}
END_TEST

TEST_MAIN("coverage", 120, coverage_is_what_the_whole_log_says, each_day_is_what_the_log_has, a_day_opens_the_log_at_that_day)
