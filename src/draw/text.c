/* Running text: each row a label and a text that wraps, one below the other. A
 * single column is text alone. */
#include <string.h>

#include "draw/widget.h"

#define MARK 2
#define LABEL_MOST 16

/* The last column is the text, the first the label where there are two. */
static const struct screen_column *text_column(const struct pane_state *p)
{
	return &p->pane->columns[p->pane->column_count - 1];
}

static int widest_label(struct drawing *d, struct pane_state *p)
{
	int widest = 0;

	if (p->pane->widget != WIDGET_TEXT || p->pane->column_count < 2)
		return 0;
	for (size_t i = 0; i < p->view->count && i < 256; i++) {
		buf_clear(&d->text);
		cell_text(d, p, i, &p->pane->columns[0], 0, &d->text);
		int cells = cells_of(d->text.data);
		widest = cells > widest ? cells : widest;
	}
	return widest < LABEL_MOST ? widest : LABEL_MOST;
}

/* All texts of the page that have labels have them in one column. */
static int label_cells(struct drawing *d, struct pane_state *p)
{
	int widest = 0;

	if (p->pane->column_count < 2)
		return 0;
	for (size_t i = 0; i < d->page->screen->pane_count; i++) {
		int cells = widest_label(d, &d->page->panes[i]);
		widest = cells > widest ? cells : widest;
	}
	return widest + 2;
}

static int row_lines(struct drawing *d, struct pane_state *p, size_t row, int width)
{
	buf_clear(&d->text);
	cell_text(d, p, row, text_column(p), 0, &d->text);
	return wrap(d->text.data, width, NULL, NULL);
}

static int text_lines(struct drawing *d, struct pane_state *p, int width)
{
	int label = label_cells(d, p), lines = 0;

	for (size_t i = 0; i < p->view->count && lines < 1000; i++)
		lines += row_lines(d, p, i, width - MARK - label);
	return lines ? lines : 1;
}

/* Moves the top so that the cursor's row ends within the area. */
static void show_cursor(struct drawing *d, struct pane_state *p, struct area a, int label)
{
	struct view *v = p->view;
	int below = 0;

	keep_in_sight(v, (size_t)a.height);
	for (size_t i = v->cursor + 1; i > v->top; i--) {
		below += row_lines(d, p, i - 1, a.width - MARK - label);
		if (below > a.height && i - 1 < v->cursor) {
			v->top = i;
			break;
		}
	}
}

static void text_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	struct view *v = p->view;
	int label = label_cells(d, p), row = a.row;

	p->width = a.width;
	show_cursor(d, p, a, label);
	size_t i = v->top;
	for (; i < v->count && row < a.row + a.height; i++) {
		struct wrapped line = {d, row, a.row + a.height, a.column + MARK + label, a.column + a.width, ROLE_TEXT};
		if (label) {
			buf_clear(&d->text);
			enum role role = cell_text(d, p, i, &p->pane->columns[0], 0, &d->text);
			canvas_fit(d->c, row, a.column + MARK, label - 1, role == ROLE_TEXT ? ROLE_DIM : role,
				   d->text.data, d->o->ascii);
		}
		buf_clear(&d->text);
		line.role = cell_text(d, p, i, text_column(p), 0, &d->text);
		int lines = wrap(d->text.data, a.width - MARK - label, draw_wrapped, &line);
		if (focused && i == v->cursor) {
			canvas_text(d->c, row, a.column, 1, ROLE_ACCENT, glyph(d, "▸", ">"));
			place_cursor(d, row, a.column);
		}
		row += lines;
	}
	p->height = i > v->top ? (int)(i - v->top) : 1;
	if (!v->count) {
		draw_empty(d, p, a);
		if (focused)
			place_cursor(d, a.row, a.column);
	}
}

const struct widget_kind widget_text = {
	.lines = text_lines, .scrolls = true, .draw = text_draw,
};
