/* Months: the month and the twelve before it, of one account from one period of its
 * own, of a sub-platform or all from the sums that are kept of each month. */
#include <stdlib.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/figures.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/outcome_words.h"
#include "table/trend.h"

#define S FIELD_SCREEN_ONLY
#define MONTHS_BEFORE 12
#define FIGURE(F, id, figure_name, type, title, help, format) \
	F(id, figure_name, type, FIELD_TICKS | FIELD_EXPLAIN, title, help, format)

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", \
	  "The account's number.", NULL) \
	F(MONTH, "month", VALUE_MONTH, FIELD_KEY, "Month", "The natural month.", NULL) \
	FIGURE(F, PCT, "availability_pct", VALUE_PERCENT, "Avail %", \
	       "Availability of the month, truncated (4.1).", NULL) \
	FIGURE(F, UNAVAILABLE, "unavailable_s", VALUE_DURATION, "Unavailable", \
	       "Time without service (4.1).", NULL) \
	FIGURE(F, ACCOUNTABLE, "accountable_s", VALUE_DURATION, "Accountable", \
	       "The provider's part (5, 6, 7).", NULL) \
	FIGURE(F, ALLOWED, "allowed_s", VALUE_DURATION, "Allowed", "What the target leaves.", NULL) \
	FIGURE(F, RATIO, "ratio", VALUE_RATIO, "Ratio", "Unavailable as a share of allowed.", NULL) \
	FIGURE(F, ACCOUNTABLE_RATIO, "accountable_ratio", VALUE_RATIO, "Acc. ratio", \
	       "Accountable as a share of allowed (6).", NULL) \
	FIGURE(F, STATUS, "status", VALUE_TEXT, "Status", "ok, at_risk, breached or no_data.", "state") \
	FIGURE(F, OUTAGES, "outages", VALUE_INTEGER, "Outages", "Separate stretches of unavailable time.", \
	       NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts that were judged; of one account none is said.", NULL) \
	F(WITH, "accounts_with", VALUE_INTEGER, 0, "With it", "Accounts that have this status, the worst there is.", NULL) \
	F(SO_FAR, "so_far", VALUE_BOOL, 0, "So far", "Whether the month is not over.", NULL) \
	F(NOTE, "note", VALUE_TEXT, S, "", "What to say of the month: so far, breached, at risk.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	uint32_t platform;
	int month;
	bool so_far, read;
	struct availability verdict;
	uint64_t accounts, with; /* 0: of one account */
};

struct model_state {
	MODEL_FRAME;            /* of one account; of all without periods */
	struct trend trend;     /* of all */
	struct entry *entries;
	size_t count, capacity;
};
static const struct part parts[] = {PART(trend, trend), PART(list, entries), {NULL, 0}};

static int last_month(const struct model_scope *scope)
{
	if (scope->month >= 0)
		return scope->month;
	return calendar_month_number(scope->calendar, scope->span.end_us - 1);
}

static struct span months_span(const struct model_scope *scope, int first, int last)
{
	return (struct span){calendar_month_start(scope->calendar, first),
			     calendar_month_start(scope->calendar, last + 1)};
}

static struct span year_of(const struct model_scope *scope)
{
	int last = last_month(scope);

	return months_span(scope, last - MONTHS_BEFORE, last);
}

static struct span wanted_span(const struct model_scope *scope)
{
	return scope->enterprise_no ? year_of(scope) : (struct span){0, 0};
}

static bool of_all(const struct model_state *s)
{
	return !s->sources.scope.enterprise_no;
}

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, wanted_span, true);

	if (of_all(s))
		trend_open(&s->trend, scope, COMMITMENT_AVAILABILITY, true);
	return s;
}

/* Sums, and the worst there is. What no sum has, as the outages, is not told. */
static void add_sums(struct model_state *s, int k)
{
	int month = trend_month(&s->trend, k);
	struct span span = months_span(&s->sources.scope, month, month);
	size_t first = sources_next(&s->sources, 0);
	struct trend_cell cell;
	struct outcome o;

	trend_cell(&s->trend, COMMITMENT_AVAILABILITY, k, &cell);
	if (first >= s->sources.scope.store->count || (cell.known && !cell.failed && !cell.rollup.accounts))
		return;
	struct entry e = {.platform = (uint32_t)first, .month = month, .read = cell.known && !cell.failed,
			  .so_far = source_moment(&s->sources, first) < span.end_us, .accounts = cell.rollup.accounts};
	outcome_of_rollup(&cell.rollup, COMMITMENT_AVAILABILITY, trend_terms(&s->trend, month), &o);
	e.with = cell.rollup.verdicts.of[o.verdict];
	e.verdict = (struct availability){
		.status = o.verdict == VERDICT_MISSED	 ? STATUS_BREACHED
			  : o.verdict == VERDICT_AT_RISK ? STATUS_AT_RISK
			  : o.verdict == VERDICT_MET	 ? STATUS_OK
							 : STATUS_NO_DATA,
		.span_us = cell.rollup.inputs[0], .unavailable_us = cell.rollup.inputs[1],
		.allowed_us = cell.rollup.inputs[2], .accountable_us = cell.rollup.inputs[3]};
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count++] = e;
}

/* A month before the account was opened has no row. */
static void add_month(struct model_state *s, size_t i, uint32_t tenant, int month, struct arena *scratch)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct period *d = source_period(&s->sources, i);
	struct span span = months_span(&s->sources.scope, month, month);
	int64_t moment = source_moment(&s->sources, i);
	struct account_detail a;

	if (!tenant_in_span(&p->tenants[tenant], span))
		return;
	if (d)
		period_account_span(p, d, tenant, span, moment, scratch, &a);
	else
		availability_no_data(source_terms(&s->sources, i, tenant, span), span, &a.verdict);
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count++] = (struct entry){.platform = (uint32_t)i, .month = month,
						.so_far = moment < span.end_us, .read = true, .verdict = a.verdict};
	arena_reset(scratch);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	const struct model_scope *scope = &s->sources.scope;
	struct arena scratch = {0};
	int last = last_month(scope);

	if (frame_work(s, deadline_us))
		return true;
	if (*position) /* thirteen small computations */
		return false;
	*position = 1;
	s->count = 0;
	for (int k = 0; of_all(s) && s->trend.last >= 0 && k < TREND_MONTHS; k++)
		add_sums(s, k);
	for (size_t i = sources_next(&s->sources, 0); i < scope->store->count;
	     i = sources_next(&s->sources, i + 1)) {
		uint32_t tenant = source_account(&s->sources, i);

		for (int month = last - MONTHS_BEFORE; tenant != INDEX_NONE && month <= last; month++)
			add_month(s, i, tenant, month, &scratch);
	}
	arena_release(&scratch);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->entries[i].platform, (uint32_t)s->entries[i].month);
	return false;
}

static const struct entry *entry_of(const struct model_state *s, struct row_ref row)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entries[i].platform == row.platform && (uint32_t)s->entries[i].month == row.item)
			return &s->entries[i];
	return NULL;
}

static const char *note_of(const struct entry *entry)
{
	if (!entry->read)
		return "not read yet";
	if (entry->so_far)
		return "so far";
	if (entry->verdict.status == STATUS_OK || entry->verdict.status == STATUS_NO_DATA)
		return NULL;
	return entry->verdict.status == STATUS_BREACHED ? "breached" : "at risk";
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	static const enum figure figures[] = {
		FIGURE_PCT,   FIGURE_UNAVAILABLE,       FIGURE_ACCOUNTABLE, FIGURE_ALLOWED,
		FIGURE_RATIO, FIGURE_ACCOUNTABLE_RATIO, FIGURE_STATUS,      FIGURE_OUTAGES,
	};
	const struct entry *entry = entry_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !entry)
		put_null(out);
	else if (field == F_PLATFORM)
		put_text(out, of_all(s) && s->sources.scope.platform < 0 ? NULL : source_platform(&s->sources, entry->platform)->code);
	else if (field == F_ENTERPRISE_NO)
		put_id(out, s->sources.scope.enterprise_no);
	else if (field == F_MONTH)
		put_int(out, entry->month);
	else if (field == F_ACCOUNTS || field == F_WITH)
		put_id(out, (int64_t)(field == F_WITH ? entry->with : entry->accounts));
	else if (field == F_OUTAGES && of_all(s))
		put_null(out);
	else if (field == F_SO_FAR)
		put_int(out, entry->so_far);
	else if (field == F_NOTE)
		put_text(out, note_of(entry));
	else
		figure_put(out, figures[field - F_PCT], &entry->verdict);
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return (struct row_key){row.platform, s->sources.scope.enterprise_no, row.item};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	if (!of_all(s))
		scope->platform = (int)row.platform;
	scope->figure = commitments[COMMITMENT_AVAILABILITY].name;
	scope->month = (int)row.item;
	scope->span = months_span(&s->sources.scope, scope->month, scope->month);
	scope->span_given = true;
}

const struct model model_months = {
	.name = "months",
	.help = "The month and the twelve before it, of an account, a sub-platform or all.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "month",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};
