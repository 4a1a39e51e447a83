/* Windows: everything that is recorded of one account in the span, with what of
 * it counted or why not; voided and bad rows as well. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"
#include "table/why.h"
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
	F(SERVICE, "service", VALUE_TEXT, 0, "Service", "The service that was down.", NULL) \
	F(CAUSE, "cause", VALUE_TEXT, 0, "Cause", "Why; none where nobody has said.", NULL) \
	F(STARTED_AT, "started_at", VALUE_TIME, 0, "Start", "When it began.", NULL) \
	F(ENDED_AT, "ended_at", VALUE_TIME, 0, "End", "When it ended; none while it is open.", NULL) \
	F(OPEN, "open", VALUE_BOOL, T, "Open", "Whether it is open at the moment.", NULL) \
	F(LENGTH, "length_s", VALUE_DURATION, T, "Length", "Its length so far, not cut to the span.", NULL) \
	F(COUNTED, "counted_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Counted", \
	  "What of it is unavailable time in the span.", NULL) \
	F(ACCOUNTABLE, "accountable_s", VALUE_DURATION, T | FIELD_EXPLAIN, "Accountable", \
	  "What of it the provider answers for.", NULL) \
	F(COUNTS, "counts", VALUE_BOOL, T, "Counts", "Whether its outage passed the threshold of 4.1.", \
	  NULL) \
	F(COUNTS_AT, "counts_at", VALUE_TIME, T, "Counts at", \
	  "When its outage begins to count, or began to.", NULL) \
	F(WHY, "why", VALUE_TEXT, T, "State", "What became of it: counts, pending, short ...", "state") \
	F(WHY_TEXT, "why_text", VALUE_TEXT, T, "Why", "What became of it, in a sentence.", NULL) \
	F(ALSO_DOWN, "also_down_s", VALUE_DURATION, T, "Also down", \
	  "Counted time that an earlier window has already.", NULL) \
	F(ANNOUNCED, "exempt_announced_s", VALUE_DURATION, T, "Announced", \
	  "Exempt: announced maintenance (5).", NULL) \
	F(NIGHTLY, "exempt_nightly_s", VALUE_DURATION, T, "Nightly", "Exempt: the nightly allowance (5).", \
	  NULL) \
	F(EXEMPT_CARRIER_S, "exempt_carrier_s", VALUE_DURATION, T, "Carrier", \
	  "Exempt: the carrier's fault (7).", NULL) \
	F(EXEMPT_CUSTOMER_S, "exempt_customer_s", VALUE_DURATION, T, "Customer", \
	  "Exempt: the customer's own doing (6).", NULL) \
	F(WOULD_ADD, "would_add_s", VALUE_DURATION, T, "Would add", \
	  "What a voided one would add to unavailable time.", NULL) \
	F(VOIDED, "voided", VALUE_BOOL, 0, "Voided", "Whether it was taken back.", NULL) \
	F(VOID_REASON, "void_reason", VALUE_TEXT, 0, "Reason", "Why it was taken back.", NULL) \
	F(CARRIER, "carrier", VALUE_TEXT, 0, "Carrier", "The carrier.", NULL) \
	F(REPORT_NO, "operator_report_no", VALUE_TEXT, 0, "Report", \
	  "The carrier's fault report, its own or its incident's (7).", NULL) \
	F(MAINTENANCE, "maintenance_title", VALUE_TEXT, 0, "Maintenance", "What the maintenance is called.", \
	  NULL) \
	F(INCIDENT, "incident_title", VALUE_TEXT, 0, "Incident", "What the incident is called.", NULL) \
	F(LATER, "later", VALUE_TEXT, S | T, "Record", \
	  "Of an earlier moment: whether it was recorded, changed or ended after it.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* A window as the last pass found it. */
struct entry {
	uint32_t platform, window;
	struct window_part part;
	const char *why_text; /* in the state's arena */
};

struct model_state {
	struct sources sources;
	struct arena arena;    /* the account's parts and the sentences */
	struct entry *entries; /* by platform and window */
	size_t count, capacity;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	arena_release(&s->arena);
	free(s->entries);
	model_close(s);
}

static void add_entry(struct model_state *s, size_t i, uint32_t window, const struct window_part *part,
		      const struct terms *terms)
{
	const struct period *d = source_period(&s->sources, i);
	struct why_subject subject = {
		source_platform(&s->sources, i), &d->windows[window],          part, terms,
		s->sources.scope.calendar,       source_moment(&s->sources, i)};
	struct buf text = BUF_INIT;

	why_sentence(&text, &subject);
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count++] = (struct entry){(uint32_t)i, window, *part,
						arena_copy(&s->arena, text.data, text.length)};
	buf_release(&text);
}

static int by_window(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	return (x->window > y->window) - (x->window < y->window);
}

static bool is_wanted(const struct model_state *s, const struct window *w)
{
	int64_t one = s->sources.scope.outage_id;

	return window_touches_span(&s->sources, w) && (!one || w->outage_id == one);
}

static void build(struct model_state *s)
{
	const struct store *store = s->sources.scope.store;

	arena_reset(&s->arena);
	s->count = 0;
	for (size_t i = sources_next(&s->sources, 0); i < store->count;
	     i = sources_next(&s->sources, i + 1)) {
		const struct period *d = source_period(&s->sources, i);
		uint32_t tenant = source_account(&s->sources, i);
		struct account_detail a;

		if (!d || tenant == INDEX_NONE || tenant >= d->tenant_capacity)
			continue;
		period_account(store->platforms[i], d, tenant, source_moment(&s->sources, i), &s->arena, &a);
		for (size_t n = 0; n < a.window_count; n++)
			if (is_wanted(s, &d->windows[a.windows[n]]))
				add_entry(s, i, a.windows[n], &a.detail.parts[n],
					  source_terms(&s->sources, i, tenant, s->sources.span));
	}
	if (s->count)
		qsort(s->entries, s->count, sizeof *s->entries, by_window);
}

/* One account's windows are few: all in one step. */
static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	(void)deadline_us;
	if (*position)
		return false;
	*position = 1;
	build(s);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->entries[i].platform, s->entries[i].window);
	return false;
}

static const struct entry *entry_of(const struct model_state *s, struct row_ref row)
{
	struct entry wanted = {.platform = row.platform, .window = row.item};
	const struct period *d = source_period(&s->sources, row.platform);

	if (!s->count || !d || row.item >= d->window_count)
		return NULL;
	return bsearch(&wanted, s->entries, s->count, sizeof wanted, by_window);
}

static void put_part(const struct window_part *part, size_t field, struct value *out)
{
	switch (field) {
	case F_LENGTH:
		put_int(out, part->length_us);
		out->null = part->why == WHY_FAULTY || part->why == WHY_FUTURE;
		break;
	case F_COUNTED:
		put_int(out, part->counted_us);
		break;
	case F_ACCOUNTABLE:
		put_int(out, part->accountable_us);
		break;
	case F_COUNTS:
		put_int(out, part->counts);
		break;
	case F_COUNTS_AT:
		put_time(out, part->counts_at);
		break;
	case F_WHY:
		put_text(out, window_why_names[part->why]);
		break;
	case F_ALSO_DOWN:
		put_int(out, part->also_down_us);
		break;
	case F_WOULD_ADD:
		put_int(out, part->would_add_us);
		out->null = part->why != WHY_VOIDED;
		break;
	case F_OPEN:
		put_int(out, part->open);
		break;
	default:
		put_int(out, part->exempt_us[field - F_ANNOUNCED]);
	}
}

static void put_fact(const struct platform *p, const struct window *w, const struct entry *entry,
		     size_t field, struct value *out)
{
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
	case F_ENTERPRISE_NO:
		put_int(out, p->tenants[w->tenant].enterprise_no);
		break;
	case F_STARTED_AT:
		put_time(out, w->started_at);
		break;
	case F_ENDED_AT:
		put_time(out, entry->part.open ? TIME_NONE : w->ended_at);
		break;
	default:
		put_int(out, w->voided);
	}
}

static const char *maintenance_title(const struct platform *p, const struct window *w)
{
	int64_t id = platform_maintenance_id(p, w->maintenance);
	uint32_t row = id ? idmap_find(&p->maintenance_by_id, id) : IDMAP_NONE;

	return row < p->maintenance_count ? p->maintenance[row].title : NULL;
}

static void put_texts(const struct platform *p, const struct window *w, const struct entry *entry,
		      size_t field, struct value *out)
{
	const struct window_detail *detail = platform_detail(p, w->detail);
	const struct incident *incident = platform_incident(p, w->incident);

	switch (field) {
	case F_SERVICE:
		put_text(out, window_service_word(p, w));
		break;
	case F_CAUSE:
		put_text(out, window_cause_word(p, w));
		break;
	case F_WHY_TEXT:
		put_text(out, entry->why_text);
		break;
	case F_VOID_REASON:
		put_text(out, detail->void_reason);
		break;
	case F_CARRIER:
		put_text(out, detail->carrier);
		break;
	case F_REPORT_NO:
		put_text(out, why_report_no(p, w));
		break;
	case F_MAINTENANCE:
		put_text(out, maintenance_title(p, w));
		break;
	default:
		put_text(out, incident ? incident->title : NULL);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct entry *entry = entry_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct window *w = entry ? &source_period(&s->sources, row.platform)->windows[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !w || w->tenant >= p->tenant_count)
		put_null(out);
	else if (field == F_LATER)
		put_later(out, period_later(source_period(&s->sources, row.platform), w));
	else if (field == F_SERVICE || field == F_CAUSE || field == F_WHY_TEXT || field >= F_VOID_REASON)
		put_texts(p, w, entry, field, out);
	else if (field >= F_OPEN && field <= F_WOULD_ADD)
		put_part(&entry->part, field, out);
	else
		put_fact(p, w, entry, field, out);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct period *d = source_period(&s->sources, row.platform);

	return (struct row_key){row.platform,
				d && row.item < d->window_count ? d->windows[row.item].outage_id : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct entry *entry = entry_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!entry)
		return;
	scope->platform = (int)row.platform;
	const struct window *w = &source_period(&s->sources, row.platform)->windows[row.item];
	scope->outage_id = w->outage_id;
	scope->incident_id = platform_incident_id(p, w->incident);
}

const struct model model_windows = {
	.name = "windows",
	.help = "All outage windows of one account in the span, with what of each counted.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-started_at,-outage_id",
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
