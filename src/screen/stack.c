/* The stack of pages: opening, leaving, months. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

static void push(struct console *c, struct page page)
{
	if (c->page_count == PAGES_MOST) { /* who goes that deep does not come back that far */
		page_destroy(&c->pages[1]);
		memmove(&c->pages[1], &c->pages[2], (c->page_count - 2) * sizeof *c->pages);
		c->page_count--;
	}
	for (size_t i = 0; c->page_count && i < console_page(c)->screen->pane_count; i++)
		view_leave(console_page(c)->panes[i].view); /* nobody looks at it any more */
	MEM_GROW(c->pages, c->page_count, c->page_capacity);
	c->pages[c->page_count++] = page;
}

/* A root page is put aside with its views, others are gone. */
static void leave(struct console *c, struct page *page)
{
	struct console_private *own = c->own;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		view_leave(page->panes[i].view);
	for (size_t i = 0; i < own->parked_count && page->root; i++)
		if (own->parked[i].screen == page->screen) {
			page_destroy(page);
			return;
		}
	if (!page->root) {
		habit_keep(c, page);
		page_destroy(page);
		return;
	}
	MEM_GROW(own->parked, own->parked_count, own->parked_capacity);
	own->parked[own->parked_count++] = *page;
}

static void leave_to(struct console *c, size_t count)
{
	while (c->page_count > count)
		leave(c, &c->pages[--c->page_count]);
}

static bool take_parked(struct console *c, const struct screen *s, struct page *page)
{
	struct console_private *own = c->own;

	for (size_t i = 0; i < own->parked_count; i++)
		if (own->parked[i].screen == s) {
			*page = own->parked[i];
			own->parked[i] = own->parked[--own->parked_count];
			return true;
		}
	return false;
}

bool stack_back(struct console *c)
{
	if (c->page_count < 2)
		return false;
	leave_to(c, c->page_count - 1);
	return true;
}

void stack_release(struct console *c)
{
	for (size_t i = 0; i < c->page_count; i++)
		page_destroy(&c->pages[i]);
	free(c->pages);
	for (size_t i = 0; i < c->own->parked_count; i++)
		page_destroy(&c->own->parked[i]);
	free(c->own->parked);
	habit_release(c);
}

void stack_arrange(struct console *c)
{
	for (size_t i = 0; i < c->page_count; i++)
		page_arrange(&c->pages[i], c->kept);
	for (size_t i = 0; i < c->own->parked_count; i++)
		page_arrange(&c->own->parked[i], c->kept);
}

/* A page that comes to the front again is of the month that is looked at. */
static void take_over_month(struct page *page, const struct model_scope *scope)
{
	if (page->scope.span.start_us == scope->span.start_us &&
	    page->scope.span.end_us == scope->span.end_us && page->scope.as_of == scope->as_of &&
	    page->scope.as_known == scope->as_known)
		return;
	page_go(page, scope);
}

static size_t find_root(const struct console *c, const struct screen *s)
{
	size_t i = 0;

	while (i < c->page_count && !(c->pages[i].root && c->pages[i].screen == s))
		i++;
	return i;
}

/* A list of days begins on today, unless it was opened for another moment. */
static void begin_at_present(struct page *page)
{
	page->to_present = page->panes[page->focus].pane->model->at_time;
	page_to_present(page, page->scope.now);
}

bool stack_jump(struct console *c, const struct screen *s, struct err *e)
{
	struct model_scope nothing = c->base;
	size_t at = find_root(c, s);
	struct page page;

	if (s->needs_account && !c->base.enterprise_no && !(s->about & ABOUT_WINDOW))
		return err_set(e, "%s is about one account: say \"%s N\"", s->name, s->name);
	if (s->about & ABOUT_WINDOW)
		return err_set(e, "%s is about one outage window: open it from a list of them", s->name);
	if (s->about & ABOUT_INCIDENT)
		return err_set(e, "%s is about one incident: say \"%s N\"", s->name, s->name);
	if (s->about & ABOUT_MAINTENANCE)
		return err_set(e, "%s is about one maintenance: say \"%s N\"", s->name, s->name);
	if (c->page_count) {
		nothing.month = console_page(c)->scope.month;
		nothing.span = console_page(c)->scope.span;
		nothing.as_of = console_page(c)->scope.as_of;
		nothing.as_known = console_page(c)->scope.as_known;
	}
	struct model_scope scope = scope_for(c, s, &nothing);
	if (at < c->page_count) {
		leave_to(c, at + 1);
		take_over_month(console_page(c), &scope);
		return true;
	}
	if (!take_parked(c, s, &page)) {
		page = page_create(s, &scope, c->kept);
		page.root = true;
		begin_at_present(&page);
	}
	take_over_month(&page, &scope);
	/* The main screens stand beside each other, on top of the first. */
	leave_to(c, s == c->screens->all[0] || !c->page_count ? 0 : 1);
	push(c, page);
	return true;
}

bool console_open(struct console *c, const struct screen *s, const struct model_scope *from, struct err *e)
{
	struct model_scope scope = scope_for(c, s, from);
	struct page *front = console_page(c);

	if (s->needs_account && !scope.enterprise_no)
		return err_set(e, "%s is about one account; this is none", s->title);
	if (s->about & ABOUT_WINDOW && !scope.outage_id)
		return err_set(e, "this row is no outage window");
	if (s->about & ABOUT_INCIDENT && !scope.incident_id && !scope.group_given)
		return err_set(e, "this belongs to no incident");
	if (s->about & ABOUT_MAINTENANCE && !scope.maintenance_id)
		return err_set(e, "this belongs to no maintenance");
	if (scope.enterprise_no && !scope_find_account(&scope, e))
		return false;
	if (front && front->screen == s && scope_same(&front->scope, &scope, false)) {
		if (!scope_same(&front->scope, &scope, true))
			page_go(front, &scope);
		return true;
	}
	struct page page = page_create(s, &scope, c->kept);
	if (!from->row_number && !from->row_time)
		begin_at_present(&page);
	if (from->row_number && scope.platform >= 0)
		view_go_to_number(page.panes[page.focus].view, (uint32_t)scope.platform, from->row_number);
	else if (from->row_time)
		view_go_to_time(page.panes[page.focus].view, from->row_time);
	else
		habit_take(c, &page); /* a filter might hide the row that is wanted */
	push(c, page);
	return true;
}

void stack_month(struct console *c, int month)
{
	struct model_scope scope = console_page(c)->scope;

	scope_set_month(c, &scope, month);
	if (!scope_same(&scope, &console_page(c)->scope, true))
		page_go(console_page(c), &scope);
}

bool console_set_span(struct console *c, int month, struct span span, struct err *e)
{
	struct page *page = console_page(c);
	struct model_scope scope = page->scope;

	if (!page->screen->by_month)
		return err_set(e, "screen \"%s\" is always of the present", page->screen->name);
	scope.month = month;
	scope.span = span;
	scope.span_given = true;
	page_go(page, &scope);
	return true;
}
