/* The column chooser: every field of the list below it, to be shown, hidden,
 * moved, widened and frozen. What is chosen is seen at once; Enter keeps it, Esc
 * puts it back. Its keys are its own, and fixed. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

#define WIDTH_LEAST 2
#define WIDTH_MOST 200
#define PAGE 8

enum { CTRL_C = 3, CTRL_L = 12, ENTER = 13, CTRL_Z = 26, ESC = 27 };

static struct pane_state *pane_of(struct console *c)
{
	return console_pane(c);
}

static void show(struct console *c)
{
	struct chooser *h = &c->chooser;
	struct pane_state *p = pane_of(c);
	size_t column = 0;

	layout_show(p, h->items, h->count);
	for (size_t i = 0; i < h->cursor; i++)
		column += h->items[i].shown;
	if (h->items[h->cursor].shown)
		p->column = (int)column; /* so that it is in sight */
}

void chooser_open(struct console *c)
{
	struct chooser *h = &c->chooser;
	struct page *page = console_page(c);
	struct pane_state *p = pane_of(c);
	const struct kept_pane *kept = kept_pane_find(c->kept, page->screen->name, p->pane->name);

	h->items = layout_items(p->pane, kept, &h->count);
	h->before = layout_items(p->pane, kept, &h->before_count);
	h->before_column = p->column;
	h->cursor = h->top = 0;
	for (size_t i = 0, shown = 0; i < h->count; i++) {
		if (h->items[i].shown && shown == (size_t)p->column)
			h->cursor = i;
		shown += h->items[i].shown;
	}
	h->open = true;
}

void chooser_close(struct console *c)
{
	struct chooser *h = &c->chooser;

	free(h->items);
	free(h->before);
	*h = (struct chooser){0};
}

static void put_back(struct console *c)
{
	struct chooser *h = &c->chooser;
	struct pane_state *p = pane_of(c);

	layout_show(p, h->before, h->before_count);
	p->column = h->before_column;
	chooser_close(c);
}

static void keep(struct console *c)
{
	struct chooser *h = &c->chooser;

	layout_keep(c->kept, console_page(c)->screen->name, pane_of(c)->pane, h->items, h->count);
	console_say(c, c->now, false, "the columns of \"%s\" are kept", console_page(c)->screen->title);
	chooser_close(c);
	stack_arrange(c);
}

/* --- what can be done to the column under the cursor --------------------------------------- */

static struct layout_item *current(struct chooser *h)
{
	return &h->items[h->cursor];
}

static void touch(struct layout_item *item)
{
	item->stays = true;
	item->column.priority = 0;
}

static void toggle(struct console *c)
{
	struct chooser *h = &c->chooser;
	size_t shown = 0;

	for (size_t i = 0; i < h->count; i++)
		shown += h->items[i].shown;
	if (shown == 1 && current(h)->shown) {
		console_say(c, c->now, false, "this is the last column that is shown");
		return;
	}
	current(h)->shown = !current(h)->shown;
	touch(current(h));
	show(c);
}

static void move(struct console *c, bool down)
{
	struct chooser *h = &c->chooser;
	size_t other = down ? h->cursor + 1 : h->cursor - 1;
	struct layout_item item = *current(h);

	if (down ? other >= h->count : !h->cursor)
		return;
	touch(&item);
	h->items[h->cursor] = h->items[other];
	h->items[other] = item;
	h->cursor = other;
	show(c);
}

/* Starts from the width that it has on the screen. */
static void resize(struct console *c, int cells)
{
	struct chooser *h = &c->chooser;
	struct pane_state *p = pane_of(c);
	struct screen_column *column = &current(h)->column;
	int width = column->width;

	if (!current(h)->shown) {
		console_say(c, c->now, false, "it is not shown; the space bar shows it");
		return;
	}
	if (!width)
		width = p->columns[p->column].drawn;
	if (!width)
		width = column->format->width;
	width += cells;
	column->width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
	touch(current(h));
	show(c);
}

static void freeze(struct console *c)
{
	struct layout_item *item = current(&c->chooser);

	item->column.freeze = !item->column.freeze;
	touch(item);
	show(c);
}

static void reset(struct console *c)
{
	struct chooser *h = &c->chooser;

	free(h->items);
	h->items = layout_items(pane_of(c)->pane, NULL, &h->count);
	h->cursor = 0;
	show(c);
}

static void step(struct console *c, int64_t rows)
{
	struct chooser *h = &c->chooser;
	int64_t at = (int64_t)h->cursor + rows, last = (int64_t)h->count - 1;

	h->cursor = (size_t)(at < 0 ? 0 : at > last ? last : at);
	show(c);
}

void chooser_key(struct console *c, uint32_t key)
{
	switch (key) {
	case KEY_CODE_UP: case 'k': step(c, -1); break;
	case KEY_CODE_DOWN: case 'j': step(c, 1); break;
	case KEY_CODE_PAGE_UP: step(c, -PAGE); break;
	case KEY_CODE_PAGE_DOWN: step(c, PAGE); break;
	case KEY_CODE_HOME: case 'g': step(c, -1000000); break;
	case KEY_CODE_END: case 'G': step(c, 1000000); break;
	case ' ': toggle(c); break;
	case 'K': case KEY_CODE_SHIFT_UP: move(c, false); break;
	case 'J': case KEY_CODE_SHIFT_DOWN: move(c, true); break;
	case '+': case '=': case KEY_CODE_RIGHT: resize(c, 1); break;
	case '-': case KEY_CODE_LEFT: resize(c, -1); break;
	case 'f': freeze(c); break;
	case 'r': reset(c); break;
	case ENTER: keep(c); break;
	case ESC: case 'q': case CTRL_C: put_back(c); break;
	case CTRL_L: c->own->effect.kind = EFFECT_REDRAW; break;
	case CTRL_Z: c->own->effect.kind = EFFECT_SUSPEND; break;
	default: break;
	}
}
