/* Opening what a row stands for, and going back. */
#include <string.h>

#include "screen/action.h"

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

void action_drill(struct console *c, const struct screen_drill *d)
{
	struct page *page = console_page(c);
	struct model_scope scope;
	struct err e = {""};
	const struct screen *s = d->screen ? screen_of_row(c, d, &e) : NULL;

	if (!d->screen) {
		if (!page_row_scope(page, page->focus, &scope))
			action_say(c, "there is no row to play");
		else if (hand_on(c, d, &scope))
			c->own->effect = (struct effect){.kind = EFFECT_PLAY, .scope = scope};
		return;
	}
	if (s && !page_row_scope(page, page->focus, &scope)) {
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
