#include "slatop/base/text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include "slatop/base/calendar.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

/* In loops of millions: Check tells its parent of each assertion, which takes long. */
#define CHECK_FAST(condition, ...)                                                                 \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

/* --- characters ---------------------------------------------------------- */

START_TEST(characters_go_both_ways)
{
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char bytes[4];
		uint32_t back;
		size_t size = text_encode(c, bytes);
		if (c >= 0xd800 && c <= 0xdfff) {
			CHECK_FAST(memcmp(bytes, "\xef\xbf\xbd", 3) == 0, "U+%04X", c);
			continue;
		}
		CHECK_FAST(text_decode(bytes, size, &back) == size && back == c, "U+%04X", c);
		if (size > 1) /* cut short it is no character */
			CHECK_FAST(text_decode(bytes, size - 1, &back) == 1 && back == 0xfffd, "U+%04X", c);
	}
}
END_TEST

START_TEST(invalid_bytes_are_one_each)
{
	static const char *const broken[] = {
		"\x80",         "\xc0\xaf",         "\xc1\xbf",         "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xff",         "\xe4\xb8x"};
	uint32_t c;

	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		ck_assert_uint_eq(text_decode(broken[i], strlen(broken[i]), &c), 1);
		ck_assert_uint_eq(c, 0xfffd);
	}
	ck_assert_uint_eq(text_decode("\xef\xbf\xbd", 3, &c), 3);
	ck_assert_uint_eq(c, 0xfffd);
}
END_TEST

START_TEST(widths_of_known_characters)
{
	static const struct {
		uint32_t c;
		int cells;
	} known[] = {
		{'a', 1},     {0x20, 1},   {0xa0, 1},   {0xe9, 1},    {0x301, 0},     {0x5929, 2},
		{0x3000, 2},  {0xff21, 2}, {0xff71, 1}, {0xac00, 2},  {0x20000, 2},   {0x2ab80, 2},
		{0x1f600, 2}, {0x2026, 1}, {0x25cf, 1}, {0x2603, 1},  {0x231a, 2},    {0xe0100, 0},
		{0x1b, 2},    {0x7f, 2},   {0x9b, 8},   {0xad, 8},    {0x202e, 8},    {0x115f, 8},
		{0x3164, 8},  {0xe000, 8}, {0xfffe, 8}, {0x1f1e6, 9}, {0x10ffff, 10}, {0xfffd, 1},
		{0x0e33, 1},  {0x0e31, 0}, {0x200d, 8}, {0xfe0f, 8},  {0x3042, 2},
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		ck_assert_msg(text_char_width(known[i].c) == known[i].cells, "U+%04X takes %d", known[i].c,
			      text_char_width(known[i].c));
}
END_TEST

/* ncurses measures by libc: whatever is drawn as it is must be as wide there. */
START_TEST(drawn_characters_are_as_wide_in_libc)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		printf("note: no locale C.UTF-8, widths not compared\n");
		return;
	}
	for (uint32_t c = 0x20; c <= 0x10ffff; c++) {
		char bytes[5] = "e";
		size_t size = text_encode(c, bytes + 1);
		if ((c >= 0xd800 && c <= 0xdfff) || !text_is_clean(bytes, size + 1))
			continue;
		CHECK_FAST(wcwidth((wchar_t)c) == text_char_width(c), "U+%04X: %d, in libc %d", c,
			      text_char_width(c), wcwidth((wchar_t)c));
	}
}
END_TEST

/* --- cutting ------------------------------------------------------------- */

static int width(const char *text)
{
	return text_width(text, strlen(text));
}

START_TEST(texts_are_measured_and_fitted)
{
	int used;

	ck_assert_int_eq(width(""), 0);
	ck_assert_int_eq(width("天润融通"), 8);
	ck_assert_int_eq(width("e\u0301x"), 2);
	ck_assert_uint_eq(text_fit("天润融通", 12, 5, &used), 6);
	ck_assert_int_eq(used, 4);
	ck_assert_uint_eq(text_fit("天润融通", 12, 8, &used), 12);
	ck_assert_int_eq(used, 8);
	ck_assert_uint_eq(text_fit("e\u0301x", 4, 1, &used), 3); /* with its mark */
	ck_assert_uint_eq(text_fit("abc", 3, 0, &used), 0);
	ck_assert_uint_eq(text_fit("abc", 3, -1, NULL), 0);
	ck_assert_uint_eq(text_fit("", 0, 5, &used), 0);
	ck_assert_int_eq(used, 0);
}
END_TEST

static void check_pad(const char *text, int cells, enum text_align align, bool ascii, const char *wanted)
{
	struct buf out = BUF_INIT;

	text_pad(&out, text, cells, align, ascii);
	ck_assert_str_eq(out.data, wanted);
	buf_release(&out);
}

START_TEST(texts_are_padded_and_cut)
{
	check_pad("abc", 5, ALIGN_LEFT, false, "abc  ");
	check_pad("abc", 5, ALIGN_RIGHT, false, "  abc");
	check_pad("abc", 6, ALIGN_CENTER, false, " abc  ");
	check_pad("abc", 3, ALIGN_LEFT, false, "abc");
	check_pad("abcd", 3, ALIGN_LEFT, false, "ab…");
	check_pad("abcd", 3, ALIGN_LEFT, true, "ab~");
	check_pad("天润融通", 6, ALIGN_LEFT, false, "天润… ");
	check_pad("天润融通", 6, ALIGN_RIGHT, false, " 天润…");
	check_pad("天润融通", 7, ALIGN_LEFT, false, "天润融…");
	check_pad("天", 1, ALIGN_LEFT, false, "…");
	check_pad("天", 0, ALIGN_LEFT, false, "");
	check_pad("天", -3, ALIGN_LEFT, false, "");
	check_pad("", 2, ALIGN_CENTER, false, "  ");
	check_pad("a\tb", 5, ALIGN_LEFT, false, "a^Ib ");
}
END_TEST

/* --- cleaning ------------------------------------------------------------ */

static void check_clean(const char *text, size_t length, const char *wanted)
{
	struct buf out = BUF_INIT;

	text_clean(&out, text, length);
	ck_assert_str_eq(out.data, wanted);
	ck_assert(text_is_clean(text, length) ==
		  (out.length == length && memcmp(out.data, text, length) == 0));
	buf_release(&out);
}

#define CHECK_CLEAN(literal, wanted) check_clean(literal, sizeof literal - 1, wanted)

START_TEST(foreign_text_becomes_harmless)
{
	CHECK_CLEAN("", "");
	CHECK_CLEAN("plain text of more than eight bytes", "plain text of more than eight bytes");
	CHECK_CLEAN("天润融通 café ½", "天润融通 café ½");
	CHECK_CLEAN("\x1b[2J\x07\x00z\x7f", "^[[2J^G^@z^?");
	CHECK_CLEAN("12345678\x1fq", "12345678^_q");
	CHECK_CLEAN("1234567\x7fq", "1234567^?q");
	CHECK_CLEAN("B\xc2\x9b" "31m", "B<U+009B>31m");
	CHECK_CLEAN("B\x9b" "31m\xc0\xaf", "B\\x9b31m\\xc0\\xaf");
	CHECK_CLEAN("x\xed\xa0\x80y", "x\\xed\\xa0\\x80y");
	CHECK_CLEAN("\xe4\xb8", "\\xe4\\xb8");
	CHECK_CLEAN("a\u202eb\u2066c\u200d", "a<U+202E>b<U+2066>c<U+200D>");
	CHECK_CLEAN("pay\u00adpal\u3164\u115f", "pay<U+00AD>pal<U+3164><U+115F>");
	CHECK_CLEAN("a\u2028b", "a<U+2028>b");
	CHECK_CLEAN("\U0001f1e8\U0001f1f3", "<U+1F1E8><U+1F1F3>");
	CHECK_CLEAN("\U000e0041\U00100000", "<U+E0041><U+100000>");
	CHECK_CLEAN("\uffff\ufdd0\ufeff", "<U+FFFF><U+FDD0><U+FEFF>");
}
END_TEST

START_TEST(marks_have_something_to_sit_on)
{
	CHECK_CLEAN("e\u0301", "e\u0301");
	CHECK_CLEAN("\u0301x", "◌\u0301x");
	CHECK_CLEAN("\u200d\u0301x", "<U+200D>◌\u0301x"); /* not on the form's last letter */
	CHECK_CLEAN("e\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301");
	CHECK_CLEAN("e\u0301\u0301\u0301\u0301\u0301\u0302x", "e\u0301\u0301\u0301\u0301<+2>x");
	CHECK_CLEAN("中\u0489\u0489\u0489\u0489\u0489", "中\u0489\u0489\u0489\u0489<+1>");
	CHECK_CLEAN("12345678\u0301\u0301\u0301\u0301\u0301", "12345678\u0301\u0301\u0301\u0301<+1>");
}
END_TEST

/* What holds for any text whatever. */
static void check_harmless(const char *text, size_t length, const char *name)
{
	struct buf clean = BUF_INIT, twice = BUF_INIT;

	text_clean(&clean, text, length);
	for (size_t at = 0; at < clean.length;) {
		uint32_t c;
		size_t size = text_decode(clean.data + at, clean.length - at, &c);
		CHECK_FAST(c != 0xfffd || size == 3, "%s: not UTF-8", name);
		CHECK_FAST(c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f), "%s: U+%04X is left", name, c);
		at += size;
	}
	ck_assert_msg(text_is_clean(clean.data, clean.length), "%s: not clean", name);
	text_clean(&twice, clean.data, clean.length);
	ck_assert_msg(twice.length == clean.length && memcmp(twice.data, clean.data, clean.length) == 0,
		      "%s: cleaning twice differs", name);
	int full = text_width(clean.data, clean.length);
	for (int cells = 0; cells < 90; cells = cells < 40 ? cells + 1 : cells + 7) {
		struct buf padded = BUF_INIT;
		text_pad(&padded, clean.data, cells, (enum text_align)(cells % 3), cells % 2);
		ck_assert_msg(text_width(padded.data, padded.length) == cells, "%s: not %d cells", name,
			      cells);
		ck_assert(text_is_clean(padded.data, padded.length));
		if (full > cells && cells)
			ck_assert_ptr_nonnull(strstr(padded.data, cells % 2 ? "~" : "…"));
		buf_release(&padded);
	}
	buf_release(&clean);
	buf_release(&twice);
}

START_TEST(random_bytes_become_harmless)
{
	const char *given = getenv("SLATOP_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	static const char *const pieces[] = {"\x1b[",  "天",         "e",    "\u0301", "\xe4",   "\x80",
					     "\u200d", "\U0001f468", " ",    "\t",     "\u202e", "<U+",
					     "\\x",    "\U0001f1e6", "\xff", "^"};

	printf("seed: SLATOP_SEED=%u\n", seed);
	srandom(seed);
	for (int round = 0; round < 3000; round++) {
		struct buf text = BUF_INIT;
		for (long i = random() % 40; i > 0; i--) {
			if (round % 3)
				buf_add_text(&text, pieces[(size_t)random() % COUNT_OF(pieces)]);
			else
				buf_add_byte(&text, (char)random());
		}
		check_harmless(text.data, text.length, "random");
		buf_release(&text);
	}
}
END_TEST

/* --- the collected cases ------------------------------------------------- */

/* "\x41\x63": four characters a byte. */
static void add_bytes(struct buf *out, const char *escaped)
{
	for (; *escaped; escaped += 4) {
		char digits[3] = {escaped[2], escaped[3], '\0'};
		ck_assert_int_eq(escaped[0], '\\');
		buf_add_byte(out, (char)strtoul(digits, NULL, 16));
	}
}

static void check_case(const struct json_node *one)
{
	struct buf text = BUF_INIT;
	const char *name = json_need_text(one, "name");
	const struct json_node *repeat = json_get_object(one, "repeat");

	add_bytes(&text, json_get_text(repeat ? repeat : one, repeat ? "unit" : "bytes", ""));
	int64_t count = json_get_int(repeat, "count", 0, 10000000, 1);
	size_t unit = text.length;
	for (int64_t i = 1; i < count; i++) {
		char *end = buf_room(&text, unit);
		memcpy(end, text.data, unit);
		text.length += unit;
		text.data[text.length] = '\0';
	}
	check_harmless(text.data, text.length, name);
	buf_release(&text);
}

START_TEST(collected_cases_become_harmless)
{
	static const char own[] = "{\"cases\": ["
				  "{\"name\": \"title\", \"bytes\": \"\\\\x1b\\\\x5d\\\\x30\\\\x3b\\\\x07\"},"
				  "{\"name\": \"large\", \"repeat\":"
				  " {\"unit\": \"\\\\x65\\\\xcc\\\\x81\", \"count\": 9999}}]}";
	const char *folder = getenv("SLATOP_SAMPLES");
	struct buf path = BUF_INIT;
	struct err e = {""};
	struct json_doc *doc;

	if (folder) {
		buf_addf(&path, "%s/hostile.json", folder);
		doc = json_read_file(path.data, &e);
	} else {
		printf("note: SLATOP_SAMPLES is not set, only cases of our own\n");
		doc = json_parse(own, sizeof own - 1, "own cases", &e);
	}
	ck_assert_msg(doc != NULL, "%s", e.text);
	const struct json_node *cases = json_get_array(json_root(doc), "cases");
	ck_assert_uint_gt(json_count(cases), 0);
	for (size_t i = 0; i < json_count(cases); i++)
		check_case(json_at(cases, i));
	ck_assert_msg(json_ok(doc, &e), "%s", e.text);
	printf("note: %zu cases\n", json_count(cases));
	json_destroy(doc);
	buf_release(&path);
}
END_TEST

/* --- searching ----------------------------------------------------------- */

START_TEST(the_nearest_word_is_found)
{
	static const char *const words[] = {"duration", "bar",   "money", "availability",
						"left",     "right", "state"};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{"duratoin", "duration"},
		{"Duration", "duration"},
		{"moeny", "money"},
		{"avail", "availability"},
		{"rigth", "right"},
		{"stat", "state"},
		{"baz", "bar"},
		{"xylophone", NULL},
		{"", NULL},
		{"z", NULL},
		{"durations", "duration"},
	};
	char endless[500];

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *found = text_nearest(cases[i].word, words, COUNT_OF(words));
		const char *wanted = cases[i].nearest ? cases[i].nearest : "none";
		ck_assert_msg(strcmp(found ? found : "none", wanted) == 0, "%s: %s", cases[i].word, found);
	}
	memset(endless, 'a', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	ck_assert_ptr_null(text_nearest(endless, words, COUNT_OF(words)));
	ck_assert_ptr_null(text_nearest("bar", words, 0));
}
END_TEST

START_TEST(a_needle_is_found)
{
	ck_assert(text_contains("Agricultural Bank", "BANK"));
	ck_assert(text_contains("中国银行", "银行"));
	ck_assert(text_contains("aab", "ab"));
	ck_assert(text_contains("anything", ""));
	ck_assert(text_contains("", ""));
	ck_assert(!text_contains("bank", "banks"));
	ck_assert(!text_contains("", "x"));
	ck_assert(!text_contains("[", "{")); /* only letters have two sizes */
}
END_TEST

TEST_MAIN("text", 120, characters_go_both_ways, invalid_bytes_are_one_each, widths_of_known_characters,
	  drawn_characters_are_as_wide_in_libc, texts_are_measured_and_fitted, texts_are_padded_and_cut,
	  foreign_text_becomes_harmless, marks_have_something_to_sit_on, random_bytes_become_harmless,
	  collected_cases_become_harmless, the_nearest_word_is_found, a_needle_is_found)
