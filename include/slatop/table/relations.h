/* Relations of the contract that have no history: of an earlier moment, too, there
 * are only their rows as they are known now. One list, from which follow what a
 * screen names in the view as known then, and what is counted as changed since. */
#ifndef SLATOP_TABLE_RELATIONS_H
#define SLATOP_TABLE_RELATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"

struct relation {
	const char *name;       /* in schema sla */
	const char *one, *many; /* of its rows, in words */
	bool dated;             /* a row says when it changed (changed_at) */
};
extern const struct relation relations[];
extern const size_t relation_count;
#define RELATIONS_MOST 64 /* a set of them is a uint64_t, by index */

/* The set of those that are named in a text, each behind the prefix ("sla." in a
 * statement, "" in a list of names parted by blanks). NULL: none. */
uint64_t relations_named(const char *text, const char *prefix);
/* What of them changed after an earlier moment, by index. Appends "2 accounts, 1 incident
 * changed since", nothing where none did; returns how many rows. */
int64_t relations_changed(const int64_t *changed, struct buf *out);
/* Appends "as known now: accounts (2 changed since), maintenance, calls by the hour", those that
 * changed first; nothing for no relation. */
void relations_write(uint64_t set, const int64_t *changed, struct buf *out);

#endif
