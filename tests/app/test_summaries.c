/* Every clause over a real platform: the figures of all accounts against SQL that
 * computes them its own way on the standby (prove_NAME.sql), and the rows of an
 * explanation against the figure that they are to add up to. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/store/summary.h"
#include "support/platform.h"

static const char *const codes[] = {"north1", "east2"};

static const char *proof_sql(const char *name)
{
	const struct embedded *sql = embedded_find(clause_find((enum commitment)commitment_find(name))->proof);
	ck_assert_msg(sql != NULL, "no proof of %s", name);
	return sql->data;
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

static cJSON *report(const char *arguments, const struct moment *m)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors,
				 "'%s' report %s --month %.7s --as-of %s --format json --config '%s/slatop.json' </dev/null",
				 slatop_binary(), arguments, m->from, m->as_of, platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert_msg(status == 0, "%s: status %d: %s", arguments, status, errors.data);
	cJSON *json = cJSON_Parse(out.data);
	ck_assert_msg(json != NULL, "no JSON: %.200s", out.data);
	buf_release(&out);
	buf_release(&errors);
	return json;
}

struct proved {
	int64_t account, inputs[OUTCOME_INPUTS];
	char verdict[16];
};
struct proofs {
	struct proved *list;
	size_t count, capacity;
};

static void prove(struct proofs *p, const char *code, const char *name, const struct moment *m)
{
	struct buf sql = BUF_INIT, keys = BUF_INIT, out = BUF_INIT;

	write_keys(&keys);
	buf_addf(&sql, "prepare p(bigint, timestamptz, timestamptz, timestamptz, text, jsonb) as\n%s;\n"
		       "execute p(null, '%s', '%s', '%s', 'Asia/Shanghai', '%s');\n",
		 proof_sql(name), m->from, m->to, m->as_of, keys.data);
	platform_answer(platform_folder("SLATOP_TEST_PLATFORM"), code, "replica.conninfo", sql.data, &out);
	for (const char *line = out.data; *line; line = strchr(line, '\n') + 1) {
		const struct outcome_input *inputs = commitments[commitment_find(name)].inputs;
		struct proved one = {0};
		char *at;
		one.account = strtoll(line, &at, 10);
		for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++)
			one.inputs[i] = strtoll(at + 1, &at, 10);
		ck_assert_msg(sscanf(at, "|%15[a-z_]", one.verdict) == 1 && at[1 + strlen(one.verdict)] == '\n', "%s: %.80s", name, line);
		MEM_GROW(p->list, p->count, p->capacity);
		p->list[p->count++] = one;
	}
	buf_release(&sql);
	buf_release(&keys);
	buf_release(&out);
}

static const struct proved *find(const struct proofs *p, int64_t account)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].account == account)
			return &p->list[i];
	return NULL;
}

static int64_t number(const cJSON *row, const char *name)
{
	const cJSON *v = cJSON_GetObjectItem(row, name);
	return cJSON_IsNumber(v) ? (int64_t)v->valuedouble : 0;
}

/* Without a row: nothing was broken, or there is nothing to judge. */
static const char *verdict_of_none(const struct clause *c)
{
	return commitments[c->commitment].kind == OUTCOME_RULES ? "met" : "no_data";
}

static size_t compare(const struct clause *c, const cJSON *rows, const char *code, const struct proofs *p)
{
	const char *name = commitments[c->commitment].name;
	size_t compared = 0;
	const cJSON *row;

	cJSON_ArrayForEach(row, rows)
	{
		int64_t account = number(row, "enterprise_no");
		if (strcmp(cJSON_GetObjectItem(row, "platform")->valuestring, code) != 0)
			continue;
		const struct proved *one = find(p, c->of_platform ? 0 : account), none = {0};
		const char *verdict = cJSON_GetObjectItem(row, "verdict")->valuestring;
		for (int i = 0; i < OUTCOME_INPUTS; i++) {
			char input[24];
			snprintf(input, sizeof input, "input%d", i + 1);
			if (commitments[c->commitment].inputs[i].name)
				ck_assert_msg(number(row, input) == (one ? one : &none)->inputs[i],
					      "%s of %" PRId64 ", %s: %" PRId64 ", by the standby %" PRId64, name, account,
					      commitments[c->commitment].inputs[i].name, number(row, input),
					      (one ? one : &none)->inputs[i]);
		}
		ck_assert_msg(!strcmp(verdict, one ? one->verdict : verdict_of_none(c)), "%s of %" PRId64 ": %s, by the standby %s",
			      name, account, verdict, one ? one->verdict : verdict_of_none(c));
		compared++;
	}
	return compared;
}

static void check_clause(const struct clause *c, const struct moment *m)
{
	char arguments[128];

	snprintf(arguments, sizeof arguments, "outcomes --figure %s", commitments[c->commitment].name);
	cJSON *json = report(arguments, m);
	for (size_t k = 0; k < COUNT_OF(codes); k++) {
		struct proofs p = {0};
		prove(&p, codes[k], commitments[c->commitment].name, m);
		ck_assert_uint_gt(compare(c, cJSON_GetObjectItem(json, "rows"), codes[k], &p), 50);
		free(p.list);
	}
	cJSON_Delete(json);
}

START_TEST(all_accounts_equal_the_standby)
{
	const struct moment m = moment_now(0);

	for (size_t i = 0; i < clause_count; i++)
		if (!clauses[i]->keep) /* 6 goes on from the proof of 4.1: test_borders */
			check_clause(clauses[i], &m);
}
END_TEST

/* What is kept of logs is known as of now: a month that is over has no verdict. */
START_TEST(so_do_they_in_the_month_before)
{
	const struct moment m = moment_now(1);

	for (size_t i = 0; i < clause_count; i++)
		if (!clauses[i]->keep && (!clauses[i]->of_platform || !clauses[i]->reach))
			check_clause(clauses[i], &m);
}
END_TEST

/* The rows that an explanation lists, and the figure in the list of all. */
static void check_sum(const struct clause *c, const cJSON *outcome, const struct moment *m)
{
	char arguments[128], name[24];
	int64_t sums[OUTCOME_INPUTS] = {0};
	const cJSON *row;

	snprintf(arguments, sizeof arguments, "explain --tenant %s/%" PRId64 " --figure %s",
		 cJSON_GetObjectItem(outcome, "platform")->valuestring, number(outcome, "enterprise_no"),
		 commitments[c->commitment].name);
	cJSON *json = report(arguments, m);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		for (int i = 0; i < OUTCOME_INPUTS; i++) {
			snprintf(name, sizeof name, "adds%d", i + 1);
			sums[i] += number(row, name);
		}
	}
	for (int i = 0; i < OUTCOME_INPUTS; i++) {
		snprintf(name, sizeof name, "input%d", i + 1);
		ck_assert_msg(sums[i] == number(outcome, name), "%s: rows add up to %" PRId64 ", not %" PRId64 ", of %s", arguments,
			      sums[i], number(outcome, name), name);
	}
	cJSON_Delete(json);
}

static void check_sums(const struct clause *c, const struct moment *m)
{
	char arguments[128];

	snprintf(arguments, sizeof arguments, "outcomes --figure %s", commitments[c->commitment].name);
	cJSON *json = report(arguments, m), *rows = cJSON_GetObjectItem(json, "rows");
	int count = cJSON_GetArraySize(rows), step = c->of_platform ? count : count / 4 + 1;
	for (int i = 0; i < count; i += step)
		check_sum(c, cJSON_GetArrayItem(rows, i), m);
	cJSON_Delete(json);
}

START_TEST(rows_add_up_to_the_figure)
{
	const struct moment m = moment_now(0);

	for (size_t i = 0; i < clause_count; i++)
		check_sums(clauses[i], &m);
}
END_TEST

/* What is listed as broken is what the scorecard counts. */
START_TEST(violations_are_those_that_are_counted)
{
	const struct moment m = moment_now(0);
	cJSON *card = report("scorecard", &m), *list = report("violations", &m);
	const cJSON *row, *rows = cJSON_GetObjectItem(list, "rows");
	int64_t counted = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(card, "rows")) counted += number(row, "violations");
	ck_assert_int_gt(counted, 20);
	ck_assert_int_eq(counted, cJSON_GetArraySize(rows));
	cJSON_Delete(card);
	cJSON_Delete(list);
}
END_TEST

static void check_refused(const char *figure, const char *says)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report explain --tenant 10001 --figure %s --config '%s/slatop.json'",
				 slatop_binary(), figure, platform_folder("SLATOP_TEST_PLATFORM"));

	ck_assert_int_eq(status, 2);
	ck_assert_msg(strstr(errors.data, says) != NULL, "%s", errors.data);
	buf_release(&out);
	buf_release(&errors);
}

START_TEST(an_unknown_figure_is_refused_with_those_there_are)
{
	check_refused("completeness", "\"completeness\" is no figure; there are availability, ");
	check_refused("broken", "\"broken\" is a number of several: name one of business_logs, ");
}
END_TEST

TEST_MAIN("summaries", 180, all_accounts_equal_the_standby, so_do_they_in_the_month_before, rows_add_up_to_the_figure,
	  violations_are_those_that_are_counted, an_unknown_figure_is_refused_with_those_there_are)
