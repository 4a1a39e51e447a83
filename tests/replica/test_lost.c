/* A replica that goes away, hangs, comes back, or is another one: seen through a
 * small proxy between slatop and the standby's socket. */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"
#include "support/check_main.h"

/* --- the proxy: a process of its own ------------------------------------- */

struct proxy {
	char folder[64];
	struct sockaddr_un listens, server;
	pid_t pid;
	char *conninfo; /* through it */
};

static void relay(int from, int to)
{
	char bytes[65536];
	ssize_t count = read(from, bytes, sizeof bytes);

	for (ssize_t at = 0; at < count;) {
		ssize_t written = write(to, bytes + at, (size_t)(count - at));
		if (written <= 0)
			_exit(0);
		at += written;
	}
	if (count <= 0)
		_exit(0);
}

/* One connection, until either side ends it. */
static void serve(int client, const struct sockaddr_un *server)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (connect(fd, (const struct sockaddr *)server, sizeof *server))
		_exit(1);
	for (;;) {
		struct pollfd both[] = {{client, POLLIN, 0}, {fd, POLLIN, 0}};
		poll(both, 2, -1);
		if (both[0].revents)
			relay(client, fd);
		if (both[1].revents)
			relay(fd, client);
	}
}

/* Its connections are its children, in a process group of theirs. */
static void proxy_start(struct proxy *p)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	unlink(p->listens.sun_path);
	ck_assert(!bind(fd, (const struct sockaddr *)&p->listens, sizeof p->listens) && !listen(fd, 8));
	p->pid = fork();
	if (p->pid) {
		setpgid(p->pid, p->pid);
		close(fd);
		return;
	}
	setpgid(0, 0);
	signal(SIGCHLD, SIG_IGN);
	for (int client; (client = accept(fd, NULL, NULL)) >= 0; close(client))
		if (!fork())
			serve(client, &p->server);
	_exit(0);
}

/* All connections break, and no new one is taken. */
static void proxy_stop(struct proxy *p)
{
	unlink(p->listens.sun_path);
	kill(-p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
}

static char *word_after(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	ck_assert_ptr_nonnull(at);
	at += strlen(key);
	return mem_copy_n(at, strcspn(at, " "));
}

static void proxy_init(struct proxy *p, const struct live *t)
{
	char *host = word_after(t->replica_info, "host="), *port = word_after(t->replica_info, "port=");
	struct buf info = BUF_INIT;

	snprintf(p->folder, sizeof p->folder, "/tmp/slx.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(p->folder));
	p->listens.sun_family = p->server.sun_family = AF_UNIX;
	snprintf(p->listens.sun_path, sizeof p->listens.sun_path, "%s/.s.PGSQL.%s", p->folder, port);
	snprintf(p->server.sun_path, sizeof p->server.sun_path, "%s/.s.PGSQL.%s", host, port);
	buf_addf(&info, "%s host=%s", t->replica_info, p->folder);
	p->conninfo = buf_take(&info);
	free(host);
	free(port);
}

static void proxy_release(struct proxy *p)
{
	proxy_stop(p);
	rmdir(p->folder);
	free(p->conninfo);
}

/* --- cases --------------------------------------------------------------- */

static void one_window(struct live *t)
{
	live_sql(t, "insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at,"
		    " contract_from, contract_to, retention_to) values (7000001, 'one', 'active', 1,"
		    " 'phone_bill', now(), now(), now(), now());"
		    "insert into sla.outage (outage_id, enterprise_no, service, started_at)"
		    " values (7000001, 7000001, 'trunk', now())");
	live_replayed(t);
}

START_TEST(lost_and_found)
{
	struct live t;
	struct proxy proxy = {0};

	live_begin(&t);
	proxy_init(&proxy, &t);
	one_window(&t);
	live_start(&t, proxy.conninfo);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_DISCONNECTED));
	ck_assert_int_ne(t.platform->status.retry_at, TIME_NONE);
	proxy_start(&proxy);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	LIVE_UNTIL(&t, t.platform->status.polls > 2);
	uint32_t epoch = t.platform->epoch;

	proxy_stop(&proxy);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LOST));
	ck_assert_ptr_nonnull(live_window(&t, 7000001));
	ck_assert_uint_eq(t.platform->tenant_count, 1);
	ck_assert_str_ne(t.platform->status.message, "");
	int64_t now = clock_monotonic();
	ck_assert_int_gt(platform_data_age(t.platform, now + 10 * USEC), 9 * USEC);
	/* Past the lag that is in order, time stands still at the data's. */
	ck_assert_int_eq(platform_moment(t.platform, now + 10 * USEC), t.platform->status.replica_time);
	live_sql(&t, "update sla.outage set ended_at = now() where outage_id = 7000001");
	live_replayed(&t);
	proxy_start(&proxy);
	replica_refresh(t.replica);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	LIVE_UNTIL(&t, live_window(&t, 7000001)->ended_at != TIME_NONE);
	ck_assert_uint_eq(t.platform->epoch, epoch); /* no new load */
	replica_destroy(t.replica);
	t.replica = NULL;
	proxy_release(&proxy);
	live_end(&t);
}
END_TEST

/* What was there when something changed first with the incident in the store. */
struct first_rows {
	struct proxy *proxy; /* breaks then; NULL: no more */
	bool came, complete;
	size_t accounts;
};

static void look_at_first_rows(void *context, struct platform *p)
{
	struct first_rows *f = context;

	if (!f->proxy || !p->incident_count)
		return;
	f->came = true;
	f->accounts = p->tenant_count;
	f->complete = p->periods[0]->complete;
	proxy_stop(f->proxy);
	f->proxy = NULL;
}

/* What is short is told before the accounts come; and a connection that is lost
 * there leaves nothing that is taken for the whole. */
START_TEST(lost_after_the_first_rows)
{
	struct live t;
	struct proxy proxy = {0};
	struct first_rows first = {.proxy = &proxy};

	live_begin(&t);
	proxy_init(&proxy, &t);
	live_sql(&t, "insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at,"
		     " contract_from, contract_to, retention_to) select 7000000 + n, repeat('n', 200), 'active', 1,"
		     " 'phone_bill', now(), now(), now(), now() from generate_series(1, 20000) n;"
		     "insert into sla.incident (incident_id, title, fault_class, severity, opened_at)"
		     " values (7000001, 'a relay is down', 'relay', 1, now());"
		     "insert into sla.outage (outage_id, enterprise_no, service, started_at)"
		     " values (7000001, 7000001, 'trunk', now())");
	live_replayed(&t);
	proxy_start(&proxy);
	t.replica = replica_create(t.loop, t.platform,
				   &(struct replica_options){.conninfo = proxy.conninfo,
							     .poll_interval_us = POLL_US,
							     .changed = look_at_first_rows,
							     .context = &first});
	replica_start(t.replica);
	LIVE_UNTIL(&t, first.came && live_state(&t, REPLICA_DISCONNECTED));
	ck_assert_uint_eq(first.accounts, 0);
	ck_assert(!first.complete);
	ck_assert_uint_lt(t.platform->tenant_count, 20000);
	ck_assert(!t.platform->periods[0]->complete);
	ck_assert(!replica_checked(t.replica));
	proxy_start(&proxy);
	replica_refresh(t.replica);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	ck_assert_uint_eq(t.platform->tenant_count, 20000);
	ck_assert_uint_eq(t.platform->incident_count, 1);
	ck_assert_ptr_nonnull(live_window(&t, 7000001));
	replica_destroy(t.replica);
	t.replica = NULL;
	proxy_release(&proxy);
	live_end(&t);
}
END_TEST

static int failed_reads;

static void count_failure(void *context, const struct read_result *results, int statements, const char *error)
{
	(void)context;
	(void)results;
	(void)statements;
	failed_reads += error != NULL;
}

START_TEST(hung_and_going_on)
{
	struct live t;
	struct proxy proxy = {0};

	live_begin(&t);
	proxy_init(&proxy, &t);
	one_window(&t);
	proxy_start(&proxy);
	t.replica = replica_create(t.loop, t.platform,
				   &(struct replica_options){.conninfo = proxy.conninfo,
							     .poll_interval_us = POLL_US,
							     .lag_ok_us = 1500000});
	replica_start(t.replica);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) && t.platform->status.polls > 2);
	kill(-proxy.pid, SIGSTOP);
	replica_read(t.replica, &(struct read_statement){"select 1", NULL, 0}, 1, count_failure, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_STALE));
	ck_assert_ptr_nonnull(live_window(&t, 7000001));
	kill(-proxy.pid, SIGCONT);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	ck_assert_int_eq(failed_reads, 0);
	/* Asked while nobody is there. */
	proxy_stop(&proxy);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LOST));
	replica_read(t.replica, &(struct read_statement){"select 1", NULL, 0}, 1, count_failure, NULL);
	LIVE_UNTIL(&t, failed_reads == 1);
	replica_destroy(t.replica);
	t.replica = NULL;
	proxy_release(&proxy);
	live_end(&t);
}
END_TEST

static bool say_another_timeline(struct live *t)
{
	live_sql(t, "update sla.heartbeat set timeline = 777 where timeline <> 777");
	return false;
}

START_TEST(another_timeline_is_loaded_anew)
{
	struct live t;

	live_begin(&t);
	one_window(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) && t.platform->status.polls > 2);
	uint32_t epoch = t.platform->epoch;
	/* The heartbeat's writer puts it right again at its next beat, which may come before the next
	 * poll: said again until it was heard. */
	LIVE_UNTIL(&t, t.platform->epoch > epoch || say_another_timeline(&t));
	LIVE_UNTIL(&t, t.platform->epoch >= epoch + 2);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) && live_window(&t, 7000001));
	live_end(&t);
}
END_TEST

START_TEST(names_are_looked_up)
{
	struct live t;

	live_begin(&t);
	live_start(&t, "host=no-such-host.invalid dbname=sla");
	LIVE_UNTIL(&t, live_state(&t, REPLICA_DISCONNECTED));
	ck_assert_msg(strstr(t.platform->status.message, "no-such-host.invalid"), "%s",
		      t.platform->status.message);
	replica_destroy(t.replica);
	live_start(&t, "host=localhost port=9 dbname=sla connect_timeout=5");
	LIVE_UNTIL(&t, live_state(&t, REPLICA_CONNECTING));
	LIVE_UNTIL(&t, live_state(&t, REPLICA_DISCONNECTED));
	ck_assert_msg(strstr(t.platform->status.message, "port 9"), "%s", t.platform->status.message);
	replica_destroy(t.replica);
	live_start(&t, "host=localhost nonsense=1");
	LIVE_UNTIL(&t, strstr(t.platform->status.message, "nonsense"));
	/* Given up while it looks up. */
	replica_destroy(t.replica);
	live_start(&t, "host=no-such-host.invalid dbname=sla");
	live_end(&t);
}
END_TEST

TEST_MAIN("lost", 120, lost_and_found, lost_after_the_first_rows, hung_and_going_on, another_timeline_is_loaded_anew,
	  names_are_looked_up)
