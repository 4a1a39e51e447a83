/* Figures: explained, proved, copied. */
#include "screen/action.h"

/* The account that the cursor stands on, else the page's own; in the page's span
 * unless the row is a month. */
static bool account_scope(struct console *c, struct model_scope *scope)
{
	struct page *page = console_page(c);

	page_row_scope(page, page->focus, scope);
	if (scope->month < 0) {
		scope->span = page->scope.span;
		scope->month = page->scope.month;
	}
	if (scope->enterprise_no > 0)
		return true;
	action_say(c, "this row is no account; open it first");
	return false;
}

static const char *current_figure(struct console *c)
{
	struct pane_state *p = console_pane(c);
	const struct screen_column *column = &p->columns[p->column];

	return column->explain ? p->pane->model->fields[column->field].name : "availability_pct";
}

/* A figure of another clause than 4.1: the row's, or the page's. */
static bool explain_clause(struct console *c)
{
	struct page *page = console_page(c);
	struct model_scope scope;
	struct err e = {""};

	page_row_scope(page, page->focus, &scope);
	if (figure_commitment(scope.figure) <= COMMITMENT_AVAILABILITY)
		return false;
	const struct screen *s = screens_need(c->screens, "figure", &e);
	if (!s || !console_open(c, s, &scope, &e))
		action_say_bad(c, &e);
	return true;
}

bool action_explain(struct console *c, const char *figure)
{
	struct model_scope scope;
	struct err e = {""};
	const struct screen *s = screens_need(c->screens, "explain", &e);

	if (!figure && explain_clause(c))
		return true;
	if (!account_scope(c, &scope))
		return false;
	scope.figure = figure ? figure : current_figure(c);
	if (s && console_open(c, s, &scope, &e))
		return true;
	action_say_bad(c, &e);
	return false;
}

static bool proves(const struct page *page)
{
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page->screen->panes[i].on_proof)
			return true;
	return false;
}

void action_prove(struct console *c)
{
	if (!proves(console_page(c)) && !action_explain(c, NULL))
		return;
	struct page *page = console_page(c);
	page->proof = true;
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page->screen->panes[i].on_proof)
			page->focus = i;
	c->own->effect = (struct effect){.kind = EFFECT_PROVE, .scope = page->scope};
	c->own->effect.scope.now = console_time(c);
}

void do_explain(struct console *c)
{
	if (proves(console_page(c)))
		action_say(c, "this is the explanation; P lets the standby prove it");
	else
		action_explain(c, NULL);
}

/* A value in words: a bar as its percentage, a time with its date. */
static void add_value(struct console *c, struct pane_state *p, size_t row, const struct screen_column *column)
{
	const struct model_field *f = &p->pane->model->fields[column->field];
	const struct value_format *format = column->format;
	struct value_style style = {.calendar = c->base.calendar, .ascii = true};
	struct value v;

	view_value(p->view, row, column->field, &v);
	if (f->type == VALUE_RATIO)
		format = value_format_find("ratio");
	else if (f->type == VALUE_TIME)
		format = value_format_find("time_full");
	else if (f->type == VALUE_TEXT)
		format = value_format_find("text");
	if (!v.null)
		value_show(&c->own->copied, format ? format : column->format, &v, &style);
}

static void add_row(struct console *c, struct pane_state *p, size_t row)
{
	for (size_t i = 0; i < p->column_count; i++) {
		if (i)
			buf_add_byte(&c->own->copied, '\t');
		add_value(c, p, row, &p->columns[i]);
	}
}

/* The marked ones that this list still shows. */
static size_t add_marked(struct console *c, struct pane_state *p)
{
	size_t count = 0;

	for (size_t i = 0; i < p->view->count && count < p->mark_count; i++) {
		if (!pane_is_marked(p, view_key(p->view, i)))
			continue;
		add_row(c, p, i);
		buf_add_byte(&c->own->copied, '\n');
		count++;
	}
	return count;
}

/* Marked rows; else the value under the cursor, and at the second press the row. */
void do_copy(struct console *c)
{
	struct pane_state *p = console_pane(c);
	struct console_private *own = c->own;

	if (p->view->cursor >= p->view->count) {
		action_say(c, "there is no row to copy");
		return;
	}
	buf_clear(&own->copied);
	if (p->mark_count) {
		size_t count = add_marked(c, p);
		console_say(c, c->now, false, "%zu marked rows are copied, if the terminal allows it", count);
	} else if (own->again) {
		add_row(c, p, p->view->cursor);
		action_say(c, "the row is copied, if the terminal allows it");
	} else {
		add_value(c, p, p->view->cursor, &p->columns[p->column]);
		own->copied_value = true;
		action_say(c, "the value is copied, if the terminal allows it; again for the row");
	}
	own->effect = (struct effect){.kind = EFFECT_COPY, .text = own->copied.data};
}
