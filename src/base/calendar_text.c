/* How times and durations are written and read. */
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

/* Outside of these a zone's offsets are not known, and a year was mistyped. */
#define FIRST_YEAR 1970
#define LAST_YEAR 2099

/* --- writing ------------------------------------------------------------- */

void time_rfc3339(struct buf *out, int64_t at_us)
{
	struct civil t = civil_at_offset(at_us, 0);

	if (at_us != TIME_NONE)
		buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", t.year, t.month, t.day, t.hour,
			 t.minute, t.second, t.microsecond);
}

void time_short(struct buf *out, const struct calendar *c, int64_t at_us, int64_t reference_us)
{
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil t = calendar_civil(c, at_us), now = calendar_civil(c, reference_us);

	if (at_us == TIME_NONE)
		return;
	if (t.year != now.year)
		buf_addf(out, "%04d-%02d-%02d ", t.year, t.month, t.day);
	else if (t.month != now.month || t.day != now.day)
		buf_addf(out, "%2d %s ", t.day, months[t.month - 1]);
	buf_addf(out, "%02d:%02d:%02d", t.hour, t.minute, t.second);
}

void time_local(struct buf *out, const struct calendar *c, int64_t at_us)
{
	struct civil t = calendar_civil(c, at_us);

	if (at_us != TIME_NONE)
		buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute,
			 t.second);
}

void duration_text(struct buf *out, int64_t length_us)
{
	int64_t seconds = length_us / USEC;
	int64_t left = seconds < 0 ? -seconds : seconds;
	int second = (int)(left % 60), minute = (int)(left / 60 % 60), hour = (int)(left / 3600 % 24);
	int64_t days = left / 86400;

	if (seconds < 0)
		buf_add_byte(out, '-');
	if (days)
		buf_addf(out, "%jdd %02dh", (intmax_t)days, hour);
	else if (hour)
		buf_addf(out, "%dh %02dm %02ds", hour, minute, second);
	else if (minute)
		buf_addf(out, "%dm %02ds", minute, second);
	else
		buf_addf(out, "%ds", second);
}

/* --- reading ------------------------------------------------------------- */

/* Reads exactly count digits and moves on. */
static bool read_digits(const char **at, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, ++*at) {
		if (**at < '0' || **at > '9')
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool read_byte(const char **at, char wanted)
{
	if (**at != wanted)
		return false;
	++*at;
	return true;
}

/* ".123456": one to six digits. */
static bool read_fraction(const char **at, int *microsecond)
{
	int unit = 100000;

	*microsecond = 0;
	for (; **at >= '0' && **at <= '9'; ++*at, unit /= 10) {
		if (unit == 0)
			return false;
		*microsecond += (**at - '0') * unit;
	}
	return unit < 100000;
}

static bool read_date(const char **at, struct civil *t)
{
	return read_digits(at, 4, &t->year) && read_byte(at, '-') && read_digits(at, 2, &t->month) &&
	       read_byte(at, '-') && read_digits(at, 2, &t->day);
}

static bool read_clock(const char **at, struct civil *t)
{
	if (!read_digits(at, 2, &t->hour) || !read_byte(at, ':') || !read_digits(at, 2, &t->minute))
		return false;
	if (!read_byte(at, ':'))
		return true;
	return read_digits(at, 2, &t->second) && (!read_byte(at, '.') || read_fraction(at, &t->microsecond));
}

/* "Z" or "+08:00"; *given says whether there was one. */
static bool read_offset(const char **at, bool *given, int *offset)
{
	int hours, minutes, sign = **at == '-' ? -1 : 1;

	*offset = 0;
	*given = true;
	if (read_byte(at, 'Z') || read_byte(at, 'z'))
		return true;
	if (!read_byte(at, '+') && !read_byte(at, '-')) {
		*given = false;
		return true;
	}
	if (!read_digits(at, 2, &hours) || !read_byte(at, ':') || !read_digits(at, 2, &minutes))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return hours < 24 && minutes < 60;
}

static bool check_month(const struct civil *t, const char *text, struct err *e)
{
	if (t->year < FIRST_YEAR || t->year > LAST_YEAR)
		return err_set(e, "\"%s\": the year must be %d to %d", text, FIRST_YEAR, LAST_YEAR);
	if (t->month < 1 || t->month > 12)
		return err_set(e, "\"%s\": there is no month %d", text, t->month);
	return true;
}

static bool check_fields(const struct civil *t, const char *text, struct err *e)
{
	struct civil first = {.year = t->year, .month = t->month, .day = 1}, next = first;

	if (!check_month(t, text, e))
		return false;
	next.month++;
	int days = (int)((civil_as_utc(&next) - civil_as_utc(&first)) / DAY_US);
	if (t->day < 1 || t->day > days)
		return err_set(e, "\"%s\": the month has days 1 to %d", text, days);
	if (t->hour > 23 || t->minute > 59 || t->second > 59)
		return err_set(e, "\"%s\": there is no time %02d:%02d:%02d", text, t->hour, t->minute,
			       t->second);
	return true;
}

bool calendar_parse_month(const char *text, int *month_number, struct err *e)
{
	struct civil t = {0};
	const char *at = text;

	if (!read_digits(&at, 4, &t.year) || !read_byte(&at, '-') || !read_digits(&at, 2, &t.month) || *at)
		return err_set(e, "\"%s\" is not a month such as 2026-11", text);
	if (!check_month(&t, text, e))
		return false;
	*month_number = t.year * 12 + t.month - 1;
	return true;
}

bool calendar_parse_time(const struct calendar *c, const char *text, int64_t *at_us, struct err *e)
{
	struct civil t = {0};
	const char *at = text;
	bool ok = read_date(&at, &t), given = false;
	int offset = 0;

	if (ok && (read_byte(&at, ' ') || read_byte(&at, 'T') || read_byte(&at, 't')))
		ok = read_clock(&at, &t) && read_offset(&at, &given, &offset);
	if (!ok || *at)
		return err_set(e, "\"%s\" is not a time such as 2026-11-03, 2026-11-03 14:22 or "
				  "2026-11-03T06:22:07Z", text);
	if (!check_fields(&t, text, e))
		return false;
	*at_us = given ? civil_as_utc(&t) - offset * USEC : calendar_moment(c, &t);
	return true;
}

static const struct unit {
	char letter;
	int64_t length_us;
} units[] = {{'d', DAY_US}, {'h', HOUR_US}, {'m', MINUTE_US}, {'s', USEC}};

/* Digits, not more than an int64 of microseconds can hold. */
static bool read_count(const char **at, int64_t *count)
{
	const char *start = *at;

	*count = 0;
	for (; **at >= '0' && **at <= '9'; ++*at)
		if (__builtin_mul_overflow(*count, 10, count) ||
		    __builtin_add_overflow(*count, **at - '0', count))
			return false;
	return *at > start;
}

/* One "5m" or "0.25s"; *next is the first unit that may still follow. */
static bool read_part(const char **at, size_t *next, int64_t *total)
{
	int64_t count, part;
	int fraction = 0;

	if (!read_count(at, &count))
		return false;
	bool fractional = read_byte(at, '.');
	if (fractional && !read_fraction(at, &fraction))
		return false;
	while (*next < COUNT_OF(units) && units[*next].letter != **at)
		++*next;
	if (*next == COUNT_OF(units) || (fractional && **at != 's'))
		return false;
	++*at;
	return !__builtin_mul_overflow(count, units[(*next)++].length_us, &part) &&
	       !__builtin_add_overflow(part, fraction, &part) && !__builtin_add_overflow(*total, part, total);
}

bool duration_parse(const char *text, int64_t *length_us, struct err *e)
{
	const char *at = text;
	int64_t total = 0;
	size_t next = 0;

	at += strspn(at, " ");
	bool negative = read_byte(&at, '-');
	do {
		if (!read_part(&at, &next, &total))
			return err_set(e, "\"%s\" is not a duration such as 90s, 5m or 1h 30m", text);
		at += strspn(at, " ");
	} while (*at);
	*length_us = negative ? -total : total;
	return true;
}
