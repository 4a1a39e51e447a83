/* The console: terminal, loop and state brought together. Keys go into the
 * console's state, what it asks for is done here, and each turn of the loop
 * ends with at most one repaint. */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/console_app.h"
#include "app/crash.h"
#include "app/when.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define SAVE_TRIES 20
#define SAVE_WAIT_NS 10000000

/* Wakes at each whole second of the server's clock: open windows tick. */
static void set_tick(struct app *a)
{
	int64_t past = app_clock(a) % USEC;
	if (a->console.play.runs) { /* time that is played goes on in smaller steps */
		loop_timer_set(a->tick, clock_monotonic() + USEC / 4);
		return;
	}
	loop_timer_set(a->tick, clock_monotonic() + USEC - past + REPLICA_TICK_US);
}

/* What was arranged and typed, once a second at most, and at the end. */
static void save_state(struct app *a)
{
	struct err e = {""};
	if (!state_save(&a->state, a->console.kept, &e))
		console_say(&a->console, clock_monotonic(), true, "%s", e.text);
}

static void on_tick(void *context)
{
	struct app *a = context;
	if (!a->engine.audit) /* keeps nothing of what was typed */
		save_state(a);
	export_reap(&a->export);
	app_audit_tick(a);
	trail_tell(a->trail);
	if (strcmp(a->untold.text, trail_untold(a->trail)) != 0)
		app_tell_problems(a);
	set_tick(a);
	loop_wake(a->engine.loop);
}

void app_suspend(struct app *a)
{
	app_reveal_end(a, REVEAL_LEFT);
	app_typed_end(a, REVEAL_LEFT);
	term_suspend(a->term);
	raise(SIGSTOP);
	term_resume(a->term);
	a->dirty = true;
}

/* Loads that were given up go on, too. */
static void refresh(struct app *a)
{
	for (size_t i = 0; i < a->engine.store->count; i++) {
		struct platform *p = a->engine.store->platforms[i];
		for (size_t k = 0; k < p->period_count; k++)
			if (p->periods[k]->stopped)
				replica_load_period(a->engine.replicas[i], p->periods[k]);
		replica_refresh(a->engine.replicas[i]);
	}
}

static struct period *next_load(const struct platform *p)
{
	for (size_t k = 1; k < p->period_count; k++)
		if (!p->periods[k]->complete && !p->periods[k]->stopped)
			return p->periods[k];
	return NULL;
}

/* Gives up the loads that run: what is looked at stays as far as it came; what nobody
 * looks at any more is gone with its load, and with it its place among the periods. */
static void stop_loads(struct app *a)
{
	bool stopped = false;
	for (size_t i = 0; i < a->engine.store->count; i++)
		for (struct period *d; (d = next_load(a->engine.store->platforms[i]));) {
			d->stopped = stopped = true;
			replica_stop_load(a->engine.replicas[i], d);
		}
	if (stopped)
		console_say(&a->console, clock_monotonic(), false, "stopped; r goes on");
}

static void note_export(struct app *a)
{
	const struct page *page = console_page(&a->console);
	struct journal_field fields[2 + TRAIL_ABOUT] = {{"screen", page->screen->name, 0},
							{"rows", NULL, (int64_t)page->panes[page->focus].view->count}};
	trail_note(a->trail, "export", fields, 2 + trail_about(&page->scope, fields + 2));
}

void app_apply(struct app *a, const struct effect *effect)
{
	if (app_audit_refuses(a, effect))
		return;
	switch (effect->kind) {
	case EFFECT_QUIT: loop_stop(a->engine.loop, EXIT_FINE); break;
	case EFFECT_SUSPEND: app_suspend(a); break;
	case EFFECT_REDRAW:
		term_redraw(a->term);
		a->dirty = true;
		break;
	case EFFECT_REFRESH: refresh(a); break;
	case EFFECT_STOP:
		if (export_stop(&a->export))
			break;
		if (app_end_replay(a))
			console_say(&a->console, clock_monotonic(), false, "stopped");
		else
			stop_loads(a);
		break;
	case EFFECT_MOUSE: term_mouse(a->term, a->console.mouse); break;
	case EFFECT_EXPORT:
		note_export(a);
		export_start(&a->export, &a->engine, &a->console, a->o, effect->text);
		break;
	case EFFECT_PLAY:
		app_reveal_end(a, REVEAL_LEFT);
		app_play(a, &effect->scope);
		break;
	case EFFECT_REVEAL: app_reveal_ask(a); break;
	case EFFECT_REVEAL_SHOW: app_reveal_show(a); break;
	case EFFECT_PROVE: engine_prove(&a->engine, &effect->scope); break;
	case EFFECT_COPY: term_copy(a->term, effect->text); break;
	case EFFECT_BELL: term_bell(a->term); break;
	case EFFECT_THEME: app_show_theme(a); break;
	case EFFECT_NONE: break;
	}
}

static void read_keys(struct app *a)
{
	for (;;) {
		int wait_ms = 0;
		uint32_t key = term_read(a->term, &wait_ms);
		if (!key) {
			app_note_background(a);
			if (wait_ms > 0)
				loop_timer_set(a->escape, clock_monotonic() + wait_ms * INT64_C(1000));
			return;
		}
		struct replay *replay = session_replay_front(a->session);
		if (app_audit_key(a, key)) {
			;
		} else if (replay) {
			app_replay_apply(a, replay_key(replay, key, clock_monotonic()));
			app_replay_follow(a);
		} else {
			struct effect effect = console_key(&a->console, key, clock_monotonic());
			app_apply(a, &effect);
			set_tick(a);
			if (!a->engine.audit)
				trail_follow(a->trail, &a->console); /* each key: what it showed may be gone with the next */
			a->keyed = true;
		}
		loop_wake(a->engine.loop);
	}
}

static void on_input(void *context, int events)
{
	struct app *a = context;
	read_keys(a);
	if ((events & (POLLHUP | POLLERR | POLLNVAL)) || term_lost(a->term)) /* the terminal is gone */
		loop_stop(a->engine.loop, 128 + SIGHUP);
}

static void on_output(void *context, int events)
{
	struct app *a = context;
	if (events & (POLLHUP | POLLERR | POLLNVAL))
		loop_stop(a->engine.loop, 128 + SIGHUP);
	/* What it takes now is written at the end of this turn. */
}

static void on_due(void *context)
{
	struct app *a = context;
	loop_wake(a->engine.loop);
}

static void on_escape(void *context)
{
	read_keys(context);
}

static void on_signal(void *context, int signal)
{
	struct app *a = context;
	if (signal == SIGWINCH) {
		term_resized(a->term);
		app_reveal_end(a, REVEAL_RESIZED);
		app_typed_end(a, REVEAL_RESIZED);
		a->dirty = true;
	} else if (signal == SIGCONT) {
		term_redraw(a->term);
		a->dirty = true;
	} else {
		loop_stop(a->engine.loop, 128 + signal);
	}
}

static void set_signals(struct app *a)
{
	static const int heard[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
	for (size_t i = 0; i < COUNT_OF(heard); i++)
		loop_signal(a->engine.loop, heard[i], on_signal, a);
	crash_restores_terminal();
}

/* A deep link, which names more than a screen. */
static bool is_link(const char *word)
{
	return !strncmp(word, "slatop:", 7);
}

/* A word that is no screen may be meant as a command. */
static bool check_word(const struct app *a, struct err *e)
{
	const char *names[16], *near = NULL;
	size_t count = 0;
	if (!a->o->word_count || is_link(a->o->words[0]) || screens_find(&a->screens, a->o->words[0]))
		return true;
	for (size_t i = 0; i < command_count && count < COUNT_OF(names); i++)
		if (commands[i].name)
			names[count++] = commands[i].name;
	near = text_nearest(a->o->words[0], names, count);
	if (near)
		return err_set(e, "no screen and no command \"%s\"; did you mean \"%s\"?", a->o->words[0], near);
	return screens_need(&a->screens, a->o->words[0], e) != NULL;
}

/* The month or span that the command line names, instead of the live month. */
static bool set_span(struct app *a, struct err *e)
{
	struct when when;
	if (!when_read(&when, a->o, a->console.base.calendar, e))
		return false;
	if (!when_is_given(&when))
		return true;
	struct span span = {when.from, when.to != TIME_NONE ? when.to : clock_wall()};
	if (when.month_number >= 0)
		span = engine_month_span(&a->engine, when.month_number);
	if (span.start_us >= span.end_us)
		return err_set(e, "--from %s lies ahead", a->o->from);
	return console_set_span(&a->console, when.month_number, span, e);
}

static bool make_console(struct app *a, struct err *e)
{
	struct key_map *keys;
	if (!check_word(a, e))
		return false;
	a->replay_keys = config_key_map(&a->engine.config, &replay_actions, e);
	keys = a->replay_keys ? config_key_map(&a->engine.config, &console_actions, e) : NULL;
	if (!keys)
		return false;
	if (!screens_keys_fit(&a->screens, keys, e)) {
		key_map_destroy(keys);
		return false;
	}
	char mode[40] = "live";
	if (a->engine.audit)
		snprintf(mode, sizeof mode, "audit %" PRId64, audit_account(a->engine.audit));
	a->trail = trail_create(&a->engine.config, mode);
	if (a->engine.audit) {
		audit_drop_keys(keys, a->replay_keys);
		if (trail_error(a->trail)[0]) {
			key_map_destroy(keys);
			return err_set(e, "audit mode shows nothing without its record: %s", trail_error(a->trail));
		}
	}
	if (a->o->play && !engine_session(&a->engine, a->o->play, &a->replayed_on, &a->replayed, e)) {
		key_map_destroy(keys);
		return false;
	}
	a->session = session_replay_create(&a->engine, a->replay_keys, app_replay_changed, a);
	struct model_scope scope = engine_scope(&a->engine);
	scope.alarms = a->engine.audit ? NULL : a->alarms;
	app_tell_problems(a);
	scope.problems = &a->problems;
	a->trail_rows = a->engine.audit ? NULL : trail_rows_create(&a->engine.config);
	scope.trail = a->trail_rows;
	const char *word = a->o->word_count ? a->o->words[0] : NULL, *link = word && is_link(word) ? word : NULL;
	const char *first = link ? NULL : word;
	if (!console_init(&a->console, &a->screens, keys, &scope, first, e)) {
		key_map_destroy(keys);
		return false;
	}
	a->console.themes = a->engine.config.themes;
	if (!console_set_theme(&a->console, a->engine.config.theme, e) || !set_span(a, e) ||
	    (link && !console_open_link(&a->console, link, e))) {
		console_release(&a->console);
		return false;
	}
	if (a->engine.audit) {
		app_audit_start(a);
		return true;
	}
	struct err state = {""};
	console_keep(&a->console, state_open(&a->state, &state));
	if (state.text[0])
		console_say(&a->console, clock_monotonic(), true, "%s", state.text);
	if (a->screens.problem_count)
		console_say(&a->console, clock_monotonic(), true, "%s: %s", a->screens.problems[0].file,
			    a->screens.problems[0].message);
	return true;
}

/* For the benchmarks: where SLATOP_TURNS names a file, how long turns of the loop
 * took is written there at the end. */
static int run_counted(struct loop *l)
{
	const char *path = getenv("SLATOP_TURNS");
	struct loop_turns turns = {0};
	if (!path || !*path)
		return loop_run(l);
	loop_count_turns(l, &turns);
	int status = loop_run(l);
	FILE *f = fopen(path, "w");
	if (f) {
		fprintf(f, "%" PRIu64 " %" PRIu64 " %" PRId64 "\n", turns.count, turns.over, turns.longest_us);
		fclose(f);
	}
	return status;
}

static int run(struct app *a)
{
	struct loop *l = a->engine.loop;
	a->engine.changed = app_facts_changed;
	a->engine.context = a;
	canvas_init(&a->canvas, 1, 1);
	set_signals(a);
	if (!a->engine.audit) /* fixed at start */
		app_watch_files(a);
	app_note_background(a);
	app_show_theme(a);
	a->input = loop_watch(l, term_fd(a->term), POLLIN, on_input, a);
	a->output = loop_watch(l, -1, 0, on_output, a);
	a->tick = loop_timer(l, on_tick, a);
	a->escape = loop_timer(l, on_escape, a);
	a->due = loop_timer(l, on_due, a);
	app_reveal_init(a);
	app_typed_init(a);
	set_tick(a);
	loop_work(l, app_work, a);
	loop_after_turn(l, app_after_turn, a);
	a->dirty = true;
	engine_start(&a->engine); /* where it was not yet */
	if (a->o->play)
		app_play_named(a);
	int status = run_counted(l);
	watch_destroy(a->files);
	export_stop(&a->export);
	for (int tries = 0; !a->engine.audit && a->console.kept->changed && tries < SAVE_TRIES; tries++) {
		struct timespec wait = {.tv_nsec = SAVE_WAIT_NS};
		if (tries) /* the loop is over: nobody is kept waiting but who quits */
			nanosleep(&wait, NULL);
		save_state(a);
	}
	canvas_release(&a->canvas);
	return status;
}

static bool check_terminal(struct err *e)
{
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return true;
	return err_set(e, "the console needs a terminal; \"slatop report SCREEN\" works without one");
}

static bool start(struct app *a, int *status, struct err *e)
{
	if (a->o->audit)
		audit_clean_environment();
	if (a->o->word_count > 1) {
		*status = EXIT_USAGE;
		return err_set(e, "\"%s\" is too much: one screen can be named", a->o->words[1]);
	}
	return engine_open(&a->engine, a->o, status, e);
}

/* Servers take their time to begin a session: they are asked before the screens are
 * read. In audit mode nothing is asked before the journal has its record. */
static void connect_early(struct app *a)
{
	if (a->engine.audit)
		return;
	engine_start(&a->engine);
	loop_turn(a->engine.loop, 0);
}

int command_console(const struct options *o)
{
	struct app a = {.o = o};
	struct err e = {""};
	int status;
	if (!start(&a, &status, &e))
		return command_fail(status, e.text);
	connect_early(&a);
	if (a.engine.audit)
		screens_read_audit(&a.screens, a.engine.config.screens);
	else
		screens_read(&a.screens, a.engine.config.screens);
	arena_init(&a.problem_texts);
	a.alarms = alarms_create(true);
	status = EXIT_USAGE;
	if (make_console(&a, &e)) {
		const char *no_color = getenv("NO_COLOR");
		struct term_options to = {
			.no_color = o->no_color || (no_color && no_color[0]),
			.escape_delay_ms = (int)a.engine.config.escape_delay_ms,
		};
		a.term = check_terminal(&e) ? term_create(&to, &a.console.theme, &e) : NULL;
		if (a.term) {
			status = run(&a);
			term_destroy(a.term);
			if (a.engine.audit)
				a.code = trail_end(a.trail);
			if (a.stopped.text[0])
				err_set(&e, "%s", a.stopped.text);
		}
		console_release(&a.console);
		state_close(&a.state);
	}
	session_replay_destroy(a.session);
	app_typed_release(&a);
	trail_destroy(a.trail);
	trail_rows_destroy(a.trail_rows);
	key_map_destroy(a.replay_keys);
	screens_release(&a.screens);
	alarms_destroy(a.alarms);
	free(a.problems.list);
	arena_release(&a.problem_texts);
	if (a.code)
		printf("The audit session of account %" PRId64 " has ended. To write down: %s\n", audit_account(a.engine.audit),
		       a.code);
	free(a.code);
	engine_close(&a.engine);
	return e.text[0] ? command_fail(status, e.text) : status;
}
