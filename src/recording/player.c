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
	size_t event;      /* applied to the screen */
	size_t part;       /* bytes of the next one that are applied too */
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

static void sort_markers(struct player *p)
{
	if (p->marker_count)
		qsort(p->markers, p->marker_count, sizeof *p->markers, by_time);
}

/* Those of the recording; where it has none, each Enter. */
static void find_markers(struct player *p)
{
	const struct recording *r = p->r;

	for (size_t i = 0; i < r->event_count; i++)
		if (r->events[i].kind == RECORDING_MARKER)
			add_marker(p, r->events[i].at_us, r->bytes.data + r->events[i].at, r->events[i].length,
				   MARKER_RECORDED, 0);
	for (size_t i = 0; !p->marker_count && r->input_count && i < r->event_count; i++)
		if (r->events[i].kind == RECORDING_INPUT &&
		    memchr(r->bytes.data + r->events[i].at, '\r', r->events[i].length))
			add_marker(p, r->events[i].at_us, "", 0, MARKER_ENTER, 0);
	sort_markers(p);
}

/* Commands are better than bare Enters. */
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

void player_add_command(struct player *p, int64_t at_us, const char *label, int risk)
{
	drop_enters(p);
	add_marker(p, at_us, label, strlen(label), MARKER_COMMAND, risk);
	sort_markers(p);
}

const struct player_marker *player_markers(const struct player *p, size_t *count)
{
	*count = p->marker_count;
	return p->markers;
}

/* --- keyframes ------------------------------------------------------------------------- */

static size_t bytes_between(const struct player *p, size_t from, size_t to)
{
	const struct recording_event *events = p->r->events;

	return from < to ? events[to - 1].at + events[to - 1].length - events[from].at : 0;
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

	if (last && (p->event <= last->event || bytes_between(p, last->event, p->event) < p->frame_bytes))
		return;
	MEM_GROW(p->frames, p->frame_count, p->frame_capacity);
	struct keyframe *frame = &p->frames[p->frame_count++];
	*frame = (struct keyframe){.event = p->event, .state = BUF_INIT};
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

/* What of an event fits into a slice; the bytes of it. */
static size_t apply(struct player *p, const struct recording_event *e)
{
	const char *bytes = p->r->bytes.data + e->at;
	size_t taken = 0;

	if (e->kind != RECORDING_OUTPUT)
		play_event(p->r, e, p->screen, p->rows > 0);
	else if (e->length)
		taken = emulator_feed_some(p->screen, bytes + p->part, e->length - p->part, SLICE_CELLS);
	p->part += taken;
	return taken;
}

bool player_work(struct player *p, int64_t deadline_us)
{
	const struct keyframe *from = frame_before(p, p->target);
	size_t fed = 0;

	/* From a keyframe where it lies back, or saves feeding what is between. */
	if (p->target < p->event || (p->target == p->event && p->part) || from->event > p->event) {
		emulator_load(p->screen, from->state.data, from->state.length);
		p->event = from->event;
		p->part = 0;
	}
	uint64_t work = emulator_work(p->screen);
	while (p->event < p->target) {
		const struct recording_event *e = &p->r->events[p->event];
		fed += apply(p, e) + 16;
		if (p->part == (e->kind == RECORDING_OUTPUT ? e->length : 0)) {
			p->part = 0;
			p->event++;
			keep_frame(p);
		}
		if (fed > SLICE_BYTES || emulator_work(p->screen) - work > SLICE_CELLS) {
			fed = 0;
			work = emulator_work(p->screen);
			if (clock_monotonic() >= deadline_us)
				return p->event < p->target;
		}
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

	memset(parts, 0, count * sizeof *parts);
	for (size_t i = 0; count && i < r->event_count; i++) {
		/* Lengths are below 2^52 us and counts below 2^11. */
		size_t part = (size_t)((__int128)r->events[i].at_us * (int64_t)count / length);
		if (r->events[i].kind == RECORDING_OUTPUT)
			parts[part < count ? part : count - 1] += r->events[i].length;
	}
}

/* --- scrollback ------------------------------------------------------------------------------------ */

struct gathered {
	struct emulator_cell *rows;
	size_t count, most;
	int columns; /* cells a row; rows of other widths are cut or filled */
};

static void gather(void *context, const struct emulator_cell *row, int columns)
{
	struct gathered *g = context;
	size_t width = (size_t)g->columns;

	if (g->count == g->most) {
		memmove(g->rows, g->rows + width, (g->most - 1) * width * sizeof *g->rows);
		g->count--;
	}
	struct emulator_cell *to = g->rows + g->count++ * width;
	for (int i = 0; i < g->columns; i++)
		to[i] = i < columns ? row[i] : (struct emulator_cell){.width = 1};
}

size_t player_scrollback(struct player *p, size_t most, struct emulator_cell **rows, int *columns)
{
	struct emulator *m = play_emulator(p->r, p->rows, p->columns);
	struct gathered g = {.most = most};
	int height;

	emulator_size(p->screen, &height, &g.columns);
	g.rows = mem_zero(most ? most : 1, (size_t)g.columns * sizeof *g.rows);
	/* Two keyframes back there is enough above for any screen. */
	const struct keyframe *from = frame_before(p, p->target);
	if (from > p->frames + 1)
		from -= 2;
	else
		from = p->frames;
	emulator_load(m, from->state.data, from->state.length);
	emulator_on_scroll(m, gather, &g);
	for (size_t i = from->event; most && i < p->target; i++)
		play_event(p->r, &p->r->events[i], m, p->rows > 0);
	emulator_destroy(m);
	*rows = g.rows;
	*columns = g.columns;
	return g.count;
}
