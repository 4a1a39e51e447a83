/* The exporters, each in its own file, and what those for people share. */
#ifndef SLATOP_SRC_EXPORT_EXPORTERS_H
#define SLATOP_SRC_EXPORT_EXPORTERS_H

#include "slatop/export/export.h"

extern const struct exporter exporter_table, exporter_csv, exporter_json, exporter_xlsx, exporter_md;

/* What is to be known about rows beside the rows, one line each: month or span,
 * moments and ages of the data, filter and order, agreement, program. */
#define FACTS_MAX 64 /* platforms past it are left out */
struct facts {
	struct fact {
		const char *label;
		char *text; /* owned */
	} all[FACTS_MAX];
	size_t count;
};
void facts_read(struct facts *f, const struct export_head *head, const struct export_part *parts,
		size_t part_count);
void facts_release(struct facts *f);

/* A column as people see it. */
struct shown_column {
	const struct value_format *format; /* never NULL */
	const char *title;                 /* never NULL or empty */
};
struct shown_column shown_column(const struct export_part *part, size_t i);
/* The text of a cell, in place of what cell held; nothing for a text that is not
 * there, a dash for a figure. */
void shown_cell(struct buf *cell, const struct export_head *head, const struct export_part *part, size_t row,
		size_t i, const struct shown_column *c);

/* Whether the bytes are a workbook with all of its cells: every part of the zip
 * file is whole, and the sheets have so many cells. */
bool xlsx_is_whole(const struct buf *file, size_t cells, struct err *e);

#endif
