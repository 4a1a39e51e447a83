/* What the tests of the agreement share: a generator of their own, the zone's
 * calendar, and windows written as text. */
#ifndef SLATOP_TESTS_SLA_CASES_H
#define SLATOP_TESTS_SLA_CASES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../support/check_main.h"
#include "slatop/sla/availability.h"

/* splitmix64: small, and the same everywhere for a seed. */
struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 <= result < n */
static inline int64_t rng_below(struct rng *r, int64_t n)
{
	return (int64_t)(rng_next(r) % (uint64_t)n);
}

static inline bool rng_one_in(struct rng *r, int n)
{
	return rng_below(r, n) == 0;
}

/* A new seed each run, printed; SLATOP_TEST_SEED repeats one. */
static inline struct rng rng_seeded(void)
{
	const char *given = getenv("SLATOP_TEST_SEED");
	uint32_t seed = 0;
	if (given)
		seed = (uint32_t)strtoul(given, NULL, 10);
	else
		ck_assert_int_eq(getrandom(&seed, sizeof seed, 0), (ssize_t)sizeof seed);
	printf("seed: %u\n", seed);
	fflush(stdout);
	return (struct rng){seed};
}

static inline const struct calendar *shanghai(void)
{
	static struct calendar *c;
	struct err e;
	if (!c)
		c = calendar_create("Asia/Shanghai", &e);
	ck_assert_msg(c != NULL, "no zone: %s", e.text);
	return c;
}

/* A local time: "10:00:00" or "10:00" on 10 November 2026, or a full date. */
static inline int64_t local(const char *text)
{
	char full[128];
	int64_t at;
	struct err e;
	snprintf(full, sizeof full, "%s%s", text[2] == ':' ? "2026-11-10 " : "", text);
	ck_assert_msg(calendar_parse_time(shanghai(), full, &at, &e), "%s: %s", text, e.text);
	return at;
}

static inline struct span month_of(const char *text)
{
	int64_t at = local(text);
	return (struct span){calendar_month(shanghai(), at, 0), calendar_month(shanghai(), at, 1)};
}

/* Puts a key's value, as in the file. */
static inline void with(struct terms *t, const char *key, const char *value)
{
	struct err e = {{0}};
	ck_assert_msg(agreement_key_find(key) != NULL, "no key %s", key);
	ck_assert_msg(agreement_key_set(agreement_key_find(key), t, value, &e), "%s", e.text);
}

/* Reads "web_front 10:00:00-10:02:00 provider 7" (7: the maintenance it names;
 * "-" ends an open one); several are separated by ";". Full dates are joined
 * with "T". Ids count up from 1. Returns the count. */
static inline size_t windows_from(const char *text, struct outage_window *out)
{
	char copy[512], *rest = copy;
	size_t count = 0;
	snprintf(copy, sizeof copy, "%s", text);
	for (char *one; (one = strsep(&rest, ";"));) {
		char service[32], times[96], cause[32] = "", *end;
		int maintenance = 0, fields;
		struct outage_window *w = &out[count++];
		fields = sscanf(one, " %31s %95s %31s %d", service, times, cause, &maintenance);
		ck_assert_msg(fields >= 2, "bad window: %s", one);
		end = strchr(times[2] == ':' ? times : times + 11, '-');
		ck_assert_ptr_nonnull(end);
		*end++ = 0;
		*w = (struct outage_window){.outage_id = (int64_t)count, .maintenance_id = maintenance};
		w->started_at = local(times);
		w->ended_at = *end ? local(end) : TIME_NONE;
		ck_assert_int_ge(service_from(service, strlen(service)), 0);
		w->service = (uint8_t)service_from(service, strlen(service));
		w->cause = (uint8_t)cause_from(cause, strlen(cause));
	}
	return count;
}

#endif
