/* Reading themes. */
#include "slatop/screen/theme.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "screen/theme_colour.h"
#include "slatop/base/buf.h"
#include "slatop/base/embed.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define EXTENDS_DEEPEST 8
#define SHIPPED "themes/"

const char *const role_names[ROLE_COUNT] = {
	[ROLE_TEXT] = "text",       [ROLE_DIM] = "dim",         [ROLE_HEADER] = "header",
	[ROLE_ACCENT] = "accent",   [ROLE_SELECTED] = "selected", [ROLE_OK] = "ok",
	[ROLE_WARN] = "warn",       [ROLE_BREACH] = "breach",   [ROLE_STALE] = "stale",
	[ROLE_EXEMPT] = "exempt",   [ROLE_PRIVATE] = "private", [ROLE_PLANNED] = "planned",
	[ROLE_VOIDED] = "voided",   [ROLE_KEY] = "key",         [ROLE_TITLE] = "title",
	[ROLE_CHART_1] = "chart.1", [ROLE_CHART_2] = "chart.2", [ROLE_CHART_3] = "chart.3",
	[ROLE_CHART_4] = "chart.4", [ROLE_CHART_5] = "chart.5", [ROLE_CHART_6] = "chart.6",
};

static const char *const attribute_names[] = {"bold", "dim", "reverse", "underline", "strike"};

/* --- one file -------------------------------------------------------------- */

static uint8_t read_attributes(const struct json_node *list)
{
	uint8_t attributes = 0;

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json_node *node = json_at(list, i);
		const char *word = json_text(node, "bold");
		size_t k = 0;
		while (k < COUNT_OF(attribute_names) && strcmp(word, attribute_names[k]))
			k++;
		if (k == COUNT_OF(attribute_names)) {
			const char *near = text_nearest(word, attribute_names, COUNT_OF(attribute_names));
			json_error(node, "unknown attribute \"%s\"; %s%s%s", word,
				   near ? "did you mean \"" : "known are ",
				   near ? near : "bold, dim, reverse, underline, strike", near ? "\"?" : "");
			return 0;
		}
		attributes |= (uint8_t)(1u << k);
	}
	return attributes;
}

static void read_style(const struct json_node *node, struct role_style *s)
{
	const struct json_node *fg = json_get(node, "fg"), *bg = json_get(node, "bg");
	const struct json_node *attributes = json_get_array(node, "attributes"),
			       *mono = json_get_array(node, "mono");

	if (fg) {
		struct colour c = colour_read(fg);
		s->fg_true = c.rgb;
		s->fg_256 = c.c256;
		s->fg_16 = c.c16;
	}
	if (bg) {
		struct colour c = colour_read(bg);
		s->bg_true = c.rgb;
		s->bg_256 = c.c256;
		s->bg_16 = c.c16;
	}
	if (attributes)
		s->attributes = read_attributes(attributes);
	if (mono)
		s->mono_attributes = read_attributes(mono);
}

static void read_roles(const struct json_node *roles, struct theme *t)
{
	for (size_t i = 0; i < json_count(roles); i++) {
		const struct json_node *value;
		const char *name = json_key_at(roles, i, &value);
		int role = 0;
		while (role < ROLE_COUNT && strcmp(role_names[role], name))
			role++;
		if (role == ROLE_COUNT) {
			const char *near = text_nearest(name, role_names, ROLE_COUNT);
			json_error(roles, "unknown role \"%s\"%s%s%s", name, near ? "; did you mean \"" : "",
				   near ? near : "", near ? "\"?" : "");
			return;
		}
		read_style(value, &t->roles[role]);
	}
}

static void theme_init(struct theme *t)
{
	*t = (struct theme){.name = ""};
	for (int i = 0; i < ROLE_COUNT; i++)
		t->roles[i] = (struct role_style){
			.fg_true = COLOUR_DEFAULT, .bg_true = COLOUR_DEFAULT, .fg_256 = COLOUR_DEFAULT,
			.bg_256 = COLOUR_DEFAULT, .fg_16 = COLOUR_DEFAULT, .bg_16 = COLOUR_DEFAULT,
		};
}

/* --- finding files ----------------------------------------------------------- */

static bool is_path(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') || (length > 5 && !strcmp(name + length - 5, ".json"));
}

static bool unknown_theme(const char *name, struct err *e)
{
	const char *names[64];
	char stems[COUNT_OF(names)][32];
	size_t count = 0;

	for (size_t i = 0; i < embedded_count && count < COUNT_OF(names); i++) {
		const char *path = embedded_files[i].path;
		size_t length = strlen(path) - strlen(".json");
		if (strncmp(path, SHIPPED, strlen(SHIPPED)))
			continue;
		snprintf(stems[count], sizeof stems[count], "%.*s", (int)(length - strlen(SHIPPED)),
			 path + strlen(SHIPPED));
		names[count] = stems[count];
		count++;
	}
	const char *near = text_nearest(name, names, count);
	struct buf known = BUF_INIT;
	for (size_t i = 0; i < count; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", names[i]);
	err_set(e, "no theme \"%s\"; %s%s%s", name, near ? "did you mean \"" : "there are ",
		near ? near : known.data, near ? "\"?" : "");
	buf_release(&known);
	return false;
}

static struct json_doc *open_theme(const char *name, const char *site_folder, struct err *e)
{
	char path[4096];

	if (is_path(name))
		return json_read_file(name, e);
	if (site_folder) {
		snprintf(path, sizeof path, "%s/%s.json", site_folder, name);
		if (access(path, F_OK) == 0)
			return json_read_file(path, e);
	}
	snprintf(path, sizeof path, SHIPPED "%s.json", name);
	const struct embedded *file = embedded_find(path);
	if (file)
		return json_parse(file->data, strlen(file->data), path, e);
	unknown_theme(name, e);
	return NULL;
}

static bool read_named(struct theme *t, const char *name, const char *site_folder, int depth, struct err *e)
{
	struct json_doc *doc = open_theme(name, site_folder, e);

	if (!doc)
		return false;
	const struct json_node *root = json_root(doc);
	json_need_int(root, "format", 1, 1);
	json_get_text(root, "$schema", NULL);
	const char *title = json_get_text(root, "title", name),
		   *extends = json_get_text(root, "extends", NULL);
	if (extends && depth == EXTENDS_DEEPEST)
		json_error(json_get(root, "extends"),
			   "\"%s\" is one extension too many; does a theme extend itself?", extends);
	bool ok = json_ok(doc, e);
	if (ok && extends) {
		ok = read_named(t, extends, site_folder, depth + 1, e);
		if (!ok && !depth)
			err_at(e, "%s: extends", name);
	}
	if (ok) {
		read_roles(json_get_object(root, "roles"), t);
		json_done(root);
		ok = json_ok(doc, e);
	}
	snprintf(t->title, sizeof t->title, "%s", title);
	json_destroy(doc);
	return ok;
}

/* "dark" of "/etc/slatop/themes/dark.json". */
static void set_name(struct theme *t, const char *name)
{
	const char *slash = strrchr(name, '/');
	size_t length = strlen(name = slash ? slash + 1 : name);

	if (length > 5 && !strcmp(name + length - 5, ".json"))
		length -= 5;
	snprintf(t->name, sizeof t->name, "%.*s", (int)length, name);
}

bool theme_read(struct theme *t, const char *name, const char *site_folder, struct err *e)
{
	theme_init(t);
	bool ok = read_named(t, name, site_folder, 0, e);
	set_name(t, name);
	return ok;
}
