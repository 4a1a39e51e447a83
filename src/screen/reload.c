/* Screens whose files changed while they are looked at. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "screen/screen_read.h"
#include "slatop/base/mem.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* The pane of the page before that a new one carries on; NULL: none. */
static struct pane_state *pane_before(struct page *old, const struct screen_pane *pane)
{
	for (size_t i = 0; i < old->screen->pane_count; i++) {
		struct pane_state *p = &old->panes[i];
		if (p->view && same_text(p->pane->name, pane->name) &&
		    !strcmp(p->pane->model->name, pane->model->name))
			return p;
	}
	return NULL;
}

static void carry_sort(struct pane_state *p, const struct pane_state *old)
{
	const struct view *v = old->view;
	struct buf spec = BUF_INIT;

	for (size_t i = 0; i < v->sort_count; i++)
		buf_addf(&spec, "%s%s%s", i ? "," : "", v->sort[i].descending ? "-" : "",
			 v->model->fields[v->sort[i].field].name);
	p->sorted = spec.length && view_sort_by(p->view, spec.data, NULL);
	buf_release(&spec);
}

static void carry_filter(struct pane_state *p, const struct pane_state *old)
{
	size_t at;

	if (old->view->filter)
		view_set_filter(p->view, filter_parse(filter_text(old->view->filter), p->pane->model,
						      p->view->scope.calendar, &at, NULL));
}

static void carry_column(struct pane_state *p, const struct pane_state *old)
{
	if ((size_t)old->column >= old->column_count)
		return;
	const char *name = old->pane->model->fields[old->columns[old->column].field].name;
	for (size_t i = 0; i < p->column_count; i++)
		if (!strcmp(p->pane->model->fields[p->columns[i].field].name, name)) {
			p->column = (int)i;
			p->left = old->left <= p->column ? old->left : 0;
			return;
		}
}

/* A view over the same model goes over as it is, so that nothing is read anew and
 * nothing jumps. */
static void carry_view(struct pane_state *p, struct pane_state *old)
{
	struct view *fresh = p->view;

	p->view = old->view;
	p->view->limit = fresh->limit;
	p->sorted = old->sorted;
	if (!old->sorted && !same_text(p->pane->sort, old->pane->sort))
		view_sort_by(p->view, p->pane->sort ? p->pane->sort : p->pane->model->default_sort, NULL);
	view_destroy(fresh);
	old->view = NULL;
}

/* Where a list that is read from the server was: what is above its row need not be in
 * memory. At the top it stays there, with what comes. */
struct place {
	bool is_known;
	struct row_key key;
	int64_t at_us;
};

static struct place place_of(const struct pane_state *p)
{
	struct view *v = p->view;

	if (!view_is_paged(v) || v->cursor >= v->count || (!v->cursor && !view_goes_on(v, false)))
		return (struct place){0};
	return (struct place){true, view_key(v, v->cursor), view_row_time(v, v->cursor)};
}

static void carry_pane(struct pane_state *p, struct pane_state *old)
{
	carry_column(p, old);
	p->marks = old->marks;
	p->mark_count = old->mark_count;
	old->marks = NULL;
	p->height = old->height;
	p->width = old->width;
	if (p->view->model == old->view->model) {
		carry_view(p, old);
		return;
	}
	if (old->sorted)
		carry_sort(p, old);
	carry_filter(p, old);
	if (old->view->cursor < old->view->count)
		view_find_key(p->view, view_key(old->view, old->view->cursor));
}

struct page page_rebuild(struct page *old, const struct screen *s, const struct kept *kept)
{
	struct page page = page_create(s, &old->scope, kept);
	struct place places[PANES_MOST] = {0};
	const char *focused = old->screen->panes[old->focus].name;

	for (size_t i = 0; i < s->pane_count; i++) {
		struct pane_state *before = pane_before(old, &s->panes[i]);
		if (before && page.panes[i].view->model != before->view->model)
			places[i] = place_of(before);
		if (before)
			carry_pane(&page.panes[i], before);
		if (focused && same_text(s->panes[i].name, focused))
			page.focus = i;
	}
	page.proof = old->proof;
	page.root = old->root;
	if (!page_shows(&page, page.focus))
		page.focus = s->focus;
	page_destroy(old);
	/* What views know of their pane is still that of the screen before. */
	page.rescope = true;
	page_apply(&page);
	for (size_t i = 0; i < s->pane_count; i++)
		if (places[i].is_known)
			view_go_to(page.panes[i].view, places[i].at_us, places[i].key.platform, places[i].key.a);
	page_follow(&page);
	return page;
}

/* The pages that there are screens for; the others are gone. */
static size_t rebuild_all(struct page *pages, size_t count, const struct screens *screens,
			  const struct kept *arranged)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct screen *s = screens_find(screens, pages[i].screen->name);
		if (s && !(s->needs_account && !pages[i].scope.enterprise_no))
			pages[kept++] = page_rebuild(&pages[i], s, arranged);
		else
			page_destroy(&pages[i]);
	}
	return kept;
}

void console_set_screens(struct console *c, const struct screens *screens)
{
	c->screens = screens;
	c->own->waiting_count = 0; /* what they were about may have moved */
	complete_forget(c);
	chooser_close(c);
	c->page_count = rebuild_all(c->pages, c->page_count, screens, c->kept);
	c->own->parked_count = rebuild_all(c->own->parked, c->own->parked_count, screens, c->kept);
	if (!c->page_count) /* the shipped screens are always there */
		stack_jump(c, screens->all[0], NULL);
	c->generation++;
}
