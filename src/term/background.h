/* What the terminal's background is: what the environment says, and what the
 * terminal answers. Knows no terminal, so that tests can feed it. */
#ifndef SLATOP_TERM_BACKGROUND_H
#define SLATOP_TERM_BACKGROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Asks for it (OSC 11), and for what every terminal of that kind answers
 * (primary device attributes): when that has come, nothing more will. */
#define BACKGROUND_QUESTION "\033]11;?\033\\\033[c"

/* Whether a terminal of that type, in the present environment, takes the question
 * without showing any of it. */
bool background_may_ask(const char *type);
/* Reads the terminal's answer, ESC ] 11 ; rgb:RRRR/GGGG/BBBB without its end.
 * False, and nothing changed: it is none. */
bool background_answer(const char *bytes, size_t length, int32_t *rgb);
/* Reads COLORFGBG, "15;0" or "0;default;15"; NULL is fine. False: it says nothing. */
bool background_of_variable(const char *text, int32_t *rgb);

#endif
