/* What the benchmark programs share: series of samples, the table that they
 * print, and what the runner (tests/bench/run) tells them by the environment.
 *
 * A program is one file bench_NAME.c with a main(); "make bench ONLY=NAME" runs
 * it on the big platform. It takes its samples in turn with those of a peer (a
 * program or way that does the same work), so that both saw the same machine,
 * and reports them:
 *
 *	struct series ours = {0}, psql = {0};
 *	for (int i = 0; i < bench_rounds(20); i++) {
 *		series_add(&ours, ...);
 *		series_add(&psql, ...);
 *	}
 *	report_heading("Changes");
 *	report("one changed window, committed to repainted", "ms", &ours, (struct goal){.median = 510});
 *	report_peer("psql, the row alone", &psql, 0);
 *
 * Anything that fails ends the program with a message and status 1; a figure
 * that is not reached does not: it is printed as "short".
 *
 * A time to reach was set on one machine, where a peer took so and so long beside it.
 * On another the ratio to the peer asks for the same, so both are judged. */
#ifndef SLATOP_TESTS_MEASURE_H
#define SLATOP_TESTS_MEASURE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

/* Samples of one quantity in the order of measuring; zero is an empty one. */
struct series {
	double *values;
	size_t count, capacity;
};
void series_add(struct series *s, double value);
void series_release(struct series *s);
/* The sample below which that part of them lies; 0.5 is the median. NaN: none.
 * Samples that are NaN (nothing came) are left out. */
double series_at(const struct series *s, double part);

/* What a quantity has to reach, at most, in its own unit: the median, and 95 of
 * a hundred samples. 0 is no demand. */
struct goal {
	double median, p95;
};

void report_heading(const char *text);
/* A quantity of ours: its median, the spread (5 to 95 of a hundred, which of a
 * few samples are the least and the greatest), and whether it is what it has to be. */
void report(const char *what, const char *unit, const struct series *ours, struct goal goal);
/* A peer's samples of the quantity reported last, and the ratio of ours to them:
 * of each pair where there are as many samples, else of the medians. ratio_most:
 * what the ratio's median has to stay below; 0: no demand. */
void report_peer(const char *name, const struct series *theirs, double ratio_most);

/* How many samples to take: SLATOP_BENCH_ROUNDS, or so many. */
int bench_rounds(int usual);
/* The program that is measured (SLATOP_BIN). */
const char *bench_slatop(void);
/* The folder of the big platform (SLATOP_BENCH_PLATFORM): one sub-platform with
 * 100,000 accounts and 1,000,000 windows in the current month. */
const char *bench_platform(void);
/* A configuration file for it, with the benchmarks' own screens (tests/bench/screens)
 * beside the shipped ones. */
const char *bench_config(void);
/* The conninfo of its "replica" or "primary" (to be freed), and a connection to it. */
char *bench_conninfo(const char *which);
PGconn *bench_connect(const char *which);
/* The first value of a query's answer, as a number; 0 where there is none. */
double bench_query(PGconn *c, const char *sql);
/* Runs a line of the shell. */
void bench_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the program: what could not be done, and why. */
void bench_fail(const char *what, const char *why) __attribute__((noreturn));

double wall_ms(void); /* monotonic */
double cpu_ms(void);  /* of this process */
/* Of another process: its processor time with all its threads, its peak of
 * resident memory, how often it wrote to a descriptor. -1: it has gone. */
double cpu_ms_of(int pid);
double peak_kib_of(int pid);
double writes_of(int pid);

#endif
