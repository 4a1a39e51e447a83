/* How the columns of a pane are arranged: the screen's own list, with what the
 * user made of it. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

/* --- all columns that a pane could have ------------------------------------------------ */

static int nth_of_field(const struct screen_pane *pane, size_t column)
{
	int nth = 0;

	for (size_t i = 0; i < column; i++)
		nth += pane->columns[i].field == pane->columns[column].field;
	return nth;
}

static bool is_named(const struct screen_pane *pane, size_t field)
{
	for (size_t i = 0; i < pane->column_count; i++)
		if (pane->columns[i].field == field)
			return true;
	return false;
}

/* A field that the screen does not name, as a column. */
static struct screen_column plain_column(const struct model *m, size_t field)
{
	const struct model_field *f = &m->fields[field];

	return (struct screen_column){
		.field = (uint16_t)field,
		.title = f->title && *f->title ? f->title : f->name,
		.format = model_field_format(f),
		.explain = f->flags & FIELD_EXPLAIN,
		.role_field = -1,
	};
}

/* As the screen has them, then what it does not name. */
static struct layout_item *own_items(const struct screen_pane *pane, size_t *count)
{
	const struct model *m = pane->model;
	struct layout_item *items = mem_zero(pane->column_count + m->field_count + 1, sizeof *items);

	*count = 0;
	for (size_t i = 0; i < pane->column_count; i++)
		items[(*count)++] = (struct layout_item){.column = pane->columns[i], .shown = true,
							 .nth = nth_of_field(pane, i)};
	for (size_t i = 0; i < m->field_count; i++)
		if (!is_named(pane, i))
			items[(*count)++] = (struct layout_item){.column = plain_column(m, i)};
	return items;
}

static size_t find_item(const struct screen_pane *pane, const struct layout_item *items, size_t count,
			const struct kept_column *k)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].nth == k->nth &&
		    !strcmp(pane->model->fields[items[i].column.field].name, k->field))
			return i;
	return count;
}

static void take_over(struct layout_item *item, const struct kept_column *k)
{
	item->shown = k->shown;
	item->stays = k->stays;
	item->column.freeze = k->freeze;
	item->column.width = k->width;
	if (k->stays)
		item->column.priority = 0;
}

struct layout_item *layout_items(const struct screen_pane *pane, const struct kept_pane *kept, size_t *count)
{
	struct layout_item *items = own_items(pane, count);
	size_t placed = 0;

	/* Each that is kept moves up to its place; those that the kept arrangement
	 * does not know stay behind them in the screen's order. */
	for (size_t i = 0; kept && i < kept->count; i++) {
		size_t at = placed + find_item(pane, items + placed, *count - placed, &kept->columns[i]);
		if (at == *count)
			continue;
		struct layout_item item = items[at];
		memmove(items + placed + 1, items + placed, (at - placed) * sizeof *items);
		take_over(&item, &kept->columns[i]);
		items[placed++] = item;
	}
	return items;
}

/* --- a pane's columns ---------------------------------------------------------------------- */

static bool is_same_column(const struct screen_column *a, const struct screen_column *b)
{
	return a->field == b->field && a->format == b->format;
}

void layout_show(struct pane_state *p, const struct layout_item *items, size_t count)
{
	struct screen_column *columns = mem_zero(count + 1, sizeof *columns), current = {.field = UINT16_MAX};
	size_t shown = 0;

	if (p->columns && (size_t)p->column < p->column_count)
		current = p->columns[p->column];
	p->column = 0;
	for (size_t i = 0; i < count; i++) {
		if (!items[i].shown)
			continue;
		if (is_same_column(&items[i].column, &current))
			p->column = (int)shown;
		columns[shown++] = items[i].column;
	}
	free(p->columns);
	p->columns = columns;
	p->column_count = shown;
	p->left = 0;
	p->arranged++;
}

void layout_apply(struct pane_state *p, const struct kept_pane *kept)
{
	size_t count, shown = 0;
	struct layout_item *items = layout_items(p->pane, kept, &count);

	for (size_t i = 0; i < count; i++)
		shown += items[i].shown;
	if (!shown) { /* nothing of it is left in this version of the screen */
		free(items);
		items = own_items(p->pane, &count);
	}
	layout_show(p, items, count);
	free(items);
}

void layout_keep(struct kept *k, const char *screen, const struct screen_pane *pane,
		 const struct layout_item *items, size_t count)
{
	struct kept_column *columns = mem_zero(count + 1, sizeof *columns);
	size_t kept = 0, named = pane->column_count;
	bool own = true;

	for (size_t i = 0; i < count; i++) {
		const struct layout_item *it = &items[i];
		bool by_screen = is_named(pane, it->column.field);
		own = own && (i < named ? by_screen && it->shown && !it->stays &&
						      it->column.field == pane->columns[i].field &&
						      it->column.format == pane->columns[i].format
					: !it->shown && !it->stays);
		if (!by_screen && !it->shown)
			continue; /* where nobody looks: behind the others */
		columns[kept++] = (struct kept_column){
			.field = (char *)pane->model->fields[it->column.field].name, .nth = it->nth,
			.shown = it->shown, .freeze = it->column.freeze, .stays = it->stays,
			.width = it->column.width};
	}
	kept_pane_put(k, screen, pane->name, columns, own ? 0 : kept);
	free(columns);
}
