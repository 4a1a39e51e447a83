/* Months before, read for what they are to 4.2 of each account. */
#include "table/years.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/reliabilities.h"

#define ACCOUNTS_A_LOOK 64

static struct span span_of(const struct model_scope *scope, int month)
{
	return (struct span){calendar_month_start(scope->calendar, month), calendar_month_start(scope->calendar, month + 1)};
}

static int first_month(const struct years *y)
{
	return reliability_first_month(&y->scope, y->last);
}

/* --- where the look-back begins ------------------------------------------ */

/* At the moment, or the shown month's end. */
static int64_t judged_at(const struct years *y, size_t platform)
{
	int64_t end = span_of(&y->scope, y->last).end_us;
	int64_t moment = y->scope.as_of != TIME_NONE
				 ? y->scope.as_of
				 : platform_moment(y->scope.store->platforms[platform], y->scope.now);

	return moment == TIME_NONE || moment < end ? moment : end;
}

/* Of each code the month; the caller's. */
static int *find_begins(const struct years *y, size_t platform)
{
	const struct agreement *a = y->scope.store->agreement;
	int *begins = mem_zero(agreement_code_count(a) + 1, sizeof *begins);
	int64_t at = judged_at(y, platform);

	for (unsigned i = 0; i < agreement_code_count(a) && at != TIME_NONE; i++) {
		struct event_run run;
		event_run_init(&run, agreement_terms_at(a, i, y->last), at);
		begins[i] = calendar_month_number(y->scope.calendar, run.since_us);
	}
	return begins;
}

const struct past_year *years_of(const struct years *y, size_t platform)
{
	if (y->last < 0 || judged_at(y, platform) == TIME_NONE)
		return NULL;
	int *begins = find_begins(y, platform);
	const struct past_year *past = platform_past_year(y->scope.store->platforms[platform], y->last, y->scope.as_of,
							  y->scope.as_known, first_month(y), begins);
	free(begins);
	return past;
}

/* --- reading ------------------------------------------------------------- */

static void take_month(struct years *y)
{
	struct model_scope one = y->scope;

	one.month = y->month;
	one.span = span_of(&y->scope, y->month);
	one.platform = (int)y->platform;
	sources_open(&y->windows, &one, one.span, false);
	source_in_passing(&y->windows, y->platform);
	y->tenant = 0;
	y->steps++;
}

/* The sub-platform that is not read yet. */
static bool take(struct years *y)
{
	struct platform *p;
	size_t i = y->last < 0 ? y->scope.store->count : 0;

	for (; i < y->scope.store->count; i++)
		if ((y->scope.platform < 0 || (size_t)y->scope.platform == i) && judged_at(y, i) != TIME_NONE && !years_of(y, i))
			break;
	if (i >= y->scope.store->count || y->stopped)
		return false;
	p = y->scope.store->platforms[i];
	y->platform = i;
	y->month = first_month(y);
	y->changes = platform_past_changes(p, y->month, y->last);
	y->adding = (struct past_year){.begins = find_begins(y, i)};
	y->epoch = p->epoch;
	y->taken = true;
	take_month(y);
	return true;
}

static void drop(struct years *y)
{
	if (!y->taken)
		return;
	y->taken = false;
	sources_close(&y->windows);
	past_year_release(&y->adding);
	y->steps++;
}

static void make_room(struct past_year *a, size_t accounts)
{
	if (accounts <= a->account_count)
		return;
	if (!a->accounts) { /* untouched: many accounts do not cost a turn */
		a->accounts = mem_zero(accounts, sizeof *a->accounts);
		a->account_count = accounts;
		return;
	}
	a->accounts = mem_resize(a->accounts, accounts, sizeof *a->accounts);
	memset(a->accounts + a->account_count, 0, (accounts - a->account_count) * sizeof *a->accounts);
	a->account_count = accounts;
}

/* In the month in which the look-back begins, or before it, or after it. */
static void add_account(struct years *y, uint32_t tenant)
{
	const struct platform *p = source_platform(&y->windows, y->platform);
	struct account_year *account = &y->adding.accounts[tenant];
	int begins = y->adding.begins[p->tenants[tenant].code_index];
	struct span *list;
	size_t n = reliability_failures(&y->windows, y->platform, tenant,
					source_terms(&y->windows, y->platform, tenant, span_of(&y->scope, y->last)),
					y->windows.span, judged_at(y, y->platform), &y->scratch, &list);

	if (y->month == begins)
		account->listed = (uint32_t)y->adding.event_count;
	for (size_t i = 0; i < n; i++) {
		if (y->month > begins) {
			event_tail_add(&account->later, list[i]);
		} else if (y->month == begins) {
			MEM_GROW(y->adding.events, y->adding.event_count, y->adding.event_capacity);
			y->adding.events[y->adding.event_count++] = list[i];
			account->count++;
		} else { /* what goes on from the month before is one with it */
			account->before.start_us = account->before.end_us == list[i].start_us ? account->before.start_us
											      : list[i].start_us;
			account->before.end_us = list[i].end_us;
		}
	}
	arena_reset(&y->scratch);
}

enum progress { WAITS, LEFT, DONE };

static enum progress add_month(struct years *y, int64_t deadline_us)
{
	const struct period *d = source_period(&y->windows, y->platform);
	const struct platform *p = source_platform(&y->windows, y->platform);

	if (!d || p->tenant_count > d->tenant_capacity)
		return WAITS;
	make_room(&y->adding, p->tenant_count);
	while (y->tenant < p->tenant_count) {
		add_account(y, y->tenant);
		if (++y->tenant % ACCOUNTS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return LEFT;
	}
	return DONE;
}

bool years_work(struct years *y, int64_t deadline_us)
{
	if (y->taken && y->epoch != y->scope.store->platforms[y->platform]->epoch)
		drop(y); /* loaded anew: other accounts stand in these places */
	while (y->taken || take(y)) {
		enum progress progress = add_month(y, deadline_us);
		if (progress != DONE)
			return progress == LEFT;
		if (++y->month < y->last) {
			sources_close(&y->windows);
			take_month(y);
		} else {
			platform_keep_year(y->scope.store->platforms[y->platform], y->last, y->scope.as_of, y->scope.as_known,
					   y->changes, &y->adding);
			y->kept++;
			drop(y);
		}
		if (clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

/* --- as others see it ---------------------------------------------------- */

void years_open(struct years *y, const struct model_scope *scope)
{
	int month = calendar_month_number(scope->calendar, scope->span.start_us);
	struct span whole = span_of(scope, month);
	bool is_month = whole.start_us == scope->span.start_us && whole.end_us == scope->span.end_us;

	*y = (struct years){.scope = *scope, .last = is_month ? month : -1};
}

void years_close(struct years *y)
{
	drop(y);
	arena_release(&y->scratch);
}

void years_advance(struct years *y, const struct model_scope *scope)
{
	y->scope = *scope;
	if (!y->taken)
		return;
	struct model_scope one = *scope;
	one.month = y->month;
	one.span = y->windows.span;
	one.platform = (int)y->platform;
	sources_advance(&y->windows, &one, one.span);
}

bool years_complete(const struct years *y)
{
	bool complete = !y->taken;

	for (size_t i = 0; complete && y->last >= 0 && i < y->scope.store->count; i++)
		complete = (y->scope.platform >= 0 && (size_t)y->scope.platform != i) || years_of(y, i);
	return y->stopped || complete;
}

bool years_stop(struct years *y, bool stop)
{
	if (y->stopped == stop || (stop && years_complete(y)))
		return false;
	y->stopped = stop;
	if (stop)
		drop(y);
	y->steps++;
	return true;
}

bool years_progress(const struct years *y, struct buf *out)
{
	if (!y->taken)
		return false;
	buf_addf(out, "reading %04d-%02d, %d of %d months before", y->month / 12, y->month % 12 + 1,
		 y->month - first_month(y) + 1, y->last - first_month(y));
	return true;
}

uint64_t years_generation(const struct years *y)
{
	return y->taken ? generation_mix(y->steps, sources_generation(&y->windows)) : y->steps;
}

/* --- judging ------------------------------------------------------------- */

bool years_judge(const struct past_year *past, const struct sources *live, size_t platform, uint32_t tenant,
		 struct arena *scratch, struct reliability *out)
{
	const struct platform *p = source_platform(live, platform);
	struct span month = live->span, *list;
	const struct terms *t = source_terms(live, platform, tenant, month);
	const struct account_year *account = past && tenant < past->account_count ? &past->accounts[tenant] : NULL;
	int64_t moment = reliability_moment(live, platform, month), opened = p->tenants[tenant].opened_at;
	int64_t start = calendar_month_start(live->scope.calendar,
					     reliability_first_month(&live->scope, calendar_month_number(live->scope.calendar,
													 month.start_us)));
	struct event_run run;
	size_t n;

	if (!past || !source_period(live, platform) || moment == TIME_NONE)
		return false;
	event_run_init(&run, t, moment);
	if (account && account->before.end_us)
		event_run_add(&run, account->before);
	for (uint32_t i = 0; account && i < account->count; i++)
		event_run_add(&run, past->events[account->listed + i]);
	if (account)
		event_run_add_tail(&run, &account->later);
	n = reliability_failures(live, platform, tenant, t, month, moment, scratch, &list);
	for (size_t i = 0; i < n; i++)
		event_run_add(&run, list[i]);
	reliability_judge(t, &run, opened < start ? start : opened, out);
	return true;
}
