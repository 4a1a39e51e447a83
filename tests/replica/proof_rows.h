/* The rows of the random test of clause 4.1: accounts, windows and maintenance
 * placed on each other's edges, and how they get into the primary. */
#ifndef SLATOP_TESTS_REPLICA_PROOF_ROWS_H
#define SLATOP_TESTS_REPLICA_PROOF_ROWS_H

#include <libpq-fe.h>

#include "../sla/cases.h"
#include "../support/platform.h"
#include "slatop/base/mem.h"

#define ACCOUNTS 2400
#define WINDOWS 10 /* of each */
#define MAINTENANCES 48
#define FIRST_ACCOUNT INT64_C(770000001) /* numbers of this test's own */
#define FIRST_OUTAGE INT64_C(7700000000001)
#define FIRST_MAINTENANCE INT64_C(770000001)

/* ---- talking to the two servers ---- */

static PGconn *connect_to(const char *name)
{
	char *conninfo = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, name);
	PGconn *c = PQconnectdb(conninfo);
	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s: %s", name, PQerrorMessage(c));
	free(conninfo);
	PQclear(PQexec(c, "set client_min_messages = warning"));
	return c;
}

static PGresult *ask(PGconn *c, const char *sql)
{
	PGresult *r = PQexecParams(c, sql, 0, NULL, NULL, NULL, NULL, 1);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK || PQresultStatus(r) == PGRES_COMMAND_OK, "%s: %s",
		      sql, PQerrorMessage(c));
	return r;
}

static void run(PGconn *c, const char *sql)
{
	PQclear(ask(c, sql));
}

static void copy_in(PGconn *c, const char *command, const struct buf *rows)
{
	PGresult *r = PQexec(c, command);
	ck_assert_msg(PQresultStatus(r) == PGRES_COPY_IN, "%s: %s", command, PQerrorMessage(c));
	PQclear(r);
	ck_assert_int_eq(PQputCopyData(c, rows->data, (int)rows->length), 1);
	ck_assert_int_eq(PQputCopyEnd(c, NULL), 1);
	while ((r = PQgetResult(c))) {
		ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK, "%s: %s", command, PQerrorMessage(c));
		PQclear(r);
	}
}

/* ---- instants worth hitting ---- */

struct instants {
	int64_t *list;
	size_t count, capacity;
};

static void add_instant(struct instants *s, int64_t at_us)
{
	if (at_us == TIME_NONE)
		return;
	MEM_GROW(s->list, s->count, s->capacity);
	s->list[s->count++] = at_us;
}

static int64_t any_of(struct rng *r, const struct instants *s)
{
	return s->list[rng_below(r, (int64_t)s->count)];
}

/* Lengths and shifts around the thresholds, the allowance and what a month
 * allows. */
static int64_t random_length(struct rng *r)
{
	static const int64_t seconds[] = {0, 0, 1, 30, 59, 60, 60, 61, 90, 119, 120, 120, 121, 180,
					  300, 600, 900, 1800, 2700, 3600};
	static const int64_t longer[] = {5000, 5702, 5892, 7200, 10800, 86400};
	int64_t length = (rng_one_in(r, 12) ? longer[rng_below(r, COUNT_OF(longer))]
					    : seconds[rng_below(r, COUNT_OF(seconds))]) * USEC;
	switch (rng_below(r, 8)) {
	case 0: return length + 1;
	case 1: return length ? length - 1 : 0;
	case 2: return length + rng_below(r, 60 * USEC);
	case 3:
		return length == 5702 * USEC   ? length + 400000
		       : length == 5892 * USEC ? length + 480000
					       : length;
	default: return length;
	}
}

static int64_t near(struct rng *r, int64_t at_us)
{
	int64_t shift = rng_one_in(r, 3) ? random_length(r) : rng_below(r, 3) - 1;
	return rng_one_in(r, 2) ? at_us + shift : at_us - shift;
}

static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"};
static const char *const clocks[] = {"00:00", "01:15", "01:45", "02:20", "03:00", "06:00", "24:00"};

static void add_nights(struct instants *s, const struct calendar *c, int64_t day_us)
{
	for (size_t i = 0; i < COUNT_OF(clocks); i++) {
		struct civil at = calendar_civil(c, day_us);
		at.hour = atoi(clocks[i]);
		at.minute = atoi(clocks[i] + 3);
		at.second = at.microsecond = 0;
		add_instant(s, calendar_moment(c, &at));
	}
}

/* Month edges, nights in November 2026 and around the clock changes of three
 * zones (New York 1 November and 14 March, Lord Howe 4 April). */
static void collect_instants(struct instants *s)
{
	static const char *const days[] = {"2026-10-31 12:00", "2026-11-01 12:00", "2026-11-02 12:00",
					   "2026-11-10 12:00", "2026-11-11 12:00", "2026-11-30 12:00",
					   "2026-12-01 12:00", "2027-03-14 22:00", "2027-04-04 12:00"};
	static const char *const edges[] = {"2026-11-01", "2026-11-01", "2026-12-01",
					    "2026-12-01", "2026-11-10", "2026-11-11",
					    "2027-03-01", "2027-04-01", "2027-05-01"};
	struct err e;
	for (size_t z = 0; z < COUNT_OF(zones); z++) {
		struct calendar *c = calendar_create(zones[z], &e);
		ck_assert_msg(c != NULL, "%s", e.text);
		for (size_t i = 0; i < COUNT_OF(days); i++)
			add_nights(s, c, local(days[i]));
		calendar_destroy(c);
	}
	for (size_t i = 0; i < COUNT_OF(edges); i++)
		add_instant(s, local(edges[i]));
}

/* ---- the rows ---- */

static void put_time(struct buf *out, int64_t at_us)
{
	buf_add_byte(out, '\t');
	if (at_us == TIME_NONE)
		buf_add_text(out, "\\N");
	else if (at_us == TIME_INFINITE)
		buf_add_text(out, "infinity");
	else if (at_us == TIME_MINUS_INFINITE)
		buf_add_text(out, "-infinity");
	else
		time_rfc3339(out, at_us);
}

static int64_t or_none(struct rng *r, int one_in, int64_t at_us)
{
	if (rng_one_in(r, 60))
		return rng_one_in(r, 2) ? TIME_INFINITE : TIME_MINUS_INFINITE;
	return rng_one_in(r, one_in) ? at_us : TIME_NONE;
}

static void make_maintenance(struct rng *r, struct instants *s, struct buf *rows, struct buf *covered)
{
	for (int i = 0; i < MAINTENANCES; i++) {
		int64_t id = FIRST_MAINTENANCE + i, starts = near(r, any_of(r, s));
		int64_t ends = starts + random_length(r) + (rng_one_in(r, 12) ? -1 : 1);
		int64_t announced = or_none(r, 2, starts - random_length(r) + rng_below(r, 3) - 1);
		int64_t extended = or_none(r, 5, ends + random_length(r));
		int64_t finished = or_none(r, 3, starts + random_length(r)),
			cancelled = or_none(r, 8, near(r, starts));
		bool all = rng_one_in(r, 6);
		buf_addf(rows, "%lld\tmaintenance", (long long)id);
		put_time(rows, announced);
		put_time(rows, starts);
		put_time(rows, ends);
		put_time(rows, extended);
		put_time(rows, finished);
		put_time(rows, cancelled);
		buf_addf(rows, "\t%c\t%c\n", all ? 't' : 'f', rng_one_in(r, 10) ? 't' : 'f');
		for (int account = 0; account < ACCOUNTS; account++)
			if (rng_one_in(r, all ? 20 : 3))
				buf_addf(covered, "%lld\t%lld\n", (long long)id,
					 (long long)(FIRST_ACCOUNT + account));
		add_instant(s, starts);
		add_instant(s, ends);
		if (finished < TIME_INFINITE && finished > 0)
			add_instant(s, finished);
	}
}

static const char *random_service(struct rng *r)
{
	return rng_one_in(r, 50) ? "fax" : service_names[rng_below(r, SERVICE_COUNT)];
}

static const char *random_cause(struct rng *r)
{
	static const char *const words[] = {"\\N", "provider", "provider", "carrier", "carrier", "customer",
					    "maintenance", "auto_maintenance", "auto_maintenance",
					    "auto_maintenance", "unknown", "of_aliens", "other", ""};
	return words[rng_below(r, COUNT_OF(words))];
}

static int64_t random_end(struct rng *r, int64_t start, const struct instants *here)
{
	switch (rng_below(r, 80)) {
	case 0: return start - 1 - rng_below(r, 3) * USEC; /* faulty */
	case 1: return TIME_INFINITE;
	case 2: return TIME_NONE;
	default: break;
	}
	if (rng_one_in(r, 2)) {
		int64_t end = near(r, any_of(r, here));
		if (end >= start && end - start < HOUR_US)
			return end;
	}
	return start + random_length(r);
}

static void make_window(struct rng *r, struct buf *rows, int64_t id, int64_t account, struct instants *here)
{
	int64_t start = near(r, any_of(r, here)), end = random_end(r, start, here);
	int64_t named = rng_one_in(r, 2) ? FIRST_MAINTENANCE + rng_below(r, MAINTENANCES + 2) : -1;
	if (end < TIME_INFINITE) {
		add_instant(here, start); /* the windows that follow may touch or overlap it */
		add_instant(here, end);
	}
	if (rng_one_in(r, 200))
		start = TIME_MINUS_INFINITE;
	buf_addf(rows, "%lld\t%lld\t%s\t%s", (long long)id, (long long)account, random_service(r),
		 random_cause(r));
	put_time(rows, start);
	put_time(rows, end);
	if (named > 0)
		buf_addf(rows, "\t%lld", (long long)named);
	else
		buf_add_text(rows, rng_one_in(r, 20) ? "\t0" : "\t\\N");
	buf_addf(rows, "\t%c\n", rng_one_in(r, 20) ? 't' : 'f');
}

static void make_accounts(struct rng *r, const struct instants *s, struct buf *tenants, struct buf *windows)
{
	struct instants here = {0};
	for (int i = 0; i < ACCOUNTS; i++) {
		int64_t account = FIRST_ACCOUNT + i;
		buf_addf(tenants,
			 "%lld\taccount %d\tactive\t1\tfunction_fee\t2020-01-01\t2020-01-01\t2030-01-01"
			 "\t2030-01-01\t%c\n",
			 (long long)account, i, rng_one_in(r, 100) ? 't' : 'f');
		here.count = 0;
		for (int focus = (int)rng_below(r, 3); focus >= 0; focus--)
			add_instant(&here, any_of(r, s));
		for (int w = 0; w < WINDOWS; w++)
			make_window(r, windows, FIRST_OUTAGE + i * WINDOWS + w, account, &here);
	}
	free(here.list);
}

static void remove_rows(PGconn *primary)
{
	char sql[512];
	snprintf(sql, sizeof sql, "delete from sla.outage where outage_id >= %lld and outage_id < %lld",
		 (long long)FIRST_OUTAGE, (long long)FIRST_OUTAGE + ACCOUNTS * WINDOWS);
	run(primary, sql);
	snprintf(sql, sizeof sql,
		 "delete from sla.tenant where enterprise_no >= %lld and enterprise_no < %lld",
		 (long long)FIRST_ACCOUNT, (long long)FIRST_ACCOUNT + ACCOUNTS);
	run(primary, sql);
	for (int i = 0; i < 2; i++) {
		snprintf(sql, sizeof sql,
			 "delete from sla.%s where maintenance_id >= %lld and maintenance_id < %lld",
			 i ? "maintenance" : "maintenance_tenant", (long long)FIRST_MAINTENANCE,
			 (long long)FIRST_MAINTENANCE + MAINTENANCES);
		run(primary, sql);
	}
}

static void fill(struct rng *r, PGconn *primary, struct instants *s)
{
	struct buf maintenance = BUF_INIT, covered = BUF_INIT, tenants = BUF_INIT, windows = BUF_INIT;
	make_maintenance(r, s, &maintenance, &covered);
	make_accounts(r, s, &tenants, &windows);
	run(primary, "begin");
	remove_rows(primary);
	copy_in(primary,
		"copy sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from,"
		" contract_to, retention_to, voided) from stdin",
		&tenants);
	copy_in(primary,
		"copy sla.maintenance (maintenance_id, title, announced_at, starts_at, ends_at, extended_to,"
		" finished_at, cancelled_at, all_tenants, voided) from stdin",
		&maintenance);
	copy_in(primary, "copy sla.maintenance_tenant (maintenance_id, enterprise_no) from stdin", &covered);
	copy_in(primary, "copy sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at,"
			 " maintenance_id, voided) from stdin", &windows);
	run(primary, "commit");
	run(primary, "analyze sla.tenant, sla.outage, sla.maintenance, sla.maintenance_tenant");
	buf_release(&maintenance);
	buf_release(&covered);
	buf_release(&tenants);
	buf_release(&windows);
}

#endif
