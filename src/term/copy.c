#include "term/copy.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SCREEN_CHUNK 240 /* GNU screen drops longer strings */

static void add_base64(struct buf *out, const char *text, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)text;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t three = (uint32_t)s[i] << 16;
		three |= i + 1 < length ? (uint32_t)s[i + 1] << 8 : 0;
		three |= i + 2 < length ? s[i + 2] : 0;
		buf_add_byte(out, digits[three >> 18]);
		buf_add_byte(out, digits[three >> 12 & 63]);
		buf_add_byte(out, i + 1 < length ? digits[three >> 6 & 63] : '=');
		buf_add_byte(out, i + 2 < length ? digits[three & 63] : '=');
	}
}

enum copy_through copy_way(void)
{
	const char *tmux = getenv("TMUX"), *screen = getenv("STY");

	return tmux && *tmux ? COPY_TMUX : screen && *screen ? COPY_SCREEN : COPY_PLAIN;
}

void copy_sequence(struct buf *out, const char *text, size_t length, enum copy_through through)
{
	struct buf plain = BUF_INIT;

	buf_add_text(&plain, "\033]52;c;");
	add_base64(&plain, text, length);
	buf_add_byte(&plain, '\a');
	switch (through) {
	case COPY_PLAIN:
		buf_add(out, plain.data, plain.length);
		break;
	case COPY_TMUX:
		/* tmux obeys one or the other by its settings (set-clipboard,
		 * allow-passthrough); the same text twice does no harm. */
		buf_add(out, plain.data, plain.length);
		buf_add_text(out, "\033Ptmux;\033");
		buf_add(out, plain.data, plain.length);
		buf_add_text(out, "\033\\");
		break;
	case COPY_SCREEN:
		for (size_t at = 0; at < plain.length; at += SCREEN_CHUNK) {
			size_t left = plain.length - at;
			buf_add_text(out, "\033P");
			buf_add(out, plain.data + at, left < SCREEN_CHUNK ? left : SCREEN_CHUNK);
			buf_add_text(out, "\033\\");
		}
		break;
	}
	buf_release(&plain);
}
