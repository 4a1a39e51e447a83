/* A timeline: a picture of lanes on one axis of time, its cursor, and below it the
 * list of what happened, which has the same cursor. Each cell of the picture costs a
 * few searches, however many windows lie under it. */
#include <string.h>

#include "draw/timeline.h"
#include "slatop/base/mem.h"

#define LIST_LEAST 5 /* a head and four rows below the picture */
#define MARK 2
#define COUNT_CELLS 9

/* The rows of a picture, and which go first where room is short: the highest
 * number. 0 never goes. */
enum picture_row {
	ROW_AXIS, ROW_LANE, ROW_UPKEEP = ROW_LANE + TIMELINE_LANES + 1, ROW_MARKS, ROW_RATE, ROW_COMMANDS,
	ROW_OPERATIONS, ROW_DELETIONS, ROW_LOGINS, ROW_READING, ROW_LEGEND, ROW_COUNT
};
static const uint8_t goes_first[ROW_COUNT] = {
	[ROW_LANE + 1] = 1, [ROW_LANE + 2] = 2, [ROW_LANE + 3] = 2, [ROW_LANE + 4] = 6, [ROW_LANE + 5] = 7,
	[ROW_LANE + 6] = 8, [ROW_LANE + 7] = 9, [ROW_LANE + 8] = 10,
	[ROW_UPKEEP] = 3, [ROW_RATE] = 1, [ROW_COMMANDS] = 1, [ROW_OPERATIONS] = 1, [ROW_DELETIONS] = 2,
	[ROW_LOGINS] = 3, [ROW_READING] = 1, [ROW_LEGEND] = 11,
};

const struct timeline_look_of timeline_states[TIMELINE_STATES] = {
	[TIMELINE_COUNTED] = {"█", "#", ROLE_BREACH, "counted"},
	[TIMELINE_PENDING] = {"▒", "?", ROLE_WARN, "pending"},
	[TIMELINE_EXEMPT] = {"░", "x", ROLE_EXEMPT, "exempt"},
	[TIMELINE_UNCOUNTED] = {"─", "-", ROLE_DIM, "uncounted"},
	[TIMELINE_OUTSIDE] = {"┄", ".", ROLE_DIM, "of another month"},
};
static const struct timeline_look_of upkeep_look = {"╱", "/", ROLE_PLANNED, "maintenance"};

/* ---- which rows ---- */

static bool has_kind(const struct timeline *t, int kind, int or_kind)
{
	for (size_t i = 0; i < t->event_count; i++)
		if (t->events[i].kind == kind || t->events[i].kind == or_kind)
			return true;
	return false;
}

static bool has_row(const struct timeline *t, int row)
{
	switch (row) {
	case ROW_AXIS: case ROW_READING: case ROW_LEGEND: return true;
	case ROW_UPKEEP: return t->upkeep.count > 0;
	case ROW_MARKS: return true;
	case ROW_RATE: return t->rate_count > 0;
	case ROW_COMMANDS: return has_kind(t, TIMELINE_COMMAND, -1);
	case ROW_OPERATIONS: return has_kind(t, TIMELINE_RELEASE, TIMELINE_OPERATION);
	case ROW_DELETIONS: return has_kind(t, TIMELINE_DELETION, -1);
	case ROW_LOGINS: return has_kind(t, TIMELINE_LOGIN, -1);
	default: return (size_t)(row - ROW_LANE) < t->lane_count;
	}
}

/* The rows that are drawn in so many lines; returns how many. */
static int pick_rows(const struct timeline *t, int room, bool legend, uint8_t *rows)
{
	int count = 0, worst = 0;

	for (int i = 0; i < ROW_COUNT; i++)
		if (has_row(t, i) && (legend || i != ROW_LEGEND))
			rows[count++] = (uint8_t)i;
	while (count > room && count > 0) {
		worst = 0;
		for (int i = 1; i < count; i++)
			worst = goes_first[rows[i]] >= goes_first[rows[worst]] ? i : worst;
		if (!goes_first[rows[worst]])
			break;
		memmove(rows + worst, rows + worst + 1, (size_t)(count - worst - 1));
		count--;
	}
	return count;
}

/* ---- cells ---- */

struct span picture_column(const struct picture *x, int column)
{
	__int128 length = x->sight.end_us - x->sight.start_us;

	return (struct span){x->sight.start_us + (int64_t)(length * column / x->cells),
			     x->sight.start_us + (int64_t)(length * (column + 1) / x->cells)};
}

static void put(struct picture *x, int row, int column, enum role role, const char *text)
{
	canvas_text(x->d->c, row, x->left + column, 1, role, text);
}

static void put_look(struct picture *x, int row, int column, const struct timeline_look_of *l)
{
	put(x, row, column, l->role, glyph(x->d, l->glyph, l->ascii));
}

int picture_state(const struct timeline_lane *l, struct span column)
{
	for (int k = 0; k < TIMELINE_STATES; k++)
		if (timeline_overlaps(&l->states[k], column))
			return k;
	return -1;
}

static void draw_lane(struct picture *x, int row, const struct timeline_lane *l)
{
	for (int i = 0; i < x->cells; i++) {
		int state = picture_state(l, picture_column(x, i));
		if (state >= 0)
			put_look(x, row, i, &timeline_states[state]);
	}
	buf_clear(&x->d->text);
	value_grouped(&x->d->text, l->accounts);
	draw_right(x->d, row, x->left + x->cells + COUNT_CELLS, x->left + x->cells, ROLE_DIM, x->d->text.data);
}

static void draw_upkeep(struct picture *x, int row)
{
	for (int i = 0; i < x->cells; i++)
		if (timeline_overlaps(&x->t->upkeep, picture_column(x, i)))
			put_look(x, row, i, &upkeep_look);
}

/* What is met stands in the highest block, what is not below it by how far: from
 * half of all calls on. */
static void draw_rate(struct picture *x, int row)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆"}, *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
	int64_t percent, target = x->t->target_ppm * 100;

	for (int i = 0; i < x->cells; i++) {
		if (!timeline_rate_in(x->t, picture_column(x, i), &percent))
			continue;
		if (percent >= target) {
			put(x, row, i, ROLE_OK, glyph(x->d, "█", "+"));
			continue;
		}
		int64_t half = 50000000, step = percent < half ? 0 : (percent - half) * 6 / (target > half ? target - half : 1);
		int64_t tenth = percent / 10000000;
		put(x, row, i, step > 3 ? ROLE_WARN : ROLE_BREACH,
		    x->d->o->ascii ? digits[tenth > 9 ? 9 : tenth] : blocks[step > 5 ? 5 : step]);
	}
}

/* How events are drawn, in the order of the legend; those of no word are told by the row
 * that they are in. */
static const struct { uint8_t kind, weight; struct timeline_look_of look; } looks[] = {
	{TIMELINE_FAILED, 7, {"F", "F", ROLE_BREACH, "failed"}}, {TIMELINE_DETECTED, 4, {"D", "D", ROLE_ACCENT, "detected"}},
	{TIMELINE_SWITCHED, 6, {"S", "S", ROLE_ACCENT, "switched"}}, {TIMELINE_TAKEN, 6, {"S", "S", ROLE_ACCENT, "switched"}},
	{TIMELINE_RECOVERED, 6, {"R", "R", ROLE_OK, "recovered"}}, {TIMELINE_DOWN, 5, {"▼", "v", ROLE_BREACH, "down"}},
	{TIMELINE_BACK, 2, {"▲", "^", ROLE_OK, "back"}}, {TIMELINE_UPKEEP, 1, {"M", "M", ROLE_PLANNED, "begins"}},
	{TIMELINE_UPKEEP_ENDS, 1, {"m", "m", ROLE_PLANNED, "ends"}}, {TIMELINE_OPENED, 1, {"O", "O", ROLE_TEXT, "opened"}},
	{TIMELINE_CLOSED, 1, {"C", "C", ROLE_DIM, "closed"}}, {TIMELINE_RELEASE, 2, {"R", "R", ROLE_ACCENT, "release"}},
	{TIMELINE_OPERATION, 1, {"o", "o", ROLE_TEXT, NULL}}, {TIMELINE_DELETION, 1, {"D", "D", ROLE_WARN, NULL}},
	{TIMELINE_LOGIN, 1, {"i", "i", ROLE_DIM, NULL}},
};
enum { LIMIT_KEPT, LIMIT_NEAR, LIMIT_BROKEN, LIMITS };
static const struct timeline_look_of limits[LIMITS] = {
	{"│", "|", ROLE_OK, "limit kept"}, {"│", "|", ROLE_WARN, "limit near"}, {"✕", "X", ROLE_BREACH, "limit broken"}};

/* By risk. */
static const struct timeline_look_of command_looks[] = {
	{"·", ".", ROLE_DIM, NULL}, {"1", "1", ROLE_TEXT, NULL}, {"2", "2", ROLE_WARN, NULL}, {"3", "3", ROLE_BREACH, NULL}};

/* How an event is drawn; where several share a cell the one with the greatest
 * weight is. */
static const struct timeline_look_of *look_of_event(const struct timeline_event *e, int *weight)
{
	*weight = 0;
	if (e->kind == TIMELINE_COMMAND) {
		*weight = 1 + e->risk;
		return &command_looks[e->risk];
	}
	if (e->kind == TIMELINE_LIMIT) {
		*weight = e->broken ? 8 : 3;
		return &limits[e->broken ? LIMIT_BROKEN : e->near ? LIMIT_NEAR : LIMIT_KEPT];
	}
	for (size_t i = 0; i < COUNT_OF(looks); i++)
		if (looks[i].kind == e->kind) {
			*weight = looks[i].weight;
			return &looks[i].look;
		}
	return NULL;
}

static bool is_on_row(int row, int kind)
{
	switch (row) {
	case ROW_COMMANDS: return kind == TIMELINE_COMMAND;
	case ROW_OPERATIONS: return kind == TIMELINE_RELEASE || kind == TIMELINE_OPERATION;
	case ROW_DELETIONS: return kind == TIMELINE_DELETION;
	case ROW_LOGINS: return kind == TIMELINE_LOGIN;
	default: return !timeline_is_act(kind);
	}
}

/* The weightiest event of a row in a column, NULL: none; counts them all. */
static const struct timeline_look_of *event_in(const struct picture *x, int row, int column, int64_t *count)
{
	const struct timeline_look_of *best = NULL, *look;
	struct span s = picture_column(x, column);
	int most = -1, weight;

	for (size_t n = timeline_event_at(x->t, s.start_us); n < x->t->event_count && x->t->events[n].at_us < s.end_us; n++) {
		if (!is_on_row(row, x->t->events[n].kind))
			continue;
		look = look_of_event(&x->t->events[n], &weight);
		if (weight > most) {
			most = weight;
			best = look;
		}
		++*count;
	}
	return best;
}

/* The events of a row; beside them how many of what people did are in sight. */
static void draw_events(struct picture *x, int row, int kind_of_row)
{
	int64_t count = 0;

	for (int i = 0; i < x->cells; i++) {
		const struct timeline_look_of *look = event_in(x, kind_of_row, i, &count);
		if (look)
			put_look(x, row, i, look);
	}
	if (kind_of_row == ROW_MARKS)
		return;
	buf_clear(&x->d->text);
	value_grouped(&x->d->text, count);
	draw_right(x->d, row, x->left + x->cells + COUNT_CELLS, x->left + x->cells, ROLE_DIM, x->d->text.data);
}

/* ---- words ---- */

static const char *row_title(const struct timeline *t, int row)
{
	switch (row) {
	case ROW_AXIS: case ROW_READING: case ROW_LEGEND: return "";
	case ROW_UPKEEP: return "maintenance";
	case ROW_MARKS: return "marks";
	case ROW_RATE: return "completion";
	case ROW_COMMANDS: return "commands";
	case ROW_OPERATIONS: return "operations";
	case ROW_DELETIONS: return "deletions";
	case ROW_LOGINS: return "log-ins";
	default: return t->lanes[row - ROW_LANE].name;
	}
}

/* What stands under the cursor, in words. */
static void reading(struct picture *x, struct buf *out)
{
	struct span s = picture_column(x, x->cursor);
	bool any = false;
	int64_t percent;

	time_short(out, x->d->style.calendar, x->at_us, x->d->style.reference_us);
	if (x->t->began_us != TIME_NONE) {
		buf_add_text(out, x->at_us < x->t->began_us ? ", " : ", +");
		duration_text(out, x->at_us - x->t->began_us);
	}
	for (size_t i = 0; i < x->t->lane_count; i++)
		for (int k = 0; k < TIMELINE_STATES; k++) {
			size_t count = timeline_overlaps(&x->t->lanes[i].states[k], s);
			if (!count)
				continue;
			buf_addf(out, "%s%s ", any ? ", " : ": ", x->t->lanes[i].name);
			if (x->t->lanes[i].accounts > 1) {
				value_grouped(out, (int64_t)count);
				buf_add_byte(out, ' ');
			}
			buf_add_text(out, timeline_states[k].word);
			any = true;
		}
	if (!any)
		buf_add_text(out, ": nothing is down");
	if (timeline_rate_in(x->t, s, &percent))
		buf_addf(out, ", completion %d.%01d %%", (int)(percent / 1000000), (int)(percent / 100000 % 10));
}

#define SIGNS_MOST (TIMELINE_STATES + 1 + COUNT_OF(looks) + LIMITS)

static bool has_sign(const struct timeline_look_of *const *signs, size_t count, const struct timeline_look_of *one)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(signs[i]->word, one->word)) /* a switch-over is one, be it the incident's or a node's */
			return true;
	return false;
}

/* The signs that are drawn and no others, each once. */
static size_t signs_drawn(const struct picture *x, const struct timeline_look_of *out[SIGNS_MOST])
{
	const struct timeline_look_of *marks[SIGNS_MOST];
	size_t count = 0, marked = 0;
	int64_t events = 0;

	for (int k = 0; k < TIMELINE_OUTSIDE; k++)
		for (size_t i = 0; i < x->t->lane_count; i++)
			if (timeline_overlaps(&x->t->lanes[i].states[k], x->sight)) {
				out[count++] = &timeline_states[k];
				break;
			}
	if (timeline_overlaps(&x->t->upkeep, x->sight))
		out[count++] = &upkeep_look;
	for (int i = 0; i < 2 * x->cells; i++) {
		const struct timeline_look_of *look = event_in(x, i % 2 ? ROW_OPERATIONS : ROW_MARKS, i / 2, &events);
		if (look && look->word && !has_sign(marks, marked, look))
			marks[marked++] = look;
	}
	for (int k = 0; k < LIMITS; k++)
		if (has_sign(marks, marked, &limits[k]))
			out[count++] = &limits[k];
	for (size_t i = 0; i < COUNT_OF(looks); i++) /* in their order */
		if (looks[i].look.word && has_sign(marks, marked, &looks[i].look) && !has_sign(out, count, &looks[i].look))
			out[count++] = &looks[i].look;
	return count;
}

static int legend_cells(const struct picture *x)
{
	const struct timeline_look_of *signs[SIGNS_MOST];
	int cells = -2;

	for (size_t n = signs_drawn(x, signs), i = 0; i < n; i++)
		cells += 1 + 1 + cells_of(signs[i]->word) + 2;
	return cells;
}

/* From a column to the right edge; what has no room is left out. */
static void draw_legend(struct picture *x, int row, int column)
{
	const struct timeline_look_of *signs[SIGNS_MOST];
	struct drawing *d = x->d;
	int edge = x->area.column + x->area.width;

	for (size_t n = signs_drawn(x, signs), i = 0; i < n; i++) {
		if (column + 2 + cells_of(signs[i]->word) > edge)
			continue;
		column += canvas_text(d->c, row, column, 1, signs[i]->role, glyph(d, signs[i]->glyph, signs[i]->ascii)) + 1;
		column += canvas_text(d->c, row, column, edge - column, ROLE_DIM, signs[i]->word) + 2;
	}
}

/* Beside the pane's title: all of it, or (some) as much as has room there. */
static bool draw_legend_above(struct picture *x, bool some)
{
	const char *title = x->p->pane->title;
	int column = x->area.column + x->area.width - legend_cells(x), least = title ? x->area.column + MARK + cells_of(title) + 3 : 0;

	if (!title || (column < least && !some))
		return false;
	draw_legend(x, x->area.row - 1, column < least ? least : column);
	return true;
}

/* ---- the picture ---- */

static void draw_row(struct picture *x, int row, int what)
{
	int label = x->left - x->area.column - MARK - 1;

	if (what == ROW_READING || what == ROW_LEGEND) {
		if (what == ROW_LEGEND) {
			draw_legend(x, row, x->area.column + MARK);
			return;
		}
		struct buf text = BUF_INIT;
		reading(x, &text);
		if (x->t->note)
			buf_addf(&text, "; %s", x->t->note);
		canvas_fit(x->d->c, row, x->area.column + MARK, x->area.width - MARK, ROLE_TEXT, text.data, x->d->o->ascii);
		buf_release(&text);
		return;
	}
	canvas_fit(x->d->c, row, x->area.column + MARK, label, ROLE_DIM, row_title(x->t, what), x->d->o->ascii);
	switch (what) {
	case ROW_AXIS: draw_axis(x, row); break;
	case ROW_UPKEEP: draw_upkeep(x, row); break;
	case ROW_RATE: draw_rate(x, row); break;
	case ROW_MARKS: case ROW_COMMANDS: case ROW_OPERATIONS: case ROW_DELETIONS: case ROW_LOGINS:
		draw_events(x, row, what);
		break;
	default: draw_lane(x, row, &x->t->lanes[what - ROW_LANE]);
	}
	if (x->cursor >= 0 && what != ROW_AXIS)
		canvas_style(x->d->c, row, x->left + x->cursor, 1, ROLE_SELECTED, 0);
}

static int label_cells(const struct timeline *t, int width)
{
	int cells = 11, most = width >= 160 ? 28 : width >= 100 ? 20 : 12;

	for (size_t i = 0; i < t->lane_count; i++)
		cells = cells_of(t->lanes[i].name) > cells ? cells_of(t->lanes[i].name) : cells;
	return cells > most ? most : cells;
}

/* Draws it in the lines of an area; returns how many those are. */
static int draw_picture(struct drawing *d, struct pane_state *p, const struct timeline *t, struct area a)
{
	struct picture x = {.d = d, .p = p, .t = t, .area = a, .sight = pane_sight(p), .at_us = pane_moment(p), .cursor = -1};
	uint8_t rows[ROW_COUNT];

	x.left = a.column + MARK + label_cells(t, a.width) + 1;
	x.cells = a.width - (x.left - a.column) - COUNT_CELLS;
	if (x.cells < 10)
		return 0;
	p->axis_cells = x.cells;
	bool above = draw_legend_above(&x, false);
	int count = pick_rows(t, a.height, !above, rows);
	if (!above && rows[count - 1] != ROW_LEGEND)
		draw_legend_above(&x, true);
	if (x.at_us != TIME_NONE && x.at_us >= x.sight.start_us && x.at_us < x.sight.end_us)
		x.cursor = (int)((__int128)(x.at_us - x.sight.start_us) * x.cells / (x.sight.end_us - x.sight.start_us));
	for (int i = 0; i < count; i++)
		if (rows[i] != ROW_READING || x.cursor >= 0)
			draw_row(&x, a.row + i, rows[i]);
	return count;
}

static int timeline_lines(struct drawing *d, struct pane_state *p, int width)
{
	const struct timeline *t = view_timeline(p->view);
	uint8_t rows[ROW_COUNT];
	int picture = t && t->began_us != TIME_NONE ? pick_rows(t, ROW_COUNT, true, rows) : 0;

	return picture + widget_table.lines(d, p, width);
}

static void timeline_draw(struct drawing *d, struct pane_state *p, struct area a, bool focused)
{
	const struct timeline *t = view_timeline(p->view);
	int rows = 0;

	if (t && t->began_us != TIME_NONE && t->whole.end_us > t->whole.start_us && a.height > LIST_LEAST)
		rows = draw_picture(d, p, t, (struct area){a.row, a.column, a.height - LIST_LEAST, a.width});
	widget_table.draw(d, p, (struct area){a.row + rows, a.column, a.height - rows, a.width}, focused);
}

const struct widget_kind widget_timeline = {
	.lines = timeline_lines, .scrolls = true, .draw = timeline_draw,
};
