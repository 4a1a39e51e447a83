/* What is kept from one run to the next: its text, several consoles on one file,
 * and the columns that are arranged by it. */
#include "world.h"

#include <stdlib.h>

#include "support/check_main.h"

static void write_and_read(const struct kept *from, struct kept **to)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct err e = {""};

	*to = kept_create();
	kept_write(from, &text);
	ck_assert_msg(kept_read(*to, text.data, text.length, "state", &e), "%s\n%s", e.text, text.data);
	ck_assert(!(*to)->changed);
	kept_write(*to, &again);
	ck_assert_str_eq(text.data, again.data);
	buf_release(&text);
	buf_release(&again);
}

START_TEST(reads_what_it_wrote)
{
	struct kept *k = kept_create(), *read;
	struct kept_column columns[] = {{.field = (char *)"name", .shown = true, .freeze = true, .width = 17},
					{.field = (char *)"ratio", .nth = 1, .stays = true}};

	kept_pane_put(k, "availability", "list", columns, 2);
	kept_pane_put(k, "tenants", "list", columns, 0);
	kept_list_put(k, "availability", "list", "bad", "name ~ \"银\\\"行\" and ratio > 80%", "-ratio,name");
	kept_list_put(k, "availability", "list", "gone", "", "");
	ck_assert(kept_list_drop(k, "availability", "list", "gone"));
	ck_assert(!kept_list_drop(k, "availability", "list", "gone"));
	kept_line_add(k, KEPT_COMMANDS, "tenant 10017");
	kept_line_add(k, KEPT_SEARCHES, "a\tb\x01");
	kept_line_add(k, KEPT_COMMANDS, "  ");
	write_and_read(k, &read);
	const struct kept_pane *p = kept_pane_find(read, "availability", "list");
	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(p->count, 2);
	ck_assert(p->columns[0].shown && p->columns[0].freeze && !p->columns[0].stays);
	ck_assert_int_eq(p->columns[0].width, 17);
	ck_assert(!p->columns[1].shown && p->columns[1].stays);
	ck_assert_int_eq(p->columns[1].nth, 1);
	ck_assert_ptr_null(kept_pane_find(read, "tenants", "list"));
	ck_assert_str_eq(kept_list_find(read, "availability", "list", "bad")->filter,
			 "name ~ \"银\\\"行\" and ratio > 80%");
	ck_assert_ptr_null(kept_list_find(read, "availability", "list", "gone"));
	ck_assert_uint_eq(read->lines[KEPT_COMMANDS].count, 1);
	ck_assert_str_eq(read->lines[KEPT_SEARCHES].all[0].text, "a\tb\x01");
	kept_destroy(read);
	kept_destroy(k);
}
END_TEST

static void refused(const char *text, const char *why)
{
	struct kept *k = kept_create();
	struct err e = {""};

	ck_assert_msg(!kept_read(k, text, strlen(text), "state", &e), "takes %s", text);
	ck_assert_msg(strstr(e.text, why), "says \"%s\" of %s", e.text, text);
	kept_destroy(k);
}

START_TEST(refuses_what_is_damaged)
{
	refused("", "state");
	refused("{ \"format\": 1, \"panes\": [ { \"scr", "state");
	refused("{ \"format\": 2 }", "format 1");
	refused("{ \"panes\": [] }", "format");
	refused("{ \"format\": 1, \"panes\": [ { \"screen\": \"a\", \"pane\": 3 } ] }", "panes[0].pane");
	refused("{ \"format\": 1, \"lines\": { \"commands\": [ 1 ] } }", "lines.commands[0]");
}
END_TEST

START_TEST(the_oldest_line_goes)
{
	struct kept *k = kept_create();
	char text[32];

	for (int i = 0; i < KEPT_LINES_MOST + 10; i++) {
		snprintf(text, sizeof text, "line %d", i);
		kept_line_add(k, KEPT_COMMANDS, text);
	}
	kept_line_add(k, KEPT_COMMANDS, "line 20"); /* once only, as the newest */
	const struct kept_lines *l = &k->lines[KEPT_COMMANDS];
	ck_assert_uint_eq(l->count, KEPT_LINES_MOST);
	ck_assert_str_eq(l->all[0].text, "line 10");
	ck_assert_str_eq(l->all[l->count - 1].text, "line 20");
	kept_destroy(k);
}
END_TEST

/* Two consoles change and save by turns, at random; what each changed last is
 * what the file holds at the end. */
static void change(struct kept *k, struct kept *model, unsigned *seed)
{
	char name[16], value[16];
	int what = rand_r(seed) % 5;

	snprintf(name, sizeof name, "n%d", rand_r(seed) % 4);
	snprintf(value, sizeof value, "v%d", rand_r(seed) % 1000);
	for (int i = 0; i < 2; i++) {
		struct kept *to = i ? model : k;
		struct kept_column column = {.field = value, .shown = true};
		if (what == 0)
			kept_pane_put(to, name, "p", &column, 1);
		else if (what == 1)
			kept_pane_put(to, name, "p", NULL, 0);
		else if (what == 2)
			kept_list_put(to, "s", "p", name, value, "");
		else if (what == 3)
			kept_list_drop(to, "s", "p", name);
		else
			kept_line_add(to, KEPT_COMMANDS, value);
	}
}

/* What a console does to save: reads the file, makes its changes, writes. */
static void save(struct kept *k, struct kept **file)
{
	struct kept *read;

	write_and_read(*file, &read);
	kept_replay(k, read);
	kept_settle(k);
	kept_destroy(*file);
	*file = read;
	kept_settle(read);
}

START_TEST(two_consoles_share_a_file)
{
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	for (int round = 0; round < 200; round++) {
		struct kept *own[2] = {kept_create(), kept_create()}, *file = kept_create(),
			    *model = kept_create();
		for (int i = 0; i < 30; i++) {
			struct kept *k = own[rand_r(&seed) & 1];
			for (int n = rand_r(&seed) % 3; n >= 0; n--)
				change(k, model, &seed);
			save(k, &file);
		}
		struct buf a = BUF_INIT, b = BUF_INIT;
		for (int n = 0; n < 4; n++) {
			char name[16];
			snprintf(name, sizeof name, "n%d", n);
			const struct kept_pane *p = kept_pane_find(file, name, "p"),
					       *q = kept_pane_find(model, name, "p");
			ck_assert_int_eq(!p, !q);
			if (p)
				ck_assert_str_eq(p->columns[0].field, q->columns[0].field);
			const struct kept_list *l = kept_list_find(file, "s", "p", name),
					       *m = kept_list_find(model, "s", "p", name);
			/* Only who knows of a list can drop it. */
			if (l && m)
				ck_assert_str_eq(l->filter, m->filter);
			ck_assert(l || !m);
		}
		ck_assert_uint_eq(file->lines[KEPT_COMMANDS].count, model->lines[KEPT_COMMANDS].count);
		for (size_t i = 0; i < model->lines[KEPT_COMMANDS].count; i++)
			ck_assert_str_eq(file->lines[KEPT_COMMANDS].all[i].text,
					 model->lines[KEPT_COMMANDS].all[i].text);
		buf_release(&a);
		buf_release(&b);
		kept_destroy(own[0]);
		kept_destroy(own[1]);
		kept_destroy(file);
		kept_destroy(model);
	}
}
END_TEST

/* --- the chooser -------------------------------------------------------------------------- */

static const char *field_at(const struct pane_state *p, size_t column)
{
	ck_assert_uint_lt(column, p->column_count);
	return p->pane->model->fields[p->columns[column].field].name;
}

static void cursor_on(const char *field)
{
	const struct chooser *h = &world.console.chooser;

	press('g');
	while (strcmp(pane("availability")->pane->model->fields[h->items[h->cursor].column.field].name, field)) {
		size_t before = h->cursor;
		press('j');
		ck_assert_uint_ne(h->cursor, before);
	}
}

START_TEST(chooses_columns)
{
	world_open("availability");
	settle();
	struct pane_state *p = pane("availability");
	size_t count = p->column_count;
	ck_assert_str_eq(field_at(p, 1), "name");
	press('c');
	ck_assert(world.console.chooser.open);
	cursor_on("name");
	press(' ');
	ck_assert_uint_eq(p->column_count, count - 1); /* seen at once */
	ck_assert_str_ne(field_at(p, 1), "name");
	press(27);
	ck_assert(!world.console.chooser.open);
	ck_assert_uint_eq(p->column_count, count);
	ck_assert_str_eq(field_at(p, 1), "name");
	ck_assert(!world.console.kept->changed);
	/* A field that the screen does not name comes to the front, wider and frozen. */
	press('c');
	cursor_on("exempt_nightly_s");
	press(' ');
	for (int i = 0; i < 60; i++)
		press(i % 2 ? 'K' : KEY_CODE_SHIFT_UP);
	press('f');
	press('+');
	press('+');
	press('-');
	press(13);
	settle();
	ck_assert_str_eq(field_at(p, 0), "exempt_nightly_s");
	ck_assert(p->columns[0].freeze);
	ck_assert_int_eq(p->columns[0].width, p->columns[0].format->width + 1);
	ck_assert_uint_eq(p->column_count, count + 1);
	ck_assert(world.console.kept->changed);
	/* It is there again in the next run, and where the screen is opened anew. */
	struct kept *again;
	write_and_read(world.console.kept, &again);
	world_close();
	world_open("availability");
	console_keep(&world.console, again);
	settle();
	p = pane("availability");
	ck_assert_str_eq(field_at(p, 0), "exempt_nightly_s");
	ck_assert_str_eq(field_at(p, 1), "enterprise_no");
	ck_assert_uint_eq(p->column_count, count + 1);
	press('c');
	press('r');
	ck_assert_str_eq(field_at(p, 0), "enterprise_no");
	press(13);
	ck_assert_ptr_null(kept_pane_find(world.console.kept, "availability", "availability"));
	world_close();
}
END_TEST

START_TEST(one_column_stays)
{
	world_open("availability");
	settle();
	struct pane_state *p = pane("availability");
	press('c');
	press('g');
	for (size_t i = 0; i < 200; i++) {
		const struct chooser *h = &world.console.chooser;
		if (h->items[h->cursor].shown)
			press(' ');
		press('j');
	}
	ck_assert_uint_eq(p->column_count, 1);
	says("last column");
	press(13);
	settle();
	press('s'); /* and everything goes on with it */
	press('y');
	press('n');
	world_close();
}
END_TEST

/* A file of another version of the screens: what it does not know is left out,
 * what it knows but is no more does no harm. */
START_TEST(other_screens)
{
	struct kept *k = kept_create();
	struct kept_column columns[] = {{.field = (char *)"no_such_field", .shown = true},
					{.field = (char *)"status", .shown = true}};
	struct kept_column nothing[] = {{.field = (char *)"no_such_field", .shown = true}};

	kept_pane_put(k, "availability", "availability", columns, 2);
	kept_pane_put(k, "tenants", "tenants", nothing, 1);
	world_open("availability");
	console_keep(&world.console, k);
	settle();
	ck_assert_str_eq(field_at(pane("availability"), 0), "status");
	ck_assert_uint_eq(pane("availability")->column_count, pane("availability")->pane->column_count);
	press('4');
	settle();
	on("tenants");
	ck_assert_uint_eq(pane("tenants")->column_count, pane("tenants")->pane->column_count);
	world_close();
}
END_TEST

/* --- filters and orders -------------------------------------------------------------------- */

START_TEST(lists_have_names)
{
	world_open("availability");
	settle();
	struct pane_state *p = pane("availability");
	command("keep bad");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "no filter and no order"));
	press(27);
	command("filter status = ok and name ~ Pudong");
	command("sort -name,ratio");
	command("keep quiet");
	says(":use quiet");
	command("filter");
	command("sort");
	ck_assert(!p->sorted && !p->view->filter);
	command("use quite");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "did you mean \"quiet\"?"));
	press(27);
	command("use quiet");
	ck_assert(p->sorted);
	ck_assert_uint_eq(p->view->sort_count, 2);
	ck_assert_str_eq(filter_text(p->view->filter), "status = ok and name ~ Pudong");
	ck_assert_uint_eq(p->view->count, EAST_COUNT);
	command("filters");
	ck_assert_int_eq(world.console.prompt.kind, PROMPT_COMMAND);
	ck_assert_str_eq(world.console.prompt.text.data, "use ");
	ck_assert_uint_eq(world.console.prompt.completion_count, 1);
	ck_assert_str_eq(world.console.prompt.completions[0],
			 "quiet (status = ok and name ~ Pudong; by -name,ratio)");
	press(9);
	ck_assert_str_eq(world.console.prompt.text.data, "use quiet ");
	press(27);
	command("forget quiet");
	command("filters");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "nothing is kept"));
	world_close();
}
END_TEST

/* A page that is no main screen is gone when it is left; what it looked like is
 * there again when the same account is opened, and not for another one. */
START_TEST(left_pages_come_back_as_they_were)
{
	world_open("availability");
	settle();
	command("tenant 10017");
	on("tenant");
	command("sort -started_at");
	command("filter service = web_front");
	ck_assert_uint_eq(pane("windows")->view->count, 1);
	press('q');
	settle();
	command("tenant 10017");
	ck_assert(pane("windows")->sorted);
	ck_assert_str_eq(filter_text(pane("windows")->view->filter), "service = web_front");
	ck_assert_uint_eq(pane("windows")->view->count, 1);
	press('q');
	settle();
	command("tenant 10018");
	ck_assert_ptr_null(pane("windows")->view->filter);
	world_close();
}
END_TEST

START_TEST(values_are_completed)
{
	const struct prompt *p = &world.console.prompt;

	world_open("availability");
	settle();
	press('f');
	type("status = at");
	ck_assert_uint_eq(p->completion_count, 1);
	ck_assert_str_eq(p->completions[0], "at_risk");
	press(9);
	ck_assert_str_eq(p->text.data, "status = at_risk ");
	type("or status in (ok, br");
	ck_assert_uint_eq(p->completion_count, 1);
	ck_assert_str_eq(p->completions[0], "breached");
	press(21);
	type("open=");
	press(9);
	ck_assert_uint_eq(p->completion_count, 2);
	press(21);
	type("status = braeched");
	press(13);
	ck_assert_str_eq(p->error, "\"braeched\" is no status; did you mean \"breached\"?");
	ck_assert_uint_eq(p->error_at, 9);
	press(27);
	world_close();
}
END_TEST

TEST_MAIN("kept", 60, lists_have_names, left_pages_come_back_as_they_were, values_are_completed, reads_what_it_wrote, refuses_what_is_damaged, the_oldest_line_goes,
	  two_consoles_share_a_file, chooses_columns, one_column_stays, other_screens)
