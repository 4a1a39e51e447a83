#include "draw/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

#define FIXED(cells, ...)                                                                                    \
	{                                                                                                    \
		.least = (cells), .decent = (cells), .natural = (cells), .most = (cells), __VA_ARGS__        \
	}

static struct column_place places[64];
static size_t placed;
static int left;

/* Columns stand in order, do not overlap, and end within the width. */
static void check_places(int width)
{
	int end = 0;

	for (size_t i = 0; i < placed; i++) {
		ck_assert_int_ge(places[i].at, end);
		ck_assert_int_ge(places[i].width, 0);
		if (i) {
			ck_assert_uint_gt(places[i].column, places[i - 1].column);
			ck_assert_int_gt(places[i].at, end - (i ? 0 : 1));
		}
		end = places[i].at + places[i].width;
	}
	ck_assert_int_le(end, width);
}

static void place(const struct column_need *needs, size_t count, int width, size_t current)
{
	placed = columns_place(needs, count, width, current, &left, places);
	check_places(width);
}

static bool has(size_t column)
{
	for (size_t i = 0; i < placed; i++)
		if (places[i].column == column)
			return true;
	return false;
}

START_TEST(all_fit)
{
	const struct column_need needs[] = {FIXED(5), FIXED(10), FIXED(3)};

	place(needs, 3, 22, 0);
	ck_assert_uint_eq(placed, 3);
	ck_assert_int_eq(places[1].at, 7);
	ck_assert_int_eq(places[2].at, 19);
}
END_TEST

START_TEST(low_priority_goes_first)
{
	const struct column_need needs[] = {FIXED(5, .freeze = true, .priority = 9), FIXED(10, .priority = 1),
					    FIXED(10, .priority = 3), FIXED(10, .priority = 2), FIXED(10)};

	place(needs, 5, 45, 0);
	ck_assert(has(0) && has(1) && !has(2) && has(3) && has(4));
	place(needs, 5, 30, 0);
	ck_assert(has(0) && has(1) && !has(2) && !has(3) && has(4));
	place(needs, 5, 30, 2); /* the current one never goes */
	ck_assert(has(0) && !has(1) && has(2) && !has(3) && has(4));
}
END_TEST

START_TEST(scrolls_where_nothing_may_go)
{
	const struct column_need needs[] = {FIXED(6, .freeze = true), FIXED(10), FIXED(10), FIXED(10),
					    FIXED(10)};

	left = 0;
	place(needs, 5, 30, 0);
	ck_assert(has(0) && has(1) && has(2) && !has(3));
	place(needs, 5, 30, 4);
	ck_assert(has(0) && has(3) && has(4) && !has(1));
	place(needs, 5, 30, 3); /* it is in sight: nothing moves */
	ck_assert(has(3) && has(4));
	place(needs, 5, 30, 1);
	ck_assert(has(0) && has(1) && has(2));
	place(needs, 5, 60, 1);
	ck_assert_int_eq(left, 0);
	ck_assert_uint_eq(placed, 5);
}
END_TEST

START_TEST(flex_takes_its_share_and_no_more)
{
	const struct column_need needs[] = {
		FIXED(5), {.least = 8, .decent = 12, .natural = 16, .most = 40, .flex = 1},
		{.least = 8, .decent = 12, .natural = 16, .most = 24, .flex = 2}};

	place(needs, 3, 25, 0);
	ck_assert_int_eq(places[1].width + places[2].width, 25 - 5 - 2);
	place(needs, 3, 45, 0);
	ck_assert_int_eq(places[1].width, 18); /* natural first, then by share */
	ck_assert_int_eq(places[2].width, 18);
	place(needs, 3, 300, 0);
	ck_assert_int_eq(places[1].width, 40);
	ck_assert_int_eq(places[2].width, 24);
	ck_assert_int_le(places[2].at + places[2].width, 80);
}
END_TEST

START_TEST(any_needs_at_any_width)
{
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	for (int round = 0; round < 3000; round++) {
		struct column_need needs[40];
		size_t count = (size_t)rand_r(&seed) % (COUNT_OF(needs) + 1);
		for (size_t i = 0; i < count; i++) {
			needs[i] = (struct column_need){.least = rand_r(&seed) % 20,
							.flex = rand_r(&seed) % 3,
							.priority = rand_r(&seed) % 5,
							.freeze = rand_r(&seed) % 8 == 0};
			needs[i].decent = needs[i].least + rand_r(&seed) % 10;
			needs[i].natural = needs[i].decent + rand_r(&seed) % 10;
			needs[i].most = needs[i].natural + rand_r(&seed) % 10;
		}
		size_t current = count ? (size_t)rand_r(&seed) % count : 0;
		int width = rand_r(&seed) % 200;
		left = rand_r(&seed) % 40;
		place(needs, count, width, current);
		if (count && width > 0)
			ck_assert_msg(has(current), "the current column is not there");
	}
}
END_TEST

TEST_MAIN("columns", 30, all_fit, low_priority_goes_first, scrolls_where_nothing_may_go,
	  flex_takes_its_share_and_no_more, any_needs_at_any_width)
