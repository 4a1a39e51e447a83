/* Faults: the bad rows, each with the rule that it breaks and what stands there. */
#include <inttypes.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/window_rows.h"

#define S FIELD_SCREEN_ONLY
#define ROWS_A_LOOK 256
/* A row's item: the relation above, the row of its table below. */
#define RELATION_SHIFT 29
#define ROW_MASK ((1u << RELATION_SHIFT) - 1)

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(RELATION, "relation", VALUE_TEXT, FIELD_KEY, "Relation", "The relation that the row is of.", NULL) \
	F(NUMBER, "number", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Number", "The row's number.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", \
	  "The account that it names; none where the relation has none.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name, where it is known.", NULL) \
	F(FAULT, "fault", VALUE_TEXT, 0, "Fault", "The rule's name.", NULL) \
	F(RULE, "rule", VALUE_TEXT, 0, "Rule broken", "The rule that it breaks, in words.", NULL) \
	F(FOUND, "found", VALUE_TEXT, 0, "What stands there", "The values that break it.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, S, "Opens", "The screen of what it is about; none where that is unknown.", \
	  NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return frame_new(sizeof(struct model_state), scope, parts, frame_plain, true);
}

/* ---- rows ---- */

static const struct window *window_at(const struct platform *p, uint32_t row)
{
	return &p->periods[0]->windows[row];
}

static int64_t account_no(const struct platform *p, enum faulty_relation relation, uint32_t row)
{
	if (relation == FAULTY_TENANT)
		return p->tenants[row].enterprise_no;
	if (relation != FAULTY_OUTAGE)
		return 0;
	uint32_t tenant = window_at(p, row)->tenant;
	return tenant < p->tenant_count ? p->tenants[tenant].enterprise_no
					: period_orphan_account(p, p->periods[0], row);
}

static bool is_row(const struct model_state *s, size_t i, enum faulty_relation relation, uint32_t row)
{
	int64_t wanted = s->sources.scope.enterprise_no;

	return row <= ROW_MASK &&
	       (!wanted || account_no(source_platform(&s->sources, i), relation, row) == wanted);
}

/* A position is the platform, the relation and the next row. */
static size_t position_of(size_t platform, size_t relation, uint32_t row)
{
	return platform << 40 | relation << 32 | row;
}

/* Lists a relation's bad rows from *row on; returns whether work is left at the
 * deadline. */
static bool list_relation(struct model_state *s, size_t i, enum faulty_relation relation, uint32_t *row,
			  struct row_ref **list, size_t *count, size_t *capacity, int64_t deadline_us)
{
	const struct platform *p = source_platform(&s->sources, i);
	unsigned looked = 0;

	for (; (*row = platform_next_bad(p, relation, *row)) != INDEX_NONE; ++*row) {
		if (is_row(s, i, relation, *row))
			rows_add(list, count, capacity, i, (uint32_t)relation << RELATION_SHIFT | *row);
		if (++looked % ROWS_A_LOOK == 0 && deadline_us != INT64_MAX &&
		    clock_monotonic() >= deadline_us) {
			++*row;
			return true;
		}
	}
	return false;
}

static uint32_t row_of(const struct platform *p, enum faulty_relation relation, int64_t number)
{
	switch (relation) {
	case FAULTY_OUTAGE:
		return p->period_count ? idmap_find(&p->periods[0]->by_id, number) : INDEX_NONE;
	case FAULTY_MAINTENANCE:
		return idmap_find(&p->maintenance_by_id, number);
	case FAULTY_INCIDENT:
		return idmap_find(&p->incident_by_id, number);
	case FAULTY_TENANT:
		return platform_tenant(p, number);
	case FAULTY_LINK:
		return idmap_find(&p->link_by_id, number);
	default:
		return idmap_find(&p->failover_by_id, number);
	}
}

/* The one that is looked at, if it still is bad. */
static void list_one(const struct model_state *s, struct row_ref **list, size_t *count, size_t *capacity)
{
	const struct model_scope *c = &s->sources.scope;
	enum faulty_relation relation = (enum faulty_relation)c->fault_relation;
	size_t i = sources_next(&s->sources, 0);

	if (i >= c->store->count || c->platform < 0 || relation >= FAULTY_COUNT)
		return;
	uint32_t row = row_of(source_platform(&s->sources, i), relation, c->fault_number);
	if (row <= ROW_MASK && platform_next_bad(source_platform(&s->sources, i), relation, row) == row)
		rows_add(list, count, capacity, i, (uint32_t)relation << RELATION_SHIFT | row);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 40), relation = *position >> 32 & 0xff;
	uint32_t row = *position & UINT32_MAX;

	if (s->sources.scope.where) { /* "one" */
		list_one(s, list, count, capacity);
		return false;
	}
	if (i != *position >> 40)
		relation = row = 0;
	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1), relation = 0) {
		for (; relation < FAULTY_COUNT; relation++, row = 0)
			if (list_relation(s, i, (enum faulty_relation)relation, &row, list, count, capacity,
					  deadline_us)) {
				*position = position_of(i, relation, row);
				return true;
			}
	}
	*position = position_of(i, 0, 0);
	return false;
}

/* A row as it is now: it may be mended, or gone, since it was listed. */
struct bad {
	const struct platform *p;
	enum faulty_relation relation;
	uint32_t row;
	enum fault fault;
};

static bool find_bad(const struct model_state *s, struct row_ref ref, struct bad *b)
{
	*b = (struct bad){.p = source_platform(&s->sources, ref.platform),
			  .relation = (enum faulty_relation)(ref.item >> RELATION_SHIFT),
			  .row = ref.item & ROW_MASK};
	if (!b->p || b->relation >= FAULTY_COUNT || platform_next_bad(b->p, b->relation, b->row) != b->row)
		return false;
	b->fault = platform_row_fault(b->p, b->relation, b->row);
	return b->fault != FAULT_NONE;
}

/* ---- what stands there ---- */

static void write_time(struct buf *out, const char *name, int64_t at_us, const struct model_state *s)
{
	buf_addf(out, "%s%s ", out->length ? ", " : "", name);
	if (at_us == TIME_NONE)
		buf_add_text(out, "none");
	else if (at_us == TIME_INFINITE || at_us == TIME_MINUS_INFINITE)
		buf_add_text(out, at_us == TIME_INFINITE ? "infinity" : "-infinity");
	else
		time_local(out, s->sources.scope.calendar, at_us);
}

static bool is_infinite(int64_t at_us)
{
	return at_us == TIME_INFINITE || at_us == TIME_MINUS_INFINITE;
}

/* Only those of several times that are to blame. */
static void write_infinite(struct buf *out, const char *name, int64_t at_us, const struct model_state *s)
{
	if (is_infinite(at_us))
		write_time(out, name, at_us, s);
}

static void write_window(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct window *w = window_at(b->p, b->row);
	const char *word = window_service_word(b->p, w);

	if (b->fault == FAULT_SERVICE) {
		buf_addf(out, "service \"%s\"", word ? word : "");
	} else if (b->fault == FAULT_ACCOUNT_UNKNOWN || b->fault == FAULT_ACCOUNT_VOIDED) {
		buf_addf(out, "%s%s", word ? word : "", word ? " window" : "");
		write_time(out, "started_at", w->started_at, s);
		write_time(out, "ended_at", w->ended_at, s);
	} else {
		write_time(out, "started_at", w->started_at, s);
		write_time(out, "ended_at", w->ended_at, s);
	}
}

static void write_maintenance(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct maintenance *m = &b->p->maintenance[b->row];

	if (b->fault == FAULT_TIMES_REVERSED) {
		write_time(out, "starts_at", m->w.starts_at, s);
		write_time(out, "ends_at", m->w.ends_at, s);
	} else {
		write_infinite(out, "announced_at", m->w.announced_at, s);
		write_infinite(out, "starts_at", m->w.starts_at, s);
		write_infinite(out, "ends_at", m->w.ends_at, s);
		write_infinite(out, "extended_to", m->extended_to, s);
		write_infinite(out, "finished_at", m->w.finished_at, s);
		write_infinite(out, "cancelled_at", m->w.cancelled_at, s);
	}
	buf_addf(out, "; %s", m->title ? m->title : "");
}

static void write_incident(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct incident *i = &b->p->incidents[b->row];

	write_infinite(out, "opened_at", i->opened_at, s);
	write_infinite(out, "detected_at", i->detected_at, s);
	write_infinite(out, "switched_at", i->switched_at, s);
	write_infinite(out, "recovered_at", i->recovered_at, s);
	write_infinite(out, "closed_at", i->closed_at, s);
	buf_addf(out, "; %s", i->title ? i->title : "");
}

static void write_tenant(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct tenant *t = &b->p->tenants[b->row];

	if (b->fault == FAULT_COUNT_NEGATIVE) {
		buf_addf(out, "seats %" PRId32, t->seats);
	} else if (b->fault == FAULT_AGREEMENT) {
		buf_addf(out, "agreement_code \"%s\"", t->agreement_code ? t->agreement_code : "");
	} else {
		write_infinite(out, "opened_at", t->opened_at, s);
		write_infinite(out, "closed_at", t->closed_at, s);
	}
}

static void write_failover(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct failover *f = &b->p->failovers[b->row];

	write_time(out, "failed_at", f->failed_at, s);
	write_time(out, "switched_at", f->switched_at, s);
	buf_addf(out, "; %s to %s", f->from_node, f->to_node);
}

static void write_link(struct buf *out, const struct model_state *s, const struct bad *b)
{
	const struct link *l = &b->p->links[b->row];

	write_time(out, "since", l->since, s);
	buf_addf(out, "; %s %s", l->carrier, l->name);
}

static const char *found(struct model_state *s, const struct bad *b)
{
	static void (*const write[FAULTY_COUNT])(struct buf *, const struct model_state *,
						 const struct bad *) = {
		[FAULTY_OUTAGE] = write_window, [FAULTY_MAINTENANCE] = write_maintenance,
		[FAULTY_INCIDENT] = write_incident, [FAULTY_TENANT] = write_tenant,
		[FAULTY_LINK] = write_link, [FAULTY_FAILOVER] = write_failover};
	struct buf text = BUF_INIT;

	write[b->relation](&text, s, b);
	const char *kept = arena_copy(&s->texts, text.data, text.length);
	buf_release(&text);
	return kept;
}

/* ---- values ---- */

static int64_t number_of(const struct bad *b)
{
	switch (b->relation) {
	case FAULTY_OUTAGE:
		return window_at(b->p, b->row)->outage_id;
	case FAULTY_MAINTENANCE:
		return b->p->maintenance[b->row].w.maintenance_id;
	case FAULTY_INCIDENT:
		return b->p->incidents[b->row].incident_id;
	case FAULTY_TENANT:
		return b->p->tenants[b->row].enterprise_no;
	case FAULTY_LINK:
		return b->p->links[b->row].link_id;
	default:
		return b->p->failovers[b->row].failover_id;
	}
}

static const char *tenant_name(const struct bad *b)
{
	uint32_t tenant = b->relation == FAULTY_TENANT ? b->row : INDEX_NONE;

	if (b->relation == FAULTY_OUTAGE)
		tenant = window_at(b->p, b->row)->tenant;
	return tenant < b->p->tenant_count ? b->p->tenants[tenant].name : NULL;
}

/* Where its number, or what it names, can be looked at. */
static const char *screen_of(const struct bad *b)
{
	switch (b->relation) {
	case FAULTY_OUTAGE:
		return window_at(b->p, b->row)->tenant < b->p->tenant_count ? "window" : NULL;
	case FAULTY_TENANT:
		return "tenant";
	case FAULTY_INCIDENT:
		return "incident";
	case FAULTY_FAILOVER:
		return b->p->failovers[b->row].incident_id ? "incident" : NULL;
	case FAULTY_LINK:
		return "links";
	default:
		return "change";
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	struct bad b;

	if (!value_start(out, fields, F_COUNT, field) || !find_bad(s, row, &b)) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM:
		put_text(out, b.p->code);
		break;
	case F_PLATFORM_NAME:
		put_text(out, b.p->name);
		break;
	case F_RELATION:
		put_text(out, faulty_relations[b.relation]);
		break;
	case F_NUMBER:
		put_int(out, number_of(&b));
		break;
	case F_ENTERPRISE_NO:
		put_id(out, account_no(b.p, b.relation, b.row));
		break;
	case F_NAME:
		put_text(out, tenant_name(&b));
		break;
	case F_FAULT:
		put_text(out, fault_names[b.fault]);
		break;
	case F_OPENS:
		put_text(out, screen_of(&b));
		break;
	case F_RULE:
		put_text(out, fault_rule(b.relation, b.fault));
		break;
	default:
		put_text(out, found(s, &b));
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	struct bad b;

	if (!find_bad(s, row, &b))
		return (struct row_key){row.platform, 0, 0};
	return (struct row_key){row.platform, number_of(&b), b.relation};
}

/* To what it is about: a window with its account, where that is known. */
static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	struct bad b;

	scope->platform = (int)row.platform;
	if (!find_bad(s, row, &b))
		return;
	scope->fault_relation = (uint8_t)b.relation;
	scope->fault_number = number_of(&b);
	switch (b.relation) {
	case FAULTY_OUTAGE:
		if (window_at(b.p, b.row)->tenant < b.p->tenant_count) {
			scope->enterprise_no = account_no(b.p, b.relation, b.row);
			scope->outage_id = number_of(&b);
		}
		break;
	case FAULTY_TENANT:
		scope->enterprise_no = number_of(&b);
		break;
	case FAULTY_INCIDENT:
		scope->incident_id = number_of(&b);
		break;
	case FAULTY_FAILOVER:
		scope->incident_id = b.p->failovers[b.row].incident_id;
		break;
	case FAULTY_MAINTENANCE:
		scope->maintenance_id = number_of(&b);
		break;
	default:
		break;
	}
}

const struct model model_faults = {
	.name = "faults",
	.help = "Bad rows, which are left out of every figure: of the current month's outages, of maintenance, "
		"incidents, accounts, links and failovers; one: that of the scope.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "relation,fault,number",
	.beside = "tenant maintenance incident failover link",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
	.wheres = "one",
};
