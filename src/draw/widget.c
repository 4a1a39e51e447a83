#include "draw/widget.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

const struct widget_kind *widget_of(const struct screen_pane *pane)
{
	static const struct widget_kind *const kinds[WIDGET_COUNT] = {
		[WIDGET_TABLE] = &widget_table, [WIDGET_RECORD] = &widget_record,
		[WIDGET_CALENDAR] = &widget_calendar, [WIDGET_COVERAGE] = &widget_coverage, [WIDGET_TEXT] = &widget_text,
		[WIDGET_TIMELINE] = &widget_timeline,
	};

	return kinds[pane->widget];
}

const char *glyph(const struct drawing *d, const char *unicode, const char *ascii)
{
	return d->o->ascii ? ascii : unicode;
}

static enum role role_by_name(const char *name, enum role other)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (!strcmp(role_names[i], name))
			return (enum role)i;
	return other;
}

enum role role_of_word(const char *word, enum role other)
{
	const struct state_word *state = state_word_find(word);

	if (!state)
		return other;
	return !strcmp(word, "voided") ? ROLE_VOIDED : role_by_name(state->role, other);
}

enum role role_of_value(const struct value *v, enum role other)
{
	if (v->null)
		return other;
	switch (v->type) {
	case VALUE_TEXT:
		return role_of_word(v->text, other);
	case VALUE_RATIO:
		return v->i > 1000000 ? ROLE_BREACH : v->i >= 800000 ? ROLE_WARN : other;
	case VALUE_DURATION:
		return v->i < 0 ? ROLE_BREACH : other;
	default:
		return other;
	}
}

enum role cell_text(struct drawing *d, struct pane_state *p, size_t row, const struct screen_column *column,
		    int cells, struct buf *out)
{
	struct value v = {0};
	enum role role = ROLE_TEXT;

	view_value(p->view, row, column->field, &v);
	d->style.cells = cells;
	/* A dash stands for a figure that there is not; no word is no word. */
	if (!v.null || v.type != VALUE_TEXT)
		value_show(out, column->format, &v, &d->style);
	if (column->role_field >= 0) {
		struct value state = {0};
		view_value(p->view, row, (size_t)column->role_field, &state);
		role = role_of_value(&state, ROLE_TEXT);
		/* A field that is a state by its name, and holds. */
		if (state.type == VALUE_BOOL && !state.null && state.i)
			role = role_of_word(p->pane->model->fields[column->role_field].name, ROLE_TEXT);
		/* A figure that is as it should be needs no colour; the word beside it has one. */
		if (role == ROLE_OK && column->role_field != column->field)
			role = ROLE_TEXT;
	} else if (!strcmp(column->format->name, "state")) {
		role = role_of_value(&v, ROLE_TEXT);
	}
	return v.null && role == ROLE_TEXT ? ROLE_DIM : role;
}

void draw_bar_roles(struct drawing *d, int row, int column, int cells, enum role role)
{
	const char *rest = glyph(d, "·", "."), *full = glyph(d, "█", "#");

	for (int i = 0; i < cells && column + i < d->c->columns; i++) {
		const char *text =
			d->c->cells[(size_t)row * (size_t)d->c->columns + (size_t)(column + i)].text;
		if (role == ROLE_TEXT && (!strcmp(text, rest) || !strcmp(text, full)))
			canvas_role(d->c, row, column + i, 1, ROLE_DIM);
	}
}

void draw_slot_roles(struct drawing *d, int row, int column, int cells)
{
	static const char *const low[] = {"▁", "▂", "▃", "▄", "_", ",", "-", "~"};
	const char *none = glyph(d, "·", ".");

	for (int i = 0; i < cells && column + i < d->c->columns; i++) {
		const char *text =
			d->c->cells[(size_t)row * (size_t)d->c->columns + (size_t)(column + i)].text;
		bool is_low = false;
		for (size_t k = 0; k < COUNT_OF(low); k++)
			is_low |= !strcmp(text, low[k]);
		if (is_low || !strcmp(text, none))
			canvas_role(d->c, row, column + i, 1, is_low ? ROLE_BREACH : ROLE_DIM);
	}
}

void draw_trend_roles(struct drawing *d, int row, int column, int cells)
{
	for (int i = 0; i < cells && column + i < d->c->columns; i++) {
		const char *text = d->c->cells[(size_t)row * (size_t)d->c->columns + (size_t)(column + i)].text;
		for (size_t k = 0; k < trend_mark_count; k++)
			if (!strcmp(text, glyph(d, trend_marks[k].glyph, trend_marks[k].ascii)))
				canvas_role(d->c, row, column + i, 1, role_by_name(trend_marks[k].role, ROLE_TEXT));
	}
}

int cells_of(const char *text)
{
	return text_width(text, strlen(text));
}

int draw_right(struct drawing *d, int row, int column, int limit, enum role role, const char *text)
{
	int cells = cells_of(text);
	int at = column - cells;

	if (at < limit)
		at = limit;
	canvas_fit(d->c, row, at, column - at, role, text, d->o->ascii);
	return at;
}

/* Where a line that is too long is broken: at the last blank, but rather where
 * two things are parted by several, if that leaves no short line. 0: nowhere. */
static size_t last_blank(const char *text, size_t fits)
{
	size_t blank = fits, wide;

	while (blank && text[blank] != ' ')
		blank--;
	for (wide = blank; wide > fits / 2; wide--)
		if (text[wide] == ' ' && text[wide - 1] == ' ')
			break;
	if (wide <= fits / 2)
		return blank;
	while (wide && text[wide - 1] == ' ')
		wide--;
	return wide;
}

int wrap(const char *text, int cells,
	 void (*line)(void *context, int number, const char *text, size_t length), void *context)
{
	int number = 0;

	if (cells < 1)
		cells = 1;
	do {
		size_t length = strcspn(text, "\n");
		size_t fits = text_fit(text, length, cells, NULL), next = fits;
		if (fits < length) {
			size_t blank = last_blank(text, fits);
			if (blank)
				fits = next = blank;
			else if (!fits)
				next = fits = text_fit(text, length, 2, NULL)
						      ? text_fit(text, length, 2, NULL)
						      : length;
			while (next < length && text[next] == ' ')
				next++;
		}
		if (line)
			line(context, number, text, fits);
		number++;
		text += next;
		if (next == length && *text == '\n')
			text++;
		else if (next == length)
			break;
	} while (*text);
	return number;
}

void place_cursor(struct drawing *d, int row, int column)
{
	if (row < 0 || column < 0 || row >= d->c->rows || column >= d->c->columns)
		return;
	d->c->cursor_row = row;
	d->c->cursor_column = column;
	d->c->cursor_visible = true;
}

void keep_in_sight(struct view *v, size_t height)
{
	if (height < 1)
		height = 1;
	if (v->top + height > v->count)
		v->top = v->count > height ? v->count - height : 0;
	if (v->cursor < v->top)
		v->top = v->cursor;
	if (v->cursor >= v->top + height)
		v->top = v->cursor - height + 1;
}

/* Whether what a view looks at is still to be read from a platform; *stopped: the user
 * has given that up. */
static bool is_missing(const struct platform *p, const struct view *v, bool *stopped)
{
	const struct span *span = &v->scope.span;
	bool found = false;

	for (size_t i = 0; i < p->period_count; i++) {
		const struct period *d = p->periods[i];
		if (d->span.start_us != span->start_us || d->span.end_us != span->end_us)
			continue;
		*stopped = !d->complete && d->stopped;
		if (!d->complete)
			return true;
		found = true;
	}
	return !found;
}

void loading_text(struct drawing *d, const struct view *v, struct buf *out)
{
	const struct store *s = v->scope.store;
	const struct platform *p = NULL;
	bool stopped = false;

	if (view_is_paged(v)) {
		if (!view_progress(v, out))
			buf_addf(out, "reading %s", glyph(d, "…", "..."));
		return;
	}
	for (size_t i = 0; s && i < s->count && !p; i++)
		if ((v->scope.platform < 0 || v->scope.platform == (int)i) && is_missing(s->platforms[i], v, &stopped))
			p = s->platforms[i];
	bool reads = !p || p->status.state == REPLICA_LIVE || p->status.state == REPLICA_LOADING ||
		     p->status.state == REPLICA_STALE;
	buf_add_text(out, !p ? "computing" : stopped ? "stopped loading" : reads ? "loading" : "waiting for");
	if (!p) {
		buf_addf(out, " %s", glyph(d, "…", "..."));
		return;
	}
	buf_addf(out, " %s", p->name && *p->name ? p->name : p->code);
	if (!reads) {
		const struct state_word *word = state_word_find(replica_state_names[p->status.state]);
		buf_addf(out, ", %s", word ? word->shown : replica_state_names[p->status.state]);
		return;
	}
	if (v->scope.month >= 0)
		buf_addf(out, " %04d-%02d", v->scope.month / 12, v->scope.month % 12 + 1);
	if (!p->status.rows_loaded || stopped)
		return;
	buf_add_text(out, ", ");
	value_grouped(out, (int64_t)p->status.rows_loaded);
	buf_add_text(out, " rows");
}

/* Why a list that stays on the server is not there: as many lines as it takes. */
static void draw_error(struct drawing *d, struct pane_state *p, struct area a)
{
	uint32_t platform;
	const char *error = view_error(p->view, &platform);
	const struct platform *of = p->view->scope.store->platforms[platform];

	buf_clear(&d->text);
	buf_addf(&d->text, "%s: %s", of->name && *of->name ? of->name : of->code, error);
	canvas_fit(d->c, a.row, a.column + 2, a.width - 2, ROLE_BREACH, d->text.data, d->o->ascii);
}

void draw_wrapped(void *wrapped, int number, const char *text, size_t length)
{
	const struct wrapped *w = wrapped;
	int row = w->row + number;

	if (row >= w->to)
		return;
	char *line = mem_copy_n(text, length);
	canvas_fit(w->d->c, row, w->column, w->end - w->column, w->role, line, w->d->o->ascii);
	explicit_bzero(line, length);
	free(line);
}

void draw_empty(struct drawing *d, struct pane_state *p, struct area a)
{
	const char *text = p->pane->empty ? p->pane->empty : "nothing here";
	uint32_t platform;

	const struct platform *lacking = model_lacking(p->view->model, &p->view->scope);

	if (lacking) {
		buf_clear(&d->text);
		buf_addf(&d->text, "%s does not publish ", lacking->name[0] ? lacking->name : lacking->code);
		for (const char *at = p->view->model->needs; at; at = strchr(at, ' '), at = at ? at + 1 : NULL)
			buf_addf(&d->text, "%ssla.%.*s", at == p->view->model->needs ? "" : " or ", (int)strcspn(at, " "), at);
		text = d->text.data;
	} else if (view_error(p->view, &platform)) {
		draw_error(d, p, a);
		return;
	} else if (!p->view->complete) {
		buf_clear(&d->text);
		loading_text(d, p->view, &d->text);
		text = d->text.data;
	} else if (p->view->filter) {
		text = "no row passes the filter";
	}
	canvas_fit(d->c, a.row, a.column + 2, a.width - 2, ROLE_DIM, text, d->o->ascii);
}

void draw_more(struct drawing *d, int row, int column, int width, size_t more)
{
	buf_clear(&d->text);
	buf_addf(&d->text, "%s ", glyph(d, "…", "..."));
	value_grouped(&d->text, (int64_t)more);
	buf_add_text(&d->text, " more");
	canvas_fit(d->c, row, column, width, ROLE_DIM, d->text.data, d->o->ascii);
}
