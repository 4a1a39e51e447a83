/* Exports: JSON parsed back by another reader, CSV cell by cell, the table's
 * columns by cells of a terminal. */
#include <cjson/cJSON.h>

#include "made.h"
#include "slatop/base/text.h"
#include "support/report_fields.h"

static struct export_platform platforms[] = {{"north", 0, 1500000}, {"so\"uth", TIME_NONE, TIME_NONE}};

static void fill(struct fixture *f)
{
	fixture_init(f, NULL);
	int64_t moment = fixture_time(f, "2026-11-23 14:22:07");
	struct platform *p = fixture_platform(f, "north", "华北一", moment);

	fixture_tenant(f, p, 10017, "天润融通科技有限公司", "gold");
	fixture_tenant(f, p, 10018, "=HYPERLINK(\"x\"), Inc.", NULL);
	fixture_window(f, 0, 1, 10017, "web_front", "provider", "2026-11-05 10:00", "2026-11-05 11:00");
	fixture_window(f, 0, 2, 10017, "trunk", NULL, "2026-11-23 14:20", NULL);
	platforms[0].as_of = moment;
}

static struct export_head head_of(struct fixture *f, const struct model_scope *scope)
{
	return (struct export_head){.screen = "availability",
				    .month = "2026-11",
				    .from_us = scope->span.start_us,
				    .to_us = scope->span.end_us,
				    .agreement = agreement_hash(f->agreement),
				    .platforms = platforms,
				    .platform_count = 2,
				    .calendar = f->calendar,
				    .reference_us = platforms[0].as_of};
}

static const cJSON *member(const cJSON *object, const char *name)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(object, name);

	ck_assert_msg(m != NULL, "no %s", name);
	return m;
}

static const char *text(const cJSON *object, const char *name)
{
	const cJSON *m = member(object, name);

	return cJSON_IsNull(m) ? "null" : cJSON_GetStringValue(m);
}

static void check_head(const cJSON *root, const struct export_head *head)
{
	static const char *const names[] = {"screen", "month",      "from",      "to",
					    "as_of",  "data_age_s", "agreement", "rows"};
	const cJSON *m = root->child;

	for (size_t i = 0; i < COUNT_OF(names); i++, m = m->next)
		ck_assert_str_eq(m->string, names[i]);
	ck_assert(m == NULL);
	ck_assert_str_eq(text(root, "screen"), "availability");
	ck_assert_str_eq(text(root, "month"), head->month ? head->month : "null");
	ck_assert_str_eq(text(root, "from"), "2026-10-31T16:00:00.000000Z");
	ck_assert_str_eq(text(root, "to"), "2026-11-30T16:00:00.000000Z");
	ck_assert_str_eq(text(member(root, "as_of"), "north"), "2026-11-23T06:22:07.000000Z");
	ck_assert_str_eq(text(member(root, "as_of"), "so\"uth"), "null");
	ck_assert(member(member(root, "data_age_s"), "north")->valuedouble == 1.5);
	ck_assert(cJSON_IsNull(member(member(root, "data_age_s"), "so\"uth")));
	ck_assert_str_eq(text(root, "agreement"), head->agreement);
}

START_TEST(json_reads_back)
{
	struct fixture f;
	struct buf out = BUF_INIT;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("availability", &scope);
	struct export_head head = head_of(&f, &scope);
	export_text(&out, "json", &head, v);
	cJSON *root = cJSON_Parse(out.data);
	ck_assert_msg(root != NULL, "%s", out.data);
	check_head(root, &head);
	const cJSON *rows = member(root, "rows");
	ck_assert_int_eq(cJSON_GetArraySize(rows), 2);
	for (const cJSON *row = rows->child; row; row = row->next) {
		const cJSON *m = row->child;
		for (size_t i = 0; i < COUNT_OF(availability_fields); i++, m = m->next)
			ck_assert_str_eq(m->string, availability_fields[i]);
		ck_assert(m == NULL);
	}
	const cJSON *row = rows->child; /* 3600 s and 127 s so far of 5702.4 s */
	ck_assert_str_eq(text(row, "name"), "天润融通科技有限公司");
	ck_assert(member(row, "enterprise_no")->valuedouble == 10017);
	ck_assert(member(row, "unavailable_s")->valuedouble == 3727);
	ck_assert(member(row, "allowed_s")->valuedouble == 5702.4);
	ck_assert(strstr(out.data, "\"availability_pct\": 99.856211,"));
	ck_assert(strstr(out.data, "\"ratio\": 0.653584,"));
	ck_assert_str_eq(text(row, "breached_at"), "null");
	ck_assert_str_eq(text(row, "month"), "2026-11");
	ck_assert_str_eq(text(row, "status"), "ok");
	cJSON_Delete(root);
	view_destroy(v);
	buf_release(&out);
	fixture_release(&f);
}
END_TEST

START_TEST(json_without_month_or_rows)
{
	struct fixture f;
	struct buf out = BUF_INIT;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	head.month = NULL;
	scope.month = -1;
	scope.enterprise_no = 5;
	struct view *v = fixture_view("availability", &scope);
	export_text(&out, "json", &head, v);
	cJSON *root = cJSON_Parse(out.data);
	ck_assert_msg(root != NULL, "%s", out.data);
	check_head(root, &head);
	ck_assert_int_eq(cJSON_GetArraySize(member(root, "rows")), 0);
	cJSON_Delete(root);
	view_destroy(v);
	scope.enterprise_no = 10017;
	v = fixture_view("availability", &scope);
	buf_clear(&out);
	export_text(&out, "json", &head, v);
	ck_assert(strstr(out.data, "\"name\": \"天润融通科技有限公司\", \"month\": null, "));
	view_destroy(v);
	buf_release(&out);
	fixture_release(&f);
}
END_TEST

START_TEST(csv_is_raw_and_harmless)
{
	struct fixture f;
	struct buf out = BUF_INIT;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	struct view *v = fixture_view("outages", &scope);
	export_text(&out, "csv", &head, v);
	ck_assert_str_eq(
		out.data,
		"platform,outage_id,incident_id,maintenance_id,enterprise_no,name,service,cause,started_at,"
		"ended_at,open,elapsed_s,counts,counts_at,counted_s,accountable_s,why\r\n"
		"north,2,,,10017,天润融通科技有限公司,trunk,,2026-11-23T06:20:00.000000Z,,true,127,true,"
		"2026-11-23T06:21:00.000000Z,127,127,counts\r\n");
	view_destroy(v);
	buf_clear(&out);
	v = fixture_view("tenants", &scope);
	export_text(&out, "csv", &head, v);
	ck_assert(strstr(out.data, "\r\nnorth,10018,\"'=HYPERLINK(\"\"x\"\"), Inc.\",active,"));
	view_destroy(v);
	buf_release(&out);
	fixture_release(&f);
}
END_TEST

/* Every row of an earlier moment says which view it is of. */
START_TEST(csv_names_its_view)
{
	struct fixture f;
	struct buf out = BUF_INIT;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	struct view *v = fixture_view("outages", &scope);
	head.view = "as of 2026-11-03 14:22, as known then";
	export_text(&out, "csv", &head, v);
	ck_assert(strstr(out.data, ",why,view\r\n"));
	ck_assert(strstr(out.data, ",counts,\"as of 2026-11-03 14:22, as known then\"\r\n"));
	view_destroy(v);
	buf_release(&out);
	fixture_release(&f);
}
END_TEST

struct drained {
	struct buf all;
	size_t times, most; /* bytes at once */
};

static bool take(void *context, struct buf *out)
{
	struct drained *d = context;

	buf_add(&d->all, out->data, out->length);
	d->most = out->length > d->most ? out->length : d->most;
	d->times++;
	buf_clear(out);
	return d->times < 8;
}

/* A long file goes out piece by piece, the same as in one; who cannot write ends it. */
START_TEST(long_files_are_never_whole)
{
	static const char *const formats[] = {"json", "csv"};
	struct fixture f;

	fixture_init(&f, NULL);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, "2026-11-23 14:22:07"));
	for (int64_t no = 1; no <= 1500; no++)
		fixture_tenant(&f, p, no, "天润融通科技有限公司", "gold");
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		const struct exporter *x = exporter_find(formats[i]);
		struct drained d = {.all = BUF_INIT};
		struct buf whole = BUF_INIT, rest = BUF_INIT;
		uint16_t fields[64];
		struct export_part part = {.view = fixture_view("availability", &scope), .fields = fields};
		part.field_count = export_fields(part.view->model, fields);
		head.drain = NULL;
		ck_assert(x->write(&whole, &head, &part, 1, NULL));
		head.drain = take;
		head.drain_context = &d;
		bool done = x->write(&rest, &head, &part, 1, NULL);
		ck_assert(done == (d.times < 8));
		buf_add(&d.all, rest.data, rest.length);
		ck_assert_uint_ge(d.times, 1);
		ck_assert_uint_lt(d.most, 1 << 17);
		ck_assert_mem_eq(d.all.data, whole.data, d.all.length);
		ck_assert(!done || d.all.length == whole.length);
		view_destroy(part.view);
		buf_release(&whole);
		buf_release(&rest);
		buf_release(&d.all);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(table_is_aligned)
{
	static const char *const titles[] = {"Account", NULL, "Left", NULL};
	struct fixture f;
	struct buf out = BUF_INIT;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	struct view *v = fixture_view("availability", &scope);
	const struct value_format *formats[4] = {NULL, NULL, NULL, value_format_find("percent")};
	const uint16_t fields[] = {(uint16_t)model_field_find(v->model, "enterprise_no"),
				   (uint16_t)model_field_find(v->model, "name"),
				   (uint16_t)model_field_find(v->model, "left_s"),
				   (uint16_t)model_field_find(v->model, "availability_pct")};
	struct export_part part = {.title = "Accounts",
				   .view = v,
				   .fields = fields,
				   .field_count = 4,
				   .titles = titles,
				   .formats = formats};
	ck_assert(exporter_find("table")->write(&out, &head, &part, 1, NULL));
	struct buf want = BUF_INIT;
	buf_addf(&want,
			 "Accounts\n"
			 "Account  Tenant                       Left  Avail %%\n"
			 "  10017  天润融通科技有限公司      32m 55s   99.85%%\n"
			 "  10018  =HYPERLINK(\"x\"), Inc.  1h 35m 02s  100.00%%\n"
			 "\n"
			 "Screen             availability\n"
			 "Month              2026-11, time zone Asia/Shanghai\n"
			 "north              as of 2026-11-23 14:22:07, data 1s old\n"
			 "so\"uth             not evaluated, data of unknown age\n"
			 "Sorted by          %s\n"
			 "Rows               2\n"
			 "Agreement SHA-256  %s\n"
			 "Made by            slatop " SLATOP_VERSION "\n",
		 "-ratio, enterprise_no", head.agreement);
	ck_assert_str_eq(out.data, want.data);
	buf_release(&want);
	view_destroy(v);
	buf_release(&out);
	fixture_release(&f);
}
END_TEST

START_TEST(every_model_in_every_format)
{
	struct fixture f;

	fill(&f);
	struct model_scope scope = fixture_scope(&f, "2026-11");
	struct export_head head = head_of(&f, &scope);
	scope.enterprise_no = 10017;
	for (size_t i = 0; i < model_count; i++)
		for (size_t j = 0; j < exporter_count; j++) {
			struct view *v = fixture_view(models[i]->name, &scope);
			struct buf out = BUF_INIT;

			export_text(&out, exporters[j]->name, &head, v);
			ck_assert_uint_gt(out.length, 10);
			if (!strcmp(exporters[j]->name, "json")) {
				cJSON *root = cJSON_Parse(out.data);
				ck_assert_msg(root != NULL, "%s: %s", models[i]->name, out.data);
				cJSON_Delete(root);
			}
			buf_release(&out);
			view_destroy(v);
		}
	ck_assert_ptr_null(exporter_find("xml"));
	ck_assert_ptr_null(exporter_find(NULL));
	fixture_release(&f);
}
END_TEST

TEST_MAIN("export", 30, json_reads_back, json_without_month_or_rows, csv_is_raw_and_harmless, csv_names_its_view,
	  long_files_are_never_whole, table_is_aligned, every_model_in_every_format)
