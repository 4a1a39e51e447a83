/* The journal's witness: the machine's syslog. It is told without being waited for: a
 * daemon that stands still must not stop the console, as syslog(3) would. */
#ifndef SLATOP_SRC_APP_WITNESS_H
#define SLATOP_SRC_APP_WITNESS_H

#include <stdbool.h>

#include "slatop/base/err.h"

/* The socket: "/dev/log". Nothing in the program sets it: for tests. */
extern const char *witness_place;

/* Sends a line as authpriv.info. False and why: nobody listens, or he does not keep up. */
bool witness_tell(const char *text, struct err *e);
/* Whether somebody listens; false and why not. */
bool witness_listens(struct err *e);

#endif
