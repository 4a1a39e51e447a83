/* The alarm of claims about to lapse over a real standby: an account that was down
 * long enough 25 days ago and has not applied; until it does. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "app/said.h"
#include "support/slatop.h"

static PGconn *owner;

static void sql(const char *text)
{
	PGresult *r = PQexec(owner, text);

	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", text,
		      PQerrorMessage(owner));
	PQclear(r);
}

static void begin(void)
{
	char *line = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");

	owner = PQconnectdb(line);
	ck_assert_msg(PQstatus(owner) == CONNECTION_OK, "%s", PQerrorMessage(owner));
	free(line);
	/* Four hours: more than a month allows also on either side of a month's edge. Of the five accounts one was down
	 * ten days ago, one by its carrier's fault, and one has applied. */
	sql("insert into sla.tenant (enterprise_no, name, status, tier, seats, charged_on, opened_at, contract_from, "
	    "contract_to, retention_to, voided) select 970000 + i, 'lapse ' || i, 'active', case i when 2 then 'gold' end, 7, "
	    "'function_fee', now() - interval '400 days', '2024-01-01', '2030-01-01', '2031-01-01', false "
	    "from generate_series(1, 5) i");
	sql("insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided) "
	    "select 970000 + i, 970000 + i, 'trunk', case i when 4 then 'carrier' else 'provider' end, at, "
	    "at + interval '4 hours', false from generate_series(1, 5) i, "
	    "lateral (select now() - case i when 3 then 10 else 25 end * interval '1 day' as at) t");
}

/* Who has applied, has done so for both months that the window may lie in. */
static void apply(int account)
{
	char text[600];

	snprintf(text, sizeof text,
		 "insert into sla.claim (claim_id, enterprise_no, month, received_at, state) "
		 "select 970000 + %d * 10 + k, 970000 + %d, (date_trunc('month', (now() - interval '25 days' + k * interval '4 "
		 "hours') at time zone 'Asia/Shanghai'))::date, now() - interval '1 minute', 'applied' "
		 "from generate_series(0, 1) k",
		 account, account);
	sql(text);
}

static void end(void)
{
	sql("delete from sla.claim where enterprise_no between 970000 and 970009; "
	    "delete from sla.outage where outage_id between 970000 and 970009; "
	    "delete from sla.tenant where enterprise_no between 970000 and 970009");
	PQfinish(owner);
}

/* As soon as the standby has replayed what was written. */
static void report_says(const char *screen, bool there, const char *text)
{
	struct buf line = BUF_INIT;
	bool has = !there;

	buf_addf(&line, "report %s --format csv --config '%s/slatop.json'", screen, platform_folder("SLATOP_TEST_EMPTY"));
	for (int i = 0; i < 100 && has != there; i++) {
		struct said *s = slatop(line.data);
		STATUS(s, 0);
		has = strstr(s->out.data, text) != NULL;
		ck_assert_msg(i < 99 || has == there, "%s \"%s\" in:\n%s", there ? "no" : "still", text, s->out.data);
	}
	buf_release(&line);
}

static void see(struct pty *p, const char *keys, const char *text)
{
	pty_keys(p, keys);
	if (pty_wait_text(p, text))
		return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	printf("%s", screen.data);
	ck_abort_msg("after \"%s\" there is no \"%s\" on the screen above", keys, text);
}

START_TEST(who_has_not_applied_is_an_alarm)
{
	struct pty p;

	begin();
	apply(5);
	report_says("alarms", true, "lapsing");
	report_says("lapsing", true, "970001");
	report_says("lapsing", true, "970002");
	report_says("lapsing", false, "970003");
	report_says("lapsing", false, "970004");
	report_says("lapsing", false, "970005");
	slatop_on(&p, 36, 160, "SLATOP_TEST_EMPTY", "alarms");
	see(&p, "", "claims about to lapse");
	see(&p, "", ": 2 accounts (1 gold), the first on ");
	see(&p, "\r", "970001");
	see(&p, "", "alarms › claims about to lapse");
	see(&p, "qa", "acknowledged, on this console only");
	slatop_leave(&p);
	apply(1);
	apply(2);
	report_says("lapsing", false, "97000");
	report_says("alarms", false, "lapsing");
	end();
}
END_TEST

TEST_MAIN("lapses", 120, who_has_not_applied_is_an_alarm)
