/* Years of accounts: what their months before one come to. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/store/history.h"

void past_year_release(struct past_year *y)
{
	free(y->accounts);
	free(y->events);
	free(y->begins);
	*y = (struct past_year){0};
}

void years_release(struct history *h)
{
	for (size_t i = 0; i < HISTORY_YEARS; i++)
		past_year_release(&h->years[i].year);
}

size_t years_memory(const struct history *h)
{
	size_t sum = 0;

	for (size_t i = 0; i < HISTORY_YEARS; i++)
		sum += h->years[i].year.account_count * sizeof *h->years[i].year.accounts +
		       h->years[i].year.event_capacity * sizeof *h->years[i].year.events;
	return sum;
}

uint64_t platform_past_changes(const struct platform *p, int first_month, int month)
{
	uint64_t sum = 0;

	for (int m = first_month; m < month; m++)
		sum += platform_changes(p, COMMITMENT_AVAILABILITY, m);
	return sum;
}

static bool is_of(const struct kept_year *k, int month, int64_t as_of, bool as_known)
{
	return k->has && k->month == month && k->as_of == as_of && k->as_known == as_known;
}

const struct past_year *platform_past_year(struct platform *p, int month, int64_t as_of, bool as_known, int first_month,
					   const int *begins)
{
	struct history *h = &p->own->history;

	for (size_t i = 0; i < HISTORY_YEARS; i++) {
		struct kept_year *k = &h->years[i];
		if (!is_of(k, month, as_of, as_known))
			continue;
		k->used = ++h->uses;
		if (k->epoch != p->epoch || k->changes != platform_past_changes(p, first_month, month) ||
		    memcmp(k->year.begins, begins, agreement_code_count(p->agreement) * sizeof *begins) != 0)
			return NULL;
		return &k->year;
	}
	return NULL;
}

void platform_keep_year(struct platform *p, int month, int64_t as_of, bool as_known, uint64_t changes, struct past_year *y)
{
	struct history *h = &p->own->history;
	struct kept_year *place = &h->years[0];

	for (size_t i = 1; i < HISTORY_YEARS; i++)
		if (!is_of(place, month, as_of, as_known) &&
		    (is_of(&h->years[i], month, as_of, as_known) || h->years[i].used < place->used))
			place = &h->years[i];
	past_year_release(&place->year);
	*place = (struct kept_year){.month = month, .as_of = as_of, .as_known = as_known, .has = true, .epoch = p->epoch,
				    .changes = changes, .used = ++h->uses, .year = *y};
	*y = (struct past_year){0};
}
