/* Values: comparing them, and writing them raw for reports. */
#include "slatop/table/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/json.h"

const char *const value_type_names[VALUE_TYPE_COUNT] = {
	[VALUE_TEXT] = "text",          [VALUE_INTEGER] = "number",     [VALUE_BOOL] = "yes or no",
	[VALUE_TIME] = "time",          [VALUE_DATE] = "date",          [VALUE_MONTH] = "month",
	[VALUE_DURATION] = "duration",  [VALUE_PERCENT] = "percentage", [VALUE_RATIO] = "ratio",
	[VALUE_MONEY] = "sum of money",
};

int value_compare(const struct value *a, const struct value *b)
{
	if (a->null || b->null)
		return a->null - b->null;
	if (a->type == VALUE_TEXT)
		return strcmp(a->text ? a->text : "", b->text ? b->text : "");
	return (a->i > b->i) - (a->i < b->i);
}

/* Howard Hinnant's days_from_civil: years start in March, so that the leap day
 * is a year's last. */
int64_t value_date_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void value_date_civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

void value_grouped(struct buf *out, int64_t number)
{
	char digits[32], text[48];
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	int length = snprintf(digits, sizeof digits, "%" PRIu64, rest), used = 0;

	if (number < 0)
		text[used++] = '-';
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	buf_add(out, text, (size_t)used);
}

/* A number kept in millionths, with the decimals that it has. */
static void write_millionths(struct buf *out, int64_t millionths, bool separators)
{
	uint64_t size = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
	unsigned fraction = (unsigned)(size % 1000000);

	if (millionths < 0)
		buf_add_byte(out, '-');
	if (separators)
		value_grouped(out, (int64_t)(size / 1000000));
	else
		buf_addf(out, "%" PRIu64, size / 1000000);
	if (!fraction)
		return;
	char digits[16];
	int length = snprintf(digits, sizeof digits, "%06u", fraction);
	while (digits[length - 1] == '0')
		length--;
	buf_addf(out, ".%.*s", length, digits);
}

void value_seconds(struct buf *out, int64_t length_us, bool separators)
{
	write_millionths(out, length_us, separators);
}

static void write_date(struct buf *out, int64_t days)
{
	int year, month, day;

	value_date_civil(days, &year, &month, &day);
	buf_addf(out, "%04d-%02d-%02d", year, month, day);
}

/* Raw text without quotes; false for texts, which each format quotes its way. */
static bool write_raw(struct buf *out, const struct value *v)
{
	switch ((enum value_type)v->type) {
	case VALUE_INTEGER:
	case VALUE_MONEY:
		buf_addf(out, "%" PRId64, v->i);
		return true;
	case VALUE_BOOL:
		buf_add_text(out, v->i ? "true" : "false");
		return true;
	case VALUE_TIME:
		time_rfc3339(out, v->i);
		return true;
	case VALUE_DATE:
		write_date(out, v->i);
		return true;
	case VALUE_MONTH:
		buf_addf(out, "%04d-%02d", (int)(v->i / 12), (int)(v->i % 12) + 1);
		return true;
	case VALUE_DURATION:
	case VALUE_PERCENT:
	case VALUE_RATIO:
		write_millionths(out, v->i, false);
		return true;
	case VALUE_TEXT:
	case VALUE_TYPE_COUNT:
		break;
	}
	return false;
}

/* A ratio to an allowance of nothing is no figure that could be written. */
static bool has_figure(const struct value *v)
{
	return !v->null && !(v->type == VALUE_RATIO && v->i == INT64_MAX);
}

void value_json(struct buf *out, const struct value *v)
{
	if (!has_figure(v)) {
		buf_add_text(out, "null");
	} else if (v->type == VALUE_TEXT) {
		json_quote(out, v->text ? v->text : "", v->text ? strlen(v->text) : 0);
	} else {
		bool quoted = v->type == VALUE_TIME || v->type == VALUE_DATE || v->type == VALUE_MONTH;

		if (quoted)
			buf_add_byte(out, '"');
		write_raw(out, v);
		if (quoted)
			buf_add_byte(out, '"');
	}
}

/* A cell of RFC 4180. A text that a spreadsheet would run as a formula is led
 * by an apostrophe, which spreadsheets take as "this is text". */
static void csv_text(struct buf *out, const char *text)
{
	bool formula = *text && strchr("=+-@\t\r", *text);

	if (!formula && !text[strcspn(text, ",\"\r\n")]) {
		buf_add_text(out, text);
		return;
	}
	buf_add_byte(out, '"');
	if (formula)
		buf_add_byte(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, *text);
	}
	buf_add_byte(out, '"');
}

void value_csv(struct buf *out, const struct value *v)
{
	if (!has_figure(v))
		return;
	if (!write_raw(out, v))
		csv_text(out, v->text ? v->text : "");
}
