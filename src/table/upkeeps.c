/* Maintenance as it was known at the moment. */
#include "table/upkeeps.h"

#include "slatop/base/mem.h"

struct maintenance_window upkeep_known(const struct sources *s, size_t i, const struct maintenance *m)
{
	struct maintenance_window w = m->w;

	w.announced_at = source_known(s, i, w.announced_at);
	w.finished_at = source_known(s, i, w.finished_at);
	w.cancelled_at = source_known(s, i, w.cancelled_at);
	return w;
}

void upkeep_of(const struct sources *s, size_t i, const struct maintenance *m, struct upkeep *out)
{
	const struct platform *p = source_platform(s, i);
	struct maintenance_window w = upkeep_known(s, i, m);
	int month = calendar_month_number(s->scope.calendar, w.starts_at);

	upkeep_judge(agreement_terms(p->agreement, NULL, month, NULL), &w, m->extended_to, source_moment(s, i), out);
}

void upkeep_candidates_find(struct upkeep_candidates *c, const struct sources *s, size_t i)
{
	const struct platform *p = source_platform(s, i);
	const struct period *d = source_period(s, i);

	c->count = 0;
	if (!d) /* its windows are still to be read: there is nothing to put them to */
		return;
	for (uint32_t row = 0; row < p->maintenance_count; row++) {
		const struct maintenance *m = &p->maintenance[row];
		struct upkeep_candidate one = {.row = row};
		if (m->voided || m->faulty)
			continue;
		upkeep_of(s, i, m, &one.upkeep);
		if (m->w.starts_at >= d->loaded.end_us || one.upkeep.end_us < d->loaded.start_us ||
		    one.upkeep.end_us <= m->w.starts_at)
			continue;
		MEM_GROW(c->list, c->count, c->capacity);
		c->list[c->count++] = one;
	}
}

bool upkeep_has_unnamed(const struct platform *p, const struct upkeep_candidate *c, uint32_t own, int64_t from,
			int64_t to, uint32_t tenant)
{
	return c->row != own && from < c->upkeep.end_us && to > p->maintenance[c->row].w.starts_at &&
	       platform_covers(p, c->row, tenant);
}
