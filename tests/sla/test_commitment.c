/* The frame of all clauses: the tables hold together, outcomes are computed on
 * integers, many add up, and words come from the tables. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/violation.h"

static struct outcome outcome_with(enum commitment c, const struct terms *t, int64_t a, int64_t b, int64_t d)
{
	const int64_t inputs[OUTCOME_INPUTS] = {a, b, d};
	struct outcome o;
	outcome_compute(c, t, inputs, &o);
	return o;
}

static const char *written(void (*write)(struct buf *, const struct outcome *), const struct outcome *o)
{
	static char kept[512];
	struct buf text = BUF_INIT;
	write(&text, o);
	snprintf(kept, sizeof kept, "%s", text.data);
	buf_release(&text);
	return kept;
}

START_TEST(the_table)
{
	for (int c = 0; c < COMMITMENT_COUNT; c++) {
		const struct commitment_info *info = &commitments[c];
		ck_assert_int_eq(commitment_find(info->name), c);
		ck_assert(info->clause && info->title && info->sentence && info->formula);
		ck_assert(info->inputs[info->part].name != NULL);
		for (const char *const *key = info->keys; *key; key++)
			ck_assert_msg(agreement_key_find(*key) != NULL, "%s: no key %s", info->name, *key);
		for (const char *const *key = info->beside; key && *key; key++)
			ck_assert_msg(agreement_key_find(*key) != NULL, "%s: no key %s", info->name, *key);
		if (info->target) {
			const struct agreement_key *key = agreement_key_find(info->target);
			ck_assert_str_eq(info->keys[0], info->target);
			ck_assert_uint_eq(key->offset, info->target_offset);
			ck_assert_int_eq(key->kind, KIND_NUMBER);
		}
		for (const char *p = info->formula; (p = strchr(p, '{')); p++) { /* each names an input */
			char name[32];
			ck_assert_int_eq(sscanf(p, "{%31[a-z_]}", name), 1);
			ck_assert_msg(commitment_input((enum commitment)c, name) >= 0, "%s: %s", info->name, name);
		}
	}
	ck_assert_int_eq(commitment_find("nothing"), -1);
	ck_assert_int_eq(commitment_input(COMMITMENT_COMPLETION, "nothing"), -1);
}
END_TEST

START_TEST(every_key_and_rule_is_used)
{
	for (size_t i = 0; i < agreement_key_count; i++) {
		bool used = false;
		for (int c = 0; c < COMMITMENT_COUNT; c++)
			used |= commitment_uses((enum commitment)c, &agreement_keys[i]);
		ck_assert_msg(used, "nothing uses %s", agreement_keys[i].name);
	}
	for (int r = 0; r < RULE_COUNT; r++) {
		ck_assert_msg(rules[r].name && rules[r].sentence && rules[r].relation, "rule %d", r);
		ck_assert_int_eq(rule_find(rules[r].name), r);
	}
	ck_assert_int_eq(rule_find("nothing"), -1);
}
END_TEST

/* 4.1 is decided by 24 combinations; 6 also by link, notice, groups, ratio_of. */
START_TEST(open_readings)
{
	struct readings r;
	struct terms t, u;
	size_t digits[READINGS_KEYS];
	terms_init(&t);
	readings_of(COMMITMENT_AVAILABILITY, &r);
	ck_assert_uint_eq(r.total, 24);
	u = t;
	readings_apply(&r, 0, &u, NULL);
	ck_assert_mem_eq(&t, &u, sizeof t);
	readings_apply(&r, 23, &u, digits);
	ck_assert_uint_eq(u.availability_exempt, 0);
	ck_assert(u.web_down_when == WEB_DOWN_BOTH && u.web_inclusive && !u.call_inclusive);
	for (size_t i = 0; i < r.key_count; i++)
		ck_assert_uint_eq(digits[i], r.counts[i] - 1);
	readings_of(COMMITMENT_COMPENSATION, &r);
	ck_assert_uint_eq(r.total, 24 * 2 * 2 * 3 * 2);
	readings_of(COMMITMENT_SEATS, &r);
	ck_assert_uint_eq(r.total, 1);
}
END_TEST

START_TEST(exactly_on_the_target)
{
	struct terms t;
	terms_init(&t);
	const struct {
		enum commitment c;
		int64_t a, b;
		enum verdict verdict;
		int64_t figure;
	} rows[] = {
		{COMMITMENT_COMPLETION, 1000, 971, VERDICT_MET, 97100000},
		{COMMITMENT_COMPLETION, 1000, 970, VERDICT_MISSED, 97000000},
		{COMMITMENT_COMPLETION, 3, 2, VERDICT_MISSED, 66666666}, /* truncated */
		{COMMITMENT_COMPLETION, 1000000000, 970999999, VERDICT_MISSED, 97099999},
		{COMMITMENT_COMPLETION, 0, 0, VERDICT_NO_DATA, 0},
		{COMMITMENT_METERING, 1000, 6, VERDICT_MET, 99400000},
		{COMMITMENT_METERING, 1000, 7, VERDICT_MISSED, 99300000},
		{COMMITMENT_SERVICE_FEE, 1, 0, VERDICT_MET, 100000000},
		{COMMITMENT_SERVICE_FEE, 1000000, 1, VERDICT_MISSED, 99999900},
		{COMMITMENT_DURABILITY, 1000000, 1, VERDICT_MET, 99999900},
		{COMMITMENT_DURABILITY, 999999, 1, VERDICT_MISSED, 99999899},
		{COMMITMENT_RELIABILITY, 180 * DAY_US, 2, VERDICT_MET, 90 * DAY_US},
		{COMMITMENT_RELIABILITY, 180 * DAY_US - 1, 2, VERDICT_MISSED, 90 * DAY_US - 1},
		{COMMITMENT_SEATS, 7, 0, VERDICT_MET, 0},
		{COMMITMENT_SEATS, 0, 0, VERDICT_MET, 0}, /* no change, no rule broken */
		{COMMITMENT_SEATS, 7, 2, VERDICT_MISSED, 2},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct outcome o = outcome_with(rows[i].c, &t, rows[i].a, rows[i].b, 0);
		ck_assert_msg(o.verdict == rows[i].verdict && o.figure == rows[i].figure,
			      "row %zu: %s, %lld", i, verdict_words[o.verdict], (long long)o.figure);
		ck_assert_int_eq(o.known, o.verdict != VERDICT_NO_DATA);
	}
}
END_TEST

/* Lost more than there was: below nothing, truncated downwards, never a crash. */
START_TEST(far_out_of_range)
{
	struct terms t;
	struct outcome o;
	terms_init(&t);
	o = outcome_with(COMMITMENT_DURABILITY, &t, 3, 4, 0);
	ck_assert_int_eq(o.figure, -33333334);
	o = outcome_with(COMMITMENT_DURABILITY, &t, INT64_MAX, 1, 0);
	ck_assert_int_eq(o.verdict, VERDICT_MET);
	ck_assert_int_eq(o.figure, 99999999);
	o = outcome_with(COMMITMENT_AVAILABILITY, &t, INT64_MAX, INT64_MAX, 0);
	ck_assert_int_eq(o.figure, 0);
}
END_TEST

START_TEST(many)
{
	struct terms t;
	struct rollup all = {0}, part = {0};
	struct outcome o;
	terms_init(&t);
	/* 99 % of 100 and 50 % of 2: 100 of 102, not the average 74.5 %. */
	o = outcome_with(COMMITMENT_COMPLETION, &t, 100, 99, 80);
	rollup_add(&all, &o);
	o = outcome_with(COMMITMENT_COMPLETION, &t, 2, 1, 0);
	rollup_add(&part, &o);
	outcome_no_data(COMMITMENT_COMPLETION, &t, &o);
	rollup_add(&part, &o);
	rollup_join(&all, &part);
	rollup_outcome(&all, COMMITMENT_COMPLETION, &t, &o);
	ck_assert_int_eq(o.figure, 98039215);
	ck_assert_int_eq(o.verdict, VERDICT_MISSED); /* the figure alone would have met */
	ck_assert_uint_eq(all.verdicts.of[o.verdict], 1);
	ck_assert_uint_eq(all.accounts, 3);
	ck_assert_int_eq(o.inputs[2], 80);
	/* Nobody at all, and nobody read. */
	all = (struct rollup){0};
	rollup_outcome(&all, COMMITMENT_SEATS, &t, &o);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA);
	outcome_no_data(COMMITMENT_SEATS, &t, &o);
	rollup_add(&all, &o);
	rollup_outcome(&all, COMMITMENT_SEATS, &t, &o);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA);
}
END_TEST

START_TEST(worst)
{
	struct verdicts v = {{0}};
	ck_assert_int_eq(verdict_worst(&v), VERDICT_NO_DATA);
	for (int i = 0; i < VERDICT_COUNT; i++) {
		v.of[i] = 1;
		ck_assert_int_eq(verdict_worst(&v), i);
	}
	ck_assert_int_eq(verdict_of_status(STATUS_OK), VERDICT_MET);
	ck_assert_int_eq(verdict_of_status(STATUS_AT_RISK), VERDICT_AT_RISK);
	ck_assert_int_eq(verdict_of_status(STATUS_BREACHED), VERDICT_MISSED);
	ck_assert_int_eq(verdict_of_status(STATUS_NO_DATA), VERDICT_NO_DATA);
}
END_TEST

/* The generic outcome of 4.1 agrees with availability_compute's own verdict. */
START_TEST(availability_as_an_outcome)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (int i = 0; i < 20000; i++) {
		struct span month = month_of(rng_one_in(&r, 2) ? "2026-11-10" : "2028-02-10");
		struct availability a;
		struct outcome own, o;
		availability_no_data(&t, month, &a);
		outcome_availability(&t, &a, &o);
		ck_assert(!o.known && o.verdict == VERDICT_NO_DATA && o.target == 99780000);
		a.unavailable_us = rng_one_in(&r, 2) ? a.allowed_us - 2 + rng_below(&r, 5)
						     : rng_below(&r, a.span_us + 1);
		a.status = a.unavailable_us > a.allowed_us ? STATUS_BREACHED : STATUS_OK;
		outcome_availability(&t, &a, &o);
		own = outcome_with(COMMITMENT_AVAILABILITY, &t, a.span_us, a.unavailable_us, a.allowed_us);
		ck_assert_int_eq(o.verdict, own.verdict);
		ck_assert_int_eq(o.figure, availability_percent(a.span_us, a.unavailable_us));
	}
}
END_TEST

START_TEST(words)
{
	struct terms t;
	struct outcome o;
	struct buf text = BUF_INIT;
	terms_init(&t);
	o = outcome_with(COMMITMENT_COMPLETION, &t, 1000, 971, 0);
	ck_assert_str_eq(written(outcome_write_formula, &o), "connected / requested = 971 / 1000 = 97.1000 %");
	ck_assert_str_eq(written(outcome_write_verdict, &o), "97.1000 % is at least 97.1 %: met");
	o = outcome_with(COMMITMENT_AVAILABILITY, &t, 2592000 * USEC, 5702400001, 5702400000);
	ck_assert_str_eq(written(outcome_write_formula, &o),
			 "(span - unavailable) / span = (2592000 s - 5702.400001 s) / 2592000 s = 99.7799 %");
	ck_assert_str_eq(written(outcome_write_verdict, &o), "99.7799 % is below 99.78 %: missed");
	o = outcome_with(COMMITMENT_SEATS, &t, 7, 2, 0);
	ck_assert_str_eq(written(outcome_write_formula, &o), "2 broken of 7 checked");
	ck_assert_str_eq(written(outcome_write_verdict, &o), "2 broken: missed");
	o = outcome_with(COMMITMENT_COMPLETION, &t, 0, 0, 0);
	ck_assert_str_eq(written(outcome_write_formula, &o), "connected / requested = 0 / 0 = no figure");
	ck_assert_str_eq(written(outcome_write_verdict, &o), "no data");
	o = outcome_with(COMMITMENT_RELIABILITY, &t, 200 * DAY_US, 2, 0);
	ck_assert_str_eq(written(outcome_write_verdict, &o), "100d 00h is at least 90d 00h: met");
	measure_write(&text, MEASURE_FEN, -5);
	measure_write(&text, MEASURE_SEATS, 1);
	measure_write(&text, MEASURE_DAYS, 2);
	measure_write(&text, MEASURE_FEN, 12345);
	ck_assert_str_eq(text.data, "-0.05 yuan1 seat2 days123.45 yuan");
	buf_clear(&text);
	violation_write(&text, &(struct violation){.rule = RULE_SEATS_MOVED, .amount = 20});
	ck_assert_str_eq(text.data, "a change moved more seats than it may: 20 seats too many");
	buf_clear(&text);
	violation_write(&text, &(struct violation){.rule = RULE_PLACE_ELSEWHERE, .subject = "aws_tokyo"});
	ck_assert_str_eq(text.data, "data lie at a place that was not named (aws_tokyo)");
	buf_release(&text);
}
END_TEST

START_TEST(lists_of_violations)
{
	struct arena a = {0};
	struct violations v = {.arena = &a}, kept = {.arena = &a};
	violations_add(NULL, (struct violation){.rule = RULE_SEATS_LEFT});
	for (int i = 0; i < 100; i++)
		violations_add(&v, (struct violation){.rule = RULE_SEATS_LEFT, .at_us = i, .row_id = i});
	ck_assert_uint_eq(v.count, 100);
	ck_assert_int_eq(v.list[99].row_id, 99);
	ck_assert_int_eq(violations_keep(&v, (struct span){10, 20}, NULL), 10);
	ck_assert_int_eq(violations_keep(&v, (struct span){95, 200}, &kept), 5);
	ck_assert_uint_eq(kept.count, 5);
	ck_assert_int_eq(kept.list[0].row_id, 95);
	arena_release(&a);
}
END_TEST

TEST_MAIN("commitment", 60, the_table, every_key_and_rule_is_used, open_readings, exactly_on_the_target,
	  far_out_of_range, many, worst, availability_as_an_outcome, words, lists_of_violations)
