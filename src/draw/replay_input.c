#include "draw/replay_input.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define ASKS_LINES 6  /* a head, and the question */
#define SHOWN_LINES 3 /* a head, and the end of what was typed */
#define INDENT 2

int replay_input_lines(enum replay_input input)
{
	return input == REPLAY_INPUT_ASKS ? ASKS_LINES : input == REPLAY_INPUT_SHOWN ? SHOWN_LINES : 0;
}

static void draw_question(struct drawing *d, const struct replay_show *s, int row)
{
	struct wrapped p = {d, row, row + ASKS_LINES - 1, INDENT, d->c->columns, ROLE_TEXT};

	buf_clear(&d->text);
	buf_addf(&d->text, "All that was typed up to the moment that is played, passwords too, will be shown for a minute, under %s. "
		 "The bastion itself records what this screen shows, and the journal writes it down under your name with the "
		 "numbers of the grants. Show it?", s->input_grants);
	wrap(d->text.data, d->c->columns - INDENT, draw_wrapped, &p);
}

/* Its end, as much as the lines hold. */
static void draw_text(struct drawing *d, const struct replay_show *s, int row)
{
	int room = d->c->columns - INDENT, lines = SHOWN_LINES - 1;
	const char *text = s->input_text;
	int cells = text_width(text, strlen(text)), used;

	if (cells > room * lines)
		text += text_fit(text, strlen(text), cells - room * lines + 2 * lines, NULL);
	for (int i = 0; i < lines && *text; i++) {
		size_t length = text_fit(text, strlen(text), room, &used);
		char *line = mem_copy_n(text, length);
		canvas_text(d->c, row + i, INDENT, room, ROLE_PRIVATE, line);
		explicit_bzero(line, length);
		free(line);
		text += length;
	}
	if (!cells)
		canvas_text(d->c, row, INDENT, room, ROLE_DIM, "nothing yet");
}

void draw_replay_input(struct drawing *d, const struct replay_show *s, int row)
{
	int64_t left = s->input_left_us > 0 ? (s->input_left_us + USEC - 1) / USEC : 0;
	int edge = d->c->columns;

	if (s->input == REPLAY_INPUT_HIDDEN)
		return;
	if (s->input == REPLAY_INPUT_SHOWN) {
		buf_clear(&d->text);
		buf_addf(&d->text, "  hidden in %d s", (int)left);
		edge = draw_right(d, row, edge, edge / 2, ROLE_WARN, d->text.data);
	}
	buf_clear(&d->text);
	buf_add_text(&d->text, glyph(d, "◆ private: what was typed", "* private: what was typed"));
	if (s->input == REPLAY_INPUT_SHOWN)
		buf_addf(&d->text, ", under %s", s->input_grants);
	canvas_fit(d->c, row, 0, edge, ROLE_PRIVATE, d->text.data, d->o->ascii);
	if (s->input == REPLAY_INPUT_ASKS)
		draw_question(d, s, row + 1);
	else
		draw_text(d, s, row + 1);
}
