/* Recordings: found, unpacked, handed to their reader. */
#include "slatop/recording/recording.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "recording/reader.h"
#include "recording/unpack.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/recording/emulator.h"

#define FOLDER_FILES_MOST 64

const char *const recording_condition_names[4] = {"whole", "unfinished", "gaps", "damaged"};

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

/* --- adding events ------------------------------------------------------------- */

void reading_note(struct reading *in, enum recording_condition c, const char *format, ...)
{
	struct buf text = BUF_INIT, clean = BUF_INIT;
	va_list args;

	if (c > in->r->condition)
		in->r->condition = c;
	if (in->r->note[0])
		return;
	va_start(args, format);
	buf_addfv(&text, format, args);
	va_end(args);
	text_clean(&clean, text.data, text.length);
	snprintf(in->r->note, sizeof in->r->note, "%s", clean.data);
	buf_release(&text);
	buf_release(&clean);
}

void reading_title(char out[256], const char *text)
{
	struct buf clean = BUF_INIT;
	int used;

	text_clean(&clean, text, strlen(text));
	size_t length = clean.length < 255 ? clean.length : text_fit(clean.data, 255 - 4, 250, &used);
	snprintf(out, 256, "%.*s", (int)length, clean.data);
	buf_release(&clean);
}

static struct recording_event *add(struct reading *in, enum recording_event_kind kind, int64_t at_us)
{
	struct recording *r = in->r;

	if (r->event_count >= RECORDING_EVENTS_MOST) {
		reading_note(in, RECORDING_DAMAGED, "more than %u events: the rest is left out", RECORDING_EVENTS_MOST);
		return NULL;
	}
	if (at_us < r->length_us)
		at_us = r->length_us;
	r->length_us = at_us;
	MEM_GROW(r->events, r->event_count, r->event_capacity);
	struct recording_event *event = &r->events[r->event_count++];
	*event = (struct recording_event){.at_us = at_us, .at = r->bytes.length, .kind = kind};
	return event;
}

bool reading_add(struct reading *in, enum recording_event_kind kind, int64_t at_us, const char *bytes,
		 size_t length)
{
	struct recording_event *event = add(in, kind, at_us);

	if (!event)
		return false;
	event->length = (uint32_t)length;
	buf_add(&in->r->bytes, bytes, length);
	in->r->input_events += kind == RECORDING_INPUT;
	return true;
}

static bool size_is_fine(int64_t rows, int64_t columns)
{
	return rows >= 1 && columns >= 1 && rows <= EMULATOR_ROWS_MOST && columns <= EMULATOR_COLUMNS_MOST;
}

bool reading_resize(struct reading *in, int64_t at_us, int64_t rows, int64_t columns)
{
	struct recording_event *event;

	if (!size_is_fine(rows, columns))
		return false;
	in->r->resizes_told = true;
	event = add(in, RECORDING_RESIZE, at_us);
	if (event) {
		event->rows = (uint16_t)rows;
		event->columns = (uint16_t)columns;
	}
	return true;
}

void reading_size(struct reading *in, int64_t rows, int64_t columns)
{
	in->r->size_known = size_is_fine(rows, columns);
	if (in->r->size_known) {
		in->r->rows = (int)rows;
		in->r->columns = (int)columns;
	} else {
		reading_note(in, RECORDING_DAMAGED, "the size %" PRId64 "x%" PRId64 " is none of a terminal: %dx%d is taken",
			     columns, rows, in->r->columns, in->r->rows);
	}
}

/* --- lines and numbers ------------------------------------------------------------ */

bool reading_line(struct reading *in, const struct buf *bytes, size_t *at, struct line *out)
{
	const char *start = bytes->data + *at, *end;
	size_t left = bytes->length - *at;

	if (!left)
		return false;
	end = memchr(start, '\n', left);
	out->text = start;
	out->whole = end != NULL;
	out->length = end ? (size_t)(end - start) : left;
	*at += out->length + (end != NULL);
	if (out->length > RECORDING_LINE_MOST) {
		reading_note(in, RECORDING_DAMAGED, "a line of %zu bytes: no recording has such", out->length);
		*at = bytes->length;
		return false;
	}
	if (out->length && start[out->length - 1] == '\r')
		out->length--;
	return true;
}

bool reading_number(const char *text, const char *end, int64_t *number, const char **rest)
{
	int64_t value = 0;
	const char *at = text;

	for (; at < end && *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *at - '0', &value))
			return false;
	*number = value;
	*rest = at;
	return at > text;
}

bool reading_seconds(const char *text, const char *end, int64_t *us, const char **rest)
{
	int64_t whole, unit = USEC;

	if (!reading_number(text, end, &whole, rest) || whole > INT64_C(100) * 366 * 86400)
		return false;
	*us = whole * USEC;
	if (*rest < end && **rest == '.')
		for ((*rest)++; *rest < end && **rest >= '0' && **rest <= '9'; (*rest)++) {
			unit /= 10;
			*us += (**rest - '0') * unit;
		}
	/* A tiny delay may come as 4e-06. */
	if (*rest + 1 < end && (**rest | 0x20) == 'e' && (*rest)[1] == '-') {
		int64_t exponent;
		if (!reading_number(*rest + 2, end, &exponent, rest))
			return false;
		for (; exponent > 0 && *us; exponent--)
			*us /= 10;
	}
	return true;
}

/* --- files -------------------------------------------------------------------------- */

struct recording_file *reading_file(const struct reading *in, const char *name)
{
	for (size_t i = 0; i < in->file_count; i++)
		if (!strcmp(in->files[i].name, name))
			return &in->files[i];
	return NULL;
}

struct file_list {
	struct recording_file *files;
	size_t count, capacity;
	struct buf names[FOLDER_FILES_MOST]; /* owners of files' names */
};

static bool list_add(struct file_list *l, const char *path, const char *name, struct err *e)
{
	struct buf bytes = BUF_INIT;

	if (l->count == FOLDER_FILES_MOST)
		return true;
	if (!buf_read_file(&bytes, path, RECORDING_BYTES_MOST, e)) {
		buf_release(&bytes);
		return false;
	}
	MEM_GROW(l->files, l->count, l->capacity);
	buf_init(&l->names[l->count]);
	buf_add_text(&l->names[l->count], name);
	l->files[l->count] = (struct recording_file){l->names[l->count].data, bytes};
	l->count++;
	return true;
}

static void list_release(struct file_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		buf_release(&l->names[i]);
	free(l->files);
}

static bool list_folder(struct file_list *l, const char *path, struct err *e)
{
	DIR *folder = opendir(path);
	struct buf full = BUF_INIT;
	struct dirent *entry;
	struct stat st;
	bool ok = true;

	if (!folder)
		return err_set(e, "%s: %s", path, strerror(errno));
	while (ok && (entry = readdir(folder))) {
		buf_clear(&full);
		buf_addf(&full, "%s/%s", path, entry->d_name);
		if (!stat(full.data, &st) && S_ISREG(st.st_mode))
			ok = list_add(l, full.data, entry->d_name, e);
	}
	closedir(folder);
	buf_release(&full);
	return ok;
}

/* The timing file of a script: the one that is named, else one beside it. */
static bool list_timing(struct file_list *l, const char *path, const char *timing, struct err *e)
{
	static const char *const endings[] = {".timing", ".time", ".tm"};
	struct buf name = BUF_INIT;
	struct stat st;
	bool ok = true, found = false;

	if (timing)
		return list_add(l, timing, "timing", e);
	for (size_t i = 0; ok && !found && i < COUNT_OF(endings); i++) {
		buf_clear(&name);
		buf_addf(&name, "%s%s", path, endings[i]);
		found = !stat(name.data, &st) && S_ISREG(st.st_mode);
		if (found)
			ok = list_add(l, name.data, "timing", e);
	}
	buf_release(&name);
	return ok;
}

struct recording *recording_open(const char *path, const struct recording_options *o, struct err *e)
{
	struct file_list l = {.count = 0};
	struct recording *r = NULL;
	const char *base = strrchr(path, '/');
	struct stat st;
	bool ok;

	if (stat(path, &st)) {
		err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (S_ISDIR(st.st_mode))
		ok = list_folder(&l, path, e);
	else
		ok = list_add(&l, path, base ? base + 1 : path, e) && list_timing(&l, path, o ? o->timing : NULL, e);
	if (ok && !(r = recording_read(l.files, l.count, NULL, o, e)))
		err_at(e, "%s", path);
	else if (!ok)
		for (size_t i = 0; i < l.count; i++)
			buf_release(&l.files[i].bytes);
	list_release(&l);
	return r;
}

/* --- reading --------------------------------------------------------------------------- */

static const struct reader *find_reader(const struct reading *in, const char *format)
{
	for (size_t i = 0; i < COUNT_OF(readers); i++)
		if (readers[i]->detect(in->files, in->file_count))
			return readers[i];
	/* What does not look like anything is read as what the record calls it: its
	 * reader says best what is wrong. */
	for (size_t i = 0; format && i < COUNT_OF(readers); i++)
		if (!strcmp(readers[i]->about.name, format))
			return readers[i];
	return NULL;
}

static bool nothing_there(const struct reading *in)
{
	for (size_t i = 0; i < in->file_count; i++)
		if (in->files[i].bytes.length)
			return false;
	return true;
}

static bool read_files(struct reading *in, const char *format, struct err *e)
{
	const struct reader *reader;

	if (!in->file_count || nothing_there(in))
		return err_set(e, "the recording is empty");
	for (size_t i = 0; i < in->file_count; i++)
		if (!unpack_gzip(in, &in->files[i].bytes, e))
			return false;
	if (nothing_there(in))
		return err_set(e, "the recording is empty");
	reader = find_reader(in, format);
	if (!reader)
		return err_set(e, "is no recording that is known: asciicast, JumpServer, tlog, script with its timing "
				  "file, sudo iolog, ttyrec");
	if (!reader->read(in, e))
		return false;
	if (!in->r->event_count && in->r->condition == RECORDING_WHOLE)
		reading_note(in, RECORDING_UNFINISHED, "nothing was recorded");
	return true;
}

struct recording *recording_read(struct recording_file *files, size_t count, const char *format,
				 const struct recording_options *o, struct err *e)
{
	struct recording *r = mem_zero(1, sizeof *r);
	struct recording_file *unpacked = NULL;
	struct reading in = {.r = r, .files = files, .file_count = count, .which = o ? o->which : 0};

	r->rows = 24;
	r->columns = 80;
	r->recordings = 1;
	buf_init(&r->bytes);
	if (count == 1 && unpack_tar(&files[0].bytes, &unpacked, &in.file_count))
		in.files = unpacked;
	bool ok = read_files(&in, format, e);
	if (unpacked)
		unpack_release(unpacked, in.file_count);
	for (size_t i = 0; i < count; i++)
		buf_release(&files[i].bytes);
	if (!ok) {
		recording_destroy(r);
		return NULL;
	}
	return r;
}

void recording_destroy(struct recording *r)
{
	if (!r)
		return;
	buf_release(&r->bytes);
	free(r->events);
	free(r);
}
