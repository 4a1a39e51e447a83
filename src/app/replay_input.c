/* What was typed in a recording that is played: hidden, asked for, shown for a
 * while. Whether it may be is the owner's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/replay_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define TAIL_BYTES 1024 /* of what was typed: more than any line or two hold */

bool replay_input_checks(const struct replay *r)
{
	return r->input.state == INPUT_CHECKING;
}

bool replay_input_reads(const struct replay *r)
{
	return r->input.state == INPUT_READING;
}

bool replay_input_is_shown(const struct replay *r, int64_t *until)
{
	*until = r->input.until;
	return r->input.state == INPUT_SHOWN;
}

enum reveal_end replay_input_ended(const struct replay *r)
{
	return r->input.ends;
}

static void wipe(struct replay *r)
{
	if (r->input.text.data)
		explicit_bzero(r->input.text.data, r->input.text.capacity);
	buf_clear(&r->input.text);
	r->input.state = INPUT_HIDDEN;
	r->changed = true;
}

void replay_input_release(struct replay *r)
{
	wipe(r);
	buf_release(&r->input.text);
}

/* ---- before it ---- */

enum replay_effect replay_input_toggle(struct replay *r)
{
	if (r->input.state == INPUT_SHOWN) {
		replay_input_end(r, REVEAL_HIDDEN);
		return REPLAY_DONE_NOTHING;
	}
	if (!r->recording->input_count) {
		replay_say(r, false, "this recording holds nothing of what was typed");
		return REPLAY_DONE_NOTHING;
	}
	r->input.state = INPUT_CHECKING;
	return REPLAY_DONE_REVEAL;
}

void replay_input_refuse(struct replay *r, const char *why)
{
	char text[sizeof r->message];

	wipe(r);
	snprintf(text, sizeof text, "what was typed stays hidden: %.260s", why);
	replay_say(r, true, text);
}

void replay_input_ask(struct replay *r, const char *grants)
{
	snprintf(r->input.grants, sizeof r->input.grants, "%.*s",
		 (int)text_fit(grants, strlen(grants), (int)sizeof r->input.grants / 4, NULL), grants);
	r->input.state = INPUT_ASKS;
	r->whole = r->help = false;
	replay_say(r, false, "");
	r->changed = true;
}

enum replay_effect replay_input_answer(struct replay *r, uint32_t key)
{
	if (key & KEY_POINTER)
		return REPLAY_DONE_NOTHING;
	if (key == 'y' || key == 'Y') {
		r->input.state = INPUT_READING;
		return REPLAY_DONE_REVEAL_SHOW;
	}
	wipe(r);
	replay_say(r, false, "it stays hidden");
	return REPLAY_DONE_NOTHING;
}

/* ---- while it is shown ---- */

void replay_input_show(struct replay *r, int64_t until, bool by_grant)
{
	r->input.until = until;
	r->input.by_grant = by_grant;
	r->input.state = INPUT_SHOWN;
	r->changed = true;
}

void replay_input_end(struct replay *r, enum reveal_end why)
{
	static const char *const says[] = {
		[REVEAL_LEFT] = "what was typed is hidden again",
		[REVEAL_HIDDEN] = "what was typed is hidden again",
		[REVEAL_TIME] = "what was typed is hidden again: a minute is over",
		[REVEAL_GRANT] = "what was typed is hidden again: a grant has ended",
		[REVEAL_RESIZED] = "what was typed is hidden again: the screen is another one",
	};
	bool shown = r->input.state == INPUT_SHOWN;

	if (r->input.state == INPUT_HIDDEN)
		return;
	wipe(r);
	if (!shown)
		return;
	r->input.ends = why;
	replay_say(r, false, says[why]);
}

static int64_t seconds_left(const struct replay *r, int64_t now)
{
	return (r->input.until - now + USEC - 1) / USEC;
}

void replay_input_work(struct replay *r, int64_t now)
{
	if (r->input.state != INPUT_SHOWN)
		return;
	if (now >= r->input.until)
		replay_input_end(r, r->input.by_grant ? REVEAL_GRANT : REVEAL_TIME);
	else
		r->changed |= seconds_left(r, now) != r->input.second;
}

int64_t replay_input_due(const struct replay *r, int64_t now)
{
	if (r->input.state != INPUT_SHOWN)
		return TIME_NONE;
	return now < r->input.until ? r->input.until - (seconds_left(r, now) - 1) * USEC : now;
}

/* ---- the picture ---- */

static enum replay_input drawn_of(const struct replay *r)
{
	return r->input.state == INPUT_SHOWN  ? REPLAY_INPUT_SHOWN
	       : r->input.state == INPUT_ASKS ? REPLAY_INPUT_ASKS
					      : REPLAY_INPUT_HIDDEN;
}

/* Control characters as they are typed: ^M. */
static void add_typed(struct buf *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c < ' ' || c == 127) {
			buf_add_byte(out, '^');
			buf_add_byte(out, (char)(c ^ 64));
		} else {
			buf_add_byte(out, (char)c);
		}
	}
}

/* The first of those that were typed which has not happened yet. */
static size_t events_typed(const struct replay *r)
{
	size_t low = 0, high = r->recording->input_count, event = player_event(r->player);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->recording->inputs[middle] < event)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void write_text(struct replay *r)
{
	const struct recording *rec = r->recording;
	size_t to = events_typed(r), from = to, bytes = 0;
	struct buf raw = BUF_INIT;

	buf_room(&raw, 4 * TAIL_BYTES); /* no copy of it is left behind */
	while (from > 0 && bytes < TAIL_BYTES)
		bytes += rec->events[r->recording->inputs[--from]].length;
	for (; from < to; from++) {
		const struct recording_event *e = &rec->events[r->recording->inputs[from]];
		size_t skip = e->length > TAIL_BYTES ? e->length - TAIL_BYTES : 0;
		add_typed(&raw, rec->bytes.data + e->at + skip, e->length - skip);
	}
	buf_clear(&r->input.text);
	if (raw.length) {
		text_clean(&r->input.text, raw.data, raw.length);
		explicit_bzero(raw.data, raw.capacity);
	}
	buf_release(&raw);
}

void replay_input_draw(struct replay *r, struct replay_show *s, int64_t now)
{
	s->input = drawn_of(r);
	s->input_grants = r->input.grants;
	s->input_text = "";
	if (s->input != REPLAY_INPUT_SHOWN)
		return;
	write_text(r);
	s->input_text = r->input.text.data ? r->input.text.data : "";
	s->input_left_us = r->input.until - now;
	r->input.second = seconds_left(r, now);
}
