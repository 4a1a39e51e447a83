/* Time, and what waits for somebody. */
#include "screen/action.h"
#include "screen/moment.h"
#include "slatop/table/alarms.h"
#include "slatop/table/paged.h"
#include "slatop/table/alarms.h"

static void move_month(struct console *c, int months)
{
	struct page *page = console_page(c);
	int month = page->scope.month;

	if (!page->screen->by_month) {
		action_say(c, "this screen is always of the present month");
		return;
	}
	if (month < 0)
		month = calendar_month_number(page->scope.calendar, page->scope.span.start_us);
	if (month + months > moment_month(c, &page->scope))
		action_say(c, page->scope.as_of == TIME_NONE ? "this is the present month; there is none after it yet"
							     : "this is the month of the moment; T goes to the present");
	else if (month + months < 1970 * 12)
		action_say(c, "there is no month before");
	else
		stack_month(c, month + months);
}

void do_month_before(struct console *c) { move_month(c, -1); }
void do_month_after(struct console *c) { move_month(c, 1); }

void do_live(struct console *c)
{
	const struct model_scope *scope = &console_page(c)->scope;

	if (c->base.as_of != TIME_NONE) {
		moment_set(c, TIME_NONE, false);
		stack_month(c, c->live_month);
	} else if (view_is_paged(console_pane(c)->view))
		view_move_to(console_pane(c)->view, 0);
	else if (scope->month == c->live_month && scope->as_of == TIME_NONE)
		action_say(c, "this is the present month");
	else
		stack_month(c, c->live_month);
}

void do_pause(struct console *c)
{
	if (c->base.as_of != TIME_NONE) { /* there it stands still by itself, unless it is played */
		do_play(c);
		return;
	}
	c->paused = !c->paused;
	c->paused_at = c->now;
	action_say(c, c->paused ? "paused: the figures stand still; p lets them go on" : "going on");
}

void do_time(struct console *c)
{
	const struct view *v = console_pane(c)->view;

	if (c->base.enterprise_no && !(view_is_paged(v) && v->model->paged->time >= 0))
		action_say(c, "audit mode shows the present");
	else
		prompt_open(c, PROMPT_TIME, "");
}

void do_refresh(struct console *c)
{
	struct page *page = console_page(c);

	for (size_t i = 0; i < page->screen->pane_count; i++)
		view_refresh(page->panes[i].view);
	c->own->effect.kind = EFFECT_REFRESH;
	action_say(c, "asking the replicas");
}


/* The one under the cursor; where the list is of other things, or empty, the one
 * that stands at the top. The row that is done with sinks: the cursor goes to the
 * next, for who works through them. */
void do_acknowledge(struct console *c)
{
	struct view *v = console_pane(c)->view;
	const struct alarm *first;
	size_t count;
	bool listed = v->model == model_find("alarms") && v->cursor < v->count;
	int64_t id = 0;

	if (c->base.alarms && listed)
		id = view_key(v, v->cursor).a;
	else if ((first = alarms_first(c->base.alarms, &count)))
		id = first->id;
	if (id && alarms_acknowledge(c->base.alarms, id, c->now)) {
		if (listed)
			view_move(v, 1);
		action_say(c, "acknowledged, on this console only");
	} else {
		action_say(c, id ? "this alarm is acknowledged already, or over" : "there is no alarm to acknowledge");
	}
}
