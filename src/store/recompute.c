/* Verdicts again, for the accounts that changed and those that tick. */
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define ACCOUNTS_A_LOOK 16 /* between looks at the clock */

static const struct period_terms *terms_of(const struct platform *p, const struct period *d, uint32_t tenant)
{
	return &d->own->terms[p->tenants[tenant].code_index];
}

/* What an account's windows come to before the arithmetic. */
struct gathered {
	size_t count;
	uint32_t open; /* open at the moment, of a cause that can count */
	bool ticks;    /* a window is open at the moment or began since */
	int64_t wakes; /* the first start at or after the moment; TIME_NONE: none */
};

static struct gathered gather(struct platform *p, const struct period *d, uint32_t tenant,
			      const struct terms *terms, int64_t moment)
{
	struct platform_private *own = p->own;
	struct gathered g = {.wakes = TIME_NONE};

	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next) {
		const struct window *w = &d->windows[i];
		if (w->voided || w->faulty || !period_spans(d, w->started_at, w->ended_at))
			continue;
		MEM_GROW(own->windows, g.count, own->window_capacity);
		own->windows[g.count++] = window_fact(p, w);
		if (w->ended_at <= moment) /* TIME_NONE is later than all */
			continue;
		/* A round that took several turns asks at its own moment: what began since
		 * then was taken from the heap already, and ticks. */
		if (w->started_at < moment || w->started_at < d->own->moment)
			g.ticks = true;
		else if (w->started_at < g.wakes)
			g.wakes = w->started_at;
		g.open += w->started_at < moment && !(terms->availability_exempt >> w->cause & 1);
	}
	return g;
}

static uint16_t limited(size_t count)
{
	return count < UINT16_MAX ? (uint16_t)count : UINT16_MAX;
}

/* The open windows by what they do. Where all of an account do the same, its
 * verdict says so; else the parts are asked for. */
static struct open_count count_open(struct platform *p, const struct availability_input *in,
				    const struct gathered *g, const struct availability *verdict)
{
	struct open_count open = {0};
	struct availability again;
	struct availability_detail detail;

	if (!g->open)
		return open;
	if (in->terms->web_down_when != WEB_DOWN_BOTH && !(verdict->open_counted && verdict->open_pending)) {
		*(verdict->open_counted ? &open.counted : &open.pending) = limited(g->open);
		return open;
	}
	size_t counted = 0, pending = 0;
	availability_compute(in, &p->own->scratch, &again, &detail);
	for (size_t i = 0; i < in->window_count; i++) {
		counted += detail.parts[i].open && detail.parts[i].counts;
		pending += detail.parts[i].open && detail.parts[i].why == WHY_PENDING;
	}
	return (struct open_count){limited(counted), limited(pending)};
}

static void keep_ticking(struct period *d, uint32_t tenant, bool ticks)
{
	if (!ticks || d->marks[tenant] & MARK_TICKING)
		return; /* who ticks no more leaves the list in its next round */
	d->marks[tenant] |= MARK_TICKING;
	MEM_GROW(d->ticking, d->ticking_count, d->ticking_capacity);
	d->ticking[d->ticking_count++] = tenant;
}

/* The time that went by is no change: elapsed_us is not compared. */
static bool verdict_same(const struct availability *a, const struct availability *b)
{
	struct availability c = *a;

	c.elapsed_us = b->elapsed_us;
	return !memcmp(&c, b, offsetof(struct availability, open_pending) + sizeof c.open_pending);
}

/* Whether who follows the verdicts has to look at the account again. After a
 * change of its windows others may be open than before, though as many. */
static void note_move(struct period *d, uint32_t tenant, const struct availability *verdict,
		      struct open_count open, bool changed)
{
	uint8_t status = d->verdicts[tenant].status;
	struct open_count former = d->own->open[tenant];
	bool known = status != STATUS_NO_DATA;
	bool any = former.counted || former.pending || open.counted || open.pending;

	if ((known && status != verdict->status) || former.counted != open.counted ||
	    former.pending != open.pending || (changed && any))
		moved_add(d, tenant, known && verdict->status > status);
}

static void keep_verdict(struct platform *p, struct period *d, uint32_t tenant,
			 const struct availability *verdict, struct open_count open)
{
	struct open_count *former = &d->own->open[tenant];

	if (!verdict_same(&d->verdicts[tenant], verdict) || former->counted != open.counted ||
	    former->pending != open.pending)
		period_changed(p, d);
	d->verdicts[tenant] = *verdict;
	d->open_counted += (uint32_t)open.counted - former->counted;
	d->open_pending += (uint32_t)open.pending - former->pending;
	*former = open;
}

/* changed: its facts, and not only the moment. Returns whether the account ticks. */
static bool evaluate(struct platform *p, struct period *d, uint32_t tenant, int64_t moment, bool changed)
{
	const struct period_terms *t = terms_of(p, d, tenant);
	struct gathered g = gather(p, d, tenant, t->terms, moment);
	struct availability verdict;
	struct open_count open = {0};

	if (g.count) {
		memset(&verdict, 0, sizeof verdict);
		struct availability_input in = {
			.terms = t->terms, .calendar = agreement_calendar(p->agreement), .span = d->span,
			.moment_us = moment, .windows = p->own->windows, .window_count = g.count};
		in.maintenance_count =
			account_maintenance(p, d, tenant, t->terms, p->own->windows, g.count);
		in.maintenance = p->own->cover;
		availability_compute(&in, &p->own->scratch, &verdict, NULL);
		open = count_open(p, &in, &g, &verdict);
		arena_reset(&p->own->scratch);
	} else {
		verdict = t->clean;
	}
	if (d->own->watched)
		note_move(d, tenant, &verdict, open, changed);
	keep_verdict(p, d, tenant, &verdict, open);
	if (g.wakes != TIME_NONE && (changed || !(d->marks[tenant] & MARK_WAKES)))
		wakes_add(d, tenant, g.wakes);
	return g.ticks;
}

/* --- no moment, no verdict ----------------------------------------------- */

void period_no_data(struct platform *p, struct period *d, uint32_t tenant)
{
	d->verdicts[tenant] = terms_of(p, d, tenant)->no_data;
	d->own->open[tenant] = (struct open_count){0};
}

static void forget_verdicts(struct platform *p, struct period *d)
{
	if (d->own->moment == TIME_NONE)
		return;
	for (uint32_t t = 0; t < p->tenant_count; t++) {
		if (d->only_account && t != d->own->only)
			continue;
		period_no_data(p, d, t);
		d->marks[t] &= (uint8_t)~MARK_TICKING;
	}
	moved_forget(d);
	d->ticking_count = 0;
	wakes_forget(p, d);
	d->open_counted = d->open_pending = 0;
	d->ticked_at = d->own->moment = TIME_NONE;
	d->own->tick_running = false;
	period_mark_all(p, d);
	period_changed(p, d);
}

/* --- slices -------------------------------------------------------------- */

static bool late(size_t done, int64_t deadline_us)
{
	return deadline_us != INT64_MAX && done % ACCOUNTS_A_LOOK == 0 && clock_monotonic() >= deadline_us;
}

static bool recompute_dirty(struct platform *p, struct period *d, int64_t moment, int64_t deadline_us)
{
	for (size_t done = 1; d->dirty_count; done++) {
		uint32_t tenant = d->dirty[--d->dirty_count];
		d->marks[tenant] &= (uint8_t)~MARK_DIRTY;
		keep_ticking(d, tenant, evaluate(p, d, tenant, moment, true));
		if (late(done, deadline_us))
			return d->dirty_count > 0;
	}
	return false;
}

/* One round over all that tick, at the moment at which the round began. */
static bool recompute_ticking(struct platform *p, struct period *d, int64_t deadline_us)
{
	struct period_private *own = d->own;

	for (size_t done = 1; own->tick_position < d->ticking_count; done++) {
		uint32_t tenant = d->ticking[own->tick_position];
		if (evaluate(p, d, tenant, own->tick_moment, false)) {
			own->tick_position++;
		} else {
			d->marks[tenant] &= (uint8_t)~MARK_TICKING;
			d->ticking[own->tick_position] = d->ticking[--d->ticking_count];
		}
		if (late(done, deadline_us) && own->tick_position < d->ticking_count)
			return true;
	}
	d->ticked_at = own->tick_moment;
	own->tick_running = false;
	return false;
}

static bool tick_due(const struct period *d, int64_t moment, bool exact)
{
	if (d->ticked_at == TIME_NONE)
		return true;
	return exact ? d->ticked_at != moment : d->ticked_at / USEC != moment / USEC;
}

static void start_tick(struct period *d, int64_t moment)
{
	d->own->tick_running = true;
	d->own->tick_position = 0;
	d->own->tick_moment = moment;
}

bool period_recompute(struct platform *p, struct period *d, int64_t moment_us, int64_t deadline_us)
{
	int64_t moment = period_moment(d, moment_us);
	bool exact = deadline_us == INT64_MAX || d->as_of != TIME_NONE; /* which is no clock's */

	if (!d->complete)
		return false;
	if (moment == TIME_NONE) {
		forget_verdicts(p, d);
		return false;
	}
	if (d->own->moment != TIME_NONE && moment < d->own->moment) {
		wakes_forget(p, d);
		d->own->tick_running = false; /* its moment is no longer one that was */
		period_mark_all(p, d); /* who ticks no more may tick again before that moment */
	}
	for (uint32_t tenant; wakes_take(d, moment, &tenant);)
		period_mark(p, d, tenant);
	d->own->moment = moment;
	/* Round after round would ask the accounts of the first pass again. */
	bool first = d->ticked_at == TIME_NONE && !d->own->tick_running && !d->ticking_count &&
		     deadline_us == INT64_MAX;
	if (recompute_dirty(p, d, moment, deadline_us))
		return true;
	if (first) {
		d->ticked_at = moment;
		return false;
	}
	if ((deadline_us == INT64_MAX || !d->own->tick_running) && tick_due(d, moment, exact))
		start_tick(d, moment);
	return d->own->tick_running && recompute_ticking(p, d, deadline_us);
}
