/* Accounts that moved: what somebody who follows the verdicts has to look at
 * again, so that nobody passes over all of them to find what is new. */
#include "private.h"
#include "slatop/base/mem.h"

void moved_add(struct period *d, uint32_t tenant, bool worse)
{
	if (!d->own->watched)
		return;
	if (worse)
		d->marks[tenant] |= MARK_WORSE;
	if (d->marks[tenant] & MARK_MOVED)
		return;
	d->marks[tenant] |= MARK_MOVED;
	MEM_GROW(d->own->moved, d->own->moved_count, d->own->moved_capacity);
	d->own->moved[d->own->moved_count++] = tenant;
}

bool period_take_moved(struct period *d, struct moved_account *out)
{
	if (!d->own->moved_count)
		return false;
	out->tenant = d->own->moved[--d->own->moved_count];
	out->worse = d->marks[out->tenant] & MARK_WORSE;
	out->moment_us = d->own->moment;
	d->marks[out->tenant] &= (uint8_t)~(MARK_MOVED | MARK_WORSE);
	return true;
}

void moved_forget(struct period *d)
{
	struct moved_account taken;

	while (d->marks && period_take_moved(d, &taken))
		;
	d->own->moved_count = 0;
	d->own->watched = false;
}

void period_watch(struct period *d)
{
	moved_forget(d);
	d->own->watched = true;
	for (size_t i = 0; i < d->ticking_count; i++)
		moved_add(d, d->ticking[i], false);
}

bool period_watched(const struct period *d)
{
	return d->own->watched;
}
