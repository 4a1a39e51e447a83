/* The terminal's cursor as a pen: where it is and in what look it writes, so
 * that each movement and change is made by the fewest bytes. */
#ifndef SLATOP_TERM_PEN_H
#define SLATOP_TERM_PEN_H

#include "term/look.h"

struct pen {
	const struct caps *caps;
	const struct looks *looks;
	struct buf *out;
	int row, column; /* -1: unknown */
	struct look look;
	bool look_known;
	struct buf ways[3]; /* what a movement is chosen from */
};

void pen_init(struct pen *p, const struct looks *looks, struct buf *out);
void pen_release(struct pen *p);
/* Nothing is known of the terminal's state any more. */
void pen_forget(struct pen *p);
void pen_move(struct pen *p, int row, int column);
/* The bytes of a movement within the row, for weighing it against others. */
size_t pen_cost(struct pen *p, int column);
void pen_look(struct pen *p, const struct look *look);
/* Takes a look in which blanks and erasing come out as the ground. */
void pen_ground(struct pen *p);
/* Characters that take so many cells; behind the last column it is not known in
 * which one the pen is. */
void pen_write(struct pen *p, const char *bytes, size_t length, int cells, int columns);
/* Makes the rows top to bottom (inclusive) move up by so many, down where it is
 * negative; what comes in is ground. False: the terminal cannot. */
bool pen_scroll(struct pen *p, int top, int bottom, int by, int rows);

#endif
