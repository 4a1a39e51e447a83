#include "resolve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "slatop/base/buf.h"
#include "slatop/base/mem.h"

struct host {
	char *name, *port;
	struct addrinfo *found; /* of a name only */
	int error;
	bool look_up;
};

/* Shared by the loop and the thread; who lets go last frees it. */
struct resolver {
	struct host *hosts;
	size_t count;
	int done;     /* an eventfd: set when all is looked up */
	atomic_int owners;
};

static bool is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];
	char plain[64];
	size_t length = strcspn(host, "%"); /* fe80::1%eth0 */

	if (!length || length >= sizeof plain)
		return false;
	memcpy(plain, host, length);
	plain[length] = '\0';
	return inet_pton(AF_INET, plain, address) == 1 || inet_pton(AF_INET6, plain, address) == 1;
}

/* "" is the socket in its usual place; a socket in another is a path or "@...". */
static bool is_name(const char *host)
{
	return *host && *host != '/' && *host != '@' && !is_address(host);
}

/* The part of a comma-separated list, or its only one; an own copy. */
static char *part_of(const char *list, size_t index)
{
	const char *at = list ? list : "";

	if (!strchr(at, ','))
		return mem_copy(at);
	for (; index && *at; at++)
		index -= *at == ',';
	return mem_copy_n(at, strcspn(at, ","));
}

static size_t parts(const char *list)
{
	size_t count = 1;

	for (const char *at = list; *at; at++)
		count += *at == ',';
	return count;
}

bool resolve_needed(const struct conninfo *c)
{
	const char *hosts = conninfo_value(c, "host");
	bool needed = false;

	if (!hosts || conninfo_value(c, "hostaddr"))
		return false;
	for (size_t i = 0; i < parts(hosts); i++) {
		char *host = part_of(hosts, i);
		needed = needed || is_name(host);
		free(host);
	}
	return needed;
}

static void let_go(struct resolver *r)
{
	if (atomic_fetch_sub(&r->owners, 1) != 1)
		return;
	for (size_t i = 0; i < r->count; i++) {
		if (r->hosts[i].found)
			freeaddrinfo(r->hosts[i].found);
		free(r->hosts[i].name);
		free(r->hosts[i].port);
	}
	free(r->hosts);
	close(r->done);
	free(r);
}

static void *look_up(void *context)
{
	struct resolver *r = context;
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};

	for (size_t i = 0; i < r->count; i++)
		if (r->hosts[i].look_up)
			r->hosts[i].error = getaddrinfo(r->hosts[i].name, NULL, &hints, &r->hosts[i].found);
	eventfd_write(r->done, 1);
	let_go(r);
	return NULL;
}

/* Signals are the loop's: the thread takes none. */
static bool start_thread(struct resolver *r)
{
	sigset_t all, former;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	bool started = !pthread_create(&thread, NULL, look_up, r);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	if (started)
		pthread_detach(thread);
	return started;
}

struct resolver *resolve_start(const struct conninfo *c, int *fd)
{
	const char *hosts = conninfo_value(c, "host");
	struct resolver *r = mem_zero(1, sizeof *r);

	r->count = parts(hosts);
	r->hosts = mem_zero(r->count, sizeof *r->hosts);
	for (size_t i = 0; i < r->count; i++) {
		r->hosts[i].name = part_of(hosts, i);
		r->hosts[i].port = part_of(conninfo_value(c, "port"), i);
		r->hosts[i].look_up = is_name(r->hosts[i].name);
	}
	r->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	atomic_store(&r->owners, 2);
	*fd = r->done;
	if (r->done >= 0 && start_thread(r))
		return r;
	atomic_store(&r->owners, 1);
	let_go(r);
	return NULL;
}

struct lists {
	struct buf hosts, addresses, ports;
	size_t count;
};

static void add_host(struct lists *l, const struct host *h, const char *address)
{
	const char *comma = l->count++ ? "," : "";

	buf_addf(&l->hosts, "%s%s", comma, h->name);
	buf_addf(&l->addresses, "%s%s", comma, address);
	buf_addf(&l->ports, "%s%s", comma, h->port);
}

static void add_found(struct lists *l, const struct host *h)
{
	char address[NI_MAXHOST];

	if (!h->look_up)
		add_host(l, h, "");
	for (const struct addrinfo *a = h->found; a; a = a->ai_next)
		if (!getnameinfo(a->ai_addr, a->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST))
			add_host(l, h, address);
}

bool resolve_finish(struct resolver *r, struct conninfo *c, struct err *e)
{
	struct lists l = {BUF_INIT, BUF_INIT, BUF_INIT, 0};

	for (size_t i = 0; i < r->count; i++) {
		add_found(&l, &r->hosts[i]);
		if (r->hosts[i].error)
			err_set(e, "host name \"%s\": %s", r->hosts[i].name, gai_strerror(r->hosts[i].error));
	}
	if (l.count) {
		conninfo_set(c, "host", l.hosts.data);
		conninfo_set(c, "hostaddr", l.addresses.data);
		conninfo_set(c, "port", l.ports.data);
	}
	buf_release(&l.hosts);
	buf_release(&l.addresses);
	buf_release(&l.ports);
	let_go(r);
	return l.count > 0;
}

void resolve_abandon(struct resolver *r)
{
	if (r)
		let_go(r);
}
