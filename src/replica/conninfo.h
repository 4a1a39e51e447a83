/* What is asked of libpq: the site's settings with slatop's own beneath them. */
#ifndef SLATOP_REPLICA_CONNINFO_H
#define SLATOP_REPLICA_CONNINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "slatop/base/err.h"

struct conninfo {
	/* For PQconnectStartParams; NULL ends both. Owned. */
	char **keys, **values;
	size_t count, capacity;
	bool primary_allowed; /* the site asked for something else than a standby */
};

/* Reads a conninfo string or URI. What it does not say and the environment (PG*)
 * does not either: target_session_attrs standby, sslmode verify-full (sockets
 * need none). Always: UTF-8, read-only transactions, the program's name. */
bool conninfo_init(struct conninfo *c, const char *text, bool allow_primary, struct err *e);
void conninfo_release(struct conninfo *c);
/* The value in force of a key: given, else of the environment, else NULL. */
const char *conninfo_value(const struct conninfo *c, const char *key);
void conninfo_set(struct conninfo *c, const char *key, const char *value);

#endif
