/* Whether a theme can be read: the contrast of every role on what lies under it,
 * at each depth, and whether states can be told apart by those who see fewer
 * colours. */
#ifndef SLATOP_SCREEN_THEME_CHECK_H
#define SLATOP_SCREEN_THEME_CHECK_H

#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/screen/theme.h"

/* Least contrast of the selected row's background to the one around it; in a
 * theme that promises 7 to 1 or more, the second (WCAG 2.1, 1.4.11). */
#define THEME_ROW_CONTRAST 1.1
#define THEME_ROW_CONTRAST_HIGH 3.0
/* Least distance in CIELAB (1976) of two states' colours as those see them who
 * lack one kind of cones: ten times what is just noticed side by side. */
#define THEME_STATE_DISTANCE 20.0

/* Appends a line for each shortfall, "FILE: roles.ROLE, selected row, 16 colours
 * (xterm): contrast 3.1 to 1, at least 4.5 is promised", the worst of each role
 * and depth only. Returns their number. */
size_t theme_check(const struct theme *t, struct buf *out);

/* Contrast of two colours, 1 to 21 (WCAG 2.1, "contrast ratio"). */
double colour_contrast(int32_t a, int32_t b);
/* How those see a colour who lack the long, middle or short cones, after Machado,
 * Oliveira and Fernandes (2009), severity 1. */
enum colour_vision { VISION_PROTAN, VISION_DEUTAN, VISION_TRITAN, VISION_COUNT };
int32_t colour_seen(int32_t rgb, enum colour_vision vision);
/* Distance of two colours in CIELAB (1976), white point D65. */
double colour_distance(int32_t a, int32_t b);
/* Whether a background counts as light: black is read better on it than white. */
bool colour_is_light(int32_t rgb);

/* What usual terminals show for the sixteen colours, and the background that
 * they have; -1 where theirs is never dark, or light. */
struct palette {
	const char *name;
	int32_t dark, light;
	int32_t rgb[16];
};
extern const struct palette palettes[];
extern const size_t palette_count;

#endif
