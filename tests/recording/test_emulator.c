#include "slatop/recording/emulator.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

static void check_screen(const char *bytes, int rows, int columns, const char *expected)
{
	struct emulator *m = emulator_create(rows, columns);
	struct buf screen = BUF_INIT;

	emulator_feed(m, bytes, strlen(bytes));
	for (int i = 0; i < rows; i++) {
		emulator_row_text(m, i, &screen);
		buf_add_byte(&screen, i + 1 < rows ? '|' : '\0');
	}
	ck_assert_str_eq(screen.data, expected);
	buf_release(&screen);
	emulator_destroy(m);
}

START_TEST(sequences_do_what_they_say)
{
	static const char *const cases[][2] = {
		{"abc\r\ndef", "abc|def|"},
		{"0123456789", "012345|6789|"},                       /* wraps */
		{"012345\r\nx", "012345|x|"},                         /* but not before the next character */
		{"012345\bx", "01234x||"},                            /* from behind the last column */
		{"0123456\b\bx", "01234x|6|"},                        /* back over a wrapped line's edge */
		{"a\tb", "a    b||"},                                 /* no tab stop before the last column */
		{"1\r\n2\r\n3\r\n4", "2|3|4"},                        /* scrolls */
		{"1\r\n2\r\n3\033[1;2r\033[2;1H\n", "2||3"},          /* in its region */
		{"1\r\n2\r\n3\033[H\033M", "|1|2"},                   /* backwards */
		{"1\r\n2\r\n3\033[2;1H\033[L", "1||2"},
		{"1\r\n2\r\n3\033[1;1H\033[M", "2|3|"},
		{"1\r\n2\r\n3\033[2;3r\033[H\033[9L", "1|2|3"},       /* outside the region */
		{"abcdef\033[1;3H\033[2P", "abef||"},
		{"abcdef\033[1;3H\033[2@", "ab  cd||"},
		{"abcdef\033[1;3H\033[2X", "ab  ef||"},
		{"abcdef\033[1;3H\033[K", "ab||"},
		{"abcdef\033[1;3H\033[1K", "   def||"},
		{"abc\r\ndef\r\nghi\033[2;2H\033[J", "abc|d|"},
		{"abc\r\ndef\r\nghi\033[2;2H\033[1J", "|  f|ghi"},
		{"a\033[3b", "aaaa||"},
		{"\033[4habc\033[1;1Hx", "xabc||"},
		{"\033(0qx\033(Bq", "─│q||"},
		{"\033)0\016q\017q", "─q||"},
		{"abc\033[?1049hxyz\033[?1049ld", "abcd||"},
		{"abc\0337\033[3;1Hx\0338d", "abcd||x"},
		{"\033[?7l0123456789", "012349||"},
		{"\033[2;3r\033[?6h\033[1;1Hx", "|x|"},
		{"\033]0;a title\007b\033P1$r\033\\c\033_x\033\\", "bc||"},
		{"\033[31;1mred\033[m", "red||"},
		{"x\033[999999999999999999999C\033[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;Hy", "y||"},
		{"\033[<1;2M\033[1$zq", "q||"},
		{"ab\033[2\030c", "abc||"},   /* CAN ends a sequence */
		{"ab\033[\r\033[Cx", "ax||"}, /* a control works inside one */
		{"\033#8", "EEEEEE|EEEEEE|EEEEEE"},
		{"abc\033c", "||"},
		{"天润融通", "天润融|通|"},
		{"1天润融", "1天润|融|"},          /* a wide one wraps whole */
		{"天润\033[1;2Hx", " x润||"},      /* half a character is none */
		{"天润\033[1;1H\033[P", " 润||"},
		{"e\xcc\x81x", "e\xcc\x81x||"},
		{"a\xff\xfe" "b", "a\xef\xbf\xbd\xef\xbf\xbd" "b||"},
		{"a\xe5\xa4" "b", "a\xef\xbf\xbd" "b||"},
		{"a\xe2\x80\xae" "b\xe2\x80\x8b" "c", "abc||"}, /* no overrides, nothing without width */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_screen(cases[i][0], 3, 6, cases[i][1]);
}
END_TEST

START_TEST(colours_are_kept)
{
	struct emulator *m = emulator_create(1, 20);
	static const char bytes[] = "\033[31;1ma\033[38;5;200mb\033[38;2;1;2;3mc\033[38:2::4:5:6md\033[0;97;4:3me\033[4:0;48;5;7mf"
				    "\033[38;5mg";
	static const struct {
		uint32_t fg, bg;
		uint8_t attributes;
	} expected[] = {
		{EMULATOR_PALETTE | 1, 0, EMULATOR_BOLD},          {EMULATOR_PALETTE | 200, 0, EMULATOR_BOLD},
		{EMULATOR_RGB | 0x010203, 0, EMULATOR_BOLD},       {EMULATOR_RGB | 0x040506, 0, EMULATOR_BOLD},
		{EMULATOR_PALETTE | 15, 0, EMULATOR_UNDERLINE},    {EMULATOR_PALETTE | 15, EMULATOR_PALETTE | 7, 0},
		{EMULATOR_PALETTE | 15, EMULATOR_PALETTE | 7, 0},
	};

	emulator_feed(m, bytes, sizeof bytes - 1);
	for (int i = 0; i < (int)COUNT_OF(expected); i++) {
		const struct emulator_cell *cell = emulator_cell(m, 0, i);
		ck_assert_uint_eq(cell->c, (uint32_t)('a' + i));
		ck_assert_uint_eq(cell->fg, expected[i].fg);
		ck_assert_uint_eq(cell->bg, expected[i].bg);
		ck_assert_uint_eq(cell->attributes, expected[i].attributes);
	}
	emulator_destroy(m);
}
END_TEST

static void check_rows(struct emulator *m, const char *expected)
{
	struct buf screen = BUF_INIT;
	int rows, columns;

	emulator_size(m, &rows, &columns);
	for (int i = 0; i < rows; i++) {
		emulator_row_text(m, i, &screen);
		buf_add_byte(&screen, i + 1 < rows ? '|' : '\0');
	}
	ck_assert_str_eq(screen.data, expected);
	buf_release(&screen);
}

START_TEST(another_size)
{
	static const char text[] = "1\r\n2\r\n3\r\nabcdefgh天";
	struct emulator *m = emulator_create(4, 10);
	int rows, columns, row, column;

	emulator_feed(m, text, sizeof text - 1);
	emulator_resize(m, 2, 9); /* the cursor's line stays, half a character does not */
	check_rows(m, "3|abcdefgh");
	emulator_cursor(m, &row, &column);
	ck_assert_int_eq(row, 1);
	emulator_resize(m, 3, 12);
	check_rows(m, "3|abcdefgh|");
	emulator_resize(m, 100000, -5);
	emulator_size(m, &rows, &columns);
	ck_assert_int_eq(rows, EMULATOR_ROWS_MOST);
	ck_assert_int_eq(columns, 1);
	uint64_t work = emulator_work(m);
	emulator_resize(m, 65535, 65535); /* whoever plays slices of work has to know of it */
	ck_assert_uint_eq(emulator_work(m) - work, 2 * EMULATOR_CELLS_MOST);
	emulator_size(m, &rows, &columns);
	ck_assert_int_eq(columns, EMULATOR_COLUMNS_MOST);
	ck_assert_int_eq(rows, EMULATOR_CELLS_MOST / EMULATOR_COLUMNS_MOST);
	ck_assert(emulator_size_fits(rows, columns) && !emulator_size_fits(rows + 1, columns));
	emulator_destroy(m);
}
END_TEST

START_TEST(grows_where_sizes_are_not_told)
{
	struct emulator *m = emulator_create(3, 10);
	int rows, columns;

	emulator_set_growing(m, true);
	emulator_feed(m, "\033[5;20Hx", 8);
	emulator_size(m, &rows, &columns);
	ck_assert_int_eq(rows, 5);
	ck_assert_int_eq(columns, 20);
	emulator_feed(m, "\033[999;999Hx", 11); /* asks how large it is: no size */
	emulator_size(m, &rows, &columns);
	ck_assert_int_eq(rows, 5);
	ck_assert_int_eq(columns, 20);
	emulator_destroy(m);
}
END_TEST

/* --- anything at all -------------------------------------------------------------- */

static uint64_t state;

static unsigned below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((state >> 33) % n);
}

static size_t random_bytes(char *bytes, size_t room)
{
	static const char likely[] = "\033\033[[[;;?0123456789@ABCDEFGHJKLMPSTXZbdhlmru\r\n\t\b()#78cM\xe5\xa4\xa9\xf0\x9f\x98\x80";
	size_t length = 1 + below((unsigned)room - 1);

	for (size_t i = 0; i < length; i++)
		bytes[i] = below(10) ? likely[below(sizeof likely - 1)] : (char)below(256);
	return length;
}

/* What holds of every state: a wide cell has its other half, the cursor is inside. */
static void check_sound(struct emulator *m)
{
	int rows, columns, row, column;

	emulator_size(m, &rows, &columns);
	emulator_cursor(m, &row, &column);
	ck_assert(row >= 0 && row < rows && column >= 0 && column < columns);
	for (int i = 0; i < rows; i++)
		for (int k = 0; k < columns; k++) {
			const struct emulator_cell *cell = emulator_cell(m, i, k);
			ck_assert_int_le(cell->width, 2);
			if (cell->width == 2)
				ck_assert(k + 1 < columns && !cell[1].width);
			if (!cell->width)
				ck_assert(k > 0 && cell[-1].width == 2);
		}
}

START_TEST(any_bytes_in_any_pieces)
{
	const char *given = getenv("SLATOP_SEED");
	char bytes[400];

	state = given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall();
	printf("seed: SLATOP_SEED=%llu\n", (unsigned long long)state);
	for (int round = 0; round < 3000; round++) {
		int rows = 1 + (int)below(12), columns = 1 + (int)below(30);
		struct emulator *whole = emulator_create(rows, columns), *pieces = emulator_create(rows, columns);
		struct buf a = BUF_INIT, b = BUF_INIT;
		bool growing = below(4) == 0;
		emulator_set_growing(whole, growing);
		emulator_set_growing(pieces, growing);
		for (int part = 0; part < 3; part++) {
			size_t length = random_bytes(bytes, sizeof bytes);
			emulator_feed(whole, bytes, length);
			for (size_t at = 0, n; at < length; at += n) {
				n = 1 + below(7);
				n = n < length - at ? n : length - at;
				emulator_feed(pieces, bytes + at, n);
				/* Through its own copy, as a seek does. */
				buf_clear(&b);
				emulator_save(pieces, &b);
				emulator_load(pieces, b.data, b.length);
			}
			if (below(2)) {
				rows = 1 + (int)below(12);
				columns = 1 + (int)below(30);
				emulator_resize(whole, rows, columns);
				emulator_resize(pieces, rows, columns);
			}
			check_sound(whole);
		}
		int first, last;
		emulator_changed(whole, &first, &last);
		emulator_changed(pieces, &first, &last);
		buf_clear(&a);
		buf_clear(&b);
		emulator_save(whole, &a);
		emulator_save(pieces, &b);
		ck_assert_uint_eq(a.length, b.length);
		ck_assert_int_eq(memcmp(a.data, b.data, a.length), 0);
		buf_release(&a);
		buf_release(&b);
		emulator_destroy(whole);
		emulator_destroy(pieces);
	}
}
END_TEST

TEST_MAIN("emulator", 120, sequences_do_what_they_say, colours_are_kept, another_size, grows_where_sizes_are_not_told,
	  any_bytes_in_any_pieces)
