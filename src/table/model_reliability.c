/* Reliability (4.2) of one account, of a sub-platform or of all: the figure, and the
 * events that it is made of. The intervals that count add up to what is divided. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/outcome_words.h"
#include "table/reliabilities.h"
#include "table/trend.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform; none of several.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number; none of a sub-platform.", NULL) \
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
	  "Since then, else since the account was opened or its windows are looked at.", NULL) \
	F(SENTENCE, "sentence", VALUE_TEXT, FIELD_SCREEN_ONLY, "Promise", "The promise in a sentence.", NULL) \
	F(FORMULA, "formula", VALUE_TEXT, FIELD_TICKS, "Formula", "The formula with its numbers.", NULL) \
	F(KEYS, "keys", VALUE_TEXT, 0, "Keys", "The agreement's keys that were used, with their values.", NULL) \
	F(AGREEMENT, "agreement", VALUE_TEXT, 0, "Agreement", "Code and version that it is judged by.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;            /* of reliability_span; of sub-platforms without periods */
	struct trend trend;     /* of sub-platforms: reads the months, one after the other */
	struct arena arena;     /* of the events, and texts */
	struct reliability now;
	struct reliability_event *events; /* of an account */
	struct failures failures;         /* of sub-platforms */
	size_t count, platform;
	uint32_t tenant;
	bool known;
};
static const struct part parts[] = {PART(trend, trend), PART(kept, arena), {NULL, 0}};

static bool of_platforms(const struct model_state *s)
{
	return !s->sources.scope.enterprise_no;
}

static struct span wanted_span(const struct model_scope *scope)
{
	return scope->enterprise_no ? reliability_span(scope) : (struct span){0, 0};
}

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, wanted_span, true);

	if (of_platforms(s))
		trend_open(&s->trend, scope, COMMITMENT_RELIABILITY, false);
	return s;
}

/* What incidents go on lasts. */
static uint64_t generation(const struct model_state *s)
{
	uint64_t now = of_platforms(s) ? (uint64_t)(s->sources.scope.now / USEC) : 0;

	return generation_mix(frame_generation(s), now);
}

/* Whether the scope's account is there, or its sub-platforms are. */
static bool judge(struct model_state *s)
{
	arena_reset(&s->arena);
	s->count = 0;
	s->known = false;
	if (of_platforms(s)) {
		s->platform = sources_next(&s->sources, 0);
		if (s->platform >= s->sources.scope.store->count)
			return false;
		s->known = s->trend.last >= 0 &&
			   reliability_of_platforms(&s->sources, s->trend.last, &s->arena, &s->now, &s->failures);
		s->count = s->known ? s->failures.count : 0;
		return true;
	}
	if (!sources_find_account(&s->sources, &s->platform, &s->tenant))
		return false;
	s->known = reliability_of(&s->sources, s->platform, s->tenant, s->sources.scope.span, &s->arena, &s->now, &s->events, &s->count);
	return true;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	if (frame_work(s, deadline_us))
		return true;
	if (*position)
		return false;
	*position = 1;
	if (judge(s))
		rows_add(list, count, capacity, s->platform, of_platforms(s) ? 0 : s->tenant);
	return false;
}

static const struct terms *terms_of(const struct model_state *s)
{
	int month = calendar_month_number(s->sources.scope.calendar, s->sources.scope.span.start_us);

	return of_platforms(s) ? agreement_terms_at(s->sources.scope.store->agreement, 0, month)
			       : source_terms(&s->sources, s->platform, s->tenant, s->sources.scope.span);
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

static const char *formula(struct model_state *s)
{
	struct outcome o;

	reliability_outcome(terms_of(s), &s->now, &o);
	return outcome_formula_text(&s->arena, &o);
}

/* Those that decide, or the version. */
static const char *basis(struct model_state *s, bool keys)
{
	const struct terms *t = terms_of(s);
	struct buf text = BUF_INIT;

	for (const char *const *k = commitments[COMMITMENT_RELIABILITY].keys; keys && *k; k++) {
		buf_addf(&text, "%s%s = ", text.length ? ", " : "", *k);
		agreement_key_show(agreement_key_find(*k), t, &text);
	}
	if (!keys)
		agreement_version_text(t, calendar_month_number(s->sources.scope.calendar, s->sources.scope.span.start_us), &text);
	const char *copy = arena_copy(&s->arena, text.data, text.length);
	buf_release(&text);
	return copy;
}

/* Whether the figure is of one sub-platform. */
static bool is_of_one(const struct model_state *s)
{
	return !of_platforms(s) || sources_next(&s->sources, s->platform + 1) >= s->sources.scope.store->count;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct reliability *r = &s->now;

	if (!value_start(out, fields, F_COUNT, field) || (!of_platforms(s) && row.item >= p->tenant_count)) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, is_of_one(s) ? p->code : NULL); break;
	case F_ENTERPRISE_NO: put_known(out, s->sources.scope.enterprise_no, !of_platforms(s)); break;
	case F_VERDICT: put_text(out, verdict_names[s->known ? r->verdict : VERDICT_NO_DATA]); break;
	case F_WORDS: put_text(out, s->known ? words(s) : NULL); break;
	case F_MEAN: put_known(out, r->mean_us, s->known && r->known); break;
	case F_TARGET:
		put_int(out, terms_of(s)->reliability_target_days * DAY_US);
		break;
	case F_SENTENCE: put_text(out, commitments[COMMITMENT_RELIABILITY].sentence); break;
	case F_FORMULA: put_text(out, s->known && r->known ? formula(s) : NULL); break;
	case F_KEYS: put_text(out, basis(s, true)); break;
	case F_AGREEMENT: put_text(out, basis(s, false)); break;
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
	return of_platforms(s) ? (struct row_key){row.platform, 0, 0} : account_key(s, row);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	if (!of_platforms(s))
		account_enter(s, row, scope);
}

const struct model model_reliability = {
	.name = "reliability",
	.help = "Mean time between failures of one account, of a sub-platform or of all, judged at the month's end or now.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "enterprise_no",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS_BUT_GENERATION,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};

/* --- the events ---------------------------------------------------------- */

#define EVENT_FIELDS(F) \
	F(EVENT_PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(EVENT_ACCOUNT, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number; none of a sub-platform.", NULL) \
	F(EVENT_INCIDENT, "incident_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Incident", \
	  "Of a sub-platform: the incident that it is.", NULL) \
	F(EVENT_TITLE, "title", VALUE_TEXT, 0, "Title", "Its title.", NULL) \
	F(EVENT_ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", \
	  "Accounts that its counted windows hit; of an incident over several months that hits enough, the most in one.", NULL) \
	F(EVENT_START, "started_at", VALUE_TIME, FIELD_KEY, "Failure", "Its start.", NULL) \
	F(EVENT_END, "recovered_at", VALUE_TIME, 0, "Recovery", "Its end; none while it is open.", NULL) \
	F(EVENT_LENGTH, "length_s", VALUE_DURATION, 0, "Length", "How long it lasted; none while it is open.", NULL) \
	F(EVENT_QUIET, "quiet_s", VALUE_DURATION, 0, "Before it", "From the recovery before it to its start.", NULL) \
	F(EVENT_COUNTED, "counted_s", VALUE_DURATION, 0, "Counts", "What of that counts; their sum is between_s.", NULL) \
	F(EVENT_WHY, "why", VALUE_TEXT, 0, "Why not", "Why it does not count.", NULL) \
	F(EVENT_OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells more.", NULL)

enum { EVENT_FIELDS(MODEL_ENUM) EVENT_COUNT };
static const struct model_field event_fields[] = {EVENT_FIELDS(MODEL_ROW)};

static bool event_rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		       size_t *capacity, int64_t deadline_us)
{
	if (frame_work(s, deadline_us))
		return true;
	if (*position)
		return false;
	*position = 1;
	judge(s);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, of_platforms(s) ? s->failures.list[i].platform : s->platform, (uint32_t)i);
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

static const char *why_no_event(struct model_state *s, const struct failure *f)
{
	switch ((enum failure_why)f->why) {
	case FAILURE_COUNTS: return NULL;
	case FAILURE_FIRST: return "the first that is known";
	case FAILURE_OUTSIDE: return "before the look-back";
	case FAILURE_BEFORE_OUTSIDE: return "the event before it is outside the look-back";
	case FAILURE_WITHIN: return "goes on from the event before it";
	case FAILURE_VOIDED: return "the incident is voided";
	case FAILURE_CAUSE: return "its cause is exempt";
	case FAILURE_UNKNOWN: return "there is no such incident";
	default:
		return arena_printf(&s->arena, "hits %lld account%s, of %lld", (long long)f->accounts, f->accounts == 1 ? "" : "s",
				    (long long)terms_of(s)->reliability_min_accounts);
	}
}

static const char *incident_title(const struct model_state *s, const struct failure *f)
{
	const struct platform *p = source_platform(&s->sources, f->platform);
	uint32_t row = idmap_find(&p->incident_by_id, f->incident_id);

	return row == IDMAP_NONE ? NULL : p->incidents[row].title;
}

static void failure_get(struct model_state *s, const struct failure *f, size_t field, struct value *out)
{
	switch (field) {
	case F_EVENT_PLATFORM: put_text(out, source_platform(&s->sources, f->platform)->code); break;
	case F_EVENT_ACCOUNT: put_null(out); break;
	case F_EVENT_INCIDENT: put_int(out, f->incident_id); break;
	case F_EVENT_TITLE: put_text(out, incident_title(s, f)); break;
	case F_EVENT_ACCOUNTS: put_int(out, f->accounts); break;
	case F_EVENT_START: put_time(out, f->at.start_us); break;
	case F_EVENT_END: put_time(out, f->at.end_us); break;
	case F_EVENT_LENGTH: put_known(out, f->at.end_us - f->at.start_us, f->at.end_us != TIME_NONE); break;
	case F_EVENT_QUIET: put_known(out, f->quiet_us, f->quiet_us > 0); break;
	case F_EVENT_COUNTED: put_int(out, f->why == FAILURE_COUNTS ? f->quiet_us : 0); break;
	case F_EVENT_OPENS: put_text(out, "incident"); break;
	default: put_text(out, why_no_event(s, f)); break;
	}
}

static void event_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	if (!value_start(out, event_fields, EVENT_COUNT, field) || row.item >= s->count) {
		put_null(out);
		return;
	}
	if (of_platforms(s)) {
		failure_get(s, &s->failures.list[row.item], field, out);
		return;
	}
	const struct reliability_event *e = &s->events[row.item];
	switch (field) {
	case F_EVENT_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_EVENT_ACCOUNT: put_int(out, s->sources.scope.enterprise_no); break;
	case F_EVENT_START: put_time(out, e->at.start_us); break;
	case F_EVENT_END: put_time(out, e->at.end_us); break;
	case F_EVENT_LENGTH: put_known(out, e->at.end_us - e->at.start_us, e->at.end_us != TIME_NONE); break;
	case F_EVENT_QUIET: put_known(out, e->quiet_us, row.item > 0); break;
	case F_EVENT_COUNTED: put_int(out, e->counts ? e->quiet_us : 0); break;
	case F_EVENT_WHY: put_text(out, why_not(e, row.item)); break;
	default: put_null(out); break; /* an incident's */
	}
}

static struct row_key event_key(struct model_state *s, struct row_ref row)
{
	if (of_platforms(s))
		return (struct row_key){row.platform, row.item < s->count ? s->failures.list[row.item].incident_id : -1, 1};
	const struct reliability_event *e = row.item < s->count ? &s->events[row.item] : NULL;

	return (struct row_key){row.platform, e ? e->at.start_us : -1, e ? 0 : row.item};
}

static void event_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	if (row.item >= s->count)
		return;
	if (of_platforms(s))
		scope->incident_id = s->failures.list[row.item].incident_id;
	int64_t start = of_platforms(s) ? s->failures.list[row.item].at.start_us : s->events[row.item].at.start_us;
	scope->month = calendar_month_number(scope->calendar, start);
	scope->span = (struct span){calendar_month_start(scope->calendar, scope->month),
				    calendar_month_start(scope->calendar, scope->month + 1)};
	scope->span_given = true;
}

const struct model model_events = {
	.name = "events",
	.help = "The failures of one account in the look-back, or the incidents of sub-platforms, with the intervals between them.",
	.fields = event_fields,
	.field_count = EVENT_COUNT,
	.default_sort = "-started_at",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS_BUT_GENERATION,
	.generation = generation,
	.rows = event_rows,
	.get = event_get,
	.key = event_key,
	.enter = event_enter,
};
