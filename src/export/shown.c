/* What the exporters for people share: the facts around the rows, and cells as a
 * screen shows them. */
#include <inttypes.h>
#include <stdlib.h>

#include "export/exporters.h"

static void add(struct facts *f, const char *label, struct buf *text)
{
	if (f->count < FACTS_MAX)
		f->all[f->count++] = (struct fact){label, buf_take(text)};
	buf_release(text);
}

static void add_span(struct facts *f, const struct export_head *head)
{
	struct buf text = BUF_INIT;

	if (head->month) {
		buf_add_text(&text, head->month);
	} else {
		time_local(&text, head->calendar, head->from_us);
		buf_add_text(&text, " to ");
		time_local(&text, head->calendar, head->to_us);
	}
	buf_addf(&text, ", time zone %s", calendar_zone(head->calendar));
	add(f, head->month ? "Month" : "Span", &text);
}

static void add_platform(struct facts *f, const struct export_head *head, const struct export_platform *p)
{
	struct buf text = BUF_INIT;

	if (p->as_of == TIME_NONE) {
		buf_add_text(&text, "not evaluated");
	} else {
		buf_add_text(&text, "as of ");
		time_local(&text, head->calendar, p->as_of);
	}
	buf_add_text(&text, ", data ");
	if (p->data_age_us == TIME_NONE)
		buf_add_text(&text, "of unknown age");
	else
		duration_text(&text, p->data_age_us);
	buf_add_text(&text, p->data_age_us == TIME_NONE ? "" : " old");
	add(f, p->code, &text);
}

static void add_filter(struct facts *f, const struct view *v)
{
	struct buf text = BUF_INIT;

	if (!v->filter)
		return;
	buf_add_text(&text, filter_text(v->filter));
	add(f, "Only where", &text);
}

static void add_order(struct facts *f, const struct view *v)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < v->sort_count; i++)
		buf_addf(&text, "%s%s%s", i ? ", " : "", v->sort[i].descending ? "-" : "",
			 v->model->fields[v->sort[i].field].name);
	if (v->sort_count)
		add(f, "Sorted by", &text);
	buf_addf(&text, "%zu", v->count);
	if (v->count != v->total)
		buf_addf(&text, " of %zu", v->total);
	add(f, "Rows", &text);
}

void facts_read(struct facts *f, const struct export_head *head, const struct export_part *parts,
		size_t part_count)
{
	struct buf text = BUF_INIT;

	f->count = 0;
	buf_add_text(&text, head->screen);
	add(f, "Screen", &text);
	add_span(f, head);
	if (head->view) {
		buf_add_text(&text, head->view);
		add(f, "View", &text);
	}
	if (head->later) {
		buf_add_text(&text, head->later);
		add(f, "Without history", &text);
	}
	for (size_t i = 0; i < head->platform_count; i++)
		add_platform(f, head, &head->platforms[i]);
	for (size_t i = 0; i < part_count; i++)
		add_filter(f, parts[i].view);
	if (part_count == 1)
		add_order(f, parts[0].view);
	if (head->versions) {
		buf_add_text(&text, head->versions);
		add(f, "Agreement", &text);
	}
	buf_add_text(&text, head->agreement);
	add(f, "Agreement SHA-256", &text);
	buf_add_text(&text, "slatop " SLATOP_VERSION);
	add(f, "Made by", &text);
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->all[i].text);
	f->count = 0;
}

struct shown_column shown_column(const struct export_part *part, size_t i)
{
	const struct model_field *f = &part->view->model->fields[part->fields[i]];
	struct shown_column c = {NULL, NULL};

	if (part->formats)
		c.format = part->formats[i];
	if (!c.format)
		c.format = model_field_format(f);
	if (part->titles)
		c.title = part->titles[i];
	if (!c.title || !*c.title)
		c.title = *f->title ? f->title : f->name;
	return c;
}

void shown_cell(struct buf *cell, const struct export_head *head, const struct export_part *part, size_t row,
		size_t i, const struct shown_column *c)
{
	struct value_style style = {head->calendar, head->reference_us, head->ascii, 0};
	struct value value;

	buf_clear(cell);
	view_value(part->view, row, part->fields[i], &value);
	if (value.null && c->format->right)
		value_null_text(cell, &style);
	else if (!value.null)
		c->format->write(cell, &value, &style);
}
