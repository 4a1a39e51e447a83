/* A whole painting in one write.
 *
 * curses writes to its descriptor after almost each movement of the cursor: a
 * dozen writes a painting, at each of which whoever reads the terminal wakes.
 * So the descriptor that curses was given leads into memory while it paints,
 * and what gathered there goes to the terminal at once. */
#ifndef SLATOP_TERM_FRAME_H
#define SLATOP_TERM_FRAME_H

#include <stdbool.h>
#include <stdio.h>

#include "slatop/base/buf.h"

struct frame {
	FILE *out;  /* for curses: the terminal, but while a frame is painted */
	int memory; /* -1: there is none, and curses writes by itself */
	struct buf bytes;
};

bool frame_init(struct frame *f);
void frame_release(struct frame *f);
/* Around a painting. The bytes to be written are valid until the next frame. */
void frame_begin(struct frame *f);
const struct buf *frame_end(struct frame *f);

#endif
