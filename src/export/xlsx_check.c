/* Whether a workbook is whole.
 *
 * The library keeps sheets in temporary files and does not look whether they
 * could be written: on a full disk it packs what is there, and says that all is
 * well. So the file is unpacked again: each of its parts has to end with the tag
 * that it starts with, and the sheets must have as many cells as were written. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "export/exporters.h"

#define END_SIZE 22 /* of the end record, which has no comment here */
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
#define TAG_MAX 64

struct part {
	char name[128];
	const unsigned char *packed;
	size_t packed_length;
};
struct reading {
	char start[256], end[TAG_MAX]; /* of the unpacked part */
	size_t start_length, end_length;
	unsigned matched; /* characters of "<c " seen */
	size_t cells;
};

static unsigned number16(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

static size_t number32(const unsigned char *at)
{
	return number16(at) | (size_t)number16(at + 2) << 16;
}

/* The entry at *at of the directory; moves on to the next one. */
static bool next_part(const struct buf *file, size_t *at, struct part *p)
{
	const unsigned char *bytes = (const unsigned char *)file->data;

	if (*at + ENTRY_SIZE > file->length || memcmp(bytes + *at, "PK\1\2", 4) != 0)
		return false;
	const unsigned char *entry = bytes + *at;
	size_t name = number16(entry + 28), local = number32(entry + 42);
	*at += ENTRY_SIZE + name + number16(entry + 30) + number16(entry + 32);
	if (*at > file->length || local + LOCAL_SIZE > file->length)
		return false;
	snprintf(p->name, sizeof p->name, "%.*s", (int)name, (const char *)entry + ENTRY_SIZE);
	size_t start = local + LOCAL_SIZE + number16(bytes + local + 26) + number16(bytes + local + 28);
	p->packed = bytes + start;
	p->packed_length = number32(entry + 20);
	return start + p->packed_length <= file->length;
}

static void read_piece(struct reading *r, const char *piece, size_t length)
{
	static const char cell[] = "<c ";

	for (size_t i = 0; i < length; i++) {
		r->matched = piece[i] == cell[r->matched] ? r->matched + 1 : piece[i] == '<';
		if (!cell[r->matched]) {
			r->cells++;
			r->matched = 0;
		}
	}
	for (size_t i = 0; i < length && r->start_length < sizeof r->start - 1; i++)
		r->start[r->start_length++] = piece[i];
	if (length > sizeof r->end) {
		piece += length - sizeof r->end;
		length = sizeof r->end;
	}
	size_t keep = sizeof r->end - length < r->end_length ? sizeof r->end - length : r->end_length;
	memmove(r->end, r->end + r->end_length - keep, keep);
	memcpy(r->end + keep, piece, length);
	r->end_length = keep + length;
}

static bool unpack(const struct part *p, struct reading *r)
{
	char piece[65536];
	z_stream z = {.next_in = (Bytef *)(uintptr_t)p->packed, .avail_in = (uInt)p->packed_length};
	int status = inflateInit2(&z, -MAX_WBITS);

	while (status == Z_OK) {
		z.next_out = (Bytef *)piece;
		z.avail_out = sizeof piece;
		status = inflate(&z, Z_NO_FLUSH);
		read_piece(r, piece, sizeof piece - z.avail_out);
	}
	inflateEnd(&z);
	return status == Z_STREAM_END;
}

/* Whether the end closes the first tag that is no declaration. */
static bool is_closed(const struct reading *r)
{
	char tag[TAG_MAX];
	const char *at = r->start;

	while ((at = strchr(at, '<')) && (at[1] == '?' || at[1] == '!'))
		at++;
	if (!at)
		return false;
	int length = snprintf(tag, sizeof tag, "</%.*s>", (int)strcspn(at + 1, " \t\r\n/>"), at + 1);
	size_t end = r->end_length;
	while (end && strchr(" \r\n", r->end[end - 1]))
		end--;
	return (size_t)length <= end && !memcmp(r->end + end - (size_t)length, tag, (size_t)length);
}

bool xlsx_is_whole(const struct buf *file, size_t cells, struct err *e)
{
	static const char why[] = "the workbook is not whole (is the disk of the temporary files full?)";
	const unsigned char *end = (const unsigned char *)file->data + file->length - END_SIZE;
	size_t found = 0;

	if (file->length < END_SIZE || memcmp(end, "PK\5\6", 4) != 0)
		return err_set(e, "%s", why);
	size_t at = number32(end + 16), count = number16(end + 10);
	for (size_t i = 0; i < count; i++) {
		struct part p;
		struct reading r = {.start_length = 0};

		if (!next_part(file, &at, &p) || !unpack(&p, &r) || !is_closed(&r))
			return err_set(e, "%s", why);
		if (!strncmp(p.name, "xl/worksheets/sheet", 19))
			found += r.cells;
	}
	return (count && found == cells) || err_set(e, "%s", why);
}
