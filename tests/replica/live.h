/* A real primary, its standby, and a replica of slatop reading it. */
#ifndef SLATOP_TESTS_REPLICA_LIVE_H
#define SLATOP_TESTS_REPLICA_LIVE_H

#include <check.h>
#include <dirent.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/loop.h"
#include "slatop/base/mem.h"
#include "slatop/replica/replica.h"
#include "slatop/store/store.h"

#define POLL_US 20000 /* the tests' poll interval */

struct live {
	char *primary_info, *replica_info; /* conninfos */
	PGconn *owner;      /* on the primary */
	struct agreement *agreement;
	struct loop *loop;
	struct store *store;
	struct platform *platform;
	struct replica *replica;
};

/* Turns the loop until the condition holds; fails after half a minute. */
#define LIVE_UNTIL(t, condition)                                                                           \
	do {                                                                                               \
		int64_t live_end_ = clock_monotonic() + 30 * USEC;                                         \
		while (!(condition)) {                                                                     \
			ck_assert_msg(clock_monotonic() < live_end_, "never came: %s (state %s: %s)",      \
				      #condition, replica_state_names[(t)->platform->status.state],        \
				      (t)->platform->status.message);                                      \
			loop_turn((t)->loop, 10000);                                                       \
		}                                                                                          \
	} while (0)
/* --- the platform -------------------------------------------------------- */

static inline char *live_line(const char *folder, const char *code, const char *name)
{
	struct buf path = BUF_INIT, text = BUF_INIT;
	struct err e;

	buf_addf(&path, "%s/%s/%s", folder, code, name);
	ck_assert_msg(buf_read_file(&text, path.data, 4096, &e), "%s", e.text);
	buf_release(&path);
	text.data[strcspn(text.data, "\n")] = '\0';
	return buf_take(&text);
}

static inline void live_find_platform(struct live *t)
{
	const char *folder = getenv("SLATOP_TEST_EMPTY");
	ck_assert_msg(
		folder && *folder,
		"SLATOP_TEST_EMPTY names no platform; make one: tests/platform/platform up DIR --empty");
	DIR *d = opendir(folder);
	ck_assert_msg(d != NULL, "SLATOP_TEST_EMPTY: cannot open %s", folder);
	for (struct dirent *entry; (entry = readdir(d)) && !t->primary_info;) {
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/%s/primary.conninfo", folder, entry->d_name);
		FILE *there = fopen(path.data, "r");
		buf_release(&path);
		if (!there)
			continue;
		fclose(there);
		t->primary_info = live_line(folder, entry->d_name, "primary.conninfo");
		t->replica_info = live_line(folder, entry->d_name, "replica.conninfo");
	}
	closedir(d);
	ck_assert_msg(t->primary_info != NULL, "SLATOP_TEST_EMPTY: no platform in %s", folder);
}

static inline PGconn *live_connect(const char *conninfo)
{
	PGconn *c = PQconnectdb(conninfo);

	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s: %s", conninfo, PQerrorMessage(c));
	PQclear(PQexec(c, "set client_min_messages = warning"));
	return c;
}

static inline PGresult *live_run(PGconn *c, const char *format, va_list args)
{
	struct buf sql = BUF_INIT;

	buf_addfv(&sql, format, args);
	PGresult *r = PQexec(c, sql.data);
	ExecStatusType status = PQresultStatus(r);
	ck_assert_msg(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql.data,
		      PQerrorMessage(c));
	buf_release(&sql);
	return r;
}

/* Fails the test where the server refuses. */
__attribute__((format(printf, 2, 3)))
static inline void conn_sql(PGconn *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	PQclear(live_run(c, format, args));
	va_end(args);
}

__attribute__((format(printf, 2, 3)))
static inline void live_sql(struct live *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	PQclear(live_run(t->owner, format, args));
	va_end(args);
}

/* One value; the caller frees it. */
__attribute__((format(printf, 2, 3)))
static inline char *conn_value(PGconn *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	PGresult *r = live_run(c, format, args);
	va_end(args);
	ck_assert_int_eq(PQntuples(r), 1);
	char *value = mem_copy(PQgetvalue(r, 0, 0));
	PQclear(r);
	return value;
}

/* What these tests make; other tests use other numbers. */
static inline void live_remove_rows(struct live *t)
{
	live_sql(t, "delete from sla.outage where enterprise_no between 7000000 and 7999999;"
		    "delete from sla.outage_history where enterprise_no between 7000000 and 7999999;"
		    "delete from sla.maintenance_tenant where enterprise_no between 7000000 and 7999999;"
		    "delete from sla.maintenance where maintenance_id between 7000000 and 7999999;"
		    "delete from sla.failover where failover_id between 7000000 and 7999999;"
		    "delete from sla.link where link_id between 7000000 and 7999999;"
		    "delete from sla.incident where incident_id between 7000000 and 7999999;"
		    "delete from sla.tenant where enterprise_no between 7000000 and 7999999");
}

/* --- the replica --------------------------------------------------------- */

/* Waits until the standby has replayed what the primary has; the loop turns. */
static inline void live_replayed(struct live *t)
{
	PGconn *standby = live_connect(t->replica_info);
	char *lsn = conn_value(t->owner, "select pg_current_wal_insert_lsn()");
	bool there = false;

	for (int64_t end = clock_monotonic() + 30 * USEC; !there;) {
		char *value = conn_value(standby, "select pg_last_wal_replay_lsn() >= '%s'", lsn);
		there = *value == 't';
		free(value);
		ck_assert_msg(clock_monotonic() < end, "the standby does not follow");
		loop_turn(t->loop, 2000);
	}
	free(lsn);
	PQfinish(standby);
}

/* Reads SLATOP_TEST_EMPTY and connects to the primary; removes what a test
 * before it left. The replica is not started. */
static inline void live_begin(struct live *t)
{
	struct err e;

	*t = (struct live){0};
	live_find_platform(t);
	t->owner = live_connect(t->primary_info);
	live_remove_rows(t);
	t->agreement = agreement_read(NULL, &e);
	ck_assert_msg(t->agreement != NULL, "%s", e.text);
	t->loop = loop_create();
	t->store = store_create(t->agreement);
	t->platform = store_add(t->store, "");
	live_replayed(t);
}

/* NULL: the platform's own conninfo of the standby. */
static inline void live_start(struct live *t, const char *conninfo)
{
	t->replica =
		replica_create(t->loop, t->platform,
			       &(struct replica_options){.conninfo = conninfo ? conninfo : t->replica_info,
							 .poll_interval_us = POLL_US});
	replica_start(t->replica);
}

/* Stops the replica, removes the rows, ends everything. */
static inline void live_end(struct live *t)
{
	replica_destroy(t->replica);
	loop_destroy(t->loop);
	store_destroy(t->store);
	agreement_destroy(t->agreement);
	live_remove_rows(t);
	PQfinish(t->owner);
	free(t->primary_info);
	free(t->replica_info);
}

/* The first quarter of an hour of a month has no room for windows that began ten
 * minutes ago; such a case says so and is left out then. */
static inline bool live_month_too_young(const struct live *t)
{
	const struct calendar *c = agreement_calendar(t->agreement);
	int64_t now = clock_wall();

	if (now - calendar_month(c, now, 0) > 15 * MINUTE_US)
		return false;
	printf("note: the month is too young for this case\n");
	return true;
}

/* Until the feed has polled after the standby replayed what the primary has. */
static inline void live_catch_up(struct live *t)
{
	live_replayed(t);
	uint64_t polls = t->platform->status.polls;
	LIVE_UNTIL(t, t->platform->status.polls >= polls + 2); /* one may have been under way */
}

/* The window of that number in the current month; NULL. */
static inline const struct window *live_window(const struct live *t, int64_t outage_id)
{
	const struct platform *p = t->platform;
	const struct period *d = p->period_count ? p->periods[0] : NULL;
	uint32_t i = d && d->complete ? idmap_find(&d->by_id, outage_id) : IDMAP_NONE;

	return i == IDMAP_NONE ? NULL : &d->windows[i];
}

/* An account's figures in the current month, at the moment of evaluation. */
static inline struct availability live_verdict(struct live *t, int64_t enterprise_no)
{
	struct platform *p = t->platform;
	struct period *d = p->periods[0];
	int64_t moment = platform_moment(p, clock_monotonic());
	uint32_t tenant = platform_tenant(p, enterprise_no);
	struct availability a;

	ck_assert_uint_ne(tenant, INDEX_NONE);
	period_recompute(p, d, moment, INT64_MAX);
	period_verdict(p, d, tenant, moment, &a);
	return a;
}

static inline bool live_state(const struct live *t, enum replica_state state)
{
	return t->platform->status.state == state;
}

#endif
