/* One zone: a table of the moments at which its offset changes. */
#include "slatop/base/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/civil.h"
#include "slatop/base/mem.h"

#define ZONEINFO "/usr/share/zoneinfo/"
#define DAY_S 86400
#define FIRST_S INT64_C(0)          /* 1970-01-01 */
#define LAST_S INT64_C(4102444800)  /* 2100-01-01 */
#define STEP_S (7 * DAY_S)          /* no zone changes twice in a week */

struct change {
	int64_t at_us;
	int offset; /* seconds east from then on */
};

struct calendar {
	char *zone;
	struct change *changes; /* the first holds from the beginning of time */
	size_t count, capacity;
	int64_t settled_us; /* the last change: after it no search is needed */
	int settled_offset;
	/* Months that were asked for, by number: a hundred thousand accounts ask for the
	 * same one. Written through a const calendar; one thread has it. */
	struct month {
		int64_t start_us, end_us; /* both 0: not asked for yet */
		int64_t number;
		bool begins; /* the local time at its start is the month's: clocks may go back then */
	} *months;
};
#define MONTHS_KEPT 64
#define MONTH_MEAN_US (INT64_C(2629746) * USEC)

/* --- loading ------------------------------------------------------------- */

static int offset_by_libc(int64_t at_s)
{
	time_t at = (time_t)at_s;
	struct tm local;

	return localtime_r(&at, &local) ? (int)local.tm_gmtoff : 0;
}

static void add_change(struct calendar *c, int64_t at_us, int offset)
{
	MEM_GROW(c->changes, c->count, c->capacity);
	c->changes[c->count++] = (struct change){at_us, offset};
	c->settled_us = at_us;
	c->settled_offset = offset;
}

/* Looks at the offset once a week and closes in on each change. */
static void load_changes(struct calendar *c)
{
	int offset = offset_by_libc(FIRST_S);

	add_change(c, INT64_MIN, offset);
	for (int64_t from = FIRST_S; from < LAST_S; from += STEP_S) {
		int64_t before = from, after = from + STEP_S;
		int next = offset_by_libc(after);
		if (next == offset)
			continue;
		while (after - before > 1) {
			int64_t middle = before + (after - before) / 2;
			if (offset_by_libc(middle) == offset)
				before = middle;
			else
				after = middle;
		}
		add_change(c, after * USEC, next);
		offset = next;
	}
}

/* Only plain names below the zone folder, and only files of tzdata: libc takes
 * any other TZ for UTC without a word. "right/" zones count leap seconds. */
static bool zone_exists(const char *zone)
{
	char path[256], magic[4] = "";
	struct stat about;

	if (!*zone || *zone == '/' || *zone == ':' || strstr(zone, "..") || strncmp(zone, "right/", 6) == 0)
		return false;
	int length = snprintf(path, sizeof path, ZONEINFO "%s", zone);
	if (length < 0 || (size_t)length >= sizeof path || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return false;
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	bool ok = fread(magic, 1, sizeof magic, file) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
	fclose(file);
	return ok;
}

struct calendar *calendar_create(const char *zone, struct err *e)
{
	if (!zone_exists(zone)) {
		err_set(e, "unknown time zone \"%s\" (a name as below " ZONEINFO " is wanted)", zone);
		return NULL;
	}
	struct calendar *c = mem_zero(1, sizeof *c);
	c->zone = mem_copy(zone);
	c->months = mem_zero(MONTHS_KEPT, sizeof *c->months);
	const char *former = getenv("TZ");
	char *kept = former ? mem_copy(former) : NULL;
	struct buf path = BUF_INIT;
	buf_addf(&path, ":" ZONEINFO "%s", zone); /* a full path: TZDIR has no say */
	setenv("TZ", path.data, 1);
	tzset();
	load_changes(c);
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
	buf_release(&path);
	return c;
}

void calendar_destroy(struct calendar *c)
{
	if (!c)
		return;
	free(c->changes);
	free(c->months);
	free(c->zone);
	free(c);
}

const char *calendar_zone(const struct calendar *c)
{
	return c->zone;
}

/* --- moments and local dates --------------------------------------------- */

int calendar_offset(const struct calendar *c, int64_t at_us)
{
	if (at_us >= c->settled_us)
		return c->settled_offset;
	size_t low = 0, high = c->count; /* the change in force is in [low, high) */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (c->changes[middle].at_us <= at_us)
			low = middle;
		else
			high = middle;
	}
	return c->changes[low].offset;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to the first of a month (1-12), Gregorian throughout.
 * Years are counted from March, so that the leap day is the last of its year. */
static int64_t days_to_month(int64_t year, int month)
{
	int since_march = (month + 9) % 12;
	int64_t y = year - (month < 3);

	return 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) +
	       (153 * since_march + 2) / 5 - 719468;
}

static void date_of(int64_t days, struct civil *out)
{
	int64_t z = days + 719468; /* since 0000-03-01 */
	int64_t era = floor_div(z, 146097);
	int64_t day = z - era * 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
	int since_march = (int)((5 * day_of_year + 2) / 153);

	out->day = (int)day_of_year - (153 * since_march + 2) / 5 + 1;
	out->month = since_march < 10 ? since_march + 3 : since_march - 9;
	out->year = (int)(era * 400 + year + (out->month < 3));
	out->weekday = (int)(days + 3 - 7 * floor_div(days + 3, 7)); /* 1970 began on a Thursday */
}

struct civil civil_at_offset(int64_t at_us, int offset)
{
	/* In seconds, so that no offset overflows at the ends of time. */
	int64_t seconds = floor_div(at_us, USEC) + offset;
	int64_t days = floor_div(seconds, DAY_S);
	int rest = (int)(seconds - days * DAY_S);
	struct civil local = {
		.hour = rest / 3600,
		.minute = rest / 60 % 60,
		.second = rest % 60,
		.microsecond = (int)((at_us % USEC + USEC) % USEC),
	};

	date_of(days, &local);
	return local;
}

struct civil calendar_civil(const struct calendar *c, int64_t at_us)
{
	return civil_at_offset(at_us, calendar_offset(c, at_us));
}

/* The moment of a local time given as microseconds as if it were UTC. */
static int64_t moment_of(const struct calendar *c, int64_t local_us)
{
	if (local_us - DAY_US >= c->settled_us)
		return local_us - c->settled_offset * USEC;
	/* Offsets are less than a day: one of these two is in force. */
	int before = calendar_offset(c, local_us - DAY_US);
	int after = calendar_offset(c, local_us + DAY_US);
	int64_t first = local_us - before * USEC, second = local_us - after * USEC;
	if (calendar_offset(c, first) != before && calendar_offset(c, second) == after)
		return second;
	return first;
}

int64_t civil_as_utc(const struct civil *local)
{
	int64_t months = (int64_t)local->year * 12 + local->month - 1;
	int64_t year = floor_div(months, 12);
	int64_t days = days_to_month(year, (int)(months - year * 12) + 1) + local->day - 1;
	int64_t seconds =
		days * DAY_S + (int64_t)local->hour * 3600 + (int64_t)local->minute * 60 + local->second;

	return seconds * USEC + local->microsecond;
}

int64_t calendar_moment(const struct calendar *c, const struct civil *local)
{
	return moment_of(c, civil_as_utc(local));
}

int64_t calendar_day(const struct calendar *c, int64_t at_us, int plus_days)
{
	int64_t seconds = floor_div(at_us, USEC) + calendar_offset(c, at_us);

	return moment_of(c, (floor_div(seconds, DAY_S) + plus_days) * DAY_US);
}

int64_t calendar_month(const struct calendar *c, int64_t at_us, int plus_months)
{
	return calendar_month_start(c, calendar_month_number(c, at_us) + plus_months);
}

static int64_t start_of(const struct calendar *c, int64_t number)
{
	int64_t year = floor_div(number, 12);

	return moment_of(c, days_to_month(year, (int)(number - year * 12) + 1) * DAY_US);
}

static int number_of(const struct calendar *c, int64_t at_us)
{
	struct civil local = calendar_civil(c, at_us);

	return local.year * 12 + local.month - 1;
}

static const struct month *month_of(const struct calendar *c, int64_t number)
{
	struct month *m = &c->months[(uint64_t)number % MONTHS_KEPT];

	if (m->number != number || m->start_us == m->end_us) {
		*m = (struct month){start_of(c, number), start_of(c, number + 1), number, false};
		m->begins = number_of(c, m->start_us) == number;
	}
	return m;
}

/* Inside a month by the day, or at its very start, as nearly all that is asked is. */
int calendar_month_number(const struct calendar *c, int64_t at_us)
{
	int64_t about = floor_div(at_us, MONTH_MEAN_US) + 1970 * 12;

	for (int64_t n = about - 1; n <= about + 1 && about > 0 && about < 10000 * 12; n++) {
		const struct month *m = month_of(c, n);
		if ((at_us == m->start_us && m->begins) || (at_us >= m->start_us + DAY_US && at_us < m->end_us - DAY_US))
			return (int)n;
	}
	return number_of(c, at_us);
}

int64_t calendar_month_start(const struct calendar *c, int month_number)
{
	return month_of(c, month_number)->start_us;
}

int64_t clock_wall(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * USEC + now.tv_nsec / 1000;
}

int64_t clock_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * USEC + now.tv_nsec / 1000;
}
