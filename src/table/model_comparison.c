/* Two agreements: the accounts whose verdict of 4.1 is another under the second. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/firm.h"
#include "table/models.h"

#define COMPARISON_A_LOOK 64 /* accounts between looks at the clock: each is judged once more */

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, 0, "Month", "The natural month that is judged; none for a span.", NULL) \
	F(AGREEMENT, "agreement", VALUE_TEXT, 0, "Agreement", "Code and version that the account is judged by.", NULL) \
	F(STATUS, "status", VALUE_TEXT, 0, "Status", "The verdict under it.", "state") \
	F(UNAVAILABLE, "unavailable_s", VALUE_DURATION, 0, "Unavailable", "Unavailable time under it.", NULL) \
	F(ALLOWED, "allowed_s", VALUE_DURATION, 0, "Allowed", "What its target leaves of the span.", NULL) \
	F(PCT, "availability_pct", VALUE_PERCENT, 0, "Avail %", "Availability under it.", NULL) \
	F(OTHER, "other_agreement", VALUE_TEXT, 0, "Other", "Code and version of the other agreement.", NULL) \
	F(OTHER_STATUS, "other_status", VALUE_TEXT, 0, "Other status", "The verdict under that.", "state") \
	F(OTHER_UNAVAILABLE, "other_unavailable_s", VALUE_DURATION, 0, "Other unav.", "Unavailable time under that.", NULL) \
	F(OTHER_ALLOWED, "other_allowed_s", VALUE_DURATION, 0, "Other allowed", "What that target leaves of the span.", NULL) \
	F(OTHER_PCT, "other_availability_pct", VALUE_PERCENT, 0, "Other %", "Availability under that.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources;
	struct arena windows, scratch, texts;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, true);

	arena_init(&s->windows);
	arena_init(&s->scratch);
	arena_init(&s->texts);
	return s;
}

static void close_(struct model_state *s)
{
	arena_release(&s->windows);
	arena_release(&s->scratch);
	arena_release(&s->texts);
	model_close(s);
}

static void advance(struct model_state *s, const struct model_scope *scope)
{
	arena_reset(&s->texts);
	model_advance(s, scope);
}

/* The other agreement's version for an account; a code that it does not know is
 * its standard one. */
static const struct terms *other_terms(const struct model_state *s, size_t i, uint32_t tenant)
{
	const struct model_scope *scope = &s->sources.scope;
	bool known;

	return agreement_terms(scope->other_agreement, source_platform(&s->sources, i)->tenants[tenant].agreement_code,
			       calendar_month_number(scope->calendar, s->sources.span.start_us), &known);
}

static bool judge_other(struct model_state *s, size_t i, uint32_t tenant, struct availability *out)
{
	const struct period *d = source_period(&s->sources, i);
	struct availability_input in = {.terms = other_terms(s, i, tenant), .calendar = s->sources.scope.calendar,
					.span = s->sources.span, .moment_us = source_moment(&s->sources, i)};

	if (!d || in.moment_us == TIME_NONE)
		return false;
	arena_reset(&s->windows);
	firm_input(source_platform(&s->sources, i), d, tenant, &s->windows, &in);
	availability_compute(&in, &s->scratch, out, NULL);
	arena_reset(&s->scratch);
	return true;
}

static bool differs(struct model_state *s, size_t i, uint32_t tenant)
{
	struct availability own, other;

	if (!tenant_in_span(&source_platform(&s->sources, i)->tenants[tenant], s->sources.span) ||
	    !judge_other(s, i, tenant, &other))
		return false;
	source_verdict(&s->sources, i, tenant, &own);
	return own.status != STATUS_NO_DATA && own.status != other.status;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	return s->sources.scope.other_agreement &&
	       accounts_rows(s, differs, COMPARISON_A_LOOK, position, list, count, capacity, deadline_us);
}

static void put_version(struct model_state *s, const struct terms *t, struct value *out)
{
	struct buf text = BUF_INIT;

	agreement_version_text(t, calendar_month_number(s->sources.scope.calendar, s->sources.span.start_us), &text);
	put_text(out, arena_copy(&s->texts, text.data, text.length));
	buf_release(&text);
}

static void put_figure(const struct availability *v, size_t field, struct value *out)
{
	switch (field) {
	case F_STATUS: case F_OTHER_STATUS: put_text(out, availability_status_names[v->status]); break;
	case F_UNAVAILABLE: case F_OTHER_UNAVAILABLE: put_int(out, v->unavailable_us); break;
	case F_ALLOWED: case F_OTHER_ALLOWED: put_int(out, v->allowed_us); break;
	default: figure_put(out, FIGURE_PCT, v);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);
	struct availability v;

	if (!value_start(out, fields, F_COUNT, field) || !t || !s->sources.scope.other_agreement) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_ENTERPRISE_NO: put_int(out, t->enterprise_no); break;
	case F_NAME: put_text(out, t->name); break;
	case F_MONTH:
		put_int(out, s->sources.scope.month);
		out->null = s->sources.scope.month < 0;
		break;
	case F_AGREEMENT: put_version(s, source_terms(&s->sources, row.platform, row.item, s->sources.span), out); break;
	case F_OTHER: put_version(s, other_terms(s, row.platform, row.item), out); break;
	default:
		if (field < F_OTHER)
			source_verdict(&s->sources, row.platform, row.item, &v);
		else if (!judge_other(s, row.platform, row.item, &v))
			v = (struct availability){0};
		put_figure(&v, field, out);
	}
}

const struct model model_comparison = {
	.name = "comparison",
	.help = "The accounts whose verdict of 4.1 is another under the agreement that --compare-agreement names.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "availability_pct,enterprise_no",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = account_key,
	.complete = model_complete,
	.enter = account_enter,
};
