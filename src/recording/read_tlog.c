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

#define MESSAGES_MOST (4u << 20)
#define TIME_MOST_MS INT64_C(4000000000000)
#define NAME_LENGTH 255           /* of a recording's that is told from others */

/* Where a line of a recording lies: looked at once for its place, once more in its
 * turn, so that a long file needs little memory beside its bytes. */
struct message {
	size_t at, line;
	uint32_t length, recording; /* recording: index of its `rec` */
	int64_t id, pos_ms;
};

/* The members that are wanted: where their values begin in the line. */
enum field { REC, USER, ID, POS, TIMING, OUT_TXT, OUT_BIN, IN_TXT, IN_BIN, FIELDS };
static const char *const field_names[FIELDS] = {"rec",     "user",    "id",     "pos",   "timing",
						"out_txt", "out_bin", "in_txt", "in_bin"};
struct fields {
	const char *at[FIELDS]; /* NULL: not there */
	const char *end;
};

/* Text and bytes of one direction, taken bit by bit. */
struct stream {
	struct buf text;
	size_t text_at;
	const char *bytes, *end; /* the numbers that are left */
	enum recording_event_kind kind;
};

struct tlog {
	struct reading *in;
	struct buf text, timing;  /* of the line that is looked at */
	struct stream streams[2]; /* what was shown, what was typed */
	struct message *messages; /* a heap, the first in order at its top */
	size_t count, capacity, line;
	char *names[256];         /* of recordings, in the order of appearance */
	size_t name_count, which;
	bool taking;              /* all lines are known: they are taken in order */
	int64_t expected;         /* the next id; 0: none came yet */
	int64_t now_us;
	bool sized;
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

/* False: no object, or not sound. */
static bool find_fields(struct tlog *t, const char *text, size_t length, struct fields *f)
{
	const char *end = text + length, *at = reading_skip(text, end);

	*f = (struct fields){.end = end};
	if (at == end || *at != '{')
		return false;
	for (at = reading_skip(at + 1, end); at < end && *at == '"'; at = reading_skip(reading_skip_value(at, end), end)) {
		buf_clear(&t->text);
		size_t used = json_unquote(&t->text, at, (size_t)(end - at));
		if (!used)
			return false;
		at = reading_skip(at + used, end);
		for (size_t i = 0; i < FIELDS; i++)
			if (!strcmp(field_names[i], t->text.data))
				f->at[i] = at;
	}
	return at < end && *at == '}' && reading_skip(at + 1, end) == end;
}

static const char *text_of(struct buf *out, const struct fields *f, enum field field)
{
	buf_clear(out);
	if (f->at[field])
		json_unquote(out, f->at[field], (size_t)(f->end - f->at[field]));
	return out->data;
}

static int64_t number_of(const struct fields *f, enum field field, int64_t most)
{
	const char *rest;
	int64_t number;

	return f->at[field] && reading_number(f->at[field], f->end, &number, &rest) && number <= most ? number : 0;
}

/* A line that is no object is passed over, and said. */
static bool step_line(struct tlog *t)
{
	struct reading *in = t->in;
	struct line l;
	struct fields f;
	size_t at = in->at;

	if (t->count == MESSAGES_MOST || !reading_line(in, in->lead, &in->at, RECORDING_LINE_MOST, &l))
		return false;
	t->line++;
	if (!l.length)
		return true;
	if (!find_fields(t, l.text, l.length, &f)) {
		if (in->at == in->lead->length && !l.whole)
			reading_note(in, RECORDING_UNFINISHED, "unfinished: cut off in line %zu", t->line);
		else
			reading_note(in, RECORDING_DAMAGED, "damaged: line %zu is no JSON object and is passed over", t->line);
		return true;
	}
	if (!t->name_count)
		reading_title(in->r->title, text_of(&t->text, &f, USER));
	push(t, (struct message){
			.at = at,
			.length = (uint32_t)l.length,
			.line = t->line,
			.recording = name_index(t, text_of(&t->text, &f, REC)),
			.id = number_of(&f, ID, INT64_MAX),
			.pos_ms = number_of(&f, POS, TIME_MOST_MS),
		});
	return true;
}

/* --- timing ----------------------------------------------------------------------------- */

/* The bytes of count code points; they are taken. */
static const char *take_points(struct stream *s, int64_t count, size_t *used)
{
	const char *text = s->text.data + s->text_at;
	size_t left = s->text.length - s->text_at;
	uint32_t c;

	for (*used = 0; count > 0 && *used < left; count--)
		*used += text_decode(text + *used, left - *used, &c);
	s->text_at += *used;
	return text;
}

static bool take_text(struct tlog *t, struct stream *s, int64_t count)
{
	size_t used;
	const char *text = take_points(s, count, &used);

	return !used || reading_add(t->in, s->kind, t->now_us, text, used);
}

static bool take_bytes(struct tlog *t, struct stream *s, int64_t stand_ins, int64_t count)
{
	size_t used;
	int64_t byte;

	take_points(s, stand_ins, &used);
	buf_clear(&t->text);
	for (; count > 0 && reading_number(reading_skip(s->bytes, s->end), s->end, &byte, &s->bytes); count--)
		buf_add_byte(&t->text, (char)byte);
	return !t->text.length || reading_add(t->in, s->kind, t->now_us, t->text.data, t->text.length);
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
static bool take_entry(struct tlog *t, const char **at, const char *end)
{
	char kind = *(*at)++;
	struct stream *s = &t->streams[kind == '<' || kind == '['];
	int64_t a, b;

	switch (kind) {
	case '+':
		if (!reading_number(*at, end, &a, at) || a > TIME_MOST_MS)
			return false;
		t->now_us = reading_later(t->now_us, a * 1000);
		return true;
	case '>':
	case '<': return reading_number(*at, end, &a, at) && take_text(t, s, a);
	case ']':
	case '[': return two(at, end, '/', &a, &b) && take_bytes(t, s, a, b);
	case '=':
		if (!two(at, end, 'x', &a, &b))
			return false;
		take_size(t, a, b);
		return true;
	default: return false;
	}
}

static void open_stream(struct stream *s, const struct fields *f, enum field text, enum field bytes)
{
	text_of(&s->text, f, text);
	s->text_at = 0;
	s->bytes = s->end = f->end;
	if (f->at[bytes] && *f->at[bytes] == '[')
		s->bytes = f->at[bytes] + 1;
}

static bool take_message(struct tlog *t, const struct message *m)
{
	struct fields f;

	find_fields(t, t->in->lead->data + m->at, m->length, &f);
	open_stream(&t->streams[0], &f, OUT_TXT, OUT_BIN);
	open_stream(&t->streams[1], &f, IN_TXT, IN_BIN);
	text_of(&t->timing, &f, TIMING);
	const char *at = t->timing.data, *end = at + t->timing.length;
	t->now_us = m->pos_ms * 1000;
	while (at < end)
		if (!take_entry(t, &at, end)) {
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
	return take_message(t, &m);
}

static bool begin(struct reading *in, struct err *e)
{
	struct tlog *t = in->state;

	(void)e;
	in->r->format = "tlog";
	t->in = in;
	buf_init(&t->text);
	buf_init(&t->timing);
	t->streams[0] = (struct stream){.text = BUF_INIT, .kind = RECORDING_OUTPUT};
	t->streams[1] = (struct stream){.text = BUF_INIT, .kind = RECORDING_INPUT};
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
	in->r->resizes_told = true;
	return true;
}

static void release(struct reading *in)
{
	struct tlog *t = in->state;

	for (size_t i = 0; i < t->name_count; i++)
		free(t->names[i]);
	free(t->messages);
	buf_release(&t->text);
	buf_release(&t->timing);
	buf_release(&t->streams[0].text);
	buf_release(&t->streams[1].text);
}

const struct reader reader_tlog = {
	{"tlog", "tlog's JSON lines"}, sizeof(struct tlog), detect, begin, step, finish, release};
