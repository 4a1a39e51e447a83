/* ttyrec: for each output a head of 12 bytes (seconds, microseconds, length, all
 * little-endian), then its bytes. No size is told. */
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/calendar.h"

#define HEAD 12
#define CHUNK_MOST (1u << 24)

static uint32_t little(const char *bytes)
{
	const uint8_t *b = (const uint8_t *)bytes;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* There is no mark to know it by: the first heads have to make sense. */
static bool detect(const struct recording_file *files, size_t count)
{
	if (count != 1)
		return false;
	const struct buf *b = &files[0].bytes;
	size_t at = 0;
	for (int i = 0; i < 3 && at < b->length; i++) {
		if (b->length - at < HEAD)
			return i > 0;
		uint32_t length = little(b->data + at + 8);
		if (little(b->data + at + 4) >= 1000000 || !length || length > CHUNK_MOST)
			return false;
		at += HEAD + (size_t)length;
	}
	return at > 0 && (at <= b->length || little(b->data + 8) < b->length);
}

static bool read_recording(struct reading *in, struct err *e)
{
	const struct buf *b = &in->files[0].bytes;
	int64_t start_us = -1;
	size_t at = 0;

	(void)e;
	in->r->format = "ttyrec";
	while (b->length - at >= HEAD) {
		int64_t us = little(b->data + at) * USEC + little(b->data + at + 4);
		size_t length = little(b->data + at + 8), left = b->length - at - HEAD;
		if (length > CHUNK_MOST) {
			reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (byte %zu): a length of %zu",
				     in->r->event_count + 1, at, length);
			return true;
		}
		if (start_us < 0)
			start_us = us;
		if (length > left)
			reading_note(in, RECORDING_UNFINISHED, "unfinished: its last event is cut off");
		if (!reading_add(in, RECORDING_OUTPUT, us > start_us ? us - start_us : 0, b->data + at + HEAD,
				 length < left ? length : left))
			return true;
		at += HEAD + (length < left ? length : left);
	}
	if (at < b->length)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: its last event is cut off");
	return true;
}

const struct reader reader_ttyrec = {{"ttyrec", "ttyrec"}, detect, read_recording};
