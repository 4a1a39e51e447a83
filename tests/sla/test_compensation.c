/* Clause 6: figures worked by hand, and months made at random against a
 * reckoning that counts days one by one and searches the scale from its end. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/compensation.h"

#define NOVEMBER (2026 * 12 + 10)
#define SCALE                                                                                                \
	"[{\"ratio_above_ppm\": 1000000, \"share_of_function_fee_ppm\": 50000, \"share_of_phone_bill_ppm\": 0}," \
	" {\"ratio_above_ppm\": 2000000, \"share_of_function_fee_ppm\": 100000, \"share_of_phone_bill_ppm\": 20000}," \
	" {\"ratio_above_ppm\": 5000000, \"share_of_function_fee_ppm\": 300000}]"

/* An account of November 2026 whose provider's outages passed what is allowed
 * (5702.4 s) on the 10th at noon: 6000 s. */
struct made {
	struct terms t;
	struct availability a;
	struct invoice i;
	struct claim claims[4];
	struct compensation_input in;
	struct arena arena;
	struct violations v;
	struct compensation c;
};

static void make(struct made *m)
{
	memset(m, 0, sizeof *m);
	terms_init(&m->t);
	availability_no_data(&m->t, month_of("2026-11-10"), &m->a);
	m->a.unavailable_us = m->a.accountable_us = 6000 * USEC;
	m->a.status = STATUS_BREACHED;
	m->a.breached_at = m->a.eligible_at = local("2026-11-10 12:00");
	m->i = (struct invoice){.enterprise_no = 10017, .month = NOVEMBER, .charged_on = CHARGED_FUNCTION_FEE,
				.seats = 100, .seat_price_fen = 10001, .function_fee_fen = 1000100,
				.phone_bill_fen = 3000099, .total_service_fee_fen = 4000199,
				.issued_at = local("2026-12-01 09:00")};
	m->in = (struct compensation_input){.terms = &m->t, .calendar = shanghai(), .enterprise_no = 10017,
					    .month = NOVEMBER, .moment_us = local("2026-12-02 10:00"),
					    .availability = &m->a, .invoice = &m->i, .claims = m->claims};
	m->v.arena = &m->arena;
}

static struct compensation *run(struct made *m)
{
	m->v.count = 0;
	compensation_compute(&m->in, &m->c, &m->v);
	ck_assert_uint_eq(m->v.count, m->c.broken);
	return &m->c;
}

static struct claim *claim(struct made *m, const char *received, enum claim_state state, int64_t amount)
{
	struct claim *c = &m->claims[m->in.claim_count++];
	*c = (struct claim){.claim_id = (int64_t)m->in.claim_count, .month = NOVEMBER,
			    .received_at = local(received), .state = (uint8_t)state, .amount_fen = amount,
			    .deducted_month = MONTH_NONE};
	return c;
}

static bool broke(const struct made *m, enum rule rule, int64_t amount)
{
	for (size_t i = 0; i < m->v.count; i++)
		if (m->v.list[i].rule == rule && m->v.list[i].amount == amount)
			return true;
	return false;
}

START_TEST(eligibility)
{
	struct made m;
	make(&m);
	m.a.accountable_us = m.a.allowed_us; /* exactly what is allowed: met */
	run(&m);
	ck_assert(!m.c.eligible && m.c.breached_only);
	ck_assert_int_eq(m.c.state, COMPENSATION_NOT_ELIGIBLE);
	ck_assert_int_eq(m.c.ratio, 1000000);
	ck_assert_int_eq(m.c.verdict, VERDICT_MET);
	ck_assert(m.c.apply_by == TIME_NONE && m.c.eligible_at == TIME_NONE);
	m.a.accountable_us++;
	run(&m);
	ck_assert(m.c.eligible && !m.c.breached_only);
	ck_assert_int_eq(m.c.state, COMPENSATION_ELIGIBLE);
	ck_assert_int_eq(m.c.eligible_at, local("2026-11-10 12:00"));
	/* The other reading judges all unavailable time, for what the provider did of it. */
	with(&m.t, "compensation.ratio_of", "\"unavailable\"");
	m.a.accountable_us = 1;
	m.a.eligible_at = TIME_NONE;
	m.a.breached_at = local("2026-11-09 08:00");
	run(&m);
	ck_assert(m.c.eligible);
	ck_assert_int_eq(m.c.judged_us, 6000 * USEC);
	ck_assert_int_eq(m.c.eligible_at, local("2026-11-09 08:00"));
	m.a.accountable_us = 0;
	ck_assert(!run(&m)->eligible);
	m.a.status = STATUS_NO_DATA;
	run(&m);
	ck_assert_int_eq(m.c.state, COMPENSATION_NO_DATA);
	ck_assert_int_eq(m.c.verdict, VERDICT_NO_DATA);
	arena_release(&m.arena);
}
END_TEST

/* 25 % of 1000100 fen is 250025; 10 % of 3000099 is 300009.9, truncated. */
START_TEST(caps)
{
	const struct {
		const char *mode;
		enum charged_on charged_on;
		int64_t phone_bill, total, cap;
		enum cap_binding binds;
	} rows[] = {
		{"\"charged_on\"", CHARGED_FUNCTION_FEE, 3000099, 4000199, 250025, CAP_FUNCTION_FEE},
		{"\"charged_on\"", CHARGED_PHONE_BILL, 3000099, 4000199, 300009, CAP_PHONE_BILL},
		{"\"greater\"", CHARGED_FUNCTION_FEE, 3000099, 4000199, 300009, CAP_PHONE_BILL},
		{"\"greater\"", CHARGED_PHONE_BILL, 2500259, 3500359, 250025, CAP_FUNCTION_FEE}, /* equal */
		{"\"greater\"", CHARGED_PHONE_BILL, 2500260, 3500360, 250026, CAP_PHONE_BILL},
		{"\"lesser\"", CHARGED_PHONE_BILL, 3000099, 4000199, 250025, CAP_FUNCTION_FEE},
		{"\"lesser\"", CHARGED_FUNCTION_FEE, 2500249, 3500349, 250024, CAP_PHONE_BILL},
		{"\"lesser\"", CHARGED_PHONE_BILL, 2500250, 3500350, 250025, CAP_FUNCTION_FEE}, /* equal */
		{"\"each\"", CHARGED_FUNCTION_FEE, 3000099, 4000199, 550034, CAP_BOTH},
		{"\"each\"", CHARGED_FUNCTION_FEE, 3000099, 550034, 550034, CAP_BOTH}, /* the total, exactly */
		{"\"each\"", CHARGED_FUNCTION_FEE, 3000099, 550033, 550033, CAP_TOTAL_FEE},
		{"\"charged_on\"", CHARGED_PHONE_BILL, 0, 1000100, 0, CAP_PHONE_BILL},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct made m;
		make(&m);
		with(&m.t, "compensation.cap_mode", rows[i].mode);
		m.i.charged_on = (uint8_t)rows[i].charged_on;
		m.i.phone_bill_fen = rows[i].phone_bill;
		m.i.total_service_fee_fen = rows[i].total;
		run(&m);
		ck_assert_msg(m.c.cap_fen == rows[i].cap && m.c.binds == rows[i].binds, "row %zu: %lld by %s", i,
			      (long long)m.c.cap_fen, cap_binding_names[m.c.binds]);
		ck_assert_int_eq(m.c.function_fee_cap_fen, 250025);
		ck_assert_int_eq(m.c.amount_state, AMOUNT_TO_BE_AGREED); /* the scale is shipped empty */
		ck_assert_int_eq(m.c.amount_fen, 0);
	}
}
END_TEST

START_TEST(not_billed)
{
	struct made m;
	make(&m);
	m.in.invoice = NULL;
	run(&m);
	ck_assert(!m.c.billed && m.c.binds == CAP_NONE);
	ck_assert_int_eq(m.c.amount_state, AMOUNT_NOT_BILLED);
	m.in.invoice = &m.i;
	m.i.issued_at = m.in.moment_us + 1; /* not as of then */
	ck_assert(!run(&m)->billed);
	m.i.issued_at = m.in.moment_us;
	ck_assert(run(&m)->billed);
	m.i.month++;
	ck_assert(!run(&m)->billed);
	m.i.month--;
	m.i.charged_on = CHARGED_UNKNOWN;
	ck_assert(!run(&m)->billed);
}
END_TEST

/* Three rows: above 1, above 2, above 5 times what is allowed (5702.4 s). */
START_TEST(scale_of_three_rows)
{
	const struct {
		int64_t accountable_us, phone_bill;
		int row;
		int64_t scaled, amount;
	} rows[] = {
		{5702400001, 3000099, 0, 50005, 50005},    /* 5 % of 1000100 */
		{11404800000, 3000099, 0, 50005, 50005},   /* exactly twice: still the first row */
		{11404800001, 3000099, 1, 160011, 160011}, /* 10 % and 2 % of 3000099 (60001.98) */
		{28512000000, 3000099, 1, 160011, 160011},
		{28512000001, 3000099, 2, 300030, 250025}, /* 30 %, cut to the cap of 25 % */
		{2592000000000, 3000099, 2, 300030, 250025},
	};
	struct made m;
	make(&m);
	with(&m.t, "compensation.scale", SCALE);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		m.a.accountable_us = m.a.unavailable_us = rows[i].accountable_us;
		m.i.phone_bill_fen = rows[i].phone_bill;
		run(&m);
		ck_assert_msg(m.c.scale_row == rows[i].row && m.c.scaled_fen == rows[i].scaled &&
				      m.c.amount_fen == rows[i].amount,
			      "row %zu: %d %lld %lld", i, m.c.scale_row, (long long)m.c.scaled_fen,
			      (long long)m.c.amount_fen);
		ck_assert_int_eq(m.c.amount_state, AMOUNT_KNOWN);
	}
	/* The provider's half of 12000 s: 160011 / 2, truncated. */
	with(&m.t, "compensation.ratio_of", "\"unavailable\"");
	m.a.unavailable_us = 12000 * USEC;
	m.a.accountable_us = 6000 * USEC;
	ck_assert_int_eq(run(&m)->amount_fen, 80005);
	/* A scale that begins higher says nothing of this ratio. */
	with(&m.t, "compensation.ratio_of", "\"accountable\"");
	with(&m.t, "compensation.scale", "[{\"ratio_above_ppm\": 1500000, \"share_of_function_fee_ppm\": 1}]");
	run(&m);
	ck_assert(m.c.scale_row == -1 && m.c.amount_state == AMOUNT_TO_BE_AGREED);
}
END_TEST

/* Broken on 10 November: 10 December is the last day. */
START_TEST(apply_by)
{
	const struct {
		const char *eligible_at, *moment, *apply_by;
		int64_t days_left;
		enum compensation_state state;
		enum verdict verdict;
		const char *days_from;
	} rows[] = {
		{"2026-11-10 00:00", "2026-11-10 00:00", "2026-12-10", 30, COMPENSATION_ELIGIBLE, VERDICT_MET},
		{"2026-11-10 23:59", "2026-12-02 23:59", "2026-12-10", 8, COMPENSATION_ELIGIBLE, VERDICT_MET},
		{"2026-11-10 23:59", "2026-12-03 00:00", "2026-12-10", 7, COMPENSATION_ELIGIBLE, VERDICT_AT_RISK},
		{"2026-11-10 12:00", "2026-12-10 23:59", "2026-12-10", 0, COMPENSATION_ELIGIBLE, VERDICT_AT_RISK},
		{"2026-11-10 12:00", "2026-12-11 00:00", "2026-12-10", -1, COMPENSATION_LAPSED, VERDICT_MET},
		{"2026-11-30 23:59", "2026-12-30 10:00", "2026-12-30", 0, COMPENSATION_ELIGIBLE, VERDICT_AT_RISK},
		/* The cycle ends on the 30th; 30 days more. */
		{"2026-11-10 12:00", "2026-12-30 23:59", "2026-12-30", 0, COMPENSATION_ELIGIBLE, VERDICT_AT_RISK,
		 "\"month_end\""},
		{"2026-11-10 12:00", "2026-12-31 00:00", "2026-12-30", -1, COMPENSATION_LAPSED, VERDICT_MET,
		 "\"month_end\""},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct made m;
		make(&m);
		m.a.eligible_at = local(rows[i].eligible_at);
		m.in.moment_us = local(rows[i].moment);
		if (rows[i].days_from)
			with(&m.t, "compensation.days_from", rows[i].days_from);
		run(&m);
		ck_assert_msg(m.c.apply_by == local(rows[i].apply_by) && m.c.days_left == rows[i].days_left &&
				      m.c.state == rows[i].state && m.c.verdict == rows[i].verdict,
			      "row %zu: %lld days left, %s, %s", i, (long long)m.c.days_left,
			      compensation_state_names[m.c.state], verdict_words[m.c.verdict]);
		ck_assert_int_eq(m.c.apply_by_other, rows[i].days_from ? local("2026-12-10") : local("2026-12-30"));
		ck_assert_int_eq(m.c.late_from, m.c.apply_by + DAY_US);
	}
}
END_TEST

/* February of a leap year: eligible on the 29th; its end + 30 days is 30 March. */
START_TEST(leap_february)
{
	struct made m;
	make(&m);
	availability_no_data(&m.t, month_of("2028-02-10"), &m.a);
	ck_assert_int_eq(m.a.allowed_us, 5512320000);
	m.a.accountable_us = m.a.unavailable_us = m.a.allowed_us + 1;
	m.a.status = STATUS_BREACHED;
	m.a.eligible_at = m.a.breached_at = local("2028-02-29 23:59");
	m.in.month = 2028 * 12 + 1;
	m.in.moment_us = local("2028-03-01 00:00");
	run(&m);
	ck_assert_int_eq(m.c.apply_by, local("2028-03-30"));
	ck_assert_int_eq(m.c.apply_by_other, local("2028-03-30"));
	ck_assert_int_eq(m.c.days_left, 29);
	m.a.eligible_at = local("2028-02-01 00:00");
	ck_assert_int_eq(run(&m)->apply_by, local("2028-03-02")); /* 29 days to 1 March, one more */
}
END_TEST

START_TEST(states)
{
	static const enum compensation_state wants[CLAIM_STATES] = {
		COMPENSATION_APPLIED, COMPENSATION_APPROVED, COMPENSATION_REJECTED, COMPENSATION_DEDUCTED};
	for (int s = 0; s < CLAIM_STATES; s++) {
		struct made m;
		make(&m);
		m.in.moment_us = local("2027-01-20");
		claim(&m, "2026-12-10 23:59:59.999999", (enum claim_state)s, 100); /* the last instant */
		run(&m);
		ck_assert_int_eq(m.c.state, wants[s]);
		ck_assert_uint_eq(m.c.broken, 0);
		m.claims[0].received_at++; /* one day late */
		run(&m);
		ck_assert_int_eq(m.c.state, COMPENSATION_LAPSED);
		ck_assert_int_eq(broke(&m, RULE_CLAIM_LATE, 1), s == CLAIM_APPROVED || s == CLAIM_DEDUCTED);
		ck_assert_uint_eq(m.c.broken, s == CLAIM_APPROVED || s == CLAIM_DEDUCTED);
		/* Not eligible whatever claims it has; not rejected is a violation. */
		m.a.accountable_us = m.a.allowed_us;
		run(&m);
		ck_assert_int_eq(m.c.state, COMPENSATION_NOT_ELIGIBLE);
		ck_assert_int_eq(broke(&m, RULE_CLAIM_NOT_ELIGIBLE, 100), s != CLAIM_REJECTED);
		ck_assert_int_eq(m.c.verdict, s == CLAIM_REJECTED ? VERDICT_MET : VERDICT_MISSED);
		arena_release(&m.arena);
	}
}
END_TEST

START_TEST(which_claim)
{
	struct made m;
	struct claim *second;
	make(&m);
	m.in.moment_us = local("2026-12-05");
	claim(&m, "2026-11-20", CLAIM_REJECTED, 100);
	second = claim(&m, "2026-11-25", CLAIM_APPLIED, 100);
	run(&m);
	ck_assert(m.c.state == COMPENSATION_APPLIED && m.c.claim == 1 && m.c.claims == 2);
	second->voided = true; /* as if it were not there */
	run(&m);
	ck_assert(m.c.state == COMPENSATION_REJECTED && m.c.claim == 0 && m.c.claims == 1);
	second->voided = false;
	second->month++; /* another month's */
	ck_assert_int_eq(run(&m)->state, COMPENSATION_REJECTED);
	second->month--;
	second->received_at = m.in.moment_us + 1; /* not received yet */
	ck_assert_int_eq(run(&m)->state, COMPENSATION_REJECTED);
	second->received_at = m.claims[0].received_at; /* ties: the greater id */
	ck_assert_int_eq(run(&m)->state, COMPENSATION_APPLIED);
	second->claim_id = 0;
	ck_assert_int_eq(run(&m)->state, COMPENSATION_REJECTED);
	second->claim_id = 9;
	second->amount_fen = -1; /* a bad row */
	ck_assert_int_eq(run(&m)->state, COMPENSATION_REJECTED);
	m.claims[0].voided = true;
	run(&m);
	ck_assert(m.c.state == COMPENSATION_ELIGIBLE && m.c.claim == m.in.claim_count && !m.c.claims);
	arena_release(&m.arena);
}
END_TEST

START_TEST(rules_of_claims)
{
	struct made m;
	struct claim *c;
	make(&m);
	m.in.moment_us = local("2027-02-05");
	c = claim(&m, "2026-12-01", CLAIM_DEDUCTED, 250025); /* the cap, exactly */
	c->deducted_month = NOVEMBER;
	ck_assert_uint_eq(run(&m)->broken, 0);
	c->deducted_month = NOVEMBER + 1;
	ck_assert_uint_eq(run(&m)->broken, 0);
	c->deducted_month = NOVEMBER + 2;
	run(&m);
	ck_assert(broke(&m, RULE_DEDUCTED_WRONG_MONTH, 2));
	c->deducted_month = NOVEMBER - 1;
	run(&m);
	ck_assert(broke(&m, RULE_DEDUCTED_WRONG_MONTH, -1));
	c->deducted_month = MONTH_NONE;
	c->amount_fen = 250026;
	run(&m);
	ck_assert(broke(&m, RULE_CLAIM_ABOVE_CAP, 1));
	ck_assert_int_eq(m.v.list[0].at_us, c->received_at);
	ck_assert_int_eq(m.v.list[0].enterprise_no, 10017);
	ck_assert_int_eq(m.v.list[0].row_id, 1);
	c->state = CLAIM_REJECTED; /* rightly */
	ck_assert_uint_eq(run(&m)->broken, 0);
	c->state = CLAIM_APPLIED;
	m.in.invoice = NULL; /* no cap is known */
	ck_assert_uint_eq(run(&m)->broken, 0);
	c->paid_in_cash = true;
	run(&m);
	ck_assert(broke(&m, RULE_PAID_IN_CASH, 250026));
	c->amount_fen = AMOUNT_NONE;
	run(&m);
	ck_assert(broke(&m, RULE_PAID_IN_CASH, 0));
	c->voided = true;
	ck_assert_uint_eq(run(&m)->broken, 0);
	compensation_compute(&m.in, &m.c, NULL); /* the list is not wanted */
	arena_release(&m.arena);
}
END_TEST

START_TEST(as_an_outcome)
{
	struct made m;
	struct outcome o;
	struct rollup all = {0};
	struct buf text = BUF_INIT;
	make(&m);
	with(&m.t, "compensation.scale", SCALE);
	compensation_outcome(&m.t, run(&m), &o);
	ck_assert(o.known && o.figure == 50005 && o.verdict == VERDICT_MET);
	rollup_add(&all, &o);
	m.a.accountable_us = 1; /* not eligible: nothing owed */
	compensation_outcome(&m.t, run(&m), &o);
	ck_assert(o.known && o.figure == 0 && o.inputs[2] == 0);
	rollup_add(&all, &o);
	rollup_outcome(&all, COMMITMENT_COMPENSATION, &m.t, &o);
	outcome_write_formula(&text, &o);
	ck_assert_str_eq(text.data, "500.05 yuan owed to 1 eligible, at most 2500.25 yuan");
	m.a.accountable_us = 6000 * USEC;
	m.in.invoice = NULL;
	m.in.moment_us = local("2026-12-09");
	compensation_outcome(&m.t, run(&m), &o);
	ck_assert(!o.known && o.verdict == VERDICT_AT_RISK);
	rollup_add(&all, &o);
	rollup_outcome(&all, COMMITMENT_COMPENSATION, &m.t, &o);
	ck_assert(!o.known && o.verdict == VERDICT_AT_RISK && o.inputs[3] == 1);
	m.a.status = STATUS_NO_DATA;
	compensation_outcome(&m.t, run(&m), &o);
	ck_assert_int_eq(o.verdict, VERDICT_NO_DATA);
	buf_release(&text);
}
END_TEST

START_TEST(carrier_reports)
{
	ck_assert_str_eq(carrier_report("CT-1", "CT-2"), "CT-1");
	ck_assert_str_eq(carrier_report("", "CT-2"), "CT-2");
	ck_assert_str_eq(carrier_report(NULL, "CT-2"), "CT-2");
	ck_assert_ptr_null(carrier_report(" ", NULL));
}
END_TEST

/* ---- at random ---- */

/* The first instant of the local day that lies a number of days after that of a
 * moment, found by walking. */
static int64_t walk_days(int64_t at_us, int64_t days)
{
	while (calendar_civil(shanghai(), at_us).hour) /* to the day's first hour */
		at_us -= HOUR_US;
	at_us -= at_us % HOUR_US;
	for (; days; days--)
		at_us += DAY_US; /* no clock change since 1991 */
	return at_us;
}

static int64_t slow_cap(const struct made *m)
{
	const int64_t fee = m->i.function_fee_fen * m->t.function_fee_cap_ppm / 1000000;
	const int64_t bill = m->i.phone_bill_fen * m->t.phone_bill_cap_ppm / 1000000;
	const int64_t choices[] = {
		[CAP_CHARGED_ON] = m->i.charged_on == CHARGED_PHONE_BILL ? bill : fee,
		[CAP_GREATER] = (fee + bill + llabs(fee - bill)) / 2,
		[CAP_LESSER] = (fee + bill - llabs(fee - bill)) / 2,
		[CAP_EACH] = fee + bill};
	int64_t cap = choices[m->t.cap_mode];
	return cap > m->i.total_service_fee_fen ? m->i.total_service_fee_fen : cap;
}

/* By the scale from its end, in 1/1000000 s so that the products stay small. */
static int64_t slow_amount(const struct made *m, int64_t judged, int *row)
{
	for (*row = (int)m->t.scale.count - 1; *row >= 0; --*row) {
		const struct scale_row *s = &m->t.scale.rows[*row];
		long double edge = (long double)m->a.allowed_us * s->ratio_above_ppm / 1000000;
		int64_t fen;
		if (!((long double)judged > edge))
			continue;
		fen = m->i.function_fee_fen * s->function_fee_ppm / 1000000 +
		      m->i.phone_bill_fen * s->phone_bill_ppm / 1000000;
		if (m->t.ratio_of == RATIO_OF_UNAVAILABLE)
			fen = (int64_t)((unsigned __int128)fen * (uint64_t)m->a.accountable_us /
					(uint64_t)m->a.unavailable_us);
		return fen;
	}
	return -1;
}

static void randomize(struct made *m, struct rng *r)
{
	static const char *const modes[] = {"\"charged_on\"", "\"greater\"", "\"lesser\"", "\"each\""};
	int month = 2026 * 12 + (int)rng_below(r, 36);
	struct span span = {calendar_month_start(shanghai(), month), calendar_month_start(shanghai(), month + 1)};
	make(m);
	m->in.month = m->i.month = month;
	availability_no_data(&m->t, span, &m->a);
	m->a.unavailable_us = rng_one_in(r, 3) ? m->a.allowed_us + rng_below(r, 3) - 1
					       : rng_below(r, 7 * m->a.allowed_us);
	m->a.accountable_us = rng_one_in(r, 2) ? m->a.unavailable_us : rng_below(r, m->a.unavailable_us + 1);
	m->a.status = m->a.unavailable_us > m->a.allowed_us ? STATUS_BREACHED : STATUS_OK;
	m->a.breached_at = span.start_us + rng_below(r, span.end_us - span.start_us);
	m->a.eligible_at = m->a.breached_at + rng_below(r, span.end_us - m->a.breached_at);
	m->in.moment_us = walk_days(m->a.eligible_at, rng_below(r, 70)) + rng_below(r, 3) - 1;
	m->i.charged_on = (uint8_t)rng_below(r, 2);
	m->i.function_fee_fen = rng_below(r, 1000000);
	m->i.phone_bill_fen = rng_below(r, 3000000);
	m->i.total_service_fee_fen = rng_one_in(r, 3) ? rng_below(r, 300000)
						      : m->i.function_fee_fen + m->i.phone_bill_fen;
	m->i.issued_at = m->in.moment_us + (rng_one_in(r, 5) ? 1 : 0);
	with(&m->t, "compensation.cap_mode", modes[rng_below(r, 4)]);
	with(&m->t, "compensation.ratio_of", rng_one_in(r, 3) ? "\"unavailable\"" : "\"accountable\"");
	with(&m->t, "compensation.days_from", rng_one_in(r, 3) ? "\"month_end\"" : "\"breach\"");
	if (rng_one_in(r, 2))
		with(&m->t, "compensation.scale", SCALE);
	for (int i = (int)rng_below(r, 4); i; i--) {
		struct claim *c = claim(m, "2026-12-01", (enum claim_state)rng_below(r, CLAIM_STATES),
					rng_below(r, 400000));
		c->received_at = walk_days(m->a.eligible_at, rng_below(r, 70)) + rng_below(r, 3) - 1;
		c->claim_id = rng_below(r, 3);
		c->month = month + (rng_one_in(r, 5) ? 1 : 0);
		c->voided = rng_one_in(r, 4);
	}
}

static void check_random(struct made *m)
{
	bool all = m->t.ratio_of == RATIO_OF_UNAVAILABLE;
	int64_t judged = all ? m->a.unavailable_us : m->a.accountable_us;
	bool eligible = judged > m->a.allowed_us && m->a.accountable_us;
	int64_t from = all ? m->a.breached_at : m->a.eligible_at, late;
	bool billed = m->i.issued_at <= m->in.moment_us;
	const struct claim *best = NULL;
	enum compensation_state want = COMPENSATION_NOT_ELIGIBLE;
	int row;
	run(m);
	ck_assert_int_eq(m->c.eligible, eligible);
	ck_assert_int_eq(m->c.billed, billed);
	ck_assert_int_eq(m->c.cap_fen, billed ? slow_cap(m) : 0);
	if (!eligible) {
		ck_assert_int_eq(m->c.state, want);
		return;
	}
	if (m->t.days_from == DAYS_FROM_MONTH_END)
		from = calendar_month_start(shanghai(), m->in.month + 1) - 1;
	late = walk_days(from, 31);
	ck_assert_int_eq(m->c.late_from, late);
	ck_assert_int_eq(m->c.apply_by, late - DAY_US);
	ck_assert_int_eq(walk_days(m->in.moment_us, 0) + m->c.days_left * DAY_US, m->c.apply_by);
	for (size_t i = 0; i < m->in.claim_count; i++) {
		const struct claim *c = &m->claims[i];
		if (c->voided || c->month != m->in.month || c->received_at > m->in.moment_us)
			continue;
		if (!best || c->received_at > best->received_at ||
		    (c->received_at == best->received_at && c->claim_id > best->claim_id))
			best = c;
	}
	if (best ? best->received_at >= late : m->in.moment_us >= late)
		want = COMPENSATION_LAPSED;
	else if (!best)
		want = COMPENSATION_ELIGIBLE;
	else
		want = best->state == CLAIM_APPLIED ? COMPENSATION_APPLIED
		       : best->state == CLAIM_APPROVED ? COMPENSATION_APPROVED
		       : best->state == CLAIM_REJECTED ? COMPENSATION_REJECTED : COMPENSATION_DEDUCTED;
	ck_assert_int_eq(m->c.state, want);
	if (!billed || slow_amount(m, judged, &row) < 0) {
		ck_assert_int_eq(m->c.amount_state, billed ? AMOUNT_TO_BE_AGREED : AMOUNT_NOT_BILLED);
		return;
	}
	ck_assert_int_eq(m->c.scaled_fen, slow_amount(m, judged, &row));
	ck_assert_int_eq(m->c.scale_row, row);
	ck_assert_int_eq(m->c.amount_fen, m->c.scaled_fen < slow_cap(m) ? m->c.scaled_fen : slow_cap(m));
}

START_TEST(at_random)
{
	struct rng r = rng_seeded();
	int seen[COMPENSATION_STATES] = {0};
	for (int i = 0; i < 4000; i++) {
		struct made m;
		randomize(&m, &r);
		check_random(&m);
		seen[m.c.state]++;
		arena_release(&m.arena);
	}
	for (int s = COMPENSATION_NOT_ELIGIBLE; s < COMPENSATION_STATES; s++)
		ck_assert_msg(seen[s] > 0, "no month was %s", compensation_state_names[s]);
}
END_TEST

TEST_MAIN("compensation", 120, eligibility, caps, not_billed, scale_of_three_rows, apply_by, leap_february, states,
	  which_claim, rules_of_claims, as_an_outcome, carrier_reports, at_random)
