/* Whether the server publishes what the contract says. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/replica/contract.h"

static void note_column(struct replica *r, const char *relation, const char *name, const char *type, bool closed)
{
	for (size_t i = 0; i < contract_column_count; i++) {
		const struct contract_column *wanted = &contract_columns[i];
		if (strcmp(wanted->relation, relation) || strcmp(wanted->name, name))
			continue;
		r->seen[i].there = true;
		r->seen[i].closed = closed;
		snprintf(r->seen[i].type, sizeof r->seen[i].type, "%s", type);
	}
}

static bool take_columns(struct replica *r, const PGresult *result, int *row)
{
	for (; *row < PQntuples(result); ++*row)
		note_column(r, PQgetvalue(result, *row, 0), PQgetvalue(result, *row, 1),
			    PQgetvalue(result, *row, 2), *PQgetvalue(result, *row, 3) == 'f');
	r->columns_read = true;
	return true;
}

/* Looked at once the columns have been judged. */
static void take_platform(struct seen_platform *p, const PGresult *result)
{
	if (!PQntuples(result))
		return;
	p->there = true;
	text_clean(&p->code, PQgetvalue(result, 0, 0), strlen(PQgetvalue(result, 0, 0)));
	text_clean(&p->name, PQgetvalue(result, 0, 1), strlen(PQgetvalue(result, 0, 1)));
	p->version = atoi(PQgetvalue(result, 0, 2));
}

static bool take_answer(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;

	(void)deadline_us;
	if (statement == 2)
		return take_columns(r, result, row);
	if (statement == 3)
		take_platform(&r->seen_platform, result);
	return true;
}

/* Appends what is wrong with a relation, whose columns are [from, to): that it
 * is not there, or its columns one by one. Returns whether anything is. */
static bool judge_relation(const struct replica *r, size_t from, size_t to, struct buf *out)
{
	size_t before = out->length;
	bool there = false;

	for (size_t i = from; i < to; i++)
		there = there || r->seen[i].there;
	for (size_t i = from; i < to; i++) {
		const struct contract_column *wanted = &contract_columns[i];
		const char *comma = out->length > before ? "; " : "";
		if (!there) {
			buf_addf(out, "relation sla.%s is missing", wanted->relation);
			return true;
		}
		if (r->seen[i].closed && r->options.audit) {
			buf_addf(out, "relation sla.%s cannot be read by this login", wanted->relation);
			return true;
		}
		if (!r->seen[i].there)
			buf_addf(out, "%scolumn sla.%s.%s is missing", comma, wanted->relation, wanted->name);
		else if (strcmp(r->seen[i].type, wanted->type))
			buf_addf(out, "%scolumn sla.%s.%s is %s, not %s", comma, wanted->relation,
				 wanted->name, r->seen[i].type, wanted->type);
	}
	return out->length > before;
}

/* The columns of one relation stand together. */
static void judge(struct replica *r, struct buf *refused)
{
	struct replica_status *status = &r->platform->status;
	struct buf lacking = BUF_INIT;
	uint64_t capabilities = 0;
	size_t to;

	for (size_t from = 0; from < contract_column_count; from = to) {
		struct buf wrong = BUF_INIT;
		const char *relation = contract_columns[from].relation;
		for (to = from; to < contract_column_count; to++)
			if (strcmp(contract_columns[to].relation, relation))
				break;
		if (!judge_relation(r, from, to, &wrong)) {
			capabilities |= UINT64_C(1) << contract_relation(relation);
		} else {
			if (contract_columns[from].core)
				buf_addf(refused, "%s%s", refused->length ? "; " : "", wrong.data);
			buf_addf(&r->report_contract, "contract: %s%s\n", wrong.data,
				 contract_columns[from].core ? "" : " (not needed to start)");
			r->contract_problems++;
			buf_addf(&lacking, " %s ", relation);
		}
		buf_release(&wrong);
	}
	if (status->capabilities != capabilities) {
		status->capabilities = capabilities;
		snprintf(status->lacking, sizeof status->lacking, "%s", lacking.data);
		r->platform->generation++;
	}
	buf_release(&lacking);
}

/* --- who it is ----------------------------------------------------------- */

/* Appends why it is not the sub-platform that is expected; else it is named so. */
static void judge_platform(struct replica *r, struct buf *refused)
{
	const struct seen_platform *p = &r->seen_platform;
	const char *code = p->code.data;

	if (!p->there)
		buf_add_text(refused, "contract: sla.platform has no row");
	else if (r->platform->code[0] && strcmp(r->platform->code, code))
		buf_addf(refused, "sub-platform \"%s\" is expected here, the server is \"%s\"", r->platform->code, code);
	else if (platform_code_taken(r->platform, code))
		buf_addf(refused, "sub-platform \"%s\" is read by another connection already", code);
	if (refused->length)
		return;
	platform_set_identity(r->platform, code, p->name.data);
	if (p->version != CONTRACT_VERSION)
		buf_addf(refused, "contract: the server publishes version %d, this program reads version %d", p->version,
			 CONTRACT_VERSION);
}

/* A relation or column that is missing says more than the error that it brings about
 * where the sub-platform's name is read. */
static void answered(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	struct buf wrong = BUF_INIT, refused = BUF_INIT;

	if (error && !(r->columns_read && replica_contract_error(error))) {
		replica_lost(r, error->message);
		return;
	}
	judge(r, &wrong);
	if (wrong.length) {
		buf_addf(&refused, "contract: %s", wrong.data);
	} else {
		if (error)
			buf_addf(&refused, "contract: %s", error->message);
		else
			judge_platform(r, &refused);
		if (refused.length) {
			buf_addf(&r->report_contract, "%s\n", refused.data);
			r->contract_problems++;
		}
	}
	if (refused.length)
		replica_refuse(r, refused.data);
	else
		replica_contract_fine(r);
	buf_release(&wrong);
	buf_release(&refused);
}

/* Both questions in one round trip: the first rows wait for the answers. */
void contract_check_start(struct replica *r)
{
	const char *times[2];
	struct statement list[] = {replica_begin(),
				   replica_settings(r, "src/replica/settings.sql", false, times),
				   {replica_sql("src/replica/contract_check.sql"), 0, NULL, NULL, false},
				   {"select code, name, contract_version from sla.platform limit 1", 0, NULL, NULL, false},
				   replica_commit()};

	if (!r->seen)
		r->seen = mem_zero(contract_column_count, sizeof *r->seen);
	memset(r->seen, 0, contract_column_count * sizeof *r->seen);
	r->columns_read = r->seen_platform.there = false;
	buf_clear(&r->seen_platform.code);
	buf_clear(&r->seen_platform.name);
	buf_clear(&r->report_contract);
	r->contract_problems = 0;
	session_run(r->session, list, COUNT_OF(list),
		    &(struct job){.context = r, .result = take_answer, .done = answered,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
}
