#include "support/platform.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/mem.h"

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
