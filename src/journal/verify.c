/* Reading a journal back, and whether it is as it was written. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "journal/chain.h"
#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

/* ---- line by line ---- */

static bool read_lines(FILE *f, bool (*record)(void *context, const struct journal_record *r), void *context, struct err *e)
{
	char *line = NULL;
	size_t room = 0;
	bool going = true;

	for (uint64_t number = 1; going; number++) {
		struct json_doc *doc = NULL;
		const char *prev, *hash;
		size_t hashed;
		ssize_t length = getline(&line, &room, f);
		if (length <= 0)
			break;
		bool ended = line[length - 1] == '\n';
		length -= ended;
		line[length] = '\0';
		struct journal_record r = {.line = number, .text = line, .length = (size_t)length, .ended = ended};
		if (chain_parts(line, (size_t)length, &prev, &hash, &hashed))
			doc = json_parse(line, (size_t)length, "journal", NULL);
		r.node = doc ? json_root(doc) : NULL;
		going = record(context, &r);
		json_destroy(doc);
	}
	free(line);
	return !ferror(f) || err_set(e, "the journal cannot be read: %s", strerror(errno));
}

bool journal_read(const char *path, bool (*record)(void *context, const struct journal_record *r), void *context,
		  struct err *e)
{
	FILE *f = fopen(path, "re");

	if (!f && errno == ENOENT)
		return true;
	if (!f)
		return err_set(e, "the journal %s cannot be opened: %s", path, strerror(errno));
	bool done = read_lines(f, record, context, e);
	fclose(f);
	return done;
}

/* ---- the witness ---- */

struct seen { uint64_t sequence; char hash[65]; };
struct witness {
	struct seen *list;
	size_t count, capacity, next;
};

/* "... slatop journal /PATH sequence 17 head 3f..." in a line of a log. */
static bool read_seen(const char *line, const char *path, struct seen *out)
{
	static const char begin[] = "slatop journal ";
	size_t length = strlen(path);

	for (const char *at = strstr(line, begin); at; at = strstr(at + 1, begin)) {
		const char *rest = at + strlen(begin);
		if (strncmp(rest, path, length) || rest[length] != ' ')
			continue;
		if (sscanf(rest + length, " sequence %" SCNu64 " head %64[0-9a-f]", &out->sequence, out->hash) == 2 &&
		    strlen(out->hash) == 64)
			return true;
	}
	return false;
}

static int by_sequence(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool read_witness(const char *path, const char *journal, struct witness *w, struct err *e)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	struct seen one;

	if (!f)
		return err_set(e, "the witness %s cannot be opened: %s", path, strerror(errno));
	while (getline(&line, &room, f) > 0)
		if (read_seen(line, journal, &one)) {
			MEM_GROW(w->list, w->count, w->capacity);
			w->list[w->count++] = one;
		}
	bool done = !ferror(f) || err_set(e, "the witness %s cannot be read: %s", path, strerror(errno));
	free(line);
	fclose(f);
	if (w->count)
		qsort(w->list, w->count, sizeof *w->list, by_sequence);
	return done;
}

/* ---- verifying ---- */

struct verifying {
	struct journal_verdict *out;
	struct witness witness;
	size_t torn;        /* bytes of a line before this one that was not finished */
	uint64_t torn_line;
	bool torn_ended;
};

/* The first line that is not sound, and why; format may name the record. */
static bool bad(struct verifying *v, uint64_t line, const char *format, uint64_t sequence)
{
	v->out->sound = false;
	v->out->bad_line = line;
	snprintf(v->out->why, sizeof v->out->why, format, sequence);
	return false;
}

/* What the witness has of this record, each time that it was told. */
static bool compare_seen(struct verifying *v, const struct journal_record *r)
{
	struct witness *w = &v->witness;
	const struct journal_head *head = &v->out->head;

	for (; w->next < w->count && w->list[w->next].sequence == head->sequence; w->next++) {
		if (memcmp(w->list[w->next].hash, head->hash, 64) != 0)
			return bad(v, r->line, "record %" PRIu64 ": the witness saw another one", head->sequence);
		v->out->witnessed++;
	}
	return true;
}

static bool check_torn(struct verifying *v, const struct journal_record *r)
{
	const char *what = json_get_text(r->node, "what", "");
	size_t torn = v->torn;

	v->torn = 0;
	if (!torn)
		return true;
	if (strcmp(what, "torn") || json_get_int(r->node, "bytes", 0, INT64_MAX, -1) != (int64_t)torn)
		return bad(v, v->torn_line, "it is no record, and the next one does not say that it was torn", 0);
	v->out->torn++;
	return true;
}

static bool check_record(void *context, const struct journal_record *r)
{
	struct verifying *v = context;
	struct journal_head *head = &v->out->head;
	const char *prev, *hash;
	char own[65];
	size_t hashed;

	if (!r->node) {
		if (v->torn)
			return bad(v, v->torn_line, "it is no record", 0);
		v->torn = r->length;
		v->torn_line = r->line;
		v->torn_ended = r->ended;
		return true;
	}
	if (!check_torn(v, r))
		return false;
	uint64_t sequence = (uint64_t)json_need_int(r->node, "seq", 0, INT64_MAX);
	if (sequence != head->sequence + 1)
		return bad(v, r->line, "record %" PRIu64 ": it does not follow on the one before, records are missing or were put in",
			   sequence);
	chain_parts(r->text, r->length, &prev, &hash, &hashed);
	hash_sha256_hex(r->text, hashed, own);
	if (memcmp(own, hash, 64) != 0)
		return bad(v, r->line, "record %" PRIu64 ": what it holds is not what its hash says", sequence);
	if (memcmp(prev, head->hash, 64) != 0)
		return bad(v, r->line, "record %" PRIu64 ": the one before it is not the one that it was written after", sequence);
	head->sequence = sequence;
	memcpy(head->hash, own, sizeof own);
	if (!compare_seen(v, r))
		return false;
	v->out->records++;
	return true;
}

/* The witness is not told every record: the first that is missing is the next one. */
static void say_cut_off(struct verifying *v)
{
	v->out->sound = false;
	snprintf(v->out->why, sizeof v->out->why,
		 "record %" PRIu64 ": it is not there, and the witness saw records up to %" PRIu64 ": the end was cut off",
		 v->out->head.sequence + 1, v->witness.list[v->witness.count - 1].sequence);
}

bool journal_verify(const char *path, const char *witness, struct journal_verdict *out, struct err *e)
{
	struct verifying v = {.out = out};
	char *absolute = chain_path(path);

	*out = (struct journal_verdict){.sound = true};
	chain_start(&out->head);
	bool done = (!witness || read_witness(witness, absolute, &v.witness, e)) && journal_read(path, check_record, &v, e);
	/* A torn line at the very end: a console was killed, and nobody wrote since. */
	if (done && out->sound && v.torn && v.torn_ended)
		bad(&v, v.torn_line, "it is no record", 0);
	else if (done && out->sound && v.torn)
		out->torn++;
	if (done && out->sound && v.witness.next < v.witness.count)
		say_cut_off(&v);
	free(v.witness.list);
	free(absolute);
	return done;
}
