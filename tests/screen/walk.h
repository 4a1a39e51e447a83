/* A walk at random over the screens: seeded draws, and keys. */
#ifndef SLATOP_TESTS_SCREEN_WALK_H
#define SLATOP_TESTS_SCREEN_WALK_H

#include <stdlib.h>
#include <sys/random.h>

#include "world.h"

static uint64_t seed_state;

static inline uint64_t draw(uint64_t below)
{
	uint64_t z = seed_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

static inline void seed(void)
{
	const char *given = getenv("SLATOP_TEST_SEED");

	if (given)
		seed_state = strtoull(given, NULL, 10);
	else
		ck_assert_int_eq(getrandom(&seed_state, sizeof seed_state, 0), sizeof seed_state);
	printf("seed %llu\n", (unsigned long long)seed_state);
	fflush(stdout);
}

/* Mostly keys that do something; sometimes a whole command, sometimes anything. */
static inline void press_any(void)
{
	static const char usual[] =
		"hjklgGsSeP<>Tpyrf/n:N?123450$\t\t\t\r\r\r\r\r\rqqq\x1b\x1b\x7f\x15\x17ioa7";
	static const char *const lines[] = {"tenant 10017", "east/10005",       "month 2026-03", "out",
					    "sort -name",   "filter seats > 3", "explain",       "prove",
					    "windows",      "months",           "bogus 7"};

	switch (draw(10)) {
	case 0:
		press((uint32_t)draw(KEY_CODE_LAST + 10));
		break;
	case 1:
		press(KEY_CODE_FIRST + (uint32_t)draw(KEY_CODE_LAST - KEY_CODE_FIRST));
		break;
	case 2:
		press(27);
		press(':');
		type(lines[draw(COUNT_OF(lines))]);
		press(13);
		break;
	default:
		press((unsigned char)usual[draw(sizeof usual - 1)]);
		break;
	}
}

#endif
