/* Tells when files of a few folders have changed: inotify in the loop, no polling.
 *
 * Editors write beside a file and rename, tools write in pieces, links are turned
 * round: what comes within a moment is told once. A folder that is not there yet
 * is waited for where it would appear. */
#ifndef SLATOP_APP_WATCH_H
#define SLATOP_APP_WATCH_H

#include "slatop/base/loop.h"

#define WATCH_PLACES 8
#define WATCH_CALM_US 100000 /* so long nothing more may come before it is told */

struct watch;

/* changed gets a bit for each place, 1u << place. NULL, with errno, where the
 * system has no watches left. */
struct watch *watch_create(struct loop *l, void (*changed)(void *context, unsigned places), void *context);
void watch_destroy(struct watch *w); /* NULL is fine */
/* What a place watches from now on; folder NULL or "": nothing. w may be NULL. */
void watch_folder(struct watch *w, unsigned place, const char *folder);

#endif
