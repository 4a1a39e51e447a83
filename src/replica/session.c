#include "session.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "conninfo.h"
#include "resolve.h"
#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define SLICE_US 3000 /* a turn's other work wants its part of 4 ms */
#define CONNECT_S 10
#define ROWS_A_LOOK 64 /* between looks at the clock */
#define NAP_US 500     /* during a COPY, for more to come: each waking costs both sides */

enum step {
	STEP_OFF,
	STEP_RESOLVING,
	STEP_CONNECTING,
	STEP_IDLE,
	STEP_PIPELINE,
	STEP_COPY,
	STEP_ROLLBACK /* after an error, before the job is done */
};

struct session {
	struct loop *loop;
	char *text; /* conninfo as given */
	bool allow_primary;
	struct session_events events;
	enum step step;
	struct conninfo conninfo;
	struct resolver *resolver;
	PGconn *conn;
	struct loop_watch *watch;
	struct loop_timer *deadline; /* of connecting, and of a job's next answer */
	struct loop_timer *again;    /* the rest of a slice */
	bool pausing;                /* again is set: input can wait */
	struct job job;
	int index;                   /* statement or COPY that answers */
	PGresult *held;              /* a result that is not handed on whole */
	int row;
	bool copying;
	bool failed;
	struct sql_error error;
	char last_words[256]; /* of a server that ends the connection */
};

static void on_socket(void *context, int events);
static void on_again(void *context);
static void on_deadline(void *context);

/* --- messages ------------------------------------------------------------ */

void message_clean(char *out, size_t size, const char *text)
{
	struct buf line = BUF_INIT, clean = BUF_INIT;
	int used;

	/* libpq ends its lines; several attempts are several lines. */
	for (; *text; text++) {
		if (*text != '\n' && *text != '\t')
			buf_add_byte(&line, *text);
		else if (line.length && line.data[line.length - 1] != ' ' && text[1])
			buf_add_byte(&line, ' ');
	}
	text_clean(&clean, line.data, line.length);
	size_t length = clean.length < size ? clean.length : text_fit(clean.data, size - 1, (int)size, &used);
	memcpy(out, clean.data, length);
	out[length] = '\0';
	buf_release(&line);
	buf_release(&clean);
}

/* --- making and ending --------------------------------------------------- */

struct session *session_create(struct loop *l, const char *conninfo, bool allow_primary,
			       const struct session_events *events)
{
	struct session *s = mem_zero(1, sizeof *s);

	s->loop = l;
	s->text = mem_copy(conninfo);
	s->allow_primary = allow_primary;
	s->events = *events;
	s->deadline = loop_timer(l, on_deadline, s);
	s->again = loop_timer(l, on_again, s);
	return s;
}

void session_close(struct session *s)
{
	loop_timer_stop(s->deadline);
	loop_timer_stop(s->again);
	loop_unwatch(s->loop, s->watch);
	s->watch = NULL;
	resolve_abandon(s->resolver);
	s->resolver = NULL;
	PQclear(s->held);
	s->held = NULL;
	PQfinish(s->conn);
	s->conn = NULL;
	conninfo_release(&s->conninfo);
	s->step = STEP_OFF;
	s->pausing = s->copying = s->failed = false;
	*s->last_words = '\0';
}

void session_destroy(struct session *s)
{
	if (!s)
		return;
	session_close(s);
	loop_timer_remove(s->loop, s->deadline);
	loop_timer_remove(s->loop, s->again);
	free(s->text);
	free(s);
}

static void lose(struct session *s, const char *text)
{
	char message[512];

	message_clean(message, sizeof message, *s->last_words ? s->last_words
					       : text && *text ? text
							       : "connection lost");
	session_close(s);
	s->events.closed(s->events.context, message);
}

static void on_deadline(void *context)
{
	struct session *s = context;

	lose(s, s->step == STEP_RESOLVING    ? "host name look-up takes too long"
		: s->step == STEP_CONNECTING ? "connecting takes too long"
					     : "the server does not answer");
}

bool session_off(const struct session *s)
{
	return s->step == STEP_OFF;
}

bool session_idle(const struct session *s)
{
	return s->step == STEP_IDLE;
}

bool session_allows_primary(const struct session *s)
{
	return s->conninfo.primary_allowed;
}

int session_server_version(const struct session *s)
{
	return s->conn ? PQserverVersion(s->conn) : 0;
}

const char *session_user_name(const struct session *s)
{
	return s->conn ? PQuser(s->conn) : "";
}

/* --- connecting ---------------------------------------------------------- */

/* libpq prints notices to stderr by itself; nobody asked for them. But a server
 * that ends an idle connection says so in one. */
static void on_notice(void *context, const PGresult *r)
{
	struct session *s = context;
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	if (severity && text && !strcmp(severity, "FATAL"))
		message_clean(s->last_words, sizeof s->last_words, text);
}

static int64_t connect_timeout(const struct session *s)
{
	const char *given = conninfo_value(&s->conninfo, "connect_timeout");
	long seconds = given ? strtol(given, NULL, 10) : 0;

	return (seconds > 0 && seconds < 3600 ? seconds : CONNECT_S) * USEC;
}

static void listen_to(struct session *s, int events)
{
	int fd = PQsocket(s->conn);

	if (s->watch)
		loop_watch_events(s->watch, fd, events);
	else
		s->watch = loop_watch(s->loop, fd, events, on_socket, s);
}

static const char *unfit(const struct session *s)
{
	const char *standby = PQparameterStatus(s->conn, "in_hot_standby");

	if (PQserverVersion(s->conn) < 150000)
		return "the server is older than PostgreSQL 15";
	if (!s->conninfo.primary_allowed && (!standby || strcmp(standby, "on")))
		return "the server is no standby (in recovery)";
	return NULL;
}

static void connected(struct session *s)
{
	const char *why = unfit(s);

	if (why) {
		lose(s, why);
		return;
	}
	loop_timer_stop(s->deadline);
	PQsetnonblocking(s->conn, 1);
	s->step = STEP_IDLE;
	listen_to(s, POLLIN);
	s->events.ready(s->events.context);
}

/* The socket may be another one after each step: with several hosts each has
 * its own. */
static void go_on_connecting(struct session *s)
{
	switch (PQconnectPoll(s->conn)) {
	case PGRES_POLLING_READING:
		listen_to(s, POLLIN);
		break;
	case PGRES_POLLING_WRITING:
		listen_to(s, POLLOUT);
		break;
	case PGRES_POLLING_OK:
		connected(s);
		break;
	default:
		lose(s, PQerrorMessage(s->conn));
		break;
	}
}

static void start_connecting(struct session *s)
{
	s->step = STEP_CONNECTING;
	s->conn = PQconnectStartParams((const char *const *)s->conninfo.keys,
				       (const char *const *)s->conninfo.values, 0);
	if (!s->conn || PQstatus(s->conn) == CONNECTION_BAD) {
		lose(s, s->conn ? PQerrorMessage(s->conn) : "out of memory");
		return;
	}
	PQsetNoticeReceiver(s->conn, on_notice, s);
	listen_to(s, POLLOUT); /* before the first PQconnectPoll, as libpq wants it */
}

static void resolved(struct session *s)
{
	struct resolver *r = s->resolver;
	struct err e = {""};

	loop_unwatch(s->loop, s->watch);
	s->watch = NULL;
	s->resolver = NULL;
	if (resolve_finish(r, &s->conninfo, &e))
		start_connecting(s);
	else
		lose(s, e.text);
}

void session_open(struct session *s)
{
	struct err e = {""};
	int fd;

	if (!conninfo_init(&s->conninfo, s->text, s->allow_primary, &e)) {
		lose(s, e.text);
		return;
	}
	loop_timer_set(s->deadline, clock_monotonic() + connect_timeout(s));
	if (resolve_needed(&s->conninfo))
		s->resolver = resolve_start(&s->conninfo, &fd);
	if (s->resolver) {
		s->step = STEP_RESOLVING;
		s->watch = loop_watch(s->loop, fd, POLLIN, on_socket, s);
	} else {
		start_connecting(s);
	}
}

/* --- jobs ---------------------------------------------------------------- */

static void expect_answer(struct session *s)
{
	loop_timer_set(s->deadline, clock_monotonic() + s->job.timeout_us);
}

static void begin_job(struct session *s, enum step step, const struct job *job)
{
	s->step = step;
	s->job = *job;
	s->index = s->row = 0;
	s->failed = s->copying = false;
	s->error = (struct sql_error){0};
	expect_answer(s);
}

/* Sends what waits; the rest follows when the socket takes it. */
static void send_rest(struct session *s)
{
	int left = PQflush(s->conn);

	if (left < 0)
		lose(s, PQerrorMessage(s->conn));
	else
		listen_to(s, (s->pausing ? 0 : POLLIN) | (left ? POLLOUT : 0));
}

void session_run(struct session *s, const struct statement *statements, int count, const struct job *job)
{
	bool sent = PQenterPipelineMode(s->conn);

	begin_job(s, STEP_PIPELINE, job);
	for (int i = 0; sent && i < count; i++) {
		const struct statement *st = &statements[i];
		sent = PQsendQueryParams(s->conn, st->sql, st->count, st->types, st->values, NULL, NULL,
					 st->binary);
	}
	if (!sent || !PQpipelineSync(s->conn)) {
		loop_timer_set(s->deadline, 0); /* lost: told from the loop */
		return;
	}
	send_rest(s);
}

void session_copy(struct session *s, const char *sql, const struct job *job)
{
	begin_job(s, STEP_COPY, job);
	s->index = -1;
	if (!PQsendQuery(s->conn, sql)) {
		loop_timer_set(s->deadline, 0);
		return;
	}
	send_rest(s);
}

/* The first error is the cause; those that follow from it are not. */
static void keep_error(struct session *s, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	if (s->failed)
		return;
	s->failed = true;
	if (state && strlen(state) < sizeof s->error.state)
		memcpy(s->error.state, state, strlen(state) + 1);
	message_clean(s->error.message, sizeof s->error.message, text ? text : PQresultErrorMessage(r));
}

static void end_job(struct session *s)
{
	struct sql_error error = s->error;
	bool failed = s->failed;

	loop_timer_stop(s->deadline);
	s->step = STEP_IDLE;
	s->job.done(s->job.context, failed ? &error : NULL);
}

/* Never idle in a transaction that nobody goes on with. */
static void finish_job(struct session *s)
{
	if (PQstatus(s->conn) != CONNECTION_OK) {
		lose(s, s->failed ? s->error.message : PQerrorMessage(s->conn));
		return;
	}
	bool open = PQtransactionStatus(s->conn) != PQTRANS_IDLE;
	if (!open || (s->job.keep_transaction && !s->failed)) {
		end_job(s);
		return;
	}
	s->step = STEP_ROLLBACK;
	expect_answer(s);
	if (!PQsendQuery(s->conn, "rollback"))
		lose(s, PQerrorMessage(s->conn));
	else
		send_rest(s);
}

/* Goes on at that time; input waits in the kernel meanwhile. */
static void pause_slice(struct session *s, int64_t until_us)
{
	s->pausing = true;
	loop_timer_set(s->again, until_us);
	send_rest(s);
}

/* Returns whether the result is done with. */
static bool hand_on(struct session *s, int64_t deadline)
{
	ExecStatusType status = PQresultStatus(s->held);

	if (status == PGRES_FATAL_ERROR || status == PGRES_NONFATAL_ERROR)
		keep_error(s, s->held);
	else if (status == PGRES_TUPLES_OK && s->job.result && !s->failed &&
		 !s->job.result(s->job.context, s->index, s->held, &s->row, deadline))
		return false;
	PQclear(s->held);
	s->held = NULL;
	return true;
}

static void go_on_pipeline(struct session *s, int64_t deadline)
{
	while (s->step == STEP_PIPELINE) {
		if (s->held && !hand_on(s, deadline)) {
			pause_slice(s, 0);
			return;
		}
		if (PQisBusy(s->conn))
			return;
		PGresult *r = PQgetResult(s->conn);
		if (!r) { /* the end of one statement's results, or of the connection */
			if (PQstatus(s->conn) != CONNECTION_OK) {
				lose(s, s->failed ? s->error.message : PQerrorMessage(s->conn));
				return;
			}
			s->index++;
			continue;
		}
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			PQexitPipelineMode(s->conn);
			finish_job(s);
			return;
		}
		s->held = r;
		s->row = 0;
	}
}

/* Returns false at the deadline, or where more input is needed. */
static bool take_rows(struct session *s, int64_t deadline)
{
	char *data;
	int length;

	for (unsigned rows = 1; (length = PQgetCopyData(s->conn, &data, 1)) > 0; rows++) {
		s->job.copied(s->job.context, s->index, data, length);
		PQfreemem(data);
		if (s->step != STEP_COPY)
			return false;
		if (rows % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline) {
			pause_slice(s, 0);
			return false;
		}
	}
	if (length < 0)
		s->copying = false; /* how it ended says the next result */
	return length < 0;
}

static void go_on_copy(struct session *s, int64_t deadline)
{
	while (s->step == STEP_COPY) {
		if (s->copying && !take_rows(s, deadline))
			return;
		if (PQisBusy(s->conn))
			return;
		PGresult *r = PQgetResult(s->conn);
		if (!r) {
			finish_job(s);
			return;
		}
		ExecStatusType status = PQresultStatus(r);
		if (status == PGRES_COPY_OUT) {
			s->copying = true;
			s->index++;
		} else if (status == PGRES_FATAL_ERROR) {
			keep_error(s, r);
		}
		PQclear(r);
	}
}

static void go_on_rollback(struct session *s)
{
	while (!PQisBusy(s->conn)) {
		PGresult *r = PQgetResult(s->conn);
		if (!r) {
			if (PQstatus(s->conn) == CONNECTION_OK)
				end_job(s);
			else
				lose(s, s->error.message);
			return;
		}
		PQclear(r);
	}
}

static void go_on(struct session *s, int64_t deadline)
{
	switch (s->step) {
	case STEP_PIPELINE:
		go_on_pipeline(s, deadline);
		break;
	case STEP_COPY:
		go_on_copy(s, deadline);
		break;
	case STEP_ROLLBACK:
		go_on_rollback(s);
		break;
	default:
		PQisBusy(s->conn); /* lets libpq read what came: parameters, notices */
		if (PQstatus(s->conn) != CONNECTION_OK)
			lose(s, PQerrorMessage(s->conn));
		break;
	}
}

/* A promotion leaves the session alive, and able to write. */
static bool promoted(struct session *s)
{
	if (!s->conn || s->step < STEP_IDLE || !unfit(s))
		return false;
	lose(s, "the server is no standby any more: it was promoted");
	return true;
}

static bool readable(const struct session *s)
{
	struct pollfd socket = {.fd = PQsocket(s->conn), .events = POLLIN};

	return poll(&socket, 1, 0) > 0;
}

static void on_input(struct session *s)
{
	int64_t deadline = clock_monotonic() + SLICE_US;
	bool copying;

	/* A COPY has more in the socket than one reading takes: a turn of the loop
	 * for each piece would be most of the work. */
	do {
		copying = s->step == STEP_COPY;
		if (!PQconsumeInput(s->conn)) {
			/* What came before the end (57P01 ...) says more. */
			go_on(s, deadline);
			if (s->step >= STEP_IDLE)
				lose(s, PQerrorMessage(s->conn));
			return;
		}
		if (s->step > STEP_IDLE)
			expect_answer(s);
		int before = s->index;
		go_on(s, deadline);
		if (promoted(s))
			return;
		copying = copying && s->step == STEP_COPY && !s->pausing && (s->copying || s->index != before);
	} while (copying && clock_monotonic() < deadline && readable(s));
	if (s->step == STEP_COPY && s->copying && !s->pausing)
		pause_slice(s, clock_monotonic() + NAP_US);
}

static void on_socket(void *context, int events)
{
	struct session *s = context;

	if (s->step == STEP_RESOLVING) {
		resolved(s);
	} else if (s->step == STEP_CONNECTING) {
		go_on_connecting(s);
	} else {
		if (events & POLLOUT)
			send_rest(s);
		if (s->step != STEP_OFF && !s->pausing && events & (POLLIN | POLLERR | POLLHUP))
			on_input(s);
	}
}

static void on_again(void *context)
{
	struct session *s = context;

	s->pausing = false;
	send_rest(s);
	if (s->step == STEP_OFF)
		return;
	if (s->step == STEP_COPY) {
		on_input(s);
		return;
	}
	expect_answer(s);
	go_on(s, clock_monotonic() + SLICE_US);
	promoted(s);
}
