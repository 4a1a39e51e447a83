/* The combinations of the open readings, with what an account's month comes to under
 * each. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/firm.h"
#include "table/models.h"

#define COMBINATIONS_A_LOOK 16

#define READING(F, id, name, title, key) F(id, name, VALUE_TEXT, 0, title, "The reading of " key ".", NULL)
#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(COMBINATION, "combination", VALUE_INTEGER, FIELD_KEY, "#", "Its number; 1 is what is shipped.", NULL) \
	F(IN_FORCE, "in_force", VALUE_BOOL, 0, "In force", "Whether it is the agreement as it is.", "yesno") \
	F(STATUS, "status", VALUE_TEXT, 0, "Status", "The verdict of 4.1.", "state") \
	F(HOLDS, "holds", VALUE_BOOL, 0, "Holds", "Whether it is that of the agreement as it is.", "yesno") \
	F(AVAILABILITY, "availability_pct", VALUE_PERCENT, 0, "Avail %", "Availability of the whole span.", NULL) \
	F(UNAVAILABLE, "unavailable_s", VALUE_DURATION, 0, "Unavailable", "What the account lived through.", NULL) \
	F(ACCOUNTABLE, "accountable_s", VALUE_DURATION, 0, "Accountable", "What the provider answers for.", NULL) \
	F(ALLOWED, "allowed_s", VALUE_DURATION, 0, "Allowed", "What is allowed.", NULL) \
	F(ELIGIBLE, "eligible", VALUE_BOOL, 0, "Eligible", "Whether the month is eligible for compensation (6).", "yesno") \
	F(ELIGIBLE_HOLDS, "eligible_holds", VALUE_BOOL, 0, "Holds", "Whether that is so under the agreement as it is.", "yesno") \
	READING(F, CAUSES, "availability_exempt_causes", "exempt causes", "availability.exempt_causes") \
	READING(F, DOWN, "web_down_when", "down when", "web.down_when") \
	READING(F, WEB, "web_inclusive", "web incl.", "web.inclusive") \
	READING(F, CALL, "call_inclusive", "call incl.", "call.inclusive") \
	READING(F, LINK, "maintenance_link", "link", "maintenance.link") \
	READING(F, NOTICE, "maintenance_notice", "notice", "maintenance.notice") \
	READING(F, GROUPS, "nightly_groups", "night groups", "nightly.groups") \
	READING(F, RATIO, "compensation_ratio_of", "ratio of", "compensation.ratio_of")

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct entry {
	struct availability v;
	bool eligible;
};

struct model_state {
	struct sources sources;
	struct firm_set set;
	struct entry *entries; /* of the set's combinations */
	struct availability now;
	bool eligible_now;
	size_t platform, done;
	uint32_t tenant;
	struct arena windows, scratch, texts;
	struct availability_input in;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	firm_set_release(&s->set);
	free(s->entries);
	arena_release(&s->windows);
	arena_release(&s->scratch);
	arena_release(&s->texts);
	model_close(s);
}

static bool start(struct model_state *s)
{
	const struct terms *t;
	const struct period *d;

	arena_reset(&s->texts);
	arena_reset(&s->windows);
	if (!sources_find_account(&s->sources, &s->platform, &s->tenant))
		return false;
	d = source_period(&s->sources, s->platform);
	t = source_terms(&s->sources, s->platform, s->tenant, s->sources.span);
	source_verdict(&s->sources, s->platform, s->tenant, &s->now);
	if (!d || s->now.status == STATUS_NO_DATA)
		return false;
	s->eligible_now = firm_eligible(t, &s->now);
	if (s->set.base != t) {
		firm_set_release(&s->set);
		firm_set_make(&s->set, t);
		s->entries = mem_resize(s->entries, s->set.open.total, sizeof *s->entries);
	}
	s->in = (struct availability_input){.calendar = s->sources.scope.calendar, .span = s->sources.span,
					    .moment_us = source_moment(&s->sources, s->platform)};
	firm_input(source_platform(&s->sources, s->platform), d, s->tenant, &s->windows, &s->in);
	struct maintenance_window *kept = arena_zero(&s->windows, s->in.maintenance_count + 1, sizeof *kept);
	if (s->in.maintenance_count)
		memcpy(kept, s->in.maintenance, s->in.maintenance_count * sizeof *kept);
	s->in.maintenance = kept; /* the store is asked again meanwhile */
	return true;
}

/* Each is computed by itself: nothing is taken to be the same. */
static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	if (!*position && !start(s))
		return false;
	for (; *position < s->set.open.total; ++*position) {
		struct entry *e = &s->entries[*position];
		if (*position && *position % COMBINATIONS_A_LOOK == 0 && s->done != *position && clock_monotonic() >= deadline_us) {
			s->done = *position;
			return true;
		}
		firm_compute(&s->set, *position, &s->in, &s->scratch, &e->v, &e->eligible);
		rows_add(list, count, capacity, s->platform, (uint32_t)*position);
	}
	s->done = 0;
	return false;
}

static void put_reading(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < s->set.open.key_count; i++) {
		char name[64];
		snprintf(name, sizeof name, "%s", s->set.open.keys[i]->name);
		*strchr(name, '.') = '_';
		if (!strcmp(name, fields[field].name))
			firm_reading(&text, &s->set, i, s->set.digits[row.item][i]);
	}
	put_text(out, text.length ? arena_copy(&s->texts, text.data, text.length) : NULL);
	buf_release(&text);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !s->entries || row.item >= s->set.open.total || s->tenant >= p->tenant_count) {
		put_null(out);
		return;
	}
	const struct entry *e = &s->entries[row.item];
	bool month = s->sources.scope.month >= 0;
	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_ENTERPRISE_NO: put_int(out, p->tenants[s->tenant].enterprise_no); break;
	case F_COMBINATION: put_int(out, row.item + 1); break;
	case F_IN_FORCE: put_int(out, !memcmp(&s->set.terms[row.item], s->set.base, sizeof *s->set.base)); break;
	case F_STATUS: put_text(out, availability_status_names[e->v.status]); break;
	case F_HOLDS: put_int(out, e->v.status == s->now.status); break;
	case F_AVAILABILITY: figure_put(out, FIGURE_PCT, &e->v); break;
	case F_UNAVAILABLE: put_int(out, e->v.unavailable_us); break;
	case F_ACCOUNTABLE: put_int(out, e->v.accountable_us); break;
	case F_ALLOWED: put_int(out, e->v.allowed_us); break;
	case F_ELIGIBLE: put_known(out, e->eligible, month); break;
	case F_ELIGIBLE_HOLDS: put_known(out, e->eligible == s->eligible_now, month); break;
	default: put_reading(s, row, field, out);
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	scope->enterprise_no = s->sources.scope.enterprise_no;
}

const struct model model_combinations = {
	.name = "combinations",
	.help = "The combinations of the open readings of the agreement's text, with what an account's month comes to under each.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "combination",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_complete,
	.enter = enter,
};
