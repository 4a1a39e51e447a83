#include "support/platform.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

#define REPLAY_US (INT64_C(60) * USEC) /* far beyond what a standby takes */

const char *platform_folder(const char *variable)
{
	const char *folder = getenv(variable);
	if (!folder || !folder[0])
		ck_abort_msg("%s is not set: run this through tests/run, which brings up the platform", variable);
	return folder;
}

static char *only_code(const char *folder)
{
	DIR *d = opendir(folder);
	ck_assert_msg(d != NULL, "no folder %s", folder);
	char *found = NULL;
	for (struct dirent *entry; (entry = readdir(d));) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s/replica.conninfo", folder, entry->d_name);
		if (access(path, R_OK) != 0)
			continue;
		ck_assert_msg(!found, "%s has more than one sub-platform", folder);
		found = mem_copy(entry->d_name);
	}
	closedir(d);
	ck_assert_msg(found != NULL, "%s has no sub-platform", folder);
	return found;
}

char *platform_line(const char *folder, const char *code, const char *name)
{
	char *own = code ? NULL : only_code(folder);
	char path[4096];
	snprintf(path, sizeof path, "%s/%s/%s", folder, code ? code : own, name);
	free(own);
	struct buf text = BUF_INIT;
	struct err e = {""};
	ck_assert_msg(buf_read_file(&text, path, 1 << 16, &e), "%s", e.text);
	text.data[strcspn(text.data, "\n")] = 0;
	return buf_take(&text);
}

PGconn *platform_connect(const char *folder, const char *code, const char *name)
{
	char *line = platform_line(folder, code, name);
	PGconn *c = PQconnectdb(line);

	ck_assert_msg(PQstatus(c) == CONNECTION_OK, "%s", PQerrorMessage(c));
	free(line);
	return c;
}

/* Nothing is left in it from the question before; false: the server has ended it. */
static bool is_fresh(PGconn *c)
{
	PQclear(PQexec(c, "deallocate all"));
	return PQstatus(c) == CONNECTION_OK;
}

/* A case asks many questions, and a server takes longer to begin a session than to answer one. Each case is a
 * process of its own, with which they end. */
static PGconn *kept(const char *folder, const char *code, const char *name)
{
	static struct {
		char *of;
		PGconn *c;
	} all[8];
	struct buf of = BUF_INIT;
	size_t i = 0;

	buf_addf(&of, "%s/%s/%s", folder, code ? code : "", name);
	while (i < COUNT_OF(all) && all[i].c && strcmp(all[i].of, of.data) != 0)
		i++;
	ck_assert_msg(i < COUNT_OF(all), "a case asks at most %zu servers", COUNT_OF(all));
	if (!all[i].c) {
		all[i].of = mem_copy(of.data);
		all[i].c = platform_connect(folder, code, name);
	}
	buf_release(&of);
	if (!is_fresh(all[i].c)) {
		PQfinish(all[i].c);
		all[i].c = platform_connect(folder, code, name);
	}
	return all[i].c;
}

void platform_answer(const char *folder, const char *code, const char *name, const char *sql, struct buf *out)
{
	PGconn *c = kept(folder, code, name);
	PGresult *r = PQexec(c, sql);

	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(c));
	for (int row = 0; row < PQntuples(r); row++)
		for (int i = 0; i < PQnfields(r); i++)
			buf_addf(out, "%s%s", PQgetvalue(r, row, i), i + 1 < PQnfields(r) ? "|" : "\n");
	PQclear(r);
}

/* The one value of an answer; the caller frees it. */
static char *value_of(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);

	ck_assert_msg(PQntuples(r) == 1, "%s: %s", sql, PQerrorMessage(c));
	char *value = mem_copy(PQgetvalue(r, 0, 0));
	PQclear(r);
	return value;
}

static void wait_for_replay(PGconn *primary, PGconn *standby)
{
	char *lsn = value_of(primary, "select pg_current_wal_insert_lsn()");
	int64_t until = clock_monotonic() + REPLAY_US;
	char sql[200];

	/* The standby itself takes a breath between two looks. */
	snprintf(sql, sizeof sql, "select pg_last_wal_replay_lsn() >= '%s' from pg_sleep(0.005)", lsn);
	free(lsn);
	for (bool there = false; !there;) {
		char *value = value_of(standby, sql);
		there = *value == 't';
		free(value);
		ck_assert_msg(there || clock_monotonic() < until, "the standby does not follow");
	}
}

void platform_run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);

	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", sql,
		      PQerrorMessage(c));
	PQclear(r);
}

void platform_sql(const char *folder, const char *code, const char *sql)
{
	PGconn *primary = kept(folder, code, "primary.conninfo");

	platform_run(primary, sql);
	wait_for_replay(primary, kept(folder, code, "replica.conninfo"));
}

static void slurp(FILE *f, struct buf *out)
{
	char piece[65536];
	rewind(f);
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		buf_add(out, piece, n);
	fclose(f);
}

int run_command(struct buf *out, struct buf *errors, const char *format, ...)
{
	struct buf line = BUF_INIT;
	va_list args;
	va_start(args, format);
	buf_addfv(&line, format, args);
	va_end(args);
	FILE *o = tmpfile(), *x = tmpfile();
	ck_assert(o && x);
	pid_t child = fork();
	ck_assert(child >= 0);
	if (child == 0) {
		dup2(fileno(o), STDOUT_FILENO);
		dup2(fileno(x), STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", line.data, (char *)NULL);
		_exit(127);
	}
	int status;
	ck_assert(waitpid(child, &status, 0) == child);
	buf_release(&line);
	slurp(o, out);
	if (errors)
		slurp(x, errors);
	else
		fclose(x);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const char *slatop_binary(void)
{
	const char *binary = getenv("SLATOP_BIN");
	return binary ? binary : ".build/slatop";
}
