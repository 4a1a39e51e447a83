/* The bytes that put a text on a terminal's clipboard (OSC 52). */
#ifndef SLATOP_TERM_COPY_H
#define SLATOP_TERM_COPY_H

#include "slatop/base/buf.h"

enum copy_through { COPY_PLAIN, COPY_TMUX, COPY_SCREEN };

/* Appends them to out. */
void copy_sequence(struct buf *out, const char *text, size_t length, enum copy_through through);
/* What stands between us and the terminal, by the environment. */
enum copy_through copy_way(void);

#endif
