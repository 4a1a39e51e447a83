/* A hash table of groups. Starts go into buckets as long as a group reaches, so
 * that whatever takes a key lies in its bucket or in one beside it, and whatever
 * reaches as far as a group does at most two away. */
#include "table/group_table.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

static int64_t bucket_of(const struct outage_group_key *key)
{
	return key->started_at / GROUP_START_US - (key->started_at % GROUP_START_US < 0);
}

static size_t hash_of(const struct group_id *id, int64_t bucket)
{
	uint64_t h = generation_mix(id->platform, (uint64_t)id->key.incident_id);

	if (id->key.incident_id)
		return h;
	h = generation_mix(h, (uint64_t)bucket);
	return generation_mix(h, (uint64_t)id->key.service << 8 | id->key.cause);
}

bool group_takes(const struct outage_group_key *group, const struct outage_group_key *key)
{
	if (group->incident_id || key->incident_id)
		return group->incident_id == key->incident_id;
	return group->service == key->service && group->cause == key->cause &&
	       key->started_at >= group->reach_from && key->started_at < group->reach_to;
}

void group_table_release(struct group_table *t)
{
	free(t->slots);
	t->slots = NULL;
	t->slot_count = t->used = 0;
}

void group_table_clear(struct group_table *t)
{
	if (t->slots)
		memset(t->slots, 0, t->slot_count * sizeof *t->slots);
	t->used = 0;
}

static uint32_t find_in(const struct group_table *t, const struct group_id *id, int64_t bucket)
{
	size_t at = hash_of(id, bucket) & (t->slot_count - 1);

	for (; t->slots[at]; at = (at + 1) & (t->slot_count - 1)) {
		struct group_id other = t->id_of(t->owner, t->slots[at] - 1);
		if (other.platform == id->platform && group_takes(&other.key, &id->key))
			return t->slots[at] - 1;
	}
	return INDEX_NONE;
}

uint32_t group_table_find(const struct group_table *t, const struct group_id *id)
{
	int64_t bucket = id->key.incident_id ? 0 : bucket_of(&id->key);
	uint32_t place;

	if (!t->slot_count)
		return INDEX_NONE;
	place = find_in(t, id, bucket);
	for (int side = -1; side <= 1 && place == INDEX_NONE && !id->key.incident_id; side += 2)
		place = find_in(t, id, bucket + side);
	return place;
}

/* Cuts the reach by the groups anchored in a bucket. */
static void cut_reach(const struct group_table *t, struct group_id *id, int64_t bucket)
{
	struct outage_group_key *key = &id->key;

	for (size_t at = hash_of(id, bucket) & (t->slot_count - 1); t->slots[at]; at = (at + 1) & (t->slot_count - 1)) {
		struct group_id other = t->id_of(t->owner, t->slots[at] - 1);
		if (other.platform != id->platform || other.key.incident_id || other.key.service != key->service ||
		    other.key.cause != key->cause)
			continue;
		if (other.key.reach_to <= key->started_at && other.key.reach_to > key->reach_from)
			key->reach_from = other.key.reach_to;
		if (other.key.reach_from > key->started_at && other.key.reach_from < key->reach_to)
			key->reach_to = other.key.reach_from;
	}
}

void group_table_reach(const struct group_table *t, struct group_id *id)
{
	if (id->key.incident_id)
		return;
	id->key.reach_from = id->key.started_at - GROUP_START_US;
	id->key.reach_to = id->key.started_at + GROUP_START_US + 1;
	if (!t->slot_count)
		return;
	int64_t bucket = bucket_of(&id->key);
	for (int side = -2; side <= 2; side++)
		cut_reach(t, id, bucket + side);
}

static void put(struct group_table *t, uint32_t place)
{
	struct group_id id = t->id_of(t->owner, place);
	size_t at = hash_of(&id, id.key.incident_id ? 0 : bucket_of(&id.key)) & (t->slot_count - 1);

	while (t->slots[at])
		at = (at + 1) & (t->slot_count - 1);
	t->slots[at] = place + 1;
	t->used++;
}

/* Into a table of a size that leaves half free. */
static void grow(struct group_table *t)
{
	uint32_t *old = t->slots;
	size_t count = t->slot_count;

	t->slot_count = count ? count * 2 : 64;
	t->slots = mem_zero(t->slot_count, sizeof *t->slots);
	t->used = 0;
	for (size_t i = 0; i < count; i++)
		if (old[i])
			put(t, old[i] - 1);
	free(old);
}

void group_table_add(struct group_table *t, uint32_t place)
{
	if (t->used * 2 + 2 > t->slot_count)
		grow(t);
	put(t, place);
}
