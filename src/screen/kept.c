#include "slatop/screen/kept.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

struct kept *kept_create(void)
{
	return mem_zero(1, sizeof(struct kept));
}

static void empty_pane(struct kept_pane *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->columns[i].field);
	free(p->columns);
	p->columns = NULL;
	p->count = 0;
}

static void empty_list(struct kept_list *l)
{
	free(l->filter);
	free(l->sort);
	l->filter = l->sort = NULL;
}

void kept_destroy(struct kept *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->pane_count; i++) {
		empty_pane(&k->panes[i]);
		free(k->panes[i].screen);
		free(k->panes[i].pane);
	}
	for (size_t i = 0; i < k->list_count; i++) {
		empty_list(&k->lists[i]);
		free(k->lists[i].screen);
		free(k->lists[i].pane);
		free(k->lists[i].name);
	}
	for (size_t kind = 0; kind < KEPT_KINDS; kind++) {
		for (size_t i = 0; i < k->lines[kind].count; i++)
			free(k->lines[kind].all[i].text);
		free(k->lines[kind].all);
	}
	free(k->panes);
	free(k->lists);
	free(k);
}

/* --- arrangements of columns ----------------------------------------------------------- */

static struct kept_pane *find_pane(const struct kept *k, const char *screen, const char *pane)
{
	for (size_t i = 0; i < k->pane_count; i++)
		if (!strcmp(k->panes[i].screen, screen) && !strcmp(k->panes[i].pane, pane))
			return &k->panes[i];
	return NULL;
}

const struct kept_pane *kept_pane_find(const struct kept *k, const char *screen, const char *pane)
{
	const struct kept_pane *p = find_pane(k, screen, pane);

	return p && p->count ? p : NULL;
}

void kept_pane_put(struct kept *k, const char *screen, const char *pane, const struct kept_column *columns,
		   size_t count)
{
	struct kept_pane *p = find_pane(k, screen, pane);

	if (!p) {
		MEM_GROW(k->panes, k->pane_count, k->pane_capacity);
		p = &k->panes[k->pane_count++];
		*p = (struct kept_pane){.screen = mem_copy(screen), .pane = mem_copy(pane)};
	}
	empty_pane(p);
	p->columns = mem_zero(count + 1, sizeof *p->columns);
	p->count = count;
	for (size_t i = 0; i < count; i++) {
		p->columns[i] = columns[i];
		p->columns[i].field = mem_copy(columns[i].field);
	}
	p->changed = k->changed = true;
}

/* --- named lists -------------------------------------------------------------------------- */

static struct kept_list *find_list(const struct kept *k, const char *screen, const char *pane,
				   const char *name)
{
	for (size_t i = 0; i < k->list_count; i++) {
		struct kept_list *l = &k->lists[i];
		if (!strcmp(l->screen, screen) && !strcmp(l->pane, pane) && !strcmp(l->name, name))
			return l;
	}
	return NULL;
}

const struct kept_list *kept_list_find(const struct kept *k, const char *screen, const char *pane,
				       const char *name)
{
	const struct kept_list *l = find_list(k, screen, pane, name);

	return l && !l->gone ? l : NULL;
}

void kept_list_put(struct kept *k, const char *screen, const char *pane, const char *name, const char *filter,
		   const char *sort)
{
	struct kept_list *l = find_list(k, screen, pane, name);

	if (!l) {
		MEM_GROW(k->lists, k->list_count, k->list_capacity);
		l = &k->lists[k->list_count++];
		*l = (struct kept_list){.screen = mem_copy(screen), .pane = mem_copy(pane),
					.name = mem_copy(name)};
	}
	empty_list(l);
	l->filter = mem_copy(filter);
	l->sort = mem_copy(sort);
	l->gone = false;
	l->changed = k->changed = true;
}

/* It stays as one that is gone, so that the file hears of it. */
bool kept_list_drop(struct kept *k, const char *screen, const char *pane, const char *name)
{
	struct kept_list *l = find_list(k, screen, pane, name);

	if (!l || l->gone)
		return false;
	l->gone = l->changed = k->changed = true;
	return true;
}

/* --- lines ------------------------------------------------------------------------------------ */

static void drop_line(struct kept_lines *l, size_t at)
{
	free(l->all[at].text);
	memmove(l->all + at, l->all + at + 1, (--l->count - at) * sizeof *l->all);
}

void kept_line_add(struct kept *k, enum kept_kind kind, const char *text)
{
	struct kept_lines *l = &k->lines[kind];

	if (!text[strspn(text, " ")])
		return;
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->all[i].text, text)) {
			drop_line(l, i);
			break;
		}
	if (l->count == KEPT_LINES_MOST)
		drop_line(l, 0);
	MEM_GROW(l->all, l->count, l->capacity);
	l->all[l->count++] = (struct kept_line){.text = mem_copy(text), .changed = true};
	k->changed = true;
}

/* --- several consoles -------------------------------------------------------------------------- */

void kept_replay(const struct kept *from, struct kept *onto)
{
	for (size_t i = 0; i < from->pane_count; i++) {
		const struct kept_pane *p = &from->panes[i];
		if (p->changed)
			kept_pane_put(onto, p->screen, p->pane, p->columns, p->count);
	}
	for (size_t i = 0; i < from->list_count; i++) {
		const struct kept_list *l = &from->lists[i];
		if (l->changed && l->gone)
			kept_list_drop(onto, l->screen, l->pane, l->name);
		else if (l->changed)
			kept_list_put(onto, l->screen, l->pane, l->name, l->filter, l->sort);
	}
	for (int kind = 0; kind < KEPT_KINDS; kind++)
		for (size_t i = 0; i < from->lines[kind].count; i++)
			if (from->lines[kind].all[i].changed)
				kept_line_add(onto, (enum kept_kind)kind, from->lines[kind].all[i].text);
}

void kept_settle(struct kept *k)
{
	for (size_t i = 0; i < k->pane_count; i++)
		k->panes[i].changed = false;
	for (size_t i = 0; i < k->list_count; i++)
		k->lists[i].changed = false;
	for (size_t kind = 0; kind < KEPT_KINDS; kind++)
		for (size_t i = 0; i < k->lines[kind].count; i++)
			k->lines[kind].all[i].changed = false;
	k->changed = false;
}
