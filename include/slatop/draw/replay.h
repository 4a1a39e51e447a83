/* Draws a recording that is played: its screen, and around it where it stands, a
 * bar of what happens when, and the keys. What is played is told by functions, so
 * that drawing knows no recording. */
#ifndef SLATOP_DRAW_REPLAY_H
#define SLATOP_DRAW_REPLAY_H

#include "slatop/draw/canvas.h"
#include "slatop/draw/draw.h"
#include "slatop/screen/replay.h"

/* A moment that stands on the bar. */
enum replay_mark_kind { REPLAY_MARK, REPLAY_COMMAND, REPLAY_HIT };
struct replay_mark {
	int64_t at_us; /* since the start */
	uint8_t kind;  /* enum replay_mark_kind */
	uint8_t risk;  /* of a command, 0 to 3 */
};

/* What was typed, passwords too, below the screen: hidden, the word for it asked, or
 * shown. */
enum replay_input { REPLAY_INPUT_HIDDEN, REPLAY_INPUT_ASKS, REPLAY_INPUT_SHOWN };

/* Texts are cleaned; those that are not there are "". */
struct replay_show {
	const char *title;    /* what is played */
	const char *about;    /* its format, size, length */
	const char *warning;  /* that it is not whole, and why */
	int64_t at_us, length_us;
	size_t event, events; /* that have happened, of how many */
	int speed;            /* a power of two */
	bool paused, at_end, working;
	int64_t idle_limit_us; /* 0: none */
	const char *label;    /* the marker that was passed last */
	int64_t label_at_us;
	const uint32_t *activity; /* bytes shown in each cell of the bar: replay_bar_cells of them */
	const struct replay_mark *marks; /* by time */
	size_t mark_count;
	const char *message;
	bool message_bad;
	const char *asks, *typed; /* what is asked for, and what was typed; asks NULL: nothing */
	enum replay_input input;
	const char *input_grants; /* the numbers of those that it is shown under */
	const char *input_text;   /* what was typed up to now: its end is what counts */
	int64_t input_left_us;    /* until it is hidden */
	const struct key_map *keys;
	bool help, whole;     /* the help page; the recording alone */
	size_t *help_top;
	size_t back;          /* lines that it was scrolled back */
	int rows, columns;    /* of its screen */
	int top, left;        /* the first cell that is drawn where it is larger than the canvas */
	int cursor_row, cursor_column; /* row -1: not shown */
	/* A cell; texts are valid until the next call. */
	void (*cell)(void *context, int row, int column, struct foreign_cell *out);
	void *context;
};

/* Cells of the bar on a canvas so wide. */
int replay_bar_cells(int columns);
/* The rows and cells of the recording's screen that a canvas has room for. */
void replay_room(int rows, int columns, bool whole, enum replay_input input, int *screen_rows, int *screen_columns);
void draw_replay(struct canvas *c, const struct replay_show *show, const struct draw_options *o);
/* Appends a time of a recording: "1:02:03.5", "02:03.5"; whole: without tenths. */
void replay_time(struct buf *out, int64_t at_us, bool whole);

#endif
