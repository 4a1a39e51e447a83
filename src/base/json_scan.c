#include "base/json_scan.h"

#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

struct scan {
	const char *text;
	size_t length, at;
	int depth;
	struct json_numbers *numbers;
	struct err *e;
};

/* --- where and what ------------------------------------------------------ */

/* Columns count characters, from 1. */
static bool fail_at(const struct scan *s, size_t at, const char *what)
{
	size_t line = 1, start = 0, column = 1;
	uint32_t c;

	for (size_t i = 0; i < at; i++)
		if (s->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	for (size_t i = start; i < at; column++)
		i += text_decode(s->text + i, s->length - i, &c);
	return err_set(s->e, "line %zu, column %zu: %s", line, column, what);
}

/* "... expected, found X", X as far as it can be shown. */
static bool fail_expected(const struct scan *s, const char *expected)
{
	struct buf what = BUF_INIT;

	buf_addf(&what, "expected %s, found ", expected);
	if (s->at >= s->length) {
		buf_add_text(&what, "the end");
	} else {
		uint32_t c;
		size_t size = text_decode(s->text + s->at, s->length - s->at, &c);
		buf_add_byte(&what, '\'');
		text_clean(&what, s->text + s->at, size);
		buf_add_byte(&what, '\'');
	}
	fail_at(s, s->at, what.data);
	buf_release(&what);
	return false;
}

static int peek(const struct scan *s)
{
	return s->at < s->length ? (unsigned char)s->text[s->at] : -1;
}

static bool take(struct scan *s, char wanted)
{
	if (peek(s) != (unsigned char)wanted)
		return false;
	s->at++;
	return true;
}

static void skip_blanks(struct scan *s)
{
	for (int c = peek(s); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(s))
		s->at++;
}

/* --- texts --------------------------------------------------------------- */

static bool scan_hex4(struct scan *s, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 4; i++, s->at++) {
		int c = peek(s), low = c | 0x20;
		if (c >= '0' && c <= '9')
			*value = *value << 4 | (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			*value = *value << 4 | (uint32_t)(low - 'a' + 10);
		else
			return fail_expected(s, "four hex digits after \\u");
	}
	return true;
}

/* After the backslash, which is at start. */
static bool scan_escape(struct scan *s, size_t start)
{
	uint32_t unit, second;
	int c = peek(s);

	if (c != 'u') {
		if (c <= 0 || !strchr("\"\\/bfnrt", c))
			return fail_at(s, start, "unknown escape in a text");
		s->at++;
		return true;
	}
	s->at++;
	if (!scan_hex4(s, &unit))
		return false;
	if (unit == 0)
		return fail_at(s, start, "\\u0000 is not allowed in a text");
	if (unit < 0xd800 || unit > 0xdfff)
		return true;
	if (unit > 0xdbff || !take(s, '\\') || !take(s, 'u'))
		return fail_at(s, start, "half of a surrogate pair");
	if (!scan_hex4(s, &second))
		return false;
	return (second >= 0xdc00 && second <= 0xdfff) || fail_at(s, start, "half of a surrogate pair");
}

static bool scan_text(struct scan *s)
{
	size_t start = s->at++;

	for (;;) {
		int c = peek(s);
		if (c < 0)
			return fail_at(s, start, "the text that begins here has no end");
		if (c < 0x20)
			return fail_at(s, s->at, c == '\n' ? "a text cannot go over the end of its line"
							   : "control character in a text");
		if (c < 0x80) {
			size_t at = s->at++;
			if (c == '"')
				return true;
			if (c == '\\' && !scan_escape(s, at))
				return false;
			continue;
		}
		uint32_t decoded;
		size_t size = text_decode(s->text + s->at, s->length - s->at, &decoded);
		if (size == 1)
			return fail_at(s, s->at, "invalid UTF-8");
		s->at += size;
	}
}

/* --- numbers ------------------------------------------------------------- */

/* Adds digits with the number's sign, so that the smallest int64 fits too. */
static int scan_digits(struct scan *s, int sign, struct json_number *n)
{
	int count = 0;

	for (int c = peek(s); c >= '0' && c <= '9'; c = peek(s), count++) {
		if (__builtin_mul_overflow(n->digits, 10, &n->digits) ||
		    __builtin_add_overflow(n->digits, sign * (c - '0'), &n->digits))
			n->exact = false;
		s->at++;
	}
	return count;
}

static bool scan_exponent(struct scan *s, struct json_number *n)
{
	bool negative = take(s, '-');
	int value = 0, count = 0;

	if (!negative)
		take(s, '+');
	for (int c = peek(s); c >= '0' && c <= '9'; c = peek(s), count++) {
		value = value < 1000 ? value * 10 + (c - '0') : value;
		s->at++;
	}
	if (!count)
		return fail_expected(s, "a digit");
	n->decimals += negative ? value : -value;
	n->whole = false;
	return true;
}

static bool scan_number(struct scan *s)
{
	struct json_number n = {.whole = true, .exact = true};
	size_t start = s->at;
	int sign = take(s, '-') ? -1 : 1;
	bool zero = peek(s) == '0';

	int count = scan_digits(s, sign, &n);
	if (!count)
		return fail_expected(s, "a digit");
	if (zero && count > 1)
		return fail_at(s, start, "a number cannot begin with 0");
	if (take(s, '.')) {
		n.whole = false;
		n.decimals = scan_digits(s, sign, &n);
		if (!n.decimals)
			return fail_expected(s, "a digit");
	}
	if ((take(s, 'e') || take(s, 'E')) && !scan_exponent(s, &n))
		return false;
	if (s->at - start > JSON_DIGITS)
		return fail_at(s, start, "a number of too many digits");
	struct json_numbers *all = s->numbers;
	MEM_GROW(all->items, all->count, all->capacity);
	all->items[all->count++] = n;
	return true;
}

/* --- values -------------------------------------------------------------- */

static bool scan_value(struct scan *s);

static bool scan_array(struct scan *s)
{
	s->at++;
	skip_blanks(s);
	if (take(s, ']'))
		return true;
	for (;;) {
		if (!scan_value(s))
			return false;
		skip_blanks(s);
		if (take(s, ']'))
			return true;
		if (!take(s, ','))
			return fail_expected(s, "',' or ']'");
	}
}

static bool scan_object(struct scan *s)
{
	s->at++;
	skip_blanks(s);
	if (take(s, '}'))
		return true;
	for (;;) {
		skip_blanks(s);
		if (peek(s) != '"')
			return fail_expected(s, "a key in quotes");
		if (!scan_text(s))
			return false;
		skip_blanks(s);
		if (!take(s, ':'))
			return fail_expected(s, "':' after the key");
		if (!scan_value(s))
			return false;
		skip_blanks(s);
		if (take(s, '}'))
			return true;
		if (!take(s, ','))
			return fail_expected(s, "',' or '}'");
	}
}

static bool scan_word(struct scan *s)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t length = strlen(words[i]);
		if (s->length - s->at >= length && memcmp(s->text + s->at, words[i], length) == 0) {
			s->at += length;
			return true;
		}
	}
	return fail_expected(s, "a value");
}

static bool scan_value(struct scan *s)
{
	bool ok;

	skip_blanks(s);
	int c = peek(s);
	if (c == '"')
		return scan_text(s);
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	if (c != '{' && c != '[')
		return scan_word(s);
	if (++s->depth > JSON_DEPTH)
		return fail_at(s, s->at, "nested too deeply");
	ok = c == '{' ? scan_object(s) : scan_array(s);
	s->depth--;
	return ok;
}

bool json_scan(const char *text, size_t length, struct json_numbers *numbers, struct err *e)
{
	struct scan s = {.text = text, .length = length, .numbers = numbers, .e = e};

	if (!scan_value(&s))
		return false;
	skip_blanks(&s);
	return s.at == s.length || fail_expected(&s, "the end of the text");
}
