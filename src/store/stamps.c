/* When the windows of an earlier moment were recorded and changed: of those for which
 * that was later than the moment. */
#include <stdlib.h>

#include "private.h"
#include "slatop/base/mem.h"

const char *const later_names[LATER_COUNT] = {"", "recorded later", "changed later", "ended later"};

static int64_t stamp_key(const void *context, uint32_t index)
{
	return ((const struct stamps *)context)->list[index].outage_id;
}

void stamps_init(struct stamps *s)
{
	*s = (struct stamps){.from = TIME_NONE};
	idmap_init(&s->by_id, stamp_key, s);
}

void stamps_release(struct stamps *s)
{
	free(s->list);
	idmap_release(&s->by_id);
	stamps_init(s);
}

static void put(struct stamps *s, int64_t outage_id, int64_t recorded_at, int64_t changed_at)
{
	uint32_t at = idmap_find(&s->by_id, outage_id);

	if (at != IDMAP_NONE) {
		s->list[at].changed_at = changed_at;
		return;
	}
	MEM_GROW(s->list, s->count, s->capacity);
	s->list[s->count] = (struct stamp){outage_id, recorded_at, changed_at};
	idmap_add(&s->by_id, (uint32_t)s->count++);
}

void period_load_stamp(struct period *d, int64_t outage_id, int64_t recorded_at, int64_t changed_at)
{
	struct stamps *s = &d->own->stamps;

	if (d->as_known) { /* each version, one after the other */
		MEM_GROW(s->list, s->count, s->capacity);
		s->list[s->count++] = (struct stamp){outage_id, recorded_at, changed_at};
		return;
	}
	if (!s->by_id.capacity) /* as many as there may be: growing would take longer than a turn may */
		idmap_reserve(&s->by_id, d->own->loaded);
	put(s, outage_id, recorded_at, changed_at);
}

void period_load_stamps_end(struct period *d, int64_t clock_us)
{
	d->own->stamps.to = clock_us;
}

void stamps_touch(struct period *d, int64_t outage_id, bool is_new)
{
	/* It came with the feed: later than any moment that is looked at. */
	if (d->as_of != TIME_NONE && !d->as_known)
		put(&d->own->stamps, outage_id, is_new ? TIME_NONE - 1 : TIME_MINUS_INFINITE, TIME_NONE - 1);
}

int64_t period_stamped_from(const struct period *d)
{
	return d->as_of == TIME_NONE ? TIME_NONE : d->as_of - DAY_US;
}

/* Whether what was known is the same at two moments. */
static bool same_known(const struct stamps *s, int64_t from, int64_t to)
{
	if (to > s->to)
		return false;
	for (size_t i = 0; i < s->count; i++)
		if (s->list[i].changed_at > from && s->list[i].changed_at <= to)
			return false;
	return true;
}

bool period_can_move(const struct period *d, int64_t as_of)
{
	const struct stamps *s = &d->own->stamps;

	if (!d->complete || d->as_of == TIME_NONE || as_of < s->from)
		return false;
	if (!d->as_known)
		return true;
	return as_of < d->as_of ? same_known(s, as_of, d->as_of) : same_known(s, d->as_of, as_of);
}

int64_t period_next_change(const struct period *d, int64_t from_us, bool later)
{
	const struct stamps *s = &d->own->stamps;
	int64_t best = TIME_NONE;

	for (size_t i = 0; i < s->count; i++) {
		int64_t at = s->list[i].changed_at;
		bool nearer = later ? at > from_us && at < best : at < from_us && (best == TIME_NONE || at > best);
		if (nearer && !time_infinite(at) && at < TIME_NONE - 1)
			best = at;
	}
	return best;
}

enum later later_than(int64_t as_of, int64_t recorded_at, int64_t changed_at, int64_t ended_at)
{
	if (as_of == TIME_NONE || changed_at <= as_of)
		return LATER_NONE;
	if (recorded_at > as_of)
		return LATER_RECORDED;
	return ended_at > as_of && ended_at != TIME_NONE ? LATER_ENDED : LATER_CHANGED;
}

enum later period_later(const struct period *d, const struct window *w)
{
	const struct stamps *s = &d->own->stamps;
	uint32_t at = d->as_of != TIME_NONE && !d->as_known && s->count ? idmap_find(&s->by_id, w->outage_id) : IDMAP_NONE;

	if (at == IDMAP_NONE)
		return LATER_NONE;
	return later_than(d->as_of, s->list[at].recorded_at, s->list[at].changed_at,
			  w->voided ? TIME_NONE : w->ended_at);
}

size_t stamps_memory(const struct stamps *s)
{
	return s->capacity * sizeof *s->list + s->by_id.capacity * sizeof *s->by_id.slots;
}
