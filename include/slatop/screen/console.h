/* The console's state: the stack of opened screens with their views, what is
 * typed, what is said. No drawing, no terminal, no network: keys go in, effects
 * come out; draw reads the state. */
#ifndef SLATOP_SCREEN_CONSOLE_H
#define SLATOP_SCREEN_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "slatop/screen/kept.h"
#include "slatop/screen/key.h"
#include "slatop/screen/screen.h"
#include "slatop/screen/theme.h"
#include "slatop/table/relations.h"
#include "slatop/table/timeline.h"

/* What only the app can do. Everything else (opening, going back, months,
 * sorting ...) is done within the console. */
enum effect_kind {
	EFFECT_NONE,
	EFFECT_QUIT,
	EFFECT_SUSPEND,
	EFFECT_REDRAW,
	EFFECT_REFRESH,
	EFFECT_STOP,  /* Ctrl-C: stop long work */
	EFFECT_PROVE, /* scope of the account in view */
	EFFECT_COPY,  /* text to the clipboard */
	EFFECT_THEME, /* console.theme is another one */
	EFFECT_EXPORT, /* the list under the cursor to the file text */
	EFFECT_MOUSE,  /* console.mouse is another one */
	EFFECT_PLAY,   /* the recording of scope's session (scope_with "session", "at") */
	EFFECT_REVEAL, /* console.reveal asks whether its row may be shown */
	EFFECT_REVEAL_SHOW, /* the word was said: it may be read */
	EFFECT_BELL
};
struct effect {
	enum effect_kind kind;
	struct model_scope scope; /* EFFECT_PROVE, EFFECT_PLAY */
	const char *text;         /* EFFECT_COPY, EFFECT_EXPORT; valid until the next key */
};

/* A pane that follows another is given its scope in console_work and
 * console_advance, not at each key: a burst of keys reads nothing anew. */
struct pane_state {
	const struct screen_pane *pane;
	struct view *view;
	struct screen_column *columns; /* those shown, in their order: the screen's, as the user has arranged
					  them. Owned; at least one. Widgets other than tables show the
					  screen's own */
	size_t column_count;
	uint64_t arranged; /* grows when they become others */
	int column;      /* the current column (for sort, explain), index into columns */
	int left;        /* first unfrozen column shown */
	struct row_key *marks; /* rows that are marked, in the order of their keys. Owned */
	size_t mark_count;
	bool sorted;     /* by keys that the user chose: draw ranks them */
	int head_row, head_column; /* where a list's head stands on the screen, and its cells begin; row -1: it
				      is not drawn, or not in one block. draw sets them (mouse) */
	struct timeline_look look; /* of a timeline: the part in sight, and what its lanes are of */
	int64_t at_us;   /* its cursor's moment; TIME_NONE: the selected row's */
	int axis_cells;  /* columns of its picture; draw sets them */
	int height, width; /* lines of rows and cells it had when drawn last; draw sets them (paging) */
	struct row_key followed; /* the row whose scope it has; followed_known: it has one */
	bool followed_known;
};
/* A column as the chooser has it. */
struct layout_item {
	struct screen_column column;
	bool shown;
	bool stays; /* the user has had it in hand: it does not go where room is short */
	int nth;    /* among the screen's columns of its field, from 0 */
};
/* The column chooser, over the list that has the cursor. */
struct chooser {
	bool open;
	struct layout_item *items; /* every column that there could be, in their order */
	size_t count, cursor, top; /* top: first one in sight; draw keeps it in range */
	struct layout_item *before; /* as they were, for Esc */
	size_t before_count;
	int before_column;
};
struct page { /* one opened screen */
	const struct screen *screen;
	struct model_scope scope;
	struct pane_state *panes;
	size_t focus;
	char *subject; /* what the breadcrumb says beside the title: "10017 天润融通科技有限公司"; NULL */
	bool proof;     /* P was pressed here */
	bool root;      /* opened by its name or number, of all accounts: kept when it is left */
	bool named;     /* the subject holds the name and not only the number */
	bool to_present; /* its list of days goes to the present as soon as that is known */
	bool rescope;   /* scope has changed: console_work tells the views */
};

/* The set (relations.h) of those without a history that the rows of its panes come from. */
uint64_t page_relations(const struct page *page);

/* What a file of the screen over a scope is called, without an ending: what it is of, the
 * moment (TIME_NONE: none) and the view, "review-north1-1159-2026-11-26T1107-known-then". */
void screen_file_name(const struct screen *s, const struct model_scope *scope, int64_t moment_us, struct buf *out);

/* Who shows what to whom. */
struct audit_header {
	int64_t account, system_identifier;
	const char *operator_name, *agreement; /* the hash */
};

/* Private fields of one row, over the list that it stands in. The texts are here
 * alone: no view, no export, no copy and no kept file ever holds one. */
enum reveal_state {
	REVEAL_NONE,
	REVEAL_CHECKING, /* the app looks whether it may be */
	REVEAL_ASKS,     /* the word is waited for */
	REVEAL_READING,
	REVEAL_SHOWN
};
struct reveal {
	uint8_t state;   /* enum reveal_state */
	uint8_t ends;    /* enum reveal_end: why the last one that was shown has ended */
	uint64_t number; /* grows with each that is asked for: answers to one before are dropped */
	const struct private_view *view;
	int platform;           /* index */
	int64_t enterprise_no;  /* whose */
	int64_t row;            /* the view's key */
	char grant_no[64];      /* under which it is shown; cleaned */
	int64_t until;          /* monotonic: it is blanked then */
	char text[PRIVATE_FIELDS_MOST][PRIVATE_TEXT_MOST]; /* cleaned; wiped with the end */
	size_t pane;            /* of the page in front */
	struct row_key key;     /* the row in it */
	const struct pane_state *panes; /* tells the page */
};
enum reveal_end { REVEAL_LEFT, REVEAL_HIDDEN, REVEAL_TIME, REVEAL_GRANT, REVEAL_RESIZED };
extern const char *const reveal_end_names[]; /* "left" "hidden" ... for the journal */

enum prompt_kind { PROMPT_NONE, PROMPT_COMMAND, PROMPT_SEARCH, PROMPT_FILTER, PROMPT_EXPORT, PROMPT_TIME };
struct prompt {
	enum prompt_kind kind;
	struct buf text;
	size_t cursor;        /* byte */
	char error[256];      /* what is wrong with it, "" nothing */
	size_t error_at;      /* byte where */
	const char *const *completions; /* offered now */
	size_t completion_count;
	bool looking;         /* Ctrl-R: for a line of the history that holds sought; text is that line */
	char sought[128];
};

#define PLAY_FASTEST 600
/* An earlier moment that moves on by itself. */
struct playing {
	bool runs;
	int speed;             /* times as fast as life; 0: not chosen yet */
	int64_t from_us;       /* the moment at the monotonic time since */
	int64_t since, shown;  /* shown: when it moved last */
};

struct console {
	const struct screens *screens;
	struct key_map *keys;
	struct model_scope base; /* month, span, as-of: what new pages start from. Its account, where it has one:
				    that of audit mode, to which every page is bound */
	const struct audit_header *audit; /* what audit mode says at the top; the app's. NULL: it is not on */
	struct page *pages;      /* the last is in front */
	size_t page_count, page_capacity;
	struct prompt prompt;
	struct chooser chooser;
	struct reveal reveal;
	struct kept *kept;       /* from one run to the next; never NULL. Owned */
	bool help;               /* the ? page is in front; help_top its first line */
	size_t help_top;
	char search[256];        /* last search */
	char message[512];       /* the message line; goes by itself at message_until */
	bool message_bad;
	int64_t message_until;
	char banner[240];        /* what is wrong, below the top for as long as it lasts; the app's; "": nothing */
	int64_t flash_until;     /* the line of the alarms stands out until then: a bell to be seen; 0 */
	bool mouse;              /* it is listened to */
	struct playing play;     /* of base.as_of */
	int64_t later[RELATIONS_MOST]; /* what without a history changed since base.as_of, by relation; the app's */
	bool paused;
	int64_t paused_at;       /* monotonic time that stands still */
	struct theme theme;      /* in use: console_set_theme */
	const char *themes;      /* the site's folder of themes, NULL: none; the app's */
	bool light;              /* the terminal's background is light */
	uint64_t generation;     /* grows with everything that changes what is drawn */
	int64_t now;             /* the monotonic time of the last call */
	int live_month;          /* the natural month of the moment; -1: not told yet */
	struct console_private *own;
};

/* base: store, calendar, span, host functions filled in by the app. Opens the
 * first screen (name NULL: the first). False and a message for an unknown one:
 * then nothing is kept. The key map is taken over. */
bool console_init(struct console *c, const struct screens *screens, struct key_map *keys,
		  const struct model_scope *base, const char *first, struct err *e);
void console_release(struct console *c);

/* Takes over what was kept from the run before, in place of what there is, and
 * arranges the columns that are shown by it. */
void console_keep(struct console *c, struct kept *kept);

/* A key at monotonic time now; returns what the app has to do. A key that is
 * about a row waits for the first rows of its list, and console_work takes it
 * then; what the app has to do for that is the late effect. */
struct effect console_key(struct console *c, uint32_t key, int64_t now);
/* Time went on or facts changed: live scopes move on, months roll over (the app
 * passes the natural month of the moment), messages go. While paused the time of
 * the scopes stands still; that verdicts are not recomputed then is the app's. */
void console_advance(struct console *c, int64_t now, int live_month);
/* A bell to be seen: the line of the alarms stands out for a moment. */
void console_flash(struct console *c, int64_t now);
/* Slices of reading and sorting; returns whether work is left. */
bool console_work(struct console *c, int64_t deadline_us);
/* What keys that had waited ask for: to be fetched after each console_work. */
struct effect console_late_effect(struct console *c);
/* Opens a screen for a scope, of which it takes what it is about; the account's
 * name is looked up, and its sub-platform where the scope has none. Where only
 * the month differs from the page in front, that page goes there. False and a
 * message where an account is wanted, or not known. */
bool console_open(struct console *c, const struct screen *s, const struct model_scope *scope, struct err *e);
/* Opens a deep link ("slatop:1/tenant/...", see the action "link"): at once, or as
 * soon as the sub-platform and the account that it names are read; unless the
 * user goes elsewhere before. False and a message that names the part where the
 * link is wrong. */
bool console_open_link(struct console *c, const char *text, struct err *e);
/* Takes a theme, by its name or path; on an error the one before stays. Called
 * with the name of the theme in use it reads that anew. The name may be NULL:
 * the one in use, for console.light as it is now. */
bool console_set_theme(struct console *c, const char *name, struct err *e);
/* The path that the theme in use was asked for by; NULL: it was a name. */
const char *console_theme_file(const struct console *c);
/* Screens that were read anew take the place of those before, which may be
 * released then: pages stay as they are opened, with what of cursor, sort, filter
 * and columns there still is; those whose screen has gone are left. */
void console_set_screens(struct console *c, const struct screens *screens);
/* One command line ("out", "tenant 10017", "month 2026-10", "theme mono"). What the app has to do for it is the effect of the key that is pressed
 * (":q" and Enter give EFFECT_QUIT). */
bool console_command(struct console *c, const char *line, struct err *e);
void console_say(struct console *c, int64_t now, bool bad, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Asks for the name of a file to export to: path is offered, and what was wrong
 * with the one before said ("": nothing). */
void console_ask_export(struct console *c, const char *path, const char *error);
/* The reveal that EFFECT_REVEAL was about may be: asks for the word. grant_no is
 * cleaned text. */
void console_reveal_ask(struct console *c, int64_t now, const char *grant_no);
/* Shows the texts (by the view's fields; NULL: none is there) of EFFECT_REVEAL_SHOW
 * until a monotonic time; they are cleaned here. */
void console_reveal_show(struct console *c, int64_t now, const char *const *texts, int64_t until);
/* Ends it, whatever its state: texts are wiped. Says why where one was shown. */
void console_reveal_end(struct console *c, int64_t now, enum reveal_end why);
/* The part of a timeline that is in sight, and the moment of its cursor (TIME_NONE:
 * nothing is there). */
struct span pane_sight(const struct pane_state *p);
int64_t pane_moment(const struct pane_state *p);
/* Whether a row is marked. */
bool pane_is_marked(const struct pane_state *p, struct row_key key);
/* The page in front. */
struct page *console_page(struct console *c);
/* Shows the front page over another month, or (month -1) over any span. False
 * and a message where its screen is always of the present. */
bool console_set_span(struct console *c, int month, struct span span, struct err *e);
/* Whether a pane is shown: those of proofs wait for their key. */
bool page_shows(const struct page *page, size_t pane);

#endif
