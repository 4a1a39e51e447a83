/* Sums of months behind, and what makes them void. */
#include "slatop/store/history.h"

#include <stdlib.h>

#include "store/private.h"

struct past_month {
	int month;
	int64_t as_of, only_account;
	bool as_known;
	uint64_t used; /* order of use, for dropping */
	uint32_t epoch;
	struct past of[COMMITMENT_COUNT];
	uint64_t changes[COMMITMENT_COUNT];
	struct past_effects effects[2]; /* as it looks from later months, and at its own end */
	uint64_t effect_changes[2];
	bool has_effects[2];
};

void past_effects_release(struct past_effects *e)
{
	free(e->list);
	free(e->accounts);
	*e = (struct past_effects){0};
}

static void empty(struct past_month *m)
{
	past_effects_release(&m->effects[0]);
	past_effects_release(&m->effects[1]);
	*m = (struct past_month){0};
}

void history_release(struct history *h)
{
	for (size_t i = 0; i < h->count; i++) {
		empty(h->list[i]);
		free(h->list[i]);
	}
	free(h->list);
	years_release(h);
	*h = (struct history){0};
}

size_t history_memory(const struct history *h)
{
	size_t sum = h->capacity * sizeof *h->list + h->count * sizeof **h->list + years_memory(h);

	for (size_t i = 0; i < h->count; i++)
		for (int k = 0; k < 2; k++)
			sum += h->list[i]->effects[k].count * sizeof *h->list[i]->effects[k].list +
			       h->list[i]->effects[k].account_count * sizeof *h->list[i]->effects[k].accounts;
	return sum;
}

/* --- changes ------------------------------------------------------------- */

/* Whether an instant lies in what a month's verdicts are made of, beside the month. */
static bool in_margin(const struct platform *p, int month, int64_t at_us)
{
	const struct calendar *c = agreement_calendar(p->agreement);
	const struct span span = {calendar_month_start(c, month), calendar_month_start(c, month + 1)};

	for (unsigned i = 0; i < agreement_code_count(p->agreement); i++) {
		struct span margin = availability_margin(agreement_terms_at(p->agreement, i, month), c, span);
		if (at_us >= margin.start_us && at_us <= margin.end_us)
			return true;
	}
	return false;
}

/* What goes on reaches into the month that runs, and no further. */
static int latest_month(const struct platform *p, int first)
{
	const struct period *current = platform_current(p);
	const struct calendar *c = agreement_calendar(p->agreement);
	int latest = current ? calendar_month_number(c, current->span.start_us) : first + HISTORY_CHANGES / 2;

	return latest < first ? first : latest;
}

/* Numbers share a place after HISTORY_CHANGES months: then more is void than need
 * be. Nothing is noted before somebody asks what changed. */
void history_touch(struct platform *p, int64_t from_us, int64_t to_us)
{
	const struct calendar *c = agreement_calendar(p->agreement);
	struct history *h = &p->own->history;
	int first, last, latest;

	if (!h->asked)
		return;
	if (time_infinite(from_us) || from_us == TIME_NONE) { /* no row of a month: it may have touched any */
		for (size_t i = 0; i < HISTORY_CHANGES; i++)
			h->changes[i]++;
		return;
	}
	first = calendar_month_number(c, from_us);
	last = latest = latest_month(p, first);
	if (!time_infinite(to_us) && to_us != TIME_NONE && calendar_month_number(c, to_us) < latest)
		last = calendar_month_number(c, to_us);
	if (from_us - calendar_month_start(c, first) < DAY_US && in_margin(p, first - 1, from_us))
		first--;
	if (last < latest && calendar_month_start(c, last + 1) - to_us < DAY_US && in_margin(p, last + 1, to_us))
		last++;
	for (int m = first; m <= last && m < first + HISTORY_CHANGES; m++)
		h->changes[(unsigned)m % HISTORY_CHANGES]++;
}

static int months_behind(const struct platform *p, enum commitment c, int month)
{
	int64_t longest = 0;

	for (unsigned i = 0; c == COMMITMENT_RELIABILITY && i < agreement_code_count(p->agreement); i++) {
		int64_t days = agreement_terms_at(p->agreement, i, month)->reliability_look_back_days;
		longest = days > longest ? days : longest;
	}
	return longest / 28 + 1 < HISTORY_CHANGES ? (int)(longest / 28) + 1 : HISTORY_CHANGES - 1;
}

uint64_t platform_changes(const struct platform *p, enum commitment c, int month)
{
	uint64_t sum = 0;
	int behind = c == COMMITMENT_RELIABILITY ? months_behind(p, c, month) : 0;

	p->own->history.asked = true;
	for (int m = month - behind; m <= month; m++)
		sum += p->own->history.changes[(unsigned)m % HISTORY_CHANGES];
	return sum;
}

/* --- what is kept -------------------------------------------------------- */

static struct past_month *find(struct history *h, int month, int64_t as_of, bool as_known, int64_t only_account)
{
	for (size_t i = 0; i < h->count; i++) {
		struct past_month *m = h->list[i];
		if (m->month == month && m->as_of == as_of && m->as_known == as_known &&
		    m->only_account == only_account) {
			m->used = ++h->uses;
			return m;
		}
	}
	return NULL;
}

const struct past_month *platform_past(struct platform *p, int month, int64_t as_of, bool as_known,
				       int64_t only_account)
{
	return find(&p->own->history, month, as_of, as_known, only_account);
}

const struct past *past_of(const struct platform *p, const struct past_month *m, enum commitment c,
			   int64_t moment_us, int64_t max_age_us)
{
	const struct past *past = m ? &m->of[c] : NULL;

	if (!past || past->state == PAST_NONE || m->epoch != p->epoch)
		return NULL;
	if (past->state == PAST_FAILED && max_age_us > 60 * USEC)
		max_age_us = 60 * USEC;
	if (max_age_us != INT64_MAX && moment_us - past->moment_us >= max_age_us)
		return NULL;
	if (max_age_us == INT64_MAX && m->changes[c] != platform_changes(p, c, m->month))
		return NULL;
	return past;
}

/* Room for one more: a new one, or that used longest ago. */
static struct past_month *make_room(struct history *h)
{
	size_t oldest = 0;

	if (h->count < PAST_MONTHS) {
		MEM_GROW(h->list, h->count, h->capacity);
		return h->list[h->count++] = mem_zero(1, sizeof **h->list);
	}
	for (size_t i = 1; i < h->count; i++)
		if (h->list[i]->used < h->list[oldest]->used)
			oldest = i;
	empty(h->list[oldest]);
	return h->list[oldest];
}

static struct past_month *to_keep(struct platform *p, int month, int64_t as_of, bool as_known, int64_t only_account)
{
	struct history *h = &p->own->history;
	struct past_month *m = find(h, month, as_of, as_known, only_account);

	if (!m)
		m = make_room(h);
	if (m->epoch != p->epoch)
		empty(m);
	m->month = month;
	m->as_of = as_of;
	m->as_known = as_known;
	m->only_account = only_account;
	m->epoch = p->epoch;
	m->used = ++h->uses;
	return m;
}

void platform_keep_past(struct platform *p, enum commitment c, int month, int64_t as_of, bool as_known,
			int64_t only_account, uint64_t changes, const struct past *past)
{
	struct past_month *m = to_keep(p, month, as_of, as_known, only_account);

	m->of[c] = *past;
	m->changes[c] = changes;
}

/* --- effects of incidents ------------------------------------------------ */

const struct past_effects *platform_past_effects(struct platform *p, int month, int64_t as_of, bool as_known,
						 bool at_end, int64_t moment_us, int64_t max_age_us)
{
	const struct past_month *m = find(&p->own->history, month, as_of, as_known, 0);

	if (!m || m->epoch != p->epoch || !m->has_effects[at_end])
		return NULL;
	if (max_age_us != INT64_MAX && moment_us - m->effects[at_end].moment_us >= max_age_us)
		return NULL;
	if (max_age_us == INT64_MAX && m->effect_changes[at_end] != platform_changes(p, COMMITMENT_AVAILABILITY, month))
		return NULL;
	return &m->effects[at_end];
}

void platform_keep_effects(struct platform *p, int month, int64_t as_of, bool as_known, bool at_end, uint64_t changes,
			   struct past_effects *e)
{
	struct past_month *m = to_keep(p, month, as_of, as_known, 0);

	past_effects_release(&m->effects[at_end]);
	m->effects[at_end] = *e;
	m->effect_changes[at_end] = changes;
	m->has_effects[at_end] = true;
	*e = (struct past_effects){0};
}
