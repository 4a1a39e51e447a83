/* Host names into addresses, by a thread of its own: libpq's look-up blocks. */
#ifndef SLATOP_REPLICA_RESOLVE_H
#define SLATOP_REPLICA_RESOLVE_H

#include <stdbool.h>

#include "conninfo.h"

struct resolver;

/* Whether a host is named that has to be looked up at all: a socket's folder and
 * an address have not. */
bool resolve_needed(const struct conninfo *c);
/* Starts looking up; *fd becomes readable when it is done. NULL where no thread
 * could be started. */
struct resolver *resolve_start(const struct conninfo *c, int *fd);
/* Puts the addresses found into c (every address of a name becomes a host of
 * its own) and frees the resolver. False and a message where none was found. */
bool resolve_finish(struct resolver *r, struct conninfo *c, struct err *e);
/* Frees it while it still looks up: the thread ends by itself. NULL is fine. */
void resolve_abandon(struct resolver *r);

#endif
