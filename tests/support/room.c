#include "support/room.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/platform.h"

#define WAIT_TRIES 600
#define WAIT_MS 50

static PGresult *must(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(r);

	ck_assert_msg(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s\n%s", sql, PQerrorMessage(c));
	return r;
}

static PGconn *connect_to(const char *conninfo)
{
	PGconn *c = PQconnectdb(conninfo);

	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s", PQerrorMessage(c));
	return c;
}

static void wait_for(const char *replica, const char *lsn)
{
	PGconn *c = connect_to(replica);
	char sql[120];

	snprintf(sql, sizeof sql, "select pg_last_wal_replay_lsn() >= '%s'", lsn);
	for (int tries = 0; tries < WAIT_TRIES; tries++) {
		PGresult *r = must(c, sql);
		bool there = *PQgetvalue(r, 0, 0) == 't';
		PQclear(r);
		if (there) {
			PQfinish(c);
			return;
		}
		poll(NULL, 0, WAIT_MS); /* for somebody else's clock: there is nothing to be woken by */
	}
	ck_abort_msg("the standby has not come to %s", lsn);
}

void room_sql(struct room *r, const char *sql)
{
	PGconn *c = connect_to(r->primary);
	PGresult *lsn;

	PQclear(must(c, sql));
	lsn = must(c, "select pg_current_wal_insert_lsn()");
	wait_for(r->replica, PQgetvalue(lsn, 0, 0));
	PQclear(lsn);
	PQfinish(c);
}

/* The same conninfo as another user. */
static char *as_user(const char *conninfo, const char *user)
{
	struct buf out = BUF_INIT;
	const char *end = strstr(conninfo, " user=");

	ck_assert_ptr_nonnull(end);
	buf_addf(&out, "%.*s user=%s", (int)(end - conninfo), conninfo, user);
	return buf_take(&out);
}

static void run_file(struct room *r, const char *path)
{
	struct buf sql = BUF_INIT;
	struct err e = {""};

	ck_assert_msg(buf_read_file(&sql, path, 1 << 20, &e), "%s", e.text);
	room_sql(r, sql.data);
	buf_release(&sql);
}

static void make_login(struct room *r)
{
	struct buf sql = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&sql, &errors, "'%s' contract audit-login %d --until 2099-01-01", slatop_binary(), ROOM_ACCOUNT);

	ck_assert_msg(status == 0, "%s", errors.data);
	room_sql(r, sql.data);
	room_sql(r, "alter role audit_10001 password '" ROOM_PASSWORD "'");
	r->login = as_user(r->replica, "audit_10001");
	buf_release(&sql);
	buf_release(&errors);
}

/* A test that fails, or is killed, leaves no servers behind: a process of its own
 * waits for its end. (Check leaves by _exit, so atexit would not do; and it asserts nothing, as Check's
 * messages are the test's.) */
static void watch_over(const struct room *r)
{
	struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, getpid(), 0), .events = POLLIN};

	ck_assert_int_ge(ended.fd, 0);
	if (fork() == 0) {
		setsid();
		int null = open("/dev/null", O_RDWR);
		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		while (poll(&ended, 1, -1) < 0)
			continue;
		execl("/bin/sh", "sh", "-c", "tests/platform/platform down \"$0\"; rm -rf \"$0\"", r->folder, (char *)NULL);
		_exit(127);
	}
	close(ended.fd);
}

static void make_folder(struct room *r)
{
	const char *beside = getenv("SLATOP_TEST_PLATFORM"), *slash = beside ? strrchr(beside, '/') : NULL;

	snprintf(r->folder, sizeof r->folder, "%.*s/room.XXXXXX", slash ? (int)(slash - beside) : 4, slash ? beside : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(r->folder));
	watch_over(r);
}

void room_open(struct room *r)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;

	make_folder(r);
	int status = run_command(&out, &errors, "tests/platform/platform up %s --tenants 12 --months 2 --logs 600", r->folder);
	ck_assert_msg(status == 0, "%s%s", out.data, errors.data);
	r->primary = platform_line(r->folder, NULL, "primary.conninfo");
	r->replica = platform_line(r->folder, NULL, "replica.conninfo");
	run_file(r, "tests/support/room.sql");
	make_login(r);
	buf_release(&out);
	buf_release(&errors);
}

void room_close(struct room *r)
{
	run_command(NULL, NULL, "tests/platform/platform down %s; rm -rf %s", r->folder, r->folder);
	free(r->primary);
	free(r->replica);
	free(r->login);
}

bool room_leaks(const char *bytes, size_t length, size_t *at)
{
	const char *found = memmem(bytes, length, ROOM_CANARY, strlen(ROOM_CANARY));

	if (!found)
		found = memmem(bytes, length, ROOM_CANARY_IP, strlen(ROOM_CANARY_IP));
	if (found && at)
		*at = (size_t)(found - bytes);
	return found;
}
