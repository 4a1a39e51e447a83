/* Compensation and claims over a real platform, against an SQL query that reckons
 * states, caps, amounts, days and violations its own way, for every account. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"

static char folder[] = "/tmp/slatop-compensation-XXXXXX";
static char as_of[2][40]; /* north1, east2 */
static const char *const codes[] = {"north1", "east2"};

static struct buf report(const char *arguments, const char *agreement)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report %s --config '%s/slatop.json' --agreement '%s' </dev/null",
				 slatop_binary(), arguments, platform_folder("SLATOP_TEST_PLATFORM"), agreement);
	ck_assert_msg(status == 0, "%s: status %d: %s", arguments, status, errors.data);
	buf_release(&errors);
	return out;
}

static void write_file(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert(f != NULL);
	ck_assert(fputs(text, f) >= 0);
	ck_assert(fclose(f) == 0);
}

/* The agreement's other readings: each cap, and a scale of three rows. */
struct reading {
	const char *cap_mode, *days_from;
	bool scale;
};
static const struct reading readings[] = {
	{"charged_on", "breach", false}, {"greater", "breach", true}, {"lesser", "month_end", true},
	{"each", "breach", true}};

static const char *agreement_file(const struct reading *r)
{
	static char path[128];
	struct buf text = BUF_INIT;
	buf_addf(&text, "{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2000-01\", "
			"\"compensation\": {\"cap_mode\": \"%s\", \"days_from\": \"%s\", \"scale\": [%s]}}]}}",
		 r->cap_mode, r->days_from,
		 r->scale ? "{\"ratio_above_ppm\": 1000000, \"share_of_function_fee_ppm\": 33333, "
			    "\"share_of_phone_bill_ppm\": 7777},"
			    "{\"ratio_above_ppm\": 1300000, \"share_of_function_fee_ppm\": 111111, "
			    "\"share_of_phone_bill_ppm\": 0},"
			    "{\"ratio_above_ppm\": 2000000, \"share_of_function_fee_ppm\": 900000, "
			    "\"share_of_phone_bill_ppm\": 900000}"
			  : "");
	write_file("agreement.json", text.data);
	buf_release(&text);
	snprintf(path, sizeof path, "%s/agreement.json", folder);
	return path;
}

/* The reckoning: from 4.1's figures (proved elsewhere) and the tables. */
static const char reckoning[] =
	"\\set doc `cat %s/availability.json`\n"
	"with a as (select *, (month || '-01')::date as first from json_to_recordset((:'doc'::json)->'rows') as x (\n"
	"    platform text, enterprise_no bigint, month text, unavailable_s numeric, accountable_s numeric,\n"
	"    allowed_s numeric, eligible_at timestamptz, status text) where platform = '%s'),\n"
	"w as (select a.*, accountable_s > allowed_s as eligible,\n"
	"      case when accountable_s > allowed_s then case '%s' when 'breach'\n"
	"        then (eligible_at at time zone 'Asia/Shanghai')::date + 30\n"
	"        else (first + interval '1 month')::date - 1 + 30 end end as apply_by from a),\n"
	"i as (select *, function_fee * 250000 / 1000000 as fee, phone_bill * 100000 / 1000000 as bill from sla.invoice\n"
	"      where issued_at <= '%s' and charged_on in ('function_fee', 'phone_bill')\n"
	"      and least(seats, seat_price, function_fee, phone_bill, total_service_fee, deduction) >= 0),\n"
	"k as (select i.*, case '%s' when 'charged_on' then case charged_on when 'phone_bill' then bill else fee end\n"
	"      when 'greater' then greatest(fee, bill) when 'lesser' then least(fee, bill) else fee + bill end as plain from i),\n"
	"c as (select * from sla.claim where not voided and state in ('applied', 'approved', 'rejected', 'deducted')\n"
	"      and coalesce(amount, 0) >= 0 and isfinite(received_at) and received_at <= '%s'\n"
	"      and extract(day from month) = 1),\n"
	"n as (select distinct on (enterprise_no, month) * from c\n"
	"      order by enterprise_no, month, received_at desc, claim_id desc),\n"
	"b as (select w.enterprise_no, count(*) as claims, sum(\n"
	"        (not eligible and c.state <> 'rejected')::int\n"
	"        + (eligible and c.state in ('approved', 'deducted')\n"
	"           and (c.received_at at time zone 'Asia/Shanghai')::date > apply_by)::int\n"
	"        + (k.enterprise_no is not null and c.state <> 'rejected'\n"
	"           and coalesce(c.amount, 0) > least(k.plain, k.total_service_fee))::int\n"
	"        + coalesce(c.deducted_month < c.month or c.deducted_month > c.month + interval '1 month', false)::int\n"
	"        + coalesce(c.paid_in_cash, false)::int) as broken\n"
	"      from w join c on c.enterprise_no = w.enterprise_no and c.month = w.first\n"
	"      left join k on k.enterprise_no = w.enterprise_no and k.month = w.first group by 1),\n"
	"o as (select w.*, k.plain, k.total_service_fee, n.state as claim_state, n.claim_id, n.received_at,\n"
	"      coalesce(b.claims, 0) as claims, coalesce(b.broken, 0) as broken,\n"
	"      k.function_fee, k.phone_bill, ('%s' = 'yes') as scaled\n"
	"      from w left join k on k.enterprise_no = w.enterprise_no and k.month = w.first\n"
	"      left join n on n.enterprise_no = w.enterprise_no and n.month = w.first\n"
	"      left join b on b.enterprise_no = w.enterprise_no)\n"
	"select enterprise_no, case when not eligible then 'not_eligible'\n"
	"         when claim_id is not null and (received_at at time zone 'Asia/Shanghai')::date > apply_by then 'lapsed'\n"
	"         when claim_id is not null then claim_state\n"
	"         when ('%s'::timestamptz at time zone 'Asia/Shanghai')::date > apply_by then 'lapsed' else 'eligible' end,\n"
	"       apply_by - ('%s'::timestamptz at time zone 'Asia/Shanghai')::date, apply_by,\n"
	"       least(plain, total_service_fee),\n"
	"       case when not eligible or not scaled then null\n"
	"         when accountable_s > 2 * allowed_s then least(plain, total_service_fee,\n"
	"              function_fee * 900000 / 1000000 + phone_bill * 900000 / 1000000)\n"
	"         when accountable_s * 10 > 13 * allowed_s then least(plain, total_service_fee, function_fee * 111111 / 1000000)\n"
	"         else least(plain, total_service_fee, function_fee * 33333 / 1000000 + phone_bill * 7777 / 1000000) end,\n"
	"       case when eligible or claims > 0 then claim_id end, claims, broken\n"
	"from o where eligible or status = 'breached' or claims > 0 order by enterprise_no;\n";

static struct buf reckoned(size_t platform, const struct reading *r)
{
	const char *at = as_of[platform];
	struct buf sql = BUF_INIT, out = BUF_INIT, errors = BUF_INIT;
	char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), codes[platform], "replica.conninfo");
	buf_addf(&sql, reckoning, folder, codes[platform], r->days_from, at, r->cap_mode, at, r->scale ? "yes" : "no",
		 at, at);
	write_file("reckoning.sql", sql.data);
	int status = run_command(&out, &errors, "psql -XAtq -v ON_ERROR_STOP=1 \"%s\" -f %s/reckoning.sql </dev/null",
				 info, folder);
	ck_assert_msg(status == 0, "psql: %s", errors.data);
	buf_release(&sql);
	buf_release(&errors);
	free(info);
	return out;
}

static void add_field(struct buf *line, const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	ck_assert_msg(v != NULL, "no field %s", name);
	if (line->length && line->data[line->length - 1] != '\n')
		buf_add_byte(line, '|');
	if (cJSON_IsString(v))
		buf_add_text(line, v->valuestring);
	else if (cJSON_IsNumber(v))
		buf_addf(line, "%.0f", v->valuedouble);
}

static struct buf shown(const cJSON *json, const char *code)
{
	static const char *const names[] = {"enterprise_no", "state",    "days_left", "apply_by", "cap_fen",
					    "amount_fen",    "claim_id", "claims",    "violations"};
	struct buf out = BUF_INIT;
	const cJSON *row;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		if (strcmp(cJSON_GetObjectItem(row, "platform")->valuestring, code) != 0)
			continue;
		for (size_t i = 0; i < COUNT_OF(names); i++)
			add_field(&out, row, names[i]);
		buf_add_byte(&out, '\n');
	}
	return out;
}

/* One moment for all: the earlier of what the sub-platforms stand at. */
static void choose_moment(const char *agreement)
{
	struct buf text = report("availability --limit 1 --format json", agreement);
	cJSON *json = cJSON_Parse(text.data);
	for (size_t i = 0; i < 2; i++)
		snprintf(as_of[i], sizeof as_of[i], "%s",
			 cJSON_GetObjectItem(cJSON_GetObjectItem(json, "as_of"), codes[i])->valuestring);
	if (strcmp(as_of[0], as_of[1]) < 0)
		snprintf(as_of[1], sizeof as_of[1], "%s", as_of[0]);
	else
		snprintf(as_of[0], sizeof as_of[0], "%s", as_of[1]);
	cJSON_Delete(json);
	buf_release(&text);
}

static void month_before(const char *now, int back, char month[16])
{
	int number = atoi(now) * 12 + atoi(now + 5) - 1 - back;
	snprintf(month, 16, "%04d-%02d", number / 12, number % 12 + 1);
}

static void check_reading(const struct reading *r)
{
	const char *agreement = agreement_file(r);
	size_t rows = 0;
	choose_moment(agreement);
	for (int back = 1; back <= 3; back++) { /* months that are over: of the local zone, too */
		char month[16], line[160];
		month_before(as_of[0], back, month);
		snprintf(line, sizeof line, "availability --month %s --as-of %s --format json", month, as_of[0]);
		struct buf text = report(line, agreement);
		write_file("availability.json", text.data);
		buf_release(&text);
		snprintf(line, sizeof line, "compensation --month %s --as-of %s --sort enterprise_no --format json",
			 month, as_of[0]);
		text = report(line, agreement);
		cJSON *json = cJSON_Parse(text.data);
		for (size_t i = 0; i < 2; i++) {
			struct buf ours = shown(json, codes[i]), theirs = reckoned(i, r);
			ck_assert_msg(!strcmp(ours.data ? ours.data : "", theirs.data ? theirs.data : ""),
				      "%s of %s, %s:\n%s\nin SQL:\n%s", month, codes[i], r->cap_mode, ours.data,
				      theirs.data);
			rows += ours.length > 0;
			buf_release(&ours);
			buf_release(&theirs);
		}
		cJSON_Delete(json);
		buf_release(&text);
	}
	ck_assert_uint_gt(rows, 0);
}

START_TEST(equals_a_reckoning_in_sql)
{
	ck_assert(mkdtemp(folder) != NULL);
	for (size_t i = 0; i < COUNT_OF(readings); i++)
		check_reading(&readings[i]);
	static const char *const files[] = {"agreement.json", "availability.json", "reckoning.sql"};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char path[128];
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		ck_assert(unlink(path) == 0);
	}
	ck_assert(rmdir(folder) == 0);
}
END_TEST

TEST_MAIN("compensation", 300, equals_a_reckoning_in_sql)
