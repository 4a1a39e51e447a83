/* The scorecard: each commitment with its target, figure and verdict, of an
 * account, a sub-platform or all. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/compensations.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/held.h"
#include "table/models.h"
#include "table/outcome_words.h"
#include "table/reliabilities.h"
#include "table/trend.h"

#define MONTHS_NAMED 4

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", "Place in the agreement.", NULL) \
	F(CLAUSE, "clause", VALUE_TEXT, 0, "Clause", "The agreement's number for it.", NULL) \
	F(COMMITMENT, "commitment", VALUE_TEXT, FIELD_KEY, "Commitment", "Its name, as reports want it.", NULL) \
	F(TITLE, "title", VALUE_TEXT, 0, "Promise", "The commitment.", NULL) \
	F(TARGET, "target", VALUE_TEXT, 0, "Target", "What is promised.", NULL) \
	F(FIGURE, "figure", VALUE_TEXT, FIELD_EXPLAIN, "Figure", \
	  "What became of it; of many recomputed from the sums, never an average.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, FIELD_EXPLAIN, "Verdict", \
	  "met, at_risk, missed, too_early, failing or no_data: the worst there is.", "state") \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts that were judged.", NULL) \
	F(WITH, "accounts_with", VALUE_INTEGER, 0, "With it", "Accounts that have this verdict.", NULL) \
	F(VIOLATIONS, "violations", VALUE_INTEGER, 0, "Broken", "Rules broken in the month.", NULL) \
	F(TREND, "trend", VALUE_TEXT, 0, "13 months", \
	  "The verdict of each of thirteen months, the oldest first, the month shown last; absent: nothing was judged.", \
	  "trend") \
	F(TREND_FROM, "trend_from", VALUE_MONTH, 0, "From", "The first of the thirteen months.", NULL) \
	F(TREND_WORDS, "trend_words", VALUE_TEXT, 0, "Months", "The months in which it was missed, or how many.", NULL) \
	F(FORMULA, "formula", VALUE_TEXT, 0, "Made of", "The formula with its numbers.", NULL) \
	F(OF, "of", VALUE_TEXT, 0, "Of", "Whose figure it is: account, accounts, platform.", NULL) \
	F(NOTE, "note", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "Why there is no figure.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells what it is made of.", NULL) \
	F(OPENS_READINGS, "opens_readings", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The screen that tells how firm the verdict is.", NULL) \
	F(SENTENCE, "sentence", VALUE_TEXT, FIELD_SCREEN_ONLY, "", "The promise in a sentence.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	struct rollup rollup;
	struct outcome outcome;
	uint64_t broken;
	bool there, awaited;
	const char *note, *target, *figure, *formula, *trend, *trend_words;
};

struct model_state {
	MODEL_FRAME;
	struct held held;
	struct arena arena;
	struct entry entries[COMMITMENT_COUNT];
	struct rollup availability, compensation; /* of accounts, added up */
	uint64_t adding, added; /* what they follow from: while they are, and those that are there */
	struct trend trend; /* with the year of one account, for 4.2 */
	size_t platform;
	uint32_t tenant;
};
static const struct part parts[] = {PART(held, held), PART(trend, trend), PART(kept, arena), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_of_scope, scope->enterprise_no != 0);

	held_open(&s->held, scope, -1);
	trend_open(&s->trend, scope, -1, false);
	return s;
}

/* The month that is shown. */
static bool month_complete(const struct model_state *s)
{
	return frame_ready(s) && (!s->sources.scope.enterprise_no || sources_complete(&s->trend.year));
}

/* Once what is billed and claimed is read. */
static void add_compensation(struct model_state *s, const struct availability *a)
{
	const struct summary *summary = held_summary(&s->held, s->platform, COMMITMENT_COMPENSATION);
	struct compensation c;
	struct outcome o;

	if (!summary || !summary_complete(source_platform(&s->sources, s->platform), summary))
		return;
	compensation_of(&s->sources, summary, s->platform, s->tenant, a, s->sources.span, &c, NULL, NULL);
	compensation_outcome(source_terms(&s->sources, s->platform, s->tenant, s->sources.span), &c, &o);
	rollup_add(&s->compensation, &o);
}

/* A number that changes with what the sums of accounts follow from. Of the moment 6 knows the day; what else it
 * brings about changes a period. Months behind that come in change nothing. */
static uint64_t sums_follow(const struct model_state *s)
{
	const struct model_scope *scope = &s->sources.scope;
	uint64_t g = 1;

	for (size_t i = sources_next(&s->sources, 0); i < scope->store->count; i = sources_next(&s->sources, i + 1)) {
		const struct platform *p = source_platform(&s->sources, i);
		const struct period *d = source_period(&s->sources, i);
		const struct summary *summary = held_summary(&s->held, i, COMMITMENT_COMPENSATION);
		int64_t moment = source_moment(&s->sources, i);
		g = generation_mix(generation_mix(g, p->epoch), p->tenant_count);
		g = generation_mix(generation_mix(g, d ? d->generation + 1 : 0), summary ? summary->generation + 1 : 0);
		g = generation_mix(g, moment == TIME_NONE ? 0 : (uint64_t)calendar_day(scope->calendar, moment, 0));
	}
	return g;
}

/* 4.1 and 6, from the periods: one account, or all in slices. Whether work is left. */
static bool add_availability(struct model_state *s, int64_t deadline_us)
{
	const struct model_scope *scope = &s->sources.scope;
	struct availability a;
	struct outcome o;

	for (; s->platform < scope->store->count; s->platform = sources_next(&s->sources, s->platform + 1), s->tenant = 0) {
		const struct platform *p = source_platform(&s->sources, s->platform);
		for (; source_period(&s->sources, s->platform) && s->tenant < p->tenant_count; s->tenant++) {
			const struct tenant *t = &p->tenants[s->tenant];
			if (s->tenant % 512 == 511 && clock_monotonic() >= deadline_us)
				return s->tenant++, true;
			if (!tenant_in_span(t, s->sources.span) ||
			    (scope->enterprise_no && t->enterprise_no != scope->enterprise_no))
				continue;
			source_verdict(&s->sources, s->platform, s->tenant, &a);
			outcome_availability(source_terms(&s->sources, s->platform, s->tenant, s->sources.span), &a, &o);
			rollup_add(&s->availability, &o);
			add_compensation(s, &a);
		}
	}
	return false;
}

/* 4.2 of the account in scope once its year is read, or of the sub-platforms. */
static bool is_reliability_known(struct model_state *s, struct reliability *r, const struct terms **t)
{
	size_t i;
	uint32_t tenant;

	if (!s->sources.scope.enterprise_no) {
		*t = agreement_terms_at(s->sources.scope.store->agreement, 0, s->trend.last);
		return reliability_of_platforms(&s->trend.year, s->trend.last, &s->arena, r, NULL);
	}
	if (!sources_find_account(&s->trend.year, &i, &tenant))
		return false;
	*t = source_terms(&s->sources, i, tenant, s->sources.span);
	return reliability_of(&s->trend.year, i, tenant, s->sources.span, &s->arena, r, NULL, NULL);
}

static void judge_reliability(struct model_state *s)
{
	struct entry *entry = &s->entries[COMMITMENT_RELIABILITY];
	const struct terms *t;
	struct reliability r;
	struct outcome o;
	size_t i;
	uint32_t tenant;

	if (!s->sources.scope.enterprise_no && s->trend.last < 0) {
		entry->note = "is judged at a month's end";
		return;
	}
	if (s->sources.scope.enterprise_no && !sources_find_account(&s->trend.year, &i, &tenant))
		return;
	if (!is_reliability_known(s, &r, &t)) {
		entry->awaited = true;
		entry->note = s->trend.stopped ? "not read: r goes on" : "being read";
		return;
	}
	reliability_outcome(t, &r, &o);
	rollup_add(&entry->rollup, &o);
	entry->there = true;
	if (!r.known) {
		struct buf text = BUF_INIT;
		reliability_write(&text, &r);
		entry->note = arena_copy(&s->arena, text.data, text.length);
		buf_release(&text);
	}
}

static const char *note_of(struct model_state *s, const struct summary *summary, const struct platform *p)
{
	switch (summary->state) {
	case SUMMARY_LACKING:
		return summary->closed ? arena_printf(&s->arena, "audit mode does not see all of sla.%s", summary->error)
				       : arena_printf(&s->arena, "%s does not publish sla.%s", p->code, summary->error);
	case SUMMARY_FAILED:
		return arena_printf(&s->arena, "%s: %s", p->code, summary->error);
	default:
		return summary_complete(p, summary) ? NULL : "being read";
	}
}

/* A sub-platform's own outcome counts once for it. */
static void add_summary(struct model_state *s, enum commitment c, size_t i)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct summary *summary = held_summary(&s->held, i, c);
	struct entry *entry = &s->entries[c];

	if (!summary)
		return;
	const char *note = note_of(s, summary, p);
	entry->note = note ? note : entry->note;
	entry->awaited = entry->awaited || (note && summary->state != SUMMARY_LACKING);
	if (!summary_complete(p, summary))
		return;
	if (summary->clause->keep)
		return; /* from the periods */
	rollup_join(&entry->rollup, &summary->data.rollup);
	entry->broken += summary->data.violations.count;
	entry->there = true;
}

/* The thirteen months in words, and those of them that were not as promised. */
static void tell_trend(struct model_state *s, enum commitment c)
{
	struct entry *entry = &s->entries[c];
	struct buf words = BUF_INIT, broken = BUF_INIT;
	int bad = 0;

	for (int k = 0; s->trend.last >= 0 && k < TREND_MONTHS; k++) {
		int month = trend_month(&s->trend, k);
		struct trend_cell cell = {.known = true, .failed = entry->awaited};
		if (k + 1 < TREND_MONTHS)
			trend_cell(&s->trend, c, k, &cell);
		else if (entry->there)
			cell.rollup = entry->rollup;
		const char *word = trend_word(c, trend_terms(&s->trend, month), &cell);
		buf_addf(&words, "%s%s", k ? " " : "", word);
		if (strcmp(word, verdict_names[VERDICT_MISSED]) != 0 && strcmp(word, verdict_names[VERDICT_FAILING]) != 0)
			continue;
		buf_addf(&broken, "%s%04d-%02d", bad++ ? ", " : "missed in ", month / 12, month % 12 + 1);
	}
	entry->trend = words.length ? arena_copy(&s->arena, words.data, words.length) : NULL;
	entry->trend_words = bad > MONTHS_NAMED ? arena_printf(&s->arena, "missed in %d of %d", bad, TREND_MONTHS)
			     : bad		? arena_copy(&s->arena, broken.data, broken.length)
						: NULL;
	buf_release(&words);
	buf_release(&broken);
}

static void put_into_words(struct model_state *s, enum commitment c)
{
	struct entry *entry = &s->entries[c];
	const struct model_scope *scope = &s->sources.scope;
	size_t i = sources_next(&s->sources, 0);
	uint32_t tenant = source_account(&s->sources, i);
	const struct terms *t = source_terms(&s->sources, i, tenant == INDEX_NONE ? 0 : tenant, s->sources.span);

	if (!scope->enterprise_no)
		t = agreement_terms_at(scope->store->agreement, 0, calendar_month_number(scope->calendar, scope->span.start_us));
	if (entry->there)
		outcome_of_rollup(&entry->rollup, c, t, &entry->outcome);
	else
		outcome_no_data(c, t, &entry->outcome);
	if (c != COMMITMENT_AVAILABILITY && c != COMMITMENT_RELIABILITY && !clause_find(c) && !entry->note)
		entry->note = "not reckoned here yet";
	entry->target = outcome_target_text(&s->arena, &entry->outcome);
	entry->figure = outcome_figure_text(&s->arena, &entry->outcome);
	entry->formula = outcome_formula_text(&s->arena, &entry->outcome);
	tell_trend(s, c);
}

static void build(struct model_state *s)
{
	memset(s->entries, 0, sizeof s->entries);
	arena_reset(&s->arena);
	s->entries[COMMITMENT_AVAILABILITY].rollup = s->availability;
	s->entries[COMMITMENT_AVAILABILITY].there = s->availability.accounts > 0;
	s->entries[COMMITMENT_COMPENSATION].rollup = s->compensation;
	s->entries[COMMITMENT_COMPENSATION].broken = (uint64_t)s->compensation.inputs[5];
	s->entries[COMMITMENT_COMPENSATION].there = s->compensation.accounts > 0;
	s->entries[COMMITMENT_AVAILABILITY].awaited = !model_complete(s);
	judge_reliability(s);
	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count;
	     i = sources_next(&s->sources, i + 1))
		for (int c = 0; c < COMMITMENT_COUNT; c++)
			add_summary(s, (enum commitment)c, i);
	for (int c = 0; c < COMMITMENT_COUNT; c++)
		put_into_words(s, (enum commitment)c);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	size_t platform = sources_next(&s->sources, 0);

	if (month_complete(s) && trend_work(&s->trend, deadline_us))
		return true;
	if (!*position) {
		*position = 1;
		s->adding = sums_follow(s);
		s->platform = platform;
		s->tenant = 0;
		if (s->adding == s->added)
			s->platform = s->sources.scope.store->count;
		else
			s->availability = s->compensation = (struct rollup){{0}};
	}
	if (add_availability(s, deadline_us))
		return true;
	s->added = s->adding;
	if (platform >= s->sources.scope.store->count)
		return false;
	build(s);
	for (int c = 0; c < COMMITMENT_COUNT; c++)
		rows_add(list, count, capacity, platform, (uint32_t)c);
	return false;
}

static const char *whose(const struct model_state *s, uint32_t c)
{
	const struct model_scope *scope = &s->sources.scope;

	if (outcome_of_platform((enum commitment)c, scope))
		return "platform";
	return scope->enterprise_no ? "account" : "accounts";
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	if (!value_start(out, fields, F_COUNT, field) || row.item >= COMMITMENT_COUNT) {
		put_null(out);
		return;
	}
	const struct entry *entry = &s->entries[row.item];
	const struct commitment_info *c = &commitments[row.item];
	const struct clause *clause = clause_find((enum commitment)row.item);
	bool many = entry->there && !outcome_of_platform((enum commitment)row.item, &s->sources.scope);

	switch (field) {
	case F_POSITION: put_int(out, row.item + 1); break;
	case F_CLAUSE: put_text(out, c->clause); break;
	case F_COMMITMENT: put_text(out, c->name); break;
	case F_TITLE: put_text(out, c->title); break;
	case F_TARGET: put_text(out, entry->target); break;
	case F_FIGURE: put_text(out, entry->figure); break;
	case F_VERDICT: put_text(out, verdict_names[entry->outcome.verdict]); break;
	case F_ACCOUNTS: put_known(out, (int64_t)entry->rollup.accounts, many); break;
	case F_WITH:
		put_known(out, (int64_t)entry->rollup.verdicts.of[entry->outcome.verdict], many);
		break;
	case F_VIOLATIONS:
		put_known(out, (int64_t)entry->broken, entry->there && clause);
		break;
	case F_TREND: put_text(out, entry->trend); break;
	case F_TREND_FROM:
		put_int(out, trend_month(&s->trend, 0));
		out->null = s->trend.last < 0;
		break;
	case F_TREND_WORDS: put_text(out, entry->trend_words); break;
	case F_FORMULA: put_text(out, entry->formula); break;
	case F_OF: put_text(out, whose(s, row.item)); break;
	case F_OPENS: put_text(out, outcome_opens((enum commitment)row.item, &s->sources.scope)); break;
	case F_OPENS_READINGS: put_text(out, s->sources.scope.enterprise_no ? "combinations" : "firmness"); break;
	case F_NOTE: put_text(out, entry->note); break;
	default: put_text(out, c->sentence); break;
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s;
	scope->figure = commitments[row.item < COMMITMENT_COUNT ? row.item : 0].name;
}

const struct model model_scorecard = {
	.name = "scorecard",
	.help = "Each commitment with its target, figure and verdict.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.enter = enter,
};
