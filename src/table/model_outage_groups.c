/* Outage groups: what is down, one row a cause, however many accounts it hit. */
#include <stdlib.h>
#include <string.h>

#include "table/accounts.h"
#include "table/details.h"
#include "table/field.h"
#include "table/groups.h"
#include "table/models.h"
#include "table/window_rows.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(SINCE, "since", VALUE_TIME, FIELD_KEY, "Since", "When its first window began.", NULL) \
	F(ELAPSED, "elapsed_s", VALUE_DURATION, T, "Elapsed", \
	  "Time since then; to its end where it has ended.", NULL) \
	F(SERVICE, "service", VALUE_TEXT, FIELD_KEY, "Service", \
	  "The service that is down, and how many others.", NULL) \
	F(CAUSE, "cause", VALUE_TEXT, FIELD_KEY, "Cause", "The cause, and how many others.", NULL) \
	F(INCIDENT_ID, "incident_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Incident", "The incident.", \
	  NULL) \
	F(TITLE, "title", VALUE_TEXT, 0, "Incident", "What the incident is called.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, T, "Accounts", "Accounts that it hit.", NULL) \
	F(COUNTING, "counting", VALUE_INTEGER, T, "Counting", "Accounts whose outage counts.", NULL) \
	F(PENDING, "pending", VALUE_INTEGER, T, "Pending", "Accounts whose outage does not count yet.", \
	  NULL) \
	F(COUNTS_AT, "counts_at", VALUE_TIME, T, "Counts at", \
	  "When the next pending outage begins to count.", NULL) \
	F(BREACH, "breach", VALUE_TIME, T, "Breach", \
	  "The earliest breach among its accounts, if it goes on.", NULL) \
	F(TIER, "tier", VALUE_TEXT, 0, "Tier", "The best tier among its accounts.", NULL) \
	F(TIER_ACCOUNTS, "tier_accounts", VALUE_INTEGER, T, "of tier", "Accounts of that tier.", NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, T, "Windows", "Its outage windows.", NULL) \
	F(OPEN, "open", VALUE_BOOL, T, "Open", "Whether one of them is open.", NULL) \
	F(TIER_RANK, "tier_rank", VALUE_INTEGER, S, "#", "Place of that tier, 0 the best.", NULL) \
	F(COUNTS_IN, "counts_in_s", VALUE_DURATION, S | T, "Counts in", \
	  "Time until the next begins to count.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL) \
	F(SEVERITY, "severity", VALUE_INTEGER, S, "Sev.", "The incident's severity, 1 the worst.", NULL) \
	F(STATE, "state", VALUE_TEXT, S | T, "State", "counts, pending, or neither.", "state")

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources;
	struct window_walk walk;
	struct details *details;
	struct groups groups;
	/* The account that the pass is at. */
	size_t platform;
	uint32_t tenant;
	struct availability verdict;
	bool both;       /* its agreement wants both web halves down */
	unsigned exempt; /* causes that never count */
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, true);

	s->details = details_create();
	return s;
}

static void close_(struct model_state *s)
{
	window_walk_release(&s->walk);
	details_destroy(s->details);
	groups_release(&s->groups);
	model_close(s);
}

static void enter_account(struct model_state *s, size_t platform, uint32_t tenant)
{
	const struct terms *terms;

	if (s->platform == platform && s->tenant == tenant)
		return;
	s->platform = platform;
	s->tenant = tenant;
	source_verdict(&s->sources, platform, tenant, &s->verdict);
	terms = source_terms(&s->sources, platform, tenant, s->sources.span);
	s->both = terms->web_down_when == WEB_DOWN_BOTH;
	s->exempt = terms->availability_exempt;
}

/* Whether a window counts, and if it does not yet, when it will. An account all
 * of whose open windows count is told by its verdict, without its parts: what a
 * crash with a hundred thousand accounts is made of. */
static bool window_counts(struct model_state *s, size_t platform, uint32_t index, const struct window *w,
			  int64_t *counts_at)
{
	const struct window_part *part;

	*counts_at = TIME_NONE;
	if (!s->sources.scope.span_given) {
		if (s->exempt >> w->cause & 1)
			return false;
		if (!s->both && s->verdict.open_counted && !s->verdict.open_pending)
			return true;
	}
	part = details_window(s->details, &s->sources, platform, index);
	if (part && part->why == WHY_PENDING)
		*counts_at = part->counts_at;
	return part && part->counts;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void add_facts(struct group_sums *sums, const struct platform *p, const struct window *w,
		      int64_t moment)
{
	int64_t end = earlier(w->ended_at, moment);

	if (!sums->windows)
		sums->cause_word = window_cause_word(p, w);
	sums->windows++;
	sums->since = earlier(sums->since, w->started_at);
	sums->until = end > sums->until ? end : sums->until;
	sums->open |= w->ended_at > moment;
	sums->services |= 1u << w->service;
	sums->causes |= 1u << w->cause;
	sums->incident = w->incident;
}

static void add_window(void *context, size_t platform, uint32_t index)
{
	struct model_state *s = context;
	const struct platform *p = source_platform(&s->sources, platform);
	const struct window *w = &source_period(&s->sources, platform)->windows[index];
	struct outage_group_key key = window_group(p, w);
	struct group_sums *sums = &groups_get(&s->groups, (uint32_t)platform, &key)->adding;
	int64_t counts_at;

	enter_account(s, platform, w->tenant);
	add_facts(sums, p, w, source_moment(&s->sources, platform));
	sums->judged |= !(s->exempt >> w->cause & 1);
	if (sums->last != w->tenant) {
		sums->last = w->tenant;
		sums->accounts++;
		group_add_tier(sums, p->tenants[w->tenant].tier);
	}
	if (window_counts(s, platform, index, w, &counts_at)) {
		sums->counting += sums->last_counting != w->tenant;
		sums->last_counting = w->tenant;
		sums->breach = earlier(sums->breach, s->verdict.breach_eta);
	} else if (counts_at != TIME_NONE) {
		sums->pending += sums->last_pending != w->tenant;
		sums->last_pending = w->tenant;
		sums->counts_at = earlier(sums->counts_at, counts_at);
	}
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	if (*position == 0) {
		groups_begin(&s->groups);
		s->tenant = INDEX_NONE;
	}
	if (window_walk_work(&s->walk, &s->sources, position, add_window, s, deadline_us))
		return true;
	groups_end(&s->groups);
	for (size_t i = 0; i < s->groups.count; i++)
		if (s->groups.list[i].shown.windows)
			rows_add(list, count, capacity, s->groups.list[i].platform, (uint32_t)i);
	return false;
}

static const struct group *group_of(const struct model_state *s, struct row_ref row)
{
	const struct group *group = row.item < s->groups.count ? &s->groups.list[row.item] : NULL;

	return group && group->shown.windows && source_platform(&s->sources, group->platform) ? group : NULL;
}

static void put_times(const struct model_state *s, const struct group *group, size_t field, struct value *out)
{
	const struct group_sums *sums = &group->shown;
	int64_t moment = source_moment(&s->sources, group->platform);

	switch (field) {
	case F_SINCE:
		put_time(out, sums->since);
		break;
	case F_ELAPSED:
		put_int(out, (sums->open && moment != TIME_NONE ? moment : sums->until) - sums->since);
		break;
	case F_COUNTS_AT:
		put_time(out, sums->counts_at);
		break;
	case F_COUNTS_IN:
		put_int(out, sums->counts_at > moment ? sums->counts_at - moment : 0);
		out->null = sums->counts_at == TIME_NONE || moment == TIME_NONE;
		break;
	default:
		put_time(out, sums->breach);
	}
}

static void put_counts(const struct group *group, size_t field, struct value *out)
{
	const struct group_sums *sums = &group->shown;

	switch (field) {
	case F_ACCOUNTS:
		put_int(out, sums->accounts);
		break;
	case F_COUNTING:
		put_int(out, sums->counting);
		break;
	case F_PENDING:
		put_int(out, sums->pending);
		break;
	case F_TIER_ACCOUNTS:
		put_int(out, sums->tier_accounts);
		out->null = !sums->tier;
		break;
	case F_TIER_RANK:
		put_int(out, sums->tier_rank);
		break;
	case F_WINDOWS:
		put_int(out, sums->windows);
		break;
	default:
		put_int(out, sums->open);
	}
}

static void put_texts(const struct model_state *s, const struct group *group, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, group->platform);
	const struct incident *incident = platform_incident(p, group->shown.incident);

	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_PLATFORM_NAME:
		put_text(out, p->name);
		break;
	case F_SERVICE:
		put_text(out, group->service);
		break;
	case F_CAUSE:
		put_text(out, *group->cause ? group->cause : NULL);
		break;
	case F_INCIDENT_ID:
		put_id(out, group->key.incident_id);
		break;
	case F_TITLE:
		put_text(out, incident ? incident->title : NULL);
		break;
	case F_SEVERITY:
		put_int(out, incident ? incident->severity : 0);
		out->null = !incident;
		break;
	case F_TIER:
		put_text(out, group->shown.tier);
		break;
	default:
		put_text(out, group->shown.counting  ? "counts"
			      : group->shown.pending ? "pending"
			      : group->shown.judged  ? "short"
						     : "exempt");
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct group *group = group_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !group) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_SINCE:
	case F_ELAPSED:
	case F_COUNTS_AT:
	case F_COUNTS_IN:
	case F_BREACH:
		put_times(s, group, field, out);
		break;
	case F_ACCOUNTS:
	case F_COUNTING:
	case F_PENDING:
	case F_TIER_ACCOUNTS:
	case F_TIER_RANK:
	case F_WINDOWS:
	case F_OPEN:
		put_counts(group, field, out);
		break;
	default:
		put_texts(s, group, field, out);
	}
}

/* Incidents have numbers above 0; what has none is told apart by the rest. */
static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct group *group = row.item < s->groups.count ? &s->groups.list[row.item] : NULL;

	if (!group)
		return (struct row_key){row.platform, 0, 0};
	if (group->key.incident_id)
		return (struct row_key){row.platform, group->key.incident_id, INT64_MIN};
	return (struct row_key){row.platform, group->key.service << 8 | group->key.cause,
				group->key.started_at};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct group *group = group_of(s, row);

	if (!group)
		return;
	scope->platform = (int)group->platform;
	scope->incident_id = group->key.incident_id;
	scope->group = group->key;
	scope->group_given = true;
}

const struct model model_outage_groups = {
	.name = "outage_groups",
	.help = "The live outages grouped by incident, else by service, cause and start.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "tier_rank,-accounts,since",
	.beside = "incident",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
};
