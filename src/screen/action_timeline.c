/* A timeline: what of it is in sight, and its cursor, which the picture and the
 * list below it share. */
#include "screen/action.h"

#define SIGHT_LEAST (20 * USEC)
#define CELLS_UNKNOWN 60 /* of a picture that was not drawn yet */

static bool is_all(const struct pane_state *p)
{
	return p->look.sight.end_us <= p->look.sight.start_us;
}

struct span pane_sight(const struct pane_state *p)
{
	const struct timeline *t = view_timeline(p->view);

	if (!t)
		return (struct span){0, 0};
	/* what was looked at may be of another month, or no more */
	if (is_all(p) || p->look.sight.start_us >= t->whole.end_us || p->look.sight.end_us <= t->whole.start_us)
		return t->whole;
	return p->look.sight;
}

/* The field of a timeline's rows that is their time; -1: none. */
static int time_field(const struct pane_state *p)
{
	for (size_t i = 0; i < p->view->model->field_count; i++)
		if (p->view->model->fields[i].type == VALUE_TIME)
			return (int)i;
	return -1;
}

static int64_t row_time(const struct pane_state *p, size_t row)
{
	int field = time_field(p);
	struct value v = {.null = true};

	if (field >= 0)
		view_value(p->view, row, (size_t)field, &v);
	return v.null ? TIME_NONE : v.i;
}

int64_t pane_moment(const struct pane_state *p)
{
	const struct timeline *t = view_timeline(p->view);

	if (p->at_us != TIME_NONE)
		return p->at_us;
	int64_t at = row_time(p, p->view->cursor);
	return at == TIME_NONE && t ? t->began_us : at;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
	return value > most ? most : value < least ? least : value;
}

/* A length of time around a moment, within all there is. */
static void see(struct pane_state *p, int64_t start_us, int64_t length_us)
{
	const struct timeline *t = view_timeline(p->view);
	int64_t whole = t->whole.end_us - t->whole.start_us;

	if (length_us >= whole) {
		p->look.sight = (struct span){0, 0};
	} else {
		length_us = length_us < SIGHT_LEAST ? SIGHT_LEAST : length_us;
		start_us = clamp(start_us, t->whole.start_us, t->whole.end_us - length_us);
		p->look.sight = (struct span){start_us, start_us + length_us};
	}
	view_look(p->view, &p->look);
}

/* A moment that has gone out of sight comes into it again, at the place in it that
 * takes the least moving. */
static void keep_moment(struct pane_state *p, int64_t at_us)
{
	struct span s = pane_sight(p);
	int64_t length = s.end_us - s.start_us;

	if (is_all(p) || at_us == TIME_NONE || (at_us >= s.start_us && at_us < s.end_us))
		return;
	see(p, at_us < s.start_us ? at_us - length / 8 : at_us - length + length / 8, length);
}

void timeline_follow(struct pane_state *p)
{
	if (p->pane->widget != WIDGET_TIMELINE)
		return;
	p->at_us = row_time(p, p->view->cursor);
	keep_moment(p, p->at_us);
}

static void select_nearest(struct pane_state *p, int64_t at_us)
{
	size_t nearest = p->view->cursor;
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < p->view->count; i++) {
		int64_t time = row_time(p, i), off = time < at_us ? at_us - time : time - at_us;
		if (time != TIME_NONE && off < least) {
			least = off;
			nearest = i;
		}
	}
	if (nearest != p->view->cursor)
		view_move_to(p->view, nearest);
}

void timeline_step(struct pane_state *p, int columns)
{
	const struct timeline *t = view_timeline(p->view);
	struct span s = pane_sight(p);
	int64_t cells = p->axis_cells > 0 ? p->axis_cells : CELLS_UNKNOWN, at = pane_moment(p);

	if (!t || s.end_us <= s.start_us || at == TIME_NONE)
		return;
	int64_t step = (s.end_us - s.start_us) / cells;
	/* to the middle of a column, so that each step is one of them */
	int64_t column = (at - s.start_us) / (step > 0 ? step : 1) + columns;
	p->at_us = clamp(s.start_us + column * step + step / 2, t->whole.start_us, t->whole.end_us - 1);
	keep_moment(p, p->at_us);
	select_nearest(p, p->at_us);
}

void timeline_begin(struct pane_state *p)
{
	const struct timeline *t = view_timeline(p->view);

	if (!t || p->at_us != TIME_NONE || !p->view->complete || t->began_us == TIME_NONE)
		return;
	p->at_us = t->began_us;
	select_nearest(p, p->at_us);
}

/* ---- keys ---- */

/* The timeline under the cursor, or the only one of the page; says so where there
 * is none. */
static struct pane_state *timeline_pane(struct console *c)
{
	struct page *page = console_page(c);
	struct pane_state *p = console_pane(c);

	for (size_t i = 0; i < page->screen->pane_count && p->pane->widget != WIDGET_TIMELINE; i++)
		p = page->panes[i].pane->widget == WIDGET_TIMELINE ? &page->panes[i] : p;
	const struct timeline *t = view_timeline(p->view);
	if (t && t->whole.end_us > t->whole.start_us)
		return p;
	action_say(c, p->pane->widget == WIDGET_TIMELINE ? "there is nothing on this timeline" : "there is no timeline here");
	return NULL;
}

static void zoom(struct console *c, bool in)
{
	struct pane_state *p = timeline_pane(c);

	if (!p)
		return;
	struct span s = pane_sight(p);
	int64_t length = s.end_us - s.start_us, at = clamp(pane_moment(p), s.start_us, s.end_us);
	int64_t wanted = in ? length / 2 : length * 2;
	/* what is under the cursor stays where it is */
	see(p, in ? at - (at - s.start_us) / 2 : at - (at - s.start_us) * 2, wanted);
}

static void pan(struct console *c, int direction)
{
	struct pane_state *p = timeline_pane(c);

	if (!p)
		return;
	struct span s = pane_sight(p);
	int64_t length = s.end_us - s.start_us;
	if (is_all(p)) {
		action_say(c, "all of it is in sight; + zooms in");
		return;
	}
	see(p, s.start_us + direction * length / 2, length);
	struct span now = pane_sight(p);
	p->at_us = clamp(pane_moment(p), now.start_us, now.end_us - 1);
	select_nearest(p, p->at_us);
}

void do_zoom_in(struct console *c) { zoom(c, true); }
void do_zoom_out(struct console *c) { zoom(c, false); }
void do_pan_left(struct console *c) { pan(c, -1); }
void do_pan_right(struct console *c) { pan(c, 1); }

void do_lanes(struct console *c)
{
	struct pane_state *p = timeline_pane(c);

	if (!p)
		return;
	p->look.by = (uint8_t)((p->look.by + 1) % TIMELINE_BY_COUNT);
	view_look(p->view, &p->look);
	console_say(c, c->now, false, "a lane for each %s", timeline_by_names[p->look.by]);
}
