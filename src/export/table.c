/* Table: aligned text for terminals and pipes, each column as wide as its widest
 * cell in cells of a terminal; below it what the rows are about. */
#include <stdlib.h>
#include <string.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define COLUMN_MAX 60 /* cells, but for the last column; raw values are in csv and json */
#define GAP "  "

struct column {
	struct shown_column shown;
	int width;
};

static void measure(struct column *columns, const struct export_head *head, const struct export_part *p)
{
	struct buf cell = BUF_INIT;

	for (size_t row = 0; row < p->view->count; row++)
		for (size_t i = 0; i < p->field_count; i++) {
			int most = i + 1 == p->field_count ? INT32_MAX : COLUMN_MAX;

			shown_cell(&cell, head, p, row, i, &columns[i].shown);
			int width = text_width(cell.data, cell.length);
			if (width > columns[i].width)
				columns[i].width = width < most ? width : most;
		}
	buf_release(&cell);
}

static void add_cell(struct buf *line, const char *text, const struct column *c, bool ascii)
{
	text_pad(line, text, c->width, c->shown.format->right ? ALIGN_RIGHT : ALIGN_LEFT, ascii);
}

/* No blanks at the end of lines. */
static void end_line(struct buf *out, struct buf *line)
{
	while (line->length && line->data[line->length - 1] == ' ')
		line->length--;
	buf_add(out, line->data, line->length);
	buf_add_byte(out, '\n');
	buf_clear(line);
}

static void add_lines(struct buf *out, const struct column *columns, const struct export_head *head,
		      const struct export_part *p)
{
	struct buf line = BUF_INIT, cell = BUF_INIT;

	for (size_t i = 0; i < p->field_count; i++) {
		buf_add_text(&line, i ? GAP : "");
		add_cell(&line, columns[i].shown.title, &columns[i], head->ascii);
	}
	end_line(out, &line);
	for (size_t row = 0; row < p->view->count; row++) {
		for (size_t i = 0; i < p->field_count; i++) {
			buf_add_text(&line, i ? GAP : "");
			shown_cell(&cell, head, p, row, i, &columns[i].shown);
			add_cell(&line, cell.data, &columns[i], head->ascii);
		}
		end_line(out, &line);
	}
	if (!p->view->count)
		buf_addf(out, "(%s)\n", p->empty ? p->empty : "no rows");
	buf_release(&line);
	buf_release(&cell);
}

static void add_part(struct buf *out, const struct export_head *head, const struct export_part *p)
{
	struct column *columns = mem_zero(p->field_count + 1, sizeof *columns);

	for (size_t i = 0; i < p->field_count; i++) {
		columns[i].shown = shown_column(p, i);
		columns[i].width = text_width(columns[i].shown.title, strlen(columns[i].shown.title));
	}
	measure(columns, head, p);
	add_lines(out, columns, head, p);
	free(columns);
}

/* At the foot, so that the first line of a pipe is the columns' heads. */
static void add_facts(struct buf *out, const struct export_head *head, const struct export_part *parts,
		      size_t part_count)
{
	struct facts facts;
	int width = 0;

	facts_read(&facts, head, parts, part_count);
	for (size_t i = 0; i < facts.count; i++) {
		int own = text_width(facts.all[i].label, strlen(facts.all[i].label));
		width = own > width ? own : width;
	}
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < facts.count; i++) {
		text_pad(out, facts.all[i].label, width, ALIGN_LEFT, head->ascii);
		buf_addf(out, GAP "%s\n", facts.all[i].text);
	}
	facts_release(&facts);
}

static bool write_table(struct buf *out, const struct export_head *head, const struct export_part *parts,
			size_t part_count, struct err *e)
{
	(void)e;
	for (size_t i = 0; i < part_count; i++) {
		buf_add_text(out, i ? "\n" : "");
		if (parts[i].title)
			buf_addf(out, "%s\n", parts[i].title);
		add_part(out, head, &parts[i]);
	}
	add_facts(out, head, parts, part_count);
	return true;
}

const struct exporter exporter_table = {.name = "table",
					.help = "aligned text for people",
					.for_people = true,
					.write = write_table};
