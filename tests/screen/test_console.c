/* The console: keys in, state and effects out. */
#include "world.h"

#include "slatop/table/alarms.h"
#include "slatop/table/paged.h"
#include "support/check_main.h"
#include "support/pages.h"

static void opens(const char *first)
{
	world_open(first);
	settle();
}

START_TEST(starts_at_the_first_screen)
{
	struct err e = {""};
	struct console c;
	struct model_scope scope;

	opens(NULL);
	on("overview");
	ck_assert_uint_eq(pane("platforms")->view->count, 2);
	ck_assert_uint_eq(pane("incidents")->view->count, 1);
	ck_assert_uint_gt(pane("closest")->view->count, 10);
	/* What cannot be opened at first leaves nothing behind. */
	scope = world_scope();
	ck_assert(!console_init(&c, &world.screens, NULL, &scope, "overwiev", &e));
	ck_assert_str_eq(e.text, "no screen \"overwiev\"; did you mean \"overview\"?");
	ck_assert(!console_init(&c, &world.screens, NULL, &scope, "tenant", &e));
	ck_assert_str_eq(e.text, "tenant is about one account: say \"tenant N\"");
	console_release(&c);
	world_close();
}
END_TEST

START_TEST(drills_down_and_back)
{
	opens(NULL);
	press(9);
	press(9);
	ck_assert_str_eq(front()->panes[front()->focus].pane->name, "closest");
	press('j');
	press('j');
	int64_t account = number_at("closest", 2, "enterprise_no");
	press(13);
	settle();
	on("tenant");
	ck_assert_int_eq(front()->scope.enterprise_no, account);
	ck_assert_int_eq(front()->scope.platform, 0);
	ck_assert_ptr_nonnull(strstr(front()->subject, "客服中心"));
	ck_assert_str_eq(front()->panes[front()->focus].pane->name, "windows");
	ck_assert_uint_ge(pane("windows")->view->count, 1);
	ck_assert_uint_eq(pane("days")->view->count, 30);
	press('q');
	settle();
	on("overview");
	ck_assert_uint_eq(pane("closest")->view->cursor, 2);
	ck_assert_int_eq(number_at("closest", 2, "enterprise_no"), account);
	/* Esc does not leave the first screen, q does. */
	ck_assert_int_eq(press(27).kind, EFFECT_NONE);
	says("q quits");
	ck_assert_int_eq(press('q').kind, EFFECT_QUIT);
	world_close();
}
END_TEST

START_TEST(keys_typed_ahead_wait)
{
	world_open("availability"); /* nothing is read yet */
	ck_assert_uint_eq(pane("availability")->view->count, 0);
	press(13);
	press('e');
	on("availability");
	settle();
	on("explain");
	ck_assert_int_ne(front()->scope.enterprise_no, 0);
	/* What is read at once needs no turn of the loop. */
	press('1');
	press('4');
	press(13);
	on("tenant");
	world_close();
	world_open("availability");
	press(13);
	press('2'); /* gives up */
	settle();
	on("outages");
	world_close();
	world_open("availability");
	press('P');
	settle();
	on("explain");
	ck_assert_int_eq(console_late_effect(&world.console).kind, EFFECT_PROVE);
	ck_assert_int_eq(console_late_effect(&world.console).kind, EFFECT_NONE);
	world_close();
	world_open("availability");
	press(13);
	world.now += 11 * USEC;
	console_advance(&world.console, world.now, world.live_month);
	says("dropped");
	world_close();
}
END_TEST

START_TEST(platform_and_incident)
{
	opens(NULL);
	press(13);
	settle();
	on("availability");
	ck_assert_int_eq(front()->scope.platform, 0); /* the first of the configuration */
	ck_assert_uint_eq(pane("availability")->view->count, NORTH_COUNT);
	press(27);
	press(9);
	settle();
	press(13);
	settle();
	on("incident");
	ck_assert_int_eq(front()->scope.incident_id, 8841);
	ck_assert_str_eq(front()->subject, "8841 软交换主备切换失败");
	ck_assert_uint_eq(pane("windows")->view->count, 30);
	ck_assert_uint_eq(pane("record")->view->count, 1);
	ck_assert_str_eq(front()->screen->panes[front()->focus].name, "timeline");
	press(9); /* its windows */
	press(13);
	settle();
	on("tenant");
	ck_assert_int_eq(front()->scope.incident_id, 0); /* a tenant's windows are all of his */
	world_close();
}
END_TEST

START_TEST(a_pane_follows_its_leader)
{
	opens("outages");
	ck_assert_uint_eq(pane("groups")->view->count, 2);
	ck_assert_uint_eq(pane("accounts")->view->count, 30);
	press('j');
	/* Nothing is read anew at the key itself. */
	ck_assert_int_eq(pane("accounts")->view->scope.group.incident_id, 8841);
	settle();
	ck_assert_uint_eq(pane("accounts")->view->count, 5);
	ck_assert_int_eq(number_at("accounts", 0, "enterprise_no"), NORTH_FIRST + 40);
	press('k');
	settle();
	ck_assert_uint_eq(pane("accounts")->view->count, 30);
	/* A group without an incident has no record of one. */
	press('j');
	settle();
	press(13);
	settle();
	on("incident");
	ck_assert_uint_eq(pane("windows")->view->count, 5);
	ck_assert_uint_eq(pane("record")->view->count, 0);
	press('q');
	settle();
	/* With nothing to follow there is nothing to show. */
	press('f');
	type("service = web_back");
	press(13);
	settle();
	ck_assert_uint_eq(pane("groups")->view->count, 0);
	ck_assert_uint_eq(pane("accounts")->view->count, 0);
	press(13);
	says("no row to open");
	world_close();
}
END_TEST

START_TEST(sort_and_filter_survive)
{
	opens("availability");
	struct view *v = pane("availability")->view;
	press('0');
	press('s');
	settle();
	ck_assert_int_eq(number_at("availability", 0, "enterprise_no"), NORTH_FIRST);
	press('s');
	settle();
	ck_assert(v->sort[0].descending);
	press('f');
	type("status = ok and name ~ logistics");
	press(13);
	settle();
	ck_assert_uint_eq(v->count, EAST_COUNT);
	press('g');
	press('j');
	press(13);
	settle();
	on("tenant");
	press('q');
	settle();
	ck_assert_ptr_eq(pane("availability")->view, v);
	ck_assert_uint_eq(v->count, EAST_COUNT);
	/* Also when another main screen was opened in between. */
	press('1');
	settle();
	on("overview");
	ck_assert_uint_eq(world.console.page_count, 1);
	press('3');
	settle();
	ck_assert_ptr_eq(pane("availability")->view, v);
	ck_assert(v->sort[0].descending);
	ck_assert_uint_eq(v->count, EAST_COUNT);
	ck_assert_uint_eq(v->cursor, 1);
	press('f');
	ck_assert_str_eq(world.console.prompt.text.data, "status = ok and name ~ logistics");
	press(21);
	press(13);
	settle();
	ck_assert_ptr_null(v->filter);
	ck_assert_uint_eq(v->count, NORTH_COUNT + EAST_COUNT + 1);
	world_close();
}
END_TEST

START_TEST(sorts_by_the_current_column)
{
	opens("availability");
	struct pane_state *p = pane("availability");
	ck_assert_str_eq(p->pane->columns[p->column].title, "Budget"); /* what is sorted by */
	for (int i = 0; i < 100; i++)
		press('l');
	ck_assert_int_eq(p->column, (int)p->pane->column_count - 1);
	press('0');
	ck_assert_int_eq(p->column, 0);
	while (strcmp(p->pane->model->fields[p->pane->columns[p->column].field].name, "unavailable_s"))
		press(KEY_CODE_RIGHT);
	press('s');
	ck_assert_uint_eq(p->view->sort_count, 1);
	ck_assert(p->view->sort[0].descending); /* the greatest first */
	press('$');
	press('S');
	ck_assert_uint_eq(p->view->sort_count, 2);
	settle();
	ck_assert_int_ge(number_at("availability", 0, "unavailable_s"),
			 number_at("availability", 1, "unavailable_s"));
	command("sort name,-ratio");
	ck_assert_uint_eq(p->view->sort_count, 2);
	command("sort nmae");
	ck_assert_str_eq(world.console.prompt.error, "unknown field \"nmae\"; did you mean \"name\"?");
	ck_assert_uint_eq(world.console.prompt.error_at, 5);
	world_close();
}
END_TEST

START_TEST(months)
{
	opens("availability");
	press('>');
	says("present month");
	press('<');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1);
	ck_assert(front()->scope.span_given);
	ck_assert_int_eq(pane("availability")->view->scope.month, NOVEMBER - 1);
	press(13);
	settle();
	on("tenant");
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1);
	press('<');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 2);
	press('q');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1); /* what is behind keeps its own */
	press('T');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER);
	ck_assert(!front()->scope.span_given);
	command("month 2026-10");
	ck_assert_int_eq(front()->scope.month, NOVEMBER - 1);
	command("month 2026-12");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "after the present month, 2026-11"));
	press(27);
	command("month live");
	ck_assert_int_eq(front()->scope.month, NOVEMBER);
	press('1');
	press('<');
	says("always of the present month");
	/* The month ends: what was of the present one goes on with it. */
	press('3');
	settle();
	world.live_month++;
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER + 1);
	ck_assert_int_eq(pane("availability")->view->scope.month, NOVEMBER + 1);
	press('<');
	settle();
	ck_assert_int_eq(front()->scope.month, NOVEMBER);
	world_close();
}
END_TEST

START_TEST(days_and_months_of_a_tenant)
{
	opens(NULL);
	command("tenant 10017");
	on("tenant");
	press(KEY_CODE_BACK_TAB);
	ck_assert_str_eq(front()->panes[front()->focus].pane->name, "months");
	press('G');
	press('k');
	press('k');
	settle();
	press(13);
	settle();
	on("tenant");
	ck_assert_uint_eq(world.console.page_count, 2); /* the same page, of another month */
	ck_assert_int_ne(front()->scope.month, NOVEMBER);
	press('T');
	press(KEY_CODE_BACK_TAB);
	settle();
	ck_assert_str_eq(front()->panes[front()->focus].pane->name, "days");
	press('g');
	press('l');
	press('j');
	ck_assert_uint_eq(pane("days")->view->cursor, 8);
	press('h');
	press('k');
	press('l');
	press('l');
	press('l');
	press('l');
	ck_assert_uint_eq(pane("days")->view->cursor, 4);
	press(13);
	settle();
	on("windows");
	ck_assert_int_eq(front()->scope.month, -1);
	ck_assert_int_eq(front()->scope.span.start_us, AT(5, 0, 0));
	ck_assert_int_eq(front()->scope.span.end_us, AT(6, 0, 0));
	ck_assert_uint_eq(pane("windows")->view->count, 1);
	world_close();
}
END_TEST

/* What a key opens for the row's account it opens for the page's own where there is no row; what is about the
 * row itself needs one. */
START_TEST(leads_on_from_an_account_without_a_window)
{
	opens(NULL);
	command("tenant 10017");
	ck_assert_uint_ge(pane("windows")->view->count, 1);
	press('<');
	settle();
	ck_assert_uint_eq(pane("windows")->view->count, 0);
	press(13);
	says("there is no row to open");
	press('i');
	says("there is no row to open");
	on("tenant");
	press('K');
	settle();
	on("scorecard");
	ck_assert_int_eq(front()->scope.enterprise_no, 10017);
	press('q');
	settle();
	on("tenant");
	press('b');
	settle();
	on("business-log");
	ck_assert_int_eq(front()->scope.enterprise_no, 10017);
	/* A list of all accounts that has none left leads nowhere. */
	command("availability");
	press('f');
	type("enterprise_no = 1\r");
	settle();
	ck_assert_uint_eq(pane("availability")->view->count, 0);
	press(13);
	says("there is no row to open");
	world_close();
}
END_TEST

START_TEST(explains_and_proves)
{
	opens("availability");
	press('/');
	type("10008");
	press(13);
	settle();
	struct pane_state *p = pane("availability");
	while (strcmp(p->pane->model->fields[p->pane->columns[p->column].field].name, "accountable_s"))
		press('l');
	press('e');
	settle();
	on("explain");
	ck_assert_int_eq(front()->scope.enterprise_no, 10008);
	ck_assert_str_eq(front()->scope.figure, "accountable_s");
	ck_assert(!front()->proof);
	ck_assert_uint_eq(pane("proof")->view->count, 0);
	struct effect effect = press('P');
	ck_assert_int_eq(effect.kind, EFFECT_PROVE);
	ck_assert_int_eq(effect.scope.enterprise_no, 10008);
	ck_assert_int_eq(effect.scope.platform, 0);
	ck_assert_int_eq(effect.scope.span.start_us, NOV);
	ck_assert(front()->proof && page_shows(front(), (size_t)(pane("proof") - front()->panes)));
	ck_assert_ptr_eq(&front()->panes[front()->focus], pane("proof"));
	press('q'); /* puts the proof away first */
	on("explain");
	ck_assert(!front()->proof);
	ck_assert_int_eq(press('P').kind, EFFECT_PROVE);
	press('e');
	says("this is the explanation");
	press('<');
	ck_assert(!front()->proof); /* it was one of another month */
	press('q');
	on("availability");
	command("explain 10005");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "is in north and east"));
	press(27);
	command("explain east/20003");
	on("explain");
	ck_assert_int_eq(front()->scope.enterprise_no, 20003);
	press('q');
	on("availability");
	/* From a list P opens the explanation as well. */
	ck_assert_int_eq(press('P').kind, EFFECT_PROVE);
	on("explain");
	press('1');
	settle();
	ck_assert_int_eq(press('e').kind, EFFECT_NONE);
	on("overview");
	says("no account");
	world_close();
}
END_TEST

START_TEST(searches)
{
	opens("tenants");
	press('/');
	type("LOGISTICS 7");
	ck_assert_int_eq(world.console.prompt.kind, PROMPT_SEARCH);
	press(13);
	ck_assert_int_eq(number_at("tenants", pane("tenants")->view->cursor, "enterprise_no"),
			 EAST_FIRST + 7);
	press('/');
	type("logistics 1");
	press(13);
	size_t first = pane("tenants")->view->cursor;
	press('n');
	size_t second = pane("tenants")->view->cursor;
	ck_assert_uint_ne(first, second);
	press('N');
	ck_assert_uint_eq(pane("tenants")->view->cursor, first);
	press('/');
	type("nobody");
	press(13);
	says("no row of this pane holds \"nobody\"");
	ck_assert_str_eq(world.console.search, "nobody");
	ck_assert_uint_eq(pane("tenants")->view->cursor, first);
	world_close();
}
END_TEST

START_TEST(edits_a_line)
{
	const struct prompt *p = &world.console.prompt;

	opens("tenants");
	press('/');
	press(0x17); /* nothing to take away yet */
	press(0x15);
	press(0x0b);
	press(0x5929);
	press(0x6da6);
	press('x');
	ck_assert_str_eq(p->text.data, "天润x");
	ck_assert_uint_eq(p->cursor, 7);
	press(KEY_CODE_LEFT);
	press(KEY_CODE_LEFT);
	ck_assert_uint_eq(p->cursor, 3);
	press(127);
	ck_assert_str_eq(p->text.data, "润x");
	press(KEY_CODE_END);
	press('e');
	press(0x301); /* joins the e before it */
	press(KEY_CODE_LEFT);
	ck_assert_uint_eq(p->cursor, 4);
	press(KEY_CODE_DELETE);
	ck_assert_str_eq(p->text.data, "润x");
	type(" two words");
	press(23);
	ck_assert_str_eq(p->text.data, "润x two ");
	press(KEY_CODE_HOME);
	press('<');
	ck_assert_str_eq(p->text.data, "<润x two ");
	press(21);
	ck_assert_str_eq(p->text.data, "润x two ");
	press(11);
	ck_assert_str_eq(p->text.data, "");
	press(0x9b); /* controls are not typed */
	press(0x202e); /* nor what could not be seen as it is: no link could hold it */
	press(0x88eaf);
	press(KEY_CODE_F1);
	press(KEY_CODE_RESIZE);
	ck_assert_str_eq(p->text.data, "");
	press('a');
	press(27);
	ck_assert_int_eq(p->kind, PROMPT_NONE);
	press(':');
	ck_assert_str_eq(p->text.data, "");
	press(3);
	ck_assert_int_eq(p->kind, PROMPT_NONE);
	press(':');
	press(127);
	ck_assert_int_eq(p->kind, PROMPT_NONE);
	world_close();
}
END_TEST

START_TEST(filters_with_places)
{
	const struct prompt *p = &world.console.prompt;

	opens("availability");
	press('f');
	type("stauts = ok");
	press(13);
	ck_assert_int_eq(p->kind, PROMPT_FILTER);
	ck_assert_ptr_nonnull(strstr(p->error, "did you mean \"status\"?"));
	ck_assert_uint_eq(p->error_at, 0);
	ck_assert_uint_eq(p->cursor, 0);
	press(KEY_CODE_END);
	ck_assert_str_eq(p->error, "");
	press(21);
	type("status = ");
	press(13);
	ck_assert_str_ne(p->error, "");
	press(27);
	ck_assert_ptr_null(pane("availability")->view->filter);
	command("filter ratio > 10% and nmae ~ x");
	ck_assert_uint_eq(p->error_at, strlen("filter ratio > 10% and "));
	press(27);
	command("filter status = ok");
	ck_assert_ptr_nonnull(pane("availability")->view->filter);
	command("filter");
	ck_assert_ptr_null(pane("availability")->view->filter);
	command("tenant 10017");
	press(9);
	press('f');
	says("no list");
	world_close();
}
END_TEST

START_TEST(commands)
{
	opens(NULL);
	command("out");
	on("outages");
	command("3");
	ck_assert_ptr_nonnull(strstr(world.console.prompt.error, "no account 3 in north, east"));
	press(27);
	command("tenant 10017");
	on("tenant");
	ck_assert_uint_eq(world.console.page_count, 3);
	command("windows"); /* of the account that is looked at */
	on("windows");
	ck_assert_int_eq(front()->scope.enterprise_no, 10017);
	command("availability");
	ck_assert_uint_eq(world.console.page_count, 2);
	command("10005");
	ck_assert_str_eq(world.console.prompt.error,
			 "account 10005 is in north and east: say north/10005 or east/10005");
	press(27);
	command("east/10005");
	on("tenant");
	ck_assert_int_eq(front()->scope.platform, 1);
	ck_assert_str_eq(front()->subject, "10005 in both");
	command("tenant west/1");
	ck_assert_str_eq(world.console.prompt.error, "no sub-platform \"west\"");
	press(27);
	command("tenant x");
	ck_assert_str_eq(world.console.prompt.error, "\"x\" is no account: give N or CODE/N");
	press(27);
	command("outages 10017");
	ck_assert_str_eq(world.console.prompt.error, "outages shows all accounts and takes no number");
	press(27);
	command("outagse");
	ck_assert_str_eq(world.console.prompt.error,
			 "no screen or command \"outagse\"; did you mean \"outages\"?");
	press(27);
	command("incident");
	ck_assert_str_eq(world.console.prompt.error, "incident is about one incident: say \"incident N\"");
	press(27);
	command("incident 1");
	ck_assert_str_eq(world.console.prompt.error, "no incident 1 is known");
	press(27);
	command("incident 8841");
	on("incident");
	ck_assert_uint_eq(pane("record")->view->count, 1);
	command("quit now");
	ck_assert_str_eq(world.console.prompt.error, "quit takes nothing more");
	press(27);
	command("help");
	ck_assert(world.console.help);
	press(27);
	ck_assert(!world.console.help);
	command("problems");
	on("problems");
	ck_assert_uint_eq(front()->panes[0].view->count, 0);
	snprintf(world.store->platforms[0]->status.lacking, 64, " link  call_rate ");
	world.store->platforms[0]->status.polls++;
	settle();
	ck_assert_uint_eq(front()->panes[0].view->count, 1);
	struct value text;
	view_value(front()->panes[0].view, 0, 2, &text);
	ck_assert_str_eq(text.text, "does not publish link, call_rate: screens that need it say so");
	press(':');
	press('q');
	ck_assert_int_eq(press(13).kind, EFFECT_QUIT);
	world_close();
}
END_TEST

START_TEST(history)
{
	const struct prompt *p = &world.console.prompt;

	opens(NULL);
	command("out");
	command("out");
	command("av");
	ck_assert_uint_eq(world.console.kept->lines[KEPT_COMMANDS].count, 2);
	press(':');
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "av");
	press(KEY_CODE_UP);
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "out");
	press(KEY_CODE_DOWN);
	press(KEY_CODE_DOWN);
	ck_assert_str_eq(p->text.data, "");
	press(KEY_CODE_DOWN);
	/* Only lines that begin with what was typed. */
	type("o");
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "out");
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "out");
	press(KEY_CODE_DOWN);
	ck_assert_str_eq(p->text.data, "o");
	type("x");
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "ox");
	press(27);
	/* What was searched for is another list. */
	press('/');
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "");
	type("bank");
	press(13);
	press('/');
	press(KEY_CODE_UP);
	ck_assert_str_eq(p->text.data, "bank");
	press(27);
	world_close();
}
END_TEST

START_TEST(looks_for_a_line)
{
	const struct prompt *p = &world.console.prompt;

	opens(NULL);
	command("tenant 10017");
	command("month 2026-10");
	command("tenant 10018");
	press(':');
	type("x");
	press(18); /* Ctrl-R */
	ck_assert(p->looking);
	type("ten");
	ck_assert_str_eq(p->text.data, "tenant 10018");
	press(18);
	ck_assert_str_eq(p->text.data, "tenant 10017");
	press(18); /* there is none before */
	ck_assert_str_eq(p->text.data, "tenant 10017");
	press(27);
	ck_assert(!p->looking);
	ck_assert_str_eq(p->text.data, "x");
	press(18);
	type("-10");
	ck_assert_str_eq(p->text.data, "month 2026-10");
	press(5); /* Ctrl-E: edited further */
	press(127);
	press('1');
	ck_assert_str_eq(p->text.data, "month 2026-11");
	press(27);
	world_close();
}
END_TEST

START_TEST(edits_as_line_editors_do)
{
	const struct prompt *p = &world.console.prompt;

	opens(NULL);
	press(':');
	type("filter status=ok and x");
	press(23); /* Ctrl-W to the blank */
	ck_assert_str_eq(p->text.data, "filter status=ok and ");
	press(25);
	ck_assert_str_eq(p->text.data, "filter status=ok and x");
	press(1);
	press(KEY_ALT | 'f');
	press(KEY_ALT | 'f');
	ck_assert_uint_eq(p->cursor, 13); /* behind "status" */
	press(KEY_ALT | 'd');
	ck_assert_str_eq(p->text.data, "filter status and x");
	press(KEY_ALT | 'b');
	ck_assert_uint_eq(p->cursor, 7);
	press(25);
	ck_assert_str_eq(p->text.data, "filter =okstatus and x");
	press(11); /* Ctrl-K */
	ck_assert_str_eq(p->text.data, "filter =ok");
	press(21);
	ck_assert_str_eq(p->text.data, "");
	press(25);
	press(25);
	ck_assert_str_eq(p->text.data, "filter =okfilter =ok");
	press(27);
	ck_assert_int_eq(p->kind, PROMPT_NONE);
	/* Outside of a line Alt is Esc and the key. */
	press(':');
	press(27);
	press(KEY_ALT | 'f');
	ck_assert_int_eq(p->kind, PROMPT_FILTER);
	press(27);
	world_close();
}
END_TEST

START_TEST(completes)
{
	const struct prompt *p = &world.console.prompt;

	opens("availability");
	press(':');
	type("outa");
	ck_assert_uint_eq(p->completion_count, 1);
	ck_assert_str_eq(p->completions[0], "outages");
	press(9);
	ck_assert_str_eq(p->text.data, "outages ");
	press(21);
	type("inc");
	press(9);
	ck_assert_str_eq(p->text.data, "incident"); /* what they share */
	ck_assert_uint_eq(p->completion_count, 2);
	press(9);
	ck_assert_str_eq(p->text.data, "incidents");
	press(9);
	ck_assert_str_eq(p->text.data, "incident");
	press(9);
	ck_assert_str_eq(p->text.data, "incidents");
	press(21);
	type("tenant 1002");
	ck_assert_uint_eq(p->completion_count, 0); /* accounts are looked for only when asked for */
	press(9);
	ck_assert_uint_eq(p->completion_count, 10);
	ck_assert_str_eq(p->text.data, "tenant 10020");
	press(9);
	ck_assert_str_eq(p->text.data, "tenant 10021");
	press(21);
	type("tenant in");
	press(9);
	ck_assert_str_eq(p->text.data, "tenant east/10005 ");
	press(13);
	settle();
	on("tenant");
	ck_assert_int_eq(front()->scope.platform, 1);
	press('q');
	press(':');
	type("month 2026-0");
	ck_assert_uint_eq(p->completion_count, 9);
	press(21);
	type("sort -rat");
	press(9);
	ck_assert_str_eq(p->text.data, "sort -ratio ");
	press(27);
	press('f');
	type("status = ok and (availability_");
	press(9);
	ck_assert_str_eq(p->text.data, "status = ok and (availability_pct ");
	world_close();
}
END_TEST

static bool screen_numbered(int number)
{
	for (size_t i = 0; i < world.screens.count; i++)
		if (world.screens.all[i]->number == number)
			return true;
	return false;
}

START_TEST(effects)
{
	opens("tenants");
	ck_assert_int_eq(press(12).kind, EFFECT_REDRAW);
	ck_assert_int_eq(press(26).kind, EFFECT_SUSPEND);
	ck_assert_int_eq(press('r').kind, EFFECT_REFRESH);
	ck_assert_int_eq(press(3).kind, EFFECT_STOP);
	says(":q quits");
	press('0');
	struct effect copy = press('y');
	ck_assert_int_eq(copy.kind, EFFECT_COPY);
	ck_assert_str_eq(copy.text, "10001");
	copy = press('y'); /* at once again: the row */
	ck_assert_int_eq(copy.kind, EFFECT_COPY);
	ck_assert_ptr_eq(strstr(copy.text, "10001\t"), copy.text);
	size_t tabs = 0;
	for (const char *at = copy.text; *at; at++)
		tabs += *at == '\t';
	ck_assert_uint_eq(tabs, pane("tenants")->pane->column_count - 1);
	/* Marks follow their rows; marked ones are what is copied. */
	press('m');
	press('j');
	press('m');
	ck_assert_uint_eq(pane("tenants")->mark_count, 2);
	command("sort -enterprise_no");
	copy = press('y');
	ck_assert_ptr_nonnull(strstr(copy.text, "\n10001\t"));
	ck_assert_ptr_eq(strstr(copy.text, "10003\t"), copy.text);
	command("sort");
	press('g');
	press('m');
	ck_assert_uint_eq(pane("tenants")->mark_count, 1);
	press('x');
	ck_assert_int_eq(world.console.prompt.kind, PROMPT_EXPORT);
	ck_assert_str_eq(world.console.prompt.text.data, "tenants-2026-11.csv");
	struct effect export = press(13);
	ck_assert_int_eq(export.kind, EFFECT_EXPORT);
	ck_assert_str_eq(export.text, "tenants-2026-11.csv");
	ck_assert_int_eq(world.console.prompt.kind, PROMPT_NONE);
	ck_assert_int_eq(press(KEY_CODE_F1 + 9).kind, EFFECT_QUIT);
	press('z');
	says("z does nothing here");
	for (int number = 1; number <= 9; number++)
		if (!screen_numbered(number)) {
			press((uint32_t)('0' + number));
			says("no screen has the number ");
		}
	world_close();
}
END_TEST

START_TEST(pauses)
{
	opens("outages");
	press('p');
	ck_assert(world.console.paused);
	world.now += 60 * USEC;
	settle();
	ck_assert_int_eq(pane("groups")->view->scope.now, START);
	press('3');
	settle();
	ck_assert_int_eq(pane("availability")->view->scope.now, START);
	press('p');
	settle();
	ck_assert_int_eq(pane("availability")->view->scope.now, world.now);
	world_close();
}
END_TEST

/* What is opened while time stands still comes in after that. */
START_TEST(what_is_opened_while_paused_is_read)
{
	opens("availability");
	press('p');
	press('<');
	settle();
	ck_assert(world.console.paused);
	ck_assert(pane("availability")->view->complete);
	ck_assert_uint_eq(pane("availability")->view->count, NORTH_COUNT + EAST_COUNT + 1);
	ck_assert_int_eq(pane("availability")->view->scope.now, START);
	world_close();
}
END_TEST

/* ---- the days of the logs, with servers that answer when they are told to ---- */

static void there_is_an_index(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)values, (void)row, (void)column;
	out->i = 1;
}

static void log_ends(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)row;
	out->i = column ? values[0].i - USEC : values[0].i - 100 * DAY_US;
}

static void every_day(const struct value *values, size_t row, size_t column, struct value *out)
{
	out->i = column ? 1 : values[0].i + (int64_t)row;
}

/* Of the log-ins: number, time, and a way that is not null. */
static void a_login(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)values;
	out->i = column == 2 ? MOMENT - (int64_t)row * USEC : column == 11 ? 0 : 1000 - (int64_t)row; /* 11: of a scan */
	out->text = column == 9 ? "bastion" : "north";
}

static void opens_with_servers(const char *first)
{
	made_pages_by("pg_index", 1, there_is_an_index);
	made_pages_by("-infinity", 1, log_ends);
	made_pages_by("as day", 31, every_day);
	made_pages_by("past bastion", 20, a_login);
	world_open("overview");
	world.console.base.ask_page = made_pages_ask;
	world.console.base.drop_page = made_pages_drop;
	command(first);
}

static void answer_all(void)
{
	do
		settle();
	while (made_pages_answer(1, MOMENT));
	settle();
}

static const char *progress(void)
{
	static struct buf text;

	buf_release(&text);
	return view_progress(front()->panes[0].view, &text) ? text.data : "";
}

START_TEST(days_of_a_log_begin_today_stop_and_go_on)
{
	const struct view *v;
	struct value day;

	opens_with_servers("coverage");
	press('p'); /* it is read to its end all the same */
	settle();
	ck_assert_msg(strstr(progress(), "looking at "), "%s", progress());
	press(3); /* Ctrl-C */
	ck_assert_msg(strstr(progress(), "stopped at "), "%s", progress());
	ck_assert(!made_pages_answer(1, MOMENT));
	settle();
	ck_assert(!made_pages_answer(1, MOMENT)); /* nothing is asked for any more */
	press('r');
	answer_all();
	v = front()->panes[0].view;
	ck_assert(v->complete && !*progress());
	ck_assert_uint_gt(v->cursor, 0);
	view_value(front()->panes[0].view, v->cursor, (size_t)model_field_find(v->model, "date"), &day);
	ck_assert_int_eq(day.i, value_date_of(2026, 11, 23));
	world_close();
}
END_TEST

/* Of two sub-platforms one fails, as whoever is there goes to an end: once it answers
 * again it is that end of both. */
START_TEST(an_end_stays_the_end)
{
	for (int round = 0; round < 2; round++) {
		world_open("overview");
		world.console.base.ask_page = made_pages_ask;
		world.console.base.drop_page = made_pages_drop;
		command("business-log");
		settle();
		if (!round) { /* from somewhere else; at first it is the beginning */
			made_pages_answer(200, MOMENT); /* there are more */
			settle();
			press('G');
			settle();
		}
		ck_assert(made_pages_fail(1, "terminating connection due to administrator command"));
		while (made_pages_fail(1, "still") || made_pages_answer(3, MOMENT))
			settle();
		const struct view *v = front()->panes[0].view;
		ck_assert_uint_eq(v->count, 3); /* of the one that answers */
		ck_assert_uint_eq(v->cursor, round ? 0 : 2);
		world.now += 3 * USEC;
		console_advance(&world.console, world.now, world.live_month);
		answer_all();
		v = front()->panes[0].view;
		ck_assert_uint_eq(v->count, 2);
		ck_assert_uint_eq(v->cursor, round ? 0 : 1);
		world_close();
	}
}
END_TEST

/* A key of the screen puts its conditions on in turn, beside what was asked for. */
START_TEST(a_key_filters)
{
	static const char *const texts[] = {"way = bastion", "way <> bastion", ""};

	opens_with_servers("logins");
	answer_all();
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < COUNT_OF(texts); i++) {
			const struct view *v = front()->panes[0].view;
			press('B');
			ck_assert_str_eq(v->filter ? filter_text(v->filter) : "", texts[i]);
			answer_all();
		}
	command("filter operator = li.min or operator = wang.l");
	press('B');
	ck_assert_str_eq(filter_text(front()->panes[0].view->filter),
			 "(operator = li.min or operator = wang.l) and way = bastion");
	press('B');
	ck_assert_str_eq(filter_text(front()->panes[0].view->filter),
			 "(operator = li.min or operator = wang.l) and way <> bastion");
	press('B');
	ck_assert_str_eq(filter_text(front()->panes[0].view->filter), "(operator = li.min or operator = wang.l)");
	world_close();
}
END_TEST

/* The generation grows where something drawn changes, and only there. */
START_TEST(generation_is_exact)
{
	opens("tenants");
	struct console *c = &world.console;
	uint64_t g = c->generation;
	settle();
	ck_assert_uint_eq(c->generation, g);
	press('k'); /* at the first row already */
	press('0');
	press(KEY_CODE_RESIZE);
	ck_assert_uint_eq(c->generation, g);
	press('j');
	ck_assert_uint_eq(c->generation, ++g);
	press(':');
	ck_assert_uint_eq(c->generation, ++g);
	press(KEY_CODE_LEFT);
	ck_assert_uint_eq(c->generation, g);
	press('x');
	ck_assert_uint_eq(c->generation, ++g);
	press(27);
	ck_assert_uint_eq(c->generation, ++g);
	console_say(c, world.now, false, "hello");
	ck_assert_uint_eq(c->generation, ++g);
	console_say(c, world.now, false, "hello");
	ck_assert_uint_eq(c->generation, g);
	world.now += 6 * USEC;
	console_advance(c, world.now, world.live_month);
	ck_assert_uint_gt(c->generation, g);
	ck_assert_str_eq(c->message, "");
	world_close();
}
END_TEST

START_TEST(deep_stacks_end)
{
	opens(NULL);
	for (int i = 0; i < 100; i++) {
		char line[32];
		snprintf(line, sizeof line, "tenant %d", NORTH_FIRST + i % 3 * 7);
		command(line);
		on("tenant");
	}
	ck_assert_uint_le(world.console.page_count, 32);
	ck_assert_str_eq(world.console.pages[0].screen->name, "overview");
	while (world.console.page_count > 1)
		press('q');
	on("overview");
	world_close();
}
END_TEST

static size_t unanswered(void)
{
	size_t count;

	alarms_first(world.console.base.alarms, &count);
	return count;
}

/* On any screen the one at the top is meant, in the list the one under the cursor. */
START_TEST(acknowledges_alarms)
{
	opens(NULL);
	press('a');
	says("there is no alarm to acknowledge");
	struct alarms *alarms = alarms_create(true);
	world.console.base.alarms = alarms;
	alarms_work(alarms, world.store, world.now, INT64_MAX);
	uint64_t before = world.console.generation;
	console_advance(&world.console, world.now, world.live_month);
	ck_assert_uint_gt(world.console.generation, before); /* the line at the top is new */
	ck_assert_uint_eq(unanswered(), 2);
	command("alarms");
	ck_assert_uint_eq(pane("alarms")->view->count, 2);
	ck_assert_int_eq(number_at("alarms", 0, "incident_id"), 8841);
	ck_assert_int_eq(number_at("alarms", 0, "accounts"), 30);
	ck_assert_int_eq(number_at("alarms", 0, "seats"), 600);
	press('j');
	press('a');
	says("acknowledged, on this console only");
	settle();
	ck_assert_uint_eq(unanswered(), 1);
	press('G');
	press('a');
	says("acknowledged already");
	press('q');
	press('a');
	says("acknowledged, on this console only");
	ck_assert_uint_eq(unanswered(), 0);
	press('a');
	says("there is no alarm to acknowledge");
	command("alarms");
	press('g');
	press(13);
	on("incident");
	ck_assert_int_eq(front()->scope.incident_id, 8841);
	console_flash(&world.console, world.now);
	ck_assert(world.console.flash_until > world.now);
	console_advance(&world.console, world.console.flash_until, world.live_month);
	ck_assert_int_eq(world.console.flash_until, 0);
	world_close();
	alarms_destroy(alarms);
}
END_TEST

TEST_MAIN("console", 60, starts_at_the_first_screen, drills_down_and_back, keys_typed_ahead_wait,
	  platform_and_incident,
	  a_pane_follows_its_leader, sort_and_filter_survive, sorts_by_the_current_column, months,
	  days_and_months_of_a_tenant, leads_on_from_an_account_without_a_window, explains_and_proves, searches, edits_a_line, filters_with_places,
	  commands, history, looks_for_a_line, edits_as_line_editors_do, completes, effects, pauses,
	  what_is_opened_while_paused_is_read, days_of_a_log_begin_today_stop_and_go_on, a_key_filters, an_end_stays_the_end,
	  generation_is_exact, deep_stacks_end, acknowledges_alarms)
