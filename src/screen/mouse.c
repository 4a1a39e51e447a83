/* The mouse, where it is switched on: a click puts the cursor there, a second one
 * at once opens, a click on a head sorts, the wheel moves the rows. */
#include "screen/console_private.h"

#define DOUBLE_US (USEC * 2 / 5)
#define WHEEL_ROWS 3

/* The pane whose list holds a line of the screen; SIZE_MAX: none. */
static size_t pane_at(const struct page *page, int row, int column)
{
	for (size_t i = 0; i < page->screen->pane_count; i++) {
		const struct pane_state *p = &page->panes[i];
		if (page_shows(page, i) && widget_is_list(p->pane->widget) && p->head_row >= 0 &&
		    row >= p->head_row && row <= p->head_row + p->height && column >= p->head_column &&
		    column < p->head_column + p->width)
			return i;
	}
	return SIZE_MAX;
}

/* The column that was clicked on; the gap before it belongs to it. */
static int column_at(const struct pane_state *p, int cells)
{
	int found = -1;

	for (size_t i = 0; i < p->column_count; i++)
		if (p->columns[i].drawn && cells < p->columns[i].at + p->columns[i].drawn &&
		    (found < 0 || p->columns[i].at < p->columns[found].at))
			found = (int)i;
	return found;
}

static void click(struct console *c, int row, int column)
{
	struct console_private *own = c->own;
	struct page *page = console_page(c);
	size_t pane = pane_at(page, row, column);
	bool twice = row == own->click_row && column == own->click_column && c->now - own->clicked_at < DOUBLE_US;

	own->click_row = row;
	own->click_column = column;
	own->clicked_at = c->now;
	if (pane == SIZE_MAX)
		return;
	struct pane_state *p = &page->panes[pane];
	int at = column_at(p, column - p->head_column);
	page->focus = pane;
	if (at >= 0)
		p->column = at;
	if (row == p->head_row) {
		if (at >= 0)
			action_do(c, ACTION_SORT, 0);
		return;
	}
	size_t line = p->view->top + (size_t)(row - p->head_row - 1);
	if (line >= p->view->count)
		return;
	view_move_to(p->view, line);
	if (twice) {
		own->clicked_at = 0;
		action_do(c, ACTION_OPEN, 0);
	}
}

void mouse_key(struct console *c, uint32_t key)
{
	int row = (int)(key >> 12 & 0xfff), column = (int)(key & 0xfff);

	if (!c->mouse) /* nobody asked for it */
		return;
	switch (key >> 24 & 0xf) {
	case MOUSE_PRESS: click(c, row, column); break;
	case MOUSE_WHEEL_UP: view_move(console_pane(c)->view, -WHEEL_ROWS); break;
	case MOUSE_WHEEL_DOWN: view_move(console_pane(c)->view, WHEEL_ROWS); break;
	default: break;
	}
}
