/* Parts add up, at random: windows to accounts, days to months, groups to what
 * they are of, under every reading of the agreement that moves windows about. */
#include "fixture.h"

#include <inttypes.h>
#include <time.h>

#define ACCOUNTS 25
#define WINDOWS 12

static uint64_t state;
static int64_t longer = 1; /* long windows, and the maintenance, so many times */

static int64_t below(int64_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)n);
}

static const char *agreement_text(struct buf *out)
{
	static const char *const down[] = {"any", "each", "both"};
	static const char *const flags[] = {"false", "true"};

	buf_addf(out,
		 "{\"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": {\"standard\": "
		 "[{\"from\": \"2026-07\","
		 "\"web\": {\"down_when\": \"%s\", \"inclusive\": %s}, \"call\": {\"inclusive\": %s},"
		 "\"maintenance\": {\"link\": \"%s\"}}]}}",
		 down[below(3)], flags[below(2)], flags[below(2)], below(2) ? "linked" : "any");
	return out->data;
}

/* Lengths about the thresholds, starts that chain with others, edges of the
 * month, of nights, of the moment. */
static void random_window(struct fixture *f, int64_t id, int64_t account, int64_t month, int64_t moment)
{
	static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk"};
	static const char *const causes[] = {"provider",         "carrier", "customer", "maintenance",
					     "auto_maintenance", "unknown", "sabotage", NULL};
	static const int64_t lengths[] = {59, 60, 61, 119, 120, 121, 30, 90, 600, 3600};
	static const int64_t edges[] = {0, 86400, 3 * 3600, 10 * 3600, 30 * 86400, 23 * 86400};
	struct window_row *w = fixture_window(f, 0, id, account, services[below(4)], causes[below(8)], NULL,
					      NULL);

	w->started_at = month + (edges[below(6)] + below(400) - 200) * USEC + (below(4) ? 0 : below(USEC));
	int64_t length = lengths[below(10)];
	w->ended_at = w->started_at + length * (length < 600 ? 1 : longer) * USEC + (below(4) ? 0 : below(3) - 1);
	if (below(8) == 0) {
		w->started_at = moment - below(200) * USEC;
		w->ended_at = below(3) ? TIME_NONE : moment + below(3) - 1;
	}
	w->voided = below(12) == 0;
	w->incident_id = below(3) ? 0 : below(4) + 1;
	w->maintenance_id = below(3) ? 0 : 1;
}

static void fill(struct fixture *f, int64_t *month, int64_t *moment)
{
	struct buf text = BUF_INIT;
	struct maintenance_row m;

	fixture_init(f, agreement_text(&text));
	buf_release(&text);
	*month = fixture_time(f, "2026-11-01");
	*moment = *month + 23 * DAY_US + below(300) * USEC + below(USEC);
	struct platform *p = fixture_platform(f, "north", "北", *moment);
	m = (struct maintenance_row){.m = {.w = {.maintenance_id = 1,
						 .announced_at = longer > 1 && below(2) ? TIME_NONE : *month - DAY_US,
						 .starts_at = *month + 3 * HOUR_US - MINUTE_US,
						 .ends_at = *month + 3 * HOUR_US + MINUTE_US + (longer - 1) * HOUR_US,
						 .finished_at = TIME_NONE,
						 .cancelled_at = TIME_NONE},
					   .extended_to = TIME_NONE,
					   .title = "work",
					   .all_tenants = true}};
	platform_put_maintenance(p, &m);
	for (int64_t account = 1; account <= ACCOUNTS; account++) {
		fixture_tenant(f, p, account, "tenant", below(2) ? "gold" : NULL);
		for (int64_t n = 0; n < WINDOWS; n++)
			random_window(f, account * 100 + n, account, *month, *moment);
	}
}

static int64_t number(struct view *v, size_t row, const char *field)
{
	struct value value;

	fixture_value(v, row, field, &value);
	return value.null ? 0 : value.i;
}

static int64_t sum(struct view *v, const char *field)
{
	int64_t total = 0;

	for (size_t i = 0; i < v->count; i++)
		total += number(v, i, field);
	return total;
}

#define check_equal(what, account, a, b) \
	ck_assert_msg((a) == (b), "%s of account %" PRId64 ": %" PRId64 " and %" PRId64, what, \
		      (int64_t)(account), (int64_t)(a), (int64_t)(b))

static void check_parts(const struct model_scope *scope, struct view *all, size_t row)
{
	static const char *const figures[] = {"unavailable_s",    "accountable_s",    "web_s",
					      "call_s",           "uncounted_s",      "exempt_announced_s",
					      "exempt_nightly_s", "exempt_carrier_s", "exempt_customer_s"};

	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		struct model_scope one = *scope;
		one.figure = figures[i];
		struct view *parts = fixture_view("parts", &one);
		int64_t figure = number(all, row, figures[i]);

		check_equal(figures[i], scope->enterprise_no, number(parts, parts->count - 1, "seconds"),
			    figure);
		check_equal(figures[i], scope->enterprise_no, sum(parts, "seconds") - figure, figure);
		view_destroy(parts);
	}
}

static void check_account(const struct model_scope *scope, struct view *all, size_t row)
{
	struct model_scope one = *scope;
	one.enterprise_no = number(all, row, "enterprise_no");
	int64_t unavailable = number(all, row, "unavailable_s"),
		accountable = number(all, row, "accountable_s");
	struct view *v;

	one.span_given = true;
	v = fixture_view("outages", &one);
	check_equal("outages", one.enterprise_no, sum(v, "counted_s"), unavailable);
	check_equal("outages", one.enterprise_no, sum(v, "accountable_s"), accountable);
	view_destroy(v);
	v = fixture_view("windows", &one);
	check_equal("windows", one.enterprise_no, sum(v, "counted_s"), unavailable);
	check_equal("windows", one.enterprise_no, sum(v, "exempt_carrier_s"),
		    number(all, row, "exempt_carrier_s"));
	view_destroy(v);
	v = fixture_view("days", &one);
	ck_assert_uint_eq(v->count, 30);
	check_equal("days", one.enterprise_no, sum(v, "unavailable_s"), unavailable);
	check_equal("days", one.enterprise_no, sum(v, "accountable_s"), accountable);
	view_destroy(v);
	v = fixture_view("months", &one);
	check_equal("months", one.enterprise_no, number(v, v->count - 1, "unavailable_s"), unavailable);
	check_equal("months", one.enterprise_no, number(v, v->count - 1, "accountable_s"), accountable);
	view_destroy(v);
	check_parts(&one, all, row);
}

/* A group's figures beside those of its outages, counted one by one. */
static void check_groups(const struct model_scope *scope)
{
	struct view *groups = fixture_view("outage_groups", scope), *all = fixture_view("outages", scope);
	size_t windows = 0;

	for (size_t i = 0; i < groups->count; i++) {
		struct model_scope inside;
		bool seen[ACCOUNTS + 1] = {false}, counts[ACCOUNTS + 1] = {false};
		int64_t accounts = 0, counting = 0, since = INT64_MAX, next = INT64_MAX;

		view_enter(groups, i, &inside);
		struct view *v = fixture_view("outages", &inside);
		for (size_t row = 0; row < v->count; row++) {
			int64_t account = number(v, row, "enterprise_no"), in = number(v, row, "counts_in_s");
			accounts += !seen[account];
			seen[account] = true;
			if (number(v, row, "counts")) {
				counting += !counts[account];
				counts[account] = true;
			} else if (!strcmp(cell(v, row, "why"), "pending") && in < next) {
				next = in;
			}
			if (number(v, row, "started_at") < since)
				since = number(v, row, "started_at");
		}
		windows += v->count;
		check_equal("windows", i, number(groups, i, "windows"), (int64_t)v->count);
		check_equal("accounts", i, number(groups, i, "accounts"), accounts);
		check_equal("counting", i, number(groups, i, "counting"), counting);
		check_equal("since", i, number(groups, i, "since"), since);
		check_equal("counts in", i, number(groups, i, "counts_in_s"), next == INT64_MAX ? 0 : next);
		view_destroy(v);
	}
	ck_assert_uint_eq(windows, all->count);
	view_destroy(groups);
	view_destroy(all);
}

static void parts_add_up_from(uint64_t seed)
{
	int64_t down = 0;

	state = seed;
	printf("sums: seed %" PRIu64 "\n", seed);
	for (int round = 0; round < SOME_OF(24); round++) {
		struct fixture f;
		int64_t month, moment;

		fill(&f, &month, &moment);
		struct model_scope scope = fixture_scope(&f, "2026-11");
		if (below(3) == 0)
			scope.as_of = moment - below(2) * DAY_US;
		struct view *all = fixture_view("availability", &scope);
		ck_assert_uint_eq(all->count, ACCOUNTS);
		down += sum(all, "unavailable_s");
		for (size_t row = 0; row < all->count; row++)
			check_account(&scope, all, row);
		check_groups(&scope);
		view_destroy(all);
		fixture_release(&f);
	}
	ck_assert_int_gt(down, 0);
}

START_TEST(parts_add_up)
{
	parts_add_up_from((uint64_t)time(NULL));
}
END_TEST

/* Seeds that found something once: a window that two groups could take. */
START_TEST(parts_add_up_where_they_did_not)
{
	parts_add_up_from(1795645876);
}
END_TEST

/* Sums of sub-platforms beside their accounts' rows. */
START_TEST(platforms_are_their_accounts)
{
	state = (uint64_t)time(NULL) + 1;
	struct fixture f;
	int64_t month, moment, breached = 0, open = 0;

	fill(&f, &month, &moment);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *all = fixture_view("availability", &scope), *v = fixture_view("platforms", &scope);
	for (size_t i = 0; i < all->count; i++) {
		breached += !strcmp(cell(all, i, "status"), "breached");
		open += number(all, i, "open");
	}
	ck_assert_int_eq(number(v, 0, "breached"), breached);
	ck_assert_int_eq(number(v, 0, "accounts_down"), open);
	view_destroy(v);
	v = fixture_view("outages", &scope);
	int64_t counted = 0, pending = 0;
	for (size_t i = 0; i < v->count; i++) {
		counted += number(v, i, "counts");
		pending += !strcmp(cell(v, i, "why"), "pending");
	}
	view_destroy(v);
	v = fixture_view("platforms", &scope);
	ck_assert_int_eq(number(v, 0, "open_counted"), counted);
	ck_assert_int_eq(number(v, 0, "open_pending"), pending);
	view_destroy(v);
	view_destroy(all);
	fixture_release(&f);
}
END_TEST

#define KEYS 8
#define COMBINATIONS 576
static const char *const keys[KEYS] = {"web.down_when",	   "web.inclusive",	 "call.inclusive", "availability.exempt_causes",
				       "maintenance.link", "maintenance.notice", "nightly.groups", "compensation.ratio_of"};
static const char *const readings[KEYS][4] = {{"\"any\"", "\"each\"", "\"both\""}, {"false", "true"}, {"true", "false"},
	{"[\"customer\"]", "[]"}, {"\"linked\"", "\"any\""}, {"\"best_effort\"", "\"required\""},
	{"[\"web\", \"call\"]", "[\"web\"]", "[\"call\"]"}, {"\"accountable\"", "\"unavailable\""}};

/* An account's figures under one reading of each key, by its own windows; whether
 * its month is eligible. */
static bool under(const struct fixture *f, const struct model_scope *scope, int64_t account, int64_t moment, int combination,
		  struct availability *v)
{
	struct outage_window list[WINDOWS + 1];
	struct arena scratch = {0};
	size_t count = 0;
	bool known;
	struct terms terms = *agreement_terms(f->agreement, NULL, scope->month, &known);

	for (size_t i = 0; i < KEYS; i++) {
		int number = 0;
		while (number < 4 && readings[i][number])
			number++;
		ck_assert(agreement_key_set(agreement_key_find(keys[i]), &terms, readings[i][combination % number], NULL));
		combination /= number;
	}
	for (size_t i = 0; i < f->window_count[0]; i++) {
		const struct window_row *w = &f->windows[0][i];
		if (w->enterprise_no == account)
			list[count++] = (struct outage_window){
				.outage_id = w->outage_id, .started_at = w->started_at, .ended_at = w->ended_at,
				.service = (uint8_t)service_from(w->service, strlen(w->service)),
				.cause = (uint8_t)(w->cause ? cause_from(w->cause, strlen(w->cause)) : CAUSE_NONE),
				.maintenance_id = w->maintenance_id,
				.voided = w->voided, .faulty = w->ended_at < w->started_at};
	}
	availability_compute(&(struct availability_input){.terms = &terms, .calendar = f->calendar, .span = scope->span,
							  .moment_us = moment, .windows = list, .window_count = count,
							  .maintenance = &scope->store->platforms[0]->maintenance[0].w,
							  .maintenance_count = 1},
			     &scratch, v, NULL);
	arena_release(&scratch);
	int64_t judged = terms.ratio_of == RATIO_OF_UNAVAILABLE ? v->unavailable_us : v->accountable_us;
	return v->accountable_us > 0 && judged > v->allowed_us;
}

static void check_firmness(const struct fixture *f, const struct model_scope *scope, struct view *all, size_t row,
			   int64_t moment, int64_t seen[2])
{
	int64_t account = number(all, row, "enterprise_no"), holding = 0, eligible = 0;
	struct model_scope one = *scope;
	struct value status, text;

	one.enterprise_no = account;
	struct view *each = fixture_view("combinations", &one);
	ck_assert_uint_eq(each->count, COMBINATIONS);
	fixture_value(all, row, "status", &status);
	for (int n = 0; n < COMBINATIONS; n++) {
		struct availability v;
		bool is = under(f, scope, account, moment, n, &v);
		eligible += is == (number(all, row, "eligible") != 0);
		holding += n < 24 && !strcmp(availability_status_names[v.status], status.text);
	}
	for (size_t i = 0; i < each->count; i += 37) { /* a combination's digits are those of its own columns */
		int combination = 0, stride = 1;
		struct availability v;
		for (size_t k = 0; k < KEYS; k++) {
			char field[40], plain[40];
			int digit = 0;
			snprintf(field, sizeof field, "%s", keys[k]);
			*strchr(field, '.') = '_';
			fixture_value(each, i, field, &text);
			for (int r = 0; r < 4 && readings[k][r]; r++) {
				size_t skip = readings[k][r][0] == '"';
				snprintf(plain, sizeof plain, "%.*s", (int)(strlen(readings[k][r]) - 2 * skip), readings[k][r] + skip);
				if (!strcmp(plain, text.text))
					digit = r;
			}
			combination += digit * stride;
			stride *= readings[k][2] ? 3 : 2;
		}
		bool is = under(f, scope, account, moment, combination, &v);
		check_equal("unavailable", account, number(each, i, "unavailable_s"), v.unavailable_us);
		check_equal("accountable", account, number(each, i, "accountable_s"), v.accountable_us);
		check_equal("eligible", account, number(each, i, "eligible"), is);
	}
	check_equal("readings", account, number(all, row, "readings"), 24);
	check_equal("holding", account, number(all, row, "holding"), holding);
	check_equal("readings of 6", account, number(all, row, "eligible_readings"), COMBINATIONS);
	check_equal("holding of 6", account, number(all, row, "eligible_holding"), eligible);
	check_equal("firm", account, number(all, row, "firm"), holding == 24 && eligible == COMBINATIONS);
	fixture_value(all, row, "turns", &text);
	check_equal("turns", account, !text.null, holding < 24);
	fixture_value(all, row, "eligible_turns", &text);
	check_equal("turns of 6", account, !text.null, eligible < COMBINATIONS);
	seen[0] += holding < 24;
	seen[1] += eligible < COMBINATIONS;
	view_destroy(each);
}

/* Against each combination tried by itself. */
START_TEST(firmness_is_that_of_every_reading)
{
	int64_t month, moment, seen[2] = {0};
	struct fixture f;

	state = (uint64_t)time(NULL) + 2;
	printf("firmness: seed %" PRIu64 "\n", state);
	longer = 3;
	for (int round = 0; round < SOME_OF(8); round++) {
		fill(&f, &month, &moment);
		struct model_scope scope = fixture_scope(&f, "2026-11");
		struct view *all = fixture_view("firmness", &scope);
		ck_assert_uint_eq(all->count, ACCOUNTS);
		for (size_t row = 0; row < all->count; row++)
			check_firmness(&f, &scope, all, row, moment, seen);
		view_destroy(all);
		fixture_release(&f);
	}
	longer = 1;
	ck_assert_int_gt(seen[0], 5); /* some are not firm */
	ck_assert_int_gt(seen[1], 5);
}
END_TEST

TEST_MAIN("sums", 120, parts_add_up, parts_add_up_where_they_did_not, platforms_are_their_accounts, firmness_is_that_of_every_reading)
