#include "slatop/screen/theme_check.h"

#include <math.h>
#include <stdio.h>

#include "screen/theme_colour.h"
#include "slatop/base/mem.h"

#define HIGH_TENTHS 70 /* a theme that promises this is one of high contrast */

/* --- colours as they are seen ---------------------------------------------------- */

struct light { double red, green, blue; }; /* linear, 0 to 1 */

static double linear(int32_t value)
{
	double v = (value & 255) / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static struct light light_of(int32_t rgb)
{
	return (struct light){linear(rgb >> 16), linear(rgb >> 8), linear(rgb)};
}

static int32_t gamma_coded(double v)
{
	v = v < 0 ? 0 : v > 1 ? 1 : v;
	v = v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
	return (int32_t)lround(v * 255);
}

static double luminance(int32_t rgb)
{
	struct light l = light_of(rgb);

	return 0.2126 * l.red + 0.7152 * l.green + 0.0722 * l.blue;
}

double colour_contrast(int32_t a, int32_t b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

bool colour_is_light(int32_t rgb)
{
	return colour_contrast(rgb, 0x000000) > colour_contrast(rgb, 0xffffff);
}

int32_t colour_seen(int32_t rgb, enum colour_vision vision)
{
	static const double m[VISION_COUNT][3][3] = {
		[VISION_PROTAN] = {{0.152286, 1.052583, -0.204868},
				   {0.114503, 0.786281, 0.099216},
				   {-0.003882, -0.048116, 1.051998}},
		[VISION_DEUTAN] = {{0.367322, 0.860646, -0.227968},
				   {0.280085, 0.672501, 0.047413},
				   {-0.011820, 0.042940, 0.968881}},
		[VISION_TRITAN] = {{1.255528, -0.076749, -0.178779},
				   {-0.078411, 0.930809, 0.147602},
				   {0.004733, 0.691367, 0.303900}},
	};
	struct light l = light_of(rgb);
	int32_t seen = 0;

	for (int i = 0; i < 3; i++)
		seen = seen << 8 | gamma_coded(m[vision][i][0] * l.red + m[vision][i][1] * l.green +
					       m[vision][i][2] * l.blue);
	return seen;
}

static double lab_root(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

struct lab { double l, a, b; };

static struct lab lab_of(int32_t rgb)
{
	struct light v = light_of(rgb);
	double x = lab_root((0.4124564 * v.red + 0.3575761 * v.green + 0.1804375 * v.blue) / 0.95047),
	       y = lab_root(0.2126729 * v.red + 0.7151522 * v.green + 0.0721750 * v.blue),
	       z = lab_root((0.0193339 * v.red + 0.1191920 * v.green + 0.9503041 * v.blue) / 1.08883);

	return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double colour_distance(int32_t a, int32_t b)
{
	struct lab x = lab_of(a), y = lab_of(b);

	return sqrt((x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b));
}

/* --- a theme in one surrounding ----------------------------------------------------- */

/* A terminal that the theme may be shown on. */
struct surrounding {
	int depth;
	const struct palette *palette; /* of the sixteen */
	int32_t background, text;
};

static int32_t rgb_of(const struct surrounding *s, int32_t colour, int32_t own)
{
	if (colour == COLOUR_DEFAULT)
		return own;
	if (s->depth > 256)
		return colour;
	return colour < 16 ? s->palette->rgb[colour] : colour_of_256(colour);
}

struct seen { int32_t text, under; };

static struct seen see(const struct theme *t, enum role role, bool selected, const struct surrounding *s)
{
	struct role_look look = theme_look(t, role, selected, s->depth);
	struct seen seen = {rgb_of(s, look.fg, s->text), rgb_of(s, look.bg, s->background)};

	if (look.attributes & THEME_REVERSE)
		return (struct seen){seen.under, seen.text};
	return seen;
}

/* Calls fn in each surrounding of a depth: the theme's own backgrounds; with
 * sixteen colours those of the palettes, of its kind. */
static void each_surrounding(const struct theme *t, int depth,
			     void (*fn)(void *context, const struct surrounding *s), void *context)
{
	bool light = colour_is_light(t->backgrounds[0]);

	for (size_t i = 0; depth != 16 && i < t->background_count; i++) {
		struct surrounding s = {depth, &palettes[0], t->backgrounds[i], t->text};
		fn(context, &s);
	}
	for (size_t i = 0; depth == 16 && i < palette_count; i++) {
		struct surrounding s = {depth, &palettes[i], light ? palettes[i].light : palettes[i].dark, t->text};
		if (s.background >= 0)
			fn(context, &s);
	}
}

/* --- the worst of each -------------------------------------------------------------- */

/* One question, asked in each surrounding; the worst answer is kept. */
struct question {
	const struct theme *t;
	enum role role, other; /* other: of two states */
	bool selected;
	double worst;
	struct surrounding where;
	enum colour_vision vision;
};

static void keep_worst(struct question *q, double answer, const struct surrounding *s)
{
	if (answer >= q->worst)
		return;
	q->worst = answer;
	q->where = *s;
}

static void ask_contrast(void *context, const struct surrounding *s)
{
	struct question *q = context;
	struct seen seen = see(q->t, q->role, q->selected, s);

	keep_worst(q, colour_contrast(seen.text, seen.under), s);
}

/* Whether the selected row can be seen at all. */
static void ask_row(void *context, const struct surrounding *s)
{
	struct question *q = context;
	struct seen row = see(q->t, ROLE_TEXT, true, s), around = see(q->t, ROLE_TEXT, false, s);

	keep_worst(q, colour_contrast(row.under, around.under), s);
}

static void ask_distance(void *context, const struct surrounding *s)
{
	struct question *q = context;
	int32_t a = see(q->t, q->role, false, s).text, b = see(q->t, q->other, false, s).text;

	for (int v = 0; v < VISION_COUNT; v++) {
		double far = colour_distance(colour_seen(a, v), colour_seen(b, v));
		if (far < q->worst)
			q->vision = (enum colour_vision)v;
		keep_worst(q, far, s);
	}
}

static void add_depth(struct buf *out, const struct surrounding *s)
{
	if (s->depth == 16)
		buf_addf(out, "16 colours of %s", s->palette->name);
	else
		buf_addf(out, "%s on #%06x", s->depth > 256 ? "24 bit" : "256 colours", (unsigned)s->background);
}

static const int depths[] = {1 << 24, 256, 16};

static size_t check_contrast(const struct theme *t, enum role role, bool selected, int depth, struct buf *out)
{
	struct question q = {.t = t, .role = role, .selected = selected, .worst = 22};
	double least = t->contrast_tenths / 10.0;

	each_surrounding(t, depth, ask_contrast, &q);
	if (q.worst >= least)
		return 0;
	buf_addf(out, "%s: roles.%s%s, ", t->file, role_names[role], selected ? " in the selected row" : "");
	add_depth(out, &q.where);
	buf_addf(out, ": contrast %.2f to 1, at least %.1f is promised\n", q.worst, least);
	return 1;
}

static size_t check_row(const struct theme *t, int depth, struct buf *out)
{
	struct question q = {.t = t, .worst = 22};
	double least = t->contrast_tenths >= HIGH_TENTHS ? THEME_ROW_CONTRAST_HIGH : THEME_ROW_CONTRAST;

	each_surrounding(t, depth, ask_row, &q);
	if (q.worst >= least)
		return 0;
	buf_addf(out, "%s: roles.selected, ", t->file);
	add_depth(out, &q.where);
	buf_addf(out, ": the row differs by %.2f to 1 from those around it, at least %.1f is wanted\n", q.worst,
		 least);
	return 1;
}

/* How bad it is; what else there is to say has its word and glyph. */
static const enum role states[] = {ROLE_OK, ROLE_WARN, ROLE_BREACH};
static const char *const vision_names[VISION_COUNT] = {"red", "green", "blue"};

static size_t check_states(const struct theme *t, enum role a, enum role b, int depth, struct buf *out)
{
	struct question q = {.t = t, .role = a, .other = b, .worst = 1000};

	each_surrounding(t, depth, ask_distance, &q);
	if (q.worst >= THEME_STATE_DISTANCE)
		return 0;
	buf_addf(out, "%s: roles.%s and roles.%s, ", t->file, role_names[a], role_names[b]);
	add_depth(out, &q.where);
	buf_addf(out, ": %.0f apart without cones for %s, at least %.0f is wanted\n", q.worst,
		 vision_names[q.vision], THEME_STATE_DISTANCE);
	return 1;
}

size_t theme_check(const struct theme *t, struct buf *out)
{
	size_t count = 0;

	for (size_t d = 0; d < COUNT_OF(depths); d++) {
		for (int role = 0; role < ROLE_COUNT; role++)
			for (int selected = role == ROLE_SELECTED; selected < 2; selected++)
				count += check_contrast(t, (enum role)role, selected, depths[d], out);
		count += check_row(t, depths[d], out);
		for (size_t i = 0; t->colour_blind && i < COUNT_OF(states); i++)
			for (size_t k = 0; k < i; k++)
				count += check_states(t, states[k], states[i], depths[d], out);
	}
	return count;
}
