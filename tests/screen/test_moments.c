/* Earlier moments on the console: every screen goes there. */
#include "support/check_main.h"

#include <stdlib.h>

#include "world.h"

/* Goes to a moment by the key t. */
static void go(const char *text)
{
	press('t');
	ck_assert_int_eq(world.console.prompt.kind, PROMPT_TIME);
	type(text);
	press(13);
	settle();
}

static int64_t as_of(void)
{
	return front()->scope.as_of;
}

START_TEST(goes_to_a_moment)
{
	world_open("outages");
	settle();
	go("2026-11-23 13:10");
	ck_assert_int_eq(as_of(), AT(23, 13, 10));
	/* five windows had begun by then, the incident had not */
	ck_assert_uint_eq(pane("groups")->view->count, 1);
	ck_assert_int_eq(number_at("groups", 0, "accounts"), 5);
	go("14:18");
	ck_assert_int_eq(as_of(), AT(23, 14, 18));
	ck_assert_uint_eq(pane("groups")->view->count, 2);
	go("-1h");
	ck_assert_int_eq(as_of(), MOMENT - HOUR_US);
	go("incident 8841");
	ck_assert_int_eq(as_of(), AT(23, 14, 17));
	/* what is opened, and opened next, is of that moment; so is what was left */
	command("tenant 10003");
	ck_assert_int_eq(as_of(), AT(23, 14, 17));
	command("availability");
	ck_assert_int_eq(as_of(), AT(23, 14, 17));
	go("yesterday 14:00");
	command("outages");
	ck_assert_int_eq(as_of(), AT(22, 14, 0));
	ck_assert_uint_eq(pane("groups")->view->count, 0);
	press('T');
	settle();
	ck_assert_int_eq(as_of(), TIME_NONE);
	ck_assert_uint_eq(pane("groups")->view->count, 2);
	world_close();
}
END_TEST

START_TEST(an_earlier_month_comes_with_it)
{
	world_open("availability");
	settle();
	go("2026-11-05 12:00");
	ck_assert_int_eq(front()->scope.month, NOVEMBER);
	go("2026-10-20");
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1);
	press('>');
	says("the month of the moment");
	press('<');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 2);
	ck_assert_int_ne(as_of(), TIME_NONE);
	/* a page of another month than the moment's stays there */
	go("2026-10-21");
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 2);
	press('T');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER);
	world_close();
}
END_TEST

/* Refused, with the byte of the line where it is wrong. */
static void refuses(const char *text, size_t at, const char *part)
{
	press('t');
	type(text);
	press(13);
	ck_assert_msg(strstr(world.console.prompt.error, part), "%s: %s", text, world.console.prompt.error);
	ck_assert_msg(world.console.prompt.error_at == at, "%s: at %zu", text, world.console.prompt.error_at);
	press(27);
	ck_assert_int_eq(as_of(), TIME_NONE);
}

START_TEST(says_what_is_no_moment)
{
	world_open("outages");
	settle();
	refuses("soon", 0, "no moment");
	refuses("  soon", 2, "no moment");
	refuses("2026-11-03 25:00", 11, "25:00");
	refuses("yesterday noon", 10, "noon");
	refuses("incident 99", 9, "no incident 99");
	refuses("incident north/x", 9, "no incident");
	refuses("2027-01-01", 0, "lies after the latest moment");
	refuses("", 0, "say a moment");
	world_close();
}
END_TEST

START_TEST(steps_by_the_minute)
{
	world_open("outages");
	settle();
	press('.');
	says("the present");
	press(',');
	settle();
	ck_assert_int_eq(as_of(), MOMENT - MINUTE_US);
	for (int i = 0; i < 10; i++)
		press(',');
	press('.');
	settle();
	ck_assert_int_eq(as_of(), MOMENT - 10 * MINUTE_US);
	world_close();
}
END_TEST

START_TEST(steps_by_the_event)
{
	/* of the world, from midday on: the five of 13:02 and their minute, the incident */
	static const int64_t wanted[] = {
		AT(23, 13, 2), AT(23, 14, 17), AT(23, 14, 18),
	};

	world_open("outages");
	settle();
	go("12:00");
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		press(']');
		settle();
		if (as_of() != wanted[i] && i == 1) /* carrier windows count too: it begins to at 13:03 */
			press(']'), settle();
		ck_assert_msg(as_of() == wanted[i], "%zu: %lld", i, (long long)(as_of() - wanted[i]));
	}
	press(']');
	settle();
	says("no event after");
	press('[');
	settle();
	ck_assert_int_eq(as_of(), AT(23, 14, 17));
	world_close();
}
END_TEST

START_TEST(plays)
{
	world_open("outages");
	settle();
	command("play 60x");
	ck_assert(!world.console.play.runs);
	press(27);
	go("13:00");
	command("play 60x");
	ck_assert(world.console.play.runs);
	for (int quarter = 0; quarter < 8; quarter++) { /* two seconds */
		world.now += USEC / 4;
		settle();
	}
	ck_assert_int_eq(as_of(), AT(23, 13, 2));
	press('p');
	world.now += 10 * USEC;
	settle();
	ck_assert_int_eq(as_of(), AT(23, 13, 2));
	press('}');
	says("120 times");
	command("play 700");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "1 to 600"));
	press(27);
	/* it ends with the present */
	command("play 600");
	for (int quarter = 0; quarter < 60; quarter++) {
		world.now += USEC / 4;
		settle();
	}
	ck_assert(!world.console.play.runs);
	ck_assert_int_ge(as_of(), MOMENT);
	press('T');
	settle();
	ck_assert_int_eq(as_of(), TIME_NONE);
	world_close();
}
END_TEST

START_TEST(has_two_views)
{
	world_open("outages");
	settle();
	press('u');
	says("this is the present");
	go("13:10");
	press('u');
	settle();
	ck_assert(front()->scope.as_known);
	command("availability");
	ck_assert(front()->scope.as_known);
	command("known now");
	ck_assert(!front()->scope.as_known);
	snprintf(world.store->platforms[1]->status.lacking, sizeof world.store->platforms[1]->status.lacking, " outage_history ");
	press('u');
	says("east does not publish sla.outage_history");
	ck_assert(!front()->scope.as_known);
	world_close();
}
END_TEST

START_TEST(a_link_keeps_the_moment)
{
	struct err e = {""};

	world_open("availability");
	settle();
	go("2026-11-23 14:18");
	press('u');
	settle();
	char *link = mem_copy(press('Y').text);
	ck_assert_ptr_nonnull(strstr(link, "/as-of="));
	ck_assert_ptr_nonnull(strstr(link, "/known=then"));
	press('T');
	command("outages");
	command(link); /* a line that is a link opens it */
	on("availability");
	ck_assert_int_eq(as_of(), AT(23, 14, 18));
	ck_assert(front()->scope.as_known);
	/* and every other screen is there too */
	command("outages");
	ck_assert_int_eq(as_of(), AT(23, 14, 18));
	/* one of the present leads back to it */
	ck_assert_msg(console_open_link(&world.console, "slatop:1/availability", &e), "%s", e.text);
	settle();
	ck_assert_int_eq(as_of(), TIME_NONE);
	ck_assert(!console_open_link(&world.console, "slatop:1/availability/as-of=2027-01-01", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "lies after the latest moment"));
	ck_assert(!console_open_link(&world.console, "slatop:1/availability/as-of=2026-11-20/known=never", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "known: \"never\" is neither now nor then"));
	free(link);
	/* Who starts with one does so before any replica has told the time. */
	for (size_t i = 0; i < world.store->count; i++)
		world.store->platforms[i]->status.replica_time = TIME_NONE;
	ck_assert_msg(console_open_link(&world.console, "slatop:1/outages/as-of=2026-11-20", &e), "%s", e.text);
	settle();
	ck_assert_int_eq(as_of(), TIME_NONE);
	for (size_t i = 0; i < world.store->count; i++)
		go_live(world.store->platforms[i]);
	settle();
	ck_assert_int_eq(as_of(), AT(20, 0, 0));
	world_close();
}
END_TEST

static void named(const char *file)
{
	press('x');
	ck_assert_msg(world.console.prompt.kind == PROMPT_EXPORT, "%s: %s", file, world.console.message);
	ck_assert_msg(!strcmp(world.console.prompt.text.data, file), "%s, not %s", world.console.prompt.text.data, file);
	press(27);
}

/* What it is of, the month, the moment and the view. */
START_TEST(a_file_is_named_by_what_it_holds)
{
	world_open("outages");
	settle();
	named("outages-groups-2026-11.csv");
	command("incident 8841");
	settle();
	named("incident-timeline-north-8841-2026-11.csv");
	go("2026-11-23 14:20");
	settle();
	named("incident-timeline-north-8841-2026-11-as-of-2026-11-23-142000-known-now.csv");
	press('u');
	command("tenant north/10017");
	settle();
	named("tenant-windows-north-10017-2026-11-as-of-2026-11-23-142000-known-then.csv");
	command("incident 8841");
	press('W');
	settle();
	named("review-north-8841-2026-11-23T1420-known-then.xlsx");
	world_close();
}
END_TEST

TEST_MAIN("moments", 60, goes_to_a_moment, an_earlier_month_comes_with_it, says_what_is_no_moment,
	  steps_by_the_minute, steps_by_the_event, plays, has_two_views, a_link_keeps_the_moment,
	  a_file_is_named_by_what_it_holds)
