/* Announced maintenance and the accounts it covers. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

static bool maintenance_same(const struct maintenance *a, const struct maintenance *b)
{
	return a->w.announced_at == b->w.announced_at && a->w.starts_at == b->w.starts_at &&
	       a->w.ends_at == b->w.ends_at && a->w.finished_at == b->w.finished_at &&
	       a->w.cancelled_at == b->w.cancelled_at && a->extended_to == b->extended_to &&
	       a->title == b->title && a->all_tenants == b->all_tenants && a->voided == b->voided;
}

/* Which rule it breaks; maintenance_faulty says whether any. */
static enum fault maintenance_fault(const struct maintenance *m)
{
	if (!maintenance_faulty(&m->w, m->extended_to))
		return FAULT_NONE;
	bool times_finite = m->w.starts_at != TIME_MINUS_INFINITE && m->w.ends_at != TIME_INFINITE;
	return times_finite && m->w.ends_at <= m->w.starts_at ? FAULT_TIMES_REVERSED : FAULT_TIME_INFINITE;
}

static enum fault counted_fault(const struct maintenance *m)
{
	return m->voided ? FAULT_NONE : (enum fault)m->faulty;
}

static bool any_link_any(const struct platform *p)
{
	for (size_t i = 0; i < p->period_count; i++)
		if (p->periods[i]->own->link_any)
			return true;
	return false;
}

/* Every account that it covers may have another verdict: if a window ever
 * named it, or no window needs to. More than need it are marked; to look for
 * those that name it would mean to look at every window. */
static void mark_covered(struct platform *p, const struct number *n, bool all_tenants)
{
	if (!n->used && !any_link_any(p))
		return;
	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (all_tenants)
			period_mark_all(p, d);
		for (size_t a = 0; !all_tenants && a < n->account_count; a++) {
			uint32_t tenant = platform_tenant(p, n->accounts[a]);
			if (tenant != INDEX_NONE)
				period_mark(p, d, tenant);
		}
	}
}

static void changed(struct platform *p)
{
	p->own->maintenance_changes++;
	platform_sum_faults(p);
	p->generation++;
}

/* What it exempts lies between these. */
static void touch_months(struct platform *p, const struct maintenance *m)
{
	int64_t end = m->extended_to != TIME_NONE && m->extended_to > m->w.ends_at ? m->extended_to : m->w.ends_at;

	history_touch(p, m->w.starts_at, end);
}

void platform_put_maintenance(struct platform *p, const struct maintenance_row *row)
{
	struct numbers *numbers = &p->own->maintenance_numbers;
	uint32_t index = idmap_find(&p->maintenance_by_id, row->m.w.maintenance_id);
	uint32_t reference = numbers_reference(numbers, row->m.w.maintenance_id);
	struct number *n = &numbers->list[reference];
	struct maintenance kept = row->m;

	kept.title = intern_text(p, row->m.title);
	kept.faulty = (uint8_t)maintenance_fault(&kept);
	if (index != INDEX_NONE) {
		struct maintenance old = p->maintenance[index];
		if (maintenance_same(&old, &kept))
			return;
		fault_change(&p->own->faults[FAULTY_MAINTENANCE], index, counted_fault(&old),
			     counted_fault(&kept));
		p->maintenance[index] = kept;
		touch_months(p, &old);
		mark_covered(p, n, old.all_tenants || kept.all_tenants);
	} else {
		index = (uint32_t)p->maintenance_count;
		MEM_GROW(p->maintenance, p->maintenance_count, p->maintenance_capacity);
		p->maintenance[p->maintenance_count++] = kept;
		idmap_add(&p->maintenance_by_id, index);
		if (reference) /* no window can name number 0 */
			n->row = index;
		fault_change(&p->own->faults[FAULTY_MAINTENANCE], index, FAULT_NONE, counted_fault(&kept));
		mark_covered(p, n, kept.all_tenants);
	}
	touch_months(p, &kept);
	changed(p);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void platform_put_cover(struct platform *p, int64_t maintenance_id, const int64_t *enterprise_no,
			size_t count)
{
	struct numbers *numbers = &p->own->maintenance_numbers;
	uint32_t reference = numbers_reference(numbers, maintenance_id);
	if (!reference) /* number 0 names none */
		return;
	struct number *n = &numbers->list[reference];
	size_t bytes = mem_product(count, sizeof *enterprise_no);
	int64_t *accounts = mem_alloc(bytes ? bytes : 1);

	if (count)
		memcpy(accounts, enterprise_no, bytes);
	qsort(accounts, count, sizeof *accounts, by_number);
	if (count == n->account_count && (!count || !memcmp(accounts, n->accounts, bytes))) {
		free(accounts);
		return;
	}
	mark_covered(p, n, false); /* those that it covered before */
	free(n->accounts);
	n->accounts = accounts;
	n->account_count = count;
	mark_covered(p, n, false);
	if (n->row != INDEX_NONE)
		touch_months(p, &p->maintenance[n->row]);
	changed(p);
}

uint32_t platform_maintenance_row(const struct platform *p, uint32_t reference)
{
	return p->own->maintenance_numbers.list[reference].row;
}

size_t platform_cover_count(const struct platform *p, uint32_t maintenance)
{
	const struct maintenance *m = &p->maintenance[maintenance];
	const struct numbers *numbers = &p->own->maintenance_numbers;

	return m->all_tenants ? 0 : numbers->list[numbers_find(numbers, m->w.maintenance_id)].account_count;
}

bool platform_covers(const struct platform *p, uint32_t maintenance, uint32_t tenant)
{
	const struct maintenance *m = &p->maintenance[maintenance];
	const struct numbers *numbers = &p->own->maintenance_numbers;

	if (m->all_tenants)
		return true;
	const struct number *n = &numbers->list[numbers_find(numbers, m->w.maintenance_id)];
	return n->account_count && bsearch(&p->tenants[tenant].enterprise_no, n->accounts, n->account_count,
					   sizeof *n->accounts, by_number);
}

/* The maintenance that overlaps a period, for accounts whose agreement exempts
 * it whether named or not. */
void maintenance_rows_of(struct platform *p, struct period *d)
{
	struct period_private *own = d->own;

	if (own->overlapping_changes == p->own->maintenance_changes)
		return;
	own->overlapping_changes = p->own->maintenance_changes;
	own->overlapping_count = 0;
	for (size_t i = 0; i < p->maintenance_count; i++) {
		const struct maintenance *m = &p->maintenance[i];
		/* maintenance.reasonable_s lengthens it, by a week at most. */
		if (m->voided || m->faulty || m->w.starts_at > d->loaded.end_us ||
		    m->w.ends_at < d->loaded.start_us - 7 * DAY_US)
			continue;
		MEM_GROW(own->overlapping, own->overlapping_count, own->overlapping_capacity);
		own->overlapping[own->overlapping_count++] = (uint32_t)i;
	}
}
