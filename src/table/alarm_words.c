/* Alarms in words, and what they are listed by. */
#include <inttypes.h>

#include "slatop/base/mem.h"
#include "table/alarm_private.h"

static const char *const tier_words[TIER_RANKS] = {"diamond", "platinum", "gold", "silver", "bronze", NULL, NULL};

const struct alarm_sums *alarm_shown(const struct alarm *a)
{
	return a->holds ? &a->sums : &a->most;
}

int alarm_tier_rank(const struct alarm *a)
{
	const struct alarm_sums *sums = alarm_shown(a);
	int rank = 0;

	while (rank < ALARM_TIERS && !sums->tiers[rank])
		rank++;
	return rank;
}

int alarm_severity(const struct alarm *a)
{
	bool few = a->kind == ALARM_COUNTING && alarm_shown(a)->accounts < ALARM_MANY;

	return alarm_kinds[a->kind].severity + few;
}

const char *alarm_tier(const struct alarm *a)
{
	int rank = alarm_tier_rank(a);

	return rank < TIER_RANKS ? tier_words[rank] : NULL;
}

const char *alarm_state(const struct alarm *a)
{
	return !a->holds ? "cleared" : a->acknowledged_at ? "acknowledged" : "raised";
}

/* What waits for somebody comes before what does not, then the worst, then the
 * best tier. */
int64_t alarm_weight(const struct alarm *a)
{
	int state = !a->holds ? 2 : a->acknowledged_at ? 1 : 0;

	return (state * 10 + alarm_severity(a)) * 1000 + a->kind * 10 + alarm_tier_rank(a);
}

int64_t alarm_time(const struct store *s, const struct alarm *a, int64_t at)
{
	return at && a->platform < s->count ? alarm_time_of(s->platforms[a->platform], at) : TIME_NONE;
}

/* --- words -------------------------------------------------------------------------- */

static const char *name_of(const struct platform *p)
{
	return p->name && *p->name ? p->name : p->code;
}

static void add_group(const struct platform *p, const struct alarm *a, struct buf *out)
{
	const struct outage_group_key *g = &a->group;
	uint32_t row = g->incident_id ? idmap_find(&p->incident_by_id, g->incident_id) : IDMAP_NONE;

	if (row != IDMAP_NONE && p->incidents[row].title && *p->incidents[row].title)
		buf_add_text(out, p->incidents[row].title);
	else if (g->incident_id)
		buf_addf(out, "incident %" PRId64, g->incident_id);
	else
		buf_addf(out, "%s%s%s", g->service < SERVICE_COUNT ? service_names[g->service] : "service",
			 g->cause == CAUSE_NONE ? "" : " ",
			 g->cause == CAUSE_NONE || g->cause == CAUSE_OTHER ? "" : cause_names[g->cause]);
}

static void add_link(const struct platform *p, const struct alarm *a, struct buf *out)
{
	uint32_t row = idmap_find(&p->link_by_id, a->link_id);

	if (row == IDMAP_NONE)
		buf_addf(out, "link %" PRId32, a->link_id);
	else if (p->links[row].name && *p->links[row].name)
		buf_add_text(out, p->links[row].name);
	else
		buf_addf(out, "%s %" PRId32, p->links[row].carrier, a->link_id);
}

void alarm_what(const struct store *s, const struct alarm *a, struct buf *out)
{
	const struct platform *p = s->platforms[a->platform];

	switch (a->subject) {
	case ALARM_OF_OUTAGES: add_group(p, a, out); break;
	case ALARM_OF_LINK: add_link(p, a, out); break;
	case ALARM_OF_CLAIMS: buf_add_text(out, "claims about to lapse"); break;
	default: buf_addf(out, "replica of %s", name_of(p)); break;
	}
}

static void add_since(const struct alarm *a, const struct value_style *style, struct buf *out)
{
	struct value v = {.type = VALUE_TIME, .i = a->since};

	if (a->since == TIME_NONE)
		return;
	buf_add_text(out, " since ");
	value_show(out, value_format_find("time"), &v, style);
}

static void add_count(struct buf *out, const char *before, uint32_t number, const char *words)
{
	buf_add_text(out, before);
	value_grouped(out, number);
	buf_add_text(out, words);
}

static void add_accounts(const struct alarm *a, struct buf *out)
{
	const struct alarm_sums *sums = alarm_shown(a);
	int rank = alarm_tier_rank(a);

	add_count(out, ": ", sums->accounts, sums->accounts == 1 ? " account" : " accounts");
	if (rank < TIER_OTHER) {
		add_count(out, " (", sums->tiers[rank], " ");
		buf_addf(out, "%s)", tier_words[rank]);
	}
}

static void add_kind(const struct alarm *a, const struct value_style *style, struct buf *out)
{
	const struct alarm_sums *sums = alarm_shown(a);
	struct value breach = {.type = VALUE_TIME, .i = sums->first_breach};

	if (a->kind == ALARM_BREACHED)
		add_count(out, ", ", sums->breached, " breached");
	else if (a->kind == ALARM_AT_RISK)
		add_count(out, ", ", sums->at_risk, " at risk");
	else
		buf_addf(out, ", %s", alarm_kinds[a->kind].words);
	if (sums->first_breach == TIME_NONE)
		return;
	buf_add_text(out, a->kind == ALARM_BREACHED ? "; next breach " : "; first breach ");
	value_show(out, value_format_find("time"), &breach, style);
}

/* Of the first of them; the line does not say how many days that is, which would
 * change while nobody looks. */
static void add_last_day(const struct alarm *a, const struct value_style *style, struct buf *out)
{
	struct value v = {.type = VALUE_DATE};

	if (a->last_day == TIME_NONE)
		return;
	v.i = (a->last_day + calendar_offset(style->calendar, a->last_day) * USEC) / DAY_US;
	buf_add_text(out, ", the first on ");
	value_show(out, value_format_find("date"), &v, style);
}

void alarm_line(const struct store *s, const struct alarm *a, const struct value_style *style, struct buf *out)
{
	bool outages = a->subject == ALARM_OF_OUTAGES, claims = a->subject == ALARM_OF_CLAIMS;

	alarm_what(s, a, out);
	if (a->subject == ALARM_OF_REPLICA)
		buf_add_text(out, " lost");
	else if (!claims && (!outages || !a->group.incident_id))
		buf_add_text(out, " down");
	if (a->subject != ALARM_OF_REPLICA)
		buf_addf(out, ", %s", name_of(s->platforms[a->platform]));
	if (outages || claims)
		add_accounts(a, out);
	if (claims)
		add_last_day(a, style, out);
	add_since(a, style, out);
	if (outages)
		add_kind(a, style, out);
}
