/* Lists of intervals against a reckoning tick by tick. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/interval.h"

#define TICKS 64
#define MOST 40 /* beyond the size from which lists are sorted in another way */

static size_t random_list(struct rng *r, struct span *s)
{
	size_t count = (size_t)rng_below(r, rng_one_in(r, 4) ? MOST : 8);
	for (size_t i = 0; i < count; i++) {
		s[i].start_us = rng_below(r, TICKS);
		s[i].end_us = s[i].start_us + rng_below(r, 1 + rng_below(r, 16));
		if (s[i].end_us > TICKS)
			s[i].end_us = TICKS;
	}
	return count;
}

static void paint(const struct span *s, size_t count, bool *ticks)
{
	memset(ticks, 0, TICKS);
	for (size_t i = 0; i < count; i++)
		for (int64_t t = s[i].start_us; t < s[i].end_us; t++)
			ticks[t] = true;
}

/* The list covers just these ticks, in order, with a gap between any two. */
static void expect(const struct span *s, size_t count, const bool *ticks)
{
	bool covered[TICKS];
	int64_t sum = 0;
	paint(s, count, covered);
	ck_assert_mem_eq(covered, ticks, TICKS);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_lt(s[i].start_us, s[i].end_us);
		if (i)
			ck_assert_int_gt(s[i].start_us, s[i - 1].end_us);
	}
	for (size_t i = 0; i < TICKS; i++)
		sum += ticks[i];
	ck_assert_int_eq(span_sum(s, count), sum);
}

START_TEST(lists_agree_with_ticks)
{
	struct rng r = rng_seeded();
	for (int round = 0; round < SOME_OF(50000); round++) {
		struct span a[MOST], b[MOST], out[2 * MOST], bounds;
		bool in_a[TICKS], in_b[TICKS], wanted[TICKS];
		size_t a_count = random_list(&r, a), b_count = random_list(&r, b), count;

		paint(a, a_count, in_a);
		paint(b, b_count, in_b);
		a_count = span_unite(a, a_count);
		b_count = span_unite(b, b_count);
		expect(a, a_count, in_a);
		expect(b, b_count, in_b);
		count = span_intersect(a, a_count, b, b_count, out);
		for (int t = 0; t < TICKS; t++)
			wanted[t] = in_a[t] && in_b[t];
		expect(out, count, wanted);
		count = span_subtract(a, a_count, b, b_count, out);
		for (int t = 0; t < TICKS; t++)
			wanted[t] = in_a[t] && !in_b[t];
		expect(out, count, wanted);
		bounds.start_us = rng_below(&r, TICKS);
		bounds.end_us = bounds.start_us + rng_below(&r, TICKS);
		for (int t = 0; t < TICKS; t++)
			wanted[t] = in_a[t] && t >= bounds.start_us && t < bounds.end_us;
		expect(a, span_clip(a, a_count, bounds), wanted);
	}
}
END_TEST

START_TEST(touching_is_one_and_empty_goes)
{
	struct span s[] = {{5, 5}, {20, 30}, {10, 20}, {40, 50}, {12, 15}, {45, 50}};
	ck_assert_uint_eq(span_unite(s, COUNT_OF(s)), 2);
	ck_assert_int_eq(s[0].start_us, 10);
	ck_assert_int_eq(s[0].end_us, 30);
	ck_assert_int_eq(span_sum(s, 2), 30);
	ck_assert_uint_eq(span_unite(s, 0), 0);
}
END_TEST

TEST_MAIN("interval", 60, lists_agree_with_ticks, touching_is_one_and_empty_goes)
