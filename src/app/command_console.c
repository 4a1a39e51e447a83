/* The console: terminal, loop and state brought together. Keys go into the
 * console's state, what it asks for is done here, and each turn of the loop
 * ends with at most one repaint. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/crash.h"
#include "app/export_job.h"
#include "app/session_replay.h"
#include "app/state.h"
#include "app/watch.h"
#include "app/when.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/draw/draw.h"
#include "slatop/screen/console.h"
#include "slatop/screen/theme_check.h"
#include "slatop/table/alarms.h"
#include "slatop/term/term.h"

enum { PLACE_SCREENS, PLACE_THEMES, PLACE_THEME_FILE };

#define SAVE_TRIES 20
#define SAVE_WAIT_NS 10000000
#define KEY_SLICE_US 500 /* a list's work before the repaint that a key waits for */

struct app {
	const struct options *o;
	struct engine engine;
	struct screens screens;
	struct console console;
	struct alarms *alarms;
	struct problems problems; /* of files */
	struct state_file state;
	struct export_job export;
	struct key_map *replay_keys;
	struct session_replay *session; /* its replay is in front of all else */
	struct term *term;
	struct canvas canvas;
	struct loop_timer *tick, *escape, *due; /* due: of a replay */
	struct loop_watch *input, *output;
	struct watch *files;      /* screens and themes that may change while we run */
	bool dirty;               /* the glass may differ from the state */
	bool keyed;               /* keys came in this turn */
	uint64_t painted;         /* console.generation of the last paint */
	int64_t painted_second;
	uint64_t news;            /* news_of() when the facts changed last */
};

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
static void facts_changed(void *context)
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

/* The clock at the top is the server's, where one has told its time. */
static int64_t clock_time(const struct app *a)
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
		.clock = clock_time(a),
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

static void after_turn(void *context)
{
	struct app *a = context;
	int64_t second = clock_time(a) / USEC;
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

static void apply(struct app *a, const struct effect *effect);

/* As the configuration says; an alarm is told apart from others by its line. */
static void ring(struct app *a)
{
	const char *bell = a->engine.config.bell;
	if (!alarms_take_bell(a->alarms, clock_monotonic()))
		return;
	if (!strcmp(bell, "on"))
		apply(a, &(struct effect){.kind = EFFECT_BELL});
	else if (!strcmp(bell, "visual"))
		console_flash(&a->console, clock_monotonic());
}

static bool work(void *context, int64_t deadline_us)
{
	struct app *a = context;
	struct replay *replay = session_replay_front(a->session);
	bool playing = replay && replay_work(replay, clock_monotonic(), deadline_us);
	if (a->keyed)
		return work_for_key(a);
	a->engine.paused = a->console.paused;
	/* While paused verdicts are those of the moment at which time was stopped. */
	int64_t now = a->console.paused ? a->console.paused_at : clock_monotonic();
	if (engine_recompute(&a->engine, now, deadline_us))
		return true;
	bool alarmed = alarms_work(a->alarms, a->engine.store, clock_monotonic(), deadline_us);
	ring(a);
	advance(a);
	bool left = console_work(&a->console, deadline_us) || alarmed || playing;
	engine_send_pages(&a->engine);
	struct effect late = console_late_effect(&a->console);
	apply(a, &late);
	return left;
}

/* Wakes at each whole second of the server's clock: open windows tick. */
static void set_tick(struct app *a)
{
	int64_t past = clock_time(a) % USEC;
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
	save_state(a);
	export_reap(&a->export);
	set_tick(a);
	loop_wake(a->engine.loop);
}

static void suspend(struct app *a)
{
	term_suspend(a->term);
	raise(SIGSTOP);
	term_resume(a->term);
	a->dirty = true;
}

static void refresh(struct app *a)
{
	for (size_t i = 0; i < a->engine.store->count; i++)
		replica_refresh(a->engine.replicas[i]);
}

/* Gives up the loads that run: what is looked at stays as far as it came. */
static void stop_loads(struct app *a)
{
	bool stopped = false;
	for (size_t i = 0; i < a->engine.store->count; i++) {
		struct platform *p = a->engine.store->platforms[i];
		for (size_t k = 1; k < p->period_count; k++) {
			if (!p->periods[k]->complete) {
				replica_stop_load(a->engine.replicas[i], p->periods[k]);
				stopped = true;
			}
		}
	}
	if (stopped)
		console_say(&a->console, clock_monotonic(), false, "stopped");
}

/* The terminal is asked for its background only where that matters. */
static void show_theme(struct app *a)
{
	const char *file = console_theme_file(&a->console), *slash = file ? strrchr(file, '/') : NULL;
	if (a->console.theme.by_background)
		term_ask_background(a->term);
	term_set_theme(a->term, &a->console.theme);
	a->dirty = true;
	char *folder = file ? slash ? mem_copy_n(file, (size_t)(slash - file) + 1) : mem_copy(".") : NULL;
	watch_folder(a->files, PLACE_THEME_FILE, folder);
	free(folder);
}

/* The terminal may have told its background among the keys. */
static void note_background(struct app *a)
{
	int32_t rgb;
	struct err e;
	if (!term_background(a->term, &rgb) || colour_is_light(rgb) == a->console.light)
		return;
	a->console.light = !a->console.light;
	if (a->console.theme.by_background && console_set_theme(&a->console, NULL, &e))
		show_theme(a);
}

static void reread_theme(struct app *a)
{
	struct theme before = a->console.theme;
	struct err e;
	if (!console_set_theme(&a->console, NULL, &e)) {
		console_say(&a->console, clock_monotonic(), true, "%s (the theme stays as it was)", e.text);
	} else if (memcmp(&before, &a->console.theme, sizeof before) != 0) {
		show_theme(a);
		console_say(&a->console, clock_monotonic(), false, "theme %s has changed", before.name);
	}
}

/* What is wrong now; a file that was sound before stands as it was then. */
static void say_problem(struct app *a, const struct screen_problem *problem)
{
	bool kept = false;
	for (size_t i = 0; i < a->screens.source_count; i++)
		kept |= strcmp(a->screens.sources[i].file, problem->file) == 0;
	console_say(&a->console, clock_monotonic(), true, "%s: %s%s", problem->file, problem->message,
		    kept ? " (it stays as it was)" : "");
}

static void reread_screens(struct app *a)
{
	struct screens before = a->screens, now;
	screens_reread(&now, &before, a->engine.config.screens);
	if (screens_same(&now, &before)) {
		screens_release(&now);
		return;
	}
	a->screens = now;
	screens_tell_problems(&a->screens, &a->problems);
	console_set_screens(&a->console, &a->screens);
	screens_release(&before);
	if (now.problem_count)
		say_problem(a, &now.problems[0]);
	else
		console_say(&a->console, clock_monotonic(), false, "screens have changed");
}

static void files_changed(void *context, unsigned places)
{
	struct app *a = context;
	if (places & (1u << PLACE_THEMES | 1u << PLACE_THEME_FILE))
		reread_theme(a);
	if (places & 1u << PLACE_SCREENS)
		reread_screens(a);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

static void watch_files(struct app *a)
{
	a->files = watch_create(a->engine.loop, files_changed, a);
	if (!a->files)
		console_say(&a->console, clock_monotonic(), true, "changed screens and themes are not noticed: %s",
			    strerror(errno));
	watch_folder(a->files, PLACE_SCREENS, a->engine.config.screens);
	watch_folder(a->files, PLACE_THEMES, a->engine.config.themes);
}

/* What a replay that is read has to say. */
static void session_changed(void *context)
{
	struct app *a = context;
	bool bad;
	const char *says = session_replay_says(a->session, &bad);
	if (says)
		console_say(&a->console, clock_monotonic(), bad, "%s", says);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

static void play(struct app *a, const struct model_scope *scope)
{
	struct err e = {""};
	if (!session_replay_open(a->session, scope, &e))
		console_say(&a->console, clock_monotonic(), true, "%s", e.text);
}

static void apply_replay(struct app *a, enum replay_effect effect)
{
	if (effect == REPLAY_DONE_SUSPEND)
		suspend(a);
	else if (effect == REPLAY_DONE_REDRAW)
		term_redraw(a->term);
	else if (effect == REPLAY_DONE_CLOSE)
		session_replay_close(a->session);
	a->dirty = true;
}

static void apply(struct app *a, const struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_QUIT: loop_stop(a->engine.loop, EXIT_FINE); break;
	case EFFECT_SUSPEND: suspend(a); break;
	case EFFECT_REDRAW:
		term_redraw(a->term);
		a->dirty = true;
		break;
	case EFFECT_REFRESH: refresh(a); break;
	case EFFECT_STOP:
		if (!export_stop(&a->export) && !session_replay_close(a->session))
			stop_loads(a);
		break;
	case EFFECT_MOUSE: term_mouse(a->term, a->console.mouse); break;
	case EFFECT_EXPORT:
		export_start(&a->export, &a->engine, &a->console, a->o, effect->text);
		break;
	case EFFECT_PLAY: play(a, &effect->scope); break;
	case EFFECT_PROVE: engine_prove(&a->engine, &effect->scope); break;
	case EFFECT_COPY: term_copy(a->term, effect->text); break;
	case EFFECT_BELL: term_bell(a->term); break;
	case EFFECT_THEME: show_theme(a); break;
	case EFFECT_NONE: break;
	}
}

static void read_keys(struct app *a)
{
	for (;;) {
		int wait_ms = 0;
		uint32_t key = term_read(a->term, &wait_ms);
		if (!key) {
			note_background(a);
			if (wait_ms > 0)
				loop_timer_set(a->escape, clock_monotonic() + wait_ms * INT64_C(1000));
			return;
		}
		struct replay *replay = session_replay_front(a->session);
		if (replay) {
			apply_replay(a, replay_key(replay, key, clock_monotonic()));
		} else {
			struct effect effect = console_key(&a->console, key, clock_monotonic());
			apply(a, &effect);
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

/* A word that is no screen may be meant as a command. */
static bool check_word(const struct app *a, struct err *e)
{
	const char *names[16], *near = NULL;
	size_t count = 0;
	if (!a->o->word_count || screens_find(&a->screens, a->o->words[0]))
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
	a->session = session_replay_create(&a->engine, a->replay_keys, session_changed, a);
	struct model_scope scope = engine_scope(&a->engine);
	scope.alarms = a->alarms;
	screens_tell_problems(&a->screens, &a->problems);
	scope.problems = &a->problems;
	const char *first = a->o->word_count ? a->o->words[0] : NULL;
	if (!console_init(&a->console, &a->screens, keys, &scope, first, e)) {
		key_map_destroy(keys);
		return false;
	}
	a->console.themes = a->engine.config.themes;
	if (!console_set_theme(&a->console, a->engine.config.theme, e) || !set_span(a, e)) {
		console_release(&a->console);
		return false;
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
	a->engine.changed = facts_changed;
	a->engine.context = a;
	canvas_init(&a->canvas, 1, 1);
	set_signals(a);
	watch_files(a);
	note_background(a);
	show_theme(a);
	a->input = loop_watch(l, term_fd(a->term), POLLIN, on_input, a);
	a->output = loop_watch(l, -1, 0, on_output, a);
	a->tick = loop_timer(l, on_tick, a);
	a->escape = loop_timer(l, on_escape, a);
	a->due = loop_timer(l, on_due, a);
	set_tick(a);
	loop_work(l, work, a);
	loop_after_turn(l, after_turn, a);
	a->dirty = true;
	engine_start(&a->engine);
	int status = run_counted(l);
	watch_destroy(a->files);
	export_stop(&a->export);
	for (int tries = 0; a->console.kept->changed && tries < SAVE_TRIES; tries++) {
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
	if (a->o->word_count > 1) {
		*status = EXIT_USAGE;
		return err_set(e, "\"%s\" is too much: one screen can be named", a->o->words[1]);
	}
	return engine_open(&a->engine, a->o, status, e);
}

int command_console(const struct options *o)
{
	struct app a = {.o = o};
	struct err e = {""};
	int status;
	if (!start(&a, &status, &e))
		return command_fail(status, e.text);
	screens_read(&a.screens, a.engine.config.screens);
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
		}
		console_release(&a.console);
		state_close(&a.state);
	}
	session_replay_destroy(a.session);
	key_map_destroy(a.replay_keys);
	screens_release(&a.screens);
	alarms_destroy(a.alarms);
	free(a.problems.list);
	engine_close(&a.engine);
	return e.text[0] ? command_fail(status, e.text) : status;
}
