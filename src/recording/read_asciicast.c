/* asciicast v1 (one object), v2 and v3 (a line for the head, one for each event).
 * JumpServer's .cast.gz is v2 with outputs only. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"

struct cast {
	struct reading *in;
	struct buf text; /* of one event */
	int version;
	int64_t now_us;
	size_t line;     /* number, from 1 */
	bool sizes_told; /* events "r" came */
};

/* --- the head ------------------------------------------------------------------ */

/* The whole number behind "key": in a text that need not be sound JSON; -1. */
static int64_t loose_number(const char *text, size_t length, const char *key)
{
	char quoted[32];
	int64_t number;
	const char *end = text + length, *at, *rest;

	snprintf(quoted, sizeof quoted, "\"%s\"", key);
	at = memmem(text, length, quoted, strlen(quoted));
	if (!at)
		return -1;
	for (at += strlen(quoted); at < end && (*at == ' ' || *at == ':'); at++)
		;
	return reading_number(at, end, &number, &rest) ? number : -1;
}

static bool first_line(const struct recording_file *f, const char **text, size_t *length)
{
	const char *end;

	*text = f->bytes.data;
	while (*text < f->bytes.data + f->bytes.length && strchr(" \t\r\n", **text) && **text)
		(*text)++;
	size_t left = f->bytes.length - (size_t)(*text - f->bytes.data);
	end = memchr(*text, '\n', left);
	*length = end ? (size_t)(end - *text) : left;
	return *length > 0 && **text == '{';
}

static bool detect(const struct recording_file *files, size_t count)
{
	const char *text;
	size_t length;

	if (!count || !first_line(&files[0], &text, &length))
		return false;
	size_t left = files[0].bytes.length - (size_t)(text - files[0].bytes.data);
	return loose_number(text, left < 4096 ? left : 4096, "version") >= 1 &&
	       !memmem(text, length, "\"rec\"", 5); /* tlog has "ver" */
}

static void read_texts(struct reading *in, const struct json_node *head)
{
	reading_title(in->r->title, json_get_text(head, "title", ""));
	reading_title(in->r->command, json_get_text(head, "command", ""));
}

static void read_head(struct cast *c, const char *text, size_t length)
{
	struct json_doc *doc = json_parse(text, length, "head", NULL);
	int64_t columns = loose_number(text, length, c->version == 3 ? "cols" : "width");
	int64_t rows = loose_number(text, length, c->version == 3 ? "rows" : "height");

	if (doc)
		read_texts(c->in, json_root(doc));
	json_destroy(doc);
	if (columns >= 0 && rows >= 0)
		reading_size(c->in, rows, columns);
	else
		reading_note(c->in, RECORDING_DAMAGED, "the head names no size: %dx%d is taken", c->in->r->columns,
			     c->in->r->rows);
}

/* --- events ---------------------------------------------------------------------- */

static const char *skip(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == ','))
		at++;
	return at;
}

/* "COLSxROWS"; one that no terminal has is passed over, and said. */
static void take_resize(struct cast *c)
{
	const char *end = c->text.data + c->text.length, *rest;
	int64_t columns, rows;
	bool fine = reading_number(c->text.data, end, &columns, &rest) && rest < end && *rest == 'x' &&
		    reading_number(rest + 1, end, &rows, &rest) && rest == end;

	if (!fine || !reading_resize(c->in, c->now_us, rows, columns))
		reading_note(c->in, RECORDING_DAMAGED, "line %zu: \"%s\" is no size, it is passed over", c->line,
			     c->text.data);
}

static bool take_event(struct cast *c, char code)
{
	switch (code) {
	case 'o': return reading_add(c->in, RECORDING_OUTPUT, c->now_us, c->text.data, c->text.length);
	case 'i': return reading_add(c->in, RECORDING_INPUT, c->now_us, c->text.data, c->text.length);
	case 'm': return reading_add(c->in, RECORDING_MARKER, c->now_us, c->text.data, c->text.length);
	case 'r':
		c->sizes_told = true;
		take_resize(c);
		return true;
	default: return true; /* "x" and what later versions bring */
	}
}

/* [time, "code", "data"]; false where the line is none. */
static bool read_event(struct cast *c, const struct line *l, bool *go_on)
{
	const char *end = l->text + l->length, *at = skip(l->text, end);
	int64_t us;
	size_t used;

	if (at == end || *at != '[' || !reading_seconds(skip(at + 1, end), end, &us, &at))
		return false;
	at = skip(at, end);
	buf_clear(&c->text);
	used = json_unquote(&c->text, at, (size_t)(end - at));
	if (!used || c->text.length < 1)
		return false;
	char code = c->text.length == 1 ? c->text.data[0] : '?';
	at = skip(at + used, end);
	buf_clear(&c->text);
	used = json_unquote(&c->text, at, (size_t)(end - at));
	if (!used || skip(at + used, end) == end || *skip(at + used, end) != ']')
		return false;
	c->now_us = c->version == 3 ? c->now_us + us : us;
	*go_on = take_event(c, code);
	return true;
}

static void read_lines(struct cast *c, const struct buf *bytes, size_t at)
{
	struct line l;
	bool go_on = true;

	while (go_on && reading_line(c->in, bytes, &at, &l)) {
		c->line++;
		const char *text = skip(l.text, l.text + l.length);
		if (text == l.text + l.length || (c->version == 3 && *text == '#'))
			continue;
		if (read_event(c, &l, &go_on))
			continue;
		if (at == bytes->length && !l.whole)
			reading_note(c->in, RECORDING_UNFINISHED, "unfinished: its last line is cut off");
		else
			reading_note(c->in, RECORDING_DAMAGED, "damaged at event %zu (line %zu)",
				     c->in->r->event_count + 1, c->line);
		return;
	}
}

/* --- version 1 ------------------------------------------------------------------------ */

static bool read_v1(struct cast *c, const struct buf *bytes, struct err *e)
{
	struct json_doc *doc = json_parse(bytes->data, bytes->length, "asciicast v1", e);
	const struct json_node *list;

	if (!doc)
		return false;
	read_head(c, bytes->data, bytes->length);
	read_texts(c->in, json_root(doc));
	list = json_get_array(json_root(doc), "stdout");
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json_node *event = json_at(list, i);
		double delay = json_double(json_at(event, 0), -1);
		const char *data = json_text(json_at(event, 1), NULL);
		if (!(delay >= 0 && delay < 1e9) || !data) {
			reading_note(c->in, RECORDING_DAMAGED, "damaged at event %zu", i + 1);
			break;
		}
		c->now_us += (int64_t)(delay * 1e6);
		if (!reading_add(c->in, RECORDING_OUTPUT, c->now_us, data, strlen(data)))
			break;
	}
	json_destroy(doc);
	return true;
}

static bool read_recording(struct reading *in, struct err *e)
{
	static const char *const names[] = {"asciicast v1", "asciicast v2", "asciicast v3"};
	struct cast c = {.in = in, .text = BUF_INIT, .line = 1};
	const struct buf *bytes = &in->files[0].bytes;
	const char *text;
	size_t length;

	first_line(&in->files[0], &text, &length);
	size_t start = (size_t)(text - bytes->data), left = bytes->length - start;
	int64_t version = loose_number(text, left < 4096 ? left : 4096, "version");
	if (version < 1) /* the record may call anything so */
		return err_set(e, "is no asciicast: its head names no version");
	if (version > 3)
		return err_set(e, "is asciicast version %" PRId64 "; 1, 2 and 3 are known", version);
	c.version = (int)version;
	in->r->format = names[version - 1];
	bool ok = true;
	if (version == 1) {
		ok = read_v1(&c, bytes, e);
	} else {
		read_head(&c, text, length);
		read_lines(&c, bytes, start + length + (start + length < bytes->length));
	}
	in->r->resizes_told = version == 3 || c.sizes_told;
	buf_release(&c.text);
	return ok;
}

const struct reader reader_asciicast = {
	{"asciicast", "asciicast v1, v2 and v3 (asciinema), JumpServer's .cast.gz"}, detect, read_recording};
