/* Pages that were left and may come back: a tenant that is opened again has the
 * order, the filter and the cursor that it had. The pages themselves are not
 * kept: their views would hold on to the months that they looked at. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

#define HABITS_MOST 32

struct habit_pane {
	char *sort, *filter; /* NULL: as at first, none */
	struct row_key key;
	bool has_key;
	int column;
};
struct habit {
	char *screen;
	struct model_scope scope;
	size_t focus, pane_count;
	struct habit_pane *panes;
};

void habit_sort_text(const struct view *v, struct buf *out)
{
	for (size_t i = 0; i < v->sort_count; i++)
		buf_addf(out, "%s%s%s", i ? "," : "", v->sort[i].descending ? "-" : "",
			 v->model->fields[v->sort[i].field].name);
}

static void forget(struct console *c, size_t at)
{
	struct console_private *own = c->own;
	struct habit *h = &own->habits[at];

	for (size_t i = 0; i < h->pane_count; i++) {
		free(h->panes[i].sort);
		free(h->panes[i].filter);
	}
	free(h->panes);
	free(h->screen);
	memmove(h, h + 1, (--own->habit_count - at) * sizeof *h);
}

void habit_release(struct console *c)
{
	while (c->own->habit_count)
		forget(c, c->own->habit_count - 1);
	free(c->own->habits);
}

static size_t find(const struct console *c, const struct page *page)
{
	size_t i = 0;

	while (i < c->own->habit_count && (strcmp(c->own->habits[i].screen, page->screen->name) ||
					   c->own->habits[i].pane_count != page->screen->pane_count ||
					   !scope_same(&c->own->habits[i].scope, &page->scope, false)))
		i++;
	return i;
}

static struct habit_pane pane_habit(struct pane_state *p)
{
	struct habit_pane h = {.column = p->column, .has_key = p->view->cursor < p->view->count};
	struct buf sort = BUF_INIT;

	habit_sort_text(p->view, &sort);
	h.sort = p->sorted && sort.length ? buf_take(&sort) : NULL;
	buf_release(&sort);
	h.filter = p->view->filter ? mem_copy(filter_text(p->view->filter)) : NULL;
	h.key = view_key(p->view, p->view->cursor);
	return h;
}

void habit_keep(struct console *c, struct page *page)
{
	struct console_private *own = c->own;
	size_t at = find(c, page), count = page->screen->pane_count;

	if (at < own->habit_count)
		forget(c, at);
	if (own->habit_count == HABITS_MOST)
		forget(c, 0);
	own->habits = mem_resize(own->habits, own->habit_count + 1, sizeof *own->habits);
	struct habit *h = &own->habits[own->habit_count++];
	*h = (struct habit){.screen = mem_copy(page->screen->name), .scope = page->scope, .focus = page->focus,
			    .pane_count = count, .panes = mem_zero(count, sizeof *h->panes)};
	for (size_t i = 0; i < count; i++)
		h->panes[i] = pane_habit(&page->panes[i]);
}

void habit_take(struct console *c, struct page *page)
{
	size_t at = find(c, page), place;

	if (at == c->own->habit_count)
		return;
	const struct habit *h = &c->own->habits[at];
	for (size_t i = 0; i < h->pane_count; i++) {
		struct pane_state *p = &page->panes[i];
		const struct habit_pane *was = &h->panes[i];
		if (was->sort)
			p->sorted = view_sort_by(p->view, was->sort, NULL);
		if (was->filter)
			view_set_filter(p->view, filter_parse(was->filter, p->pane->model, c->base.calendar,
							      &place, NULL));
		if ((size_t)was->column < p->column_count)
			p->column = was->column;
		if (was->has_key && p->pane->follows < 0)
			view_find_key(p->view, was->key);
	}
	if (page_shows(page, h->focus))
		page->focus = h->focus;
}
