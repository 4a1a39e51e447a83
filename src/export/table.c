/* Table: aligned text for terminals and pipes, each column as wide as its widest
 * cell in cells of a terminal. */
#include <stdlib.h>
#include <string.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define COLUMN_MAX 60 /* cells; what is longer is cut, raw values are in csv and json */
#define GAP "  "

struct column {
	const struct value_format *format;
	const char *title;
	int width;
};

static struct column column_of(const struct export_head *head, const struct view *v, const uint16_t *fields,
			       size_t i)
{
	const struct model_field *f = &v->model->fields[fields[i]];
	struct column c = {NULL, NULL, 0};

	if (head->formats)
		c.format = head->formats[i];
	if (!c.format)
		c.format = model_field_format(f);
	if (head->titles)
		c.title = head->titles[i];
	if (!c.title)
		c.title = *f->title ? f->title : f->name;
	c.width = text_width(c.title, strlen(c.title));
	return c;
}

static void show(struct buf *cell, const struct export_head *head, struct view *v, size_t row, size_t field,
		 const struct column *c)
{
	struct value_style style = {head->calendar, head->reference_us, head->ascii, 0};
	struct value value;

	buf_clear(cell);
	view_value(v, row, field, &value);
	if (value.null && c->format->right)
		value_null_text(cell, &style);
	else if (!value.null)
		c->format->write(cell, &value, &style);
}

static void measure(struct column *columns, const struct export_head *head, struct view *v,
		    const uint16_t *fields, size_t count)
{
	struct buf cell = BUF_INIT;

	for (size_t row = 0; row < v->count; row++)
		for (size_t i = 0; i < count; i++) {
			show(&cell, head, v, row, fields[i], &columns[i]);
			int width = text_width(cell.data, cell.length);
			if (width > columns[i].width)
				columns[i].width = width < COLUMN_MAX ? width : COLUMN_MAX;
		}
	buf_release(&cell);
}

/* The last column on a line is not padded: no blanks at the end of lines. */
static void add_cell(struct buf *line, const char *text, const struct column *c, bool ascii)
{
	text_pad(line, text, c->width, c->format->right ? ALIGN_RIGHT : ALIGN_LEFT, ascii);
}

static void end_line(struct buf *out, struct buf *line)
{
	while (line->length && line->data[line->length - 1] == ' ')
		line->length--;
	buf_add(out, line->data, line->length);
	buf_add_byte(out, '\n');
	buf_clear(line);
}

static void add_lines(struct buf *out, const struct column *columns, const struct export_head *head,
		      struct view *v, const uint16_t *fields, size_t count)
{
	struct buf line = BUF_INIT, cell = BUF_INIT;

	for (size_t i = 0; i < count; i++) {
		buf_add_text(&line, i ? GAP : "");
		add_cell(&line, columns[i].title, &columns[i], head->ascii);
	}
	end_line(out, &line);
	for (size_t row = 0; row < v->count; row++) {
		for (size_t i = 0; i < count; i++) {
			buf_add_text(&line, i ? GAP : "");
			show(&cell, head, v, row, fields[i], &columns[i]);
			add_cell(&line, cell.data, &columns[i], head->ascii);
		}
		end_line(out, &line);
	}
	buf_release(&line);
	buf_release(&cell);
}

static void write_table(struct buf *out, const struct export_head *head, struct view *v,
			const uint16_t *fields, size_t field_count)
{
	struct column *columns = mem_zero(field_count + 1, sizeof *columns);

	for (size_t i = 0; i < field_count; i++)
		columns[i] = column_of(head, v, fields, i);
	measure(columns, head, v, fields, field_count);
	add_lines(out, columns, head, v, fields, field_count);
	free(columns);
}

const struct exporter exporter_table = {"table", "aligned text for people", write_table};
