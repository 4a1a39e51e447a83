/* What the readers share: events, lines and numbers. */
#include "recording/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/recording/emulator.h"

#define TIME_MOST_US (INT64_C(200) * 366 * 86400 * USEC)

/* --- events ------------------------------------------------------------------------ */

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
	*event = (struct recording_event){.at_us = at_us, .at = (uint32_t)r->bytes.length, .shown = in->shown, .kind = kind};
	return event;
}

bool reading_add(struct reading *in, enum recording_event_kind kind, int64_t at_us, const char *bytes,
		 size_t length)
{
	struct recording *r = in->r;
	struct recording_event *event;

	if (length > RECORDING_LINE_MOST) {
		reading_note(in, RECORDING_DAMAGED, "event %zu of %zu bytes: no recording has such", r->event_count + 1, length);
		return false;
	}
	if (!(event = add(in, kind, at_us)))
		return false;
	event->length = (uint32_t)length;
	buf_add(&r->bytes, bytes, length);
	uint32_t index = (uint32_t)r->event_count - 1;
	if (kind == RECORDING_OUTPUT) {
		in->shown += event->length;
	} else if (kind == RECORDING_INPUT) {
		event->enter = memchr(bytes, '\r', length) != NULL;
		MEM_GROW(r->inputs, r->input_count, r->input_capacity);
		r->inputs[r->input_count++] = index;
	} else if (kind == RECORDING_MARKER) {
		MEM_GROW(r->markers, r->marker_count, r->marker_capacity);
		r->markers[r->marker_count++] = index;
	}
	return true;
}

bool reading_resize(struct reading *in, int64_t at_us, int64_t rows, int64_t columns)
{
	struct recording_event *event;

	if (!emulator_size_fits(rows, columns))
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
	in->r->size_known = emulator_size_fits(rows, columns);
	if (in->r->size_known) {
		in->r->rows = (int)rows;
		in->r->columns = (int)columns;
	} else {
		reading_note(in, RECORDING_DAMAGED, "the size %" PRId64 "x%" PRId64 " is none of a terminal: %dx%d is taken",
			     columns, rows, in->r->columns, in->r->rows);
	}
}

/* --- lines and numbers ------------------------------------------------------------ */

size_t reading_within(size_t length)
{
	return length < RECORDING_LINE_MOST ? length : RECORDING_LINE_MOST;
}

bool reading_line(struct reading *in, const struct buf *bytes, size_t *at, size_t most, struct line *out)
{
	const char *start = bytes->data + *at, *end;
	size_t left = bytes->length - *at;

	if (!left)
		return false;
	end = memchr(start, '\n', left < most ? left : most);
	if (!end && left > most) {
		reading_note(in, RECORDING_DAMAGED, "a line of more than %zu bytes: no recording has such", most);
		*at = bytes->length;
		return false;
	}
	out->text = start;
	out->whole = end != NULL;
	out->length = end ? (size_t)(end - start) : left;
	*at += out->length + (end != NULL);
	if (out->length && start[out->length - 1] == '\r')
		out->length--;
	return true;
}

bool reading_timing(struct reading *in, bool (*read)(struct reading *in, const struct line *l, bool *go_on))
{
	struct line l;
	bool go_on = true;

	if (!reading_line(in, in->lead, &in->at, RECORDING_LINE_MOST, &l))
		return false;
	in->line++;
	if (!l.length || read(in, &l, &go_on))
		return go_on;
	reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (line %zu of the timing)", in->r->event_count + 1, in->line);
	return false;
}

const char *reading_skip(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n,:", *at) && *at)
		at++;
	return at;
}

const char *reading_skip_value(const char *at, const char *end)
{
	bool quoted = false;
	int depth = 0;

	for (; at < end; at++) {
		if (quoted) {
			if (*at == '\\')
				at++;
			else
				quoted = *at != '"';
		} else if (*at == '"') {
			quoted = true;
		} else if (*at == '[' || *at == '{') {
			depth++;
		} else if ((*at == ',' || *at == ']' || *at == '}') && !depth) {
			return at;
		} else if (*at == ']' || *at == '}') {
			depth--;
		}
	}
	return end;
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

int64_t reading_later(int64_t at_us, int64_t us)
{
	return at_us + us < TIME_MOST_US ? at_us + us : TIME_MOST_US;
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

struct recording_file *reading_file(const struct reading *in, const char *name)
{
	for (size_t i = 0; i < in->file_count; i++)
		if (!strcmp(in->files[i].name, name))
			return &in->files[i];
	return NULL;
}
