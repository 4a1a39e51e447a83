/* A child on a pseudo-terminal whose screen is parsed back (libvterm), for tests
 * of what really reaches a terminal. Waiting is by poll with a deadline; no test
 * sleeps. */
#ifndef SLATOP_TESTS_PTY_H
#define SLATOP_TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include <vterm.h>

#include "slatop/base/buf.h"

#define PTY_WAIT_MS 30000 /* far beyond what anything here takes, on a loaded machine too */

struct pty {
	int master, slave;
	pid_t child;
	int child_fd;          /* pidfd: readable once it has ended */
	int rows, columns;
	VTerm *vterm;
	VTermScreen *screen;
	struct buf raw;        /* every byte the child wrote; cleared by the test at will */
	bool silent;           /* all that the child wrote before its end has come */
	struct buf cut;        /* the start of a character whose rest has not come yet */
	struct termios before; /* the terminal's modes when it was made */
	bool alternate;        /* the alternate screen is shown */
	bool cursor_visible;
	int cursor_row, cursor_column;
	int titles;            /* window titles set, bells rung */
	int bells;
	char type[64];         /* TERM of the child; set before start to change it */
};

void pty_init(struct pty *p, int rows, int columns);
/* Starts a child in which fn runs; its return value is the exit status. */
void pty_run(struct pty *p, int (*fn)(void *context), void *context);
/* Starts a program; argv as for execvp. */
void pty_exec(struct pty *p, char *const *argv);
void pty_send(struct pty *p, const char *bytes, size_t length);
void pty_keys(struct pty *p, const char *text);
/* Another size; the child gets SIGWINCH. */
void pty_resize(struct pty *p, int rows, int columns);
/* Reads what comes until the condition holds; false after PTY_WAIT_MS. */
bool pty_wait(struct pty *p, bool (*holds)(struct pty *p, void *context), void *context);
/* Whether the text stands on the screen now. */
bool pty_shows(struct pty *p, const char *text);
/* Waits until the text stands on the screen. */
bool pty_wait_text(struct pty *p, const char *text);
/* Types keys, then waits until the text stands on the screen; else the test fails,
 * and the screen is printed. What is typed into a prompt is on the screen too:
 * the text is to be one that only comes with what is waited for. */
void pty_see(struct pty *p, const char *keys, const char *text);
/* Waits until the text is on the screen no more; else the test fails. */
void pty_see_gone(struct pty *p, const char *text);
/* Waits for the child's end, taking in what it writes; its wait status, or -1
 * if it does not end. */
int pty_end(struct pty *p);
/* A row of the screen as text, right halves of wide characters left out,
 * trailing blanks cut; and the whole screen. */
void pty_row(struct pty *p, int row, struct buf *out);
void pty_dump(struct pty *p, struct buf *out);
/* Whether the terminal's modes are those from before the child. */
bool pty_modes_restored(struct pty *p);
/* Kills a child that is still there. */
void pty_release(struct pty *p);

#endif
