/* Clause 4.2: worked cases, and events made at random against a reckoning on a
 * bitmap of hours. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/reliability.h"

#define NOW local("2026-11-10 12:00")

/* Days before NOW, each "from-to" (10-9.5: half a day), ";" between; "-" open. */
static struct reliability judge(const struct terms *t, const char *text, double opened_days)
{
	struct event_run run;
	struct reliability out;
	char copy[256], *rest = copy;
	event_run_init(&run, t, NOW);
	snprintf(copy, sizeof copy, "%s", text);
	for (char *one; (one = strsep(&rest, ";"));) {
		double from, to = -1;
		if (sscanf(one, "%lf-%lf", &from, &to) < 1)
			continue;
		event_run_add(&run, (struct span){NOW - (int64_t)(from * (double)DAY_US),
						  to < 0 ? TIME_NONE : NOW - (int64_t)(to * (double)DAY_US)});
	}
	reliability_judge(t, &run, opened_days < 0 ? TIME_NONE : NOW - (int64_t)(opened_days * (double)DAY_US),
			  &out);
	return out;
}

START_TEST(worked)
{
	const struct {
		const char *events;
		double opened;
		enum verdict verdict;
		int64_t mean_days, quiet_days;
		const char *text;
	} rows[] = {
		{"", 0, VERDICT_TOO_EARLY, 0, 0, "no failure for 0 days"},
		{"", 37.5, VERDICT_TOO_EARLY, 0, 37, "no failure for 37 days"},
		{"", 89.999, VERDICT_TOO_EARLY, 0, 89, "no failure for 89 days"},
		{"", 90, VERDICT_MET, 0, 90, "no failure for 90 days"},
		{"", -1, VERDICT_NO_DATA, 0, 0, "no data"},
		{"100-99", 400, VERDICT_MET, 0, 99, "no failure for 99 days"},
		{"80-79", 400, VERDICT_TOO_EARLY, 0, 79, "no failure for 79 days"},
		{"3", 400, VERDICT_FAILING, 0, 0, "failing"},
		{"400-1", 500, VERDICT_TOO_EARLY, 0, 1, "no failure for 1 day"}, /* began before the look-back */
		{"400", 500, VERDICT_FAILING, 0, 0, "failing"},
		{"200-199;109-108", 400, VERDICT_MET, 90, 108, "90d 00h on average of 1 interval"},
		{"200-199;109.5-108", 400, VERDICT_MISSED, 89, 108, NULL},
		{"200-199;109", 400, VERDICT_MET, 90, 0, NULL},                 /* open, and two to average */
		{"300-299;200-199;50-49", 400, VERDICT_MET, 124, 49, NULL},     /* 99 and 149: 124 */
		{"300-299;298-100;50-49", 400, VERDICT_MISSED, 25, 49, NULL},   /* 1 and 50 */
		{"366-364;200-199", 400, VERDICT_MET, 0, 199, NULL},            /* only one started inside */
		{"365-364;200-199", 400, VERDICT_MET, 164, 199, NULL},          /* exactly at its edge */
		{"400-399;380-379;10-9", 500, VERDICT_TOO_EARLY, 0, 9, NULL},
		{"500-450", 600, VERDICT_MET, 0, 450, "no failure for 450 days"},
		{"200-150;150-100", 400, VERDICT_MET, 0, 100, NULL},            /* touching: one event */
		{"200-150;170-140;145-100", 400, VERDICT_MET, 0, 100, NULL},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct reliability r = judge(&t, rows[i].events, rows[i].opened);
		struct buf text = BUF_INIT;
		ck_assert_msg(r.verdict == rows[i].verdict && r.mean_us / DAY_US == rows[i].mean_days &&
				      r.quiet_days == rows[i].quiet_days,
			      "%s: %s, mean %lld us, quiet %lld d", rows[i].events, verdict_words[r.verdict],
			      (long long)r.mean_us, (long long)r.quiet_days);
		ck_assert_int_eq(r.known, rows[i].mean_days > 0);
		reliability_write(&text, &r);
		if (rows[i].text)
			ck_assert_str_eq(text.data, rows[i].text);
		buf_release(&text);
	}
}
END_TEST

START_TEST(exactly_ninety_days)
{
	struct terms t;
	struct event_run run;
	struct reliability r;
	struct outcome o;
	terms_init(&t);
	for (int over = -1; over <= 0; over++) {
		event_run_init(&run, &t, NOW);
		event_run_add(&run, (struct span){NOW - 200 * DAY_US, NOW - 199 * DAY_US});
		event_run_add(&run, (struct span){NOW - 109 * DAY_US + over, NOW - 108 * DAY_US});
		reliability_judge(&t, &run, TIME_NONE, &r);
		ck_assert_int_eq(r.verdict, over ? VERDICT_MISSED : VERDICT_MET);
		reliability_outcome(&t, &r, &o);
		ck_assert_int_eq(o.verdict, r.verdict);
		ck_assert_int_eq(o.figure, 90 * DAY_US + over);
		ck_assert_int_eq(o.target, 90 * DAY_US);
	}
	ck_assert_int_eq(r.shortest_us, 90 * DAY_US);
	ck_assert_int_eq(r.recovered_at, NOW - 108 * DAY_US);
	/* What is later than the moment does not exist; what ends later is open. */
	event_run_init(&run, &t, NOW);
	event_run_add(&run, (struct span){NOW, NOW + 1});
	event_run_add(&run, (struct span){NOW - 5, NOW - 5});
	ck_assert(!run.any);
	event_run_add(&run, (struct span){NOW - 5, NOW});
	reliability_judge(&t, &run, TIME_NONE, &r);
	ck_assert(!r.open && r.verdict == VERDICT_TOO_EARLY);
	event_run_add(&run, (struct span){NOW - 1, NOW + 1});
	reliability_judge(&t, &run, TIME_NONE, &r);
	ck_assert(r.open && r.verdict == VERDICT_FAILING && r.recovered_at == TIME_NONE);
	reliability_outcome(&t, &r, &o);
	ck_assert(!o.known && o.verdict == VERDICT_FAILING);
}
END_TEST

START_TEST(incidents)
{
	struct terms t;
	struct incident_effect e[5];
	struct span events[5];
	terms_init(&t);
	for (int i = 0; i < 5; i++) {
		e[i] = (struct incident_effect){.incident_id = i, .cause = CAUSE_PROVIDER};
		for (int account = 1; account <= (i == 1 ? 9 : 10); account++) /* two windows of each */
			for (int w = 0; w < 2; w++)
				incident_effect_add(&e[i], account,
						    (struct span){1000 - account, i == 4 && account == 3
											 ? TIME_NONE : 2000 + account * w});
	}
	ck_assert_int_eq(e[0].accounts, 10);
	ck_assert_int_eq(e[0].first_us, 990);
	ck_assert_int_eq(e[0].last_us, 2010);
	e[2].voided = true;
	e[3].cause = CAUSE_CUSTOMER;
	ck_assert_uint_eq(incident_events(&t, e, 5, events), 2); /* one too few, voided, exempt: not these */
	ck_assert_int_eq(events[0].end_us, 2010);
	ck_assert_int_eq(events[1].end_us, TIME_NONE);
	with(&t, "availability.exempt_causes", "[]");
	ck_assert_uint_eq(incident_events(&t, e, 5, events), 3);
	with(&t, "reliability.min_accounts", "9");
	ck_assert_uint_eq(incident_events(&t, e, 5, events), 4);
}
END_TEST

/* ---- at random: a bitmap of hours, walked ---- */

#define HOURS (500 * 24)

static void check_bitmap(const bool *down, const struct reliability *r)
{
	const int first = HOURS - 365 * 24;
	int64_t gaps = 0, sum = 0, events = 0, shortest = INT64_MAX, last_up = -1;
	int last_start = -1;
	for (int h = 0; h < HOURS; h++) {
		bool starts = down[h] && (!h || !down[h - 1]);
		if (starts && last_start >= first) {
			gaps++;
			sum += h - last_up;
			shortest = h - last_up < shortest ? h - last_up : shortest;
		}
		if (starts) {
			last_start = h;
			events += h >= first;
		}
		if (down[h])
			last_up = h + 1;
	}
	ck_assert_int_eq(r->events, events);
	ck_assert_int_eq(r->intervals, gaps);
	ck_assert_int_eq(r->between_us, sum * HOUR_US);
	ck_assert_int_eq(r->open, down[HOURS - 1]);
	if (gaps) {
		ck_assert_int_eq(r->shortest_us, shortest * HOUR_US);
		ck_assert_int_eq(r->verdict, sum >= 90 * 24 * gaps ? VERDICT_MET : VERDICT_MISSED);
	} else if (down[HOURS - 1]) {
		ck_assert_int_eq(r->verdict, VERDICT_FAILING);
	} else {
		int64_t quiet = HOURS - (last_up < 0 ? 0 : last_up);
		ck_assert_int_eq(r->quiet_days, quiet / 24);
		ck_assert_int_eq(r->verdict, quiet / 24 >= 90 ? VERDICT_MET : VERDICT_TOO_EARLY);
	}
}

START_TEST(at_random)
{
	static bool down[HOURS];
	struct rng rng = rng_seeded();
	struct terms t;
	terms_init(&t);
	for (int n = 0; n < 2000; n++) {
		struct span events[8];
		struct event_run run;
		struct reliability r;
		size_t count = (size_t)rng_below(&rng, 7);
		int64_t start = NOW - HOURS * HOUR_US;
		memset(down, 0, sizeof down);
		for (size_t i = 0; i < count; i++) {
			int64_t from = rng_below(&rng, HOURS), to;
			if (rng_one_in(&rng, 4))
				from = HOURS - 365 * 24 - 2 + rng_below(&rng, 5); /* about the look-back's edge */
			to = from + 1 + rng_below(&rng, rng_one_in(&rng, 3) ? 2000 : 30);
			events[i] = (struct span){start + from * HOUR_US,
						  to >= HOURS ? TIME_NONE : start + to * HOUR_US};
			for (int64_t h = from; h < to && h < HOURS; h++)
				down[h] = true;
		}
		event_run_init(&run, &t, NOW);
		event_run_add_list(&run, events, count);
		reliability_judge(&t, &run, start, &r);
		check_bitmap(down, &r);
	}
}
END_TEST

/* A year in three pieces, as it is kept of an account: the last event before the
 * month in which the look-back begins, that month as a list, what follows as sums;
 * cut at the edges of the pieces, an event is the same one. */
START_TEST(in_pieces)
{
	struct terms t;
	struct rng r = rng_seeded();

	terms_init(&t);
	for (int round = 0; round < 20000; round++) {
		struct span events[12];
		size_t count = (size_t)rng_below(&r, 13);
		int64_t at = NOW - 400 * DAY_US, since = NOW - 365 * DAY_US;
		int64_t edges[] = {since - rng_below(&r, 3) * DAY_US, since + (1 + rng_below(&r, 3)) * DAY_US};
		for (size_t i = 0; i < count; i++) { /* about the edges, too */
			at += rng_below(&r, rng_one_in(&r, 2) ? 4 : 90) * (DAY_US / 2) + 1;
			events[i] = (struct span){at, at + (1 + rng_below(&r, 9)) * (DAY_US / 2)};
			at = events[i].end_us;
		}
		struct event_run whole, made;
		struct event_tail tail = {0};
		struct span before = {0, 0};
		event_run_init(&whole, &t, NOW);
		event_run_init(&made, &t, NOW);
		for (size_t i = 0; i < count; i++)
			event_run_add(&whole, events[i]);
		for (size_t i = 0; i < count; i++)
			if (events[i].start_us < edges[0])
				before = (struct span){events[i].start_us, events[i].end_us < edges[0] ? events[i].end_us : edges[0]};
		if (before.end_us)
			event_run_add(&made, before);
		for (size_t i = 0; i < count; i++) {
			struct span list = {events[i].start_us > edges[0] ? events[i].start_us : edges[0],
					    events[i].end_us < edges[1] ? events[i].end_us : edges[1]};
			event_run_add(&made, list); /* empty ones are left out */
		}
		for (size_t i = 0; i < count; i++)
			event_tail_add(&tail, (struct span){events[i].start_us > edges[1] ? events[i].start_us : edges[1],
							    events[i].end_us < NOW ? events[i].end_us : NOW});
		event_run_add_tail(&made, &tail);
		ck_assert_msg(made.events == whole.events && made.intervals == whole.intervals && made.between_us == whole.between_us &&
				      made.shortest_us == whole.shortest_us && made.any == whole.any &&
				      (!made.any || made.last_start == whole.last_start),
			      "round %d: %lld events, %lld intervals, %lld us between; at once %lld, %lld, %lld", round,
			      (long long)made.events, (long long)made.intervals, (long long)made.between_us,
			      (long long)whole.events, (long long)whole.intervals, (long long)whole.between_us);
		ck_assert(!made.any || made.last_end == (whole.last_end == TIME_NONE ? NOW : whole.last_end));
	}
}
END_TEST

TEST_MAIN("reliability", 60, worked, exactly_ninety_days, incidents, at_random, in_pieces)
