/* Months behind: read one after the other, added up, dropped. */
#include "table/trend.h"

#include <string.h>

#include "slatop/base/mem.h"
#include "table/compensations.h"
#include "table/outcome_words.h"
#include "table/reliabilities.h"
#include "table/trend_own.h"

#define ACCOUNTS_A_LOOK 256
#define CLAUSE_AGE_US (60 * USEC)

int trend_month(const struct trend *t, int k)
{
	return t->last - (TREND_MONTHS - 1) + k;
}

const struct terms *trend_terms(const struct trend *t, int month)
{
	const struct model_scope *scope = &t->scope;
	size_t i;
	uint32_t tenant;

	if (scope->enterprise_no && sources_find_account(&t->year, &i, &tenant))
		return source_terms(&t->year, i, tenant, trend_span(scope, month));
	return agreement_terms_at(scope->store->agreement, 0, month);
}

/* --- what is known ------------------------------------------------------- */

static int64_t account_of_scope(const struct trend *t, enum commitment c)
{
	return outcome_of_platform(c, &t->scope) ? 0 : t->scope.enterprise_no;
}

/* What the store knows of a month; fresh: of one that runs only what is new enough. What
 * is older is shown, and read again, but it is not missing: else a month that takes
 * longer than that to be added up would never be complete. */
static const struct past *find_past(const struct trend *t, size_t i, enum commitment c, int month, bool fresh)
{
	struct platform *p = source_platform(&t->year, i);
	int64_t moment = t->scope.as_of != TIME_NONE ? t->scope.as_of : platform_moment(p, t->scope.now);
	bool runs = t->scope.as_of == TIME_NONE && moment < trend_span(&t->scope, month).end_us;
	bool windows = c == COMMITMENT_AVAILABILITY || c == COMMITMENT_COMPENSATION;

	return past_of(p, platform_past(p, month, t->scope.as_of, t->scope.as_known, account_of_scope(t, c)), c, moment,
		       !runs ? INT64_MAX : !fresh ? INT64_MAX - 1 : windows ? WINDOWS_AGE_US : CLAUSE_AGE_US);
}

/* A sub-platform without the scope's account has nothing to tell. */
static bool concerns(const struct trend *t, size_t i)
{
	return !t->scope.enterprise_no || source_account(&t->year, i) != INDEX_NONE;
}

static bool is_own(const struct trend *t, enum commitment c)
{
	return c == COMMITMENT_RELIABILITY ? t->scope.enterprise_no || trend_wants_effects(t)
					   : c == COMMITMENT_AVAILABILITY && t->scope.enterprise_no;
}

/* Whether there is anything to know at all. */
static bool has_figure(const struct trend *t, enum commitment c)
{
	return (c == COMMITMENT_AVAILABILITY && t->scope.period) || is_own(t, c) || (clause_find(c) && t->scope.summary);
}

void trend_cell(const struct trend *t, enum commitment c, int k, struct trend_cell *out)
{
	*out = (struct trend_cell){0};
	if (t->last < 0)
		return;
	if (is_own(t, c)) {
		*out = t->own[k][c == COMMITMENT_RELIABILITY];
		return;
	}
	out->known = true;
	if (!has_figure(t, c))
		return;
	for (size_t i = sources_next(&t->year, 0); i < t->scope.store->count; i = sources_next(&t->year, i + 1)) {
		const struct past *past = concerns(t, i) ? find_past(t, i, c, trend_month(t, k), false) : NULL;
		if (!concerns(t, i))
			continue;
		out->known = out->known && past;
		out->failed = out->failed || (past && past->state == PAST_FAILED);
		if (past) {
			rollup_join(&out->rollup, &past->rollup);
			out->broken += past->broken;
		}
	}
}

const char *trend_word(enum commitment c, const struct terms *t, const struct trend_cell *cell)
{
	struct outcome o;

	if (!cell->known || cell->failed)
		return "unread";
	if (!cell->rollup.accounts)
		return "absent";
	outcome_of_rollup(&cell->rollup, c, t, &o);
	return verdict_names[o.verdict];
}

/* --- one load at a time -------------------------------------------------- */

/* 6 comes with the windows; of one account 4.1 and 4.2 are known otherwise. */
static bool is_step(const struct trend *t, enum commitment c)
{
	bool wanted = t->only < 0 || t->only == (int)c || (c == COMMITMENT_AVAILABILITY && t->only == COMMITMENT_COMPENSATION);

	if (c == COMMITMENT_COMPENSATION && !t->scope.enterprise_no)
		return false;
	return wanted && !is_own(t, c) && has_figure(t, c);
}

/* Whether 6 is wanted with the windows. */
static bool with_bills(const struct trend *t, int month)
{
	bool shown = month > t->last - TREND_MONTHS && (month < t->last || t->with_last);

	return t->scope.summary && shown && (t->only < 0 || t->only == COMMITMENT_COMPENSATION);
}

static bool is_known(const struct trend *t, size_t i, enum commitment c, int month, bool fresh)
{
	if (c == COMMITMENT_AVAILABILITY && with_bills(t, month) &&
	    !find_past(t, i, COMMITMENT_COMPENSATION, month, fresh))
		return false;
	return find_past(t, i, c, month, fresh);
}

/* The next of these months, the newest first, whose windows 4.2 still wants. */
static bool find_windows(const struct trend *t, int from, int to, bool fresh, int *month, size_t *platform)
{
	for (*month = to; *month >= from; --*month)
		for (size_t i = sources_next(&t->year, 0); i < t->scope.store->count; i = sources_next(&t->year, i + 1))
			if (!reliability_effects(&t->year, i, *month, false, fresh) ||
			    (*month > t->last - TREND_MONTHS && !reliability_effects(&t->year, i, *month, true, fresh))) {
				*platform = i;
				return true;
			}
	return false;
}

/* The first month of the look-back of the oldest month that is judged. */
static int first_month(const struct trend *t)
{
	if (!trend_wants_effects(t))
		return t->last - TREND_MONTHS + 1;
	return reliability_first_month(&t->scope, trend_wants_year(t) ? t->last - TREND_MONTHS + 1 : t->last);
}

static bool find_step(const struct trend *t, bool fresh, int *month, size_t *platform, enum commitment *commitment)
{
	int back = t->with_last ? 0 : 1;
	bool effects = t->last >= 0 && trend_wants_effects(t);

	*commitment = COMMITMENT_AVAILABILITY;
	if (effects && find_windows(t, reliability_first_month(&t->scope, t->last), t->last, fresh, month, platform))
		return true;
	for (*month = t->last - back; t->last >= 0 && *month > t->last - TREND_MONTHS; --*month)
		for (size_t i = sources_next(&t->year, 0); i < t->scope.store->count; i = sources_next(&t->year, i + 1))
			for (int c = 0; concerns(t, i) && c < COMMITMENT_COUNT; c++)
				if (is_step(t, (enum commitment)c) && !is_known(t, i, (enum commitment)c, *month, fresh)) {
					*platform = i;
					*commitment = (enum commitment)c;
					return true;
				}
	*commitment = COMMITMENT_AVAILABILITY;
	return effects && trend_wants_year(t) && find_windows(t, first_month(t), t->last - TREND_MONTHS, fresh, month, platform);
}

static struct model_scope step_scope(const struct trend *t)
{
	struct model_scope one = t->scope;

	one.month = t->month;
	one.span = trend_span(&t->scope, t->month);
	one.platform = (int)t->platform;
	return one;
}

static bool with_windows(const struct trend *t)
{
	return t->commitment == COMMITMENT_AVAILABILITY;
}

/* Of the month that runs what was read is wanted again soon. */
static void mark_passing(struct trend *t)
{
	struct summary *s = held_summary(&t->held, t->platform, with_windows(t) ? COMMITMENT_COMPENSATION : t->commitment);

	if (t->month == t->last)
		return;
	if (with_windows(t))
		source_in_passing(&t->windows, t->platform);
	if (s && s->data.moment_us == TIME_NONE && s->users <= 2)
		s->passing = true;
}

static bool take_step(struct trend *t)
{
	if (t->stopped || !find_step(t, true, &t->month, &t->platform, &t->commitment))
		return false;
	struct model_scope one = step_scope(t);
	const struct platform *p = source_platform(&t->year, t->platform);
	enum commitment second = with_windows(t) ? COMMITMENT_COMPENSATION : t->commitment;

	t->taken = true;
	t->tenant = 0;
	t->plain_code = INDEX_NONE;
	memset(t->sums, 0, sizeof t->sums);
	t->changes[0] = platform_changes(p, t->commitment, t->month);
	t->changes[1] = platform_changes(p, second, t->month);
	for (int k = 0; k < 2 && with_windows(t) && trend_wants_effects(t); k++)
		effects_start(&t->effects[k], reliability_enough(&t->scope, t->month));
	if (with_windows(t))
		sources_open(&t->windows, &one, one.span, false);
	if (with_windows(t) && !with_bills(t, t->month))
		one.summary = NULL;
	held_open(&t->held, &one, (int)second);
	mark_passing(t);
	t->steps++;
	return true;
}

static void drop_step(struct trend *t)
{
	if (!t->taken)
		return;
	t->taken = false;
	held_close(&t->held);
	if (with_windows(t))
		sources_close(&t->windows);
	t->steps++;
}

static bool summary_waits(const struct trend *t, const struct summary *s)
{
	return s && !summary_complete(source_platform(&t->year, t->platform), s) && s->state != SUMMARY_LACKING &&
	       s->state != SUMMARY_FAILED;
}

static void keep(struct trend *t, enum commitment c, int which, struct past past)
{
	struct platform *p = source_platform(&t->year, t->platform);

	past.moment_us = t->scope.as_of != TIME_NONE ? t->scope.as_of : platform_moment(p, t->scope.now);
	platform_keep_past(p, c, t->month, t->scope.as_of, t->scope.as_known, account_of_scope(t, c),
			   t->changes[which], &past);
}

static enum past_state state_of(const struct summary *s, const struct platform *p)
{
	return !s || s->state == SUMMARY_LACKING ? PAST_LACKING : summary_complete(p, s) ? PAST_READ : PAST_FAILED;
}

/* 6 of one account, from its own year. */
static void keep_compensation(struct trend *t, const struct summary *s)
{
	struct span span = trend_span(&t->scope, t->month);
	struct past past = {.state = (uint8_t)state_of(s, source_platform(&t->year, t->platform))};
	uint32_t tenant = source_account(&t->year, t->platform);
	const struct platform *p = source_platform(&t->year, t->platform);
	struct arena scratch = {0};
	struct account_detail a;
	struct compensation c;
	struct outcome o;

	if (past.state == PAST_READ && tenant != INDEX_NONE && tenant_in_span(&p->tenants[tenant], span)) {
		period_account_span(p, source_period(&t->year, t->platform), tenant, span,
				    source_moment(&t->year, t->platform), &scratch, &a);
		compensation_of(&t->year, s, t->platform, tenant, &a.verdict, span, &c, NULL, NULL);
		compensation_outcome(source_terms(&t->year, t->platform, tenant, span), &c, &o);
		rollup_add(&past.rollup, &o);
		past.broken = (uint64_t)o.inputs[5];
	}
	arena_release(&scratch);
	keep(t, COMMITMENT_COMPENSATION, 1, past);
}

/* Whether it has to be waited for. */
static bool add_clause(struct trend *t)
{
	const struct platform *p = source_platform(&t->year, t->platform);
	const struct summary *s = held_summary(&t->held, t->platform, t->commitment);

	if (summary_waits(t, s))
		return true;
	if (t->commitment == COMMITMENT_COMPENSATION) {
		if (!source_period(&t->year, t->platform))
			return true;
		keep_compensation(t, s);
		return false;
	}
	struct past past = {.state = (uint8_t)state_of(s, p)};
	if (past.state == PAST_READ) {
		past.rollup = s->data.rollup;
		past.broken = s->data.violations.count;
	}
	keep(t, t->commitment, 0, past);
	return false;
}

static void judge_account(const struct trend *t, const struct summary *bills, struct outcome out[2])
{
	const struct terms *terms = source_terms(&t->windows, t->platform, t->tenant, t->windows.span);
	struct availability a;
	struct compensation c;

	source_verdict(&t->windows, t->platform, t->tenant, &a);
	outcome_availability(terms, &a, &out[0]);
	compensation_of(&t->windows, bills, t->platform, t->tenant, &a, t->windows.span, &c, NULL, NULL);
	compensation_outcome(terms, &c, &out[1]);
}

/* Those of a code that have neither a window nor a bill are all alike: a month that has nothing of most accounts
 * costs next to nothing. */
static void add_account(struct trend *t, const struct summary *bills)
{
	const struct tenant *tenant = &source_platform(&t->windows, t->platform)->tenants[t->tenant];
	bool plain = source_period(&t->windows, t->platform)->first[t->tenant] == INDEX_NONE &&
		     !(bills && t->tenant < bills->data.row_count && bills->data.rows[t->tenant].kept);
	struct outcome own[2], *o = plain ? t->plain : own;

	if (!tenant_in_span(tenant, t->windows.span))
		return;
	if (!plain || t->plain_code != tenant->code_index)
		judge_account(t, bills, o);
	if (plain)
		t->plain_code = tenant->code_index;
	rollup_add(&t->sums[0], &o[0]);
	if (bills && summary_complete(source_platform(&t->windows, t->platform), bills))
		rollup_add(&t->sums[1], &o[1]);
}

static void keep_effects(struct trend *t)
{
	struct platform *p = source_platform(&t->year, t->platform);
	int64_t moment = t->scope.as_of != TIME_NONE ? t->scope.as_of : platform_moment(p, t->scope.now);

	for (int k = 0; k < 2; k++) {
		struct past_effects e;
		effects_take(&t->effects[k], p, moment, &e);
		platform_keep_effects(p, t->month, t->scope.as_of, t->scope.as_known, k == 1, t->changes[0], &e);
	}
}

enum progress { WAITS, LEFT, DONE };

static enum progress add_windows(struct trend *t, int64_t deadline_us)
{
	const struct platform *p = source_platform(&t->windows, t->platform);
	const struct period *d = source_period(&t->windows, t->platform);
	const struct summary *bills = held_summary(&t->held, t->platform, COMMITMENT_COMPENSATION);

	if (!d || d->dirty_count || d->ticked_at == TIME_NONE || summary_waits(t, bills))
		return WAITS;
	for (; t->tenant < p->tenant_count; t->tenant++) {
		add_account(t, bills);
		if (trend_wants_effects(t))
			effects_add(&t->effects[0], &t->effects[1], &t->windows, t->platform, t->tenant);
		if (t->tenant % ACCOUNTS_A_LOOK == ACCOUNTS_A_LOOK - 1 && clock_monotonic() >= deadline_us) {
			t->tenant++;
			return LEFT;
		}
	}
	if (trend_wants_effects(t))
		keep_effects(t);
	keep(t, COMMITMENT_AVAILABILITY, 0, (struct past){.rollup = t->sums[0], .state = PAST_READ});
	if (with_bills(t, t->month))
		keep(t, COMMITMENT_COMPENSATION, 1,
		     (struct past){.rollup = t->sums[1], .broken = (uint64_t)t->sums[1].inputs[5],
				   .state = (uint8_t)state_of(bills, p)});
	return DONE;
}

static bool read_months(struct trend *t, int64_t deadline_us)
{
	while (t->taken || take_step(t)) {
		enum progress progress = with_windows(t) ? add_windows(t, deadline_us) : add_clause(t) ? WAITS : DONE;
		if (progress != DONE)
			return progress == LEFT;
		drop_step(t);
		if (clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

/* What is read is judged before anybody asks whether all is. */
bool trend_work(struct trend *t, int64_t deadline_us)
{
	if (t->last < 0)
		return false;
	return trend_judge_own(t, deadline_us) || read_months(t, deadline_us) || trend_judge_own(t, deadline_us);
}

/* --- as others see it ---------------------------------------------------- */

static int month_of(const struct model_scope *scope)
{
	int month = calendar_month_number(scope->calendar, scope->span.start_us);
	struct span whole = trend_span(scope, month);

	return whole.start_us == scope->span.start_us && whole.end_us == scope->span.end_us ? month : -1;
}

void trend_open(struct trend *t, const struct model_scope *scope, int only, bool with_last)
{
	*t = (struct trend){.scope = *scope, .last = month_of(scope), .only = only, .with_last = with_last};
	struct span year = !scope->enterprise_no ? (struct span){0, 0}
			   : t->last < 0	  ? reliability_span(scope)
						  : trend_year(scope, t->last);
	sources_open(&t->year, scope, year, true);
}

void trend_close(struct trend *t)
{
	drop_step(t);
	sources_close(&t->year);
	effects_release(&t->effects[0]);
	effects_release(&t->effects[1]);
}

void trend_advance(struct trend *t, const struct model_scope *scope)
{
	t->scope = *scope;
	sources_advance(&t->year, scope, t->year.span);
	if (!t->taken)
		return;
	struct model_scope one = step_scope(t);
	if (with_windows(t))
		sources_advance(&t->windows, &one, one.span);
	if (with_windows(t) && !with_bills(t, t->month))
		return;
	held_advance(&t->held, &one);
}

uint64_t trend_generation(const struct trend *t)
{
	uint64_t g = generation_mix(t->steps * 2 + t->stopped, t->own_generation);

	if (t->scope.enterprise_no)
		g = generation_mix(g, sources_generation(&t->year));
	if (t->taken && with_windows(t))
		g = generation_mix(g, sources_generation(&t->windows));
	return t->taken ? generation_mix(g, held_generation(&t->held)) : g;
}

/* An account that is not there has no year either. */
static bool own_complete(const struct trend *t)
{
	size_t i;
	uint32_t tenant;

	if (!t->scope.enterprise_no && trend_wants_effects(t) && trend_wants_year(t))
		return trend_own_judged(t);
	if (!t->scope.enterprise_no || !sources_find_account(&t->year, &i, &tenant))
		return sources_complete(&t->year) || !t->scope.enterprise_no;
	return source_period(&t->year, i) && t->own_done == TREND_MONTHS;
}

bool trend_complete(const struct trend *t)
{
	int month;
	size_t platform;
	enum commitment c;

	if (t->last < 0 || t->stopped)
		return true;
	return own_complete(t) && !find_step(t, false, &month, &platform, &c);
}

bool trend_stop(struct trend *t, bool stop)
{
	if (t->stopped == stop || (stop && trend_complete(t)))
		return false;
	t->stopped = stop;
	if (stop)
		drop_step(t);
	t->steps++;
	return true;
}

bool trend_progress(const struct trend *t, struct buf *out)
{
	if (t->last < 0 || !t->taken)
		return false;
	buf_addf(out, "reading %04d-%02d, %d of %d months behind", t->month / 12, t->month % 12 + 1, t->last - t->month,
		 t->last - first_month(t));
	return true;
}
