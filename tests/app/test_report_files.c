/* Where `slatop report` puts its file: nothing is overwritten, nothing stays half,
 * and readers that go away are no error. */
#include "support/check_main.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/said.h"
#include "slatop/base/mem.h"
#include "support/pty.h"

static char folder[64];

static void make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/slatop-test-XXXXXX");
	ck_assert(mkdtemp(folder) != NULL);
}

/* How many files are there; they are removed. */
static int empty_folder(void)
{
	DIR *d = opendir(folder);
	int count = 0;
	ck_assert(d != NULL);
	for (struct dirent *entry; (entry = readdir(d));)
		if (entry->d_name[0] != '.') {
			count++;
			ck_assert_int_eq(unlinkat(dirfd(d), entry->d_name, 0), 0);
		}
	closedir(d);
	ck_assert_int_eq(rmdir(folder), 0);
	return count;
}

static struct said *report_to(const char *format, const char *path)
{
	char rest[256];
	snprintf(rest, sizeof rest, "--format %s -o '%s'", format, path);
	return on_platform("report availability", rest);
}

START_TEST(a_file_is_made_and_not_overwritten)
{
	static const char *const formats[] = {"table", "csv", "json", "xlsx", "md"};
	char path[128];
	struct stat first, state;
	make_folder();
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		snprintf(path, sizeof path, "%s/report.%s", folder, formats[i]);
		struct said *s = report_to(formats[i], path);
		STATUS(s, 0);
		ck_assert_str_eq(s->out.data, "");
		ck_assert_int_eq(stat(path, &first), 0);
		ck_assert_int_gt(first.st_size, 1000);
		s = report_to(formats[i], path);
		STATUS(s, 1);
		HAS(s->errors, "is there already; it is not overwritten");
		ck_assert_int_eq(stat(path, &state), 0);
		ck_assert_int_eq(state.st_ino, first.st_ino);
		ck_assert_int_eq(state.st_size, first.st_size);
	}
	snprintf(path, sizeof path, "%s/link", folder);
	ck_assert_int_eq(symlink("nowhere", path), 0);
	struct said *s = report_to("csv", path);
	STATUS(s, 1);
	HAS(s->errors, "not overwritten");
	s = report_to("csv", folder); /* a file in it that says what it holds */
	STATUS(s, 0);
	HAS(s->out, folder);
	HAS(s->out, "/availability-");
	ck_assert_int_eq(empty_folder(), (int)COUNT_OF(formats) + 2);
}
END_TEST

START_TEST(what_cannot_be_written_is_told)
{
	struct said *s = report_to("csv", "/nonexistent/x.csv");
	STATUS(s, 1);
	HAS(s->errors, "\"/nonexistent/x.csv\" could not be written: No such file or directory");
	s = report_to("csv", "/proc/x.csv");
	STATUS(s, 1);
	HAS(s->errors, "\"/proc/x.csv\" could not be written: ");
	s = report_to("csv", "");
	STATUS(s, 1);
	s = report_to("json", "/dev/full");
	STATUS(s, 1);
	HAS(s->errors, "\"/dev/full\" could not be written: No space left on device");
	ck_assert_int_eq(access("/dev/full", F_OK), 0);
	s = on_platform("report availability --format xlsx", ">/dev/full");
	STATUS(s, 1);
	HAS(s->errors, "standard output cannot be written: No space left on device");
	s = report_to("json", "-");
	STATUS(s, 0);
	HAS(s->out, "\"rows\": [");
}
END_TEST

/* Files may grow to 4 KiB only: the report does not fit, and none of it stays. */
START_TEST(no_half_file_stays)
{
	static const char *const formats[] = {"csv", "json", "xlsx", "md"};
	make_folder();
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf out = BUF_INIT, errors = BUF_INIT;
		int status = run_command(
			&out, &errors,
			"trap '' XFSZ; ulimit -f 8; '%s' report availability --config '%s/slatop.json' "
			"--format %s -o %s/x 2>&1 | cat >&2; exec ls -A %s",
			slatop_binary(), platform_folder("SLATOP_TEST_PLATFORM"), formats[i], folder, folder);
		ck_assert_int_eq(status, 0);
		ck_assert_str_eq(out.data, "");
		ck_assert_msg(strstr(errors.data, "slatop: ") != NULL, "%s", errors.data);
		buf_release(&out);
		buf_release(&errors);
	}
	ck_assert_int_eq(empty_folder(), 0);
}
END_TEST

static struct said *in_shell(const char *before, const char *after)
{
	static struct said s = {.out = BUF_INIT, .errors = BUF_INIT};
	buf_clear(&s.out);
	buf_clear(&s.errors);
	s.status = run_command(&s.out, &s.errors,
			       "%s '%s' report outages --from 2020-01-01 --config '%s/slatop.json' %s",
			       before, slatop_binary(), platform_folder("SLATOP_TEST_PLATFORM"), after);
	return &s;
}

START_TEST(a_reader_that_has_enough_is_no_error)
{
	struct said *s = in_shell("", "| head -1");
	STATUS(s, 0);
	ck_assert_str_eq(s->errors.data, "");
	ck_assert_ptr_eq(strchr(s->out.data, '\n'), s->out.data + s->out.length - 1);
	s = in_shell("trap '' PIPE;", "--format json | head -c 100");
	STATUS(s, 0);
	ck_assert_uint_eq(s->out.length, 100);
	ck_assert_str_eq(s->errors.data, "");
}
END_TEST

START_TEST(workbooks_are_not_for_terminals)
{
	struct pty p;
	struct buf config = BUF_INIT;
	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	char *const argv[] = {(char *)slatop_binary(),
			      (char *)"report",
			      (char *)"availability",
			      (char *)"--config",
			      config.data,
			      (char *)"--format",
			      (char *)"xlsx",
			      NULL};
	pty_init(&p, 24, 80);
	pty_exec(&p, argv);
	ck_assert(pty_wait_text(&p, "--format xlsx is not for a terminal: say -o FILE"));
	ck_assert_int_eq(pty_end(&p), 2 << 8);
	pty_release(&p);
	buf_release(&config);
}
END_TEST

/* Starts slatop with its standard output, and errors, in a pipe. */
static pid_t start(int *out, const char *const *words)
{
	int fds[2];
	ck_assert_int_eq(pipe(fds), 0);
	pid_t child = fork();
	ck_assert(child >= 0);
	if (child == 0) {
		const char *argv[12] = {slatop_binary()};
		for (size_t i = 0; words[i]; i++)
			argv[i + 1] = words[i];
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		close(fds[1]);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(fds[1]);
	*out = fds[0];
	return child;
}

static void interrupt(pid_t child)
{
	int status;
	ck_assert_int_eq(kill(child, SIGINT), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 130, "wait status %d", status);
}

/* While it waits for a server that says nothing, and while it waits for a reader
 * that takes nothing. */
START_TEST(ctrl_c_ends_with_130)
{
	char conninfo[128], byte;
	int out, listener = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	make_folder();
	snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", folder);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	snprintf(conninfo, sizeof conninfo, "host=%s port=5432 user=x dbname=x", folder);
	pid_t child = start(&out, (const char *const[]){"report", "availability", "-d", conninfo, NULL});
	int server = accept(listener, NULL, NULL);
	ck_assert(server >= 0 && read(server, &byte, 1) == 1);
	interrupt(child);
	close(server);
	close(listener);
	close(out);
	unlink(at.sun_path);
	empty_folder();

	char config[256];
	snprintf(config, sizeof config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	child = start(&out, (const char *const[]){"report", "outages", "--config", config, "--from",
						  "2020-01-01", "--format", "json", NULL});
	ck_assert_int_eq(read(out, &byte, 1), 1);
	ck_assert_int_eq(byte, '{');
	interrupt(child);
	close(out);
}
END_TEST

TEST_MAIN("report-files", 120, a_file_is_made_and_not_overwritten, what_cannot_be_written_is_told,
	  no_half_file_stays, a_reader_that_has_enough_is_no_error, workbooks_are_not_for_terminals,
	  ctrl_c_ends_with_130)
