/* A recording that is played in front of a terminal: what keys do to the player,
 * and what is to be drawn of it. Whoever owns the loop feeds it keys and time:
 * `slatop play` and the console. */
#ifndef SLATOP_APP_REPLAY_H
#define SLATOP_APP_REPLAY_H

#include "slatop/draw/canvas.h"
#include "slatop/draw/draw.h"
#include "slatop/recording/player.h"
#include "slatop/screen/console.h" /* enum reveal_end */
#include "slatop/screen/key.h"

struct replay;

/* title is copied. The recording and the keys are the caller's and have to outlive it. */
struct replay *replay_create(const struct recording *r, const char *title, const struct key_map *keys);
void replay_destroy(struct replay *r);
/* Commands that the bastion noted, that long after the start; copied. Once. */
void replay_set_commands(struct replay *r, const struct player_command *commands, size_t count);
/* Begins at that time, paused; else it plays from the start. */
void replay_begin_at(struct replay *r, int64_t at_us, int64_t now);

enum replay_effect {
	REPLAY_DONE_NOTHING, REPLAY_DONE_CLOSE, REPLAY_DONE_REDRAW, REPLAY_DONE_SUSPEND,
	REPLAY_DONE_REVEAL,     /* asks whether what was typed may be shown: one of the answers below is awaited */
	REPLAY_DONE_REVEAL_SHOW /* the word was said: it is awaited with replay_input_show */
};
/* A key at monotonic time now: what the owner has to do. */
enum replay_effect replay_key(struct replay *r, uint32_t key, int64_t now);
/* The time that was gone to since the last call; false: nowhere. */
bool replay_take_sought(struct replay *r, int64_t *at_us);
/* Time went on: plays, seeks and searches until deadline_us; whether work is left. */
bool replay_work(struct replay *r, int64_t now, int64_t deadline_us);
/* When something will change by itself; TIME_NONE: nothing does. */
int64_t replay_due(const struct replay *r, int64_t now);
/* Whether what draw shows is another than at the last draw. */
bool replay_changed(const struct replay *r);
void replay_draw(struct replay *r, struct canvas *c, const struct draw_options *o);

/* --- what was typed: hidden, unless the owner finds that it may be shown --- */
/* Whether the answer to REPLAY_DONE_REVEAL, or REPLAY_DONE_REVEAL_SHOW, is awaited. */
bool replay_input_checks(const struct replay *r);
bool replay_input_reads(const struct replay *r);
/* It may not be: says why (cleaned). */
void replay_input_refuse(struct replay *r, const char *why);
/* It may be: asks for the word. grants: "grant SQ-77", cleaned. */
void replay_input_ask(struct replay *r, const char *grants);
/* Shows it until a monotonic time; by_grant: the end of a grant, and not of the
 * minute. While it is shown a call moves its end. */
void replay_input_show(struct replay *r, int64_t until, bool by_grant);
void replay_input_end(struct replay *r, enum reveal_end why);
/* Whether it is shown; until: when that ends. */
bool replay_input_is_shown(const struct replay *r, int64_t *until);
/* Why it was hidden again. */
enum reveal_end replay_input_ended(const struct replay *r);

#endif
