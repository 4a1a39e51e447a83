/* What ncurses' terminfo knows of this terminal. Apart, since <term.h> makes
 * macros of many plain words. */
#ifndef SLATOP_TERM_TERMINFO_H
#define SLATOP_TERM_TERMINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "term/input.h"

/* A capability that takes up to two numbers. Nearly all have the numbers in
 * decimal between fixed text, which is taken apart once: running terminfo's own
 * little language for each movement would be most of the cost of a painting. */
struct cap {
	const char *odd;  /* has another form: by tparm each time */
	char text[3][12]; /* before the first number, before the second, behind */
	int add;          /* to each number */
	bool there;
};
void cap_put(const struct cap *c, int first, int second, struct buf *out);

/* Texts of the terminal; "" where it has no such. Padding is left out: what is
 * so slow as to need it has flow control. */
struct caps {
	char reset[32], bold[16], dim[16], reverse[16], underline[16], strike[16], italic[16];
	char enter[64], leave[192]; /* full-screen drawing; leaving puts everything back */
	bool alternate;             /* with a screen of its own; else the last picture stays */
	char show_cursor[32], hide_cursor[32], clear[32], erase_line[16], index[16], reverse_index[16], home[16];
	char right_one[8], left_one[8], down_one[8];
	struct cap place, row, column, right, left, up, down; /* cup vpa hpa cuf cub cuu cud */
	struct cap region, scroll_up, scroll_down, insert_lines, delete_lines, erase;
	struct cap repeat; /* behind a character: that often in all */
	int colours, height, width;
	int no_colour_with;    /* THEME_* that cannot stand with a colour */
	bool direct;           /* colours are 0xRRGGBB */
	bool default_colours;  /* it can go back to its own */
	bool erases_coloured;  /* what is erased takes the background in force */
	bool wraps, wraps_late; /* behind the last column: to the next line, or only at the next character */
	bool ends_singly;      /* attributes and colours end each by itself, as ECMA-48 has it */
};

/* Whether the terminal type is known and can place its cursor; a message for a
 * person where not. */
bool terminfo_check(const char *type, struct err *e);
/* Reads them, of a type that was checked; kept until terminfo_release. */
void terminfo_read(struct caps *c, const char *type);
void terminfo_release(void);
/* Its keys. */
void terminfo_keys(struct input *in);
/* The text that sets a colour, the foreground or the background. */
void terminfo_colour(bool background, int colour, char *out, size_t size);

#endif
