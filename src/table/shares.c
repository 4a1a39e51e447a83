/* Sharing a figure out to windows. Unavailable and accountable time come shared
 * out with the detail; the groups' own times are shared out here by the same
 * rule: an instant belongs to the window that started first. */
#include "table/shares.h"

enum figure shares_sum_of(enum figure figure)
{
	switch (figure) {
	case FIGURE_ACCOUNTABLE_RATIO:
	case FIGURE_ELIGIBLE_AT:
		return FIGURE_ACCOUNTABLE;
	case FIGURE_ACCOUNTABLE:
	case FIGURE_WEB:
	case FIGURE_CALL:
	case FIGURE_UNCOUNTED:
	case FIGURE_ANNOUNCED:
	case FIGURE_NIGHTLY:
	case FIGURE_CARRIER:
	case FIGURE_CUSTOMER:
		return figure;
	default:
		return FIGURE_UNAVAILABLE;
	}
}

/* The stretches of outages of one unit: web (or a half of it) or call. */
struct unit {
	struct span *passed, *failed;
	size_t passed_count, failed_count;
};

/* Whether a window is there for the arithmetic at all (step 0). */
static bool exists(const struct account_facts *f, size_t i)
{
	enum window_why why = f->detail->detail.parts[i].why;

	return why == WHY_COUNTS || why == WHY_PENDING || why == WHY_SHORT || why == WHY_OUTSIDE ||
		why == WHY_NOT_BOTH;
}

static const struct window *window_at(const struct account_facts *f, size_t i)
{
	return &f->period->windows[f->detail->windows[i]];
}

static struct span cut(const struct account_facts *f, size_t i)
{
	const struct window *w = window_at(f, i);

	return (struct span){w->started_at, w->ended_at > f->moment_us ? f->moment_us : w->ended_at};
}

/* The united time of some services. */
static struct span *unite(const struct account_facts *f, unsigned services, struct arena *arena,
			  size_t *count)
{
	struct span *list = arena_alloc(arena, (f->detail->window_count + 1) * sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < f->detail->window_count; i++)
		if (exists(f, i) && services >> window_at(f, i)->service & 1)
			list[n++] = cut(f, i);
	*count = span_unite(list, n);
	return list;
}

static void judge(struct unit *u, const struct span *outages, size_t count, int64_t threshold, bool inclusive,
		  struct arena *arena)
{
	u->passed = arena_alloc(arena, (count + 1) * sizeof *u->passed);
	u->failed = arena_alloc(arena, (count + 1) * sizeof *u->failed);
	u->passed_count = u->failed_count = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t length = outages[i].end_us - outages[i].start_us;

		if (length > threshold || (inclusive && length == threshold))
			u->passed[u->passed_count++] = outages[i];
		else
			u->failed[u->failed_count++] = outages[i];
	}
}

static struct unit unit_of(const struct account_facts *f, unsigned services, bool web, struct arena *arena)
{
	const struct terms *t = f->terms;
	struct unit u;
	size_t count, halves[2];
	struct span *outages;

	if (web && t->web_down_when == WEB_DOWN_BOTH) {
		struct span *front = unite(f, 1u << SERVICE_WEB_FRONT, arena, &halves[0]);
		struct span *back = unite(f, 1u << SERVICE_WEB_BACK, arena, &halves[1]);

		outages = arena_alloc(arena, (halves[0] + halves[1] + 1) * sizeof *outages);
		count = span_intersect(front, halves[0], back, halves[1], outages);
	} else {
		outages = unite(f, services, arena, &count);
	}
	judge(&u, outages, count, web ? t->web_counts_after_us : t->call_counts_after_us,
	      web ? t->web_inclusive : t->call_inclusive, arena);
	return u;
}

/* The unit of each service, by the agreement's reading. */
static void units_of(const struct account_facts *f, struct unit units[SERVICE_COUNT], struct arena *arena)
{
	const unsigned front = 1u << SERVICE_WEB_FRONT, back = 1u << SERVICE_WEB_BACK;
	bool each = f->terms->web_down_when == WEB_DOWN_EACH;

	units[SERVICE_WEB_FRONT] = unit_of(f, each ? front : front | back, true, arena);
	units[SERVICE_WEB_BACK] = each ? unit_of(f, back, true, arena) : units[SERVICE_WEB_FRONT];
	units[SERVICE_SOFTSWITCH] = unit_of(f, 1u << SERVICE_SOFTSWITCH | 1u << SERVICE_TRUNK, false, arena);
	units[SERVICE_TRUNK] = units[SERVICE_SOFTSWITCH];
}

/* Gives each window what of its stretches nobody before it had. */
struct sharing {
	const struct account_facts *facts;
	struct arena *arena;
	struct span *taken; /* united */
	size_t taken_count;
	int64_t *given;
};

static void give(struct sharing *s, size_t i, const struct span *stretches, size_t count)
{
	size_t room = count + s->taken_count + 2;
	struct span own = cut(s->facts, i);
	struct span *hit = arena_alloc(s->arena, room * sizeof *hit);
	struct span *rest = arena_alloc(s->arena, room * sizeof *rest);
	size_t hits = span_intersect(&own, 1, stretches, count, hit), rests;

	hits = span_clip(hit, hits, s->facts->span);
	rests = span_subtract(hit, hits, s->taken, s->taken_count, rest);
	s->given[i] = span_sum(rest, rests);
	if (!rests)
		return;
	struct span *taken = arena_alloc(s->arena, (s->taken_count + rests) * sizeof *taken);
	for (size_t n = 0; n < s->taken_count; n++)
		taken[n] = s->taken[n];
	for (size_t n = 0; n < rests; n++)
		taken[s->taken_count + n] = rest[n];
	s->taken_count = span_unite(taken, s->taken_count + rests);
	s->taken = taken;
}

static void share_group(const struct account_facts *f, enum figure figure, struct arena *arena,
			int64_t *given)
{
	struct unit units[SERVICE_COUNT];
	struct arena scratch = {0};
	struct sharing s = {.facts = f, .arena = &scratch, .given = given};

	units_of(f, units, arena);
	if (figure == FIGURE_UNCOUNTED) { /* what is unavailable is not uncounted */
		s.taken = f->detail->detail.unavailable;
		s.taken_count = f->detail->detail.unavailable_count;
	}
	for (size_t i = 0; i < f->detail->window_count; i++) {
		uint8_t service = window_at(f, i)->service;
		bool web = service <= SERVICE_WEB_BACK;

		if (!exists(f, i) || (figure == FIGURE_WEB && !web) || (figure == FIGURE_CALL && web))
			continue;
		if (figure == FIGURE_UNCOUNTED)
			give(&s, i, units[service].failed, units[service].failed_count);
		else
			give(&s, i, units[service].passed, units[service].passed_count);
	}
	arena_release(&scratch);
}

int64_t *shares_of(const struct account_facts *f, enum figure figure, struct arena *arena)
{
	size_t count = f->detail->window_count;
	int64_t *given = arena_zero(arena, count + 1, sizeof *given);

	figure = shares_sum_of(figure);
	if (figure == FIGURE_WEB || figure == FIGURE_CALL || figure == FIGURE_UNCOUNTED) {
		share_group(f, figure, arena, given);
		return given;
	}
	for (size_t i = 0; i < count; i++) {
		const struct window_part *part = &f->detail->detail.parts[i];

		if (figure == FIGURE_UNAVAILABLE)
			given[i] = part->counted_us;
		else if (figure == FIGURE_ACCOUNTABLE)
			given[i] = part->accountable_us;
		else
			given[i] = part->exempt_us[figure - FIGURE_ANNOUNCED];
	}
	return given;
}
