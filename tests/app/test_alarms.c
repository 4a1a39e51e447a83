/* Alarms on a pseudo-terminal over a real standby: 100,000 windows that open
 * within five seconds are one line and one bell, and keys are answered meanwhile;
 * what is acknowledged; what the configuration says of the bell. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/pty.h"

static PGconn *owner;

static void sql(const char *text)
{
	PGresult *r = PQexec(owner, text);

	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s",
		      text, PQerrorMessage(owner));
	PQclear(r);
}

static void begin(void)
{
	char *line = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");

	owner = PQconnectdb(line);
	ck_assert_msg(PQstatus(owner) == CONNECTION_OK, "%s", PQerrorMessage(owner));
	free(line);
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
	char *argv[] = {(char *)slatop_binary(), (char *)"--config", (char *)config, (char *)screen, NULL};

	pty_init(p, 36, 160);
	pty_exec(p, argv);
}

static void see(struct pty *p, const char *text)
{
	if (pty_wait_text(p, text))
		return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	fprintf(stderr, "%s\n", screen.data); /* too long for a message of Check's */
	ck_abort_msg("\"%s\" does not come", text);
}

static bool stands(struct pty *p, const char *text)
{
	struct buf screen = BUF_INIT;

	pty_dump(p, &screen);
	bool there = strstr(screen.data, text);
	buf_release(&screen);
	return there;
}

static bool is_away(struct pty *p, void *context)
{
	return !stands(p, context);
}

static size_t bells_of(const struct pty *p)
{
	return (size_t)p->bells;
}

static void quit(struct pty *p)
{
	pty_keys(p, ":q\r");
	ck_assert_int_eq(pty_end(p), 0);
	pty_release(p);
}

START_TEST(a_storm_is_one_line_and_one_bell)
{
	struct buf config = BUF_INIT;
	struct pty p;

	begin();
	add_tenants(100000);
	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_EMPTY"));
	start(&p, config.data, "tenants");
	see(&p, "1 of 100,000");
	ck_assert_uint_eq(bells_of(&p), 0);
	sql("insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, voided) "
	    "select 3000000 + i, 3000000 + i, 'softswitch', 'provider', now() - i % 5000 * interval '1 ms', false "
	    "from generate_series(1, 100000) i");
	/* Keys while it comes in: each is answered by what it is for. */
	pty_keys(&p, "G");
	see(&p, "100,000 of 100,000");
	pty_keys(&p, "?");
	see(&p, "PgDn");
	pty_keys(&p, "q");
	see(&p, "100,000 of 100,000");
	see(&p, "softswitch provider down");
	see(&p, ": 100,000 accounts (1,000 gold) since ");
	ck_assert(!stands(&p, "alarms:")); /* as where there are several */
	pty_keys(&p, "7");
	see(&p, "Severity");
	see(&p, "200,000"); /* seats */
	ck_assert(!stands(&p, "1 of ")); /* it is the only row */
	ck_assert_uint_eq(bells_of(&p), 1);
	pty_keys(&p, "2");
	see(&p, "Accounts of the selected group"); /* the outages are one group too */
	see(&p, "99,9"); /* "99,977 more" */
	pty_keys(&p, "1");
	see(&p, "Closest to breach");
	pty_keys(&p, "a");
	see(&p, "acknowledged, on this console only");
	ck_assert(pty_wait(&p, is_away, (void *)"a acknowledge"));
	pty_keys(&p, "7");
	see(&p, "acknowledged");
	sql("update sla.outage set ended_at = now() where outage_id >= 3000000");
	see(&p, "cleared");
	ck_assert_uint_eq(bells_of(&p), 1);
	quit(&p);
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
		see(&p, "trunk provider down");
		see(&p, "counting");
		pty_keys(&p, "7");
		see(&p, "Severity");
		ck_assert_uint_eq(bells_of(&p), cases[i].rings);
		quit(&p);
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
