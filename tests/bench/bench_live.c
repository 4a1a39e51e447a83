/* The console on the big platform while things happen: the first rows, keys
 * while it loads and while 100,000 windows open at once, and nothing at all. */
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/glass.h"
#include "slatop/base/mem.h"

#define ROW_MARK "\xe2\x96\xb8" /* stands before the selected row, once there is one */
#define STORM "100000"
#define STORM_FIRST "900000000" /* outage_id of its first window */
#define STORM_S 10 /* so long keys are measured in a storm */
#define LOAD_MS 120000 /* the most that a load may take */

static char turns_path[] = "/tmp/slb-turns.XXXXXX";

/* Keys that always change the picture: help, and back. */
static double key_and_back(struct pty *p)
{
	double ms = glass_keys(p, "?", 5).first_ms;

	glass_keys(p, "q", 5);
	return ms;
}

/* --- the first rows ------------------------------------------------------- */

static double exec_until(const char *const *argv, const char *bytes)
{
	struct pty p;
	double start = wall_ms();

	glass_start(&p, 24, 80, argv);
	double ms = glass_until(&p, start, bytes, LOAD_MS);
	glass_end(&p);
	return ms;
}

static void first_rows(void)
{
	const char *ours[] = {bench_slatop(), "--config", bench_config(), "tenants", NULL};
	char *conninfo = bench_conninfo("replica");
	const char *psql[] = {"psql", "-X", "-P", "pager=off", conninfo, "-c",
		"select enterprise_no, 'first row' from sla.tenant order by 1 limit 50", NULL};
	struct series paint = {0}, rows = {0}, theirs = {0};

	for (int i = 0; i < bench_rounds(5); i++) {
		series_add(&paint, exec_until(ours, "slatop"));
		series_add(&theirs, exec_until(psql, "first row"));
		series_add(&rows, exec_until(ours, ROW_MARK));
	}
	report("from exec to the first picture", "ms", &paint, (struct goal){30, 0});
	report("from exec to the first rows", "ms", &rows, (struct goal){30, 0});
	report_peer("psql, 50 rows", &theirs, 30 / 15.0);
	series_release(&paint);
	series_release(&rows);
	series_release(&theirs);
	free(conninfo);
}

/* --- keys while it works -------------------------------------------------- */

static void open_console(struct pty *p, const char *screen)
{
	const char *words[] = {screen, NULL};

	setenv("SLATOP_TURNS", turns_path, 1);
	glass_slatop(p, 24, 80, words);
	unsetenv("SLATOP_TURNS");
}

/* Ends it, and reports how long turns of its loop took. */
static void close_console(struct pty *p, const char *what)
{
	struct series longest = {0}, over = {0};
	double count = 0, late = 0, us = 0;
	char line[80];

	kill(p->child, SIGTERM);
	pty_end(p);
	glass_end(p);
	FILE *f = fopen(turns_path, "r");
	if (!f || fscanf(f, "%lf %lf %lf", &count, &late, &us) != 3)
		bench_fail(turns_path, "tells no turns");
	fclose(f);
	series_add(&longest, us / 1e3);
	series_add(&over, late);
	snprintf(line, sizeof line, "%s: longest turn of the loop", what);
	report(line, "ms", &longest, (struct goal){4, 0});
	snprintf(line, sizeof line, "%s: turns over 4 ms, of %.0f", what, count);
	report(line, "", &over, (struct goal){0});
	series_release(&longest);
	series_release(&over);
}

static void keys_while_loading(void)
{
	struct series ms = {0};
	struct pty p;

	open_console(&p, "availability");
	glass_see(&p, "loading");
	double end = wall_ms() + LOAD_MS;
	while (glass_loads(&p) && wall_ms() < end) {
		series_add(&ms, key_and_back(&p));
		glass_watch(&p, 20);
	}
	report("loading and recomputing: key to picture", "ms", &ms, (struct goal){0, 8});
	glass_watch(&p, 2000); /* what loading leaves to be reckoned and sorted */
	close_console(&p, "loading");
	series_release(&ms);
}

/* --- a storm -------------------------------------------------------------- */

static pid_t storm(const char *conninfo)
{
	fflush(NULL);
	pid_t child = fork();

	if (child == 0) {
		execlp("psql", "psql", "-Xq", conninfo, "-c",
		       "insert into sla.outage (outage_id, enterprise_no, service, cause, started_at) "
		       "select " STORM_FIRST " + n, enterprise_no, 'softswitch', 'provider', now() from "
		       "(select enterprise_no, row_number() over (order by enterprise_no) as n from sla.tenant) t "
		       "where n <= " STORM,
		       (char *)NULL);
		_exit(127);
	}
	return child;
}

static void end_storm(void)
{
	PGconn *c = bench_connect("primary");

	bench_query(c, "delete from sla.outage where outage_id >= " STORM_FIRST);
	bench_query(c, "delete from sla.outage_history where outage_id >= " STORM_FIRST);
	PQfinish(c);
}

static void keys_in_a_storm(void)
{
	char *conninfo = bench_conninfo("primary");
	struct series ms = {0}, bells = {0};
	struct pty p;
	int status;

	open_console(&p, "outages");
	glass_live(&p);
	glass_watch(&p, 11000); /* a bell of the start, which the next one keeps ten seconds from, is past */
	int before = p.bells;
	pid_t writer = storm(conninfo);
	double end = wall_ms() + STORM_S * 1e3;
	while (wall_ms() < end) {
		series_add(&ms, key_and_back(&p));
		glass_watch(&p, 15);
	}
	if (writer < 0 || waitpid(writer, &status, 0) != writer || status)
		bench_fail("the storm", "psql failed");
	glass_watch(&p, 5000);
	if (p.bells == before)
		bench_fail("the storm", "it rang no bell");
	series_add(&bells, p.bells - before);
	report("100,000 windows open at once: key to picture", "ms", &ms, (struct goal){0, 8});
	report("100,000 windows open at once: bells", "", &bells, (struct goal){1, 0});
	close_console(&p, "storm");
	end_storm();
	series_release(&ms);
	series_release(&bells);
	free(conninfo);
}

/* --- nothing happens ------------------------------------------------------ */

static double transactions(PGconn *c)
{
	return bench_query(c, "select xact_commit + xact_rollback from pg_stat_database where datname = "
			      "current_database()");
}

static void idle_second(struct pty *p, struct series *cpu, struct series *bytes)
{
	double before = cpu_ms_of(p->child);

	buf_clear(&p->raw);
	glass_watch(p, 1000);
	series_add(cpu, cpu_ms_of(p->child) - before);
	series_add(bytes, (double)p->raw.length);
}

static void idle(void)
{
	char *conninfo = bench_conninfo("replica");
	char host[64], port[16];
	struct series cpu = {0}, bytes = {0}, their_cpu = {0}, their_bytes = {0}, trips = {0};
	struct pty ours, theirs;
	PGconn *c = bench_connect("primary"), *replica = bench_connect("replica");

	if (sscanf(conninfo, "host=%63s port=%15s", host, port) != 2)
		bench_fail(conninfo, "names no host and port");
	const char *activity[] = {"pg_activity", "-h", host, "-p", port, "-U", "slatop", "-d", "sla", NULL};
	const char *words[] = {"outages", NULL};
	/* Nothing is open then, in a platform that was made for this. */
	bench_query(c, "update sla.outage set ended_at = now() where ended_at is null and not voided");
	glass_slatop(&ours, 24, 80, words);
	glass_start(&theirs, 24, 80, activity);
	glass_live(&ours);
	glass_watch(&theirs, 1000);
	glass_runs(&theirs, activity[0]);
	for (int i = 0; i < bench_rounds(10); i++) {
		idle_second(&ours, &cpu, &bytes);
		idle_second(&theirs, &their_cpu, &their_bytes);
	}
	glass_end(&theirs);
	/* The counters come late and once a second at most: over ten of them, then. */
	double before = transactions(replica);
	glass_watch(&ours, 9999);
	series_add(&trips, (transactions(replica) - before) / 10);
	report("idle, a second: processor time", "ms", &cpu, (struct goal){0.3, 0});
	report_peer("pg_activity", &their_cpu, 0.3 / 4.3); /* as the two were where that was asked for */
	report("idle, a second: bytes", "B", &bytes, (struct goal){100, 0});
	report_peer("pg_activity", &their_bytes, 0);
	report("idle, a second: transactions at the standby", "", &trips, (struct goal){0});
	glass_end(&ours);
	PQfinish(c);
	PQfinish(replica);
	series_release(&cpu);
	series_release(&bytes);
	series_release(&their_cpu);
	series_release(&their_bytes);
	series_release(&trips);
	free(conninfo);
}

static const struct part {
	const char *name, *heading;
	void (*run)(void);
} parts[] = {
	{"first", "First rows, 80x24", first_rows},
	{"load", "Keys while it works, 80x24", keys_while_loading},
	{"idle", "Nothing open, 80x24", idle},
	{"storm", "A storm of alarms, 80x24", keys_in_a_storm},
};

/* "bench_live idle": that part alone. */
int main(int argc, char **argv)
{
	close(mkstemp(turns_path));
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		if (argc > 1 && strcmp(argv[1], parts[i].name))
			continue;
		report_heading(parts[i].heading);
		parts[i].run();
	}
	unlink(turns_path);
	return EXIT_SUCCESS;
}
