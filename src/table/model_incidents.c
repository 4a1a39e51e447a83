/* Incidents: what happened, how it was answered, and how many accounts it hit. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/tally.h"
#include "table/window_rows.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(INCIDENT_ID, "incident_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Incident", \
	  "The incident's number.", NULL) \
	F(TITLE, "title", VALUE_TEXT, 0, "Title", "What it is called.", NULL) \
	F(FAULT_CLASS, "fault_class", VALUE_TEXT, 0, "Class", "application, network or relay (4.12).", NULL) \
	F(SEVERITY, "severity", VALUE_INTEGER, 0, "Sev.", "1 the worst, 4 the slightest.", NULL) \
	F(CAUSE, "cause", VALUE_TEXT, 0, "Cause", "Its cause.", NULL) \
	F(OPENED_AT, "opened_at", VALUE_TIME, 0, "Opened", "When it began.", NULL) \
	F(DETECTED_AT, "detected_at", VALUE_TIME, 0, "Detected", "When it was noticed.", NULL) \
	F(SWITCHED_AT, "switched_at", VALUE_TIME, 0, "Switched", "When service was switched over.", NULL) \
	F(RECOVERED_AT, "recovered_at", VALUE_TIME, 0, "Recovered", "When service was back.", NULL) \
	F(CLOSED_AT, "closed_at", VALUE_TIME, 0, "Closed", "When it was closed.", NULL) \
	F(REPORT_NO, "operator_report_no", VALUE_TEXT, 0, "Report", "The carrier's fault report (7).", NULL) \
	F(SUMMARY, "summary", VALUE_TEXT, 0, "Summary", "What is known about it.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", "open, switched, recovered or closed.", "state") \
	F(OPEN, "open", VALUE_BOOL, T, "Open", "Whether it is not closed yet.", NULL) \
	F(ELAPSED, "elapsed_s", VALUE_DURATION, T, "Elapsed", "From its start to recovery, or so far.", \
	  NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, T, "Hit", "Accounts with a window of it in the span.", NULL) \
	F(ACCOUNTS_OPEN, "accounts_open", VALUE_INTEGER, T, "Down", "Accounts with an open window of it.", \
	  NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, T, "Windows", "Its outage windows in the span.", NULL) \
	F(SEATS, "seats", VALUE_INTEGER, T, "Seats hit", "Seats of the accounts that it hit.", NULL) \
	F(SEATS_OPEN, "seats_open", VALUE_INTEGER, T, "Seats down", \
	  "Seats of the accounts with an open window of it.", NULL) \
	F(ACCOUNT_TIME, "account_time_s", VALUE_DURATION, T, "Account time", \
	  "The time that accounts were down by it, added up over them; an account with two services down at " \
	  "once counts once.", \
	  NULL) \
	F(ACCOUNT_MINUTES, "account_minutes", VALUE_INTEGER, T, "Acc. min.", \
	  "The same in whole account-minutes, truncated.", NULL) \
	F(SEVERITY_WORD, "severity_word", VALUE_TEXT, S, "Severity", "The severity as a word.", "state") \
	F(DETECTED_AFTER, "detected_after_s", VALUE_DURATION, S, "Detected after", "From start to notice.", \
	  NULL) \
	F(SWITCHED_AFTER, "switched_after_s", VALUE_DURATION, S, "Switched after", \
	  "From start to switch-over.", NULL) \
	F(RECOVERED_AFTER, "recovered_after_s", VALUE_DURATION, S, "Recovered after", \
	  "From start to recovery.", NULL) \
	F(CLOSED_AFTER, "closed_after_s", VALUE_DURATION, S, "Closed after", \
	  "From start to when it was closed.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL) \
	F(LATER, "later", VALUE_TEXT, S | T, "Record", \
	  "Of an earlier moment: whether it, or a window of it, was recorded, changed or ended after it.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* Of one incident, over all accounts. */
struct hits {
	uint32_t accounts, open, windows;
	int64_t seats, seats_open;
	int64_t down_us; /* of all accounts, each instant of one counted once */
};

/* A window of the account that is being counted. */
struct piece {
	uint32_t row; /* of the incident */
	int64_t from, to;
	bool open;
};

struct model_state {
	struct sources sources;
	struct tally tally;
	struct piece *pieces;
	size_t piece_count, piece_capacity;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, true);

	tally_init(&s->tally, sizeof(struct hits));
	return s;
}

static void close_(struct model_state *s)
{
	tally_release(&s->tally);
	free(s->pieces);
	model_close(s);
}

/* ---- who was hit ---- */

static void start_count(void *context, size_t i)
{
	(void)context;
	(void)i;
}

static void add_piece(struct model_state *s, const struct platform *p, const struct window *w, int64_t moment)
{
	const struct incident *incident;

	if (!w->incident || w->voided || w->faulty || w->started_at >= moment)
		return;
	incident = platform_incident(p, w->incident);
	if (!incident)
		return;
	MEM_GROW(s->pieces, s->piece_count, s->piece_capacity);
	s->pieces[s->piece_count++] = (struct piece){(uint32_t)(incident - p->incidents), w->started_at,
						     w->ended_at > moment ? moment : w->ended_at,
						     w->ended_at > moment};
}

static int by_row_and_start(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Adds the pieces [from, to), which are of one incident and in order of start. */
static void add_account(struct hits *hits, const struct piece *pieces, size_t count, int32_t seats)
{
	int64_t end = INT64_MIN;
	bool open = false;

	for (size_t n = 0; n < count; n++) {
		int64_t from = pieces[n].from > end ? pieces[n].from : end;
		if (pieces[n].to > from)
			hits->down_us += pieces[n].to - from;
		end = pieces[n].to > end ? pieces[n].to : end;
		open = open || pieces[n].open;
	}
	hits->windows += (uint32_t)count;
	hits->accounts++;
	hits->open += open;
	hits->seats += seats > 0 ? seats : 0;
	hits->seats_open += open && seats > 0 ? seats : 0;
}

static size_t count_account(void *context, size_t i, uint32_t tenant)
{
	struct model_state *s = context;
	const struct period *d = source_period(&s->sources, i);
	const struct platform *p = source_platform(&s->sources, i);
	struct hits *hits = (struct hits *)(void *)s->tally.adding;
	int64_t moment = source_moment(&s->sources, i);
	size_t windows = 0;

	s->piece_count = 0;
	for (uint32_t w = d->first[tenant]; w != INDEX_NONE; w = d->windows[w].next, windows++)
		add_piece(s, p, &d->windows[w], moment);
	if (s->piece_count > 1)
		qsort(s->pieces, s->piece_count, sizeof *s->pieces, by_row_and_start);
	for (size_t from = 0, to; from < s->piece_count; from = to) {
		for (to = from + 1; to < s->piece_count && s->pieces[to].row == s->pieces[from].row;)
			to++;
		if (s->pieces[from].row < s->tally.adding_count)
			add_account(&hits[s->pieces[from].row], s->pieces + from, to - from,
				    p->tenants[tenant].seats);
	}
	return windows;
}

/* ---- rows ---- */

/* At a moment in the past what came later has not happened. */
static int64_t known(const struct model_state *s, size_t i, int64_t at_us)
{
	return source_known(&s->sources, i, at_us);
}

static const struct hits *hits_of(struct model_state *s, size_t i, uint32_t row)
{
	return tally_row(&s->tally, i, row);
}

static bool is_row(struct model_state *s, size_t i, uint32_t row)
{
	const struct model_scope *c = &s->sources.scope;
	const struct incident *incident = &source_platform(&s->sources, i)->incidents[row];
	int64_t closed = known(s, i, incident->closed_at);
	const char *where = c->where ? c->where : "";

	if (incident->voided || incident->faulty || known(s, i, incident->opened_at) == TIME_NONE)
		return false;
	if (c->incident_id)
		return incident->incident_id == c->incident_id;
	if (c->enterprise_no && !hits_of(s, i, row)->accounts)
		return false;
	if (!strcmp(where, "open"))
		return closed == TIME_NONE;
	if (!strcmp(where, "active"))
		return closed == TIME_NONE && known(s, i, incident->recovered_at) == TIME_NONE;
	return incident->opened_at < c->span.end_us && closed > c->span.start_us;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 32), t = *position & UINT32_MAX;

	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1), t = 0) {
		size_t incidents = source_platform(&s->sources, i)->incident_count;
		if ((t || !tally_is_fresh(&s->tally, &s->sources, i, incidents)) &&
		    tally_work(&s->tally, &s->sources, i, incidents, &t, start_count, count_account, s,
			       deadline_us)) {
			*position = i << 32 | t;
			return true;
		}
		for (uint32_t row = 0; row < incidents; row++)
			if (is_row(s, i, row))
				rows_add(list, count, capacity, i, row);
	}
	*position = i << 32;
	return false;
}

static const struct incident *incident_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < p->incident_count ? &p->incidents[row.item] : NULL;
}

/* ---- values ---- */

static void put_times(const struct model_state *s, size_t i, const struct incident *incident, size_t field,
		      struct value *out)
{
	switch (field) {
	case F_OPENED_AT:
		put_time(out, incident->opened_at);
		break;
	case F_DETECTED_AT:
		put_time(out, known(s, i, incident->detected_at));
		break;
	case F_SWITCHED_AT:
		put_time(out, known(s, i, incident->switched_at));
		break;
	case F_RECOVERED_AT:
		put_time(out, known(s, i, incident->recovered_at));
		break;
	default:
		put_time(out, known(s, i, incident->closed_at));
	}
}

static void put_since_start(const struct incident *incident, int64_t at_us, struct value *out)
{
	put_int(out, at_us - incident->opened_at);
	out->null = at_us == TIME_NONE;
}

static void put_lengths(const struct model_state *s, size_t i, const struct incident *incident, size_t field,
			struct value *out)
{
	int64_t end = known(s, i, incident->recovered_at);

	switch (field) {
	case F_DETECTED_AFTER:
		put_since_start(incident, known(s, i, incident->detected_at), out);
		break;
	case F_SWITCHED_AFTER:
		put_since_start(incident, known(s, i, incident->switched_at), out);
		break;
	case F_RECOVERED_AFTER:
		put_since_start(incident, end, out);
		break;
	case F_CLOSED_AFTER:
		put_since_start(incident, known(s, i, incident->closed_at), out);
		break;
	default:
		if (end == TIME_NONE)
			end = known(s, i, incident->closed_at);
		put_since_start(incident, end == TIME_NONE ? source_moment(&s->sources, i) : end, out);
	}
}

static const char *state_of(const struct model_state *s, size_t i, const struct incident *incident)
{
	if (known(s, i, incident->closed_at) != TIME_NONE)
		return "closed";
	if (known(s, i, incident->recovered_at) != TIME_NONE)
		return "recovered";
	return known(s, i, incident->switched_at) != TIME_NONE ? "switched" : "open";
}

static const char *severity_word(int severity)
{
	static const char *const words[] = {"critical", "major", "minor", "slight"};

	return severity >= 1 && severity <= (int)COUNT_OF(words) ? words[severity - 1] : NULL;
}

static void put_texts(const struct model_state *s, size_t i, const struct incident *incident, size_t field,
		      struct value *out)
{
	const struct platform *p = source_platform(&s->sources, i);

	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_PLATFORM_NAME:
		put_text(out, p->name);
		break;
	case F_TITLE:
		put_text(out, incident->title);
		break;
	case F_FAULT_CLASS:
		put_text(out, incident->fault_class);
		break;
	case F_CAUSE:
		put_text(out, incident->cause);
		break;
	case F_REPORT_NO:
		put_text(out, incident->operator_report_no);
		break;
	case F_SUMMARY:
		put_text(out, incident->summary);
		break;
	case F_STATE:
		put_text(out, state_of(s, i, incident));
		break;
	case F_LATER:
		put_later(out, later_than(s->sources.scope.as_known ? TIME_NONE : s->sources.scope.as_of, incident->recorded_at,
					  incident->changed_at, incident->closed_at));
		break;
	default:
		put_text(out, severity_word(incident->severity));
	}
}

static void put_hits(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct hits *hits = hits_of(s, row.platform, row.item);

	switch (field) {
	case F_ACCOUNTS:
		put_int(out, hits->accounts);
		break;
	case F_ACCOUNTS_OPEN:
		put_int(out, hits->open);
		break;
	case F_WINDOWS:
		put_int(out, hits->windows);
		break;
	case F_SEATS:
		put_int(out, hits->seats);
		break;
	case F_SEATS_OPEN:
		put_int(out, hits->seats_open);
		break;
	case F_ACCOUNT_TIME:
		put_int(out, hits->down_us);
		break;
	default:
		put_int(out, hits->down_us / MINUTE_US);
	}
	out->null = !source_period(&s->sources, row.platform);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct incident *incident = incident_of(s, row);
	size_t i = row.platform;

	if (!value_start(out, fields, F_COUNT, field) || !incident)
		put_null(out);
	else if (field == F_INCIDENT_ID)
		put_int(out, incident->incident_id);
	else if (field == F_SEVERITY)
		put_int(out, incident->severity);
	else if (field == F_OPEN)
		put_int(out, known(s, i, incident->closed_at) == TIME_NONE);
	else if (field >= F_ACCOUNTS && field <= F_ACCOUNT_MINUTES)
		put_hits(s, row, field, out);
	else if (fields[field].type == VALUE_TIME)
		put_times(s, i, incident, field, out);
	else if (fields[field].type == VALUE_DURATION)
		put_lengths(s, i, incident, field, out);
	else
		put_texts(s, i, incident, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct incident *incident = incident_of(s, row);

	return (struct row_key){row.platform, incident ? incident->incident_id : 0, 0};
}

/* Its windows, whether or not they are still open. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct incident *incident = incident_of(s, row);

	if (!incident)
		return;
	scope->platform = (int)row.platform;
	scope->incident_id = incident->incident_id;
	scope->span_given = true;
	scope->where = NULL;
}

const struct model model_incidents = {
	.name = "incidents",
	.help = "Incidents of the span; open: not closed yet, active: service not back either.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-opened_at,incident_id",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
	.needs = "incident",
	.wheres = "open active",
};
