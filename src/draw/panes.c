/* Where the panes stand: lines of the layout below each other, parted by a
 * blank line; within a line side by side. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

#define LINES_MOST 32
#define SIDE_GAP 3
#define SCROLL_LEAST 4 /* a head and a few rows */
#define FIXED_LEAST 3  /* of a list of a given height */

struct lane {           /* a line of the layout while heights are found */
	const struct screen_line *line;
	int want, least;
	int height;     /* 0: not drawn */
	bool scrolls;   /* takes what is left */
	bool focused;
};

bool pane_shown(const struct page *page, size_t pane)
{
	return !page->screen->panes[pane].on_proof || page->proof;
}

static const struct screen_line *line_of(const struct page *page, size_t pane)
{
	for (size_t i = 0; i < page->screen->line_count; i++) {
		const struct screen_line *l = &page->screen->lines[i];
		if (pane >= l->first && pane < (size_t)l->first + l->count)
			return l;
	}
	return NULL;
}

bool pane_beside(const struct page *page, size_t pane)
{
	const struct screen_line *l = line_of(page, pane);

	return l && l->count > 1;
}

/* The width of each pane of a line: those that know their width take it, the
 * others share the rest. Returns how many panes are shown. */
static int line_widths(struct drawing *d, const struct screen_line *l, int width, int *widths)
{
	int shown = 0, open = 0, room = width;

	for (int i = 0; i < l->count; i++)
		shown += pane_shown(d->page, (size_t)l->first + (size_t)i);
	room -= shown > 1 ? SIDE_GAP * (shown - 1) : 0;
	int share = shown ? room / shown : 0;
	for (int i = 0; i < l->count; i++) {
		size_t pane = (size_t)l->first + (size_t)i;
		const struct widget_kind *w = widget_of(&d->page->screen->panes[pane]);
		widths[i] = 0;
		if (!pane_shown(d->page, pane))
			continue;
		if (w->width && shown > 1) {
			widths[i] = w->width(d, &d->page->panes[pane], width);
			room -= widths[i];
		} else {
			widths[i] = -1;
			open++;
		}
	}
	for (int i = 0; i < l->count; i++)
		if (widths[i] < 0) {
			widths[i] = room / open > 0 ? room / open : share;
			room -= widths[i];
			open--;
		}
	return shown;
}

/* How many lines a pane would take, title included. */
static int pane_lines(struct drawing *d, size_t pane, int width, struct lane *lane)
{
	const struct screen_pane *sp = &d->page->screen->panes[pane];
	struct pane_state *p = &d->page->panes[pane];
	const struct widget_kind *w = widget_of(sp);
	int title = sp->title ? 1 : 0, head = sp->widget == WIDGET_TABLE ? 1 : 0;
	int lines = w->lines(d, p, width);

	if (sp->rows > 0)
		lines = head + sp->rows;
	else if (sp->rows < 0 && sp->max_rows > 0 && lines > head + sp->max_rows)
		lines = head + sp->max_rows;
	bool scrolls = w->scrolls && sp->rows == 0;
	lane->scrolls |= scrolls;
	int least = title + (scrolls ? SCROLL_LEAST : w->scrolls ? FIXED_LEAST : lines);
	lines += title;
	least = least < lines ? least : lines;
	lane->least = least > lane->least ? least : lane->least;
	return lines;
}

static size_t make_lanes(struct drawing *d, struct lane *lanes)
{
	const struct page *page = d->page;
	size_t count = 0;

	for (size_t i = 0; i < page->screen->line_count && count < LINES_MOST; i++) {
		struct lane lane = {.line = &page->screen->lines[i]};
		int widths[UINT8_MAX];
		if (!line_widths(d, lane.line, d->c->columns, widths))
			continue;
		for (int k = 0; k < lane.line->count; k++) {
			size_t pane = (size_t)lane.line->first + (size_t)k;
			if (!pane_shown(page, pane))
				continue;
			int lines = pane_lines(d, pane, widths[k], &lane);
			lane.want = lines > lane.want ? lines : lane.want;
			lane.focused |= pane == page->focus;
		}
		lanes[count++] = lane;
	}
	return count;
}

static int total(const struct lane *lanes, size_t count)
{
	int lines = 0;

	for (size_t i = 0; i < count; i++)
		if (lanes[i].height)
			lines += lanes[i].height + (lines ? 1 : 0);
	return lines;
}

/* Heights for a given room: first everything at its least; where even that is
 * too much, lines go, those after the focused one first, from the end. Then
 * what is left is handed out: to the fixed ones up to their wish, in order, and
 * evenly to those that scroll. */
static void share_height(struct lane *lanes, size_t count, int room)
{
	for (size_t i = 0; i < count; i++)
		lanes[i].height = lanes[i].least;
	for (size_t i = count; i-- > 0 && total(lanes, count) > room;) {
		if (lanes[i].focused)
			break;
		lanes[i].height = 0;
	}
	for (size_t i = 0; i < count && total(lanes, count) > room; i++)
		if (!lanes[i].focused)
			lanes[i].height = 0;
	for (size_t i = 0; i < count; i++)
		if (lanes[i].focused && lanes[i].height > room)
			lanes[i].height = room;
	int spare = room - total(lanes, count);
	for (size_t i = 0; i < count; i++) {
		int more = lanes[i].want - lanes[i].height;
		if (!lanes[i].height || lanes[i].scrolls || more <= 0)
			continue;
		more = more < spare ? more : spare > 0 ? spare : 0;
		lanes[i].height += more;
		spare -= more;
	}
	for (bool given = true; given && spare > 0;) {
		given = false;
		for (size_t i = 0; i < count && spare > 0; i++)
			if (lanes[i].height && lanes[i].scrolls && lanes[i].height < lanes[i].want) {
				lanes[i].height++;
				spare--;
				given = true;
			}
	}
}

static void draw_pane(struct drawing *d, size_t pane, struct area a, bool many)
{
	const struct screen_pane *sp = &d->page->screen->panes[pane];
	struct pane_state *p = &d->page->panes[pane];
	bool focused = pane == d->page->focus;

	if (sp->title) {
		canvas_fit(d->c, a.row, a.column + 2, a.width - 2, focused && many ? ROLE_TITLE : ROLE_DIM,
			   sp->title, d->o->ascii);
		a.row++;
		a.height--;
	}
	if (a.height > 0 && a.width > 0)
		widget_of(sp)->draw(d, p, a, focused && !d->state->help);
}

static void draw_lane(struct drawing *d, const struct lane *lane, int row, bool many)
{
	int widths[UINT8_MAX], column = 0;

	line_widths(d, lane->line, d->c->columns, widths);
	for (int i = 0; i < lane->line->count; i++) {
		size_t pane = (size_t)lane->line->first + (size_t)i;
		if (!pane_shown(d->page, pane))
			continue;
		int width = widths[i] < d->c->columns - column ? widths[i] : d->c->columns - column;
		if (width > 0)
			draw_pane(d, pane, (struct area){row, column, lane->height, width}, many);
		column += widths[i] + SIDE_GAP;
	}
}

void draw_panes(struct drawing *d, int from, int to)
{
	struct lane lanes[LINES_MOST];
	size_t count = make_lanes(d, lanes), panes = 0;
	int row = from;

	for (size_t i = 0; i < d->page->screen->pane_count; i++)
		panes += pane_shown(d->page, i);
	share_height(lanes, count, to - from);
	for (size_t i = 0; i < count; i++) {
		if (!lanes[i].height) {
			d->hidden += lanes[i].line->count;
			continue;
		}
		draw_lane(d, &lanes[i], row, panes > 1);
		row += lanes[i].height + 1;
	}
}
