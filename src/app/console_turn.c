/* What each turn of the console's loop does: work in slices, then at most one
 * repaint. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "app/console_app.h"
#include "slatop/draw/draw.h"

#define KEY_SLICE_US 500 /* a list's work before the repaint that a key waits for */

static uint64_t mix(uint64_t sum, uint64_t value)
{
	return (sum ^ value) * UINT64_C(0x100000001b3);
}

static uint64_t mix_text(uint64_t sum, const char *text)
{
	while (*text)
		sum = mix(sum, (unsigned char)*text++);
	return sum;
}

/* All that a picture is made of, but for the times that each reply brings. */
static uint64_t news_of(const struct app *a)
{
	const struct store *s = a->engine.store;
	uint64_t sum = mix(a->engine.figures.done, (uint64_t)a->engine.figures.moment_us);
	sum = mix(sum, (uint64_t)a->engine.clause_figures.took_us * 2 + a->engine.clause_figures.running);
	for (size_t i = 0; i < s->count; i++) {
		const struct platform *p = s->platforms[i];
		sum = mix(mix(mix(sum, p->generation), p->epoch), p->period_count);
		sum = mix(mix(mix(sum, p->status.state), p->status.rows_loaded), (uint64_t)p->status.retry_at);
		sum = mix_text(mix_text(sum, p->status.message), p->status.warning);
	}
	return sum;
}

/* A reply that brings nothing new is no reason to paint: the age of the data is
 * shown with the next second. */
void app_facts_changed(void *context)
{
	struct app *a = context;
	uint64_t news = news_of(a);
	if (news == a->news)
		return;
	a->news = news;
	a->dirty = true;
	loop_wake(a->engine.loop);
}

static void advance(struct app *a)
{
	console_advance(&a->console, clock_monotonic(), engine_month(&a->engine));
}

int64_t app_clock(const struct app *a)
{
	const struct store *s = a->engine.store;
	for (size_t i = 0; i < s->count; i++) {
		const struct replica_status *r = &s->platforms[i]->status;
		if (r->replica_time != TIME_NONE && r->received_at > 0)
			return r->server_clock + clock_monotonic() - r->received_at;
	}
	return clock_wall();
}

static void paint(struct app *a)
{
	int rows, columns;
	term_size(a->term, &rows, &columns);
	if (rows != a->canvas.rows || columns != a->canvas.columns)
		canvas_resize(&a->canvas, rows, columns);
	struct draw_options o = {
		.ascii = a->o->ascii || !term_utf8(a->term),
		.now = clock_monotonic(),
		.clock = app_clock(a),
	};
	struct replay *replay = session_replay_front(a->session);
	if (replay)
		replay_draw(replay, &a->canvas, &o);
	else
		draw_console(&a->canvas, &a->console, &o);
	term_paint(a->term, &a->canvas);
}

/* Whether the terminal has taken all that was written to it; where not, the loop
 * writes on as soon as it takes more. */
static bool terminal_ready(struct app *a)
{
	bool ready = term_ready(a->term);
	loop_watch_events(a->output, ready ? -1 : term_output_fd(a->term), POLLOUT);
	return ready;
}

/* A replay changes by itself; what lies behind it is not drawn. */
static void after_replay_turn(struct app *a, struct replay *replay)
{
	int64_t due = replay_due(replay, clock_monotonic());
	if (due == TIME_NONE)
		loop_timer_stop(a->due);
	else
		loop_timer_set(a->due, due);
	if (!terminal_ready(a) || !(a->dirty || replay_changed(replay)))
		return;
	paint(a);
	a->dirty = false;
	terminal_ready(a);
}

/* The rest goes on where the journal cannot be written: staff must see an outage
 * also with a full disk. But it stands below the top meanwhile, and under
 * `:problems`. */
static void follow_trail(struct app *a)
{
	char *banner = a->console.banner, was[sizeof a->console.banner];
	const char *error;
	memcpy(was, banner, sizeof was);
	trail_follow(a->trail, &a->console);
	error = trail_error(a->trail);
	snprintf(banner, sizeof a->console.banner, *error ? "what you do is not recorded: %s" : "%s", error);
	if (!strcmp(banner, was))
		return;
	app_tell_problems(a);
	a->dirty = true;
}

/* Locked: nothing of the console is drawn. */
static void paint_lock(struct app *a)
{
	int rows, columns;
	if (!terminal_ready(a) || !a->dirty)
		return;
	term_size(a->term, &rows, &columns);
	canvas_resize(&a->canvas, rows, columns);
	struct draw_options o = {.ascii = a->o->ascii || !term_utf8(a->term), .now = clock_monotonic(), .clock = app_clock(a)};
	audit_draw(a->engine.audit, &a->canvas, &o);
	term_paint(a->term, &a->canvas);
	a->dirty = false;
	terminal_ready(a);
}

void app_after_turn(void *context)
{
	struct app *a = context;
	if (a->engine.audit && audit_is_locked(a->engine.audit)) {
		app_reveal_end(a, REVEAL_LEFT);
		paint_lock(a);
		return;
	}
	app_reveal_follow(a);
	app_typed_follow(a);
	if (!a->engine.audit)
		follow_trail(a);
	int64_t second = app_clock(a) / USEC;
	struct replay *replay = session_replay_front(a->session);
	if (replay) {
		after_replay_turn(a, replay);
		return;
	}
	/* A terminal that is behind gets no picture until it has caught up, then the
	 * newest one. */
	if (!terminal_ready(a))
		return;
	if (!a->dirty && a->painted == a->console.generation && a->painted_second == second)
		return;
	advance(a);
	if (a->engine.audit && !app_audit_show(a)) /* recorded before it is shown */
		return;
	paint(a);
	a->dirty = false;
	a->painted = a->console.generation;
	a->painted_second = second;
	terminal_ready(a);
}

/* What a key asked for comes first, and shortly: its repaint waits for this. */
static bool work_for_key(struct app *a)
{
	a->keyed = false;
	advance(a);
	console_work(&a->console, clock_monotonic() + KEY_SLICE_US);
	engine_send_pages(&a->engine);
	return true;
}

/* As the configuration says; an alarm is told apart from others by its line. */
static void ring(struct app *a)
{
	const char *bell = a->engine.config.bell;
	if (!alarms_take_bell(a->alarms, clock_monotonic()))
		return;
	if (!strcmp(bell, "on"))
		app_apply(a, &(struct effect){.kind = EFFECT_BELL});
	else if (!strcmp(bell, "visual"))
		console_flash(&a->console, clock_monotonic());
}

#define LATER_US USEC /* while time is played it is asked again so often at most */

/* What without a history changed since the moment that is looked at is told. */
static void follow_later(struct app *a)
{
	struct engine *s = &a->engine;
	int64_t as_of = a->console.base.as_of, now = clock_monotonic();
	if (as_of != s->later.as_of && (now - s->later.asked_at >= LATER_US || as_of == TIME_NONE))
		later_ask(s, as_of);
	if (as_of == s->later.as_of && later_known(s) && memcmp(a->console.later, s->later.counts, sizeof s->later.counts) != 0) {
		memcpy(a->console.later, s->later.counts, sizeof s->later.counts);
		a->dirty = true;
	}
}

bool app_work(void *context, int64_t deadline_us)
{
	struct app *a = context;
	struct replay *replay = session_replay_front(a->session);
	bool playing = replay && replay_work(replay, clock_monotonic(), deadline_us);
	if (a->keyed)
		return work_for_key(a);
	/* A recording that is read leaves half of the turn to the live figures. */
	int64_t now = clock_monotonic();
	playing |= session_replay_work(a->session, now + (deadline_us - now) / 2);
	a->engine.paused = a->console.paused;
	follow_later(a);
	/* While paused verdicts are those of the moment at which time was stopped. */
	now = a->console.paused ? a->console.paused_at : clock_monotonic();
	if (engine_recompute(&a->engine, now, deadline_us))
		return true;
	struct model_scope all = engine_scope(&a->engine);
	bool claims = !a->engine.audit && alarms_watch_claims(a->alarms, &all, clock_monotonic(), deadline_us);
	bool alarmed = !a->engine.audit && alarms_work(a->alarms, a->engine.store, clock_monotonic(), deadline_us);
	if (!a->engine.audit)
		ring(a);
	advance(a);
	bool reading = a->trail_rows && trail_rows_work(a->trail_rows, deadline_us);
	bool left = console_work(&a->console, deadline_us) || alarmed || claims || playing || reading;
	engine_send_pages(&a->engine);
	struct effect late = console_late_effect(&a->console);
	app_apply(a, &late);
	return left;
}
