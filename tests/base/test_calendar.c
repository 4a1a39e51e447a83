#include "slatop/base/calendar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "support/check_main.h"

static struct calendar *zone(const char *name)
{
	struct err e = {""};
	struct calendar *c = calendar_create(name, &e);

	ck_assert_msg(c != NULL, "%s", e.text);
	return c;
}

static int64_t at(const struct calendar *c, const char *text)
{
	struct err e = {""};
	int64_t at_us = 0;

	ck_assert_msg(calendar_parse_time(c, text, &at_us, &e), "%s", e.text);
	return at_us;
}

#define CHECK_UTC(at_us, wanted)                                                                   \
	do {                                                                                       \
		struct buf out_ = BUF_INIT;                                                        \
		time_rfc3339(&out_, at_us);                                                        \
		ck_assert_str_eq(out_.data, wanted);                                               \
		buf_release(&out_);                                                                \
	} while (0)

/* --- zones --------------------------------------------------------------- */

START_TEST(unknown_zones_are_refused)
{
	static const char *const names[] = {"",         "Asia",          "Asia/Shangai", "../zoneinfo/UTC",
						"/etc/UTC", "Asia/../UTC",   "zone.tab",     ":UTC",
						"CST-8",    "right/Asia/Shanghai"};
	char endless[400];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct err e = {""};
		ck_assert_msg(calendar_create(names[i], &e) == NULL, "%s", names[i]);
		ck_assert_ptr_nonnull(strstr(e.text, "unknown time zone \""));
		ck_assert_ptr_nonnull(strstr(e.text, names[i]));
	}
	memset(endless, 'a', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	ck_assert_ptr_null(calendar_create(endless, NULL));
	calendar_destroy(NULL);
}
END_TEST

/* Loading leaves TZ as it was, and TZDIR has no say in it. */
START_TEST(the_environment_is_left_alone)
{
	setenv("TZ", "America/New_York", 1);
	tzset();
	setenv("TZDIR", "/nowhere", 1);
	struct calendar *c = zone("Asia/Shanghai");
	ck_assert_str_eq(getenv("TZ"), "America/New_York");
	ck_assert_int_eq(calendar_offset(c, 1800000000 * USEC), 8 * 3600);
	ck_assert_str_eq(calendar_zone(c), "Asia/Shanghai");
	calendar_destroy(c);
	unsetenv("TZ");
	c = zone("Asia/Shanghai");
	ck_assert_ptr_null(getenv("TZ"));
	calendar_destroy(c);
}
END_TEST

START_TEST(shanghai_had_summer_time)
{
	struct calendar *c = zone("Asia/Shanghai");
	struct {
		const char *utc;
		int hours;
	} cases[] = {
		{"1970-01-01T00:00:00Z", 8}, {"1986-05-03T17:59:59Z", 8}, {"1986-05-03T18:00:00Z", 9},
		{"1986-09-13T16:59:59Z", 9}, {"1986-09-13T17:00:00Z", 8}, {"1991-07-01T00:00:00Z", 9},
		{"1991-09-14T16:59:59Z", 9}, {"1991-09-14T17:00:00Z", 8}, {"1992-07-01T00:00:00Z", 8},
		{"2026-07-01T00:00:00Z", 8}, {"2099-07-01T00:00:00Z", 8},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(calendar_offset(c, at(c, cases[i].utc)) == cases[i].hours * 3600, "%s",
			      cases[i].utc);
	calendar_destroy(c);
}
END_TEST

/* --- local times --------------------------------------------------------- */

START_TEST(berlin_has_gaps_and_doubles)
{
	struct calendar *c = zone("Europe/Berlin");

	/* 02:00 to 03:00 is not there on 2026-03-29: by the offset before. */
	CHECK_UTC(at(c, "2026-03-29 01:59:59"), "2026-03-29T00:59:59.000000Z");
	CHECK_UTC(at(c, "2026-03-29 02:30"), "2026-03-29T01:30:00.000000Z");
	CHECK_UTC(at(c, "2026-03-29 03:00"), "2026-03-29T01:00:00.000000Z");
	/* 02:00 to 03:00 is there twice on 2026-10-25: the first. */
	CHECK_UTC(at(c, "2026-10-25 01:59"), "2026-10-24T23:59:00.000000Z");
	CHECK_UTC(at(c, "2026-10-25 02:00"), "2026-10-25T00:00:00.000000Z");
	CHECK_UTC(at(c, "2026-10-25 02:59:59"), "2026-10-25T00:59:59.000000Z");
	CHECK_UTC(at(c, "2026-10-25 03:00"), "2026-10-25T02:00:00.000000Z");
	/* Days of 23 and of 25 hours. */
	int64_t spring = at(c, "2026-03-29"), autumn = at(c, "2026-10-25");
	ck_assert_int_eq(calendar_day(c, spring + HOUR_US, 1) - spring, 23 * HOUR_US);
	ck_assert_int_eq(calendar_day(c, autumn + HOUR_US, 1) - autumn, 25 * HOUR_US);
	ck_assert_int_eq(calendar_day(c, autumn + 24 * HOUR_US, 0), autumn);
	ck_assert_int_eq(calendar_day(c, autumn + 25 * HOUR_US, -1), autumn);
	calendar_destroy(c);
}
END_TEST

/* Where a day begins at 01:00, and where a whole day is left out. */
START_TEST(strange_days)
{
	struct calendar *c = zone("America/Sao_Paulo");
	CHECK_UTC(calendar_day(c, at(c, "2018-11-04 12:00"), 0), "2018-11-04T03:00:00.000000Z");
	calendar_destroy(c);
	c = zone("Pacific/Apia");
	CHECK_UTC(calendar_day(c, at(c, "2011-12-29 12:00"), 1), "2011-12-30T10:00:00.000000Z");
	CHECK_UTC(at(c, "2011-12-31"), "2011-12-30T10:00:00.000000Z");
	calendar_destroy(c);
}
END_TEST

START_TEST(months_go_over_years)
{
	struct calendar *c = zone("Asia/Shanghai");
	int64_t november = at(c, "2026-11-03 14:22");

	ck_assert_int_eq(calendar_month(c, november, 0), at(c, "2026-11-01"));
	ck_assert_int_eq(calendar_month(c, november, 1), at(c, "2026-12-01"));
	ck_assert_int_eq(calendar_month(c, november, 2), at(c, "2027-01-01"));
	ck_assert_int_eq(calendar_month(c, november, -11), at(c, "2025-12-01"));
	ck_assert_int_eq(calendar_month(c, november, -23), at(c, "2024-12-01"));
	ck_assert_int_eq(calendar_month_number(c, november), 2026 * 12 + 10);
	ck_assert_int_eq(calendar_month_start(c, 2026 * 12 + 10), at(c, "2026-11-01"));
	/* The month is the local one: 16:00 UTC is midnight in Shanghai. */
	ck_assert_int_eq(calendar_month_number(c, at(c, "2026-11-30T15:59:59Z")), 2026 * 12 + 10);
	ck_assert_int_eq(calendar_month_number(c, at(c, "2026-11-30T16:00:00Z")), 2026 * 12 + 11);
	for (int month = 1970 * 12 + 1; month < 2100 * 12; month++) {
		int64_t start = calendar_month_start(c, month);
		ck_assert_int_eq(calendar_month_number(c, start), month);
		ck_assert_int_eq(calendar_month_number(c, start - 1), month - 1);
	}
	calendar_destroy(c);
}
END_TEST

/* Whatever the clocks do at a month's edge (Havana, Cairo and São Paulo have put
 * them back at midnight): as the local date has it, however often it is asked. */
START_TEST(a_moment_lies_in_its_local_month)
{
	static const char *const zones[] = {"Asia/Shanghai", "America/Havana", "Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia", "UTC"};

	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = zone(zones[z]);
		for (int i = 0; i < SOME_OF(40000); i++) {
			int64_t moment = (rand() % 4000000 - 1000000) * INT64_C(1009) * USEC;
			int64_t start = calendar_month_start(c, calendar_month_number(c, moment));
			const int64_t moments[] = {moment, start, start - 1, start - rand() % 90000 * USEC, start + rand() % 90000 * USEC};
			for (size_t k = 0; k < COUNT_OF(moments); k++) {
				struct civil local = calendar_civil(c, moments[k]);
				ck_assert_msg(calendar_month_number(c, moments[k]) == local.year * 12 + local.month - 1, "%s, %lld", zones[z],
					      (long long)moments[k]);
			}
		}
		calendar_destroy(c);
	}
}
END_TEST

START_TEST(february_has_its_days)
{
	struct calendar *c = zone("Asia/Shanghai");
	struct {
		int year, days;
	} cases[] = {{2023, 28}, {2024, 29}, {2026, 28}, {2000, 29}, {2028, 29}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int month = cases[i].year * 12 + 1;
		int64_t length = calendar_month_start(c, month + 1) - calendar_month_start(c, month);
		ck_assert_int_eq(length, cases[i].days * DAY_US);
	}
	struct civil leap = calendar_civil(c, at(c, "2024-02-28") + DAY_US);
	ck_assert_int_eq(leap.month * 100 + leap.day, 229);
	ck_assert_int_eq(leap.weekday, 3);
	calendar_destroy(c);
}
END_TEST

START_TEST(fields_are_carried_over)
{
	struct calendar *c = zone("Asia/Shanghai");
	struct civil t = {.year = 2026, .month = 13, .day = 32, .hour = 25, .minute = -1, .second = 61};

	ck_assert_int_eq(calendar_moment(c, &t), at(c, "2027-02-02 01:00:01"));
	t = (struct civil){.year = 2026, .month = 0, .day = 0};
	ck_assert_int_eq(calendar_moment(c, &t), at(c, "2025-11-30"));
	t = calendar_civil(c, -1);
	ck_assert_int_eq(t.microsecond, 999999);
	ck_assert_int_eq(t.second, 59);
	calendar_civil(c, TIME_NONE); /* no overflow at the ends */
	calendar_civil(c, INT64_MIN);
	calendar_destroy(c);
}
END_TEST

/* Every field against libc, at random moments of zones of all kinds. */
START_TEST(agrees_with_libc)
{
	static const char *const zones[] = {
		"Asia/Shanghai",  "Europe/Berlin",       "America/New_York",  "UTC",
		"Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"};
	const char *given = getenv("SLATOP_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

	printf("seed: SLATOP_SEED=%u\n", seed);
	srandom(seed);
	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = zone(zones[z]);
		setenv("TZ", zones[z], 1);
		tzset();
		for (int i = 0; i < SOME_OF(20000); i++) {
			time_t s = (time_t)(((int64_t)random() << 20 ^ random()) % INT64_C(4102444800));
			struct tm l;
			localtime_r(&s, &l);
			struct civil t = calendar_civil(c, s * USEC + 123456);
			bool same = t.year == l.tm_year + 1900 && t.month == l.tm_mon + 1 &&
					t.day == l.tm_mday && t.hour == l.tm_hour && t.minute == l.tm_min &&
					t.second == l.tm_sec && t.weekday == (l.tm_wday + 6) % 7 &&
					t.microsecond == 123456 &&
					calendar_offset(c, s * USEC) == l.tm_gmtoff;
			/* And back, but where the local time happens twice. */
			int64_t back = calendar_moment(c, &t);
			if (back != s * USEC + 123456)
				same = same && back < s * USEC && calendar_offset(c, back) > l.tm_gmtoff;
			if (!same)
				ck_abort_msg("%s at %jd", zones[z], (intmax_t)s);
		}
		calendar_destroy(c);
	}
}
END_TEST

/* --- texts --------------------------------------------------------------- */

START_TEST(times_are_read)
{
	struct calendar *c = zone("Asia/Shanghai");

	CHECK_UTC(at(c, "2026-11-03"), "2026-11-02T16:00:00.000000Z");
	CHECK_UTC(at(c, "2026-11-03 14:22"), "2026-11-03T06:22:00.000000Z");
	CHECK_UTC(at(c, "2026-11-03T14:22:07"), "2026-11-03T06:22:07.000000Z");
	CHECK_UTC(at(c, "2026-11-03 14:22:07.123456"), "2026-11-03T06:22:07.123456Z");
	CHECK_UTC(at(c, "2026-11-03 14:22:07.5"), "2026-11-03T06:22:07.500000Z");
	CHECK_UTC(at(c, "2026-11-03T06:22:07Z"), "2026-11-03T06:22:07.000000Z");
	CHECK_UTC(at(c, "2026-11-03t06:22:07.25z"), "2026-11-03T06:22:07.250000Z");
	CHECK_UTC(at(c, "2026-11-03T06:22:07-03:30"), "2026-11-03T09:52:07.000000Z");
	CHECK_UTC(at(c, "2024-02-29"), "2024-02-28T16:00:00.000000Z");
	CHECK_UTC(TIME_NONE, "");
	calendar_destroy(c);
}
END_TEST

START_TEST(broken_times_are_refused)
{
	struct calendar *c = zone("Asia/Shanghai");
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", "is not a time"},
		{"yesterday", "is not a time"},
		{"2026-11", "is not a time"},
		{"2026-1-3", "is not a time"},
		{"2026-11-03 ", "is not a time"},
		{"2026-11-03 14", "is not a time"},
		{"2026-11-03 14:22:", "is not a time"},
		{"2026-11-03 14:22:07.", "is not a time"},
		{"2026-11-03 14:22:07.1234567", "is not a time"},
		{"2026-11-03 14:22 x", "is not a time"},
		{"2026-11-03Z", "is not a time"},
		{"2026-11-03T14:22+8", "is not a time"},
		{"2026-11-03T14:22+24:00", "is not a time"},
		{"2026-13-03", "there is no month 13"},
		{"2026-00-03", "there is no month 0"},
		{"2026-02-29", "the month has days 1 to 28"},
		{"2026-11-00", "the month has days 1 to 30"},
		{"2026-11-03 24:00", "there is no time 24:00:00"},
		{"2026-11-03 23:59:60", "there is no time 23:59:60"},
		{"1969-12-31", "the year must be 1970 to 2099"},
		{"0026-11-03", "the year must be 1970 to 2099"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = {""};
		int64_t at_us = 42;
		ck_assert_msg(!calendar_parse_time(c, cases[i].text, &at_us, &e), "%s", cases[i].text);
		ck_assert_msg(strstr(e.text, cases[i].message) != NULL, "%s: %s", cases[i].text, e.text);
		ck_assert_int_eq(at_us, 42);
	}
	calendar_destroy(c);
}
END_TEST

START_TEST(months_are_read)
{
	struct err e = {""};
	int month = 0;

	ck_assert(calendar_parse_month("2026-11", &month, &e));
	ck_assert_int_eq(month, 2026 * 12 + 10);
	ck_assert(!calendar_parse_month("2026-13", &month, &e));
	ck_assert_str_eq(e.text, "\"2026-13\": there is no month 13");
	ck_assert(!calendar_parse_month("2026-11-03", &month, &e));
	ck_assert_str_eq(e.text, "\"2026-11-03\" is not a month such as 2026-11");
	ck_assert(!calendar_parse_month("", &month, &e));
	ck_assert_int_eq(month, 2026 * 12 + 10);
}
END_TEST

START_TEST(times_are_written_short)
{
	struct calendar *c = zone("Asia/Shanghai");
	int64_t now = at(c, "2026-11-13 09:00");
	struct {
		const char *time, *wanted;
	} cases[] = {
		{"2026-11-13 14:22:07", "14:22:07"},
		{"2026-11-03 14:22:07", " 3 Nov 14:22:07"},
		{"2026-01-31 00:00:00", "31 Jan 00:00:00"},
		{"2025-11-13 14:22:07", "2025-11-13 14:22:07"},
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		buf_clear(&out);
		time_short(&out, c, at(c, cases[i].time), now);
		ck_assert_str_eq(out.data, cases[i].wanted);
	}
	buf_clear(&out);
	time_local(&out, c, now);
	time_local(&out, c, TIME_NONE);
	time_short(&out, c, TIME_NONE, now);
	ck_assert_str_eq(out.data, "2026-11-13 09:00:00");
	buf_release(&out);
	calendar_destroy(c);
}
END_TEST

START_TEST(durations_are_written)
{
	static const struct {
		int64_t length_us;
		const char *wanted;
	} cases[] = {
		{0, "0s"},
		{USEC - 1, "0s"},
		{-USEC + 1, "0s"},
		{59 * USEC, "59s"},
		{276 * USEC, "4m 36s"},
		{65 * USEC, "1m 05s"},
		{HOUR_US, "1h 00m 00s"},
		{4984 * USEC, "1h 23m 04s"},
		{-4984 * USEC, "-1h 23m 04s"},
		{DAY_US - 1, "23h 59m 59s"},
		{3 * DAY_US + 2 * HOUR_US + 59 * MINUTE_US, "3d 02h"},
		{INT64_MIN, "-106751991d 04h"},
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		buf_clear(&out);
		duration_text(&out, cases[i].length_us);
		ck_assert_str_eq(out.data, cases[i].wanted);
	}
	buf_release(&out);
}
END_TEST

START_TEST(durations_are_read)
{
	static const struct {
		const char *text;
		int64_t length_us;
	} cases[] = {
		{"90s", 90 * USEC},
		{"5m", 5 * MINUTE_US},
		{"1h 30m", 90 * MINUTE_US},
		{"2d", 2 * DAY_US},
		{"0s", 0},
		{"1h30m", 90 * MINUTE_US},
		{" 1d 1s ", DAY_US + USEC},
		{"-5m", -5 * MINUTE_US},
		{"0.25s", USEC / 4},
		{"3d 02h", 3 * DAY_US + 2 * HOUR_US},
	};
	static const char *const broken[] = {"",
					     "-",
					     "90",
					     "s",
					     "1h 1h",
					     "1s 1m",
					     "1.5h",
					     "1.s",
					     "1x",
					     "1 h",
					     "5m x",
					     "--5m",
					     "99999999999999999999s",
					     "999999999d",
					     "1e3s"};
	int64_t length_us = 42;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_msg(duration_parse(cases[i].text, &length_us, NULL), "%s", cases[i].text);
		ck_assert_int_eq(length_us, cases[i].length_us);
	}
	length_us = 42;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		struct err e = {""};
		ck_assert_msg(!duration_parse(broken[i], &length_us, &e), "%s", broken[i]);
		ck_assert_ptr_nonnull(strstr(e.text, "is not a duration such as 90s, 5m or 1h 30m"));
		ck_assert_int_eq(length_us, 42);
	}
}
END_TEST

START_TEST(clocks_go_forward)
{
	int64_t before = clock_monotonic();

	ck_assert_int_ge(clock_monotonic(), before);
	ck_assert_int_gt(clock_wall(), INT64_C(1700000000) * USEC);
}
END_TEST

TEST_MAIN("calendar", 60, unknown_zones_are_refused, the_environment_is_left_alone,
	  shanghai_had_summer_time, berlin_has_gaps_and_doubles, strange_days, months_go_over_years,
	  a_moment_lies_in_its_local_month, february_has_its_days, fields_are_carried_over, agrees_with_libc, times_are_read,
	  broken_times_are_refused, months_are_read, times_are_written_short, durations_are_written,
	  durations_are_read, clocks_go_forward)
