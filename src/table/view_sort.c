/* The resumable merge sort of views. */
#include "table/view_sort.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define STEPS_A_LOOK 256 /* items moved between two looks at the clock: some 10 us */

void view_sort_begin(struct view_sort *s, const struct model *model, struct model_state *state,
		     const struct sort_key *by, size_t count)
{
	s->count = 0;
	s->width = s->run = 0;
	arena_reset(&s->texts);
	s->model = model;
	s->state = state;
	s->key_count = count;
	for (size_t i = 0; i < count; i++) {
		s->by[i] = by[i];
		s->is_text[i] = model->fields[by[i].field].type == VALUE_TEXT;
	}
}

void view_sort_add(struct view_sort *s, struct row_ref row)
{
	size_t at = s->count * s->key_count;

	MEM_GROW(s->rows, s->count, s->row_capacity);
	MEM_GROW(s->nulls, s->count, s->null_capacity);
	if (at + VIEW_SORT_MAX > s->key_capacity) {
		s->key_capacity = s->key_capacity ? s->key_capacity * 2 : 64;
		s->keys = mem_resize(s->keys, s->key_capacity, sizeof *s->keys);
	}
	s->nulls[s->count] = 0;
	for (size_t i = 0; i < s->key_count; i++) {
		struct value v = {0};

		s->model->get(s->state, row, s->by[i].field, &v);
		if (v.null)
			s->nulls[s->count] |= (uint8_t)(1u << i);
		else if (s->is_text[i])
			s->keys[at + i].text = arena_copy(&s->texts, v.text ? v.text : "",
							  v.text ? strlen(v.text) : 0);
		else
			s->keys[at + i].i = v.i;
	}
	s->rows[s->count++] = row;
}

/* The first key as an integer of the same order. Where two are equal the keys
 * themselves decide, so it need not tell everything apart. */
static uint64_t lead_of(const struct view_sort *s, size_t row)
{
	const union sort_value *key = &s->keys[row * s->key_count];
	uint64_t lead = 0;

	if (!s->key_count)
		return row;
	if (s->nulls[row] & 1)
		return UINT64_MAX;
	if (s->is_text[0])
		for (size_t i = 0, end = 0; i < 8; i++) {
			end = end || !key->text[i];
			lead = lead << 8 | (end ? 0 : (unsigned char)key->text[i]);
		}
	else
		lead = (uint64_t)key->i ^ (UINT64_C(1) << 63);
	return s->by[0].descending ? ~lead : lead;
}

/* Whether b has to stand before a. Nulls are last in both directions; the row's
 * identity decides at the end, so that the order is total and the same after
 * each refresh. */
static bool is_after(const struct view_sort *s, const struct sort_item *a, const struct sort_item *b)
{
	if (a->lead != b->lead || !s->key_count)
		return a->lead > b->lead;
	for (size_t i = 0; i < s->key_count; i++) {
		const union sort_value *x = &s->keys[a->row * s->key_count + i];
		const union sort_value *y = &s->keys[b->row * s->key_count + i];
		int x_null = s->nulls[a->row] >> i & 1, y_null = s->nulls[b->row] >> i & 1;
		int order;

		if (x_null || y_null) {
			if (x_null != y_null)
				return x_null;
			continue;
		}
		order = s->is_text[i] ? strcmp(x->text, y->text) : (x->i > y->i) - (x->i < y->i);
		if (order)
			return s->by[i].descending ? order < 0 : order > 0;
	}
	struct row_key x = s->model->key(s->state, s->rows[a->row]),
		       y = s->model->key(s->state, s->rows[b->row]);
	return row_key_compare(&x, &y) > 0;
}

static size_t end_of(const struct view_sort *s, size_t start)
{
	size_t end = start + s->width;

	return end < s->count ? end : s->count;
}

static void start_run(struct view_sort *s, size_t run)
{
	s->run = s->left = s->to = run;
	s->right = end_of(s, run);
}

/* Fills items up in slices as well: width is 0 and run counts. */
static void fill(struct view_sort *s)
{
	size_t end = s->run + STEPS_A_LOOK;

	for (; s->run < s->count && s->run < end; s->run++)
		s->items[s->run] = (struct sort_item){lead_of(s, s->run), (uint32_t)s->run};
	if (s->run < s->count)
		return;
	s->width = 1;
	start_run(s, 0);
}

/* Moves some items; at the end of a pass over all runs the two arrays change
 * places and the runs are twice as long. */
static void merge(struct view_sort *s)
{
	for (int steps = 0; steps < STEPS_A_LOOK; steps++) {
		size_t middle = end_of(s, s->run), end = end_of(s, middle);

		if (s->to == s->count) {
			struct sort_item *done = s->other;

			s->other = s->items;
			s->items = done;
			s->width *= 2;
			if (s->width >= s->count)
				return;
			start_run(s, 0);
			continue;
		}
		if (s->left < middle &&
		    (s->right >= end || !is_after(s, &s->items[s->left], &s->items[s->right])))
			s->other[s->to++] = s->items[s->left++];
		else
			s->other[s->to++] = s->items[s->right++];
		if (s->to == end && end < s->count)
			start_run(s, end);
	}
}

/* Kept from sort to sort: memory given back and taken again costs more than a slice
 * where rows are many. */
static void make_room(struct view_sort *s)
{
	if (s->count < s->item_capacity && s->item_capacity / 4 <= s->count)
		return;
	free(s->items);
	free(s->other);
	s->item_capacity = s->count + s->count / 8 + 1;
	s->items = mem_alloc(s->item_capacity * sizeof *s->items);
	s->other = mem_alloc(s->item_capacity * sizeof *s->other);
}

bool view_sort_work(struct view_sort *s, int64_t deadline_us)
{
	if (!s->width && !s->run)
		make_room(s);
	while (!s->width || s->width < s->count) {
		if (!s->width)
			fill(s);
		else
			merge(s);
		if (s->width && s->width >= s->count)
			break;
		if (deadline_us != INT64_MAX && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

struct row_ref view_sort_row(const struct view_sort *s, size_t place)
{
	return s->rows[s->items[place].row];
}

void view_sort_release(struct view_sort *s)
{
	free(s->rows);
	free(s->keys);
	free(s->nulls);
	free(s->items);
	free(s->other);
	arena_release(&s->texts);
	*s = (struct view_sort){0};
}
