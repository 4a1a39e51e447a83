/* Keys at random: whatever is pressed, the state stays sound. */
#include "walk.h"

#include "slatop/base/text.h"
#include "support/check_main.h"

#define KEYS SOME_OF(20000)

static void check_pane(const struct pane_state *p)
{
	ck_assert(p->view->cursor < p->view->count || p->view->cursor == 0);
	ck_assert_int_ge(p->column, 0);
	ck_assert_int_lt(p->column, (int)p->pane->column_count);
}

static void check_prompt(const struct prompt *p)
{
	ck_assert_uint_le(p->cursor, p->text.length);
	ck_assert_uint_eq(strlen(p->text.data), p->text.length);
	for (size_t at = 0; at < p->text.length;) {
		uint32_t c;
		size_t size = text_decode(p->text.data + at, p->text.length - at, &c);
		ck_assert(c != 0xfffd || size == 3); /* typed, not broken */
		at += size;
	}
	ck_assert(p->cursor == p->text.length || ((unsigned char)p->text.data[p->cursor] & 0xc0) != 0x80);
}

static void check_state(void)
{
	const struct console *c = &world.console;

	ck_assert_uint_ge(c->page_count, 1);
	ck_assert_uint_lt(c->page_count, 64);
	for (size_t i = 0; i < c->page_count; i++) {
		const struct page *page = &c->pages[i];
		ck_assert_uint_lt(page->focus, page->screen->pane_count);
		ck_assert(page_shows(page, page->focus) || !page->proof);
		ck_assert_int_le(page->scope.month, world.live_month);
		for (size_t k = 0; k < page->screen->pane_count; k++)
			check_pane(&page->panes[k]);
	}
	ck_assert(page_shows(front(), front()->focus));
	check_prompt(&c->prompt);
}

START_TEST(storm)
{
	seed();
	world_open(NULL);
	for (int i = 0; i < KEYS; i++) {
		press_any();
		check_state();
		if (draw(7) == 0) {
			world.now += (int64_t)draw(3 * USEC);
			console_advance(&world.console, world.now, world.live_month);
			console_work(&world.console, draw(2) ? INT64_MAX : 0);
			check_state();
		}
		if (draw(40) == 0)
			settle();
		if (draw(4000) == 0)
			world.live_month++;
		if (draw(2000) == 0)
			platform_clear(world.store->platforms[0]); /* a new load of everything */
		if (draw(1000) == 0 && !world.store->platforms[0]->tenant_count)
			fill_north(world.store->platforms[0]);
	}
	world_close();
}
END_TEST

TEST_MAIN("storm", 280, storm)
