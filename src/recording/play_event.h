/* How an event is played, for the player and its search. */
#ifndef SLATOP_SRC_RECORDING_PLAY_EVENT_H
#define SLATOP_SRC_RECORDING_PLAY_EVENT_H

#include "slatop/recording/emulator.h"
#include "slatop/recording/recording.h"

/* An emulator as the recording starts it; sizes 0: the recording's. */
struct emulator *play_emulator(const struct recording *r, int rows, int columns);
/* fixed: its changes of size are not followed. */
void play_event(const struct recording *r, const struct recording_event *e, struct emulator *m, bool fixed);

/* Where an emulator stands: events before it have happened, of this one so many bytes. */
struct play_place { size_t event, part; };
/* Plays the event at a place, as much of it as fits between two looks at the clock;
 * gives the bytes that were fed. The place goes on. */
size_t play_some(const struct recording *r, struct play_place *at, struct emulator *m, bool fixed);
/* Whether it is time for a look at the clock; counts what was fed since the last. */
struct play_slice { size_t fed; uint64_t work; };
bool play_slice_is_full(struct play_slice *s, size_t fed, const struct emulator *m);

/* Lines gathered from a place up to an event. The emulator is taken. */
struct player_scrollback *scrollback_begin(const struct recording *r, struct emulator *m, struct play_place from,
					   size_t to, bool fixed, size_t most, int columns);

#endif
