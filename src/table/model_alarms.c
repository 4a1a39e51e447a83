/* Alarms: one row each, the weightiest first. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "slatop/table/alarms.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(SEVERITY, "severity", VALUE_INTEGER, 0, "Sev.", "1 critical, 2 major, 3 minor, 4 slight.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", \
	  "raised, acknowledged (on this console only) or cleared.", "state") \
	F(KIND, "kind", VALUE_TEXT, FIELD_KEY, "Kind", \
	  "breached, replica_lost, at_risk, counting, lapsing, link_down or down (not counting yet).", "state") \
	F(WHAT, "what", VALUE_TEXT, FIELD_KEY, "What", "The incident, the service and cause, the link, or claims.", \
	  NULL) \
	F(INCIDENT_ID, "incident_id", VALUE_INTEGER, FIELD_ID | FIELD_KEY, "Incident", "The incident.", NULL) \
	F(SINCE, "since", VALUE_TIME, 0, "Since", "When what it is about began.", NULL) \
	F(ELAPSED, "elapsed_s", VALUE_DURATION, T, "Elapsed", "Time since then.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, T, "Accounts", \
	  "Accounts that are down by it, or about to lapse; of a cleared one the most that were.", NULL) \
	F(TIER, "tier", VALUE_TEXT, 0, "Tier", "The best tier among them.", NULL) \
	F(TIER_ACCOUNTS, "tier_accounts", VALUE_INTEGER, T, "of tier", "Accounts of that tier.", NULL) \
	F(COUNTING, "counting", VALUE_INTEGER, T, "Counting", "Accounts whose outage counts (4.1).", NULL) \
	F(PENDING, "pending", VALUE_INTEGER, T, "Pending", "Accounts whose outage does not count yet.", \
	  NULL) \
	F(AT_RISK, "at_risk", VALUE_INTEGER, T, "At risk", \
	  "Accounts that have used up most of what they may lose.", NULL) \
	F(BREACHED, "breached", VALUE_INTEGER, T, "Breached", "Accounts whose promise it broke.", NULL) \
	F(FIRST_BREACH, "first_breach", VALUE_TIME, T, "First breach", \
	  "The earliest breach to come among them, if it goes on.", NULL) \
	F(SEATS, "seats", VALUE_INTEGER, T, "Seats", "Seats of those accounts.", NULL) \
	F(KIND_WORDS, "kind_words", VALUE_TEXT, S, "Kind", "The kind in words.", NULL) \
	F(WORDS, "words", VALUE_TEXT, S | T, "Alarm", "What it is, in words.", NULL) \
	F(WEIGHT, "weight", VALUE_INTEGER, S, "#", "What it is listed by.", NULL) \
	F(SEVERITY_WORD, "severity_word", VALUE_TEXT, S, "Severity", "critical, major, minor or slight.", \
	  "state") \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL) \
	F(RAISED_AT, "raised_at", VALUE_TIME, S, "Raised", "When this console raised it.", NULL) \
	F(CHANGED_AT, "changed_at", VALUE_TIME, S, "Changed", "When its kind or state last changed.", NULL) \
	F(CLEARED_AT, "cleared_at", VALUE_TIME, S, "Cleared", "When it was over.", NULL) \
	F(ACKNOWLEDGED_AT, "acknowledged_at", VALUE_TIME, S, "Acknowledged", \
	  "When it was acknowledged, on this console only.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, S, "Opens", "The screen that shows it.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* A console's alarms are in its scope; who has none finds what holds now. */
struct model_state {
	struct sources sources;
	struct alarms *own; /* NULL: those of the scope are shown */
	struct buf text;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, false);

	buf_init(&s->text);
	s->own = scope->alarms ? NULL : alarms_create(false);
	return s;
}

static void close_(struct model_state *s)
{
	alarms_destroy(s->own);
	buf_release(&s->text);
	model_close(s);
}

static const struct alarms *alarms_of(const struct model_state *s)
{
	return s->own ? s->own : s->sources.scope.alarms;
}

static void advance(struct model_state *s, const struct model_scope *scope)
{
	model_advance(s, scope);
	if (s->own) /* what it reads comes from the server */
		alarms_watch_claims(s->own, scope, scope->now, INT64_MAX);
}

static bool complete(const struct model_state *s)
{
	return model_complete(s) && (!s->own || alarms_claims_known(s->own, &s->sources.scope));
}

static uint64_t generation(const struct model_state *s)
{
	if (s->own)
		return generation_mix(model_generation(s), alarms_claims_generation(s->own));
	return generation_mix(alarms_generation(alarms_of(s)), s->sources.count);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	const struct model_scope *scope = &s->sources.scope;

	(void)deadline_us; /* there are as many alarms as there are causes */
	if (s->own) {
		alarms_watch_claims(s->own, scope, scope->now, INT64_MAX);
		alarms_work(s->own, scope->store, scope->now, INT64_MAX);
	}
	for (; *position < alarms_places(alarms_of(s)); ++*position) {
		const struct alarm *a = alarms_at(alarms_of(s), *position);
		if (a && (scope->platform < 0 || (uint32_t)scope->platform == a->platform) &&
		    (!s->own || a->holds))
			rows_add(list, count, capacity, a->platform, (uint32_t)*position);
	}
	return false;
}

static void put_times(const struct model_state *s, const struct alarm *a, size_t field, struct value *out)
{
	const struct store *store = s->sources.scope.store;
	int64_t moment = source_moment(&s->sources, a->platform);

	switch (field) {
	case F_SINCE: put_time(out, a->since); break;
	case F_ELAPSED:
		if (!a->holds && a->cleared_at)
			moment = alarm_time(store, a, a->cleared_at);
		put_int(out, moment - a->since);
		out->null = a->since == TIME_NONE || moment == TIME_NONE || moment < a->since;
		break;
	case F_FIRST_BREACH: put_time(out, a->holds ? a->sums.first_breach : TIME_NONE); break;
	case F_RAISED_AT: put_time(out, alarm_time(store, a, a->raised_at)); break;
	case F_CHANGED_AT: put_time(out, alarm_time(store, a, a->changed_at)); break;
	case F_CLEARED_AT: put_time(out, alarm_time(store, a, a->cleared_at)); break;
	default: put_time(out, alarm_time(store, a, a->acknowledged_at)); break;
	}
}

static void put_counts(const struct alarm *a, size_t field, struct value *out)
{
	const struct alarm_sums *sums = alarm_shown(a);
	int rank = alarm_tier_rank(a);

	switch (field) {
	case F_SEVERITY: put_int(out, alarm_severity(a)); return;
	case F_WEIGHT: put_int(out, alarm_weight(a)); return;
	case F_INCIDENT_ID: put_id(out, a->group.incident_id); return;
	case F_ACCOUNTS: put_int(out, sums->accounts); break;
	case F_COUNTING: put_int(out, sums->counting); break;
	case F_PENDING: put_int(out, sums->pending); break;
	case F_AT_RISK: put_int(out, sums->at_risk); break;
	case F_BREACHED: put_int(out, sums->breached); break;
	case F_SEATS: put_int(out, sums->seats); break;
	default: put_int(out, rank < ALARM_TIERS ? sums->tiers[rank] : 0); break;
	}
	if (a->subject == ALARM_OF_CLAIMS && (field == F_ACCOUNTS || field == F_SEATS || field == F_TIER_ACCOUNTS)) {
		out->null = field == F_TIER_ACCOUNTS && !alarm_tier(a);
		return;
	}
	out->null = a->subject != ALARM_OF_OUTAGES || (field == F_TIER_ACCOUNTS && !alarm_tier(a));
}

static const char *opens(const struct alarm *a)
{
	switch (a->subject) {
	case ALARM_OF_OUTAGES: return "incident";
	case ALARM_OF_LINK: return "links";
	case ALARM_OF_CLAIMS: return "lapsing";
	default: return "replicas";
	}
}

static void put_texts(struct model_state *s, const struct alarm *a, size_t field, struct value *out)
{
	static const char *const severities[] = {"", "critical", "major", "minor", "slight"};
	const struct store *store = s->sources.scope.store;
	const struct value_style style = {.calendar = s->sources.scope.calendar,
					  .reference_us = source_moment(&s->sources, a->platform)};

	buf_clear(&s->text);
	switch (field) {
	case F_PLATFORM: put_text(out, store->platforms[a->platform]->code); break;
	case F_PLATFORM_NAME: put_text(out, store->platforms[a->platform]->name); break;
	case F_STATE: put_text(out, alarm_state(a)); break;
	case F_KIND: put_text(out, alarm_kinds[a->kind].name); break;
	case F_KIND_WORDS: put_text(out, alarm_kinds[a->kind].words); break;
	case F_SEVERITY_WORD: put_text(out, severities[alarm_severity(a)]); break;
	case F_TIER: put_text(out, alarm_tier(a)); break;
	case F_OPENS: put_text(out, opens(a)); break;
	default:
		if (field == F_WHAT)
			alarm_what(store, a, &s->text);
		else
			alarm_line(store, a, &style, &s->text);
		put_text(out, s->text.data);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct alarm *a = alarms_at(alarms_of(s), row.item);

	if (!value_start(out, fields, F_COUNT, field) || !a)
		put_null(out);
	else if (fields[field].type == VALUE_INTEGER)
		put_counts(a, field, out);
	else if (fields[field].type == VALUE_TEXT)
		put_texts(s, a, field, out);
	else
		put_times(s, a, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct alarm *a = alarms_at(alarms_of(s), row.item);

	return (struct row_key){row.platform, a ? a->id : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct alarm *a = alarms_at(alarms_of(s), row.item);

	if (!a)
		return;
	scope->platform = (int)a->platform;
	if (a->subject != ALARM_OF_OUTAGES)
		return;
	scope->incident_id = a->group.incident_id;
	scope->group = a->group;
	scope->group_given = true;
}

const struct model model_alarms = {
	.name = "alarms",
	.help = "What holds now, one row a cause: windows that count, accounts at risk or breached, claims about "
		"to lapse, links and replicas lost.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "weight,-accounts,since",
	.beside = "incident link",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = complete,
	.enter = enter,
};
