#include "bench/measure.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/buf.h"
#include "slatop/base/mem.h"

void bench_fail(const char *what, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

/* --- samples ------------------------------------------------------------- */

void series_add(struct series *s, double value)
{
	MEM_GROW(s->values, s->count, s->capacity);
	s->values[s->count++] = value;
}

void series_release(struct series *s)
{
	free(s->values);
	*s = (struct series){0};
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double series_at(const struct series *s, double part)
{
	if (!s->count)
		return NAN;
	double *sorted = mem_alloc(s->count * sizeof *sorted);
	size_t count = 0;
	for (size_t i = 0; i < s->count; i++)
		if (!isnan(s->values[i]))
			sorted[count++] = s->values[i];
	qsort(sorted, count, sizeof *sorted, by_value);
	double value = count ? sorted[(size_t)lround(part * (double)(count - 1))] : NAN;
	free(sorted);
	return value;
}

/* --- the table ----------------------------------------------------------- */

static struct {
	double *values; /* of the quantity reported last, for the ratios of its peers */
	size_t count;
	const char *unit;
} last;

void report_heading(const char *text)
{
	printf("\n%-46s %14s %19s %8s %17s\n", text, "median", "5% .. 95%", "ours is", "5% .. 95%");
	fflush(stdout);
}

static int decimals(double value)
{
	return value < 10 ? 3 : value < 1000 ? 1 : 0;
}

static void print_samples(const char *name, const char *unit, const struct series *s)
{
	double low = series_at(s, 0.05), middle = series_at(s, 0.5), high = series_at(s, 0.95);

	printf("%-46s %10.*f %-3s %8.*f .. %-7.*f", name, decimals(middle), middle, unit, decimals(low), low,
	       decimals(high), high);
}

static void judge(double value, double most, const char *what)
{
	if (most > 0)
		printf("  %s <= %g: %s", what, most, value <= most ? "reached" : "short");
}

void report(const char *what, const char *unit, const struct series *ours, struct goal goal)
{
	print_samples(what, unit, ours);
	if (goal.median > 0 || goal.p95 > 0)
		printf(" %26s", "");
	judge(series_at(ours, 0.5), goal.median, "median");
	judge(series_at(ours, 0.95), goal.p95, "95%");
	printf("\n");
	fflush(stdout);
	free(last.values);
	last.values = mem_alloc((ours->count + 1) * sizeof *last.values);
	memcpy(last.values, ours->values, ours->count * sizeof *last.values);
	last.count = ours->count;
	last.unit = unit;
}

void report_peer(const char *name, const struct series *theirs, double ratio_most)
{
	struct series ours = {last.values, last.count, 0}, ratios = {0};
	char line[80];

	/* Pairs were measured one after the other, on the same machine in the same mood. */
	if (theirs->count == ours.count)
		for (size_t i = 0; i < ours.count; i++)
			series_add(&ratios, ours.values[i] / theirs->values[i]);
	else
		series_add(&ratios, series_at(&ours, 0.5) / series_at(theirs, 0.5));
	snprintf(line, sizeof line, "    %s", name);
	print_samples(line, last.unit, theirs);
	printf(" %7.2fx %8.2f .. %-6.2f", series_at(&ratios, 0.5), series_at(&ratios, 0.05), series_at(&ratios, 0.95));
	judge(series_at(&ratios, 0.5), ratio_most, "ratio");
	printf("\n");
	fflush(stdout);
	series_release(&ratios);
}

/* --- what the runner says ------------------------------------------------ */

static const char *setting(const char *variable)
{
	const char *value = getenv(variable);

	if (!value || !*value)
		bench_fail(variable, "is not set; run this through \"make bench\"");
	return value;
}

int bench_rounds(int usual)
{
	const char *given = getenv("SLATOP_BENCH_ROUNDS");
	int n = given ? atoi(given) : 0;

	return n > 0 ? n : usual;
}

const char *bench_slatop(void)
{
	return setting("SLATOP_BIN");
}

const char *bench_platform(void)
{
	return setting("SLATOP_BENCH_PLATFORM");
}

const char *bench_config(void)
{
	return setting("SLATOP_BENCH_CONFIG");
}

char *bench_conninfo(const char *which)
{
	char pattern[4096];
	struct buf line = BUF_INIT;
	struct err e = {""};
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/*/%s.conninfo", bench_platform(), which);
	if (glob(pattern, 0, NULL, &found))
		bench_fail(pattern, "there is no platform");
	if (!buf_read_file(&line, found.gl_pathv[0], 1 << 16, &e))
		bench_fail(pattern, e.text);
	globfree(&found);
	line.data[strcspn(line.data, "\n")] = '\0';
	return buf_take(&line);
}

PGconn *bench_connect(const char *which)
{
	char *conninfo = bench_conninfo(which);
	PGconn *c = PQconnectdb(conninfo);

	if (PQstatus(c) != CONNECTION_OK)
		bench_fail(which, PQerrorMessage(c));
	free(conninfo);
	return c;
}

double bench_query(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(r);

	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		bench_fail(sql, PQerrorMessage(c));
	double value = PQntuples(r) ? atof(PQgetvalue(r, 0, 0)) : 0;
	PQclear(r);
	return value;
}

void bench_shell(const char *format, ...)
{
	struct buf line = BUF_INIT;
	va_list args;
	int status = -1;

	va_start(args, format);
	buf_addfv(&line, format, args);
	va_end(args);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", line.data, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		bench_fail(line.data, "failed");
	buf_release(&line);
}

/* --- clocks -------------------------------------------------------------- */

static double clock_ms(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t))
		return -1;
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

double wall_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

double cpu_ms(void)
{
	return clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

double cpu_ms_of(int pid)
{
	clockid_t clock;

	return clock_getcpuclockid(pid, &clock) ? -1 : clock_ms(clock);
}

/* The number behind a word in a file of /proc. */
static double proc_number(int pid, const char *file, const char *word)
{
	char path[64], line[256];
	double value = -1;

	snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, word, strlen(word)))
			value = atof(line + strlen(word));
	if (f)
		fclose(f);
	return value;
}

double peak_kib_of(int pid)
{
	return proc_number(pid, "status", "VmHWM:");
}

double writes_of(int pid)
{
	return proc_number(pid, "io", "syscw:");
}
