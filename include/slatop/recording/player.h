/* A recording played: any moment of it as a screen, on and back.
 *
 * The screen at a time is the same however it was reached: the player keeps the
 * emulator's state every so often (keyframes, bounded in memory) and feeds it from
 * the nearest one before. Work is done in slices; time enters as an argument. */
#ifndef SLATOP_RECORDING_PLAYER_H
#define SLATOP_RECORDING_PLAYER_H

#include "slatop/recording/emulator.h"
#include "slatop/recording/recording.h"

#define PLAYER_SPEED_LEAST (-4) /* powers of two: 1/16 ... */
#define PLAYER_SPEED_MOST 6     /* ... 64 times */
#define PLAYER_MARKERS_MOST 50000

enum player_marker_kind { MARKER_RECORDED, MARKER_COMMAND, MARKER_ENTER };
/* A moment that has a name: a marker of the recording, a command that the bastion
 * noted, or (without a name, and only where there are neither) an Enter that was
 * typed. */
struct player_marker {
	int64_t at_us;
	const char *label; /* cleaned; "" for MARKER_ENTER */
	uint8_t kind, risk;
};

struct player;

/* The recording is borrowed. rows and columns 0: as recorded; else fixed, and its
 * changes of size are not followed. */
struct player *player_create(const struct recording *r, int rows, int columns);
void player_destroy(struct player *p);
const struct recording *player_recording(const struct player *p);
const struct emulator *player_screen(const struct player *p);

/* Commands noted elsewhere, in any order; labels are copied, cleaned. They are
 * better markers than bare Enters, and take their place. */
struct player_command {
	int64_t at_us;
	const char *label;
	int risk;
};
void player_add_commands(struct player *p, const struct player_command *commands, size_t count);
/* By time. Of those of the recording the first PLAYER_MARKERS_MOST. */
const struct player_marker *player_markers(const struct player *p, size_t *count);

/* --- where it stands --- */
int64_t player_at(const struct player *p);       /* microseconds since the start */
size_t player_event(const struct player *p);     /* events that have happened */
bool player_at_end(const struct player *p);
/* Goes to a time, cut to the recording's: events at that very time have happened.
 * The work is done by player_work. Playing goes on from there. */
void player_seek(struct player *p, int64_t at_us, int64_t now);
/* One event that shows on and back (what was typed does not show). */
void player_step(struct player *p, int direction, int64_t now);
/* To the marker before, or after; false where there is none. */
bool player_to_marker(struct player *p, int direction, int64_t now);
/* Brings the screen to where it should stand, until deadline_us; whether work is
 * left. player_screen is whole only then. */
bool player_work(struct player *p, int64_t deadline_us);

/* --- playing --- */
void player_pause(struct player *p, bool paused, int64_t now);
bool player_paused(const struct player *p);
void player_set_speed(struct player *p, int power, int64_t now);
int player_speed(const struct player *p); /* the power of two */
/* Pauses in the recording longer than that are cut to it while playing (they stay
 * in the times); 0: none. */
void player_set_idle_limit(struct player *p, int64_t limit_us, int64_t now);
/* Time went on. At the end it stays there, paused. */
void player_advance(struct player *p, int64_t now);
/* When the next event is due; TIME_NONE: paused, or at the end. */
int64_t player_next_due(const struct player *p);

/* How much was shown in each of count equal parts of the recording: bytes of
 * outputs. */
void player_activity(const struct player *p, uint32_t *parts, size_t count);

/* --- scrollback --- */
/* The lines above the screen at the present moment, at most `most`, in slices: they
 * are played from a keyframe. For when it is paused; a seek makes them another
 * moment's. */
struct player_scrollback;
struct player_scrollback *player_scrollback_create(const struct player *p, size_t most);
void player_scrollback_destroy(struct player_scrollback *s);
bool player_scrollback_work(struct player_scrollback *s, int64_t deadline_us); /* whether work is left */
size_t player_scrollback_count(const struct player_scrollback *s);
/* A line of so many cells, the nearest last; lines of other widths are cut or filled. */
const struct emulator_cell *player_scrollback_row(const struct player_scrollback *s, size_t row, int *columns);

/* --- search --- */
/* Everything that was ever on the screen, in slices. A hit is an event that made
 * the text appear once more on the screen (wrapped lines are joined; ASCII case is
 * folded). */
struct player_hit {
	int64_t at_us;
	size_t event; /* after it the text is there */
};
struct player_search;
struct player_search *player_search_create(const struct recording *r, const char *text, int rows, int columns);
void player_search_destroy(struct player_search *s);
bool player_search_work(struct player_search *s, int64_t deadline_us); /* whether work is left */
/* Hits so far, by time; *done_us: how far it has looked. */
const struct player_hit *player_search_hits(const struct player_search *s, size_t *count, int64_t *done_us);

#endif
