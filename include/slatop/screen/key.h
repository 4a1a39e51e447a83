/* Keys and what they do: one table of actions, from which the key map, the help
 * page, the last line and the man page come. */
#ifndef SLATOP_SCREEN_KEY_H
#define SLATOP_SCREEN_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "slatop/base/key.h"

enum action {
	ACTION_NONE, ACTION_UP, ACTION_DOWN, ACTION_LEFT, ACTION_RIGHT, ACTION_PAGE_UP, ACTION_PAGE_DOWN,
	ACTION_HALF_UP, ACTION_HALF_DOWN, ACTION_FIRST, ACTION_LAST, ACTION_COLUMN_FIRST, ACTION_COLUMN_LAST,
	ACTION_OPEN, ACTION_BACK, ACTION_NEXT_PANE, ACTION_PREVIOUS_PANE, ACTION_SEARCH, ACTION_SEARCH_NEXT,
	ACTION_SEARCH_PREVIOUS, ACTION_HELP, ACTION_COMMAND, ACTION_FILTER, ACTION_SORT, ACTION_SORT_ADD,
	ACTION_EXPLAIN, ACTION_PROVE, ACTION_MONTH_BEFORE, ACTION_MONTH_AFTER, ACTION_LIVE, ACTION_TIME,
	ACTION_KNOWN, ACTION_MINUTE_BEFORE, ACTION_MINUTE_AFTER, ACTION_EVENT_BEFORE, ACTION_EVENT_AFTER,
	ACTION_SLOWER, ACTION_FASTER,
	ACTION_PAUSE, ACTION_REFRESH, ACTION_COPY, ACTION_LINK, ACTION_REVEAL, ACTION_ACKNOWLEDGE, ACTION_COLUMNS, ACTION_MARK, ACTION_EXPORT, ACTION_ZOOM_IN,
	ACTION_ZOOM_OUT, ACTION_PAN_LEFT, ACTION_PAN_RIGHT, ACTION_LANES, ACTION_MOUSE, ACTION_SCREEN_1,
	ACTION_SCREEN_9 = ACTION_SCREEN_1 + 8, ACTION_REDRAW,
	ACTION_SUSPEND, ACTION_STOP, ACTION_QUIT, ACTION_COUNT
};
struct action_info {
	const char *name; /* "page-down" */
	const char *keys; /* default keys, blank-separated: "pgdn ctrl-f" */
	const char *label; /* in the last line: "open"; NULL: not shown there */
	const char *help; /* a sentence for the ? page */
	const char *group; /* heading on the ? page */
};
extern const struct action_info action_infos[ACTION_COUNT];

/* A set of actions with keys of its own; 0 is no action. */
struct action_table {
	const struct action_info *infos;
	int count;
};
extern const struct action_table console_actions; /* action_infos */
extern const struct action_table replay_actions;  /* replay.h */

struct key_map; /* maps keys to actions of a table */
struct key_map *key_map_create(const struct action_table *t); /* the defaults */
void key_map_destroy(struct key_map *m);
/* Binds keys (blank-separated names, none: the action has no key) to an action in
 * place of its own; a key taken by another action is a conflict, named. On an
 * error nothing is changed. */
bool key_map_bind(struct key_map *m, const char *action, const char *keys, struct err *e);
/* An action that does not exist here: it has no key, and no help page names it. */
void key_map_drop(struct key_map *m, int action);
bool key_map_has(const struct key_map *m, int action);
int key_map_action(const struct key_map *m, uint32_t key);
/* The action's keys as a person reads them: "PgDn Ctrl-F"; count 1: the first. */
void key_map_keys(const struct key_map *m, int action, int count, struct buf *out);
/* The action of a name ("page-down"), ACTION_NONE for an unknown one. */
int action_find(const struct action_table *t, const char *name);
/* "pgdn", "ctrl-f", "f1", "space", "G": a character itself, or a name, in which
 * case does not matter; 0: unknown. */
uint32_t key_from_name(const char *name);
/* Appends a key as a person reads it: "PgDn", "Ctrl-F", "G". key_from_name
 * reads it back. */
void key_to_name(uint32_t key, struct buf *out);

#endif
