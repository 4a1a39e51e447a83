/* The picture of a timeline while it is drawn. */
#ifndef SLATOP_SRC_DRAW_TIMELINE_H
#define SLATOP_SRC_DRAW_TIMELINE_H

#include "draw/widget.h"
#include "slatop/table/timeline.h"

struct timeline_look_of {
	const char *glyph, *ascii;
	enum role role;
	const char *word;
};
/* By enum timeline_state. */
extern const struct timeline_look_of timeline_states[TIMELINE_STATES];

struct picture {
	struct drawing *d;
	struct pane_state *p;
	const struct timeline *t;
	struct area area;
	struct span sight;
	int left, cells;  /* where the axis begins, and its columns */
	int64_t at_us;    /* the cursor's moment; TIME_NONE: none */
	int cursor;       /* its column, -1: out of sight */
};
/* The time that a column stands for. */
struct span picture_column(const struct picture *x, int column);
/* The worst state that a lane has in a span (enum timeline_state); -1: it is up. */
int picture_state(const struct timeline_lane *l, struct span column);
/* The axis: times of the zone, and the cursor. */
void draw_axis(struct picture *x, int row);

#endif
