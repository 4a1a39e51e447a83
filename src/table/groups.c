/* The table of outage groups. */
#include "table/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define PASSES_ABSENT 2 /* by then no view shows the place any more */

static const struct group_sums no_sums = {
	.last = INDEX_NONE,
	.last_counting = INDEX_NONE,
	.last_pending = INDEX_NONE,
	.since = TIME_NONE,
	.until = INT64_MIN,
	.counts_at = TIME_NONE,
	.breach = TIME_NONE,
	.tier_rank = INT32_MAX,
};

void groups_release(struct groups *g)
{
	free(g->list);
	free(g->slots);
	free(g->free);
	*g = (struct groups){0};
}

static uint64_t hash_of(uint32_t platform, const struct outage_group_key *key)
{
	uint64_t h = generation_mix(platform, (uint64_t)key->incident_id);

	if (key->incident_id)
		return h;
	h = generation_mix(h, (uint64_t)key->started_at);
	return generation_mix(h, (uint64_t)key->service << 8 | key->cause);
}

static bool same_group(const struct group *a, uint32_t platform, const struct outage_group_key *key)
{
	if (a->platform != platform || a->key.incident_id != key->incident_id)
		return false;
	return key->incident_id ||
		(a->key.started_at == key->started_at && a->key.service == key->service &&
		 a->key.cause == key->cause);
}

static uint32_t *slot_of(const struct groups *g, uint32_t platform, const struct outage_group_key *key)
{
	size_t at = hash_of(platform, key) & (g->slot_count - 1);

	while (g->slots[at] && !same_group(&g->list[g->slots[at] - 1], platform, key))
		at = (at + 1) & (g->slot_count - 1);
	return &g->slots[at];
}

/* All groups that are in use, into a table of a size that leaves half free. */
static void rehash(struct groups *g)
{
	size_t size = g->slot_count ? g->slot_count : 64;

	while (size < g->count * 2 + 2)
		size *= 2;
	free(g->slots);
	g->slots = mem_zero(size, sizeof *g->slots);
	g->slot_count = size;
	for (size_t i = 0; i < g->count; i++)
		if (g->list[i].absent < PASSES_ABSENT)
			*slot_of(g, g->list[i].platform, &g->list[i].key) = (uint32_t)i + 1;
}

void groups_begin(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		g->list[i].adding = no_sums;
}

struct group *groups_get(struct groups *g, uint32_t platform, const struct outage_group_key *key)
{
	uint32_t *slot;
	size_t place = g->count;

	if (g->count * 2 + 2 > g->slot_count)
		rehash(g);
	slot = slot_of(g, platform, key);
	if (*slot)
		return &g->list[*slot - 1];
	if (g->free_count) {
		place = g->free[--g->free_count];
	} else {
		MEM_GROW(g->list, g->count, g->capacity);
		g->count++;
	}
	*slot = (uint32_t)place + 1;
	g->list[place] = (struct group){
		.platform = platform, .key = *key, .shown = no_sums, .adding = no_sums};
	return &g->list[place];
}

/* One of several: "web_front +1". */
static void name_set(char *out, size_t size, const char *first, unsigned set)
{
	int others = __builtin_popcount(set) - 1;

	if (others > 0)
		snprintf(out, size, "%s +%d", first, others);
	else
		snprintf(out, size, "%s", first);
}

static void show(struct group *group)
{
	struct group_sums *sums = &group->shown;
	int service;

	*sums = group->adding;
	service = __builtin_ctz(sums->services | 1u << SERVICE_COUNT);
	name_set(group->service, sizeof group->service, service < SERVICE_COUNT ? service_names[service] : "",
		 sums->services);
	name_set(group->cause, sizeof group->cause, sums->cause_word ? sums->cause_word : "", sums->causes);
}

void groups_end(struct groups *g)
{
	bool freed = false;

	for (size_t i = 0; i < g->count; i++) {
		struct group *group = &g->list[i];

		if (group->absent >= PASSES_ABSENT)
			continue;
		group->absent = group->adding.windows ? 0 : group->absent + 1;
		if (group->adding.windows) {
			show(group);
		} else {
			group->shown = no_sums;
		}
		if (group->absent < PASSES_ABSENT)
			continue;
		freed = true;
		MEM_GROW(g->free, g->free_count, g->free_capacity);
		g->free[g->free_count++] = (uint32_t)i;
	}
	if (freed)
		rehash(g);
}

void group_add_tier(struct group_sums *sums, const char *tier)
{
	static const char *const sold[] = {"diamond", "platinum", "gold", "silver", "bronze"};
	int rank = tier ? (int)COUNT_OF(sold) : INT32_MAX - 1;

	for (int i = 0; tier && i < (int)COUNT_OF(sold); i++)
		if (!strcmp(tier, sold[i]))
			rank = i;
	if (rank < sums->tier_rank || (rank == sums->tier_rank && tier && strcmp(tier, sums->tier) < 0)) {
		sums->tier_rank = rank;
		sums->tier = tier;
		sums->tier_accounts = 0;
	}
	sums->tier_accounts += rank == sums->tier_rank && (!tier || !strcmp(tier, sums->tier));
}
