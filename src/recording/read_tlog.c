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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define LINE_MOST (1u << 20)      /* of one message: tlog's are of a few KiB */
#define MESSAGES_MOST (4u << 20)
#define NAME_LENGTH 255           /* of a recording's that is told from others */

/* Where a line of a recording lies; parsed once for its place, once more in its turn,
 * so that a long file needs no more memory than its bytes. */
struct message {
	size_t at, line;
	uint32_t length, recording; /* recording: index of its `rec` */
	int64_t id, pos_ms;
};

struct tlog {
	struct reading *in;
	struct message *messages; /* a heap, the first in order at its top */
	size_t count, capacity, line;
	char *names[256];         /* of recordings, in the order of appearance */
	size_t name_count, which;
	char user[256];           /* of the first message */
	bool taking;              /* all lines are known: they are taken in order */
	int64_t expected;         /* the next id; 0: none came yet */
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
	const char *end = memchr(b->data, '\n', reading_within(b->length));
	size_t length = end ? (size_t)(end - b->data) : reading_within(b->length);
	return length && b->data[0] == '{' && memmem(b->data, length, "\"ver\"", 5) &&
	       memmem(b->data, length, "\"timing\"", 8);
}

/* --- lines -------------------------------------------------------------------------- */

static uint32_t name_index(struct tlog *t, const char *name)
{
	for (size_t i = 0; i < t->name_count; i++)
		if (!strncmp(t->names[i], name, NAME_LENGTH))
			return (uint32_t)i;
	if (t->name_count < COUNT_OF(t->names))
		t->names[t->name_count++] = mem_copy_n(name, NAME_LENGTH);
	return (uint32_t)t->name_count - 1;
}

static bool before(const struct message *a, const struct message *b)
{
	return a->id != b->id ? a->id < b->id : a->line < b->line;
}

static void swap(struct message *a, struct message *b)
{
	struct message c = *a;

	*a = *b;
	*b = c;
}

static void push(struct tlog *t, struct message m)
{
	size_t i = t->count;

	MEM_GROW(t->messages, t->count, t->capacity);
	t->messages[t->count++] = m;
	for (; i && before(&t->messages[i], &t->messages[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&t->messages[i], &t->messages[(i - 1) / 2]);
}

static struct message pop(struct tlog *t)
{
	struct message first = t->messages[0];
	size_t i = 0;

	t->messages[0] = t->messages[--t->count];
	for (;;) {
		size_t child = 2 * i + 1;
		if (child + 1 < t->count && before(&t->messages[child + 1], &t->messages[child]))
			child++;
		if (child >= t->count || !before(&t->messages[child], &t->messages[i]))
			return first;
		swap(&t->messages[child], &t->messages[i]);
		i = child;
	}
}

/* A line that is no object is passed over, and said. */
static struct json_doc *parse(struct tlog *t, const struct line *l)
{
	struct reading *in = t->in;
	struct err e = {""};
	struct json_doc *doc = json_parse(l->text, l->length, "line", &e);

	if (!doc && in->at == in->lead->length && !l->whole)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: cut off in line %zu", t->line);
	else if (!doc)
		reading_note(in, RECORDING_DAMAGED, "damaged: line %zu is no JSON object and is passed over", t->line);
	return doc;
}

static bool step_line(struct tlog *t)
{
	struct reading *in = t->in;
	struct line l;
	struct json_doc *doc;
	size_t at = in->at;

	if (t->count == MESSAGES_MOST || !reading_line(in, in->lead, &in->at, LINE_MOST, &l))
		return false;
	t->line++;
	if (!l.length || !(doc = parse(t, &l)))
		return true;
	const struct json_node *root = json_root(doc);
	if (!t->name_count)
		snprintf(t->user, sizeof t->user, "%s", json_get_text(root, "user", ""));
	push(t, (struct message){
			.at = at,
			.length = (uint32_t)l.length,
			.line = t->line,
			.recording = name_index(t, json_get_text(root, "rec", "")),
			.id = json_get_int(root, "id", 0, INT64_MAX, 0),
			.pos_ms = json_get_int(root, "pos", 0, INT64_C(4000000000000), 0),
		});
	json_destroy(doc);
	return true;
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

static bool take_timing(struct tlog *t, const struct message *m, const struct json_node *root)
{
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

static void note_gap(struct tlog *t, int64_t id)
{
	if (!t->expected && id > 1)
		reading_note(t->in, RECORDING_GAPS, "its beginning is missing: it starts at part %" PRId64, id);
	else if (t->expected && id == t->expected + 1)
		reading_note(t->in, RECORDING_GAPS, "part %" PRId64 " is missing", t->expected);
	else if (t->expected && id != t->expected)
		reading_note(t->in, RECORDING_GAPS, "parts %" PRId64 " to %" PRId64 " are missing", t->expected, id - 1);
}

/* The next one in the order of `id`, where it is of the recording that was asked for. */
static bool step_message(struct tlog *t)
{
	if (!t->count)
		return false;
	struct message m = pop(t);
	if (m.recording != t->which || (t->expected && m.id == t->expected - 1)) /* said twice */
		return true;
	note_gap(t, m.id);
	t->expected = m.id + 1;
	struct json_doc *doc = json_parse(t->in->lead->data + m.at, m.length, "line", NULL);
	bool ok = doc && take_timing(t, &m, json_root(doc));
	json_destroy(doc);
	return ok;
}

static bool begin(struct reading *in, struct err *e)
{
	struct tlog *t = in->state;

	(void)e;
	in->r->format = "tlog";
	t->in = in;
	return true;
}

static bool step(struct reading *in)
{
	struct tlog *t = in->state;

	if (t->taking)
		return step_message(t);
	if (step_line(t))
		return true;
	t->taking = true;
	t->which = in->which > 0 && (size_t)in->which < t->name_count ? (size_t)in->which : 0;
	in->r->recordings = (int)t->name_count;
	return t->count > 0;
}

static bool finish(struct reading *in, struct err *e)
{
	struct tlog *t = in->state;

	if (!t->name_count)
		return err_set(e, "no line of it is whole");
	reading_title(in->r->title, t->user);
	in->r->resizes_told = true;
	return true;
}

static void release(struct reading *in)
{
	struct tlog *t = in->state;

	for (size_t i = 0; i < t->name_count; i++)
		free(t->names[i]);
	free(t->messages);
}

const struct reader reader_tlog = {
	{"tlog", "tlog's JSON lines"}, sizeof(struct tlog), detect, begin, step, finish, release};
