#include "draw/columns.h"

#include <string.h>

#define COLUMNS_MOST 256
#define GAP_WIDEST 3
#define CLOSE_BELOW 100 /* cells below which a gap may be a single one */

struct choice {
	bool shown[COLUMNS_MOST];
	size_t count;
	int cells; /* with gaps */
	bool fits;
};
enum ease { AT_LEAST, DECENT };

static int cells_at(const struct column_need *n, enum ease ease)
{
	return ease == DECENT ? n->decent : n->least;
}

/* Lets columns go, the highest priority first and of equals the rightmost, until
 * the others fit. */
static void choose(const struct column_need *needs, size_t count, int width, size_t current, int gap,
		   enum ease ease, struct choice *c)
{
	c->count = count;
	c->cells = 0;
	for (size_t i = 0; i < count; i++) {
		c->shown[i] = true;
		c->cells += cells_at(&needs[i], ease) + (i ? gap : 0);
	}
	while (c->cells > width) {
		size_t goes = count;
		for (size_t i = 0; i < count; i++)
			if (c->shown[i] && !needs[i].freeze && i != current && needs[i].priority > 0 &&
			    (goes == count || needs[i].priority >= needs[goes].priority))
				goes = i;
		if (goes == count)
			break;
		c->shown[goes] = false;
		c->cells -= cells_at(&needs[goes], ease) + gap;
		c->count--;
	}
	c->fits = c->cells <= width;
}

/* Frozen columns, then those from left on, as far as they go. True where current
 * is among them. */
static bool fill_from(const struct column_need *needs, size_t count, int width, size_t current, int left,
		      int gap, struct choice *c)
{
	int room = width;
	bool full = false;

	c->count = 0;
	for (size_t i = 0; i < count; i++) {
		bool wanted = c->shown[i] && (needs[i].freeze || (int)i >= left);
		int cells = needs[i].least + (c->count ? gap : 0);
		c->shown[i] = wanted && !full && (cells <= room || (!c->count && room > 0));
		if (wanted && !c->shown[i] && !needs[i].freeze)
			full = true;
		if (c->shown[i]) {
			room -= cells < room ? cells : room;
			c->count++;
		}
	}
	return current >= count || c->shown[current];
}

static void scroll(const struct column_need *needs, size_t count, int width, size_t current, int *left,
		   int gap, struct choice *c)
{
	struct choice all = *c;

	if (current < count && !needs[current].freeze && *left > (int)current)
		*left = (int)current;
	while (!fill_from(needs, count, width, current, *left, gap, c) && *left < (int)current) {
		*c = all;
		++*left;
	}
	if (current < count && !c->shown[current]) {
		/* Frozen ones leave no room for it: it takes theirs for the moment. */
		memset(c->shown, 0, sizeof c->shown);
		c->shown[current] = true;
		c->count = 1;
	}
}

/* Hands out spare cells one at a time, up to what each column needs, or, with
 * flex, may take. Returns those that nobody wants. */
static int widen(const struct column_need *needs, struct column_place *out, size_t count, int spare,
		 bool flex)
{
	for (bool given = true; given && spare > 0;) {
		given = false;
		for (size_t i = 0; i < count && spare > 0; i++) {
			const struct column_need *n = &needs[out[i].column];
			int limit = flex ? n->most : n->natural, share = flex ? n->flex : 1;
			int want = limit - out[i].width;
			int cells = want < share ? want : share;
			cells = cells < spare ? cells : spare;
			if (cells <= 0)
				continue;
			out[i].width += cells;
			spare -= cells;
			given = true;
		}
	}
	return spare;
}

/* The most columns that read well; closer together where the terminal is narrow
 * and that brings one more; where not even those that must stay read well, as many
 * as find place at all. Returns the gap. */
static int choose_best(const struct column_need *needs, size_t count, int width, size_t current,
		       struct choice *best)
{
	struct choice tight;

	choose(needs, count, width, current, 2, DECENT, best);
	if (best->fits && (best->count == count || width >= CLOSE_BELOW))
		return 2;
	choose(needs, count, width, current, 1, DECENT, &tight);
	if (best->fits && tight.count == best->count)
		return 2;
	*best = tight;
	if (!tight.fits)
		choose(needs, count, width, current, 1, AT_LEAST, best);
	return 1;
}

size_t columns_place(const struct column_need *needs, size_t count, int width, size_t current, int *left,
		     struct column_place *out)
{
	struct choice roomy;

	if (count > COLUMNS_MOST)
		count = COLUMNS_MOST;
	int gap = choose_best(needs, count, width, current, &roomy);
	if (roomy.fits)
		*left = 0;
	else
		scroll(needs, count, width, current, left, gap, &roomy);

	size_t placed = 0;
	int spare = width;
	for (size_t i = 0; i < count; i++) {
		if (!roomy.shown[i])
			continue;
		int cells = needs[i].least, room = spare - (placed ? gap : 0);
		out[placed++] = (struct column_place){.column = i, .width = cells < room ? cells : room};
		spare = room - out[placed - 1].width;
	}
	spare = widen(needs, out, placed, spare, false);
	spare = widen(needs, out, placed, spare, true);
	if (placed > 1 && gap > 1)
		for (; gap < GAP_WIDEST && spare >= 2 * ((int)placed - 1); gap++)
			spare -= (int)placed - 1;
	for (size_t i = 0, at = 0; i < placed; i++) {
		out[i].at = (int)at;
		at += (size_t)(out[i].width + gap);
	}
	return placed;
}
