/* The record: one row as labelled fields, grouped by line, in two columns where
 * there is room. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define MARK 2
#define FIELD_GAP 3
#define BAR_CELLS 18
#define HALVES_FROM 100 /* cells from which short groups stand in pairs */
#define LABEL_MOST 20

/* A group: the columns [first, end) that stand together. */
struct group {
	size_t first, end;
	const char *label;
	int cells; /* of its fields on one line */
};
/* A record while it is measured or drawn; measuring draws nothing. */
struct record {
	struct drawing *d;
	struct pane_state *p;
	struct area a;
	bool focused, draw;
	int row;      /* next line, from 0 */
	int label;    /* cells of the labels */
};

/* A line's name serves as label, unless it is a mere number or letter. */
static const char *label_of(const struct screen_pane *pane, size_t first)
{
	const struct screen_column *c = &pane->columns[first];

	return c->line && strlen(c->line) > 2 ? c->line : c->title;
}

static size_t group_end(const struct screen_pane *pane, size_t first)
{
	size_t end = first + 1;
	const char *line = pane->columns[first].line;

	while (line && end < pane->column_count && pane->columns[end].line &&
	       !strcmp(pane->columns[end].line, line))
		end++;
	return end;
}

/* A field's own title within its group, "" where the label says it already; in
 * small letters, since it stands in the middle of a line. */
static void field_title(struct record *r, const struct screen_column *c, const char *label, char out[64])
{
	struct value v = {0};

	out[0] = '\0';
	view_value(r->p->view, 0, c->field, &v);
	if (!strcmp(c->format->name, "duration_left") && !v.null && v.i < 0)
		return; /* "over by" says it */
	if (!c->title || !strcasecmp(c->title, label))
		return;
	size_t fits = text_fit(c->title, strnlen(c->title, 60), 60, NULL);
	memcpy(out, c->title, fits);
	out[fits] = '\0';
	if (isupper((unsigned char)out[0]) && islower((unsigned char)out[1]))
		out[0] = (char)tolower((unsigned char)out[0]);
}

static int field_cells(struct record *r, size_t column, const char *label)
{
	char title[64];
	struct buf text = BUF_INIT;
	const struct screen_column *c = &r->p->pane->columns[column];

	field_title(r, c, label, title);
	cell_text(r->d, r->p, 0, c, BAR_CELLS, &text);
	int cells = cells_of(text.data) + (title[0] ? cells_of(title) + 1 : 0);
	buf_release(&text);
	return cells;
}

/* A field that is not there is left out, unless it would leave its label alone. */
static bool is_left_out(struct record *r, size_t column, bool alone)
{
	struct value v = {0};

	view_value(r->p->view, 0, r->p->pane->columns[column].field, &v);
	if (!v.null && r->p->pane->columns[column].hide_zero && v.type != VALUE_TEXT && !v.i)
		return true;
	return v.null && !alone;
}

static struct group group_at(struct record *r, size_t first)
{
	struct group g = {.first = first, .end = group_end(r->p->pane, first)};

	g.label = label_of(r->p->pane, first);
	for (size_t i = g.first; i < g.end; i++)
		if (!is_left_out(r, i, i == g.first))
			g.cells += field_cells(r, i, g.label) + (i > g.first ? FIELD_GAP : 0);
	return g;
}

struct value_line {
	struct record *r;
	int column, cells;
	enum role role;
};

static void draw_value_line(void *context, int number, const char *text, size_t length)
{
	struct value_line *l = context;
	struct record *r = l->r;

	if (!r->draw || r->row + number >= r->a.height)
		return;
	char *piece = mem_copy_n(text, length);
	canvas_fit(r->d->c, r->a.row + r->row + number, l->column, l->cells, l->role, piece, r->d->o->ascii);
	free(piece);
}

/* The field under the cursor: what `e` explains. */
static void mark_field(struct record *r, size_t column, int at, int cells)
{
	if (!r->draw || !r->focused || r->p->column != (int)column || r->row >= r->a.height)
		return;
	canvas_text(r->d->c, r->a.row + r->row, r->a.column, 1, ROLE_ACCENT, glyph(r->d, "▸", ">"));
	canvas_style(r->d->c, r->a.row + r->row, at, cells > 0 ? cells : 1, ROLE_SELECTED, 0);
	place_cursor(r->d, r->a.row + r->row, at);
}

/* Draws a group with its label at column left, in width cells; returns the lines
 * it takes. Fields that do not fit go on in the next line, long texts wrap. */
static int draw_group(struct record *r, const struct group *g, int left, int width, int label)
{
	int start = r->row, at = left + label, edge = left + width;

	if (r->draw && r->row < r->a.height)
		canvas_fit(r->d->c, r->a.row + r->row, left, label - 1, ROLE_DIM, g->label, r->d->o->ascii);
	for (size_t i = g->first; i < g->end; i++) {
		const struct screen_column *c = &r->p->pane->columns[i];
		struct buf text = BUF_INIT;
		char title[64];
		if (is_left_out(r, i, i == g->first || r->p->column == (int)i))
			continue;
		field_title(r, c, g->label, title);
		enum role role = cell_text(r->d, r->p, 0, c, BAR_CELLS, &text);
		int cells = field_cells(r, i, g->label), words = title[0] ? cells_of(title) + 1 : 0;
		if (at > left + label && at + cells > edge) {
			r->row++;
			at = left + label;
		}
		bool seen = r->draw && r->row < r->a.height;
		if (seen && words)
			canvas_fit(r->d->c, r->a.row + r->row, at, edge - at, ROLE_DIM, title,
				   r->d->o->ascii);
		int room = edge - at - words;
		struct value_line line = {r, at + words, room > 0 ? room : 0, role};
		int lines = wrap(text.data, line.cells, draw_value_line, &line);
		if (seen && !strcmp(c->format->name, "bar"))
			draw_bar_roles(r->d, r->a.row + r->row, line.column, cells - words - 5, role);
		if (seen && !strcmp(c->format->name, "trend"))
			draw_trend_roles(r->d, r->a.row + r->row, line.column, cells - words);
		mark_field(r, i, line.column, cells - words < room ? cells - words : room);
		r->row += lines - 1;
		at = lines > 1 ? edge : at + cells + FIELD_GAP;
		buf_release(&text);
	}
	int lines = r->row - start + 1;
	r->row = start;
	return lines;
}

/* Whether a group is of texts and numbers of things alone, and has none. */
static bool is_bare(struct record *r, const struct group *g)
{
	for (size_t i = g->first; i < g->end; i++) {
		struct value v = {0};
		view_value(r->p->view, 0, r->p->pane->columns[i].field, &v);
		bool name = v.type == VALUE_TEXT ||
			    r->p->pane->model->fields[r->p->pane->columns[i].field].flags & FIELD_ID;
		bool nothing = v.null ? name : is_left_out(r, i, true);
		if (!nothing || r->p->column == (int)i)
			return false;
	}
	return true;
}

/* The widest label of all records of the screen, so that they stand in one
 * column. */
static int label_cells(const struct screen *screen)
{
	int widest = 0;

	for (size_t k = 0; k < screen->pane_count; k++) {
		const struct screen_pane *pane = &screen->panes[k];
		for (size_t i = 0; pane->widget == WIDGET_RECORD && i < pane->column_count;
		     i = group_end(pane, i)) {
			int cells = cells_of(label_of(pane, i));
			widest = cells > widest ? cells : widest;
		}
	}
	return (widest < LABEL_MOST ? widest : LABEL_MOST) + 2;
}

/* Lays all groups out; returns the lines they take. */
static int lay_record(struct record *r)
{
	const struct screen_pane *pane = r->p->pane;
	int left = r->a.column + MARK, width = r->a.width - MARK;
	int half = (width - FIELD_GAP) / 2;

	r->label = label_cells(r->d->page->screen);
	for (size_t i = 0; i < pane->column_count;) {
		struct group one = group_at(r, i), two = {0};
		if (is_bare(r, &one)) {
			i = one.end;
			continue;
		}
		bool pair = r->a.width >= HALVES_FROM && r->label + one.cells <= half &&
			    one.end < pane->column_count;
		if (pair) {
			two = group_at(r, one.end);
			pair = r->label + two.cells <= half && !is_bare(r, &two);
		}
		int lines = draw_group(r, &one, left, pair ? half : width, r->label);
		if (pair) {
			int other = draw_group(r, &two, left + half + FIELD_GAP, half, r->label);
			lines = other > lines ? other : lines;
		}
		r->row += lines;
		i = pair ? two.end : one.end;
	}
	return r->row;
}

static int record_lines(struct drawing *d, struct pane_state *p, int width)
{
	struct record r = {.d = d, .p = p, .a = {0, 0, 0, width}};

	return p->view->count ? lay_record(&r) : 1;
}

static void record_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	struct record r = {.d = d, .p = p, .a = a, .focused = focused, .draw = true};

	p->width = a.width;
	p->height = 1;
	if (p->view->count) {
		lay_record(&r);
		return;
	}
	draw_empty(d, p, a);
	if (focused)
		place_cursor(d, a.row, a.column);
}

const struct widget_kind widget_record = {
	.lines = record_lines, .draw = record_draw,
};
