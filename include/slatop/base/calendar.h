/* The calendar of one time zone, and how times and durations are written.
 *
 * Times are int64 microseconds since 1970-01-01 00:00 UTC, lengths int64
 * microseconds. A zone's offsets are loaded once (1970 to 2100); after that no
 * function here looks at the environment or at a clock. */
#ifndef SLATOP_BASE_CALENDAR_H
#define SLATOP_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

#define TIME_NONE INT64_MAX /* no time: open, never, unknown */
#define USEC INT64_C(1000000)
#define MINUTE_US (60 * USEC)
#define HOUR_US (3600 * USEC)
#define DAY_US (86400 * USEC)

struct calendar; /* immutable; shared freely */

struct civil { /* a local date and time */
	int year, month, day; /* month 1-12, day 1-31 */
	int hour, minute, second;
	int microsecond;
	int weekday; /* 0 Monday - 6 Sunday; ignored on input */
};

/* Loads a zone of tzdata by name ("Asia/Shanghai"). NULL and a message for a
 * name that is not there. Destroy takes NULL. Changes TZ for a moment: call it
 * before any thread is started. */
struct calendar *calendar_create(const char *zone, struct err *e);
void calendar_destroy(struct calendar *c);
const char *calendar_zone(const struct calendar *c);

/* Seconds east of UTC at a moment. */
int calendar_offset(const struct calendar *c, int64_t at_us);
struct civil calendar_civil(const struct calendar *c, int64_t at_us);
/* The moment of a local date and time; fields out of range are carried over
 * (day 32, month 13). In a gap the offset before it is taken, where a local
 * time happens twice the first. */
int64_t calendar_moment(const struct calendar *c, const struct civil *local);
/* Midnight that starts the local day / month of a moment, plus a number of
 * days / months. */
int64_t calendar_day(const struct calendar *c, int64_t at_us, int plus_days);
int64_t calendar_month(const struct calendar *c, int64_t at_us, int plus_months);
/* Months since year 0 of the local month (year * 12 + month - 1), and back. */
int calendar_month_number(const struct calendar *c, int64_t at_us);
int64_t calendar_month_start(const struct calendar *c, int month_number);

/* Reads "2026-11", "2026-11-03", "2026-11-03 14:22[:07[.123456]]" (also with a
 * T), or RFC 3339 with an offset or Z. Local forms are in the zone. */
bool calendar_parse_month(const char *text, int *month_number, struct err *e);
bool calendar_parse_time(const struct calendar *c, const char *text, int64_t *at_us, struct err *e);
/* Reads what a person types for a moment, seen from now_us: all of the above but a
 * bare month, "14:22" (the latest one that is past), "today 9:30", "yesterday",
 * "yesterday 14:00", "now", and "-2h", "-1d 4h" before now. */
bool calendar_parse_moment(const struct calendar *c, const char *text, int64_t now_us, int64_t *at_us,
			   struct err *e);

/* Appends to out: "2026-11-03T06:22:07.000000Z"; nothing for TIME_NONE, as all
 * of these. */
void time_rfc3339(struct buf *out, int64_t at_us);
/* "14:22:07" on the local day of reference, else " 3 Nov 14:22:07" of the same
 * year, else "2025-11-03 14:22:07". */
void time_short(struct buf *out, const struct calendar *c, int64_t at_us, int64_t reference_us);
/* "2026-11-03 14:22:07" in the zone. */
void time_local(struct buf *out, const struct calendar *c, int64_t at_us);
/* "1h 23m 04s", "4m 36s", "0s", "3d 02h"; truncated to the second; "-" before
 * a negative one. */
void duration_text(struct buf *out, int64_t length_us);
/* Reads "90s", "5m", "1h 30m", "2d", "0.25s", "-5m": larger units first, each
 * with its letter. */
bool duration_parse(const char *text, int64_t *length_us, struct err *e);

/* Clocks, for the app's edge only: wall time and a clock that never jumps. */
int64_t clock_wall(void);
int64_t clock_monotonic(void);

#endif
