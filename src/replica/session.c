/* Connections: made, lost, closed. */
#include "session_private.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/replica/replica.h"

#define CONNECT_S 10

FILE *replica_wire;

static void on_socket(void *context, int events);
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
	s->again = loop_timer(l, session_on_again, s);
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
	s->pausing = s->behind = s->copying = s->failed = false;
	s->line_length = 0;
	*s->last_words = '\0';
}

void session_destroy(struct session *s)
{
	if (!s)
		return;
	session_close(s);
	loop_timer_remove(s->loop, s->deadline);
	loop_timer_remove(s->loop, s->again);
	free(s->line);
	free(s->text);
	free(s);
}

void session_lose(struct session *s, const char *text)
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

	session_lose(s, s->step == STEP_RESOLVING    ? "host name look-up takes too long"
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

bool session_used_password(const struct session *s)
{
	return s->conn && PQconnectionUsedPassword(s->conn);
}

const char *session_user_name(const struct session *s)
{
	return s->conn ? PQuser(s->conn) : "";
}

struct canceller *session_cancel(const struct session *s, int *fd)
{
	return s->conn ? cancel_start(s->conn, fd) : NULL;
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

void session_listen(struct session *s, int events)
{
	int fd = PQsocket(s->conn);

	if (s->watch)
		loop_watch_events(s->watch, fd, events);
	else
		s->watch = loop_watch(s->loop, fd, events, on_socket, s);
}

const char *session_unfit(const struct session *s)
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
	const char *why = session_unfit(s);

	if (why) {
		session_lose(s, why);
		return;
	}
	loop_timer_stop(s->deadline);
	PQsetnonblocking(s->conn, 1);
	if (replica_wire)
		PQtrace(s->conn, replica_wire);
	s->step = STEP_IDLE;
	session_listen(s, POLLIN);
	s->events.ready(s->events.context);
}

/* The socket may be another one after each step: with several hosts each has
 * its own. */
static void go_on_connecting(struct session *s)
{
	switch (PQconnectPoll(s->conn)) {
	case PGRES_POLLING_READING:
		session_listen(s, POLLIN);
		break;
	case PGRES_POLLING_WRITING:
		session_listen(s, POLLOUT);
		break;
	case PGRES_POLLING_OK:
		connected(s);
		break;
	default:
		session_lose(s, PQerrorMessage(s->conn));
		break;
	}
}

static void start_connecting(struct session *s)
{
	s->step = STEP_CONNECTING;
	s->conn = PQconnectStartParams((const char *const *)s->conninfo.keys,
				       (const char *const *)s->conninfo.values, 0);
	if (!s->conn || PQstatus(s->conn) == CONNECTION_BAD) {
		session_lose(s, s->conn ? PQerrorMessage(s->conn) : "out of memory");
		return;
	}
	PQsetNoticeReceiver(s->conn, on_notice, s);
	session_listen(s, POLLOUT); /* before the first PQconnectPoll, as libpq wants it */
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
		session_lose(s, e.text);
}

void session_open(struct session *s)
{
	struct err e = {""};
	int fd;

	if (!conninfo_init(&s->conninfo, s->text, s->allow_primary, &e)) {
		session_lose(s, e.text);
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

static void on_socket(void *context, int events)
{
	struct session *s = context;

	if (s->step == STEP_RESOLVING)
		resolved(s);
	else if (s->step == STEP_CONNECTING)
		go_on_connecting(s);
	else
		session_on_socket(s, events);
}
