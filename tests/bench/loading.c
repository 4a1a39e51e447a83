#include "bench/loading.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure.h"

static bool recompute(void *context, int64_t deadline_us)
{
	struct following *f = context;
	struct platform *p = f->platform;
	struct period *d = p->period_count ? p->periods[0] : NULL;
	int64_t moment = platform_moment(p, clock_monotonic());

	if (!d || !d->complete || moment == TIME_NONE)
		return false;
	double start = cpu_ms();
	bool left = period_recompute(p, d, moment, deadline_us);
	f->recompute_ms += cpu_ms() - start;
	f->computed = !left && d->ticked_at != TIME_NONE;
	return left;
}

static void wake(void *context, struct platform *p)
{
	(void)p;
	loop_wake(context);
}

void following_start(struct following *f, const char *conninfo, int64_t poll_interval_us)
{
	struct err e = {""};

	*f = (struct following){.agreement = agreement_read(NULL, &e), .loop = loop_create()};
	if (!f->agreement)
		bench_fail("the agreement", e.text);
	f->store = store_create(f->agreement);
	f->platform = store_add(f->store, "");
	struct replica_options options = {.conninfo = conninfo, .poll_interval_us = poll_interval_us,
					  .changed = wake, .context = f->loop};
	f->replica = replica_create(f->loop, f->platform, &options);
	loop_work(f->loop, recompute, f);
	replica_start(f->replica);
}

void following_turn(struct following *f)
{
	const struct replica_status *s = &f->platform->status;

	loop_turn(f->loop, -1);
	if (s->state == REPLICA_REFUSED || s->retry_at != TIME_NONE)
		bench_fail("the replica", s->message);
}

void following_load(struct following *f)
{
	while (!f->computed)
		following_turn(f);
}

void following_end(struct following *f)
{
	replica_destroy(f->replica);
	store_destroy(f->store);
	loop_destroy(f->loop);
	agreement_destroy(f->agreement);
}

struct found load_all(const char *conninfo)
{
	struct found found = {.wall_ms = -wall_ms(), .cpu_ms = -cpu_ms()};
	struct following f;

	following_start(&f, conninfo, 0);
	following_load(&f);
	found.wall_ms += wall_ms();
	found.cpu_ms += cpu_ms() - f.recompute_ms;
	found.recompute_ms = f.recompute_ms;
	found.peak_kib = peak_kib_of(getpid());
	found.windows = (double)f.platform->periods[0]->window_count;
	found.accounts = (double)f.platform->tenant_count;
	following_end(&f);
	return found;
}

struct found in_process(struct found (*fn)(const char *), const char *conninfo)
{
	struct found f = {0};
	int ends[2], status;

	fflush(NULL);
	if (pipe(ends))
		bench_fail("pipe", "no descriptors");
	pid_t child = fork();
	if (child == 0) {
		f = fn(conninfo);
		_exit(write(ends[1], &f, sizeof f) == sizeof f ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close(ends[1]);
	bool whole = read(ends[0], &f, sizeof f) == sizeof f;
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) != child || status || !whole)
		bench_fail("a sample", "its process failed");
	return f;
}
