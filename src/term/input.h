/* Keys out of a stream of bytes: UTF-8 characters and escape sequences that may
 * arrive in pieces. Knows no terminal, so that tests can feed it. */
#ifndef SLATOP_TERM_INPUT_H
#define SLATOP_TERM_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_SEQUENCES 96
#define INPUT_SEQUENCE_MAX 24

struct input_sequence {
	char bytes[INPUT_SEQUENCE_MAX]; /* NUL-terminated */
	uint32_t key;
};
struct input {
	char bytes[4096];
	size_t start, end;     /* bytes[start, end) wait */
	int64_t came_at;       /* monotonic time of the last byte */
	int64_t delay_us;      /* how long an unfinished sequence is waited for */
	bool utf8;             /* else the locale's own encoding */
	unsigned char erase;   /* the terminal's erase character: 127 to us */
	struct input_sequence sequences[INPUT_SEQUENCES]; /* of this terminal, beside the usual ones */
	size_t sequence_count;
	bool asked;            /* the terminal was asked what it is, and has not answered yet */
	bool background_told;  /* it told its background */
	int32_t background;    /* 0xRRGGBB */
};

void input_init(struct input *in, bool utf8, int delay_ms);
/* A key of this terminal; NULL, "" and what is too long are passed over. */
void input_add_sequence(struct input *in, const char *bytes, uint32_t key);
/* Bytes that came; returns how many there was room for. */
size_t input_feed(struct input *in, const char *bytes, size_t length, int64_t now);
/* The next key, 0: none yet; then *wait_ms > 0 where an unfinished sequence
 * waits for more bytes that long. */
uint32_t input_next(struct input *in, int64_t now, int *wait_ms);

#endif
