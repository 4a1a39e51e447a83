/* script(1): a typescript whose first line is not data, and a timing file:
 *
 *     classic    DELAY BYTES
 *     advanced   O DELAY BYTES | I DELAY BYTES | S DELAY SIGWINCH ROWS=R COLS=C | H DELAY NAME VALUE
 *
 * The classic form, and O, count bytes of the output; I counts those of an input
 * file, which is not always kept. */
#include <string.h>

#include "recording/reader.h"

static const struct recording_file *find_timing(const struct recording_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(files[i].name, "timing") || (files[i].bytes.length && strstr(files[i].name, ".timing")))
			return &files[i];
	return NULL;
}

static const struct recording_file *find_named(const struct recording_file *files, size_t count, const char *a,
					       const char *b)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(files[i].name, a) || !strcmp(files[i].name, b))
			return &files[i];
	return NULL;
}

/* The output: what is named so, else the first file that is not the timing. */
static const struct recording_file *find_output(const struct recording_file *files, size_t count)
{
	const struct recording_file *named = find_named(files, count, "typescript", "out");
	const struct recording_file *timing = find_timing(files, count);

	for (size_t i = 0; !named && i < count; i++)
		if (&files[i] != timing)
			named = &files[i];
	return named;
}

static bool has_head(const struct buf *b)
{
	return b->length >= 15 && !memcmp(b->data, "Script started ", 15);
}

static bool detect(const struct recording_file *files, size_t count)
{
	const struct recording_file *output = find_output(files, count);

	return output && (has_head(&output->bytes) || (count > 1 && find_timing(files, count) &&
						       !find_named(files, count, "ttyout", "log.json")));
}

struct script {
	struct reading *in;
	const struct buf *output, *input; /* input NULL: not kept */
	size_t output_at, input_at;
	int64_t now_us;
};

/* The bytes of an event, as far as they are there; false at their end. */
static bool take_bytes(struct script *s, bool input, int64_t count)
{
	const struct buf *from = input ? s->input : s->output;
	size_t *at = input ? &s->input_at : &s->output_at;

	if (!from)
		return true;
	size_t left = from->length - *at, length = (uint64_t)count < left ? (size_t)count : left;
	if (length && !reading_add(s->in, input ? RECORDING_INPUT : RECORDING_OUTPUT, s->now_us, from->data + *at,
				   length))
		return false;
	*at += length;
	if ((uint64_t)count > left) {
		reading_note(s->in, RECORDING_UNFINISHED, "unfinished: the timing goes on behind the end of the %s",
			     input ? "input" : "output");
		return false;
	}
	return true;
}

static int64_t setting(const char *at, const char *end, const char *name)
{
	const char *found = memmem(at, (size_t)(end - at), name, strlen(name)), *rest;
	int64_t number;

	return found && reading_number(found + strlen(name), end, &number, &rest) ? number : -1;
}

/* "SIGWINCH ROWS=24 COLS=80", "ROWS 24" as a head. */
static void take_signal(struct script *s, const char *at, const char *end)
{
	int64_t rows = setting(at, end, "ROWS="), columns = setting(at, end, "COLS=");

	if (rows >= 0 && !reading_resize(s->in, s->now_us, rows, columns))
		reading_note(s->in, RECORDING_DAMAGED, "a size that is none of a terminal is passed over");
}

static void take_head(struct script *s, const char *at, const char *end)
{
	struct recording *r = s->in->r;
	int64_t rows = setting(at, end, "LINES "), columns = setting(at, end, "COLUMNS ");

	if (rows < 0)
		rows = setting(at, end, "ROWS ");
	if (rows > 0 && !s->in->r->event_count)
		reading_size(s->in, rows, r->columns);
	if (columns > 0 && !s->in->r->event_count)
		reading_size(s->in, r->rows, columns);
}

/* One line of the timing file; false where it is none. */
static bool read_line(struct reading *in, const struct line *l, bool *go_on)
{
	struct script *s = in->state;
	const char *end = l->text + l->length, *at = l->text;
	char kind = 'O';
	int64_t us, count;

	if (at < end && *at >= 'A' && *at <= 'Z') {
		kind = *at++;
		while (at < end && *at == ' ')
			at++;
	}
	if (!reading_seconds(at, end, &us, &at) || at == end || *at != ' ')
		return false;
	s->now_us = reading_later(s->now_us, us);
	at++;
	if (kind == 'H' || kind == 'S') {
		if (kind == 'S')
			take_signal(s, at, end);
		else
			take_head(s, at, end);
		return true;
	}
	if (!reading_number(at, end, &count, &at))
		return false;
	*go_on = take_bytes(s, kind == 'I', count);
	return true;
}

static bool begin(struct reading *in, struct err *e)
{
	const struct recording_file *output = find_output(in->files, in->file_count);
	const struct recording_file *timing = find_timing(in->files, in->file_count);
	const struct recording_file *input = find_named(in->files, in->file_count, "in", "typein");
	struct script *s = in->state;
	const char *newline;

	in->r->format = "script";
	if (!timing || !output)
		return err_set(e, "is a typescript without its timing file: name it (--timing FILE), or put it beside as "
				  "NAME.timing");
	*s = (struct script){.in = in, .output = &output->bytes, .input = input ? &input->bytes : NULL};
	newline = has_head(s->output) ? memchr(s->output->data, '\n', reading_within(s->output->length)) : NULL;
	if (newline)
		s->output_at = (size_t)(newline - s->output->data) + 1;
	in->lead = &timing->bytes;
	return true;
}

static bool step(struct reading *in)
{
	return reading_timing(in, read_line);
}

const struct reader reader_script = {
	{"script", "script(1) with its timing file, classic and advanced"}, sizeof(struct script), detect, begin, step, NULL, NULL};
