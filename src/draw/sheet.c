#include "draw/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

#define SECONDS_DECIMALS 7 /* the point and six */

const struct state_word *sheet_row_is_stale(const struct pane_state *p, size_t row)
{
	const struct store *store = p->view->scope.store;
	uint32_t platform = view_row(p->view, row).platform;

	if (!store || platform >= store->count)
		return NULL;
	uint8_t state = store->platforms[platform]->status.state;
	bool stale = state == REPLICA_STALE || state == REPLICA_LOST || state == REPLICA_NO_TIME;
	return stale ? state_word_find(replica_state_names[state]) : NULL;
}

/* ---- decimals ---- */

static bool is_seconds(const struct screen_column *c)
{
	return !strcmp(c->format->name, "seconds");
}

/* Where a value of a column of seconds has decimals, all stand by their point. */
static int decimals_of(const char *text) /* with their point */
{
	const char *point = strchr(text, '.');

	return point ? (int)strlen(point) : 0;
}

const char *sheet_text(const struct sheet *s, size_t row, size_t column)
{
	return s->bytes.data + s->at[row * s->columns + column];
}

/* The decimals that a column of seconds keeps free: those of six, or none. */
static int sheet_decimals(const struct sheet *s, const struct pane_state *p, size_t column)
{
	int most = 0;

	for (size_t r = 0; r < s->rows && is_seconds(&p->columns[column]); r++)
		if (decimals_of(sheet_text(s, r, column)))
			most = SECONDS_DECIMALS;
	return most;
}

int sheet_cells_after(const struct sheet *s, size_t column, const char *text)
{
	return *text && s->decimals[column] ? s->decimals[column] - decimals_of(text) : 0;
}

/* ---- filling ---- */

/* A row with nothing in its first column is a line below the others: a sum. */
static bool is_sum(const struct pane_state *p, size_t row)
{
	struct value v = {0};

	view_value(p->view, row, p->pane->columns[0].field, &v);
	return v.null;
}

static void fill_row(struct sheet *s, struct drawing *d, struct pane_state *p, size_t r)
{
	size_t row = s->first + r;
	bool stale = sheet_row_is_stale(p, row), voided = false, sum = is_sum(p, row);

	s->sums[r] = sum;
	for (size_t i = 0; i < s->columns; i++) {
		size_t cell = r * s->columns + i;
		s->at[cell] = s->bytes.length;
		enum role role = cell_text(d, p, row, &p->columns[i], 0, &s->bytes);
		s->roles[cell] = (uint8_t)role;
		if (sum && role == ROLE_DIM)
			s->bytes.length = s->at[cell]; /* no dash where nothing belongs */
		voided |= role == ROLE_VOIDED;
		buf_add_byte(&s->bytes, '\0');
	}
	/* What is said of the row as a whole goes for all that has no role of its own. */
	for (size_t i = r * s->columns; (stale || voided) && i < (r + 1) * s->columns; i++)
		if (s->roles[i] == ROLE_TEXT || s->roles[i] == ROLE_OK || s->roles[i] == ROLE_DIM)
			s->roles[i] = voided ? ROLE_VOIDED : ROLE_STALE;
}

static void take_row(struct sheet *s, const struct sheet *from, size_t r)
{
	size_t cell = r * s->columns, old = (s->first + r - from->first) * s->columns;
	size_t begin = from->at[old], end = from->at[old + s->columns];

	for (size_t i = 0; i < s->columns; i++) {
		s->at[cell + i] = s->bytes.length + from->at[old + i] - begin;
		s->roles[cell + i] = from->roles[old + i];
	}
	buf_add(&s->bytes, from->bytes.data + begin, end - begin);
	s->sums[r] = from->sums[s->first + r - from->first];
}

/* before: the rows of the frame before, NULL: none that still hold. */
static void fill(struct sheet *s, struct drawing *d, struct pane_state *p, size_t first, size_t rows,
		 const struct sheet *before)
{
	*s = (struct sheet){.first = first, .rows = rows, .columns = p->column_count, .bytes = BUF_INIT, .before = before};
	s->at = mem_zero(rows * s->columns + 1, sizeof *s->at);
	s->roles = mem_zero(rows * s->columns + 1, 1);
	s->sums = mem_zero(rows + 1, sizeof *s->sums);
	for (size_t r = 0; r < rows; r++) {
		if (sheet_had(s, r))
			take_row(s, before, r);
		else
			fill_row(s, d, p, r);
	}
	s->at[rows * s->columns] = s->bytes.length;
	s->decimals = mem_zero(s->columns + 1, sizeof *s->decimals);
	for (size_t i = 0; i < s->columns; i++)
		s->decimals[i] = sheet_decimals(s, p, i);
}

void sheet_fill(struct sheet *s, struct drawing *d, struct pane_state *p, size_t first, size_t rows)
{
	fill(s, d, p, first, rows, NULL);
}

void sheet_release(struct sheet *s)
{
	buf_release(&s->bytes);
	free(s->at);
	free(s->roles);
	free(s->decimals);
	free(s->sums);
	free(s->cells);
	free(s->drawn);
	free(s->places);
}

/* ---- rows as they were drawn ---- */

bool sheet_had(const struct sheet *s, size_t row)
{
	const struct sheet *before = s->before;

	return before && s->first + row >= before->first && s->first + row < before->first + before->rows;
}

static bool same_places(const struct sheet *a, const struct sheet *b)
{
	return a->width == b->width && a->placed == b->placed && a->columns == b->columns &&
	       !memcmp(a->places, b->places, a->placed * sizeof *a->places) &&
	       !memcmp(a->decimals, b->decimals, a->columns * sizeof *a->decimals);
}

void sheet_place(struct sheet *s, const struct column_place *places, size_t placed, int width)
{
	s->width = width;
	s->placed = placed;
	s->places = mem_zero(placed + 1, sizeof *places);
	memcpy(s->places, places, placed * sizeof *places);
	s->cells = mem_alloc((s->rows * (size_t)width + 1) * sizeof *s->cells);
	s->drawn = mem_zero(s->rows + 1, sizeof *s->drawn);
	s->replaced = s->before && s->before->cells && same_places(s, s->before);
}

/* The run of a row's cells, if all of them lie on the canvas. */
static struct cell *run_at(const struct sheet *s, const struct canvas *c, int line, int column)
{
	bool there = line >= 0 && line < c->rows && column >= 0 && column + s->width <= c->columns;

	return there && s->cells ? c->cells + (size_t)line * (size_t)c->columns + column : NULL;
}

bool sheet_put(struct sheet *s, size_t row, struct canvas *c, int line, int column)
{
	struct cell *run = run_at(s, c, line, column);
	size_t size = (size_t)s->width * sizeof *run;

	if (!run || !s->replaced || !sheet_had(s, row))
		return false;
	size_t old = s->first + row - s->before->first;
	if (!s->before->drawn[old])
		return false;
	memcpy(run, s->before->cells + old * (size_t)s->width, size);
	memcpy(s->cells + row * (size_t)s->width, run, size);
	s->drawn[row] = true;
	return true;
}

/* A sum has a line in the row above it: it is drawn with that. */
void sheet_take(struct sheet *s, size_t row, const struct canvas *c, int line, int column)
{
	const struct cell *run = run_at(s, c, line, column);

	if (!run || s->sums[row])
		return;
	memcpy(s->cells + row * (size_t)s->width, run, (size_t)s->width * sizeof *run);
	s->drawn[row] = true;
}

/* ---- from frame to frame ---- */

struct pane_memory *sheet_memory(struct drawing *d, struct pane_state *p, int width)
{
	return draw_memory_pane(&d->c->memory, p->view->serial, p->arranged, width, p->view->scope.month);
}

/* All that a row's texts depend on beside its place in the view. What ticks does
 * so with the second that the clock at the top shows; a list that is read in
 * pages moves its rows without a word. */
static uint64_t stamp_of(const struct drawing *d, const struct pane_state *p)
{
	const struct store *store = p->view->scope.store;
	uint64_t stamp = p->view->generation;

	if (view_is_paged(p->view))
		return 0;
	for (size_t i = 0; store && i < store->count; i++)
		stamp = stamp * 31 + store->platforms[i]->status.state + 1;
	stamp = stamp * UINT64_C(0x100000001b3) + (uint64_t)(d->o->clock / USEC);
	return (stamp ^ (uint64_t)p->view->scope.as_of) * 2 + d->o->ascii + 1;
}

void sheet_fill_again(struct sheet *s, struct drawing *d, struct pane_state *p, size_t first, size_t rows, int width)
{
	struct pane_memory *m = sheet_memory(d, p, width);
	uint64_t stamp = stamp_of(d, p);

	fill(s, d, p, first, rows, m->sheet && stamp && m->stamp == stamp ? m->sheet : NULL);
}

void sheet_keep(struct sheet *s, struct drawing *d, struct pane_state *p, int width)
{
	struct pane_memory *m = sheet_memory(d, p, width);

	if (!m->sheet)
		m->sheet = mem_alloc(sizeof *m->sheet);
	else
		sheet_release(m->sheet);
	s->before = NULL; /* gone */
	*m->sheet = *s;
	m->stamp = stamp_of(d, p);
}
