/* Keys at random: whatever is pressed, the state stays sound. */
#include <stdlib.h>
#include <sys/random.h>

#include "world.h"

#include "slatop/base/text.h"
#include "support/check_main.h"

#define KEYS 20000

static uint64_t seed_state;

static uint64_t draw(uint64_t below)
{
	uint64_t z = seed_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

static void seed(void)
{
	const char *given = getenv("SLATOP_TEST_SEED");

	if (given)
		seed_state = strtoull(given, NULL, 10);
	else
		ck_assert_int_eq(getrandom(&seed_state, sizeof seed_state, 0), sizeof seed_state);
	printf("seed %llu\n", (unsigned long long)seed_state);
	fflush(stdout);
}

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

/* Mostly keys that do something; sometimes a whole command, sometimes anything. */
static void press_any(void)
{
	static const char usual[] =
		"hjklgGsSeP<>Tpyrf/n:N?123450$\t\t\t\r\r\r\r\r\rqqq\x1b\x1b\x7f\x15\x17ioa7";
	static const char *const lines[] = {"tenant 10017", "east/10005",       "month 2026-03", "out",
					    "sort -name",   "filter seats > 3", "explain",       "prove",
					    "windows",      "months",           "bogus 7"};

	switch (draw(10)) {
	case 0:
		press((uint32_t)draw(KEY_CODE_LAST + 10));
		break;
	case 1:
		press(KEY_CODE_FIRST + (uint32_t)draw(KEY_CODE_LAST - KEY_CODE_FIRST));
		break;
	case 2:
		press(27);
		press(':');
		type(lines[draw(COUNT_OF(lines))]);
		press(13);
		break;
	default:
		press((unsigned char)usual[draw(sizeof usual - 1)]);
		break;
	}
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
