#include "app/problems.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/screen/theme_check.h"

struct telling {
	struct problems *to;
	size_t capacity;
	struct arena *texts;
	const struct engine *engine;
	const struct options *options;
};

static const char *keep(const struct telling *t, const char *text, size_t length)
{
	struct buf clean = BUF_INIT;

	text_clean(&clean, text, length);
	const char *kept = arena_copy(t->texts, clean.data, clean.length);
	buf_release(&clean);
	return kept;
}

static void tell(struct telling *t, const char *kind, const char *place, size_t place_length, const char *message,
		 size_t length)
{
	MEM_GROW(t->to->list, t->to->count, t->capacity);
	t->to->list[t->to->count++] =
		(struct problem){kind, keep(t, place, place_length), keep(t, message, length)};
}

/* A message that begins with its place: "agreement.json: web: unknown key ...". */
static void tell_line(struct telling *t, const char *kind, const char *other_place, const char *line, size_t length)
{
	const char *end = memmem(line, length, ": ", 2);

	if (end)
		tell(t, kind, line, (size_t)(end - line), end + 2, length - (size_t)(end + 2 - line));
	else
		tell(t, kind, other_place, strlen(other_place), line, length);
}

static void tell_error(struct telling *t, const char *kind, const char *place, const struct err *e)
{
	tell_line(t, kind, place, e->text, strlen(e->text));
}

/* ---- settings ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_setting(const struct config_setting *s, const struct config *a, const struct config *b)
{
	const void *of_a = (const char *)a + s->at, *of_b = (const char *)b + s->at;

	if (s->type == SETTING_INTEGER)
		return *(const int64_t *)of_a == *(const int64_t *)of_b;
	return same_text(*(const char *const *)of_a, *(const char *const *)of_b);
}

static bool same_platforms(const struct config *a, const struct config *b)
{
	bool same = a->platform_count == b->platform_count;

	for (size_t i = 0; same && i < a->platform_count; i++)
		same = !strcmp(a->platforms[i].code, b->platforms[i].code) &&
		       !strcmp(a->platforms[i].conninfo, b->platforms[i].conninfo) &&
		       a->platforms[i].allow_primary == b->platforms[i].allow_primary;
	return same;
}

static bool same_keys(const struct config *a, const struct config *b)
{
	bool same = a->key_count == b->key_count;

	for (size_t i = 0; same && i < a->key_count; i++)
		same = !strcmp(a->keys[i].action, b->keys[i].action) && !strcmp(a->keys[i].keys, b->keys[i].keys);
	return same;
}

static void add_name(struct buf *out, const char *name)
{
	buf_addf(out, "%s%s", out->length ? ", " : "", name);
}

static const char *place_of_settings(const struct telling *t)
{
	return t->options->config ? t->options->config : "config.json";
}

static void tell_changes(struct telling *t, const struct config *now)
{
	const struct config *then = &t->engine->config;
	struct buf names = BUF_INIT;

	for (size_t i = 0; i < config_setting_count; i++)
		if (!same_setting(&config_settings[i], then, now))
			add_name(&names, config_settings[i].name);
	if (!same_platforms(then, now))
		add_name(&names, "sub_platforms");
	if (!same_keys(then, now))
		add_name(&names, "keys");
	if (names.length) {
		buf_add_text(&names, names.length && strchr(names.data, ',') ? " have" : " has");
		buf_add_text(&names, " changed since the start, and will hold from the next one on");
		tell(t, "settings", place_of_settings(t), strlen(place_of_settings(t)), names.data, names.length);
	}
	buf_release(&names);
}

static void tell_conninfos(struct telling *t, const struct config *now)
{
	for (size_t i = 0; i < now->platform_count; i++) {
		struct err e = {""};
		if (!replica_conninfo_fine(now->platforms[i].conninfo, &e))
			tell(t, "settings", now->platforms[i].place, strlen(now->platforms[i].place), e.text,
			     strlen(e.text));
	}
}

static void tell_keys(struct telling *t, const struct config *now, const struct screens *screens)
{
	struct err e = {""};
	struct key_map *keys = config_key_map(now, &console_actions, &e);
	struct key_map *replay = keys ? config_key_map(now, &replay_actions, &e) : NULL;

	if (!replay || !screens_keys_fit(screens, keys, &e))
		tell_error(t, "keys", place_of_settings(t), &e);
	key_map_destroy(keys);
	key_map_destroy(replay);
}

/* ---- the agreement ---- */

static void tell_agreement(struct telling *t, const char *path)
{
	struct err e = {""};
	struct agreement *now = agreement_read(path, &e);
	const char *place = path ? path : "agreement.json (built in)", *then = agreement_hash(t->engine->agreement);

	if (!now) {
		tell_error(t, "agreement", place, &e);
	} else if (strcmp(agreement_hash(now), then) != 0) {
		struct buf text = BUF_INIT;
		buf_addf(&text, "is now %.12s, while figures are judged by %.12s until the next start",
			 agreement_hash(now), then);
		tell(t, "agreement", place, strlen(place), text.data, text.length);
		buf_release(&text);
	}
	agreement_destroy(now);
}

/* ---- themes ---- */

/* What cannot be read well is told of the site's own: those that are shipped are
 * checked by our tests. */
static void tell_theme(struct telling *t, const char *name, const char *folder, bool light)
{
	struct theme theme;
	struct err e = {""};
	struct buf lines = BUF_INIT, first = BUF_INIT;
	size_t shortfalls = 0;

	if (!theme_read(&theme, name, folder, light, &e))
		tell(t, "theme", name, strlen(name), e.text, strlen(e.text));
	else if (!theme.by_background || strchr(name, '/'))
		shortfalls = theme_check(&theme, &lines);
	if (shortfalls > 1) /* all of them would hide the rest */
		buf_addf(&first, "%.*s (and %zu more: slatop check)", (int)strcspn(lines.data, "\n"), lines.data,
			 shortfalls - 1);
	else if (shortfalls)
		buf_addf(&first, "%.*s", (int)strcspn(lines.data, "\n"), lines.data);
	if (shortfalls)
		tell_line(t, "theme", name, first.data, first.length);
	buf_release(&first);
	buf_release(&lines);
}

static void tell_themes(struct telling *t, const struct config *now, bool light)
{
	char names[THEMES_MOST][THEME_NAME_MAX];
	size_t count = now->themes ? theme_names(now->themes, names, THEMES_MOST) : 0;

	for (size_t i = 0; i < count; i++) {
		char *path = arena_printf(t->texts, "%s/%s.json", now->themes, names[i]);
		if (access(path, F_OK) == 0)
			tell_theme(t, names[i], now->themes, light);
	}
	if (theme_is_path(now->theme))
		tell_theme(t, now->theme, now->themes, light);
}

void problems_tell(struct problems *to, struct arena *texts, const struct screens *screens,
		   const struct engine *s, const struct options *o, const char *journal_error,
		   const char *witness_error, bool light)
{
	struct telling t = {.to = to, .texts = texts, .engine = s, .options = o};
	struct config now;
	struct err e = {""};

	screens_tell_problems(screens, to);
	t.capacity = to->count;
	arena_reset(texts);
	if (*journal_error)
		tell(&t, "journal", "journal", strlen("journal"), journal_error, strlen(journal_error));
	if (*witness_error)
		tell(&t, "witness", "journal", strlen("journal"), witness_error, strlen(witness_error));
	if (!config_read(&now, o, &e)) {
		tell_error(&t, "settings", place_of_settings(&t), &e);
		tell_agreement(&t, s->config.agreement);
		tell_themes(&t, &s->config, light);
		return;
	}
	tell_changes(&t, &now);
	tell_conninfos(&t, &now);
	tell_keys(&t, &now, screens);
	tell_agreement(&t, now.agreement);
	tell_themes(&t, &now, light);
	config_release(&now);
}

const struct problem *problems_find(const struct problems *p, const char *kind)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->list[i].kind, kind))
			return &p->list[i];
	return NULL;
}
