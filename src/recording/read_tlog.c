/* tlog: an object a line. `timing` tells how its texts are to be taken:
 *
 *     +N    N milliseconds pass
 *     >N    N code points of out_txt     <N    the same of in_txt
 *     ]R/B  R stand-in characters of out_txt are passed over for B bytes of out_bin
 *     [R/B  the same of the input
 *     =WxH  the window's size
 *
 * One file may mix recordings (`rec`), and lines may be out of order (`id`) or
 * missing: gaps are noted. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

struct message {
	struct json_doc *doc;
	size_t recording; /* index of its `rec` */
	int64_t id, pos_ms;
	size_t line;
};

struct tlog {
	struct reading *in;
	struct message *messages;
	size_t count, capacity;
	const char *names[256]; /* of recordings, in the order of appearance; in the documents */
	size_t name_count;
	int64_t now_us;
	bool sized;
};

/* Text and bytes of one direction, taken bit by bit. */
struct stream {
	const char *text;
	size_t text_left;
	const struct json_node *bytes;
	size_t at;
	enum recording_event_kind kind;
};

static bool detect(const struct recording_file *files, size_t count)
{
	if (!count)
		return false;
	const struct buf *b = &files[0].bytes;
	const char *end = memchr(b->data, '\n', b->length);
	size_t length = end ? (size_t)(end - b->data) : b->length;
	return length && b->data[0] == '{' && memmem(b->data, length, "\"ver\"", 5) &&
	       memmem(b->data, length, "\"timing\"", 8);
}

/* --- lines -------------------------------------------------------------------------- */

static size_t name_index(struct tlog *t, const char *name)
{
	for (size_t i = 0; i < t->name_count; i++)
		if (!strcmp(t->names[i], name))
			return i;
	if (t->name_count < COUNT_OF(t->names))
		t->names[t->name_count++] = name;
	return t->name_count - 1;
}

static void read_lines(struct tlog *t, const struct buf *bytes)
{
	struct line l;
	size_t at = 0, number = 0;

	while (reading_line(t->in, bytes, &at, &l)) {
		struct err e = {""};
		number++;
		if (!l.length)
			continue;
		struct json_doc *doc = json_parse(l.text, l.length, "line", &e);
		if (!doc) {
			bool cut = at == bytes->length && !l.whole;
			reading_note(t->in, cut ? RECORDING_UNFINISHED : RECORDING_DAMAGED, "%s %zu%s",
				     cut ? "unfinished: cut off in line" : "damaged: line", number,
				     cut ? "" : " is no JSON object and is passed over");
			continue;
		}
		const struct json_node *root = json_root(doc);
		MEM_GROW(t->messages, t->count, t->capacity);
		t->messages[t->count++] = (struct message){
			.doc = doc,
			.recording = name_index(t, json_get_text(root, "rec", "")),
			.id = json_get_int(root, "id", 0, INT64_MAX, 0),
			.pos_ms = json_get_int(root, "pos", 0, INT64_C(4000000000000), 0),
			.line = number,
		};
	}
}

static int by_id(const void *a, const void *b)
{
	const struct message *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* --- timing ----------------------------------------------------------------------------- */

/* The bytes of count code points. */
static size_t points(const struct stream *s, int64_t count)
{
	size_t used = 0;
	uint32_t c;

	for (; count > 0 && used < s->text_left; count--)
		used += text_decode(s->text + used, s->text_left - used, &c);
	return used;
}

static bool take_text(struct tlog *t, struct stream *s, int64_t count)
{
	size_t used = points(s, count);

	if (used && !reading_add(t->in, s->kind, t->now_us, s->text, used))
		return false;
	s->text += used;
	s->text_left -= used;
	return true;
}

static bool take_bytes(struct tlog *t, struct stream *s, int64_t stand_ins, int64_t count)
{
	struct buf bytes = BUF_INIT;
	size_t used = points(s, stand_ins);

	s->text += used;
	s->text_left -= used;
	for (; count > 0 && s->at < json_count(s->bytes); count--)
		buf_add_byte(&bytes, (char)json_int(json_at(s->bytes, s->at++), 0, 255, 0));
	bool ok = !bytes.length || reading_add(t->in, s->kind, t->now_us, bytes.data, bytes.length);
	buf_release(&bytes);
	return ok;
}

/* Two numbers with a sign between: "103x27", "1/2". */
static bool two(const char **at, const char *end, char between, int64_t *a, int64_t *b)
{
	return reading_number(*at, end, a, at) && *at < end && **at == between && reading_number(*at + 1, end, b, at);
}

static void take_size(struct tlog *t, int64_t columns, int64_t rows)
{
	if (!t->sized && !t->in->r->event_count)
		reading_size(t->in, rows, columns);
	else if (!reading_resize(t->in, t->now_us, rows, columns))
		reading_note(t->in, RECORDING_DAMAGED, "the size %" PRId64 "x%" PRId64 " is passed over", columns, rows);
	t->sized = true;
}

/* One entry of the timing; false where it is none. */
static bool take_entry(struct tlog *t, const char **at, const char *end, struct stream *out, struct stream *in)
{
	char kind = *(*at)++;
	int64_t a, b;

	switch (kind) {
	case '+':
		if (!reading_number(*at, end, &a, at) || a > INT64_C(4000000000000))
			return false;
		t->now_us += a * 1000;
		return true;
	case '>':
	case '<': return reading_number(*at, end, &a, at) && take_text(t, kind == '>' ? out : in, a);
	case ']':
	case '[': return two(at, end, '/', &a, &b) && take_bytes(t, kind == ']' ? out : in, a, b);
	case '=':
		if (!two(at, end, 'x', &a, &b))
			return false;
		take_size(t, a, b);
		return true;
	default: return false;
	}
}

static void stream_open(struct stream *s, const struct json_node *root, const char *text, const char *bytes,
			enum recording_event_kind kind)
{
	s->text = json_get_text(root, text, "");
	s->text_left = strlen(s->text);
	s->bytes = json_get_array(root, bytes);
	s->kind = kind;
}

static bool take_message(struct tlog *t, const struct message *m)
{
	const struct json_node *root = json_root(m->doc);
	const char *at = json_get_text(root, "timing", ""), *end = at + strlen(at);
	struct stream out = {.at = 0}, in = {.at = 0};

	stream_open(&out, root, "out_txt", "out_bin", RECORDING_OUTPUT);
	stream_open(&in, root, "in_txt", "in_bin", RECORDING_INPUT);
	t->now_us = m->pos_ms * 1000;
	while (at < end)
		if (!take_entry(t, &at, end, &out, &in)) {
			reading_note(t->in, RECORDING_DAMAGED, "damaged at event %zu (line %zu): its timing cannot be read",
				     t->in->r->event_count + 1, m->line);
			return false;
		}
	return true;
}

static void take_recording(struct tlog *t, size_t which)
{
	int64_t expected = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct message *m = &t->messages[i];
		if (m->recording != which || (expected && m->id == expected - 1)) /* said twice */
			continue;
		if (expected && m->id == expected + 1)
			reading_note(t->in, RECORDING_GAPS, "part %" PRId64 " is missing", expected);
		else if (expected && m->id != expected)
			reading_note(t->in, RECORDING_GAPS, "parts %" PRId64 " to %" PRId64 " are missing", expected,
				     m->id - 1);
		else if (!expected && m->id > 1)
			reading_note(t->in, RECORDING_GAPS, "its beginning is missing: it starts at part %" PRId64, m->id);
		expected = m->id + 1;
		if (!take_message(t, m))
			return;
	}
}

static bool read_recording(struct reading *in, struct err *e)
{
	struct tlog t = {.in = in};
	size_t which;

	in->r->format = "tlog";
	read_lines(&t, &in->files[0].bytes);
	bool ok = t.count > 0 || err_set(e, "no line of it is whole");
	if (ok) {
		in->r->recordings = (int)t.name_count;
		which = in->which > 0 && (size_t)in->which < t.name_count ? (size_t)in->which : 0;
		reading_title(in->r->title, json_get_text(json_root(t.messages[0].doc), "user", ""));
		qsort(t.messages, t.count, sizeof *t.messages, by_id);
		take_recording(&t, which);
		in->r->resizes_told = true;
	}
	for (size_t i = 0; i < t.count; i++)
		json_destroy(t.messages[i].doc);
	free(t.messages);
	return ok;
}

const struct reader reader_tlog = {{"tlog", "tlog's JSON lines"}, detect, read_recording};
