/* Clause 4.1 against an independent reckoning: random accounts with windows
 * placed to hit every edge to the microsecond, computed by slatop from what the
 * standby shows, and by the one SQL query on the standby itself. */
#include <endian.h>
#include <poll.h>

#include "proof_rows.h"
#include "slatop/base/embed.h"
#include "slatop/sla/proof.h"

#define VARIANTS 24 /* readings, spans and moments; the first is the shipped one, a month, after it */
#define POSTGRES_EPOCH INT64_C(946684800000000)

/* ---- results ---- */

static int64_t number_at(const PGresult *r, int row, int column)
{
	uint64_t raw;
	ck_assert_int_eq(PQgetlength(r, row, column), 8);
	memcpy(&raw, PQgetvalue(r, row, column), 8);
	return (int64_t)be64toh(raw);
}

static int64_t time_at(const PGresult *r, int row, int column)
{
	int64_t at;
	if (PQgetisnull(r, row, column))
		return TIME_NONE;
	at = number_at(r, row, column);
	if (at == INT64_MIN)
		return TIME_MINUS_INFINITE;
	return at >= TIME_INFINITE - POSTGRES_EPOCH ? TIME_INFINITE : at + POSTGRES_EPOCH;
}

/* Until the standby has replayed what the primary has written by now. */
static void wait_for_replay(PGconn *primary, PGconn *standby)
{
	PGresult *r = ask(primary, "select pg_catalog.pg_current_wal_insert_lsn()::text");
	char sql[128];
	bool there = false;
	snprintf(sql, sizeof sql, "select pg_catalog.pg_last_wal_replay_lsn() >= '%s'", PQgetvalue(r, 0, 0));
	PQclear(r);
	for (int64_t until = clock_monotonic() + MINUTE_US; !there && clock_monotonic() < until;) {
		r = ask(standby, sql);
		there = PQgetvalue(r, 0, 0)[0];
		PQclear(r);
		if (!there)
			poll(NULL, 0, 5);
	}
	ck_assert_msg(there, "the standby does not follow");
}

/* ---- reading the facts back, from the standby ---- */

struct account {
	int64_t enterprise_no;
	struct outage_window windows[WINDOWS];
	size_t window_count;
	struct maintenance_window maintenance[MAINTENANCES];
	size_t maintenance_count;
};

static struct account *account_of(struct account *accounts, size_t count, int64_t enterprise_no)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (accounts[middle].enterprise_no < enterprise_no)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && accounts[low].enterprise_no == enterprise_no ? &accounts[low] : NULL;
}

static size_t read_accounts(PGconn *standby, struct account *accounts)
{
	char sql[256];
	PGresult *r;
	size_t count;
	snprintf(sql, sizeof sql,
		 "select enterprise_no from sla.tenant where not voided and enterprise_no >= %lld"
		 " and enterprise_no < %lld order by 1",
		 (long long)FIRST_ACCOUNT, (long long)FIRST_ACCOUNT + ACCOUNTS);
	r = ask(standby, sql);
	count = (size_t)PQntuples(r);
	for (size_t i = 0; i < count; i++)
		accounts[i].enterprise_no = number_at(r, (int)i, 0);
	PQclear(r);
	return count;
}

static void read_windows(PGconn *standby, struct account *accounts, size_t count)
{
	PGresult *r = ask(standby,
			  "select enterprise_no, outage_id, maintenance_id, started_at, ended_at, service,"
			  " cause, voided from sla.outage");
	for (int row = 0; row < PQntuples(r); row++) {
		struct account *a = account_of(accounts, count, number_at(r, row, 0));
		struct outage_window w = {.outage_id = number_at(r, row, 1)};
		if (!a)
			continue;
		ck_assert_uint_lt(a->window_count, WINDOWS);
		w.maintenance_id = PQgetisnull(r, row, 2) ? 0 : number_at(r, row, 2);
		w.started_at = time_at(r, row, 3);
		w.ended_at = time_at(r, row, 4);
		w.service = (uint8_t)service_from(PQgetvalue(r, row, 5), (size_t)PQgetlength(r, row, 5));
		w.cause = (uint8_t)cause_from(PQgetvalue(r, row, 6), (size_t)PQgetlength(r, row, 6));
		w.voided = PQgetvalue(r, row, 7)[0];
		w.faulty = outage_window_faulty(&w);
		a->windows[a->window_count++] = w;
	}
	PQclear(r);
}

static void cover(struct account *a, const struct maintenance_window *m)
{
	for (size_t i = 0; i < a->maintenance_count; i++)
		if (a->maintenance[i].maintenance_id == m->maintenance_id)
			return;
	ck_assert_uint_lt(a->maintenance_count, MAINTENANCES);
	a->maintenance[a->maintenance_count++] = *m;
}

static void read_maintenance(PGconn *standby, struct account *accounts, size_t count)
{
	PGresult *r = ask(standby,
			  "select m.maintenance_id, m.announced_at, m.starts_at, m.ends_at, m.finished_at,"
			  " m.cancelled_at, m.extended_to, m.all_tenants, t.enterprise_no"
			  " from sla.maintenance m left join sla.maintenance_tenant t using (maintenance_id)"
			  " where not m.voided");
	for (int row = 0; row < PQntuples(r); row++) {
		struct maintenance_window m = {number_at(r, row, 0), time_at(r, row, 1), time_at(r, row, 2),
					       time_at(r, row, 3), time_at(r, row, 4), time_at(r, row, 5)};
		struct account *a;
		if (maintenance_faulty(&m, time_at(r, row, 6)))
			continue;
		if (PQgetvalue(r, row, 7)[0]) {
			for (size_t i = 0; i < count; i++)
				cover(&accounts[i], &m);
		} else if (!PQgetisnull(r, row, 8)) {
			a = account_of(accounts, count, number_at(r, row, 8));
			if (a)
				cover(a, &m);
		}
	}
	PQclear(r);
}

/* ---- readings, spans, moments ---- */

struct variant {
	struct terms terms;
	struct calendar *calendar;
	struct span span;
	int64_t moment_us;
};

struct choice {
	const char *key;
	const char *values[6];
};

static const struct choice choices[] = {
	{"availability.target_ppm", {"997800", "997800", "990000", "999900", "1000000"}},
	{"availability.at_risk_ppm", {"800000", "0"}},
	{"availability.exempt_causes",
	 {"[\"customer\"]", "[\"customer\"]", "[]", "[\"auto_maintenance\", \"unknown\"]"}},
	{"web.down_when", {"\"any\"", "\"each\"", "\"both\""}},
	{"web.counts_after_s", {"120", "120", "60", "0", "121"}},
	{"web.inclusive", {"false", "true"}},
	{"call.counts_after_s", {"60", "60", "120", "0"}},
	{"call.inclusive", {"true", "false"}},
	{"compensation.exempt_causes",
	 {"[\"carrier\", \"customer\"]", "[\"carrier\"]", "[\"customer\"]", "[]"}},
	{"maintenance.reasonable_s", {"0", "60", "1800"}},
	{"maintenance.min_notice_s", {"0", "60", "3600"}},
	{"maintenance.link", {"\"linked\"", "\"any\""}},
	{"maintenance.notice", {"\"best_effort\"", "\"required\""}},
	{"nightly.groups", {"[\"web\", \"call\"]", "[\"web\"]", "[\"call\"]", "[]"}},
	{"nightly.allowance_s", {"60", "60", "1", "600", "7200", "0"}},
};

static void random_terms(struct rng *r, struct terms *t)
{
	for (size_t i = 0; i < COUNT_OF(choices); i++) {
		size_t count = 0;
		while (count < COUNT_OF(choices[i].values) && choices[i].values[count])
			count++;
		with(t, choices[i].key, choices[i].values[rng_below(r, (int64_t)count)]);
	}
	if (rng_one_in(r, 2)) {
		size_t from = (size_t)rng_below(r, COUNT_OF(clocks) - 1);
		size_t to = from + 1 + (size_t)rng_below(r, (int64_t)(COUNT_OF(clocks) - 1 - from));
		char text[16];
		snprintf(text, sizeof text, "\"%s\"", clocks[from]);
		with(t, "nightly.from", text);
		snprintf(text, sizeof text, "\"%s\"", clocks[to]);
		with(t, "nightly.to", text);
	}
}

static void random_variant(struct rng *r, const struct instants *s, size_t number, struct variant *v)
{
	static const char *const months[] = {"2026-11-10", "2026-11-10", "2027-03-10", "2027-04-10"};
	struct err e;
	int64_t month = local(months[rng_below(r, COUNT_OF(months))]);

	terms_init(&v->terms);
	if (number >= 4)
		random_terms(r, &v->terms);
	v->calendar = calendar_create(zones[number < 6 ? 0 : (size_t)rng_below(r, COUNT_OF(zones))], &e);
	ck_assert_msg(v->calendar != NULL, "%s", e.text);
	v->span = (struct span){calendar_month(v->calendar, month, 0), calendar_month(v->calendar, month, 1)};
	if (number % 3 == 2) { /* an odd span, its edges where things happen */
		v->span.start_us = near(r, any_of(r, s));
		v->span.end_us = v->span.start_us + 1 + rng_below(r, 60) * DAY_US + random_length(r);
	}
	v->moment_us = rng_one_in(r, 3) ? near(r, any_of(r, s)) : v->span.end_us + rng_below(r, 40) * DAY_US;
	if (number == 0) {
		v->span = month_of("2026-11-10");
		v->moment_us = local("2026-12-20");
	}
	if (number == 1) {
		v->span = month_of("2026-11-10");
		v->moment_us = near(r, local("2026-11-11 03:30"));
	}
	if (number == 3) { /* so that every reason is met in each run */
		v->span = month_of("2026-11-10");
		v->moment_us = v->span.end_us;
		with(&v->terms, "availability.exempt_causes", "[]");
	}
}

static void print_terms(const struct variant *v)
{
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < agreement_key_count; i++) {
		buf_addf(&text, "  %s ", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], &v->terms, &text);
		buf_add_byte(&text, '\n');
	}
	buf_addf(&text, "  zone %s, span ", calendar_zone(v->calendar));
	time_rfc3339(&text, v->span.start_us);
	buf_add_byte(&text, ' ');
	time_rfc3339(&text, v->span.end_us);
	buf_add_text(&text, ", moment ");
	time_rfc3339(&text, v->moment_us);
	printf("%s\n", text.data);
	buf_release(&text);
}

/* ---- comparing ---- */

static void as_columns(const struct account *a, const struct availability *out,
		       int64_t columns[PROOF_COLUMNS])
{
	columns[PROOF_ENTERPRISE_NO] = a->enterprise_no;
	columns[PROOF_ALLOWED_US] = out->allowed_us;
	columns[PROOF_UNAVAILABLE_US] = out->unavailable_us;
	columns[PROOF_ACCOUNTABLE_US] = out->accountable_us;
	columns[PROOF_WEB_US] = out->web_us;
	columns[PROOF_CALL_US] = out->call_us;
	columns[PROOF_UNCOUNTED_US] = out->uncounted_us;
	columns[PROOF_ANNOUNCED_US] = out->exempt_us[EXEMPT_ANNOUNCED];
	columns[PROOF_NIGHTLY_US] = out->exempt_us[EXEMPT_NIGHTLY];
	columns[PROOF_CARRIER_US] = out->exempt_us[EXEMPT_CARRIER];
	columns[PROOF_CUSTOMER_US] = out->exempt_us[EXEMPT_CUSTOMER];
	columns[PROOF_OUTAGES] = out->outages;
	columns[PROOF_BREACHED_AT] = out->breached_at;
	columns[PROOF_ELIGIBLE_AT] = out->eligible_at;
}

static void print_window(const struct outage_window *w)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "  %lld %s", (long long)w->outage_id,
		 w->service < SERVICE_COUNT ? service_names[w->service] : "unknown service");
	put_time(&text, w->started_at);
	put_time(&text, w->ended_at);
	printf("%s cause \"%s\" maintenance %lld%s%s\n", text.data, cause_names[w->cause],
	       (long long)w->maintenance_id, w->voided ? " voided" : "", w->faulty ? " faulty" : "");
	buf_release(&text);
}

static void print_difference(const struct account *a, const struct variant *v, const int64_t *ours,
			     const int64_t *theirs)
{
	printf("account %lld differs\n", (long long)a->enterprise_no);
	print_terms(v);
	for (size_t i = 0; i < a->window_count; i++)
		print_window(&a->windows[i]);
	for (size_t i = 0; i < a->maintenance_count; i++) {
		struct buf text = BUF_INIT;
		const struct maintenance_window *m = &a->maintenance[i];
		const int64_t times[] = {m->announced_at, m->starts_at, m->ends_at, m->finished_at,
					 m->cancelled_at};
		for (size_t k = 0; k < COUNT_OF(times); k++)
			put_time(&text, times[k]);
		printf("  maintenance %lld%s\n", (long long)m->maintenance_id, text.data);
		buf_release(&text);
	}
	for (int i = 0; i < PROOF_COLUMNS; i++)
		printf("  %-20s slatop %20lld   SQL %20lld%s\n", proof_column_names[i], (long long)ours[i],
		       (long long)theirs[i], ours[i] == theirs[i] ? "" : "   <--");
	fflush(stdout);
}

static void compute(const struct account *a, const struct variant *v, struct arena *scratch,
		    int64_t columns[PROOF_COLUMNS])
{
	struct availability_input in = {
		.terms = &v->terms, .calendar = v->calendar, .span = v->span, .moment_us = v->moment_us,
		.windows = a->windows, .window_count = a->window_count,
		.maintenance = a->maintenance, .maintenance_count = a->maintenance_count};
	struct availability out;
	availability_compute(&in, scratch, &out, NULL);
	as_columns(a, &out, columns);
	arena_reset(scratch);
}

static PGresult *prove(PGconn *standby, const char *before, const struct variant *v, const int64_t *account)
{
	const struct embedded *query = embedded_find("src/replica/prove_availability.sql");
	const char *values[PROOF_PARAMETERS];
	struct arena texts = {0};
	struct buf sql = BUF_INIT;
	PGresult *r;
	ck_assert_ptr_nonnull(query);
	buf_addf(&sql, "%s%s", before, query->data);
	proof_parameters(&v->terms, calendar_zone(v->calendar), account, v->span, v->moment_us, &texts,
			 values);
	r = PQexecParams(standby, sql.data, PROOF_PARAMETERS, NULL, values, NULL, NULL, *before ? 0 : 1);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s", PQerrorMessage(standby));
	arena_release(&texts);
	buf_release(&sql);
	return r;
}

static void read_proof(const PGresult *r, int row, int64_t columns[PROOF_COLUMNS])
{
	for (int i = 0; i < PROOF_COLUMNS; i++) {
		ck_assert_str_eq(PQfname(r, i), proof_column_names[i]);
		columns[i] = i >= PROOF_BREACHED_AT ? time_at(r, row, i) : number_at(r, row, i);
	}
}

/* Every account under one variant; returns how many differ, and adds up what
 * was hit. */
static size_t compare(PGconn *standby, struct account *accounts, size_t count, const struct variant *v,
		      int64_t hit[PROOF_COLUMNS])
{
	struct arena scratch = {0};
	PGresult *r = prove(standby, "", v, NULL);
	size_t seen = 0, different = 0;
	for (int row = 0; row < PQntuples(r); row++) {
		int64_t ours[PROOF_COLUMNS], theirs[PROOF_COLUMNS];
		struct account *a;
		read_proof(r, row, theirs);
		a = account_of(accounts, count, theirs[PROOF_ENTERPRISE_NO]);
		if (!a)
			continue;
		seen++;
		compute(a, v, &scratch, ours);
		if (memcmp(ours, theirs, sizeof ours) && ++different <= 3)
			print_difference(a, v, ours, theirs);
		for (int i = 0; i < PROOF_COLUMNS; i++)
			hit[i] += i >= PROOF_BREACHED_AT ? ours[i] != TIME_NONE : ours[i] > 0;
	}
	PQclear(r);
	arena_release(&scratch);
	ck_assert_uint_eq(seen, count);
	return different;
}

/* One account's proof is the same row, and is found by the index. */
static void prove_one(PGconn *standby, const struct account *a, const struct variant *v)
{
	struct arena scratch = {0};
	int64_t ours[PROOF_COLUMNS], theirs[PROOF_COLUMNS];
	PGresult *r = prove(standby, "", v, &a->enterprise_no);
	bool indexed = false;
	ck_assert_int_eq(PQntuples(r), 1);
	read_proof(r, 0, theirs);
	PQclear(r);
	compute(a, v, &scratch, ours);
	arena_release(&scratch);
	ck_assert_mem_eq(ours, theirs, sizeof ours);
	r = prove(standby, "explain (costs off) ", v, &a->enterprise_no);
	for (int row = 0; row < PQntuples(r); row++) {
		const char *line = PQgetvalue(r, row, 0);
		ck_assert_msg(!strstr(line, "Seq Scan on outage"), "the proof reads all windows");
		indexed |= strstr(line, "outage_enterprise_no") != NULL;
	}
	PQclear(r);
	ck_assert_msg(indexed, "the proof of one account does not use its index");
}

START_TEST(slatop_and_sql_agree)
{
	struct rng r = rng_seeded();
	PGconn *primary = connect_to("primary.conninfo"), *standby = connect_to("replica.conninfo");
	struct instants s = {0};
	struct account *accounts = mem_zero(ACCOUNTS, sizeof *accounts);
	struct variant variants[VARIANTS];
	int64_t hit[PROOF_COLUMNS] = {0};
	size_t count, different = 0;

	collect_instants(&s);
	fill(&r, primary, &s);
	wait_for_replay(primary, standby);
	run(standby, "begin isolation level repeatable read read only");
	run(standby, "set local search_path = pg_catalog");
	count = read_accounts(standby, accounts);
	read_windows(standby, accounts, count);
	read_maintenance(standby, accounts, count);
	for (size_t i = 0; i < VARIANTS; i++) {
		random_variant(&r, &s, i, &variants[i]);
		different += compare(standby, accounts, count, &variants[i], hit);
	}
	for (size_t i = 0; i < 20; i++)
		prove_one(standby, &accounts[rng_below(&r, (int64_t)count)], &variants[i % 4]);
	run(standby, "commit");
	run(primary, "begin");
	remove_rows(primary);
	run(primary, "commit");
	printf("note: %zu accounts of %d windows, %d readings, spans and moments, %zu differ\n", count,
	       WINDOWS, VARIANTS, different);
	for (int i = PROOF_UNAVAILABLE_US; i < PROOF_COLUMNS; i++)
		printf("%-20s above zero, or a time, in %lld\n", proof_column_names[i], (long long)hit[i]);
	ck_assert_uint_eq(different, 0);
	ck_assert_uint_ge(count, 2000);
	for (int i = PROOF_UNAVAILABLE_US; i < PROOF_COLUMNS; i++)
		ck_assert_int_gt(hit[i], 100); /* nothing went untested */
	for (size_t i = 0; i < VARIANTS; i++)
		calendar_destroy(variants[i].calendar);
	free(accounts);
	free(s.list);
	PQfinish(primary);
	PQfinish(standby);
}
END_TEST

TEST_MAIN("proof", 600, slatop_and_sql_agree)
