/* Clauses 4.3, 4.9, 4.10: counts. Worked cases, and records at random against
 * minutes counted one by one. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/completion.h"
#include "slatop/sla/durability.h"
#include "slatop/sla/metering.h"

static struct call_record call(int64_t talk_us, int64_t billed, int64_t fee)
{
	return (struct call_record){.started_at = local("10:00"),
				    .answered_at = talk_us < 0 ? TIME_NONE : local("10:00") + 7 * USEC,
				    .ended_at = local("10:00") + 7 * USEC + (talk_us < 0 ? 0 : talk_us),
				    .billed_minutes = billed, .fee_fen = fee};
}

START_TEST(started_minutes)
{
	const struct {
		int64_t talk_us, billed, fee; /* talk -1: unanswered */
		int64_t right, stake;
	} rows[] = {
		{0, 0, 0, 0, 0},
		{1, 1, 15, 1, 0},
		{60 * USEC, 1, 15, 1, 0},
		{60 * USEC, 2, 30, 1, 15},
		{60 * USEC + 1, 2, 30, 2, 0},
		{60 * USEC + 1, 1, 15, 2, 15},   /* too little: at stake as well */
		{61 * USEC, 3, 100, 2, 33},      /* 33.33, truncated */
		{600 * USEC, 7, 100, 10, 42},    /* 42.86 */
		{-1, 0, 0, 0, 0},
		{-1, 1, 15, 0, 15},
		{30 * USEC, 0, 15, 1, 0},        /* billed 0: counted, its fen are not */
		{INT64_C(86400) * USEC, 1440, 1, 1440, 0},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct call_record c = call(rows[i].talk_us, rows[i].billed, rows[i].fee);
		struct rating r;
		metering_rate(&t, &c, &r);
		ck_assert_msg(r.right_minutes == rows[i].right && r.at_stake_fen == rows[i].stake &&
				      r.right == (rows[i].right == rows[i].billed),
			      "row %zu: %lld minutes, %lld fen", i, (long long)r.right_minutes,
			      (long long)r.at_stake_fen);
	}
}
END_TEST

START_TEST(bad_calls)
{
	struct terms t;
	struct metering sum = {0};
	struct call_record c = call(5, 1, 1);
	terms_init(&t);
	ck_assert(metering_add_record(&t, &sum, &c));
	c.ended_at = c.answered_at - 1;
	ck_assert(!metering_add_record(&t, &sum, &c));
	c = call(5, -1, 1);
	ck_assert(!metering_add_record(&t, &sum, &c));
	c = call(5, 1, -1);
	ck_assert(!metering_add_record(&t, &sum, &c));
	c = call(5, 1, 1);
	c.ended_at = TIME_INFINITE;
	ck_assert(!metering_add_record(&t, &sum, &c));
	c.ended_at = c.started_at - 1;
	c.answered_at = TIME_NONE;
	ck_assert(!metering_add_record(&t, &sum, &c));
	ck_assert_int_eq(sum.records, 1);
	/* As far apart as times go: no overflow. */
	c = call(5, INT64_MAX, INT64_MAX);
	c.answered_at = c.started_at = TIME_MINUS_INFINITE + 1;
	c.ended_at = TIME_INFINITE - 1;
	ck_assert(metering_add_record(&t, &sum, &c));
	ck_assert(metering_add_record(&t, &sum, &c));
	ck_assert(!metering_add_day(&sum, &(struct metering){1, 2, 0}));
	ck_assert(!metering_add_day(&sum, &(struct metering){-1, -1, 0}));
	ck_assert(metering_add_day(&sum, &(struct metering){INT64_MAX, INT64_MAX, INT64_MAX}));
	ck_assert_int_eq(sum.records, INT64_MAX);
}
END_TEST

START_TEST(a_month_of_days)
{
	struct terms t;
	struct metering sum = {0};
	struct outcome o;
	terms_init(&t);
	metering_outcome(&t, &sum, &o);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA);
	for (int day = 0; day < 30; day++)
		ck_assert(metering_add_day(&sum, &(struct metering){1000, 6, 111}));
	metering_outcome(&t, &sum, &o);
	ck_assert(o.verdict == VERDICT_MET && o.figure == 99400000 && o.inputs[2] == 3330);
	metering_add_day(&sum, &(struct metering){0, 0, 0});
	metering_add_day(&sum, &(struct metering){1, 1, 1});
	metering_outcome(&t, &sum, &o);
	ck_assert(o.verdict == VERDICT_MISSED && o.figure == 99396686);
}
END_TEST

START_TEST(service_fee)
{
	struct invoice right = {.enterprise_no = 7, .month = 24000, .charged_on = CHARGED_FUNCTION_FEE, .seats = 30,
				.seat_price_fen = 9900, .function_fee_fen = 297000, .phone_bill_fen = 1,
				.total_service_fee_fen = 297001, .issued_at = local("10:00")};
	struct invoice list[5] = {right, right, right, right, right};
	struct arena a = {0};
	struct violations v = {.arena = &a};
	struct terms t;
	struct outcome o;
	terms_init(&t);
	list[1].function_fee_fen--;      /* then the total is off too */
	list[2].total_service_fee_fen += 2;
	list[3].phone_bill_fen = -1;     /* a bad row is none */
	list[4].seats = list[4].seat_price_fen = INT64_MAX;
	service_fee_outcome(&t, list, 3, &o, &v);
	ck_assert(o.verdict == VERDICT_MISSED && o.inputs[0] == 3 && o.inputs[1] == 2 && o.figure == 33333333);
	ck_assert_uint_eq(v.count, 3);
	ck_assert(v.list[0].rule == RULE_FUNCTION_FEE_WRONG && v.list[0].amount == -1);
	ck_assert(v.list[1].rule == RULE_TOTAL_FEE_WRONG && v.list[1].amount == 1);
	ck_assert(v.list[2].amount == 2 && v.list[2].row_id == 24000 && v.list[2].enterprise_no == 7);
	service_fee_outcome(&t, list + 3, 1, &o, &v);
	ck_assert_int_eq(o.verdict, VERDICT_NO_DATA);
	service_fee_outcome(&t, list, 1, &o, &v);
	ck_assert(o.verdict == VERDICT_MET && o.figure == 100000000);
	ck_assert(!invoice_right(&list[4], &v));
	ck_assert_int_eq(v.list[3].amount, -INT64_MAX);
	ck_assert_int_eq(charged_on_from("phone_bill"), CHARGED_PHONE_BILL);
	ck_assert_int_eq(charged_on_from("cash"), CHARGED_UNKNOWN);
	arena_release(&a);
}
END_TEST

START_TEST(completion)
{
	struct terms t;
	struct calls sum = {0};
	struct outcome o;
	int64_t percent;
	terms_init(&t);
	ck_assert(!calls_response_rate(&sum, &percent));
	completion_outcome(&t, &sum, &o);
	ck_assert(!o.known);
	ck_assert(calls_add(&sum, &(struct calls){1000, 971, 600}));
	ck_assert(!calls_add(&sum, &(struct calls){10, 11, 0}));
	ck_assert(!calls_add(&sum, &(struct calls){-1, -1, -1}));
	completion_outcome(&t, &sum, &o);
	ck_assert(o.verdict == VERDICT_MET && o.figure == 97100000);
	ck_assert(calls_response_rate(&sum, &percent) && percent == 60000000);
	ck_assert(calls_add(&sum, &(struct calls){1, 0, 0}));
	completion_outcome(&t, &sum, &o);
	ck_assert(o.verdict == VERDICT_MISSED && o.figure == 97002997);
}
END_TEST

START_TEST(low_slots)
{
	struct terms t;
	int64_t percent;
	terms_init(&t);
	ck_assert(!calls_low(&t, &(struct calls){0, 0, 0}));
	ck_assert(!calls_completion_rate(&(struct calls){0, 0, 0}, &percent));
	ck_assert(!calls_low(&t, &(struct calls){1000, 971, 0})); /* at the target it is met */
	ck_assert(calls_low(&t, &(struct calls){1001, 971, 0}));
	ck_assert(!calls_low(&t, &(struct calls){INT64_MAX, INT64_MAX, 0}));
	ck_assert(calls_completion_rate(&(struct calls){3, 2, 0}, &percent) && percent == 66666666);
}
END_TEST

/* A carrier's hour against the rows of each slot summed one by one; slots before
 * and after it, and rows that start inside a slot. */
START_TEST(the_last_hour)
{
	const int64_t last = local("14:20");
	struct rng r = rng_seeded();
	ck_assert_int_eq(completion_slot(local("14:24:59")), last);
	ck_assert_int_eq(completion_slot(last), last);
	ck_assert_int_eq(completion_slot(-1), -COMPLETION_SLOT_US);
	for (int round = 0; round < 200; round++) {
		struct completion_hour h = {0};
		struct calls sums[COMPLETION_SLOTS] = {{0}}, all = {0};
		bool known[COMPLETION_SLOTS] = {false};
		uint32_t bad = 0;
		for (int n = (int)rng_below(&r, 60); n > 0; n--) {
			int64_t at = last + (rng_below(&r, 18) - 14) * COMPLETION_SLOT_US + rng_below(&r, 3) * USEC;
			struct calls row = {rng_below(&r, 40), rng_below(&r, 42),
					    rng_below(&r, 9) - rng_one_in(&r, 20)};
			completion_hour_add(&h, last, at, &row);
			for (int i = 0; i < COMPLETION_SLOTS; i++) {
				int64_t start = last - i * COMPLETION_SLOT_US;
				if (at < start || at >= start + COMPLETION_SLOT_US)
					continue;
				if (row.connected > row.requested || row.answered < 0) {
					bad++;
					continue;
				}
				struct calls *s = &sums[COMPLETION_SLOTS - 1 - i];
				known[COMPLETION_SLOTS - 1 - i] = true;
				s->requested += row.requested, all.requested += row.requested;
				s->connected += row.connected, all.connected += row.connected;
				s->answered += row.answered, all.answered += row.answered;
			}
		}
		ck_assert_uint_eq(h.bad, bad);
		ck_assert_mem_eq(&h.sum, &all, sizeof all);
		ck_assert_mem_eq(h.slots, sums, sizeof sums);
		ck_assert_mem_eq(h.known, known, sizeof known);
	}
}
END_TEST

START_TEST(durability)
{
	const struct storage_audit list[] = {
		{100, 2000000, 0, STORED_RECORDING},
		{200, 2000000, 2, STORED_RECORDING},
		{300, 1999999, 2, STORED_RECORDING},
		{250, 10, 0, STORED_CALL_RECORD},
		{260, 10, 11, STORED_CALL_RECORD}, /* bad rows */
		{270, -1, 0, STORED_CALL_RECORD},
		{280, 10, 0, STORED_COUNT},
		{TIME_INFINITE, 10, 5, STORED_CALL_RECORD},
	};
	struct terms t;
	struct outcome o;
	terms_init(&t);
	durability_account(&t, list, COUNT_OF(list), 99, &o);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA);
	durability_account(&t, list, COUNT_OF(list), 199, &o);
	ck_assert(o.verdict == VERDICT_MET && o.figure == 100000000);
	durability_account(&t, list, COUNT_OF(list), 200, &o);
	ck_assert(o.verdict == VERDICT_MET && o.figure == 99999900); /* 2 of 2,000,000: exactly */
	durability_account(&t, list, COUNT_OF(list), 5000, &o);
	ck_assert(o.verdict == VERDICT_MISSED && o.inputs[0] == 2000009 && o.inputs[1] == 2);
	ck_assert_int_eq(o.figure, 99999900); /* both together hold; the recordings alone do not */
	ck_assert_ptr_eq(storage_audit_latest(list, COUNT_OF(list), STORED_CALL_RECORD, INT64_MAX - 2), &list[3]);
}
END_TEST

START_TEST(at_random)
{
	struct rng r = rng_seeded();
	struct terms t;
	struct metering sum = {0};
	int64_t differing = 0, fen = 0;
	terms_init(&t);
	for (int i = 0; i < 100000; i++) {
		int64_t seconds = rng_below(&r, 400), right = 0, off;
		bool answered = !rng_one_in(&r, 5);
		struct call_record c = call(answered ? seconds * USEC : -1, rng_below(&r, 8), rng_below(&r, 200));
		for (int64_t minute = 0; answered && minute < seconds; minute += 60)
			right++;
		off = llabs(c.billed_minutes - right);
		differing += off != 0;
		for (int64_t k = c.billed_minutes; k && k <= c.fee_fen * off; k += c.billed_minutes)
			fen++;
		ck_assert(metering_add_record(&t, &sum, &c));
	}
	ck_assert_int_eq(sum.records, 100000);
	ck_assert_int_eq(sum.differing, differing);
	ck_assert_int_eq(sum.fen_at_stake, fen);
}
END_TEST

TEST_MAIN("metering", 60, started_minutes, bad_calls, a_month_of_days, service_fee, completion, low_slots,
	  the_last_hour, durability,
	  at_random)
