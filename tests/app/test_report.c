/* slatop report over a real platform: the fixed fields, and figures that hang
 * together. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "support/platform.h"

static struct buf report(const char *arguments)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report %s --config '%s/slatop.json' </dev/null", slatop_binary(),
				 arguments, platform_folder("SLATOP_TEST_PLATFORM"));
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

static const char *const availability_fields[] = {
	"platform", "enterprise_no", "name", "month", "span_s", "allowed_s", "unavailable_s", "accountable_s", "web_s",
	"call_s", "uncounted_s", "exempt_announced_s", "exempt_nightly_s", "exempt_carrier_s", "exempt_customer_s",
	"outages", "availability_pct", "elapsed_availability_pct", "ratio", "accountable_ratio", "status", "breached_at",
	"eligible_at", "breach_eta", "projected_pct"};
static const char *const outage_fields[] = {
	"platform", "outage_id", "incident_id", "maintenance_id", "enterprise_no", "name", "service", "cause",
	"started_at", "ended_at", "open", "elapsed_s", "counts", "counts_at", "counted_s", "accountable_s", "why"};

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
		ck_assert_msg(fabs(counted - number(account, "unavailable_s")) < 5e-6, "account %.0f: %f, not %f",
			      number(account, "enterprise_no"), counted, number(account, "unavailable_s"));
		ck_assert(fabs(accountable - number(account, "accountable_s")) < 5e-6);
		double exempt = number(account, "exempt_announced_s") + number(account, "exempt_nightly_s") +
				number(account, "exempt_carrier_s") + number(account, "exempt_customer_s");
		ck_assert(fabs(number(account, "unavailable_s") - number(account, "accountable_s") - exempt) < 5e-6);
	}
	ck_assert_int_gt(with_time, 10);
	cJSON_Delete(accounts);
	cJSON_Delete(windows);
}
END_TEST

START_TEST(sort_limit_and_where_apply)
{
	cJSON *json = report_json("availability --sort -unavailable_s,enterprise_no --limit 7 --where 'unavailable_s > 60s'");
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
	static const char *const screens[] = {"overview", "outages", "availability", "tenants", "tenant", "explain"};
	static const char *const formats[] = {"table", "csv", "json"};
	for (size_t i = 0; i < COUNT_OF(screens); i++) {
		for (size_t k = 0; k < COUNT_OF(formats); k++) {
			char line[256];
			snprintf(line, sizeof line, "%s --format %s --tenant %s", screens[i], formats[k], account);
			struct buf out = report(line);
			ck_assert_uint_gt(out.length, 0);
			buf_release(&out);
		}
	}
	cJSON_Delete(accounts);
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

TEST_MAIN("report", 120, json_has_the_fixed_fields, windows_add_up_to_the_accounts, sort_limit_and_where_apply,
	  as_of_is_repeatable, every_screen_reports_in_every_format, csv_heads_are_the_field_names)
