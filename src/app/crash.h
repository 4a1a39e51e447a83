/* The terminal is put back also when the program crashes or is out of memory. */
#ifndef SLATOP_APP_CRASH_H
#define SLATOP_APP_CRASH_H

/* From now on, for the life of the process. */
void crash_restores_terminal(void);

#endif
