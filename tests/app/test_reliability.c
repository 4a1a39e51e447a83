/* Reliability of accounts over a real platform, against multiranges in SQL: a
 * month that is over, judged at its end, with a year behind it. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "support/platform.h"

static char month[16], month_after[16];

static cJSON *rows_of(const char *screen, const char *account)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors,
				 "'%s' report %s --tenant north1/%s --month %s --format json --config '%s/slatop.json' "
				 "</dev/null", slatop_binary(), screen, account, month,
				 platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(status == 0, "%s: status %d: %s", screen, status, errors.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert(json != NULL);
	buf_release(&out);
	buf_release(&errors);
	return json;
}

static struct buf sql(const char *query)
{
	struct buf out = BUF_INIT;

	platform_answer(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo", query, &out);
	return out;
}

/* intervals|seconds between|whether the mean keeps the promise */
static const char reckoning[] =
	"with k as (select timestamp '%s-01' at time zone 'Asia/Shanghai' as m), "
	"o as (select (service like 'web%%')::int as g, tstzrange(started_at, least(coalesce(ended_at, m), m)) as r "
	"      from sla.outage, k where enterprise_no = %s and not voided and coalesce(cause, '') <> 'customer' "
	"      and service in ('web_front', 'web_back', 'softswitch', 'trunk') and started_at < m "
	"      and isfinite(started_at) and (ended_at is null or ended_at > started_at and isfinite(ended_at))), "
	"u as (select g, unnest(range_agg(r)) as r from o group by g), "
	"e as (select unnest(range_agg(r)) as r from u where upper(r) - lower(r) > interval '120 s' "
	"      or g = 0 and upper(r) - lower(r) >= interval '60 s'), "
	"x as (select lower(r) as s, lag(lower(r)) over w as before, lag(upper(r)) over w as recovered "
	"      from e window w as (order by lower(r))) "
	"select count(*), coalesce(extract(epoch from sum(s - recovered)), 0), "
	"       coalesce(avg(s - recovered) >= interval '2160 hours', false) "
	"from x, k where before >= m - interval '8760 hours' and before is not null";

static bool check_account(const char *account)
{
	struct buf query = BUF_INIT;
	buf_addf(&query, reckoning, month_after, account);
	struct buf theirs = sql(query.data);
	char *end;
	long intervals = strtol(theirs.data, &end, 10), ours = 0;
	double between = strtod(end + 1, &end), sum = 0;
	cJSON *json = rows_of("reliability", account);
	const cJSON *row;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		ours += cJSON_IsNull(cJSON_GetObjectItem(row, "why"));
		sum += cJSON_GetObjectItem(row, "counted_s")->valuedouble;
	}
	ck_assert_msg(ours == intervals && fabs(sum - between) < 1e-3, "%s: %ld intervals of %.6f s, in SQL %s", account,
		      ours, sum, theirs.data);
	cJSON_Delete(json);
	json = rows_of("scorecard", account);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		if (strcmp(cJSON_GetObjectItem(row, "commitment")->valuestring, "reliability") || !intervals)
			continue;
		ck_assert_str_eq(cJSON_GetObjectItem(row, "verdict")->valuestring, end[1] == 't' ? "met" : "missed");
	}
	cJSON_Delete(json);
	buf_release(&query);
	buf_release(&theirs);
	return intervals > 0;
}

START_TEST(equals_multiranges)
{
	time_t now = time(NULL);
	struct tm t;
	gmtime_r(&now, &t);
	int number = (t.tm_year + 1900) * 12 + t.tm_mon;
	snprintf(month, sizeof month, "%04d-%02d", (number - 1) / 12, (number - 1) % 12 + 1);
	snprintf(month_after, sizeof month_after, "%04d-%02d", number / 12, number % 12 + 1);
	struct buf accounts = sql("(select enterprise_no from sla.tenant where not voided and opened_at < now() - interval "
				  "'70 days' and closed_at is null order by enterprise_no limit 8) union all (select "
				  "enterprise_no from sla.outage o join sla.tenant t using (enterprise_no) where not "
				  "o.voided and not t.voided and t.closed_at is null and o.ended_at > o.started_at + "
				  "interval '2 hours' order by outage_id limit 4)");
	int with = 0;
	char *rest = accounts.data, *account;
	while ((account = strtok_r(rest, "\n", &rest)))
		with += check_account(account);
	ck_assert_int_gt(with, 0);
	buf_release(&accounts);
}
END_TEST

TEST_MAIN("reliability", 300, equals_multiranges)
