/* The running console: what its files share. command_console.c brings it together
 * and reads keys, console_turn.c is what each turn of the loop does, console_replay.c
 * plays sessions, and console_files.c follows screens and themes that change. */
#ifndef SLATOP_SRC_APP_CONSOLE_APP_H
#define SLATOP_SRC_APP_CONSOLE_APP_H

#include "app/export_job.h"
#include "app/session_replay.h"
#include "app/state.h"
#include "app/trail.h"
#include "app/trail_rows.h"
#include "app/watch.h"
#include "slatop/screen/console.h"
#include "slatop/table/alarms.h"
#include "slatop/term/term.h"

/* What is revealed (console.reveal), as far as the app has to know. */
struct revealing {
	uint64_t number;      /* of the reveal that was asked about last */
	int64_t grant_id;
	bool shown;           /* its end is to be recorded */
	bool by_grant;        /* the grant ends before the minute does */
	struct loop_timer *timer;
};

/* What was typed in the session that is played, likewise (reveal_typed.c). */
struct revealing_typed {
	struct app *app;
	struct typed_grant { int64_t account, grant_id; char grant_no[64]; } *grants;
	size_t count;
	uint32_t platform;
	int64_t session;
	bool shown;
	struct loop_timer *timer;
};

struct app {
	const struct options *o;
	struct engine engine;
	struct screens screens;
	struct console console;
	struct alarms *alarms;
	struct problems problems; /* of files */
	struct arena problem_texts; /* of what is told */
	struct state_file state;
	struct export_job export;
	struct key_map *replay_keys;
	struct session_replay *session; /* its replay is in front of all else */
	int64_t replayed;         /* its session; 0: none */
	int replayed_on;          /* the sub-platform of that, index */
	struct trail *trail;
	struct err untold;        /* why its witness lacks something, as `:problems` says it; "": it does not */
	struct trail_rows *trail_rows; /* NULL: audit mode */
	struct audit_header header; /* of audit mode */
	char *code;               /* of the journal, at the end of audit mode */
	struct err stopped;       /* why it had to end; "": it had not */
	int64_t audit_looked;     /* when the login was looked at last */
	int64_t missed[64];       /* maintenance that the last look did not see; 0: no more */
	struct revealing revealing;
	struct revealing_typed typed;
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

/* What the console asks for. */
void app_apply(struct app *a, const struct effect *effect);

void app_suspend(struct app *a);

/* --- console_replay.c --- */
/* What the session that a scope names was like on the terminal. */
void app_play(struct app *a, const struct model_scope *scope);
/* The session that the command line names (replayed, replayed_on). */
void app_play_named(struct app *a);
/* What its reading has to say; context is the app. */
void app_replay_changed(void *context);
/* What a key of the replay in front asked for; then, whether it went to another place. */
void app_replay_apply(struct app *a, enum replay_effect effect);
void app_replay_follow(struct app *a);
/* Ends what is read or in front; whether there was any. */
bool app_end_replay(struct app *a);

/* --- console_audit.c: audit mode --- */
/* Before the terminal is taken: the header. */
void app_audit_start(struct app *a);
/* Each second: locks, and ends where the login has. */
void app_audit_tick(struct app *a);
/* Whether a key was the lock's. */
bool app_audit_key(struct app *a, uint32_t key);
/* Records what is in front; false: it must not be shown, the end has come. */
bool app_audit_show(struct app *a);
/* Whether an effect does not exist in audit mode. */
bool app_audit_refuses(const struct app *a, const struct effect *effect);

/* --- console_turn.c: contexts are the app --- */
/* The clock at the top is the server's, where one has told its time. */
int64_t app_clock(const struct app *a);
void app_facts_changed(void *context);
bool app_work(void *context, int64_t deadline_us);
void app_after_turn(void *context);

/* --- reveal.c --- */
void app_reveal_init(struct app *a); /* once there is a loop */
/* Why nothing private is shown to whoever sits here, whatever the grants say; NULL: it may be. */
const char *app_reveal_barred(const struct app *a);
/* console.reveal asks whether it may be (EFFECT_REVEAL); its word was said. */
void app_reveal_ask(struct app *a);
void app_reveal_show(struct app *a);
/* Ends it at once, for what lies over the list or takes its place. */
void app_reveal_end(struct app *a, enum reveal_end why);
/* After each turn: an end is recorded. */
void app_reveal_follow(struct app *a);

/* --- reveal_typed.c --- */
void app_typed_init(struct app *a);
void app_typed_release(struct app *a);
/* The replay in front asks whether what was typed may be shown; its word was said. */
void app_typed_ask(struct app *a);
void app_typed_show(struct app *a);
/* Ends it at once; after each turn: an end is recorded. */
void app_typed_end(struct app *a, enum reveal_end why);
void app_typed_follow(struct app *a);

/* --- console_files.c --- */
/* Tells what is wrong with the files that are read, for `:problems`. */
void app_tell_problems(struct app *a);
void app_show_theme(struct app *a);
/* The terminal may have told its background among the keys. */
void app_note_background(struct app *a);
void app_watch_files(struct app *a);

#endif
