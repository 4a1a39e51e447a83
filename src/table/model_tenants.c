/* Tenants: the accounts' own record, with the month's figures beside it. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/figures.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define FIGURE(F, id, figure_name, type, title, format) \
	F(id, figure_name, type, S | FIELD_TICKS | FIELD_EXPLAIN, title, "As in availability (4.1).", format)

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(STATUS, "status", VALUE_TEXT, 0, "Status", "active, suspended or closed.", "state") \
	F(TIER, "tier", VALUE_TEXT, 0, "Tier", "The account's tier.", NULL) \
	F(REGION, "region", VALUE_TEXT, 0, "Region", "The account's region.", NULL) \
	F(AGREEMENT_CODE, "agreement_code", VALUE_TEXT, 0, "Agreement", "Its agreement; none: standard.", \
	  NULL) \
	F(SEATS, "seats", VALUE_INTEGER, 0, "Seats", "The account's seats.", NULL) \
	F(CHARGED_ON, "charged_on", VALUE_TEXT, 0, "Charged on", "What a compensation is a share of (6).", \
	  NULL) \
	F(OPENED_AT, "opened_at", VALUE_TIME, 0, "Opened", "When the account was opened.", NULL) \
	F(CLOSED_AT, "closed_at", VALUE_TIME, 0, "Closed", "When it was closed.", NULL) \
	F(CONTRACT_FROM, "contract_from", VALUE_DATE, 0, "Contract", "First day of the contract.", NULL) \
	F(CONTRACT_TO, "contract_to", VALUE_DATE, 0, "to", "Last day of the contract.", NULL) \
	F(RETENTION_TO, "retention_to", VALUE_DATE, 0, "Data kept to", "Last day of data retention (4.8).", \
	  NULL) \
	F(CONTACT, "contact_masked", VALUE_TEXT, FIELD_TENANT, "Contact", "The contact, masked (4.6).", \
	  NULL) \
	F(AGREEMENT, "agreement", VALUE_TEXT, S, "Agreement", \
	  "The agreement in force in the span, and the first month of its version.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL) \
	FIGURE(F, PCT, "availability_pct", VALUE_PERCENT, "Avail %", NULL) \
	FIGURE(F, RATIO, "ratio", VALUE_RATIO, "Ratio", NULL) \
	FIGURE(F, BUDGET, "budget", VALUE_RATIO, "Budget", "bar") \
	FIGURE(F, UNAVAILABLE, "unavailable_s", VALUE_DURATION, "Unavailable", NULL) \
	FIGURE(F, OUTAGES, "outages", VALUE_INTEGER, "Outages", NULL) \
	FIGURE(F, VERDICT, "verdict", VALUE_TEXT, "Month", "state") \
	F(OPEN, "open", VALUE_BOOL, S | FIELD_TICKS, "Down", "Whether a counted outage is open now.", "mark")

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* An agreement in words: there are a few, for many accounts. */
struct agreed {
	const struct terms *terms;
	const char *unknown; /* the account's own code, where the file does not have it */
	char *text;
};

struct model_state {
	struct sources sources;
	struct agreed *agreed;
	size_t agreed_count, agreed_capacity;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void forget_agreed(struct model_state *s)
{
	while (s->agreed_count)
		free(s->agreed[--s->agreed_count].text);
}

static void close_(struct model_state *s)
{
	forget_agreed(s);
	free(s->agreed);
	model_close(s);
}

/* The store may have read its codes anew: they are elsewhere then. */
static void advance(struct model_state *s, const struct model_scope *scope)
{
	forget_agreed(s);
	model_advance(s, scope);
}

/* "standard from 2026-07": the version that holds for the span; codes are
 * compared by their place in memory, where the store has each once. */
static const char *agreement_text(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct tenant *t = &source_platform(&s->sources, i)->tenants[tenant];
	const struct terms *terms = source_terms(&s->sources, i, tenant, s->sources.span);
	const char *unknown = t->agreement_known ? NULL : t->agreement_code;
	struct buf text = BUF_INIT;

	for (size_t n = 0; n < s->agreed_count; n++)
		if (s->agreed[n].terms == terms && s->agreed[n].unknown == unknown)
			return s->agreed[n].text;
	agreement_version_text(terms, calendar_month_number(s->sources.scope.calendar, s->sources.span.start_us),
			       &text);
	if (unknown)
		buf_addf(&text, " (\"%s\" is unknown)", unknown);
	MEM_GROW(s->agreed, s->agreed_count, s->agreed_capacity);
	s->agreed[s->agreed_count] = (struct agreed){terms, unknown, mem_copy(text.data)};
	buf_release(&text);
	return s->agreed[s->agreed_count++].text;
}

static bool is_row(struct model_state *s, size_t platform, uint32_t tenant)
{
	return !source_platform(&s->sources, platform)->tenants[tenant].voided;
}

static bool is_active(struct model_state *s, size_t platform, uint32_t tenant)
{
	return is_row(s, platform, tenant) &&
		source_platform(&s->sources, platform)->tenants[tenant].status == TENANT_ACTIVE;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	const char *where = s->sources.scope.where;
	bool active = where && !strcmp(where, "active");

	return accounts_rows(s, active ? is_active : is_row, ROWS_A_LOOK, position, list, count, capacity,
			     deadline_us);
}

/* Infinite dates are no dates that could be shown. */
static void put_date(struct value *out, int32_t days)
{
	put_int(out, days);
	out->null = days == INT32_MIN || days == INT32_MAX;
}

static void put_record(const struct platform *p, const struct tenant *t, size_t field, struct value *out)
{
	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_PLATFORM_NAME:
		put_text(out, p->name);
		break;
	case F_ENTERPRISE_NO:
		put_int(out, t->enterprise_no);
		break;
	case F_NAME:
		put_text(out, t->name);
		break;
	case F_STATUS:
		put_text(out, tenant_status_names[t->status]);
		break;
	case F_TIER:
		put_text(out, t->tier);
		break;
	case F_REGION:
		put_text(out, t->region);
		break;
	case F_AGREEMENT_CODE:
		put_text(out, t->agreement_code);
		break;
	case F_SEATS:
		put_int(out, t->seats);
		break;
	case F_CHARGED_ON:
		put_text(out, t->charged_on_phone_bill ? "phone_bill" : "function_fee");
		break;
	case F_OPENED_AT:
		put_time(out, t->opened_at);
		break;
	case F_CLOSED_AT:
		put_time(out, t->closed_at);
		break;
	case F_CONTRACT_FROM:
		put_date(out, t->contract_from);
		break;
	case F_CONTRACT_TO:
		put_date(out, t->contract_to);
		break;
	case F_RETENTION_TO:
		put_date(out, t->retention_to);
		break;
	default:
		put_text(out, t->contact_masked);
	}
}

/* An account that has no row in the month has no figures in it either. */
static void put_figure(const struct sources *s, struct row_ref row, const struct tenant *t, size_t field,
		       struct value *out)
{
	static const enum figure figures[] = {
		[F_PCT - F_PCT] = FIGURE_PCT,         [F_RATIO - F_PCT] = FIGURE_RATIO,
		[F_BUDGET - F_PCT] = FIGURE_RATIO,    [F_UNAVAILABLE - F_PCT] = FIGURE_UNAVAILABLE,
		[F_OUTAGES - F_PCT] = FIGURE_OUTAGES, [F_VERDICT - F_PCT] = FIGURE_STATUS,
	};
	struct availability v;

	if (!tenant_in_span(t, s->span)) {
		put_null(out);
		return;
	}
	source_verdict(s, row.platform, row.item, &v);
	if (field == F_OPEN) {
		put_int(out, v.open_counted);
		out->null = v.status == STATUS_NO_DATA;
	} else {
		figure_put(out, figures[field - F_PCT], &v);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);

	if (!value_start(out, fields, F_COUNT, field) || !t)
		put_null(out);
	else if (field == F_AGREEMENT)
		put_text(out, agreement_text(s, row.platform, row.item));
	else if (field >= F_PCT)
		put_figure(&s->sources, row, t, field, out);
	else
		put_record(source_platform(&s->sources, row.platform), t, field, out);
}

const struct model model_tenants = {
	.name = "tenants",
	.help = "The accounts of the sub-platforms.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "enterprise_no",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = account_key,
	.complete = model_complete,
	.enter = account_enter,
	.wheres = "active",
};
