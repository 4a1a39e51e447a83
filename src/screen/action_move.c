/* Moving: rows, columns, pages, panes. */
#include "screen/action.h"

#define HEIGHT_UNKNOWN 10 /* of a pane that was not drawn yet */
#define WEEK 7

static void move_column(struct pane_state *p, int columns)
{
	int64_t column = (int64_t)p->column + columns, last = (int64_t)p->column_count - 1;

	p->column = (int)(column < 0 ? 0 : column > last ? last : column);
}

/* Whether its rows are days that stand beside each other, week below week. */
static bool has_weeks(const struct pane_state *p)
{
	return p->pane->widget == WIDGET_CALENDAR || p->pane->widget == WIDGET_COVERAGE;
}

static void move_rows(struct pane_state *p, int64_t rows)
{
	if (p->pane->widget == WIDGET_RECORD) /* one row, whose fields stand below each other */
		move_column(p, rows < -1000 ? -1000 : rows > 1000 ? 1000 : (int)rows);
	else
		view_move(p->view, has_weeks(p) ? rows * WEEK : rows);
}

static void move_side(struct pane_state *p, int columns)
{
	if (has_weeks(p))
		view_move(p->view, columns);
	else if (p->pane->widget == WIDGET_TIMELINE)
		timeline_step(p, columns);
	else
		move_column(p, columns);
}

/* A page moves the rows in sight as well; draw keeps the top in range. */
static void move_page(struct pane_state *p, int halves)
{
	int height = p->height > 0 ? p->height : HEIGHT_UNKNOWN;
	int rows = height / 2 * halves;
	struct view *v = p->view;

	if (halves == 2 || halves == -2)
		rows = height * (halves / 2);
	if (!rows)
		rows = halves > 0 ? 1 : -1;
	if (widget_is_list(p->pane->widget) || p->pane->widget == WIDGET_TEXT) {
		if (rows < 0)
			v->top -= v->top < (size_t)-rows ? v->top : (size_t)-rows;
		else if (v->top + (size_t)rows < v->count)
			v->top += (size_t)rows;
	}
	move_rows(p, rows);
}

void do_up(struct console *c) { move_rows(console_pane(c), -1); }
void do_down(struct console *c) { move_rows(console_pane(c), 1); }
void do_left(struct console *c) { move_side(console_pane(c), -1); }
void do_right(struct console *c) { move_side(console_pane(c), 1); }
void do_page_up(struct console *c) { move_page(console_pane(c), -2); }
void do_page_down(struct console *c) { move_page(console_pane(c), 2); }
void do_half_up(struct console *c) { move_page(console_pane(c), -1); }
void do_half_down(struct console *c) { move_page(console_pane(c), 1); }
void do_column_first(struct console *c) { move_column(console_pane(c), -1000); }
void do_column_last(struct console *c) { move_column(console_pane(c), 1000); }

void do_first(struct console *c)
{
	struct pane_state *p = console_pane(c);

	if (p->pane->widget == WIDGET_RECORD)
		move_column(p, -1000);
	else
		view_move_to(p->view, 0);
}

void do_last(struct console *c)
{
	struct pane_state *p = console_pane(c);

	if (p->pane->widget == WIDGET_RECORD)
		move_column(p, 1000);
	else
		view_move_to(p->view, SIZE_MAX);
}

static void move_focus(struct console *c, size_t step)
{
	struct page *page = console_page(c);
	size_t count = page->screen->pane_count;

	do
		page->focus = (page->focus + step) % count;
	while (!page_shows(page, page->focus));
}

void do_next_pane(struct console *c) { move_focus(c, 1); }
void do_previous_pane(struct console *c) { move_focus(c, console_page(c)->screen->pane_count - 1); }
