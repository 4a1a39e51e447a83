#include "table/log_reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"
#include "table/log_question.h"

#define EVERY_US (30 * USEC)
#define MONTHS_SHOWN 12     /* before the moment's, or what is promised where that is more */
#define DAYS_MOST 4000      /* of a calendar: a promise of ten years */
#define SETTLED_US (5 * MINUTE_US) /* what is older has come: a commit is not later than that */

const char *const log_day_words[LOG_DAY_COUNT] = {"unread", "entries", "empty", "before", "ahead"};

/* ---- the days that are looked at ---- */

static const struct calendar *calendar_of(const struct log_reading *r)
{
	return r->all->sources->scope.calendar;
}

static int32_t day_of(const struct calendar *c, int64_t at_us)
{
	struct civil local = calendar_civil(c, at_us);

	return (int32_t)value_date_of(local.year, local.month, local.day);
}

static int64_t day_start(const struct calendar *c, int32_t day)
{
	struct civil local = {.hour = 0};

	value_date_civil(day, &local.year, &local.month, &local.day);
	return calendar_moment(c, &local);
}

static const struct terms *terms_of(const struct log_reading *r)
{
	return source_terms(r->all->sources, r->platform, INDEX_NONE, (struct span){r->moment, r->moment});
}

/* A year, or the promise where that is longer, from the start of a month on. */
static int32_t first_day(const struct log_reading *r)
{
	const struct calendar *c = calendar_of(r);
	int64_t start = calendar_month(c, r->moment, -MONTHS_SHOWN);

	if (r->kind->kept != LOG_NOTHING) {
		int64_t promised = audit_promised(terms_of(r), c, (enum kept_log)r->kind->kept, r->moment).start_us;
		promised = calendar_month(c, promised, 0);
		start = promised < start ? promised : start;
	}
	return day_of(c, start);
}

static void begin_days(struct log_reading *r)
{
	int32_t today = day_of(calendar_of(r), r->moment), first = first_day(r);

	if (today - first >= DAYS_MOST)
		first = today - DAYS_MOST + 1;
	free(r->days);
	r->first_day = first;
	r->day_count = r->days_left = today - first + 1;
	r->days = mem_zero((size_t)r->day_count, sizeof *r->days);
	r->today_to = day_start(calendar_of(r), today);
	r->rows_today = r->rows_tail = 0;
}

static void put_day(struct log_reading *r, int64_t day, enum log_day what)
{
	if (day >= r->first_day && day < r->first_day + r->day_count)
		r->days[day - r->first_day] = (uint8_t)what;
}

/* Days before the first entry have none: they are not asked about. */
static void skip_days_before(struct log_reading *r)
{
	int32_t oldest = r->oldest_at == TIME_NONE ? INT32_MAX : day_of(calendar_of(r), r->oldest_at);

	while (r->days_left > 0 && r->first_day + r->days_left - 1 < oldest)
		put_day(r, r->first_day + --r->days_left, LOG_DAY_EMPTY);
}

enum log_day log_reading_day(const struct log_reading *r, int32_t day)
{
	const struct calendar *c = calendar_of(r);

	if (!r->ends_known || day < r->first_day)
		return LOG_DAY_UNREAD;
	if (day >= r->first_day + r->day_count)
		return LOG_DAY_AHEAD;
	if (r->oldest_at == TIME_NONE)
		return LOG_DAY_EMPTY;
	if (day < day_of(c, r->oldest_at))
		return LOG_DAY_BEFORE;
	if (day == day_of(c, r->newest_at) || day == day_of(c, r->oldest_at))
		return LOG_DAY_ENTRIES;
	return (enum log_day)r->days[day - r->first_day];
}

/* ---- answers ---- */

static void take_ends(struct log_reading *r, const struct page_answer *a)
{
	struct value oldest, newest;

	a->get(a, 0, 0, &oldest);
	a->get(a, 0, 1, &newest);
	r->oldest_at = oldest.null ? TIME_NONE : oldest.i;
	r->newest_at = newest.null ? TIME_NONE : newest.i;
	r->ends_known = true;
	skip_days_before(r);
}

static void take_days(struct log_reading *r, const struct page_answer *a)
{
	struct value day, any;

	for (size_t i = 0; i < a->row_count; i++) {
		a->get(a, i, 0, &day);
		a->get(a, i, 1, &any);
		put_day(r, day.i, any.i ? LOG_DAY_ENTRIES : LOG_DAY_EMPTY);
	}
	r->days_left -= (int32_t)a->row_count;
	if (r->days_left < 0 || !a->row_count)
		r->days_left = 0;
}

static void take_whole(struct log_reading *r, const struct page_answer *a)
{
	int32_t today = day_of(calendar_of(r), r->moment);
	struct value v[4];

	memset(r->days, LOG_DAY_EMPTY, (size_t)r->day_count);
	r->oldest_at = r->newest_at = TIME_NONE;
	r->rows_today = r->rows_tail = 0;
	for (size_t i = 0; i < a->row_count; i++) {
		for (size_t k = 0; k < COUNT_OF(v); k++)
			a->get(a, i, k, &v[k]);
		put_day(r, v[0].i, LOG_DAY_ENTRIES);
		r->rows_today = v[0].i == today ? v[1].i : r->rows_today;
		if (!i)
			r->oldest_at = v[2].i;
		r->newest_at = v[3].i;
	}
	r->days_left = 0;
	r->ends_known = true;
}

static void take(struct log_reading *r, const struct page_answer *a)
{
	struct value v = {0};

	switch ((enum log_step)r->step) {
	case LOG_STEP_INDEX:
		a->get(a, 0, 0, &v);
		r->indexed = v.i;
		r->step = v.i ? LOG_STEP_ENDS : LOG_STEP_WHOLE;
		break;
	case LOG_STEP_ENDS:
		take_ends(r, a);
		r->step = LOG_STEP_DAYS;
		break;
	case LOG_STEP_DAYS: take_days(r, a); break;
	case LOG_STEP_HOURS:
		a->get(a, 0, 0, &v);
		r->rows_today += v.i;
		r->today_to += HOUR_US;
		break;
	case LOG_STEP_TAIL:
		a->get(a, 0, 0, &v);
		r->rows_tail = v.i;
		r->step = LOG_STEP_DONE;
		break;
	default:
		take_whole(r, a);
		r->step = LOG_STEP_DONE;
	}
	if (r->step == LOG_STEP_DAYS && !r->days_left)
		r->step = r->all->counts_today ? LOG_STEP_HOURS : LOG_STEP_DONE;
	if (r->step == LOG_STEP_HOURS && r->today_to + HOUR_US > r->moment - SETTLED_US)
		r->step = LOG_STEP_TAIL;
	r->read |= r->step == LOG_STEP_DONE;
}

static void answered(void *context, const struct page_answer *a);

static void ask(struct log_reading *r)
{
	struct log_question q = {.sql = BUF_INIT};

	log_question_write(&q, r);
	r->asked = scope_ask_page(&r->all->sources->scope,
				  &(struct page_ask){.platform = r->platform, .sql = q.sql.data, .values = q.values,
						     .value_count = q.value_count, .types = q.types, .type_count = q.type_count,
						     .patient = r->step == LOG_STEP_WHOLE, .answer = answered, .context = r});
	buf_release(&q.sql);
}

/* ---- when ---- */

const struct log_source *log_reading_source(const struct log_reading *r)
{
	return r->all->room ? &r->kind->room : &r->kind->whole;
}

static bool is_published(const struct log_reading *r)
{
	const struct platform *p = source_platform(r->all->sources, r->platform);
	struct buf word = BUF_INIT;

	buf_addf(&word, " %s ", log_reading_source(r)->relation);
	bool lacking = strstr(p->status.lacking, word.data);
	buf_release(&word);
	return !lacking;
}

/* Of one account there is nothing in a log that names none. */
static bool is_shown(const struct log_reading *r)
{
	const struct sources *s = r->all->sources;
	bool wanted = r->all->only < 0 || &log_kinds[r->all->only] == r->kind;
	bool in_scope = sources_next(s, r->platform) == r->platform;

	return wanted && in_scope && is_published(r) &&
	       (r->all->room || log_reading_source(r)->of_accounts || !s->scope.enterprise_no);
}

static bool can_ask(const struct log_reading *r)
{
	const struct platform *p = source_platform(r->all->sources, r->platform);
	bool read = p->status.state == REPLICA_LIVE || p->status.state == REPLICA_STALE;

	return read && r->all->sources->scope.ask_page && is_shown(r) &&
	       source_moment(r->all->sources, r->platform) != TIME_NONE;
}

/* One question after the other, without waiting for the next look. */
static void answered(void *context, const struct page_answer *a)
{
	struct log_reading *r = context;
	struct buf clean = BUF_INIT;

	r->asked = NULL;
	r->all->generation++;
	if (a->error || (r->step != LOG_STEP_WHOLE && !a->row_count)) {
		const char *error = a->error ? a->error : "the server gave no row";
		text_clean(&clean, error, strlen(error));
		if (!r->error || strcmp(r->error, clean.data) != 0)
			r->error = arena_copy(&r->all->texts, clean.data, clean.length);
		buf_release(&clean);
		r->step = LOG_STEP_DONE;
		return;
	}
	r->error = NULL;
	take(r, a);
	if (r->step != LOG_STEP_DONE && can_ask(r))
		ask(r);
}

/* The next round: of the same day the days stand. What was looked through whole is
 * not again, until it is asked for. */
static void begin(struct log_reading *r)
{
	const struct sources *s = r->all->sources;
	int64_t moment = source_moment(s, r->platform);
	const struct platform *p = source_platform(s, r->platform);
	bool anew = !r->days || !r->read || r->epoch != p->epoch || r->due ||
		    day_of(calendar_of(r), moment) != r->first_day + r->day_count - 1;

	r->asked_at = s->scope.now;
	r->moment = moment;
	r->epoch = p->epoch;
	r->due = false;
	r->step = anew ? LOG_STEP_INDEX : r->indexed ? LOG_STEP_ENDS : LOG_STEP_DONE;
	if (anew)
		begin_days(r);
}

/* What was so at a moment that is past does not change. */
static bool is_due(const struct log_reading *r)
{
	const struct model_scope *scope = &r->all->sources->scope;

	if (r->due || r->asked_at == TIME_NONE ||
	    r->epoch != source_platform(r->all->sources, r->platform)->epoch)
		return true;
	return scope->now - r->asked_at >= EVERY_US && (scope->as_of == TIME_NONE || r->error);
}

void log_readings_advance(struct log_readings *all)
{
	for (size_t i = 0; i < all->count && !all->stopped; i++) {
		struct log_reading *r = &all->list[i];
		if (r->asked || !can_ask(r))
			continue;
		if (r->step == LOG_STEP_DONE && is_due(r))
			begin(r);
		if (r->step != LOG_STEP_DONE)
			ask(r);
	}
}

static bool is_first_round(const struct log_reading *r)
{
	return can_ask(r) && !r->read && !r->error;
}

/* Whether its server is not there yet, but is being talked to. */
static bool is_on_its_way(const struct log_reading *r)
{
	const struct platform *p = source_platform(r->all->sources, r->platform);

	return p->status.state < REPLICA_LIVE && r->all->sources->scope.ask_page && is_shown(r);
}

bool log_readings_complete(const struct log_readings *all)
{
	for (size_t i = 0; i < all->count && !all->stopped; i++)
		if (is_first_round(&all->list[i]) || is_on_its_way(&all->list[i]))
			return false;
	return true;
}

bool log_readings_progress(const struct log_readings *all, struct buf *out)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct log_reading *r = &all->list[i];
		if (!is_first_round(r))
			continue;
		if (all->stopped)
			buf_addf(out, "stopped at %s", r->kind->title);
		else if (r->step == LOG_STEP_WHOLE)
			buf_addf(out, "no index helps: reading all of %s", r->kind->title);
		else if (r->step == LOG_STEP_HOURS || r->step == LOG_STEP_TAIL)
			buf_addf(out, "counting today's %s", r->kind->title);
		else
			buf_addf(out, "looking at %s, %d of %d days", r->kind->title, r->day_count - r->days_left,
				 r->day_count);
		return true;
	}
	return false;
}

/* Stopped, what is known stays; gone on with, everything is read anew. */
bool log_readings_stop(struct log_readings *all, bool stops)
{
	const struct model_scope *scope = &all->sources->scope;
	bool ran = false;

	for (size_t i = 0; i < all->count; i++) {
		struct log_reading *r = &all->list[i];
		ran |= is_first_round(r) || (stops && r->asked);
		if (stops && r->asked) {
			scope->drop_page(scope->host, r->asked);
			r->asked = NULL;
			r->step = r->read ? LOG_STEP_DONE : r->step;
		} else if (!stops && r->step == LOG_STEP_DONE) {
			r->due = true;
		}
	}
	if (!stops)
		all->stopped = false;
	else if (ran)
		all->stopped = !log_readings_complete(all);
	all->generation++;
	return ran;
}

/* ---- what it comes to ---- */

const struct log_reading *log_reading_at(const struct log_readings *all, size_t platform, size_t kind)
{
	size_t i = platform * log_kind_count + kind;

	return kind < log_kind_count && i < all->count && is_shown(&all->list[i]) ? &all->list[i] : NULL;
}

static int64_t platform_since(const struct platform *p)
{
	int64_t since = TIME_NONE;

	for (size_t i = 0; i < p->tenant_count; i++)
		if (!p->tenants[i].voided && p->tenants[i].opened_at < since)
			since = p->tenants[i].opened_at;
	return since;
}

bool log_reading_coverage(const struct log_reading *r, struct coverage *out)
{
	const struct calendar *c = calendar_of(r);
	struct log_facts facts = {.oldest_at = r->oldest_at};

	if (r->kind->kept == LOG_NOTHING || r->all->room || r->all->sources->scope.enterprise_no || !r->read || r->days_left)
		return false;
	struct span promised = audit_promised(terms_of(r), c, (enum kept_log)r->kind->kept, r->moment);
	for (int32_t day = day_of(c, promised.start_us); day < day_of(c, promised.end_us); day++)
		facts.days_filled += log_reading_day(r, day) == LOG_DAY_ENTRIES;
	facts.platform_since = platform_since(source_platform(r->all->sources, r->platform));
	audit_coverage(terms_of(r), c, (enum kept_log)r->kind->kept, &facts, r->moment, out, NULL);
	return true;
}

/* ---- life ---- */

void log_readings_open(struct log_readings *all, const struct sources *sources, int only, bool counts_today)
{
	const struct model_scope *scope = &sources->scope;

	*all = (struct log_readings){.count = scope->store->count * log_kind_count, .sources = sources, .only = only,
				     .counts_today = counts_today, .room = scope->where && !strcmp(scope->where, "room")};
	all->list = mem_zero(all->count + 1, sizeof *all->list);
	for (size_t i = 0; i < all->count; i++)
		all->list[i] = (struct log_reading){.all = all, .platform = (uint32_t)(i / log_kind_count),
						    .kind = &log_kinds[i % log_kind_count], .step = LOG_STEP_DONE,
						    .oldest_at = TIME_NONE, .newest_at = TIME_NONE, .asked_at = TIME_NONE};
}

void log_readings_close(struct log_readings *all)
{
	const struct model_scope *scope = &all->sources->scope;

	for (size_t i = 0; i < all->count; i++) {
		if (all->list[i].asked)
			scope->drop_page(scope->host, all->list[i].asked);
		free(all->list[i].days);
	}
	free(all->list);
	arena_release(&all->texts);
	*all = (struct log_readings){0};
}
