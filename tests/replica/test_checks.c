/* What is refused: logins that could write, contracts that do not match. Each
 * case makes a login, or a database, of its own and removes it. */
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "slatop/base/embed.h"
#include "slatop/replica/contract.h"
#include "support/check_main.h"

/* --- logins -------------------------------------------------------------- */

static char *login_info(const struct live *t, const char *login)
{
	struct buf info = BUF_INIT;

	buf_addf(&info, "%s user=%s", t->replica_info, login);
	return buf_take(&info);
}

/* Grants, a start as that login, and what the message must name. */
static void refuse_login(const char *make, const char *unmake, const char *named)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "drop role if exists slatop_test");
	live_sql(&t, "create role slatop_test login in role slatop_reader");
	live_sql(&t, "%s", make);
	live_replayed(&t);
	char *info = login_info(&t, "slatop_test");
	live_start(&t, info);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_REFUSED) || live_state(&t, REPLICA_STALE) ||
			       t.platform->status.polls > 2);
	ck_assert_msg(live_state(&t, REPLICA_REFUSED), "not refused: %s", named);
	ck_assert_msg(strstr(t.platform->status.message, named), "\"%s\" does not name \"%s\"",
		      t.platform->status.message, named);
	ck_assert_uint_eq(t.platform->tenant_count, 0);
	struct buf report = BUF_INIT;
	ck_assert_int_gt(replica_report(t.replica, &report), 0);
	ck_assert_msg(strstr(report.data, named), "%s", report.data);
	buf_release(&report);
	replica_destroy(t.replica);
	t.replica = NULL;
	live_sql(&t, "%s", unmake);
	live_sql(&t, "drop role slatop_test");
	free(info);
	live_end(&t);
}

START_TEST(insert_on_one_column)
{
	refuse_login("grant insert (cause) on sla.outage to slatop_test",
		     "revoke insert (cause) on sla.outage from slatop_test", "INSERT on sla.outage (cause)");
}
END_TEST

START_TEST(truncate_of_a_table)
{
	refuse_login("grant truncate on sla.incident to slatop_test",
		     "revoke truncate on sla.incident from slatop_test", "TRUNCATE on sla.incident");
}
END_TEST

START_TEST(update_by_a_role_it_may_take)
{
	refuse_login("create role slatop_writer; grant update on sla.link to slatop_writer;"
		     " grant slatop_writer to slatop_test",
		     "revoke update on sla.link from slatop_writer; drop role slatop_writer",
		     "UPDATE on sla.link through slatop_writer");
}
END_TEST

START_TEST(delete_by_public)
{
	refuse_login("grant delete on sla.link to public", "revoke delete on sla.link from public",
		     "DELETE on sla.link through PUBLIC");
}
END_TEST

START_TEST(may_create_roles)
{
	refuse_login("alter role slatop_test createrole", "alter role slatop_test nocreaterole",
		     "CREATEROLE");
}
END_TEST

START_TEST(owns_a_table)
{
	refuse_login(
		"create schema scratch; create table scratch.own (a int);"
		" grant create, usage on schema scratch to slatop_test; grant slatop_test to current_user;"
		" alter table scratch.own owner to slatop_test",
		"drop schema scratch cascade", "ownership on relation scratch.own");
}
END_TEST

START_TEST(login_without_the_reader_role)
{
	refuse_login("revoke slatop_reader from slatop_test", "select 1", "permission denied");
}
END_TEST

START_TEST(temp_and_create_are_warnings)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "grant temporary on database sla to slatop");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, t.platform->status.polls > 2);
	live_sql(&t, "revoke temporary on database sla from slatop");
	ck_assert(live_state(&t, REPLICA_LIVE));
	ck_assert_msg(strstr(t.platform->status.warning, "the login has TEMP on database sla"), "%s",
		      t.platform->status.warning);
	live_end(&t);
}
END_TEST

START_TEST(a_primary_is_refused)
{
	struct live t;

	live_begin(&t);
	struct buf info = BUF_INIT;
	buf_addf(&info, "%s user=slatop", t.primary_info);
	live_start(&t, info.data);
	LIVE_UNTIL(&t, *t.platform->status.message);
	ck_assert(live_state(&t, REPLICA_DISCONNECTED));
	ck_assert_int_ne(t.platform->status.retry_at, TIME_NONE);
	replica_destroy(t.replica);
	/* Unless the site says so; its own connection settings are kept then. */
	buf_add_text(&info, " target_session_attrs=any options='-c geqo=off'");
	live_start(&t, info.data);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE) && t.platform->status.polls > 1);
	buf_release(&info);
	live_end(&t);
}
END_TEST

/* --- contracts ----------------------------------------------------------- */

/* The contract changed on the primary, inside a transaction that a second one
 * undoes: the message has to name what is wrong. */
static void refuse_contract(const char *make, const char *unmake, const char *const *named)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "%s", make);
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_REFUSED) || t.platform->status.polls > 2);
	replica_destroy(t.replica);
	t.replica = NULL;
	live_sql(&t, "%s", unmake);
	ck_assert(live_state(&t, REPLICA_REFUSED));
	for (; *named; named++)
		ck_assert_msg(strstr(t.platform->status.message, *named), "\"%s\" does not name \"%s\"",
			      t.platform->status.message, *named);
	live_end(&t);
}

START_TEST(missing_column_and_other_type)
{
	refuse_contract("alter table sla.outage rename cause to reason;"
			"alter table sla.maintenance alter title type varchar(80)",
			"alter table sla.outage rename reason to cause;"
			"alter table sla.maintenance alter title type text",
			(const char *const[]){"column sla.outage.cause is missing",
					      "column sla.maintenance.title is character varying, not text",
					      NULL});
}
END_TEST

START_TEST(missing_relation)
{
	refuse_contract("alter table sla.maintenance_tenant rename to maintenance_tenants",
			"alter table sla.maintenance_tenants rename to maintenance_tenant",
			(const char *const[]){"relation sla.maintenance_tenant is missing", NULL});
}
END_TEST

START_TEST(other_version)
{
	refuse_contract(
		"update sla.platform set contract_version = 2",
		"update sla.platform set contract_version = 1",
		(const char *const[]){"the server publishes version 2, this program reads version 1", NULL});
}
END_TEST

START_TEST(missing_capability)
{
	struct live t;

	live_begin(&t);
	live_sql(&t, "alter table sla.incident rename to incidents");
	live_replayed(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, t.platform->status.polls > 2);
	live_sql(&t, "alter table sla.incidents rename to incident");
	ck_assert(live_state(&t, REPLICA_LIVE));
	ck_assert(!(t.platform->status.capabilities >> contract_relation("incident") & 1));
	ck_assert(t.platform->status.capabilities >> contract_relation("call_rate") & 1);
	struct buf report = BUF_INIT;
	ck_assert_int_eq(replica_report(t.replica, &report), 1);
	ck_assert(strstr(report.data, "relation sla.incident is missing (not needed to start)"));
	buf_release(&report);
	live_end(&t);
}
END_TEST

START_TEST(contract_changes_while_it_is_read)
{
	struct live t;

	live_begin(&t);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, t.platform->status.polls > 2);
	live_sql(&t, "alter table sla.outage rename cause to reason");
	LIVE_UNTIL(&t, live_state(&t, REPLICA_REFUSED));
	live_sql(&t, "alter table sla.outage rename reason to cause");
	ck_assert_ptr_nonnull(strstr(t.platform->status.message, "column sla.outage.cause is missing"));
	live_replayed(&t);
	replica_refresh(t.replica);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	live_end(&t);
}
END_TEST

START_TEST(table_of_the_contract)
{
	ck_assert_int_eq(contract_relation("platform"), 0);
	ck_assert_int_eq(contract_relation("nonsense"), -1);
	ck_assert_uint_le(contract_relation_count, 64); /* bits of the capabilities */
	ck_assert_str_eq(contract_sql(), embedded_find("src/replica/contract.sql")->data);
	for (size_t i = 0; i < contract_column_count; i++)
		if (!strcmp(contract_columns[i].relation, "tenant") &&
		    !strcmp(contract_columns[i].name, "closed_at")) {
			ck_assert_str_eq(contract_columns[i].type, "timestamp with time zone");
			ck_assert(contract_columns[i].nullable && contract_columns[i].core);
			return;
		}
	ck_abort_msg("tenant.closed_at is not in the table");
}
END_TEST

TEST_MAIN("checks", 120, table_of_the_contract, insert_on_one_column, truncate_of_a_table,
	  update_by_a_role_it_may_take, delete_by_public, may_create_roles, owns_a_table,
	  login_without_the_reader_role, temp_and_create_are_warnings, a_primary_is_refused,
	  missing_column_and_other_type, missing_relation, other_version, missing_capability,
	  contract_changes_while_it_is_read)
