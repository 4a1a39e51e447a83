/* The worked figures of clause 4.1, each as it stands there. */
#include "cases.h"
#include "slatop/base/mem.h"

struct worked {
	const char *windows;
	int64_t unavailable_s, accountable_s;
	const char *month; /* NULL: November */
	struct maintenance_window *maintenance;
	const char *key, *value; /* a reading other than the shipped one */
};

static struct maintenance_window *maintenance(const char *announced, const char *ends, const char *finished)
{
	struct maintenance_window *m = mem_zero(1, sizeof *m);
	*m = (struct maintenance_window){.maintenance_id = 7, .announced_at = local(announced),
					 .starts_at = local("02:00"), .ends_at = local(ends),
					 .finished_at = finished ? local(finished) : TIME_NONE,
					 .cancelled_at = TIME_NONE};
	return m;
}

/* Computes for a month, long after it, and checks that the parts add up. */
static struct availability compute(const struct terms *t, const char *month, const struct outage_window *w,
				   size_t count, const struct maintenance_window *m, int64_t moment_us)
{
	struct arena scratch = {0};
	struct availability quick, full;
	struct availability_detail detail;
	struct availability_input in = {
		.terms = t, .calendar = shanghai(), .span = month_of(month), .moment_us = moment_us,
		.windows = w, .window_count = count, .maintenance = m, .maintenance_count = m != NULL};
	int64_t counted = 0, accountable = 0;

	availability_compute(&in, &scratch, &quick, NULL);
	availability_compute(&in, &scratch, &full, &detail);
	ck_assert_int_eq(quick.unavailable_us, full.unavailable_us);
	ck_assert_int_eq(quick.accountable_us, full.accountable_us);
	for (size_t i = 0; i < count; i++) {
		counted += detail.parts[i].counted_us;
		accountable += detail.parts[i].accountable_us;
	}
	ck_assert_int_eq(counted, full.unavailable_us);
	ck_assert_int_eq(accountable, full.accountable_us);
	arena_release(&scratch);
	return full;
}

static void expect(const struct worked *row)
{
	struct terms t;
	struct outage_window w[8];
	size_t count = windows_from(row->windows, w);
	struct availability a;
	terms_init(&t);
	if (row->key)
		with(&t, row->key, row->value);
	a = compute(&t, row->month ? row->month : "2026-11-10", w, count, row->maintenance,
		    local("2027-01-01"));
	ck_assert_msg(a.unavailable_us == row->unavailable_s * USEC &&
			      a.accountable_us == row->accountable_s * USEC,
		      "%s: U %lld A %lld us, not U %lld A %lld s", row->windows, (long long)a.unavailable_us,
		      (long long)a.accountable_us, (long long)row->unavailable_s,
		      (long long)row->accountable_s);
}

START_TEST(thresholds_and_groups)
{
	const struct worked rows[] = {
		{"web_front 10:00:00-10:02:00 provider", 0, 0},
		{"web_front 10:00:00-10:02:01", 121, 121},
		{"softswitch 10:00:00-10:01:00", 60, 60},
		{"softswitch 10:00:00-10:00:59", 0, 0},
		{"web_front 10:00:00-10:01:30; web_back 10:01:00-10:02:30", 150, 150},
		{"web_front 10:00:00-10:01:30; softswitch 10:01:00-10:02:30", 90, 90},
		{"web_back 10:00-10:10; trunk 10:05-10:20", 1200, 1200},
		{"trunk 10:00-11:00 carrier; softswitch 10:30-11:30 provider", 5400, 3600},
		{"web_front 2026-10-31T23:59:00-2026-11-01T00:01:30", 90, 90},
		{"web_front 2026-10-31T23:59:00-2026-11-01T00:01:30", 60, 60, "2026-10-10"},
		{"web_front 10:00-11:00 customer", 0, 0},
		{"web_front 10:00-11:00 customer", 3600, 0, NULL, NULL, "availability.exempt_causes", "[]"},
		{"web_front 10:00-11:00 of_aliens", 3600, 3600},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
}
END_TEST

START_TEST(maintenance_and_nights)
{
	struct maintenance_window *before = maintenance("2026-11-09 12:00", "02:20", NULL),
				  *late = maintenance("02:05", "02:20", NULL),
				  *early = maintenance("2026-11-09 12:00", "02:20", "02:10");
	const struct worked rows[] = {
		{"web_front 02:00-02:30 maintenance 7", 1800, 600, NULL, before},
		{"web_front 02:00-02:21 maintenance 7", 1260, 60, NULL, before},
		{"web_front 02:00-02:30 maintenance", 1800, 1800, NULL, before},
		{"web_front 02:00-02:30 maintenance", 1800, 600, NULL, before, "maintenance.link", "\"any\""},
		{"web_front 02:00-02:30 maintenance 8", 1800, 1800, NULL, before},
		{"web_front 02:00-02:30 maintenance 7", 1800, 600, NULL, late},
		{"web_front 02:00-02:30 maintenance 7", 1800, 1800, NULL, late, "maintenance.notice",
		 "\"required\""},
		{"web_front 02:00-02:30 maintenance 7", 1800, 1200, NULL, early},
		{"web_front 02:00-02:30 maintenance 7", 1800, 540, NULL, before, "maintenance.reasonable_s",
		 "60"},
		{"web_front 03:10:00-03:11:30 auto_maintenance", 0, 0},
		{"web_front 03:10:00-03:13:00 auto_maintenance", 180, 120},
		{"web_front 03:10:00-03:13:00 auto_maintenance; web_back 03:10:30-03:11:00 provider", 180,
		 150},
		{"softswitch 03:10:00-03:11:30 auto_maintenance", 90, 30},
		{"web_front 07:00-07:03 auto_maintenance", 180, 180},
		/* cumulative over the night, both groups, also what does not count */
		{"softswitch 03:10:00-03:10:20 auto_maintenance; trunk 04:00-04:02 auto_maintenance", 120,
		 80},
		{"web_back 03:10:00-03:10:20 auto_maintenance; trunk 04:00-04:02 auto_maintenance", 120, 80},
		{"web_back 03:10:00-03:10:20 auto_maintenance; trunk 04:00-04:02 auto_maintenance", 120, 60,
		 NULL, NULL, "nightly.groups", "[\"call\"]"},
		{"trunk 02:59:30-03:01:30 auto_maintenance", 120, 60},
		{"trunk 05:59:30-06:01:30 auto_maintenance", 120, 90},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
	free(before);
	free(late);
	free(early);
}
END_TEST

START_TEST(web_is_down_when)
{
	const char *windows = "web_front 10:00-10:04; web_back 10:01-10:03:30";
	const char *chain = "web_front 10:00:00-10:01:30; web_back 10:01:00-10:02:30";
	const struct worked rows[] = {
		{windows, 240, 240, NULL, NULL, "web.down_when", "\"any\""},
		{windows, 240, 240, NULL, NULL, "web.down_when", "\"each\""},
		{windows, 150, 150, NULL, NULL, "web.down_when", "\"both\""},
		{chain, 0, 0, NULL, NULL, "web.down_when", "\"each\""},
		{chain, 0, 0, NULL, NULL, "web.down_when", "\"both\""},
		{"web_front 10:00-11:00", 0, 0, NULL, NULL, "web.down_when", "\"both\""},
		{"web_front 10:00:00-10:02:00", 120, 120, NULL, NULL, "web.inclusive", "true"},
		{"trunk 10:00:00-10:01:00", 0, 0, NULL, NULL, "call.inclusive", "false"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(&rows[i]);
}
END_TEST

START_TEST(allowed_time_and_percentages)
{
	const struct {
		const char *month;
		int64_t allowed_us;
	} months[] = {{"2026-11-01", 5702400000}, {"2026-12-01", 5892480000},
		      {"2026-02-01", 5322240000}, {"2028-02-01", 5512320000}};
	for (size_t i = 0; i < COUNT_OF(months); i++)
		ck_assert_int_eq(availability_allowed(month_of(months[i].month), 997800),
				 months[i].allowed_us);
	ck_assert_int_eq(availability_allowed((struct span){0, 1}, 997800), 0);
	ck_assert_int_eq(availability_allowed((struct span){5, 5}, 997800), 0);
	ck_assert_int_eq(availability_percent(1000000000, 2200001), 99779999); /* 99.7799999 % */
	ck_assert_int_eq(availability_percent(1000000000, 2200000), 99780000);
	ck_assert_int_eq(availability_percent(1000000000, 0), 100000000);
	ck_assert_int_eq(availability_percent(INT64_C(4000000000000000000), 1), 99999999);
	ck_assert_int_eq(ratio_millionths(2, 3), 666666);
	ck_assert_int_eq(ratio_millionths(0, 0), 0);
	ck_assert_int_eq(ratio_millionths(1, 0), INT64_MAX);
	ck_assert_int_eq(ratio_millionths(INT64_C(4000000000000000000), 2), INT64_MAX);
}
END_TEST

/* The month's 5702.4 s, to the microsecond on either side. */
START_TEST(breach_and_risk)
{
	struct terms t;
	struct outage_window w[2];
	struct availability a;
	int64_t later = local("2027-01-01");

	terms_init(&t);
	windows_from("trunk 10:00-10:10; trunk 12:00-13:00 carrier", w);
	w[1].ended_at = w[1].started_at + INT64_C(5102400000);
	a = compute(&t, "2026-11-10", w, 2, NULL, later);
	ck_assert_int_eq(a.unavailable_us, a.allowed_us);
	ck_assert_int_eq(a.status, STATUS_AT_RISK); /* exactly at the target: met */
	ck_assert_int_eq(a.breached_at, TIME_NONE);
	w[1].ended_at++;
	a = compute(&t, "2026-11-10", w, 2, NULL, later);
	ck_assert_int_eq(a.status, STATUS_BREACHED);
	ck_assert_int_eq(a.breached_at, w[1].started_at + INT64_C(5102400000));
	ck_assert_int_eq(a.eligible_at, TIME_NONE);
	ck_assert_int_eq(a.exempt_us[EXEMPT_CARRIER], INT64_C(5102400001));
	ck_assert_uint_eq(a.outages, 2);
	w[1].cause = CAUSE_NONE;
	a = compute(&t, "2026-11-10", w, 2, NULL, later);
	ck_assert_int_eq(a.eligible_at, a.breached_at);
	w[1].ended_at = w[1].started_at + INT64_C(3961920000); /* 0.8 of allowed, less 600 s */
	a = compute(&t, "2026-11-10", w, 2, NULL, later);
	ck_assert_int_eq(a.status, STATUS_AT_RISK);
	w[1].ended_at--;
	a = compute(&t, "2026-11-10", w, 2, NULL, later);
	ck_assert_int_eq(a.status, STATUS_OK);
}
END_TEST

START_TEST(open_windows_and_moments)
{
	struct terms t;
	struct outage_window w[2];
	struct availability a;
	int64_t start = local("10:00"), end = local("2026-12-01");

	terms_init(&t);
	windows_from("web_front 10:00-", w);
	a = compute(&t, "2026-11-10", w, 1, NULL, start);
	ck_assert(!a.open_counted && !a.open_pending); /* it does not exist yet */
	a = compute(&t, "2026-11-10", w, 1, NULL, start + 120 * USEC);
	ck_assert(!a.open_counted && a.open_pending);
	ck_assert_int_eq(a.uncounted_us, 120 * USEC);
	ck_assert_int_eq(a.projected_us, 0);
	ck_assert_int_eq(a.breach_eta, TIME_NONE);
	a = compute(&t, "2026-11-10", w, 1, NULL, start + 120 * USEC + 1);
	ck_assert(a.open_counted && !a.open_pending);
	ck_assert_int_eq(a.unavailable_us, 120 * USEC + 1);
	ck_assert_int_eq(a.breach_eta, start + a.allowed_us);
	ck_assert_int_eq(a.projected_us, end - start);
	ck_assert_int_eq(a.elapsed_us, start + 120 * USEC + 1 - month_of("2026-11-10").start_us);
	a = compute(&t, "2026-11-10", w, 1, NULL, start + a.allowed_us + 1);
	ck_assert_int_eq(a.breached_at, start + a.allowed_us);
	ck_assert_int_eq(a.breach_eta, TIME_NONE);
	a = compute(&t, "2026-11-10", w, 1, NULL, end); /* the moment is not in the span */
	ck_assert_int_eq(a.projected_us, a.unavailable_us);
	ck_assert_int_eq(a.elapsed_us, a.span_us);
	a = compute(&t, "2026-12-10", w, 1, NULL, local("2026-11-30")); /* a span to come */
	ck_assert_int_eq(a.unavailable_us, 0);
	ck_assert_int_eq(a.elapsed_us, 0);
	ck_assert_int_eq(a.projected_us, 0);
	/* What is left does not run out before the month does. */
	windows_from("web_front 2026-11-30T23:00:00-", w);
	a = compute(&t, "2026-11-10", w, 1, NULL, local("2026-11-30 23:30"));
	ck_assert_int_eq(a.breach_eta, TIME_NONE);
	ck_assert_int_eq(a.projected_us, HOUR_US);
	/* Nor when it would just at that instant. */
	w[0].started_at = end - INT64_C(5702400000);
	a = compute(&t, "2026-11-10", w, 1, NULL, end - HOUR_US);
	ck_assert(a.open_counted);
	ck_assert_int_eq(a.breach_eta, TIME_NONE);
	w[0].started_at--;
	a = compute(&t, "2026-11-10", w, 1, NULL, end - HOUR_US);
	ck_assert_int_eq(a.breach_eta, end - 1);
	/* A window that ends at the moment has ended. */
	windows_from("web_front 10:00-11:00", w);
	a = compute(&t, "2026-11-10", w, 1, NULL, local("11:00"));
	ck_assert(!a.open_counted);
	a = compute(&t, "2026-11-10", w, 1, NULL, local("10:59"));
	ck_assert(a.open_counted);
}
END_TEST

START_TEST(parts_of_an_explanation)
{
	struct arena scratch = {0};
	struct terms t;
	struct outage_window w[8];
	size_t count = windows_from(
		"softswitch 10:30-11:30 provider; trunk 10:00-11:00 carrier;"
		"web_front 12:00-12:01; trunk 13:00-13:30; web_back 13:00-13:10;"
		"web_front 2026-10-10T10:00-2026-10-10T11:00; trunk 14:00-14:00; trunk 15:00-",
		w);
	struct availability a;
	struct availability_detail d;
	struct availability_input in = {.terms = &t, .calendar = shanghai(), .span = month_of("2026-11-10"),
					.moment_us = local("15:00:30"), .windows = w, .window_count = count};
	terms_init(&t);
	w[3].voided = true;
	availability_compute(&in, &scratch, &a, &d);
	ck_assert_int_eq(d.parts[0].counted_us, 1800 * USEC);
	ck_assert_int_eq(d.parts[0].accountable_us, 3600 * USEC);
	ck_assert_int_eq(d.parts[0].also_down_us, 1800 * USEC);
	ck_assert(d.parts[0].merged);
	ck_assert_int_eq(d.parts[1].counted_us, 3600 * USEC);
	ck_assert_int_eq(d.parts[1].accountable_us, 0);
	ck_assert_int_eq(d.parts[1].exempt_us[EXEMPT_CARRIER], 1800 * USEC);
	ck_assert_int_eq(d.parts[2].why, WHY_SHORT);
	ck_assert_int_eq(d.parts[2].counts_at, TIME_NONE);
	ck_assert_int_eq(d.parts[3].why, WHY_VOIDED);
	ck_assert_int_eq(d.parts[3].would_add_us, 1200 * USEC); /* 10 of its 30 minutes are down anyway */
	ck_assert_int_eq(d.parts[4].counted_us, 600 * USEC);
	ck_assert_int_eq(d.parts[5].why, WHY_OUTSIDE);
	ck_assert(d.parts[5].counts);
	ck_assert_int_eq(d.parts[6].why, WHY_EMPTY);
	ck_assert_int_eq(d.parts[7].why, WHY_PENDING);
	ck_assert_int_eq(d.parts[7].counts_at, local("15:01"));
	ck_assert_int_eq(d.parts[7].length_us, 30 * USEC);
	ck_assert_uint_eq(d.unavailable_count, 2);
	ck_assert_uint_eq(a.outages, 2);
	arena_release(&scratch);
}
END_TEST

/* Windows of which nothing counts, and why; voided goes before faulty. */
START_TEST(windows_that_do_not_count)
{
	struct arena scratch = {0};
	struct terms t;
	struct outage_window w[8];
	struct availability a;
	struct availability_detail d;
	struct availability_input in = {.terms = &t, .calendar = shanghai(), .span = month_of("2026-11-10"),
					.moment_us = local("12:00"), .windows = w};
	const int why[] = {WHY_FUTURE, WHY_FUTURE, WHY_VOIDED, WHY_FAULTY, WHY_EMPTY, WHY_EXEMPT_CAUSE};
	terms_init(&t);
	in.window_count = windows_from(
		"trunk 12:00-; trunk 13:00-14:00; trunk 11:00-10:00; trunk 11:00-10:00;"
		"trunk 11:00-11:00 customer; trunk 11:00-11:30 customer",
		w);
	w[1].voided = w[2].voided = true;
	availability_compute(&in, &scratch, &a, &d);
	ck_assert_int_eq(a.unavailable_us + a.uncounted_us, 0);
	for (size_t i = 0; i < COUNT_OF(why); i++) {
		ck_assert_msg(d.parts[i].why == why[i], "window %zu: %s", i,
			      window_why_names[d.parts[i].why]);
		ck_assert(!d.parts[i].counts);
		ck_assert_int_eq(d.parts[i].counts_at, TIME_NONE);
		ck_assert_int_eq(d.parts[i].would_add_us, 0);
		ck_assert_int_eq(d.parts[i].length_us, i == 5 ? 1800 * USEC : 0);
	}
	arena_release(&scratch);
}
END_TEST

START_TEST(ties_go_to_web_then_the_smaller_id)
{
	struct arena scratch = {0};
	struct terms t;
	struct outage_window w[3];
	struct availability a;
	struct availability_detail d;
	struct availability_input in = {.terms = &t, .calendar = shanghai(), .span = month_of("2026-11-10"),
					.moment_us = local("2027-01-01"), .windows = w};
	terms_init(&t);
	in.window_count = windows_from("trunk 10:00-10:20; web_back 10:00-10:10; web_front 10:00-10:15", w);
	w[1].outage_id = 9;
	availability_compute(&in, &scratch, &a, &d);
	ck_assert_int_eq(d.parts[2].counted_us, 900 * USEC);
	ck_assert_int_eq(d.parts[1].counted_us, 0);
	ck_assert_int_eq(d.parts[1].also_down_us, 600 * USEC);
	ck_assert_int_eq(d.parts[0].counted_us, 300 * USEC);
	arena_release(&scratch);
}
END_TEST

START_TEST(faulty_rows)
{
	struct outage_window w = {.started_at = 10, .ended_at = 20, .service = SERVICE_TRUNK};
	struct maintenance_window m = {1, TIME_NONE, 10, 20, TIME_NONE, TIME_NONE};

	ck_assert(!outage_window_faulty(&w));
	w.ended_at = 10;
	ck_assert(!outage_window_faulty(&w));
	w.ended_at = TIME_NONE;
	ck_assert(!outage_window_faulty(&w));
	w.ended_at = 9;
	ck_assert(outage_window_faulty(&w));
	w.ended_at = TIME_INFINITE;
	ck_assert(outage_window_faulty(&w));
	w = (struct outage_window){.started_at = TIME_MINUS_INFINITE, .ended_at = 20};
	ck_assert(outage_window_faulty(&w));
	w = (struct outage_window){.started_at = 10, .ended_at = 20, .service = (uint8_t)-1};
	ck_assert(outage_window_faulty(&w));

	ck_assert(!maintenance_faulty(&m, TIME_NONE));
	ck_assert(maintenance_faulty(&m, TIME_INFINITE));
	m.cancelled_at = TIME_MINUS_INFINITE;
	ck_assert(maintenance_faulty(&m, TIME_NONE));
	m = (struct maintenance_window){1, TIME_NONE, 20, 20, TIME_NONE, TIME_NONE};
	ck_assert(maintenance_faulty(&m, TIME_NONE));
}
END_TEST

START_TEST(margins)
{
	struct terms t;
	struct span s, day = {local("04:00"), local("2026-11-12")};
	terms_init(&t);
	s = availability_margin(&t, shanghai(), month_of("2026-11-10"));
	ck_assert_int_eq(s.start_us, local("2026-10-31 23:58"));
	ck_assert_int_eq(s.end_us, local("2026-12-01 00:02"));
	s = availability_margin(&t, shanghai(), day); /* the night's start, less the threshold */
	ck_assert_int_eq(s.start_us, local("02:58"));
	day.start_us = local("06:00");
	s = availability_margin(&t, shanghai(), day);
	ck_assert_int_eq(s.start_us, local("05:58"));
}
END_TEST

TEST_MAIN("worked figures", 60, thresholds_and_groups, maintenance_and_nights, web_is_down_when,
	  allowed_time_and_percentages, breach_and_risk, open_windows_and_moments, parts_of_an_explanation,
	  windows_that_do_not_count, ties_go_to_web_then_the_smaller_id, faulty_rows, margins)
