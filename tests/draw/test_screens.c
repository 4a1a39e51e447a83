/* Every shipped screen over a store filled by hand, at the usual sizes, against
 * kept pictures. */
#include "draw_checks.h"
#include "support/pages.h"

#include "slatop/base/mem.h"
#include "slatop/draw/draw.h"
#include "slatop/table/alarms.h"

#define NOVEMBER_START INT64_C(1793462400000000) /* in Shanghai */
#define MOMENT (INT64_C(1795414927) * USEC)      /* 2026-11-23 14:22:07 there */
#define NOW (INT64_C(1000) * USEC)

static struct agreement *agreement;
static struct store *store;
static struct screens screens;
static struct console console;

/* A local time of November. */
static int64_t at(int day, int hour, int minute, int second)
{
	return NOVEMBER_START + (day - 1) * DAY_US + hour * HOUR_US + minute * MINUTE_US + second * USEC;
}

static void add_platform(const char *code, const char *name, enum replica_state state, int64_t age_us)
{
	struct platform *p = store_add(store, code);

	platform_set_identity(p, code, name);
	p->status.state = (uint8_t)state;
	p->status.replica_time = MOMENT - age_us;
	p->status.server_clock = MOMENT;
	p->status.received_at = NOW;
	p->status.lag_ok_us = 30 * USEC;
	p->status.retry_at = TIME_NONE;
	snprintf(p->status.lsn, sizeof p->status.lsn, "5/9A1C20F8");
	p->status.system_identifier = 7300000000000000001;
	p->status.server_version = 150018;
}

static void add_tenant(struct platform *p, int64_t number, const char *name, const char *tier, int seats)
{
	struct tenant_row row = {{.enterprise_no = number,
				  .name = name,
				  .tier = tier,
				  .region = "华北",
				  .seats = seats,
				  .opened_at = NOVEMBER_START - 700 * DAY_US,
				  .closed_at = TIME_NONE,
				  .agreement_code = "standard",
				  .contact_masked = "138****0017",
				  .contract_from = 19783,
				  .contract_to = 20878,
				  .retention_to = 21243}};

	platform_put_tenant(p, &row);
}

static void add_incident(struct platform *p, int64_t id, const char *title, int64_t opened_at, int severity)
{
	struct incident_row row = {{.incident_id = id,
				    .opened_at = opened_at,
				    .detected_at = opened_at + 20 * USEC,
				    .switched_at = TIME_NONE,
				    .recovered_at = TIME_NONE,
				    .closed_at = TIME_NONE,
				    .title = title,
				    .fault_class = "softswitch",
				    .cause = "provider",
				    .severity = severity}};

	platform_put_incident(p, &row);
}

static void add_link(struct platform *p, int32_t id, const char *carrier, const char *kind, const char *name,
		     bool up, int64_t since)
{
	struct link_row row = {{.link_id = id, .carrier = carrier, .kind = kind, .name = name, .up = up,
				.since = since}};

	platform_put_link(p, &row);
}

static void add_failover(struct platform *p, int64_t id, int64_t incident, int64_t failed_at, int64_t switched_at)
{
	struct failover_row row = {{.failover_id = id, .incident_id = incident, .failed_at = failed_at,
				    .switched_at = switched_at, .fault_class = "application",
				    .from_node = "sw-a1", .to_node = "sw-b1"}};

	platform_put_failover(p, &row);
}

static void add_links(void)
{
	struct platform *p = store->platforms[0];

	add_link(p, 1, "中国电信", "bgp", "AS4134-1", true, at(2, 4, 0, 0) - 90 * DAY_US);
	add_link(p, 2, "中国电信", "bgp", "AS4134-2", true, at(23, 14, 19, 0));
	add_link(p, 3, "中国联通", "bgp", "AS4837-1", true, at(2, 4, 0, 0) - 20 * DAY_US);
	add_link(p, 4, "教育网", "bgp", "AS4538-1", false, at(21, 16, 50, 12));
	add_link(p, 5, "中国联通", "trunk", "SBC-01 中国联通 IMS", false, at(23, 14, 17, 30));
	add_link(p, 6, "中国联通", "trunk", "SBC-02 中国联通 IMS", true, at(9, 1, 0, 0));
	add_link(p, 7, "中国移动", "trunk", "SBC-01 中国移动 IMS", true, TIME_INFINITE);
	/* The education network has no link there at all. */
	add_link(store->platforms[1], 1, "中国移动", "bgp", "AS9808-1", true, at(11, 9, 0, 0));
	add_link(store->platforms[1], 2, "中国电信", "bgp", "AS4134-3", true, at(11, 9, 0, 0));
	add_link(store->platforms[1], 3, "中国联通", "bgp", "AS4837-2", true, at(11, 9, 0, 0));
	add_failover(p, 114, 8841, at(23, 14, 17, 33), TIME_NONE);
	add_failover(p, 113, 8841, at(23, 14, 17, 35), at(23, 14, 19, 2));
	add_failover(p, 90, 0, at(16, 10, 0, 0), at(16, 9, 59, 0));
}

static void add_maintenance(struct platform *p, int64_t id, const char *title, int64_t announced_at, int64_t starts_at,
			    int64_t ends_at, int64_t finished_at)
{
	struct maintenance_row row = {{.w = {.maintenance_id = id,
					     .announced_at = announced_at,
					     .starts_at = starts_at,
					     .ends_at = ends_at,
					     .finished_at = finished_at,
					     .cancelled_at = TIME_NONE},
				       .extended_to = TIME_NONE,
				       .title = title,
				       .all_tenants = true}};

	platform_put_maintenance(p, &row);
}

/* One that overran, with a window that names it and one that does not; one runs,
 * one is to come. */
static void add_upkeep(struct platform *p)
{
	add_maintenance(p, 70, "核心交换机更换", at(19, 10, 0, 0), at(21, 3, 0, 0), at(21, 4, 30, 0), at(21, 5, 2, 0));
	add_maintenance(p, 71, "网关例行维护", at(23, 14, 5, 0), at(23, 14, 0, 0), at(23, 15, 0, 0), TIME_NONE);
	add_maintenance(p, 72, "呼叫中心数据库扩容", at(20, 10, 0, 0), at(28, 1, 0, 0), at(28, 3, 0, 0), TIME_NONE);
}

/* What went wrong with the third one. */
static void add_errors(void)
{
	struct replica_status *s = &store->platforms[2]->status;

	s->state_at = NOW - 37 * USEC;
	s->errors[0] = (struct replica_error){at(23, 14, 12, 3), at(23, 14, 21, 58), 4,
					      "canceling statement due to conflict with recovery"};
	s->errors[1] = (struct replica_error){at(23, 9, 0, 1), at(23, 9, 0, 1), 1,
					      "connection to server at \"10.3.0.7\", port 5432 failed: "
					      "Connection refused"};
	s->error_count = 2;
	snprintf(s->message, sizeof s->message, "the standby is behind its primary by more than 30 s");
	snprintf(s->warning, sizeof s->warning, "the login may make temporary tables (PUBLIC has TEMP)");
	snprintf(s->lacking, sizeof s->lacking, " link  call_rate ");
	for (size_t i = 0; i < store->count; i++) {
		s = &store->platforms[i]->status;
		s->polls = 8126 + i;
		s->traffic = (struct replica_traffic){81266, 104233, 9151270};
		s->samples[0] = (struct replica_sample){NOW - 8 * USEC, {81186, 104209, 9138070}};
		s->sample_count = 1;
		s->timeline = 3;
	}
}

static struct window_row window(int64_t id, int64_t account, const char *service, const char *cause,
				int64_t from, int64_t to)
{
	return (struct window_row){.outage_id = id,
				   .enterprise_no = account,
				   .service = service,
				   .cause = cause,
				   .started_at = from,
				   .ended_at = to};
}

/* The account that is looked at has one window of each kind; a crash has half of
 * the first sub-platform down. */
static void load_first(struct platform *p, struct period *d)
{
	/* What was known at an earlier moment: the first outage was not over yet, and one that is voided was not. */
	bool then = d->as_known;

	struct window_row rows[] = {
		window(88213, 10017, "web_front", "provider", at(5, 10, 0, 0), at(5, 10, 59, 17)),
		window(89950, 10017, "web_back", "provider", at(11, 22, 40, 10), at(11, 22, 42, 5)),
		window(90544, 10017, "softswitch", "provider", at(14, 8, 0, 0), at(14, 8, 6, 10)),
		window(90011, 10017, "trunk", "carrier", at(20, 9, 0, 0), at(20, 9, 20, 0)),
		window(91420, 10017, "web_front", "auto_maintenance", at(20, 3, 10, 0), at(20, 3, 13, 0)),
		window(91600, 11250, "web_front", "provider", at(21, 3, 0, 0), at(21, 5, 0, 0)),
		window(91601, 10433, "trunk", "provider", at(12, 10, 0, 0), at(12, 9, 0, 0)),
		window(91602, 10433, "im_chat", "provider", at(12, 10, 0, 0), at(12, 10, 5, 0)),
		window(91603, 99900009, "trunk", "carrier", at(12, 10, 0, 0), at(12, 10, 5, 0)),
		window(91604, 20881, "web_back", NULL, TIME_MINUS_INFINITE, at(12, 10, 5, 0)),
	};

	rows[5].maintenance_id = 70;
	rows[2].voided = !then;
	rows[2].detail.void_reason = then ? NULL : "double entry";
	rows[3].ended_at += then ? HOUR_US : 0;
	period_load_begin(p, d);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		period_load_row(p, d, &rows[i]);
	static const int64_t down[] = {10017, 10433, 20881, 10102};
	for (size_t i = 0; i < COUNT_OF(down); i++) {
		struct window_row row = window(91772 + (int64_t)i, down[i], "softswitch", "provider",
					       at(23, 14, 17, 31), TIME_NONE);
		row.incident_id = 8841;
		period_load_row(p, d, &row);
	}
	struct window_row late = window(91800, 7, "web_front", "provider", at(23, 14, 20, 58), TIME_NONE);
	period_load_row(p, d, &late);
	period_load_end(p, d);
}

static void fill_store(void)
{
	struct span november = {NOVEMBER_START, NOVEMBER_START + 30 * DAY_US};
	struct err e;

	agreement = agreement_read(NULL, &e);
	ck_assert_msg(agreement != NULL, "%s", e.text);
	store = store_create(agreement);
	add_platform("hb1", "华北一", REPLICA_LIVE, 0);
	add_platform("hd2", "华东二", REPLICA_LIVE, USEC);
	add_platform("xn", "西南", REPLICA_STALE, 42 * USEC);
	struct platform *p = store->platforms[0];
	add_tenant(p, 10017, "天润融通科技有限公司", "gold", 120);
	add_tenant(p, 10433, "北京银河证券客服中心", "gold", 480);
	add_tenant(p, 20881,
		   "Shanghai Pudong International Logistics and Warehousing Holdings (Group) Co., Ltd.", NULL,
		   60);
	add_tenant(p, 10102, "广州明珠物业", NULL, 12);
	add_tenant(p, 11250, "四川航空呼叫中心", "gold", 900);
	add_tenant(p, 7, "e\xcc\x81𠮷野家", "silver", 3);
	add_tenant(store->platforms[1], 30001, "杭州西湖客运集团", "silver", 40);
	add_tenant(store->platforms[1], 30002, "无锡太湖电商服务", NULL, 25);
	add_tenant(store->platforms[2], 50001, "成都锦江人寿", "gold", 300);
	add_links();
	add_upkeep(p);
	add_errors();
	add_incident(p, 8841, "软交换主备切换失败", at(23, 14, 17, 40), 1);
	for (size_t i = 0; i < store->count; i++) {
		p = store->platforms[i];
		struct period *d = platform_current_period(p, november);
		if (i) {
			period_load_begin(p, d);
			period_load_end(p, d);
		} else {
			load_first(p, d);
		}
		period_recompute(p, d, platform_moment(p, NOW), INT64_MAX);
	}
}

#define SLOT(carrier, hour, minute, requested, connected, answered) \
	{carrier, NOVEMBER_START + 22 * DAY_US + (hour) * HOUR_US + (minute) * MINUTE_US, {requested, connected, answered}}
/* An hour of carriers: one sags and is cut, one has a bad row and a gap, one none. */
static const struct made_row carrier_rows[] = {
	{"中国广电", TIME_NONE, {0}},
	SLOT("中国电信", 13, 25, 412, 406, 240), SLOT("中国电信", 13, 30, 398, 389, 226),
	SLOT("中国电信", 13, 35, 405, 402, 231), SLOT("中国电信", 13, 40, 1000, 971, 560),
	SLOT("中国电信", 14, 0, 377, 372, 219), SLOT("中国电信", 14, 5, 5, 9, 0),
	SLOT("中国电信", 14, 15, 391, 387, 230), SLOT("中国电信", 14, 20, 160, 158, 92),
	SLOT("中国联通", 13, 20, 900, 0, 0), /* before the hour */
	SLOT("中国联通", 13, 25, 401, 396, 238), SLOT("中国联通", 13, 55, 387, 382, 221),
	SLOT("中国联通", 14, 0, 380, 368, 214), SLOT("中国联通", 14, 5, 395, 391, 230),
	SLOT("中国联通", 14, 10, 388, 341, 190), SLOT("中国联通", 14, 15, 402, 141, 80),
	SLOT("中国联通", 14, 20, 166, 12, 4),
};

/* ---- logs: found by an index, with a hole in October and none before July ---- */

static void indexed(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)values, (void)row, (void)column;
	out->i = 1;
}
static void ends(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)row;
	out->i = column ? values[0].i - 40 * USEC : NOVEMBER_START - 120 * DAY_US;
}
static void days_of(const struct value *values, size_t row, size_t column, struct value *out)
{
	int64_t day = values[0].i + (int64_t)row;
	out->i = column ? day < 20740 || day > 20744 : day;
}
static void hour_of(const struct value *values, size_t row, size_t column, struct value *out)
{
	(void)row, (void)column;
	out->i = (values[1].i - values[0].i) / USEC;
}

/* ---- log-ins: to the platform and on servers, one of these past the bastion ---- */

enum { LOGIN_PLATFORM, LOGIN_ID, LOGIN_AT, LOGIN_ACCOUNT, LOGIN_OPERATOR, LOGIN_ACTION, LOGIN_OBJECT, LOGIN_RESULT,
       LOGIN_FROM, LOGIN_WAY, LOGIN_SESSION };
static void login_of(const struct value *values, size_t row, size_t column, struct value *out)
{
	static const char *const texts[][3] = {
		[LOGIN_PLATFORM] = {"hb1", "hb1", "hb1"}, [LOGIN_OPERATOR] = {"wang.l", "li.min", "zhao.q"},
		[LOGIN_ACTION] = {"login", "login", "login"}, [LOGIN_OBJECT] = {"web-front", "ops on gw-07", "root on db-02"},
		[LOGIN_RESULT] = {"ok", "ended", "open"}, [LOGIN_FROM] = {"10.20.7.208", "10.20.7.9", "192.168.4.4"},
		[LOGIN_WAY] = {"platform", "bastion", "past bastion"}};
	size_t kind = row % 7 == 5 ? 2 : row % 2;

	(void)values;
	switch (column) {
	case LOGIN_ID: out->i = 88000 - (int64_t)row; break;
	case LOGIN_AT: out->i = MOMENT - (int64_t)row * 97 * USEC; break;
	case LOGIN_ACCOUNT:
		out->i = 10017 + (int64_t)row;
		out->null = kind;
		break;
	case LOGIN_SESSION:
		out->i = 88000 - (int64_t)row;
		out->null = !kind;
		break;
	default: out->text = texts[column][kind];
	}
}

/* ---- what operators did: the chain is broken at one place ---- */

#define DID(second, number, who, address, way, did, where, of, played, more, wrong) \
	{NOVEMBER_START + 22 * DAY_US + 14 * HOUR_US + (second) * USEC, number, who, address, "/dev/pts/3", way, did, where, \
	 (of) ? "hb1" : "", "own", more, "", (number) < 15 ? "SHA256:urW/O6JzgiuHoS++2PZSzB03LXhMQGAFlXvF+qfRSrM" : "", wrong, of, played}
static struct trail_row did[] = {
	DID(-3600, 11, "li.min", "10.20.13.4", "live", "start", "", 0, 0, "version 0.1", NULL),
	DID(-3500, 12, "li.min", "10.20.13.4", "live", "view", "tenant", 10017, 0, "", NULL),
	DID(-3200, 14, "li.min", "10.20.13.4", "live", "replay-seek", "", 0, 4711, "at 12:34",
	    "it does not follow on record 12: some are missing or were put in"),
	DID(-900, 15, "unknown", "", "audit 10001", "view", "scorecard", 10001, 0, "proof 1", NULL),
};
static struct trail_rows trail = {.list = did, .count = COUNT_OF(did), .faults = 1, .generation = 1, .complete = true};

static void work(void)
{
	do {
		console_advance(&console, NOW, 2026 * 12 + 10);
		while (console_work(&console, INT64_MAX))
			;
	} while (made_pages_answer(40, MOMENT));
	while (console_work(&console, INT64_MAX))
		;
}

static void open_screen(const struct screen *s)
{
	struct model_scope scope = console.base;
	struct err e;

	if (s->needs_account) {
		scope.platform = 0;
		scope.enterprise_no = 10017;
		scope.outage_id = 91772;
	} else if (s->about & ABOUT_INCIDENT) {
		scope.platform = 0;
		scope.incident_id = 8841;
	} else if (s->about & ABOUT_MAINTENANCE) {
		scope.platform = 0;
		scope.maintenance_id = 70;
	}
	ck_assert_msg(console_open(&console, s, &scope, &e), "%s: %s", s->name, e.text);
	work();
}

static void begin(struct alarms *alarms)
{
	struct err e;

	fill_store();
	made_pages_for("left join sla.call_rate", carrier_rows, COUNT_OF(carrier_rows));
	made_pages_by("pg_index", 1, indexed);
	made_pages_by("-infinity", 1, ends);
	made_pages_by("as day", 31, days_of);
	made_pages_by("select count(*) from sla.", 1, hour_of);
	made_pages_by("past bastion", 40, login_of);
	screens_read(&screens, NULL);
	for (size_t i = 0; i < screens.problem_count; i++)
		ck_abort_msg("%s: %s", screens.problems[i].file, screens.problems[i].message);
	struct model_scope base = {.store = store,
				   .calendar = agreement_calendar(agreement),
				   .span = {NOVEMBER_START, NOVEMBER_START + 30 * DAY_US},
				   .month = 2026 * 12 + 10,
				   .as_of = TIME_NONE,
				   .now = NOW,
				   .platform = -1,
				   .alarms = alarms,
				   .trail = &trail,
				   .ask_page = made_pages_ask,
				   .drop_page = made_pages_drop};
	if (alarms)
		alarms_work(alarms, store, NOW, INT64_MAX);
	ck_assert_msg(console_init(&console, &screens, key_map_create(&console_actions), &base, NULL, &e), "%s", e.text);
	work();
}

static void end(void)
{
	console_release(&console);
	screens_release(&screens);
	store_destroy(store);
	agreement_destroy(agreement);
}

START_TEST(shipped_screens_look_as_they_did)
{
	static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}};
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct canvas c;

	begin(NULL);
	for (size_t i = 0; i < screens.count; i++) {
		struct err e;
		ck_assert(console_command(&console, "overview", &e));
		work();
		if (strcmp(screens.all[i]->name, "overview"))
			open_screen(screens.all[i]);
		for (size_t k = 0; k < COUNT_OF(sizes); k++) {
			canvas_init(&c, sizes[k][0], sizes[k][1]);
			draw_console(&c, &console, &o);
			ck_assert(c.cursor_visible);
			check_golden(&c, screens.all[i]->name);
			canvas_release(&c);
		}
	}
	end();
}
END_TEST

/* With nothing known yet, and with nothing at all. */
START_TEST(shipped_screens_stand_empty)
{
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct canvas c;

	begin(NULL);
	for (size_t i = 0; i < store->count; i++) {
		platform_clear(store->platforms[i]);
		store->platforms[i]->status.state = REPLICA_LOADING;
	}
	for (size_t i = 0; i < screens.count; i++) {
		if (screens.all[i]->needs_account)
			continue; /* there is none now */
		open_screen(screens.all[i]);
		canvas_init(&c, 24, 80);
		for (size_t focus = 0; focus < screens.all[i]->pane_count; focus++) {
			console_page(&console)->focus = focus;
			draw_console(&c, &console, &o);
			check_whole(&c);
		}
		canvas_release(&c);
	}
	end();
}
END_TEST

/* The line below the top, and the list that it stands for. */
START_TEST(alarms_stand_on_every_screen)
{
	static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}};
	static const char *const names[] = {"overview", "outages", "alarms"};
	struct alarms *alarms = alarms_create(true);
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct canvas c;
	struct err e;
	char name[32];

	begin(alarms);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		ck_assert(console_command(&console, names[i], &e));
		work();
		for (size_t k = 0; k < COUNT_OF(sizes); k++) {
			canvas_init(&c, sizes[k][0], sizes[k][1]);
			draw_console(&c, &console, &o);
			snprintf(name, sizeof name, "alarmed-%s", names[i]);
			check_golden(&c, name);
			canvas_release(&c);
		}
	}
	end();
	alarms_destroy(alarms);
}
END_TEST

/* Audit mode: its header, and the screens of one account. */
START_TEST(audit_mode_names_who_shows_what)
{
	static const char *const names[] = {"scorecard", "outages", "sessions", "audit"};
	static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}};
	const struct audit_header header = {.account = 10001, .system_identifier = 7300000000000000001, .operator_name = "li.min",
					    .agreement = "d211eb80afec5137229aa5eb6d7f44990414c6d990ce1ed67576a9603d897cb0"};
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct screens own;
	struct canvas c;
	struct err e;
	char name[32];

	begin(NULL);
	console_release(&console);
	screens_read_audit(&own, NULL);
	for (size_t i = 0; i < own.problem_count; i++)
		ck_abort_msg("%s: %s", own.problems[i].file, own.problems[i].message);
	struct model_scope base = {.store = store, .calendar = agreement_calendar(agreement),
				   .span = {NOVEMBER_START, NOVEMBER_START + 30 * DAY_US}, .month = 2026 * 12 + 10,
				   .as_of = TIME_NONE, .now = NOW, .platform = 0, .enterprise_no = store->platforms[0]->tenants[0].enterprise_no,
				   .ask_page = made_pages_ask, .drop_page = made_pages_drop};
	ck_assert_msg(console_init(&console, &own, key_map_create(&console_actions), &base, NULL, &e), "%s", e.text);
	console.audit = &header;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		ck_assert_msg(console_command(&console, names[i], &e), "%s", e.text);
		work();
		for (size_t k = 0; k < COUNT_OF(sizes); k++) {
			canvas_init(&c, sizes[k][0], sizes[k][1]);
			draw_console(&c, &console, &o);
			snprintf(name, sizeof name, "audit-%s", names[i]);
			check_golden(&c, name);
			canvas_release(&c);
		}
	}
	ck_assert(!console_command(&console, "tenants", &e));
	ck_assert(!console_command(&console, "keep x", &e));
	ck_assert_msg(strstr(e.text, "no screen or command"), "%s", e.text);
	console_release(&console);
	screens_release(&own);
	end();
}
END_TEST

static void draw_as(const char *name)
{
	static const int sizes[][2] = {{24, 80}, {36, 120}, {60, 200}};
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct canvas c;

	for (size_t k = 0; k < COUNT_OF(sizes); k++) {
		canvas_init(&c, sizes[k][0], sizes[k][1]);
		draw_console(&c, &console, &o);
		check_golden(&c, name);
		canvas_release(&c);
	}
}

/* What is wrong for as long as it lasts, above the alarms. */
START_TEST(a_banner_stands_below_the_top)
{
	struct alarms *alarms = alarms_create(true);
	struct err e;

	begin(alarms);
	ck_assert(console_command(&console, "outages", &e));
	work();
	snprintf(console.banner, sizeof console.banner,
		 "what you do is not recorded: the journal cannot be written: No space left on device");
	draw_as("banner-outages");
	end();
	alarms_destroy(alarms);
}
END_TEST

/* What of a row is private: asked about, and shown. */
START_TEST(what_is_private_is_asked_about_and_shown)
{
	const char *texts[PRIVATE_FIELDS_MOST] = {"13912345678", "02187654321"};

	begin(NULL);
	open_screen(screens_find(&screens, "calls"));
	ck_assert_int_eq(console_key(&console, 'v', NOW).kind, EFFECT_REVEAL);
	console_reveal_ask(&console, NOW, "SQ-2026-00171-A"); /* at 80 columns it is in sight, too */
	draw_as("reveal-asks");
	ck_assert_int_eq(console_key(&console, 'y', NOW).kind, EFFECT_REVEAL_SHOW);
	console_reveal_show(&console, NOW, texts, NOW + 60 * USEC);
	draw_as("reveal-shows");
	console_advance(&console, NOW + 60 * USEC - 1, console.live_month);
	ck_assert_int_eq(console.reveal.state, REVEAL_SHOWN);
	console_advance(&console, NOW + 60 * USEC, console.live_month);
	ck_assert(console.reveal.state == REVEAL_NONE && console.reveal.ends == REVEAL_TIME && !console.reveal.text[0][0]);
	draw_as("reveal-ended"); /* nothing of it is left */
	end();
}
END_TEST

/* The keys of a timeline: the picture and its list have one cursor. */
START_TEST(a_timeline_has_one_cursor)
{
	struct draw_options o = {.now = NOW, .clock = MOMENT};
	struct canvas c;

	begin(NULL);
	open_screen(screens_find(&screens, "incident"));
	canvas_init(&c, 36, 120);
	draw_console(&c, &console, &o);
	struct pane_state *p = &console_page(&console)->panes[console_page(&console)->focus];
	struct span whole = pane_sight(p), sight;
	ck_assert_int_eq(pane_moment(p), at(23, 14, 17, 31)); /* it begins where the first window does */
	console_key(&console, '+', NOW);
	sight = pane_sight(p);
	ck_assert_int_eq(sight.end_us - sight.start_us, (whole.end_us - whole.start_us) / 2);
	ck_assert(sight.start_us <= pane_moment(p) && pane_moment(p) < sight.end_us);
	int64_t column = (sight.end_us - sight.start_us) / p->axis_cells, before = pane_moment(p);
	console_key(&console, KEY_CODE_RIGHT, NOW);
	console_key(&console, KEY_CODE_RIGHT, NOW);
	ck_assert(pane_moment(p) > before + column && pane_moment(p) < before + 3 * column);
	console_key(&console, KEY_CODE_DOWN, NOW); /* the row says where */
	struct value time;
	view_value(p->view, p->view->cursor, (size_t)model_field_find(p->view->model, "at"), &time);
	ck_assert_int_eq(pane_moment(p), time.i);
	console_key(&console, ')', NOW);
	ck_assert(pane_sight(p).start_us > sight.start_us && pane_sight(p).end_us <= whole.end_us);
	for (int i = 0; i < 40; i++)
		console_key(&console, 'g', NOW), console_key(&console, '+', NOW);
	ck_assert_int_eq(pane_sight(p).end_us - pane_sight(p).start_us, 20 * USEC);
	for (int i = 0; i < 40; i++)
		console_key(&console, '-', NOW);
	ck_assert(pane_sight(p).start_us == whole.start_us && pane_sight(p).end_us == whole.end_us);
	console_key(&console, 'w', NOW);
	work();
	canvas_clear(&c);
	draw_console(&c, &console, &o);
	check_golden(&c, "timeline-accounts");
	canvas_release(&c);
	canvas_init(&c, 24, 80);
	o.ascii = true;
	draw_console(&c, &console, &o);
	check_golden(&c, "timeline-ascii");
	canvas_release(&c);
	end();
}
END_TEST

/* What the servers bring when a moment was asked for. */
static void load_moment(void)
{
	for (int round = 0; round < 4; round++) {
		work();
		for (size_t i = 0; i < store->count; i++) {
			struct platform *p = store->platforms[i];
			for (size_t k = 0; k < p->period_count; k++) {
				struct period *d = p->periods[k];
				if (!d->complete && i)
					period_load_begin(p, d), period_load_end(p, d);
				else if (!d->complete)
					load_first(p, d);
				period_recompute(p, d, d->as_of == TIME_NONE ? platform_moment(p, NOW) : d->as_of, INT64_MAX);
			}
		}
	}
	work();
}

/* A moment at which one account was not down yet, as the record is now and as it was
 * then: the top line names the view, and the second what has no history. */
START_TEST(an_earlier_moment_in_both_views)
{
	static const char *const names[] = {"overview", "outages", "availability", "windows"};
	static const struct { const char *command, *prefix; } views[] = {{"known now", "as-of"}, {"known then", "known"}};
	char name[40];

	begin(NULL);
	struct err e;
	ck_assert_msg(console_command(&console, "time 2026-11-23 14:19", &e), "%s", e.text);
	console.later[0] = 2; /* accounts */
	console.later[2] = 1; /* incidents */
	for (size_t v = 0; v < COUNT_OF(views); v++) {
		ck_assert_msg(console_command(&console, views[v].command, &e), "%s", e.text);
		load_moment();
		for (size_t i = 0; i < COUNT_OF(names); i++) {
			open_screen(screens_find(&screens, names[i]));
			load_moment();
			snprintf(name, sizeof name, "%s-%s", views[v].prefix, names[i]);
			draw_as(name);
		}
	}
	end();
}
END_TEST

TEST_MAIN("screens", 60, an_earlier_moment_in_both_views, what_is_private_is_asked_about_and_shown, a_banner_stands_below_the_top, audit_mode_names_who_shows_what, alarms_stand_on_every_screen, shipped_screens_look_as_they_did, shipped_screens_stand_empty, a_timeline_has_one_cursor)
