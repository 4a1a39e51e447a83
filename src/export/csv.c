/* CSV (RFC 4180): heads are the field names, cells raw values. The format has no place
 * beside its rows, and comment lines are data to most readers: of an earlier moment
 * a last column "view" says in each row which of its views it is. */
#include <string.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"

/* Whether a spreadsheet could take the text for a formula: by its first
 * character, also in the full-width form that some of them fold, also behind
 * blanks that an import may be told to cut. */
static bool is_formula(const char *text)
{
	static const char *const blanks[] = {" ", "\u00A0", "\u3000"};
	static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

	for (size_t i = 0; i < COUNT_OF(blanks);) {
		size_t length = strlen(blanks[i]);
		bool blank = !strncmp(text, blanks[i], length);

		text += blank ? length : 0;
		i = blank ? 0 : i + 1;
	}
	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (!strncmp(text, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* What could be a formula is led by an apostrophe, which spreadsheets take as
 * "this is text". */
static void add_text(struct buf *out, const char *text)
{
	bool formula = is_formula(text);

	if (!formula && !text[strcspn(text, ",;\"\r\n")]) {
		buf_add_text(out, text);
		return;
	}
	buf_add_text(out, formula ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, *text);
	}
	buf_add_byte(out, '"');
}

static bool write_csv(struct buf *out, const struct export_head *head, const struct export_part *parts,
		      size_t part_count, struct err *e)
{
	const struct export_part *p = &parts[0];

	struct buf view = BUF_INIT;
	bool drained = true;

	(void)part_count, (void)e;
	if (head->view)
		buf_addf(&view, "%s%s%s", head->view, head->later ? "; " : "", head->later ? head->later : "");
	for (size_t i = 0; i < p->field_count; i++)
		buf_addf(out, "%s%s", i ? "," : "", p->view->model->fields[p->fields[i]].name);
	buf_add_text(out, head->view ? ",view\r\n" : "\r\n");
	for (size_t row = 0; row < p->view->count && drained; row++) {
		for (size_t i = 0; i < p->field_count; i++) {
			struct value value;

			view_value(p->view, row, p->fields[i], &value);
			if (i)
				buf_add_byte(out, ',');
			if (value.type == VALUE_TEXT && !value.null)
				add_text(out, value.text ? value.text : "");
			else
				value_csv(out, &value);
		}
		if (head->view) {
			buf_add_byte(out, ',');
			add_text(out, view.data);
		}
		buf_add_text(out, "\r\n");
		drained = export_drain(head, out);
	}
	buf_release(&view);
	return drained;
}

const struct exporter exporter_csv = {.name = "csv",
				      .help = "comma-separated values, raw (RFC 4180)",
				      .write = write_csv};
