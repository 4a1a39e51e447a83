/* Suspects by hand: each sign on either side of its border, what the lack of a
 * relation does, and that many windows without an incident are a few lines. */
#include <sys/random.h>

#include "fixture.h"

#define MOMENT "2026-11-23 14:22:07"

static struct fixture f;
static struct platform *p;

static void begin(void)
{
	fixture_init(&f, NULL);
	p = fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	for (int i = 1; i <= 40; i++)
		fixture_tenant(&f, p, 10000 + i, "a", NULL);
}

static void incident(int64_t id, const char *cause, const char *opened, const char *recovered, bool voided)
{
	struct incident_row row = {{.incident_id = id, .opened_at = fixture_time(&f, opened), .detected_at = TIME_NONE,
				    .switched_at = TIME_NONE, .recovered_at = fixture_time(&f, recovered),
				    .closed_at = TIME_NONE, .title = "故障", .fault_class = "application", .cause = cause,
				    .severity = 3, .voided = voided}};

	platform_put_incident(p, &row);
}

static struct view *suspects(const char *sign)
{
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = view_create(model_find("suspects"), &scope);
	struct buf text = BUF_INIT;
	size_t at;
	struct err e = {""};

	buf_addf(&text, "sign = %s", sign);
	view_set_filter(v, filter_parse(text.data, v->model, f.calendar, &at, &e));
	buf_release(&text);
	while (view_work(v, 0)) /* the shortest slices there are */
		;
	return v;
}

START_TEST(incidents_without_windows)
{
	begin();
	incident(1, "provider", "2026-11-03 10:00", "2026-11-03 10:20", false);        /* no window */
	incident(2, "provider", "2026-11-04 10:00", "2026-11-04 10:20", false);        /* has one */
	incident(3, "provider", "2026-11-05 10:00", "2026-11-05 10:20", true);         /* voided */
	incident(4, "provider", "2026-10-31 23:00", "2026-11-01 00:00", false);        /* over before the month */
	incident(5, "provider", "2026-10-31 23:00", "2026-11-01 00:00:01", false);     /* touches it */
	incident(6, "provider", "2026-11-23 15:00", NULL, false);                      /* later than the moment */
	incident(7, NULL, "2026-11-23 14:00", NULL, false);                            /* goes on */
	incident(8, "provider", "2026-11-06 10:00", "2026-11-06 10:20", false);        /* its window is voided */
	fixture_window(&f, 0, 1, 10001, "trunk", "provider", "2026-11-04 10:00", "2026-11-04 10:05")->incident_id = 2;
	struct window_row *w = fixture_window(&f, 0, 2, 10001, "trunk", "provider", "2026-11-06 10:00", "2026-11-06 10:05");
	w->incident_id = 8;
	w->voided = true;
	struct view *v = suspects("no_windows");
	ck_assert_uint_eq(v->count, 4);
	check_cell(v, row_with(v, "row_id", "1"), "amount", "1200000000");
	check_cell(v, row_with(v, "row_id", "1"), "measure", "s");
	check_cell(v, row_with(v, "row_id", "5"), "opens", "incident");
	check_cell(v, row_with(v, "row_id", "7"), "down_s", "1327");
	ck_assert_uint_lt(row_with(v, "row_id", "8"), v->count);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Eleven that begin within two slots are a row; nine are among the others. */
START_TEST(windows_without_an_incident)
{
	char at[40];

	begin();
	incident(3, "provider", "2026-11-05 10:00", "2026-11-05 10:20", true);
	for (int i = 1; i <= 20; i++) {
		snprintf(at, sizeof at, "2026-11-03 10:00:%02d", i <= 10 ? 9 : 10);
		fixture_window(&f, 0, i, 10000 + i, "softswitch", "provider", at, "2026-11-03 10:20");
	}
	for (int i = 1; i <= 9; i++)
		fixture_window(&f, 0, 100 + i, 10000 + i, "softswitch", "carrier", "2026-11-07 10:00", "2026-11-07 10:20");
	fixture_window(&f, 0, 200, 10001, "web_front", "provider", "2026-11-05 10:00", "2026-11-05 10:20")->incident_id = 3;
	fixture_window(&f, 0, 201, 10001, "web_back", "customer", "2026-11-05 10:00", "2026-11-05 10:20");
	fixture_window(&f, 0, 202, 10001, "web_back", "auto_maintenance", "2026-11-05 03:00", "2026-11-05 03:20");
	struct view *v = suspects("no_incident");
	ck_assert_uint_eq(v->count, 3);
	size_t row = row_with(v, "windows", "20");
	check_cell(v, row, "what", "softswitch, provider: 20 windows of 20 accounts, which began together, name no incident");
	check_cell(v, row, "opens", "unclaimed");
	check_cell(v, row, "down_s", "23810");
	row = row_with(v, "windows", "9");
	check_cell(v, row, "what", "softswitch, carrier: 9 windows of 9 accounts name no incident");
	row = row_with(v, "row_id", "200"); /* what it names is voided */
	check_cell(v, row, "opens", "window");
	check_cell(v, row, "enterprise_no", "10001");
	/* And what the first row opens: those windows. */
	struct model_scope scope = v->scope;
	view_enter(v, row_with(v, "windows", "20"), &scope);
	scope.where = "unclaimed";
	struct view *opened = fixture_view("outages", &scope);
	ck_assert_uint_eq(opened->count, 20);
	view_destroy(opened);
	view_destroy(v);
	/* Without incidents that are published none is missing. */
	snprintf(p->status.lacking, sizeof p->status.lacking, " incident ");
	v = suspects("no_incident");
	ck_assert_uint_eq(v->count, 0);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

START_TEST(causes_that_are_not_their_incidents)
{
	static const struct {
		const char *incident, *window;
		bool other;
	} cases[] = {{"provider", "provider", false}, {"provider", "carrier", true}, {"provider", NULL, true},
		     {NULL, NULL, false}, {NULL, "unknown", false}, {"unknown", NULL, false}, {NULL, "carrier", true},
		     {"lightning", "lightning", false}, {"lightning", "flood", true}};

	begin();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		incident((int64_t)i + 1, cases[i].incident, "2026-11-03 10:00", "2026-11-03 10:20", false);
		fixture_window(&f, 0, 10 + (int64_t)i, 10001, "trunk", cases[i].window, "2026-11-03 10:00", "2026-11-03 10:05")
			->incident_id = (int64_t)i + 1;
	}
	struct view *v = suspects("other_cause");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char id[24];
		bool found = false;
		snprintf(id, sizeof id, "%zu", i + 1);
		for (size_t row = 0; row < v->count; row++)
			found = found || !strcmp(cell(v, row, "row_id"), id);
		ck_assert_msg(found == cases[i].other, "case %zu", i);
	}
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* However many: at random times they are a row for a service and cause, with those
 * that chance put together beside. */
START_TEST(many_are_a_few_lines)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk"};
	unsigned seed;
	int64_t from, total = 0;

	ck_assert(getrandom(&seed, sizeof seed, 0) == sizeof seed);
	printf("suspects: seed %u\n", seed);
	srand(seed);
	begin();
	from = fixture_time(&f, "2026-11-01");
	for (int i = 0; i < 60000; i++) {
		struct window_row *w = fixture_window(&f, 0, i + 1, 10001 + rand() % 40, services[rand() % 4],
						      rand() % 2 ? "provider" : "carrier", "2026-11-01", "2026-11-01");
		w->started_at = from + rand() % (22 * 86400) * USEC;
		w->ended_at = w->started_at + (1 + rand() % 600) * USEC;
	}
	struct view *v = suspects("no_incident");
	ck_assert_uint_ge(v->count, 8);
	ck_assert_uint_lt(v->count, 40);
	for (size_t row = 0; row < v->count; row++)
		total += strstr(cell(v, row, "what"), "together") ? 0 : strtoll(cell(v, row, "windows"), NULL, 10);
	ck_assert_int_eq(total, 60000);
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

TEST_MAIN("suspects", 60, incidents_without_windows, windows_without_an_incident, causes_that_are_not_their_incidents,
	  many_are_a_few_lines)
