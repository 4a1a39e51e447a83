#include "slatop/draw/draw.h"

#include <stdio.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

void draw_too_small(struct drawing *d)
{
	char text[64];
	int row = d->c->rows / 2;

	snprintf(text, sizeof text, "slatop needs %dx%d, here are %dx%d", DRAW_MIN_COLUMNS, DRAW_MIN_ROWS,
		 d->c->columns, d->c->rows);
	int cells = cells_of(text), column = (d->c->columns - cells) / 2;
	if (column >= 0)
		canvas_text(d->c, row, column, cells, ROLE_WARN, text);
	else
		canvas_fit(d->c, row, 0, d->c->columns, ROLE_WARN, "too small", d->o->ascii);
}

/* The day that times are shown against: the moment looked at, else today. */
static void set_style(struct drawing *d)
{
	const struct model_scope *scope = d->page ? &d->page->scope : &d->state->base;

	d->style = (struct value_style){
		.calendar = scope->calendar ? scope->calendar : d->state->base.calendar,
		.reference_us = scope->as_of != TIME_NONE ? scope->as_of : d->o->clock,
		.ascii = d->o->ascii,
	};
}

void draw_console(struct canvas *c, struct console *state, const struct draw_options *o)
{
	struct drawing d = {.c = c, .state = state, .o = o, .text = BUF_INIT};

	canvas_clear(c);
	if (c->rows < DRAW_MIN_ROWS || c->columns < DRAW_MIN_COLUMNS) {
		draw_too_small(&d);
		return;
	}
	d.page = state->page_count ? &state->pages[state->page_count - 1] : NULL;
	set_style(&d);
	draw_top(&d);
	int from = draw_audit(&d, 2, c->rows >= SPARSE_FROM ? 3 : 2), to = c->rows - 2;
	from = draw_known_now(&d, draw_alarms(&d, from));
	if (state->help) {
		draw_help(&d, from, to);
	} else if (d.page) {
		int lines = chooser_lines(&d, to - from), private = lines ? 0 : reveal_lines(&d, to - from);
		draw_panes(&d, from, to - lines - private);
		if (lines)
			draw_chooser(&d, to - lines, to);
		else if (private)
			draw_reveal(&d, to - private, to);
	}
	draw_bottom(&d);
	buf_release(&d.text);
}
