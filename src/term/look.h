/* Looks: a role's colours and attributes at this terminal's depth, and the
 * shortest bytes that turn one look into another. */
#ifndef SLATOP_TERM_LOOK_H
#define SLATOP_TERM_LOOK_H

#include <stdbool.h>

#include "slatop/base/buf.h"
#include "slatop/draw/canvas.h"
#include "term/terminfo.h"

struct look {
	unsigned attributes; /* THEME_* */
	int fg, bg;          /* -1: the terminal's own */
	bool covers;         /* shows on blanks too: a background, reverse, a line */
	char fg_bytes[28], bg_bytes[28]; /* what sets them; "" for the terminal's own */
};

struct looks {
	const struct caps *caps;
	int depth;         /* 0 mono, 16, 256, or 1 << 24 */
	bool merges;       /* changes may be joined to one sequence */
	struct look roles[ROLE_COUNT][2]; /* and whether in the selected row */
	struct foreign_look {
		bool made;
		uint8_t attributes;
		uint32_t fg, bg;
		struct look look;
	} foreign[64]; /* looks of foreign cells that were made lately, by a hash of theirs */
	struct look ground; /* of what is erased: no attributes, the background of text where that can be */
};

/* mono: no colours, whatever the terminal can. caps has to outlive it. */
void looks_init(struct looks *l, const struct caps *caps, bool mono);
void looks_set(struct looks *l, const struct theme *theme);
/* The look of a foreign cell, its attributes included; valid until the next call. */
const struct look *look_foreign(struct looks *l, const struct cell *cell);
/* A look with further attributes (THEME_*). */
struct look look_with(const struct looks *l, const struct look *look, unsigned attributes);
bool look_same(const struct look *a, const struct look *b);
/* Whether a blank of one shows as a blank of the other. */
bool look_same_blank(const struct look *a, const struct look *b);
/* Appends what makes to of from; NULL as from: whatever there was before. */
void look_change(const struct looks *l, const struct look *from, const struct look *to, struct buf *out);

#endif
