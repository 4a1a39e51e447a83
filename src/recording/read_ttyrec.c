/* ttyrec: for each output a head of 12 bytes (seconds, microseconds, length, all
 * little-endian), then its bytes. No size is told. */
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/calendar.h"

#define HEAD 12

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
		if (little(b->data + at + 4) >= 1000000 || !length || length > RECORDING_LINE_MOST)
			return false;
		at += HEAD + (size_t)length;
	}
	return at > 0 && (at <= b->length || little(b->data + 8) < b->length);
}

struct ttyrec { int64_t start_us; };

static bool begin(struct reading *in, struct err *e)
{
	struct ttyrec *t = in->state;

	(void)e;
	in->r->format = "ttyrec";
	t->start_us = -1;
	return true;
}

static bool cut_off(struct reading *in)
{
	reading_note(in, RECORDING_UNFINISHED, "unfinished: its last event is cut off");
	return false;
}

static bool step(struct reading *in)
{
	struct ttyrec *t = in->state;
	const char *head = in->lead->data + in->at;
	size_t left = in->lead->length - in->at;

	if (!left)
		return false;
	if (left < HEAD)
		return cut_off(in);
	int64_t us = little(head) * USEC + little(head + 4);
	size_t length = little(head + 8);
	left -= HEAD;
	if (length > RECORDING_LINE_MOST) {
		reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (byte %zu): a length of %zu",
			     in->r->event_count + 1, in->at, length);
		return false;
	}
	if (t->start_us < 0)
		t->start_us = us;
	in->at += HEAD + (length < left ? length : left);
	if (!reading_add(in, RECORDING_OUTPUT, us > t->start_us ? us - t->start_us : 0, head + HEAD,
			 length < left ? length : left))
		return false;
	return length <= left || cut_off(in);
}

const struct reader reader_ttyrec = {{"ttyrec", "ttyrec"}, sizeof(struct ttyrec), detect, begin, step, NULL, NULL};
