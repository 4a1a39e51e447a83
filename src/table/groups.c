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
	group_table_release(&g->table);
	free(g->free);
	*g = (struct groups){0};
}

static struct group_id id_of(const void *owner, uint32_t place)
{
	const struct group *group = &((const struct groups *)owner)->list[place];

	return (struct group_id){group->platform, group->key};
}

void groups_begin(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		g->list[i].adding = no_sums;
}

static uint32_t make(struct groups *g, struct group_id *id)
{
	uint32_t place = (uint32_t)g->count;

	group_table_reach(&g->table, id);
	if (g->free_count) {
		place = g->free[--g->free_count];
	} else {
		MEM_GROW(g->list, g->count, g->capacity);
		g->count++;
	}
	g->list[place] = (struct group){
		.platform = id->platform, .key = id->key, .shown = no_sums, .adding = no_sums};
	g->table.owner = g;
	g->table.id_of = id_of;
	group_table_add(&g->table, place);
	return place;
}

/* Windows of one group mostly come one after another. */
struct group *groups_get(struct groups *g, uint32_t platform, const struct outage_group_key *key)
{
	struct group_id id = {platform, *key};
	const struct group *last = g->last < g->count ? &g->list[g->last] : NULL;

	if (last && last->absent < PASSES_ABSENT && last->platform == platform &&
	    group_takes(&last->key, key))
		return &g->list[g->last];
	g->last = group_table_find(&g->table, &id);
	if (g->last == INDEX_NONE)
		g->last = make(g, &id);
	return &g->list[g->last];
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
	if (!freed)
		return;
	group_table_clear(&g->table);
	for (size_t i = 0; i < g->count; i++)
		if (g->list[i].absent < PASSES_ABSENT)
			group_table_add(&g->table, (uint32_t)i);
}

int tier_rank(const char *tier)
{
	static const char *const sold[TIER_OTHER] = {"diamond", "platinum", "gold", "silver", "bronze"};

	for (int i = 0; tier && i < TIER_OTHER; i++)
		if (!strcmp(tier, sold[i]))
			return i;
	return tier ? TIER_OTHER : TIER_NONE;
}

void group_add_tier(struct group_sums *sums, const char *tier)
{
	int rank = tier_rank(tier);

	if (rank < sums->tier_rank || (rank == sums->tier_rank && tier && strcmp(tier, sums->tier) < 0)) {
		sums->tier_rank = rank;
		sums->tier = tier;
		sums->tier_accounts = 0;
	}
	sums->tier_accounts += rank == sums->tier_rank && (!tier || !strcmp(tier, sums->tier));
}
