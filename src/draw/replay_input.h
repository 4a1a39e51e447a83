/* What was typed in a recording, below its screen. */
#ifndef SLATOP_SRC_DRAW_REPLAY_INPUT_H
#define SLATOP_SRC_DRAW_REPLAY_INPUT_H

#include "draw/widget.h"
#include "slatop/draw/replay.h"

/* Lines that it takes. */
int replay_input_lines(enum replay_input input);
/* Draws them from a row on; nothing where it is hidden. */
void draw_replay_input(struct drawing *d, const struct replay_show *s, int row);

#endif
