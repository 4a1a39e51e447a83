/* Accounts that do not tick, but will: whose next window lies ahead of the moment. Of
 * an earlier moment these are most: each step would judge them all again. */
#include "private.h"
#include "slatop/base/mem.h"

void wakes_add(struct period *d, uint32_t tenant, int64_t at)
{
	struct period_private *own = d->own;
	size_t i = own->wake_count;

	MEM_GROW(own->wakes, own->wake_count, own->wake_capacity);
	own->wake_count++;
	for (; i && own->wakes[(i - 1) / 2].at > at; i = (i - 1) / 2)
		own->wakes[i] = own->wakes[(i - 1) / 2];
	own->wakes[i] = (struct wake){at, tenant};
	d->marks[tenant] |= MARK_WAKES;
}

static void take_first(struct period_private *own)
{
	struct wake last = own->wakes[--own->wake_count];
	size_t i = 0, child;

	for (; (child = 2 * i + 1) < own->wake_count; i = child) {
		if (child + 1 < own->wake_count && own->wakes[child + 1].at < own->wakes[child].at)
			child++;
		if (own->wakes[child].at >= last.at)
			break;
		own->wakes[i] = own->wakes[child];
	}
	own->wakes[i] = last;
}

bool wakes_take(struct period *d, int64_t moment, uint32_t *tenant)
{
	struct period_private *own = d->own;

	if (!own->wake_count || own->wakes[0].at >= moment)
		return false;
	*tenant = own->wakes[0].tenant;
	d->marks[*tenant] &= (uint8_t)~MARK_WAKES;
	take_first(own);
	return true;
}

void wakes_forget(struct platform *p, struct period *d)
{
	for (size_t i = 0; i < d->own->wake_count; i++)
		if (d->own->wakes[i].tenant < p->tenant_count)
			d->marks[d->own->wakes[i].tenant] &= (uint8_t)~MARK_WAKES;
	d->own->wake_count = 0;
}
