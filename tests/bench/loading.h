/* A load of everything by this process, and samples that are processes of their
 * own. */
#ifndef SLATOP_TESTS_LOADING_H
#define SLATOP_TESTS_LOADING_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/loop.h"
#include "slatop/replica/replica.h"
#include "slatop/store/store.h"

/* What a process found out about itself. */
struct found {
	double wall_ms;      /* of all */
	double cpu_ms;       /* without the recompute */
	double recompute_ms; /* processor time of it */
	double peak_kib;
	double windows, accounts;
};

/* A replica that is followed, its loop and its store. */
struct following {
	struct agreement *agreement;
	struct store *store;
	struct loop *loop;
	struct replica *replica;
	struct platform *platform;
	double recompute_ms; /* processor time, ever */
	bool computed;       /* every figure of the current month is */
};
/* Starts; following_turn waits for something to happen and does what is to do,
 * following_load until every figure is computed. Ends the program where it
 * cannot. */
void following_start(struct following *f, const char *conninfo, int64_t poll_interval_us);
void following_turn(struct following *f);
void following_load(struct following *f);
void following_end(struct following *f);

/* Loads everything, and what that took. */
struct found load_all(const char *conninfo);
/* Calls it in a process of its own, so that no sample finds the memory of the
 * one before. */
struct found in_process(struct found (*fn)(const char *), const char *conninfo);

#endif
