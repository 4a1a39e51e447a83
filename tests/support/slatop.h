/* The program under test in a terminal, as a user starts and leaves it. */
#ifndef SLATOP_TESTS_SLATOP_H
#define SLATOP_TESTS_SLATOP_H

#include "support/pty.h"

/* Starts "slatop --config CONFIG WORD ..." on a terminal of that size; words end with
 * NULL. The terminal is made here. */
void slatop_start(struct pty *p, int rows, int columns, const char *config, const char *const *words);
/* The same with the configuration of the platform that a variable names, and one word;
 * NULL: none. */
void slatop_on(struct pty *p, int rows, int columns, const char *variable, const char *screen);
/* Leaves the console, in which no prompt is open, and which has to end well. */
void slatop_leave(struct pty *p);
/* Waits for its end, which has to be with that status, and to leave the terminal as it was;
 * releases that. */
void slatop_ends(struct pty *p, int want);

#endif
