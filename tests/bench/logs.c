#include "bench/logs.h"

#include <stdio.h>
#include <string.h>

#include "bench/measure.h"
#include "slatop/base/mem.h"

#define FIRST "100000000" /* the number of the first row that is ours */
#define AT "now() - (n - i)::float8 / n * interval '2500000 seconds'"
#define OPERATOR "(array['wang.l', 'li.min', 'zhao.q', 'chen.y'])[1 + i % 4]"

const struct bench_log bench_logs[] = {
	{"business-log", "business_log", "log_id", "occurred_at", LOG_ROWS,
	 "(log_id, occurred_at, enterprise_no, operator, action, object, result) select " FIRST " + i, " AT
	 ", 10001 + i % 97, " OPERATOR ", case when i % 50 = 0 then 'login' when i % 9973 = 0 then 'release' else 'query' end,"
	 " 'report ' || i % 1000, 'ok'",
	 {{"enterprise_no = 10050", FILTER_INDEX}, {"operator = li.min", FILTER_SCAN}, {"action = release", FILTER_SCAN},
	  {"object ~ \"report 77\"", FILTER_SCAN},
	  {"operator = nobody", FILTER_NOTHING}}},
	{"commands", "bastion_command", "command_id", "occurred_at", LOG_ROWS,
	 "(command_id, session_id, occurred_at, operator, host, command, risk) select " FIRST " + i, " FIRST " + i / 10, " AT ", "
	 OPERATOR ", 'gw-' || i / 10 % 97, 'tail -f /var/log/app.' || i % 1000, case when i % 5003 = 0 then 3 else i % 2 end",
	 {{"session_id = 100500000", FILTER_INDEX}, {"operator = li.min", FILTER_SCAN}, {"host = gw-42", FILTER_SCAN},
	  {"risk = 3", FILTER_SCAN}, {"command ~ app.777", FILTER_SCAN},
	  {"operator = nobody", FILTER_NOTHING}}},
	{"sessions", "bastion_session", "session_id", "started_at", LOG_ROWS,
	 "(session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion, commands) select " FIRST " + i, "
	 OPERATOR ", 'ops', 'gw-' || i % 97, '10.0.0.9', " AT ", " AT " + interval '1 hour', i % 1009 <> 0, 10",
	 {{"session_id = 100500000", FILTER_INDEX}, {"operator = li.min", FILTER_SCAN}, {"host = gw-42", FILTER_SCAN},
	  {"not via_bastion", FILTER_SCAN}, {"operator = nobody", FILTER_NOTHING}}},
	{"logins", "business_log", "log_id", "occurred_at", 0, NULL, /* those of the two above */
	 {{"enterprise_no = 10050", FILTER_INDEX}, {"way = bastion", FILTER_SCAN}, {"way = \"past bastion\"", FILTER_SCAN},
	  {"operator = li.min", FILTER_SCAN}, {"operator = nobody", FILTER_NOTHING}}},
	{"private-access", "private_access", "access_id", "occurred_at", LOG_ROWS,
	 "(access_id, occurred_at, enterprise_no, operator, kind, object, session_id) select " FIRST " + i, " AT
	 ", 10001 + i % 97, " OPERATOR ", (array['customer_record', 'telephone_number'])[1 + i % 2], 'ticket ' || i, " FIRST " + i",
	 {{"enterprise_no = 10050", FILTER_INDEX}, {"session_id = 100500000", FILTER_INDEX},
	  {"kind = telephone_number", FILTER_SCAN}, {"operator = nobody", FILTER_NOTHING}}},
	{"deletions", "deletion", "deletion_id", "executed_at", LOG_ROWS,
	 "(deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id) select " FIRST " + i,"
	 " 10001 + i % 97, 'record', 'record ' || i, 'DELETE', " AT ", " OPERATOR ", " FIRST " + i",
	 {{"enterprise_no = 10050", FILTER_INDEX}, {"session_id = 100500000", FILTER_INDEX},
	  {"operator = li.min", FILTER_SCAN}, {"operator = nobody", FILTER_NOTHING}}},
};
const int bench_log_count = COUNT_OF(bench_logs);

void bench_log_fill(const struct bench_log *log)
{
	PGconn *primary = bench_connect("primary"), *replica = bench_connect("replica");
	char sql[900], last[120];

	snprintf(sql, sizeof sql, "select reltuples from pg_class where oid = 'sla.%s'::regclass", log->relation);
	if (log->insert && bench_query(primary, sql) < (double)log->rows * 0.9) {
		fprintf(stderr, "filling sla.%s with %lld rows ...\n", log->relation, (long long)log->rows);
		snprintf(sql, sizeof sql, "insert into sla.%s %s from generate_series(1, %lld) i, (select %lld) as of_all(n)", log->relation,
			 log->insert, (long long)log->rows, (long long)log->rows);
		bench_query(primary, sql);
		snprintf(sql, sizeof sql, "analyze sla.%s", log->relation);
		bench_query(primary, sql);
	}
	snprintf(last, sizeof last, "select max(%s) from sla.%s", log->key, log->relation);
	double there = bench_query(primary, last);
	while (bench_query(replica, last) < there)
		bench_query(replica, "select pg_sleep(0.2)");
	PQfinish(primary);
	PQfinish(replica);
}
