/* A bounded run of what "make fuzz" runs without end: the project's own recordings,
 * changed at random, for so many rounds; and what is made to be slow. */
#include "support/check_main.h"

#include <time.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

#define ROUNDS 120
#define SEED_MOST (64u << 10)

static const char *const seeds[] = {"session-v1.json", "session-v2.cast", "session-v3.cast", "session-tlog.jsonl",
				    "session.replay", "session.script", "session.ttyrec"};

static uint64_t state;

static uint32_t number(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33);
}

static void seed_from_clock(void)
{
	const char *given = getenv("SLATOP_SEED");

	state = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 1000 + (uint64_t)getpid() % 1000;
	printf("seed %llu\n", (unsigned long long)state);
}

static void read_seed(size_t i, struct buf *out)
{
	struct buf path = BUF_INIT;
	struct err e = {""};

	buf_addf(&path, "tests/recording/recordings/%s", seeds[i]);
	ck_assert_msg(buf_read_file(out, path.data, SEED_MOST, &e), "%s", e.text);
	if (!strcmp(seeds[i], "session.script")) { /* its timing behind it */
		struct buf timing = BUF_INIT;
		buf_addf(&path, ".timing");
		ck_assert_msg(buf_read_file(&timing, path.data, SEED_MOST, &e), "%s", e.text);
		buf_add_byte(out, '\0');
		buf_add(out, timing.data, timing.length);
		buf_release(&timing);
	}
	buf_release(&path);
}

/* A few changes: bytes, pieces taken out or doubled, numbers made large, the end
 * cut off. */
static void change(struct buf *b)
{
	static const char *const large[] = {"65535", "2147483648", "-1", "9223372036854775807", "1e308", "\x1b[2J", "\x1b[999;999H",
					    "\x1b[9999L", "\x1b[9999b", "\x1b[?1049h", "\xf0\x9f", "\r\n\r\n", "}", "]", "\"", "\\u0000"};

	for (uint32_t n = number() % 8 + 1; n && b->length > 16; n--) {
		size_t at = number() % b->length, length = number() % 64;
		length = length < b->length - at ? length : b->length - at - 1;
		const char *text = large[number() % (sizeof large / sizeof *large)];
		switch (number() % 5) {
		case 0: b->data[at] = (char)number(); break;
		case 1:
			memmove(b->data + at, b->data + at + length, b->length - at - length);
			b->length -= length;
			break;
		case 2: {
			struct buf copy = BUF_INIT;
			buf_add(&copy, b->data + at, b->length - at);
			b->length = at;
			buf_add(b, copy.data, length);
			buf_add(b, copy.data, copy.length);
			buf_release(&copy);
			break;
		}
		case 3:
			if (strlen(text) < b->length - at)
				memcpy(b->data + at, text, strlen(text));
			break;
		default:
			if (!(number() % 8))
				b->length = at + 1;
		}
	}
}

/* Two files, whose format is found out. */
static unsigned pair_byte(void)
{
	unsigned kinds = (unsigned)recording_format_count() + 1;

	return kinds * ((128 + kinds - 1) / kinds);
}

START_TEST(changed_recordings_do_no_harm)
{
	seed_from_clock();
	for (int round = 0; round < ROUNDS; round++) {
		struct buf data = BUF_INIT;
		size_t which = number() % (sizeof seeds / sizeof *seeds);
		bool pair = !strcmp(seeds[which], "session.script");
		buf_add_byte(&data, 0);
		read_seed(which, &data);
		change(&data);
		data.data[0] = pair ? (char)pair_byte() : (char)(number() % 4 ? 0 : number() % 64);
		fuzz_recording((const uint8_t *)data.data, data.length);
		buf_release(&data);
	}
	fuzz_tell();
}
END_TEST

START_TEST(changed_bytes_do_the_emulator_no_harm)
{
	seed_from_clock();
	for (int round = 0; round < ROUNDS; round++) {
		struct buf data = BUF_INIT;
		for (int i = 0; i < 6; i++)
			buf_add_byte(&data, (char)(number() % 60));
		read_seed(number() % 2 ? 6 : 5, &data); /* raw bytes, more or less */
		data.length = data.length < 4096 ? data.length : 4096;
		change(&data);
		fuzz_emulator((const uint8_t *)data.data, data.length);
		buf_release(&data);
	}
	fuzz_tell();
}
END_TEST

/* The largest screen, and nothing but sequences that touch all of it: each slice
 * ends after one of them. */
START_TEST(what_is_made_to_be_slow_is_sliced)
{
	static const char *const slow[] = {"\x1b[2J", "\x1b[H\x1b[999L", "\x1b#8", "\x1b[?1049h\x1b[?1049l", "x\x1b[4096b", "\n",
					   "\x1b[999@", "\x1b[999S"};

	for (size_t i = 0; i < sizeof slow / sizeof *slow; i++) {
		struct buf bytes = BUF_INIT;
		struct emulator *m = emulator_create(EMULATOR_ROWS_MOST, EMULATOR_COLUMNS_MOST);
		for (int k = 0; k < 4; k++)
			buf_add_text(&bytes, slow[i]);
		fuzz_feed(m, bytes.data, bytes.length);
		fuzz_look(m);
		emulator_destroy(m);
		buf_release(&bytes);
	}
	fuzz_tell();
}
END_TEST

TEST_MAIN("fuzz", 120, changed_recordings_do_no_harm, changed_bytes_do_the_emulator_no_harm, what_is_made_to_be_slow_is_sliced)
