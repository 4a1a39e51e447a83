/* Filters: the grammar, what is refused and where, and a comparison at random
 * with a direct evaluation. */
#include "../support/check_main.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "slatop/table/filter.h"

static const struct model_field fields[] = {
	{"name", VALUE_TEXT},    {"status", VALUE_TEXT},        {"accounts", VALUE_INTEGER},
	{"open", VALUE_BOOL},    {"started_at", VALUE_TIME},    {"date", VALUE_DATE},
	{"month", VALUE_MONTH},  {"elapsed_s", VALUE_DURATION}, {"pct", VALUE_PERCENT},
	{"budget", VALUE_RATIO}, {"fee", VALUE_MONEY},
};
enum { NAME, STATUS, ACCOUNTS, OPEN, STARTED, DATE, MONTH, ELAPSED, PCT, BUDGET, FEE };
static const struct model model = {.name = "test", .fields = fields, .field_count = COUNT_OF(fields)};

static struct calendar *calendar(void)
{
	static struct calendar *c;

	if (!c)
		c = calendar_create("Asia/Shanghai", NULL);
	ck_assert(c != NULL);
	return c;
}

static void get(void *context, size_t field, struct value *out)
{
	*out = ((struct value *)context)[field];
	out->type = fields[field].type;
}

/* A row in which one thing of each type stands. */
static struct value row[COUNT_OF(fields)] = {
	[NAME] = {.text = "华夏银行 Beijing"},
	[STATUS] = {.text = "breached"},
	[ACCOUNTS] = {.i = 1200},
	[OPEN] = {.i = 1},
	[DATE] = {.i = 20778},
	[MONTH] = {.i = 2026 * 12 + 10},
	[ELAPSED] = {.i = 5400 * USEC},
	[PCT] = {.i = 99779999},
	[BUDGET] = {.i = 800000},
	[FEE] = {.i = 123456},
};

static bool passes(const char *text)
{
	struct err e = {""};
	size_t at = 0;
	struct filter *f = filter_parse(text, &model, calendar(), &at, &e);
	bool match;

	ck_assert_msg(f != NULL, "%s: %s at %zu", text, e.text, at);
	ck_assert(calendar_parse_time(calendar(), "2026-11-03 14:22", &row[STARTED].i, NULL));
	match = filter_match(f, get, row);
	ck_assert_str_eq(filter_text(f), text);
	filter_destroy(f);
	return match;
}

START_TEST(compares_by_type)
{
	static const char *const yes[] = {
		"",
		"  ",
		"status = breached",
		"status=breached",
		"status = \"breached\"",
		"status = 'breached'",
		"status in ('ok', 'breached')",
		"status != ok",
		"status <> ok",
		"status == breached",
		"status in (ok, breached)",
		"status in(ok,breached)",
		"accounts = 1,200",
		"accounts = 1200",
		"accounts > 9",
		"accounts between 1,000 and 2,000",
		"accounts in (7, 1200)",
		"accounts in (7,1200)",
		"accounts >= 1200",
		"accounts <= 1200",
		"open",
		"open = yes",
		"open = true",
		"open != no",
		"not not open",
		"started_at = 2026-11-03 14:22",
		"started_at > 2026-11-03",
		"started_at < 2026-11-04",
		"started_at between 2026-11-03 and 2026-11-03 14:22:00",
		"started_at = 2026-11-03T06:22:00Z",
		"started_at = \"2026-11-03 14:22\"",
		"started_at = '2026-11-03 14:22' and open",
		"date = 2026-11-21",
		"date > 2026-02-28",
		"month = 2026-11",
		"month >= 2025-12",
		"elapsed_s = 1h30m",
		"elapsed_s = 1h 30m",
		"elapsed_s > 89m",
		"elapsed_s > 5m and open",
		"elapsed_s between 1h 29m and 1h 31m",
		"elapsed_s = 5400",
		"elapsed_s > -5m",
		"elapsed_s < 2d",
		"pct < 99.78%",
		"pct < 99.78",
		"pct > 99.7799%",
		"budget >= 80%",
		"budget = 0.8",
		"budget < 80.0001%",
		"fee = ¥1,234.56",
		"fee > ¥1,000",
		"fee > 1000",
		"fee < ¥ 2,000",
		"name ~ 银行",
		"name ~ BEIJING",
		"name ~ ^华夏",
		"name ~ \"(?:bei|nan)jing$\"",
		"name ~ bei(jing)",
		"name ~ \"\\bBeijing\\b\"",
		"name ~ '\\bBeijing\\b'",
		"name != 'it''s \"so\"' and name != \"it's \\\"so\\\"\"",
		"name is not null",
		"not name is null",
		"NOT (open AND status = ok)",
		"status = ok or open",
		"status = ok or status = no and open or open",
		"!open or open",
		"(status = breached) and (budget > 70% and name ~ 银行)",
		"accounts>9 and(open)",
	};
	static const char *const no[] = {
		"status = ok",
		"status != breached",
		"accounts < 9",
		"accounts between 1 and 9",
		"not open",
		"open = no",
		"!open",
		"started_at < 2026-11-03",
		"elapsed_s < 90m",
		"pct >= 99.78%",
		"budget > 80%",
		"fee < ¥1,000",
		"name ~ 银河",
		"name is null",
		"status = ok and open",
		"open and (status = ok or accounts = 1)",
		"status = ok or open and status = ok",
		"accounts in (1, 2)",
		"date in (2026-11-20, 2026-11-22)",
	};

	for (size_t i = 0; i < COUNT_OF(yes); i++)
		ck_assert_msg(passes(yes[i]), "%s does not hold", yes[i]);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		ck_assert_msg(!passes(no[i]), "%s holds", no[i]);
}
END_TEST

START_TEST(null_compares_false)
{
	static const char *const no[] = {
		"accounts = 0",    "accounts != 0",        "accounts < 5",        "accounts between 0 and 9",
		"accounts in (0)", "not accounts is null", "accounts is not null"};

	row[ACCOUNTS].null = true;
	for (size_t i = 0; i < COUNT_OF(no); i++)
		ck_assert_msg(!passes(no[i]), "%s holds", no[i]);
	ck_assert(passes("accounts is null"));
	ck_assert(passes("not accounts = 0"));
	row[ACCOUNTS].null = false;
}
END_TEST

START_TEST(errors_have_a_place)
{
	static const struct {
		const char *text;
		size_t at;
		const char *part; /* of the message */
	} cases[] = {
		{"statsu = ok", 0, "did you mean \"status\"?"},
		{"open and statsu = ok", 9, "did you mean \"status\"?"},
		{"status", 0, "compared with nothing"},
		{"status like ok", 7, "is expected after \"status\""},
		{"status =", 8, "a value is missing"},
		{"status = ", 9, "a value is missing"},
		{"accounts = x", 11, "\"x\" is not a number"},
		{"accounts = 1.5", 11, "is not a number"},
		{"elapsed_s > 80%", 12, "90s, 5m or 1h 30m"},
		{"elapsed_s > 5x", 12, "is not a duration"},
		{"budget > 5m", 9, "write 80%"},
		{"pct > abc", 6, "percentage"},
		{"started_at > 2026-13-01", 13, "is not a time"},
		{"date = 2026-02-30", 7, "is not a date"},
		{"month = 2026-11-03", 8, "is not a month"},
		{"open > yes", 5, "has no order"},
		{"open = maybe", 7, "yes or no"},
		{"elapsed_s ~ 5", 10, "looks into texts"},
		{"name ~ \"(a\"", 10, "cannot be read"},
		{"name ~ [", 8, "cannot be read"},
		{"name = \"abc", 7, "no closing quote"},
		{"name = 'abc''", 7, "no closing quote"},
		{"name ~ '(a'", 10, "cannot be read"},
		{"(open", 0, "not closed"},
		{"(open or", 8, "ends too early"},
		{"open)", 4, "closes nothing"},
		{"open open", 5, "\"and\" or \"or\""},
		{"open and", 8, "ends too early"},
		{"= 5", 0, "field's name"},
		{"status in ok", 10, "in brackets"},
		{"status in (ok breached)", 14, "comma or a closing bracket"},
		{"accounts between 1", 18, "\"and\" between them"},
		{"name is nothing", 8, "\"null\" or \"not null\""},
		{"fee > ¥x", 6, "a sum of money"},
		{"accounts = 99999999999999999999", 11, "number"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = {""};
		size_t at = 999;
		struct filter *f = filter_parse(cases[i].text, &model, calendar(), &at, &e);

		ck_assert_msg(!f, "%s is taken", cases[i].text);
		ck_assert_msg(strstr(e.text, cases[i].part) != NULL, "%s: %s", cases[i].text, e.text);
		ck_assert_msg(at == cases[i].at, "%s: at %zu, %s", cases[i].text, at, e.text);
	}
}
END_TEST

START_TEST(depth_and_length_are_bounded)
{
	struct buf text = BUF_INIT;
	struct err e = {""};
	size_t at;

	for (int i = 0; i < 100000; i++)
		buf_add_byte(&text, '(');
	ck_assert(!filter_parse(text.data, &model, calendar(), &at, &e));
	ck_assert(strstr(e.text, "nested too deep"));
	buf_clear(&text);
	for (int i = 0; i < 100000; i++)
		buf_add_text(&text, "not ");
	ck_assert(!filter_parse(text.data, &model, calendar(), &at, &e));
	ck_assert(strstr(e.text, "nested too deep"));
	buf_clear(&text);
	buf_add_text(&text, "open");
	for (int i = 0; i < 100000; i++)
		buf_add_text(&text, " or open");
	ck_assert(!filter_parse(text.data, &model, calendar(), &at, &e));
	ck_assert(strstr(e.text, "comparisons"));
	buf_release(&text);
}
END_TEST

/* A pattern that would run for years ends at its limit, as no match. */
START_TEST(patterns_are_limited)
{
	char text[64];

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	row[NAME].text = text;
	clock_t start = clock();
	ck_assert(!passes("name ~ \"^(a+)+$x\""));
	ck_assert(!passes("name ~ \"^(([a-z])+.)+[A-Z]([a-z])+$!\""));
	ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC / 2);
}
END_TEST

/* ---- at random ---- */

static unsigned state;

static unsigned below(unsigned n)
{
	state = state * 1103515245u + 12345u;
	return (state >> 8) % n;
}

/* Writes an expression over a few small values, and evaluates it as it goes. */
static bool expression(struct buf *out, int depth)
{
	static const char *const words[] = {"ok", "breached", "at_risk"};
	static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
	unsigned kind = below(depth > 0 ? 9 : 6), sign = below(6);
	int64_t number = below(5), other = below(5);
	bool a, b;
	int order;

	if (kind >= 7) {
		buf_add_byte(out, '(');
		a = expression(out, depth - 1);
		buf_add_text(out, kind == 7 ? " and " : " or ");
		b = expression(out, depth - 1);
		buf_add_byte(out, ')');
		return kind == 7 ? a && b : a || b;
	}
	switch (kind) {
	case 6:
		buf_add_text(out, "not ");
		return !expression(out, depth - 1);
	case 0:
		buf_addf(out, "open");
		return !row[OPEN].null && row[OPEN].i;
	case 1:
		buf_addf(out, "accounts is%s null", sign & 1 ? " not" : "");
		return row[ACCOUNTS].null != (sign & 1);
	case 2:
		buf_addf(out, "accounts between %" PRId64 " and %" PRId64, number, other);
		return !row[ACCOUNTS].null && row[ACCOUNTS].i >= number && row[ACCOUNTS].i <= other;
	case 3:
		buf_addf(out, "accounts in (%" PRId64 ", %" PRId64 ")", number, other);
		return !row[ACCOUNTS].null && (row[ACCOUNTS].i == number || row[ACCOUNTS].i == other);
	case 4:
		buf_addf(out, "status %s %s", signs[sign], words[number % 3]);
		order = strcmp(row[STATUS].text, words[number % 3]);
		break;
	default:
		buf_addf(out, "elapsed_s %s %" PRId64 "s", signs[sign], number);
		order = (row[ELAPSED].i > number * USEC) - (row[ELAPSED].i < number * USEC);
		if (row[ELAPSED].null)
			return false;
	}
	return sign == 0    ? order == 0
		: sign == 1 ? order != 0
		: sign == 2 ? order < 0
		: sign == 3 ? order <= 0
		: sign == 4 ? order > 0
			    : order >= 0;
}

START_TEST(agrees_with_a_direct_evaluation)
{
	static const char *const words[] = {"ok", "breached", "at_risk"};

	state = (unsigned)time(NULL);
	printf("filter: seed %u\n", state);
	for (int i = 0; i < 20000; i++) {
		struct buf text = BUF_INIT;

		row[OPEN] = (struct value){.null = below(5) == 0, .i = below(2)};
		row[ACCOUNTS] = (struct value){.null = below(5) == 0, .i = below(5)};
		row[ELAPSED] = (struct value){.null = below(5) == 0, .i = below(5) * USEC};
		row[STATUS] = (struct value){.text = words[below(3)]};
		bool wanted = expression(&text, 4);
		ck_assert_msg(passes(text.data) == wanted, "%s: not %d", text.data, wanted);
		buf_release(&text);
	}
}
END_TEST

/* Whatever is typed is taken or refused with a place inside the text. */
START_TEST(survives_any_text)
{
	static const char *const pieces[] = {
		"open", "status", "=",  "(",    ")",  "and",        "or",        "not", "in", "between",
		"1",    "\"",     "~",  ",",    "<",  "!",          "银",        "\\",  "5m", "%",
		" ",    "null",   "is", "name", "[a", "2026-11-03", "elapsed_s", ">="};

	state = (unsigned)time(NULL);
	for (int i = 0; i < 50000; i++) {
		struct buf text = BUF_INIT;
		struct err e = {""};
		size_t at = 0;

		for (unsigned n = below(12); n; n--)
			buf_addf(&text, "%s%s", pieces[below(COUNT_OF(pieces))], below(2) ? " " : "");
		struct filter *f = filter_parse(text.data, &model, calendar(), &at, &e);
		ck_assert(f || (*e.text && at <= text.length));
		if (f)
			filter_match(f, get, row);
		filter_destroy(f);
		buf_release(&text);
	}
}
END_TEST

/* A word that is on no list is refused, so that a slip is not a list without
 * rows. */
START_TEST(words_are_known)
{
	const struct model *m = model_find("availability");
	static const struct { const char *text, *error; size_t at; } wrong[] = {
		{"status = brached", "\"brached\" is no status; did you mean \"breached\"?", 9},
		{"not status in (ok, at_rsik)", "\"at_rsik\" is no status; did you mean \"at_risk\"?", 19},
		{"status != xyzzy", "\"xyzzy\" is no status; there are no_data, ok, at_risk, breached", 10},
	};
	size_t at;

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct err e = {""};
		ck_assert_ptr_null(filter_parse(wrong[i].text, m, NULL, &at, &e));
		ck_assert_str_eq(e.text, wrong[i].error);
		ck_assert_uint_eq(at, wrong[i].at);
	}
	static const char *const right[] = {"status = \"at risk\"", "status ~ ach", "tier = anything",
					    "status between a and z"};
	for (size_t i = 0; i < COUNT_OF(right); i++) {
		struct err e = {""};
		struct filter *f = filter_parse(right[i], m, NULL, &at, &e);
		ck_assert_msg(f != NULL, "%s: %s", right[i], e.text);
		filter_destroy(f);
	}
}
END_TEST

TEST_MAIN("filter", 60, compares_by_type, null_compares_false, errors_have_a_place,
	  depth_and_length_are_bounded, patterns_are_limited, agrees_with_a_direct_evaluation,
	  survives_any_text, words_are_known)
