/* The platforms that the test runner brought up, and running the program. */
#ifndef SLATOP_TESTS_PLATFORM_H
#define SLATOP_TESTS_PLATFORM_H

#include <libpq-fe.h>

#include "slatop/base/buf.h"

/* The folder that a variable names; fails the test with a clear message where
 * it is not set (tests/run sets it). */
const char *platform_folder(const char *variable);
/* The one line of DIR/CODE/NAME; code NULL: the only sub-platform of DIR. */
char *platform_line(const char *folder, const char *code, const char *name);
/* A connection by the conninfo of DIR/CODE/NAME ("primary.conninfo": as the owner;
 * "replica.conninfo": as the reader); one that fails ends the test. */
PGconn *platform_connect(const char *folder, const char *code, const char *name);
/* Runs SQL that succeeds. */
void platform_run(PGconn *c, const char *sql);
/* The rows of the last of these statements: fields with '|' between them, none for null, a line each. The
 * connection is kept for the next question of the same case. */
void platform_answer(const char *folder, const char *code, const char *name, const char *sql, struct buf *out);
/* Runs SQL as the owner on the primary of DIR/CODE (code NULL: as above), and
 * waits until its standby has replayed it; an error fails the test. */
void platform_sql(const char *folder, const char *code, const char *sql);
/* Runs a shell command line, with what it writes in out (standard output) and
 * errors (may be NULL); returns its exit status. */
int run_command(struct buf *out, struct buf *errors, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The program under test (SLATOP_BIN). */
const char *slatop_binary(void);

#endif
