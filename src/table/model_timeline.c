/* Timeline: an incident, or a group of outages, in order of time: what failed, what
 * was done about it, and what people did meanwhile. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/sla/completion.h"
#include "slatop/sla/verdict.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/timeline_parts.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(AT, "at", VALUE_TIME, FIELD_KEY, "Time", "When it happened; of a limit, until when.", NULL) \
	F(AFTER, "after_s", VALUE_DURATION, 0, "After", "From the first failure on.", NULL) \
	F(EVENT, "event", VALUE_TEXT, FIELD_KEY, "Event", \
	  "goes_down and back: of a lane; opened detected switched recovered closed: of the incident; failed " \
	  "taken_over limit: a switch-over (4.12); maintenance maintenance_ends; command release operation " \
	  "deletion login: what people did.", "state") \
	F(RISK, "risk", VALUE_INTEGER, 0, "Risk", "Of a command: 0 none to 3 worst.", NULL) \
	F(WHO, "who", VALUE_TEXT, 0, "Who", "Who did it.", NULL) \
	F(WHERE, "place", VALUE_TEXT, 0, "Where", "On which server, or to what.", NULL) \
	F(WHAT, "what", VALUE_TEXT, 0, "What", "What happened, or was done.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, 0, "Verdict", "Of a switch-over and its limit (4.12).", "state") \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", "The account that it is about.", NULL) \
	F(SESSION_ID, "session_id", VALUE_INTEGER, FIELD_ID, "Session", "The bastion's session in which it was done.", NULL) \
	F(NUMBER, "number", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Entry", \
	  "Number of its own row: of the incident, the failover, the command ...", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

enum stage { STAGE_WALK, STAGE_SORT };

struct model_state {
	struct sources sources;
	struct timeline shown;
	struct arena texts;
	struct timeline_people people;
	struct timeline_look look;
	struct lane_gather gather; /* what the next one is made of */
	enum stage stage;
	bool made;                 /* one is shown */
};

/* ---- life ---- */

static bool wants(const struct model_state *s, const char *where)
{
	return s->sources.scope.where && !strcmp(s->sources.scope.where, where);
}

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, false);

	s->shown.began_us = TIME_NONE;
	s->gather.tenant = INDEX_NONE;
	timeline_people_open(&s->people, &s->sources);
	return s;
}

static void close_(struct model_state *s)
{
	timeline_people_close(&s->people);
	lane_gather_release(&s->gather);
	timeline_lanes_release(&s->shown);
	arena_release(&s->texts);
	model_close(s);
}

static void ask_people(struct model_state *s)
{
	if (s->made && s->shown.began_us != TIME_NONE && !wants(s, "record"))
		timeline_people_want(&s->people, s->shown.whole, s->look.sight);
}

static void advance(struct model_state *s, const struct model_scope *scope)
{
	model_advance(s, scope);
	ask_people(s);
}

static uint64_t generation(const struct model_state *s)
{
	return generation_mix(generation_mix(model_generation(s), s->people.generation), s->look.by + 1u);
}

static bool complete(const struct model_state *s)
{
	if (!model_complete(s))
		return false;
	return wants(s, "record") ||
	       (s->made && (s->shown.began_us == TIME_NONE || timeline_people_complete(&s->people)));
}

/* ---- making it ---- */

static int by_time(const void *a, const void *b)
{
	const struct timeline_event *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* The latest of the moments in scope. */
static int64_t latest_moment(const struct sources *s)
{
	int64_t latest = INT64_MIN;

	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		int64_t moment = source_moment(s, i);
		if (moment != TIME_NONE && moment > latest)
			latest = moment;
	}
	return latest == INT64_MIN ? TIME_NONE : latest;
}

static void make(struct model_state *s)
{
	struct timeline t = {.began_us = TIME_NONE, .moment_us = latest_moment(&s->sources)};
	size_t capacity = 0, first = sources_next(&s->sources, 0);

	timeline_lanes_release(&s->shown);
	arena_reset(&s->texts);
	lane_gather_take(&s->gather, &t);
	if (first < s->sources.scope.store->count)
		t.target_ppm = source_terms(&s->sources, first, INDEX_NONE, s->sources.span)->completion_target_ppm;
	timeline_marks_add(&s->sources, &t, &capacity, &s->texts);
	if (!wants(s, "record"))
		timeline_people_add(&s->people, &t, &capacity, &s->texts);
	if (t.event_count)
		qsort(t.events, t.event_count, sizeof *t.events, by_time);
	s->shown = t;
	s->made = model_complete(s);
	ask_people(s);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	if (*position == 0) {
		lane_gather_begin(&s->gather, &s->sources, s->look.by);
		s->stage = STAGE_WALK;
	}
	if (s->stage == STAGE_WALK) {
		if (lane_gather_walk(&s->gather, position, deadline_us))
			return true;
		s->stage = STAGE_SORT;
	}
	if (lane_gather_sort(&s->gather, deadline_us))
		return true;
	make(s);
	for (size_t i = 0; i < s->shown.event_count; i++)
		if (!wants(s, "people") || timeline_is_act(s->shown.events[i].kind))
			rows_add(list, count, capacity, s->shown.events[i].platform, (uint32_t)i);
	return false;
}

static const struct timeline *timeline(const struct model_state *s)
{
	return &s->shown;
}

static void look(struct model_state *s, const struct timeline_look *l)
{
	s->look = *l;
}

size_t timeline_event_at(const struct timeline *t, int64_t at_us)
{
	size_t low = 0, high = t->event_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->events[middle].at_us < at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool timeline_rate_in(const struct timeline *t, struct span s, int64_t *percent)
{
	struct calls sum = {0, 0, 0};

	for (size_t i = 0; i < t->rate_count && t->rates[i].slot.start_us < s.end_us; i++)
		if (t->rates[i].slot.end_us > s.start_us)
			calls_add(&sum, &(struct calls){t->rates[i].requested, t->rates[i].connected, 0});
	return calls_completion_rate(&sum, percent);
}

/* ---- values ---- */

static const struct timeline_event *event_of(const struct model_state *s, struct row_ref row)
{
	return row.item < s->shown.event_count ? &s->shown.events[row.item] : NULL;
}

static void put_texts(const struct timeline_event *e, size_t field, struct value *out)
{
	switch (field) {
	case F_EVENT:
		put_text(out, timeline_kind_names[e->kind]);
		break;
	case F_WHO:
		put_text(out, e->who);
		break;
	case F_WHERE:
		put_text(out, e->where);
		break;
	case F_WHAT:
		put_text(out, e->what);
		break;
	default:
		put_text(out, e->verdict < 0 ? NULL : verdict_names[e->verdict]);
	}
}

static void put_numbers(const struct model_state *s, const struct timeline_event *e, size_t field, struct value *out)
{
	switch (field) {
	case F_AT:
		put_time(out, e->at_us);
		break;
	case F_AFTER:
		put_known(out, e->at_us - s->shown.began_us, s->shown.began_us != TIME_NONE);
		break;
	case F_RISK:
		put_known(out, e->risk, e->kind == TIMELINE_COMMAND);
		break;
	case F_ENTERPRISE_NO:
		put_id(out, e->enterprise_no);
		break;
	case F_SESSION_ID:
		put_id(out, e->session_id);
		break;
	default:
		put_id(out, e->number);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct timeline_event *e = event_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !e || !p)
		put_null(out);
	else if (field == F_PLATFORM)
		put_text(out, p->code);
	else if (field == F_PLATFORM_NAME)
		put_text(out, p->name);
	else if (out->type == VALUE_TEXT)
		put_texts(e, field, out);
	else
		put_numbers(s, e, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct timeline_event *e = event_of(s, row);

	return (struct row_key){row.platform, e ? (int64_t)((uint64_t)e->number * TIMELINE_KINDS + e->kind) : 0,
				e ? e->at_us : 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct timeline_event *e = event_of(s, row);

	scope->platform = (int)row.platform;
	scope->enterprise_no = e ? e->enterprise_no : 0;
}

const struct model model_timeline = {
	.name = "timeline",
	.help = "What happened in an incident and what people did meanwhile; people: only that; record: all but that.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "at",
	.beside = "incident failover",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = complete,
	.enter = enter,
	.timeline = timeline,
	.look = look,
	.wheres = "people record",
};
