/* A console filled by hand, for tests of drawing: four screens, their models
 * plain tables of values, three sub-platforms (the last one stale), a moment
 * that stands still (23 November 2026, 14:22:07 in Shanghai). */
#ifndef SLATOP_TESTS_DRAW_FIXTURE_H
#define SLATOP_TESTS_DRAW_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"
#include "slatop/draw/draw.h"

#define MOMENT (INT64_C(1795414927) * USEC) /* 2026-11-23 06:22:07 UTC */
#define NOW (INT64_C(1000) * USEC)

#define T(s) {.type = VALUE_TEXT, .text = (s)}
#define I(n) {.type = VALUE_INTEGER, .i = (n)}
#define SECONDS(n) {.type = VALUE_DURATION, .i = (int64_t)(n) * USEC}
#define PPM(n) {.type = VALUE_RATIO, .i = (n)}
#define PCT(n) {.type = VALUE_PERCENT, .i = (n)}
#define AGO(n) {.type = VALUE_TIME, .i = MOMENT - (int64_t)(n) * USEC}
#define MONTH(n) {.type = VALUE_MONTH, .i = (n)}
#define NOTHING(t) {.type = (t), .null = true}

/* A table that stands for a model; rows are given as one array of values. */
struct table_rows {
	const struct value *values;
	size_t count, fields;
	size_t times; /* each row is there so many times, 0: once */
};
struct model_state {
	const struct table_rows *rows;
};

#define TABLE_MODEL(model_name, field_list, data)                                                          \
	static const struct table_rows model_name##_rows = {                                               \
		(const struct value *)(data), COUNT_OF(data), COUNT_OF(field_list), 0};                    \
	static struct model_state *model_name##_open(const struct model_scope *scope)                      \
	{                                                                                                  \
		(void)scope;                                                                               \
		struct model_state *s = mem_zero(1, sizeof *s);                                            \
		s->rows = &model_name##_rows;                                                              \
		return s;                                                                                  \
	}                                                                                                  \
	static const struct model model_name = {                                                           \
		.name = #model_name, .fields = field_list, .field_count = COUNT_OF(field_list),            \
		.default_sort = "", .open = model_name##_open, .close = fixture_close,                     \
		.advance = fixture_advance, .generation = fixture_generation, .rows = fixture_rows,        \
		.get = fixture_get, .key = fixture_key, .complete = fixture_complete,                      \
		.enter = fixture_enter,                                                                    \
	}

static size_t fixture_times = 1; /* repeats every row: long lists */
static bool fixture_incomplete;

static void fixture_close(struct model_state *s)
{
	free(s);
}
static void fixture_advance(struct model_state *s, const struct model_scope *scope)
{
	(void)s;
	(void)scope;
}
static uint64_t fixture_generation(const struct model_state *s)
{
	(void)s;
	return 1;
}
static bool fixture_rows(struct model_state *s, size_t *position, struct row_ref **rows, size_t *count,
			 size_t *capacity, int64_t deadline_us)
{
	(void)deadline_us;
	for (; *position < s->rows->count * fixture_times; ++*position) {
		MEM_GROW(*rows, *count, *capacity);
		(*rows)[(*count)++] = (struct row_ref){0, (uint32_t)*position};
	}
	return false;
}
static void fixture_get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	*out = s->rows->values[row.item % s->rows->count * s->rows->fields + field];
	if (!field && out->type == VALUE_INTEGER) /* repeated rows are others all the same */
		out->i += row.item / s->rows->count * 100;
}
static struct row_key fixture_key(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){row.platform, row.item, 0};
}
static bool fixture_complete(const struct model_state *s)
{
	(void)s;
	return !fixture_incomplete;
}
static void fixture_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s;
	(void)row;
	(void)scope;
}

/* ---- outages: groups, and the accounts of the one under the cursor ---- */

static const struct model_field group_fields[] = {
	{"since", VALUE_TIME, 0, "Since", "start of the first window", NULL},
	{"elapsed", VALUE_DURATION, FIELD_TICKS, "Elapsed", "since then", NULL},
	{"service", VALUE_TEXT, 0, "Service", "what is down", NULL},
	{"cause", VALUE_TEXT, 0, "Cause", "as entered", NULL},
	{"incident", VALUE_TEXT, 0, "Incident", "its number and title", NULL},
	{"accounts", VALUE_INTEGER, 0, "Accounts", "hit by it", NULL},
	{"state", VALUE_TEXT, 0, "State", "whether it counts yet", NULL},
	{"breach", VALUE_TIME, 0, "Breach", "when the first account breaches", NULL},
};
static const struct value group_values[][8] = {
	{AGO(276), SECONDS(276), T("softswitch"), T("provider"), T("I-8841 软交换主备切换失败"), I(3907),
	 T("counts"), AGO(-489)},
	{AGO(69), SECONDS(69), T("web_front"), T("provider"), T("I-8843 web 发布回滚"), I(301), T("pending"),
	 NOTHING(VALUE_TIME)},
	{AGO(4797), SECONDS(4797), T("trunk"), T("carrier"), T("I-8837 联通中继中断"), I(4), T("counts"),
	 NOTHING(VALUE_TIME)},
};
TABLE_MODEL(fixture_groups, group_fields, group_values);

static const struct model_field account_fields[] = {
	{"enterprise_no", VALUE_INTEGER, FIELD_ID | FIELD_KEY, "Account", "the enterprise's number", NULL},
	{"name", VALUE_TEXT, FIELD_TENANT, "Tenant", "its name", NULL},
	{"tier", VALUE_TEXT, 0, "Tier", "as contracted", NULL},
	{"elapsed", VALUE_DURATION, FIELD_TICKS, "Elapsed", "of the outage", NULL},
	{"ratio", VALUE_RATIO, FIELD_EXPLAIN, "Budget this month", "unavailable of allowed", NULL},
	{"left", VALUE_DURATION, 0, "Left", "of the month's allowance", NULL},
	{"breach", VALUE_TIME, 0, "Breach", "when it will be gone", NULL},
	{"availability_pct", VALUE_PERCENT, FIELD_EXPLAIN, "Avail %", "clause 4.1", NULL},
	{"status", VALUE_TEXT, 0, "Status", "against the target", NULL},
	{"platform", VALUE_TEXT, 0, "Platform", "where it is served", NULL},
	{"region", VALUE_TEXT, 0, "Region", "of the account", NULL},
	{"unavailable", VALUE_DURATION, FIELD_EXPLAIN, "Unavailable", "this month", NULL},
};
static const struct value account_values[][12] = {
	{I(10017), T("天润融通科技有限公司"), T("gold"), SECONDS(276), PPM(914141), SECONDS(489), AGO(-489),
	 PCT(99798843), T("at_risk"), T("hb1"), T("北京"), SECONDS(5213)},
	{I(10433), T("北京银河证券客服中心"), T("gold"), SECONDS(276), PPM(870000), SECONDS(741), AGO(-741),
	 PCT(99808500), T("at_risk"), T("hb1"), T("北京"), SECONDS(4961)},
	{I(20881), T("Shanghai Pudong International Logistics and Warehousing Holdings (Group) Co., Ltd."),
	 NOTHING(VALUE_TEXT), SECONDS(276), PPM(520000), SECONDS(2737), NOTHING(VALUE_TIME), PCT(99885500),
	 T("ok"), T("hd2"), T("上海"), SECONDS(2965)},
	{I(10102), T("广州明珠物业"), NOTHING(VALUE_TEXT), SECONDS(276), PPM(110000), SECONDS(5075),
	 NOTHING(VALUE_TIME), PCT(99975700), T("ok"), T("hb1"), T("广州"), SECONDS(627)},
	{I(11250), T("四川航空呼叫中心"), T("gold"), SECONDS(276), PPM(1203000), SECONDS(-1157), AGO(90000),
	 PCT(99735300), T("breached"), T("xn"), T("成都"), SECONDS(6860)},
	{I(7), T("e\xcc\x81\xe2\x80\x94𠮷野家 👍"), NOTHING(VALUE_TEXT), SECONDS(276), PPM(0), SECONDS(5702),
	 NOTHING(VALUE_TIME), PCT(100000000), T("ok"), T("xn"), NOTHING(VALUE_TEXT), SECONDS(0)},
};
TABLE_MODEL(fixture_accounts, account_fields, account_values);

/* ---- tenant: records, calendar, months, windows ---- */

static const struct model_field tenant_fields[] = {
	{"enterprise_no", VALUE_INTEGER, FIELD_ID | FIELD_KEY, "Account", "the enterprise's number", NULL},
	{"platform", VALUE_TEXT, 0, "Platform", "where it is served", NULL},
	{"tier", VALUE_TEXT, 0, "Tier", "as contracted", NULL},
	{"seats", VALUE_INTEGER, 0, "Seats", "contracted", NULL},
	{"agreement", VALUE_TEXT, 0, "Agreement", "its code", NULL},
	{"contract", VALUE_TEXT, 0, "Contract", "from and to", NULL},
	{"contact", VALUE_TEXT, 0, "Contact", "masked", NULL},
	{"availability_pct", VALUE_PERCENT, FIELD_EXPLAIN, "Availability", "clause 4.1", NULL},
	{"target", VALUE_PERCENT, 0, "Target", "of the agreement", NULL},
	{"ratio", VALUE_RATIO, FIELD_EXPLAIN, "Budget", "unavailable of allowed", NULL},
	{"left", VALUE_DURATION, 0, "Left", "of the month's allowance", NULL},
	{"breach", VALUE_TIME, 0, "Breach at", "when it will be gone", NULL},
	{"status", VALUE_TEXT, 0, "Status", "against the target", NULL},
	{"unavailable", VALUE_DURATION, FIELD_EXPLAIN, "Unavailable", "this month", NULL},
	{"accountable", VALUE_DURATION, FIELD_EXPLAIN, "Accountable", "of it", NULL},
};
static const struct value tenant_values[][15] = {
	{I(10017), T("华北一"), T("gold"), I(120), T("standard from 2026-07"),
	 T("2024-03-01 to 2027-02-28, data kept to 2028-02-28"), T("138****0017"), PCT(99798843),
	 PCT(99780000), PPM(914141), SECONDS(489), AGO(-489), T("at_risk"), SECONDS(5213), SECONDS(3953)},
};
TABLE_MODEL(fixture_tenant, tenant_fields, tenant_values);

static const struct model_field day_fields[] = {
	{"day", VALUE_DATE, 0, "Day", "of the month", NULL},
	{"unavailable", VALUE_DURATION, 0, "Unavailable", "on it", NULL},
};
#define FIRST_DAY 20758 /* 2026-11-01 */
#define DAY(n, s) {{.type = VALUE_DATE, .i = FIRST_DAY + (n) - 1}, SECONDS(s)}
#define AHEAD(n) {{.type = VALUE_DATE, .i = FIRST_DAY + (n) - 1}, NOTHING(VALUE_DURATION)}
static const struct value day_values[][2] = {
	DAY(1, 0),  DAY(2, 0),	DAY(3, 0),  DAY(4, 0),	   DAY(5, 3557), DAY(6, 0),  DAY(7, 0),	   DAY(8, 0),
	DAY(9, 0),  DAY(10, 0), DAY(11, 0), DAY(12, 6001), DAY(13, 0),	 DAY(14, 0), DAY(15, 0),   DAY(16, 0),
	DAY(17, 0), DAY(18, 0), DAY(19, 0), DAY(20, 1380), DAY(21, 0),	 DAY(22, 0), DAY(23, 276), AHEAD(24),
	AHEAD(25),  AHEAD(26),	AHEAD(27),  AHEAD(28),	   AHEAD(29),	 AHEAD(30),
};
TABLE_MODEL(fixture_days, day_fields, day_values);

static const struct model_field month_fields[] = {
	{"month", VALUE_MONTH, FIELD_KEY, "Month", "the month", NULL},
	{"availability_pct", VALUE_PERCENT, 0, "Avail %", "clause 4.1", NULL},
	{"ratio", VALUE_RATIO, 0, "", "unavailable of allowed", NULL},
	{"status", VALUE_TEXT, 0, "Status", "against the target", NULL},
};
#define NOVEMBER (2026 * 12 + 10)
static const struct value month_values[][4] = {
	{MONTH(NOVEMBER), PCT(99798843), PPM(914141), T("at_risk")},
	{MONTH(NOVEMBER - 1), PCT(99934200), PPM(299000), T("ok")},
	{MONTH(NOVEMBER - 2), PCT(99990000), PPM(45000), T("ok")},
	{MONTH(NOVEMBER - 3), PCT(99900300), PPM(453000), T("ok")},
	{MONTH(NOVEMBER - 4), PCT(99945500), PPM(247000), T("ok")},
	{MONTH(NOVEMBER - 5), PCT(99998100), PPM(8600), T("ok")},
	{MONTH(NOVEMBER - 6), PCT(99912000), PPM(400000), T("ok")},
	{MONTH(NOVEMBER - 7), PCT(99967100), PPM(149000), T("ok")},
	{MONTH(NOVEMBER - 8), PCT(99999400), PPM(2700), T("ok")},
	{MONTH(NOVEMBER - 9), PCT(99710200), PPM(1317000), T("breached")},
	{MONTH(NOVEMBER - 10), PCT(99963300), PPM(166000), T("ok")},
	{MONTH(NOVEMBER - 11), PCT(99991200), PPM(40000), T("ok")},
};
TABLE_MODEL(fixture_months, month_fields, month_values);

static const struct model_field window_fields[] = {
	{"outage_id", VALUE_INTEGER, FIELD_ID | FIELD_KEY, "Window", "its number", NULL},
	{"service", VALUE_TEXT, 0, "Service", "what was down", NULL},
	{"cause", VALUE_TEXT, 0, "Cause", "as entered", NULL},
	{"started_at", VALUE_TIME, 0, "Start", "when", NULL},
	{"ended_at", VALUE_TIME, 0, "End", "until when", NULL},
	{"length", VALUE_DURATION, 0, "Length", "unclipped", NULL},
	{"counted", VALUE_DURATION, 0, "Counted", "given to it", NULL},
	{"accountable", VALUE_DURATION, 0, "Accountable", "of it", NULL},
	{"why", VALUE_TEXT, 0, "What", "what became of it", NULL},
	{"words", VALUE_TEXT, 0, "Why", "in words", NULL},
};
static const struct value window_values[][10] = {
	{I(91772), T("softswitch"), T("provider"), AGO(276), NOTHING(VALUE_TIME), SECONDS(276), SECONDS(276),
	 SECONDS(276), T("counts"), T("counts since 14:18:31")},
	{I(91420), T("web_front"), T("auto_maintenance"), AGO(299527), AGO(299347), SECONDS(180),
	 SECONDS(180), SECONDS(120), T("counts"), T("60 s nightly allowance")},
	{I(90011), T("trunk"), T("carrier"), AGO(278527), AGO(277327), SECONDS(1200), SECONDS(1200),
	 SECONDS(0), T("counts"), T("clause 7, no report")},
	{I(90544), T("softswitch"), T("provider"), AGO(800527), AGO(800157), SECONDS(370),
	 NOTHING(VALUE_DURATION), NOTHING(VALUE_DURATION), T("voided"),
	 T("voided 15 Nov by wang.l: double entry")},
	{I(89950), T("web_back"), T("provider"), AGO(1006917), AGO(1006802), SECONDS(115), SECONDS(0),
	 SECONDS(0), T("short"), T("under 2 minutes")},
	{I(88213), T("web_front"), T("provider"), AGO(1570927), AGO(1567370), SECONDS(3557), SECONDS(3557),
	 SECONDS(3557), T("counts"), NOTHING(VALUE_TEXT)},
};
TABLE_MODEL(fixture_windows, window_fields, window_values);

/* ---- explain: text ---- */

static const struct model_field line_fields[] = {
	{"label", VALUE_TEXT, 0, "Label", NULL, NULL},
	{"text", VALUE_TEXT, 0, "Text", NULL, NULL},
};
static const struct value line_values[][2] = {
	{T("Clause 4.1"),
	 T("Service availability, target 99.78 % a natural month, for one account, whatever the cause.")},
	{T("Formula"),
	 T("availability = (month - unavailable) / month\n= (2,592,000 s - 5,213 s) / 2,592,000 s = "
	   "99.7988 % (truncated)")},
	{T("Readings"),
	 T("web > 120 s, call >= 60 s, web down when front or back is, nightly 60 s in 03:00-06:00")},
	{T("Firm"), T("at risk under every open reading (24)")},
	{T("中文标签"),
	 T("没有空格的长句子也必须在单元格边界处断开而不能把一个字切成两半，无论窗口有多窄都应如此。")},
};
TABLE_MODEL(fixture_lines, line_fields, line_values);

/* ---- screens ---- */

struct fixture_column {
	const char *format;
	struct screen_column c;
};
/* A role_field of 0 stands for none here: no column takes its colour from field 0. */
#define FORMATTED(name, f, ...) {(name), {.field = (f), __VA_ARGS__}}

static const struct fixture_column group_columns[] = {
	FORMATTED("time", 0, .freeze = true), FORMATTED("duration", 1), FORMATTED("text", 2),
	FORMATTED("text", 3, .priority = 2), FORMATTED("text", 4, .flex = 1, .min = 12, .priority = 3),
	FORMATTED("integer", 5), FORMATTED("state", 6), FORMATTED("time", 7, .priority = 1),
};
static const struct fixture_column account_columns[] = {
	FORMATTED("id", 0, .freeze = true),
	FORMATTED("text", 1, .flex = 2, .min = 12),
	FORMATTED("text", 2, .priority = 3),
	FORMATTED("duration", 3),
	FORMATTED("bar", 4, .flex = 1, .role_field = 8),
	FORMATTED("duration_left", 5, .role_field = 5),
	FORMATTED("time", 6, .priority = 1),
	FORMATTED("percent4", 7, .role_field = 8),
};
static const struct fixture_column availability_columns[] = {
	FORMATTED("id", 0, .freeze = true),
	FORMATTED("text", 1, .flex = 2, .min = 12),
	FORMATTED("state", 8),
	FORMATTED("percent4", 7, .role_field = 8),
	FORMATTED("bar", 4, .flex = 1, .role_field = 8),
	FORMATTED("duration", 11, .priority = 1),
	FORMATTED("duration_left", 5, .priority = 1, .role_field = 5),
	FORMATTED("time", 6, .priority = 3),
	FORMATTED("text", 2, .priority = 4),
	FORMATTED("text", 9, .priority = 5),
	FORMATTED("text", 10, .priority = 6),
};
static const struct fixture_column tenant_columns[] = {
	FORMATTED("id", 0, .line = "Account"), FORMATTED("text", 1, .line = "Account", .title = ""),
	FORMATTED("text", 2, .line = "Account", .title = ""), FORMATTED("integer", 3, .line = "Account"),
	FORMATTED("text", 4), FORMATTED("text", 5), FORMATTED("text", 6),
};
static const struct fixture_column figure_columns[] = {
	FORMATTED("percent4", 7, .line = "Availability", .role_field = 12),
	FORMATTED("percent", 8, .line = "Availability"),
	FORMATTED("bar", 9, .line = "Availability", .title = "", .role_field = 12),
	FORMATTED("duration_left", 10, .line = "Availability"),
	FORMATTED("time", 11, .line = "Availability"),
	FORMATTED("state", 12, .line = "Availability", .title = ""),
	FORMATTED("duration", 13, .line = "Unavailable"),
	FORMATTED("duration", 14, .line = "Unavailable"),
};
static const struct fixture_column day_columns[] = {FORMATTED("date", 0), FORMATTED("duration", 1)};
static const struct fixture_column month_columns[] = {
	FORMATTED("month", 0),
	FORMATTED("percent4", 1, .role_field = 3),
	FORMATTED("spark", 2, .role_field = 3),
	FORMATTED("state", 3),
};
static const struct fixture_column window_columns[] = {
	FORMATTED("id", 0, .freeze = true), FORMATTED("state", 8), FORMATTED("text", 1),
	FORMATTED("text", 2, .priority = 2), FORMATTED("time", 3), FORMATTED("time", 4, .priority = 3),
	FORMATTED("duration", 5), FORMATTED("duration", 6), FORMATTED("duration", 7, .priority = 1),
	FORMATTED("text", 9, .flex = 1, .min = 10),
};
static const struct fixture_column line_columns[] = {FORMATTED("text", 0), FORMATTED("text", 1)};

static struct screen_column *fixture_columns(const struct model *m, const struct fixture_column *from,
					     size_t count)
{
	struct screen_column *c = mem_zero(count, sizeof *c);

	for (size_t i = 0; i < count; i++) {
		c[i] = from[i].c;
		c[i].role_field = c[i].role_field ? c[i].role_field : -1;
		c[i].format = value_format_find(from[i].format);
		if (!c[i].title)
			c[i].title = m->fields[c[i].field].title;
	}
	return c;
}
#define COLUMNS_OF(m, from)                                                                                  \
	.model = &m, .columns = fixture_columns(&m, from, COUNT_OF(from)), .column_count = COUNT_OF(from)

static struct screen_drill fixture_drills[] = {
	{13, "accounts", "accounts", 0}, {'e', "explain", "explain", 0}};

static struct screen fixture_screens[5];

static void fixture_add_screen(struct screen *s, const char *name, const char *title,
			       const struct screen_pane *panes, size_t count, const struct screen_line *lines,
			       size_t line_count)
{
	struct screen_pane *own = mem_alloc(count * sizeof *own);
	struct screen_line *own_lines = mem_alloc(line_count * sizeof *own_lines);

	memcpy(own, panes, count * sizeof *own);
	memcpy(own_lines, lines, line_count * sizeof *own_lines);
	*s = (struct screen){.name = name,
			     .title = title,
			     .panes = own,
			     .pane_count = count,
			     .lines = own_lines,
			     .line_count = line_count,
			     .help = "A screen of the tests."};
}

static void fixture_make_screens(void)
{
	const struct screen_line stacked[] = {{0, 1}, {1, 1}};
	struct screen_pane outages[] = {
		{.name = "groups",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_groups, group_columns),
		 .rows = -1,
		 .max_rows = 8,
		 .follows = -1,
		 .drills = fixture_drills,
		 .drill_count = 2,
		 .empty = "no outage is open"},
		{.name = "accounts",
		 .title = "Accounts of the group, closest to breach first",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_accounts, account_columns),
		 .follows = 0},
	};
	struct screen_pane availability[] = {
		{.name = "accounts",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_accounts, availability_columns),
		 .follows = -1,
		 .drills = fixture_drills,
		 .drill_count = 2},
	};
	const struct screen_line tenant_lines[] = {{0, 1}, {1, 1}, {2, 2}, {4, 1}};
	struct screen_pane tenant[] = {
		{.name = "who",
		 .widget = WIDGET_RECORD,
		 COLUMNS_OF(fixture_tenant, tenant_columns),
		 .follows = -1},
		{.name = "figures",
		 .widget = WIDGET_RECORD,
		 COLUMNS_OF(fixture_tenant, figure_columns),
		 .follows = -1},
		{.name = "days",
		 .title = "Each day by unavailable time",
		 .widget = WIDGET_CALENDAR,
		 COLUMNS_OF(fixture_days, day_columns),
		 .follows = -1},
		{.name = "months",
		 .title = "Twelve months",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_months, month_columns),
		 .rows = -1,
		 .max_rows = 6,
		 .follows = -1},
		{.name = "windows",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_windows, window_columns),
		 .follows = -1,
		 .drills = fixture_drills,
		 .drill_count = 1,
		 .empty = "no window in this month"},
	};
	struct screen_pane explain[] = {
		{.name = "text",
		 .widget = WIDGET_TEXT,
		 COLUMNS_OF(fixture_lines, line_columns),
		 .rows = -1,
		 .follows = -1},
		{.name = "windows",
		 .widget = WIDGET_TABLE,
		 COLUMNS_OF(fixture_windows, window_columns),
		 .follows = -1},
	};
	fixture_add_screen(&fixture_screens[0], "outages", "Live outages", outages, 2, stacked, 2);
	fixture_add_screen(&fixture_screens[1], "availability", "Availability", availability, 1, stacked, 1);
	fixture_add_screen(&fixture_screens[2], "tenants", "Tenants", availability, 1, stacked, 1);
	fixture_add_screen(&fixture_screens[3], "tenant", "Tenant", tenant, 5, tenant_lines, 4);
	fixture_add_screen(&fixture_screens[4], "explain", "Explain availability", explain, 2, stacked, 2);
	fixture_screens[1].by_month = fixture_screens[3].by_month = true;
	fixture_screens[3].needs_account = fixture_screens[4].needs_account = true;
}

/* ---- console ---- */

struct fixture {
	struct console console;
	struct calendar *calendar;
	struct store store;
	struct platform platforms[3], *list[3];
	struct draw_options options;
};

static void fixture_platform(struct platform *p, const char *code, const char *name, enum replica_state state,
			     int64_t age_us)
{
	*p = (struct platform){.name = name};
	snprintf(p->code, sizeof p->code, "%s", code);
	p->status = (struct replica_status){
		.state = (uint8_t)state,
		.replica_time = MOMENT - age_us,
		.server_clock = MOMENT,
		.received_at = NOW,
		.lag_ok_us = 30 * USEC,
		.retry_at = TIME_NONE,
	};
}

/* Opens a screen on top of those that are open. */
static struct page *fixture_open(struct fixture *f, const char *name, const char *subject)
{
	struct console *c = &f->console;
	const struct screen *s = NULL;

	for (size_t i = 0; i < COUNT_OF(fixture_screens); i++)
		if (!strcmp(fixture_screens[i].name, name))
			s = &fixture_screens[i];
	MEM_GROW(c->pages, c->page_count, c->page_capacity);
	struct page *page = &c->pages[c->page_count++];
	*page = (struct page){.screen = s, .scope = c->base, .subject = subject ? mem_copy(subject) : NULL};
	page->panes = mem_zero(s->pane_count, sizeof *page->panes);
	for (size_t i = 0; i < s->pane_count; i++) {
		page->panes[i] = (struct pane_state){.pane = &s->panes[i],
						     .view = view_create(s->panes[i].model, &c->base)};
		view_work(page->panes[i].view, INT64_MAX);
		layout_apply(&page->panes[i], NULL);
	}
	return page;
}

static void fixture_init(struct fixture *f)
{
	*f = (struct fixture){0};
	struct err e;
	f->calendar = calendar_create("Asia/Shanghai", &e);
	fixture_times = 1;
	fixture_incomplete = false;
	fixture_make_screens();
	fixture_platform(&f->platforms[0], "hb1", "华北一", REPLICA_LIVE, 0);
	fixture_platform(&f->platforms[1], "hd2", "华东二", REPLICA_LIVE, USEC);
	fixture_platform(&f->platforms[2], "xn", "西南", REPLICA_STALE, 42 * USEC);
	for (int i = 0; i < 3; i++)
		f->list[i] = &f->platforms[i];
	f->store = (struct store){.platforms = f->list, .count = 3};
	f->console = (struct console){.keys = key_map_create(&console_actions), .prompt = {.text = BUF_INIT}};
	f->console.base = (struct model_scope){.store = &f->store, .calendar = f->calendar, .month = NOVEMBER,
					       .as_of = TIME_NONE, .now = NOW, .platform = -1};
	f->options = (struct draw_options){.now = NOW, .clock = MOMENT};
}

static void fixture_release(struct fixture *f)
{
	for (size_t i = 0; i < f->console.page_count; i++) {
		struct page *p = &f->console.pages[i];
		for (size_t k = 0; k < p->screen->pane_count; k++)
			view_destroy(p->panes[k].view), free(p->panes[k].columns);
		free(p->panes);
		free(p->subject);
	}
	free(f->console.pages);
	buf_release(&f->console.prompt.text);
	key_map_destroy(f->console.keys);
	calendar_destroy(f->calendar);
	for (size_t i = 0; i < COUNT_OF(fixture_screens); i++) {
		bool shared = i == 2; /* its columns are those of the one before */
		for (size_t k = 0; k < fixture_screens[i].pane_count && !shared; k++)
			free(fixture_screens[i].panes[k].columns);
		free(fixture_screens[i].panes);
		free(fixture_screens[i].lines);
	}
}

#endif
