/* The way from packed files to a recording, in slices: unpacked, taken apart where
 * they are a tar, handed to their reader step by step, and given back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

#define GIVE_BACK (4u << 20)  /* bytes to the kernel in one step: each page of them costs */
#define LOOK_STEPS 16         /* of a reader between two looks at the clock, */
#define LOOK_BYTES (16u << 10) /* or so many bytes */

/* In the order in which they are tried. */
static const struct reader *const readers[] = {&reader_sudo,      &reader_script,     &reader_tlog,
					       &reader_asciicast, &reader_jumpserver, &reader_ttyrec};

size_t recording_format_count(void)
{
	return COUNT_OF(readers);
}

const struct recording_format *recording_format_at(size_t index)
{
	return &readers[index]->about;
}

struct reading *reading_begin(struct recording_file *files, size_t count, const char *format,
			      const struct recording_options *o)
{
	struct reading *in = mem_zero(1, sizeof *in);

	in->r = mem_zero(1, sizeof *in->r);
	in->r->rows = 24;
	in->r->columns = 80;
	in->r->recordings = 1;
	buf_init(&in->r->bytes);
	in->which = o ? o->which : 0;
	snprintf(in->format, sizeof in->format, "%s", format ? format : "");
	in->files = mem_zero(count + 1, sizeof *in->files);
	in->file_count = count;
	for (size_t i = 0; i < count; i++) {
		in->files[i] = (struct recording_file){mem_copy(files[i].name), files[i].bytes};
		buf_init(&files[i].bytes);
	}
	return in;
}

/* --- the stages: each does one step -------------------------------------------------- */

static void go_to(struct reading *in, enum reading_stage stage)
{
	in->stage = stage;
	in->file = 0;
}

/* What there is to say is said; only memory is to be given back. */
static void fail(struct reading *in)
{
	in->failed = true;
	go_to(in, READING_GIVE_BACK);
}

static bool nothing_there(const struct reading *in)
{
	for (size_t i = 0; i < in->file_count; i++)
		if (in->files[i].bytes.length)
			return false;
	return true;
}

static void unpacked(struct reading *in, struct buf *bytes)
{
	struct buf out;
	int status = unpack_end(&in->unpacking, &out);

	if (status == Z_DATA_ERROR)
		reading_note(in, RECORDING_DAMAGED, "damaged: cannot be unpacked behind byte %zu", out.length);
	else if (status != Z_STREAM_END)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: the packed file is cut off");
	in->unpacked += out.length;
	buf_release(bytes);
	*bytes = out;
	in->file++;
}

static void unpack(struct reading *in)
{
	struct buf *bytes = in->file < in->file_count ? &in->files[in->file].bytes : NULL;
	size_t room = RECORDING_BYTES_MOST - in->unpacked;

	if (in->unpacking.open) {
		if (unpack_step(&in->unpacking, bytes, room))
			return;
		if (in->unpacking.length <= room) {
			unpacked(in, bytes);
			return;
		}
		unpack_abandon(&in->unpacking);
		err_set(&in->why, "unpacks to more than %u MiB from %zu bytes: refused as a gzip bomb",
			RECORDING_BYTES_MOST >> 20, bytes->length);
		fail(in);
	} else if (!bytes) {
		go_to(in, in->file_count == 1 && !in->untarred && untar_is_tar(&in->files[0].bytes) ? READING_UNTAR
												    : READING_DETECT);
	} else if (!unpack_is_gzip(bytes)) {
		in->file++;
	} else if (!unpack_begin(&in->unpacking, bytes, &in->why)) {
		fail(in);
	}
}

/* Its files take the place of the tar. */
static void untar(struct reading *in)
{
	struct untarring *t = &in->untarring;

	if (untar_step(t, &in->files[0].bytes))
		return;
	recording_files_release(in->files, in->file_count);
	in->files = t->files;
	in->file_count = t->count;
	*t = (struct untarring){0};
	in->untarred = true;
	go_to(in, READING_UNPACK);
}

static const struct reader *find_reader(const struct reading *in)
{
	for (size_t i = 0; i < COUNT_OF(readers); i++)
		if (readers[i]->detect(in->files, in->file_count))
			return readers[i];
	/* What does not look like anything is read as what the record calls it: its
	 * reader says best what is wrong. */
	for (size_t i = 0; i < COUNT_OF(readers); i++)
		if (!strcmp(readers[i]->about.name, in->format))
			return readers[i];
	return NULL;
}

static void detect(struct reading *in)
{
	if (nothing_there(in)) {
		err_set(&in->why, "the recording is empty");
		fail(in);
		return;
	}
	in->reader = find_reader(in);
	if (!in->reader) {
		err_set(&in->why, "is no recording that is known: asciicast, JumpServer, tlog, script with its timing "
				  "file, sudo iolog, ttyrec");
		fail(in);
		return;
	}
	in->state = mem_zero(1, in->reader->state_size + 1);
	in->lead = &in->files[0].bytes;
	if (in->reader->begin(in, &in->why))
		go_to(in, READING_EVENTS);
	else
		fail(in);
}

/* Steps of the reader, about as much as fits between two looks at the clock. */
static void read_events(struct reading *in)
{
	size_t from = in->at + in->r->bytes.length;

	for (int i = 0; i < LOOK_STEPS && in->at + in->r->bytes.length - from < LOOK_BYTES; i++) {
		if (in->reader->step(in))
			continue;
		if (in->reader->finish && !in->reader->finish(in, &in->why)) {
			fail(in);
			return;
		}
		if (!in->r->event_count && in->r->condition == RECORDING_WHOLE)
			reading_note(in, RECORDING_UNFINISHED, "nothing was recorded");
		go_to(in, READING_GIVE_BACK);
		return;
	}
}

static void give_back(struct reading *in)
{
	if (in->file == in->file_count)
		go_to(in, READING_DONE);
	else if (!buf_release_some(&in->files[in->file].bytes, GIVE_BACK))
		in->file++;
}

bool reading_work(struct reading *in, int64_t deadline_us)
{
	static void (*const steps[])(struct reading *) = {[READING_UNPACK] = unpack, [READING_UNTAR] = untar,
							  [READING_DETECT] = detect, [READING_EVENTS] = read_events,
							  [READING_GIVE_BACK] = give_back};

	while (in->stage != READING_DONE) {
		steps[in->stage](in);
		if (clock_monotonic() >= deadline_us)
			break;
	}
	return in->stage != READING_DONE;
}

void reading_progress(const struct reading *in, char out[64])
{
	double done = in->lead && in->at < in->lead->length ? (double)in->at / (double)in->lead->length : 1;

	if (in->stage == READING_UNPACK)
		snprintf(out, 64, "unpacking, %.1f MB", (double)(in->unpacked + in->unpacking.length) / 1e6);
	else
		snprintf(out, 64, "reading, %.0f %%", 100 * done);
}

struct recording *reading_end(struct reading *in, struct err *e)
{
	struct recording *r;

	if (!in)
		return NULL;
	r = in->stage == READING_DONE && !in->failed ? in->r : NULL;
	if (!r) {
		err_set(e, "%s", in->failed ? in->why.text : "it has not been read to its end");
		recording_destroy(in->r);
	}
	if (in->reader && in->reader->release)
		in->reader->release(in);
	free(in->state);
	unpack_abandon(&in->unpacking);
	recording_files_release(in->untarring.files, in->untarring.count);
	recording_files_release(in->files, in->file_count);
	free(in);
	return r;
}

struct recording *recording_read(struct recording_file *files, size_t count, const char *format,
				 const struct recording_options *o, struct err *e)
{
	struct reading *in = reading_begin(files, count, format, o);

	reading_work(in, INT64_MAX);
	return reading_end(in, e);
}
