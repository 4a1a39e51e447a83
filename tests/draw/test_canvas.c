#include "slatop/draw/canvas.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "draw_checks.h"

static void expect(const struct canvas *c, const char *text)
{
	struct buf out = BUF_INIT;

	canvas_dump(c, &out);
	ck_assert_str_eq(out.data, text);
	buf_release(&out);
}

START_TEST(writes_and_cuts)
{
	struct canvas c;

	canvas_init(&c, 2, 10);
	ck_assert_int_eq(canvas_text(&c, 0, 2, 5, ROLE_OK, "abcdefgh"), 5);
	expect(&c, "  abcde\n\n");
	ck_assert_int_eq(canvas_text(&c, 1, 8, 5, ROLE_OK, "xyz"), 2);
	expect(&c, "  abcde\n        xy\n");
	ck_assert_int_eq(canvas_text(&c, 2, 0, 5, ROLE_OK, "a"), 0);
	ck_assert_int_eq(canvas_text(&c, -1, 0, 5, ROLE_OK, "a"), 0);
	ck_assert_int_eq(canvas_text(&c, 0, 10, 5, ROLE_OK, "a"), 0);
	ck_assert_int_eq(canvas_text(&c, 0, -1, 5, ROLE_OK, "a"), 0);
	ck_assert_int_eq(canvas_text(&c, 0, 0, -3, ROLE_OK, "a"), 0);
	canvas_clear(&c);
	expect(&c, "\n\n");
	canvas_release(&c);
}
END_TEST

START_TEST(never_half_a_character)
{
	struct canvas c;

	canvas_init(&c, 1, 7);
	ck_assert_int_eq(canvas_text(&c, 0, 0, 7, ROLE_TEXT, "天润融通"), 6);
	expect(&c, "天润融\n");
	canvas_text(&c, 0, 1, 1, ROLE_TEXT, "x"); /* over a right half */
	expect(&c, " x润融\n");
	canvas_text(&c, 0, 2, 1, ROLE_TEXT, "y"); /* over a left half */
	expect(&c, " xy 融\n");
	canvas_text(&c, 0, 3, 2, ROLE_TEXT, "银"); /* over nothing and a left half */
	expect(&c, " xy银\n");
	check_whole(&c);
	canvas_release(&c);
}
END_TEST

START_TEST(fits_with_an_ellipsis)
{
	struct canvas c;

	canvas_init(&c, 5, 8);
	canvas_fit(&c, 0, 0, 6, ROLE_TEXT, "abcdef", false);
	canvas_fit(&c, 1, 0, 5, ROLE_TEXT, "abcdef", false);
	canvas_fit(&c, 2, 0, 5, ROLE_TEXT, "天润融", true);
	canvas_fit(&c, 3, 0, 4, ROLE_TEXT, "天润融", true);
	canvas_fit(&c, 4, 0, 1, ROLE_TEXT, "天", false);
	expect(&c, "abcdef\nabcd…\n天润~\n天~\n…\n");
	check_whole(&c);
	canvas_release(&c);
}
END_TEST

START_TEST(marks_join_their_base)
{
	struct canvas c;

	canvas_init(&c, 1, 4);
	ck_assert_int_eq(canvas_text(&c, 0, 0, 4, ROLE_TEXT, "e\xcc\x81x"), 2);
	ck_assert_str_eq(c.cells[0].text, "e\xcc\x81");
	ck_assert_str_eq(c.cells[1].text, "x");
	canvas_release(&c);
}
END_TEST

START_TEST(what_is_not_clean_is_replaced)
{
	struct canvas c;

	canvas_init(&c, 1, 20);
	canvas_text(&c, 0, 0, 20, ROLE_TEXT, "a\033[1mb\xff\xc2\x9b\xe2\x80\xae" "c\nd\x7f");
	check_whole(&c);
	canvas_release(&c);
}
END_TEST

START_TEST(styles_stay_in_bounds)
{
	struct canvas c;

	canvas_init(&c, 2, 4);
	canvas_style(&c, 0, -2, 4, ROLE_SELECTED, THEME_BOLD);
	canvas_style(&c, 1, 3, 100, ROLE_SELECTED, 0);
	canvas_style(&c, 7, 0, 4, ROLE_SELECTED, 0);
	canvas_role(&c, 0, 3, 9, ROLE_WARN);
	canvas_role(&c, -1, 0, 9, ROLE_WARN);
	ck_assert_int_eq(c.cells[0].over, ROLE_SELECTED);
	ck_assert_int_eq(c.cells[1].over, ROLE_SELECTED);
	ck_assert_int_eq(c.cells[2].over, ROLE_TEXT);
	ck_assert_int_eq(c.cells[3].role, ROLE_WARN);
	ck_assert_int_eq(c.cells[6].over, ROLE_TEXT);
	ck_assert_int_eq(c.cells[7].over, ROLE_SELECTED);
	canvas_release(&c);
}
END_TEST

START_TEST(random_writes_leave_it_whole)
{
	static const char *const pieces[] = {
		"softswitch", "天润融通科技有限公司", "e\xcc\x81", "\xcc\x81", "▸", "👍", "\xff", "\033[2J",
		"𠮷野家",     "a\xe2\x80\xae",	      "…"};
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	for (int round = 0; round < 300; round++) {
		struct canvas c;
		canvas_init(&c, rand_r(&seed) % 20, rand_r(&seed) % 60);
		for (int i = 0; i < 80; i++) {
			int row = rand_r(&seed) % 24 - 2, column = rand_r(&seed) % 66 - 3,
			    cells = rand_r(&seed) % 30 - 1;
			const char *text = pieces[(size_t)rand_r(&seed) % COUNT_OF(pieces)];
			if (rand_r(&seed) % 2)
				canvas_fit(&c, row, column, cells, ROLE_TEXT, text, rand_r(&seed) & 1);
			else
				canvas_text(&c, row, column, cells, ROLE_TEXT, text);
			canvas_style(&c, row, column, cells, ROLE_SELECTED, 0);
		}
		check_whole(&c);
		canvas_release(&c);
	}
}
END_TEST

TEST_MAIN("canvas", 20, writes_and_cuts, never_half_a_character, fits_with_an_ellipsis, marks_join_their_base,
	  what_is_not_clean_is_replaced, styles_stay_in_bounds, random_writes_leave_it_whole)
