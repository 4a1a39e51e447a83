/* Every model over a small store, with values worked out by hand from clause 4.1
 * and its table of worked figures. */
#include "fixture.h"
#include "slatop/sla/commitment.h"
#include "support/report_fields.h"

/* The account of the mock screens: 10017, on 23 November 2026 at 14:22:07.
 *
 *   88213  5 Nov 10:00:00-10:59:17  web_front  provider           3557 s count
 *   90544 14 Nov 08:00:00-08:06:10  softswitch provider           voided, 370 s
 *   89950 11 Nov 22:40:10-22:42:05  web_back   provider            115 s: under 2 minutes
 *   90011 20 Nov 09:00:00-09:20:00  trunk      carrier            1200 s count, exempt (7)
 *   91420 20 Nov 03:10:00-03:13:00  web_front  auto_maintenance    180 s count, 60 s exempt
 *   91772 23 Nov 14:17:31-          softswitch provider            276 s so far, since 14:18:31
 *
 * unavailable 3557 + 1200 + 180 + 276 = 5213 s; accountable 5213 - 1200 - 60 =
 * 3953 s; allowed 5702.4 s; ratio 0.914177; left 489.4 s: breach at 14:30:16.4. */
#define MOMENT "2026-11-23 14:22:07"

static void put_incident(struct fixture *f, struct platform *p, int64_t id, const char *title,
			 const char *opened, const char *recovered, const char *closed)
{
	struct incident_row row = {.i = {.incident_id = id,
					 .title = title,
					 .fault_class = "application",
					 .severity = 1,
					 .opened_at = fixture_time(f, opened),
					 .detected_at = TIME_NONE,
					 .switched_at = TIME_NONE,
					 .recovered_at = fixture_time(f, recovered),
					 .closed_at = fixture_time(f, closed)}};

	platform_put_incident(p, &row);
}

static void fill_account(struct fixture *f)
{
	fixture_window(f, 0, 88213, 10017, "web_front", "provider", "2026-11-05 10:00",
		       "2026-11-05 10:59:17");
	fixture_window(f, 0, 89950, 10017, "web_back", "provider", "2026-11-11 22:40:10",
		       "2026-11-11 22:42:05");
	fixture_window(f, 0, 91420, 10017, "web_front", "auto_maintenance", "2026-11-20 03:10",
		       "2026-11-20 03:13");
	fixture_window(f, 0, 90011, 10017, "trunk", "carrier", "2026-11-20 09:00", "2026-11-20 09:20");
	fixture_window(f, 0, 91772, 10017, "softswitch", "provider", "2026-11-23 14:17:31", NULL)
		->incident_id = 8841;
	struct window_row *voided = fixture_window(f, 0, 90544, 10017, "softswitch", "provider",
						   "2026-11-14 08:00", "2026-11-14 08:06:10");
	voided->voided = true;
	voided->detail.void_reason = "double entry";
}

/* Two sub-platforms; beside the account one that is pending, one that is
 * breached, one in a customer's own window, one that nothing happened to, and a
 * voided one. The same number stands in both sub-platforms once. */
static void fill(struct fixture *f)
{
	fixture_init(f, NULL);
	int64_t moment = fixture_time(f, MOMENT);
	struct platform *north = fixture_platform(f, "north", "华北一", moment);
	struct platform *south = fixture_platform(f, "south", "华南", moment);

	fixture_tenant(f, north, 10017, "天润融通科技有限公司", "gold");
	fixture_tenant(f, north, 10018, "北京银河证券客服中心", "silver");
	fixture_tenant(f, north, 10019, "Shanghai Pudong Logistics", NULL);
	fixture_tenant(f, north, 10020, "Quiet", NULL);
	fixture_tenant(f, south, 10017, "Namesake", "gold");
	fixture_tenant(f, south, 20001, "广州明珠物业", NULL);
	put_incident(f, north, 8841, "软交换主备切换失败", "2026-11-23 14:17:00", NULL, NULL);
	put_incident(f, north, 8800, "Old", "2026-11-05 10:00", "2026-11-05 11:00", "2026-11-06 09:00");
	put_incident(f, north, 8700, "Long ago", "2026-08-05 10:00", "2026-08-05 11:00", "2026-08-06 09:00");
	fill_account(f);
	/* softswitch from the same incident, 60 s are over at 14:22:30 */
	fixture_window(f, 0, 91773, 10018, "softswitch", "provider", "2026-11-23 14:21:30", NULL)
		->incident_id = 8841;
	/* 2 h of the month's 1 h 35 min */
	fixture_window(f, 0, 70001, 10018, "web_back", "provider", "2026-11-02 10:00", "2026-11-02 12:00");
	fixture_window(f, 0, 70002, 10019, "web_front", "customer", "2026-11-23 13:00", NULL);
	fixture_window(f, 1, 1, 20001, "trunk", "carrier", "2026-11-23 13:02:10", NULL);
	/* bad rows: ended before it began, an unknown service, an unknown account */
	fixture_window(f, 0, 70003, 10020, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 09:00");
	fixture_window(f, 0, 70004, 10020, "fax", "provider", "2026-11-03 10:00", "2026-11-03 11:00");
	fixture_window(f, 0, 70005, 99999, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 11:00");
	fixture_window(f, 0, 70006, 10020, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 10:00");
}

static void check_names(const char *model, const char *const *names, size_t count)
{
	const struct model *m = model_find(model);
	size_t n = 0;

	for (size_t i = 0; i < m->field_count; i++)
		if (!(m->fields[i].flags & FIELD_SCREEN_ONLY))
			ck_assert_str_eq(m->fields[i].name, n < count ? names[n++] : "one too many");
	ck_assert_uint_eq(n, count);
}

START_TEST(reports_have_the_fixed_fields)
{
	check_names("availability", availability_fields, COUNT_OF(availability_fields));
	check_names("outages", outage_fields, COUNT_OF(outage_fields));
	ck_assert_uint_ge(model_count, 18);
	for (size_t i = 0; i < model_count; i++) {
		const struct model *m = models[i];

		ck_assert_ptr_eq(model_find(m->name), m);
		for (size_t j = 0; j < m->field_count; j++) {
			const struct model_field *f = &m->fields[j];

			ck_assert_int_eq(model_field_find(m, f->name), (int)j); /* no name twice */
			ck_assert_msg(f->title && f->help && *f->help, "%s.%s", m->name, f->name);
			ck_assert_msg(model_field_format(f)->types >> f->type & 1, "%s.%s", m->name, f->name);
			ck_assert(!f->format || value_format_find(f->format));
		}
	}
	ck_assert_ptr_null(model_find("outage"));
	ck_assert(model_where_known(model_find("availability"), "closest"));
	ck_assert(!model_where_known(model_find("availability"), "close"));
	ck_assert(!model_where_known(model_find("tenants"), "worst"));
}
END_TEST

START_TEST(availability_of_the_mock)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("availability", &scope);

	ck_assert_uint_eq(v->count, 6);
	ck_assert(v->complete);
	check_cell(v, 0, "enterprise_no", "10018"); /* worst first: 7237 s of 5702.4 s */
	size_t row = 1;
	static const char *const wanted[][2] = {
		{"platform", "north"},
		{"enterprise_no", "10017"},
		{"name", "天润融通科技有限公司"},
		{"month", "2026-11"},
		{"span_s", "2592000"},
		{"allowed_s", "5702.4"},
		{"unavailable_s", "5213"},
		{"accountable_s", "3953"},
		{"web_s", "3737"},
		{"call_s", "1476"},
		{"uncounted_s", "115"},
		{"exempt_announced_s", "0"},
		{"exempt_nightly_s", "60"},
		{"exempt_carrier_s", "1200"},
		{"exempt_customer_s", "0"},
		{"outages", "4"},
		{"availability_pct", "99.798881"},
		{"ratio", "0.914176"},
		{"accountable_ratio", "0.693216"},
		{"status", "at_risk"},
		{"breached_at", ""},
		{"eligible_at", ""},
		{"breach_eta", "2026-11-23T06:30:16.400000Z"},
		/* to the span's end 7 d 9 h 37 min 53 s = 639473 s are added */
		{"projected_pct", "75.127854"},
		/* 22 d 14 h 22 min 7 s = 1952527 s are over */
		{"elapsed_availability_pct", "99.733012"},
		{"tier", "gold"},
		{"left_s", "489.4"},
		{"budget", "0.914176"},
		{"open", "true"},
		{"pending", "false"},
		{"agreement", "standard"},
		{"target_pct", "99.78"},
		{"days_left", "7"}};
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		check_cell(v, row, wanted[i][0], wanted[i][1]);
	check_cell(v, 0, "status", "breached");
	/* 7200 s from 10:00 on: 5702.4 s are over at 11:35:02.4 */
	check_cell(v, 0, "breached_at", "2026-11-02T03:35:02.400000Z");
	check_cell(v, 0, "pending", "true");
	check_cell(v, 0, "breach_eta", "");
	view_destroy(v);

	scope.where = "down";
	v = fixture_view("availability", &scope);
	ck_assert_uint_eq(v->count, 3);
	view_destroy(v);
	scope.where = "closest";
	v = fixture_view("availability", &scope);
	ck_assert_uint_eq(v->count, 2); /* 10017 and 20001: the breached one is past help */
	check_cell(v, 0, "enterprise_no", "10017");
	view_destroy(v);
	scope.where = "worst";
	v = fixture_view("availability", &scope);
	ck_assert_uint_eq(v->count, 3);
	view_destroy(v);
	scope.where = NULL;
	scope.enterprise_no = 10017;
	v = fixture_view("availability", &scope);
	ck_assert_uint_eq(v->count, 2);
	view_enter(v, 0, &scope);
	ck_assert_int_eq(scope.platform, 0);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(unread_is_not_up)
{
	struct fixture f;
	fill(&f);
	f.withhold = true;
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("availability", &scope);

	ck_assert(!v->complete);
	ck_assert_uint_eq(v->count, 6);
	for (size_t i = 0; i < v->count; i++) {
		check_cell(v, i, "status", "no_data");
		check_cell(v, i, "unavailable_s", "");
		check_cell(v, i, "availability_pct", "");
		check_cell(v, i, "left_s", "");
		check_cell(v, i, "allowed_s", "5702.4");
	}
	view_destroy(v);
	v = fixture_view("platforms", &scope);
	check_cell(v, 0, "accounts", "4");
	check_cell(v, 0, "accounts_down", "");
	check_cell(v, 0, "open_counted", "");
	view_destroy(v);
	scope.enterprise_no = 10017;
	for (size_t i = 0; i < model_count; i++) { /* none of them trips over it */
		v = fixture_view(models[i]->name, &scope);
		for (size_t row = 0; row < v->count; row++)
			for (size_t field = 0; field < models[i]->field_count; field++)
				cell(v, row, models[i]->fields[field].name);
		view_destroy(v);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(platforms_sum_up)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("platforms", &scope);

	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "platform", "north");
	check_cell(v, 0, "name", "华北一");
	check_cell(v, 0, "state", "live");
	check_cell(v, 0, "data_age_s", "0");
	check_cell(v, 0, "accounts", "4");
	check_cell(v, 0, "open_counted", "1");
	check_cell(v, 0, "open_pending", "1");
	check_cell(v, 0, "accounts_down", "1");
	check_cell(v, 0, "at_risk", "1");
	check_cell(v, 0, "breached", "1");
	check_cell(v, 0, "next_breach", "2026-11-23T06:30:16.400000Z");
	check_cell(v, 0, "replica_time", "2026-11-23T06:22:07.000000Z");
	check_cell(v, 0, "message", "");
	check_cell(v, 1, "accounts_down", "1");
	check_cell(v, 1, "breached", "0");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(tenants_show_their_record)
{
	struct fixture f;
	fill(&f);
	struct tenant_row gone = {.t = f.store->platforms[0]->tenants[3]};
	gone.t.enterprise_no = 10021;
	gone.t.voided = true;
	platform_put_tenant(f.store->platforms[0], &gone);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.platform = 0;
	struct view *v = fixture_view("tenants", &scope);

	ck_assert_uint_eq(v->count, 4);
	check_cell(v, 0, "enterprise_no", "10017");
	check_cell(v, 0, "status", "active");
	check_cell(v, 0, "charged_on", "function_fee");
	check_cell(v, 0, "contract_from", "2024-03-01");
	check_cell(v, 0, "contract_to", "2027-02-28");
	check_cell(v, 0, "retention_to", "2028-02-28");
	check_cell(v, 0, "contact_masked", "138****0017");
	check_cell(v, 0, "availability_pct", "99.798881");
	check_cell(v, 0, "verdict", "at_risk");
	check_cell(v, 3, "ratio", "0");
	view_destroy(v);
	/* Before it was opened an account has no figures. */
	scope = fixture_scope(&f, "2026-02");
	v = fixture_view("tenants", &scope);
	check_cell(v, 0, "availability_pct", "");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(outages_open_and_in_a_span)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("outages", &scope);

	ck_assert_uint_eq(v->count, 4);
	size_t counting = row_with(v, "outage_id", "91772"), pending = row_with(v, "outage_id", "91773");
	size_t customer = row_with(v, "outage_id", "70002");
	static const char *const wanted[][2] = {{"platform", "north"},
						{"incident_id", "8841"},
						{"maintenance_id", ""},
						{"enterprise_no", "10017"},
						{"service", "softswitch"},
						{"cause", "provider"},
						{"started_at", "2026-11-23T06:17:31.000000Z"},
						{"ended_at", ""},
						{"open", "true"},
						{"elapsed_s", "276"},
						{"counts", "true"},
						{"counts_at", "2026-11-23T06:18:31.000000Z"},
						{"counted_s", "276"},
						{"accountable_s", "276"},
						{"why", "counts"},
						{"tier", "gold"},
						{"incident_title", "软交换主备切换失败"},
						{"counts_in_s", ""},
						{"left_s", "489.4"},
						{"breach_eta", "2026-11-23T06:30:16.400000Z"}};
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		check_cell(v, counting, wanted[i][0], wanted[i][1]);
	check_cell(v, pending, "counts", "false");
	check_cell(v, pending, "why", "pending");
	check_cell(v, pending, "counts_in_s", "23");
	check_cell(v, pending, "counted_s", "0");
	check_cell(v, customer, "why", "exempt_cause");
	check_cell(v, customer, "counts_at", "");
	check_cell(v, customer, "counted_s", "0");
	view_destroy(v);

	scope.span_given = true; /* the month: every window but the voided, bad and empty ones */
	v = fixture_view("outages", &scope);
	ck_assert_uint_eq(v->count, 9);
	check_cell(v, row_with(v, "outage_id", "90011"), "counted_s", "1200");
	check_cell(v, row_with(v, "outage_id", "90011"), "accountable_s", "0");
	check_cell(v, row_with(v, "outage_id", "91420"), "accountable_s", "120");
	check_cell(v, row_with(v, "outage_id", "89950"), "why", "short");
	check_cell(v, row_with(v, "outage_id", "89950"), "counts_at", "");
	view_destroy(v);
	scope.incident_id = 8841;
	v = fixture_view("outages", &scope);
	ck_assert_uint_eq(v->count, 2);
	view_destroy(v);

	/* At a moment in the past it is as it looked then. */
	scope = fixture_scope(&f, "2026-11");
	scope.as_of = fixture_time(&f, "2026-11-05 10:30");
	v = fixture_view("outages", &scope);
	ck_assert_uint_eq(v->count, 1);
	check_cell(v, 0, "outage_id", "88213");
	check_cell(v, 0, "ended_at", "");
	check_cell(v, 0, "elapsed_s", "1800");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* The table of worked figures: U unavailable, A accountable. */
START_TEST(worked_figures_add_up)
{
	static const struct {
		struct worked {
			const char *service, *cause, *start, *end;
		} windows[2];
		const char *unavailable, *accountable;
		const char *counted[2], *owed[2];
	} cases[] = {
		{{{"web_front", "provider", "10:00:00", "10:02:00"}}, "0", "0", {"0"}, {"0"}},
		{{{"web_front", "provider", "10:00:00", "10:02:01"}}, "121", "121", {"121"}, {"121"}},
		{{{"softswitch", "provider", "10:00:00", "10:01:00"}}, "60", "60", {"60"}, {"60"}},
		{{{"web_front", "provider", "10:00:00", "10:01:30"},
		  {"web_back", "provider", "10:01:00", "10:02:30"}},
		 "150",
		 "150",
		 {"90", "60"},
		 {"90", "60"}},
		{{{"web_front", "provider", "10:00:00", "10:01:30"},
		  {"softswitch", "provider", "10:01:00", "10:02:30"}},
		 "90",
		 "90",
		 {"0", "90"},
		 {"0", "90"}},
		{{{"web_back", "provider", "10:00:00", "10:10:00"},
		  {"trunk", "provider", "10:05:00", "10:20:00"}},
		 "1200",
		 "1200",
		 {"600", "600"},
		 {"600", "600"}},
		{{{"trunk", "carrier", "10:00:00", "11:00:00"},
		  {"softswitch", "provider", "10:30:00", "11:30:00"}},
		 "5400",
		 "3600",
		 {"3600", "1800"},
		 {"0", "3600"}},
		{{{"web_front", "auto_maintenance", "03:10:00", "03:13:00"},
		  {"web_back", "provider", "03:10:30", "03:11:00"}},
		 "180",
		 "150",
		 {"180", "0"},
		 {"120", "30"}},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct fixture f;
		fixture_init(&f, NULL);
		struct platform *p = fixture_platform(&f, "north", "北", fixture_time(&f, "2026-11-20"));
		fixture_tenant(&f, p, 1, "one", NULL);
		size_t count = 0;
		for (; count < 2 && cases[i].windows[count].service; count++) {
			const struct worked *w = &cases[i].windows[count];
			char start[32], end[32];
			snprintf(start, sizeof start, "2026-11-10 %s", w->start);
			snprintf(end, sizeof end, "2026-11-10 %s", w->end);
			fixture_window(&f, 0, (int64_t)count + 1, 1, w->service, w->cause, start, end);
		}
		struct model_scope scope = fixture_scope(&f, "2026-11");
		struct view *v = fixture_view("availability", &scope);
		check_cell(v, 0, "unavailable_s", cases[i].unavailable);
		check_cell(v, 0, "accountable_s", cases[i].accountable);
		view_destroy(v);
		scope.span_given = true;
		v = fixture_view("outages", &scope);
		ck_assert(view_sort_by(v, "outage_id", NULL));
		view_work(v, INT64_MAX);
		ck_assert_uint_eq(v->count, count);
		for (size_t n = 0; n < count; n++) {
			check_cell(v, n, "counted_s", cases[i].counted[n]);
			check_cell(v, n, "accountable_s", cases[i].owed[n]);
		}
		view_destroy(v);
		fixture_release(&f);
	}
}
END_TEST

/* One crash is found out within seconds, not at one instant. */
START_TEST(groups_take_in_starts_that_lie_close)
{
	static const char *const starts[] = {"2026-11-23 14:10:00", "2026-11-23 14:10:04.9",
					     "2026-11-23 14:09:55", "2026-11-23 14:10:20"};
	struct fixture f;
	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, "2026-11-23 14:22:07"));
	for (int i = 0; i < 4; i++) {
		fixture_tenant(&f, p, 10001 + i, "a", i ? "gold" : NULL);
		fixture_window(&f, 0, 100 + i, 10001 + i, "web_front", "provider", starts[i], NULL);
	}
	struct model_scope scope = fixture_scope(&f, "2026-11"), inside;
	struct view *v = fixture_view("outage_groups", &scope);
	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "accounts", "3");
	check_cell(v, 0, "since", "2026-11-23T06:09:55.000000Z");
	check_cell(v, 1, "accounts", "1");
	view_enter(v, 0, &inside);
	struct view *members = fixture_view("outages", &inside);
	ck_assert_uint_eq(members->count, 3);
	view_destroy(members);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Work that goes from account to account is one line, not one for each. */
START_TEST(groups_are_of_one_maintenance)
{
	static const char *const starts[] = {"2026-11-23 14:02:00", "2026-11-23 14:07:00", "2026-11-23 14:15:00"};
	struct fixture f;
	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, "2026-11-23 14:22:07"));
	struct maintenance_row m = {{.w = {.maintenance_id = 70,
					   .announced_at = TIME_NONE,
					   .starts_at = fixture_time(&f, "2026-11-23 14:00"),
					   .ends_at = fixture_time(&f, "2026-11-23 15:00"),
					   .finished_at = TIME_NONE,
					   .cancelled_at = TIME_NONE},
				     .extended_to = TIME_NONE,
				     .title = "升级",
				     .all_tenants = true}};

	platform_put_maintenance(p, &m);
	for (int i = 0; i < 3; i++) {
		fixture_tenant(&f, p, 10001 + i, "a", NULL);
		fixture_window(&f, 0, 100 + i, 10001 + i, "web_front", "maintenance", starts[i], NULL)->maintenance_id =
			i < 2 ? 70 : 0;
	}
	struct model_scope scope = fixture_scope(&f, "2026-11"), inside;
	struct view *v = fixture_view("outage_groups", &scope);
	ck_assert_uint_eq(v->count, 2); /* what names no maintenance is by itself */
	size_t row = row_with(v, "accounts", "2");
	check_cell(v, row, "since", "2026-11-23T06:02:00.000000Z");
	view_enter(v, row, &inside);
	struct view *members = fixture_view("outages", &inside);
	ck_assert_uint_eq(members->count, 2);
	view_destroy(members);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(groups_put_one_cause_together)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11"), inside;
	struct view *v = fixture_view("outage_groups", &scope);

	ck_assert_uint_eq(v->count, 3);
	check_cell(v, 0, "incident_id", "8841");
	check_cell(v, 0, "title", "软交换主备切换失败");
	check_cell(v, 0, "since", "2026-11-23T06:17:31.000000Z");
	check_cell(v, 0, "elapsed_s", "276");
	check_cell(v, 0, "service", "softswitch");
	check_cell(v, 0, "accounts", "2");
	check_cell(v, 0, "counting", "1");
	check_cell(v, 0, "pending", "1");
	check_cell(v, 0, "counts_in_s", "23");
	check_cell(v, 0, "breach", "2026-11-23T06:30:16.400000Z");
	check_cell(v, 0, "tier", "gold");
	check_cell(v, 0, "tier_accounts", "1");
	size_t customer = row_with(v, "cause", "customer"), carrier = row_with(v, "cause", "carrier");
	check_cell(v, customer, "counting", "0");
	check_cell(v, customer, "incident_id", "");
	check_cell(v, customer, "state", "exempt");
	check_cell(v, carrier, "platform", "south");
	check_cell(v, carrier, "tier", "");
	view_enter(v, 0, &inside);
	ck_assert_int_eq(inside.incident_id, 8841);
	struct view *members = fixture_view("outages", &inside);
	ck_assert_uint_eq(members->count, 2);
	view_destroy(members);
	members = fixture_view("tiers", &inside);
	ck_assert_uint_eq(members->count, 2);
	check_cell(members, 0, "tier", "gold");
	check_cell(members, 0, "accounts", "1");
	check_cell(members, 0, "accounts_open", "1");
	check_cell(members, 0, "windows", "1");
	check_cell(members, 0, "seats", "120");
	check_cell(members, 1, "tier", "silver");
	view_destroy(members);
	view_enter(v, carrier, &inside);
	ck_assert(inside.group_given && inside.platform == 1);
	members = fixture_view("outages", &inside);
	ck_assert_uint_eq(members->count, 1);
	check_cell(members, 0, "outage_id", "1");
	view_destroy(members);

	/* One ends, another joins with another service: the row stays the same one. */
	struct row_key key = view_key(v, 0);
	struct window_row *w = fixture_window(&f, 0, 91774, 10019, "web_back", "provider", "2026-11-23 14:20",
					      NULL);
	w->incident_id = 8841;
	platform_put_window(f.store->platforms[0], w);
	for (size_t i = 0; i < f.store->platforms[0]->period_count; i++)
		fixture_load(&f, 0, f.store->platforms[0]->periods[i], 0);
	view_advance(v, 0);
	view_work(v, INT64_MAX);
	ck_assert_int_eq(view_key(v, 0).a, key.a);
	check_cell(v, 0, "accounts", "3");
	check_cell(v, 0, "service", "web_back +1");
	check_cell(v, 0, "tier", "gold");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(incidents_and_whom_they_hit)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("incidents", &scope);

	ck_assert_uint_eq(v->count, 2); /* the one of August is over */
	check_cell(v, 0, "incident_id", "8841");
	check_cell(v, 0, "state", "open");
	check_cell(v, 0, "severity_word", "critical");
	check_cell(v, 0, "accounts", "2");
	check_cell(v, 0, "accounts_open", "2");
	check_cell(v, 0, "elapsed_s", "307");
	check_cell(v, 1, "state", "closed");
	check_cell(v, 1, "elapsed_s", "3600");
	check_cell(v, 1, "accounts", "0");
	view_destroy(v);
	scope.where = "open";
	v = fixture_view("incidents", &scope);
	ck_assert_uint_eq(v->count, 1);
	view_enter(v, 0, &scope);
	ck_assert(scope.span_given && scope.incident_id == 8841);
	view_destroy(v);
	scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10019; /* none of its windows names one */
	v = fixture_view("incidents", &scope);
	ck_assert_uint_eq(v->count, 0);
	view_destroy(v);
	/* At 10:30 of that day nobody knew when it would end. */
	scope = fixture_scope(&f, "2026-11");
	scope.as_of = fixture_time(&f, "2026-11-05 10:30");
	scope.where = "active";
	v = fixture_view("incidents", &scope);
	ck_assert_uint_eq(v->count, 1);
	check_cell(v, 0, "incident_id", "8800");
	check_cell(v, 0, "recovered_at", "");
	check_cell(v, 0, "elapsed_s", "1800");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(windows_say_why)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("windows", &scope);
	static const struct {
		const char *id, *why, *text, *counted, *accountable, *length;
	} wanted[] = {
		/* newest first */
		{"91772", "counts", "counts since 14:18:31", "276", "276", "276"},
		{"90011", "counts", "clause 7, report missing", "1200", "0", "1200"},
		{"91420", "counts", "60 s nightly allowance", "180", "120", "180"},
		{"90544", "voided", "voided: double entry (+6m 10s)", "0", "0", "370"},
		{"89950", "short", "under 2 minutes: 1m 55s", "0", "0", "115"},
		{"88213", "counts", "counts: more than 2 minutes", "3557", "3557", "3557"},
	};

	ck_assert_uint_eq(v->count, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		check_cell(v, i, "outage_id", wanted[i].id);
		check_cell(v, i, "why", wanted[i].why);
		check_cell(v, i, "why_text", wanted[i].text);
		check_cell(v, i, "counted_s", wanted[i].counted);
		check_cell(v, i, "accountable_s", wanted[i].accountable);
		check_cell(v, i, "length_s", wanted[i].length);
	}
	check_cell(v, 3, "would_add_s", "370");
	check_cell(v, 0, "would_add_s", "");
	view_destroy(v);
	scope.enterprise_no = 10020; /* the bad rows stay visible */
	v = fixture_view("windows", &scope);
	ck_assert_uint_eq(v->count, 3);
	check_cell(v, row_with(v, "outage_id", "70003"), "why_text", "bad row: ends before it starts");
	check_cell(v, row_with(v, "outage_id", "70004"), "why_text", "bad row: unknown service");
	check_cell(v, row_with(v, "outage_id", "70004"), "service", "fax");
	check_cell(v, row_with(v, "outage_id", "70006"), "why", "empty");
	view_destroy(v);
	scope.enterprise_no = 10018;
	v = fixture_view("windows", &scope);
	check_cell(v, 0, "why_text", "counts from 14:22:30 if it goes on");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(months_before)
{
	struct fixture f;
	fill(&f);
	fixture_window(&f, 0, 60001, 10017, "trunk", "provider", "2026-10-31 23:59:00",
		       "2026-11-01 00:01:30");
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("months", &scope);

	ck_assert_uint_eq(v->count, 9); /* opened on 15 March: March to November */
	check_cell(v, 0, "month", "2026-03");
	check_cell(v, 0, "availability_pct", "100");
	check_cell(v, 7, "month", "2026-10");
	check_cell(v, 7, "unavailable_s", "60");
	check_cell(v, 7, "allowed_s", "5892.48");
	check_cell(v, 7, "so_far", "false");
	check_cell(v, 8, "unavailable_s", "5303"); /* 5213 + 90 */
	check_cell(v, 8, "so_far", "true");
	check_cell(v, 8, "note", "so far");
	view_enter(v, 7, &scope);
	ck_assert_int_eq(scope.month, 2026 * 12 + 9);
	ck_assert(scope.span_given);
	ck_assert_int_eq(scope.span.start_us, fixture_time(&f, "2026-10-01"));
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(days_of_the_month)
{
	struct fixture f;
	fill(&f);
	/* over midnight: 10 minutes of each day */
	fixture_window(&f, 0, 60001, 10017, "trunk", "provider", "2026-11-06 23:50", "2026-11-07 00:10");
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("days", &scope);

	ck_assert_uint_eq(v->count, 30);
	check_cell(v, 0, "date", "2026-11-01");
	check_cell(v, 0, "weekday", "7");
	check_cell(v, 0, "unavailable_s", "0");
	check_cell(v, 0, "worst_service", "");
	check_cell(v, 4, "unavailable_s", "3557");
	check_cell(v, 4, "share", "0.623772");
	check_cell(v, 4, "worst_service", "web_front");
	check_cell(v, 5, "unavailable_s", "600");
	check_cell(v, 6, "unavailable_s", "600");
	check_cell(v, 19, "unavailable_s", "1380");
	check_cell(v, 19, "accountable_s", "120");
	check_cell(v, 19, "worst_service", "trunk");
	check_cell(v, 22, "unavailable_s", "276");
	check_cell(v, 22, "today", "true");
	check_cell(v, 22, "future", "false");
	check_cell(v, 23, "future", "true");
	check_cell(v, 23, "unavailable_s", "");
	view_enter(v, 22, &scope);
	ck_assert_int_eq(scope.month, -1);
	ck_assert_int_eq(scope.span.start_us, fixture_time(&f, "2026-11-23"));
	ck_assert_int_eq(scope.span.end_us, fixture_time(&f, "2026-11-24"));
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

static const char *line(struct view *v, const char *label)
{
	return cell(v, row_with(v, "label", label), "text");
}

START_TEST(explanation_of_the_mock)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("explain", &scope);

	ck_assert_str_eq(line(v, "Clause 4.1"),
			 "Service availability, target 99.78 % a natural month, for one "
			 "account, whatever the cause.");
	ck_assert_str_eq(line(v, "availability"),
			 "= (month - unavailable) / month = (2,592,000 s - 5,213 s) / "
			 "2,592,000 s = 99.7988 %   (truncated)");
	ck_assert_str_eq(line(v, "allowed"), "= month x (1 - 99.78 %) = 2,592,000 s x 0.22 % = 5,702.4 s");
	ck_assert_str_eq(line(v, "ratio"), "= 5,213 s / 5,702.4 s = 0.9141: at risk (from 0.8), not breached");
	ck_assert_str_eq(line(v, "Accountable"),
			 "5,213 s - 60 s nightly (91420) - 1,200 s carrier (90011, clause 7, "
			 "report missing) = 3,953 s, 69.3 %");
	ck_assert_str_eq(line(v, "Readings"),
			 "web > 120 s, call >= 60 s, web down when front or back is, nightly 60 s "
			 "in 03:00-06:00");
	ck_assert_str_eq(line(v, "Firm"),
			 "at risk under 16 of 24 open readings: only if "
			 "web.down_when is any or each");
	ck_assert_msg(strstr(line(v, "Agreement"), agreement_hash(f.agreement)), "%s", line(v, "Agreement"));
	ck_assert_str_eq(line(v, "Data"), "华北一, live, as of 2026-11-23 14:22:07, LSN 5/9A1C20F8");
	for (size_t i = 0; i < agreement_key_count; i++) { /* every key that was used is named */
		bool named = false;
		for (size_t row = 0; row < v->count; row++)
			named |= !strcmp(cell(v, row, "section"), "keys") &&
				strstr(cell(v, row, "text"), agreement_keys[i].name);
		ck_assert_msg(named == commitment_uses(COMMITMENT_AVAILABILITY, &agreement_keys[i]), "%s",
			      agreement_keys[i].name);
	}
	view_destroy(v);
	scope.figure = "breach_eta";
	v = fixture_view("explain", &scope);
	ck_assert_str_eq(line(v, "breach"),
			 "= moment + allowed - unavailable = 14:22:07 + 8m 09s = 14:30:16");
	view_destroy(v);
	scope.enterprise_no = 10020;
	v = fixture_view("explain", &scope);
	ck_assert_str_eq(line(v, "Firm"), "ok under every open reading (24)");
	view_destroy(v);
	scope.enterprise_no = 10019; /* an hour and more in the customer's own window */
	v = fixture_view("explain", &scope);
	ck_assert_str_eq(line(v, "Firm"), "ok under 16 of 24 open readings");
	view_destroy(v);
	scope.enterprise_no = 10017;
	for (size_t i = 0; i < COUNT_OF(availability_fields); i++) { /* every figure has its lines */
		scope.figure = availability_fields[i];
		v = fixture_view("explain", &scope);
		ck_assert_uint_gt(v->count, 5);
		view_destroy(v);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(parts_add_up_to_the_figure)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("parts", &scope);

	ck_assert_uint_eq(v->count, 8); /* six windows, the note, the sum */
	check_cell(v, 0, "outage_id", "88213");
	check_cell(v, 0, "seconds", "3557");
	check_cell(v, 2, "outage_id", "90544");
	check_cell(v, 2, "seconds", "");
	check_cell(v, 2, "would_add_s", "370");
	check_cell(v, 2, "voided", "true");
	check_cell(v, 6, "what", "united: no instant is shared");
	check_cell(v, 7, "kind", "total");
	check_cell(v, 7, "what", "unavailable");
	check_cell(v, 7, "seconds", "5213");
	view_destroy(v);
	scope.figure = "exempt_carrier_s";
	v = fixture_view("parts", &scope);
	check_cell(v, v->count - 1, "what", "exempt carrier");
	check_cell(v, v->count - 1, "seconds", "1200");
	check_cell(v, row_with(v, "outage_id", "90011"), "seconds", "1200");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

static struct proof_figures proof;

static const struct proof_figures *give_proof(void *host, uint32_t platform, int64_t enterprise_no)
{
	(void)host;
	ck_assert_uint_eq(platform, 0);
	ck_assert_int_eq(enterprise_no, 10017);
	return &proof;
}

START_TEST(proof_side_by_side)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.enterprise_no = 10017;
	scope.platform = 0;
	struct view *v = fixture_view("proof", &scope);
	ck_assert_uint_eq(v->count, 1);
	check_cell(v, 0, "standby", "not asked for yet");
	view_destroy(v);
	scope.proof = give_proof;
	proof = (struct proof_figures){.running = true};
	v = fixture_view("proof", &scope);
	check_cell(v, 0, "standby", "the standby is computing");
	struct period *d = f.store->platforms[0]->periods[0];
	proof = (struct proof_figures){.done = true,
				       .ours = d->verdicts[0],
				       .theirs = d->verdicts[0],
				       .rows = 6,
				       .took_us = 12345,
				       .moment_us = d->ticked_at,
				       .lsn = "5/9A1C20F8"};
	proof.theirs.accountable_us -= 1;
	view_advance(v, 0);
	view_work(v, INT64_MAX);
	size_t row = row_with(v, "figure", "unavailable_s");
	check_cell(v, row, "slatop", "5,213");
	check_cell(v, row, "standby", "5,213");
	check_cell(v, row, "equal", "true");
	row = row_with(v, "figure", "accountable_s");
	check_cell(v, row, "standby", "3,952.999999");
	check_cell(v, row, "equal", "false");
	check_cell(v, row_with(v, "figure", "breached_at"), "standby", "none");
	view_destroy(v);
	scope.where = "formula";
	v = fixture_view("explain", &scope);
	ck_assert_str_eq(line(v, "Proof"), "1 of 14 figures differ: 6 windows, 12.3 ms, as of 14:22:07, "
					   "LSN 5/9A1C20F8, snapshot unknown");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Loading a sub-platform anew voids its rows, and only its rows. */
START_TEST(a_reload_keeps_the_others)
{
	struct fixture f;
	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("availability", &scope);
	view_move_to(v, 1);
	int64_t account = view_key(v, 1).a;

	ck_assert_int_eq(account, 10017);
	platform_clear(f.store->platforms[0]);
	struct value value;
	view_value(v, 0, 0, &value); /* even before anybody told the view */
	ck_assert(value.null);
	view_advance(v, 1);
	ck_assert_uint_eq(v->count, 2);
	check_cell(v, 0, "platform", "south");
	view_work(v, INT64_MAX);
	ck_assert(!v->complete);
	fixture_tenant(&f, f.store->platforms[0], 10017, "天润融通科技有限公司", "gold");
	for (size_t i = 0; i < f.store->platforms[0]->period_count; i++)
		fixture_load(&f, 0, f.store->platforms[0]->periods[i], 0);
	view_advance(v, 2);
	view_work(v, INT64_MAX);
	ck_assert_uint_eq(v->count, 3);
	ck_assert(v->complete);
	ck_assert_int_eq(view_key(v, v->cursor).a, account);
	ck_assert_uint_eq(view_key(v, v->cursor).platform, 0);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* The row of a tier is the same one after the accounts were loaded anew. */
START_TEST(the_key_of_a_tier_outlives_a_reload)
{
	struct fixture f;
	int64_t keys[2] = {0, 0};

	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, "2026-11-23 14:22:07"));
	fixture_window(&f, 0, 1, 10001, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 10:05");
	fixture_window(&f, 0, 2, 10002, "trunk", "provider", "2026-11-03 10:00", "2026-11-03 10:05");
	for (int round = 0; round < 3; round++) {
		platform_clear(p);
		for (int i = 0; i < 200 * round; i++) /* texts lie elsewhere */
			fixture_tenant(&f, p, 20000 + i, "somebody else", i % 2 ? "bronze" : "iron");
		fixture_tenant(&f, p, 10002, "b", "silver");
		fixture_tenant(&f, p, 10001, "a", "gold");
		struct model_scope scope = fixture_scope(&f, "2026-11");
		scope.span_given = true;
		struct view *v = fixture_view("tiers", &scope);
		ck_assert_uint_eq(v->count, 2);
		for (size_t row = 0; row < 2; row++) {
			struct row_key key = view_key(v, row_with(v, "tier", row ? "silver" : "gold"));
			ck_assert(!round || key.a == keys[row]);
			keys[row] = key.a;
		}
		ck_assert(keys[0] != keys[1]);
		view_destroy(v);
	}
	fixture_release(&f);
}
END_TEST

/* Each commitment, and each number that one is made of, can be asked for. */
START_TEST(every_number_is_a_figure)
{
	for (int c = 0; c < COMMITMENT_COUNT; c++) {
		ck_assert_int_eq(figure_commitment(commitments[c].name), c);
		ck_assert_str_eq(figure_name(commitments[c].name), commitments[c].name);
		for (int i = 0; i < OUTCOME_INPUTS && commitments[c].inputs[i].name; i++) {
			ck_assert_msg(figure_commitment(commitments[c].inputs[i].name) >= 0, "%s", commitments[c].inputs[i].name);
			ck_assert_str_eq(figure_name(commitments[c].inputs[i].name), commitments[c].inputs[i].name);
		}
	}
	ck_assert_int_eq(figure_commitment("completeness"), -1);
}
END_TEST

/* What the platform did to an incident after the moment that is looked at, be it named by a
 * window or not; nothing of it is told of the present, and as known then. */
START_TEST(an_incident_of_an_earlier_moment_says_what_came_later)
{
	static const struct { int64_t id; const char *opened, *closed, *recorded, *changed, *mark; } cases[] = {
		{1, "2026-11-20 10:00", NULL, "2026-11-20 10:01", "2026-11-20 12:00", ""},
		{2, "2026-11-20 10:00", NULL, "2026-11-20 12:01", "2026-11-20 12:01", "recorded later"},
		{3, "2026-11-20 10:00", NULL, "2026-11-20 10:01", "2026-11-20 12:01", "changed later"},
		{4, "2026-11-20 10:00", "2026-11-20 13:00", "2026-11-20 10:01", "2026-11-20 13:00", "ended later"},
		{5, "2026-11-20 10:00", "2026-11-20 11:00", "2026-11-20 10:01", "2026-11-20 13:00", "changed later"},
	};
	struct fixture f;

	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct incident_row row = {{.incident_id = cases[i].id, .title = "a", .fault_class = "network", .severity = 2,
					    .opened_at = fixture_time(&f, cases[i].opened), .detected_at = TIME_NONE,
					    .switched_at = TIME_NONE, .recovered_at = TIME_NONE,
					    .closed_at = fixture_time(&f, cases[i].closed),
					    .recorded_at = fixture_time(&f, cases[i].recorded),
					    .changed_at = fixture_time(&f, cases[i].recorded)}};
		platform_put_incident(p, &row);
		row.i.changed_at = fixture_time(&f, cases[i].changed); /* a window of it changed, and nothing of itself */
		platform_put_incident(p, &row);
	}
	for (int view = 0; view < 3; view++) { /* as known now, the present, as known then */
		struct model_scope scope = fixture_scope(&f, "2026-11");
		scope.as_of = view == 1 ? TIME_NONE : fixture_time(&f, "2026-11-20 12:00");
		scope.as_known = view == 2;
		struct view *v = fixture_view("incidents", &scope);
		ck_assert_uint_eq(v->count, COUNT_OF(cases));
		for (size_t i = 0; i < COUNT_OF(cases); i++) {
			char id[8];
			snprintf(id, sizeof id, "%d", (int)cases[i].id);
			check_cell(v, row_with(v, "incident_id", id), "later", view ? "" : cases[i].mark);
		}
		view_destroy(v);
	}
	fixture_release(&f);
}
END_TEST

TEST_MAIN("models", 60, reports_have_the_fixed_fields, availability_of_the_mock, unread_is_not_up,
	  platforms_sum_up, tenants_show_their_record, outages_open_and_in_a_span, worked_figures_add_up,
	  groups_take_in_starts_that_lie_close, groups_are_of_one_maintenance, groups_put_one_cause_together, incidents_and_whom_they_hit,
	  windows_say_why, months_before,
	  days_of_the_month, explanation_of_the_mock, parts_add_up_to_the_figure, proof_side_by_side,
	  a_reload_keeps_the_others, the_key_of_a_tier_outlives_a_reload,
	  every_number_is_a_figure, an_incident_of_an_earlier_moment_says_what_came_later)
