/* The moment that the console looks at: the present, or one before, as it is known now
 * or as it was known then. Every page follows it. */
#ifndef SLATOP_SRC_SCREEN_MOMENT_H
#define SLATOP_SRC_SCREEN_MOMENT_H

#include "screen/console_private.h"

/* The latest moment that a sub-platform tells; TIME_NONE: none does. */
int64_t moment_present(const struct console *c);
/* The month that a scope's moment lies in: past it no month is gone to. */
int moment_month(const struct console *c, const struct model_scope *scope);
/* All pages go to a moment (TIME_NONE: back to the present), or to the other view. A
 * page of the month of the moment before goes on to that of this one. */
void moment_set(struct console *c, int64_t as_of, bool as_known);
/* What is typed: calendar_parse_moment's, or "incident 17" for its start. *at: the byte
 * where what is wrong stands. */
bool moment_go(struct console *c, const char *text, size_t *at, struct err *e);
/* The moment and view that a link names; TIME_NONE: the present. */
bool moment_open(struct console *c, int64_t as_of, bool as_known, struct err *e);
/* "then", "now", "": the other one. */
bool moment_view(struct console *c, const char *word, struct err *e);
/* Plays so many times as fast as life, 1 to 600; 0: stands still. */
bool moment_play(struct console *c, int speed, struct err *e);
/* What is played goes on. */
void moment_advance(struct console *c);
/* The search for an event goes on; whether there is more of it. */
bool moment_work(struct console *c, int64_t deadline_us);
/* The page in front is given the moment that the others are at. */
void moment_follow(struct console *c, struct page *page);

#endif
