/* Accounts and incidents: rows that windows hang on. */
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

const char *const tenant_status_names[4] = {"active", "suspended", "closed", "other"};

static enum fault tenant_fault(const struct tenant *t)
{
	if (time_infinite(t->opened_at) || time_infinite(t->closed_at))
		return FAULT_TIME_INFINITE;
	if (t->seats < 0)
		return FAULT_COUNT_NEGATIVE;
	return t->agreement_known ? FAULT_NONE : FAULT_AGREEMENT;
}

/* Texts that are too many and too different to be interned; that of the row's
 * former state is used again. */
static const char *own_text(struct platform *p, const char *text, const char *former)
{
	if (!text || (former && !strcmp(former, text)))
		return text ? former : NULL;
	return arena_copy(&p->texts, text, strlen(text));
}

/* The row as it is kept; old is NULL or its former state. */
static struct tenant tenant_kept(struct platform *p, const struct tenant *row, const struct tenant *old)
{
	struct tenant t = *row;

	t.agreement_known = true;
	t.code_index = (uint16_t)agreement_code_index(p->agreement, row->agreement_code, &t.agreement_known);
	t.fault = (uint8_t)tenant_fault(&t);
	t.faulty = t.fault == FAULT_TIME_INFINITE;
	t.name = own_text(p, row->name, old ? old->name : NULL);
	t.tier = intern_text(p, row->tier);
	t.region = intern_text(p, row->region);
	t.agreement_code = intern_text(p, row->agreement_code);
	t.contact_masked = own_text(p, row->contact_masked, old ? old->contact_masked : NULL);
	return t;
}

static bool tenant_same(const struct tenant *a, const struct tenant *b)
{
	return a->opened_at == b->opened_at && a->closed_at == b->closed_at && a->name == b->name &&
	       a->tier == b->tier && a->region == b->region && a->agreement_code == b->agreement_code &&
	       a->contact_masked == b->contact_masked && a->contract_from == b->contract_from &&
	       a->contract_to == b->contract_to && a->retention_to == b->retention_to &&
	       a->seats == b->seats && a->status == b->status &&
	       a->charged_on_phone_bill == b->charged_on_phone_bill && a->voided == b->voided;
}

void platform_reserve(struct platform *p, size_t tenants)
{
	if (tenants <= p->tenant_capacity || tenants > INDEX_NONE / 2)
		return;
	p->tenant_capacity = tenants;
	p->tenants = mem_resize(p->tenants, p->tenant_capacity, sizeof *p->tenants);
	idmap_reserve(&p->tenant_by_no, tenants);
	for (size_t i = 0; i < p->period_count; i++)
		period_room(p, p->periods[i]);
}

static enum fault counted_fault(const struct tenant *t)
{
	return t->voided ? FAULT_NONE : (enum fault)t->fault;
}

static void tenant_add(struct platform *p, const struct tenant *row)
{
	uint32_t index = (uint32_t)p->tenant_count;

	MEM_GROW(p->tenants, p->tenant_count, p->tenant_capacity);
	p->tenants[p->tenant_count++] = tenant_kept(p, row, NULL);
	idmap_add(&p->tenant_by_no, index);
	history_touch(p, p->tenants[index].opened_at, p->tenants[index].closed_at);
	fault_change(&p->own->faults[FAULTY_TENANT], index, FAULT_NONE, counted_fault(&p->tenants[index]));
	for (size_t i = 0; i < p->period_count; i++)
		period_add_tenant(p, p->periods[i], index);
}

/* The months in which an account is, or is judged, otherwise than before. Its seats,
 * its name and the like are not what a month's verdicts come from. */
static void touch_months(struct platform *p, const struct tenant *old, const struct tenant *t)
{
	if (old->voided != t->voided || old->faulty != t->faulty || old->code_index != t->code_index ||
	    old->opened_at != t->opened_at) {
		history_touch(p, old->opened_at, old->closed_at);
		history_touch(p, t->opened_at, t->closed_at);
	} else if (old->closed_at != t->closed_at) {
		history_touch(p, old->closed_at < t->closed_at ? old->closed_at : t->closed_at, TIME_NONE);
	}
}

void platform_put_tenant(struct platform *p, const struct tenant_row *row)
{
	uint32_t index = platform_tenant(p, row->t.enterprise_no);

	if (index == INDEX_NONE) {
		tenant_add(p, &row->t);
	} else {
		struct tenant old = p->tenants[index];
		struct tenant t = tenant_kept(p, &row->t, &old);
		if (tenant_same(&old, &t))
			return;
		p->tenants[index] = t;
		touch_months(p, &old, &t);
		fault_change(&p->own->faults[FAULTY_TENANT], index, counted_fault(&old), counted_fault(&t));
		for (size_t i = 0; i < p->period_count; i++) {
			if (old.voided != t.voided || old.faulty != t.faulty)
				period_tenant_changed(p, p->periods[i], index, false);
			if (old.voided != t.voided || old.faulty != t.faulty ||
			    old.code_index != t.code_index)
				period_mark(p, p->periods[i], index);
			p->periods[i]->generation++;
		}
	}
	platform_sum_faults(p);
	p->generation++;
}

bool tenant_in_span(const struct tenant *t, struct span span)
{
	return !t->voided && !t->faulty && t->opened_at < span.end_us &&
	       (t->closed_at == TIME_NONE || t->closed_at > span.start_us);
}

/* --- incidents ----------------------------------------------------------- */

static bool incident_same(const struct incident *a, const struct incident *b)
{
	return a->opened_at == b->opened_at && a->detected_at == b->detected_at &&
	       a->switched_at == b->switched_at && a->recovered_at == b->recovered_at &&
	       a->closed_at == b->closed_at && a->title == b->title && a->fault_class == b->fault_class &&
	       a->cause == b->cause && a->operator_report_no == b->operator_report_no &&
	       a->summary == b->summary && a->severity == b->severity && a->voided == b->voided;
}

static struct incident incident_kept(struct platform *p, const struct incident *row)
{
	struct incident i = *row;

	i.faulty = time_infinite(i.opened_at) || time_infinite(i.detected_at) || time_infinite(i.switched_at) ||
		   time_infinite(i.recovered_at) || time_infinite(i.closed_at);
	i.title = intern_text(p, row->title);
	i.fault_class = intern_text(p, row->fault_class);
	i.cause = intern_text(p, row->cause);
	i.operator_report_no = intern_text(p, row->operator_report_no);
	i.summary = intern_text(p, row->summary);
	return i;
}

static enum fault incident_fault(const struct incident *i)
{
	return i->faulty && !i->voided ? FAULT_TIME_INFINITE : FAULT_NONE;
}

void platform_put_incident(struct platform *p, const struct incident_row *row)
{
	uint32_t index = idmap_find(&p->incident_by_id, row->i.incident_id);
	struct incident kept = incident_kept(p, &row->i);

	if (index != INDEX_NONE) {
		if (incident_same(&p->incidents[index], &kept)) {
			p->incidents[index].changed_at = kept.changed_at; /* only its windows are others */
			return;
		}
		fault_change(&p->own->faults[FAULTY_INCIDENT], index, incident_fault(&p->incidents[index]),
			     incident_fault(&kept));
		history_touch(p, p->incidents[index].opened_at, p->incidents[index].closed_at);
		p->incidents[index] = kept;
	} else {
		index = (uint32_t)p->incident_count;
		MEM_GROW(p->incidents, p->incident_count, p->incident_capacity);
		p->incidents[p->incident_count++] = kept;
		idmap_add(&p->incident_by_id, index);
		uint32_t reference = numbers_reference(&p->own->incident_numbers, kept.incident_id);
		if (reference) /* no window can name number 0 */
			p->own->incident_numbers.list[reference].row = index;
		fault_change(&p->own->faults[FAULTY_INCIDENT], index, FAULT_NONE, incident_fault(&kept));
	}
	history_touch(p, kept.opened_at, kept.closed_at);
	platform_sum_faults(p);
	p->generation++;
}
