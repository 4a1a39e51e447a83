/* Clause 4.2 of a sub-platform or of all: incidents, from what is kept of each month. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/reliabilities.h"

/* How old what is known of the month that runs may be. */
#define RUNNING_AGE_US (5 * USEC)

static struct span month_span(const struct model_scope *scope, int month)
{
	return (struct span){calendar_month_start(scope->calendar, month), calendar_month_start(scope->calendar, month + 1)};
}

int reliability_first_month(const struct model_scope *scope, int month)
{
	struct model_scope of = *scope;

	of.span = month_span(scope, month);
	return calendar_month_number(scope->calendar, reliability_span(&of).start_us);
}

int64_t reliability_enough(const struct model_scope *scope, int month)
{
	int64_t enough = 0;

	for (int m = month; m < month + 16; m++) {
		int64_t here = agreement_terms_at(scope->store->agreement, 0, m)->reliability_min_accounts;
		enough = here > enough ? here : enough;
	}
	return enough;
}

static int64_t moment_of(const struct sources *s, size_t platform)
{
	return s->scope.as_of != TIME_NONE ? s->scope.as_of : platform_moment(source_platform(s, platform), s->scope.now);
}

const struct past_effects *reliability_effects(const struct sources *s, size_t platform, int month, bool last, bool fresh)
{
	int64_t moment = moment_of(s, platform);
	bool runs = s->scope.as_of == TIME_NONE && moment < month_span(&s->scope, month).end_us;

	return platform_past_effects(source_platform(s, platform), month, s->scope.as_of, s->scope.as_known, last, moment,
				     !runs ? INT64_MAX : fresh ? RUNNING_AGE_US : INT64_MAX - 1);
}

/* --- incidents of several months ----------------------------------------- */

/* What one month knows of an incident. */
struct part {
	const struct past_effect *effect;
	const uint32_t *accounts; /* where it lists them */
	uint32_t platform;
};
struct parts {
	struct part *list;
	size_t count, capacity;
};

static bool collect(const struct sources *s, size_t platform, int month, struct parts *parts)
{
	for (int m = reliability_first_month(&s->scope, month); m <= month; m++) {
		const struct past_effects *e = reliability_effects(s, platform, m, m == month, false);
		if (!e)
			return false;
		for (size_t i = 0; i < e->count; i++) {
			MEM_GROW(parts->list, parts->count, parts->capacity);
			parts->list[parts->count++] = (struct part){
				&e->list[i], e->list[i].listed == INDEX_NONE ? NULL : e->accounts + e->list[i].listed,
				(uint32_t)platform};
		}
	}
	return true;
}

static int by_incident(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	return (x->effect->incident_id > y->effect->incident_id) - (x->effect->incident_id < y->effect->incident_id);
}

static int by_number(const void *a, const void *b)
{
	return (*(const uint32_t *)a > *(const uint32_t *)b) - (*(const uint32_t *)a < *(const uint32_t *)b);
}

/* Different accounts in all parts; the most in one where it does not list them. */
static int64_t count_accounts(const struct part *parts, size_t count)
{
	int64_t most = 0, different = 0;
	size_t all = 0;
	uint32_t *list;

	for (size_t i = 0; i < count; i++) {
		most = parts[i].effect->accounts > most ? parts[i].effect->accounts : most;
		all += parts[i].accounts ? parts[i].effect->accounts : 0;
	}
	if (count == 1)
		return most;
	list = mem_zero(all + 1, sizeof *list);
	all = 0;
	for (size_t i = 0; i < count; i++)
		for (uint32_t k = 0; parts[i].accounts && k < parts[i].effect->accounts; k++)
			list[all++] = parts[i].accounts[k];
	qsort(list, all, sizeof *list, by_number);
	for (size_t i = 0; i < all; i++)
		different += !i || list[i] != list[i - 1];
	free(list);
	return different > most ? different : most;
}

/* Whether an incident is an event, by what is known of itself. */
static enum failure_why judge_incident(const struct platform *p, const struct terms *t, const struct failure *f)
{
	uint32_t row = idmap_find(&p->incident_by_id, f->incident_id);
	const struct incident *incident = row == IDMAP_NONE ? NULL : &p->incidents[row];
	const char *cause = incident ? incident->cause : NULL;

	if (!incident || incident->faulty)
		return FAILURE_UNKNOWN;
	if (incident->voided)
		return FAILURE_VOIDED;
	if (cause && t->availability_exempt >> cause_from(cause, strlen(cause)) & 1)
		return FAILURE_CAUSE;
	return f->accounts < t->reliability_min_accounts ? FAILURE_FEW : FAILURE_COUNTS;
}

static struct failure failure_of(const struct sources *s, const struct terms *t, const struct part *parts, size_t count)
{
	struct failure f = {.incident_id = parts->effect->incident_id, .platform = parts->platform,
			    .at = {INT64_MAX, INT64_MIN}, .accounts = count_accounts(parts, count)};

	for (size_t i = 0; i < count; i++) {
		f.at.start_us = parts[i].effect->first_us < f.at.start_us ? parts[i].effect->first_us : f.at.start_us;
		f.at.end_us = parts[i].effect->last_us > f.at.end_us ? parts[i].effect->last_us : f.at.end_us;
	}
	f.why = (uint8_t)judge_incident(source_platform(s, f.platform), t, &f);
	return f;
}

static int by_start(const void *a, const void *b)
{
	const struct failure *x = a, *y = b;

	if (x->at.start_us != y->at.start_us)
		return x->at.start_us < y->at.start_us ? -1 : 1;
	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	return (x->incident_id > y->incident_id) - (x->incident_id < y->incident_id);
}

static void list_failures(const struct sources *s, const struct terms *t, struct parts *parts, struct arena *arena,
			  struct failures *out)
{
	if (parts->count)
		qsort(parts->list, parts->count, sizeof *parts->list, by_incident);
	out->list = arena_zero(arena, parts->count + 1, sizeof *out->list);
	out->count = 0;
	for (size_t i = 0, n; i < parts->count; i += n) {
		for (n = 1; i + n < parts->count && !by_incident(&parts->list[i], &parts->list[i + n]); n++)
			;
		struct failure f = failure_of(s, t, &parts->list[i], n);
		if (f.at.start_us >= out->moment_us)
			continue;
		if (f.at.end_us > out->moment_us)
			f.at.end_us = TIME_NONE;
		out->list[out->count++] = f;
	}
	qsort(out->list, out->count, sizeof *out->list, by_start);
}

/* --- judging ------------------------------------------------------------- */

/* Adds them to the run, and tells of each what the run made of it. */
static void run_through(struct event_run *run, struct failures *failures)
{
	for (size_t i = 0; i < failures->count; i++) {
		struct failure *f = &failures->list[i];
		struct event_run before = *run;
		if (f->why != FAILURE_COUNTS)
			continue;
		event_run_add(run, f->at);
		if (before.any && f->at.start_us <= before.last_end) {
			f->why = FAILURE_WITHIN;
			continue;
		}
		f->quiet_us = before.any ? f->at.start_us - before.last_end : 0;
		if (run->intervals == before.intervals)
			f->why = f->at.start_us < run->since_us ? FAILURE_OUTSIDE
				 : before.any			? FAILURE_BEFORE_OUTSIDE
								: FAILURE_FIRST;
	}
}

/* Of the earliest account not voided. */
static int64_t opened_at(const struct sources *s)
{
	int64_t earliest = TIME_NONE;

	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		const struct platform *p = source_platform(s, i);
		for (size_t k = 0; k < p->tenant_count; k++)
			if (!p->tenants[k].voided && !p->tenants[k].faulty && p->tenants[k].opened_at < earliest)
				earliest = p->tenants[k].opened_at;
	}
	return earliest;
}

static int64_t earliest_moment(const struct sources *s, int64_t end_us)
{
	int64_t moment = end_us;

	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		int64_t here = moment_of(s, i);
		if (here == TIME_NONE)
			return TIME_NONE;
		moment = here < moment ? here : moment;
	}
	return moment;
}

bool reliability_of_platforms(const struct sources *s, int month, struct arena *arena, struct reliability *out,
			      struct failures *failures)
{
	const struct terms *t = agreement_terms_at(s->scope.store->agreement, 0, month);
	int64_t start = calendar_month_start(s->scope.calendar, reliability_first_month(&s->scope, month)), opened = TIME_NONE;
	struct failures own = {.moment_us = earliest_moment(s, month_span(&s->scope, month).end_us)};
	struct parts parts = {0};
	struct event_run run;
	bool known = own.moment_us != TIME_NONE && sources_next(s, 0) < s->scope.store->count;

	for (size_t i = sources_next(s, 0); known && i < s->scope.store->count; i = sources_next(s, i + 1))
		known = collect(s, i, month, &parts);
	if (known) {
		list_failures(s, t, &parts, arena, &own);
		event_run_init(&run, t, own.moment_us);
		run_through(&run, &own);
		if (!run.any)
			opened = opened_at(s);
		reliability_judge(t, &run, opened < start ? start : opened, out);
		if (failures)
			*failures = own;
	}
	free(parts.list);
	return known;
}
