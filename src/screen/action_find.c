/* Finding: searching, filtering, sorting, columns. */
#include <string.h>

#include "screen/action.h"
#include "slatop/base/mem.h"

/* Of a list that stays on the server what it can look into; what comes of it is
 * told when it has come. */
static void search_pages(struct console *c, bool backwards)
{
	struct pane_state *p = console_pane(c);
	const struct model *m = p->pane->model;
	uint16_t fields[256];
	size_t count = 0;

	for (size_t i = 0; i < p->column_count && count < COUNT_OF(fields); i++) {
		uint8_t type = m->fields[p->columns[i].field].type;
		if (type == VALUE_TEXT || type == VALUE_INTEGER || type == VALUE_DATE)
			fields[count++] = p->columns[i].field;
	}
	if (!view_search(p->view, c->search, fields, count, backwards))
		console_say(c, c->now, false, "no row further %s holds \"%s\"", backwards ? "up" : "down", c->search);
}

static void search_again(struct console *c, bool backwards)
{
	struct pane_state *p = console_pane(c);
	uint16_t fields[256];
	size_t count = 0;

	if (!c->search[0]) {
		action_say(c, "nothing was searched for yet; / starts a search");
		return;
	}
	if (view_is_paged(p->view)) {
		search_pages(c, backwards);
		return;
	}
	for (; count < p->column_count && count < COUNT_OF(fields); count++)
		fields[count] = p->columns[count].field;
	if (!view_search(p->view, c->search, fields, count, backwards))
		console_say(c, c->now, false, "no row of this pane holds \"%s\"", c->search);
}

void do_search(struct console *c) { prompt_open(c, PROMPT_SEARCH, ""); }
void do_search_next(struct console *c) { search_again(c, false); }
void do_search_previous(struct console *c) { search_again(c, true); }
void do_command(struct console *c) { prompt_open(c, PROMPT_COMMAND, ""); }

bool action_is_list(struct console *c)
{
	if (widget_is_list(console_pane(c)->pane->widget))
		return true;
	action_say(c, "this pane is no list; Tab goes to the next one");
	return false;
}

void do_filter(struct console *c)
{
	const struct filter *f = console_pane(c)->view->filter;

	if (action_is_list(c))
		prompt_open(c, PROMPT_FILTER, f ? filter_text(f) : "");
}

/* What is looked for of a figure is its greatest, of a name or a time its first,
 * of what is left the least. */
static bool greatest_first(const struct screen_column *column, const struct model_field *f)
{
	if (!strcmp(column->format->name, "duration_left") || f->flags & FIELD_ID)
		return false;
	return f->type == VALUE_INTEGER || f->type == VALUE_DURATION || f->type == VALUE_RATIO ||
	       f->type == VALUE_MONEY || f->type == VALUE_BOOL;
}

static void sort(struct console *c, bool add)
{
	struct pane_state *p = console_pane(c);
	const struct screen_column *column = &p->columns[p->column];
	bool sorted = false;

	struct err e = {""};

	if (!action_is_list(c))
		return;
	if (!view_can_sort(p->view, column->field, &e)) {
		action_say(c, e.text);
		return;
	}
	for (size_t i = 0; i < p->view->sort_count && (add || !i); i++)
		sorted |= p->view->sort[i].field == column->field;
	if (add && !sorted && p->view->sort_count == VIEW_SORT_MAX) {
		console_say(c, c->now, false, "at most %d columns can be sorted by", VIEW_SORT_MAX);
		return;
	}
	view_sort_field(p->view, column->field, add);
	p->sorted = true;
	if (!sorted && !view_is_paged(p->view) && greatest_first(column, &p->pane->model->fields[column->field]))
		view_sort_field(p->view, column->field, add); /* again: reversed */
}

void do_sort(struct console *c) { sort(c, false); }
void do_sort_add(struct console *c) { sort(c, true); }

void do_columns(struct console *c)
{
	if (action_is_list(c))
		chooser_open(c);
}
