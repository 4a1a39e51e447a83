/* How firm each account's verdict of 4.1 is, and whether its month is eligible for
 * compensation (6): both again under every combination of the open readings of the
 * agreement's text. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/firm.h"
#include "table/models.h"

#define FIRMNESS_A_LOOK 8 /* accounts between looks at the clock: each is judged many times */

/* One for each open key: under which of its readings the verdicts hold. */
#define READING(F, id, name, title) \
	F(id, name, VALUE_TEXT, 0, title, "Under which of its readings the verdicts that it turns hold; none where it turns none.", NULL)
#define READING_FIELDS(F) \
	READING(F, BY_CAUSES, "availability_exempt_causes", "exempt causes") READING(F, BY_DOWN, "web_down_when", "down when") \
	READING(F, BY_WEB, "web_inclusive", "web incl.") READING(F, BY_CALL, "call_inclusive", "call incl.") \
	READING(F, BY_LINK, "maintenance_link", "link") READING(F, BY_NOTICE, "maintenance_notice", "notice") \
	READING(F, BY_GROUPS, "nightly_groups", "night groups") READING(F, BY_RATIO, "compensation_ratio_of", "ratio of")

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(MONTH, "month", VALUE_MONTH, 0, "Month", "The natural month that is judged; none for a span.", NULL) \
	F(STATUS, "status", VALUE_TEXT, 0, "Status", "The verdict under the agreement as it is.", "state") \
	F(AVAILABILITY, "availability_pct", VALUE_PERCENT, 0, "Avail %", "The availability under it.", NULL) \
	F(FIRM, "firm", VALUE_BOOL, 0, "Firm", "Whether both verdicts hold under every reading.", "mark") \
	F(HOLDING, "holding", VALUE_INTEGER, 0, "Holds", "Combinations of readings under which that of 4.1 holds.", NULL) \
	F(READINGS, "readings", VALUE_INTEGER, 0, "of", "Combinations of the open readings of 4.1.", NULL) \
	F(ONLY_IF, "only_if", VALUE_TEXT, 0, "Only if", "Without which readings the verdict of 4.1 is never met.", NULL) \
	F(TURNS, "turns", VALUE_TEXT, 0, "Turned by", "Keys of which another reading makes it another verdict.", NULL) \
	F(ELIGIBLE, "eligible", VALUE_BOOL, 0, "Eligible", \
	  "Whether the month is eligible for compensation (6) under the agreement as it is; none of a span.", "yesno") \
	F(ELIGIBLE_HOLDING, "eligible_holding", VALUE_INTEGER, 0, "Holds", "Combinations under which that holds.", NULL) \
	F(ELIGIBLE_READINGS, "eligible_readings", VALUE_INTEGER, 0, "of", "Combinations of the open readings of 6.", NULL) \
	F(ELIGIBLE_ONLY_IF, "eligible_only_if", VALUE_TEXT, 0, "Only if", "Without which readings that of 6 is never met.", NULL) \
	F(ELIGIBLE_TURNS, "eligible_turns", VALUE_TEXT, 0, "Turned by", "Keys of which another reading makes it another.", NULL) \
	READING_FIELDS(F) \
	F(AGREEMENT, "agreement", VALUE_TEXT, 0, "Agreement", "Code of the agreement that the account is judged by.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, FIELD_SCREEN_ONLY, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* What was found for an account, and of what. */
struct found {
	uint64_t made_of; /* 0: not looked at */
	struct firmness of[FIRM_VERDICTS];
	uint8_t status;
	bool eligible;
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
	struct firm_figures figures; /* of the account that is looked at */
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

static uint64_t mix_window(uint64_t sum, const struct outage_window *w, int64_t moment_us)
{
	sum = generation_mix(generation_mix(sum, (uint64_t)w->started_at), (uint64_t)w->ended_at);
	sum = generation_mix(sum, (uint64_t)w->service << 16 | (uint64_t)w->cause << 8 | (uint64_t)w->voided << 1 | w->faulty);
	sum = generation_mix(sum, (uint64_t)w->maintenance_id);
	return w->ended_at == TIME_NONE || w->ended_at > moment_us ? generation_mix(sum, (uint64_t)(moment_us / USEC)) : sum;
}

/* All that the verdicts of an account are made of: they are found anew only where
 * it is another one. */
static uint64_t made_of(const struct availability_input *in, const struct terms *terms)
{
	uint64_t sum = generation_mix(in->window_count + 1, (uint64_t)(uintptr_t)terms);

	sum = generation_mix(generation_mix(sum, (uint64_t)in->span.start_us), (uint64_t)in->span.end_us);
	for (size_t i = 0; i < in->window_count; i++)
		sum = mix_window(sum, &in->windows[i], in->moment_us);
	for (size_t i = 0; i < in->maintenance_count; i++) {
		const struct maintenance_window *m = &in->maintenance[i];
		sum = generation_mix(generation_mix(sum, (uint64_t)m->maintenance_id), (uint64_t)m->announced_at);
		sum = generation_mix(generation_mix(sum, (uint64_t)m->starts_at), (uint64_t)m->ends_at);
		sum = generation_mix(generation_mix(sum, (uint64_t)m->finished_at), (uint64_t)m->cancelled_at);
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
	firm_input(source_platform(&s->sources, i), d, tenant, &s->windows, &in);
	source_verdict(&s->sources, i, tenant, &v);
	uint64_t sum = generation_mix(made_of(&in, terms), v.status * 2u + firm_eligible(terms, &v)) | 1;
	if (v.status == STATUS_NO_DATA || f->made_of == sum)
		return;
	const struct firm_set *set = set_of(s, terms);
	firm_try(set, &in, &s->scratch, &s->figures);
	f->status = v.status;
	f->eligible = firm_eligible(terms, &v);
	firm_sum(set, &s->figures, FIRM_STATUS, f->status, &f->of[FIRM_STATUS]);
	firm_sum(set, &s->figures, FIRM_ELIGIBLE, f->eligible, &f->of[FIRM_ELIGIBLE]);
	f->made_of = sum;
}

static bool is_firm(const struct firm_set *set, const struct found *f)
{
	return f->of[FIRM_STATUS].holding == set->total[FIRM_STATUS] && f->of[FIRM_ELIGIBLE].holding == set->total[FIRM_ELIGIBLE];
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
	return f->made_of && !is_firm(set_of(s, source_terms(&s->sources, i, tenant, s->sources.span)), f);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	return accounts_rows(s, wanted, FIRMNESS_A_LOOK, position, list, count, capacity, deadline_us);
}

/* ---- values ---- */

/* "4.1 any, each; 6 any": the readings of the key that a field is of. */
static void write_readings(struct buf *out, const struct firm_set *set, const struct found *f, const char *field)
{
	static const char *const clause[FIRM_VERDICTS] = {"4.1", "6"};

	for (size_t i = 0; i < set->open.key_count; i++) {
		char name[64];
		snprintf(name, sizeof name, "%s", set->open.keys[i]->name);
		*strchr(name, '.') = '_';
		for (int v = 0; !strcmp(name, field) && v < FIRM_VERDICTS; v++) {
			const char *before = "";
			if (!(f->of[v].turns >> i & 1))
				continue;
			buf_addf(out, "%s%s ", out->length ? "; " : "", clause[v]);
			for (size_t n = 0; n < set->open.counts[i]; n++) {
				if (!(f->of[v].held[i] >> n & 1))
					continue;
				buf_add_text(out, before);
				firm_reading(out, set, i, n);
				before = ", ";
			}
		}
	}
}

static void put_text_of(struct model_state *s, const struct firm_set *set, const struct found *f, size_t field, struct value *out)
{
	struct buf text = BUF_INIT;

	switch (field) {
	case F_ONLY_IF: firm_conditions(&text, set, FIRM_STATUS, &f->of[FIRM_STATUS]); break;
	case F_TURNS: firm_turning(&text, set, &f->of[FIRM_STATUS]); break;
	case F_ELIGIBLE_ONLY_IF: firm_conditions(&text, set, FIRM_ELIGIBLE, &f->of[FIRM_ELIGIBLE]); break;
	case F_ELIGIBLE_TURNS: firm_turning(&text, set, &f->of[FIRM_ELIGIBLE]); break;
	default: write_readings(&text, set, f, fields[field].name); break;
	}
	put_text(out, text.length ? arena_copy(&s->texts, text.data, text.length) : NULL);
	buf_release(&text);
}

static void put_found(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct found *f = slot_of(s, row.platform, row.item);
	const struct firm_set *set = set_of(s, source_terms(&s->sources, row.platform, row.item, s->sources.span));
	bool month = s->sources.scope.month >= 0;

	if (!f->made_of) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_FIRM: put_int(out, is_firm(set, f)); break;
	case F_HOLDING: put_int(out, f->of[FIRM_STATUS].holding); break;
	case F_READINGS: put_int(out, (int64_t)set->total[FIRM_STATUS]); break;
	case F_ELIGIBLE: put_known(out, f->eligible, month); break;
	case F_ELIGIBLE_HOLDING: put_known(out, f->of[FIRM_ELIGIBLE].holding, month); break;
	case F_ELIGIBLE_READINGS: put_known(out, (int64_t)set->total[FIRM_ELIGIBLE], month); break;
	default: put_text_of(s, set, f, field, out);
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

const struct model model_firmness = {
	.name = "firmness",
	.help = "Under which readings of the agreement's text each account's verdict of 4.1, and whether it is eligible (6), hold; open: those that are not firm.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "firm,availability_pct,enterprise_no",
	.open = open_,
	.close = close_,
	.advance = advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = account_key,
	.complete = model_complete,
	.enter = account_enter,
	.wheres = "open",
};
