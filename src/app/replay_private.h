/* What the files of the replay share. */
#ifndef SLATOP_SRC_APP_REPLAY_PRIVATE_H
#define SLATOP_SRC_APP_REPLAY_PRIVATE_H

#include "app/replay.h"
#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/draw/replay.h"

enum asking { ASK_NOTHING, ASK_SEARCH, ASK_SIZE };

/* What was typed, where it may be shown. */
enum input_state { INPUT_HIDDEN, INPUT_CHECKING, INPUT_ASKS, INPUT_READING, INPUT_SHOWN };
struct replay_input_shown {
	enum input_state state;
	enum reveal_end ends;      /* why the last one ended */
	bool by_grant;             /* it ends before the minute does */
	int64_t until;             /* monotonic */
	int64_t second;            /* of what is left, when it was drawn */
	char grants[200];          /* their numbers */
	struct buf text;           /* as it is drawn; wiped with the end */
};
struct found { int row, from, to; }; /* cells of the screen that hold what was searched for */

struct replay {
	const struct recording *recording;
	const struct key_map *keys;
	char *title;
	struct player *player;
	struct player_command *commands; /* labels owned */
	size_t command_count;

	enum asking asking;
	struct buf typed;          /* the answer, or the digits of a time */
	char message[320];         /* goes with the next key */
	bool message_bad;
	bool help, whole, panned;
	size_t help_top;
	int64_t idle_limit_us;

	struct player_search *search;
	struct buf search_text;
	bool searching;
	int wanted_hit;            /* 1: the next one, -1: the one before, 0: none is waited for */
	struct found *found;       /* on the screen that is drawn */
	size_t found_count, found_capacity;

	struct player_scrollback *above; /* lines that have scrolled off, while they are looked at */
	bool gathering;              /* they are not all there yet */
	size_t back, back_wanted;    /* how many of them are on the screen, or will be */

	int top, left, room_rows;
	uint32_t *activity;
	int activity_count;
	struct replay_mark *marks;
	size_t mark_count;
	char cell_text[4 * (EMULATOR_MARKS + 1) + 1];
	int64_t drawn_at;
	bool start, seeking, changed, sought;
	struct replay_input_shown input;
};

void replay_set_size(struct replay *r, int rows, int columns, int64_t now);
/* Shows so many lines of what has scrolled off, as soon as they are there. */
void replay_go_back(struct replay *r, size_t lines);
/* Back to the screen itself. */
void replay_leave_back(struct replay *r);
void replay_say(struct replay *r, bool bad, const char *text);
/* Looks for what was searched for on the screen that is to be drawn. */
void replay_find(struct replay *r, int rows, int columns);
bool replay_is_found(const struct replay *r, int row, int column);

/* --- replay_input.c --- */
/* The key for it: what the owner has to do. */
enum replay_effect replay_input_toggle(struct replay *r);
/* The answer to the question. */
enum replay_effect replay_input_answer(struct replay *r, uint32_t key);
/* Time went on. */
void replay_input_work(struct replay *r, int64_t now);
int64_t replay_input_due(const struct replay *r, int64_t now); /* TIME_NONE: nothing changes */
/* What was typed up to now, as it is drawn. */
void replay_input_draw(struct replay *r, struct replay_show *s, int64_t now);
void replay_input_release(struct replay *r);

#endif
