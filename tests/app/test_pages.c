/* Paged lists over two real standbys: random walks against the whole list as one
 * SQL query orders it. */
#include <libpq-fe.h>
#include <unistd.h>

#include "app/opened.h"
#include "slatop/base/mem.h"
#include "slatop/screen/screen.h"
#include "slatop/table/paged.h"
#include "slatop/table/view.h"
#include "support/check_main.h"
#include "support/platform.h"

#define ROWS 2600 /* of each sub-platform: more than a window holds of both */

static const char *const codes[] = {"north1", "east2"};
static PGconn *owners[2];
static struct engine engine;
static struct screens screens;
static struct view *view;
static char folder[] = "/tmp/slatop-pages.XXXXXX";
static int64_t *expected; /* id * 2 + sub-platform, in order */
static size_t expected_count;

static PGresult *sql(PGconn *c, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_addfv(&text, format, args);
	va_end(args);
	PGresult *r = PQexec(c, text.data);
	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s",
		      text.data, PQerrorMessage(c));
	buf_release(&text);
	return r;
}

/* Few values in the first keys, so that rows tie within and between the
 * sub-platforms; nulls in the second. */
static void make_table(int i, unsigned seed)
{
	PQclear(sql(owners[i], "set client_min_messages = warning; drop table if exists sla.page_test;"
			       "create table sla.page_test (id bigint primary key, a int not null, b text,"
			       " t timestamptz not null); create index on sla.page_test (t, id);"
			       "grant select on sla.page_test to slatop_reader; select setseed(%.6f);"
			       "insert into sla.page_test select k, floor(random() * 9), case when random() < 0.7 then"
			       " (array['x', 'Y', 'é', '中', '', 'x y'])[1 + floor(random() * 6)::int] end,"
			       " '2026-03-01 00:00+00'::timestamptz + floor(random() * 500) * interval '1 minute'"
			       " from generate_series(1, %d) k; analyze sla.page_test",
		    (seed % 1000 + i) / 1002.0, ROWS));
}

/* Until both standbys have what their primaries have. */
static void replay(void)
{
	for (int i = 0; i < 2; i++) {
		char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), codes[i], "replica.conninfo");
		PGconn *standby = PQconnectdb(info);
		PGresult *r = sql(owners[i], "select pg_current_wal_insert_lsn()");
		char *lsn = mem_copy(PQgetvalue(r, 0, 0));
		PQclear(r);
		for (bool there = false; !there; loop_turn(engine.loop, 5000)) {
			r = sql(standby, "select pg_last_wal_replay_lsn() >= '%s'", lsn);
			there = *PQgetvalue(r, 0, 0) == 't';
			PQclear(r);
		}
		PQfinish(standby);
		free(lsn);
		free(info);
	}
}

/* The whole list: the rows of both on one server, ordered there. */
static void expect(const char *order, const char *where)
{
	PQclear(sql(owners[0], "drop table if exists both_; create temp table both_ as"
			       " select 0 as p, * from sla.page_test"));
	PGresult *r = sql(owners[1], "select id, a, b, t from sla.page_test");
	for (int k = 0; k < PQntuples(r); k++) {
		const char *values[] = {PQgetvalue(r, k, 0), PQgetvalue(r, k, 1),
					PQgetisnull(r, k, 2) ? NULL : PQgetvalue(r, k, 2), PQgetvalue(r, k, 3)};
		PQclear(PQexecParams(owners[0],
				     "insert into both_ values (1, $1::bigint, $2::int, $3, $4::timestamptz)", 4,
				     NULL, values, NULL, NULL, 0));
	}
	PQclear(r);
	r = sql(owners[0], "select id * 2 + p from both_ where %s order by %s, p", where, order);
	expected_count = (size_t)PQntuples(r);
	expected = mem_resize(expected, expected_count + 1, sizeof *expected);
	for (size_t k = 0; k < expected_count; k++)
		expected[k] = strtoll(PQgetvalue(r, (int)k, 0), NULL, 10);
	PQclear(r);
}

static int64_t shown(size_t row)
{
	struct row_key key = view_key(view, row);

	return key.platform > 1 ? -1 : key.a * 2 + key.platform;
}

/* Where a row of the window is in the list; SIZE_MAX: nowhere. */
static size_t place(size_t row)
{
	for (size_t i = 0; i < expected_count; i++)
		if (expected[i] == shown(row))
			return i;
	return SIZE_MAX;
}

static void turn(void)
{
	view_advance(view, clock_monotonic());
	view_work(view, INT64_MAX);
	engine_send_pages(&engine);
	loop_turn(engine.loop, 2000);
}

/* Turns until the cursor is on that row of the list; then every row of the window
 * is the one that the list has there. */
static void arrives(size_t at)
{
	int64_t end = clock_monotonic() + 20 * USEC;
	uint32_t platform;

	while (!(view->complete && (expected_count ? shown(view->cursor) == expected[at] : view->count == 0))) {
		ck_assert_msg(clock_monotonic() < end, "row %zu of %zu never came; the cursor is on %zu (%s)", at,
			      expected_count, place(view->cursor),
			      view_error(view, &platform) ? view_error(view, &platform) : "no error");
		turn();
	}
	ck_assert_uint_le(view->count, PAGED_ROWS_MOST);
	for (size_t i = 0; i < view->count; i++) {
		ck_assert_uint_lt(at + i - view->cursor, expected_count);
		ck_assert_int_eq(shown(i), expected[at + i - view->cursor]);
	}
}

static size_t clamp(int64_t at)
{
	int64_t last = expected_count ? (int64_t)expected_count - 1 : 0;

	return (size_t)(at < 0 ? 0 : at > last ? last : at);
}

static void walk(unsigned *seed, int steps)
{
	static const int64_t moves[] = {1, -1, 40, -40, 333, -333, 1500, -1500};
	size_t at = 0;

	view_move_to(view, 0);
	arrives(0);
	for (int i = 0; i < steps; i++) {
		int what = rand_r(seed) % 12;
		if (what == 0) {
			view_move_to(view, at = 0);
		} else if (what == 1) {
			view_move_to(view, SIZE_MAX);
			at = clamp(INT64_MAX);
		} else if (what == 2) {
			view_refresh(view);
		} else {
			int64_t rows = moves[rand_r(seed) % COUNT_OF(moves)];
			view_move(view, rows);
			at = clamp((int64_t)at + rows);
		}
		arrives(at);
	}
}

static void set_filter(const char *text)
{
	size_t at;
	struct err e = {""};
	struct filter *f = text ? filter_parse(text, view->model, view->scope.calendar, &at, &e) : NULL;

	ck_assert_msg(!text || f, "%s", e.text);
	view_set_filter(view, f);
}

static void write_screen(void)
{
	struct buf path = BUF_INIT;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	buf_addf(&path, "%s/pagetest.json", folder);
	FILE *f = fopen(path.data, "w");
	fputs("{ \"format\": 1, \"name\": \"pagetest\", \"source\": { \"sql\": \"select id, a, b, t from sla.page_test -- all\","
	      "\"fields\": [ {\"name\":\"id\",\"type\":\"integer\"}, {\"name\":\"a\",\"type\":\"integer\"},"
	      "{\"name\":\"b\",\"type\":\"text\",\"null\":true}, {\"name\":\"t\",\"type\":\"time\"} ],"
	      "\"key\": [\"id\"], \"order\": [\"-t\"], \"orders\": [[\"-a\",\"b\"], [\"b\",\"-a\"]], \"time\": \"t\" },"
	      "\"columns\": [\"id\"] }", f);
	fclose(f);
	buf_release(&path);
}

static void begin(unsigned seed)
{
	struct err e = {""};

	open_platform(&engine, "SLATOP_TEST_PLATFORM", NULL);
	for (int i = 0; i < 2; i++) {
		owners[i] = platform_connect(platform_folder("SLATOP_TEST_PLATFORM"), codes[i], "primary.conninfo");
		make_table(i, seed);
	}
	write_screen();
	screens_read(&screens, folder);
	engine_start(&engine);
	for (size_t i = 0; i < engine.store->count; i++)
		while (!replica_checked(engine.replicas[i]))
			loop_turn(engine.loop, 10000);
	replay();
	struct model_scope scope = engine_scope(&engine);
	const struct screen *s = screens_need(&screens, "pagetest", &e);
	ck_assert_msg(s != NULL, "%s (%s)", e.text, screens.problem_count ? screens.problems[0].message : "");
	view = view_create(s->panes[0].model, &scope);
}

static void end(void)
{
	struct buf path = BUF_INIT;

	view_destroy(view);
	screens_release(&screens);
	engine_close(&engine);
	for (int i = 0; i < 2; i++) {
		PQclear(sql(owners[i], "drop table sla.page_test"));
		PQfinish(owners[i]);
	}
	free(expected);
	buf_addf(&path, "%s/pagetest.json", folder);
	unlink(path.data);
	rmdir(folder);
	buf_release(&path);
}

START_TEST(random_walks_see_the_whole_list)
{
	unsigned seed = (unsigned)clock_wall();

	printf("seed %u\n", seed);
	begin(seed);
	expect("t desc, id desc", "true");
	walk(&seed, 60);
	ck_assert(view_sort_by(view, "t", NULL));
	expect("t, id", "true");
	/* Running the other way sub-platforms still follow each other. */
	walk(&seed, 30);
	ck_assert(view_sort_by(view, "-a,b", NULL));
	expect("a desc, b collate \"C\" nulls last, id desc", "true");
	walk(&seed, 60);
	ck_assert(view_sort_by(view, "-b", NULL));
	expect("b collate \"C\" desc nulls first, a, id desc", "true");
	walk(&seed, 40);
	ck_assert(view_sort_by(view, "-t", NULL));
	set_filter("not (b = x) and (a > 2 or b ~ \"^x\")");
	expect("t desc, id desc", "(b <> 'x' or b is null) and (a > 2 or coalesce(b ~* '^x', false))");
	walk(&seed, 40);
	set_filter("a in (3, 5) and t between 2026-03-01T02:00:00Z and 2026-03-01T05:00:00Z");
	expect("t desc, id desc",
	       "a in (3, 5) and t between '2026-03-01 02:00+00' and '2026-03-01 05:00+00'");
	walk(&seed, 20);
	set_filter("a > 100");
	expect("t desc, id desc", "false");
	arrives(0);
	end();
}
END_TEST

TEST_MAIN("pages", 300, random_walks_see_the_whole_list)
