/* sudo's iolog: a folder (or a tar of it) with log or log.json, timing, and a file
 * for each stream. Lines of timing: EVENT DELAY ARGUMENT; events 0 to 4 take so
 * many bytes of stdin, stdout, stderr, ttyin, ttyout; 5 is "ROWS COLUMNS", 7 a
 * signal's name. Old ones delay before an event is shown, as all do. */
#include <stdlib.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"

#define LOG_MOST (1u << 20) /* of log.json, which is parsed at once */

enum { STREAMS = 5, EVENT_WINDOW = 5, EVENT_REJECT = 6, EVENT_SUSPEND = 7 };

static const char *const streams[STREAMS] = {"stdin", "stdout", "stderr", "ttyin", "ttyout"};
/* Newer ones write words. */
static const char *const event_words[] = {"stdin", "stdout", "stderr", "ttyin", "ttyout", "winsize", "reject", "suspend"};

static bool detect(const struct recording_file *files, size_t count)
{
	bool timing = false, stream = false;

	for (size_t i = 0; i < count; i++) {
		timing |= !strcmp(files[i].name, "timing");
		for (int k = 0; k < STREAMS; k++)
			stream |= !strcmp(files[i].name, streams[k]);
	}
	return timing && stream;
}

struct iolog {
	struct reading *in;
	const struct buf *streams[STREAMS]; /* NULL: not kept */
	size_t at[STREAMS];
	int64_t now_us;
};

/* --- what was run ------------------------------------------------------------------- */

static void read_log_json(struct reading *in, const struct buf *b)
{
	struct err e = {""};
	struct json_doc *doc = NULL;

	if (b->length > LOG_MOST)
		err_set(&e, "log.json of %zu bytes is passed over", b->length);
	else
		doc = json_parse(b->data, b->length, "log.json", &e);
	if (!doc) {
		reading_note(in, RECORDING_DAMAGED, "%s", e.text);
		return;
	}
	const struct json_node *root = json_root(doc);
	reading_title(in->r->command, json_get_text(root, "command", ""));
	reading_size(in, json_get_int(root, "lines", 0, INT32_MAX, in->r->rows),
		     json_get_int(root, "columns", 0, INT32_MAX, in->r->columns));
	json_destroy(doc);
}

/* "EPOCH:USER:RUNAS:GROUP:TTY:ROWS:COLUMNS", the folder, the command. */
static void read_log(struct reading *in, const struct buf *b)
{
	struct line first, folder, command;
	int64_t numbers[2] = {0, 0};
	size_t at = 0;

	if (!reading_line(in, b, &at, LOG_MOST, &first))
		return;
	const char *end = first.text + first.length, *colon = end, *rest;
	for (int i = 1; i >= 0; i--) {
		const char *stop = colon;
		while (colon > first.text && colon[-1] != ':')
			colon--;
		if (!reading_number(colon, stop, &numbers[i], &rest))
			break;
		if (colon > first.text)
			colon--;
	}
	if (numbers[0] && numbers[1])
		reading_size(in, numbers[0], numbers[1]);
	if (reading_line(in, b, &at, LOG_MOST, &folder) && reading_line(in, b, &at, LOG_MOST, &command)) {
		char *text = mem_copy_n(command.text, command.length);
		reading_title(in->r->command, text);
		free(text);
	}
}

/* --- events ---------------------------------------------------------------------------- */

static bool take_bytes(struct iolog *s, int stream, int64_t count)
{
	const struct buf *from = s->streams[stream];
	bool input = stream == 0 || stream == 3;

	if (!from)
		return true; /* not every stream is kept */
	size_t left = from->length - s->at[stream], length = (uint64_t)count < left ? (size_t)count : left;
	if (length && !reading_add(s->in, input ? RECORDING_INPUT : RECORDING_OUTPUT, s->now_us,
				   from->data + s->at[stream], length))
		return false;
	s->at[stream] += length;
	if ((uint64_t)count > left) {
		reading_note(s->in, RECORDING_UNFINISHED, "unfinished: %s ends before its timing", streams[stream]);
		return false;
	}
	return true;
}

static bool read_event(const char **at, const char *end, int64_t *event)
{
	if (reading_number(*at, end, event, at))
		return true;
	for (size_t i = 0; i < COUNT_OF(event_words); i++) {
		size_t n = strlen(event_words[i]);
		if ((size_t)(end - *at) > n && !memcmp(*at, event_words[i], n) && (*at)[n] == ' ') {
			*event = (int64_t)i;
			*at += n;
			return true;
		}
	}
	return false;
}

static bool read_line(struct reading *in, const struct line *l, bool *go_on)
{
	struct iolog *s = in->state;
	const char *end = l->text + l->length, *at = l->text;
	int64_t event, us, count, columns;

	if (!read_event(&at, end, &event) || at == end || !reading_seconds(at + 1, end, &us, &at) || at == end)
		return false;
	s->now_us = reading_later(s->now_us, us);
	at++;
	if (event == EVENT_SUSPEND) {
		char label[40];
		snprintf(label, sizeof label, "signal %.*s", (int)(end - at < 20 ? end - at : 20), at);
		*go_on = reading_add(s->in, RECORDING_MARKER, s->now_us, label, strlen(label));
		return true;
	}
	if (event == EVENT_REJECT)
		return true;
	if (event > EVENT_SUSPEND || !reading_number(at, end, &count, &at))
		return false;
	if (event < STREAMS) {
		*go_on = take_bytes(s, (int)event, count);
		return true;
	}
	if (at == end || !reading_number(at + 1, end, &columns, &at))
		return false;
	if (!reading_resize(s->in, s->now_us, count, columns))
		reading_note(s->in, RECORDING_DAMAGED, "a size that is none of a terminal is passed over");
	return true;
}

static bool begin(struct reading *in, struct err *e)
{
	struct iolog *s = in->state;
	const struct recording_file *json = reading_file(in, "log.json"), *log = reading_file(in, "log");
	const struct recording_file *timing = reading_file(in, "timing"), *f;

	if (!timing) /* the record may call anything so */
		return err_set(e, "is no sudo iolog: it has no timing");
	in->r->format = "sudo iolog";
	s->in = in;
	if (json)
		read_log_json(in, &json->bytes);
	else if (log)
		read_log(in, &log->bytes);
	for (int i = 0; i < STREAMS; i++)
		if ((f = reading_file(in, streams[i])))
			s->streams[i] = &f->bytes;
	in->lead = &timing->bytes;
	return true;
}

static bool step(struct reading *in)
{
	return reading_timing(in, read_line);
}

const struct reader reader_sudo = {
	{"sudo", "sudo's iolog, a folder or a tar of it"}, sizeof(struct iolog), detect, begin, step, NULL, NULL};
