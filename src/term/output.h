/* Bytes on their way to the terminal. Writing never blocks: a terminal that does
 * not read (a stopped tmux pane, a dead network) must not stop the program. */
#ifndef SLATOP_TERM_OUTPUT_H
#define SLATOP_TERM_OUTPUT_H

#include <stdbool.h>

#include "slatop/base/buf.h"

struct output {
	int fd;
	bool own;         /* fd is a descriptor of our own, which does not block */
	struct buf bytes; /* to be written; whoever adds calls output_flush */
	size_t sent;      /* so many of them went out */
	bool lost;        /* the terminal has gone */
};

/* fd: the terminal's. */
void output_init(struct output *o, int fd);
void output_release(struct output *o);
/* Writes what the terminal takes now; returns whether nothing is left. */
bool output_flush(struct output *o);
/* The same, waiting so long at most; what is left then is given up. */
void output_finish(struct output *o, int wait_ms);

#endif
