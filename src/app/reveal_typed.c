/* Whether what was typed in a bastion session may be shown: passwords, and whatever
 * of an account somebody put into a command. It takes an operator who is known, a
 * login of slatop_private, and for every account that the session's rows name a
 * grant in force of kind recording or all; a session that names none has nobody
 * who could grant it. The recording is here already, so that the grants are looked
 * at once more behind the journal's records, and every few seconds from then on. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/console_app.h"
#include "app/grants.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define ACCOUNTS_MOST 100
#define KIND "'recording'"
#define COVERS "g.operator = session_user and g.kind in (" KIND ", 'all')"

enum { C_LOGIN, C_MEMBER, C_ACCOUNT, C_GRANT, C_GRANT_NO, C_STATE };
static const char check_sql[] =
	"select session_user::text, coalesce(pg_has_role(session_user, to_regrole('slatop_private')::oid, 'member'), false),"
	" a.enterprise_no, g.grant_id, g.grant_no, g.state from (select) as one left join"
	" (select enterprise_no from sla.private_access where session_id = $1::bigint"
	"  union select enterprise_no from sla.deletion where session_id = $1::bigint and enterprise_no is not null"
	"  union select enterprise_no from sla.recording_clearance where session_id = $1::bigint) a on true"
	" left join lateral (select g.grant_id, g.grant_no, " GRANT_STATE " as state from sla.private_grant g"
	"  where g.enterprise_no = a.enterprise_no and " COVERS " " GRANT_BEST ") g on true"
	" order by a.enterprise_no limit 101";
static const char look_sql[] = "select count(*), min(" GRANT_LEFT ") from sla.private_grant g where g.grant_id = any($1::bigint[]) and "
			       COVERS " and " GRANT_HOLDS;

static struct replay *front(const struct app *a)
{
	return session_replay_front(a->session);
}

/* Answers to a question of another session do not come any more. */
static void ask(struct app *a, const char *sql, const char *value, read_fn fn)
{
	struct revealing_typed *t = &a->typed;
	struct replica *r = a->engine.replicas[t->platform];
	struct read_statement statement = {sql, &value, 1};

	replica_forget(r, t);
	replica_read(r, &statement, 1, fn, t);
}

static struct app *app_of(void *context)
{
	struct revealing_typed *t = context;

	return t->app;
}

static size_t fields_of(const struct app *a, struct journal_field *f)
{
	const struct revealing_typed *t = &a->typed;
	size_t count = 0;

	f[count++] = (struct journal_field){"private", "bastion_recording", 0};
	f[count++] = (struct journal_field){"session", NULL, t->session};
	f[count++] = (struct journal_field){"platform", a->engine.store->platforms[t->platform]->code, 0};
	return count;
}

static void refuse(struct app *a, const char *why)
{
	struct journal_field f[8];
	size_t count = fields_of(a, f);

	f[count++] = (struct journal_field){"of", "reveal", 0};
	f[count++] = (struct journal_field){"why", why, 0};
	trail_note(a->trail, "refused", f, count);
	replay_input_refuse(front(a), why);
	loop_wake(a->engine.loop);
}

/* ---- whether it may be ---- */

static const char *text_at(const struct read_result *r, int row, int column)
{
	const char *text = r->get(r, row, column);

	return text ? text : "";
}

/* Why not; "" where it may be. */
static void judge(const struct app *a, const struct read_result *r, struct buf *why)
{
	const char *login = text_at(r, 0, C_LOGIN);

	if (strcmp(text_at(r, 0, C_MEMBER), "t") != 0)
		buf_addf(why, "login %s is no member of slatop_private", login);
	else if (!r->get(r, 0, C_ACCOUNT))
		buf_addf(why, "no row names an account of session %" PRId64 ": there is nobody who could grant it", a->typed.session);
	else if (r->rows > ACCOUNTS_MOST)
		buf_addf(why, "more than %d accounts are named by session %" PRId64, ACCOUNTS_MOST, a->typed.session);
	for (int i = 0; i < r->rows && !why->length; i++) {
		if (!r->get(r, i, C_GRANT))
			buf_addf(why, "account %s has granted login %s no look at recording", text_at(r, i, C_ACCOUNT), login);
		else if (text_at(r, i, C_STATE)[0])
			buf_addf(why, "grant %s of account %s %s", text_at(r, i, C_GRANT_NO), text_at(r, i, C_ACCOUNT), text_at(r, i, C_STATE));
	}
}

static void take_grants(struct revealing_typed *t, const struct read_result *r, struct buf *said)
{
	t->grants = mem_resize(t->grants, (size_t)r->rows + 1, sizeof *t->grants);
	t->count = 0;
	buf_add_text(said, r->rows > 1 ? "grants " : "grant ");
	for (int i = 0; i < r->rows; i++) {
		struct typed_grant *g = &t->grants[t->count++];
		struct buf clean = BUF_INIT;
		text_clean(&clean, text_at(r, i, C_GRANT_NO), strlen(text_at(r, i, C_GRANT_NO)));
		g->account = strtoll(text_at(r, i, C_ACCOUNT), NULL, 10);
		g->grant_id = strtoll(text_at(r, i, C_GRANT), NULL, 10);
		snprintf(g->grant_no, sizeof g->grant_no, "%.*s", (int)text_fit(clean.data, clean.length, (int)sizeof g->grant_no / 4, NULL),
			 clean.data);
		if (i < 3)
			buf_addf(said, "%s%s", i ? ", " : "", g->grant_no);
		buf_release(&clean);
	}
	if (r->rows > 3)
		buf_addf(said, " and %d more", r->rows - 3);
}

static void on_checked(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = app_of(context);
	struct buf why = BUF_INIT, clean = BUF_INIT;

	if (!front(a) || !replay_input_checks(front(a)))
		return;
	if (error || statements != 1 || results[0].rows < 1)
		buf_add_text(&why, error ? error : "nothing came of the look at the grants");
	else
		judge(a, &results[0], &why);
	text_clean(&clean, why.data, why.length);
	if (why.length) {
		refuse(a, clean.data);
	} else {
		take_grants(&a->typed, &results[0], &clean);
		replay_input_ask(front(a), clean.data);
		loop_wake(a->engine.loop);
	}
	buf_release(&why);
	buf_release(&clean);
}

/* A relation that the question is about and that is not published; NULL: all are. */
static const char *lacking(const struct app *a)
{
	static const char *const needs[] = {"private_grant", "private_access", "deletion", "recording_clearance"};
	char word[40];

	for (size_t i = 0; i < COUNT_OF(needs); i++) {
		snprintf(word, sizeof word, " %s ", needs[i]);
		if (strstr(a->engine.store->platforms[a->typed.platform]->status.lacking, word))
			return needs[i];
	}
	return NULL;
}

void app_typed_ask(struct app *a)
{
	struct revealing_typed *t = &a->typed;
	char session[24], why[120];

	session_replay_of(a->session, &t->platform, &t->session);
	snprintf(session, sizeof session, "%" PRId64, t->session);
	if (app_reveal_barred(a)) {
		refuse(a, app_reveal_barred(a));
	} else if (lacking(a)) {
		snprintf(why, sizeof why, "the sub-platform does not publish sla.%s", lacking(a));
		refuse(a, why);
	} else {
		ask(a, check_sql, session, on_checked);
	}
}

/* ---- showing it ---- */

/* One record a grant, each firm before anything is shown. */
static bool record(struct app *a, struct err *e)
{
	const struct revealing_typed *t = &a->typed;
	struct journal_field f[8];

	for (size_t i = 0; i < t->count; i++) {
		size_t count = fields_of(a, f);
		f[count++] = (struct journal_field){"account", NULL, t->grants[i].account};
		f[count++] = (struct journal_field){"grant", t->grants[i].grant_no, 0};
		f[count++] = (struct journal_field){"grant_id", NULL, t->grants[i].grant_id};
		if (!trail_need(a->trail, "reveal", f, count, e))
			return false;
	}
	return t->count > 0;
}

static void look(struct app *a, read_fn fn)
{
	const struct revealing_typed *t = &a->typed;
	struct buf ids = BUF_INIT;

	for (size_t i = 0; i < t->count; i++)
		buf_addf(&ids, "%c%" PRId64, i ? ',' : '{', t->grants[i].grant_id);
	buf_add_text(&ids, "}");
	ask(a, look_sql, ids.data, fn);
	buf_release(&ids);
}

/* How long all of them hold; 0: one does not. */
static int64_t left_of(const struct app *a, const struct read_result *results, int statements, const char *error)
{
	if (error || statements != 1 || results[0].rows != 1)
		return 0;
	if (strtoull(text_at(&results[0], 0, 0), NULL, 10) != a->typed.count)
		return 0;
	return strtoll(text_at(&results[0], 0, 1), NULL, 10);
}

static void set_timer(struct app *a, int64_t until)
{
	int64_t next = clock_monotonic() + LOOK_US;

	loop_timer_set(a->typed.timer, until < next ? until : next);
}

static void on_read(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = app_of(context);
	int64_t left = left_of(a, results, statements, error), now = clock_monotonic();

	if (!front(a) || !replay_input_reads(front(a)))
		return;
	if (left <= 0) {
		refuse(a, error ? error : "a grant has just ended");
		return;
	}
	replay_input_show(front(a), now + (left < SHOWN_US ? left : SHOWN_US), left < SHOWN_US);
	a->typed.shown = true;
	set_timer(a, now + left);
	loop_wake(a->engine.loop);
}

void app_typed_show(struct app *a)
{
	struct err e = {""};

	if (record(a, &e)) {
		look(a, on_read);
		return;
	}
	err_at(&e, "nothing is shown without its record");
	refuse(a, e.text);
}

/* ---- the end ---- */

static void on_look(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = app_of(context);
	int64_t left = left_of(a, results, statements, error), now = clock_monotonic(), until;

	if (!front(a) || !replay_input_is_shown(front(a), &until))
		return;
	if (left <= 0)
		replay_input_end(front(a), REVEAL_GRANT);
	else if (now + left < until)
		replay_input_show(front(a), until = now + left, true);
	set_timer(a, until);
	loop_wake(a->engine.loop);
}

static void on_timer(void *context)
{
	struct app *a = context;
	int64_t until;

	if (!front(a) || !replay_input_is_shown(front(a), &until))
		return;
	if (clock_monotonic() < until) {
		loop_timer_set(a->typed.timer, until); /* whatever comes of the look */
		look(a, on_look);
	}
	loop_wake(a->engine.loop); /* its own time ends it */
}

void app_typed_end(struct app *a, enum reveal_end why)
{
	if (front(a))
		replay_input_end(front(a), why);
}

void app_typed_follow(struct app *a)
{
	struct journal_field f[8];
	int64_t until;

	if (!a->typed.shown || (front(a) && replay_input_is_shown(front(a), &until)))
		return;
	a->typed.shown = false;
	loop_timer_stop(a->typed.timer);
	size_t count = fields_of(a, f);
	f[count++] = (struct journal_field){"why", reveal_end_names[front(a) ? replay_input_ended(front(a)) : REVEAL_LEFT], 0};
	trail_note(a->trail, "reveal-end", f, count);
}

void app_typed_init(struct app *a)
{
	a->typed.app = a;
	a->typed.timer = loop_timer(a->engine.loop, on_timer, a);
}

void app_typed_release(struct app *a)
{
	free(a->typed.grants);
}
