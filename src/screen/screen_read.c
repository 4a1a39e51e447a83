/* Reading one screen: its members, and the layout of its panes. */
#include "screen/screen_read.h"

#include <string.h>

#include "slatop/base/mem.h"

static const struct {
	const char *name;
	unsigned part;
} parts[] = {
	{"platform", ABOUT_PLATFORM},
	{"account", ABOUT_ACCOUNT},
	{"incident", ABOUT_INCIDENT},
	{"figure", ABOUT_FIGURE},
	{"window", ABOUT_WINDOW},
	{"maintenance", ABOUT_MAINTENANCE},
};

static unsigned read_about(const struct json_node *list)
{
	const char *names[COUNT_OF(parts)];
	unsigned about = 0;

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		names[i] = parts[i].name;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json_node *node = json_at(list, i);
		const char *word = json_text(node, names[0]);
		size_t k = 0;
		while (k < COUNT_OF(parts) && strcmp(parts[k].name, word))
			k++;
		if (k < COUNT_OF(parts))
			about |= parts[k].part;
		else
			screen_unknown(node, "part of a scope", word, names, COUNT_OF(parts));
	}
	return about;
}

static void read_aliases(const struct json_node *list, struct arena *a, struct screen *s)
{
	const char **aliases = arena_zero(a, json_count(list) + 1, sizeof *aliases);

	for (size_t i = 0; i < json_count(list); i++)
		aliases[i] = screen_text(a, json_text(json_at(list, i), ""));
	s->aliases = aliases;
	s->alias_count = json_count(list);
}

/* --- panes -------------------------------------------------------------------- */

static void add_pane(const struct json_node *node, struct arena *a, struct screen *s)
{
	if (s->pane_count == PANES_MOST) {
		json_error(node, "at most %d panes", PANES_MOST);
		return;
	}
	struct screen_pane *p = &s->panes[s->pane_count];
	const char *name = json_need_text(node, "name");
	screen_read_pane(node, s->panes, s->pane_count, a, p);
	p->name = screen_text(a, name);
	p->title = screen_text(a, json_get_text(node, "title", NULL));
	for (size_t i = 0; i < s->pane_count; i++)
		if (!strcmp(s->panes[i].name, p->name))
			json_error(json_get(node, "name"), "there are two panes \"%s\"", name);
	s->pane_count++;
}

static void read_line(const struct json_node *node, struct arena *a, struct screen *s)
{
	size_t first = s->pane_count;

	if (json_type(node) != JSON_ARRAY) {
		add_pane(node, a, s);
	} else {
		if (!json_count(node))
			json_error(node, "a line has no pane");
		for (size_t i = 0; i < json_count(node); i++)
			add_pane(json_at(node, i), a, s);
	}
	s->lines[s->line_count++] = (struct screen_line){(uint8_t)first, (uint8_t)(s->pane_count - first)};
}

/* One pane whose members stand at the top: it has the screen's name and, since
 * the title stands in the second line, none of its own. */
static void read_single(const struct json_node *root, struct arena *a, struct screen *s)
{
	screen_read_pane(root, NULL, 0, a, &s->panes[0]);
	s->panes[0].name = s->name;
	s->pane_count = s->line_count = 1;
	s->lines[0] = (struct screen_line){0, 1};
}

static void read_panes(const struct json_node *root, struct arena *a, struct screen *s)
{
	const struct json_node *list = json_get_array(root, "panes");

	s->panes = arena_zero(a, PANES_MOST, sizeof *s->panes);
	s->lines = arena_zero(a, PANES_MOST, sizeof *s->lines);
	if (!json_get(root, "panes")) {
		read_single(root, a, s);
		return;
	}
	if (list && (!json_count(list) || json_count(list) > PANES_MOST))
		json_error(list, "must be a list of 1 to %d panes", PANES_MOST);
	for (size_t i = 0; i < json_count(list) && i < PANES_MOST; i++)
		read_line(json_at(list, i), a, s);
}

static size_t pane_need(const struct json_node *node, const struct screen *s)
{
	const char *name = json_text(node, ""), *names[PANES_MOST];

	for (size_t i = 0; i < s->pane_count; i++) {
		names[i] = s->panes[i].name;
		if (!strcmp(names[i], name))
			return i;
	}
	screen_unknown(node, "pane", name, names, s->pane_count);
	return 0;
}

static int report_pane(const struct json_node *node, const struct screen *s)
{
	if (node && !s->report_all)
		return (int)pane_need(node, s);
	for (size_t i = 0; i < s->pane_count; i++)
		if (!strcmp(s->panes[i].model->name, s->name))
			return (int)i;
	return 0;
}

/* Of panes that wait for their key none can have the cursor at first. */
static void read_focus(const struct json_node *root, struct screen *s)
{
	const struct json_node *node = json_get(root, "focus");

	if (node)
		s->focus = pane_need(node, s);
	if (s->panes[s->focus].on_proof)
		json_error(node ? node : root, "the pane \"%s\" is not shown at first",
			   s->panes[s->focus].name);
}

struct screen *screen_read(const struct json_node *root, struct arena *a)
{
	struct screen *s = arena_zero(a, 1, sizeof *s);

	json_need_int(root, "format", SCREEN_FORMAT, SCREEN_FORMAT);
	json_get_text(root, "$schema", NULL);
	s->name = screen_text(a, json_need_text(root, "name"));
	s->title = screen_text(a, json_get_text(root, "title", s->name));
	s->help = screen_text(a, json_get_text(root, "help", NULL));
	read_aliases(json_get_array(root, "aliases"), a, s);
	s->number = (int)json_get_int(root, "number", 1, 9, 0);
	s->audit = (int)json_get_int(root, "audit", 0, 9, -1);
	s->about = read_about(json_get_array(root, "about"));
	s->needs_account = json_get_bool(root, "needs_account", false);
	if (s->needs_account)
		s->about |= ABOUT_ACCOUNT;
	if (s->about & (ABOUT_ACCOUNT | ABOUT_INCIDENT | ABOUT_MAINTENANCE))
		s->about |= ABOUT_PLATFORM; /* their numbers are a sub-platform's own */
	const char *figure = json_get_text(root, "figure", NULL);
	int commitment = figure ? commitment_find(figure) : -1;
	if (figure && commitment < 0)
		json_error(json_get(root, "figure"), "unknown commitment \"%s\"", figure);
	if (commitment >= 0)
		s->figure = commitments[commitment].name; /* a page's scope keeps it when the screens are read anew */
	s->by_month = json_get_bool(root, "by_month", false);
	read_panes(root, a, s);
	if (s->pane_count) {
		read_focus(root, s);
		s->report_all = !strcmp(json_get_text(root, "report", ""), "all");
		s->report_pane = report_pane(json_get(root, "report"), s);
	}
	json_done(root);
	return s;
}
