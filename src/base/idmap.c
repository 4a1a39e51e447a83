#include "slatop/base/idmap.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define SMALLEST 16
#define AHEAD 32

void idmap_init(struct idmap *m, int64_t (*key_of)(const void *, uint32_t), const void *context)
{
	*m = (struct idmap){.key_of = key_of, .context = context};
}

void idmap_release(struct idmap *m)
{
	free(m->slots);
	idmap_init(m, m->key_of, m->context);
}

void idmap_clear(struct idmap *m)
{
	if (m->count)
		memset(m->slots, 0, m->capacity * sizeof *m->slots);
	m->count = 0;
}

/* Row numbers are often consecutive, or many share their low bits: mixed, so
 * that every bit of the key reaches the slot's number. */
static size_t slot_of(const struct idmap *m, int64_t key)
{
	uint64_t x = (uint64_t)key * UINT64_C(0x9e6c63d0876a9a47);

	x ^= x >> 29;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return (size_t)(x ^ x >> 32) & (m->capacity - 1);
}

static void put_at(struct idmap *m, size_t slot, uint32_t index)
{
	while (m->slots[slot])
		slot = (slot + 1) & (m->capacity - 1);
	m->slots[slot] = index + 1;
}

static void put(struct idmap *m, uint32_t index)
{
	put_at(m, slot_of(m, m->key_of(m->context, index)), index);
}

/* At most two thirds full: a look-up then touches few rows of the table. */
void idmap_reserve(struct idmap *m, size_t count)
{
	size_t capacity = m->capacity ? m->capacity : SMALLEST;

	while (capacity / 3 * 2 < count)
		capacity = mem_product(capacity, 2);
	if (capacity == m->capacity)
		return;
	uint32_t *old = m->slots;
	size_t old_capacity = m->capacity;
	m->slots = mem_zero(capacity, sizeof *m->slots);
	m->capacity = capacity;
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i])
			put(m, old[i] - 1);
	free(old);
}

uint32_t idmap_find(const struct idmap *m, int64_t key)
{
	if (!m->count)
		return IDMAP_NONE;
	for (size_t slot = slot_of(m, key); m->slots[slot]; slot = (slot + 1) & (m->capacity - 1)) {
		uint32_t index = m->slots[slot] - 1;
		if (m->key_of(m->context, index) == key)
			return index;
	}
	return IDMAP_NONE;
}

void idmap_add(struct idmap *m, uint32_t index)
{
	idmap_reserve(m, m->count + 1);
	put(m, index);
	m->count++;
}

/* The slots of some rows are asked for from memory before the first is filled. */
void idmap_add_all(struct idmap *m, uint32_t from, uint32_t to)
{
	size_t slots[AHEAD];

	m->count += to - from;
	idmap_reserve(m, m->count);
	for (uint32_t next = from; from < to; from = next) {
		next = to - from < AHEAD ? to : from + AHEAD;
		for (uint32_t i = from; i < next; i++) {
			slots[i - from] = slot_of(m, m->key_of(m->context, i));
			__builtin_prefetch(&m->slots[slots[i - from]], 1);
		}
		for (uint32_t i = from; i < next; i++)
			put_at(m, slots[i - from], i);
	}
}
