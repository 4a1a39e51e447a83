#include "table/pager_sql.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define PARTS_MOST 32

void page_sql_release(struct page_sql *s)
{
	buf_release(&s->text);
	free(s->values);
	arena_release(&s->texts);
	*s = (struct page_sql){.text = BUF_INIT};
}

/* --- pieces ---------------------------------------------------------------------------- */

void page_sql_value(struct page_sql *out, const struct value *v)
{
	MEM_GROW(out->values, out->count, out->capacity);
	out->values[out->count++] = *v;
	buf_addf(&out->text, "$%zu", out->count);
}

static void add(struct page_sql *out, const char *text)
{
	buf_add_text(&out->text, text);
}

static void add_column(struct page_sql *out, const struct model *m, size_t field)
{
	buf_addf(&out->text, "q.\"%s\"", m->fields[field].name);
}

void page_sql_field(struct page_sql *out, const struct model *m, size_t field)
{
	add_column(out, m, field);
	if (m->fields[field].type == VALUE_TEXT)
		add(out, " collate \"C\"");
}

static void add_columns(struct page_sql *out, const struct model *m)
{
	for (size_t i = 0; i < m->field_count; i++) {
		add(out, i ? ", " : "");
		add_column(out, m, i);
	}
}

/* --- what is bound to the source's own names --------------------------------------------- */

static struct value with_value(const struct model_scope *scope, const struct paged_parameter *p)
{
	const struct scope_with *with = scope_with_find(scope, p->name);

	return (struct value){.type = p->type, .null = !with, .i = with ? with->i : 0,
			      .text = with ? with->text : NULL};
}

static struct value platform_value(const struct page_shape *s)
{
	const struct store *store = s->scope->store;

	return (struct value){.type = VALUE_TEXT,
			      .text = store && s->platform < store->count ? store->platforms[s->platform]->code : ""};
}

static struct value unit_value(const struct page_shape *s)
{
	const struct model_scope *scope = s->scope;
	const struct platform *p = scope->store && s->platform < scope->store->count ? scope->store->platforms[s->platform] : NULL;
	uint32_t tenant = p && scope->enterprise_no ? platform_tenant(p, scope->enterprise_no) : INDEX_NONE;
	unsigned code = tenant == INDEX_NONE ? 0 : p->tenants[tenant].code_index;

	if (!p)
		return (struct value){.type = VALUE_INTEGER, .null = true};
	return (struct value){.type = VALUE_INTEGER,
			      .i = agreement_terms_at(p->agreement, code,
						      calendar_month_number(scope->calendar, scope->span.start_us))
					   ->metering_unit_us / USEC};
}

static struct value parameter_value(const struct page_shape *s, const struct paged_parameter *p)
{
	const struct model_scope *scope = s->scope;
	int year = scope->month / 12, month = scope->month % 12 + 1;

	switch ((enum parameter_kind)p->kind) {
	case PARAMETER_TENANT:
		return (struct value){.type = p->type, .i = scope->enterprise_no, .null = !scope->enterprise_no};
	case PARAMETER_FROM:
		return (struct value){.type = p->type, .i = scope->span.start_us};
	case PARAMETER_TO:
		return (struct value){.type = p->type, .i = scope->span.end_us};
	case PARAMETER_MONTH:
		return (struct value){.type = p->type, .null = scope->month < 0,
				      .i = scope->month < 0 ? 0 : value_date_of(year, month, 1)};
	case PARAMETER_PLATFORM:
		return platform_value(s);
	case PARAMETER_UNIT:
		return unit_value(s);
	case PARAMETER_ZONE:
		return (struct value){.type = VALUE_TEXT, .text = calendar_zone(scope->calendar)};
	case PARAMETER_WITH:
		break;
	}
	return with_value(scope, p);
}

/* The source as a table q, its parameters being the first values. A line of its
 * own ends a comment. */
static void begin_values(struct page_sql *out, const struct page_shape *s)
{
	const struct paged_source *source = s->model->paged;

	for (size_t i = 0; i < source->parameter_count; i++) {
		MEM_GROW(out->values, out->count, out->capacity);
		out->values[out->count++] = parameter_value(s, &source->parameters[i]);
	}
}

static void add_source(struct page_sql *out, const struct page_shape *s)
{
	buf_addf(&out->text, " from (%s\n) as q", s->model->paged->sql);
}

/* --- conditions ---------------------------------------------------------------------------- */

struct conditions {
	struct page_sql *out;
	bool any;
};

static void next_condition(struct conditions *c)
{
	add(c->out, c->any ? " and " : " where ");
	c->any = true;
}

static bool is_usual(const struct page_shape *s)
{
	return s->order.keys == &s->model->paged->orders[0];
}

static bool match_is_indexed(const struct page_shape *s, const struct paged_match *m)
{
	const struct paged_source *p = s->model->paged;

	return (p->key_count == 1 && p->key[0] == m->field) ||
	       (is_usual(s) && p->traits[m->field] & PAGED_INDEXED);
}

/* The matches and parts of the filter that an index helps with, or the others. */
static void add_matches(struct conditions *c, const struct page_shape *s, bool indexed)
{
	const struct paged_source *source = s->model->paged;

	for (size_t i = 0; i < source->match_count; i++) {
		const struct paged_match *m = &source->matches[i];
		struct value v = parameter_value(s, &source->parameters[m->parameter]);
		if (v.null || match_is_indexed(s, m) != indexed)
			continue;
		next_condition(c);
		page_sql_field(c->out, s->model, m->field);
		add(c->out, " = ");
		buf_addf(&c->out->text, "$%u", m->parameter + 1u);
	}
}

static void add_filter(struct conditions *c, const struct page_shape *s, bool indexed)
{
	const struct node *parts[PARTS_MOST];
	size_t count = filter_parts(s->filter, parts, PARTS_MOST);

	for (size_t i = 0; i < count; i++) {
		if (filter_part_indexed(parts[i], s) != indexed)
			continue;
		next_condition(c);
		filter_part_sql(c->out, parts[i], s->model);
	}
}

static bool has_span(const struct page_shape *s)
{
	return s->scope->span_given && s->model->paged->time >= 0;
}

/* A span that was asked for; of a list that is not in the order of time it is
 * like any other condition. */
static void add_span(struct conditions *c, const struct page_shape *s, bool indexed)
{
	int time = s->model->paged->time;
	struct value from = {.type = VALUE_TIME, .i = s->scope->span.start_us},
		     to = {.type = VALUE_TIME, .i = s->scope->span.end_us};

	if (!has_span(s) || (s->order.keys->keys[0].field == time) != indexed)
		return;
	next_condition(c);
	page_sql_field(c->out, s->model, (size_t)time);
	add(c->out, " >= ");
	page_sql_value(c->out, &from);
	if (to.i >= TIME_INFINITE)
		return;
	add(c->out, " and ");
	page_sql_field(c->out, s->model, (size_t)time);
	add(c->out, " < ");
	page_sql_value(c->out, &to);
}

static void add_search(struct conditions *c, const struct page_shape *s)
{
	const struct page_search *look = s->search;
	struct value v = {.type = VALUE_TEXT, .text = look->text};

	next_condition(c);
	if (!look->text) {
		v = (struct value){.type = VALUE_TIME, .i = look->time};
		page_sql_field(c->out, s->model, look->time_field);
		add(c->out, look->until ? " <= " : " >= ");
		page_sql_value(c->out, &v);
		return;
	}
	add(c->out, "(");
	for (size_t i = 0; i < look->field_count; i++) {
		add(c->out, i ? " or strpos(lower(" : "strpos(lower(");
		add_column(c->out, s->model, look->fields[i]);
		add(c->out, "::text), lower(");
		if (i == 0)
			page_sql_value(c->out, &v);
		else
			buf_addf(&c->out->text, "$%zu", c->out->count);
		add(c->out, ")) > 0");
	}
	add(c->out, look->field_count ? ")" : "false)");
}

bool page_shape_scans(const struct page_shape *s)
{
	const struct node *parts[PARTS_MOST];
	size_t count = filter_parts(s->filter, parts, PARTS_MOST);
	const struct paged_source *source = s->model->paged;
	bool scans = s->search || (has_span(s) && s->order.keys->keys[0].field != source->time);

	for (size_t i = 0; i < count && !scans; i++)
		scans = !filter_part_indexed(parts[i], s);
	for (size_t i = 0; i < source->match_count && !scans; i++)
		scans = !parameter_value(s, &source->parameters[source->matches[i].parameter]).null &&
			!match_is_indexed(s, &source->matches[i]);
	return scans;
}

/* --- keysets -------------------------------------------------------------------------------- */

static bool is_nullable(const struct page_shape *s, size_t key)
{
	return s->model->paged->traits[s->order.keys->keys[key].field] & PAGED_NULLABLE;
}

static bool descends(const struct page_shape *s, size_t key, bool before)
{
	return page_order_descends(&s->order, key) != before;
}

/* All keys run the same way and none is null: one comparison of rows, which an
 * index serves as it is. */
static bool is_plain(const struct page_shape *s, size_t keys)
{
	for (size_t i = 0; i < keys; i++)
		if (is_nullable(s, i) || descends(s, i, false) != descends(s, 0, false))
			return false;
	return true;
}

static void add_key(struct page_sql *out, const struct page_shape *s, size_t key)
{
	page_sql_field(out, s->model, s->order.keys->keys[key].field);
}

static void add_key_value(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, size_t key)
{
	struct value v;

	page_row_raw(s->model, b->at, s->order.keys->keys[key].field, &v);
	page_sql_value(out, &v);
}

static void add_plain(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, bool before)
{
	for (size_t i = 0; i < b->keys; i++) {
		add(out, i ? ", " : "(");
		add_key(out, s, i);
	}
	add(out, descends(s, 0, before) ? ") <" : ") >");
	add(out, b->inclusive ? "= (" : " (");
	for (size_t i = 0; i < b->keys; i++) {
		add(out, i ? ", " : "");
		add_key_value(out, s, b, i);
	}
	add(out, ")");
}

static bool is_null(const struct page_shape *s, const struct page_bound *b, size_t key)
{
	return b->at->cells[s->order.keys->keys[key].field].null;
}

static void add_equal(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, size_t key)
{
	add_key(out, s, key);
	if (is_null(s, b, key)) {
		add(out, " is null");
	} else {
		add(out, " = ");
		add_key_value(out, s, b, key);
	}
}

/* Behind the bound by this key: null is the greatest. */
static void add_beyond(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, size_t key,
		       bool before)
{
	bool down = descends(s, key, before);

	if (is_null(s, b, key)) {
		if (down)
			add_key(out, s, key);
		add(out, down ? " is not null" : "false");
		return;
	}
	add(out, "(");
	add_key(out, s, key);
	add(out, down ? " < " : " > ");
	add_key_value(out, s, b, key);
	if (!down && is_nullable(s, key)) {
		add(out, " or ");
		add_key(out, s, key);
		add(out, " is null");
	}
	add(out, ")");
}

/* a beyond, or a equal and b beyond, or ... What an index can begin with stands
 * in front. */
static void add_mixed(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, bool before)
{
	if (!is_nullable(s, 0)) {
		add_key(out, s, 0);
		add(out, descends(s, 0, before) ? " <= " : " >= ");
		add_key_value(out, s, b, 0);
		add(out, " and ");
	}
	add(out, "(");
	for (size_t i = 0; i < b->keys + (b->inclusive ? 1 : 0); i++) {
		add(out, i ? " or (" : "(");
		for (size_t k = 0; k < i; k++) {
			add_equal(out, s, b, k);
			add(out, k + 1 < i || i < b->keys ? " and " : "");
		}
		if (i < b->keys)
			add_beyond(out, s, b, i, before);
		add(out, ")");
	}
	add(out, ")");
}

static void add_keyset(struct conditions *c, const struct page_shape *s, const struct page_bound *b, bool before)
{
	if (!b->at || !b->keys)
		return;
	next_condition(c);
	if (is_plain(s, b->keys))
		add_plain(c->out, s, b, before);
	else
		add_mixed(c->out, s, b, before);
}

static void add_order(struct page_sql *out, const struct page_shape *s, bool before)
{
	for (size_t i = 0; i < s->order.keys->count; i++) {
		add(out, i ? ", " : " order by ");
		add_key(out, s, i);
		add(out, descends(s, i, before) ? " desc" : "");
	}
}

static void add_limit(struct page_sql *out, size_t limit)
{
	buf_addf(&out->text, " limit %zu", limit);
}

/* --- statements ------------------------------------------------------------------------------- */

static void begin(struct page_sql *out, const struct page_shape *s)
{
	*out = (struct page_sql){.text = BUF_INIT};
	begin_values(out, s);
}

/* Source, what an index helps with, and the order. */
static void add_walk(struct page_sql *out, const struct page_shape *s, const struct page_bound *b, bool before)
{
	struct conditions c = {out, false};

	add_source(out, s);
	add_keyset(&c, s, b, before);
	add_matches(&c, s, true);
	add_span(&c, s, true);
	add_filter(&c, s, true);
	add_order(out, s, before);
}

void page_sql_next(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, bool before,
		   size_t limit)
{
	begin(out, s);
	add(out, "select ");
	add_columns(out, s->model);
	add_walk(out, s, bound, before);
	add_limit(out, limit);
}

static bool is_key(const struct page_shape *s, size_t field)
{
	for (size_t i = 0; i < s->order.keys->count; i++)
		if (s->order.keys->keys[i].field == field)
			return true;
	return false;
}

static void add_rest(struct page_sql *out, const struct page_shape *s)
{
	struct conditions c = {out, false};

	add_matches(&c, s, false);
	add_span(&c, s, false);
	add_filter(&c, s, false);
	if (s->search)
		add_search(&c, s);
}

void page_sql_scan(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, bool before,
		   size_t limit, size_t piece)
{
	begin(out, s);
	add(out, "(select ");
	add_columns(out, s->model);
	add(out, ", false from (select ");
	add_columns(out, s->model);
	add_walk(out, s, bound, before);
	add_limit(out, piece);
	add(out, ") as q");
	add_rest(out, s);
	add_order(out, s, before);
	add_limit(out, limit);
	add(out, ") union all (select ");
	for (size_t i = 0; i < s->model->field_count; i++) {
		add(out, i ? ", " : "");
		if (is_key(s, i))
			add_column(out, s->model, i);
		else
			add(out, "null");
	}
	add(out, ", true");
	add_walk(out, s, bound, before);
	buf_addf(&out->text, " offset %zu limit 1)", piece - 1);
}

void page_sql_count(struct page_sql *out, const struct page_shape *s, const struct page_bound *bound, size_t limit)
{
	begin(out, s);
	add(out, "select count(*) from (select");
	add_walk(out, s, bound, true);
	add_limit(out, limit);
	add(out, ") as counted");
}

void paged_check_sql(const struct model *m, const struct model_scope *scope, struct buf *sql, struct value *values)
{
	struct page_shape s = {.model = m, .scope = scope, .order = {&m->paged->orders[0], false}};
	struct page_bound start = {NULL, 0, false};
	struct page_sql out;

	page_sql_next(&out, &s, &start, false, 0);
	buf_add_text(sql, out.text.data);
	if (out.count)
		memcpy(values, out.values, m->paged->parameter_count * sizeof *values);
	page_sql_release(&out);
}
