/* The platforms that the test runner brought up, and running the program. */
#ifndef SLATOP_TESTS_PLATFORM_H
#define SLATOP_TESTS_PLATFORM_H

#include "slatop/base/buf.h"

/* The folder that a variable names; fails the test with a clear message where
 * it is not set (tests/run sets it). */
const char *platform_folder(const char *variable);
/* The one line of DIR/CODE/NAME; code NULL: the only sub-platform of DIR. */
char *platform_line(const char *folder, const char *code, const char *name);
/* Runs a shell command line, with what it writes in out (standard output) and
 * errors (may be NULL); returns its exit status. */
int run_command(struct buf *out, struct buf *errors, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The program under test (SLATOP_BIN). */
const char *slatop_binary(void);

#endif
