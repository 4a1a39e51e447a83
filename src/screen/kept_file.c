/* What is kept as JSON text. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/screen/kept.h"

#define FORMAT 1
#define WIDTH_MOST 400

static const char *const kind_names[KEPT_KINDS] = {"commands", "searches", "filters"};

/* --- reading ----------------------------------------------------------------------------- */

static void read_columns(struct kept *k, const struct json_node *node)
{
	const struct json_node *list = json_get_array(node, "columns");
	size_t count = json_count(list);
	struct kept_column *columns = mem_zero(count + 1, sizeof *columns);

	for (size_t i = 0; i < count; i++) {
		const struct json_node *c = json_at(list, i);
		columns[i] = (struct kept_column){
			.field = (char *)json_need_text(c, "field"),
			.nth = (int)json_get_int(c, "nth", 0, 100, 0),
			.shown = json_get_bool(c, "shown", true),
			.freeze = json_get_bool(c, "freeze", false),
			.stays = json_get_bool(c, "stays", false),
			.width = (int)json_get_int(c, "width", 0, WIDTH_MOST, 0),
		};
	}
	kept_pane_put(k, json_need_text(node, "screen"), json_need_text(node, "pane"), columns, count);
	free(columns);
}

static void read_list(struct kept *k, const struct json_node *node)
{
	kept_list_put(k, json_need_text(node, "screen"), json_need_text(node, "pane"),
		      json_need_text(node, "name"), json_get_text(node, "filter", ""),
		      json_get_text(node, "sort", ""));
}

bool kept_read(struct kept *k, const char *text, size_t length, const char *name, struct err *e)
{
	struct json_doc *doc = json_parse(text, length, name, e);

	if (!doc)
		return false;
	const struct json_node *root = json_root(doc), *panes = json_get_array(root, "panes"),
			       *lists = json_get_array(root, "lists"), *lines = json_get_object(root, "lines");
	if (json_need_int(root, "format", 0, 1000000) != FORMAT)
		json_error(json_get(root, "format"), "this program reads format %d", FORMAT);
	for (size_t i = 0; i < json_count(panes); i++)
		read_columns(k, json_at(panes, i));
	for (size_t i = 0; i < json_count(lists); i++)
		read_list(k, json_at(lists, i));
	for (int kind = 0; kind < KEPT_KINDS; kind++) {
		const struct json_node *list = json_get_array(lines, kind_names[kind]);
		for (size_t i = 0; i < json_count(list); i++)
			kept_line_add(k, (enum kept_kind)kind, json_text(json_at(list, i), ""));
	}
	json_done(root);
	bool ok = json_ok(doc, e);
	json_destroy(doc);
	kept_settle(k);
	return ok;
}

/* --- writing ------------------------------------------------------------------------------- */

static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, "\"%s\": ", name);
	json_quote(out, text, strlen(text));
}

static void write_pane(struct buf *out, const struct kept_pane *p)
{
	buf_add_text(out, "{ ");
	add_member(out, "screen", p->screen);
	buf_add_text(out, ", ");
	add_member(out, "pane", p->pane);
	buf_add_text(out, ", \"columns\": [");
	for (size_t i = 0; i < p->count; i++) {
		const struct kept_column *c = &p->columns[i];
		buf_add_text(out, i ? ",\n      { " : "\n      { ");
		add_member(out, "field", c->field);
		if (c->nth)
			buf_addf(out, ", \"nth\": %d", c->nth);
		if (c->width)
			buf_addf(out, ", \"width\": %d", c->width);
		buf_addf(out, "%s%s%s }", c->shown ? "" : ", \"shown\": false",
			 c->freeze ? ", \"freeze\": true" : "", c->stays ? ", \"stays\": true" : "");
	}
	buf_add_text(out, " ] }");
}

static void write_list(struct buf *out, const struct kept_list *l)
{
	const char *const members[][2] = {{"screen", l->screen}, {"pane", l->pane}, {"name", l->name},
					  {"filter", l->filter}, {"sort", l->sort}};

	buf_add_text(out, "{ ");
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		buf_add_text(out, i ? ", " : "");
		add_member(out, members[i][0], members[i][1]);
	}
	buf_add_text(out, " }");
}

static void next(struct buf *out, bool *first)
{
	buf_add_text(out, *first ? "\n    " : ",\n    ");
	*first = false;
}

void kept_write(const struct kept *k, struct buf *out)
{
	bool first = true;

	buf_addf(out, "{ \"format\": %d,\n  \"panes\": [", FORMAT);
	for (size_t i = 0; i < k->pane_count; i++)
		if (k->panes[i].count) {
			next(out, &first);
			write_pane(out, &k->panes[i]);
		}
	buf_add_text(out, " ],\n  \"lists\": [");
	first = true;
	for (size_t i = 0; i < k->list_count; i++)
		if (!k->lists[i].gone) {
			next(out, &first);
			write_list(out, &k->lists[i]);
		}
	buf_add_text(out, " ],\n  \"lines\": {");
	for (size_t kind = 0; kind < KEPT_KINDS; kind++) {
		buf_addf(out, "%s\n    \"%s\": [", kind ? "," : "", kind_names[kind]);
		first = true;
		for (size_t i = 0; i < k->lines[kind].count; i++) {
			next(out, &first);
			json_quote(out, k->lines[kind].all[i].text, strlen(k->lines[kind].all[i].text));
		}
		buf_add_text(out, " ]");
	}
	buf_add_text(out, " } }\n");
}
