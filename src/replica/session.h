/* One connection to a server: made, used for one job at a time, lost.
 *
 * Nothing blocks: libpq is driven by the loop, and rows are handed on in slices.
 * A job is a pipeline (several statements, one round trip) or a COPY. */
#ifndef SLATOP_REPLICA_SESSION_H
#define SLATOP_REPLICA_SESSION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/loop.h"

struct session;
struct canceller;

/* Counts of queries, rows and bytes of rows, for whoever wants to know. */
struct session_traffic {
	uint64_t *queries, *rows, *bytes;
};

/* Values are bound, never spliced. types NULL: the server infers them. */
struct statement {
	const char *sql;
	int count;
	const char *const *values;
	const Oid *types;
	bool binary; /* results */
	const int *lengths, *formats; /* of binary values; NULL: all are text */
};

/* An error of the server: branch on state (SQLSTATE), never on the text. */
struct sql_error {
	char state[6];
	int position; /* the character of the statement, from 1; 0: not said */
	char message[448]; /* cleaned */
};

struct job {
	void *context;
	/* A statement's result. *row is 0 at first and the job's own: it returns
	 * false at the deadline to be called again with the same result. May be NULL.
	 * Only done and the events may close a session; none may destroy it. */
	bool (*result)(void *context, int statement, const PGresult *r, int *row, int64_t deadline_us);
	/* A message of the COPY number `copy` of the text, or some that follow each
	 * other; may be written to, and has a NUL behind it. */
	void (*copied)(void *context, int copy, char *data, int length);
	/* The end; error is NULL or what the server said. The transaction is over,
	 * unless it went well and keep_transaction. The next job may be started. */
	void (*done)(void *context, const struct sql_error *error);
	bool keep_transaction;
	/* Results come as they arrive, a row each, then an empty one at the end of each
	 * statement: of many rows none is held, or released, at once. */
	bool row_by_row;
	int64_t timeout_us; /* without an answer: the connection counts as lost */
};

struct session_events {
	void *context;
	void (*ready)(void *context);
	/* It could not be made, or is lost; the session is off, its job forgotten. */
	void (*closed)(void *context, const char *message);
	struct session_traffic traffic; /* added to; NULL: not counted */
};

struct session *session_create(struct loop *l, const char *conninfo, bool allow_primary,
			       const struct session_events *events);
void session_destroy(struct session *s); /* closes at once, no event */
/* Connects; the session must be off. What fails at once is told (closed) before
 * it returns. */
void session_open(struct session *s);
void session_close(struct session *s); /* no event */
bool session_off(const struct session *s);
bool session_idle(const struct session *s); /* connected, no job */
bool session_allows_primary(const struct session *s);
int session_server_version(const struct session *s);
/* Whether the server asked for the password that was given. */
bool session_used_password(const struct session *s);
/* The user that the server knows. */
const char *session_user_name(const struct session *s);

/* Starts a job on an idle session. The statements' texts and values are needed
 * during the call only. */
void session_run(struct session *s, const struct statement *statements, int count, const struct job *job);
/* Constant COPY ... TO STDOUT statements, one after the other. */
void session_copy(struct session *s, const char *sql, const struct job *job);

/* Cancels what runs (cancel.h). */
struct canceller *session_cancel(const struct session *s, int *fd);

/* What is not to be drawn as it came: one line, cleaned, cut to size. */
void message_clean(char *out, size_t size, const char *text);

#endif
