#include "slatop/base/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "support/check_main.h"

/* What happened, in order. */
static char trail[256];
static struct loop *loop;

static void note(const char *what)
{
	size_t length = strlen(trail);

	snprintf(trail + length, sizeof trail - length, "%s", what);
}

static void note_text(void *context)
{
	note(context);
}

static void stop(void *context)
{
	loop_stop(loop, *(int *)context);
}

/* --- timers -------------------------------------------------------------- */

START_TEST(timers_fire_in_order)
{
	loop = loop_create();
	char a[] = "a", b[] = "b", c[] = "c", d[] = "d";
	struct loop_timer *first = loop_timer(loop, note_text, a), *second = loop_timer(loop, note_text, b);
	struct loop_timer *third = loop_timer(loop, note_text, c), *never = loop_timer(loop, note_text, d);
	int64_t now = loop_now(loop);

	loop_timer_set(third, now - 10);
	loop_timer_set(second, now - 20);
	loop_timer_set(first, now - 20);
	loop_timer_set(never, now - 30);
	loop_timer_stop(never);
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "bac"); /* due together: in the order of setting */
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "bac"); /* each fires once */
	loop_timer_set(first, now + 3600 * USEC);
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "bac");
	loop_destroy(loop);
}
END_TEST

static struct loop_timer *self;

static void again(void *context)
{
	note(context);
	loop_timer_set(self, 0);
}

START_TEST(a_timer_set_anew_waits_a_turn)
{
	char text[] = "x";

	loop = loop_create();
	self = loop_timer(loop, again, text);
	loop_timer_set(self, 0);
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "x");
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "xx");
	loop_destroy(loop);
}
END_TEST

static void remove_self(void *context)
{
	note(context);
	loop_timer_remove(loop, self);
}

START_TEST(a_timer_removes_itself_and_runs_end)
{
	char text[] = "r";
	int status = 5;

	loop = loop_create();
	self = loop_timer(loop, remove_self, text);
	loop_timer_set(self, 0);
	struct loop_timer *end = loop_timer(loop, stop, &status);
	loop_timer_set(end, clock_monotonic() + 2000);
	int64_t before = clock_monotonic();
	ck_assert_int_eq(loop_run(loop), 5);
	ck_assert_int_ge(clock_monotonic(), before + 1000);
	ck_assert_str_eq(trail, "r");
	loop_timer_remove(loop, NULL);
	loop_destroy(loop);
	loop_destroy(NULL);
}
END_TEST

/* --- descriptors --------------------------------------------------------- */

static struct loop_watch *watches[2];
static int pipes[2][2];

static void read_and_remove(void *context, int events)
{
	char byte;

	ck_assert_int_eq(events, POLLIN);
	ck_assert_int_eq(read(pipes[0][0], &byte, 1), 1);
	note(context);
	loop_unwatch(loop, watches[0]);
}

START_TEST(a_watch_removes_itself)
{
	char text[] = "w";

	loop = loop_create();
	ck_assert_int_eq(pipe(pipes[0]), 0);
	watches[0] = loop_watch(loop, pipes[0][0], POLLIN, read_and_remove, text);
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "");
	ck_assert_int_eq(write(pipes[0][1], "12", 2), 2);
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "w");
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "w");
	loop_unwatch(loop, NULL);
	loop_destroy(loop);
}
END_TEST

static void remove_both(void *context, int events)
{
	(void)events;
	note(context);
	loop_unwatch(loop, watches[0]);
	loop_unwatch(loop, watches[1]);
}

/* Both are ready in one turn; the first to be called takes both off. */
START_TEST(a_watch_removes_another)
{
	char a[] = "a", b[] = "b";

	loop = loop_create();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pipe(pipes[i]), 0);
		ck_assert_int_eq(write(pipes[i][1], "1", 1), 1);
	}
	watches[0] = loop_watch(loop, pipes[0][0], POLLIN, remove_both, a);
	watches[1] = loop_watch(loop, pipes[1][0], POLLIN, remove_both, b);
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "a");
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "a");
	loop_destroy(loop);
}
END_TEST

static void add_another(void *context, int events)
{
	(void)events;
	note("+");
	loop_unwatch(loop, watches[0]);
	watches[1] = loop_watch(loop, pipes[1][0], POLLIN, remove_both, context);
}

START_TEST(a_watch_adds_and_changes)
{
	char text[] = "n";

	loop = loop_create();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pipe(pipes[i]), 0);
		ck_assert_int_eq(write(pipes[i][1], "1", 1), 1);
	}
	watches[0] = loop_watch(loop, -1, POLLIN, add_another, text);
	loop_turn(loop, 0);
	ck_assert_str_eq(trail, "");
	loop_watch_events(watches[0], pipes[0][1], POLLOUT);
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "+");
	watches[0] = NULL;
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "+n");
	loop_destroy(loop);
}
END_TEST

/* --- signals ------------------------------------------------------------- */

static int caught;

static void on_signal(void *context, int signal)
{
	caught = signal;
	loop_stop(context, 0);
}

static void former_handler(int signal)
{
	caught = -signal;
}

START_TEST(a_signal_comes_in_the_loop)
{
	struct sigaction former = {.sa_handler = former_handler};

	sigaction(SIGUSR1, &former, NULL);
	loop = loop_create();
	loop_signal(loop, SIGUSR1, on_signal, loop);
	loop_signal(loop, SIGPIPE, NULL, NULL);
	raise(SIGUSR1);
	raise(SIGPIPE);
	ck_assert_int_eq(caught, 0); /* not in the handler */
	ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_eq(caught, SIGUSR1);
	loop_destroy(loop);
	raise(SIGUSR1);
	ck_assert_int_eq(caught, -SIGUSR1);
}
END_TEST

/* The signal ends a wait without end. */
START_TEST(a_signal_wakes_the_wait)
{
	int held[2];
	char byte;

	loop = loop_create();
	loop_signal(loop, SIGUSR2, on_signal, loop);
	ck_assert_int_eq(pipe(held), 0);
	pid_t parent = getpid(), child = fork();
	if (child == 0) {
		close(held[1]);
		ck_assert_int_eq(read(held[0], &byte, 1), 0);
		kill(parent, SIGUSR2);
		_exit(0);
	}
	close(held[0]);
	close(held[1]); /* now the child goes on */
	ck_assert_int_eq(loop_run(loop), 0);
	ck_assert_int_eq(caught, SIGUSR2);
	loop_destroy(loop);
}
END_TEST

/* --- work ---------------------------------------------------------------- */

struct job {
	int slices, done;
};

static bool burn(void *context, int64_t deadline_us)
{
	struct job *j = context;
	int64_t before = clock_monotonic();

	ck_assert_int_le(deadline_us - before, LOOP_SLICE_US);
	while (clock_monotonic() < deadline_us)
		;
	return ++j->done < j->slices;
}

static void count_turn(void *context)
{
	++*(int *)context;
}

START_TEST(work_is_sliced_and_shared)
{
	struct job a = {.slices = 3}, b = {.slices = 4};
	int turns = 0;

	loop = loop_create();
	loop_work(loop, burn, &a);
	loop_work(loop, burn, &b);
	loop_after_turn(loop, count_turn, &turns);
	for (int i = 0; i < 4; i++)
		loop_turn(loop, -1); /* work is left: does not wait */
	ck_assert_int_ge(a.done, 2); /* both come in turn */
	ck_assert_int_ge(b.done, 2);
	while (a.done < a.slices || b.done < b.slices)
		loop_turn(loop, -1);
	ck_assert_int_eq(turns, a.done + b.done);
	loop_turn(loop, 0);
	ck_assert_int_eq(a.done, 3);
	ck_assert_int_eq(b.done, 4);
	loop_wake(loop);
	loop_turn(loop, -1);
	loop_turn(loop, -1);
	ck_assert_int_eq(a.done, 4);
	ck_assert_int_eq(b.done, 5);
	loop_destroy(loop);
}
END_TEST

static bool short_work(void *context, int64_t deadline_us)
{
	(void)deadline_us;
	note(context);
	if (strlen(trail) < 3)
		loop_wake(loop);
	return false;
}

/* A wake from within is not lost; nothing is called after the last. */
START_TEST(short_works_wake_again)
{
	char a[] = "a", b[] = "b";

	loop = loop_create();
	loop_work(loop, short_work, a);
	loop_work(loop, short_work, b);
	for (int i = 0; i < 10; i++)
		loop_turn(loop, 0);
	ck_assert_str_eq(trail, "abab");
	loop_destroy(loop);
}
END_TEST

/* One turn: descriptors, timers, work, and last what follows each turn. */
static void note_event(void *context, int events)
{
	(void)events;
	note(context);
}

START_TEST(a_turn_has_its_order)
{
	char fd[] = "f", timer[] = "t", work[] = "w..", after[] = "a", last[] = "l";

	loop = loop_create();
	ck_assert_int_eq(pipe(pipes[0]), 0);
	loop_after_turn(loop, note_text, after);
	loop_after_turn(loop, note_text, last);
	loop_work(loop, short_work, work);
	loop_timer_set(loop_timer(loop, note_text, timer), 0);
	loop_watch(loop, pipes[0][1], POLLOUT, note_event, fd);
	loop_turn(loop, -1);
	ck_assert_str_eq(trail, "ftw..al");
	loop_destroy(loop);
}
END_TEST

TEST_MAIN("loop", 20, timers_fire_in_order, a_timer_set_anew_waits_a_turn,
	  a_timer_removes_itself_and_runs_end, a_watch_removes_itself, a_watch_removes_another,
	  a_watch_adds_and_changes, a_signal_comes_in_the_loop, a_signal_wakes_the_wait,
	  work_is_sliced_and_shared, short_works_wake_again, a_turn_has_its_order)
