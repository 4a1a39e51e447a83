/* Reliability of one account (4.2): the figure, and the events that it is made of.
 * The intervals that count add up to what is divided. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/reliabilities.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, FIELD_TICKS, "Verdict", "met, missed, failing, too_early or no_data.", "state") \
	F(WORDS, "words", VALUE_TEXT, FIELD_TICKS, "Reliability", "The figure in words.", NULL) \
	F(MEAN, "mean_s", VALUE_DURATION, 0, "Mean", \
	  "Mean time from a recovery to the next failure, truncated; none with fewer than two events.", NULL) \
	F(TARGET, "target_s", VALUE_DURATION, 0, "Target", "What is promised.", NULL) \
	F(BETWEEN, "between_s", VALUE_DURATION, 0, "Between", "The intervals that count, summed.", NULL) \
	F(INTERVALS, "intervals", VALUE_INTEGER, 0, "Intervals", "How many these are.", NULL) \
	F(EVENTS, "events", VALUE_INTEGER, 0, "Events", "Events that started in the look-back.", NULL) \
	F(SHORTEST, "shortest_s", VALUE_DURATION, 0, "Shortest", "The shortest interval that counts.", NULL) \
	F(RECOVERED, "recovered_at", VALUE_TIME, 0, "Recovered", "The last recovery; none while an event is open.", NULL) \
	F(QUIET, "quiet_s", VALUE_DURATION, FIELD_TICKS, "Quiet", \
	  "Since then, else since the account was opened or its windows are looked at.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources; /* of reliability_span */
	struct span month;
	struct arena arena;     /* of the events, and texts */
	struct reliability now;
	struct reliability_event *events;
	size_t count, platform;
	uint32_t tenant;
	bool known;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = mem_zero(1, sizeof *s);

	s->month = scope->span;
	sources_open(&s->sources, scope, reliability_span(scope), true);
	return s;
}

static void close_(struct model_state *s)
{
	arena_release(&s->arena);
	model_close(s);
}

static void advance(struct model_state *s, const struct model_scope *scope)
{
	s->month = scope->span;
	sources_advance(&s->sources, scope, reliability_span(scope));
}

/* Whether the scope's account is there. */
static bool judge(struct model_state *s)
{
	arena_reset(&s->arena);
	s->count = 0;
	if (!s->sources.scope.enterprise_no || !sources_find_account(&s->sources, &s->platform, &s->tenant))
		return false;
	s->known = reliability_of(&s->sources, s->platform, s->tenant, s->month, &s->arena, &s->now, &s->events, &s->count);
	return true;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	(void)deadline_us; /* one account */
	if (*position)
		return false;
	*position = 1;
	if (judge(s))
		rows_add(list, count, capacity, s->platform, s->tenant);
	return false;
}

static const char *words(struct model_state *s)
{
	struct buf text = BUF_INIT;
	const char *copy;

	reliability_write(&text, &s->now);
	copy = arena_copy(&s->arena, text.data, text.length);
	buf_release(&text);
	return copy;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct reliability *r = &s->now;

	if (!value_start(out, fields, F_COUNT, field) || row.item >= p->tenant_count) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_ENTERPRISE_NO: put_int(out, p->tenants[row.item].enterprise_no); break;
	case F_VERDICT: put_text(out, verdict_names[s->known ? r->verdict : VERDICT_NO_DATA]); break;
	case F_WORDS: put_text(out, s->known ? words(s) : NULL); break;
	case F_MEAN: put_known(out, r->mean_us, s->known && r->known); break;
	case F_TARGET:
		put_int(out, source_terms(&s->sources, row.platform, row.item, s->month)->reliability_target_days * DAY_US);
		break;
	case F_BETWEEN: put_known(out, r->between_us, s->known); break;
	case F_INTERVALS: put_known(out, r->intervals, s->known); break;
	case F_EVENTS: put_known(out, r->events, s->known); break;
	case F_SHORTEST: put_known(out, r->shortest_us, s->known && r->intervals); break;
	case F_RECOVERED: put_time(out, s->known ? r->recovered_at : TIME_NONE); break;
	default: put_known(out, r->quiet_us, s->known && !r->open); break;
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return account_key(&s->sources, row);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	account_enter(&s->sources, row, scope);
}

const struct model model_reliability = {
	.name = "reliability",
	.help = "Mean time between failures of one account, judged at the month's end or now.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "enterprise_no",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
};

/* --- the events ---------------------------------------------------------- */

#define EVENT_FIELDS(F) \
	F(EVENT_PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(EVENT_ACCOUNT, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(EVENT_START, "started_at", VALUE_TIME, FIELD_KEY, "Failure", "Its start.", NULL) \
	F(EVENT_END, "recovered_at", VALUE_TIME, 0, "Recovery", "Its end; none while it is open.", NULL) \
	F(EVENT_LENGTH, "length_s", VALUE_DURATION, 0, "Length", "How long it lasted; none while it is open.", NULL) \
	F(EVENT_QUIET, "quiet_s", VALUE_DURATION, 0, "Before it", "From the recovery before it to its start.", NULL) \
	F(EVENT_COUNTED, "counted_s", VALUE_DURATION, 0, "Counts", "What of that counts; their sum is between_s.", NULL) \
	F(EVENT_WHY, "why", VALUE_TEXT, 0, "Why not", "Why it does not count.", NULL)

enum { EVENT_FIELDS(MODEL_ENUM) EVENT_COUNT };
static const struct model_field event_fields[] = {EVENT_FIELDS(MODEL_ROW)};

static bool event_rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		       size_t *capacity, int64_t deadline_us)
{
	(void)deadline_us;
	if (*position)
		return false;
	*position = 1;
	judge(s);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->platform, (uint32_t)i);
	return false;
}

static const char *why_not(const struct reliability_event *e, size_t i)
{
	if (e->counts)
		return NULL;
	if (!e->inside)
		return "before the look-back";
	return i ? "the event before it is outside the look-back" : "the first that is known";
}

static void event_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct reliability_event *e = row.item < s->count ? &s->events[row.item] : NULL;

	if (!value_start(out, event_fields, EVENT_COUNT, field) || !e) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_EVENT_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_EVENT_ACCOUNT: put_int(out, s->sources.scope.enterprise_no); break;
	case F_EVENT_START: put_time(out, e->at.start_us); break;
	case F_EVENT_END: put_time(out, e->at.end_us); break;
	case F_EVENT_LENGTH: put_known(out, e->at.end_us - e->at.start_us, e->at.end_us != TIME_NONE); break;
	case F_EVENT_QUIET: put_known(out, e->quiet_us, row.item > 0); break;
	case F_EVENT_COUNTED: put_int(out, e->counts ? e->quiet_us : 0); break;
	default: put_text(out, why_not(e, row.item)); break;
	}
}

static struct row_key event_key(struct model_state *s, struct row_ref row)
{
	const struct reliability_event *e = row.item < s->count ? &s->events[row.item] : NULL;

	return (struct row_key){row.platform, e ? e->at.start_us : -1, e ? 0 : row.item};
}

static void event_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	if (row.item >= s->count)
		return;
	scope->month = calendar_month_number(scope->calendar, s->events[row.item].at.start_us);
	scope->span = (struct span){calendar_month_start(scope->calendar, scope->month),
				    calendar_month_start(scope->calendar, scope->month + 1)};
	scope->span_given = true;
}

const struct model model_events = {
	.name = "events",
	.help = "The failures of one account in the look-back, with the intervals between them.",
	.fields = event_fields,
	.field_count = EVENT_COUNT,
	.default_sort = "-started_at",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = event_rows,
	.get = event_get,
	.key = event_key,
	.complete = model_complete,
	.enter = event_enter,
};
