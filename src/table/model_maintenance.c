/* Maintenance (clause 5): what was announced, what became of it, and which
 * outages name it, or fell into it without naming it. */
#include <stdlib.h>
#include <string.h>

#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/tally.h"
#include "table/upkeeps.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ID, "maintenance_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Maint.", "The maintenance's number.", NULL) \
	F(TITLE, "title", VALUE_TEXT, 0, "Title", "What it is called.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", "coming, running, overrunning, finished or cancelled.", "state") \
	F(ANNOUNCED, "announced_at", VALUE_TIME, 0, "Announced", "When notice was given; none: never.", NULL) \
	F(STARTS, "starts_at", VALUE_TIME, 0, "Starts", "When it starts, as announced.", NULL) \
	F(ENDS, "ends_at", VALUE_TIME, 0, "Ends", "When it was to end, as announced.", NULL) \
	F(EXTENDED_TO, "extended_to", VALUE_TIME, 0, "Extended to", \
	  "What it was extended to while it ran; that exempts nothing.", NULL) \
	F(FINISHED, "finished_at", VALUE_TIME, T, "Finished", "When it was over.", NULL) \
	F(CANCELLED, "cancelled_at", VALUE_TIME, T, "Cancelled", "When it was called off.", NULL) \
	F(NOTICE, "notice_s", VALUE_DURATION, 0, "Notice", \
	  "From the announcement to the start; less than nothing where it came after it.", NULL) \
	F(NOTICED, "noticed", VALUE_BOOL, 0, "In time", "Whether notice was given in time (maintenance.min_notice_s).", \
	  NULL) \
	F(LASTED, "lasted_s", VALUE_DURATION, T, "Lasted", "From its start to its end, or so far.", NULL) \
	F(OVERRUN, "overrun_s", VALUE_DURATION, T, "Overrun", "Past its announced end; exempts nothing.", NULL) \
	F(EXTENSION, "extension_s", VALUE_DURATION, 0, "Extension", "How much it was extended by.", NULL) \
	F(EARLY, "early_s", VALUE_DURATION, 0, "Early by", "How much before its announced end it was over.", NULL) \
	F(EXEMPT, "exempt_s", VALUE_DURATION, T, "Exempts", "The length of its exempt time (5).", NULL) \
	F(COVERED, "covered", VALUE_INTEGER, 0, "Covered", "Accounts that it covers.", NULL) \
	F(ALL, "all_tenants", VALUE_BOOL, 0, "All", "Whether it covers all accounts.", NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, T, "Windows", "Outage windows of the span that name it.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, T, "Hit", "Accounts with such a window.", NULL) \
	F(DOWN, "down_s", VALUE_DURATION, T, "Down", "The lengths of these windows together.", NULL) \
	F(INSIDE, "inside_s", VALUE_DURATION, T, "Exempt", \
	  "What of them lies in its exempt time, of accounts that it covers (6).", NULL) \
	F(UNNAMED, "unnamed", VALUE_INTEGER, T, "Unnamed", \
	  "Windows of covered accounts that were open meanwhile and do not name it: something else.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* Of one maintenance, over all accounts. */
struct hits {
	uint32_t windows, accounts, unnamed;
	uint32_t last; /* account counted last, + 1 */
	int64_t down_us, inside_us;
};

struct model_state {
	struct sources sources;
	struct tally tally;
	struct upkeep_candidates candidates; /* of the platform that is counted */
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, true);

	tally_init(&s->tally, sizeof(struct hits));
	return s;
}

static void close_(struct model_state *s)
{
	tally_release(&s->tally);
	free(s->candidates.list);
	model_close(s);
}

/* ---- whom it hit ---- */

static bool is_sound(const struct maintenance *m)
{
	return !m->voided && !m->faulty;
}

static void start_count(void *context, size_t i)
{
	struct model_state *s = context;

	upkeep_candidates_find(&s->candidates, &s->sources, i);
}

static int64_t overlap(int64_t from, int64_t to, struct span span)
{
	int64_t a = from > span.start_us ? from : span.start_us, b = to < span.end_us ? to : span.end_us;

	return b > a ? b - a : 0;
}

static void add_named(struct hits *h, const struct platform *p, const struct upkeep_candidate *c, uint32_t tenant,
		      int64_t from, int64_t to)
{
	h->windows++;
	h->accounts += h->last != tenant + 1;
	h->last = tenant + 1;
	h->down_us += to - from;
	if (c && platform_covers(p, c->row, tenant))
		h->inside_us += overlap(from, to, c->upkeep.exempt);
}

static void add_window(struct model_state *s, size_t i, const struct window *w, uint32_t tenant, int64_t moment)
{
	const struct platform *p = source_platform(&s->sources, i);
	struct hits *hits = (struct hits *)(void *)s->tally.adding;
	int64_t from = w->started_at, to = w->ended_at < moment ? w->ended_at : moment;
	uint32_t own = w->maintenance ? platform_maintenance_row(p, w->maintenance) : INDEX_NONE;

	if (w->voided || w->faulty || from >= to)
		return;
	for (size_t n = 0; n < s->candidates.count; n++) {
		const struct upkeep_candidate *c = &s->candidates.list[n];
		if (c->row >= s->tally.adding_count)
			continue;
		if (c->row == own)
			add_named(&hits[own], p, c, tenant, from, to);
		else if (upkeep_has_unnamed(p, c, own, from, to, tenant))
			hits[c->row].unnamed++;
	}
}

static size_t count_account(void *context, size_t i, uint32_t tenant)
{
	struct model_state *s = context;
	const struct period *d = source_period(&s->sources, i);
	int64_t moment = source_moment(&s->sources, i);
	size_t windows = 0;

	for (uint32_t w = d->first[tenant]; w != INDEX_NONE; w = d->windows[w].next, windows++)
		add_window(s, i, &d->windows[w], tenant, moment);
	return windows;
}

/* ---- rows ---- */

static bool is_row(const struct model_state *s, size_t i, uint32_t row)
{
	const struct model_scope *c = &s->sources.scope;
	const struct maintenance *m = &source_platform(&s->sources, i)->maintenance[row];
	struct upkeep u;

	if (!is_sound(m))
		return false;
	if (c->maintenance_id)
		return m->w.maintenance_id == c->maintenance_id;
	upkeep_of(&s->sources, i, m, &u);
	if (c->where) /* "open" */
		return u.state <= UPKEEP_OVERRUNNING;
	/* What is to come is of any span that has not ended. */
	return m->w.starts_at < c->span.end_us && (u.state == UPKEEP_COMING || u.end_us > c->span.start_us);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 32), t = *position & UINT32_MAX;

	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1), t = 0) {
		size_t most = source_platform(&s->sources, i)->maintenance_count;
		if ((t || !tally_is_fresh(&s->tally, &s->sources, i, most)) &&
		    tally_work(&s->tally, &s->sources, i, most, &t, start_count, count_account, s, deadline_us)) {
			*position = i << 32 | t;
			return true;
		}
		for (uint32_t row = 0; row < most; row++)
			if (is_row(s, i, row))
				rows_add(list, count, capacity, i, row);
	}
	*position = i << 32;
	return false;
}

static const struct maintenance *maintenance_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < p->maintenance_count ? &p->maintenance[row.item] : NULL;
}

/* ---- values ---- */

static void put_times(const struct model_state *s, size_t i, const struct maintenance *m, size_t field,
		      struct value *out)
{
	struct maintenance_window w = upkeep_known(&s->sources, i, m);
	const int64_t times[] = {[F_ANNOUNCED] = w.announced_at, [F_STARTS] = w.starts_at, [F_ENDS] = w.ends_at,
				 [F_EXTENDED_TO] = m->extended_to, [F_FINISHED] = w.finished_at,
				 [F_CANCELLED] = w.cancelled_at};

	put_time(out, times[field]);
}

/* Lengths that are nothing say nothing. */
static void put_some(struct value *out, int64_t length_us)
{
	put_int(out, length_us);
	out->null = !length_us;
}

static void put_upkeep(const struct model_state *s, size_t i, const struct maintenance *m, size_t field,
		       struct value *out)
{
	struct upkeep u;

	upkeep_of(&s->sources, i, m, &u);
	switch (field) {
	case F_STATE: put_text(out, upkeep_state_names[u.state]); break;
	case F_NOTICED: put_int(out, u.noticed); break;
	case F_NOTICE:
		put_int(out, u.notice_us);
		out->null = !u.announced;
		break;
	case F_LASTED:
		put_int(out, u.end_us - m->w.starts_at);
		out->null = u.state == UPKEEP_COMING || u.cancelled_before;
		break;
	case F_OVERRUN: put_some(out, u.overrun_us); break;
	case F_EXTENSION: put_some(out, u.extension_us); break;
	case F_EARLY: put_some(out, u.early_us); break;
	default: put_int(out, u.exempt_us); break;
	}
}

static int64_t covered(const struct platform *p, uint32_t row)
{
	int64_t count = 0;

	if (!p->maintenance[row].all_tenants)
		return (int64_t)platform_cover_count(p, row);
	for (size_t i = 0; i < p->tenant_count; i++)
		count += !p->tenants[i].voided && !p->tenants[i].faulty;
	return count;
}

static void put_hits(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct hits *h = tally_row(&s->tally, row.platform, row.item);
	const int64_t values[] = {[F_WINDOWS] = h->windows, [F_ACCOUNTS] = h->accounts, [F_DOWN] = h->down_us,
				  [F_INSIDE] = h->inside_us, [F_UNNAMED] = h->unnamed};

	put_int(out, values[field]);
	out->null = !source_period(&s->sources, row.platform);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct maintenance *m = maintenance_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !m)
		put_null(out);
	else if (field == F_PLATFORM)
		put_text(out, p->code);
	else if (field == F_PLATFORM_NAME)
		put_text(out, p->name);
	else if (field == F_ID)
		put_int(out, m->w.maintenance_id);
	else if (field == F_TITLE)
		put_text(out, m->title);
	else if (field == F_ALL)
		put_int(out, m->all_tenants);
	else if (field == F_COVERED)
		put_int(out, covered(p, row.item));
	else if (field >= F_WINDOWS && field <= F_UNNAMED)
		put_hits(s, row, field, out);
	else if (fields[field].type == VALUE_TIME)
		put_times(s, row.platform, m, field, out);
	else
		put_upkeep(s, row.platform, m, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct maintenance *m = maintenance_of(s, row);

	return (struct row_key){row.platform, m ? m->w.maintenance_id : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct maintenance *m = maintenance_of(s, row);

	if (!m)
		return;
	scope->platform = (int)row.platform;
	scope->maintenance_id = m->w.maintenance_id;
	scope->span_given = true;
	scope->where = NULL;
}

const struct model model_maintenance = {
	.name = "maintenance",
	.help = "Maintenance of the span and to come (5); open: not over yet.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-starts_at,maintenance_id",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
	.wheres = "open",
};
