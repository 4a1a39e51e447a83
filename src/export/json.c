/* JSON: one object with the rows as objects of raw values. */
#include <string.h>

#include "export/exporters.h"
#include "slatop/base/json.h"

static void quote(struct buf *out, const char *text)
{
	if (text)
		json_quote(out, text, strlen(text));
	else
		buf_add_text(out, "null");
}

static void add_time(struct buf *out, int64_t at_us)
{
	struct value v = {.type = VALUE_TIME, .null = at_us == TIME_NONE, .i = at_us};

	value_json(out, &v);
}

/* An object by sub-platform code. */
static void add_platforms(struct buf *out, const struct export_head *head, bool ages)
{
	buf_add_byte(out, '{');
	for (size_t i = 0; i < head->platform_count; i++) {
		const struct export_platform *p = &head->platforms[i];
		struct value age = {
			.type = VALUE_DURATION, .null = p->data_age_us == TIME_NONE, .i = p->data_age_us};

		buf_add_text(out, i ? ", " : "");
		quote(out, p->code ? p->code : "");
		buf_add_text(out, ": ");
		if (ages)
			value_json(out, &age);
		else
			add_time(out, p->as_of);
	}
	buf_add_byte(out, '}');
}

static void add_head(struct buf *out, const struct export_head *head)
{
	buf_add_text(out, "{\n  \"screen\": ");
	quote(out, head->screen);
	buf_add_text(out, ",\n  \"month\": ");
	quote(out, head->month);
	buf_add_text(out, ",\n  \"from\": ");
	add_time(out, head->from_us);
	buf_add_text(out, ",\n  \"to\": ");
	add_time(out, head->to_us);
	buf_add_text(out, ",\n  \"as_of\": ");
	add_platforms(out, head, false);
	if (head->known_now)
		buf_add_text(out, ",\n  \"known\": \"now\"");
	buf_add_text(out, ",\n  \"data_age_s\": ");
	add_platforms(out, head, true);
	buf_add_text(out, ",\n  \"agreement\": ");
	quote(out, head->agreement);
}

static void add_row(struct buf *out, const struct export_part *p, size_t row)
{
	buf_add_text(out, row ? ",\n    {" : "\n    {");
	for (size_t i = 0; i < p->field_count; i++) {
		struct value value;

		view_value(p->view, row, p->fields[i], &value);
		buf_addf(out, "%s\"%s\": ", i ? ", " : "", p->view->model->fields[p->fields[i]].name);
		value_json(out, &value);
	}
	buf_add_byte(out, '}');
}

static bool write_json(struct buf *out, const struct export_head *head, const struct export_part *parts,
		       size_t part_count, struct err *e)
{
	const struct export_part *p = &parts[0];

	(void)part_count, (void)e;
	add_head(out, head);
	buf_add_text(out, ",\n  \"rows\": [");
	for (size_t row = 0; row < p->view->count; row++) {
		add_row(out, p, row);
		if (!export_drain(head, out))
			return false;
	}
	buf_add_text(out, p->view->count ? "\n  ]\n}\n" : "]\n}\n");
	return true;
}

const struct exporter exporter_json = {.name = "json",
				       .help = "one JSON object with raw values",
				       .write = write_json};
