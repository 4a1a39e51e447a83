/* What drawing remembers between frames: how wide the columns of each pane
 * have been, so that they only grow while its rows scroll by or tick; and the
 * texts of the rows that were in sight. */
#ifndef SLATOP_DRAW_MEMORY_H
#define SLATOP_DRAW_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define MEMORY_COLUMNS 64 /* columns further right are measured anew each frame */

struct sheet;
struct pane_memory {
	uint64_t view;     /* whose columns: its serial, as another one may lie where it lay; 0: free */
	uint64_t arranged; /* pane_state.arranged: other columns start anew */
	int width;         /* of the pane; another one starts anew */
	int month;         /* likewise */
	uint64_t used;     /* the frame that used it last */
	int16_t content[MEMORY_COLUMNS]; /* widest content seen, cells */
	struct sheet *sheet; /* the rows of the frame before (sheet.h); NULL: none. Owned */
	uint64_t stamp;      /* what they were made of */
};
struct draw_memory {
	struct pane_memory panes[16];
	uint64_t frame;
};

void draw_memory_destroy(struct draw_memory *m);
/* The entry of a pane; the one unused longest gives way. */
struct pane_memory *draw_memory_pane(struct draw_memory **m, uint64_t view, uint64_t arranged, int width,
				     int month);

#endif
