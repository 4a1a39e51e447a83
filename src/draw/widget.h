/* What the widgets share: the frame being drawn, and how a pane's widget is
 * asked for its size and drawn. One file each. */
#ifndef SLATOP_DRAW_WIDGET_H
#define SLATOP_DRAW_WIDGET_H

#include "slatop/base/buf.h"
#include "slatop/draw/draw.h"

struct area { int row, column, height, width; };

/* One frame. */
struct drawing {
	struct canvas *c;
	struct console *state;
	const struct draw_options *o;
	struct page *page;        /* in front */
	struct value_style style;
	struct buf text;          /* scratch for one text at a time */
	int hidden;               /* panes that there was no room for */
};

struct widget_kind {
	/* Lines that it would fill, its head included, its title not. */
	int (*lines)(struct drawing *d, struct pane_state *p, int width);
	/* Cells that it fills, 0: as many as there are. */
	int (*width)(struct drawing *d, struct pane_state *p, int room);
	bool scrolls; /* takes what height there is; else it is drawn whole or not at all */
	void (*draw)(struct drawing *d, struct pane_state *p, struct area a, bool focused);
};
/* By enum widget. */
extern const struct widget_kind widget_table, widget_record, widget_calendar, widget_coverage, widget_text, widget_timeline;
const struct widget_kind *widget_of(const struct screen_pane *pane);

/* Says how large the terminal has to be. */
void draw_too_small(struct drawing *d);
/* The page's panes between two rows of the canvas. */
void draw_panes(struct drawing *d, int from, int to);
#define SPARSE_FROM 16 /* rows from which a blank line stands below the top */
/* The sub-platforms in the first line, between two of its columns: all of them where they
 * fit; else those that are not live first, and how many more there are. */
void draw_platforms(struct drawing *d, const struct store *s, int column, int edge);
/* The cells that all of them would take. */
int platforms_cells(struct drawing *d, const struct store *s);
/* The two lines at the top, and the two at the bottom. */
void draw_top(struct drawing *d);
/* The line of audit mode in a row; what is below it begins at below, or a row
 * further down. */
int draw_audit(struct drawing *d, int row, int below);
void draw_bottom(struct drawing *d);
/* The banner, and the line of the alarms that nobody has acknowledged, below the
 * top; returns the row where the panes begin. */
int draw_alarms(struct drawing *d, int row);
/* Of the view as known then: what has no history, below the top, or the alarms. Returns
 * the first row below. */
int draw_known_now(struct drawing *d, int row);
/* Within them: what is typed; the keys that work. */
void draw_prompt(struct drawing *d, int row);
void draw_keys(struct drawing *d, int row);
/* The column chooser: its lines out of a room, 0 where it is not open. */
int chooser_lines(const struct drawing *d, int room);
void draw_chooser(struct drawing *d, int from, int to);
void draw_chooser_keys(struct drawing *d, int row);
/* What of a row is revealed, or asks for the word: its lines, 0 where there is
 * none. */
int reveal_lines(struct drawing *d, int room);
void draw_reveal(struct drawing *d, int from, int to);
void draw_reveal_keys(struct drawing *d, int row);
void draw_help(struct drawing *d, int from, int to);
/* The same of any table of actions; the line of its keys, of which help and last
 * never go. Neither asks d->state. */
void draw_help_of(struct drawing *d, const struct action_table *t, const struct key_map *m, size_t *top, int from,
		  int to);
void draw_keys_of(struct drawing *d, const struct action_table *t, const struct key_map *m, int help, int last,
		  int row);
/* Whether a pane stands beside others on its line. */
bool pane_beside(const struct page *page, size_t pane);

/* A glyph, or its ASCII stand-in. */
const char *glyph(const struct drawing *d, const char *unicode, const char *ascii);
/* The role of a state's word, other where it is none. */
enum role role_of_word(const char *word, enum role other);
/* The role that a value has: of a state's word; of a ratio by the agreement's
 * usual borders; of time left that is used up. */
enum role role_of_value(const struct value *v, enum role other);
/* Appends a row's column as its format shows it; gives the role. */
enum role cell_text(struct drawing *d, struct pane_state *p, size_t row, const struct screen_column *column,
		    int cells, struct buf *out);
/* A bar that is drawn: it is quiet, but for what a state gives a colour to. */
void draw_bar_roles(struct drawing *d, int row, int column, int cells, enum role role);
/* Slots of time that are drawn ("slots"): those that fall short stand out. */
void draw_slot_roles(struct drawing *d, int row, int column, int cells);
/* Gives each glyph of a trend, drawn there, its role. */
void draw_trend_roles(struct drawing *d, int row, int column, int cells);
/* The cells of a text. */
int cells_of(const char *text);
/* Writes text aligned right, its last cell just before column. Returns the
 * column where it starts; nothing is written left of limit. */
int draw_right(struct drawing *d, int row, int column, int limit, enum role role, const char *text);
/* Breaks text into lines of at most cells cells, at blanks where there are any
 * and at newlines. Calls line for each with its bytes; returns their number. */
int wrap(const char *text, int cells,
	 void (*line)(void *context, int number, const char *text, size_t length), void *context);
/* A line of wrap, drawn: number rows below row and above to, from column
 * up to end. The copy that it takes is wiped: it may be private. */
struct wrapped {
	struct drawing *d;
	int row, to, column, end;
	enum role role;
};
void draw_wrapped(void *wrapped, int number, const char *text, size_t length);
/* Puts the hardware cursor where the eye is. */
void place_cursor(struct drawing *d, int row, int column);
/* Keeps a view's top so that its cursor is among height rows. */
void keep_in_sight(struct view *v, size_t height);
/* What is waited for: "loading 华北一 2026-10, 41,000 rows". */
void loading_text(struct drawing *d, const struct view *v, struct buf *out);
/* "Nothing here", in the pane's own words, or that it is still being read. */
void draw_empty(struct drawing *d, struct pane_state *p, struct area a);
/* "12,345 more" in a line of its own. */
void draw_more(struct drawing *d, int row, int column, int width, size_t more);

#endif
