/* Deep links: copied, and opened once what they name is read. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "screen/action.h"
#include "screen/link.h"
#include "screen/moment.h"
#include "slatop/base/mem.h"

#define ROW_MOST_US (10 * USEC)

static const char opens_soon[] = "the link opens as soon as what it names is read";

enum found { FOUND, NOT_YET, NEVER };

static enum found find_platform(const struct store *store, const char *code, int *index, struct err *e)
{
	struct buf there = BUF_INIT;
	bool named = true;

	for (size_t i = 0; i < store->count; i++) {
		const char *own = store->platforms[i]->code;
		if (!strcmp(own, code)) {
			*index = (int)i;
			buf_release(&there);
			return FOUND;
		}
		named = named && *own;
		buf_addf(&there, "%s%s", i ? ", " : "", own);
	}
	err_set(e, "no sub-platform \"%s\"; there are %s", code, there.data);
	buf_release(&there);
	return named ? NEVER : NOT_YET;
}

static bool is_read(const struct platform *p)
{
	const struct period *d = platform_current(p);

	return d && d->complete;
}

/* The sub-platforms of the rows that it names. */
static enum found find_rows(const struct store *store, const struct deep_link *l, struct err *e)
{
	enum found found = FOUND;
	int platform;

	for (size_t i = 0; i < LINK_PANES_MOST && found == FOUND; i++)
		if (l->panes[i].row_platform)
			found = find_platform(store, l->panes[i].row_platform, &platform, e);
	if (found != FOUND)
		err_at(e, "row");
	return found;
}

/* What is of one sub-platform: an account, an incident. */
static enum found find_subject(const struct store *store, struct model_scope *s, struct err *e)
{
	const struct platform *p = s->platform < 0 ? NULL : store->platforms[s->platform];
	bool known = !s->enterprise_no || scope_find_account(s, e);

	if (known && s->incident_id && platform_publishes(p, "incident") &&
	    idmap_find(&p->incident_by_id, s->incident_id) == IDMAP_NONE)
		known = err_set(e, "no incident %" PRId64 " in %s", s->incident_id, p->code);
	return known ? FOUND : is_read(store->platforms[s->platform]) ? NEVER : NOT_YET;
}

/* Looks for what the link names. */
static enum found resolve(const struct console *c, struct deep_link *l, struct err *e)
{
	const struct store *store = c->base.store;
	enum found found = l->platform ? find_platform(store, l->platform, &l->scope.platform, e) : FOUND;

	if (found != FOUND)
		return found;
	if (c->live_month < 0 || (l->scope.as_of != TIME_NONE && moment_present(c) == TIME_NONE))
		return NOT_YET;
	if (l->scope.month > c->live_month) {
		err_set(e, "its month lies after the present one, %04d-%02d", c->live_month / 12, c->live_month % 12 + 1);
		return NEVER;
	}
	found = find_rows(store, l, e);
	return found == FOUND ? find_subject(store, &l->scope, e) : found;
}

/* A screen of its own, as its number opens it. */
static bool is_plain(const struct deep_link *l)
{
	const struct model_scope *s = &l->scope;

	return s->platform < 0 && !s->enterprise_no && !s->incident_id && !s->group_given && !s->maintenance_id &&
	       !s->outage_id && !s->figure && !*s->with[0].name;
}

static void go_to_row(struct console *c, const struct page *page, size_t pane, const struct link_pane *want)
{
	struct pane_state *p = &page->panes[pane];
	int platform;

	if (!want->row_platform || find_platform(c->base.store, want->row_platform, &platform, NULL) != FOUND)
		return;
	if (p->pane->follows >= 0)
		c->own->sought_row = (struct sought_row){page->panes, pane, {(uint32_t)platform, want->row_a, want->row_b},
						     c->now + ROW_MOST_US};
	else if (!view_is_paged(p->view))
		view_find_key(p->view, (struct row_key){(uint32_t)platform, want->row_a, want->row_b});
	else
		view_go_to(p->view, want->at_us, (uint32_t)platform, want->row_a);
}

/* What was checked when the link was read. */
static void arrange(struct console *c, struct page *page, const struct deep_link *l)
{
	for (size_t i = 0; i < page->screen->pane_count && i < LINK_PANES_MOST; i++) {
		struct pane_state *p = &page->panes[i];
		const struct link_pane *want = &l->panes[i];
		size_t at;
		if (widget_is_list(p->pane->widget)) {
			view_set_filter(p->view, want->filter ? filter_parse(want->filter, p->pane->model, c->base.calendar,
									     &at, NULL) : NULL);
			view_sort_by(p->view, want->sort ? want->sort : p->pane->sort ? p->pane->sort : p->pane->model->default_sort,
				     NULL);
			p->sorted = want->sort;
		}
		go_to_row(c, page, i, want);
	}
	if (page_shows(page, l->focus))
		page->focus = l->focus;
}

static bool open_page(struct console *c, const struct deep_link *l, struct err *e)
{
	if (!is_plain(l))
		return console_open(c, l->screen, &l->scope, e);
	if (!stack_jump(c, l->screen, e))
		return false;
	struct model_scope scope = scope_for(c, l->screen, &l->scope);
	if (!scope_same(&scope, &console_page(c)->scope, true))
		page_go(console_page(c), &scope);
	return true;
}

static bool open_link(struct console *c, struct deep_link *l, struct err *e)
{
	if (!moment_open(c, l->scope.as_of, l->scope.as_known, e))
		return false;
	if (l->screen->by_month && l->scope.month < 0 && l->scope.span.start_us >= l->scope.span.end_us)
		l->scope.month = moment_month(c, &c->base); /* it names none */
	if (!open_page(c, l, e))
		return false;
	page_apply(console_page(c));
	arrange(c, console_page(c), l);
	return true;
}

static enum found try_link(struct console *c, const char *text, struct err *e)
{
	struct deep_link l;
	enum found found;

	if (!link_read(c, text, &l, e))
		return NEVER;
	found = resolve(c, &l, e);
	if (found == FOUND && !open_link(c, &l, e))
		found = NEVER;
	if (found == NEVER)
		err_at(e, "this link cannot be opened");
	link_release(&l);
	return found;
}

bool console_open_link(struct console *c, const char *text, struct err *e)
{
	if (c->base.enterprise_no)
		return err_set(e, "audit mode opens no links");
	switch (try_link(c, text, e)) {
	case FOUND: return true;
	case NEVER: return false;
	case NOT_YET: break;
	}
	free(c->own->link);
	c->own->link = mem_copy(text);
	console_say(c, c->now, false, "%s", opens_soon);
	return true;
}

/* The pane that is followed has its row by now, or gets it with what is read. */
static void follow_row(struct console *c)
{
	struct sought_row *row = &c->own->sought_row;

	if (!row->panes)
		return;
	if (row->panes != console_page(c)->panes || c->now >= row->until ||
	    view_find_key(console_page(c)->panes[row->pane].view, row->key))
		row->panes = NULL;
}

void link_forget(struct console *c)
{
	free(c->own->link);
	c->own->link = NULL;
	c->own->sought_row.panes = NULL;
}

void link_follow(struct console *c)
{
	struct err e = {""};

	follow_row(c);
	if (!c->own->link)
		return;
	enum found found = try_link(c, c->own->link, &e);
	if (found == NOT_YET)
		return;
	free(c->own->link);
	c->own->link = NULL;
	if (found == NEVER)
		action_say_bad(c, &e);
	else if (!strcmp(c->message, opens_soon))
		c->message[0] = '\0';
}

void do_link(struct console *c)
{
	struct console_private *own = c->own;

	buf_clear(&own->copied);
	link_write(c, &own->copied);
	console_say(c, c->now, false, "copied, if the terminal allows it: %s", own->copied.data);
	own->effect = (struct effect){.kind = EFFECT_COPY, .text = own->copied.data};
}
