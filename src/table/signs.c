/* Looking for signs that the record is incomplete. */
#include "table/signs.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/group_table.h"
#include "table/upkeeps.h"
#include "table/window_rows.h"

const struct sign_info signs[SIGN_COUNT] = {
	[SIGN_NO_WINDOWS] = {"no_windows", "an incident without an outage window",
			     "a window of each account that it hit, naming it", "incident", MEASURE_TIME, NULL},
	[SIGN_NO_INCIDENT] = {"no_incident", "windows without an incident",
			      "an incident that they name, or the maintenance that took the service down", "outage",
			      MEASURE_NUMBER, "windows"},
	[SIGN_OTHER_CAUSE] = {"other_cause", "windows whose cause is not their incident's",
			      "the incident's cause, or the incident corrected: the cause decides who answers for it",
			      "incident", MEASURE_NUMBER, "windows"},
	[SIGN_UNNAMED] = {"unnamed", "maintenance during which something not named by it went down",
			  "its number in these windows, or an incident of their own", "maintenance", MEASURE_NUMBER,
			  "windows"},
	[SIGN_COMPLETION] = {"completion", "call completion that fell with no outage window beside it",
			     "a window of what was down then", "call_stat", MEASURE_PERCENT,
			     NULL},
};

/* Windows that belong together. */
struct heap {
	uint32_t windows, accounts;
	uint32_t last;       /* account counted last, + 1 */
	int64_t first_us, down_us;
	int64_t outage_id;   /* of the first that was seen, */
	uint32_t tenant;     /* its account */
	const char *word;    /* and its cause's word */
};

/* Windows without an incident of a service and cause that began in one slot. */
struct slot {
	int64_t number;      /* start / GROUP_START_US */
	uint8_t service, cause;
	struct heap heap;
};

/* A slot that hit many accounts. */
struct large {
	int64_t number;
	uint32_t place;
	uint8_t service, cause;
};

/* Windows of an incident that are of another cause than it. */
struct other {
	uint32_t incident, next; /* next of the same incident, INDEX_NONE */
	uint8_t cause;
	struct heap heap;
};

struct sign_search {
	int64_t moment_us;
	struct span span;
	unsigned exempt;           /* causes, of the account that is looked at */
	bool incidents;            /* they are published */
	uint32_t *named;           /* by incident: windows that name it */
	uint32_t *others_of;       /* by incident: first of others, INDEX_NONE */
	size_t incident_count;
	struct other *others;
	size_t other_count, other_capacity;
	struct heap alone[SERVICE_COUNT][CAUSE_COUNT];
	struct slot *slots;
	size_t slot_count, slot_capacity;
	uint32_t *table;           /* by hash: place of a slot + 1 */
	size_t table_size;
	struct large *large;
	size_t large_count, large_capacity;
	int64_t many;              /* accounts that are many */
	struct upkeep_candidates upkeeps;
	struct heap *fell;         /* by candidate */
};

struct sign_search *sign_search_create(void)
{
	return mem_zero(1, sizeof(struct sign_search));
}

static void forget(struct sign_search *s)
{
	free(s->named);
	free(s->others_of);
	free(s->table);
	free(s->slots); /* it may have been large */
	free(s->fell);
	s->named = s->others_of = s->table = NULL;
	s->slots = NULL;
	s->fell = NULL;
	s->slot_count = s->slot_capacity = s->table_size = 0;
	s->other_count = s->large_count = s->incident_count = 0;
}

void sign_search_destroy(struct sign_search *s)
{
	if (!s)
		return;
	forget(s);
	free(s->others);
	free(s->large);
	free(s->upkeeps.list);
	free(s);
}

void sign_search_begin(struct sign_search *s, const struct sources *sources, size_t i)
{
	const struct platform *p = source_platform(sources, i);
	int month = calendar_month_number(sources->scope.calendar, sources->span.start_us);

	forget(s);
	s->moment_us = source_moment(sources, i);
	s->span = sources->span;
	s->incidents = !strstr(p->status.lacking, " incident ");
	s->many = agreement_terms_at(p->agreement, 0, month)->reliability_min_accounts;
	s->incident_count = p->incident_count;
	s->named = mem_zero(p->incident_count + 1, sizeof *s->named);
	s->others_of = mem_alloc((p->incident_count + 1) * sizeof *s->others_of);
	for (size_t n = 0; n <= p->incident_count; n++)
		s->others_of[n] = INDEX_NONE;
	memset(s->alone, 0, sizeof s->alone);
	upkeep_candidates_find(&s->upkeeps, sources, i);
	s->fell = mem_zero(s->upkeeps.count + 1, sizeof *s->fell);
}

/* --- one window ---------------------------------------------------------- */

static void heap_add(struct heap *h, const struct platform *p, const struct window *w, int64_t down_us)
{
	if (!h->windows || w->started_at < h->first_us)
		h->first_us = w->started_at;
	if (!h->windows) {
		h->outage_id = w->outage_id;
		h->tenant = w->tenant;
		h->word = window_cause_word(p, w);
	}
	h->windows++;
	h->accounts += h->last != w->tenant + 1;
	h->last = w->tenant + 1;
	h->down_us += down_us;
}

static const struct incident *incident_of(const struct platform *p, const struct window *w)
{
	const struct incident *incident = w->incident ? platform_incident(p, w->incident) : NULL;

	return incident && !incident->voided && !incident->faulty ? incident : NULL;
}

static bool names_maintenance(const struct platform *p, const struct window *w)
{
	uint32_t row = w->maintenance ? platform_maintenance_row(p, w->maintenance) : INDEX_NONE;

	return row != INDEX_NONE && !p->maintenance[row].voided && !p->maintenance[row].faulty;
}

bool sign_is_without_incident(const struct platform *p, const struct window *w, unsigned exempt)
{
	return !(exempt >> w->cause & 1) && w->cause != CAUSE_AUTO_MAINTENANCE && !incident_of(p, w) &&
	       !names_maintenance(p, w);
}

static int64_t slot_number(int64_t at_us)
{
	return at_us / GROUP_START_US - (at_us % GROUP_START_US < 0);
}

static size_t hash_of(const struct sign_search *s, int64_t number, const struct window *w)
{
	return generation_mix((uint64_t)number, (uint64_t)w->service << 8 | w->cause) & (s->table_size - 1);
}

static void table_put(struct sign_search *s, uint32_t place)
{
	const struct slot *slot = &s->slots[place];
	const struct window key = {.service = slot->service, .cause = slot->cause};
	size_t at = hash_of(s, slot->number, &key);

	while (s->table[at])
		at = (at + 1) & (s->table_size - 1);
	s->table[at] = place + 1;
}

static void table_grow(struct sign_search *s)
{
	free(s->table);
	s->table_size = s->table_size ? s->table_size * 4 : 4096;
	s->table = mem_zero(s->table_size, sizeof *s->table);
	for (size_t n = 0; n < s->slot_count; n++)
		table_put(s, (uint32_t)n);
}

static uint32_t slot_of(struct sign_search *s, const struct window *w)
{
	int64_t number = slot_number(w->started_at);

	if ((s->slot_count + 1) * 2 > s->table_size)
		table_grow(s);
	for (size_t at = hash_of(s, number, w); s->table[at]; at = (at + 1) & (s->table_size - 1)) {
		const struct slot *slot = &s->slots[s->table[at] - 1];
		if (slot->number == number && slot->service == w->service && slot->cause == w->cause)
			return s->table[at] - 1;
	}
	MEM_GROW(s->slots, s->slot_count, s->slot_capacity);
	s->slots[s->slot_count] = (struct slot){number, w->service, w->cause, {0}};
	table_put(s, (uint32_t)s->slot_count);
	return (uint32_t)s->slot_count++;
}

static void add_alone(struct sign_search *s, const struct platform *p, const struct window *w, int64_t down_us)
{
	uint32_t place = slot_of(s, w), before = s->slots[place].heap.accounts;

	heap_add(&s->alone[w->service][w->cause], p, w, down_us);
	heap_add(&s->slots[place].heap, p, w, down_us);
	if (before < s->many && s->slots[place].heap.accounts >= s->many) {
		MEM_GROW(s->large, s->large_count, s->large_capacity);
		s->large[s->large_count++] =
			(struct large){s->slots[place].number, place, w->service, w->cause};
	}
}

/* None is as good as unknown. */
static bool same_cause(const struct platform *p, const struct window *w, const struct incident *incident)
{
	const char *a = window_cause_word(p, w), *b = incident->cause;
	const char *unknown = cause_names[CAUSE_UNKNOWN];

	return !strcmp(a && *a ? a : unknown, b && *b ? b : unknown);
}

static void add_other(struct sign_search *s, const struct platform *p, const struct window *w, uint32_t row,
		      int64_t down_us)
{
	uint32_t at = s->others_of[row];
	uint8_t cause = w->cause == CAUSE_NONE ? CAUSE_UNKNOWN : w->cause;

	while (at != INDEX_NONE && s->others[at].cause != cause)
		at = s->others[at].next;
	if (at == INDEX_NONE) {
		MEM_GROW(s->others, s->other_count, s->other_capacity);
		at = (uint32_t)s->other_count++;
		s->others[at] = (struct other){.incident = row, .next = s->others_of[row], .cause = cause};
		s->others_of[row] = at;
	}
	heap_add(&s->others[at].heap, p, w, down_us);
}

static void look_at(struct sign_search *s, const struct platform *p, const struct window *w)
{
	int64_t from = w->started_at, to = w->ended_at < s->moment_us ? w->ended_at : s->moment_us;
	int64_t first = from > s->span.start_us ? from : s->span.start_us;
	int64_t down_us = (to < s->span.end_us ? to : s->span.end_us) - first;
	const struct incident *incident = s->incidents ? incident_of(p, w) : NULL;
	uint32_t own = w->maintenance ? platform_maintenance_row(p, w->maintenance) : INDEX_NONE;

	if (w->voided || w->faulty || from >= to || down_us <= 0 || w->service >= SERVICE_COUNT)
		return;
	for (size_t n = 0; n < s->upkeeps.count; n++)
		if (upkeep_has_unnamed(p, &s->upkeeps.list[n], own, from, to, w->tenant))
			heap_add(&s->fell[n], p, w, down_us);
	if (incident && (size_t)(incident - p->incidents) < s->incident_count) {
		uint32_t row = (uint32_t)(incident - p->incidents);
		s->named[row]++;
		if (!same_cause(p, w, incident))
			add_other(s, p, w, row, down_us);
	} else if (!incident && s->incidents && sign_is_without_incident(p, w, s->exempt)) {
		add_alone(s, p, w, down_us);
	}
}

size_t sign_search_account(struct sign_search *s, const struct sources *sources, size_t i, uint32_t tenant)
{
	const struct platform *p = source_platform(sources, i);
	const struct period *d = source_period(sources, i);
	size_t windows = 0;

	s->exempt = source_terms(sources, i, tenant, s->span)->availability_exempt;
	for (uint32_t w = d->first[tenant]; w != INDEX_NONE; w = d->windows[w].next, windows++)
		look_at(s, p, &d->windows[w]);
	return windows;
}

/* --- what was found ------------------------------------------------------ */

static struct suspect *add(struct suspects *out, enum sign sign, const struct heap *h)
{
	MEM_GROW(out->list, out->count, out->capacity);
	struct suspect *one = &out->list[out->count++];
	*one = (struct suspect){.sign = (uint8_t)sign, .service = SERVICE_COUNT, .row = INDEX_NONE, .tenant = INDEX_NONE};
	if (!h)
		return one;
	one->windows = h->windows;
	one->accounts = h->accounts;
	one->at_us = h->first_us;
	one->down_us = h->down_us;
	one->amount = h->windows;
	one->cause_word = h->word;
	one->tenant = h->accounts == 1 ? h->tenant : INDEX_NONE;
	one->outage_id = h->windows == 1 ? h->outage_id : 0;
	return one;
}

/* From its opening to recovery, else to its closing, else to the moment. */
static bool touches(const struct sign_search *s, const struct incident *i, int64_t *from, int64_t *to)
{
	int64_t end = i->recovered_at <= s->moment_us ? i->recovered_at : i->closed_at;

	*from = i->opened_at;
	*to = end <= s->moment_us ? end : s->moment_us;
	if (i->opened_at >= s->moment_us || i->opened_at >= s->span.end_us)
		return false;
	return *to > s->span.start_us || i->opened_at >= s->span.start_us;
}

static void end_incidents(struct sign_search *s, const struct platform *p, struct suspects *out)
{
	int64_t from, to;

	for (uint32_t row = 0; row < s->incident_count && row < p->incident_count; row++) {
		const struct incident *i = &p->incidents[row];
		if (i->voided || i->faulty || s->named[row] || !touches(s, i, &from, &to))
			continue;
		struct suspect *one = add(out, SIGN_NO_WINDOWS, NULL);
		one->row = row;
		one->at_us = from;
		one->amount = one->down_us = to > from ? to - from : 0;
	}
}

static void end_others(struct sign_search *s, struct suspects *out)
{
	for (size_t n = 0; n < s->other_count; n++) {
		struct suspect *one = add(out, SIGN_OTHER_CAUSE, &s->others[n].heap);
		one->row = s->others[n].incident;
		one->cause = s->others[n].cause;
		if (one->cause == CAUSE_UNKNOWN)
			one->cause_word = cause_names[CAUSE_UNKNOWN];
	}
}

static void end_upkeeps(struct sign_search *s, const struct platform *p, struct suspects *out)
{
	for (size_t n = 0; n < s->upkeeps.count; n++) {
		if (!s->fell[n].windows)
			continue;
		struct suspect *one = add(out, SIGN_UNNAMED, &s->fell[n]);
		one->row = s->upkeeps.list[n].row;
		one->at_us = p->maintenance[one->row].w.starts_at;
	}
}

static int by_kind_and_time(const void *a, const void *b)
{
	const struct large *x = a, *y = b;

	if (x->service != y->service)
		return x->service < y->service ? -1 : 1;
	if (x->cause != y->cause)
		return x->cause < y->cause ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* Slots that adjoin. An account that is in two of them counts in both. */
static uint32_t add_run(struct sign_search *s, const struct large *run, size_t count, struct suspects *out)
{
	struct heap sum = s->slots[run->place].heap;

	for (size_t n = 1; n < count; n++) {
		const struct heap *h = &s->slots[run[n].place].heap;
		sum.windows += h->windows;
		sum.accounts += h->accounts;
		sum.down_us += h->down_us;
	}
	struct suspect *one = add(out, SIGN_NO_INCIDENT, &sum);
	one->service = run->service;
	one->cause = run->cause;
	one->began = (struct span){run->number * GROUP_START_US, (run[count - 1].number + 1) * GROUP_START_US};
	return sum.windows;
}

static void end_alone(struct sign_search *s, struct suspects *out)
{
	uint32_t listed[SERVICE_COUNT][CAUSE_COUNT] = {{0}};

	if (s->large_count > 1)
		qsort(s->large, s->large_count, sizeof *s->large, by_kind_and_time);
	for (size_t from = 0, to; from < s->large_count; from = to) {
		const struct large *run = &s->large[from];
		for (to = from + 1; to < s->large_count; to++)
			if (s->large[to].service != run->service || s->large[to].cause != run->cause ||
			    s->large[to].number != run->number + (int64_t)(to - from))
				break;
		listed[run->service][run->cause] += add_run(s, run, to - from, out);
	}
	for (int service = 0; service < SERVICE_COUNT; service++)
		for (int cause = 0; cause < CAUSE_COUNT; cause++) {
			const struct heap *h = &s->alone[service][cause];
			if (h->windows == listed[service][cause])
				continue;
			struct suspect *one = add(out, SIGN_NO_INCIDENT, h);
			one->service = (uint8_t)service;
			one->cause = (uint8_t)cause;
		}
}

void sign_search_end(struct sign_search *s, const struct sources *sources, size_t i, struct suspects *out)
{
	const struct platform *p = source_platform(sources, i);

	if (s->incidents && source_period(sources, i)) {
		if (!sources->scope.enterprise_no)
			end_incidents(s, p, out);
		end_others(s, out);
		end_alone(s, out);
	}
	end_upkeeps(s, p, out);
	forget(s);
}
