/* Texts, details and numbers that many rows share, each kept once. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define SMALLEST 64

bool same_text(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return a == b || !strcmp(a, b);
}

/* --- texts --------------------------------------------------------------- */

static size_t hash_text(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32);
}

static const char **text_slot(const struct text_set *set, const char *text)
{
	size_t i = hash_text(text) & (set->capacity - 1);

	while (set->slots[i] && strcmp(set->slots[i], text))
		i = (i + 1) & (set->capacity - 1);
	return &set->slots[i];
}

static void text_set_grow(struct text_set *set)
{
	struct text_set bigger = {.capacity = set->capacity ? set->capacity * 2 : SMALLEST,
				  .count = set->count};

	bigger.slots = mem_zero(bigger.capacity, sizeof *bigger.slots);
	for (size_t i = 0; i < set->capacity; i++)
		if (set->slots[i])
			*text_slot(&bigger, set->slots[i]) = set->slots[i];
	free(set->slots);
	*set = bigger;
}

const char *intern_text(struct platform *p, const char *text)
{
	struct text_set *set = &p->own->interned;

	if (!text)
		return NULL;
	if (set->count * 2 >= set->capacity)
		text_set_grow(set);
	const char **slot = text_slot(set, text);
	if (!*slot) {
		*slot = arena_copy(&p->texts, text, strlen(text));
		set->count++;
	}
	return *slot;
}

/* --- numbers ------------------------------------------------------------- */

static int64_t number_key(const void *context, uint32_t index)
{
	const struct numbers *n = context;

	return n->list[index].id;
}

void numbers_init(struct numbers *n)
{
	*n = (struct numbers){0};
	idmap_init(&n->by_id, number_key, n);
	MEM_GROW(n->list, n->count, n->capacity);
	n->list[n->count++] = (struct number){.row = INDEX_NONE};
}

void numbers_release(struct numbers *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->list[i].accounts);
	free(n->list);
	idmap_release(&n->by_id);
	*n = (struct numbers){0};
}

uint32_t numbers_find(const struct numbers *n, int64_t id)
{
	uint32_t found = id ? idmap_find(&n->by_id, id) : 0;

	return found == IDMAP_NONE ? 0 : found;
}

uint32_t numbers_reference(struct numbers *n, int64_t id)
{
	uint32_t found;

	/* Windows that one event caused stand together. */
	if (n->list[n->last].id == id)
		return n->last;
	found = numbers_find(n, id);
	if (found || !id)
		return n->last = found;
	MEM_GROW(n->list, n->count, n->capacity);
	n->list[n->count] = (struct number){.id = id, .row = INDEX_NONE};
	idmap_add(&n->by_id, (uint32_t)n->count);
	return (uint32_t)n->count++;
}

/* --- details ------------------------------------------------------------- */

void details_init(struct detail_set *d)
{
	*d = (struct detail_set){0};
	MEM_GROW(d->list, d->count, d->capacity);
	d->list[d->count++] = (struct window_detail){0};
}

void details_release(struct detail_set *d)
{
	free(d->list);
	free(d->slots);
	*d = (struct detail_set){0};
}

/* The texts are interned: equal texts are equal pointers. */
static bool same_detail(const struct window_detail *a, const struct window_detail *b)
{
	return a->carrier == b->carrier && a->operator_report_no == b->operator_report_no &&
	       a->void_reason == b->void_reason && a->cause_word == b->cause_word &&
	       a->service_word == b->service_word;
}

static uint32_t *detail_slot(const struct detail_set *d, const struct window_detail *detail)
{
	const char *const parts[] = {detail->carrier, detail->operator_report_no, detail->void_reason,
				     detail->cause_word, detail->service_word};
	uint64_t h = 0;

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		h = (h ^ (uintptr_t)parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
	size_t slot = (size_t)(h ^ h >> 29) & (d->slot_capacity - 1);
	while (d->slots[slot] && !same_detail(&d->list[d->slots[slot]], detail))
		slot = (slot + 1) & (d->slot_capacity - 1);
	return &d->slots[slot];
}

static void details_grow(struct detail_set *d)
{
	free(d->slots);
	d->slot_capacity = d->slot_capacity ? d->slot_capacity * 2 : SMALLEST;
	d->slots = mem_zero(d->slot_capacity, sizeof *d->slots);
	for (size_t i = 1; i < d->count; i++)
		*detail_slot(d, &d->list[i]) = (uint32_t)i;
}

uint32_t details_reference(struct detail_set *d, const struct window_detail *detail)
{
	if (same_detail(detail, &d->list[0]))
		return 0;
	if (d->count * 2 >= d->slot_capacity)
		details_grow(d);
	uint32_t *slot = detail_slot(d, detail);
	if (!*slot) {
		MEM_GROW(d->list, d->count, d->capacity);
		d->list[d->count] = *detail;
		*slot = (uint32_t)d->count++;
	}
	return *slot;
}
