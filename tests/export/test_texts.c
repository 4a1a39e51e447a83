/* Texts that would be more than text: formulas, markup, controls. They reach
 * every format as the text that they are. */
#include <ctype.h>

#include "made.h"
#include "slatop/base/json.h"
#include "slatop/base/text.h"

#define TEXTS_MAX 256
#define TEXT_MAX 4000 /* bytes: cuts of long ones have a test of their own */

struct texts {
	struct made_row rows[TEXTS_MAX];
	size_t count;
};

/* As the store keeps texts: cleaned. */
static void add(struct texts *t, const char *text, size_t length)
{
	struct buf clean = BUF_INIT;

	text_clean(&clean, text, length < TEXT_MAX ? length : TEXT_MAX);
	ck_assert(t->count < TEXTS_MAX);
	t->rows[t->count++] = (struct made_row){buf_take(&clean), {0}};
}

static const char *const own[] = {
	"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", " =1", "\u3000=1", "＝1+1", "＋1", "－1",
	"＠x", "\t=1", "\r=1", "\n=1", "'=1", "\"=1\"", "a=b", "a,b;c", "\"\"", "a\"b",
	"line\nline", "_x0041_", "_x005F_x0041_", "a|b", "a\\|b", "\\", "a\\", "|", "||",
	"**bold**", "_it_ web_front _", "`code`", "[a](http://x)", "<script>alert(1)</script>",
	"&lt;", "http://example.org", "https://a.b/c|d", "www.example.org", "me@example.org",
	"~~x~~", "$x$", "# head", "- item", "1. one", "| --- |", "天润融通 | 有限公司", "", " ",
	"  two  blanks  ", "\x01\x1b[31m", "\xff\xfe", "\xef\xbf\xbf", "\u202Eabc", "%s%n",
};

static void add_bytes(struct texts *t, const char *escaped)
{
	struct buf bytes = BUF_INIT;

	for (; *escaped; escaped += 4) {
		char digits[3] = {escaped[2], escaped[3], '\0'};
		buf_add_byte(&bytes, (char)strtoul(digits, NULL, 16));
	}
	add(t, bytes.data, bytes.length);
	buf_release(&bytes);
}

static void add_samples(struct texts *t)
{
	const char *folder = getenv("SLATOP_SAMPLES");
	struct buf path = BUF_INIT;
	struct err e = {""};

	if (!folder) {
		printf("note: SLATOP_SAMPLES is not set, only cases of our own\n");
		return;
	}
	buf_addf(&path, "%s/hostile.json", folder);
	struct json_doc *doc = json_read_file(path.data, &e);
	ck_assert_msg(doc != NULL, "%s", e.text);
	const struct json_node *cases = json_get_array(json_root(doc), "cases");
	for (size_t i = 0; i < json_count(cases); i++) {
		const struct json_node *one = json_at(cases, i), *repeat = json_get_object(one, "repeat");
		add_bytes(t, json_get_text(repeat ? repeat : one, repeat ? "unit" : "bytes", ""));
	}
	ck_assert_uint_gt(json_count(cases), 50);
	json_destroy(doc);
	buf_release(&path);
}

static void begin(struct made *m, struct texts *t)
{
	t->count = 0;
	for (size_t i = 0; i < COUNT_OF(own); i++)
		add(t, own[i], strlen(own[i]));
	add_samples(t);
	made_init(m, t->rows, t->count);
}

static void end(struct made *m, struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		free((void *)t->rows[i].name);
	made_release(m);
}

START_TEST(in_workbooks)
{
	struct texts t;
	struct made m;
	struct buf said = BUF_INIT;

	begin(&m, &t);
	read_back("workbook.py compare", "xlsx", &m.head, m.view, &said);
	printf("note: %s", said.data);
	buf_release(&said);
	end(&m, &t);
}
END_TEST

START_TEST(in_csv)
{
	struct texts t;
	struct made m;
	struct buf said = BUF_INIT;

	begin(&m, &t);
	read_back("csv_rows.py", "csv", &m.head, m.view, &said);
	buf_release(&said);
	end(&m, &t);
}
END_TEST

/* Texts that no store would hand over still make no broken workbook. */
START_TEST(uncleaned_in_workbooks)
{
	struct made_row rows[COUNT_OF(own)];
	struct made m;
	struct buf said = BUF_INIT;
	char file[64], line[128];

	for (size_t i = 0; i < COUNT_OF(own); i++)
		rows[i] = (struct made_row){own[i], {0}};
	made_init(&m, rows, COUNT_OF(rows));
	export_file(file, "xlsx", &m.head, m.view);
	snprintf(line, sizeof line, "tests/export/workbook.py dump %s", file);
	run_reader(&said, line);
	unlink(file);
	ck_assert_ptr_nonnull(strstr(said.data, "made|A2|s|@|None|=1+1\n"));
	ck_assert_ptr_nonnull(strstr(said.data, "|^A^[[31m\n"));
	buf_release(&said);
	made_release(&m);
}
END_TEST

/* --- Markdown, read by a small reader of our own -------------------------- */

/* The text of a cell from *at on, which is moved behind the bar that ends it. An
 * unescaped mark would be markup: there may be none. */
static void read_cell(const char **at, struct buf *cell)
{
	const char *p = *at;

	buf_clear(cell);
	ck_assert_msg(*p == ' ', "no blank at: %.40s", p);
	for (p++; *p && *p != '|' && *p != '\n'; p++) {
		ck_assert_msg(!strchr("*`[]<>&~@$", *p), "a mark at: %.40s", p);
		ck_assert_msg(strncmp(p, "://", 3) && strncasecmp(p, "www.", 4), "a link at: %.40s", p);
		if (*p == '\\') {
			p++;
			ck_assert_msg(ispunct((unsigned char)*p), "no mark is escaped at: %.40s", p - 1);
		}
		buf_add_byte(cell, *p);
	}
	ck_assert_msg(*p == '|', "the cell does not end: %.40s", *at);
	ck_assert(cell->length && cell->data[cell->length - 1] == ' ');
	cell->data[--cell->length] = '\0';
	*at = p + 1;
}

START_TEST(in_markdown)
{
	struct texts t;
	struct made m;
	struct buf out = BUF_INIT, cell = BUF_INIT;

	begin(&m, &t);
	export_text(&out, "md", &m.head, m.view);
	ck_assert(out.data == strstr(out.data, "# made\n\n- Month: 2026-11, time zone Asia/Shanghai\n"
						"- north: as of 2026-11-21 14:22:07, data 1s old\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "\n- so\"uth: not evaluated, data of unknown age\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "\n- Agreement SHA-256: "));
	const char *line = strstr(out.data, "\n| ");
	ck_assert(line != NULL);
	const char *at = line + 2;
	read_cell(&at, &cell);
	ck_assert_str_eq(cell.data, "Name|of it");
	at = strchr(strchr(line + 1, '\n') + 1, '\n') + 1; /* behind the rule */
	for (size_t row = 0; row < t.count; row++) {
		ck_assert(*at++ == '|');
		read_cell(&at, &cell);
		ck_assert_str_eq(cell.data, t.rows[row].name);
		for (size_t i = 1; i < MADE_FIELDS; i++)
			read_cell(&at, &cell);
		ck_assert(*at++ == '\n');
	}
	ck_assert(!*at);
	buf_release(&cell);
	buf_release(&out);
	end(&m, &t);
}
END_TEST

TEST_MAIN("texts", 60, in_workbooks, in_csv, uncleaned_in_workbooks, in_markdown)
