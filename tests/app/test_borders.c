/* Every clause over random rows that lie on its borders (borders.sql): of every
 * account each number of a figure and the verdict against the SQL of another hand
 * (prove_NAME.sql) on the standby, and the rows of its explanation against what
 * they are to add up to. */
#include "variant.h"

#include "slatop/replica/replica.h"
#include "slatop/sla/proof.h"
#include "slatop/store/summary.h"

#define VARIANTS 3 /* the first by the agreement as it is shipped */
/* --- the standby --------------------------------------------------------- */

static void write_keys(struct buf *out, const struct terms *t)
{
	buf_add_text(out, "{");
	for (size_t i = 0; i < agreement_key_count; i++) {
		buf_addf(out, "%s\"%s\": ", i ? ", " : "", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], t, out);
	}
	buf_add_text(out, "}");
}

/* The figures of all accounts, by the standby. */
static PGresult *prove(PGconn *standby, const struct variant *v, const struct clause *c)
{
	static const Oid types[] = {20, 1184, 1184, 1184, 25, 25};
	struct buf from = BUF_INIT, to = BUF_INIT, keys = BUF_INIT, sql = BUF_INIT;
	const struct terms *terms = agreement_terms_at(v->engine.agreement, 0, v->month);
	const char *kept[PROOF_PARAMETERS + 1];
	struct arena texts = {0};
	PGresult *r;

	clause_proof_sql(c, &sql);
	time_rfc3339(&from, v->scope.span.start_us);
	time_rfc3339(&to, v->scope.span.end_us);
	write_keys(&keys, terms);
	const char *values[] = {NULL, from.data, to.data, v->moment, "Asia/Shanghai", keys.data};
	proof_parameters(terms, "Asia/Shanghai", NULL, v->scope.span, v->scope.as_of, &texts, kept);
	kept[PROOF_PARAMETERS] = keys.data;
	if (c->keep)
		r = PQexecParams(standby, sql.data, COUNT_OF(kept), NULL, kept, NULL, NULL, 0);
	else
		r = PQexecParams(standby, sql.data, COUNT_OF(values), types, values, NULL, NULL, 0);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", c->proof, PQerrorMessage(standby));
	buf_release(&from);
	buf_release(&to);
	buf_release(&keys);
	buf_release(&sql);
	arena_release(&texts);
	return r;
}

/* --- slatop -------------------------------------------------------------- */

/* A file for the agreement with other values of what clauses are judged by. */
static void write_agreement(struct rng *r, struct variant *v)
{
	static const char *const flags[] = {"false", "true"};
	static const char *const formats[] = {"[\"xlsx\", \"xls\"]", "[\"xlsx\"]", "[\"mp3\", \"xls\"]"};
	static const char *const methods[] = {"[\"DELETE\"]", "[\"rm\", \"DELETE\"]", "[\"scrap\"]"};
	static const char *const caps[] = {"charged_on", "greater", "lesser", "each"};
	static const char scale[] = "{\"ratio_above_ppm\": 1000000, \"share_of_function_fee_ppm\": 33333, "
				    "\"share_of_phone_bill_ppm\": 7777}, {\"ratio_above_ppm\": 1300000, "
				    "\"share_of_function_fee_ppm\": 900000, \"share_of_phone_bill_ppm\": 900000}";
	struct buf text = BUF_INIT;

	buf_add_text(&text, "{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2000-01\",");
	buf_addf(&text, "\"completion\": {\"target_ppm\": %d}, ", rng_one_in(r, 2) ? 970000 : 972000);
	buf_addf(&text, "\"metering\": {\"target_ppm\": %d}, ", rng_one_in(r, 2) ? 993000 : 995000);
	buf_addf(&text, "\"durability\": {\"target_ppm\": %d}, ", rng_one_in(r, 2) ? 999998 : 1000000);
	buf_addf(&text, "\"audit\": {\"business_months\": %d, \"server_inclusive\": %s}, ", 2 + (int)rng_below(r, 2),
		 flags[rng_below(r, 2)]);
	buf_addf(&text, "\"data_location\": {\"min_backups\": %d, \"min_cold_standbys\": %d}, ", (int)rng_below(r, 3),
		 (int)rng_below(r, 2));
	buf_addf(&text, "\"export\": {\"finish_within_s\": %d, \"formats\": %s}, ", rng_one_in(r, 2) ? 3600 : 259200,
		 formats[rng_below(r, 3)]);
	buf_addf(&text, "\"deletion\": {\"record_methods\": %s, \"log_methods\": %s}, ", methods[rng_below(r, 3)],
		 methods[rng_below(r, 3)]);
	buf_addf(&text, "\"seats\": {\"max_move\": %d, \"min_left\": %d, \"review_inclusive\": %s}, ",
		 rng_one_in(r, 2) ? 101 : 1, (int)rng_below(r, 2), flags[rng_below(r, 2)]);
	buf_addf(&text, "\"recovery\": {\"network_tolerance_s\": %d, \"at_risk_ppm\": %d}, ", rng_one_in(r, 2) ? 0 : 31,
		 rng_one_in(r, 2) ? 0 : 1000000);
	buf_addf(&text, "\"compensation\": {\"cap_mode\": \"%s\", \"ratio_of\": \"%s\", \"days_from\": \"%s\", \"scale\": [%s]}, ",
		 caps[rng_below(r, 4)], rng_one_in(r, 2) ? "unavailable" : "accountable",
		 rng_one_in(r, 2) ? "breach" : "month_end", rng_one_in(r, 3) ? "" : scale);
	buf_addf(&text, "\"maintenance\": {\"notice\": \"%s\", \"min_notice_s\": %d}}]}}",
		 rng_one_in(r, 2) ? "required" : "best_effort", rng_one_in(r, 2) ? 0 : 3600);
	snprintf(v->agreement, sizeof v->agreement, "/tmp/slatop-borders-%ld.json", (long)getpid());
	FILE *f = fopen(v->agreement, "w");
	ck_assert(f != NULL && fputs(text.data, f) >= 0 && fclose(f) == 0);
	buf_release(&text);
}

/* --- what is to be the same ---------------------------------------------- */

static int row_of(const PGresult *r, int64_t account)
{
	for (int i = 0; i < PQntuples(r); i++)
		if (strtoll(PQgetvalue(r, i, 0), NULL, 10) == account)
			return i;
	return -1;
}

/* Without a row: nothing was broken, or there is nothing to judge. */
static const char *verdict_of_none(const struct clause *c)
{
	return verdict_names[commitments[c->commitment].kind == OUTCOME_RULES ? VERDICT_MET : VERDICT_NO_DATA];
}

static void check_account(const struct variant *v, const struct clause *c, struct view *all, size_t row,
			  const PGresult *proof)
{
	const struct commitment_info *info = &commitments[c->commitment];
	int64_t account = number(all, row, "enterprise_no");
	int there = row_of(proof, c->of_platform ? 0 : account), count = PQnfields(proof) - 2;
	struct value verdict;

	for (int i = 0; i < OUTCOME_INPUTS && info->inputs[i].name; i++) {
		char input[24];
		ck_assert_msg(i < count, "%s does not give %s", c->proof, info->inputs[i].name);
		snprintf(input, sizeof input, "input%d", i + 1);
		int64_t ours = number(all, row, input), theirs = there < 0 ? 0 : strtoll(PQgetvalue(proof, there, i + 1), NULL, 10);
		ck_assert_msg(ours == theirs, "%s of %" PRId64 " at %s, month %d: %s is %" PRId64 ", by the standby %" PRId64,
			      info->name, account, v->moment, v->month % 12 + 1, info->inputs[i].name, ours, theirs);
	}
	value_of(all, row, "verdict", &verdict);
	const char *theirs = there < 0 ? verdict_of_none(c) : PQgetvalue(proof, there, count + 1);
	ck_assert_msg(!strcmp(verdict.text, theirs), "%s of %" PRId64 " at %s, month %d: %s, by the standby %s", info->name, account,
		      v->moment, v->month % 12 + 1, verdict.text, theirs);
}

/* The rows of the explanation add up to the numbers in the list of all. */
static void check_rows(struct variant *v, const struct clause *c, struct view *all, size_t row)
{
	const struct commitment_info *info = &commitments[c->commitment];
	int64_t account = number(all, row, "enterprise_no");
	struct view *rows = load(v, "figure_rows", info->name, account);

	for (int i = 0; i < OUTCOME_INPUTS && info->inputs[i].name; i++) {
		char input[24], adds[24];
		int64_t sum = 0;
		snprintf(input, sizeof input, "input%d", i + 1);
		snprintf(adds, sizeof adds, "adds%d", i + 1);
		for (size_t k = 0; k < rows->count; k++)
			if (__builtin_add_overflow(sum, number(rows, k, adds), &sum))
				sum = INT64_MAX; /* as figures do */
		ck_assert_msg(sum == number(all, row, input), "%s of %" PRId64 " at %s: rows add up to %" PRId64 " %s, not %" PRId64,
			      info->name, account, v->moment, sum, info->inputs[i].name, number(all, row, input));
	}
	view_destroy(rows);
}

/* How often each verdict was seen, over all. */
static unsigned seen[COMMITMENT_COUNT][VERDICT_COUNT];

/* A standby that finds one more, or less, of the first input. */
static const struct clause_figures *planted(void *host, uint32_t platform, enum commitment c, int64_t account)
{
	static struct clause_figures wrong;
	static int64_t theirs[OUTCOME_INPUTS];
	const struct engine *e = host;

	(void)platform;
	(void)c;
	(void)account;
	wrong = e->clause_figures;
	memcpy(theirs, wrong.theirs, sizeof theirs);
	theirs[0] ^= 1; /* more or less: it may be the greatest there is */
	wrong.theirs = theirs;
	return &wrong;
}

static size_t differing(struct model_scope *scope)
{
	struct view *shown = view_create(model_find("figure_proof"), scope);
	size_t count = 0;

	while (view_work(shown, INT64_MAX))
		;
	for (size_t i = 0; i < shown->count; i++) {
		struct value equal;
		value_of(shown, i, "equal", &equal);
		count += !equal.null && !equal.i;
	}
	ck_assert_uint_gt(shown->count, 2);
	view_destroy(shown);
	return count;
}

/* P: both figures of one snapshot, side by side. */
static void check_proof(struct variant *v, const struct clause *c, struct view *all, size_t row)
{
	struct model_scope scope = v->scope;
	int64_t until = clock_monotonic() + PATIENCE_US;

	scope.figure = commitments[c->commitment].name;
	scope.enterprise_no = number(all, row, "enterprise_no");
	scope.platform = 0;
	engine_prove(&v->engine, &scope);
	while (v->engine.clause_figures.running) {
		ck_assert_msg(clock_monotonic() < until, "no proof of %s ever came", scope.figure);
		loop_turn(v->engine.loop, 10000);
	}
	ck_assert_msg(v->engine.clause_figures.done && !v->engine.clause_figures.error, "%s of %" PRId64 ": %s", scope.figure,
		      scope.enterprise_no, v->engine.clause_figures.error);
	ck_assert_int_eq(v->engine.clause_figures.ours.inputs[0], number(all, row, "input1"));
	ck_assert_msg(differing(&scope) == 0, "%s of %" PRId64 ": the proof differs", scope.figure, scope.enterprise_no);
	scope.clause_proof = planted;
	ck_assert_uint_eq(differing(&scope), 1);
}

/* Rows are listed for every account once, then for some. */
static void check_clause(struct variant *v, PGconn *standby, const struct clause *c, bool each)
{
	struct view *all = load(v, "outcomes", commitments[c->commitment].name, 0);
	PGresult *proof = c->proof ? prove(standby, v, c) : NULL;

	ck_assert_uint_gt(all->count, 40);
	for (size_t row = 0; row < all->count; row++) {
		seen[c->commitment][number(all, row, "rank")]++;
		if (proof)
			check_account(v, c, all, row, proof);
		if (c->of_platform ? row : !each && row % 6)
			continue;
		check_rows(v, c, all, row);
		if (c->proof && (c->keep || row % 6 == 0))
			check_proof(v, c, all, row);
	}
	PQclear(proof);
	view_destroy(all);
}

/* A moment on an edge of the month, or inside; the month, or one beside it. The
 * first time all of the month, so that each verdict is met with. */
static void choose(struct rng *r, struct variant *v, bool first)
{
	static const char *const moments[] = {"2024-02-29T15:59:59.999999Z", "2024-02-29T16:00:00Z", "2024-02-29T16:00:00.000001Z",
					      "2024-02-20T04:00:00Z",        "2024-01-31T16:00:00Z", "2024-02-28T16:00:00Z",
					      "2024-03-31T16:00:00Z"};
	size_t which = (size_t)rng_below(r, first ? 3 : COUNT_OF(moments));

	snprintf(v->moment, sizeof v->moment, "%s", moments[which]);
	v->month = calendar_month_number(shanghai(), local("2024-02-10 12:00"));
	if (!first && rng_one_in(r, 4))
		v->month += which == COUNT_OF(moments) - 1 ? 1 : -1;
}

START_TEST(figures_equal_sql_of_another_hand)
{
	struct rng r = rng_seeded();
	PGconn *standby = connect_to("replica.conninfo");
	char variables[128];

	for (int i = 0; i < VARIANTS; i++) {
		struct variant v = {.month = 0};
		choose(&r, &v, i == 0);
		snprintf(variables, sizeof variables, "-v seed=%u -v moment=%s", (unsigned)rng_below(&r, UINT32_MAX), v.moment);
		make_rows(standby, "borders.sql", variables);
		if (i)
			write_agreement(&r, &v);
		open_engine(&v);
		for (size_t k = 0; k < clause_count; k++)
			check_clause(&v, standby, clauses[k], i == 0);
		engine_close(&v.engine);
		if (*v.agreement)
			ck_assert(unlink(v.agreement) == 0);
	}
	make_rows(standby, "borders.sql", "");
	PQfinish(standby);
	for (size_t k = 0; k < clause_count; k++)
		if (!clauses[k]->of_platform && clauses[k]->proof)
			ck_assert_msg(seen[clauses[k]->commitment][VERDICT_MET] && seen[clauses[k]->commitment][VERDICT_MISSED],
				      "%s: not one of each verdict was seen", commitments[clauses[k]->commitment].name);
}
END_TEST

TEST_MAIN("borders", 180, figures_equal_sql_of_another_hand)
