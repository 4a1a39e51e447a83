/* The adapter between a recording's player, the keys, and drawing. */
#include "app/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/replay_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define ABOVE_MOST 2000       /* lines of scrollback */
#define FRAME_US 16000        /* between two pictures while it plays */
#define SEEK_FRAME_US 100000  /* while it is sought: the screen is not whole then */

static struct player *make_player(const struct replay *r, int rows, int columns)
{
	struct player *p = player_create(r->recording, rows, columns);

	player_add_commands(p, r->commands, r->command_count);
	return p;
}

struct replay *replay_create(const struct recording *recording, const char *title, const struct key_map *keys)
{
	struct replay *r = mem_zero(1, sizeof *r);
	struct buf clean = BUF_INIT;

	text_clean(&clean, title, strlen(title));
	r->title = buf_take(&clean);
	r->recording = recording;
	r->keys = keys;
	r->player = make_player(r, 0, 0);
	r->typed = (struct buf)BUF_INIT;
	r->search_text = (struct buf)BUF_INIT;
	r->input.text = (struct buf)BUF_INIT;
	r->start = true;
	r->changed = true;
	return r;
}

void replay_destroy(struct replay *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->command_count; i++)
		free((void *)(uintptr_t)r->commands[i].label);
	free(r->commands);
	player_search_destroy(r->search);
	player_destroy(r->player);
	buf_release(&r->typed);
	buf_release(&r->search_text);
	replay_input_release(r);
	player_scrollback_destroy(r->above);
	free(r->found);
	free(r->activity);
	free(r->marks);
	free(r->title);
	free(r);
}

void replay_set_commands(struct replay *r, const struct player_command *commands, size_t count)
{
	r->commands = mem_zero(count + 1, sizeof *r->commands);
	for (; r->command_count < count; r->command_count++) {
		const struct player_command *from = &commands[r->command_count];
		r->commands[r->command_count] = (struct player_command){from->at_us, mem_copy(from->label), from->risk};
	}
	player_add_commands(r->player, r->commands, count);
	r->changed = true;
}

void replay_begin_at(struct replay *r, int64_t at_us, int64_t now)
{
	r->start = false;
	player_seek(r->player, at_us, now);
	r->changed = true;
}

/* The same moment on a screen of another size; 0: as recorded. */
void replay_set_size(struct replay *r, int rows, int columns, int64_t now)
{
	struct player *p = make_player(r, rows, columns);

	player_seek(p, player_at(r->player), now);
	player_set_speed(p, player_speed(r->player), now);
	player_set_idle_limit(p, r->idle_limit_us, now);
	player_pause(p, player_paused(r->player), now);
	player_destroy(r->player);
	r->player = p;
	r->top = r->left = 0;
	replay_leave_back(r);
}

void replay_leave_back(struct replay *r)
{
	player_scrollback_destroy(r->above);
	r->above = NULL;
	r->gathering = false;
	r->back = r->back_wanted = 0;
}

/* What was asked for, as far as there is so much. */
static void settle_back(struct replay *r)
{
	size_t count = player_scrollback_count(r->above);

	if (r->back_wanted > count) {
		replay_say(r, false, count ? "nothing further back is kept" : "nothing has scrolled off");
		r->back_wanted = count;
	}
	r->back = r->back_wanted;
	r->changed = true;
}

void replay_go_back(struct replay *r, size_t lines)
{
	if (!lines) {
		replay_leave_back(r);
		return;
	}
	if (!r->above) {
		r->above = player_scrollback_create(r->player, ABOVE_MOST);
		r->gathering = true;
	}
	r->back_wanted = lines;
	if (!r->gathering)
		settle_back(r);
}

static bool gather_above(struct replay *r, int64_t deadline_us)
{
	if (!r->gathering)
		return false;
	r->gathering = player_scrollback_work(r->above, deadline_us);
	if (!r->gathering)
		settle_back(r);
	return r->gathering;
}

void replay_say(struct replay *r, bool bad, const char *text)
{
	snprintf(r->message, sizeof r->message, "%s", text);
	r->message_bad = bad;
}

bool replay_take_sought(struct replay *r, int64_t *at_us)
{
	bool sought = r->sought;

	*at_us = player_at(r->player);
	r->sought = false;
	return sought;
}

/* ---- work ---- */

/* The hit that was asked for: the next one on from here, or back. */
static const struct player_hit *find_hit(const struct player_hit *hits, size_t count, size_t event, int direction)
{
	const struct player_hit *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (direction > 0 && hits[i].event > event)
			return &hits[i];
		if (direction < 0 && hits[i].event < event)
			found = &hits[i];
	}
	return found;
}

/* Goes to the hit that is waited for as soon as it is found; says when there is
 * none. */
static void follow_search(struct replay *r, bool left, int64_t now)
{
	size_t count;
	int64_t done;
	const struct player_hit *hits = player_search_hits(r->search, &count, &done);

	if (!r->wanted_hit)
		return;
	/* What lies back is complete only once the search has come so far. */
	if (r->wanted_hit < 0 && left && done < player_at(r->player))
		return;
	const struct player_hit *hit = find_hit(hits, count, player_event(r->player), r->wanted_hit);
	if (hit) {
		player_pause(r->player, true, now);
		player_seek(r->player, hit->at_us, now);
		replay_leave_back(r);
		replay_say(r, false, "");
		r->sought = true;
		r->wanted_hit = 0;
	} else if (!left) {
		snprintf(r->message, sizeof r->message, "no %s \"%.200s\"%s", count ? "further" : "place shows",
			 r->search_text.data, count ? (r->wanted_hit > 0 ? " after this" : " before this") : "");
		r->message_bad = true;
		r->wanted_hit = 0;
	}
}

bool replay_work(struct replay *r, int64_t now, int64_t deadline_us)
{
	bool left = false;
	size_t event = player_event(r->player);
	int64_t at = player_at(r->player);

	if (r->start) {
		player_pause(r->player, false, now);
		r->start = false;
	}
	player_advance(r->player, now);
	r->changed |= player_event(r->player) != event || player_at(r->player) / (USEC / 10) != at / (USEC / 10);
	r->seeking = player_work(r->player, deadline_us);
	left = r->seeking || gather_above(r, deadline_us);
	replay_input_work(r, now);
	if (r->search && !r->seeking) {
		bool searching = player_search_work(r->search, deadline_us);
		r->changed |= searching != r->searching || searching || r->wanted_hit;
		r->searching = searching;
		follow_search(r, searching, now);
		left |= searching || player_event(r->player) != event;
	}
	return left;
}

int64_t replay_due(const struct replay *r, int64_t now)
{
	int64_t due = player_next_due(r->player), tenth = now + USEC / 10, input = replay_input_due(r, now);

	if (due == TIME_NONE)
		return input;
	if (input != TIME_NONE && input < due)
		due = input;
	/* The clock goes on between events, as fast as it is played. */
	if (due > tenth)
		due = tenth;
	return due < r->drawn_at + FRAME_US ? r->drawn_at + FRAME_US : due;
}

bool replay_changed(const struct replay *r)
{
	return r->changed;
}

/* ---- the picture ---- */

static uint8_t theme_attributes(unsigned a)
{
	static const struct { unsigned from; uint8_t to; } same[] = {
		{EMULATOR_BOLD, THEME_BOLD}, {EMULATOR_DIM, THEME_DIM}, {EMULATOR_ITALIC, THEME_ITALIC},
		{EMULATOR_UNDERLINE, THEME_UNDERLINE}, {EMULATOR_REVERSE, THEME_REVERSE}, {EMULATOR_STRIKE, THEME_STRIKE},
	};
	uint8_t out = 0;

	for (size_t i = 0; i < COUNT_OF(same); i++)
		if (a & same[i].from)
			out |= same[i].to;
	return out;
}

/* The row of cells at a line of what is looked at: scrolled off, or on the screen. */
static const struct emulator_cell *cell_at(const struct replay *r, int row, int column)
{
	if ((size_t)row < r->back) {
		int columns;
		size_t line = player_scrollback_count(r->above) - r->back + (size_t)row;
		const struct emulator_cell *cells = player_scrollback_row(r->above, line, &columns);
		return column < columns ? &cells[column] : NULL;
	}
	return emulator_cell(player_screen(r->player), row - (int)r->back, column);
}

static void show_cell(void *context, int row, int column, struct foreign_cell *out)
{
	struct replay *r = context;
	const struct emulator_cell *cell = cell_at(r, row, column);
	size_t length = 0;

	if (!cell)
		return;
	*out = (struct foreign_cell){.text = r->cell_text, .width = cell->width, .fg = cell->fg, .bg = cell->bg,
				     .attributes = theme_attributes(cell->attributes)};
	if (cell->c && cell->c != ' ' && !(cell->attributes & EMULATOR_HIDDEN)) {
		length += text_encode(cell->c, r->cell_text);
		for (int i = 0; i < EMULATOR_MARKS && cell->marks[i]; i++)
			length += text_encode(cell->marks[i], r->cell_text + length);
	}
	r->cell_text[length] = '\0';
	if (replay_is_found(r, row, column))
		out->attributes ^= THEME_REVERSE;
}

/* Commands and markers, and the hits, by time. */
static void gather_marks(struct replay *r)
{
	size_t markers, hits = 0, i = 0, k = 0;
	int64_t done;
	const struct player_marker *marker = player_markers(r->player, &markers);
	const struct player_hit *hit = r->search ? player_search_hits(r->search, &hits, &done) : NULL;

	r->marks = mem_resize(r->marks, markers + hits + 1, sizeof *r->marks);
	r->mark_count = 0;
	while (i < markers || k < hits) {
		bool first = k == hits || (i < markers && marker[i].at_us <= hit[k].at_us);
		struct replay_mark *to = &r->marks[r->mark_count++];
		if (first) {
			*to = (struct replay_mark){marker[i].at_us,
						   marker[i].kind == MARKER_COMMAND ? REPLAY_COMMAND : REPLAY_MARK,
						   marker[i].risk};
			i++;
		} else {
			*to = (struct replay_mark){hit[k++].at_us, REPLAY_HIT, 0};
		}
	}
}

static void show_label(const struct replay *r, struct replay_show *s)
{
	size_t count;
	const struct player_marker *m = player_markers(r->player, &count);

	for (size_t i = 0; i < count && m[i].at_us <= s->at_us; i++)
		if (m[i].label[0]) {
			s->label = m[i].label;
			s->label_at_us = m[i].at_us;
		}
}

static void about_text(const struct replay *r, char *out, size_t size)
{
	int rows, columns;
	struct buf length = BUF_INIT;

	emulator_size(player_screen(r->player), &rows, &columns);
	duration_text(&length, r->recording->length_us);
	snprintf(out, size, "%s  %dx%d  %s", r->recording->format, columns, rows, length.data);
	buf_release(&length);
}

/* The word for it stands in front, where the note does not begin with it. */
static void warning_text(const struct replay *r, char *out, size_t size)
{
	const struct recording *rec = r->recording;
	const char *word = recording_condition_names[rec->condition];
	bool said = !strncmp(rec->note, word, strlen(word));

	out[0] = '\0';
	if (rec->condition != RECORDING_WHOLE)
		snprintf(out, size, "%s%s%s", said ? "" : word, said || !rec->note[0] ? "" : ": ", rec->note);
}

/* What is asked for, or the digits typed so far. */
static const char *asks(const struct replay *r)
{
	switch (r->asking) {
	case ASK_SEARCH: return "/";
	case ASK_SIZE: return "size (132x43; nothing: as recorded)";
	default: return r->typed.length ? "time" : NULL;
	}
}

static void keep_in_room(struct replay *r, int rows, int columns, int room_rows, int room_columns)
{
	int most_top = rows > room_rows ? rows - room_rows : 0, most_left = columns > room_columns ? columns - room_columns : 0;

	if (!r->panned) { /* the cursor is what one wants to see */
		int row, column;
		emulator_cursor(player_screen(r->player), &row, &column);
		if (row < r->top || row >= r->top + room_rows)
			r->top = row - room_rows + 1;
		if (column < r->left || column >= r->left + room_columns)
			r->left = column - room_columns / 2;
	}
	r->top = r->top < 0 ? 0 : r->top > most_top ? most_top : r->top;
	r->left = r->left < 0 ? 0 : r->left > most_left ? most_left : r->left;
}

void replay_draw(struct replay *r, struct canvas *c, const struct draw_options *o)
{
	char about[160], warning[320];
	struct replay_show s = {.title = r->title, .about = about, .warning = warning, .label = "",
				.message = r->message, .message_bad = r->message_bad, .keys = r->keys,
				.help = r->help, .help_top = &r->help_top, .whole = r->whole, .cell = show_cell,
				.context = r};
	int bar = replay_bar_cells(c->columns), room_rows, room_columns;

	if (r->seeking && o->now - r->drawn_at < SEEK_FRAME_US)
		return; /* half a screen; the glass stays */
	if (bar != r->activity_count) {
		r->activity = mem_resize(r->activity, (size_t)bar, sizeof *r->activity);
		r->activity_count = bar;
		player_activity(r->player, r->activity, (size_t)bar);
	}
	about_text(r, about, sizeof about);
	warning_text(r, warning, sizeof warning);
	gather_marks(r);
	s.at_us = player_at(r->player);
	s.length_us = r->recording->length_us;
	s.event = player_event(r->player);
	s.events = r->recording->event_count;
	s.speed = player_speed(r->player);
	s.paused = player_paused(r->player);
	s.at_end = player_at_end(r->player);
	s.working = r->seeking;
	s.idle_limit_us = r->idle_limit_us;
	s.activity = r->activity;
	s.marks = r->marks;
	s.mark_count = r->mark_count;
	show_label(r, &s);
	s.asks = asks(r);
	s.typed = r->typed.data ? r->typed.data : "";
	emulator_size(player_screen(r->player), &s.rows, &s.columns);
	s.rows += (int)r->back;
	s.back = r->back;
	replay_input_draw(r, &s, o->now);
	replay_room(c->rows, c->columns, r->whole, s.input, &room_rows, &room_columns);
	keep_in_room(r, s.rows, s.columns, room_rows, room_columns);
	if (r->back)
		r->top = 0;
	s.top = r->top;
	s.left = r->left;
	s.cursor_row = -1;
	int row, column;
	if (emulator_cursor(player_screen(r->player), &row, &column) && !r->back) {
		s.cursor_row = row;
		s.cursor_column = column;
	}
	replay_find(r, s.rows, s.columns);
	draw_replay(c, &s, o);
	r->drawn_at = o->now;
	r->room_rows = room_rows;
	r->changed = false;
}
