/* Violations: every rule of every clause that was broken in the month. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/compensations.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/held.h"
#include "table/models.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(AT, "at", VALUE_TIME, 0, "When", "When the rule was broken; this decides the month.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", \
	  "Whose it is; none: the sub-platform's.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(CLAUSE, "clause", VALUE_TEXT, 0, "Clause", "The agreement's number.", NULL) \
	F(COMMITMENT, "commitment", VALUE_TEXT, 0, "Commitment", "The commitment, as reports name it.", NULL) \
	F(RULE, "rule", VALUE_TEXT, FIELD_KEY, "Rule", "The rule, as reports name it.", NULL) \
	F(WHAT, "what", VALUE_TEXT, 0, "What was broken", "The rule in a sentence, and how bad it is.", NULL) \
	F(AMOUNT, "amount", VALUE_INTEGER, 0, "Amount", \
	  "How bad, in the rule's measure: a count, microseconds, fen, seats or days.", NULL) \
	F(MEASURE, "measure", VALUE_TEXT, 0, "In", "What amount is measured in.", NULL) \
	F(SUBJECT, "subject", VALUE_TEXT, 0, "Subject", "The place, format or operator that it is about.", NULL) \
	F(RELATION, "relation", VALUE_TEXT, FIELD_KEY, "Relation", "The relation whose row broke it.", NULL) \
	F(ROW, "row_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Row", "That row's key; none where a row is missing.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, FIELD_SCREEN_ONLY, "Opens", "The screen that has the row.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* A violation by its place: the summary may have been read anew since. */
struct entry {
	uint32_t platform, index;
	uint8_t commitment;
};

struct model_state {
	MODEL_FRAME;
	struct held held;
	struct entry *entries;
	size_t count, capacity;
	struct arena texts;
	/* 6: of claims, which depend on live windows: found anew with the rows. */
	struct arena claims_arena;
	struct violations claims;
};
static const struct part parts[] = {PART(held, held), PART(list, entries), PART(texts, texts), PART(kept, claims_arena), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_of_scope, scope->enterprise_no != 0);

	held_open(&s->held, scope, scope->figure ? figure_commitment(scope->figure) : -1);
	return s;
}

static const struct violation *violation_of(const struct model_state *s, struct row_ref row)
{
	const struct entry *entry = row.item < s->count ? &s->entries[row.item] : NULL;
	const struct summary *summary =
		entry ? held_summary(&s->held, entry->platform, (enum commitment)entry->commitment) : NULL;

	if (summary && summary->clause->keep)
		return entry->index < s->claims.count ? &s->claims.list[entry->index] : NULL;
	if (!summary || entry->index >= summary->data.violations.count ||
	    !summary_complete(source_platform(&s->sources, entry->platform), summary))
		return NULL;
	return &summary->data.violations.list[entry->index];
}

/* Those of the month's claims, whenever they came. */
static void add_claims(struct model_state *s, size_t i, const struct summary *summary)
{
	const struct platform *p = source_platform(&s->sources, i);
	size_t before = s->claims.count;

	for (uint32_t t = 0; t < summary->data.row_count && t < p->tenant_count; t++) {
		const struct bills *bills = summary->data.rows[t].kept;
		struct availability a;
		struct compensation c;
		if (!bills || !bills->claim_count)
			continue;
		source_verdict(&s->sources, i, t, &a);
		compensation_of(&s->sources, summary, i, t, &a, s->sources.span, &c, NULL, &s->claims);
	}
	for (size_t k = before; k < s->claims.count; k++) {
		MEM_GROW(s->entries, s->count, s->capacity);
		s->entries[s->count++] = (struct entry){(uint32_t)i, (uint32_t)k, COMMITMENT_COMPENSATION};
	}
}

static void add(struct model_state *s, size_t i, enum commitment c)
{
	const struct summary *summary = held_summary(&s->held, i, c);

	if (!summary || !summary_complete(source_platform(&s->sources, i), summary))
		return;
	if (summary->clause->keep) {
		add_claims(s, i, summary);
		return;
	}
	for (size_t k = 0; k < summary->data.violations.count; k++) {
		MEM_GROW(s->entries, s->count, s->capacity);
		s->entries[s->count++] = (struct entry){(uint32_t)i, (uint32_t)k, (uint8_t)c};
	}
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	(void)deadline_us; /* as many as there are, copied small */
	if (*position)
		return false;
	*position = 1;
	s->count = 0;
	arena_reset(&s->texts);
	arena_reset(&s->claims_arena);
	s->claims = (struct violations){.arena = &s->claims_arena};
	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count;
	     i = sources_next(&s->sources, i + 1))
		for (int c = 0; c < COMMITMENT_COUNT; c++)
			add(s, i, (enum commitment)c);
	for (size_t i = 0; i < s->count; i++)
		rows_add(list, count, capacity, s->entries[i].platform, (uint32_t)i);
	return false;
}

static void put_sentence(struct model_state *s, struct value *out, const struct violation *v)
{
	struct buf text = BUF_INIT;

	violation_write(&text, v);
	put_text(out, arena_copy(&s->texts, text.data, text.length));
	buf_release(&text);
}

static const char *name_of(const struct model_state *s, struct row_ref row, const struct violation *v)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	uint32_t t = v->enterprise_no ? platform_tenant(p, v->enterprise_no) : INDEX_NONE;

	return t == INDEX_NONE ? NULL : p->tenants[t].name;
}

/* The screen that has a relation's rows. What is missing has none, but of places
 * those that there are. */
static const char *screen_of(const struct violation *v)
{
	static const struct {
		const char *relation, *screen;
	} screens[] = {{"bastion_session", "sessions"}, {"private_access", "private-access"}, {"deletion", "deletions"},
		       {"claim", "claims"},		{"failover", "failovers"},	      {"data_location", "places"},
		       {"export_job", "export"},	{"seat_change", "seat-change"},	      {"invoice", "invoice"}};
	const char *relation = rules[v->rule].relation;

	for (size_t i = 0; i < COUNT_OF(screens); i++)
		if (!strcmp(relation, screens[i].relation))
			return v->row_id || !strcmp(relation, "data_location") ? screens[i].screen : NULL;
	return NULL;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct violation *v = violation_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !v) {
		put_null(out);
		return;
	}
	const struct rule_info *rule = &rules[v->rule];
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_AT: put_time(out, v->at_us); break;
	case F_ENTERPRISE_NO: put_id(out, v->enterprise_no); break;
	case F_NAME: put_text(out, name_of(s, row, v)); break;
	case F_CLAUSE: put_text(out, commitments[rule->commitment].clause); break;
	case F_COMMITMENT: put_text(out, commitments[rule->commitment].name); break;
	case F_RULE: put_text(out, rule->name); break;
	case F_WHAT: put_sentence(s, out, v); break;
	case F_AMOUNT:
		put_int(out, v->amount);
		out->null = !rule->amount;
		break;
	case F_MEASURE: put_text(out, rule->amount ? measure_names[rule->measure] : NULL); break;
	case F_SUBJECT: put_text(out, v->subject); break;
	case F_RELATION: put_text(out, rule->relation); break;
	case F_OPENS: put_text(out, screen_of(v)); break;
	default: put_id(out, v->row_id); break;
	}
}

/* One row may break several rules, and a place or an invoice has no number. */
static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct violation *v = violation_of(s, row);

	if (!v)
		return (struct row_key){row.platform, -1, row.item};
	return (struct row_key){row.platform, v->row_id ? v->row_id : v->enterprise_no,
				v->rule + (v->row_id ? 0 : (int64_t)(v->at_us * 64))};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct violation *v = violation_of(s, row);

	scope->platform = (int)row.platform;
	if (!v)
		return;
	scope->enterprise_no = v->enterprise_no;
	scope->figure = commitments[rules[v->rule].commitment].name;
	/* Lists have their cursor put on it, records are of it alone. A place has no
	 * number. */
	scope->row_number = v->row_id;
	memset(scope->with, 0, sizeof scope->with);
	if (v->row_id)
		scope->with[0] = (struct scope_with){.name = "row", .type = VALUE_INTEGER, .i = v->row_id};
	else if (v->rule == RULE_PLACE_ELSEWHERE && v->subject && strlen(v->subject) < SCOPE_WITH_TEXT) {
		scope->with[0] = (struct scope_with){.name = "place", .type = VALUE_TEXT};
		snprintf(scope->with[0].text, SCOPE_WITH_TEXT, "%s", v->subject);
	}
}

const struct model model_violations = {
	.name = "violations",
	.help = "Every rule of every clause that was broken in the month.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-at,enterprise_no,row_id,rule",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};
