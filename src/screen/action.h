/* What the files of the actions share: a handler each, by where it is done. */
#ifndef SLATOP_SRC_SCREEN_ACTION_H
#define SLATOP_SRC_SCREEN_ACTION_H

#include "screen/console_private.h"

void action_say(struct console *c, const char *text);
void action_say_bad(struct console *c, const struct err *e);

typedef void action_handler(struct console *c);
/* action_move.c */
action_handler do_up, do_down, do_left, do_right, do_page_up, do_page_down, do_half_up,
	do_half_down, do_column_first, do_column_last, do_first, do_last, do_next_pane,
	do_previous_pane;
/* action_open.c */
action_handler do_open, do_back;
/* action_find.c */
action_handler do_search, do_search_next, do_search_previous, do_command, do_filter, do_sort,
	do_sort_add, do_columns;
/* action_figure.c */
action_handler do_explain, do_copy;
/* action_rows.c */
action_handler do_mark, do_export;
/* reveal.c */
action_handler do_reveal;
/* link_open.c */
action_handler do_link;
/* action_time.c */
action_handler do_month_before, do_month_after, do_live, do_pause, do_time, do_refresh,
	do_acknowledge;

/* moment.c */
action_handler do_known, do_minute_before, do_minute_after, do_play, do_slower, do_faster;
/* moment_event.c */
action_handler do_event_before, do_event_after;
/* action_timeline.c */
action_handler do_zoom_in, do_zoom_out, do_pan_left, do_pan_right, do_lanes;
/* The cursor of a timeline goes by so many columns of its picture, and its row to
 * the event that is nearest. */
void timeline_step(struct pane_state *p, int columns);

/* Whether the pane under the cursor is a list; says so where it is not. */
bool action_is_list(struct console *c);
/* The drill-down that a key is in the pane under the cursor; NULL: none. */
const struct screen_drill *action_find_drill(struct console *c, uint32_t key);
/* Opens, or plays, what it leads to for the row. */
void action_drill(struct console *c, const struct screen_drill *d);
/* Opens the screen of a number key. */
void action_open_number(struct console *c, int number);

#endif
