/* What the two files of audit mode share: audit.c starts it, audit_lock.c locks it. */
#ifndef SLATOP_SRC_APP_AUDIT_PRIVATE_H
#define SLATOP_SRC_APP_AUDIT_PRIVATE_H

#include "app/audit.h"
#include "slatop/base/buf.h"

#define AUDIT_PASSWORD_MOST 512

struct audit {
	int64_t account;
	char *conninfo;      /* without the password */
	bool allow_primary;
	struct audit_login login;

	int64_t lock_us, touched;
	bool locked;
	bool leaving;        /* F10 was pressed once while it is locked */
	struct buf typed;    /* of the password */
	struct audit_proof *proof; /* NULL: none runs */
	bool asking;
	char said[200];
	void (*fn)(void *context, enum audit_event event);
	void *context;
};

#endif
