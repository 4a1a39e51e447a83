/* Alarms: how they are raised, change, are acknowledged, cleared and raised
 * again; what is put together; and against a reckoning of their own at random. */
#include <sys/random.h>

#include "fixture.h"
#include "slatop/table/alarms.h"

#define MOMENT "2026-11-23 14:22:07"
#define AT_START INT64_C(1000000000) /* the monotonic clock then */

static struct fixture f;
static struct alarms *alarms;
static int64_t now;

/* What the program does in a turn: verdicts first, then alarms. */
static void turn(int64_t later_us)
{
	now += later_us;
	for (size_t i = 0; i < f.store->count; i++) {
		struct platform *p = f.store->platforms[i];
		period_recompute(p, platform_current(p), platform_moment(p, now), INT64_MAX);
	}
	ck_assert(!alarms_work(alarms, f.store, now, INT64_MAX));
}

static void begin(size_t accounts)
{
	now = AT_START;
	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	p->status.received_at = AT_START;
	p->status.lag_ok_us = 100 * DAY_US;
	for (size_t i = 0; i < accounts; i++)
		fixture_tenant(&f, p, 10001 + (int64_t)i, "a", i == 3 ? "gold" : i % 2 ? "silver" : NULL);
	int month = 2026 * 12 + 10;
	struct span span = {calendar_month_start(f.calendar, month), calendar_month_start(f.calendar, month + 1)};
	fixture_load(&f, 0, platform_current_period(p, span), now);
	alarms = alarms_create(true);
}

static void end(void)
{
	alarms_destroy(alarms);
	fixture_release(&f);
}

/* A window that began so many seconds before the moment that is now. */
static void put(int64_t id, int64_t account, int64_t incident, const char *service, int ago, int ended_ago)
{
	int64_t moment = platform_moment(f.store->platforms[0], now);
	struct window_row row = {.outage_id = id,
				 .enterprise_no = account,
				 .incident_id = incident,
				 .service = service,
				 .cause = "provider",
				 .started_at = moment - ago * USEC,
				 .ended_at = ended_ago < 0 ? TIME_NONE : moment - ended_ago * USEC};

	platform_put_window(f.store->platforms[0], &row);
}

static size_t count_in(const char *state)
{
	size_t count = 0;

	for (size_t i = 0; i < alarms_places(alarms); i++)
		if (alarms_at(alarms, i))
			count += !state || !strcmp(alarm_state(alarms_at(alarms, i)), state);
	return count;
}

static const struct alarm *only(void)
{
	const struct alarm *found = NULL;

	ck_assert_uint_eq(count_in(NULL), 1);
	for (size_t i = 0; i < alarms_places(alarms); i++)
		if (alarms_at(alarms, i))
			found = alarms_at(alarms, i);
	return found;
}

START_TEST(one_is_raised_changes_and_is_cleared)
{
	begin(20);
	turn(0);
	ck_assert(!alarms_take_bell(alarms, now));
	for (int i = 0; i < 5; i++)
		put(100 + i, 10001 + i, 0, "softswitch", 1, -1);
	turn(0);
	ck_assert_uint_eq(count_in(NULL), 0); /* pending, and few */
	turn(50 * USEC);
	ck_assert_uint_eq(count_in(NULL), 0);
	turn(15 * USEC); /* a minute is over */
	const struct alarm *a = only();
	ck_assert_int_eq(a->kind, ALARM_COUNTING);
	ck_assert_uint_eq(a->sums.accounts, 5);
	ck_assert_uint_eq(a->sums.counting, 5);
	ck_assert_int_eq(a->sums.seats, 5 * 120);
	ck_assert_str_eq(alarm_tier(a), "gold");
	ck_assert(alarms_take_bell(alarms, now));
	ck_assert(!alarms_take_bell(alarms, now));
	int64_t breach = a->sums.first_breach;
	turn(80 * MINUTE_US);
	ck_assert_int_eq(only()->kind, ALARM_AT_RISK);
	ck_assert_uint_eq(only()->sums.at_risk, 5);
	turn(20 * MINUTE_US);
	ck_assert_int_eq(only()->kind, ALARM_BREACHED);
	ck_assert_uint_eq(only()->sums.breached, 5);
	ck_assert_int_lt(breach, platform_moment(f.store->platforms[0], now));
	ck_assert(!alarms_take_bell(alarms, now)); /* it is the same one */
	for (int i = 0; i < 5; i++)
		put(100 + i, 10001 + i, 0, "softswitch", 101 * 60 + 6, 0);
	turn(USEC);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	ck_assert_uint_eq(alarm_shown(only())->accounts, 5);
	ck_assert(!alarms_take_bell(alarms, now));
	turn(ALARM_STAYS_US - USEC);
	ck_assert_uint_eq(count_in("cleared"), 1);
	turn(2 * USEC);
	ck_assert_uint_eq(count_in(NULL), 0);
	end();
}
END_TEST

START_TEST(acknowledged_once_raised_anew)
{
	size_t count;

	begin(20);
	turn(0);
	put(100, 10001, 8841, "softswitch", 120, -1);
	turn(0);
	ck_assert_ptr_eq(alarms_first(alarms, &count), only());
	int64_t id = only()->id;
	ck_assert(alarms_take_bell(alarms, now));
	ck_assert(!alarms_acknowledge(alarms, id + 1, now));
	ck_assert(alarms_acknowledge(alarms, id, now));
	ck_assert(!alarms_acknowledge(alarms, id, now));
	ck_assert_str_eq(alarm_state(only()), "acknowledged");
	ck_assert_ptr_null(alarms_first(alarms, &count));
	put(101, 10002, 8841, "web_front", 200, -1);
	turn(20 * USEC);
	ck_assert_str_eq(alarm_state(only()), "acknowledged"); /* more of the same */
	ck_assert_uint_eq(only()->sums.accounts, 2);
	ck_assert(!alarms_take_bell(alarms, now));
	put(100, 10001, 8841, "softswitch", 140, 0);
	put(101, 10002, 8841, "web_front", 220, 0);
	turn(20 * USEC);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	put(102, 10002, 8841, "web_front", 220, -1);
	turn(20 * USEC);
	ck_assert_str_eq(alarm_state(only()), "raised");
	ck_assert_int_eq(only()->id, id);
	ck_assert(alarms_take_bell(alarms, now));
	/* Voided: as if it had never been. */
	struct window_row row = {.outage_id = 102, .enterprise_no = 10002, .incident_id = 8841,
				 .service = "web_front", .cause = "provider", .started_at = now,
				 .ended_at = TIME_NONE, .voided = true};
	platform_put_window(f.store->platforms[0], &row);
	turn(0);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	end();
}
END_TEST

/* One crash written down by many hands, then put under an incident. */
START_TEST(one_cause_is_one_alarm)
{
	begin(200);
	turn(0);
	for (int i = 0; i < 100; i++)
		put(100 + i, 10001 + i, 0, "web_front", 130 + i % 6, -1);
	turn(0);
	ck_assert_uint_eq(only()->sums.accounts, 100);
	ck_assert(alarms_take_bell(alarms, now));
	int64_t raised = only()->raised_at;
	alarms_acknowledge(alarms, only()->id, now);
	for (int i = 0; i < 100; i++) {
		put(100 + i, 10001 + i, 8841, "web_front", 130 + i % 6, -1);
		if (i == 50)
			turn(0);
	}
	turn(USEC);
	ck_assert_int_eq(only()->group.incident_id, 8841);
	ck_assert_int_eq(only()->raised_at, raised);
	ck_assert_str_eq(alarm_state(only()), "acknowledged");
	ck_assert(!alarms_take_bell(alarms, now + HOUR_US));
	put(300, 10101, 0, "web_front", 130, -1); /* of another cause's start */
	put(301, 10102, 0, "web_front", 175, -1);
	put(302, 10103, 0, "trunk", 130, -1);
	turn(0);
	ck_assert_uint_eq(count_in("raised"), 3);
	ck_assert(alarms_take_bell(alarms, now + HOUR_US));
	end();
}
END_TEST

START_TEST(many_are_an_alarm_before_they_count)
{
	begin(20);
	turn(0);
	for (int i = 0; i < ALARM_MANY - 1; i++)
		put(100 + i, 10001 + i, 0, "trunk", i % 5 + 1, -1);
	turn(0);
	ck_assert_uint_eq(count_in(NULL), 0);
	put(120, 10015, 0, "trunk", 1, -1);
	turn(0);
	ck_assert_int_eq(only()->kind, ALARM_DOWN);
	ck_assert(alarms_take_bell(alarms, now));
	turn(70 * USEC);
	ck_assert_int_eq(only()->kind, ALARM_COUNTING);
	ck_assert(!alarms_take_bell(alarms, now));
	ck_assert_uint_eq(only()->sums.pending, 0);
	end();
}
END_TEST

START_TEST(what_is_there_at_the_start_rings_once)
{
	begin(20);
	put(100, 10001, 0, "trunk", 100, -1);
	put(101, 10002, 0, "softswitch", 100, -1);
	put(102, 10003, 7, "web_front", 300, -1);
	turn(0);
	ck_assert_uint_eq(count_in("raised"), 3);
	ck_assert(alarms_take_bell(alarms, now));
	ck_assert(!alarms_take_bell(alarms, now));
	put(103, 10004, 8, "web_front", 300, -1);
	turn(USEC);
	ck_assert(!alarms_take_bell(alarms, now)); /* within seconds of the last ring */
	put(104, 10005, 9, "web_front", 300, -1);
	turn(ALARM_BELL_US);
	ck_assert(alarms_take_bell(alarms, now));
	/* All is read anew: they are the same alarms. */
	struct platform *p = f.store->platforms[0];
	platform_clear(p);
	turn(USEC);
	ck_assert_uint_eq(count_in("raised"), 5);
	for (int i = 0; i < 20; i++)
		fixture_tenant(&f, p, 10001 + i, "a", NULL);
	period_load_begin(p, platform_current(p));
	struct window_row row = {.outage_id = 100, .enterprise_no = 10001, .service = "trunk",
				 .cause = "provider", .ended_at = TIME_NONE,
				 .started_at = fixture_time(&f, MOMENT) - 100 * USEC};
	period_load_row(p, platform_current(p), &row);
	period_load_end(p, platform_current(p));
	turn(20 * USEC);
	ck_assert_uint_eq(count_in("raised"), 1);
	ck_assert_uint_eq(count_in("cleared"), 4);
	ck_assert(!alarms_take_bell(alarms, now));
	end();
}
END_TEST

/* A window entered when it was over broke the promise: news, for a while. */
START_TEST(what_is_found_afterwards_is_news)
{
	begin(20);
	turn(0);
	put(100, 10001, 8841, "softswitch", 4 * 3600, 3600);
	turn(0);
	ck_assert_int_eq(only()->kind, ALARM_BREACHED);
	ck_assert_uint_eq(only()->sums.breached, 1);
	ck_assert(alarms_take_bell(alarms, now));
	turn(ALARM_NEWS_US - USEC);
	ck_assert_str_eq(alarm_state(only()), "raised");
	turn(2 * USEC);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	/* Broken long ago: the next outage does not break it again. */
	turn(ALARM_STAYS_US);
	put(101, 10001, 8842, "softswitch", 100, -1);
	turn(USEC);
	ck_assert_int_eq(only()->kind, ALARM_COUNTING);
	end();
}
END_TEST

START_TEST(a_replica_and_a_link_are_lost)
{
	begin(20);
	struct platform *p = f.store->platforms[0];
	struct link_row link = {{.link_id = 3, .carrier = "China Telecom", .kind = "bgp", .name = "CT-1", .up = true,
				 .since = fixture_time(&f, MOMENT)}};
	struct buf line = BUF_INIT;
	const struct value_style style = {.calendar = f.calendar, .reference_us = fixture_time(&f, MOMENT)};

	p->status.state = REPLICA_CONNECTING;
	turn(0);
	p->status.state = REPLICA_DISCONNECTED; /* it was never live */
	turn(HOUR_US);
	ck_assert_uint_eq(count_in(NULL), 0);
	p->status.state = REPLICA_LIVE;
	turn(USEC);
	p->status.state = REPLICA_LOST;
	turn(USEC);
	turn(ALARM_LOST_US - USEC);
	p->status.state = REPLICA_CONNECTING;
	ck_assert_uint_eq(count_in(NULL), 0);
	turn(2 * USEC);
	ck_assert_int_eq(only()->kind, ALARM_REPLICA_LOST);
	alarm_line(f.store, only(), &style, &line);
	ck_assert_ptr_nonnull(strstr(line.data, "replica of 华北一 lost since "));
	ck_assert(alarms_take_bell(alarms, now));
	p->status.state = REPLICA_LIVE;
	turn(USEC);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	turn(ALARM_STAYS_US);
	platform_put_link(p, &link);
	turn(USEC);
	ck_assert_uint_eq(count_in(NULL), 0);
	link.l.up = false;
	platform_put_link(p, &link);
	turn(USEC);
	ck_assert_int_eq(only()->kind, ALARM_LINK_DOWN);
	buf_clear(&line);
	alarm_line(f.store, only(), &style, &line);
	ck_assert_str_eq(line.data, "CT-1 down, 华北一 since 14:22:07");
	link.l.up = true;
	platform_put_link(p, &link);
	link.l.kind = "trunk"; /* of which there are many */
	link.l.link_id = 4;
	link.l.up = false;
	platform_put_link(p, &link);
	turn(USEC);
	ck_assert_str_eq(alarm_state(only()), "cleared");
	buf_release(&line);
	end();
}
END_TEST

/* --- at random -------------------------------------------------------------------- */

static uint64_t seed_state;

static uint64_t draw(uint64_t below)
{
	uint64_t z = seed_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

/* What the outages of the moment come to, by incident. */
static void check_against_outages(int64_t incident)
{
	struct model_scope scope = fixture_scope(&f, "2026-11");
	uint32_t counting = 0, pending = 0, tenants_counting[64] = {0}, tenants_pending[64] = {0};
	const struct alarm *found = NULL;

	scope.now = now;
	scope.period = NULL; /* as it is in the store */
	scope.release_period = NULL;
	scope.incident_id = incident;
	struct view *v = fixture_view("outages", &scope);
	int account = model_field_find(v->model, "enterprise_no"), why = model_field_find(v->model, "why");
	for (size_t i = 0; i < v->count; i++) {
		struct value no, what;
		view_value(v, i, (size_t)account, &no);
		view_value(v, i, (size_t)why, &what);
		if (!strcmp(what.text, "counts"))
			counting += !tenants_counting[no.i - 10001]++;
		if (!strcmp(what.text, "pending"))
			pending += !tenants_pending[no.i - 10001]++;
	}
	view_destroy(v);
	for (size_t i = 0; i < alarms_places(alarms); i++)
		if (alarms_at(alarms, i) && alarms_at(alarms, i)->group.incident_id == incident)
			found = alarms_at(alarms, i);
	if (counting || pending >= ALARM_MANY) {
		ck_assert_msg(found && found->holds, "incident %d: no alarm", (int)incident);
		ck_assert_uint_eq(found->sums.counting, counting);
		ck_assert_uint_eq(found->sums.pending, pending);
	} else {
		ck_assert_msg(!found || !found->holds || found->sums.at_risk || found->sums.breached,
			      "incident %d: an alarm of nothing", (int)incident);
	}
}

START_TEST(agrees_with_the_outages_at_random)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk"};
	const char *given = getenv("SLATOP_TEST_SEED");

	if (given)
		seed_state = strtoull(given, NULL, 10);
	else
		ck_assert_int_eq(getrandom(&seed_state, sizeof seed_state, 0), sizeof seed_state);
	printf("alarms: seed %llu\n", (unsigned long long)seed_state);
	fflush(stdout);
	begin(40);
	for (int step = 0; step < 600; step++) {
		int ago = (int)draw(400) + 1;
		int64_t id = (int64_t)draw(80);
		put(100 + id, 10001 + id % 40, 1 + (int64_t)draw(3),
		    services[draw(4)], ago, draw(3) ? -1 : (int)draw((uint64_t)ago));
		if (draw(3))
			continue;
		turn((int64_t)draw(40 * USEC));
		for (int64_t incident = 1; incident <= 3; incident++)
			check_against_outages(incident);
	}
	end();
}
END_TEST

TEST_MAIN("alarms", 60, one_is_raised_changes_and_is_cleared, acknowledged_once_raised_anew,
	  one_cause_is_one_alarm, many_are_an_alarm_before_they_count, what_is_there_at_the_start_rings_once,
	  what_is_found_afterwards_is_news, a_replica_and_a_link_are_lost, agrees_with_the_outages_at_random)
