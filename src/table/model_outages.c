/* Outages: one row a window that is open, or that overlaps the span asked for. */
#include <stdlib.h>
#include <string.h>

#include "table/accounts.h"
#include "table/details.h"
#include "table/figures.h"
#include "table/models.h"
#include "table/window_rows.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(OUTAGE_ID, "outage_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Window", "The window's number.", \
	  NULL) \
	F(INCIDENT_ID, "incident_id", VALUE_INTEGER, FIELD_ID, "Incident", \
	  "The incident that it belongs to.", NULL) \
	F(MAINTENANCE_ID, "maintenance_id", VALUE_INTEGER, FIELD_ID, "Maint.", \
	  "The maintenance that it names.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(SERVICE, "service", VALUE_TEXT, 0, "Service", "The service that is down.", NULL) \
	F(CAUSE, "cause", VALUE_TEXT, 0, "Cause", "Why; none where nobody has said.", NULL) \
	F(STARTED_AT, "started_at", VALUE_TIME, 0, "Since", "When it began.", NULL) \
	F(ENDED_AT, "ended_at", VALUE_TIME, 0, "Ended", "When it ended; none while it is open.", NULL) \
	F(OPEN, "open", VALUE_BOOL, T, "Open", "Whether it is open at the moment.", NULL) \
	F(ELAPSED, "elapsed_s", VALUE_DURATION, T, "Elapsed", "Its length so far, not cut to the span.", \
	  NULL) \
	F(COUNTS, "counts", VALUE_BOOL, T, "Counts", "Whether its outage passed the threshold of 4.1.", \
	  NULL) \
	F(COUNTS_AT, "counts_at", VALUE_TIME, T, "Counts at", \
	  "When its outage begins to count, or began to.", NULL) \
	F(COUNTED, "counted_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Counted", \
	  "What of it is unavailable time in the span; an instant shared with another window is the " \
	  "earlier one's.", \
	  NULL) \
	F(ACCOUNTABLE, "accountable_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Accountable", \
	  "What of it the provider answers for, shared likewise.", NULL) \
	F(WHY, "why", VALUE_TEXT, T, "Why", "What became of it: counts, pending, short ...", "state") \
	F(TIER, "tier", VALUE_TEXT, S, "Tier", "The account's tier.", NULL) \
	F(INCIDENT_TITLE, "incident_title", VALUE_TEXT, S, "Incident", "What the incident is called.", NULL) \
	F(COUNTS_IN, "counts_in_s", VALUE_DURATION, S | T, "Counts in", "Time until it begins to count.", \
	  NULL) \
	F(CARRIER, "carrier", VALUE_TEXT, S, "Carrier", "The carrier.", NULL) \
	F(REPORT_NO, "operator_report_no", VALUE_TEXT, S, "Report", "The carrier's fault report (7).", NULL) \
	F(BUDGET, "budget", VALUE_RATIO, S | T | FIELD_EXPLAIN, "Budget", \
	  "How much of the month is used up.", "bar") \
	F(LEFT, "left_s", VALUE_DURATION, S | T | FIELD_EXPLAIN, "Left", \
	  "What is left of the allowed time.", "duration_left") \
	F(BREACH_ETA, "breach_eta", VALUE_TIME, S | FIELD_EXPLAIN, "Breach", \
	  "When the allowance will be gone if it goes on.", NULL) \
	F(PCT, "availability_pct", VALUE_PERCENT, S | T | FIELD_EXPLAIN, "Avail %", \
	  "The account's availability.", NULL) \
	F(STATUS, "status", VALUE_TEXT, S | T | FIELD_EXPLAIN, "Status", "The account's verdict.", "state") \
	F(LATER, "later", VALUE_TEXT, S | T, "Record", \
	  "Of an earlier moment: whether it was recorded, changed or ended after it.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources;
	struct window_walk walk;
	struct details *details;
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
	model_close(s);
}

struct listing {
	struct row_ref **rows;
	size_t *count, *capacity;
};

static void list(void *context, size_t platform, uint32_t window)
{
	struct listing *l = context;

	rows_add(l->rows, l->count, l->capacity, platform, window);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **out, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	struct listing l = {out, count, capacity};

	return window_walk_work(&s->walk, &s->sources, position, list, &l, deadline_us);
}

static const struct window *window_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct period *d = source_period(&s->sources, row.platform);

	if (!d || row.item >= d->window_count || d->windows[row.item].tenant >= p->tenant_count)
		return NULL;
	return &d->windows[row.item];
}

static void put_bool(struct value *out, bool is)
{
	put_int(out, is);
}

static void put_fact(const struct model_state *s, struct row_ref row, const struct window *w, size_t field,
		     struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	int64_t moment = source_moment(&s->sources, row.platform);
	bool open = w->ended_at > moment;

	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_OUTAGE_ID:
		put_int(out, w->outage_id);
		break;
	case F_INCIDENT_ID:
		put_id(out, platform_incident_id(p, w->incident));
		break;
	case F_MAINTENANCE_ID:
		put_id(out, platform_maintenance_id(p, w->maintenance));
		break;
	case F_SERVICE:
		put_text(out, window_service_word(p, w));
		break;
	case F_CAUSE:
		put_text(out, window_cause_word(p, w));
		break;
	case F_STARTED_AT:
		put_time(out, w->started_at);
		break;
	case F_ENDED_AT:
		put_time(out, open ? TIME_NONE : w->ended_at);
		break;
	case F_OPEN:
		put_bool(out, open);
		break;
	case F_ELAPSED:
		put_int(out, (open ? moment : w->ended_at) - w->started_at);
		out->null = moment == TIME_NONE;
		break;
	default:
		put_null(out);
	}
}

static void put_other(const struct model_state *s, struct row_ref row, const struct window *w, size_t field,
		      struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct tenant *t = &p->tenants[w->tenant];
	const struct incident *incident = platform_incident(p, w->incident);
	const struct window_detail *detail = platform_detail(p, w->detail);

	switch (field) {
	case F_ENTERPRISE_NO:
		put_int(out, t->enterprise_no);
		break;
	case F_NAME:
		put_text(out, t->name);
		break;
	case F_TIER:
		put_text(out, t->tier);
		break;
	case F_INCIDENT_TITLE:
		put_text(out, incident ? incident->title : NULL);
		break;
	case F_CARRIER:
		put_text(out, detail->carrier);
		break;
	case F_REPORT_NO:
		put_text(out,
			 detail->operator_report_no ? detail->operator_report_no
				 : incident         ? incident->operator_report_no
						    : NULL);
		break;
	default:
		put_null(out);
	}
}

/* What the arithmetic made of the window. */
static void put_part(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct window_part *part = details_window(s->details, &s->sources, row.platform, row.item);
	int64_t moment = source_moment(&s->sources, row.platform);

	if (!part) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_COUNTS:
		put_bool(out, part->counts);
		break;
	case F_COUNTS_AT:
		put_time(out, part->counts_at);
		break;
	case F_COUNTED:
		put_int(out, part->counted_us);
		break;
	case F_ACCOUNTABLE:
		put_int(out, part->accountable_us);
		break;
	case F_COUNTS_IN:
		put_int(out, part->counts_at - moment);
		out->null = part->why != WHY_PENDING || part->counts_at == TIME_NONE;
		break;
	default:
		put_text(out, window_why_names[part->why]);
	}
}

static void put_figure(const struct model_state *s, struct row_ref row, const struct window *w, size_t field,
		       struct value *out)
{
	struct availability v;

	source_verdict(&s->sources, row.platform, w->tenant, &v);
	switch (field) {
	case F_BUDGET:
		figure_put(out, FIGURE_RATIO, &v);
		break;
	case F_LEFT:
		put_int(out, v.allowed_us - v.unavailable_us);
		out->null = v.status == STATUS_NO_DATA;
		break;
	case F_BREACH_ETA:
		figure_put(out, FIGURE_BREACH_ETA, &v);
		break;
	case F_PCT:
		figure_put(out, FIGURE_PCT, &v);
		break;
	default:
		figure_put(out, FIGURE_STATUS, &v);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct window *w = window_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !w)
		put_null(out);
	else if (field == F_LATER)
		put_later(out, period_later(source_period(&s->sources, row.platform), w));
	else if ((field >= F_COUNTS && field <= F_WHY) || field == F_COUNTS_IN)
		put_part(s, row, field, out);
	else if (field >= F_BUDGET)
		put_figure(s, row, w, field, out);
	else if (field == F_ENTERPRISE_NO || field == F_NAME || field >= F_TIER)
		put_other(s, row, w, field, out);
	else
		put_fact(s, row, w, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct window *w = window_of(s, row);

	return (struct row_key){row.platform, w ? w->outage_id : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct window *w = window_of(s, row);

	if (w)
		account_enter(s, (struct row_ref){row.platform, w->tenant}, scope);
}

const struct model model_outages = {
	.name = "outages",
	.help = "The outage windows that are open; with a month or span all that overlap it. Of one maintenance "
		"those that name it; unnamed: those open meanwhile that do not. unclaimed: those without an incident.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-elapsed_s,outage_id",
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
	.wheres = "unnamed unclaimed",
};
