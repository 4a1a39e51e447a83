/* Log days: the days of a log, each with whether there is an entry of it. */
#include <string.h>

#include "slatop/table/paged.h"
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
	F(DATE, "date", VALUE_DATE, FIELD_KEY, "Date", "The local day.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", \
	  "entries: there are some; empty: there is none; before: it lies before the oldest entry; ahead: it is to come; unread.", NULL) \
	F(PROMISED, "promised", VALUE_BOOL, T, "Promised", "Whether entries are promised of this day (4.4).", NULL) \
	F(TITLE, "title", VALUE_TEXT, S, "Log", "The log in words, and the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};
static const struct paged_parameter takes[] = {{"log", PARAMETER_WITH, VALUE_TEXT}};

/* A row's item: kind and day. */
#define KIND_SHIFT 20
#define ITEM(kind, day) ((uint32_t)(kind) << KIND_SHIFT | (uint32_t)(day))
#define KIND_OF(item) ((item) >> KIND_SHIFT)
#define DAY_OF(item) ((int32_t)((item) & ((1u << KIND_SHIFT) - 1)))

struct model_state {
	MODEL_FRAME;
	struct log_readings logs;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), PART(logs, logs), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_apart, true);
	const struct scope_with *log = scope_with_find(scope, takes[0].name);

	log_readings_open(&s->logs, &s->sources, log ? log_kind_find(log->text) : -1, false);
	log_readings_advance(&s->logs);
	return s;
}

/* Up to the end of the moment's month. */
static int32_t last_day(const struct model_state *s, const struct log_reading *r)
{
	const struct calendar *c = s->sources.scope.calendar;
	struct civil end = calendar_civil(c, calendar_month(c, r->moment, 1) - 1);

	return (int32_t)value_date_of(end.year, end.month, end.day);
}

static void add_days(struct model_state *s, size_t platform, size_t kind, struct row_ref **list, size_t *count,
		     size_t *capacity)
{
	const struct log_reading *r = log_reading_at(&s->logs, platform, kind);

	if (!r || !r->days)
		return;
	for (int32_t day = r->first_day, last = last_day(s, r); day <= last; day++)
		rows_add(list, count, capacity, platform, ITEM(kind, day));
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t platforms = s->sources.scope.store->count;

	(void)deadline_us; /* four hundred of a log */
	if (*position)
		return false;
	*position = 1;
	for (size_t i = sources_next(&s->sources, 0); i < platforms; i = sources_next(&s->sources, i + 1))
		for (size_t k = 0; k < log_kind_count; k++)
			add_days(s, i, k, list, count, capacity);
	return false;
}

/* Of a log of which something is promised. */
static bool is_promised(const struct model_state *s, const struct log_reading *r, int32_t day, bool *known)
{
	const struct calendar *c = s->sources.scope.calendar;
	const struct terms *t = source_terms(&s->sources, r->platform, INDEX_NONE, (struct span){r->moment, r->moment});
	struct civil local = {.hour = 0};

	*known = r->kind->kept != LOG_NOTHING;
	if (!*known)
		return false;
	struct span promised = audit_promised(t, c, (enum kept_log)r->kind->kept, r->moment);
	value_date_civil(day, &local.year, &local.month, &local.day);
	int64_t start = calendar_moment(c, &local);
	return start >= promised.start_us && start < promised.end_us;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct log_reading *r = log_reading_at(&s->logs, row.platform, KIND_OF(row.item));
	const struct platform *p = source_platform(&s->sources, row.platform);
	bool known, promised;

	if (!value_start(out, fields, F_COUNT, field) || !r || !p) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_LOG: put_text(out, r->kind->name); break;
	case F_DATE: put_int(out, DAY_OF(row.item)); break;
	case F_STATE: put_text(out, log_day_words[log_reading_day(r, DAY_OF(row.item))]); break;
	case F_PROMISED:
		promised = is_promised(s, r, DAY_OF(row.item), &known);
		put_known(out, promised, known);
		break;
	default: put_text(out, arena_printf(&s->texts, "%s of %s", r->kind->title, p->name && *p->name ? p->name : p->code));
	}
}

/* The days of one log and one calendar have keys that differ in the first number
 * only. */
static struct row_key key(struct model_state *s, struct row_ref row)
{
	return (struct row_key){row.platform, DAY_OF(row.item), s->logs.only < 0 ? KIND_OF(row.item) : 0};
}

static struct row_key at_time(const struct model_scope *scope, int64_t at_us)
{
	struct civil local = calendar_civil(scope->calendar, at_us);

	return (struct row_key){scope->platform < 0 ? 0 : (uint32_t)scope->platform,
				value_date_of(local.year, local.month, local.day), 0};
}

/* The log at the end of that day: it has the newest first. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct calendar *c = s->sources.scope.calendar;
	struct civil next = {.hour = 0};

	value_date_civil(DAY_OF(row.item), &next.year, &next.month, &next.day);
	next.day++;
	scope->row_time = calendar_moment(c, &next) - 1;
	if (source_platform(&s->sources, row.platform))
		scope->platform = (int)row.platform;
}

const struct model model_log_days = {
	.name = "log_days",
	.help = "The days of a log: which have entries, and which have none (4.4).",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "platform,log,date",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.at_time = at_time,
	.enter = enter,
	.takes = takes,
	.take_count = 1,
	.wheres = "room",
};
