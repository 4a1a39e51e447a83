/* An earlier moment in the report of every screen: what it says of what was known then,
 * and which moments and platforms it refuses. */
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"

/* Every screen that a report can be made of has an earlier moment in both views. */
START_TEST(every_screen_goes_back)
{
	static const struct { const char *name, *now; } names[] = { /* now: one that it has no history of */
		{"outages", "incidents"}, {"availability", "accounts"}, {"tenants", "accounts"}, {"incidents", "incidents"},
		{"months --tenant 10002", "maintenance"}, {"tenant --tenant 10002", "accounts"}, {"explain --tenant 10002", "maintenance"},
		{"scorecard", "seat changes"}, {"violations", "private accesses"}, {"suspects", "calls by five minutes"},
		{"links", "links"}, {"failovers", "switch-overs"}, {"maintenance", "maintenance"}, {"faults", "incidents"},
		{"reliability --tenant 10002", "accounts"}, {"replicas", NULL}, {"carriers", "calls by five minutes"},
		{"audit", "business log"}, {"business-log", "business log"}, {"claims", "claims"}, {"compensation", "invoices"},
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		for (int known = 0; known < 2; known++)
			for (int people = 0; people < 2; people++) {
				struct buf out = BUF_INIT, errors = BUF_INIT;
				int status = run_command(&out, &errors,
							 "'%s' report %s --as-of \"$(date -d '-1 hour' +%%FT%%TZ -u)\" %s --format %s "
							 "--config '%s/slatop.json' </dev/null",
							 slatop_binary(), names[i].name, known ? "--as-known" : "", people ? "md" : "json",
							 platform_folder("SLATOP_TEST_PLATFORM"));
				ck_assert_msg(status == 0, "%s: %s", names[i].name, errors.data);
				if (people)
					ck_assert_msg(strstr(out.data, known ? ", as known then" : ", as known now"), "%s:\n%s",
						      names[i].name, out.data);
				else
					ck_assert_int_eq(strstr(out.data, "\"known\": \"now\"") != NULL, !known);
				const char *head = strstr(out.data, "as known now: ");
				if (people && known && names[i].now)
					ck_assert_msg(head && memmem(head, strcspn(head, "\n"), names[i].now, strlen(names[i].now)), "%s:\n%s",
						      names[i].name, out.data);
				ck_assert_msg(head == NULL || (people && known && names[i].now), "%s: %s", names[i].name, head);
				buf_release(&out);
				buf_release(&errors);
			}
}
END_TEST

static void refused(const char *options, int wanted, const char *part)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run_command(&out, &errors, "'%s' report outages %s --config '%s/slatop.json' </dev/null", slatop_binary(),
				 options, platform_folder("SLATOP_TEST_PLATFORM"));

	ck_assert_int_eq(status, wanted);
	ck_assert_msg(strstr(errors.data, part), "%s: %s", options, errors.data);
	buf_release(&out);
	buf_release(&errors);
}

START_TEST(says_what_cannot_be)
{
	refused("--as-known", 2, "--as-known needs --as-of");
	refused("--as-of 2099-01-01", 2, "lies after the latest moment");
	refused("--as-of soon", 2, "\"soon\" is not a time");
	/* A platform that has not kept what was known. */
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "alter table sla.outage_history rename to outage_history_away");
	struct buf options_text = BUF_INIT;
	buf_add_text(&options_text, "--as-known --as-of ");
	time_rfc3339(&options_text, clock_wall() - HOUR_US);
	const char *options = options_text.data;
	refused(options, 2, "does not publish sla.outage_history");
	refused(options, 2, "without --as-known the windows are as they are recorded now");
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "alter table sla.outage_history_away rename to outage_history");
	buf_release(&options_text);
}
END_TEST

TEST_MAIN("as_of_screens", 120, every_screen_goes_back, says_what_cannot_be)
