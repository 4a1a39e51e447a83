/* Screens as data: where rows come from, columns, panes, keys, drill-downs.
 *
 * Read from screens/NAME.json (shipped, built in) and a site's own folder, each
 * checked with places and suggestions; a bad file disables only itself. The
 * format is that of screens/schema/screen.json:
 *
 *     { "format": 1, "name": "outages", "title": "Live outages", "number": 2,
 *       "aliases": ["out"], "about": ["platform"], "by_month": true,
 *       "panes": [
 *         { "name": "groups", "source": { "model": "outage_groups" }, "rows": "content", "max_rows": 8,
 *           "columns": [ { "field": "started_at", "freeze": true }, "elapsed_s" ],
 *           "keys": { "enter": { "open": "incident", "label": "windows" } } },
 *         [ { "name": "left", ... }, { "name": "right", ... } ] ] }
 *
 * A source is a model, or SQL over schema sla, which is read in pages (paged.h):
 *
 *     "source": { "sql": "select session_id, operator, started_at from sla.bastion_session",
 *                 "fields": [ { "name": "session_id", "type": "integer", "id": true }, ... ],
 *                 "key": ["session_id"], "order": ["-session_id"], "time": "started_at" },
 *     "keys": { "enter": { "open": "commands", "with": { "session": "session_id" } } }
 *
 * Panes stand below each other, those of a nested list side by side. A screen of
 * one pane may state its members (source, columns ...) at the top. */
#ifndef SLATOP_SCREEN_SCREEN_H
#define SLATOP_SCREEN_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/err.h"
#include "slatop/table/private.h"
#include "slatop/table/view.h"

enum widget { WIDGET_TABLE, WIDGET_RECORD, WIDGET_CALENDAR, WIDGET_COVERAGE, WIDGET_TEXT, WIDGET_TIMELINE, WIDGET_COUNT };
extern const char *const widget_names[WIDGET_COUNT];
/* Whether it shows rows with columns that the user sorts and arranges; a timeline
 * has its list below the picture. */
static inline bool widget_is_list(enum widget w)
{
	return w == WIDGET_TABLE || w == WIDGET_TIMELINE;
}

struct screen_column {
	uint16_t field;     /* of the pane's model */
	const char *title;  /* never NULL */
	const struct value_format *format;
	int min, max;       /* cells; 0: by format and content */
	int flex;           /* share of what is left over; 0: none */
	int priority;       /* 0 never goes; higher goes first where room is short */
	bool freeze;        /* stays at the left, never goes */
	bool explain;       /* e on it explains this figure */
	bool live_only;     /* shown only where the present moment is looked at */
	bool past_only;     /* shown only where it is not */
	bool earlier_only;  /* shown only of an earlier moment as it is known now */
	bool hide_zero;     /* in a record: left out where it is nothing */
	const char *line;   /* record widget: the group of fields it stands with (its label); NULL */
	int width;          /* cells that the user gave it; 0: by its content */
	int at, drawn;      /* where it stood in the list when drawn last, and its cells; 0: out of sight
			       (draw sets them in a pane's own) */
	int role_field;     /* field whose value decides the colour (state words, ratios); -1 */
};
struct screen_drill { /* a key of this pane: opens another screen for the row, or plays a recording */
	uint32_t key;       /* 13 for Enter */
	const char *screen; /* its name; checked after all are read. NULL: plays the recording of the row's
			       session, which is handed on as "session", and "at" as the moment to begin at */
	const char *label;  /* in the last line; never NULL */
	const char *audit;  /* the screen that it opens in audit mode; NULL: the same one */
	int at_field;       /* the field, + 1, with the time that the screen is opened at; 0: none */
	int by_field;       /* the model's field, + 1, that names another screen for the row; 0: none */
	struct screen_hand { /* values of the row that are handed on (struct scope_with) */
		const char *name; /* of the other screen's parameter */
		uint16_t field;
	} *hands;
	size_t hand_count;
	const char *const *filters; /* instead: conditions of the list, put on one after the other, then none */
	size_t filter_count;
};
struct screen_pane {
	const char *name, *title; /* title NULL: none drawn */
	enum widget widget;
	const struct model *model;
	const char *where;  /* the model's subset, NULL: all */
	bool whole_span;    /* all of the month or span, not only what is open at the moment
			       (scope.span_given) */
	bool needs_incident; /* no rows where the scope has none (a group of outages without) */
	const char *sort;   /* NULL: the model's default */
	size_t limit;       /* 0: none */
	struct screen_column *columns;
	size_t column_count;
	int rows;           /* fixed height in lines without its head; 0: shares what is left; -1: as many
			       as it has rows (up to max_rows) */
	int max_rows;
	int min_rows;       /* that it keeps where room is short; 0: as all lists */
	int follows;        /* pane whose selected row gives this one's scope; -1: the screen's */
	bool on_proof;      /* shown only once P was pressed */
	bool off_proof;     /* shown only until then */
	const char *empty;  /* what stands there with no rows */
	const struct private_view *reveal; /* what of a row can be revealed; NULL: nothing */
	struct screen_drill *drills;
	size_t drill_count;
};
/* Panes stand below each other; a line of the layout may hold several side by
 * side (with their shares of the width). */
struct screen_line {
	uint8_t first, count; /* panes [first, first + count) */
};
/* What of a scope a screen takes over from where it was opened; of the rest it
 * shows all. */
enum scope_part {
	ABOUT_PLATFORM = 1,
	ABOUT_ACCOUNT = 2,
	ABOUT_INCIDENT = 4, /* or a group of outages; without either it is not opened */
	ABOUT_FIGURE = 8,
	ABOUT_WINDOW = 16, /* of the account; without it it is not opened */
	ABOUT_MAINTENANCE = 32 /* without one it is not opened */
};
struct screen {
	const char *name, *title, *help;
	const char *const *aliases;
	size_t alias_count;
	int number;         /* key 1-9 that opens it, 0: none */
	int audit;          /* the same in audit mode; -1: it does not exist there */
	unsigned about;     /* set of enum scope_part */
	bool needs_account; /* opened for one account only */
	const char *figure; /* that it is about, whatever it is opened from; NULL: any */
	bool by_month;      /* < and > apply, and it takes over the month or span; else it is always of
			       the present month */
	size_t focus;       /* the pane that has the cursor at first */
	int report_pane;    /* the dataset of `slatop report`: the pane that "report" names, else the
			       first whose model is called as the screen, else the first */
	bool report_all;    /* "report" is "all": its panes are one file, with a sheet each */
	struct screen_pane *panes;
	size_t pane_count;
	struct screen_line *lines;
	size_t line_count;
};

struct screen_problem { /* a file that was not taken */
	char *file, *message;
};
struct screen_source { /* a file of the site's, as it was read when it was sound */
	const char *file, *text;
};
struct screens {
	struct screen **all; /* sorted by number, then name */
	size_t count;
	struct screen_problem *problems;
	size_t problem_count;
	struct screen_source *sources;
	size_t source_count;
	struct arena *memory;
};
/* Reads the shipped ones, then those of folder (NULL: none); a file of the same
 * name takes a shipped one's place. Never fails as a whole. */
void screens_read(struct screens *s, const char *folder);
/* The screens of audit mode: those that say so ("audit": the key's number or 0), in
 * the form that screens/audit/NAME.json has where there is such a file. Keys that
 * lead elsewhere are gone. */
void screens_read_audit(struct screens *s, const char *folder);
/* The same once more, after files have changed: a file that was sound before and
 * is not now stands as it was (and is a problem). */
void screens_reread(struct screens *s, const struct screens *before, const char *folder);
/* Whether reading anew gave nothing new. */
bool screens_same(const struct screens *a, const struct screens *b);
void screens_release(struct screens *s);
/* Tells the files that were not taken, in place of what was told before; the
 * texts stay the screens'. to->list is to be freed by the caller. */
void screens_tell_problems(const struct screens *s, struct problems *to);
/* Whether the drill-downs of all screens have their keys for themselves under a
 * key map that the user has changed; names the first that has not. */
struct key_map;
bool screens_keys_fit(const struct screens *s, const struct key_map *keys, struct err *e);
/* By name or alias. */
const struct screen *screens_find(const struct screens *s, const char *name);
/* As screens_find; where there is none says so, with a suggestion. */
const struct screen *screens_need(const struct screens *s, const char *name, struct err *e);

#endif
