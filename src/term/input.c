#include "term/input.h"

#include <string.h>
#include <wchar.h>

#include "slatop/base/text.h"
#include "slatop/base/key.h"
#include "term/background.h"

#define ESCAPE 27
#define ANSWER_US 1000000 /* how long the rest of an answer that was asked for may take */
#define STRING_MAX 2048 /* an answer of the terminal longer than that is no answer */

enum outcome { TAKEN, UNFINISHED };

void input_init(struct input *in, bool utf8, int delay_ms)
{
	memset(in, 0, sizeof *in);
	in->utf8 = utf8;
	in->delay_us = (int64_t)delay_ms * 1000;
}

void input_add_sequence(struct input *in, const char *bytes, uint32_t key)
{
	size_t length = bytes ? strlen(bytes) : 0;

	if (length < 2 || bytes[0] != ESCAPE || length >= INPUT_SEQUENCE_MAX ||
	    in->sequence_count == INPUT_SEQUENCES)
		return;
	struct input_sequence *s = &in->sequences[in->sequence_count++];
	memcpy(s->bytes, bytes, length + 1);
	s->key = key;
}

size_t input_feed(struct input *in, const char *bytes, size_t length, int64_t now)
{
	if (in->start) {
		memmove(in->bytes, in->bytes + in->start, in->end - in->start);
		in->end -= in->start;
		in->start = 0;
	}
	size_t room = sizeof in->bytes - in->end;
	if (length > room)
		length = room;
	memcpy(in->bytes + in->end, bytes, length);
	in->end += length;
	if (length)
		in->came_at = now;
	return length;
}

/* The terminal's own sequences: the longest that stands at the front. */
static enum outcome match_own(const struct input *in, const char *b, size_t n, size_t *taken, uint32_t *key)
{
	bool may_grow = false;

	*taken = 0;
	for (size_t i = 0; i < in->sequence_count; i++) {
		const struct input_sequence *s = &in->sequences[i];
		size_t length = strlen(s->bytes);
		if (n < length) {
			may_grow |= !memcmp(s->bytes, b, n);
		} else if (length > *taken && !memcmp(s->bytes, b, length)) {
			*taken = length;
			*key = s->key;
		}
	}
	return may_grow ? UNFINISHED : TAKEN;
}

/* What xterm and its kin send: by the final letter, and by number before "~". */
static uint32_t key_of_letter(char letter)
{
	switch (letter) {
	case 'A': return KEY_CODE_UP;
	case 'B': return KEY_CODE_DOWN;
	case 'C': return KEY_CODE_RIGHT;
	case 'D': return KEY_CODE_LEFT;
	case 'F': return KEY_CODE_END;
	case 'H': return KEY_CODE_HOME;
	case 'M': return 13;
	case 'Z': return KEY_CODE_BACK_TAB;
	case 'P': case 'Q': case 'R': case 'S': return KEY_CODE_F1 + (uint32_t)(letter - 'P');
	default: return 0;
	}
}

static uint32_t key_of_number(int number)
{
	static const uint32_t edit[] = {0, KEY_CODE_HOME, KEY_CODE_INSERT, KEY_CODE_DELETE, KEY_CODE_END,
		KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN, KEY_CODE_HOME, KEY_CODE_END};

	if (number >= 1 && number <= 8)
		return edit[number];
	if (number >= 11 && number <= 15)
		return KEY_CODE_F1 + (uint32_t)(number - 11);
	if (number >= 17 && number <= 21)
		return KEY_CODE_F1 + 5 + (uint32_t)(number - 17);
	if (number == 23 || number == 24)
		return KEY_CODE_F1 + 10 + (uint32_t)(number - 23);
	return 0;
}

/* "1;2A", "1;2B": an arrow with Shift. */
static uint32_t key_with_shift(const char *parameters, size_t length, char letter)
{
	if (length != 3 || memcmp(parameters, "1;2", 3))
		return 0;
	return letter == 'A' ? KEY_CODE_SHIFT_UP : letter == 'B' ? KEY_CODE_SHIFT_DOWN : 0;
}

/* "<0;12;3M": a button, its column and row from 1. Releases and the other buttons
 * are nothing. */
static uint32_t key_of_mouse(const char *parameters, size_t length, char letter)
{
	int numbers[3] = {0}, at = 0;

	for (size_t i = 1; i < length; i++) {
		if (parameters[i] == ';' && at < 2)
			at++;
		else if (parameters[i] >= '0' && parameters[i] <= '9' && numbers[at] < 10000)
			numbers[at] = numbers[at] * 10 + parameters[i] - '0';
		else
			return 0;
	}
	int what = numbers[0] == 0 ? MOUSE_PRESS : numbers[0] == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
	if (letter != 'M' || at != 2 || (numbers[0] && numbers[0] != 64 && numbers[0] != 65) || numbers[1] < 1 ||
	    numbers[2] < 1 || numbers[1] > 0xfff || numbers[2] > 0xfff)
		return 0;
	return KEY_POINTER_AT(what, numbers[2] - 1, numbers[1] - 1);
}

/* ESC [ parameters, intermediates, a final byte. Whatever it is, it is taken
 * whole: the tail of an unknown sequence must never act as keys. */
static enum outcome parse_csi(const char *b, size_t n, size_t *taken, uint32_t *key)
{
	int number = 0;
	bool first = true, intermediate = false;

	*key = 0;
	for (size_t i = 2; i < n; i++) {
		unsigned char c = (unsigned char)b[i];
		*taken = i + 1;
		if (c >= '0' && c <= '9' && first && number < 1000) {
			number = number * 10 + (c - '0');
		} else if (c >= 0x20 && c < 0x40) {
			first = false;
			intermediate |= c < 0x30 || c >= 0x3c;
		} else if (c >= 0x40 && c < 0x7f) {
			/* A letter's own number is 1; others are answers ("ESC [ 12 ; 40 R"). */
			*key = b[2] == '<' ? key_of_mouse(b + 2, i - 2, (char)c)
					   : key_with_shift(b + 2, i - 2, (char)c);
			if (!intermediate && !*key)
				*key = c == '~'	     ? key_of_number(number)
				       : number <= 1 ? key_of_letter((char)c)
						     : 0;
			return TAKEN;
		} else {
			*taken = i; /* no sequence after all; what breaks it is read by itself */
			return TAKEN;
		}
	}
	*taken = 0;
	return UNFINISHED;
}

/* An answer of the terminal (OSC, DCS ...): up to BEL or ESC \, thrown away. */
static enum outcome parse_string(const char *b, size_t n, size_t *taken)
{
	for (size_t i = 2; i < n; i++) {
		bool ended = b[i] == 7 || (b[i] == '\\' && b[i - 1] == ESCAPE);
		if (ended || i >= STRING_MAX) {
			*taken = i + 1;
			return TAKEN;
		}
	}
	return UNFINISHED;
}

/* What a string or a sequence without a key tells, where something was asked. */
static void note_answer(struct input *in, const char *b, size_t taken)
{
	if (background_answer(b, taken, &in->background))
		in->background_told = true;
	if (taken > 3 && !memcmp(b, "\033[?", 3) && b[taken - 1] == 'c')
		in->asked = false;
}

/* An answer that has begun is waited for longer than a key is: on a slow link its
 * tail must not act as keys. */
static bool is_answer(const struct input *in, const char *b, size_t n)
{
	return in->asked && n > 2 && b[0] == ESCAPE && b[1] == ']' && b[2] == '1';
}

/* At an ESC: what it starts. *key 0 with TAKEN: passed over. */
static enum outcome parse_escape(const struct input *in, const char *b, size_t n, size_t *taken,
				 uint32_t *key)
{
	if (n == 1)
		return UNFINISHED;
	enum outcome own = match_own(in, b, n, taken, key);
	if (own == UNFINISHED || *taken)
		return own;
	switch (b[1]) {
	case '[':
		return parse_csi(b, n, taken, key);
	case 'O':
		if (n < 3)
			return UNFINISHED;
		*key = key_of_letter(b[2]);
		*taken = 3;
		return TAKEN;
	case ']': case 'P': case 'X': case '^': case '_':
		return parse_string(b, n, taken);
	case 'b': case 'f': case 'd': case 127: /* what a line editor knows with Alt */
		*key = KEY_ALT | (uint32_t)b[1];
		*taken = 2;
		return TAKEN;
	default: /* the Esc key, and another right after it */
		*key = ESCAPE;
		*taken = 1;
		return TAKEN;
	}
}

/* How many bytes a UTF-8 character has by its first one. */
static size_t utf8_size(unsigned char lead)
{
	return lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
}

static enum outcome parse_character(const struct input *in, const char *b, size_t n, size_t *taken,
				    uint32_t *key)
{
	*taken = 1;
	*key = (unsigned char)*b;
	if (*key < 0x80) {
		if (*key == in->erase)
			*key = 127;
		return TAKEN;
	}
	if (in->utf8) {
		*taken = text_decode(b, n, key);
		if (*taken > 1 || *key != 0xfffd)
			return TAKEN;
		*key = 0; /* a byte of no character */
		for (size_t i = 1; i < n; i++)
			if (((unsigned char)b[i] & 0xc0) != 0x80)
				return TAKEN;
		return n < utf8_size((unsigned char)*b) ? UNFINISHED : TAKEN;
	}
	mbstate_t state = {0};
	wchar_t wide;
	size_t size = mbrtowc(&wide, b, n, &state);
	if (size == (size_t)-2)
		return UNFINISHED;
	*key = size == (size_t)-1 ? 0 : (uint32_t)wide;
	*taken = size == (size_t)-1 || !size ? 1 : size;
	return TAKEN;
}

uint32_t input_next(struct input *in, int64_t now, int *wait_ms)
{
	*wait_ms = 0;
	while (in->start < in->end) {
		const char *b = in->bytes + in->start;
		size_t n = in->end - in->start, taken = 0;
		uint32_t key = 0;
		enum outcome outcome = *b == ESCAPE ? parse_escape(in, b, n, &taken, &key)
						    : parse_character(in, b, n, &taken, &key);
		if (outcome == UNFINISHED) {
			bool answer = is_answer(in, b, n);
			int64_t left = in->came_at + (answer ? ANSWER_US : in->delay_us) - now;
			if (left > 0 && n < sizeof in->bytes) {
				*wait_ms = (int)((left + 999) / 1000);
				return 0;
			}
			/* Nothing more came: what stands there stands for itself. */
			if (!taken) {
				taken = answer ? n : 1;
				key = *b == ESCAPE && !answer ? ESCAPE : 0;
			}
		}
		if (!key && taken > 1 && *b == ESCAPE)
			note_answer(in, b, taken);
		in->start += taken;
		if (key)
			return key;
	}
	return 0;
}
