/* A platform of its own for the audit room: every text of every account but one is
 * a canary word, and so are the texts that an incident, a maintenance and a bastion
 * session share between accounts. Wherever the word turns up, something leaks. */
#ifndef SLATOP_TESTS_ROOM_H
#define SLATOP_TESTS_ROOM_H

#include <libpq-fe.h>
#include <stdint.h>

#include "slatop/base/buf.h"

#define ROOM_CANARY "zqkanari"
#define ROOM_CANARY_IP "203.0.113.77"
#define ROOM_PASSWORD "five white cups"
#define ROOM_ACCOUNT 10001 /* whose texts are its own */
#define ROOM_OTHER 10002
/* Rows of our own, all of ROOM_ACCOUNT (and, as they are shared, of ROOM_OTHER). */
#define ROOM_INCIDENT 920000001
#define ROOM_MAINTENANCE 920000001
#define ROOM_OPEN_SESSION 920000001    /* named by the account's rows, not cleared */
#define ROOM_CLEARED_SESSION 920000002 /* cleared, with its recording */
#define ROOM_CHANGED_SESSION 920000003 /* cleared, but the recording is another one since */

struct room {
	char folder[128];
	char *primary, *replica; /* conninfo: as the owner; as the reader */
	char *login;             /* of audit mode on the standby, without its password */
};
/* Brings it up; the standby has everything. The login is made by what "slatop
 * contract audit-login" prints. */
void room_open(struct room *r);
void room_close(struct room *r);
/* Runs SQL as the owner, waits until the standby has it. */
void room_sql(struct room *r, const char *sql);
/* Whether the word, or the address, is in the bytes; *at: where. */
bool room_leaks(const char *bytes, size_t length, size_t *at);

#endif
