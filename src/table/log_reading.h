/* How far back the logs reach, asked of the sub-platforms' servers without reading
 * the logs: the first and the last entry, for each day whether there is one, and
 * the entries of today by the hour. Each is a probe of an index, a month of days
 * in one query, so that a log of a thousand million rows costs what one of a
 * thousand does. Where no index begins with the time (a view, a platform that has
 * none) the log is read once, whole, which is said and can be stopped. */
#ifndef SLATOP_SRC_TABLE_LOG_READING_H
#define SLATOP_SRC_TABLE_LOG_READING_H

#include "slatop/sla/audit.h"
#include "table/sources.h"

#define LOG_NOTHING (-1) /* nothing is promised of it */

struct log_source {
	const char *relation, *time; /* of schema sla; the column */
	const char *only;            /* a condition; NULL: all rows */
	bool of_accounts;            /* it has an enterprise_no */
};
struct log_kind {
	const char *name;  /* of the screen that lists it */
	const char *title;
	int kept;          /* enum kept_log: by which promise it is judged; LOG_NOTHING */
	struct log_source whole, room; /* room: what audit mode sees of it */
};
extern const struct log_kind log_kinds[];
extern const size_t log_kind_count;
#define LOG_KINDS_MOST 8
/* By its screen's name; -1: none. */
int log_kind_find(const char *name);

/* What is known of a day. */
enum log_day { LOG_DAY_UNREAD, LOG_DAY_ENTRIES, LOG_DAY_EMPTY, LOG_DAY_BEFORE, LOG_DAY_AHEAD, LOG_DAY_COUNT };
extern const char *const log_day_words[LOG_DAY_COUNT]; /* "unread" "entries" "empty" "before" "ahead" */

/* One log of one sub-platform. */
struct log_reading {
	struct log_readings *all;
	uint32_t platform;
	const struct log_kind *kind;
	uint8_t step;      /* enum log_step: what is asked for next */
	bool due;          /* to be read (again) */
	bool read;         /* all of it has been, at least once */
	bool indexed;
	const char *error; /* why it was not; cleaned; NULL: it was, or is not yet */
	int64_t oldest_at, newest_at; /* TIME_NONE: no entry, or not known yet (ends_known) */
	bool ends_known;
	int64_t rows_today, rows_tail; /* today's up to today_to, and those since */
	int64_t today_to;
	int32_t first_day; /* since 1970 */
	int32_t day_count, days_left; /* of days, from the first on, that are still to be asked about */
	uint8_t *days;     /* enum log_day; UNREAD, ENTRIES or EMPTY */
	/* of what was asked for */
	void *asked;
	int64_t asked_at, moment;
	uint32_t epoch;
};

struct log_readings {
	struct log_reading *list; /* platform by platform, each with all kinds */
	size_t count;
	bool counts_today; /* whether today's entries are counted too */
	bool room;         /* audit mode: what is seen of them there */
	bool stopped;
	int only;          /* the one kind that is read, -1: all */
	uint64_t generation;
	const struct sources *sources;
	struct arena texts; /* errors */
};

/* sources stay the caller's, and outlive it. */
void log_readings_open(struct log_readings *all, const struct sources *sources, int only, bool counts_today);
void log_readings_close(struct log_readings *all);
/* Asks what is due. */
void log_readings_advance(struct log_readings *all);
bool log_readings_complete(const struct log_readings *all);
bool log_readings_progress(const struct log_readings *all, struct buf *out);
bool log_readings_stop(struct log_readings *all, bool stops);
/* The reading of a kind on a platform; NULL: it is not shown (not published, or not
 * in scope). */
const struct log_reading *log_reading_at(const struct log_readings *all, size_t platform, size_t kind);
/* Where it is read from: all of the log, or what audit mode sees of it. */
const struct log_source *log_reading_source(const struct log_reading *r);
/* What is known of a day. */
enum log_day log_reading_day(const struct log_reading *r, int32_t day);
/* Its coverage by the agreement, from what was read; false: nothing is promised, it
 * is not the whole log that is looked at, or it is not read yet. */
bool log_reading_coverage(const struct log_reading *r, struct coverage *out);

#endif
