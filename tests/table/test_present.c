/* Models of what stands there now: links, failovers, bad rows, replicas. */
#include "fixture.h"

#define MOMENT "2026-11-23 14:22:07"

static struct fixture f;
static struct platform *north, *south;

static void begin(void)
{
	fixture_init(&f, NULL);
	int64_t moment = fixture_time(&f, MOMENT);

	north = fixture_platform(&f, "north", "华北一", moment);
	south = fixture_platform(&f, "south", "华南", moment);
	fixture_tenant(&f, north, 10017, "天润融通科技有限公司", "gold");
	fixture_tenant(&f, south, 20001, "广州明珠物业", NULL);
}

/* The current month, loaded with the windows listed so far. */
static void load(size_t platform)
{
	struct platform *p = f.store->platforms[platform];
	int64_t from = fixture_time(&f, "2026-11-01");
	struct period *d = platform_current_period(p, (struct span){from, from + 30 * DAY_US});

	period_load_begin(p, d);
	for (size_t i = 0; i < f.window_count[platform]; i++)
		period_load_row(p, d, &f.windows[platform][i]);
	period_load_end(p, d);
}

static struct model_scope scope(void)
{
	return fixture_scope(&f, "2026-11");
}

static void put_link(struct platform *p, int32_t id, const char *carrier, const char *kind, bool up,
		     const char *since)
{
	struct link_row row = {{.link_id = id, .carrier = carrier, .kind = kind, .name = "L", .up = up,
				.since = since ? fixture_time(&f, since) : TIME_INFINITE}};

	platform_put_link(p, &row);
}

static void put_failover(int64_t id, int64_t incident, const char *failed, const char *switched)
{
	struct failover_row row = {{.failover_id = id, .incident_id = incident, .fault_class = "relay",
				    .failed_at = fixture_time(&f, failed),
				    .switched_at = fixture_time(&f, switched), .from_node = "gw-a",
				    .to_node = "gw-b"}};

	platform_put_failover(north, &row);
}

static void put_incident(int64_t id, const char *opened)
{
	struct incident_row row = {{.incident_id = id, .title = "cut", .fault_class = "relay", .severity = 2,
				    .opened_at = fixture_time(&f, opened), .detected_at = TIME_NONE,
				    .switched_at = TIME_NONE, .recovered_at = TIME_NONE,
				    .closed_at = TIME_NONE}};

	platform_put_incident(north, &row);
}

START_TEST(links_worst_first)
{
	begin();
	load(0);
	load(1);
	put_link(north, 1, "中国电信", "bgp", true, "2026-10-01");
	put_link(north, 2, "中国电信", "bgp", true, "2026-11-23 14:20");
	put_link(north, 3, "中国联通", "trunk", false, "2026-11-23 14:22:00");
	put_link(north, 4, "中国联通", "trunk", true, "2026-09-01");
	put_link(south, 1, "教育网", "bgp", false, "2026-11-20");
	put_link(south, 2, "中国移动", "bgp", true, NULL);
	/* What is not published is not said to be missing. */
	snprintf(north->status.lacking, sizeof north->status.lacking, " link ");
	south->status.state = REPLICA_LOADING;
	struct link_row voided = {{.link_id = 9, .carrier = "x", .kind = "bgp", .name = "x", .voided = true}};
	platform_put_link(south, &voided);
	struct model_scope s = scope();
	struct view *v = fixture_view("links", &s);

	ck_assert(v->complete);
	ck_assert_uint_eq(v->count, 6);
	check_cell(v, 0, "carrier", "教育网"); /* what is down: BGP before trunks */
	check_cell(v, 0, "state", "is_down");
	check_cell(v, 0, "left", "is_down");
	check_cell(v, 0, "paths", "0 of 1");
	check_cell(v, 1, "link_id", "3");
	check_cell(v, 1, "for_s", "7");
	check_cell(v, 1, "left", "partly_up");
	check_cell(v, 1, "paths", "1 of 2");
	check_cell(v, 2, "link_id", "2"); /* what came up last */
	check_cell(v, 3, "link_id", "1");
	check_cell(v, 3, "alike_up", "2");
	check_cell(v, 4, "carrier", "中国移动");
	check_cell(v, 4, "since", ""); /* infinite: up all the same */
	check_cell(v, 4, "for_s", "");
	check_cell(v, 4, "state", "up");
	check_cell(v, 5, "kind", "trunk");

	/* It comes up. */
	put_link(north, 3, "中国联通", "trunk", true, "2026-11-23 14:22:05");
	view_advance(v, 0);
	while (view_work(v, INT64_MAX))
		;
	check_cell(v, row_with(v, "for_s", "2"), "left", "up");
	view_destroy(v);

	s.where = "down";
	v = fixture_view("links", &s);
	ck_assert_uint_eq(v->count, 1);
	view_destroy(v);
	/* At a moment before it went down nothing is known of it. */
	s.where = NULL;
	s.as_of = fixture_time(&f, "2026-11-19");
	v = fixture_view("links", &s);
	check_cell(v, row_with(v, "carrier", "教育网"), "state", "");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Each network that must be reached has a BGP link, or a row that says there is none. */
START_TEST(missing_networks_are_rows)
{
	begin();
	load(0);
	load(1);
	put_link(north, 1, "China Telecom (AS4134)", "bgp", false, "2026-10-01");
	put_link(north, 2, "中国联通", "trunk", true, "2026-10-01"); /* carries calls only */
	put_link(north, 3, "CERNET", "bgp", true, "2026-10-01");
	put_link(north, 4, "中国移动", "bgp", true, "2026-10-01");
	struct link_row voided = {{.link_id = 5, .carrier = "中国联通", .kind = "bgp", .name = "x", .voided = true}};
	platform_put_link(north, &voided);
	south->status.state = REPLICA_CONNECTING;
	struct model_scope s = scope();
	struct view *v = fixture_view("links", &s);

	ck_assert_uint_eq(v->count, 5);
	size_t row = row_with(v, "state", "missing");
	check_cell(v, row, "platform", "north");
	check_cell(v, row, "carrier", "中国联通");
	check_cell(v, row, "kind", "bgp");
	check_cell(v, row, "link_id", "");
	check_cell(v, row, "since", "");
	check_cell(v, row, "up", "false");
	check_cell(v, row, "paths", "0 of 0");
	struct row_key key = view_key(v, row);
	south->status.state = REPLICA_LIVE; /* and publishes none at all */
	south->generation++;
	view_advance(v, 0);
	while (view_work(v, INT64_MAX))
		;
	ck_assert_uint_eq(v->count, 9);
	for (size_t i = 0; i < v->count; i++)
		for (size_t k = 0; k < i; k++) {
			struct row_key a = view_key(v, i), b = view_key(v, k);
			ck_assert(a.platform != b.platform || a.a != b.a);
		}
	ck_assert_int_eq(view_key(v, row_with(v, "carrier", "中国联通")).a == key.a, true);
	view_destroy(v);
	s.where = "down";
	v = fixture_view("links", &s);
	ck_assert_uint_eq(v->count, 6); /* Telecom's, Unicom's, and four */
	view_destroy(v);
	put_link(north, 6, "联通", "bgp", true, "2026-11-01");
	s.where = NULL;
	s.platform = 0;
	v = fixture_view("links", &s);
	ck_assert_uint_eq(v->count, 5);
	for (size_t i = 0; i < v->count; i++)
		ck_assert_str_ne(cell(v, i, "state"), "missing");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(problems_of_files_and_platforms)
{
	struct problem files[] = {{"theme", "site", "themes/site.json: roles.ok: no colour \"grene\""},
				  {"screen", "mine.json", "unknown key \"tilte\""}};
	struct problems told = {.list = files, .count = 2};
	begin();
	load(0);
	load(1);
	struct model_scope s = scope();
	s.problems = &told;
	struct view *v = fixture_view("problems", &s);

	ck_assert(v->complete);
	ck_assert_uint_eq(v->count, 2); /* all is well with the sub-platforms */
	check_cell(v, 0, "kind", "screen");
	check_cell(v, 0, "place", "mine.json");
	check_cell(v, 1, "kind", "theme");
	check_cell(v, 1, "problem", files[0].message);

	south->status.state = REPLICA_LOST;
	snprintf(south->status.message, sizeof south->status.message, "connection refused");
	snprintf(north->status.warning, sizeof north->status.warning, "PUBLIC has TEMP");
	snprintf(north->status.lacking, sizeof north->status.lacking, " link  call_rate ");
	put_failover(1, 0, "2026-11-23 14:17:07", "2026-11-23 14:17:00"); /* back before it failed */
	north->status.polls++;
	told.count = 1; /* the screen's file was put right */
	told.generation++;
	view_advance(v, 0);
	while (view_work(v, INT64_MAX))
		;
	ck_assert_uint_eq(v->count, 5);
	check_cell(v, row_with(v, "kind", "contract"), "problem",
		   "does not publish link, call_rate: screens that need it say so");
	check_cell(v, row_with(v, "kind", "login"), "problem", "PUBLIC has TEMP");
	check_cell(v, row_with(v, "kind", "data"), "problem", "1 bad rows are left out of the figures: see faults");
	check_cell(v, row_with(v, "kind", "replica"), "problem", "lost: connection refused");
	check_cell(v, row_with(v, "kind", "replica"), "place", "south");
	struct model_scope entered = s;
	view_enter(v, row_with(v, "kind", "replica"), &entered);
	ck_assert_int_eq(entered.platform, 1);
	entered.platform = -1;
	view_enter(v, row_with(v, "kind", "theme"), &entered);
	ck_assert_int_eq(entered.platform, -1); /* a file is of none */
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(failovers_of_an_incident)
{
	begin();
	load(0);
	load(1);
	put_incident(8841, "2026-11-23 14:17");
	put_failover(1, 8841, "2026-11-23 14:17:07", NULL);
	put_failover(2, 8841, "2026-11-23 14:17:00", "2026-11-23 14:19:30");
	put_failover(3, 0, "2026-11-10", "2026-11-10 00:03");
	put_failover(4, 0, "2026-10-10", "2026-10-10 00:03");
	put_failover(5, 8841, "2026-11-23 14:17", "2026-11-23 14:16"); /* bad */
	struct model_scope s = scope();
	struct view *v = fixture_view("failovers", &s);

	ck_assert_uint_eq(v->count, 3); /* of the month */
	check_cell(v, 2, "failover_id", "3");
	check_cell(v, 2, "took_s", "180");
	view_destroy(v);
	s.platform = 0;
	s.incident_id = 8841;
	v = fixture_view("failovers", &s);
	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "state", "open");
	check_cell(v, 0, "took_s", "300"); /* so far */
	check_cell(v, 0, "switched_at", "");
	check_cell(v, 1, "took_s", "150");
	struct model_scope entered = s;
	view_enter(v, 1, &entered);
	ck_assert_int_eq(entered.incident_id, 8841);
	view_destroy(v);
	/* A moment when the second one had not switched either. */
	s.as_of = fixture_time(&f, "2026-11-23 14:18");
	v = fixture_view("failovers", &s);
	check_cell(v, row_with(v, "failover_id", "2"), "took_s", "60");
	check_cell(v, row_with(v, "failover_id", "2"), "open", "true");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(faults_with_rule_and_place)
{
	begin();
	fixture_window(&f, 0, 1, 10017, "trunk", NULL, "2026-11-03 10:00", "2026-11-03 09:00");
	fixture_window(&f, 0, 2, 10017, "fax", NULL, "2026-11-03 10:00", "2026-11-03 11:00");
	fixture_window(&f, 0, 3, 99999, "trunk", NULL, "2026-11-03 10:00", NULL);
	fixture_window(&f, 0, 4, 10017, "trunk", NULL, "2026-11-03 10:00", "2026-11-03 11:00");
	fixture_window(&f, 0, 5, 10017, "trunk", NULL, "2026-11-03 10:00", NULL)->ended_at = TIME_INFINITE;
	fixture_window(&f, 0, 6, 10017, "fax", NULL, "2026-11-03 10:00", NULL)->voided = true;
	load(0);
	load(1);
	put_incident(8841, "2026-11-23 14:17");
	put_failover(15, 8841, "2026-11-23 14:17", "2026-11-23 14:16");
	put_link(south, 7, "中国移动", "bgp", true, NULL);
	struct tenant_row odd = {.t = {.enterprise_no = 20002, .closed_at = TIME_NONE, .name = "odd", .seats = -5}};
	platform_put_tenant(south, &odd);
	struct maintenance_row m = {{.w = {.maintenance_id = 70, .announced_at = TIME_NONE,
					   .starts_at = fixture_time(&f, "2026-11-05"),
					   .ends_at = fixture_time(&f, "2026-11-04"), .finished_at = TIME_NONE,
					   .cancelled_at = TIME_NONE},
				     .extended_to = TIME_NONE, .title = "swapped"}};
	platform_put_maintenance(north, &m);
	struct model_scope s = scope();
	struct view *v = fixture_view("faults", &s);

	ck_assert_uint_eq(v->count, north->faults + south->faults);
	ck_assert_uint_eq(v->count, 8);
	size_t row = row_with(v, "number", "1");
	check_cell(v, row, "relation", "outage");
	check_cell(v, row, "enterprise_no", "10017");
	check_cell(v, row, "name", "天润融通科技有限公司");
	check_cell(v, row, "rule", "ended_at is before started_at");
	check_cell(v, row, "found", "started_at 2026-11-03 10:00:00, ended_at 2026-11-03 09:00:00");
	struct model_scope entered = s;
	view_enter(v, row, &entered);
	ck_assert_int_eq(entered.enterprise_no, 10017);
	ck_assert_int_eq(entered.outage_id, 1);
	ck_assert_int_eq(entered.platform, 0);
	check_cell(v, row_with(v, "number", "2"), "found", "service \"fax\"");
	row = row_with(v, "number", "3");
	check_cell(v, row, "enterprise_no", "99999");
	check_cell(v, row, "rule", "there is no such account, or a bad one");
	entered = s;
	view_enter(v, row, &entered); /* nowhere to go */
	ck_assert_int_eq(entered.outage_id, 0);
	check_cell(v, row_with(v, "number", "5"), "found", "started_at 2026-11-03 10:00:00, ended_at infinity");
	row = row_with(v, "relation", "failover");
	check_cell(v, row, "found", "failed_at 2026-11-23 14:17:00, switched_at 2026-11-23 14:16:00; gw-a to gw-b");
	check_cell(v, row_with(v, "relation", "link"), "found", "since infinity; 中国移动 L");
	check_cell(v, row_with(v, "relation", "tenant"), "found", "seats -5");
	check_cell(v, row_with(v, "relation", "maintenance"), "rule", "ends_at is not after starts_at");

	/* One of them alone; of an account alone; mended, it goes. */
	entered = s;
	view_enter(v, row, &entered);
	entered.where = "one";
	struct view *one = fixture_view("faults", &entered);
	ck_assert_uint_eq(one->count, 1);
	check_cell(one, 0, "relation", "failover");
	put_failover(15, 8841, "2026-11-23 14:17", "2026-11-23 14:18");
	view_advance(one, 0);
	view_advance(v, 0);
	while (view_work(one, INT64_MAX) || view_work(v, 0))
		;
	ck_assert_uint_eq(one->count, 0);
	ck_assert_uint_eq(v->count, 7);
	view_destroy(one);
	view_destroy(v);
	s.enterprise_no = 10017;
	v = fixture_view("faults", &s);
	ck_assert_uint_eq(v->count, 3);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(replicas_and_their_errors)
{
	begin();
	int64_t moment = fixture_time(&f, MOMENT);
	struct replica_status *status = &south->status;
	status->state = REPLICA_LOST;
	status->state_at = 5 * USEC;
	status->retry_at = 22 * USEC;
	status->server_version = 150018;
	status->traffic = (struct replica_traffic){1000, 5000, 90000};
	status->samples[0] = (struct replica_sample){18 * USEC, {980, 5000, 90000}};
	status->samples[1] = (struct replica_sample){12 * USEC, {920, 4200, 10000}};
	status->samples[2] = (struct replica_sample){2 * USEC, {100, 100, 100}}; /* too long ago */
	status->sample_count = 3;
	status->errors[0] = (struct replica_error){moment - 60 * USEC, moment, 3, "terminating connection"};
	status->errors[1] = (struct replica_error){moment - DAY_US, moment - DAY_US, 1, "timeout"};
	status->error_count = 2;
	snprintf(status->lacking, sizeof status->lacking, " link  call_rate ");
	struct model_scope s = scope();
	s.now = 20 * USEC;
	struct view *v = fixture_view("replicas", &s);

	ck_assert(v->complete); /* known before anything is read */
	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "state", "live");
	check_cell(v, 0, "lacking", "");
	check_cell(v, 0, "errors", "0");
	check_cell(v, 1, "state", "lost");
	check_cell(v, 1, "state_for_s", "15");
	check_cell(v, 1, "retry_in_s", "2");
	check_cell(v, 1, "server_version", "15.18");
	check_cell(v, 1, "queries_per_s", "10"); /* 80 in 8 s */
	check_cell(v, 1, "rows_per_s", "100");
	check_cell(v, 1, "bytes", "90000");
	check_cell(v, 1, "bytes_per_s", "10000");
	check_cell(v, 1, "lacking", "link call_rate");
	check_cell(v, 1, "errors", "4");
	check_cell(v, 1, "last_error", "terminating connection");
	check_cell(v, 1, "last_error_at", "2026-11-23T06:22:07.000000Z");
	struct model_scope entered = s;
	view_enter(v, 1, &entered);
	ck_assert_int_eq(entered.platform, 1);
	view_destroy(v);
	v = fixture_view("replica_errors", &entered);
	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "times", "3");
	check_cell(v, 1, "error", "timeout");
	view_destroy(v);
	entered.platform = 0;
	v = fixture_view("replica_errors", &entered);
	ck_assert_uint_eq(v->count, 0);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

static void put_maintenance(int64_t id, const char *announced, const char *starts, const char *ends,
			    const char *extended, const char *finished, const char *cancelled, bool all)
{
	struct maintenance_row m = {{.w = {.maintenance_id = id,
					   .announced_at = fixture_time(&f, announced),
					   .starts_at = fixture_time(&f, starts),
					   .ends_at = fixture_time(&f, ends),
					   .finished_at = fixture_time(&f, finished),
					   .cancelled_at = fixture_time(&f, cancelled)},
				     .extended_to = fixture_time(&f, extended),
				     .title = "work",
				     .all_tenants = all}};

	platform_put_maintenance(north, &m);
}

static struct window_row *put_window(int64_t id, int64_t account, const char *start, const char *end, int64_t names)
{
	struct window_row *w = fixture_window(&f, 0, id, account, "trunk", "provider", start, end);

	w->maintenance_id = names;
	return w;
}

START_TEST(maintenance_and_what_became_of_it)
{
	const int64_t covered[] = {10017};
	begin();
	fixture_tenant(&f, north, 10018, "other", NULL);
	put_maintenance(1, "2026-11-19", "2026-11-20 02:00", "2026-11-20 02:20", "2026-11-20 02:40",
			"2026-11-20 02:30", NULL, false);
	platform_put_cover(north, 1, covered, 1);
	put_maintenance(2, "2026-11-20 02:05", "2026-11-20 02:00", "2026-11-20 04:00", NULL, "2026-11-20 03:00", NULL,
			true);
	put_maintenance(3, NULL, "2026-11-23 14:00", "2026-11-23 15:00", NULL, NULL, NULL, true);
	put_maintenance(4, NULL, "2026-11-23 13:00", "2026-11-23 14:00", NULL, NULL, NULL, true);
	put_maintenance(5, NULL, "2026-11-29 02:00", "2026-11-29 03:00", NULL, NULL, "2026-11-22", true);
	put_maintenance(6, NULL, "2026-11-29 02:00", "2026-11-29 03:00", NULL, NULL, NULL, true);
	put_maintenance(7, NULL, "2026-11-29 02:00", "2026-11-29 01:00", NULL, NULL, NULL, true); /* bad */
	/* Ten minutes of half an hour lie behind the announced end; the other account is not covered. */
	put_window(1, 10017, "2026-11-20 02:00", "2026-11-20 02:30", 1);
	put_window(2, 10017, "2026-11-20 02:10", "2026-11-20 02:15", 1);
	put_window(3, 10018, "2026-11-20 02:10", "2026-11-20 02:15", 1);
	put_window(4, 10017, "2026-11-20 02:29", "2026-11-20 02:50", 0);
	put_window(5, 10018, "2026-11-20 02:29", "2026-11-20 02:50", 0);
	put_window(6, 10017, "2026-11-20 02:29", "2026-11-20 02:50", 0)->voided = true;
	struct model_scope s = scope();
	struct view *v = fixture_view("maintenance", &s);

	ck_assert_uint_eq(v->count, 6);
	size_t row = row_with(v, "maintenance_id", "1");
	check_cell(v, row, "state", "finished");
	check_cell(v, row, "notice_s", "93600");
	check_cell(v, row, "lasted_s", "1800");
	check_cell(v, row, "overrun_s", "600");
	check_cell(v, row, "extension_s", "1200");
	check_cell(v, row, "early_s", "");
	check_cell(v, row, "exempt_s", "1200");
	check_cell(v, row, "covered", "1");
	check_cell(v, row, "windows", "3");
	check_cell(v, row, "accounts", "2");
	check_cell(v, row, "down_s", "2400");
	check_cell(v, row, "inside_s", "1500");
	check_cell(v, row, "unnamed", "1");
	row = row_with(v, "maintenance_id", "2");
	check_cell(v, row, "notice_s", "-300");
	check_cell(v, row, "noticed", "false");
	check_cell(v, row, "early_s", "3600");
	check_cell(v, row, "unnamed", "5"); /* all sound ones, of all accounts */
	check_cell(v, row_with(v, "maintenance_id", "3"), "state", "running");
	check_cell(v, row_with(v, "maintenance_id", "4"), "state", "overrunning");
	check_cell(v, row_with(v, "maintenance_id", "4"), "overrun_s", "1327");
	check_cell(v, row_with(v, "maintenance_id", "5"), "state", "cancelled");
	check_cell(v, row_with(v, "maintenance_id", "6"), "state", "coming");
	check_cell(v, row_with(v, "maintenance_id", "6"), "lasted_s", "");

	struct model_scope inside = s;
	view_enter(v, row_with(v, "maintenance_id", "1"), &inside);
	struct view *named = fixture_view("outages", &inside);
	ck_assert_uint_eq(named->count, 3);
	inside.where = "unnamed";
	struct view *others = fixture_view("outages", &inside);
	ck_assert_uint_eq(others->count, 1);
	check_cell(others, 0, "outage_id", "4");
	view_destroy(others);
	view_destroy(named);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* As at the start, and after "<": maintenance is here before the month's windows are. */
START_TEST(maintenance_before_its_windows)
{
	begin();
	put_maintenance(1, "2026-11-19", "2026-11-20 02:00", "2026-11-20 03:00", NULL, NULL, NULL, true);
	put_window(1, 10017, "2026-11-20 02:10", "2026-11-20 02:15", 1);
	f.withhold = true;
	struct model_scope s = scope();
	struct view *v = fixture_view("maintenance", &s);

	ck_assert(!v->complete);
	ck_assert_uint_eq(v->count, 1);
	check_cell(v, 0, "state", "overrunning");
	check_cell(v, 0, "windows", "");
	check_cell(v, 0, "unnamed", "");
	view_destroy(v);
	f.withhold = false;
	v = fixture_view("maintenance", &s);
	ck_assert(v->complete);
	check_cell(v, 0, "windows", "1");
	check_cell(v, 0, "down_s", "300");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

TEST_MAIN("models of the present", 60, links_worst_first, missing_networks_are_rows, problems_of_files_and_platforms,
	  failovers_of_an_incident, faults_with_rule_and_place, replicas_and_their_errors, maintenance_and_what_became_of_it, maintenance_before_its_windows)
