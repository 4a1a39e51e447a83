/* Reading a summary: the facts of a clause through a cursor, a batch at a time,
 * in one snapshot on the second connection. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define BATCH 2000
#define FETCH "fetch 2000 from facts"
#define ROWS_A_LOOK 64
#define DAYS_TO_2000 10957
#define OID_TIMESTAMPTZ 1184
#define SUMMARY_SILENCE_US (120 * USEC)

enum { PARAMETERS = 7 }; /* the last of clauses by code alone */

static void fetched(void *context, const struct sql_error *error);

/* --- rows ---------------------------------------------------------------- */

/* Cleaned, a tab is something to be seen: what is nothing but blanks stays it. */
static const char *text_of(struct arena *a, const struct cell *c)
{
	struct buf cleaned = BUF_INIT;
	const char *kept;

	if ((size_t)c->length == strspn(c->data, " \t\r\n"))
		return "";
	if (text_is_clean(c->data, (size_t)c->length))
		return c->data;
	text_clean(&cleaned, c->data, (size_t)c->length);
	kept = arena_copy(a, cleaned.data, cleaned.length);
	buf_release(&cleaned);
	return kept;
}

/* Dates as days since 1970, for ever as INT64_MAX (DATE_INFINITE). */
static int64_t date_of(const struct cell *c)
{
	int64_t days = cell_int(c);

	return days == INT32_MAX ? INT64_MAX : days == INT32_MIN ? INT64_MIN + 1 : days + DAYS_TO_2000;
}

struct fact_value fact_value_of(struct arena *a, enum fact_kind kind, const struct cell *c)
{
	struct fact_value v = {.null = c->length < 0};

	if (v.null)
		return v;
	switch (kind) {
	case FACT_NUMBER:
	case FACT_FEN:
		v.i = cell_int(c);
		break;
	case FACT_TIME:
		v.i = cell_time(c);
		break;
	case FACT_DATE:
		v.i = date_of(c);
		break;
	case FACT_FLAG:
		v.i = cell_bool(c);
		break;
	case FACT_TEXT:
		v.text = text_of(a, c);
		break;
	}
	return v;
}

static bool take_rows(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;
	struct summary *s = r->side.running->summary;
	struct arena cleaned = {0};
	bool whole = true;

	if (statement != r->side.fetch_statement)
		return true;
	r->side.fetched = PQntuples(result);
	while (*row < PQntuples(result) && whole) {
		struct fact_row f = {0};
		struct cell account = cell_of(result, *row, 0);
		for (int i = 0; s->clause->columns[i].name && i + 1 < PQnfields(result); i++) {
			struct cell c = cell_of(result, *row, i + 1);
			f.values[i] = fact_value_of(&cleaned, (enum fact_kind)s->clause->columns[i].kind, &c);
		}
		summary_load_row(r->platform, s, cell_int(&account), &f);
		whole = ++*row % ROWS_A_LOOK || clock_monotonic() < deadline_us;
	}
	arena_release(&cleaned);
	return *row == PQntuples(result);
}

/* --- one after the other ------------------------------------------------- */

static void failed(struct replica *r, const char *message)
{
	summary_load_abandon(r->platform, r->side.running->summary, message);
	status_error(r, message);
	side_summary_done(r);
}

static void committed(void *context, const struct sql_error *error)
{
	struct replica *r = context;

	if (error)
		failed(r, error->message);
	else
		loop_timer_set(r->side.summing, 0);
}

void summary_finish_slice(void *context)
{
	struct replica *r = context;
	struct errand *e = r->side.running;

	if (!e || e->kind != ERRAND_SUMMARY || !e->summary->load)
		return;
	if (summary_load_finish(r->platform, e->summary, clock_monotonic() + 3000))
		loop_timer_set(r->side.summing, 0);
	else
		side_summary_done(r);
}

static void run(struct replica *r, const struct statement *list, int count, int fetch_statement,
		void (*done)(void *context, const struct sql_error *error))
{
	r->side.fetch_statement = fetch_statement;
	r->side.fetched = 0;
	session_run(r->side.session, list, count,
		    &(struct job){.context = r, .result = take_rows, .done = done, .keep_transaction = true,
				  .timeout_us = SUMMARY_SILENCE_US});
}

static void fetched(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	const struct statement more = {FETCH, 0, NULL, NULL, true}, end = replica_commit();

	if (error)
		failed(r, error->message);
	else if (r->side.fetched == BATCH)
		run(r, &more, 1, 0, fetched);
	else
		run(r, &end, 1, -1, committed);
}

void summary_start(struct replica *r)
{
	static const Oid types[PARAMETERS] = {OID_INT8, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ,
					      OID_TEXT, OID_INT8, OID_TEXT};
	struct summary *s = r->side.running->summary;
	int64_t moment = s->as_of != TIME_NONE ? s->as_of : platform_moment(r->platform, clock_monotonic());
	struct buf declare = BUF_INIT, from = BUF_INIT, to = BUF_INIT, at = BUF_INIT, codes = BUF_INIT;
	char account[24], reach[24];
	const char *times[2];

	if (moment == TIME_NONE) {
		failed(r, "the replica knows no time: nothing can be evaluated");
		return;
	}
	summary_load_begin(r->platform, s, moment);
	buf_add_text(&declare, "declare facts no scroll cursor for ");
	if (s->clause->known_then)
		proof_known(&declare, replica_facts_sql(r, s->clause->sql), 4);
	else
		buf_add_text(&declare, replica_facts_sql(r, s->clause->sql));
	time_rfc3339(&from, s->span.start_us);
	time_rfc3339(&to, s->span.end_us);
	time_rfc3339(&at, moment);
	snprintf(account, sizeof account, "%" PRId64, s->only_account);
	snprintf(reach, sizeof reach, "%" PRId64, summary_reach(r->platform, s, moment));
	if (s->clause->by_code)
		clause_codes(&codes, r->platform->agreement,
			     calendar_month_number(agreement_calendar(r->platform->agreement), s->span.start_us));
	const char *values[PARAMETERS] = {s->only_account ? account : NULL, from.data, to.data, at.data,
					  calendar_zone(agreement_calendar(r->platform->agreement)), reach,
					  codes.data};
	const struct statement list[] = {replica_begin(), replica_settings(r, "src/replica/settings.sql", true, times),
					 {declare.data, s->clause->by_code ? PARAMETERS : PARAMETERS - 1, values, types,
					  false},
					 {FETCH, 0, NULL, NULL, true}};
	run(r, list, COUNT_OF(list), 3, fetched);
	buf_release(&declare);
	buf_release(&from);
	buf_release(&to);
	buf_release(&at);
	buf_release(&codes);
}

/* --- asked for ----------------------------------------------------------- */

/* The relation that the clause needs and that is not published; NULL: none. The
 * log is judged whole, and audit mode has a part of it. */
static const char *lacking(const struct replica *r, const struct clause *c)
{
	char word[80];

	if (r->options.audit && c->commitment == COMMITMENT_BUSINESS_LOGS)
		return c->needs[0];

	for (size_t i = 0; i < COUNT_OF(c->needs) && c->needs[i]; i++) {
		snprintf(word, sizeof word, " %s ", c->needs[i]);
		if (strstr(r->platform->status.lacking, word))
			return c->needs[i];
	}
	return NULL;
}

void replica_load_summary(struct replica *r, struct summary *s)
{
	const char *missing = lacking(r, s->clause);

	if (missing && s->state != SUMMARY_LACKING && !s->load) {
		s->state = SUMMARY_LACKING;
		s->closed = r->options.audit;
		snprintf(s->error, sizeof s->error, "%s", missing);
		s->generation++;
		r->platform->generation++;
	} else if (!missing && s->state == SUMMARY_LACKING) {
		s->state = SUMMARY_WANTED;
	}
	if (summary_due(r->platform, s, platform_moment(r->platform, clock_monotonic())))
		side_add_summary(r, s);
}
