/* A bastion session's recording in front of the console: read from the replica in
 * pieces, then played. */
#ifndef SLATOP_APP_SESSION_REPLAY_H
#define SLATOP_APP_SESSION_REPLAY_H

#include "app/engine.h"
#include "app/replay.h"

struct session_replay;

/* changed: something is to be drawn. keys: the replay's. Both have to outlive it. */
struct session_replay *session_replay_create(struct engine *e, const struct key_map *keys, void (*changed)(void *context),
					     void *context);
void session_replay_destroy(struct session_replay *s);
/* Begins to read the recording that a scope names (EFFECT_PLAY); one that is read
 * or played ends. False and a message where it names none. */
bool session_replay_open(struct session_replay *s, const struct model_scope *scope, struct err *e);
/* Once all bytes are there: unpacks and reads them until deadline_us, then plays;
 * whether work is left. */
bool session_replay_work(struct session_replay *s, int64_t deadline_us);
/* Ends reading or playing; whether there was any. */
bool session_replay_close(struct session_replay *s);
/* The recording in front; NULL: none is (yet). */
struct replay *session_replay_front(const struct session_replay *s);
/* The sub-platform (index) and number of the session that is read or played. */
void session_replay_of(const struct session_replay *s, uint32_t *platform, int64_t *session);
/* What there is to say, once: how far reading is, or why there is nothing to play;
 * NULL: nothing new. *bad: it is the latter. */
const char *session_replay_says(struct session_replay *s, bool *bad);

#endif
