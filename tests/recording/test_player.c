/* Every moment is the same however it is reached, found again by search, and
 * played in time. */
#include "slatop/recording/player.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

#define MOMENTS SOME_OF(1000)

static uint64_t state;

static int64_t below(int64_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return n > 0 ? (int64_t)((state >> 20) % (uint64_t)n) : 0;
}

static struct recording *from_text(const char *text)
{
	struct recording_file file = {"a.cast", BUF_INIT};
	struct err e = {""};

	buf_add_text(&file.bytes, text);
	struct recording *r = recording_read(&file, 1, NULL, NULL, &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	return r;
}

static const char demo[] = "{\"version\":2,\"width\":20,\"height\":3}\n"
			   "[0.5,\"o\",\"one\\r\\n\"]\n"
			   "[1.0,\"i\",\"secret\\r\"]\n"
			   "[2.0,\"m\",\"a mark\"]\n"
			   "[10.0,\"o\",\"two\\r\\n\"]\n"
			   "[10.5,\"r\",\"30x4\"]\n"
			   "[11.0,\"o\",\"three\\r\\nfour\\r\\nfive\"]\n";

static void check_rows(struct player *p, const char *expected)
{
	struct buf screen = BUF_INIT;
	int rows, columns;

	while (player_work(p, INT64_MAX))
		;
	emulator_size(player_screen(p), &rows, &columns);
	for (int i = 0; i < rows; i++) {
		emulator_row_text(player_screen(p), i, &screen);
		buf_add_byte(&screen, i + 1 < rows ? '|' : '\0');
	}
	ck_assert_str_eq(screen.data, expected);
	buf_release(&screen);
}

START_TEST(stands_where_it_is_put)
{
	struct recording *r = from_text(demo);
	struct player *p = player_create(r, 0, 0);

	check_rows(p, "||");
	player_seek(p, 500000, 0);
	check_rows(p, "one||");
	player_seek(p, INT64_MAX, 0);
	check_rows(p, "two|three|four|five");
	ck_assert(player_at_end(p));
	player_step(p, -1, 0);
	check_rows(p, "one|two||");
	player_step(p, -1, 0);
	check_rows(p, "one|two|");
	player_step(p, -1, 0); /* over the marker and what was typed */
	check_rows(p, "one||");
	ck_assert_int_eq(player_at(p), 2000000);
	player_step(p, 1, 0);
	check_rows(p, "one|two|");
	ck_assert(player_to_marker(p, -1, 0));
	ck_assert_int_eq(player_at(p), 2000000);
	ck_assert(!player_to_marker(p, -1, 0));
	player_destroy(p);
	p = player_create(r, 2, 10); /* a size of one's own */
	player_seek(p, INT64_MAX, 0);
	check_rows(p, "four|five");
	player_destroy(p);
	recording_destroy(r);
}
END_TEST

START_TEST(plays_in_time)
{
	struct recording *r = from_text(demo);
	struct player *p = player_create(r, 0, 0);

	player_pause(p, false, 1000000);
	ck_assert_int_eq(player_next_due(p), 1500000);
	player_advance(p, 1400000);
	check_rows(p, "||");
	ck_assert_int_eq(player_next_due(p), 1500000);
	player_advance(p, 1500000);
	check_rows(p, "one||");
	player_set_speed(p, 2, 1500000); /* four times */
	player_advance(p, 1700000);
	ck_assert_int_eq(player_at(p), 1300000);
	player_set_idle_limit(p, 1000000, 1700000);
	player_set_speed(p, 0, 1700000);
	player_seek(p, 2000000, 2000000); /* eight seconds of nothing follow, played in one */
	ck_assert_int_eq(player_next_due(p), 3000000);
	player_advance(p, 2400000);
	player_advance(p, 2900000);
	ck_assert_int_eq(player_at(p), 2900000);
	player_advance(p, 3000000);
	ck_assert_int_eq(player_at(p), 10000000);
	player_advance(p, 9000000);
	ck_assert(player_at_end(p) && player_paused(p));
	ck_assert(player_next_due(p) == TIME_NONE);
	player_destroy(p);
	recording_destroy(r);
}
END_TEST

START_TEST(commands_are_markers)
{
	struct recording *r = from_text("{\"version\":2,\"width\":20,\"height\":3}\n[1,\"i\",\"ls\\r\"]\n[2,\"o\",\"x\"]\n");
	struct player *p = player_create(r, 0, 0);
	size_t count;

	const struct player_marker *m = player_markers(p, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(m[0].kind, MARKER_ENTER);
	ck_assert_str_eq(m[0].label, ""); /* what was typed is nobody's business */
	static const struct player_command commands[] = {{1800000, "exit", 1}, {1500000, "rm -rf \033[31m/", 3}};
	player_add_commands(p, commands, 2);
	m = player_markers(p, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(m[0].label, "rm -rf ^[[31m/");
	ck_assert_int_eq(m[0].risk, 3);
	ck_assert_str_eq(m[1].label, "exit");
	player_destroy(p);
	recording_destroy(r);
}
END_TEST

static size_t search(const struct recording *r, const char *text, const struct player_hit **hits,
		     struct player_search **s)
{
	size_t count;
	int64_t done;

	*s = player_search_create(r, text, 0, 0);
	while (player_search_work(*s, clock_monotonic() + 2000))
		;
	*hits = player_search_hits(*s, &count, &done);
	ck_assert_int_eq(done, r->length_us);
	return count;
}

START_TEST(search_finds_what_was_ever_shown)
{
	/* "needle" is erased at once, scrolled away within one event, and wrapped. */
	struct recording *r = from_text("{\"version\":2,\"width\":10,\"height\":3}\n"
					"[1,\"o\",\"needle\\r\"]\n[2,\"o\",\"\\u001b[2K\"]\n"
					"[3,\"o\",\"a\\r\\nNEEDLE\\r\\nb\\r\\nc\\r\\nd\\r\\ne\\r\\n\"]\n"
					"[4,\"o\",\"1234567nee\"]\n[5,\"o\",\"dle\"]\n"
					"[6,\"o\",\"\\r\\nstill the same needle? no: a new one\"]\n[7,\"i\",\"needle\"]\n");
	const struct player_hit *hits;
	struct player_search *s;

	ck_assert_uint_eq(search(r, "needle", &hits, &s), 4);
	static const int64_t times[] = {1, 3, 5, 6};
	for (size_t i = 0; i < COUNT_OF(times); i++)
		ck_assert_int_eq(hits[i].at_us, times[i] * USEC);
	player_search_destroy(s);
	ck_assert_uint_eq(search(r, "nothing", &hits, &s), 0);
	player_search_destroy(s);
	recording_destroy(r);
}
END_TEST

START_TEST(scrollback_is_there)
{
	struct buf text = BUF_INIT;
	int columns;

	/* 100 lines an event, so that many more scroll off than are kept. */
	buf_add_text(&text, "{\"version\":2,\"width\":10,\"height\":3}\n");
	for (int i = 0; i < 500; i++) {
		buf_addf(&text, "[%d,\"o\",\"", i);
		for (int k = 0; k < 99; k++)
			buf_addf(&text, "%d\\r\\n", k);
		buf_addf(&text, "line %d\\r\\n\"]\n", i);
	}
	struct recording *r = from_text(text.data);
	struct player *p = player_create(r, 0, 0);
	player_seek(p, 400 * USEC, 0);
	while (player_work(p, INT64_MAX))
		;
	for (size_t most = 5; most < 5000; most = most * 7 + 1) {
		struct player_scrollback *s = player_scrollback_create(p, most);
		int slices = 1;
		while (player_scrollback_work(s, 0))
			slices++;
		ck_assert_int_gt(slices, 3);
		ck_assert_uint_eq(player_scrollback_count(s), most);
		/* 98, the last line and the empty one after it are on the screen: above are 97, 96 ... */
		for (size_t i = 0; i < most && i < 97; i++) {
			const struct emulator_cell *row = player_scrollback_row(s, most - 1 - i, &columns);
			ck_assert_int_eq(columns, 10);
			ck_assert_uint_eq(row[0].c, '0' + (97 - i < 10 ? 97 - i : (97 - i) / 10));
		}
		player_scrollback_destroy(s);
	}
	player_destroy(p);
	recording_destroy(r);
	buf_release(&text);
}
END_TEST

/* --- any moment, from anywhere ------------------------------------------------------- */

static void save_at(struct player *p, int64_t at_us, struct buf *out)
{
	int first, last;

	player_seek(p, at_us, 0);
	while (player_work(p, 0)) /* in the smallest slices */
		;
	emulator_changed((struct emulator *)(uintptr_t)player_screen(p), &first, &last);
	buf_clear(out);
	emulator_save(player_screen(p), out);
}

static void check_moments(const char *path)
{
	struct err e = {""};
	struct recording *r = recording_open(path, NULL, &e);
	struct buf a = BUF_INIT, b = BUF_INIT;

	if (!r)
		return;
	struct player *wanders = player_create(r, 0, 0), *goes_on = player_create(r, 0, 0);
	int64_t *times = mem_alloc(MOMENTS * sizeof *times);
	for (int i = 0; i < MOMENTS; i++) {
		int64_t at = below(r->length_us + 1);
		/* From before: a player that only goes on; from after: one that comes from the end. */
		if (i % 50 == 0) {
			player_destroy(goes_on);
			goes_on = player_create(r, 0, 0);
		}
		if (player_at(goes_on) > at)
			player_seek(goes_on, 0, 0);
		save_at(goes_on, at, &a);
		player_seek(wanders, r->length_us - below(r->length_us - at), 0);
		while (i % 100 == 0 && player_work(wanders, INT64_MAX))
			;
		save_at(wanders, at, &b);
		ck_assert_msg(a.length == b.length && !memcmp(a.data, b.data, a.length), "%s at %lld us", path,
			      (long long)at);
	}
	free(times);
	player_destroy(wanders);
	player_destroy(goes_on);
	buf_release(&a);
	buf_release(&b);
	recording_destroy(r);
}

START_TEST(moments_are_the_same_from_both_sides)
{
	const char *samples = getenv("SLATOP_SAMPLES"), *given = getenv("SLATOP_SEED");
	struct dirent *entry;
	char path[600];

	state = given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall();
	printf("seed: SLATOP_SEED=%llu\n", (unsigned long long)state);
	snprintf(path, sizeof path, "%s/recordings", samples ? samples : "tests/recording");
	if (!samples)
		printf("note: SLATOP_SAMPLES is not set, only recordings of our own\n");
	DIR *folder = opendir(path);
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/recordings/%s", samples ? samples : "tests/recording", entry->d_name);
		check_moments(path);
	}
	closedir(folder);
}
END_TEST

TEST_MAIN("player", 300, stands_where_it_is_put, plays_in_time, commands_are_markers, search_finds_what_was_ever_shown,
	  scrollback_is_there, moments_are_the_same_from_both_sides)
