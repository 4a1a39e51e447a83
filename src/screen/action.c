/* What each action does: one row each in a table. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"
#include "slatop/table/alarms.h"
#include "slatop/table/paged.h"

#define HEIGHT_UNKNOWN 10 /* of a pane that was not drawn yet */
#define WEEK 7

static void say(struct console *c, const char *text)
{
	console_say(c, c->now, false, "%s", text);
}

static void say_bad(struct console *c, const struct err *e)
{
	console_say(c, c->now, true, "%s", e->text);
}

/* --- moving -------------------------------------------------------------------------- */

static void move_column(struct pane_state *p, int columns)
{
	int64_t column = (int64_t)p->column + columns, last = (int64_t)p->column_count - 1;

	p->column = (int)(column < 0 ? 0 : column > last ? last : column);
}

static void move_rows(struct pane_state *p, int64_t rows)
{
	if (p->pane->widget == WIDGET_RECORD) /* one row, whose fields stand below each other */
		move_column(p, rows < -1000 ? -1000 : rows > 1000 ? 1000 : (int)rows);
	else
		view_move(p->view, p->pane->widget == WIDGET_CALENDAR ? rows * WEEK : rows);
}

static void move_side(struct pane_state *p, int columns)
{
	if (p->pane->widget == WIDGET_CALENDAR)
		view_move(p->view, columns);
	else
		move_column(p, columns);
}

/* A page moves the rows in sight as well; draw keeps the top in range. */
static void move_page(struct pane_state *p, int halves)
{
	int height = p->height > 0 ? p->height : HEIGHT_UNKNOWN;
	int rows = height / 2 * halves;
	struct view *v = p->view;

	if (halves == 2 || halves == -2)
		rows = height * (halves / 2);
	if (!rows)
		rows = halves > 0 ? 1 : -1;
	if (p->pane->widget == WIDGET_TABLE || p->pane->widget == WIDGET_TEXT) {
		if (rows < 0)
			v->top -= v->top < (size_t)-rows ? v->top : (size_t)-rows;
		else if (v->top + (size_t)rows < v->count)
			v->top += (size_t)rows;
	}
	move_rows(p, rows);
}

static void do_up(struct console *c) { move_rows(console_pane(c), -1); }
static void do_down(struct console *c) { move_rows(console_pane(c), 1); }
static void do_left(struct console *c) { move_side(console_pane(c), -1); }
static void do_right(struct console *c) { move_side(console_pane(c), 1); }
static void do_page_up(struct console *c) { move_page(console_pane(c), -2); }
static void do_page_down(struct console *c) { move_page(console_pane(c), 2); }
static void do_half_up(struct console *c) { move_page(console_pane(c), -1); }
static void do_half_down(struct console *c) { move_page(console_pane(c), 1); }
static void do_column_first(struct console *c) { move_column(console_pane(c), -1000); }
static void do_column_last(struct console *c) { move_column(console_pane(c), 1000); }

static void do_first(struct console *c)
{
	struct pane_state *p = console_pane(c);

	if (p->pane->widget == WIDGET_RECORD)
		move_column(p, -1000);
	else
		view_move_to(p->view, 0);
}

static void do_last(struct console *c)
{
	struct pane_state *p = console_pane(c);

	if (p->pane->widget == WIDGET_RECORD)
		move_column(p, 1000);
	else
		view_move_to(p->view, SIZE_MAX);
}

static void move_focus(struct console *c, size_t step)
{
	struct page *page = console_page(c);
	size_t count = page->screen->pane_count;

	do
		page->focus = (page->focus + step) % count;
	while (!page_shows(page, page->focus));
}

static void do_next_pane(struct console *c) { move_focus(c, 1); }
static void do_previous_pane(struct console *c) { move_focus(c, console_page(c)->screen->pane_count - 1); }

/* --- opening --------------------------------------------------------------------------- */

static const struct screen_drill *find_drill(struct console *c, uint32_t key)
{
	const struct screen_pane *pane = console_pane(c)->pane;

	for (size_t i = 0; i < pane->drill_count; i++)
		if (pane->drills[i].key == key)
			return &pane->drills[i];
	return NULL;
}

bool action_is_drill(struct console *c, uint32_t key)
{
	return find_drill(c, key);
}

/* The screen that the row itself names, where there is such a one. */
static const struct screen *screen_of_row(struct console *c, const struct screen_drill *d, struct err *e)
{
	struct view *v = console_pane(c)->view;
	const struct screen *own = NULL;
	struct value named;

	if (d->by_field && v->cursor < v->count) {
		view_value(v, v->cursor, (size_t)d->by_field - 1, &named);
		own = named.null || named.type != VALUE_TEXT ? NULL : screens_find(c->screens, named.text);
	}
	return own ? own : screens_need(c->screens, d->screen, e);
}

/* The values of the row that the other screen is given. */
static bool hand_on(struct console *c, const struct screen_drill *d, struct model_scope *scope)
{
	const struct pane_state *p = console_pane(c);

	if (d->hand_count)
		memset(scope->with, 0, sizeof scope->with);
	for (size_t i = 0; i < d->hand_count; i++)
		if (!view_with(p->view, p->view->cursor, d->hands[i].field, d->hands[i].name, &scope->with[i])) {
			console_say(c, c->now, false, "this row has no %s that could be opened",
				    p->pane->model->fields[d->hands[i].field].name);
			return false;
		}
	return true;
}

static void drill(struct console *c, const struct screen_drill *d)
{
	struct page *page = console_page(c);
	struct model_scope scope;
	struct err e = {""};
	const struct screen *s = d->screen ? screen_of_row(c, d, &e) : NULL;

	if (!d->screen) {
		if (!page_row_scope(page, page->focus, &scope))
			say(c, "there is no row to play");
		else if (hand_on(c, d, &scope))
			c->own->effect = (struct effect){.kind = EFFECT_PLAY, .scope = scope};
		return;
	}
	if (s && !page_row_scope(page, page->focus, &scope))
		say(c, "there is no row to open");
	else if (s && !hand_on(c, d, &scope))
		return;
	else if (!s || !console_open(c, s, &scope, &e))
		say_bad(c, &e);
}

static void do_open(struct console *c)
{
	const struct screen_drill *d = find_drill(c, 13);

	if (d)
		drill(c, d);
	else
		say(c, "nothing opens from this pane; Tab goes to the next one");
}

/* A proof is put away first. At the first screen the key that goes back quits, but Esc, which is pressed
 * once more than needed all the time. */
static void do_back(struct console *c)
{
	if (page_end_proof(console_page(c)) || stack_back(c))
		return;
	if (c->own->key == 27)
		say(c, "this is the first screen; q quits");
	else
		c->own->effect.kind = EFFECT_QUIT;
}

static void open_number(struct console *c, int number)
{
	struct err e = {""};

	for (size_t i = 0; i < c->screens->count; i++)
		if (c->screens->all[i]->number == number) {
			if (!stack_jump(c, c->screens->all[i], &e))
				say_bad(c, &e);
			return;
		}
	console_say(c, c->now, false, "no screen has the number %d; ? lists them", number);
}

/* --- finding ----------------------------------------------------------------------------- */

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
		say(c, "nothing was searched for yet; / starts a search");
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

static void do_search(struct console *c) { prompt_open(c, PROMPT_SEARCH, ""); }
static void do_search_next(struct console *c) { search_again(c, false); }
static void do_search_previous(struct console *c) { search_again(c, true); }
static void do_command(struct console *c) { prompt_open(c, PROMPT_COMMAND, ""); }

static bool is_list(struct console *c)
{
	enum widget w = console_pane(c)->pane->widget;

	if (w == WIDGET_TABLE)
		return true;
	say(c, "this pane is no list; Tab goes to the next one");
	return false;
}

static void do_filter(struct console *c)
{
	const struct filter *f = console_pane(c)->view->filter;

	if (is_list(c))
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

	if (!is_list(c))
		return;
	if (!view_can_sort(p->view, column->field, &e)) {
		say(c, e.text);
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

static void do_sort(struct console *c) { sort(c, false); }
static void do_sort_add(struct console *c) { sort(c, true); }

static void do_columns(struct console *c)
{
	if (is_list(c))
		chooser_open(c);
}

/* --- figures -------------------------------------------------------------------------------- */

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
	say(c, "this row is no account; open it first");
	return false;
}

static const char *current_figure(struct console *c)
{
	struct pane_state *p = console_pane(c);
	const struct screen_column *column = &p->columns[p->column];

	return column->explain ? p->pane->model->fields[column->field].name : "availability_pct";
}

bool action_explain(struct console *c, const char *figure)
{
	struct model_scope scope;
	struct err e = {""};
	const struct screen *s = screens_need(c->screens, "explain", &e);

	if (!account_scope(c, &scope))
		return false;
	scope.figure = figure ? figure : current_figure(c);
	if (s && console_open(c, s, &scope, &e))
		return true;
	say_bad(c, &e);
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

static void do_explain(struct console *c)
{
	if (proves(console_page(c)))
		say(c, "this is the explanation; P lets the standby prove it");
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
static void do_copy(struct console *c)
{
	struct pane_state *p = console_pane(c);
	struct console_private *own = c->own;

	if (p->view->cursor >= p->view->count) {
		say(c, "there is no row to copy");
		return;
	}
	buf_clear(&own->copied);
	if (p->mark_count) {
		size_t count = add_marked(c, p);
		console_say(c, c->now, false, "%zu marked rows are copied, if the terminal allows it", count);
	} else if (own->again) {
		add_row(c, p, p->view->cursor);
		say(c, "the row is copied, if the terminal allows it");
	} else {
		add_value(c, p, p->view->cursor, &p->columns[p->column]);
		own->copied_value = true;
		say(c, "the value is copied, if the terminal allows it; again for the row");
	}
	own->effect = (struct effect){.kind = EFFECT_COPY, .text = own->copied.data};
}

/* --- marks and files ------------------------------------------------------------------------- */

static int compare_keys(const struct row_key *a, const struct row_key *b)
{
	if (a->platform != b->platform)
		return a->platform < b->platform ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

/* The place of a key among the marks, or where it would stand. */
static size_t mark_place(const struct pane_state *p, const struct row_key *key, bool *found)
{
	size_t low = 0, high = p->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_keys(&p->marks[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < p->mark_count && !compare_keys(&p->marks[low], key);
	return low;
}

bool pane_is_marked(const struct pane_state *p, struct row_key key)
{
	bool found;

	mark_place(p, &key, &found);
	return found;
}

static void do_mark(struct console *c)
{
	struct pane_state *p = console_pane(c);
	struct row_key key;
	bool found;

	if (!is_list(c))
		return;
	if (p->view->cursor >= p->view->count) {
		say(c, "there is no row to mark");
		return;
	}
	key = view_key(p->view, p->view->cursor);
	size_t at = mark_place(p, &key, &found), behind = p->mark_count - at;
	if (found) {
		memmove(p->marks + at, p->marks + at + 1, (behind - 1) * sizeof *p->marks);
		p->mark_count--;
	} else {
		p->marks = mem_resize(p->marks, p->mark_count + 1, sizeof *p->marks);
		memmove(p->marks + at + 1, p->marks + at, behind * sizeof *p->marks);
		p->marks[at] = key;
		p->mark_count++;
	}
	view_move(p->view, 1);
}

/* "availability-10017-2026-11-filtered.csv": says what is in it. */
static void do_export(struct console *c)
{
	const struct page *page = console_page(c);
	const struct pane_state *p = console_pane(c);
	const struct model_scope *scope = &p->view->scope;
	struct buf name = BUF_INIT;

	if (!is_list(c))
		return;
	buf_add_text(&name, page->screen->name);
	if (page->screen->pane_count > 1 && strcmp(page->screen->name, p->pane->name))
		buf_addf(&name, "-%s", p->pane->name);
	if (page->scope.enterprise_no)
		buf_addf(&name, "-%lld", (long long)page->scope.enterprise_no);
	if (scope->month >= 0)
		buf_addf(&name, "-%04d-%02d", scope->month / 12, scope->month % 12 + 1);
	buf_addf(&name, "%s.csv", p->view->filter ? "-filtered" : "");
	prompt_open(c, PROMPT_EXPORT, name.data);
	buf_release(&name);
}

/* --- time --------------------------------------------------------------------------------------- */

static void move_month(struct console *c, int months)
{
	struct page *page = console_page(c);
	int month = page->scope.month;

	if (!page->screen->by_month) {
		say(c, "this screen is always of the present month");
		return;
	}
	if (month < 0)
		month = calendar_month_number(page->scope.calendar, page->scope.span.start_us);
	if (month + months > c->live_month)
		say(c, "this is the present month; there is none after it yet");
	else if (month + months < 1970 * 12)
		say(c, "there is no month before");
	else
		stack_month(c, month + months);
}

static void do_month_before(struct console *c) { move_month(c, -1); }
static void do_month_after(struct console *c) { move_month(c, 1); }

static void do_live(struct console *c)
{
	const struct model_scope *scope = &console_page(c)->scope;

	if (view_is_paged(console_pane(c)->view))
		view_move_to(console_pane(c)->view, 0);
	else if (scope->month == c->live_month && scope->as_of == TIME_NONE)
		say(c, "this is the present month");
	else
		stack_month(c, c->live_month);
}

static void do_pause(struct console *c)
{
	c->paused = !c->paused;
	c->paused_at = c->now;
	say(c, c->paused ? "paused: the figures stand still; p lets them go on" : "going on");
}

static void do_time(struct console *c)
{
	const struct view *v = console_pane(c)->view;

	if (view_is_paged(v) && v->model->paged->time >= 0)
		prompt_open(c, PROMPT_TIME, "");
	else
		say(c, "this list has no time to go to");
}

static void do_refresh(struct console *c)
{
	struct page *page = console_page(c);

	for (size_t i = 0; i < page->screen->pane_count; i++)
		view_refresh(page->panes[i].view);
	c->own->effect.kind = EFFECT_REFRESH;
	say(c, "asking the replicas");
}

/* --- alarms ----------------------------------------------------------------------------- */

/* The one under the cursor; where the list is of other things, or empty, the one
 * that stands at the top. The row that is done with sinks: the cursor goes to the
 * next, for who works through them. */
static void do_acknowledge(struct console *c)
{
	struct view *v = console_pane(c)->view;
	const struct alarm *first;
	size_t count;
	bool listed = v->model == model_find("alarms") && v->cursor < v->count;
	int64_t id = 0;

	if (c->base.alarms && listed)
		id = view_key(v, v->cursor).a;
	else if ((first = alarms_first(c->base.alarms, &count)))
		id = first->id;
	if (id && alarms_acknowledge(c->base.alarms, id, c->now)) {
		if (listed)
			view_move(v, 1);
		say(c, "acknowledged, on this console only");
	} else {
		say(c, id ? "this alarm is acknowledged already, or over" : "there is no alarm to acknowledge");
	}
}

/* --- program -------------------------------------------------------------------------------------- */

static void do_help(struct console *c)
{
	c->help = true;
	c->help_top = 0;
}

static void do_stop(struct console *c)
{
	struct page *page = console_page(c);
	bool stopped = false;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		stopped |= view_stop(page->panes[i].view);
	if (stopped) {
		say(c, "stopped; the next move goes on");
		return;
	}
	c->own->effect.kind = EFFECT_STOP;
	say(c, "Ctrl-C stops long work; q goes back, :q quits");
}

static void do_mouse(struct console *c)
{
	c->mouse = !c->mouse;
	c->own->effect.kind = EFFECT_MOUSE;
	say(c, c->mouse ? "the mouse is on; M switches it off" : "the mouse is off");
}

static void do_redraw(struct console *c) { c->own->effect.kind = EFFECT_REDRAW; }
static void do_suspend(struct console *c) { c->own->effect.kind = EFFECT_SUSPEND; }
static void do_quit(struct console *c) { c->own->effect.kind = EFFECT_QUIT; }

static void (*const handlers[ACTION_COUNT])(struct console *c) = {
	[ACTION_UP] = do_up,
	[ACTION_DOWN] = do_down,
	[ACTION_LEFT] = do_left,
	[ACTION_RIGHT] = do_right,
	[ACTION_PAGE_UP] = do_page_up,
	[ACTION_PAGE_DOWN] = do_page_down,
	[ACTION_HALF_UP] = do_half_up,
	[ACTION_HALF_DOWN] = do_half_down,
	[ACTION_FIRST] = do_first,
	[ACTION_LAST] = do_last,
	[ACTION_COLUMN_FIRST] = do_column_first,
	[ACTION_COLUMN_LAST] = do_column_last,
	[ACTION_OPEN] = do_open,
	[ACTION_BACK] = do_back,
	[ACTION_NEXT_PANE] = do_next_pane,
	[ACTION_PREVIOUS_PANE] = do_previous_pane,
	[ACTION_SEARCH] = do_search,
	[ACTION_SEARCH_NEXT] = do_search_next,
	[ACTION_SEARCH_PREVIOUS] = do_search_previous,
	[ACTION_HELP] = do_help,
	[ACTION_COMMAND] = do_command,
	[ACTION_FILTER] = do_filter,
	[ACTION_SORT] = do_sort,
	[ACTION_SORT_ADD] = do_sort_add,
	[ACTION_EXPLAIN] = do_explain,
	[ACTION_PROVE] = action_prove,
	[ACTION_MONTH_BEFORE] = do_month_before,
	[ACTION_MONTH_AFTER] = do_month_after,
	[ACTION_LIVE] = do_live,
	[ACTION_TIME] = do_time,
	[ACTION_PAUSE] = do_pause,
	[ACTION_REFRESH] = do_refresh,
	[ACTION_COPY] = do_copy,
	[ACTION_MARK] = do_mark,
	[ACTION_MOUSE] = do_mouse,
	[ACTION_EXPORT] = do_export,
	[ACTION_ACKNOWLEDGE] = do_acknowledge,
	[ACTION_COLUMNS] = do_columns,
	[ACTION_REDRAW] = do_redraw,
	[ACTION_SUSPEND] = do_suspend,
	[ACTION_STOP] = do_stop,
	[ACTION_QUIT] = do_quit,
};

static void unknown_key(struct console *c, uint32_t key)
{
	struct buf name = BUF_INIT;

	key_to_name(key, &name);
	if (name.length)
		console_say(c, c->now, false, "%s does nothing here; ? lists the keys", name.data);
	buf_release(&name);
}

void action_do(struct console *c, enum action a, uint32_t key)
{
	const struct screen_drill *d = a == ACTION_NONE ? find_drill(c, key) : NULL;

	if (d)
		drill(c, d);
	else if (a >= ACTION_SCREEN_1 && a <= ACTION_SCREEN_9)
		open_number(c, (int)a - ACTION_SCREEN_1 + 1);
	else if (handlers[a])
		handlers[a](c);
	else
		unknown_key(c, key);
}
