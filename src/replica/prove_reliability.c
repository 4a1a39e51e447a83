/* The proof of clause 4.2: the windows of the look-back and the standby's own
 * figures in one snapshot; of one account, or of the sub-platform. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/sla/reliability.h"

enum { ASK_PLACE, ASK_WINDOWS, ASK_INCIDENTS, ASK_FIGURES, ASK_COUNT };
#define MOST_WINDOWS 3000000

struct reliability_request {
	struct replica *replica;
	clause_proof_fn fn;
	int64_t enterprise_no, moment_us, started_at, since_us;
	int month;
};

/* What is made of the rows: one account's events, or what incidents did. */
struct made {
	const struct reliability_request *q;
	const struct terms *terms; /* that the verdict is taken by */
	struct event_run run;
	struct incident_effect *effects;
	size_t count, capacity;
	struct idmap by_id;
	struct arena scratch;
};

static const struct terms *terms_of(const struct reliability_request *q, const struct cell *code)
{
	const struct agreement *a = q->replica->platform->agreement;
	char text[64] = "";
	bool known;

	if (!code || code->length < 0)
		return agreement_terms_at(a, 0, q->month);
	snprintf(text, sizeof text, "%.*s", code->length, code->data);
	return agreement_terms_at(a, agreement_code_index(a, text, &known), q->month);
}

static struct outage_window read_window(const PGresult *r, int row)
{
	struct cell service = cell_of(r, row, 3), cause = cell_of(r, row, 4), id = cell_of(r, row, 0);
	struct cell from = cell_of(r, row, 5), to = cell_of(r, row, 6), voided = cell_of(r, row, 7);
	int known = service.length < 0 ? -1 : service_from(service.data, (size_t)service.length);
	struct outage_window w = {.outage_id = cell_int(&id),
				  .started_at = cell_time(&from),
				  .ended_at = cell_time(&to),
				  .service = known < 0 ? SERVICE_COUNT : (uint8_t)known,
				  .cause = cause.length < 0 ? CAUSE_NONE : (uint8_t)cause_from(cause.data, (size_t)cause.length),
				  .voided = cell_bool(&voided)};

	w.faulty = outage_window_faulty(&w);
	return w;
}

static int64_t effect_key(const void *table, uint32_t index)
{
	return ((const struct made *)table)->effects[index].incident_id;
}

static void add_effect(struct made *m, int64_t incident_id, int64_t account, const struct outage_window *w)
{
	uint32_t at = idmap_find(&m->by_id, incident_id);

	if (at == IDMAP_NONE) {
		MEM_GROW(m->effects, m->count, m->capacity);
		m->effects[m->count] = (struct incident_effect){.incident_id = incident_id, .voided = true};
		at = (uint32_t)m->count++;
		idmap_add(&m->by_id, at);
	}
	incident_effect_add(&m->effects[at], account, (struct span){w->started_at, w->ended_at});
}

/* One account's windows, as rows [from, from + count). */
struct account_rows {
	const PGresult *rows;
	int from;
	size_t count;
	struct outage_window *windows;
	struct availability_input in;
};

static void add_events(struct made *m, struct account_rows *r)
{
	struct availability_detail detail;
	struct availability a;

	availability_compute(&r->in, &m->scratch, &a, &detail);
	size_t n = detail.unavailable_count;
	if (n && a.open_counted && detail.unavailable[n - 1].end_us >= m->q->moment_us)
		detail.unavailable[n - 1].end_us = TIME_NONE; /* cut at the moment: no recovery */
	for (size_t i = 0; i < n; i++)
		event_run_add(&m->run, detail.unavailable[i]);
}

/* Windows that started in a month, by those that touch it and its margins. */
static void add_month(struct made *m, const struct account_rows *r, struct span month)
{
	struct span margin = availability_margin(r->in.terms, r->in.calendar, month);
	struct outage_window *near = arena_zero(&m->scratch, r->count, sizeof *near);
	size_t *rows = arena_zero(&m->scratch, r->count, sizeof *rows);
	struct availability_input in = r->in;
	struct availability_detail detail;
	struct availability a;

	in.span = month;
	in.windows = near;
	in.window_count = 0;
	for (size_t i = 0; i < r->count; i++) {
		if (r->windows[i].started_at > margin.end_us || r->windows[i].ended_at < margin.start_us)
			continue;
		rows[in.window_count] = i;
		near[in.window_count++] = r->windows[i];
	}
	availability_compute(&in, &m->scratch, &a, &detail);
	for (size_t i = 0; i < in.window_count; i++) {
		struct cell incident = cell_of(r->rows, r->from + (int)rows[i], 1), account = cell_of(r->rows, r->from, 2);
		if (detail.parts[i].counts && cell_int(&incident) && near[i].started_at >= month.start_us &&
		    near[i].started_at < month.end_us)
			add_effect(m, cell_int(&incident), cell_int(&account), &near[i]);
	}
}

static bool names_one(const struct account_rows *r, struct span month)
{
	for (size_t i = 0; i < r->count; i++) {
		struct cell incident = cell_of(r->rows, r->from + (int)i, 1);
		if (cell_int(&incident) && r->windows[i].started_at >= month.start_us && r->windows[i].started_at < month.end_us)
			return true;
	}
	return false;
}

static void add_account(struct made *m, const PGresult *rows, int from, int to)
{
	const struct calendar *c = agreement_calendar(m->q->replica->platform->agreement);
	struct cell code = cell_of(rows, from, 8);
	struct account_rows r = {.rows = rows, .from = from, .count = (size_t)(to - from)};

	r.windows = arena_zero(&m->scratch, r.count, sizeof *r.windows);
	for (size_t i = 0; i < r.count; i++)
		r.windows[i] = read_window(rows, from + (int)i);
	r.in = (struct availability_input){.terms = terms_of(m->q, &code), .calendar = c, .moment_us = m->q->moment_us,
					   .span = {m->q->since_us, m->q->moment_us}, .windows = r.windows,
					   .window_count = r.count};
	if (m->q->enterprise_no)
		add_events(m, &r);
	for (int n = calendar_month_number(c, m->q->since_us); !m->q->enterprise_no && n <= m->q->month; n++) {
		struct span month = {calendar_month_start(c, n), calendar_month_start(c, n + 1)};
		if (names_one(&r, month))
			add_month(m, &r, month);
	}
	arena_reset(&m->scratch);
}

/* Incidents that are there and sound; the others stay voided. */
static void read_incidents(struct made *m, const PGresult *r)
{
	for (int i = 0; i < PQntuples(r); i++) {
		struct cell id = cell_of(r, i, 0), cause = cell_of(r, i, 1);
		uint32_t at = idmap_find(&m->by_id, cell_int(&id));
		if (at == IDMAP_NONE)
			continue;
		m->effects[at].voided = false;
		m->effects[at].cause = cause.length < 0 ? CAUSE_NONE : (uint8_t)cause_from(cause.data, (size_t)cause.length);
	}
}

static int64_t opened_at(const struct reliability_request *q)
{
	const struct platform *p = q->replica->platform;
	int64_t earliest = TIME_NONE;

	for (size_t i = 0; i < p->tenant_count; i++) {
		const struct tenant *t = &p->tenants[i];
		if (!t->voided && !t->faulty && t->opened_at < earliest && (!q->enterprise_no || t->enterprise_no == q->enterprise_no))
			earliest = t->opened_at;
	}
	return earliest < q->since_us ? q->since_us : earliest;
}

static void compute_ours(const struct reliability_request *q, PGresult **results, struct clause_proof *proof)
{
	const PGresult *rows = results[ASK_WINDOWS];
	const struct platform *p = q->replica->platform;
	uint32_t tenant = q->enterprise_no ? platform_tenant(p, q->enterprise_no) : INDEX_NONE;
	struct made m = {.q = q, .terms = agreement_terms_at(p->agreement, tenant == INDEX_NONE ? 0 : p->tenants[tenant].code_index,
							      q->month)};
	struct reliability r;

	idmap_init(&m.by_id, effect_key, &m);
	event_run_init(&m.run, m.terms, q->moment_us);
	for (int i = 0, n; i < PQntuples(rows); i += n) {
		struct cell account = cell_of(rows, i, 2);
		for (n = 1; i + n < PQntuples(rows); n++) {
			struct cell next = cell_of(rows, i + n, 2);
			if (cell_int(&next) != cell_int(&account))
				break;
		}
		add_account(&m, rows, i, i + n);
	}
	if (!q->enterprise_no) {
		struct span *events = arena_zero(&m.scratch, m.count + 1, sizeof *events);
		read_incidents(&m, results[ASK_INCIDENTS]);
		event_run_add_list(&m.run, events, incident_events(m.terms, m.effects, m.count, events));
	}
	reliability_judge(m.terms, &m.run, opened_at(q), &r);
	reliability_outcome(m.terms, &r, &proof->ours);
	proof->rows = PQntuples(rows);
	idmap_release(&m.by_id);
	free(m.effects);
	arena_release(&m.scratch);
}

static void proved(struct errand *e, PGresult **results, int count, const char *error)
{
	const struct reliability_request *q = e->own;
	struct clause_proof proof = {.took_us = clock_monotonic() - q->started_at};

	if (count && PQntuples(results[ASK_WINDOWS]) > MOST_WINDOWS) {
		error = "more than 3,000,000 windows to look at";
	} else if (count) {
		clause_proof_take(results[ASK_PLACE], results[ASK_FIGURES], COMMITMENT_RELIABILITY, &proof);
		compute_ours(q, results, &proof);
		proof.done = true;
	}
	if (error)
		snprintf(proof.error, sizeof proof.error, "%s", error);
	q->fn(e->context, &proof);
}

void replica_prove_reliability(struct replica *r, int64_t enterprise_no, struct span span, int64_t moment_us,
			       bool as_known, clause_proof_fn fn, void *context)
{
	const struct agreement *a = r->platform->agreement;
	const struct calendar *calendar = agreement_calendar(a);
	const struct reliability_request q = {.replica = r, .fn = fn, .enterprise_no = enterprise_no,
					      .since_us = reliability_since(a, span.start_us),
					      .moment_us = moment_us < span.end_us ? moment_us : span.end_us,
					      .started_at = clock_monotonic(),
					      .month = calendar_month_number(calendar, span.start_us)};
	struct buf from = BUF_INIT, to = BUF_INIT, at = BUF_INIT, codes = BUF_INIT, known = BUF_INIT;
	struct buf facts_known = BUF_INIT, figures_known = BUF_INIT;
	const char *facts_sql = replica_sql("src/replica/facts_reliability.sql"),
		   *figures_sql = replica_sql("src/replica/prove_reliability.sql");
	char account[24], accounts[24];

	time_rfc3339(&from, q.since_us);
	time_rfc3339(&to, span.end_us);
	time_rfc3339(&at, q.moment_us);
	clause_codes(&codes, a, q.month);
	snprintf(account, sizeof account, "%" PRId64, enterprise_no);
	snprintf(accounts, sizeof accounts, "%" PRId64, agreement_terms_at(a, 0, q.month)->reliability_min_accounts);
	time_rfc3339(&known, moment_us); /* at may be the month's end, before it */
	const char *facts[] = {enterprise_no ? account : NULL, from.data, to.data, at.data, accounts, known.data};
	const char *figures[] = {facts[0], from.data, to.data, at.data, calendar_zone(calendar), codes.data, known.data};
	if (as_known) {
		proof_known(&facts_known, facts_sql, 6);
		proof_known(&figures_known, figures_sql, 7);
		facts_sql = facts_known.data;
		figures_sql = figures_known.data;
	}
	const struct statement list[ASK_COUNT] = {
		[ASK_PLACE] = {"select pg_current_snapshot()::text, coalesce(pg_last_wal_replay_lsn()::text, '')", 0,
			       NULL, NULL, false},
		[ASK_WINDOWS] = {facts_sql, as_known ? 6 : 5, facts, NULL, true},
		[ASK_INCIDENTS] = {replica_sql("src/replica/facts_incidents.sql"), 0, NULL, NULL, true},
		[ASK_FIGURES] = {figures_sql, as_known ? 7 : 6, figures, NULL, true}};
	struct errand *e = side_read(r, list, ASK_COUNT, proved, context);
	e->own = arena_alloc(&e->texts, sizeof q);
	memcpy(e->own, &q, sizeof q);
	buf_release(&from);
	buf_release(&to);
	buf_release(&at);
	buf_release(&codes);
	buf_release(&known);
	buf_release(&facts_known);
	buf_release(&figures_known);
}
