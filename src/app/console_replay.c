/* A bastion session's replay in the running console: recorded before it is shown, at
 * each place that is gone to, and at its end; and why there was none. */
#include "app/console_app.h"
#include "slatop/base/calendar.h"

static size_t about_replay(const struct app *a, struct journal_field *fields)
{
	const struct store *s = a->engine.store;
	size_t count = 0;
	fields[count++] = (struct journal_field){"session", NULL, a->replayed};
	if (a->replayed_on >= 0 && (size_t)a->replayed_on < s->count)
		fields[count++] = (struct journal_field){"platform", s->platforms[a->replayed_on]->code, 0};
	return count;
}

static void note_no_replay(struct app *a, const char *why)
{
	struct journal_field fields[TRAIL_ABOUT + 2];
	size_t count = about_replay(a, fields);
	fields[count++] = (struct journal_field){"of", "replay", 0};
	fields[count++] = (struct journal_field){"why", why, 0};
	trail_note(a->trail, "refused", fields, count);
}

/* What a replay that is read has to say. */
void app_replay_changed(void *context)
{
	struct app *a = context;
	bool bad;
	const char *says = session_replay_says(a->session, &bad);
	if (says)
		console_say(&a->console, clock_monotonic(), bad, "%s", says);
	if (says && bad)
		note_no_replay(a, says);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

static bool note_replay(struct app *a, const char *what, int64_t at_us, struct err *e)
{
	struct journal_field fields[TRAIL_ABOUT];
	return trail_replay(a->trail, what, fields, about_replay(a, fields), at_us, e);
}

bool app_end_replay(struct app *a)
{
	struct journal_field fields[TRAIL_ABOUT];
	if (!session_replay_close(a->session))
		return false;
	trail_replay_end(a->trail, fields, about_replay(a, fields));
	return true;
}

/* What is played is recorded before it is shown. */
void app_play(struct app *a, const struct model_scope *scope)
{
	struct err e = {""};
	const struct scope_with *session = scope_with_find(scope, "session");
	app_end_replay(a);
	a->replayed = session ? session->i : 0;
	a->replayed_on = scope->platform;
	if (session && !note_replay(a, "replay", -1, &e)) {
		note_no_replay(a, e.text);
		err_at(&e, "nothing is played without its record");
	} else {
		session_replay_open(a->session, scope, &e);
	}
	if (e.text[0])
		console_say(&a->console, clock_monotonic(), true, "%s", e.text);
}

void app_play_named(struct app *a)
{
	struct model_scope scope = engine_scope(&a->engine);
	scope.platform = a->replayed_on;
	scope.with[0] = (struct scope_with){.name = "session", .type = VALUE_INTEGER, .i = a->replayed};
	app_play(a, &scope);
}

void app_replay_apply(struct app *a, enum replay_effect effect)
{
	if (effect == REPLAY_DONE_SUSPEND)
		app_suspend(a);
	else if (effect == REPLAY_DONE_REDRAW)
		term_redraw(a->term);
	else if (effect == REPLAY_DONE_REVEAL)
		app_typed_ask(a);
	else if (effect == REPLAY_DONE_REVEAL_SHOW)
		app_typed_show(a);
	else if (effect == REPLAY_DONE_CLOSE)
		app_end_replay(a);
	a->dirty = true;
}

/* Each place that was gone to is a record; a replay that can have none ends. */
void app_replay_follow(struct app *a)
{
	struct replay *replay = session_replay_front(a->session);
	struct err e = {""};
	int64_t at_us;
	if (!replay || !replay_take_sought(replay, &at_us) || note_replay(a, "replay-seek", at_us, &e))
		return;
	app_end_replay(a);
	console_say(&a->console, clock_monotonic(), true, "the replay has ended: %s", e.text);
}
