/* The page connection: queries wait in line, those that wait together go out
 * together, in one short transaction. */
#include "slatop/replica/page.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "cancel.h"
#include "page_value.h"
#include "private.h"
#include "slatop/base/mem.h"

#define IDLE_US (60 * USEC)
#define PAUSE_US (2 * USEC) /* after a failure, before the next attempt */
#define BATCH_MOST 8
#define TRIES 4             /* of a query that the recovery got in the way of */

struct page_query {
	struct page_query *next;
	struct arena memory;
	const char *sql;
	struct page_parameter *parameters;
	size_t parameter_count;
	uint8_t *kinds;
	size_t kind_count;
	bool alone, dropped;
	int tries;
	PGresult *result;
	void (*reply)(void *context, const struct page_reply *r);
	void *context;
};

static void on_ready(void *context);
static void on_closed(void *context, const char *message);
static void on_timer(void *context);

void pages_init(struct replica *r)
{
	struct pages *p = &r->pages;

	p->session = session_create(r->loop, r->conninfo, r->options.allow_primary,
				    &(struct session_events){r, on_ready, on_closed, status_traffic(r)});
	p->timer = loop_timer(r->loop, on_timer, r);
}

/* --- queries ------------------------------------------------------------------------- */

static void query_destroy(struct page_query *q)
{
	PQclear(q->result);
	arena_release(&q->memory);
	free(q);
}

static void append(struct page_query **list, struct page_query *q)
{
	while (*list)
		list = &(*list)->next;
	q->next = NULL;
	*list = q;
}

struct page_query *replica_page(struct replica *r, const struct page_request *request)
{
	struct page_query *q = mem_zero(1, sizeof *q);

	q->sql = arena_copy(&q->memory, request->sql, strlen(request->sql));
	q->parameter_count = request->value_count;
	q->parameters = arena_zero(&q->memory, request->value_count + 1, sizeof *q->parameters);
	for (size_t i = 0; i < request->value_count; i++)
		q->parameters[i] = page_parameter(&request->values[i], &q->memory);
	q->kind_count = request->kind_count;
	q->kinds = arena_alloc(&q->memory, request->kind_count + 1);
	memcpy(q->kinds, request->kinds, request->kind_count);
	q->alone = request->alone;
	q->reply = request->reply;
	q->context = request->context;
	append(&r->pages.waiting, q);
	loop_timer_set(r->pages.timer, 0); /* no reply from within the call */
	return q;
}

/* --- replies ----------------------------------------------------------------------------- */

static void get(const struct page_reply *r, size_t row, size_t column, struct page_value *out)
{
	const struct page_query *q = r->own;
	struct cell c = cell_of(q->result, (int)row, (int)column);

	*out = (struct page_value){.kind = q->kinds[column]};
	page_read(&c, PQftype(q->result, (int)column), out);
}

static void refuse(struct page_query *q, const char *error, bool lasting, size_t at)
{
	if (!q->dropped)
		q->reply(q->context, &(struct page_reply){.error = error, .lasting = lasting, .error_at = at});
	query_destroy(q);
}

/* Whether the columns are what is wanted; else says which is not. */
static bool columns_fit(const struct page_query *q, struct buf *why)
{
	if ((size_t)PQnfields(q->result) != q->kind_count)
		buf_addf(why, "%d columns came where %zu are wanted", PQnfields(q->result), q->kind_count);
	for (size_t i = 0; i < q->kind_count && !why->length; i++) {
		Oid type = PQftype(q->result, (int)i);
		if (page_fits(type, q->kinds[i]))
			continue;
		const char *name = PQfname(q->result, (int)i);
		buf_addf(why, "field \"%s\" is of type %s, which is not what its \"type\" says; write %s%s as %s", name,
			 page_type_name(type), name, page_cast(type, q->kinds[i]), name);
	}
	return !why->length;
}

static void answer(struct page_query *q)
{
	struct buf why = BUF_INIT;

	if (!columns_fit(q, &why)) {
		refuse(q, why.data, true, 0);
	} else {
		if (!q->dropped)
			q->reply(q->context, &(struct page_reply){.row_count = (size_t)PQntuples(q->result),
								  .column_count = q->kind_count,
								  .get = get, .own = q});
		query_destroy(q);
	}
	buf_release(&why);
}

/* --- running ------------------------------------------------------------------------------- */

static bool take_result(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;
	struct page_query *q = r->pages.running;

	(void)row, (void)deadline_us;
	for (int i = 2; q && i < statement; i++)
		q = q->next;
	if (statement >= 2 && q)
		q->result = PQcopyResult(result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
	return true;
}

/* The recovery took away what was read: that passes. */
static bool passes(const struct page_query *q, const struct sql_error *error)
{
	return !strcmp(error->state, "40001") && q->tries < TRIES;
}

/* Classes that another try does not change: features, names, types, values. */
static bool is_lasting(const struct sql_error *error)
{
	return !strncmp(error->state, "42", 2) || !strncmp(error->state, "0A", 2) ||
	       !strncmp(error->state, "22", 2) || !strncmp(error->state, "3F", 2);
}

static void fail(struct replica *r, struct page_query *q, const struct sql_error *error)
{
	struct buf text = BUF_INIT;

	if (!q->dropped && (passes(q, error) || (r->pages.stray && !strcmp(error->state, "57014")))) {
		r->pages.stray = false;
		append(&r->pages.waiting, q);
		return;
	}
	buf_add_text(&text, error->message);
	if (!strcmp(error->state, "57014"))
		buf_addf(&text, " (after %lld s)", (long long)(r->options.statement_timeout_us / USEC));
	refuse(q, text.data, is_lasting(error), (size_t)error->position);
	buf_release(&text);
}

/* What has a result is answered; the first that has none failed, and those after
 * it never ran. */
static void batch_done(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	struct page_query *q = r->pages.running, *next, *again = NULL;
	bool failed = false;

	r->pages.running = NULL;
	for (; q; q = next) {
		next = q->next;
		if (q->result && !failed) {
			answer(q);
		} else if (error && !failed) {
			failed = true;
			fail(r, q, error);
		} else {
			append(&again, q);
		}
	}
	for (q = again; q && q->next; q = q->next)
		;
	if (q) {
		q->next = r->pages.waiting;
		r->pages.waiting = again;
	}
	replica_notify(r);
	pages_pump(r);
}

static int take_batch(struct pages *p)
{
	struct page_query **end = &p->running;
	int count = 0;

	while (p->waiting && count < BATCH_MOST && !(count && p->waiting->alone)) {
		*end = p->waiting;
		p->waiting = p->waiting->next;
		(*end)->next = NULL;
		bool alone = (*end)->alone;
		end = &(*end)->next;
		count++;
		if (alone)
			break;
	}
	return count;
}

static struct statement make_statement(struct page_query *q)
{
	size_t count = q->parameter_count;
	const char **values = arena_zero(&q->memory, count + 1, sizeof *values);
	Oid *types = arena_zero(&q->memory, count + 1, sizeof *types);
	int *lengths = arena_zero(&q->memory, count + 1, sizeof *lengths);
	int *formats = arena_zero(&q->memory, count + 1, sizeof *formats);

	for (size_t i = 0; i < count; i++) {
		values[i] = q->parameters[i].data;
		types[i] = q->parameters[i].type;
		lengths[i] = q->parameters[i].length;
		formats[i] = q->parameters[i].format;
	}
	return (struct statement){q->sql, (int)count, values, types, true, lengths, formats};
}

static void start_batch(struct replica *r)
{
	struct pages *p = &r->pages;
	struct statement list[BATCH_MOST + 3];
	const char *times[2];
	int count = take_batch(p), at = 2;

	list[0] = replica_begin();
	list[1] = replica_settings(r, "src/replica/settings.sql", false, times);
	for (struct page_query *q = p->running; q; q = q->next, at++) {
		q->tries++;
		list[at] = make_statement(q);
	}
	list[at] = replica_commit();
	session_run(p->session, list, count + 3,
		    &(struct job){.context = r, .result = take_result, .done = batch_done,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
}

/* --- waiting, cancelling ---------------------------------------------------------------------- */

static void drop_dropped(struct pages *p)
{
	struct page_query **at = &p->waiting;

	while (*at) {
		struct page_query *q = *at;
		if (!q->dropped) {
			at = &q->next;
			continue;
		}
		*at = q->next;
		query_destroy(q);
	}
}

static void end_cancel(struct replica *r)
{
	struct pages *p = &r->pages;

	loop_unwatch(r->loop, p->cancel_watch);
	p->cancel_watch = NULL;
	cancel_let_go(p->canceller);
	p->canceller = NULL;
}

/* The server was told. If what it should have stopped had ended before, the next
 * statement may be hit. */
static void on_cancelled(void *context, int events)
{
	struct replica *r = context;

	(void)events;
	end_cancel(r);
	r->pages.stray = !r->pages.running;
	pages_pump(r);
}

static void cancel_if_unwanted(struct replica *r)
{
	struct pages *p = &r->pages;
	int fd;

	for (struct page_query *q = p->running; q; q = q->next)
		if (!q->dropped)
			return;
	if (!p->running || p->canceller)
		return;
	p->canceller = session_cancel(p->session, &fd);
	if (p->canceller)
		p->cancel_watch = loop_watch(r->loop, fd, POLLIN, on_cancelled, r);
}

void replica_drop_page(struct replica *r, struct page_query *q)
{
	q->dropped = true;
	cancel_if_unwanted(r);
}

static void refuse_waiting(struct replica *r, const char *why)
{
	struct page_query *q = r->pages.waiting, *next;

	r->pages.waiting = NULL;
	for (; q; q = next) {
		next = q->next;
		refuse(q, why, false, 0);
	}
}

static bool may_ask(const struct replica *r)
{
	return r->phase >= PHASE_LOAD && !r->login_bad;
}

void pages_pump(struct replica *r)
{
	struct pages *p = &r->pages;

	drop_dropped(p);
	if (p->running || p->pausing || p->canceller || !may_ask(r))
		return;
	if (!p->waiting) {
		if (session_idle(p->session))
			loop_timer_set(p->timer, clock_monotonic() + IDLE_US);
		return;
	}
	if (session_off(p->session)) {
		session_open(p->session);
		return;
	}
	if (!session_idle(p->session))
		return;
	loop_timer_stop(p->timer);
	start_batch(r);
}

void replica_send_pages(struct replica *r)
{
	if (r->pages.waiting)
		pages_pump(r);
}

/* --- the connection ------------------------------------------------------------------------------ */

static void on_ready(void *context)
{
	pages_pump(context);
}

/* What ran is asked for by nobody else: it is told as well. */
static void give_up(struct replica *r, const char *why)
{
	struct pages *p = &r->pages;
	struct page_query *q = p->running;

	p->running = NULL;
	session_close(p->session);
	end_cancel(r);
	p->stray = false;
	while (q) {
		struct page_query *next = q->next;
		append(&p->waiting, q);
		q = next;
	}
	refuse_waiting(r, why);
}

static void on_closed(void *context, const char *message)
{
	struct replica *r = context;

	r->pages.pausing = true;
	loop_timer_set(r->pages.timer, clock_monotonic() + PAUSE_US);
	give_up(r, message);
	replica_notify(r);
}

void pages_stop(struct replica *r, const char *why)
{
	loop_timer_stop(r->pages.timer);
	r->pages.pausing = false;
	give_up(r, why);
}

static void on_timer(void *context)
{
	struct replica *r = context;
	struct pages *p = &r->pages;
	const char *why = r->platform->status.message;

	p->pausing = false;
	if (p->waiting && r->phase == PHASE_OFF) {
		refuse_waiting(r, *why ? why : "not connected yet");
		replica_notify(r);
	} else if (!p->waiting && !p->running) {
		session_close(p->session);
	}
	pages_pump(r);
}

void pages_release(struct replica *r)
{
	struct pages *p = &r->pages;
	struct page_query *q, *next;

	session_close(p->session);
	end_cancel(r);
	for (q = p->running; q; q = next) {
		next = q->next;
		query_destroy(q);
	}
	for (q = p->waiting; q; q = next) {
		next = q->next;
		query_destroy(q);
	}
	session_destroy(p->session);
	loop_timer_remove(r->loop, p->timer);
}
