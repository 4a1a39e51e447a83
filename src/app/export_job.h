/* An export from the console: a child writes the file, so that keys answer while
 * it is at work. The child has the lists as they were when it was made. */
#ifndef SLATOP_APP_EXPORT_JOB_H
#define SLATOP_APP_EXPORT_JOB_H

#include <sys/types.h>

#include "app/engine.h"
#include "slatop/screen/console.h"

struct export_job {
	pid_t child;     /* 0: none runs */
	pid_t dead;      /* one that ended or was told to, not waited for yet; 0: none */
	int said;        /* what it says, and that it has ended, comes here */
	struct loop_watch *watch;
	struct console *console;
	struct engine *engine;
	size_t rows;
	char *path;
};

/* Writes the list under the cursor of c to path, in the format of its ending; says
 * how it went on the message line. A file that is there already is not written
 * over: another name is asked for. */
void export_start(struct export_job *j, struct engine *engine, struct console *c, const struct options *o,
		  const char *path);
/* Ctrl-C, or the end: nothing of the file is left. False where none runs. */
bool export_stop(struct export_job *j);
/* Takes note of children that have ended; once a second. */
void export_reap(struct export_job *j);

#endif
