/* Logs: how far back each reaches, held against what is promised of it (4.4). */
#include <inttypes.h>
#include <string.h>

#include "slatop/sla/verdict.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/log_reading.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(LOG, "log", VALUE_TEXT, FIELD_KEY, "Log", "The log, by the name of its screen.", NULL) \
	F(POSITION, "position", VALUE_INTEGER, 0, "#", "Where it stands among the logs.", NULL) \
	F(ROWS_TODAY, "rows_today", VALUE_INTEGER, T, "Today", "Entries of the local day so far.", NULL) \
	F(OLDEST, "oldest_at", VALUE_TIME, 0, "Oldest", "The oldest entry.", NULL) \
	F(NEWEST, "newest_at", VALUE_TIME, T, "Newest", "The newest entry.", NULL) \
	F(KEPT, "days_kept", VALUE_INTEGER, T, "Reach", "Local days from the oldest entry's to today.", NULL) \
	F(PROMISED, "days_promised", VALUE_INTEGER, T, "Promised", \
	  "Local days before today for which entries are promised (4.4); none: nothing is promised.", NULL) \
	F(COVERED, "days_covered", VALUE_INTEGER, T, "Covered", "Of these, the days that the log reaches back to.", NULL) \
	F(EMPTY, "days_empty", VALUE_INTEGER, T, "Empty", \
	  "Days without an entry inside the promised span; of a log of which nothing is promised, since its oldest entry.", NULL) \
	F(SHORT, "days_short", VALUE_INTEGER, T, "Short", "Days by which the oldest entry is too young.", NULL) \
	F(LEGAL, "legal", VALUE_BOOL, T, "Law", \
	  "Whether it reaches back the six months of the Cybersecurity Law, article 21.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, T, "Verdict", "Of 4.4: met, missed, too_early; none where nothing is judged.", "state") \
	F(NOTE, "note", VALUE_TEXT, T, "Note", "Why there is no verdict, or what it comes from.", NULL) \
	F(TITLE, "title", VALUE_TEXT, S, "Log", "The log in words.", NULL) \
	F(COVERAGE, "coverage", VALUE_RATIO, S | T, "Covered", "Covered of promised days.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct log_readings logs;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), PART(logs, logs), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_apart, true);

	log_readings_open(&s->logs, &s->sources, -1, true);
	log_readings_advance(&s->logs);
	return s;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t platforms = s->sources.scope.store->count;

	(void)deadline_us; /* a handful */
	if (*position)
		return false;
	*position = 1;
	for (size_t i = sources_next(&s->sources, 0); i < platforms; i = sources_next(&s->sources, i + 1))
		for (size_t k = 0; k < log_kind_count; k++)
			if (log_reading_at(&s->logs, i, k))
				rows_add(list, count, capacity, i, (uint32_t)k);
	return false;
}

/* ---- values ---- */

static int64_t empty_days(const struct log_reading *r)
{
	int64_t empty = 0;

	for (int32_t day = r->first_day; day + 1 < r->first_day + r->day_count; day++)
		empty += log_reading_day(r, day) == LOG_DAY_EMPTY;
	return empty;
}

static int64_t kept_days(const struct model_state *s, const struct log_reading *r)
{
	const struct calendar *c = s->sources.scope.calendar;
	struct civil oldest = calendar_civil(c, r->oldest_at);

	return r->first_day + r->day_count - value_date_of(oldest.year, oldest.month, oldest.day);
}

static const char *note_of(const struct model_state *s, const struct log_reading *r, const struct coverage *c)
{
	if (r->error)
		return r->error;
	if (!r->read)
		return s->logs.stopped ? "not looked at: stopped" : NULL;
	if (s->logs.room || s->sources.scope.enterprise_no)
		return "of one account: the log is judged whole";
	if (r->kind->kept == LOG_NOTHING)
		return "nothing is promised";
	if (c->verdict == VERDICT_TOO_EARLY)
		return "the platform is younger";
	if (c->verdict == VERDICT_MISSED)
		return r->oldest_at == TIME_NONE ? "there is no entry" : "the oldest is too young";
	return c->days_empty ? "some days are empty" : NULL;
}

static void put_coverage(const struct coverage *c, bool judged, size_t field, struct value *out)
{
	switch (field) {
	case F_PROMISED: put_known(out, c->days, judged); break;
	case F_COVERED: put_known(out, c->days - c->days_short, judged); break;
	case F_SHORT: put_known(out, c->days_short, judged); break;
	case F_LEGAL: put_known(out, c->legal, judged); break;
	case F_COVERAGE: put_known(out, judged && c->days ? (c->days - c->days_short) * 1000000 / c->days : 0, judged && c->days); break;
	default: put_text(out, judged ? verdict_names[c->verdict] : NULL);
	}
}

static void put(const struct model_state *s, const struct log_reading *r, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, r->platform);
	struct coverage c = {0};
	bool judged = log_reading_coverage(r, &c), ends = r->ends_known && r->oldest_at != TIME_NONE;

	if (c.days_short > c.days)
		c.days_short = c.days;
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_PLATFORM_NAME: put_text(out, p->name); break;
	case F_LOG: put_text(out, r->kind->name); break;
	case F_TITLE: put_text(out, r->kind->title); break;
	case F_POSITION: put_int(out, r->kind - log_kinds + 1); break;
	case F_ROWS_TODAY: put_known(out, r->rows_today + r->rows_tail, r->read); break;
	case F_OLDEST: put_known(out, r->oldest_at, ends); break;
	case F_NEWEST: put_known(out, r->newest_at, ends); break;
	case F_KEPT: put_known(out, ends ? kept_days(s, r) : 0, ends); break;
	case F_EMPTY: put_known(out, judged ? c.days_empty : empty_days(r), r->read && !r->days_left); break;
	case F_NOTE: put_text(out, note_of(s, r, &c)); break;
	default: put_coverage(&c, judged, field, out);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct log_reading *r = log_reading_at(&s->logs, row.platform, row.item);

	if (!value_start(out, fields, F_COUNT, field) || !r)
		put_null(out);
	else
		put(s, r, field, out);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	if (source_platform(&s->sources, row.platform))
		scope->platform = (int)row.platform;
}

const struct model model_logs = {
	.name = "logs",
	.help = "How far back each log reaches, and what is promised of it (4.4).",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "platform,position",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.enter = enter,
	.wheres = "room",
};
