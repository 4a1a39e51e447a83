/* A walk over a console by keys that are drawn: mostly such that do something, then
 * whole lines (commands, searches, filters), now and then any other byte, and another
 * size of the terminal. What it finds is what nobody thought of; the seed that it
 * prints walks the same keys again, though not at the same moments. */
#ifndef SLATOP_TESTS_WALK_H
#define SLATOP_TESTS_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/pty.h"

struct walk {
	const char *keys;         /* of these one is pressed, mostly */
	const char *const *lines; /* of these one is typed */
	size_t line_count;
	const char *never;        /* bytes that are not pressed: what ends or stops the program */
	size_t burst;             /* bytes sent at once */
	bool resizes;
	bool settles;             /* waits now and then until what is asked for has come, for a few seconds */
	uint64_t chance;          /* what is drawn next */
};
/* Seeds it: from SLATOP_SEED, else from the clock; printed. */
void walk_seed(struct walk *w);
/* That many keys at least. After each burst the console has to answer, and after (NULL:
 * nothing) is called; else the test fails with the screen. It ends on a page. */
void walk_on(struct walk *w, struct pty *p, size_t keys, void (*after)(void));

#endif
