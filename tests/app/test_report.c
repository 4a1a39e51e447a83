/* slatop report over a real platform: the fixed fields, and figures that hang
 * together. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/report_fields.h"

static struct buf report(const char *arguments)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report %s --config '%s/slatop.json' </dev/null",
				 slatop_binary(), arguments, platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(status == 0, "%s: status %d: %s", arguments, status, errors.data);
	buf_release(&errors);
	return out;
}

static cJSON *report_json(const char *arguments)
{
	struct buf line = BUF_INIT;
	buf_addf(&line, "%s --format json", arguments);
	struct buf out = report(line.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert_msg(json != NULL, "no JSON: %.200s", out.data);
	buf_release(&out);
	buf_release(&line);
	return json;
}

static void check_fields(const cJSON *json, const char *const *names, size_t count)
{
	const cJSON *rows = cJSON_GetObjectItem(json, "rows");
	ck_assert_int_gt(cJSON_GetArraySize(rows), 0);
	const cJSON *row;
	cJSON_ArrayForEach(row, rows)
	{
		size_t i = 0;
		const cJSON *field;
		cJSON_ArrayForEach(field, row)
		{
			ck_assert_msg(i < count, "one field too many: %s", field->string);
			ck_assert_str_eq(field->string, names[i]);
			i++;
		}
		ck_assert_uint_eq(i, count);
	}
}

START_TEST(json_has_the_fixed_fields)
{
	cJSON *json = report_json("availability");
	static const char *const head[] = {"screen", "month", "as_of", "data_age_s", "agreement", "rows"};
	for (size_t i = 0; i < COUNT_OF(head); i++)
		ck_assert_msg(cJSON_GetObjectItem(json, head[i]) != NULL, "no %s", head[i]);
	ck_assert_str_eq(cJSON_GetObjectItem(json, "screen")->valuestring, "availability");
	ck_assert_uint_eq(strlen(cJSON_GetObjectItem(json, "agreement")->valuestring), 64);
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "as_of")), 2);
	check_fields(json, availability_fields, COUNT_OF(availability_fields));
	cJSON_Delete(json);
	json = report_json("outages --from 2020-01-01");
	check_fields(json, outage_fields, COUNT_OF(outage_fields));
	ck_assert(cJSON_IsNull(cJSON_GetObjectItem(json, "month")));
	cJSON_Delete(json);
}
END_TEST

static double number(const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	ck_assert_msg(cJSON_IsNumber(v), "%s is no number", name);
	return v->valuedouble;
}

/* Over a month that has ended nothing ticks: two reports see the same. */
START_TEST(windows_add_up_to_the_accounts)
{
	time_t now = time(NULL);
	struct tm t;
	gmtime_r(&now, &t);
	t.tm_mday = 1;
	t.tm_mon--;
	timegm(&t);
	char line[128];
	snprintf(line, sizeof line, "availability --month %04d-%02d", t.tm_year + 1900, t.tm_mon + 1);
	cJSON *accounts = report_json(line);
	snprintf(line, sizeof line, "outages --month %04d-%02d", t.tm_year + 1900, t.tm_mon + 1);
	cJSON *windows = report_json(line);
	const cJSON *account, *window;
	int with_time = 0;
	cJSON_ArrayForEach(account, cJSON_GetObjectItem(accounts, "rows"))
	{
		double counted = 0, accountable = 0;
		cJSON_ArrayForEach(window, cJSON_GetObjectItem(windows, "rows"))
		{
			if (number(window, "enterprise_no") != number(account, "enterprise_no") ||
			    strcmp(cJSON_GetObjectItem(window, "platform")->valuestring,
				   cJSON_GetObjectItem(account, "platform")->valuestring) != 0)
				continue;
			counted += number(window, "counted_s");
			accountable += number(window, "accountable_s");
		}
		with_time += counted > 0;
		ck_assert_msg(fabs(counted - number(account, "unavailable_s")) < 5e-6,
			      "account %.0f: %f, not %f", number(account, "enterprise_no"), counted,
			      number(account, "unavailable_s"));
		ck_assert(fabs(accountable - number(account, "accountable_s")) < 5e-6);
		double exempt = number(account, "exempt_announced_s") + number(account, "exempt_nightly_s") +
				number(account, "exempt_carrier_s") + number(account, "exempt_customer_s");
		ck_assert(fabs(number(account, "unavailable_s") - number(account, "accountable_s") - exempt) <
			  5e-6);
	}
	ck_assert_int_gt(with_time, 10);
	cJSON_Delete(accounts);
	cJSON_Delete(windows);
}
END_TEST

START_TEST(sort_limit_and_where_apply)
{
	cJSON *json = report_json(
		"availability --sort -unavailable_s,enterprise_no --limit 7 --where 'unavailable_s > 60s'");
	const cJSON *row;
	double last = INFINITY;
	int count = 0;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		ck_assert(number(row, "unavailable_s") <= last);
		ck_assert(number(row, "unavailable_s") > 60);
		last = number(row, "unavailable_s");
		count++;
	}
	ck_assert_int_eq(count, 7);
	cJSON_Delete(json);
}
END_TEST

/* Asked twice for a moment that has passed, the answer is the same. */
START_TEST(as_of_is_repeatable)
{
	time_t then = time(NULL) - 3600;
	char line[128];
	snprintf(line, sizeof line, "availability --as-of @");
	struct tm t;
	gmtime_r(&then, &t);
	strftime(line, sizeof line, "availability --as-of %Y-%m-%dT%H:%M:%SZ", &t);
	cJSON *a = report_json(line), *b = report_json(line);
	ck_assert(cJSON_Compare(cJSON_GetObjectItem(a, "rows"), cJSON_GetObjectItem(b, "rows"), true));
	ck_assert(cJSON_Compare(cJSON_GetObjectItem(a, "as_of"), cJSON_GetObjectItem(b, "as_of"), true));
	cJSON_Delete(a);
	cJSON_Delete(b);
}
END_TEST

START_TEST(every_screen_reports_in_every_format)
{
	cJSON *accounts = report_json("availability --limit 1");
	const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(accounts, "rows"), 0);
	char account[128];
	snprintf(account, sizeof account, "%s/%.0f", cJSON_GetObjectItem(row, "platform")->valuestring,
		 number(row, "enterprise_no"));
	static const char *const screens[] = {"overview", "outages", "availability",
					      "tenants",  "tenant",  "explain"};
	static const char *const formats[] = {"table", "csv", "json", "xlsx", "md"};
	for (size_t i = 0; i < COUNT_OF(screens); i++) {
		for (size_t k = 0; k < COUNT_OF(formats); k++) {
			char line[256];
			snprintf(line, sizeof line, "%s --format %s --tenant %s", screens[i], formats[k],
				 account);
			struct buf out = report(line);
			ck_assert_uint_gt(out.length, 0);
			buf_release(&out);
		}
	}
	cJSON_Delete(accounts);
}
END_TEST

/* What the clauses of rules are judged by, as lists: every row of the relation, and a column of it. */
START_TEST(lists_hold_every_row)
{
	static const struct {
		const char *screen, *relation, *field;
	} lists[] = {{"exports", "export_job", "bits"}, {"seats", "seat_change", "seats_after"}, {"storage", "storage_audit", "lost"},
		     {"private-access", "private_access", "access_id"}, {"grants", "private_grant", "grant_id"}};
	char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		cJSON *json = report_json(lists[i].screen), *row;
		double count = 0, sum = 0;
		cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		{
			const cJSON *value = cJSON_GetObjectItem(row, lists[i].field);
			if (strcmp(cJSON_GetObjectItem(row, "platform")->valuestring, "north1") != 0)
				continue;
			count++;
			sum += cJSON_IsNumber(value) ? value->valuedouble : 0;
		}
		struct buf theirs = BUF_INIT, errors = BUF_INIT;
		int status = run_command(&theirs, &errors, "psql -XqAt -d '%s' -c 'select count(*), sum(%s) from sla.%s'", info,
					 lists[i].field, lists[i].relation);
		ck_assert_msg(status == 0, "%s", errors.data);
		double wanted[2];
		ck_assert_int_eq(sscanf(theirs.data, "%lf|%lf", &wanted[0], &wanted[1]), 2);
		ck_assert_msg(count > 0 && count == wanted[0] && sum == wanted[1], "%s: %.0f rows, %.0f %s; by SQL %.0f and %.0f",
			      lists[i].screen, count, sum, lists[i].field, wanted[0], wanted[1]);
		buf_release(&theirs);
		buf_release(&errors);
		cJSON_Delete(json);
	}
	free(info);
}
END_TEST

START_TEST(csv_heads_are_the_field_names)
{
	struct buf out = report("availability --format csv"), want = BUF_INIT;
	for (size_t i = 0; i < COUNT_OF(availability_fields); i++)
		buf_addf(&want, "%s%s", i ? "," : "", availability_fields[i]);
	out.data[strcspn(out.data, "\r\n")] = 0;
	ck_assert_str_eq(out.data, want.data);
	buf_release(&out);
	buf_release(&want);
}
END_TEST

/* All figures of a report have at most six decimals and no exponent, and the
 * percentages are truncated, not rounded. */
START_TEST(figures_are_exact)
{
	struct buf all = report("availability --from 2020-01-01 --format json");
	for (const char *at = all.data; (at = strstr(at, "\": ")); at++) {
		const char *end = at + 3 + strspn(at + 3, "-0123456789.");
		const char *point = memchr(at + 3, '.', (size_t)(end - at - 3));
		ck_assert_msg(!point || (end - point <= 7 && end[-1] != '0'), "%.60s", at);
		ck_assert_msg(end == at + 3 || strchr(",}\n", *end), "%.60s", at);
	}
	cJSON *json = cJSON_Parse(all.data);
	const cJSON *row;
	int broken = 0;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		__int128 span = llround(number(row, "span_s") * 1e6),
			 away = llround(number(row, "unavailable_s") * 1e6);
		long long want = (long long)((span - away) * 100000000 / span);
		ck_assert_int_eq(llround(number(row, "availability_pct") * 1e6), want);
		broken += want < 100000000;
	}
	ck_assert_int_gt(broken, 10);
	cJSON_Delete(json);
	buf_release(&all);
}
END_TEST

/* The same report as JSON, as a workbook and as CSV, read by Python. */
static void check_files(const char *line)
{
	char names[3][64];
	static const char *const formats[] = {"json", "xlsx", "csv"};
	char folder[] = "/tmp/slatop-test-XXXXXX";
	ck_assert(mkdtemp(folder) != NULL);
	for (size_t i = 0; i < 3; i++) {
		struct buf more = BUF_INIT;
		snprintf(names[i], sizeof names[i], "%s/x.%s", folder, formats[i]);
		buf_addf(&more, "%s --format %s -o %s", line, formats[i], names[i]);
		struct buf out = report(more.data);
		ck_assert_str_eq(out.data, "");
		buf_release(&out);
		buf_release(&more);
	}
	struct buf said = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&said, &errors,
				 "tests/export/workbook.py compare %s %s && tests/export/csv_rows.py %s %s",
				 names[1], names[0], names[2], names[0]);
	ck_assert_msg(status == 0, "%s: %s%s", line, said.data, errors.data);
	buf_release(&said);
	buf_release(&errors);
	for (size_t i = 0; i < 3; i++)
		unlink(names[i]);
	ck_assert_int_eq(rmdir(folder), 0);
}

/* At a moment that has passed, so that nothing ticks between the files. */
START_TEST(files_hold_the_same_rows)
{
	static const char *const screens[] = {
		"availability",	"outages --from 2020-01-01", "tenants", "incidents", "incident",
		"availability --month 1980-01", "tenant --tenant north1/10001", "windows --tenant 10002",
		"months --tenant 20001", "explain --tenant east2/20002"};
	time_t then = time(NULL) - 3600;
	struct tm t;
	gmtime_r(&then, &t);
	for (size_t i = 0; i < COUNT_OF(screens); i++) {
		char line[128], moment[32];
		strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%SZ", &t);
		snprintf(line, sizeof line, "%s --as-of %s", screens[i], moment);
		check_files(line);
	}
}
END_TEST

/* A document for people: the panes of the screen as tables, with its columns. */
START_TEST(markdown_has_the_screen)
{
	struct buf out = report("overview --format md");
	ck_assert(strstr(out.data, "# overview\n\n- Month: 20") == out.data);
	ck_assert_ptr_nonnull(strstr(out.data, ", time zone Asia/Shanghai\n- north1: as of 20"));
	ck_assert_ptr_nonnull(strstr(out.data, "\n## Sub-platforms\n\n| Platform |"));
	ck_assert_ptr_nonnull(strstr(out.data, "\n| 华东二 | ● live |"));
	size_t bars[4096] = {0}, lines = 0;
	for (const char *at = out.data; *at; at++) {
		bars[lines] += *at == '|' && (at == out.data || at[-1] != '\\');
		lines += *at == '\n';
		ck_assert_uint_lt(lines, COUNT_OF(bars));
	}
	for (size_t i = 1; i < lines; i++)
		ck_assert_msg(!bars[i] || !bars[i - 1] || bars[i] == bars[i - 1], "line %zu", i + 1);
	buf_release(&out);
}
END_TEST

TEST_MAIN("report", 120, json_has_the_fixed_fields, windows_add_up_to_the_accounts,
	  sort_limit_and_where_apply, as_of_is_repeatable, every_screen_reports_in_every_format,
	  lists_hold_every_row, csv_heads_are_the_field_names, figures_are_exact, files_hold_the_same_rows, markdown_has_the_screen)
