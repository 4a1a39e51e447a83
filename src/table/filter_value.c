/* The values of a filter expression, each read as its field's type. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slatop/base/mem.h"
#include "table/filter_node.h"

#define LIMIT (INT64_MAX / 100) /* past which a number is a slip */

size_t filter_blanks(const char *text)
{
	return strspn(text, " \t\r\n");
}

/* A comma between digits in threes belongs to the number: 1,000,000. */
static bool is_thousands(const char *text)
{
	return text[0] == ',' && isdigit((unsigned char)text[1]) && isdigit((unsigned char)text[2]) &&
		isdigit((unsigned char)text[3]) && !isdigit((unsigned char)text[4]);
}

/* Bytes of an unquoted value: to a blank, a comma of a list, or the bracket
 * that closes one opened outside. */
static size_t bare_length(const char *text, bool number, bool in_list)
{
	size_t n = 0;
	int open = 0;

	for (; text[n] && !strchr(" \t\r\n", text[n]); n++) {
		if (text[n] == ',' && (in_list || (number && !is_thousands(text + n))))
			break;
		if (text[n] == '(')
			open++;
		if (text[n] == ')' && --open < 0)
			break;
	}
	return n;
}

bool filter_is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* "text" with \" and \\, or 'text' as in SQL; any other backslash stands for itself,
 * so that patterns read as they are. */
static bool read_quoted(const char *text, size_t *at, struct arena *arena, const char **out, struct err *e)
{
	const char *p = text + *at + 1;
	char quote = text[*at], *to = arena_alloc(arena, strlen(p) + 1);

	*out = to;
	for (; *p && (*p != quote || (quote == '\'' && p[1] == quote)); p++) {
		if (*p == quote || (*p == '\\' && (p[1] == quote || p[1] == '\\')))
			p++;
		*to++ = *p;
	}
	*to = '\0';
	if (!*p)
		return err_set(e, "the text that starts here has no closing quote");
	*at = (size_t)(p + 1 - text);
	return true;
}

/* A decimal number times 10^decimals, exactly; further digits are cut. */
static bool read_decimal(const char *text, int decimals, int64_t *out)
{
	const char *p = text;
	bool negative = *p == '-', digits = false;
	int64_t n = 0;

	p += negative;
	for (; isdigit((unsigned char)*p) || (digits && is_thousands(p)); p++) {
		if (*p == ',')
			continue;
		digits = true;
		if (n > LIMIT / 10)
			return false;
		n = n * 10 + (*p - '0');
	}
	if (*p == '.')
		p++;
	for (; decimals > 0 || isdigit((unsigned char)*p); decimals--) {
		bool digit = isdigit((unsigned char)*p);

		digits |= digit;
		if (decimals > 0) {
			if (n > LIMIT / 10)
				return false;
			n = n * 10 + (digit ? *p - '0' : 0);
		}
		p += digit;
	}
	*out = negative ? -n : n;
	return digits && !*p;
}

static bool read_share(const char *word, int64_t per_percent, int64_t plain, int64_t *out)
{
	size_t n = strlen(word);
	char number[48];
	bool percent = n && word[n - 1] == '%';

	if (n - percent >= sizeof number)
		return false;
	memcpy(number, word, n - percent);
	number[n - percent] = '\0';
	if (!read_decimal(number, 6, out))
		return false;
	*out = percent ? *out / per_percent : *out / plain;
	return true;
}

static const char *const money_signs[] = {"¥", "￥", "CNY"};

/* Bytes of the sign that a sum of money begins with, 0 for none. */
static size_t sign_length(const char *text)
{
	for (size_t i = 0; i < COUNT_OF(money_signs); i++)
		if (!strncmp(text, money_signs[i], strlen(money_signs[i])))
			return strlen(money_signs[i]);
	return 0;
}

static bool is_sign(const char *text, size_t length)
{
	return length && sign_length(text) == length;
}

static bool read_money(const char *word, int64_t *out)
{
	word += sign_length(word);
	return read_decimal(word + filter_blanks(word), 2, out);
}

static bool read_date(const char *word, int64_t *out)
{
	int year, month, day, end = 0, y, m, d;

	if (sscanf(word, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || word[end])
		return false;
	*out = value_date_of(year, month, day);
	value_date_civil(*out, &y, &m, &d);
	return month >= 1 && month <= 12 && y == year && m == month && d == day;
}

static bool read_bool(const char *word, int64_t *out)
{
	*out = !strcasecmp(word, "yes") || !strcasecmp(word, "true");
	return *out || !strcasecmp(word, "no") || !strcasecmp(word, "false");
}

static bool read_duration(const char *word, int64_t *out)
{
	return duration_parse(word, out, NULL) || read_decimal(word, 6, out); /* a bare number is seconds */
}

static bool read_month(const char *word, int64_t *out)
{
	int month;

	if (!calendar_parse_month(word, &month, NULL))
		return false;
	*out = month;
	return true;
}

/* What a value of each type looks like, for the message. */
static const char *const examples[VALUE_TYPE_COUNT] = {
	[VALUE_INTEGER] = "12 or 1,000",
	[VALUE_BOOL] = "yes or no",
	[VALUE_TIME] = "2026-11-03 or 2026-11-03 14:22",
	[VALUE_DATE] = "2026-11-03",
	[VALUE_MONTH] = "2026-11",
	[VALUE_DURATION] = "90s, 5m or 1h 30m",
	[VALUE_PERCENT] = "99.78%",
	[VALUE_RATIO] = "80%",
	[VALUE_MONEY] = "¥1,000",
};

static bool read_word(const char *word, const struct model_field *field, const struct calendar *c,
		      struct value *out)
{
	switch ((enum value_type)field->type) {
	case VALUE_TEXT:
		out->text = word;
		return true;
	case VALUE_INTEGER:
		return read_decimal(word, 0, &out->i) && !strchr(word, '.');
	case VALUE_BOOL:
		return read_bool(word, &out->i);
	case VALUE_TIME:
		return c && calendar_parse_time(c, word, &out->i, NULL);
	case VALUE_DATE:
		return read_date(word, &out->i);
	case VALUE_MONTH:
		return read_month(word, &out->i);
	case VALUE_DURATION:
		return read_duration(word, &out->i);
	case VALUE_PERCENT: /* 99.78% and 99.78 are the same */
		return read_share(word, 1, 1, &out->i);
	case VALUE_RATIO: /* 80% and 0.8 are the same */
		return read_share(word, 100, 1, &out->i);
	case VALUE_MONEY:
		return read_money(word, &out->i);
	case VALUE_TYPE_COUNT:
		break;
	}
	return false;
}

/* Whether the word at text goes on with the value before it: the time of day
 * after a date, the next unit of a duration. */
static bool goes_on(const char *text, size_t length, enum value_type type)
{
	size_t digits = 0;

	while (isdigit((unsigned char)text[digits]))
		digits++;
	if (!digits)
		return false;
	if (type == VALUE_TIME)
		return text[digits] == ':';
	return type == VALUE_DURATION && length == digits + 1 && strchr("hms", text[digits]);
}

static const char *read_bare(const char *text, size_t *at, enum value_type type, bool in_list,
			     struct arena *arena)
{
	size_t start = *at, end = start + bare_length(text + start, type != VALUE_TEXT, in_list);
	bool alone = type == VALUE_DURATION && end > start && !isalpha((unsigned char)text[end - 1]);

	while (!alone && end > start) { /* bare seconds have no minutes after them */
		size_t next = end + filter_blanks(text + end);
		size_t n = bare_length(text + next, true, in_list);

		if (next == end || !n)
			break;
		if (!goes_on(text + next, n, type) &&
		    !(type == VALUE_MONEY && is_sign(text + start, end - start)))
			break;
		end = next + n;
	}
	*at = end;
	return arena_copy(arena, text + start, end - start);
}

bool filter_read_value(const char *text, size_t *at, const struct model_field *field, bool in_list,
		       const struct calendar *c, struct arena *arena, struct value *out, struct err *e)
{
	size_t start = *at;
	bool quoted = filter_is_quote(text[start]);
	const char *word = NULL;

	*out = (struct value){.type = field->type};
	if (quoted) {
		if (!read_quoted(text, at, arena, &word, e))
			return false;
	} else {
		word = read_bare(text, at, field->type, in_list, arena);
		if (!*word)
			return err_set(e, "a value is missing for \"%s\"", field->name);
	}
	if (read_word(word, field, c, out))
		return true;
	*at = start;
	return err_set(e, "\"%s\" is not a %s, as \"%s\" wants; write %s", word,
		       value_type_names[field->type], field->name, examples[field->type]);
}
