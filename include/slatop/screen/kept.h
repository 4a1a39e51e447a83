/* What the console keeps of its user from one run to the next: how columns are
 * arranged, lists that were given a name, lines that were typed. It is state, not
 * configuration: JSON text that the app keeps in the state folder.
 *
 * Several consoles share one file. Each remembers what it changed itself; to
 * save, the file is read again, the changes are made to that (kept_replay), and
 * the whole is written. What another console has changed stays. */
#ifndef SLATOP_SCREEN_KEPT_H
#define SLATOP_SCREEN_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

#define KEPT_LINES_MOST 500   /* of each kind */
#define KEPT_NAME_MOST 40     /* bytes of a list's name */

struct kept_column {
	char *field;
	int nth;     /* among the columns of that field on the screen, from 0 */
	bool shown, freeze;
	bool stays;  /* the user has had it in hand: it does not go where room is short */
	int width;   /* cells, 0: by its content */
};
struct kept_pane { /* how a pane's columns are arranged */
	char *screen, *pane;
	struct kept_column *columns; /* in their order; none: as the screen has them */
	size_t count;
	bool changed;
};
struct kept_list { /* a filter and an order that have a name */
	char *screen, *pane, *name;
	char *filter; /* as it was written, "": none */
	char *sort;   /* as view_sort_by reads it */
	bool gone, changed;
};
enum kept_kind { KEPT_COMMANDS, KEPT_SEARCHES, KEPT_FILTERS, KEPT_KINDS };
struct kept_lines { /* what was typed, oldest first; no line twice */
	struct kept_line {
		char *text;
		bool changed;
	} *all;
	size_t count, capacity;
};
struct kept {
	struct kept_pane *panes;
	size_t pane_count, pane_capacity;
	struct kept_list *lists;
	size_t list_count, list_capacity;
	struct kept_lines lines[KEPT_KINDS];
	bool changed; /* since kept_settle: something is to be saved */
};

struct kept *kept_create(void);
void kept_destroy(struct kept *k);

/* Reads what kept_write wrote into an empty one. name stands in front of
 * messages. False where the text is damaged or of another format: then k is of
 * no use but to be destroyed. */
bool kept_read(struct kept *k, const char *text, size_t length, const char *name, struct err *e);
void kept_write(const struct kept *k, struct buf *out);

/* Makes to onto what was changed in from since it was settled. */
void kept_replay(const struct kept *from, struct kept *onto);
/* All is saved: nothing counts as changed any more. */
void kept_settle(struct kept *k);

/* The arrangement of a pane, NULL: as the screen has it. */
const struct kept_pane *kept_pane_find(const struct kept *k, const char *screen, const char *pane);
/* Another arrangement (copied); count 0: as the screen has it. */
void kept_pane_put(struct kept *k, const char *screen, const char *pane, const struct kept_column *columns,
		   size_t count);

/* A named list of a pane, NULL: there is none of that name. */
const struct kept_list *kept_list_find(const struct kept *k, const char *screen, const char *pane,
				       const char *name);
/* Keeps a list in place of the one of that name. */
void kept_list_put(struct kept *k, const char *screen, const char *pane, const char *name, const char *filter,
		   const char *sort);
/* False where there is none. */
bool kept_list_drop(struct kept *k, const char *screen, const char *pane, const char *name);

/* A line that was typed; the same one from before goes, and the oldest past
 * KEPT_LINES_MOST. A blank one is not kept. */
void kept_line_add(struct kept *k, enum kept_kind kind, const char *text);

#endif
