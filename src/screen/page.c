/* One opened screen: its views and what they look at. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

static struct model_scope pane_scope(const struct page *page, const struct screen_pane *pane)
{
	struct model_scope scope = page->scope;

	scope.where = pane->where;
	scope.span_given |= pane->whole_span;
	if (pane->follows >= 0 || (pane->needs_incident && !scope.incident_id))
		scope.platform = SCOPE_NOWHERE; /* of what follows: until a row is selected */
	return scope;
}

/* The column that is sorted by is the one that the eye looks for. */
static int first_column(const struct pane_state *p)
{
	const struct view *v = p->view;

	for (size_t i = 0; i < p->column_count && widget_is_list(p->pane->widget) && v->sort_count; i++)
		if (p->columns[i].field == v->sort[0].field)
			return (int)i;
	return 0;
}

/* Lists that stay on the server are of all times: the cursor goes to the moment. */
static void go_to_moment(const struct page *page)
{
	for (size_t i = 0; page->scope.as_of != TIME_NONE && i < page->screen->pane_count; i++)
		if (view_is_paged(page->panes[i].view))
			view_go_to_time(page->panes[i].view, page->scope.as_of);
}

struct page page_create(const struct screen *s, const struct model_scope *scope, const struct kept *kept)
{
	struct page page = {.screen = s, .scope = *scope, .focus = s->focus};

	page.panes = mem_zero(s->pane_count, sizeof *page.panes);
	for (size_t i = 0; i < s->pane_count; i++) {
		const struct screen_pane *pane = &s->panes[i];
		struct model_scope own = pane_scope(&page, pane);
		struct pane_state *p = &page.panes[i];
		p->pane = pane;
		p->at_us = TIME_NONE;
		p->view = view_create(pane->model, &own);
		p->view->limit = pane->limit;
		if (pane->sort)
			view_sort_by(p->view, pane->sort, NULL); /* checked when the screen was read */
	}
	page_arrange(&page, kept);
	for (size_t i = 0; i < s->pane_count; i++)
		page.panes[i].column = first_column(&page.panes[i]);
	page_name(&page);
	go_to_moment(&page);
	return page;
}

/* The clock of a sub-platform that has not answered yet is not known. */
void page_to_present(struct page *page, int64_t now)
{
	const struct model_scope *s = &page->scope;
	size_t platform = s->platform < 0 ? 0 : (size_t)s->platform;
	struct view *v = page->panes[page->focus].view;
	int64_t moment = s->as_of;

	if (!page->to_present || platform >= s->store->count)
		return;
	if (moment == TIME_NONE)
		moment = platform_moment(s->store->platforms[platform], now);
	if (moment != TIME_NONE && !v->cursor) /* else the user has gone somewhere */
		view_go_to_time(v, moment);
	page->to_present = moment == TIME_NONE;
}

void page_arrange(struct page *page, const struct kept *kept)
{
	for (size_t i = 0; i < page->screen->pane_count; i++) {
		struct pane_state *p = &page->panes[i];
		bool list = widget_is_list(p->pane->widget); /* others show what the screen says */
		layout_apply(p, list ? kept_pane_find(kept, page->screen->name, p->pane->name) : NULL);
	}
}

void page_destroy(struct page *page)
{
	for (size_t i = 0; i < page->screen->pane_count; i++) {
		view_destroy(page->panes[i].view);
		free(page->panes[i].columns);
		free(page->panes[i].marks);
	}
	free(page->panes);
	free(page->subject);
	*page = (struct page){0};
}

void page_go(struct page *page, const struct model_scope *scope)
{
	page->scope = *scope;
	page->rescope = true;
	page_end_proof(page); /* it was one of another span */
}

bool page_end_proof(struct page *page)
{
	bool proved = page->proof;

	page->proof = false;
	if (!page_shows(page, page->focus))
		page->focus = page->screen->focus;
	return proved;
}

bool page_shows(const struct page *page, size_t pane)
{
	const struct screen_pane *p = &page->screen->panes[pane];

	return page->proof ? !p->off_proof : !p->on_proof;
}

void page_apply(struct page *page)
{
	if (!page->rescope)
		return;
	page->rescope = false;
	for (size_t i = 0; i < page->screen->pane_count; i++) {
		struct pane_state *p = &page->panes[i];
		struct model_scope scope = pane_scope(page, p->pane);
		p->followed_known = false;
		if (p->pane->follows >= 0)
			continue;
		view_set_scope(p->view, &scope);
		view_look(p->view, &p->look);
	}
	go_to_moment(page);
}

bool page_row_scope(struct page *page, size_t pane, struct model_scope *scope)
{
	struct view *v = page->panes[pane].view;

	*scope = page->scope;
	if (v->cursor >= v->count)
		return false;
	view_enter(v, v->cursor, scope);
	scope->where = NULL;
	if (page->scope.figure || !scope->figure)
		scope->figure = page->scope.figure; /* unless the row is one */
	return true;
}

static bool follow(struct page *page, struct pane_state *p)
{
	struct pane_state *leader = &page->panes[p->pane->follows];
	struct row_key key = view_key(leader->view, leader->view->cursor);
	struct model_scope scope;

	if (p->followed_known && !row_key_compare(&key, &p->followed))
		return false;
	p->followed = key;
	p->followed_known = true;
	if (page_row_scope(page, (size_t)p->pane->follows, &scope)) {
		scope.where = p->pane->where;
		scope.span_given |= p->pane->whole_span;
	} else {
		scope = pane_scope(page, p->pane);
	}
	view_set_scope(p->view, &scope);
	view_look(p->view, &p->look);
	return true;
}

bool page_follow(struct page *page)
{
	bool changed = false;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page->panes[i].pane->follows >= 0)
			changed |= follow(page, &page->panes[i]);
	return changed;
}

/* --- what the page is about, in words ------------------------------------------ */

static const struct platform *platform_of(const struct model_scope *scope)
{
	return scope->platform >= 0 && (size_t)scope->platform < scope->store->count
		       ? scope->store->platforms[scope->platform]
		       : NULL;
}

static bool account_subject(const struct model_scope *scope, const struct platform *p, struct buf *out)
{
	uint32_t index = p ? platform_tenant(p, scope->enterprise_no) : INDEX_NONE;
	const char *name = index != INDEX_NONE ? p->tenants[index].name : NULL;

	buf_addf(out, "%" PRId64 "%s%s", scope->enterprise_no, name ? " " : "", name ? name : "");
	return name;
}

static bool incident_subject(const struct model_scope *scope, const struct platform *p, struct buf *out)
{
	uint32_t index = p ? idmap_find(&p->incident_by_id, scope->incident_id) : IDMAP_NONE;
	const char *title = index != IDMAP_NONE ? p->incidents[index].title : NULL;

	buf_addf(out, "%" PRId64 "%s%s", scope->incident_id, title ? " " : "", title ? title : "");
	return title;
}

static bool maintenance_subject(const struct model_scope *scope, const struct platform *p, struct buf *out)
{
	uint32_t index = p ? idmap_find(&p->maintenance_by_id, scope->maintenance_id) : IDMAP_NONE;
	const char *title = index != IDMAP_NONE ? p->maintenance[index].title : NULL;

	buf_addf(out, "%" PRId64 "%s%s", scope->maintenance_id, title ? " " : "", title ? title : "");
	return title;
}

/* Outages without an incident are told apart by service and start. */
static bool group_subject(const struct model_scope *scope, struct buf *out)
{
	const struct outage_group_key *g = &scope->group;

	if (g->started_at == TIME_NONE) { /* at any time */
		buf_addf(out, "%s%s%s", g->service < SERVICE_COUNT ? service_names[g->service] : "outages",
			 g->cause == CAUSE_NONE ? "" : ", ", cause_names[g->cause]);
		return true;
	}
	buf_addf(out, "%s since ", g->service < SERVICE_COUNT ? service_names[g->service] : "outages");
	time_local(out, scope->calendar, g->started_at);
	return true;
}

static bool subject(const struct page *page, struct buf *out)
{
	const struct model_scope *scope = &page->scope;
	const struct platform *p = platform_of(scope);

	if (scope->outage_id) {
		buf_addf(out, "%" PRId64, scope->outage_id);
		return true;
	}
	if (scope->enterprise_no)
		return account_subject(scope, p, out);
	if (scope->incident_id)
		return incident_subject(scope, p, out);
	if (scope->maintenance_id)
		return maintenance_subject(scope, p, out);
	if (scope->group_given)
		return group_subject(scope, out);
	const struct scope_with *session = scope_with_find(scope, "session");
	if (session) {
		buf_addf(out, "of session %" PRId64, session->i);
		return true;
	}
	const struct scope_with *from = scope_with_find(scope, "from");
	if (from && from->type == VALUE_TEXT) {
		buf_addf(out, "from %s", from->text);
		return true;
	}
	if (!p)
		return true;
	buf_add_text(out, p->name && *p->name ? p->name : p->code);
	return p->name && *p->name;
}

void page_name(struct page *page)
{
	struct buf text = BUF_INIT;

	if (page->named)
		return;
	page->named = subject(page, &text);
	free(page->subject);
	page->subject = text.length ? mem_copy(text.data) : NULL;
	buf_release(&text);
}
