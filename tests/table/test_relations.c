/* What has no history: which of the store's rows a model's rows come from is what it
 * says, found by changing them; and the words that are made of it. */
#include "fixture.h"
#include "slatop/table/relations.h"

#define MOMENT "2026-11-23 14:22:07"

static struct fixture f;
static struct platform *p;

static void put_tenant(const char *name)
{
	fixture_tenant(&f, p, 10017, name, "gold");
}

static void put_maintenance(const char *title)
{
	struct maintenance_row m = {.m = {.w = {.maintenance_id = 3, .announced_at = fixture_time(&f, "2026-11-19 10:00"),
						.starts_at = fixture_time(&f, "2026-11-20 03:00"),
						.ends_at = fixture_time(&f, strcmp(title, "a") ? "2026-11-20 03:02" : "2026-11-20 04:00"),
						.finished_at = TIME_NONE, .cancelled_at = TIME_NONE},
					  .extended_to = TIME_NONE, .all_tenants = true, .title = title}};

	platform_put_maintenance(p, &m);
}

static void put_incident(const char *title)
{
	struct incident_row i = {{.incident_id = 8841, .opened_at = fixture_time(&f, "2026-11-23 14:00"),
				  .detected_at = TIME_NONE, .switched_at = TIME_NONE, .recovered_at = TIME_NONE,
				  .closed_at = TIME_NONE, .title = title, .fault_class = "application",
				  .cause = strcmp(title, "a") ? "carrier" : "provider", .operator_report_no = strcmp(title, "a") ? NULL : title, .severity = 1}};

	platform_put_incident(p, &i);
}

static void put_failover(const char *node)
{
	struct failover_row r = {{.failover_id = 5, .incident_id = 8841, .failed_at = fixture_time(&f, "2026-11-23 14:01"),
				  .switched_at = fixture_time(&f, strcmp(node, "a") ? "2026-11-23 14:02" : "2026-11-23 14:20"),
				  .fault_class = "network", .from_node = node, .to_node = "b"}};

	platform_put_failover(p, &r);
}

static void put_link(const char *name)
{
	struct link_row l = {{.carrier = "China Telecom", .kind = "bgp", .name = name, .link_id = 9,
			      .since = fixture_time(&f, "2026-11-23 10:00"), .up = !strcmp(name, "a")}};

	platform_put_link(p, &l);
}

static const struct {
	const char *relation;
	void (*put)(const char *word);
} stored[] = {{"tenant", put_tenant}, {"maintenance", put_maintenance}, {"incident", put_incident},
	      {"failover", put_failover}, {"link", put_link}};

static void begin(void)
{
	fixture_init(&f, NULL);
	p = fixture_platform(&f, "north", "华北一", fixture_time(&f, MOMENT));
	for (size_t i = 0; i < COUNT_OF(stored); i++)
		stored[i].put("a");
	fixture_window(&f, 0, 1, 10017, "softswitch", "provider", "2026-11-23 14:17:31", NULL)->incident_id = 8841;
	fixture_window(&f, 0, 2, 10017, "trunk", "carrier", "2026-11-21 09:00", "2026-11-21 09:50")->incident_id = 8841;
	fixture_window(&f, 0, 3, 10017, "web_front", "provider", "2026-11-20 03:10", "2026-11-20 05:53")->maintenance_id = 3;
	fixture_window(&f, 0, 4, 10017, "web_back", "provider", "2026-11-20 03:20", "2026-11-20 03:53");
}

/* All that a model says of all accounts, of one, or of the incident. */
static void dump(const char *model, const char *where, int of, const char *figure, struct buf *out, uint64_t *said)
{
	struct model_scope scope = fixture_scope(&f, "2026-11");

	scope.where = where;
	scope.enterprise_no = of == 1 ? 10017 : 0;
	scope.incident_id = of == 2 ? 8841 : 0;
	scope.platform = of ? 0 : -1;
	scope.span_given = true;
	scope.figure = figure;
	struct view *v = fixture_view(model, &scope);
	for (size_t row = 0; row < v->count; row++)
		for (size_t i = 0; i < v->model->field_count; i++) {
			struct value value;
			view_value(v, row, i, &value);
			value_csv(out, &value);
			buf_add_byte(out, i + 1 < v->model->field_count ? ',' : '\n');
		}
	*said |= view_relations(v);
	view_destroy(v);
}

static void dump_all(const struct model *m, struct buf *out, uint64_t *said)
{
	static const char *const figures[] = {"availability_pct", "accountable_s", "compensation"};

	for (int k = 0; k < 3 * (int)COUNT_OF(figures); k++) {
		const char *figure = figures[k / 3];
		dump(m->name, NULL, k % 3, figure, out, said);
		for (const char *at = m->wheres, *next; at; at = next) {
			size_t length = strcspn(at, " ");
			char word[40];
			snprintf(word, sizeof word, "%.*s", (int)length, at);
			next = at[length] ? at + length + 1 : NULL;
			dump(m->name, word, k % 3, figure, out, said);
		}
	}
}

/* A relation whose change moves a figure or a word is among those that the model says
 * it is made of, and so on every screen and in every export of it. */
START_TEST(what_a_model_is_made_of_is_what_it_says)
{
	size_t moved = 0;

	for (size_t i = 0; i < model_count; i++)
		for (size_t k = 0; k < COUNT_OF(stored); k++) {
			struct buf before = BUF_INIT, after = BUF_INIT;
			uint64_t said = 0;
			begin();
			dump_all(models[i], &before, &said);
			stored[k].put("b");
			dump_all(models[i], &after, &said);
			bool same = before.length == after.length && !memcmp(before.data, after.data, before.length);
			moved += !same;
			ck_assert_msg(same || said & relations_named(stored[k].relation, ""), "%s comes from sla.%s and does not say so",
				      models[i]->name, stored[k].relation);
			buf_release(&before);
			buf_release(&after);
			fixture_release(&f);
		}
	ck_assert_uint_gt(moved, 30); /* or nothing was tried */
}
END_TEST

START_TEST(words)
{
	int64_t changed[RELATIONS_MOST] = {0};
	struct buf out = BUF_INIT;
	uint64_t set = relations_named("select a from sla.tenant t, sla.call_stat, incident, sla.outage, sla.links", "sla.");

	ck_assert_uint_eq(set, relations_named("call_stat tenant", ""));
	ck_assert_uint_eq(relations_named("link", ""), relations_named("sla.link", "sla."));
	ck_assert_uint_eq(relations_named("links invoic outage", ""), 0);
	ck_assert_uint_eq(relations_named(NULL, ""), 0);
	relations_write(set, changed, &out);
	ck_assert_str_eq(out.data, "as known now: accounts, calls by the hour");
	buf_clear(&out);
	ck_assert_int_eq(relations_changed(changed, &out), 0);
	relations_write(0, changed, &out);
	ck_assert_uint_eq(out.length, 0);
	changed[0] = 1;
	changed[2] = 3;
	relations_write(set | relations_named("incident maintenance", ""), changed, &out);
	ck_assert_str_eq(out.data, "as known now: accounts (1 changed since), incidents (3 changed since), maintenance, calls by the hour");
	buf_clear(&out);
	ck_assert_int_eq(relations_changed(changed, &out), 4);
	ck_assert_str_eq(out.data, "1 account, 3 incidents changed since");
	buf_release(&out);
}
END_TEST

TEST_MAIN("relations", 60, what_a_model_is_made_of_is_what_it_says, words)
