#include "slatop/recording/player.h"

#include <stdlib.h>
#include <string.h>

#include "recording/play_event.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define KEYFRAME_BYTES (64u << 10)     /* of output between two, at least */
#define KEYFRAME_MEMORY (48u << 20)    /* of all; above it every other one goes */
#define SLICE_BYTES (16u << 10)        /* fed between two looks at the clock */
#define SLICE_CELLS (UINT64_C(1) << 17) /* likewise touched: a sequence of four bytes may clear a million */

struct keyframe {
	size_t event; /* events before it have happened */
	struct buf state;
};

struct player {
	const struct recording *r;
	int rows, columns; /* 0: as recorded */
	struct emulator *screen;
	struct play_place place; /* applied to the screen */
	size_t target;     /* to be applied */
	int64_t at_us;
	struct player_marker *markers;
	size_t marker_count, marker_capacity;

	struct keyframe *frames; /* by event */
	size_t frame_count, frame_capacity;
	size_t frame_memory, frame_bytes; /* bytes of output that part two frames */

	bool paused;
	int speed;
	int64_t idle_limit_us;
	int64_t base_real_us, base_us; /* what is played from: real time, time of the recording */
};

/* --- markers ------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
	const struct player_marker *x = a, *y = b;

	return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

static void add_marker(struct player *p, int64_t at_us, const char *text, size_t length, int kind, int risk)
{
	struct buf label = BUF_INIT;

	text_clean(&label, text, length);
	MEM_GROW(p->markers, p->marker_count, p->marker_capacity);
	p->markers[p->marker_count++] =
		(struct player_marker){at_us, buf_take(&label), (uint8_t)kind, (uint8_t)risk};
}

/* Those of the recording; where it has none, each Enter. */
static void find_markers(struct player *p)
{
	const struct recording *r = p->r;

	for (size_t i = 0; i < r->marker_count && i < PLAYER_MARKERS_MOST; i++) {
		const struct recording_event *e = &r->events[r->markers[i]];
		add_marker(p, e->at_us, r->bytes.data + e->at, e->length, MARKER_RECORDED, 0);
	}
	for (size_t i = 0; !r->marker_count && i < r->input_count && p->marker_count < PLAYER_MARKERS_MOST; i++)
		if (r->events[r->inputs[i]].enter)
			add_marker(p, r->events[r->inputs[i]].at_us, "", 0, MARKER_ENTER, 0);
}

static void drop_enters(struct player *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->marker_count; i++) {
		if (p->markers[i].kind == MARKER_ENTER)
			free((void *)(uintptr_t)p->markers[i].label);
		else
			p->markers[kept++] = p->markers[i];
	}
	p->marker_count = kept;
}

void player_add_commands(struct player *p, const struct player_command *commands, size_t count)
{
	if (!count)
		return;
	drop_enters(p);
	for (size_t i = 0; i < count; i++)
		add_marker(p, commands[i].at_us, commands[i].label, strlen(commands[i].label), MARKER_COMMAND,
			   commands[i].risk);
	qsort(p->markers, p->marker_count, sizeof *p->markers, by_time);
}

const struct player_marker *player_markers(const struct player *p, size_t *count)
{
	*count = p->marker_count;
	return p->markers;
}

/* Bytes of outputs before an event. */
static uint32_t shown_before(const struct recording *r, size_t event)
{
	const struct recording_event *last = r->event_count ? &r->events[r->event_count - 1] : NULL;

	if (event < r->event_count)
		return r->events[event].shown;
	return last ? last->shown + (last->kind == RECORDING_OUTPUT ? last->length : 0) : 0;
}

/* --- keyframes ------------------------------------------------------------------------- */

static size_t bytes_between(const struct player *p, size_t from, size_t to)
{
	return from < to ? shown_before(p->r, to) - shown_before(p->r, from) : 0;
}

/* Twice as far apart; the first stays. */
static void thin_frames(struct player *p)
{
	size_t kept = 0;

	p->frame_memory = 0;
	for (size_t i = 0; i < p->frame_count; i++) {
		if (i % 2) {
			buf_release(&p->frames[i].state);
			continue;
		}
		p->frame_memory += p->frames[i].state.length;
		p->frames[kept++] = p->frames[i];
	}
	p->frame_count = kept;
	p->frame_bytes *= 2;
}

static void keep_frame(struct player *p)
{
	struct keyframe *last = p->frame_count ? &p->frames[p->frame_count - 1] : NULL;

	if (last && (p->place.event <= last->event || bytes_between(p, last->event, p->place.event) < p->frame_bytes))
		return;
	MEM_GROW(p->frames, p->frame_count, p->frame_capacity);
	struct keyframe *frame = &p->frames[p->frame_count++];
	*frame = (struct keyframe){.event = p->place.event, .state = BUF_INIT};
	emulator_save(p->screen, &frame->state);
	p->frame_memory += frame->state.length;
	if (p->frame_memory > KEYFRAME_MEMORY && p->frame_count > 4)
		thin_frames(p);
}

/* The last one at or before an event. */
static const struct keyframe *frame_before(const struct player *p, size_t event)
{
	size_t low = 0, high = p->frame_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (p->frames[middle].event <= event)
			low = middle;
		else
			high = middle;
	}
	return &p->frames[low];
}

/* --- making and destroying --------------------------------------------------------------- */

struct emulator *play_emulator(const struct recording *r, int rows, int columns)
{
	struct emulator *m = emulator_create(rows ? rows : r->rows, columns ? columns : r->columns);

	emulator_set_growing(m, !rows && !r->resizes_told);
	return m;
}

struct player *player_create(const struct recording *r, int rows, int columns)
{
	struct player *p = mem_zero(1, sizeof *p);

	p->r = r;
	p->rows = rows;
	p->columns = columns;
	p->screen = play_emulator(r, rows, columns);
	p->frame_bytes = KEYFRAME_BYTES;
	p->paused = true;
	find_markers(p);
	keep_frame(p);
	return p;
}

void player_destroy(struct player *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->frame_count; i++)
		buf_release(&p->frames[i].state);
	for (size_t i = 0; i < p->marker_count; i++)
		free((void *)(uintptr_t)p->markers[i].label);
	free(p->frames);
	free(p->markers);
	emulator_destroy(p->screen);
	free(p);
}

const struct recording *player_recording(const struct player *p)
{
	return p->r;
}

const struct emulator *player_screen(const struct player *p)
{
	return p->screen;
}

/* --- where it stands ------------------------------------------------------------------------ */

/* How many events have happened at a time. */
static size_t events_until(const struct recording *r, int64_t at_us)
{
	size_t low = 0, high = r->event_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->events[middle].at_us <= at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void rebase(struct player *p, int64_t now)
{
	p->base_real_us = now;
	p->base_us = p->at_us;
}

int64_t player_at(const struct player *p)
{
	return p->at_us;
}

size_t player_event(const struct player *p)
{
	return p->target;
}

bool player_at_end(const struct player *p)
{
	return p->target == p->r->event_count && p->at_us >= p->r->length_us;
}

void player_seek(struct player *p, int64_t at_us, int64_t now)
{
	p->at_us = at_us < 0 ? 0 : at_us > p->r->length_us ? p->r->length_us : at_us;
	p->target = events_until(p->r, p->at_us);
	rebase(p, now);
}

static bool shows(const struct recording_event *e)
{
	return e->kind == RECORDING_OUTPUT || e->kind == RECORDING_RESIZE;
}

void player_step(struct player *p, int direction, int64_t now)
{
	const struct recording *r = p->r;
	size_t i = p->target;

	if (direction > 0) {
		while (i < r->event_count && !shows(&r->events[i]))
			i++;
		if (i < r->event_count)
			i++;
	} else {
		while (i > 0 && !shows(&r->events[i - 1]))
			i--;
		if (i > 0)
			i--;
	}
	p->target = i;
	p->at_us = i ? r->events[i - 1].at_us : 0;
	rebase(p, now);
}

bool player_to_marker(struct player *p, int direction, int64_t now)
{
	const struct player_marker *to = NULL;

	for (size_t i = 0; i < p->marker_count; i++) {
		const struct player_marker *m = &p->markers[i];
		if (direction > 0 && m->at_us > p->at_us) {
			to = m;
			break;
		}
		if (direction < 0 && m->at_us < p->at_us)
			to = m;
	}
	if (to)
		player_seek(p, to->at_us, now);
	return to != NULL;
}

/* --- work ------------------------------------------------------------------------------------- */

void play_event(const struct recording *r, const struct recording_event *e, struct emulator *m, bool fixed)
{
	if (e->kind == RECORDING_OUTPUT)
		emulator_feed(m, r->bytes.data + e->at, e->length);
	else if (e->kind == RECORDING_RESIZE && !fixed)
		emulator_resize(m, e->rows, e->columns);
}

size_t play_some(const struct recording *r, struct play_place *at, struct emulator *m, bool fixed)
{
	const struct recording_event *e = &r->events[at->event];
	size_t taken = 0, length = e->kind == RECORDING_OUTPUT ? e->length : 0;

	if (e->kind != RECORDING_OUTPUT)
		play_event(r, e, m, fixed);
	else if (length)
		taken = emulator_feed_some(m, r->bytes.data + e->at + at->part, length - at->part, SLICE_CELLS);
	at->part += taken;
	if (at->part == length)
		*at = (struct play_place){at->event + 1, 0};
	return taken;
}

bool play_slice_is_full(struct play_slice *s, size_t fed, const struct emulator *m)
{
	s->fed += fed + 16;
	if (s->fed <= SLICE_BYTES && emulator_work(m) - s->work <= SLICE_CELLS)
		return false;
	*s = (struct play_slice){0, emulator_work(m)};
	return true;
}

bool player_work(struct player *p, int64_t deadline_us)
{
	const struct keyframe *from = frame_before(p, p->target);

	/* From a keyframe where it lies back, or saves feeding what is between. */
	if (p->target < p->place.event || (p->target == p->place.event && p->place.part) || from->event > p->place.event) {
		emulator_load(p->screen, from->state.data, from->state.length);
		p->place = (struct play_place){from->event, 0};
	}
	struct play_slice slice = {0, emulator_work(p->screen)};
	while (p->place.event < p->target) {
		size_t fed = play_some(p->r, &p->place, p->screen, p->rows > 0);
		if (!p->place.part)
			keep_frame(p);
		if (play_slice_is_full(&slice, fed, p->screen) && clock_monotonic() >= deadline_us)
			return p->place.event < p->target;
	}
	return false;
}

/* --- playing ------------------------------------------------------------------------------------ */

static int64_t scaled(int64_t real_us, int power)
{
	return power >= 0 ? real_us << power : real_us >> -power;
}

static int64_t real_of(int64_t us, int power)
{
	return power >= 0 ? (us + (INT64_C(1) << power) - 1) >> power : us << -power;
}

void player_pause(struct player *p, bool paused, int64_t now)
{
	player_advance(p, now);
	if (!paused && player_at_end(p))
		player_seek(p, 0, now); /* once more */
	p->paused = paused;
	rebase(p, now);
}

bool player_paused(const struct player *p)
{
	return p->paused;
}

void player_set_speed(struct player *p, int power, int64_t now)
{
	player_advance(p, now);
	p->speed = power < PLAYER_SPEED_LEAST ? PLAYER_SPEED_LEAST : power > PLAYER_SPEED_MOST ? PLAYER_SPEED_MOST : power;
	rebase(p, now);
}

int player_speed(const struct player *p)
{
	return p->speed;
}

void player_set_idle_limit(struct player *p, int64_t limit_us, int64_t now)
{
	player_advance(p, now);
	p->idle_limit_us = limit_us;
	rebase(p, now);
}

/* The gap before the next event, as it is played. */
static int64_t cut_gap(const struct player *p, int64_t gap_us)
{
	return p->idle_limit_us && gap_us > p->idle_limit_us ? p->idle_limit_us : gap_us;
}

/* Events become due one after the other, so that each gap is cut by itself. */
void player_advance(struct player *p, int64_t now)
{
	const struct recording *r = p->r;
	int64_t played;

	if (p->paused || now <= p->base_real_us)
		return;
	played = scaled(now - p->base_real_us, p->speed);
	p->at_us = p->base_us;
	while (p->target < r->event_count) {
		int64_t gap = r->events[p->target].at_us - p->at_us, cut = cut_gap(p, gap);
		if (cut > played)
			break;
		played -= cut;
		p->at_us += gap;
		p->target++;
	}
	if (p->target == r->event_count) {
		p->at_us = r->length_us;
		p->paused = true;
		rebase(p, now);
		return;
	}
	/* The base stays at the last event: a gap that is cut is so from its start. */
	p->base_us = p->at_us;
	p->base_real_us = now - real_of(played, p->speed);
	p->at_us += played;
}

int64_t player_next_due(const struct player *p)
{
	if (p->paused || p->target >= p->r->event_count)
		return TIME_NONE;
	return p->base_real_us + real_of(cut_gap(p, p->r->events[p->target].at_us - p->base_us), p->speed);
}

void player_activity(const struct player *p, uint32_t *parts, size_t count)
{
	const struct recording *r = p->r;
	int64_t length = r->length_us ? r->length_us : 1;
	uint32_t before = 0;

	for (size_t i = 0; i < count; i++) {
		/* Lengths are below 2^52 us and counts below 2^11. */
		int64_t end = (int64_t)(((__int128)length * ((int64_t)i + 1) + (int64_t)count - 1) / (int64_t)count);
		uint32_t shown = shown_before(r, i + 1 < count ? events_until(r, end - 1) : r->event_count);
		parts[i] = shown - before;
		before = shown;
	}
}

/* Two keyframes back there is enough above for any screen. */
struct player_scrollback *player_scrollback_create(const struct player *p, size_t most)
{
	struct emulator *m = play_emulator(p->r, p->rows, p->columns);
	const struct keyframe *from = frame_before(p, p->target);
	int rows, columns;

	from -= from > p->frames + 1 ? 2 : from - p->frames;
	emulator_load(m, from->state.data, from->state.length);
	emulator_size(p->screen, &rows, &columns);
	return scrollback_begin(p->r, m, (struct play_place){from->event, 0}, p->target, p->rows > 0, most, columns);
}
