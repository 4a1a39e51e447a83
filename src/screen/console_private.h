/* What the console's files share. */
#ifndef SLATOP_SRC_SCREEN_CONSOLE_PRIVATE_H
#define SLATOP_SRC_SCREEN_CONSOLE_PRIVATE_H

#include <limits.h>

#include "slatop/screen/console.h"

#define PAGES_MOST 32
#define HISTORY_MOST 200
#define PROMPT_MOST 1000 /* bytes */
#define SCOPE_NOWHERE INT_MAX /* as platform: nothing is in scope */

struct console_private {
	char theme[256];          /* the name or path of the theme in use */
	struct page *parked;      /* root pages that were left: their sort, filter and cursor stay */
	size_t parked_count, parked_capacity;
	uint64_t alarms;          /* their generation when it was looked at last */
	struct effect effect;     /* of the key that is handled */
	uint32_t key;             /* that key */
	struct buf copied;        /* effect.text */
	uint32_t waiting[32];     /* keys typed ahead of the rows that they are about */
	size_t waiting_count;
	int64_t waiting_until;
	struct effect late;       /* of one of them, not fetched yet */

	char **candidates;        /* what the prompt's word could become; a blank ends what is inserted */
	size_t candidate_count, candidate_capacity;
	size_t cycle;             /* the candidate that Tab puts in next */
	bool cycling;             /* the last key was Tab */
	size_t word;              /* byte where the word that is completed starts */
	size_t history_at;        /* history_count: the line that is being typed */
	char *draft;              /* that line, while an older one is looked at */
};

/* --- console.c: state as a whole --- */
/* A number for all that is drawn: other state, other number. */
uint64_t console_fingerprint(struct console *c);
struct pane_state *console_pane(struct console *c); /* the focused one */
/* The monotonic time of scopes: it stands still while paused. */
int64_t console_time(const struct console *c);

/* --- waiting.c: keys typed ahead --- */
/* Whether a key has to wait; then it is kept. */
bool waiting_take(struct console *c, uint32_t key);
/* The next key whose turn has come. */
bool waiting_next(struct console *c, uint32_t *key);
/* Drops keys that have waited too long. */
void waiting_expire(struct console *c);

/* --- page.c: one page --- */
struct page page_create(const struct screen *s, const struct model_scope *scope);
void page_destroy(struct page *page);
/* Another month or span; the views are told by page_apply. */
void page_go(struct page *page, const struct model_scope *scope);
/* Puts the proof away; false where there is none. */
bool page_end_proof(struct page *page);
/* Tells the views the page's scope, if it has changed. */
void page_apply(struct page *page);
/* Gives panes that follow another the scope of its selected row; whether one of
 * them has another scope now. */
bool page_follow(struct page *page);
/* The scope of a pane's selected row; false where there is none. */
bool page_row_scope(struct page *page, size_t pane, struct model_scope *scope);
/* Looks the subject's name up, as long as it has none. */
void page_name(struct page *page);

/* Rebuilds a page that is about to go for what its screen is now. */
struct page page_rebuild(struct page *old, const struct screen *s);

/* --- scope.c: what a page looks at --- */
/* The part of from that a screen is about; the rest is the console's base. */
struct model_scope scope_for(const struct console *c, const struct screen *s, const struct model_scope *from);
void scope_set_month(const struct console *c, struct model_scope *scope, int month);
bool scope_same(const struct model_scope *a, const struct model_scope *b, bool month_too);
/* Finds the sub-platform of the scope's account. */
bool scope_find_account(struct model_scope *scope, struct err *e);
/* Reads "N" or "CODE/N". */
bool scope_read_account(struct model_scope *scope, const char *text, struct err *e);
bool scope_read_incident(struct model_scope *scope, const char *text, struct err *e);

/* --- stack.c: opening and leaving pages --- */
/* Opens a screen by its name or number, of all accounts. */
bool stack_jump(struct console *c, const struct screen *s, struct err *e);
/* Leaves the front page; false at the first one. */
bool stack_back(struct console *c);
void stack_release(struct console *c);
/* The front page goes to another month. */
void stack_month(struct console *c, int month);

/* --- action.c, prompt.c, command.c, complete.c --- */
void action_do(struct console *c, enum action a, uint32_t key);
/* Whether a key is a drill-down of the pane under the cursor. */
bool action_is_drill(struct console *c, uint32_t key);
void action_prove(struct console *c);
bool action_explain(struct console *c, const char *figure);
void prompt_open(struct console *c, enum prompt_kind kind, const char *text);
void prompt_close(struct console *c);
void prompt_key(struct console *c, uint32_t key);
void prompt_release(struct console *c);
/* As console_command; *at is the byte of the line where the error stands. */
bool command_run(struct console *c, const char *line, size_t *at, struct err *e);
bool command_filter(struct console *c, const char *text, size_t *at, struct err *e);

/* How the rest of a command's line is completed. */
enum argument { ARGUMENT_NONE, ARGUMENT_ACCOUNT, ARGUMENT_MONTH, ARGUMENT_FIELDS, ARGUMENT_THEME, ARGUMENT_COMMAND };
/* What stands after a command's name; ARGUMENT_NONE for an unknown one. */
enum argument command_argument(const struct console *c, const char *line);
/* The names of the commands themselves, by index; NULL ends. */
const char *command_name(size_t index);
/* Finds candidates for the word before the cursor; costly: those that take a walk
 * over the accounts as well. */
void complete_offer(struct console *c, bool costly);
void complete_forget(struct console *c);
/* Tab: what all candidates share, then one after the other. */
void complete_tab(struct console *c);

#endif
