/* The table: a head, rows, a cursor. */
#include <stdlib.h>
#include <string.h>

#include "draw/columns.h"
#include "draw/memory.h"
#include "draw/sheet.h"
#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define MARK 2        /* cells of the cursor's mark at the left */
#define TEXT_LEAST 8  /* a text cut shorter than that says nothing */
#define TEXT_DECENT 20 /* of a text that need not be whole; in wide panes a quarter of them, */
#define TEXT_ENOUGH 32 /* but not more than this */
#define TEXT_MOST 48
#define SAID_DECENT 16 /* a least width from which on the screen has said how much is enough */
#define TICKS_LEAST 8   /* "59m 59s", and one more */
#define BAR_LEAST 12
#define BAR_DECENT 14
#define BAR_NATURAL 16
#define BAR_MOST 33
#define FLOW_MOST 64  /* rows of a list that may flow */
#define BLOCK_GAP 3   /* between the blocks of a table that flows */

static bool is_bar(const struct screen_column *c)
{
	return !strcmp(c->format->name, "bar");
}

/* The place of a column among the sort keys, from 0; -1: not sorted by. Keys
 * behind the first are told only where the user chose them. */
static int sort_rank(const struct pane_state *p, size_t field)
{
	const struct view *v = p->view;

	for (size_t i = 0; i < v->sort_count && (!i || p->sorted); i++)
		if (v->sort[i].field == field)
			return (int)i;
	return -1;
}

/* The cells that a sort mark and the gap beside it take. */
static int mark_cells(const struct pane_state *p, size_t field)
{
	return sort_rank(p, field) < 0 ? 0 : p->sorted && p->view->sort_count > 1 ? 3 : 2;
}

static struct column_need need_of(const struct pane_state *p, const struct screen_column *c, int content,
				  int width)
{
	if (c->width) /* the user has said it */
		return (struct column_need){.least = c->width, .decent = c->width, .natural = c->width,
					    .most = c->width, .priority = c->priority, .freeze = c->freeze};
	bool text = !c->format->right && !is_bar(c);
	const struct model_field *field = &p->pane->model->fields[c->field];
	bool ticks = field->flags & FIELD_TICKS && field->type == VALUE_DURATION;
	struct column_need n = {.flex = c->flex, .priority = c->priority, .freeze = c->freeze};

	int title = cells_of(c->title), most = text ? TEXT_MOST : content;
	if (title)
		title += mark_cells(p, c->field);
	n.natural = title > content ? title : content;
	if (is_bar(c)) {
		n.natural = title > BAR_NATURAL ? title : BAR_NATURAL;
		most = BAR_MOST;
		n.flex += !n.flex; /* grows once the texts are whole */
		n.least = c->min ? c->min : BAR_LEAST;
	} else if (ticks && n.natural < TICKS_LEAST) {
		n.natural = TICKS_LEAST; /* so that it stands still while it counts */
	}
	if (c->min > n.natural && content)
		n.natural = c->min;
	if (c->max)
		most = c->max;
	else if (text && c->flex)
		most = n.natural + 2 < TEXT_MOST ? n.natural + 2 : TEXT_MOST;
	if (text && n.natural > most)
		n.natural = most;
	n.most = most > n.natural ? most : n.natural;
	if (!is_bar(c))
		n.least = c->min			     ? c->min
			  : text && (c->flex || c->priority) ? (title > TEXT_LEAST ? title : TEXT_LEAST)
							     : n.natural;
	if (n.least > n.natural)
		n.least = n.natural;
	int decent = width / 4 < TEXT_DECENT   ? TEXT_DECENT
		     : width / 4 > TEXT_ENOUGH ? TEXT_ENOUGH
					       : width / 4;
	if (c->min >= SAID_DECENT)
		decent = c->min;
	n.decent = is_bar(c) ? BAR_DECENT : text ? decent : n.natural;
	n.decent = n.decent < n.least ? n.least : n.decent > n.natural ? n.natural : n.decent;
	return n;
}

/* The widest content of each column among the rows in sight and those seen
 * before. */
static void measure(struct drawing *d, struct pane_state *p, const struct sheet *s, int width, int *content)
{
	struct pane_memory *m = sheet_memory(d, p, width);

	for (size_t i = 0; i < s->columns; i++) {
		int widest = i < MEMORY_COLUMNS ? m->content[i] : 0;
		for (size_t r = 0; r < s->rows && !is_bar(&p->columns[i]); r++) {
			if (i < MEMORY_COLUMNS && sheet_had(s, r))
				continue; /* in the memory */
			const char *text = sheet_text(s, r, i);
			int cells = cells_of(text) + sheet_cells_after(s, i, text);
			widest = cells > widest ? cells : widest;
		}
		content[i] = widest;
		if (i < MEMORY_COLUMNS)
			m->content[i] = (int16_t)(widest < INT16_MAX ? widest : INT16_MAX);
	}
}

/* The mark of the sort order: an arrow, with its rank where the user chose
 * several keys. */
static void sort_mark(struct drawing *d, const struct pane_state *p, size_t field)
{
	int rank = sort_rank(p, field);

	buf_clear(&d->text);
	if (rank < 0)
		return;
	buf_add_text(&d->text, p->view->sort[rank].descending ? glyph(d, "↓", "v") : glyph(d, "↑", "^"));
	if (p->sorted && p->view->sort_count > 1)
		buf_addf(&d->text, "%d", rank + 1);
}

/* A title with its sort mark, which may stand in the gap beside the column. */
static void draw_title(struct drawing *d, const struct pane_state *p, const struct column_place *place,
		       int row, int at, int edge, bool current, bool marked)
{
	const struct screen_column *c = &p->columns[place->column];
	int title = cells_of(c->title), room = place->width;

	/* A column that was made narrow has its mark all the same, and never over
	 * the head beside it. */
	sort_mark(d, p, c->field);
	int arrow = marked ? cells_of(d->text.data) : 0;
	if (arrow && title + 1 + arrow > room)
		room = room > arrow + 1 ? room - arrow - 1 : 0;
	if (title > room)
		title = room;
	int start = c->format->right ? at + place->width - title : at;
	canvas_fit(d->c, row, start, title, current ? ROLE_ACCENT : ROLE_HEADER, c->title, d->o->ascii);
	if (current)
		canvas_style(d->c, row, start, title, ROLE_TEXT, THEME_UNDERLINE);
	int mark_at = c->format->right ? start - arrow - 1 : start + title + 1;
	if (arrow && !title)
		mark_at = at;
	if (arrow && mark_at >= 0 && mark_at + arrow <= edge)
		canvas_text(d->c, row, mark_at, arrow, ROLE_ACCENT, d->text.data);
}

/* A line above a sum, as wide as it, where the row before it leaves room. */
static void draw_rule(struct drawing *d, const struct sheet *s, size_t sum, const struct column_place *place,
		      int row, int at)
{
	const char *text = sheet_text(s, sum, place->column);
	int cells = cells_of(text), after = sheet_cells_after(s, place->column, text);

	for (int i = 0; i < cells && cells + after <= place->width; i++)
		canvas_text(d->c, row, at + place->width - after - cells + i, 1, ROLE_DIM,
			    glyph(d, "─", "-"));
}

static void draw_cell(struct drawing *d, struct pane_state *p, const struct sheet *s, size_t r,
		      const struct column_place *place, int row, int at)
{
	const struct screen_column *c = &p->columns[place->column];
	const char *text = sheet_text(s, r, place->column);
	enum role role = s->roles[r * s->columns + place->column];

	if (is_bar(c)) {
		buf_clear(&d->text);
		cell_text(d, p, s->first + r, c, place->width, &d->text);
		canvas_text(d->c, row, at, place->width, role, d->text.data);
		draw_bar_roles(d, row, at, place->width, role);
		return;
	}
	int cells = cells_of(text), after = sheet_cells_after(s, place->column, text);
	if (!cells && c->format->right && s->sums[r] && r + 1 < s->rows && s->sums[r + 1])
		draw_rule(d, s, r + 1, place, row, at);
	if (c->format->right && cells + after < place->width)
		at += place->width - cells - after;
	canvas_fit(d->c, row, at, cells < place->width ? cells : place->width, role, text, d->o->ascii);
	if (!strcmp(c->format->name, "slots"))
		draw_slot_roles(d, row, at, cells < place->width ? cells : place->width);
	if (!strcmp(c->format->name, "trend"))
		draw_trend_roles(d, row, at, cells < place->width ? cells : place->width);
	/* What is well needs no colour but its glyph's. */
	if (role == ROLE_OK && !strcmp(c->format->name, "state") && cells > 1)
		canvas_role(d->c, row, at + 1, (cells < place->width ? cells : place->width) - 1, ROLE_TEXT);
}

/* Whether another pane shows what this one's cursor stands on. */
static bool is_followed(const struct page *page, const struct pane_state *p)
{
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page->screen->panes[i].follows == (int)(p - page->panes))
			return true;
	return false;
}

/* Whether a column tells the sub-platform's state already. */
static bool shows_states(const struct pane_state *p)
{
	return p->pane->model == model_find("platforms");
}

static void draw_row(struct drawing *d, struct pane_state *p, struct sheet *s, size_t r,
		     const struct column_place *places, size_t placed, int row, struct area a, bool focused)
{
	bool here = s->first + r == p->view->cursor;

	if (!sheet_put(s, r, d->c, row, a.column)) {
		for (size_t i = 0; i < placed; i++)
			draw_cell(d, p, s, r, &places[i], row, a.column + MARK + places[i].at);
		sheet_take(s, r, d->c, row, a.column);
	}
	const struct state_word *stale = sheet_row_is_stale(p, s->first + r);
	if (stale && !shows_states(p)) /* said by more than a colour */
		canvas_text(d->c, row, a.column, 1, ROLE_STALE, glyph(d, stale->glyph, stale->ascii));
	if (p->mark_count && pane_is_marked(p, view_key(p->view, s->first + r)))
		canvas_text(d->c, row, a.column + 1, 1, ROLE_ACCENT, glyph(d, "•", "*"));
	if (!here || (!focused && !is_followed(d->page, p)))
		return;
	canvas_text(d->c, row, a.column, 1, focused ? ROLE_ACCENT : ROLE_DIM, glyph(d, "▸", ">"));
	if (!focused)
		return;
	canvas_style(d->c, row, a.column, a.width, ROLE_SELECTED, 0);
	place_cursor(d, row, a.column);
}

struct layout {
	struct column_place places[256];
	size_t placed;
	int width; /* cells that it takes, the mark included */
	bool flows; /* goes on in a second block: its order is plain to see */
	int natural; /* those that all its columns would take */
};

/* A column of the present moment in a month before, or the other way round; it
 * comes back under the cursor. */
static bool is_out_of_time(const struct drawing *d, const struct screen_column *c)
{
	if (c->earlier_only && (d->page->scope.as_of == TIME_NONE || d->page->scope.as_known))
		return true;
	return d->page->scope.span_given ? c->live_only : c->past_only;
}

static void lay_out(struct drawing *d, struct pane_state *p, const struct sheet *s, int width,
		    struct layout *l)
{
	size_t most = s->columns < COUNT_OF(l->places) ? s->columns : COUNT_OF(l->places);
	size_t count = 0, current = SIZE_MAX, which[COUNT_OF(l->places)];
	struct column_need needs[COUNT_OF(l->places)];
	int content[COUNT_OF(l->places)];

	measure(d, p, s, width, content);
	for (size_t i = 0; i < most; i++) {
		if (is_out_of_time(d, &p->columns[i]) && (int)i != p->column)
			continue;
		if ((int)i == p->column)
			current = count;
		needs[count] = need_of(p, &p->columns[i], content[i], width);
		which[count++] = i;
	}
	l->placed = columns_place(needs, count, width - MARK, current, &p->left, l->places);
	for (size_t i = 0; i < s->columns; i++)
		p->columns[i].drawn = 0;
	for (size_t i = 0; i < l->placed; i++) {
		l->places[i].column = which[l->places[i].column];
		p->columns[l->places[i].column].drawn = l->places[i].width;
		p->columns[l->places[i].column].at = MARK + l->places[i].at;
	}
	l->width = MARK;
	l->natural = MARK;
	for (size_t i = 0; i < count; i++)
		l->natural += needs[i].natural + (i ? 2 : 0);
	if (l->placed)
		l->width += l->places[l->placed - 1].at + l->places[l->placed - 1].width;
}

static void draw_head(struct drawing *d, struct pane_state *p, const struct layout *l, struct area a,
		      bool focused)
{
	for (size_t i = 0; i < l->placed; i++)
		draw_title(d, p, &l->places[i], a.row, a.column + MARK + l->places[i].at, a.column + a.width,
			   focused && (int)l->places[i].column == p->column, !l->flows);
}

/* A short list beside other panes goes on in a second block at its right rather
 * than being cut. Returns how many blocks there are room for. */
static int flow_blocks(struct drawing *d, struct pane_state *p, struct area a, struct layout *l)
{
	size_t lines = (size_t)a.height - 1, count = p->view->count;

	if (!pane_beside(d->page, (size_t)(p - d->page->panes)) || count <= lines || count > FLOW_MOST)
		return 1;
	struct sheet all;
	sheet_fill(&all, d, p, 0, count < FLOW_MOST ? count : FLOW_MOST);
	int blocks = (int)((count + lines - 1) / lines);
	int width = (a.width - BLOCK_GAP * (blocks - 1)) / blocks;
	if (width > MARK + 4) {
		lay_out(d, p, &all, width, l);
		if (l->placed < p->column_count)
			blocks = 1;
	} else {
		blocks = 1;
	}
	sheet_release(&all);
	return blocks;
}

static void draw_flowing(struct drawing *d, struct pane_state *p, struct area a, const struct layout *l,
			 int blocks, bool focused)
{
	size_t lines = (size_t)a.height - 1;
	struct sheet s;

	p->view->top = 0;
	p->height = (int)p->view->count;
	sheet_fill(&s, d, p, 0, p->view->count);
	for (int b = 0; b < blocks; b++) {
		struct area block = {a.row, a.column + b * (l->width + BLOCK_GAP), a.height, l->width};
		draw_head(d, p, l, block, focused && !b);
		for (size_t i = 0; i < lines && (size_t)b * lines + i < s.rows; i++)
			draw_row(d, p, &s, (size_t)b * lines + i, l->places, l->placed, a.row + 1 + (int)i,
				 block, focused);
	}
	sheet_release(&s);
}

static void table_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	struct view *v = p->view;
	struct layout l;
	size_t lines = a.height > 1 ? (size_t)a.height - 1 : 1;

	p->width = a.width;
	p->height = (int)lines;
	p->head_row = -1;
	int blocks = a.height > 1 ? flow_blocks(d, p, a, &l) : 1;
	l.flows = blocks > 1;
	if (blocks > 1) {
		draw_flowing(d, p, a, &l, blocks, focused);
		return;
	}
	p->head_row = a.row;
	p->head_column = a.column;
	bool more = !focused && v->count > lines && lines > 1;
	size_t height = more ? lines - 1 : lines;
	keep_in_sight(v, height);
	size_t rows = v->count - v->top < height ? v->count - v->top : height;
	struct sheet s;
	sheet_fill_again(&s, d, p, v->top, rows, a.width);
	lay_out(d, p, &s, a.width, &l);
	sheet_place(&s, l.places, l.placed, a.width);
	draw_head(d, p, &l, a, focused);
	for (size_t r = 0; r < rows; r++)
		draw_row(d, p, &s, r, l.places, l.placed, a.row + 1 + (int)r, a, focused);
	if (more)
		draw_more(d, a.row + 1 + (int)rows, a.column + MARK, a.width - MARK,
			  v->count - v->top - rows);
	if (!v->count && a.height > 1) {
		draw_empty(d, p, (struct area){a.row + 1, a.column, 1, a.width});
		if (focused)
			place_cursor(d, a.row + 1, a.column);
	}
	sheet_keep(&s, d, p, a.width);
}

/* Beside other panes in as many blocks as there is room for. */
static int table_lines(struct drawing *d, struct pane_state *p, int width)
{
	size_t rows = p->view->count ? p->view->count : 1;

	if (rows <= FLOW_MOST && p->view->count && pane_beside(d->page, (size_t)(p - d->page->panes))) {
		struct sheet all;
		struct layout l;
		sheet_fill(&all, d, p, 0, rows);
		lay_out(d, p, &all, width, &l);
		int blocks = (width + BLOCK_GAP) / (l.natural + BLOCK_GAP);
		sheet_release(&all);
		if (blocks > 1)
			rows = (rows + (size_t)blocks - 1) / (size_t)blocks;
	}
	return 1 + (rows < 10000 ? (int)rows : 10000);
}

const struct widget_kind widget_table = {
	.lines = table_lines, .scrolls = true, .draw = table_draw,
};
