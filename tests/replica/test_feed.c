/* The load and the feed, on a real primary and standby. */
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "slatop/base/mem.h"
#include "slatop/store/summary.h"
#include "support/check_main.h"

#define TENANTS                                                                                            \
	"insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from,"  \
	" contract_to, retention_to) select n, '客户' || n, 'active', 5, 'function_fee', now() - interval"    \
	" '400 days', current_date, current_date + 365, current_date + 730 from generate_series(7000001,"   \
	" 7000100) n"

/* Windows of this month: some of each kind, and bad ones. */
#define WINDOWS                                                                                            \
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at)"           \
	" select 7000000 + n, 7000001 + n %% 100, (array['web_front','web_back','softswitch','trunk'])"      \
	"[1 + n %% 4], 'provider', now() - interval '10 minutes', case when n %% 5 > 0 then now() - interval"    \
	" '5 minutes' end from generate_series(1, 1000) n"

static void window(struct live *t, int64_t id, int64_t account, const char *started, const char *ended)
{
	live_sql(t, "insert into sla.outage (outage_id, enterprise_no, service, started_at, ended_at)"
		    " values (%lld, %lld, 'trunk', %s, %s)",
		 (long long)id, (long long)account, started, ended);
}

static long standby_number(struct live *t, const char *sql)
{
	PGconn *c = live_connect(t->replica_info);
	char *value = conn_value(c, "%s", sql);
	long number = atol(value);

	free(value);
	PQfinish(c);
	return number;
}

START_TEST(load_equals_what_sql_counts)
{
	struct live t;

	live_begin(&t);
	if (live_month_too_young(&t))
		return;
	live_sql(&t, TENANTS);
	live_sql(&t, WINDOWS);
	live_sql(&t, "insert into sla.incident (incident_id, title, fault_class, severity, opened_at)"
		     " values (7000001, E'cut \\x1b[31m', 'relay', 1, now())");
	window(&t, 7900001, 7000001, "now()", "now() - interval '1 hour'");
	window(&t, 7900002, 7999999, "now()", "null");
	window(&t, 7900003, 7000001, "'-infinity'", "now()");
	window(&t, 7900004, 7000001, "'infinity'", "null");
	live_sql(&t,
		 "update sla.outage set incident_id = 7000001, carrier = '电信' where outage_id = 7000001");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	ck_assert_str_eq(t.platform->code, "north1");
	ck_assert_uint_eq(t.platform->tenant_count,
			  (size_t)standby_number(&t, "select count(*) from sla.tenant"));
	ck_assert_uint_eq(t.platform->periods[0]->window_count,
			  (size_t)standby_number(&t, "select count(*) from sla.outage"));
	ck_assert_uint_eq(t.platform->faults, 4);
	live_verdict(&t, 7000001);
	ck_assert_uint_eq(t.platform->periods[0]->open_counted + t.platform->periods[0]->open_pending, 200);
	const struct window *w = live_window(&t, 7000001);
	ck_assert_str_eq(platform_detail(t.platform, w->detail)->carrier, "电信");
	ck_assert_str_eq(platform_incident(t.platform, w->incident)->title, "cut ^[[31m");
	ck_assert_str_eq(t.platform->tenants[w->tenant].name, "客户7000002");
	ck_assert_int_ne(t.platform->status.system_identifier, 0);
	LIVE_UNTIL(&t, t.platform->status.polls > 3);
	struct buf report = BUF_INIT;
	ck_assert_int_eq(replica_report(t.replica, &report), 0);
	buf_release(&report);
	live_end(&t);
}
END_TEST

/* Rows about as long as the pieces in which a COPY is read, and longer, between
 * short ones: each comes whole, and the next is not lost. */
START_TEST(long_rows_come_whole)
{
	struct live t;

	live_begin(&t);
	if (live_month_too_young(&t))
		return;
	live_sql(&t, TENANTS);
	live_sql(&t, "insert into sla.outage (outage_id, enterprise_no, service, started_at, void_reason)"
		     " select 7100000 + n, 7000001, 'trunk', now(), case when n %% 2 = 0 then repeat('x', 65536 - 400 + n)"
		     " end from generate_series(1, 800) n");
	live_sql(&t, "insert into sla.outage (outage_id, enterprise_no, service, started_at, void_reason)"
		     " select 7200000 + n, 7000001, 'trunk', now(), repeat('y', 131072 - 160 + n)"
		     " from generate_series(1, 160) n");
	live_sql(&t, "update sla.tenant set name = repeat('z', 500000) where enterprise_no = 7000050");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	ck_assert_uint_eq(t.platform->periods[0]->window_count,
			  (size_t)standby_number(&t, "select count(*) from sla.outage"));
	for (int64_t n = 1; n <= 800; n++) {
		const struct window *w = live_window(&t, 7100000 + n);
		const char *text = platform_detail(t.platform, w->detail)->void_reason;
		ck_assert_uint_eq(text ? strlen(text) : 0, n % 2 ? 0 : (size_t)(65536 - 400 + n));
	}
	for (int64_t n = 1; n <= 160; n++) {
		const struct window *w = live_window(&t, 7200000 + n);
		ck_assert_uint_eq(strlen(platform_detail(t.platform, w->detail)->void_reason),
				  (size_t)(131072 - 160 + n));
	}
	const struct tenant *long_one = &t.platform->tenants[platform_tenant(t.platform, 7000050)];
	ck_assert_uint_eq(strlen(long_one->name), 500000);
	ck_assert_uint_eq(t.platform->tenant_count, (size_t)standby_number(&t, "select count(*) from sla.tenant"));
	live_end(&t);
}
END_TEST

START_TEST(changes_reach_the_store)
{
	struct live t;

	live_begin(&t);
	if (live_month_too_young(&t))
		return;
	live_sql(&t, TENANTS);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	window(&t, 7000001, 7000001, "now() - interval '10 minutes'", "null");
	LIVE_UNTIL(&t, live_window(&t, 7000001));
	ck_assert_int_gt(live_verdict(&t, 7000001).unavailable_us, 10 * MINUTE_US - 1);
	live_sql(
		&t,
		"update sla.outage set ended_at = started_at + interval '5 minutes' where outage_id = 7000001");
	LIVE_UNTIL(&t, live_window(&t, 7000001)->ended_at != TIME_NONE);
	ck_assert_int_eq(live_verdict(&t, 7000001).unavailable_us, 5 * MINUTE_US);
	live_sql(&t, "update sla.outage set voided = true, void_reason = 'twice' where outage_id = 7000001");
	LIVE_UNTIL(&t, live_window(&t, 7000001)->voided);
	ck_assert_int_eq(live_verdict(&t, 7000001).unavailable_us, 0);

	/* An account that comes after its window. */
	window(&t, 7000002, 7000200, "now() - interval '10 minutes'", "now() - interval '5 minutes'");
	LIVE_UNTIL(&t, live_window(&t, 7000002));
	ck_assert_uint_eq(t.platform->faults, 1);
	live_sql(
		&t,
		"insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at,"
		" contract_from, contract_to, retention_to) values (7000200, 'late', 'active', 1, 'phone_bill',"
		" now(), 'infinity', '-infinity', '2030-01-01')");
	LIVE_UNTIL(&t, platform_tenant(t.platform, 7000200) != INDEX_NONE);
	ck_assert_int_eq(live_verdict(&t, 7000200).unavailable_us, 5 * MINUTE_US);
	ck_assert_int_eq(t.platform->tenants[platform_tenant(t.platform, 7000200)].retention_to, 21915);

	/* Maintenance and whom it covers. */
	live_sql(&t, "update sla.outage set maintenance_id = 7000001 where outage_id = 7000002;"
		     "insert into sla.maintenance (maintenance_id, title, starts_at, ends_at) values"
		     " (7000001, 'upgrade', now() - interval '1 hour', now() - interval '1 minute');"
		     "insert into sla.maintenance_tenant values (7000001, 7000200)");
	LIVE_UNTIL(&t, live_verdict(&t, 7000200).accountable_us == 0);
	live_sql(&t, "delete from sla.maintenance_tenant where enterprise_no = 7000200");
	LIVE_UNTIL(&t, live_verdict(&t, 7000200).accountable_us == 5 * MINUTE_US);
	live_end(&t);
}
END_TEST

static const struct link *link_of(const struct live *t, int64_t id)
{
	uint32_t i = idmap_find(&t->platform->link_by_id, id);

	return i == IDMAP_NONE ? NULL : &t->platform->links[i];
}

static const struct failover *failover_of(const struct live *t, int64_t id)
{
	uint32_t i = idmap_find(&t->platform->failover_by_id, id);

	return i == IDMAP_NONE ? NULL : &t->platform->failovers[i];
}

/* They are not kept: whoever shows them reads them again at once. */
START_TEST(a_claim_makes_its_clause_be_read_again)
{
	struct live t;

	live_begin(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	struct summary *s = platform_summary(t.platform, clause_find(COMMITMENT_COMPENSATION), t.platform->periods[0]->span, TIME_NONE, 0);
	struct summary *other = platform_summary(t.platform, clause_find(COMMITMENT_SEATS), t.platform->periods[0]->span, TIME_NONE, 0);
	replica_load_summary(t.replica, s);
	LIVE_UNTIL(&t, summary_complete(t.platform, s));
	live_catch_up(&t);
	int64_t read = s->data.moment_us;
	ck_assert(!s->touched && !summary_due(t.platform, s, read + 10 * USEC));
	live_sql(&t, "insert into sla.claim (claim_id, enterprise_no, month, received_at, state) values (7000001, 7000001, '2026-11-01', now(), 'applied')");
	LIVE_UNTIL(&t, s->touched);
	ck_assert(!other->touched);
	ck_assert(!summary_due(t.platform, s, read + USEC));
	ck_assert(summary_due(t.platform, s, read + 2 * USEC));
	LIVE_UNTIL(&t, platform_moment(t.platform, clock_monotonic()) >= read + 2 * USEC);
	replica_load_summary(t.replica, s);
	LIVE_UNTIL(&t, s->state == SUMMARY_COMPLETE && s->data.moment_us > read);
	ck_assert(!s->touched);
	platform_release_summary(t.platform, s);
	platform_release_summary(t.platform, other);
	live_sql(&t, "delete from sla.claim where claim_id = 7000001");
	live_end(&t);
}
END_TEST

START_TEST(links_and_failovers_are_followed)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "insert into sla.link (link_id, carrier, kind, name, up, since) values"
		     " (7000001, '教育网', 'bgp', E'AS4538 \x1b[5m', true, now() - interval '9 days');"
		     "insert into sla.failover (failover_id, fault_class, failed_at, switched_at, from_node,"
		     " to_node) values (7000001, 'relay', now(), now() - interval '1 minute', 'a', 'b')");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	ck_assert(link_of(&t, 7000001)->up);
	ck_assert_str_eq(link_of(&t, 7000001)->carrier, "教育网");
	ck_assert_str_eq(link_of(&t, 7000001)->name, "AS4538 ^[[5m");
	ck_assert_int_eq(failover_of(&t, 7000001)->incident_id, 0);
	ck_assert_int_eq(failover_of(&t, 7000001)->faulty, FAULT_TIMES_REVERSED);
	ck_assert_uint_eq(t.platform->faults, 1);

	/* What the standby has replayed is seen by the next poll. */
	live_catch_up(&t);
	live_sql(&t, "update sla.link set up = false, since = now() where link_id = 7000001;"
		     "insert into sla.link (link_id, carrier, kind, name, up, since) values"
		     " (7000002, '中国移动', 'trunk', 'SBC-3', true, 'infinity')");
	live_replayed(&t);
	uint64_t polls = t.platform->status.polls;
	LIVE_UNTIL(&t, link_of(&t, 7000002) && !link_of(&t, 7000001)->up);
	ck_assert_uint_le(t.platform->status.polls, polls + 2); /* one may have been under way */
	ck_assert_uint_eq(t.platform->faults, 2);
	live_sql(&t, "update sla.failover set switched_at = null where failover_id = 7000001");
	LIVE_UNTIL(&t, failover_of(&t, 7000001)->switched_at == TIME_NONE);
	ck_assert_uint_eq(t.platform->faults, 1);
	live_sql(&t, "update sla.link set voided = true where link_id = 7000002");
	LIVE_UNTIL(&t, !t.platform->faults);
	live_end(&t);
}
END_TEST

/* Where nothing changes a poll is begin, where and when, whether, commit, but for one
 * in ten; what changes is read in a second one at once. */
START_TEST(quiet_polls_only_ask_whether)
{
	enum { QUIET = 4, WITH_ROWS = 3 + 7 };
	struct live t;

	live_begin(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) && t.platform->status.polls > 1);
	live_catch_up(&t);
	uint64_t polls = t.platform->status.polls, queries = t.platform->status.traffic.queries;
	LIVE_UNTIL(&t, t.platform->status.polls >= polls + 20);
	polls = t.platform->status.polls - polls;
	queries = t.platform->status.traffic.queries - queries;
	/* One more may be on its way. */
	ck_assert_uint_ge(queries, (polls - 1) * QUIET);
	ck_assert_uint_le(queries, (polls + 1) * QUIET + (polls / 10 + 1) * (WITH_ROWS - QUIET));

	live_sql(&t, "insert into sla.link (link_id, carrier, kind, name, up, since) values"
		     " (7000003, '中国移动', 'trunk', 'SBC-4', true, now())");
	queries = t.platform->status.traffic.queries;
	polls = t.platform->status.polls;
	LIVE_UNTIL(&t, link_of(&t, 7000003));
	polls = t.platform->status.polls - polls;
	queries = t.platform->status.traffic.queries - queries;
	ck_assert_uint_ge(queries, (polls - 1) * QUIET + WITH_ROWS);
	live_sql(&t, "update sla.link set voided = true where link_id = 7000003");
	live_end(&t);
}
END_TEST

/* A platform that publishes neither is live all the same, and says so. */
START_TEST(without_links_and_failovers)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "alter table sla.link rename to link_away; alter table sla.failover rename to failover_away");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) || live_state(&t, REPLICA_REFUSED));
	ck_assert(live_state(&t, REPLICA_LIVE));
	ck_assert_ptr_nonnull(strstr(t.platform->status.lacking, " link "));
	ck_assert_ptr_nonnull(strstr(t.platform->status.lacking, " failover "));
	live_catch_up(&t);
	ck_assert_uint_eq(t.platform->link_count, 0);
	live_sql(&t, "alter table sla.link_away rename to link; alter table sla.failover_away rename to failover");
	live_end(&t);
}
END_TEST

START_TEST(late_commit_is_not_missed)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, TENANTS);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	PGconn *late = live_connect(t.primary_info);
	conn_sql(late, "begin");
	conn_sql(late, "insert into sla.outage (outage_id, enterprise_no, service, started_at)"
		       " values (7000001, 7000001, 'trunk', now())");
	/* Others commit meanwhile, over several polls. */
	for (int64_t id = 7000002; id < 7000010; id++) {
		window(&t, id, 7000002, "now()", "null");
		LIVE_UNTIL(&t, live_window(&t, id));
		live_catch_up(&t);
	}
	ck_assert_ptr_null(live_window(&t, 7000001));
	/* Their rows are not read again and again. */
	uint64_t rows = t.platform->status.rows_read;
	live_catch_up(&t);
	ck_assert_uint_eq(t.platform->status.rows_read, rows);
	/* It is said, once the primary's time went on long enough. */
	LIVE_UNTIL(&t, strstr(t.platform->status.warning, "a transaction has been open"));
	conn_sql(late, "commit");
	LIVE_UNTIL(&t, live_window(&t, 7000001));
	LIVE_UNTIL(&t, !*t.platform->status.warning);
	PQfinish(late);
	live_end(&t);
}
END_TEST

START_TEST(period_load_misses_no_change)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, TENANTS);
	live_sql(&t, "insert into sla.outage (outage_id, enterprise_no, service, started_at, ended_at)"
		     " select 7100000 + n, 7000001 + n %% 100, 'trunk', s, s + interval '3 minutes' from"
		     " generate_series(1, 20000) n, lateral (select now() - interval '40 days' + n *"
		     " interval '1 minute' as s) as at");
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	live_catch_up(&t);
	int64_t now = platform_moment(t.platform, clock_monotonic());
	struct span span = {now - 40 * DAY_US, now - 20 * DAY_US};
	struct period *d = platform_period(t.platform, span, TIME_NONE, 0);
	struct period *one = platform_period(t.platform, span, TIME_NONE, 7000007);
	replica_load_period(t.replica, d);
	replica_load_period(t.replica, one);
	for (int i = 0; !d->complete || !one->complete; i++) {
		live_sql(&t,
			 "update sla.outage set ended_at = ended_at + interval '1 second' where outage_id in"
			 " (select 7100000 + (%d * 7919 + n * 37) %% 20000 from generate_series(1, 50) n)",
			 i);
		loop_turn(t.loop, 1000);
		ck_assert_int_lt(i, 100000);
	}
	live_catch_up(&t);
	char sql[512];
	snprintf(sql, sizeof sql,
		 "select sum(extract(epoch from ended_at - started_at))::bigint from sla.outage"
		 " where started_at <= to_timestamp(%f) and ended_at >= to_timestamp(%f)",
		 (double)d->loaded.end_us / 1e6, (double)d->loaded.start_us / 1e6);
	int64_t sum = 0;
	for (size_t i = 0; i < d->window_count; i++)
		sum += d->windows[i].ended_at - d->windows[i].started_at;
	ck_assert_int_eq(sum / USEC, standby_number(&t, sql));
	for (size_t i = 0; i < one->window_count; i++)
		ck_assert_int_eq(t.platform->tenants[one->windows[i].tenant].enterprise_no, 7000007);
	ck_assert_uint_gt(one->window_count, 100);
	/* Nobody wants it any more. */
	struct period *unwanted =
		platform_period(t.platform, (struct span){now - 3 * DAY_US, now}, TIME_NONE, 0);
	replica_load_period(t.replica, unwanted);
	replica_stop_load(t.replica, unwanted);
	platform_release_period(t.platform, unwanted);
	ck_assert(!platform_has_period(t.platform, unwanted));
	platform_release_period(t.platform, d);
	platform_release_period(t.platform, one);
	live_end(&t);
}
END_TEST

/* --- one-off reads ------------------------------------------------------- */

struct answer {
	int calls, statements;
	char text[256], error[256];
};

static void take_answer(void *context, const struct read_result *results, int statements, const char *error)
{
	struct answer *a = context;

	a->calls++;
	a->statements = statements;
	snprintf(a->error, sizeof a->error, "%s", error ? error : "");
	if (statements)
		snprintf(a->text, sizeof a->text, "%s=%s", results[0].name(&results[0], 0),
			 results[0].get(&results[0], 0, 0));
}

static void take_proof(void *context, const struct availability_proof *proof)
{
	*(struct availability_proof *)context = *proof;
}

START_TEST(reads_and_proof)
{
	struct live t;
	struct answer a = {0}, bad = {0}, forgotten = {0};
	const char *values[] = {"7", NULL};

	live_begin(&t);
	if (live_month_too_young(&t))
		return;
	live_sql(&t, TENANTS);
	live_sql(&t, WINDOWS);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	live_catch_up(&t);
	replica_read(t.replica,
		     (struct read_statement[]){{"select $1::int + 1 || E'\\n' as sum, $2::text", values, 2},
					       {"select 1", NULL, 0}},
		     2, take_answer, &a);
	replica_read(t.replica, &(struct read_statement){"select 1/0", NULL, 0}, 1, take_answer, &bad);
	replica_read(t.replica, &(struct read_statement){"select 1", NULL, 0}, 1, take_answer, &forgotten);
	replica_forget(t.replica, &forgotten);
	LIVE_UNTIL(&t, a.calls && bad.calls);
	ck_assert_str_eq(a.text, "sum=8^J");
	ck_assert_int_eq(a.statements, 2);
	ck_assert_str_eq(bad.error, "division by zero");
	ck_assert_int_eq(bad.statements, 0);

	struct availability_proof proof = {0};
	struct period *d = t.platform->periods[0];
	int64_t moment = platform_moment(t.platform, clock_monotonic());
	replica_prove(t.replica, platform_tenant(t.platform, 7000005), d->span, moment, take_proof, &proof);
	LIVE_UNTIL(&t, proof.done || *proof.error);
	ck_assert_str_eq(proof.error, "");
	ck_assert_int_eq(proof.rows, 10);
	ck_assert_int_gt(proof.ours.unavailable_us, 0);
	ck_assert_int_eq(proof.ours.unavailable_us, proof.theirs.unavailable_us);
	ck_assert_int_eq(proof.ours.accountable_us, proof.theirs.accountable_us);
	ck_assert_int_eq(proof.ours.breached_at, proof.theirs.breached_at);
	ck_assert_int_eq(proof.ours.outages, proof.theirs.outages);
	struct account_detail detail;
	struct arena scratch = {0};
	period_account(t.platform, d, platform_tenant(t.platform, 7000005), moment, &scratch, &detail);
	ck_assert_int_eq(detail.verdict.unavailable_us, proof.theirs.unavailable_us);
	arena_release(&scratch);
	ck_assert_int_eq(forgotten.calls, 0);
	live_end(&t);
}
END_TEST

TEST_MAIN("feed", 120, load_equals_what_sql_counts, long_rows_come_whole, changes_reach_the_store,
	  a_claim_makes_its_clause_be_read_again, links_and_failovers_are_followed, quiet_polls_only_ask_whether, without_links_and_failovers,
	  late_commit_is_not_missed, period_load_misses_no_change, reads_and_proof)
