/* Colours at the three depths that terminals have. */
#ifndef SLATOP_SRC_SCREEN_THEME_COLOUR_H
#define SLATOP_SRC_SCREEN_THEME_COLOUR_H

#include "slatop/base/json.h"

struct colour {
	int32_t rgb;  /* 0xRRGGBB, or COLOUR_DEFAULT, as the others */
	int16_t c256;
	int8_t c16;
};

/* Reads one (theme.h says how it is written); errors go to the node's document. */
struct colour colour_read(const struct json_node *node);
/* A colour that must be "#rrggbb". */
int32_t colour_read_rgb(const struct json_node *node);
/* What number c of the 256 looks like, for 16 and up: those below are the
 * terminal's own sixteen. */
int32_t colour_of_256(int c);

#endif
