/* Searches on the server: a scan from the window's end on (or its start back),
 * until a row is there. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/pager.h"

void pager_search_release(struct pager *p)
{
	window_destroy(p->searching);
	p->searching = NULL;
	free((char *)p->search.text);
	free((uint16_t *)p->search.fields);
	p->search = (struct page_search){0};
}

static void start(struct pager *p, struct page_bound *from, bool backwards)
{
	p->searching_back = backwards;
	p->stopped = false;
	p->searching = window_create(p, backwards ? NULL : from, backwards ? from : NULL, &p->search);
	p->view->generation++;
}

static void say_none(struct pager *p, const char *text)
{
	buf_clear(&p->note);
	buf_addf(&p->note, "no row further %s holds \"%s\"", p->searching_back ? "up" : "down", text);
}

static void note_search(struct pager *p, const char *text, const uint16_t *fields, size_t count, bool backwards)
{
	uint16_t *own = mem_zero(count + 1, sizeof *own);

	memcpy(own, fields, count * sizeof *own);
	pager_search_release(p);
	p->search = (struct page_search){.text = mem_copy(text), .fields = own, .field_count = count};
	p->searching_back = backwards;
}

void pager_search(struct pager *p, const char *text, const uint16_t *fields, size_t count, bool backwards)
{
	const struct page_window *w = p->shown;
	struct page_bound from = {NULL, p->order.keys->count, false};

	note_search(p, text, fields, count, backwards);
	if (w && w->count)
		from.at = page_row_copy(p->view->model, w->rows[backwards ? 0 : w->count - 1]);
	start(p, &from, backwards);
}

bool pager_search_later(struct pager *p, const char *text, const uint16_t *fields, size_t count, bool backwards)
{
	if (!p->next || p->target == TARGET_ROW)
		return false;
	note_search(p, text, fields, count, backwards);
	return true;
}

void pager_search_arrived(struct pager *p)
{
	struct page_search waits = p->search;

	if (!waits.text || p->searching)
		return;
	p->search = (struct page_search){0};
	if (!view_search(p->view, waits.text, waits.fields, waits.field_count, p->searching_back))
		say_none(p, waits.text);
	free((char *)waits.text);
	free((uint16_t *)waits.fields);
}

/* Of a list that is not in the order of time: the first row that is at or past it. */
void pager_search_time(struct pager *p, int64_t at_us)
{
	struct page_bound from = {NULL, 0, false};

	pager_search_release(p);
	p->search = (struct page_search){.time_field = (size_t)p->view->model->paged->time, .time = at_us,
					 .until = page_order_descends(&p->order, 0)};
	start(p, &from, false);
}

static void say_what_came(struct pager *p)
{
	uint32_t platform;
	const char *error = window_error(p->searching, &platform);

	buf_clear(&p->note);
	if (error)
		buf_add_text(&p->note, error);
	else if (p->search.text)
		say_none(p, p->search.text);
	else
		buf_add_text(&p->note, "there is no row of that time or past it");
}

void pager_search_work(struct pager *p)
{
	static const size_t one[DIRECTIONS] = {1, 1};
	struct page_window *w = p->searching;
	int direction = p->searching_back ? BEFORE : BEHIND;
	bool changed = false;
	uint32_t platform;

	if (!w)
		return;
	window_merge(w, 0, one, &changed);
	if (w->count) {
		struct page_row *found = page_row_copy(p->view->model, w->rows[0]);
		pager_search_release(p);
		pager_go_to_row(p, found, 2);
		free(found);
		pager_work(p);
	} else if (window_ended(w, direction) || window_error(w, &platform)) {
		say_what_came(p);
		pager_search_release(p);
		p->view->generation++;
	} else {
		window_ask(w, 0, one);
	}
}
