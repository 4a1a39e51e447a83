/* How firm each account's verdict of 4.1 is: the verdict again under every
 * combination of the open readings of the agreement's text. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/firm.h"
#include "table/models.h"

#define FIRMNESS_A_LOOK 8 /* accounts between looks at the clock: each is judged many times */

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, 0, "Month", "The natural month that is judged; none for a span.", NULL) \
	F(STATUS, "status", VALUE_TEXT, 0, "Status", "The verdict under the agreement as it is.", "state") \
	F(AVAILABILITY, "availability_pct", VALUE_PERCENT, 0, "Avail %", "The availability under it.", NULL) \
	F(FIRM, "firm", VALUE_BOOL, 0, "Firm", "Whether the verdict holds under every reading.", "mark") \
	F(HOLDING, "holding", VALUE_INTEGER, 0, "Holds", "Combinations of readings under which it holds.", NULL) \
	F(READINGS, "readings", VALUE_INTEGER, 0, "of", "Combinations of the open readings.", NULL) \
	F(ONLY_IF, "only_if", VALUE_TEXT, 0, "Only if", "Without which readings the verdict is never met.", NULL) \
	F(AGREEMENT, "agreement", VALUE_TEXT, 0, "Agreement", "Code of the agreement that the account is judged by.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, FIELD_SCREEN_ONLY, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* What was found for an account, and of what. */
struct found {
	uint64_t made_of; /* 0: not looked at */
	struct firmness firmness;
	uint8_t status;
};
struct platform_found {
	struct found *list; /* by tenant index */
	size_t count;
	uint32_t epoch;
};

struct model_state {
	struct sources sources;
	struct firm_set *sets;
	size_t set_count, set_capacity;
	struct platform_found *platforms;
	size_t platform_count;
	struct arena windows, scratch, texts;
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new(sizeof *s, scope, true);

	s->platform_count = scope->store->count;
	s->platforms = mem_zero(s->platform_count + 1, sizeof *s->platforms);
	arena_init(&s->windows);
	arena_init(&s->scratch);
	arena_init(&s->texts);
	return s;
}

static void close_(struct model_state *s)
{
	for (size_t i = 0; i < s->set_count; i++)
		firm_set_release(&s->sets[i]);
	for (size_t i = 0; i < s->platform_count; i++)
		free(s->platforms[i].list);
	free(s->sets);
	free(s->platforms);
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

/* Accounts of one agreement share its sets. */
static const struct firm_set *set_of(struct model_state *s, const struct terms *base)
{
	for (size_t i = 0; i < s->set_count; i++)
		if (s->sets[i].base == base)
			return &s->sets[i];
	MEM_GROW(s->sets, s->set_count, s->set_capacity);
	firm_set_make(&s->sets[s->set_count], base);
	return &s->sets[s->set_count++];
}

/* ---- finding ---- */

static struct found *slot_of(struct model_state *s, size_t i, uint32_t tenant)
{
	struct platform_found *f = &s->platforms[i];
	const struct platform *p = source_platform(&s->sources, i);

	if (f->epoch != p->epoch || f->count < p->tenant_count) {
		f->list = mem_resize(f->list, p->tenant_count, sizeof *f->list);
		if (f->epoch != p->epoch)
			f->count = 0;
		memset(f->list + f->count, 0, (p->tenant_count - f->count) * sizeof *f->list);
		f->count = p->tenant_count;
		f->epoch = p->epoch;
	}
	return &f->list[tenant];
}

/* All that the verdicts of an account are made of: they are found anew only where
 * it is another one. */
static uint64_t made_of(const struct outage_window *list, size_t count, const struct availability_input *in,
			const struct terms *terms)
{
	uint64_t sum = generation_mix(count + 1, (uint64_t)(uintptr_t)terms);

	sum = generation_mix(generation_mix(sum, (uint64_t)in->span.start_us), (uint64_t)in->span.end_us);
	for (size_t i = 0; i < count; i++) {
		const struct outage_window *w = &list[i];
		bool open = w->ended_at == TIME_NONE || w->ended_at > in->moment_us;
		sum = generation_mix(generation_mix(sum, (uint64_t)w->started_at), (uint64_t)w->ended_at);
		sum = generation_mix(sum, (uint64_t)w->service << 16 | (uint64_t)w->cause << 8 | (uint64_t)w->voided << 1 | w->faulty);
		if (open)
			sum = generation_mix(sum, (uint64_t)(in->moment_us / USEC));
	}
	return sum;
}

static void look(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct period *d = source_period(&s->sources, i);
	struct found *f = slot_of(s, i, tenant);
	const struct terms *terms = source_terms(&s->sources, i, tenant, s->sources.span);
	struct availability_input in = {.calendar = s->sources.scope.calendar,
					.span = s->sources.span,
					.moment_us = source_moment(&s->sources, i)};
	struct availability v;

	if (!d || in.moment_us == TIME_NONE || tenant >= d->tenant_capacity) {
		f->made_of = 0; /* what was found once is no more */
		return;
	}
	arena_reset(&s->windows);
	in.windows = firm_windows(d, tenant, &s->windows, &in.window_count);
	source_verdict(&s->sources, i, tenant, &v);
	uint64_t sum = generation_mix(made_of(in.windows, in.window_count, &in, terms), v.status) | 1;
	if (v.status == STATUS_NO_DATA || f->made_of == sum)
		return;
	const struct firm_set *set = set_of(s, terms);
	if (in.window_count) {
		firm_try(set, &in, (enum availability_status)v.status, &s->scratch, &f->firmness);
	} else { /* nothing to read one way or the other */
		f->firmness.holding = (uint16_t)set->open.total;
	}
	f->status = v.status;
	f->made_of = sum;
}

/* "open": those whose verdict is another under some reading. */
static bool wanted(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct found *f;

	if (!tenant_in_span(&source_platform(&s->sources, i)->tenants[tenant], s->sources.span))
		return false;
	look(s, i, tenant);
	f = slot_of(s, i, tenant);
	if (!s->sources.scope.where)
		return true;
	return f->made_of && f->firmness.holding < set_of(s, source_terms(&s->sources, i, tenant, s->sources.span))->open.total;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	return accounts_rows(s, wanted, FIRMNESS_A_LOOK, position, list, count, capacity, deadline_us);
}

/* ---- values ---- */

static void put_found(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct found *f = slot_of(s, row.platform, row.item);
	const struct firm_set *set = set_of(s, source_terms(&s->sources, row.platform, row.item, s->sources.span));
	struct buf text = BUF_INIT;

	if (!f->made_of) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_FIRM: put_int(out, f->firmness.holding == set->open.total); break;
	case F_HOLDING: put_int(out, f->firmness.holding); break;
	case F_READINGS: put_int(out, (int64_t)set->open.total); break;
	default:
		firm_conditions(&text, set, &f->firmness);
		put_text(out, text.length ? arena_copy(&s->texts, text.data, text.length) : NULL);
		buf_release(&text);
	}
}

static void put_verdict(const struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	struct availability v;

	source_verdict(&s->sources, row.platform, row.item, &v);
	if (field == F_STATUS)
		put_text(out, availability_status_names[v.status]);
	else
		figure_put(out, FIGURE_PCT, &v);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !t) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_PLATFORM_NAME: put_text(out, p->name); break;
	case F_ENTERPRISE_NO: put_int(out, t->enterprise_no); break;
	case F_NAME: put_text(out, t->name); break;
	case F_MONTH:
		put_int(out, s->sources.scope.month);
		out->null = s->sources.scope.month < 0;
		break;
	case F_AGREEMENT: put_text(out, source_terms(&s->sources, row.platform, row.item, s->sources.span)->code); break;
	case F_STATUS:
	case F_AVAILABILITY: put_verdict(s, row, field, out); break;
	default: put_found(s, row, field, out);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	return account_key(&s->sources, row);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	account_enter(&s->sources, row, scope);
}

const struct model model_firmness = {
	.name = "firmness",
	.help = "Under which readings of the agreement's text each account's verdict holds (4.1); open: those that are not firm.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "firm,availability_pct,enterprise_no",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
	.wheres = "open",
};
