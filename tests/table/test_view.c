/* Views: the sliced sort beside qsort, the cursor that follows its row, and what
 * is shown meanwhile. */
#include "../support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "slatop/table/view.h"

/* ---- a model of made-up rows ---- */

struct made {
	int64_t id, number;
	bool number_null, text_null, alive;
	char text[12];
};
static struct made *world;
static size_t world_count;
static uint64_t world_generation;
static bool world_complete = true;
static int opened, advanced;

enum { ID, NUMBER, TEXT, PARITY };
static const struct model_field fields[] = {{"id", VALUE_INTEGER, FIELD_KEY | FIELD_ID},
					    {"number", VALUE_INTEGER},
					    {"text", VALUE_TEXT},
					    {"odd", VALUE_BOOL}};

struct model_state {
	int unused;
};

static struct model_state *world_open(const struct model_scope *scope)
{
	(void)scope;
	opened++;
	return mem_zero(1, sizeof(struct model_state));
}

static void world_close(struct model_state *s)
{
	opened--;
	free(s);
}

static void world_advance(struct model_state *s, const struct model_scope *scope)
{
	(void)s;
	(void)scope;
	advanced++;
}

static uint64_t world_generation_of(const struct model_state *s)
{
	(void)s;
	return world_generation;
}

static bool world_rows(struct model_state *s, size_t *position, struct row_ref **rows, size_t *count,
		       size_t *capacity, int64_t deadline_us)
{
	(void)s;
	while (*position < world_count) {
		if (world[*position].alive) {
			MEM_GROW(*rows, *count, *capacity);
			(*rows)[(*count)++] = (struct row_ref){0, (uint32_t)*position};
		}
		if (++*position % 64 == 0 && deadline_us != INT64_MAX && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

static void made_value(const struct made *m, size_t field, struct value *out)
{
	*out = (struct value){.type = fields[field].type};
	if (field == ID)
		out->i = m->id;
	if (field == PARITY)
		out->i = m->number & 1;
	if (field == NUMBER) {
		out->i = m->number;
		out->null = m->number_null;
	}
	if (field == TEXT) {
		out->text = m->text;
		out->null = m->text_null;
	}
}

static void world_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	(void)s;
	made_value(&world[row.item], field, out);
}

static struct row_key world_key(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){0, world[row.item].id, 0};
}

static bool world_is_complete(const struct model_state *s)
{
	(void)s;
	return world_complete;
}

static void world_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s;
	scope->enterprise_no = world[row.item].id;
}

static const struct model model = {.name = "made",
				   .fields = fields,
				   .field_count = COUNT_OF(fields),
				   .default_sort = "id",
				   .open = world_open,
				   .close = world_close,
				   .advance = world_advance,
				   .generation = world_generation_of,
				   .rows = world_rows,
				   .get = world_get,
				   .key = world_key,
				   .complete = world_is_complete,
				   .enter = world_enter};

/* ---- making rows ---- */

static unsigned state;

static unsigned below(unsigned n)
{
	state = state * 1103515245u + 12345u;
	return (state >> 8) % n;
}

static void change(struct made *m)
{
	m->number = (int64_t)below(20) - 10;
	m->number_null = below(6) == 0;
	m->text_null = below(6) == 0;
	/* Long equal beginnings, and bytes past ASCII. */
	snprintf(m->text, sizeof m->text, below(2) ? "%s%u" : "%s", below(2) ? "abcdefgh" : "银", below(4));
}

static void make_world(size_t count)
{
	free(world);
	world = mem_zero(count + 1, sizeof *world);
	world_count = count;
	for (size_t i = 0; i < count; i++) {
		world[i].id = (int64_t)((i * 7919) % 1000003);
		world[i].alive = true;
		change(&world[i]);
	}
	world_generation++;
}

static struct view *make_view(void)
{
	struct model_scope scope = {.platform = -1, .as_of = TIME_NONE};

	return view_create(&model, &scope);
}

static void finish(struct view *v)
{
	while (view_work(v, 0))
		;
}

/* ---- the order ---- */

static const struct view *sorted_by;

static int compare(const void *left, const void *right)
{
	const struct made *a = &world[*(const uint32_t *)left], *b = &world[*(const uint32_t *)right];

	for (size_t i = 0; i < sorted_by->sort_count; i++) {
		struct value x, y;
		int order;

		made_value(a, sorted_by->sort[i].field, &x);
		made_value(b, sorted_by->sort[i].field, &y);
		order = value_compare(&x, &y);
		if (order)
			return sorted_by->sort[i].descending && !x.null && !y.null ? -order : order;
	}
	return (a->id > b->id) - (a->id < b->id);
}

static void check_order(struct view *v, bool (*wanted)(const struct made *))
{
	uint32_t *order = mem_alloc((world_count + 1) * sizeof *order);
	size_t count = 0, alive = 0;

	for (size_t i = 0; i < world_count; i++) {
		alive += world[i].alive;
		if (world[i].alive && (!wanted || wanted(&world[i])))
			order[count++] = (uint32_t)i;
	}
	sorted_by = v;
	if (v->sort_count)
		qsort(order, count, sizeof *order, compare);
	ck_assert_uint_eq(v->total, alive);
	ck_assert_uint_eq(v->count, v->limit && v->limit < count ? v->limit : count);
	for (size_t i = 0; i < v->count; i++)
		ck_assert_uint_eq(view_row(v, i).item, order[i]);
	free(order);
}

static bool is_positive(const struct made *m)
{
	return !m->number_null && m->number > 0;
}

START_TEST(sorts_as_qsort_does)
{
	static const char *const names[] = {"id", "number", "text", "odd"};

	state = (unsigned)time(NULL);
	printf("view: seed %u\n", state);
	for (int round = 0; round < 300; round++) {
		struct view *v;
		struct buf spec = BUF_INIT;
		bool filtered = below(3) == 0;
		size_t at;

		make_world(round < 20 ? (size_t)round : below(700));
		v = make_view();
		for (unsigned n = below(5); n; n--)
			buf_addf(&spec, "%s%s,", below(2) ? "-" : "", names[below(4)]);
		ck_assert(view_sort_by(v, spec.data, NULL));
		if (filtered)
			view_set_filter(v, filter_parse("number > 0", &model, NULL, &at, NULL));
		v->limit = below(4) ? 0 : below(100);
		finish(v);
		check_order(v, filtered ? is_positive : NULL);
		view_destroy(v);
		buf_release(&spec);
	}
	ck_assert_int_eq(opened, 0);
}
END_TEST

START_TEST(slices_are_short)
{
	const size_t count = 1000000;
	int64_t longest = 0, start = clock_monotonic(), total;
	struct view *v;

	make_world(count);
	v = make_view();
	ck_assert(view_sort_by(v, "-number,text,id", NULL));
	start = clock_monotonic();
	for (bool left = true; left;) {
		int64_t before = clock_monotonic();

		left = view_work(v, before + 4000);
		if (clock_monotonic() - before > longest)
			longest = clock_monotonic() - before;
	}
	total = clock_monotonic() - start;
	printf("view: %zu rows in %.2f s, longest slice %.1f ms\n", count, (double)total / 1e6,
	       (double)longest / 1e3);
	ck_assert_uint_eq(v->count, count);
	sorted_by = v;
	for (size_t i = 1; i < count; i += 997) {
		uint32_t a = view_row(v, i - 1).item, b = view_row(v, i).item;
		ck_assert_int_lt(compare(&a, &b), 0);
	}
	view_destroy(v);
}
END_TEST

START_TEST(shows_the_last_order_until_the_next)
{
	struct view *v;
	uint64_t generation;

	make_world(500);
	v = make_view();
	ck_assert_uint_eq(v->count, 0);
	finish(v);
	ck_assert_uint_eq(v->count, 500);
	generation = v->generation;
	ck_assert(!view_work(v, 0)); /* nothing to do */
	ck_assert_uint_eq(v->generation, generation);
	ck_assert(view_sort_by(v, "-id", NULL));
	ck_assert(view_work(v, 0));
	ck_assert_int_lt(view_key(v, 0).a, view_key(v, 499).a);
	finish(v);
	ck_assert_int_gt(view_key(v, 0).a, view_key(v, 499).a);
	ck_assert_uint_gt(v->generation, generation);
	view_destroy(v);
}
END_TEST

START_TEST(cursor_follows_its_row)
{
	state = (unsigned)time(NULL);
	make_world(400);
	struct view *v = make_view();

	ck_assert(view_sort_by(v, "-number,text", NULL));
	finish(v);
	view_move_to(v, below(400));
	for (int round = 0; round < 400; round++) {
		int64_t id = view_key(v, v->cursor).a;
		size_t place = v->cursor, with = world_count;

		for (unsigned n = below(30); n; n--)
			change(&world[below(400)]);
		for (unsigned n = below(6); n; n--)
			world[below(400)].alive ^= true;
		for (size_t i = 0; i < world_count; i++)
			if (world[i].id == id)
				with = i;
		world_generation++;
		view_advance(v, round);
		view_work(v, INT64_MAX);
		if (world[with].alive)
			ck_assert_int_eq(view_key(v, v->cursor).a, id);
		else
			ck_assert_uint_eq(v->cursor, place < v->count ? place : v->count - 1);
		if (below(4) == 0)
			view_move(v, (int64_t)below(100) - 50);
		ck_assert_uint_lt(v->cursor, v->count);
	}
	view_destroy(v);
}
END_TEST

/* A key pressed while the next order is being made holds as well. */
START_TEST(cursor_moves_while_sorting)
{
	state = (unsigned)time(NULL);
	make_world(3000);
	struct view *v = make_view();

	finish(v);
	for (int round = 0; round < 60; round++) {
		int64_t id;

		for (unsigned n = 500; n; n--)
			change(&world[below(3000)]);
		ck_assert(view_sort_by(v, round % 2 ? "number" : "-text", NULL));
		for (unsigned n = below(400); n && view_work(v, 0); n--)
			if (below(20) == 0)
				view_move_to(v, below(3000));
		view_move(v, 1);
		id = view_key(v, v->cursor).a;
		finish(v);
		ck_assert_int_eq(view_key(v, v->cursor).a, id);
	}
	view_destroy(v);
}
END_TEST

START_TEST(cursor_stays_at_the_top_while_rows_come)
{
	make_world(100);
	struct view *v = make_view();

	world_complete = false;
	for (size_t i = 50; i < 100; i++)
		world[i].alive = false;
	ck_assert(view_sort_by(v, "-id", NULL));
	finish(v);
	ck_assert(!v->complete);
	for (size_t i = 50; i < 100; i++)
		world[i].alive = true;
	world_complete = true;
	world_generation++;
	view_advance(v, 1);
	view_work(v, INT64_MAX);
	ck_assert(v->complete);
	ck_assert_uint_eq(v->cursor, 0);
	view_destroy(v);
}
END_TEST

START_TEST(keys_are_found_now_or_later)
{
	make_world(50);
	struct view *v = make_view();

	world[20].alive = false;
	finish(v);
	ck_assert(view_find_key(v, (struct row_key){0, world[7].id, 0}));
	ck_assert_int_eq(view_key(v, v->cursor).a, world[7].id);
	ck_assert(!view_find_key(v, (struct row_key){0, world[20].id, 0}));
	world[20].alive = true;
	world_generation++;
	view_advance(v, 1);
	view_work(v, INT64_MAX);
	ck_assert_int_eq(view_key(v, v->cursor).a, world[20].id);
	view_destroy(v);
}
END_TEST

START_TEST(scope_changes_keep_row_and_rows)
{
	struct model_scope scope = {.platform = -1, .as_of = TIME_NONE};

	make_world(200);
	struct view *v = make_view();
	finish(v);
	view_move_to(v, 70);
	int64_t id = view_key(v, 70).a;
	view_set_scope(v, &scope);
	ck_assert_uint_eq(v->count, 200); /* the former rows, until the new ones are there */
	ck_assert_int_eq(opened, 2);
	view_move_to(v, 70);
	finish(v);
	ck_assert_int_eq(opened, 1);
	ck_assert_int_eq(view_key(v, v->cursor).a, id);
	view_enter(v, v->cursor, &scope);
	ck_assert_int_eq(scope.enterprise_no, id);
	view_set_scope(v, &scope);
	view_set_scope(v, &scope);
	view_destroy(v);
	ck_assert_int_eq(opened, 0);
}
END_TEST

START_TEST(sort_specs_are_read)
{
	struct err e = {""};
	make_world(3);
	struct view *v = make_view();

	ck_assert_uint_eq(v->sort_count, 1);
	ck_assert(view_sort_by(v, "-number, +text", &e));
	ck_assert_uint_eq(v->sort_count, 2);
	ck_assert(v->sort[0].field == NUMBER && v->sort[0].descending);
	ck_assert(v->sort[1].field == TEXT && !v->sort[1].descending);
	ck_assert(!view_sort_by(v, "-nubmer", &e));
	ck_assert_str_eq(e.text, "unknown field \"nubmer\"; did you mean \"number\"?");
	ck_assert(!view_sort_by(v, "id,id,id,id,id", &e));
	ck_assert_uint_eq(v->sort_count, 2); /* as it was */
	view_sort_field(v, NUMBER, false);
	ck_assert(v->sort_count == 2 && !v->sort[0].descending);
	view_sort_field(v, TEXT, true);
	ck_assert(v->sort_count == 2 && v->sort[1].descending);
	view_sort_field(v, ID, true);
	ck_assert(v->sort_count == 3 && v->sort[2].field == ID);
	view_sort_field(v, TEXT, false);
	ck_assert(v->sort_count == 1 && v->sort[0].field == TEXT && !v->sort[0].descending);
	view_destroy(v);
}
END_TEST

START_TEST(search_goes_round)
{
	const uint16_t all[] = {ID, TEXT};
	make_world(10);
	struct view *v = make_view();

	for (size_t i = 0; i < 10; i++) {
		world[i].id = 10010 + (int64_t)i;
		world[i].text_null = false;
		snprintf(world[i].text, sizeof world[i].text, i % 4 == 1 ? "Needle%zu" : "hay%zu", i);
	}
	finish(v);
	ck_assert(view_search(v, "nEEdle", all, 2, false) && v->cursor == 1);
	ck_assert(view_search(v, "nEEdle", all, 2, false) && v->cursor == 5);
	ck_assert(view_search(v, "nEEdle", all, 2, false) && v->cursor == 9);
	ck_assert(view_search(v, "nEEdle", all, 2, false) && v->cursor == 1);
	ck_assert(view_search(v, "nEEdle", all, 2, true) && v->cursor == 9);
	ck_assert(view_search(v, "10013", all, 2, false) && v->cursor == 3);
	ck_assert(view_search(v, "10013", all, 2, false) && v->cursor == 3); /* the only one */
	ck_assert(!view_search(v, "nowhere", all, 2, false) && v->cursor == 3);
	view_destroy(v);
}
END_TEST

START_TEST(nothing_is_fine)
{
	const uint16_t all[] = {ID};
	struct value value;

	make_world(0);
	struct view *v = make_view();
	finish(v);
	view_move(v, 5);
	view_move(v, INT64_MIN + 1);
	ck_assert_uint_eq(v->cursor, 0);
	view_value(v, 0, ID, &value);
	ck_assert(value.null);
	ck_assert(!view_search(v, "x", all, 1, false));
	ck_assert_uint_eq(view_row(v, 0).item, UINT32_MAX);
	view_destroy(v);
	view_destroy(NULL);
}
END_TEST

TEST_MAIN("view", 120, sorts_as_qsort_does, slices_are_short, shows_the_last_order_until_the_next,
	  cursor_follows_its_row, cursor_moves_while_sorting, cursor_stays_at_the_top_while_rows_come,
	  keys_are_found_now_or_later, scope_changes_keep_row_and_rows, sort_specs_are_read,
	  search_goes_round, nothing_is_fine)
