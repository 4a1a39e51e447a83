#include "slatop/replica/audit_login.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define ANSWER_US (20 * USEC)

enum { ASK_SETTINGS = 1, ASK_LOGIN, ASK_ACCOUNT };

struct audit_proof {
	struct loop *loop;
	struct session *session;
	struct loop_timer *timer; /* the callback is never called from within a job */
	int64_t account, found;   /* found: the account that it is for; 0: none */
	struct audit_login login;
	bool connected, member, secured, asked;
	char more[200]; /* what else it could read; "": nothing */
	char why[600];
	audit_login_fn fn;
	void *context;
};

/* ---- what came of it ---- */

static void finish(struct audit_proof *p)
{
	session_close(p->session);
	loop_timer_set(p->timer, 0);
}

static void on_timer(void *context)
{
	struct audit_proof *p = context;

	p->fn(p->context, &p->login, p->connected, p->why[0] ? p->why : NULL);
}

static void say(struct audit_proof *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct audit_proof *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->why, sizeof p->why, format, args);
	va_end(args);
}

static void judge(struct audit_proof *p)
{
	const char *name = p->login.name;

	if (!p->asked)
		say(p, "the server lets login \"%s\" in without its password, so a lock could not be opened by it: pg_hba.conf "
		       "has to ask for it (slatop contract audit-login shows the line)", name);
	else if (p->more[0])
		say(p, "login \"%s\" could read more than one account: %s; audit mode needs a login of its own", name, p->more);
	else if (!p->member)
		say(p, "login \"%s\" is none of audit mode: \"slatop contract audit-login %" PRId64 " --until T\" prints the SQL for one",
		    name, p->account);
	else if (!p->secured)
		say(p, "row-level security does not hold for login \"%s\"", name);
	else if (!p->found)
		say(p, "login \"%s\" has no account in sla.audit_role, or its time is over: \"slatop contract audit-login %" PRId64
		       " --until T\" prints the SQL", name, p->account);
	else if (p->found != p->account)
		say(p, "login \"%s\" is not for account %" PRId64, name, p->account);
}

/* ---- asking ---- */

static int64_t number_at(const PGresult *r, int column, int64_t other)
{
	return PQgetisnull(r, 0, column) ? other : strtoll(PQgetvalue(r, 0, column), NULL, 10);
}

static bool take(void *context, int statement, const PGresult *r, int *row, int64_t deadline_us)
{
	struct audit_proof *p = context;

	(void)row;
	(void)deadline_us;
	if (statement == ASK_LOGIN && PQntuples(r)) {
		message_clean(p->login.name, sizeof p->login.name, PQgetvalue(r, 0, 0));
		p->member = *PQgetvalue(r, 0, 1) == 't';
		message_clean(p->more, sizeof p->more, PQgetvalue(r, 0, 2));
		p->secured = *PQgetvalue(r, 0, 3) == 't';
		p->login.system_identifier = number_at(r, 4, 0);
	} else if (statement == ASK_ACCOUNT && PQntuples(r)) {
		p->found = number_at(r, 0, 0);
		p->login.valid_until = number_at(r, 1, TIME_NONE);
	}
	return true;
}

static void done(void *context, const struct sql_error *error)
{
	struct audit_proof *p = context;

	if (error && replica_contract_error(error))
		say(p, "the server has no audit room, or not for login \"%s\": %s (slatop contract prints what it needs)",
		    session_user_name(p->session), error->message);
	else if (error)
		say(p, "the login could not be proved: %s", error->message);
	else
		judge(p);
	finish(p);
}

static void on_ready(void *context)
{
	static const char *const values[] = {"10000", "2000"};
	static const Oid types[] = {OID_TEXT, OID_TEXT};
	struct audit_proof *p = context;
	struct statement list[] = {
		replica_begin(),
		[ASK_SETTINGS] = {replica_sql("src/replica/settings.sql"), 2, values, types, false},
		[ASK_LOGIN] = {replica_sql("src/replica/audit_login.sql"), 0, NULL, NULL, false},
		[ASK_ACCOUNT] = {"select sla.audit_account(), (select (extract(epoch from valid_until) * 1000000)::bigint"
				 " from sla.audit_role where role_name = session_user and isfinite(valid_until))",
				 0, NULL, NULL, false},
		replica_commit()};

	p->connected = true;
	p->asked = session_used_password(p->session);
	session_run(p->session, list, COUNT_OF(list),
		    &(struct job){.context = p, .result = take, .done = done, .timeout_us = ANSWER_US});
}

static void on_closed(void *context, const char *message)
{
	struct audit_proof *p = context;

	say(p, "%s", message);
	p->connected = false;
	loop_timer_set(p->timer, 0);
}

struct audit_proof *audit_proof_start(struct loop *l, const char *conninfo, bool allow_primary, const char *password,
				      int64_t account, audit_login_fn fn, void *context)
{
	struct audit_proof *p = mem_zero(1, sizeof *p);
	struct buf own = BUF_INIT;
	struct err e = {""};

	*p = (struct audit_proof){.loop = l, .account = account, .fn = fn, .context = context,
				  .login = {.valid_until = TIME_NONE}};
	p->timer = loop_timer(l, on_timer, p);
	if (!audit_conninfo(conninfo, password, &own, &e)) {
		say(p, "%s", e.text);
		loop_timer_set(p->timer, 0);
		return p;
	}
	p->session = session_create(l, own.data, allow_primary,
				    &(struct session_events){.context = p, .ready = on_ready, .closed = on_closed});
	session_open(p->session);
	memset(own.data, 0, own.length);
	buf_release(&own);
	return p;
}

void audit_proof_drop(struct audit_proof *p)
{
	if (!p)
		return;
	session_destroy(p->session);
	loop_timer_remove(p->loop, p->timer);
	free(p);
}

/* ---- conninfo ---- */

static void add_word(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "%s%s='", out->length ? " " : "", name);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, *value);
	}
	buf_add_byte(out, '\'');
}

bool audit_conninfo(const char *conninfo, const char *password, struct buf *out, struct err *e)
{
	static const struct { const char *key, *value; } elsewhere[] = { /* than below ~ */
		{"sslrootcert", "/etc/slatop/root.crt"}, {"sslcrl", "/etc/slatop/root.crl"},
		{"sslcert", "/etc/slatop/client.crt"}, {"sslkey", "/etc/slatop/client.key"},
		{"passfile", "/dev/null"}};
	char *message = NULL;
	PQconninfoOption *given = PQconninfoParse(conninfo, &message);
	bool fine = given;

	if (!given)
		err_set(e, "connection settings: %.*s", (int)strcspn(message ? message : "", "\n"), message ? message : "");
	PQfreemem(message);
	for (const PQconninfoOption *o = given; fine && o->keyword; o++) {
		if (!o->val)
			continue;
		if (!strcmp(o->keyword, "service"))
			fine = err_set(e, "audit mode takes no service: its file may be the user's own; name host, dbname and user");
		bool ours = !strcmp(o->keyword, "password");
		for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
			ours = ours || (!strcmp(o->keyword, elsewhere[i].key) && strcmp(o->keyword, "sslrootcert"));
		if (!ours)
			add_word(out, o->keyword, o->val);
	}
	for (size_t i = 0; fine && i < COUNT_OF(elsewhere); i++)
		if (i || !strstr(out->data ? out->data : "", "sslrootcert="))
			add_word(out, elsewhere[i].key, elsewhere[i].value);
	if (fine)
		add_word(out, "password", password);
	PQconninfoFree(given);
	return fine;
}
