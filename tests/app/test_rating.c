/* Call records rated again on the server (4.3), of one account and day: sums and rows
 * against SQL of another hand, on a real platform whose records are right, wrong,
 * unanswered, bad, and charged by 0 minutes. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "support/platform.h"

/* Days of accounts, those on which too little was charged first: the account, the local day and the one after it. */
static const char days[] =
	"select enterprise_no, day::text, (day + 1)::text from (select enterprise_no, (started_at at time zone 'Asia/Shanghai')::date as day, "
	"  coalesce(billed_minutes * interval '1 minute' < ended_at - answered_at, false) as short from sla.call_record where isfinite(started_at)) as d "
	"group by enterprise_no, day order by bool_or(short) desc, enterprise_no, day desc limit 12";

/* Whole minutes by counting up: the fewest whose length the talk does not exceed. */
static const char reckoning[] =
	"with r as (select fee, billed_minutes as b, case when answered_at is null then 0 else (select min(m) from generate_series(0, 2000) m "
	"  where m * interval '1 minute' >= ended_at - answered_at) end as m "
	"from sla.call_record where enterprise_no = %s and (started_at at time zone 'Asia/Shanghai')::date = '%s' "
	"and isfinite(started_at) and isfinite(ended_at) and (answered_at is null or isfinite(answered_at) and answered_at >= started_at "
	"and ended_at >= answered_at) and ended_at >= started_at and billed_minutes >= 0 and fee >= 0) "
	"select count(*), count(*) filter (where b <> m), coalesce(sum(case when b > 0 and b <> m then floor(fee * abs(b - m)::numeric / b) end), 0) from r";

static cJSON *report(const char *account, const char *from, const char *to)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report rating --tenant north1/%s --from %s --to %s --format json --config '%s/slatop.json' </dev/null",
				 slatop_binary(), account, from, to, platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(status == 0, "status %d: %s", status, errors.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert_msg(json != NULL, "no JSON: %.200s", out.data);
	buf_release(&out);
	buf_release(&errors);
	return json;
}

static long number(const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	ck_assert_msg(v != NULL, "no field %s", name);
	return cJSON_IsNumber(v) ? (long)v->valuedouble : 0;
}

START_TEST(a_day_is_rated_again)
{
	char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");
	PGconn *c = PQconnectdb(info);
	PGresult *list = PQexec(c, days);
	long all = 0, wrong = 0;

	ck_assert_msg(PQresultStatus(list) == PGRES_TUPLES_OK, "%s", PQerrorMessage(c));
	ck_assert_int_gt(PQntuples(list), 0);
	for (int i = 0; i < PQntuples(list); i++) {
		const char *account = PQgetvalue(list, i, 0), *day = PQgetvalue(list, i, 1);
		struct buf sql = BUF_INIT;
		buf_addf(&sql, reckoning, account, day);
		PGresult *theirs = PQexec(c, sql.data);
		ck_assert_msg(PQresultStatus(theirs) == PGRES_TUPLES_OK, "%s", PQerrorMessage(c));
		cJSON *json = report(account, day, PQgetvalue(list, i, 2));
		const cJSON *row;
		long records = 0, differing = 0, stake = 0;
		cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		{
			records += !cJSON_IsTrue(cJSON_GetObjectItem(row, "bad"));
			differing += cJSON_IsTrue(cJSON_GetObjectItem(row, "differs"));
			stake += number(row, "at_stake");
		}
		ck_assert_msg(records == atol(PQgetvalue(theirs, 0, 0)) && differing == atol(PQgetvalue(theirs, 0, 1)) &&
				      stake == atol(PQgetvalue(theirs, 0, 2)),
			      "%s on %s: %ld records, %ld differ, %ld fen; by SQL %s, %s, %s", account, day, records, differing, stake,
			      PQgetvalue(theirs, 0, 0), PQgetvalue(theirs, 0, 1), PQgetvalue(theirs, 0, 2));
		all += records;
		wrong += differing;
		cJSON_Delete(json);
		PQclear(theirs);
		buf_release(&sql);
	}
	ck_assert_msg(all > 0 && wrong > 0, "%ld records, %ld differ: both are wanted", all, wrong);
	PQclear(list);
	PQfinish(c);
	free(info);
}
END_TEST

TEST_MAIN("rating", 120, a_day_is_rated_again)
