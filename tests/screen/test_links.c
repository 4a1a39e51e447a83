/* Deep links: exactly this view again, and what is wrong with a bad one. */
#include "walk.h"

#include "slatop/base/text.h"
#include "support/check_main.h"

#define ROUNDS SOME_OF(400)
#define KEYS_BETWEEN 12

/* What Y copies; the caller frees it. */
static char *link_here(void)
{
	struct effect effect = console_key(&world.console, 'Y', world.now);

	ck_assert_int_eq(effect.kind, EFFECT_COPY);
	return mem_copy(effect.text);
}

/* Another run of the console over the same facts. */
static void start_again(void)
{
	struct model_scope scope = world_scope();
	struct err e = {""};

	console_release(&world.console);
	scope.now = world.now;
	ck_assert_msg(console_init(&world.console, &world.screens, key_map_create(&console_actions), &scope, NULL, &e), "%s",
		      e.text);
	settle();
}

static void open_it(const char *link)
{
	struct err e = {""};

	ck_assert_msg(console_open_link(&world.console, link, &e), "%s: %s", link, e.text);
	settle();
}

static void check_bytes(const char *link)
{
	for (const char *c = link; *c; c++)
		ck_assert_msg(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._,:+%/=", *c), "%s", link);
}

/* A view at random: what it is, how it is filtered and sorted, where its cursor stands. */
static void walk(void)
{
	static const char *const lines[] = {"filter name ~ 银行 or seats > 3", "sort -name", "month 2026-09", "tenant east/20007",
					    "availability", "tenants", "incident 8841", "explain", "scorecard",
					    "filter status = ok", "outages", "calls"};

	for (int i = 0; i < KEYS_BETWEEN; i++)
		press_any();
	press(27);
	press(27);
	if (draw(2)) {
		press(':');
		type(lines[draw(COUNT_OF(lines))]);
		press(13);
	}
	settle();
	for (uint64_t i = draw(4); i; i--)
		press("jG\tj"[draw(4)]);
	world.now += 11 * USEC; /* keys typed ahead of rows that never come are dropped */
	settle();
	while (world.console.prompt.kind != PROMPT_NONE || world.console.help || world.console.chooser.open ||
	       world.console.reveal.state != REVEAL_NONE || front()->proof) /* a proof is asked for, not linked to */
		press(27);
	settle();
}

struct seen {
	char *screen, *filter, *sorted_by;
	struct model_scope scope;
	size_t focus;
	struct row_key row;
	size_t rows;
	bool complete; /* a console that is paused does not read on */
};

static struct seen look(void)
{
	const struct page *page = front();
	const struct pane_state *p = &page->panes[page->focus];
	struct seen s = {.screen = mem_copy(page->screen->name), .scope = page->scope, .focus = page->focus};

	s.filter = mem_copy(p->view->filter ? filter_text(p->view->filter) : "");
	s.row = view_key(p->view, p->view->cursor);
	s.rows = p->view->count;
	s.complete = p->view->complete;
	s.sorted_by = mem_zero(200, 1);
	for (size_t i = 0, at = 0; i < p->view->sort_count; i++)
		at += (size_t)snprintf(s.sorted_by + at, 200 - at, "%d%s ", p->view->sort[i].descending,
				       p->view->model->fields[p->view->sort[i].field].name);
	return s;
}

static void forget(struct seen *s)
{
	free(s->screen);
	free(s->filter);
	free(s->sorted_by);
}

static void check_same(const struct seen *a, const struct seen *b, const char *link, bool shifts)
{
	const struct model_scope *x = &a->scope, *y = &b->scope;

	ck_assert_msg(!strcmp(a->screen, b->screen), "%s: %s", link, b->screen);
	ck_assert_msg(!strcmp(a->filter, b->filter), "%s: filter %s", link, b->filter);
	ck_assert_msg(!strcmp(a->sorted_by, b->sorted_by), "%s: %s, was %s", link, b->sorted_by, a->sorted_by);
	ck_assert_msg(a->focus == b->focus, "%s: pane %zu, was %zu", link, b->focus, a->focus);
	ck_assert_msg(x->platform == y->platform && x->enterprise_no == y->enterprise_no && x->incident_id == y->incident_id &&
			      x->maintenance_id == y->maintenance_id && x->outage_id == y->outage_id &&
			      x->group_given == y->group_given,
		      "%s: is about something else", link);
	ck_assert_msg(x->month == y->month && x->span.start_us == y->span.start_us && x->span.end_us == y->span.end_us &&
			      x->span_given == y->span_given && x->as_of == y->as_of,
		      "%s: another time", link);
	ck_assert_msg(shifts || a->rows == b->rows, "%s: %zu rows, was %zu", link, b->rows, a->rows);
	ck_assert_msg(shifts || (a->row.platform == b->row.platform && a->row.a == b->row.a && a->row.b == b->row.b),
		      "%s: another row: %d %lld %lld", link, (int)b->row.platform, (long long)b->row.a, (long long)b->row.b);
}

START_TEST(a_round_trip)
{
	seed();
	world_open(NULL);
	settle();
	for (int i = 0; i < ROUNDS; i++) {
		walk();
		/* What has scrolled off with the time that went on is another matter. */
		struct seen before = look();
		/* The worst of a moment, and what was not read to its end, may be other rows by now. */
		bool shifts = front()->panes[front()->focus].view->limit || !before.complete;
		char *link = link_here(), *again;
		check_bytes(link);
		start_again();
		open_it(link);
		struct seen after = look();
		check_same(&before, &after, link, shifts);
		again = link_here();
		ck_assert_msg(shifts || !strcmp(link, again), "%s\nis now %s", link, again);
		forget(&before);
		forget(&after);
		free(again);
		free(link);
	}
	world_close();
}
END_TEST

static const struct bad_link {
	const char *link, *says;
} bad_links[] = {
	{"slatop:", "the format's version"},
	{"slatop:x/overview", "the format's version"},
	{"slatop:2/overview", "version 2; this slatop reads version 1"},
	{"slatop:1/overveiw", "did you mean \"overview\"?"},
	{"slatop:1/tenants/filter=seats%20%3E", "filter: at character"},
	{"slatop:1/tenants/filter=sets%20%3E%203", "did you mean \"seats\"?"},
	{"slatop:1/tenants/filter=%2", "two digits of a byte"},
	{"slatop:1/tenants/filter=%1b%5B2J", "bytes that are no text"},
	{"slatop:1/tenants/filter=%00", "bytes that are no text"},
	{"slatop:1/tenants/filter=name%20~%20%E2%80%AE", "bytes that are no text"},
	{"slatop:1/tenants/filter=name%20~%20%F2%88", "bytes that are no text"},
	{"slatop:1/tenants/sort=-nmae", "did you mean \"name\"?"},
	{"slatop:1/availability/month=2026-13", "month: "},
	{"slatop:1/availability/month=2031-01", "lies after the present one, 2026-11"},
	{"slatop:1/availability/span=2026-11-02,2026-11-01", "it ends before it starts"},
	{"slatop:1/availability/span=2026-11-02", "2 times are wanted"},
	{"slatop:1/availability/month=2026-10/month=2026-11", "month stands in it twice"},
	{"slatop:1/tenant", "account=N is missing"},
	{"slatop:1/tenant/account=10017", "platform=CODE is missing"},
	{"slatop:1/tenant/platform=nort/account=10017", "there are north, east"},
	{"slatop:1/tenant/platform=north/account=77", "no account 77 in north"},
	{"slatop:1/tenant/platform=north/account=x", "no whole number"},
	{"slatop:1/incident/platform=north", "incident=N is missing"},
	{"slatop:1/tenants/as-off=2026-11-03", "did you mean \"as-of\"?"},
	{"slatop:1/tenants/row=10017", "north1:10017"},
	{"slatop:1/tenants/row=west:10017", "row: no sub-platform \"west\"; there are north, east"},
	{"slatop:1/incident/platform=north/incident=424242", "no incident 424242 in north"},
	{"slatop:1/tenants/known=then", "as-of=TIME is missing"},
	{"slatop:1/tenants/pane=nowhere", "has no pane \"nowhere\""},
	{"slatop:1/tenants/incident=4", "is about no incident"},
	{"slatop:1/tenants/filter", "NAME=VALUE is wanted"},
	{"tenants", "begins with slatop:"},
};

START_TEST(bad_ones_say_why)
{
	world_open(NULL);
	settle();
	for (size_t i = 0; i < COUNT_OF(bad_links); i++) {
		const struct bad_link *b = &bad_links[i];
		struct err e = {""};
		ck_assert_msg(!console_open_link(&world.console, b->link, &e), "%s", b->link);
		ck_assert_msg(strstr(e.text, "this link cannot be opened: "), "%s: %s", b->link, e.text);
		ck_assert_msg(strstr(e.text, b->says), "%s: %s", b->link, e.text);
		on("overview");
	}
	world_close();
}
END_TEST

START_TEST(one_that_is_too_long)
{
	struct buf link = BUF_INIT;
	struct err e = {""};

	world_open(NULL);
	buf_add_text(&link, "slatop:1/tenants/filter=");
	while (link.length < 5000)
		buf_add_byte(&link, 'a');
	ck_assert(!console_open_link(&world.console, link.data, &e));
	ck_assert_msg(strstr(e.text, "longer than 4000 bytes"), "%s", e.text);
	buf_release(&link);
	world_close();
}
END_TEST

/* At the start of a run nothing is read yet. */
START_TEST(it_waits_until_what_it_names_is_read)
{
	const char *link = "slatop:1/tenant/platform=north/account=10017/month=2026-10";
	struct err e = {""};

	world_open(NULL);
	struct store *full = world.store, *empty = store_create(world.agreement);
	store_add(empty, "");
	store_add(empty, "");
	struct model_scope scope = world_scope();
	scope.store = empty;
	console_release(&world.console);
	ck_assert(console_init(&world.console, &world.screens, key_map_create(&console_actions), &scope, NULL, &e));
	ck_assert_msg(console_open_link(&world.console, link, &e), "%s", e.text);
	console_advance(&world.console, world.now, world.live_month);
	on("overview");
	says("as soon as");
	platform_set_identity(empty->platforms[0], "north", "north");
	console_advance(&world.console, world.now, world.live_month);
	on("overview");
	put_tenant(empty->platforms[0], 10017, "seventeen");
	console_advance(&world.console, world.now, world.live_month);
	on("tenant");
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1);
	console_release(&world.console);
	store_destroy(empty);
	world.store = full;
	scope.store = full;
	ck_assert(console_init(&world.console, &world.screens, key_map_create(&console_actions), &scope, NULL, &e));
	world_close();
}
END_TEST

START_TEST(who_goes_on_does_not_wait)
{
	struct err e = {""};

	world_open(NULL);
	world.store->platforms[1]->code[0] = '\0';
	ck_assert_msg(console_open_link(&world.console, "slatop:1/tenant/platform=east/account=20007", &e), "%s", e.text);
	press('3');
	platform_set_identity(world.store->platforms[1], "east", "east");
	settle();
	ck_assert_str_ne(front()->screen->name, "tenant");
	world_close();
}
END_TEST

START_TEST(the_command_takes_it_too)
{
	world_open(NULL);
	settle();
	command("link slatop:1/tenant/platform=east/account=20007/month=2026-11");
	on("tenant");
	ck_assert_int_eq(front()->scope.enterprise_no, 20007);
	press(':');
	type("link slatop:1/nowhere");
	press(13);
	ck_assert_msg(strstr(world.console.prompt.error, "nowhere"), "%s", world.console.prompt.error);
	world_close();
}
END_TEST

TEST_MAIN("links", 60, a_round_trip, bad_ones_say_why, one_that_is_too_long, it_waits_until_what_it_names_is_read,
	  who_goes_on_does_not_wait, the_command_takes_it_too)
