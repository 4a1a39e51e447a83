/* Times and sums of rows that may hold anything: the largest number instead of
 * running over it. */
#ifndef SLATOP_SRC_SLA_SAFE_H
#define SLATOP_SRC_SLA_SAFE_H

#include <string.h>

#include "slatop/sla/availability.h"

/* A time that a row has to have. */
static inline bool time_sound(int64_t at_us)
{
	return at_us != TIME_NONE && !time_infinite(at_us);
}

/* Missing, or nothing but blanks, the ideographic one (U+3000) among them. */
static inline bool text_blank(const char *text)
{
	while (text && *text) {
		size_t wide = strncmp(text, "\xe3\x80\x80", 3) ? 0 : 3, blanks = wide ? wide : strspn(text, " \t\r\n");
		if (!blanks)
			return false;
		text += blanks;
	}
	return true;
}

static inline int64_t sum_clamped(int64_t a, int64_t b)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return a < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

static inline int64_t difference_clamped(int64_t a, int64_t b)
{
	int64_t difference;
	if (__builtin_sub_overflow(a, b, &difference))
		return a < b ? INT64_MIN : INT64_MAX;
	return difference;
}

/* A sound time plus a length: never TIME_NONE. */
static inline int64_t time_after(int64_t at_us, int64_t length_us)
{
	int64_t after = sum_clamped(at_us, length_us);
	return after > TIME_INFINITE ? TIME_INFINITE : after;
}

static inline int64_t earlier_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Days since 1970-01-01 of the local date of a moment. */
static inline int64_t local_day_number(const struct calendar *c, int64_t at_us)
{
	int64_t local = sum_clamped(at_us, calendar_offset(c, at_us) * USEC);
	return local / DAY_US - (local % DAY_US < 0);
}

#endif
