#include <string.h>

#include "base/text_class.h"
#include "slatop/base/text.h"

#define MARKS_KEPT 4 /* as many as a cell of ncurses holds */

/* Whether one of the common ideographs, U+4E00 to U+9FFF, begins at text. */
static inline bool is_ideograph(const char *text, size_t length)
{
	const unsigned char *s = (const unsigned char *)text;

	return length >= 3 && s[0] >= 0xe4 && s[0] <= 0xe9 && (s[0] > 0xe4 || s[1] >= 0xb8) &&
	       (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80;
}

/* The longest start of text that needs no cleaning; *marks gets the number of
 * marks on the last base in it, -1 where a mark would have nothing to sit on. */
static size_t clean_start(const char *text, size_t length, int *marks)
{
	size_t at = 0;

	while (at < length) {
		/* Eight printable ASCII bytes at a time: no high bit, none below
		 * 0x20, no 0x7f. */
		uint64_t word;
		while (length - at >= 8) {
			memcpy(&word, text + at, 8);
			uint64_t low = word - UINT64_C(0x2020202020202020);
			uint64_t high = word + UINT64_C(0x0101010101010101);
			if ((word | low | high) & UINT64_C(0x8080808080808080))
				break;
			at += 8;
			*marks = 0;
		}
		if (at == length)
			break;
		if (is_ideograph(text + at, length - at)) {
			at += 3;
			*marks = 0;
			continue;
		}
		uint32_t c;
		size_t size = text_decode(text + at, length - at, &c);
		enum text_class class = text_class_of(c);
		if (class == CLASS_SHOWN || (c == 0xfffd && size == 1))
			break;
		if (class != CLASS_MARK)
			*marks = 0;
		else if (*marks < 0 || *marks == MARKS_KEPT)
			break;
		else
			++*marks;
		at += size;
	}
	return at;
}

/* Counts the marks at the start of text; *bytes gets their length. */
static size_t count_marks(const char *text, size_t length, size_t *bytes)
{
	size_t at = 0, count = 0;

	while (at < length) {
		uint32_t c;
		size_t size = text_decode(text + at, length - at, &c);
		if (text_class_of(c) != CLASS_MARK)
			break;
		at += size;
		count++;
	}
	*bytes = at;
	return count;
}

/* Appends a readable form of the character at text, which clean_start stopped
 * at. Returns the bytes it stands for. */
static size_t show(struct buf *out, const char *text, size_t length, int *marks)
{
	uint32_t c;
	size_t size = text_decode(text, length, &c);

	if (text_class_of(c) == CLASS_MARK) {
		if (*marks < 0) {
			buf_add_text(out, "◌");
			*marks = 0;
			return 0;
		}
		buf_addf(out, "<+%zu>", count_marks(text, length, &size));
	} else if (c == 0xfffd && size == 1) {
		buf_addf(out, "\\x%02x", (unsigned char)*text);
	} else if (c < 0x20 || c == 0x7f) {
		buf_add_byte(out, '^');
		buf_add_byte(out, (char)(c ^ 0x40));
	} else {
		buf_addf(out, "<U+%04X>", c);
	}
	*marks = -1;
	return size;
}

void text_clean(struct buf *out, const char *text, size_t length)
{
	int marks = -1;

	for (size_t at = 0; at < length;) {
		size_t clean = clean_start(text + at, length - at, &marks);
		buf_add(out, text + at, clean);
		at += clean;
		if (at < length)
			at += show(out, text + at, length - at, &marks);
	}
}

bool text_is_clean(const char *text, size_t length)
{
	int marks = -1;

	return clean_start(text, length, &marks) == length;
}
