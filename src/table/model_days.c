/* Days: one account's days of the month, for its calendar. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS
#define DAYS_MAX 400 /* of a span: a calendar, not a history */

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number.", NULL) \
	F(DATE, "date", VALUE_DATE, FIELD_KEY, "Date", "The local day.", NULL) \
	F(WEEKDAY, "weekday", VALUE_INTEGER, FIELD_ID, "Weekday", "1 Monday to 7 Sunday.", NULL) \
	F(UNAVAILABLE, "unavailable_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Unavailable", \
	  "Unavailable time of the day (4.1).", NULL) \
	F(ACCOUNTABLE, "accountable_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Accountable", \
	  "The provider's part of it (5, 6, 7).", NULL) \
	F(OUTAGES, "outages", VALUE_INTEGER, T, "Outages", "Separate stretches of unavailable time.", NULL) \
	F(WORST_SERVICE, "worst_service", VALUE_TEXT, T, "Service", "The service that was down longest.", \
	  NULL) \
	F(SHARE, "share", VALUE_RATIO, T, "Share", \
	  "Unavailable time as a share of what the whole span allows.", NULL) \
	F(FUTURE, "future", VALUE_BOOL, T, "Future", "Whether the day has not begun.", NULL) \
	F(TODAY, "today", VALUE_BOOL, S | T, "Today", "Whether the moment lies in the day.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	uint32_t platform;
	int64_t date;
	int weekday;
	bool future, today, known;
	int worst; /* enum service, -1: none */
	struct availability verdict;
	int64_t allowed_us; /* of the whole span */
};

struct model_state {
	struct sources sources;
	struct entry *entries;
	size_t count, capacity;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	free(s->entries);
	model_close(s);
}

static int worst_service(const struct period *d, const struct account_detail *a)
{
	int64_t down[SERVICE_COUNT] = {0};
	int worst = -1;

	for (size_t i = 0; i < a->window_count; i++) {
		const struct window_part *part = &a->detail.parts[i];
		uint8_t service = d->windows[a->windows[i]].service;

		if (service < SERVICE_COUNT)
			down[service] += part->counted_us + part->also_down_us;
	}
	for (int i = 0; i < SERVICE_COUNT; i++)
		if (down[i] > 0 && (worst < 0 || down[i] > down[worst]))
			worst = i;
	return worst;
}

static void add_day(struct model_state *s, size_t i, uint32_t tenant, struct span day, struct arena *scratch)
{
	const struct model_scope *scope = &s->sources.scope;
	const struct platform *p = source_platform(&s->sources, i);
	const struct period *d = source_period(&s->sources, i);
	const struct terms *terms = source_terms(&s->sources, i, tenant, s->sources.span);
	int64_t moment = source_moment(&s->sources, i);
	struct civil date = calendar_civil(scope->calendar, day.start_us);
	struct entry entry = {.platform = (uint32_t)i, .worst = -1};
	struct account_detail a;

	entry.date = value_date_of(date.year, date.month, date.day);
	entry.weekday = date.weekday + 1;
	entry.future = moment != TIME_NONE && moment <= day.start_us;
	entry.today = moment != TIME_NONE && !entry.future && moment < day.end_us;
	entry.known = d && moment != TIME_NONE && !entry.future;
	entry.allowed_us = availability_allowed(s->sources.span, terms->target_ppm);
	if (entry.known) {
		period_account_span(p, d, tenant, day, moment, scratch, &a);
		entry.verdict = a.verdict;
		entry.worst = worst_service(d, &a);
		arena_reset(scratch);
	}
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count++] = entry;
}

static void add_days(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct calendar *c = s->sources.scope.calendar;
	struct span span = s->sources.span, day = {span.start_us, 0};
	struct arena scratch = {0};

	for (int n = 0; n < DAYS_MAX && day.start_us < span.end_us; n++) {
		day.end_us = calendar_day(c, day.start_us, 1);
		if (day.end_us > span.end_us)
			day.end_us = span.end_us;
		add_day(s, i, tenant, day, &scratch);
		day.start_us = day.end_us;
	}
	arena_release(&scratch);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	const struct store *store = s->sources.scope.store;

	(void)deadline_us; /* a month of small computations */
	if (*position)
		return false;
	*position = 1;
	s->count = 0;
	for (size_t i = sources_next(&s->sources, 0); i < store->count;
	     i = sources_next(&s->sources, i + 1)) {
		uint32_t tenant = source_account(&s->sources, i);

		if (tenant != INDEX_NONE)
			add_days(s, i, tenant);
	}
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->entries[i].platform, (uint32_t)s->entries[i].date);
	return false;
}

static const struct entry *entry_of(const struct model_state *s, struct row_ref row)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entries[i].platform == row.platform && (uint32_t)s->entries[i].date == row.item)
			return &s->entries[i];
	return NULL;
}

static void put_figure(const struct entry *entry, size_t field, struct value *out)
{
	const struct availability *v = &entry->verdict;

	switch (field) {
	case F_UNAVAILABLE:
		put_int(out, v->unavailable_us);
		break;
	case F_ACCOUNTABLE:
		put_int(out, v->accountable_us);
		break;
	case F_OUTAGES:
		put_int(out, v->outages);
		break;
	case F_SHARE:
		put_int(out, ratio_millionths(v->unavailable_us, entry->allowed_us));
		break;
	default:
		put_text(out, entry->worst < 0 ? NULL : service_names[entry->worst]);
	}
	out->null |= !entry->known;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *entry = entry_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !entry)
		put_null(out);
	else if (field == F_PLATFORM)
		put_text(out, source_platform(&s->sources, entry->platform)->code);
	else if (field == F_ENTERPRISE_NO)
		put_int(out, s->sources.scope.enterprise_no);
	else if (field == F_DATE)
		put_int(out, entry->date);
	else if (field == F_WEEKDAY)
		put_int(out, entry->weekday);
	else if (field == F_FUTURE)
		put_int(out, entry->future);
	else if (field == F_TODAY)
		put_int(out, entry->today);
	else
		put_figure(entry, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return (struct row_key){row.platform, s->sources.scope.enterprise_no, row.item};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct model_scope *own = &s->sources.scope;
	struct civil local = {.hour = 0};
	int64_t start;

	value_date_civil(row.item, &local.year, &local.month, &local.day);
	start = calendar_moment(own->calendar, &local);
	scope->platform = (int)row.platform;
	scope->span = (struct span){start, calendar_day(own->calendar, start, 1)};
	scope->month = -1;
	scope->span_given = true;
}

const struct model model_days = {
	.name = "days",
	.help = "One account's days of the month or span.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "date",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
};
