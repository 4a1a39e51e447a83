/* Suspects over a real platform, against SQL that finds the signs its own way from
 * the relations; and what each of them opens. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"

static const char *const codes[] = {"north1", "east2"};

struct moment {
	char as_of[40], from[40], to[40];
};

/* Some seconds ago, and the local month that it lies in. */
static struct moment moment_now(int months_back)
{
	struct moment m;
	time_t at = time(NULL) - 5, local = at + 8 * 3600;
	struct tm tm;
	int month;

	gmtime_r(&at, &tm);
	strftime(m.as_of, sizeof m.as_of, "%Y-%m-%dT%H:%M:%SZ", &tm);
	gmtime_r(&local, &tm);
	month = tm.tm_year * 12 + tm.tm_mon - months_back;
	snprintf(m.from, sizeof m.from, "%04d-%02d-01T00:00:00+08:00", 1900 + month / 12, month % 12 + 1);
	snprintf(m.to, sizeof m.to, "%04d-%02d-01T00:00:00+08:00", 1900 + (month + 1) / 12, (month + 1) % 12 + 1);
	return m;
}

static cJSON *report(const struct moment *m, const char *more)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors,
				 "'%s' report suspects --month %.7s --as-of %s --format json --config '%s/slatop.json' %s </dev/null",
				 slatop_binary(), m->from, m->as_of, platform_folder("SLATOP_TEST_PLATFORM"), more);
	ck_assert_msg(status == 0, "status %d: %s", status, errors.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert_msg(json != NULL, "no JSON: %.200s", out.data);
	buf_release(&out);
	buf_release(&errors);
	return json;
}

static const char reckoning[] =
	"\\set from '%s'\n\\set to '%s'\n\\set at '%s'\n\\set calls %d\n\\set fall %d.0/1000000\n\\set slots %d\n"
	/* What is sound. */
	"create temp view w as select o.*, least(ended_at, :'at'::timestamptz) as until from sla.outage o\n"
	"  join sla.tenant t using (enterprise_no) where not o.voided and not t.voided and isfinite(t.opened_at)\n"
	"  and isfinite(coalesce(t.closed_at, now())) and o.service in ('web_front', 'web_back', 'softswitch', 'trunk')\n"
	"  and isfinite(o.started_at) and isfinite(coalesce(o.ended_at, now())) and o.started_at < :'at'\n"
	"  and least(o.ended_at, :'at'::timestamptz) > o.started_at\n"
	"  and o.started_at < :'to' and least(o.ended_at, :'at'::timestamptz) > :'from';\n"
	"create temp view i as select *, coalesce(case when recovered_at <= :'at' then recovered_at end,\n"
	"    case when closed_at <= :'at' then closed_at end, :'at'::timestamptz) as until\n"
	"  from sla.incident where not voided and isfinite(opened_at) and isfinite(coalesce(detected_at, now()))\n"
	"  and isfinite(coalesce(switched_at, now())) and isfinite(coalesce(recovered_at, now()))\n"
	"  and isfinite(coalesce(closed_at, now()));\n"
	"create temp view m as select *, least(case when finished_at <= :'at' then finished_at end,\n"
	"    case when cancelled_at <= :'at' then cancelled_at end, :'at'::timestamptz) as until\n"
	"  from sla.maintenance where not voided and ends_at > starts_at and isfinite(starts_at) and isfinite(ends_at)\n"
	"  and isfinite(coalesce(announced_at, now())) and isfinite(coalesce(finished_at, now()))\n"
	"  and isfinite(coalesce(cancelled_at, now())) and isfinite(coalesce(extended_to, now()));\n"
	"create temp view alone as select w.*, coalesce(w.cause, '') as kind,\n"
	"    floor(extract(epoch from w.started_at) / 10)::bigint as slot from w\n"
	"  where not exists (select from i where i.incident_id = w.incident_id)\n"
	"  and not exists (select from m where m.maintenance_id = w.maintenance_id)\n"
	"  and coalesce(w.cause, '') not in ('auto_maintenance', 'customer');\n"
	"create temp view large as select service, kind, slot, count(*) as windows, min(started_at) as at,\n"
	"    count(distinct enterprise_no) as accounts, slot - row_number() over (partition by service, kind order by slot) as run\n"
	"  from alone group by 1, 2, 3 having count(distinct enterprise_no) >= 10;\n"
	"create temp view signs as\n"
	"select 'no_windows' as sign, incident_id as row, '' as service, '' as cause, 0::bigint as windows, 0::bigint as accounts,\n"
	"    opened_at as at from i where opened_at < least(:'at'::timestamptz, :'to'::timestamptz)\n"
	"  and (until > :'from' or opened_at >= :'from') and not exists (select from w where w.incident_id = i.incident_id)\n"
	"union all select 'no_incident', 0, service, kind, sum(windows), sum(accounts), min(at) from large group by service, kind, run\n"
	"union all select 'no_incident', case when count(*) = 1 then min(outage_id) else 0 end, service, kind, count(*),\n"
	"    count(distinct enterprise_no), min(started_at) from alone group by service, kind\n"
	"  having count(*) <> coalesce((select sum(windows) from large l where l.service = alone.service and l.kind = alone.kind), 0)\n"
	"union all select 'other_cause', i.incident_id, '', coalesce(w.cause, 'unknown'), count(*), count(distinct w.enterprise_no),\n"
	"    min(w.started_at) from w join i using (incident_id)\n"
	"  where coalesce(w.cause, 'unknown') <> coalesce(i.cause, 'unknown') group by 1, 2, 3, 4\n"
	"union all select 'unnamed', m.maintenance_id, '', '', count(*), count(distinct w.enterprise_no), m.starts_at\n"
	"  from m join w on w.maintenance_id is distinct from m.maintenance_id and w.started_at < m.until and w.until > m.starts_at\n"
	"  and (m.all_tenants or exists (select from sla.maintenance_tenant c where c.maintenance_id = m.maintenance_id\n"
	"       and c.enterprise_no = w.enterprise_no)) group by m.maintenance_id, m.starts_at;\n"
	"select sign, row, service, cause, windows, accounts,\n"
	"  to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from signs;\n"
	/* Calls. */
	"create temp view v as select * from sla.outage where not voided and isfinite(started_at)\n"
	"  and isfinite(coalesce(ended_at, now())) and coalesce(ended_at, 'infinity') > started_at and started_at < :'at';\n"
	"create temp view fell as select * from (select *, 1.0 * sum(connected) over a / nullif(sum(requested) over a, 0) as rate\n"
	"    from sla.call_stat where hour >= :'from' and hour < :'to' and hour <= :'at' and requested >= connected\n"
	"    and least(requested, connected, answered) >= 0 window a as (partition by enterprise_no)) as s\n"
	"  where requested >= :calls and 1.0 * connected / requested <= rate - :fall and not exists (select from v\n"
	"    where v.enterprise_no = s.enterprise_no and tstzrange(started_at, ended_at) && tstzrange(hour, hour + interval '1 hour'));\n"
	"create temp view sagged as select * from (select *, 1.0 * sum(connected) over a / sum(requested) over a as rate\n"
	"    from sla.call_rate where slot >= :'from' and slot < :'to' and slot <= :'at' and requested >= connected\n"
	"    and requested > 0 and least(connected, answered) >= 0 window a as (partition by carrier)) as s\n"
	"  where requested >= :calls and 1.0 * connected / requested <= rate - :fall and not exists (select from v\n"
	"    where service = 'trunk' and (v.carrier is null or v.carrier = s.carrier)\n"
	"    and tstzrange(started_at, ended_at) && tstzrange(slot, slot + interval '5 minutes'));\n"
	"select 'completion', case when count(*) = 1 then min(enterprise_no) else 0 end, 'call_stat', count(*), 3600,\n"
	"  to_char(hour at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from fell group by hour, carrier\n"
	"union all select * from (select 'completion', 0, 'call_rate', 0, 300 * (select 1 + count(*) from sagged n where n.carrier = s.carrier\n"
	"    and n.slot > s.slot and not exists (select from generate_series(s.slot, n.slot, '5 minutes') g\n"
	"      where not exists (select from sagged k where k.carrier = s.carrier and k.slot = g))) as lasts,\n"
	"  to_char(slot at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from sagged s\n"
	"  where not exists (select from sagged b where b.carrier = s.carrier and b.slot = s.slot - interval '5 minutes')) as r\n"
	"  where lasts >= 300 * :slots;\n";

/* What is a fall of completion. */
struct limits {
	int calls, ppm, slots;
};
static const struct limits shipped = {50, 200000, 1};

/* Views are made on the primary, which the standby cannot. */
static struct buf reckoned(const char *code, const struct moment *m, const struct limits *l)
{
	struct buf sql = BUF_INIT, out = BUF_INIT, errors = BUF_INIT;
	char path[] = "/tmp/slatop-suspects.XXXXXX";
	char *conninfo = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), code, "primary.conninfo");

	buf_addf(&sql, reckoning, m->from, m->to, m->as_of, l->calls, l->ppm, l->slots);
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	ck_assert(fwrite(sql.data, 1, sql.length, f) == sql.length);
	ck_assert(fclose(f) == 0);
	int status = run_command(&out, &errors, "psql -XqAt -v ON_ERROR_STOP=1 -d \"%s\" -f %s", conninfo, path);
	remove(path);
	ck_assert_msg(status == 0, "psql: %s", errors.data);
	free(conninfo);
	buf_release(&sql);
	buf_release(&errors);
	return out;
}

static const char *text_of(const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	ck_assert_msg(v != NULL, "no field %s", name);
	return cJSON_IsString(v) ? v->valuestring : "";
}

static double number_of(const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	return cJSON_IsNumber(v) ? v->valuedouble : 0;
}

static struct buf shown(const cJSON *json, const char *code)
{
	struct buf out = BUF_INIT;
	const cJSON *row;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		if (strcmp(text_of(row, "platform"), code) != 0)
			continue;
		if (!strcmp(text_of(row, "sign"), "completion")) {
			buf_addf(&out, "completion|%.0f|%s|%.0f|%.0f|%s\n", number_of(row, "enterprise_no"),
				 text_of(row, "relation"), number_of(row, "accounts"), number_of(row, "down_s"),
				 text_of(row, "at"));
			continue;
		}
		buf_addf(&out, "%s|%.0f|%s|%s|%.0f|%.0f|%s\n", text_of(row, "sign"), number_of(row, "row_id"),
			 text_of(row, "service"), text_of(row, "cause"), number_of(row, "windows"),
			 number_of(row, "accounts"), text_of(row, "at"));
	}
	return out;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines in order; NULL-terminated, the caller's, as long as the text. */
static char **lines_of(struct buf *text, size_t *count)
{
	char **list = NULL, *rest = NULL;
	size_t capacity = 0;

	*count = 0;
	for (char *line = text->data ? strtok_r(text->data, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest)) {
		MEM_GROW(list, *count, capacity);
		list[(*count)++] = line;
	}
	if (*count)
		qsort(list, *count, sizeof *list, by_text);
	return list;
}

static size_t of_sign(char **list, size_t count, const char *sign)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		found += !strncmp(list[i], sign, strlen(sign));
	return found;
}

static const char *const names[] = {"no_windows|", "no_incident|", "other_cause|", "unnamed|", "completion|"};
#define NAMES COUNT_OF(names)

/* Accounts whose calls fell in an hour, and slots. */
static size_t fallen_of(char **list, size_t count)
{
	size_t fallen = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned accounts, seconds;
		if (sscanf(list[i], "completion|%*d|call_stat|%u|%u|", &accounts, &seconds) == 2)
			fallen += accounts;
		else if (sscanf(list[i], "completion|%*d|call_rate|%u|%u|", &accounts, &seconds) == 2)
			fallen += seconds / 300;
	}
	return fallen;
}

/* A month's list on both sub-platforms, with the limits that an agreement ("": the shipped one) has; counts the signs. */
static void compare(const struct moment *m, const struct limits *l, const char *agreement, size_t found[NAMES], size_t *fallen)
{
	cJSON *json = report(m, agreement);

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		struct buf ours = shown(json, codes[i]), theirs = reckoned(codes[i], m, l);
		size_t our_count, their_count;
		char **our_list = lines_of(&ours, &our_count), **their_list = lines_of(&theirs, &their_count);
		for (size_t k = 0; k < our_count && k < their_count; k++)
			ck_assert_msg(!strcmp(our_list[k], their_list[k]), "%.7s %s:\nours %s\nSQL  %s", m->from, codes[i],
				      our_list[k], their_list[k]);
		ck_assert_msg(our_count == their_count, "%.7s %s: %zu signs, %zu in SQL, first beyond: %s", m->from, codes[i],
			      our_count, their_count, our_count > their_count ? our_list[their_count] : their_list[our_count]);
		for (size_t k = 0; k < NAMES; k++)
			found[k] += of_sign(our_list, our_count, names[k]);
		*fallen += fallen_of(our_list, our_count);
		free(our_list);
		free(their_list);
		buf_release(&ours);
		buf_release(&theirs);
	}
	cJSON_Delete(json);
}

START_TEST(equals_a_search_in_sql)
{
	size_t found[NAMES] = {0}, fallen = 0;

	for (int back = 0; back <= 1; back++) {
		struct moment m = moment_now(back);
		compare(&m, &shipped, "", found, &fallen);
	}
	for (size_t k = 0; k < NAMES; k++)
		ck_assert_msg(found[k] > 0, "the platform has no sign %s", names[k]);
}
END_TEST

/* The limits of a fall are the agreement's: how many calls, how deep, how long. The
 * fill has an hour of 49 calls, one that falls by less, and slots that are three. */
START_TEST(changed_limits_change_the_list)
{
	static const struct {
		struct limits limits;
		int more; /* than as shipped; -1: fewer */
	} cases[] = {{{49, 200000, 1}, 1}, {{50, 30000, 1}, 1}, {{61, 200000, 1}, -1}, {{50, 600000, 1}, -1}, {{50, 200000, 4}, -1}};
	char path[64], option[96];
	size_t before = 0;

	snprintf(path, sizeof path, "/tmp/slatop-limits-%ld.json", (long)getpid());
	snprintf(option, sizeof option, "--agreement %s", path);
	for (int k = -1; k < (int)COUNT_OF(cases); k++) {
		const struct limits *l = k < 0 ? &shipped : &cases[k].limits;
		size_t found[NAMES] = {0}, fallen = 0;
		FILE *f = fopen(path, "w");
		ck_assert(f != NULL);
		fprintf(f, "{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2000-01\", \"completion\": "
			"{\"fall_calls\": %d, \"fall_ppm\": %d, \"fall_slots\": %d}}]}}", l->calls, l->ppm, l->slots);
		ck_assert(fclose(f) == 0);
		for (int back = 0; back <= 1; back++) {
			struct moment m = moment_now(back);
			compare(&m, l, option, found, &fallen);
		}
		if (k < 0)
			before = fallen;
		else
			ck_assert_msg(cases[k].more > 0 ? fallen > before : fallen < before, "case %d: %zu fell, %zu as shipped",
				      k, fallen, before);
	}
	ck_assert(remove(path) == 0);
}
END_TEST

/* Those of the fill, on either side: fill/suspects.sql. */
START_TEST(a_crash_without_an_incident_is_one_row)
{
	size_t crashes = 0, windowless = 0;

	for (int back = 0; back <= 1; back++) { /* early in a month it was in the one before */
		struct moment m = moment_now(back);
		cJSON *json = report(&m, ""), *row;
		cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		{
			const char *what = text_of(row, "what");
			if (strcmp(text_of(row, "platform"), "north1") != 0)
				continue;
			if (strstr(what, "began together")) {
				crashes++;
				ck_assert_int_eq((int)number_of(row, "windows"), 24);
			}
			windowless += strstr(what, "无中断记录") || strstr(what, "录音服务异常");
			ck_assert_msg(!strstr(what, "误报"), "%s", what);
		}
		cJSON_Delete(json);
	}
	ck_assert_uint_eq(crashes, 1);
	ck_assert_uint_eq(windowless, 2);
}
END_TEST

/* Of one account: what its windows show, no incident without any. */
/* Those of the fill: two accounts' calls of an hour, and three slots. */
START_TEST(calls_that_failed_are_one_row_an_hour_and_a_run_of_slots)
{
	size_t hours = 0, slots = 0;

	for (int back = 0; back <= 1; back++) {
		struct moment m = moment_now(back);
		cJSON *json = report(&m, "--where 'sign = completion'"), *row;
		cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		{
			if (strcmp(text_of(row, "platform"), "north1") != 0)
				continue;
			hours += number_of(row, "accounts") == 2 && strstr(text_of(row, "what"), "150 calls by 中国联通");
			slots += number_of(row, "down_s") == 900 && strstr(text_of(row, "what"), "中国电信");
			ck_assert_msg(!strstr(text_of(row, "what"), "中国移动"), "%s", text_of(row, "what"));
		}
		cJSON_Delete(json);
	}
	ck_assert_uint_eq(hours, 1);
	ck_assert_uint_eq(slots, 1);
}
END_TEST

START_TEST(of_one_account_are_those_of_its_windows)
{
	struct moment m = moment_now(0);
	cJSON *json = report(&m, ""), *row;
	double account = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	if (!account && !strcmp(text_of(row, "platform"), "north1"))
		account = number_of(row, "enterprise_no");
	cJSON_Delete(json);
	if (!account)
		return; /* early in a month */
	char tenant[40];
	snprintf(tenant, sizeof tenant, "--tenant %.0f", account);
	json = report(&m, tenant);
	ck_assert_int_gt(cJSON_GetArraySize(cJSON_GetObjectItem(json, "rows")), 0);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		ck_assert_double_eq(number_of(row, "enterprise_no"), account);
		ck_assert_str_ne(text_of(row, "sign"), "no_windows");
	}
	cJSON_Delete(json);
}
END_TEST

TEST_MAIN("suspects", 180, equals_a_search_in_sql, changed_limits_change_the_list, a_crash_without_an_incident_is_one_row,
	  calls_that_failed_are_one_row_an_hour_and_a_run_of_slots,
	  of_one_account_are_those_of_its_windows)
