/* Reading sources that are SQL: fields, key, order, parameters. */
#include "screen/screen_sql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "screen/screen_read.h"
#include "slatop/base/mem.h"
#include "slatop/table/paged.h"

#define FIELDS_MOST PAGED_FIELDS_MOST
#define PARAMETERS_MOST (PAGED_PARAMETERS_MOST - 7) /* beside those of every source */
#define ORDERS_MOST 8
#define MATCHES_MOST 8
#define PLATFORM "platform" /* a field and a parameter of every source */

static const char *const type_words[VALUE_TYPE_COUNT] = {
	[VALUE_TEXT] = "text",		[VALUE_INTEGER] = "integer", [VALUE_BOOL] = "bool",
	[VALUE_TIME] = "time",		[VALUE_DATE] = "date",	     [VALUE_MONTH] = "month",
	[VALUE_DURATION] = "duration",	[VALUE_PERCENT] = "percent", [VALUE_RATIO] = "ratio",
	[VALUE_MONEY] = "money",
};

/* A source while it is read. */
struct reading {
	const struct json_node *node;
	struct arena *arena;
	struct model *model;
	struct paged_source *source;
	struct model_field *fields;
	uint8_t *traits;
	struct paged_parameter *parameters;
};

/* --- fields --------------------------------------------------------------------------- */

/* Names of columns: they are quoted in the SQL that is made, and need be what a
 * filter can name. */
static bool is_name(const char *name)
{
	if (!(*name >= 'a' && *name <= 'z') && *name != '_')
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static uint8_t read_flags(const struct json_node *node)
{
	uint8_t flags = 0;

	if (json_get_bool(node, "id", false))
		flags |= FIELD_ID;
	if (json_get_bool(node, "tenant", false))
		flags |= FIELD_TENANT;
	if (!json_get_bool(node, "report", true))
		flags |= FIELD_SCREEN_ONLY;
	return flags;
}

static const char *read_format(const struct json_node *node, uint8_t type, struct arena *a)
{
	const struct json_node *word = json_get(node, "format");
	const char *name = json_text(word, NULL);
	const struct value_format *f = value_format_find(name);

	if (name && !f)
		json_error(word, "unknown format \"%s\"", name);
	else if (f && !(f->types & 1u << type))
		json_error(word, "\"%s\" does not fit a %s", name, value_type_names[type]);
	return screen_text(a, name);
}

static void read_field(struct reading *r, const struct json_node *node, size_t at)
{
	const char *name = json_need_text(node, "name");
	struct model_field *f = &r->fields[at];

	json_need(node, "type");
	f->name = screen_text(r->arena, name);
	f->type = (uint8_t)json_get_word(node, "type", type_words, VALUE_TYPE_COUNT, VALUE_TEXT);
	f->flags = read_flags(node);
	f->title = screen_text(r->arena, json_get_text(node, "title", name));
	f->help = screen_text(r->arena, json_get_text(node, "help", ""));
	f->format = read_format(node, f->type, r->arena);
	if (json_get_bool(node, "indexed", false))
		r->traits[at] |= PAGED_INDEXED;
	if (json_get_bool(node, "null", false))
		r->traits[at] |= PAGED_NULLABLE;
	if (!is_name(name))
		json_error(json_get(node, "name"), "\"%s\": a field's name is of a-z, 0-9 and _", name);
	for (size_t i = 0; i < at; i++)
		if (!strcmp(r->fields[i].name, f->name))
			json_error(json_get(node, "name"), "there are two fields \"%s\"%s", name,
				   i ? "" : ", one is of every source");
}

/* Whose row it is; the same for all rows of one server, so that a filter by it
 * costs nothing there. */
static void add_platform(struct reading *r)
{
	r->fields[0] = (struct model_field){.name = PLATFORM, .type = VALUE_TEXT, .title = "Platform",
					    .help = "Code of the sub-platform."};
	r->traits[0] = PAGED_INDEXED;
}

static void read_fields(struct reading *r)
{
	const struct json_node *list = json_need(r->node, "fields");
	size_t count = json_type(list) == JSON_ARRAY ? json_count(list) : 0;

	r->fields = arena_zero(r->arena, FIELDS_MOST, sizeof *r->fields);
	r->traits = arena_zero(r->arena, FIELDS_MOST, sizeof *r->traits);
	if (list && (!count || count >= FIELDS_MOST))
		json_error(list, "must be a list of 1 to %d fields", FIELDS_MOST - 1);
	add_platform(r);
	r->model->field_count = 1;
	for (size_t i = 0; i < count && i + 1 < FIELDS_MOST; i++) {
		read_field(r, json_at(list, i), i + 1);
		r->model->field_count = i + 2;
	}
	r->model->fields = r->fields;
	r->source->traits = r->traits;
}

static int find_field(const struct reading *r, const struct json_node *node, const char *name)
{
	const char *names[FIELDS_MOST];
	int field = model_field_find(r->model, name);

	for (size_t i = 0; i < r->model->field_count; i++)
		names[i] = r->fields[i].name;
	if (field < 0)
		screen_unknown(node, "field of this source", name, names, r->model->field_count);
	return field;
}

/* --- key and order ----------------------------------------------------------------------- */

static void read_key(struct reading *r)
{
	const struct json_node *list = json_need(r->node, "key");
	size_t count = json_type(list) == JSON_ARRAY ? json_count(list) : 0;

	if (list && (!count || count > PAGED_KEY_MAX))
		json_error(list, "must be a list of 1 to %d fields, by which a row is found", PAGED_KEY_MAX);
	for (size_t i = 0; i < count && i < PAGED_KEY_MAX; i++) {
		const struct json_node *node = json_at(list, i);
		int field = find_field(r, node, json_text(node, "?"));
		r->source->key[i] = (uint16_t)(field < 0 ? 0 : field);
		r->fields[r->source->key[i]].flags |= FIELD_KEY;
		r->source->key_count = i + 1;
	}
}

static bool has_key(const struct paged_order *o, size_t field)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->keys[i].field == field)
			return true;
	return false;
}

static void add_key(struct paged_order *o, size_t field, bool descending)
{
	o->keys[o->count].field = (uint16_t)field;
	o->keys[o->count++].descending = descending;
}

static void read_order(struct reading *r, const struct json_node *list, struct paged_order *o)
{
	size_t count = json_type(list) == JSON_ARRAY ? json_count(list) : 0;

	if (!count || count > PAGED_ORDER_MAX - PAGED_KEY_MAX)
		json_error(list, "must be a list of 1 to %d fields, a minus before those that fall",
			   PAGED_ORDER_MAX - PAGED_KEY_MAX);
	for (size_t i = 0; i < count && i < PAGED_ORDER_MAX - PAGED_KEY_MAX; i++) {
		const struct json_node *node = json_at(list, i);
		const char *word = json_text(node, "?");
		int field = find_field(r, node, word + (*word == '-'));
		if (field >= 0 && has_key(o, (size_t)field))
			json_error(node, "\"%s\" is in the order twice", word);
		else if (field >= 0)
			add_key(o, (size_t)field, *word == '-');
	}
	/* Rows of the same place are told apart by their key. */
	for (size_t i = 0; i < r->source->key_count; i++)
		if (!has_key(o, r->source->key[i]))
			add_key(o, r->source->key[i], o->count && o->keys[0].descending);
}

static const char *order_text(const struct reading *r, const struct paged_order *o)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < o->count && i < VIEW_SORT_MAX; i++)
		buf_addf(&text, "%s%s%s", i ? "," : "", o->keys[i].descending ? "-" : "",
			 r->fields[o->keys[i].field].name);
	const char *copy = arena_copy(r->arena, text.data, text.length);
	buf_release(&text);
	return copy;
}

static void read_orders(struct reading *r)
{
	const struct json_node *first = json_need(r->node, "order"), *others = json_get_array(r->node, "orders");
	struct paged_order *orders = arena_zero(r->arena, ORDERS_MOST, sizeof *orders);

	if (first)
		read_order(r, first, &orders[0]);
	if (json_count(others) >= ORDERS_MOST)
		json_error(others, "at most %d more orders", ORDERS_MOST - 1);
	r->source->order_count = 1;
	for (size_t i = 0; i < json_count(others) && i + 1 < ORDERS_MOST; i++)
		read_order(r, json_at(others, i), &orders[r->source->order_count++]);
	if (!orders[0].count)
		add_key(&orders[0], 0, false);
	r->source->orders = orders;
	r->model->default_sort = order_text(r, &orders[0]);
}

static int optional_field(const struct reading *r, const char *key, uint8_t type)
{
	const struct json_node *node = json_get(r->node, key);
	int field = node ? find_field(r, node, json_text(node, "?")) : -1;

	if (field >= 0 && r->fields[field].type != type) {
		json_error(node, "\"%s\" is no %s", r->fields[field].name, value_type_names[type]);
		return -1;
	}
	return field;
}

/* --- parameters ---------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint8_t kind, type;
} known[] = {
	{"tenant", PARAMETER_TENANT, VALUE_INTEGER},
	{"from", PARAMETER_FROM, VALUE_TIME},
	{"to", PARAMETER_TO, VALUE_TIME},
	{"month", PARAMETER_MONTH, VALUE_DATE},
	{PLATFORM, PARAMETER_PLATFORM, VALUE_TEXT},
	{"call_unit_s", PARAMETER_UNIT, VALUE_INTEGER},
	{"time_zone", PARAMETER_ZONE, VALUE_TEXT},
};

static void add_parameter(struct reading *r, const char *name, uint8_t kind, uint8_t type)
{
	r->parameters[r->source->parameter_count++] =
		(struct paged_parameter){arena_copy(r->arena, name, strlen(name)), kind, type};
}

static int find_parameter(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->source->parameter_count; i++)
		if (!strcmp(r->parameters[i].name, name))
			return (int)i;
	return -1;
}

static uint8_t read_type(const struct json_node *node)
{
	const char *word = json_text(node, type_words[VALUE_TEXT]);

	for (uint8_t i = 0; i < VALUE_TYPE_COUNT; i++)
		if (!strcmp(word, type_words[i]))
			return i;
	screen_unknown(node, "type", word, type_words, VALUE_TYPE_COUNT);
	return VALUE_TEXT;
}

static void read_parameters(struct reading *r)
{
	const struct json_node *list = json_get_object(r->node, "parameters"), *value;

	r->parameters = arena_zero(r->arena, PARAMETERS_MOST + COUNT_OF(known), sizeof *r->parameters);
	r->source->parameters = r->parameters;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		add_parameter(r, known[i].name, known[i].kind, known[i].type);
	if (json_count(list) > PARAMETERS_MOST)
		json_error(list, "at most %d parameters", PARAMETERS_MOST);
	for (size_t i = 0; i < json_count(list) && i < PARAMETERS_MOST; i++) {
		const char *name = json_key_at(list, i, &value);
		uint8_t type = read_type(value);
		if (!is_name(name) || strlen(name) >= sizeof((struct scope_with *)0)->name)
			json_error(value, "\"%s\" is no name of a parameter", name);
		else if (find_parameter(r, name) >= 0)
			json_error(value, "\"%s\" is a parameter of every source", name);
		else
			add_parameter(r, name, PARAMETER_WITH, type);
	}
}

static int need_parameter(const struct reading *r, const struct json_node *node, const char *name)
{
	const char *names[PARAMETERS_MOST + COUNT_OF(known)];
	int found = find_parameter(r, name);

	for (size_t i = 0; i < r->source->parameter_count; i++)
		names[i] = r->parameters[i].name;
	if (found < 0)
		screen_unknown(node, "parameter", name, names, r->source->parameter_count);
	return found;
}

static void read_matches(struct reading *r)
{
	const struct json_node *list = json_get_object(r->node, "match"), *value;
	struct paged_match *matches = arena_zero(r->arena, MATCHES_MOST, sizeof *matches);

	if (json_count(list) > MATCHES_MOST)
		json_error(list, "at most %d", MATCHES_MOST);
	for (size_t i = 0; i < json_count(list) && i < MATCHES_MOST; i++) {
		const char *name = json_key_at(list, i, &value);
		int field = find_field(r, value, name);
		int parameter = need_parameter(r, value, json_text(value, "?"));
		if (field < 0 || parameter < 0)
			continue;
		if (r->fields[field].type != r->parameters[parameter].type)
			json_error(value, "\"%s\" is a %s and \"%s\" a %s", name,
				   value_type_names[r->fields[field].type], r->parameters[parameter].name,
				   value_type_names[r->parameters[parameter].type]);
		matches[r->source->match_count++] = (struct paged_match){(uint16_t)field, (uint16_t)parameter};
	}
	r->source->matches = matches;
}

/* --- the statement ----------------------------------------------------------------------------- */

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

/* Bytes of a quoted text or name, with doubled quotes in it. */
static size_t quoted_length(const char *text)
{
	size_t n = 1;

	while (text[n] && (text[n] != *text || text[n + 1] == *text))
		n += text[n] == *text ? 2 : 1;
	return text[n] ? n + 1 : n;
}

/* Bytes of $tag$ ... $tag$; 0: it is none. */
static size_t dollar_length(const char *text)
{
	size_t tag = 1 + name_length(text + 1);

	if (text[tag] != '$' || isdigit((unsigned char)text[1]))
		return 0;
	tag++;
	for (const char *at = text + tag; *at; at++)
		if (!strncmp(at, text, tag))
			return (size_t)(at - text) + tag;
	return strlen(text);
}

static size_t comment_length(const char *text)
{
	const char *end;

	if (text[0] == '-' && text[1] == '-')
		return strcspn(text, "\n");
	if (text[0] != '/' || text[1] != '*')
		return 0;
	end = strstr(text + 2, "*/");
	return end ? (size_t)(end - text) + 2 : strlen(text);
}

/* What is copied as it is, in one go; never 0. */
static size_t piece_length(const char *text)
{
	size_t n = comment_length(text);

	if (n)
		return n;
	if (*text == '\'' || *text == '"')
		return quoted_length(text);
	if (*text == '$' && (n = dollar_length(text)))
		return n;
	if (text[0] == ':' && text[1] == ':')
		return 2;
	n = name_length(text);
	return n ? n : 1;
}

/* :name becomes its number. A dollar of the author's own would be somebody else's
 * value. */
static void number_names(struct reading *r, const struct json_node *node, const char *text, struct buf *out)
{
	while (*text) {
		size_t n = *text == ':' && text[1] != ':' ? name_length(text + 1) : 0;
		if (n) {
			char *name = mem_copy_n(text + 1, n);
			int parameter = need_parameter(r, node, name);
			free(name);
			buf_addf(out, "$%d", parameter + 1);
			text += n + 1;
			continue;
		}
		if (*text == '$' && isdigit((unsigned char)text[1]))
			json_error(node, "values are named, as :tenant, not numbered");
		n = piece_length(text);
		buf_add(out, text, n);
		text += n;
	}
}

/* A text, or a list of its lines. */
static void read_text(const struct json_node *node, struct buf *out)
{
	if (json_type(node) != JSON_ARRAY) {
		buf_add_text(out, json_text(node, ""));
		return;
	}
	for (size_t i = 0; i < json_count(node); i++)
		buf_addf(out, "%s%s", i ? "\n" : "", json_text(json_at(node, i), ""));
}

static void read_statement(struct reading *r)
{
	const struct json_node *node = json_get(r->node, "sql");
	struct buf text = BUF_INIT, numbered = BUF_INIT;

	read_text(node, &text);
	number_names(r, node, text.data, &numbered);
	if (!text.data[strspn(text.data, " \t\r\n")])
		json_error(node, "the statement is empty");
	/* A line of its own ends a comment. */
	r->source->sql = arena_printf(r->arena, "select own.*, $%d::text as " PLATFORM " from (%s\n) as own",
				      find_parameter(r, PLATFORM) + 1, numbered.data);
	buf_release(&text);
	buf_release(&numbered);
}

const struct model *screen_read_sql(const struct json_node *node, struct arena *a)
{
	struct reading r = {.node = node, .arena = a};

	r.model = arena_zero(a, 1, sizeof *r.model);
	r.source = arena_zero(a, 1, sizeof *r.source);
	r.model->name = "sql";
	r.model->help = "";
	r.model->paged = r.source;
	r.source->place = "source.sql";
	read_fields(&r);
	read_key(&r);
	read_orders(&r);
	read_parameters(&r);
	read_matches(&r);
	read_statement(&r);
	r.source->time = optional_field(&r, "time", VALUE_TIME);
	r.source->account = model_field_find(r.model, "enterprise_no");
	if (r.source->account >= 0 && r.fields[r.source->account].type != VALUE_INTEGER)
		r.source->account = -1;
	r.model->needs = screen_text(a, json_get_text(node, "needs", NULL));
	return r.model;
}

void screen_sql_place(struct screen *s, const char *file, struct arena *a)
{
	for (size_t i = 0; i < s->pane_count; i++) {
		const struct paged_source *p = s->panes[i].model->paged;
		if (p) /* made by screen_read_sql, for this screen alone */
			((struct paged_source *)p)->place = arena_printf(a, "%s: %s", file, p->place);
	}
}

static const struct paged_parameter *find_given(const struct paged_parameter *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == PARAMETER_WITH && !strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

const struct paged_parameter *screen_parameter(const struct screen *s, const char *name)
{
	const struct paged_parameter *found = NULL;

	for (size_t i = 0; i < s->pane_count && !found; i++) {
		const struct model *m = s->panes[i].model;
		found = m->paged ? find_given(m->paged->parameters, m->paged->parameter_count, name)
				 : find_given(m->takes, m->take_count, name);
	}
	return found;
}
