#include "cancel.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "slatop/base/mem.h"

/* Shared by the loop and the thread; who lets go last frees it. */
struct canceller {
	PGcancel *cancel;
	int done; /* an eventfd */
	atomic_int owners;
};

void cancel_let_go(struct canceller *c)
{
	if (!c || atomic_fetch_sub(&c->owners, 1) != 1)
		return;
	PQfreeCancel(c->cancel);
	close(c->done);
	free(c);
}

static void *run(void *context)
{
	struct canceller *c = context;
	char why[256];

	PQcancel(c->cancel, why, sizeof why); /* if it fails the statement's own timeout ends it */
	eventfd_write(c->done, 1);
	cancel_let_go(c);
	return NULL;
}

/* Signals are the loop's: the thread takes none. */
static bool start_thread(struct canceller *c)
{
	sigset_t all, former;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	bool started = !pthread_create(&thread, NULL, run, c);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	if (started)
		pthread_detach(thread);
	return started;
}

struct canceller *cancel_start(PGconn *conn, int *fd)
{
	struct canceller *c = mem_zero(1, sizeof *c);

	c->cancel = PQgetCancel(conn);
	c->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	atomic_store(&c->owners, 2);
	*fd = c->done;
	if (c->cancel && c->done >= 0 && start_thread(c))
		return c;
	atomic_store(&c->owners, 1);
	cancel_let_go(c);
	return NULL;
}
