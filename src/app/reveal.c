/* Whether private fields of a row may be shown, reading them, and ending it: the
 * operator has to be known, the login a member of slatop_private, a grant in force,
 * and the journal written before anything is read. The standby enforces the grant
 * by its views; what is looked up here is its number, its end, and the reason of a
 * refusal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/console_app.h"
#include "app/grants.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define GRANT_COVERS "g.operator = session_user and g.enterprise_no = $1::bigint and g.kind in ($2, 'all')"

enum { C_LOGIN, C_VIEW, C_MEMBER, C_GRANT, C_GRANT_NO, C_STATE, C_COUNT };
static const char check_sql[] =
	"select session_user::text, to_regclass('sla.' || $3) is not null,"
	" coalesce(has_table_privilege(to_regclass('sla.' || $3), 'select'), false), g.grant_id, g.grant_no, g.state"
	" from (select) as one left join lateral"
	" (select g.grant_id, g.grant_no, " GRANT_STATE " as state from sla.private_grant g where " GRANT_COVERS
	" " GRANT_BEST ") g on true";
static const char look_sql[] =
	"select " GRANT_LEFT " from sla.private_grant g where g.grant_id = $3::bigint and " GRANT_COVERS " and " GRANT_HOLDS;

static void on_timer(void *context);

static struct replica *replica_of(struct app *a)
{
	return a->engine.replicas[a->console.reveal.platform];
}

/* Columns of the row, for the journal: numbers, not values. */
static size_t fields_of(struct app *a, struct journal_field *f)
{
	const struct reveal *r = &a->console.reveal;
	size_t count = 0;

	f[count++] = (struct journal_field){"private", r->view->relation, 0};
	f[count++] = (struct journal_field){"row", NULL, r->row};
	f[count++] = (struct journal_field){"account", NULL, r->enterprise_no};
	f[count++] = (struct journal_field){"platform", a->engine.store->platforms[r->platform]->code, 0};
	if (r->grant_no[0])
		f[count++] = (struct journal_field){"grant", r->grant_no, 0};
	return count;
}

static void refuse(struct app *a, const char *why)
{
	struct journal_field f[8];
	size_t count = fields_of(a, f);

	f[count++] = (struct journal_field){"of", "reveal", 0};
	f[count++] = (struct journal_field){"why", why, 0};
	trail_note(a->trail, "refused", f, count);
	console_reveal_end(&a->console, clock_monotonic(), REVEAL_LEFT);
	console_say(&a->console, clock_monotonic(), true, "not revealed: %s", why);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

/* Whether the answer is to what is still waited for. */
static bool is_awaited(const struct app *a, enum reveal_state state)
{
	return a->console.reveal.state == state && a->console.reveal.number == a->revealing.number;
}

/* ---- whether it may be ---- */

static const char *text_of(const struct read_result *r, int column)
{
	const char *text = r->get(r, 0, column);

	return text ? text : "";
}

/* Why not; "" where it may be. */
static void judge(const struct app *a, const struct read_result *r, struct buf *why)
{
	const struct reveal *reveal = &a->console.reveal;
	const struct private_view *v = reveal->view;

	if (strcmp(text_of(r, C_VIEW), "t") != 0)
		buf_addf(why, "the sub-platform does not publish sla.%s", v->relation);
	else if (strcmp(text_of(r, C_MEMBER), "t") != 0)
		buf_addf(why, "login %s is no member of slatop_private", text_of(r, C_LOGIN));
	else if (!r->get(r, 0, C_GRANT))
		buf_addf(why, "account %" PRId64 " has granted login %s no look at %s", reveal->enterprise_no,
			 text_of(r, C_LOGIN), v->kind);
	else if (text_of(r, C_STATE)[0])
		buf_addf(why, "grant %s %s", text_of(r, C_GRANT_NO), text_of(r, C_STATE));
}

static void on_checked(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = context;
	struct buf why = BUF_INIT, clean = BUF_INIT, grant = BUF_INIT;

	if (!is_awaited(a, REVEAL_CHECKING))
		return;
	if (error || statements != 1 || results[0].rows != 1)
		buf_add_text(&why, error ? error : "nothing came of the look at the grants");
	else
		judge(a, &results[0], &why);
	text_clean(&clean, why.data, why.length);
	if (why.length) {
		refuse(a, clean.data);
	} else {
		const char *number = text_of(&results[0], C_GRANT_NO);
		a->revealing.grant_id = strtoll(text_of(&results[0], C_GRANT), NULL, 10);
		text_clean(&grant, number, strlen(number));
		console_reveal_ask(&a->console, clock_monotonic(), grant.data);
		loop_wake(a->engine.loop);
	}
	buf_release(&why);
	buf_release(&clean);
	buf_release(&grant);
}

static const char *lacking(const struct app *a)
{
	return strstr(a->engine.store->platforms[a->console.reveal.platform]->status.lacking, " private_grant ");
}

const char *app_reveal_barred(const struct app *a)
{
	if (a->engine.audit)
		return "nothing is revealed in audit mode";
	if (!trail_knows_operator(a->trail))
		return "this is a shared account, and nobody knows who you are: log in under your own";
	return NULL;
}

void app_reveal_ask(struct app *a)
{
	const struct reveal *r = &a->console.reveal;
	char account[24];
	const char *values[] = {account, r->view->kind, r->view->relation};
	struct read_statement check = {check_sql, values, COUNT_OF(values)};

	a->revealing.number = r->number;
	snprintf(account, sizeof account, "%" PRId64, r->enterprise_no);
	if (app_reveal_barred(a))
		refuse(a, app_reveal_barred(a));
	else if (lacking(a))
		refuse(a, "the sub-platform does not publish sla.private_grant");
	else
		replica_read(replica_of(a), &check, 1, on_checked, a);
}

/* ---- reading ---- */

struct look { /* the numbers of a statement, as texts */
	char account[24], grant[24], row[24];
};

static void write_look(const struct app *a, struct look *l)
{
	const struct reveal *r = &a->console.reveal;

	snprintf(l->account, sizeof l->account, "%" PRId64, r->enterprise_no);
	snprintf(l->grant, sizeof l->grant, "%" PRId64, a->revealing.grant_id);
	snprintf(l->row, sizeof l->row, "%" PRId64, r->row);
}

static void set_timer(struct app *a)
{
	int64_t look = clock_monotonic() + LOOK_US, until = a->console.reveal.until;

	loop_timer_set(a->revealing.timer, until < look ? until : look);
}

/* One row, in one snapshot with its grant. */
static void on_read(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = context;
	struct reveal *r = &a->console.reveal;
	const char *texts[PRIVATE_FIELDS_MOST] = {NULL};

	if (!is_awaited(a, REVEAL_READING))
		return;
	if (error || statements != 2 || results[0].rows != 1 || results[1].rows != 1) {
		refuse(a, error ? error : "the grant has just ended, or the row is gone");
		return;
	}
	int64_t left = strtoll(text_of(&results[0], 0), NULL, 10), now = clock_monotonic();
	for (int i = 0; i < PRIVATE_FIELDS_MOST && r->view->fields[i].column; i++)
		texts[i] = results[1].get(&results[1], 0, i);
	console_reveal_show(&a->console, now, texts, now + (left < SHOWN_US ? left : SHOWN_US));
	a->revealing.shown = true;
	a->revealing.by_grant = left < SHOWN_US;
	set_timer(a);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

/* What is shown is recorded before it leaves the server. */
static bool record(struct app *a, struct err *e)
{
	struct journal_field f[8];
	size_t count = fields_of(a, f);

	f[count++] = (struct journal_field){"grant_id", NULL, a->revealing.grant_id};
	return trail_need(a->trail, "reveal", f, count, e);
}

void app_reveal_show(struct app *a)
{
	const struct reveal *r = &a->console.reveal;
	struct err e = {""};
	struct buf sql = BUF_INIT;
	struct look l;
	const char *look[] = {l.account, r->view->kind, l.grant}, *row[] = {l.row, l.account};

	if (!record(a, &e)) {
		err_at(&e, "nothing is shown without its record");
		refuse(a, e.text);
		return;
	}
	write_look(a, &l);
	buf_add_text(&sql, "select ");
	for (size_t i = 0; i < PRIVATE_FIELDS_MOST && r->view->fields[i].column; i++)
		buf_addf(&sql, "%sv.%s::text", i ? ", " : "", r->view->fields[i].column);
	buf_addf(&sql, " from sla.%s v where v.%s = $1::bigint and v.enterprise_no = $2::bigint", r->view->relation,
		 r->view->key);
	struct read_statement statements[] = {{look_sql, look, COUNT_OF(look)}, {sql.data, row, COUNT_OF(row)}};
	replica_read(replica_of(a), statements, COUNT_OF(statements), on_read, a);
	buf_release(&sql);
}

/* ---- the end ---- */

static void on_look(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = context;
	struct reveal *r = &a->console.reveal;
	int64_t now = clock_monotonic();

	if (!is_awaited(a, REVEAL_SHOWN))
		return;
	bool holds = !error && statements == 1 && results[0].rows == 1;
	if (holds) {
		int64_t left = strtoll(text_of(&results[0], 0), NULL, 10);
		if (now + left < r->until) {
			r->until = now + left;
			a->revealing.by_grant = true;
		}
		set_timer(a);
	} else {
		console_reveal_end(&a->console, now, REVEAL_GRANT);
	}
	a->dirty = true;
	loop_wake(a->engine.loop);
}

static void on_timer(void *context)
{
	struct app *a = context;
	const struct reveal *r = &a->console.reveal;
	struct look l;
	const char *values[] = {l.account, r->view ? r->view->kind : "", l.grant};
	struct read_statement look = {look_sql, values, COUNT_OF(values)};

	if (r->state != REVEAL_SHOWN)
		return;
	int64_t now = clock_monotonic();
	if (now >= r->until) {
		console_reveal_end(&a->console, now, a->revealing.by_grant ? REVEAL_GRANT : REVEAL_TIME);
		loop_wake(a->engine.loop);
		return;
	}
	write_look(a, &l);
	loop_timer_set(a->revealing.timer, r->until); /* whatever comes of the look */
	replica_read(replica_of(a), &look, 1, on_look, a);
}

void app_reveal_follow(struct app *a)
{
	const struct reveal *r = &a->console.reveal;
	struct journal_field f[8];

	if (!a->revealing.shown || is_awaited(a, REVEAL_SHOWN))
		return;
	a->revealing.shown = false;
	loop_timer_stop(a->revealing.timer);
	size_t count = r->number == a->revealing.number ? fields_of(a, f) : 0;
	f[count++] = (struct journal_field){"why", reveal_end_names[r->ends], 0};
	trail_note(a->trail, "reveal-end", f, count);
}

void app_reveal_end(struct app *a, enum reveal_end why)
{
	if (a->console.reveal.state == REVEAL_NONE)
		return;
	console_reveal_end(&a->console, clock_monotonic(), why);
	app_reveal_follow(a);
	a->dirty = true;
}

void app_reveal_init(struct app *a)
{
	a->revealing.timer = loop_timer(a->engine.loop, on_timer, a);
}
