/* What accounts add to alarms: each account that moved is taken out of those it
 * was in, looked at, and put into those it is in now. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/alarm_private.h"
#include "table/window_rows.h"

#define ACCOUNTS_A_LOOK 64

/* --- groups ------------------------------------------------------------------- */

static struct group_id id_of(const void *owner, uint32_t place)
{
	const struct alarm *alarm = &((const struct alarms *)owner)->list[place];

	return (struct group_id){alarm->platform, alarm->group};
}

void alarm_table_init(struct alarms *a)
{
	a->groups.owner = a;
	a->groups.id_of = id_of;
}

void alarm_table_again(struct alarms *a)
{
	a->table_old = false;
	group_table_clear(&a->groups);
	for (uint32_t i = 0; i < a->count; i++)
		if (a->list[i].id && a->list[i].subject == ALARM_OF_OUTAGES)
			group_table_add(&a->groups, i);
}

/* A crash is one group, asked for a hundred thousand times. */
static bool is_last(const struct alarms *a, uint32_t platform, const struct outage_group_key *key)
{
	const struct alarm *last = a->last < a->count ? &a->list[a->last] : NULL;

	return last && last->id && last->subject == ALARM_OF_OUTAGES && last->platform == platform &&
	       group_takes(&last->group, key);
}

/* before: the alarm that the account was in, INDEX_NONE. One without an incident
 * goes on in that of the incident that its windows are put under. */
static uint32_t alarm_of(struct alarms *a, uint32_t platform, const struct outage_group_key *key, uint32_t before)
{
	struct group_id id = {platform, *key};
	struct alarm made = {.platform = platform, .subject = ALARM_OF_OUTAGES, .since = TIME_NONE};

	if (is_last(a, platform, key))
		return a->last;
	a->last = group_table_find(&a->groups, &id);
	if (a->last != INDEX_NONE)
		return a->last;
	if (before != INDEX_NONE && key->incident_id && a->list[before].holds &&
	    !a->list[before].group.incident_id) {
		made.raised_at = a->list[before].raised_at;
		made.acknowledged_at = a->list[before].acknowledged_at;
		a->list[before].moved_on = true;
	}
	group_table_reach(&a->groups, &id);
	made.group = id.key;
	a->last = alarm_add(a, &made);
	group_table_add(&a->groups, a->last);
	return a->last;
}

/* --- shares --------------------------------------------------------------------- */

static void count(struct alarm_sums *sums, const struct share *s, int sign)
{
	sums->accounts += (uint32_t)sign;
	sums->pending += s->flags & SHARE_PENDING ? (uint32_t)sign : 0;
	sums->counting += s->flags & SHARE_COUNTING ? (uint32_t)sign : 0;
	sums->at_risk += s->flags & SHARE_AT_RISK ? (uint32_t)sign : 0;
	sums->breached += s->flags & SHARE_BREACHED ? (uint32_t)sign : 0;
	sums->tiers[s->tier] += (uint32_t)sign;
	sums->seats += sign * (int64_t)s->seats;
}

static void put_in(struct alarms *a, struct followed *f, const struct share *share)
{
	struct alarm *alarm = &a->list[share->alarm];
	uint32_t place = f->free;

	if (place) {
		f->free = f->shares[place - 1].next;
	} else {
		MEM_GROW(f->shares, f->share_count, f->share_capacity);
		place = (uint32_t)++f->share_count;
	}
	f->shares[place - 1] = *share;
	f->shares[place - 1].next = f->heads[share->tenant];
	f->heads[share->tenant] = place;
	count(&alarm->sums, share, 1);
	if (share->breach < alarm->sums.first_breach)
		alarm->sums.first_breach = share->breach;
	alarm_touch(a, share->alarm);
}

/* Takes an account out of all; returns an alarm that it was in, INDEX_NONE. */
static uint32_t take_out(struct alarms *a, struct followed *f, uint32_t tenant)
{
	uint32_t before = INDEX_NONE;

	for (uint32_t at = f->heads[tenant], next; at; at = next) {
		struct share *s = &f->shares[at - 1];
		struct alarm *alarm = &a->list[s->alarm];
		next = s->next;
		before = s->alarm;
		count(&alarm->sums, s, -1);
		if (s->breach != TIME_NONE && s->breach == alarm->sums.first_breach)
			alarm->stale = a->stale_any = true;
		alarm_touch(a, s->alarm);
		*s = (struct share){.next = f->free};
		f->free = at;
	}
	f->heads[tenant] = 0;
	return before;
}

/* Once a second and only where such an account left: a pass over those that are
 * down. */
void alarm_freshen(struct alarms *a, int64_t now)
{
	if (!a->stale_any || (a->freshened_at && now - a->freshened_at < USEC))
		return;
	a->stale_any = false;
	a->freshened_at = now;
	for (size_t i = 0; i < a->count; i++)
		if (a->list[i].stale)
			a->list[i].sums.first_breach = TIME_NONE;
	for (size_t p = 0; p < a->followed_count; p++)
		for (size_t i = 0; i < a->followed[p].share_count; i++) {
			const struct share *s = &a->followed[p].shares[i];
			struct alarm *alarm = &a->list[s->alarm];
			if (s->flags && alarm->stale && s->breach < alarm->sums.first_breach)
				alarm->sums.first_breach = s->breach;
		}
	for (size_t i = 0; i < a->count; i++)
		a->list[i].stale = false;
	a->generation++;
}

/* --- one account ------------------------------------------------------------------ */

struct look {
	struct alarms *a;
	uint32_t platform;
	const struct platform *p;
	const struct period *d;
	uint32_t tenant;
	int64_t moment;
	struct availability verdict;
};

/* The account's share in the group of a window; one for each group. */
static struct share *share_for(struct look *l, const struct window *w)
{
	struct alarms *a = l->a;
	struct group_id id = {l->platform, window_group(l->p, w)};

	for (size_t i = 0; i < a->found_count; i++)
		if (group_takes(&a->keys[i], &id.key))
			return &a->found[i];
	uint32_t place = group_table_find(&a->groups, &id);
	if (place == INDEX_NONE)
		group_table_reach(&a->groups, &id);
	else
		id.key = a->list[place].group;
	if (a->found_count == a->found_capacity) {
		a->found_capacity = a->found_capacity ? a->found_capacity * 2 : 16;
		a->found = mem_resize(a->found, a->found_capacity, sizeof *a->found);
		a->keys = mem_resize(a->keys, a->found_capacity, sizeof *a->keys);
	}
	a->keys[a->found_count] = id.key;
	a->found[a->found_count] = (struct share){.tenant = l->tenant, .breach = w->started_at};
	return &a->found[a->found_count++];
}

/* Until the share is whole its breach is the start of its first window. */
static void found(struct look *l, const struct window *w, unsigned flags)
{
	struct share *s = share_for(l, w);

	s->flags |= (uint8_t)flags;
	if (w->started_at < s->breach)
		s->breach = w->started_at;
}

static bool is_open(const struct look *l, const struct window *w)
{
	return !w->voided && !w->faulty && w->started_at < l->moment && w->ended_at > l->moment;
}

/* Where all that is open does the same, the verdict says so; this is what a crash
 * is made of. */
static void find_alike(struct look *l, const struct terms *t)
{
	unsigned flags = l->verdict.open_counted ? SHARE_COUNTING : SHARE_PENDING;

	for (uint32_t n = l->d->first[l->tenant]; n != INDEX_NONE; n = l->d->windows[n].next) {
		const struct window *w = &l->d->windows[n];
		if (is_open(l, w) && !(t->availability_exempt >> w->cause & 1))
			found(l, w, flags);
	}
}

static void find_parts(struct look *l)
{
	struct account_detail detail;

	period_account(l->p, l->d, l->tenant, l->moment, &l->a->scratch, &detail);
	for (size_t i = 0; i < detail.window_count; i++) {
		const struct window_part *part = &detail.detail.parts[i];
		const struct window *w = &l->d->windows[detail.windows[i]];
		if (part->open && part->counts)
			found(l, w, SHARE_COUNTING);
		else if (part->open && part->why == WHY_PENDING)
			found(l, w, SHARE_PENDING);
	}
	arena_reset(&l->a->scratch);
}

/* What made it worse though nothing counts now: the last window that did. */
static void find_news(struct look *l)
{
	struct account_detail detail;
	const struct window *last = NULL;
	int64_t end = INT64_MIN;

	period_account(l->p, l->d, l->tenant, l->moment, &l->a->scratch, &detail);
	for (size_t i = 0; i < detail.window_count; i++) {
		const struct window_part *part = &detail.detail.parts[i];
		if (!part->counts || part->outage_end_us <= end)
			continue;
		end = part->outage_end_us;
		last = &l->d->windows[detail.windows[i]];
	}
	if (last)
		found(l, last, SHARE_NEWS);
	arena_reset(&l->a->scratch);
}

static bool counts_now(const struct alarms *a)
{
	for (size_t i = 0; i < a->found_count; i++)
		if (a->found[i].flags & SHARE_COUNTING)
			return true;
	return false;
}

static bool is_news(const struct followed *f, uint32_t tenant)
{
	for (uint32_t at = f->heads[tenant]; at; at = f->shares[at - 1].next)
		if (f->shares[at - 1].flags & SHARE_NEWS)
			return true;
	return false;
}

static void queue_news(struct alarms *a, uint32_t platform, uint32_t tenant, int64_t now)
{
	MEM_GROW(a->news, a->news_count, a->news_capacity);
	a->news[a->news_count++] = (struct news){now + ALARM_NEWS_US, platform, tenant, a->followed[platform].serial};
}

/* What is said of the account where its outage counts, or it is news. A promise
 * that was broken before is not broken by this. */
static void finish(const struct look *l, struct share *s)
{
	const struct tenant *t = &l->p->tenants[l->tenant];
	int64_t from = s->breach;

	s->seats = t->seats > 0 ? t->seats : 0;
	s->tier = (uint8_t)tier_rank(t->tier);
	s->breach = TIME_NONE;
	if (!(s->flags & (SHARE_COUNTING | SHARE_NEWS)))
		return;
	if (l->verdict.status == STATUS_AT_RISK)
		s->flags |= SHARE_AT_RISK;
	if (l->verdict.status == STATUS_BREACHED &&
	    (s->flags & SHARE_NEWS || (l->verdict.breached_at != TIME_NONE && l->verdict.breached_at >= from)))
		s->flags |= SHARE_BREACHED;
	if (s->flags & SHARE_COUNTING)
		s->breach = l->verdict.breach_eta;
}

static void look_at(struct look *l)
{
	const struct agreement *agreement = l->p->agreement;
	const struct terms *t = agreement_terms_at(
		agreement, l->p->tenants[l->tenant].code_index,
		calendar_month_number(agreement_calendar(agreement), l->d->span.start_us));

	period_verdict(l->p, l->d, l->tenant, l->moment, &l->verdict);
	if (!l->verdict.open_counted && !l->verdict.open_pending)
		return;
	if (t->web_down_when != WEB_DOWN_BOTH && !(l->verdict.open_counted && l->verdict.open_pending))
		find_alike(l, t);
	else
		find_parts(l);
}

/* news: it became worse, or is news already. */
static void update(struct alarms *a, uint32_t i, struct look *l, bool news, bool queue, int64_t now)
{
	struct followed *f = &a->followed[i];

	a->found_count = 0;
	look_at(l);
	news = news && l->verdict.status >= STATUS_AT_RISK && !counts_now(a);
	if (news)
		find_news(l);
	uint32_t before = take_out(a, f, l->tenant);
	for (size_t k = 0; k < a->found_count; k++) {
		struct share *s = &a->found[k];
		s->alarm = alarm_of(a, i, &a->keys[k], before);
		if (s->breach < a->list[s->alarm].since)
			a->list[s->alarm].since = s->breach;
		finish(l, s);
		put_in(a, f, s);
	}
	if (news && queue)
		queue_news(a, i, l->tenant, now);
}

bool alarm_end_news(struct alarms *a, const struct store *s, int64_t now, int64_t deadline_us)
{
	for (size_t done = 1; a->news_first < a->news_count; done++) {
		struct news n = a->news[a->news_first];
		if (n.until > now)
			break;
		a->news_first++;
		struct followed *f = &a->followed[n.platform];
		struct look l = {a, n.platform, s->platforms[n.platform], f->period, n.tenant, TIME_NONE, {0}};
		l.moment = platform_moment(l.p, now);
		if (n.serial == f->serial && f->built && l.moment != TIME_NONE)
			update(a, n.platform, &l, false, false, now);
		if (done % ACCOUNTS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	if (a->news_first == a->news_count)
		a->news_first = a->news_count = 0;
	return false;
}

/* --- a sub-platform ----------------------------------------------------------------- */

void alarm_follow_release(struct followed *f)
{
	free(f->heads);
	free(f->shares);
}

/* Forgets what each account added: what is there is found again. Alarms stay. */
static void start(struct alarms *a, struct followed *f, uint32_t i, const struct platform *p, struct period *d)
{
	for (uint32_t k = 0; k < a->count; k++) {
		struct alarm *alarm = &a->list[k];
		if (!alarm->id || alarm->platform != i || alarm->subject != ALARM_OF_OUTAGES)
			continue;
		alarm->sums = (struct alarm_sums){.first_breach = TIME_NONE};
		alarm_touch(a, k);
	}
	if (f->heads)
		memset(f->heads, 0, f->head_count * sizeof *f->heads);
	f->share_count = f->free = 0;
	f->serial++;
	f->built = false;
	f->period = d;
	f->epoch = p->epoch;
	f->span_start = d->span.start_us;
	if (a->follows)
		period_watch(d);
}

static void take(struct alarms *a, const struct platform *p, uint32_t i, const struct moved_account *m, int64_t now)
{
	struct followed *f = &a->followed[i];
	struct look l = {a, i, p, f->period, m->tenant, m->moment_us, {0}};

	if (m->tenant >= f->head_count) {
		size_t count = p->tenant_capacity;
		f->heads = mem_resize(f->heads, count, sizeof *f->heads);
		memset(f->heads + f->head_count, 0, (count - f->head_count) * sizeof *f->heads);
		f->head_count = count;
	}
	bool was = is_news(f, m->tenant);
	update(a, i, &l, m->worse || was, m->worse, now);
}

static void take_all(struct alarms *a, const struct platform *p, uint32_t i, struct period *d, int64_t now)
{
	struct moved_account m = {.moment_us = d->ticked_at};

	start(a, &a->followed[i], i, p, d);
	for (size_t k = 0; k < d->ticking_count; k++) {
		m.tenant = d->ticking[k];
		take(a, p, i, &m, now);
	}
	a->followed[i].built = true;
}

bool alarm_follow(struct alarms *a, struct platform *p, uint32_t i, int64_t now, int64_t deadline_us)
{
	struct followed *f = &a->followed[i];
	struct period *d = platform_current(p);
	struct moved_account m;

	if (!d || !d->complete || d->ticked_at == TIME_NONE) {
		f->built = false; /* until it is read again what was there stays */
		return false;
	}
	if (!a->follows) {
		take_all(a, p, i, d, now);
		return false;
	}
	if (!period_watched(d) || f->period != d || f->epoch != p->epoch || f->span_start != d->span.start_us)
		start(a, f, i, p, d);
	for (size_t done = 1; period_take_moved(d, &m); done++) {
		take(a, p, i, &m, now);
		if (done % ACCOUNTS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	f->built = true;
	return false;
}
