/* Each widget, and what stands around the panes, over a console filled by hand. */
#include "draw_checks.h"
#include "fixture.h"

static struct fixture f;
static struct canvas c;

static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}};

static void draw(int rows, int columns)
{
	canvas_resize(&c, rows, columns);
	draw_console(&c, &f.console, &f.options);
	check_whole(&c);
}

static void begin(const char *screen)
{
	fixture_init(&f);
	canvas_init(&c, 0, 0);
	if (screen)
		fixture_open(&f, screen, NULL);
}

static void end(void)
{
	canvas_release(&c);
	fixture_release(&f);
}

static struct page *front(void)
{
	return &f.console.pages[f.console.page_count - 1];
}

static char *dump(void)
{
	struct buf out = BUF_INIT;

	canvas_dump(&c, &out);
	return buf_take(&out);
}

static void expect_text(const char *text, bool there)
{
	char *all = dump();

	ck_assert_msg((strstr(all, text) != NULL) == there, "\"%s\" %s in:\n%s", text,
		      there ? "is not" : "is", all);
	free(all);
}

static void expect_row(int row, const char *text)
{
	char *all = dump(), *line = all;

	while (row--)
		line = strchr(line, '\n') + 1;
	*strchrnul(line, '\n') = '\0';
	ck_assert_str_eq(line, text);
	free(all);
}

/* The cell in which a text starts. */
static const struct cell *cell_of(const char *text)
{
	size_t length = strlen(text);

	for (int i = 0; i < c.rows * c.columns; i++) {
		struct buf from = BUF_INIT;
		for (int k = i; k < c.rows * c.columns && from.length < length; k++)
			if (c.cells[k].width)
				buf_add_text(&from, c.cells[k].text[0] ? c.cells[k].text : " ");
		bool found = !strncmp(from.data, text, length);
		buf_release(&from);
		if (found)
			return &c.cells[i];
	}
	ck_abort_msg("\"%s\" is not there", text);
	return NULL;
}

/* ---- known pictures ---- */

static void golden(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		draw(sizes[i][0], sizes[i][1]);
		check_golden(&c, name);
	}
}

START_TEST(outages)
{
	begin("outages");
	golden("fixture-outages");
	end();
}
END_TEST

START_TEST(availability)
{
	begin(NULL);
	fixture_times = 400;
	fixture_open(&f, "availability", NULL);
	struct view *v = front()->panes[0].view;
	view_move_to(v, 1234);
	struct err e;
	ck_assert(view_sort_by(v, "-ratio,enterprise_no", &e));
	view_work(v, INT64_MAX);
	front()->panes[0].column = 4;
	golden("fixture-availability");
	end();
}
END_TEST

START_TEST(tenant)
{
	begin("tenants");
	fixture_open(&f, "tenant", "10017 天润融通科技有限公司");
	front()->focus = 4;
	golden("fixture-tenant");
	end();
}
END_TEST

START_TEST(explain)
{
	begin("tenants");
	fixture_open(&f, "tenant", "10017 天润融通科技有限公司");
	fixture_open(&f, "explain", "10017 天润融通科技有限公司");
	golden("fixture-explain");
	end();
}
END_TEST

START_TEST(ascii)
{
	begin("tenants");
	fixture_open(&f, "tenant", "10017 天润融通科技有限公司");
	f.options.ascii = true;
	golden("fixture-ascii");
	end();
}
END_TEST

START_TEST(help)
{
	begin("outages");
	f.console.help = true;
	f.console.help_top = 100000; /* drawing keeps it in range */
	draw(36, 120);
	ck_assert_uint_lt(f.console.help_top, 1000);
	expect_text("closest to", false);
	f.console.help_top = 0;
	draw(36, 120);
	expect_text("Live outages", true);
	for (int a = 1; a < ACTION_COUNT; a++)
		ck_assert_ptr_nonnull(action_infos[a].name);
	end();
}
END_TEST

/* ---- around the panes ---- */

START_TEST(the_first_line_keeps_what_matters)
{
	begin("outages");
	draw(24, 120);
	expect_row(0,
		   "slatop  ● 华北一 0s   ● 华东二 1s   ◐ 西南 stale 42s                             LIVE  "
		   "Mon 23 Nov 14:22:07 Asia/Shanghai");
	draw(24, 82);
	expect_text("14:22:07 Asia/Shanghai", true);
	expect_text("Mon 23 Nov", false);
	draw(24, 80);
	expect_text("14:22:07 +08:00", true); /* the zone in one form or the other */
	draw(24, 60);
	expect_text("◐ 西南 stale 42s  +2", true); /* what is not live comes first */
	draw(24, 40);
	expect_text("◐1 ●2", true);
	end();
}
END_TEST

START_TEST(the_mode_is_said)
{
	begin("outages");
	draw(24, 120);
	ck_assert_int_eq(cell_of("LIVE")->role, ROLE_OK);
	f.console.paused = true;
	draw(24, 120);
	expect_text("PAUSED", true);
	front()->scope.as_of = MOMENT - 7 * USEC;
	draw(24, 120);
	expect_text("AS OF 2026-11-23 14:22, as known now  ", true);
	front()->scope.as_of = TIME_NONE;
	f.console.paused = false;
	for (int i = 0; i < 3; i++)
		f.platforms[i].status.state = REPLICA_LOST;
	snprintf(f.platforms[1].status.message, sizeof f.platforms[1].status.message, "connection refused");
	f.platforms[1].status.retry_at = NOW + 4 * USEC;
	draw(24, 120);
	expect_text("NOT LIVE", true);
	expect_text("\n华东二 lost, again in 4s: connection refused    ", true);
	expect_text(" 1 of 3\n", true);
	end();
}
END_TEST

START_TEST(the_trail_is_cut_from_the_left)
{
	begin("tenants");
	fixture_open(&f, "tenant", "10017 天润融通科技有限公司");
	fixture_open(&f, "explain", "10017 天润融通科技有限公司");
	draw(24, 120);
	expect_text("Tenants › 10017 天润融通科技有限公司 › Explain availability", true);
	draw(24, 60);
	expect_text("… › Explain availability", true);
	end();
}
END_TEST

START_TEST(messages_and_prompts)
{
	begin("outages");
	snprintf(f.console.message, sizeof f.console.message, "copied 5 rows");
	draw(24, 80);
	expect_text("copied 5 rows", true);
	struct prompt *p = &f.console.prompt;
	p->kind = PROMPT_FILTER;
	buf_add_text(&p->text, "name ~ 银行 and bugdet > 80%");
	p->cursor = p->text.length;
	snprintf(p->error, sizeof p->error, "no field \"bugdet\"; did you mean \"budget\"?");
	p->error_at = strlen("name ~ 银行 and ");
	draw(24, 80);
	expect_text("copied 5 rows", false);
	expect_row(22, "filter name ~ 银行 and bugdet > 80%");
	expect_row(23, "no field \"bugdet\"; did you mean \"budget\"?");
	ck_assert_int_eq(cell_of("bugdet")->role, ROLE_BREACH);
	ck_assert(cell_of("bugdet")->attributes & THEME_UNDERLINE);
	ck_assert_int_eq(cell_of("name ~")->role, ROLE_TEXT);
	ck_assert_int_eq(c.cursor_row, 22);
	ck_assert_int_eq(c.cursor_column, 35);
	static const char *const offered[] = {"outages", "overview"};
	p->error[0] = '\0';
	p->completions = offered;
	p->completion_count = 2;
	draw(24, 80);
	expect_row(23, "outages  overview");
	buf_clear(&p->text);
	for (int i = 0; i < 60; i++)
		buf_add_text(&p->text, "银行");
	p->cursor = p->text.length;
	draw(24, 80);
	ck_assert_int_lt(c.cursor_column, 80);
	p->kind = PROMPT_NONE;
	end();
}
END_TEST

START_TEST(the_key_line_holds_whole_entries)
{
	begin("outages");
	for (int columns = 40; columns <= 200; columns += 3) {
		draw(24, columns);
		char *all = dump(), *line = strrchr(all, '\n');
		*line = '\0';
		line = strrchr(all, '\n') + 1;
		ck_assert_msg(strstr(line, "help") && strstr(line, "quit"), "%d: %s", columns, line);
		ck_assert_msg(strstr(line, "accounts") != NULL, "%d: %s", columns, line);
		free(all);
	}
	fixture_open(&f, "tenant", "10017 天润");
	draw(24, 200);
	expect_text("back", true);
	expect_text("quit", false);
	end();
}
END_TEST

START_TEST(too_small_says_so)
{
	begin("outages");
	draw(DRAW_MIN_ROWS - 1, 80);
	expect_text("slatop needs 40x8, here are 80x7", true);
	draw(1, 1);
	draw(0, 0);
	draw(DRAW_MIN_ROWS, DRAW_MIN_COLUMNS);
	expect_text("14:17:31", true);
	end();
}
END_TEST

/* ---- tables ---- */

START_TEST(the_cursor_is_marked_and_in_sight)
{
	begin(NULL);
	fixture_times = 100;
	fixture_open(&f, "availability", NULL);
	struct pane_state *p = &front()->panes[0];
	unsigned seed = 7;
	for (int i = 0; i < 200; i++) {
		view_move_to(p->view, (size_t)rand_r(&seed) % p->view->count);
		draw(8 + rand_r(&seed) % 40, 80);
		ck_assert(c.cursor_visible);
		ck_assert_int_eq(c.cursor_row,
				 (c.rows >= 16 ? 4 : 3) + (int)(p->view->cursor - p->view->top));
		const struct cell *row = &c.cells[c.cursor_row * c.columns];
		ck_assert_str_eq(row->text, "▸");
		for (int k = 0; k < c.columns; k++)
			ck_assert_int_eq(row[k].over, ROLE_SELECTED);
		ck_assert_int_eq(row[-1].over, ROLE_TEXT);
		ck_assert_uint_lt(p->view->cursor - p->view->top, (size_t)p->height);
	}
	end();
}
END_TEST

START_TEST(columns_stand_still_while_rows_scroll)
{
	begin(NULL);
	fixture_times = 10;
	fixture_open(&f, "availability", NULL);
	struct view *v = front()->panes[0].view;
	draw(24, 120); /* every kind of row has been seen once */
	char *all = dump();
	char *head = mem_copy_n(strstr(all, "  Account"), 110);
	free(all);
	for (size_t i = 0; i < v->count; i++) {
		view_move_to(v, i);
		draw(24, 120);
		expect_text(head, true);
	}
	free(head);
	end();
}
END_TEST

START_TEST(sort_and_current_column_are_marked)
{
	struct err e;

	begin("availability");
	struct pane_state *p = &front()->panes[0];
	p->column = 3;
	ck_assert(view_sort_by(p->view, "-ratio", &e));
	draw(24, 120);
	expect_text("Budget this month ↓", true);
	ck_assert_int_eq(cell_of("Avail %")->role, ROLE_ACCENT);
	ck_assert(cell_of("Avail %")->attributes & THEME_UNDERLINE);
	ck_assert_int_eq(cell_of("Status")->role, ROLE_HEADER);
	ck_assert(view_sort_by(p->view, "-ratio,left", &e));
	draw(24, 120);
	expect_text("Budget this month ↓ ", true); /* the screen's own keys are not ranked */
	expect_text("↑", false);
	p->sorted = true;
	draw(24, 120);
	expect_text("Budget this month ↓1", true);
	expect_text("↑2 Left", true);
	end();
}
END_TEST

START_TEST(low_priority_columns_come_back_under_the_cursor)
{
	begin("availability");
	draw(24, 80);
	expect_text("Region", false);
	front()->panes[0].column = 10;
	draw(24, 80);
	expect_text("Region", true);
	expect_text("Account", true);
	end();
}
END_TEST

START_TEST(states_have_roles)
{
	begin("availability");
	draw(24, 120);
	ck_assert_int_eq(cell_of("▲ breached")->role, ROLE_BREACH);
	ck_assert_int_eq(cell_of("◐ at risk")->role, ROLE_WARN);
	ck_assert_int_eq(cell_of("● ok")->role, ROLE_OK);
	ck_assert_int_eq(cell_of("99.7353")->role, ROLE_BREACH);
	ck_assert_int_eq(cell_of("99.8855")->role, ROLE_TEXT); /* fine figures are plain */
	ck_assert_int_eq(cell_of("over by")->role, ROLE_BREACH);
	f.platforms[0].status.state = REPLICA_LOST;
	draw(24, 120);
	ck_assert_int_eq(cell_of("99.8855")->role, ROLE_STALE);
	ck_assert_int_eq(cell_of("99.7353")->role, ROLE_BREACH);
	fixture_open(&f, "tenant", "10017");
	f.platforms[0].status.state = REPLICA_LIVE;
	draw(36, 120);
	ck_assert_int_eq(cell_of("voided 15 Nov")->role, ROLE_VOIDED);
	ck_assert_int_eq(cell_of("90544")->role, ROLE_VOIDED);
	end();
}
END_TEST

START_TEST(a_list_that_is_cut_says_how_much)
{
	begin(NULL);
	fixture_times = 700;
	fixture_open(&f, "outages", NULL);
	draw(24, 80);
	expect_text("… 4,1", true);
	front()->focus = 1;
	draw(24, 80);
	expect_text("1 of 4,200", true);
	end();
}
END_TEST

START_TEST(nothing_to_show_is_said)
{
	begin(NULL);
	fixture_times = 0;
	fixture_open(&f, "outages", NULL);
	fixture_open(&f, "tenant", "1");
	fixture_open(&f, "explain", "1");
	draw(24, 80);
	expect_text("nothing here", true);
	f.console.page_count = 1;
	draw(24, 80);
	expect_text("no outage is open", true);
	front()->panes[0].view->complete = false;
	draw(24, 80);
	expect_text("loading 华北一", true);
	expect_text("no outage is open", false);
	f.console.page_count = 3;
	end();
}
END_TEST

START_TEST(columns_agree_with_their_heads)
{
	begin("availability");
	for (int columns = 60; columns <= 220; columns += 7) {
		draw(24, columns);
		/* Right-aligned: the head ends where the figures end. */
		const struct cell *head = cell_of("Avail %"), *figure = cell_of("100.0000");
		int at = (int)(head - c.cells) % columns + 7, to = (int)(figure - c.cells) % columns + 8;
		ck_assert_int_eq(at, to);
	}
	end();
}
END_TEST

START_TEST(ascii_means_ascii)
{
	static const char *const ours[] = {"●", "◐", "▲", "▸", "…", "›", "█", "·",
					   "–", "▓", "▒", "▏", "↓", "↑", "▁", "○"};

	begin("tenants");
	fixture_open(&f, "tenant", "10017");
	f.options.ascii = true;
	for (int i = 0; i < 3; i++) {
		draw(sizes[i][0], sizes[i][1]);
		for (size_t k = 0; k < COUNT_OF(ours); k++)
			expect_text(ours[k], false);
	}
	f.console.help = true;
	draw(24, 80);
	for (size_t k = 0; k < COUNT_OF(ours); k++)
		expect_text(ours[k], false);
	end();
}
END_TEST

TEST_MAIN("draw", 60, outages, availability, tenant, explain, ascii, help, the_first_line_keeps_what_matters,
	  the_mode_is_said, the_trail_is_cut_from_the_left, messages_and_prompts,
	  the_key_line_holds_whole_entries, too_small_says_so, the_cursor_is_marked_and_in_sight,
	  columns_stand_still_while_rows_scroll, sort_and_current_column_are_marked,
	  low_priority_columns_come_back_under_the_cursor, states_have_roles,
	  a_list_that_is_cut_says_how_much, nothing_to_show_is_said, columns_agree_with_their_heads,
	  ascii_means_ascii)
