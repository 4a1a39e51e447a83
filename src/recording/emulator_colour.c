/* SGR: colours and attributes of what is written next. */
#include <string.h>

#include "recording/emulator_private.h"

static bool is_joined(const struct screen_state *s, int i)
{
	return i < s->parameter_count && s->joined & UINT32_C(1) << i;
}

static int clipped(int value)
{
	return value < 255 ? value : 255;
}

static uint32_t rgb(const uint16_t *p)
{
	return EMULATOR_RGB | (uint32_t)clipped(p[0]) << 16 | (uint32_t)clipped(p[1]) << 8 | (uint32_t)clipped(p[2]);
}

/* 38 and 48: "38;5;N", "38;2;R;G;B", or the same joined by colons, where the RGB
 * form may hold a colour space before the three. Returns the index of the last
 * parameter used; *colour stays where they are not whole. */
static int extended(const struct screen_state *s, int i, uint32_t *colour)
{
	int end = i + 1, kind = end < s->parameter_count ? s->parameters[end] : 0;

	if (is_joined(s, end)) {
		while (is_joined(s, end + 1))
			end++;
		if (kind == 5 && end - i >= 2)
			*colour = EMULATOR_PALETTE | (uint32_t)clipped(s->parameters[i + 2]);
		else if (kind == 2 && end - i >= 4)
			*colour = rgb(&s->parameters[end - i >= 5 ? i + 3 : i + 2]);
		return end;
	}
	if (kind == 5 && i + 2 < s->parameter_count) {
		*colour = EMULATOR_PALETTE | (uint32_t)clipped(s->parameters[i + 2]);
		return i + 2;
	}
	if (kind == 2 && i + 4 < s->parameter_count) {
		*colour = rgb(&s->parameters[i + 2]);
		return i + 4;
	}
	return s->parameter_count; /* the rest is a broken colour */
}

static void attribute(struct pen *pen, int code)
{
	static const uint8_t on[] = {0, EMULATOR_BOLD, EMULATOR_DIM, EMULATOR_ITALIC, EMULATOR_UNDERLINE,
				     EMULATOR_BLINK, EMULATOR_BLINK, EMULATOR_REVERSE, EMULATOR_HIDDEN,
				     EMULATOR_STRIKE};

	if (code == 0) {
		pen->fg = pen->bg = EMULATOR_DEFAULT;
		pen->attributes = 0;
	} else if (code < 10) {
		pen->attributes |= on[code];
	} else if (code == 21) {
		pen->attributes |= EMULATOR_UNDERLINE;
	} else if (code == 22) {
		pen->attributes &= (uint8_t)~(EMULATOR_BOLD | EMULATOR_DIM);
	} else if (code >= 23 && code <= 29) {
		pen->attributes &= (uint8_t)~on[code - 20];
	}
}

static uint32_t palette(int number)
{
	return EMULATOR_PALETTE | (uint32_t)number;
}

static void colour(struct pen *pen, int code)
{
	if (code >= 30 && code <= 37)
		pen->fg = palette(code - 30);
	else if (code == 39)
		pen->fg = EMULATOR_DEFAULT;
	else if (code >= 40 && code <= 47)
		pen->bg = palette(code - 40);
	else if (code == 49)
		pen->bg = EMULATOR_DEFAULT;
	else if (code >= 90 && code <= 97)
		pen->fg = palette(code - 90 + 8);
	else if (code >= 100 && code <= 107)
		pen->bg = palette(code - 100 + 8);
}

void sequence_colour(struct emulator *m)
{
	struct screen_state *s = m->s;
	uint32_t unused;

	if (!s->parameter_count)
		attribute(&s->pen, 0);
	for (int i = 0; i < s->parameter_count; i++) {
		int code = s->parameters[i];
		if (code == 38 || code == 48 || code == 58) {
			i = extended(s, i, code == 38 ? &s->pen.fg : code == 48 ? &s->pen.bg : &unused);
		} else if (is_joined(s, i + 1)) { /* 4:3, kinds of underline; 4:0 none */
			if (code == 4 && !s->parameters[i + 1])
				attribute(&s->pen, 24);
			else
				attribute(&s->pen, code);
			while (is_joined(s, i + 1))
				i++;
		} else {
			attribute(&s->pen, code);
			colour(&s->pen, code);
		}
	}
}
