/* What is wrong with the files that the program reads, for the screen `problems`:
 * what `slatop check` would say of them now, without a server. */
#ifndef SLATOP_SRC_APP_PROBLEMS_H
#define SLATOP_SRC_APP_PROBLEMS_H

#include "app/engine.h"
#include "slatop/screen/screen.h"

/* Tells screens that were not taken, settings, agreement and keys as their files are
 * now, the site's themes, and the journal with its witness (journal_error, witness_error
 * "": it is written, and told), in place of what was told before. A file that differs from what is in force is told too:
 * settings and agreement hold until the program is started again. Texts are kept in
 * texts, which is emptied first; to->list is to be freed by the caller. */
void problems_tell(struct problems *to, struct arena *texts, const struct screens *screens,
		   const struct engine *s, const struct options *o, const char *journal_error,
		   const char *witness_error, bool light);
/* The first problem of a kind, NULL: there is none. */
const struct problem *problems_find(const struct problems *p, const char *kind);

#endif
