/* The lines that have scrolled off: played once more on an emulator of their own,
 * and kept in a ring, since many more may scroll by than are wanted. */
#include <stdlib.h>
#include <string.h>

#include "recording/play_event.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/recording/player.h"

struct player_scrollback {
	const struct recording *r;
	struct emulator *m;
	struct play_place place;
	size_t to;
	bool fixed;
	struct emulator_cell *rows; /* the ring */
	size_t first, count, most;
	int columns;
};

static void gather(void *context, const struct emulator_cell *row, int columns)
{
	struct player_scrollback *s = context;
	int kept = columns < s->columns ? columns : s->columns;

	if (!s->most)
		return;
	struct emulator_cell *to = s->rows + (s->first + s->count) % s->most * (size_t)s->columns;
	if (s->count < s->most)
		s->count++;
	else
		s->first = (s->first + 1) % s->most;
	memcpy(to, row, (size_t)kept * sizeof *to);
	for (int i = kept; i < s->columns; i++)
		to[i] = (struct emulator_cell){.width = 1};
}

struct player_scrollback *scrollback_begin(const struct recording *r, struct emulator *m, struct play_place from,
					   size_t to, bool fixed, size_t most, int columns)
{
	struct player_scrollback *s = mem_zero(1, sizeof *s);

	*s = (struct player_scrollback){.r = r, .m = m, .place = from, .to = to, .fixed = fixed, .most = most,
					.columns = columns};
	/* Not cleared: a row's memory comes with the row. */
	s->rows = mem_alloc(mem_product(mem_product(most, (size_t)columns), sizeof *s->rows));
	emulator_on_scroll(m, gather, s);
	return s;
}

void player_scrollback_destroy(struct player_scrollback *s)
{
	if (!s)
		return;
	emulator_destroy(s->m);
	free(s->rows);
	free(s);
}

bool player_scrollback_work(struct player_scrollback *s, int64_t deadline_us)
{
	struct play_slice slice = {0, emulator_work(s->m)};

	while (s->place.event < s->to) {
		size_t fed = play_some(s->r, &s->place, s->m, s->fixed);
		if (play_slice_is_full(&slice, fed, s->m) && clock_monotonic() >= deadline_us)
			break;
	}
	return s->place.event < s->to;
}

size_t player_scrollback_count(const struct player_scrollback *s)
{
	return s->count;
}

const struct emulator_cell *player_scrollback_row(const struct player_scrollback *s, size_t row, int *columns)
{
	*columns = s->columns;
	return s->rows + (s->first + row) % s->most * (size_t)s->columns;
}
