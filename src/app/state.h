/* The state folder: what the console keeps from one run to the next, in
 * $XDG_STATE_HOME/slatop or ~/.local/state/slatop. Directories are made 0700,
 * files 0600, and written whole or not at all; several consoles may share them.
 * It is state: nobody has to look after it, and nothing is configured in it. */
#ifndef SLATOP_APP_STATE_H
#define SLATOP_APP_STATE_H

#include "slatop/base/err.h"
#include "slatop/screen/kept.h"

struct state_file {
	char *folder; /* NULL: there is none that could be used, nothing is kept */
	char *path;   /* of the file */
};

/* Finds the folder, makes it where it is not there, and reads what was kept. A
 * file that cannot be read, damaged or of another version, is put aside under
 * another name. Never NULL; where something was not as it should be e says what,
 * else e is left alone. */
struct kept *state_open(struct state_file *s, struct err *e);
/* Saves what has changed, if anything: under a lock, onto what other consoles
 * have saved meanwhile. True also where another one has the lock just now (then
 * k stays changed: try again later). After an error k counts as saved, so that
 * it is said once. */
bool state_save(struct state_file *s, struct kept *k, struct err *e);
void state_close(struct state_file *s);
/* Where the folder is, or would be; NULL and why. To be freed. */
char *state_place(struct err *e);
/* The folder itself, made where it is not there; NULL and why. To be freed. */
char *state_folder(struct err *e);

#endif
