/* CSV (RFC 4180): heads are the field names, cells raw values. */
#include "export/exporters.h"

static void write_csv(struct buf *out, const struct export_head *head, struct view *v, const uint16_t *fields,
		      size_t field_count)
{
	(void)head;
	for (size_t i = 0; i < field_count; i++)
		buf_addf(out, "%s%s", i ? "," : "", v->model->fields[fields[i]].name);
	buf_add_text(out, "\r\n");
	for (size_t row = 0; row < v->count; row++) {
		for (size_t i = 0; i < field_count; i++) {
			struct value value;

			view_value(v, row, fields[i], &value);
			if (i)
				buf_add_byte(out, ',');
			value_csv(out, &value);
		}
		buf_add_text(out, "\r\n");
	}
}

const struct exporter exporter_csv = {"csv", "comma-separated values, raw (RFC 4180)", write_csv};
