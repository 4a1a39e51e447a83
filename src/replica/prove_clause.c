/* The proof of a clause: its facts and the standby's own figures in one snapshot. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "private.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/sla/proof.h"
#include "slatop/store/bills.h"

/* The windows only where the clause depends on them (6). */
enum { ASK_PLACE, ASK_FACTS, ASK_FIGURES, ASK_WINDOWS, ASK_MAINTENANCE, ASK_COUNT };
enum { PARAMETERS = 6 };
#define OID_TIMESTAMPTZ 1184

struct clause_request {
	struct replica *replica;
	clause_proof_fn fn;
	const struct clause *clause;
	int64_t enterprise_no, moment_us, started_at;
	struct span span;
};

static const struct terms *terms_of(const struct clause_request *q, const struct tenant **tenant)
{
	const struct platform *p = q->replica->platform;
	uint32_t t = q->enterprise_no ? platform_tenant(p, q->enterprise_no) : INDEX_NONE;

	*tenant = t == INDEX_NONE ? NULL : &p->tenants[t];
	return agreement_terms_at(p->agreement, *tenant ? (*tenant)->code_index : 0,
				  calendar_month_number(agreement_calendar(p->agreement), q->span.start_us));
}

/* 6: what the bills are under the month's windows. */
static void compute_compensation(const struct clause_request *q, PGresult **results, const struct clause_input *facts,
				 struct arena *scratch, struct outcome *out)
{
	struct compensation_input in = {.terms = facts->terms, .calendar = facts->calendar, .moment_us = q->moment_us,
					.enterprise_no = q->enterprise_no};
	const struct bills *bills = q->clause->keep(facts, scratch);
	struct availability a;
	struct compensation c;

	in.month = calendar_month_number(in.calendar, q->span.start_us);
	proof_ours(results[ASK_WINDOWS], results[ASK_MAINTENANCE], in.terms, in.calendar, q->span, q->moment_us, scratch, &a);
	if (calendar_month_start(in.calendar, in.month) != q->span.start_us ||
	    calendar_month_start(in.calendar, in.month + 1) != q->span.end_us)
		a.status = STATUS_NO_DATA;
	in.availability = &a;
	if (bills) {
		in.invoice = bills->billed ? &bills->invoice : NULL;
		in.claims = bills->claims;
		in.claim_count = bills->claim_count;
	}
	compensation_compute(&in, &c, NULL);
	compensation_outcome(in.terms, &c, out);
}

static void compute_ours(const struct clause_request *q, PGresult **results, struct clause_proof *proof)
{
	const PGresult *rows = results[ASK_FACTS];
	struct arena scratch = {0};
	struct violations found = {.arena = &scratch};
	size_t count = (size_t)PQntuples(rows);
	struct fact_row *facts = arena_zero(&scratch, count + 1, sizeof *facts);
	struct clause_line *lines = arena_zero(&scratch, count + 1, sizeof *lines);
	const struct fact_column *columns = q->clause->columns;
	const struct tenant *tenant;
	const struct terms *terms = terms_of(q, &tenant);

	for (size_t i = 0; i < count; i++)
		for (int k = 0; columns[k].name && k + 1 < PQnfields(rows); k++) {
			struct cell c = cell_of(rows, (int)i, k + 1);
			facts[i].values[k] = fact_value_of(&scratch, (enum fact_kind)columns[k].kind, &c);
		}
	const struct clause_input in = {
		.terms = terms, .calendar = agreement_calendar(q->replica->platform->agreement), .span = q->span,
		.moment_us = q->moment_us, .enterprise_no = q->enterprise_no, .tenant = tenant, .facts = facts,
		.count = count};
	clause_judge(q->clause, &in, lines, &proof->ours, &found);
	proof->rows = (int64_t)count;
	if (q->clause->keep) {
		compute_compensation(q, results, &in, &scratch, &proof->ours);
		proof->rows += PQntuples(results[ASK_WINDOWS]);
	}
	arena_release(&scratch);
}

/* No row is an account without any: 0, and the verdict that 0 has. */
void clause_proof_take(const PGresult *place, const PGresult *r, enum commitment c, struct clause_proof *proof)
{
	bool rules_only = commitments[c].kind == OUTCOME_RULES;
	int inputs = 0;

	snprintf(proof->snapshot, sizeof proof->snapshot, "%s", PQgetvalue(place, 0, 0));
	snprintf(proof->lsn, sizeof proof->lsn, "%s", PQgetvalue(place, 0, 1));
	snprintf(proof->verdict, sizeof proof->verdict, "%s", verdict_names[rules_only ? VERDICT_MET : VERDICT_NO_DATA]);
	if (!PQntuples(r))
		return;
	for (; inputs < OUTCOME_INPUTS && commitments[c].inputs[inputs].name; inputs++) {
		struct cell cell = cell_of(r, 0, inputs + 1);
		proof->theirs[inputs] = cell_int(&cell);
	}
	snprintf(proof->verdict, sizeof proof->verdict, "%.20s", PQgetvalue(r, 0, inputs + 1));
}

static void proved(struct errand *e, PGresult **results, int count, const char *error)
{
	const struct clause_request *q = e->own;
	struct clause_proof proof = {.took_us = clock_monotonic() - q->started_at};

	if (count) {
		clause_proof_take(results[ASK_PLACE], results[ASK_FIGURES], q->clause->commitment, &proof);
		compute_ours(q, results, &proof);
		proof.done = true;
	}
	if (error)
		snprintf(proof.error, sizeof proof.error, "%s", error);
	q->fn(e->context, &proof);
}

void clause_proof_keys(struct buf *out, const struct terms *t)
{
	buf_add_byte(out, '{');
	for (size_t i = 0; i < agreement_key_count; i++) {
		buf_addf(out, "%s\"%s\": ", i ? ", " : "", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], t, out);
	}
	buf_add_byte(out, '}');
}

/* Of each code its keys: accounts are judged by their own. */
void clause_codes(struct buf *out, const struct agreement *a, int month)
{
	buf_add_byte(out, '{');
	for (unsigned i = 0; i < agreement_code_count(a); i++) {
		buf_add_text(out, i ? ", " : "");
		json_quote(out, agreement_code(a, i), strlen(agreement_code(a, i)));
		buf_add_text(out, ": ");
		clause_proof_keys(out, agreement_terms_at(a, i, month));
	}
	buf_add_byte(out, '}');
}

static int64_t reach_of(const struct clause_request *q)
{
	const struct tenant *tenant;
	const struct terms *t = terms_of(q, &tenant);

	return q->clause->reach
		       ? q->clause->reach(t, agreement_calendar(q->replica->platform->agreement), q->moment_us)
		       : 0;
}

/* 6 goes on from the proof of 4.1, and shares its parameters. */
void clause_proof_sql(const struct clause *c, struct buf *out)
{
	if (c->keep)
		buf_addf(out, "with availability as (\n%s\n)\n", replica_sql("src/replica/prove_availability.sql"));
	buf_add_text(out, replica_sql(c->proof));
}

void replica_prove_clause(struct replica *r, const struct clause *c, int64_t enterprise_no, struct span span,
			  int64_t moment_us, bool as_known, clause_proof_fn fn, void *context)
{
	static const Oid types[PARAMETERS] = {OID_INT8, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ,
					      OID_TEXT, OID_INT8};
	static const Oid proof_types[PARAMETERS] = {OID_INT8, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ, OID_TIMESTAMPTZ,
						    OID_TEXT, OID_TEXT};
	const struct clause_request q = {.replica = r, .fn = fn, .clause = c,
					 .enterprise_no = c->of_platform ? 0 : enterprise_no, .moment_us = moment_us,
					 .started_at = clock_monotonic(), .span = span};
	struct buf from = BUF_INIT, to = BUF_INIT, at = BUF_INIT, keys = BUF_INIT, proof = BUF_INIT;
	struct buf margin_from = BUF_INIT, margin_to = BUF_INIT, windows = BUF_INIT;
	struct arena scratch = {0};
	const struct tenant *tenant;
	char account[24], reach[24];

	time_rfc3339(&from, span.start_us);
	time_rfc3339(&to, span.end_us);
	time_rfc3339(&at, moment_us);
	clause_proof_keys(&keys, terms_of(&q, &tenant));
	snprintf(account, sizeof account, "%" PRId64, q.enterprise_no);
	snprintf(reach, sizeof reach, "%" PRId64, reach_of(&q));
	const char *values[PARAMETERS] = {q.enterprise_no ? account : NULL, from.data, to.data, at.data,
					  calendar_zone(agreement_calendar(r->platform->agreement)), reach};
	const char *proof_values[PARAMETERS] = {values[0], values[1], values[2], values[3], values[4], keys.data};
	const char *kept_values[PROOF_PARAMETERS + 1], *margin_values[] = {values[0], NULL, NULL, at.data};
	const char *windows_sql = replica_sql("src/replica/prove_windows.sql");
	clause_proof_sql(c, &proof);
	if (as_known && c->keep) {
		struct buf known = BUF_INIT;
		proof_known(&known, proof.data, 4); /* the moment, of 4.1's own statement */
		buf_release(&proof);
		proof = known;
		proof_known(&windows, windows_sql, 4);
		windows_sql = windows.data;
	}
	if (c->keep) {
		const struct terms *t = terms_of(&q, &tenant);
		struct span margin = availability_margin(t, agreement_calendar(r->platform->agreement), span);
		proof_parameters(t, values[4], &q.enterprise_no, span, moment_us, &scratch, kept_values);
		kept_values[PROOF_PARAMETERS] = keys.data;
		time_rfc3339(&margin_from, margin.start_us);
		time_rfc3339(&margin_to, margin.end_us);
		margin_values[1] = margin_from.data;
		margin_values[2] = margin_to.data;
	}
	const struct statement list[ASK_COUNT] = {
		[ASK_PLACE] = {"select pg_current_snapshot()::text, coalesce(pg_last_wal_replay_lsn()::text, '')", 0,
			       NULL, NULL, false},
		[ASK_FACTS] = {replica_sql(c->sql), PARAMETERS, values, types, true},
		[ASK_FIGURES] = {proof.data, c->keep ? PROOF_PARAMETERS + 1 : PARAMETERS,
				 c->keep ? kept_values : proof_values, c->keep ? NULL : proof_types, true},
		[ASK_WINDOWS] = {windows_sql, as_known && c->keep ? 4 : 3, margin_values, NULL, true},
		[ASK_MAINTENANCE] = {replica_sql("src/replica/prove_maintenance.sql"), 3, margin_values, NULL, true}};
	struct errand *e = side_read(r, list, c->keep ? ASK_COUNT : ASK_WINDOWS, proved, context);
	e->own = arena_alloc(&e->texts, sizeof q);
	memcpy(e->own, &q, sizeof q);
	buf_release(&from);
	buf_release(&to);
	buf_release(&at);
	buf_release(&keys);
	buf_release(&proof);
	buf_release(&margin_from);
	buf_release(&margin_to);
	buf_release(&windows);
	arena_release(&scratch);
}
