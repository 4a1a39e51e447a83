/* asciicast v1 (one object), v2 and v3 (a line for the head, one for each event).
 * JumpServer's .cast.gz is v2 with outputs only. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"

#define HEAD_MOST (64u << 10) /* of a head that is parsed for its texts */

struct cast {
	struct reading *in;
	struct buf text; /* of one event, of one key */
	int version;
	int64_t now_us;
	size_t line;     /* number, from 1 */
	bool sizes_told; /* events "r" came */
	bool in_events, whole; /* version 1: within the list of outputs; its last brace came */
	int64_t rows, columns; /* version 1: as its head says; -1 */
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
	const char *limit = f->bytes.data + reading_within(f->bytes.length), *end;

	*text = f->bytes.data;
	while (*text < limit && strchr(" \t\r\n", **text) && **text)
		(*text)++;
	size_t left = (size_t)(limit - *text);
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

static void take_size(struct cast *c, int64_t rows, int64_t columns)
{
	if (columns >= 0 && rows >= 0)
		reading_size(c->in, rows, columns);
	else
		reading_note(c->in, RECORDING_DAMAGED, "the head names no size: %dx%d is taken", c->in->r->columns,
			     c->in->r->rows);
}

static void read_head(struct cast *c, const char *text, size_t length)
{
	struct json_doc *doc = length <= HEAD_MOST ? json_parse(text, length, "head", NULL) : NULL;

	if (doc) {
		reading_title(c->in->r->title, json_get_text(json_root(doc), "title", ""));
		reading_title(c->in->r->command, json_get_text(json_root(doc), "command", ""));
	}
	json_destroy(doc);
	take_size(c, loose_number(text, length, c->version == 3 ? "rows" : "height"),
		  loose_number(text, length, c->version == 3 ? "cols" : "width"));
}

/* --- events ---------------------------------------------------------------------- */

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
	const char *end = l->text + l->length, *at = reading_skip(l->text, end);
	int64_t us;
	size_t used;

	if (at == end || *at != '[' || !reading_seconds(reading_skip(at + 1, end), end, &us, &at))
		return false;
	at = reading_skip(at, end);
	buf_clear(&c->text);
	used = json_unquote(&c->text, at, (size_t)(end - at));
	if (!used || c->text.length < 1)
		return false;
	char code = c->text.length == 1 ? c->text.data[0] : '?';
	at = reading_skip(at + used, end);
	buf_clear(&c->text);
	used = json_unquote(&c->text, at, (size_t)(end - at));
	if (!used || reading_skip(at + used, end) == end || *reading_skip(at + used, end) != ']')
		return false;
	c->now_us = c->version == 3 ? reading_later(c->now_us, us) : us;
	*go_on = take_event(c, code);
	return true;
}

static bool step_line(struct cast *c)
{
	struct reading *in = c->in;
	struct line l;
	bool go_on = true;

	if (!reading_line(in, in->lead, &in->at, RECORDING_LINE_MOST, &l))
		return false;
	c->line++;
	const char *text = reading_skip(l.text, l.text + l.length);
	if (text == l.text + l.length || (c->version == 3 && *text == '#'))
		return true;
	if (read_event(c, &l, &go_on))
		return go_on;
	if (in->at == in->lead->length && !l.whole)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: its last line is cut off");
	else
		reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (line %zu)", in->r->event_count + 1, c->line);
	return false;
}

/* --- version 1 ------------------------------------------------------------------------ */

/* One object over any number of lines, whose list of outputs may be all of it. */

/* A member of the head; false where it is none. */
static bool take_member(struct cast *c, const char **at, const char *end)
{
	struct recording *r = c->in->r;
	const char *rest;
	size_t used;

	buf_clear(&c->text);
	if (!(used = json_unquote(&c->text, *at, (size_t)(end - *at))))
		return false;
	*at = reading_skip(*at + used, end);
	if (!strcmp(c->text.data, "width")) {
		reading_number(*at, end, &c->columns, &rest);
	} else if (!strcmp(c->text.data, "height")) {
		reading_number(*at, end, &c->rows, &rest);
	} else if (!strcmp(c->text.data, "title") || !strcmp(c->text.data, "command")) {
		char *out = c->text.data[0] == 't' ? r->title : r->command;
		buf_clear(&c->text);
		json_unquote(&c->text, *at, (size_t)(end - *at));
		reading_title(out, c->text.data);
	} else if (!strcmp(c->text.data, "stdout") && *at < end && **at == '[') {
		c->in_events = true;
		*at = reading_skip(*at + 1, end);
		return true;
	}
	*at = reading_skip(reading_skip_value(*at, end), end);
	return true;
}

/* [delay, "output"] */
static bool take_pair(struct cast *c, const char **at, const char *end)
{
	const char *to = reading_skip(*at + 1, end);
	int64_t us;
	size_t used;

	if (**at != '[' || !reading_seconds(to, end, &us, &to))
		return false;
	to = reading_skip(to, end);
	buf_clear(&c->text);
	used = json_unquote(&c->text, to, (size_t)(end - to));
	to = reading_skip(to + used, end);
	if (!used || to == end || *to != ']')
		return false;
	*at = reading_skip(to + 1, end);
	c->now_us = reading_later(c->now_us, us);
	return reading_add(c->in, RECORDING_OUTPUT, c->now_us, c->text.data, c->text.length);
}

static bool step_object(struct cast *c)
{
	struct reading *in = c->in;
	const char *start = in->lead->data + in->at, *end = start + reading_within(in->lead->length - in->at);
	const char *at = reading_skip(start, end);
	bool more;

	if (at < end && *at == (c->in_events ? ']' : '}')) {
		more = c->in_events;
		c->whole = !more;
		c->in_events = false;
		at++;
	} else {
		more = at < end && (c->in_events ? take_pair(c, &at, end) : take_member(c, &at, end));
	}
	in->at = (size_t)(at - in->lead->data);
	return more;
}

static void finish_object(struct cast *c)
{
	struct reading *in = c->in;

	take_size(c, c->rows, c->columns);
	if (c->whole)
		return;
	if (in->at == in->lead->length)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: its closing brace is missing");
	else
		reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (byte %zu)", in->r->event_count + 1, in->at);
}

/* --- any version -------------------------------------------------------------------------- */

static bool begin(struct reading *in, struct err *e)
{
	static const char *const names[] = {"asciicast v1", "asciicast v2", "asciicast v3"};
	struct cast *c = in->state;
	const char *text;
	size_t length;

	*c = (struct cast){.in = in, .text = BUF_INIT, .line = 1, .rows = -1, .columns = -1};
	first_line(&in->files[0], &text, &length);
	size_t start = (size_t)(text - in->lead->data), left = in->lead->length - start;
	int64_t version = loose_number(text, left < 4096 ? left : 4096, "version");
	if (version < 1) /* the record may call anything so */
		return err_set(e, "is no asciicast: its head names no version");
	if (version > 3)
		return err_set(e, "is asciicast version %" PRId64 "; 1, 2 and 3 are known", version);
	c->version = (int)version;
	in->r->format = names[version - 1];
	if (version == 1) {
		in->at = start + 1; /* behind the brace */
	} else {
		read_head(c, text, length);
		in->at = start + length + (start + length < in->lead->length);
	}
	return true;
}

static bool step(struct reading *in)
{
	struct cast *c = in->state;

	return c->version == 1 ? step_object(c) : step_line(c);
}

static bool finish(struct reading *in, struct err *e)
{
	struct cast *c = in->state;

	(void)e;
	if (c->version == 1)
		finish_object(c);
	in->r->resizes_told = c->version == 3 || c->sizes_told;
	return true;
}

static void release(struct reading *in)
{
	struct cast *c = in->state;

	buf_release(&c->text);
}

const struct reader reader_asciicast = {
	{"asciicast", "asciicast v1, v2 and v3 (asciinema), JumpServer's .cast.gz"},
	sizeof(struct cast), detect, begin, step, finish, release};
