/* Rows that only moved: a list that scrolled need not be written again, where
 * the terminal can move rows by itself. */
#ifndef SLATOP_TERM_SHIFT_H
#define SLATOP_TERM_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/draw/canvas.h"

/* A picture of rows by columns cells, with a hash of each row. */
struct picture {
	const struct cell *cells;
	const uint64_t *hashes;
	int rows, columns;
};
uint64_t row_hash(const struct cell *row, int columns);

/* The rows top to bottom (inclusive) move up by so many; down: negative. */
struct shift {
	int top, bottom, by;
};
/* The movement of rows of one picture that leaves the fewest cells to be written
 * for the other, of the same size. False: none saves enough. */
bool shift_find(const struct picture *from, const struct picture *to, struct shift *out);

#endif
