/* What curses' terminfo knows of this terminal beyond its own drawing. Apart,
 * since <term.h> makes macros of many plain words. */
#ifndef SLATOP_TERM_TERMINFO_H
#define SLATOP_TERM_TERMINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "slatop/base/err.h"
#include "term/input.h"

/* Whether the terminal type is known and can place its cursor; a message for a
 * person where not. */
bool terminfo_check(const char *type, struct err *e);
/* Its keys. */
void terminfo_keys(struct input *in);
/* The bytes that leave full-screen drawing: colours and attributes off, cursor
 * shown, keypad off, the other screen back. Returns their number. */
size_t terminfo_leave(char *out, size_t size);
/* Has curses strike text out where it would set it in italics, which it knows
 * no attribute for and we have no use for. False: the terminal cannot. */
bool terminfo_strike_for_italics(void);

#endif
