/* One window that changes on the primary: how long from its commit until its
 * account's new verdict is there to be painted. The change comes at any time
 * between two polls; what is beyond the interval is ours, and the standby's. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/loading.h"
#include "bench/measure.h"
#include "slatop/base/buf.h"

#define INTERVAL_MS 200

static const struct window *window_of(const struct following *f, int64_t id)
{
	const struct period *d = f->platform->periods[0];
	uint32_t i = idmap_find(&d->by_id, id);

	return i == IDMAP_NONE ? NULL : &d->windows[i];
}

/* The change is in the store, and what it changes is computed. */
static bool seen(const struct following *f, int64_t id, int64_t ended_at)
{
	const struct window *w = window_of(f, id);

	return w && w->ended_at == ended_at && !f->platform->periods[0]->dirty_count;
}

static int64_t change(PGconn *primary, int64_t id)
{
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "update sla.outage set ended_at = ended_at + interval '1 second' where outage_id = %lld"
		       " returning (extract(epoch from ended_at) * 1000000)::bigint", (long long)id);
	PGresult *r = PQexec(primary, sql.data);
	if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1)
		bench_fail(sql.data, PQerrorMessage(primary));
	int64_t ended_at = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	buf_release(&sql);
	return ended_at;
}

static double fetch(PGconn *replica, int64_t id)
{
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "select extract(epoch from ended_at) from sla.outage where outage_id = %lld", (long long)id);
	double start = wall_ms();
	bench_query(replica, sql.data);
	buf_release(&sql);
	return wall_ms() - start;
}

int main(void)
{
	char *conninfo = bench_conninfo("replica");
	PGconn *primary = bench_connect("primary"), *replica = bench_connect("replica");
	struct series all = {0}, psql = {0};
	struct following f;

	/* The test platform writes its log when it likes; here committed means written. */
	bench_query(primary, "set synchronous_commit = on");
	following_start(&f, conninfo, INTERVAL_MS * 1000);
	following_load(&f);
	while (!replica_checked(f.replica))
		following_turn(&f);
	int64_t id = (int64_t)bench_query(
		primary, "select max(outage_id) from sla.outage where ended_at < now() - interval '1 hour' and not voided"
			 " and started_at > date_trunc('month', now() at time zone 'Asia/Shanghai') at time zone"
			 " 'Asia/Shanghai'");
	for (int i = 0; i < bench_rounds(40); i++) {
		/* At another place between two polls each time. */
		for (double until = wall_ms() + i * 37 % INTERVAL_MS; wall_ms() < until;)
			loop_turn(f.loop, 5000);
		int64_t ended_at = change(primary, id);
		double committed = wall_ms();
		while (!seen(&f, id, ended_at))
			following_turn(&f);
		series_add(&all, wall_ms() - committed);
		series_add(&psql, fetch(replica, id));
	}
	char heading[120];
	snprintf(heading, sizeof heading, "Changes, polled each %d ms", INTERVAL_MS);
	report_heading(heading);
	report("one changed window, committed to computed", "ms", &all, (struct goal){.p95 = INTERVAL_MS + 10});
	report_peer("fetching that row from the standby", &psql, 0);
	following_end(&f);
	PQfinish(primary);
	PQfinish(replica);
	free(conninfo);
	return EXIT_SUCCESS;
}
