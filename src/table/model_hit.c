/* Hit: the accounts that an incident, or a group of outages, had down; what of it was
 * unavailable and what the provider answers for, beside the same of the month. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/details.h"
#include "table/field.h"
#include "table/models.h"
#include "table/window_rows.h"

#define T FIELD_TICKS
#define E (FIELD_TICKS | FIELD_EXPLAIN)

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(TIER, "tier", VALUE_TEXT, 0, "Tier", "The account's tier.", NULL) \
	F(SEATS, "seats", VALUE_INTEGER, 0, "Seats", "Its seats.", NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, T, "Windows", "Its windows of the incident.", NULL) \
	F(OPEN, "windows_open", VALUE_INTEGER, T, "Open", "Those that are open at the moment.", NULL) \
	F(DOWN_FROM, "down_from", VALUE_TIME, 0, "Down from", "When the first of them began.", NULL) \
	F(DOWN_TO, "down_to", VALUE_TIME, T, "to", "When the last of them ended; none while one is open.", NULL) \
	F(UNAVAILABLE, "unavailable_s", VALUE_DURATION, T, "Unavailable", \
	  "What of the account's unavailable time one of these windows was open in (4.1).", NULL) \
	F(ACCOUNTABLE, "accountable_s", VALUE_DURATION, T, "Accountable", \
	  "What of that the provider answers for (5, 6, 7).", NULL) \
	F(UNAVAILABLE_MIN, "unavailable_min", VALUE_INTEGER, T, "Unav. min", "The same in whole minutes, truncated.", NULL) \
	F(ACCOUNTABLE_MIN, "accountable_min", VALUE_INTEGER, T, "Acc. min", "The same in whole minutes, truncated.", NULL) \
	F(MONTH_UNAVAILABLE, "month_unavailable_s", VALUE_DURATION, T, "Month unav.", "Unavailable time of the month.", NULL) \
	F(MONTH_ACCOUNTABLE, "month_accountable_s", VALUE_DURATION, T, "Month acc.", "Accountable time of the month.", NULL) \
	F(MONTH_ALLOWED, "allowed_s", VALUE_DURATION, 0, "Allowed", "What the target of 4.1 leaves in the month.", NULL) \
	F(PCT, "availability_pct", VALUE_PERCENT, E, "Avail %", "The account's availability of the month.", NULL) \
	F(STATUS, "status", VALUE_TEXT, E, "Status", "Its verdict of the month.", "state")

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct hit {
	uint32_t platform, tenant;
	uint32_t windows, open;
	int64_t from_us, to_us, unavailable_us, accountable_us;
};
struct hits {
	struct hit *list;
	size_t count, capacity;
};

struct model_state {
	struct sources sources;
	struct window_walk walk;
	struct hits shown, adding;
	struct arena scratch;
	struct account_detail detail; /* of the account that was added last */
	struct span *down;            /* its windows of the incident that count */
	size_t down_count, down_capacity;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	window_walk_release(&s->walk);
	arena_release(&s->scratch);
	free(s->down);
	free(s->shown.list);
	free(s->adding.list);
	model_close(s);
}

static int64_t shared(struct model_state *s, const struct span *list, size_t count)
{
	struct span *both = arena_alloc(&s->scratch, (count + s->down_count + 1) * sizeof *both);

	return span_sum(both, span_intersect(list, count, s->down, s->down_count, both));
}

/* All windows of the account are there. */
static void end_account(struct model_state *s)
{
	struct hits *h = &s->adding;
	const struct availability_detail *d = &s->detail.detail;

	if (!h->count)
		return;
	s->down_count = span_unite(s->down, s->down_count);
	h->list[h->count - 1].unavailable_us = shared(s, d->unavailable, d->unavailable_count);
	h->list[h->count - 1].accountable_us = shared(s, d->accountable, d->accountable_count);
	s->down_count = 0;
}

/* All windows of an account come one after another. */
static struct hit *hit_of(struct model_state *s, size_t platform, uint32_t tenant)
{
	struct hits *h = &s->adding;

	if (h->count && h->list[h->count - 1].platform == platform && h->list[h->count - 1].tenant == tenant)
		return &h->list[h->count - 1];
	end_account(s);
	arena_reset(&s->scratch);
	period_account(source_platform(&s->sources, platform), source_period(&s->sources, platform), tenant,
		       source_moment(&s->sources, platform), &s->scratch, &s->detail);
	MEM_GROW(h->list, h->count, h->capacity);
	h->list[h->count] = (struct hit){.platform = (uint32_t)platform, .tenant = tenant, .from_us = TIME_NONE,
					 .to_us = INT64_MIN};
	return &h->list[h->count++];
}

static void add(void *context, size_t platform, uint32_t window)
{
	struct model_state *s = context;
	const struct window *w = &source_period(&s->sources, platform)->windows[window];
	struct hit *h = hit_of(s, platform, w->tenant);
	bool open = w->ended_at > source_moment(&s->sources, platform);

	h->windows++;
	h->open += open;
	h->from_us = w->started_at < h->from_us ? w->started_at : h->from_us;
	h->to_us = w->ended_at > h->to_us ? w->ended_at : h->to_us;
	for (size_t i = 0; i < s->detail.window_count; i++)
		if (s->detail.windows[i] == window && s->detail.detail.parts[i].counts) {
			MEM_GROW(s->down, s->down_count, s->down_capacity);
			s->down[s->down_count++] = (struct span){w->started_at, w->ended_at};
		}
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	struct hits before = s->shown;

	if (!*position)
		s->adding.count = s->down_count = 0;
	if (window_walk_work(&s->walk, &s->sources, position, add, s, deadline_us))
		return true;
	end_account(s);
	s->shown = s->adding;
	s->adding = before;
	for (size_t i = 0; i < s->shown.count; i++)
		rows_add(list, count, capacity, s->shown.list[i].platform, (uint32_t)i);
	return false;
}

static const struct hit *hit_at(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < s->shown.count && s->shown.list[row.item].tenant < p->tenant_count
		       ? &s->shown.list[row.item] : NULL;
}

static void put_own(const struct hit *h, size_t field, struct value *out)
{
	switch (field) {
	case F_WINDOWS: put_int(out, h->windows); break;
	case F_OPEN: put_int(out, h->open); break;
	case F_DOWN_FROM: put_time(out, h->from_us); break;
	case F_DOWN_TO: put_time(out, h->open ? TIME_NONE : h->to_us); break;
	case F_UNAVAILABLE: put_int(out, h->unavailable_us); break;
	case F_ACCOUNTABLE: put_int(out, h->accountable_us); break;
	case F_UNAVAILABLE_MIN: put_int(out, h->unavailable_us / MINUTE_US); break;
	default: put_int(out, h->accountable_us / MINUTE_US); break;
	}
}

static void put_month(const struct model_state *s, const struct hit *h, size_t field, struct value *out)
{
	struct availability a;

	source_verdict(&s->sources, h->platform, h->tenant, &a);
	switch (field) {
	case F_MONTH_UNAVAILABLE: put_int(out, a.unavailable_us); break;
	case F_MONTH_ACCOUNTABLE: put_int(out, a.accountable_us); break;
	case F_MONTH_ALLOWED: put_int(out, a.allowed_us); break;
	case F_PCT: put_int(out, availability_percent(a.span_us, a.unavailable_us)); break;
	default: put_text(out, availability_status_names[a.status]); break;
	}
	out->null = out->type != VALUE_TEXT && a.status == STATUS_NO_DATA;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct hit *h = hit_at(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !h) {
		put_null(out);
		return;
	}
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct tenant *t = &p->tenants[h->tenant];
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_ENTERPRISE_NO: put_int(out, t->enterprise_no); break;
	case F_NAME: put_text(out, t->name); break;
	case F_TIER: put_text(out, t->tier); break;
	case F_SEATS: put_int(out, t->seats); break;
	default:
		if (field >= F_MONTH_UNAVAILABLE)
			put_month(s, h, field, out);
		else
			put_own(h, field, out);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct hit *h = hit_at(s, row);

	return (struct row_key){row.platform, h ? source_platform(&s->sources, row.platform)->tenants[h->tenant].enterprise_no : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct hit *h = hit_at(s, row);

	scope->platform = (int)row.platform;
	scope->enterprise_no = h ? source_platform(&s->sources, row.platform)->tenants[h->tenant].enterprise_no : 0;
}

const struct model model_hit = {
	.name = "hit",
	.help = "The accounts that an incident, or a group of outages, had down.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-unavailable_s,enterprise_no",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
};
