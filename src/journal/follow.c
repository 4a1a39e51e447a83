/* A journal read piece by piece, each record held against the one before. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "journal/chain.h"
#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

struct journal_follow {
	char *path;
	FILE *file;   /* NULL: it is not there */
	off_t at;     /* of the next line */
	uint64_t line;
	struct journal_head head; /* of the last record */
	size_t torn;  /* bytes of the line before this one, that was no record */
	char *text;   /* of the line that was told last */
	size_t room;
	struct json_doc *doc;
	char fault[200];
};

struct journal_follow *journal_follow_create(const char *path)
{
	struct journal_follow *f = mem_zero(1, sizeof *f);

	f->path = mem_copy(path);
	chain_start(&f->head);
	return f;
}

static void put_aside(struct journal_follow *f)
{
	if (f->file)
		fclose(f->file);
	f->file = NULL;
	f->at = 0;
	f->line = f->torn = 0;
	chain_start(&f->head);
}

void journal_follow_restart(struct journal_follow *f)
{
	put_aside(f);
}

void journal_follow_destroy(struct journal_follow *f)
{
	if (!f)
		return;
	put_aside(f);
	json_destroy(f->doc);
	free(f->text);
	free(f->path);
	free(f);
}

/* Whether the file that is open is still the one at the path, and as long as what
 * was read of it. */
static bool is_the_same(const struct journal_follow *f)
{
	struct stat ours, there;

	return fstat(fileno(f->file), &ours) == 0 && stat(f->path, &there) == 0 && ours.st_ino == there.st_ino &&
	       ours.st_dev == there.st_dev && ours.st_size >= f->at;
}

static bool open_file(struct journal_follow *f, bool *anew, struct err *e)
{
	if (f->file && !is_the_same(f)) {
		put_aside(f);
		*anew = true;
	}
	if (f->file)
		return true;
	f->file = fopen(f->path, "re");
	if (!f->file && errno != ENOENT)
		return err_set(e, "the journal %s cannot be opened: %s", f->path, strerror(errno));
	return f->file;
}

/* A line without its end is not finished: it may be yet. */
static bool read_line(struct journal_follow *f, size_t *length, struct err *e)
{
	clearerr(f->file);
	if (fseeko(f->file, f->at, SEEK_SET) != 0)
		return err_set(e, "the journal %s cannot be read: %s", f->path, strerror(errno));
	ssize_t got = getline(&f->text, &f->room, f->file);
	if (got <= 0 || f->text[got - 1] != '\n')
		return !ferror(f->file) ? false : err_set(e, "the journal %s cannot be read: %s", f->path, strerror(errno));
	f->at += got;
	f->line++;
	f->text[got - 1] = '\0';
	*length = (size_t)got - 1;
	return true;
}

static void find_fault(struct journal_follow *f, const struct journal_record *r)
{
	const char *prev, *hash;
	char own[65];
	size_t hashed, torn = f->torn;

	f->torn = r->node ? 0 : r->length;
	if (!r->node) {
		snprintf(f->fault, sizeof f->fault, "line %" PRIu64 " is no record: not finished, or changed", r->line);
		return;
	}
	uint64_t sequence = (uint64_t)json_get_int(r->node, "seq", 0, INT64_MAX, 0), last = f->head.sequence;
	chain_parts(r->text, r->length, &prev, &hash, &hashed);
	hash_sha256_hex(r->text, hashed, own);
	if (memcmp(own, hash, 64) != 0)
		snprintf(f->fault, sizeof f->fault, "what it holds is not what its hash says");
	else if (sequence != last + 1)
		snprintf(f->fault, sizeof f->fault, "it does not follow on record %" PRIu64 ": some are missing or were put in", last);
	else if (memcmp(prev, f->head.hash, 64) != 0)
		snprintf(f->fault, sizeof f->fault, "the record before it is not the one that it was written after");
	else if (torn && (strcmp(json_get_text(r->node, "what", ""), "torn") ||
			  json_get_int(r->node, "bytes", 0, INT64_MAX, -1) != (int64_t)torn))
		snprintf(f->fault, sizeof f->fault, "it does not say that the line before it was torn");
	f->head.sequence = sequence;
	memcpy(f->head.hash, hash, 64);
}

bool journal_follow_next(struct journal_follow *f, struct journal_record *r, const char **fault, bool *anew, struct err *e)
{
	const char *prev, *hash;
	size_t length = 0, hashed;

	*anew = false;
	json_destroy(f->doc);
	f->doc = NULL;
	if (!open_file(f, anew, e) || !read_line(f, &length, e))
		return false;
	if (chain_parts(f->text, length, &prev, &hash, &hashed))
		f->doc = json_parse(f->text, length, "journal", NULL);
	*r = (struct journal_record){.line = f->line, .text = f->text, .length = length, .ended = true,
				     .node = f->doc ? json_root(f->doc) : NULL};
	f->fault[0] = '\0';
	find_fault(f, r);
	*fault = f->fault[0] ? f->fault : NULL;
	return true;
}
