/* Private fields of one row, below the list that it stands in: first what is asked,
 * then, for a minute, what they are. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

#define INDENT 2
#define LABEL_GAP 2
#define LINES_MOST 12 /* of the texts together */

static void add_subject(struct drawing *d, struct buf *out)
{
	const struct reveal *r = &d->state->reveal;

	buf_addf(out, "%s %" PRId64, r->view->thing, r->row);
	if (strcmp(r->view->key, "enterprise_no"))
		buf_addf(out, " of account %" PRId64, r->enterprise_no);
}

static void add_question(struct drawing *d, struct buf *out)
{
	const struct reveal *r = &d->state->reveal;

	for (size_t i = 0; i < PRIVATE_FIELDS_MOST && r->view->fields[i].column; i++)
		buf_addf(out, "%s%s", i ? " and " : "Its ", r->view->fields[i].column);
	buf_addf(out, " will be shown for a minute, under grant %s. The bastion itself records what this screen shows, and "
		 "the journal writes it down under your name with the number of the grant. Show it?", r->grant_no);
}

/* The widest title of the fields. */
static int label_cells(const struct private_view *v)
{
	int widest = 0;

	for (size_t i = 0; i < PRIVATE_FIELDS_MOST && v->fields[i].column; i++) {
		int cells = cells_of(v->fields[i].title);
		widest = cells > widest ? cells : widest;
	}
	return widest + LABEL_GAP;
}

/* Draws where to is beyond from; returns the lines that it takes. */
static int lay_question(struct drawing *d, int from, int to)
{
	struct wrapped p = {d, from, to, INDENT, d->c->columns, ROLE_TEXT};
	struct buf text = BUF_INIT;

	add_question(d, &text);
	int lines = wrap(text.data, d->c->columns - INDENT, to > from ? draw_wrapped : NULL, &p);
	buf_release(&text);
	return lines;
}

static int lay_fields(struct drawing *d, int from, int to)
{
	const struct reveal *r = &d->state->reveal;
	int label = label_cells(r->view), row = from;

	for (size_t i = 0; i < PRIVATE_FIELDS_MOST && r->view->fields[i].column; i++) {
		struct wrapped p = {d, row, to, INDENT + label, d->c->columns, ROLE_PRIVATE};
		const char *text = r->text[i][0] ? r->text[i] : glyph(d, "–", "-");
		if (row < to)
			canvas_fit(d->c, row, INDENT, label - 1, ROLE_DIM, r->view->fields[i].title, d->o->ascii);
		row += wrap(text, d->c->columns - p.column, row < to ? draw_wrapped : NULL, &p);
	}
	return row - from;
}

/* A line between, a head, and what stands below it. */
int reveal_lines(struct drawing *d, int room)
{
	const struct reveal *r = &d->state->reveal;
	int lines;

	if (!d->page || (r->state != REVEAL_ASKS && r->state != REVEAL_SHOWN))
		return 0;
	lines = 2 + (r->state == REVEAL_ASKS ? lay_question(d, 0, 0) : lay_fields(d, 0, 0));
	lines = lines < LINES_MOST ? lines : LINES_MOST;
	return lines < room ? lines : room;
}

static int64_t seconds_left(const struct drawing *d)
{
	int64_t left = d->state->reveal.until - d->o->now;

	return left > 0 ? (left + USEC - 1) / USEC : 0;
}

/* What is private, in d->text; brief: where there is little room. */
static void add_head(struct drawing *d, bool brief)
{
	const struct reveal *r = &d->state->reveal;

	buf_clear(&d->text);
	buf_addf(&d->text, "%s %s", glyph(d, "◆", "*"), brief ? "" : "private: ");
	add_subject(d, &d->text);
	if (r->state == REVEAL_SHOWN)
		buf_addf(&d->text, ", %sgrant %s", brief ? "" : "under ", r->grant_no);
}

void draw_reveal(struct drawing *d, int from, int to)
{
	const struct reveal *r = &d->state->reveal;
	int row = from + (to - from > 2 ? 1 : 0), room = d->c->columns;
	char left[40] = "";

	if (r->state == REVEAL_SHOWN)
		snprintf(left, sizeof left, "  masked in %" PRId64 " s", seconds_left(d));
	room -= cells_of(left);
	add_head(d, false);
	if (cells_of(d->text.data) > room)
		add_head(d, true);
	canvas_fit(d->c, row, 0, room, ROLE_PRIVATE, d->text.data, d->o->ascii);
	if (r->state == REVEAL_ASKS) {
		lay_question(d, row + 1, to);
		return;
	}
	draw_right(d, row, d->c->columns, d->c->columns / 2, ROLE_WARN, left);
	lay_fields(d, row + 1, to);
}

void draw_reveal_keys(struct drawing *d, int row)
{
	static const struct { const char *key, *label; } keys[] = {{"y", "show it"}, {"Esc", "leave it masked"}};
	int column = 0;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_KEY, keys[i].key) + 1;
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_DIM, keys[i].label) + 2;
	}
}
