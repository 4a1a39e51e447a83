/* Audit mode's login: proved before anything is shown, and asked for its password
 * again when the console was locked. The server decides both. */
#ifndef SLATOP_REPLICA_AUDIT_LOGIN_H
#define SLATOP_REPLICA_AUDIT_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "slatop/base/loop.h"

/* What the server said of it. */
struct audit_login {
	char name[64];             /* cleaned */
	int64_t system_identifier; /* 0: not told */
	int64_t valid_until;       /* TIME_NONE: it has no end */
};
/* why: NULL, or what is missing, in words; connected: the server was reached (else
 * why says why not). Called once, from the loop. */
typedef void (*audit_login_fn)(void *context, const struct audit_login *login, bool connected, const char *why);

struct audit_proof;
/* Connects with this password, and looks whether the login is one of the audit
 * room, for that account and for nothing else, and whether the server asked for
 * the password at all. One that has called back is freed by the next call of
 * audit_proof_drop alone. */
struct audit_proof *audit_proof_start(struct loop *l, const char *conninfo, bool allow_primary, const char *password,
				      int64_t account, audit_login_fn fn, void *context);
/* Frees it; the callback does not come any more. NULL is fine. */
void audit_proof_drop(struct audit_proof *p);

/* A conninfo for audit mode: what of libpq's settings lies in the user's own files
 * is named elsewhere (certificates: /etc/slatop), and the password is put in.
 * Refused: a service, whose file may be the user's own. */
bool audit_conninfo(const char *conninfo, const char *password, struct buf *out, struct err *e);

#endif
