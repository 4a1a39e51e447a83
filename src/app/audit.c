/* The start of audit mode: what counts, and who it is. */
#include "app/audit.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "app/audit_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/replica/replica.h"
#include "slatop/screen/replay.h"

int64_t audit_patched_account;

/* ---- the environment ---- */

void audit_clean_environment(void)
{
	/* The terminal's kind and language; who it is and where his journal lies. */
	static const char *const kept[] = {"TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "TMUX", "STY", "LANG", "LANGUAGE",
					   "HOME", "USER", "LOGNAME", "PATH", "XDG_STATE_HOME", "SSH_CONNECTION", "SSH_USER_AUTH"};
	extern char **environ;
	struct rlimit none = {0, 0};

	for (size_t i = 0; environ && environ[i];) {
		size_t length = strcspn(environ[i], "=");
		bool keep = length > 3 && !strncmp(environ[i], "LC_", 3);
		for (size_t k = 0; k < COUNT_OF(kept) && !keep; k++)
			keep = strlen(kept[k]) == length && !strncmp(environ[i], kept[k], length);
		char *name = mem_copy_n(environ[i], length);
		if (keep || unsetenv(name) != 0) /* else the next one stands here now */
			i++;
		free(name);
	}
	setrlimit(RLIMIT_CORE, &none); /* what is in memory stays there */
	signal(SIGTSTP, SIG_IGN);
}

static bool is_roots(const char *path, struct err *e)
{
	struct stat s;

	if (stat(path, &s) != 0)
		return err_set(e, "\"%s\": %s", path, strerror(errno));
	bool sticky = S_ISDIR(s.st_mode) && s.st_mode & S_ISVTX; /* others' files there cannot be replaced */
	if (s.st_uid != 0)
		return err_set(e, "audit mode takes only root's files: \"%s\" is another user's", path);
	if (s.st_mode & (S_IWGRP | S_IWOTH) && !sticky)
		return err_set(e, "audit mode takes only root's files: \"%s\" can be written by others", path);
	return true;
}

bool audit_file_is_roots(const char *path, struct err *e)
{
	char *real = path ? realpath(path, NULL) : NULL;
	bool fine = true;

	if (!path)
		return true;
	if (!real)
		return err_set(e, "\"%s\": %s", path, strerror(errno));
	for (char *end = real + strlen(real); fine; end = strrchr(real, '/')) {
		if (end == NULL || end == real) { /* the root folder is the last */
			fine = is_roots("/", e);
			break;
		}
		*end = '\0';
		fine = is_roots(real, e);
	}
	free(real);
	return fine;
}

/* A folder and each file in it. */
static bool folder_is_roots(const char *path, struct err *e)
{
	struct dirent **entries;
	bool fine = audit_file_is_roots(path, e);
	int count = fine ? scandir(path, &entries, NULL, alphasort) : 0;

	for (int i = 0; i < count; i++) {
		struct buf file = BUF_INIT;
		buf_addf(&file, "%s/%s", path, entries[i]->d_name);
		if (fine && entries[i]->d_name[0] != '.')
			fine = audit_file_is_roots(file.data, e);
		buf_release(&file);
		free(entries[i]);
	}
	if (count > 0)
		free(entries);
	return fine;
}

/* ---- the password ---- */

/* One line, without echo; a key at a time, so that what is typed ahead stays there
 * for the console. False: left by Ctrl-C or the end of the terminal. */
static bool read_password(const char *login, struct buf *out)
{
	struct termios before, raw;
	char c = 0;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	printf("Password of %s: ", login);
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n' && c != '\r' && c != 3 && c != 4) {
		if ((c == 127 || c == 8) && out->length)
			out->data[--out->length] = '\0';
		else if (c == 21)
			buf_clear(out);
		else if ((unsigned char)c >= ' ' && c != 127 && out->length < AUDIT_PASSWORD_MOST)
			buf_add_byte(out, c);
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	printf("\n");
	fflush(stdout);
	return (c == '\n' || c == '\r') && out->length;
}

/* ---- the proof ---- */

struct proving {
	struct audit *audit;
	struct loop *loop;
	bool connected, fine;
	struct err *e;
};

static void proved(void *context, const struct audit_login *login, bool connected, const char *why)
{
	struct proving *p = context;

	p->audit->login = *login;
	p->connected = connected;
	p->fine = !why;
	if (why)
		err_set(p->e, "%s", why);
	loop_stop(p->loop, 0);
}

static bool prove(struct audit *a, const char *password, int *status, struct err *e)
{
	struct proving p = {.audit = a, .loop = loop_create(), .e = e};
	struct audit_proof *proof =
		audit_proof_start(p.loop, a->conninfo, a->allow_primary, password, a->account, proved, &p);

	loop_run(p.loop);
	audit_proof_drop(proof);
	loop_destroy(p.loop);
	if (!p.fine)
		*status = p.connected ? EXIT_FAILED : EXIT_CONNECT;
	return p.fine;
}

/* ---- opening ---- */

/* "N" or "CODE/N"; leaves the one sub-platform that it is in. */
static bool choose(struct config *c, const char *text, int64_t *account, struct err *e)
{
	const char *slash = strrchr(text, '/'), *digits = slash ? slash + 1 : text;
	char *end;

	errno = 0;
	*account = strtoll(digits, &end, 10);
	if (errno || end == digits || *end || *account <= 0)
		return err_set(e, "--audit %s is no account: give N or CODE/N", text);
	for (size_t i = 0; slash && i < c->platform_count; i++)
		if (strlen(c->platforms[i].code) == (size_t)(slash - text) &&
		    !strncmp(c->platforms[i].code, text, (size_t)(slash - text))) {
			c->platforms[0] = c->platforms[i];
			c->platform_count = 1;
			return true;
		}
	if (slash && !(c->platform_count == 1 && !c->platforms[0].code[0]))
		return err_set(e, "--audit %s: the configuration has no such sub-platform", text);
	if (c->platform_count > 1)
		return err_set(e, "--audit %s: there are %zu sub-platforms: say CODE/%s", text, c->platform_count, digits);
	if (slash) { /* the server has to say so */
		char *code = mem_copy_n(text, (size_t)(slash - text));
		c->platforms[0].code = arena_copy(&c->memory, code, strlen(code));
		free(code);
	}
	return true;
}

static bool files_are_roots(const struct config *c, struct err *e)
{
	if (c->screens && !folder_is_roots(c->screens, e))
		return err_at(e, "screens");
	if (c->themes && !folder_is_roots(c->themes, e))
		return err_at(e, "themes");
	if (strchr(c->theme, '/') && !audit_file_is_roots(c->theme, e))
		return err_at(e, "theme");
	return audit_file_is_roots(c->agreement, e) || err_at(e, "agreement");
}

static struct audit *fail(struct audit *a, struct buf *password)
{
	if (password->length)
		memset(password->data, 0, password->length);
	buf_release(password);
	audit_close(a);
	return NULL;
}

struct audit *audit_open(struct config *c, const char *account, int *status, struct err *e)
{
	struct audit *a = mem_zero(1, sizeof *a);
	struct buf password = BUF_INIT, conninfo = BUF_INIT;

	*status = EXIT_USAGE;
	a->lock_us = c->audit_lock_s * USEC;
	a->touched = clock_monotonic();
	if (!files_are_roots(c, e) || !choose(c, account, &a->account, e))
		return fail(a, &password);
	a->conninfo = mem_copy(c->platforms[0].conninfo);
	a->allow_primary = c->platforms[0].allow_primary;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(e, "audit mode needs a terminal");
		return fail(a, &password);
	}
	char name[80];
	snprintf(name, sizeof name, "the audit login of account %" PRId64, a->account);
	if (!read_password(name, &password)) {
		*status = EXIT_INTERRUPTED;
		err_set(e, "no password was given");
		return fail(a, &password);
	}
	if (!prove(a, password.data, status, e) || !audit_conninfo(a->conninfo, password.data, &conninfo, e))
		return fail(a, &password);
	c->platforms[0].conninfo = arena_copy(&c->memory, conninfo.data, conninfo.length);
	memset(conninfo.data, 0, conninfo.length);
	buf_release(&conninfo);
	fail(NULL, &password); /* wiped */
	return a;
}

void audit_close(struct audit *a)
{
	if (!a)
		return;
	audit_proof_drop(a->proof);
	memset(a->typed.data ? a->typed.data : (char[1]){0}, 0, a->typed.length);
	buf_release(&a->typed);
	free(a->conninfo);
	free(a);
}

int64_t audit_account(const struct audit *a)
{
	return a->account;
}

const struct audit_login *audit_login_of(const struct audit *a)
{
	return &a->login;
}

void audit_drop_keys(struct key_map *console, struct key_map *replay)
{
	static const char *const gone[] = {"suspend", "copy", "link", "export", "mouse", "acknowledge", "reveal", "known",
					    "minute-before", "minute-after", "event-before", "event-after", "slower", "faster"};

	for (size_t i = 0; i < COUNT_OF(gone); i++)
		if (action_find(&console_actions, gone[i]))
			key_map_drop(console, action_find(&console_actions, gone[i]));
	key_map_drop(replay, REPLAY_SUSPEND);
	key_map_drop(replay, REPLAY_INPUT);
}
