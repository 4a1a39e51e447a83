/* The month as a calendar, Monday first: each day shaded by its unavailable
 * time. The pane's first date or time column is the day, its first duration the
 * shade; both are told by type, so that the order of columns is free. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define DAYS 7
#define NARROW 4  /* cells a day: a shade, two digits, a gap */
#define WIDE 10   /* with the duration beside */
#define WIDE_FROM 150 /* cells of room from which durations are written out */

/* From how much time on a day has which shade. The last is a whole month's
 * allowance in one day, more or less. */
static const struct shade {
	int64_t from_us;
	const char *glyph, *ascii;
	enum role role;
} shades[] = {
	{90 * MINUTE_US, "█", "#", ROLE_BREACH},
	{30 * MINUTE_US, "▓", "%", ROLE_BREACH},
	{10 * MINUTE_US, "▒", "+", ROLE_WARN},
	{1, "▏", "-", ROLE_WARN},
	{INT64_MIN, " ", " ", ROLE_TEXT},
};

struct day {
	int number, weekday; /* of the month from 1; Monday 0 */
	bool ahead;          /* nothing is known of it yet */
	int64_t unavailable_us;
};

/* The weekday of a day since 1970-01-01, a Thursday. */
static int weekday_of(int64_t days)
{
	return (int)(((days + 3) % DAYS + DAYS) % DAYS);
}

static bool read_day(struct drawing *d, struct pane_state *p, size_t row, struct day *out)
{
	const struct screen_pane *pane = p->pane;
	bool day_known = false, time_known = false;

	*out = (struct day){0};
	for (size_t i = 0; i < pane->column_count && !(day_known && time_known); i++) {
		struct value v = {0};
		view_value(p->view, row, pane->columns[i].field, &v);
		if (!day_known && v.type == VALUE_DATE && !v.null) {
			int year, month;
			value_date_civil(v.i, &year, &month, &out->number);
			out->weekday = weekday_of(v.i);
			day_known = true;
		} else if (!day_known && v.type == VALUE_TIME && !v.null && d->style.calendar) {
			struct civil local = calendar_civil(d->style.calendar, v.i);
			out->number = local.day;
			out->weekday = local.weekday;
			day_known = true;
		} else if (!time_known && v.type == VALUE_DURATION) {
			out->ahead = v.null;
			out->unavailable_us = v.null ? 0 : v.i;
			time_known = true;
		}
	}
	return day_known;
}

static const struct shade *shade_of(int64_t unavailable_us)
{
	size_t i = 0;

	while (i + 1 < COUNT_OF(shades) && unavailable_us < shades[i].from_us)
		i++;
	return &shades[i];
}

/* "59m", "1h05", "40s": what fits beside the day. */
static void short_duration(struct buf *out, int64_t length_us)
{
	int64_t seconds = length_us / USEC;

	if (seconds < 60)
		buf_addf(out, "%ds", (int)seconds);
	else if (seconds < 3600)
		buf_addf(out, "%dm", (int)(seconds / 60));
	else
		buf_addf(out, "%dh%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
}

static int calendar_width(struct drawing *d, struct pane_state *p, int room)
{
	(void)d;
	(void)p;
	return 2 + DAYS * (room >= WIDE_FROM ? WIDE : NARROW);
}

/* A head, the weeks, and what the shades mean. */
static int calendar_lines(struct drawing *d, struct pane_state *p, int width)
{
	struct day first = {0};

	(void)width;
	if (!p->view->count || !read_day(d, p, 0, &first))
		return 2;
	return 2 + (first.weekday + (int)p->view->count + DAYS - 1) / DAYS;
}

static void draw_day(struct drawing *d, const struct day *day, int row, int column, int cells, bool selected)
{
	const struct shade *shade = shade_of(day->unavailable_us);
	enum role role = day->ahead ? ROLE_DIM : shade->role;
	char number[16];

	buf_clear(&d->text);
	buf_addf(&d->text, "%2d", day->number % 100);
	memcpy(number, d->text.data, 3);
	/* The shade stands right before the figure. */
	int at = column + 1;
	canvas_text(d->c, row, at + (number[0] == ' ' ? 1 : 0), 1, shade->role,
		    glyph(d, shade->glyph, shade->ascii));
	canvas_text(d->c, row, at + (number[0] == ' ' ? 2 : 1), 2, role, number + (number[0] == ' '));
	if (cells == WIDE && day->unavailable_us > 0) {
		buf_clear(&d->text);
		short_duration(&d->text, day->unavailable_us);
		canvas_text(d->c, row, at + 4, WIDE - 5, ROLE_DIM, d->text.data);
	}
	if (selected) {
		canvas_style(d->c, row, at, cells == WIDE ? WIDE - 1 : 3, ROLE_SELECTED, 0);
		place_cursor(d, row, at + 1);
	}
}

/* What the shades mean; beside the cursor, what stands under it. */
static void draw_legend(struct drawing *d, struct pane_state *p, struct area a, int row, bool focused)
{
	struct day day;
	int at = a.column + 3;

	if (row >= a.row + a.height)
		return;
	if (focused && read_day(d, p, p->view->cursor, &day)) {
		buf_clear(&d->text);
		buf_addf(&d->text, "day %d: ", day.number);
		if (day.ahead)
			buf_add_text(&d->text, "ahead");
		else if (!day.unavailable_us)
			buf_add_text(&d->text, "all available");
		else
			duration_text(&d->text, day.unavailable_us);
		canvas_fit(d->c, row, at, a.width - 3, ROLE_TEXT, d->text.data, d->o->ascii);
		return;
	}
	static const struct {
		int shade;
		const char *word;
	} words[] = {{3, "<10m"}, {2, "<30m"}, {1, "<90m"}, {0, "more"}};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const struct shade *s = &shades[words[i].shade];
		at += canvas_text(d->c, row, at, 1, s->role, glyph(d, s->glyph, s->ascii));
		at += canvas_text(d->c, row, at, a.column + a.width - at, ROLE_DIM, words[i].word) + 1;
	}
}

static void calendar_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	static const char names[DAYS][3] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
	int cells = a.width >= 2 + DAYS * WIDE ? WIDE : NARROW;
	int row = a.row + 1;

	p->width = a.width;
	p->height = DAYS;
	if (!p->view->count) {
		draw_empty(d, p, a);
		return;
	}
	p->view->top = 0;
	for (int i = 0; i < DAYS; i++)
		canvas_text(d->c, a.row, a.column + i * cells + 2, 2, ROLE_HEADER, names[i]);
	for (size_t i = 0; i < p->view->count; i++) {
		struct day day;
		if (!read_day(d, p, i, &day))
			continue;
		if (i && !day.weekday)
			row++;
		if (row >= a.row + a.height)
			break;
		draw_day(d, &day, row, a.column + day.weekday * cells, cells,
			 focused && i == p->view->cursor);
	}
	draw_legend(d, p, a, row + 1, focused);
}

const struct widget_kind widget_calendar = {
	.lines = calendar_lines, .width = calendar_width, .draw = calendar_draw,
};
