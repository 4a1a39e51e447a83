/* What is new at the top: with the cursor on the first row the first page is
 * read again with the feed's rhythm; elsewhere new rows are only counted. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/pager.h"

#define GLANCE_US USEC
#define NEWER_MOST 1000 /* counted no further */

void pager_note_newest(struct pager *p)
{
	const struct page_window *w = p->shown;

	free(p->newest);
	p->newest = w && w->count ? page_row_copy(p->view->model, w->rows[0]) : NULL;
	p->newer_rows = 0;
}

static void stop_counts(struct pager *p)
{
	const struct model_scope *scope = &p->view->scope;

	for (size_t i = 0; i < p->newer_count; i++)
		if (p->newer[i].asked)
			scope->drop_page(scope->host, p->newer[i].asked);
	free(p->newer);
	p->newer = NULL;
	p->newer_count = 0;
}

void pager_live_stop(struct pager *p)
{
	window_destroy(p->glance);
	p->glance = NULL;
	stop_counts(p);
}

/* --- counting ------------------------------------------------------------------------- */

static void counted(void *context, const struct page_answer *a)
{
	struct newer *n = context;
	struct value v = {0};

	n->asked = NULL;
	if (!a->error && a->row_count) {
		a->get(a, 0, 0, &v);
		n->rows = v.i;
	}
	n->pager->view->generation++;
}

static void ask_count(struct pager *p, struct newer *n)
{
	static const uint8_t types[] = {VALUE_INTEGER};
	struct view *v = p->view;
	struct page_shape shape = pager_shape(p, NULL);
	struct page_bound newest = {p->newest, p->order.keys->count, n->platform < p->newest->platform};
	struct page_sql sql;

	shape.platform = n->platform;
	page_sql_count(&sql, &shape, &newest, NEWER_MOST);
	n->asked = scope_ask_page(&v->scope,
				     &(struct page_ask){.platform = n->platform, .sql = sql.text.data,
							.values = sql.values, .value_count = sql.count,
							.types = types, .type_count = 1, .answer = counted,
							.context = n});
	page_sql_release(&sql);
}

static void start_counts(struct pager *p)
{
	const struct page_window *w = p->shown;

	p->newer = mem_zero(w->stream_count + 1, sizeof *p->newer);
	p->newer_count = w->stream_count;
	for (size_t i = 0; i < w->stream_count; i++) {
		p->newer[i] = (struct newer){.pager = p, .platform = w->streams[BEHIND][i].platform};
		if (!w->streams[BEHIND][i].error)
			ask_count(p, &p->newer[i]);
	}
}

static void work_counts(struct pager *p)
{
	int64_t rows = 0;

	for (size_t i = 0; i < p->newer_count; i++) {
		if (p->newer[i].asked)
			return;
		rows += p->newer[i].rows;
	}
	if (!p->newer_count)
		return;
	stop_counts(p);
	p->newer_rows = rows;
	if (rows && p->shown && window_ended(p->shown, BEFORE))
		window_begin_anew(p->shown, BEFORE);
}

/* --- the first page again ---------------------------------------------------------------- */

static int compare(const struct pager *p, const struct page_row *a, const struct page_row *b)
{
	return page_row_compare(p->view->model, &p->order, p->order.keys->count, a, b);
}

/* Rows of the shown window that the glance stands for. */
static size_t covered(const struct pager *p, bool ended)
{
	const struct page_window *w = p->shown, *g = p->glance;
	size_t count = 0;

	if (ended)
		return w->count;
	while (g->count && count < w->count && compare(p, w->rows[count], g->rows[g->count - 1]) <= 0)
		count++;
	return count;
}

static bool is_news(const struct pager *p, size_t count)
{
	const struct page_window *w = p->shown, *g = p->glance;

	if (count != g->count)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!page_row_same(p->view->model, w->rows[i], g->rows[i]))
			return true;
	return false;
}

/* The rows of the glance take the place of those that it stands for. */
static void splice(struct pager *p, size_t count)
{
	struct page_window *w = p->shown, *g = p->glance;

	for (size_t i = 0; i < count; i++) {
		w->bytes -= w->rows[i]->size;
		free(w->rows[i]);
	}
	memmove(w->rows, w->rows + count, (w->count - count) * sizeof *w->rows);
	w->count -= count;
	window_insert(w, 0, g->rows, g->count);
	g->count = 0;
	p->view->count = w->count;
	p->view->total = w->count;
	p->view->cursor = 0;
	p->view->generation++;
}

/* Whether the list can be live: the cursor rests on the first row of all. */
static bool is_home(const struct pager *p)
{
	return p->view->cursor == 0 && p->view->top == 0 && window_ended(p->shown, BEFORE);
}

static void work_glance(struct pager *p)
{
	static const size_t all[DIRECTIONS] = {SIZE_MAX, 0}, one[DIRECTIONS] = {1, 0};
	struct page_window *g = p->glance;
	uint32_t platform;
	bool changed = false;

	if (!g)
		return;
	if (!window_settled(g)) {
		window_ask(g, 0, one);
		return;
	}
	window_merge(g, 0, all, &changed);
	if (!window_error(g, &platform) && is_home(p)) {
		bool ended = window_ended(g, BEHIND);
		size_t count = covered(p, ended);
		if (is_news(p, count) && (g->count || ended))
			splice(p, count);
		pager_note_newest(p);
	}
	window_destroy(g);
	p->glance = NULL;
}

/* Whether rows are added at the top: the first key falls, and is the time or the
 * row's key. */
static bool grows_at_top(const struct pager *p)
{
	const struct paged_source *s = p->view->model->paged;
	size_t first = p->order.keys->keys[0].field;

	return page_order_descends(&p->order, 0) && ((int)first == s->time || first == s->key[0]);
}

void pager_live_work(struct pager *p)
{
	if (!p->shown)
		return;
	work_counts(p);
	work_glance(p);
}

void pager_live_advance(struct pager *p, int64_t now)
{
	struct page_bound start = {NULL, 0, false};
	struct page_shape shape = pager_shape(p, NULL);

	if (!p->shown || p->next || p->glance || p->newer_count || p->searching || p->stopped || p->view->limit ||
	    now < p->glance_at || !window_settled(p->shown) || window_busy(p->shown))
		return;
	p->glance_at = now + GLANCE_US;
	if (is_home(p))
		p->glance = window_create(p, &start, NULL, NULL);
	else if (p->newest && grows_at_top(p) && !page_shape_scans(&shape))
		start_counts(p);
}
