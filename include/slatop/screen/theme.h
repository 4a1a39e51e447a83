/* Themes: colours for roles, not for widgets.
 *
 *     { "format": 1, "title": "Dark", "extends": "NAME",
 *       "roles": { "warn": { "fg": ["#e0af68", 179, "yellow"], "bg": "default",
 *                            "attributes": ["bold"], "mono": ["bold"] } } }
 *
 * A colour is given for each depth (24 bit, 256, 16), or as one "#rrggbb", whose
 * nearest at the other depths are found, or as "default", the terminal's own.
 * What a role does not say it has from the theme that is extended; else the
 * terminal's own colours and no attributes. */
#ifndef SLATOP_SCREEN_THEME_H
#define SLATOP_SCREEN_THEME_H

#include <stdbool.h>
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
	THEME_BOLD = 1, THEME_DIM = 2, THEME_REVERSE = 4, THEME_UNDERLINE = 8, THEME_STRIKE = 16
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
struct theme {
	char name[32], title[96];
	struct role_style roles[ROLE_COUNT];
};
/* Reads a theme: a name (the site's folder, else shipped) or a path (with a
 * slash, or ending in .json); "extends" is followed. Messages with place and
 * suggestion. */
bool theme_read(struct theme *t, const char *name, const char *site_folder, struct err *e);

#endif
