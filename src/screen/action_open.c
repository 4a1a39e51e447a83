/* Opening what a row stands for, and going back. */
#include <string.h>

#include "screen/action.h"
#include "slatop/table/filter.h"

#define AND " and "

const struct screen_drill *action_find_drill(struct console *c, uint32_t key)
{
	const struct screen_pane *pane = console_pane(c)->pane;

	for (size_t i = 0; i < pane->drill_count; i++)
		if (pane->drills[i].key == key)
			return &pane->drills[i];
	return NULL;
}

bool action_is_drill(struct console *c, uint32_t key)
{
	return action_find_drill(c, key);
}

/* The screen that the row itself names, where there is such a one. */
static const struct screen *screen_of_row(struct console *c, const struct screen_drill *d, struct err *e)
{
	struct view *v = console_pane(c)->view;
	const struct screen *own = NULL;
	struct value named;

	if (d->by_field && v->cursor < v->count) {
		view_value(v, v->cursor, (size_t)d->by_field - 1, &named);
		own = named.null || named.type != VALUE_TEXT ? NULL : screens_find(c->screens, named.text);
	}
	return own ? own : screens_need(c->screens, d->screen, e);
}

/* The values of the row that the other screen is given. */
static bool hand_on(struct console *c, const struct screen_drill *d, struct model_scope *scope)
{
	const struct pane_state *p = console_pane(c);

	if (d->hand_count)
		memset(scope->with, 0, sizeof scope->with);
	for (size_t i = 0; i < d->hand_count; i++)
		if (!view_with(p->view, p->view->cursor, d->hands[i].field, d->hands[i].name, &scope->with[i])) {
			console_say(c, c->now, false, "this row has no %s that could be opened",
				    p->pane->model->fields[d->hands[i].field].name);
			return false;
		}
	return true;
}

/* The moment of the row that the other screen is opened at. */
static int64_t time_of_row(struct console *c, const struct screen_drill *d)
{
	struct view *v = console_pane(c)->view;
	struct value at = {.null = true};

	if (d->at_field && v->cursor < v->count)
		view_value(v, v->cursor, (size_t)d->at_field - 1, &at);
	return at.null ? 0 : at.i;
}

/* Whether the list's filter ends with a condition of a drill: where that begins, and
 * what stands before it. */
static bool ends_with(const char *text, const char *condition, size_t *before)
{
	size_t length = strlen(text), own = strlen(condition), and = strlen(AND);

	if (length < own || strcmp(text + length - own, condition) != 0)
		return false;
	*before = length - own;
	if (*before < and || strncmp(text + *before - and, AND, and) != 0)
		return !*before;
	*before -= and;
	return true;
}

/* What the user has asked for himself stays, with the next condition behind it. */
static void next_filter(struct console *c, const struct screen_drill *d)
{
	const struct filter *f = console_pane(c)->view->filter;
	const char *text = f ? filter_text(f) : "";
	size_t before = strlen(text), next = 0, at;
	struct buf line = BUF_INIT;
	struct err e = {""};

	for (size_t i = 0; i < d->filter_count; i++)
		if (ends_with(text, d->filters[i], &before)) {
			next = i + 1;
			break;
		}
	bool or = before && !next && strstr(text, " or ");
	buf_addf(&line, "%s%.*s%s", or ? "(" : "", (int)before, text, or ? ")" : "");
	if (next < d->filter_count)
		buf_addf(&line, "%s%s", line.length ? AND : "", d->filters[next]);
	if (!command_filter(c, line.data, &at, &e))
		action_say_bad(c, &e);
	else
		console_say(c, c->now, false, "%s%s", next < d->filter_count ? "only " : "with all again",
			    next < d->filter_count ? d->filters[next] : "");
	buf_release(&line);
}

/* Without a row: whether it opens for what the page itself is about (an account that has no outage window has
 * its log all the same), as it takes nothing from the row. Enter is always about the row. */
static bool opens_for_page(const struct page *page, const struct screen_drill *d, const struct screen *s)
{
	const struct model_scope *own = &page->scope;

	if (d->key == 13 || d->hand_count || d->at_field || d->by_field || s->about & ABOUT_WINDOW)
		return false;
	return (s->about & ABOUT_ACCOUNT && own->enterprise_no) || (s->about & ABOUT_INCIDENT && own->incident_id) ||
	       (s->about & ABOUT_MAINTENANCE && own->maintenance_id);
}

void action_drill(struct console *c, const struct screen_drill *d)
{
	struct page *page = console_page(c);
	struct model_scope scope;
	struct err e = {""};
	const struct screen *s = d->screen ? screen_of_row(c, d, &e) : NULL;

	if (d->filter_count) {
		next_filter(c, d);
		return;
	}
	if (!d->screen) {
		if (!page_row_scope(page, page->focus, &scope))
			action_say(c, "there is no row to play");
		else if (hand_on(c, d, &scope))
			c->own->effect = (struct effect){.kind = EFFECT_PLAY, .scope = scope};
		return;
	}
	if (s && !page_row_scope(page, page->focus, &scope) && !opens_for_page(page, d, s)) {
		action_say(c, "there is no row to open");
		return;
	}
	if (s && !hand_on(c, d, &scope))
		return;
	if (s && d->at_field)
		scope.row_time = time_of_row(c, d);
	if (!s || !console_open(c, s, &scope, &e))
		action_say_bad(c, &e);
}

void do_open(struct console *c)
{
	const struct screen_drill *d = action_find_drill(c, 13);

	if (d)
		action_drill(c, d);
	else
		action_say(c, "nothing opens from this pane; Tab goes to the next one");
}

/* A proof is put away first. At the first screen the key that goes back quits, but Esc, which is pressed
 * once more than needed all the time. */
void do_back(struct console *c)
{
	if (page_end_proof(console_page(c)) || stack_back(c))
		return;
	if (c->own->key == 27)
		action_say(c, "this is the first screen; q quits");
	else
		c->own->effect.kind = EFFECT_QUIT;
}

void action_open_number(struct console *c, int number)
{
	struct err e = {""};

	for (size_t i = 0; i < c->screens->count; i++)
		if (c->screens->all[i]->number == number) {
			if (!stack_jump(c, c->screens->all[i], &e))
				action_say_bad(c, &e);
			return;
		}
	console_say(c, c->now, false, "no screen has the number %d; ? lists them", number);
}
