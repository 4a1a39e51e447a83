/* The months behind the one that is shown (the thirteen of the scorecard, the year of
 * 4.2 of every account): each is read once, one at a time, and dropped; Ctrl-C stops
 * that; what the feed changes in one of them afterwards changes its figure, and has
 * that month read again. On a real standby, with windows whose sums are known. */
#include "variant.h"

#include "slatop/store/history.h"

#define ACCOUNTS 40
#define MONTHS 27 /* filled: those of the look-back of the oldest of thirteen too */
#define SHOWN (2024 * 12 + 1)
/* Each account's 10 minutes, and 1 to 40 seconds. */
#define A_MONTH_US ((ACCOUNTS * 600 + ACCOUNTS * (ACCOUNTS + 1) / 2) * USEC)

static PGconn *standby;

/* --- what is asked of the engine ----------------------------------------- */

static struct model_scope asked; /* the engine's own functions */
static unsigned loads[MONTHS + 1];       /* by months behind the shown one */
static unsigned held, most_held;         /* months behind that are in use */
static struct period *holding[64];

static int behind(const struct period *d)
{
	return SHOWN - calendar_month_number(shanghai(), d->span.start_us);
}

static bool counts(const struct period *d)
{
	return !d->only_account && behind(d) > 0 && behind(d) <= MONTHS;
}

static struct period *take(void *host, uint32_t platform, struct span span, int64_t as_of, int64_t account)
{
	struct period *d = asked.period(host, platform, span, as_of, account);

	if (!counts(d))
		return d;
	loads[behind(d)] += !d->complete;
	ck_assert_uint_lt(held, COUNT_OF(holding));
	holding[held++] = d;
	most_held = held > most_held ? held : most_held;
	return d;
}

static void give_back(void *host, uint32_t platform, struct period *d)
{
	for (unsigned i = 0; i < held; i++)
		if (holding[i] == d) {
			holding[i] = holding[--held];
			break;
		}
	asked.release_period(host, platform, d);
}

static void begin(struct variant *v)
{
	char variables[32];

	*v = (struct variant){.month = SHOWN};
	snprintf(variables, sizeof variables, "-v months=%d", MONTHS);
	standby = connect_to("replica.conninfo");
	make_rows(standby, "months.sql", variables);
	snprintf(v->moment, sizeof v->moment, "2024-03-05T00:00:00Z");
	open_engine(v);
	v->scope.as_of = TIME_NONE; /* live, and so the feed's changes come */
	asked = v->scope;
	v->scope.period = take;
	v->scope.release_period = give_back;
	memset(loads, 0, sizeof loads);
	held = most_held = 0;
}

static void end(struct variant *v)
{
	engine_close(&v->engine);
	make_rows(standby, "months.sql", "");
	PQfinish(standby);
}

static void step(struct variant *v, struct view *view)
{
	loop_turn(v->engine.loop, 10000);
	while (engine_recompute(&v->engine, clock_monotonic(), INT64_MAX))
		;
	view_advance(view, clock_monotonic());
	while (view_work(view, INT64_MAX))
		;
}

/* Months that are in memory, in use or not, beside the shown and the current one. */
static size_t in_memory(const struct variant *v)
{
	const struct platform *p = v->engine.store->platforms[0];
	size_t count = 0;

	for (size_t i = 0; i < p->period_count; i++)
		count += counts(p->periods[i]);
	return count;
}

static void check_loads(int first, int last, unsigned wanted, const char *what)
{
	for (int m = first; m <= last; m++)
		ck_assert_msg(loads[m] == wanted, "%s: the month %d before was read %u times", what, m, loads[m]);
}

/* --- tests --------------------------------------------------------------- */

START_TEST(a_month_is_read_once_and_dropped)
{
	struct variant v;
	int64_t until = clock_monotonic() + PATIENCE_US;
	size_t most = 0;

	begin(&v);
	struct view *card = view_create(model_find("scorecard"), &v.scope);
	while (!card->complete) {
		ck_assert_msg(clock_monotonic() < until, "the scorecard never came");
		step(&v, card);
		most = in_memory(&v) > most ? in_memory(&v) : most;
	}
	check_loads(1, 24, 1, "scorecard");
	ck_assert_uint_eq(most_held, 1);
	ck_assert_msg(most <= 2, "%zu months behind were in memory at once", most); /* one dropped, one taken */
	/* What is kept of them is enough for whoever asks next. */
	struct view *year = load(&v, "months", NULL, 0), *list = load(&v, "trend", "availability", 0);
	ck_assert_uint_eq(year->count, 13);
	for (size_t i = 0; i < year->count; i++)
		ck_assert_int_eq(number(year, i, "unavailable_s"), A_MONTH_US);
	check_loads(1, 24, 1, "the year");
	view_destroy(year);
	view_destroy(list);
	view_destroy(card);
	ck_assert_uint_eq(held, 0);
	ck_assert_uint_eq(in_memory(&v), 0);
	end(&v);
}
END_TEST

/* 4.2 of every account: kept too, and void with the month that changed. */
START_TEST(a_year_of_every_account_is_read_once)
{
	struct variant v;
	int64_t until = clock_monotonic() + PATIENCE_US;

	begin(&v);
	struct view *list = load(&v, "failures", NULL, 0);
	ck_assert_uint_eq(list->count, ACCOUNTS);
	check_loads(1, 13, 1, "failures");
	check_loads(14, MONTHS, 0, "failures");
	ck_assert_uint_eq(most_held, 1);
	ck_assert_uint_eq(held, 0);
	ck_assert_uint_eq(in_memory(&v), 0);
	for (size_t i = 0; i < list->count; i++)
		ck_assert_int_eq(number(list, i, "events"), 12);
	view_destroy(list);
	list = load(&v, "failures", NULL, 0);
	check_loads(1, 13, 1, "failures again");
	make_rows(standby, "months.sql", "-v void=507"); /* of account 7, four months behind */
	for (bool fewer = false; !fewer; step(&v, list)) {
		ck_assert_msg(clock_monotonic() < until, "the failure that is voided still counts");
		for (size_t i = 0; list->complete && i < list->count; i++)
			fewer = fewer || number(list, i, "events") == 11;
	}
	for (size_t i = 0; i < list->count; i++)
		ck_assert_int_eq(number(list, i, "events"), number(list, i, "enterprise_no") == 840000007 ? 11 : 12);
	view_destroy(list);
	end(&v);
}
END_TEST

START_TEST(ctrl_c_stops_it)
{
	struct variant v;
	int64_t until = clock_monotonic() + PATIENCE_US;
	struct buf progress = BUF_INIT;

	begin(&v);
	struct view *year = view_create(model_find("months"), &v.scope);
	while (loads[3] == 0) {
		ck_assert_msg(clock_monotonic() < until, "no month was read");
		step(&v, year);
	}
	ck_assert(view_progress(year, &progress));
	ck_assert_msg(strstr(progress.data, "months behind") != NULL, "%s", progress.data);
	ck_assert(view_stop(year));
	ck_assert(!view_stop(year)); /* nothing is left to stop */
	unsigned before = loads[4] + loads[5] + loads[6] + loads[7];
	for (int i = 0; i < 20; i++)
		step(&v, year);
	ck_assert(year->complete);
	ck_assert_uint_eq(held, 0);
	ck_assert_uint_eq(loads[4] + loads[5] + loads[6] + loads[7], before);
	ck_assert(!view_progress(year, &progress));
	size_t unread = 0;
	for (size_t i = 0; i < year->count; i++) {
		struct value note;
		value_of(year, i, "note", &note);
		unread += !note.null && !strcmp(note.text, "not read yet");
	}
	ck_assert_msg(unread >= 8, "%zu months are said not to be read", unread);
	view_refresh(year); /* r goes on */
	while (!year->complete || loads[12] == 0) {
		ck_assert_msg(clock_monotonic() < until, "it never went on");
		step(&v, year);
	}
	for (size_t i = 0; i < year->count; i++)
		ck_assert_int_eq(number(year, i, "unavailable_s"), A_MONTH_US);
	view_destroy(year);
	buf_release(&progress);
	end(&v);
}
END_TEST

START_TEST(a_voided_window_changes_its_month)
{
	struct variant v;
	int64_t until = clock_monotonic() + PATIENCE_US;
	int at = 12 - 4; /* the oldest is the first */

	begin(&v);
	struct view *year = load(&v, "months", NULL, 0);
	check_loads(1, 12, 1, "the year");
	make_rows(standby, "months.sql", "-v void=507"); /* 607 s of account 7, four months behind */
	while (number(year, (size_t)at, "unavailable_s") == A_MONTH_US || !year->complete) {
		ck_assert_msg(clock_monotonic() < until, "the month does not change");
		step(&v, year);
	}
	for (int i = 0; i < (int)year->count; i++)
		ck_assert_int_eq(number(year, (size_t)i, "unavailable_s"), A_MONTH_US - (i == at ? 607 * USEC : 0));
	check_loads(4, 4, 2, "the month that changed");
	check_loads(1, 3, 1, "a month that did not");
	check_loads(5, 12, 1, "a month that did not");
	view_destroy(year);
	end(&v);
}
END_TEST

TEST_MAIN("months behind", 120, a_month_is_read_once_and_dropped, a_year_of_every_account_is_read_once, ctrl_c_stops_it,
	  a_voided_window_changes_its_month)
