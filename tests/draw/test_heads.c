/* Heads and values never disagree: at random columns are hidden, moved, widened
 * and frozen, the list is sorted, filtered, refreshed and scrolled, and what is
 * drawn is read back. Under each head stand the values of a field of that title,
 * of the row that the list has there, as a list of its own over the same facts,
 * neither sorted nor filtered, has them. */
#include "screen/world.h"

#include "draw/memory.h"
#include "slatop/base/mem.h"
#include "slatop/draw/draw.h"
#include "support/check_main.h"

static struct canvas canvas;

static const struct cell *cell_at(int row, int column)
{
	return &canvas.cells[row * canvas.columns + column];
}

static void read_cells(int row, int from, int to, struct buf *out)
{
	buf_clear(out);
	for (int i = from; i < to && i < canvas.columns; i++)
		if (cell_at(row, i)->width)
			buf_add_text(out, *cell_at(row, i)->text ? cell_at(row, i)->text : " ");
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
}

/* What stands there is the text, or its beginning where there was no more room. */
static bool is_shown(const char *seen, const char *text)
{
	size_t length, mark = strlen("…");

	seen += strspn(seen, " ");
	text += strspn(text, " ");
	length = strlen(seen);
	if (length >= mark && !strcmp(seen + length - mark, "…"))
		return !strncmp(seen, text, length - mark);
	return !strcmp(seen, text);
}

/* Takes the mark of the sort order away, with its rank. */
static void cut_mark(char *text)
{
	for (char *at; (at = strstr(text, "↑")) || (at = strstr(text, "↓"));) {
		size_t cut = strlen("↑");
		cut += at[cut] >= '1' && at[cut] <= '9';
		memmove(at, at + cut, strlen(at + cut) + 1);
	}
	for (size_t end = strlen(text); end && text[end - 1] == ' ';)
		text[--end] = '\0';
}

static void expected(struct view *own, size_t row, const struct screen_column *c, struct buf *out)
{
	struct value_style style = {.calendar = world.console.base.calendar, .reference_us = MOMENT,
				    .cells = strcmp(c->format->name, "bar") ? 0 : c->drawn};
	struct value v;

	buf_clear(out);
	view_value(own, row, c->field, &v);
	if (!v.null || v.type != VALUE_TEXT)
		value_show(out, c->format, &v, &style);
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
}

static size_t row_of(struct view *own, struct row_key key)
{
	for (size_t i = 0; i < own->count; i++) {
		struct row_key k = view_key(own, i);
		if (k.platform == key.platform && k.a == key.a && k.b == key.b)
			return i;
	}
	ck_abort_msg("a row that there is not");
	return 0;
}

/* Returns how many cells were compared. */
static size_t check_list(struct pane_state *p)
{
	struct view *own = view_create(p->pane->model, &p->view->scope);
	struct buf seen = BUF_INIT, want = BUF_INIT;
	size_t compared = 0;
	int end = 0;

	while (view_work(own, INT64_MAX))
		;
	for (size_t i = 0; i < p->column_count; i++) {
		const struct screen_column *c = &p->columns[i];
		int from = p->head_column + c->at;
		if (!c->drawn)
			continue;
		ck_assert_int_ge(from, end); /* none over another */
		end = from + c->drawn;
		/* The sort mark may stand in the gap, the head nowhere but over its column. */
		read_cells(p->head_row, from, end, &seen);
		bool marked = strstr(seen.data, "↑") || strstr(seen.data, "↓");
		if (marked)
			cut_mark(seen.data);
		if (!*seen.data && c->drawn <= 3 && marked)
			goto cells; /* no room for more than the mark */
		ck_assert_msg(is_shown(seen.data, c->title), "head \"%s\", not \"%s\"", seen.data, c->title);
	cells:
		for (size_t r = 0; r < (size_t)p->height && p->view->top + r < p->view->count; r++) {
			struct row_key key = view_key(p->view, p->view->top + r);
			read_cells(p->head_row + 1 + (int)r, from, end, &seen);
			expected(own, row_of(own, key), c, &want);
			ck_assert_msg(is_shown(seen.data, want.data), "%s: \"%s\" stands there, not \"%s\"", c->title,
				      seen.data, want.data);
			compared++;
		}
	}
	view_destroy(own);
	buf_release(&seen);
	buf_release(&want);
	return compared;
}

static void arrange(unsigned *seed)
{
	static const uint32_t keys[] = {' ', 'J', 'K', '+', '-', 'f', 'j', 'k', 'j', 'j', ' ', 'J'};

	press('c');
	for (int i = rand_r(seed) % 30; i > 0; i--)
		press(keys[(size_t)rand_r(seed) % COUNT_OF(keys)]);
	if (rand_r(seed) % 12 == 0)
		press('r');
	press(rand_r(seed) % 4 ? 13 : 27);
}

static void filter(unsigned *seed)
{
	static const char *const lines[] = {"filter", "filter name ~ 1", "filter enterprise_no > 10020",
					    "filter status = ok", "filter not name ~ Pudong"};

	press(':');
	press(21);
	type(lines[(size_t)rand_r(seed) % COUNT_OF(lines)]);
	press(13);
	press(27); /* where the list has no such field */
	press(27);
}

/* What is taken over from the frame before looks as if it were drawn anew. */
static void check_kept_rows(const struct draw_options *o)
{
	size_t size = (size_t)canvas.rows * (size_t)canvas.columns * sizeof *canvas.cells;
	struct cell *drawn = mem_alloc(size);

	memcpy(drawn, canvas.cells, size);
	for (size_t i = 0; i < COUNT_OF(canvas.memory->panes); i++)
		canvas.memory->panes[i].stamp = 0;
	draw_console(&canvas, &world.console, o);
	ck_assert_mem_eq(drawn, canvas.cells, size);
	free(drawn);
}

static void step(unsigned *seed)
{
	static const uint32_t moves[] = {'j', 'k', 'l', 'h', 'G', 'g', KEY_CODE_PAGE_DOWN, KEY_CODE_PAGE_UP, '0',
					 '$', 'm'};

	switch (rand_r(seed) % 8) {
	case 0: arrange(seed); break;
	case 1: press(rand_r(seed) % 3 ? 's' : 'S'); break;
	case 2: filter(seed); break;
	case 3: press(rand_r(seed) % 2 ? '3' : '4'); break;
	case 4: canvas_resize(&canvas, 12 + rand_r(seed) % 40, 50 + rand_r(seed) % 150); break;
	case 5: press(rand_r(seed) % 2 ? '<' : 'T'); break;
	default:
		for (int i = rand_r(seed) % 12; i >= 0; i--)
			press(moves[(size_t)rand_r(seed) % COUNT_OF(moves)]);
	}
}

START_TEST(heads_and_values_agree)
{
	unsigned seed = (unsigned)clock_monotonic();
	size_t compared = 0;

	printf("seed: %u\n", seed);
	world_open("availability");
	canvas_init(&canvas, 24, 80);
	for (int round = 0; round < 300; round++) {
		step(&seed);
		settle();
		if (world.console.page_count < 1 || !front()->screen->number)
			continue;
		struct draw_options o = {.now = world.now, .clock = MOMENT};
		draw_console(&canvas, &world.console, &o);
		check_kept_rows(&o);
		struct pane_state *p = &console_page(&world.console)->panes[front()->focus];
		if (p->pane->widget == WIDGET_TABLE && p->head_row >= 0)
			compared += check_list(p);
	}
	ck_assert_uint_gt(compared, 5000);
	canvas_release(&canvas);
	world_close();
}
END_TEST

START_TEST(the_mouse_finds_what_is_drawn)
{
	world_open("availability");
	settle();
	canvas_init(&canvas, 30, 120);
	struct draw_options o = {.now = world.now, .clock = MOMENT};
	draw_console(&canvas, &world.console, &o);
	struct pane_state *p = pane("availability");
	const struct screen_column *c = &p->columns[1]; /* the name */
	press(KEY_POINTER_AT(MOUSE_PRESS, p->head_row + 4, p->head_column + c->at));
	ck_assert_uint_eq(p->view->cursor, 0); /* nobody listens yet */
	ck_assert_int_eq(press('M').kind, EFFECT_MOUSE);
	press(KEY_POINTER_AT(MOUSE_PRESS, p->head_row + 4, p->head_column + c->at));
	ck_assert_uint_eq(p->view->cursor, 3);
	ck_assert_int_eq(p->column, 1);
	on("availability");
	press(KEY_POINTER_AT(MOUSE_PRESS, p->head_row, p->head_column + c->at));
	ck_assert_uint_eq(p->view->sort[0].field, c->field);
	ck_assert(p->sorted);
	press(KEY_POINTER_AT(MOUSE_WHEEL_DOWN, 9, 9));
	settle();
	size_t row = p->view->cursor;
	press(KEY_POINTER_AT(MOUSE_WHEEL_UP, 9, 9));
	ck_assert_uint_eq(p->view->cursor + 3, row);
	press(KEY_POINTER_AT(MOUSE_PRESS, p->head_row + 2, 30));
	press(KEY_POINTER_AT(MOUSE_PRESS, p->head_row + 2, 30)); /* at once again: opens */
	on("tenant");
	press(KEY_POINTER_AT(MOUSE_PRESS, 0, 0)); /* nothing is there */
	on("tenant");
	ck_assert_int_eq(press('M').kind, EFFECT_MOUSE);
	ck_assert(!world.console.mouse);
	canvas_release(&canvas);
	world_close();
}
END_TEST

TEST_MAIN("heads", 120, heads_and_values_agree, the_mouse_finds_what_is_drawn)
