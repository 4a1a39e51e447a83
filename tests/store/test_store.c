/* The facts in memory: rows put, replaced, voided, found again, and how each
 * reaches the verdicts. */
#include "facts.h"
#include "slatop/store/store.h"
#include "support/check_main.h"

static struct agreement *agreement;
static struct store *store;
static struct platform *p;
static struct period *d;

/* November, three accounts, nothing down. */
static void begin(void)
{
	struct err e;

	agreement = agreement_read(NULL, &e);
	ck_assert_msg(agreement != NULL, "%s", e.text);
	store = store_create(agreement);
	p = store_add(store, "");
	platform_set_identity(p, "north", "华北");
	for (int64_t no = 10001; no <= 10003; no++)
		platform_put_tenant(p, &(struct tenant_row){tenant_row(no).t});
	d = platform_current_period(p, NOVEMBER);
	load_windows(p, d, NULL, 0);
}

static void end(void)
{
	store_destroy(store);
	agreement_destroy(agreement);
}

static struct availability verdict(int64_t enterprise_no, int64_t moment)
{
	struct availability a;
	uint32_t tenant = platform_tenant(p, enterprise_no);

	ck_assert_uint_ne(tenant, INDEX_NONE);
	ck_assert(!period_recompute(p, d, moment, INT64_MAX));
	period_verdict(p, d, tenant, moment, &a);
	return a;
}

static void put(const struct window_row *row)
{
	platform_put_window(p, row);
}

#define AT(day, hour, minute) (NOV + (day) * DAY_US + (hour) * HOUR_US + (minute) * MINUTE_US)
#define LATER AT(20, 0, 0)

START_TEST(windows_reach_the_verdict)
{
	struct window_row w = window_row(1, 10001, "web_front", AT(3, 10, 0), AT(3, 10, 30));

	begin();
	put(&w);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 30 * MINUTE_US);
	ck_assert_int_eq(verdict(10002, LATER).unavailable_us, 0);
	ck_assert_int_eq(verdict(10002, LATER).status, STATUS_OK);
	ck_assert_int_eq(verdict(10002, LATER).elapsed_us, 20 * DAY_US);

	w.ended_at = AT(3, 12, 0); /* corrected: longer */
	put(&w);
	ck_assert_int_eq(verdict(10001, LATER).status, STATUS_BREACHED);
	w.started_at -= 40 * DAY_US; /* corrected: it was another month */
	w.ended_at -= 40 * DAY_US;
	put(&w);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 0);
	w.started_at += 40 * DAY_US;
	w.ended_at = AT(3, 10, 10);
	put(&w);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 10 * MINUTE_US);
	w.voided = true;
	w.detail.void_reason = "entered twice";
	put(&w);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 0);
	ck_assert_uint_eq(d->window_count, 1);
	ck_assert_str_eq(platform_detail(p, d->windows[0].detail)->void_reason, "entered twice");
	end();
}
END_TEST

START_TEST(generation_grows_with_changes_only)
{
	struct window_row w = window_row(1, 10001, "trunk", AT(3, 10, 0), AT(3, 10, 30));
	struct maintenance_row m = maintenance_row(7, AT(4, 1, 0), AT(4, 2, 0));
	struct incident_row i = {{.incident_id = 5, .opened_at = AT(3, 10, 0), .detected_at = TIME_NONE,
				  .switched_at = TIME_NONE, .recovered_at = TIME_NONE, .closed_at = TIME_NONE,
				  .title = "carrier cut", .severity = 2}};
	int64_t covered[] = {10002, 10001};

	begin();
	w.detail.carrier = "电信";
	for (int round = 0; round < 2; round++) {
		uint64_t before = p->generation, period_before = d->generation;
		platform_put_tenant(p, &(struct tenant_row){tenant_row(10001).t});
		put(&w);
		platform_put_maintenance(p, &m);
		platform_put_cover(p, 7, covered, 2);
		platform_put_incident(p, &i);
		verdict(10001, LATER);
		verdict(10001, LATER + 5 * USEC);
		ck_assert(round ? p->generation == before : p->generation > before);
		ck_assert(round ? d->generation == period_before : d->generation > period_before);
	}
	end();
}
END_TEST

START_TEST(open_windows_tick)
{
	struct window_row web = window_row(1, 10001, "web_front", AT(3, 10, 0), TIME_NONE);
	struct window_row call = window_row(2, 10001, "trunk", AT(3, 10, 0), TIME_NONE);
	struct window_row ends = window_row(3, 10002, "trunk", AT(3, 10, 0), AT(3, 10, 5));
	struct window_row later = window_row(4, 10003, "trunk", AT(3, 11, 0), AT(3, 11, 5));
	struct window_row exempt = window_row(5, 10003, "trunk", AT(3, 10, 0), TIME_NONE);

	begin();
	exempt.cause = "customer";
	put(&web);
	put(&call);
	put(&ends);
	put(&later);
	put(&exempt);
	verdict(10001, AT(3, 10, 0) + 90 * USEC);
	ck_assert_uint_eq(d->open_counted, 2); /* the two of the trunk */
	ck_assert_uint_eq(d->open_pending, 1);
	ck_assert_uint_eq(d->ticking_count, 3);
	uint64_t before = d->generation;
	ck_assert_int_eq(verdict(10001, AT(3, 10, 4)).unavailable_us, 4 * MINUTE_US);
	ck_assert_int_eq(verdict(10002, AT(3, 10, 4)).unavailable_us, 4 * MINUTE_US);
	ck_assert_uint_gt(d->generation, before);
	ck_assert_uint_eq(d->open_counted, 3);
	ck_assert_int_eq(verdict(10002, AT(3, 10, 6)).unavailable_us, 5 * MINUTE_US);
	ck_assert_uint_eq(d->ticking_count, 2);
	ck_assert_int_eq(verdict(10003, AT(3, 12, 0)).unavailable_us, 5 * MINUTE_US);
	/* Time goes back: a replica that became stale. */
	ck_assert_int_eq(verdict(10002, AT(3, 10, 3)).unavailable_us, 3 * MINUTE_US);
	ck_assert_int_eq(verdict(10003, AT(3, 10, 3)).unavailable_us, 0);
	ck_assert_uint_eq(d->open_counted, 3);
	web.ended_at = AT(3, 10, 2);
	put(&web);
	verdict(10001, AT(3, 10, 3));
	ck_assert_uint_eq(d->open_counted, 2);
	end();
}
END_TEST

START_TEST(no_time_no_verdict)
{
	struct window_row w = window_row(1, 10001, "trunk", AT(3, 10, 0), TIME_NONE);

	begin();
	put(&w);
	ck_assert_int_eq(verdict(10001, TIME_NONE).status, STATUS_NO_DATA);
	ck_assert_int_eq(verdict(10001, AT(3, 14, 0)).status, STATUS_BREACHED);
	ck_assert_uint_eq(d->open_counted, 1);
	ck_assert_int_eq(verdict(10001, TIME_NONE).status, STATUS_NO_DATA);
	ck_assert_int_eq(verdict(10001, TIME_NONE).breached_at, TIME_NONE);
	ck_assert_uint_eq(d->open_counted, 0);
	ck_assert_int_eq(verdict(10001, AT(3, 11, 0)).status, STATUS_OK);
	ck_assert_uint_eq(d->open_counted, 1);
	end();
}
END_TEST

START_TEST(bad_rows_are_left_out_and_counted)
{
	const struct window_row bad[] = {
		window_row(1, 10001, "trunk", AT(3, 10, 0), AT(3, 9, 0)),
		window_row(2, 10001, "fax", AT(3, 10, 0), AT(3, 11, 0)),
		window_row(3, 10001, "trunk", TIME_MINUS_INFINITE, AT(3, 11, 0)),
		window_row(4, 10001, "trunk", AT(3, 10, 0), TIME_INFINITE),
		window_row(5, 99999, "trunk", AT(3, 10, 0), AT(3, 11, 0)),
	};
	struct tenant_row closed = tenant_row(10003);

	begin();
	load_windows(p, d, bad, COUNT_OF(bad));
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 0);
	ck_assert_uint_eq(p->faults, 5);
	ck_assert_uint_eq(period_fault_count(d, FAULT_TIME_INFINITE), 2);
	ck_assert_uint_eq(period_fault_count(d, FAULT_TIMES_REVERSED), 1);
	ck_assert_uint_eq(period_fault_count(d, FAULT_SERVICE), 1);
	ck_assert_uint_eq(period_fault_count(d, FAULT_ACCOUNT_UNKNOWN), 1);
	for (size_t i = 0; i < d->window_count; i++)
		if (d->windows[i].outage_id == 2)
			ck_assert_str_eq(platform_detail(p, d->windows[i].detail)->service_word, "fax");

	struct window_row mended = window_row(1, 10001, "trunk", AT(3, 10, 0), AT(3, 11, 0));
	put(&mended);
	ck_assert_uint_eq(p->faults, 4);
	struct window_row voided = bad[1];
	voided.voided = true;
	put(&voided);
	ck_assert_uint_eq(p->faults, 3);
	closed.t.opened_at = TIME_INFINITE;
	platform_put_tenant(p, &closed);
	ck_assert_uint_eq(p->faults, 4);
	ck_assert(!tenant_in_span(&p->tenants[platform_tenant(p, 10003)], NOVEMBER));
	struct tenant_row odd = tenant_row(10002);
	odd.t.agreement_code = "platinum";
	platform_put_tenant(p, &odd);
	ck_assert_uint_eq(platform_fault_count(p, FAULT_AGREEMENT), 1);
	ck_assert(tenant_in_span(&p->tenants[platform_tenant(p, 10002)], NOVEMBER));
	struct maintenance_row m = maintenance_row(7, AT(4, 1, 0), AT(4, 1, 0));
	platform_put_maintenance(p, &m);
	ck_assert_uint_eq(platform_fault_count(p, FAULT_TIMES_REVERSED), 1);
	ck_assert_uint_eq(p->faults, 6);
	end();
}
END_TEST

static struct failover_row failover_row(int64_t id, int64_t failed_at, int64_t switched_at)
{
	return (struct failover_row){{.failover_id = id, .incident_id = 5, .fault_class = "relay",
				      .failed_at = failed_at, .switched_at = switched_at, .from_node = "GW-1",
				      .to_node = "GW-2"}};
}

START_TEST(links_and_failovers)
{
	struct link_row l = {{.link_id = 3, .carrier = "中国联通", .kind = "bgp", .name = "AS4837",
			      .up = true, .since = AT(1, 0, 0)}};
	struct failover_row f = failover_row(8, AT(3, 10, 0), TIME_NONE);
	uint64_t before;

	begin();
	platform_put_link(p, &l);
	platform_put_failover(p, &f);
	before = p->generation;
	platform_put_link(p, &l);
	platform_put_failover(p, &f);
	ck_assert_uint_eq(p->generation, before);
	l.l.up = false;
	l.l.since = AT(3, 9, 0);
	platform_put_link(p, &l);
	f.f.switched_at = AT(3, 10, 2);
	platform_put_failover(p, &f);
	ck_assert_uint_gt(p->generation, before);
	ck_assert_uint_eq(p->link_count, 1);
	ck_assert(!p->links[0].up);
	ck_assert_int_eq(p->links[0].since, AT(3, 9, 0));
	ck_assert_str_eq(p->links[0].carrier, "中国联通");
	ck_assert_int_eq(p->failovers[idmap_find(&p->failover_by_id, 8)].switched_at, AT(3, 10, 2));
	ck_assert_uint_eq(p->faults, 0);

	/* Bad ones are found, and mended ones are no more. */
	f.f.switched_at = AT(3, 9, 59);
	platform_put_failover(p, &f);
	platform_put_failover(p, &(struct failover_row){failover_row(9, TIME_MINUS_INFINITE, TIME_NONE).f});
	l.l.since = TIME_INFINITE;
	platform_put_link(p, &l);
	ck_assert_uint_eq(p->faults, 3);
	ck_assert_uint_eq(platform_next_bad(p, FAULTY_LINK, 0), 0);
	ck_assert_uint_eq(platform_next_bad(p, FAULTY_FAILOVER, 1), 1);
	ck_assert_uint_eq(platform_next_bad(p, FAULTY_FAILOVER, 2), INDEX_NONE);
	ck_assert_str_eq(fault_rule(FAULTY_FAILOVER, platform_row_fault(p, FAULTY_FAILOVER, 0)),
			 "switched_at is before failed_at");
	ck_assert_int_eq(platform_row_fault(p, FAULTY_FAILOVER, 1), FAULT_TIME_INFINITE);
	f.f.voided = true;
	platform_put_failover(p, &f);
	l.l.since = AT(3, 9, 0);
	platform_put_link(p, &l);
	ck_assert_uint_eq(p->faults, 1);
	ck_assert_uint_eq(platform_next_bad(p, FAULTY_FAILOVER, 0), 1);
	platform_clear(p);
	ck_assert_uint_eq(p->link_count + p->failover_count + p->faults, 0);
	ck_assert_uint_eq(platform_next_bad(p, FAULTY_FAILOVER, 0), INDEX_NONE);
	end();
}
END_TEST

START_TEST(accounts_come_and_go)
{
	const struct window_row rows[] = {
		window_row(1, 20000, "trunk", AT(3, 10, 0), AT(3, 10, 5)),
		window_row(2, 10001, "trunk", AT(3, 10, 0), AT(3, 10, 10)),
		window_row(3, 20000, "trunk", AT(3, 11, 0), AT(3, 11, 5)),
		window_row(4, 20001, "trunk", AT(3, 11, 0), AT(3, 11, 5)),
	};

	begin();
	load_windows(p, d, rows, COUNT_OF(rows));
	struct window_row later = window_row(5, 20000, "trunk", AT(3, 12, 0), AT(3, 12, 5));
	put(&later);
	ck_assert_uint_eq(p->faults, 4);
	for (uint32_t i = 0; i < d->window_count; i++)
		if (d->windows[i].outage_id == 4)
			ck_assert_int_eq(period_orphan_account(p, d, i), 20001);
	platform_put_tenant(p, &(struct tenant_row){tenant_row(20000).t});
	ck_assert_uint_eq(p->faults, 1);
	ck_assert_int_eq(verdict(20000, LATER).unavailable_us, 15 * MINUTE_US);

	struct tenant_row voided = tenant_row(10001);
	voided.t.voided = true;
	platform_put_tenant(p, &voided);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 0);
	ck_assert_uint_eq(period_fault_count(d, FAULT_ACCOUNT_VOIDED), 1);
	voided.t.voided = false;
	platform_put_tenant(p, &voided);
	ck_assert_int_eq(verdict(10001, LATER).unavailable_us, 10 * MINUTE_US);
	ck_assert_uint_eq(p->faults, 1);

	/* Against the rules, and yet no reason to fall over. */
	struct window_row moved = rows[0];
	moved.enterprise_no = 10002;
	put(&moved);
	ck_assert_int_eq(verdict(10002, LATER).unavailable_us, 5 * MINUTE_US);
	ck_assert_int_eq(verdict(20000, LATER).unavailable_us, 10 * MINUTE_US);
	moved.enterprise_no = 30000;
	put(&moved);
	ck_assert_int_eq(verdict(10002, LATER).unavailable_us, 0);
	moved.enterprise_no = 30001;
	put(&moved);
	platform_put_tenant(p, &(struct tenant_row){tenant_row(30000).t});
	platform_put_tenant(p, &(struct tenant_row){tenant_row(30001).t});
	ck_assert_int_eq(verdict(30000, LATER).unavailable_us, 0);
	ck_assert_int_eq(verdict(30001, LATER).unavailable_us, 5 * MINUTE_US);
	end();
}
END_TEST

START_TEST(maintenance_exempts_whom_it_covers)
{
	struct maintenance_row m = maintenance_row(7, AT(4, 1, 0), AT(4, 2, 0));
	struct window_row a = window_row(1, 10001, "web_front", AT(4, 1, 0), AT(4, 2, 30));
	struct window_row b = window_row(2, 10002, "web_front", AT(4, 1, 0), AT(4, 2, 30));

	begin();
	a.maintenance_id = b.maintenance_id = 7;
	put(&a); /* before its maintenance is known */
	put(&b);
	ck_assert_int_eq(verdict(10001, LATER).accountable_us, 90 * MINUTE_US);
	platform_put_maintenance(p, &m);
	ck_assert_int_eq(verdict(10001, LATER).accountable_us, 90 * MINUTE_US);
	platform_put_cover(p, 7, &(int64_t){10001}, 1);
	ck_assert_int_eq(verdict(10001, LATER).accountable_us, 30 * MINUTE_US);
	ck_assert_int_eq(verdict(10002, LATER).accountable_us, 90 * MINUTE_US);
	platform_put_cover(p, 7, &(int64_t){10002}, 1);
	ck_assert_int_eq(verdict(10001, LATER).accountable_us, 90 * MINUTE_US);
	ck_assert_int_eq(verdict(10002, LATER).accountable_us, 30 * MINUTE_US);
	m.m.all_tenants = true;
	platform_put_maintenance(p, &m);
	ck_assert_int_eq(verdict(10001, LATER).accountable_us, 30 * MINUTE_US);
	m.m.w.finished_at = AT(4, 1, 30);
	platform_put_maintenance(p, &m);
	ck_assert_int_eq(verdict(10002, LATER).accountable_us, 60 * MINUTE_US);
	m.m.voided = true;
	platform_put_maintenance(p, &m);
	ck_assert_int_eq(verdict(10002, LATER).accountable_us, 90 * MINUTE_US);
	end();
}
END_TEST

START_TEST(explanation_agrees)
{
	struct window_row rows[] = {
		window_row(3, 10001, "web_back", AT(3, 10, 5), AT(3, 10, 20)),
		window_row(1, 10001, "web_front", AT(3, 10, 0), AT(3, 10, 10)),
		window_row(2, 10001, "web_front", AT(3, 12, 0), AT(3, 11, 0)),
	};
	struct arena scratch = {0};
	struct account_detail detail;

	begin();
	load_windows(p, d, rows, COUNT_OF(rows));
	struct availability a = verdict(10001, LATER);
	period_account(p, d, platform_tenant(p, 10001), LATER, &scratch, &detail);
	ck_assert_int_eq(detail.verdict.unavailable_us, a.unavailable_us);
	ck_assert_uint_eq(detail.window_count, 3);
	ck_assert_int_eq(d->windows[detail.windows[0]].outage_id, 1);
	ck_assert_int_eq(d->windows[detail.windows[1]].outage_id, 3);
	ck_assert_int_eq(detail.detail.parts[0].counted_us, 10 * MINUTE_US);
	ck_assert_int_eq(detail.detail.parts[1].counted_us, 10 * MINUTE_US);
	ck_assert_int_eq(detail.detail.parts[2].why, WHY_FAULTY);
	struct span day = {AT(3, 0, 0), AT(4, 0, 0)};
	period_account_span(p, d, platform_tenant(p, 10001), day, LATER, &scratch, &detail);
	ck_assert_int_eq(detail.verdict.unavailable_us, 20 * MINUTE_US);
	ck_assert_int_eq(detail.verdict.span_us, DAY_US);
	period_account(p, d, platform_tenant(p, 10001), TIME_NONE, &scratch, &detail);
	ck_assert_int_eq(detail.verdict.status, STATUS_NO_DATA);
	arena_release(&scratch);
	end();
}
END_TEST

START_TEST(work_comes_in_slices)
{
	size_t count = 20000, slices = 0;
	struct window_row w = window_row(1, 0, "trunk", AT(3, 10, 0), TIME_NONE);

	begin();
	for (size_t i = 0; i < count; i++)
		platform_put_tenant(p, &(struct tenant_row){tenant_row(20000 + (int64_t)i).t});
	period_load_begin(p, d);
	for (size_t i = 0; i < count * 3; i++) {
		w.outage_id = (int64_t)i + 1;
		w.enterprise_no = 20000 + (int64_t)(i * 7919 % count);
		w.ended_at = AT(3, 10, 5 + (int64_t)(i % 3));
		period_load_row(p, d, &w);
	}
	ck_assert_uint_eq(d->window_count, 0);
	while (period_load_finish(p, d, 0))
		slices++;
	ck_assert_uint_gt(slices, 5);
	ck_assert(d->complete);
	ck_assert_uint_eq(d->window_count, count * 3);
	for (uint32_t i = 1; i < d->window_count; i++)
		ck_assert_uint_ge(d->windows[i].tenant, d->windows[i - 1].tenant);
	slices = 0;
	while (period_recompute(p, d, AT(3, 10, 2), 0))
		slices++;
	ck_assert_uint_gt(slices, 100);
	ck_assert_uint_eq(d->open_counted, count * 3);
	ck_assert_int_eq(verdict(20000, LATER).unavailable_us, 7 * MINUTE_US);
	end();
}
END_TEST

START_TEST(periods_are_shared_and_dropped)
{
	struct window_row w = window_row(1, 10001, "trunk", AT(-20, 10, 0), AT(-20, 10, 30));
	struct span october = {NOV - 31 * DAY_US, NOV};
	struct availability a;

	begin();
	ck_assert_ptr_eq(p->periods[0], d);
	struct period *first = platform_period(p, october, TIME_NONE, 0);
	ck_assert_ptr_eq(platform_period(p, october, TIME_NONE, 0), first);
	load_windows(p, first, NULL, 0);
	struct period *one = platform_period(p, october, AT(-20, 10, 10), 10001);
	ck_assert_ptr_ne(one, first);
	load_windows(p, one, NULL, 0);
	put(&w);
	ck_assert_uint_eq(d->window_count, 0);
	period_recompute(p, one, LATER, INT64_MAX);
	period_verdict(p, one, platform_tenant(p, 10001), LATER, &a);
	ck_assert_int_eq(a.unavailable_us, 10 * MINUTE_US);
	period_recompute(p, first, LATER, INT64_MAX);
	period_verdict(p, first, platform_tenant(p, 10001), LATER, &a);
	ck_assert_int_eq(a.unavailable_us, 30 * MINUTE_US);
	platform_release_period(p, one);
	platform_release_period(p, first);
	ck_assert(platform_has_period(p, first));
	platform_release_period(p, first);
	ck_assert(platform_has_period(p, first)); /* kept for a while */
	for (int day = 0; day < 3; day++) {
		struct period *other =
			platform_period(p, (struct span){NOV, AT(day + 1, 0, 0)}, TIME_NONE, 0);
		load_windows(p, other, NULL, 0);
		platform_release_period(p, other);
	}
	ck_assert(!platform_has_period(p, first));
	ck_assert_uint_eq(p->period_count, 3);
	platform_current_period(p, (struct span){AT(30, 0, 0), AT(61, 0, 0)});
	ck_assert_ptr_ne(p->periods[0], d);
	end();
}
END_TEST

START_TEST(cleared_is_empty)
{
	struct window_row w = window_row(1, 10001, "trunk", AT(3, 10, 0), TIME_NONE);
	struct window_row orphan = window_row(2, 77, "trunk", AT(3, 10, 0), TIME_NONE);

	begin();
	put(&w);
	put(&orphan);
	verdict(10001, LATER);
	uint32_t epoch = p->epoch;
	platform_clear(p);
	ck_assert_uint_eq(p->epoch, epoch + 1);
	ck_assert_uint_eq(p->tenant_count, 0);
	ck_assert_uint_eq(p->faults, 0);
	ck_assert(!d->complete);
	ck_assert_str_eq(p->code, "north");
	ck_assert_str_eq(p->name, "华北");
	platform_put_tenant(p, &(struct tenant_row){tenant_row(10001).t});
	struct availability a;
	period_verdict(p, d, 0, LATER, &a);
	ck_assert_int_eq(a.status, STATUS_NO_DATA);
	load_windows(p, d, &w, 1);
	ck_assert_int_eq(verdict(10001, LATER).status, STATUS_BREACHED);
	ck_assert_ptr_eq(store_find(store, "north"), p);
	ck_assert_uint_gt(store_memory(store), 0);
	end();
}
END_TEST

START_TEST(moment_of_evaluation)
{
	begin();
	ck_assert_int_eq(platform_moment(p, 0), TIME_NONE);
	ck_assert_int_eq(platform_data_age(p, 0), TIME_NONE);
	p->status.replica_time = NOV;
	p->status.server_clock = NOV + 2 * USEC;
	p->status.received_at = 100 * USEC;
	ck_assert_int_eq(platform_moment(p, 101 * USEC), NOV + 3 * USEC); /* live */
	ck_assert_int_eq(platform_data_age(p, 101 * USEC), 3 * USEC);
	ck_assert_int_eq(platform_moment(p, 104 * USEC), NOV); /* stale */
	p->status.server_clock = NOV - USEC; /* a standby whose clock is behind */
	ck_assert_int_eq(platform_data_age(p, 100 * USEC), 0);
	ck_assert_int_eq(platform_moment(p, 100 * USEC), NOV - USEC);
	ck_assert_int_eq(period_elapsed(d, NOV - USEC), 0);
	ck_assert_int_eq(period_elapsed(d, NOV + 40 * DAY_US), 30 * DAY_US);
	end();
}
END_TEST

TEST_MAIN("store", 60, windows_reach_the_verdict, generation_grows_with_changes_only, open_windows_tick,
	  no_time_no_verdict, bad_rows_are_left_out_and_counted, links_and_failovers,
	  accounts_come_and_go, maintenance_exempts_whom_it_covers, explanation_agrees, work_comes_in_slices,
	  periods_are_shared_and_dropped, cleared_is_empty, moment_of_evaluation)
