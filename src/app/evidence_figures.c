/* The figures of evidence, from its rows: loaded into a store of their own and judged
 * by what judges everything else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/evidence.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"
#include "slatop/table/view.h"

/* The rows of one relation. */
struct relation {
	struct json_doc *doc;
	const struct json_node *columns, *rows;
};
struct reckoning {
	const struct evidence *v;
	struct agreement *agreement;
	const struct calendar *calendar;
	struct store *store;
	struct platform *platform;
	int64_t incident_id, moment_us;
	struct span span, loaded;
	int month;
	struct arena texts;
	struct err *e;
	bool fine;
};

/* --- cells --------------------------------------------------------------- */

static struct relation open_relation(struct reckoning *r, const char *name)
{
	struct relation out = {0};
	char path[96];

	snprintf(path, sizeof path, "rows/%s.json", name);
	const struct buf *file = evidence_find(r->v, path);
	if (!r->fine)
		return out;
	if (!file)
		r->fine = err_set(r->e, "%s is missing: the figures cannot be reckoned", path);
	else if (!(out.doc = json_parse(file->data, file->length, path, r->e)))
		r->fine = false;
	if (!out.doc)
		return out;
	out.columns = json_get_array(json_root(out.doc), "columns");
	out.rows = json_get_array(json_root(out.doc), "rows");
	return out;
}

static void close_relation(struct reckoning *r, struct relation *t)
{
	if (t->doc && r->fine)
		r->fine = json_ok(t->doc, r->e);
	json_destroy(t->doc);
}

/* The text of a cell; NULL: null, or there is no such column. */
static const char *cell(const struct relation *t, size_t row, const char *column)
{
	for (size_t i = 0; i < json_count(t->columns); i++)
		if (!strcmp(json_text(json_at(t->columns, i), ""), column)) {
			const struct json_node *node = json_at(json_at(t->rows, row), i);
			return node && json_type(node) == JSON_TEXT ? json_text(node, NULL) : NULL;
		}
	return NULL;
}

static const char *cell_clean(struct reckoning *r, const struct relation *t, size_t row, const char *column)
{
	const char *text = cell(t, row, column);
	struct buf clean = BUF_INIT;

	if (!text)
		return NULL;
	text_clean(&clean, text, strlen(text));
	const char *copy = arena_copy(&r->texts, clean.data, clean.length);
	buf_release(&clean);
	return copy;
}

static int64_t cell_number(const struct relation *t, size_t row, const char *column)
{
	const char *text = cell(t, row, column);

	return text ? strtoll(text, NULL, 10) : 0;
}

static int64_t cell_moment(struct reckoning *r, const struct relation *t, size_t row, const char *column)
{
	const char *text = cell(t, row, column);
	int64_t at = TIME_NONE;

	if (!text)
		return TIME_NONE;
	if (!strcmp(text, "infinity"))
		return TIME_INFINITE;
	if (!strcmp(text, "-infinity"))
		return TIME_MINUS_INFINITE;
	if (r->fine && !calendar_parse_time(r->calendar, text, &at, r->e))
		r->fine = err_at(r->e, "%s of row %zu", column, row + 1);
	return at;
}

static bool cell_truth(const struct relation *t, size_t row, const char *column)
{
	const char *text = cell(t, row, column);

	return text && !strcmp(text, "true");
}

/* --- rows into the store -------------------------------------------------- */

static void put_tenants(struct reckoning *r)
{
	struct relation t = open_relation(r, "tenant");

	for (size_t i = 0; i < json_count(t.rows); i++) {
		const char *charged = cell(&t, i, "charged_on");
		struct tenant_row row = {.t = {.enterprise_no = cell_number(&t, i, "enterprise_no"),
					       .opened_at = cell_moment(r, &t, i, "opened_at"),
					       .closed_at = cell_moment(r, &t, i, "closed_at"),
					       .name = cell_clean(r, &t, i, "name"), .tier = cell_clean(r, &t, i, "tier"),
					       .region = cell_clean(r, &t, i, "region"),
					       .agreement_code = cell_clean(r, &t, i, "agreement_code"),
					       .seats = (int32_t)cell_number(&t, i, "seats"),
					       .charged_on_phone_bill = charged && !strcmp(charged, "phone_bill"),
					       .voided = cell_truth(&t, i, "voided")}};
		platform_put_tenant(r->platform, &row);
	}
	close_relation(r, &t);
}

static void put_maintenance(struct reckoning *r)
{
	struct relation t = open_relation(r, "maintenance");

	for (size_t i = 0; i < json_count(t.rows); i++) {
		struct maintenance_row row = {
			.m = {.w = {.maintenance_id = cell_number(&t, i, "maintenance_id"),
				    .announced_at = cell_moment(r, &t, i, "announced_at"),
				    .starts_at = cell_moment(r, &t, i, "starts_at"), .ends_at = cell_moment(r, &t, i, "ends_at"),
				    .finished_at = cell_moment(r, &t, i, "finished_at"),
				    .cancelled_at = cell_moment(r, &t, i, "cancelled_at")},
			      .extended_to = cell_moment(r, &t, i, "extended_to"), .title = cell_clean(r, &t, i, "title"),
			      .all_tenants = cell_truth(&t, i, "all_tenants"), .voided = cell_truth(&t, i, "voided")}};
		platform_put_maintenance(r->platform, &row);
	}
	close_relation(r, &t);
}

/* Rows of one maintenance follow one another. */
static void put_covers(struct reckoning *r)
{
	struct relation t = open_relation(r, "maintenance_tenant");
	size_t count = json_count(t.rows), kept = 0;
	int64_t *accounts = mem_zero(count + 1, sizeof *accounts);

	for (size_t i = 0; i < count; i++) {
		int64_t id = cell_number(&t, i, "maintenance_id");
		accounts[kept++] = cell_number(&t, i, "enterprise_no");
		if (i + 1 < count && cell_number(&t, i + 1, "maintenance_id") == id)
			continue;
		platform_put_cover(r->platform, id, accounts, kept);
		kept = 0;
	}
	free(accounts);
	close_relation(r, &t);
}

static void put_incident(struct reckoning *r)
{
	struct relation t = open_relation(r, "incident");

	for (size_t i = 0; i < json_count(t.rows); i++) {
		struct incident_row row = {
			.i = {.incident_id = cell_number(&t, i, "incident_id"), .opened_at = cell_moment(r, &t, i, "opened_at"),
			      .detected_at = cell_moment(r, &t, i, "detected_at"),
			      .switched_at = cell_moment(r, &t, i, "switched_at"),
			      .recovered_at = cell_moment(r, &t, i, "recovered_at"),
			      .closed_at = cell_moment(r, &t, i, "closed_at"), .title = cell_clean(r, &t, i, "title"),
			      .fault_class = cell_clean(r, &t, i, "fault_class"), .cause = cell_clean(r, &t, i, "cause"),
			      .operator_report_no = cell_clean(r, &t, i, "operator_report_no"),
			      .summary = cell_clean(r, &t, i, "summary"), .severity = (int32_t)cell_number(&t, i, "severity"),
			      .voided = cell_truth(&t, i, "voided")}};
		platform_put_incident(r->platform, &row);
	}
	close_relation(r, &t);
}

static void put_failovers(struct reckoning *r)
{
	struct relation t = open_relation(r, "failover");

	for (size_t i = 0; i < json_count(t.rows); i++) {
		const char *class = cell_clean(r, &t, i, "fault_class"), *from = cell_clean(r, &t, i, "from_node"),
			   *to = cell_clean(r, &t, i, "to_node");
		struct failover_row row = {
			.f = {.failover_id = cell_number(&t, i, "failover_id"), .incident_id = cell_number(&t, i, "incident_id"),
			      .failed_at = cell_moment(r, &t, i, "failed_at"), .switched_at = cell_moment(r, &t, i, "switched_at"),
			      .fault_class = class ? class : "", .from_node = from ? from : "", .to_node = to ? to : "",
			      .voided = cell_truth(&t, i, "voided")}};
		platform_put_failover(r->platform, &row);
	}
	close_relation(r, &t);
}

static void load_windows(struct reckoning *r, struct period *d)
{
	struct relation t = open_relation(r, "outage");

	period_load_begin(r->platform, d);
	for (size_t i = 0; i < json_count(t.rows) && r->fine; i++) {
		const char *service = cell_clean(r, &t, i, "service");
		struct window_row row = {
			.outage_id = cell_number(&t, i, "outage_id"), .incident_id = cell_number(&t, i, "incident_id"),
			.maintenance_id = cell_number(&t, i, "maintenance_id"),
			.enterprise_no = cell_number(&t, i, "enterprise_no"),
			.started_at = cell_moment(r, &t, i, "started_at"), .ended_at = cell_moment(r, &t, i, "ended_at"),
			.service = service ? service : "", .cause = cell_clean(r, &t, i, "cause"),
			.detail = {.carrier = cell_clean(r, &t, i, "carrier"),
				   .operator_report_no = cell_clean(r, &t, i, "operator_report_no"),
				   .void_reason = cell_clean(r, &t, i, "void_reason")},
			.voided = cell_truth(&t, i, "voided")};
		period_load_row(r->platform, d, &row);
	}
	period_load_end(r->platform, d);
	close_relation(r, &t);
}

/* --- what it is of -------------------------------------------------------- */

static bool read_about(struct reckoning *r)
{
	const struct buf *file = evidence_find(r->v, "evidence.json"), *agreement = evidence_find(r->v, "agreement.json");

	if (!file || !agreement)
		return err_set(r->e, "%s is missing: the figures cannot be reckoned", file ? "agreement.json" : "evidence.json");
	r->agreement = agreement_parse(agreement->data, agreement->length, "agreement.json", r->e);
	struct json_doc *doc = r->agreement ? json_parse(file->data, file->length, "evidence.json", r->e) : NULL;
	if (!doc)
		return false;
	const struct json_node *root = json_root(doc);
	r->calendar = agreement_calendar(r->agreement);
	r->incident_id = json_need_int(root, "incident_id", 1, INT64_MAX);
	r->store = store_create(r->agreement);
	r->platform = store_add(r->store, json_need_text(root, "platform"));
	bool fine = calendar_parse_time(r->calendar, json_need_text(root, "moment"), &r->moment_us, r->e) &&
		    calendar_parse_time(r->calendar, json_need_text(root, "from"), &r->span.start_us, r->e) &&
		    calendar_parse_time(r->calendar, json_need_text(root, "to"), &r->span.end_us, r->e);
	fine = json_ok(doc, r->e) && fine;
	json_destroy(doc);
	r->month = calendar_month_number(r->calendar, r->span.start_us);
	if (calendar_month_start(r->calendar, r->month) != r->span.start_us ||
	    calendar_month_start(r->calendar, r->month + 1) != r->span.end_us)
		r->month = -1;
	return fine || err_at(r->e, "evidence.json");
}

/* --- what people did ------------------------------------------------------- */

/* Servers that are these files: what the timeline asks is answered from the rows of
 * its relation that lie in its span. */
static const struct held_relation { const char *name, *asked; } people[] = {
	{"bastion_command", " from sla.bastion_command "}, {"business_log", " from sla.business_log "},
	{"deletion", " from sla.deletion "}, {"bastion_session", " from sla.bastion_session "},
};
struct held_ask {
	struct held_ask *next;
	struct reckoning *r;
	const struct held_relation *of; /* NULL: something else, of which there are no rows */
	int64_t from, to;
	size_t most;
	uint8_t types[16];
	void (*answer)(void *context, const struct page_answer *a);
	void *context;
	struct relation rows;
	size_t first;                   /* row of the file */
};
static struct held_ask *held_asks;

static void *hold_ask(void *host, const struct page_ask *ask)
{
	struct held_ask *h = mem_zero(1, sizeof *h);

	*h = (struct held_ask){.next = held_asks, .r = host, .answer = ask->answer, .context = ask->context};
	memcpy(h->types, ask->types, ask->type_count < sizeof h->types ? ask->type_count : sizeof h->types);
	for (size_t i = 0; i < COUNT_OF(people); i++)
		if (strstr(ask->sql, people[i].asked))
			h->of = &people[i];
	if (ask->value_count == 3) {
		h->from = ask->values[0].i;
		h->to = ask->values[1].i;
		h->most = (size_t)ask->values[2].i;
	}
	return held_asks = h;
}

static void drop_ask(void *host, void *asked)
{
	struct held_ask **at = &held_asks, *h = asked;

	(void)host;
	while (*at && *at != h)
		at = &(*at)->next;
	if (*at)
		*at = h->next;
	free(h);
}

/* The time is each relation's second column. */
static int64_t time_of(const struct held_ask *h, size_t row)
{
	const struct json_node *node = json_at(json_at(h->rows.rows, row), 1);
	int64_t at = TIME_NONE;

	if (node && json_type(node) == JSON_TEXT && h->r->fine && !calendar_parse_time(h->r->calendar, json_text(node, ""), &at, h->r->e))
		h->r->fine = err_at(h->r->e, "rows/%s.json, row %zu", h->of->name, row + 1);
	return at;
}

static void get_held(const struct page_answer *a, size_t row, size_t column, struct value *out)
{
	const struct held_ask *h = a->own;
	const struct json_node *node = json_at(json_at(h->rows.rows, h->first + row), column);
	const char *text = node && json_type(node) == JSON_TEXT ? json_text(node, NULL) : NULL;

	*out = (struct value){.type = h->types[column], .null = !text, .text = text};
	if (text && out->type == VALUE_TIME)
		out->i = time_of(h, h->first + row);
	else if (text && out->type == VALUE_INTEGER)
		out->i = strtoll(text, NULL, 10);
}

static void answer_held(struct held_ask *h)
{
	struct page_answer a = {.get = get_held, .own = h};

	if (h->of) {
		h->rows = open_relation(h->r, h->of->name);
		size_t end, count = json_count(h->rows.rows);
		while (h->first < count && time_of(h, h->first) < h->from)
			h->first++;
		for (end = h->first; end < count && end - h->first < h->most && time_of(h, end) < h->to;)
			end++;
		a.row_count = end - h->first;
	}
	h->answer(h->context, &a);
	if (h->of)
		close_relation(h->r, &h->rows);
	free(h);
}

/* Whether anything was asked. */
static bool answer_all(void)
{
	bool any = held_asks;

	while (held_asks) {
		struct held_ask *h = held_asks;
		held_asks = h->next;
		answer_held(h);
	}
	return any;
}

/* A relation without a file was not published. */
static void note_lacking(struct reckoning *r)
{
	struct replica_status *status = &r->platform->status;
	size_t at = (size_t)snprintf(status->lacking, sizeof status->lacking, " call_rate ");

	for (size_t i = 0; i < COUNT_OF(people); i++) {
		char path[96];
		snprintf(path, sizeof path, "rows/%s.json", people[i].name);
		if (!evidence_find(r->v, path) && at < sizeof status->lacking)
			at += (size_t)snprintf(status->lacking + at, sizeof status->lacking - at, "%s ", people[i].name);
	}
	status->state = REPLICA_LIVE;
}

/* --- figures --------------------------------------------------------------- */

static void write_rows(struct buf *out, const char *name, const char *model, const struct model_scope *scope)
{
	struct view *v = view_create(model_find(model), scope);
	struct value value;

	do {
		view_advance(v, scope->now);
		while (view_work(v, INT64_MAX))
			;
	} while (answer_all());
	buf_addf(out, "  \"%s\": [", name);
	for (size_t row = 0; row < v->count; row++) {
		bool any = false;
		buf_add_text(out, row ? ",\n    {" : "\n    {");
		for (size_t i = 0; i < v->model->field_count; i++) {
			if (v->model->fields[i].flags & FIELD_SCREEN_ONLY)
				continue;
			buf_addf(out, "%s\"%s\": ", any ? ", " : "", v->model->fields[i].name);
			view_value(v, row, i, &value);
			value_json(out, &value);
			any = true;
		}
		buf_add_byte(out, '}');
	}
	buf_add_text(out, v->count ? "\n  ]" : "]");
	view_destroy(v);
}

/* What a report asks for an incident, over these rows alone. */
static void write_figures(struct reckoning *r, struct buf *out)
{
	static const struct { const char *name, *model, *where; } parts[] = {
		{"incidents", "incidents", NULL}, {"hit", "hit", NULL}, {"failovers", "failovers", NULL},
		{"people", "timeline", "people"}};
	struct model_scope scope = {.store = r->store, .calendar = r->calendar, .span = r->span, .month = r->month,
				    .span_given = true, .as_of = r->moment_us, .platform = 0,
				    .incident_id = r->incident_id, .ask_page = hold_ask, .drop_page = drop_ask, .host = r};

	buf_add_text(out, "{\n");
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		scope.where = parts[i].where;
		write_rows(out, parts[i].name, parts[i].model, &scope);
		buf_add_text(out, i + 1 < COUNT_OF(parts) ? ",\n" : "\n}\n");
	}
}

bool evidence_figures(const struct evidence *v, struct buf *out, struct err *e)
{
	struct reckoning r = {.v = v, .e = e, .fine = true};
	struct period *d = NULL;

	if (read_about(&r)) {
		put_tenants(&r);
		put_maintenance(&r);
		put_covers(&r);
		put_incident(&r);
		put_failovers(&r);
		note_lacking(&r);
		d = platform_period(r.platform, r.span, r.moment_us, 0);
		load_windows(&r, d);
		period_recompute(r.platform, d, r.moment_us, INT64_MAX);
		if (r.fine)
			write_figures(&r, out);
		platform_release_period(r.platform, d);
	} else {
		r.fine = false;
	}
	store_destroy(r.store);
	agreement_destroy(r.agreement);
	arena_release(&r.texts);
	return r.fine;
}
