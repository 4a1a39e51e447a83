/* The first load of a big sub-platform, from connecting to every figure
 * computed: its time, its processor time and its memory, beside other ways to
 * read the same rows, and the figures beside the same in SQL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/loading.h"
#include "bench/measure.h"
#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/sla/proof.h"

/* --- beside it ----------------------------------------------------------- */

/* The same rows, in the same transaction. */
static const char *const rows_sql[] = {
	"select enterprise_no, name, status, tier, region, agreement_code, seats, charged_on, opened_at, closed_at,"
	" contract_from, contract_to, retention_to, contact_masked, voided from sla.tenant",
	"select outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at, carrier,"
	" operator_report_no, voided, void_reason from sla.outage"
	" where started_at <= (select date_trunc('month', now() at time zone 'Asia/Shanghai') at time zone"
	" 'Asia/Shanghai' + interval '1 month') and (ended_at is null or ended_at >= (select date_trunc('month',"
	" now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'))"};

static PGconn *begin(const char *conninfo)
{
	PGconn *c = PQconnectdb(conninfo);

	if (PQstatus(c) != CONNECTION_OK)
		bench_fail("connect", PQerrorMessage(c));
	bench_query(c, "begin isolation level repeatable read read only");
	return c;
}

/* A window as the store keeps one, without what that takes. */
struct kept {
	int64_t id, incident, maintenance, account, started, ended;
	uint8_t service, cause, voided;
};

static int64_t number(const char *at, int length)
{
	uint64_t n = 0;

	for (int i = 0; i < length; i++)
		n = n << 8 | (unsigned char)at[i];
	return (int64_t)n;
}

static void keep(struct kept *k, const char *row, int length)
{
	const char *at = row + 2, *end = row + length;

	for (int field = 0; at + 4 <= end; field++) {
		int size = (int)number(at, 4);
		at += 4;
		int64_t n = size > 0 && size <= 8 ? number(at, size) : 0;
		switch (field) {
		case 0: k->id = n; break;
		case 1: k->incident = n; break;
		case 2: k->maintenance = n; break;
		case 3: k->account = n; break;
		case 4: k->service = size > 0 ? (uint8_t)at[size - 1] : 0; break;
		case 5: k->cause = size > 0 ? (uint8_t)at[0] : 0; break;
		case 6: k->started = n; break;
		case 7: k->ended = n; break;
		case 10: k->voided = n != 0; break;
		default: break;
		}
		at += size > 0 ? size : 0;
	}
}

static struct found copy(const char *conninfo, bool keep_rows)
{
	struct found f = {.wall_ms = -wall_ms(), .cpu_ms = -cpu_ms()};
	PGconn *c = begin(conninfo);
	struct kept *kept = NULL;
	size_t count = 0, capacity = 0;

	for (size_t i = 0; i < COUNT_OF(rows_sql); i++) {
		struct buf sql = BUF_INIT;
		char *row;
		int length;
		buf_addf(&sql, "copy (%s) to stdout (format binary)", rows_sql[i]);
		PGresult *r = PQexec(c, sql.data);
		if (PQresultStatus(r) != PGRES_COPY_OUT)
			bench_fail(sql.data, PQerrorMessage(c));
		PQclear(r);
		while ((length = PQgetCopyData(c, &row, 0)) > 0) {
			if (keep_rows) {
				MEM_GROW(kept, count, capacity);
				keep(&kept[count++], row, length);
			}
			f.windows++;
			PQfreemem(row);
		}
		while ((r = PQgetResult(c)))
			PQclear(r);
		buf_release(&sql);
	}
	bench_query(c, "commit");
	PQfinish(c);
	f.wall_ms += wall_ms();
	f.cpu_ms += cpu_ms();
	f.peak_kib = peak_kib_of(getpid());
	free(kept);
	return f;
}

static struct found thrown_away(const char *conninfo)
{
	return copy(conninfo, false);
}

static struct found into_structs(const char *conninfo)
{
	return copy(conninfo, true);
}

static struct found single_row(const char *conninfo)
{
	struct found f = {.wall_ms = -wall_ms(), .cpu_ms = -cpu_ms()};
	PGconn *c = begin(conninfo);
	int64_t sum = 0;

	for (size_t i = 0; i < COUNT_OF(rows_sql); i++) {
		PGresult *r;
		if (!PQsendQueryParams(c, rows_sql[i], 0, NULL, NULL, NULL, NULL, 1) || !PQsetSingleRowMode(c))
			bench_fail(rows_sql[i], PQerrorMessage(c));
		while ((r = PQgetResult(c))) {
			for (int field = 0; field < PQnfields(r) && PQntuples(r); field++)
				sum += *PQgetvalue(r, 0, field);
			f.windows += PQntuples(r);
			PQclear(r);
		}
	}
	bench_query(c, "commit");
	PQfinish(c);
	f.wall_ms += wall_ms();
	f.cpu_ms += cpu_ms();
	f.accounts = (double)(sum & 1);
	f.peak_kib = peak_kib_of(getpid());
	return f;
}

/* The standby's own way to all accounts' figures: the proof, in multiranges. */
static struct found in_sql(const char *conninfo)
{
	struct found f = {0};
	struct err e = {""};
	struct agreement *agreement = agreement_read(NULL, &e);
	const struct calendar *c = agreement_calendar(agreement);
	const char *values[PROOF_PARAMETERS];
	struct arena a = {0};
	int64_t now = clock_wall();
	struct span month = {calendar_month(c, now, 0), calendar_month(c, now, 1)};
	PGconn *conn = begin(conninfo);

	proof_parameters(agreement_terms_at(agreement, 0, calendar_month_number(c, now)), calendar_zone(c), NULL, month,
			 now, &a, values);
	f.wall_ms = -wall_ms();
	PGresult *r = PQexecParams(conn, embedded_find("src/replica/prove_availability.sql")->data, PROOF_PARAMETERS,
				   NULL, values, NULL, NULL, 1);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		bench_fail("the proof", PQerrorMessage(conn));
	f.wall_ms += wall_ms();
	f.accounts = PQntuples(r);
	PQclear(r);
	PQfinish(conn);
	return f;
}

/* "bench_load ours" (or thrown, structs): that alone, for a profiler. */
static int one(const char *name, const char *conninfo)
{
	struct found f = !strcmp(name, "ours")	  ? load_all(conninfo)
			 : !strcmp(name, "structs") ? into_structs(conninfo)
						    : thrown_away(conninfo);

	printf("%.1f ms, processor %.1f ms and %.1f ms for the recompute, peak %.1f MiB\n", f.wall_ms, f.cpu_ms,
	       f.recompute_ms, f.peak_kib / 1024);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	char *conninfo = bench_conninfo("replica");
	struct series wall = {0}, without = {0}, cpu = {0}, again = {0}, peak = {0}, over = {0};
	struct series sql = {0}, thrown = {0}, structs_cpu = {0}, single = {0}, single_cpu = {0};
	struct found f = {0};

	if (argc > 1)
		return one(argv[1], conninfo);
	for (int i = 0; i < bench_rounds(7); i++) {
		f = in_process(load_all, conninfo);
		series_add(&wall, f.wall_ms);
		series_add(&without, f.wall_ms - f.recompute_ms);
		series_add(&cpu, f.cpu_ms);
		series_add(&again, f.recompute_ms);
		series_add(&peak, f.peak_kib / 1024);
		series_add(&over, f.peak_kib * 1024 / (16 * 1048576.0 + 56 * f.windows + 320 * f.accounts));
		series_add(&thrown, in_process(thrown_away, conninfo).wall_ms);
		series_add(&structs_cpu, in_process(into_structs, conninfo).cpu_ms);
		struct found s = in_process(single_row, conninfo);
		series_add(&single, s.wall_ms);
		series_add(&single_cpu, s.cpu_ms);
		if (i < 3) /* it takes its time */
			series_add(&sql, in_process(in_sql, conninfo).wall_ms);
	}
	char heading[160];
	snprintf(heading, sizeof heading, "First load: %.0f accounts, %.0f windows", f.accounts, f.windows);
	report_heading(heading);
	report("connect to every figure computed", "ms", &wall, (struct goal){0});
	report("the same without the recompute", "ms", &without, (struct goal){0});
	report_peer("COPY binary, read and thrown away", &thrown, 1.3);
	report_peer("row by row", &single, 0);
	report("processor time of the load", "ms", &cpu, (struct goal){.median = 200});
	report_peer("COPY binary into structs", &structs_cpu, 200 / 143.0);
	report_peer("row by row", &single_cpu, 0);
	report("recompute of every account", "ms", &again, (struct goal){.median = 100});
	report_peer("multirange SQL on the standby", &sql, 1 / 15.0);
	report("peak of memory", "MiB", &peak, (struct goal){0});
	report("that, of 16 MiB + 56 B a window + 320 B an account", "x", &over, (struct goal){.median = 1});
	free(conninfo);
	return EXIT_SUCCESS;
}
