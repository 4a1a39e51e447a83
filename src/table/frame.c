/* Models as lists of parts. */
#include "table/frame.h"

#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/carrier_hours.h"
#include "table/compensations.h"
#include "table/fallen.h"
#include "table/log_reading.h"
#include "table/models.h"
#include "table/tally.h"
#include "table/trend.h"
#include "table/years.h"

/* ---- the kinds of parts ---- */

/* Those that have a function of their own for each. */
#define FOLLOWS(kind, name) \
	static void kind##_close_(void *part) { name##_close(part); } \
	static void kind##_advance_(void *part, const struct model_scope *scope) { name##_advance(part, scope); } \
	static uint64_t kind##_generation_(const void *part) { return name##_generation(part); } \
	static bool kind##_complete_(const void *part) { return name##_complete(part); } \
	const struct part_kind part_##kind = {.close = kind##_close_, .advance = kind##_advance_, \
					      .generation = kind##_generation_, .complete = kind##_complete_};

FOLLOWS(held, held)
FOLLOWS(months, compensation_months)
FOLLOWS(fallen, fallen)

/* Those that do long work; their scope says whether they were opened. */
#define WORKS(name) \
	static bool name##_open_(const void *part) { return ((const struct name *)part)->scope.store; } \
	static void name##_close_(void *part) \
	{ \
		if (name##_open_(part)) \
			name##_close(part); \
	} \
	static void name##_advance_(void *part, const struct model_scope *scope) \
	{ \
		if (name##_open_(part)) \
			name##_advance(part, scope); \
	} \
	static uint64_t name##_generation_(const void *part) { return name##_open_(part) ? name##_generation(part) : 0; } \
	static bool name##_complete_(const void *part) { return !name##_open_(part) || name##_complete(part); } \
	static bool name##_work_(void *part, int64_t deadline_us) { return name##_open_(part) && name##_work(part, deadline_us); } \
	static bool name##_progress_(const void *part, struct buf *out) { return name##_open_(part) && name##_progress(part, out); } \
	static bool name##_stop_(void *part, bool stops) { return name##_open_(part) && name##_stop(part, stops); } \
	const struct part_kind part_##name = {name##_close_, name##_advance_, name##_generation_, name##_complete_, \
					      name##_work_, name##_progress_, name##_stop_};

WORKS(trend)
WORKS(years)

/* Those that follow the sources, which stand beside them. */
static void logs_close(void *part) { log_readings_close(part); }
static void logs_advance(void *part, const struct model_scope *scope) { (void)scope, log_readings_advance(part); }
static bool logs_complete(const void *part) { return log_readings_complete(part); }
static bool logs_progress(const void *part, struct buf *out) { return log_readings_progress(part, out); }
static bool logs_stop(void *part, bool stops) { return log_readings_stop(part, stops); }
static uint64_t logs_generation(const void *part)
{
	const struct log_readings *logs = part;

	return generation_mix(logs->generation, replicas_generation(logs->sources));
}
const struct part_kind part_logs = {.close = logs_close, .advance = logs_advance, .generation = logs_generation,
				    .complete = logs_complete, .progress = logs_progress, .stop = logs_stop};

static void hours_close(void *part) { carrier_hours_close(part); }
static void hours_advance(void *part, const struct model_scope *scope) { (void)scope, carrier_hours_advance(part); }
static bool hours_complete(const void *part) { return carrier_hours_complete(part); }
static uint64_t hours_generation(const void *part) { return ((const struct carrier_hours_all *)part)->generation; }
const struct part_kind part_hours = {.close = hours_close, .advance = hours_advance, .generation = hours_generation,
				     .complete = hours_complete};

static void arena_close(void *part) { arena_release(part); }
static void texts_advance(void *part, const struct model_scope *scope) { (void)scope, arena_reset(part); }
static void list_close(void *part) { free(*(void **)part); }
static void tally_close(void *part) { tally_release(part); }
const struct part_kind part_texts = {.close = arena_close, .advance = texts_advance}, part_kept = {.close = arena_close},
		       part_list = {.close = list_close}, part_tally = {.close = tally_close};

/* ---- the frame ---- */

static void *part_of(const struct model_state *s, const struct part *part)
{
	return (char *)(uintptr_t)s + part->offset;
}

static const struct frame *frame_of(const struct model_state *s)
{
	return (const struct frame *)(const void *)s;
}

#define EACH_PART(s, part) (const struct part *part = frame_of(s)->parts; part->kind; part++)

struct span frame_of_scope(const struct model_scope *scope)
{
	return scope->span;
}

struct span frame_plain(const struct model_scope *scope)
{
	(void)scope;
	return (struct span){0, 0};
}

struct span frame_apart(const struct model_scope *scope)
{
	return frame_plain(scope);
}

struct model_state *frame_new(size_t size, const struct model_scope *scope, const struct part *parts,
			      struct span (*span)(const struct model_scope *scope), bool one_account)
{
	struct frame *f = mem_zero(1, size);

	sources_open(&f->sources, scope, span(scope), one_account);
	f->span = span;
	f->parts = parts;
	return (struct model_state *)(void *)f;
}

void frame_close(struct model_state *s)
{
	for EACH_PART(s, part)
		part->kind->close(part_of(s, part));
	model_close(s);
}

void frame_advance(struct model_state *s, const struct model_scope *scope)
{
	struct frame *f = (struct frame *)(void *)s;

	sources_advance(&f->sources, scope, f->span(scope));
	for EACH_PART(s, part)
		if (part->kind->advance)
			part->kind->advance(part_of(s, part), scope);
	/* What has come is added up at once, and the next asked for: the next pass may be put off. */
	if (frame_ready(s))
		frame_work(s, clock_monotonic() + TREND_SLICE_US);
}

uint64_t frame_generation(const struct model_state *s)
{
	uint64_t g = frame_of(s)->span == frame_apart ? 1 : model_generation(s);

	for EACH_PART(s, part)
		if (part->kind->generation)
			g = generation_mix(g, part->kind->generation(part_of(s, part)));
	return g;
}

static bool is_complete(const struct model_state *s, bool working)
{
	bool complete = frame_of(s)->span == frame_apart || model_complete(s);

	for EACH_PART(s, part)
		if (part->kind->complete && (working || !part->kind->work))
			complete = complete && part->kind->complete(part_of(s, part));
	return complete;
}

bool frame_complete(const struct model_state *s)
{
	return is_complete(s, true);
}

bool frame_ready(const struct model_state *s)
{
	return is_complete(s, false);
}

bool frame_progress(const struct model_state *s, struct buf *out)
{
	for EACH_PART(s, part)
		if (part->kind->progress && part->kind->progress(part_of(s, part), out))
			return true;
	return false;
}

bool frame_stop(struct model_state *s, bool stops)
{
	bool any = false;

	for EACH_PART(s, part)
		any = (part->kind->stop && part->kind->stop(part_of(s, part), stops)) || any;
	return any;
}

bool frame_work(struct model_state *s, int64_t deadline_us)
{
	for EACH_PART(s, part)
		if (part->kind->work && part->kind->work(part_of(s, part), deadline_us))
			return true;
	return false;
}
