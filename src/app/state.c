#include "app/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slatop/base/mem.h"

#define FILE_NAME "console.json"
#define FILE_MOST (8 << 20) /* bytes; past that it is none of ours */
#define ASIDE_MOST 1000

static char *joined(const char *folder, const char *name)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/%s", folder, name);
	return buf_take(&path);
}

/* NULL: neither variable says where. Relative paths do not count (XDG). */
static char *find_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/')
		return joined(state, "slatop");
	return home && home[0] == '/' ? joined(home, ".local/state/slatop") : NULL;
}

/* Makes a folder with those above it, each for its owner alone. */
static bool make_folder(const char *path)
{
	char *copy = mem_copy(path);
	bool made = true;

	for (char *p = copy + 1; *p && made; p++)
		if (*p == '/') {
			*p = '\0';
			made = mkdir(copy, 0700) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES;
			*p = '/';
		}
	made = made && (mkdir(copy, 0700) == 0 || errno == EEXIST);
	free(copy);
	return made;
}

/* Somebody else's folder (sudo keeps HOME) gets no files of ours. */
static bool take_folder(const char *path, struct err *e)
{
	struct stat state;

	if (!make_folder(path) || stat(path, &state) != 0)
		return err_set(e, "the folder cannot be had: %s (%s)", strerror(errno), path);
	if (!S_ISDIR(state.st_mode))
		return err_set(e, "the folder is a file (%s)", path);
	if (state.st_uid != geteuid())
		return err_set(e, "the folder is another user's (%s)", path);
	if (state.st_mode & 077)
		chmod(path, 0700);
	return true;
}

/* Gives the file another name, one that is not there yet. */
static bool put_aside(const struct state_file *s, char **aside)
{
	for (int i = 1; i <= ASIDE_MOST; i++) {
		struct buf name = BUF_INIT;
		buf_addf(&name, "%s.aside-%d", s->path, i);
		*aside = buf_take(&name);
		if (link(s->path, *aside) == 0) /* unlike rename() never over another one */
			return unlink(s->path) == 0;
		free(*aside);
		*aside = NULL;
		if (errno != EEXIST)
			return false;
	}
	return false;
}

/* What the file holds, NULL where it cannot be used; *there: there is one. */
static struct kept *read_file(const struct state_file *s, bool *there, struct err *e)
{
	struct buf text = BUF_INIT;
	struct kept *k = kept_create();

	*there = access(s->path, F_OK) == 0;
	bool ok = !*there || (buf_read_file(&text, s->path, FILE_MOST, e) &&
			      kept_read(k, text.data, text.length, s->path, e));
	buf_release(&text);
	if (ok)
		return k;
	kept_destroy(k);
	return NULL;
}

static struct kept *read_or_put_aside(const struct state_file *s, struct err *e)
{
	struct err why = {""};
	bool there;
	char *aside = NULL;
	struct kept *k = read_file(s, &there, &why);

	if (k)
		return k;
	if (put_aside(s, &aside))
		err_set(e, "%s; it is kept as %s, and a new one is begun", why.text, aside);
	else
		err_set(e, "%s; and it cannot be put aside: %s", why.text, strerror(errno));
	free(aside);
	return kept_create();
}

char *state_place(struct err *e)
{
	char *folder = find_folder();

	if (!folder)
		err_set(e, "neither XDG_STATE_HOME nor HOME names a folder for state");
	return folder;
}

char *state_folder(struct err *e)
{
	char *folder = state_place(e);

	if (folder && take_folder(folder, e))
		return folder;
	free(folder);
	return NULL;
}

struct kept *state_open(struct state_file *s, struct err *e)
{
	char *folder = find_folder();

	*s = (struct state_file){NULL, NULL};
	if (!folder || !take_folder(folder, e)) {
		if (folder)
			err_at(e, "nothing is kept after this run");
		free(folder);
		return kept_create();
	}
	s->folder = folder;
	s->path = joined(folder, FILE_NAME);
	return read_or_put_aside(s, e);
}

/* Written beside the file, and then given its name: whoever reads it finds the
 * old one or the new one. Not synced: a console does not wait for a disk, and
 * what a power failure takes is the last minute's arrangement. */
static bool write_whole(const struct state_file *s, const struct buf *text, struct err *e)
{
	struct buf name = BUF_INIT;
	size_t done = 0;

	buf_addf(&name, "%s.%ld.new", s->path, (long)getpid());
	unlink(name.data); /* of a process of that number that was killed */
	int fd = open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (fd >= 0 && done < text->length) {
		ssize_t n = write(fd, text->data + done, text->length - done);
		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	int why = errno;
	bool ok = fd >= 0 && done == text->length;
	if (fd >= 0 && close(fd) != 0 && ok) {
		ok = false;
		why = errno;
	}
	if (ok && rename(name.data, s->path) != 0) {
		ok = false;
		why = errno;
	}
	if (!ok) {
		if (fd >= 0)
			unlink(name.data);
		err_set(e, "\"%s\" could not be written: %s", s->path, strerror(why));
	}
	buf_release(&name);
	return ok;
}

static bool save_locked(struct state_file *s, struct kept *k, struct err *e)
{
	struct buf text = BUF_INIT;
	struct kept *merged = read_or_put_aside(s, e);

	kept_replay(k, merged);
	kept_write(merged, &text);
	bool ok = write_whole(s, &text, e);
	buf_release(&text);
	kept_destroy(merged);
	kept_settle(k);
	return ok && !(e && e->text[0]);
}

bool state_save(struct state_file *s, struct kept *k, struct err *e)
{
	if (!k->changed || !s->folder)
		return true;
	char *path = joined(s->folder, "lock");
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	if (lock < 0) {
		kept_settle(k);
		return err_set(e, "\"%s\" cannot be written: %s", s->folder, strerror(errno));
	}
	bool mine = flock(lock, LOCK_EX | LOCK_NB) == 0;
	bool ok = !mine || save_locked(s, k, e);
	close(lock);
	return ok;
}

void state_close(struct state_file *s)
{
	free(s->folder);
	free(s->path);
	*s = (struct state_file){NULL, NULL};
}
