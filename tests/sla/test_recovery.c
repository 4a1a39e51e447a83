/* Clause 4.12: switch-overs on their limits. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/recovery.h"

static struct switchover made(enum fault_class class, int64_t after_us)
{
	return (struct switchover){.failover_id = 5, .failed_at = local("10:00"), .fault_class = (uint8_t)class,
				   .switched_at = after_us < 0 ? TIME_NONE : local("10:00") + after_us};
}

START_TEST(limits)
{
	const struct {
		enum fault_class class;
		int64_t after_us; /* -1: open */
		int64_t moment_us; /* after the failure */
		enum verdict verdict;
		bool tolerated;
	} rows[] = {
		{FAULT_CLASS_APPLICATION, 2700 * USEC, DAY_US, VERDICT_MET},
		{FAULT_CLASS_APPLICATION, 2700 * USEC + 1, DAY_US, VERDICT_MISSED},
		{FAULT_CLASS_APPLICATION, 0, DAY_US, VERDICT_MET},
		{FAULT_CLASS_RELAY, 300 * USEC, DAY_US, VERDICT_MET},
		{FAULT_CLASS_RELAY, 300 * USEC + 1, DAY_US, VERDICT_MISSED},
		{FAULT_CLASS_NETWORK, 120 * USEC, DAY_US, VERDICT_MET},
		{FAULT_CLASS_NETWORK, 120 * USEC + 1, DAY_US, VERDICT_MET, true},
		{FAULT_CLASS_NETWORK, 150 * USEC, DAY_US, VERDICT_MET, true},
		{FAULT_CLASS_NETWORK, 150 * USEC + 1, DAY_US, VERDICT_MISSED},
		/* Open ones count up; at risk from 80 % of the limit. */
		{FAULT_CLASS_RELAY, -1, 1, VERDICT_MET},
		{FAULT_CLASS_RELAY, -1, 240 * USEC - 1, VERDICT_MET},
		{FAULT_CLASS_RELAY, -1, 240 * USEC, VERDICT_AT_RISK},
		{FAULT_CLASS_RELAY, -1, 300 * USEC, VERDICT_AT_RISK},
		{FAULT_CLASS_RELAY, -1, 300 * USEC + 1, VERDICT_MISSED},
		{FAULT_CLASS_NETWORK, -1, 96 * USEC - 1, VERDICT_MET},
		{FAULT_CLASS_NETWORK, -1, 96 * USEC, VERDICT_AT_RISK},
		{FAULT_CLASS_NETWORK, -1, 150 * USEC, VERDICT_AT_RISK, true},
		{FAULT_CLASS_NETWORK, -1, 150 * USEC + 1, VERDICT_MISSED},
		{FAULT_CLASS_RELAY, 250 * USEC, 245 * USEC, VERDICT_AT_RISK}, /* not switched yet, as of then */
		{FAULT_CLASS_RELAY, 250 * USEC, 250 * USEC, VERDICT_MET},
		{FAULT_CLASS_RELAY, -1, 0, VERDICT_NO_DATA}, /* fails at the moment: not there yet */
		{FAULT_CLASS_COUNT, 5, DAY_US, VERDICT_NO_DATA},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct switchover f = made(rows[i].class, rows[i].after_us);
		struct arena a = {0};
		struct violations v = {.arena = &a};
		struct recovery r;
		recovery_judge(&t, &f, f.failed_at + rows[i].moment_us, &r, &v);
		ck_assert_msg(r.verdict == rows[i].verdict && r.within_tolerance == rows[i].tolerated,
			      "row %zu: %s", i, verdict_words[r.verdict]);
		ck_assert_uint_eq(v.count, r.verdict == VERDICT_MISSED);
		if (v.count) {
			ck_assert_int_eq(v.list[0].amount, r.elapsed_us - r.limit_us);
			ck_assert_int_eq(v.list[0].at_us, r.missed_at);
		}
		arena_release(&a);
	}
}
END_TEST

START_TEST(bad_rows)
{
	struct switchover f = made(FAULT_CLASS_RELAY, 5);
	struct terms t;
	struct recovery r;
	terms_init(&t);
	ck_assert(!switchover_faulty(&f));
	f.switched_at = f.failed_at - 1;
	ck_assert(switchover_faulty(&f));
	f.switched_at = TIME_INFINITE;
	ck_assert(switchover_faulty(&f));
	f.switched_at = TIME_NONE;
	f.failed_at = TIME_MINUS_INFINITE;
	ck_assert(switchover_faulty(&f));
	f.failed_at = local("10:00");
	f.voided = true;
	recovery_judge(&t, &f, local("11:00"), &r, NULL);
	ck_assert_int_eq(r.verdict, VERDICT_NO_DATA);
	ck_assert_int_eq(fault_class_from("relay"), FAULT_CLASS_RELAY);
	ck_assert_int_eq(fault_class_from("database"), FAULT_CLASS_COUNT);
}
END_TEST

START_TEST(a_month)
{
	struct span month = month_of("2026-11-10");
	struct switchover list[4] = {made(FAULT_CLASS_RELAY, 5), made(FAULT_CLASS_RELAY, 301 * USEC),
				     made(FAULT_CLASS_RELAY, -1), made(FAULT_CLASS_RELAY, 400 * USEC)};
	struct terms t;
	struct outcome o;
	terms_init(&t);
	list[3].failed_at = month.start_us - 1; /* October's */
	recovery_outcome(&t, list, 4, month, list[0].failed_at + 250 * USEC, &o, NULL);
	ck_assert(o.known && o.verdict == VERDICT_AT_RISK && o.inputs[0] == 3 && o.figure == 0);
	recovery_outcome(&t, list, 4, month, list[0].failed_at + DAY_US, &o, NULL);
	ck_assert(o.known && o.verdict == VERDICT_MISSED && o.figure == 2);
	list[3].failed_at = month.start_us;
	recovery_outcome(&t, list + 3, 1, month, month.end_us, &o, NULL);
	ck_assert_int_eq(o.inputs[0], 1);
	recovery_outcome(&t, list, 4, month_of("2026-12-10"), local("2027-01-01"), &o, NULL);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA); /* none: nothing to judge */
}
END_TEST

TEST_MAIN("recovery", 60, limits, bad_rows, a_month)
