#include "slatop/base/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

#define OFF INT64_MAX /* the due time of a timer that is not set */
#define SIGNALS 65
#define REPAINT_US 1200 /* left for what follows the turn, and for a last piece of work that takes longer */
#define LEAST_US 500 /* work goes on, however busy descriptors are */

struct loop_watch {
	int fd, events;
	loop_fd_fn fn;
	void *context;
	bool removed; /* freed at the end of the turn: a callback may still be in it */
};

struct loop_timer {
	int64_t due_us;
	uint64_t order; /* of setting: what is due together fires in this order */
	loop_fn fn;
	void *context;
	bool removed;
	struct loop *loop;
};

struct loop_work {
	loop_work_fn fn;
	void *context;
	bool left;
};

struct loop_call {
	loop_fn fn;
	void *context;
};

struct loop_signal {
	int signal;
	loop_signal_fn fn;
	void *context;
	struct sigaction former;
};

struct loop {
	struct loop_watch **watches;
	size_t watch_count, watch_capacity;
	struct pollfd *polled; /* one for each watch, filled each turn */
	size_t polled_capacity;
	struct loop_timer **timers;
	size_t timer_count, timer_capacity;
	uint64_t timer_order;
	struct loop_work *works;
	size_t work_count, work_capacity;
	size_t work_next; /* whose turn it is */
	struct loop_call *calls;
	size_t call_count, call_capacity;
	struct loop_signal *signals;
	size_t signal_count, signal_capacity;
	int pipe[2];
	int64_t now_us;
	struct loop_turns *turns; /* NULL: nobody asks */
	bool swept; /* something was removed and waits for the end of the turn */
	bool stopped;
	int status;
};

struct loop *loop_create(void)
{
	struct loop *l = mem_zero(1, sizeof *l);

	l->pipe[0] = l->pipe[1] = -1;
	l->now_us = clock_monotonic();
	return l;
}

int64_t loop_now(const struct loop *l)
{
	return l->now_us;
}

/* --- descriptors --------------------------------------------------------- */

struct loop_watch *loop_watch(struct loop *l, int fd, int events, loop_fd_fn fn, void *context)
{
	struct loop_watch *w = mem_alloc(sizeof *w);

	*w = (struct loop_watch){.fd = fd, .events = events, .fn = fn, .context = context};
	MEM_GROW(l->watches, l->watch_count, l->watch_capacity);
	l->watches[l->watch_count++] = w;
	return w;
}

void loop_watch_events(struct loop_watch *w, int fd, int events)
{
	w->fd = fd;
	w->events = events;
}

void loop_unwatch(struct loop *l, struct loop_watch *w)
{
	if (!w)
		return;
	w->removed = true;
	l->swept = true;
}

static size_t fill_polled(struct loop *l)
{
	while (l->polled_capacity < l->watch_count) {
		size_t count = l->polled_capacity;
		MEM_GROW(l->polled, count, l->polled_capacity);
	}
	for (size_t i = 0; i < l->watch_count; i++) {
		const struct loop_watch *w = l->watches[i];
		l->polled[i] = (struct pollfd){.fd = w->removed ? -1 : w->fd, .events = (short)w->events};
	}
	return l->watch_count;
}

/* A callback may have removed a later watch, or turned it to another descriptor:
 * then what was reported is no longer meant for it. */
static void run_watches(struct loop *l, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct loop_watch *w = l->watches[i];
		if (l->polled[i].revents && !w->removed && w->fd == l->polled[i].fd)
			w->fn(w->context, l->polled[i].revents);
	}
}

/* --- timers -------------------------------------------------------------- */

struct loop_timer *loop_timer(struct loop *l, loop_fn fn, void *context)
{
	struct loop_timer *t = mem_alloc(sizeof *t);

	*t = (struct loop_timer){.due_us = OFF, .fn = fn, .context = context, .loop = l};
	MEM_GROW(l->timers, l->timer_count, l->timer_capacity);
	l->timers[l->timer_count++] = t;
	return t;
}

void loop_timer_set(struct loop_timer *t, int64_t due_us)
{
	t->due_us = due_us;
	t->order = ++t->loop->timer_order;
}

void loop_timer_stop(struct loop_timer *t)
{
	t->due_us = OFF;
}

void loop_timer_remove(struct loop *l, struct loop_timer *t)
{
	if (!t)
		return;
	t->due_us = OFF;
	t->removed = true;
	l->swept = true;
}

/* The timer that is due first, among those set up to an order; NULL if none. */
static struct loop_timer *first_timer(const struct loop *l, uint64_t order)
{
	struct loop_timer *first = NULL;

	for (size_t i = 0; i < l->timer_count; i++) {
		struct loop_timer *t = l->timers[i];
		if (t->due_us == OFF || t->order > order)
			continue;
		if (!first || t->due_us < first->due_us ||
		    (t->due_us == first->due_us && t->order < first->order))
			first = t;
	}
	return first;
}

/* A timer that is set again by a callback waits for the next turn, even if it
 * is due at once: no timer can keep the others from their turn. */
static void run_timers(struct loop *l)
{
	uint64_t order = l->timer_order;
	struct loop_timer *t;

	while ((t = first_timer(l, order)) && t->due_us <= l->now_us) {
		t->due_us = OFF;
		t->fn(t->context);
	}
}

/* --- signals ------------------------------------------------------------- */

/* The handler knows only these: one loop of a process takes signals. */
static volatile sig_atomic_t signal_came[SIGNALS];
static volatile sig_atomic_t signal_fd = -1;

static void handle_signal(int signal)
{
	int kept = errno;

	signal_came[signal] = 1;
	if (signal_fd >= 0) {
		/* A full pipe is as good: the loop will wake anyway. */
		ssize_t written = write(signal_fd, "", 1);
		(void)written;
	}
	errno = kept;
}

static void read_signals(void *context, int events)
{
	struct loop *l = context;
	char bytes[64];

	(void)events;
	while (read(l->pipe[0], bytes, sizeof bytes) > 0)
		;
	for (size_t i = 0; i < l->signal_count; i++) {
		struct loop_signal s = l->signals[i];
		if (!signal_came[s.signal])
			continue;
		signal_came[s.signal] = 0;
		if (s.fn)
			s.fn(s.context, s.signal);
	}
}

void loop_signal(struct loop *l, int signal, loop_signal_fn fn, void *context)
{
	struct sigaction action = {.sa_handler = fn ? handle_signal : SIG_IGN, .sa_flags = SA_RESTART};

	if (l->pipe[0] < 0) {
		if (pipe2(l->pipe, O_CLOEXEC | O_NONBLOCK) != 0)
			abort(); /* without descriptors there is nothing to run at all */
		signal_fd = l->pipe[1];
		loop_watch(l, l->pipe[0], POLLIN, read_signals, l);
	}
	for (size_t i = 0; i < l->signal_count; i++)
		if (l->signals[i].signal == signal) {
			l->signals[i].fn = fn;
			l->signals[i].context = context;
			sigaction(signal, &action, NULL);
			return;
		}
	MEM_GROW(l->signals, l->signal_count, l->signal_capacity);
	struct loop_signal *s = &l->signals[l->signal_count++];
	*s = (struct loop_signal){.signal = signal, .fn = fn, .context = context};
	signal_came[signal] = 0;
	sigaction(signal, &action, &s->former);
}

/* --- work, and what follows each turn ------------------------------------ */

void loop_work(struct loop *l, loop_work_fn fn, void *context)
{
	MEM_GROW(l->works, l->work_count, l->work_capacity);
	l->works[l->work_count++] = (struct loop_work){fn, context, true};
}

void loop_wake(struct loop *l)
{
	for (size_t i = 0; i < l->work_count; i++)
		l->works[i].left = true;
}

static bool work_left(const struct loop *l)
{
	for (size_t i = 0; i < l->work_count; i++)
		if (l->works[i].left)
			return true;
	return false;
}

/* One slice for all, of which what descriptors and timers took and the repaint
 * will take is no longer there: who comes next gets what the one before left of
 * it, and whom the slice did not reach begins the next turn. */
static void run_works(struct loop *l)
{
	if (!work_left(l))
		return;
	int64_t deadline = l->now_us + LOOP_SLICE_US - REPAINT_US, least = clock_monotonic() + LEAST_US;
	if (deadline < least)
		deadline = least;
	for (size_t tried = 0; tried < l->work_count; tried++) {
		size_t i = l->work_next++ % l->work_count;
		if (!l->works[i].left)
			continue;
		/* Off before the call: a loop_wake within it is not lost. */
		l->works[i].left = false;
		if (l->works[i].fn(l->works[i].context, deadline))
			l->works[i].left = true;
		if (clock_monotonic() >= deadline)
			break;
	}
	l->work_next %= l->work_count;
}

void loop_after_turn(struct loop *l, loop_fn fn, void *context)
{
	MEM_GROW(l->calls, l->call_count, l->call_capacity);
	l->calls[l->call_count++] = (struct loop_call){fn, context};
}

/* --- turning ------------------------------------------------------------- */

static void sweep(struct loop *l)
{
	size_t kept = 0;

	l->swept = false;
	for (size_t i = 0; i < l->watch_count; i++) {
		if (l->watches[i]->removed)
			free(l->watches[i]);
		else
			l->watches[kept++] = l->watches[i];
	}
	l->watch_count = kept;
	kept = 0;
	for (size_t i = 0; i < l->timer_count; i++) {
		if (l->timers[i]->removed)
			free(l->timers[i]);
		else
			l->timers[kept++] = l->timers[i];
	}
	l->timer_count = kept;
}

static int64_t time_to_wait(const struct loop *l, int64_t wait_us)
{
	const struct loop_timer *t = first_timer(l, UINT64_MAX);

	if (work_left(l) || l->stopped)
		return 0;
	if (t) {
		int64_t until = t->due_us - clock_monotonic();
		if (until < 0)
			until = 0;
		if (wait_us < 0 || until < wait_us)
			wait_us = until;
	}
	return wait_us;
}

void loop_count_turns(struct loop *l, struct loop_turns *turns)
{
	l->turns = turns;
}

static int64_t thread_us(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * USEC + t.tv_nsec / 1000;
}

static void count_turn(struct loop_turns *turns, int64_t took_us)
{
	turns->count++;
	turns->over += took_us > LOOP_SLICE_US;
	if (took_us > turns->longest_us)
		turns->longest_us = took_us;
}

void loop_turn(struct loop *l, int64_t wait_us)
{
	size_t count = fill_polled(l);

	wait_us = time_to_wait(l, wait_us);
	struct timespec wait = {wait_us / USEC, wait_us % USEC * 1000};
	if (ppoll(l->polled, count, wait_us < 0 ? NULL : &wait, NULL) < 0)
		for (size_t i = 0; i < count; i++) /* a signal came: its pipe tells in the next turn */
			l->polled[i].revents = 0;
	l->now_us = clock_monotonic();
	int64_t began = l->turns ? thread_us() : 0;
	run_watches(l, count);
	run_timers(l);
	run_works(l);
	for (size_t i = 0; i < l->call_count; i++)
		l->calls[i].fn(l->calls[i].context);
	if (l->swept)
		sweep(l);
	if (l->turns)
		count_turn(l->turns, thread_us() - began);
}

int loop_run(struct loop *l)
{
	while (!l->stopped)
		loop_turn(l, -1);
	l->stopped = false;
	return l->status;
}

void loop_stop(struct loop *l, int status)
{
	l->stopped = true;
	l->status = status;
}

void loop_destroy(struct loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->signal_count; i++)
		sigaction(l->signals[i].signal, &l->signals[i].former, NULL);
	if (l->pipe[0] >= 0) {
		signal_fd = -1;
		close(l->pipe[0]);
		close(l->pipe[1]);
	}
	for (size_t i = 0; i < l->watch_count; i++)
		free(l->watches[i]);
	for (size_t i = 0; i < l->timer_count; i++)
		free(l->timers[i]);
	free(l->watches);
	free(l->polled);
	free(l->timers);
	free(l->works);
	free(l->calls);
	free(l->signals);
	free(l);
}
