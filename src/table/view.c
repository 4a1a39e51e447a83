/* Views: what is asked of them, and the cursor. */
#include "slatop/table/view.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/relations.h"
#include "slatop/table/timeline.h"
#include "table/view_private.h"

static void cancel_pass(struct view *v)
{
	free(v->own->gathered);
	v->own->gathered = NULL;
	v->own->stage = STAGE_IDLE;
}

/* Reads anew at once: the user asked for something else. */
static void ask_anew(struct view *v)
{
	cancel_pass(v);
	v->own->wanted = true;
	v->own->not_before = 0;
	v->generation++;
}

struct view *view_create(const struct model *model, const struct model_scope *scope)
{
	static uint64_t serial;
	struct view *v = mem_zero(1, sizeof *v);

	v->serial = ++serial;
	v->model = model;
	v->scope = *scope;
	v->own = mem_zero(1, sizeof *v->own);
	v->scope.relations = &v->own->relations;
	if (model->paged) {
		v->own->pager = pager_create(v);
		view_sort_by(v, model->default_sort, NULL);
		return v;
	}
	v->own->shown = v->own->next = model->open(&v->scope);
	v->own->wanted = true;
	if (model->default_sort)
		view_sort_by(v, model->default_sort, NULL);
	return v;
}

void view_destroy(struct view *v)
{
	if (!v)
		return;
	cancel_pass(v);
	pager_destroy(v->own->pager);
	if (v->own->next != v->own->shown)
		v->model->close(v->own->next);
	if (v->own->shown)
		v->model->close(v->own->shown);
	view_sort_release(&v->own->sort);
	free(v->own->rows);
	free(v->own->read);
	free(v->own->epochs);
	free(v->own);
	filter_destroy(v->filter);
	free(v);
}

void view_set_scope(struct view *v, const struct model_scope *scope)
{
	struct view_private *own = v->own;

	own->relations = 0;
	if (own->pager) {
		v->scope = *scope;
		v->scope.relations = &own->relations;
		v->complete = false;
		pager_restart(own->pager, false);
		return;
	}
	view_drop_void_rows(v);
	cancel_pass(v);
	v->scope = *scope;
	v->scope.relations = &own->relations;
	if (own->next != own->shown)
		v->model->close(own->next);
	own->next = v->model->open(&v->scope);
	own->has_row = false; /* indices are of the old scope, the key holds */
	v->complete = false;
	ask_anew(v);
}

void view_advance(struct view *v, int64_t now)
{
	struct view_private *own = v->own;
	uint64_t generation;

	v->scope.now = now;
	if (own->pager) {
		pager_advance(own->pager, now);
		return;
	}
	view_drop_void_rows(v);
	if (own->shown != own->next) /* still the old scope: its rows may go on ticking */
		v->model->advance(own->next, &v->scope);
	else
		v->model->advance(own->shown, &v->scope);
	generation = v->model->generation(own->next);
	if (generation == own->generation) {
		/* A pass that was put off is due: whoever works views has to hear of it. */
		if (own->wanted && own->stage == STAGE_IDLE && now >= own->not_before)
			v->generation++;
		return;
	}
	own->generation = generation;
	own->wanted = true;
	v->generation++;
}

bool view_work(struct view *v, int64_t deadline_us)
{
	struct view_private *own = v->own;

	if (own->pager) {
		pager_work(own->pager);
		return false; /* what is missing comes from the server */
	}
	view_drop_void_rows(v);
	if (own->stage == STAGE_IDLE) {
		if (!own->wanted || (deadline_us != INT64_MAX && clock_monotonic() < own->not_before))
			return false;
		view_pass_start(v);
	}
	return view_pass_work(v, deadline_us);
}

uint64_t view_relations(const struct view *v)
{
	return v->own->relations | relations_named(v->model->needs, "") | relations_named(v->model->beside, "");
}

bool view_awaits_rows(const struct view *v)
{
	if (v->own->pager)
		return !v->count && !v->complete;
	return !v->count && (v->own->wanted || v->own->stage != STAGE_IDLE || !v->complete);
}

void view_value(struct view *v, size_t row, size_t field, struct value *out)
{
	*out = (struct value){.type = v->model->fields[field].type, .null = true};
	if (v->own->pager) {
		if (row < v->count && field < v->model->field_count)
			page_row_value(v->model, v->own->pager->shown->rows[row], field, out);
		return;
	}
	if (row < v->count && !view_row_is_void(v, v->own->rows[row]))
		v->model->get(v->own->shown, v->own->rows[row], field, out);
}

struct row_ref view_row(const struct view *v, size_t row)
{
	if (v->own->pager && row < v->count)
		return (struct row_ref){v->own->pager->shown->rows[row]->platform, (uint32_t)row};
	return row < v->count ? v->own->rows[row] : (struct row_ref){UINT32_MAX, UINT32_MAX};
}

struct row_key view_key(struct view *v, size_t row)
{
	if (v->own->pager && row < v->count)
		return page_row_key(v->model, v->own->pager->shown->rows[row]);
	if (row >= v->count || view_row_is_void(v, v->own->rows[row]))
		return (struct row_key){UINT32_MAX, 0, 0};
	return v->model->key(v->own->shown, v->own->rows[row]);
}

void view_enter(struct view *v, size_t row, struct model_scope *scope)
{
	*scope = v->scope;
	scope->relations = NULL;
	if (v->own->pager && row < v->count) {
		paged_enter(v, row, scope);
		return;
	}
	if (row < v->count && !view_row_is_void(v, v->own->rows[row]))
		v->model->enter(v->own->shown, v->own->rows[row], scope);
}

/* ---- timelines ---- */

const struct timeline *view_timeline(const struct view *v)
{
	return v->model->timeline && v->own->shown ? v->model->timeline(v->own->shown) : NULL;
}

void view_look(struct view *v, const struct timeline_look *look)
{
	if (!v->model->look)
		return;
	v->model->look(v->own->shown, look);
	if (v->own->next != v->own->shown)
		v->model->look(v->own->next, look);
}

/* ---- sort and filter ---- */

static bool unknown_field(const struct model *m, const char *name, struct err *e)
{
	const char **names = mem_alloc((m->field_count + 1) * sizeof *names);
	const char *near;

	for (size_t i = 0; i < m->field_count; i++)
		names[i] = m->fields[i].name;
	near = text_nearest(name, names, m->field_count);
	if (near)
		err_set(e, "unknown field \"%s\"; did you mean \"%s\"?", name, near);
	else
		err_set(e, "unknown field \"%s\"", name);
	free(names);
	return false;
}

static bool read_sort(const struct model *m, char *spec, struct sort_key *keys, size_t *count, struct err *e)
{
	char *rest = NULL;

	for (char *word = strtok_r(spec, ", \t", &rest); word; word = strtok_r(NULL, ", \t", &rest)) {
		bool descending = *word == '-';
		const char *name = word + (*word == '-' || *word == '+');
		int field = model_field_find(m, name);

		if (field < 0)
			return unknown_field(m, name, e);
		if (*count == VIEW_SORT_MAX)
			return err_set(e, "at most %d fields can be sorted by", VIEW_SORT_MAX);
		keys[(*count)++] = (struct sort_key){(uint16_t)field, descending};
	}
	return true;
}

bool view_sort_by(struct view *v, const char *spec, struct err *e)
{
	struct sort_key keys[VIEW_SORT_MAX];
	size_t count = 0;
	char *copy = mem_copy(spec);
	bool ok = read_sort(v->model, copy, keys, &count, e);

	free(copy);
	if (!ok)
		return false;
	if (v->own->pager)
		return paged_sort(v, keys, count, e);
	memcpy(v->sort, keys, count * sizeof *keys);
	v->sort_count = count;
	ask_anew(v);
	return true;
}

void view_sort_field(struct view *v, size_t field, bool add)
{
	size_t i = 0;

	if (v->own->pager) {
		struct sort_key key = {(uint16_t)field, v->sort[0].field == field && !v->sort[0].descending};
		paged_sort(v, &key, 1, NULL);
		return;
	}
	while (i < v->sort_count && v->sort[i].field != field)
		i++;
	if (i < v->sort_count && (add || i == 0)) {
		v->sort[i].descending = !v->sort[i].descending;
	} else if (!add) {
		v->sort[0] = (struct sort_key){(uint16_t)field, false};
		v->sort_count = 1;
	} else if (v->sort_count < VIEW_SORT_MAX) {
		v->sort[v->sort_count++] = (struct sort_key){(uint16_t)field, false};
	}
	ask_anew(v);
}

void view_set_filter(struct view *v, struct filter *f)
{
	if (v->filter == f)
		return;
	filter_destroy(v->filter);
	v->filter = f;
	if (v->own->pager)
		pager_restart(v->own->pager, false);
	ask_anew(v);
}

/* ---- the cursor ---- */

void view_move_to(struct view *v, size_t row)
{
	size_t last = v->count ? v->count - 1 : 0;

	if (v->own->pager) {
		pager_move_to(v->own->pager, row);
		return;
	}
	v->cursor = row < last ? row : last;
	v->own->moved = true;
	view_remember_cursor(v);
	if (v->own->stage == STAGE_FOLLOW) { /* it looks for another row now */
		v->own->at = 0;
		v->own->found = SIZE_MAX;
	}
}

void view_move(struct view *v, int64_t rows)
{
	if (v->own->pager) {
		pager_move(v->own->pager, rows);
		return;
	}
	if (rows < 0)
		view_move_to(v, (uint64_t)-rows > v->cursor ? 0 : v->cursor - (size_t)-rows);
	else
		view_move_to(v, (uint64_t)rows > SIZE_MAX - v->cursor ? SIZE_MAX : v->cursor + (size_t)rows);
}

bool view_find_key(struct view *v, struct row_key key)
{
	for (size_t i = 0; i < v->count; i++) {
		struct row_key k = view_key(v, i);

		if (k.platform == key.platform && k.a == key.a && k.b == key.b) {
			view_move_to(v, i);
			return true;
		}
	}
	if (v->own->pager)
		return false;
	v->own->key = key;
	v->own->has_key = v->own->moved = true;
	v->own->has_row = false;
	return false;
}

/* Numbers are looked through as they are shown and without separators. */
static bool field_contains(struct view *v, size_t row, uint16_t field, const char *text, struct buf *shown)
{
	const struct model_field *f = &v->model->fields[field];
	struct value_style style = {v->scope.calendar, 0, false, 0};
	struct value value;

	view_value(v, row, field, &value);
	if (value.null)
		return false;
	buf_clear(shown);
	if (value.type != VALUE_TEXT)
		value_csv(shown, &value);
	if (value.type != VALUE_TEXT && text_contains(shown->data, text))
		return true;
	if (value.type == VALUE_TEXT && text_contains(value.text ? value.text : "", text))
		return true;
	buf_clear(shown);
	value_show(shown, model_field_format(f), &value, &style);
	return text_contains(shown->data, text);
}

bool view_search(struct view *v, const char *text, const uint16_t *fields, size_t field_count, bool backwards)
{
	struct buf shown = BUF_INIT;
	bool found = false;

	if (v->own->pager && pager_search_later(v->own->pager, text, fields, field_count, backwards))
		return true;
	size_t steps = v->own->pager ? (backwards ? v->cursor : v->count - v->cursor - (v->count > 0)) : v->count;
	for (size_t step = 1; step <= steps && !found; step++) {
		size_t row = (backwards ? v->cursor + v->count - step : v->cursor + step) % v->count;

		for (size_t i = 0; i < field_count && !found; i++)
			found = field_contains(v, row, fields[i], text, &shown);
		if (found)
			view_move_to(v, row);
	}
	buf_release(&shown);
	if (!found && v->own->pager && view_goes_on(v, !backwards)) {
		pager_search(v->own->pager, text, fields, field_count, backwards);
		return true;
	}
	return found;
}
