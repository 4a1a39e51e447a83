/* Audit mode: the console bound to one account, with a customer in the room.
 *
 * It is fixed at start. The login that slatop contract audit-login made for the
 * account is proved before anything is shown; the server shows it nothing of any
 * other account. What the user could have arranged counts for nothing: files have
 * to be root's, the environment is all but cleared. Nothing is carried out: no
 * copy, no export, no suspending. It ends when its journal cannot be written. */
#ifndef SLATOP_APP_AUDIT_H
#define SLATOP_APP_AUDIT_H

#include "app/config.h"
#include "slatop/draw/canvas.h"
#include "slatop/draw/draw.h"
#include "slatop/replica/audit_login.h"
#include "slatop/screen/key.h"

#define AUDIT_CODE_SIZE 20 /* "3f9a-1c0e-5b2d-77aa" */

struct audit;

/* For tests alone (nothing in the program sets it): the account that the console
 * asks for, in place of the one that its login was proved for. 0: none. */
extern int64_t audit_patched_account;

/* What of the environment counts in audit mode stays, all else is gone. */
void audit_clean_environment(void);
/* Whether a file is root's alone: it and the folders above it belong to root, and
 * nobody else may write to them. NULL is fine; a file that is not there is not. */
bool audit_file_is_roots(const char *path, struct err *e);

/* Reads --audit, checks the configuration, asks for the login's password on the
 * terminal and proves the login. The configuration's sub-platform gets a conninfo
 * that holds the password. NULL: *status and e say why. */
struct audit *audit_open(struct config *c, const char *account, int *status, struct err *e);
void audit_close(struct audit *a);
int64_t audit_account(const struct audit *a);
const struct audit_login *audit_login_of(const struct audit *a);
/* Takes away the actions that do not exist here. */
void audit_drop_keys(struct key_map *console, struct key_map *replay);

/* ---- the lock ---- */

enum audit_event { AUDIT_NOTHING, AUDIT_LOCKED, AUDIT_UNLOCKED, AUDIT_REFUSED, AUDIT_LEFT, AUDIT_DRAW };
/* A key was pressed at a monotonic time: the lock waits anew. */
void audit_touch(struct audit *a, int64_t now);
/* Locks where nothing was touched for so long: AUDIT_LOCKED, once. */
enum audit_event audit_look(struct audit *a, int64_t now);
bool audit_is_locked(const struct audit *a);
/* A key while it is locked; the login is proved in the loop l, and told (a change of
 * event) by fn. */
enum audit_event audit_key(struct audit *a, uint32_t key, struct loop *l,
			   void (*fn)(void *context, enum audit_event event), void *context);
/* In place of everything else while it is locked. */
void audit_draw(const struct audit *a, struct canvas *c, const struct draw_options *o);

#endif
