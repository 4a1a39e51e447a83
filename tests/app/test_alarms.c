/* Alarms on a pseudo-terminal over a real standby: 100,000 windows that open
 * within five seconds are one line and one bell, and keys are answered meanwhile;
 * what is acknowledged; what the configuration says of the bell. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"

static PGconn *owner;

static void sql(const char *text)
{
	platform_run(owner, text);
}

static void begin(void)
{
	owner = platform_connect(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");
}

static void end(void)
{
	sql("delete from sla.outage where outage_id >= 3000000; "
	    "delete from sla.tenant where enterprise_no >= 3000000");
	PQfinish(owner);
}

static void add_tenants(int count)
{
	char text[700];

	snprintf(text, sizeof text,
		 "insert into sla.tenant (enterprise_no, name, status, tier, seats, charged_on, opened_at, "
		 "contract_from, contract_to, retention_to, voided) select 3000000 + i, '客户 ' || i, 'active', "
		 "case when i %% 100 = 0 then 'gold' end, 2, 'function_fee', now() - interval '400 days', "
		 "'2024-01-01', '2030-01-01', '2031-01-01', false from generate_series(1, %d) i",
		 count);
	sql(text);
}

static void start(struct pty *p, const char *config, const char *screen)
{
	slatop_start(p, 36, 160, config, (const char *const[]){screen, NULL});
}

static size_t bells_of(const struct pty *p)
{
	return (size_t)p->bells;
}

START_TEST(a_storm_is_one_line_and_one_bell)
{
	struct buf config = BUF_INIT;
	struct pty p;

	begin();
	add_tenants(100000);
	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_EMPTY"));
	start(&p, config.data, "tenants");
	pty_see(&p, "", "1 of 100,000");
	ck_assert_uint_eq(bells_of(&p), 0);
	sql("insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, voided) "
	    "select 3000000 + i, 3000000 + i, 'softswitch', 'provider', now() - i % 5000 * interval '1 ms', false "
	    "from generate_series(1, 100000) i");
	/* Keys while it comes in: each is answered by what it is for. */
	pty_see(&p, "G", "100,000 of 100,000");
	pty_see(&p, "?", "PgDn");
	pty_see(&p, "q", "100,000 of 100,000");
	pty_see(&p, "", "softswitch provider down");
	pty_see(&p, "", ": 100,000 accounts (1,000 gold) since ");
	ck_assert(!pty_shows(&p, "alarms:")); /* as where there are several */
	pty_see(&p, "7", "Severity");
	pty_see(&p, "", "200,000"); /* seats */
	ck_assert(!pty_shows(&p, "1 of ")); /* it is the only row */
	ck_assert_uint_eq(bells_of(&p), 1);
	pty_see(&p, "2", "Accounts of the selected group"); /* the outages are one group too */
	pty_see(&p, "", "99,9"); /* "99,977 more" */
	pty_see(&p, "1", "Closest to breach");
	pty_see(&p, "a", "acknowledged, on this console only");
	pty_see_gone(&p, "a acknowledge");
	pty_see(&p, "7", "acknowledged");
	sql("update sla.outage set ended_at = now() where outage_id >= 3000000");
	pty_see(&p, "", "cleared");
	ck_assert_uint_eq(bells_of(&p), 1);
	slatop_leave(&p);
	buf_release(&config);
	end();
}
END_TEST

/* A configuration as the platform's own, with a word about the bell. */
static void write_config(const char *path, const char *bell)
{
	struct buf out = BUF_INIT;

	ck_assert_int_eq(run_command(&out, NULL, "sed '0,/{/s//{ \"bell\": \"%s\",/' %s/slatop.json > %s", bell,
				     platform_folder("SLATOP_TEST_EMPTY"), path),
			 0);
	buf_release(&out);
}

START_TEST(the_bell_is_as_configured)
{
	static const struct { const char *word; size_t rings; } cases[] = {{"on", 1}, {"off", 0}, {"visual", 0}};
	char path[64];
	struct buf out = BUF_INIT, errors = BUF_INIT;

	begin();
	add_tenants(2);
	sql("insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, voided) "
	    "values (3000001, 3000001, 'trunk', 'provider', now() - interval '10 minutes', false)");
	snprintf(path, sizeof path, "/tmp/slatop-bell-%d.json", (int)getpid());
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct pty p;
		write_config(path, cases[i].word);
		start(&p, path, NULL);
		pty_see(&p, "", "trunk provider down");
		pty_see(&p, "", "counting");
		pty_see(&p, "7", "Severity");
		ck_assert_uint_eq(bells_of(&p), cases[i].rings);
		slatop_leave(&p);
	}
	ck_assert_int_eq(run_command(&out, &errors, "%s --config %s report alarms --format csv", slatop_binary(), path),
			 0);
	ck_assert_ptr_nonnull(strstr(out.data, ",counting,trunk provider,"));
	write_config(path, "loud");
	ck_assert_int_eq(run_command(&out, &errors, "%s --config %s report alarms", slatop_binary(), path), 2);
	ck_assert_ptr_nonnull(strstr(errors.data, "bell: \"loud\" is none of the words that it may be"));
	unlink(path);
	buf_release(&out);
	buf_release(&errors);
	end();
}
END_TEST

TEST_MAIN("alarms", 500, the_bell_is_as_configured, a_storm_is_one_line_and_one_bell)
