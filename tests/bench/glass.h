/* A program on a pseudo-terminal, timed: from a key to the last byte that it
 * brings about. The screen is not parsed back meanwhile, which would take longer
 * than what is timed. */
#ifndef SLATOP_TESTS_GLASS_H
#define SLATOP_TESTS_GLASS_H

#include "bench/measure.h"
#include "support/pty.h"

struct stroke {
	double first_ms, last_ms; /* from the key to the first and to the last byte; NaN: nothing came */
	size_t bytes;
};

/* Starts a program on a terminal of that size; argv as for execvp. */
void glass_start(struct pty *p, int rows, int columns, const char *const *argv);
/* Starts slatop with bench_config(); words: the rest of its command line, NULL at
 * the end. */
void glass_slatop(struct pty *p, int rows, int columns, const char *const *words);
/* Ends the benchmark where the program has ended by itself, as one that is not installed does. */
void glass_runs(struct pty *p, const char *name);
/* Ends the program and the terminal. */
void glass_end(struct pty *p);
/* Waits until a text stands on the screen; ends the benchmark where it never does. */
void glass_see(struct pty *p, const char *text);
/* Lets the terminal's picture catch up with what comes in that time. */
void glass_watch(struct pty *p, double ms);
/* Whether slatop's top line says that it is not live yet. */
bool glass_loads(struct pty *p);
/* Waits until it is, and rests; what is timed then is not its load. */
void glass_live(struct pty *p);
/* Takes in what comes until nothing has for so long. */
void glass_quiet(struct pty *p, int quiet_ms);
/* Sends keys and takes in what they bring, until nothing has come for so long. */
struct stroke glass_keys(struct pty *p, const char *keys, int quiet_ms);
/* Waits until those bytes have come; ms since start, or NaN after wait_ms. */
double glass_until(struct pty *p, double start, const char *bytes, int wait_ms);
/* Waits for the middle of a second, so that no clock ticks into a sample. */
void glass_away_from_tick(void);

#endif
