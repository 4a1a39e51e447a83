/* Where the columns of a table stand: pure arithmetic over what each needs. */
#ifndef SLATOP_DRAW_COLUMNS_H
#define SLATOP_DRAW_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

struct column_need {
	int least;    /* cells below which it says nothing */
	int decent;   /* cells with which it reads well; least <= decent <= natural */
	int natural;  /* cells that show all of its content */
	int most;     /* cells that it may take where there is room; >= natural */
	int flex;     /* share of that room, 0: none */
	int priority; /* 0 stays; the highest goes first */
	bool freeze;
};
struct column_place {
	size_t column;
	int at, width;
};

/* Places columns into width cells; out has room for count. Columns go by
 * priority while they do not all read well, but neither frozen ones nor current;
 * where even the rest does not fit, frozen ones stay and the others start at
 * *left, which is moved so that current is among them. Returns how many stand. */
size_t columns_place(const struct column_need *needs, size_t count, int width, size_t current, int *left,
		     struct column_place *out);

#endif
