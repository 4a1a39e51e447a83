/* What each action does: one row each in a table, and where it is done. */
#include "screen/action.h"

void action_say(struct console *c, const char *text)
{
	console_say(c, c->now, false, "%s", text);
}

void action_say_bad(struct console *c, const struct err *e)
{
	console_say(c, c->now, true, "%s", e->text);
}

/* ---- the program itself ---- */

static void do_help(struct console *c)
{
	c->help = true;
	c->help_top = 0;
}

static void do_stop(struct console *c)
{
	struct page *page = console_page(c);
	bool stopped = false;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		stopped |= view_stop(page->panes[i].view);
	if (stopped) {
		action_say(c, view_is_paged(console_pane(c)->view) ? "stopped; the next move goes on"
								   : "stopped; r goes on");
		return;
	}
	c->own->effect.kind = EFFECT_STOP;
	action_say(c, "Ctrl-C stops long work; q goes back, :q quits");
}

static void do_mouse(struct console *c)
{
	c->mouse = !c->mouse;
	c->own->effect.kind = EFFECT_MOUSE;
	action_say(c, c->mouse ? "the mouse is on; M switches it off" : "the mouse is off");
}

static void do_redraw(struct console *c) { c->own->effect.kind = EFFECT_REDRAW; }
static void do_suspend(struct console *c) { c->own->effect.kind = EFFECT_SUSPEND; }
static void do_quit(struct console *c) { c->own->effect.kind = EFFECT_QUIT; }

static void (*const handlers[ACTION_COUNT])(struct console *c) = {
	[ACTION_UP] = do_up,
	[ACTION_DOWN] = do_down,
	[ACTION_LEFT] = do_left,
	[ACTION_RIGHT] = do_right,
	[ACTION_PAGE_UP] = do_page_up,
	[ACTION_PAGE_DOWN] = do_page_down,
	[ACTION_HALF_UP] = do_half_up,
	[ACTION_HALF_DOWN] = do_half_down,
	[ACTION_FIRST] = do_first,
	[ACTION_LAST] = do_last,
	[ACTION_COLUMN_FIRST] = do_column_first,
	[ACTION_COLUMN_LAST] = do_column_last,
	[ACTION_OPEN] = do_open,
	[ACTION_BACK] = do_back,
	[ACTION_NEXT_PANE] = do_next_pane,
	[ACTION_PREVIOUS_PANE] = do_previous_pane,
	[ACTION_SEARCH] = do_search,
	[ACTION_SEARCH_NEXT] = do_search_next,
	[ACTION_SEARCH_PREVIOUS] = do_search_previous,
	[ACTION_HELP] = do_help,
	[ACTION_COMMAND] = do_command,
	[ACTION_FILTER] = do_filter,
	[ACTION_SORT] = do_sort,
	[ACTION_SORT_ADD] = do_sort_add,
	[ACTION_EXPLAIN] = do_explain,
	[ACTION_PROVE] = action_prove,
	[ACTION_MONTH_BEFORE] = do_month_before,
	[ACTION_MONTH_AFTER] = do_month_after,
	[ACTION_LIVE] = do_live,
	[ACTION_TIME] = do_time,
	[ACTION_KNOWN] = do_known,
	[ACTION_MINUTE_BEFORE] = do_minute_before,
	[ACTION_MINUTE_AFTER] = do_minute_after,
	[ACTION_EVENT_BEFORE] = do_event_before,
	[ACTION_EVENT_AFTER] = do_event_after,
	[ACTION_SLOWER] = do_slower,
	[ACTION_FASTER] = do_faster,
	[ACTION_PAUSE] = do_pause,
	[ACTION_REFRESH] = do_refresh,
	[ACTION_COPY] = do_copy,
	[ACTION_LINK] = do_link,
	[ACTION_REVEAL] = do_reveal,
	[ACTION_MARK] = do_mark,
	[ACTION_MOUSE] = do_mouse,
	[ACTION_EXPORT] = do_export,
	[ACTION_ZOOM_IN] = do_zoom_in,
	[ACTION_ZOOM_OUT] = do_zoom_out,
	[ACTION_PAN_LEFT] = do_pan_left,
	[ACTION_PAN_RIGHT] = do_pan_right,
	[ACTION_LANES] = do_lanes,
	[ACTION_ACKNOWLEDGE] = do_acknowledge,
	[ACTION_COLUMNS] = do_columns,
	[ACTION_REDRAW] = do_redraw,
	[ACTION_SUSPEND] = do_suspend,
	[ACTION_STOP] = do_stop,
	[ACTION_QUIT] = do_quit,
};

static void unknown_key(struct console *c, uint32_t key)
{
	struct buf name = BUF_INIT;

	key_to_name(key, &name);
	if (name.length)
		console_say(c, c->now, false, "%s does nothing here; ? lists the keys", name.data);
	buf_release(&name);
}

void action_do(struct console *c, enum action a, uint32_t key)
{
	const struct screen_drill *d = a == ACTION_NONE ? action_find_drill(c, key) : NULL;

	if (d)
		action_drill(c, d);
	else if (a >= ACTION_SCREEN_1 && a <= ACTION_SCREEN_9)
		action_open_number(c, (int)a - ACTION_SCREEN_1 + 1);
	else if (handlers[a])
		handlers[a](c);
	else
		unknown_key(c, key);
}
