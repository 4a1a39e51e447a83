/* Outage windows: from the replica's rows into periods and accounts. */
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

/* --- one row ------------------------------------------------------------- */

enum fault window_fault(const struct platform *p, const struct window *w)
{
	const struct outage_window fact = {.started_at = w->started_at, .ended_at = w->ended_at,
					   .service = w->service, .cause = w->cause};

	if (outage_window_faulty(&fact)) {
		if (time_infinite(w->started_at) || time_infinite(w->ended_at))
			return FAULT_TIME_INFINITE;
		return w->service >= SERVICE_COUNT ? FAULT_SERVICE : FAULT_TIMES_REVERSED;
	}
	if (w->tenant == INDEX_NONE || p->tenants[w->tenant].faulty)
		return FAULT_ACCOUNT_UNKNOWN;
	return p->tenants[w->tenant].voided ? FAULT_ACCOUNT_VOIDED : FAULT_NONE;
}

enum fault window_counted_fault(const struct period *d, const struct window *w)
{
	return w->voided || !period_spans(d, w->started_at, w->ended_at) ? FAULT_NONE : (enum fault)w->faulty;
}

/* Windows of one event stand together and share their texts: those of the row
 * before are tried first. */
static uint32_t detail_from_row(struct platform *p, const struct window_detail *given, const char *cause_word,
				const char *service_word)
{
	struct detail_set *set = &p->own->details;
	const struct window_detail *last = &set->list[set->last];

	if (same_text(given->carrier, last->carrier) &&
	    same_text(given->operator_report_no, last->operator_report_no) &&
	    same_text(given->void_reason, last->void_reason) && same_text(cause_word, last->cause_word) &&
	    same_text(service_word, last->service_word))
		return set->last;
	struct window_detail detail = {.carrier = intern_text(p, given->carrier),
				       .operator_report_no = intern_text(p, given->operator_report_no),
				       .void_reason = intern_text(p, given->void_reason),
				       .cause_word = intern_text(p, cause_word),
				       .service_word = intern_text(p, service_word)};
	return set->last = details_reference(set, &detail);
}

struct window window_from_plain(struct platform *p, const struct plain_window *row)
{
	struct platform_private *own = p->own;
	struct window w = {
		.outage_id = row->outage_id, .started_at = row->started_at, .ended_at = row->ended_at,
		.tenant = INDEX_NONE, .next = INDEX_NONE,
		.incident = numbers_reference(&own->incident_numbers, row->incident_id),
		.maintenance = numbers_reference(&own->maintenance_numbers, row->maintenance_id),
		.service = row->service, .cause = row->cause, .voided = row->voided};

	own->incident_numbers.list[w.incident].used++;
	own->maintenance_numbers.list[w.maintenance].used++;
	return w;
}

struct window window_from_row(struct platform *p, const struct window_row *row)
{
	int service = service_from(row->service, strlen(row->service));
	enum cause cause = row->cause ? cause_from(row->cause, strlen(row->cause)) : CAUSE_NONE;
	struct window w = window_from_plain(
		p, &(struct plain_window){.outage_id = row->outage_id, .incident_id = row->incident_id,
					  .maintenance_id = row->maintenance_id,
					  .started_at = row->started_at, .ended_at = row->ended_at,
					  .service = service < 0 ? SERVICE_COUNT : (uint8_t)service,
					  .cause = (uint8_t)cause, .voided = row->voided});
	const struct window_detail *given = &row->detail;

	if (given->carrier || given->operator_report_no || given->void_reason || service < 0 ||
	    cause == CAUSE_OTHER)
		w.detail = detail_from_row(p, given, cause == CAUSE_OTHER ? row->cause : NULL,
					   service < 0 ? row->service : NULL);
	return w;
}

static bool period_wants(const struct period *d, const struct window_row *row)
{
	return (!d->only_account || d->only_account == row->enterprise_no) &&
	       period_spans(d, row->started_at, row->ended_at);
}

/* --- chains -------------------------------------------------------------- */

void period_link(struct period *d, uint32_t window)
{
	struct window *w = &d->windows[window];

	w->next = d->first[w->tenant];
	d->first[w->tenant] = window;
}

static void unlink_window(struct period *d, uint32_t window)
{
	uint32_t *at = &d->first[d->windows[window].tenant];

	while (*at != window)
		at = &d->windows[*at].next;
	*at = d->windows[window].next;
	d->windows[window].next = INDEX_NONE;
}

void period_adopt_orphan(struct platform *p, struct period *d, uint32_t window, int64_t enterprise_no)
{
	struct period_private *own = d->own;
	uint32_t index = (uint32_t)own->orphan_count;
	uint32_t first = idmap_find(&own->orphan_by_no, enterprise_no);

	(void)p;
	if (index && own->orphans[index - 1].window >= window)
		own->orphans_mixed = true;
	MEM_GROW(own->orphans, own->orphan_count, own->orphan_capacity);
	own->orphans[own->orphan_count++] = (struct orphan){enterprise_no, window, INDEX_NONE};
	if (first == IDMAP_NONE) {
		idmap_add(&own->orphan_by_no, index);
	} else { /* behind the first: the map keeps pointing there */
		own->orphans[index].next = own->orphans[first].next;
		own->orphans[first].next = index;
	}
}

static const struct orphan *orphan_of(const struct period_private *own, uint32_t window)
{
	size_t low = 0, high = own->orphan_count;

	if (own->orphans_mixed) {
		while (high-- > 0) /* the newest entry is the one in force */
			if (own->orphans[high].window == window)
				return &own->orphans[high];
		return NULL;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (own->orphans[middle].window < window)
			low = middle + 1;
		else
			high = middle;
	}
	return low < own->orphan_count && own->orphans[low].window == window ? &own->orphans[low] : NULL;
}

int64_t period_orphan_account(const struct platform *p, const struct period *d, uint32_t window)
{
	const struct orphan *o = orphan_of(d->own, window);

	(void)p;
	return o ? o->enterprise_no : 0;
}

static void link_orphans(struct platform *p, struct period *d, uint32_t tenant)
{
	struct period_private *own = d->own;
	int64_t enterprise_no = p->tenants[tenant].enterprise_no;
	uint32_t i = idmap_find(&own->orphan_by_no, enterprise_no);

	for (; i != INDEX_NONE; i = own->orphans[i].next) {
		uint32_t window = own->orphans[i].window;
		if (d->windows[window].tenant != INDEX_NONE || orphan_of(own, window) != &own->orphans[i])
			continue; /* it got another account meanwhile */
		d->windows[window].tenant = tenant;
		period_link(d, window);
	}
}

void period_tenant_changed(struct platform *p, struct period *d, uint32_t tenant, bool appeared)
{
	if (!d->complete)
		return;
	if (appeared)
		link_orphans(p, d, tenant);
	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next) {
		struct window *w = &d->windows[i];
		enum fault before = window_counted_fault(d, w);
		w->faulty = (uint8_t)window_fault(p, w);
		fault_change(&d->own->faults, i, before, window_counted_fault(d, w));
	}
}

/* --- changes ------------------------------------------------------------- */

static bool window_same(const struct window *a, const struct window *b)
{
	return a->started_at == b->started_at && a->ended_at == b->ended_at && a->tenant == b->tenant &&
	       a->incident == b->incident && a->maintenance == b->maintenance && a->detail == b->detail &&
	       a->service == b->service && a->cause == b->cause && a->voided == b->voided;
}

static void put_in_chain(struct platform *p, struct period *d, uint32_t window, int64_t enterprise_no)
{
	if (d->windows[window].tenant == INDEX_NONE) {
		period_adopt_orphan(p, d, window, enterprise_no);
		return;
	}
	period_link(d, window);
	period_mark(p, d, d->windows[window].tenant);
}

static void add_window(struct platform *p, struct period *d, const struct window *w, int64_t enterprise_no)
{
	uint32_t index = (uint32_t)d->window_count;

	period_grow_windows(d, d->window_count);
	d->windows[d->window_count++] = *w;
	idmap_add(&d->by_id, index);
	fault_change(&d->own->faults, index, FAULT_NONE, window_counted_fault(d, w));
	put_in_chain(p, d, index, enterprise_no);
}

/* A row that left the period stays where it is, with its new times: it may come
 * back. */
static bool replace_window(struct platform *p, struct period *d, uint32_t index, const struct window *w,
			   int64_t enterprise_no)
{
	struct window *kept = &d->windows[index];
	bool moved = kept->tenant != w->tenant;

	if (kept->tenant == INDEX_NONE && w->tenant == INDEX_NONE)
		moved = period_orphan_account(p, d, index) != enterprise_no;
	if (!moved && window_same(kept, w))
		return false;
	fault_change(&d->own->faults, index, window_counted_fault(d, kept), window_counted_fault(d, w));
	if (moved && kept->tenant != INDEX_NONE) {
		period_mark(p, d, kept->tenant);
		unlink_window(d, index);
	}
	uint32_t next = kept->next;
	*kept = *w;
	kept->next = moved ? INDEX_NONE : next;
	if (moved)
		put_in_chain(p, d, index, enterprise_no);
	else if (kept->tenant != INDEX_NONE)
		period_mark(p, d, kept->tenant);
	return true;
}

/* Where the window lies, and where it lay as far as that is known. The feed reads
 * rows twice: one that is in memory as it is touches nothing. */
static void touch_months(struct platform *p, const struct window *w)
{
	bool known = false, same = true;

	for (size_t i = 0; i < p->period_count; i++) {
		const struct period *d = p->periods[i];
		bool looks = d->complete && !d->as_known;
		uint32_t index = looks ? idmap_find(&d->by_id, w->outage_id) : IDMAP_NONE;
		if (index == IDMAP_NONE)
			continue;
		known = true;
		if (window_same(&d->windows[index], w))
			continue;
		same = false;
		history_touch(p, d->windows[index].started_at, d->windows[index].ended_at);
	}
	if (!known || !same)
		history_touch(p, w->started_at, w->ended_at);
}

void platform_put_window(struct platform *p, const struct window_row *row)
{
	struct window w = window_from_row(p, row);

	w.tenant = platform_tenant(p, row->enterprise_no);
	w.faulty = (uint8_t)window_fault(p, &w);
	touch_months(p, &w);
	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (!d->complete || d->as_known) /* what was known then is what it was */
			continue;
		uint32_t index = idmap_find(&d->by_id, row->outage_id);
		if (index == IDMAP_NONE) {
			if (!period_wants(d, row))
				continue;
			add_window(p, d, &w, row->enterprise_no);
			stamps_touch(d, row->outage_id, true);
		} else if (!replace_window(p, d, index, &w, row->enterprise_no)) {
			continue;
		} else {
			stamps_touch(d, row->outage_id, false);
		}
		period_changed(p, d);
		if (i == 0)
			platform_sum_faults(p);
	}
}
