/* PQcancel blocks, and hangs on a server that has stopped: a thread for it alone. */
#ifndef SLATOP_REPLICA_CANCEL_H
#define SLATOP_REPLICA_CANCEL_H

#include <libpq-fe.h>

struct canceller;
/* Cancels what runs on the connection; *fd is readable when that is done. NULL:
 * could not be tried. */
struct canceller *cancel_start(PGconn *conn, int *fd);
/* Does not wait for the thread. NULL is fine. */
void cancel_let_go(struct canceller *c);

#endif
