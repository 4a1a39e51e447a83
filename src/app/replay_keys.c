/* What keys do to a recording that is played. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/replay_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define NEAR_US (5 * USEC)
#define FAR_US (60 * USEC)
#define IDLE_US (2 * USEC)
#define TYPED_MOST 200

/* ---- moving ---- */

static void moved(struct replay *r)
{
	r->sought = true;
	replay_leave_back(r);
	r->panned = false;
	r->wanted_hit = 0;
}

static void go(struct replay *r, int64_t at_us, int64_t now)
{
	moved(r);
	player_seek(r->player, at_us, now);
}

static void step(struct replay *r, int direction, int64_t now)
{
	moved(r);
	player_pause(r->player, true, now);
	player_step(r->player, direction, now);
}

static void to_marker(struct replay *r, int direction, int64_t now)
{
	size_t count;

	moved(r);
	player_markers(r->player, &count);
	if (!player_to_marker(r->player, direction, now))
		replay_say(r, false, !count		? "this recording has no markers"
				     : direction > 0 ? "no marker after this"
						     : "no marker before this");
}

/* "90", "1:30", "1:02:03.5": seconds, minutes, hours from the right. */
static bool read_time(const char *text, int64_t *at_us)
{
	int64_t whole = 0, part = 0, micros = 0, scale = USEC / 10;
	int parts = 0;

	for (; *text; text++) {
		if (*text == ':') {
			if (++parts > 2)
				return false;
			whole = (whole + part) * 60;
			part = 0;
		} else if (*text == '.') {
			for (text++; *text >= '0' && *text <= '9'; text++, scale /= 10)
				micros += (*text - '0') * scale;
			break;
		} else {
			part = part * 10 + (*text - '0');
			if (part > 100 * 24 * 3600)
				return false;
		}
	}
	*at_us = (whole + part) * USEC + micros;
	return !*text;
}

static void go_typed(struct replay *r, int64_t now)
{
	int64_t at_us = 0;
	bool typed = r->typed.length > 0;

	if (typed && !read_time(r->typed.data, &at_us))
		replay_say(r, true, "no time; 90, 1:30 or 1:02:03.5 is wanted");
	else
		go(r, at_us, now);
	if (typed && at_us > r->recording->length_us)
		replay_say(r, false, "it ends before that");
	buf_clear(&r->typed);
}

static void set_idle(struct replay *r, int64_t now)
{
	int64_t limit = r->idle_limit_us ? 0 : IDLE_US;

	if (r->typed.length && !read_time(r->typed.data, &limit))
		limit = IDLE_US;
	buf_clear(&r->typed);
	r->idle_limit_us = limit;
	player_set_idle_limit(r->player, limit, now);
	if (!limit)
		replay_say(r, false, "pauses are played whole");
}

/* ---- looking ---- */

static void scroll(struct replay *r, int by, int64_t now)
{
	if (!player_paused(r->player)) {
		replay_say(r, false, "paused: the arrows go through what has scrolled off");
		player_pause(r->player, true, now);
	}
	if (by > 0)
		replay_go_back(r, r->back_wanted + 1);
	else if (r->back_wanted)
		replay_go_back(r, r->back_wanted - 1);
}

static void pan(struct replay *r, int rows, int columns)
{
	r->panned = true;
	r->top += rows;
	r->left += columns;
}

/* ---- searching ---- */

static void find_row(struct replay *r, int row, int columns)
{
	const char *needle = r->search_text.data;
	size_t length = r->search_text.length;
	struct buf line = BUF_INIT;

	emulator_row_text(player_screen(r->player), row - (int)r->back, &line);
	for (size_t at = 0; at + length <= line.length; at++) {
		if (strncasecmp(line.data + at, needle, length))
			continue;
		int from = text_width(line.data, at), to = from + text_width(line.data + at, length);
		MEM_GROW(r->found, r->found_count, r->found_capacity);
		r->found[r->found_count++] = (struct found){row, from, to < columns ? to : columns};
	}
	buf_release(&line);
}

void replay_find(struct replay *r, int rows, int columns)
{
	r->found_count = 0;
	for (int row = (int)r->back; r->search && r->search_text.length && row < rows; row++)
		find_row(r, row, columns);
}

bool replay_is_found(const struct replay *r, int row, int column)
{
	for (size_t i = 0; i < r->found_count; i++)
		if (r->found[i].row == row && column >= r->found[i].from && column < r->found[i].to)
			return true;
	return false;
}

static void search(struct replay *r, const char *text)
{
	player_search_destroy(r->search);
	r->search = NULL;
	buf_clear(&r->search_text);
	if (!*text)
		return;
	buf_add_text(&r->search_text, text);
	r->search = player_search_create(r->recording, text, 0, 0);
	r->wanted_hit = 1;
	replay_say(r, false, "searching ...");
}

static void search_again(struct replay *r, int direction)
{
	if (r->search)
		r->wanted_hit = direction;
	else
		replay_say(r, false, "nothing was searched for; / does");
}

static void stop_search(struct replay *r)
{
	if (!r->searching)
		return;
	search(r, "");
	r->searching = false;
	r->wanted_hit = 0;
	replay_say(r, false, "the search was stopped");
}

/* ---- what is typed ---- */

static void resize(struct replay *r, const char *text, int64_t now)
{
	int columns = 0, rows = 0, end = 0;

	if (!*text) {
		replay_set_size(r, 0, 0, now);
		return;
	}
	if (sscanf(text, "%4dx%4d%n", &columns, &rows, &end) != 2 || text[end] || !emulator_size_fits(rows, columns)) {
		replay_say(r, true, "no size; columns x rows is wanted, as 132x43, 1000x250 at most");
		return;
	}
	replay_set_size(r, rows, columns, now);
}

static void answer(struct replay *r, int64_t now)
{
	enum asking asked = r->asking;
	char *text = mem_copy(r->typed.data ? r->typed.data : "");

	r->asking = ASK_NOTHING;
	buf_clear(&r->typed);
	if (asked == ASK_SEARCH)
		search(r, text);
	else
		resize(r, text, now);
	free(text);
}

static void type_key(struct replay *r, uint32_t key, int64_t now)
{
	char bytes[4];
	struct buf *t = &r->typed;

	if (key == 13) {
		answer(r, now);
	} else if (key == 27 || key == 3 || (key == 127 && !t->length)) {
		r->asking = ASK_NOTHING;
		buf_clear(t);
	} else if (key == 127 || key == 8) {
		while (t->length && ((unsigned char)t->data[--t->length] & 0xc0) == 0x80)
			;
		t->data[t->length] = '\0';
	} else if (key == 21) {
		buf_clear(t);
	} else if (key >= ' ' && key < KEY_CODE_FIRST && t->length < TYPED_MOST) {
		buf_add(t, bytes, text_encode(key, bytes));
	}
}

static void ask(struct replay *r, enum asking what)
{
	r->asking = what;
	buf_clear(&r->typed);
}

/* Digits, and what parts them, wait for the key that says what they are. */
static bool takes_digit(struct replay *r, uint32_t key)
{
	bool part = (key >= '0' && key <= '9') || (r->typed.length && (key == ':' || key == '.'));

	if (key == 127 && r->typed.length) {
		r->typed.data[--r->typed.length] = '\0';
		return true;
	}
	if (!part || r->typed.length > 12)
		return false;
	buf_add_byte(&r->typed, (char)key);
	return true;
}

/* ---- keys ---- */

/* The keys that move in time move on the page, as in the console's. */
static enum replay_effect help_key(struct replay *r, int action, uint32_t key)
{
	size_t page = 10;

	if (action == REPLAY_CLOSE || action == REPLAY_HELP)
		r->help = false;
	else if (action == REPLAY_DOWN || key == 'j')
		r->help_top++; /* draw knows where it ends */
	else if (action == REPLAY_UP || key == 'k')
		r->help_top -= r->help_top > 0;
	else if (action == REPLAY_FAR_ON)
		r->help_top += page;
	else if (action == REPLAY_FAR_BACK)
		r->help_top -= r->help_top < page ? r->help_top : page;
	else if (action == REPLAY_START || action == REPLAY_GO)
		r->help_top = 0;
	else if (action == REPLAY_END)
		r->help_top += 1000;
	return REPLAY_DONE_NOTHING;
}

static void time_key(struct replay *r, int action, int64_t now)
{
	struct player *p = r->player;
	int64_t at = player_at(p);

	switch (action) {
	case REPLAY_PAUSE: player_pause(p, !player_paused(p), now); replay_leave_back(r); break;
	case REPLAY_STEP_ON: step(r, 1, now); break;
	case REPLAY_STEP_BACK: step(r, -1, now); break;
	case REPLAY_SLOWER: player_set_speed(p, player_speed(p) - 1, now); break;
	case REPLAY_FASTER: player_set_speed(p, player_speed(p) + 1, now); break;
	case REPLAY_ON: go(r, at + NEAR_US, now); break;
	case REPLAY_BACK: go(r, at - NEAR_US, now); break;
	case REPLAY_FAR_ON: go(r, at + FAR_US, now); break;
	case REPLAY_FAR_BACK: go(r, at - FAR_US, now); break;
	case REPLAY_MARKER_ON: to_marker(r, 1, now); break;
	case REPLAY_MARKER_BACK: to_marker(r, -1, now); break;
	case REPLAY_GO: go_typed(r, now); break;
	case REPLAY_START: go(r, 0, now); break;
	case REPLAY_END:
		player_pause(p, true, now);
		go(r, r->recording->length_us, now);
		break;
	default: set_idle(r, now); break;
	}
}

static enum replay_effect other_key(struct replay *r, int action, uint32_t key, int64_t now)
{
	switch (action) {
	case REPLAY_SEARCH: ask(r, ASK_SEARCH); break;
	case REPLAY_SEARCH_ON: search_again(r, 1); break;
	case REPLAY_SEARCH_BACK: search_again(r, -1); break;
	case REPLAY_UP: scroll(r, 1, now); break;
	case REPLAY_DOWN: scroll(r, -1, now); break;
	case REPLAY_SIZE: ask(r, ASK_SIZE); break;
	case REPLAY_PAN_LEFT: pan(r, 0, -8); break;
	case REPLAY_PAN_RIGHT: pan(r, 0, 8); break;
	case REPLAY_PAN_UP: pan(r, -1, 0); break;
	case REPLAY_PAN_DOWN: pan(r, 1, 0); break;
	case REPLAY_WHOLE:
		replay_input_end(r, REVEAL_LEFT); /* nothing may lie over it */
		r->whole = !r->whole;
		break;
	case REPLAY_HELP:
		replay_input_end(r, REVEAL_LEFT);
		r->help = true;
		break;
	case REPLAY_INPUT: return replay_input_toggle(r);
	case REPLAY_STOP: stop_search(r); break;
	case REPLAY_REDRAW: return REPLAY_DONE_REDRAW;
	case REPLAY_SUSPEND: return REPLAY_DONE_SUSPEND;
	case REPLAY_CLOSE:
		if (!r->typed.length)
			return REPLAY_DONE_CLOSE;
		buf_clear(&r->typed);
		break;
	default:
		if (!(key & KEY_POINTER))
			replay_say(r, false, "that key does nothing here; ? lists the keys");
	}
	return REPLAY_DONE_NOTHING;
}

enum replay_effect replay_key(struct replay *r, uint32_t key, int64_t now)
{
	int action = key_map_action(r->keys, key);

	r->changed = true;
	replay_say(r, false, "");
	player_advance(r->player, now);
	if (r->input.state == INPUT_ASKS)
		return replay_input_answer(r, key);
	if (r->asking != ASK_NOTHING) {
		type_key(r, key, now);
		return REPLAY_DONE_NOTHING;
	}
	if (r->help)
		return help_key(r, action, key);
	if (takes_digit(r, key))
		return REPLAY_DONE_NOTHING;
	if (action >= REPLAY_PAUSE && action <= REPLAY_IDLE) {
		time_key(r, action, now);
		buf_clear(&r->typed);
		return REPLAY_DONE_NOTHING;
	}
	return other_key(r, action, key, now);
}
