/* What is known of an incident, as marks on its timeline. */
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/sla/recovery.h"
#include "slatop/sla/verdict.h"
#include "table/timeline_parts.h"

/* What was shortly before it and after it is in sight as well: mostly the reason
 * stands there. */
#define BEFORE_LEAST (20 * MINUTE_US)
#define BEFORE_MOST (6 * HOUR_US)
#define AFTER_LEAST (5 * MINUTE_US)
#define AFTER_MOST (2 * HOUR_US)

const char *const timeline_kind_names[TIMELINE_KINDS] = {
	"goes_down", "back", "opened", "detected", "switched", "recovered", "closed", "failed", "taken_over", "limit",
	"maintenance", "maintenance_ends", "command", "release", "operation", "deletion", "login"};

struct marks {
	const struct sources *sources;
	struct timeline *t;
	size_t *capacity;
	struct arena *texts;
	size_t platform;
	int64_t first, last; /* TIME_NONE: nothing yet */
	int64_t limit;       /* the last one; INT64_MIN: none */
	bool open;           /* a switch-over is */
};

/* Nothing is of a sub-platform that has not told its time yet: what is open would have no end. */
static bool is_known(const struct marks *m, int64_t at_us)
{
	return source_moment(m->sources, m->platform) != TIME_NONE && at_us != TIME_NONE && !time_infinite(at_us) &&
	       source_known(m->sources, m->platform, at_us) != TIME_NONE;
}

static struct timeline_event *add(struct marks *m, int64_t at_us, enum timeline_kind kind, int64_t number)
{
	MEM_GROW(m->t->events, m->t->event_count, *m->capacity);
	m->t->events[m->t->event_count] = (struct timeline_event){
		.at_us = at_us, .kind = (uint8_t)kind, .verdict = -1, .platform = (uint32_t)m->platform, .number = number};
	return &m->t->events[m->t->event_count++];
}

static void reach(struct marks *m, int64_t from, int64_t to)
{
	if (m->first == TIME_NONE || from < m->first)
		m->first = from;
	if (m->last == TIME_NONE || to > m->last)
		m->last = to;
}

static void add_incident(struct marks *m, const struct incident *x)
{
	const struct {
		int64_t at_us;
		enum timeline_kind kind;
		const char *what;
	} times[] = {{x->opened_at, TIMELINE_OPENED, x->title ? x->title : "the incident is opened"},
		     {x->detected_at, TIMELINE_DETECTED, "detected"},
		     {x->switched_at, TIMELINE_SWITCHED, "switched over"},
		     {x->recovered_at, TIMELINE_RECOVERED, "recovered"},
		     {x->closed_at, TIMELINE_CLOSED, "closed"}};

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		if (!is_known(m, times[i].at_us))
			continue;
		add(m, times[i].at_us, times[i].kind, x->incident_id)->what = times[i].what;
		if (times[i].kind != TIMELINE_CLOSED) /* that may be paper work of days after */
			reach(m, times[i].at_us, times[i].at_us);
	}
}

/* A switch-over, its end, and until when it had to be there: kept or broken. */
static void add_failover(struct marks *m, const struct failover *f)
{
	int64_t moment = source_moment(m->sources, m->platform);
	const struct terms *terms = source_terms(m->sources, m->platform, INDEX_NONE, m->sources->span);
	struct switchover s = {.failover_id = f->failover_id, .failed_at = f->failed_at, .switched_at = f->switched_at,
			       .fault_class = (uint8_t)fault_class_from(f->fault_class)};
	struct recovery r;
	struct timeline_event *e;

	if (f->voided || f->faulty || switchover_faulty(&s) || !is_known(m, f->failed_at))
		return;
	recovery_judge(terms, &s, moment, &r, NULL);
	e = add(m, f->failed_at, TIMELINE_FAILED, f->failover_id);
	e->where = f->from_node;
	e->what = arena_printf(m->texts, "%s fails (%s); %s is to take over", f->from_node, f->fault_class, f->to_node);
	reach(m, f->failed_at, r.open ? moment : f->switched_at);
	if (!r.open) {
		e = add(m, f->switched_at, TIMELINE_TAKEN, f->failover_id);
		e->where = f->to_node;
		e->what = arena_printf(m->texts, "%s has taken over from %s", f->to_node, f->from_node);
		e->verdict = (int8_t)r.verdict;
	}
	e = add(m, f->failed_at + r.limit_us, TIMELINE_LIMIT, f->failover_id);
	m->limit = e->at_us > m->limit ? e->at_us : m->limit;
	m->open |= r.open;
	struct buf length = BUF_INIT;
	duration_text(&length, r.limit_us);
	e->where = f->from_node;
	e->verdict = (int8_t)r.verdict;
	e->broken = r.verdict == VERDICT_MISSED;
	e->near = r.verdict == VERDICT_AT_RISK;
	const char *word = r.verdict == VERDICT_MISSED ? "broken" : r.within_tolerance ? "kept within the tolerance"
							   : r.open ? "not over yet" : "kept";
	e->what = arena_printf(m->texts, "limit of %s for a failure of class %s (4.12): %s", length.data, f->fault_class, word);
	buf_release(&length);
}

/* Whether a failover belongs to what is looked at. */
static bool is_ours(const struct model_scope *c, const struct failover *f)
{
	return c->incident_id && f->incident_id == c->incident_id;
}

/* A lane's first and last window. */
static void add_lane(struct marks *m, const struct timeline_lane *l)
{
	int64_t first = TIME_NONE, last = INT64_MIN, moment = m->t->moment_us;

	for (int k = 0; k < TIMELINE_STATES; k++) {
		const struct timeline_ends *e = &l->states[k];
		if (e->count && e->starts[0] < first)
			first = e->starts[0];
		if (e->count && e->ends[e->count - 1] > last)
			last = e->ends[e->count - 1];
	}
	if (first == TIME_NONE)
		return;
	struct timeline_event *e = add(m, first, TIMELINE_DOWN, 0);
	e->enterprise_no = l->enterprise_no;
	e->what = l->accounts == 1 ? arena_printf(m->texts, "%s goes down", l->name)
				   : arena_printf(m->texts, "%s goes down, for the first of %u accounts", l->name, l->accounts);
	reach(m, first, last);
	if (last >= moment)
		return; /* it still is */
	e = add(m, last, TIMELINE_BACK, 0);
	e->enterprise_no = l->enterprise_no;
	e->what = l->accounts == 1 ? arena_printf(m->texts, "%s is back", l->name)
				   : arena_printf(m->texts, "%s is back, for the last account", l->name);
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Maintenance of a sub-platform that touches the span. */
static void add_upkeep(struct marks *m, const struct maintenance *x)
{
	int64_t ends = x->extended_to != TIME_NONE ? x->extended_to : x->w.ends_at;
	int64_t moment = source_moment(m->sources, m->platform);

	ends = earliest(earliest(x->w.finished_at == TIME_NONE ? ends : x->w.finished_at, x->w.cancelled_at), TIME_NONE);
	if (x->voided || x->faulty || ends <= x->w.starts_at || x->w.starts_at >= m->t->whole.end_us ||
	    ends <= m->t->whole.start_us || (x->w.announced_at > moment && x->w.starts_at > moment))
		return;
	timeline_ends_add(&m->t->upkeep, (struct span){x->w.starts_at, ends});
	const char *title = x->title ? x->title : "";
	add(m, x->w.starts_at, TIMELINE_UPKEEP, x->w.maintenance_id)->what =
		arena_printf(m->texts, "maintenance begins: %s", title);
	if (is_known(m, ends))
		add(m, ends, TIMELINE_UPKEEP_ENDS, x->w.maintenance_id)->what =
			arena_printf(m->texts, "maintenance ends: %s", title);
}

static int64_t between(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* All of it, with a margin; nothing is known past the moment. */
static void set_whole(struct marks *m)
{
	struct timeline *t = m->t;

	t->began_us = m->first;
	if (m->first == TIME_NONE)
		return;
	int64_t length = m->last - m->first;
	t->whole.start_us = m->first - between(length / 4, BEFORE_LEAST, BEFORE_MOST);
	t->whole.end_us = m->last + between(length / 8, AFTER_LEAST, AFTER_MOST);
	if (t->moment_us != TIME_NONE && t->whole.end_us > t->moment_us)
		t->whole.end_us = t->moment_us > m->last ? t->moment_us : m->last + USEC;
	/* a limit is in sight where it still runs, or what it limits is not dwarfed by it */
	if (m->limit > t->whole.end_us && (m->open || m->limit - m->first <= 2 * length))
		t->whole.end_us = m->limit + (m->limit - t->whole.start_us) / 50;
}

void timeline_marks_add(const struct sources *s, struct timeline *t, size_t *capacity, struct arena *texts)
{
	struct marks m = {.sources = s, .t = t, .capacity = capacity, .texts = texts, .platform = sources_next(s, 0),
			  .first = TIME_NONE, .last = TIME_NONE, .limit = INT64_MIN};
	const struct model_scope *c = &s->scope;

	for (size_t i = 0; i < t->lane_count; i++)
		add_lane(&m, &t->lanes[i]);
	for (size_t i = sources_next(s, 0); i < c->store->count && c->incident_id; i = sources_next(s, i + 1)) {
		const struct platform *p = source_platform(s, i);
		uint32_t row = idmap_find(&p->incident_by_id, c->incident_id);
		m.platform = i;
		if (row != IDMAP_NONE && !p->incidents[row].voided && !p->incidents[row].faulty)
			add_incident(&m, &p->incidents[row]);
		for (size_t k = 0; k < p->failover_count; k++)
			if (is_ours(c, &p->failovers[k]))
				add_failover(&m, &p->failovers[k]);
	}
	set_whole(&m);
	for (size_t i = sources_next(s, 0); i < c->store->count && t->began_us != TIME_NONE; i = sources_next(s, i + 1)) {
		const struct platform *p = source_platform(s, i);
		m.platform = i;
		for (size_t k = 0; k < p->maintenance_count; k++)
			add_upkeep(&m, &p->maintenance[k]);
	}
	timeline_ends_sort(&t->upkeep);
}
