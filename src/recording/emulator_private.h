/* What the emulator's files share. */
#ifndef SLATOP_SRC_RECORDING_EMULATOR_PRIVATE_H
#define SLATOP_SRC_RECORDING_EMULATOR_PRIVATE_H

#include "slatop/recording/emulator.h"

#define PARAMETERS_MOST 32
#define PARAMETER_MOST 32767
#define INTERMEDIATES_MOST 2
#define REPEAT_MOST 4096 /* characters that one REP writes */

enum parser_state {
	PARSER_GROUND,
	PARSER_ESCAPE,
	PARSER_ESCAPE_INTERMEDIATE,
	PARSER_CSI, /* parameters and intermediates */
	PARSER_CSI_IGNORE,
	PARSER_STRING,       /* OSC, DCS, SOS, PM, APC: passed over */
	PARSER_STRING_ESCAPE /* an ESC in it: its end, if a backslash follows */
};

/* Colours, attributes and character set of what is written next. */
struct pen {
	uint32_t fg, bg;
	uint8_t attributes;
	uint8_t lines[2]; /* by G0, G1: the line-drawing set */
	uint8_t shift;    /* 1: G1 is in use */
};

struct saved_cursor {
	struct pen pen;
	int32_t row, column;
	uint32_t origin;
};

/* All of the state but the cells; no pointers, no padding. */
struct screen_state {
	int32_t rows, columns;
	int32_t row, column; /* column == columns: the next character wraps */
	int32_t top, bottom; /* scroll region, both inside */
	struct pen pen;
	struct saved_cursor saved, main_cursor; /* DECSC; left on the main screen by 1049 */
	uint8_t wrap, insert, origin, hidden;   /* modes */
	uint8_t alternate, growing;
	uint8_t parser, prefix; /* prefix: '?' '>' '=' '<' of a CSI, 0 */
	uint32_t last;          /* character for REP, 0: none */
	int32_t changed_first, changed_last; /* first > last: nothing */
	uint16_t parameters[PARAMETERS_MOST];
	uint32_t given;    /* by bit: the parameter has digits */
	uint32_t joined;   /* by bit: it stands behind a colon */
	uint8_t parameter_count, intermediate_count;
	uint8_t intermediates[INTERMEDIATES_MOST];
	uint8_t partial[4]; /* of a character that is split */
	uint8_t partial_count, partial_need, unused[2];
};

struct emulator {
	struct screen_state *s; /* one block: state, order, flags, tabs, cells */
	size_t size, room;      /* of the block; of its memory */
	struct screen_state *spare; /* memory of the block before: sizes may go to and fro */
	size_t spare_room;
	/* Into the block, set by emulator_lay_out. A row's cells lie in the slot that
	 * order names, so that scrolling moves two bytes a row. */
	uint16_t *order;             /* of the screen in use */
	uint8_t *wraps;              /* by slot of the screen in use */
	uint8_t *tabs;               /* by column */
	struct emulator_cell *cells; /* of the screen in use */
	void (*on_scroll)(void *context, const struct emulator_cell *row, int columns);
	void *on_scroll_context;
	uint64_t work; /* cells touched */
};

/* --- emulator.c --- */
/* Points order, wraps, tabs and cells at the screen in use. */
void emulator_lay_out(struct emulator *m);
struct emulator_cell *emulator_row(const struct emulator *m, int row);
void emulator_touch(struct emulator *m, int first, int last);
/* Power-up state at the size that it has. */
void emulator_start(struct emulator *m);

/* --- emulator_grid.c: what sequences do to the cells --- */
void grid_put(struct emulator *m, uint32_t c);
void grid_line_feed(struct emulator *m, bool wrapped);
void grid_reverse_index(struct emulator *m);
void grid_back_space(struct emulator *m);
void grid_tab(struct emulator *m, int count);
void grid_tab_back(struct emulator *m, int count);
/* Rows and columns from 0, cut to the screen; growing ones grow it. */
void grid_move(struct emulator *m, int row, int column, bool by_origin);
void grid_up(struct emulator *m, int count);
void grid_down(struct emulator *m, int count);
void grid_left(struct emulator *m, int count);
void grid_right(struct emulator *m, int count);
void grid_erase(struct emulator *m, int row, int from, int to);
void grid_erase_screen(struct emulator *m, int what); /* ED's 0 1 2 */
void grid_erase_line(struct emulator *m, int what);   /* EL's 0 1 2 */
void grid_insert_cells(struct emulator *m, int count);
void grid_delete_cells(struct emulator *m, int count);
void grid_insert_lines(struct emulator *m, int count);
void grid_delete_lines(struct emulator *m, int count);
void grid_scroll_up(struct emulator *m, int top, int bottom, int count);
void grid_scroll_down(struct emulator *m, int top, int bottom, int count);
void grid_region(struct emulator *m, int top, int bottom);
void grid_alternate(struct emulator *m, bool on, bool with_cursor);
void grid_save_cursor(struct emulator *m);
void grid_restore_cursor(struct emulator *m);
/* DECALN: a screen of E. */
void grid_align(struct emulator *m);

/* --- emulator_sequence.c: a whole sequence --- */
void sequence_escape(struct emulator *m, uint8_t final);
void sequence_csi(struct emulator *m, uint8_t final);
/* --- emulator_colour.c: SGR --- */
void sequence_colour(struct emulator *m);

#endif
