/* The terminal: paints canvases, reads keys. The only user of curses, of which it
 * takes terminfo: painting is its own, so that a key costs few bytes and nothing
 * ever waits for a terminal that does not read. */
#ifndef SLATOP_TERM_TERM_H
#define SLATOP_TERM_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/err.h"
#include "slatop/draw/canvas.h"

#define TERM_COPY_MAX 65536 /* bytes that term_copy takes */

struct term;

struct term_options {
	bool no_color;   /* --no-color; NO_COLOR in the environment does the same */
	int escape_delay_ms; /* 0: 50 */
};
/* Takes the terminal over (stdin and stdout). It is put back by destroy, at
 * exit, and by term_emergency from a crash handler. There is one at a time.
 * Signals are left to the caller. */
struct term *term_create(const struct term_options *o, const struct theme *theme, struct err *e);
void term_destroy(struct term *t);
void term_set_theme(struct term *t, const struct theme *theme);
int term_fd(const struct term *t);             /* poll for input */
/* Writes on what waits, without blocking; whether nothing waits any more. While
 * something does, poll term_output_fd for POLLOUT and call again. */
bool term_ready(struct term *t);
int term_output_fd(const struct term *t);
/* Reads one key that is there; 0: none now (*wait_ms > 0: the start of an escape
 * sequence waits that long at most: call again then). */
uint32_t term_read(struct term *t, int *wait_ms);
/* Whether the terminal has gone: its end of the line was read, or writing to it
 * fails. Nothing more comes of it; end the program. */
bool term_lost(const struct term *t);
void term_size(struct term *t, int *rows, int *columns);
/* After SIGWINCH: takes the new size. */
void term_resized(struct term *t);
/* Puts the canvas on the glass, where it has the terminal's size; only what
 * differs from what stands there is written. While the terminal has not taken
 * all that was written before (term_ready) nothing is painted. */
void term_paint(struct term *t, const struct canvas *c);
/* Forgets what is on the glass: the next paint writes every cell. */
void term_redraw(struct term *t);
/* Puts the terminal back and takes it again (Ctrl-Z: the caller raises SIGTSTP
 * between the two, and paints after). */
void term_suspend(struct term *t);
void term_resume(struct term *t);
/* Whether the terminal tells clicks and the wheel (SGR, 1006): KEY_POINTER. */
void term_mouse(struct term *t, bool on);
void term_bell(struct term *t);
/* To the clipboard of the terminal by OSC 52, through tmux and screen. False
 * where the text is longer than TERM_COPY_MAX: nothing is copied then. Whether
 * the terminal obeyed cannot be known. */
bool term_copy(struct term *t, const char *text);
bool term_utf8(const struct term *t);          /* else ASCII marks */
/* Colours in use: 0 mono, 16, 256, or 1 << 24. */
int term_depth(const struct term *t);
/* The terminal's background, 0xRRGGBB: what it told, else what COLORFGBG says of
 * it. False: not known (yet). */
bool term_background(const struct term *t, int32_t *rgb);
/* Asks the terminal for it, where it is one that answers; the answer comes among
 * the keys, is taken out of them by term_read, and no key waits for it. */
void term_ask_background(struct term *t);
/* Async-signal-safe: puts the terminal's modes back, for crash handlers. May be
 * called at any time, also with no terminal taken. */
void term_emergency(void);

#endif
