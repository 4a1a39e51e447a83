/* A session's inside, for its two files: session.c makes and ends connections,
 * session_jobs.c drives the jobs on them. */
#ifndef SLATOP_REPLICA_SESSION_PRIVATE_H
#define SLATOP_REPLICA_SESSION_PRIVATE_H

#include "cancel.h"
#include "conninfo.h"
#include "resolve.h"
#include "session.h"

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
	bool behind;                 /* rows of a COPY that libpq has read were left at the deadline */
	struct job job;
	int index;                   /* statement or COPY that answers */
	PGresult *held;              /* a result that is not handed on whole */
	int row;
	bool copying;
	char *line; /* of the COPY: what is not handed on yet */
	size_t line_length, line_capacity;
	uint64_t rows; /* handed on, ever */
	bool failed;
	struct sql_error error;
	char last_words[256]; /* of a server that ends the connection */
};

/* session.c */
void session_lose(struct session *s, const char *text);
void session_listen(struct session *s, int events);
/* Why the server is not one to read from; NULL: it is. */
const char *session_unfit(const struct session *s);

/* session_jobs.c: what the loop reports while connected. */
void session_on_socket(struct session *s, int events);
void session_on_again(void *context);

#endif
