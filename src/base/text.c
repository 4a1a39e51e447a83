#include "slatop/base/text.h"

#include <string.h>

#include "base/text_class.h"
#include "slatop/base/mem.h"
#include "base/width_table.h"

size_t text_decode(const char *text, size_t length, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t lead = s[0];

	*c = 0xfffd;
	if (lead < 0x80) {
		*c = lead;
		return 1;
	}
	if (lead < 0xc2 || lead > 0xf4)
		return 1;
	size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (size > length)
		return 1;
	uint32_t value = lead & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (s[i] & 0x3f);
	}
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 1;
	*c = value;
	return size;
}

size_t text_encode(uint32_t c, char out[4])
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = size - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)((0xf00 >> size & 0xff) | c);
	return size;
}

enum text_class text_class_of(uint32_t c)
{
	if (c < 0x7f)
		return c < 0x20 ? CLASS_SHOWN : CLASS_SINGLE;
	if (c >= 0x4e00 && c <= 0x9fff)
		return CLASS_DOUBLE;
	if (c >= 0xa0 && c < 0x300)
		return c == 0xad ? CLASS_SHOWN : CLASS_SINGLE;
	size_t low = 0, high = COUNT_OF(width_runs); /* the run is in [low, high) */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (width_runs[middle] >> 2 <= c)
			low = middle;
		else
			high = middle;
	}
	return width_runs[low] & 3;
}

/* Cells of what text_clean shows in place of c: ^X or <U+XXXX>. */
static int shown_width(uint32_t c)
{
	if (c < 0x20 || c == 0x7f)
		return 2;
	return c < 0x10000 ? 8 : c < 0x100000 ? 9 : 10;
}

bool text_char_is_clean(uint32_t c)
{
	return text_class_of(c) != CLASS_SHOWN;
}

int text_char_width(uint32_t c)
{
	enum text_class class = text_class_of(c);

	return class == CLASS_SHOWN ? shown_width(c) : (int)class;
}

/* The character at text, which is not at its end: its bytes and its cells. */
static inline size_t measure(const char *text, size_t length, int *cells)
{
	uint32_t c;

	if ((unsigned char)(*text - 0x20) < 0x5f) {
		*cells = 1;
		return 1;
	}
	size_t size = text_decode(text, length, &c);
	*cells = c == 0xfffd && size == 1 ? 4 : text_char_width(c);
	return size;
}

int text_width(const char *text, size_t length)
{
	int64_t total = 0;
	int cells;

	for (size_t at = 0; at < length; total += cells)
		at += measure(text + at, length - at, &cells);
	return total > INT32_MAX ? INT32_MAX : (int)total;
}

size_t text_fit(const char *text, size_t length, int cells, int *used)
{
	size_t at = 0;
	int total = 0;

	while (at < length) {
		int width;
		size_t size = measure(text + at, length - at, &width);
		if (width > cells - total)
			break;
		total += width;
		at += size;
	}
	if (used)
		*used = total;
	return at;
}

static void add_blanks(struct buf *out, int count)
{
	if (count <= 0)
		return;
	memset(buf_room(out, (size_t)count), ' ', (size_t)count);
	out->length += (size_t)count;
	out->data[out->length] = '\0';
}

/* Clean text; more of it follows where cut is set. */
static void pad_clean(struct buf *out, const char *text, size_t length, bool cut, int cells,
		      enum text_align align, bool ascii)
{
	int used;
	size_t fits = text_fit(text, length, cells, &used);

	if (cut || fits < length) {
		cut = true;
		fits = text_fit(text, length, cells - 1, &used);
		used++;
	}
	int blanks = cells - used;
	int before = align == ALIGN_RIGHT ? blanks : align == ALIGN_CENTER ? blanks / 2 : 0;
	add_blanks(out, before);
	buf_add(out, text, fits);
	if (cut)
		buf_add_text(out, ascii ? "~" : "…");
	add_blanks(out, blanks - before);
}

/* Only what may be seen is looked at: a text may be very long. */
void text_pad(struct buf *out, const char *text, int cells, enum text_align align, bool ascii)
{
	size_t length = strlen(text), seen = text_fit(text, length, cells, NULL);

	if (cells <= 0)
		return;
	if (text_is_clean(text, seen)) {
		pad_clean(out, text, seen, seen < length, cells, align, ascii);
		return;
	}
	struct buf clean = BUF_INIT;
	text_clean(&clean, text, seen);
	pad_clean(out, clean.data, clean.length, seen < length, cells, align, ascii);
	buf_release(&clean);
}
