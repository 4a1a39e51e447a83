/* Finding a group of outages by what it is: its incident, else service, cause
 * and start. One crash is written down by many hands: starts that lie close
 * together are one start. A group without an incident keeps the start it was
 * made with, its anchor, and reaches over what began up to GROUP_START_US before
 * or after that and no group before it reaches over: a start belongs to one group
 * only, whoever asks and in whatever order. */
#ifndef SLATOP_SRC_TABLE_GROUP_TABLE_H
#define SLATOP_SRC_TABLE_GROUP_TABLE_H

#include "table/sources.h"

/* Longer than detection takes to find all whom one crash hit, shorter than what
 * lies between two crashes that anybody would tell apart. */
#define GROUP_START_US (INT64_C(10) * USEC)

struct group_id {
	uint32_t platform;
	struct outage_group_key key;
};

/* Places of groups that the owner keeps in an array of its own. */
struct group_table {
	uint32_t *slots; /* by hash: place + 1 */
	size_t slot_count, used;
	struct group_id (*id_of)(const void *owner, uint32_t place);
	const void *owner;
};

/* Whether a window of this key lies within that group's reach. */
bool group_takes(const struct outage_group_key *group, const struct outage_group_key *key);
void group_table_release(struct group_table *t);
/* The place of the group that takes a key; INDEX_NONE: there is none. */
uint32_t group_table_find(const struct group_table *t, const struct group_id *id);
/* How far a group anchored at this start, which none takes, reaches between those
 * that are there. */
void group_table_reach(const struct group_table *t, struct group_id *id);
/* Adds a place whose group is in the owner's array already. */
void group_table_add(struct group_table *t, uint32_t place);
/* Empties the table; the places that stay are then added again. */
void group_table_clear(struct group_table *t);

#endif
