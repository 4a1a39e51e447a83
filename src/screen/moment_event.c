/* The event before or after a moment: a window begins, begins to count or ends, an
 * incident is detected, switched over or over, a switch-over, a correction. Windows
 * are looked at in slices: a month may have a million. */
#include <string.h>

#include "screen/action.h"
#include "screen/moment.h"

#define WINDOWS_A_LOOK 4096

static void note_event(struct event_search *s, int64_t at, const char *what)
{
	if (at == TIME_NONE || time_infinite(at))
		return;
	if (s->later ? at > s->from && at < s->best : at < s->from && at > s->best) {
		s->best = at;
		s->what = what;
	}
}

static bool in_scope(const struct model_scope *scope, int64_t enterprise_no)
{
	return !scope->enterprise_no || scope->enterprise_no == enterprise_no;
}

/* The period of the moment that the page in front looks at. */
static struct period *period_of(const struct console *c, const struct platform *p)
{
	const struct model_scope *scope = &c->pages[c->page_count - 1].scope;
	struct period *found = NULL;

	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (!d->complete || d->as_of != scope->as_of || d->as_known != scope->as_known)
			continue;
		if (!d->only_account)
			return d;
		if (d->only_account == scope->enterprise_no)
			found = d;
	}
	return found ? found : scope->as_of == TIME_NONE ? platform_current(p) : NULL;
}

static bool is_web(const struct window *w)
{
	return w->service == SERVICE_WEB_FRONT || w->service == SERVICE_WEB_BACK;
}

static bool is_down(const struct terms *terms, const struct window *w)
{
	return !w->voided && !w->faulty && !(terms->availability_exempt >> w->cause & 1);
}

/* Whether an outage that begins with the window lasts until an instant, and begins
 * with it and not with one before. */
static bool counts_from(const struct period *d, const struct terms *terms, const struct window *w, int64_t at)
{
	int64_t reach = w->ended_at;
	bool further = true;

	while (further) {
		further = false;
		for (uint32_t i = d->first[w->tenant]; i != INDEX_NONE; i = d->windows[i].next) {
			const struct window *other = &d->windows[i];
			if (other == w || !is_down(terms, other) || is_web(other) != is_web(w))
				continue;
			if (other->started_at < w->started_at && other->ended_at >= w->started_at)
				return false;
			if (other->started_at <= reach && other->ended_at > reach) {
				reach = other->ended_at;
				further = true;
			}
		}
	}
	return reach >= at;
}

static void look_at_counts(struct event_search *s, const struct platform *p, const struct period *d,
			   const struct window *w)
{
	const struct tenant *t = &p->tenants[w->tenant];
	const struct terms *terms = agreement_terms_at(p->agreement, t->code_index, s->month);
	int64_t at = w->started_at + (is_web(w) ? terms->web_counts_after_us : terms->call_counts_after_us);
	bool better = s->later ? at > s->from && at < s->best : at < s->from && at > s->best;

	if (better && is_down(terms, w) && counts_from(d, terms, w, at))
		note_event(s, at, "an outage begins to count");
}

static void look_at_window(struct event_search *s, const struct model_scope *scope, const struct platform *p,
			   const struct period *d, const struct window *w)
{
	if (w->voided || w->faulty || w->tenant >= p->tenant_count ||
	    !in_scope(scope, p->tenants[w->tenant].enterprise_no))
		return;
	if (scope->incident_id && platform_incident_id(p, w->incident) != scope->incident_id)
		return;
	note_event(s, w->started_at, "a window begins");
	note_event(s, w->ended_at, "a window ends");
	look_at_counts(s, p, d, w);
}

/* Whether there are more of the sub-platform's windows. */
static bool look_at_windows(struct event_search *s, const struct model_scope *scope, const struct platform *p,
			    const struct period *d, int64_t deadline_us)
{
	while (s->window < d->window_count) {
		for (int k = 0; k < WINDOWS_A_LOOK && s->window < d->window_count; k++)
			look_at_window(s, scope, p, d, &d->windows[s->window++]);
		if (clock_monotonic() >= deadline_us)
			return s->window < d->window_count;
	}
	return false;
}

static void look_at_incidents(struct event_search *s, const struct model_scope *scope, const struct platform *p)
{
	for (size_t i = 0; i < p->incident_count && !scope->enterprise_no; i++) {
		const struct incident *in = &p->incidents[i];
		if (in->voided || in->faulty || (scope->incident_id && in->incident_id != scope->incident_id))
			continue;
		note_event(s, in->opened_at, "an incident is opened");
		note_event(s, in->detected_at, "an incident is detected");
		note_event(s, in->switched_at, "an incident is switched over");
		note_event(s, in->recovered_at, "an incident is recovered from");
	}
	for (size_t i = 0; i < p->failover_count && !scope->enterprise_no; i++) {
		const struct failover *f = &p->failovers[i];
		if (f->voided || f->faulty || (scope->incident_id && f->incident_id != scope->incident_id))
			continue;
		note_event(s, f->failed_at, "a node fails");
		note_event(s, f->switched_at, "a node is switched over");
	}
}

static void search(struct console *c, bool later)
{
	int64_t present = moment_present(c);

	c->play.runs = false;
	if (c->base.enterprise_no || present == TIME_NONE) {
		action_say(c, c->base.enterprise_no ? "audit mode shows the present" : "no replica knows the time yet");
		return;
	}
	if (later && c->base.as_of == TIME_NONE) {
		action_say(c, "this is the present");
		return;
	}
	c->own->event = (struct event_search){
		.runs = true, .later = later, .from = c->base.as_of == TIME_NONE ? present : c->base.as_of,
		.best = later ? INT64_MAX : INT64_MIN, .month = moment_month(c, &c->base)};
	c->generation++;
}

void do_event_before(struct console *c) { search(c, false); }
void do_event_after(struct console *c) { search(c, true); }

static void arrive(struct console *c)
{
	struct event_search *s = &c->own->event;
	int64_t present = moment_present(c);

	s->runs = false;
	if (!s->what || (s->later && s->best > present)) {
		console_say(c, c->now, false, "no event %s in what is read; < and > go to another month",
			    s->later ? "after this moment" : "before this moment");
		return;
	}
	/* What happens at an instant has happened just behind it. */
	moment_set(c, s->best, c->base.as_known);
	console_say(c, c->now, false, "%s", s->what);
}

bool moment_work(struct console *c, int64_t deadline_us)
{
	struct event_search *s = &c->own->event;
	const struct model_scope *scope = &console_page(c)->scope;

	if (!s->runs)
		return false;
	for (; s->platform < scope->store->count; s->platform++, s->window = 0) {
		const struct platform *p = scope->store->platforms[s->platform];
		const struct period *d = period_of(c, p);
		if (scope->platform >= 0 && (size_t)scope->platform != s->platform)
			continue;
		if (d && look_at_windows(s, scope, p, d, deadline_us))
			return true;
		if (d && !scope->enterprise_no)
			note_event(s, period_next_change(d, s->from, s->later), "the record of a window changes");
		look_at_incidents(s, scope, p);
	}
	arrive(c);
	return false;
}
