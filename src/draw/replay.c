/* A recording that is played: a line of what it is, its screen, the bar of what
 * happens when, a line of where it stands, the keys. */
#include "slatop/draw/replay.h"

#include <string.h>

#include "draw/replay_input.h"
#include "draw/widget.h"
#include "slatop/base/calendar.h"
#include "slatop/base/text.h"

#define TALL 30    /* rows from which the marks have a line of their own */
#define BAR_STEPS 8
#define LABEL 40   /* cells that a label is left before events are counted beside it */

static const char *const steps[BAR_STEPS + 1] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const ascii_steps[BAR_STEPS + 1] = {" ", ".", ".", ":", ":", "-", "=", "+", "#"};

int replay_bar_cells(int columns)
{
	return columns > 2 ? columns : 2;
}

/* Lines below the recording's screen. */
static int lines_below(int rows)
{
	return rows >= TALL ? 4 : 3;
}

void replay_room(int rows, int columns, bool whole, enum replay_input input, int *screen_rows, int *screen_columns)
{
	*screen_rows = whole ? rows : rows - 1 - lines_below(rows) - replay_input_lines(input);
	*screen_columns = columns;
}

void replay_time(struct buf *out, int64_t at_us, bool whole)
{
	int64_t seconds = at_us / USEC;

	if (seconds >= 3600)
		buf_addf(out, "%d:", (int)(seconds / 3600));
	buf_addf(out, "%02d:%02d", (int)(seconds / 60 % 60), (int)(seconds % 60));
	if (!whole)
		buf_addf(out, ".%d", (int)(at_us / (USEC / 10) % 10));
}

/* ---- what it is ---- */

static void draw_head(struct drawing *d, const struct replay_show *s)
{
	int edge = draw_right(d, 0, d->c->columns, d->c->columns / 3, ROLE_DIM, s->about);
	int column = canvas_text(d->c, 0, 0, edge, ROLE_TITLE, "slatop") + 2;

	column += canvas_text(d->c, 0, column, edge - column, ROLE_ACCENT, "REPLAY") + 2;
	/* That it is not whole has to be read to its end: the title gives way, down to a quarter. */
	int room = edge - column - 2, warned = text_width(s->warning, strlen(s->warning));
	int titled = warned ? room - warned - 2 : room;
	titled = titled < room / 4 ? room / 4 : titled;
	column += canvas_fit(d->c, 0, column, titled, ROLE_TEXT, s->title, d->o->ascii) + 2;
	if (warned && column < edge - 2)
		canvas_fit(d->c, 0, column, edge - column - 2, ROLE_WARN, s->warning, d->o->ascii);
}

/* ---- its screen ---- */

/* Where it is smaller than its room, its edges are drawn, quietly. */
static void draw_edges(struct drawing *d, const struct replay_show *s, struct area a)
{
	int right = a.column + s->columns - s->left, below = a.row + s->rows - s->top;
	const char *upright = glyph(d, "│", "|"), *level = glyph(d, "─", "-");

	for (int i = a.row; right < a.column + a.width && i < a.row + a.height && i < below; i++)
		canvas_text(d->c, i, right, 1, ROLE_DIM, upright);
	for (int i = a.column; below < a.row + a.height && i < a.column + a.width && i < right; i++)
		canvas_text(d->c, below, i, 1, ROLE_DIM, level);
	if (right < a.column + a.width && below < a.row + a.height)
		canvas_text(d->c, below, right, 1, ROLE_DIM, glyph(d, "┘", "+"));
}

static void draw_screen(struct drawing *d, const struct replay_show *s, struct area a)
{
	for (int i = 0; i < a.height && s->top + i < s->rows; i++)
		for (int k = 0; k < a.width && s->left + k < s->columns; k++) {
			struct foreign_cell cell = {.text = "", .width = 1};
			s->cell(s->context, s->top + i, s->left + k, &cell);
			if (cell.width)
				canvas_foreign(d->c, a.row + i, a.column + k, &cell);
		}
	draw_edges(d, s, a);
	int row = s->cursor_row - s->top, column = s->cursor_column - s->left;
	if (s->cursor_row >= 0 && row >= 0 && row < a.height && column >= 0 && column < a.width)
		place_cursor(d, a.row + row, a.column + column);
}

/* ---- the bar ---- */

static int cell_of_time(const struct replay_show *s, int cells, int64_t at_us)
{
	/* Lengths are below 2^52 us and cells below 2^11. */
	int cell = s->length_us > 0 ? (int)(at_us * cells / s->length_us) : 0;

	return cell < 0 ? 0 : cell < cells ? cell : cells - 1;
}

/* Twice as much is one step more: a listing must not hide what was typed. */
static int step_of(uint32_t bytes)
{
	int step = 0;

	for (; bytes; bytes >>= 2)
		step++;
	return step < BAR_STEPS ? step : BAR_STEPS;
}

static enum role role_of_mark(const struct replay_mark *m)
{
	static const enum role risks[] = {ROLE_ACCENT, ROLE_ACCENT, ROLE_WARN, ROLE_BREACH};

	return m->kind == REPLAY_HIT ? ROLE_CHART_2 : m->kind == REPLAY_COMMAND ? risks[m->risk & 3] : ROLE_ACCENT;
}

/* The worst of a cell's marks is seen; hits are above all. */
static void draw_marks(struct drawing *d, const struct replay_show *s, int row, int cells)
{
	int last = -1, weight = 0;

	for (size_t i = 0; i < s->mark_count; i++) {
		const struct replay_mark *m = &s->marks[i];
		int cell = cell_of_time(s, cells, m->at_us), own = m->kind == REPLAY_HIT ? 9 : m->risk + 1;
		if (cell == last && own <= weight)
			continue;
		last = cell;
		weight = own;
		const char *text = m->kind == REPLAY_HIT ? glyph(d, "◇", "/") : glyph(d, "◆", "*");
		canvas_text(d->c, row, cell, 1, role_of_mark(m), text);
	}
}

static void draw_bar(struct drawing *d, const struct replay_show *s, int row)
{
	const char *const *shapes = d->o->ascii ? ascii_steps : steps;
	int cells = replay_bar_cells(d->c->columns), here = cell_of_time(s, cells, s->at_us);
	bool tall = d->c->rows >= TALL;

	for (int i = 0; i < cells; i++) {
		enum role role = i <= here ? ROLE_CHART_1 : ROLE_DIM;
		canvas_text(d->c, row, i, 1, role, shapes[step_of(s->activity[i])]);
		if (tall)
			canvas_text(d->c, row + 1, i, 1, role, glyph(d, "─", "-"));
	}
	draw_marks(d, s, tall ? row + 1 : row, cells);
	int at = tall ? row + 1 : row;
	canvas_text(d->c, at, here, 1, ROLE_TITLE, glyph(d, "┃", "|"));
	canvas_style(d->c, at, here, 1, ROLE_TEXT, THEME_BOLD);
}

/* ---- where it stands ---- */

static int draw_state(struct drawing *d, const struct replay_show *s, int row)
{
	const char *word = s->at_end ? "end" : s->paused ? "paused" : "playing";
	const char *sign = s->at_end ? glyph(d, "■", "#") : s->paused ? glyph(d, "‖", "=") : glyph(d, "►", ">");
	enum role role = s->paused || s->at_end ? ROLE_WARN : ROLE_OK;
	int column = 0, room = d->c->columns;

	buf_clear(&d->text);
	buf_addf(&d->text, "%s %-7s", sign, word);
	column += canvas_text(d->c, row, column, room, role, d->text.data) + 1;
	buf_clear(&d->text);
	buf_addf(&d->text, s->speed < 0 ? "1/%dx" : "%dx", 1 << (s->speed < 0 ? -s->speed : s->speed));
	column += canvas_text(d->c, row, column, room - column, ROLE_TEXT, d->text.data);
	column = column < 16 ? 16 : column + 2;
	buf_clear(&d->text);
	replay_time(&d->text, s->at_us, false);
	column += canvas_text(d->c, row, column, room - column, ROLE_TITLE, d->text.data) + 1;
	buf_clear(&d->text);
	buf_add_text(&d->text, "of ");
	replay_time(&d->text, s->length_us, false);
	return column + canvas_text(d->c, row, column, room - column, ROLE_DIM, d->text.data) + 3;
}

/* Of what was searched for: how many hits were passed, and when the next one is. */
static void hits_text(struct drawing *d, const struct replay_show *s)
{
	size_t hits = 0, passed = 0;
	int64_t next = 0;

	for (size_t i = 0; i < s->mark_count; i++) {
		const struct replay_mark *m = &s->marks[i];
		if (m->kind != REPLAY_HIT)
			continue;
		passed += m->at_us <= s->at_us;
		if (hits++ == passed)
			next = m->at_us;
	}
	buf_clear(&d->text);
	if (hits)
		buf_addf(&d->text, "%s %zu of %zu", glyph(d, "◇", "/"), passed, hits);
	if (hits > passed) {
		buf_add_text(&d->text, ", next ");
		replay_time(&d->text, next, false);
	}
}

/* What else there is to tell, the most wanted first; what has no room goes. */
static void draw_more_state(struct drawing *d, const struct replay_show *s, int row, int column)
{
	int edge = d->c->columns;

	buf_clear(&d->text);
	if (s->working)
		buf_add_text(&d->text, "seeking");
	else if (s->back)
		buf_addf(&d->text, "%zu line%s back", s->back, s->back > 1 ? "s" : "");
	if (d->text.length)
		edge = draw_right(d, row, edge, column, ROLE_ACCENT, d->text.data) - 3;
	hits_text(d, s);
	if (d->text.length)
		edge = draw_right(d, row, edge, column, ROLE_ACCENT, d->text.data) - 3;
	buf_clear(&d->text);
	if (s->idle_limit_us) {
		buf_add_text(&d->text, "pauses cut to ");
		duration_text(&d->text, s->idle_limit_us);
		edge = draw_right(d, row, edge, column, ROLE_DIM, d->text.data) - 3;
		buf_clear(&d->text);
	}
	buf_add_text(&d->text, "event ");
	value_grouped(&d->text, (int64_t)s->event);
	buf_add_text(&d->text, " of ");
	value_grouped(&d->text, (int64_t)s->events);
	if (edge - column > (int)d->text.length + (s->label[0] ? LABEL : 3))
		edge = draw_right(d, row, edge, column, ROLE_DIM, d->text.data) - 3;
	if (!s->label[0] || column + 8 > edge)
		return;
	buf_clear(&d->text);
	buf_addf(&d->text, "%s ", glyph(d, "◆", "*"));
	replay_time(&d->text, s->label_at_us, true);
	buf_addf(&d->text, " %s", s->label);
	canvas_fit(d->c, row, column, edge - column, ROLE_TEXT, d->text.data, d->o->ascii);
}

static void draw_foot(struct drawing *d, const struct replay_show *s)
{
	int rows = d->c->rows;

	draw_bar(d, s, rows - lines_below(rows));
	if (s->asks) {
		int used = canvas_text(d->c, rows - 2, 0, d->c->columns, ROLE_KEY, s->asks) + 1;
		used += canvas_fit(d->c, rows - 2, used, d->c->columns - used - 1, ROLE_TEXT, s->typed, d->o->ascii);
		place_cursor(d, rows - 2, used);
	} else if (s->message[0]) {
		canvas_fit(d->c, rows - 2, 0, d->c->columns, s->message_bad ? ROLE_BREACH : ROLE_TEXT, s->message,
			   d->o->ascii);
	} else {
		draw_more_state(d, s, rows - 2, draw_state(d, s, rows - 2));
	}
	if (s->input == REPLAY_INPUT_ASKS)
		draw_reveal_keys(d, rows - 1);
	else
		draw_keys_of(d, &replay_actions, s->keys, REPLAY_HELP, REPLAY_CLOSE, rows - 1);
}

void draw_replay(struct canvas *c, const struct replay_show *s, const struct draw_options *o)
{
	struct drawing d = {.c = c, .o = o, .text = BUF_INIT};
	struct area a = {.row = s->whole ? 0 : 1};

	canvas_clear(c);
	if (c->rows < DRAW_MIN_ROWS || c->columns < DRAW_MIN_COLUMNS) {
		draw_too_small(&d);
	} else if (s->help) {
		draw_head(&d, s);
		draw_help_of(&d, &replay_actions, s->keys, s->help_top, 2, c->rows - 2);
		draw_keys_of(&d, &replay_actions, s->keys, REPLAY_HELP, REPLAY_CLOSE, c->rows - 1);
	} else {
		replay_room(c->rows, c->columns, s->whole, s->input, &a.height, &a.width);
		draw_screen(&d, s, a);
		if (!s->whole) {
			draw_head(&d, s);
			draw_replay_input(&d, s, a.row + a.height);
			draw_foot(&d, s);
		}
	}
	buf_release(&d.text);
}
