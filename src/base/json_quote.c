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
