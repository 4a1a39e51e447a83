/* Workbooks, read back by openpyxl: every type, the edges of what Excel has, and
 * disks that are full. */
#include <signal.h>
#include <sys/resource.h>

#include "made.h"

#define AT(text) INT64_C(text)
#define NONE TIME_NONE

/* name, id, number, yes, at, date, month, length, percent, ratio, money */
static const struct made_row rows[] = {
	{"天润融通科技有限公司",
	 {0, 10017, 1234567, 1, AT(1795242127123456), 20780, 24322, AT(5702400000), 99856211, 653584,
	  123456}},
	{"Plain", {0, 7, -12, 0, AT(1795242127000000), 0, 23640, 0, 100000000, 0, -1}},
	{NULL, {0, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE}},
	{"", {0, 1, 1, 1, 1, 1, 23641, 1, 1, INT64_MAX, 1}},
	{"A month of 744 hours",
	 {0, AT(999999999999999), 0, 1, AT(1795276799999999), 20787, 24323, AT(2678400000000), 99999999,
	  2706551, AT(99999999999)}},
};

START_TEST(every_type_is_itself)
{
	struct made m;
	struct buf said = BUF_INIT;

	made_init(&m, rows, COUNT_OF(rows));
	read_back("workbook.py compare", "xlsx", &m.head, m.view, &said);
	ck_assert_str_eq(said.data, "5 rows, 55 cells\n");
	buf_release(&said);
	m.head.month = NULL;
	read_back("workbook.py compare", "xlsx", &m.head, m.view, &said);
	buf_release(&said);
	made_release(&m);
}
END_TEST

static void dump(struct made *m, struct buf *said)
{
	char file[64], line[128];

	export_file(file, "xlsx", &m->head, m->view);
	snprintf(line, sizeof line, "tests/export/workbook.py dump %s", file);
	run_reader(said, line);
	unlink(file);
}

#define HAS(said, part) ck_assert_msg(strstr((said).data, part) != NULL, "no %s in\n%s", part, (said).data)

/* The reader that compares could be wrong as the writer is: a few by hand. */
START_TEST(cells_as_they_are_stored)
{
	struct made m;
	struct buf said = BUF_INIT;

	made_init(&m, rows, COUNT_OF(rows));
	dump(&m, &said);
	HAS(said, "made|E1|s|@|None|at (Asia/Shanghai)\n");
	HAS(said, "made|H1|s|@|None|length_s (h:mm:ss)\n");
	HAS(said, "made|A2|s|@|None|天润融通科技有限公司\n");
	HAS(said, "made|B2|n|0|10017|10017\n");
	HAS(said, "made|C2|n|#,##0|1234567|1234567\n");
	HAS(said, "made|D2|b|General|1|True\n");
	HAS(said, "made|E3|d|yyyy-mm-dd hh:mm:ss|46347.59869212963|2026-11-21 14:22:07\n");
	HAS(said, "made|F2|d|yyyy-mm-dd|46349|2026-11-23 00:00:00\n");
	HAS(said, "made|G2|d|yyyy-mm|46327|2026-11-01 00:00:00\n");
	HAS(said, "made|H2|d|[h]:mm:ss.000|0.066|1:35:02.400000\n");
	HAS(said, "|0.99856211\nmade|J2|n|0.0000%|0.65358400000000");
	HAS(said, "|0.653584\nmade|K2|n|");
	HAS(said, "made|K2|n|#,##0.00|1234.56|1234.56\n");
	HAS(said, "About|A2|s|@|None|Month\nAbout|B2|s|@|None|2026-11, time zone Asia/Shanghai\n");
	HAS(said, "About|A4|s|@|None|Agreement\nAbout|B4|s|@|None|standard from 2000-01\n");
	HAS(said, "|Data age (h:mm:ss)\n");
	buf_release(&said);
	made_release(&m);
}
END_TEST

/* What Excel has no value for is text that says the same. */
START_TEST(what_excel_has_not_is_text)
{
	static const struct made_row odd[] = {
		{"_x0041_ and _x000A_",
		 {0, AT(1000000000000000), AT(-9223372036854775807), 1, AT(-3000000000000000), -40000, 12,
		  AT(-90000000), 1, 1, AT(9223372036854775806)}},
	};
	struct made m;
	struct buf said = BUF_INIT;

	made_init(&m, odd, COUNT_OF(odd));
	dump(&m, &said);
	HAS(said, "made|A2|s|@|None|_x005F_x0041_ and _x005F_x000A_\n");
	HAS(said, "made|B2|s|@|None|1000000000000000\n");
	HAS(said, "made|C2|s|@|None|-9223372036854775807\n");
	HAS(said, "made|E2|s|@|None|1874-12-08 ");
	HAS(said, "made|F2|s|@|None|1860-06-26\n");
	HAS(said, "made|G2|s|@|None|0001-01\n");
	HAS(said, "made|H2|s|@|None|-1m 30s\n");
	HAS(said, "made|K2|s|@|None|");
	buf_release(&said);
	made_release(&m);
}
END_TEST

START_TEST(no_rows_and_odd_names)
{
	static const char *const names[] = {"about", "a/b", "[x]", "'quoted'",
					    "a-screen-whose-name-is-longer-than-sheets-may-have"};
	struct made m;

	made_init(&m, rows, 0);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct buf said = BUF_INIT;

		m.head.screen = names[i];
		dump(&m, &said);
		HAS(said, "\nRows|B1|s|@|None|id\n");
		buf_release(&said);
	}
	made_release(&m);
}
END_TEST

/* A text too long for a cell is cut, and says so. */
START_TEST(long_texts_are_cut)
{
	struct buf text = BUF_INIT, said = BUF_INIT;
	struct made m;

	for (int i = 0; i < 40000; i++)
		buf_add_text(&text, i % 2 ? "天" : "\U0001F600");
	struct made_row row = {text.data, {0}};
	made_init(&m, &row, 1);
	dump(&m, &said);
	HAS(said, "\U0001F600天\U0001F600…\n");
	buf_release(&text);
	buf_release(&said);
	made_release(&m);
}
END_TEST

START_TEST(too_many_rows_are_refused)
{
	struct made m;
	struct buf out = BUF_INIT;
	struct err e = {""};

	made_init(&m, rows, 1);
	m.view->count = 1048576;
	ck_assert(!export_view(&out, "xlsx", &m.head, m.view, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "1048576 rows do not fit"));
	m.view->count = 1;
	buf_release(&out);
	made_release(&m);
}
END_TEST

static void limit_files(rlim_t bytes)
{
	struct rlimit r = {bytes, RLIM_INFINITY};

	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* The library itself would pack what fitted and say that all is well. From some
 * limit on the whole workbook fits, below it none comes out. */
START_TEST(full_disks_are_told)
{
	struct made_row many[400];
	struct made m;
	struct buf out = BUF_INIT, said = BUF_INIT;
	bool fitted = false;
	int refused = 0;

	for (size_t i = 0; i < COUNT_OF(many); i++)
		many[i] = rows[i % 2];
	made_init(&m, many, COUNT_OF(many));
	signal(SIGXFSZ, SIG_IGN);
	ck_assert(freopen("/dev/null", "w", stderr) != NULL); /* the library speaks of files there */
	for (rlim_t limit = 512; !fitted; limit += limit / 3) {
		struct err e = {""};

		limit_files(limit);
		buf_clear(&out);
		fitted = export_view(&out, "xlsx", &m.head, m.view, &e);
		limit_files(RLIM_INFINITY);
		ck_assert_msg(fitted == !e.text[0], "%s", e.text);
		ck_assert(fitted || strstr(e.text, "workbook"));
		refused += !fitted;
		ck_assert_int_lt(limit, 10000000);
	}
	ck_assert_int_gt(refused, 5);
	read_bytes_back("workbook.py compare", "xlsx", &out, &m.head, m.view, &said);
	buf_release(&said);
	buf_release(&out);
	made_release(&m);
}
END_TEST

TEST_MAIN("workbook", 60, every_type_is_itself, cells_as_they_are_stored, what_excel_has_not_is_text,
	  no_rows_and_odd_names, long_texts_are_cut, too_many_rows_are_refused, full_disks_are_told)
