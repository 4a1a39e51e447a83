/* The texts of a list's rows in sight, formatted once: measured, then drawn. What a
 * list scrolls by stays from one frame to the next. */
#ifndef SLATOP_SRC_DRAW_SHEET_H
#define SLATOP_SRC_DRAW_SHEET_H

#include "draw/columns.h"
#include "draw/memory.h"
#include "draw/widget.h"

struct sheet {
	size_t first, rows, columns;
	struct buf bytes;
	size_t *at;     /* by row and column: offset of its text; one more at the end */
	uint8_t *roles;
	int *decimals;  /* by column: cells kept for them */
	bool *sums;     /* by row: it stands below the others */
	const struct sheet *before; /* the frame before, where its rows still hold; while this one is drawn */
	/* Rows as they were drawn, without what is said by the cursor and marks; of those that were. */
	struct cell *cells;
	bool *drawn;
	int width; /* cells of a row */
	struct column_place *places; /* where its columns stood */
	size_t placed;
	bool replaced; /* where those of the frame before stand: its cells are these */
};

void sheet_fill(struct sheet *s, struct drawing *d, struct pane_state *p, size_t first, size_t rows);
void sheet_release(struct sheet *s);
/* The same, but that rows are taken over which the frame before had, where nothing
 * has changed since; a pane of that width. To be kept instead of released. */
void sheet_fill_again(struct sheet *s, struct drawing *d, struct pane_state *p, size_t first, size_t rows, int width);
void sheet_keep(struct sheet *s, struct drawing *d, struct pane_state *p, int width);
/* Where the columns stand: from now on rows can be kept as they are drawn. */
void sheet_place(struct sheet *s, const struct column_place *places, size_t placed, int width);
/* Whether the frame before had a row of this sheet: its texts are the same. */
bool sheet_had(const struct sheet *s, size_t row);
/* Puts a row on the canvas as the frame before drew it; false: it has to be drawn. */
bool sheet_put(struct sheet *s, size_t row, struct canvas *c, int line, int column);
/* Keeps a row that was drawn there. */
void sheet_take(struct sheet *s, size_t row, const struct canvas *c, int line, int column);
/* What is remembered of a pane of that width. */
struct pane_memory *sheet_memory(struct drawing *d, struct pane_state *p, int width);

const char *sheet_text(const struct sheet *s, size_t row, size_t column);
/* Cells that stay free behind a text, so that it stands by its point. */
int sheet_cells_after(const struct sheet *s, size_t column, const char *text);
/* Rows of a platform that is not live keep their last values, but not the look of
 * values that hold. The state's word, or NULL; row is the view's. */
const struct state_word *sheet_row_is_stale(const struct pane_state *p, size_t row);

#endif
