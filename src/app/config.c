#include "app/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/audit.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"

#define AT(field) offsetof(struct config, field)
static const char *const bells[] = {"on", "off", "visual", NULL};
const struct config_setting config_settings[] = {
	{"theme", "colours: auto, dark, light, high-contrast, colour-blind, mono, one of the site's, or a file", "",
	 SETTING_TEXT, AT(theme), 0, 0, 0, "auto", NULL},
	{"agreement", "the agreement file (shipped one where none is given)", "", SETTING_FILE, AT(agreement), 0, 0, 0,
	 NULL, NULL},
	{"screens", "folder of the site's own screens", "", SETTING_FOLDER, AT(screens), 0, 0, 0, NULL, NULL},
	{"themes", "folder of the site's own themes", "", SETTING_FOLDER, AT(themes), 0, 0, 0, NULL, NULL},
	{"journals", "journals of other operators, beside the own: a file, or a folder of files, or of folders each with a file "
	 "\"journal\"", "", SETTING_FILE, AT(journals), 0, 0, 0, NULL, NULL},
	{"poll_interval_ms", "time between looks at each replica", "ms", SETTING_INTEGER, AT(poll_interval_ms), 100,
	 60000, 1000, NULL, NULL},
	{"lag_ok_s", "data up to this age count as live", "s", SETTING_INTEGER, AT(lag_ok_s), 1, 3600, 5, NULL, NULL},
	{"statement_timeout_s", "limit of one statement on the replica", "s", SETTING_INTEGER, AT(statement_timeout_s),
	 1, 3600, 60, NULL, NULL},
	{"escape_delay_ms", "how long the pieces of an escape sequence may take", "ms", SETTING_INTEGER,
	 AT(escape_delay_ms), 1, 1000, 50, NULL, NULL},
	{"audit_lock_s", "audit mode locks when no key was pressed for so long", "s", SETTING_INTEGER, AT(audit_lock_s), 1, 300, 300,
	 NULL, NULL},
	{"bell", "when an alarm is raised: on rings, visual marks the line, off does neither", "", SETTING_TEXT,
	 AT(bell), 0, 0, 0, "on", bells},
	{"shared_accounts", "logins that several persons use, parted by blanks: the journal takes them for nobody's, where no key of "
	 "SSH tells who it is", "", SETTING_TEXT, AT(shared_accounts), 0, 0, 0, NULL, NULL},
};
const size_t config_setting_count = COUNT_OF(config_settings);

static const char *keep(struct config *c, const char *text)
{
	return arena_copy(&c->memory, text, strlen(text));
}

static void defaults(struct config *c)
{
	memset(c, 0, sizeof *c);
	arena_init(&c->memory);
	for (size_t i = 0; i < config_setting_count; i++) {
		const struct config_setting *s = &config_settings[i];
		if (s->type == SETTING_INTEGER)
			*(int64_t *)((char *)c + s->at) = s->other;
		else
			*(const char **)((char *)c + s->at) = s->text;
		c->from[i] = "default";
	}
}

/* A text that is one of a few words. */
static void check_word(const struct json_node *node, const struct config_setting *s, const char *text)
{
	size_t count = 0;
	while (s->words && s->words[count]) {
		if (!strcmp(s->words[count++], text))
			return;
	}
	if (!count)
		return;
	struct buf list = BUF_INIT;
	for (size_t i = 0; i < count; i++)
		buf_addf(&list, "%s\"%s\"", !i ? "" : i + 1 < count ? ", " : " or ", s->words[i]);
	json_error(node, "\"%s\" is none of the words that it may be: %s", text, list.data);
	buf_release(&list);
}

/* A path in a file is relative to that file. */
static const char *beside(struct config *c, const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	if (path[0] == '/' || !slash)
		return keep(c, path);
	return arena_printf(&c->memory, "%.*s/%s", (int)(slash - file), file, path);
}

static void read_settings(struct config *c, const struct json_node *root, const char *path)
{
	for (size_t i = 0; i < config_setting_count; i++) {
		const struct config_setting *s = &config_settings[i];
		if (!json_get(root, s->name))
			continue;
		c->from[i] = keep(c, path);
		void *at = (char *)c + s->at;
		if (s->type == SETTING_INTEGER) {
			*(int64_t *)at = json_get_int(root, s->name, s->low, s->high, s->other);
			continue;
		}
		const char *text = json_get_text(root, s->name, "");
		check_word(json_get(root, s->name), s, text);
		*(const char **)at = s->type == SETTING_TEXT ? keep(c, text) : beside(c, path, text);
	}
}

static void read_platforms(struct config *c, const struct json_node *list, const char *path)
{
	size_t count = json_count(list);
	c->platforms = arena_zero(&c->memory, count ? count : 1, sizeof *c->platforms);
	c->platform_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct json_node *node = json_at(list, i);
		struct config_platform *p = &c->platforms[i];
		p->code = keep(c, json_get_text(node, "code", ""));
		p->conninfo = keep(c, json_need_text(node, "conninfo"));
		p->allow_primary = json_get_bool(node, "allow_primary", false);
		p->place = arena_printf(&c->memory, "%s: sub_platforms[%zu].conninfo", path, i);
		for (size_t k = 0; k < i; k++)
			if (p->code[0] && strcmp(c->platforms[k].code, p->code) == 0)
				json_error(json_get(node, "code"), "sub-platform \"%s\" is there twice", p->code);
	}
}

static void read_keys(struct config *c, const struct json_node *object)
{
	size_t count = json_count(object);
	c->keys = arena_zero(&c->memory, count ? count : 1, sizeof *c->keys);
	c->key_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct json_node *value;
		c->keys[i].action = keep(c, json_key_at(object, i, &value));
		c->keys[i].keys = keep(c, json_text(value, ""));
	}
}

static bool read_file(struct config *c, const char *path, struct err *e)
{
	struct json_doc *doc = json_read_file(path, e);
	if (!doc)
		return false;
	const struct json_node *root = json_root(doc);
	if (json_get_int(root, "format", 1, 1000, 1) != 1)
		json_error(json_get(root, "format"), "this program reads format 1");
	read_settings(c, root, path);
	const struct json_node *list = json_get_array(root, "sub_platforms");
	if (list)
		read_platforms(c, list, path);
	const struct json_node *keys = json_get_object(root, "keys");
	if (keys)
		read_keys(c, keys);
	json_done(root);
	bool fine = json_ok(doc, e);
	json_destroy(doc);
	return fine;
}

static bool read_audit_file(struct config *c, const char *path, struct err *e)
{
	return audit_file_is_roots(path, e) && read_file(c, path, e);
}

char *config_own_file(void)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buf path = BUF_INIT;
	if (folder && folder[0] == '/')
		buf_addf(&path, "%s/slatop/config.json", folder);
	else if (home && home[0] == '/')
		buf_addf(&path, "%s/.config/slatop/config.json", home);
	char *own = path.length ? mem_copy(path.data) : NULL;
	buf_release(&path);
	return own;
}

static bool read_usual_places(struct config *c, bool audit, struct err *e)
{
	if (audit)
		return access(CONFIG_SITE, F_OK) != 0 || read_audit_file(c, CONFIG_SITE, e);
	if (access(CONFIG_SITE, F_OK) == 0 && !read_file(c, CONFIG_SITE, e))
		return false;
	char *own = config_own_file();
	bool fine = !own || access(own, F_OK) != 0 || read_file(c, own, e);
	free(own);
	return fine;
}

/* A value in libpq's conninfo: quoted, with \ before ' and \. */
static void add_word(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(out, "%s%s='", out->length ? " " : "", name);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, *value);
	}
	buf_add_byte(out, '\'');
}

static void from_command_line(struct config *c, const struct options *o)
{
	for (size_t i = 0; i < config_setting_count; i++) {
		const struct config_setting *s = &config_settings[i];
		const char *given = strcmp(s->name, "theme") == 0     ? o->theme
				    : strcmp(s->name, "agreement") == 0 ? o->agreement
									: NULL;
		if (given) {
			*(const char **)((char *)c + s->at) = keep(c, given);
			c->from[i] = "command line";
		}
	}
	struct buf extra = BUF_INIT;
	add_word(&extra, "host", o->host);
	add_word(&extra, "port", o->port);
	add_word(&extra, "user", o->user);
	size_t count = o->conninfo_count ? o->conninfo_count : extra.length ? 1 : 0;
	if (count) {
		c->platforms = arena_zero(&c->memory, count, sizeof *c->platforms);
		c->platform_count = count;
	}
	for (size_t i = 0; i < count; i++) {
		const char *base = i < o->conninfo_count ? o->conninfo[i] : "";
		/* A URI takes no further words: -h and the like go with key words only. */
		bool uri = strncmp(base, "postgresql://", 13) == 0 || strncmp(base, "postgres://", 11) == 0;
		bool name_only = base[0] && !uri && !strchr(base, '=');
		struct buf all = BUF_INIT;
		if (name_only)
			add_word(&all, "dbname", base);
		else
			buf_add_text(&all, base);
		if (extra.length && !uri)
			buf_addf(&all, "%s%s", all.length ? " " : "", extra.data);
		c->platforms[i].code = "";
		c->platforms[i].conninfo = keep(c, all.data);
		c->platforms[i].place = arena_printf(&c->memory, "-d %s", base);
		buf_release(&all);
	}
	buf_release(&extra);
}

bool config_read(struct config *c, const struct options *o, struct err *e)
{
	defaults(c);
	bool fine = !o->config ? read_usual_places(c, o->audit, e)
		    : o->audit ? read_audit_file(c, o->config, e)
			       : read_file(c, o->config, e);
	if (!fine) {
		config_release(c);
		return false;
	}
	from_command_line(c, o);
	if (c->platform_count == 0) {
		c->platforms = arena_zero(&c->memory, 1, sizeof *c->platforms);
		c->platforms[0] = (struct config_platform){"", "", false, "libpq's own variables"};
		c->platform_count = 1;
	}
	return true;
}

void config_release(struct config *c)
{
	arena_release(&c->memory);
}

struct key_map *config_key_map(const struct config *c, const struct action_table *t, struct err *e)
{
	struct key_map *map = key_map_create(t);

	for (size_t i = 0; i < c->key_count; i++) {
		const struct config_key *k = &c->keys[i];
		if ((strncmp(k->action, "replay-", 7) == 0) != (t == &replay_actions))
			continue;
		if (!key_map_bind(map, k->action, k->keys, e)) {
			key_map_destroy(map);
			err_at(e, "keys.%s", k->action);
			return NULL;
		}
	}
	return map;
}
