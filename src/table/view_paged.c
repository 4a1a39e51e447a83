/* Views of paged models: what is said of them beyond any view's. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/view_private.h"

/* --- orders ------------------------------------------------------------------------- */

const struct paged_order *paged_order_by(const struct paged_source *s, size_t field, bool descending, bool *reversed)
{
	for (size_t i = 0; i < s->order_count; i++)
		if (s->orders[i].keys[0].field == field) {
			*reversed = s->orders[i].keys[0].descending != descending;
			return &s->orders[i];
		}
	return NULL;
}

bool paged_no_order(const struct model *m, size_t field, struct err *e)
{
	struct buf names = BUF_INIT;

	for (size_t i = 0; i < m->paged->order_count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", m->fields[m->paged->orders[i].keys[0].field].name);
	err_set(e, "\"%s\" cannot be sorted by: the list stays on the server, which has an index for %s",
		m->fields[field].name, names.data);
	buf_release(&names);
	return false;
}

bool paged_sort(struct view *v, const struct sort_key *keys, size_t count, struct err *e)
{
	struct pager *p = v->own->pager;
	bool reversed = false;
	const struct paged_order *order;

	if (!count)
		return true;
	order = paged_order_by(v->model->paged, keys[0].field, keys[0].descending, &reversed);
	if (!order)
		return paged_no_order(v->model, keys[0].field, e);
	for (size_t i = 1; i < count; i++)
		if (i >= order->count || keys[i].field != order->keys[i].field ||
		    keys[i].descending != (order->keys[i].descending != reversed))
			return paged_no_order(v->model, keys[i].field, e);
	p->order = (struct page_order){order, reversed};
	v->sort_count = order->count < VIEW_SORT_MAX ? order->count : VIEW_SORT_MAX;
	for (size_t i = 0; i < v->sort_count; i++)
		v->sort[i] = (struct sort_key){order->keys[i].field, page_order_descends(&p->order, i)};
	pager_restart(p, false);
	return true;
}

bool view_can_sort(const struct view *v, size_t field, struct err *e)
{
	bool reversed;

	return !v->own->pager || paged_order_by(v->model->paged, field, false, &reversed) ||
	       paged_no_order(v->model, field, e);
}

/* --- rows ----------------------------------------------------------------------------- */

void paged_enter(struct view *v, size_t row, struct model_scope *scope)
{
	const struct page_row *r = v->own->pager->shown->rows[row];
	int account = v->model->paged->account;

	scope->platform = (int)r->platform;
	if (account >= 0 && !r->cells[account].null)
		scope->enterprise_no = r->cells[account].i;
}

bool view_with(struct view *v, size_t row, size_t field, const char *name, struct scope_with *out)
{
	struct value value;

	*out = (struct scope_with){.type = v->model->fields[field].type};
	if (row >= v->count || strlen(name) >= sizeof out->name)
		return false;
	if (v->own->pager)
		page_row_raw(v->model, v->own->pager->shown->rows[row], field, &value);
	else
		view_value(v, row, field, &value);
	if (value.null || (value.text && strlen(value.text) >= sizeof out->text))
		return false;
	memcpy(out->name, name, strlen(name) + 1);
	out->i = value.i;
	if (value.type == VALUE_TEXT && value.text)
		memcpy(out->text, value.text, strlen(value.text) + 1);
	return true;
}

/* --- going and stopping ------------------------------------------------------------------ */

bool view_is_paged(const struct view *v)
{
	return v->own->pager != NULL;
}

bool view_scans(const struct view *v)
{
	if (!v->own->pager)
		return false;
	struct page_shape shape = pager_shape(v->own->pager, NULL);
	return page_shape_scans(&shape);
}

bool view_go_to_time(struct view *v, int64_t at_us)
{
	if (!v->own->pager) {
		if (v->model->at_time)
			view_find_key(v, v->model->at_time(&v->scope, at_us));
		return v->model->at_time;
	}
	if (v->model->paged->time < 0)
		return false;
	pager_go_to_time(v->own->pager, at_us);
	return true;
}

int64_t view_row_time(struct view *v, size_t row)
{
	const struct paged_source *s = v->model->paged;
	struct value at = {.null = true};

	if (s && s->time >= 0 && row < v->count)
		view_value(v, row, (size_t)s->time, &at);
	return at.null ? TIME_NONE : at.i;
}

bool view_go_to_number(struct view *v, uint32_t platform, int64_t number)
{
	const struct paged_source *s = v->model->paged;
	bool reversed;

	if (!v->own->pager) {
		view_find_key(v, (struct row_key){platform, number, 0});
		return true;
	}
	if (s->key_count != 1 || v->model->fields[s->key[0]].type != VALUE_INTEGER ||
	    !paged_order_by(s, s->key[0], true, &reversed))
		return false;
	pager_go_to_number(v->own->pager, number);
	return true;
}

void view_go_to(struct view *v, int64_t at_us, uint32_t platform, int64_t number)
{
	if (at_us == TIME_NONE || !view_go_to_time(v, at_us))
		view_go_to_number(v, platform, number);
}

void view_refresh(struct view *v)
{
	if (v->own->pager) {
		pager_restart(v->own->pager, true);
	} else if (v->model->stop) {
		v->model->stop(v->own->next, false);
		v->complete = false; /* what was stopped goes on, also while time stands still */
		v->own->wanted = true;
		v->generation++;
	}
}

void view_leave(struct view *v)
{
	if (v->own->pager)
		pager_leave(v->own->pager);
}

bool view_stop(struct view *v)
{
	if (!v->own->pager)
		return v->model->stop && v->model->stop(v->own->next, true);
	return pager_stop(v->own->pager);
}

/* --- how it stands ------------------------------------------------------------------------- */

bool view_goes_on(const struct view *v, bool below)
{
	const struct pager *p = v->own->pager;

	return p && p->shown && !window_ended(p->shown, below ? BEHIND : BEFORE);
}

int64_t view_newer(const struct view *v, bool *least)
{
	const struct pager *p = v->own->pager;

	*least = p && p->newer_rows >= 1000;
	return p ? p->newer_rows : 0;
}

const char *view_error(const struct view *v, uint32_t *platform)
{
	return v->own->pager ? window_error(v->own->pager->shown, platform) : NULL;
}

/* Where a window's scan is: the farthest that each sub-platform has come, the
 * nearest of them. */
static int64_t reached(const struct pager *p, const struct page_window *w)
{
	const struct model *m = p->view->model;
	int time = m->paged->time;

	for (int d = 0; d < DIRECTIONS && time >= 0; d++)
		for (size_t i = 0; i < w->stream_count; i++) {
			const struct stream *s = &w->streams[d][i];
			if (s->asked && s->from.at && !s->from.at->cells[time].null)
				return s->from.at->cells[time].i;
		}
	return TIME_NONE;
}

bool view_progress(const struct view *v, struct buf *out)
{
	const struct pager *p = v->own->pager;
	const struct page_window *w = !p ? NULL : p->searching ? p->searching : p->next ? p->next : p->shown;

	if (!p)
		return v->model->progress && v->model->progress(v->own->next, out);
	if (!w || (!window_busy(w) && !p->stopped) || (p->stopped && v->complete))
		return false;
	if (p->stopped)
		buf_add_text(out, "stopped");
	else if (w == p->shown && !w->scanned)
		return false;
	else
		buf_add_text(out, p->searching ? "searching" : w->scanned ? "no index helps: looking" : "reading");
	if (w->scanned) {
		buf_add_text(out, ", ");
		value_grouped(out, (int64_t)w->scanned);
		buf_add_text(out, " rows");
	}
	int64_t at = reached(p, w);
	if (w->scanned && at != TIME_NONE && at < TIME_INFINITE && v->scope.calendar) {
		buf_add_text(out, ", at ");
		time_local(out, v->scope.calendar, at);
	}
	return true;
}

bool view_take_note(struct view *v, struct buf *out)
{
	struct pager *p = v->own->pager;

	if (!p || !p->note.length)
		return false;
	buf_add_text(out, p->note.data);
	buf_clear(&p->note);
	return true;
}

/* --- errors ---------------------------------------------------------------------------------- */

void paged_error(struct buf *out, const struct model *m, const char *statement, const char *error, size_t at)
{
	const char *source = m->paged->sql, *start = strstr(statement, source), *place = statement;

	buf_addf(out, "%s: %s", m->paged->place, error);
	for (size_t i = 1; i < at && *place; i++)
		do
			place++;
		while (((unsigned char)*place & 0xc0) == 0x80);
	if (!at || !start || place < start || place >= start + strlen(source))
		return;
	size_t length = strcspn(place, "\n");
	buf_addf(out, " (at \"%.*s\")", (int)(length < 24 ? length : 24), place);
}
