/* Reading themes. */
#include "slatop/screen/theme.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
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
	memset(t, 0, sizeof *t); /* whole, so that themes compare by memcmp */
	for (int i = 0; i < ROLE_COUNT; i++)
		t->roles[i] = (struct role_style){
			.fg_true = COLOUR_DEFAULT, .bg_true = COLOUR_DEFAULT, .fg_256 = COLOUR_DEFAULT,
			.bg_256 = COLOUR_DEFAULT, .fg_16 = COLOUR_DEFAULT, .bg_16 = COLOUR_DEFAULT,
		};
	t->backgrounds[0] = 0x000000;
	t->background_count = 1;
	t->text = 0xd0d0d0;
	t->contrast_tenths = 45;
}

/* What the terminal's own colours are taken to be, and what is promised on them. */
static void read_promises(const struct json_node *root, struct theme *t)
{
	const struct json_node *terminal = json_get_object(root, "terminal");
	const struct json_node *backgrounds = json_get_array(terminal, "backgrounds"),
			       *text = json_get(terminal, "text");
	size_t count = json_count(backgrounds);

	if (backgrounds && (!count || count > THEME_BACKGROUNDS))
		json_error(backgrounds, "must be one to %d colours", THEME_BACKGROUNDS);
	for (size_t i = 0; i < count && i < THEME_BACKGROUNDS; i++)
		t->backgrounds[i] = colour_read_rgb(json_at(backgrounds, i));
	if (count)
		t->background_count = count < THEME_BACKGROUNDS ? count : THEME_BACKGROUNDS;
	if (text)
		t->text = colour_read_rgb(text);
	t->contrast_tenths = (int)json_get_scaled(root, "contrast", 1, 10, 210, t->contrast_tenths);
	t->colour_blind = json_get_bool(root, "colour_blind", t->colour_blind);
}

/* --- finding files ----------------------------------------------------------- */

bool theme_is_path(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') || (length > 5 && !strcmp(name + length - 5, ".json"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* "dark" of "dark.json", where there is room for it and it is not there yet. */
static void add_name(char names[][THEME_NAME_MAX], size_t most, size_t *count, const char *file)
{
	size_t length = strlen(file), suffix = strlen(".json");

	if (length <= suffix || length - suffix >= THEME_NAME_MAX || strcmp(file + length - suffix, ".json") ||
	    file[0] == '.' || strchr(file, '/') || *count == most)
		return;
	snprintf(names[*count], THEME_NAME_MAX, "%.*s", (int)(length - suffix), file);
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(names[i], names[*count]))
			return;
	++*count;
}

size_t theme_names(const char *site_folder, char names[][THEME_NAME_MAX], size_t most)
{
	DIR *folder = site_folder ? opendir(site_folder) : NULL;
	size_t count = 0;

	for (size_t i = 0; i < embedded_count; i++)
		if (!strncmp(embedded_files[i].path, SHIPPED, strlen(SHIPPED)))
			add_name(names, most, &count, embedded_files[i].path + strlen(SHIPPED));
	for (struct dirent *entry; folder && (entry = readdir(folder));)
		add_name(names, most, &count, entry->d_name);
	if (folder)
		closedir(folder);
	qsort(names, count, THEME_NAME_MAX, by_name);
	return count;
}

static bool unknown_theme(const char *name, const char *site_folder, struct err *e)
{
	char stems[THEMES_MOST][THEME_NAME_MAX];
	const char *names[THEMES_MOST];
	size_t count = theme_names(site_folder, stems, THEMES_MOST);
	struct buf known = BUF_INIT;

	for (size_t i = 0; i < count; i++) {
		names[i] = stems[i];
		buf_addf(&known, "%s%s", i ? ", " : "", names[i]);
	}
	const char *near = text_nearest(name, names, count);
	err_set(e, "no theme \"%s\"; %s%s%s", name, near ? "did you mean \"" : "there are ",
		near ? near : known.data, near ? "\"?" : "");
	buf_release(&known);
	return false;
}

/* What theme_read was asked for, while files lead to others. */
struct asked {
	const char *site_folder;
	bool light;
};

/* Opens a theme's file; its path goes to file. */
static struct json_doc *open_theme(const char *name, const struct asked *asked, char *file, size_t size,
				   struct err *e)
{
	snprintf(file, size, "%s", name);
	if (theme_is_path(name))
		return json_read_file(name, e);
	if (asked->site_folder) {
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/%s.json", asked->site_folder, name);
		bool there = access(path.data, F_OK) == 0;
		struct json_doc *doc = there ? json_read_file(path.data, e) : NULL;
		snprintf(file, size, "%s", path.data);
		buf_release(&path);
		if (there)
			return doc;
	}
	snprintf(file, size, SHIPPED "%s.json", name);
	const struct embedded *shipped = embedded_find(file);
	if (shipped)
		return json_parse(shipped->data, strlen(shipped->data), file, e);
	unknown_theme(name, asked->site_folder, e);
	return NULL;
}

static bool read_named(struct theme *t, const char *name, const struct asked *asked, int depth, struct err *e);

/* The theme that a key of this one names. */
static bool read_other(struct theme *t, const struct json_node *node, const char *key, const char *name,
		       const struct asked *asked, int depth, struct err *e)
{
	const char *other = json_text(node, "");

	if (depth == EXTENDS_DEEPEST)
		return err_set(e, "%s: %s: \"%s\" is one extension too many; does a theme extend itself?", name,
			       key, other);
	return read_named(t, other, asked, depth + 1, e) || (depth ? false : err_at(e, "%s: %s", name, key));
}

/* A theme of two: the one that the background asks for is read in its place. */
static bool read_pair(struct theme *t, const struct json_node *pair, const char *name,
		      const struct asked *asked, int depth, struct json_doc *doc, struct err *e)
{
	const struct json_node *dark = json_need(pair, "dark"), *light = json_need(pair, "light");

	json_text(dark, "");
	json_text(light, "");
	json_done(json_root(doc));
	if (!json_ok(doc, e) || !read_other(t, asked->light ? light : dark, "by_background", name, asked, depth, e))
		return false;
	t->by_background = true;
	return true;
}

static bool read_one(struct theme *t, const struct json_node *root, const char *name, const struct asked *asked,
		     int depth, struct json_doc *doc, struct err *e)
{
	const struct json_node *extends = json_get(root, "extends");

	json_text(extends, "");
	if (!json_ok(doc, e) || (extends && !read_other(t, extends, "extends", name, asked, depth, e)))
		return false;
	read_promises(root, t);
	read_roles(json_get_object(root, "roles"), t);
	json_done(root);
	return json_ok(doc, e);
}

static bool read_named(struct theme *t, const char *name, const struct asked *asked, int depth, struct err *e)
{
	char file[sizeof t->file];
	struct json_doc *doc = open_theme(name, asked, file, sizeof file, e);

	if (!doc)
		return false;
	const struct json_node *root = json_root(doc);
	json_need_int(root, "format", 1, 1);
	json_get_text(root, "$schema", NULL);
	const char *title = json_get_text(root, "title", name);
	const struct json_node *pair = json_get_object(root, "by_background");
	bool ok = json_ok(doc, e) && (pair ? read_pair(t, pair, name, asked, depth, doc, e)
					   : read_one(t, root, name, asked, depth, doc, e));
	if (ok && !pair)
		snprintf(t->file, sizeof t->file, "%s", file);
	if (ok)
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

bool theme_read(struct theme *t, const char *name, const char *site_folder, bool light, struct err *e)
{
	struct asked asked = {site_folder, light};

	theme_init(t);
	bool ok = read_named(t, name, &asked, 0, e);
	set_name(t, name);
	return ok;
}

/* --- what is shown ------------------------------------------------------------- */

static struct role_look look_at(const struct role_style *s, int depth)
{
	if (depth > 256)
		return (struct role_look){s->fg_true, s->bg_true, s->attributes};
	if (depth == 256)
		return (struct role_look){s->fg_256, s->bg_256, s->attributes};
	if (depth)
		return (struct role_look){s->fg_16, s->bg_16, s->attributes};
	return (struct role_look){COLOUR_DEFAULT, COLOUR_DEFAULT, s->mono_attributes};
}

struct role_look theme_look(const struct theme *t, enum role role, bool selected, int depth)
{
	struct role_look look = look_at(&t->roles[role], depth);

	if (selected) {
		struct role_look row = look_at(&t->roles[ROLE_SELECTED], depth);
		look.attributes |= row.attributes;
		look.bg = row.bg != COLOUR_DEFAULT ? row.bg : look.bg;
		look.fg = row.fg != COLOUR_DEFAULT ? row.fg : look.fg;
	}
	return look;
}
