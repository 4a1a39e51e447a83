/* All screens: the shipped ones, then the site's, checked against each other. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "screen/screen_read.h"
#include "screen/screen_sql.h"
#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/screen/key.h"

#define SHIPPED "screens/"
#define AUDIT "audit/" /* below it: forms for audit mode */
#define SUFFIX ".json"
#define LARGEST_FILE ((size_t)4 << 20)

/* What is known while files are read. */
struct reading {
	struct screens *s;
	const struct screens *before; /* NULL: none */
	bool audit;                   /* of audit mode */
	struct candidate {
		struct screen *screen; /* NULL: not taken, but its name is known */
		struct screen *last;   /* the file as it was before, NULL: as it is, or none */
		struct screen *hidden; /* a shipped one whose place the site's has taken */
		const char *file, *stem;
		bool site;
	} *all;
	size_t count, capacity;
};

static void add_problem(struct screens *s, const char *file, const char *message)
{
	s->problems = mem_resize(s->problems, s->problem_count + 1, sizeof *s->problems);
	s->problems[s->problem_count++] = (struct screen_problem){mem_copy(file), mem_copy(message)};
}

/* The message without "FILE: ", which stands beside it. */
static void add_error(struct screens *s, const char *file, const struct err *e)
{
	size_t length = strlen(file);
	bool named = !strncmp(e->text, file, length) && !strncmp(e->text + length, ": ", 2);

	add_problem(s, file, named ? e->text + length + 2 : e->text);
}

static const char *stem_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return arena_copy(a, name, length > suffix ? length - suffix : length);
}

static struct screen *read_screen(struct reading *r, const char *text, size_t length, const char *file,
				  const char *stem, struct err *e)
{
	struct json_doc *doc = json_parse(text, length, file, e);

	if (!doc)
		return NULL;
	struct screen *screen = screen_read(json_root(doc), r->s->memory);
	screen_sql_place(screen, file, r->s->memory);
	if (json_ok(doc, NULL) && strcmp(screen->name, stem))
		json_error(json_get(json_root(doc), "name"), "\"%s\" is not the file's name, \"%s\"",
			   screen->name, stem);
	if (!json_ok(doc, e))
		screen = NULL;
	json_destroy(doc);
	return screen;
}

/* Keeps a sound text for the next time. */
static void keep_source(struct reading *r, const char *file, const char *text)
{
	struct screens *s = r->s;

	s->sources = mem_resize(s->sources, s->source_count + 1, sizeof *s->sources);
	s->sources[s->source_count++] =
		(struct screen_source){file, arena_copy(s->memory, text, strlen(text))};
}

/* The file as it was when it was sound last; NULL if it never was. */
static const char *last_source(const struct reading *r, const char *file)
{
	for (size_t i = 0; r->before && i < r->before->source_count; i++)
		if (!strcmp(r->before->sources[i].file, file))
			return r->before->sources[i].text;
	return NULL;
}

/* text NULL: the file cannot be read, which e says. */
static void add_screen(struct reading *r, const char *text, size_t length, const char *file, bool site,
		       struct err *e)
{
	struct arena *a = r->s->memory;
	struct candidate c = {
		.file = arena_copy(a, file, strlen(file)), .stem = stem_of(a, file), .site = site};
	const char *last = site ? last_source(r, file) : NULL;

	if (text)
		c.screen = read_screen(r, text, length, file, c.stem, e);
	if (!c.screen)
		add_error(r->s, file, e);
	if (last && !(c.screen && !strcmp(last, text)))
		c.last = read_screen(r, last, strlen(last), file, c.stem, NULL);
	if (site && (c.screen || c.last))
		keep_source(r, c.file, c.screen ? text : last);
	if (!c.screen)
		c.screen = c.last;
	MEM_GROW(r->all, r->count, r->capacity);
	r->all[r->count++] = c;
}

/* --- files --------------------------------------------------------------------- */

/* Those of audit mode are read after the others, whose place they take as the site's
 * do. */
static void read_shipped(struct reading *r, bool audit)
{
	for (size_t i = 0; i < embedded_count; i++) {
		const struct embedded *f = &embedded_files[i];
		struct err e = {""};
		if (strncmp(f->path, SHIPPED, strlen(SHIPPED)) != 0)
			continue;
		if (!strncmp(f->path + strlen(SHIPPED), AUDIT, strlen(AUDIT)) == audit)
			add_screen(r, f->data, strlen(f->data), f->path, audit, &e);
	}
}

static int is_screen_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > strlen(SUFFIX) &&
	       !strcmp(entry->d_name + length - strlen(SUFFIX), SUFFIX);
}

static void read_folder(struct reading *r, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_screen_file, alphasort);

	if (count < 0) {
		if (errno != ENOENT)
			add_problem(r->s, folder, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		struct err e = {""};
		struct buf path = BUF_INIT, text = BUF_INIT;
		buf_addf(&path, "%s/%s", folder, entries[i]->d_name);
		bool read = buf_read_file(&text, path.data, LARGEST_FILE, &e);
		add_screen(r, read ? text.data : NULL, text.length, path.data, true, &e);
		buf_release(&path);
		buf_release(&text);
		free(entries[i]);
	}
	free(entries);
}

/* --- against each other ----------------------------------------------------------- */

/* A sound screen of the site takes the place of the shipped one of its name. */
static void replace_shipped(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < i && r->all[i].screen; k++)
			if (!r->all[k].site && r->all[i].site && !strcmp(r->all[k].stem, r->all[i].stem)) {
				r->all[i].hidden = r->all[k].screen;
				r->all[k].screen = NULL;
			}
}

static bool has_name(const struct screen *s, const char *name)
{
	if (!strcmp(s->name, name))
		return true;
	for (size_t i = 0; i < s->alias_count; i++)
		if (!strcmp(s->aliases[i], name))
			return true;
	return false;
}

static bool names_clash(const struct screen *one, const struct screen *other, struct err *e)
{
	for (size_t i = 0; i < one->alias_count; i++)
		if (has_name(other, one->aliases[i]))
			return err_set(e, "aliases[%zu]: \"%s\" is taken by the screen \"%s\"", i,
				       one->aliases[i], other->name);
	if (has_name(other, one->name))
		return err_set(e, "name: \"%s\" is an alias of the screen \"%s\"", one->name, other->name);
	if (one->number && one->number == other->number)
		return err_set(e, "number: %d is taken by the screen \"%s\"", one->number, other->name);
	return true;
}

/* Drill-downs may name any screen that has a file: one that is wrong does not
 * pull down those that lead to it. */
static bool drill_is_known(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->all[i].stem, name) || (r->all[i].screen && has_name(r->all[i].screen, name)))
			return true;
	return false;
}

static bool drills_are_known(const struct reading *r, const struct screen *s, struct err *e)
{
	for (size_t i = 0; i < s->pane_count; i++)
		for (size_t k = 0; k < s->panes[i].drill_count; k++) {
			const char *name = s->panes[i].drills[k].screen;
			if (!name || drill_is_known(r, name))
				continue;
			const char **names = mem_zero(r->count, sizeof *names);
			for (size_t n = 0; n < r->count; n++)
				names[n] = r->all[n].stem;
			const char *near = text_nearest(name, names, r->count);
			free(names);
			return err_set(e, "panes[%zu].keys: unknown screen \"%s\"%s%s%s", i, name,
				       near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
		}
	return true;
}

/* Whether a screen stands with those before it. */
static bool fits(const struct reading *r, size_t i, struct err *e)
{
	const struct screen *s = r->all[i].screen;
	bool ok = !s || drills_are_known(r, s, e);

	for (size_t k = 0; k < i && ok && s; k++)
		ok = !r->all[k].screen || names_clash(s, r->all[k].screen, e);
	return ok;
}

/* One that does not stands as it was before, else leaves its place to the shipped
 * one. */
static void check_together(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct candidate *c = &r->all[i];
		struct err e = {""};
		if (fits(r, i, &e))
			continue;
		add_problem(r->s, c->file, e.text);
		c->screen = c->screen == c->last ? NULL : c->last;
		if (!c->screen || !fits(r, i, &e))
			c->screen = c->hidden;
	}
}

static int by_number(const void *a, const void *b)
{
	const struct screen *x = *(struct screen *const *)a, *y = *(struct screen *const *)b;
	int xn = x->number ? x->number : 10, yn = y->number ? y->number : 10;

	return xn != yn ? xn - yn : strcmp(x->name, y->name);
}

static bool is_left(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->all[i].screen && has_name(r->all[i].screen, name))
			return true;
	return false;
}

/* Keys that lead to what is not there do not exist. */
static void drop_drills(const struct reading *r, struct screen_pane *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->drill_count; i++) {
		struct screen_drill d = p->drills[i];
		if (d.audit) {
			d.label = d.by_field ? d.label : d.audit;
			d.screen = d.audit;
		}
		if (!d.screen || is_left(r, d.screen))
			p->drills[kept++] = d;
	}
	p->drill_count = kept;
}

/* What is left in audit mode. */
static void keep_audit(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct screen *s = r->all[i].screen;
		if (s && s->audit >= 0)
			s->number = s->audit;
		else
			r->all[i].screen = NULL;
	}
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; r->all[i].screen && k < r->all[i].screen->pane_count; k++)
			drop_drills(r, &r->all[i].screen->panes[k]);
}

static void read_all(struct screens *s, const struct screens *before, const char *folder, bool audit)
{
	struct reading r = {.s = s, .before = before, .audit = audit};

	*s = (struct screens){.memory = mem_zero(1, sizeof(struct arena))};
	arena_init(s->memory);
	read_shipped(&r, false);
	if (audit)
		read_shipped(&r, true);
	if (folder)
		read_folder(&r, folder);
	replace_shipped(&r);
	check_together(&r);
	if (audit)
		keep_audit(&r);
	s->all = mem_zero(r.count + 1, sizeof *s->all);
	for (size_t i = 0; i < r.count; i++)
		if (r.all[i].screen)
			s->all[s->count++] = r.all[i].screen;
	qsort(s->all, s->count, sizeof *s->all, by_number);
	free(r.all);
}

void screens_read(struct screens *s, const char *folder)
{
	read_all(s, NULL, folder, false);
}

void screens_read_audit(struct screens *s, const char *folder)
{
	read_all(s, NULL, folder, true);
}

void screens_reread(struct screens *s, const struct screens *before, const char *folder)
{
	read_all(s, before, folder, false);
}

bool screens_same(const struct screens *a, const struct screens *b)
{
	bool same = a->source_count == b->source_count && a->problem_count == b->problem_count;

	for (size_t i = 0; same && i < a->source_count; i++)
		same = !strcmp(a->sources[i].file, b->sources[i].file) &&
		       !strcmp(a->sources[i].text, b->sources[i].text);
	for (size_t i = 0; same && i < a->problem_count; i++)
		same = !strcmp(a->problems[i].file, b->problems[i].file) &&
		       !strcmp(a->problems[i].message, b->problems[i].message);
	return same;
}

void screens_tell_problems(const struct screens *s, struct problems *to)
{
	to->list = mem_resize(to->list, s->problem_count + 1, sizeof *to->list);
	to->count = s->problem_count;
	to->generation++;
	for (size_t i = 0; i < s->problem_count; i++)
		to->list[i] = (struct problem){"screen", s->problems[i].file, s->problems[i].message};
}

void screens_release(struct screens *s)
{
	for (size_t i = 0; i < s->problem_count; i++) {
		free(s->problems[i].file);
		free(s->problems[i].message);
	}
	free(s->problems);
	free(s->sources);
	free(s->all);
	if (s->memory)
		arena_release(s->memory);
	free(s->memory);
	*s = (struct screens){0};
}

static bool pane_keys_fit(const struct screen *s, const struct screen_pane *pane, const struct key_map *keys,
			  struct err *e)
{
	for (size_t i = 0; i < pane->drill_count; i++) {
		const struct screen_drill *d = &pane->drills[i];
		int action = key_map_action(keys, d->key);
		struct buf name = BUF_INIT;
		if (action == ACTION_NONE || action == ACTION_OPEN)
			continue;
		key_to_name(d->key, &name);
		err_set(e, "key \"%s\" is taken by the screen \"%s\", where it means \"%s\"; give this one another key",
			name.data, s->name, d->label ? d->label : d->screen);
		err_at(e, "keys.%s", action_infos[action].name);
		buf_release(&name);
		return false;
	}
	return true;
}

bool screens_keys_fit(const struct screens *s, const struct key_map *keys, struct err *e)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->all[i]->pane_count; k++)
			if (!pane_keys_fit(s->all[i], &s->all[i]->panes[k], keys, e))
				return false;
	return true;
}

const struct screen *screens_find(const struct screens *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (has_name(s->all[i], name))
			return s->all[i];
	return NULL;
}

const struct screen *screens_need(const struct screens *s, const char *name, struct err *e)
{
	const struct screen *found = screens_find(s, name);

	if (found)
		return found;
	const char **names = mem_zero(s->count + 1, sizeof *names);
	for (size_t i = 0; i < s->count; i++)
		names[i] = s->all[i]->name;
	const char *near = text_nearest(name, names, s->count);
	err_set(e, "no screen \"%s\"%s%s%s", name, near ? "; did you mean \"" : "", near ? near : "",
		near ? "\"?" : "");
	free(names);
	return NULL;
}
