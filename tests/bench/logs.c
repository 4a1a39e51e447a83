#include "bench/logs.h"

#include <stdio.h>
#include <string.h>

#include "bench/measure.h"
#include "slatop/base/mem.h"

#define FIRST "100000000" /* the number of the first row that is ours */
#define AT "now() - (n - i)::float8 / n * interval '2500000 seconds'"
#define OPERATOR "(array['wang.l', 'li.min', 'zhao.q', 'chen.y'])[1 + i % 4]"

/* Two of ten million rows, the others of one: filling is what takes its time. */
const struct bench_log bench_logs[] = {
	{"business-log", "business_log", "log_id", "occurred_at", 10000000,
	 "(log_id, occurred_at, enterprise_no, operator, action, object, result) select " FIRST " + i, " AT
	 ", 10001 + i % 97, " OPERATOR ", case when i % 50 = 0 then 'login' when i % 9973 = 0 then 'release' else 'query' end,"
	 " 'report ' || i % 1000, 'ok'",
	 {{"enterprise_no = 10050", 1}, {"operator = li.min", 0}, {"action = release", 0}, {"object ~ \"report 77\"", 0},
	  {"operator = nobody", 0}}},
	{"commands", "bastion_command", "command_id", "occurred_at", 10000000,
	 "(command_id, session_id, occurred_at, operator, host, command, risk) select " FIRST " + i, " FIRST " + i / 10, " AT ", "
	 OPERATOR ", 'gw-' || i / 10 % 97, 'tail -f /var/log/app.' || i % 1000, case when i % 5003 = 0 then 3 else i % 2 end",
	 {{"session_id = 100500000", 1}, {"operator = li.min", 0}, {"host = gw-42", 0}, {"risk = 3", 0}, {"command ~ app.777", 0},
	  {"operator = nobody", 0}}},
	{"sessions", "bastion_session", "session_id", "started_at", 1000000,
	 "(session_id, operator, account, host, client_ip, started_at, ended_at, via_bastion, commands) select " FIRST " + i, "
	 OPERATOR ", 'ops', 'gw-' || i % 97, '10.0.0.9', " AT ", " AT " + interval '1 hour', i % 1009 <> 0, 10",
	 {{"session_id = 100500000", 1}, {"operator = li.min", 0}, {"host = gw-42", 0}, {"not via_bastion", 0}, {"operator = nobody", 0}}},
	{"logins", "business_log", "log_id", "occurred_at", 0, NULL, /* those of the two above */
	 {{"enterprise_no = 10050", 1}, {"way = bastion", 0}, {"way = \"past bastion\"", 0}, {"operator = li.min", 0}, {"operator = nobody", 0}}},
	{"private-access", "private_access", "access_id", "occurred_at", 1000000,
	 "(access_id, occurred_at, enterprise_no, operator, kind, object, session_id) select " FIRST " + i, " AT
	 ", 10001 + i % 97, " OPERATOR ", (array['customer_record', 'telephone_number'])[1 + i % 2], 'ticket ' || i, " FIRST " + i",
	 {{"enterprise_no = 10050", 1}, {"session_id = 100500000", 1}, {"kind = telephone_number", 0}, {"operator = nobody", 0}}},
	{"deletions", "deletion", "deletion_id", "executed_at", 1000000,
	 "(deletion_id, enterprise_no, object_kind, object, method, executed_at, operator, session_id) select " FIRST " + i,"
	 " 10001 + i % 97, 'record', 'record ' || i, 'DELETE', " AT ", " OPERATOR ", " FIRST " + i",
	 {{"enterprise_no = 10050", 1}, {"session_id = 100500000", 1}, {"operator = li.min", 0}, {"operator = nobody", 0}}},
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
