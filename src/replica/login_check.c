/* Whether the login could write: it is refused then, by name of the privilege. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define NAMED 4 /* ways that a message names before it counts */

/* Role names and such come from the server: cleaned before they are shown. */
static void add_clean(struct buf *out, const char *text)
{
	text_clean(out, text, strlen(text));
}

static void describe(struct buf *out, const PGresult *r, int row)
{
	add_clean(out, PQgetvalue(r, row, 1));
	if (!PQgetisnull(r, row, 2)) {
		buf_add_text(out, " on ");
		add_clean(out, PQgetvalue(r, row, 2));
	}
	if (!PQgetisnull(r, row, 3)) {
		buf_add_text(out, " through ");
		add_clean(out, PQgetvalue(r, row, 3));
	}
}

static bool take_ways(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;

	(void)deadline_us;
	if (statement != 2)
		return true;
	for (; *row < PQntuples(result); ++*row) {
		bool refused = *PQgetvalue(result, *row, 0) == 't';
		if (refused) {
			buf_add_text(&r->report_login, "login: could write: ");
			describe(&r->report_login, result, *row);
			buf_add_byte(&r->report_login, '\n');
			r->login_problems++;
		} else {
			buf_addf(&r->warnings, "%sthe login has ", r->warnings.length ? "; " : "");
			describe(&r->warnings, result, *row);
		}
	}
	return true;
}

static void refuse(struct replica *r)
{
	struct buf message = BUF_INIT;
	const char *line = r->report_login.data;

	buf_add_text(&message, "login \"");
	add_clean(&message, session_user_name(r->session));
	buf_add_text(&message, "\" is refused, as it could write: ");
	for (int i = 0; i < r->login_problems && i < NAMED; i++) {
		const char *way = line + strlen("login: could write: ");
		size_t length = strcspn(way, "\n");
		buf_addf(&message, "%s%.*s", i ? "; " : "", (int)length, way);
		line = way + length + 1;
	}
	if (r->login_problems > NAMED)
		buf_addf(&message, "; and %d more", r->login_problems - NAMED);
	r->login_bad = true;
	replica_refuse(r, message.data);
	buf_release(&message);
}

static void checked(void *context, const struct sql_error *error)
{
	struct replica *r = context;

	if (error && replica_contract_error(error)) {
		replica_refuse(r, error->message);
		return;
	}
	if (error)
		buf_addf(&r->warnings, "the login's privileges could not be checked: %s", error->message);
	if (!error && r->login_problems) {
		refuse(r);
		return;
	}
	r->login_bad = false;
	replica_login_done(r);
}

/* From PostgreSQL 16 on a membership may bring neither its privileges nor
 * SET ROLE. */
void login_check_start(struct replica *r)
{
	const char *how = session_server_version(r->session) >= 160000 ? "USAGE,SET" : "MEMBER";
	static const Oid types[] = {OID_TEXT};
	const char *times[2], *values[] = {how};
	struct statement list[] = {replica_begin(),
				   replica_settings(r, "src/replica/settings.sql", false, times),
				   {replica_sql("src/replica/login_check.sql"), 1, values, types, false},
				   replica_commit()};

	buf_clear(&r->report_login);
	buf_clear(&r->warnings);
	r->login_problems = 0;
	session_run(r->session, list, COUNT_OF(list),
		    &(struct job){.context = r, .result = take_ways, .done = checked,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
}
