/* A recording that is played in front of a terminal: what keys do to the player,
 * and what is to be drawn of it. Whoever owns the loop feeds it keys and time:
 * `slatop play` and the console. */
#ifndef SLATOP_APP_REPLAY_H
#define SLATOP_APP_REPLAY_H

#include "slatop/draw/canvas.h"
#include "slatop/draw/draw.h"
#include "slatop/recording/player.h"
#include "slatop/screen/key.h"

struct replay;

/* title is copied. The recording and the keys are the caller's and have to outlive it. */
struct replay *replay_create(const struct recording *r, const char *title, const struct key_map *keys);
void replay_destroy(struct replay *r);
/* A command that the bastion noted, that long after the start. */
void replay_add_command(struct replay *r, int64_t at_us, const char *text, int risk);
/* Begins at that time, paused; else it plays from the start. */
void replay_begin_at(struct replay *r, int64_t at_us, int64_t now);

enum replay_effect { REPLAY_DONE_NOTHING, REPLAY_DONE_CLOSE, REPLAY_DONE_REDRAW, REPLAY_DONE_SUSPEND };
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

#endif
