/* The logs of the big platform, filled up for the benchmarks of pages. */
#ifndef SLATOP_TESTS_BENCH_LOGS_H
#define SLATOP_TESTS_BENCH_LOGS_H

#include <stdint.h>

#define LOG_STEP_S 2500000 /* seconds that every log goes back */
#define LOG_ROWS 10000000

/* An index helps; none does; none does, and no row is like that. */
enum bench_filter_kind { FILTER_INDEX, FILTER_SCAN, FILTER_NOTHING };

struct bench_log {
	const char *screen, *relation, *key, *time;
	int64_t rows;     /* that it is filled with */
	const char *insert; /* columns and values of the row i; n: rows */
	struct bench_filter { const char *text; enum bench_filter_kind kind; } filters[8]; /* text: typed after f */
};
extern const struct bench_log bench_logs[];
extern const int bench_log_count;

/* Fills it up, unless it is so already; the standby has it all. */
void bench_log_fill(const struct bench_log *log);

#endif
