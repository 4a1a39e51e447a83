/* Themes: colours for roles, not for widgets.
 *
 *     { "format": 1, "title": "Dark", "extends": "NAME", "contrast": 4.5, "colour_blind": false,
 *       "terminal": { "backgrounds": ["#000000", "#282c34"], "text": "#d0d0d0" },
 *       "roles": { "warn": { "fg": ["#e0af68", 179, "yellow"], "bg": "default",
 *                            "attributes": ["bold"], "mono": ["bold"] } } }
 *
 * A colour is given for each depth (24 bit, 256, 16), or as one "#rrggbb", whose
 * nearest at the other depths are found, or as "default", the terminal's own.
 * What a role does not say it has from the theme that is extended; else the
 * terminal's own colours and no attributes. What "terminal" says about the
 * terminal's own colours, and the contrast that is promised on them, is for
 * checking (theme_check.h); so is "colour_blind".
 *
 * A theme may instead be two, of which the terminal's background decides:
 *
 *     { "format": 1, "title": "Automatic", "by_background": { "dark": "NAME", "light": "NAME" } } */
#ifndef SLATOP_SCREEN_THEME_H
#define SLATOP_SCREEN_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/err.h"

enum role {
	ROLE_TEXT, ROLE_DIM, ROLE_HEADER, ROLE_ACCENT, ROLE_SELECTED, ROLE_OK, ROLE_WARN, ROLE_BREACH,
	ROLE_STALE,
	ROLE_EXEMPT, ROLE_PRIVATE, ROLE_PLANNED, ROLE_VOIDED, ROLE_KEY, ROLE_TITLE, ROLE_CHART_1,
	ROLE_CHART_2,
	ROLE_CHART_3, ROLE_CHART_4, ROLE_CHART_5, ROLE_CHART_6, ROLE_COUNT
};
extern const char *const role_names[ROLE_COUNT]; /* "text" "dim" ... */

enum theme_attribute {
	THEME_BOLD = 1, THEME_DIM = 2, THEME_REVERSE = 4, THEME_UNDERLINE = 8, THEME_STRIKE = 16,
	THEME_ITALIC = 32 /* of foreign cells only: no theme asks for it */
};
#define COLOUR_DEFAULT (-1) /* the terminal's own */

/* A role's look at each depth: 24 bit (0xRRGGBB), 256 and 16 colours by number,
 * and for mono attributes alone. */
struct role_style {
	int32_t fg_true, bg_true;
	int16_t fg_256, bg_256;
	int8_t fg_16, bg_16;
	uint8_t attributes, mono_attributes;
};
#define THEME_BACKGROUNDS 4
struct theme {
	char name[32], title[96];
	char file[256];     /* where it was read, for messages */
	bool by_background; /* one of two, by the terminal's background */
	struct role_style roles[ROLE_COUNT];
	int32_t backgrounds[THEME_BACKGROUNDS]; /* of terminals that it is made for */
	size_t background_count;                /* at least one */
	int32_t text;        /* their text's colour, as it is assumed */
	int contrast_tenths; /* promised between text and what is under it: 45 is 4.5 to 1 */
	bool colour_blind;   /* states can be told apart without red and green */
};
/* Reads a theme: a name (the site's folder, else shipped) or a path (with a
 * slash, or ending in .json); "extends" and "by_background" are followed, light
 * saying what the terminal's background is. The name stays the one that was
 * asked for. Messages with place and suggestion. */
bool theme_read(struct theme *t, const char *name, const char *site_folder, bool light, struct err *e);

/* Whether that is a path. */
bool theme_is_path(const char *name);

/* The names of the site's and the shipped themes, sorted, each once; at most most
 * of them. Returns their number. */
#define THEME_NAME_MAX 32
#define THEMES_MOST 64
size_t theme_names(const char *site_folder, char names[][THEME_NAME_MAX], size_t most);

/* What number n of the 256 colours looks like, 0xRRGGBB; of the first sixteen,
 * which are the terminal's own, as xterm shows them. */
int32_t colour_of_number(int n);
/* The nearest to 0xRRGGBB that a depth has (16, 256: a number, never one of the
 * terminal's own for 256; 1 << 24: itself). */
int32_t colour_at_depth(int32_t rgb, int depth);

/* The colours in which a role is shown at a depth (0: mono, 16, 256, 1 << 24),
 * COLOUR_DEFAULT for the terminal's own. In the selected row its background lies
 * under all; a role keeps its colour there unless the row has one of its own. */
struct role_look {
	int32_t fg, bg;
	uint8_t attributes;
};
struct role_look theme_look(const struct theme *t, enum role role, bool selected, int depth);

#endif
