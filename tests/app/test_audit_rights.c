/* The audit room without the console: what a login of it gets out of the server in
 * any query, however it is written. Every text of every other account is a canary
 * word; none may be in what comes back, in rows, notices or errors. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/platform.h"
#include "support/room.h"

static struct room room;

static void take_notice(void *context, const PGresult *r)
{
	buf_add_text(context, PQresultErrorMessage(r));
}

static PGconn *connect_as(const char *conninfo, const char *password, struct buf *heard)
{
	struct buf all = BUF_INIT;

	buf_addf(&all, "%s%s%s%s", conninfo, password ? " password='" : "", password ? password : "", password ? "'" : "");
	PGconn *c = PQconnectdb(all.data);
	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s", PQerrorMessage(c));
	PQsetErrorVerbosity(c, PQERRORS_VERBOSE);
	PQsetNoticeReceiver(c, take_notice, heard);
	buf_release(&all);
	return c;
}

/* All that the server says to it: rows, or the error in its full length. */
static void ask(PGconn *c, const char *sql, struct buf *heard)
{
	PGresult *r = PQexec(c, sql);

	for (int row = 0; row < PQntuples(r); row++)
		for (int column = 0; column < PQnfields(r); column++)
			buf_addf(heard, "%s ", PQgetvalue(r, row, column));
	buf_addf(heard, "%s\n", PQresultErrorMessage(r));
	char *line;
	if (PQresultStatus(r) == PGRES_COPY_OUT)
		while (PQgetCopyData(c, &line, 0) > 0) {
			buf_add_text(heard, line);
			PQfreemem(line);
		}
	PQclear(r);
	while ((r = PQgetResult(c)))
		PQclear(r);
}

/* Queries that need nothing but the names that anybody can look up. */
static const char *const tries[] = {
	"select * from sla.%1$s",
	"select t::text from sla.%1$s t",
	"copy sla.%1$s to stdout",
	"copy (select * from sla.%1$s) to stdout",
	"select row_to_json(t) from sla.%1$s t",
	"select query_to_xml('select * from sla.%1$s', true, false, '')",
	"select table_to_xml('sla.%1$s', true, false, '')",
	"select * from sla.%1$s tablesample system (100)",
	"explain (analyze, verbose) select * from sla.%1$s",
	"insert into sla.%1$s select * from sla.%1$s returning *",
	"update sla.%1$s set ctid = ctid returning *",
	"delete from sla.%1$s returning *",
	"select most_common_vals, histogram_bounds, most_common_freqs from pg_stats where schemaname = 'sla' and tablename = '%1$s'",
	"select s.* from pg_statistic s where starelid = 'sla.%1$s'::regclass",
	"lock table sla.%1$s",
	"do $x$ declare r record; begin for r in select * from sla.%1$s loop raise notice '%%', r; end loop; end $x$",
};
/* And for each column: casts, which quote what they cannot read; functions that
 * are not leakproof, in the hope that they come before the policy. */
static const char *const column_tries[] = {
	"select %2$I from sla.%1$s",
	"select string_agg(%2$I::text, ' ') from sla.%1$s",
	"select 1 from sla.%1$s where %2$I::text::int > 0",
	"select 1 from sla.%1$s where %2$I::text::xml is null",
	"select 1 from sla.%1$s where (%2$I::text || '{')::json is null",
	"select 1 from sla.%1$s where %2$I::text like '%%zqkan%%' and 1 / (position('zqkan' in %2$I::text) - 1) = 0",
	"select %2$I from sla.%1$s order by %2$I limit 5",
	"select count(*), min(%2$I::text), max(%2$I::text) from sla.%1$s group by rollup (%2$I)",
	"select a.%2$I from sla.%1$s a full join sla.%1$s b on a.%2$I::text <> b.%2$I::text",
	"with recursive x as (select %2$I::text as y from sla.%1$s union select y from x) select * from x",
	"select lag(%2$I::text) over () from sla.%1$s",
	"select (select %2$I::text from sla.%1$s offset 3 limit 1)",
};
static const char *const others[] = {
	"set role slatop_reader", "set role slatop_private", "set role sla_owner", "set session authorization slatop",
	"set row_security = off", "select count(*) from sla.tenant", "select name from sla.tenant", "reset row_security",
	"select schema_to_xml('sla', true, false, '')", "select database_to_xml(true, false, '')",
	"select query, usename from pg_stat_activity", "select * from pg_stats_ext", "select * from pg_prepared_statements",
	"prepare p as select * from sla.outage", "execute p", "begin", "declare k cursor for select * from sla.business_log",
	"fetch all from k", "commit", "create view pg_temp.v as select * from sla.tenant",
	"create function pg_temp.f(text) returns bool language plpgsql cost 0.0001 as 'begin raise notice ''%'', $1; return true; end'",
	"select sla.audit_account()", "select sla.touch_incidents(array[1])", "select sla.outage_updated()",
	"select o.* from sla.outage o join sla.incident i using (incident_id)",
	"select x.* from sla.session_audit s, lateral (select * from sla.command_audit c where c.session_id = s.session_id) x",
	"select set_config('role', 'slatop_reader', false)", "select set_config('session_authorization', 'slatop', false)",
	"select set_config('sla.account', '10002', false)", "select name from sla.tenant",
	"select lo_get(1)", "select pg_read_file('base/1/1259')", "select pg_ls_dir('.')", "select * from dblink('', '')",
	"select encode(data, 'escape') from sla.recording_audit", "select convert_from(data, 'UTF8') from sla.recording_audit",
};

/* Fills in relation %1$s and column %2$I. */
static void fill(struct buf *out, const char *sql, const char *relation, const char *column)
{
	for (; *sql; sql++) {
		if (!strncmp(sql, "%1$s", 4) || !strncmp(sql, "%2$I", 4)) {
			buf_add_text(out, sql[1] == '1' ? relation : column);
			sql += 3;
		} else {
			sql += sql[0] == '%' && sql[1] == '%';
			buf_add_byte(out, *sql);
		}
	}
}

static void try_all(PGconn *c, const char *const *list, size_t count, const char *relation, const char *column,
		    struct buf *heard)
{
	struct buf sql = BUF_INIT;

	for (size_t i = 0; i < count; i++) {
		buf_clear(&sql);
		fill(&sql, list[i], relation, column);
		ask(c, sql.data, heard);
	}
	buf_release(&sql);
}

static void try_everything(PGconn *c, struct buf *heard)
{
	PGresult *r = PQexec(c, "select c.relname, a.attname, row_number() over (partition by c.relname order by a.attnum) = 1"
				" from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
				" where c.relnamespace = 'sla'::regnamespace and c.relkind in ('r', 'v') order by 1, a.attnum");

	ck_assert_int_gt(PQntuples(r), 200);
	for (int i = 0; i < PQntuples(r); i++) {
		if (*PQgetvalue(r, i, 2) == 't')
			try_all(c, tries, sizeof tries / sizeof *tries, PQgetvalue(r, i, 0), "", heard);
		try_all(c, column_tries, sizeof column_tries / sizeof *column_tries, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1),
			heard);
	}
	try_all(c, others, sizeof others / sizeof *others, "", "", heard);
	PQclear(r);
}

static void must_not_leak(const struct buf *heard)
{
	size_t at = 0;

	if (room_leaks(heard->data, heard->length, &at))
		ck_abort_msg("a text of another account: %.*s", 400, heard->data + (at > 200 ? at - 200 : 0));
}

static char *one(PGconn *c, const char *sql)
{
	static char text[200];
	PGresult *r = PQexec(c, sql);

	snprintf(text, sizeof text, "%s", PQntuples(r) == 1 ? PQgetvalue(r, 0, 0) : PQresultErrorMessage(r));
	PQclear(r);
	return text;
}

static void no_query_gets_a_text_of_another_account(void)
{
	struct buf heard = BUF_INIT, as_reader = BUF_INIT;
	char *on_primary = NULL;

	PGconn *c = connect_as(room.login, ROOM_PASSWORD, &heard);
	try_everything(c, &heard);
	must_not_leak(&heard);
	ck_assert_ptr_nonnull(strstr(heard.data, "Calls failed for a while")); /* its own came */
	ck_assert_ptr_nonnull(strstr(heard.data, "the cleared screen"));
	PQfinish(c);

	/* On the primary, where something might be created. */
	const char *user = strstr(room.primary, " user=");
	struct buf info = BUF_INIT;
	buf_addf(&info, "%.*s user=audit_10001", (int)(user - room.primary), room.primary);
	on_primary = buf_take(&info);
	c = connect_as(on_primary, ROOM_PASSWORD, &heard);
	try_everything(c, &heard);
	must_not_leak(&heard);
	PQfinish(c);
	free(on_primary);

	/* The same queries do find it where there is nothing between. */
	c = connect_as(room.replica, NULL, &as_reader);
	try_everything(c, &as_reader);
	ck_assert(room_leaks(as_reader.data, as_reader.length, NULL));
	PQfinish(c);
	buf_release(&heard);
	buf_release(&as_reader);
}

static void the_room_shows_its_account_and_ends(void)
{
	struct buf heard = BUF_INIT;

	PGconn *c = connect_as(room.login, ROOM_PASSWORD, &heard);
	ck_assert_str_eq(one(c, "select string_agg(enterprise_no::text, ',') from sla.tenant"), "10001");
	ck_assert_str_eq(one(c, "select sla.audit_account()"), "10001");
	ck_assert_str_eq(one(c, "select count(distinct enterprise_no) from sla.outage"), "1");
	ck_assert_str_eq(one(c, "select public_title from sla.incident where incident_id = 920000001"), "Calls failed for a while");
	ck_assert_str_eq(one(c, "select count(*) from sla.failover where failover_id = 920000001"), "1");
	ck_assert_str_eq(one(c, "select count(*) from sla.maintenance where maintenance_id = 920000001"), "1");
	ck_assert_str_eq(one(c, "select count(*) from sla.maintenance_tenant where maintenance_id = 920000001"), "1");
	ck_assert_str_eq(one(c, "select string_agg(concat_ws('/', session_id % 10, risk, host), ' ' order by session_id)"
				" from sla.session_audit where session_id > 920000000"), "1/1 2/2/gw-02 3/3/gw-03");
	ck_assert_str_eq(one(c, "select count(*) from sla.command_audit where session_id = 920000002"), "1");
	ck_assert_str_eq(one(c, "select count(*) from sla.command_audit where session_id = 920000001"), "0");
	ck_assert_str_eq(one(c, "select string_agg(session_id::text, ',' order by session_id) from sla.recording_audit where session_id > 920000000"),
			 "920000002,920000004"); /* not the one that has changed since it was cleared */
	PQfinish(c);

	/* A window that is voided takes its incident out of the room. */
	room_sql(&room, "update sla.outage set voided = true, void_reason = 'x' where outage_id = 920000001");
	c = connect_as(room.login, ROOM_PASSWORD, &heard);
	ck_assert_str_eq(one(c, "select count(*) from sla.incident where incident_id = 920000001"), "0");
	ck_assert_str_eq(one(c, "select count(*) from sla.failover where failover_id = 920000001"), "0");
	room_sql(&room, "update sla.audit_role set valid_until = now()");
	ck_assert_str_eq(one(c, "select count(*) from sla.outage"), "0");
	ck_assert_str_eq(one(c, "select count(*) from sla.session_audit"), "0");
	PQfinish(c);
	buf_release(&heard);
}

static void the_login_is_asked_for_its_password(void)
{
	PGconn *c = PQconnectdb(room.login);
	ck_assert_int_ne(PQstatus(c), CONNECTION_OK);
	ck_assert(PQconnectionNeedsPassword(c));
	PQfinish(c);
}

/* One platform for all of it: it takes longer to make than all the rest. */
START_TEST(a_login_of_the_audit_room)
{
	room_open(&room);
	the_login_is_asked_for_its_password();
	no_query_gets_a_text_of_another_account();
	the_room_shows_its_account_and_ends();
	room_close(&room);
}
END_TEST

TEST_MAIN("audit_rights", 180, a_login_of_the_audit_room)
