/* Pages of a list that stays on the server: the business log with ten million
 * entries. From a key to the page's last byte at several depths, beside the same
 * page by keyset and by OFFSET through libpq. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/glass.h"
#include "bench/logs.h"
#include "slatop/base/mem.h"

#define ENTRIES 10000000 /* of bench_logs[0] */
#define PAGE "50"

/* The moment below which that part of the log lies, as it is typed. */
static void moment_at(PGconn *c, double part, char *text, size_t size)
{
	char sql[300];

	snprintf(sql, sizeof sql,
		 "select to_char((now() - %.3f * interval '2500000 seconds') at time zone 'Asia/Shanghai', "
		 "'YYYY-MM-DD HH24:MI:SS')", part);
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		bench_fail(sql, PQerrorMessage(c));
	snprintf(text, size, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
}

static void query_ms(PGconn *c, const char *sql, struct series *to)
{
	double start = wall_ms();

	bench_query(c, sql);
	series_add(to, wall_ms() - start);
}

static void at_depth(PGconn *c, double part)
{
	struct series ours = {0}, keyset = {0}, offset = {0};
	char moment[40], keys[64], sql[300], name[100];
	struct pty p;

	moment_at(c, part, moment, sizeof moment);
	glass_slatop(&p, 24, 80, (const char *const[]){"business-log", NULL});
	glass_see(&p, "wang.l");
	glass_live(&p);
	snprintf(keys, sizeof keys, "t%s\r", moment);
	if (part > 0)
		glass_keys(&p, keys, 300);
	for (int i = 0; i < bench_rounds(60); i++) {
		glass_away_from_tick();
		struct stroke s = glass_keys(&p, "\033[6~", 12);
		series_add(&ours, s.last_ms);
		snprintf(sql, sizeof sql,
			 "select log_id from (select log_id, occurred_at, operator, action, object from sla.business_log where (occurred_at, log_id) < "
			 "('%s Asia/Shanghai'::timestamptz - %d * interval '10 seconds', 0) "
			 "order by occurred_at desc, log_id desc limit " PAGE ") as page", moment, i);
		query_ms(c, sql, &keyset);
	}
	for (int i = 0; i < 3; i++) {
		snprintf(sql, sizeof sql,
			 "select log_id from (select log_id, occurred_at, operator, action, object from sla.business_log order by occurred_at desc, log_id desc "
			 "offset %.0f limit " PAGE ") as page", part * ENTRIES + i * 50);
		query_ms(c, sql, &offset);
	}
	snprintf(name, sizeof name, "a page down, at %.0f %% of ten million entries", part * 100);
	report(name, "ms", &ours, (struct goal){.p95 = 3});
	report_peer("the page by keyset, libpq", &keyset, 0);
	report_peer("the page by OFFSET, libpq", &offset, 0);
	series_release(&ours);
	series_release(&keyset);
	series_release(&offset);
	glass_end(&p);
}

int main(void)
{
	static const double depths[] = {0, 0.1, 0.5, 0.99};

	bench_log_fill(&bench_logs[0]);
	PGconn *c = bench_connect("replica");
	report_heading("Pages that stay on the server");
	for (size_t i = 0; i < COUNT_OF(depths); i++)
		at_depth(c, depths[i]);
	PQfinish(c);
	return EXIT_SUCCESS;
}
