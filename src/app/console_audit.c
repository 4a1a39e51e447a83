/* The running console in audit mode: what it records, when it locks, when it ends. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/console_app.h"
#include "app/operator.h"
#include "slatop/base/mem.h"
#include "slatop/replica/replica.h"

#define LOOK_US (10 * USEC) /* between looks at the login */

static void stop(struct app *a, const char *format, const char *why)
{
	if (!a->stopped.text[0])
		err_set(&a->stopped, format, why);
	loop_stop(a->engine.loop, EXIT_FAILED);
}

void app_audit_start(struct app *a)
{
	static struct operator_info who;
	const struct audit_login *login = audit_login_of(a->engine.audit);

	operator_find(&who, a->engine.config.shared_accounts);
	a->header = (struct audit_header){.account = audit_account(a->engine.audit),
					  .system_identifier = login->system_identifier,
					  .operator_name = who.name,
					  .agreement = agreement_hash(a->engine.agreement)};
	a->console.audit = &a->header;
	audit_touch(a->engine.audit, clock_monotonic());
}

/* ---- the lock ---- */

static void note(struct app *a, const char *what)
{
	struct err e = {""};

	if (!trail_need(a->trail, what, NULL, 0, &e))
		stop(a, "audit mode has ended: it could not be recorded: %s", e.text);
}

static void on_event(void *context, enum audit_event event)
{
	struct app *a = context;

	note(a, event == AUDIT_UNLOCKED ? "unlock" : "unlock-refused");
	if (event == AUDIT_UNLOCKED)
		term_redraw(a->term);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

/* A replay ends with it; the page behind, and what was being typed there, is there again
 * for whoever unlocks it. */
static void lock(struct app *a)
{
	app_end_replay(a);
	note(a, "lock");
	term_redraw(a->term);
	a->dirty = true;
}

bool app_audit_key(struct app *a, uint32_t key)
{
	struct audit *audit = a->engine.audit;

	if (!audit || !audit_is_locked(audit)) {
		if (audit)
			audit_touch(audit, clock_monotonic());
		return false;
	}
	if (audit_key(audit, key, a->engine.loop, on_event, a) == AUDIT_LEFT) {
		note(a, "left-locked");
		loop_stop(a->engine.loop, EXIT_FINE);
	}
	a->dirty = true;
	return true;
}

/* ---- the login ---- */

/* Maintenance that covers the account no more is not shown by the server: no change of
 * it comes through the feed. What two looks in a row miss has gone; the first may
 * have been asked for before the feed had it. */
static void drop_unseen(struct app *a, const struct read_result *seen)
{
	struct platform *p = a->engine.store->platforms[0];
	int64_t missed[COUNT_OF(a->missed)] = {0};
	size_t count = 0;

	for (size_t i = 0; i < p->maintenance_count; i++) {
		struct maintenance_row row = {p->maintenance[i]};
		int64_t id = row.m.w.maintenance_id;
		bool there = row.m.voided, before = false;
		for (int k = 0; k < seen->rows && !there; k++)
			there = strtoll(seen->get(seen, k, 0), NULL, 10) == id;
		for (size_t k = 0; k < COUNT_OF(a->missed); k++)
			before |= id && a->missed[k] == id;
		if (there)
			continue;
		if (before) {
			row.m.voided = true;
			platform_put_maintenance(p, &row);
		} else if (count < COUNT_OF(missed)) {
			missed[count++] = id;
		}
	}
	memcpy(a->missed, missed, sizeof missed);
}

static void looked(void *context, const struct read_result *results, int statements, const char *error)
{
	struct app *a = context;
	const char *text = !error && statements == 2 && results[0].rows == 1 ? results[0].get(&results[0], 0, 0) : NULL;

	if (error) /* a replica that is lost has nothing to show either, and comes back */
		return;
	if (!text || strtoll(text, NULL, 10) != audit_account(a->engine.audit))
		stop(a, "audit mode has ended: the login \"%s\" is not valid any more", audit_login_of(a->engine.audit)->name);
	else
		drop_unseen(a, &results[1]);
}

void app_audit_tick(struct app *a)
{
	struct read_statement ask[] = {{"select sla.audit_account()", NULL, 0},
				       {"select maintenance_id from sla.maintenance where not voided", NULL, 0}};
	const struct audit_login *login;
	int64_t now = clock_monotonic();

	if (!a->engine.audit)
		return;
	login = audit_login_of(a->engine.audit);
	if (login->valid_until != TIME_NONE && app_clock(a) >= login->valid_until)
		stop(a, "audit mode has ended: the time of login \"%s\" is over", login->name);
	if (audit_look(a->engine.audit, now) == AUDIT_LOCKED)
		lock(a);
	if (now - a->audit_looked < LOOK_US || !replica_checked(a->engine.replicas[0]))
		return;
	a->audit_looked = now;
	replica_forget(a->engine.replicas[0], a);
	replica_read(a->engine.replicas[0], ask, COUNT_OF(ask), looked, a);
}

/* ---- what is shown, and what is not ---- */

bool app_audit_show(struct app *a)
{
	struct err e = {""};

	if (a->stopped.text[0])
		return false;
	if (trail_show(a->trail, &a->console, &e))
		return true;
	stop(a, "audit mode has ended: what it shows could not be recorded: %s", e.text);
	return false;
}

bool app_audit_refuses(const struct app *a, const struct effect *effect)
{
	return a->engine.audit && (effect->kind == EFFECT_SUSPEND || effect->kind == EFFECT_COPY ||
				   effect->kind == EFFECT_EXPORT || effect->kind == EFFECT_MOUSE);
}
