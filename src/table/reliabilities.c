/* Clause 4.2 of one account. */
#include "table/reliabilities.h"

struct span reliability_span(const struct model_scope *scope)
{
	return (struct span){reliability_since(scope->store->agreement, scope->span.start_us), scope->span.end_us};
}

int64_t reliability_moment(const struct sources *s, size_t platform, struct span month)
{
	int64_t moment = source_moment(s, platform);

	return moment == TIME_NONE || moment < month.end_us ? moment : month.end_us;
}

static struct reliability_event *list_events(const struct event_run *run, const struct span *list, size_t count,
					     struct arena *arena)
{
	struct reliability_event *events = arena_zero(arena, count + 1, sizeof *events);

	for (size_t i = 0; i < count; i++) {
		events[i].at = list[i];
		events[i].inside = list[i].start_us >= run->since_us;
		events[i].quiet_us = i ? list[i].start_us - list[i - 1].end_us : 0;
		events[i].counts = i && events[i].inside && events[i - 1].inside;
	}
	return events;
}

size_t reliability_failures(const struct sources *s, size_t platform, uint32_t tenant, const struct terms *t,
			    struct span span, int64_t moment_us, struct arena *arena, struct span **out)
{
	const struct period *d = source_period(s, platform);
	struct availability_input in = {.terms = t, .calendar = s->scope.calendar, .span = span, .moment_us = moment_us};
	struct availability_detail detail;
	struct availability a;

	in.windows = period_facts(source_platform(s, platform), d, tenant, arena, &in.window_count);
	if (!in.window_count)
		return 0;
	availability_compute(&in, arena, &a, &detail);
	if (detail.unavailable_count && a.open_counted && detail.unavailable[detail.unavailable_count - 1].end_us >= moment_us)
		detail.unavailable[detail.unavailable_count - 1].end_us = TIME_NONE; /* that is no recovery */
	*out = detail.unavailable;
	return detail.unavailable_count;
}

bool reliability_of(const struct sources *s, size_t platform, uint32_t tenant, struct span month, struct arena *arena,
		    struct reliability *out, struct reliability_event **events, size_t *count)
{
	const struct platform *p = source_platform(s, platform);
	const struct terms *t = source_terms(s, platform, tenant, month);
	int64_t moment = reliability_moment(s, platform, month), opened = p->tenants[tenant].opened_at;
	struct model_scope of = s->scope;
	struct span *failures;
	struct event_run run;
	int64_t start;
	size_t n;

	of.span = month;
	start = reliability_span(&of).start_us; /* the sources may reach further back */
	start = start < s->span.start_us ? s->span.start_us : start;
	if (!source_period(s, platform) || moment == TIME_NONE)
		return false;
	event_run_init(&run, t, moment);
	n = reliability_failures(s, platform, tenant, t,
				 (struct span){start, moment < s->span.end_us ? moment : s->span.end_us}, moment, arena, &failures);
	for (size_t i = 0; i < n; i++)
		event_run_add(&run, failures[i]);
	if (opened < start)
		opened = start;
	reliability_judge(t, &run, opened, out);
	if (events) {
		*count = n;
		*events = list_events(&run, failures, n, arena);
	}
	return true;
}
