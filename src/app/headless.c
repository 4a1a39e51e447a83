/* What the commands without a terminal share: connecting, and being stopped. */
#include <signal.h>
#include <stdio.h>

#include "app/commands.h"

static int interrupted; /* the signal that came, 0: none */

static void on_signal(void *context, int signal)
{
	(void)context;
	interrupted = signal;
}

bool command_interrupted(void)
{
	return interrupted != 0;
}

/* Whether a replica will not come by waiting: refused, or its attempt failed. */
static bool has_failed(const struct replica_status *s)
{
	return s->state == REPLICA_REFUSED || s->state == REPLICA_LOST ||
	       (s->state == REPLICA_DISCONNECTED && s->message[0]);
}

static void start(struct engine *s)
{
	loop_signal(s->loop, SIGINT, on_signal, NULL);
	loop_signal(s->loop, SIGTERM, on_signal, NULL);
	engine_start(s);
}

int command_connect(struct engine *s, struct err *e)
{
	start(s);
	for (;;) {
		size_t loaded = 0;
		for (size_t i = 0; i < s->store->count; i++) {
			const struct platform *p = s->store->platforms[i];
			if (has_failed(&p->status)) {
				err_set(e, "%s", p->status.message);
				if (p->code[0])
					err_at(e, "sub-platform %s", p->code);
				return EXIT_CONNECT;
			}
			loaded += replica_checked(s->replicas[i]);
		}
		if (interrupted) {
			err_set(e, "interrupted");
			return EXIT_INTERRUPTED;
		}
		if (loaded == s->store->count)
			return EXIT_FINE;
		loop_turn(s->loop, -1);
	}
}

void command_settle(struct engine *s)
{
	start(s);
	for (size_t i = 0; i < s->store->count && !interrupted; i++)
		while (!interrupted && !replica_checked(s->replicas[i]) && !has_failed(&s->store->platforms[i]->status))
			loop_turn(s->loop, -1);
}
