/* All clauses at random, each against a reckoning of another kind: digits
 * divided by hand, days and seconds walked one by one, dates compared as dates,
 * in zones with and without clock changes. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/audit.h"
#include "slatop/sla/compensation.h"
#include "slatop/sla/deletions.h"
#include "slatop/sla/exports.h"
#include "slatop/sla/recovery.h"
#include "slatop/sla/upkeep.h"

static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe",
				    "America/Sao_Paulo", "Asia/Kathmandu"};

static struct calendar *calendar_at(size_t i)
{
	struct err e = {{0}};
	struct calendar *c = calendar_create(zones[i], &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	return c;
}

/* ---- figures ---- */

/* part / whole in percent with six decimals, by long division: nine digits. */
static int64_t long_division(int64_t part, int64_t whole)
{
	int64_t figure = 0, rest = part;
	for (int digit = 0; digit < 9; digit++) {
		int64_t times = 0;
		while (rest >= whole) {
			rest -= whole;
			times++;
		}
		figure = figure * 10 + times;
		rest *= 10;
	}
	return figure; /* one digit before the point, eight after: of 1 that is percent x 1e6 */
}

START_TEST(shares)
{
	static const struct {
		enum commitment c;
		bool kept; /* the second input is what was lost */
		int64_t ppm;
	} kinds[] = {{COMMITMENT_COMPLETION, false, 971000}, {COMMITMENT_METERING, true, 994000},
		     {COMMITMENT_DURABILITY, true, 999999}, {COMMITMENT_SERVICE_FEE, true, 1000000}};
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (int n = 0; n < 20000; n++) {
		size_t k = (size_t)rng_below(&r, COUNT_OF(kinds));
		int64_t whole = 1 + rng_below(&r, rng_one_in(&r, 2) ? 3000000 : 3000), good, misses = 0, second;
		struct outcome o;
		/* About the border: the allowed misses, counted up. */
		while ((misses + 1) * 1000000 <= whole * (1000000 - kinds[k].ppm))
			misses++;
		misses += rng_below(&r, 3) - 1;
		misses = misses < 0 ? 0 : misses > whole ? whole : misses;
		good = rng_one_in(&r, 3) ? rng_below(&r, whole + 1) : whole - misses;
		second = kinds[k].kept ? whole - good : good;
		outcome_compute(kinds[k].c, &t, (int64_t[OUTCOME_INPUTS]){whole, second}, &o);
		ck_assert_int_eq(o.figure, long_division(good, whole));
		ck_assert_int_eq(o.verdict == VERDICT_MET,
				 (whole - good) * 1000000 <= whole * (1000000 - kinds[k].ppm));
	}
}
END_TEST

START_TEST(many_accounts)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (int n = 0; n < 300; n++) {
		struct rollup all = {0}, half = {0};
		int64_t requested = 0, connected = 0, counts[VERDICT_COUNT] = {0};
		enum verdict want = VERDICT_NO_DATA;
		struct outcome o;
		for (int64_t i = 1 + rng_below(&r, 40); i; i--) {
			int64_t inputs[OUTCOME_INPUTS] = {rng_one_in(&r, 4) ? 0 : rng_below(&r, 100)};
			inputs[1] = inputs[0] - (inputs[0] && rng_one_in(&r, 3));
			outcome_compute(COMMITMENT_COMPLETION, &t, inputs, &o);
			rollup_add(rng_one_in(&r, 2) ? &all : &half, &o);
			requested += inputs[0];
			connected += inputs[1];
			counts[o.verdict]++;
			want = o.verdict > want ? o.verdict : want;
		}
		rollup_join(&all, &half);
		rollup_outcome(&all, COMMITMENT_COMPLETION, &t, &o);
		ck_assert_int_eq(o.known, requested > 0);
		ck_assert_int_eq(o.verdict, want);
		ck_assert_int_eq((int64_t)all.verdicts.of[want], counts[want]);
		if (requested)
			ck_assert_int_eq(o.figure, long_division(connected, requested));
	}
}
END_TEST

/* ---- days ---- */

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

static struct civil next_day(struct civil d)
{
	if (++d.day > days_in(d.year, d.month)) {
		d.day = 1;
		if (++d.month > 12) {
			d.month = 1;
			d.year++;
		}
	}
	return d;
}

static struct civil day_before(struct civil d)
{
	if (--d.day < 1) {
		if (--d.month < 1) {
			d.month = 12;
			d.year--;
		}
		d.day = days_in(d.year, d.month);
	}
	return d;
}

static int order(struct civil a, struct civil b)
{
	int x = (a.year * 100 + a.month) * 100 + a.day, y = (b.year * 100 + b.month) * 100 + b.day;
	return (x > y) - (x < y);
}

/* A moment from 2024 to 2032, often near a local midnight. */
static int64_t any_moment(struct rng *r, const struct calendar *c)
{
	int64_t at = INT64_C(1704067200) * USEC + rng_below(r, INT64_C(8) * 365) * DAY_US + rng_below(r, DAY_US);
	return rng_one_in(r, 2) ? calendar_day(c, at, 0) + rng_below(r, 3) - 1 : at;
}

START_TEST(months_back)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = calendar_at(z);
		for (int n = 0; n < 500; n++) {
			int64_t moment = any_moment(&r, c), months = rng_below(&r, 30), days = 0;
			struct civil today = calendar_civil(c, moment), want = today, got, walk;
			struct log_facts facts = {.platform_since = TIME_NONE};
			struct coverage cover;
			for (int64_t m = months; m; m--) { /* a month at a time, the day kept */
				want.month--;
				if (!want.month) {
					want.month = 12;
					want.year--;
				}
			}
			if (want.day > days_in(want.year, want.month))
				want.day = days_in(want.year, want.month);
			t.audit_server_months = months;
			t.audit_server_inclusive = rng_one_in(&r, 2);
			if (!t.audit_server_inclusive)
				want = day_before(want);
			got = calendar_civil(c, audit_promised(&t, c, LOG_SERVER, moment).start_us);
			ck_assert_msg(!order(got, want), "%s: %d-%d-%d, not %d-%d-%d", zones[z], got.year, got.month,
				      got.day, want.year, want.month, want.day);
			for (walk = want; order(walk, today) < 0; walk = next_day(walk))
				days++;
			facts.oldest_at = calendar_day(c, audit_promised(&t, c, LOG_SERVER, moment).start_us, 1) -
					  rng_below(&r, 2);
			audit_coverage(&t, c, LOG_SERVER, &facts, moment, &cover, NULL);
			ck_assert_int_eq(cover.days, days);
			ck_assert_int_eq(cover.verdict == VERDICT_MISSED,
					 order(calendar_civil(c, facts.oldest_at), want) > 0);
		}
		calendar_destroy(c);
	}
}
END_TEST

START_TEST(retention_by_dates)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = calendar_at(z);
		for (int n = 0; n < 2000; n++) {
			int64_t numbers[2];
			struct civil dates[2];
			struct deletion d = {.kind = OBJECT_RECORD, .method = METHOD_DELETE, .session_id = 1,
					     .recovered_at = TIME_NONE, .executed_at = any_moment(&r, c)};
			struct civil executed = calendar_civil(c, d.executed_at);
			bool inside = false;
			for (int i = 0; i < 2; i++) { /* a few days about it, written as a date and as a number */
				dates[i] = executed;
				for (int64_t k = rng_below(&r, 4); k; k--)
					dates[i] = i ? next_day(dates[i]) : day_before(dates[i]);
				numbers[i] = 0;
				for (struct civil w = {.year = 2023, .month = 12, .day = 1}; order(w, dates[i]) < 0;
				     w = next_day(w))
					numbers[i]++;
				numbers[i] += 19692; /* 1970-01-01 to 2023-12-01 */
				if (rng_one_in(&r, 4))
					numbers[i] = DATE_NONE;
				else
					inside |= order(executed, dates[i]) <= 0;
			}
			d.retention_to = numbers[0];
			d.tenant_retention_to = numbers[1];
			ck_assert_uint_eq(deletion_judge(&t, c, &d, d.executed_at, NULL), inside);
		}
		calendar_destroy(c);
	}
}
END_TEST

/* 30 local days over a change of the clocks, and where midnight does not exist. */
START_TEST(last_day_to_apply)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = calendar_at(z);
		for (int n = 0; n < 1000; n++) {
			int64_t at = any_moment(&r, c);
			int month = calendar_month_number(c, at);
			struct availability a = {.allowed_us = 1, .accountable_us = 2, .unavailable_us = 2,
						 .status = STATUS_BREACHED, .eligible_at = at, .breached_at = at};
			struct claim claim = {.month = month, .received_at = at, .deducted_month = MONTH_NONE,
					      .state = CLAIM_APPROVED, .amount_fen = 0};
			struct compensation_input in = {.terms = &t, .calendar = c, .month = month,
							.availability = &a, .claims = &claim, .claim_count = 1};
			struct compensation out;
			struct civil last;
			t.days_from = rng_one_in(&r, 2) ? DAYS_FROM_BREACH : DAYS_FROM_MONTH_END;
			last = calendar_civil(c, at);
			if (t.days_from == DAYS_FROM_MONTH_END)
				last.day = days_in(last.year, last.month);
			for (int i = 0; i < 30; i++)
				last = next_day(last);
			claim.received_at = any_moment(&r, c) % (40 * DAY_US) + at;
			if (rng_one_in(&r, 2)) /* about the border */
				claim.received_at = calendar_moment(c, &(struct civil){last.year, last.month, last.day + 1}) +
						    rng_below(&r, 3) - 1;
			in.moment_us = claim.received_at;
			compensation_compute(&in, &out, NULL);
			ck_assert_msg(!order(calendar_civil(c, out.apply_by), last), "%s", zones[z]);
			ck_assert_int_eq(out.state == COMPENSATION_LAPSED,
					 order(calendar_civil(c, claim.received_at), last) > 0);
			ck_assert_int_eq(out.broken, out.state == COMPENSATION_LAPSED);
		}
		calendar_destroy(c);
	}
}
END_TEST

/* ---- seconds ---- */

/* Second by second from the failure on, until it is switched or the moment comes. */
START_TEST(switchovers)
{
	struct rng r = rng_seeded();
	static const int64_t limits[] = {2700, 120, 300}, tolerances[] = {0, 30, 0};
	struct terms t;
	terms_init(&t);
	for (int n = 0; n < 5000; n++) {
		int class = (int)rng_below(&r, FAULT_CLASS_COUNT);
		int64_t limit = limits[class], second = 0, moment = 1 + rng_below(&r, limit * 2);
		int64_t switched = rng_one_in(&r, 3) ? -1 : rng_below(&r, limit * 2);
		struct switchover f = {.fault_class = (uint8_t)class, .failed_at = local("10:00")};
		struct recovery out;
		if (rng_one_in(&r, 3))
			moment = limit + tolerances[class] + rng_below(&r, 3) - 1;
		f.switched_at = switched < 0 ? TIME_NONE : f.failed_at + switched * USEC;
		while (second < moment && second != switched)
			second++;
		recovery_judge(&t, &f, f.failed_at + moment * USEC, &out, NULL);
		ck_assert_int_eq(out.elapsed_us, second * USEC);
		ck_assert_int_eq(out.open, second != switched);
		ck_assert_int_eq(out.verdict, second > limit + tolerances[class] ? VERDICT_MISSED
					      : second != switched && 10 * second >= 8 * limit ? VERDICT_AT_RISK
											       : VERDICT_MET);
		ck_assert_int_eq(out.within_tolerance, second > limit && second <= limit + tolerances[class]);
	}
}
END_TEST

/* Minute by minute: which of them the maintenance ran, and which were announced. */
START_TEST(maintenances)
{
	struct rng r = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (int n = 0; n < 5000; n++) {
		int64_t start = rng_below(&r, 20), end = start + 1 + rng_below(&r, 20), moment = rng_below(&r, 80);
		int64_t finished = rng_one_in(&r, 3) ? 1000 : start + rng_below(&r, 40);
		int64_t cancelled = rng_one_in(&r, 3) ? rng_below(&r, 60) : 1000;
		int64_t extended = rng_one_in(&r, 3) ? end + rng_below(&r, 20) - 5 : -1, over = 0, early = 0, beyond = 0;
		struct maintenance_window m = {.announced_at = TIME_NONE, .starts_at = start * MINUTE_US,
					       .ends_at = end * MINUTE_US,
					       .finished_at = finished == 1000 ? TIME_NONE : finished * MINUTE_US,
					       .cancelled_at = cancelled == 1000 ? TIME_NONE : cancelled * MINUTE_US};
		struct upkeep u;
		upkeep_judge(&t, &m, extended < 0 ? TIME_NONE : extended * MINUTE_US, moment * MINUTE_US, &u);
		for (int64_t minute = start; minute < moment; minute++)
			if (minute < finished && minute < cancelled) {
				over += minute >= end;
				beyond += minute >= end && minute >= extended;
			}
		for (int64_t minute = start; minute < end; minute++) /* given back, once that is known */
			early += (minute >= finished || minute >= cancelled) && (finished <= moment || cancelled <= moment) &&
				 !(cancelled <= start && cancelled < finished);
		ck_assert_int_eq(u.overrun_us, over * MINUTE_US);
		ck_assert_int_eq(u.beyond_us, beyond * MINUTE_US);
		ck_assert_int_eq(u.early_us, early * MINUTE_US);
	}
}
END_TEST

START_TEST(exports)
{
	struct rng r = rng_seeded();
	struct span month = month_of("2026-11-10");
	struct terms t;
	terms_init(&t);
	with(&t, "export.finish_within_s", "3600");
	for (int n = 0; n < 3000; n++) {
		struct export_job list[5];
		int64_t moment = month.end_us + (rng_below(&r, 9) - 4) * HOUR_US / 2, broken = 0, checked = 0;
		size_t count = (size_t)rng_below(&r, 6);
		struct outcome o;
		for (size_t i = 0; i < count; i++) {
			int64_t at = (rng_one_in(&r, 2) ? month.start_us : month.end_us) + (rng_below(&r, 9) - 6) * HOUR_US / 2;
			int64_t took = rng_one_in(&r, 3) ? -1 : rng_below(&r, 6) * HOUR_US / 2;
			bool csv = rng_one_in(&r, 3), inside = at >= month.start_us && at < month.end_us;
			list[i] = (struct export_job){.format = csv ? "csv" : "xls", .requested_at = at,
						      .finished_at = took < 0 ? TIME_NONE : at + took};
			if (at > moment)
				continue;
			checked += inside;
			broken += csv && inside;
			/* Each microsecond after the deadline would do; the first that is there. */
			if ((took < 0 || took > HOUR_US) && moment > at + HOUR_US)
				broken += at + HOUR_US >= month.start_us && at + HOUR_US < month.end_us;
		}
		exports_outcome(&t, list, count, month, moment, &o, NULL);
		ck_assert_int_eq(o.inputs[0], checked);
		ck_assert_int_eq(o.figure, broken);
	}
}
END_TEST

TEST_MAIN("clauses", 120, shares, many_accounts, months_back, retention_by_dates, last_day_to_apply, switchovers,
	  maintenances, exports)
