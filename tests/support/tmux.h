/* A real tmux that shows the same bytes, to hold our own emulator against. */
#ifndef SLATOP_TESTS_TMUX_H
#define SLATOP_TESTS_TMUX_H

#include <stddef.h>

#include "slatop/base/buf.h"

struct tmux {
	char folder[32]; /* its socket and files */
	int rows, columns;
	unsigned shown; /* how often tmux_show was called */
};

/* Starts a server of its own with one pane of that size, without a client. */
void tmux_open(struct tmux *t, int rows, int columns);
void tmux_close(struct tmux *t);
/* The pane is shown bytes, as they are, after what it showed before. screen,
 * where it is not NULL, gets what the screen is then: a line a row, trailing
 * blanks cut. */
void tmux_show(struct tmux *t, const char *bytes, size_t length, struct buf *screen);
void tmux_resize(struct tmux *t, int rows, int columns);
#endif
