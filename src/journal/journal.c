/* Writing: one line a record, under a lock, chained to the one before. */
#include "slatop/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "journal/chain.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define TRY_NS 5000000 /* between two tries at a lock */

struct journal {
	int fd;
	char *path;
	struct buf who;   /* members of every record: "operator": ... */
	struct journal_head last;
	journal_witness_fn witness;
	void *context;
};

/* ---- opening ---- */

/* Messages have the path last: they stand in a line that may be narrow. */
static bool is_ours(int fd, const char *path, struct err *e)
{
	struct stat s;

	if (fstat(fd, &s) != 0)
		return err_set(e, "the journal cannot be looked at: %s (%s)", strerror(errno), path);
	if (!S_ISREG(s.st_mode))
		return err_set(e, "the journal is no file (%s)", path);
	if (s.st_uid != geteuid())
		return err_set(e, "the journal is another user's (%s)", path);
	if ((s.st_mode & 077) && fchmod(fd, 0600) != 0)
		return err_set(e, "the journal is open to others: %s (%s)", strerror(errno), path);
	return true;
}

static void add_member(struct buf *out, const char *name, const char *text)
{
	struct buf clean = BUF_INIT;

	if (!text || !*text)
		return;
	text_clean(&clean, text, strlen(text));
	buf_addf(out, ",\"%s\":", name);
	json_quote(out, clean.data, clean.length);
	buf_release(&clean);
}

struct journal *journal_open(const char *path, const struct journal_who *who, journal_witness_fn witness, void *context,
			     struct err *e)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0) {
		err_set(e, "the journal cannot be opened: %s (%s)", errno == ELOOP ? "it is a link" : strerror(errno), path);
		return NULL;
	}
	if (!is_ours(fd, path, e)) {
		close(fd);
		return NULL;
	}
	struct journal *j = mem_zero(1, sizeof *j);
	*j = (struct journal){.fd = fd, .path = chain_path(path), .who = BUF_INIT, .witness = witness, .context = context};
	add_member(&j->who, "operator", who->operator_name);
	add_member(&j->who, "login", who->login);
	add_member(&j->who, "key", who->key);
	add_member(&j->who, "from", who->from);
	add_member(&j->who, "terminal", who->terminal);
	add_member(&j->who, "mode", who->mode);
	buf_addf(&j->who, ",\"process\":%d", (int)getpid());
	chain_start(&j->last);
	return j;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	close(j->fd);
	buf_release(&j->who);
	free(j->path);
	free(j);
}

const struct journal_head *journal_last(const struct journal *j)
{
	return &j->last;
}

/* ---- appending ---- */

static bool lock(struct journal *j, struct err *e)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct timespec wait = {.tv_nsec = TRY_NS};

	for (int tries = JOURNAL_WAIT_MS * 1000000 / TRY_NS; fcntl(j->fd, F_OFD_SETLK, &l) != 0; tries--) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return err_set(e, "the journal cannot be locked: %s", strerror(errno));
		if (tries <= 0)
			return err_set(e, "the journal is locked by another console that does not go on");
		nanosleep(&wait, NULL);
	}
	return true;
}

static void unlock(struct journal *j)
{
	struct flock l = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	fcntl(j->fd, F_OFD_SETLK, &l);
}

/* The file at the path is still the one that is open: moved away, or written anew
 * beside us, it would be a journal that nobody looks at. */
static bool is_still_there(const struct journal *j, struct err *e)
{
	struct stat open_one, at_path;

	if (fstat(j->fd, &open_one) != 0 || lstat(j->path, &at_path) != 0)
		return err_set(e, "the journal has gone (%s)", j->path);
	if (open_one.st_ino != at_path.st_ino || open_one.st_dev != at_path.st_dev)
		return err_set(e, "the journal is another file now (%s)", j->path);
	return true;
}

/* The end of the file, read back: the last record's line, and what of a torn one
 * stands behind it. */
static bool read_end(struct journal *j, off_t size, struct buf *end, struct chain_end *found, struct err *e)
{
	size_t want = size < 3 * JOURNAL_RECORD_MOST ? (size_t)size : 3 * JOURNAL_RECORD_MOST;

	buf_clear(end);
	char *to = buf_room(end, want);
	for (size_t got = 0; got < want;) {
		ssize_t n = pread(j->fd, to + got, want - got, size - (off_t)want + (off_t)got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, "the journal cannot be read: %s", n ? strerror(errno) : "it was cut short");
		got += (size_t)n;
		end->length = got;
	}
	end->data[end->length] = '\0';
	return chain_find_end(end, (off_t)want == size, found, e);
}

/* Writes it whole or not at all. */
static bool append(struct journal *j, const char *bytes, size_t length, off_t size, struct err *e)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t n = write(j->fd, bytes + sent, length - sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err_set(e, "the journal cannot be written: %s", strerror(n < 0 ? errno : ENOSPC));
			/* Ours alone, under the lock: nobody has read it. */
			if (sent && ftruncate(j->fd, size) != 0)
				err_at(e, "half a record stays");
			return false;
		}
		sent += (size_t)n;
	}
	return true;
}

static void make_record(const struct journal *j, const struct journal_head *before, const char *what,
			const struct journal_field *fields, size_t count, struct buf *out, struct journal_head *head)
{
	buf_addf(out, "{\"seq\":%" PRIu64 ",\"at\":\"", before->sequence + 1);
	time_rfc3339(out, clock_wall());
	buf_add_text(out, "\",\"what\":");
	json_quote(out, what, strlen(what));
	for (size_t i = 0; i < count; i++) {
		if (out->length > JOURNAL_RECORD_MOST / 2)
			break; /* a record has a place for all that we tell of; texts of others are cut */
		if (fields[i].text) {
			size_t length = strnlen(fields[i].text, JOURNAL_RECORD_MOST / 8);
			char *cut = mem_copy_n(fields[i].text, length);
			add_member(out, fields[i].name, cut);
			free(cut);
		} else {
			buf_addf(out, ",\"%s\":%" PRId64, fields[i].name, fields[i].number);
		}
	}
	buf_add(out, j->who.data, j->who.length);
	chain_seal(out, before, head);
	buf_add_byte(out, '\n');
}

/* A line that a killed console left is ended, and named by a record of its own. */
static void add_torn(const struct journal *j, const struct chain_end *end, struct buf *out, struct journal_head *head)
{
	struct journal_field left = {"bytes", NULL, (int64_t)end->torn};

	if (end->torn || end->unended)
		buf_add_byte(out, '\n');
	if (!end->torn)
		return;
	make_record(j, &end->head, "torn", &left, 1, out, head);
}

static bool write_locked(struct journal *j, const char *what, const struct journal_field *fields, size_t count,
			 bool firm, struct err *e)
{
	struct chain_end end = {0};
	struct buf text = BUF_INIT;
	struct stat s;
	bool done = false;

	if (!is_still_there(j, e))
		return false;
	if (fstat(j->fd, &s) != 0)
		return err_set(e, "the journal cannot be looked at: %s", strerror(errno));
	if (read_end(j, s.st_size, &text, &end, e)) {
		struct journal_head head = end.head;
		buf_clear(&text);
		add_torn(j, &end, &text, &head);
		struct journal_head before = head;
		make_record(j, &before, what, fields, count, &text, &head);
		done = append(j, text.data, text.length, s.st_size, e);
		if (done && firm && fdatasync(j->fd) != 0)
			done = err_set(e, "the journal is not safe on the disk: %s", strerror(errno));
		if (done)
			j->last = head;
	}
	buf_release(&text);
	return done;
}

bool journal_write(struct journal *j, const char *what, const struct journal_field *fields, size_t count, bool firm,
		   struct err *e)
{
	if (!lock(j, e))
		return false;
	bool done = write_locked(j, what, fields, count, firm, e);
	unlock(j);
	if (done && j->witness && (firm || j->last.sequence % JOURNAL_EVERY == 0))
		j->witness(j->context, &j->last);
	return done;
}

void journal_witness_line(struct buf *out, const struct journal *j, const struct journal_head *head)
{
	buf_addf(out, "slatop journal %s sequence %" PRIu64 " head %s", j->path, head->sequence, head->hash);
}
