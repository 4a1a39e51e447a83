/* Incidents: what happened, how it was answered, and how many accounts it hit. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS
#define WINDOWS_A_LOOK 512
#define RECOUNT_US (5 * USEC) /* who was hit is counted over all windows: not each second */

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
	F(SEVERITY_WORD, "severity_word", VALUE_TEXT, S, "Severity", "The severity as a word.", "state") \
	F(DETECTED_AFTER, "detected_after_s", VALUE_DURATION, S, "Detected after", "From start to notice.", \
	  NULL) \
	F(SWITCHED_AFTER, "switched_after_s", VALUE_DURATION, S, "Switched after", \
	  "From start to switch-over.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct hits {
	uint32_t accounts, open;
	uint32_t last, last_open; /* account counted last, + 1 */
};
struct counted {           /* of one sub-platform */
	struct hits *hits; /* by the incident's index */
	size_t count;
	uint64_t generation;
	int64_t at; /* monotonic */
	bool done;
};

struct model_state {
	struct sources sources;
	struct counted *platforms;
	size_t platform_count;
	/* The count that runs, by the windows' reference. */
	struct hits *adding;
	size_t adding_count;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	for (size_t i = 0; i < s->platform_count; i++)
		free(s->platforms[i].hits);
	free(s->platforms);
	free(s->adding);
	model_close(s);
}

/* ---- who was hit ---- */

static struct counted *counted_of(struct model_state *s, size_t i)
{
	size_t count = s->sources.scope.store->count;

	if (count > s->platform_count) {
		s->platforms = mem_resize(s->platforms, count, sizeof *s->platforms);
		memset(s->platforms + s->platform_count, 0,
		       (count - s->platform_count) * sizeof *s->platforms);
		s->platform_count = count;
	}
	return &s->platforms[i];
}

static uint64_t facts_generation(const struct model_state *s, size_t i)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct period *d = source_period(&s->sources, i);

	return generation_mix(generation_mix(p->generation, p->epoch), d ? d->generation + 1 : 0);
}

static bool is_fresh(struct model_state *s, size_t i)
{
	const struct counted *c = counted_of(s, i);
	uint64_t generation = facts_generation(s, i);

	/* What the last count did not see at all is counted at once. */
	if (!c->done || !source_period(&s->sources, i) ||
	    c->count != source_platform(&s->sources, i)->incident_count)
		return false;
	return c->generation == generation || s->sources.scope.now - c->at < RECOUNT_US;
}

static void start_count(struct model_state *s)
{
	if (s->adding)
		memset(s->adding, 0, s->adding_count * sizeof *s->adding);
}

static void add_window(struct model_state *s, const struct window *w, int64_t moment)
{
	struct hits *hits;

	if (!w->incident || w->voided || w->faulty || w->started_at >= moment)
		return;
	if (w->incident >= s->adding_count) {
		size_t size = (size_t)w->incident * 2 + 64;

		s->adding = mem_resize(s->adding, size, sizeof *s->adding);
		memset(s->adding + s->adding_count, 0, (size - s->adding_count) * sizeof *s->adding);
		s->adding_count = size;
	}
	hits = &s->adding[w->incident];
	hits->accounts += hits->last != w->tenant + 1;
	hits->last = w->tenant + 1;
	if (w->ended_at > moment) {
		hits->open += hits->last_open != w->tenant + 1;
		hits->last_open = w->tenant + 1;
	}
}

static void finish_count(struct model_state *s, size_t i)
{
	const struct platform *p = source_platform(&s->sources, i);
	struct counted *c = counted_of(s, i);

	free(c->hits);
	c->count = p->incident_count;
	c->hits = mem_zero(c->count + 1, sizeof *c->hits);
	for (uint32_t reference = 1; reference < s->adding_count; reference++) {
		uint32_t row = INDEX_NONE;

		if (s->adding[reference].accounts)
			row = idmap_find(&p->incident_by_id, platform_incident_id(p, reference));
		if (row < c->count)
			c->hits[row] = s->adding[reference];
	}
	c->generation = facts_generation(s, i);
	c->at = s->sources.scope.now;
	c->done = source_period(&s->sources, i) != NULL;
}

/* Counts from account t on; returns whether accounts are left at the deadline. */
static bool count_hits(struct model_state *s, size_t i, size_t *t, int64_t deadline_us)
{
	const struct period *d = source_period(&s->sources, i);
	const struct platform *p = source_platform(&s->sources, i);
	int64_t moment = source_moment(&s->sources, i);
	size_t looked = 0, end = d ? p->tenant_count : 0;

	if (*t == 0)
		start_count(s);
	if (s->sources.scope.enterprise_no && end) { /* only the one's */
		*t = source_account(&s->sources, i);
		end = *t == INDEX_NONE ? 0 : *t + 1;
	}
	for (; *t < end; ++*t) {
		for (uint32_t w = d->first[*t]; w != INDEX_NONE; w = d->windows[w].next, looked++)
			add_window(s, &d->windows[w], moment);
		if (++looked > WINDOWS_A_LOOK && *t + 1 < end && deadline_us != INT64_MAX &&
		    clock_monotonic() >= deadline_us) {
			++*t;
			return true;
		}
		looked = looked > WINDOWS_A_LOOK ? 0 : looked;
	}
	finish_count(s, i);
	return false;
}

/* ---- rows ---- */

/* At a moment in the past what came later has not happened. */
static int64_t known(const struct model_state *s, size_t i, int64_t at_us)
{
	int64_t moment = source_moment(&s->sources, i);

	return at_us > moment ? TIME_NONE : at_us;
}

static const struct hits *hits_of(struct model_state *s, size_t i, uint32_t row)
{
	static const struct hits none;
	const struct counted *c = counted_of(s, i);

	return row < c->count ? &c->hits[row] : &none;
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
		if ((t || !is_fresh(s, i)) && count_hits(s, i, &t, deadline_us)) {
			*position = i << 32 | t;
			return true;
		}
		for (uint32_t row = 0; row < source_platform(&s->sources, i)->incident_count; row++)
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
	default:
		put_text(out, severity_word(incident->severity));
	}
}

static void put_hits(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct hits *hits = hits_of(s, row.platform, row.item);

	put_int(out, field == F_ACCOUNTS ? hits->accounts : hits->open);
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
	else if (field == F_ACCOUNTS || field == F_ACCOUNTS_OPEN)
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
