/* The terminal: paints canvases, reads keys. The only user of curses. */
#ifndef SLATOP_TERM_TERM_H
#define SLATOP_TERM_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/err.h"
#include "slatop/draw/canvas.h"

struct term;

struct term_options {
	bool no_color;   /* --no-color, NO_COLOR */
	int escape_delay_ms; /* 50 */
};
/* Takes the terminal over (stdin and stdout). It is put back by destroy, at
 * exit, and by term_emergency from a crash handler. */
struct term *term_create(const struct term_options *o, const struct theme *theme, struct err *e);
void term_destroy(struct term *t);
void term_set_theme(struct term *t, const struct theme *theme);
int term_fd(const struct term *t);             /* poll for input */
/* Reads one key that is there; 0: none now (*wait_ms > 0: the start of an escape
 * sequence waits that long at most: call again then). */
uint32_t term_read(struct term *t, int *wait_ms);
void term_size(struct term *t, int *rows, int *columns);
/* After SIGWINCH: takes the new size. */
void term_resized(struct term *t);
void term_paint(struct term *t, const struct canvas *c);
/* Forgets what is on the glass: the next paint writes every cell. */
void term_redraw(struct term *t);
/* Puts the terminal back and takes it again (Ctrl-Z). */
void term_suspend(struct term *t);
void term_resume(struct term *t);
void term_bell(struct term *t);
void term_copy(struct term *t, const char *text); /* OSC 52, at most 64 KiB */
bool term_utf8(const struct term *t);          /* else ASCII marks */
/* Async-signal-safe: puts the terminal's modes back, for crash handlers. */
void term_emergency(void);

#endif
