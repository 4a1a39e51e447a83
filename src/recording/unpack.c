#include "recording/unpack.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "slatop/base/mem.h"

#define STEP (256u << 10)
#define TAR_BLOCK 512
#define TAR_FILES_MOST 64

/* --- gzip ------------------------------------------------------------------------- */

static bool is_gzip(const struct buf *b)
{
	return b->length > 2 && (uint8_t)b->data[0] == 0x1f && (uint8_t)b->data[1] == 0x8b;
}

/* All members, one behind the other. Returns zlib's word at the end. */
static int inflate_all(z_stream *z, struct buf *out)
{
	int status = Z_OK;

	while (out->length <= RECORDING_BYTES_MOST) {
		z->next_out = (Bytef *)buf_room(out, STEP);
		z->avail_out = STEP;
		status = inflate(z, Z_NO_FLUSH);
		out->length += STEP - z->avail_out;
		out->data[out->length] = '\0';
		if (status == Z_STREAM_END && z->avail_in)
			status = inflateReset(z);
		if (status != Z_OK)
			break;
	}
	return status;
}

bool unpack_gzip(struct reading *in, struct buf *bytes, struct err *e)
{
	z_stream z = {.next_in = (Bytef *)bytes->data, .avail_in = (uInt)bytes->length};
	struct buf out = BUF_INIT;
	int status;

	if (!is_gzip(bytes))
		return true;
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return err_set(e, "cannot be unpacked: %s", z.msg ? z.msg : "out of memory");
	status = inflate_all(&z, &out);
	inflateEnd(&z);
	if (out.length > RECORDING_BYTES_MOST) {
		buf_release(&out);
		return err_set(e, "unpacks to more than %u MiB from %zu bytes: refused as a gzip bomb",
			       RECORDING_BYTES_MOST >> 20, bytes->length);
	}
	if (status == Z_DATA_ERROR)
		reading_note(in, RECORDING_DAMAGED, "damaged: cannot be unpacked behind byte %zu", out.length);
	else if (status != Z_STREAM_END)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: the packed file is cut off");
	buf_release(bytes);
	*bytes = out;
	return true;
}

/* --- tar ---------------------------------------------------------------------------- */

static bool is_tar(const struct buf *b)
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

static void take_file(const char *head, const char *data, size_t length, struct recording_file **files,
		      size_t *count, size_t *capacity)
{
	char *name = mem_copy_n(head, strnlen(head, 100)), *slash = strrchr(name, '/');
	struct recording_file f = {.name = slash ? mem_copy(slash + 1) : name, .bytes = BUF_INIT};

	if (slash)
		free(name);
	buf_add(&f.bytes, data, length);
	MEM_GROW(*files, *count, *capacity);
	(*files)[(*count)++] = f;
}

/* A gzipped tar is one as well; the caller's bytes stay as they are. */
static bool plain_bytes(const struct buf *bytes, struct buf *plain)
{
	z_stream z = {.next_in = (Bytef *)bytes->data, .avail_in = (uInt)bytes->length};

	if (!is_gzip(bytes))
		return false;
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return false;
	/* Most recordings are no tar: the first block tells. */
	z.next_out = (Bytef *)buf_room(plain, 2 * TAR_BLOCK);
	z.avail_out = 2 * TAR_BLOCK;
	inflate(&z, Z_NO_FLUSH);
	plain->length = 2 * TAR_BLOCK - z.avail_out;
	if (is_tar(plain))
		inflate_all(&z, plain);
	inflateEnd(&z);
	return is_tar(plain) && plain->length <= RECORDING_BYTES_MOST;
}

bool unpack_tar(const struct buf *bytes, struct recording_file **files, size_t *count)
{
	struct buf plain = BUF_INIT;
	const struct buf *tar = plain_bytes(bytes, &plain) ? &plain : bytes;
	size_t capacity = 0, at = 0;

	if (!is_tar(tar)) {
		buf_release(&plain);
		return false;
	}
	*files = NULL;
	*count = 0;
	while (at + TAR_BLOCK <= tar->length && tar->data[at] && *count < TAR_FILES_MOST) {
		const char *head = tar->data + at;
		size_t length = octal(head + 124, 12), left = tar->length - at - TAR_BLOCK;
		bool regular = head[156] == '0' || !head[156];
		if (length > left)
			length = left; /* cut off: its reader says so */
		if (regular)
			take_file(head, head + TAR_BLOCK, length, files, count, &capacity);
		at += TAR_BLOCK + (length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
	}
	buf_release(&plain);
	return true;
}

void unpack_release(struct recording_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free((void *)(uintptr_t)files[i].name);
		buf_release(&files[i].bytes);
	}
	free(files);
}
