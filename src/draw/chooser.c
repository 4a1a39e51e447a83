/* The column chooser, below the list that it arranges: one line a column, with
 * what it means. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

#define LEAST 5      /* lines that it has at least, its head included */
#define LIST_LEAST 6 /* lines that it leaves to the list, where there are so many */
#define GAP 2
#define TITLE_MOST 24
#define FIELD_MOST 24
#define STATE_CELLS 12 /* a width, and "frozen" or "no room" */

static struct pane_state *pane_of(const struct drawing *d)
{
	return &d->page->panes[d->page->focus];
}

int chooser_lines(const struct drawing *d, int room)
{
	const struct chooser *h = &d->state->chooser;
	int want = (int)h->count + 2, most = room / 2; /* a head, and a line between */

	if (!h->open || !d->page)
		return 0;
	if (most < room - LIST_LEAST && room - LIST_LEAST < want)
		most = most > LEAST ? most : LEAST;
	return want < most ? want : most < LEAST ? LEAST : most;
}

static const char *field_name(const struct drawing *d, const struct layout_item *it)
{
	return pane_of(d)->pane->model->fields[it->column.field].name;
}

static const char *title_of(const struct drawing *d, const struct layout_item *it)
{
	const struct model_field *f = &pane_of(d)->pane->model->fields[it->column.field];

	return it->column.title && *it->column.title ? it->column.title
	       : f->title && *f->title		     ? f->title
						     : f->name;
}

/* The widths of the titles and of the names. */
static void measure(const struct drawing *d, int *titles, int *names)
{
	const struct chooser *h = &d->state->chooser;

	*titles = *names = 0;
	for (size_t i = 0; i < h->count; i++) {
		int title = cells_of(title_of(d, &h->items[i])), name = cells_of(field_name(d, &h->items[i]));
		*titles = title > *titles ? title : *titles;
		*names = name > *names ? name : *names;
	}
	*titles = *titles < TITLE_MOST ? *titles : TITLE_MOST;
	*names = *names < FIELD_MOST ? *names : FIELD_MOST;
}

/* Whether a column that is shown had room on the screen. */
static bool in_sight(const struct drawing *d, size_t item)
{
	const struct chooser *h = &d->state->chooser;
	size_t column = 0;

	for (size_t i = 0; i < item; i++)
		column += h->items[i].shown;
	return pane_of(d)->columns[column].drawn > 0;
}

static void draw_item(struct drawing *d, size_t i, int row, int titles, int names)
{
	const struct chooser *h = &d->state->chooser;
	const struct layout_item *it = &h->items[i];
	const struct model_field *f = &pane_of(d)->pane->model->fields[it->column.field];
	int column = 2, edge = d->c->columns;
	enum role role = it->shown ? ROLE_TEXT : ROLE_DIM;

	canvas_text(d->c, row, column, 3, it->shown ? ROLE_ACCENT : ROLE_DIM, it->shown ? "[x]" : "[ ]");
	column += 4;
	canvas_fit(d->c, row, column, titles, role, title_of(d, it), d->o->ascii);
	column += titles + GAP;
	canvas_fit(d->c, row, column, names, ROLE_DIM, field_name(d, it), d->o->ascii);
	column += names + GAP;
	buf_clear(&d->text);
	if (it->column.width)
		buf_addf(&d->text, "%3d ", it->column.width);
	else
		buf_add_text(&d->text, "    ");
	buf_add_text(&d->text, it->shown && !in_sight(d, i) ? "no room" : it->column.freeze ? "frozen" : "");
	canvas_fit(d->c, row, column, STATE_CELLS, role, d->text.data, d->o->ascii);
	column += STATE_CELLS;
	if (f->help && column < edge)
		canvas_fit(d->c, row, column, edge - column, ROLE_DIM, f->help, d->o->ascii);
	if (i != h->cursor)
		return;
	canvas_text(d->c, row, 0, 1, ROLE_ACCENT, glyph(d, "▸", ">"));
	canvas_style(d->c, row, 0, edge, ROLE_SELECTED, 0);
	place_cursor(d, row, 0);
}

void draw_chooser(struct drawing *d, int from, int to)
{
	struct chooser *h = &d->state->chooser;
	size_t lines = to - from > 2 ? (size_t)(to - from - 2) : 1, shown = 0;
	int titles, names;

	for (size_t i = 0; i < h->count; i++)
		shown += h->items[i].shown;
	if (h->top + lines > h->count)
		h->top = h->count > lines ? h->count - lines : 0;
	if (h->cursor < h->top)
		h->top = h->cursor;
	if (h->cursor >= h->top + lines)
		h->top = h->cursor - lines + 1;
	measure(d, &titles, &names);
	buf_clear(&d->text);
	buf_addf(&d->text, "Columns: %zu of %zu are shown", shown, h->count);
	canvas_fit(d->c, from + 1, 2, d->c->columns - 2, ROLE_TITLE, d->text.data, d->o->ascii);
	for (size_t i = 0; i < lines && h->top + i < h->count; i++)
		draw_item(d, h->top + i, from + 2 + (int)i, titles, names);
}

void draw_chooser_keys(struct drawing *d, int row)
{
	static const struct { const char *key, *label; } keys[] = {
		{"Enter", "keep"}, {"Esc", "put back"}, {"Space", "show or hide"}, {"J K", "move"},
		{"+ -", "width"}, {"f", "freeze"}, {"r", "as the screen has them"},
	};
	int column = 0;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (column + cells_of(keys[i].key) + 1 + cells_of(keys[i].label) > d->c->columns)
			break;
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_KEY, keys[i].key) + 1;
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_DIM, keys[i].label) + 2;
	}
}
