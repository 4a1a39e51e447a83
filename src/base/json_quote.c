/* Texts as JSON literals, both ways. */
#include <string.h>

#include "base/text_class.h"
#include "slatop/base/json.h"
#include "slatop/base/text.h"

static void quote_unit(struct buf *out, uint32_t c)
{
	if (c > 0xffff) {
		buf_addf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
		return;
	}
	buf_addf(out, "\\u%04x", c);
}

/* One character that does not stand for itself in a literal. */
static void quote_special(struct buf *out, uint32_t c)
{
	static const char letters[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'},
					  {'\t', 't'}, {'\b', 'b'},  {'\f', 'f'}};

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (c == (uint32_t)letters[i][0]) {
			buf_add_byte(out, '\\');
			buf_add_byte(out, letters[i][1]);
			return;
		}
	quote_unit(out, c);
}

void json_quote(struct buf *out, const char *text, size_t length)
{
	size_t done = 0;

	buf_add_byte(out, '"');
	for (size_t at = 0; at < length;) {
		uint32_t c;
		size_t size = text_decode(text + at, length - at, &c);
		bool invalid = c == 0xfffd && size == 1;
		if (invalid || c == '"' || c == '\\' || text_class_of(c) == CLASS_SHOWN) {
			buf_add(out, text + done, at - done);
			if (invalid)
				buf_add_text(out, "\uFFFD");
			else
				quote_special(out, c);
			done = at + size;
		}
		at += size;
	}
	buf_add(out, text + done, length - done);
	buf_add_byte(out, '"');
}

/* --- reading ------------------------------------------------------------- */

/* The four hex digits at text, or -1. */
static int32_t hex4(const char *text, size_t length)
{
	int32_t value = 0;

	if (length < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		int c = (unsigned char)text[i], low = c | 0x20;
		int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* The code unit after \u at text, joined with its second half if there is one.
 * Returns the bytes taken, 0 where there are no digits. */
static size_t unquote_unit(struct buf *out, const char *text, size_t length)
{
	char bytes[4];
	int32_t unit = hex4(text, length), second = -1;
	size_t used = 4;

	if (unit < 0)
		return 0;
	uint32_t c = (uint32_t)unit;
	if (c >= 0xd800 && c <= 0xdbff && length >= 10 && text[4] == '\\' && text[5] == 'u')
		second = hex4(text + 6, length - 6);
	if (second >= 0xdc00 && second <= 0xdfff) {
		c = 0x10000 + ((c - 0xd800) << 10) + ((uint32_t)second - 0xdc00);
		used = 10;
	}
	buf_add(out, bytes, text_encode(c, bytes)); /* half a pair becomes U+FFFD */
	return used;
}

size_t json_unquote(struct buf *out, const char *text, size_t length)
{
	static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t"; /* pairs: as written, as meant */
	size_t at = 1, done = 1;

	if (!length || *text != '"')
		return 0;
	while (at < length && text[at] != '"') {
		if (text[at] != '\\') {
			at++;
			continue;
		}
		buf_add(out, text + done, at - done);
		if (++at == length)
			return 0;
		char letter = text[at++];
		size_t i = 0, used = 0;
		while (i + 1 < sizeof letters && letters[i] != letter)
			i += 2;
		if (i + 1 < sizeof letters)
			buf_add_byte(out, letters[i + 1]);
		else if (letter != 'u' || !(used = unquote_unit(out, text + at, length - at)))
			return 0;
		at += used;
		done = at;
	}
	if (at >= length)
		return 0;
	buf_add(out, text + done, at - done);
	return at + 1;
}
