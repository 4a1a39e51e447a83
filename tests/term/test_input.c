#include "term/input.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/screen/key.h"
#include "support/check_main.h"
#include "term/background.h"
#include "term/copy.h"

#define DELAY_MS 50

static struct input in;

static void feed(const char *bytes, int64_t now)
{
	input_feed(&in, bytes, strlen(bytes), now);
}

static void expect(uint32_t key, int64_t now)
{
	int wait;
	uint32_t got = input_next(&in, now, &wait);

	ck_assert_msg(got == key, "key %x, not %x", got, key);
}

START_TEST(reads_characters)
{
	input_init(&in, true, DELAY_MS);
	feed("a银\x03\x1a\r\x7f", 0);
	in.erase = 127;
	expect('a', 0);
	expect(0x94f6, 0);
	expect(3, 0);
	expect(26, 0);
	expect(13, 0);
	expect(127, 0);
	expect(0, 0);
}
END_TEST

START_TEST(erase_of_the_terminal_is_backspace)
{
	input_init(&in, true, DELAY_MS);
	in.erase = 8;
	feed("\b", 0);
	expect(127, 0);
}
END_TEST

START_TEST(reads_usual_sequences)
{
	static const struct { const char *bytes; uint32_t key; } cases[] = {
		{"\033[A", KEY_CODE_UP}, {"\033OB", KEY_CODE_DOWN}, {"\033[5~", KEY_CODE_PAGE_UP},
		{"\033[6~", KEY_CODE_PAGE_DOWN}, {"\033[1;5C", KEY_CODE_RIGHT}, {"\033OH", KEY_CODE_HOME},
		{"\033[F", KEY_CODE_END}, {"\033[1~", KEY_CODE_HOME}, {"\033[4~", KEY_CODE_END},
		{"\033OP", KEY_CODE_F1}, {"\033[11~", KEY_CODE_F1}, {"\033[24~", KEY_CODE_F12},
		{"\033[17~", KEY_CODE_F1 + 5}, {"\033[Z", KEY_CODE_BACK_TAB}, {"\033[3~", KEY_CODE_DELETE},
		{"\033OM", 13},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		input_init(&in, true, DELAY_MS);
		feed(cases[i].bytes, 0);
		expect(cases[i].key, 0);
		expect(0, 0);
		/* The same with a piece for each byte, within the delay. */
		input_init(&in, true, DELAY_MS);
		for (size_t k = 0; cases[i].bytes[k]; k++) {
			expect(0, (int64_t)k * 40000);
			input_feed(&in, cases[i].bytes + k, 1, (int64_t)k * 40000);
		}
		expect(cases[i].key, 400000);
	}
}
END_TEST

START_TEST(escape_alone_waits_its_time)
{
	int wait;

	input_init(&in, true, DELAY_MS);
	feed("\033", 1000000);
	ck_assert_uint_eq(input_next(&in, 1000000, &wait), 0);
	ck_assert_int_eq(wait, DELAY_MS);
	ck_assert_uint_eq(input_next(&in, 1049000, &wait), 0);
	ck_assert_int_eq(wait, 1);
	ck_assert_uint_eq(input_next(&in, 1050000, &wait), 27);
	ck_assert_int_eq(wait, 0);
}
END_TEST

START_TEST(escape_before_a_key_is_both)
{
	input_init(&in, true, DELAY_MS);
	feed("\033q\033\033[A", 0);
	expect(27, 0);
	expect('q', 0);
	expect(27, 0);
	expect(KEY_CODE_UP, 0);
	/* What line editors know with Alt is one key, as arrows with Shift are. */
	feed("\033b\033f\033d\033\177\033[1;2A\033[1;2B\033[1;5A", 0);
	expect(KEY_ALT | 'b', 0);
	expect(KEY_ALT | 'f', 0);
	expect(KEY_ALT | 'd', 0);
	expect(KEY_ALT | 127, 0);
	expect(KEY_CODE_SHIFT_UP, 0);
	expect(KEY_CODE_SHIFT_DOWN, 0);
	feed("\033[<0;12;3M\033[<0;12;3m\033[<64;1;1M\033[<65;200;50M\033[<0;0;1M\033[<0;1Mx", 0);
	expect(KEY_CODE_UP, 0);
	expect(KEY_POINTER_AT(MOUSE_PRESS, 2, 11), 0); /* its release is nothing */
	expect(KEY_POINTER_AT(MOUSE_WHEEL_UP, 0, 0), 0);
	expect(KEY_POINTER_AT(MOUSE_WHEEL_DOWN, 49, 199), 0);
	expect('x', 0); /* what is broken is nothing */
}
END_TEST

/* What no key is must not act as one, whatever its letters. */
START_TEST(unknown_sequences_are_taken_whole)
{
	static const char *const cases[] = {
		"\033[?62;22c",	    "\033[12;40R",	"\033[>0;276;0c", "\033]11;rgb:1111/2222/3333\033\\",
		"\033]52;c;cXE=\a", "\033P1$r0q\033\\", "\033[200~",	  "\033[I",
		"\033[27;5;113~",   "\033Oz",		"\033[<2;3;4M",
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		input_init(&in, true, DELAY_MS);
		feed(cases[i], 0);
		feed("x", 0);
		expect('x', 0);
		expect(0, 0);
	}
}
END_TEST

START_TEST(the_terminal_has_sequences_of_its_own)
{
	input_init(&in, true, DELAY_MS);
	input_add_sequence(&in, "\033[[A", KEY_CODE_F1);
	input_add_sequence(&in, "\033[[AB", KEY_CODE_F12);
	feed("\033[[", 0);
	expect(0, 10);
	feed("A", 20);
	expect(0, 20); /* it may still become the longer one */
	expect(KEY_CODE_F1, 200000);
	feed("\033[[AB", 300000);
	expect(KEY_CODE_F12, 300000);
}
END_TEST

START_TEST(broken_input_is_passed_over)
{
	input_init(&in, true, DELAY_MS);
	input_feed(&in, "\xff\xc3(\xe9\x93", 5, 0);
	expect('(', 0);
	expect(0, 0);
	expect(0, 100000); /* the cut character never came */
	feed("k", 100000);
	expect('k', 100000);
}
END_TEST

START_TEST(any_bytes_end)
{
	unsigned seed = (unsigned)clock_monotonic();
	printf("seed: %u\n", seed);
	for (int round = 0; round < 2000; round++) {
		static const char likely[] = "\033\033\033[O]P;~?1259ABCM\a\\ qa";
		char bytes[64];
		input_init(&in, round & 1, DELAY_MS);
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = rand_r(&seed) % 3 ? likely[(size_t)rand_r(&seed) % (sizeof likely - 1)]
						     : (char)rand_r(&seed);
		input_feed(&in, bytes, sizeof bytes, 0);
		int keys = 0;
		for (int wait; input_next(&in, 1000000, &wait) && keys <= 64;)
			keys++;
		ck_assert_int_le(keys, 64);
		ck_assert_uint_eq(in.start, in.end);
	}
}
END_TEST

static void expect_copy(const char *text, enum copy_through through, const char *expected)
{
	struct buf out = BUF_INIT;

	copy_sequence(&out, text, strlen(text), through);
	ck_assert_str_eq(out.data, expected);
	buf_release(&out);
}

START_TEST(copies_by_osc_52)
{
	expect_copy("", COPY_PLAIN, "\033]52;c;\a");
	expect_copy("a", COPY_PLAIN, "\033]52;c;YQ==\a");
	expect_copy("ab", COPY_PLAIN, "\033]52;c;YWI=\a");
	expect_copy("银行", COPY_PLAIN, "\033]52;c;6ZO26KGM\a");
	expect_copy("abc", COPY_TMUX, "\033]52;c;YWJj\a\033Ptmux;\033\033]52;c;YWJj\a\033\\");
	expect_copy("abc", COPY_SCREEN, "\033P\033]52;c;YWJj\a\033\\");
}
END_TEST

START_TEST(screen_gets_pieces)
{
	char text[600];
	struct buf out = BUF_INIT;
	size_t piece = 0, longest = 0;

	memset(text, 'x', sizeof text);
	copy_sequence(&out, text, sizeof text, COPY_SCREEN);
	for (size_t i = 0; i + 1 < out.length; i++) {
		piece++;
		if (out.data[i] == 27 && out.data[i + 1] == '\\') {
			longest = piece > longest ? piece : longest;
			piece = 0;
		}
	}
	ck_assert_uint_lt(longest, 256);
	buf_release(&out);
}
END_TEST

START_TEST(backgrounds_are_read)
{
	static const struct { const char *answer; int32_t rgb; } answers[] = {
		{"\033]11;rgb:ffff/ffff/dddd\a", 0xffffdd}, {"\033]11;rgb:1e/1E/1e\033\\", 0x1e1e1e},
		{"\033]11;rgb:f/0/8\a", 0xff0088},	       {"\033]11;rgba:0000/2b2b/3636/ffff\a", 0x002b36},
	};
	static const char *const others[] = {"\033]11;?\a", "\033]11;rgb:12/34\a", "\033]11;rgb:12/34/\a",
					     "\033]10;rgb:ffff/ffff/ffff\a", "\033]11;red\a"};
	int32_t rgb;

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		input_init(&in, true, DELAY_MS);
		in.asked = true;
		feed("a", 0);
		feed(answers[i].answer, 0);
		feed("b\033[?62;22cc", 0);
		expect('a', 0);
		expect('b', 0);
		ck_assert(in.background_told && in.asked);
		ck_assert_int_eq(in.background, answers[i].rgb);
		expect('c', 0);
		expect(0, 0);
		ck_assert(!in.asked);
		ck_assert_int_eq(in.background, answers[i].rgb);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		input_init(&in, true, DELAY_MS);
		feed(others[i], 0);
		expect(0, 0);
		ck_assert(!in.background_told);
	}
	ck_assert(background_of_variable("15;0", &rgb) && rgb == 0);
	ck_assert(background_of_variable("0;default;15", &rgb) && rgb == 0xffffff);
	ck_assert(background_of_variable("0;7", &rgb) && rgb == 0xffffff);
	ck_assert(!background_of_variable(NULL, &rgb) && !background_of_variable("0;default", &rgb));
	ck_assert(!background_of_variable("15", &rgb) && !background_of_variable("0;", &rgb));
	ck_assert(!background_of_variable("0;99", &rgb));
}
END_TEST

/* On a slow link an answer comes in pieces, with more time between them than a
 * key's sequence is given; none of it may act as keys. */
START_TEST(a_slow_answer_is_no_keys)
{
	const char *answer = "\033]11;rgb:ffff/ffff/ffff\033\\";
	int64_t now = 0;

	input_init(&in, true, DELAY_MS);
	in.asked = true;
	feed("\033]1", now);
	for (const char *at = answer + 3; *at; at++) {
		now += 10 * DELAY_MS * 1000;
		expect(0, now - 1);
		input_feed(&in, at, 1, now);
	}
	expect(0, now);
	ck_assert(in.background_told && in.background == 0xffffff);
	/* One that never ends is given up. */
	feed("\033]11;rgb:", now);
	expect(0, now + 900000);
	expect(0, now + 1100000);
	feed("a", now + 1200000);
	expect('a', now + 1200000);
}
END_TEST

START_TEST(only_those_that_answer_are_asked)
{
	unsetenv("TMUX");
	unsetenv("STY");
	ck_assert(background_may_ask("xterm-256color") && background_may_ask("tmux-256color"));
	ck_assert(!background_may_ask("linux") && !background_may_ask("vt100") && !background_may_ask(NULL));
	ck_assert(!background_may_ask("screen-256color"));
	setenv("TMUX", "/tmp/tmux-0/default,1,0", 1);
	ck_assert(background_may_ask("screen-256color"));
	setenv("STY", "1.pts-0", 1); /* GNU screen would keep it as a title */
	ck_assert(!background_may_ask("xterm-256color"));
}
END_TEST

TEST_MAIN("input", 20, reads_characters, erase_of_the_terminal_is_backspace, reads_usual_sequences,
	  escape_alone_waits_its_time, escape_before_a_key_is_both, unknown_sequences_are_taken_whole,
	  the_terminal_has_sequences_of_its_own, broken_input_is_passed_over, any_bytes_end, copies_by_osc_52,
	  screen_gets_pieces, backgrounds_are_read, a_slow_answer_is_no_keys, only_those_that_answer_are_asked)
