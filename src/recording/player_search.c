/* Search through all that was ever shown: the recording is played on an emulator
 * of its own, line by line, and the screen looked through after each. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "recording/play_event.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/recording/player.h"

#define HITS_MOST 100000
#define LOOK_BYTES 512 /* fed between two looks at the screen, at most */
#define LOOK_CELLS (UINT64_C(1) << 17) /* touched between two looks at the clock */

struct player_search {
	const struct recording *r;
	char *text;
	size_t length;
	struct emulator *m;
	bool fixed;
	size_t event, at;   /* the next event, and byte of it */
	size_t *shown;      /* where the text stands on the screen, counted from the first row ever shown */
	size_t shown_count, shown_capacity;
	size_t *before;     /* the same at the look before */
	size_t before_count, before_capacity;
	size_t scrolled, scrolled_before; /* rows that have left the screen at its top */
	struct buf screen;
	struct player_hit *hits;
	size_t hit_count, hit_capacity;
};

static void count_scrolled(void *context, const struct emulator_cell *row, int columns)
{
	struct player_search *s = context;

	(void)row, (void)columns;
	s->scrolled++;
}

/* Places of the text in one line that begins in a row. */
static void find_in_line(struct player_search *s, size_t row)
{
	const char *at = s->screen.data, *end = at + s->screen.length;

	for (; s->length && (size_t)(end - at) >= s->length; at++) {
		if (strncasecmp(at, s->text, s->length) != 0)
			continue;
		MEM_GROW(s->shown, s->shown_count, s->shown_capacity);
		s->shown[s->shown_count++] = (s->scrolled + row) << 16 | ((size_t)(at - s->screen.data) & 0xffff);
	}
}

/* A line that was wrapped is one. */
static void find_all(struct player_search *s)
{
	int rows, columns, from = 0;

	emulator_size(s->m, &rows, &columns);
	buf_clear(&s->screen);
	for (int i = 0; i < rows; i++) {
		emulator_row_text(s->m, i, &s->screen);
		if (emulator_row_wraps(s->m, i) && i + 1 < rows)
			continue;
		find_in_line(s, (size_t)from);
		buf_clear(&s->screen);
		from = i + 1;
	}
}

/* Whether the text stands where it did not. Where lines went off the top, places
 * are compared, since one may have gone as one came; else it has to stand there
 * once more, so that a region that scrolls, or a page that is drawn anew, makes
 * no hits. */
static bool is_new(const struct player_search *s)
{
	size_t old = 0;

	if (s->scrolled == s->scrolled_before || s->shown_count > s->before_count)
		return s->shown_count > s->before_count;
	for (size_t i = 0; i < s->shown_count; i++) {
		while (old < s->before_count && s->before[old] < s->shown[i])
			old++;
		if (old == s->before_count || s->before[old] != s->shown[i])
			return true;
	}
	return false;
}

static void look(struct player_search *s)
{
	int first, last;

	if (!emulator_changed(s->m, &first, &last))
		return;
	s->shown_count = 0;
	find_all(s);
	bool same = s->hit_count && s->hits[s->hit_count - 1].event == s->event + 1;
	if (!same && s->hit_count < HITS_MOST && is_new(s)) {
		MEM_GROW(s->hits, s->hit_count, s->hit_capacity);
		s->hits[s->hit_count++] = (struct player_hit){s->r->events[s->event].at_us, s->event + 1};
	}
	size_t *places = s->before, capacity = s->before_capacity;
	s->before = s->shown;
	s->before_count = s->shown_count;
	s->before_capacity = s->shown_capacity;
	s->shown = places;
	s->shown_capacity = capacity;
	s->scrolled_before = s->scrolled;
}

struct player_search *player_search_create(const struct recording *r, const char *text, int rows, int columns)
{
	struct player_search *s = mem_zero(1, sizeof *s);

	s->r = r;
	s->text = mem_copy(text);
	s->length = strlen(text);
	s->m = play_emulator(r, rows, columns);
	emulator_on_scroll(s->m, count_scrolled, s);
	s->fixed = rows > 0;
	buf_init(&s->screen);
	return s;
}

void player_search_destroy(struct player_search *s)
{
	if (!s)
		return;
	free(s->text);
	free(s->hits);
	free(s->shown);
	free(s->before);
	buf_release(&s->screen);
	emulator_destroy(s->m);
	free(s);
}

/* Up to a line's end, so that nothing passes by between two looks. */
static size_t piece(const char *bytes, size_t left)
{
	size_t most = left < LOOK_BYTES ? left : LOOK_BYTES;
	const char *newline = memchr(bytes, '\n', most);

	return newline ? (size_t)(newline - bytes) + 1 : most;
}

bool player_search_work(struct player_search *s, int64_t deadline_us)
{
	while (s->event < s->r->event_count) {
		const struct recording_event *e = &s->r->events[s->event];
		if (e->kind == RECORDING_OUTPUT && s->at < e->length) {
			const char *bytes = s->r->bytes.data + e->at + s->at;
			size_t length = piece(bytes, e->length - s->at);
			s->at += emulator_feed_some(s->m, bytes, length, LOOK_CELLS);
			look(s);
		} else {
			if (e->kind == RECORDING_RESIZE) {
				play_event(s->r, e, s->m, s->fixed);
				look(s);
			}
			s->event++;
			s->at = 0;
		}
		if (clock_monotonic() >= deadline_us)
			return s->event < s->r->event_count;
	}
	return false;
}

const struct player_hit *player_search_hits(const struct player_search *s, size_t *count, int64_t *done_us)
{
	*count = s->hit_count;
	*done_us = s->event < s->r->event_count ? s->r->events[s->event].at_us : s->r->length_us;
	return s->hits;
}
