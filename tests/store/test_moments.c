/* A period that goes from moment to moment, on and back, is at each what one that was
 * made for it is; windows that were recorded later say so. */
#include "support/check_main.h"

#include <stdlib.h>

#include "facts.h"

#define ACCOUNTS 30
#define WINDOWS 200

static unsigned state;

static unsigned roll(unsigned below)
{
	state = state * 1103515245u + 12345u;
	return (state >> 16) % below;
}

static struct window_row rows[WINDOWS];

static void make_rows(void)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk"};

	for (int i = 0; i < WINDOWS; i++) {
		int64_t start = NOV + (int64_t)roll(29 * 24 * 60) * MINUTE_US + (int64_t)roll(60) * USEC;
		int64_t end = roll(12) ? start + (int64_t)roll(7200) * USEC : TIME_NONE;
		rows[i] = window_row(1000 + i, 10000 + (int64_t)roll(ACCOUNTS), services[roll(4)], start, end);
		rows[i].cause = roll(4) ? "provider" : "customer";
		rows[i].voided = !roll(10);
	}
}

static struct platform *make(struct store *s, const char *code)
{
	struct platform *p = store_add(s, code);

	for (int i = 0; i < ACCOUNTS; i++) {
		struct tenant_row row = tenant_row(10000 + i);
		platform_put_tenant(p, &row);
	}
	return p;
}

static struct period *at_moment(struct platform *p, int64_t as_of)
{
	struct period *d = platform_period(p, NOVEMBER, as_of, 0);

	load_windows(p, d, rows, WINDOWS);
	return d;
}

static void compare(struct platform *p, const struct period *moved, const struct period *fresh, int64_t as_of)
{
	for (uint32_t t = 0; t < p->tenant_count; t++) {
		struct availability a, b;
		period_verdict(p, moved, t, as_of, &a);
		period_verdict(p, fresh, t, as_of, &b);
		ck_assert_int_eq(a.unavailable_us, b.unavailable_us);
		ck_assert_int_eq(a.accountable_us, b.accountable_us);
		ck_assert_int_eq(a.projected_us, b.projected_us);
		ck_assert_int_eq(a.status, b.status);
		ck_assert_int_eq(a.breach_eta, b.breach_eta);
		ck_assert_int_eq(a.open_counted, b.open_counted);
		ck_assert_int_eq(a.open_pending, b.open_pending);
		ck_assert_int_eq(a.elapsed_us, b.elapsed_us);
	}
	ck_assert_int_eq(moved->open_counted, fresh->open_counted);
	ck_assert_int_eq(moved->open_pending, fresh->open_pending);
}

START_TEST(moves_on_and_back)
{
	struct agreement *agreement = agreement_read(NULL, NULL);

	state = (unsigned)time(NULL);
	printf("seed: %u\n", state);
	for (int round = 0; round < 20; round++) {
		struct store *s = store_create(agreement);
		struct platform *p = make(s, "a"), *q = make(s, "b");
		make_rows();
		int64_t moment = NOV + 10 * DAY_US;
		struct period *d = at_moment(p, moment);
		for (int step = 0; step < 40; step++) {
			while (period_recompute(p, d, moment, step % 2 ? INT64_MAX : clock_monotonic() + 20))
				;
			struct period *fresh = at_moment(q, moment);
			while (period_recompute(q, fresh, moment, INT64_MAX))
				;
			compare(p, d, fresh, moment);
			platform_release_period(q, fresh);
			/* mostly on, by little or by days; to the very instant of a window too */
			int64_t by = roll(3) ? (int64_t)roll(3600) * USEC : (int64_t)roll(48) * HOUR_US;
			moment = !roll(5) ? rows[roll(WINDOWS)].started_at : roll(4) ? moment + by : moment - by;
			if (moment <= NOV || moment >= NOV + 30 * DAY_US)
				moment = NOV + 15 * DAY_US;
			platform_move_period(p, d, moment);
		}
		platform_release_period(p, d);
		store_destroy(s);
	}
	agreement_destroy(agreement);
}
END_TEST

START_TEST(on_costs_only_what_lies_between)
{
	struct agreement *agreement = agreement_read(NULL, NULL);
	struct store *s = store_create(agreement);
	struct platform *p = make(s, "a");

	for (int i = 0; i < ACCOUNTS; i++) /* one window each, an hour after the other */
		rows[i] = window_row(1 + i, 10000 + i, "trunk", NOV + DAY_US + i * HOUR_US, NOV + DAY_US + i * HOUR_US + 10 * MINUTE_US);
	struct period *d = platform_period(p, NOVEMBER, NOV + DAY_US - MINUTE_US, 0);
	load_windows(p, d, rows, ACCOUNTS);
	for (int minute = -1; minute < 60 * ACCOUNTS; minute += 7) {
		int64_t moment = NOV + DAY_US + minute * MINUTE_US + USEC;
		platform_move_period(p, d, moment);
		while (period_recompute(p, d, moment, INT64_MAX))
			;
		bool open = minute >= 0 && minute % 60 < 10;
		ck_assert_uint_eq(d->ticking_count, open);
		ck_assert_uint_eq(d->open_counted + d->open_pending, open);
	}
	platform_release_period(p, d);
	store_destroy(s);
	agreement_destroy(agreement);
}
END_TEST

START_TEST(later_records_say_so)
{
	struct agreement *agreement = agreement_read(NULL, NULL);
	struct store *s = store_create(agreement);
	struct platform *p = make(s, "a");
	int64_t moment = NOV + 10 * DAY_US;
	struct period *d = platform_period(p, NOVEMBER, moment, 0);

	for (int i = 0; i < 4; i++)
		rows[i] = window_row(1 + i, 10000, "trunk", moment - HOUR_US, i == 2 ? moment + HOUR_US : moment - MINUTE_US);
	period_load_begin(p, d);
	ck_assert_int_le(period_stamped_from(d), moment);
	for (int i = 0; i < 4; i++)
		period_load_row(p, d, &rows[i]);
	period_load_stamp(d, 1, moment + 1, moment + 1);
	period_load_stamp(d, 2, moment - HOUR_US, moment + 5);
	period_load_stamp(d, 3, moment - HOUR_US, moment + HOUR_US);
	period_load_end(p, d);
	static const enum later wanted[] = {LATER_RECORDED, LATER_CHANGED, LATER_ENDED, LATER_NONE};
	for (uint32_t i = 0; i < 4; i++) {
		const struct window *w = &d->windows[idmap_find(&d->by_id, 1 + i)];
		ck_assert_int_eq(period_later(d, w), wanted[i]);
	}
	/* What the feed brings is later than whatever is looked at. */
	rows[3].ended_at += MINUTE_US / 2;
	platform_put_window(p, &rows[3]);
	ck_assert_int_eq(period_later(d, &d->windows[idmap_find(&d->by_id, 4)]), LATER_CHANGED);
	struct window_row late = window_row(9, 10001, "trunk", moment - HOUR_US, moment - MINUTE_US);
	platform_put_window(p, &late);
	ck_assert_int_eq(period_later(d, &d->windows[idmap_find(&d->by_id, 9)]), LATER_RECORDED);
	/* On to a moment behind the correction it is none any more. */
	platform_move_period(p, d, moment + 10);
	ck_assert_int_eq(period_later(d, &d->windows[idmap_find(&d->by_id, 2)]), LATER_NONE);
	ck_assert(period_can_move(d, moment - HOUR_US) && !period_can_move(d, moment - 30 * DAY_US));
	platform_release_period(p, d);
	store_destroy(s);
	agreement_destroy(agreement);
}
END_TEST

START_TEST(what_was_known_stands_still)
{
	struct agreement *agreement = agreement_read(NULL, NULL);
	struct store *s = store_create(agreement);
	struct platform *p = make(s, "a");
	int64_t moment = NOV + 10 * DAY_US;
	struct period *then = platform_period_known(p, NOVEMBER, moment, 0), *now = platform_period(p, NOVEMBER, moment, 0);

	ck_assert_ptr_ne(then, now);
	rows[0] = window_row(1, 10000, "trunk", moment - HOUR_US, moment - MINUTE_US);
	load_windows(p, then, rows, 1);
	load_windows(p, now, rows, 1);
	rows[0].ended_at = moment - 30 * MINUTE_US;
	platform_put_window(p, &rows[0]);
	ck_assert_int_eq(now->windows[0].ended_at, moment - 30 * MINUTE_US);
	ck_assert_int_eq(then->windows[0].ended_at, moment - MINUTE_US);
	ck_assert(!period_can_move(then, moment + MINUTE_US)); /* nobody told what was known up to then */
	platform_release_period(p, then);
	platform_release_period(p, now);
	store_destroy(s);
	agreement_destroy(agreement);
}
END_TEST

TEST_MAIN("moments", 60, moves_on_and_back, on_costs_only_what_lies_between, later_records_say_so,
	  what_was_known_stands_still)
