/* The trend of the scorecard over a real platform: each of its thirteen months
 * against SQL that judges that month by itself on the standbys: 4.1 by multiranges,
 * other clauses by the statements that prove them. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/store/summary.h"
#include "support/platform.h"

#define MONTHS 13

static const char *const codes[] = {"north1", "east2"};
static char as_of[40];
static int this_month;

static cJSON *report(const char *screen, const char *more)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report %s %s --as-of %s --format json --config '%s/slatop.json' </dev/null",
				 slatop_binary(), screen, more, as_of, platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(status == 0, "status %d: %s", status, errors.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert(json != NULL);
	buf_release(&out);
	buf_release(&errors);
	return json;
}

static cJSON *scorecard(const char *more)
{
	return report("scorecard", more);
}

static const cJSON *row_of(const cJSON *json, const char *commitment)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
		if (!strcmp(cJSON_GetObjectItem(row, "commitment")->valuestring, commitment))
			return row;
	ck_abort_msg("no row of %s", commitment);
}

/* The word of month k, the oldest 0. */
static void word_of(const cJSON *row, int k, char word[24])
{
	const char *at = cJSON_GetObjectItem(row, "trend")->valuestring;

	while (k-- > 0) {
		at = strchr(at, ' ');
		ck_assert_msg(at != NULL, "fewer than %d months", MONTHS);
		at++;
	}
	snprintf(word, 24, "%.*s", (int)strcspn(at, " "), at);
}

static void month_text(int month, char text[40])
{
	snprintf(text, 40, "%04d-%02d-01T00:00:00+08:00", month / 12, month % 12 + 1);
}

/* One number, of one standby. */
static int asked(const char *code, const struct buf *statement)
{
	struct buf out = BUF_INIT;

	platform_answer(platform_folder("SLATOP_TEST_PLATFORM"), code, "replica.conninfo", statement->data, &out);
	int number = atoi(out.data);
	buf_release(&out);
	return number;
}

/* Verdicts as numbers: the worst is the greatest. */
static const char *const ranks[] = {"absent", "no_data", "too_early", "met", "at_risk", "missed"};

/* The moment is one at which all windows of the months behind are known; ended
 * windows are whole, open ones end at it. */
static const char availability[] =
	"with k as (select timestamptz '%s' as a, timestamptz '%s' as b, timestamptz '%s' as m), "
	"t as (select enterprise_no from sla.tenant, k where not voided and isfinite(opened_at) and opened_at < b "
	"      and (closed_at is null or isfinite(closed_at) and closed_at > a)), "
	"o as (select enterprise_no as n, (service like 'web%%')::int as g, "
	"             tstzrange(started_at, least(coalesce(ended_at, m), m)) as r "
	"      from sla.outage, k where not voided and coalesce(cause, '') <> 'customer' "
	"      and service in ('web_front', 'web_back', 'softswitch', 'trunk') and started_at < m and isfinite(started_at) "
	"      and (ended_at is null or ended_at > started_at and isfinite(ended_at))), "
	"u as (select n, g, unnest(range_agg(r)) as r from o group by n, g), "
	"e as (select n, range_agg(r) as r from u where upper(r) - lower(r) > interval '120 s' "
	"      or g = 0 and upper(r) - lower(r) >= interval '60 s' group by n), "
	"s as (select n, sum(extract(epoch from upper(x) - lower(x))) as down from e, k, "
	"      unnest(r * tstzmultirange(tstzrange(a, b))) as x group by n) "
	"select coalesce(max(case when coalesce(down, 0) > w then 5 when coalesce(down, 0) >= w * 0.8 then 4 else 3 end), 0) "
	"from t left join s on s.n = t.enterprise_no, "
	"lateral (select extract(epoch from b - a) * 2200 / 1000000 as w from k) as allowed";

static int by_windows(const char *code, int month)
{
	struct buf sql = BUF_INIT;
	char from[40], to[40];

	month_text(month, from);
	month_text(month + 1, to);
	buf_addf(&sql, availability, from, to, as_of);
	int rank = asked(code, &sql);
	buf_release(&sql);
	return rank;
}

static void write_keys(struct buf *out)
{
	struct terms t;

	terms_init(&t);
	buf_add_text(out, "{");
	for (size_t i = 0; i < agreement_key_count; i++) {
		buf_addf(out, "%s\"%s\": ", i ? ", " : "", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], &t, out);
	}
	buf_add_text(out, "}");
}

/* An account without a row: nothing was broken, or there is nothing to judge. */
static int by_proof(const char *code, const struct clause *c, int month)
{
	struct buf sql = BUF_INIT, inputs = BUF_INIT;
	char from[40], to[40];
	bool rules_only = commitments[c->commitment].kind == OUTCOME_RULES;

	for (int i = 0; i < OUTCOME_INPUTS && commitments[c->commitment].inputs[i].name; i++)
		buf_addf(&inputs, "i%d, ", i + 1);
	month_text(month, from);
	month_text(month + 1, to);
	buf_addf(&sql, "prepare p(bigint, timestamptz, timestamptz, timestamptz, text, jsonb) as\n"
		       "with v(n, %sverdict) as (%s), t as (select enterprise_no as n from sla.tenant where not voided "
		       "and opened_at < $3 and isfinite(opened_at) and (closed_at is null or isfinite(closed_at) and closed_at > $2)) "
		       "select coalesce(max(array_position(array['no_data', 'too_early', 'met', 'at_risk', 'missed'], "
		       "coalesce(v.verdict, '%s'))), 0) from %s;\nexecute p(null, '%s', '%s', '%s', 'Asia/Shanghai', '",
		 inputs.data, embedded_find(c->proof)->data, rules_only ? "met" : "no_data",
		 c->of_platform ? "(values (0)) as t(n) left join v on true" : "t left join v on v.n = t.n", from, to, as_of);
	write_keys(&sql);
	buf_add_text(&sql, "');\n");
	int rank = asked(code, &sql);
	buf_release(&sql);
	buf_release(&inputs);
	return rank;
}

static void check(const cJSON *json, enum commitment c)
{
	const cJSON *row = row_of(json, commitments[c].name);
	int others = 0;

	for (int k = 0; k < MONTHS; k++) {
		int month = this_month - MONTHS + 1 + k, worst = 0;
		char word[24];
		for (size_t i = 0; i < COUNT_OF(codes); i++) {
			int rank = c == COMMITMENT_AVAILABILITY ? by_windows(codes[i], month)
								: by_proof(codes[i], clause_find(c), month);
			worst = rank > worst ? rank : worst;
		}
		word_of(row, k, word);
		ck_assert_msg(!strcmp(word, ranks[worst]), "%s in %04d-%02d: %s, in SQL %s", commitments[c].name, month / 12,
			      month % 12 + 1, word, ranks[worst]);
		others += strcmp(word, "absent") != 0 && strcmp(word, "no_data") != 0;
	}
	ck_assert_int_gt(others, 0);
}

static void prepare(void)
{
	time_t at = time(NULL) - 5, local = at + 8 * 3600;
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(as_of, sizeof as_of, "%Y-%m-%dT%H:%M:%SZ", &tm);
	gmtime_r(&local, &tm);
	this_month = (tm.tm_year + 1900) * 12 + tm.tm_mon;
}

START_TEST(each_month_equals_sql)
{
	prepare();
	cJSON *json = scorecard("");
	check(json, COMMITMENT_AVAILABILITY);
	check(json, COMMITMENT_SERVICE_FEE);
	check(json, COMMITMENT_SEATS);
	check(json, COMMITMENT_EXPORTS);
	check(json, COMMITMENT_RECOVERY);
	cJSON_Delete(json);
}
END_TEST

/* The trend of the month shown is what the scorecard of each month says by itself. */
static void check_months(const char *whose)
{
	static const int back[] = {0, 1, 4, 12};
	cJSON *json = scorecard(whose);

	for (size_t i = 0; i < COUNT_OF(back); i++) {
		int month = this_month - back[i];
		char more[120], word[24];
		const cJSON *row;
		snprintf(more, sizeof more, "%s --month %04d-%02d", whose, month / 12, month % 12 + 1);
		cJSON *one = scorecard(more);
		cJSON_ArrayForEach(row, cJSON_GetObjectItem(one, "rows"))
		{
			const char *name = cJSON_GetObjectItem(row, "commitment")->valuestring;
			const char *verdict = cJSON_GetObjectItem(row, "verdict")->valuestring;
			word_of(row_of(json, name), MONTHS - 1 - back[i], word);
			ck_assert_msg(!strcmp(word, verdict) || (!strcmp(word, "absent") && !strcmp(verdict, "no_data")),
				      "%s of %s: %s, by itself %s", name, more, word, verdict);
		}
		cJSON_Delete(one);
	}
	cJSON_Delete(json);
}

/* The list of the thirteen months has the figures of the scorecards of each. */
static void check_list(const char *commitment)
{
	char more[120], figure[60];
	snprintf(figure, sizeof figure, "--figure %s", commitment);
	cJSON *list = report("trend", figure);

	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(list, "rows")), MONTHS);
	for (int i = 0; i < MONTHS; i += 6) {
		const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(list, "rows"), i);
		const char *verdict = cJSON_GetObjectItem(row, "verdict")->valuestring;
		snprintf(more, sizeof more, "--month %s", cJSON_GetObjectItem(row, "month")->valuestring);
		cJSON *one = scorecard(more);
		const cJSON *own = row_of(one, commitment);
		if (strcmp(verdict, "absent") != 0)
			ck_assert_str_eq(verdict, cJSON_GetObjectItem(own, "verdict")->valuestring);
		ck_assert(cJSON_Compare(cJSON_GetObjectItem(row, "figure"), cJSON_GetObjectItem(own, "figure"), true));
		cJSON_Delete(one);
	}
	cJSON_Delete(list);
}

START_TEST(the_list_is_the_scorecards)
{
	prepare();
	check_list("reliability");
	check_list("completion");
}
END_TEST

START_TEST(each_month_is_its_own_scorecard)
{
	prepare();
	check_months("");
	check_months("--tenant north1/10001");
}
END_TEST

static double sum_of(const cJSON *json, const char *field)
{
	const cJSON *row;
	double sum = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows")) sum += cJSON_GetObjectItem(row, field)->valuedouble;
	return sum;
}

START_TEST(the_year_is_the_sum_of_its_accounts)
{
	prepare();
	cJSON *year = report("year", ""), *rows = cJSON_GetObjectItem(year, "rows");

	ck_assert_int_eq(cJSON_GetArraySize(rows), MONTHS);
	for (int i = 0; i < MONTHS; i += 4) {
		const cJSON *row = cJSON_GetArrayItem(rows, i);
		char more[40];
		snprintf(more, sizeof more, "--month %s", cJSON_GetObjectItem(row, "month")->valuestring);
		cJSON *accounts = report("availability", more);
		ck_assert_double_eq_tol(cJSON_GetObjectItem(row, "unavailable_s")->valuedouble, sum_of(accounts, "unavailable_s"), 1e-3);
		ck_assert_double_eq_tol(cJSON_GetObjectItem(row, "accountable_s")->valuedouble, sum_of(accounts, "accountable_s"), 1e-3);
		ck_assert_int_eq(cJSON_GetObjectItem(row, "accounts")->valueint, cJSON_GetArraySize(cJSON_GetObjectItem(accounts, "rows")));
		cJSON_Delete(accounts);
	}
	cJSON_Delete(year);
}
END_TEST

TEST_MAIN("trend", 300, each_month_equals_sql, each_month_is_its_own_scorecard, the_list_is_the_scorecards, the_year_is_the_sum_of_its_accounts)
