/* The clauses of rules, 4.5 to 4.8 and 4.11: each rule kept and broken, on every
 * border, with the instant to which a violation belongs. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/access.h"
#include "slatop/sla/deletions.h"
#include "slatop/sla/exports.h"
#include "slatop/sla/places.h"
#include "slatop/sla/seats.h"

/* What a judging function left in the list, as names: "seats_moved(20) ...". */
static struct arena arena;
static struct violations found = {.arena = &arena};

static const char *names(void)
{
	static char text[512];
	size_t length = 0;
	text[0] = 0;
	for (size_t i = 0; i < found.count; i++)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s%s(%lld)", i ? " " : "",
					   rules[found.list[i].rule].name, (long long)found.list[i].amount);
	found.count = 0;
	return text;
}

/* ---- 4.11 ---- */

static struct seat_change change(int64_t before, int64_t after)
{
	return (struct seat_change){.change_id = 3, .enterprise_no = 10017, .requested_at = local("09:00"),
				    .reviewed_at = local("09:30"), .effective_at = local("10:00"),
				    .seats_before = before, .seats_after = after, .request_ref = "mail-1",
				    .reviewed_by = "wang"};
}

START_TEST(seats)
{
	struct terms t;
	struct seat_change s;
	const struct {
		int64_t before, after;
		const char *broken;
	} rows[] = {
		{100, 200, ""}, {200, 100, ""}, {100, 201, "seats_moved(1)"}, {300, 180, "seats_moved(20)"},
		{1, 1, ""}, {2, 1, ""}, {1, 0, "seats_left(1)"}, {101, 0, "seats_moved(1) seats_left(1)"},
	};
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		s = change(rows[i].before, rows[i].after);
		seats_judge(&t, &s, &found);
		ck_assert_str_eq(names(), rows[i].broken);
	}
	s = change(10, 20);
	s.reviewed_at = s.effective_at - 1;
	ck_assert_uint_eq(seats_judge(&t, &s, &found), 0);
	s.reviewed_at = s.effective_at; /* not before */
	ck_assert_uint_eq(seats_judge(&t, &s, &found), 1);
	ck_assert_int_eq(found.list[0].at_us, s.effective_at);
	ck_assert_int_eq(found.list[0].row_id, 3);
	ck_assert_str_eq(names(), "seats_unreviewed(0)");
	with(&t, "seats.review_inclusive", "true");
	ck_assert_uint_eq(seats_judge(&t, &s, &found), 0);
	s.reviewed_at++;
	seats_judge(&t, &s, &found);
	ck_assert_str_eq(names(), "seats_unreviewed(1)");
	s = change(10, 20);
	s.reviewed_by = " ";
	s.request_ref = "";
	ck_assert_uint_eq(seats_judge(&t, &s, &found), 2);
	ck_assert_str_eq(names(), "seats_unrequested(0) seats_unreviewed(0)");
	s = change(10, 20);
	s.reviewed_at = TIME_NONE;
	s.request_ref = NULL;
	ck_assert_uint_eq(seats_judge(&t, &s, NULL), 2);
}
END_TEST

START_TEST(seats_of_a_month)
{
	struct span month = month_of("2026-11-10");
	struct seat_change list[5];
	struct terms t;
	struct outcome o;
	terms_init(&t);
	for (size_t i = 0; i < 5; i++) {
		list[i] = change(10, 500);
		list[i].effective_at = month.start_us;
	}
	list[1].effective_at = month.start_us - 1;
	list[2].effective_at = month.end_us;
	list[3].effective_at = TIME_NONE; /* an application yet */
	list[4].seats_before = -1;        /* a bad row */
	list[0].reviewed_at = month.start_us - 1;
	seats_outcome(&t, list, 5, month, month.end_us + DAY_US, &o, &found);
	ck_assert(o.inputs[0] == 1 && o.figure == 1 && o.verdict == VERDICT_MISSED);
	ck_assert_str_eq(names(), "seats_moved(390)");
	seats_outcome(&t, list, 5, month, month.start_us - 5, &o, NULL); /* as of before it took effect */
	ck_assert(o.inputs[0] == 0 && o.known && o.verdict == VERDICT_MET);
}
END_TEST

/* ---- 4.7 ---- */

static struct export_job job(bool recording, const char *format, int64_t finished_after)
{
	return (struct export_job){.export_id = 9, .enterprise_no = 10017, .recording = recording,
				   .format = format, .bits = recording ? 16 : 0,
				   .sample_hz = recording ? 8000 : 0, .channels = recording,
				   .requested_at = local("10:00"),
				   .finished_at = finished_after < 0 ? TIME_NONE
								     : local("10:00") + finished_after};
}

START_TEST(exports)
{
	struct terms t;
	const struct {
		bool recording;
		const char *format;
		int64_t finished_after, moment_after;
		const char *broken;
	} rows[] = {
		{false, "xlsx", 5, DAY_US, ""},
		{false, "XLS", 5, DAY_US, ""},
		{false, "csv", 5, DAY_US, "export_format(0)"},
		{false, "mp3", 5, DAY_US, "export_format(0)"},
		{false, NULL, 5, DAY_US, "export_format(0)"},
		{true, "mp3", 5, DAY_US, ""},
		{true, "wav", 5, DAY_US, "export_format(0)"},
		{true, "xlsx", 5, DAY_US, "export_format(0)"},
		{false, "xls", DAY_US, 9 * DAY_US, ""}, /* exactly in time */
		{false, "xls", DAY_US + 1, 9 * DAY_US, "export_unfinished(1)"},
		{false, "xls", -1, DAY_US, ""},
		{false, "xls", -1, DAY_US + 1, "export_unfinished(1)"},
		{false, "xls", 3 * DAY_US, 2 * DAY_US, "export_unfinished(86400000000)"}, /* not yet, as of then */
		{true, "ogg", -1, DAY_US + 7, "export_format(0) export_unfinished(7)"},
	};
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct export_job e = job(rows[i].recording, rows[i].format, rows[i].finished_after);
		export_judge(&t, &e, e.requested_at + rows[i].moment_after, &found);
		ck_assert_str_eq(names(), rows[i].broken);
	}
	for (int field = 0; field < 6; field++) { /* what was not recorded is not right */
		struct export_job e = job(true, "mp3", 5);
		int64_t *const fields[] = {&e.bits, &e.sample_hz, &e.channels};
		ck_assert(export_format_right(&t, &e));
		*fields[field % 3] = field < 3 ? 0 : *fields[field % 3] * 2;
		ck_assert(!export_format_right(&t, &e));
	}
}
END_TEST

/* Asked for on 30 November, late on 1 December: December's violation. */
START_TEST(exports_of_a_month)
{
	struct terms t;
	struct outcome o;
	struct export_job list[2] = {job(false, "xls", -1), job(false, "csv", 5)};
	terms_init(&t);
	list[0].requested_at = local("2026-11-30 12:00");
	exports_outcome(&t, list, 2, month_of("2026-11-10"), local("2026-12-20"), &o, &found);
	ck_assert(o.inputs[0] == 2 && o.figure == 1);
	ck_assert_str_eq(names(), "export_format(0)");
	exports_outcome(&t, list, 2, month_of("2026-12-10"), local("2026-12-20"), &o, &found);
	ck_assert(o.inputs[0] == 0 && o.figure == 1 && o.verdict == VERDICT_MISSED);
	ck_assert_int_eq(found.list[0].at_us, local("2026-12-01 12:00"));
	found.count = 0;
	exports_outcome(&t, list, 2, month_of("2026-12-10"), local("2026-12-01 12:00"), &o, NULL);
	ck_assert_int_eq(o.verdict, VERDICT_MET);
	list[1].finished_at = list[1].requested_at - 1; /* a bad row */
	exports_outcome(&t, list + 1, 1, month_of("2026-11-10"), local("2026-12-20"), &o, NULL);
	ck_assert_int_eq(o.inputs[0], 0);
}
END_TEST

/* ---- 4.8 ---- */

/* A local date as a number of days, by walking from 1970. */
static int64_t date(const char *text)
{
	return (local(text) + 8 * HOUR_US) / DAY_US;
}

static struct deletion deleted(enum object_kind kind, const char *method)
{
	return (struct deletion){.deletion_id = 4, .enterprise_no = 10017, .kind = (uint8_t)kind,
				 .method = (uint8_t)deletion_method_from(method), .method_word = method,
				 .executed_at = local("2028-03-01 00:00"), .recovered_at = TIME_NONE,
				 .retention_to = DATE_NONE, .tenant_retention_to = DATE_NONE, .session_id = 8};
}

START_TEST(deletion_methods)
{
	struct terms t;
	const char *const words[] = {"DELETE", "rm", "low_level_format", "scrap", "shred"};
	const char *const right[OBJECT_COUNT] = {"10000", "01000", "11000", "00110"};
	terms_init(&t);
	for (int kind = 0; kind < OBJECT_COUNT; kind++) {
		for (size_t w = 0; w < COUNT_OF(words); w++) {
			struct deletion d = deleted((enum object_kind)kind, words[w]);
			ck_assert_uint_eq(deletion_judge(&t, shanghai(), &d, TIME_NONE - 1, &found),
					  right[kind][w] == '0');
			ck_assert_str_eq(names(), right[kind][w] == '0' ? "deleted_by_method(0)" : "");
		}
	}
	ck_assert_int_eq(deletion_method_from("delete"), METHOD_DELETE);
	ck_assert_int_eq(object_kind_from("disk"), OBJECT_DISK);
	ck_assert_int_eq(object_kind_from("tape"), OBJECT_COUNT);
}
END_TEST

/* Retained to 29 February 2028, that local day included. */
START_TEST(retention)
{
	struct terms t;
	struct deletion d = deleted(OBJECT_RECORD, "DELETE");
	terms_init(&t);
	ck_assert_int_eq(deletion_allowed_from(shanghai(), &d), TIME_MINUS_INFINITE);
	d.retention_to = date("2028-02-29");
	ck_assert_int_eq(deletion_allowed_from(shanghai(), &d), local("2028-03-01"));
	ck_assert_uint_eq(deletion_judge(&t, shanghai(), &d, local("2029-01-01"), &found), 0);
	d.executed_at--;
	deletion_judge(&t, shanghai(), &d, local("2029-01-01"), &found);
	ck_assert_str_eq(names(), "deleted_in_retention(1)");
	d.executed_at++;
	d.tenant_retention_to = date("2028-03-01"); /* the later of the two */
	deletion_judge(&t, shanghai(), &d, local("2029-01-01"), &found);
	ck_assert_str_eq(names(), "deleted_in_retention(86400000000)");
	d.retention_to = DATE_NONE;
	d.tenant_retention_to = DATE_INFINITE;
	ck_assert_int_eq(deletion_allowed_from(shanghai(), &d), TIME_INFINITE);
	ck_assert_uint_eq(deletion_judge(&t, shanghai(), &d, local("2029-01-01"), NULL), 1);
	d.tenant_retention_to = INT64_MIN + 1; /* -infinity, or far too long ago */
	ck_assert_uint_eq(deletion_judge(&t, shanghai(), &d, local("2029-01-01"), NULL), 0);
}
END_TEST

START_TEST(deletions_of_a_month)
{
	struct terms t;
	struct outcome o;
	struct deletion list[2] = {deleted(OBJECT_LOG, "rm"), deleted(OBJECT_DISK, "scrap")};
	terms_init(&t);
	list[0].session_id = 0;
	list[1].recovered_at = local("2028-04-02 10:00");
	deletions_outcome(&t, shanghai(), list, 2, month_of("2028-03-10"), local("2028-05-01"), &o, &found);
	ck_assert(o.inputs[0] == 2 && o.figure == 1);
	ck_assert_str_eq(names(), "deleted_past_bastion(0)");
	deletions_outcome(&t, shanghai(), list, 2, month_of("2028-04-10"), local("2028-05-01"), &o, &found);
	ck_assert(o.inputs[0] == 0 && o.figure == 1 && found.list[0].at_us == list[1].recovered_at);
	ck_assert_str_eq(names(), "deleted_recovered(2800800000000)");
	deletions_outcome(&t, shanghai(), list, 2, month_of("2028-04-10"), list[1].recovered_at - 1, &o, NULL);
	ck_assert_int_eq(o.verdict, VERDICT_MET); /* not recovered yet */
	list[1].recovered_at = list[1].executed_at - 1;
	ck_assert(deletion_faulty(&list[1]) && !deletion_faulty(&list[0]));
}
END_TEST

/* ---- 4.5 ---- */

START_TEST(places)
{
	struct terms t;
	struct outcome o;
	struct data_location list[3] = {{"new_halo", PLACE_PRIMARY, local("10:00")},
					{"century_internet", PLACE_BACKUP, local("10:00")},
					{"xian_unicom", PLACE_COLD_STANDBY, local("10:00")}};
	terms_init(&t);
	places_outcome(&t, 7, list, 3, local("11:00"), &o, &found);
	ck_assert(o.verdict == VERDICT_MET && o.inputs[0] == 1);
	list[1].place = "aws_tokyo"; /* elsewhere, and so not missing */
	ck_assert_uint_eq(places_judge(&t, 7, list, 3, local("11:00"), &found), 1);
	ck_assert_str_eq(found.list[0].subject, "aws_tokyo");
	ck_assert(found.list[0].at_us == local("10:00") && found.list[0].enterprise_no == 7);
	ck_assert_str_eq(names(), "place_elsewhere(0)");
	with(&t, "data_location.places", "[\"aws_tokyo\"]");
	places_judge(&t, 7, list, 3, local("11:00"), &found);
	ck_assert_str_eq(names(), "place_elsewhere(0) place_elsewhere(0)");
	terms_init(&t);
	places_judge(&t, 7, list, 1, local("11:00"), &found);
	ck_assert_int_eq(found.list[0].at_us, local("11:00"));
	ck_assert_str_eq(names(), "backup_missing(1) cold_standby_missing(1)");
	places_judge(&t, 7, NULL, 0, local("11:00"), &found);
	ck_assert_str_eq(names(), "backup_missing(1) cold_standby_missing(1)");
	list[1].verified_at = local("11:00") + 1; /* not known yet */
	places_judge(&t, 7, list, 3, local("11:00"), &found);
	ck_assert_str_eq(names(), "backup_missing(1)");
	with(&t, "data_location.min_backups", "0");
	ck_assert_uint_eq(places_judge(&t, 7, list, 3, local("11:00"), &found), 0);
	ck_assert_int_eq(place_role_from("cold_standby"), PLACE_COLD_STANDBY);
	ck_assert_int_eq(place_role_from("hot"), PLACE_ROLES);
}
END_TEST

/* ---- 4.6 ---- */

START_TEST(access_and_grants)
{
	const struct private_access a = {.access_id = 1, .enterprise_no = 7, .occurred_at = local("10:00"),
					 .operator_name = "li", .kind = PRIVATE_RECORDING};
	const struct private_grant good = {.enterprise_no = 7, .granted_at = local("10:00"),
					   .expires_at = local("10:00") + 1, .revoked_at = TIME_NONE,
					   .operator_name = "li", .kind = PRIVATE_RECORDING};
	struct private_grant g = good;
	struct private_grant several[3];
	size_t which;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_GRANTED);
	g.kind = PRIVATE_ALL;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_GRANTED);
	g.kind = PRIVATE_CALLER_NAME;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_OTHER_KIND);
	g = good;
	g.granted_at++;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_NOT_YET);
	g = good;
	g.expires_at--;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_EXPIRED);
	g.expires_at = TIME_INFINITE;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_GRANTED);
	g.revoked_at = a.occurred_at + 1;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_GRANTED);
	g.revoked_at--;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_REVOKED);
	g = good;
	g.enterprise_no = 8;
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_NO_GRANT);
	g = good;
	g.operator_name = "Li";
	ck_assert_int_eq(grant_covers(&g, &a), ACCESS_NO_GRANT);
	several[0] = several[1] = several[2] = g;
	ck_assert_int_eq(access_check(several, 3, &a, &which), ACCESS_NO_GRANT);
	ck_assert_uint_eq(which, 3);
	several[1] = good;
	several[1].expires_at--;
	ck_assert_int_eq(access_check(several, 3, &a, &which), ACCESS_EXPIRED);
	ck_assert_uint_eq(which, 1);
	several[2] = good;
	ck_assert_int_eq(access_check(several, 3, &a, &which), ACCESS_GRANTED);
	ck_assert_uint_eq(which, 2);
	ck_assert_int_eq(private_kind_from("caller_name"), PRIVATE_CALLER_NAME);
	ck_assert_int_eq(private_kind_from("address"), PRIVATE_KINDS);
}
END_TEST

START_TEST(accesses_of_a_month)
{
	struct span month = month_of("2026-11-10");
	struct private_access list[4];
	struct private_grant g = {.enterprise_no = 7, .granted_at = month.start_us, .expires_at = month.end_us,
				  .revoked_at = TIME_NONE, .operator_name = "li", .kind = PRIVATE_ALL};
	struct terms t;
	struct outcome o;
	terms_init(&t);
	for (size_t i = 0; i < 4; i++)
		list[i] = (struct private_access){.access_id = (int64_t)i, .enterprise_no = 7,
						  .occurred_at = month.start_us, .operator_name = "li",
						  .kind = PRIVATE_KINDS};
	list[1].operator_name = "wu";
	list[2].occurred_at = month.start_us - 1;
	list[3].occurred_at = month.end_us;
	access_outcome(&t, &g, 1, list, 4, month, month.end_us + 1, &o, &found);
	ck_assert(o.inputs[0] == 2 && o.figure == 1 && o.verdict == VERDICT_MISSED);
	ck_assert_str_eq(found.list[0].subject, "wu");
	ck_assert_str_eq(names(), "access_ungranted(0)");
	access_outcome(&t, NULL, 0, list, 4, month, month.end_us + 1, &o, NULL);
	ck_assert_int_eq(o.figure, 2);
	/* An unknown kind is covered by a grant of all kinds only. */
	g.kind = PRIVATE_KINDS;
	ck_assert_int_eq(grant_covers(&g, &list[0]), ACCESS_OTHER_KIND);
}
END_TEST

/* Grants and accesses at random, second by second. */
START_TEST(access_at_random)
{
	struct rng r = rng_seeded();
	static const char *const operators[] = {"li", "wu"};
	for (int n = 0; n < 3000; n++) {
		struct private_grant g[4];
		size_t count = (size_t)rng_below(&r, 5);
		static bool allowed[2][2][PRIVATE_ALL][20]; /* account, operator, kind, second */
		memset(allowed, 0, sizeof allowed);
		for (size_t i = 0; i < count; i++) {
			int64_t from = rng_below(&r, 20), to = rng_below(&r, 22), revoked = rng_below(&r, 40);
			int account = (int)rng_below(&r, 2), who = (int)rng_below(&r, 2),
			    kind = (int)rng_below(&r, PRIVATE_ALL + 1);
			g[i] = (struct private_grant){.enterprise_no = account, .granted_at = from, .expires_at = to,
						      .revoked_at = revoked >= 20 ? TIME_NONE : revoked,
						      .operator_name = operators[who], .kind = (uint8_t)kind};
			for (int64_t s = from; s < to && s < 20 && s < revoked; s++)
				for (int k = 0; k < PRIVATE_ALL; k++)
					allowed[account][who][k][s] |= kind == PRIVATE_ALL || kind == k;
		}
		for (int i = 0; i < 80; i++) {
			struct private_access a = {.enterprise_no = i / 2 % 2, .operator_name = operators[i % 2],
						   .kind = (uint8_t)(i / 4 % PRIVATE_ALL), .occurred_at = i / 4 % 20};
			bool want = allowed[i / 2 % 2][i % 2][a.kind][a.occurred_at];
			ck_assert_int_eq(access_judge(g, count, &a, NULL), want);
		}
	}
}
END_TEST

TEST_MAIN("rules", 60, seats, seats_of_a_month, exports, exports_of_a_month, deletion_methods, retention,
	  deletions_of_a_month, places, access_and_grants, accesses_of_a_month, access_at_random)
