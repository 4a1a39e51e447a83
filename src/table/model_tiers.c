/* Whom an incident, a maintenance or a group of outages hits, by tier. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/groups.h"
#include "table/models.h"
#include "table/window_rows.h"

#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(TIER, "tier", VALUE_TEXT, FIELD_KEY, "Tier", "The tier; \"none\" for accounts without one.", NULL) \
	F(RANK, "rank", VALUE_INTEGER, FIELD_SCREEN_ONLY, "Rank", "Its place, the best first.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, T, "Accounts", "Accounts of it with a window.", NULL) \
	F(OPEN, "accounts_open", VALUE_INTEGER, T, "Down", "Those with a window that is open.", NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, T, "Windows", "Their windows.", NULL) \
	F(SEATS, "seats", VALUE_INTEGER, T, "Seats", "Seats of these accounts.", NULL) \
	F(SEATS_OPEN, "seats_open", VALUE_INTEGER, T, "Seats down", "Seats of those that are down.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct tier {
	uint32_t platform;
	const char *name; /* kept once by its sub-platform; NULL: none */
	int64_t sums[F_COUNT];
	uint32_t last, last_open; /* accounts that were added last, INDEX_NONE */
};
struct tiers {
	struct tier *list;
	size_t count, capacity;
};

struct model_state {
	struct sources sources;
	struct window_walk walk;
	struct tiers shown, adding;
	uint32_t epoch; /* of what is shown: names are void after a reload */
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	window_walk_release(&s->walk);
	free(s->shown.list);
	free(s->adding.list);
	model_close(s);
}

static struct tier *tier_of(struct tiers *all, size_t platform, const char *name)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].platform == platform && all->list[i].name == name)
			return &all->list[i];
	MEM_GROW(all->list, all->count, all->capacity);
	all->list[all->count] = (struct tier){
		.platform = (uint32_t)platform, .name = name, .last = INDEX_NONE, .last_open = INDEX_NONE};
	all->list[all->count].sums[F_RANK] = tier_rank(name);
	return &all->list[all->count++];
}

/* All windows of an account come one after another. */
static void add(void *context, size_t platform, uint32_t window)
{
	struct model_state *s = context;
	const struct window *w = &source_period(&s->sources, platform)->windows[window];
	const struct tenant *t = &source_platform(&s->sources, platform)->tenants[w->tenant];
	struct tier *tier = tier_of(&s->adding, platform, t->tier);
	int64_t seats = t->seats > 0 ? t->seats : 0;

	tier->sums[F_WINDOWS]++;
	if (tier->last != w->tenant) {
		tier->sums[F_ACCOUNTS]++;
		tier->sums[F_SEATS] += seats;
	}
	tier->last = w->tenant;
	if (w->ended_at <= source_moment(&s->sources, platform) || tier->last_open == w->tenant)
		return;
	tier->last_open = w->tenant;
	tier->sums[F_OPEN]++;
	tier->sums[F_SEATS_OPEN] += seats;
}

static uint32_t epochs(const struct model_state *s)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < s->sources.scope.store->count; i++)
		sum += s->sources.scope.store->platforms[i]->epoch;
	return sum;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	struct tiers before = s->shown;

	if (!*position)
		s->adding.count = 0;
	if (window_walk_work(&s->walk, &s->sources, position, add, s, deadline_us))
		return true;
	s->shown = s->adding;
	s->adding = before;
	s->epoch = epochs(s);
	for (size_t i = 0; i < s->shown.count; i++)
		rows_add(list, count, capacity, s->shown.list[i].platform, (uint32_t)i);
	return false;
}

static const struct tier *tier_at(const struct model_state *s, struct row_ref row)
{
	return row.item < s->shown.count && s->epoch == epochs(s) ? &s->shown.list[row.item] : NULL;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tier *tier = tier_at(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !tier)
		put_null(out);
	else if (field == F_PLATFORM)
		put_text(out, source_platform(&s->sources, tier->platform)->code);
	else if (field == F_TIER)
		put_text(out, tier->name ? tier->name : "none");
	else
		put_int(out, tier->sums[field]);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct tier *tier = tier_at(s, row);

	return (struct row_key){row.platform, tier ? text_number(tier->name) : -1, 0};
}

const struct model model_tiers = {
	.name = "tiers",
	.help = "Whom an incident, a maintenance or a group of outages hits, by tier.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "rank,tier",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = model_enter_platform,
};
