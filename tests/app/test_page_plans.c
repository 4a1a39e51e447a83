/* Filters that a log's screen says an index helps with: the plan of the statement
 * that the console sends finds their rows by that index alone, in order. The tables
 * here are small; what a large one would be read by is asked for instead. */
#include <libpq-fe.h>

#include "app/opened.h"
#include "slatop/base/mem.h"
#include "slatop/screen/screen.h"
#include "support/check_main.h"
#include "support/platform.h"
#include "table/pager_sql.h"

static const char *const logs[] = {"business-log", "logins", "sessions", "commands", "private-access", "deletions"};

static struct engine engine;
static struct screens screens;
static PGconn *standby;

static void begin(void)
{
	open_platform(&engine, "SLATOP_TEST_PLATFORM", NULL);
	screens_read(&screens, NULL);
	standby = platform_connect(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");
	platform_run(standby, "set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off");
}

static void end(void)
{
	PQfinish(standby);
	screens_release(&screens);
	engine_close(&engine);
}

static char *plan_of(const struct page_sql *s)
{
	Oid types[PAGED_PARAMETERS_MOST + 8];
	const char *values[COUNT_OF(types)];
	char numbers[COUNT_OF(types)][24];
	struct buf text = BUF_INIT;

	buf_addf(&text, "explain (costs off) %s", s->text.data);
	for (size_t i = 0; i < s->count; i++) {
		const struct value *v = &s->values[i];
		snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)v->i);
		types[i] = v->type == VALUE_TIME ? 1184 : v->type == VALUE_TEXT ? 25 : 20; /* timestamptz, text, int8 */
		values[i] = v->null ? NULL : v->type == VALUE_TIME ? "2026-01-01" : v->type == VALUE_TEXT ? v->text : numbers[i];
	}
	PGresult *r = PQexecParams(standby, text.data, (int)s->count, types, values, NULL, NULL, 0);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", text.data, PQerrorMessage(standby));
	buf_clear(&text);
	for (int i = 0; i < PQntuples(r); i++)
		buf_addf(&text, "%s\n", PQgetvalue(r, i, 0));
	PQclear(r);
	return buf_take(&text);
}

/* What is wrong with a line of a plan; NULL: nothing. The policies' own conditions
 * begin with an init plan's result. */
static const char *wrong_with(const char *line, bool one_row)
{
	const char *filter = strstr(line, " Filter: ");

	if (strstr(line, "Seq Scan"))
		return "all rows are read";
	if (filter && (strncmp(filter + 9 + (filter[9] == '('), "$", 1) != 0 || strstr(filter, " AND ")))
		return "rows are read and thrown away";
	if (!one_row && strstr(line, " Sort") && !strstr(line, "Sort Key") && !strstr(line, "Incremental Sort"))
		return "all that fit are sorted";
	return NULL;
}

static void check_plan(const struct screen *s, const char *filter, const char *plan, bool one_row)
{
	char *copy = mem_copy(plan), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		const char *wrong = wrong_with(line, one_row);
		ck_assert_msg(!wrong, "%s, %s: %s:\n%s", s->name, filter, wrong, plan);
	}
	free(copy);
}

static bool is_key(const struct model *m, size_t field)
{
	return m->paged->key_count == 1 && m->paged->key[0] == field;
}

static bool is_helped(const struct model *m, size_t field)
{
	return m->paged->traits[field] & PAGED_INDEXED || (int)field == m->paged->time || is_key(m, field);
}

static void check_field(const struct screen *s, const struct model *m, size_t field)
{
	struct model_scope scope = engine_scope(&engine);
	struct page_shape shape = {.model = m, .scope = &scope, .order = {&m->paged->orders[0], false}};
	struct page_bound start = {NULL, 0, false};
	struct err e = {""};
	struct page_sql sql;
	char text[120];
	size_t at;

	snprintf(text, sizeof text, "%s %s", m->fields[field].name, (int)field == m->paged->time ? ">= 2026-01-01"
		 : m->fields[field].type == VALUE_TEXT ? "= north1" : "= 10001");
	struct filter *f = filter_parse(text, m, scope.calendar, &at, &e);
	ck_assert_msg(f, "%s: %s", text, e.text);
	shape.filter = f;
	ck_assert_msg(!page_shape_scans(&shape), "%s, %s: is looked for piece by piece", s->name, text);
	page_sql_next(&sql, &shape, &start, false, 200);
	char *plan = plan_of(&sql);
	check_plan(s, text, plan, is_key(m, field));
	free(plan);
	page_sql_release(&sql);
	filter_destroy(f);
}

START_TEST(an_index_finds_what_it_is_said_to)
{
	begin();
	for (size_t i = 0; i < COUNT_OF(logs); i++) {
		const struct screen *s = screens_find(&screens, logs[i]);
		const struct model *m = s->panes[0].model;
		size_t helped = 0;
		for (size_t field = 0; field < m->field_count; field++)
			if (is_helped(m, field)) {
				check_field(s, m, field);
				helped++;
			}
		ck_assert_uint_ge(helped, 2); /* time, and the account or the session */
	}
	end();
}
END_TEST

TEST_MAIN("page_plans", 60, an_index_finds_what_it_is_said_to)
