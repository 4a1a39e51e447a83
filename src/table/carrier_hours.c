#include "table/carrier_hours.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"

#define EVERY_US (30 * USEC)
#define CARRIERS_MOST 100
#define SLOTS_READ (COMPLETION_SLOTS + 1) /* the running one may not be there yet */

/* Two days of slots are looked at for the carriers' names, so that one without any
 * call in the hour is a row too; the slots themselves are found by their key. */
static const char sql[] =
	"select c.carrier, r.slot, r.requested, r.connected, r.answered"
	" from (select distinct carrier from sla.call_rate order by carrier limit 100) c"
	" left join sla.call_rate r on r.carrier = c.carrier and r.slot >= $1 and r.slot <= $2"
	" order by c.carrier, r.slot limit 2000";
static const uint8_t types[] = {VALUE_TEXT, VALUE_TIME, VALUE_INTEGER, VALUE_INTEGER, VALUE_INTEGER};

struct carrier_hours_private {
	struct carrier_hours_all *all;
	uint32_t platform;
	void *asked;
	int64_t asked_at;  /* monotonic; TIME_NONE: never */
	int64_t asked_for; /* the slot in which the moment was */
	uint32_t epoch;    /* of the platform's facts when it was asked */
};

/* ---- answers ---- */

/* The running slot, where one of the carriers has it already, else the one before. */
static int64_t latest_slot(const struct page_answer *a, int64_t running)
{
	struct value slot;

	for (size_t i = 0; i < a->row_count; i++) {
		a->get(a, i, 1, &slot);
		if (!slot.null && slot.i >= running)
			return running;
	}
	return running - COMPLETION_SLOT_US;
}

static struct carrier_hour *carrier_at_end(struct carrier_hours *h, const char *name)
{
	struct buf clean = BUF_INIT;

	text_clean(&clean, name ? name : "", name ? strlen(name) : 0);
	bool same = h->count && !strcmp(h->list[h->count - 1].carrier, clean.data);
	if (!same && h->count < CARRIERS_MOST)
		h->list[h->count++] = (struct carrier_hour){.carrier = arena_copy(&h->memory, clean.data, clean.length)};
	buf_release(&clean);
	return &h->list[h->count - 1];
}

static void take_row(struct carrier_hours *h, const struct page_answer *a, size_t row)
{
	struct value v[COUNT_OF(types)];

	for (size_t i = 0; i < COUNT_OF(types); i++)
		a->get(a, row, i, &v[i]);
	struct carrier_hour *c = carrier_at_end(h, v[0].text);
	if (!v[1].null)
		completion_hour_add(&c->hour, h->last_us, v[1].i, &(struct calls){v[2].i, v[3].i, v[4].i});
}

/* What was read stays where the next answer is an error: it says so. */
static void answered(void *context, const struct page_answer *a)
{
	struct carrier_hours *h = context;
	struct buf clean = BUF_INIT;

	h->own->asked = NULL;
	h->own->all->generation++;
	h->answered = true;
	if (a->error) {
		text_clean(&clean, a->error, strlen(a->error));
		if (!h->error || strcmp(h->error, clean.data) != 0)
			h->error = arena_copy(&h->memory, clean.data, clean.length);
		buf_release(&clean);
		return;
	}
	arena_reset(&h->memory);
	h->error = NULL;
	h->list = arena_zero(&h->memory, CARRIERS_MOST + 1, sizeof *h->list);
	h->count = 0;
	h->last_us = latest_slot(a, h->own->asked_for);
	for (size_t i = 0; i < a->row_count; i++)
		take_row(h, a, i);
}

/* ---- asking ---- */

static void ask(struct carrier_hours *h, int64_t running)
{
	struct carrier_hours_private *own = h->own;
	const struct model_scope *scope = &own->all->sources->scope;
	const struct value values[] = {
		{.type = VALUE_TIME, .i = running - (SLOTS_READ - 1) * COMPLETION_SLOT_US},
		{.type = VALUE_TIME, .i = running + COMPLETION_SLOT_US - 1}};

	own->asked_at = scope->now;
	own->asked_for = running;
	own->epoch = source_platform(own->all->sources, own->platform)->epoch;
	own->asked = scope_ask_page(scope, &(struct page_ask){.platform = own->platform, .sql = sql,
								      .values = values,
								      .value_count = COUNT_OF(values),
								      .types = types, .type_count = COUNT_OF(types),
								      .answer = answered, .context = h});
}

/* Of a sub-platform that is not read, or lost, the last answer stands. */
static bool can_ask(const struct carrier_hours_all *all, const struct platform *p)
{
	bool read = p->status.state == REPLICA_LIVE || p->status.state == REPLICA_STALE;

	return read && all->sources->scope.ask_page && !strstr(p->status.lacking, " call_rate ");
}

/* What was so at a moment that is past does not change. */
static bool is_due(const struct carrier_hours *h, const struct platform *p, const struct model_scope *scope)
{
	if (h->own->asked_at == TIME_NONE || h->own->epoch != p->epoch)
		return true;
	return scope->now - h->own->asked_at >= EVERY_US && (scope->as_of == TIME_NONE || h->error);
}

void carrier_hours_advance(struct carrier_hours_all *all)
{
	const struct sources *s = all->sources;

	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		const struct platform *p = source_platform(s, i);
		int64_t moment = source_moment(s, i);
		if (i < all->count && can_ask(all, p) && moment != TIME_NONE && !all->list[i]->own->asked &&
		    is_due(all->list[i], p, &s->scope))
			ask(all->list[i], completion_slot(moment));
	}
}

bool carrier_hours_complete(const struct carrier_hours_all *all)
{
	const struct sources *s = all->sources;

	for (size_t i = sources_next(s, 0); i < s->scope.store->count && i < all->count; i = sources_next(s, i + 1)) {
		const struct platform *p = source_platform(s, i);
		if (can_ask(all, p) && source_moment(s, i) != TIME_NONE && !all->list[i]->answered)
			return false;
	}
	return true;
}

/* ---- life ---- */

void carrier_hours_open(struct carrier_hours_all *all, const struct sources *sources)
{
	*all = (struct carrier_hours_all){.count = sources->scope.store->count, .sources = sources};
	all->list = mem_zero(all->count + 1, sizeof *all->list);
	for (size_t i = 0; i < all->count; i++) {
		struct carrier_hours *h = all->list[i] = mem_zero(1, sizeof *h);
		h->last_us = TIME_NONE;
		h->own = mem_zero(1, sizeof *h->own);
		*h->own = (struct carrier_hours_private){.all = all, .platform = (uint32_t)i, .asked_at = TIME_NONE};
	}
}

void carrier_hours_close(struct carrier_hours_all *all)
{
	const struct model_scope *scope = &all->sources->scope;

	for (size_t i = 0; i < all->count; i++) {
		struct carrier_hours *h = all->list[i];
		if (h->own->asked)
			scope->drop_page(scope->host, h->own->asked);
		arena_release(&h->memory);
		free(h->own);
		free(h);
	}
	free(all->list);
	*all = (struct carrier_hours_all){0};
}
