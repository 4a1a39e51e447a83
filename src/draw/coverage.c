/* The days of a log as months side by side, Monday first: which have entries, which
 * have none, which lie before the oldest one. The pane's first date column is the
 * day, its first text what is known of it, its first flag whether it is promised,
 * its second text what the months are of. Where rows of several logs stand in the
 * pane (keys that differ in more than their first number), those of the one that
 * the cursor is in are drawn. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define DAYS 7
#define DAY_CELLS 3 /* a mark and two digits */
#define MONTH_CELLS (DAYS * DAY_CELLS)
#define MONTH_GAP 3
#define MONTH_LINES 8 /* its name, the weekdays, six weeks */
#define FOOT_LINES 2  /* what is under the cursor, and what the marks mean */
#define DAYS_TO_MONDAY 3 /* from 1970-01-01, a Thursday, back to one */

static const struct mark {
	const char *word, *glyph, *ascii, *says;
	enum role role, promised; /* promised: on a day of which entries are promised */
} marks[] = {
	{"entries", "▪", "#", "entries", ROLE_OK, ROLE_OK},
	{"empty", "○", "o", "empty", ROLE_WARN, ROLE_WARN},
	{"before", "·", ".", "before the oldest", ROLE_DIM, ROLE_BREACH},
	{"ahead", " ", " ", "ahead", ROLE_DIM, ROLE_DIM},
	{"unread", "?", "?", "not read", ROLE_DIM, ROLE_DIM},
};

struct day {
	int64_t date;
	int year, month, number, weekday; /* Monday 0 */
	const struct mark *mark;
	bool promised, promise_known;
};

/* The rows that are drawn, and where. */
struct months {
	size_t from, to;
	int first;  /* number of the first month, year * 12 + month - 1 */
	int count, beside;
};

static const struct mark *mark_of(const char *word)
{
	size_t i = 0;

	while (i + 1 < COUNT_OF(marks) && strcmp(marks[i].word, word ? word : ""))
		i++;
	return &marks[i];
}

/* The first column of a type after so many of it; -1: none. */
static int column_of(const struct pane_state *p, enum value_type type, int nth)
{
	const struct screen_pane *pane = p->pane;

	for (size_t i = 0; i < pane->column_count; i++)
		if (pane->model->fields[pane->columns[i].field].type == type && nth-- == 0)
			return pane->columns[i].field;
	return -1;
}

static void value_at(struct pane_state *p, size_t row, int field, struct value *out)
{
	*out = (struct value){.null = true};
	if (field >= 0)
		view_value(p->view, row, (size_t)field, out);
}

static bool read_day(struct pane_state *p, size_t row, struct day *out)
{
	struct value v;

	value_at(p, row, column_of(p, VALUE_DATE, 0), &v);
	if (v.null)
		return false;
	*out = (struct day){.date = v.i};
	value_date_civil(v.i, &out->year, &out->month, &out->number);
	out->weekday = (int)(((v.i + DAYS_TO_MONDAY) % DAYS + DAYS) % DAYS);
	value_at(p, row, column_of(p, VALUE_TEXT, 0), &v);
	out->mark = mark_of(v.null ? NULL : v.text);
	value_at(p, row, column_of(p, VALUE_BOOL, 0), &v);
	out->promise_known = !v.null;
	out->promised = !v.null && v.i;
	return true;
}

static bool same_calendar(struct view *v, size_t a, size_t b)
{
	struct row_key one = view_key(v, a), other = view_key(v, b);

	return one.platform == other.platform && one.b == other.b;
}

static int month_number(const struct day *day)
{
	return day->year * 12 + day->month - 1;
}

static struct months find_months(struct pane_state *p, int width)
{
	struct view *v = p->view;
	struct months m = {v->cursor, v->cursor, 0, 0, 1};
	struct day first = {0}, last = {0};

	while (m.from > 0 && same_calendar(v, v->cursor, m.from - 1))
		m.from--;
	while (m.to < v->count && same_calendar(v, v->cursor, m.to))
		m.to++;
	if (m.from == m.to || !read_day(p, m.from, &first) || !read_day(p, m.to - 1, &last))
		return m;
	m.first = month_number(&first);
	m.count = month_number(&last) - m.first + 1;
	m.beside = (width + MONTH_GAP) / (MONTH_CELLS + MONTH_GAP);
	m.beside = m.beside < 1 ? 1 : m.beside > m.count ? m.count : m.beside;
	return m;
}

static int line_count(const struct months *m)
{
	return (m->count + m->beside - 1) / m->beside;
}

static int coverage_lines(struct drawing *d, struct pane_state *p, int width)
{
	struct months m = find_months(p, width);

	(void)d;
	return p->view->count ? line_count(&m) * (MONTH_LINES + 1) + FOOT_LINES : 2;
}

static void draw_month_head(struct drawing *d, int number, int row, int column)
{
	static const char names[DAYS][3] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

	buf_clear(&d->text);
	buf_addf(&d->text, "%04d-%02d", number / 12, number % 12 + 1);
	canvas_text(d->c, row, column + 1, MONTH_CELLS, ROLE_TITLE, d->text.data);
	for (int i = 0; i < DAYS; i++)
		canvas_text(d->c, row + 1, column + i * DAY_CELLS + 1, 2, ROLE_HEADER, names[i]);
}

static void draw_day(struct drawing *d, const struct day *day, int row, int column, bool selected)
{
	enum role role = day->promised ? day->mark->promised : day->mark->role;
	bool calm = role == ROLE_OK;

	canvas_text(d->c, row, column, 1, role, glyph(d, day->mark->glyph, day->mark->ascii));
	buf_clear(&d->text);
	buf_addf(&d->text, "%02d", day->number % 100);
	canvas_text(d->c, row, column + 1, 2, calm && day->promised ? ROLE_TEXT : calm ? ROLE_DIM : role, d->text.data);
	if (selected) {
		canvas_style(d->c, row, column, DAY_CELLS, ROLE_SELECTED, 0);
		place_cursor(d, row, column + 1);
	}
}

/* The day under the cursor, in words. */
static void draw_words(struct drawing *d, struct pane_state *p, struct area a, int row)
{
	struct value title;
	struct day day;

	if (!read_day(p, p->view->cursor, &day))
		return;
	value_at(p, p->view->cursor, column_of(p, VALUE_TEXT, 1), &title);
	buf_clear(&d->text);
	buf_addf(&d->text, "%04d-%02d-%02d: %s%s", day.year, day.month, day.number, day.mark->says,
		 !day.promise_known ? "" : day.promised ? ", promised" : ", not promised");
	if (!title.null)
		buf_addf(&d->text, "   %s", title.text);
	canvas_fit(d->c, row, a.column + 1, a.width - 1, ROLE_TEXT, d->text.data, d->o->ascii);
}

static void draw_legend(struct drawing *d, struct area a, int row)
{
	int at = a.column + 1, end = a.column + a.width;

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (*marks[i].glyph == ' ' || at >= end)
			continue;
		at += canvas_text(d->c, row, at, 1, marks[i].role, glyph(d, marks[i].glyph, marks[i].ascii)) + 1;
		at += canvas_text(d->c, row, at, end - at, ROLE_DIM, marks[i].says) + 2;
	}
}

/* The line of months that the cursor is in stays in sight. */
static int first_line(struct pane_state *p, const struct months *m, int lines)
{
	struct day day;
	int at = read_day(p, p->view->cursor, &day) ? (month_number(&day) - m->first) / m->beside : 0;
	int all = line_count(m);

	if (p->left > at)
		p->left = at;
	if (p->left < at - lines + 1)
		p->left = at - lines + 1;
	if (p->left > all - lines)
		p->left = all > lines ? all - lines : 0;
	return p->left;
}

static void coverage_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	struct months m = find_months(p, a.width);
	int foot = a.height > MONTH_LINES + FOOT_LINES ? FOOT_LINES : 0, lines = (a.height - foot) / MONTH_LINES;
	struct day day;

	p->width = a.width;
	p->height = 4; /* weeks of a page */
	p->view->top = 0;
	if (!p->view->count || m.from == m.to) {
		draw_empty(d, p, a);
		return;
	}
	lines = lines > 0 ? lines : 1;
	int top = first_line(p, &m, lines), shown = lines < line_count(&m) ? lines : line_count(&m);
	bool airy = shown * (MONTH_LINES + 1) - 1 <= a.height - foot; /* a line between them */
	int step = MONTH_LINES + airy;
	for (int i = top * m.beside; i < m.count && i < (top + lines) * m.beside; i++)
		draw_month_head(d, m.first + i, a.row + (i / m.beside - top) * step,
				a.column + i % m.beside * (MONTH_CELLS + MONTH_GAP));
	for (size_t row = m.from; row < m.to && read_day(p, row, &day); row++) {
		int i = month_number(&day) - m.first, line = i / m.beside - top;
		int week = 2 + (day.number - 1 + ((day.weekday - day.number + 1) % DAYS + DAYS) % DAYS) / DAYS;
		if (line < 0 || line >= lines || line * step + week >= a.height - foot)
			continue;
		draw_day(d, &day, a.row + line * step + week,
			 a.column + i % m.beside * (MONTH_CELLS + MONTH_GAP) + day.weekday * DAY_CELLS,
			 focused && row == p->view->cursor);
	}
	if (foot) {
		draw_words(d, p, a, a.row + a.height - 2);
		draw_legend(d, a, a.row + a.height - 1);
	}
}

const struct widget_kind widget_coverage = {
	.lines = coverage_lines, .scrolls = true, .draw = coverage_draw,
};
