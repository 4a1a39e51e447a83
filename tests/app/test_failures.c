/* Reliability (4.2) of a sub-platform and of each account over random incidents and
 * windows on its borders (failures.sql): every number against SQL of another hand
 * (prove_reliability.sql) on the standby, the list of failures against what it is to
 * add up to, and both figures of a proof; and the list of all accounts, which comes
 * from months that are added up one by one, against the same SQL for every account. */
#include "variant.h"

#include "slatop/replica/replica.h"
#include "slatop/sla/reliability.h"

#define ROUNDS SOME_OF(8) /* the first by the agreement as it is shipped */
#define ROUNDS_MOST 40    /* until each kind of answer has come by chance */

static void write_agreement(struct rng *r, struct variant *v)
{
	static const char *const ways[] = {"any", "each", "both"};
	static const char *const flags[] = {"false", "true"};
	static const int least[] = {1, 2, 3, 10}, days[] = {30, 90, 365, 366}, targets[] = {1, 5, 20, 90};
	struct buf text = BUF_INIT;

	buf_add_text(&text, "{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2000-01\", ");
	buf_addf(&text, "\"reliability\": {\"min_accounts\": %d, \"look_back_days\": %d, \"target_days\": %d}, ",
		 least[rng_below(r, 4)], days[rng_below(r, 4)], targets[rng_below(r, 4)]);
	buf_addf(&text, "\"availability\": {\"exempt_causes\": %s}, ", rng_one_in(r, 2) ? "[]" : "[\"customer\"]");
	buf_addf(&text, "\"web\": {\"down_when\": \"%s\", \"inclusive\": %s}, ", ways[rng_below(r, 3)], flags[rng_below(r, 2)]);
	buf_addf(&text, "\"call\": {\"inclusive\": %s}}]", flags[rng_below(r, 2)]);
	if (rng_one_in(r, 2)) /* an account's own look-back begins in another month */
		buf_addf(&text, ", \"nothing\": [{\"from\": \"2000-01\", \"reliability\": {\"look_back_days\": %d, \"target_days\": %d}}]",
			 days[rng_below(r, 4)], targets[rng_below(r, 4)]);
	buf_add_text(&text, "}}");
	snprintf(v->agreement, sizeof v->agreement, "/tmp/slatop-failures-%ld.json", (long)getpid());
	FILE *f = fopen(v->agreement, "w");
	ck_assert(f != NULL && fputs(text.data, f) >= 0 && fclose(f) == 0);
	buf_release(&text);
}

/* The standby's figures come with the proof; ours of the snapshot too. */
static void prove(struct variant *v, int64_t account)
{
	struct model_scope scope = v->scope;
	int64_t until = clock_monotonic() + PATIENCE_US;

	scope.figure = "reliability";
	scope.enterprise_no = account;
	scope.platform = 0;
	engine_prove(&v->engine, &scope);
	while (v->engine.clause_figures.running) {
		ck_assert_msg(clock_monotonic() < until, "no proof ever came");
		loop_turn(v->engine.loop, 10000);
	}
	ck_assert_msg(v->engine.clause_figures.done && !v->engine.clause_figures.error, "%" PRId64 ": %s", account,
		      v->engine.clause_figures.error);
}

static unsigned seen[VERDICT_COUNT], with_intervals;

/* An account, or (0) the sub-platform. */
static void check(struct variant *v, int64_t account)
{
	static const char *const fields[] = {"between_s", "intervals", "events"};
	struct view *figure = load(v, "reliability", NULL, account), *events = load(v, "events", NULL, account);
	struct value verdict;
	int64_t sum = 0, intervals = 0;

	ck_assert_uint_eq(figure->count, 1);
	prove(v, account);
	const struct clause_figures *proof = &v->engine.clause_figures;
	value_of(figure, 0, "verdict", &verdict);
	for (int i = 0; i < 3; i++)
		ck_assert_msg(number(figure, 0, fields[i]) == proof->theirs[i] && proof->ours.inputs[i] == proof->theirs[i],
			      "%s of %" PRId64 " at %s, month %d: %" PRId64 ", of the snapshot %" PRId64 ", by the standby %" PRId64,
			      fields[i], account, v->moment, v->month % 12 + 1, number(figure, 0, fields[i]),
			      proof->ours.inputs[i], proof->theirs[i]);
	ck_assert_msg(!strcmp(verdict.text, proof->verdict) && !strcmp(verdict_names[proof->ours.verdict], proof->verdict),
		      "%" PRId64 " at %s, month %d: %s, of the snapshot %s, by the standby %s", account, v->moment, v->month % 12 + 1,
		      verdict.text, verdict_names[proof->ours.verdict], proof->verdict);
	for (size_t i = 0; i < events->count; i++) {
		struct value why;
		value_of(events, i, "why", &why);
		sum += number(events, i, "counted_s");
		intervals += why.null;
		ck_assert(why.null || !number(events, i, "counted_s"));
	}
	ck_assert_int_eq(sum, number(figure, 0, "between_s"));
	ck_assert_int_eq(intervals, number(figure, 0, "intervals"));
	seen[proof->ours.verdict]++;
	with_intervals += !account && intervals > 1;
	view_destroy(figure);
	view_destroy(events);
}

/* The scorecard of the sub-platform says the same. */
static void check_scorecard(struct variant *v)
{
	struct view *card = load(v, "scorecard", NULL, 0), *figure = load(v, "reliability", NULL, 0);
	struct value name, verdict, own;
	bool there = false;

	value_of(figure, 0, "verdict", &own);
	for (size_t i = 0; i < card->count; i++) {
		value_of(card, i, "commitment", &name);
		if (strcmp(name.text, "reliability"))
			continue;
		value_of(card, i, "verdict", &verdict);
		ck_assert_str_eq(verdict.text, own.text);
		there = true;
	}
	ck_assert(there);
	view_destroy(card);
	view_destroy(figure);
}

static unsigned listed[VERDICT_COUNT];

/* The worst first. */
static void check_list(struct variant *v)
{
	static const char *const fields[] = {"between_s", "intervals", "events"};
	struct view *list = load(v, "failures", NULL, 0);
	int64_t rank = VERDICT_COUNT;
	bool seen_account[25] = {false};

	ck_assert_uint_ge(list->count, 21); /* one may be opened later, two are none */
	for (size_t row = 0; row < list->count; row++) {
		int64_t account = number(list, row, "enterprise_no");
		struct value verdict, mean;
		prove(v, account);
		const struct clause_figures *proof = &v->engine.clause_figures;
		for (int i = 0; i < 3; i++)
			ck_assert_msg(number(list, row, fields[i]) == proof->theirs[i],
				      "%s of %" PRId64 " at %s, month %d: %" PRId64 ", by the standby %" PRId64, fields[i], account,
				      v->moment, v->month % 12 + 1, number(list, row, fields[i]), proof->theirs[i]);
		value_of(list, row, "verdict", &verdict);
		ck_assert_msg(!strcmp(verdict.text, proof->verdict), "%" PRId64 " at %s, month %d: %s, by the standby %s", account,
			      v->moment, v->month % 12 + 1, verdict.text, proof->verdict);
		value_of(list, row, "mean_s", &mean);
		ck_assert(mean.null == !proof->theirs[1]);
		ck_assert(mean.null || mean.i == proof->theirs[0] / proof->theirs[1]);
		ck_assert_int_le(number(list, row, "rank"), rank);
		rank = number(list, row, "rank");
		listed[rank]++;
		ck_assert(account > 830000000 && account <= 830000024 && !seen_account[account - 830000000]);
		seen_account[account - 830000000] = true;
	}
	ck_assert(!seen_account[4] && !seen_account[5]);
	view_destroy(list);
}

static void choose(struct rng *r, struct variant *v)
{
	static const char *const moments[] = {"2024-02-29T15:59:59.999999Z", "2024-02-29T16:00:00Z", "2024-02-29T16:00:30Z",
					      "2024-02-20T04:00:00Z", "2024-03-31T16:00:00Z"};

	snprintf(v->moment, sizeof v->moment, "%s", moments[rng_below(r, COUNT_OF(moments))]);
	v->month = calendar_month_number(shanghai(), local("2024-02-10 12:00")) - (rng_one_in(r, 3) ? 1 : 0);
}

static bool all_seen(void)
{
	return seen[VERDICT_MET] && seen[VERDICT_MISSED] && with_intervals && listed[VERDICT_MET] && listed[VERDICT_MISSED];
}

START_TEST(failures_equal_sql_of_another_hand)
{
	struct rng r = rng_seeded();
	PGconn *standby = connect_to("replica.conninfo");
	char variables[128];

	for (int i = 0; i < ROUNDS || (!all_seen() && i < ROUNDS_MOST); i++) {
		struct variant v = {.month = 0};
		choose(&r, &v);
		snprintf(variables, sizeof variables, "-v seed=%u -v moment=%s", (unsigned)rng_below(&r, UINT32_MAX), v.moment);
		make_rows(standby, "failures.sql", variables);
		if (i)
			write_agreement(&r, &v);
		open_engine(&v);
		check(&v, 0);
		check_scorecard(&v);
		check_list(&v);
		for (int n = 1; n <= 24; n++)
			if (n != 4 && n != 5 && (i == 0 || n % 4 == i % 4)) /* these two are no accounts */
				check(&v, 830000000 + n);
		engine_close(&v.engine);
		if (*v.agreement)
			ck_assert(unlink(v.agreement) == 0);
	}
	make_rows(standby, "failures.sql", "");
	PQfinish(standby);
	ck_assert_msg(seen[VERDICT_MET] && seen[VERDICT_MISSED], "not one of each verdict was seen");
	ck_assert_uint_gt(with_intervals, 0);
	ck_assert_msg(listed[VERDICT_MET] && listed[VERDICT_MISSED], "the lists had not one of each verdict");
}
END_TEST

TEST_MAIN("failures", 180, failures_equal_sql_of_another_hand)
