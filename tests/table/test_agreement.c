/* The agreement on a screen: versions by month, keys with their values, and what
 * hangs on them. */
#include "fixture.h"

#include "slatop/sla/commitment.h"

static const char file[] =
	"{ \"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": {"
	"  \"bank\": [ { \"from\": \"2026-07\", \"completion\": { \"target_ppm\": 980000 } }, { \"from\": \"2027-01\" } ],"
	"  \"standard\": [ { \"from\": \"2026-01\" },"
	"    { \"from\": \"2026-09\", \"web\": { \"down_when\": \"each\" }, \"availability\": { \"target_ppm\": 998000 } } ] } }";

static struct fixture f;

static void begin(void)
{
	fixture_init(&f, file);
	struct platform *p = fixture_platform(&f, "north", "华北一", fixture_time(&f, "2026-11-23 14:22:07"));
	fixture_tenant(&f, p, 10017, "天润融通科技有限公司", "gold");
	struct tenant_row bank = {{.enterprise_no = 10433, .opened_at = 0, .closed_at = TIME_NONE, .name = "b",
				   .agreement_code = "bank"}};
	platform_put_tenant(p, &bank);
	bank.t.enterprise_no = 10434;
	bank.t.voided = true;
	platform_put_tenant(p, &bank);
}

static size_t version(struct view *v, const char *code, const char *from)
{
	for (size_t i = 0; i < v->count; i++)
		if (!strcmp(cell(v, i, "code"), code) && !strcmp(cell(v, i, "from"), from))
			return i;
	ck_abort_msg("no version %s from %s", code, from);
	return 0;
}

START_TEST(versions_by_month)
{
	begin();
	struct model_scope s = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("agreements", &s);

	ck_assert_uint_eq(v->count, 4);
	check_cell(v, 0, "code", "standard"); /* what holds first, and standard of that */
	check_cell(v, 0, "from", "2026-09");
	check_cell(v, 0, "until", "");
	check_cell(v, 0, "state", "in_force");
	check_cell(v, 0, "accounts", "1");
	check_cell(v, 0, "changed", "2");
	check_cell(v, 0, "changes", "availability.target_ppm 998000, web.down_when \"each\"");
	check_cell(v, 1, "code", "bank");
	check_cell(v, 1, "until", "2026-12");
	check_cell(v, 1, "accounts", "1"); /* the voided one is none */
	check_cell(v, version(v, "standard", "2026-01"), "state", "earlier");
	check_cell(v, version(v, "standard", "2026-01"), "changed", "0");
	check_cell(v, version(v, "bank", "2027-01"), "state", "later");
	view_destroy(v);

	/* Before the first there is the first holds. */
	s = fixture_scope(&f, "2025-12");
	v = fixture_view("agreements", &s);
	check_cell(v, version(v, "standard", "2026-01"), "state", "earliest");
	check_cell(v, version(v, "standard", "2026-01"), "holds", "true");
	check_cell(v, version(v, "standard", "2026-09"), "state", "later");
	view_destroy(v);

	s = fixture_scope(&f, "2026-11");
	s.enterprise_no = 10433;
	v = fixture_view("agreements", &s);
	ck_assert_uint_eq(v->count, 2); /* those of its agreement */
	check_cell(v, 0, "code", "bank");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* Every key, of the agreement that is meant: as it stands in the table of keys. */
START_TEST(every_key)
{
	begin();
	struct model_scope s = fixture_scope(&f, "2026-11");
	struct view *v = fixture_view("agreement", &s);

	ck_assert_uint_eq(v->count, 2 * agreement_key_count); /* of both */
	view_destroy(v);
	s.enterprise_no = 10433;
	v = fixture_view("agreement", &s);
	ck_assert_uint_eq(v->count, agreement_key_count);
	for (size_t i = 0; i < agreement_key_count; i++) {
		const struct agreement_key *k = &agreement_keys[i];
		check_cell(v, i, "key", k->name);
		check_cell(v, i, "unit", k->unit);
		check_cell(v, i, "default", k->initial);
		check_cell(v, i, "range", k->range);
		check_cell(v, i, "help", k->help);
		check_cell(v, i, "open", k->open ? "true" : "false");
		check_cell(v, i, "code", "bank");
		check_cell(v, i, "used", "false");
		bool changed = !strcmp(k->name, "completion.target_ppm");
		check_cell(v, i, "changed", changed ? "true" : "false");
		check_cell(v, i, "value", changed ? "980000" : k->initial);
	}
	size_t row = row_with(v, "key", "web.down_when");
	check_cell(v, row, "others", "\"each\" or \"both\"");
	check_cell(v, row, "clauses", "4.1, 4.2, 6");
	view_destroy(v);

	/* A figure's keys come first. */
	s.figure = "completion";
	v = fixture_view("agreement", &s);
	size_t used = 0;
	for (size_t i = 0; i < agreement_key_count; i++)
		used += commitment_uses(COMMITMENT_COMPLETION, &agreement_keys[i]);
	ck_assert_uint_gt(used, 0);
	for (size_t i = 0; i < v->count; i++)
		check_cell(v, i, "used", i < used ? "true" : "false");
	check_cell(v, 0, "key", "completion.target_ppm");
	view_destroy(v);
	fixture_release(&f);
}
END_TEST

/* What a row opens to: the version's keys, and the key's words. */
START_TEST(from_version_to_key)
{
	begin();
	struct model_scope s = fixture_scope(&f, "2026-11"), opened = s;
	struct view *versions = fixture_view("agreements", &s);

	view_enter(versions, version(versions, "standard", "2026-01"), &opened);
	ck_assert_int_eq(opened.month, 2026 * 12); /* it does not hold in November */
	struct view *keys = fixture_view("agreement", &opened);
	ck_assert_uint_eq(keys->count, agreement_key_count);
	check_cell(keys, row_with(keys, "key", "web.down_when"), "value", "\"any\"");
	view_destroy(keys);

	opened = s;
	view_enter(versions, version(versions, "standard", "2026-09"), &opened);
	ck_assert_int_eq(opened.month, s.month);
	keys = fixture_view("agreement", &opened);
	view_enter(keys, row_with(keys, "key", "web.down_when"), &opened);
	struct view *words = fixture_view("agreement_key", &opened);
	check_cell(words, 0, "text", "web.down_when: when web is down: either of front and back, each by itself, or only both");
	check_cell(words, 1, "text", "\"each\" in standard from 2026-09; shipped as \"any\"; range any each both");
	check_cell(words, 2, "text", "\"each\" or \"both\", as the text may be read too");
	check_cell(words, 3, "text", "4.1 availability, 4.2 reliability, 6 compensation");
	view_destroy(words);

	/* A second one takes the first one's place. */
	view_enter(keys, row_with(keys, "key", "seats.max_move"), &opened);
	words = fixture_view("agreement_key", &opened);
	check_cell(words, 1, "text", "100 seats in standard from 2026-09, as shipped; range 1-1000000000");
	check_cell(words, 2, "text", "none: the text leaves no room");
	view_destroy(words);
	view_destroy(keys);
	view_destroy(versions);
	fixture_release(&f);
}
END_TEST

TEST_MAIN("agreement", 60, versions_by_month, every_key, from_version_to_key)
