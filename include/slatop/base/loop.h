/* One poll() for everything: descriptors, timers, signals, idle work.
 *
 * Nothing that it calls may block. Idle work is done in slices of at most 4 ms
 * between looks at the descriptors, so that a key never waits for a sort. */
#ifndef SLATOP_BASE_LOOP_H
#define SLATOP_BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#define LOOP_SLICE_US 4000

struct loop;
struct loop_watch;
struct loop_timer;

typedef void (*loop_fd_fn)(void *context, int events); /* POLLIN | POLLOUT ... as reported */
typedef void (*loop_fn)(void *context);
typedef void (*loop_signal_fn)(void *context, int signal);
/* Works until deadline_us (monotonic) or done; returns whether work is left. */
typedef bool (*loop_work_fn)(void *context, int64_t deadline_us);

struct loop *loop_create(void);
void loop_destroy(struct loop *l);

/* Watches a descriptor; events as in poll(2). The watch lives until removed. */
struct loop_watch *loop_watch(struct loop *l, int fd, int events, loop_fd_fn fn, void *context);
void loop_watch_events(struct loop_watch *w, int fd, int events);
void loop_unwatch(struct loop *l, struct loop_watch *w); /* NULL is fine; also from its own callback */

/* A timer, off until set. due_us by the monotonic clock; fires once. What is due
 * in one turn fires in the order of due_us; a timer set by a callback waits for
 * the next turn. */
struct loop_timer *loop_timer(struct loop *l, loop_fn fn, void *context);
void loop_timer_set(struct loop_timer *t, int64_t due_us);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_remove(struct loop *l, struct loop_timer *t);

/* Calls fn in the loop (not in the handler) for each signal that came. The
 * former handling is put back by loop_destroy. Signals of one kind that come
 * close together are one call. NULL as fn ignores the signal (SIGPIPE). Only
 * one loop of a process may take signals. */
void loop_signal(struct loop *l, int signal, loop_signal_fn fn, void *context);
/* Work in slices; called in turn while it says that work is left. Wake starts
 * it again. */
void loop_work(struct loop *l, loop_work_fn fn, void *context);
void loop_wake(struct loop *l);
/* Called once at the end of each turn, after everything else: the repaint.
 * Several are called in the order of adding. */
void loop_after_turn(struct loop *l, loop_fn fn, void *context);

/* Runs until loop_stop; returns its status. loop_turn runs one turn, waiting
 * at most wait_us (-1: for ever); for tests and for headless reading. A callback
 * must not turn the loop itself; threads other than the loop's may not use it. */
int loop_run(struct loop *l);
void loop_turn(struct loop *l, int64_t wait_us);
void loop_stop(struct loop *l, int status);
/* How long turns took, waiting left out, in processor time of this thread (what
 * others on the machine do is not the loop's fault). */
struct loop_turns {
	uint64_t count, over; /* all, and those that took longer than a slice */
	int64_t longest_us;
};
/* Counts them from now on, until loop_run ends; turns has to live that long. */
void loop_count_turns(struct loop *l, struct loop_turns *turns);
/* Monotonic time at the start of this turn. */
int64_t loop_now(const struct loop *l);

#endif
