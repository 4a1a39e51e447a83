/* The alarm of claims about to lapse: who is, when it clears, what it costs, and
 * what becomes of it where claims cannot be read. */
#include "fixture.h"
#include "slatop/table/alarms.h"

#define MOMENT "2026-11-26 10:00"
#define AT_START INT64_C(1000000000) /* the monotonic clock then */
#define STATE 4                      /* of the columns of facts_compensation.sql, after the account */

static struct fixture f;
static struct alarms *alarms;
static int64_t now;
static int64_t applied[8]; /* accounts with a claim of November; 0: no more */
static bool fails;         /* reading claims does */
static size_t periods, summaries; /* asked for */

static struct period *take_period(void *host, uint32_t platform, struct span span, int64_t as_of, int64_t account)
{
	periods++;
	return fixture_period(host, platform, span, as_of, account);
}

static void load(struct platform *p, struct summary *s)
{
	if (!summary_due(p, s, platform_moment(p, now)))
		return;
	summary_load_begin(p, s, platform_moment(p, now));
	if (fails) {
		summary_load_abandon(p, s, "no answer");
		s->failed_at = TIME_NONE; /* which is by the real clock */
		return;
	}
	for (size_t i = 0; i < COUNT_OF(applied) && applied[i]; i++) {
		struct fact_row row = {0};
		for (size_t c = 0; c < FACT_COLUMNS; c++)
			row.values[c].null = true;
		row.values[0] = (struct fact_value){.text = "claim"};
		row.values[1] = (struct fact_value){.i = 100 + applied[i]};
		row.values[2] = (struct fact_value){.i = value_date_of(2026, 11, 1)};
		row.values[3] = (struct fact_value){.i = platform_moment(p, now) - HOUR_US};
		row.values[STATE] = (struct fact_value){.text = "applied"};
		row.values[8] = (struct fact_value){.i = 0};
		summary_load_row(p, s, applied[i], &row);
	}
	while (summary_load_finish(p, s, INT64_MAX))
		;
}

static struct summary *take_summary(void *host, uint32_t platform, const struct clause *c, struct span span,
				    int64_t as_of, int64_t account)
{
	struct platform *p = ((struct fixture *)host)->store->platforms[platform];
	struct summary *s = platform_summary(p, c, span, as_of, account);

	summaries++;
	load(p, s);
	return s;
}

static void release_summary(void *host, uint32_t platform, struct summary *s)
{
	platform_release_summary(((struct fixture *)host)->store->platforms[platform], s);
}

/* Which is the last day of 10001: 28 November, 30 days after the 29th of October. */
static void begin(void)
{
	memset(applied, 0, sizeof applied);
	fails = false;
	now = AT_START;
	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	p->status.received_at = AT_START;
	p->status.lag_ok_us = 100 * DAY_US;
	for (int i = 1; i <= 7; i++)
		fixture_tenant(&f, p, 10000 + i, "a", i == 2 ? "gold" : "silver");
	fixture_window(&f, 0, 1, 10001, "trunk", "provider", "2026-10-29 10:00", "2026-10-29 13:00");
	fixture_window(&f, 0, 2, 10002, "trunk", "provider", "2026-11-01 10:00", "2026-11-01 13:00");
	fixture_window(&f, 0, 3, 10003, "trunk", "provider", "2026-11-20 10:00", "2026-11-20 13:00"); /* days left */
	fixture_window(&f, 0, 4, 10004, "trunk", "carrier", "2026-11-01 10:00", "2026-11-01 13:00");  /* exempt */
	fixture_window(&f, 0, 5, 10005, "trunk", "provider", "2026-10-20 10:00", "2026-10-20 13:00"); /* lapsed */
	fixture_window(&f, 0, 6, 10006, "trunk", "provider", "2026-11-01 10:00", "2026-11-01 11:30"); /* too short */
	fixture_window(&f, 0, 7, 10007, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 13:00"); /* 7 days left */
	struct span november = {calendar_month_start(f.calendar, 2026 * 12 + 10),
				calendar_month_start(f.calendar, 2026 * 12 + 11)};
	fixture_load(&f, 0, platform_current_period(p, november), now);
	alarms = alarms_create(true);
	periods = summaries = 0;
}

static void end(void)
{
	alarms_destroy(alarms);
	fixture_release(&f);
}

/* What the program does in a turn; what is held is read again when it is due. */
static void turn(int64_t later_us)
{
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct platform *p = f.store->platforms[0];

	now += later_us;
	scope.now = now;
	scope.period = take_period;
	scope.summary = take_summary;
	scope.release_summary = release_summary;
	period_recompute(p, platform_current(p), platform_moment(p, now), INT64_MAX);
	for (size_t i = 0; i < platform_summaries(p)->count; i++)
		if (platform_summaries(p)->list[i]->users)
			load(p, platform_summaries(p)->list[i]);
	while (alarms_watch_claims(alarms, &scope, now, INT64_MAX))
		;
	ck_assert(!alarms_work(alarms, f.store, now, INT64_MAX));
}

static const struct alarm *lapsing(void)
{
	const struct alarm *found = NULL;

	for (size_t i = 0; i < alarms_places(alarms); i++)
		if (alarms_at(alarms, i) && alarms_at(alarms, i)->kind == ALARM_LAPSING)
			found = alarms_at(alarms, i);
	return found;
}

static void check_line(const char *wanted)
{
	struct buf line = BUF_INIT;
	const struct value_style style = {.calendar = f.calendar, .reference_us = platform_moment(f.store->platforms[0], now)};

	alarm_line(f.store, lapsing(), &style, &line);
	ck_assert_str_eq(line.data, wanted);
	buf_release(&line);
}

START_TEST(who_is_about_to_lapse_is_one_line)
{
	begin();
	turn(0);
	ck_assert(!lapsing()); /* what is shown first comes first */
	turn(3 * USEC);
	ck_assert(lapsing() != NULL);
	check_line("claims about to lapse, 华北一: 3 accounts (1 gold), the first on 2026-11-28");
	ck_assert_uint_eq(lapsing()->sums.accounts, 3); /* 10001, 10002 and, on the seventh day, 10007 */
	ck_assert_str_eq(alarm_tier(lapsing()), "gold");
	ck_assert_int_eq(alarm_severity(lapsing()), 3);
	ck_assert(alarms_take_bell(alarms, now));
	ck_assert(alarms_acknowledge(alarms, lapsing()->id, now));
	turn(USEC);
	ck_assert_str_eq(alarm_state(lapsing()), "acknowledged");
	end();
}
END_TEST

START_TEST(it_is_looked_for_once_a_day)
{
	begin();
	turn(0);
	turn(3 * USEC);
	size_t asked = periods;
	ck_assert_uint_gt(asked, 0);
	for (int i = 0; i < 600; i++)
		turn(USEC);
	ck_assert_uint_eq(periods, asked);    /* no window is read, no verdict computed */
	ck_assert_uint_le(summaries, 3 * 3);  /* claims of three months, at the start and twice since */
	ck_assert_uint_eq(f.store->platforms[0]->period_count, 1); /* October is not kept */
	turn(14 * HOUR_US); /* the 27th, from midnight on */
	ck_assert_uint_gt(periods, asked);
	ck_assert_uint_eq(lapsing()->sums.accounts, 3);
	turn(2 * DAY_US); /* the 29th: 10001 is too late */
	ck_assert_uint_eq(lapsing()->sums.accounts, 2);
	check_line("claims about to lapse, 华北一: 2 accounts (1 gold), the first on 2026-12-01");
	end();
}
END_TEST

START_TEST(it_clears_when_they_have_applied)
{
	begin();
	turn(0);
	turn(3 * USEC);
	int64_t id = lapsing()->id;
	applied[0] = 10002; /* of November; 10001's month is October */
	applied[1] = 10007;
	for (int i = 0; i < 7; i++)
		turn(MINUTE_US);
	check_line("claims about to lapse, 华北一: 1 account (1 silver), the first on 2026-11-28");
	ck_assert_int_eq(lapsing()->id, id);
	turn(3 * DAY_US); /* it lapsed */
	ck_assert(!lapsing() || !lapsing()->holds);
	end();
}
END_TEST

START_TEST(what_cannot_be_read_raises_nothing_and_clears_nothing)
{
	begin();
	fails = true;
	turn(0);
	turn(3 * USEC);
	ck_assert(!lapsing());
	fails = false;
	for (int i = 0; i < 7; i++)
		turn(MINUTE_US);
	ck_assert(lapsing() && lapsing()->holds); /* it is tried again, not only the next day */
	end();
	begin();
	turn(0);
	turn(3 * USEC);
	fails = true;
	for (int i = 0; i < 12; i++)
		turn(MINUTE_US);
	ck_assert(lapsing() && lapsing()->holds);
	ck_assert_uint_eq(lapsing()->sums.accounts, 3);
	end();
}
END_TEST

TEST_MAIN("lapses", 60, who_is_about_to_lapse_is_one_line, it_is_looked_for_once_a_day,
	  it_clears_when_they_have_applied, what_cannot_be_read_raises_nothing_and_clears_nothing)
