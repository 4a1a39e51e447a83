/* The table of what keys do while a recording is played. */
#include "slatop/screen/replay.h"

#define PLAY "Playing"
#define MOVE "Moving in time"
#define FIND "Finding"
#define LOOK "Looking"
#define PROGRAM "Program"

const struct action_info replay_infos[REPLAY_ACTIONS] = {
	[REPLAY_PAUSE] = {"replay-pause", "space", "pause", "Pauses, and goes on; at the end it starts once more.", PLAY},
	[REPLAY_SLOWER] = {"replay-slower", "{", NULL, "Half as fast, down to 1/16.", PLAY},
	[REPLAY_FASTER] = {"replay-faster", "}", NULL, "Twice as fast, up to 64 times.", PLAY},
	[REPLAY_IDLE] = {"replay-idle", "i", "idle limit",
			 "Cuts pauses to 2 seconds, or to as many as were typed before; again: plays them whole.", PLAY},
	[REPLAY_STEP_ON] = {"replay-step-on", ".", "step", "One event on; pauses.", MOVE},
	[REPLAY_STEP_BACK] = {"replay-step-back", ",", NULL, "One event back; pauses.", MOVE},
	[REPLAY_ON] = {"replay-on", "right", "5s", "5 seconds on.", MOVE},
	[REPLAY_BACK] = {"replay-back", "left", NULL, "5 seconds back.", MOVE},
	[REPLAY_FAR_ON] = {"replay-far-on", "pgdn", "1m", "60 seconds on.", MOVE},
	[REPLAY_FAR_BACK] = {"replay-far-back", "pgup", NULL, "60 seconds back.", MOVE},
	[REPLAY_MARKER_ON] = {"replay-marker-on", "]", "marker", "To the next marker or command.", MOVE},
	[REPLAY_MARKER_BACK] = {"replay-marker-back", "[", NULL, "To the marker or command before.", MOVE},
	[REPLAY_GO] = {"replay-go", "g", "go to", "Behind digits: to that time: 90g, 1:30g, 1:02:03.5g. Alone: to the start.",
		       MOVE},
	[REPLAY_START] = {"replay-start", "home", NULL, "To the start.", MOVE},
	[REPLAY_END] = {"replay-end", "$ G end", "end", "To the end, and stays there.", MOVE},
	[REPLAY_SEARCH] = {"replay-search", "/", "search",
			   "Searches all that was ever on the screen for a text; hits stand on the bar with their times.",
			   FIND},
	[REPLAY_SEARCH_ON] = {"replay-search-on", "n", NULL, "To the next hit.", FIND},
	[REPLAY_SEARCH_BACK] = {"replay-search-back", "N", NULL, "To the hit before.", FIND},
	[REPLAY_UP] = {"replay-up", "up", NULL, "While paused: back through the lines that have scrolled off.", LOOK},
	[REPLAY_DOWN] = {"replay-down", "down", NULL, "While paused: forward again.", LOOK},
	[REPLAY_SIZE] = {"replay-size", "s", NULL, "Plays it on a screen of another size: 132x43; nothing: as recorded.",
			 LOOK},
	[REPLAY_INPUT] = {"replay-input", "v", NULL,
			  "What was typed (passwords too), for a minute: of a bastion session, under grants in force of every account "
			  "that its rows name; again: hides it.", LOOK},
	[REPLAY_PAN_LEFT] = {"replay-pan-left", "h", NULL, "Where it is larger than this terminal: its left part.", LOOK},
	[REPLAY_PAN_RIGHT] = {"replay-pan-right", "l", NULL, "Its right part.", LOOK},
	[REPLAY_PAN_UP] = {"replay-pan-up", "k", NULL, "Its upper part.", LOOK},
	[REPLAY_PAN_DOWN] = {"replay-pan-down", "j", NULL, "Its lower part.", LOOK},
	[REPLAY_WHOLE] = {"replay-whole", "z", NULL, "The recording alone, without the lines around it; again: with them.",
			  LOOK},
	[REPLAY_HELP] = {"replay-help", "? f1", "help", "This page.", PROGRAM},
	[REPLAY_STOP] = {"replay-stop", "ctrl-c", NULL, "Stops a search.", PROGRAM},
	[REPLAY_REDRAW] = {"replay-redraw", "ctrl-l", NULL, "Draws the whole screen anew.", PROGRAM},
	[REPLAY_SUSPEND] = {"replay-suspend", "ctrl-z", NULL, "Suspends slatop; fg brings it back.", PROGRAM},
	[REPLAY_CLOSE] = {"replay-close", "q esc", "close", "Ends the replay.", PROGRAM},
};

const struct action_table replay_actions = {replay_infos, REPLAY_ACTIONS};
