/* A terminal in memory: bytes go in, cells come out; nothing is ever answered.
 *
 * It is what a replay of a recording draws on, so it differs from a real
 * terminal in two ways. Its whole state is plain memory without a pointer in it:
 * a keyframe is a copy (equal cells counted), and a seek back is one and a short feed. And nothing
 * that a recording holds gets out of it but as cells: no title, no answer to a
 * query, no clipboard, no bell.
 *
 * Where terminals differ (what a tab, a backspace at the margin, an erase after
 * the last column do) it does as tmux does, against which it is tested. Sequences
 * are parsed by the states of the published VT500 parser; a sequence that is too
 * long, or unknown, is passed over. */
#ifndef SLATOP_RECORDING_EMULATOR_H
#define SLATOP_RECORDING_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMULATOR_ROWS_MOST 1000
#define EMULATOR_COLUMNS_MOST 1000
#define EMULATOR_CELLS_MOST 250000 /* 1000x250, 500x500: what no terminal has cannot be cleared in time */
#define EMULATOR_MARKS 4 /* combining marks that a cell keeps, as text_clean */

/* A colour: EMULATOR_DEFAULT, a palette number below 256 with EMULATOR_PALETTE,
 * or 0xRRGGBB with EMULATOR_RGB. */
#define EMULATOR_DEFAULT UINT32_C(0)
#define EMULATOR_PALETTE UINT32_C(0x01000000)
#define EMULATOR_RGB UINT32_C(0x02000000)

enum emulator_attribute {
	EMULATOR_BOLD = 1, EMULATOR_DIM = 2, EMULATOR_ITALIC = 4, EMULATOR_UNDERLINE = 8, EMULATOR_BLINK = 16,
	EMULATOR_REVERSE = 32, EMULATOR_HIDDEN = 64, EMULATOR_STRIKE = 128
};

/* 32 bytes. */
struct emulator_cell {
	uint32_t c;                     /* 0: nothing was ever written, drawn as a blank */
	uint32_t marks[EMULATOR_MARKS]; /* 0 ends */
	uint32_t fg, bg;
	uint8_t attributes; /* set of enum emulator_attribute */
	uint8_t width;      /* 1, 2; 0: right half of the cell before */
	uint16_t unused;    /* 0, so that cells compare by memcmp */
};

struct emulator;

/* Whether an emulator can have that size. */
bool emulator_size_fits(int64_t rows, int64_t columns);
/* Sizes are cut to what fits. */
struct emulator *emulator_create(int rows, int columns);
void emulator_destroy(struct emulator *m);
/* As new, of that size. */
void emulator_reset(struct emulator *m, int rows, int columns);

/* Feeds bytes as a program wrote them; a sequence or a character may be split
 * anywhere. Takes time proportional to length, whatever the bytes are. */
void emulator_feed(struct emulator *m, const char *bytes, size_t length);
/* The same until so many cells have been touched, or all is fed; gives the bytes that
 * were taken, at least one. A short sequence may touch every cell there is: what
 * must not keep anybody waiting is fed in such pieces. */
size_t emulator_feed_some(struct emulator *m, const char *bytes, size_t length, uint64_t cells);
/* Cells touched since it was made (erased, moved, written). Not part of the state. */
uint64_t emulator_work(const struct emulator *m);
/* Another size. Rows that no longer fit go off the top, where the cursor is low;
 * lines are not wrapped anew. */
void emulator_resize(struct emulator *m, int rows, int columns);
/* Whether writing past the edge of the screen makes it larger, for recordings
 * that do not tell their changes of size (JumpServer's). */
void emulator_set_growing(struct emulator *m, bool growing);

void emulator_size(const struct emulator *m, int *rows, int *columns);
/* The cell at a place in range. */
const struct emulator_cell *emulator_cell(const struct emulator *m, int row, int column);
/* Where the cursor stands (the column is in range also where the next character
 * wraps); whether it is shown. */
bool emulator_cursor(const struct emulator *m, int *row, int *column);
/* Whether the row goes on in the next one without a line feed. */
bool emulator_row_wraps(const struct emulator *m, int row);
/* Whether the alternate screen is shown (full-screen programs). */
bool emulator_alternate(const struct emulator *m);
/* Appends a row as UTF-8, trailing blanks cut. */
struct buf;
void emulator_row_text(const struct emulator *m, int row, struct buf *out);

/* Rows that may differ since the last call; returns whether there are any and
 * gives the first and last. */
bool emulator_changed(struct emulator *m, int *first, int *last);

/* Called for each row that scrolls off the top of the main screen, before it
 * goes; for scrollback. NULL: nobody. Not part of the state. */
void emulator_on_scroll(struct emulator *m, void (*fn)(void *context, const struct emulator_cell *row, int columns),
			void *context);

/* The whole state as bytes: emulator_save appends it to out; emulator_load takes
 * what was saved by the same program. Saved twice without a feed between, the
 * bytes are equal. */
void emulator_save(const struct emulator *m, struct buf *out);
void emulator_load(struct emulator *m, const void *state, size_t length);

#endif
