/* The last line: the keys that work here, from the live map, whole entries
 * only. Drill-downs come first; help and the way back always stand. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/table/alarms.h"

#define ENTRIES_MOST 96

struct entry { /* texts in one buffer, by offset */
	size_t key, label;
	bool last;     /* stands at the end and does not go */
	int cells;
};
struct entries {
	struct entry all[ENTRIES_MOST];
	size_t count;
	struct buf text;
};

static void begin(struct entries *e)
{
	if (e->count < ENTRIES_MOST)
		e->all[e->count] = (struct entry){.key = e->text.length};
}

/* Ends the entry whose key has been added. */
static void finish(struct entries *e, const char *label, bool last)
{
	if (e->count == ENTRIES_MOST)
		return;
	struct entry *one = &e->all[e->count++];
	buf_add_byte(&e->text, '\0');
	one->label = e->text.length;
	buf_add_text(&e->text, label);
	buf_add_byte(&e->text, '\0');
	one->last = last;
	one->cells = cells_of(e->text.data + one->key) + 1 + cells_of(label);
}

static bool has_figure(const struct page *page)
{
	const struct pane_state *pane = &page->panes[page->focus];

	for (size_t i = 0; i < pane->column_count; i++)
		if (pane->columns[i].explain ||
		    pane->pane->model->fields[pane->columns[i].field].flags & FIELD_EXPLAIN)
			return true;
	return false;
}

static bool is_alarmed(const struct drawing *d)
{
	size_t count;

	return d->state->base.alarms && alarms_first(d->state->base.alarms, &count);
}

/* Whether an action does anything where we are. */
static bool works_here(struct drawing *d, enum action a)
{
	const struct page *page = d->page;
	size_t panes = 0;

	for (size_t i = 0; page && i < page->screen->pane_count; i++)
		panes += page_shows(page, i);
	switch (a) {
	case ACTION_OPEN: return false; /* the drill-downs say it better */
	case ACTION_NEXT_PANE: case ACTION_PREVIOUS_PANE: return panes > 1;
	case ACTION_SEARCH_NEXT: case ACTION_SEARCH_PREVIOUS: return d->state->search[0];
	case ACTION_MONTH_BEFORE: case ACTION_MONTH_AFTER: return page && page->screen->by_month;
	case ACTION_ACKNOWLEDGE: return is_alarmed(d);
	case ACTION_KNOWN: return page && page->scope.as_of != TIME_NONE;
	case ACTION_REVEAL: return page && page->screen->panes[page->focus].reveal;
	case ACTION_LIVE: return page && (page->scope.as_of != TIME_NONE || page->scope.span_given);
	case ACTION_EXPLAIN: return page && has_figure(page);
	case ACTION_PROVE: return page && page->screen->needs_account;
	case ACTION_BACK: return d->state->help || d->state->page_count > 1;
	case ACTION_QUIT: return !d->state->help && d->state->page_count <= 1;
	default: return true;
	}
}

static void add_drills(struct entries *e, const struct screen_pane *pane)
{
	for (size_t i = 0; i < pane->drill_count; i++) {
		if (!pane->drills[i].label)
			continue;
		begin(e);
		key_to_name(pane->drills[i].key, &e->text);
		finish(e, pane->drills[i].label, false);
	}
}

/* Whether a drill-down of the pane has taken the action's key, or says the same. */
static bool taken(struct drawing *d, enum action a)
{
	const struct screen_pane *pane = &d->page->screen->panes[d->page->focus];

	for (size_t i = 0; i < pane->drill_count; i++)
		if (pane->drills[i].label && (key_map_action(d->state->keys, pane->drills[i].key) == (int)a ||
					      !strcmp(pane->drills[i].label, action_infos[a].label)))
			return true;
	return false;
}

static void add_action(struct entries *e, struct drawing *d, enum action a, const char *label, bool last)
{
	size_t before = e->text.length;

	begin(e);
	key_map_keys(d->state->keys, a, 1, &e->text);
	if (e->text.length > before)
		finish(e, label, last);
}

/* One entry "< > month" for the two that belong together. */
static void add_months(struct entries *e, struct drawing *d)
{
	begin(e);
	key_map_keys(d->state->keys, ACTION_MONTH_BEFORE, 1, &e->text);
	buf_add_byte(&e->text, ' ');
	key_map_keys(d->state->keys, ACTION_MONTH_AFTER, 1, &e->text);
	finish(e, "month", false);
}

static void collect(struct entries *e, struct drawing *d)
{
	if (d->page && !d->state->help)
		add_drills(e, &d->page->screen->panes[d->page->focus]);
	for (int a = 0; a < ACTION_COUNT && !d->state->help; a++) {
		const char *label = action_infos[a].label;
		if (!label || !works_here(d, (enum action)a) || a == ACTION_HELP || a == ACTION_BACK ||
		    a == ACTION_QUIT || (d->page && taken(d, (enum action)a)))
			continue;
		if (a == ACTION_MONTH_BEFORE)
			add_months(e, d);
		else if (a != ACTION_MONTH_AFTER)
			add_action(e, d, (enum action)a, label, false);
	}
	if (d->state->help) {
		add_action(e, d, ACTION_PAGE_DOWN, "page down", false);
		add_action(e, d, ACTION_PAGE_UP, "page up", false);
	} else {
		add_action(e, d, ACTION_HELP, "help", true);
	}
	/* Back at the first screen is the way out. */
	add_action(e, d, ACTION_BACK, works_here(d, ACTION_BACK) ? "back" : "quit", true);
}

static void draw_entries(struct drawing *d, const struct entries *e, int row)
{
	int room = d->c->columns, column = 0;
	bool full = false;

	for (size_t i = 0; i < e->count; i++)
		if (e->all[i].last)
			room -= e->all[i].cells + 2;
	for (size_t i = 0; i < e->count; i++) {
		const struct entry *one = &e->all[i];
		if (!one->last && (full || one->cells > room)) {
			full = true;
			continue;
		}
		if (!one->last)
			room -= one->cells + 2;
		if (column + one->cells > d->c->columns)
			break;
		column += canvas_text(d->c, row, column, one->cells, ROLE_KEY, e->text.data + one->key) + 1;
		column += canvas_text(d->c, row, column, one->cells, ROLE_DIM, e->text.data + one->label) + 2;
	}
}

void draw_keys(struct drawing *d, int row)
{
	struct entries e = {.text = BUF_INIT};

	collect(&e, d);
	draw_entries(d, &e, row);
	buf_release(&e.text);
}

void draw_keys_of(struct drawing *d, const struct action_table *t, const struct key_map *m, int help, int last, int row)
{
	struct entries e = {.text = BUF_INIT};

	for (int a = 0; a < t->count; a++) {
		size_t before = e.text.length;
		if (!t->infos[a].label)
			continue;
		begin(&e);
		key_map_keys(m, a, 1, &e.text);
		if (e.text.length > before)
			finish(&e, t->infos[a].label, a == help || a == last);
	}
	draw_entries(d, &e, row);
	buf_release(&e.text);
}
