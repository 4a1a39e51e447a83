/* The lines around the panes: whose data, in what mode and when, where we are, what
 * is said, what can be pressed. */
#include <inttypes.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define NAME "slatop"

static const char *const month_names[] = {
	"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
};
static const char *const day_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* ---- mode and clock ---- */

static bool any_live(const struct store *s)
{
	for (size_t i = 0; s && i < s->count; i++)
		if (s->platforms[i]->status.state == REPLICA_LIVE)
			return true;
	return false;
}

static enum role mode_text(struct drawing *d, struct buf *out)
{
	const struct model_scope *scope = d->page ? &d->page->scope : &d->state->base;

	if (scope->as_of != TIME_NONE && d->style.calendar) {
		size_t start = out->length;
		scope_view_text(scope, out);
		memcpy(out->data + start, "AS OF", 5);
		if (d->state->play.runs)
			buf_addf(out, " %s%dx", glyph(d, "▶", ">"), d->state->play.speed);
		return ROLE_ACCENT;
	}
	if (d->state->audit)
		buf_addf(out, "AUDIT account %" PRId64 "%s", d->state->audit->account, d->state->paused ? " PAUSED" : "");
	if (d->state->audit)
		return ROLE_ACCENT;
	if (d->state->paused) {
		buf_add_text(out, "PAUSED");
		return ROLE_WARN;
	}
	bool live = any_live(d->state->base.store);
	buf_add_text(out, live ? "LIVE" : "NOT LIVE");
	return live ? ROLE_OK : ROLE_WARN;
}

/* The clock in three lengths; the time zone always stands beside it. */
static void clock_text(struct drawing *d, int length, struct buf *out)
{
	const struct calendar *calendar = d->style.calendar;

	if (!calendar)
		return;
	struct civil t = calendar_civil(calendar, d->o->clock);
	if (length == 2)
		buf_addf(out, "%s %d %.3s ", day_names[t.weekday], t.day, month_names[t.month - 1]);
	buf_addf(out, "%02d:%02d:%02d", t.hour, t.minute, t.second);
	if (length) {
		buf_addf(out, " %s", calendar_zone(calendar));
	} else {
		int offset = calendar_offset(calendar, d->o->clock) / 60;
		buf_addf(out, " %c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
	}
}

static void draw_first_line(struct drawing *d)
{
	const struct store *s = d->state->base.store;
	struct buf mode = BUF_INIT, clock = BUF_INIT;
	int start = (int)strlen(NAME) + 2, length = 2;
	int platforms = s ? platforms_cells(d, s) : 0;
	enum role role = mode_text(d, &mode);

	for (;; length--) {
		buf_clear(&clock);
		clock_text(d, length, &clock);
		int right = cells_of(mode.data) + 2 + cells_of(clock.data);
		if (!length || start + platforms + 2 + right <= d->c->columns)
			break;
	}
	canvas_text(d->c, 0, 0, d->c->columns, ROLE_TITLE, NAME);
	int edge = draw_right(d, 0, d->c->columns, start, ROLE_TEXT, clock.data);
	edge = draw_right(d, 0, edge - 2, start, role, mode.data);
	canvas_style(d->c, 0, edge, cells_of(mode.data), ROLE_TEXT, THEME_BOLD);
	if (s && edge - 2 > start)
		draw_platforms(d, s, start, edge - 2);
	buf_release(&mode);
	buf_release(&clock);
}

/* ---- where we are ---- */

/* What a page is called after those before it: its title, with its subject where
 * that is new; the subject alone where the title would only say the page before
 * again ("tenants", "tenant"). */
static void page_text(const struct console *state, size_t i, struct buf *out)
{
	const struct page *page = &state->pages[i], *before = i ? &state->pages[i - 1] : NULL;
	bool group = page->scope.group_given && !page->scope.incident_id &&
		     !strcmp(page->screen->name, "incident");
	const char *title = group ? "outage" : page->screen->title, *subject = page->subject;
	bool known = before && before->subject && subject && !strcmp(before->subject, subject);
	bool said = before && !strncasecmp(before->screen->title, title, strlen(title));

	if (!subject || known)
		buf_add_text(out, title);
	else if (said)
		buf_add_text(out, subject);
	else
		buf_addf(out, "%s %s", title, subject);
}

static void draw_trail(struct drawing *d, int row, int edge)
{
	const struct console *state = d->state;
	const char *between = glyph(d, " › ", " > ");
	struct buf text = BUF_INIT;
	size_t first = 0;
	int cells = 0;

	for (size_t i = state->page_count; i-- > 0;) {
		buf_clear(&text);
		page_text(state, i, &text);
		cells += cells_of(text.data) + (i + 1 < state->page_count ? 3 : 0);
		if (cells > edge - (i ? 4 : 0) && i + 1 < state->page_count) {
			first = i + 1;
			break;
		}
	}
	int column = 0;
	if (first)
		column += canvas_text(d->c, row, 0, edge, ROLE_DIM, glyph(d, "… › ", "~ > "));
	for (size_t i = first; i < state->page_count && column < edge; i++) {
		bool last = i + 1 == state->page_count;
		buf_clear(&text);
		page_text(state, i, &text);
		column += canvas_fit(d->c, row, column, edge - column, last ? ROLE_HEADER : ROLE_DIM,
				     text.data, d->o->ascii);
		if (!last)
			column +=
				canvas_fit(d->c, row, column, edge - column, ROLE_DIM, between, d->o->ascii);
	}
	buf_release(&text);
}

static void span_text(struct drawing *d, const struct model_scope *scope, struct buf *out)
{
	if (scope->month >= 0) {
		buf_addf(out, "%s %d", month_names[scope->month % 12], scope->month / 12);
	} else if (scope->span_given && d->style.calendar) {
		time_local(out, d->style.calendar, scope->span.start_us);
		buf_add_text(out, glyph(d, " – ", " to "));
		if (scope->span.end_us == TIME_NONE)
			buf_add_text(out, "now");
		else
			time_local(out, d->style.calendar, scope->span.end_us);
	}
}

/* The filter of the list under the cursor, and how many rows pass it, or that the server
 * has to look for them row by row. Returns where it starts. */
static int draw_filter(struct drawing *d, int edge)
{
	if (d->page->focus >= d->page->screen->pane_count)
		return edge;
	const struct view *v = d->page->panes[d->page->focus].view;

	if (v->filter && view_is_paged(v)) {
		buf_clear(&d->text);
		buf_addf(&d->text, "%sfilter %s", view_scans(v) ? "no index: " : "", filter_text(v->filter));
		edge = draw_right(d, 1, edge - 3, d->c->columns / 3, ROLE_ACCENT, d->text.data);
	} else if (v->filter) {
		buf_clear(&d->text);
		buf_addf(&d->text, "filter %s (", filter_text(v->filter));
		value_grouped(&d->text, (int64_t)v->count);
		buf_add_text(&d->text, " of ");
		value_grouped(&d->text, (int64_t)v->total);
		buf_add_text(&d->text, ")");
		edge = draw_right(d, 1, edge - 3, d->c->columns / 3, ROLE_ACCENT, d->text.data);
	}
	return edge;
}

static const char *title_of_field(const struct pane_state *p, size_t field)
{
	const struct model_field *f = &p->pane->model->fields[field];

	for (size_t i = 0; i < p->column_count; i++)
		if (p->columns[i].field == field && *p->columns[i].title)
			return p->columns[i].title;
	return f->title && *f->title ? f->title : f->name;
}

/* The order of the list under the cursor, where it is not the screen's own. */
static int draw_order(struct drawing *d, int edge)
{
	const struct pane_state *p = &d->page->panes[d->page->focus];

	if (!p->sorted || !p->view->sort_count)
		return edge;
	buf_clear(&d->text);
	buf_add_text(&d->text, "by ");
	for (size_t i = 0; i < p->view->sort_count; i++)
		buf_addf(&d->text, "%s%s %s", i ? ", " : "", title_of_field(p, p->view->sort[i].field),
			 p->view->sort[i].descending ? glyph(d, "↓", "v") : glyph(d, "↑", "^"));
	return draw_right(d, 1, edge - 3, d->c->columns / 3, ROLE_ACCENT, d->text.data);
}

/* What without a history changed since the moment; where that is too long, how much. */
static int draw_later(struct drawing *d, int edge)
{
	buf_clear(&d->text);
	int64_t rows = relations_changed(d->state->later, &d->text);
	if (cells_of(d->text.data) > d->c->columns / 3) {
		buf_clear(&d->text);
		buf_addf(&d->text, "%" PRId64 " rows changed since", rows);
	}
	return rows ? draw_right(d, 1, edge - 3, d->c->columns / 3, ROLE_WARN, d->text.data) : edge;
}

/* The month, with the keys that change it, the order and the filter. */
static void draw_second_line(struct drawing *d)
{
	struct buf right = BUF_INIT;
	int edge = d->c->columns;

	if (!d->page)
		return;
	span_text(d, &d->page->scope, &right);
	if (d->page->screen->by_month && d->page->scope.month >= 0 && right.length) {
		edge = draw_right(d, 1, edge, 0, ROLE_DIM, " >");
		edge = draw_right(d, 1, edge, 0, ROLE_TEXT, right.data);
		edge = draw_right(d, 1, edge, 0, ROLE_DIM, "< ");
	} else if (right.length) {
		edge = draw_right(d, 1, edge, d->c->columns / 2, ROLE_TEXT, right.data);
	}
	if (!d->page->scope.as_known) /* there each screen says more */
		edge = draw_later(d, edge);
	edge = draw_order(d, edge);
	edge = draw_filter(d, edge);
	draw_trail(d, 1, edge - 2);
	buf_release(&right);
}

void draw_top(struct drawing *d)
{
	draw_first_line(d);
	draw_second_line(d);
}

/* ---- what is said ---- */

/* The worst that a sub-platform has to say while nothing else is said. */
static const struct platform *troubled(const struct store *s)
{
	static const uint8_t worst[] = {REPLICA_REFUSED, REPLICA_LOST, REPLICA_NO_TIME, REPLICA_DISCONNECTED,
		REPLICA_STALE};

	for (size_t w = 0; s && w < COUNT_OF(worst); w++)
		for (size_t i = 0; i < s->count; i++)
			if (s->platforms[i]->status.state == worst[w] && s->platforms[i]->status.message[0])
				return s->platforms[i];
	return NULL;
}

/* "no room for 2 more panes; Tab shows them". */
static void add_hidden(struct drawing *d)
{
	struct buf key = BUF_INIT;

	key_map_keys(d->state->keys, ACTION_NEXT_PANE, 1, &key);
	buf_addf(&d->text, "no room for %d more pane%s", d->hidden, d->hidden > 1 ? "s" : "");
	if (key.length)
		buf_addf(&d->text, "; %s shows %s", key.data, d->hidden > 1 ? "them" : "it");
	buf_release(&key);
}

static void draw_trouble(struct drawing *d, int row, int edge)
{
	const struct store *s = d->state->base.store;
	const struct platform *p = troubled(s);
	enum role role = ROLE_WARN;

	buf_clear(&d->text);
	if (p) {
		const struct state_word *state = state_word_find(replica_state_names[p->status.state]);
		buf_addf(&d->text, "%s %s", p->name && *p->name ? p->name : p->code,
			 state ? state->shown : replica_state_names[p->status.state]);
		if (p->status.retry_at != TIME_NONE && p->status.retry_at > d->o->now) {
			buf_add_text(&d->text, ", again in ");
			duration_text(&d->text, p->status.retry_at - d->o->now + USEC - 1);
		}
		buf_addf(&d->text, ": %s", p->status.message);
	} else {
		role = ROLE_DIM;
		for (size_t i = 0; s && i < s->count && !d->text.length; i++) {
			p = s->platforms[i];
			if (p->status.warning[0])
				buf_addf(&d->text, "%s: %s", p->name && *p->name ? p->name : p->code,
					 p->status.warning);
		}
		if (!d->text.length && d->hidden)
			add_hidden(d);
	}
	canvas_fit(d->c, row, 0, edge, role, d->text.data, d->o->ascii);
}

/* Of a list that stays on the server nobody knows how long it is: said is what is
 * above and below, and what takes long. */
static int draw_page_position(struct drawing *d, const struct view *v, int row)
{
	int edge = d->c->columns;
	bool least = false, above = view_goes_on(v, false), below = view_goes_on(v, true);
	int64_t newer = view_newer(v, &least);

	uint32_t platform;
	const char *error = view_error(v, &platform);

	buf_clear(&d->text);
	if (error && v->count) {
		const struct platform *p = v->scope.store->platforms[platform];
		buf_addf(&d->text, "no rows of %s: %s", p->name && *p->name ? p->name : p->code, error);
		return draw_right(d, row, edge, edge / 3, ROLE_BREACH, d->text.data) - 2;
	}
	if (view_progress(v, &d->text))
		return draw_right(d, row, edge, edge / 3, ROLE_DIM, d->text.data) - 2;
	if (newer) {
		value_grouped(&d->text, newer);
		buf_addf(&d->text, "%s newer", least ? "+" : "");
		edge = draw_right(d, row, edge, edge / 3, ROLE_ACCENT, d->text.data) - 2;
	}
	buf_clear(&d->text);
	if (!v->count)
		return edge;
	if (!above && !below) {
		value_grouped(&d->text, (int64_t)v->cursor + 1);
		buf_add_text(&d->text, " of ");
		value_grouped(&d->text, (int64_t)v->count);
	} else if (!above) {
		buf_add_text(&d->text, "row ");
		value_grouped(&d->text, (int64_t)v->cursor + 1);
	} else if (!below && v->cursor + 1 == v->count) {
		buf_add_text(&d->text, "last row");
	}
	return d->text.length ? draw_right(d, row, edge, edge / 2, ROLE_DIM, d->text.data) - 2 : edge;
}

/* Where the cursor stands in a list that is longer than its pane. Returns the
 * column where it starts. */
static int draw_position(struct drawing *d, int row)
{
	const struct page *page = d->page;
	int edge = d->c->columns;

	if (!page || page->focus >= page->screen->pane_count || d->state->help)
		return edge;
	const struct view *v = page->panes[page->focus].view;
	if (view_is_paged(v))
		return draw_page_position(d, v, row);
	buf_clear(&d->text);
	if (view_progress(v, &d->text)) {
		buf_addf(&d->text, " %s", glyph(d, "…", "..."));
		return draw_right(d, row, edge, edge / 3, ROLE_DIM, d->text.data) - 2;
	}
	if (!v->complete) {
		buf_clear(&d->text);
		loading_text(d, v, &d->text);
		return draw_right(d, row, edge, edge / 3, ROLE_DIM, d->text.data) - 2;
	}
	if (v->count <= 1 || page->screen->panes[page->focus].widget == WIDGET_RECORD)
		return edge;
	buf_clear(&d->text);
	if (page->panes[page->focus].mark_count)
		buf_addf(&d->text, "%zu marked, ", page->panes[page->focus].mark_count);
	value_grouped(&d->text, (int64_t)v->cursor + 1);
	buf_add_text(&d->text, " of ");
	value_grouped(&d->text, (int64_t)v->count);
	return draw_right(d, row, edge, edge / 2, ROLE_DIM, d->text.data) - 2;
}

void draw_bottom(struct drawing *d)
{
	int row = d->c->rows - 2;

	if (d->state->prompt.kind != PROMPT_NONE) {
		draw_prompt(d, row);
		return;
	}
	int edge = draw_position(d, row);
	if (d->state->message[0])
		canvas_fit(d->c, row, 0, edge, d->state->message_bad ? ROLE_BREACH : ROLE_TEXT,
			   d->state->message, d->o->ascii);
	else
		draw_trouble(d, row, edge);
	if (d->state->chooser.open)
		draw_chooser_keys(d, row + 1);
	else if (d->state->reveal.state == REVEAL_ASKS)
		draw_reveal_keys(d, row + 1);
	else
		draw_keys(d, row + 1);
}

int draw_known_now(struct drawing *d, int row)
{
	const struct page *page = d->page;
	int above = row > 2; /* in place of the blank line, which then stands below */

	buf_clear(&d->text);
	if (!page || !page->scope.as_known)
		return row;
	relations_write(page_relations(page), d->state->later, &d->text);
	if (!d->text.length)
		return row;
	struct wrapped lines = {d, row - above, d->c->rows, 0, d->c->columns,
				strstr(d->text.data, " changed since") ? ROLE_WARN : ROLE_DIM};
	return row + wrap(d->text.data, d->c->columns, draw_wrapped, &lines);
}
