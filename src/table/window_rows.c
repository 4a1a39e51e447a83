/* Walking over the windows of the scope. */
#include "table/window_rows.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/field.h"
#include "table/group_table.h"
#include "table/signs.h"

#define WINDOWS_A_LOOK 64

void window_walk_release(struct window_walk *w)
{
	free(w->accounts);
	*w = (struct window_walk){0};
}

/* The windows of one maintenance begin when it gets to each account: they belong
 * together all the same. */
static int64_t group_start(const struct platform *p, const struct window *w)
{
	uint32_t row = w->maintenance ? platform_maintenance_row(p, w->maintenance) : INDEX_NONE;

	return row != INDEX_NONE && !p->maintenance[row].faulty ? p->maintenance[row].w.starts_at : w->started_at;
}

struct outage_group_key window_group(const struct platform *p, const struct window *w)
{
	struct outage_group_key g = {0};

	g.incident_id = platform_incident_id(p, w->incident);
	if (g.incident_id)
		return g;
	g.started_at = group_start(p, w);
	g.service = w->service;
	g.cause = w->cause;
	return g;
}

bool window_in_group(const struct platform *p, const struct window *w, const struct outage_group_key *g)
{
	struct outage_group_key own = window_group(p, w);

	return group_takes(g, &own);
}

const char *window_cause_word(const struct platform *p, const struct window *w)
{
	const char *word = w->cause == CAUSE_OTHER ? platform_detail(p, w->detail)->cause_word : NULL;

	if (word)
		return word;
	return w->cause == CAUSE_NONE ? NULL : cause_names[w->cause];
}

const char *window_service_word(const struct platform *p, const struct window *w)
{
	if (w->service < SERVICE_COUNT)
		return service_names[w->service];
	return platform_detail(p, w->detail)->service_word;
}

bool window_touches_span(const struct sources *s, const struct window *w)
{
	int64_t from = w->started_at, to = w->ended_at;

	if (s->scope.as_of != TIME_NONE && from >= s->scope.as_of && from < TIME_INFINITE)
		return false;
	if (from > to) {
		from = w->ended_at;
		to = w->started_at;
	}
	return from < s->span.end_us && (to > s->span.start_us || (from == to && to == s->span.start_us));
}

/* Open windows are found with the accounts that tick, others with all. */
static void enter_platform(struct window_walk *walk, const struct sources *s, size_t i)
{
	const struct period *d = source_period(s, i);

	window_walk_release(walk);
	if (!d || s->scope.span_given)
		return;
	walk->accounts = mem_alloc((d->ticking_count + 1) * sizeof *walk->accounts);
	if (d->ticking_count) /* else there may be no list */
		memcpy(walk->accounts, d->ticking, d->ticking_count * sizeof *walk->accounts);
	walk->account_count = d->ticking_count;
}

/* Windows that name the scope's maintenance; "unnamed": those that were open
 * meanwhile, of accounts that it covers, and do not. */
static bool of_maintenance(const struct model_scope *c, const struct platform *p, const struct window *w)
{
	bool names = platform_maintenance_id(p, w->maintenance) == c->maintenance_id;
	uint32_t row = idmap_find(&p->maintenance_by_id, c->maintenance_id);
	const struct maintenance_window *m = row != IDMAP_NONE ? &p->maintenance[row].w : NULL;

	if (!c->where || strcmp(c->where, "unnamed"))
		return names;
	return !names && m && w->started_at < m->finished_at && w->started_at < m->cancelled_at &&
	       w->ended_at > m->starts_at && platform_covers(p, row, w->tenant);
}

/* Windows without an incident of a service and cause. */
static bool is_unclaimed(const struct sources *s, size_t i, const struct window *w)
{
	const struct model_scope *c = &s->scope;

	if (c->group_given && (w->service != c->group.service || w->cause != c->group.cause))
		return false;
	if (c->began.end_us && (w->started_at < c->began.start_us || w->started_at >= c->began.end_us))
		return false;
	return sign_is_without_incident(source_platform(s, i), w,
					source_terms(s, i, w->tenant, s->span)->availability_exempt);
}

static bool in_scope(const struct sources *s, size_t i, const struct window *w, int64_t moment)
{
	const struct platform *p = source_platform(s, i);
	const struct model_scope *c = &s->scope;

	if (!source_is_outage(s, p, w, moment))
		return false;
	if (c->where && !strcmp(c->where, "unclaimed"))
		return is_unclaimed(s, i, w);
	if (c->incident_id && platform_incident_id(p, w->incident) != c->incident_id)
		return false;
	if (c->maintenance_id && !of_maintenance(c, p, w))
		return false;
	return !c->group_given || window_in_group(p, w, &c->group);
}

struct walk {
	const struct sources *sources;
	void (*visit)(void *context, size_t platform, uint32_t window);
	void *context;
	size_t visited; /* windows looked at since the last look at the clock */
};

static void visit_account(struct walk *w, size_t i, uint32_t tenant)
{
	const struct platform *p = source_platform(w->sources, i);
	const struct period *d = source_period(w->sources, i);
	int64_t moment = source_moment(w->sources, i);

	if (tenant >= d->tenant_capacity || tenant >= p->tenant_count || p->tenants[tenant].voided)
		return;
	for (uint32_t n = d->first[tenant]; n != INDEX_NONE; n = d->windows[n].next, w->visited++)
		if (in_scope(w->sources, i, &d->windows[n], moment))
			w->visit(w->context, i, n);
	w->visited++;
}

static bool is_late(struct walk *w, int64_t deadline_us)
{
	if (deadline_us == INT64_MAX || w->visited < WINDOWS_A_LOOK)
		return false;
	w->visited = 0;
	return clock_monotonic() >= deadline_us;
}

/* A position is the platform, and how many of its accounts are done. */
bool window_walk_work(struct window_walk *walk, const struct sources *s, size_t *position,
		      void (*visit)(void *context, size_t platform, uint32_t window), void *context,
		      int64_t deadline_us)
{
	struct walk w = {s, visit, context, 0};
	size_t i = sources_next(s, *position >> 32), at = i == *position >> 32 ? *position & UINT32_MAX : 0;

	for (; i < s->scope.store->count; i = sources_next(s, i + 1), at = 0) {
		uint32_t one = source_account(s, i);

		if (!source_period(s, i))
			continue;
		if (s->scope.enterprise_no) {
			if (one != INDEX_NONE)
				visit_account(&w, i, one);
			continue;
		}
		if (at == 0)
			enter_platform(walk, s, i);
		for (size_t end = walk->accounts ? walk->account_count : source_platform(s, i)->tenant_count;
		     at < end;) {
			visit_account(&w, i, walk->accounts ? walk->accounts[at] : (uint32_t)at);
			at++;
			if (is_late(&w, deadline_us)) {
				*position = i << 32 | at;
				return true;
			}
		}
	}
	*position = i << 32;
	window_walk_release(walk);
	return false;
}

void put_later(struct value *out, enum later later)
{
	put_text(out, later == LATER_NONE ? NULL : later_names[later]);
}
