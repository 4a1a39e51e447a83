/* Rows made up for the tests of exporters: a model with a field of every type,
 * whose values are whatever the test says; and running the programs that read
 * the files back. */
#ifndef SLATOP_TESTS_EXPORT_MADE_H
#define SLATOP_TESTS_EXPORT_MADE_H

#include <unistd.h>

#include "../support/platform.h"
#include "../table/fixture.h"
#include "slatop/export/export.h"

enum { MADE_NAME, MADE_ID, MADE_NUMBER, MADE_YES, MADE_AT, MADE_DATE, MADE_MONTH, MADE_LENGTH, MADE_PCT,
       MADE_RATIO, MADE_MONEY, MADE_FIELDS };

static const struct model_field made_fields[MADE_FIELDS] = {
	[MADE_NAME] = {"name", VALUE_TEXT, FIELD_KEY, "Name|of it", "A name.", NULL},
	[MADE_ID] = {"id", VALUE_INTEGER, FIELD_ID, "Id", "A number that is a name.", NULL},
	[MADE_NUMBER] = {"number", VALUE_INTEGER, 0, "Number", "A number.", NULL},
	[MADE_YES] = {"yes", VALUE_BOOL, 0, "Yes", "Yes or no.", NULL},
	[MADE_AT] = {"at", VALUE_TIME, 0, "At", "A moment.", NULL},
	[MADE_DATE] = {"date", VALUE_DATE, 0, "Date", "A day.", NULL},
	[MADE_MONTH] = {"month", VALUE_MONTH, 0, "Month", "A month.", NULL},
	[MADE_LENGTH] = {"length_s", VALUE_DURATION, 0, "Length", "A length.", NULL},
	[MADE_PCT] = {"part_pct", VALUE_PERCENT, 0, "Part %", "A percentage.", NULL},
	[MADE_RATIO] = {"ratio", VALUE_RATIO, 0, "Ratio", "A ratio.", NULL},
	[MADE_MONEY] = {"amount", VALUE_MONEY, 0, "Amount", "Money.", NULL},
};

struct made_row {
	const char *name; /* NULL: null */
	int64_t numbers[MADE_FIELDS]; /* TIME_NONE: null */
};
static const struct made_row *made_rows_;
static size_t made_count_;

static struct model_state *made_open(const struct model_scope *scope)
{
	(void)scope;
	return mem_zero(1, 1);
}

static void made_close(struct model_state *s)
{
	free(s);
}

static void made_advance(struct model_state *s, const struct model_scope *scope)
{
	(void)s, (void)scope;
}

static uint64_t made_generation(const struct model_state *s)
{
	(void)s;
	return 1;
}

static bool made_read(struct model_state *s, size_t *position, struct row_ref **rows, size_t *count,
		      size_t *capacity, int64_t deadline_us)
{
	(void)s, (void)deadline_us;
	for (; *position < made_count_; ++*position) {
		MEM_GROW(*rows, *count, *capacity);
		(*rows)[(*count)++] = (struct row_ref){0, (uint32_t)*position};
	}
	return false;
}

static void made_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct made_row *r = &made_rows_[row.item];

	(void)s;
	*out = (struct value){.type = made_fields[field].type, .i = r->numbers[field]};
	if (field == MADE_NAME)
		out->text = r->name;
	out->null = field == MADE_NAME ? !r->name : r->numbers[field] == TIME_NONE;
}

static struct row_key made_key(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){0, row.item, 0};
}

static bool made_complete(const struct model_state *s)
{
	(void)s;
	return true;
}

static void made_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s, (void)row, (void)scope;
}

static const struct model made_model = {.name = "made",
					.help = "made up",
					.fields = made_fields,
					.field_count = MADE_FIELDS,
					.open = made_open,
					.close = made_close,
					.advance = made_advance,
					.generation = made_generation,
					.rows = made_read,
					.get = made_get,
					.key = made_key,
					.complete = made_complete,
					.enter = made_enter};

static struct export_platform made_platforms[] = {{"north", INT64_C(1795242127000000), 1500000},
						  {"so\"uth", TIME_NONE, TIME_NONE}};

/* A view of rows of the caller's. */
struct made {
	struct fixture f;
	struct view *view;
	struct export_head head;
};

static inline void made_init(struct made *m, const struct made_row *rows, size_t count)
{
	fixture_init(&m->f, NULL);
	made_rows_ = rows;
	made_count_ = count;
	struct model_scope scope = fixture_scope(&m->f, "2026-11");
	m->view = view_create(&made_model, &scope);
	while (view_work(m->view, INT64_MAX))
		;
	m->head = (struct export_head){.screen = "made",
				       .month = "2026-11",
				       .from_us = scope.span.start_us,
				       .to_us = scope.span.end_us,
				       .agreement = agreement_hash(m->f.agreement),
				       .versions = "standard from 2000-01",
				       .platforms = made_platforms,
				       .platform_count = 2,
				       .calendar = m->f.calendar,
				       .reference_us = made_platforms[0].as_of};
}

static inline void made_release(struct made *m)
{
	view_destroy(m->view);
	fixture_release(&m->f);
}

/* All fields of a view in a format. */
static inline bool export_view(struct buf *out, const char *format, const struct export_head *head,
			       struct view *v, struct err *e)
{
	uint16_t *fields = mem_alloc(v->model->field_count * sizeof *fields);
	struct export_part part = {
		.view = v, .fields = fields, .field_count = export_fields(v->model, fields)};
	const struct exporter *x = exporter_find(format);

	ck_assert_msg(x != NULL, "no format %s", format);
	bool done = x->write(out, head, &part, 1, e);
	free(fields);
	return done;
}

static inline void export_text(struct buf *out, const char *format, const struct export_head *head,
			       struct view *v)
{
	struct err e = {""};

	ck_assert_msg(export_view(out, format, head, v, &e), "%s: %s", format, e.text);
}

/* A new file; path has room for 64 bytes. */
static inline void make_file(char *path, const char *format, const struct buf *bytes)
{
	snprintf(path, 64, "/tmp/slatop-test-XXXXXX.%s", format);
	int fd = mkstemps(path, (int)strlen(format) + 1);
	ck_assert(fd >= 0);
	ck_assert(write(fd, bytes->data, bytes->length) == (ssize_t)bytes->length);
	close(fd);
}

static inline void export_file(char *path, const char *format, const struct export_head *head, struct view *v)
{
	struct buf out = BUF_INIT;

	export_text(&out, format, head, v);
	make_file(path, format, &out);
	buf_release(&out);
}

/* What a program says; it has to end well. */
static inline void run_reader(struct buf *said, const char *line)
{
	struct buf errors = BUF_INIT;
	int status = run_command(said, &errors, "%s", line);

	ck_assert_msg(status == 0, "%s:\n%s%s", line, said->data, errors.data);
	buf_release(&errors);
}

/* A file and the same rows as JSON: read both by a program of tests/export. */
static inline void read_bytes_back(const char *reader, const char *format, const struct buf *bytes,
				   const struct export_head *head, struct view *v, struct buf *said)
{
	char file[64], json[64], line[256];

	make_file(file, format, bytes);
	export_file(json, "json", head, v);
	snprintf(line, sizeof line, "tests/export/%s %s %s", reader, file, json);
	run_reader(said, line);
	unlink(file);
	unlink(json);
}

static inline void read_back(const char *reader, const char *format, const struct export_head *head,
			     struct view *v, struct buf *said)
{
	struct buf out = BUF_INIT;

	export_text(&out, format, head, v);
	read_bytes_back(reader, format, &out, head, v, said);
	buf_release(&out);
}

#endif
