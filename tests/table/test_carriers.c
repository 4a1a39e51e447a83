/* The carriers' last hour: what is asked and when, and what comes of the answer. */
#include "fixture.h"

#include "slatop/sla/completion.h"
#include "slatop/table/paged.h"

#define MOMENT "2026-11-23 14:22:07"

static struct fixture f;
static struct {
	struct page_ask ask;
	int64_t from, to; /* the values that were bound */
	int asked, dropped;
} server[2];
static char waiting[2]; /* what stands for a query on its way */

static void *ask(void *host, const struct page_ask *a)
{
	(void)host;
	server[a->platform].ask = *a;
	server[a->platform].from = a->values[0].i;
	server[a->platform].to = a->values[1].i;
	server[a->platform].asked++;
	ck_assert_uint_eq(a->value_count, 2);
	return &waiting[a->platform];
}

static void drop(void *host, void *asked)
{
	(void)host;
	server[(char *)asked - waiting].dropped++;
}

struct slot {
	const char *carrier, *at; /* at NULL: no slot */
	int requested, connected, answered;
};

static void get(const struct page_answer *a, size_t row, size_t column, struct value *out)
{
	const struct slot *s = (const struct slot *)a->own + row;

	*out = (struct value){.null = column && !s->at};
	if (!column)
		out->text = s->carrier;
	else if (column == 1 && s->at)
		out->i = fixture_time(&f, s->at);
	else
		out->i = column == 2 ? s->requested : column == 3 ? s->connected : s->answered;
}

static void answer(int platform, const struct slot *slots, size_t count, const char *error)
{
	const struct page_ask *a = &server[platform].ask;

	a->answer(a->context, &(struct page_answer){.error = error, .row_count = count, .get = get, .own = slots});
}

static void settle(struct view *v, int64_t now)
{
	view_advance(v, now);
	while (view_work(v, INT64_MAX))
		;
}

static struct view *begin(void)
{
	memset(server, 0, sizeof server);
	fixture_init(&f, NULL);
	fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	fixture_platform(&f, "south", "华南", fixture_time(&f, MOMENT));
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.ask_page = ask;
	scope.drop_page = drop;
	return fixture_view("carriers", &scope);
}

static void end(struct view *v)
{
	view_destroy(v);
	fixture_release(&f);
}

static const struct slot north_slots[] = {
	{"中国电信", "2026-11-23 13:20", 100, 0, 0}, /* before the twelve, as the running slot is there */
	{"中国电信", "2026-11-23 13:25", 1000, 971, 600}, /* at the target */
	{"中国电信", "2026-11-23 13:30", 1000, 970, 600},
	{"中国电信", "2026-11-23 14:10", 10, 11, 0},
	{"中国电信", "2026-11-23 14:15", 0, 0, 0},
	{"中国电信", "2026-11-23 14:20", 100, 100, 70},
	{"中国移动", NULL, 0, 0, 0},
};
static const struct slot south_slots[] = {
	{"a\x1b[31m", "2026-11-23 13:20", 10, 1, 1}, /* the first, as the running slot is not there */
	{"a\x1b[31m", "2026-11-23 14:15", 10, 10, 1},
};

START_TEST(an_hour_of_slots)
{
	struct view *v = begin();

	ck_assert(!v->complete);
	ck_assert_int_eq(server[0].asked, 1);
	ck_assert_int_eq(server[0].from, fixture_time(&f, "2026-11-23 13:20"));
	ck_assert_int_eq(server[0].to, fixture_time(&f, "2026-11-23 14:25") - 1);
	answer(0, north_slots, COUNT_OF(north_slots), NULL);
	settle(v, 1);
	ck_assert(!v->complete);
	answer(1, south_slots, COUNT_OF(south_slots), NULL);
	settle(v, 2);
	ck_assert(v->complete);
	ck_assert_uint_eq(v->count, 3);

	size_t row = row_with(v, "carrier", "中国电信");
	check_cell(v, row, "requested", "2100");
	check_cell(v, row, "connected", "2041");
	check_cell(v, row, "completion_pct", "97.190476");
	check_cell(v, row, "response_pct", "60.47619");
	check_cell(v, row, "verdict", "met");
	check_cell(v, row, "low", "1");
	check_cell(v, row, "lowest_pct", "97");
	check_cell(v, row, "lowest_at", "2026-11-23T05:30:00.000000Z");
	check_cell(v, row, "latest_pct", "100");
	check_cell(v, row, "latest_at", "2026-11-23T06:20:00.000000Z");
	check_cell(v, row, "from", "2026-11-23T05:25:00.000000Z");
	check_cell(v, row, "slots", "52---------7");
	check_cell(v, row, "bad", "1");
	check_cell(v, row, "note", "1 bad row left out");
	row = row_with(v, "carrier", "中国移动");
	check_cell(v, row, "verdict", "no_data");
	check_cell(v, row, "completion_pct", "");
	check_cell(v, row, "low", "");
	check_cell(v, row, "slots", "------------");
	row = row_with(v, "platform", "south");
	check_cell(v, row, "carrier", "a^[[31m");
	check_cell(v, row, "verdict", "missed");
	check_cell(v, row, "slots", "0----------7");
	check_cell(v, 0, "platform", "south"); /* the worst first */
	end(v);
}
END_TEST

/* Half a minute lies between two queries of a server, one is on its way at most. */
START_TEST(asked_now_and_then)
{
	struct view *v = begin();

	settle(v, 100 * USEC);
	ck_assert_int_eq(server[0].asked, 1); /* no answer yet */
	answer(0, north_slots, COUNT_OF(north_slots), NULL);
	settle(v, 100 * USEC);
	ck_assert_int_eq(server[0].asked, 2); /* it was asked at 0 */
	answer(0, north_slots, COUNT_OF(north_slots), NULL);
	for (int64_t now = 100; now < 130; now++)
		settle(v, now * USEC);
	ck_assert_int_eq(server[0].asked, 2);
	settle(v, 130 * USEC);
	ck_assert_int_eq(server[0].asked, 3);

	/* An error is told; what was read before stays. */
	answer(0, NULL, 0, "canceling statement due to \x1b conflict");
	settle(v, 131 * USEC);
	size_t row = row_with(v, "carrier", "中国电信");
	check_cell(v, row, "note", "canceling statement due to ^[ conflict");
	check_cell(v, row, "low", "1");
	settle(v, 161 * USEC);
	answer(0, north_slots, COUNT_OF(north_slots), NULL);
	settle(v, 161 * USEC);
	check_cell(v, row_with(v, "carrier", "中国移动"), "note", "");
	ck_assert_int_eq(server[1].asked, 1);

	/* Nothing comes after it is left. */
	ck_assert_int_eq(server[1].dropped, 0);
	end(v);
	ck_assert_int_eq(server[1].dropped, 1);
	ck_assert_int_eq(server[0].dropped, 0);
}
END_TEST

START_TEST(errors_and_what_is_not_published)
{
	struct view *v = begin();

	answer(0, NULL, 0, "timeout");
	answer(1, south_slots, COUNT_OF(south_slots), NULL);
	settle(v, 1);
	ck_assert(v->complete);
	ck_assert_uint_eq(v->count, 2);
	size_t row = row_with(v, "platform", "north");
	check_cell(v, row, "carrier", "");
	check_cell(v, row, "verdict", "no_data");
	check_cell(v, row, "note", "timeout");
	view_destroy(v);

	snprintf(f.store->platforms[0]->status.lacking, 64, " call_rate ");
	server[0].asked = server[1].asked = 0;
	struct model_scope scope = fixture_scope(&f, "2026-11");
	scope.ask_page = ask;
	scope.drop_page = drop;
	v = fixture_view("carriers", &scope);
	ck_assert_int_eq(server[0].asked, 0);
	ck_assert_uint_eq(v->count, 0); /* the list itself says why */
	answer(1, south_slots, COUNT_OF(south_slots), NULL);
	settle(v, 1);
	ck_assert(v->complete);
	check_cell(v, row_with(v, "platform", "north"), "note", "sla.call_rate is not published");
	check_cell(v, row_with(v, "platform", "north"), "verdict", "unpublished");
	view_destroy(v);

	/* At a moment that is past, once. */
	f.store->platforms[0]->status.lacking[0] = '\0';
	scope.as_of = fixture_time(&f, "2026-11-22 09:00");
	v = fixture_view("carriers", &scope);
	ck_assert_int_eq(server[0].to, fixture_time(&f, "2026-11-22 09:05") - 1);
	answer(0, NULL, 0, NULL);
	server[0].asked = 0;
	settle(v, 1000 * USEC);
	ck_assert_int_eq(server[0].asked, 0);
	end(v);
}
END_TEST

TEST_MAIN("carriers", 60, an_hour_of_slots, asked_now_and_then, errors_and_what_is_not_published)
