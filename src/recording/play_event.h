/* How an event is played, for the player and its search. */
#ifndef SLATOP_SRC_RECORDING_PLAY_EVENT_H
#define SLATOP_SRC_RECORDING_PLAY_EVENT_H

#include "slatop/recording/emulator.h"
#include "slatop/recording/recording.h"

/* An emulator as the recording starts it; sizes 0: the recording's. */
struct emulator *play_emulator(const struct recording *r, int rows, int columns);
/* fixed: its changes of size are not followed. */
void play_event(const struct recording *r, const struct recording_event *e, struct emulator *m, bool fixed);

#endif
