/* Clauses 4.4 and 5: how far back logs reach, logins, and what became of a
 * maintenance. */
#include "cases.h"
#include "slatop/base/mem.h"
#include "slatop/sla/audit.h"
#include "slatop/sla/upkeep.h"

START_TEST(promised_days)
{
	const struct {
		const char *moment, *business, *server, *legal;
	} rows[] = {
		{"2026-11-10 12:00", "2026-08-10", "2025-11-09", "2026-05-10"},
		{"2026-11-10 00:00", "2026-08-10", "2025-11-09", "2026-05-10"},
		{"2026-11-09 23:59:59", "2026-08-09", "2025-11-08", "2026-05-09"},
		{"2026-05-31 12:00", "2026-02-28", "2025-05-30", "2025-11-30"},
		{"2028-05-31 12:00", "2028-02-29", "2027-05-30", "2027-11-30"}, /* leap February */
		{"2029-02-28 12:00", "2028-11-28", "2028-02-27", "2028-08-28"},
		{"2028-02-29 12:00", "2027-11-29", "2027-02-27", "2027-08-29"},
		{"2027-01-31 12:00", "2026-10-31", "2026-01-30", "2026-07-31"},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t moment = local(rows[i].moment);
		struct span s = audit_promised(&t, shanghai(), LOG_BUSINESS, moment);
		ck_assert_int_eq(s.start_us, local(rows[i].business));
		ck_assert_int_eq(s.end_us, calendar_day(shanghai(), moment, 0));
		ck_assert_int_eq(audit_promised(&t, shanghai(), LOG_SERVER, moment).start_us, local(rows[i].server));
		ck_assert_int_eq(audit_legal(&t, shanghai(), moment).start_us, local(rows[i].legal));
	}
	with(&t, "audit.server_inclusive", "true");
	ck_assert_int_eq(audit_promised(&t, shanghai(), LOG_SERVER, local("2026-11-10 12:00")).start_us,
			 local("2025-11-10"));
	ck_assert_int_eq(audit_call_records(&t, shanghai(), local("2026-11-10 12:00")).start_us, local("2025-11-10"));
}
END_TEST

START_TEST(coverage)
{
	const int64_t moment = local("2026-11-10 12:00");
	const struct {
		const char *oldest, *since;
		int64_t filled;
		enum verdict verdict;
		int64_t empty, kept, shortfall;
		bool legal;
	} rows[] = { /* business logs, from 10 August: 92 days */
		{"2026-08-10 23:59:59", NULL, 92, VERDICT_MET, 0, 93, 0, false},
		{"2026-08-11 00:00", NULL, 91, VERDICT_MISSED, 1, 92, 1, false},
		{"2026-05-10 23:00", NULL, 90, VERDICT_MET, 2, 185, 0, true},
		{"2026-05-11 00:00", NULL, 90, VERDICT_MET, 2, 184, 0, false},
		{NULL, NULL, 0, VERDICT_MISSED, 92, 0, 93, false},
		{"2026-10-01", "2026-10-01", 40, VERDICT_TOO_EARLY, 52, 41, 52, false},
		{"2026-10-01", "2026-08-11", 40, VERDICT_TOO_EARLY, 52, 41, 52, false},
		{"2026-10-01", "2026-08-10 23:59", 40, VERDICT_MISSED, 52, 41, 52, false},
		{NULL, "2026-11-10 11:00", 0, VERDICT_TOO_EARLY, 92, 0, 93, false},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct log_facts f = {.oldest_at = rows[i].oldest ? local(rows[i].oldest) : TIME_NONE,
				      .platform_since = rows[i].since ? local(rows[i].since) : TIME_NONE,
				      .days_filled = rows[i].filled};
		struct arena a = {0};
		struct violations v = {.arena = &a};
		struct coverage c;
		struct outcome o;
		audit_coverage(&t, shanghai(), LOG_BUSINESS, &f, moment, &c, &v);
		ck_assert_msg(c.verdict == rows[i].verdict && c.days == 92 && c.days_empty == rows[i].empty &&
				      c.days_kept == rows[i].kept && c.days_short == rows[i].shortfall &&
				      c.legal == rows[i].legal,
			      "row %zu: %s, %lld empty, %lld kept, %lld short", i, verdict_words[c.verdict],
			      (long long)c.days_empty, (long long)c.days_kept, (long long)c.days_short);
		ck_assert_uint_eq(v.count, c.verdict == VERDICT_MISSED);
		audit_outcome(&t, LOG_BUSINESS, &c, &o);
		ck_assert_int_eq(o.verdict, c.verdict);
		ck_assert_int_eq(o.figure, v.count);
		arena_release(&a);
	}
}
END_TEST

START_TEST(logins)
{
	struct span month = month_of("2026-11-10");
	struct bastion_session list[6];
	struct arena a = {0};
	struct violations v = {.arena = &a};
	struct terms t;
	struct outcome o;
	terms_init(&t);
	for (size_t i = 0; i < 6; i++)
		list[i] = (struct bastion_session){.session_id = (int64_t)i, .started_at = month.end_us - 10,
						   .ended_at = month.end_us - 5, .via_bastion = true,
						   .recorded = true};
	list[1].via_bastion = false;
	list[2].recorded = false;
	list[3].recorded = false;
	list[3].ended_at = month.end_us; /* ends in December: December's */
	list[4].recorded = false;
	list[4].ended_at = TIME_NONE;    /* not over yet */
	list[5].ended_at = list[5].started_at - 1; /* a bad row */
	logins_outcome(&t, list, 6, month, month.end_us + DAY_US, &o, &v);
	ck_assert(o.inputs[0] == 5 && o.figure == 2 && o.verdict == VERDICT_MISSED);
	ck_assert(v.list[0].rule == RULE_LOGIN_PAST_BASTION && v.list[0].at_us == list[1].started_at);
	ck_assert(v.list[1].rule == RULE_SESSION_UNRECORDED && v.list[1].at_us == list[2].ended_at);
	logins_outcome(&t, list, 6, month_of("2026-12-10"), month.end_us + DAY_US, &o, &v);
	ck_assert(o.inputs[0] == 0 && o.figure == 1);
	logins_outcome(&t, list, 6, month, month.end_us - 6, &o, NULL); /* none has ended */
	ck_assert_int_eq(o.figure, 1);
	arena_release(&a);
}
END_TEST

/* ---- clause 5 ---- */

/* 02:00 to 02:20, announced at noon the day before. */
static struct maintenance_window planned(void)
{
	return (struct maintenance_window){.maintenance_id = 7, .announced_at = local("2026-11-09 12:00"),
					   .starts_at = local("02:00"), .ends_at = local("02:20"),
					   .finished_at = TIME_NONE, .cancelled_at = TIME_NONE};
}

START_TEST(upkeep)
{
	const struct {
		const char *finished, *cancelled, *extended, *moment;
		enum upkeep_state state;
		int64_t overrun_s, beyond_s, extension_s, early_s, exempt_s;
	} rows[] = {
		{NULL, NULL, NULL, "01:59:59", UPKEEP_COMING, 0, 0, 0, 0, 1200},
		{NULL, NULL, NULL, "02:00", UPKEEP_RUNNING, 0, 0, 0, 0, 1200},
		{NULL, NULL, NULL, "02:19:59", UPKEEP_RUNNING, 0, 0, 0, 0, 1200},
		{NULL, NULL, NULL, "02:20", UPKEEP_OVERRUNNING, 0, 0, 0, 0, 1200},
		{NULL, NULL, NULL, "02:30", UPKEEP_OVERRUNNING, 600, 600, 0, 0, 1200},
		{NULL, NULL, "02:40", "02:30", UPKEEP_RUNNING, 600, 0, 1200, 0, 1200},
		{NULL, NULL, "02:40", "02:41", UPKEEP_OVERRUNNING, 1260, 60, 1200, 0, 1200},
		{NULL, NULL, "02:10", "02:15", UPKEEP_RUNNING, 0, 0, 0, 0, 1200}, /* no extension */
		{"02:20", NULL, NULL, "03:00", UPKEEP_FINISHED, 0, 0, 0, 0, 1200},
		{"02:10", NULL, NULL, "03:00", UPKEEP_FINISHED, 0, 0, 0, 600, 600},
		{"02:10", NULL, NULL, "02:05", UPKEEP_RUNNING, 0, 0, 0, 0, 600}, /* as of before */
		{"02:35", NULL, "02:30", "03:00", UPKEEP_FINISHED, 900, 300, 600, 0, 1200},
		{NULL, "02:05", NULL, "03:00", UPKEEP_CANCELLED, 0, 0, 0, 900, 300},
		{NULL, "01:00", NULL, "03:00", UPKEEP_CANCELLED, 0, 0, 0, 0, 0},
		{"02:10", "02:30", NULL, "03:00", UPKEEP_FINISHED, 0, 0, 0, 600, 600},
	};
	struct terms t;
	terms_init(&t);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct maintenance_window m = planned();
		struct upkeep u;
		if (rows[i].finished)
			m.finished_at = local(rows[i].finished);
		if (rows[i].cancelled)
			m.cancelled_at = local(rows[i].cancelled);
		upkeep_judge(&t, &m, rows[i].extended ? local(rows[i].extended) : TIME_NONE,
			     local(rows[i].moment), &u);
		ck_assert_msg(u.state == rows[i].state && u.overrun_us == rows[i].overrun_s * USEC &&
				      u.beyond_us == rows[i].beyond_s * USEC &&
				      u.extension_us == rows[i].extension_s * USEC &&
				      u.early_us == rows[i].early_s * USEC && u.exempt_us == rows[i].exempt_s * USEC,
			      "row %zu: %s, overrun %lld, beyond %lld, early %lld, exempt %lld", i,
			      upkeep_state_names[u.state], (long long)u.overrun_us, (long long)u.beyond_us,
			      (long long)u.early_us, (long long)u.exempt_us);
		ck_assert(u.noticed && u.announced && u.notice_us == 14 * HOUR_US);
	}
}
END_TEST

START_TEST(notice)
{
	struct terms t;
	struct maintenance_window m = planned();
	struct upkeep u;
	struct outcome o;
	int64_t inputs[OUTCOME_INPUTS] = {0};
	terms_init(&t);
	upkeep_outcome(&t, inputs, &o);
	ck_assert(!o.known && o.verdict == VERDICT_NO_DATA);
	m.announced_at = m.starts_at;
	upkeep_judge(&t, &m, TIME_NONE, local("02:30"), &u);
	ck_assert(!u.noticed && u.announced && u.notice_us == 0);
	m.announced_at = m.starts_at + 5 * MINUTE_US;
	upkeep_judge(&t, &m, TIME_NONE, local("02:30"), &u);
	ck_assert(!u.noticed && u.notice_us == -5 * MINUTE_US);
	upkeep_judge(&t, &m, TIME_NONE, local("02:01"), &u);
	ck_assert(!u.announced);
	m.announced_at = TIME_NONE;
	upkeep_judge(&t, &m, local("03:00"), local("02:30"), &u);
	ck_assert(!u.announced && !u.noticed && u.notice_us == 0);
	upkeep_add(&u, inputs);
	upkeep_outcome(&t, inputs, &o);
	ck_assert(o.known && o.figure == 1 && o.verdict == VERDICT_MET); /* as far as possible */
	ck_assert(o.inputs[0] == 1 && o.inputs[2] == 1 && o.inputs[3] == 1 && o.inputs[4] == 0);
	with(&t, "maintenance.notice", "\"required\"");
	upkeep_outcome(&t, inputs, &o);
	ck_assert_int_eq(o.verdict, VERDICT_MISSED);
}
END_TEST

START_TEST(what_it_does_not_name)
{
	const struct {
		const char *window;
		bool unnamed;
	} rows[] = {
		{"web_front 02:05-02:10", true}, {"web_front 02:05-02:10 maintenance 7", false},
		{"web_front 02:05-02:10 maintenance 8", true}, {"web_front 01:00-02:00", false},
		{"web_front 01:00-02:00:01", true}, {"web_front 02:20-02:30", false},
		{"web_front 02:19:59-", true}, {"web_front 02:05-02:05", false},
	};
	struct terms t;
	struct maintenance_window m = planned();
	struct upkeep u;
	terms_init(&t);
	m.finished_at = local("02:20");
	upkeep_judge(&t, &m, TIME_NONE, local("03:00"), &u);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct outage_window w;
		windows_from(rows[i].window, &w);
		ck_assert_msg(upkeep_unnamed(&m, &u, &w, local("03:00")) == rows[i].unnamed, "%s", rows[i].window);
		w.voided = true;
		ck_assert(!upkeep_unnamed(&m, &u, &w, local("03:00")));
	}
}
END_TEST

TEST_MAIN("audit", 60, promised_days, coverage, logins, upkeep, notice, what_it_does_not_name)
