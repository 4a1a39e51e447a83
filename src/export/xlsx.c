/* XLSX: a sheet of typed cells, and a sheet "About".
 *
 * Times are Excel's dates in the agreement's zone, which the heads name, lengths
 * are parts of a day ([h]:mm:ss, with milliseconds where there are some), so that
 * both can be reckoned with; percentages and ratios show all of the six decimals
 * that they have, so that nothing is rounded up to a target. What Excel has no
 * such value for (a negative length, a date before 1900, a number of more than
 * 15 digits) is text. The library writes rows out as they come; its version here
 * writes only to named files, so the file is one in memory. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define EXCEL_EPOCH_DAYS 25569        /* from 1899-12-30 to 1970-01-01 */
#define EXCEL_FIRST_DAY 61            /* 1900-03-01: before it Excel counts a day that never was */
#define EXCEL_LAST_DAY 2958465        /* 9999-12-31 */
#define EXCEL_EXACT INT64_C(999999999999999)
#define EXCEL_TEXT 32767              /* UTF-16 units in a cell */
#define COLUMN_MAX 66                 /* characters */
#define HEAD_BUTTON 3                 /* the filter's button takes that much of a head */

enum style {
	STYLE_HEAD,
	STYLE_TEXT,
	STYLE_ID,
	STYLE_INTEGER,
	STYLE_TIME,
	STYLE_TIME_MS,
	STYLE_DATE,
	STYLE_MONTH,
	STYLE_LENGTH,
	STYLE_LENGTH_MS,
	STYLE_PERCENT,
	STYLE_RATIO,
	STYLE_MONEY,
	STYLE_COUNT
};

/* The number format of each, and the characters that it takes at least. */
static const struct { const char *format; int width; } styles[STYLE_COUNT] = {
	[STYLE_HEAD] = {"@", 0},
	[STYLE_TEXT] = {"@", 0},
	[STYLE_ID] = {"0", 0},
	[STYLE_INTEGER] = {"#,##0", 0},
	[STYLE_TIME] = {"yyyy-mm-dd hh:mm:ss", 20},
	[STYLE_TIME_MS] = {"yyyy-mm-dd hh:mm:ss.000", 24},
	[STYLE_DATE] = {"yyyy-mm-dd", 11},
	[STYLE_MONTH] = {"yyyy-mm", 8},
	[STYLE_LENGTH] = {"[h]:mm:ss", 10},
	[STYLE_LENGTH_MS] = {"[h]:mm:ss.000", 14},
	[STYLE_PERCENT] = {"0.000000%", 12},
	[STYLE_RATIO] = {"0.0000%", 11},
	[STYLE_MONEY] = {"#,##0.00", 0},
};

struct sheet {
	lxw_worksheet *worksheet;
	int *widths; /* of columns, in characters */
	size_t column_count;
};
struct place { /* of a cell */
	struct sheet *sheet;
	lxw_row_t row;
	lxw_col_t column;
};
struct book {
	int fd;
	lxw_workbook *workbook;
	lxw_format *formats[STYLE_COUNT];
	const struct export_head *head;
	struct sheet *rows, about; /* rows: one for each part */
	struct buf scratch;
	size_t cells;    /* written, in all sheets */
	lxw_error error; /* the first one */
};

static struct place place(struct sheet *s, size_t row, size_t column)
{
	return (struct place){s, (lxw_row_t)row, (lxw_col_t)column};
}

static void widen(struct place at, int width)
{
	int *most = &at.sheet->widths[at.column];

	width = width < COLUMN_MAX ? width : COLUMN_MAX;
	if (width > *most)
		*most = width;
}

static void wrote(struct book *b, lxw_error error)
{
	b->cells++;
	if (error && !b->error)
		b->error = error;
}

/* Excel reads _xHHHH_ in a text as the character of that number: the underscore
 * that starts such a form is written as one itself. Too long texts are cut. */
static const char *excel_text(struct book *b, const char *text)
{
	struct buf *out = &b->scratch;
	size_t units = 0, length = strlen(text), step;

	buf_clear(out);
	if (text_is_clean(text, length))
		buf_add(out, text, length);
	else
		text_clean(out, text, length);
	if (out->length < EXCEL_TEXT && !strstr(out->data, "_x"))
		return out->data;
	struct buf clean = *out;
	*out = (struct buf)BUF_INIT;
	for (const char *at = clean.data; *at && units < EXCEL_TEXT - 8; at += step) {
		uint32_t c;
		bool form = at[0] == '_' && at[1] == 'x' && strspn(at + 2, "0123456789abcdefABCDEF") >= 4 &&
			    at[6] == '_';

		step = text_decode(at, (size_t)(clean.data + clean.length - at), &c);
		units += form ? 7 : c > 0xFFFF ? 2 : 1;
		buf_add_text(out, form ? "_x005F" : "");
		buf_add(out, at, step);
		if (units >= EXCEL_TEXT - 8 && at[step])
			buf_add_text(out, "…");
	}
	buf_release(&clean);
	return out->data;
}

static void put_text(struct book *b, struct place at, const char *text, enum style style)
{
	text = excel_text(b, text);
	if (!*text)
		return; /* the library leaves out such cells too */
	widen(at, text_width(text, strlen(text)) + (style == STYLE_HEAD ? HEAD_BUTTON : 1));
	wrote(b, worksheet_write_string(at.sheet->worksheet, at.row, at.column, text, b->formats[style]));
}

static void put_number(struct book *b, struct place at, double number, enum style style)
{
	widen(at, styles[style].width);
	wrote(b, worksheet_write_number(at.sheet->worksheet, at.row, at.column, number, b->formats[style]));
}

/* As text, where Excel has no such value; as people see it. */
static void put_shown(struct book *b, struct place at, const struct value *v)
{
	struct value_style style = {b->head->calendar, INT64_MIN / 2, b->head->ascii, 0};
	struct buf text = BUF_INIT;

	if (v->type == VALUE_TIME)
		time_local(&text, b->head->calendar, v->i);
	else
		value_show(&text, value_format_default(v->type), v, &style);
	put_text(b, at, text.data, STYLE_TEXT);
	buf_release(&text);
}

static void put_integer(struct book *b, struct place at, const struct value *v, bool id)
{
	char digits[32];

	if (v->i > EXCEL_EXACT || v->i < -EXCEL_EXACT) {
		snprintf(digits, sizeof digits, "%" PRId64, v->i);
		put_text(b, at, digits, STYLE_TEXT);
		return;
	}
	int length = snprintf(digits, sizeof digits, "%" PRId64, v->i);
	widen(at, id ? length + 1 : length + length / 3 + 1);
	put_number(b, at, (double)v->i, id ? STYLE_ID : STYLE_INTEGER);
}

/* A moment, by days since 1899-12-30 on the clock of the zone. */
static void put_time(struct book *b, struct place at, const struct value *v)
{
	int64_t local = v->i + calendar_offset(b->head->calendar, v->i) * USEC;
	int64_t days = local / DAY_US - (local % DAY_US < 0), rest = local - days * DAY_US;
	bool fraction = rest % USEC != 0;

	days += EXCEL_EPOCH_DAYS;
	if (days < EXCEL_FIRST_DAY || days > EXCEL_LAST_DAY)
		put_shown(b, at, v);
	else
		put_number(b, at, (double)days + (double)rest / (double)DAY_US,
			   fraction ? STYLE_TIME_MS : STYLE_TIME);
}

static void put_date(struct book *b, struct place at, const struct value *v)
{
	bool month = v->type == VALUE_MONTH;
	int64_t days = month ? value_date_of((int)(v->i / 12), (int)(v->i % 12) + 1, 1) : v->i;

	days += EXCEL_EPOCH_DAYS;
	if (days < EXCEL_FIRST_DAY || days > EXCEL_LAST_DAY)
		put_shown(b, at, v);
	else
		put_number(b, at, (double)days, month ? STYLE_MONTH : STYLE_DATE);
}

static void put_length(struct book *b, struct place at, const struct value *v)
{
	if (v->i < 0)
		put_shown(b, at, v);
	else
		put_number(b, at, (double)v->i / (double)DAY_US,
			   v->i % USEC ? STYLE_LENGTH_MS : STYLE_LENGTH);
}

static void put_money(struct book *b, struct place at, const struct value *v)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%" PRId64, v->i / 100);

	if (v->i > EXCEL_EXACT || v->i < -EXCEL_EXACT) {
		put_shown(b, at, v);
		return;
	}
	widen(at, length + length / 3 + 4);
	put_number(b, at, (double)v->i / 100, STYLE_MONEY);
}

static void put_value(struct book *b, struct place at, const struct value *v,
		      const struct model_field *f)
{
	if (v->null || (v->type == VALUE_RATIO && v->i == INT64_MAX))
		return; /* no figure, no cell: as null in JSON */
	switch ((enum value_type)v->type) {
	case VALUE_TEXT: put_text(b, at, v->text ? v->text : "", STYLE_TEXT); break;
	case VALUE_INTEGER: put_integer(b, at, v, f->flags & FIELD_ID); break;
	case VALUE_BOOL:
		widen(at, 7);
		wrote(b, worksheet_write_boolean(at.sheet->worksheet, at.row, at.column, v->i != 0, NULL));
		break;
	case VALUE_TIME: put_time(b, at, v); break;
	case VALUE_DATE:
	case VALUE_MONTH: put_date(b, at, v); break;
	case VALUE_DURATION: put_length(b, at, v); break;
	case VALUE_PERCENT: put_number(b, at, (double)v->i / 1e8, STYLE_PERCENT); break;
	case VALUE_RATIO: put_number(b, at, (double)v->i / 1e6, STYLE_RATIO); break;
	case VALUE_MONEY: put_money(b, at, v); break;
	case VALUE_TYPE_COUNT: break;
	}
}

/* The field's name, and what unit its cells have where the name does not say. */
static void put_head(struct book *b, struct sheet *s, size_t column, const struct model_field *f)
{
	struct buf text = BUF_INIT;

	buf_add_text(&text, f->name);
	if (f->type == VALUE_TIME)
		buf_addf(&text, " (%s)", calendar_zone(b->head->calendar));
	else if (f->type == VALUE_DURATION)
		buf_add_text(&text, " (h:mm:ss)");
	else if (f->type == VALUE_MONEY)
		buf_add_text(&text, " (CNY)");
	put_text(b, place(s, 0, column), text.data, STYLE_HEAD);
	buf_release(&text);
}

static void put_rows(struct book *b, struct sheet *s, const struct export_part *p)
{
	const struct model_field *fields = p->view->model->fields;

	for (size_t i = 0; i < p->field_count; i++)
		put_head(b, s, i, &fields[p->fields[i]]);
	for (size_t row = 0; row < p->view->count; row++)
		for (size_t i = 0; i < p->field_count; i++) {
			struct value value;

			view_value(p->view, row, p->fields[i], &value);
			put_value(b, place(s, row + 1, i), &value, &fields[p->fields[i]]);
		}
	worksheet_freeze_panes(s->worksheet, 1, 0);
	if (p->field_count)
		worksheet_autofilter(s->worksheet, 0, 0, (lxw_row_t)p->view->count,
				     (lxw_col_t)(p->field_count - 1));
}

/* What each column of a part means, from a row on; returns the last row. */
static size_t put_meanings(struct book *b, const char *const *heads, const struct export_part *p, bool titled, size_t row)
{
	struct sheet *s = &b->about;

	if (titled && p->title)
		put_text(b, place(s, row++, 0), p->title, STYLE_HEAD);
	for (size_t i = 0; i < 3; i++)
		put_text(b, place(s, row, i), heads[i], STYLE_HEAD);
	for (size_t i = 0; i < p->field_count; i++) {
		const struct model_field *f = &p->view->model->fields[p->fields[i]];

		put_text(b, place(s, ++row, 0), f->name, STYLE_TEXT);
		put_text(b, place(s, row, 1), f->title, STYLE_TEXT);
		put_text(b, place(s, row, 2), f->help, STYLE_TEXT);
	}
	return row;
}

/* What the rows are about, the moment and age of each sub-platform's data, and
 * what each column means. */
static void put_about(struct book *b, const struct export_part *p, size_t part_count)
{
	static const char *const heads[2][3] = {{"Sub-platform", "As of", "Data age (h:mm:ss)"},
						{"Column", "Title", "Meaning"}};
	const struct export_head *h = b->head;
	struct sheet *s = &b->about;
	struct export_head plain = *h;
	struct facts facts;
	size_t row = 0;

	plain.platform_count = 0; /* they follow as typed cells */
	facts_read(&facts, &plain, p, part_count);
	for (size_t i = 0; i < facts.count; i++, row++) {
		put_text(b, place(s, row, 0), facts.all[i].label, STYLE_HEAD);
		put_text(b, place(s, row, 1), facts.all[i].text, STYLE_TEXT);
	}
	facts_release(&facts);
	row++;
	for (size_t i = 0; i < 3; i++)
		put_text(b, place(s, row, i), heads[0][i], STYLE_HEAD);
	for (size_t i = 0; i < h->platform_count; i++) {
		const struct export_platform *e = &h->platforms[i];
		struct value as_of = {.type = VALUE_TIME, .i = e->as_of, .null = e->as_of == TIME_NONE};
		struct value age = {
			.type = VALUE_DURATION, .i = e->data_age_us, .null = e->data_age_us == TIME_NONE};

		put_text(b, place(s, ++row, 0), e->code, STYLE_TEXT);
		put_value(b, place(s, row, 1), &as_of, NULL);
		put_value(b, place(s, row, 2), &age, NULL);
	}
	for (size_t k = 0; k < part_count; k++)
		row = put_meanings(b, heads[1], &p[k], part_count > 1, row + 2);
}

static bool add_sheet(struct book *b, struct sheet *s, const char *name, size_t columns, struct err *e)
{
	/* A site's own screen may be called what no sheet can be. */
	if (workbook_validate_sheet_name(b->workbook, name))
		name = "Rows";
	s->worksheet = workbook_add_worksheet(b->workbook, name);
	s->column_count = columns;
	s->widths = mem_zero(columns + 1, sizeof *s->widths);
	return s->worksheet || err_set(e, "a workbook needs room for temporary files: %s", strerror(errno));
}

static void set_widths(struct sheet *s)
{
	for (size_t i = 0; i < s->column_count; i++)
		worksheet_set_column(s->worksheet, (lxw_col_t)i, (lxw_col_t)i,
				     s->widths[i] < 6 ? 6 : s->widths[i], NULL);
}

static void add_formats(struct book *b)
{
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		b->formats[i] = workbook_add_format(b->workbook);
		format_set_num_format(b->formats[i], styles[i].format);
	}
	format_set_bold(b->formats[STYLE_HEAD]);
}

static bool fill(struct book *b, const struct export_part *p, size_t part_count, struct err *e)
{
	const char *name = strcasecmp(b->head->screen, "About") != 0 ? b->head->screen : "Rows";

	add_formats(b);
	for (size_t i = 0; i < part_count; i++)
		if (!add_sheet(b, &b->rows[i], part_count > 1 && p[i].title ? p[i].title : name, p[i].field_count, e))
			return false;
	if (!add_sheet(b, &b->about, "About", 3, e))
		return false;
	for (size_t i = 0; i < part_count; i++) {
		put_rows(b, &b->rows[i], &p[i]);
		set_widths(&b->rows[i]);
	}
	put_about(b, p, part_count);
	set_widths(&b->about);
	return true;
}

static bool take_file(struct book *b, struct buf *out, struct err *e)
{
	struct stat state;
	size_t start = out->length;

	if (fstat(b->fd, &state) != 0)
		return err_set(e, "the workbook cannot be read back: %s", strerror(errno));
	char *room = buf_room(out, (size_t)state.st_size);
	for (size_t done = 0; done < (size_t)state.st_size;) {
		ssize_t n = pread(b->fd, room + done, (size_t)state.st_size - done, (off_t)done);
		if (n <= 0 && errno != EINTR)
			return err_set(e, "the workbook cannot be read back: %s", strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	out->length = start + (size_t)state.st_size;
	out->data[out->length] = '\0';
	struct buf file = {out->data + start, (size_t)state.st_size, 0};
	return xlsx_is_whole(&file, b->cells, e);
}

/* Once made, a workbook is always closed: that frees it. */
static bool make_book(struct book *b, const struct export_part *p, size_t part_count, struct err *e)
{
	char path[64];
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};

	snprintf(path, sizeof path, "/proc/self/fd/%d", b->fd);
	b->workbook = workbook_new_opt(path, &options);
	if (!b->workbook)
		return err_set(e, "the workbook cannot be made");
	bool filled = fill(b, p, part_count, e);
	lxw_error error = workbook_close(b->workbook);
	if (filled && b->error)
		error = b->error;
	if (filled && error)
		err_set(e, "the workbook cannot be made: %s", lxw_strerror(error));
	return filled && !error;
}

static bool write_xlsx(struct buf *out, const struct export_head *head, const struct export_part *parts,
		       size_t part_count, struct err *e)
{
	struct book b = {.head = head, .scratch = BUF_INIT};

	for (size_t i = 0; i < part_count; i++)
		if (parts[i].view->count >= LXW_ROW_MAX)
			return err_set(
				e,
				"%zu rows do not fit into a sheet, which has room for %d: narrow them, or take csv",
				parts[i].view->count, LXW_ROW_MAX - 1);
	b.fd = memfd_create("slatop.xlsx", MFD_CLOEXEC);
	if (b.fd < 0)
		return err_set(e, "no memory for a workbook: %s", strerror(errno));
	b.rows = mem_zero(part_count + 1, sizeof *b.rows);
	bool done = make_book(&b, parts, part_count, e) && take_file(&b, out, e);
	close(b.fd);
	for (size_t i = 0; i < part_count; i++)
		free(b.rows[i].widths);
	free(b.rows);
	free(b.about.widths);
	buf_release(&b.scratch);
	return done;
}

const struct exporter exporter_xlsx = {.name = "xlsx",
				       .help = "an Excel workbook of typed cells",
				       .many = true,
				       .binary = true,
				       .write = write_xlsx};
