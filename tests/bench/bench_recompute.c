/* How long clause 4.1 takes for 100,000 accounts of ten windows each, on one
 * core: as most accounts are, and with everything that can be exempt. Not a
 * test: linked with the library and run by hand. */
#include <stdio.h>
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "slatop/sla/availability.h"

#define ACCOUNTS 100000
#define WINDOWS 10
#define ROUNDS 5

static uint64_t state = 1;

static int64_t below(int64_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)n);
}

static void fill(struct outage_window *w, struct span month, int64_t night_us, unsigned exempt_in_ten)
{
	for (size_t i = 0; i < (size_t)ACCOUNTS * WINDOWS; i++) {
		w[i] = (struct outage_window){.outage_id = (int64_t)i,
					      .service = (uint8_t)below(SERVICE_COUNT),
					      .cause = CAUSE_PROVIDER};
		w[i].started_at = month.start_us + below(month.end_us - month.start_us);
		if (below(10) < exempt_in_ten) {
			switch (below(3)) {
			case 0: w[i].cause = CAUSE_CARRIER; break;
			case 1: w[i].maintenance_id = 1 + below(3); break;
			default:
				w[i].cause = CAUSE_AUTO_MAINTENANCE;
				w[i].started_at = night_us + below(28) * DAY_US + below(3 * HOUR_US);
				break;
			}
		}
		w[i].ended_at = w[i].started_at + below(900 * USEC);
	}
}

static void measure(const char *name, struct availability_input in, const struct outage_window *w,
		    bool explain)
{
	struct arena scratch = {0};
	struct availability out;
	struct availability_detail detail;
	int64_t best = INT64_MAX, sum = 0;
	for (int round = 0; round < ROUNDS; round++) {
		int64_t start = clock_monotonic();
		for (size_t i = 0; i < ACCOUNTS; i++) {
			in.windows = w + i * WINDOWS;
			in.window_count = WINDOWS;
			availability_compute(&in, &scratch, &out, explain ? &detail : NULL);
			arena_reset(&scratch);
			sum += out.accountable_us;
		}
		start = clock_monotonic() - start;
		best = start < best ? start : best;
	}
	printf("%-42s %7.1f ms (checksum %lld)\n", name, (double)best / 1000, (long long)(sum % 1000003));
	arena_release(&scratch);
}

int main(void)
{
	struct err e;
	struct calendar *c = calendar_create("Asia/Shanghai", &e);
	struct outage_window *w = mem_zero((size_t)ACCOUNTS * WINDOWS, sizeof *w);
	struct terms t;
	struct availability_input in = {.terms = &t, .calendar = c};
	struct maintenance_window m[3];
	int64_t at = INT64_C(1793500000) * USEC;

	if (!c)
		return EXIT_FAILURE;
	terms_init(&t);
	in.span = (struct span){calendar_month(c, at, 0), calendar_month(c, at, 1)};
	in.moment_us = in.span.end_us;
	for (size_t i = 0; i < COUNT_OF(m); i++) {
		m[i] = (struct maintenance_window){
			(int64_t)i + 1, TIME_NONE, in.span.start_us + (int64_t)i * 9 * DAY_US,
			0, TIME_NONE, TIME_NONE};
		m[i].ends_at = m[i].starts_at + 4 * DAY_US;
	}
	fill(w, in.span, in.span.start_us + 3 * HOUR_US, 0);
	measure("nothing exempt", in, w, false);
	measure("nothing exempt, explained", in, w, true);
	in.maintenance = m;
	in.maintenance_count = COUNT_OF(m);
	fill(w, in.span, in.span.start_us + 3 * HOUR_US, 2);
	measure("a fifth of the windows may be exempt", in, w, false);
	fill(w, in.span, in.span.start_us + 3 * HOUR_US, 10);
	measure("all windows may be exempt", in, w, false);
	measure("all windows may be exempt, explained", in, w, true);
	free(w);
	calendar_destroy(c);
	return EXIT_SUCCESS;
}
