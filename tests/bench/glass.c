#include "bench/glass.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/calendar.h"

#define QUIET_LIMIT_MS 5000 /* who shows a clock is never quiet for long */
#define TICK_US 120000 /* before and behind a whole second nothing is measured */
#define WORDS 16
#define LOAD_MS 120000 /* the most that a load may take */
#define REST_MS 5000 /* it may wait for a server for seconds */
#define REST_CPU_MS 50 /* in that time, where nothing ticks */
#define PATIENCE 12 /* times PTY_WAIT_MS: a busy machine takes its time to load */

void glass_start(struct pty *p, int rows, int columns, const char *const *argv)
{
	pty_init(p, rows, columns);
	pty_exec(p, (char *const *)(uintptr_t)argv);
}

void glass_slatop(struct pty *p, int rows, int columns, const char *const *words)
{
	const char *argv[WORDS + 1] = {bench_slatop(), "--config", bench_config()};

	for (int i = 3; *words && i < WORDS; i++)
		argv[i] = *words++;
	glass_start(p, rows, columns, argv);
}

void glass_runs(struct pty *p, const char *name)
{
	siginfo_t ended = {0};

	if (waitid(P_PID, (id_t)p->child, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid)
		bench_fail(name, "does not run; \"make bench\" installs what is measured beside slatop");
}

void glass_end(struct pty *p)
{
	pty_release(p);
}

void glass_see(struct pty *p, const char *text)
{
	for (int i = 0; i < PATIENCE; i++)
		if (pty_wait_text(p, text))
			return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	fprintf(stderr, "%s\n", screen.data);
	bench_fail(text, "does not come to the screen");
}

static bool waited(struct pty *p, void *until)
{
	(void)p;
	return wall_ms() >= *(double *)until;
}

void glass_watch(struct pty *p, double ms)
{
	double until = wall_ms() + ms;

	pty_wait(p, waited, &until);
}

bool glass_loads(struct pty *p)
{
	struct buf row = BUF_INIT;

	pty_row(p, 0, &row);
	bool live = strstr(row.data, "LIVE") && !strstr(row.data, "NOT LIVE");
	buf_release(&row);
	return !live;
}

/* Nothing is done any more but what each second wants: with an outage of tens of
 * thousands of accounts open that is more, but the same all the time. */
static bool rests(double took, double before)
{
	return took <= REST_CPU_MS || (took <= REST_MS / 4.0 && fabs(took - before) <= took / 4);
}

void glass_live(struct pty *p)
{
	double end = wall_ms() + LOAD_MS, took = INFINITY, before;

	do { /* what is done behind a screen (figures, alarms, the month before for claims) tells by what it takes */
		double start = cpu_ms_of(p->child);
		before = took;
		glass_watch(p, REST_MS);
		took = cpu_ms_of(p->child) - start;
		if (wall_ms() > end)
			bench_fail("slatop", "has not come to rest in two minutes");
	} while (glass_loads(p) || !rests(took, before));
	buf_clear(&p->raw);
}

/* Bytes that came within that time, added to raw; 0: none, -1: the end. */
static ssize_t take(struct pty *p, double wait_ms)
{
	struct pollfd fd = {.fd = p->master, .events = POLLIN};
	struct timespec wait = {(time_t)(wait_ms / 1e3), (long)(fmod(wait_ms, 1e3) * 1e6)};
	char bytes[65536];

	if (wait_ms < 0 || ppoll(&fd, 1, &wait, NULL) <= 0)
		return 0;
	ssize_t n = read(p->master, bytes, sizeof bytes);
	if (n > 0)
		buf_add(&p->raw, bytes, (size_t)n);
	for (ssize_t i = 0; i < n; i++) /* these bytes never come to the terminal that counts */
		p->bells += bytes[i] == '\a';
	return n > 0 ? n : -1;
}

void glass_quiet(struct pty *p, int quiet_ms)
{
	double end = wall_ms() + QUIET_LIMIT_MS;

	while (wall_ms() < end && take(p, quiet_ms) > 0)
		;
	buf_clear(&p->raw);
}

struct stroke glass_keys(struct pty *p, const char *keys, int quiet_ms)
{
	struct stroke s = {.first_ms = NAN, .last_ms = NAN};

	buf_clear(&p->raw);
	double start = wall_ms();
	pty_send(p, keys, strlen(keys));
	/* The first byte may come much later than one follows another. */
	while (take(p, s.bytes ? quiet_ms : 1000) > 0) {
		s.last_ms = wall_ms() - start;
		if (!s.bytes)
			s.first_ms = s.last_ms;
		s.bytes = p->raw.length;
	}
	return s;
}

double glass_until(struct pty *p, double start, const char *bytes, int wait_ms)
{
	double end = start + wait_ms;

	buf_clear(&p->raw);
	while (!memmem(p->raw.data, p->raw.length, bytes, strlen(bytes)))
		if (wall_ms() >= end || take(p, end - wall_ms()) < 0)
			return NAN;
	return wall_ms() - start;
}

void glass_away_from_tick(void)
{
	int64_t past = clock_wall() % USEC;
	int64_t wait = past < TICK_US ? TICK_US - past : past > USEC - TICK_US ? USEC - past + TICK_US : 0;

	poll(NULL, 0, (int)(wait / 1000));
}
