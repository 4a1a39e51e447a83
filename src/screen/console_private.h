/* What the console's files share. */
#ifndef SLATOP_SRC_SCREEN_CONSOLE_PRIVATE_H
#define SLATOP_SRC_SCREEN_CONSOLE_PRIVATE_H

#include <limits.h>

#include "slatop/screen/console.h"

#define PAGES_MOST 32
#define PROMPT_MOST 1000 /* bytes */
#define SCOPE_NOWHERE INT_MAX /* as platform: nothing is in scope */

/* A search for the next event; runs in slices. */
struct event_search {
	bool runs, later;
	int64_t from, best;
	const char *what;  /* that happens at best; NULL: nothing was found yet */
	int month;         /* whose terms say when a window counts */
	size_t platform, window; /* how far it is */
};

struct console_private {
	char theme[256];          /* the name or path of the theme in use */
	struct page *parked;      /* root pages that were left: their sort, filter and cursor stay */
	size_t parked_count, parked_capacity;
	uint64_t alarms;          /* their generation when it was looked at last */
	struct habit *habits;     /* of pages that were left and are gone, oldest first */
	size_t habit_count;
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
	size_t history_at;        /* of the lines of its kind; their number: the line that is being typed */
	char *draft;              /* that line, while an older one is looked at */
	int click_row, click_column; /* of the last click, and when it was */
	int64_t clicked_at;
	bool copied_value;        /* the last key copied a value */
	bool again;               /* the key that is handled follows such a one */
	bool reopened;            /* a command has opened another prompt */
	struct event_search event;
	struct buf killed;        /* what was cut last, for Ctrl-Y */
	char *link;               /* a deep link whose names are not read yet; NULL: none */
	struct sought_row {         /* its row in a pane that follows another, which has to be read first */
		const struct pane_state *panes; /* tells the page; NULL: none */
		size_t pane;
		struct row_key key;
		int64_t until;    /* then it is given up */
	} sought_row;
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
struct page page_create(const struct screen *s, const struct model_scope *scope, const struct kept *kept);
/* Its list of days goes to the present, once (page.to_present). */
void page_to_present(struct page *page, int64_t now);
/* Arranges the columns of all panes as they are kept. */
void page_arrange(struct page *page, const struct kept *kept);
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
struct page page_rebuild(struct page *old, const struct screen *s, const struct kept *kept);

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
bool scope_read_maintenance(struct model_scope *scope, const char *text, struct err *e);

/* --- habits.c: pages that were left --- */
/* Keeps the order, filter, column and cursor of a page that is about to go. */
void habit_keep(struct console *c, struct page *page);
/* Gives them to a page of the same screen and subject that is opened. */
void habit_take(struct console *c, struct page *page);
void habit_release(struct console *c);
/* A view's order as view_sort_by reads it. */
void habit_sort_text(const struct view *v, struct buf *out);

/* --- layout.c: how columns are arranged --- */
/* All columns that a pane could have, as they are arranged (kept NULL: as the
 * screen has them), those that are hidden among them. The caller frees them. */
struct layout_item *layout_items(const struct screen_pane *pane, const struct kept_pane *kept, size_t *count);
/* Gives a pane those columns that are shown, of which there has to be one; the
 * current column stays where it is still there. */
void layout_show(struct pane_state *p, const struct layout_item *items, size_t count);
void layout_apply(struct pane_state *p, const struct kept_pane *kept);
void layout_keep(struct kept *k, const char *screen, const struct screen_pane *pane,
		 const struct layout_item *items, size_t count);

/* --- chooser.c --- */
void chooser_open(struct console *c); /* the pane under the cursor has to be a list */
void chooser_key(struct console *c, uint32_t key);
void chooser_close(struct console *c);

/* --- stack.c: opening and leaving pages --- */
/* Arranges the columns of all pages as they are kept. */
void stack_arrange(struct console *c);
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
void prompt_set(struct prompt *p, const char *text);
void prompt_close(struct console *c);
void prompt_key(struct console *c, uint32_t key);
/* --- reveal.c --- */
/* The key that answers whether a row is to be revealed. */
void reveal_key(struct console *c, uint32_t key);
/* Ends what is revealed where its time is over, or its row is no longer the one
 * that is looked at. */
void reveal_follow(struct console *c);
/* --- action_timeline.c --- */
/* The cursor of a timeline goes to its selected row. */
void timeline_follow(struct pane_state *p);
/* Where it has none yet it begins at the first failure, once that is known. */
void timeline_begin(struct pane_state *p);
/* --- mouse.c --- */
void mouse_key(struct console *c, uint32_t key);
/* --- history.c: lines typed before --- */
/* The kept lines of the prompt that is open. */
const struct kept_lines *history_lines(const struct console *c);
/* Up and Down: the line before or after that begins with what was typed. */
void history_step(struct console *c, bool older);
/* What is typed is a line of its own again. */
void history_leave(struct console *c);
/* Ctrl-R, and the keys while it looks; false for one that edits the line found. */
void history_look(struct console *c);
bool history_look_key(struct console *c, uint32_t key);
void prompt_release(struct console *c);
/* As console_command; *at is the byte of the line where the error stands. */
bool command_run(struct console *c, const char *line, size_t *at, struct err *e);
bool command_filter(struct console *c, const char *text, size_t *at, struct err *e);
bool command_time(struct console *c, const char *text, size_t *at, struct err *e);

/* How the rest of a command's line is completed. */
enum argument { ARGUMENT_NONE, ARGUMENT_TEXT, ARGUMENT_ACCOUNT, ARGUMENT_MONTH, ARGUMENT_FIELDS, ARGUMENT_LIST, ARGUMENT_THEME, ARGUMENT_COMMAND };
/* What stands after a command's name; ARGUMENT_NONE for an unknown one. */
enum argument command_argument(const struct console *c, const char *line);
/* The names of the commands that there are, by index; NULL ends. */
const char *command_name(const struct console *c, size_t index);
/* Finds candidates for the word before the cursor; costly: those that take a walk
 * over the accounts as well. */
void complete_offer(struct console *c, bool costly);
void complete_forget(struct console *c);
/* Tab: what all candidates share, then one after the other. */
void complete_tab(struct console *c);

#endif
