/* Draws the console's state on a canvas. */
#ifndef SLATOP_DRAW_DRAW_H
#define SLATOP_DRAW_DRAW_H

#include "slatop/draw/canvas.h"
#include "slatop/screen/console.h"

struct draw_options {
	bool ascii;      /* no characters outside ASCII of our own */
	int64_t now;     /* monotonic */
	int64_t clock;   /* wall time for the clock at the top: the server's */
};

/* Smallest size that is drawn; below it the canvas says so. */
#define DRAW_MIN_COLUMNS 40
#define DRAW_MIN_ROWS 8

/* Draws everything: the lines at the top, the front page's panes, prompt, help,
 * message and key line. Sets pane_state.height / width and keeps view tops so
 * that cursors are in sight. */
void draw_console(struct canvas *c, struct console *state, const struct draw_options *o);

#endif
