/* slatop contract: SQL for the platform's owner to run. Nothing of it is run here. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "slatop/base/buf.h"
#include "slatop/replica/contract.h"
#include "slatop/sla/agreement.h"

static int print(const char *text)
{
	bool written = fputs(text, stdout) != EOF && fflush(stdout) == 0;
	return written ? EXIT_FINE : command_fail(EXIT_FAILED, "standard output cannot be written");
}

/* A login of its own for the account. The password is given by psql, which sends
 * none in clear text: it stands in no file and no history. The role may be there
 * from an earlier visit: then it is taken up again. */
static void add_login(struct buf *out, int64_t account, int64_t until_us)
{
	struct buf until = BUF_INIT;

	time_rfc3339(&until, until_us);
	buf_addf(out,
		 "-- A login for audit mode (slatop --audit %" PRId64 "): it sees account %" PRId64 " and nothing of any other, until\n"
		 "-- %s. On the primary, as the owner of schema sla with CREATEROLE; then, in psql:\n"
		 "--\n"
		 "--     \\password audit_%" PRId64 "\n"
		 "--\n"
		 "-- pg_hba.conf of the standby has to ask this login for it, in a line above those that do not:\n"
		 "--\n"
		 "--     local all +slatop_audit scram-sha-256\n\n",
		 account, account, until.data, account);
	buf_addf(out,
		 "begin;\n\n"
		 "do $$\n"
		 "begin\n"
		 "    if not exists (select from sla.tenant where enterprise_no = %" PRId64 ") then\n"
		 "        raise exception 'there is no account %" PRId64 "' using hint = 'Nothing was changed.';\n"
		 "    end if;\n"
		 "    if not exists (select from pg_catalog.pg_roles where rolname = 'audit_%" PRId64 "') then\n"
		 "        create role audit_%" PRId64 " login in role slatop_audit;\n"
		 "    end if;\n"
		 "end\n"
		 "$$;\n\n",
		 account, account, account, account);
	buf_addf(out,
		 "alter role audit_%" PRId64 " login valid until '%s';\n\n"
		 "insert into sla.audit_role (role_name, enterprise_no, valid_until)\n"
		 "values ('audit_%" PRId64 "', %" PRId64 ", '%s')\n"
		 "on conflict (role_name) do update\n"
		 "set enterprise_no = excluded.enterprise_no, valid_until = excluded.valid_until;\n\n"
		 "commit;\n",
		 account, until.data, account, account, until.data);
	buf_release(&until);
}

static bool read_account(const char *text, int64_t *account, struct err *e)
{
	char *end;

	errno = 0;
	*account = strtoll(text, &end, 10);
	return (!errno && end != text && !*end && *account > 0) || err_set(e, "\"%s\" is no account: give its number", text);
}

static bool read_login(const struct options *o, int64_t *account, int64_t *until_us, struct err *e)
{
	if (o->word_count != 2)
		return err_set(e, "audit-login is for one account: slatop contract audit-login N --until T");
	if (!o->until)
		return err_set(e, "a login of the audit room has an end: say --until T");
	if (!read_account(o->words[1], account, e))
		return false;
	struct agreement *a = agreement_read(o->agreement, e);
	bool read = a && calendar_parse_time(agreement_calendar(a), o->until, until_us, e);
	if (a && !read)
		err_at(e, "--until");
	agreement_destroy(a);
	if (read && *until_us <= clock_wall())
		return err_set(e, "--until %s is over", o->until);
	return read;
}

int command_contract(const struct options *o)
{
	struct buf out = BUF_INIT;
	struct err e = {""};
	int64_t account = 0, until_us = 0;

	if (!o->word_count && !o->until)
		return print(contract_sql());
	if (!o->word_count)
		return command_fail(EXIT_USAGE, "--until is for a login: slatop contract audit-login N --until T");
	if (strcmp(o->words[0], "audit-login")) {
		err_set(&e, "contract takes no \"%s\"; it prints itself, or with audit-login N --until T a login", o->words[0]);
		return command_fail(EXIT_USAGE, e.text);
	}
	if (!read_login(o, &account, &until_us, &e))
		return command_fail(EXIT_USAGE, e.text);
	add_login(&out, account, until_us);
	int status = print(out.data);
	buf_release(&out);
	return status;
}
