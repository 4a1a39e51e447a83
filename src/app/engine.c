#include "app/engine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/pages.h"
#include "app/trail.h"
#include "slatop/base/mem.h"
#include "slatop/replica/page.h"

static void on_changed(void *context, struct platform *p)
{
	struct engine *s = context;
	(void)p;
	if (s->changed)
		s->changed(s->context);
}

static void add_replica(struct engine *s, size_t i)
{
	const struct config_platform *c = &s->config.platforms[i];
	struct replica_options o = {
		.conninfo = c->conninfo,
		.allow_primary = c->allow_primary,
		.poll_interval_us = s->config.poll_interval_ms * 1000,
		.lag_ok_us = s->config.lag_ok_s * USEC,
		.statement_timeout_us = s->config.statement_timeout_s * USEC,
		.audit = s->audit,
		.changed = on_changed,
		.context = s,
	};
	s->replicas[i] = replica_create(s->loop, store_add(s->store, c->code), &o);
}

static bool check_conninfos(const struct config *c, struct err *e)
{
	for (size_t i = 0; i < c->platform_count; i++)
		if (!replica_conninfo_fine(c->platforms[i].conninfo, e))
			return err_at(e, "%s", c->platforms[i].place);
	return true;
}

/* Somebody sat there and asked for an account's audit. */
static void note_refused_audit(const struct engine *s, const struct options *o, const char *why)
{
	const struct journal_field fields[] = {{"of", "audit", 0}, {"why", why, 0}};
	char mode[40];

	snprintf(mode, sizeof mode, "audit %s", o->audit);
	struct trail *t = trail_create(&s->config, mode);
	trail_note(t, "refused", fields, COUNT_OF(fields));
	trail_destroy(t);
}

bool engine_open(struct engine *s, const struct options *o, int *status, struct err *e)
{
	memset(s, 0, sizeof *s);
	s->later.as_of = TIME_NONE;
	*status = EXIT_USAGE;
	if (!config_read(&s->config, o, e))
		return false;
	if (check_conninfos(&s->config, e))
		s->agreement = agreement_read(s->config.agreement, e);
	if (s->agreement && o->audit)
		s->audit = audit_open(&s->config, o->audit, status, e);
	if (!s->agreement || (o->audit && !s->audit)) {
		if (s->agreement && *status != EXIT_INTERRUPTED)
			note_refused_audit(s, o, e->text);
		agreement_destroy(s->agreement);
		config_release(&s->config);
		return false;
	}
	s->loop = loop_create();
	s->store = store_create(s->agreement);
	s->replicas = mem_zero(s->config.platform_count, sizeof *s->replicas);
	for (size_t i = 0; i < s->config.platform_count; i++)
		add_replica(s, i);
	return true;
}

void engine_start(struct engine *s)
{
	for (size_t i = 0; i < s->store->count; i++)
		replica_start(s->replicas[i]);
}

void engine_close(struct engine *s)
{
	s->changed = NULL;
	for (size_t i = 0; i < s->store->count; i++)
		replica_destroy(s->replicas[i]);
	free(s->replicas);
	store_destroy(s->store);
	audit_close(s->audit); /* its proof may be in the loop */
	loop_destroy(s->loop);
	agreement_destroy(s->agreement);
	config_release(&s->config);
}

/* A period of another earlier moment whose rows are the same: it goes to this one, as
 * all look at one moment, and nothing is loaded again. */
static bool move_period(struct platform *p, struct span span, int64_t as_of, bool as_known, int64_t account)
{
	for (size_t i = 0; i < p->period_count; i++) {
		struct period *d = p->periods[i];
		if (d->span.start_us != span.start_us || d->span.end_us != span.end_us || d->only_account != account)
			continue;
		if (d->as_known != as_known)
			continue;
		if (d->as_of == as_of)
			return true;
		if (period_can_move(d, as_of)) {
			platform_move_period(p, d, as_of);
			return true;
		}
	}
	return false;
}

static struct period *take_period(void *host, uint32_t platform, struct span span, int64_t as_of, int64_t account)
{
	struct engine *s = host;
	if (as_of != TIME_NONE)
		move_period(s->store->platforms[platform], span, as_of, false, account);
	struct period *d = platform_period(s->store->platforms[platform], span, as_of, account);
	if (!d->complete)
		replica_load_period(s->replicas[platform], d);
	return d;
}

/* Nothing is asked for that the sub-platform does not publish: the period stays empty. */
static struct period *take_known(void *host, uint32_t platform, struct span span, int64_t as_of, int64_t account)
{
	struct engine *s = host;
	struct platform *p = s->store->platforms[platform];
	move_period(p, span, as_of, true, account);
	struct period *d = platform_period_known(p, span, as_of, account);
	if (!d->complete && platform_publishes(p, "outage_history"))
		replica_load_period(s->replicas[platform], d);
	return d;
}

static void release_period(void *host, uint32_t platform, struct period *d)
{
	struct engine *s = host;
	struct replica *r = s->replicas[platform];
	if (!d->complete && d->users - replica_load_uses(r, d) <= 1) /* the view's is the only other one */
		replica_stop_load(r, d);
	platform_release_period(s->store->platforms[platform], d);
}

static struct summary *take_summary(void *host, uint32_t platform, const struct clause *c, struct span span,
				    int64_t as_of, int64_t account)
{
	struct engine *s = host;
	struct summary *summary = platform_summary(s->store->platforms[platform], c, span, as_of, account);
	replica_load_summary(s->replicas[platform], summary);
	return summary;
}

static void release_summary(void *host, uint32_t platform, struct summary *summary)
{
	struct engine *s = host;
	if (summary->passing && summary->users == 2)
		replica_stop_summary(s->replicas[platform], summary);
	platform_release_summary(s->store->platforms[platform], summary);
}

/* What is looked at is read again when it is due. */
static void keep_summaries(struct engine *s)
{
	for (size_t i = 0; i < s->store->count && !s->paused; i++) {
		const struct summaries *all = platform_summaries(s->store->platforms[i]);
		for (size_t k = 0; k < all->count; k++)
			if (all->list[k]->users)
				replica_load_summary(s->replicas[i], all->list[k]);
	}
}

int engine_month(const struct engine *s)
{
	int64_t latest = TIME_NONE;
	for (size_t i = 0; i < s->store->count; i++) {
		int64_t moment = platform_moment(s->store->platforms[i], clock_monotonic());
		if (moment != TIME_NONE && (latest == TIME_NONE || moment > latest))
			latest = moment;
	}
	return calendar_month_number(agreement_calendar(s->agreement), latest == TIME_NONE ? clock_wall() : latest);
}

struct span engine_month_span(const struct engine *s, int month)
{
	const struct calendar *c = agreement_calendar(s->agreement);
	return (struct span){calendar_month_start(c, month), calendar_month_start(c, month + 1)};
}

static const struct proof_figures *find_proof(void *host, uint32_t platform, int64_t enterprise_no)
{
	struct engine *s = host;
	bool same = s->proof_account && s->proof_platform == platform && s->proof_account == enterprise_no;
	return same ? &s->figures : NULL;
}

static const struct clause_figures *find_clause_proof(void *host, uint32_t platform, enum commitment c, int64_t account)
{
	struct engine *s = host;
	bool same = s->clause == (int)c && s->clause_platform == platform && s->clause_account == account;
	return same ? &s->clause_figures : NULL;
}

struct model_scope engine_scope(struct engine *s)
{
	int month = engine_month(s);
	int64_t bound = !s->audit ? 0 : audit_patched_account ? audit_patched_account : audit_account(s->audit);
	return (struct model_scope){
		.store = s->store,
		.calendar = agreement_calendar(s->agreement),
		.span = engine_month_span(s, month),
		.month = month,
		.as_of = TIME_NONE,
		.now = clock_monotonic(),
		.platform = s->audit ? 0 : -1,
		.enterprise_no = bound,
		.period = take_period,
		.period_known = take_known,
		.release_period = release_period,
		.summary = take_summary,
		.release_summary = release_summary,
		.proof = find_proof,
		.clause_proof = find_clause_proof,
		.ask_page = pages_ask,
		.drop_page = pages_drop,
		.host = s,
	};
}

bool engine_recompute(struct engine *s, int64_t now, int64_t deadline_us)
{
	keep_summaries(s);
	for (size_t i = 0; i < s->store->count; i++) {
		struct platform *p = s->store->platforms[i];
		int64_t moment = platform_moment(p, now);
		for (size_t k = 0; k < p->period_count; k++) {
			struct period *d = p->periods[k];
			if (s->paused && d->ticked_at != TIME_NONE)
				continue;
			if (d->complete && period_recompute(p, d, period_moment(d, moment), deadline_us))
				return true;
		}
	}
	return false;
}

static void on_proof(void *context, const struct availability_proof *proof)
{
	struct engine *s = context;
	s->proof = *proof;
	s->figures = (struct proof_figures){
		.done = proof->done,
		.error = s->proof.error[0] ? s->proof.error : NULL,
		.ours = proof->ours,
		.theirs = proof->theirs,
		.moment_us = s->figures.moment_us,
		.rows = proof->rows,
		.took_us = proof->took_us,
		.lsn = s->proof.lsn,
		.snapshot = s->proof.snapshot,
	};
	if (s->changed)
		s->changed(s->context);
}

static void no_proof(struct engine *s, const char *why)
{
	s->figures = (struct proof_figures){.done = true, .error = why};
}

static void on_clause_proof(void *context, const struct clause_proof *proof)
{
	struct engine *s = context;
	s->clause_proof = *proof;
	s->clause_figures = (struct clause_figures){
		.done = proof->done,
		.error = s->clause_proof.error[0] ? s->clause_proof.error : NULL,
		.ours = proof->ours,
		.theirs = s->clause_proof.theirs,
		.verdict = s->clause_proof.verdict,
		.rows = proof->rows,
		.took_us = proof->took_us,
		.lsn = s->clause_proof.lsn,
		.snapshot = s->clause_proof.snapshot,
	};
	if (s->changed)
		s->changed(s->context);
}

/* The proof of the clause that the scope's figure is of, by the first sub-platform that has it. */
static void prove_clause(struct engine *s, const struct model_scope *scope, enum commitment commitment)
{
	const struct clause *c = clause_find(commitment);
	size_t i = scope->platform < 0 ? 0 : (size_t)scope->platform;
	while (scope->platform < 0 && scope->enterprise_no && i + 1 < s->store->count &&
	       platform_tenant(s->store->platforms[i], scope->enterprise_no) == INDEX_NONE)
		i++;
	int64_t moment = scope->as_of != TIME_NONE ? scope->as_of : platform_moment(s->store->platforms[i], scope->now);
	for (size_t k = 0; k < s->store->count; k++)
		replica_forget(s->replicas[k], s);
	s->clause_platform = (uint32_t)i;
	s->clause = (int)commitment;
	s->clause_account = scope->enterprise_no;
	s->clause_figures = (struct clause_figures){.running = true};
	if (moment == TIME_NONE)
		s->clause_figures = (struct clause_figures){.done = true, .error = "the replica knows no time: nothing can be evaluated"};
	else if (!c && !scope->enterprise_no && scope->platform < 0 && s->store->count > 1)
		s->clause_figures = (struct clause_figures){.done = true, .error = "open a sub-platform: each proves its own"};
	else if (!c)
		replica_prove_reliability(s->replicas[i], scope->enterprise_no, scope->span, moment, scope->as_known, on_clause_proof, s);
	else if (!scope->enterprise_no && !c->of_platform)
		s->clause_figures = (struct clause_figures){.done = true, .error = "open an account: the proof is of one"};
	else
		replica_prove_clause(s->replicas[i], c, scope->enterprise_no, scope->span, moment, scope->as_known, on_clause_proof, s);
}

void engine_prove(struct engine *s, const struct model_scope *scope)
{
	int commitment = figure_commitment(scope->figure);
	if (commitment >= 0 && commitment != COMMITMENT_AVAILABILITY) {
		prove_clause(s, scope, (enum commitment)commitment);
		return;
	}
	if (scope->platform < 0 || !scope->enterprise_no)
		return;
	for (size_t i = 0; i < s->store->count; i++)
		replica_forget(s->replicas[i], s);
	s->proof_platform = (uint32_t)scope->platform;
	s->proof_account = scope->enterprise_no;
	s->figures = (struct proof_figures){.running = true};
	const struct platform *p = s->store->platforms[scope->platform];
	uint32_t tenant = idmap_find(&p->tenant_by_no, scope->enterprise_no);
	int64_t moment = scope->as_of != TIME_NONE ? scope->as_of : platform_moment(p, scope->now);
	s->figures.moment_us = moment;
	if (tenant == IDMAP_NONE)
		no_proof(s, "the account is not known here");
	else if (moment == TIME_NONE)
		no_proof(s, "the replica knows no time: nothing can be evaluated");
	else if (scope->as_known)
		replica_prove_known(s->replicas[scope->platform], tenant, scope->span, moment, on_proof, s);
	else
		replica_prove(s->replicas[scope->platform], tenant, scope->span, moment, on_proof, s);
}

void engine_send_pages(struct engine *s)
{
	for (size_t i = 0; i < s->store->count; i++)
		replica_send_pages(s->replicas[i]);
}

bool engine_number(const char *text, const char *what, int64_t *number, const char **code, struct err *e)
{
	const char *digits;
	char *end;
	*code = strrchr(text, '/');
	digits = *code ? *code + 1 : text;
	errno = 0;
	*number = strtoll(digits, &end, 10);
	if (errno || end == digits || *end || *number <= 0)
		return err_set(e, "\"%s\" is no %s: give N or CODE/N", text, what);
	return true;
}

bool engine_is_of_code(const struct platform *p, const char *text, const char *code)
{
	return !code || (strlen(p->code) == (size_t)(code - text) && !strncmp(p->code, text, strlen(p->code)));
}

bool engine_session(const struct engine *s, const char *text, int *platform, int64_t *session, struct err *e)
{
	const char *code;
	if (!engine_number(text, "session", session, &code, e))
		return false;
	if (!code && s->store->count > 1)
		return err_set(e, "session %s: there are %zu sub-platforms: say CODE/%s, as %s/%s", text, s->store->count, text,
			       s->store->platforms[0]->code, text);
	for (size_t i = 0; i < s->store->count; i++)
		if (engine_is_of_code(s->store->platforms[i], text, code)) {
			*platform = (int)i;
			return true;
		}
	return err_set(e, "session %s: the configuration has no such sub-platform", text);
}

bool engine_account(const struct engine *s, const char *text, int *platform, int64_t *enterprise_no, struct err *e)
{
	const char *code;
	if (!engine_number(text, "account", enterprise_no, &code, e))
		return false;
	*platform = -1;
	for (size_t i = 0; i < s->store->count; i++) {
		const struct platform *p = s->store->platforms[i];
		if (!engine_is_of_code(p, text, code))
			continue;
		if (idmap_find(&p->tenant_by_no, *enterprise_no) == IDMAP_NONE)
			continue;
		if (*platform >= 0)
			return err_set(e, "account %" PRId64 " is in two sub-platforms: say %s/%" PRId64 " or %s/%" PRId64,
				       *enterprise_no, s->store->platforms[*platform]->code, *enterprise_no, p->code,
				       *enterprise_no);
		*platform = (int)i;
	}
	if (*platform < 0)
		return err_set(e, "no account \"%s\" in the sub-platforms that were read", text);
	return true;
}
