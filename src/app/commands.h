/* What each command does; the list is in main.c. Each returns an exit status
 * and has said why on standard error. */
#ifndef SLATOP_APP_COMMANDS_H
#define SLATOP_APP_COMMANDS_H

#include "app/options.h"
#include "app/engine.h"

int command_console(const struct options *o);
int command_report(const struct options *o);
int command_check(const struct options *o);
int command_contract(const struct options *o);
int command_config(const struct options *o);
int command_play(const struct options *o);
int command_journal(const struct options *o);
int command_verify(const struct options *o);
int command_manual(const struct options *o);

/* Prints "slatop: MESSAGE" on standard error; returns status. */
int command_fail(int status, const char *message);
/* Runs the loop until every replica is loaded, or one has failed for good.
 * Returns EXIT_FINE, EXIT_CONNECT or EXIT_INTERRUPTED, with a message. */
int command_connect(struct engine *s, struct err *e);
/* Runs the loop until each replica is loaded or has failed, for `check`. */
void command_settle(struct engine *s);
/* Lets each server look at the statements of all screens that are SQL: a line for
 * each that it does not take. Returns how many those are. */
size_t command_check_sql(struct engine *s, size_t *statements, struct buf *out);
/* Whether Ctrl-C or SIGTERM came since command_connect set it up. */
bool command_interrupted(void);

#endif
