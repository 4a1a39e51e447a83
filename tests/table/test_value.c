/* Values: their formats, their order, and how reports write them. */
#include "../support/check_main.h"

#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/value.h"

static struct calendar *calendar;

static void setup(void)
{
	struct err e = {""};

	if (!calendar)
		calendar = calendar_create("Asia/Shanghai", &e);
	ck_assert_msg(calendar != NULL, "%s", e.text);
}

static int64_t local(const char *text)
{
	int64_t at;

	setup();
	ck_assert(calendar_parse_time(calendar, text, &at, NULL));
	return at;
}

struct shown {
	const char *format;
	enum value_type type;
	int64_t i;
	const char *text;
	int cells;
	const char *plain, *ascii; /* ascii NULL: the same */
};

START_TEST(formats_show_values)
{
	const int64_t hour = HOUR_US, minute = MINUTE_US;
	const struct shown cases[] = {
		{"text", VALUE_TEXT, 0, "天润融通", 0, "天润融通", NULL},
		{"state", VALUE_TEXT, 0, "breached", 0, "▲ breached", "X breached"},
		{"state", VALUE_TEXT, 0, "at_risk", 0, "◐ at risk", "! at risk"},
		{"state", VALUE_TEXT, 0, "something else", 0, "something else", NULL},
		{"integer", VALUE_INTEGER, 1234567, NULL, 0, "1,234,567", NULL},
		{"integer", VALUE_INTEGER, -999, NULL, 0, "-999", NULL},
		{"integer", VALUE_INTEGER, INT64_MIN, NULL, 0, "-9,223,372,036,854,775,808", NULL},
		{"id", VALUE_INTEGER, 10017, NULL, 0, "10017", NULL},
		{"seconds", VALUE_DURATION, 5702400000, NULL, 0, "5,702.4", NULL},
		{"seconds", VALUE_DURATION, 5213 * USEC, NULL, 0, "5,213", NULL},
		{"seconds", VALUE_DURATION, 1, NULL, 0, "0.000001", NULL},
		{"seconds", VALUE_DURATION, -1500000, NULL, 0, "-1.5", NULL},
		{"duration", VALUE_DURATION, hour + 23 * minute + 4 * USEC, NULL, 0, "1h 23m 04s", NULL},
		{"duration", VALUE_DURATION, 4 * minute + 36 * USEC + 999999, NULL, 0, "4m 36s", NULL},
		{"duration_left", VALUE_DURATION, 8 * minute + 9 * USEC, NULL, 0, "8m 09s", NULL},
		{"duration_left", VALUE_DURATION, -4 * minute - 10 * USEC, NULL, 0, "over by 4m 10s", NULL},
		{"duration_left", VALUE_DURATION, -1, NULL, 0, "over by <1s", NULL},
		{"duration_left", VALUE_DURATION, 0, NULL, 0, "0s", NULL},
		{"time", VALUE_TIME, local("2026-11-23 14:17:31"), NULL, 0, "14:17:31", NULL},
		{"time", VALUE_TIME, local("2026-11-05 10:00"), NULL, 0, " 5 Nov 10:00:00", NULL},
		{"time", VALUE_TIME, local("2025-12-31 23:59:59"), NULL, 0, "2025-12-31 23:59:59", NULL},
		{"time_full", VALUE_TIME, local("2026-11-03 14:22:07"), NULL, 0, "2026-11-03 14:22:07", NULL},
		{"date", VALUE_DATE, 20778, NULL, 0, "2026-11-21", NULL},
		{"date", VALUE_DATE, -1, NULL, 0, "1969-12-31", NULL},
		{"month", VALUE_MONTH, 2026 * 12 + 10, NULL, 0, "2026-11", NULL},
		{"percent4", VALUE_PERCENT, 99798842, NULL, 0, "99.7988", NULL},
		{"percent4", VALUE_PERCENT, 99779999, NULL, 0, "99.7799", NULL},
		{"percent4", VALUE_PERCENT, 100000000, NULL, 0, "100.0000", NULL},
		{"percent", VALUE_PERCENT, 99798842, NULL, 0, "99.79%", NULL},
		{"ratio", VALUE_RATIO, 914177, NULL, 0, "91%", NULL},
		{"ratio", VALUE_RATIO, 12345678, NULL, 0, "1234%", NULL},
		{"ratio", VALUE_RATIO, INT64_MAX, NULL, 0, "∞", "over"},
		{"bar", VALUE_RATIO, 914177, NULL, 23, "████████████████··  91%", "################..  91%"},
		{"bar", VALUE_RATIO, 914177, NULL, 0, "████████████████··  91%", "################..  91%"},
		{"bar", VALUE_RATIO, 521000, NULL, 23, "█████████·········  52%", "#########.........  52%"},
		{"bar", VALUE_RATIO, 0, NULL, 13, "········   0%", "........   0%"},
		{"bar", VALUE_RATIO, 1, NULL, 13, "█·······   0%", "#.......   0%"},
		{"bar", VALUE_RATIO, 1000000, NULL, 13, "████████ 100%", "######## 100%"},
		{"bar", VALUE_RATIO, 999999, NULL, 13, "███████·  99%", "#######.  99%"},
		{"bar", VALUE_RATIO, 3500000, NULL, 13, "████████ 350%", "######## 350%"},
		{"bar", VALUE_RATIO, 123450000, NULL, 13, "██████ 12345%", NULL},
		{"bar", VALUE_RATIO, 914177, NULL, 6, "   91%", NULL},
		{"spark", VALUE_RATIO, 0, NULL, 0, "▁", "."},
		{"spark", VALUE_RATIO, 914177, NULL, 0, "▇", "%"},
		{"spark", VALUE_RATIO, 999999, NULL, 0, "▇", "%"},
		{"spark", VALUE_RATIO, 1000000, NULL, 0, "█", "#"},
		{"slots", VALUE_TEXT, 0, "7756-0123765", 0, "██▆▇·▁▂▃▄█▇▆", "##+*._,-~#*+"},
		{"money", VALUE_MONEY, 123456, NULL, 0, "¥1,234.56", "CNY 1,234.56"},
		{"money", VALUE_MONEY, -5, NULL, 0, "-¥0.05", "-CNY 0.05"},
		{"yesno", VALUE_BOOL, 1, NULL, 0, "yes", NULL},
		{"yesno", VALUE_BOOL, 0, NULL, 0, "no", NULL},
		{"mark", VALUE_BOOL, 1, NULL, 0, "✓", "x"},
		{"mark", VALUE_BOOL, 0, NULL, 0, "", NULL},
	};

	for (size_t n = 0; n < COUNT_OF(cases) * 2; n++) {
		const struct shown *c = &cases[n / 2];
		const struct value_format *f = value_format_find(c->format);
		struct value v = {c->type, false, c->i, c->text};
		struct value_style style = {calendar, local("2026-11-23 14:22"), n % 2, c->cells};
		const char *wanted = n % 2 && c->ascii ? c->ascii : c->plain;
		struct buf out = BUF_INIT;

		if (n % 2 && !c->ascii && !strcmp(c->format, "bar"))
			continue; /* one that is not spelled out */
		ck_assert_msg(f && f->types >> c->type & 1, "%s does not take its type", c->format);
		value_show(&out, f, &v, &style);
		ck_assert_msg(!strcmp(out.data, wanted), "%s of %jd: \"%s\" for \"%s\"", c->format,
			      (intmax_t)c->i, out.data, wanted);
		if (c->cells && strlen(c->plain) > 6 && c->i != 123450000)
			ck_assert_int_eq(text_width(out.data, out.length), c->cells);
		buf_release(&out);
	}
}
END_TEST

START_TEST(every_type_has_a_format)
{
	static const char *const wanted[] = {"text",  "integer",  "yesno",    "time",  "date",
					     "month", "duration", "percent4", "ratio", "money"};

	for (int type = 0; type < VALUE_TYPE_COUNT; type++)
		ck_assert_str_eq(value_format_default((enum value_type)type)->name, wanted[type]);
	ck_assert_ptr_null(value_format_find("durration"));
	ck_assert_ptr_null(value_format_find(NULL));
	for (size_t i = 0; i < value_format_count; i++)
		ck_assert_ptr_eq(value_format_find(value_formats[i].name), &value_formats[i]);
}
END_TEST

START_TEST(null_is_a_dash)
{
	struct value v = {.type = VALUE_DURATION, .null = true};
	struct value_style style = {0};
	struct buf out = BUF_INIT;

	value_show(&out, value_format_find("duration"), &v, &style);
	ck_assert_str_eq(out.data, "—");
	buf_clear(&out);
	style.ascii = true;
	value_show(&out, value_format_find("duration"), &v, &style);
	ck_assert_str_eq(out.data, "-");
	buf_release(&out);
}
END_TEST

START_TEST(reports_write_raw_values)
{
	static const struct {
		struct value v;
		const char *json, *csv;
	} cases[] = {
		{{VALUE_TEXT, false, 0, "a \"b\"\n"}, "\"a \\\"b\\\"\\n\"", "\"a \"\"b\"\"\n\""},
		{{VALUE_TEXT, false, 0, "天润, 北京"}, "\"天润, 北京\"", "\"天润, 北京\""},
		{{VALUE_TEXT, false, 0, "=1+2"}, "\"=1+2\"", "\"'=1+2\""},
		{{VALUE_TEXT, false, 0, "-5"}, "\"-5\"", "\"'-5\""},
		{{VALUE_TEXT, false, 0, "@x"}, "\"@x\"", "\"'@x\""},
		{{VALUE_TEXT, false, 0, "plain"}, "\"plain\"", "plain"},
		{{VALUE_TEXT, false, 0, ""}, "\"\"", ""},
		{{VALUE_INTEGER, false, -42, NULL}, "-42", "-42"},
		{{VALUE_BOOL, false, 1, NULL}, "true", "true"},
		{{VALUE_BOOL, false, 0, NULL}, "false", "false"},
		{{VALUE_TIME, false, INT64_C(1793686927000001), NULL},
		 "\"2026-11-03T06:22:07.000001Z\"",
		 "2026-11-03T06:22:07.000001Z"},
		{{VALUE_DATE, false, 20778, NULL}, "\"2026-11-21\"", "2026-11-21"},
		{{VALUE_MONTH, false, 2026 * 12 + 10, NULL}, "\"2026-11\"", "2026-11"},
		{{VALUE_DURATION, false, 5702400000, NULL}, "5702.4", "5702.4"},
		{{VALUE_DURATION, false, 276000000, NULL}, "276", "276"},
		{{VALUE_DURATION, false, -1, NULL}, "-0.000001", "-0.000001"},
		{{VALUE_PERCENT, false, 99798842, NULL}, "99.798842", "99.798842"},
		{{VALUE_PERCENT, false, 100000000, NULL}, "100", "100"},
		{{VALUE_RATIO, false, 914177, NULL}, "0.914177", "0.914177"},
		{{VALUE_RATIO, false, INT64_MAX, NULL}, "null", ""},
		{{VALUE_MONEY, false, 123456, NULL}, "123456", "123456"},
		{{VALUE_DURATION, true, 7, NULL}, "null", ""},
		{{VALUE_TEXT, true, 0, NULL}, "null", ""},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf out = BUF_INIT;

		value_json(&out, &cases[i].v);
		ck_assert_str_eq(out.data, cases[i].json);
		buf_clear(&out);
		value_csv(&out, &cases[i].v);
		ck_assert_str_eq(out.data, cases[i].csv);
		buf_release(&out);
	}
}
END_TEST

START_TEST(values_have_an_order)
{
	struct value nine = {VALUE_INTEGER, false, 9, NULL}, ten = {VALUE_INTEGER, false, 10, NULL};
	struct value none = {VALUE_INTEGER, true, 0, NULL};
	struct value a = {VALUE_TEXT, false, 0, "a"}, b = {VALUE_TEXT, false, 0, "b"};

	ck_assert_int_lt(value_compare(&nine, &ten), 0);
	ck_assert_int_gt(value_compare(&ten, &nine), 0);
	ck_assert_int_eq(value_compare(&ten, &ten), 0);
	ck_assert_int_gt(value_compare(&none, &ten), 0);
	ck_assert_int_lt(value_compare(&ten, &none), 0);
	ck_assert_int_eq(value_compare(&none, &none), 0);
	ck_assert_int_lt(value_compare(&a, &b), 0);
}
END_TEST

START_TEST(dates_go_back_and_forth)
{
	for (int64_t days = -400000; days < 400000; days += 37) {
		int year, month, day;

		value_date_civil(days, &year, &month, &day);
		ck_assert_int_eq(value_date_of(year, month, day), days);
	}
	ck_assert_int_eq(value_date_of(2000, 3, 1) - value_date_of(2000, 2, 28), 2);
	ck_assert_int_eq(value_date_of(1900, 3, 1) - value_date_of(1900, 2, 28), 1);
}
END_TEST

START_TEST(states_say_the_same_three_times)
{
	for (size_t i = 0; i < state_word_count; i++) {
		const struct state_word *w = &state_words[i];

		ck_assert_int_eq(text_width(w->glyph, strlen(w->glyph)), 1);
		ck_assert_uint_eq(strlen(w->ascii), 1);
		ck_assert_ptr_eq(state_word_find(w->word), w);
	}
	ck_assert_ptr_null(state_word_find("nothing"));
	ck_assert_ptr_null(state_word_find(NULL));
}
END_TEST

TEST_MAIN("value", 20, formats_show_values, every_type_has_a_format, null_is_a_dash, reports_write_raw_values,
	  values_have_an_order, dates_go_back_and_forth, states_say_the_same_three_times)
