/* What changes under a running console: themes by command, and screens and themes
 * whose files are written anew. */
#include "world.h"

#include <unistd.h>

#include "support/check_main.h"

static char folder[] = "/tmp/slatop-changes.XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s.json", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void remove_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s.json", folder, name);
	unlink(path);
}

static void begin(const char *first)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	world_open(first);
	settle();
}

static void end(void)
{
	static const char *const names[] = {"mine", "tenants", "site"};

	world_close();
	for (size_t i = 0; i < COUNT_OF(names); i++)
		remove_file(names[i]);
	ck_assert_int_eq(rmdir(folder), 0);
}

/* As the app does it. Returns how many problems there are. */
static size_t reread(void)
{
	struct screens before = world.screens, now;

	screens_reread(&now, &before, folder);
	world.screens = now;
	console_set_screens(&world.console, &world.screens);
	screens_release(&before);
	settle();
	return now.problem_count;
}

START_TEST(another_theme_by_command)
{
	struct console *c = &world.console;
	struct err e = {""};
	char path[128];

	begin(NULL);
	c->themes = folder;
	ck_assert_msg(console_set_theme(c, "auto", &e), "%s", e.text);
	uint64_t generation = c->generation;
	press(':');
	type("theme hig");
	ck_assert_uint_eq(c->prompt.completion_count, 3);
	press(9);
	ck_assert_str_eq(c->prompt.text.data, "theme high-contrast");
	press(9); /* the next of those that begin so */
	ck_assert_str_eq(c->prompt.text.data, "theme high-contrast-dark");
	ck_assert_int_eq(press(13).kind, EFFECT_THEME);
	ck_assert_str_eq(c->theme.name, "high-contrast-dark");
	ck_assert_uint_gt(c->generation, generation);
	ck_assert_int_eq(c->theme.contrast_tenths, 70);
	command("theme");
	says("theme high-contrast-dark: High contrast");
	/* A wrong one leaves all as it was. */
	press(':');
	type("theme mnoo");
	ck_assert_int_eq(press(13).kind, EFFECT_NONE);
	ck_assert_str_eq(c->prompt.error, "no theme \"mnoo\"; did you mean \"mono\"?");
	ck_assert_str_eq(c->theme.name, "high-contrast-dark");
	press(27);
	/* The site's, by name and by path, changed under us. */
	write_file("site", "{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"#ff0000\"}}}");
	command("theme site");
	ck_assert_int_eq(c->theme.roles[ROLE_WARN].fg_true, 0xff0000);
	ck_assert_ptr_null(console_theme_file(c));
	snprintf(path, sizeof path, "theme %s/site.json", folder);
	command(path);
	ck_assert_str_eq(c->theme.name, "site");
	ck_assert_str_eq(console_theme_file(c), path + strlen("theme "));
	write_file("site", "{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"#00ff00\"}}}");
	ck_assert(console_set_theme(c, NULL, &e));
	ck_assert_int_eq(c->theme.roles[ROLE_WARN].fg_true, 0x00ff00);
	write_file("site", "{\"format\": 1, \"roles\": {\"wran\": {}}}");
	ck_assert(!console_set_theme(c, NULL, &e));
	ck_assert_msg(strstr(e.text, "/site.json: roles: unknown role \"wran\"; did you mean \"warn\"?"), "%s", e.text);
	ck_assert_int_eq(c->theme.roles[ROLE_WARN].fg_true, 0x00ff00);
	/* A pair goes with the background. */
	command("theme auto");
	ck_assert_str_eq(c->theme.file, "themes/dark.json");
	c->light = true;
	ck_assert(console_set_theme(c, NULL, &e));
	ck_assert_str_eq(c->theme.file, "themes/light.json");
	end();
}
END_TEST

#define MINE "{\"format\": 1, \"name\": \"mine\", \"by_month\": true, \"source\": {\"model\": \"tenants\"}, "

START_TEST(a_page_stays_where_it_was)
{
	begin(NULL);
	write_file("mine", MINE "\"columns\": [\"enterprise_no\", \"name\", \"seats\", \"tier\"]}");
	ck_assert_uint_eq(reread(), 0);
	on("overview");
	command("mine");
	on("mine");
	command("sort -name");
	command("filter tier = gold");
	press('<');
	settle();
	press('>');
	settle();
	press('$'); /* the last column */
	press('g');
	for (int i = 0; i < 5; i++)
		press('j');
	int64_t account = number_at("mine", 5, "enterprise_no");
	size_t count = pane("mine")->view->count;
	ck_assert_uint_eq(pane("mine")->view->cursor, 5);
	ck_assert_uint_eq(count, 21);
	press(13); /* nothing is bound there yet */
	on("mine");

	write_file("mine", MINE "\"title\": \"Ours\", \"columns\": [\"tier\", \"enterprise_no\", \"name\"], "
				"\"keys\": {\"enter\": {\"open\": \"tenant\"}}}");
	ck_assert_uint_eq(reread(), 0);
	on("mine");
	ck_assert_str_eq(front()->screen->title, "Ours");
	const struct view *v = pane("mine")->view;
	ck_assert_uint_eq(v->count, count);
	ck_assert_str_eq(filter_text(v->filter), "tier = gold");
	ck_assert_str_eq(v->model->fields[v->sort[0].field].name, "name");
	ck_assert(v->sort[0].descending && pane("mine")->sorted);
	ck_assert_uint_eq(v->cursor, 5);
	ck_assert_int_eq(number_at("mine", 5, "enterprise_no"), account);
	ck_assert_int_eq(pane("mine")->column, 0); /* "tier" is the first one now */

	/* Under a page in front: there when it is gone back to. */
	press(13);
	settle();
	on("tenant");
	write_file("mine", MINE "\"title\": \"Again\", \"columns\": [\"enterprise_no\", \"name\"]}");
	ck_assert_uint_eq(reread(), 0);
	on("tenant");
	ck_assert_int_eq(front()->scope.enterprise_no, account);
	press('q');
	settle();
	on("mine");
	ck_assert_str_eq(front()->screen->title, "Again");
	ck_assert_int_eq(number_at("mine", pane("mine")->view->cursor, "enterprise_no"), account);
	ck_assert_int_eq(pane("mine")->column, 0);

	/* Over another model: what there is in both stays. */
	write_file("mine", "{\"format\": 1, \"name\": \"mine\", \"source\": {\"model\": \"availability\"}, "
			   "\"columns\": [\"enterprise_no\"]}");
	ck_assert_uint_eq(reread(), 0);
	on("mine");
	ck_assert_str_eq(pane("mine")->view->model->name, "availability");
	ck_assert_ptr_null(pane("mine")->view->filter);
	ck_assert_uint_gt(pane("mine")->view->count, 20);
	end();
}
END_TEST

START_TEST(the_last_good_one_is_kept)
{
	begin(NULL);
	write_file("mine", MINE "\"title\": \"Good\", \"columns\": [\"enterprise_no\"]}");
	ck_assert_uint_eq(reread(), 0);
	command("mine");
	for (int round = 0; round < 3; round++) { /* however often it is read while it is wrong */
		write_file("mine", round == 1 ? "{" : MINE "\"columns\": [\"enterprise_nr\"]}");
		ck_assert_uint_eq(reread(), 1);
		ck_assert_msg(strstr(world.screens.problems[0].message, round == 1 ? "" : "did you mean"), "%s",
			      world.screens.problems[0].message);
		on("mine");
		ck_assert_str_eq(front()->screen->title, "Good");
		ck_assert_uint_gt(pane("mine")->view->count, 90);
	}
	/* Sound by itself, but not with the others. */
	write_file("mine", MINE "\"number\": 1, \"columns\": [\"enterprise_no\"]}");
	ck_assert_uint_eq(reread(), 1);
	ck_assert_ptr_nonnull(strstr(world.screens.problems[0].message, "number: 1 is taken"));
	ck_assert_str_eq(front()->screen->title, "Good");
	write_file("mine", MINE "\"title\": \"Better\", \"columns\": [\"enterprise_no\"]}");
	ck_assert_uint_eq(reread(), 0);
	ck_assert_str_eq(front()->screen->title, "Better");
	/* A site's in place of a shipped one, and away again. */
	write_file("tenants", "{\"format\": 1, \"name\": \"tenants\", \"title\": \"theirs\", \"source\": {\"model\": "
			      "\"tenants\"}, \"columns\": [\"name\"]}");
	ck_assert_uint_eq(reread(), 0);
	command("tenants");
	ck_assert_str_eq(front()->screen->title, "theirs");
	remove_file("tenants");
	ck_assert_uint_eq(reread(), 0);
	on("tenants");
	ck_assert_str_eq(front()->screen->title, "tenants");
	ck_assert_uint_gt(front()->screen->panes[0].column_count, 5);
	/* One that has gone leaves the stack; the first page gives way to the first screen. */
	command("mine");
	remove_file("mine");
	ck_assert_uint_eq(reread(), 0);
	on("overview");
	end();
}
END_TEST

/* Every screen, with every page on the stack and put aside, over and over. */
START_TEST(all_pages_survive)
{
	begin(NULL);
	for (size_t i = 0; i < world.screens.count; i++) {
		struct err e;
		char name[64];
		snprintf(name, sizeof name, "%s", world.screens.all[i]->name);
		if (!console_command(&world.console, name, &e))
			continue;
		settle();
		char *shown = mem_copy(front()->screen->name);
		ck_assert_uint_eq(reread(), 0);
		on(shown);
		free(shown);
	}
	command("availability");
	press(13);
	settle();
	on("tenant");
	press('e');
	settle();
	on("explain");
	press('P');
	ck_assert(front()->proof);
	for (int i = 0; i < 3; i++) {
		size_t pages = world.console.page_count, focus = front()->focus;
		ck_assert_uint_eq(reread(), 0);
		on("explain");
		ck_assert(front()->proof);
		ck_assert_uint_eq(world.console.page_count, pages);
		ck_assert_uint_eq(front()->focus, focus);
	}
	end();
}
END_TEST

TEST_MAIN("changes", 60, another_theme_by_command, a_page_stays_where_it_was, the_last_good_one_is_kept,
	  all_pages_survive)
