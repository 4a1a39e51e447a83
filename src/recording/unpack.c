#include "recording/unpack.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define STEP (64u << 10)
#define TAR_BLOCK 512
#define TAR_FILES_MOST 64

/* --- gzip ------------------------------------------------------------------------- */

bool unpack_is_gzip(const struct buf *b)
{
	return b->length > 2 && (uint8_t)b->data[0] == 0x1f && (uint8_t)b->data[1] == 0x8b;
}

bool unpack_begin(struct unpacking *u, const struct buf *bytes, struct err *e)
{
	*u = (struct unpacking){.z = {.next_in = (Bytef *)bytes->data, .avail_in = (uInt)bytes->length},
				.out = BUF_INIT};
	u->open = inflateInit2(&u->z, 15 + 16) == Z_OK;
	return u->open || err_set(e, "cannot be unpacked: %s", u->z.msg ? u->z.msg : "out of memory");
}

/* Once more from the front, into room that is known now. */
static bool fill(struct unpacking *u, const struct buf *bytes)
{
	u->fills = true;
	u->z.next_in = (Bytef *)bytes->data;
	u->z.avail_in = (uInt)bytes->length;
	buf_room(&u->out, u->length + STEP);
	u->length = 0;
	return inflateReset(&u->z) == Z_OK;
}

bool unpack_step(struct unpacking *u, const struct buf *bytes, size_t limit)
{
	Bytef counted[STEP];

	u->z.next_out = u->fills ? (Bytef *)buf_room(&u->out, STEP) : counted;
	u->z.avail_out = STEP;
	u->status = inflate(&u->z, Z_NO_FLUSH);
	u->length += STEP - u->z.avail_out;
	if (u->fills) {
		u->out.length = u->length;
		u->out.data[u->length] = '\0';
	}
	if (u->status == Z_STREAM_END && u->z.avail_in)
		u->status = inflateReset(&u->z);
	if (u->length > limit)
		return false;
	if (u->status == Z_OK)
		return true;
	return !u->fills && fill(u, bytes);
}

int unpack_end(struct unpacking *u, struct buf *out)
{
	*out = u->out;
	buf_init(&u->out);
	unpack_abandon(u);
	return u->status;
}

void unpack_abandon(struct unpacking *u)
{
	if (!u->open)
		return;
	inflateEnd(&u->z);
	buf_release(&u->out);
	u->open = false;
}

/* --- tar ---------------------------------------------------------------------------- */

bool untar_is_tar(const struct buf *b)
{
	return b->length >= 2 * TAR_BLOCK && !memcmp(b->data + 257, "ustar", 5);
}

static size_t octal(const char *text, size_t length)
{
	size_t value = 0;

	for (size_t i = 0; i < length && text[i] >= '0' && text[i] <= '7'; i++)
		value = value << 3 | (size_t)(text[i] - '0');
	return value;
}

/* The head of a file; false where none is left. */
static bool take_head(struct untarring *t, const struct buf *tar)
{
	const char *head = tar->data + t->at;

	if (t->at + TAR_BLOCK > tar->length || !*head || t->count == TAR_FILES_MOST)
		return false;
	size_t length = octal(head + 124, 12), left = tar->length - t->at - TAR_BLOCK;
	if (length > left)
		length = left; /* cut off: its reader says so */
	t->at += TAR_BLOCK;
	t->padding = (TAR_BLOCK - length % TAR_BLOCK) % TAR_BLOCK;
	if (head[156] != '0' && head[156]) { /* a folder, a link */
		t->at += length + t->padding;
		return true;
	}
	char *name = mem_copy_n(head, 100), *slash = strrchr(name, '/');
	MEM_GROW(t->files, t->count, t->capacity);
	t->files[t->count++] = (struct recording_file){.name = mem_copy(slash ? slash + 1 : name), .bytes = BUF_INIT};
	free(name);
	buf_room(&t->files[t->count - 1].bytes, length);
	t->left = length;
	return true;
}

bool untar_step(struct untarring *t, const struct buf *tar)
{
	size_t length = t->left < STEP ? t->left : STEP;

	if (!length)
		return take_head(t, tar);
	buf_add(&t->files[t->count - 1].bytes, tar->data + t->at, length);
	t->at += length;
	t->left -= length;
	if (!t->left)
		t->at += t->padding;
	return true;
}

void recording_files_release(struct recording_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free((void *)(uintptr_t)files[i].name);
		buf_release(&files[i].bytes);
	}
	free(files);
}
