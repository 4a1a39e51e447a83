/* How records are chained: a line ends in the hash of the one before and in its
 * own, which is that of all the bytes in front of it. */
#ifndef SLATOP_SRC_JOURNAL_CHAIN_H
#define SLATOP_SRC_JOURNAL_CHAIN_H

#include "slatop/base/json.h"
#include "slatop/journal/journal.h"

/* The head of an empty file. */
void chain_start(struct journal_head *head);
/* Ends a record that was begun: {"seq":17,... becomes {"seq":17,...,"prev":"..","hash":".."}. */
void chain_seal(struct buf *record, const struct journal_head *before, struct journal_head *head);
/* Whether a line ends as chain_seal does it; hash and prev point into it. The
 * bytes that are hashed are the first *hashed. */
bool chain_parts(const char *line, size_t length, const char **prev, const char **hash, size_t *hashed);

/* A file's path as the witness is told it: absolute. To be freed. */
char *chain_path(const char *path);

/* What the last bytes of a file hold. whole: they are all of it. */
struct chain_end {
	struct journal_head head;
	size_t torn;  /* bytes behind the last line's end, where they are no record */
	bool unended; /* they are one, but for the newline */
};
bool chain_find_end(const struct buf *bytes, bool whole, struct chain_end *end, struct err *e);

#endif
