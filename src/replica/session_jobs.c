/* Jobs on a connection: pipelines and COPY, answers in slices. */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "session_private.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/replica/replica.h"

#define SLICE_US 1000  /* of 4 ms a turn: what the rows bring about, and a repaint, have the rest */
#define ROWS_A_LOOK 64 /* between looks at the clock */
#define NAP_US 1000    /* during a COPY, for more to come: each waking costs both sides, and
			  a socket holds some 200 kB meanwhile */
#define PIECE 65536    /* a longer message comes in pieces of so much */

static void expect_answer(struct session *s)
{
	loop_timer_set(s->deadline, clock_monotonic() + s->job.timeout_us);
}

static void count_in(uint64_t *counter, uint64_t more)
{
	if (counter)
		*counter += (uint64_t)more;
}

static void begin_job(struct session *s, enum step step, const struct job *job)
{
	s->step = step;
	s->job = *job;
	s->index = s->row = 0;
	s->failed = s->copying = s->behind = false;
	s->line_length = 0;
	s->error = (struct sql_error){0};
	expect_answer(s);
}

/* Sends what waits; the rest follows when the socket takes it. */
static void send_rest(struct session *s)
{
	int left = PQflush(s->conn);

	if (left < 0)
		session_lose(s, PQerrorMessage(s->conn));
	else
		session_listen(s, (s->pausing ? 0 : POLLIN) | (left ? POLLOUT : 0));
}

/* libpq wants to be told for each statement, before its first result. */
static void ask_for_rows(struct session *s)
{
	if (s->job.row_by_row)
		PQsetSingleRowMode(s->conn);
}

void session_run(struct session *s, const struct statement *statements, int count, const struct job *job)
{
	bool sent = PQenterPipelineMode(s->conn);

	begin_job(s, STEP_PIPELINE, job);
	for (int i = 0; sent && i < count; i++) {
		const struct statement *st = &statements[i];
		count_in(s->events.traffic.queries, 1);
		sent = PQsendQueryParams(s->conn, st->sql, st->count, st->types, st->values,
					 st->lengths, st->formats, st->binary);
	}
	if (!sent || !PQpipelineSync(s->conn)) {
		loop_timer_set(s->deadline, 0); /* lost: told from the loop */
		return;
	}
	ask_for_rows(s);
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
	const char *position = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);

	if (s->failed)
		return;
	s->failed = true;
	if (state && strlen(state) < sizeof s->error.state)
		memcpy(s->error.state, state, strlen(state) + 1);
	s->error.position = position ? (int)strtol(position, NULL, 10) : 0;
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
		session_lose(s, s->failed ? s->error.message : PQerrorMessage(s->conn));
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
		session_lose(s, PQerrorMessage(s->conn));
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

static void count_result(const struct session *s, const PGresult *r)
{
	int rows = PQntuples(r), columns = PQnfields(r);
	uint64_t bytes = 0;

	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++)
			bytes += (uint64_t)PQgetlength(r, row, column);
	count_in(s->events.traffic.rows, (uint64_t)rows);
	count_in(s->events.traffic.bytes, bytes);
}

/* Returns whether the result is done with. */
static bool hand_on(struct session *s, int64_t deadline)
{
	ExecStatusType status = PQresultStatus(s->held);

	if (status == PGRES_FATAL_ERROR || status == PGRES_NONFATAL_ERROR)
		keep_error(s, s->held);
	else if ((status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE) && s->job.result && !s->failed &&
		 !s->job.result(s->job.context, s->index, s->held, &s->row, deadline))
		return false;
	count_result(s, s->held);
	PQclear(s->held);
	s->held = NULL;
	return true;
}

static void go_on_pipeline(struct session *s, int64_t deadline)
{
	for (unsigned results = 1; s->step == STEP_PIPELINE; results++) {
		if ((s->held && !hand_on(s, deadline)) ||
		    (results % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline)) {
			pause_slice(s, 0);
			return;
		}
		if (PQisBusy(s->conn))
			return;
		PGresult *r = PQgetResult(s->conn);
		if (!r) { /* the end of one statement's results, or of the connection */
			if (PQstatus(s->conn) != CONNECTION_OK) {
				session_lose(s, s->failed ? s->error.message : PQerrorMessage(s->conn));
				return;
			}
			s->index++;
			ask_for_rows(s);
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

static void hand_on_line(struct session *s)
{
	int length = (int)s->line_length;

	s->line[length] = '\0';
	s->line_length = 0;
	count_in(s->events.traffic.bytes, (uint64_t)length);
	s->job.copied(s->job.context, s->index, s->line, length);
}

/* Appends a message, or a piece of it, to the line: PQgetlineAsync copies out of
 * libpq's own buffer, where PQgetCopyData would allocate memory for each row.
 * Returns its length, 0 for none yet, -1 at the end of the COPY. */
static int take_piece(struct session *s)
{
	if (s->line_length + PIECE >= s->line_capacity) {
		s->line_capacity = s->line_length + 2 * PIECE;
		s->line = mem_resize(s->line, s->line_capacity, 1);
	}
	int length = PQgetlineAsync(s->conn, s->line + s->line_length, PIECE);
	if (replica_wire && length > 0) /* PQtrace leaves these out */
		fwrite(s->line + s->line_length, 1, (size_t)length, replica_wire);
	s->line_length += length > 0 ? (size_t)length : 0;
	return length;
}

/* Returns false at the deadline, or where more input is needed. */
static bool take_rows(struct session *s, int64_t deadline)
{
	int length;

	for (unsigned rows = 1; (length = take_piece(s)) > 0; rows++) {
		if (length == PIECE && s->line_length < INT_MAX - 2 * PIECE)
			continue; /* its end is yet to come, or it had just that length */
		hand_on_line(s);
		s->rows++;
		count_in(s->events.traffic.rows, 1);
		if (s->step != STEP_COPY)
			return false;
		if (rows % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline) {
			s->behind = true;
			pause_slice(s, 0);
			return false;
		}
	}
	if (length < 0 && s->line_length)
		hand_on_line(s);
	if (length < 0 && s->step == STEP_COPY)
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
			count_in(s->events.traffic.queries, 1);
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
				session_lose(s, s->error.message);
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
			session_lose(s, PQerrorMessage(s->conn));
		break;
	}
}

/* A promotion leaves the session alive, and able to write. */
static bool promoted(struct session *s)
{
	if (!s->conn || s->step < STEP_IDLE || !session_unfit(s))
		return false;
	session_lose(s, "the server is no standby any more: it was promoted");
	return true;
}

static void on_input(struct session *s)
{
	int64_t deadline = clock_monotonic() + SLICE_US;
	bool copying;

	/* A COPY has more in the socket than one reading takes: a turn of the loop
	 * for each piece would be most of the work. So it is read until nothing
	 * comes; each reading that brings rows is followed by another. */
	do {
		copying = s->step == STEP_COPY;
		uint64_t rows = s->rows;
		/* What was read already comes first: reading on without taking rows would
		 * have libpq hold ever more, and move all of it at each reading. */
		bool behind = s->behind;
		s->behind = false;
		if (!behind && !PQconsumeInput(s->conn)) {
			/* What came before the end (57P01 ...) says more. */
			go_on(s, deadline);
			if (s->step >= STEP_IDLE)
				session_lose(s, PQerrorMessage(s->conn));
			return;
		}
		if (s->step > STEP_IDLE)
			expect_answer(s);
		int before = s->index;
		go_on(s, deadline);
		if (promoted(s))
			return;
		copying = copying && s->step == STEP_COPY && !s->pausing &&
			  (s->rows != rows || s->index != before);
	} while (copying && clock_monotonic() < deadline);
	if (s->step == STEP_COPY && s->copying && !s->pausing)
		pause_slice(s, clock_monotonic() + NAP_US);
}

void session_on_socket(struct session *s, int events)
{
	if (events & POLLOUT)
		send_rest(s);
	if (s->step != STEP_OFF && !s->pausing && events & (POLLIN | POLLERR | POLLHUP))
		on_input(s);
}

void session_on_again(void *context)
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
