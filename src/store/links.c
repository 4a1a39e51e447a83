/* Links to the carriers' networks, and failovers. */
#include "private.h"
#include "slatop/base/mem.h"

/* --- links --------------------------------------------------------------- */

static bool link_same(const struct link *a, const struct link *b)
{
	return a->carrier == b->carrier && a->kind == b->kind && a->name == b->name && a->up == b->up &&
	       a->since == b->since && a->voided == b->voided;
}

static enum fault link_fault(const struct link *l)
{
	return l->voided ? FAULT_NONE : (enum fault)l->faulty;
}

void platform_put_link(struct platform *p, const struct link_row *row)
{
	uint32_t index = idmap_find(&p->link_by_id, row->l.link_id);
	struct link kept = row->l;
	enum fault before = FAULT_NONE;

	kept.carrier = intern_text(p, row->l.carrier);
	kept.kind = intern_text(p, row->l.kind);
	kept.name = intern_text(p, row->l.name);
	kept.faulty = time_infinite(kept.since) ? FAULT_TIME_INFINITE : FAULT_NONE;
	if (index != INDEX_NONE) {
		if (link_same(&p->links[index], &kept))
			return;
		before = link_fault(&p->links[index]);
		p->links[index] = kept;
	} else {
		index = (uint32_t)p->link_count;
		MEM_GROW(p->links, p->link_count, p->link_capacity);
		p->links[p->link_count++] = kept;
		idmap_add(&p->link_by_id, index);
	}
	fault_change(&p->own->faults[FAULTY_LINK], index, before, link_fault(&kept));
	platform_sum_faults(p);
	p->generation++;
}

/* --- failovers ----------------------------------------------------------- */

static bool failover_same(const struct failover *a, const struct failover *b)
{
	return a->incident_id == b->incident_id && a->fault_class == b->fault_class &&
	       a->failed_at == b->failed_at && a->switched_at == b->switched_at &&
	       a->from_node == b->from_node && a->to_node == b->to_node && a->voided == b->voided;
}

static enum fault failover_rule(const struct failover *f)
{
	if (time_infinite(f->failed_at) || time_infinite(f->switched_at))
		return FAULT_TIME_INFINITE;
	return f->switched_at < f->failed_at ? FAULT_TIMES_REVERSED : FAULT_NONE;
}

static enum fault failover_fault(const struct failover *f)
{
	return f->voided ? FAULT_NONE : (enum fault)f->faulty;
}

void platform_put_failover(struct platform *p, const struct failover_row *row)
{
	uint32_t index = idmap_find(&p->failover_by_id, row->f.failover_id);
	struct failover kept = row->f;
	enum fault before = FAULT_NONE;

	kept.fault_class = intern_text(p, row->f.fault_class);
	kept.from_node = intern_text(p, row->f.from_node);
	kept.to_node = intern_text(p, row->f.to_node);
	kept.faulty = (uint8_t)failover_rule(&kept);
	if (index != INDEX_NONE) {
		if (failover_same(&p->failovers[index], &kept))
			return;
		before = failover_fault(&p->failovers[index]);
		history_touch(p, p->failovers[index].failed_at, p->failovers[index].switched_at);
		p->failovers[index] = kept;
	} else {
		index = (uint32_t)p->failover_count;
		MEM_GROW(p->failovers, p->failover_count, p->failover_capacity);
		p->failovers[p->failover_count++] = kept;
		idmap_add(&p->failover_by_id, index);
	}
	history_touch(p, kept.failed_at, kept.switched_at);
	fault_change(&p->own->faults[FAULTY_FAILOVER], index, before, failover_fault(&kept));
	platform_sum_faults(p);
	p->generation++;
}
