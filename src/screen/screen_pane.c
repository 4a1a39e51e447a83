/* Reading panes and their columns. */
#include <stdlib.h>
#include <string.h>

#include "screen/screen_read.h"
#include "screen/screen_sql.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/screen/key.h"

#define COLUMNS_MOST 64
#define CELLS_MOST 400

const char *const widget_names[WIDGET_COUNT] = {"table", "record", "calendar", "coverage", "text", "timeline"};

const char *screen_text(struct arena *a, const char *text)
{
	struct buf clean = BUF_INIT;

	if (!text)
		return NULL;
	text_clean(&clean, text, strlen(text));
	const char *copy = arena_copy(a, clean.data, clean.length);
	buf_release(&clean);
	return copy;
}

void screen_unknown(const struct json_node *node, const char *kind, const char *word,
		    const char *const *words, size_t count)
{
	const char *near = text_nearest(word, words, count);
	struct buf list = BUF_INIT;

	for (size_t i = 0; i < count && i < 12 && !near; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", words[i]);
	if (near)
		json_error(node, "unknown %s \"%s\"; did you mean \"%s\"?", kind, word, near);
	else
		json_error(node, "unknown %s \"%s\"; known are %s%s", kind, word, list.data,
			   count > 12 ? " ..." : "");
	buf_release(&list);
}

/* --- fields and formats ------------------------------------------------------ */

static int field_need(const struct json_node *node, const struct model *m, const char *name)
{
	int field = model_field_find(m, name);

	if (field >= 0)
		return field;
	const char **names = mem_zero(m->field_count + 1, sizeof *names);
	for (size_t i = 0; i < m->field_count; i++)
		names[i] = m->fields[i].name;
	struct buf kind = BUF_INIT;
	buf_addf(&kind, m->paged ? "field of the source" : "field of the model %s", m->name);
	screen_unknown(node, kind.data, name, names, m->field_count);
	buf_release(&kind);
	free(names);
	return -1;
}

static void refuse_format(const struct json_node *node, const struct value_format *f, enum value_type type)
{
	struct buf fit = BUF_INIT;

	for (size_t i = 0; i < value_format_count; i++)
		if (value_formats[i].types & 1u << type)
			buf_addf(&fit, "%s\"%s\"", fit.length ? ", " : "", value_formats[i].name);
	json_error(node, "\"%s\" does not fit a %s; what fits: %s", f->name, value_type_names[type],
		   fit.data);
	buf_release(&fit);
}

static const struct value_format *read_format(const struct json_node *column, const struct model_field *field)
{
	const struct json_node *node = json_get(column, "format");
	const char *name = json_text(node, NULL);
	const struct value_format *f = value_format_find(name);

	if (!name)
		return model_field_format(field);
	if (!f) {
		const char **names = mem_zero(value_format_count, sizeof *names);
		for (size_t i = 0; i < value_format_count; i++)
			names[i] = value_formats[i].name;
		screen_unknown(node, "format", name, names, value_format_count);
		free(names);
		return model_field_format(field);
	}
	if (!(f->types & 1u << field->type))
		refuse_format(node, f, (enum value_type)field->type);
	return f;
}

/* --- columns ------------------------------------------------------------------ */

static void read_column_members(const struct json_node *node, const struct model *m, struct arena *a,
				struct screen_column *c)
{
	const struct json_node *role = json_get(node, "role");

	c->format = read_format(node, &m->fields[c->field]);
	const char *title = json_get_text(node, "title", NULL);
	if (title)
		c->title = screen_text(a, title);
	c->min = (int)json_get_int(node, "min", 1, CELLS_MOST, 0);
	c->max = (int)json_get_int(node, "max", 1, CELLS_MOST, 0);
	if (c->max && c->max < c->min)
		json_error(json_get(node, "max"), "is smaller than \"min\"");
	c->flex = (int)json_get_int(node, "flex", 0, 100, 0);
	c->priority = (int)json_get_int(node, "priority", 0, 100, 0);
	c->freeze = json_get_bool(node, "freeze", false);
	c->explain = json_get_bool(node, "explain", c->explain);
	c->live_only = json_get_bool(node, "live", false);
	c->past_only = !json_get_bool(node, "live", true);
	c->earlier_only = json_get_bool(node, "earlier", false);
	c->hide_zero = !json_get_bool(node, "zero", true);
	c->line = screen_text(a, json_get_text(node, "line", NULL));
	if (role)
		c->role_field = field_need(role, m, json_text(role, m->fields[c->field].name));
}

/* "name" alone stands for { "field": "name" }. */
static void read_column(const struct json_node *node, const struct model *m, struct arena *a,
			struct screen_column *c)
{
	const struct json_node *name = json_type(node) == JSON_TEXT ? node : json_need(node, "field");
	int field = field_need(name, m, json_text(name, m->fields[0].name));

	*c = (struct screen_column){.field = (uint16_t)(field < 0 ? 0 : field), .role_field = -1};
	const struct model_field *f = &m->fields[c->field];
	c->title = f->title ? f->title : "";
	c->explain = f->flags & FIELD_EXPLAIN;
	c->format = model_field_format(f);
	if (json_type(node) != JSON_TEXT)
		read_column_members(node, m, a, c);
}

static void read_columns(const struct json_node *node, struct arena *a, struct screen_pane *p)
{
	const struct json_node *list = json_need(node, "columns");
	size_t count = json_count(list);

	if (list && (json_type(list) != JSON_ARRAY || !count || count > COLUMNS_MOST)) {
		json_error(list, "must be a list of 1 to %d columns", COLUMNS_MOST);
		return;
	}
	p->columns = arena_zero(a, count + 1, sizeof *p->columns);
	p->column_count = count;
	for (size_t i = 0; i < count; i++)
		read_column(json_at(list, i), p->model, a, &p->columns[i]);
}

/* --- drill-downs ---------------------------------------------------------------- */

/* A key that does something on every screen is no screen's own. */
static bool key_is_free(const struct json_node *node, const char *name, uint32_t key)
{
	struct key_map *map = key_map_create(&console_actions);
	int taken = key_map_action(map, key);

	key_map_destroy(map);
	if (taken == ACTION_NONE || taken == ACTION_OPEN)
		return true;
	json_error(node, "key \"%s\" is taken by \"%s\"", name, action_infos[taken].name);
	return false;
}

/* "with": the other screen's parameters, each with the field it is given. Whether
 * it has them is seen when all screens are read. */
static void read_hands(const struct json_node *drill, const struct model *m, struct arena *a, struct screen_drill *d)
{
	const struct json_node *list = json_get_object(drill, "with"), *value;

	d->hands = arena_zero(a, SCOPE_WITH_MAX, sizeof *d->hands);
	if (json_count(list) > SCOPE_WITH_MAX)
		json_error(list, "at most %d values can be handed on", SCOPE_WITH_MAX);
	for (size_t i = 0; i < json_count(list) && i < SCOPE_WITH_MAX; i++) {
		const char *name = json_key_at(list, i, &value);
		int field = field_need(value, m, json_text(value, "?"));
		d->hands[d->hand_count++] =
			(struct screen_hand){screen_text(a, name), (uint16_t)(field < 0 ? 0 : field)};
	}
}

/* "play": the field with the session, and "at" one with a moment in it. */
static void read_play(const struct json_node *drill, const struct model *m, struct arena *a, struct screen_drill *d)
{
	static const struct { const char *member, *name; uint8_t type; } given[] = {
		{"play", "session", VALUE_INTEGER}, {"at", "at", VALUE_TIME}};

	d->hands = arena_zero(a, SCOPE_WITH_MAX, sizeof *d->hands);
	for (size_t i = 0; i < COUNT_OF(given); i++) {
		const struct json_node *node = json_get(drill, given[i].member);
		int field = node ? field_need(node, m, json_text(node, "?")) : -1;
		if (field < 0)
			continue;
		if (m->fields[field].type != given[i].type)
			json_error(node, "the field \"%s\" is of another type", m->fields[field].name);
		d->hands[d->hand_count++] = (struct screen_hand){given[i].name, (uint16_t)field};
	}
}

/* The time that another screen is opened at. */
static int read_at(const struct json_node *node, const struct model *m)
{
	int field = node ? field_need(node, m, json_text(node, "?")) : -1;

	if (field >= 0 && m->fields[field].type != VALUE_TIME)
		json_error(node, "the field \"%s\" is no time", m->fields[field].name);
	return field + 1;
}

/* A condition, or a list of them. */
static void read_filters(const struct json_node *node, const struct model *m, struct arena *a, struct screen_drill *d)
{
	bool list = json_type(node) == JSON_ARRAY;
	size_t count = list ? json_count(node) : 1, at;
	const char **filters = arena_zero(a, count + 1, sizeof *filters);

	for (size_t i = 0; i < count; i++) {
		const struct json_node *one = list ? json_at(node, i) : node;
		struct err e = {""};
		filters[i] = screen_text(a, json_text(one, ""));
		struct filter *f = filter_parse(filters[i], m, NULL, &at, &e);
		if (!f)
			json_error(one, "%s", e.text);
		filter_destroy(f);
	}
	d->filters = filters;
	d->filter_count = count;
	if (!count)
		json_error(node, "there is no condition");
}

static void read_drills(const struct json_node *keys, struct arena *a, struct screen_pane *p)
{
	size_t count = json_count(keys);

	p->drills = arena_zero(a, count + 1, sizeof *p->drills);
	for (size_t i = 0; i < count; i++) {
		const struct json_node *value;
		const char *name = json_key_at(keys, i, &value);
		struct screen_drill *d = &p->drills[p->drill_count];
		d->key = key_from_name(name);
		if (!d->key)
			json_error(keys, "unknown key \"%s\"", name);
		else if (!key_is_free(value, name, d->key))
			return;
		for (size_t k = 0; k < p->drill_count; k++)
			if (p->drills[k].key == d->key)
				json_error(value, "key \"%s\" is there twice", name);
		if (json_get(value, "filter")) {
			read_filters(json_get(value, "filter"), p->model, a, d);
			d->label = screen_text(a, json_get_text(value, "label", "filter"));
			p->drill_count++;
			continue;
		}
		if (json_get(value, "play")) {
			read_play(value, p->model, a, d);
			d->label = screen_text(a, json_get_text(value, "label", "replay"));
			p->drill_count++;
			continue;
		}
		d->screen = screen_text(a, json_need_text(value, "open"));
		const char *by = json_get_text(value, "by", NULL);
		d->by_field = by ? field_need(json_get(value, "by"), p->model, by) + 1 : 0;
		d->at_field = read_at(json_get(value, "at"), p->model);
		d->audit = screen_text(a, json_get_text(value, "audit", NULL));
		d->label = screen_text(a, json_get_text(value, "label", d->screen));
		read_hands(value, p->model, a, d);
		p->drill_count++;
	}
}

/* --- panes ------------------------------------------------------------------------ */

static const struct model *read_model(const struct json_node *source)
{
	const struct json_node *node = json_need(source, "model");
	const char *name = json_text(node, models[0]->name), *names[64];
	const struct model *m = model_find(name);
	size_t count = model_count < COUNT_OF(names) ? model_count : COUNT_OF(names);

	for (size_t i = 0; i < count; i++)
		names[i] = models[i]->name;
	if (!m)
		screen_unknown(node, "model", name, names, count);
	return m ? m : models[0];
}

static void read_where(const struct json_node *source, struct arena *a, struct screen_pane *p)
{
	const struct json_node *node = json_get(source, "where");
	const char *names[32], *word = json_text(node, NULL);
	size_t count = 0;

	p->where = screen_text(a, word);
	if (model_where_known(p->model, p->where))
		return;
	char *wheres = mem_copy(p->model->wheres ? p->model->wheres : ""), *rest = NULL;
	for (char *w = strtok_r(wheres, " ", &rest); w && count < COUNT_OF(names);
	     w = strtok_r(NULL, " ", &rest))
		names[count++] = w;
	if (count)
		screen_unknown(node, "subset", word, names, count);
	else
		json_error(node, "the model %s has no subsets", p->model->name);
	free(wheres);
}

static void check_sort(const struct json_node *node, const struct screen_pane *p)
{
	char *copy = mem_copy(json_text(node, "")), *rest = NULL;
	int count = 0;

	for (char *word = strtok_r(copy, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest))
		if (field_need(node, p->model, word + (*word == '-' || *word == '+')) < 0)
			break;
		else if (++count > VIEW_SORT_MAX)
			json_error(node, "at most %d fields can be sorted by", VIEW_SORT_MAX);
	free(copy);
}

static void read_height(const struct json_node *node, struct screen_pane *p)
{
	const struct json_node *rows = json_get(node, "rows");

	p->max_rows = (int)json_get_int(node, "max_rows", 1, 1000, 0);
	if (rows && json_type(rows) == JSON_TEXT && !strcmp(json_text(rows, ""), "content"))
		p->rows = -1;
	else if (rows && json_type(rows) != JSON_NUMBER)
		json_error(rows, "must be a number of lines, or \"content\"");
	else
		p->rows = (int)json_int(rows, 1, 1000, 0);
	p->min_rows = (int)json_get_int(node, "min_rows", 1, 1000, 0);
	if (p->max_rows && p->rows != -1)
		json_error(json_get(node, "max_rows"), "goes with \"rows\": \"content\" only");
	if (p->min_rows && p->rows != -1)
		json_error(json_get(node, "min_rows"), "goes with \"rows\": \"content\" only");
	if (p->max_rows && p->min_rows > p->max_rows)
		json_error(json_get(node, "min_rows"), "is more than \"max_rows\"");
}

static int read_follows(const struct json_node *node, const struct screen_pane *panes, size_t count)
{
	const char *name = json_text(node, NULL), *names[PANES_MOST];

	for (size_t i = 0; i < count; i++) {
		names[i] = panes[i].name;
		if (name && !strcmp(panes[i].name, name))
			return (int)i;
	}
	if (name && count)
		screen_unknown(node, "pane before this one", name, names, count);
	else if (name)
		json_error(node, "there is no pane before this one that it could follow");
	return -1;
}

/* What of its rows is private: the row has to tell which it is, and whose. */
static void read_reveal(const struct json_node *node, struct screen_pane *p)
{
	const char *name = json_text(node, NULL), *names[8];

	if (!name)
		return;
	p->reveal = private_view_find(name);
	for (size_t i = 0; i < private_view_count && i < COUNT_OF(names); i++)
		names[i] = private_views[i].name;
	if (!p->reveal)
		screen_unknown(node, "private view", name, names, private_view_count);
	else if (field_need(node, p->model, p->reveal->key) >= 0)
		field_need(node, p->model, "enterprise_no");
}

void screen_read_pane(const struct json_node *node, const struct screen_pane *panes, size_t count,
		      struct arena *a, struct screen_pane *p)
{
	const struct json_node *source = json_need(node, "source"), *sort = json_get(node, "sort");

	*p = (struct screen_pane){0};
	if (json_get(source, "sql")) {
		p->model = screen_read_sql(source, a);
	} else {
		p->model = read_model(source);
		read_where(source, a, p);
		p->whole_span = json_get_bool(source, "whole_span", false);
		p->needs_incident = json_get_bool(source, "needs_incident", false);
	}
	p->widget = (enum widget)json_get_word(node, "widget", widget_names, WIDGET_COUNT, WIDGET_TABLE);
	read_columns(node, a, p);
	p->sort = screen_text(a, json_text(sort, NULL));
	if (p->sort)
		check_sort(sort, p);
	p->limit = (size_t)json_get_int(node, "limit", 1, 1000000, 0);
	read_height(node, p);
	p->follows = read_follows(json_get(node, "follows"), panes, count);
	p->on_proof = json_get_bool(node, "on_proof", false);
	p->off_proof = !json_get_bool(node, "on_proof", true);
	p->empty = screen_text(a, json_get_text(node, "empty", NULL));
	read_reveal(json_get(node, "reveal"), p);
	read_drills(json_get_object(node, "keys"), a, p);
}
