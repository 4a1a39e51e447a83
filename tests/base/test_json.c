#include "slatop/base/json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/check_main.h"

static struct json_doc *parse(const char *text)
{
	struct err e = {""};
	struct json_doc *doc = json_parse(text, strlen(text), "F", &e);

	ck_assert_msg(doc != NULL, "%s", e.text);
	return doc;
}

static void check_refused(const char *text, const char *message)
{
	struct err e = {""};
	struct json_doc *doc = json_parse(text, strlen(text), "F", &e);

	ck_assert_msg(doc == NULL, "taken: %s", text);
	ck_assert_str_eq(e.text, message);
}

/* The document's error; destroys it. */
static void check_error(struct json_doc *doc, const char *message)
{
	struct err e = {""};

	ck_assert(!json_ok(doc, &e));
	ck_assert_str_eq(e.text, message);
	json_destroy(doc);
}

static void check_fine(struct json_doc *doc)
{
	struct err e = {""};

	ck_assert_msg(json_ok(doc, &e), "%s", e.text);
	json_destroy(doc);
}

/* --- syntax -------------------------------------------------------------- */

START_TEST(syntax_errors_have_a_place)
{
	static const char *const cases[][2] = {
		{"", "line 1, column 1: expected a value, found the end"},
		{"{", "line 1, column 2: expected a key in quotes, found the end"},
		{"{\n  \"a\" 1}", "line 2, column 7: expected ':' after the key, found '1'"},
		{"{\"a\":1,}", "line 1, column 8: expected a key in quotes, found '}'"},
		{"{\"a\":1 \"b\"}", "line 1, column 8: expected ',' or '}', found '\"'"},
		{"[1,]", "line 1, column 4: expected a value, found ']'"},
		{"[1 2]", "line 1, column 4: expected ',' or ']', found '2'"},
		{"{} x", "line 1, column 4: expected the end of the text, found 'x'"},
		{"[\"天润\", x]", "line 1, column 8: expected a value, found 'x'"},
		{"[tru]", "line 1, column 2: expected a value, found 't'"},
		{"[// no\n1]", "line 1, column 2: expected a value, found '/'"},
		{"['a']", "line 1, column 2: expected a value, found '''"},
		{"\x1b", "line 1, column 1: expected a value, found '^['"},
		{"[01]", "line 1, column 2: a number cannot begin with 0"},
		{"[-]", "line 1, column 3: expected a digit, found ']'"},
		{"[1.]", "line 1, column 4: expected a digit, found ']'"},
		{"[.5]", "line 1, column 2: expected a value, found '.'"},
		{"[+5]", "line 1, column 2: expected a value, found '+'"},
		{"[1e]", "line 1, column 4: expected a digit, found ']'"},
		{"[NaN]", "line 1, column 2: expected a value, found 'N'"},
		{"[1234567890123456789012345678901234567890123456789012345678901]",
		 "line 1, column 2: a number of too many digits"},
		{"[\"ab", "line 1, column 2: the text that begins here has no end"},
		{"[\"a\tb\"]", "line 1, column 4: control character in a text"},
		{"[\"a\nb\"]", "line 1, column 4: a text cannot go over the end of its line"},
		{"[\"a\\q\"]", "line 1, column 4: unknown escape in a text"},
		{"[\"a\\u12x4\"]", "line 1, column 8: expected four hex digits after \\u, found 'x'"},
		{"[\"\\u0000\"]", "line 1, column 3: \\u0000 is not allowed in a text"},
		{"[\"\\ud800\"]", "line 1, column 3: half of a surrogate pair"},
		{"[\"\\ud800\\u0041\"]", "line 1, column 3: half of a surrogate pair"},
		{"[\"\\udc00\"]", "line 1, column 3: half of a surrogate pair"},
		{"[\"\xff\"]", "line 1, column 3: invalid UTF-8"},
		{"[\"\xed\xa0\x80\"]", "line 1, column 3: invalid UTF-8"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char wanted[200];
		snprintf(wanted, sizeof wanted, "F: %s", cases[i][1]);
		check_refused(cases[i][0], wanted);
	}
}
END_TEST

START_TEST(depth_is_limited)
{
	char text[200];

	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	text[128] = '\0';
	json_destroy(parse(text));
	memset(text, '[', 65);
	text[65] = '\0';
	check_refused(text, "F: line 1, column 65: nested too deeply");
}
END_TEST

START_TEST(duplicate_keys_are_refused)
{
	check_refused("{\"a\": 1, \"b\": 2, \"a\": 3}", "F: the key \"a\" is there twice");
	check_refused("{\"columns\": [{}, {\"x\": 1, \"x\": 1}]}",
		      "F: columns[1]: the key \"x\" is there twice");
	check_refused("{\"a\": 1, \"\\u0061\": 3}", "F: the key \"a\" is there twice");
	json_destroy(parse("{\"a\": 1, \"A\": {\"a\": 2}}"));
}
END_TEST

START_TEST(no_text_without_its_length)
{
	struct err e = {""};
	struct json_doc *doc = json_parse("[1]xxxx", 3, "F", &e);

	ck_assert_ptr_nonnull(doc);
	ck_assert_int_eq(json_int(json_at(json_root(doc), 0), 0, 9, 5), 1);
	json_destroy(doc);
	doc = json_parse("\xef\xbb\xbf{}", 5, "F", &e);
	ck_assert_ptr_nonnull(doc);
	json_destroy(doc);
	ck_assert_ptr_null(json_parse("[1\0]", 4, "F", &e));
	ck_assert_str_eq(e.text, "F: line 1, column 3: expected ',' or ']', found '^@'");
	ck_assert_ptr_null(json_parse("[\"\\\0\"]", 6, "F", &e));
	ck_assert_str_eq(e.text, "F: line 1, column 3: unknown escape in a text");
	json_destroy(NULL);
}
END_TEST

/* --- reading ------------------------------------------------------------- */

static const char screen[] = "{\"format\": 1, \"name\": \"天润\", \"wide\": true, \"none\": null,\n"
			     " \"columns\": [{\"field\": \"a\"}, {\"field\": \"b\", \"align\": \"right\"}],\n"
			     " \"escapes\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}";

START_TEST(values_are_read)
{
	static const char *const aligns[] = {"left", "right"};
	struct json_doc *doc = parse(screen);
	const struct json_node *root = json_root(doc), *value;

	ck_assert_int_eq(json_get_int(root, "format", 1, 1, 0), 1);
	ck_assert_str_eq(json_get_text(root, "name", "x"), "天润");
	ck_assert_str_eq(json_need_text(root, "name"), "天润");
	ck_assert(json_get_bool(root, "wide", false));
	ck_assert(!json_get_bool(root, "narrow", false));
	ck_assert_str_eq(json_get_text(root, "title", "other"), "other");
	ck_assert_ptr_null(json_get_text(root, "title", NULL));
	ck_assert_int_eq(json_get_int(root, "limit", 1, 9, 7), 7);
	ck_assert_ptr_null(json_get_object(root, "keys"));
	ck_assert_int_eq(json_type(json_get(root, "none")), JSON_NULL);
	ck_assert_str_eq(json_get_text(root, "escapes", ""), "\"\\/\b\f\n\r\té😀");
	const struct json_node *columns = json_get_array(root, "columns");
	ck_assert_uint_eq(json_count(columns), 2);
	ck_assert_int_eq(json_get_word(json_at(columns, 0), "align", aligns, 2, -1), -1);
	ck_assert_int_eq(json_get_word(json_at(columns, 1), "align", aligns, 2, -1), 1);
	ck_assert_str_eq(json_key_at(json_at(columns, 1), 0, &value), "field");
	ck_assert_str_eq(json_text(value, ""), "b");
	json_get_text(json_at(columns, 0), "field", "");
	ck_assert_ptr_null(json_at(columns, 2));
	ck_assert_ptr_null(json_key_at(root, 99, &value));
	ck_assert_ptr_null(value);
	json_done(root);
	check_fine(doc);
}
END_TEST

START_TEST(null_is_an_empty_object)
{
	static const char *const words[] = {"a"};

	ck_assert_ptr_null(json_get(NULL, "a"));
	ck_assert_str_eq(json_get_text(NULL, "a", "x"), "x");
	ck_assert_str_eq(json_need_text(NULL, "a"), "");
	ck_assert_int_eq(json_get_int(NULL, "a", 0, 1, 5), 5);
	ck_assert(json_get_bool(NULL, "a", true));
	ck_assert_int_eq(json_get_word(NULL, "a", words, 1, 4), 4);
	ck_assert_int_eq(json_type(NULL), JSON_OBJECT);
	ck_assert_uint_eq(json_count(NULL), 0);
	ck_assert_ptr_null(json_at(NULL, 0));
	ck_assert_ptr_null(json_key_at(NULL, 0, NULL));
	json_done(NULL);
	json_error(NULL, "nobody hears");
}
END_TEST

START_TEST(integers_are_exact)
{
	struct json_doc *doc = parse("[9223372036854775807, -9223372036854775808, 9007199254740993, 0, -0]");
	const struct json_node *all = json_root(doc);

	ck_assert_int_eq(json_int(json_at(all, 0), INT64_MIN, INT64_MAX, 1), INT64_MAX);
	ck_assert_int_eq(json_int(json_at(all, 1), INT64_MIN, INT64_MAX, 1), INT64_MIN);
	ck_assert_int_eq(json_int(json_at(all, 2), INT64_MIN, INT64_MAX, 1), INT64_C(9007199254740993));
	ck_assert_int_eq(json_int(json_at(all, 3), 0, 0, 1), 0);
	ck_assert_int_eq(json_int(json_at(all, 4), 0, 0, 1), 0);
	check_fine(doc);
	doc = parse("{\"n\": 9223372036854775808}");
	ck_assert_int_eq(json_get_int(json_root(doc), "n", 0, INT64_MAX, 5), 5);
	check_error(doc, "F: n: must be 0 to 9223372036854775807");
	doc = parse("{\"n\": [3, 1.5]}");
	json_int(json_at(json_get(json_root(doc), "n"), 1), 0, 9, 5);
	check_error(doc, "F: n[1]: must be a whole number");
	doc = parse("{\"n\": 1.0}");
	json_get_int(json_root(doc), "n", 0, 9, 5);
	check_error(doc, "F: n: must be a whole number");
	doc = parse("{\"n\": 10}");
	ck_assert_int_eq(json_get_int(json_root(doc), "n", 0, 9, 5), 5);
	check_error(doc, "F: n: must be 0 to 9");
	doc = parse("{}");
	ck_assert_int_eq(json_need_int(json_root(doc), "n", 3, 9), 3);
	check_error(doc, "F: n: is missing");
}
END_TEST

START_TEST(decimals_are_exact)
{
	struct json_doc *doc =
		parse("{\"a\": 99.78, \"b\": 1e2, \"c\": -0.000001, \"d\": 5, \"e\": 2.50, \"f\": 0e99}");
	const struct json_node *root = json_root(doc);

	ck_assert_int_eq(json_get_scaled(root, "a", 6, 0, 100000000, 1), 99780000);
	ck_assert_int_eq(json_get_scaled(root, "b", 2, 0, 10000, 1), 10000);
	ck_assert_int_eq(json_get_scaled(root, "c", 6, -5, 5, 1), -1);
	ck_assert_int_eq(json_get_scaled(root, "d", 0, 0, 9, 1), 5);
	ck_assert_int_eq(json_get_scaled(root, "e", 1, 0, 99, 1), 25);
	ck_assert_int_eq(json_get_scaled(root, "f", 6, 0, 9, 1), 0);
	ck_assert_int_eq(json_get_scaled(root, "missing", 6, 0, 9, 7), 7);
	ck_assert_double_eq(json_double(json_get(root, "a"), 0), 99.78);
	ck_assert_double_eq(json_double(NULL, 4), 4);
	json_get_scaled(root, "a", 1, 0, 1000, 1);
	check_error(doc, "F: a: must be a number of at most 1 decimals");
	doc = parse("{\"a\": 100.5}");
	json_get_scaled(json_root(doc), "a", 2, 0, 10000, 1);
	check_error(doc, "F: a: must be 0.00 to 100.00");
	doc = parse("{\"a\": 1e300}");
	ck_assert_int_eq(json_get_scaled(json_root(doc), "a", 2, 0, 10000, 1), 1);
	check_error(doc, "F: a: must be a number of at most 2 decimals");
}
END_TEST

/* --- what is refused while reading --------------------------------------- */

START_TEST(wrong_types_have_a_place)
{
	struct json_doc *doc = parse(screen);
	const struct json_node *root = json_root(doc);

	json_get_text(root, "format", "");
	check_error(doc, "F: format: must be a text, is a number");
	doc = parse(screen);
	json_get_int(json_at(json_get_array(json_root(doc), "columns"), 1), "field", 0, 1, 0);
	check_error(doc, "F: columns[1].field: must be a number, is a text");
	doc = parse(screen);
	ck_assert_ptr_null(json_get_object(json_root(doc), "columns"));
	check_error(doc, "F: columns: must be an object, is an array");
	doc = parse(screen);
	json_get_bool(json_root(doc), "none", true);
	check_error(doc, "F: none: must be true or false, is null");
	doc = parse("[1]");
	json_get_text(json_root(doc), "a", "");
	check_error(doc, "F: must be an object, is an array");
	doc = parse("{\"a\": {}}");
	json_at(json_get(json_root(doc), "a"), 0);
	check_error(doc, "F: a: must be an array, is an object");
}
END_TEST

START_TEST(words_are_suggested)
{
	static const char *const words[] = {"duration", "bar", "money"};
	struct json_doc *doc = parse("{\"format\": \"duratoin\"}");

	ck_assert_int_eq(json_get_word(json_root(doc), "format", words, 3, -1), -1);
	check_error(doc, "F: format: unknown format \"duratoin\"; did you mean \"duration\"?");
	doc = parse("{\"format\": \"zzz\"}");
	json_get_word(json_root(doc), "format", words, 3, -1);
	check_error(doc, "F: format: unknown format \"zzz\"; known are duration, bar, money");
}
END_TEST

START_TEST(unknown_keys_are_refused)
{
	struct json_doc *doc = parse("{\"a\": {\"titel\": 1}}");

	json_get_text(json_get_object(json_root(doc), "a"), "title", "");
	json_done(json_get_object(json_root(doc), "a"));
	check_error(doc, "F: a: unknown key \"titel\"; did you mean \"title\"?");
	doc = parse("{\"a\": [{}, {\"b\": 1, \"xyzzy\": 2}]}");
	json_get_int(json_at(json_get_array(json_root(doc), "a"), 1), "b", 0, 9, 0);
	json_done(json_root(doc)); /* goes down to what was read */
	check_error(doc, "F: a[1]: unknown key \"xyzzy\"");
	doc = parse("{\"a\": {\"b\": 1}}");
	json_get_object(json_root(doc), "a");
	json_done(json_root(doc)); /* but not into what was not opened */
	check_fine(doc);
	doc = parse("{\"a\\u001b\": 1}");
	json_get_text(json_root(doc), "z", "");
	json_done(json_root(doc));
	check_error(doc, "F: unknown key \"a^[\"");
}
END_TEST

START_TEST(the_first_error_stays)
{
	struct json_doc *doc = parse("{\"a\": \"x\", \"b\": 3}");
	const struct json_node *root = json_root(doc);

	json_get_int(root, "a", 0, 9, 0);
	ck_assert_int_eq(json_get_int(root, "b", 0, 9, 8), 8); /* the default from now on */
	json_error(root, "later");
	json_done(root);
	ck_assert(!json_ok(doc, NULL));
	check_error(doc, "F: a: must be a number, is a text");
	doc = parse("{\"a\": {\"odd key\": {\"b\": [7]}}}");
	const struct json_node *odd = json_get(json_get(json_root(doc), "a"), "odd key");
	json_error(json_at(json_get(odd, "b"), 0), "cannot be %d", 7);
	check_error(doc, "F: a[\"odd key\"].b[0]: cannot be 7");
	doc = parse("{\"\\u001b[2J\": 1}");
	json_error(json_get(json_root(doc), "\x1b[2J"), "of a \x07 kind");
	check_error(doc, "F: [\"^[[2J\"]: of a ^G kind");
	doc = parse("{\"a\": {}}");
	json_need_text(json_get(json_root(doc), "a"), "name");
	check_error(doc, "F: a.name: is missing");
}
END_TEST

/* --- files and literals -------------------------------------------------- */

START_TEST(files_are_read)
{
	char path[] = "/tmp/slatop-json-XXXXXX", wanted[200];
	int fd = mkstemp(path);
	struct err e = {""};

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "{\"a\": 1}", 8), 8);
	struct json_doc *doc = json_read_file(path, &e);
	ck_assert_ptr_nonnull(doc);
	json_done(json_root(doc));
	json_error(json_get(json_root(doc), "a"), "wrong");
	snprintf(wanted, sizeof wanted, "%s: a: wrong", path);
	check_error(doc, wanted);
	ck_assert_int_eq(ftruncate(fd, 16 * 1024 * 1024 + 1), 0);
	ck_assert_ptr_null(json_read_file(path, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "is larger than 16777216 bytes"));
	unlink(path);
	close(fd);
	ck_assert_ptr_null(json_read_file(path, &e));
	ck_assert_ptr_nonnull(strstr(e.text, path));
}
END_TEST

START_TEST(texts_are_quoted)
{
	static const char *const cases[][2] = {
		{"plain 天润", "\"plain 天润\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"\n\r\t\b\f\x01\x7f", "\"\\n\\r\\t\\b\\f\\u0001\\u007f\""},
		{"\xc2\x9b\u202e\u2028", "\"\\u009b\\u202e\\u2028\""},
		{"\U0001f1e8", "\"\\ud83c\\udde8\""},
		{"x\xff\xe4\xb8y", "\"x\uFFFD\uFFFD\uFFFDy\""},
	};
	struct buf out = BUF_INIT, back = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		buf_clear(&out);
		json_quote(&out, cases[i][0], strlen(cases[i][0]));
		ck_assert_str_eq(out.data, cases[i][1]);
		buf_clear(&back);
		ck_assert_uint_eq(json_unquote(&back, out.data, out.length), out.length);
		if (i + 1 < COUNT_OF(cases))
			ck_assert_str_eq(back.data, cases[i][0]);
		struct json_doc *doc = parse(out.data);
		ck_assert_str_eq(json_text(json_root(doc), ""), back.data);
		json_destroy(doc);
	}
	buf_clear(&out);
	json_quote(&out, "a\0b", 3);
	ck_assert_str_eq(out.data, "\"a\\u0000b\"");
	buf_release(&out);
	buf_release(&back);
}
END_TEST

START_TEST(literals_are_read_alone)
{
	static const char *const broken[] = {"",         "x",       "\"",        "\"ab",       "\"ab\\",
					     "\"ab\\\"", "\"\\q\"", "\"\\u12\"", "\"\\u12x4\""};
	struct buf out = BUF_INIT;

	ck_assert_uint_eq(json_unquote(&out, "\"a\\u0000\\/\\u00e9\\ud83d\\ude00\", 5", 32), 29);
	ck_assert_uint_eq(out.length, 9);
	ck_assert_mem_eq(out.data, "a\0/é😀", 9);
	buf_clear(&out);
	ck_assert_uint_eq(json_unquote(&out, "\"\\ud83dx\\ude00\\ud83d\"", 21), 21);
	ck_assert_str_eq(out.data, "\uFFFDx\uFFFD\uFFFD");
	for (size_t i = 0; i < COUNT_OF(broken); i++)
		ck_assert_uint_eq(json_unquote(&out, broken[i], strlen(broken[i])), 0);
	buf_release(&out);
}
END_TEST

TEST_MAIN("json", 30, syntax_errors_have_a_place, depth_is_limited, duplicate_keys_are_refused,
	  no_text_without_its_length, values_are_read, null_is_an_empty_object, integers_are_exact,
	  decimals_are_exact, wrong_types_have_a_place, words_are_suggested, unknown_keys_are_refused,
	  the_first_error_stays, files_are_read, texts_are_quoted, literals_are_read_alone)
