/* What `slatop report` says to options that are wrong, or right but odd. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <libpq-fe.h>
#include <time.h>
#include <unistd.h>

#include "app/said.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

START_TEST(wrong_options_end_with_2_and_say_where)
{
	static const struct { const char *rest, *message;
	} cases[] = {
		{"availability --where 'unavailable_s >> 3'", "--where, at character 16: "},
		{"availability --where 'unavailble_s > 3'", "did you mean \"unavailable_s\"?"},
		{"availability --where 'name ~ 银行 and'",
		 "--where, at character 14: the expression ends too early"},
		{"availability --where 'name ~ \"(\"'", "the pattern \"(\" cannot be read"},
		{"availability --sort unavailble_s",
		 "--sort: unknown field \"unavailble_s\"; did you mean \"unavailable_s\"?"},
		{"availability --sort a,b", "--sort: unknown field \"a\""},
		{"availability --limit 0", "--limit: \"0\" is not a whole number from 1 on"},
		{"availability --limit -3", "--limit: \"-3\""},
		{"availability --limit 1e3", "--limit: \"1e3\""},
		{"availability --limit 99999999999999999999", "--limit: \"99999999999999999999\""},
		{"availability --month 2026-1", "--month: \"2026-1\" is not a month"},
		{"availability --month 2026-13", "--month"},
		{"availability --from yesterday", "--from: \"yesterday\" is not a time such as"},
		{"availability --from 2026-02-30", "--from: \"2026-02-30\": the month has days 1 to 28"},
		{"availability --from '2026-11-03 25:00'", "there is no time 25:00:00"},
		{"availability --from 2026-11-05 --to 2026-11-05",
		 "--from 2026-11-05 is not before --to 2026-11-05"},
		{"availability --from 2099-01-01",
		 "--from 2099-01-01 is not before the moment of evaluation"},
		{"availability --from 2020-10-02 --as-of 2020-10-01",
		 "is not before the moment of evaluation"},
		{"availability --as-of 2099-01-01", "lies after the latest moment"},
		{"availability --max-lag soon", "--max-lag: \"soon\" is not a whole number from 0 on"},
		{"availability --format xml", "--format: unknown format \"xml\""},
		{"availability --tenant x", "\"x\" is no account: give N or CODE/N"},
		{"availability --tenant 999999999", "no account \"999999999\""},
		{"availability --tenant nowhere/10001", "no account \"nowhere/10001\""},
		{"availability outages", "report takes one screen: "},
		{"", "report takes one screen: "},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct said *s = on_platform("report", cases[i].rest);
		STATUS(s, 2);
		HAS(s->errors, cases[i].message);
		ck_assert_str_eq(s->out.data, "");
		ck_assert_ptr_eq(strchr(s->errors.data, '\n'), s->errors.data + s->errors.length - 1);
	}
}
END_TEST

START_TEST(old_data_end_with_4)
{
	struct said *s = on_platform("report overview", "--max-lag 0");
	STATUS(s, 4);
	HAS(s->errors, " s old, more than --max-lag 0");
	ck_assert_str_eq(s->out.data, "");
	s = on_platform("report overview", "--max-lag 3600");
	STATUS(s, 0);
}
END_TEST

static PGconn *owner(void)
{
	return platform_connect(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");
}

/* The empty platform gets an account of the number that east2 has; asked again
 * until its standby has the row. */
START_TEST(an_account_in_two_sub_platforms_is_named_in_both)
{
	char *here = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, "replica.conninfo");
	char *there = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "east2", "replica.conninfo");
	PGconn *c = owner();
	char line[1024];
	platform_run(c, "delete from sla.tenant where enterprise_no = 20001");
	platform_run(c, "insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, "
	       "contract_from, contract_to, retention_to, voided) "
	       "values (20001, '同号公司', 'active', 1, 'function_fee', "
	       "now() - interval '400 days', '2024-01-01', '2030-01-01', '2031-01-01', false)");
	snprintf(line, sizeof line, "report availability --tenant 20001 -d '%s'", here);
	int64_t end = clock_monotonic() + 30 * USEC;
	while (slatop(line)->status != 0)
		ck_assert_msg(clock_monotonic() < end, "the standby does not follow");
	snprintf(line, sizeof line, "report availability --format json -d '%s' -d '%s' --tenant 20001", here,
		 there);
	struct said *s = slatop(line);
	STATUS(s, 2);
	HAS(s->errors, "account 20001 is in two sub-platforms: say ");
	HAS(s->errors, "north1/20001");
	HAS(s->errors, "east2/20001");
	snprintf(line, sizeof line, "report availability --format json -d '%s' -d '%s' --tenant east2/20001",
		 here, there);
	s = slatop(line);
	STATUS(s, 0);
	HAS(s->out, "{\"platform\": \"east2\", \"enterprise_no\": 20001, ");
	ck_assert_ptr_null(strstr(s->out.data, "同号公司"));
	platform_run(c, "delete from sla.tenant where enterprise_no = 20001");
	PQfinish(c);
	free(here);
	free(there);
}
END_TEST

START_TEST(the_same_sub_platform_twice_is_refused)
{
	char *line = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "east2", "replica.conninfo");
	char rest[512];
	snprintf(rest, sizeof rest, "report availability -d '%s' -d '%s'", line, line);
	struct said *s = slatop(rest);
	STATUS(s, 3);
	HAS(s->errors, "sub-platform \"east2\" is read by another connection already");
	free(line);
}
END_TEST

/* A configuration that names another sub-platform than the one that answers. */
START_TEST(another_sub_platform_than_configured_is_refused)
{
	char path[] = "/tmp/slatop-test-XXXXXX", *line;
	struct buf text = BUF_INIT;
	int fd = mkstemp(path);
	ck_assert(fd >= 0);
	line = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "east2", "replica.conninfo");
	buf_addf(&text, "{ \"sub_platforms\": [ { \"code\": \"other\", \"conninfo\": \"%s\" } ] }", line);
	ck_assert(write(fd, text.data, text.length) == (ssize_t)text.length);
	close(fd);
	char rest[64];
	snprintf(rest, sizeof rest, "report availability --config %s", path);
	struct said *s = slatop(rest);
	unlink(path);
	STATUS(s, 3);
	HAS(s->errors, "sub-platform \"other\" is expected here, the server is \"east2\"");
	buf_release(&text);
	free(line);
}
END_TEST

static cJSON *json_of(const char *rest)
{
	struct said *s = on_platform("report availability --format json", rest);
	STATUS(s, 0);
	cJSON *json = cJSON_Parse(s->out.data);
	ck_assert_msg(json != NULL, "%s", s->out.data);
	return json;
}

/* A span that is open ends at the moment at which its rows are evaluated. */
START_TEST(from_alone_ends_at_the_moment)
{
	cJSON *json = json_of("--from 2020-10-01");
	const char *to = cJSON_GetObjectItem(json, "to")->valuestring;
	ck_assert(cJSON_IsNull(cJSON_GetObjectItem(json, "month")));
	ck_assert_str_eq(cJSON_GetObjectItem(json, "from")->valuestring, "2020-09-30T16:00:00.000000Z");
	const cJSON *as_of;
	cJSON_ArrayForEach(as_of, cJSON_GetObjectItem(json, "as_of"))
		ck_assert_str_eq(as_of->valuestring, to);
	cJSON_Delete(json);
}
END_TEST

START_TEST(months_without_data)
{
	cJSON *json = json_of("--month 2090-06 --limit 3");
	const cJSON *row;
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "rows")), 3);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		ck_assert(cJSON_GetObjectItem(row, "unavailable_s")->valuedouble == 0);
		ck_assert(cJSON_IsNull(cJSON_GetObjectItem(row, "elapsed_availability_pct")));
		ck_assert_str_eq(cJSON_GetObjectItem(row, "month")->valuestring, "2090-06");
	}
	cJSON_Delete(json);
	json = json_of("--month 1980-06");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "rows")), 0);
	cJSON_Delete(json);
	struct said *s = on_platform("report availability", "--month 1980-06");
	STATUS(s, 0);
	HAS(s->out, "\n(no account has a row in this month)\n");
	s = on_platform("report availability", "--where 'name = \"nobody\"'");
	STATUS(s, 0);
	HAS(s->out, "\n(no rows)\n");
	HAS(s->out, "\nOnly where         name = \"nobody\"\n");
}
END_TEST

/* An as-of in an earlier month takes that month. */
START_TEST(as_of_picks_the_month)
{
	cJSON *json = json_of("--limit 1 --as-of 2020-10-12T23:30:00+08:00");
	ck_assert_str_eq(cJSON_GetObjectItem(json, "month")->valuestring, "2020-10");
	ck_assert_str_eq(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "as_of"), "east2")->valuestring,
			 "2020-10-12T15:30:00.000000Z");
	cJSON_Delete(json);
	json = json_of("--limit 1 --as-of 2020-10-31T16:00:00Z"); /* the first moment of November here */
	ck_assert_str_eq(cJSON_GetObjectItem(json, "month")->valuestring, "2020-11");
	cJSON_Delete(json);
	json = json_of("--limit 1 --as-of 2020-10-12 --month 2020-09");
	ck_assert_str_eq(cJSON_GetObjectItem(json, "month")->valuestring, "2020-09");
	cJSON_Delete(json);
}
END_TEST

/* What two reports say of a month that is over, account by account, is what the
 * comparison says of both. */
START_TEST(agreements_are_compared)
{
	static const char script[] =
		"import json, subprocess, sys\n"
		"def report(*more):\n"
		"    p = subprocess.run([sys.argv[1], 'report', 'availability', '--config', sys.argv[2], '--month', sys.argv[3],\n"
		"                        '--format', 'json', *more], capture_output=True, text=True)\n"
		"    assert p.returncode == 0, p.stderr\n"
		"    return {(r['platform'], r['enterprise_no']): r for r in json.loads(p.stdout)['rows']}\n"
		"other = sys.argv[4]\n"
		"a, b, both = report(), report('--agreement', other), report('--compare-agreement', other)\n"
		"want = {k for k in a if a[k]['status'] != b[k]['status']}\n"
		"assert want == set(both), (want, set(both))\n"
		"for k, r in both.items():\n"
		"    for f in ('status', 'availability_pct', 'unavailable_s', 'allowed_s'):\n"
		"        assert r[f] == a[k][f] and r['other_' + f] == b[k][f], (k, f, r, a[k], b[k])\n"
		"print(len(both), 'of', len(a))\n";
	char path[] = "/tmp/slatop-test-XXXXXX", month[16], line[160];
	time_t before = time(NULL) - 32 * 86400;
	struct buf out = BUF_INIT, errors = BUF_INIT;
	struct tm t;

	FILE *f = fdopen(mkstemp(path), "w");
	fputs("{\"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": {\"standard\": [{\"from\": \"2020-01\", "
	      "\"availability\": {\"target_ppm\": 999500}, \"web\": {\"down_when\": \"both\"}}]}}", f);
	fclose(f);
	gmtime_r(&before, &t);
	snprintf(month, sizeof month, "%04d-%02d", (t.tm_year + 1900) % 10000, t.tm_mon % 12 + 1);
	int status = run_command(&out, &errors, "python3 -c \"%s\" '%s' '%s/slatop.json' %s %s", script, slatop_binary(),
				 platform_folder("SLATOP_TEST_PLATFORM"), month, path);
	printf("note: verdicts that differ: %s", out.data);
	ck_assert_msg(!status && out.data[0] != '0', "%d: %s%s", status, out.data, errors.data);
	snprintf(line, sizeof line, "report tenants --compare-agreement %s", path);
	struct said *s = on_platform(line, "");
	STATUS(s, 2);
	HAS(s->errors, "goes with \"slatop report availability\"");
	unlink(path);
	buf_release(&out);
	buf_release(&errors);
}
END_TEST

TEST_MAIN("report-options", 120, agreements_are_compared, wrong_options_end_with_2_and_say_where, old_data_end_with_4,
	  an_account_in_two_sub_platforms_is_named_in_both, the_same_sub_platform_twice_is_refused, another_sub_platform_than_configured_is_refused,
	  from_alone_ends_at_the_moment, months_without_data, as_of_picks_the_month)
