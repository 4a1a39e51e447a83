/* The list of models. */
#include "slatop/table/model.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/table/paged.h"
#include "slatop/table/relations.h"
#include "table/models.h"

const struct model *const models[] = {
	&model_platforms, &model_availability, &model_outages, &model_outage_groups,
	&model_incidents, &model_tenants,      &model_windows, &model_months,
	&model_days,      &model_explain,      &model_parts,   &model_proof,
	&model_alarms,
	&model_links,     &model_failovers,    &model_faults, &model_trend, &model_firmness, &model_combinations, &model_comparison,  &model_replicas,
	&model_replica_errors, &model_maintenance, &model_tiers, &model_problems,
	&model_scorecard, &model_outcomes, &model_violations, &model_figure, &model_figure_rows,
	&model_figure_proof,
	&model_compensation, &model_claims, &model_reliability, &model_failures, &model_events, &model_suspects,
	&model_carriers, &model_logs, &model_log_days, &model_trail, &model_agreements, &model_agreement, &model_agreement_key, &model_timeline, &model_hit,
};
const size_t model_count = COUNT_OF(models);

int row_key_compare(const struct row_key *x, const struct row_key *y)
{
	if (x->platform != y->platform)
		return x->platform < y->platform ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

const struct model *model_find(const char *name)
{
	for (size_t i = 0; name && i < model_count; i++)
		if (!strcmp(models[i]->name, name))
			return models[i];
	return NULL;
}

int model_field_find(const struct model *m, const char *name)
{
	for (size_t i = 0; i < m->field_count; i++)
		if (!strcmp(m->fields[i].name, name))
			return (int)i;
	return -1;
}

const struct value_format *model_field_format(const struct model_field *f)
{
	const struct value_format *named = value_format_find(f->format);

	if (!named && f->flags & FIELD_ID)
		named = value_format_find("id");
	return named ? named : value_format_default((enum value_type)f->type);
}

bool model_where_known(const struct model *m, const char *where)
{
	size_t n = where ? strlen(where) : 0;

	if (!where)
		return true;
	for (const char *at = m->wheres; at && n && (at = strstr(at, where)); at += n)
		if ((at == m->wheres || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return true;
	return false;
}

/* Whether a platform lacks one of the relations. */
static bool lacks(const struct platform *p, const char *needs)
{
	char word[80];

	for (size_t length; *needs; needs += length + strspn(needs + length, " ")) {
		length = strcspn(needs, " ");
		snprintf(word, sizeof word, " %.*s ", (int)length, needs);
		if (strstr(p->status.lacking, word))
			return true;
	}
	return false;
}

const struct platform *model_lacking(const struct model *m, const struct model_scope *scope)
{
	if (!m->needs)
		return NULL;
	for (size_t i = 0; i < scope->store->count; i++) {
		const struct platform *p = scope->store->platforms[i];
		if ((scope->platform < 0 || (size_t)scope->platform == i) && lacks(p, m->needs))
			return p;
	}
	return NULL;
}

const struct scope_with *scope_with_find(const struct model_scope *scope, const char *name)
{
	for (size_t i = 0; i < SCOPE_WITH_MAX && *scope->with[i].name; i++)
		if (!strcmp(scope->with[i].name, name))
			return &scope->with[i];
	return NULL;
}

static void read_for(const struct model_scope *scope, uint64_t set)
{
	if (scope->relations)
		*scope->relations |= set;
}

void scope_reads(const struct model_scope *scope, const char *names)
{
	read_for(scope, relations_named(names, ""));
}

struct summary *scope_summary(const struct model_scope *scope, uint32_t platform, const struct clause *c,
			      int64_t only_account)
{
	read_for(scope, relations_named(embedded_find(c->sql)->data, "sla."));
	if (!c->of_platform)
		scope_reads(scope, "tenant");
	return scope->summary(scope->host, platform, c, scope->span, scope->as_of, only_account);
}

void *scope_ask_page(const struct model_scope *scope, const struct page_ask *ask)
{
	read_for(scope, relations_named(ask->sql, "sla."));
	return scope->ask_page(scope->host, ask);
}

void scope_view_text(const struct model_scope *scope, struct buf *out)
{
	if (scope->as_of == TIME_NONE)
		return;
	buf_add_text(out, "as of ");
	time_local(out, scope->calendar, scope->as_of);
	if (scope->as_of / USEC % 60 == 0)
		out->data[out->length -= 3] = '\0'; /* whole minutes without ":00" */
	buf_addf(out, ", as known %s", scope->as_known ? "then" : "now");
}
