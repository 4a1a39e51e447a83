/* Clause 4.2: reliability. */
#include "slatop/sla/reliability.h"

#include <inttypes.h>

#include "safe.h"

/* ---- events, one by one ---- */

void event_run_init(struct event_run *r, const struct terms *t, int64_t moment_us)
{
	*r = (struct event_run){.moment_us = moment_us, .shortest_us = TIME_NONE};
	r->since_us = difference_clamped(moment_us, t->reliability_look_back_days * DAY_US);
}

void event_run_add(struct event_run *r, struct span event)
{
	int64_t end = event.end_us > r->moment_us ? TIME_NONE : event.end_us;
	if (event.start_us >= r->moment_us || event.end_us <= event.start_us)
		return;
	if (r->any && event.start_us <= r->last_end) {
		r->last_end = later_of(r->last_end, end);
		return;
	}
	if (r->any && r->last_start >= r->since_us) {
		int64_t gap = event.start_us - r->last_end;
		r->intervals++;
		r->between_us += gap;
		r->shortest_us = earlier_of(r->shortest_us, gap);
	}
	r->any = true;
	r->events += event.start_us >= r->since_us;
	r->last_start = event.start_us;
	r->last_end = end;
}

void event_run_add_list(struct event_run *r, struct span *events, size_t count)
{
	count = span_unite(events, count);
	for (size_t i = 0; i < count; i++)
		event_run_add(r, events[i]);
}

void event_tail_add(struct event_tail *t, struct span event)
{
	if (event.end_us <= event.start_us)
		return;
	if (t->events && event.start_us <= t->last.end_us) {
		t->last.end_us = later_of(t->last.end_us, event.end_us);
	} else {
		if (t->events >= 2) {
			int64_t gap = event.start_us - t->last.end_us;
			t->shortest_us = t->intervals ? earlier_of(t->shortest_us, gap) : gap;
			t->between_us += gap;
			t->intervals++;
		}
		t->events++;
		t->last = event;
	}
	if (t->events == 1)
		t->first = t->last;
	else if (t->events == 2)
		t->second = t->last;
}

void event_run_add_tail(struct event_run *r, const struct event_tail *t)
{
	if (t->events)
		event_run_add(r, t->first);
	if (t->events > 1)
		event_run_add(r, t->second);
	if (t->events < 3)
		return;
	r->events += t->events - 2;
	r->between_us += t->between_us;
	r->intervals += t->intervals;
	r->shortest_us = earlier_of(r->shortest_us, t->shortest_us);
	r->last_start = t->last.start_us;
	r->last_end = t->last.end_us;
}

int64_t reliability_since(const struct agreement *a, int64_t start_us)
{
	const struct calendar *c = agreement_calendar(a);
	int64_t longest = 0;

	for (unsigned i = 0; i < agreement_code_count(a); i++) {
		int64_t days = agreement_terms_at(a, i, calendar_month_number(c, start_us))->reliability_look_back_days;
		longest = days > longest ? days : longest;
	}
	return calendar_month(c, start_us - longest * DAY_US, -1);
}

/* ---- judging ---- */

void reliability_judge(const struct terms *t, const struct event_run *r, int64_t opened_at,
		       struct reliability *out)
{
	int64_t from;
	*out = (struct reliability){.open = r->any && r->last_end == TIME_NONE, .events = r->events,
				    .intervals = r->intervals, .between_us = r->between_us,
				    .shortest_us = r->shortest_us, .recovered_at = TIME_NONE};
	if (r->any)
		out->recovered_at = r->last_end;
	from = r->any ? r->last_end : opened_at;
	if (!out->open && from <= r->moment_us)
		out->quiet_us = difference_clamped(r->moment_us, from);
	out->quiet_days = out->quiet_us / DAY_US;
	if (r->intervals) {
		out->known = true;
		out->mean_us = r->between_us / r->intervals;
		out->verdict = (__int128)r->intervals * t->reliability_target_days * DAY_US <= r->between_us
				       ? VERDICT_MET
				       : VERDICT_MISSED;
	} else if (out->open) {
		out->verdict = VERDICT_FAILING;
	} else if (from == TIME_NONE) {
		out->verdict = VERDICT_NO_DATA;
	} else {
		out->verdict = out->quiet_days >= t->reliability_target_days ? VERDICT_MET : VERDICT_TOO_EARLY;
	}
}

void reliability_outcome(const struct terms *t, const struct reliability *r, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {r->between_us, r->intervals, r->events};
	outcome_compute(COMMITMENT_RELIABILITY, t, inputs, out);
	out->verdict = r->verdict;
}

void reliability_write(struct buf *out, const struct reliability *r)
{
	if (r->known) {
		measure_write(out, MEASURE_TIME, r->mean_us);
		buf_addf(out, " on average of %" PRId64 " interval%s", r->intervals, r->intervals == 1 ? "" : "s");
	} else if (r->verdict == VERDICT_FAILING || r->verdict == VERDICT_NO_DATA) {
		buf_add_text(out, verdict_words[r->verdict]);
	} else {
		buf_add_text(out, "no failure for ");
		measure_write(out, MEASURE_DAYS, r->quiet_days);
	}
}

/* ---- incidents ---- */

void incident_effect_add(struct incident_effect *e, int64_t enterprise_no, struct span window)
{
	if (!e->accounts) {
		e->first_us = window.start_us;
		e->last_us = window.end_us;
	}
	if (!e->accounts || e->last_account != enterprise_no)
		e->accounts++;
	e->last_account = enterprise_no;
	e->first_us = earlier_of(e->first_us, window.start_us);
	e->last_us = later_of(e->last_us, window.end_us);
}

size_t incident_events(const struct terms *t, const struct incident_effect *effects, size_t count,
		       struct span *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const struct incident_effect *e = &effects[i];
		if (e->voided || e->accounts < t->reliability_min_accounts ||
		    t->availability_exempt >> e->cause & 1)
			continue;
		out[kept++] = (struct span){e->first_us, e->last_us};
	}
	return kept;
}
