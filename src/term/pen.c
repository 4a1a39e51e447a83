#include "term/pen.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define STEPS 5 /* single steps in a row that may be shorter than one movement */

void pen_init(struct pen *p, const struct looks *looks, struct buf *out)
{
	*p = (struct pen){.caps = looks->caps, .looks = looks, .out = out};
	for (size_t i = 0; i < COUNT_OF(p->ways); i++)
		buf_init(&p->ways[i]);
	pen_forget(p);
}

void pen_release(struct pen *p)
{
	for (size_t i = 0; i < COUNT_OF(p->ways); i++)
		buf_release(&p->ways[i]);
}

void pen_forget(struct pen *p)
{
	p->row = p->column = -1;
	p->look_known = false;
}

/* --- movements ----------------------------------------------------------- */

/* Takes another way into best where it is shorter; one of no length is none. */
static void weigh(struct buf *best, const struct buf *way)
{
	if (way->length && (!best->length || way->length < best->length)) {
		buf_clear(best);
		buf_add(best, way->data, way->length);
	}
}

static void weigh_steps(struct buf *best, struct buf *way, const char *step, int count)
{
	if (!step[0] || count > STEPS)
		return;
	buf_clear(way);
	for (int i = 0; i < count; i++)
		buf_add_text(way, step);
	weigh(best, way);
}

static void weigh_cap(struct buf *best, struct buf *way, const struct cap *cap, int number, const char *before)
{
	if (!cap->there)
		return;
	buf_clear(way);
	buf_add_text(way, before);
	cap_put(cap, number, 0, way);
	weigh(best, way);
}

/* Within the row, from a column (-1: unknown) to another; nothing: no way. */
static void across(struct pen *p, int from, int to, struct buf *best)
{
	const struct caps *c = p->caps;
	struct buf *way = &p->ways[2];

	buf_clear(best);
	weigh_cap(best, way, &c->column, to, "");
	if (to == 0)
		weigh_steps(best, way, "\r", 1);
	else
		weigh_cap(best, way, &c->right, to, "\r");
	if (from < 0)
		return;
	if (to > from) {
		weigh_steps(best, way, c->right_one, to - from);
		weigh_cap(best, way, &c->right, to - from, "");
	} else {
		weigh_steps(best, way, c->left_one, from - to);
		weigh_cap(best, way, &c->left, from - to, "");
	}
}

static void along(struct pen *p, int from, int to, struct buf *best)
{
	const struct caps *c = p->caps;
	struct buf *way = &p->ways[2];

	buf_clear(best);
	weigh_cap(best, way, &c->row, to, "");
	if (to > from) {
		weigh_steps(best, way, c->down_one, to - from);
		weigh_cap(best, way, &c->down, to - from, "");
	} else {
		weigh_cap(best, way, &c->up, from - to, "");
	}
}

static void place(struct pen *p, int row, int column, struct buf *out)
{
	buf_clear(out);
	if (row == 0 && column == 0 && p->caps->home[0])
		buf_add_text(out, p->caps->home);
	else
		cap_put(&p->caps->place, row, column, out);
}

void pen_move(struct pen *p, int row, int column)
{
	struct buf *down = &p->ways[0], *over = &p->ways[1], *way = &p->ways[2];

	if (p->row == row && p->column == column)
		return;
	buf_clear(down);
	buf_clear(over);
	bool possible = p->row >= 0;
	if (possible && p->row != row) {
		along(p, p->row, row, down);
		possible = down->length > 0;
	}
	if (possible && p->column != column) {
		across(p, p->column, column, over);
		possible = over->length > 0;
	}
	place(p, row, column, way);
	if (possible && down->length + over->length < way->length) {
		buf_add(p->out, down->data, down->length);
		buf_add(p->out, over->data, over->length);
	} else {
		buf_add(p->out, way->data, way->length);
	}
	p->row = row;
	p->column = column;
}

size_t pen_cost(struct pen *p, int column)
{
	across(p, p->column, column, &p->ways[1]);
	return p->ways[1].length ? p->ways[1].length : SIZE_MAX;
}

/* --- looks and characters ------------------------------------------------ */

void pen_look(struct pen *p, const struct look *look)
{
	if (p->look_known && look_same(&p->look, look))
		return;
	look_change(p->looks, p->look_known ? &p->look : NULL, look, p->out);
	p->look = *look;
	p->look_known = true;
}

void pen_ground(struct pen *p)
{
	if (!p->look_known || !look_same_blank(&p->look, &p->looks->ground))
		pen_look(p, &p->looks->ground);
}

void pen_write(struct pen *p, const char *bytes, size_t length, int cells, int columns)
{
	buf_add(p->out, bytes, length);
	p->column += cells;
	if (p->column < columns)
		return;
	/* With the late wrap the row is left only by the next character. */
	p->column = -1;
	if (!p->caps->wraps_late)
		p->row = -1;
}

/* --- scrolling ----------------------------------------------------------- */

static void repeat_step(struct pen *p, const char *step, const struct cap *many, int count)
{
	if (count * strlen(step) <= 4 || !many->there)
		while (count-- > 0)
			buf_add_text(p->out, step);
	else
		cap_put(many, count, 0, p->out);
}

/* Within a region, at the edge of which a step scrolls. */
static void scroll_region(struct pen *p, int top, int bottom, int by, int rows)
{
	const struct caps *c = p->caps;
	/* As the VT100 has it: without numbers the whole screen, and the cursor goes home.
	 * Of others it is said nowhere where that is then. */
	bool usual = !strcmp(c->region.text[0], "\033[") && !strcmp(c->region.text[2], "r");
	int after = usual ? 0 : -1;

	cap_put(&c->region, top, bottom, p->out);
	p->row = p->column = after;
	pen_move(p, by > 0 ? bottom : top, 0);
	if (by > 0)
		repeat_step(p, c->index, &c->scroll_up, by);
	else
		repeat_step(p, c->reverse_index, &c->scroll_down, -by);
	if (usual)
		buf_add_text(p->out, "\033[r");
	else
		cap_put(&c->region, 0, rows - 1, p->out);
	p->row = p->column = after;
}

/* By taking lines out at one edge and putting as many in at the other. */
static void scroll_lines(struct pen *p, int top, int bottom, int by)
{
	const struct caps *c = p->caps;
	int count = abs(by);

	pen_move(p, by > 0 ? top : bottom + 1 - count, 0);
	cap_put(&c->delete_lines, count, 0, p->out);
	p->column = -1; /* some leave it where it is, some at the margin */
	pen_move(p, by > 0 ? bottom + 1 - count : top, 0);
	cap_put(&c->insert_lines, count, 0, p->out);
	p->column = -1;
}

bool pen_scroll(struct pen *p, int top, int bottom, int by, int rows)
{
	const struct caps *c = p->caps;

	if (c->region.there && (by > 0 ? c->index : c->reverse_index)[0]) {
		pen_ground(p);
		scroll_region(p, top, bottom, by, rows);
		return true;
	}
	if (!c->insert_lines.there || !c->delete_lines.there)
		return false;
	pen_ground(p);
	scroll_lines(p, top, bottom, by);
	return true;
}
