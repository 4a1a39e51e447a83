/* Where the panes stand: lines of the layout below each other, parted by a
 * blank line; within a line side by side. */
#include <limits.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

#define LINES_MOST 32
#define SIDE_GAP 3
#define SCROLL_LEAST 4 /* a head and a few rows */
#define USEFUL 8       /* of a list that takes what is left, before those of a size of their own get more */
#define TEXT_LEAST 2
#define TIMELINE_LEAST 15 /* a picture, and a few rows of its list */
#define FIXED_LEAST 3  /* of a list of a given height */

struct lane {           /* a line of the layout while heights are found */
	const struct screen_line *line;
	int want, least;
	int height;     /* 0: not drawn */
	bool scrolls;   /* takes what is left */
	bool prose;     /* such a one, of running text: after the lists */
	bool record;    /* says whose all the rest is: stays long */
	bool text;      /* of its own height: is read whole or hardly at all */
	bool focused;
	bool proof;     /* comes before what it proves, where there is not room for both */
};


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
		shown += page_shows(d->page, (size_t)l->first + (size_t)i);
	room -= shown > 1 ? SIDE_GAP * (shown - 1) : 0;
	int share = shown ? room / shown : 0;
	for (int i = 0; i < l->count; i++) {
		size_t pane = (size_t)l->first + (size_t)i;
		const struct widget_kind *w = widget_of(&d->page->screen->panes[pane]);
		widths[i] = 0;
		if (!page_shows(d->page, pane))
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
	lane->prose |= scrolls && sp->widget == WIDGET_TEXT;
	lane->record |= sp->widget == WIDGET_RECORD;
	lane->text |= sp->widget == WIDGET_TEXT && !scrolls;
	int short_of = sp->widget == WIDGET_TEXT ? TEXT_LEAST
		       : sp->widget == WIDGET_TIMELINE ? TIMELINE_LEAST : SCROLL_LEAST;
	int fixed_least = sp->min_rows ? head + sp->min_rows : FIXED_LEAST;
	int least = title + (scrolls ? short_of : w->scrolls ? fixed_least : lines);
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
			if (!page_shows(page, pane))
				continue;
			int lines = pane_lines(d, pane, widths[k], &lane);
			lane.want = lines > lane.want ? lines : lane.want;
			lane.focused |= pane == page->focus;
			lane.proof |= page->screen->panes[pane].on_proof;
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

/* Gives up lanes until the others have room: first those that are pictures and
 * lists side by side, from the end, then all but the focused one, those behind it
 * first. */
static void drop_lanes(struct lane *lanes, size_t count, int room)
{
	for (int round = 0; round < 2; round++)
		for (size_t i = count; i-- > 0 && total(lanes, count) > room;)
			if (!lanes[i].focused &&
			    (round ? i > 0 && !lanes[i].record : lanes[i].line->count > 1))
				lanes[i].height = 0;
	for (size_t i = 0; i < count && total(lanes, count) > room; i++)
		if (!lanes[i].focused)
			lanes[i].height = 0;
	for (size_t i = 0; i < count; i++)
		if (lanes[i].focused && lanes[i].height > room)
			lanes[i].height = room;
}

/* A proof under the cursor that cannot be seen whole takes the place of lists. */
static void drop_for_proof(struct lane *lanes, size_t count, int room)
{
	int want = 0;

	for (size_t i = 0; i < count; i++)
		want += lanes[i].height ? (lanes[i].scrolls ? lanes[i].least : lanes[i].want) + (want > 0) : 0;
	for (size_t k = 0; k < count && want > room; k++)
		for (size_t i = 0; i < count && lanes[k].proof && lanes[k].focused; i++)
			if (lanes[i].scrolls)
				lanes[i].height = 0;
}

enum lane_kind { LANE_FIXED, LANE_LIST, LANE_PROSE };

static enum lane_kind kind_of(const struct lane *l)
{
	return !l->scrolls ? LANE_FIXED : l->prose ? LANE_PROSE : LANE_LIST;
}

/* Lets lanes grow by turns, up to what they want and limit at most, out of what
 * is left. */
static int grow(struct lane *lanes, size_t count, int spare, enum lane_kind kind, int limit)
{
	for (bool given = true; given && spare > 0;) {
		given = false;
		for (size_t i = 0; i < count && spare > 0; i++) {
			struct lane *l = &lanes[i];
			if (!l->height || kind_of(l) != kind || l->height >= l->want ||
			    l->height >= limit)
				continue;
			l->height++;
			spare--;
			given = true;
		}
	}
	return spare;
}

/* Heights for a given room. Everything has its least; texts come whole; then the lists
 * that take what is left grow to a useful size, then what has a size of its own
 * gets that, then lists share the rest. What is in sight does not move when
 * another pane gets the cursor, unless that one was not in sight. */
static void share_height(struct lane *lanes, size_t count, int room)
{
	for (size_t i = 0; i < count; i++)
		lanes[i].height = lanes[i].least;
	drop_lanes(lanes, count, room);
	drop_for_proof(lanes, count, room);
	int spare = room - total(lanes, count);
	for (size_t i = 0; i < count; i++) {
		int more = lanes[i].want - lanes[i].height;
		if (!lanes[i].text || !lanes[i].height || more > spare)
			continue;
		lanes[i].height += more;
		spare -= more;
	}
	spare = grow(lanes, count, spare, LANE_LIST, USEFUL);
	spare = grow(lanes, count, spare, LANE_PROSE, USEFUL);
	spare = grow(lanes, count, spare, LANE_FIXED, INT_MAX);
	spare = grow(lanes, count, spare, LANE_LIST, INT_MAX);
	grow(lanes, count, spare, LANE_PROSE, INT_MAX);
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
		if (!page_shows(d->page, pane))
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

	for (size_t i = 0; i < d->page->screen->pane_count; i++) {
		panes += page_shows(d->page, i);
		d->page->panes[i].head_row = -1;
	}
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
