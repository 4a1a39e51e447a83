/* The second connection: loads of further periods and one-off reads, one after
 * the other, while the feed goes on. Opened at need, closed after a minute. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define IDLE_US (60 * USEC)
#define PAUSE_US (2 * USEC) /* after a failure, before the next attempt */

static void on_ready(void *context);
static void on_closed(void *context, const char *message);
static void on_timer(void *context);
static void load_done(struct replica *r, struct load *l, const struct sql_error *error);

void side_init(struct replica *r)
{
	struct side *side = &r->side;

	side->session = session_create(r->loop, r->conninfo, r->options.allow_primary,
				       &(struct session_events){r, on_ready, on_closed, status_traffic(r)});
	side->timer = loop_timer(r->loop, on_timer, r);
	side->summing = loop_timer(r->loop, summary_finish_slice, r);
	load_init(&side->load, r, side->session, load_done);
}

/* --- errands ------------------------------------------------------------- */

static void errand_destroy(struct replica *r, struct errand *e)
{
	if (e->period)
		platform_release_period(r->platform, e->period);
	if (e->summary)
		platform_release_summary(r->platform, e->summary);
	for (int i = 0; i < e->count; i++)
		PQclear(e->results ? e->results[i] : NULL);
	free(e->results);
	arena_release(&e->texts);
	free(e);
}

static void errand_add(struct side *side, struct errand *e)
{
	struct errand **end = &side->first;

	while (*end)
		end = &(*end)->next;
	*end = e;
}

static void answer(struct errand *e, const char *error)
{
	if (!e->forgotten)
		e->read(e, e->results, error ? 0 : e->count, error);
}

static struct statement copy_statement(struct arena *a, const struct statement *from)
{
	struct statement to = *from;
	const char **values = arena_zero(a, (size_t)from->count, sizeof *values);

	for (int i = 0; i < from->count; i++)
		values[i] = from->values[i] ? arena_copy(a, from->values[i], strlen(from->values[i])) : NULL;
	to.sql = arena_copy(a, from->sql, strlen(from->sql));
	to.values = values;
	return to;
}

/* A transaction of its own is put round the statements. */
struct errand *side_read(struct replica *r, const struct statement *statements, int count,
			 void (*fn)(struct errand *e, PGresult **results, int count, const char *error),
			 void *context)
{
	struct errand *e = mem_zero(1, sizeof *e);

	e->kind = ERRAND_READ;
	e->count = count;
	e->statements = arena_zero(&e->texts, (size_t)count, sizeof *e->statements);
	for (int i = 0; i < count; i++)
		e->statements[i] = copy_statement(&e->texts, &statements[i]);
	e->results = mem_zero((size_t)count, sizeof *e->results);
	e->read = fn;
	e->context = context;
	errand_add(&r->side, e);
	loop_timer_set(r->side.timer, 0); /* no callback from within the call */
	return e;
}

/* --- reads --------------------------------------------------------------- */

/* Kept as a copy: the session clears its own. */
static bool take_result(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;
	struct errand *e = r->side.running;

	(void)row;
	(void)deadline_us;
	if (statement >= 2 && statement < 2 + e->count)
		e->results[statement - 2] = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
	return true;
}

static void read_done(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	struct errand *e = r->side.running;
	const char *why = error ? error->message : NULL;

	r->side.running = NULL;
	for (int i = 0; !why && i < e->count; i++)
		if (!e->results[i])
			why = "a statement gave no rows";
	if (why)
		status_error(r, why);
	answer(e, why);
	errand_destroy(r, e);
	side_pump(r);
}

static void start_read(struct replica *r, const struct errand *e)
{
	const char *times[2];
	struct statement *list = mem_zero((size_t)e->count + 3, sizeof *list);

	list[0] = replica_begin();
	list[1] = replica_settings(r, "src/replica/settings.sql", false, times);
	memcpy(list + 2, e->statements, (size_t)e->count * sizeof *list);
	list[2 + e->count] = replica_commit();
	session_run(r->side.session, list, e->count + 3,
		    &(struct job){.context = r, .result = take_result, .done = read_done,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
	free(list);
}

/* --- loads --------------------------------------------------------------- */

/* What changed since the load's snapshot is read again: from where the feed was
 * before it, if this server had replayed at least as much; else from its xmin. */
static void rewind_feed(struct replica *r, const struct load *l)
{
	position_copy(&r->position, &l->before);
	if (l->snapshot.lsn < l->before.lsn) {
		if (l->snapshot.xmin < r->position.xmin)
			r->position.xmin = l->snapshot.xmin;
		r->position.seen_count = 0;
	}
	r->poll.keep_position = true;
	replica_refresh(r);
}

static void load_done(struct replica *r, struct load *l, const struct sql_error *error)
{
	struct errand *e = r->side.running;

	r->side.running = NULL;
	if (!error) {
		rewind_feed(r, l);
	} else {
		status_error(r, error->message);
		errand_add(&r->side, e);
		e = NULL;
		r->side.waiting = true;
		loop_timer_set(r->side.timer, clock_monotonic() + PAUSE_US);
	}
	if (e)
		errand_destroy(r, e);
	replica_notify(r);
	side_pump(r);
}

/* --- one after the other ------------------------------------------------- */

static struct errand *next_errand(struct replica *r)
{
	struct errand *e = r->side.first;

	if (e)
		r->side.first = e->next;
	if (e)
		e->next = NULL;
	return e;
}

/* What needs no doing any more: a period that is here, or that nobody but the
 * errand holds. */
static void drop_idle_errands(struct replica *r)
{
	struct errand **at = &r->side.first;

	while (*at) {
		struct errand *e = *at;
		bool idle = e->kind == ERRAND_LOAD	 ? e->period->complete || e->period->users <= 1
			    : e->kind == ERRAND_SUMMARY ? e->summary->users <= 1
							 : e->forgotten;
		if (idle) {
			*at = e->next;
			errand_destroy(r, e);
		} else {
			at = &e->next;
		}
	}
}

void side_pump(struct replica *r)
{
	struct side *side = &r->side;

	drop_idle_errands(r);
	if (side->running || side->waiting || r->phase != PHASE_FEED)
		return;
	if (!side->first) {
		if (session_idle(side->session))
			loop_timer_set(side->timer, clock_monotonic() + IDLE_US);
		return;
	}
	if (session_off(side->session)) {
		session_open(side->session);
		return;
	}
	if (!session_idle(side->session))
		return;
	loop_timer_stop(side->timer);
	side->running = next_errand(r);
	if (side->running->kind == ERRAND_LOAD)
		load_start(&side->load, side->running->period);
	else if (side->running->kind == ERRAND_SUMMARY)
		summary_start(r);
	else
		start_read(r, side->running);
}

static void on_ready(void *context)
{
	side_pump(context);
}

/* Reads are told; loads are tried again. */
static void fail_reads(struct replica *r, const char *why)
{
	struct errand *e = r->side.first, *loads = NULL, **end = &loads, *next;

	r->side.first = NULL;
	for (; e; e = next) {
		next = e->next;
		e->next = NULL;
		if (e->kind != ERRAND_READ) {
			*end = e;
			end = &e->next;
		} else {
			answer(e, why);
			errand_destroy(r, e);
		}
	}
	*end = r->side.first; /* what was asked for from within an answer */
	r->side.first = loads;
}

/* What ran is put back in front. */
static void interrupt(struct replica *r)
{
	struct side *side = &r->side;
	struct errand *e = side->running;

	side->running = NULL;
	session_close(side->session);
	load_abort(&side->load);
	if (e && e->kind == ERRAND_SUMMARY)
		summary_load_abandon(r->platform, e->summary, NULL);
	if (e) {
		e->next = side->first;
		side->first = e;
	}
}

static void on_closed(void *context, const char *message)
{
	struct replica *r = context;

	r->side.waiting = true;
	loop_timer_set(r->side.timer, clock_monotonic() + PAUSE_US);
	interrupt(r);
	fail_reads(r, message);
}

void side_stop(struct replica *r, const char *why)
{
	loop_timer_stop(r->side.timer);
	r->side.waiting = false;
	interrupt(r);
	fail_reads(r, why);
}

void side_stop_load(struct replica *r)
{
	if (r->side.running && r->side.running->kind == ERRAND_LOAD)
		interrupt(r);
}

static void on_timer(void *context)
{
	struct replica *r = context;
	struct side *side = &r->side;

	side->waiting = false;
	if (side->first && r->phase == PHASE_OFF)
		fail_reads(r,
			   *r->platform->status.message ? r->platform->status.message : "not connected yet");
	else if (!side->first && !side->running)
		session_close(side->session);
	side_pump(r);
}

void side_release(struct replica *r)
{
	struct side *side = &r->side;
	struct errand *e;

	session_close(side->session);
	load_abort(&side->load);
	if (side->running)
		errand_destroy(r, side->running);
	while ((e = next_errand(r)))
		errand_destroy(r, e);
	load_release(&side->load);
	session_destroy(side->session);
	loop_timer_remove(r->loop, side->timer);
	loop_timer_remove(r->loop, side->summing);
}

/* --- summaries ----------------------------------------------------------- */

/* Those of the month that is looked at go first in the order in which they were
 * asked for; one that is here already is read again behind them. */
void side_add_summary(struct replica *r, struct summary *s)
{
	struct errand *e = r->side.running;

	if (e && e->summary == s)
		return;
	for (e = r->side.first; e; e = e->next)
		if (e->summary == s)
			return;
	e = mem_zero(1, sizeof *e);
	e->kind = ERRAND_SUMMARY;
	e->summary = s;
	s->users++;
	errand_add(&r->side, e);
	loop_timer_set(r->side.timer, 0); /* no callback from within the call */
}

void side_summary_done(struct replica *r)
{
	struct errand *e = r->side.running;

	r->side.running = NULL;
	errand_destroy(r, e);
	replica_notify(r);
	side_pump(r);
}

/* --- asked for ----------------------------------------------------------- */

void replica_load_period(struct replica *r, struct period *d)
{
	struct errand *e;

	d->stopped = false;
	if (d->complete || (r->side.running && r->side.running->period == d))
		return;
	for (e = r->side.first; e; e = e->next)
		if (e->period == d)
			return;
	e = mem_zero(1, sizeof *e);
	e->kind = ERRAND_LOAD;
	e->period = d;
	d->users++;
	errand_add(&r->side, e);
	side_pump(r);
}

void replica_stop_load(struct replica *r, struct period *d)
{
	struct side *side = &r->side;

	for (struct errand **at = &side->first; *at; at = &(*at)->next)
		if ((*at)->period == d) {
			struct errand *e = *at;
			*at = e->next;
			errand_destroy(r, e);
			return;
		}
	if (side->running && side->running->period == d) {
		struct errand *e = side->running;
		side->running = NULL;
		session_close(side->session); /* the server notices at its next write */
		load_abort(&side->load);
		errand_destroy(r, e);
		side_pump(r);
	}
}

int replica_load_uses(const struct replica *r, const struct period *d)
{
	const struct side *side = &r->side;
	int uses = side->running && side->running->period == d;

	for (const struct errand *e = side->first; e; e = e->next)
		uses += e->period == d;
	for (size_t i = 0; i < side->load.period_count; i++)
		uses += side->load.periods[i] == d;
	return uses;
}

void replica_stop_summary(struct replica *r, struct summary *s)
{
	struct side *side = &r->side;

	for (struct errand **at = &side->first; *at; at = &(*at)->next)
		if ((*at)->summary == s) {
			struct errand *e = *at;
			*at = e->next;
			errand_destroy(r, e);
			return;
		}
	if (side->running && side->running->summary == s) {
		struct errand *e = side->running;
		side->running = NULL;
		session_close(side->session); /* the server notices at its next write */
		summary_load_abandon(r->platform, s, NULL);
		errand_destroy(r, e);
		side_pump(r);
	}
}
