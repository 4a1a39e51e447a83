/* The timeline: each column of its picture against a reckoning second by second of
 * the windows' accounts, and its marks. */
#include "fixture.h"

#include <stdlib.h>
#include <time.h>

#include "slatop/sla/verdict.h"
#include "slatop/table/timeline.h"
#include "support/pages.h"

#define ACCOUNTS 6
#define WINDOWS 60

static struct fixture f;
static int64_t day; /* 2026-11-10 */

static int roll(int most)
{
	return rand() % most;
}

static void put_incident(struct platform *p, int64_t id, int64_t opened_at)
{
	struct incident_row row = {.i = {.incident_id = id, .opened_at = opened_at, .detected_at = opened_at + 40 * USEC,
					 .switched_at = TIME_NONE, .recovered_at = opened_at + 900 * USEC,
					 .closed_at = opened_at + DAY_US, .title = "主备切换", .fault_class = "application",
					 .severity = 1}};

	platform_put_incident(p, &row);
}

static void put_failover(struct platform *p, int64_t id, int64_t incident, int64_t failed_at, int64_t switched_at,
			 const char *class)
{
	struct failover_row row = {.f = {.failover_id = id, .incident_id = incident, .failed_at = failed_at,
					 .switched_at = switched_at, .fault_class = class, .from_node = "sw-a1",
					 .to_node = "sw-b1"}};

	platform_put_failover(p, &row);
}

/* Windows of one incident around a month's edge, a maintenance, a night and the moment. */
static void make_windows(void)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk"};
	static const char *const causes[] = {"provider", "carrier", "customer", "auto_maintenance", "maintenance", NULL};
	static const char *const carriers[] = {"中国电信", "中国联通", NULL};

	for (int i = 0; i < WINDOWS; i++) {
		int64_t start = day + roll(14400) * USEC, length = roll(8) ? 1 + roll(300) : 1 + roll(4000);
		struct window_row *w = fixture_window(&f, 0, 100 + i, 1 + roll(ACCOUNTS), services[roll(4)],
						      causes[roll(6)], NULL, NULL);
		w->started_at = start;
		w->ended_at = roll(12) ? start + length * USEC : TIME_NONE;
		w->incident_id = roll(5) ? 7 : 0;
		w->maintenance_id = roll(4) ? 0 : 70;
		w->voided = !roll(15);
		w->detail.carrier = carriers[roll(3)];
	}
}

static void begin(int64_t moment)
{
	fixture_init(&f, NULL);
	day = fixture_time(&f, "2026-11-01") - 7200 * USEC; /* two hours of October, two of November */
	struct platform *p = fixture_platform(&f, "hb1", "华北一", moment ? day + moment * USEC : day + 16000 * USEC);
	for (int i = 1; i <= ACCOUNTS; i++)
		fixture_tenant(&f, p, i, "天润", NULL);
	struct maintenance_row m = {.m = {.w = {.maintenance_id = 70, .announced_at = day - DAY_US,
						.starts_at = day + 9000 * USEC, .ends_at = day + 10000 * USEC,
						.finished_at = TIME_NONE, .cancelled_at = TIME_NONE},
					  .extended_to = TIME_NONE, .title = "扩容", .all_tenants = true}};
	platform_put_maintenance(p, &m);
}

/* Of incident 7, in a month. */
static struct model_scope incident_scope(const char *month)
{
	struct model_scope scope = fixture_scope(&f, month);

	scope.span_given = true;
	scope.incident_id = 7;
	scope.platform = 0;
	return scope;
}

/* What of an instant (a whole second) a window is, worst first; -1: it is up. */
static int state_of(const struct period *d, const struct account_detail *a, size_t n, int64_t at)
{
	const struct window *w = &d->windows[a->windows[n]];
	const struct window_part *part = &a->detail.parts[n];
	bool unavailable = false, accountable = false;

	if (at < w->started_at || at >= w->ended_at)
		return -1;
	if (!part->counts)
		return part->why == WHY_PENDING ? TIMELINE_PENDING : TIMELINE_UNCOUNTED;
	if (at < d->span.start_us || at >= d->span.end_us)
		return TIMELINE_OUTSIDE;
	for (size_t i = 0; i < a->detail.unavailable_count; i++)
		unavailable |= at >= a->detail.unavailable[i].start_us && at < a->detail.unavailable[i].end_us;
	for (size_t i = 0; i < a->detail.accountable_count; i++)
		accountable |= at >= a->detail.accountable[i].start_us && at < a->detail.accountable[i].end_us;
	return accountable ? TIMELINE_COUNTED : unavailable ? TIMELINE_EXEMPT : TIMELINE_UNCOUNTED;
}

/* The name of the lane that a window stands in. */
static void lane_name(const struct platform *p, const struct window *w, int by, char *out, size_t size)
{
	const char *carrier = platform_detail(p, w->detail)->carrier;

	if (by == TIMELINE_BY_SERVICE)
		snprintf(out, size, "%s", service_names[w->service]);
	else if (by == TIMELINE_BY_CARRIER)
		snprintf(out, size, "%s", carrier ? carrier : "no carrier named");
	else
		snprintf(out, size, "%lld %s", (long long)p->tenants[w->tenant].enterprise_no, p->tenants[w->tenant].name);
}

#define SECONDS 24000
#define LEAD 1800 /* seconds before the day */

/* Which states a lane has in each second, as bits. */
static void reckon(struct period *d, int64_t moment, int by, const char *lane, unsigned char *states)
{
	const struct platform *p = f.store->platforms[0];
	struct arena scratch = {0};
	char name[128];

	memset(states, 0, SECONDS);
	for (uint32_t t = 0; t < p->tenant_count; t++) {
		struct account_detail a;
		period_account(p, d, t, moment, &scratch, &a);
		for (size_t n = 0; n < a.window_count; n++) {
			const struct window *w = &d->windows[a.windows[n]];
			int64_t end = w->ended_at > moment ? moment : w->ended_at;
			lane_name(p, w, by, name, sizeof name);
			if (w->voided || w->faulty || w->started_at >= moment || end <= w->started_at ||
			    platform_incident_id(p, w->incident) != 7 || strcmp(name, lane) != 0 ||
			    w->started_at >= d->span.end_us || end <= d->span.start_us) /* of another month as a whole */
				continue;
			for (int64_t at = w->started_at; at < end; at += USEC) {
				int state = state_of(d, &a, n, at);
				ck_assert_int_lt((at - day) / USEC + LEAD, SECONDS);
				if (state >= 0)
					states[(at - day) / USEC + LEAD] |= (unsigned char)(1u << state);
			}
		}
	}
	arena_release(&scratch);
}

static void check_lanes(struct view *v, int by, int columns)
{
	static unsigned char states[SECONDS];
	const struct timeline *t = view_timeline(v);
	struct period *d = fixture_period(&f, 0, v->scope.span, TIME_NONE, 0);
	int64_t moment = platform_moment(f.store->platforms[0], 0);
	int64_t from = day - LEAD * USEC, width = 20000 / columns;

	ck_assert_int_eq(t->by, by);
	for (size_t i = 0; i < t->lane_count; i++) {
		reckon(d, moment, by, t->lanes[i].name, states);
		for (int k = 0; k < columns; k++) {
			struct span s = {from + k * width * USEC, from + (k + 1) * width * USEC};
			unsigned found = 0, wanted = 0;
			for (int64_t n = k * width; n < (k + 1) * width; n++)
				wanted |= states[n];
			for (int n = 0; n < TIMELINE_STATES; n++)
				found |= timeline_overlaps(&t->lanes[i].states[n], s) ? 1u << n : 0;
			ck_assert_msg(found == wanted, "lane %s, column %d: %x, not %x", t->lanes[i].name, k, found, wanted);
		}
	}
	fixture_release_period(&f, 0, d);
}

START_TEST(columns_are_what_the_windows_say)
{
	unsigned seed = (unsigned)time(NULL);

	printf("seed %u\n", seed);
	srand(seed);
	for (int round = 0; round < SOME_OF(12); round++) {
		begin(8000 + roll(8000));
		make_windows();
		put_incident(f.store->platforms[0], 7, day + 3600 * USEC);
		struct model_scope scope = incident_scope(round % 2 ? "2026-10" : "2026-11");
		struct view *v = fixture_view("timeline", &scope);
		for (uint8_t by = 0; by < TIMELINE_BY_COUNT; by++) {
			view_look(v, &(struct timeline_look){{0, 0}, by});
			view_advance(v, 0);
			while (view_work(v, INT64_MAX))
				;
			check_lanes(v, by, 1 + roll(40));
		}
		view_destroy(v);
		fixture_release(&f);
	}
}
END_TEST

/* Many in order: counts against counting one by one. */
START_TEST(overlaps_are_counted)
{
	int64_t starts[400], ends[400], sorted_starts[400], sorted_ends[400];
	struct timeline_ends e = {sorted_starts, sorted_ends, COUNT_OF(starts), 0};

	srand((unsigned)time(NULL));
	for (size_t i = 0; i < COUNT_OF(starts); i++) {
		starts[i] = roll(1000);
		ends[i] = starts[i] + 1 + roll(60);
	}
	memcpy(sorted_starts, starts, sizeof starts);
	memcpy(sorted_ends, ends, sizeof ends);
	for (size_t i = 0; i < COUNT_OF(starts); i++)
		for (size_t k = i + 1; k < COUNT_OF(starts); k++) {
			if (sorted_starts[k] < sorted_starts[i]) {
				int64_t swap = sorted_starts[i];
				sorted_starts[i] = sorted_starts[k];
				sorted_starts[k] = swap;
			}
			if (sorted_ends[k] < sorted_ends[i]) {
				int64_t swap = sorted_ends[i];
				sorted_ends[i] = sorted_ends[k];
				sorted_ends[k] = swap;
			}
		}
	for (int n = 0; n < 2000; n++) {
		struct span s = {roll(1100) - 50, 0};
		size_t wanted = 0;
		s.end_us = s.start_us + roll(30);
		for (size_t i = 0; i < COUNT_OF(starts) && s.end_us > s.start_us; i++)
			wanted += starts[i] < s.end_us && ends[i] > s.start_us;
		ck_assert_uint_eq(timeline_overlaps(&e, s), wanted);
	}
}
END_TEST

/* More accounts than lanes: those that were down longest have one each. */
START_TEST(the_worst_accounts_have_lanes)
{
	begin(0);
	struct platform *p = f.store->platforms[0];
	for (int i = 100; i < 5100; i++) {
		fixture_tenant(&f, p, i, "户", NULL);
		struct window_row *w = fixture_window(&f, 0, i, i, "softswitch", "provider", NULL, NULL);
		w->started_at = day + 8000 * USEC + (i * 37 % 900) * USEC;
		w->ended_at = w->started_at + (60 + i % 2500) * USEC;
		w->incident_id = 7;
	}
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.span_given = true;
	scope.incident_id = 7;
	struct view *v = fixture_view("timeline", &scope);
	const struct timeline *t = view_timeline(v);
	struct span all = {day, day + DAY_US};
	ck_assert_uint_eq(t->lane_count, 1);
	ck_assert_uint_eq(t->lanes[0].accounts, 5000);
	ck_assert_uint_eq(timeline_overlaps(&t->lanes[0].states[TIMELINE_COUNTED], all), 5000);
	view_look(v, &(struct timeline_look){{0, 0}, TIMELINE_BY_ACCOUNT});
	view_advance(v, 0);
	while (view_work(v, 0)) /* in the shortest slices */
		;
	while (view_work(v, INT64_MAX))
		;
	t = view_timeline(v);
	ck_assert_uint_eq(t->lane_count, TIMELINE_LANES + 1);
	ck_assert_str_eq(t->lanes[TIMELINE_LANES].name, "others");
	ck_assert_uint_eq(t->lanes[TIMELINE_LANES].accounts, 5000 - TIMELINE_LANES);
	ck_assert_uint_eq(timeline_overlaps(&t->lanes[TIMELINE_LANES].states[TIMELINE_COUNTED], all), 5000 - TIMELINE_LANES);
	for (size_t i = 0; i < TIMELINE_LANES; i++) {
		ck_assert_int_ge(t->lanes[i].enterprise_no % 2500, 2496);
		ck_assert_uint_eq(timeline_overlaps(&t->lanes[i].states[TIMELINE_COUNTED], all), 1);
	}
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(marks_stand_with_their_limits)
{
	begin(0);
	struct platform *p = f.store->platforms[0];
	int64_t at = day + 8000 * USEC;
	struct window_row *w = fixture_window(&f, 0, 1, 1, "softswitch", "provider", NULL, NULL);
	w->started_at = at;
	w->ended_at = at + 600 * USEC;
	w->incident_id = 7;
	put_incident(p, 7, at + 5 * USEC);
	put_failover(p, 1, 7, at + USEC, at + 301 * USEC, "relay");     /* five minutes, met to the second */
	put_failover(p, 2, 7, at + 2 * USEC, at + 303 * USEC, "relay"); /* a second more */
	put_failover(p, 3, 7, at + 3 * USEC, at + 140 * USEC, "network"); /* about two minutes */
	put_failover(p, 4, 8, at, at + USEC, "relay");                  /* another's */
	struct model_scope scope = incident_scope("2026-11");
	struct view *v = fixture_view("timeline", &scope);
	const struct timeline *t = view_timeline(v);
	ck_assert_int_eq(t->began_us, at);
	ck_assert(t->whole.start_us == at - 20 * MINUTE_US && t->whole.end_us == at + 905 * USEC + 5 * MINUTE_US);
	ck_assert_uint_eq(v->count, 2 + 3 + 9 + 2); /* down and back, the incident's (it is closed later), switch-overs, maintenance */
	check_cell(v, row_with(v, "what", "limit of 5m 00s for a failure of class relay (4.12): kept"), "verdict", "met");
	check_cell(v, row_with(v, "what", "limit of 5m 00s for a failure of class relay (4.12): broken"), "verdict", "missed");
	check_cell(v, row_with(v, "what", "limit of 2m 00s for a failure of class network (4.12): kept within the tolerance"),
		   "verdict", "met");
	check_cell(v, row_with(v, "event", "goes_down"), "after_s", "0");
	check_cell(v, row_with(v, "event", "back"), "after_s", "600");
	check_cell(v, row_with(v, "event", "detected"), "after_s", "45");
	check_cell(v, row_with(v, "event", "recovered"), "after_s", "905");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Opened before a sub-platform has told its time: what is open would have no end. */
START_TEST(nothing_is_known_before_the_moment_is)
{
	begin(0);
	struct platform *p = f.store->platforms[0];
	int64_t at = day + 8000 * USEC;
	put_incident(p, 7, at + 5 * USEC);
	put_failover(p, 1, 7, at + USEC, TIME_NONE, "relay");
	p->status.replica_time = TIME_NONE;
	ck_assert_int_eq(platform_moment(p, 0), TIME_NONE);
	struct model_scope scope = incident_scope("2026-11");
	struct view *v = fixture_view("timeline", &scope);
	const struct timeline *t = view_timeline(v);
	ck_assert_int_eq(t->began_us, TIME_NONE);
	ck_assert_uint_eq(v->count, 0);
	p->status.replica_time = p->status.server_clock;
	view_destroy(v);
	v = fixture_view("timeline", &scope);
	t = view_timeline(v);
	ck_assert_int_eq(t->began_us, at + USEC);
	ck_assert(t->whole.start_us < at && t->whole.end_us > at && t->whole.end_us < at + DAY_US);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* What people did comes from the servers; what is cut is said. */
START_TEST(what_people_did_stands_on_it)
{
	begin(0);
	struct platform *p = f.store->platforms[0];
	int64_t at = day + 8000 * USEC;
	struct window_row *w = fixture_window(&f, 0, 1, 1, "trunk", "carrier", NULL, NULL);
	w->started_at = at;
	w->ended_at = at + 600 * USEC;
	w->incident_id = 7;
	snprintf(p->status.lacking, sizeof p->status.lacking, " deletion ");
	struct model_scope scope = incident_scope("2026-11");
	scope.ask_page = made_pages_ask;
	scope.drop_page = made_pages_drop;
	struct view *v = fixture_view("timeline", &scope);
	ck_assert(!v->complete);
	for (int i = 0; i < 3; i++) {
		made_pages_answer(10, at + 300 * USEC);
		view_advance(v, 0);
		while (view_work(v, INT64_MAX))
			;
	}
	ck_assert(v->complete);
	const struct timeline *t = view_timeline(v);
	ck_assert_str_eq(t->note, "hb1 does not publish sla.deletion");
	size_t acts = 0;
	for (size_t i = 0; i < t->event_count; i++) {
		acts += timeline_is_act(t->events[i].kind);
		ck_assert(!timeline_is_act(t->events[i].kind) ||
			  (t->events[i].at_us >= t->whole.start_us && t->events[i].at_us < t->whole.end_us));
	}
	ck_assert_uint_gt(acts, 10);
	view_destroy(v);
	scope.where = "people";
	v = fixture_view("timeline", &scope);
	for (int i = 0; i < 3; i++) {
		made_pages_answer(6000, at + 300 * USEC);
		view_advance(v, 0);
		while (view_work(v, INT64_MAX))
			;
	}
	ck_assert_msg(strstr(view_timeline(v)->note, "only the first 5000 bastion commands of hb1 are read") != NULL, "%s",
		      view_timeline(v)->note);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

TEST_MAIN("timeline", 120, columns_are_what_the_windows_say, overlaps_are_counted, the_worst_accounts_have_lanes,
	  marks_stand_with_their_limits, nothing_is_known_before_the_moment_is, what_people_did_stands_on_it)
