/* The tracker of alarms: which there are, how they are raised and cleared, and
 * the bell. What accounts do to them is in alarm_accounts.c. */
#include "slatop/table/alarms.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/alarm_private.h"

#define LINKS_AGAIN_US (INT64_C(200) * 1000) /* links are looked at no more often */

_Static_assert(ALARM_TIERS == TIER_RANKS, "an alarm counts every tier");

/* --- the kinds ------------------------------------------------------------- */

static bool holds_breached(const struct alarm *a) { return a->sums.breached; }
static bool holds_at_risk(const struct alarm *a) { return a->sums.at_risk; }
static bool holds_counting(const struct alarm *a) { return a->sums.counting; }
static bool holds_down(const struct alarm *a) { return a->sums.pending >= ALARM_MANY; }
static bool holds_on(const struct alarm *a) { return a->on; }

const struct alarm_kind_info alarm_kinds[ALARM_KIND_COUNT] = {
	[ALARM_BREACHED] = {"breached", "breached",
			    "An outage broke the promise of accounts (4.1). Clears when none of them is down any more.",
			    ALARM_OF_OUTAGES, 1, holds_breached},
	[ALARM_REPLICA_LOST] = {"replica_lost", "replica lost",
				"A replica that was live does not answer for 5 s. Clears when it is live again.",
				ALARM_OF_REPLICA, 2, holds_on},
	[ALARM_AT_RISK] = {"at_risk", "at risk",
			   "An outage has used up most of what accounts may lose (4.1). Clears when it is over.",
			   ALARM_OF_OUTAGES, 2, holds_at_risk},
	[ALARM_COUNTING] = {"counting", "counting",
			    "Outage windows began to count (4.1). Clears when none that counts is open.",
			    ALARM_OF_OUTAGES, 2, holds_counting},
	[ALARM_LAPSING] = {"lapsing", "about to lapse",
			   "Accounts are eligible for compensation, have not applied, and their days to do so run out "
			   "(6, compensation.at_risk_days). Clears when they have applied, or are too late.",
			   ALARM_OF_CLAIMS, 3, holds_on},
	[ALARM_LINK_DOWN] = {"link_down", "link down", "A BGP link is down (4.2). Clears when it is up.",
			     ALARM_OF_LINK, 3, holds_on},
	[ALARM_DOWN] = {"down", "not counting yet",
			"Ten accounts or more are down by one cause and do not count yet. Clears when they are up.",
			ALARM_OF_OUTAGES, 3, holds_down},
};

/* --- life -------------------------------------------------------------------- */

struct alarms *alarms_create(bool follows)
{
	struct alarms *a = mem_zero(1, sizeof *a);

	a->follows = follows;
	a->lapses = lapses_create(follows);
	arena_init(&a->scratch);
	alarm_table_init(a);
	return a;
}

void alarms_destroy(struct alarms *a)
{
	if (!a)
		return;
	lapses_destroy(a->lapses);
	for (size_t i = 0; i < a->followed_count; i++)
		alarm_follow_release(&a->followed[i]);
	free(a->followed);
	free(a->list);
	free(a->free);
	free(a->touched);
	free(a->news);
	free(a->found);
	free(a->keys);
	group_table_release(&a->groups);
	arena_release(&a->scratch);
	free(a);
}

uint64_t alarms_generation(const struct alarms *a)
{
	return a->generation;
}

size_t alarms_places(const struct alarms *a)
{
	return a->count;
}

const struct alarm *alarms_at(const struct alarms *a, size_t place)
{
	return place < a->count && a->list[place].id && a->list[place].seen ? &a->list[place] : NULL;
}

/* --- raising and clearing ------------------------------------------------------ */

uint32_t alarm_add(struct alarms *a, const struct alarm *made)
{
	uint32_t place = (uint32_t)a->count;

	if (a->free_count) {
		place = a->free[--a->free_count];
	} else {
		MEM_GROW(a->list, a->count, a->capacity);
		a->count++;
	}
	a->list[place] = *made;
	a->list[place].id = ++a->last_id;
	a->list[place].sums.first_breach = a->list[place].most.first_breach = TIME_NONE;
	return place;
}

void alarm_touch(struct alarms *a, uint32_t place)
{
	if (a->list[place].touched)
		return;
	a->list[place].touched = true;
	MEM_GROW(a->touched, a->touched_count, a->touched_capacity);
	a->touched[a->touched_count++] = place;
}

/* Those that are there when a sub-platform is read for the first time ring once
 * for all of them. */
static void ask_for_bell(struct alarms *a, const struct followed *f)
{
	if (f->was_built) {
		a->bell_due = true;
	} else if (!a->rung_at_start) {
		a->rung_at_start = a->bell_due = true;
	}
}

static void raise(struct alarms *a, struct alarm *alarm, int64_t now)
{
	bool inherited = !alarm->seen && alarm->raised_at; /* it goes on under another name */

	alarm->holds = alarm->seen = true;
	alarm->cleared_at = 0;
	alarm->changed_at = now;
	if (inherited)
		return;
	alarm->raised_at = now;
	alarm->acknowledged_at = 0;
	alarm->most = alarm->sums;
	ask_for_bell(a, &a->followed[alarm->platform]);
}

static void drop(struct alarms *a, uint32_t place)
{
	a->table_old |= a->list[place].subject == ALARM_OF_OUTAGES;
	a->cleared -= a->list[place].seen && !a->list[place].holds;
	a->list[place] = (struct alarm){0};
	MEM_GROW(a->free, a->free_count, a->free_capacity);
	a->free[a->free_count++] = place;
	a->generation++;
}

static void judge(struct alarms *a, uint32_t place, int64_t now)
{
	struct alarm *alarm = &a->list[place];
	bool shown = alarm->seen && !alarm->holds;
	int kind = 0;

	while (kind < ALARM_KIND_COUNT &&
	       !(alarm_kinds[kind].subject == alarm->subject && alarm_kinds[kind].holds(alarm)))
		kind++;
	if (kind < ALARM_KIND_COUNT) {
		if (!alarm->holds) {
			raise(a, alarm, now);
			a->cleared -= shown;
		} else if (alarm->kind != kind) {
			alarm->changed_at = now;
		}
		alarm->kind = (uint8_t)kind;
		if (alarm->sums.accounts >= alarm->most.accounts)
			alarm->most = alarm->sums;
	} else if (alarm->holds && alarm->moved_on && !alarm->sums.accounts) {
		drop(a, place);
	} else if (alarm->holds) {
		alarm->holds = false;
		alarm->cleared_at = alarm->changed_at = now;
		a->cleared++;
	} else if (!alarm->seen && !alarm->sums.accounts) {
		drop(a, place);
	}
	a->generation++;
}

/* Those of a sub-platform that is read anew wait for the end of that. */
static void judge_touched(struct alarms *a, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < a->touched_count; i++) {
		uint32_t place = a->touched[i];
		struct alarm *alarm = &a->list[place];
		if (!alarm->id)
			continue;
		if (alarm->subject != ALARM_OF_REPLICA && !a->followed[alarm->platform].built) {
			a->touched[kept++] = place;
			continue;
		}
		alarm->touched = false;
		judge(a, place, now);
	}
	a->touched_count = kept;
}

static void expire(struct alarms *a, int64_t now)
{
	for (uint32_t i = 0; i < a->count && a->cleared; i++) {
		struct alarm *alarm = &a->list[i];
		if (!alarm->id || !alarm->seen || alarm->holds || alarm->touched ||
		    now - alarm->cleared_at < ALARM_STAYS_US)
			continue;
		if (!alarm->sums.accounts) {
			drop(a, i);
			continue;
		}
		alarm->seen = false; /* accounts are down, too few for an alarm */
		alarm->raised_at = alarm->acknowledged_at = 0;
		a->cleared--;
		a->generation++;
	}
}

/* --- links and replicas -------------------------------------------------------- */

static uint32_t find_single(const struct alarms *a, uint32_t platform, enum alarm_subject subject, int32_t link)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (a->list[i].id && a->list[i].platform == platform && a->list[i].subject == subject &&
		    a->list[i].link_id == link)
			return i;
	return INDEX_NONE;
}

static void set_on(struct alarms *a, uint32_t platform, enum alarm_subject subject, int32_t link, int64_t since)
{
	uint32_t place = find_single(a, platform, subject, link);

	if (place == INDEX_NONE)
		place = alarm_add(a, &(struct alarm){.platform = platform, .subject = (uint8_t)subject,
						     .link_id = link});
	struct alarm *alarm = &a->list[place];
	if (alarm->on && alarm->since == since)
		return;
	alarm->on = true;
	alarm->since = since;
	alarm_touch(a, place);
}

static void set_off(struct alarms *a, uint32_t place)
{
	if (!a->list[place].on)
		return;
	a->list[place].on = false;
	alarm_touch(a, place);
}

/* "One down is an alarm" (4.2) is said of the BGP links. */
static bool link_is_down(const struct link *l)
{
	return !l->voided && !l->up && !strcmp(l->kind, "bgp");
}

static void sense_links(struct alarms *a, const struct platform *p, uint32_t i, int64_t now)
{
	struct followed *f = &a->followed[i];

	if (!f->built || f->links_seen == p->generation ||
	    (f->links_at && now - f->links_at < LINKS_AGAIN_US))
		return;
	f->links_seen = p->generation;
	f->links_at = now;
	for (size_t k = 0; k < p->link_count; k++)
		if (link_is_down(&p->links[k]))
			set_on(a, i, ALARM_OF_LINK, p->links[k].link_id,
			       time_shown(p->links[k].since));
	for (uint32_t k = 0; k < a->count; k++) {
		const struct alarm *alarm = &a->list[k];
		if (!alarm->id || alarm->platform != i || alarm->subject != ALARM_OF_LINK)
			continue;
		uint32_t row = idmap_find(&p->link_by_id, alarm->link_id);
		if (row == IDMAP_NONE || !link_is_down(&p->links[row]))
			set_off(a, k);
	}
}

/* Attempts to reach it again, and what is read then, end nothing: it is back when
 * it is live. */
static void sense_replica(struct alarms *a, const struct platform *p, uint32_t i, int64_t now)
{
	struct followed *f = &a->followed[i];

	switch (p->status.state) {
	case REPLICA_LIVE: case REPLICA_STALE: case REPLICA_NO_TIME:
		f->was_live = true;
		f->gone_at = 0;
		break;
	case REPLICA_LOST: case REPLICA_REFUSED: case REPLICA_DISCONNECTED:
		if (f->was_live && !f->gone_at)
			f->gone_at = now;
		break;
	default: break;
	}
	if (f->gone_at && now - f->gone_at >= ALARM_LOST_US) {
		if (!f->gone_utc)
			f->gone_utc = alarm_time_of(p, f->gone_at);
		set_on(a, i, ALARM_OF_REPLICA, 0, f->gone_utc);
	} else if (!f->gone_at) {
		uint32_t place = find_single(a, i, ALARM_OF_REPLICA, 0);
		f->gone_utc = 0;
		if (place != INDEX_NONE)
			set_off(a, place);
	}
}

/* --- claims -------------------------------------------------------------------- */

static void sense_claims(struct alarms *a, uint32_t i)
{
	uint64_t generation;
	const struct lapse_sums *found = lapses_sums(a->lapses, i, &generation);
	uint32_t place = find_single(a, i, ALARM_OF_CLAIMS, 0);

	if (a->followed[i].claims_seen == generation)
		return;
	a->followed[i].claims_seen = generation;
	if (place == INDEX_NONE && !found->accounts)
		return;
	if (place == INDEX_NONE)
		place = alarm_add(a, &(struct alarm){.platform = i, .subject = ALARM_OF_CLAIMS, .since = TIME_NONE});
	struct alarm *alarm = &a->list[place];
	alarm->sums = (struct alarm_sums){.accounts = found->accounts, .seats = found->seats, .first_breach = TIME_NONE};
	memcpy(alarm->sums.tiers, found->tiers, sizeof alarm->sums.tiers);
	alarm->on = found->accounts > 0;
	if (alarm->on)
		alarm->last_day = found->last_day;
	alarm_touch(a, place);
}

bool alarms_watch_claims(struct alarms *a, const struct model_scope *scope, int64_t now, int64_t deadline_us)
{
	bool left = false;

	for (size_t i = 0; i < scope->store->count; i++)
		if (scope->platform < 0 || (size_t)scope->platform == i)
			left |= lapses_work(a->lapses, scope, i, now, deadline_us);
	return left;
}

uint64_t alarms_claims_generation(const struct alarms *a)
{
	return lapses_generation(a->lapses);
}

bool alarms_claims_known(const struct alarms *a, const struct model_scope *scope)
{
	for (size_t i = 0; i < scope->store->count; i++)
		if ((scope->platform < 0 || (size_t)scope->platform == i) && !lapses_ready(a->lapses, scope, i))
			return false;
	return true;
}

/* --- work ------------------------------------------------------------------------- */

bool alarms_work(struct alarms *a, const struct store *s, int64_t now, int64_t deadline_us)
{
	bool left = false;

	if (s->count > a->followed_count) {
		a->followed = mem_resize(a->followed, s->count, sizeof *a->followed);
		memset(a->followed + a->followed_count, 0,
		       (s->count - a->followed_count) * sizeof *a->followed);
		a->followed_count = s->count;
	}
	for (uint32_t i = 0; i < s->count; i++) {
		left |= alarm_follow(a, s->platforms[i], i, now, deadline_us);
		sense_links(a, s->platforms[i], i, now);
		sense_replica(a, s->platforms[i], i, now);
		sense_claims(a, i);
	}
	left |= alarm_end_news(a, s, now, deadline_us);
	judge_touched(a, now);
	for (size_t i = 0; i < a->followed_count; i++)
		a->followed[i].was_built |= a->followed[i].built;
	expire(a, now);
	if (a->table_old)
		alarm_table_again(a);
	alarm_freshen(a, now);
	return left;
}

bool alarms_acknowledge(struct alarms *a, int64_t id, int64_t now)
{
	for (size_t i = 0; i < a->count; i++) {
		struct alarm *alarm = &a->list[i];
		if (!id || alarm->id != id || !alarm->seen || !alarm->holds || alarm->acknowledged_at)
			continue;
		alarm->acknowledged_at = now;
		a->generation++;
		return true;
	}
	return false;
}

bool alarms_take_bell(struct alarms *a, int64_t now)
{
	bool due = a->bell_due && (!a->rung_at || now - a->rung_at >= ALARM_BELL_US);

	a->bell_due = false;
	if (due)
		a->rung_at = now;
	return due;
}

const struct alarm *alarms_first(const struct alarms *a, size_t *count)
{
	const struct alarm *first = NULL;

	*count = 0;
	for (size_t i = 0; a && i < a->count; i++) {
		const struct alarm *alarm = alarms_at(a, i);
		if (!alarm || !alarm->holds || alarm->acknowledged_at)
			continue;
		++*count;
		if (!first || alarm_weight(alarm) < alarm_weight(first) ||
		    (alarm_weight(alarm) == alarm_weight(first) &&
		     alarm->sums.accounts > first->sums.accounts))
			first = alarm;
	}
	return first;
}
