/* The proof of clause 4.1: an account's rows and the standby's own figures, in
 * one snapshot. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/sla/proof.h"

enum { ASK_PLACE, ASK_WINDOWS, ASK_MAINTENANCE, ASK_FIGURES, ASK_COUNT };

struct proof_request {
	struct replica *replica;
	proof_fn fn;
	struct span span;
	int64_t moment_us, started_at;
	int64_t enterprise_no;
	const struct terms *terms;
};

/* --- rows ---------------------------------------------------------------- */

static struct outage_window read_window(const PGresult *r, int row)
{
	struct cell c[9];

	for (int i = 0; i < 9; i++)
		c[i] = cell_of(r, row, i);
	int service = c[4].length < 0 ? -1 : service_from(c[4].data, (size_t)c[4].length);
	struct outage_window w = {
		.outage_id = cell_int(&c[0]),
		.maintenance_id = cell_int(&c[2]),
		.started_at = cell_time(&c[6]),
		.ended_at = cell_time(&c[7]),
		.service = service < 0 ? SERVICE_COUNT : (uint8_t)service,
		.cause = c[5].length < 0 ? CAUSE_NONE : (uint8_t)cause_from(c[5].data, (size_t)c[5].length),
		.voided = cell_bool(&c[8])};
	w.faulty = outage_window_faulty(&w);
	return w;
}

static size_t read_maintenance(const PGresult *r, struct maintenance_window *out)
{
	size_t count = 0;

	for (int row = 0; row < PQntuples(r); row++) {
		struct cell c[7];
		for (int i = 0; i < 7; i++)
			c[i] = cell_of(r, row, i);
		struct maintenance_window m = {
			.maintenance_id = cell_int(&c[0]), .announced_at = cell_time(&c[1]),
			.starts_at = cell_time(&c[2]), .ends_at = cell_time(&c[3]),
			.finished_at = cell_time(&c[5]), .cancelled_at = cell_time(&c[6])};
		if (!maintenance_faulty(&m, cell_time(&c[4])))
			out[count++] = m;
	}
	return count;
}

/* Those that matter: where the agreement wants them named, those named. */
static size_t only_named(const struct terms *t, const struct outage_window *windows, size_t window_count,
			 struct maintenance_window *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		bool named = t->maintenance_link == LINK_ANY;
		for (size_t w = 0; w < window_count && !named; w++)
			named = windows[w].maintenance_id == list[i].maintenance_id;
		if (named)
			list[kept++] = list[i];
	}
	return kept;
}

void proof_ours(const PGresult *rows, const PGresult *maintenance_rows, const struct terms *terms,
		const struct calendar *calendar, struct span span, int64_t moment_us, struct arena *a,
		struct availability *out)
{
	size_t count = (size_t)PQntuples(rows);
	struct outage_window *windows = arena_zero(a, count, sizeof *windows);
	struct maintenance_window *maintenance =
		arena_zero(a, (size_t)PQntuples(maintenance_rows), sizeof *maintenance);
	size_t maintenance_count = read_maintenance(maintenance_rows, maintenance);

	for (size_t i = 0; i < count; i++)
		windows[i] = read_window(rows, (int)i);
	struct availability_input in = {
		.terms = terms, .calendar = calendar, .span = span, .moment_us = moment_us, .windows = windows,
		.window_count = count, .maintenance = maintenance,
		.maintenance_count = only_named(terms, windows, count, maintenance, maintenance_count)};
	availability_compute(&in, a, out, NULL);
}

/* What the standby says; the rest stays as in an account without data. */
static bool read_theirs(const struct proof_request *q, const PGresult *r, struct availability *out)
{
	struct cell c[PROOF_COLUMNS];

	availability_no_data(q->terms, q->span, out);
	if (PQntuples(r) != 1 || PQnfields(r) != PROOF_COLUMNS)
		return false;
	for (int i = 0; i < PROOF_COLUMNS; i++)
		c[i] = cell_of(r, 0, i);
	out->allowed_us = cell_int(&c[PROOF_ALLOWED_US]);
	out->unavailable_us = cell_int(&c[PROOF_UNAVAILABLE_US]);
	out->accountable_us = cell_int(&c[PROOF_ACCOUNTABLE_US]);
	out->web_us = cell_int(&c[PROOF_WEB_US]);
	out->call_us = cell_int(&c[PROOF_CALL_US]);
	out->uncounted_us = cell_int(&c[PROOF_UNCOUNTED_US]);
	out->exempt_us[EXEMPT_ANNOUNCED] = cell_int(&c[PROOF_ANNOUNCED_US]);
	out->exempt_us[EXEMPT_NIGHTLY] = cell_int(&c[PROOF_NIGHTLY_US]);
	out->exempt_us[EXEMPT_CARRIER] = cell_int(&c[PROOF_CARRIER_US]);
	out->exempt_us[EXEMPT_CUSTOMER] = cell_int(&c[PROOF_CUSTOMER_US]);
	out->outages = (uint32_t)cell_int(&c[PROOF_OUTAGES]);
	out->breached_at = cell_time(&c[PROOF_BREACHED_AT]);
	out->eligible_at = cell_time(&c[PROOF_ELIGIBLE_AT]);
	return true;
}

static void proved(struct errand *e, PGresult **results, int count, const char *error)
{
	const struct proof_request *q = e->own;
	struct availability_proof proof = {.took_us = clock_monotonic() - q->started_at};
	struct arena scratch = {0};

	if (count) {
		const PGresult *place = results[ASK_PLACE];
		proof.rows = PQntuples(results[ASK_WINDOWS]);
		snprintf(proof.snapshot, sizeof proof.snapshot, "%s", PQgetvalue(place, 0, 0));
		snprintf(proof.lsn, sizeof proof.lsn, "%s", PQgetvalue(place, 0, 1));
		proof_ours(results[ASK_WINDOWS], results[ASK_MAINTENANCE], q->terms,
			   agreement_calendar(q->replica->platform->agreement), q->span, q->moment_us, &scratch, &proof.ours);
		proof.done = read_theirs(q, results[ASK_FIGURES], &proof.theirs);
		if (!proof.done)
			error = "the standby knows no such account";
	}
	if (error)
		snprintf(proof.error, sizeof proof.error, "%s", error);
	q->fn(e->context, &proof);
	arena_release(&scratch);
}

void proof_known(struct buf *out, const char *sql, int parameter)
{
	static const char table[] = "sla.outage";

	for (const char *at; (at = strstr(sql, table)); sql = at) {
		buf_add(out, sql, (size_t)(at - sql));
		at += sizeof table - 1;
		buf_addf(out,
			 "(select outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at, ended_at,"
			 " carrier, operator_report_no, voided from sla.outage_history"
			 " where known_from <= $%d::timestamptz and (known_to is null or known_to > $%d::timestamptz)) as o",
			 parameter, parameter);
		at += strncmp(at, " o\n", 3) ? 0 : 2; /* its name */
	}
	buf_add_text(out, sql);
}

static void prove(struct replica *r, uint32_t tenant, struct span span, int64_t moment_us, bool as_known, proof_fn fn,
		  void *context)
{
	const struct platform *p = r->platform;
	const struct calendar *calendar = agreement_calendar(p->agreement);
	const struct tenant *t = &p->tenants[tenant];
	struct proof_request q = {
		.replica = r, .fn = fn, .span = span, .moment_us = moment_us, .started_at = clock_monotonic(),
		.enterprise_no = t->enterprise_no,
		.terms = agreement_terms_at(p->agreement, t->code_index,
					    calendar_month_number(calendar, span.start_us))};
	struct span margin = availability_margin(q.terms, calendar, span);
	struct buf from = BUF_INIT, to = BUF_INIT, moment = BUF_INIT, windows = BUF_INIT, figures = BUF_INIT;
	const char *parameters[PROOF_PARAMETERS];
	struct arena scratch = {0};
	char account[24];

	time_rfc3339(&from, margin.start_us);
	time_rfc3339(&to, margin.end_us);
	snprintf(account, sizeof account, "%" PRId64, q.enterprise_no);
	time_rfc3339(&moment, moment_us);
	const char *values[] = {account, from.data, to.data, moment.data};
	const char *windows_sql = replica_sql("src/replica/prove_windows.sql"),
		   *figures_sql = replica_sql("src/replica/prove_availability.sql");
	if (as_known) {
		proof_known(&windows, windows_sql, 4); /* the moment is $4 in both */
		proof_known(&figures, figures_sql, 4);
		windows_sql = windows.data;
		figures_sql = figures.data;
	}
	proof_parameters(q.terms, calendar_zone(calendar), &q.enterprise_no, span, moment_us, &scratch,
			 parameters);
	const struct statement list[ASK_COUNT] = {
		[ASK_PLACE] =
			{"select pg_current_snapshot()::text, coalesce(pg_last_wal_replay_lsn()::text, '')",
			 0, NULL, NULL, false},
		[ASK_WINDOWS] = {windows_sql, as_known ? 4 : 3, values, NULL, true},
		[ASK_MAINTENANCE] = {replica_sql("src/replica/prove_maintenance.sql"), 3, values, NULL, true},
		[ASK_FIGURES] = {figures_sql, PROOF_PARAMETERS, parameters, NULL, true}};
	struct errand *e = side_read(r, list, ASK_COUNT, proved, context);
	e->own = arena_alloc(&e->texts, sizeof q);
	memcpy(e->own, &q, sizeof q);
	arena_release(&scratch);
	buf_release(&from);
	buf_release(&to);
	buf_release(&moment);
	buf_release(&windows);
	buf_release(&figures);
}

void replica_prove(struct replica *r, uint32_t tenant, struct span span, int64_t moment_us, proof_fn fn,
		   void *context)
{
	prove(r, tenant, span, moment_us, false, fn, context);
}

void replica_prove_known(struct replica *r, uint32_t tenant, struct span span, int64_t moment_us, proof_fn fn,
			 void *context)
{
	prove(r, tenant, span, moment_us, true, fn, context);
}
