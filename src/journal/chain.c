#include "journal/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

#define HASH 64
#define PREV ",\"prev\":\""
#define OWN "\",\"hash\":\""
#define BEGIN "{\"seq\":"

char *chain_path(const char *path)
{
	char *absolute = realpath(path, NULL);

	return absolute ? absolute : mem_copy(path);
}

void chain_start(struct journal_head *head)
{
	head->sequence = 0;
	memset(head->hash, '0', HASH);
	head->hash[HASH] = '\0';
}

void chain_seal(struct buf *record, const struct journal_head *before, struct journal_head *head)
{
	const char *line;
	char own[HASH + 1];

	buf_addf(record, PREV "%s", before->hash);
	line = strrchr(record->data, '\n'); /* a torn line's end may stand in front */
	line = line ? line + 1 : record->data;
	hash_sha256_hex(line, record->length - (size_t)(line - record->data), own);
	buf_addf(record, OWN "%s\"}", own);
	head->sequence = before->sequence + 1;
	memcpy(head->hash, own, sizeof own);
}

static bool is_hash(const char *text)
{
	return strspn(text, "0123456789abcdef") >= HASH;
}

bool chain_parts(const char *line, size_t length, const char **prev, const char **hash, size_t *hashed)
{
	const size_t tail = strlen(PREV) + HASH + strlen(OWN) + HASH + 2;

	if (length < tail + strlen(BEGIN) || strncmp(line, BEGIN, strlen(BEGIN)) || memcmp(line + length - 2, "\"}", 2))
		return false;
	const char *at = line + length - tail;
	*prev = at + strlen(PREV);
	*hash = *prev + HASH + strlen(OWN);
	*hashed = length - 2 - HASH - strlen(OWN);
	return !memcmp(at, PREV, strlen(PREV)) && is_hash(*prev) && !memcmp(*prev + HASH, OWN, strlen(OWN)) &&
	       is_hash(*hash);
}

static bool take_record(const char *line, size_t length, struct journal_head *head)
{
	const char *prev, *hash;
	size_t hashed;

	if (!chain_parts(line, length, &prev, &hash, &hashed))
		return false;
	head->sequence = strtoull(line + strlen(BEGIN), NULL, 10);
	memcpy(head->hash, hash, HASH);
	return true;
}

/* The last line that is a record; torn ones that a record has named lie between. */
bool chain_find_end(const struct buf *bytes, bool whole, struct chain_end *end, struct err *e)
{
	const char *from = bytes->data, *stop = bytes->data + bytes->length;

	*end = (struct chain_end){0};
	chain_start(&end->head);
	while (stop > from && stop[-1] != '\n')
		stop--;
	end->torn = bytes->length - (size_t)(stop - from);
	if (end->torn && take_record(stop, end->torn, &end->head)) {
		end->torn = 0;
		end->unended = true;
		return true;
	}
	while (stop > from) {
		const char *line = stop - 1;
		while (line > from && line[-1] != '\n')
			line--;
		if (line == from && !whole)
			break; /* its start may lie further back */
		if (take_record(line, (size_t)(stop - 1 - line), &end->head))
			return true;
		stop = line;
	}
	return whole || err_set(e, "the journal does not end in a record; \"slatop journal verify\" says where it is damaged");
}
