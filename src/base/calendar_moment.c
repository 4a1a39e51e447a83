/* Moments as a person types them, seen from now. */
#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"

/* Takes a word that stands alone or before a blank, and the blanks after it. */
static bool take(const char **at, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*at, word, n) != 0 || ((*at)[n] && (*at)[n] != ' '))
		return false;
	*at += n;
	*at += strspn(*at, " ");
	return true;
}

/* "14:22" or "9:30", of the local day that begins at day_us. */
static bool clock_of(const struct calendar *c, const char *clock, int64_t day_us, int64_t *at_us)
{
	struct civil day = calendar_civil(c, day_us);
	char text[64];
	const char *zero = clock[0] && clock[1] == ':' ? "0" : "";

	snprintf(text, sizeof text, "%04d-%02d-%02d %s%.32s", day.year, day.month, day.day, zero, clock);
	return calendar_parse_time(c, text, at_us, NULL);
}

static bool refuse(const char *text, struct err *e)
{
	return err_set(e, "\"%s\" is no moment; write 14:22, yesterday 14:00, -2h, 2026-11-03 14:22 or RFC 3339",
		       text);
}

static bool is_clock(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return (digits == 1 || digits == 2) && text[digits] == ':';
}

bool calendar_parse_moment(const struct calendar *c, const char *text, int64_t now_us, int64_t *at_us,
			   struct err *e)
{
	const char *at = text + strspn(text, " ");
	int day = 0;

	if (*at >= '0' && *at <= '9' && !is_clock(at))
		return calendar_parse_time(c, at, at_us, e);
	if (now_us == TIME_NONE)
		return err_set(e, "no replica knows the time yet: write the date as well, as 2026-11-03 14:22");
	*at_us = now_us;
	if (*at == '-') {
		int64_t back;
		if (!duration_parse(at, &back, e))
			return false;
		*at_us = now_us + back;
		return true;
	}
	if (take(&at, "now"))
		return !*at || refuse(text, e);
	bool named = take(&at, "today");
	if (!named && take(&at, "yesterday")) {
		named = true;
		day = -1;
	}
	int64_t start = calendar_day(c, now_us, day);
	if (!*at && named) {
		*at_us = start;
		return true;
	}
	if (!is_clock(at) || !clock_of(c, at, start, at_us))
		return refuse(text, e);
	if (!named && *at_us > now_us)
		return clock_of(c, at, calendar_day(c, now_us, -1), at_us);
	return true;
}
