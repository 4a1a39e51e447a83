/* A sub-platform that has nothing but the rows of a test, on a real primary and
 * standby, looked at by an engine at one moment. */
#ifndef SLATOP_TESTS_APP_VARIANT_H
#define SLATOP_TESTS_APP_VARIANT_H

#include "../sla/cases.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/opened.h"
#include "slatop/base/mem.h"
#include "slatop/table/view.h"
#include "support/platform.h"

#define PATIENCE_US (60 * USEC)

/* One reading, month and moment. */
struct variant {
	char agreement[64]; /* its file; "": the shipped one */
	char moment[40];
	int month;
	struct engine engine;
	struct model_scope scope;
};

static PGconn *connect_to(const char *name)
{
	return platform_connect(platform_folder("SLATOP_TEST_EMPTY"), NULL, name);
}

/* Runs a file on the primary; variables: as psql takes them. Until the standby has it all. */
static void make_rows(PGconn *standby, const char *file, const char *variables)
{
	struct buf lsn = BUF_INIT, errors = BUF_INIT, sql = BUF_INIT;
	char *info = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");
	bool there = false;

	int status = run_command(&lsn, &errors, "psql -XqAt -d '%s' %s -f tests/app/%s && psql -XqAt -d '%s' "
				 "-c 'select pg_current_wal_insert_lsn()'", info, variables, file, info);
	ck_assert_msg(status == 0, "%s", errors.data);
	char *last = lsn.data + lsn.length - 1; /* what went before is other statements' */
	*last = '\0';
	while (last > lsn.data && last[-1] != '\n')
		last--;
	buf_addf(&sql, "select pg_last_wal_replay_lsn() >= '%s'", last);
	for (int64_t until = clock_monotonic() + PATIENCE_US; !there;) {
		PGresult *r = PQexec(standby, sql.data);
		ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s", PQerrorMessage(standby));
		there = *PQgetvalue(r, 0, 0) == 't';
		PQclear(r);
		ck_assert_msg(there || clock_monotonic() < until, "the standby does not follow");
		if (!there)
			poll(NULL, 0, 5);
	}
	buf_release(&lsn);
	buf_release(&errors);
	buf_release(&sql);
	free(info);
}

static void open_engine(struct variant *v)
{
	struct err e = {""};

	open_platform(&v->engine, "SLATOP_TEST_EMPTY", *v->agreement ? v->agreement : NULL);
	ck_assert_msg(command_connect(&v->engine, &e) == EXIT_FINE, "%s", e.text);
	v->scope = engine_scope(&v->engine);
	v->scope.month = v->month;
	v->scope.span = engine_month_span(&v->engine, v->month);
	v->scope.span_given = true;
	ck_assert(calendar_parse_time(v->scope.calendar, v->moment, &v->scope.as_of, &e));
}

/* A model's rows, all that they need read. */
static struct view *load(struct variant *v, const char *model, const char *figure, int64_t account)
{
	struct model_scope scope = v->scope;
	int64_t until = clock_monotonic() + PATIENCE_US;

	scope.figure = figure;
	scope.enterprise_no = account;
	struct view *view = view_create(model_find(model), &scope);
	for (;;) {
		while (view_work(view, INT64_MAX))
			;
		if (view->complete)
			break;
		ck_assert_msg(clock_monotonic() < until, "%s of %s never came", model, figure ? figure : "all");
		loop_turn(v->engine.loop, 10000);
		while (engine_recompute(&v->engine, clock_monotonic(), INT64_MAX))
			;
		view_advance(view, clock_monotonic());
	}
	while (engine_recompute(&v->engine, clock_monotonic(), INT64_MAX))
		;
	view_advance(view, clock_monotonic());
	while (view_work(view, INT64_MAX))
		;
	return view;
}

static void value_of(struct view *v, size_t row, const char *field, struct value *out)
{
	view_value(v, row, (size_t)model_field_find(v->model, field), out);
}

static int64_t number(struct view *v, size_t row, const char *field)
{
	struct value value;

	value_of(v, row, field, &value);
	return value.null ? 0 : value.i;
}

#endif
