/* The console on a pseudo-terminal, over real standbys: start, keys, resize,
 * changes that reach the screen, and a terminal that is sane afterwards. */
#include "support/check_main.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"

START_TEST(keys_lead_from_the_overview_to_a_proof)
{
	struct pty p;
	slatop_on(&p, 36, 120, "SLATOP_TEST_PLATFORM", NULL);
	pty_see(&p, "", "live");
	pty_see(&p, "3", "› availability"); /* on the account that is the closest to its limit, or over it */
	pty_see(&p, "\r", "Contract");
	pty_see(&p, "e", "Clause 4.1");
	pty_see(&p, "P", "figures are equal"); /* slatop's and the standby's */
	pty_keys(&p, "\033"); /* the proof goes first */
	pty_see_gone(&p, "Proved by");
	pty_see(&p, "q", "Contract");
	pty_see(&p, "?", "PgDn");
	pty_keys(&p, "q");
	pty_see_gone(&p, "Shift-Tab");
	pty_keys(&p, ":q\r");
	slatop_ends(&p, 0);
}
END_TEST

START_TEST(another_size_is_drawn)
{
	struct pty p;
	slatop_on(&p, 24, 80, "SLATOP_TEST_PLATFORM", "availability");
	pty_see(&p, "", "Avail %");
	pty_resize(&p, 50, 160);
	pty_see(&p, "", "Accountable");
	pty_resize(&p, 5, 20);
	pty_see(&p, "", "small");
	pty_resize(&p, 24, 80);
	pty_see(&p, "", "Avail %");
	pty_keys(&p, ":q\r");
	slatop_ends(&p, 0);
}
END_TEST

START_TEST(a_killed_console_leaves_the_terminal_sane)
{
	struct pty p;
	slatop_on(&p, 24, 80, "SLATOP_TEST_PLATFORM", NULL);
	pty_see(&p, "", "live");
	kill(p.child, SIGTERM);
	slatop_ends(&p, 128 + SIGTERM);
	slatop_on(&p, 24, 80, "SLATOP_TEST_PLATFORM", NULL);
	pty_see(&p, "", "live");
	kill(p.child, SIGHUP);
	slatop_ends(&p, 128 + SIGHUP);
}
END_TEST

/* Counted from 1, as terminals do. */
static void point(struct pty *p, int button, int column, int row)
{
	char bytes[96];
	snprintf(bytes, sizeof bytes, "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, column, row, button, column, row);
	pty_keys(p, bytes);
}

static int row_of(struct pty *p, const char *text)
{
	struct buf row = BUF_INIT;
	int found = -1;
	for (int i = 0; i < p->rows && found < 0; i++) {
		buf_clear(&row);
		pty_row(p, i, &row);
		if (strstr(row.data, text))
			found = i + 1;
	}
	buf_release(&row);
	return found;
}

START_TEST(the_mouse_moves_sorts_and_opens)
{
	struct pty p;
	slatop_on(&p, 24, 80, "SLATOP_TEST_PLATFORM", "tenants");
	pty_see(&p, "", "1 of ");
	int head = row_of(&p, "Tenant");
	point(&p, 65, 10, 10); /* nobody listens */
	pty_see(&p, "j", "2 of ");
	ck_assert_ptr_null(memmem(p.raw.data, p.raw.length, "\033[?1006h", 8));
	pty_keys(&p, "M");
	pty_see(&p, "k", "1 of ");
	ck_assert_ptr_nonnull(memmem(p.raw.data, p.raw.length, "\033[?1006h", 8));
	point(&p, 65, 10, 10);
	pty_see(&p, "", "4 of ");
	point(&p, 64, 10, 10);
	pty_see(&p, "", "1 of ");
	point(&p, 0, 30, head + 5);
	pty_see(&p, "", "5 of ");
	point(&p, 0, 30, head); /* by name */
	pty_see(&p, "", "Tenant \xe2\x86");
	point(&p, 0, 30, head + 2);
	point(&p, 0, 30, head + 2);
	pty_see(&p, "", "Contract");
	pty_see(&p, "q", " of ");
	buf_clear(&p.raw);
	pty_keys(&p, "Mj");
	pty_keys(&p, ":q\r");
	slatop_ends(&p, 0);
}
END_TEST

START_TEST(ctrl_c_never_quits)
{
	struct pty p;
	slatop_on(&p, 24, 80, "SLATOP_TEST_PLATFORM", NULL);
	pty_see(&p, "", "live");
	pty_send(&p, "\003", 1);
	pty_see(&p, "", "q");
	pty_see(&p, "4", "Tenant");
	pty_keys(&p, "qq");
	slatop_ends(&p, 0);
}
END_TEST

static PGconn *owner(void)
{
	return platform_connect(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");
}

#define TENANT(no, name)                                                                           \
	"insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from, "  \
	"contract_to, retention_to, voided) values (" no ", '" name                               \
	"', 'active', 1, 'function_fee', now() - interval '400 days', '2024-01-01', '2030-01-01', '2031-01-01', false)"
#define OUTAGE(id, no, ago)                                                                        \
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, voided) values (" id ", " no \
	", 'softswitch', 'provider', now() - interval '" ago "', false)"

/* A list of one account, while somebody holds what a load reads; the feed does not read it. */
static void begin_behind_a_lock(struct pty *p, PGconn *owned, PGconn *locks)
{
	platform_run(owned, TENANT("990003", "停载公司"));
	slatop_on(p, 24, 80, "SLATOP_TEST_EMPTY", "availability");
	pty_see(p, "", "停载公司");
	platform_run(locks, "begin; lock table sla.outage_history in access exclusive mode");
	platform_run(owned, "update sla.tenant set name = '锁住公司' where enterprise_no = 990003");
	pty_see(p, "", "锁住公司"); /* so the standby has the lock, too */
}

/* It is let go, and the feed has read since. */
static void unlock(struct pty *p, PGconn *owned, PGconn *locks)
{
	platform_run(locks, "rollback");
	platform_run(owned, "update sla.tenant set name = '放开公司' where enterprise_no = 990003");
	pty_see(p, "", "放开公司");
}

static void end_behind_a_lock(struct pty *p, PGconn *owned, PGconn *locks)
{
	slatop_leave(p);
	platform_run(owned, "delete from sla.tenant where enterprise_no = 990003");
	PQfinish(owned);
	PQfinish(locks);
}

START_TEST(a_load_that_was_stopped_says_so_and_goes_on)
{
	PGconn *owned = owner(), *locks = owner();
	struct pty p;
	begin_behind_a_lock(&p, owned, locks);
	pty_keys(&p, "t-1h\r");
	pty_see(&p, "", "as known now");
	pty_see(&p, "", "100.0000");
	pty_see(&p, "u", ", as known then");
	pty_see(&p, "", "loading");
	pty_see(&p, "\003", "stopped loading");
	pty_see(&p, "", "stopped; r goes on");
	unlock(&p, owned, locks);
	ck_assert(pty_shows(&p, "stopped loading"));
	ck_assert(!pty_shows(&p, "100.0000"));
	pty_see(&p, "r", "100.0000");
	pty_see_gone(&p, "stopped loading");
	end_behind_a_lock(&p, owned, locks);
}
END_TEST

/* What is left before it is there is not read on, whether it waits or is being read (it went on, and Ctrl-C then
 * wrote into what had gone with it). */
START_TEST(a_load_that_nobody_looks_at_is_given_up)
{
	static const char *const moments[] = {"t-1h\r", "t-2h\r", "t-3h\r"};
	PGconn *owned = owner(), *locks = owner();
	struct pty p;
	begin_behind_a_lock(&p, owned, locks);
	for (size_t i = 0; i < COUNT_OF(moments); i++) {
		pty_keys(&p, moments[i]);
		pty_see(&p, "", "AS OF");
		pty_see(&p, "u", ", as known then");
		pty_see(&p, "", "loading");
		pty_see(&p, "T", "LIVE");
		pty_see(&p, "", "100.0000");
	}
	pty_see(&p, "\003", "Ctrl-C stops long work"); /* there is none */
	unlock(&p, owned, locks);
	end_behind_a_lock(&p, owned, locks);
}
END_TEST

/* A transaction that is open while others commit, then commits late; a row that
 * is corrected; a row that is voided: each reaches the screen. */
START_TEST(late_corrected_and_voided_rows_reach_the_screen)
{
	PGconn *early = owner(), *late = owner();
	struct pty p;
	platform_run(early, TENANT("990001", "晚到公司") ";" TENANT("990002", "早到公司"));
	slatop_on(&p, 36, 120, "SLATOP_TEST_EMPTY", "outages");
	pty_see(&p, "", "nothing is down");
	platform_run(late, "begin; " OUTAGE("990001", "990001", "10 minutes"));
	for (int i = 0; i < 3; i++) { /* each of these is seen, so polls went by meanwhile */
		char line[512];
		snprintf(line, sizeof line, "update sla.tenant set name = '早到公司%d' where enterprise_no = 990002", i);
		if (i == 0)
			platform_run(early, OUTAGE("990002", "990002", "20 minutes"));
		platform_run(early, line);
		snprintf(line, sizeof line, "早到公司%d", i);
		pty_see(&p, "", line);
	}
	ck_assert(!pty_shows(&p, "990001"));
	platform_run(late, "commit");
	pty_see(&p, "", "1 of 2");
	pty_see(&p, "G", "990001");
	platform_run(early, "update sla.outage set cause = 'carrier' where outage_id = 990001");
	pty_see(&p, "", "carrier");
	platform_run(early, "update sla.outage set voided = true, void_reason = 'test' where outage_id = 990001");
	pty_see_gone(&p, "990001");
	platform_run(early, "update sla.outage set ended_at = now() where outage_id = 990002");
	pty_see_gone(&p, "990002");
	pty_keys(&p, ":q\r");
	slatop_ends(&p, 0);
	platform_run(early, "delete from sla.outage where outage_id in (990001, 990002); "
		   "delete from sla.tenant where enterprise_no in (990001, 990002)");
	PQfinish(early);
	PQfinish(late);
}
END_TEST

TEST_MAIN("console", 120, keys_lead_from_the_overview_to_a_proof, another_size_is_drawn,
	  a_killed_console_leaves_the_terminal_sane, the_mouse_moves_sorts_and_opens, ctrl_c_never_quits,
	  a_load_that_was_stopped_says_so_and_goes_on, a_load_that_nobody_looks_at_is_given_up, late_corrected_and_voided_rows_reach_the_screen)
