/* One crash takes 100,000 accounts down, in a month of 1,000,000 windows: what
 * each model costs, and that no slice takes long. Figures are printed; only
 * what would be a mistake of kind, not of the machine, fails. */
#include <time.h>

#include "fixture.h"

#define ACCOUNTS 100000
#define WINDOWS 1000000

static void fill(struct fixture *f, int64_t moment, int64_t began)
{
	int64_t month = fixture_time(f, "2026-11-01");
	struct platform *p = f->store->platforms[0];
	struct window_row *w;

	(void)p;
	f->window_capacity[0] = f->window_count[0] = WINDOWS;
	f->windows[0] = mem_zero(WINDOWS, sizeof *f->windows[0]);
	for (int64_t i = 0; i < WINDOWS; i++) {
		w = &f->windows[0][i];
		w->outage_id = i + 1;
		w->enterprise_no = i % ACCOUNTS + 1;
		w->service = i % 3 ? "softswitch" : "web_front";
		w->cause = "provider";
		w->started_at = month + (i * 7919) % 1900000 * USEC;
		w->ended_at = w->started_at + (i * 31) % 400 * USEC;
		if (i < ACCOUNTS) { /* the crash */
			w->service = "softswitch";
			w->incident_id = 8841;
			w->started_at = moment - began + i % 1000;
			w->ended_at = TIME_NONE;
		}
	}
}

/* Of this program alone: others may run beside it. */
static int64_t processor_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * USEC + t.tv_nsec / 1000;
}

static int64_t filled_us; /* what putting all in took */

static struct fixture *make(int64_t began)
{
	int64_t start = processor_us();
	static struct fixture f;
	char name[32];

	fixture_init(&f, NULL);
	int64_t moment = fixture_time(&f, "2026-11-23 14:22:07");
	struct platform *p = fixture_platform(&f, "north", "北", moment);
	for (int64_t i = 1; i <= ACCOUNTS; i++) {
		snprintf(name, sizeof name, "租户 %06d", (int)(i * 7919 % ACCOUNTS));
		fixture_tenant(&f, p, i, name, i % 50 ? NULL : "gold");
	}
	fill(&f, moment, began);
	filled_us = processor_us() - start;
	printf("scale: filled in %d ms\n", (int)(filled_us / 1000));
	return &f;
}

/* Works a view through in slices as the loop would. No slice may cost as much as a
 * part of putting all windows in, on whatever machine. */
static void measure(const char *what, struct view *v)
{
	int64_t longest = 0, start = clock_monotonic(), spent;

	for (bool left = true; left;) {
		int64_t before = processor_us();

		left = view_work(v, clock_monotonic() + 4000);
		if (processor_us() - before > longest)
			longest = processor_us() - before;
	}
	spent = clock_monotonic() - start;
	printf("scale: %-28s %7zu rows, %4d ms, longest slice %.1f ms\n", what, v->count, (int)(spent / 1000),
	       (double)longest / 1000);
	ck_assert_int_lt(longest, filled_us / 3);
}

static struct view *measured(const char *what, const char *model, const struct model_scope *scope,
			     const char *sort)
{
	struct view *v = view_create(model_find(model), scope);

	if (sort)
		ck_assert(view_sort_by(v, sort, NULL));
	measure(what, v);
	return v;
}

START_TEST(a_crash_that_counts)
{
	struct fixture *f = make(276 * USEC);
	struct model_scope scope = fixture_scope(f, "2026-11");
	struct view *v = measured("outage_groups, counting", "outage_groups", &scope, NULL);

	ck_assert_uint_eq(v->count, 1);
	check_cell(v, 0, "accounts", "100000");
	check_cell(v, 0, "counting", "100000");
	check_cell(v, 0, "tier_accounts", "2000");
	view_destroy(v);
	v = measured("outages", "outages", &scope, NULL);
	ck_assert_uint_eq(v->count, ACCOUNTS);
	size_t at;
	view_set_filter(v, filter_parse("name ~ 0001 and budget > 10%", v->model, f->calendar, &at, NULL));
	measure("outages, filtered", v);
	view_destroy(v);
	view_destroy(measured("outages by what counted", "outages", &scope, "-counted_s"));
	view_destroy(measured("availability", "availability", &scope, NULL));
	view_destroy(measured("availability by name", "availability", &scope, "name"));
	view_destroy(measured("tenants", "tenants", &scope, NULL));
	view_destroy(measured("platforms", "platforms", &scope, NULL));
	view_destroy(measured("incidents", "incidents", &scope, NULL));
	scope.span_given = true;
	v = measured("outages of the month", "outages", &scope, "-started_at");
	ck_assert_uint_gt(v->count, WINDOWS * 9 / 10);
	view_destroy(v);
	scope.enterprise_no = 77;
	view_destroy(measured("windows of one", "windows", &scope, NULL));
	view_destroy(measured("days of one", "days", &scope, NULL));
	view_destroy(measured("explain", "explain", &scope, NULL));
	fixture_release(f);
}
END_TEST

/* The first minute, in which each second asks when it will count. */
START_TEST(a_crash_that_does_not_count_yet)
{
	struct fixture *f = make(30 * USEC);
	struct model_scope scope = fixture_scope(f, "2026-11");
	struct view *v = measured("outage_groups, pending", "outage_groups", &scope, NULL);

	check_cell(v, 0, "pending", "100000");
	check_cell(v, 0, "counting", "0");
	check_cell(v, 0, "counts_in_s", "30");
	view_destroy(v);
	fixture_release(f);
}
END_TEST

TEST_MAIN("scale", 300, a_crash_that_counts, a_crash_that_does_not_count_yet)
