#include "term/look.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"

#define BLACK 0
#define WHITE 7
/* Attributes that show on a blank. */
#define COVERING (THEME_REVERSE | THEME_UNDERLINE | THEME_STRIKE)

struct colours { int fg, bg; };

/* --- roles to looks ------------------------------------------------------ */

/* A look's colours as this terminal numbers them. The eight of the oldest colour
 * terminals have their bright halves by bold. */
static struct colours pick(const struct looks *l, const struct role_look *shown, unsigned *attributes)
{
	struct colours c = {shown->fg, shown->bg};

	if (!l->depth)
		return (struct colours){-1, -1};
	if (l->depth > 256) {
		/* In direct colour 0-7 stand for the terminal's own eight. */
		c.fg = c.fg >= 0 && c.fg < 8 ? 8 : c.fg;
		c.bg = c.bg >= 0 && c.bg < 8 ? 8 : c.bg;
	} else if (l->depth == 16 && l->caps->colours < 16) {
		if (c.fg >= 8) {
			c.fg -= 8;
			*attributes |= THEME_BOLD;
		}
		c.bg = c.bg >= 8 ? c.bg - 8 : c.bg;
	}
	if (!l->caps->default_colours) {
		c.fg = c.fg < 0 ? WHITE : c.fg;
		c.bg = c.bg < 0 ? BLACK : c.bg;
	}
	return c;
}

/* What the terminal can do of it. */
static struct look finish(const struct looks *l, unsigned attributes, struct colours c)
{
	const struct caps *caps = l->caps;
	unsigned cannot = (unsigned)caps->no_colour_with;

	if (attributes & THEME_STRIKE && !caps->strike[0])
		attributes = (attributes & ~(unsigned)THEME_STRIKE) | THEME_DIM;
	/* Where reverse goes with no colour the selected row must still be seen. */
	if (attributes & THEME_REVERSE & cannot)
		c = c.fg >= 0 && c.bg >= 0 ? (struct colours){c.bg, c.fg} : (struct colours){-1, -1};
	if (c.fg >= 0 || c.bg >= 0)
		attributes &= ~cannot;
	attributes &= (caps->bold[0] ? THEME_BOLD : 0u) | (caps->dim[0] ? THEME_DIM : 0u) |
		      (caps->reverse[0] ? THEME_REVERSE : 0u) | (caps->underline[0] ? THEME_UNDERLINE : 0u) |
		      (caps->strike[0] ? THEME_STRIKE : 0u) | (caps->italic[0] ? THEME_ITALIC : 0u);
	struct look look = {.attributes = attributes, .fg = c.fg, .bg = c.bg};
	look.covers = attributes & COVERING || c.bg > (caps->default_colours ? -1 : BLACK);
	if (c.fg >= 0)
		terminfo_colour(false, c.fg, look.fg_bytes, sizeof look.fg_bytes);
	if (c.bg >= 0)
		terminfo_colour(true, c.bg, look.bg_bytes, sizeof look.bg_bytes);
	return look;
}

struct look look_with(const struct looks *l, const struct look *look, unsigned attributes)
{
	if (!(attributes & ~look->attributes))
		return *look;
	return finish(l, look->attributes | attributes, (struct colours){look->fg, look->bg});
}

static struct look make_look(const struct looks *l, const struct theme *theme, int role, bool over)
{
	struct role_look shown = theme_look(theme, (enum role)role, over, l->depth);
	unsigned attributes = shown.attributes;
	struct colours c = pick(l, &shown, &attributes);

	return finish(l, attributes, c);
}

/* ---- foreign cells ---- */

/* A colour of another terminal as a number of this one's. */
static int32_t foreign_colour(const struct looks *l, uint32_t colour)
{
	int32_t value = (int32_t)(colour & 0xffffff);

	if (colour < FOREIGN_PALETTE)
		return COLOUR_DEFAULT;
	if (colour >= FOREIGN_RGB)
		return colour_at_depth(value, l->depth);
	if (value < 8 || value < (l->depth > 256 ? 8 : l->depth))
		return value;
	return colour_at_depth(colour_of_number(value), l->depth);
}

static struct look make_foreign(const struct looks *l, const struct cell *cell)
{
	struct role_look shown = {COLOUR_DEFAULT, COLOUR_DEFAULT, cell->attributes};
	unsigned attributes = cell->attributes;

	if (l->depth) {
		shown.fg = foreign_colour(l, cell_foreign_fg(cell));
		shown.bg = foreign_colour(l, cell_foreign_bg(cell));
	}
	/* In direct colour 0 to 7 are the terminal's own eight. */
	bool own = l->depth > 256, fg_own = own && shown.fg >= 0 && shown.fg < 8, bg_own = own && shown.bg >= 0 && shown.bg < 8;
	struct colours c = pick(l, &shown, &attributes);
	if (fg_own && cell_foreign_fg(cell) < FOREIGN_RGB)
		c.fg = shown.fg;
	if (bg_own && cell_foreign_bg(cell) < FOREIGN_RGB)
		c.bg = shown.bg;
	return finish(l, attributes, c);
}

/* Making one is slow and few are in use at a time. */
const struct look *look_foreign(struct looks *l, const struct cell *cell)
{
	uint32_t fg = cell_foreign_fg(cell), bg = cell_foreign_bg(cell);
	uint64_t key = (uint64_t)fg << 34 | (uint64_t)bg << 8 | cell->attributes;
	struct foreign_look *kept = &l->foreign[(key * UINT64_C(0x9e3779b97f4a7c15)) >> 58];

	if (!kept->made || kept->fg != fg || kept->bg != bg || kept->attributes != cell->attributes)
		*kept = (struct foreign_look){true, cell->attributes, fg, bg, make_foreign(l, cell)};
	return &kept->look;
}

void looks_set(struct looks *l, const struct theme *theme)
{
	struct colours ground = {-1, -1};

	for (int role = 0; role < ROLE_COUNT; role++)
		for (int over = 0; over < 2; over++)
			l->roles[role][over] = make_look(l, theme, role, over);
	if (l->depth && !l->caps->default_colours)
		ground = (struct colours){WHITE, BLACK};
	if (l->depth && l->caps->erases_coloured)
		ground.bg = l->roles[ROLE_TEXT][0].bg;
	l->ground = finish(l, 0, ground);
}

bool look_same(const struct look *a, const struct look *b)
{
	return a->attributes == b->attributes && a->fg == b->fg && a->bg == b->bg;
}

bool look_same_blank(const struct look *a, const struct look *b)
{
	unsigned attributes = a->attributes & COVERING;

	return attributes == (b->attributes & COVERING) && a->bg == b->bg && (!attributes || a->fg == b->fg);
}

/* --- from look to look --------------------------------------------------- */

/* The parameters of an ECMA-48 sequence for looks; NULL: it is none. What else
 * some resets do (back to the plain character set) is never needed. */
static const char *parameters(const char *bytes, size_t *length)
{
	const char *at = strstr(bytes, "\033[");

	if (!at)
		return NULL;
	*length = strspn(at + 2, "0123456789;:");
	return at[2 + *length] == 'm' ? at + 2 : NULL;
}

/* A change in the making: parameters to be joined, or whole sequences. */
struct change {
	char bytes[160];
	size_t length;
	bool joined, any;
};

static void add(struct change *c, const char *bytes)
{
	size_t length = strlen(bytes);

	if (c->joined && *bytes == '\033')
		bytes = parameters(bytes, &length);
	if (c->length + length + 2 > sizeof c->bytes)
		return;
	if (c->joined && c->any)
		c->bytes[c->length++] = ';';
	memcpy(c->bytes + c->length, bytes, length);
	c->length += length;
	c->any = true;
}

static const struct {
	unsigned attribute;
	size_t on; /* where in struct caps */
	const char *off; /* as ECMA-48 has it */
} attribute_bytes[] = {
	{THEME_BOLD, offsetof(struct caps, bold), "22"},
	{THEME_DIM, offsetof(struct caps, dim), "22"},
	{THEME_REVERSE, offsetof(struct caps, reverse), "27"},
	{THEME_UNDERLINE, offsetof(struct caps, underline), "24"},
	{THEME_STRIKE, offsetof(struct caps, strike), "29"},
	{THEME_ITALIC, offsetof(struct caps, italic), "23"},
};

static void add_attributes(const struct looks *l, struct change *c, unsigned attributes)
{
	for (size_t i = 0; i < COUNT_OF(attribute_bytes); i++)
		if (attributes & attribute_bytes[i].attribute)
			add(c, (const char *)l->caps + attribute_bytes[i].on);
}

/* All off, then all on. */
static void change_afresh(const struct looks *l, const struct look *to, struct change *c)
{
	size_t length = 0;
	const char *reset = parameters(l->caps->reset, &length);

	/* No parameter stands for 0, and 0 for all off. */
	if (c->joined)
		add(c, length == 1 && *reset == '0' ? "" : l->caps->reset);
	else
		add(c, l->caps->reset);
	add_attributes(l, c, to->attributes);
	if (to->fg_bytes[0])
		add(c, to->fg_bytes);
	if (to->bg_bytes[0])
		add(c, to->bg_bytes);
}

/* Only what differs. */
static void change_singly(const struct looks *l, const struct look *from, const struct look *to, struct change *c)
{
	unsigned off = from->attributes & ~to->attributes, on = to->attributes & ~from->attributes;
	const char *ended = "";

	for (size_t i = 0; i < COUNT_OF(attribute_bytes); i++)
		if (off & attribute_bytes[i].attribute && strcmp(ended, attribute_bytes[i].off)) {
			ended = attribute_bytes[i].off;
			add(c, ended);
		}
	/* Bold and dim end together. */
	if (off & (THEME_BOLD | THEME_DIM))
		on |= to->attributes & (THEME_BOLD | THEME_DIM);
	add_attributes(l, c, on);
	if (from->fg != to->fg)
		add(c, to->fg_bytes[0] ? to->fg_bytes : "39");
	if (from->bg != to->bg)
		add(c, to->bg_bytes[0] ? to->bg_bytes : "49");
}

/* Without ends of its own a look can only be added to. */
static bool only_adds(const struct look *from, const struct look *to)
{
	return !(from->attributes & ~to->attributes) && (from->fg == to->fg || to->fg >= 0) &&
	       (from->bg == to->bg || to->bg >= 0);
}

void look_change(const struct looks *l, const struct look *from, const struct look *to, struct buf *out)
{
	struct change afresh = {.joined = l->merges}, singly = {.joined = l->merges}, *best = &afresh;

	if ((from && look_same(from, to)) || !l->caps->reset[0])
		return;
	change_afresh(l, to, &afresh);
	if (from && ((l->merges && l->caps->ends_singly) || only_adds(from, to))) {
		change_singly(l, from, to, &singly);
		if (singly.length < afresh.length)
			best = &singly;
	}
	if (best->joined)
		buf_add(out, "\033[", 2);
	buf_add(out, best->bytes, best->length);
	if (best->joined)
		buf_add_byte(out, 'm');
}

void looks_init(struct looks *l, const struct caps *caps, bool mono)
{
	char fg[28], bg[28];
	size_t length;

	*l = (struct looks){.caps = caps, .merges = true};
	if (!mono)
		l->depth = caps->direct ? 1 << 24 : caps->colours >= 256 ? 256 : caps->colours >= 8 ? 16 : 0;
	terminfo_colour(false, 1, fg, sizeof fg);
	terminfo_colour(true, 1, bg, sizeof bg);
	const char *all[] = {caps->reset, caps->bold, caps->dim, caps->reverse, caps->underline, caps->strike, caps->italic, fg, bg};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i][0] && !parameters(all[i], &length))
			l->merges = false;
}
