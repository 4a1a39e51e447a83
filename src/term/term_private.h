/* What the files of the term layer share. */
#ifndef SLATOP_TERM_PRIVATE_H
#define SLATOP_TERM_PRIVATE_H

#include <stdio.h>
#include <wchar.h>

#include <curses.h>

#include "slatop/base/calendar.h"
#include "slatop/term/term.h"
#include "term/frame.h"
#include "term/input.h"

/* A role as curses wants it. */
struct look {
	attr_t attributes;
	int pair;
	bool background;
	bool covers;   /* shows on blanks too: a background, reverse, a line */
	cchar_t blank; /* a blank of that look, for curses */
};

struct term {
	SCREEN *screen;
	struct frame frame;
	struct input input;
	struct look looks[ROLE_COUNT][2]; /* by role, and whether in the selected row */
	struct look plain;                /* of plain text and of what is erased */
	bool utf8, mono, default_colours, strike, suspended, lost;
	int colours, depth;
	int64_t asked_at; /* monotonic: when the terminal was asked for its background */
	struct cell *painted; /* what was painted last; NULL: nothing that is known */
	int painted_rows, painted_columns;
};

/* Bytes past curses, which has flushed what it wrote. */
void term_write(struct term *t, const char *bytes, size_t length);

#endif
