/* The axis of a timeline: round local times, as many as there is room for. */
#include <ctype.h>

#include "draw/timeline.h"
#include "slatop/base/mem.h"

#define GAP 2

static const int64_t steps[] = {
	USEC, 2 * USEC, 5 * USEC, 10 * USEC, 15 * USEC, 30 * USEC, MINUTE_US, 2 * MINUTE_US, 5 * MINUTE_US,
	10 * MINUTE_US, 15 * MINUTE_US, 30 * MINUTE_US, HOUR_US, 2 * HOUR_US, 3 * HOUR_US, 6 * HOUR_US, 12 * HOUR_US,
	DAY_US, 2 * DAY_US, 5 * DAY_US, 10 * DAY_US};

/* "14:22", "14:22:30", at a midnight the day. */
static void label(struct picture *x, int64_t at_us, int64_t step_us, struct buf *out)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil t = calendar_civil(x->d->style.calendar, at_us);

	if (step_us >= DAY_US || (!t.hour && !t.minute && !t.second))
		buf_addf(out, "%d %s", t.day, months[t.month - 1]);
	else if (step_us < MINUTE_US)
		buf_addf(out, "%02d:%02d:%02d", t.hour, t.minute, t.second);
	else
		buf_addf(out, "%02d:%02d", t.hour, t.minute);
}

static int64_t step_for(const struct picture *x)
{
	__int128 length = x->sight.end_us - x->sight.start_us;
	size_t i = 0;

	for (; i + 1 < COUNT_OF(steps); i++) {
		int cells = (int)(steps[i] * (__int128)x->cells / (length > 0 ? length : 1) > 1000
					  ? 1000 : steps[i] * (__int128)x->cells / (length > 0 ? length : 1));
		if (cells >= 1 + (steps[i] < MINUTE_US ? 8 : 6) + GAP)
			break;
	}
	return steps[i];
}

/* The first round local time at or after a moment. */
static int64_t round_up(const struct picture *x, int64_t at_us, int64_t step_us)
{
	int64_t offset = calendar_offset(x->d->style.calendar, at_us) * USEC;
	int64_t local = at_us + offset, rest = ((local % step_us) + step_us) % step_us;

	return at_us + (rest ? step_us - rest : 0);
}

/* Whether a figure of a time stands there, or its colon. */
static bool is_written(const struct canvas *c, int row, int column)
{
	const char *text = c->cells[(size_t)row * (size_t)c->columns + (size_t)column].text;

	return isalnum((unsigned char)*text) || *text == ':';
}

void draw_axis(struct picture *x, int row)
{
	int64_t step = step_for(x);
	struct drawing *d = x->d;

	/* the day that the left end lies in, before the axis */
	buf_clear(&d->text);
	label(x, x->sight.start_us, DAY_US, &d->text);
	canvas_text(d->c, row, x->area.column + 2, x->left - x->area.column - 3, ROLE_DIM, d->text.data);
	for (int64_t at = round_up(x, x->sight.start_us, step); at < x->sight.end_us; at += step) {
		int column = (int)((__int128)(at - x->sight.start_us) * x->cells / (x->sight.end_us - x->sight.start_us));
		buf_clear(&d->text);
		buf_add_text(&d->text, glyph(d, "╷", "|"));
		label(x, at, step, &d->text);
		if (column + cells_of(d->text.data) <= x->cells + 2)
			canvas_text(d->c, row, x->left + column, x->cells + 2 - column, ROLE_HEADER, d->text.data);
	}
	if (x->cursor < 0)
		return;
	if (is_written(d->c, row, x->left + x->cursor)) /* of a time that is written there no figure is covered */
		canvas_style(d->c, row, x->left + x->cursor, 1, ROLE_ACCENT, THEME_REVERSE);
	else
		canvas_text(d->c, row, x->left + x->cursor, 1, ROLE_ACCENT, glyph(d, "▼", "V"));
}
