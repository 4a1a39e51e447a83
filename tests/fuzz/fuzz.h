/* What is fuzzed: bytes as a recording's program may have written them, fed to the
 * emulator; bytes as a file of each format, read, and if it is a recording played on
 * and back. The same for libFuzzer (make fuzz) and for the bounded random rounds
 * among the tests. Whatever the bytes are: no crash, nothing read or written out of
 * bounds (the sanitizers see to that), and no slice of work that could keep the
 * console waiting: what touches cells is counted; how long the longest slice took is
 * told at the end (fuzz_tell), as time is the machine's. */
#ifndef SLATOP_TESTS_FUZZ_H
#define SLATOP_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/calendar.h"
#include "slatop/recording/player.h"

/* One sequence touches each cell of both screens once at most; a slice ends after
 * the one that was too much. */
#define FUZZ_SCREEN ((uint64_t)EMULATOR_CELLS_MOST)
#define FUZZ_SLICE (UINT64_C(1) << 17)
#define FUZZ_WORK_MOST (FUZZ_SLICE + 2 * FUZZ_SCREEN + (1u << 20))

#define FUZZ_CHECK(condition)                                                              \
	do                                                                                 \
		if (!(condition)) {                                                        \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
			abort();                                                           \
		}                                                                          \
	while (0)

/* The longest slice of a program so far, with what it was of. */
struct fuzz_slices {
	uint64_t count;
	int64_t longest_us;
	const char *longest_of;
};
static struct fuzz_slices fuzz_slices;

/* A slice has ended that began at that monotonic time; of: static. */
static inline void fuzz_slice(const char *of, int64_t began)
{
	int64_t took = clock_monotonic() - began;

	fuzz_slices.count++;
	if (took > fuzz_slices.longest_us) {
		fuzz_slices.longest_us = took;
		fuzz_slices.longest_of = of;
	}
}

static inline void fuzz_tell(void)
{
	printf("note: %llu slices, the longest of %s, %.1f ms\n", (unsigned long long)fuzz_slices.count,
	       fuzz_slices.longest_of ? fuzz_slices.longest_of : "none", (double)fuzz_slices.longest_us / 1000);
}

static inline void fuzz_look(const struct emulator *m)
{
	int rows, columns, row, column;

	emulator_size(m, &rows, &columns);
	FUZZ_CHECK(emulator_size_fits(rows, columns));
	emulator_cursor(m, &row, &column);
	FUZZ_CHECK(row >= 0 && row < rows && column >= 0 && column < columns);
	struct buf text = BUF_INIT;
	emulator_row_text(m, row, &text);
	buf_release(&text);
}

static inline void fuzz_feed(struct emulator *m, const char *bytes, size_t length)
{
	for (size_t at = 0; at < length;) {
		uint64_t before = emulator_work(m);
		int64_t began = clock_monotonic();
		size_t taken = emulator_feed_some(m, bytes + at, length - at, FUZZ_SLICE);
		fuzz_slice("the emulator", began);
		FUZZ_CHECK(taken > 0 && taken <= length - at);
		FUZZ_CHECK(emulator_work(m) - before <= FUZZ_WORK_MOST);
		at += taken;
	}
}

/* The first bytes are the size, and where it changes in between. The state saved and
 * loaded goes on as the one that was not. */
static inline void fuzz_emulator(const uint8_t *data, size_t size)
{
	struct buf state = BUF_INIT, one = BUF_INIT, other = BUF_INIT;

	if (size < 6)
		return;
	struct emulator *m = emulator_create(data[0] * 4, data[1] * 4), *again = emulator_create(1, 1);
	const char *bytes = (const char *)data + 6;
	size_t length = size - 6, half = data[2] * length / 256;
	emulator_set_growing(m, data[3] & 1);
	fuzz_feed(m, bytes, half);
	fuzz_look(m);
	if (data[3] & 2)
		emulator_resize(m, data[4] * 4, data[5] * 4);
	emulator_save(m, &state);
	emulator_load(again, state.data, state.length);
	fuzz_feed(m, bytes + half, length - half);
	emulator_feed(again, bytes + half, length - half);
	fuzz_look(m);
	emulator_save(m, &one);
	emulator_save(again, &other);
	FUZZ_CHECK(one.length == other.length && !memcmp(one.data, other.data, one.length));
	buf_release(&state);
	buf_release(&one);
	buf_release(&other);
	emulator_destroy(m);
	emulator_destroy(again);
}

static inline void fuzz_play(const struct recording *r)
{
	int64_t last = 0;

	FUZZ_CHECK(emulator_size_fits(r->rows, r->columns));
	for (size_t i = 0; i < r->event_count; i++) {
		const struct recording_event *e = &r->events[i];
		FUZZ_CHECK(e->at_us >= last && e->at <= r->bytes.length && e->length <= r->bytes.length - e->at);
		last = e->at_us;
	}
	struct player *p = player_create(r, 0, 0);
	static const int parts[] = {4, 2, 3, 1, 0, 4};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		player_seek(p, r->length_us / 4 * parts[i], 0);
		/* One slice each: the clock has always run out. */
		for (bool left = true; left;) {
			uint64_t before = emulator_work(player_screen(p));
			int64_t began = clock_monotonic();
			left = player_work(p, 0);
			fuzz_slice("the player", began);
			FUZZ_CHECK(emulator_work(player_screen(p)) - before <= FUZZ_WORK_MOST);
		}
		fuzz_look(player_screen(p));
	}
	player_destroy(p);
}

/* The first byte is the format (of the contract's, or found out); what follows the
 * first NUL byte is a second file: a script's timing. */
static inline void fuzz_recording(const uint8_t *data, size_t size)
{
	struct err e = {""};
	struct recording_file files[2] = {{"file", BUF_INIT}, {"file.timing", BUF_INIT}};

	if (size < 2)
		return;
	size_t which = data[0] % (recording_format_count() + 1), count = 1;
	const char *format = which ? recording_format_at(which - 1)->name : NULL;
	const uint8_t *cut = data[0] & 128 ? memchr(data + 1, 0, size - 1) : NULL;
	size_t first = cut ? (size_t)(cut - data - 1) : size - 1;
	buf_add(&files[0].bytes, (const char *)data + 1, first);
	if (cut) {
		buf_add(&files[1].bytes, (const char *)cut + 1, size - first - 2);
		count = 2;
	}
	/* In the smallest slices; left after some of them, or read to the end. */
	struct reading *in = reading_begin(files, count, format, NULL);
	bool more = true;
	for (size_t left = data[0] & 64 ? size % 8 : SIZE_MAX; left && more; left--) {
		int64_t began = clock_monotonic();
		more = reading_work(in, 0);
		fuzz_slice("a reader", began);
	}
	struct recording *r = reading_end(in, &e);
	FUZZ_CHECK(r || e.text[0]);
	if (r && r->event_count)
		fuzz_play(r);
	recording_destroy(r);
}

#endif
