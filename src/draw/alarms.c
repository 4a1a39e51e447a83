/* What is wrong for as long as it lasts; and the alarms in one line, as long as one
 * of them is not acknowledged: how many, the weightiest in words, and the key that
 * acknowledges it. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/table/alarms.h"

#define ROOMY_FROM 30 /* rows from which a blank line stands above it as well */

/* "a acknowledge", at the right edge. Returns where it starts. */
static int draw_key(struct drawing *d, int row)
{
	struct buf key = BUF_INIT;
	int edge = d->c->columns;

	key_map_keys(d->state->keys, ACTION_ACKNOWLEDGE, 1, &key);
	if (key.length) {
		edge = draw_right(d, row, edge, edge / 2, ROLE_DIM, action_infos[ACTION_ACKNOWLEDGE].label);
		edge = draw_right(d, row, edge - 1, d->c->columns / 2, ROLE_KEY, key.data) - 2;
	}
	buf_release(&key);
	return edge;
}

static void draw_line(struct drawing *d, int row, const struct alarm *first, size_t count)
{
	const struct state_word *mark = state_word_find("raised");
	enum role role = alarm_severity(first) <= 2 ? ROLE_BREACH : ROLE_WARN;
	int edge = draw_key(d, row), used;

	buf_clear(&d->text);
	buf_addf(&d->text, "%s ", glyph(d, mark->glyph, mark->ascii));
	if (count > 1)
		buf_addf(&d->text, "%zu alarms: ", count);
	used = canvas_text(d->c, row, 0, edge, role, d->text.data);
	buf_clear(&d->text);
	alarm_line(d->state->base.store, first, &d->style, &d->text);
	used += canvas_fit(d->c, row, used, edge - used, role, d->text.data, d->o->ascii);
	if (d->state->flash_until)
		canvas_style(d->c, row, 0, used, role, THEME_REVERSE);
}

static void draw_banner(struct drawing *d, int row)
{
	const struct state_word *mark = state_word_find("raised");

	buf_clear(&d->text);
	buf_addf(&d->text, "%s %s", glyph(d, mark->glyph, mark->ascii), d->state->banner);
	canvas_fit(d->c, row, 0, d->c->columns, ROLE_BREACH, d->text.data, d->o->ascii);
}

int draw_alarms(struct drawing *d, int row)
{
	size_t count;
	const struct alarm *first = alarms_first(d->state->base.alarms, &count);
	bool roomy = d->c->rows >= ROOMY_FROM;
	int from = row, up = !roomy && d->c->rows >= SPARSE_FROM; /* the blank line above goes below */

	if (d->state->banner[0])
		draw_banner(d, row++ - up);
	if (first)
		draw_line(d, row++ - up, first, count);
	return row + (roomy && row > from);
}
