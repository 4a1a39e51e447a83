#include "screen/theme_colour.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/screen/theme.h"

static const char *const names16[16] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow",
	"bright-blue", "bright-magenta", "bright-cyan", "bright-white",
};
/* What xterm shows for them; terminals differ. */
static const int32_t rgb16[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

/* Colours 16 to 255 of the 256: a cube of six steps each, then 24 greys. */
int32_t colour_of_256(int c)
{
	static const int steps[6] = {0, 95, 135, 175, 215, 255};

	if (c >= 232)
		return (8 + (c - 232) * 10) * 0x010101;
	c -= 16;
	return steps[c / 36] << 16 | steps[c / 6 % 6] << 8 | steps[c % 6];
}

static int distance(int32_t a, int32_t b)
{
	int red = (a >> 16 & 255) - (b >> 16 & 255), green = (a >> 8 & 255) - (b >> 8 & 255);
	int blue = (a & 255) - (b & 255);

	return 3 * red * red + 6 * green * green + blue * blue; /* about as bright as they look */
}

static int16_t nearest_256(int32_t rgb)
{
	int16_t best = 16;

	for (int16_t c = 17; c < 256; c++)
		if (distance(rgb, colour_of_256(c)) < distance(rgb, colour_of_256(best)))
			best = c;
	return best;
}

static int8_t nearest_16(int32_t rgb)
{
	int8_t best = 0;

	for (int8_t c = 1; c < 16; c++)
		if (distance(rgb, rgb16[c]) < distance(rgb, rgb16[best]))
			best = c;
	return best;
}

int32_t colour_of_number(int n)
{
	return n < 16 ? rgb16[n] : colour_of_256(n);
}

int32_t colour_at_depth(int32_t rgb, int depth)
{
	return depth > 256 ? rgb : depth == 256 ? nearest_256(rgb) : nearest_16(rgb);
}

static int32_t read_rgb(const struct json_node *node)
{
	const char *text = json_text(node, "default");
	char *end;

	if (!strcmp(text, "default"))
		return COLOUR_DEFAULT;
	long rgb = text[0] == '#' && strlen(text) == 7 && text[1] != '-' && text[1] != '+' && text[1] != ' '
			   ? strtol(text + 1, &end, 16)
			   : -1;
	if (rgb >= 0 && !*end)
		return (int32_t)rgb;
	json_error(node, "\"%s\" is no colour; \"#rrggbb\" or \"default\"", text);
	return COLOUR_DEFAULT;
}

int32_t colour_read_rgb(const struct json_node *node)
{
	int32_t rgb = read_rgb(node);

	if (rgb == COLOUR_DEFAULT)
		json_error(node, "must be a colour, \"#rrggbb\"");
	return rgb == COLOUR_DEFAULT ? 0 : rgb;
}

static int16_t read_256(const struct json_node *node)
{
	if (json_type(node) == JSON_TEXT && !strcmp(json_text(node, ""), "default"))
		return COLOUR_DEFAULT;
	return (int16_t)json_int(node, 0, 255, COLOUR_DEFAULT);
}

static int8_t read_16(const struct json_node *node)
{
	const char *text = json_text(node, "default");

	if (!strcmp(text, "default"))
		return COLOUR_DEFAULT;
	for (int8_t i = 0; i < 16; i++)
		if (!strcmp(text, names16[i]))
			return i;
	const char *near = text_nearest(text, names16, COUNT_OF(names16));
	json_error(node, "unknown colour \"%s\"; %s%s%s", text,
		   near ? "did you mean \"" : "one of the 16 is wanted, as ",
		   near ? near : "red or bright-red", near ? "\"?" : "");
	return COLOUR_DEFAULT;
}

struct colour colour_read(const struct json_node *node)
{
	struct colour c = {COLOUR_DEFAULT, COLOUR_DEFAULT, COLOUR_DEFAULT};

	if (json_type(node) == JSON_TEXT) {
		c.rgb = read_rgb(node);
		if (c.rgb != COLOUR_DEFAULT)
			c = (struct colour){c.rgb, nearest_256(c.rgb), nearest_16(c.rgb)};
		return c;
	}
	if (json_type(node) != JSON_ARRAY || json_count(node) != 3) {
		json_error(node,
			   "must be \"#rrggbb\", \"default\", or three: [\"#rrggbb\", 0 to 255, \"red\"]");
		return c;
	}
	c.rgb = read_rgb(json_at(node, 0));
	c.c256 = read_256(json_at(node, 1));
	c.c16 = read_16(json_at(node, 2));
	return c;
}
