/* Availability: one row an account, worst first (clause 4.1). */
#include <string.h>

#include "table/accounts.h"
#include "table/figures.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, 0, "Month", "The natural month that is judged; none for a span.", \
	  NULL) \
	FIGURE_FIELDS(F, 0) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL) \
	F(TIER, "tier", VALUE_TEXT, S, "Tier", "The account's tier.", NULL) \
	F(REGION, "region", VALUE_TEXT, S, "Region", "The account's region.", NULL) \
	F(SEATS, "seats", VALUE_INTEGER, S, "Seats", "The account's seats.", NULL) \
	F(TENANT_STATUS, "tenant_status", VALUE_TEXT, S, "Account", "active, suspended or closed.", "state") \
	F(BUDGET, "budget", VALUE_RATIO, S | FIELD_TICKS | FIELD_EXPLAIN, "Budget", \
	  "How much of the allowed time is used up.", "bar") \
	F(LEFT, "left_s", VALUE_DURATION, S | FIELD_TICKS | FIELD_EXPLAIN, "Left", \
	  "What is left of the allowed time; less than nothing after a breach.", "duration_left") \
	F(OPEN, "open", VALUE_BOOL, S | FIELD_TICKS, "Down", "Whether a counted outage is open now.", \
	  "mark") \
	F(PENDING, "pending", VALUE_BOOL, S | FIELD_TICKS, "Pending", \
	  "Whether an outage is open that does not count yet.", "mark") \
	F(ACCOUNTABLE_LEFT, "accountable_left_s", VALUE_DURATION, S | FIELD_TICKS, "Acc. left", \
	  "Accountable time left until compensation is due (6).", "duration_left") \
	F(TARGET, "target_pct", VALUE_PERCENT, S, "Target %", "The availability that was promised.", \
	  "percent") \
	F(AGREEMENT, "agreement", VALUE_TEXT, S, "Agreement", \
	  "Code of the agreement that the account is judged by.", NULL) \
	F(AGREEMENT_FROM, "agreement_from", VALUE_MONTH, S, "From", \
	  "First month of the agreement's version.", NULL) \
	F(DAYS_LEFT, "days_left", VALUE_INTEGER, S | FIELD_TICKS, "Days left", "Days until the span ends.", \
	  NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static bool has_row(struct model_state *s, size_t platform, uint32_t tenant)
{
	return tenant_in_span(&source_platform(&s->sources, platform)->tenants[tenant], s->sources.span);
}

static bool is_worst(struct model_state *s, size_t platform, uint32_t tenant)
{
	struct availability v;

	source_verdict(&s->sources, platform, tenant, &v);
	return v.unavailable_us > 0 && has_row(s, platform, tenant);
}

/* Those for whom something can still be done. */
static bool is_closest(struct model_state *s, size_t platform, uint32_t tenant)
{
	struct availability v;

	source_verdict(&s->sources, platform, tenant, &v);
	return v.unavailable_us > 0 && v.status != STATUS_BREACHED && has_row(s, platform, tenant);
}

static bool is_down(struct model_state *s, size_t platform, uint32_t tenant)
{
	struct availability v;

	source_verdict(&s->sources, platform, tenant, &v);
	return (v.open_counted || v.open_pending) && has_row(s, platform, tenant);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	const char *where = s->sources.scope.where ? s->sources.scope.where : "";
	bool (*wanted)(struct model_state *, size_t, uint32_t) = has_row;

	if (!strcmp(where, "worst"))
		wanted = is_worst;
	else if (!strcmp(where, "closest"))
		wanted = is_closest;
	else if (!strcmp(where, "down"))
		wanted = is_down;
	return accounts_rows(s, wanted, ROWS_A_LOOK, position, list, count, capacity, deadline_us);
}

static void put_account(const struct sources *s, struct row_ref row, const struct tenant *t, size_t field,
			struct value *out)
{
	const struct platform *p = source_platform(s, row.platform);

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
	case F_MONTH:
		put_int(out, s->scope.month);
		out->null = s->scope.month < 0;
		break;
	case F_TIER:
		put_text(out, t->tier);
		break;
	case F_REGION:
		put_text(out, t->region);
		break;
	case F_SEATS:
		put_int(out, t->seats);
		break;
	case F_TENANT_STATUS:
		put_text(out, tenant_status_names[t->status]);
		break;
	default:
		put_null(out);
	}
}

static void put_terms(const struct sources *s, struct row_ref row, size_t field, struct value *out)
{
	const struct terms *terms = source_terms(s, row.platform, row.item, s->span);

	if (field == F_TARGET)
		put_int(out, terms->target_ppm * 100);
	else if (field == F_AGREEMENT)
		put_text(out, terms->code);
	else
		put_int(out, terms->from_month);
}

static void put_view_of_verdict(const struct availability *v, size_t field, struct value *out)
{
	switch (field) {
	case F_BUDGET:
		figure_put(out, FIGURE_RATIO, v);
		return;
	case F_LEFT:
		put_int(out, v->allowed_us - v->unavailable_us);
		break;
	case F_ACCOUNTABLE_LEFT:
		put_int(out, v->allowed_us - v->accountable_us);
		break;
	case F_OPEN:
		put_int(out, v->open_counted);
		break;
	default:
		put_int(out, v->open_pending);
		break;
	}
	out->null = v->status == STATUS_NO_DATA;
}

static void put_days_left(const struct sources *s, struct row_ref row, struct value *out)
{
	int64_t moment = source_moment(s, row.platform);

	if (moment == TIME_NONE)
		put_null(out);
	else
		put_int(out, moment < s->span.end_us ? (s->span.end_us - moment) / DAY_US : 0);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);
	struct availability v;

	if (!value_start(out, fields, F_COUNT, field) || !t) {
		put_null(out);
		return;
	}
	if (field >= F_TARGET && field <= F_AGREEMENT_FROM) {
		put_terms(&s->sources, row, field, out);
		return;
	}
	if (field == F_DAYS_LEFT) {
		put_days_left(&s->sources, row, out);
		return;
	}
	if ((field >= F_FIGURE_SPAN && field <= F_FIGURE_PROJECTED_PCT) ||
	    (field >= F_BUDGET && field <= F_ACCOUNTABLE_LEFT)) {
		source_verdict(&s->sources, row.platform, row.item, &v);
		if (field < F_BUDGET)
			figure_put(out, (enum figure)(field - F_FIGURE_SPAN), &v);
		else
			put_view_of_verdict(&v, field, out);
		return;
	}
	put_account(&s->sources, row, t, field, out);
}

const struct model model_availability = {
	.name = "availability",
	.help = "Availability of each account in the month or span (4.1).",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-ratio,enterprise_no",
	.open = open_,
	.close = model_close,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = account_key,
	.complete = model_complete,
	.enter = account_enter,
	.wheres = "worst closest down",
};
