#include "table/log_reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"

#define EVERY_US (30 * USEC)
#define PIECE_DAYS 31
#define MONTHS_SHOWN 12     /* before the moment's, or what is promised where that is more */
#define DAYS_MOST 4000      /* of a calendar: a promise of ten years */
#define SETTLED_US (5 * MINUTE_US) /* what is older has come: a commit is not later than that */

const char *const log_day_words[LOG_DAY_COUNT] = {"unread", "entries", "empty", "before", "ahead"};

/* What is asked for next. The index is looked for once; days and the hours that are
 * over stay as they were read until the day is another one. */
enum step { STEP_INDEX, STEP_ENDS, STEP_DAYS, STEP_HOURS, STEP_TAIL, STEP_WHOLE, STEP_DONE };

#define VALUES_MOST 5
struct asking {
	struct buf sql;
	struct value values[VALUES_MOST];
	size_t value_count;
};

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

/* ---- asking ---- */

static const struct log_source *source_of(const struct log_reading *r)
{
	return r->all->room ? &r->kind->room : &r->kind->whole;
}

static size_t bind(struct asking *a, struct value v)
{
	a->values[a->value_count++] = v;
	return a->value_count;
}

/* The source's own condition, and the account. */
static void add_conditions(struct asking *a, const struct log_reading *r)
{
	const struct log_source *s = source_of(r);
	int64_t account = r->all->sources->scope.enterprise_no;

	if (s->only)
		buf_addf(&a->sql, " and %s", s->only);
	if (s->of_accounts && account)
		buf_addf(&a->sql, " and enterprise_no = $%zu",
			 bind(a, (struct value){.type = VALUE_INTEGER, .i = account}));
}

static struct value time_value(int64_t at_us)
{
	return (struct value){.type = VALUE_TIME, .i = at_us};
}

/* Whether an index begins with the time, or with the account and then the time. */
static void ask_index(struct asking *a, const struct log_reading *r)
{
	const struct log_source *s = source_of(r);
	bool account = s->of_accounts && r->all->sources->scope.enterprise_no;

	buf_addf(&a->sql,
		 "select exists (select from pg_catalog.pg_index i"
		 " join pg_catalog.pg_attribute t on t.attrelid = i.indrelid and t.attname = '%s'"
		 " left join pg_catalog.pg_attribute e on e.attrelid = i.indrelid and e.attname = 'enterprise_no'"
		 " where i.indrelid = pg_catalog.to_regclass('sla.%s') and i.indisvalid and i.indpred is null and %s)",
		 s->time, s->relation,
		 account ? "i.indkey[0] = e.attnum and i.indkey[1] = t.attnum" : "i.indkey[0] = t.attnum");
}

static void ask_ends(struct asking *a, const struct log_reading *r)
{
	const struct log_source *s = source_of(r);
	bind(a, time_value(r->moment));
	for (int newest = 0; newest < 2; newest++) {
		buf_addf(&a->sql, "%s(select %s from sla.%s where %s > '-infinity' and %s <= $1",
			 newest ? ", " : "select ", s->time, s->relation, s->time, s->time);
		add_conditions(a, r);
		buf_addf(&a->sql, " order by %s%s limit 1)", s->time, newest ? " desc" : "");
	}
}

static void ask_days(struct asking *a, const struct log_reading *r)
{
	const struct log_source *s = source_of(r);
	int32_t last = r->first_day + r->days_left - 1;
	int32_t first = last - PIECE_DAYS + 1 > r->first_day ? last - PIECE_DAYS + 1 : r->first_day;

	bind(a, (struct value){.type = VALUE_DATE, .i = first});
	bind(a, (struct value){.type = VALUE_DATE, .i = last});
	bind(a, (struct value){.type = VALUE_TEXT, .text = calendar_zone(calendar_of(r))});
	buf_addf(&a->sql,
		 "select day::date, exists (select from sla.%s where %s >= day at time zone $3"
		 " and %s < (day + interval '1 day') at time zone $3",
		 s->relation, s->time, s->time);
	add_conditions(a, r);
	buf_add_text(&a->sql, ") from generate_series($1::timestamp, $2::timestamp, interval '1 day') as day");
}

/* An hour of today that is over, or what is left of it. */
static void ask_count(struct asking *a, const struct log_reading *r, int64_t to_us)
{
	const struct log_source *s = source_of(r);

	bind(a, time_value(r->today_to));
	bind(a, time_value(to_us));
	buf_addf(&a->sql, "select count(*) from sla.%s where %s >= $1 and %s %s $2", s->relation, s->time, s->time,
		 r->step == STEP_TAIL ? "<=" : "<");
	add_conditions(a, r);
}

static void ask_whole(struct asking *a, const struct log_reading *r)
{
	const struct log_source *s = source_of(r);

	bind(a, (struct value){.type = VALUE_TEXT, .text = calendar_zone(calendar_of(r))});
	bind(a, time_value(r->moment));
	buf_addf(&a->sql,
		 "select (%s at time zone $1)::date, count(*), min(%s), max(%s) from sla.%s"
		 " where %s > '-infinity' and %s <= $2",
		 s->time, s->time, s->time, s->relation, s->time, s->time);
	add_conditions(a, r);
	buf_add_text(&a->sql, " group by 1 order by 1");
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

	switch ((enum step)r->step) {
	case STEP_INDEX:
		a->get(a, 0, 0, &v);
		r->indexed = v.i;
		r->step = v.i ? STEP_ENDS : STEP_WHOLE;
		break;
	case STEP_ENDS:
		take_ends(r, a);
		r->step = STEP_DAYS;
		break;
	case STEP_DAYS: take_days(r, a); break;
	case STEP_HOURS:
		a->get(a, 0, 0, &v);
		r->rows_today += v.i;
		r->today_to += HOUR_US;
		break;
	case STEP_TAIL:
		a->get(a, 0, 0, &v);
		r->rows_tail = v.i;
		r->step = STEP_DONE;
		break;
	default:
		take_whole(r, a);
		r->step = STEP_DONE;
	}
	if (r->step == STEP_DAYS && !r->days_left)
		r->step = r->all->counts_today ? STEP_HOURS : STEP_DONE;
	if (r->step == STEP_HOURS && r->today_to + HOUR_US > r->moment - SETTLED_US)
		r->step = STEP_TAIL;
	r->read |= r->step == STEP_DONE;
}

static void answered(void *context, const struct page_answer *a);

static void ask(struct log_reading *r)
{
	static const uint8_t types[][4] = {
		[STEP_INDEX] = {VALUE_BOOL}, [STEP_ENDS] = {VALUE_TIME, VALUE_TIME}, [STEP_DAYS] = {VALUE_DATE, VALUE_BOOL},
		[STEP_HOURS] = {VALUE_INTEGER}, [STEP_TAIL] = {VALUE_INTEGER},
		[STEP_WHOLE] = {VALUE_DATE, VALUE_INTEGER, VALUE_TIME, VALUE_TIME}};
	static const uint8_t counts[] = {
		[STEP_INDEX] = 1, [STEP_ENDS] = 2, [STEP_DAYS] = 2, [STEP_HOURS] = 1, [STEP_TAIL] = 1, [STEP_WHOLE] = 4};
	const struct model_scope *scope = &r->all->sources->scope;
	struct asking a = {.sql = BUF_INIT};

	switch ((enum step)r->step) {
	case STEP_INDEX: ask_index(&a, r); break;
	case STEP_ENDS: ask_ends(&a, r); break;
	case STEP_DAYS: ask_days(&a, r); break;
	case STEP_HOURS: ask_count(&a, r, r->today_to + HOUR_US); break;
	case STEP_TAIL: ask_count(&a, r, r->moment); break;
	default: ask_whole(&a, r);
	}
	r->asked = scope_ask_page(scope, &(struct page_ask){.platform = r->platform, .sql = a.sql.data,
								    .values = a.values, .value_count = a.value_count,
								    .types = types[r->step],
								    .type_count = counts[r->step],
								    .patient = r->step == STEP_WHOLE,
								    .answer = answered, .context = r});
	buf_release(&a.sql);
}

/* ---- when ---- */

static bool is_published(const struct log_reading *r)
{
	const struct platform *p = source_platform(r->all->sources, r->platform);
	struct buf word = BUF_INIT;

	buf_addf(&word, " %s ", source_of(r)->relation);
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
	       (r->all->room || source_of(r)->of_accounts || !s->scope.enterprise_no);
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
	if (a->error || (r->step != STEP_WHOLE && !a->row_count)) {
		const char *error = a->error ? a->error : "the server gave no row";
		text_clean(&clean, error, strlen(error));
		if (!r->error || strcmp(r->error, clean.data) != 0)
			r->error = arena_copy(&r->all->texts, clean.data, clean.length);
		buf_release(&clean);
		r->step = STEP_DONE;
		return;
	}
	r->error = NULL;
	take(r, a);
	if (r->step != STEP_DONE && can_ask(r))
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
	r->step = anew ? STEP_INDEX : r->indexed ? STEP_ENDS : STEP_DONE;
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
		if (r->step == STEP_DONE && is_due(r))
			begin(r);
		if (r->step != STEP_DONE)
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
		else if (r->step == STEP_WHOLE)
			buf_addf(out, "no index helps: reading all of %s", r->kind->title);
		else if (r->step == STEP_HOURS || r->step == STEP_TAIL)
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
			r->step = r->read ? STEP_DONE : r->step;
		} else if (!stops && r->step == STEP_DONE) {
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
						    .kind = &log_kinds[i % log_kind_count], .step = STEP_DONE,
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
