#include "slatop/base/idmap.h"

#include <stdio.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "support/check_main.h"

static int64_t key_of(const void *context, uint32_t index)
{
	return ((const int64_t *)context)[index];
}

START_TEST(finds_what_was_added)
{
	int64_t keys[] = {7, -1, INT64_MAX, INT64_MIN, 0};
	struct idmap m;

	idmap_init(&m, key_of, keys);
	ck_assert_uint_eq(idmap_find(&m, 7), IDMAP_NONE);
	idmap_clear(&m);
	for (uint32_t i = 0; i < COUNT_OF(keys); i++)
		idmap_add(&m, i);
	for (uint32_t i = 0; i < COUNT_OF(keys); i++)
		ck_assert_uint_eq(idmap_find(&m, keys[i]), i);
	ck_assert_uint_eq(idmap_find(&m, 8), IDMAP_NONE);
	idmap_clear(&m);
	ck_assert_uint_eq(idmap_find(&m, 7), IDMAP_NONE);
	idmap_add(&m, 2);
	ck_assert_uint_eq(idmap_find(&m, INT64_MAX), 2);
	idmap_release(&m);
	ck_assert_uint_eq(idmap_find(&m, 7), IDMAP_NONE);
	idmap_release(&m);
}
END_TEST

START_TEST(adds_many_at_once)
{
	int64_t keys[1000];
	struct idmap m;

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		keys[i] = (int64_t)i * 4096 - 77;
	idmap_init(&m, key_of, keys);
	idmap_add(&m, 0);
	idmap_add_all(&m, 1, 1);
	idmap_add_all(&m, 1, 33);
	idmap_add_all(&m, 33, 34);
	idmap_add_all(&m, 34, COUNT_OF(keys));
	ck_assert_uint_eq(m.count, COUNT_OF(keys));
	for (uint32_t i = 0; i < COUNT_OF(keys); i++)
		ck_assert_uint_eq(idmap_find(&m, keys[i]), i);
	ck_assert_uint_eq(idmap_find(&m, 1), IDMAP_NONE);
	idmap_release(&m);
}
END_TEST

/* SLATOP_SEED repeats a run. */
static unsigned seed(void)
{
	const char *given = getenv("SLATOP_SEED");
	unsigned value = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

	printf("seed: SLATOP_SEED=%u\n", value);
	return value;
}

static uint32_t find_plainly(const int64_t *keys, uint32_t count, int64_t key)
{
	for (uint32_t i = 0; i < count; i++)
		if (keys[i] == key)
			return i;
	return IDMAP_NONE;
}

/* Few different keys, so that hits and misses are both common; sometimes with
 * a stride that leaves their low bits alike. */
static int64_t random_key(unsigned round)
{
	int64_t key = random() % 3000 - 1000;

	return round % 3 == 0 ? key : round % 3 == 1 ? key * 65536 : key * INT64_C(4294967296);
}

START_TEST(agrees_with_a_plain_array)
{
	int64_t keys[2000];

	srandom(seed());
	for (unsigned round = 0; round < 60; round++) {
		struct idmap m;
		uint32_t count = 0;
		idmap_init(&m, key_of, keys);
		if (round % 2)
			idmap_reserve(&m, 500);
		for (int step = 0; step < 2000; step++) {
			int64_t key = random_key(round);
			uint32_t wanted = find_plainly(keys, count, key);
			if (idmap_find(&m, key) != wanted)
				ck_abort_msg("round %u, step %d", round, step);
			if (wanted == IDMAP_NONE && random() % 3) {
				keys[count] = key;
				idmap_add(&m, count++);
			} else if (random() % 1500 == 0) {
				idmap_clear(&m);
				count = 0;
			}
		}
		ck_assert_uint_eq(m.count, count);
		idmap_release(&m);
	}
}
END_TEST

/* The promise of the header: eight megabytes for a million rows. */
START_TEST(a_million_rows_are_small)
{
	uint32_t count = 1000000;
	int64_t *keys = mem_alloc(count * sizeof *keys);
	struct idmap m;

	idmap_init(&m, key_of, keys);
	for (uint32_t i = 0; i < count; i++) {
		keys[i] = 10000000 + (int64_t)i * 3;
		idmap_add(&m, i);
	}
	ck_assert_uint_le(m.capacity * sizeof *m.slots, 8u << 20);
	for (uint32_t i = 0; i < count; i += 7)
		if (idmap_find(&m, keys[i]) != i || idmap_find(&m, keys[i] + 1) != IDMAP_NONE)
			ck_abort_msg("row %u", i);
	idmap_release(&m);
	free(keys);
}
END_TEST

TEST_MAIN("idmap", 60, finds_what_was_added, agrees_with_a_plain_array, a_million_rows_are_small, adds_many_at_once)
