/* Random changes, applied one by one with recomputes in between, against a store
 * that is loaded with what came of them: every verdict has to be the same. */
#include "facts.h"
#include "support/check_main.h"

#define ACCOUNTS 60
#define WINDOWS 400
#define MAINTENANCES 12
#define ROUNDS 40
#define CHANGES 60

/* The truth: what the database would hold. */
struct world {
	struct tenant_row tenants[ACCOUNTS];
	bool tenant_there[ACCOUNTS];
	struct window_row windows[WINDOWS];
	bool window_there[WINDOWS];
	struct maintenance_row maintenance[MAINTENANCES];
	bool maintenance_there[MAINTENANCES];
	int64_t cover[MAINTENANCES][ACCOUNTS];
	size_t cover_count[MAINTENANCES];
	int64_t now;
};

static uint64_t chance;

static uint64_t roll(uint64_t below)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return chance % below;
}

static const char LAW[] =
	"{\"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": {\"standard\": [{\"from\": \"2020-01\"}],"
	" \"each\": [{\"from\": \"2020-01\", \"web\": {\"down_when\": \"each\"}}],"
	" \"both\": [{\"from\": \"2020-01\", \"web\": {\"down_when\": \"both\"}}],"
	" \"any\": [{\"from\": \"2020-01\", \"maintenance\": {\"link\": \"any\"}}]}}";

/* --- making things up ---------------------------------------------------- */

static int64_t some_time(const struct world *w)
{
	if (!roll(40))
		return roll(2) ? TIME_INFINITE : TIME_MINUS_INFINITE;
	if (!roll(4)) /* about the moment */
		return w->now + ((int64_t)roll(600) - 300) * USEC;
	return NOV - 2 * DAY_US + (int64_t)roll(34 * 24 * 60) * MINUTE_US;
}

static void change_tenant(struct world *w, struct platform *p)
{
	static const char *const codes[] = {NULL, "each", "both", "any", "unheard of"};
	size_t i = roll(ACCOUNTS);
	struct tenant_row *row = &w->tenants[i];

	*row = tenant_row(10000 + (int64_t)i);
	row->t.agreement_code = codes[roll(5)];
	row->t.voided = !roll(6);
	if (!roll(12))
		row->t.opened_at = TIME_INFINITE;
	w->tenant_there[i] = true;
	platform_put_tenant(p, row);
}

static void change_window(struct world *w, struct platform *p)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk", "fax"};
	static const char *const causes[] = {NULL, "provider", "carrier", "customer", "maintenance",
					     "auto_maintenance", "gremlins"};
	size_t i = roll(WINDOWS);
	struct window_row *row = &w->windows[i];
	int64_t account = row->enterprise_no;

	/* Mostly it ends, is corrected or voided; its account stays. */
	if (!w->window_there[i] || roll(3))
		*row = window_row(1 + (int64_t)i, account ? account : 10000 + (int64_t)roll(ACCOUNTS + 5),
				  services[roll(roll(8) ? 4 : 5)], some_time(w), TIME_NONE);
	row->cause = causes[roll(7)];
	if (roll(4) && !time_infinite(row->started_at))
		row->ended_at = row->started_at + ((int64_t)roll(400) - 5) * (roll(2) ? USEC : MINUTE_US);
	row->voided = !roll(8);
	row->maintenance_id = roll(3) ? 0 : 1 + (int64_t)roll(MAINTENANCES + 1);
	row->detail.carrier = roll(4) ? NULL : "电信";
	w->window_there[i] = true;
	platform_put_window(p, row);
}

static void change_maintenance(struct world *w, struct platform *p)
{
	size_t i = roll(MAINTENANCES);
	struct maintenance_row *row = &w->maintenance[i];
	int64_t starts = NOV + (int64_t)roll(30 * 24) * HOUR_US;

	*row = maintenance_row(1 + (int64_t)i, starts, starts + ((int64_t)roll(600) - 5) * MINUTE_US);
	row->m.all_tenants = !roll(4);
	row->m.voided = !roll(5);
	if (!roll(3))
		row->m.w.finished_at = starts + (int64_t)roll(600) * MINUTE_US;
	w->maintenance_there[i] = true;
	platform_put_maintenance(p, row);
}

static void change_cover(struct world *w, struct platform *p)
{
	size_t i = roll(MAINTENANCES);

	w->cover_count[i] = 0;
	for (int64_t a = 0; a < ACCOUNTS; a++)
		if (roll(2))
			w->cover[i][w->cover_count[i]++] = 10000 + a;
	platform_put_cover(p, 1 + (int64_t)i, w->cover[i], w->cover_count[i]);
}

static void change(struct world *w, struct platform *p)
{
	switch (roll(10)) {
	case 0:
		change_tenant(w, p);
		break;
	case 1:
		change_maintenance(w, p);
		break;
	case 2:
		change_cover(w, p);
		break;
	default:
		change_window(w, p);
		break;
	}
}

/* --- the same, loaded ---------------------------------------------------- */

static struct period *load_world(const struct world *w, struct platform *p, struct span span, int64_t only)
{
	struct period *d = platform_period(p, span, TIME_NONE, only);

	for (size_t i = 0; i < ACCOUNTS; i++)
		if (w->tenant_there[i])
			platform_put_tenant(p, &w->tenants[i]);
	for (size_t i = 0; i < MAINTENANCES; i++) {
		if (w->maintenance_there[i])
			platform_put_maintenance(p, &w->maintenance[i]);
		platform_put_cover(p, 1 + (int64_t)i, w->cover[i], w->cover_count[i]);
	}
	period_load_begin(p, d);
	for (size_t i = 0; i < WINDOWS; i++) {
		const struct window_row *row = &w->windows[i];
		bool wanted =
			row->started_at == TIME_INFINITE ||
			(row->started_at <= d->loaded.end_us &&
			 (row->ended_at >= d->loaded.start_us || row->started_at >= d->loaded.start_us));
		if (w->window_there[i] && wanted && (!only || row->enterprise_no == only))
			period_load_row(p, d, row);
	}
	period_load_end(p, d);
	return d;
}

static void compare_account(struct platform *a, struct period *x, struct platform *b, struct period *y,
			    int64_t no, int64_t now)
{
	uint32_t s = platform_tenant(a, no), t = platform_tenant(b, no);
	struct availability u, v;

	ck_assert_int_eq(s == INDEX_NONE, t == INDEX_NONE);
	if (s == INDEX_NONE)
		return;
	period_verdict(a, x, s, now, &u);
	period_verdict(b, y, t, now, &v);
	ck_assert_int_eq(u.unavailable_us, v.unavailable_us);
	ck_assert_int_eq(u.accountable_us, v.accountable_us);
	ck_assert_int_eq(u.uncounted_us, v.uncounted_us);
	ck_assert_int_eq(u.elapsed_us, v.elapsed_us);
	ck_assert_int_eq(u.projected_us, v.projected_us);
	ck_assert_int_eq(u.breached_at, v.breached_at);
	ck_assert_int_eq(u.eligible_at, v.eligible_at);
	ck_assert_int_eq(u.breach_eta, v.breach_eta);
	ck_assert_int_eq(u.status, v.status);
	ck_assert_int_eq(u.open_counted, v.open_counted);
	ck_assert_int_eq(u.open_pending, v.open_pending);
	struct arena scratch = {0};
	struct account_detail detail;
	period_account(a, x, s, now, &scratch, &detail);
	ck_assert_int_eq(detail.verdict.unavailable_us, u.unavailable_us);
	ck_assert_int_eq(detail.verdict.accountable_us, u.accountable_us);
	arena_release(&scratch);
}

static uint64_t window_faults(const struct period *d)
{
	uint64_t sum = 0;

	for (int fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++)
		sum += period_fault_count(d, (enum fault)fault);
	return sum;
}

/* One after the other, against a look at every row. */
static void bad_rows_are_found(const struct platform *p)
{
	const size_t counts[FAULTY_COUNT] = {p->periods[0]->window_count, p->maintenance_count,
					     p->incident_count, p->tenant_count, p->link_count,
					     p->failover_count};
	uint64_t found = 0;

	for (int i = 0; i < FAULTY_COUNT; i++) {
		enum faulty_relation relation = (enum faulty_relation)i;
		uint32_t next = platform_next_bad(p, relation, 0);

		for (uint32_t row = 0; row < counts[i]; row++) {
			bool bad = platform_row_fault(p, relation, row) != FAULT_NONE;
			ck_assert_msg(bad == (next == row), "%s %u", faulty_relations[i], row);
			found += bad;
			if (bad)
				next = platform_next_bad(p, relation, row + 1);
		}
		ck_assert_uint_eq(next, INDEX_NONE);
	}
	ck_assert_uint_eq(found, p->faults);
}

static void compare(const struct world *w, const struct agreement *law, struct platform *a, struct period *x)
{
	struct store *store = store_create(law);
	struct platform *b = store_add(store, "");
	struct period *y = load_world(w, b, x->span, x->only_account);

	period_recompute(a, x, w->now, INT64_MAX);
	period_recompute(b, y, w->now, INT64_MAX);
	for (int64_t i = 0; i < ACCOUNTS; i++)
		if (!x->only_account || x->only_account == 10000 + i)
			compare_account(a, x, b, y, 10000 + i, w->now);
	ck_assert_uint_eq(x->open_counted, y->open_counted);
	ck_assert_uint_eq(x->open_pending, y->open_pending);
	ck_assert_uint_eq(window_faults(x), window_faults(y));
	ck_assert_uint_eq(platform_fault_count(a, FAULT_TIME_INFINITE),
			  platform_fault_count(b, FAULT_TIME_INFINITE));
	bad_rows_are_found(a);
	store_destroy(store);
}

START_TEST(changes_come_to_the_same)
{
	static struct world w;
	struct err e;
	const char *seed = getenv("SEED");
	struct agreement *law = agreement_parse(LAW, strlen(LAW), "test", &e);

	chance = seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL) * 2654435761u;
	printf("seed %llu\n", (unsigned long long)chance);
	fflush(stdout);
	chance |= 1;
	ck_assert_msg(law != NULL, "%s", e.text);
	struct store *store = store_create(law);
	struct platform *p = store_add(store, "");
	w.now = NOV + 10 * DAY_US;
	struct period *month = platform_current_period(p, NOVEMBER);
	struct period *day =
		platform_period(p, (struct span){NOV + 9 * DAY_US, NOV + 11 * DAY_US}, TIME_NONE, 0);
	struct period *one = platform_period(p, NOVEMBER, TIME_NONE, 10007);
	load_windows(p, month, NULL, 0);
	load_windows(p, day, NULL, 0);
	load_windows(p, one, NULL, 0);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < CHANGES; i++) {
			change(&w, p);
			/* Time goes on, and sometimes back, with slices that end early. */
			if (!roll(3))
				w.now += ((int64_t)roll(1200) - (roll(8) ? 0 : 900)) * USEC +
					 (int64_t)roll(USEC);
			period_recompute(p, month, w.now, 0);
			period_recompute(p, one, roll(30) ? w.now : TIME_NONE, 0);
		}
		if (!roll(10)) { /* loaded anew in the middle of it */
			platform_clear(p);
			load_world(&w, p, NOVEMBER, 0)->users--;
			load_world(&w, p, day->span, 0)->users--;
			load_world(&w, p, NOVEMBER, 10007)->users--;
		}
		compare(&w, law, p, month);
		compare(&w, law, p, day);
		compare(&w, law, p, one);
	}
	store_destroy(store);
	agreement_destroy(law);
}
END_TEST

TEST_MAIN("random changes", 120, changes_come_to_the_same)
