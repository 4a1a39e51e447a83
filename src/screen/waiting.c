/* Keys typed ahead: one that is about a row waits for the first rows of its
 * list, and what is typed after it waits behind it. */
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

#define WAIT_MOST_US (10 * USEC)

static bool is_awaiting(const struct page *page)
{
	const struct pane_state *p = &page->panes[page->focus];

	if (p->view->count)
		return false;
	return view_awaits_rows(p->view) ||
	       (p->pane->follows >= 0 && view_awaits_rows(page->panes[p->pane->follows].view));
}

/* Whether a key does something with the row under the cursor. */
static bool needs_row(struct console *c, uint32_t key)
{
	switch (key_map_action(c->keys, key)) {
	case ACTION_OPEN: case ACTION_COPY: case ACTION_REVEAL: case ACTION_MARK: case ACTION_EXPORT: case ACTION_DOWN: case ACTION_LAST: case ACTION_PAGE_DOWN:
	case ACTION_HALF_DOWN: case ACTION_SEARCH_NEXT: case ACTION_SEARCH_PREVIOUS:
		return true;
	case ACTION_EXPLAIN: case ACTION_PROVE:
		return !console_page(c)->scope.enterprise_no; /* else of the page's own account */
	case ACTION_NONE:
		return action_is_drill(c, key);
	default:
		return false;
	}
}

/* Whoever presses these has given up waiting. */
static bool gives_up(const struct console *c, uint32_t key)
{
	int a = key_map_action(c->keys, key);

	return a == ACTION_BACK || a == ACTION_QUIT || a == ACTION_STOP || a == ACTION_HELP ||
	       a == ACTION_COMMAND || (a >= ACTION_SCREEN_1 && a <= ACTION_SCREEN_9);
}

bool waiting_take(struct console *c, uint32_t key)
{
	struct console_private *own = c->own;

	if (c->prompt.kind != PROMPT_NONE || c->help || c->chooser.open || c->reveal.state == REVEAL_ASKS)
		return false;
	if (own->waiting_count && gives_up(c, key)) {
		own->waiting_count = 0;
		return false;
	}
	if (!own->waiting_count && !(needs_row(c, key) && is_awaiting(console_page(c))))
		return false;
	if (!own->waiting_count)
		own->waiting_until = c->now + WAIT_MOST_US;
	if (own->waiting_count < COUNT_OF(own->waiting))
		own->waiting[own->waiting_count++] = key;
	return true;
}

bool waiting_next(struct console *c, uint32_t *key)
{
	struct console_private *own = c->own;
	bool listens = c->prompt.kind == PROMPT_NONE && !c->help && !c->chooser.open;

	if (!own->waiting_count || own->late.kind != EFFECT_NONE)
		return false;
	if (listens && needs_row(c, own->waiting[0]) && is_awaiting(console_page(c)))
		return false;
	*key = own->waiting[0];
	memmove(own->waiting, own->waiting + 1, --own->waiting_count * sizeof *own->waiting);
	own->waiting_until = c->now + WAIT_MOST_US;
	return true;
}

void waiting_expire(struct console *c)
{
	if (!c->own->waiting_count || c->now < c->own->waiting_until)
		return;
	c->own->waiting_count = 0;
	console_say(c, c->now, false, "no row has come yet; the keys typed ahead are dropped");
}

struct effect console_late_effect(struct console *c)
{
	struct effect effect = c->own->late;

	c->own->late = (struct effect){.kind = EFFECT_NONE};
	return effect;
}
