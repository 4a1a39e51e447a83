/* A canvas of cells: what a screen looks like, before any terminal. */
#ifndef SLATOP_DRAW_CANVAS_H
#define SLATOP_DRAW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/screen/theme.h"

/* One cell: a base character with its combining marks in UTF-8; the right half
 * of a wide one is empty with width 0. Bytes after the text's end are zero, so
 * that cells compare by memcmp. */
struct cell {
	char text[22];   /* NUL-terminated; "" draws a blank */
	uint8_t width;   /* 1, 2; 0: right half of the cell before */
	uint8_t role;    /* enum role; CELL_FOREIGN and above: colours of its own, from another terminal */
	uint8_t over;    /* ROLE_SELECTED where the cell lies in the selected row, else ROLE_TEXT */
	uint8_t attributes; /* THEME_* besides the role's */
	uint8_t fg[3], bg[3]; /* of a foreign cell; else 0 */
};

/* A cell as another terminal would show it: a recording that is played. Colours
 * are FOREIGN_DEFAULT (this terminal's own), FOREIGN_PALETTE plus a number below
 * 256, or FOREIGN_RGB plus 0xRRGGBB. */
#define FOREIGN_DEFAULT UINT32_C(0)
#define FOREIGN_PALETTE UINT32_C(0x01000000)
#define FOREIGN_RGB UINT32_C(0x02000000)
struct foreign_cell {
	const char *text;   /* a character with its marks; "": a blank */
	int width;          /* 1, 2 */
	uint32_t fg, bg;
	uint8_t attributes; /* THEME_* */
};
#define CELL_FOREIGN 64 /* + 3 x the kind of fg + the kind of bg: 0 default, 1 palette, 2 RGB */
/* A colour of a foreign cell as it was given. */
uint32_t cell_foreign_fg(const struct cell *c);
uint32_t cell_foreign_bg(const struct cell *c);
struct draw_memory;

struct canvas {
	int rows, columns;
	struct cell *cells;
	int cursor_row, cursor_column; /* where the hardware cursor rests */
	bool cursor_visible;
	/* What draw_console remembers from one frame to the next (column widths, so
	 * that columns stand still while rows scroll by). Owned by the canvas. */
	struct draw_memory *memory;
};

void canvas_init(struct canvas *c, int rows, int columns);
void canvas_release(struct canvas *c);
/* Another size; all blank after it. Keeps the memory. */
void canvas_resize(struct canvas *c, int rows, int columns);
/* All blank, no cursor. */
void canvas_clear(struct canvas *c);
/* Writes cleaned text at a place, cut to cells cells at most and to the canvas;
 * a wide character that a write cuts in half becomes a blank. Returns cells used.
 * What is not clean all the same becomes U+FFFD: no cell ever holds a control. */
int canvas_text(struct canvas *c, int row, int column, int cells, enum role role, const char *text);
/* The same; where text was cut its last cell is an ellipsis ("~" if ascii). */
int canvas_fit(struct canvas *c, int row, int column, int cells, enum role role, const char *text,
	       bool ascii);
/* Writes a foreign cell; what would be cut by the canvas' edge is a blank of its
 * colours. Text that is not clean becomes U+FFFD. */
void canvas_foreign(struct canvas *c, int row, int column, const struct foreign_cell *f);
/* Changes role / attributes of a run of cells that are there. */
void canvas_style(struct canvas *c, int row, int column, int cells, enum role over, uint8_t attributes);
/* Gives a run of cells that are there another role. */
void canvas_role(struct canvas *c, int row, int column, int cells, enum role role);
/* The rows as text, trailing blanks cut, a newline each: for tests. */
void canvas_dump(const struct canvas *c, struct buf *out);

#endif
