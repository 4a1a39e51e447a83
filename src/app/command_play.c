/* slatop play FILE: a recording by itself, without a database, and as a session's
 * replay not without its record in the journal; slatop play SESSION: the console, with
 * a bastion session's replay in front. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/crash.h"
#include "app/replay.h"
#include "app/trail.h"
#include "slatop/base/mem.h"
#include "slatop/term/term.h"

struct play {
	const struct options *o;
	struct config config;
	struct theme theme;
	struct key_map *keys;
	struct recording *recording;
	struct trail *trail;
	struct replay *replay;
	struct err ended; /* why it ended by itself; "": it did not */
	struct loop *loop;
	struct term *term;
	struct canvas canvas;
	struct loop_timer *due, *escape;
	struct loop_watch *output;
	bool dirty;
};

/* Which file, without its name, which may be anybody's: by what it holds. */
static struct journal_field about(const struct play *p)
{
	return (struct journal_field){"file", p->recording->sha256, 0};
}

/* Each place that was gone to is a record; a replay that can have none ends. */
static void follow(struct play *p)
{
	const struct journal_field file = about(p);
	int64_t at_us;

	if (replay_take_sought(p->replay, &at_us) && !trail_replay(p->trail, "replay-seek", &file, 1, at_us, &p->ended)) {
		err_at(&p->ended, "the replay has ended");
		loop_stop(p->loop, EXIT_FAILED);
	}
}

static void paint(struct play *p)
{
	int rows, columns;
	struct draw_options o = {.ascii = p->o->ascii || !term_utf8(p->term), .now = clock_monotonic(),
				 .clock = clock_wall()};

	term_size(p->term, &rows, &columns);
	if (rows != p->canvas.rows || columns != p->canvas.columns)
		canvas_resize(&p->canvas, rows, columns);
	replay_draw(p->replay, &p->canvas, &o);
	term_paint(p->term, &p->canvas);
	p->dirty = false;
}

/* A terminal that is behind gets no picture until it has caught up. */
static void after_turn(void *context)
{
	struct play *p = context;
	bool ready = term_ready(p->term);
	int64_t due = replay_due(p->replay, clock_monotonic());

	follow(p);
	loop_watch_events(p->output, ready ? -1 : term_output_fd(p->term), POLLOUT);
	if (ready && (p->dirty || replay_changed(p->replay)))
		paint(p);
	if (due == TIME_NONE)
		loop_timer_stop(p->due);
	else
		loop_timer_set(p->due, due);
}

static bool work(void *context, int64_t deadline_us)
{
	struct play *p = context;

	return replay_work(p->replay, clock_monotonic(), deadline_us);
}

static void on_due(void *context)
{
	struct play *p = context;

	loop_wake(p->loop);
}

static void suspend(struct play *p)
{
	term_suspend(p->term);
	raise(SIGSTOP);
	term_resume(p->term);
	p->dirty = true;
}

static void apply(struct play *p, enum replay_effect effect)
{
	if (effect == REPLAY_DONE_CLOSE)
		loop_stop(p->loop, EXIT_FINE);
	else if (effect == REPLAY_DONE_SUSPEND)
		suspend(p);
	else if (effect == REPLAY_DONE_REDRAW)
		term_redraw(p->term);
	else if (effect == REPLAY_DONE_REVEAL)
		replay_input_refuse(p->replay, "of a file it stays hidden: no grant covers it");
	p->dirty |= effect == REPLAY_DONE_REDRAW;
}

static void read_keys(struct play *p)
{
	int wait_ms = 0;

	for (uint32_t key; (key = term_read(p->term, &wait_ms)) != 0;)
		apply(p, replay_key(p->replay, key, clock_monotonic()));
	if (wait_ms > 0)
		loop_timer_set(p->escape, clock_monotonic() + wait_ms * INT64_C(1000));
	loop_wake(p->loop);
}

static void on_input(void *context, int events)
{
	struct play *p = context;

	read_keys(p);
	if ((events & (POLLHUP | POLLERR | POLLNVAL)) || term_lost(p->term))
		loop_stop(p->loop, 128 + SIGHUP);
}

static void on_output(void *context, int events)
{
	struct play *p = context;

	if (events & (POLLHUP | POLLERR | POLLNVAL))
		loop_stop(p->loop, 128 + SIGHUP);
}

static void on_escape(void *context)
{
	read_keys(context);
}

static void on_signal(void *context, int signal)
{
	struct play *p = context;

	p->dirty = true;
	if (signal == SIGWINCH)
		term_resized(p->term);
	else if (signal == SIGCONT)
		term_redraw(p->term);
	else
		loop_stop(p->loop, 128 + signal);
}

static int run(struct play *p)
{
	static const int heard[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};

	for (size_t i = 0; i < COUNT_OF(heard); i++)
		loop_signal(p->loop, heard[i], on_signal, p);
	crash_restores_terminal();
	loop_watch(p->loop, term_fd(p->term), POLLIN, on_input, p);
	p->output = loop_watch(p->loop, -1, 0, on_output, p);
	p->due = loop_timer(p->loop, on_due, p);
	p->escape = loop_timer(p->loop, on_escape, p);
	loop_work(p->loop, work, p);
	loop_after_turn(p->loop, after_turn, p);
	canvas_init(&p->canvas, 1, 1);
	p->dirty = true;
	int status = loop_run(p->loop);
	canvas_release(&p->canvas);
	return status;
}

/* Behind the file: the timing file of a script, or which of several recordings. */
static bool read_recording(struct play *p, struct err *e)
{
	const struct options *o = p->o;
	struct recording_options how = {0};
	char *end = NULL;

	if (o->word_count < 1 || o->word_count > 2)
		return err_set(e, "play takes a file, and where it has one its timing file: slatop play FILE [TIMING | N], or the number of a bastion session");
	if (o->word_count == 2) {
		long which = strtol(o->words[1], &end, 10);
		if (end != o->words[1] && !*end)
			how.which = which > 0 ? (int)which - 1 : 0;
		else
			how.timing = o->words[1];
	}
	p->recording = recording_open(o->words[0], &how, e);
	return p->recording != NULL;
}

static bool open_terminal(struct play *p, struct err *e)
{
	const char *no_color = getenv("NO_COLOR");
	struct term_options options = {.no_color = p->o->no_color || (no_color && no_color[0]),
				       .escape_delay_ms = (int)p->config.escape_delay_ms};

	p->term = term_create(&options, &p->theme, e);
	return p->term != NULL;
}

/* Recorded before anything is shown. */
static bool begin_record(struct play *p, struct err *e)
{
	const struct journal_field file = about(p);

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, "play needs a terminal");
	p->trail = trail_create(&p->config, "play");
	return trail_replay(p->trail, "replay", &file, 1, -1, e) || err_at(e, "nothing is played without its record");
}

/* What stands before the screen: settings, colours, keys, the file. */
static bool prepare(struct play *p, int *status, struct err *e)
{
	*status = EXIT_USAGE;
	if (!theme_read(&p->theme, p->config.theme, p->config.themes, false, e))
		return false;
	p->keys = config_key_map(&p->config, &replay_actions, e);
	if (!p->keys)
		return false;
	*status = EXIT_FAILED;
	return read_recording(p, e) && begin_record(p, e) && open_terminal(p, e);
}

/* What is no file may be a session's number. */
static bool is_session(const struct options *o)
{
	const char *word = o->word_count == 1 ? o->words[0] : "", *slash = strrchr(word, '/');
	const char *digits = slash ? slash + 1 : word;

	return *digits && strspn(digits, "0123456789") == strlen(digits) && access(word, F_OK);
}

/* Behind the replay lies the list of sessions, with this one alone. */
static int play_session(const struct options *o)
{
	struct options console = *o;
	const char *word = o->words[0], *slash = strrchr(word, '/');
	struct buf link = BUF_INIT;

	buf_addf(&link, "slatop:1/sessions/filter=session_id%%20%%3D%%20%s", slash ? slash + 1 : word);
	if (slash)
		buf_addf(&link, "%%20and%%20platform%%20%%3D%%20%.*s", (int)(slash - word), word);
	console.play = word;
	console.words[0] = link.data;
	int status = command_console(&console);
	buf_release(&link);
	return status;
}

int command_play(const struct options *o)
{
	struct play p = {.o = o};
	struct err e = {""};
	int status = EXIT_USAGE;

	if (is_session(o))
		return play_session(o);
	if (!config_read(&p.config, o, &e))
		return command_fail(EXIT_USAGE, e.text);
	if (prepare(&p, &status, &e)) {
		const char *slash = strrchr(o->words[0], '/');
		p.replay = replay_create(p.recording, slash && slash[1] ? slash + 1 : o->words[0], p.keys);
		p.loop = loop_create();
		status = run(&p);
		const struct journal_field file = about(&p);
		trail_replay_end(p.trail, &file, 1);
		loop_destroy(p.loop);
		replay_destroy(p.replay);
		e = p.ended;
	}
	term_destroy(p.term);
	trail_destroy(p.trail);
	recording_destroy(p.recording);
	key_map_destroy(p.keys);
	config_release(&p.config);
	return e.text[0] ? command_fail(status, e.text) : status;
}
