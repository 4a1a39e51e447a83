/* What the keys do while a recording is played: a table of its own, from which the
 * last line, the help page and the manual come, as key.h's. All are remappable
 * under these names. Digits are typed before "replay-go" and "replay-idle". */
#ifndef SLATOP_SCREEN_REPLAY_H
#define SLATOP_SCREEN_REPLAY_H

#include "slatop/screen/key.h"

enum replay_action {
	REPLAY_NONE, REPLAY_PAUSE, REPLAY_STEP_ON, REPLAY_STEP_BACK, REPLAY_SLOWER, REPLAY_FASTER, REPLAY_ON,
	REPLAY_BACK, REPLAY_FAR_ON, REPLAY_FAR_BACK, REPLAY_MARKER_ON, REPLAY_MARKER_BACK, REPLAY_GO, REPLAY_START,
	REPLAY_END, REPLAY_IDLE, REPLAY_SEARCH, REPLAY_SEARCH_ON, REPLAY_SEARCH_BACK, REPLAY_UP, REPLAY_DOWN,
	REPLAY_SIZE, REPLAY_INPUT, REPLAY_PAN_LEFT, REPLAY_PAN_RIGHT, REPLAY_PAN_UP, REPLAY_PAN_DOWN, REPLAY_WHOLE, REPLAY_HELP,
	REPLAY_STOP, REPLAY_REDRAW, REPLAY_SUSPEND, REPLAY_CLOSE, REPLAY_ACTIONS
};
extern const struct action_info replay_infos[REPLAY_ACTIONS];

#endif
